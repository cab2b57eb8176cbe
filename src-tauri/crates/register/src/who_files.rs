//! Whether a person may file for a tenant, who of all may, and who could grant what is lacking.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension};
use serde::Serialize;
use support_policy::can_file::{Asked, MayFile, Verdict, WayKind, can_file, verdict};
use support_policy::edition::Edition;
use support_policy::ruling::{Basis, Outcome, Ruling};
use uuid::Uuid;

use crate::access_ends::GLOBAL_ADMINISTRATOR;
use crate::error::Result;
use crate::filing_facts::{Facts, Whom};
use crate::person::Person;
use crate::record::{self, Record, Reference};
use crate::register::Register;
use crate::tenant::Tenant;

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
