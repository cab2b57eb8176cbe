//! Questions that need both what the administrator keeps and what the policy says: where to file for a tenant, the
//! deadline of a request. Nothing here decides; it brings the facts to the policy.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use support_policy::Text;
use support_policy::countries;
use support_policy::customer::{Customer, EmeaClock, HolidayChoice, SupportHours};
use support_policy::edition::{Edition, Impact, Product};
use support_policy::file_request::{Entitlement, FilingAnswer, FilingQuestion, HeldContract, answer, not_in_force};
use support_policy::holidays::table_source;
use support_policy::respond_by::{ResponsePromise, Terms, promise};
use support_policy::route::{RouteQuestion, route};
use support_policy::ruling::{Basis, Outcome, Refusal, Ruling};
use uuid::Uuid;

use crate::clock::{filed_severity, retimed};
use crate::contract::{Contract, ContractKind};
use crate::error::{RegisterError, Result};
use crate::record::RecordType;
use crate::register::Register;
use crate::request::{Request, RequestDraft, StoredDeadline};
use crate::request_event::{EventKind, events_of};
use crate::requests::DeskFacts;
use crate::settings::Settings;
use crate::tenant::{Tenant, TenantDraft};

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
        zone_of(self.zone.as_deref(), &self.country)
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
}

impl Register {
    /// Answers *File a request* for one of the tenants.
    ///
    /// # Errors
    /// [`RegisterError::NotFound`] for the tenant; [`RegisterError::Policy`] for a question that is wrongly put.
    pub fn answer(&self, edition: &Edition, question: &Question, now: DateTime<Utc>) -> Result<FilingAnswer> {
        let tenant = self.tenants().get(question.tenant)?;
        let settings = self.settings().get()?;
        let contracts: Vec<HeldContract> = self
            .contracts()
            .list()?
            .into_iter()
            .filter(|contract| contract.tenant.is_none_or(|id| id == tenant.id))
            .filter_map(|contract| {
                let plan = contract.kind.plan()?.to_owned();
                let Contract { name, starts, ends, .. } = contract;
                Some(HeldContract { id: contract.id.to_string(), name, plan, starts, ends })
            })
            .collect();
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
            },
        )?)
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
                return Err(RegisterError::invalid("severity", "after-change"));
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
            retimed(edition, ruled, draft.filed_at, &events, before.responded_at)?.deadline
        };
        self.requests().set(id, draft, deadline, now)
    }

    fn rule_deadline(&self, edition: &Edition, draft: &RequestDraft) -> Result<Option<StoredDeadline>> {
        edition.product(&draft.product)?;
        edition.severity(&draft.severity)?;
        let tenant = self.tenants().get(draft.tenant).map_err(|_| dangling("tenant", RecordType::Tenant))?;
        let held = |id| self.contracts().get(id).map_err(|_| dangling("contract", RecordType::Contract));
        let contract = draft.contract.map(held).transpose()?;
        if let Some(contract) = &contract {
            refuse_unfit_contract(edition.product(&draft.product)?, &tenant, contract, draft.filed_at)?;
        }
        let ruled = Ruled::of(edition, draft, &tenant, contract.as_ref(), self.settings().get()?)?;
        ruled.map(|ruled| ruled.deadline(draft.filed_at)).transpose()
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

/// A zone that is kept, else the customary one of a country.
pub(crate) fn zone_of(kept: Option<&str>, country: &str) -> Tz {
    let customary = || countries::country(country).ok()?.zones.first().copied();
    kept.and_then(|zone| zone.parse().ok()).or_else(customary).unwrap_or(Tz::UTC)
}

/// What the policy promises for a request, whenever it is filed.
#[derive(Debug, Clone)]
pub(crate) struct Ruled {
    inputs: Inputs,
    basis: Basis,
    pub(crate) promise: ResponsePromise,
}

impl Ruled {
    /// None under a plan or contract without any published response time: it can be filed under, and has no deadline.
    ///
    /// # Errors
    /// [`RegisterError::Policy`] for unknown ids; [`RegisterError::Refused`] for a severity the plan lacks, or a
    /// product it does not entitle.
    pub(crate) fn of(
        edition: &Edition,
        draft: &RequestDraft,
        tenant: &Tenant,
        contract: Option<&Contract>,
        settings: Settings,
    ) -> Result<Option<Self>> {
        let plan = draft.plan.as_deref().or_else(|| contract.and_then(|contract| contract.kind.plan()));
        let Some(plan) = plan else { return Ok(None) };
        let way = RouteQuestion { product: &draft.product, plan, partner: false, cannot_sign_in: false };
        if let Some(refusal) = route(edition, &way)?.refusal() {
            return Err(refused("product", refusal.clone()));
        }
        let inputs = Inputs::now(tenant, settings, plan, &draft.severity);
        let Ruling { outcome, basis } = promise(edition, &inputs.terms())?;
        match outcome {
            Outcome::Answered(promise) => Ok(Some(Self { inputs, basis, promise })),
            Outcome::Refused { refusal } if refusal.severities.as_ref().is_some_and(Vec::is_empty) => Ok(None),
            Outcome::Refused { refusal } => Err(refused("severity", refusal)),
        }
    }

    /// The deadline of a request filed at an instant, with what it was worked out from.
    pub(crate) fn deadline(&self, filed_at: DateTime<Utc>) -> Result<StoredDeadline> {
        let deadline = self.promise.due(filed_at)?;
        let due_at = deadline.due_at;
        let failed = |_| RegisterError::Storage { code: 0 };
        let ruling = Ruling { outcome: Outcome::Answered(deadline), basis: self.basis.clone() };
        let mut ruling = serde_json::to_value(ruling).map_err(failed)?;
        if let Value::Object(fields) = &mut ruling {
            fields.insert("inputs".to_owned(), serde_json::to_value(&self.inputs).map_err(failed)?);
        }
        Ok(StoredDeadline { due_at, ruling })
    }
}

/// A request is filed under a contract of its tenant, on a day on which it holds, for a product it is for.
pub(crate) fn refuse_unfit_contract(
    product: &Product,
    tenant: &Tenant,
    contract: &Contract,
    filed_at: DateTime<Utc>,
) -> Result<()> {
    if contract.tenant.is_some_and(|id| id != tenant.id) {
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
        }
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
            within: None,
        }
    }
}

pub(crate) fn refused(field: &'static str, refusal: Refusal) -> RegisterError {
    RegisterError::Refused { field, refusal: Box::new(refusal) }
}

pub(crate) fn dangling(field: &'static str, to: RecordType) -> RegisterError {
    RegisterError::Dangling { field, to }
}
