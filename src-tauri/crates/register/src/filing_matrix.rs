//! Who may file for which tenant, as a table of people and tenants: each cell a word.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::sync::PoisonError;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};
use support_policy::can_file::{Verdict, WayKind, verdict};
use support_policy::edition::Edition;
use uuid::Uuid;

use crate::editions::{EditionRef, Editions};
use crate::error::{RegisterError, Result};
use crate::filing_facts::{Facts, Whom};
use crate::history;
use crate::nobody::NobodyMay;
use crate::person::{Person, UserType};
use crate::record::{self, Record};
use crate::register::Register;
use crate::tenant::{Tenant, TenantKind};

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

/// No screen shows more at once.
const MOST_TENANTS: u32 = 200;
const MOST_PEOPLE: u32 = 50;

impl Register {
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
