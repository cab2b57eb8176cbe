//! Whom a contract entitles: the facts of the register, brought to the policy.

use chrono::{DateTime, Utc};
use support_policy::contract_entitles::{ContractOf, Entitles, EntitlesQuestion, entitles};
use support_policy::edition::Edition;
use support_policy::ruling::Ruling;

use crate::contract::Contract;
use crate::delegation::Delegation;
use crate::error::Result;
use crate::register::Register;
use crate::tenant::{Tenant, TenantKind};

/// The status of a delegation that gives access.
const ACTIVE: &str = "active";

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
    fn has_access(&self, tenant: &Tenant, now: DateTime<Utc>) -> Result<Option<bool>> {
        let delegations = self.delegations().list()?;
        let of_tenant: Vec<_> = delegations.iter().filter(|delegation| delegation.tenant == tenant.id).collect();
        let holds =
            |delegation: &&Delegation| delegation.status == ACTIVE && delegation.ends_at.is_none_or(|ends| ends > now);
        Ok((!of_tenant.is_empty()).then(|| of_tenant.iter().any(|delegation| holds(delegation))))
    }
}
