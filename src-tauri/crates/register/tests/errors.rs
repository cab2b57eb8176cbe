//! Every error has a code of its own, an exit code of the command line, and a sentence in both languages.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod common;

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::PathBuf;

use support_register::{Flaw, RecordType, Reference, RegisterError};
use uuid::Uuid;

fn all() -> Vec<(RegisterError, &'static str, u8)> {
    let path = || PathBuf::from("/home/ada/register.sqlite");
    let what = RecordType::Tenant;
    let name = || "Fjord".to_owned();
    let reference = || Reference { record: what, id: Uuid::nil(), name: name() };
    vec![
        (RegisterError::NotFound { what, name: name() }, "not-found", 3),
        (RegisterError::NoSecret { field: "access_id" }, "not-found", 3),
        (RegisterError::Ambiguous { what, name: name(), ids: vec![Uuid::nil()] }, "ambiguous", 2),
        (RegisterError::InUse { by: vec![reference(); 7] }, "in-use", 2),
        (RegisterError::Dangling { field: "tenant", to: what }, "refers-to-removed", 2),
        (RegisterError::Invalid { field: "name", flaw: Flaw::Required, other: None }, "invalid", 2),
        (
            RegisterError::Invalid { field: "access_id", flaw: Flaw::Duplicate, other: Some(reference()) },
            "duplicate",
            2,
        ),
        (RegisterError::Missing { path: path() }, "register-missing", 4),
        (RegisterError::Replaced { path: path() }, "register-replaced", 4),
        (RegisterError::Damaged { path: path() }, "register-damaged", 4),
        (RegisterError::Newer { path: path() }, "register-newer", 4),
        (RegisterError::NotARegister { path: path() }, "not-a-register", 4),
        (RegisterError::NotAFile { path: path() }, "not-a-file", 4),
        (RegisterError::SideFile { path: path(), other: false }, "side-file-damaged", 4),
        (RegisterError::SideFile { path: path(), other: true }, "side-file-of-another-register", 4),
        (RegisterError::ReadOnly { path: path() }, "read-only", 4),
        (RegisterError::DiskFull, "disk-full", 4),
        (RegisterError::Busy, "busy", 4),
        (RegisterError::Cancelled, "cancelled", 1),
        (RegisterError::NoHome, "no-home", 4),
        (RegisterError::Unreachable { path: path(), kind: ErrorKind::NotFound }, "unreachable", 4),
        (RegisterError::Tampered { subject: None }, "tampered", 4),
        (RegisterError::Tampered { subject: Some(reference()) }, "tampered", 4),
        (RegisterError::KeyringUnavailable, "keyring-unavailable", 5),
        (RegisterError::Locked, "keyring-locked", 5),
        (RegisterError::KeyringWaiting, "keyring-waiting", 5),
        (RegisterError::KeyringAmbiguous { entries: 2 }, "keyring-ambiguous", 5),
        (RegisterError::KeyMissing, "key-missing", 5),
        (RegisterError::Storage { code: 1 }, "storage", 1),
    ]
}

#[test]
fn codes_are_as_published() {
    for (error, code, exit) in all() {
        assert_eq!((error.code(), error.exit_code()), (code, exit), "{error:?}");
        assert!(error.code().bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'));
    }
}

#[test]
fn every_error_says_in_both_languages_what_to_do() {
    let mut seen = BTreeMap::new();
    for (error, _, _) in all() {
        let text = error.message();
        assert_eq!(error.to_string(), text.en);
        for sentence in [&text.en, &text.nb] {
            assert!(
                sentence.ends_with('.') && sentence.chars().next().is_some_and(|c| !c.is_lowercase()),
                "{sentence}"
            );
            assert!(!sentence.contains('{') && !sentence.contains("  "), "{sentence}");
        }
        assert_ne!(text.en, text.nb);
        if let Some(other) = seen.insert(text.en.clone(), format!("{error:?}")) {
            panic!("{other} and {error:?} say the same: {}", text.en);
        }
    }
}

#[test]
fn every_reason_has_words_of_its_own() {
    let mut seen = BTreeMap::new();
    for flaw in Flaw::ALL {
        let code = flaw.code();
        let text = RegisterError::Invalid { field: "name", flaw, other: None }.message();
        assert!(text.en.starts_with("Name ") && text.nb.starts_with("Navn "), "{text:?}");
        assert_eq!(seen.insert(text.en, code), None, "{code}");
    }
}

#[test]
fn every_field_of_a_refusal_has_a_name() {
    for field in [
        "name",
        "display_name",
        "tenant_id",
        "country",
        "zone",
        "region",
        "holidays",
        "tenant",
        "contract",
        "holder",
        "starts",
        "ends",
        "access_id",
        "contract_id",
        "password",
        "product",
        "plan",
        "edition",
        "bought_through",
        "severity",
        "title",
        "filed_at",
        "case_number",
        "concern",
        "note",
        "due_at",
        "reason",
        "at",
        "until",
        "now",
        "closed_at",
        "responded_at",
        "event",
        "file",
        "ids",
        "month",
        "days",
        "to",
        "on",
        "sign_in",
        "response_times",
        "packages",
        "package_id",
        "package_starts",
        "package_ends",
        "incidents_total",
        "incidents_used",
        "incidents_refunded",
        "paused_until",
        "idle_minutes",
        "sample",
        "query",
        "enrollment",
        "external_id",
        "partner_tenant_id",
        "owner_tenant_id",
        "indirect_provider",
        "object_id",
        "upn",
        "role",
        "roles",
        "scope",
        "status",
        "group",
        "person",
        "starts_at",
        "ends_at",
        "auto_extend",
        "duration",
        "reseller",
        "number",
        "commerce_id",
        "sku",
        "sku_part_number",
    ] {
        let text = RegisterError::Invalid { field, flaw: Flaw::Malformed, other: None }.message();
        assert!(!text.en.contains('_') && text.en != text.nb && !text.en.starts_with(field), "{}", text.en);
    }
}

#[test]
fn a_long_list_of_users_is_shortened() {
    let by =
        (0..7).map(|n| Reference { record: RecordType::Request, id: Uuid::nil(), name: format!("R{n}") }).collect();
    let text = RegisterError::InUse { by }.message();
    assert!(text.en.contains("R4") && !text.en.contains("R5") && text.en.contains("2 more"), "{}", text.en);
}

#[test]
fn a_number_that_is_too_large_is_told_by_what_it_counts() {
    let said = |field| RegisterError::Invalid { field, flaw: Flaw::TooMany, other: None }.message();
    assert_eq!(said("idle_minutes").en, "Idle minutes until locking can be at most 1,440, which is a day.");
    assert_eq!(said("idle_minutes").nb, "Minutter uten aktivitet før låsing kan være høyst 1440, som er et døgn.");
    assert!(said("incidents_total").en.contains("any contract") && said("ids").en.contains("at once"));
}
