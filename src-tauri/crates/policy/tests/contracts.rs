//! S20, S37, S40, S42: whom a contract entitles, and where it must be linked.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs, reason = "a test may stop at the first fault")]

use chrono::NaiveDate;
use support_policy::contract_entitles::{ContractOf, EntitlesQuestion, entitles};
use support_policy::contract_link::{LinkState, link_standing, links_needed, one_link_does_for_all};
use support_policy::edition::Edition;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn edition() -> &'static Edition {
    Edition::base().unwrap()
}

#[test]
fn a_contract_entitles_as_the_policy_says() {
    let (own, this, none, another) = (false, ContractOf::ThisTenant, ContractOf::NoTenant, ContractOf::AnotherTenant);
    let client = true;
    // Kind, whose it is, a client's tenant?, delegated access, the refusal; S20 and S37 for one's own contract, S20 and S40
    // for partners, S42 for incidents.
    for (kind, of, client, delegated, refusal, because) in [
        ("premier", this, own, None, None, "S37"),
        ("unified-core", none, own, None, None, "S37"),
        ("unified-core", this, client, Some(false), None, "S37"),
        ("premier", none, client, Some(true), Some("not-for-clients"), "S20"),
        ("premier", another, client, Some(true), Some("contract-of-another-tenant"), "S37"),
        ("premier-for-partners", none, own, None, None, "S40"),
        ("premier-for-partners", none, client, Some(true), None, "S40"),
        ("premier-for-partners", another, client, Some(true), None, "S40"),
        ("premier-for-partners", another, own, None, Some("contract-of-another-tenant"), "S40"),
        ("premier-for-partners", none, client, Some(false), Some("no-delegated-access"), "S40"),
        ("premier-for-partners", none, client, None, None, "S40"),
        ("advanced-support-for-partners", none, client, Some(true), None, "S20"),
        ("partner-network", none, client, Some(false), Some("no-delegated-access"), "S20"),
        ("visual-studio", none, own, None, None, "S42"),
        ("visual-studio", none, client, Some(true), Some("not-for-clients"), "S42"),
    ] {
        let on = day("2026-06-01");
        let question = EntitlesQuestion { kind, of, starts: None, ends: None, client, delegated, on };
        let ruling = entitles(edition(), &question).unwrap();
        assert_eq!(ruling.refusal().map(|refusal| refusal.code.as_str()), refusal, "{question:?}");
        assert!(ruling.basis.because.iter().any(|topic| topic == because), "{question:?}: {:?}", ruling.basis.because);
        if let Some(answer) = ruling.answered() {
            assert!(!answer.provided.is_empty());
        }
    }
}

#[test]
fn a_contract_entitles_from_its_first_day_through_its_last() {
    let question = |on| EntitlesQuestion {
        kind: "premier",
        of: ContractOf::ThisTenant,
        starts: Some(day("2026-01-01")),
        ends: Some(day("2026-12-31")),
        client: false,
        delegated: None,
        on: day(on),
    };
    for (on, refusal) in [
        ("2025-12-31", Some("contract-not-started")),
        ("2026-01-01", None),
        ("2026-12-31", None),
        ("2027-01-01", Some("contract-ended")),
    ] {
        let ruling = entitles(edition(), &question(on)).unwrap();
        assert_eq!(ruling.refusal().map(|refusal| refusal.code.as_str()), refusal, "{on}");
    }
    let unknown = EntitlesQuestion { kind: "gold", ..question("2026-06-01") };
    assert_eq!(entitles(edition(), &unknown).unwrap_err().code(), "unknown-plan");
}

#[test]
fn links_are_needed_where_the_products_are_filed() {
    let channels = |kind: &str, products: &[&str]| {
        let ruling = links_needed(edition(), kind, products).unwrap();
        let needed = ruling.answered().unwrap();
        assert!(needed.iter().all(|need| need.steps.len() >= 3), "{kind}");
        let ids: Vec<_> = needed.iter().map(|need| need.channel.clone()).collect();
        (ids.join(" "), ruling.basis.because.join(" "))
    };
    let (ppac, lcs) = ("power-platform-admin-center", "lifecycle-services");
    let found = |ids: &str, because: &str| (ids.to_owned(), because.to_owned());
    assert_eq!(channels("premier", &[]), found(ppac, "S37"));
    assert_eq!(channels("premier", &["customer-engagement", "ai-apps"]), found(ppac, "S37"));
    assert_eq!(channels("unified-advanced", &["finance"]), found(lcs, "S37"));
    assert_eq!(
        channels("premier-for-partners", &["commerce", "power-platform"]),
        found(&format!("{lcs} {ppac}"), "S37")
    );
    assert_eq!(channels("partner-network", &["finance"]), found(lcs, "S37"));
    // Services Hub asks for the Access ID with the request, and partners file for Business Central.
    assert_eq!(channels("premier", &["customer-engagement-on-premises", "business-central"]), found("", "S37"));
    assert_eq!(channels("visual-studio", &["finance"]), found("visual-studio-subscriptions", "S42"));
    assert!(links_needed(edition(), "gold", &[]).is_err() && links_needed(edition(), "premier", &["word"]).is_err());
}

#[test]
fn partner_benefits_are_linked_every_year_and_others_once() {
    let now = "2026-06-01T09:30:00Z".parse().unwrap();
    let state = |kind: &str, linked: &str, at: Option<&str>| {
        let at = at.map(|at| at.parse().unwrap());
        let standing = link_standing(edition(), kind, day(linked), at, day("2026-06-01"), now);
        (standing.state, standing.renew_on.map(|on| on.to_string()), standing.appears_by.is_some())
    };
    let on = |on: &str| Some(on.to_owned());
    assert_eq!(state("premier", "2016-06-01", None), (LinkState::Linked, None, false));
    assert_eq!(state("premier-for-partners", "2016-06-01", None), (LinkState::Linked, None, false));
    assert_eq!(state("partner-network", "2025-06-02", None), (LinkState::Linked, on("2026-06-02"), false));
    assert_eq!(state("partner-network", "2025-06-01", None), (LinkState::ToRenew, on("2026-06-01"), false));
    let just = Some("2026-06-01T09:00:00Z");
    assert_eq!(state("premier", "2026-06-01", just), (LinkState::Appearing, None, true));
    assert_eq!(state("premier", "2026-06-01", Some("2026-06-01T08:30:00Z")), (LinkState::Linked, None, false));
    assert!(one_link_does_for_all(edition(), "advanced-support-for-partners"));
    assert!(!one_link_does_for_all(edition(), "premier"));
}
