//! What falls due, from every table that knows of something: one list, by time.

use std::collections::HashMap;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::Serialize;
use support_policy::Text;
use support_policy::local_time::{Repeated, instant_of};
use support_policy::money::Money;
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
    /// When. For a contract: the end of its last day on the tenant's wall clock, in UTC for one of all tenants; for a
    /// charge, a renewal or a link: the start of the day; for a link that is missing: since when.
    pub at: DateTime<Utc>,
    /// The last day of a contract or plan, or the day of a charge, a renewal or a link to be renewed.
    pub date: Option<NaiveDate>,
    /// Whether that has passed.
    pub overdue: bool,
    /// The record it is about.
    pub subject: Reference,
    /// The tenant's name.
    pub tenant_name: Option<String>,
    /// The severity of a request.
    pub severity: Option<String>,
    /// What is charged.
    pub amount: Option<Money>,
    /// The link that is missing or to be renewed.
    pub link: Option<LinkDue>,
}

/// A link that is missing or to be renewed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct LinkDue {
    /// The channel's id.
    pub channel: String,
    /// The sign-in, of one to be renewed.
    pub sign_in: Option<String>,
    /// How to link there (S37); empty where that is not published.
    pub steps: Vec<Text>,
}

/// What can fall due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum DueKind {
    /// Microsoft's first response to a request.
    FirstResponse,
    /// The last day of a contract, or of a plan that was cancelled.
    ContractEnd,
    /// The end of a delegation.
    DelegationEnd,
    /// The end of a role, or of the eligibility for one.
    RoleEnd,
    /// A charge of a plan.
    Charge,
    /// A plan renews by itself.
    Renewal,
    /// A contract is not linked where it will be needed.
    LinkMissing,
    /// A link is to be renewed.
    LinkRenewal,
}

impl Register {
    /// What is overdue, and what falls due within `within` of `now`; the earliest first.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn due(&self, within: Option<TimeDelta>, now: DateTime<Utc>) -> Result<Vec<DueItem>> {
        let until = within.and_then(|within| now.checked_add_signed(within)).unwrap_or(DateTime::<Utc>::MAX_UTC);
        let tenants = self.tenants().list()?.into_iter().map(|tenant| (tenant.id, tenant)).collect();
        let window = Window { now, until, tenants };
        let mut items = self.first_responses_due(&window)?;
        items.extend(self.contract_ends_due(&window)?);
        items.extend(self.delegation_ends_due(&window)?);
        items.extend(self.role_ends_due(&window)?);
        items.extend(self.plans_due(&window)?);
        items.extend(self.links_due(&window)?);
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
                amount: None,
                link: None,
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
                amount: None,
                link: None,
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
    tenants: HashMap<Uuid, Tenant>,
}

impl Window {
    /// Whether there is no end to the time asked about.
    pub(crate) fn is_open(&self) -> bool {
        self.until == DateTime::<Utc>::MAX_UTC
    }

    pub(crate) fn tenant(&self, id: Uuid) -> Option<&Tenant> {
        self.tenants.get(&id)
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
