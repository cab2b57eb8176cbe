//! Questions that need both what the administrator keeps and what the policy says: where to file for a tenant, the
//! deadline of a request. Nothing here decides; it brings the facts to the policy.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use support_policy::countries;
use support_policy::coverage::{Cause, PreviewKind, Scope};
use support_policy::customer::{Customer, EmeaClock, HolidayChoice, SupportHours};
use support_policy::edition::{Edition, Impact, Product};
use support_policy::entitlement::{ClientAccess, Entitlement, Gives, HeldContract, Whose, not_in_force};
use support_policy::file_request::{FilingAnswer, FilingQuestion, answer};
use support_policy::holidays::table_source;
use support_policy::plan_purchase::PlanState;
use support_policy::respond_by::{ResponsePromise, Terms, promise};
use support_policy::route::{RouteQuestion, route};
use support_policy::ruling::{Basis, Outcome, Refusal, Ruling};
use support_policy::text;
use uuid::Uuid;

use crate::clock::{Milestones, filed_severity, retimed};
use crate::contract::{Contract, ContractKind};
use crate::contract_terms::OwnResponse;
use crate::editions::EditionRef;
use crate::error::{RegisterError, Result};
use crate::flaw::Flaw;
use crate::plan_purchase::PlanPurchase;
use crate::record::{self, RecordType};
use crate::register::Register;
use crate::request::{Request, RequestDraft, StoredDeadline};
use crate::request_event::{EventKind, events_of};
use crate::requests::DeskFacts;
use crate::settings::Settings;
use crate::tenant::{Tenant, TenantDraft, TenantKind};

impl ContractKind {
    /// The plan whose terms the contract gives; none for benefits whose response times the policy does not publish.
    /// Premier Support for Partners is Premier for the partner's own needs and for customers (S40).
    pub fn plan(self) -> Option<&'static str> {
        match self {
            Self::Premier | Self::PremierForPartners => Some("premier"),
            Self::UnifiedCore => Some("unified-core"),
            Self::UnifiedAdvanced => Some("unified-advanced"),
            Self::UnifiedPerformance => Some("unified-performance"),
            Self::UnifiedEnterprise => Some("unified-enterprise"),
            Self::AdvancedSupportForPartners | Self::PartnerNetwork | Self::VisualStudio => None,
        }
    }

    /// What the contract gives, as the policy knows it.
    pub fn gives(self) -> Gives {
        match (self, self.plan()) {
            (Self::AdvancedSupportForPartners | Self::PartnerNetwork | Self::PremierForPartners, _) => {
                Gives::Benefit(self.as_str().to_owned())
            }
            (_, Some(plan)) => Gives::Plan(plan.to_owned()),
            (_, None) => Gives::Incidents(self.as_str().to_owned()),
        }
    }
}

impl TenantDraft {
    /// The draft with country, region, zone and holidays known to `edition`. Where the country has only one time zone
    /// and its region counts in the customer's own, that zone is filled in.
    ///
    /// # Errors
    /// [`RegisterError::Policy`] for a country, region, zone or calendar that does not exist, and where a zone is needed.
    pub fn known_to(mut self, edition: &Edition) -> Result<Self> {
        let country = countries::country(self.country.trim())?;
        country.code.clone_into(&mut self.country);
        let region = edition.region(self.region.as_deref().unwrap_or(country.region))?;
        if self.zone.is_none()
            && region.zone().is_none()
            && let [only] = country.zones.as_slice()
        {
            self.zone = Some(only.name().to_owned());
        }
        let holidays = match holiday_choice(self.holidays.as_deref()) {
            // A country without known holidays can still be kept; a deadline will ask for a calendar.
            HolidayChoice::OfCountry => HolidayChoice::None,
            named => named,
        };
        let customer = Customer {
            country: Some(&self.country),
            region: self.region.as_deref(),
            zone: self.zone.as_deref(),
            ..Customer::default()
        };
        SupportHours::of(edition, &customer, &holidays)?;
        Ok(self)
    }
}

impl Tenant {
    /// Where the tenant is, as the policy asks.
    pub fn customer(&self, settings: Settings) -> Customer<'_> {
        Customer {
            country: Some(&self.country),
            region: self.region.as_deref(),
            zone: self.known_zone(),
            emea_clock: settings.emea_clock,
            ..Customer::default()
        }
    }

    /// The zone kept, or the only one of its country: editions differ in whether they ask for one.
    fn known_zone(&self) -> Option<&str> {
        let only = || match countries::country(&self.country).ok()?.zones.as_slice() {
            [only] => Some(only.name()),
            _ => None,
        };
        self.zone.as_deref().or_else(only)
    }

    /// The tenant's own zone; the customary one of its country where none is kept.
    pub fn local_zone(&self) -> Tz {
        zone_of(self.zone.as_deref(), &self.country)
    }

    /// The date on the tenant's calendar.
    pub fn today(&self, now: DateTime<Utc>) -> NaiveDate {
        now.with_timezone(&self.local_zone()).date_naive()
    }

    /// The days left out for the tenant.
    pub fn holiday_choice(&self) -> HolidayChoice {
        holiday_choice(self.holidays.as_deref())
    }
}

/// What the page *File a request* asks.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Question {
    /// The tenant's id.
    pub tenant: Uuid,
    /// The product's id.
    pub product: String,
    /// The concern's id.
    pub concern: String,
    /// How the business is hit.
    pub impact: Impact,
    /// What to file under; none for the quickest the tenant has.
    pub entitlement: Option<Entitlement>,
    /// When it is filed; none for now.
    pub filed_at: Option<DateTime<Utc>>,
    /// Whether a partner files.
    pub partner: bool,
    /// Whether the portal cannot be signed in to.
    pub cannot_sign_in: bool,
    /// The access a partner has to the client, where known.
    pub access: Option<ClientAccess>,
    /// The kind of preview, where it is about one.
    pub preview: Option<PreviewKind>,
    /// How much is slow, where known.
    pub scope: Option<Scope>,
    /// What causes it, where known.
    pub cause: Option<Cause>,
}

impl Register {
    /// Answers *File a request* for one of the tenants.
    ///
    /// # Errors
    /// [`RegisterError::NotFound`] for the tenant; [`RegisterError::Policy`] for a question that is wrongly put.
    pub fn answer(&self, edition: &Edition, question: &Question, now: DateTime<Utc>) -> Result<FilingAnswer> {
        let tenant = self.tenants().get(question.tenant)?;
        let settings = self.settings().get()?;
        let of_tenant = self.edition_for(&tenant, None, edition)?;
        let filed_at = question.filed_at.unwrap_or(now);
        let held = self.contracts_for(&tenant, question.partner)?;
        // The edition of each, or why it cannot be filed under: one that is gone does not take the others along.
        let editions: Vec<Result<EditionRef<'_>>> =
            held.iter().map(|contract| self.edition_for(&tenant, Some(contract), edition)).collect();
        let mut contracts = Vec::new();
        for (contract, edition) in held.iter().zip(&editions) {
            let product = edition.as_deref().unwrap_or(&of_tenant).product(&question.product).ok();
            contracts.push(HeldContract {
                edition: edition.as_deref().ok(),
                unusable: edition.as_ref().err().map(|why| Refusal::new(why.code(), why.message())),
                linked: self.is_linked(contract, product)?,
                ..held_contract(contract, &tenant, question.partner)
            });
        }
        let bought = self.bought_plans(&tenant, filed_at)?;
        let access = match question.access {
            // Where none holds, access may have been given in another way.
            None if question.partner && self.has_access(&tenant, filed_at)? == Some(true) => {
                Some(ClientAccess::Delegated)
            }
            said => said,
        };
        Ok(answer(
            &of_tenant,
            &FilingQuestion {
                customer: tenant.customer(settings),
                holidays: tenant.holiday_choice(),
                product: &question.product,
                concern: &question.concern,
                impact: question.impact,
                entitlement: question.entitlement.as_ref(),
                contracts: &contracts,
                bought: &bought,
                filed_at,
                partner: question.partner,
                cannot_sign_in: question.cannot_sign_in,
                access,
                preview: question.preview,
                scope: question.scope,
                cause: question.cause,
            },
        )?)
    }

    /// The contracts a request for `tenant` could be filed under: its own, those for all tenants, and where a partner
    /// files the benefits that the partner keeps under its own organisation. Partners' benefits without published terms
    /// are for clients alone, as far as the policy says.
    fn contracts_for(&self, tenant: &Tenant, partner: bool) -> Result<Vec<Contract>> {
        let mut held = Vec::new();
        let near: Vec<Contract> = self.read(|connection| {
            let near = "tenant = ?1 OR tenant IS NULL OR tenant IN (SELECT id FROM tenant WHERE kind = 'own')";
            record::list_of(connection, near, [tenant.id.to_string()])
        })?;
        for contract in near {
            let of_tenant = contract.tenant == Some(tenant.id);
            let gives = contract.kind.gives();
            let benefit = matches!(gives, Gives::Benefit(_));
            let for_all_or_own = match contract.tenant {
                None => true,
                Some(id) if partner && benefit => self.tenants().get(id)?.kind == TenantKind::Own,
                Some(_) => false,
            };
            if !(of_tenant || for_all_or_own) || (benefit && !partner && contract.kind.plan().is_none()) {
                continue;
            }
            held.push(contract);
        }
        Ok(held)
    }

    /// Whether a contract is linked in the portal where the product is filed. That no link was noted does not say that
    /// there is none.
    fn is_linked(&self, contract: &Contract, product: Option<&Product>) -> Result<Option<bool>> {
        let Some(channel) = contract.kind.plan().and_then(|plan| product?.channel(plan)) else { return Ok(None) };
        let links = self.contracts().links(Some(contract.id))?;
        Ok(links.iter().any(|link| link.channel == channel).then_some(true))
    }

    /// The plans bought for a tenant that are in force.
    fn bought_plans(&self, tenant: &Tenant, at: DateTime<Utc>) -> Result<Vec<String>> {
        let mut bought = Vec::new();
        let plans: Vec<PlanPurchase> =
            self.read(|connection| record::list_of(connection, "tenant = ?1", [tenant.id.to_string()]))?;
        for plan in plans {
            let state = plan.purchase()?.stand(tenant.today(at)).state;
            if matches!(state, PlanState::Active | PlanState::EndsAtTerm) {
                bought.push(plan.plan);
            }
        }
        Ok(bought)
    }

    /// Logs a request with the deadline that `edition` gives it.
    ///
    /// # Errors
    /// As for [`crate::Requests::log`]; [`RegisterError::Policy`] for an unknown product, plan or severity;
    /// [`RegisterError::Refused`] for a severity the plan lacks or a product it does not entitle.
    pub fn log_request(&self, edition: &Edition, draft: &RequestDraft, now: DateTime<Utc>) -> Result<Request> {
        self.log_request_with(edition, draft, &DeskFacts::default(), now)
    }

    /// Logs a request with the deadline that `edition` gives it, and with what is known of it at the desk.
    ///
    /// # Errors
    /// As of [`Register::log_request`]; [`RegisterError::Policy`] for an unknown concern.
    pub fn log_request_with(
        &self,
        edition: &Edition,
        draft: &RequestDraft,
        facts: &DeskFacts,
        now: DateTime<Utc>,
    ) -> Result<Request> {
        if let Some(concern) = facts.concern.as_deref().filter(|concern| !concern.is_empty()) {
            edition.concern(concern)?;
        }
        // A slip in the year lies outside the calendar too; that it lies ahead says more.
        draft.refuse_future(now)?;
        let deadline = self.rule_deadline(edition, draft)?;
        self.requests().log_with(draft, facts, deadline, now)
    }

    /// Changes a request; its deadline is worked out anew only when something it rests on has changed.
    ///
    /// # Errors
    /// As for [`Register::log_request`]; [`RegisterError::NotFound`].
    pub fn change_request(
        &self,
        edition: &Edition,
        id: Uuid,
        draft: &RequestDraft,
        now: DateTime<Utc>,
    ) -> Result<Request> {
        let before = self.requests().get(id)?;
        let events = self.read(|connection| events_of(connection, id))?;
        let changes = events.iter().any(|event| event.kind == EventKind::Severity);
        // The severity a request is filed with is corrected here; one that was changed since has its own event.
        let filed = match changes {
            true if draft.severity != before.severity => {
                return Err(RegisterError::invalid("severity", Flaw::AfterChange));
            }
            true => RequestDraft { severity: filed_severity(&before), ..draft.clone() },
            false => draft.clone(),
        };
        let rests_on_the_same = before.tenant == draft.tenant
            && before.plan == draft.plan
            && before.contract == draft.contract
            && before.severity == draft.severity
            && before.filed_at == draft.filed_at
            && before.product == draft.product;
        let deadline = if rests_on_the_same {
            before.stored_deadline()
        } else {
            let ruled = self.rule_deadline(edition, &filed)?;
            let marks = Milestones { filed_at: draft.filed_at, ..Milestones::of(&before) };
            retimed(self.editions(), edition, ruled, &events, marks)?.deadline
        };
        self.requests().set(id, draft, deadline, now)
    }

    fn rule_deadline(&self, edition: &Edition, draft: &RequestDraft) -> Result<Option<StoredDeadline>> {
        let tenant = self.tenants().get(draft.tenant).map_err(|_| dangling("tenant", RecordType::Tenant))?;
        let contract = self.contract_of(draft.contract)?;
        let edition = &*self.edition_for(&tenant, contract.as_ref(), edition)?;
        let product = edition.product(&draft.product)?;
        edition.severity(&draft.severity)?;
        if let Some(contract) = &contract {
            let benefit = is_benefit_for(&tenant, contract, |id| self.tenants().get(id))?;
            refuse_unfit_contract(product, &tenant, contract, benefit, draft.filed_at)?;
        }
        let Some(plan) = self.plan_of(draft.plan.as_deref(), draft.contract)? else { return Ok(None) };
        let inputs = Inputs::now(&tenant, self.settings().get()?, &plan, &draft.severity).under(contract.as_ref());
        ruled(edition, product, &inputs)?.map(|ruled| ruled.due(draft.filed_at)).transpose()
    }

    /// The contract that something is filed under.
    pub(crate) fn contract_of(&self, contract: Option<Uuid>) -> Result<Option<Contract>> {
        let held = |id| self.contracts().get(id).map_err(|_| dangling("contract", RecordType::Contract));
        contract.map(held).transpose()
    }

    pub(crate) fn plan_of(&self, plan: Option<&str>, contract: Option<Uuid>) -> Result<Option<String>> {
        match (plan, contract) {
            (Some(plan), _) => Ok(Some(plan.to_owned())),
            (None, Some(id)) => {
                let contract = self.contracts().get(id).map_err(|_| dangling("contract", RecordType::Contract))?;
                Ok(contract.kind.plan().map(str::to_owned))
            }
            (None, None) => Ok(None),
        }
    }
}

fn held_contract<'a>(contract: &Contract, tenant: &Tenant, partner: bool) -> HeldContract<'a> {
    let gives = contract.kind.gives();
    let of_partner = partner && (matches!(gives, Gives::Benefit(_)) || contract.tenant != Some(tenant.id));
    HeldContract {
        id: contract.id.to_string(),
        name: contract.name.clone(),
        whose: if of_partner { Whose::Partner } else { Whose::Customer },
        gives,
        starts: contract.starts,
        ends: contract.ends,
        has_ids: contract.has_access_id && (contract.has_contract_id || contract.has_password),
        linked: None,
        own: contract
            .terms
            .response_times
            .iter()
            .filter_map(|own| Some((own.severity.clone(), own.limit()?)))
            .collect(),
        edition: None,
        unusable: None,
    }
}

/// A promise with all that is stored beside a deadline.
pub(crate) struct Ruled {
    pub(crate) promise: ResponsePromise,
    basis: Basis,
    inputs: Value,
}

/// What Microsoft promises for a product, on the terms of `inputs`; none for a plan without published response times.
///
/// # Errors
/// [`RegisterError::Refused`] for a product that the plan does not entitle, or a severity it lacks.
pub(crate) fn ruled(edition: &Edition, product: &Product, inputs: &Inputs) -> Result<Option<Ruled>> {
    let way = RouteQuestion { product: &product.id, plan: &inputs.plan, partner: false, cannot_sign_in: false };
    // Where it is filed may be unknown; that it was filed is not.
    if let Some(refusal) = route(edition, &way)?.refusal().filter(|refusal| refusal.missing.is_none()) {
        return Err(refused("product", refusal.clone()));
    }
    let Ruling { outcome, basis } = promise(edition, &inputs.terms())?;
    let promise = match outcome {
        Outcome::Answered(promise) => promise,
        // A plan without any published response time can be filed under; it only has no deadline.
        Outcome::Refused { refusal } if refusal.severities.as_ref().is_some_and(Vec::is_empty) => return Ok(None),
        // Nor can one be worked out from what the edition does not state.
        Outcome::Refused { refusal } if refusal.missing.is_some() => return Ok(None),
        Outcome::Refused { refusal } => return Err(refused("severity", refusal)),
    };
    let inputs = serde_json::to_value(inputs).map_err(|_| RegisterError::Storage { code: 0 })?;
    Ok(Some(Ruled { promise, basis, inputs }))
}

impl Ruled {
    /// The deadline of a request filed at `filed_at`.
    pub(crate) fn due(&self, filed_at: DateTime<Utc>) -> Result<StoredDeadline> {
        let deadline = self.promise.due(filed_at)?;
        let due_at = deadline.due_at;
        let mut ruling =
            serde_json::to_value(Ruling { outcome: Outcome::Answered(deadline), basis: self.basis.clone() })
                .map_err(|_| RegisterError::Storage { code: 0 })?;
        if let Value::Object(fields) = &mut ruling {
            fields.insert("inputs".to_owned(), self.inputs.clone());
        }
        Ok(StoredDeadline { due_at, ruling })
    }
}

/// A request is filed under a contract of its tenant, or a partner's own `benefit` for a client, on a day on which it
/// holds, for a product it is for.
pub(crate) fn refuse_unfit_contract(
    product: &Product,
    tenant: &Tenant,
    contract: &Contract,
    benefit: bool,
    filed_at: DateTime<Utc>,
) -> Result<()> {
    if contract.tenant.is_some_and(|id| id != tenant.id) && !benefit {
        let message = text!(
            "The contract belongs to another tenant. Choose one of this tenant's, or one for all tenants.",
            "Kontrakten tilhører en annen leier. Velg en av denne leierens, eller en for alle leiere."
        );
        return Err(refused("contract", Refusal::new("contract-of-another-tenant", message)));
    }
    let filed_on = filed_at.with_timezone(&tenant.local_zone()).date_naive();
    if let Some(refusal) = not_in_force(contract.starts, contract.ends, filed_on) {
        return Err(refused("contract", refusal));
    }
    // S42: these incidents are for on-premises products alone.
    let on_premises = product.channel("subscription").is_none();
    if contract.kind == ContractKind::VisualStudio && !on_premises {
        let message = text!(
            "Visual Studio incidents are for on-premises products only. File under a plan or another contract.",
            "Visual Studio-hendelser gjelder bare lokale (on-premises) produkter. Send inn under en plan eller en annen kontrakt."
        );
        return Err(refused("contract", Refusal::new("plan-does-not-cover-product", message)));
    }
    Ok(())
}

/// Whether a contract is a partner's own benefit, which may be used for a client (S20, S40).
pub(crate) fn is_benefit_for(
    tenant: &Tenant,
    contract: &Contract,
    holder: impl FnOnce(Uuid) -> Result<Tenant>,
) -> Result<bool> {
    let (TenantKind::Client, Gives::Benefit(_), Some(id)) = (tenant.kind, contract.kind.gives(), contract.tenant)
    else {
        return Ok(false);
    };
    Ok(holder(id)?.kind == TenantKind::Own)
}

/// A zone that is kept, else the customary one of a country.
pub(crate) fn zone_of(kept: Option<&str>, country: &str) -> Tz {
    let customary = || countries::country(country).ok()?.zones.first().copied();
    kept.and_then(|zone| zone.parse().ok()).or_else(customary).unwrap_or(Tz::UTC)
}

fn holiday_choice(holidays: Option<&str>) -> HolidayChoice {
    match holidays {
        None => HolidayChoice::OfCountry,
        Some("none") => HolidayChoice::None,
        Some(code) => HolidayChoice::Of(code.to_owned()),
    }
}

/// What a deadline is worked out from. Kept with it, so that its picture can be drawn again whatever changes later.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Inputs {
    pub(crate) plan: String,
    pub(crate) severity: String,
    country: Option<String>,
    region: Option<String>,
    zone: Option<String>,
    holidays: Option<String>,
    holiday_table: String,
    emea_clock: EmeaClock,
    own: Option<OwnResponse>,
    /// All response times of the contract's own, for when the severity is changed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    agreed: Vec<OwnResponse>,
}

impl Inputs {
    pub(crate) fn now(tenant: &Tenant, settings: Settings, plan: &str, severity: &str) -> Self {
        Self {
            plan: plan.to_owned(),
            severity: severity.to_owned(),
            country: Some(tenant.country.clone()),
            region: tenant.region.clone(),
            zone: tenant.known_zone().map(str::to_owned),
            holidays: tenant.holidays.clone(),
            holiday_table: table_source().to_owned(),
            emea_clock: settings.emea_clock,
            own: None,
            agreed: Vec::new(),
        }
    }

    /// The same with the response times that the contract carries itself (R11).
    #[must_use]
    pub(crate) fn under(self, contract: Option<&Contract>) -> Self {
        let agreed = contract.map(|contract| contract.terms.response_times.clone()).unwrap_or_default();
        Self { agreed, ..self }.at(None)
    }

    /// The same at another severity.
    #[must_use]
    pub(crate) fn at(self, severity: Option<&str>) -> Self {
        let severity = severity.map_or(self.severity, str::to_owned);
        let own = self.agreed.iter().find(|own| own.severity == severity).cloned();
        Self { severity, own, ..self }
    }

    /// Those of a stored ruling; what is missing there is not known, and the question says so.
    pub(crate) fn of(ruling: &Value) -> Self {
        ruling.get("inputs").and_then(|inputs| Self::deserialize(inputs).ok()).unwrap_or_default()
    }

    pub(crate) fn terms(&self) -> Terms<'_> {
        Terms {
            plan: &self.plan,
            severity: &self.severity,
            customer: Customer {
                country: self.country.as_deref(),
                region: self.region.as_deref(),
                zone: self.zone.as_deref(),
                emea_clock: self.emea_clock,
                ..Customer::default()
            },
            holidays: holiday_choice(self.holidays.as_deref()),
            within: self.own.as_ref().and_then(OwnResponse::limit),
        }
    }
}

pub(crate) fn refused(field: &'static str, refusal: Refusal) -> RegisterError {
    RegisterError::Refused { field, refusal: Box::new(refusal) }
}

pub(crate) fn dangling(field: &'static str, to: RecordType) -> RegisterError {
    RegisterError::Dangling { field, to }
}
