//! Whom a contract entitles: the facts of the register, brought to the policy.

use chrono::{DateTime, Utc};
use rusqlite::params;
use support_policy::contract_entitles::{ContractOf, Entitles, EntitlesQuestion, entitles};
use support_policy::edition::Edition;
use support_policy::ruling::Ruling;

use crate::contract::Contract;
use crate::error::Result;
use crate::field::Micros;
use crate::register::Register;
use crate::tenant::{Tenant, TenantKind};

impl Register {
    /// Whether a contract entitles requests of a tenant at `now`.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn contract_entitles(
        &self,
        edition: &Edition,
        contract: &Contract,
        tenant: &Tenant,
        now: DateTime<Utc>,
    ) -> Result<Ruling<Entitles>> {
        let of = match contract.tenant {
            None => ContractOf::NoTenant,
            Some(id) if id == tenant.id => ContractOf::ThisTenant,
            Some(_) => ContractOf::AnotherTenant,
        };
        Ok(entitles(
            edition,
            &EntitlesQuestion {
                kind: contract.kind.as_str(),
                of,
                starts: contract.starts,
                ends: contract.ends,
                client: tenant.kind == TenantKind::Client,
                delegated: self.has_access(tenant, now)?,
                on: tenant.today(now),
            },
        )?)
    }

    /// Whether a delegation gives access to a tenant; none where nothing is kept of any: access may have been given in
    /// another way.
    pub(crate) fn has_access(&self, tenant: &Tenant, now: DateTime<Utc>) -> Result<Option<bool>> {
        self.read(|connection| {
            let sql = "SELECT MAX(status = 'active' AND (ends_at IS NULL OR ends_at > ?2)) FROM delegation
                WHERE tenant = ?1 AND removed_at IS NULL";
            Ok(connection
                .prepare_cached(sql)?
                .query_row(params![tenant.id.to_string(), Micros(now)], |row| row.get(0))?)
        })
    }
}
