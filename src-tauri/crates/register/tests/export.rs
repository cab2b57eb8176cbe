//! Export: what is in the files, what a spreadsheet may not run, and where nothing is written.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod common;

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use common::{Desk, add_contract, add_tenant, at, code, contract_draft, desk, no_keyring, now, request_draft};
use proptest::prelude::*;
use support_policy::edition::Edition;
use support_register::{
    Contract, ContractDraft, CsvTable, Existing, ExportFormat, ExportList, Exported, Register, RegisterError, Request,
    SecretChange, Stage, Tenant, Watch, guard, unguard,
};
use tempfile::TempDir;

fn export(register: &Register, folder: &Path, format: ExportFormat) -> Vec<Exported> {
    register.export(folder, format, Existing::Keep, now()).unwrap()
}

/// `{"items": […]}` of a list that was exported.
fn items<T: serde::de::DeserializeOwned>(folder: &Path, list: &str) -> Vec<T> {
    let text = fs::read_to_string(folder.join(format!("{list}.json"))).unwrap();
    let mut document: serde_json::Value = serde_json::from_str(&text).unwrap();
    serde_json::from_value(document["items"].take()).unwrap()
}

#[test]
fn json_gives_back_every_record_as_it_was() {
    let Desk { register, folder: _folder } = &desk();
    let tenant = add_tenant(register, "=Fjord\u{a0}\"Energi\", AS");
    let contract = add_contract(register, "Nordic Premier");
    let draft = request_draft(&tenant, "Orders, do not post");
    let edition = Edition::base().unwrap();
    let request = register.log_request(edition, &draft, now()).unwrap();
    let target = TempDir::new().unwrap();
    let exported = export(register, &target.path().join("new"), ExportFormat::Json);
    let count = |list| exported.iter().find(|file| file.list == list).map(|file| file.items);
    let lists = [ExportList::Tenants, ExportList::Contracts, ExportList::Requests, ExportList::Due, ExportList::People];
    assert_eq!(lists.map(count), [Some(1), Some(1), Some(1), Some(2), Some(0)]);
    assert_eq!((exported.len(), count(ExportList::History)), (ExportList::ALL.len(), Some(3)));
    let folder = target.path().join("new");
    assert_eq!(items::<Tenant>(&folder, "tenants"), [tenant]);
    assert_eq!(items::<Contract>(&folder, "contracts"), [contract]);
    assert_eq!(items::<Request>(&folder, "requests"), [request]);
    assert_eq!(items::<serde_json::Value>(&folder, "due")[0]["at"], "2026-11-20T11:00:00Z");
}

#[test]
fn csv_is_rfc_4180_with_formulas_made_harmless() {
    let table = CsvTable {
        heading: vec!["name".into(), "note".into()],
        rows: vec![
            vec!["=cmd|'/C calc'!A0".into(), "a, \"b\"".into()],
            vec!["+1".into(), "-1".into()],
            vec!["@SUM(A1)".into(), "\tx".into()],
            vec!["\rx".into(), "two\nlines".into()],
            vec!["plain - and =".into(), "'tis".into()],
            vec!["'=1".into(), "æøå 老虎".into()],
        ],
    };
    let expected = "name,note\r\n'=cmd|'/C calc'!A0,\"a, \"\"b\"\"\"\r\n'+1,'-1\r\n'@SUM(A1),'\tx\r\n\"'\rx\",\"two\nlines\"\r\n\
                    plain - and =,'tis\r\n''=1,æøå 老虎\r\n";
    assert_eq!(String::from_utf8(table.csv(false).unwrap()).unwrap(), expected);
    assert_eq!(table.csv(true).unwrap(), [b"\xEF\xBB\xBF", expected.as_bytes()].concat());
}

#[test]
fn a_list_has_a_column_for_each_field_and_one_line_for_each_record() {
    let Desk { register, folder: _folder } = &desk();
    let (empty, none) = register.export_list(ExportList::Contracts, ExportFormat::Csv, &Watch::none(), now()).unwrap();
    assert_eq!((empty.as_slice(), none), (&b""[..], 0));
    let draft = ContractDraft {
        holder: Some("-Ada".into()),
        ends: Some("2026-12-31".parse().unwrap()),
        ..contract_draft("@Nordic")
    };
    let contract = register.contracts().add(&draft, &SecretChange::default(), &no_keyring(), now()).unwrap();
    let (bytes, count) = register.export_list(ExportList::Contracts, ExportFormat::Csv, &Watch::none(), now()).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let lines: Vec<&str> = text.split("\r\n").collect();
    assert_eq!(count, 1);
    let columns: Vec<&str> = lines[0].split(',').collect();
    assert_eq!(columns[..7], ["id", "kind", "name", "tenant", "holder", "starts", "ends"]);
    assert!(
        columns.contains(&"has_access_id") && !columns.contains(&"access_id"),
        "of secrets only that they are kept"
    );
    assert!(lines[1].starts_with(&format!("{},premier,'@Nordic,,'-Ada,,2026-12-31,", contract.id)), "{}", lines[1]);
}

proptest! {
    #[test]
    fn what_is_guarded_comes_back_and_never_begins_a_formula(text in "['=+@\\-\\t\\r\\na-c ]{0,6}|.{0,12}") {
        let guarded = guard(&text);
        prop_assert_eq!(unguard(&guarded), &text);
        prop_assert!(!guarded.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']));
        let harmless = !text.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
        prop_assert_eq!(guarded == text, harmless, "nothing else is touched");
    }

    #[test]
    fn any_table_is_read_back_as_it_was(rows in prop::collection::vec(prop::collection::vec("\\PC{0,8}|[=\"',\\r\\n]{0,6}", 3), 1..6)) {
        let table = CsvTable { heading: vec!["a".into(), "b".into(), "c".into()], rows };
        let bytes = table.csv(false).unwrap();
        let mut reader = csv::Reader::from_reader(bytes.as_slice());
        let read: Vec<Vec<String>> = reader
            .records()
            .map(|record| record.unwrap().iter().map(|field| unguard(field).to_owned()).collect())
            .collect();
        prop_assert_eq!(read, table.rows);
    }
}

#[test]
fn what_is_there_is_kept_unless_agreed() {
    let Desk { register, folder: _folder } = &desk();
    let target = TempDir::new().unwrap();
    fs::write(target.path().join("due.csv"), "mine").unwrap();
    let refused = register.export(target.path(), ExportFormat::Csv, Existing::Keep, now());
    assert_eq!(code(refused), "output-exists");
    assert_eq!(fs::read_dir(target.path()).unwrap().count(), 1, "none of the others was written either");
    register.export(target.path(), ExportFormat::Csv, Existing::Replace, now()).unwrap();
    assert_ne!(fs::read_to_string(target.path().join("due.csv")).unwrap(), "mine");
    assert_eq!(fs::read_dir(target.path()).unwrap().count(), ExportList::ALL.len(), "and no temporary file is left");
}

#[test]
fn nothing_is_written_into_the_registers_own_folder() {
    let Desk { register, folder } = &desk();
    let own = folder.path();
    let before = fs::read(own.join("register.sqlite")).unwrap();
    let other = TempDir::new().unwrap();
    let write = |path: &Path| code(register.write_outside(path, b"x", Existing::Replace));
    for path in [
        own.join("register.sqlite"),
        own.join("new.csv"),
        own.join("backups/../new.csv"),
        own.join("../").join(own.file_name().unwrap()).join("x"),
    ] {
        let code = write(&path);
        assert!(["output-in-register", "output-unreachable"].contains(&code.as_str()), "{}: {code}", path.display());
    }
    assert_eq!(code(register.export(own, ExportFormat::Csv, Existing::Replace, now())), "output-in-register");
    assert_eq!(
        code(register.export(&own.join("deep/down"), ExportFormat::Csv, Existing::Keep, now())),
        "output-in-register"
    );
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(own, other.path().join("folder")).unwrap();
        std::os::unix::fs::symlink(own.join("register.sqlite"), other.path().join("file.csv")).unwrap();
        assert_eq!(write(&other.path().join("folder/new.csv")), "output-in-register");
        assert_eq!(write(&other.path().join("file.csv")), "output-not-a-file", "a link is not followed");
        let down = other.path().join("folder/new/deep");
        assert_eq!(code(register.export(&down, ExportFormat::Csv, Existing::Keep, now())), "output-in-register");
    }
    assert!(!own.join("new.csv").exists() && !own.join("deep").exists() && !own.join("new").exists());
    assert_eq!(fs::read(own.join("register.sqlite")).unwrap(), before);
}

#[test]
fn a_file_is_whole_private_and_nowhere_it_cannot_be() {
    let Desk { register, folder: _folder } = &desk();
    let target = TempDir::new().unwrap();
    let file = target.path().join("list.csv");
    register.write_outside(&file, b"whole", Existing::Keep).unwrap();
    assert_eq!(fs::read(&file).unwrap(), b"whole");
    let write = |path: &Path| code(register.write_outside(path, b"x", Existing::Keep));
    assert_eq!(write(&file), "output-exists");
    assert_eq!(write(&target.path().join("none/list.csv")), "output-unreachable");
    assert_eq!(write(target.path()), "output-not-a-file");
    assert_eq!(write(Path::new("/")), "output-not-a-file");
    assert_eq!(write(&target.path().join("x".repeat(300))), "output-unreachable");
    assert_eq!(code(register.export(&file, ExportFormat::Csv, Existing::Keep, now())), "output-not-a-file");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(write(Path::new("/dev/full")), "output-not-a-file");
    }
}

#[test]
fn the_statement_counts_what_was_met_and_missed_in_the_month() {
    let Desk { register, folder: _folder } = &desk();
    let edition = Edition::base().unwrap();
    let (fjord, fjell) = (add_tenant(register, "Fjord"), add_tenant(register, "Fjell"));
    // Severity B under Professional Direct is two business hours, 08:00 to 18:00 in Brussels.
    let log = |tenant: &Tenant, title: &str, filed_at: &str| {
        let draft = support_register::RequestDraft { filed_at: at(filed_at), ..request_draft(tenant, title) };
        register.log_request(edition, &draft, at("2026-11-01T00:00:00Z").max(at(filed_at))).unwrap()
    };
    let met = log(&fjord, "Met", "2026-10-05T08:00:00Z");
    let late = log(&fjord, "Late", "2026-10-06T08:00:00Z");
    log(&fjell, "Never answered", "2026-10-30T16:30:00Z");
    log(&fjord, "In November", "2026-11-02T08:00:00Z");
    register.respond_request(Edition::base().unwrap(), met.id, at("2026-10-05T09:59:59Z"), now()).unwrap();
    register.respond_request(Edition::base().unwrap(), late.id, at("2026-10-06T10:00:00Z"), now()).unwrap();
    let ends =
        ContractDraft { ends: Some("2026-10-31".parse().unwrap()), tenant: Some(fjord.id), ..contract_draft("Nordic") };
    register.contracts().add(&ends, &SecretChange::default(), &no_keyring(), now()).unwrap();

    let statement = |month, tenant| register.statement(month, tenant, chrono_tz::Tz::Europe__Oslo, now()).unwrap();
    // Filed on Friday 30 October at 17:30: half an hour then, an hour and a half on Monday 2 November.
    let october = statement("2026-10", None);
    assert_eq!((october.met, october.missed, october.open), (1, 1, 0));
    assert_eq!((october.first.to_string(), october.last.to_string()), ("2026-10-01".into(), "2026-10-31".into()));
    assert_eq!(october.responses.iter().map(|each| each.title.as_str()).collect::<Vec<_>>(), ["Met", "Late"]);
    assert_eq!(october.due.len(), 1, "the last day of October is in October");
    let november = statement("2026-11", None);
    assert_eq!((november.met, november.missed, november.open), (0, 2, 0));
    assert_eq!(november.due, []);
    let of_fjell = statement("2026-11", Some(fjell.id));
    assert_eq!((of_fjell.tenant_name.as_deref(), of_fjell.missed), (Some("Fjell"), 1));
    assert_eq!(statement("2026-10", Some(fjell.id)).due, []);
    for (month, code) in [
        ("2026-13", "malformed"),
        ("26-10", "malformed"),
        ("2026-1", "malformed"),
        ("", "malformed"),
        ("1999-12", "too-early"),
        ("9999-12", "too-late"),
    ] {
        let refused = register.statement(month, None, chrono_tz::Tz::UTC, now());
        assert_eq!(common::refusal(refused), ("month", code), "{month}");
    }
}

#[test]
fn the_statement_tells_of_charges_renewals_and_ends_of_months_past_and_to_come() {
    use support_policy::billing::BilledThrough;
    let Desk { register, folder: _folder } = &desk();
    let tenant = add_tenant(register, "Fjord");
    let draft = support_register::PlanPurchaseDraft {
        plan: "professional-direct".into(),
        name: None,
        tenant: tenant.id,
        bought_through: BilledThrough::Online,
        enrollment: None,
        purchased: "2025-01-31".parse().unwrap(),
        term_months: 12,
        cycle_months: None,
        amount: "9".into(),
        currency: "EUR".into(),
        payment_method: None,
    };
    let plans = register.plan_purchases();
    let plan = plans.buy(&draft, now()).unwrap();
    plans.buy(&support_register::PlanPurchaseDraft { currency: "NOK".into(), ..draft.clone() }, now()).unwrap();
    let told = |month| {
        let statement = register.statement(month, None, chrono_tz::Tz::Europe__Oslo, now()).unwrap();
        let due: Vec<String> = statement
            .due
            .iter()
            .filter(|item| item.subject.id == plan.id)
            .map(|item| format!("{} {:?}", item.date.unwrap(), item.kind))
            .collect();
        let charged: Vec<String> =
            statement.charged.iter().map(|money| format!("{} {}", money.amount, money.currency)).collect();
        (due, charged)
    };
    // From 31 January: the first charge at once, the second on 28 February, the renewal on 31 January a year later.
    let sums = || vec!["9.00 EUR".to_owned(), "9.00 NOK".to_owned()];
    assert_eq!(told("2024-12"), (vec![], vec![]));
    assert_eq!(told("2025-01"), (vec!["2025-01-31 Charge".into()], sums()));
    assert_eq!(told("2025-02"), (vec!["2025-02-28 Charge".into()], sums()));
    assert_eq!(told("2026-01"), (vec!["2026-01-31 Charge".into(), "2026-01-31 Renewal".into()], sums()));
    assert_eq!(told("2027-01"), (vec!["2027-01-31 Charge".into(), "2027-01-31 Renewal".into()], sums()));
    plans.cancel(plan.id, None, now()).unwrap();
    assert_eq!(told("2027-01").0, ["2027-01-30 ContractEnd"], "cancelled on 22 November, it ends with its term");
}

#[test]
fn an_export_tells_how_far_it_is_and_stops_when_told_to() {
    let Desk { register, folder: _folder } = &desk();
    let tenant = add_tenant(register, "Fjord");
    for title in ["A", "B", "C"] {
        register.requests().log(&request_draft(&tenant, title), None, now()).unwrap();
    }
    // Each of the three is read and written; so are the four changes of the history, of which one added the tenant.
    for (list, steps) in [(ExportList::Requests, 6), (ExportList::History, 8), (ExportList::Tenants, 1)] {
        for format in [ExportFormat::Csv, ExportFormat::Json] {
            let told = Arc::new(AtomicU64::new(0));
            let hears = Arc::clone(&told);
            let watch = Watch::new(move |progress| {
                assert!(progress.stage == Stage::Saving && progress.done <= progress.total, "{progress:?}");
                assert_eq!(progress.done, hears.fetch_add(1, Ordering::Relaxed) + 1);
                true
            });
            register.export_list(list, format, &watch, now()).unwrap();
            assert_eq!(told.load(Ordering::Relaxed), steps, "{list} {format}");
            for last in 1..=steps {
                let watch = Watch::new(move |progress| progress.done < last);
                let stopped = register.export_list(list, format, &watch, now());
                assert_eq!(stopped, Err(RegisterError::Cancelled), "{list} {format} at {last}");
            }
        }
    }
}

#[test]
fn others_write_while_an_export_reads_and_it_shows_one_instant() {
    let Desk { register, folder } = &desk();
    let tenant = add_tenant(register, "Fjord");
    for title in ["A", "B", "C"] {
        register.requests().log(&request_draft(&tenant, title), None, now()).unwrap();
    }
    let apart = common::open(folder.path()).unwrap();
    let (other, draft) = (common::open(folder.path()).unwrap(), request_draft(&tenant, "B, later"));
    let watch = Watch::new(move |progress| {
        if progress.done == 1 {
            other.requests().log(&draft, None, now()).unwrap();
        }
        true
    });
    let (_, count) = apart.export_list(ExportList::Requests, ExportFormat::Csv, &watch, now()).unwrap();
    assert_eq!((count, register.requests().list().unwrap().len()), (3, 4));
}
