//! The text for the portal's form.
#![allow(clippy::unwrap_used, missing_docs)]

use support_policy::edition::Edition;
use support_policy::filing_pack::{FilingPack, PackFacts, filing_pack};

fn pack(facts: &PackFacts) -> FilingPack {
    filing_pack(Edition::base().unwrap(), facts).unwrap()
}

fn complete() -> PackFacts {
    let text = |text: &str| text.to_owned();
    PackFacts {
        product: text("finance"),
        concern: text("break-fix"),
        plan: Some(text("premier")),
        severity: Some(text("a")),
        title: text("Posting of sales orders stops"),
        description: text("Batch job stops.\nNo order is posted."),
        reproduction: text("1. Open\n2. Post"),
        expected: text("Posted"),
        error: text("Session 4711"),
        since: text("2026-11-20 08:00 CET"),
        tried: text("Restart"),
        impact: text("No invoices; 2 MNOK a day"),
        environment: text("PROD"),
        environment_url: text("https://prod.example"),
        contact: text("Ada"),
        reach: text("ada@fjordkraft.example"),
        hours: text("Day and night"),
        consent: Some(true),
    }
}

#[test]
fn a_complete_pack_misses_nothing_and_follows_the_form() {
    let pack = pack(&complete());
    assert!(pack.missing.is_empty(), "{:?}", pack.missing);
    assert!(!pack.advisory);
    // The order of today's form: product, type, title, description, severity, environment, contact, consent.
    let places: Vec<usize> = [
        "Product: ",
        "Type of request: Technical",
        "Title: Posting",
        "Description:\nBatch job stops.\nNo order",
        "Severity: ",
        "Environment: PROD",
        "Contact: Ada",
        "Advanced diagnostic information: Allowed",
    ]
    .iter()
    .map(|part| pack.text.find(part).unwrap_or_else(|| panic!("{part} in {}", pack.text)))
    .collect();
    assert!(places.is_sorted(), "{}", pack.text);
}

#[test]
fn what_is_missing_is_said_by_field() {
    let facts = PackFacts { product: "finance".into(), concern: "break-fix".into(), ..PackFacts::default() };
    let missing: Vec<_> = pack(&facts).missing.into_iter().map(|gap| gap.field).collect();
    let expected = [
        "title",
        "description",
        "reproduction",
        "expected",
        "since",
        "environment",
        "impact",
        "hours",
        "contact",
        "reach",
        "consent",
    ];
    assert_eq!(missing, expected);
    assert!(pack(&facts).text.contains("Title: [to be filled in]"));
    let address_alone = PackFacts { environment: String::new(), ..complete() };
    assert!(pack(&address_alone).missing.is_empty());
}

#[test]
fn how_to_questions_are_advisory() {
    let facts = PackFacts { concern: "how-to".into(), plan: Some("premier".into()), ..complete() };
    assert!(pack(&facts).advisory && pack(&facts).text.contains("Type of request: Advisory"));
}

#[test]
fn a_secret_that_was_typed_is_left_out_and_said() {
    let facts = PackFacts {
        description: "It fails.\nAccess ID: 4711-CANARY\nPassword=CANARY".into(),
        tried: "token: CANARY".into(),
        ..complete()
    };
    let pack = pack(&facts);
    assert!(!pack.text.contains("CANARY"), "{}", pack.text);
    let fields: Vec<_> = pack.missing.iter().map(|gap| gap.field.as_str()).collect();
    assert_eq!(fields, ["description", "tried"]);
}

#[test]
fn ids_that_do_not_exist_are_refused() {
    let facts = PackFacts { product: "word".into(), ..complete() };
    assert_eq!(filing_pack(Edition::base().unwrap(), &facts).unwrap_err().code(), "unknown-product");
}
