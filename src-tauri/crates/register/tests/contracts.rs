//! Contracts without their secrets.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![allow(clippy::unnecessary_wraps, reason = "tables of cases and short spellings")]

mod common;

use chrono::NaiveDate;
use common::{add_contract, add_tenant, code, contract_draft, desk, no_keyring, now, refusal, request_draft};
use support_register::{ContractDraft, ContractKind, RequestDraft, SecretChange, SecretField, SecretUse, VaultState};
use uuid::Uuid;

fn day(text: &str) -> Option<NaiveDate> {
    Some(text.parse().unwrap())
}

#[test]
fn what_is_added_is_listed_shown_and_found() {
    let desk = desk();
    let tenant = add_tenant(&desk.register, "Fjord");
    let draft = ContractDraft {
        kind: ContractKind::UnifiedPerformance,
        name: " Unified 2026 ".into(),
        tenant: Some(tenant.id),
        holder: Some("Partner AS".into()),
        starts: day("2026-01-01"),
        ends: day("2026-12-31"),
        edition: None,
    };
    let contracts = desk.register.contracts();
    let contract = contracts.add(&draft, &SecretChange::default(), &no_keyring(), now()).unwrap();
    assert_eq!((contract.name.as_str(), contract.tenant), ("Unified 2026", Some(tenant.id)));
    assert_eq!((contract.starts, contract.ends), (day("2026-01-01"), day("2026-12-31")));
    assert!(!contract.has_access_id && !contract.has_contract_id && !contract.has_password);
    assert_eq!(contracts.list().unwrap(), std::slice::from_ref(&contract));
    assert_eq!(contracts.find("unified 2026").unwrap(), contract);
    assert_eq!(code(desk.register.tenants().remove(tenant.id, now())), "in-use");

    let changed = ContractDraft { name: "Unified".into(), tenant: None, holder: Some(" ".into()), ..draft };
    let changed = contracts.set(contract.id, &changed, &SecretChange::default(), &no_keyring(), now()).unwrap();
    assert_eq!((changed.name.as_str(), changed.tenant, changed.holder), ("Unified", None, None));
    desk.register.tenants().remove(tenant.id, now()).unwrap();
}

#[test]
fn every_kind_is_stored_under_its_published_word() {
    let words = [
        "premier",
        "unified-core",
        "unified-advanced",
        "unified-performance",
        "unified-enterprise",
        "advanced-support-for-partners",
        "partner-network",
        "premier-for-partners",
        "visual-studio",
    ];
    let desk = desk();
    for (kind, word) in ContractKind::ALL.iter().zip(words) {
        let draft = ContractDraft { kind: *kind, ..contract_draft(word) };
        desk.register.contracts().add(&draft, &SecretChange::default(), &no_keyring(), now()).unwrap();
        assert_eq!(desk.register.contracts().find(word).unwrap().kind.as_str(), word);
        assert_eq!(serde_json::to_value(kind).unwrap(), word);
        assert_eq!(word.parse::<ContractKind>(), Ok(*kind));
    }
    assert_eq!(ContractKind::ALL.len(), words.len());
    assert!("Premier".parse::<ContractKind>().is_err());
}

#[test]
fn what_cannot_be_stored_is_refused_by_field() {
    let desk = desk();
    let add = |draft: ContractDraft, secrets: SecretChange| {
        desk.register.contracts().add(&draft, &secrets, &no_keyring(), now())
    };
    let none = SecretChange::default;
    assert_eq!(refusal(add(contract_draft(""), none())), ("name", "required"));
    let backwards = ContractDraft { starts: day("2026-02-01"), ends: day("2026-01-31"), ..contract_draft("x") };
    assert_eq!(refusal(add(backwards, none())), ("ends", "before-start"));
    let far = ContractDraft { ends: NaiveDate::from_ymd_opt(12_000, 1, 1), ..contract_draft("x") };
    assert_eq!(refusal(add(far, none())), ("ends", "too-late"));
    let dangling = add(ContractDraft { tenant: Some(Uuid::nil()), ..contract_draft("x") }, none()).unwrap_err();
    assert_eq!((dangling.code(), dangling.field()), ("refers-to-removed", Some("tenant")));
    let one_day = ContractDraft { starts: day("2026-02-01"), ends: day("2026-02-01"), ..contract_draft("x") };
    add(one_day, none()).unwrap();

    let long = "x".repeat(513);
    for (value, why) in [
        ("  ", "required"),
        (long.as_str(), "too-long"),
        ("a\tb", "control-character"),
        ("a\u{202E}b", "control-character"),
    ] {
        let value = || Some(Some(value.into()));
        assert_eq!(
            refusal(add(contract_draft("x"), SecretChange { access_id: value(), ..none() })),
            ("access_id", why)
        );
        assert_eq!(
            refusal(add(contract_draft("x"), SecretChange { contract_id: value(), ..none() })),
            ("contract_id", why)
        );
        assert_eq!(refusal(add(contract_draft("x"), SecretChange { password: value(), ..none() })), ("password", why));
    }
    let both = SecretChange { contract_id: Some(Some("1".into())), password: Some(Some("2".into())), ..none() };
    assert_eq!(refusal(add(contract_draft("x"), both)), ("password", "exclusive"));
    assert_eq!(desk.register.contracts().list().unwrap().len(), 1);
}

#[test]
fn without_a_keyring_everything_but_secrets_works() {
    let desk = desk();
    assert_eq!(desk.register.vault_state(), VaultState::Empty);
    assert_eq!(desk.register.unlock(&no_keyring()).unwrap(), VaultState::Empty, "no key, nothing to ask for");
    let contracts = desk.register.contracts();
    let secrets = SecretChange { access_id: Some(Some("0042".into())), ..SecretChange::default() };
    let error = contracts.add(&contract_draft("Premier"), &secrets, &no_keyring(), now()).unwrap_err();
    assert_eq!((error.code(), error.exit_code()), ("keyring-unavailable", 5));
    assert_eq!(contracts.list().unwrap(), [], "nothing of the contract was stored");
    assert_eq!(desk.register.vault_state(), VaultState::Empty, "no key was made");

    let contract = add_contract(&desk.register, "Premier");
    let clear = SecretChange { access_id: Some(None), contract_id: Some(None), password: Some(None) };
    contracts.set(contract.id, &contract_draft("Premier"), &clear, &no_keyring(), now()).unwrap();
    assert_eq!(code(contracts.secret(contract.id, SecretField::AccessId, SecretUse::Reveal, now())), "keyring-locked");
    assert!(contracts.access_id_masks().unwrap().is_empty());
}

#[test]
fn a_contract_in_use_stays_and_comes_back_with_its_tenant_only() {
    let desk = desk();
    let tenant = add_tenant(&desk.register, "Fjord");
    let draft = ContractDraft { tenant: Some(tenant.id), ..contract_draft("Premier") };
    let contracts = desk.register.contracts();
    let contract = contracts.add(&draft, &SecretChange::default(), &no_keyring(), now()).unwrap();
    let request = RequestDraft { plan: None, contract: Some(contract.id), ..request_draft(&tenant, "Batch stops") };
    let request = desk.register.requests().log(&request, None, now()).unwrap();
    assert_eq!(code(contracts.remove(contract.id, now())), "in-use");
    desk.register.requests().remove(request.id, now()).unwrap();
    contracts.remove(contract.id, now()).unwrap();
    desk.register.tenants().remove(tenant.id, now()).unwrap();
    assert_eq!(code(desk.register.requests().undo_remove(request.id, now())), "refers-to-removed");
    assert_eq!(code(contracts.undo_remove(contract.id, now())), "refers-to-removed");
    desk.register.tenants().undo_remove(tenant.id, now()).unwrap();
    assert_eq!(contracts.undo_remove(contract.id, now()).unwrap(), contract);
    desk.register.requests().undo_remove(request.id, now()).unwrap();
}
