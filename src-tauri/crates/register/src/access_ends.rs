//! When access ends: delegations and roles that let somebody file, and the requests that would lose cover with them.

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, params};
use serde::Serialize;
use support_policy::can_file::carries_filing;
use support_policy::edition::Edition;
use uuid::Uuid;

use crate::cover::Cover;
use crate::delegation::Delegation;
use crate::due::{DueItem, DueKind, Window};
use crate::error::Result;
use crate::field::Micros;
use crate::record::{self, Record, Reference};
use crate::register::Register;
use crate::role_assignment::{RoleAssignment, RoleState};
use crate::tenant::Tenant;
use crate::word::words;

/// A request for a delegation that the client has not approved by then lapses.
const APPROVED_WITHIN: TimeDelta = TimeDelta::days(90);
/// The Global Administrator, with which no delegation extends itself.
pub(crate) const GLOBAL_ADMINISTRATOR: &str = "62e90394-69f5-4237-9190-012177145e10";
/// Requested, and not approved yet.
pub(crate) const REQUESTED: [&str; 2] = ["created", "approvalPending"];
/// What has been over for longer is no news.
const NEWS: TimeDelta = TimeDelta::days(30);

/// Something about access that ends or lapses soon.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct AccessEnd {
    /// What it is.
    pub kind: AccessEndKind,
    /// When (UTC).
    pub at: DateTime<Utc>,
    /// The step of the countdown it has reached: 90, 60, 30, 7 or 1 days, or 0 once it is over.
    pub days: u32,
    /// The delegation or role assignment.
    pub subject: Reference,
    /// The name of the role, for a role; its id where the edition does not know it.
    pub role: Option<String>,
    /// The tenant.
    pub tenant: Reference,
    /// The tenant's open requests that nobody could follow any more: nothing else lets anybody file for them.
    pub requests: Vec<Reference>,
    /// How many more such requests there are than are named.
    pub more: u32,
}

/// What about access ends soon.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct AccessEnds {
    /// How many there are.
    pub total: u32,
    /// The first of them, by time.
    pub items: Vec<AccessEnd>,
}

words! {
    /// What about access ends.
    AccessEndKind {
        /// A delegation that does not extend itself.
        Delegation = "delegation",
        /// A delegation with the Global Administrator among its roles, which cannot extend itself.
        CannotExtend = "cannot-extend",
        /// A request for a delegation that lapses unless the client approves it.
        Request = "request",
        /// An active role.
        Role = "role",
        /// The eligibility for a role.
        Eligibility = "eligibility",
    }
}

/// The countdown, in days.
const STEPS: [i64; 5] = [1, 7, 30, 60, 90];
/// Open requests that are named with an end.
const NAMED: usize = 5;
/// Ends that are shown at once.
const SHOWN: usize = 50;

impl Register {
    pub(crate) fn delegation_ends_due(&self, window: &Window) -> Result<Vec<DueItem>> {
        self.read(|connection| {
            first_ending(connection, window, NOT_EXTENDED, |delegation: Delegation| {
                let at = delegation.ends_at.filter(|_| delegation.lives() && !delegation.extends())?;
                Some(due(DueKind::DelegationEnd, at, window, delegation.tenant, delegation.reference()))
            })
        })
    }

    /// The requests for a delegation that lapse unless the client approves them, and those that lapsed lately.
    pub(crate) fn delegation_approvals_due(&self, window: &Window) -> Result<Vec<DueItem>> {
        self.read(|connection| {
            let since = news_since(window.now);
            let items = requested(connection)?.into_iter().filter_map(|delegation| {
                let at = delegation.lapses_at().filter(|at| *at > since && *at < window.until)?;
                Some(due(DueKind::DelegationApproval, at, window, delegation.tenant, delegation.reference()))
            });
            Ok(items.take(window.most).collect())
        })
    }

    pub(crate) fn role_ends_due(&self, window: &Window) -> Result<Vec<DueItem>> {
        self.read(|connection| {
            first_ending(connection, window, "", |role: RoleAssignment| {
                let at = role.ends_at.filter(|_| role.origin.missing_since.is_none())?;
                Some(due(DueKind::RoleEnd, at, window, role.tenant, role.reference()))
            })
        })
    }

    /// What about access ends within 90 days or ended in the last 30, with the open requests that would lose cover;
    /// the earliest first. Only what lets somebody file by `edition`.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn access_ends(&self, edition: &Edition, now: DateTime<Utc>) -> Result<AccessEnds> {
        let until = now + TimeDelta::days(90) + TimeDelta::days(1);
        self.read(|connection| {
            let mut ends: Vec<Ending> = Vec::new();
            for delegation in ending::<Delegation>(connection, NOT_EXTENDED, now, until)? {
                let carries = delegation.roles.is_empty() || carries(edition, &delegation.roles);
                let Some(at) = delegation.ends_at.filter(|_| delegation.lives() && carries) else { continue };
                let kind = if delegation.is_bound() { AccessEndKind::CannotExtend } else { AccessEndKind::Delegation };
                if !delegation.extends() {
                    ends.push((at, kind, delegation.tenant, delegation.reference(), None));
                }
            }
            for delegation in requested(connection)? {
                let Some(at) = delegation.lapses_at() else { continue };
                ends.push((at, AccessEndKind::Request, delegation.tenant, delegation.reference(), None));
            }
            for role in ending::<RoleAssignment>(connection, "", now, until)? {
                let Some(at) = role.ends_at else { continue };
                if role.origin.missing_since.is_some() || !carries_filing(edition, &role.role) {
                    continue;
                }
                let kind = match role.state {
                    RoleState::Active => AccessEndKind::Role,
                    RoleState::Eligible => AccessEndKind::Eligibility,
                };
                let name = edition.role(&role.role).map_or_else(|_| role.role.clone(), |known| known.name.clone());
                ends.push((at, kind, role.tenant, role.reference(), Some(name)));
            }
            ends.retain(|(at, ..)| step(*at, now).is_some());
            ends.sort_by_key(|(at, ..)| *at);
            let total = u32::try_from(ends.len()).unwrap_or(u32::MAX);
            let mut cover = Cover::new(connection, now);
            let first = ends.into_iter().take(SHOWN).map(|ending| end(self, edition, &mut cover, ending));
            Ok(AccessEnds { total, items: first.collect::<Result<_>>()? })
        })
    }
}

impl Delegation {
    /// Whether it is active as far as its record says; when it ends is another matter.
    fn lives(&self) -> bool {
        self.status.eq_ignore_ascii_case("active") && self.origin.missing_since.is_none()
    }

    fn is_requested(&self) -> bool {
        REQUESTED.iter().any(|status| self.status.eq_ignore_ascii_case(status)) && self.origin.missing_since.is_none()
    }

    /// When a request that nobody approves lapses (UTC).
    pub(crate) fn lapses_at(&self) -> Option<DateTime<Utc>> {
        self.requested_at.filter(|_| self.is_requested())?.checked_add_signed(APPROVED_WITHIN)
    }

    /// Whether its roles forbid it to extend itself.
    fn is_bound(&self) -> bool {
        is_bound(&self.roles)
    }

    /// Whether it extends itself.
    pub fn extends(&self) -> bool {
        extends(self.auto_extend.as_deref(), &self.roles)
    }
}

/// Whether a delegation with these roles extends itself, when it is set to.
pub(crate) fn extends(auto_extend: Option<&str>, roles: &[String]) -> bool {
    auto_extend.is_some() && !is_bound(roles)
}

fn is_bound(roles: &[String]) -> bool {
    roles.iter().any(|role| role == GLOBAL_ADMINISTRATOR)
}

/// Whether one of these roles may file.
pub(crate) fn carries(edition: &Edition, roles: &[impl AsRef<str>]) -> bool {
    roles.iter().any(|role| carries_filing(edition, role.as_ref()))
}

/// The records of a table that end before `until`, and not long before `now`.
fn ending<R: Record>(connection: &Connection, which: &str, now: DateTime<Utc>, until: DateTime<Utc>) -> Result<Vec<R>> {
    let records = connection
        .prepare_cached(&ending_sql::<R>(which))?
        .query_map(params![Micros(until), Micros(news_since(now))], R::read)?
        .collect::<rusqlite::Result<_>>()?;
    Ok(records)
}

/// The first of what falls due of such records: all that is overdue, and no more than the window shows after that.
fn first_ending<R: Record>(
    connection: &Connection,
    window: &Window,
    which: &str,
    item: impl Fn(R) -> Option<DueItem>,
) -> Result<Vec<DueItem>> {
    let mut statement = connection.prepare_cached(&ending_sql::<R>(which))?;
    let mut rows = statement.query(params![Micros(window.until), Micros(news_since(window.now))])?;
    let mut items = Vec::new();
    while let Some(row) = rows.next()? {
        let Some(item) = item(R::read(row)?) else { continue };
        if items.len() >= window.most && !item.overdue {
            break;
        }
        items.push(item);
    }
    Ok(items)
}

/// Those with an index of their own (`due.rs`), which half of all are not in: what extends itself does not end.
const NOT_EXTENDED: &str =
    "AND missing_since IS NULL AND (auto_extend IS NULL OR instr(roles, '62e90394-69f5-4237-9190-012177145e10') > 0)";

fn ending_sql<R: Record>(which: &str) -> String {
    format!(
        "SELECT {} FROM {} WHERE ends_at < ?1 AND ends_at > ?2 AND removed_at IS NULL {which} ORDER BY ends_at, id",
        R::COLUMNS,
        R::TYPE.table()
    )
}

fn news_since(now: DateTime<Utc>) -> DateTime<Utc> {
    now.checked_sub_signed(NEWS).unwrap_or(now)
}

/// The delegations that were requested and not approved.
fn requested(connection: &Connection) -> Result<Vec<Delegation>> {
    let sql = format!(
        "SELECT {} FROM delegation WHERE removed_at IS NULL AND ends_at IS NULL AND requested_at IS NOT NULL
         AND lower(status) IN ('created', 'approvalpending') ORDER BY requested_at, id",
        Delegation::COLUMNS
    );
    let found = connection.prepare_cached(&sql)?.query_map([], Delegation::read)?.collect::<rusqlite::Result<_>>()?;
    Ok(found)
}

/// The step of the countdown that an end has reached; `None`: it is far off, or long past.
fn step(at: DateTime<Utc>, now: DateTime<Utc>) -> Option<u32> {
    let left = at - now;
    if left <= TimeDelta::zero() {
        return (left > -NEWS).then_some(0);
    }
    let step = STEPS.into_iter().find(|step| left <= TimeDelta::days(*step))?;
    u32::try_from(step).ok()
}

/// When what ends, in which tenant; and the role, for a role.
type Ending = (DateTime<Utc>, AccessEndKind, Uuid, Reference, Option<String>);

/// An end with the requests that lose cover. A request for a delegation that lapses never gave any.
fn end(editions: &Register, edition: &Edition, cover: &mut Cover<'_>, ending: Ending) -> Result<AccessEnd> {
    let (at, kind, tenant, subject, role) = ending;
    let days = step(at, cover.now).unwrap_or(0);
    let tenant = record::get::<Tenant>(cover.connection, tenant)?;
    let lost = match editions.edition_for(&tenant, None, edition) {
        Ok(edition) if kind != AccessEndKind::Request => {
            cover.lost(&edition, &tenant, at, kind == AccessEndKind::Eligibility)?
        }
        _ => Vec::new(),
    };
    let more = u32::try_from(lost.len().saturating_sub(NAMED)).unwrap_or(u32::MAX);
    let requests = lost.into_iter().take(NAMED).collect();
    Ok(AccessEnd { kind, at, days, subject, role, tenant: tenant.reference(), requests, more })
}

fn due(kind: DueKind, at: DateTime<Utc>, window: &Window, tenant: Uuid, subject: Reference) -> DueItem {
    DueItem {
        kind,
        at,
        date: None,
        overdue: at <= window.now,
        tenant_name: window.name(tenant),
        severity: None,
        amount: None,
        link: None,
        subject,
    }
}
