//! What the register knows about who may file: the facts for the policy's ruling, for a few tenants and people at once.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Row, params};
use support_policy::can_file::{Account, Agreement, FilingFacts, HeldAccess, HeldDelegation, HeldRole};
use uuid::Uuid;

use crate::access_ends::extends;
use crate::error::Result;
use crate::field::{self, optional_instant_of, parse_of};
use crate::kept::roles_of;
use crate::person::{Person, UserType};
use crate::role_assignment::{RoleState, WHOLE_TENANT};
use crate::tenant::{Tenant, TenantKind};

/// The facts of some tenants.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    tenants: HashMap<Uuid, OfTenant>,
    /// In which groups each person is.
    groups: HashMap<Uuid, Groups>,
    /// Who is in each group.
    members: HashMap<Uuid, Vec<Member>>,
}

/// A person in a group, and the first instant that is no longer so.
type Member = (Uuid, Option<DateTime<Utc>>);

/// The groups a person is in, each with the first instant that is no longer so.
type Groups = HashMap<Uuid, Option<DateTime<Utc>>>;

/// The facts of one tenant, whoever asks.
#[derive(Debug, Default)]
struct OfTenant {
    roles: Vec<(Holder, HeldRole)>,
    delegations: Vec<HeldDelegation>,
    /// The groups of each delegation, in the order of its assignments.
    groups: Vec<Vec<Uuid>>,
    agreement: Agreement,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holder {
    Person(Uuid),
    Group(Uuid),
}

/// Of whom the memberships are read.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Whom {
    /// One person.
    This(Uuid),
    /// Everybody.
    Everybody,
}

impl Facts {
    /// Reads the facts of some tenants, and the groups of some people.
    pub(crate) fn read(connection: &Connection, tenants: &[Uuid], people: Whom) -> Result<Self> {
        let mut facts = Self::default();
        let these = ids(tenants);
        for tenant in tenants {
            facts.tenants.insert(*tenant, OfTenant::default());
        }
        facts.read_roles(connection, &these)?;
        facts.read_delegations(connection, &these)?;
        facts.read_agreements(connection, &these)?;
        facts.read_groups(connection, people)?;
        Ok(facts)
    }

    fn read_roles(&mut self, connection: &Connection, tenants: &str) -> Result<()> {
        let mut statement = connection.prepare_cached(
            "SELECT a.tenant, a.person, a.security_group, g.name, a.role, a.scope, a.state, a.starts_at, a.ends_at,
             a.missing_since
             FROM role_assignment a LEFT JOIN security_group g ON g.id = a.security_group
             WHERE a.tenant IN (SELECT value FROM json_each(?1)) AND a.removed_at IS NULL ORDER BY a.rowid",
        )?;
        let mut rows = statement.query([tenants])?;
        while let Some(row) = rows.next()? {
            let (person, group): (Option<Uuid>, Option<Uuid>) =
                (parse_of(row, "person")?, parse_of(row, "security_group")?);
            let Some(holder) = person.map(Holder::Person).or(group.map(Holder::Group)) else { continue };
            let held = HeldRole {
                role: row.get("role")?,
                group: row.get("name")?,
                whole_tenant: row.get_ref("scope")?.as_str().is_ok_and(|scope| scope == WHOLE_TENANT),
                eligible: row.get::<_, RoleState>("state")? == RoleState::Eligible,
                starts: optional_instant_of(row, "starts_at")?,
                ends: earlier(row, "ends_at")?,
                missing: is_missing(row, "ends_at")?,
            };
            if let Some(of) = self.tenants.get_mut(&field::id_of(row, "tenant")?) {
                of.roles.push((holder, held));
            }
        }
        Ok(())
    }

    fn read_delegations(&mut self, connection: &Connection, tenants: &str) -> Result<()> {
        let mut places: HashMap<Uuid, (Uuid, usize)> = HashMap::new();
        let mut statement = connection.prepare_cached(
            "SELECT id, tenant, display_name, status, roles, activated_at, ends_at, auto_extend, missing_since
             FROM delegation WHERE tenant IN (SELECT value FROM json_each(?1)) AND removed_at IS NULL
             ORDER BY ends_at DESC, folded, id",
        )?;
        let mut rows = statement.query([tenants])?;
        while let Some(row) = rows.next()? {
            let tenant = field::id_of(row, "tenant")?;
            let roles = roles_of(row, "roles")?;
            let held = HeldDelegation {
                name: row.get("display_name")?,
                status: row.get("status")?,
                activated: optional_instant_of(row, "activated_at")?,
                ends: earlier(row, "ends_at")?,
                missing: is_missing(row, "ends_at")?,
                extends: extends(row.get::<_, Option<String>>("auto_extend")?.as_deref(), &roles),
                roles,
                groups: Vec::new(),
            };
            if let Some(of) = self.tenants.get_mut(&tenant) {
                places.insert(field::id_of(row, "id")?, (tenant, of.delegations.len()));
                of.delegations.push(held);
                of.groups.push(Vec::new());
            }
        }
        let mut statement = connection.prepare_cached(
            "SELECT a.delegation, a.security_group, g.name, a.roles, a.status, a.missing_since, NULL AS ends_at
             FROM delegation d JOIN access_assignment a ON a.delegation = d.id AND a.removed_at IS NULL
             JOIN security_group g ON g.id = a.security_group AND g.removed_at IS NULL
             WHERE d.tenant IN (SELECT value FROM json_each(?1)) AND d.removed_at IS NULL ORDER BY a.rowid",
        )?;
        let mut rows = statement.query([tenants])?;
        while let Some(row) = rows.next()? {
            let access = HeldAccess {
                group: row.get("name")?,
                roles: roles_of(row, "roles")?,
                status: row.get("status")?,
                ends: earlier(row, "ends_at")?,
                member: false,
                member_until: None,
            };
            let group = field::id_of(row, "security_group")?;
            let place = places.get(&field::id_of(row, "delegation")?);
            let Some((of, place)) = place.and_then(|(tenant, place)| Some((self.tenants.get_mut(tenant)?, *place)))
            else {
                continue;
            };
            if let Some((delegation, groups)) = of.delegations.get_mut(place).zip(of.groups.get_mut(place)) {
                delegation.groups.push(access);
                groups.push(group);
            }
        }
        Ok(())
    }

    /// A tenant with an enrollment, or a plan bought under one, and no subscription that is known to be bought otherwise
    /// has bought all of it so. A subscription of which nobody says how it was bought, as Graph lists them, says nothing.
    fn read_agreements(&mut self, connection: &Connection, tenants: &str) -> Result<()> {
        let mut bought: BTreeMap<Uuid, (bool, bool)> = BTreeMap::new();
        let mut statement = connection.prepare_cached(
            "SELECT tenant, bought_through IS 'enterprise-agreement' OR enrollment IS NOT NULL AS agreement
             FROM subscription WHERE tenant IN (SELECT value FROM json_each(?1)) AND removed_at IS NULL
             AND missing_since IS NULL AND status <> 'Deleted' AND coalesce(bought_through, enrollment) IS NOT NULL
             UNION SELECT tenant, 1 FROM enrollment WHERE tenant IN (SELECT value FROM json_each(?1))
             AND removed_at IS NULL AND missing_since IS NULL
             UNION SELECT tenant, 1 FROM plan_purchase WHERE tenant IN (SELECT value FROM json_each(?1))
             AND bought_through = 'enterprise-agreement' AND removed_at IS NULL",
        )?;
        let mut rows = statement.query([tenants])?;
        while let Some(row) = rows.next()? {
            let (under, otherwise) = bought.entry(field::id_of(row, "tenant")?).or_default();
            if row.get("agreement")? {
                *under = true;
            } else {
                *otherwise = true;
            }
        }
        for (tenant, bought) in bought {
            if let Some(of) = self.tenants.get_mut(&tenant) {
                of.agreement = match bought {
                    (false, _) => Agreement::Nothing,
                    (true, true) => Agreement::Some,
                    (true, false) => Agreement::All,
                };
            }
        }
        Ok(())
    }

    /// Only the groups that hold a role or use a delegation matter.
    fn read_groups(&mut self, connection: &Connection, people: Whom) -> Result<()> {
        let mut groups: Vec<Uuid> = self.tenants.values().flat_map(|of| of.groups.iter().flatten().copied()).collect();
        for (holder, _) in self.tenants.values().flat_map(|of| &of.roles) {
            if let Holder::Group(group) = holder {
                groups.push(*group);
            }
        }
        groups.sort_unstable();
        groups.dedup();
        let person = match people {
            Whom::This(person) => Some(person.to_string()),
            Whom::Everybody => None,
        };
        let mut statement = connection.prepare_cached(
            "SELECT m.person, m.security_group, m.missing_since FROM security_group g
             JOIN membership m ON m.security_group = g.id AND m.removed_at IS NULL AND (?2 IS NULL OR m.person = ?2)
             WHERE g.id IN (SELECT value FROM json_each(?1)) AND g.removed_at IS NULL",
        )?;
        let mut rows = statement.query(params![ids(&groups), person])?;
        while let Some(row) = rows.next()? {
            let (person, group) = (field::id_of(row, "person")?, field::id_of(row, "security_group")?);
            let until = optional_instant_of(row, "missing_since")?;
            self.groups.entry(person).or_default().insert(group, until);
            self.members.entry(group).or_default().push((person, until));
        }
        Ok(())
    }

    /// Asks about a person and a tenant.
    pub(crate) fn ask<T>(
        &mut self,
        tenant: &Tenant,
        person: &Person,
        product: Option<&str>,
        at: DateTime<Utc>,
        question: impl FnOnce(&FilingFacts<'_>) -> T,
    ) -> T {
        let none = Groups::new();
        let groups = self.groups.get(&person.id).unwrap_or(&none);
        let mut nothing = OfTenant::default();
        let of = self.tenants.get_mut(&tenant.id).unwrap_or(&mut nothing);
        let roles: Vec<HeldRole> =
            of.roles.iter().filter_map(|(holder, held)| held_by(person.id, groups, *holder, held)).collect();
        for (delegation, by) in of.delegations.iter_mut().zip(&of.groups) {
            for (access, group) in delegation.groups.iter_mut().zip(by) {
                let membership = groups.get(group);
                access.member = membership.is_some();
                access.member_until = membership.copied().flatten();
            }
        }
        question(&FilingFacts {
            person: &person.name,
            // An account that no export has any more is gone from that day on.
            enabled: person.account_enabled != Some(false) && person.origin.missing_since.is_none_or(|gone| gone > at),
            account: if person.tenant == Some(tenant.id) {
                Account::Tenant
            } else {
                Account::Elsewhere { guest: person.user_type == Some(UserType::Guest) }
            },
            tenant: &tenant.name,
            client: tenant.kind == TenantKind::Client,
            roles: &roles,
            delegations: &of.delegations,
            agreement: of.agreement,
            product,
            at,
            zone: tenant.local_zone(),
        })
    }

    /// Asks about somebody who holds every role of the tenant and is in every group that has members. Whatever they may
    /// not, nobody may: further roles and groups never take anything away.
    pub(crate) fn ask_anybody<T>(
        &mut self,
        tenant: &Tenant,
        product: Option<&str>,
        at: DateTime<Utc>,
        question: impl FnOnce(&FilingFacts<'_>) -> T,
    ) -> T {
        let mut nothing = OfTenant::default();
        let of = self.tenants.get_mut(&tenant.id).unwrap_or(&mut nothing);
        let roles: Vec<HeldRole> = of.roles.iter().map(|(_, held)| held.clone()).collect();
        for (delegation, by) in of.delegations.iter_mut().zip(&of.groups) {
            for (access, group) in delegation.groups.iter_mut().zip(by) {
                access.member = self.members.contains_key(group);
                access.member_until = None;
            }
        }
        question(&FilingFacts {
            person: "",
            enabled: true,
            account: Account::Elsewhere { guest: false },
            tenant: &tenant.name,
            client: tenant.kind == TenantKind::Client,
            roles: &roles,
            delegations: &of.delegations,
            agreement: of.agreement,
            product,
            at,
            zone: tenant.local_zone(),
        })
    }

    /// Takes the delegations that extend themselves for lasting: their end is put off before it comes.
    pub(crate) fn let_extend(&mut self, now: DateTime<Utc>) {
        let delegations = self.tenants.values_mut().flat_map(|of| &mut of.delegations);
        for delegation in delegations.filter(|delegation| delegation.extends && !delegation.missing) {
            delegation.ends = delegation.ends.filter(|ends| *ends <= now);
        }
    }

    /// When the next of all this begins or ends after an instant; `None`: never.
    pub(crate) fn next_change(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let roles = self.tenants.values().flat_map(|of| &of.roles).flat_map(|(_, held)| [held.starts, held.ends]);
        let delegations = self.tenants.values().flat_map(|of| &of.delegations);
        let delegations = delegations.flat_map(|delegation| {
            let accesses = delegation.groups.iter().map(|access| access.ends);
            [delegation.activated, delegation.ends].into_iter().chain(accesses)
        });
        let members = self.members.values().flatten().map(|(_, until)| *until);
        roles.chain(delegations).chain(members).flatten().filter(|instant| *instant > at).min()
    }

    /// Who holds an active role in a whole tenant at an instant: people with the role, directly or through a group.
    pub(crate) fn holders(&self, tenant: Uuid, at: DateTime<Utc>) -> BTreeSet<(Uuid, String)> {
        let Some(of) = self.tenants.get(&tenant) else { return BTreeSet::new() };
        let holds = |held: &HeldRole| {
            held.whole_tenant
                && !held.eligible
                && held.starts.is_none_or(|starts| starts <= at)
                && held.ends.is_none_or(|ends| ends > at)
        };
        let mut found = BTreeSet::new();
        for (holder, held) in of.roles.iter().filter(|(_, held)| holds(held)) {
            match holder {
                Holder::Person(person) => {
                    found.insert((*person, held.role.clone()));
                }
                Holder::Group(group) => {
                    let now = self.members_of(*group).filter(|(_, until)| until.is_none_or(|until| until > at));
                    found.extend(now.map(|(person, _)| (person, held.role.clone())));
                }
            }
        }
        found
    }

    /// The people who could come into question for a tenant: holders of its roles, and members of the groups that hold
    /// its roles or use its delegations.
    pub(crate) fn concerned(&self, tenant: Uuid) -> HashSet<Uuid> {
        let Some(of) = self.tenants.get(&tenant) else { return HashSet::new() };
        let mut people = HashSet::new();
        let mut groups: HashSet<Uuid> = of.groups.iter().flatten().copied().collect();
        for (holder, _) in &of.roles {
            match holder {
                Holder::Person(person) => people.insert(*person),
                Holder::Group(group) => groups.insert(*group),
            };
        }
        people.extend(groups.into_iter().flat_map(|group| self.members_of(group)).map(|(person, _)| person));
        people
    }

    fn members_of(&self, group: Uuid) -> impl Iterator<Item = Member> {
        self.members.get(&group).into_iter().flatten().copied()
    }
}

/// The role as the person holds it, if they do.
fn held_by(person: Uuid, groups: &Groups, holder: Holder, held: &HeldRole) -> Option<HeldRole> {
    match holder {
        Holder::Person(holder) => (holder == person).then(|| held.clone()),
        Holder::Group(group) => {
            let left = *groups.get(&group)?;
            let first = left.is_some_and(|left| held.ends.is_none_or(|ends| left < ends));
            Some(HeldRole {
                ends: if first { left } else { held.ends },
                missing: first || held.missing,
                ..held.clone()
            })
        }
    }
}

/// An end, or the instant since when an export no longer has it: whichever comes first.
fn earlier(row: &Row<'_>, end: &str) -> rusqlite::Result<Option<DateTime<Utc>>> {
    let ends = [optional_instant_of(row, end)?, optional_instant_of(row, "missing_since")?];
    Ok(ends.into_iter().flatten().min())
}

/// Whether that instant is the one since when an export no longer has it.
fn is_missing(row: &Row<'_>, end: &str) -> rusqlite::Result<bool> {
    let (ends, missing) = (optional_instant_of(row, end)?, optional_instant_of(row, "missing_since")?);
    Ok(missing.is_some_and(|missing| ends.is_none_or(|ends| missing < ends)))
}

/// Ids as SQL takes a list of them.
fn ids(ids: &[Uuid]) -> String {
    let quoted: Vec<String> = ids.iter().map(|id| format!("\"{id}\"")).collect();
    format!("[{}]", quoted.join(","))
}
