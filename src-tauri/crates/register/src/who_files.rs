//! Who may file for which tenant: one question in full, or a table of many in a word each.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::sync::PoisonError;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};
use support_policy::can_file::{Asked, MayFile, Verdict, WayKind, can_file, verdict};
use support_policy::edition::Edition;
use support_policy::ruling::{Basis, Outcome, Ruling};
use uuid::Uuid;

use crate::access_ends::GLOBAL_ADMINISTRATOR;
use crate::editions::{EditionRef, Editions};
use crate::error::{RegisterError, Result};
use crate::filing_facts::{Facts, Whom};
use crate::history;
use crate::membership::Membership;
use crate::nobody::NobodyMay;
use crate::person::{Person, UserType};
use crate::record::{self, Record, Reference};
use crate::register::Register;
use crate::role_assignment::RoleAssignment;
use crate::tenant::{Tenant, TenantKind};

/// Somebody who could grant what is lacking (S19).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Granter {
    /// The person's id.
    pub id: Uuid,
    /// The person's name.
    pub name: String,
    /// The user principal name.
    pub upn: Option<String>,
    /// The role by which they can: an id of the edition.
    pub role: String,
    /// Its name.
    pub role_name: String,
    /// The tenant they hold it in.
    pub tenant: Reference,
}

/// Whether somebody may file for a tenant, and who could help if not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct FilingRuling {
    /// The tenant.
    pub tenant: Reference,
    /// The person.
    pub person: Reference,
    /// The instant asked about (UTC).
    pub at: DateTime<Utc>,
    /// The answer.
    #[serde(flatten)]
    pub answer: MayFile,
    /// The people of the register who could grant what is lacking, those best suited first; empty when nothing lacks,
    /// or nobody is known.
    pub could_grant: Vec<Granter>,
    /// Why.
    #[serde(flatten)]
    pub basis: Basis,
}

/// Which part of the table of people and tenants is wanted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct MatrixQuery {
    /// Letters of the tenant's name; blank: all tenants.
    pub tenants: String,
    /// Letters of the person's name or user principal name; blank: all people.
    pub people: String,
    /// Whether accounts of clients' tenants are left out.
    pub ours: bool,
    /// Whether only tenants are wanted for which nobody may file.
    pub nobody: bool,
    /// The product's id; `None`: any filed for in the Power Platform admin center.
    pub product: Option<String>,
    /// The first tenant, counted from 0.
    pub tenant_offset: u32,
    /// How many tenants, at most 200.
    pub tenant_limit: u32,
    /// The first person, counted from 0.
    pub person_offset: u32,
    /// How many people, at most 50.
    pub person_limit: u32,
}

/// A part of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Matrix {
    /// How many tenants there are with this filter.
    pub tenants: u32,
    /// How many people.
    pub people: u32,
    /// The people, in the order of the cells.
    pub heads: Vec<MatrixPerson>,
    /// The tenants.
    pub rows: Vec<MatrixRow>,
}

/// A person at the head of a column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct MatrixPerson {
    /// The person's id.
    pub id: Uuid,
    /// The person's name.
    pub name: String,
    /// The user principal name.
    pub upn: Option<String>,
    /// Whether the account is a guest where it is kept.
    pub guest: bool,
    /// Whether the account is known to be disabled.
    pub disabled: bool,
}

/// A tenant with what each person may.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct MatrixRow {
    /// The tenant's id.
    pub id: Uuid,
    /// The tenant's name.
    pub name: String,
    /// Whose it is.
    pub kind: TenantKind,
    /// How many people of the register may file for it.
    pub may: u32,
    /// The cells, in the order of the people.
    pub cells: Vec<MatrixCell>,
}

/// What a person may for a tenant, in a word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct MatrixCell {
    /// Through what they may file; `None`: they may not.
    pub through: Option<WayKind>,
    /// Until when (UTC); `None`: without end, or they may not.
    pub until: Option<DateTime<Utc>>,
    /// The code of the refusal.
    pub refusal: Option<String>,
}

/// Somebody who may file for a tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Filer {
    /// The person's id.
    pub id: Uuid,
    /// The person's name.
    pub name: String,
    /// Through what.
    pub kind: WayKind,
    /// The role's, the group's or the delegation's name.
    pub through: String,
    /// The first instant that no longer holds (UTC); `None`: it has no end.
    pub until: Option<DateTime<Utc>>,
}

/// Who may file for a tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Filers {
    /// Those who may, the longest first.
    pub may: Vec<Filer>,
    /// When nobody may: the ruling for the person who lacks least, if anybody comes into question.
    pub nearest: Option<FilingRuling>,
    /// How many people the register knows.
    pub people: u32,
}

/// No screen shows more at once.
const MOST_TENANTS: u32 = 200;
const MOST_PEOPLE: u32 = 50;

impl Register {
    /// Whether a person may file for a tenant at an instant, about a product or anything that is filed for in the Power
    /// Platform admin center.
    ///
    /// # Errors
    /// [`crate::RegisterError::NotFound`] for tenant or person; [`crate::RegisterError::Policy`] for a product that the
    /// edition does not have.
    pub fn can_file(
        &self,
        edition: &Edition,
        tenant: Uuid,
        person: Uuid,
        product: Option<&str>,
        at: DateTime<Utc>,
    ) -> Result<FilingRuling> {
        self.read(|connection| {
            let tenant: Tenant = record::get(connection, tenant)?;
            let person: Person = record::get(connection, person)?;
            let edition = &*self.edition_for(&tenant, None, edition)?;
            ruling(connection, edition, &tenant, &person, product, at)
        })
    }

    /// Who of all people may file for a tenant at an instant; when nobody may, why the nearest may not.
    ///
    /// # Errors
    /// As of [`Register::can_file`].
    pub fn who_may_file(
        &self,
        edition: &Edition,
        tenant: Uuid,
        product: Option<&str>,
        at: DateTime<Utc>,
    ) -> Result<Filers> {
        self.read(|connection| {
            let tenant: Tenant = record::get(connection, tenant)?;
            let edition = &*self.edition_for(&tenant, None, edition)?;
            let mut facts = Facts::read(connection, &[tenant.id], Whom::Everybody)?;
            let (mut may, mut near) = (Vec::new(), None);
            for person in facts.concerned(tenant.id) {
                let Ok(person) = record::get::<Person>(connection, person) else { continue };
                if let Verdict::MayNot(code) =
                    facts.ask(&tenant, &person, product, at, |facts| verdict(edition, facts))?
                {
                    near = Some(nearer(near, code, person));
                    continue;
                }
                let ruling = facts.ask(&tenant, &person, product, at, |facts| can_file(edition, facts))?;
                let Outcome::Answered(answer) = ruling.outcome else { continue };
                if let Some(way) = answer.through {
                    may.push(Filer {
                        id: person.id,
                        name: person.name,
                        kind: way.kind,
                        through: if way.kind == WayKind::Role { way.role_name } else { way.name },
                        until: answer.until,
                    });
                }
            }
            may.sort_by(|a, b| {
                let end = |filer: &Filer| filer.until.unwrap_or(DateTime::<Utc>::MAX_UTC);
                end(b).cmp(&end(a)).then_with(|| record::fold(&a.name).cmp(&record::fold(&b.name)))
            });
            let near = match near {
                Some((_, person)) => Some(person),
                // Nobody has anything to do with the tenant: what would do is the same for all of one's own people.
                None => one_of_ours(connection)?,
            };
            let nearest = match near.filter(|_| may.is_empty()) {
                Some(person) => Some(ruling(connection, edition, &tenant, &person, product, at)?),
                None => None,
            };
            let people = connection
                .prepare_cached("SELECT count(*) FROM person WHERE removed_at IS NULL")?
                .query_row([], |row| row.get(0))?;
            Ok(Filers { may, nearest, people })
        })
    }

    /// The groups a person is in, each with its name.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn groups_of(&self, person: Uuid) -> Result<Vec<(Membership, String)>> {
        self.read(|connection| {
            let sql = format!(
                "SELECT {}, (SELECT name FROM security_group WHERE security_group.id = membership.security_group)
                 AS group_name FROM membership WHERE person = ?1 AND removed_at IS NULL AND EXISTS
                 (SELECT 1 FROM security_group g WHERE g.id = membership.security_group AND g.removed_at IS NULL)
                 ORDER BY group_name, id",
                Membership::COLUMNS
            );
            let mut statement = connection.prepare_cached(&sql)?;
            let found = statement
                .query_map([person.to_string()], |row| Ok((Membership::read(row)?, row.get("group_name")?)))?
                .collect::<rusqlite::Result<_>>()?;
            Ok(found)
        })
    }

    /// The roles a person holds anywhere, directly or through a group; those of their own first.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn roles_of(&self, person: Uuid) -> Result<Vec<RoleAssignment>> {
        self.read(|connection| {
            let sql = format!(
                "SELECT {} FROM role_assignment WHERE removed_at IS NULL AND (person = ?1 OR security_group IN
                 (SELECT security_group FROM membership WHERE person = ?1 AND removed_at IS NULL))
                 ORDER BY security_group IS NOT NULL, tenant, role, id",
                RoleAssignment::COLUMNS
            );
            let mut statement = connection.prepare_cached(&sql)?;
            let found =
                statement.query_map([person.to_string()], RoleAssignment::read)?.collect::<rusqlite::Result<_>>()?;
            Ok(found)
        })
    }

    /// A part of the table of people and tenants.
    ///
    /// # Errors
    /// [`crate::RegisterError::Policy`] for a product that the edition does not have.
    pub fn matrix(&self, edition: &Edition, query: &MatrixQuery, at: DateTime<Utc>) -> Result<Matrix> {
        self.read_together(|connection| {
            let product = query.product.as_deref();
            let editions = TenantEditions { editions: self.editions(), otherwise: edition, known: RefCell::default() };
            let asked = Matter { editions: &editions, product, at };
            let (people, heads) = people_of(connection, query)?;
            let (tenants, page) = if query.nobody {
                self.tenants_of_nobody(connection, asked, query)?
            } else {
                tenants_of(connection, query, query.tenant_limit.min(MOST_TENANTS), query.tenant_offset)?
            };
            let ids: Vec<Uuid> = page.iter().map(|tenant| tenant.id).collect();
            let mut facts = Facts::read(connection, &ids, Whom::Everybody)?;
            let mut known: HashMap<Uuid, Person> = heads.iter().map(|head| (head.id, head.clone())).collect();
            let mut rows = Vec::with_capacity(page.len());
            for tenant in page {
                let may = count_of(connection, asked, &mut facts, &mut known, &tenant, u32::MAX)?;
                let cells = match editions.of(&tenant) {
                    Ok(edition) => heads
                        .iter()
                        .map(|person| {
                            facts.ask(&tenant, person, product, at, |facts| verdict(&edition, facts)).map(cell)
                        })
                        .collect::<std::result::Result<_, _>>()?,
                    Err(code) => heads.iter().map(|_| cell(Verdict::MayNot(code))).collect(),
                };
                rows.push(MatrixRow { id: tenant.id, name: tenant.name, kind: tenant.kind, may, cells });
            }
            let heads = heads.into_iter().map(head).collect();
            Ok(Matrix { tenants, people, heads, rows })
        })
    }

    fn tenants_of_nobody(
        &self,
        connection: &Connection,
        asked: Matter<'_>,
        query: &MatrixQuery,
    ) -> Result<(u32, Vec<Tenant>)> {
        let last_change = history::last_number(connection)?;
        let mut kept = self.nobody.lock().unwrap_or_else(PoisonError::into_inner);
        let edition = &asked.editions.otherwise.id;
        let known = kept.take().filter(|known| known.answers(last_change, edition, asked.product, asked.at));
        let known = match known {
            Some(known) => known,
            None => nobody_may(connection, asked, last_change)?,
        };
        let (_, mut found) = tenants_of(connection, query, u32::MAX, 0)?;
        found.retain(|tenant| known.tenants.contains(&tenant.id));
        // A user's edition may be replaced without a change of the register.
        if asked.editions.all_built_in() {
            *kept = Some(known);
        }
        let total = u32::try_from(found.len()).unwrap_or(u32::MAX);
        let page =
            found.into_iter().skip(query.tenant_offset as usize).take(query.tenant_limit.min(MOST_TENANTS) as usize);
        Ok((total, page.collect()))
    }
}

fn ruling(
    connection: &Connection,
    edition: &Edition,
    tenant: &Tenant,
    person: &Person,
    product: Option<&str>,
    at: DateTime<Utc>,
) -> Result<FilingRuling> {
    let mut facts = Facts::read(connection, &[tenant.id], Whom::This(person.id))?;
    let Ruling { outcome, basis } = facts.ask(tenant, person, product, at, |facts| can_file(edition, facts))?;
    let answer = match outcome {
        Outcome::Answered(answer) => answer,
        Outcome::Refused { refusal } => MayFile {
            allowed: false,
            through: None,
            until: None,
            notes: Vec::new(),
            refusal: Some(refusal),
            remedy: None,
        },
    };
    let mut could_grant = match answer.remedy.as_ref().map(|remedy| remedy.ask) {
        Some(Asked::PartnerAdministrator) => granters(connection, edition, &own_tenants(connection)?, at)?,
        Some(Asked::Person | Asked::TenantAdministrator) => {
            granters(connection, edition, std::slice::from_ref(tenant), at)?
        }
        // Who owns a project in Lifecycle Services no role of Entra says.
        Some(Asked::ProjectOwner | Asked::Partner | Asked::ContractHolder) | None => Vec::new(),
    };
    if answer.remedy.as_ref().is_some_and(|remedy| remedy.global_administrator) {
        could_grant.retain(|granter| edition.role(&granter.role).is_ok_and(|role| role.key() == GLOBAL_ADMINISTRATOR));
    }
    Ok(FilingRuling { tenant: tenant.reference(), person: person.reference(), at, answer, could_grant, basis })
}

/// Who could grant a role in one of these tenants: each once, by the role that serves best.
fn granters(connection: &Connection, edition: &Edition, tenants: &[Tenant], at: DateTime<Utc>) -> Result<Vec<Granter>> {
    let ids: Vec<Uuid> = tenants.iter().map(|tenant| tenant.id).collect();
    let facts = Facts::read(connection, &ids, Whom::Everybody)?;
    let mut found: Vec<(usize, Granter)> = Vec::new();
    for tenant in tenants {
        for (id, role) in facts.holders(tenant.id, at) {
            let Some((rank, role)) = edition.may_grant(&role).zip(edition.role(&role).ok()) else { continue };
            let Ok(person) = record::get::<Person>(connection, id) else { continue };
            if person.account_enabled == Some(false) || person.origin.missing_since.is_some_and(|gone| gone <= at) {
                continue;
            }
            let granter = Granter {
                id,
                name: person.name,
                upn: person.upn,
                role: role.id.clone(),
                role_name: role.name.clone(),
                tenant: tenant.reference(),
            };
            found.push((rank, granter));
        }
    }
    found.sort_by(|(rank, a), (other, b)| rank.cmp(other).then_with(|| a.name.cmp(&b.name)));
    let mut granters: Vec<Granter> = Vec::new();
    for (_, granter) in found {
        if !granters.iter().any(|other| other.id == granter.id) {
            granters.push(granter);
        }
    }
    Ok(granters)
}

/// Of two people who may not file, the one who lacks less; the earlier in the alphabet of two who lack the same.
fn nearer(near: Option<(usize, Person)>, code: &str, person: Person) -> (usize, Person) {
    const NEAREST_FIRST: [&str; 8] = [
        "not-activated",
        "scope",
        "delegation-not-assigned",
        "enterprise-agreement",
        "role-cannot-file",
        "delegation-lacks-role",
        "delegation-ended",
        "no-role",
    ];
    let place = NEAREST_FIRST.iter().position(|known| code == *known).unwrap_or(NEAREST_FIRST.len());
    match near {
        Some((best, other)) if (best, &other.name) <= (place, &person.name) => (best, other),
        _ => (place, person),
    }
}

fn cell(verdict: Verdict) -> MatrixCell {
    match verdict {
        Verdict::May { kind, until } => MatrixCell { through: Some(kind), until, refusal: None },
        Verdict::MayNot(code) => MatrixCell { through: None, until: None, refusal: Some(code.to_owned()) },
    }
}

fn head(person: Person) -> MatrixPerson {
    MatrixPerson {
        id: person.id,
        name: person.name,
        upn: person.upn,
        guest: person.user_type == Some(UserType::Guest),
        disabled: person.account_enabled == Some(false),
    }
}

/// By what it is judged whether somebody may file.
#[derive(Clone, Copy)]
struct Matter<'a> {
    editions: &'a TenantEditions<'a>,
    product: Option<&'a str>,
    at: DateTime<Utc>,
}

/// The editions that hold for tenants, each looked up once.
struct TenantEditions<'a> {
    editions: &'a Editions,
    otherwise: &'a Edition,
    known: RefCell<HashMap<Option<String>, std::result::Result<EditionRef<'a>, &'static str>>>,
}

impl<'a> TenantEditions<'a> {
    /// Whether every edition that was asked for is one that never changes.
    fn all_built_in(&self) -> bool {
        self.known.borrow().values().all(|edition| matches!(edition, Ok(EditionRef::Kept(_))))
    }

    /// The edition that holds for a tenant, or the code that says why there is none.
    fn of(&self, tenant: &Tenant) -> std::result::Result<EditionRef<'a>, &'static str> {
        let find = || {
            self.editions.for_filing(tenant, None, self.otherwise).map_err(|why| match why {
                RegisterError::EditionGone { .. } => "edition-gone",
                _ => "edition-invalid",
            })
        };
        self.known.borrow_mut().entry(tenant.edition.clone()).or_insert_with(find).clone()
    }
}

/// Asks about every tenant.
fn nobody_may(connection: &Connection, asked: Matter<'_>, last_change: i64) -> Result<NobodyMay> {
    let all = record::list::<Tenant>(connection)?;
    let ids: Vec<Uuid> = all.iter().map(|tenant| tenant.id).collect();
    let mut facts = Facts::read(connection, &ids, Whom::Everybody)?;
    let mut people = HashMap::new();
    let mut tenants = HashSet::new();
    for tenant in &all {
        if count_of(connection, asked, &mut facts, &mut people, tenant, 1)? == 0 {
            tenants.insert(tenant.id);
        }
    }
    // An account that an export no longer has may be gone only later than the instant asked about.
    let gone =
        people.values().filter_map(|person: &Person| person.origin.missing_since.filter(|gone| *gone > asked.at));
    let until = facts.next_change(asked.at).into_iter().chain(gone).min();
    let edition = asked.editions.otherwise.id.clone();
    let product = asked.product.map(str::to_owned);
    Ok(NobodyMay { last_change, edition, product, from: asked.at, until, tenants })
}

/// How many people may file for a tenant; no more than `most` are looked for.
fn count_of(
    connection: &Connection,
    asked: Matter<'_>,
    facts: &mut Facts,
    known: &mut HashMap<Uuid, Person>,
    tenant: &Tenant,
    most: u32,
) -> Result<u32> {
    let mut may = 0;
    let Ok(edition) = asked.editions.of(tenant) else { return Ok(0) };
    let anybody = facts.ask_anybody(tenant, asked.product, asked.at, |facts| verdict(&edition, facts))?;
    if matches!(anybody, Verdict::MayNot(_)) {
        return Ok(0);
    }
    for id in facts.concerned(tenant.id) {
        if may >= most {
            break;
        }
        let person = match known.get(&id) {
            Some(person) => person,
            None => match record::get::<Person>(connection, id) {
                Ok(person) => known.entry(id).or_insert(person),
                Err(_) => continue,
            },
        };
        let verdict = facts.ask(tenant, person, asked.product, asked.at, |facts| verdict(&edition, facts))?;
        may += u32::from(matches!(verdict, Verdict::May { .. }));
    }
    Ok(may)
}

/// The first of one's own people, by name.
fn one_of_ours(connection: &Connection) -> Result<Option<Person>> {
    let sql = format!(
        "SELECT {} FROM person WHERE removed_at IS NULL AND (tenant IS NULL OR tenant IN
         (SELECT id FROM tenant WHERE kind = 'own')) ORDER BY folded, id LIMIT 1",
        Person::COLUMNS
    );
    Ok(connection.prepare_cached(&sql)?.query_row([], Person::read).optional()?)
}

fn own_tenants(connection: &Connection) -> Result<Vec<Tenant>> {
    record::list_of(connection, "kind = 'own'", [])
}

fn tenants_of(connection: &Connection, query: &MatrixQuery, limit: u32, offset: u32) -> Result<(u32, Vec<Tenant>)> {
    let like = record::pattern(&query.tenants);
    let total = connection
        .prepare_cached("SELECT count(*) FROM tenant WHERE removed_at IS NULL AND folded LIKE ?1 ESCAPE '\\'")?
        .query_row([&like], |row| row.get(0))?;
    let sql = format!(
        "SELECT {} FROM tenant WHERE removed_at IS NULL AND folded LIKE ?1 ESCAPE '\\' ORDER BY folded, id
         LIMIT ?2 OFFSET ?3",
        Tenant::COLUMNS
    );
    let page = connection
        .prepare_cached(&sql)?
        .query_map(params![like, limit, offset], Tenant::read)?
        .collect::<rusqlite::Result<_>>()?;
    Ok((total, page))
}

fn people_of(connection: &Connection, query: &MatrixQuery) -> Result<(u32, Vec<Person>)> {
    let like = record::pattern(&query.people);
    let condition = "removed_at IS NULL AND (folded LIKE ?1 ESCAPE '\\' OR upn LIKE ?1 ESCAPE '\\') AND (NOT ?2
        OR tenant IS NULL OR tenant IN (SELECT id FROM tenant WHERE kind = 'own'))";
    let total = connection
        .prepare_cached(&format!("SELECT count(*) FROM person WHERE {condition}"))?
        .query_row(params![like, query.ours], |row| row.get(0))?;
    let sql =
        format!("SELECT {} FROM person WHERE {condition} ORDER BY folded, id LIMIT ?3 OFFSET ?4", Person::COLUMNS);
    let page = connection
        .prepare_cached(&sql)?
        .query_map(params![like, query.ours, query.person_limit.min(MOST_PEOPLE), query.person_offset], Person::read)?
        .collect::<rusqlite::Result<_>>()?;
    Ok((total, page))
}
