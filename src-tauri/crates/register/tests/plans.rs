//! Plan purchases in the register: what is stored, what is refused, and what falls due.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, missing_docs)]

mod common;

use chrono::{NaiveDate, TimeDelta};
use common::{Desk, add_tenant, at, code, desk};
use support_policy::billing::BilledThrough;
use support_policy::edition::Edition;
use support_policy::plan_purchase::PlanState;
use support_register::{
    DueKind, Enrollment, EnrollmentDraft, PlanFilter, PlanPurchaseDraft, RegisterError, SubscriptionDraft, Tenant,
    TenantDraft,
};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn online(tenant: &Tenant, purchased: &str) -> PlanPurchaseDraft {
    PlanPurchaseDraft {
        plan: "professional-direct".into(),
        name: None,
        tenant: tenant.id,
        bought_through: BilledThrough::Online,
        enrollment: None,
        purchased: day(purchased),
        term_months: 12,
        cycle_months: None,
        amount: "9".into(),
        currency: "EUR".into(),
        payment_method: Some("  Invoice  ".into()),
    }
}

fn agreement(tenant: &Tenant, enrollment: &Enrollment, purchased: &str) -> PlanPurchaseDraft {
    PlanPurchaseDraft {
        bought_through: BilledThrough::EnterpriseAgreement,
        enrollment: Some(enrollment.id),
        cycle_months: Some(12),
        ..online(tenant, purchased)
    }
}

fn enrollment(desk: &Desk, tenant: &Tenant, number: &str) -> Enrollment {
    let draft = EnrollmentDraft { number: number.into(), name: String::new(), tenant: Some(tenant.id), reseller: None };
    desk.register.enrollments().add(&draft, at("2026-01-01T00:00:00Z")).unwrap()
}

fn refusal<T: std::fmt::Debug>(answer: Result<T, RegisterError>) -> String {
    match answer {
        Err(RegisterError::Refused { refusal, .. }) => refusal.code,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

#[test]
fn a_purchase_is_kept_with_its_facts() {
    let desk = desk();
    let tenant = add_tenant(&desk.register, "Contoso");
    let plans = desk.register.plan_purchases();
    let draft = online(&tenant, "2026-01-31").known_to(Edition::base().unwrap()).unwrap();
    let kept = plans.buy(&draft, at("2026-02-01T09:00:00Z")).unwrap();
    assert_eq!((kept.name.as_str(), kept.plan.as_str()), ("Professional Direct", "professional-direct"));
    assert_eq!((kept.amount.amount.to_string().as_str(), kept.amount.currency.as_str()), ("9.00", "EUR"));
    assert_eq!(kept.payment_method.as_deref(), Some("Invoice"));
    assert_eq!(plans.find("professional direct").unwrap(), kept);
    let view = kept.view(&tenant, at("2026-02-27T22:59:59Z")).unwrap();
    assert_eq!(view.standing.next_charge.unwrap().on, day("2026-02-28"));
    // An instant later it is the 28th in Oslo, and that day's charge has been made.
    let kept = plans.find("professional direct").unwrap();
    let view = kept.view(&tenant, at("2026-02-27T23:00:00Z")).unwrap();
    assert_eq!(view.standing.next_charge.unwrap().on, day("2026-03-31"));
    assert!(desk.register.check().unwrap().problems.is_empty());
}

#[test]
fn it_renews_while_nobody_looks() {
    let desk = desk();
    let tenant = add_tenant(&desk.register, "Contoso");
    let plans = desk.register.plan_purchases();
    plans.buy(&online(&tenant, "2026-03-15"), at("2026-03-15T09:00:00Z")).unwrap();
    // Opened again fourteen months later.
    let page = plans.page(PlanFilter { limit: 10, ..PlanFilter::default() }, at("2027-05-20T09:00:00Z")).unwrap();
    let standing = &page.plans[0].standing;
    assert_eq!((standing.state, standing.term_number), (PlanState::Active, 2));
    assert_eq!(standing.renews_on, Some(day("2028-03-15")));
    assert_eq!(standing.charged.amount.to_string(), "135.00");
    assert_eq!(page.spend[0].total.amount.to_string(), "108.00");
}

#[test]
fn cancelling_and_taking_it_back_leave_their_history() {
    let desk = desk();
    let tenant = add_tenant(&desk.register, "Contoso");
    let plans = desk.register.plan_purchases();
    let now = at("2026-06-01T09:00:00Z");
    let bought = plans.buy(&online(&tenant, "2026-03-15"), now).unwrap();
    let cancelled = plans.cancel(bought.id, None, now).unwrap();
    assert_eq!(cancelled.cancelled, Some(day("2026-06-01")));
    assert_eq!(refusal(plans.cancel(bought.id, None, now)), "plan-already-cancelled");
    assert_eq!(plans.keep(bought.id, now).unwrap().cancelled, None);
    assert_eq!(refusal(plans.keep(bought.id, now)), "plan-not-cancelled");
    plans.cancel(bought.id, Some(day("2026-05-01")), now).unwrap();
    let over = at("2027-03-15T09:00:00Z");
    for answer in [plans.keep(bought.id, over), plans.cancel(bought.id, None, over)] {
        assert_eq!(refusal(answer), "plan-has-ended");
    }
    assert_eq!(desk.register.history(Some(bought.id)).unwrap().len(), 4);
    assert!(desk.register.verify_history().unwrap().is_empty());
}

#[test]
fn a_change_is_a_cancellation_and_a_purchase_in_one() {
    let desk = desk();
    let tenant = add_tenant(&desk.register, "Contoso");
    let plans = desk.register.plan_purchases();
    let now = at("2026-12-01T09:00:00Z");
    let old = plans.buy(&online(&tenant, "2026-03-15"), now).unwrap();
    let draft = PlanPurchaseDraft { plan: "premier".into(), amount: "20".into(), ..online(&tenant, "2026-12-01") };
    let (after, new) = plans.change(old.id, &draft, None, now).unwrap();
    assert_eq!((after.cancelled, after.replaced_by), (Some(day("2026-12-01")), Some(new.id)));
    assert_eq!((new.replaces, new.cancelled), (Some(old.id), None));
    let state = |now| plans.get(old.id).unwrap().view(&tenant, at(now)).unwrap().standing.state;
    assert_eq!(state("2026-12-01T09:00:00Z"), PlanState::EndsAtTerm);
    assert_eq!(state("2027-03-15T09:00:00Z"), PlanState::Replaced);
    assert_eq!(refusal(plans.change(old.id, &draft, None, now)), "plan-already-replaced");
    assert_eq!(refusal(plans.keep(old.id, now)), "plan-already-replaced");

    // The one that is referred to stays; without the other, the first is free again.
    assert_eq!(code(plans.remove(old.id, now)), "in-use");
    plans.remove(new.id, now).unwrap();
    assert_eq!(plans.get(old.id).unwrap().replaced_by, None);
    let kept = plans.keep(old.id, now).unwrap();
    assert_eq!(refusal(plans.undo_remove(new.id, now)), "plan-not-cancelled");
    plans.cancel(kept.id, None, now).unwrap();
    assert_eq!(plans.undo_remove(new.id, now).unwrap().id, new.id);
    assert_eq!(plans.get(old.id).unwrap().replaced_by, Some(new.id));
    // A plan that replaces another cannot begin before it.
    let second = plans.buy(&online(&tenant, "2026-11-01"), now).unwrap();
    let early = online(&tenant, "2026-10-31");
    assert_eq!(refusal(plans.change(second.id, &early, None, now)), "before-purchase");
    assert_eq!(plans.get(second.id).unwrap().cancelled, None, "nothing of a refused change is stored");
    assert!(desk.register.check().unwrap().problems.is_empty());
}

#[test]
fn an_enrollment_has_one_plan() {
    let desk = desk();
    let tenant = add_tenant(&desk.register, "Contoso");
    let plans = desk.register.plan_purchases();
    let now = at("2026-12-01T09:00:00Z");
    let first = enrollment(&desk, &tenant, "8801");
    let other = enrollment(&desk, &tenant, "8802");
    let bought = plans.buy(&agreement(&tenant, &first, "2026-03-15"), now).unwrap();
    assert_eq!(refusal(plans.buy(&agreement(&tenant, &first, "2026-06-01"), now)), "enrollment-has-plan");
    assert_eq!(refusal(plans.buy(&agreement(&tenant, &first, "2025-06-01"), now)), "enrollment-has-plan");
    plans.buy(&agreement(&tenant, &other, "2026-06-01"), now).unwrap();

    // From the day on which the first is over, another may follow; then the first cannot be taken up again.
    plans.cancel(bought.id, None, now).unwrap();
    assert_eq!(refusal(plans.buy(&agreement(&tenant, &first, "2027-03-14"), now)), "enrollment-has-plan");
    let next = plans.buy(&agreement(&tenant, &first, "2027-03-15"), now).unwrap();
    assert_eq!(refusal(plans.keep(bought.id, now)), "enrollment-has-plan");
    plans.remove(next.id, now).unwrap();
    plans.keep(bought.id, now).unwrap();
    assert_eq!(refusal(plans.undo_remove(next.id, now)), "enrollment-has-plan");
    // A change may meet the plan it replaces.
    let (_, new) = plans.change(bought.id, &agreement(&tenant, &first, "2026-12-01"), None, now).unwrap();
    assert_eq!(new.replaces, Some(bought.id));
    assert_eq!(code(desk.register.enrollments().remove(first.id, now)), "in-use");
}

#[test]
fn a_subscription_under_an_enrollment_without_a_plan_is_uncovered() {
    let desk = desk();
    let tenant = add_tenant(&desk.register, "Contoso");
    let now = at("2026-12-01T09:00:00Z");
    let enrollment = enrollment(&desk, &tenant, "8801");
    let subscription = SubscriptionDraft {
        tenant: tenant.id,
        name: "Dynamics 365 Finance".into(),
        external_id: None,
        commerce_id: None,
        sku: None,
        sku_part_number: None,
        status: "Enabled".into(),
        is_trial: None,
        bought_through: Some("enterprise-agreement".into()),
        owner_tenant_id: None,
        enrollment: Some(enrollment.id),
        opened_at: None,
        next_lifecycle_at: None,
        renews: None,
        licenses: Some(20),
        is_support_plan: false,
    };
    desk.register.subscriptions().add(&subscription, now).unwrap();
    let cover = || desk.register.enrollment_cover(Edition::base().unwrap(), now).unwrap().remove(0);
    let open = cover();
    assert!(!open.covered && open.plan.is_none());
    let names: Vec<_> = open.subscriptions.iter().map(|each| each.name.as_str()).collect();
    assert_eq!(names, ["Dynamics 365 Finance"]);
    let to_do = open.to_do.unwrap();
    assert!(to_do.answered().is_some() && to_do.basis.because.iter().any(|topic| topic == "S34"), "{:?}", to_do.basis);

    let plan = desk.register.plan_purchases().buy(&agreement(&tenant, &enrollment, "2026-03-15"), now).unwrap();
    let covered = cover();
    assert!(covered.covered && covered.plan.is_some_and(|reference| reference.id == plan.id));
    assert!(covered.to_do.is_none(), "Professional Direct is the highest there is");
}

#[test]
fn what_cannot_be_is_refused_at_its_field() {
    let desk = desk();
    let tenant = add_tenant(&desk.register, "Contoso");
    let plans = desk.register.plan_purchases();
    let year = online(&tenant, "2026-03-15");
    let with = |change: &dyn Fn(&mut PlanPurchaseDraft)| {
        let mut draft = year.clone();
        change(&mut draft);
        draft
    };
    for (draft, code, field) in [
        (with(&|draft| draft.amount = "-9".into()), "not-an-amount", "amount"),
        (with(&|draft| draft.amount = "9,00".into()), "not-an-amount", "amount"),
        (with(&|draft| draft.amount = "1000000000000".into()), "not-an-amount", "amount"),
        (with(&|draft| draft.amount = "9.999".into()), "not-an-amount", "amount"),
        (with(&|draft| (draft.amount, draft.currency) = ("9.5".into(), "JPY".into())), "not-an-amount", "amount"),
        (with(&|draft| draft.currency = "EURO".into()), "not-a-currency", "currency"),
        (with(&|draft| draft.term_months = 0), "out-of-range", "term_months"),
        (with(&|draft| draft.term_months = 10_000), "out-of-range", "term_months"),
        (with(&|draft| draft.purchased = day("0000-01-01")), "out-of-range", "purchased"),
        (with(&|draft| draft.purchased = day("9999-12-31")), "out-of-range", "purchased"),
        (with(&|draft| draft.cycle_months = Some(3)), "online-is-monthly", "cycle_months"),
        (with(&|draft| draft.enrollment = Some(tenant.id)), "invalid", "enrollment"),
        (with(&|draft| draft.tenant = uuid::Uuid::nil()), "refers-to-removed", "tenant"),
        (with(&|draft| draft.payment_method = Some("x".repeat(201))), "invalid", "payment_method"),
    ] {
        let error = plans.buy(&draft, at("2026-03-15T09:00:00Z")).expect_err(code);
        assert_eq!((error.code(), error.field()), (code, Some(field)), "{draft:?}");
        assert_eq!(error.exit_code(), 2);
    }
    let included = with(&|draft| draft.plan = "subscription".into());
    assert_eq!(refusal(included.known_to(Edition::base().unwrap())), "plan-is-included");
    assert_eq!(code(with(&|draft| draft.plan = "gold".into()).known_to(Edition::base().unwrap())), "unknown-plan");
    // A purchase moved behind its own cancellation.
    let bought = plans.buy(&year, at("2026-03-15T09:00:00Z")).unwrap();
    plans.cancel(bought.id, Some(day("2026-04-01")), at("2026-04-01T09:00:00Z")).unwrap();
    let moved = plans.set(bought.id, &online(&tenant, "2026-04-02"), at("2026-04-03T09:00:00Z"));
    assert_eq!(moved.unwrap_err().field(), Some("cancelled"));
    assert!(plans.list().unwrap().len() == 1);
}

#[test]
fn charges_renewals_and_ends_fall_due_on_the_tenants_calendar() {
    let desk = desk();
    let tokyo = TenantDraft { country: "JP".into(), ..common::tenant_draft("Fabrikam") };
    let tenant = desk.register.tenants().add(&tokyo, at("2026-01-01T00:00:00Z")).unwrap();
    let plans = desk.register.plan_purchases();
    let now = at("2027-01-20T00:00:00Z");
    let renewing = plans.buy(&PlanPurchaseDraft { term_months: 3, ..online(&tenant, "2026-12-31") }, now).unwrap();
    let ending =
        plans.buy(&PlanPurchaseDraft { name: Some("Old".into()), ..online(&tenant, "2026-03-15") }, now).unwrap();
    plans.cancel(ending.id, None, now).unwrap();
    let found: Vec<_> = desk
        .register
        .due(Some(TimeDelta::days(90)), now)
        .unwrap()
        .into_iter()
        .map(|item| {
            let whose = if item.subject.id == renewing.id { "renewing" } else { "ending" };
            let amount = item.amount.map(|money| money.amount.to_string()).unwrap_or_default();
            (item.kind, whose, item.at.to_string(), item.date.unwrap().to_string(), amount)
        })
        .collect();
    assert_eq!(
        found,
        [
            // Midnight in Tokyo is three in the afternoon before, UTC.
            (DueKind::Charge, "renewing", "2027-01-30 15:00:00 UTC".into(), "2027-01-31".into(), "9.00".into()),
            (DueKind::Charge, "ending", "2027-02-14 15:00:00 UTC".into(), "2027-02-15".into(), "9.00".into()),
            (DueKind::Charge, "renewing", "2027-02-27 15:00:00 UTC".into(), "2027-02-28".into(), "9.00".into()),
            // The last day is over when the next begins.
            (DueKind::ContractEnd, "ending", "2027-03-14 15:00:00 UTC".into(), "2027-03-14".into(), String::new()),
            (DueKind::Renewal, "renewing", "2027-03-30 15:00:00 UTC".into(), "2027-03-31".into(), String::new()),
        ]
    );
    // Without an end to the time asked about, of the charges only the next of each plan.
    let charges = desk.register.due(None, now).unwrap().iter().filter(|item| item.kind == DueKind::Charge).count();
    assert_eq!(charges, 2);
}

#[test]
fn a_page_begins_with_the_term_that_ends_first() {
    let desk = desk();
    let tenant = add_tenant(&desk.register, "Contoso");
    let other = add_tenant(&desk.register, "Fabrikam");
    let plans = desk.register.plan_purchases();
    let now = at("2026-12-01T09:00:00Z");
    let named = |name: &str, tenant: &Tenant, purchased: &str| PlanPurchaseDraft {
        name: Some(name.into()),
        ..online(tenant, purchased)
    };
    let over = plans.buy(&named("over", &tenant, "2024-01-15"), now).unwrap();
    plans.cancel(over.id, Some(day("2024-02-01")), now).unwrap();
    plans.buy(&named("june", &tenant, "2026-06-15"), now).unwrap();
    plans.buy(&named("january", &other, "2026-01-15"), now).unwrap();
    plans.buy(&named("draft", &tenant, "2027-01-01"), now).unwrap();
    let page = |filter| plans.page(filter, now).unwrap();
    let names = |filter| page(filter).plans.into_iter().map(|plan| plan.purchase.name).collect::<Vec<_>>();
    let all = PlanFilter { limit: 10, ..PlanFilter::default() };
    assert_eq!(names(all), ["january", "june", "draft", "over"]);
    assert_eq!(names(PlanFilter { offset: 1, limit: 2, ..all }), ["june", "draft"]);
    assert_eq!(names(PlanFilter { state: Some(PlanState::Draft), ..all }), ["draft"]);
    assert_eq!(names(PlanFilter { tenant: Some(other.id), ..all }), ["january"]);
    let counts: Vec<_> = page(all).counts.iter().map(|count| (count.state, count.count)).collect();
    assert_eq!(counts, [(PlanState::Draft, 1), (PlanState::Active, 2), (PlanState::Ended, 1)]);
    // Of one tenant the costs are that tenant's alone: twelve months at nine.
    assert_eq!(page(PlanFilter { tenant: Some(other.id), ..all }).spend[0].total.amount.to_string(), "108.00");
}

#[test]
fn a_tenant_keeps_its_purchases() {
    let desk = desk();
    let tenant = add_tenant(&desk.register, "Contoso");
    let plans = desk.register.plan_purchases();
    let now = at("2026-12-01T09:00:00Z");
    let bought = plans.buy(&online(&tenant, "2026-03-15"), now).unwrap();
    assert_eq!(code(desk.register.tenants().remove(tenant.id, now)), "in-use");
    plans.remove(bought.id, now).unwrap();
    desk.register.tenants().remove(tenant.id, now).unwrap();
    assert_eq!(code(plans.undo_remove(bought.id, now)), "refers-to-removed");
    let removed: Vec<_> = desk.register.removed().unwrap().into_iter().map(|removed| removed.id).collect();
    assert!(removed.contains(&bought.id));
    let later = at("2027-12-01T09:00:00Z");
    assert_eq!(desk.register.purge_removed(later, later).unwrap(), 2);
}
