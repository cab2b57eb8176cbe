//! What falls due, from every table that knows of something: one list, by time.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use support_policy::local_time::{Repeated, instant_of};
use uuid::Uuid;

use crate::error::Result;
use crate::record::{RecordType, Reference};
use crate::register::Register;
use crate::tenant::Tenant;

/// Something that falls due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct DueItem {
    /// What falls due.
    pub kind: DueKind,
    /// When. For a contract: the end of its last day on the tenant's wall clock, in UTC for one of all tenants.
    pub at: DateTime<Utc>,
    /// The last day of a contract.
    pub date: Option<NaiveDate>,
    /// Whether that has passed.
    pub overdue: bool,
    /// The record it is about.
    pub subject: Reference,
    /// The tenant's name.
    pub tenant_name: Option<String>,
    /// The severity of a request.
    pub severity: Option<String>,
}

/// What can fall due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum DueKind {
    /// Microsoft's first response to a request.
    FirstResponse,
    /// The last day of a contract.
    ContractEnd,
    /// The end of a delegation.
    DelegationEnd,
    /// The end of a role, or of the eligibility for one.
    RoleEnd,
}

impl Register {
    /// What is overdue, and what falls due within `within` of `now`; the earliest first.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn due(&self, within: Option<TimeDelta>, now: DateTime<Utc>) -> Result<Vec<DueItem>> {
        let until = within.and_then(|within| now.checked_add_signed(within)).unwrap_or(DateTime::<Utc>::MAX_UTC);
        let window = Window { now, until, tenants: self.tenants().list()? };
        let mut items = self.first_responses_due(&window)?;
        items.extend(self.contract_ends_due(&window)?);
        items.extend(self.delegation_ends_due(&window)?);
        items.extend(self.role_ends_due(&window)?);
        items.sort_by_key(|item| item.at);
        Ok(items)
    }

    fn first_responses_due(&self, window: &Window) -> Result<Vec<DueItem>> {
        let requests = self.requests().due_before(window.until.min(LATEST))?;
        let items = requests.into_iter().filter_map(|request| {
            let at = request.due_at?;
            Some(DueItem {
                kind: DueKind::FirstResponse,
                at,
                date: None,
                overdue: at <= window.now,
                tenant_name: window.tenant(request.tenant).map(|tenant| tenant.name.clone()),
                severity: Some(request.severity),
                subject: Reference { record: RecordType::Request, id: request.id, name: request.title },
            })
        });
        Ok(items.collect())
    }

    fn contract_ends_due(&self, window: &Window) -> Result<Vec<DueItem>> {
        let contracts = self.contracts().list()?;
        let items = contracts.into_iter().filter_map(|contract| {
            let ends = contract.ends?;
            let tenant = contract.tenant.and_then(|id| window.tenant(id));
            let at = end_of_day(ends, tenant)?;
            (at < window.until).then(|| DueItem {
                kind: DueKind::ContractEnd,
                at,
                date: Some(ends),
                overdue: at <= window.now,
                tenant_name: tenant.map(|tenant| tenant.name.clone()),
                severity: None,
                subject: Reference { record: RecordType::Contract, id: contract.id, name: contract.name },
            })
        });
        Ok(items.collect())
    }
}

/// The time asked about, and whose wall clocks days end on.
pub(crate) struct Window {
    pub(crate) now: DateTime<Utc>,
    pub(crate) until: DateTime<Utc>,
    tenants: Vec<Tenant>,
}

impl Window {
    pub(crate) fn tenant(&self, id: Uuid) -> Option<&Tenant> {
        self.tenants.iter().find(|tenant| tenant.id == id)
    }
}

/// The end of a day on the tenant's wall clock: the first instant of the next; in UTC for what belongs to no tenant.
pub fn end_of_day(day: NaiveDate, tenant: Option<&Tenant>) -> Option<DateTime<Utc>> {
    let zone = tenant.map_or(Tz::UTC, Tenant::local_zone);
    let day_after = day.checked_add_days(Days::new(1))?;
    Some(instant_of(day_after.and_time(NaiveTime::MIN), zone, Repeated::Earlier))
}

/// The last instant the register's columns hold.
const LATEST: DateTime<Utc> = DateTime::<Utc>::MAX_UTC;
