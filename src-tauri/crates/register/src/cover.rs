//! Which open requests lose cover when access ends: nobody could file and follow them any more.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::Connection;
use support_policy::can_file::{FilingFacts, Verdict, may_or_activates, verdict};
use support_policy::edition::Edition;
use support_policy::error::PolicyError;
use uuid::Uuid;

use crate::error::Result;
use crate::field;
use crate::filing_facts::{Facts, Whom};
use crate::person::Person;
use crate::record::{self, RecordType, Reference};
use crate::tenant::Tenant;

/// What is known of the cover of tenants, each read once.
pub(crate) struct Cover<'a> {
    pub(crate) connection: &'a Connection,
    pub(crate) now: DateTime<Utc>,
    tenants: HashMap<Uuid, OfTenant>,
    people: HashMap<Uuid, Option<Person>>,
}

struct OfTenant {
    /// The open requests, each with its product; the newest first.
    open: Vec<(Reference, String)>,
    facts: Facts,
}

impl<'a> Cover<'a> {
    pub(crate) fn new(connection: &'a Connection, now: DateTime<Utc>) -> Self {
        Self { connection, now, tenants: HashMap::new(), people: HashMap::new() }
    }

    /// The open requests of a tenant that somebody could follow until an instant and nobody from then on, as it is
    /// known now. Where only an eligibility ends, somebody who can activate a role counts as well.
    pub(crate) fn lost(
        &mut self,
        edition: &Edition,
        tenant: &Tenant,
        at: DateTime<Utc>,
        eligibility: bool,
    ) -> Result<Vec<Reference>> {
        let open = self.of(tenant.id)?.open.clone();
        let before = at.checked_sub_signed(TimeDelta::microseconds(1)).unwrap_or(at);
        let after = at.max(self.now);
        let mut known: HashMap<String, bool> = HashMap::new();
        let mut lost = Vec::new();
        for (request, product) in open {
            let loses = if let Some(loses) = known.get(&product) {
                *loses
            } else {
                // A product that the edition does not have is asked about as any other.
                let named = Some(product.as_str()).filter(|product| edition.product(product).is_ok());
                let mut covered = |at| self.covered(edition, tenant, named, at, eligibility);
                covered(before)? && !covered(after)?
            };
            known.insert(product, loses);
            if loses {
                lost.push(request);
            }
        }
        Ok(lost)
    }

    fn covered(
        &mut self,
        edition: &Edition,
        tenant: &Tenant,
        product: Option<&str>,
        at: DateTime<Utc>,
        eligibility: bool,
    ) -> Result<bool> {
        let asked = |facts: &FilingFacts<'_>| -> std::result::Result<bool, PolicyError> {
            if eligibility {
                may_or_activates(edition, facts)
            } else {
                Ok(matches!(verdict(edition, facts)?, Verdict::May { .. }))
            }
        };
        let connection = self.connection;
        let Some(of) = self.tenants.get_mut(&tenant.id) else { return Ok(false) };
        if !of.facts.ask_anybody(tenant, product, at, asked)? {
            return Ok(false);
        }
        for id in of.facts.concerned(tenant.id) {
            let person = self.people.entry(id).or_insert_with(|| record::get::<Person>(connection, id).ok());
            if let Some(person) = person
                && of.facts.ask(tenant, person, product, at, asked)?
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn of(&mut self, tenant: Uuid) -> Result<&OfTenant> {
        match self.tenants.entry(tenant) {
            Entry::Occupied(known) => Ok(known.into_mut()),
            Entry::Vacant(place) => Ok(place.insert(OfTenant::read(self.connection, tenant, self.now)?)),
        }
    }
}

impl OfTenant {
    fn read(connection: &Connection, tenant: Uuid, now: DateTime<Utc>) -> Result<Self> {
        let open = connection
            .prepare_cached(
                "SELECT id, title, product FROM request WHERE tenant = ?1 AND closed_at IS NULL
                 AND removed_at IS NULL ORDER BY filed_at DESC, id",
            )?
            .query_map([tenant.to_string()], |row| {
                let id = field::id_of(row, "id")?;
                let named = Reference { record: RecordType::Request, id, name: row.get("title")? };
                Ok((named, row.get("product")?))
            })?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        if open.is_empty() {
            return Ok(Self { open, facts: Facts::default() });
        }
        let mut facts = Facts::read(connection, &[tenant], Whom::Everybody)?;
        facts.let_extend(now);
        Ok(Self { open, facts })
    }
}
