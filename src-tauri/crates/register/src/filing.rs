//! *File a request*: brings what the administrator keeps to the policy, which answers. Nothing here decides.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use support_policy::coverage::{Cause, PreviewKind, Scope};
use support_policy::edition::{Edition, Impact, Product};
use support_policy::entitlement::{ClientAccess, Entitlement, Gives, HeldContract};
use support_policy::file_request::{FilingAnswer, FilingQuestion, answer};
use support_policy::plan_purchase::PlanState;
use support_policy::ruling::Refusal;
use uuid::Uuid;

use crate::contract::Contract;
use crate::contract_facts::held_contract;
use crate::editions::EditionRef;
use crate::error::Result;
use crate::plan_purchase::PlanPurchase;
use crate::record;
use crate::register::Register;
use crate::tenant::{Tenant, TenantKind};

/// What the page *File a request* asks.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Question {
    /// The tenant's id.
    pub tenant: Uuid,
    /// The product's id.
    pub product: String,
    /// The concern's id.
    pub concern: String,
    /// How the business is hit.
    pub impact: Impact,
    /// What to file under; none for the quickest the tenant has.
    pub entitlement: Option<Entitlement>,
    /// When it is filed; none for now.
    pub filed_at: Option<DateTime<Utc>>,
    /// Whether a partner files.
    pub partner: bool,
    /// Whether the portal cannot be signed in to.
    pub cannot_sign_in: bool,
    /// The access a partner has to the client, where known.
    pub access: Option<ClientAccess>,
    /// The kind of preview, where it is about one.
    pub preview: Option<PreviewKind>,
    /// How much is slow, where known.
    pub scope: Option<Scope>,
    /// What causes it, where known.
    pub cause: Option<Cause>,
}

impl Register {
    /// Answers *File a request* for one of the tenants.
    ///
    /// # Errors
    /// [`crate::RegisterError::NotFound`] for the tenant; [`crate::RegisterError::Policy`] for a question that is wrongly
    /// put.
    pub fn answer(&self, edition: &Edition, question: &Question, now: DateTime<Utc>) -> Result<FilingAnswer> {
        let tenant = self.tenants().get(question.tenant)?;
        let settings = self.settings().get()?;
        let of_tenant = self.edition_for(&tenant, None, edition)?;
        let filed_at = question.filed_at.unwrap_or(now);
        let held = self.contracts_for(&tenant, question.partner)?;
        // The edition of each, or why it cannot be filed under: one that is gone does not take the others along.
        let editions: Vec<Result<EditionRef<'_>>> =
            held.iter().map(|contract| self.edition_for(&tenant, Some(contract), edition)).collect();
        let mut contracts = Vec::new();
        for (contract, edition) in held.iter().zip(&editions) {
            let product = edition.as_deref().unwrap_or(&of_tenant).product(&question.product).ok();
            contracts.push(HeldContract {
                edition: edition.as_deref().ok(),
                unusable: edition.as_ref().err().map(|why| Refusal::new(why.code(), why.message())),
                linked: self.is_linked(contract, product)?,
                ..held_contract(contract, &tenant, question.partner)
            });
        }
        let bought = self.bought_plans(&tenant, filed_at)?;
        let access = match question.access {
            // Where none holds, access may have been given in another way.
            None if question.partner && self.has_access(&tenant, filed_at)? == Some(true) => {
                Some(ClientAccess::Delegated)
            }
            said => said,
        };
        Ok(answer(
            &of_tenant,
            &FilingQuestion {
                customer: tenant.customer(settings),
                holidays: tenant.holiday_choice(),
                product: &question.product,
                concern: &question.concern,
                impact: question.impact,
                entitlement: question.entitlement.as_ref(),
                contracts: &contracts,
                bought: &bought,
                filed_at,
                partner: question.partner,
                cannot_sign_in: question.cannot_sign_in,
                access,
                preview: question.preview,
                scope: question.scope,
                cause: question.cause,
            },
        )?)
    }

    /// The contracts a request for `tenant` could be filed under: its own, those for all tenants, and where a partner
    /// files the benefits that the partner keeps under its own organisation. Partners' benefits without published terms
    /// are for clients alone, as far as the policy says.
    fn contracts_for(&self, tenant: &Tenant, partner: bool) -> Result<Vec<Contract>> {
        let mut held = Vec::new();
        let near: Vec<Contract> = self.read(|connection| {
            let near = "tenant = ?1 OR tenant IS NULL OR tenant IN (SELECT id FROM tenant WHERE kind = 'own')";
            record::list_of(connection, near, [tenant.id.to_string()])
        })?;
        for contract in near {
            let of_tenant = contract.tenant == Some(tenant.id);
            let gives = contract.kind.gives();
            let benefit = matches!(gives, Gives::Benefit(_));
            let for_all_or_own = match contract.tenant {
                None => true,
                Some(id) if partner && benefit => self.tenants().get(id)?.kind == TenantKind::Own,
                Some(_) => false,
            };
            if !(of_tenant || for_all_or_own) || (benefit && !partner && contract.kind.plan().is_none()) {
                continue;
            }
            held.push(contract);
        }
        Ok(held)
    }

    /// Whether a contract is linked in the portal where the product is filed. That no link was noted does not say that
    /// there is none.
    fn is_linked(&self, contract: &Contract, product: Option<&Product>) -> Result<Option<bool>> {
        let Some(channel) = contract.kind.plan().and_then(|plan| product?.channel(plan)) else { return Ok(None) };
        let links = self.contracts().links(Some(contract.id))?;
        Ok(links.iter().any(|link| link.channel == channel).then_some(true))
    }

    /// The plans bought for a tenant that are in force.
    fn bought_plans(&self, tenant: &Tenant, at: DateTime<Utc>) -> Result<Vec<String>> {
        let mut bought = Vec::new();
        let plans: Vec<PlanPurchase> =
            self.read(|connection| record::list_of(connection, "tenant = ?1", [tenant.id.to_string()]))?;
        for plan in plans {
            let state = plan.purchase()?.stand(tenant.today(at)).state;
            if matches!(state, PlanState::Active | PlanState::EndsAtTerm) {
                bought.push(plan.plan);
            }
        }
        Ok(bought)
    }
}
