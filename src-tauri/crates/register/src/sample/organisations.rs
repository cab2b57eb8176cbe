//! Three organisations: one's own in Norway, and two clients, with their people, delegations, contracts and plans.
//!
//! All of them are made up. Sign-in names stand under `.example`, which nobody can own; ids and secrets say what they are.

use chrono::{Months, NaiveDate, TimeDelta};
use secrecy::SecretString;
use support_policy::billing::BilledThrough;
use support_policy::edition::Clock;
use uuid::Uuid;

use super::Sample;
use crate::access_assignment::AccessAssignmentDraft;
use crate::contract::{ContractDraft, ContractKind};
use crate::contract_secret::SecretChange;
use crate::contract_terms::{ContractTerms, Incidents, OwnResponse};
use crate::delegation::DelegationDraft;
use crate::enrollment::EnrollmentDraft;
use crate::error::Result;
use crate::group::GroupDraft;
use crate::membership::MembershipDraft;
use crate::person::{PersonDraft, UserType};
use crate::plan_purchase::PlanPurchaseDraft;
use crate::role_assignment::{RoleAssignmentDraft, RoleState, WHOLE_TENANT};
use crate::subscription::SubscriptionDraft;
use crate::tenant::{TenantDraft, TenantKind};

/// Roles of Entra by their template ids.
const SERVICE_SUPPORT: &str = "f023fd81-a637-4b56-95fd-791ac0226033";
const POWER_PLATFORM: &str = "11648597-926c-4cf3-9c36-bcebb0ba8dcc";
const DYNAMICS: &str = "44367163-eba1-44c3-98af-f5787879f96a";

/// Where contracts are linked.
const ADMIN_CENTER: &str = "power-platform-admin-center";
const LIFECYCLE: &str = "lifecycle-services";

/// Who signs in to the portals at home.
const INGRID: &str = "ingrid.solheim@havbris.example";

/// What requests are filed for, and under what.
pub(super) struct Organisations {
    /// One's own, in Norway.
    pub(super) own: Uuid,
    /// A client in Germany.
    pub(super) german: Uuid,
    /// A client in the United States.
    pub(super) american: Uuid,
    /// The Premier contract of one's own.
    pub(super) premier: Uuid,
    /// The Unified contract of the client in Germany.
    pub(super) unified: Uuid,
}

pub(super) fn add(sample: &Sample<'_>) -> Result<Organisations> {
    let own = tenant(sample, 1, "Havbris Rådgivning AS", TenantKind::Own, "NO")?;
    let german = tenant(sample, 2, "Lindenhof Werkzeugbau GmbH", TenantKind::Client, "DE")?;
    let american = tenant(sample, 3, "Copper Creek Outfitters Inc.", TenantKind::Client, "US")?;
    people(sample, own, german, american)?;
    let (premier, unified) = contracts(sample, own, german)?;
    plans(sample, own, german, american)?;
    Ok(Organisations { own, german, american, premier, unified })
}

fn tenant(sample: &Sample<'_>, number: u8, name: &str, kind: TenantKind, country: &str) -> Result<Uuid> {
    let draft = TenantDraft {
        name: name.to_owned(),
        tenant_id: Some(format!("00000000-0000-4000-8000-00000000000{number}")),
        kind,
        country: country.to_owned(),
        zone: None,
        region: None,
        holidays: None,
        edition: None,
    };
    Ok(sample.register.tenants().add(&draft, sample.now)?.id)
}

fn people(sample: &Sample<'_>, own: Uuid, german: Uuid, american: Uuid) -> Result<()> {
    let ingrid = person(sample, "Ingrid Solheim", INGRID, own)?;
    let jonas = person(sample, "Jonas Berg", "jonas.berg@havbris.example", own)?;
    person(sample, "Mari Nygaard", "mari.nygaard@havbris.example", own)?;
    let anna = person(sample, "Anna Vogel", "anna.vogel@lindenhof.example", german)?;
    person(sample, "Lukas Brandt", "lukas.brandt@lindenhof.example", german)?;
    let dana = person(sample, "Dana Whitfield", "dana.whitfield@coppercreek.example", american)?;
    let marcus = person(sample, "Marcus Reed", "marcus.reed@coppercreek.example", american)?;

    role(sample, own, ingrid, POWER_PLATFORM, None)?;
    role(sample, own, jonas, SERVICE_SUPPORT, None)?;
    role(sample, german, anna, POWER_PLATFORM, None)?;
    role(sample, american, dana, DYNAMICS, None)?;
    // He stands in for somebody, for three weeks yet.
    role(sample, american, marcus, SERVICE_SUPPORT, Some(21))?;

    let name = sample.say("Support desk", "Supportgruppen").to_owned();
    let desk = sample.register.groups().add(&GroupDraft { name, object_id: None, tenant: Some(own) }, sample.now)?.id;
    for person in [ingrid, jonas] {
        sample.register.memberships().add(&MembershipDraft { person, group: desk }, sample.now)?;
    }
    delegation(sample, german, "Lindenhof: administration", 719, 11, None, desk)?;
    delegation(sample, american, "Copper Creek: administration", 210, 520, Some("P180D"), desk)
}

fn person(sample: &Sample<'_>, name: &str, upn: &str, tenant: Uuid) -> Result<Uuid> {
    let draft = PersonDraft {
        name: name.to_owned(),
        upn: Some(upn.to_owned()),
        object_id: None,
        user_type: Some(UserType::Member),
        account_enabled: Some(true),
        tenant: Some(tenant),
    };
    Ok(sample.register.people().add(&draft, sample.now)?.id)
}

fn role(sample: &Sample<'_>, tenant: Uuid, person: Uuid, role: &str, days: Option<i64>) -> Result<()> {
    let draft = RoleAssignmentDraft {
        tenant,
        person: Some(person),
        group: None,
        role: role.to_owned(),
        scope: WHOLE_TENANT.to_owned(),
        state: RoleState::Active,
        starts_at: None,
        ends_at: days.map(|days| sample.now + TimeDelta::days(days)),
        external_id: None,
    };
    sample.register.role_assignments().add(&draft, sample.now).map(|_| ())
}

fn delegation(
    sample: &Sample<'_>,
    tenant: Uuid,
    name: &str,
    days_ago: i64,
    days_left: i64,
    auto_extend: Option<&str>,
    group: Uuid,
) -> Result<()> {
    let activated_at = sample.now - TimeDelta::days(days_ago);
    let roles = vec![SERVICE_SUPPORT.to_owned(), POWER_PLATFORM.to_owned()];
    let draft = DelegationDraft {
        tenant,
        display_name: name.to_owned(),
        external_id: None,
        status: "active".to_owned(),
        roles: roles.clone(),
        requested_at: Some(activated_at - TimeDelta::days(2)),
        activated_at: Some(activated_at),
        ends_at: Some(sample.now + TimeDelta::days(days_left)),
        duration: Some("P730D".to_owned()),
        auto_extend: auto_extend.map(str::to_owned),
        partner_tenant_id: None,
        indirect_provider: None,
        consent_pending: None,
    };
    let delegation = sample.register.delegations().add(&draft, sample.now)?.id;
    let access = AccessAssignmentDraft { delegation, group, external_id: None, roles, status: "active".to_owned() };
    sample.register.access_assignments().add(&access, sample.now).map(|_| ())
}

/// Days from today, on a calendar.
fn day(sample: &Sample<'_>, days: i64) -> NaiveDate {
    (sample.now + TimeDelta::days(days)).date_naive()
}

fn contracts(sample: &Sample<'_>, own: Uuid, german: Uuid) -> Result<(Uuid, Uuid)> {
    let register = sample.register;
    let premier = contract(sample, 1, ContractKind::Premier, "Premier Nordic", Some(own), -310, 55)?;
    let terms = ContractTerms {
        account_manager: Some("Henrik Dahl".to_owned()),
        incidents: Some(Incidents { total: 25, used: 17, refunded: 2 }),
        ..ContractTerms::default()
    };
    register.contracts().set_terms(premier, &terms, sample.now)?;
    // Requests for Finance are filed in Lifecycle Services, where it is not linked yet.
    link(sample, premier, ADMIN_CENTER, INGRID, -140)?;

    let unified = contract(sample, 2, ContractKind::UnifiedPerformance, "Unified Lindenhof", Some(german), -190, 175)?;
    let terms = ContractTerms {
        account_manager: Some("Petra Sommer".to_owned()),
        response_times: vec![OwnResponse {
            severity: "critical".to_owned(),
            limit: "PT15M".to_owned(),
            clock: Clock::Continuous,
        }],
        ..ContractTerms::default()
    };
    register.contracts().set_terms(unified, &terms, sample.now)?;

    link(sample, unified, LIFECYCLE, "anna.vogel@lindenhof.example", -150)?;

    let partner = sample.say("Partner benefits", "Partnerfordeler");
    let partner = contract(sample, 3, ContractKind::AdvancedSupportForPartners, partner, Some(own), -80, 285)?;
    link(sample, partner, ADMIN_CENTER, INGRID, -70)?;
    link(sample, partner, LIFECYCLE, INGRID, -70)?;
    contract(sample, 4, ContractKind::VisualStudio, "Visual Studio Enterprise", Some(own), -40, 325)?;
    Ok((premier, unified))
}

fn link(sample: &Sample<'_>, contract: Uuid, channel: &str, sign_in: &str, on: i64) -> Result<()> {
    let on = Some(day(sample, on));
    sample.register.contracts().link(sample.edition, contract, channel, sign_in, on, sample.now).map(|_| ())
}

fn contract(
    sample: &Sample<'_>,
    number: u8,
    kind: ContractKind,
    name: &str,
    tenant: Option<Uuid>,
    starts: i64,
    ends: i64,
) -> Result<Uuid> {
    let draft = ContractDraft {
        kind,
        name: name.to_owned(),
        tenant,
        holder: Some("Ingrid Solheim".to_owned()),
        starts: Some(day(sample, starts)),
        ends: Some(day(sample, ends)),
        edition: None,
    };
    let made_up = |what: &str| Some(Some(SecretString::from(format!("SAMPLE-{what}-000{number}"))));
    let secrets = if sample.has_key {
        SecretChange { access_id: made_up("ACCESS-ID"), contract_id: made_up("CONTRACT-ID"), password: None }
    } else {
        SecretChange::default()
    };
    Ok(sample.register.contracts().add(&draft, &secrets, sample.keyring, sample.now)?.id)
}

fn plans(sample: &Sample<'_>, own: Uuid, german: Uuid, american: Uuid) -> Result<()> {
    let register = sample.register;
    let today = sample.now.date_naive();
    let months_ago =
        |months, days: i64| today.checked_sub_months(Months::new(months)).unwrap_or(today) + TimeDelta::days(days);
    let online = PlanPurchaseDraft {
        plan: "professional-direct".to_owned(),
        name: None,
        tenant: own,
        bought_through: BilledThrough::Online,
        enrollment: None,
        purchased: months_ago(7, 6),
        term_months: 12,
        cycle_months: None,
        amount: "4875".to_owned(),
        currency: "NOK".to_owned(),
        payment_method: Some(sample.say("Company card", "Firmakort").to_owned()),
    };
    register.plan_purchases().buy(&online.clone().known_to(sample.edition)?, sample.now)?;

    let cancelled = PlanPurchaseDraft {
        tenant: german,
        purchased: months_ago(11, 3),
        amount: "412.50".to_owned(),
        currency: "EUR".to_owned(),
        payment_method: None,
        ..online.clone()
    };
    let cancelled = register.plan_purchases().buy(&cancelled.known_to(sample.edition)?, sample.now)?.id;
    register.plan_purchases().cancel(cancelled, Some(day(sample, -20)), sample.now)?;

    let enrollment = EnrollmentDraft {
        number: "SAMPLE-0001".to_owned(),
        name: sample.say("Copper Creek agreement", "Copper Creek-avtalen").to_owned(),
        tenant: Some(american),
        reseller: Some("Kestrel Licensing".to_owned()),
    };
    let enrollment = register.enrollments().add(&enrollment, sample.now)?.id;
    let agreement = PlanPurchaseDraft {
        tenant: american,
        bought_through: BilledThrough::EnterpriseAgreement,
        enrollment: Some(enrollment),
        purchased: months_ago(14, 0),
        term_months: 36,
        cycle_months: Some(12),
        amount: "9180".to_owned(),
        currency: "USD".to_owned(),
        payment_method: None,
        ..online
    };
    register.plan_purchases().buy(&agreement.known_to(sample.edition)?, sample.now)?;

    subscription(sample, own, "Dynamics 365 Sales Enterprise", "online", 40, None)?;
    subscription(sample, own, "Dynamics 365 Finance", "online", 25, None)?;
    subscription(sample, german, "Dynamics 365 Supply Chain Management", "cloud-solution-provider", 60, None)?;
    subscription(
        sample,
        american,
        "Dynamics 365 Customer Service Enterprise",
        "enterprise-agreement",
        120,
        Some(enrollment),
    )
}

fn subscription(
    sample: &Sample<'_>,
    tenant: Uuid,
    name: &str,
    through: &str,
    licenses: u32,
    enrollment: Option<Uuid>,
) -> Result<()> {
    let draft = SubscriptionDraft {
        tenant,
        name: name.to_owned(),
        external_id: None,
        commerce_id: None,
        sku: None,
        sku_part_number: None,
        status: "Enabled".to_owned(),
        is_trial: Some(false),
        bought_through: Some(through.to_owned()),
        owner_tenant_id: None,
        enrollment,
        opened_at: Some(sample.now - TimeDelta::days(400)),
        next_lifecycle_at: Some(sample.now + TimeDelta::days(330)),
        renews: Some(true),
        licenses: Some(licenses),
        is_support_plan: false,
    };
    sample.register.subscriptions().add(&draft, sample.now).map(|_| ())
}
