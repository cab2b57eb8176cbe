//! Questions that need both what the administrator keeps and what the policy says: where to file for a tenant, the
//! deadline of a request. Nothing here decides; it brings the facts to the policy.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use support_policy::Text;
use support_policy::countries;
use support_policy::coverage::{Cause, PreviewKind, Scope};
use support_policy::customer::{Customer, EmeaClock, HolidayChoice, SupportHours};
use support_policy::edition::{Edition, Impact, Product};
use support_policy::entitlement::{ClientAccess, Entitlement, Gives, HeldContract, Whose, not_in_force};
use support_policy::explain::{ResponseClock, Step, explain};
use support_policy::file_request::{FilingAnswer, FilingQuestion, answer};
use support_policy::holidays::table_source;
use support_policy::respond_by::{ResponsePromise, Terms, promise};
use support_policy::route::{RouteQuestion, route};
use support_policy::ruling::{Basis, Outcome, Refusal, Ruling};
use uuid::Uuid;

use crate::contract::{Contract, ContractKind};
use crate::contract_terms::OwnResponse;
use crate::error::{RegisterError, Result};
use crate::record::RecordType;
use crate::register::Register;
use crate::request::{Request, RequestDraft, StoredDeadline};
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
            && region.zone.is_none()
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
            zone: self.zone.as_deref(),
            emea_clock: settings.emea_clock,
            ..Customer::default()
        }
    }

    /// The tenant's own zone; the customary one of its country where none is kept.
    pub fn local_zone(&self) -> Tz {
        let kept = self.zone.as_deref().and_then(|zone| zone.parse().ok());
        let customary = || countries::country(&self.country).ok()?.zones.first().copied();
        kept.or_else(customary).unwrap_or(Tz::UTC)
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
        let contracts = self.held_contracts(&tenant, question.partner)?;
        Ok(answer(
            edition,
            &FilingQuestion {
                customer: tenant.customer(settings),
                holidays: tenant.holiday_choice(),
                product: &question.product,
                concern: &question.concern,
                impact: question.impact,
                entitlement: question.entitlement.as_ref(),
                contracts: &contracts,
                filed_at: question.filed_at.unwrap_or(now),
                partner: question.partner,
                cannot_sign_in: question.cannot_sign_in,
                access: question.access,
                preview: question.preview,
                scope: question.scope,
                cause: question.cause,
            },
        )?)
    }

    /// The contracts a request for `tenant` could be filed under: its own, those for all tenants, and where a partner
    /// files the benefits that the partner keeps under its own organisation. Partners' benefits without published terms
    /// are for clients alone, as far as the policy says.
    fn held_contracts(&self, tenant: &Tenant, partner: bool) -> Result<Vec<HeldContract>> {
        let mut held = Vec::new();
        for contract in self.contracts().list()? {
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
            held.push(HeldContract {
                id: contract.id.to_string(),
                whose: if partner && (benefit || !of_tenant) { Whose::Partner } else { Whose::Customer },
                gives,
                starts: contract.starts,
                ends: contract.ends,
                has_ids: contract.has_access_id && (contract.has_contract_id || contract.has_password),
                linked: None,
                name: contract.name,
            });
        }
        Ok(held)
    }

    /// Logs a request with the deadline that `edition` gives it.
    ///
    /// # Errors
    /// As for [`crate::Requests::log`]; [`RegisterError::Policy`] for an unknown product, plan or severity;
    /// [`RegisterError::Refused`] for a severity the plan lacks or a product it does not entitle.
    pub fn log_request(&self, edition: &Edition, draft: &RequestDraft, now: DateTime<Utc>) -> Result<Request> {
        let deadline = self.rule_deadline(edition, draft)?;
        self.requests().log(draft, deadline, now)
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
        let rests_on_the_same = before.tenant == draft.tenant
            && before.plan == draft.plan
            && before.contract == draft.contract
            && before.severity == draft.severity
            && before.filed_at == draft.filed_at;
        let deadline = if rests_on_the_same && before.product == draft.product {
            before.stored_deadline()
        } else {
            self.rule_deadline(edition, draft)?
        };
        self.requests().set(id, draft, deadline, now)
    }

    /// The picture and the steps of a request's deadline, from what it was worked out from when it was logged; none
    /// where it has none, or where the tables have changed so that it cannot be worked out again.
    ///
    /// # Errors
    /// [`RegisterError::Policy`] when the inputs cannot be read any more.
    pub fn explain_request(&self, edition: &Edition, request: &Request) -> Result<Option<(ResponseClock, Vec<Step>)>> {
        let Some(ruling) = &request.deadline else { return Ok(None) };
        let inputs = Inputs::of(ruling);
        let ruling = promise(edition, &inputs.terms())?;
        let Some(promise) = ruling.answered() else { return Ok(None) };
        let deadline = promise.due(request.filed_at)?;
        if request.due_at != Some(deadline.due_at) {
            return Ok(None);
        }
        Ok(Some(explain(promise, request.filed_at, &deadline)?))
    }

    /// When the first response would be due if the request were logged now, where that differs from what was stored:
    /// the tenant, the settings or the tables have changed. History does not move.
    ///
    /// # Errors
    /// [`RegisterError::NotFound`] for a tenant or contract that is not there.
    pub fn would_now_be(&self, edition: &Edition, request: &Request) -> Result<Option<DateTime<Utc>>> {
        let Some(plan) = self.plan_of(request.plan.as_deref(), request.contract)? else { return Ok(None) };
        let mut inputs =
            Inputs::now(&self.tenants().get(request.tenant)?, self.settings().get()?, &plan, &request.severity);
        inputs.own = self.own_response(request.contract, &request.severity)?;
        let ruling = promise(edition, &inputs.terms())?;
        let due_at = ruling.answered().map(|promise| promise.due(request.filed_at)).transpose()?.map(|due| due.due_at);
        Ok(due_at.filter(|due_at| request.due_at != Some(*due_at)))
    }

    fn rule_deadline(&self, edition: &Edition, draft: &RequestDraft) -> Result<Option<StoredDeadline>> {
        let product = edition.product(&draft.product)?;
        edition.severity(&draft.severity)?;
        let tenant = self.tenants().get(draft.tenant).map_err(|_| dangling("tenant", RecordType::Tenant))?;
        if let Some(id) = draft.contract {
            let contract = self.contracts().get(id).map_err(|_| dangling("contract", RecordType::Contract))?;
            let benefit = is_benefit_for(&tenant, &contract, |id| self.tenants().get(id))?;
            refuse_unfit_contract(product, &tenant, &contract, benefit, draft.filed_at)?;
        }
        let Some(plan) = self.plan_of(draft.plan.as_deref(), draft.contract)? else { return Ok(None) };
        let mut inputs = Inputs::now(&tenant, self.settings().get()?, &plan, &draft.severity);
        inputs.own = self.own_response(draft.contract, &draft.severity)?;
        ruled(edition, product, &inputs)?.map(|ruled| ruled.due(draft.filed_at)).transpose()
    }

    /// The response time that a contract carries itself at a severity (R11).
    fn own_response(&self, contract: Option<Uuid>, severity: &str) -> Result<Option<OwnResponse>> {
        let Some(id) = contract else { return Ok(None) };
        let contract = self.contracts().get(id).map_err(|_| dangling("contract", RecordType::Contract))?;
        Ok(contract.terms.own_response(severity))
    }

    fn plan_of(&self, plan: Option<&str>, contract: Option<Uuid>) -> Result<Option<String>> {
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

/// A promise with all that is stored beside a deadline.
pub(crate) struct Ruled {
    promise: ResponsePromise,
    basis: Basis,
    inputs: Value,
}

/// What Microsoft promises for a product, on the terms of `inputs`; none for a plan without published response times.
///
/// # Errors
/// [`RegisterError::Refused`] for a product that the plan does not entitle, or a severity it lacks.
pub(crate) fn ruled(edition: &Edition, product: &Product, inputs: &Inputs) -> Result<Option<Ruled>> {
    let way = RouteQuestion { product: &product.id, plan: &inputs.plan, partner: false, cannot_sign_in: false };
    if let Some(refusal) = route(edition, &way)?.refusal() {
        return Err(refused("product", refusal.clone()));
    }
    let Ruling { outcome, basis } = promise(edition, &inputs.terms())?;
    let promise = match outcome {
        Outcome::Answered(promise) => promise,
        // A plan without any published response time can be filed under; it only has no deadline.
        Outcome::Refused { refusal } if refusal.severities.as_ref().is_some_and(Vec::is_empty) => return Ok(None),
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
        let message = Text::new(
            "The contract belongs to another tenant. Choose one of this tenant's, or one for all tenants.",
            "Kontrakten tilhører en annen leier. Velg en av denne leierens, eller en for alle leiere.",
        );
        return Err(refused("contract", Refusal::new("contract-of-another-tenant", message)));
    }
    let filed_on = filed_at.with_timezone(&tenant.local_zone()).date_naive();
    if let Some(refusal) = not_in_force(contract.starts, contract.ends, filed_on) {
        return Err(refused("contract", refusal));
    }
    // S42: these incidents are for on-premises products alone.
    let on_premises = product.channels.iter().all(|(plan, channel)| plan != "subscription" || channel.is_none());
    if contract.kind == ContractKind::VisualStudio && !on_premises {
        let message = Text::new(
            "Visual Studio incidents are for on-premises products only. File under a plan or another contract.",
            "Visual Studio-hendelser gjelder bare lokale (on-premises) produkter. Send inn under en plan eller en annen kontrakt.",
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

fn holiday_choice(holidays: Option<&str>) -> HolidayChoice {
    match holidays {
        None => HolidayChoice::OfCountry,
        Some("none") => HolidayChoice::None,
        Some(code) => HolidayChoice::Of(code.to_owned()),
    }
}

/// What a deadline is worked out from. Kept with it, so that its picture can be drawn again whatever changes later.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Inputs {
    plan: String,
    severity: String,
    country: Option<String>,
    region: Option<String>,
    zone: Option<String>,
    holidays: Option<String>,
    holiday_table: String,
    emea_clock: EmeaClock,
    pub(crate) own: Option<OwnResponse>,
}

impl Inputs {
    pub(crate) fn now(tenant: &Tenant, settings: Settings, plan: &str, severity: &str) -> Self {
        Self {
            plan: plan.to_owned(),
            severity: severity.to_owned(),
            country: Some(tenant.country.clone()),
            region: tenant.region.clone(),
            zone: tenant.zone.clone(),
            holidays: tenant.holidays.clone(),
            holiday_table: table_source().to_owned(),
            emea_clock: settings.emea_clock,
            own: None,
        }
    }

    /// Those of a stored ruling; what is missing there is not known, and the question says so.
    fn of(ruling: &Value) -> Self {
        ruling.get("inputs").and_then(|inputs| Self::deserialize(inputs).ok()).unwrap_or_default()
    }

    fn terms(&self) -> Terms<'_> {
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

fn refused(field: &'static str, refusal: Refusal) -> RegisterError {
    RegisterError::Refused { field, refusal: Box::new(refusal) }
}

fn dangling(field: &'static str, to: RecordType) -> RegisterError {
    RegisterError::Dangling { field, to }
}
