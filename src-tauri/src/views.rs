//! Contracts and requests as the screens show them: with the names of what they refer to and where they stand.

use chrono::{DateTime, Utc};
use serde::Serialize;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use support_register::{Contract, Register, Request, RequestState, Result};
use uuid::Uuid;

/// A contract with the names of what it refers to.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct ContractView {
    /// The record.
    #[serde(flatten)]
    pub contract: Contract,
    /// The tenant's name.
    pub tenant_name: Option<String>,
    /// The plan whose terms it gives.
    pub plan: Option<String>,
}

/// A request with the names of what it refers to and where it stands.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct RequestView {
    /// The record.
    #[serde(flatten)]
    pub request: Request,
    /// The tenant's name.
    pub tenant_name: String,
    /// The contract's name.
    pub contract_name: Option<String>,
    /// Where it stands.
    pub state: RequestState,
    /// Whether the first response came in time, as far as that is decided.
    pub met: Option<bool>,
}

/// The names of tenants and contracts, for views.
pub(crate) struct Names {
    tenants: HashMap<Uuid, String>,
    contracts: HashMap<Uuid, String>,
}

impl Names {
    /// All names of the register.
    pub(crate) fn of(register: &Register) -> Result<Self> {
        Ok(Self {
            tenants: register.tenants().list()?.into_iter().map(|tenant| (tenant.id, tenant.name)).collect(),
            contracts: register.contracts().list()?.into_iter().map(|contract| (contract.id, contract.name)).collect(),
        })
    }

    /// The names that a contract needs.
    pub(crate) fn of_contract(register: &Register, contract: &Contract) -> Result<Self> {
        let tenant = contract.tenant.map(|id| register.tenants().get(id)).transpose()?;
        let tenants = tenant.into_iter().map(|tenant| (tenant.id, tenant.name)).collect();
        Ok(Self { tenants, contracts: HashMap::new() })
    }

    /// The names that some requests need.
    pub(crate) fn of_requests(register: &Register, requests: &[Request]) -> Result<Self> {
        let mut names = Self { tenants: HashMap::new(), contracts: HashMap::new() };
        for request in requests {
            if let Entry::Vacant(unnamed) = names.tenants.entry(request.tenant) {
                unnamed.insert(register.tenants().get(request.tenant)?.name);
            }
            if let Some(id) = request.contract.filter(|id| !names.contracts.contains_key(id)) {
                names.contracts.insert(id, register.contracts().get(id)?.name);
            }
        }
        Ok(names)
    }

    pub(crate) fn contract(&self, contract: Contract) -> ContractView {
        let tenant_name = contract.tenant.and_then(|id| self.tenants.get(&id).cloned());
        let plan = contract.kind.plan().map(str::to_owned);
        ContractView { contract, tenant_name, plan }
    }

    pub(crate) fn request(&self, request: Request, now: DateTime<Utc>) -> RequestView {
        RequestView {
            tenant_name: self.tenants.get(&request.tenant).cloned().unwrap_or_default(),
            contract_name: request.contract.and_then(|id| self.contracts.get(&id).cloned()),
            state: request.state(now),
            met: request.met(now),
            request: Request { paused_at: request.waiting_since(), ..request },
        }
    }
}
