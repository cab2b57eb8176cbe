//! What falls due of links: contracts that are not linked where they will be needed, and links to be renewed.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;
use rusqlite::{Connection, params};
use support_policy::contract_link::{LinkNeed, links_needed, one_link_does_for_all};
use support_policy::edition::Edition;
use support_policy::entitlement::not_in_force;
use support_policy::local_time::{Repeated, instant_of};
use uuid::Uuid;

use crate::contract::{Contract, ContractKind};
use crate::contract_link::{ContractLink, links_of};
use crate::due::{DueItem, DueKind, LinkDue, Part, Window};
use crate::error::{RegisterError, Result};
use crate::field::{Micros, parsed, parsed_optional};
use crate::record::{RecordType, Reference};
use crate::register::Register;

/// Found again by the portals of the products that requests are about.
pub(crate) const SCHEMA: &str = "
CREATE INDEX request_by_product ON request (product, tenant) WHERE removed_at IS NULL;
";

/// A contract in as few words as its links need.
struct Held {
    id: Uuid,
    name: String,
    kind: ContractKind,
    tenant: Option<Uuid>,
    starts: Option<NaiveDate>,
    ends: Option<NaiveDate>,
    created_at: DateTime<Utc>,
}

impl Register {
    /// The portals in which a contract is not linked and must be: those of the products that requests of its tenant were
    /// about; of all tenants for a contract of none.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn links_missing(
        &self,
        edition: &Edition,
        contract: &Contract,
        links: &[ContractLink],
    ) -> Result<Vec<LinkNeed>> {
        let linked: Vec<&str> = links.iter().map(|link| link.channel.as_str()).collect();
        let needs = Needs::of(edition, contract.kind);
        self.read(|connection| needs.missing(connection, edition, contract.tenant, &linked))
    }

    pub(crate) fn links_due(&self, window: &Window) -> Result<Part> {
        // Linking is the same in every edition; what falls due is asked for without one.
        let edition = Edition::base().map_err(|_| RegisterError::Storage { code: 0 })?;
        self.read_together(|connection| {
            let mut linked = channels_linked(connection)?;
            let mut needs: HashMap<ContractKind, Needs> = HashMap::new();
            let mut coming = Vec::new();
            for contract in all_held(connection)? {
                let place = contract.tenant.and_then(|id| window.places.get(&id));
                let today = place.map_or_else(|| window.now.date_naive(), |place| place.today(window.now));
                // One that has ended is not linked any more; one that starts later will be needed then.
                if not_in_force(None, contract.ends, today).is_some() {
                    continue;
                }
                let (zone, kind) = (place.map_or(Tz::UTC, |place| place.zone), contract.kind);
                let linked = linked.remove(&contract.id).unwrap_or_default();
                let subject =
                    || Reference { record: RecordType::Contract, id: contract.id, name: contract.name.clone() };
                if !linked.is_empty() && one_link_does_for_all(edition, kind.as_str()) {
                    for link in links_of(connection, contract.id)? {
                        let renew_on = link.standing(edition, kind, today, window.now).renew_on;
                        let Some(renew_on) = renew_on.filter(|on| contract.ends.is_none_or(|ends| *on <= ends)) else {
                            continue;
                        };
                        let at = start_of(renew_on, zone);
                        let what = (link.channel, Some((renew_on, link.sign_in)));
                        coming.push((at, at <= window.now, (subject(), place, what)));
                    }
                }
                let since =
                    contract.starts.map_or(contract.created_at, |day| start_of(day, zone).max(contract.created_at));
                let linked: Vec<&str> = linked.iter().map(String::as_str).collect();
                let needs = needs.entry(kind).or_insert_with(|| Needs::of(edition, kind));
                for need in needs.missing(connection, edition, contract.tenant, &linked)? {
                    // A missing link is for today, but no day has passed by which it had to be there.
                    coming.push((since, false, (subject(), place, (need.channel, None))));
                }
            }
            Ok(window.part(coming, |(subject, place, (channel, renewed)), at, overdue| {
                let (date, sign_in) = renewed.unzip();
                DueItem {
                    kind: if date.is_some() { DueKind::LinkRenewal } else { DueKind::LinkMissing },
                    at,
                    date,
                    overdue,
                    subject,
                    tenant_name: place.map(|place| place.name.clone()),
                    severity: None,
                    amount: None,
                    link: Some(LinkDue {
                        steps: edition.channel(&channel).map(|channel| channel.link.clone()).unwrap_or_default(),
                        channel,
                        sign_in,
                    }),
                }
            }))
        })
    }
}

/// Where a kind of contract has to be linked for requests about each product.
struct Needs {
    kind: ContractKind,
    by_product: Vec<(String, Vec<LinkNeed>)>,
    /// Where no product is known.
    otherwise: Vec<LinkNeed>,
}

impl Needs {
    fn of(edition: &Edition, kind: ContractKind) -> Self {
        let by_product = edition
            .products
            .iter()
            .map(|product| (product.id.clone(), needed(edition, kind, &[&product.id])))
            .collect();
        Self { kind, by_product, otherwise: needed(edition, kind, &[]) }
    }

    /// The portals in which a contract of a tenant, or of all, is not linked and must be. What requests were about is
    /// asked only of products that lead where it is not linked.
    fn missing(
        &self,
        connection: &Connection,
        edition: &Edition,
        tenant: Option<Uuid>,
        linked: &[&str],
    ) -> Result<Vec<LinkNeed>> {
        if !linked.is_empty() && one_link_does_for_all(edition, self.kind.as_str()) {
            return Ok(Vec::new());
        }
        let lacks = |needs: &[LinkNeed]| needs.iter().any(|need| !linked.contains(&need.channel.as_str()));
        let (wanting, others): (Vec<_>, Vec<_>) = self.by_product.iter().partition(|(_, needs)| lacks(needs));
        let mut products = filed_about(connection, &wanting, tenant)?;
        if products.is_empty() {
            if !lacks(&self.otherwise) {
                return Ok(Vec::new());
            }
            products = filed_about(connection, &others, tenant)?;
        }
        let mut needed = needed(edition, self.kind, &products);
        needed.retain(|need| !linked.contains(&need.channel.as_str()));
        Ok(needed)
    }
}

fn needed(edition: &Edition, kind: ContractKind, products: &[&str]) -> Vec<LinkNeed> {
    let ruling = links_needed(edition, kind.as_str(), products).ok();
    ruling.and_then(|ruling| ruling.answered().cloned()).unwrap_or_default()
}

/// Those of the products that requests of a tenant were about; of all tenants without one.
fn filed_about<'a>(
    connection: &Connection,
    products: &[&'a (String, Vec<LinkNeed>)],
    tenant: Option<Uuid>,
) -> Result<Vec<&'a str>> {
    let sql = match tenant {
        Some(_) => "SELECT 1 FROM request WHERE product = ?1 AND tenant = ?2 AND removed_at IS NULL LIMIT 1",
        None => "SELECT 1 FROM request WHERE product = ?1 AND ?2 IS NULL AND removed_at IS NULL LIMIT 1",
    };
    let mut filed = connection.prepare_cached(sql)?;
    let tenant = tenant.map(|id| id.to_string());
    let mut found = Vec::new();
    for (product, _) in products {
        if filed.exists(params![product, tenant])? {
            found.push(product.as_str());
        }
    }
    Ok(found)
}

fn all_held(connection: &Connection) -> Result<Vec<Held>> {
    let held = connection
        .prepare_cached(
            "SELECT id, name, kind, tenant, starts, ends, created_at FROM contract WHERE removed_at IS NULL
             ORDER BY folded, id",
        )?
        .query_map([], |row| {
            Ok(Held {
                id: parsed(row, 0)?,
                name: row.get(1)?,
                kind: row.get(2)?,
                tenant: parsed_optional(row, 3)?,
                starts: parsed_optional(row, 4)?,
                ends: parsed_optional(row, 5)?,
                created_at: row.get::<_, Micros>(6)?.0,
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(held)
}

/// The channels in which each contract is linked.
fn channels_linked(connection: &Connection) -> Result<HashMap<Uuid, Vec<String>>> {
    let mut statement = connection.prepare_cached(
        "SELECT contract, channel FROM contract_link INDEXED BY contract_link_once WHERE removed_at IS NULL",
    )?;
    let mut rows = statement.query([])?;
    let mut linked: HashMap<Uuid, Vec<String>> = HashMap::new();
    while let Some(row) = rows.next()? {
        linked.entry(parsed(row, 0)?).or_default().push(row.get(1)?);
    }
    Ok(linked)
}

/// The first instant of a day on the tenant's wall clock; in UTC for what belongs to no tenant.
fn start_of(day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    instant_of(day.and_time(NaiveTime::MIN), zone, Repeated::Earlier)
}
