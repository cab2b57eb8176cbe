//! When access ends: delegations and roles that let somebody file, and the requests that would lose cover with them.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};
use support_policy::can_file::carries_filing;
use support_policy::edition::Edition;
use uuid::Uuid;

use crate::delegation::Delegation;
use crate::due::{DueItem, DueKind, Window};
use crate::error::Result;
use crate::field::{self, Micros};
use crate::record::{self, Record, RecordType, Reference};
use crate::register::Register;
use crate::role_assignment::{RoleAssignment, RoleState};
use crate::tenant::Tenant;
use crate::word::words;

/// A request for a delegation that the client has not approved by then lapses.
const APPROVED_WITHIN: TimeDelta = TimeDelta::days(90);
/// The Global Administrator, with which no delegation extends itself.
const NEVER_EXTENDS: &str = "62e90394-69f5-4237-9190-012177145e10";
/// What has been over for longer is no news.
const NEWS: TimeDelta = TimeDelta::days(30);

words! {
    /// What is wrong with a delegation, or soon will be.
    DelegationWarning {
        /// It is over, or being taken down.
        Ended = "ended",
        /// It ends within 90 days and does not extend itself.
        Ends = "ends",
        /// No role of it may file.
        LacksRole = "lacks-role",
        /// No group uses a role of it that may file.
        NobodyAssigned = "nobody-assigned",
        /// The client has not approved it, and the request lapses after 90 days.
        NotApproved = "not-approved",
        /// With the Global Administrator among its roles it cannot extend itself.
        CannotExtend = "cannot-extend",
        /// The newest export does not contain it.
        Missing = "missing",
    }
}

/// A delegation with what the administrator should know of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct DelegationView {
    /// The delegation.
    #[serde(flatten)]
    pub delegation: Delegation,
    /// The tenant's name.
    pub tenant_name: String,
    /// Whether it extends itself.
    pub auto_extends: bool,
    /// When a request that nobody approved lapses (UTC).
    pub lapses_at: Option<DateTime<Utc>>,
    /// The groups that use it, with the roles they use.
    pub groups: Vec<DelegationGroup>,
    /// What is wrong with it.
    pub warnings: Vec<DelegationWarning>,
}

/// A group that uses a delegation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct DelegationGroup {
    /// The group's id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// The roles it uses.
    pub roles: Vec<String>,
    /// The assignment's status.
    pub status: String,
    /// How many of its members are known.
    pub members: u32,
}

/// Which delegations are wanted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct DelegationQuery {
    /// Letters of the delegation's or the tenant's name; blank: all.
    pub text: String,
    /// Of one tenant only.
    pub tenant: Option<Uuid>,
    /// Whether only those with a warning are wanted.
    pub warned: bool,
    /// The first, counted from 0.
    pub offset: u32,
    /// How many, at most 200.
    pub limit: u32,
}

/// A part of the list of delegations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct DelegationPage {
    /// How many there are with this filter.
    pub total: u32,
    /// The part asked for, the earliest end first.
    pub items: Vec<DelegationView>,
}

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
    /// The role, for a role.
    pub role: Option<String>,
    /// The tenant.
    pub tenant: Reference,
    /// The tenant's open requests: nobody could follow them through this any more.
    pub requests: Vec<Reference>,
    /// How many more open requests there are than are named.
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
const MOST: u32 = 200;
/// Ends that are shown at once.
const SHOWN: usize = 50;

impl Register {
    pub(crate) fn delegation_ends_due(&self, window: &Window) -> Result<Vec<DueItem>> {
        let delegations = self.read(|connection| ending::<Delegation>(connection, window.now, window.until))?;
        let items = delegations
            .into_iter()
            .filter(|delegation| delegation.lives() && !delegation.extends())
            .filter_map(|delegation| {
                let at = delegation.ends_at?;
                let tenant = delegation.tenant;
                Some(due(DueKind::DelegationEnd, at, window, tenant, delegation.reference()))
            });
        Ok(items.collect())
    }

    pub(crate) fn role_ends_due(&self, window: &Window) -> Result<Vec<DueItem>> {
        let roles = self.read(|connection| ending::<RoleAssignment>(connection, window.now, window.until))?;
        let items = roles
            .into_iter()
            .filter(|role| role.origin.missing_since.is_none())
            .filter_map(|role| Some(due(DueKind::RoleEnd, role.ends_at?, window, role.tenant, role.reference())));
        Ok(items.collect())
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
            for delegation in ending::<Delegation>(connection, now, until)? {
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
            for role in ending::<RoleAssignment>(connection, now, until)? {
                let Some(at) = role.ends_at else { continue };
                if role.origin.missing_since.is_some() || !carries_filing(edition, &role.role) {
                    continue;
                }
                let kind = match role.state {
                    RoleState::Active => AccessEndKind::Role,
                    RoleState::Eligible => AccessEndKind::Eligibility,
                };
                ends.push((at, kind, role.tenant, role.reference(), Some(role.role.clone())));
            }
            ends.retain(|(at, ..)| step(*at, now).is_some());
            ends.sort_by_key(|(at, ..)| *at);
            let total = u32::try_from(ends.len()).unwrap_or(u32::MAX);
            let first = ends.into_iter().take(SHOWN).map(|ending| end(connection, ending, now));
            Ok(AccessEnds { total, items: first.collect::<Result<_>>()? })
        })
    }

    /// A part of the list of delegations, each with its groups and what is wrong with it at `now`.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn delegation_page(
        &self,
        edition: &Edition,
        query: &DelegationQuery,
        now: DateTime<Utc>,
    ) -> Result<DelegationPage> {
        self.read(|connection| {
            let like = record::pattern(&query.text);
            let tenant = query.tenant.map(|id| id.to_string());
            let from = "FROM delegation JOIN tenant ON tenant.id = delegation.tenant
                WHERE delegation.removed_at IS NULL AND (?1 IS NULL OR delegation.tenant = ?1)
                AND (delegation.folded LIKE ?2 ESCAPE '\\' OR tenant.folded LIKE ?2 ESCAPE '\\')";
            let (limit, offset) = (query.limit.min(MOST), query.offset);
            let carrying = if query.warned { carrying(connection, edition)? } else { HashSet::new() };
            let columns: Vec<String> =
                Delegation::COLUMNS.split(',').map(|column| format!("delegation.{}", column.trim())).collect();
            let sql = format!(
                "SELECT {}, tenant.name AS tenant_name {from}
                 ORDER BY delegation.ends_at IS NULL, delegation.ends_at, delegation.folded, delegation.id
                 LIMIT ?3 OFFSET ?4",
                columns.join(", ")
            );
            let mut statement = connection.prepare_cached(&sql)?;
            // Which have a warning is known only once each was looked at.
            let part = if query.warned { (u32::MAX, 0) } else { (limit, offset) };
            let named: Vec<(Delegation, String)> = statement
                .query_map(params![tenant, like, part.0, part.1], |row| {
                    Ok((Delegation::read(row)?, row.get("tenant_name")?))
                })?
                .collect::<rusqlite::Result<_>>()?;
            let (total, page): (u32, Vec<(Delegation, String)>) = if query.warned {
                let warned = |(delegation, _): &(Delegation, String)| {
                    !warnings(edition, delegation, carrying.contains(&delegation.id), now).is_empty()
                };
                let warned: Vec<_> = named.into_iter().filter(warned).collect();
                let total = u32::try_from(warned.len()).unwrap_or(u32::MAX);
                (total, warned.into_iter().skip(offset as usize).take(limit as usize).collect())
            } else {
                let sql = format!("SELECT count(*) {from}");
                (connection.prepare_cached(&sql)?.query_row(params![tenant, like], |row| row.get(0))?, named)
            };
            let items = page.into_iter().map(|(delegation, tenant)| view(connection, edition, delegation, tenant, now));
            Ok(DelegationPage { total, items: items.collect::<Result<_>>()? })
        })
    }
}

impl Delegation {
    /// Whether it is active as far as its record says; when it ends is another matter.
    fn lives(&self) -> bool {
        self.status.eq_ignore_ascii_case("active") && self.origin.missing_since.is_none()
    }

    fn is_requested(&self) -> bool {
        ["created", "approvalPending"].into_iter().any(|status| self.status.eq_ignore_ascii_case(status))
            && self.origin.missing_since.is_none()
    }

    /// When a request that nobody approves lapses (UTC).
    fn lapses_at(&self) -> Option<DateTime<Utc>> {
        self.requested_at.filter(|_| self.is_requested())?.checked_add_signed(APPROVED_WITHIN)
    }

    /// Whether its roles forbid it to extend itself.
    fn is_bound(&self) -> bool {
        self.roles.iter().any(|role| role == NEVER_EXTENDS)
    }

    /// Whether it extends itself.
    pub fn extends(&self) -> bool {
        self.auto_extend.is_some() && !self.is_bound()
    }
}

fn view(
    connection: &Connection,
    edition: &Edition,
    delegation: Delegation,
    tenant_name: String,
    now: DateTime<Utc>,
) -> Result<DelegationView> {
    let groups = groups_of(connection, delegation.id)?;
    let carried =
        groups.iter().any(|group| group.status.eq_ignore_ascii_case("active") && carries(edition, &group.roles));
    let warnings = warnings(edition, &delegation, carried, now);
    let (auto_extends, lapses_at) = (delegation.extends(), delegation.lapses_at());
    Ok(DelegationView { delegation, tenant_name, auto_extends, lapses_at, groups, warnings })
}

/// What is wrong with a delegation; `carried` says whether a group uses a role of it that may file.
fn warnings(edition: &Edition, delegation: &Delegation, carried: bool, now: DateTime<Utc>) -> Vec<DelegationWarning> {
    let mut warnings = Vec::new();
    let over = delegation.ends_at.is_some_and(|ends| ends <= now);
    let soon = delegation.ends_at.is_some_and(|ends| ends <= now + TimeDelta::days(90));
    let lives = delegation.status.eq_ignore_ascii_case("active");
    if over || !(lives || delegation.is_requested() || is_beginning(&delegation.status)) {
        warnings.push(DelegationWarning::Ended);
    } else if soon && !delegation.extends() {
        warnings.push(DelegationWarning::Ends);
    }
    if !over && lives {
        if !delegation.roles.is_empty() && !carries(edition, &delegation.roles) {
            warnings.push(DelegationWarning::LacksRole);
        } else if !carried {
            warnings.push(DelegationWarning::NobodyAssigned);
        }
    }
    if delegation.is_requested() {
        warnings.push(DelegationWarning::NotApproved);
    }
    if !over && delegation.is_bound() {
        warnings.push(DelegationWarning::CannotExtend);
    }
    if delegation.origin.missing_since.is_some() {
        warnings.push(DelegationWarning::Missing);
    }
    warnings
}

fn carries(edition: &Edition, roles: &[String]) -> bool {
    roles.iter().any(|role| carries_filing(edition, role))
}

/// All delegations of which a group uses a role that may file. The same few sets of roles come again and again.
fn carrying(connection: &Connection, edition: &Edition) -> Result<HashSet<Uuid>> {
    let mut sets: HashMap<String, bool> = HashMap::new();
    let mut found = HashSet::new();
    let mut statement = connection.prepare_cached(
        "SELECT a.delegation, a.roles FROM access_assignment a
         JOIN security_group g ON g.id = a.security_group AND g.removed_at IS NULL
         WHERE a.removed_at IS NULL AND a.missing_since IS NULL AND lower(a.status) = 'active'",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let set: String = row.get("roles")?;
        let carries = sets.get(&set).copied().unwrap_or_else(|| {
            let roles: Vec<String> = set.split(' ').map(str::to_owned).collect();
            carries(edition, &roles)
        });
        sets.insert(set, carries);
        if carries {
            found.insert(field::id_of(row, "delegation")?);
        }
    }
    Ok(found)
}

/// Approved, but not yet active.
fn is_beginning(status: &str) -> bool {
    ["approved", "activating"].into_iter().any(|word| status.eq_ignore_ascii_case(word))
}

fn groups_of(connection: &Connection, delegation: Uuid) -> Result<Vec<DelegationGroup>> {
    let groups = connection
        .prepare_cached(
            "SELECT g.id, g.name, a.roles, a.status, (SELECT count(*) FROM membership m
                 JOIN person p ON p.id = m.person AND p.removed_at IS NULL
                 WHERE m.security_group = g.id AND m.removed_at IS NULL AND m.missing_since IS NULL) AS members
             FROM access_assignment a JOIN security_group g ON g.id = a.security_group AND g.removed_at IS NULL
             WHERE a.delegation = ?1 AND a.removed_at IS NULL AND a.missing_since IS NULL ORDER BY g.folded, a.id",
        )?
        .query_map([delegation.to_string()], |row| {
            Ok(DelegationGroup {
                id: field::id_of(row, "id")?,
                name: row.get("name")?,
                roles: crate::kept::roles_of(row, "roles")?,
                status: row.get("status")?,
                members: row.get("members")?,
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(groups)
}

/// The records of a table that end before `until`, and not long before `now`.
fn ending<R: Record>(connection: &Connection, now: DateTime<Utc>, until: DateTime<Utc>) -> Result<Vec<R>> {
    let sql = format!(
        "SELECT {} FROM {} WHERE ends_at < ?1 AND ends_at > ?2 AND removed_at IS NULL ORDER BY ends_at, id",
        R::COLUMNS,
        R::TYPE.table()
    );
    let since = now.checked_sub_signed(NEWS).unwrap_or(now);
    let records = connection
        .prepare_cached(&sql)?
        .query_map(params![Micros(until), Micros(since)], R::read)?
        .collect::<rusqlite::Result<_>>()?;
    Ok(records)
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

/// An end with the requests that lose cover.
fn end(connection: &Connection, ending: Ending, now: DateTime<Utc>) -> Result<AccessEnd> {
    let (at, kind, tenant, subject, role) = ending;
    let days = step(at, now).unwrap_or(0);
    let tenant = record::get::<Tenant>(connection, tenant)?.reference();
    let open = connection
        .prepare_cached(
            "SELECT id, title FROM request WHERE tenant = ?1 AND closed_at IS NULL AND removed_at IS NULL
             ORDER BY filed_at DESC, id",
        )?
        .query_map([tenant.id.to_string()], |row| {
            Ok(Reference { record: RecordType::Request, id: field::id_of(row, "id")?, name: row.get("title")? })
        })?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    let more = u32::try_from(open.len().saturating_sub(NAMED)).unwrap_or(u32::MAX);
    let requests = open.into_iter().take(NAMED).collect();
    Ok(AccessEnd { kind, at, days, subject, role, tenant, requests, more })
}

fn due(kind: DueKind, at: DateTime<Utc>, window: &Window, tenant: Uuid, subject: Reference) -> DueItem {
    DueItem {
        kind,
        at,
        date: None,
        overdue: at <= window.now,
        tenant_name: window.tenant(tenant).map(|tenant| tenant.name.clone()),
        severity: None,
        amount: None,
        link: None,
        subject,
    }
}
