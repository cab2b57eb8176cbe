//! What a deadline is worked out from, and the ruling it gives: both are kept with the request.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use support_policy::customer::{Customer, EmeaClock};
use support_policy::edition::{Edition, Product};
use support_policy::holidays::table_source;
use support_policy::respond_by::{ResponsePromise, Terms, promise};
use support_policy::route::{RouteQuestion, route};
use support_policy::ruling::{Basis, Outcome, Ruling};

use crate::contract::Contract;
use crate::contract_terms::OwnResponse;
use crate::error::{RegisterError, Result};
use crate::request::StoredDeadline;
use crate::settings::Settings;
use crate::tenant::Tenant;
use crate::tenant_facts::holiday_choice;

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
        return Err(RegisterError::refused("product", refusal.clone()));
    }
    let Ruling { outcome, basis } = promise(edition, &inputs.terms())?;
    let promise = match outcome {
        Outcome::Answered(promise) => promise,
        // A plan without any published response time can be filed under; it only has no deadline.
        Outcome::Refused { refusal } if refusal.severities.as_ref().is_some_and(Vec::is_empty) => return Ok(None),
        // Nor can one be worked out from what the edition does not state.
        Outcome::Refused { refusal } if refusal.missing.is_some() => return Ok(None),
        Outcome::Refused { refusal } => return Err(RegisterError::refused("severity", refusal)),
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
