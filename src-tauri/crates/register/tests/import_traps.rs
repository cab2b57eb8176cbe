//! The traps of encodings, PowerShell and spreadsheets, and files that are bad or hostile: a clear reason for each file
//! or row, and a register as it was.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail by panicking")]

mod common;
mod imports;

use common::at;
use imports::{
    RELATIONSHIP, SERVICE_SUPPORT, counts, everything, export, import, import_one, own_desk, skipped, source, text_of,
    warnings,
};
use support_register::{FileProblem, Format, ImportError, LARGEST_FILE, Register, Source, Watch, read_files};

fn utf16(text: &str, big: bool, mark: bool) -> Vec<u8> {
    let marked = if mark { "\u{feff}" } else { "" };
    let units: Vec<u16> = format!("{marked}{text}").encode_utf16().collect();
    units.into_iter().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
}

#[track_caller]
fn problem(register: &Register, source: Source) -> FileProblem {
    let before = everything(register);
    match import(register, vec![source]) {
        Err(ImportError::Files(mut problems)) => {
            assert_eq!(everything(register), before, "the register is as it was");
            assert!(problems[0].message.en.len() > 20 && problems[0].message.nb.len() > 20);
            problems.remove(0)
        }
        other => panic!("expected a problem, got {other:?}"),
    }
}

#[test]
fn every_export_reads_the_same_in_every_encoding() {
    for entry in std::fs::read_dir(imports::folder()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let text = text_of(&name);
        let read = |bytes: Vec<u8>| {
            let file = read_files(vec![Source::of_bytes("x", bytes)], &Watch::none()).unwrap().remove(0);
            format!("{file:?}")
        };
        let plain = read(text.clone().into_bytes());
        assert_eq!(plain, read(format!("\u{feff}{text}").into_bytes()), "{name}: UTF-8 with its mark");
        for big in [false, true] {
            assert_eq!(plain, read(utf16(&text, big, true)), "{name}: UTF-16, big-endian {big}");
            assert_eq!(plain, read(utf16(&text, big, false)), "{name}: UTF-16 without its mark, big-endian {big}");
        }
        assert_eq!(plain, read(text.replace('\n', "\r\n").into_bytes()), "{name}: Windows line ends");
    }
}

#[test]
fn tables_may_use_commas_semicolons_or_tabs_and_quote_as_they_like() {
    let rows = [
        [
            "Id",
            "CustomerDelegatedAdminRelationshipId",
            "RelationshipName",
            "CustomerName",
            "CustomerTenantId",
            "Status",
            "EndDateTime",
        ],
        [
            "1",
            RELATIONSHIP,
            "North; south, \"east\"",
            "Contoso",
            "bbbbbbbb-0000-4000-8000-000000000001",
            "active",
            "2027-02-10 11:24:42Z",
        ],
    ];
    for separator in [",", ";", "\t"] {
        let quoted = |row: &[&str; 7]| row.map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).join(separator);
        for preamble in [
            String::new(),
            format!("sep={separator}\r\n"),
            "#TYPE Selected.System.Object\n".to_owned(),
            "\n\n".to_owned(),
        ] {
            let desk = own_desk();
            let text = format!("{preamble}{}\r\n{}\r\n\r\n", quoted(&rows[0]), quoted(&rows[1]));
            let report = import_one(&desk.register, source("list.txt", text));
            assert_eq!(
                (report.format, counts(&report)),
                (Format::GdapBulkCsv, (1, 0, 0, 0, 0)),
                "{separator:?} {preamble:?}"
            );
            let delegation = desk.register.delegations().find(RELATIONSHIP).unwrap();
            assert_eq!(
                (delegation.display_name.as_str(), delegation.ends_at),
                ("North; south, \"east\"", Some(at("2027-02-10T11:24:42Z")))
            );
        }
    }
}

#[test]
fn excel_in_western_europe_is_understood_and_told() {
    let desk = own_desk();
    let text = text_of("gdap-activity.csv").replace("Fabrikam", "Blåbær");
    let bytes = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect::<Vec<u8>>();
    let report = import_one(&desk.register, Source::of_bytes("log.csv", bytes));
    assert_eq!((counts(&report), warnings(&report)), ((2, 0, 0, 0, 0), vec!["not-utf-8"]));
    assert_eq!(desk.register.delegation_events().unwrap()[0].customer, "Blåbær");
}

#[test]
fn a_day_after_the_twelfth_tells_the_order_of_a_date() {
    let order = |first: &str, second: &str| {
        let desk = own_desk();
        let text =
            text_of("gdap-activity.csv").replace("2026-10-01T09:00:00Z", first).replace("2026-10-02T10:30:00Z", second);
        let report = import_one(&desk.register, source("log.csv", text));
        (desk.register.delegation_events().unwrap().iter().map(|event| event.at).collect::<Vec<_>>(), warnings(&report))
    };
    assert_eq!(
        order("02/03/2026 09:00:00", "13/03/2026 1:30 PM").0,
        [at("2026-03-02T09:00:00Z"), at("2026-03-13T13:30:00Z")]
    );
    assert_eq!(
        order("02/03/2026 09:00", "03/13/2026 13:30").0,
        [at("2026-02-03T09:00:00Z"), at("2026-03-13T13:30:00Z")]
    );
    let (assumed, told) = order("02/03/2026", "02.04.2026 10:00");
    assert_eq!(
        (assumed, told),
        (vec![at("2026-02-03T00:00:00Z"), at("2026-04-02T10:00:00Z")], vec!["dates-month-first"])
    );
}

#[test]
fn a_first_page_is_incomplete_and_marks_nothing() {
    let desk = own_desk();
    import_one(&desk.register, export("relationships.graph.json"));
    let one = text_of("relationships.graph.json");
    let first = one.find("{\"@odata.type\":\"#microsoft.graph.reseller").unwrap();
    let page = format!(
        "{}],\"@odata.nextLink\":\"https://graph.microsoft.com/…\"}}",
        one[..first].trim_end().trim_end_matches(',')
    );
    let report = import_one(&desk.register, source("page.json", &page));
    assert_eq!((counts(&report), warnings(&report)), ((0, 0, 1, 0, 0), vec!["incomplete"]));
    // The last page appended to it makes it whole.
    let both = format!("{page}\n{one}");
    let report = import_one(&desk.register, source("pages.json", both));
    assert_eq!((counts(&report), warnings(&report)), ((0, 0, 2, 0, 1), vec![]));
    // Without the mark of a next page the second relationship is missing, and nothing else is.
    let report = import_one(&desk.register, source("all.json", page.replace("@odata.nextLink", "x")));
    assert_eq!(counts(&report), (0, 0, 1, 1, 0));
    assert!(desk.register.delegations().find("Fabrikam reseller").unwrap().origin.missing_since.is_some());
}

#[test]
fn an_export_of_nothing_marks_all_and_one_object_alone_marks_none() {
    let desk = own_desk();
    import_one(&desk.register, export("relationships.graph.json"));
    let context = "https://graph.microsoft.com/v1.0/$metadata#tenantRelationships/delegatedAdminRelationships";
    let alone = text_of("relationships.powershell51.json");
    let alone = alone[..alone.find("\n  },").unwrap() + 4].trim_start_matches('[').trim();
    let report = import_one(&desk.register, source("one.json", alone));
    assert_eq!((report.missing, warnings(&report)), (0, vec!["one-alone"]));
    let report =
        import_one(&desk.register, source("none.json", format!("{{\"@odata.context\":\"{context}\",\"value\":[]}}")));
    assert_eq!(counts(&report), (0, 0, 0, 2, 0));
    assert_eq!(problem(&desk.register, source("none.json", "[]")).code, "format-needed", "of what, it does not say");
    assert_eq!(problem(&desk.register, source("empty.json", " \n")).code, "empty");
}

#[test]
fn what_powershell_cut_off_is_named_with_the_way_out() {
    let desk = own_desk();
    let text = text_of("relationships.graph.json");
    let cut = text.replacen(
        r#"{"unifiedRoles":[{"roleDefinitionId":"f023fd81-a637-4b56-95fd-791ac0226033"},{"roleDefinitionId":"44367163-eba1-44c3-98af-f5787879f96a"}]}"#,
        r#""Microsoft.Graph.PowerShell.Models.MicrosoftGraphDelegatedAdminAccessDetails""#,
        1,
    );
    let report = import_one(&desk.register, source("cut.json", cut));
    assert_eq!((counts(&report), skipped(&report)), ((1, 0, 0, 0, 1), vec![(1, "depth")]));
    assert!(report.skipped[0].reason.en.contains("-Depth 10"));
    let whole = r#"{"@odata.context":"x","value":"System.Collections.Hashtable System.Collections.Hashtable"}"#;
    assert_eq!(problem(&desk.register, source("cut.json", whole)).code, "depth");
    let nameless = text_of("role-assignments.powershell.json")
        .replace("{\"DeletedDateTime\": null, \"Id\": \"22222222", "null, \"X\": {\"Id\": \"22222222");
    let report = import_one(&desk.register, source("roles.json", nameless));
    assert_eq!(skipped(&report), [(2, "no-principal")]);
}

#[test]
fn a_file_that_ends_too_early_says_where() {
    let desk = own_desk();
    let text = text_of("relationships.graph.json");
    let cut = &text[..text.find("\"Contoso\"").unwrap()];
    let found = problem(&desk.register, source("cut.json", cut));
    assert_eq!((found.code, found.line), ("truncated", Some(3)));
    let column = u32::try_from(cut.lines().last().unwrap().len()).unwrap();
    assert!(found.column.is_some_and(|at| at.abs_diff(column) <= 1), "{found:?} {column}");
    let found = problem(&desk.register, source("bad.json", "{\"value\":[\n  {\"id\" \"x\"}]}"));
    assert_eq!((found.code, found.line, found.column), ("malformed", Some(2), Some(9)));
}

#[test]
fn what_is_too_large_too_deep_or_no_text_is_refused() {
    let desk = own_desk();
    let folder = tempfile::tempdir().unwrap();
    let large = folder.path().join("large.json");
    std::fs::File::create(&large).unwrap().set_len(500 * 1024 * 1024).unwrap();
    let Err(found) = Source::open(&large) else { panic!("500 MB") };
    assert_eq!(found.code, "too-large");
    assert!(found.message.en.contains("500 MB") && found.message.en.contains(&format!("{} MB", LARGEST_FILE >> 20)));
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(problem(&desk.register, source("deep.json", format!("{{\"value\":{deep}}}"))).code, "too-deep");
    // Where nobody reads, depth does no harm.
    let unread = text_of("relationships.graph.json").replacen('{', &format!("{{\"unread\":{deep},"), 1);
    assert_eq!(counts(&import_one(&desk.register, source("deep.json", unread))), (2, 0, 0, 0, 0));
    assert_eq!(problem(&desk.register, source("book.csv", b"PK\x03\x04\x14\0\x06\0")).code, "workbook");
    assert_eq!(problem(&desk.register, source("book.csv", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")).code, "workbook");
    assert_eq!(
        problem(&desk.register, source("x.csv", b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0")).code,
        "unknown-format"
    );
    assert_eq!(problem(&desk.register, source("page.json", "<!DOCTYPE html><p>Sign in")).code, "unknown-format");
    assert_eq!(problem(&desk.register, source("note.txt", "Hello there")).code, "unknown-format");
    let refusal = r#"{"error":{"code":"Authorization_RequestDenied","message":"Insufficient privileges"}}"#;
    let found = problem(&desk.register, source("roles.json", refusal));
    assert!(found.code == "service-error" && found.message.en.contains("Authorization_RequestDenied"));
    let half = &utf16("{\"value\":[]}", false, true)[..11];
    assert_eq!(problem(&desk.register, source("half.json", half)).code, "not-text");
}

#[cfg(unix)]
#[test]
fn only_real_files_are_opened() {
    let folder = tempfile::tempdir().unwrap();
    let code = |path: &std::path::Path| Source::open(path).err().map(|problem| problem.code);
    assert_eq!(code(folder.path()), Some("not-a-file"));
    assert_eq!(code(std::path::Path::new("/dev/zero")), Some("not-a-file"));
    let pipe = folder.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    assert_eq!(code(&pipe), Some("not-a-file"), "and without waiting for a writer");
    let (one, two) = (folder.path().join("one"), folder.path().join("two"));
    std::os::unix::fs::symlink(&one, &two).unwrap();
    std::os::unix::fs::symlink(&two, &one).unwrap();
    assert_eq!(code(&one), Some("unreadable"));
    assert_eq!(code(&folder.path().join("none")), Some("unreadable"));
    let link = folder.path().join("link");
    std::os::unix::fs::symlink(imports::folder().join("requests.csv"), &link).unwrap();
    assert_eq!(code(&link), None, "a link to a file is that file");
}

#[test]
fn rows_that_say_a_thing_twice_or_wrongly_are_left_out_by_themselves() {
    let desk = own_desk();
    let text = text_of("relationships.graph.json");
    let first = &text[text.find("{\"@odata.type\"").unwrap()
        ..text.find(",\n {\"@odata.type\":\"#microsoft.graph.reseller").unwrap()];
    let bad = [
        first.to_owned(),
        first.to_owned(),
        first.replace("\"customer\":{", "\"customer\":[{").replace("\"Contoso\"}", "\"Contoso\"}]"),
        first.replace(RELATIONSHIP, "no id"),
        first.replace("P730D", "two years").replace("0001-8", "0009-8"),
        first.replace("2027-02-10T11:24:42Z", "soon").replace("0001-8", "0008-8"),
        "5".into(),
        "null".into(),
        "[[]]".into(),
        r#"{"id":"11111111-0000-4000-8000-000000000001","userPrincipalName":"kari@fjordkraft.example"}"#.into(),
        first.replace("\"tenantId\":\"b", "\"tenantId\":\"z").replace("0001-8", "0007-8"),
    ];
    let report = import_one(&desk.register, source("x.json", format!("[{}]", bad.join(","))));
    assert_eq!(
        skipped(&report),
        [
            (2, "duplicate"),
            (3, "wrong-type"),
            (4, "malformed"),
            (5, "malformed"),
            (6, "malformed"),
            (7, "wrong-type"),
            (8, "wrong-type"),
            (9, "wrong-type"),
            (10, "not-this-export"),
            (11, "malformed"),
        ]
    );
    assert_eq!(report.added, 1);
    let twice = text.replacen("\"status\":\"active\"", "\"status\":\"active\",\"STATUS\":\"expired\"", 1);
    let found = problem(&desk.register, source("x.json", twice));
    assert_eq!((found.code, found.line), ("duplicate-key", Some(2)));
}

#[test]
fn hostile_text_is_text() {
    let desk = own_desk();
    let name = r"<script>alert(1)<\/script>\u202e\u200f\u0000 =cmd|'\/C calc'!A0 ";
    let text = text_of("relationships.graph.json").replacen("Contoso support", name, 1).replacen(
        "\"duration\"",
        "\"__proto__\":{\"polluted\":1e400},\"constructor\":null,\"lone\":\"\\ud800\",\"duration\"",
        1,
    );
    let report = import_one(&desk.register, source("x.json", &text));
    assert_eq!(counts(&report), (2, 0, 0, 0, 0));
    let delegation = desk.register.delegations().find(RELATIONSHIP).unwrap();
    assert_eq!(
        delegation.display_name, "<script>alert(1)</script> =cmd|'/C calc'!A0",
        "invisible characters are left out"
    );
    let found =
        problem(&desk.register, source("x.json", text.replacen("\"status\":\"active\"", "\"status\":\"\\ud800\"", 1)));
    assert_eq!((found.code, found.line), ("malformed", Some(2)), "half a character is none");
    let found =
        problem(&desk.register, source("x.json", text_of("subscriptions.graph.json").replacen(":25,", ":1e400,", 1)));
    assert_eq!((found.code, found.line), ("malformed", Some(2)), "a number beyond all numbers");
    let nul = text.replacen("\"status\":\"active\"", "\"status\":\"a\\u0000\"", 1);
    assert_eq!(skipped(&import_one(&desk.register, source("x.json", nul))), [(1, "malformed")]);
}

#[test]
fn a_tables_formulas_are_text_and_its_quotes_must_close() {
    let desk = own_desk();
    let table = "tenant,product,plan,severity,title,filed_at\n";
    let rows = "Fjordkraft,finance,subscription,b,\"=cmd|'/C calc'!A0\",2026-11-20T09:00:00Z\nFjordkraft,finance,subscription,b,'+47 55,2026-11-20T09:00:00Z\n";
    assert_eq!(counts(&import_one(&desk.register, source("x.csv", format!("{table}{rows}")))), (2, 0, 0, 0, 0));
    assert!(desk.register.requests().find("=cmd|'/C calc'!A0").is_ok());
    assert!(desk.register.requests().find("+47 55").is_ok(), "the guard that exports write is taken off");
    let open = "Fjordkraft,finance,subscription,b,\"never closed,2026-11-20T09:00:00Z\nFjordkraft,finance,subscription,b,x,2026-11-20T09:00:00Z\n";
    let found = problem(&desk.register, source("x.csv", format!("{table}{rows}{open}")));
    assert_eq!((found.code, found.line), ("broken-quotes", Some(4)));
    let after = "Fjordkraft,finance,subscription,b,\"closed\" early,2026-11-20T09:00:00Z\n";
    assert_eq!(problem(&desk.register, source("x.csv", format!("{table}{after}"))).code, "broken-quotes");
    let wide = "Fjordkraft,finance,subscription,b,one, two,2026-11-20T09:00:00Z\n";
    assert_eq!(
        skipped(&import_one(&desk.register, source("x.csv", format!("{table}{wide}")))),
        [(2, "too-many-cells")]
    );
    assert_eq!(
        problem(&desk.register, source("x.csv", format!("{},title\n{rows}", table.trim()))).code,
        "column-twice"
    );
    let long = format!("Fjordkraft,finance,subscription,b,{},2026-11-20T09:00:00Z\n", "x".repeat(70_000));
    assert_eq!(problem(&desk.register, source("x.csv", format!("{table}{long}"))).code, "too-long");
}

#[test]
fn bad_requests_say_why_and_good_ones_go_in() {
    let desk = own_desk();
    let table = "tenant,product,plan,contract,severity,title,filed_at,case_number,responded_at,closed_at\n";
    let rows = [
        "Fjordkraft,finance,professional-direct,,b,good,2026-11-20T09:00:00Z,,,",
        "Nobody,finance,professional-direct,,b,x,2026-11-20T09:00:00Z,,,",
        "Fjordkraft,word,professional-direct,,b,x,2026-11-20T09:00:00Z,,,",
        "Fjordkraft,finance,professional-direct,,critical,x,2026-11-20T09:00:00Z,,,",
        "Fjordkraft,customer-engagement-on-premises,professional-direct,,b,x,2026-11-20T09:00:00Z,,,",
        "Fjordkraft,finance,,,b,x,2026-11-20T09:00:00Z,,,",
        "Fjordkraft,finance,professional-direct,,b,x,20 November,,,",
        "Fjordkraft,finance,professional-direct,,b,x,2027-11-20T09:00:00Z,,,",
        "Fjordkraft,finance,professional-direct,,b,x,2026-11-20T09:00:00Z,12,,",
        "Fjordkraft,finance,professional-direct,,b,x,2026-11-20T09:00:00Z,,2026-11-20T08:00:00Z,",
        "Fjordkraft,finance,professional-direct,Nothing,b,x,2026-11-20T09:00:00Z,,,",
    ];
    let report = import_one(&desk.register, source("x.csv", format!("{table}{}\n", rows.join("\n"))));
    assert_eq!(report.added, 1);
    assert_eq!(
        skipped(&report),
        [
            (3, "not-found"),
            (4, "unknown"),
            (5, "refused"),
            (6, "refused"),
            (7, "required"),
            (8, "malformed"),
            (9, "in-the-future"),
            (10, "too-short"),
            (11, "before-filed"),
            (12, "not-found"),
        ]
    );
}

#[test]
fn rows_of_several_tenants_go_where_they_belong_or_nowhere() {
    let desk = own_desk();
    import_one(&desk.register, export("relationships.graph.json"));
    let table = text_of("gdap-bulk.csv");
    let several = table.replacen("aaaaaaaa-0000-4000-8000-000000000001", "aaaaaaaa-0000-4000-8000-000000000002", 1);
    assert_eq!(warnings(&import_one(&desk.register, source("x.csv", several))), ["several-partners"]);
    let roles = text_of("role-assignments.graph.json");
    let client = desk.register.tenants().find("Contoso").unwrap();
    let options = support_register::FileOptions { tenant: Some(client.id), ..Default::default() };
    let report = imports::import_with(&desk.register, vec![source("x.json", roles)], &options).unwrap();
    assert_eq!((report.files[0].added, warnings(&report.files[0])), (3, vec![]));
    assert!(desk.register.role_assignments().list().unwrap().iter().all(|role| role.tenant == client.id));
    assert!(desk.register.role_assignments().list().unwrap().iter().any(|role| role.role == SERVICE_SUPPORT));
}
