//! Links of contracts, the terms that contracts carry themselves, and what falls due of both.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, missing_docs)]

mod common;

use chrono::{NaiveDate, TimeDelta};
use common::{Desk, add_tenant, at, code, contract_draft, desk, no_keyring, refusal, request_draft};
use support_policy::contract_link::LinkState;
use support_policy::edition::{Clock, Edition};
use support_register::{
    Contract, ContractDraft, ContractKind, ContractTerms, DueKind, Incidents, OwnResponse, Package, Register,
    RequestDraft, SecretChange, Tenant,
};

const PPAC: &str = "power-platform-admin-center";
const LCS: &str = "lifecycle-services";

fn edition() -> &'static Edition {
    Edition::base().unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn contract(register: &Register, kind: ContractKind, tenant: Option<&Tenant>) -> Contract {
    let draft = ContractDraft { kind, tenant: tenant.map(|tenant| tenant.id), ..contract_draft(kind.as_str()) };
    register.contracts().add(&draft, &SecretChange::default(), &no_keyring(), at("2026-01-01T00:00:00Z")).unwrap()
}

/// What is missing or to be renewed: kind, contract, channel, sign-in.
fn due(desk: &Desk, within: Option<TimeDelta>, now: &str) -> Vec<(DueKind, String, String, Option<String>, bool)> {
    let items = desk.register.due(within, at(now)).unwrap();
    let links = items.into_iter().filter_map(|item| {
        let link = item.link?;
        Some((item.kind, item.subject.name, link.channel, link.sign_in, item.overdue))
    });
    links.collect()
}

fn missing(contract: &str, channel: &str) -> (DueKind, String, String, Option<String>, bool) {
    (DueKind::LinkMissing, contract.into(), channel.into(), None, false)
}

#[test]
fn a_contract_is_linked_once_for_each_portal_and_sign_in() {
    let desk = desk();
    let tenant = add_tenant(&desk.register, "Contoso");
    let premier = contract(&desk.register, ContractKind::Premier, Some(&tenant));
    let contracts = desk.register.contracts();
    let now = at("2026-06-01T09:00:00Z");
    let link = contracts.link(edition(), premier.id, PPAC, " Kari@Contoso.no ", None, now).unwrap();
    assert_eq!((link.linked_on, link.sign_in.as_str()), (day("2026-06-01"), "Kari@Contoso.no"));
    assert_eq!(link.linked_by, "ada");
    // It takes up to an hour to appear.
    let state = |now: &str| link.standing(edition(), premier.kind, day("2026-06-01"), at(now)).state;
    assert_eq!(state("2026-06-01T09:59:59Z"), LinkState::Appearing);
    assert_eq!(state("2026-06-01T10:00:00Z"), LinkState::Linked);
    // The same again, however it is written, is the same link.
    let again = contracts.link(edition(), premier.id, PPAC, "kari@contoso.no", Some(day("2026-05-01")), now).unwrap();
    assert_eq!((again.id, again.linked_on), (link.id, day("2026-05-01")));
    contracts.link(edition(), premier.id, LCS, "kari@contoso.no", None, now).unwrap();
    contracts.link(edition(), premier.id, PPAC, "ola@contoso.no", None, now).unwrap();
    assert_eq!(contracts.links(Some(premier.id)).unwrap().len(), 3);

    contracts.unlink(premier.id, PPAC, "KARI@contoso.no", now).unwrap();
    assert_eq!(code(contracts.unlink(premier.id, PPAC, "kari@contoso.no", now)), "not-found");
    assert_eq!(contracts.links(Some(premier.id)).unwrap().len(), 2);
    let anew = contracts.link(edition(), premier.id, PPAC, "kari@contoso.no", None, now).unwrap();
    assert_eq!(code(contracts.undo_unlink(link.id, now)), "duplicate");
    contracts.unlink(premier.id, PPAC, "kari@contoso.no", now).unwrap();
    assert_eq!(contracts.undo_unlink(link.id, now).unwrap().id, link.id);
    assert_ne!(anew.id, link.id);
    assert!(desk.register.check().unwrap().problems.is_empty());
    assert!(desk.register.verify_history().unwrap().is_empty());
}

#[test]
fn what_is_no_link_is_refused() {
    let desk = desk();
    let tenant = add_tenant(&desk.register, "Contoso");
    let premier = contract(&desk.register, ContractKind::Premier, Some(&tenant));
    let contracts = desk.register.contracts();
    let now = at("2026-06-01T09:00:00Z");
    for sign_in in ["kari", "@contoso.no", "kari@", "kari @contoso.no", "a@b@c"] {
        let refused = contracts.link(edition(), premier.id, PPAC, sign_in, None, now);
        assert_eq!(refusal(refused), ("sign_in", "not-a-sign-in"), "{sign_in}");
    }
    let tomorrow = contracts.link(edition(), premier.id, PPAC, "kari@contoso.no", Some(day("2026-06-02")), now);
    assert_eq!(refusal(tomorrow), ("on", "in-the-future"));
    let nowhere = contracts.link(edition(), premier.id, "telegraph", "kari@contoso.no", None, now);
    assert_eq!(code(nowhere), "unknown-id");
}

#[test]
fn a_contract_is_missed_in_the_portals_of_the_products_that_are_filed_about() {
    let desk = desk();
    let tenant = add_tenant(&desk.register, "Contoso");
    let premier = contract(&desk.register, ContractKind::Premier, Some(&tenant));
    let contracts = desk.register.contracts();
    // Nothing was filed yet: the Power Platform admin center, which files for most products.
    assert_eq!(due(&desk, None, "2026-06-01T09:00:00Z"), [missing("premier", PPAC)]);
    // Requests about finance are filed in Lifecycle Services.
    let log = |product: &str, title: &str| {
        let draft = RequestDraft {
            product: product.into(),
            filed_at: at("2026-06-01T08:00:00Z"),
            ..request_draft(&tenant, title)
        };
        desk.register.requests().log(&draft, None, at("2026-06-01T09:00:00Z")).unwrap();
    };
    log("finance", "One");
    assert_eq!(due(&desk, None, "2026-06-01T09:00:00Z"), [missing("premier", LCS)]);
    log("power-platform", "Two");
    let both = due(&desk, None, "2026-06-01T09:00:00Z");
    assert_eq!(both.len(), 2);
    contracts.link(edition(), premier.id, LCS, "kari@contoso.no", None, at("2026-06-01T09:00:00Z")).unwrap();
    assert_eq!(due(&desk, None, "2026-06-01T09:00:00Z"), [missing("premier", PPAC)]);
    contracts.link(edition(), premier.id, PPAC, "ola@contoso.no", None, at("2026-06-01T09:00:00Z")).unwrap();
    // A Premier link holds for good.
    assert!(due(&desk, None, "2036-06-01T09:00:00Z").is_empty());
}

#[test]
fn a_partner_benefit_is_linked_in_one_portal_every_year() {
    let desk = desk();
    let benefit = contract(&desk.register, ContractKind::PartnerNetwork, None);
    let contracts = desk.register.contracts();
    assert_eq!(due(&desk, None, "2026-06-01T09:00:00Z"), [missing("partner-network", PPAC)]);
    contracts
        .link(
            edition(),
            benefit.id,
            "partner-center",
            "kari@partner.no",
            Some(day("2024-02-29")),
            at("2026-06-01T09:00:00Z"),
        )
        .unwrap();
    let renewal = |overdue| {
        let (name, sign_in) = ("partner-network".to_owned(), Some("kari@partner.no".to_owned()));
        (DueKind::LinkRenewal, name, "partner-center".to_owned(), sign_in, overdue)
    };
    // Linked on 29 February 2024: to be renewed on the 28th a year later.
    assert_eq!(due(&desk, Some(TimeDelta::days(30)), "2025-02-27T23:59:59Z"), [renewal(false)]);
    assert_eq!(due(&desk, Some(TimeDelta::days(30)), "2025-02-28T00:00:00Z"), [renewal(true)]);
    assert!(due(&desk, Some(TimeDelta::days(30)), "2025-01-01T00:00:00Z").is_empty());
    let standing = |today: &str| {
        let link = contracts.links(Some(benefit.id)).unwrap().remove(0);
        link.standing(edition(), benefit.kind, day(today), at("2026-06-01T12:00:00Z"))
    };
    assert_eq!(standing("2025-02-28").state, LinkState::ToRenew);
    assert_eq!(standing("2025-02-27").state, LinkState::Linked);
    contracts
        .link(
            edition(),
            benefit.id,
            "partner-center",
            "kari@partner.no",
            Some(day("2025-03-01")),
            at("2026-06-01T09:00:00Z"),
        )
        .unwrap();
    assert_eq!(standing("2025-03-01").renew_on, Some(day("2026-03-01")));
}

#[test]
fn contracts_that_hold_later_or_no_more_are_not_missed_now() {
    let desk = desk();
    let tenant = add_tenant(&desk.register, "Contoso");
    let add = |name: &str, starts: Option<&str>, ends: Option<&str>| {
        let draft = ContractDraft {
            tenant: Some(tenant.id),
            starts: starts.map(day),
            ends: ends.map(day),
            ..contract_draft(name)
        };
        let now = at("2026-01-01T00:00:00Z");
        desk.register.contracts().add(&draft, &SecretChange::default(), &no_keyring(), now).unwrap()
    };
    add("over", None, Some("2026-05-31"));
    add("later", Some("2026-07-01"), None);
    assert!(due(&desk, Some(TimeDelta::days(7)), "2026-06-01T09:00:00Z").is_empty());
    assert_eq!(due(&desk, Some(TimeDelta::days(40)), "2026-06-01T09:00:00Z"), [missing("later", PPAC)]);
}

#[test]
fn a_contract_carries_its_own_response_times() {
    let desk = desk();
    let tenant = add_tenant(&desk.register, "Contoso");
    let unified = contract(&desk.register, ContractKind::UnifiedCore, Some(&tenant));
    let log = |severity: &str, title: &str| {
        let draft = RequestDraft {
            plan: None,
            contract: Some(unified.id),
            severity: severity.into(),
            filed_at: at("2026-06-01T08:00:00Z"),
            ..request_draft(&tenant, title)
        };
        desk.register.log_request(edition(), &draft, at("2026-06-01T08:30:00Z"))
    };
    // S21: eight hours, round the clock; no severity A.
    let published = log("standard", "One").unwrap();
    assert_eq!(published.due_at, Some(at("2026-06-01T16:00:00Z")));
    assert_eq!(code(log("a", "Two")), "plan-has-no-such-severity");

    let own =
        |severity: &str, limit: &str, clock| OwnResponse { severity: severity.into(), limit: limit.into(), clock };
    let terms = ContractTerms {
        response_times: vec![own("standard", "PT90M", Clock::Continuous), own("a", "PT10H", Clock::BusinessHours)],
        ..ContractTerms::default()
    };
    let kept = desk.register.contracts().set_terms(unified.id, &terms, at("2026-06-01T08:00:00Z")).unwrap();
    assert_eq!(kept.terms.response_times[0].limit, "PT1H30M");
    let standard = log("standard", "Three").unwrap();
    assert_eq!(standard.due_at, Some(at("2026-06-01T09:30:00Z")));
    assert!(standard.deadline.as_ref().unwrap()["assumptions"].as_array().unwrap().contains(&"R11".into()));
    // Monday 1 June 2026, 10:00 in Oslo: eight hours to 18:00, two more from Tuesday 08:00.
    assert_eq!(log("a", "Four").unwrap().due_at, Some(at("2026-06-02T08:00:00Z")));
    // What was logged stays as it was; logged now it would be due earlier.
    assert_eq!(desk.register.would_now_be(edition(), &published).unwrap(), Some(at("2026-06-01T09:30:00Z")));
    // The stored deadline can be drawn again.
    assert!(desk.register.explain_request(edition(), &standard).unwrap().is_some());
}

#[test]
fn terms_that_cannot_be_are_refused_at_their_field() {
    let desk = desk();
    let benefit = contract(&desk.register, ContractKind::PartnerNetwork, None);
    let incidents = |total, used, refunded| ContractTerms {
        incidents: Some(Incidents { total, used, refunded }),
        ..ContractTerms::default()
    };
    let package = |starts: &str, ends: &str| ContractTerms {
        packages: vec![Package { id: "P-1".into(), starts: Some(day(starts)), ends: Some(day(ends)) }],
        ..ContractTerms::default()
    };
    let own = |severity: &str, limit: &str| OwnResponse {
        severity: severity.into(),
        limit: limit.into(),
        clock: Clock::Continuous,
    };
    let times = |times: Vec<OwnResponse>| ContractTerms { response_times: times, ..ContractTerms::default() };
    let now = at("2026-06-01T08:00:00Z");
    let set = |terms: &ContractTerms| desk.register.contracts().set_terms(benefit.id, terms, now);
    for (terms, field, reason) in [
        (incidents(100_001, 0, 0), "incidents_total", "too-many"),
        (incidents(50, 51, 0), "incidents_used", "more-than-there-are"),
        (incidents(50, 1, 2), "incidents_refunded", "more-than-used"),
        (package("2026-06-01", "2026-05-31"), "package_ends", "before-start"),
        (package("0001-01-01", "2026-05-31"), "package_starts", "too-early"),
        (times(vec![own("a", "PT1H"), own("a", "PT2H")]), "response_times", "twice"),
    ] {
        assert_eq!(refusal(set(&terms)), (field, reason), "{terms:?}");
    }
    assert_eq!(code(set(&times(vec![own("a", "PT0S")]))), "not-a-duration");
    assert_eq!(code(times(vec![own("urgent", "PT1H")]).known_to(edition())), "unknown-severity");
    // Fifty, of which twelve were used and two of those given back.
    let kept = set(&incidents(50, 12, 2)).unwrap();
    assert_eq!(kept.terms.incidents.unwrap().left(), 40);
    assert_eq!(set(&ContractTerms::default()).unwrap().terms, ContractTerms::default());
}

#[test]
fn links_sleep_with_their_contract_and_go_with_it() {
    let desk = desk();
    let premier = contract(&desk.register, ContractKind::Premier, None);
    let contracts = desk.register.contracts();
    let now = at("2026-06-01T09:00:00Z");
    contracts.link(edition(), premier.id, PPAC, "kari@contoso.no", None, now).unwrap();
    contracts.remove(premier.id, now).unwrap();
    contracts.undo_remove(premier.id, now).unwrap();
    assert_eq!(contracts.links(Some(premier.id)).unwrap().len(), 1);
    contracts.remove(premier.id, now).unwrap();
    let later = at("2026-08-01T09:00:00Z");
    assert_eq!(desk.register.purge_removed(later, later).unwrap(), 2);
    assert!(contracts.links(None).unwrap().is_empty());
    assert!(desk.register.check().unwrap().problems.is_empty());
}

#[test]
fn filing_is_answered_with_the_contracts_own_response_times() {
    let desk = desk();
    let tenant = add_tenant(&desk.register, "Contoso");
    let premier = contract(&desk.register, ContractKind::Premier, Some(&tenant));
    let own = OwnResponse { severity: "b".into(), limit: "PT30M".into(), clock: Clock::Continuous };
    let terms = ContractTerms { response_times: vec![own], ..ContractTerms::default() };
    desk.register.contracts().set_terms(premier.id, &terms, at("2026-06-01T08:00:00Z")).unwrap();
    let question = serde_json::json!({
        "tenant": tenant.id, "product": "customer-engagement", "concern": "break-fix", "impact": "moderate",
        "entitlement": { "kind": "contract", "contract": premier.id }, "filed_at": "2026-06-01T08:00:00Z",
        "partner": false, "cannot_sign_in": false, "access": null, "preview": null, "scope": null, "cause": null,
    });
    let question = serde_json::from_value(question).unwrap();
    let answer = desk.register.answer(edition(), &question, at("2026-06-01T08:00:00Z")).unwrap();
    // Two hours are published for severity B under Premier; the contract says half an hour.
    let deadline = answer.respond_by.answered().unwrap();
    assert_eq!((deadline.due_at, deadline.limit.as_str()), (at("2026-06-01T08:30:00Z"), "PT30M"));
    assert!(answer.respond_by.basis.assumptions.contains(&"R11".to_owned()));
    let offered = answer.severities.iter().find(|option| option.severity == "b").unwrap();
    assert_eq!(offered.limit, "PT30M");
    let option = answer.entitlements.iter().find(|option| option.chosen).unwrap();
    assert_eq!(option.due_at, Some(at("2026-06-01T08:30:00Z")));
}
