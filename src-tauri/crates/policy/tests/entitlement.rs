//! Whose entitlement a partner uses (S20, S37, S40, S42): the order of preference, one thing at a time.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test may stop at the first thing wrong"
)]

use chrono::NaiveDate;
use support_policy::customer::{Customer, HolidayChoice};
use support_policy::edition::{Edition, Impact};
use support_policy::entitlement::{ClientAccess, Cost, Entitlement, EntitlementOption, Gives, HeldContract, Whose};
use support_policy::file_request::{FilingAnswer, FilingQuestion, answer};

fn base() -> &'static Edition {
    Edition::base().unwrap()
}

fn contract(id: &str, gives: Gives, whose: Whose) -> HeldContract {
    HeldContract { id: id.into(), name: id.into(), gives, whose, starts: None, ends: None, has_ids: true, linked: None }
}

fn benefit(id: &str, benefit: &str) -> HeldContract {
    contract(id, Gives::Benefit(benefit.into()), Whose::Partner)
}

fn plan(id: &str, plan: &str) -> HeldContract {
    contract(id, Gives::Plan(plan.into()), Whose::Customer)
}

/// Friday 27 March 2026, 16:30 in Oslo, moderate, with delegated access.
fn question(contracts: &[HeldContract]) -> FilingQuestion<'_> {
    FilingQuestion {
        customer: Customer { country: Some("NO"), ..Customer::default() },
        holidays: HolidayChoice::OfCountry,
        product: "customer-engagement",
        concern: "break-fix",
        impact: Impact::Moderate,
        entitlement: None,
        contracts,
        filed_at: "2026-03-27T15:30:00Z".parse().unwrap(),
        partner: true,
        cannot_sign_in: false,
        access: Some(ClientAccess::Delegated),
        preview: None,
        scope: None,
        cause: None,
    }
}

fn ask(question: &FilingQuestion<'_>) -> FilingAnswer {
    answer(base(), question).unwrap()
}

/// The plan or contract, or `!` and the code of the refusal.
fn best(question: &FilingQuestion<'_>) -> String {
    let answer = ask(question);
    match answer.recommended.answered() {
        None => format!("! {}", answer.recommended.refusal().unwrap().code),
        Some(best) => match &best.entitlement {
            Entitlement::Plan { plan } => plan.clone(),
            Entitlement::Contract { contract } => contract.clone(),
        },
    }
}

fn option<'a>(answer: &'a FilingAnswer, name: &str) -> &'a EntitlementOption {
    answer.entitlements.iter().find(|option| option.name.en == name).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn it_covers_the_product_first() {
    // Premier answers sooner and does not cover what Software Assurance is for; on-premises the reverse.
    let contracts = [plan("premier", "premier"), benefit("asfp", "advanced-support-for-partners")];
    assert_eq!(best(&question(&contracts)), "premier");
    let on_premises = FilingQuestion { product: "customer-engagement-on-premises", ..question(&contracts) };
    assert_eq!(best(&on_premises), "premier", "the included plan does not cover it");
    // S42: incidents of developer programmes are for on-premises alone.
    let incidents = [contract("vs", Gives::Incidents("visual-studio".into()), Whose::Partner)];
    let online = ask(&question(&incidents));
    assert_eq!(option(&online, "vs").refusal.as_ref().unwrap().code, "incidents-on-premises-only");
    let local = FilingQuestion { product: "customer-engagement-on-premises", ..question(&incidents) };
    assert!(option(&ask(&local), "vs").refusal.is_none());
}

/// What the plan does not entitle is not said to be covered.
#[test]
fn a_product_that_the_plan_does_not_name_is_not_covered() {
    let wished = Entitlement::Plan { plan: "subscription".into() };
    let on_premises = "customer-engagement-on-premises";
    let found = ask(&FilingQuestion { entitlement: Some(&wished), product: on_premises, ..question(&[]) });
    let refusal = found.check.coverage.as_ref().unwrap().refusal().unwrap();
    assert_eq!(refusal.code, "plan-does-not-cover-product");
    // An incident of a developer programme is no plan, and is for just that.
    let incidents = [contract("vs", Gives::Incidents("visual-studio".into()), Whose::Partner)];
    let wished = Entitlement::Contract { contract: "vs".into() };
    let found = ask(&FilingQuestion { entitlement: Some(&wished), product: on_premises, ..question(&incidents) });
    assert!(found.check.coverage.as_ref().unwrap().answered().is_some());
}

#[test]
fn then_it_is_in_force() {
    let ended = HeldContract { ends: Some(day("2026-03-26")), ..plan("ended", "unified-performance") };
    let later = HeldContract { starts: Some(day("2026-03-28")), ..plan("later", "unified-performance") };
    let last_day = HeldContract { ends: Some(day("2026-03-27")), ..plan("last day", "premier") };
    let contracts = [ended, later, last_day];
    assert_eq!(best(&question(&contracts)), "last day");
    let answer = ask(&question(&contracts));
    assert_eq!(option(&answer, "ended").refusal.as_ref().unwrap().code, "contract-ended");
    assert_eq!(option(&answer, "later").refusal.as_ref().unwrap().code, "contract-not-started");
}

#[test]
fn then_nothing_it_needs_is_missing() {
    // Premier Support for Partners answers sooner; S40 asks for delegated or owner access, S20 is content with a role.
    let contracts = [benefit("psfp", "premier-for-partners")];
    assert_eq!(best(&question(&contracts)), "psfp");
    let administrator = FilingQuestion { access: Some(ClientAccess::Administrator), ..question(&contracts) };
    assert_eq!(best(&administrator), "psfp", "not known to be missing");
    assert_eq!(option(&ask(&administrator), "psfp").needs[0].met, None);
    let unlinked = [HeldContract { linked: Some(false), ..benefit("psfp", "premier-for-partners") }];
    assert_eq!(best(&question(&unlinked)), "subscription");
    // A plan that is to be bought is never recommended, however soon it would answer.
    let answer = ask(&question(&[]));
    let direct = option(&answer, "Professional Direct");
    assert_eq!(
        (direct.cost, direct.due_at.unwrap() < option(&answer, "Subscription (included)").due_at.unwrap()),
        (Cost::PlanToBuy, true)
    );
    assert_eq!(best(&question(&[])), "subscription");
}

#[test]
fn without_access_nothing_can_be_filed() {
    let contracts = [benefit("psfp", "premier-for-partners"), plan("premier", "premier")];
    let none = FilingQuestion { access: Some(ClientAccess::None), ..question(&contracts) };
    assert_eq!(best(&none), "! no-delegated-access");
    let answer = ask(&none);
    assert!(answer.recommended.refusal().unwrap().message.en.contains("delegated administrator"));
    assert!(answer.entitlements.iter().all(|option| option.needs.iter().any(|need| need.met == Some(false))));
    // The page still answers for one, so that what is missing can be seen.
    assert_eq!(answer.entitlements.iter().filter(|option| option.chosen).count(), 1);
    // For one's own organisation no such access is asked for.
    let own = FilingQuestion { partner: false, access: None, ..question(&contracts) };
    assert!(ask(&own).entitlements.iter().all(|option| option.needs.iter().all(|need| need.topic != "S20")));
}

#[test]
fn then_the_earliest_first_response() {
    // Severity B: 2 h round the clock under Premier, Standard: 8 h under Core, 4 h under Advanced.
    let contracts =
        [plan("core", "unified-core"), plan("advanced", "unified-advanced"), benefit("psfp", "premier-for-partners")];
    assert_eq!(best(&question(&contracts)), "psfp");
    assert_eq!(best(&question(&contracts[..2])), "advanced");
    assert_eq!(best(&question(&contracts[..1])), "core", "before the four business hours of Subscription, on Monday");
    // What has no published time comes after what has one.
    let unpublished = [benefit("asfp", "advanced-support-for-partners"), benefit("network", "partner-network")];
    assert_eq!(best(&question(&unpublished)), "subscription");
    let answer = ask(&question(&unpublished));
    assert_eq!((option(&answer, "asfp").due_at, option(&answer, "asfp").cost), (None, Cost::Incident));
}

#[test]
fn then_nothing_before_an_incident_before_a_plan() {
    // Previews have no promised response: only the cost is left, and then the order of the list.
    let contracts = [benefit("asfp", "advanced-support-for-partners"), plan("premier", "premier")];
    let preview = FilingQuestion { concern: "preview", ..question(&contracts) };
    assert_eq!(best(&preview), "subscription");
    assert!(Cost::Nothing < Cost::Incident && Cost::Incident < Cost::PlanToBuy);
    // On-premises without a plan, an incident is better than nothing.
    let reasons = ask(&question(&contracts)).recommended.answered().unwrap().reasons.clone();
    let reasons: Vec<_> = reasons.iter().map(|reason| reason.en.as_str()).collect();
    assert_eq!(
        reasons,
        [
            "It covers the product, is in force, and nothing it needs is known to be missing.",
            "Its first response is due first.",
            "It costs nothing more, where others would.",
        ]
    );
}

#[test]
fn a_benefit_is_answered_without_a_published_time() {
    let contracts = [
        benefit("asfp", "advanced-support-for-partners"),
        contract("vs", Gives::Incidents("msdn".into()), Whose::Partner),
    ];
    let wished = Entitlement::Contract { contract: "asfp".into() };
    let found = ask(&FilingQuestion { entitlement: Some(&wished), ..question(&contracts) });
    assert_eq!(found.respond_by.refusal().unwrap().code, "no-response-time-published");
    assert_eq!(found.respond_by.basis.assumptions, ["R11"]);
    let route = found.route.answered().unwrap();
    assert_eq!(
        (route.channel.as_str(), route.alternatives[0].as_str()),
        ("partner-center", "power-platform-admin-center")
    );
    assert!(found.severities.is_empty() && found.severity.as_deref() == Some("b"));

    let wished = Entitlement::Contract { contract: "vs".into() };
    let local = FilingQuestion {
        entitlement: Some(&wished),
        product: "customer-engagement-on-premises",
        ..question(&contracts)
    };
    let found = ask(&local);
    assert_eq!(found.route.answered().unwrap().channel, "visual-studio-subscriptions");
    assert!(found.route.basis.because.contains(&"S42".to_owned()));
}

#[test]
fn the_basis_names_what_has_changed_for_partners() {
    let basis = ask(&question(&[benefit("psfp", "premier-for-partners")])).recommended.basis;
    assert!(["S20", "S40", "S06"].iter().all(|topic| basis.because.iter().any(|id| id == topic)));
    let notes: Vec<_> = basis.changed_since.iter().map(|change| change.note.en.as_str()).collect();
    for word in ["AI Cloud Partner Program", "GDAP", "Unified"] {
        assert!(notes.iter().any(|note| note.contains(word)), "{word}: {notes:?}");
    }
}

#[test]
fn a_contract_that_the_edition_does_not_know_is_shown_and_does_not_count() {
    let contracts = [plan("gold", "unified-gold"), benefit("new", "unified-for-partners")];
    let answer = ask(&question(&contracts));
    for name in ["gold", "new"] {
        assert_eq!(option(&answer, name).refusal.as_ref().unwrap().code, "not-in-edition");
    }
    assert_eq!(best(&question(&contracts)), "subscription");
}
