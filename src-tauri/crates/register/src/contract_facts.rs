//! What a contract gives, and whether a request may be filed under it: what the policy asks of a contract.

use chrono::{DateTime, Utc};
use support_policy::edition::Product;
use support_policy::entitlement::{Gives, HeldContract, Whose, not_in_force};
use support_policy::ruling::Refusal;
use support_policy::text;
use uuid::Uuid;

use crate::contract::{Contract, ContractKind};
use crate::error::{RegisterError, Result};
use crate::tenant::{Tenant, TenantKind};

impl ContractKind {
    /// The plan whose terms the contract gives; none for benefits whose response times the policy does not publish.
    /// Premier Support for Partners is Premier for the partner's own needs and for customers (S40).
    pub fn plan(self) -> Option<&'static str> {
        match self {
            Self::Premier | Self::PremierForPartners => Some("premier"),
            Self::UnifiedCore => Some("unified-core"),
            Self::UnifiedAdvanced => Some("unified-advanced"),
            Self::UnifiedPerformance => Some("unified-performance"),
            Self::UnifiedEnterprise => Some("unified-enterprise"),
            Self::AdvancedSupportForPartners | Self::PartnerNetwork | Self::VisualStudio => None,
        }
    }

    /// What the contract gives, as the policy knows it.
    pub fn gives(self) -> Gives {
        match (self, self.plan()) {
            (Self::AdvancedSupportForPartners | Self::PartnerNetwork | Self::PremierForPartners, _) => {
                Gives::Benefit(self.as_str().to_owned())
            }
            (_, Some(plan)) => Gives::Plan(plan.to_owned()),
            (_, None) => Gives::Incidents(self.as_str().to_owned()),
        }
    }
}

/// The contract as the policy asks for it.
pub(crate) fn held_contract<'a>(contract: &Contract, tenant: &Tenant, partner: bool) -> HeldContract<'a> {
    let gives = contract.kind.gives();
    let of_partner = partner && (matches!(gives, Gives::Benefit(_)) || contract.tenant != Some(tenant.id));
    HeldContract {
        id: contract.id.to_string(),
        name: contract.name.clone(),
        whose: if of_partner { Whose::Partner } else { Whose::Customer },
        gives,
        starts: contract.starts,
        ends: contract.ends,
        has_ids: contract.has_access_id && (contract.has_contract_id || contract.has_password),
        linked: None,
        own: contract
            .terms
            .response_times
            .iter()
            .filter_map(|own| Some((own.severity.clone(), own.limit()?)))
            .collect(),
        edition: None,
        unusable: None,
    }
}

/// A request is filed under a contract of its tenant, or a partner's own `benefit` for a client, on a day on which it
/// holds, for a product it is for.
pub(crate) fn refuse_unfit_contract(
    product: &Product,
    tenant: &Tenant,
    contract: &Contract,
    benefit: bool,
    filed_at: DateTime<Utc>,
) -> Result<()> {
    if contract.tenant.is_some_and(|id| id != tenant.id) && !benefit {
        let message = text!(
            "The contract belongs to another tenant. Choose one of this tenant's, or one for all tenants.",
            "Kontrakten tilhører en annen leier. Velg en av denne leierens, eller en for alle leiere."
        );
        return Err(RegisterError::refused("contract", Refusal::new("contract-of-another-tenant", message)));
    }
    let filed_on = filed_at.with_timezone(&tenant.local_zone()).date_naive();
    if let Some(refusal) = not_in_force(contract.starts, contract.ends, filed_on) {
        return Err(RegisterError::refused("contract", refusal));
    }
    // S42: these incidents are for on-premises products alone.
    let on_premises = product.channel("subscription").is_none();
    if contract.kind == ContractKind::VisualStudio && !on_premises {
        let message = text!(
            "Visual Studio incidents are for on-premises products only. File under a plan or another contract.",
            "Visual Studio-hendelser gjelder bare lokale (on-premises) produkter. Send inn under en plan eller en annen kontrakt."
        );
        return Err(RegisterError::refused("contract", Refusal::new("plan-does-not-cover-product", message)));
    }
    Ok(())
}

/// Whether a contract is a partner's own benefit, which may be used for a client (S20, S40).
pub(crate) fn is_benefit_for(
    tenant: &Tenant,
    contract: &Contract,
    holder: impl FnOnce(Uuid) -> Result<Tenant>,
) -> Result<bool> {
    let (TenantKind::Client, Gives::Benefit(_), Some(id)) = (tenant.kind, contract.kind.gives(), contract.tenant)
    else {
        return Ok(false);
    };
    Ok(holder(id)?.kind == TenantKind::Own)
}
