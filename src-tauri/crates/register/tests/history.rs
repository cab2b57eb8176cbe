//! The history, and what `check` sees of changes made behind the program's back.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod common;

use common::{add_tenant, at, behind, desk, now, request_draft, tenant_draft};
use support_policy::Language;
use support_policy::customer::EmeaClock;
use support_register::{Action, LanguageChoice, RecordType, Settings, Theme, Through};

#[test]
fn every_change_leaves_a_row() {
    let desk = desk();
    let tenant = add_tenant(&desk.register, "Fjord");
    desk.register.tenants().set(tenant.id, &tenant_draft("Fjell"), at("2026-11-22T08:01:00Z")).unwrap();
    desk.register.tenants().remove(tenant.id, at("2026-11-22T08:02:00Z")).unwrap();
    desk.register.tenants().undo_remove(tenant.id, at("2026-11-22T08:03:00Z")).unwrap();
    add_tenant(&desk.register, "Another");

    let history = desk.register.history(Some(tenant.id)).unwrap();
    let actions: Vec<_> = history.iter().map(|change| (change.seq, change.action)).collect();
    assert_eq!(actions, [(1, Action::Added), (2, Action::Changed), (3, Action::Removed), (4, Action::Restored)]);
    assert!(history.iter().all(|change| {
        change.who == "ada" && change.through == Through::Atlas && change.record == RecordType::Tenant
    }));
    assert_eq!(history[0].at, now());
    assert_eq!((&history[0].before, &history[0].after.as_ref().unwrap()["name"]), (&None, &"Fjord".into()));
    assert_eq!((&history[2].before.as_ref().unwrap()["name"], &history[2].after), (&"Fjell".into(), &None));
    assert_eq!(desk.register.history(None).unwrap().len(), 5);
}

#[test]
fn a_refused_change_leaves_none() {
    let desk = desk();
    let tenant = add_tenant(&desk.register, "Fjord");
    desk.register.requests().log(&request_draft(&tenant, "Batch stops"), None, now()).unwrap();
    desk.register.tenants().remove(tenant.id, now()).unwrap_err();
    desk.register.tenants().set(tenant.id, &tenant_draft(""), now()).unwrap_err();
    assert_eq!(desk.register.history(Some(tenant.id)).unwrap().len(), 1);
}

#[test]
fn settings_are_kept_and_recorded() {
    let desk = desk();
    let settings = desk.register.settings();
    let first = Settings {
        language: LanguageChoice::System,
        theme: Theme::System,
        emea_clock: EmeaClock::SummerTime,
        hide_from_capture: false,
    };
    assert_eq!(settings.get().unwrap(), first);
    let changed = Settings {
        language: LanguageChoice::Of(Language::Nb),
        theme: Theme::Dark,
        emea_clock: EmeaClock::Fixed,
        hide_from_capture: true,
    };
    assert_eq!(settings.set(changed, now()).unwrap(), changed);
    assert_eq!(common::open(desk.folder.path()).unwrap().settings().get().unwrap(), changed);
    let history = desk.register.history(Some(desk.register.id())).unwrap();
    assert_eq!(history[0].record, RecordType::Settings);
    assert_eq!(history[0].after.as_ref().unwrap()["emea_clock"], "fixed");
}

#[test]
fn an_untouched_register_has_no_problems() {
    let desk = desk();
    let tenant = add_tenant(&desk.register, "Fjord");
    desk.register.requests().log(&request_draft(&tenant, "Batch stops"), None, now()).unwrap();
    let report = desk.register.check().unwrap();
    assert_eq!((report.records, report.changes, report.problems), (2, 2, Vec::new()));
    desk.register.quick_check().unwrap();
}

/// Each is one edit with any SQLite tool, and what is found of it.
#[test]
fn edits_behind_the_programs_back_show() {
    let edits: [(&str, &str, &str); 11] = [
        ("a name", "UPDATE tenant SET name = 'Other' WHERE name = 'Fjord'", "record-changed"),
        ("a date", "UPDATE request SET due_at = 1 , deadline = '{}'", "record-changed"),
        ("a removal undone", "UPDATE tenant SET removed_at = NULL WHERE name = 'Gone'", "record-changed"),
        ("a record deleted", "DELETE FROM request", "record-deleted"),
        (
            "a record added",
            "INSERT INTO tenant (id, name, folded, kind, country, created_at, changed_at) \
          VALUES ('019a0000-0000-7000-8000-000000000000', 'New', 'new', 'own', 'NO', 1, 1)",
            "record-changed",
        ),
        (
            "a reference broken",
            "UPDATE request SET tenant = '019a0000-0000-7000-8000-000000000000'",
            "broken-reference",
        ),
        ("who", "UPDATE change SET who = 'eve' WHERE seq = 2", "history-changed"),
        ("what it was before", "UPDATE change SET before = NULL WHERE before IS NOT NULL", "history-changed"),
        ("a row of history deleted", "DELETE FROM change WHERE seq = 2", "history-changed"),
        ("the first row deleted", "DELETE FROM change WHERE seq = 1", "history-changed"),
        ("the last row deleted", "DELETE FROM change WHERE seq = (SELECT max(seq) FROM change)", "history-changed"),
    ];
    for (what, sql, expected) in edits {
        let desk = desk();
        let tenant = add_tenant(&desk.register, "Fjord");
        desk.register.requests().log(&request_draft(&tenant, "Batch stops"), None, now()).unwrap();
        let gone = add_tenant(&desk.register, "Gone");
        desk.register.tenants().remove(gone.id, now()).unwrap();
        let other = behind(desk.folder.path());
        other.pragma_update(None, "foreign_keys", false).unwrap();
        assert_eq!(other.execute(sql, []).unwrap(), 1, "{what}");

        let problems = desk.register.check().unwrap().problems;
        assert!(problems.iter().any(|problem| problem.code == expected), "{what}: {problems:?}");
        assert!(problems.iter().all(|problem| !problem.message.en.is_empty() && !problem.message.nb.is_empty()));
        let history = desk.register.verify_history().unwrap();
        assert_eq!(history.is_empty(), expected != "history-changed", "{what}: {history:?}");
    }
}

#[test]
fn rewriting_a_row_and_all_after_it_needs_the_whole_chain() {
    let desk = desk();
    for name in ["A", "B", "C"] {
        add_tenant(&desk.register, name);
    }
    // The hash of one row is put right, but not those after it.
    let other = behind(desk.folder.path());
    other.execute("UPDATE change SET hash = (SELECT hash FROM change WHERE seq = 3) WHERE seq = 2", []).unwrap();
    let problems = desk.register.verify_history().unwrap();
    assert!(problems[0].message.en.contains("entry 2"), "{problems:?}");
}

/// Rows put in between and rows that change places, with their numbers made to fit and their own hashes left or copied.
#[test]
fn inserted_and_reordered_rows_show() {
    const COLUMNS: &str = "at, who, through, type, id, action, before, after, digest, hash";
    let shift = "UPDATE change SET seq = -seq - 1 WHERE seq >= 3; UPDATE change SET seq = -seq WHERE seq < 0;";
    let insert = format!("{shift} INSERT INTO change (seq, {COLUMNS}) SELECT 3, {COLUMNS} FROM change WHERE seq = 2");
    let append = format!("INSERT INTO change ({COLUMNS}) SELECT {COLUMNS} FROM change WHERE seq = 4");
    let swap = "UPDATE change SET seq = -1 WHERE seq = 2; UPDATE change SET seq = 2 WHERE seq = 3; \
                UPDATE change SET seq = 3 WHERE seq = -1";
    for (what, sql, entry) in [("inserted", &*insert, 3), ("appended", &append, 5), ("reordered", swap, 2)] {
        let desk = desk();
        for name in ["A", "B", "C", "D"] {
            add_tenant(&desk.register, name);
        }
        behind(desk.folder.path()).execute_batch(sql).unwrap();
        let problems = desk.register.verify_history().unwrap();
        assert!(problems[0].message.en.contains(&format!("entry {entry}")), "{what}: {problems:?}");
    }
}

#[test]
fn values_no_program_of_ours_wrote_are_errors_not_panics() {
    for sql in [
        "UPDATE tenant SET kind = 'own', id = 'not an id'",
        "UPDATE tenant SET created_at = 9223372036854775807",
        "UPDATE identity SET register = 'x'",
    ] {
        let desk = desk();
        add_tenant(&desk.register, "Fjord");
        behind(desk.folder.path()).execute_batch(sql).unwrap();
        match common::open(desk.folder.path()) {
            Ok(register) => assert_eq!(common::code(register.tenants().list()), "tampered", "{sql}"),
            Err(error) => assert_eq!(error.code(), "register-damaged", "{sql}"),
        }
    }
}
