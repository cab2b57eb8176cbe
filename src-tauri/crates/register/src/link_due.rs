//! What falls due of links: contracts that are not linked where they will be needed, and links to be renewed.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;
use rusqlite::{OptionalExtension as _, params};
use support_policy::contract_link::{LinkNeed, links_needed, one_link_does_for_all};
use support_policy::edition::Edition;
use support_policy::entitlement::not_in_force;
use support_policy::local_time::{Repeated, instant_of};
use uuid::Uuid;

use crate::contract::Contract;
use crate::contract_link::ContractLink;
use crate::due::{DueItem, DueKind, LinkDue, Window};
use crate::error::{RegisterError, Result};
use crate::record::Record as _;
use crate::register::Register;
use crate::tenant::Tenant;

/// Found again by the portals of the products that requests are about.
pub(crate) const SCHEMA: &str = "
CREATE INDEX request_by_product ON request (product, tenant) WHERE removed_at IS NULL;
";

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
        let products = self.products_filed(edition, contract.tenant)?;
        Ok(missing(edition, contract, &products, links))
    }

    pub(crate) fn links_due(&self, window: &Window) -> Result<Vec<DueItem>> {
        // Linking is the same in every edition; what falls due is asked for without one.
        let edition = Edition::base().map_err(|_| RegisterError::Storage { code: 0 })?;
        let mut links: HashMap<Uuid, Vec<ContractLink>> = HashMap::new();
        for link in self.contracts().links(None)? {
            links.entry(link.contract).or_default().push(link);
        }
        let mut filed: HashMap<Option<Uuid>, Vec<String>> = HashMap::new();
        let mut items = Vec::new();
        for contract in self.contracts().list()? {
            let tenant = contract.tenant.and_then(|id| window.tenant(id));
            let today = tenant.map_or_else(|| window.now.date_naive(), |tenant| tenant.today(window.now));
            // One that has ended is not linked any more; one that starts later will be needed then.
            if not_in_force(None, contract.ends, today).is_some() {
                continue;
            }
            let linked = links.remove(&contract.id).unwrap_or_default();
            for link in &linked {
                let renew_on = link.standing(edition, &contract, today, window.now).renew_on;
                let Some(renew_on) = renew_on.filter(|on| contract.ends.is_none_or(|ends| *on <= ends)) else {
                    continue;
                };
                let at = start_of(renew_on, tenant);
                let what = LinkDue {
                    steps: edition.channel(&link.channel).map(|channel| channel.link.clone()).unwrap_or_default(),
                    channel: link.channel.clone(),
                    sign_in: Some(link.sign_in.clone()),
                };
                items.push(due(&contract, DueKind::LinkRenewal, Some(renew_on), at, what, tenant, window));
            }
            let products = match filed.get(&contract.tenant) {
                Some(products) => products,
                None => filed.entry(contract.tenant).or_insert(self.products_filed(edition, contract.tenant)?),
            };
            let since =
                contract.starts.map_or(contract.created_at, |day| start_of(day, tenant).max(contract.created_at));
            for need in missing(edition, &contract, products, &linked) {
                let what = LinkDue { channel: need.channel, sign_in: None, steps: need.steps };
                items.push(due(&contract, DueKind::LinkMissing, None, since, what, tenant, window));
            }
        }
        items.retain(|item| item.at < window.until);
        Ok(items)
    }

    /// The products that requests of a tenant were about; of all tenants without one.
    fn products_filed(&self, edition: &Edition, tenant: Option<Uuid>) -> Result<Vec<String>> {
        self.read(|connection| {
            let sql = match tenant {
                Some(_) => "SELECT 1 FROM request WHERE product = ?1 AND tenant = ?2 AND removed_at IS NULL LIMIT 1",
                None => "SELECT 1 FROM request WHERE product = ?1 AND ?2 IS NULL AND removed_at IS NULL LIMIT 1",
            };
            let mut filed = connection.prepare_cached(sql)?;
            let tenant = tenant.map(|id| id.to_string());
            let mut products = Vec::new();
            for product in &edition.products {
                if filed.query_row(params![product.id, tenant], |_| Ok(())).optional()?.is_some() {
                    products.push(product.id.clone());
                }
            }
            Ok(products)
        })
    }
}

fn missing(edition: &Edition, contract: &Contract, products: &[String], links: &[ContractLink]) -> Vec<LinkNeed> {
    let kind = contract.kind.as_str();
    if !links.is_empty() && one_link_does_for_all(edition, kind) {
        return Vec::new();
    }
    let linked: BTreeSet<&str> = links.iter().map(|link| link.channel.as_str()).collect();
    let products: Vec<&str> = products.iter().map(String::as_str).collect();
    let needed = links_needed(edition, kind, &products).ok();
    let needed = needed.and_then(|ruling| ruling.answered().cloned()).unwrap_or_default();
    needed.into_iter().filter(|need| !linked.contains(need.channel.as_str())).collect()
}

fn due(
    contract: &Contract,
    kind: DueKind,
    date: Option<NaiveDate>,
    at: DateTime<Utc>,
    link: LinkDue,
    tenant: Option<&Tenant>,
    window: &Window,
) -> DueItem {
    DueItem {
        kind,
        at,
        date,
        // A missing link is for today, but no day has passed by which it had to be there.
        overdue: kind == DueKind::LinkRenewal && at <= window.now,
        subject: contract.reference(),
        tenant_name: tenant.map(|tenant| tenant.name.clone()),
        severity: None,
        amount: None,
        link: Some(link),
    }
}

/// The first instant of a day on the tenant's wall clock; in UTC for what belongs to no tenant.
fn start_of(day: NaiveDate, tenant: Option<&Tenant>) -> DateTime<Utc> {
    let zone = tenant.map_or(Tz::UTC, Tenant::local_zone);
    instant_of(day.and_time(NaiveTime::MIN), zone, Repeated::Earlier)
}
