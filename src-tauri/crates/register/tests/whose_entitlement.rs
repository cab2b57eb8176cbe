//! Whose entitlement a request for a client is filed under, by what the register knows: delegations, links, plans bought.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod common;

use common::{at, contract_draft, desk, now, tenant_draft};
use support_policy::billing::BilledThrough;
use support_policy::edition::{Edition, Impact};
use support_policy::entitlement::{ClientAccess, Cost, EntitlementOption};
use support_policy::file_request::FilingAnswer;
use support_register::{
    ContractKind, DelegationDraft, PlanPurchaseDraft, Question, Register, SecretChange, Tenant, TenantDraft, TenantKind,
};
use support_vault::Keyring;

fn edition() -> &'static Edition {
    Edition::base().unwrap()
}

fn client(register: &Register) -> Tenant {
    let draft = TenantDraft { kind: TenantKind::Client, ..tenant_draft("Nordlys") };
    register.tenants().add(&draft, now()).unwrap()
}

/// Friday 27 March 2026, 16:30 in Oslo, for a client.
fn question(tenant: &Tenant) -> Question {
    Question {
        tenant: tenant.id,
        product: "customer-engagement".into(),
        concern: "break-fix".into(),
        impact: Impact::Moderate,
        entitlement: None,
        filed_at: Some(at("2026-03-27T15:30:00Z")),
        partner: true,
        cannot_sign_in: false,
        access: None,
        preview: None,
        scope: None,
        cause: None,
    }
}

fn ask(register: &Register, question: &Question) -> FilingAnswer {
    register.answer(edition(), question, now()).unwrap()
}

fn option<'a>(answer: &'a FilingAnswer, name: &str) -> &'a EntitlementOption {
    answer.entitlements.iter().find(|option| option.name.en == name).unwrap()
}

/// Whether a need on that topic is met.
fn met(answer: &FilingAnswer, name: &str, topic: &str) -> Option<bool> {
    option(answer, name).needs.iter().find(|need| need.topic == topic).unwrap().met
}

#[test]
fn delegated_access_is_read_from_the_delegations() {
    let desk = desk();
    let tenant = client(&desk.register);
    let included = "Subscription (included)";
    assert_eq!(met(&ask(&desk.register, &question(&tenant)), included, "S20"), None, "nothing is known");
    let draft = DelegationDraft {
        tenant: tenant.id,
        display_name: "Support".into(),
        external_id: None,
        status: "active".into(),
        roles: Vec::new(),
        requested_at: None,
        activated_at: None,
        ends_at: Some(at("2026-03-27T15:30:01Z")),
        duration: None,
        auto_extend: None,
        partner_tenant_id: None,
        indirect_provider: None,
        consent_pending: None,
    };
    desk.register.delegations().add(&draft, now()).unwrap();
    assert_eq!(met(&ask(&desk.register, &question(&tenant)), included, "S20"), Some(true));
    // Its end is the first instant it no longer holds; what the user says wins over the records.
    let later = Question { filed_at: Some(at("2026-03-27T15:30:01Z")), ..question(&tenant) };
    assert_eq!(met(&ask(&desk.register, &later), included, "S20"), None);
    let said = Question { access: Some(ClientAccess::None), ..question(&tenant) };
    assert_eq!(met(&ask(&desk.register, &said), included, "S20"), Some(false));
}

#[test]
fn a_plan_that_was_bought_is_there_while_it_is_in_force() {
    let desk = desk();
    let tenant = client(&desk.register);
    let draft = PlanPurchaseDraft {
        plan: "professional-direct".into(),
        name: None,
        tenant: tenant.id,
        bought_through: BilledThrough::Online,
        enrollment: None,
        purchased: "2026-03-28".parse().unwrap(),
        term_months: 12,
        cycle_months: None,
        amount: "9".into(),
        currency: "EUR".into(),
        payment_method: None,
    };
    let draft = draft.known_to(edition()).unwrap();
    desk.register.plan_purchases().buy(&draft, now()).unwrap();
    let before = ask(&desk.register, &question(&tenant));
    assert_eq!((before.plan.as_str(), option(&before, "Professional Direct").cost), ("subscription", Cost::PlanToBuy));
    let from_then_on = Question { filed_at: Some(at("2026-03-28T09:00:00Z")), ..question(&tenant) };
    let after = ask(&desk.register, &from_then_on);
    assert_eq!(
        (after.plan.as_str(), option(&after, "Professional Direct").cost),
        ("professional-direct", Cost::Nothing)
    );
    // Another tenant has bought nothing.
    let other = desk.register.tenants().add(&tenant_draft("Contoso"), now()).unwrap();
    let answer = ask(&desk.register, &Question { tenant: other.id, ..from_then_on });
    assert_eq!(answer.plan, "subscription");
}

#[test]
fn a_link_counts_in_the_portal_it_is_in() {
    let desk = desk();
    let tenant = client(&desk.register);
    let draft = support_register::ContractDraft { tenant: Some(tenant.id), ..contract_draft("Premier") };
    let draft = support_register::ContractDraft { kind: ContractKind::Premier, ..draft };
    let contracts = desk.register.contracts();
    let contract = contracts.add(&draft, &SecretChange::default(), &Keyring::system(), now()).unwrap();
    let linked = |product: &str| {
        let asked = Question { product: product.into(), ..question(&tenant) };
        met(&ask(&desk.register, &asked), "Premier", "S37")
    };
    assert_eq!(linked("finance"), None);
    contracts.link(edition(), contract.id, "lifecycle-services", "kari@nordlys.no", None, now()).unwrap();
    assert_eq!(linked("finance"), Some(true));
    assert_eq!(
        linked("customer-engagement"),
        None,
        "linked in Lifecycle Services, not in the Power Platform admin center"
    );
}
