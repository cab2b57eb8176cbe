//! What would let somebody file: what is to be granted, by whom, in which steps (S18 to S20).

use crate::edition::Edition;
use crate::text::Text;
use serde::Serialize;

/// Who is to be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum Asked {
    /// The person can do it alone.
    Person,
    /// Somebody with an admin role in the tenant that holds the subscription (S19).
    TenantAdministrator,
    /// An administrator of the partner's own tenant.
    PartnerAdministrator,
    /// An administrator of the project in Lifecycle Services.
    ProjectOwner,
    /// The Cloud Solution Provider partner.
    Partner,
    /// Whoever holds the contract.
    ContractHolder,
}

/// What would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Remedy {
    /// Who is to be asked.
    pub ask: Asked,
    /// The role to grant, where one is to be granted: the least one that does.
    pub role: Option<String>,
    /// Its name.
    pub role_name: Option<String>,
    /// What to do, in order.
    pub steps: Vec<Text>,
    /// Whether the client's Global Administrator alone can do it: approving a delegation.
    #[serde(skip)]
    pub global_administrator: bool,
}

impl Remedy {
    pub(super) fn new(ask: Asked, steps: Vec<Text>) -> Self {
        Self { ask, role: None, role_name: None, steps, global_administrator: false }
    }

    /// A role to be granted by somebody.
    pub(super) fn role(edition: &Edition, role: &str, ask: Asked, steps: Vec<Text>) -> Self {
        let name = edition.role(role).map_or_else(|_| role.to_owned(), |role| role.name.clone());
        Self { ask, role: Some(role.to_owned()), role_name: Some(name), steps, global_administrator: false }
    }

    /// The same, where the client has to approve a delegation.
    pub(super) fn approved(self) -> Self {
        Self { global_administrator: true, ..self }
    }
}
