//! What has been bought: contracts, enrollments and plans.

use chrono::{DateTime, Duration, Months, Utc};
use support_policy::billing::BilledThrough;
use support_policy::edition::Edition;
use support_register::{
    Contract, ContractDraft, ContractKind, EnrollmentDraft, PlanPurchaseDraft, Register, SecretChange, Tenant,
};
use support_vault::Keyring;

use super::names::Random;

const KINDS: [ContractKind; 4] =
    [ContractKind::Premier, ContractKind::UnifiedCore, ContractKind::UnifiedAdvanced, ContractKind::UnifiedPerformance];

/// A plan for each client and a contract for every fifth; the contracts in the clients' order.
pub fn add(
    register: &Register,
    edition: &Edition,
    clients: &[Tenant],
    random: &mut Random,
    now: DateTime<Utc>,
) -> Vec<Option<Contract>> {
    let mut contracts = Vec::new();
    for (number, client) in clients.iter().enumerate() {
        contracts.push((number % 5 == 0).then(|| contract(register, edition, client, random, now)));
        plan(register, edition, (number, client), random, now);
    }
    contracts
}

fn contract(
    register: &Register,
    edition: &Edition,
    client: &Tenant,
    random: &mut Random,
    now: DateTime<Utc>,
) -> Contract {
    let kind = random.of(&KINDS);
    let starts = now.date_naive() - Duration::days(i64::from(random.below(1_000)) + 30);
    let draft = ContractDraft {
        kind,
        name: format!("{} {}", client.name, kind.plan().unwrap_or("support").replace('-', " ")),
        tenant: Some(client.id),
        holder: None,
        starts: Some(starts),
        // Three years: the oldest are about to end.
        ends: Some(starts + Months::new(36)),
        edition: None,
    };
    let contract = register.contracts().add(&draft, &SecretChange::default(), &Keyring::system(), now).unwrap();
    // What is not linked falls due at once; most are.
    if random.in_thousand(900) {
        for channel in ["power-platform-admin-center", "lifecycle-services", "support-for-business", "services-hub"] {
            let linked = now.date_naive() - Duration::days(20);
            register
                .contracts()
                .link(edition, contract.id, channel, "admin@partner.example", Some(linked), now)
                .unwrap();
        }
    }
    contract
}

/// Every tenth under an Enterprise Agreement of its own; every seventh cancelled.
fn plan(
    register: &Register,
    edition: &Edition,
    (number, client): (usize, &Tenant),
    random: &mut Random,
    now: DateTime<Utc>,
) {
    let agreement = number % 10 == 9;
    let enrollment = agreement.then(|| {
        let draft = EnrollmentDraft {
            number: format!("{:07}", 1_000_000 + number),
            name: format!("Agreement of {}", client.name),
            tenant: Some(client.id),
            reseller: None,
        };
        register.enrollments().add(&draft, now).unwrap().id
    });
    let draft = PlanPurchaseDraft {
        plan: "professional-direct".into(),
        name: Some(format!("{} ProDirect", client.name)),
        tenant: client.id,
        bought_through: if agreement { BilledThrough::EnterpriseAgreement } else { BilledThrough::Online },
        enrollment,
        purchased: now.date_naive() - Duration::days(i64::from(random.below(1_400)) + 1),
        term_months: if agreement { 36 } else { 12 },
        cycle_months: agreement.then_some(12),
        amount: format!("{}.50", random.below(900) + 90),
        currency: random.of(&["NOK", "EUR", "EUR", "USD"]).into(),
        payment_method: None,
    };
    let bought = register.plan_purchases().buy(&draft.known_to(edition).unwrap(), now).unwrap();
    if number % 7 == 6 {
        register.plan_purchases().cancel(bought.id, None, now).unwrap();
    }
}
