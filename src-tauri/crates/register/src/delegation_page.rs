//! The list of delegations, each with who uses it and what is wrong with it.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};
use support_policy::edition::Edition;
use uuid::Uuid;

use crate::access_ends::{GLOBAL_ADMINISTRATOR, REQUESTED, carries};
use crate::delegation::Delegation;
use crate::error::Result;
use crate::field::{self, Micros};
use crate::record::{self, Record};
use crate::register::Register;
use crate::word::words;

/// No screen shows more at once.
const MOST: u32 = 200;

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

impl Register {
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
        self.read_together(|connection| {
            let (limit, offset) = (query.limit.min(MOST), query.offset);
            let (total, rows) = if query.warned {
                let warned = warned(connection, edition, query, now)?;
                let rows = warned.iter().skip(offset as usize).take(limit as usize).copied().collect();
                (u32::try_from(warned.len()).unwrap_or(u32::MAX), rows)
            } else {
                part(connection, query, limit, offset)?
            };
            let items = rows.into_iter().map(|row| view(connection, edition, row, now));
            Ok(DelegationPage { total, items: items.collect::<Result<_>>()? })
        })
    }
}

/// What a query narrows the list to, and in which order; its values are those of [`narrowing`].
fn listed(query: &DelegationQuery) -> (String, &'static str) {
    // Without letters to look for, the tenants need not be read.
    let letters = if query.text.trim().is_empty() {
        "FROM delegation WHERE ?2 IS NOT NULL"
    } else {
        "FROM delegation JOIN tenant ON tenant.id = delegation.tenant
         WHERE (delegation.folded LIKE ?2 ESCAPE '\\' OR tenant.folded LIKE ?2 ESCAPE '\\')"
    };
    let narrowed = format!("{letters} AND delegation.removed_at IS NULL AND (?1 IS NULL OR delegation.tenant = ?1)");
    (narrowed, "delegation.ends_at IS NULL, delegation.ends_at, delegation.folded, delegation.id")
}

fn narrowing(query: &DelegationQuery) -> (Option<String>, String) {
    (query.tenant.map(|id| id.to_string()), record::pattern(&query.text))
}

/// How many a query finds, and the rows of a part of them.
fn part(connection: &Connection, query: &DelegationQuery, limit: u32, offset: u32) -> Result<(u32, Vec<i64>)> {
    let ((from, order), (tenant, like)) = (listed(query), narrowing(query));
    let sql = format!("SELECT count(*) {from}");
    let total = connection.prepare_cached(&sql)?.query_row(params![tenant, like], |row| row.get(0))?;
    let sql = format!("SELECT delegation.rowid {from} ORDER BY {order} LIMIT ?3 OFFSET ?4");
    let rows = connection
        .prepare_cached(&sql)?
        .query_map(params![tenant, like, limit, offset], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    Ok((total, rows))
}

/// The rows of those with a warning: each has to be looked at.
fn warned(connection: &Connection, edition: &Edition, query: &DelegationQuery, now: DateTime<Utc>) -> Result<Vec<i64>> {
    let carrying = carrying(connection, edition)?;
    let ((from, order), (tenant, like)) = (listed(query), narrowing(query));
    let sql = format!(
        "SELECT delegation.rowid, delegation.id, status, roles, ends_at, auto_extend IS NOT NULL,
         delegation.missing_since IS NOT NULL {from} ORDER BY {order}"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params![tenant, like])?;
    let mut sets: HashMap<String, bool> = HashMap::new();
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let (status, set): (String, String) = (row.get(2)?, row.get(3)?);
        let roles: Vec<&str> = set.split(' ').filter(|role| !role.is_empty()).collect();
        let carries = *sets.entry(set.clone()).or_insert_with(|| carries(edition, &roles));
        let facts = Facts {
            status: &status,
            roles,
            ends_at: row.get::<_, Option<Micros>>(4)?.map(|at| at.0),
            auto_extend: row.get(5)?,
            missing: row.get(6)?,
        };
        if !facts.warnings(|| carries, carrying.contains(&field::parsed(row, 1)?), now).is_empty() {
            found.push(row.get(0)?);
        }
    }
    Ok(found)
}

fn view(connection: &Connection, edition: &Edition, row: i64, now: DateTime<Utc>) -> Result<DelegationView> {
    let sql = format!(
        "SELECT {}, (SELECT name FROM tenant WHERE tenant.id = delegation.tenant) AS tenant_name
         FROM delegation WHERE rowid = ?1",
        Delegation::COLUMNS
    );
    let (delegation, tenant_name) = connection
        .prepare_cached(&sql)?
        .query_row([row], |row| Ok((Delegation::read(row)?, row.get("tenant_name")?)))?;
    let groups = groups_of(connection, delegation.id)?;
    let carried =
        groups.iter().any(|group| group.status.eq_ignore_ascii_case("active") && carries(edition, &group.roles));
    let warnings = Facts::of(&delegation).warnings(|| carries(edition, &delegation.roles), carried, now);
    let (auto_extends, lapses_at) = (delegation.extends(), delegation.lapses_at());
    Ok(DelegationView { delegation, tenant_name, auto_extends, lapses_at, groups, warnings })
}

/// What the warnings of a delegation rest on.
struct Facts<'a> {
    status: &'a str,
    roles: Vec<&'a str>,
    ends_at: Option<DateTime<Utc>>,
    /// Whether it was asked to extend itself.
    auto_extend: bool,
    /// Whether the newest export does not contain it.
    missing: bool,
}

impl<'a> Facts<'a> {
    fn of(delegation: &'a Delegation) -> Self {
        Self {
            status: &delegation.status,
            roles: delegation.roles.iter().map(String::as_str).collect(),
            ends_at: delegation.ends_at,
            auto_extend: delegation.auto_extend.is_some(),
            missing: delegation.origin.missing_since.is_some(),
        }
    }

    /// What is wrong; `carries` says whether a role of it may file, `carried` whether a group uses one that may.
    fn warnings(&self, carries: impl FnOnce() -> bool, carried: bool, now: DateTime<Utc>) -> Vec<DelegationWarning> {
        let is = |status: &&str| self.status.eq_ignore_ascii_case(status);
        let over = self.ends_at.is_some_and(|ends| ends <= now);
        let soon = self.ends_at.is_some_and(|ends| ends <= now + TimeDelta::days(90));
        let requested = REQUESTED.iter().any(is) && !self.missing;
        let (lives, bound) = (is(&"active"), self.roles.contains(&GLOBAL_ADMINISTRATOR));
        let mut warnings = Vec::new();
        if over || !(lives || requested || BEGINNING.iter().any(is)) {
            warnings.push(DelegationWarning::Ended);
        } else if soon && (bound || !self.auto_extend) {
            warnings.push(DelegationWarning::Ends);
        }
        if !over && lives {
            if !self.roles.is_empty() && !carries() {
                warnings.push(DelegationWarning::LacksRole);
            } else if !carried {
                warnings.push(DelegationWarning::NobodyAssigned);
            }
        }
        if requested {
            warnings.push(DelegationWarning::NotApproved);
        }
        if !over && bound {
            warnings.push(DelegationWarning::CannotExtend);
        }
        if self.missing {
            warnings.push(DelegationWarning::Missing);
        }
        warnings
    }
}

/// Approved, but not yet active.
const BEGINNING: [&str; 2] = ["approved", "activating"];

/// All delegations of which a group uses a role that may file. The same few sets of roles come again and again, so the
/// index is asked for each set that does.
fn carrying(connection: &Connection, edition: &Edition) -> Result<HashSet<Uuid>> {
    let sets: Vec<String> = connection
        .prepare_cached(
            "WITH RECURSIVE sets (roles) AS (
                 SELECT min(roles) FROM access_assignment INDEXED BY access_assignment_by_roles
                 WHERE removed_at IS NULL
                 UNION ALL
                 SELECT (SELECT min(a.roles) FROM access_assignment a INDEXED BY access_assignment_by_roles
                         WHERE a.roles > sets.roles AND a.removed_at IS NULL)
                 FROM sets WHERE sets.roles IS NOT NULL)
             SELECT roles FROM sets WHERE roles IS NOT NULL",
        )?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let mut found = HashSet::new();
    let mut statement = connection.prepare_cached(
        "SELECT delegation FROM access_assignment INDEXED BY access_assignment_by_roles
         WHERE roles = ?1 AND removed_at IS NULL AND missing_since IS NULL AND lower(status) = 'active'
         AND security_group NOT IN (SELECT id FROM security_group WHERE removed_at IS NOT NULL)",
    )?;
    for set in sets {
        let roles: Vec<String> = set.split(' ').map(str::to_owned).collect();
        if carries(edition, &roles) {
            let mut rows = statement.query([set])?;
            while let Some(row) = rows.next()? {
                found.insert(field::parsed(row, 0)?);
            }
        }
    }
    Ok(found)
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
