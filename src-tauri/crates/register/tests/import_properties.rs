//! What holds for every import: the same file twice changes nothing, taking an import back leaves everything as it was,
//! and arbitrary bytes never make it panic.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail by panicking")]

mod common;
mod imports;

use std::fmt::Write as _;

use common::{code, now};
use imports::{
    OWN, RELATIONSHIP, counts, edition, everything, export, import, import_one, own_desk, read, source, text_of,
};
use proptest::prelude::*;
use rusqlite::Connection;
use support_policy::Language;
use support_register::{Guide, ImportError, SearchLimits, Source, Stage, Watch, read_files};

const ALL: &[&str] = &[
    "customers.partnercenter.json",
    "role-assignments.graph.json",
    "role-eligibility.graph.json",
    "role-schedule.powershell.json",
    "directory-roles.graph.json",
    "service-support-administrator-members.powershell.json",
    "relationships.graph.json",
    "access-assignments.graph.json",
    "subscriptions.graph.json",
    "skus.graph.json",
    "subscriptions.partnercenter.json",
    "gdap-bulk.csv",
    "gdap-activity.csv",
    "requests.csv",
];

#[test]
fn everything_together_twice_changes_nothing_and_undone_leaves_nothing() {
    let desk = own_desk();
    let before = everything(&desk.register);
    let all = || ALL.iter().rev().map(|name| export(name)).collect::<Vec<_>>();
    let first = import(&desk.register, all()).unwrap();
    assert!(first.files.iter().all(|report| report.skipped.iter().all(|row| row.code == "application")), "{first:?}");
    // The bulk tool's own times and the licences' states are the last word of this import, not of the next.
    let after = everything(&desk.register);
    let again = import(
        &desk.register,
        vec![export("requests.csv"), export("gdap-activity.csv"), export("role-assignments.graph.json")],
    )
    .unwrap();
    assert_eq!(again.id, None, "{:?}", again.files);
    assert!(everything(&desk.register) == after);
    desk.register.undo_import(first.id.unwrap(), now(), &Watch::none()).unwrap();
    assert_eq!(everything(&desk.register), before);
    let report = desk.register.check().unwrap();
    assert_eq!(report.problems, []);
    assert_eq!(code(desk.register.undo_import(first.id.unwrap(), now(), &Watch::none())), "not-found");
    // What was taken back can be imported again.
    assert!(import(&desk.register, all()).unwrap().id.is_some());
}

#[test]
fn every_format_by_itself_twice_changes_nothing_and_undone_leaves_nothing() {
    for name in ALL {
        let desk = own_desk();
        if name.starts_with("access") || name.starts_with("subscriptions.partner") {
            import_one(&desk.register, export("relationships.graph.json"));
        }
        let before = everything(&desk.register);
        let first = import(&desk.register, vec![export(name)]).unwrap();
        let after = everything(&desk.register);
        let again = import(&desk.register, vec![export(name)]).unwrap();
        let (report, repeated) = (&first.files[0], &again.files[0]);
        assert_eq!((again.id, repeated.added + repeated.changed + repeated.missing), (None, 0), "{name}");
        assert_eq!(repeated.unchanged, report.added + report.changed + report.unchanged, "{name}");
        assert_eq!(everything(&desk.register), after, "{name}");
        desk.register.undo_import(first.id.unwrap(), now(), &Watch::none()).unwrap();
        assert_eq!(everything(&desk.register), before, "{name}");
        assert_eq!(desk.register.check().unwrap().problems, [], "{name}");
    }
}

#[test]
fn a_preview_says_what_the_import_does_and_does_nothing() {
    let desk = own_desk();
    let before = everything(&desk.register);
    let files = read(&desk.register, ALL.iter().map(|name| export(name)).collect()).unwrap();
    let preview = desk.register.preview_import(edition(), &files, now(), &Watch::none()).unwrap();
    assert_eq!((preview.id, everything(&desk.register)), (None, before));
    assert_eq!(desk.register.imports().unwrap(), []);
    let done = desk.register.import(edition(), &files, now(), &Watch::none()).unwrap();
    assert_eq!(done.files, preview.files);
}

#[test]
fn one_bad_file_keeps_all_out_and_all_bad_ones_are_named() {
    let desk = own_desk();
    let before = everything(&desk.register);
    let files = vec![
        export("role-assignments.graph.json"),
        source("a.json", "{"),
        source("b.csv", ""),
        source("c", "PK\x03\x04"),
    ];
    let Err(ImportError::Files(problems)) = import(&desk.register, files) else { panic!("three are bad") };
    let named: Vec<_> = problems.iter().map(|problem| (problem.file.as_str(), problem.code)).collect();
    assert_eq!(named, [("a.json", "truncated"), ("b.csv", "empty"), ("c", "workbook")]);
    // A file that is read but does not say enough keeps the others out as well.
    let files =
        vec![export("relationships.graph.json"), source("x.json", text_of("access-assignment.powershell.json"))];
    assert!(import(&desk.register, files).is_err());
    assert_eq!(everything(&desk.register), before);
}

/// So many that their entries leave the search index together: none of it may be found, nor stand in the file.
#[test]
fn a_large_import_taken_back_leaves_no_word_behind() {
    let desk = own_desk();
    let kept = import_one(&desk.register, export("relationships.graph.json"));
    let elements: Vec<String> = (0..300)
        .map(|number| {
            format!(
                r#"{{"id":"77777777-0000-4000-8000-{number:012x}-88888888-0000-4000-8000-{number:012x}","displayName":"Quagmire {number}","duration":"P90D","status":"active","customer":{{"tenantId":"bbbbbbbb-0000-4000-8000-{number:012x}","displayName":"Zyxel {number}"}},"accessDetails":{{"unifiedRoles":[{{"roleDefinitionId":"f023fd81-a637-4b56-95fd-791ac0226033"}}]}},"createdDateTime":"2026-01-01T00:00:00Z"}}"#
            )
        })
        .collect();
    let before = everything(&desk.register);
    let first = import(&desk.register, vec![source("many.json", format!("[{}]", elements.join(",")))]).unwrap();
    let found = |text: &str| {
        let guide = Guide::of(edition()).unwrap();
        desk.register.search(&guide, text, Language::En, SearchLimits { each: 10, all: 40 }).unwrap().len()
    };
    // Words stand in the index with what they share with the word before left out.
    let held = || -> i64 {
        let file = Connection::open(desk.folder.path().join("register.sqlite")).unwrap();
        let blocks = "SELECT block FROM search_terms_data UNION ALL SELECT block FROM search_codes_data";
        let sql =
            format!("SELECT count(*) FROM ({blocks}) WHERE instr(block, 'uagmire') > 0 OR instr(block, 'yxel') > 0");
        file.query_row(&sql, [], |row| row.get(0)).unwrap()
    };
    assert!(found("quagmire") > 0 && found("zyxel") > 0 && held() > 0);
    assert_eq!(desk.register.check().unwrap().problems, [], "the file renames two and adds others behind them");
    let stopped = Watch::new(|progress| progress.done < 200);
    assert_eq!(code(desk.register.undo_import(first.id.unwrap(), now(), &stopped)), "cancelled");
    assert!(found("quagmire") > 0, "as if nothing had been asked");
    assert_eq!(desk.register.check().unwrap().problems, []);
    desk.register.undo_import(first.id.unwrap(), now(), &Watch::none()).unwrap();
    assert_eq!(everything(&desk.register), before);
    assert_eq!((found("quagmire"), found("zyxel"), kept.added > 0), (0, 0, true));
    assert_eq!(desk.register.check().unwrap().problems, []);
    assert_eq!(held(), 0, "nor in the file");
}

#[test]
fn what_was_changed_since_is_not_taken_back() {
    let desk = own_desk();
    let first = import(&desk.register, vec![export("relationships.graph.json")]).unwrap().id.unwrap();
    let later = import(&desk.register, vec![export("gdap-bulk.csv")]).unwrap().id.unwrap();
    let before = everything(&desk.register);
    assert_eq!(code(desk.register.undo_import(first, now(), &Watch::none())), "changed-since");
    assert_eq!(everything(&desk.register), before, "all of it or none");
    desk.register.undo_import(later, now(), &Watch::none()).unwrap();
    let contoso = desk.register.tenants().find("Contoso").unwrap();
    let draft = common::request_draft(&contoso, "Filed meanwhile");
    let request = desk.register.requests().log(&draft, None, now()).unwrap();
    // An import that was taken back is no later change, but a request of the client needs the client.
    assert_eq!(code(desk.register.undo_import(first, now(), &Watch::none())), "in-use");
    desk.register.requests().remove(request.id, now()).unwrap();
    assert_eq!(
        code(desk.register.undo_import(first, now(), &Watch::none())),
        "in-use",
        "also one that can be brought back"
    );
    desk.register.purge_removed(common::at("2027-01-01T00:00:00Z"), now()).unwrap();
    desk.register.undo_import(first, now(), &Watch::none()).unwrap();
    assert!(desk.register.delegations().list().unwrap().is_empty());
}

#[test]
fn an_import_can_be_stopped_while_it_reads_and_while_it_writes() {
    let desk = own_desk();
    let mut text = String::from("Date-Time,Affected customer,Action,Performed by\n");
    for minute in 0..3_000 {
        writeln!(
            text,
            "2026-10-{:02}T{:02}:{:02}:00Z,Contoso,Step {minute},",
            1 + minute / 1440,
            minute / 60 % 24,
            minute % 60
        )
        .unwrap();
    }
    let before = everything(&desk.register);
    let stops_at = |stage: Stage| Watch::new(move |progress| progress.stage != stage || progress.done < 1_000);
    let reading = desk.register.read_imports(vec![source("log.csv", &text)], &stops_at(Stage::Reading));
    assert_eq!(reading.unwrap_err(), ImportError::Cancelled);
    let files = read(&desk.register, vec![source("log.csv", &text)]).unwrap();
    let writing = desk.register.import(edition(), &files, now(), &stops_at(Stage::Writing));
    assert_eq!(writing.unwrap_err(), ImportError::Cancelled);
    assert_eq!(everything(&desk.register), before);
    assert_eq!(counts(&import_one(&desk.register, source("log.csv", &text))), (3_000, 0, 0, 0, 0));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..2_000), json in any::<bool>()) {
        let bytes = if json { [b"[{\"id\":".to_vec(), bytes].concat() } else { bytes };
        let _ = read_files(vec![Source::of_bytes("x", bytes)], &Watch::none());
    }

    #[test]
    fn arbitrary_values_of_known_keys_never_panic(values in prop::collection::vec(
        prop_oneof![Just("null".to_owned()), Just("{}".to_owned()), Just("[]".to_owned()), Just("true".to_owned()), "-?[0-9]{1,20}", "\"[ -!#-\\[\\]-~]{0,40}\"", Just(format!("\"{RELATIONSHIP}\"")), Just(format!("\"{OWN}\""))],
        9,
    )) {
        let keys = ["id", "customer", "duration", "autoExtendDuration", "status", "accessDetails", "endDateTime", "displayName", "accessAssignments"];
        let fields: Vec<String> = keys.iter().zip(&values).map(|(key, value)| format!("\"{key}\":{value}")).collect();
        let _ = read_files(vec![source("x", format!("[{{{}}}]", fields.join(",")))], &Watch::none());
    }
}

proptest! {
    // Each case makes a register of its own.
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn relationships_twice_are_unchanged_and_undone_are_gone(
        names in prop::collection::vec("\\PC{0,40}", 1..6),
        days in 1_u32..731,
        extends in prop::sample::select(vec!["P180D", "PT0S", "P0D", "180.00:00:00", "00:00:00"]),
        fraction in 0_u32..10_000_000,
        pascal in any::<bool>(),
    ) {
        let desk = own_desk();
        let before = everything(&desk.register);
        let elements: Vec<String> = names.iter().enumerate().map(|(number, name)| {
            let name = serde_json::to_string(name).unwrap();
            let element = format!(
                r#"{{"id":"77777777-0000-4000-8000-{number:012x}-88888888-0000-4000-8000-{number:012x}","displayName":{name},"duration":"P{days}D","autoExtendDuration":"{extends}","status":"active","customer":{{"tenantId":"bbbbbbbb-0000-4000-8000-{number:012x}","displayName":{name}}},"accessDetails":{{"unifiedRoles":[{{"roleDefinitionId":"f023fd81-a637-4b56-95fd-791ac0226033"}}]}},"createdDateTime":"2026-01-01T00:00:00.{fraction:07}Z"}}"#
            );
            if pascal { element.replace("\"id\"", "\"Id\"").replace("\"displayName\"", "\"DisplayName\"").replace("\"customer\"", "\"Customer\"") } else { element }
        }).collect();
        let file = || source("relationships.json", format!("[{}]", elements.join(",")));
        let first = import(&desk.register, vec![file()]).unwrap();
        prop_assert_eq!(counts(&first.files[0]), (u32::try_from(names.len()).unwrap(), 0, 0, 0, 0));
        let again = import_one(&desk.register, file());
        prop_assert_eq!(counts(&again), (0, 0, u32::try_from(names.len()).unwrap(), 0, 0));
        desk.register.undo_import(first.id.unwrap(), now(), &Watch::none()).unwrap();
        prop_assert_eq!(everything(&desk.register), before);
    }
}
