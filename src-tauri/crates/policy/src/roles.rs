//! S18, S19: the roles that may file, and those of which it is said that they may not.

use crate::edition::Edition;
use crate::error::PolicyError;
use crate::text::Text;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What the reference of Entra's permissions says of a role and support tickets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum SupportTickets {
    /// The role has the permission.
    Verified,
    /// It is not known; the list of roles alone says that the role may file.
    NotVerified,
    /// The role has it not, and that is stated.
    None,
}

/// Whether a role may file, by the list that was live with the edition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum MayFileBy {
    /// The list names it, and the reference of permissions agrees.
    Yes,
    /// The list names it.
    Stated,
    /// The list does not name it.
    No,
}

/// A role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// Kebab-case.
    pub id: String,
    /// Its name, which is not translated.
    pub name: String,
    /// Its name on the list that was live with the edition; `None`: it is not on it.
    pub base: Option<String>,
    /// Its name on the newest list; `None`: it is not on it.
    pub today: Option<String>,
    /// Its template id in Entra, a GUID in lower case; `None`: it is not in Entra and is kept by hand.
    pub template_id: Option<String>,
    /// What the reference of permissions says.
    pub support_tickets: SupportTickets,
    /// Further kebab-case names it is known by.
    pub also: Vec<String>,
    /// Whether it may assign roles to others.
    pub assigns_roles: bool,
    /// What has changed about it since the edition: when, and a sentence.
    pub changed: Option<(String, Text)>,
}

impl Role {
    /// Whether it may file, by the list that was live with the edition.
    pub fn may_file(&self) -> MayFileBy {
        match (&self.base, self.support_tickets) {
            (None, _) => MayFileBy::No,
            (Some(_), SupportTickets::Verified) => MayFileBy::Yes,
            (Some(_), _) => MayFileBy::Stated,
        }
    }

    /// Whether `name` means it: its id, its template id, or another of its names.
    fn is(&self, name: &str) -> bool {
        self.id == name
            || self.template_id.as_deref().is_some_and(|id| id.eq_ignore_ascii_case(name))
            || self.also.iter().any(|also| also == name)
    }

    /// What it is kept by: its template id where it has one, else its id.
    pub fn key(&self) -> &str {
        self.template_id.as_deref().unwrap_or(&self.id)
    }
}

/// Where a list of roles was published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleSource {
    /// The date it carries.
    pub dated: NaiveDate,
    /// The page.
    pub source: String,
}

/// The roles an edition knows.
#[derive(Debug, Clone)]
pub struct RoleBook {
    /// The roles, least privilege first.
    pub roles: Vec<Role>,
    /// The role to grant to those who only file: the least one.
    pub least: String,
    /// The role that files in Lifecycle Services.
    pub lifecycle_services: String,
    /// Where the list that was live with the edition was published.
    pub base: RoleSource,
    /// Where the newest list was.
    pub today: RoleSource,
    /// Where the permissions were.
    pub permissions: RoleSource,
}

impl Edition {
    /// The role by its id, its template id in Entra or another of its names.
    ///
    /// # Errors
    /// [`PolicyError::Unknown`].
    pub fn role(&self, name: &str) -> Result<&Role, PolicyError> {
        self.roles.roles.iter().find(|role| role.is(name)).ok_or_else(|| PolicyError::Unknown {
            field: "role",
            given: name.to_owned(),
            known: self.roles.roles.iter().map(|role| role.id.clone()).collect(),
        })
    }

    /// How well a role serves for granting one to somebody else (S19): lower is better, the less powerful before the
    /// more powerful; `None`: not at all. Filing and granting are different things: of the roles that may file only
    /// some may assign roles.
    pub fn may_grant(&self, name: &str) -> Option<usize> {
        self.roles.roles.iter().position(|role| role.is(name) && role.assigns_roles)
    }
}
