//! Searching the register: what is found, in which order, and that the index keeps in step with the records.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod common;

use std::sync::LazyLock;

use common::{Desk, add_contract, add_tenant, at, behind, desk, now, request_draft, tenant_draft};
use proptest::prelude::*;
use support_policy::Language;
use support_policy::edition::Edition;
use support_register::{
    Flaw, Guide, Hit, HitType, RecordType, Register, RegisterError, Request, SearchLimits, Tenant, plain,
};

fn guide() -> &'static Guide {
    static GUIDE: LazyLock<Guide> = LazyLock::new(|| Guide::of(Edition::base().unwrap()).unwrap());
    &GUIDE
}

fn search(register: &Register, question: &str) -> Vec<Hit> {
    register.search(guide(), question, Language::En, SearchLimits { each: 10, all: 40 }).unwrap()
}

/// The names of the records that were found, in order.
fn records(register: &Register, question: &str) -> Vec<String> {
    let hits = search(register, question);
    hits.iter().filter(|hit| matches!(hit.kind, HitType::Record(_))).map(|hit| plain(&hit.title)).collect()
}

fn log(desk: &Desk, tenant: &Tenant, title: &str, case_number: Option<&str>) -> Request {
    let draft =
        support_register::RequestDraft { case_number: case_number.map(str::to_owned), ..request_draft(tenant, title) };
    desk.register.requests().log(&draft, None, now()).unwrap()
}

fn marked(hit: &Hit) -> String {
    let shown = hit.title.iter().chain(&hit.snippet);
    shown.map(|it| if it.found { format!("[{}]", it.text) } else { it.text.clone() }).collect()
}

#[test]
fn records_are_found_however_their_words_are_written() {
    let desk = desk();
    let tenant = add_tenant(&desk.register, "Blåfjell Øst AS");
    log(&desk, &tenant, "Månedlige kjøringer stopper", None);
    for question in [
        "månedlig kjøring",
        "manedlige",
        "maanedlige kjoeringer",
        "MÅNEDLIGE",
        "kjøringen stopper",
        "stopper kjør",
        "måned",
        "mandelige kjøringer",
    ] {
        assert_eq!(records(&desk.register, question), ["Månedlige kjøringer stopper"], "{question}");
    }
    for question in ["blåfjell", "blaafjell", "blafjell ost", "Blafj", "blåfjel øst"] {
        assert_eq!(records(&desk.register, question)[0], "Blåfjell Øst AS", "{question}");
    }
    assert_eq!(records(&desk.register, "månedlige kjøringer i går hos ingen"), Vec::<String>::new());
}

#[test]
fn a_request_is_found_by_the_name_of_its_tenant_also_after_it_changed() {
    let desk = desk();
    let (fjord, alpen) = (add_tenant(&desk.register, "Fjordkraft"), add_tenant(&desk.register, "Alpenstahl"));
    log(&desk, &fjord, "Batch jobs stop", None);
    log(&desk, &alpen, "Batch jobs are slow", None);
    assert_eq!(records(&desk.register, "fjord batch"), ["Batch jobs stop"]);
    assert_eq!(records(&desk.register, "alpenstahl"), ["Alpenstahl", "Batch jobs are slow"]);
    desk.register.tenants().set(alpen.id, &tenant_draft("Montana"), now()).unwrap();
    assert_eq!(records(&desk.register, "montana batch"), ["Batch jobs are slow"]);
    assert_eq!(records(&desk.register, "alpenstahl"), Vec::<String>::new());
    // What such a record is called narrows to the type and asks for no such word.
    assert_eq!(records(&desk.register, "sak fjordkraft"), ["Batch jobs stop"]);
}

#[test]
fn any_part_of_a_case_number_and_of_a_directory_id_is_enough() {
    let desk = desk();
    let draft = support_register::TenantDraft {
        tenant_id: Some("3FA85F64-5717-4562-B3FC-2C963F66AFA6".into()),
        ..tenant_draft("Fjord")
    };
    let tenant = desk.register.tenants().add(&draft, now()).unwrap();
    log(&desk, &tenant, "Orders do not post", Some("2603270040015890"));
    log(&desk, &tenant, "Another", Some("2603280050026901"));
    for part in ["2603270040015890", "26032700", "015890", "400158", "case 5890", "fjord 2603270040015890"] {
        assert_eq!(records(&desk.register, part), ["Orders do not post"], "{part}");
    }
    for part in ["3fa85f64-5717-4562-b3fc-2c963f66afa6", "3FA85F64", "2c963f66afa6", "963f66"] {
        assert_eq!(records(&desk.register, part)[0], "Fjord", "{part}");
    }
    assert!(marked(&search(&desk.register, "400158")[0]).contains("26032700[400158]90"));
}

#[test]
fn the_newest_come_first_and_an_exact_name_before_all() {
    let desk = desk();
    let tenant = add_tenant(&desk.register, "Fjord");
    for title in ["Flow stops", "Flow stops again", "Flow", "Workflow and flow stop"] {
        log(&desk, &tenant, title, None);
    }
    assert_eq!(records(&desk.register, "flow"), ["Flow", "Workflow and flow stop", "Flow stops again", "Flow stops"]);
}

#[test]
fn removing_takes_a_record_out_and_undoing_brings_it_back() {
    let desk = desk();
    let tenant = add_tenant(&desk.register, "Fjord");
    let contract = add_contract(&desk.register, "Nordic");
    let request = log(&desk, &tenant, "Invoices vanish", Some("2603270040015890"));
    desk.register.requests().remove(request.id, now()).unwrap();
    desk.register.contracts().remove(contract.id, now()).unwrap();
    for question in ["invoices", "015890", "nordic"] {
        assert_eq!(records(&desk.register, question), Vec::<String>::new(), "{question}");
    }
    // Forgotten, too: "invoces" is not corrected to a word that nothing has.
    assert!(
        behind(desk.folder.path())
            .query_row("SELECT count(*) FROM search_word WHERE word = 'invoices'", [], |row| row.get::<_, i64>(0))
            .unwrap()
            == 0
    );
    desk.register.requests().undo_remove(request.id, now()).unwrap();
    desk.register.contracts().undo_remove(contract.id, now()).unwrap();
    assert_eq!(records(&desk.register, "invoces"), ["Invoices vanish"]);
    assert_eq!(records(&desk.register, "nordic"), ["Nordic"]);
    assert_eq!(desk.register.check().unwrap().problems, Vec::new());
}

#[test]
fn guidance_is_not_crowded_out_by_records() {
    let desk = desk();
    let tenant = add_tenant(&desk.register, "Fjord");
    for number in 0..30 {
        log(&desk, &tenant, &format!("Reopen a closed case, performance is slow {number}"), None);
    }
    for (question, topic) in [("reopen closed case", "S33"), ("slow", "S26"), ("performance is slow", "S26")] {
        let hits = search(&desk.register, question);
        assert!(hits.iter().take(3).any(|hit| hit.id == topic), "{question}: {hits:?}");
    }
    let limits = SearchLimits { each: 3, all: 5 };
    let hits = desk.register.search(guide(), "slow", Language::En, limits).unwrap();
    let requests = hits.iter().filter(|hit| hit.kind == HitType::Record(RecordType::Request)).count();
    assert_eq!((hits.len(), requests), (5, 3));
}

#[test]
fn an_index_of_another_version_is_made_anew_when_the_register_is_opened() {
    let desk = desk();
    let tenant = add_tenant(&desk.register, "Fjord");
    log(&desk, &tenant, "Invoices vanish", None);
    let path = desk.folder.path().to_path_buf();
    drop(desk.register);
    behind(&path).execute_batch("UPDATE search_made SET version = 0; DELETE FROM search_word").unwrap();
    let register = common::open(&path).unwrap();
    assert_eq!(records(&register, "invoces"), ["Invoices vanish"]);
    assert_eq!(register.check().unwrap().problems, Vec::new());
}

#[test]
fn an_index_out_of_step_is_found_and_made_anew() {
    let edits = [
        "DELETE FROM search_entry WHERE type = 'request'",
        "UPDATE search_entry SET terms = 'other' WHERE type = 'request'",
        "INSERT INTO search_terms (search_terms) VALUES ('delete-all')",
        "INSERT INTO search_codes (search_codes) VALUES ('delete-all')",
        "DELETE FROM search_word",
        "DELETE FROM search_terms_data WHERE id > 10",
    ];
    for edit in edits {
        let desk = desk();
        let tenant = add_tenant(&desk.register, "Fjord");
        log(&desk, &tenant, "Invoices vanish", Some("2603270040015890"));
        behind(desk.folder.path()).execute_batch(edit).unwrap();
        let report = desk.register.check().unwrap();
        let codes: Vec<_> = report.problems.iter().map(|problem| problem.code.as_str()).collect();
        assert_eq!(codes, ["search-out-of-step"], "{edit}");
        desk.register.rebuild_search().unwrap();
        assert_eq!(desk.register.check().unwrap().problems, Vec::new(), "{edit}");
        for question in ["invoices", "invoces", "015890"] {
            assert_eq!(records(&desk.register, question), ["Invoices vanish"], "{question} after {edit}");
        }
        behind(desk.folder.path()).execute_batch(edit).unwrap();
        let path = desk.folder.path().to_path_buf();
        drop(desk.register);
        // A damaged index is no damaged register.
        common::open(&path).unwrap();
    }
}

#[test]
fn a_question_is_refused_only_when_it_is_blank_or_endless() {
    let desk = desk();
    let ask = |question: &str| {
        let limits = SearchLimits { each: 10, all: 40 };
        desk.register.search(guide(), question, Language::En, limits)
    };
    assert_eq!(common::refusal(ask("  \n")), ("query", "required"));
    assert_eq!(common::refusal(ask(&"a".repeat(10_000))), ("query", "too-long"));
    assert_eq!(common::refusal(guide().search(&"ø ".repeat(501), Language::Nb, 3)), ("query", "too-long"));
    for question in ["\0", "\"", "* OR *", "NEAR(", "-", "^", "{a b} : c", "😀", "AND", "'; DROP TABLE tenant; --"] {
        ask(question).unwrap();
    }
    assert_eq!(ask("*\"\0").unwrap(), Vec::new());
}

/// Texts as they come: any characters, and signs that mean something to the index, to SQL or to a terminal.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[a-zæøåA-Z0-9 \"*^:(){}+\\-=~@'\u{0}\u{202e}\u{200b}😀é\u{301}]{0,60}",
        prop::collection::vec(
            prop_oneof!["AND", "OR", "NOT", "NEAR(a, 2)", "\"", "search_terms:", "=a", "~case", "@", "sak", "flow"],
            0..12
        )
        .prop_map(|words| words.join(" ")),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]
    #[test]
    fn no_question_makes_the_index_fail(question in text(), title in text()) {
        thread_local! {
            static DESK: (Desk, Tenant) = {
                let desk = desk();
                let tenant = add_tenant(&desk.register, "Fjord");
                (desk, tenant)
            };
        }
        DESK.with(|(desk, tenant)| {
            // Titles the register refuses are no concern of the search.
            let _ = desk.register.requests().log(&request_draft(tenant, &title), None, now());
            let limits = SearchLimits { each: 5, all: 20 };
            match desk.register.search(guide(), &question, Language::Nb, limits) {
                Ok(hits) => for hit in hits {
                    prop_assert!(!plain(&hit.title).is_empty());
                },
                Err(RegisterError::Invalid { field: "query", flaw, .. }) => {
                    prop_assert!(question.trim().is_empty() && flaw == Flaw::Required || question.chars().count() > 1000 && flaw == Flaw::TooLong);
                }
                Err(other) => prop_assert!(false, "{other:?}"),
            }
            Ok(())
        })?;
    }

}

proptest! {
    // Every step is written to disk.
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]
    #[test]
    fn the_index_keeps_in_step_whatever_is_done(steps in prop::collection::vec((0..6_u8, 0..5_usize, "[a-c ]{1,8}x"), 1..40)) {
        let desk = desk();
        let tenant = add_tenant(&desk.register, "Fjord");
        let requests: Vec<Request> = (0..5).map(|number| log(&desk, &tenant, &format!("Title {number}"), None)).collect();
        for (step, which, title) in steps {
            let id = requests[which].id;
            let verbs = desk.register.requests();
            // A step that is refused, because the record is gone or there, must leave the index as it was.
            let _ = match step {
                0 => verbs.remove(id, now()),
                1 => verbs.undo_remove(id, now()).map(drop),
                2 => verbs.set(id, &request_draft(&tenant, &title), None, now()).map(drop),
                3 => verbs.close(id, at("2026-11-21T09:00:00Z"), &title, now()).map(drop),
                4 => desk.register.purge_removed(at("2027-01-01T00:00:00Z"), now()).map(drop),
                _ => verbs.log(&request_draft(&tenant, &title), None, now()).map(drop),
            };
        }
        prop_assert_eq!(desk.register.check().unwrap().problems, Vec::new());
    }
}
