//! What falls due, from every table that knows of something: one list, by time.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use support_policy::Text;
use support_policy::local_time::{Repeated, instant_of};
use support_policy::money::Money;
use uuid::Uuid;

use crate::error::Result;
use crate::field::{parsed, parsed_optional};
use crate::places::{Places, places};
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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
    /// Microsoft promised to get in touch about a request.
    NextContact,
    /// The time box of a request is used up (S26, S28).
    TimeBoxEnd,
    /// A request for a delegation lapses unless the client approves it.
    DelegationApproval,
}

/// What falls due first: as much as a screen shows of any number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FirstDue {
    /// What falls due, the earliest first.
    pub items: Vec<DueItem>,
    /// Whether more contracts, plans and links fall due, later than those in `items`.
    pub more: bool,
    /// How many of all that falls due are overdue, first responses left out.
    pub overdue: u32,
}

impl Register {
    /// What is overdue, and what falls due within `within` of `now`; the earliest first.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn due(&self, within: Option<TimeDelta>, now: DateTime<Utc>) -> Result<Vec<DueItem>> {
        Ok(self.first_due(within, usize::MAX, now)?.items)
    }

    /// As [`Register::due`], with no more than the first `most` of each table.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn first_due(&self, within: Option<TimeDelta>, most: usize, now: DateTime<Utc>) -> Result<FirstDue> {
        let until = within.and_then(|within| now.checked_add_signed(within)).unwrap_or(DateTime::<Utc>::MAX_UTC);
        let window = Window { now, until, most, places: self.read(places)? };
        let mut items = self.first_responses_due(&window)?;
        let desk = [self.next_contacts_due(&window)?, self.time_boxes_due(&window)?].concat();
        let (contracts, plans, links) =
            (self.contract_ends_due(&window)?, self.plans_due(&window)?, self.links_due(&window)?);
        let access =
            [self.delegation_ends_due(&window)?, self.delegation_approvals_due(&window)?, self.role_ends_due(&window)?]
                .concat();
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let more = contracts.more || plans.more || links.more;
        let ended = access.iter().chain(&desk).filter(|item| item.overdue).count();
        let overdue = number(contracts.overdue + plans.overdue + links.overdue + ended);
        for part in [contracts.items, desk, access, plans.items, links.items] {
            items.extend(part);
        }
        items.sort_by_key(|item| item.at);
        Ok(FirstDue { items, more, overdue })
    }

    fn first_responses_due(&self, window: &Window) -> Result<Vec<DueItem>> {
        let waiting = self.requests().waiting_before(window.until.min(LATEST), window.most)?;
        let items = waiting.into_iter().map(|request| DueItem {
            kind: DueKind::FirstResponse,
            at: request.due_at,
            date: None,
            overdue: request.due_at <= window.now,
            tenant_name: window.name(request.tenant),
            severity: Some(request.severity),
            amount: None,
            link: None,
            subject: Reference { record: RecordType::Request, id: request.id, name: request.title },
        });
        Ok(items.collect())
    }

    fn contract_ends_due(&self, window: &Window) -> Result<Part> {
        let ends = self.read(contract_ends)?;
        let ends = ends.into_iter().filter_map(|Ending { id, name, tenant, ends }| {
            let place = tenant.and_then(|id| window.places.get(&id));
            let at = end_of_day_in(ends, place.map_or(Tz::UTC, |place| place.zone))?;
            Some((at, at <= window.now, (Reference { record: RecordType::Contract, id, name }, place, ends)))
        });
        Ok(window.part(ends.collect(), |(subject, place, ends), at, overdue| DueItem {
            kind: DueKind::ContractEnd,
            at,
            date: Some(ends),
            overdue,
            tenant_name: place.map(|place| place.name.clone()),
            severity: None,
            amount: None,
            link: None,
            subject,
        }))
    }
}

/// A contract that ends.
struct Ending {
    id: Uuid,
    name: String,
    tenant: Option<Uuid>,
    /// Its last day.
    ends: NaiveDate,
}

/// The contracts that end, by name.
fn contract_ends(connection: &Connection) -> Result<Vec<Ending>> {
    let ends = connection
        .prepare_cached(
            "SELECT id, name, tenant, ends FROM contract WHERE ends IS NOT NULL AND removed_at IS NULL
             ORDER BY folded, id",
        )?
        .query_map([], |row| {
            let (id, name) = (parsed(row, 0)?, row.get(1)?);
            Ok(Ending { id, name, tenant: parsed_optional(row, 2)?, ends: parsed(row, 3)? })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(ends)
}

/// So that what falls due first is found without looking at what falls due in a year.
pub(crate) const SCHEMA: &str = "
CREATE INDEX plan_purchase_by_day ON plan_purchase (substr(purchased, 9, 2)) WHERE removed_at IS NULL;
CREATE INDEX delegation_ends ON delegation (ends_at, id)
    WHERE ends_at IS NOT NULL AND removed_at IS NULL AND missing_since IS NULL
    AND (auto_extend IS NULL OR instr(roles, '62e90394-69f5-4237-9190-012177145e10') > 0);
DROP INDEX delegation_by_end;
CREATE INDEX delegation_requested ON delegation (requested_at, id)
    WHERE requested_at IS NOT NULL AND ends_at IS NULL AND removed_at IS NULL;
CREATE INDEX tenant_by_region ON tenant (region, country) WHERE removed_at IS NULL;
CREATE INDEX tenant_place ON tenant (id, name, zone, country);
";

/// The time asked about, how much of it, and whose wall clocks days end on.
pub(crate) struct Window {
    pub(crate) now: DateTime<Utc>,
    pub(crate) until: DateTime<Utc>,
    /// No more than this of each table.
    pub(crate) most: usize,
    pub(crate) places: Places,
}

/// What falls due of a table.
pub(crate) struct Part {
    items: Vec<DueItem>,
    /// Whether there is more of it, later than `items`.
    more: bool,
    overdue: usize,
}

impl Window {
    /// Whether there is no end to the time asked about.
    pub(crate) fn is_open(&self) -> bool {
        self.until == DateTime::<Utc>::MAX_UTC
    }

    /// A tenant's name.
    pub(crate) fn name(&self, tenant: Uuid) -> Option<String> {
        self.places.get(&tenant).map(|place| place.name.clone())
    }

    /// The first of what falls due, each with when and whether it is overdue; only those become items.
    pub(crate) fn part<T>(
        &self,
        mut all: Vec<(DateTime<Utc>, bool, T)>,
        item: impl Fn(T, DateTime<Utc>, bool) -> DueItem,
    ) -> Part {
        all.retain(|(at, ..)| *at < self.until);
        all.sort_by_key(|(at, ..)| *at);
        let more = all.len() > self.most;
        let overdue = all.iter().filter(|(_, overdue, _)| *overdue).count();
        let first = all.into_iter().take(self.most);
        Part { items: first.map(|(at, overdue, what)| item(what, at, overdue)).collect(), more, overdue }
    }
}

/// The end of a day on the tenant's wall clock: the first instant of the next; in UTC for what belongs to no tenant.
pub fn end_of_day(day: NaiveDate, tenant: Option<&Tenant>) -> Option<DateTime<Utc>> {
    end_of_day_in(day, tenant.map_or(Tz::UTC, Tenant::local_zone))
}

fn end_of_day_in(day: NaiveDate, zone: Tz) -> Option<DateTime<Utc>> {
    let day_after = day.checked_add_days(Days::new(1))?;
    Some(instant_of(day_after.and_time(NaiveTime::MIN), zone, Repeated::Earlier))
}

/// The last instant the register's columns hold.
const LATEST: DateTime<Utc> = DateTime::<Utc>::MAX_UTC;
