//! S34–S36: which enrollments have a plan in force, which subscriptions are left uncovered, and what to do about it.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use rusqlite::Connection;
use serde::Serialize;
use support_policy::concern_route::{BoughtThrough, ConcernQuestion, RouteConcern, concern_route};
use support_policy::edition::Edition;
use support_policy::plan_purchase::PlanState;
use support_policy::route::Route;
use support_policy::ruling::Ruling;
use uuid::Uuid;

use crate::enrollment::Enrollment;
use crate::error::Result;
use crate::field;
use crate::places::places;
use crate::plan_reckoned::Bought;
use crate::record::{RecordType, Reference};
use crate::register::Register;

/// The plan that is offered under an agreement to those who have none, and to upgrade to (S35).
const OFFERED: &str = "professional-direct";
/// The plan that is upgraded from.
const UPGRADED: &str = "subscription";

/// An enrollment with the plan that covers it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct EnrollmentCover {
    /// The enrollment.
    pub enrollment: Enrollment,
    /// The name of the tenant it belongs to.
    pub tenant_name: Option<String>,
    /// The plan in force under it; while one takes the place of another, the one that goes on.
    pub plan: Option<Reference>,
    /// Whether a plan is in force: it covers every subscription under the enrollment, and none under another.
    pub covered: bool,
    /// The subscriptions under it; uncovered where no plan is in force.
    pub subscriptions: Vec<Reference>,
    /// What to do: buy a plan where there is none, upgrade where it is the Subscription plan.
    pub to_do: Option<Ruling<Route>>,
}

impl Register {
    /// The enrollments, by name, with what covers them at `now`.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn enrollment_cover(&self, edition: &Edition, now: DateTime<Utc>) -> Result<Vec<EnrollmentCover>> {
        let enrollments = self.enrollments().list()?;
        if enrollments.is_empty() {
            return Ok(Vec::new());
        }
        let places = self.read(places)?;
        let mut subscriptions = self.read(subscriptions_under_agreements)?;
        let mut plans: HashMap<Uuid, Vec<(PlanState, String, Reference)>> = HashMap::new();
        for plan in self.plan_purchases().reckoned(Bought::Ever, &places, now)? {
            let state = plan.purchase.state(plan.today);
            if let (Some(enrollment), PlanState::Active | PlanState::EndsAtTerm) = (plan.enrollment, state) {
                let reference = plan.reference();
                plans.entry(enrollment).or_default().push((state, plan.plan, reference));
            }
        }
        let mut covers = Vec::new();
        for enrollment in enrollments {
            let plan = plans.remove(&enrollment.id).and_then(|plans| plans.into_iter().min_by_key(|plan| plan.0));
            let concern = match &plan {
                None => Some(RouteConcern::BuyPlan),
                Some((_, plan, _)) if plan == UPGRADED => Some(RouteConcern::UpgradePlan),
                Some(_) => None,
            };
            let ask = |concern| {
                let bought_through = Some(BoughtThrough::EnterpriseAgreement);
                concern_route(edition, &ConcernQuestion { concern, bought_through, plan: Some(OFFERED) })
            };
            covers.push(EnrollmentCover {
                tenant_name: enrollment.tenant.and_then(|id| places.get(&id).map(|place| place.name.clone())),
                covered: plan.is_some(),
                plan: plan.map(|(_, _, reference)| reference),
                subscriptions: subscriptions.remove(&enrollment.id).unwrap_or_default(),
                to_do: concern.map(ask).transpose()?,
                enrollment,
            });
        }
        Ok(covers)
    }
}

/// The subscriptions under each enrollment, by name; those that are support plans themselves left out.
fn subscriptions_under_agreements(connection: &Connection) -> Result<HashMap<Uuid, Vec<Reference>>> {
    let mut statement = connection.prepare_cached(
        "SELECT id, name, enrollment FROM subscription
         WHERE enrollment IS NOT NULL AND is_support_plan = 0 AND removed_at IS NULL ORDER BY folded, id",
    )?;
    let mut rows = statement.query([])?;
    let mut under: HashMap<Uuid, Vec<Reference>> = HashMap::new();
    while let Some(row) = rows.next()? {
        let subscription =
            Reference { record: RecordType::Subscription, id: field::id_of(row, "id")?, name: row.get("name")? };
        under.entry(field::id_of(row, "enrollment")?).or_default().push(subscription);
    }
    Ok(under)
}
