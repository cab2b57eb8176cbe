//! What is known of a person and a tenant when it is asked whether the one may file for the other.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

/// Where a person's account is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Account {
    /// In the tenant itself, also as a guest.
    Tenant,
    /// In the directory of a partner, or one that is not known.
    Elsewhere {
        /// Whether the account is a guest there: guests of a partner get nothing through its groups.
        guest: bool,
    },
}

/// A role that a person holds in the tenant.
#[derive(Debug, Clone)]
pub struct HeldRole {
    /// The role: an id of the edition, or a template id of Entra.
    pub role: String,
    /// The group through which it is held; `None`: directly.
    pub group: Option<String>,
    /// Whether it covers the whole tenant.
    pub whole_tenant: bool,
    /// Whether it must be activated first.
    pub eligible: bool,
    /// From when.
    pub starts: Option<DateTime<Utc>>,
    /// The first instant it no longer holds.
    pub ends: Option<DateTime<Utc>>,
    /// Whether that end is not its own, but since when an export no longer contains it.
    pub missing: bool,
}

/// A delegation the tenant has granted.
#[derive(Debug, Clone)]
pub struct HeldDelegation {
    /// Its name.
    pub name: String,
    /// Its status, as Partner Center writes it.
    pub status: String,
    /// The roles the client consented to, as template ids; empty where they are not known.
    pub roles: Vec<String>,
    /// When it became active.
    pub activated: Option<DateTime<Utc>>,
    /// The first instant it no longer holds.
    pub ends: Option<DateTime<Utc>>,
    /// Whether that end is not its own, but since when an export no longer contains it.
    pub missing: bool,
    /// Whether it extends itself.
    pub extends: bool,
    /// The groups that use it.
    pub groups: Vec<HeldAccess>,
}

/// A partner's group that uses roles of a delegation.
#[derive(Debug, Clone)]
pub struct HeldAccess {
    /// The group's name.
    pub group: String,
    /// The roles, as template ids.
    pub roles: Vec<String>,
    /// Its status, as Partner Center writes it.
    pub status: String,
    /// The first instant it no longer holds.
    pub ends: Option<DateTime<Utc>>,
    /// Whether the person is a member of the group.
    pub member: bool,
    /// The first instant that membership no longer holds.
    pub member_until: Option<DateTime<Utc>>,
}

/// How much of what the tenant has was bought under an Enterprise Agreement.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Agreement {
    /// Nothing that is known of.
    #[default]
    Nothing,
    /// Some of it.
    Some,
    /// All of it.
    All,
}

/// The facts the ruling is made from.
#[derive(Debug, Clone)]
pub struct FilingFacts<'a> {
    /// The person's name.
    pub person: &'a str,
    /// Whether the account can sign in.
    pub enabled: bool,
    /// Where the account is.
    pub account: Account,
    /// The tenant's name.
    pub tenant: &'a str,
    /// Whether it is a client's.
    pub client: bool,
    /// The roles the person holds in it.
    pub roles: &'a [HeldRole],
    /// The delegations it has granted.
    pub delegations: &'a [HeldDelegation],
    /// What of it was bought under an Enterprise Agreement.
    pub agreement: Agreement,
    /// The product's id; `None`: any that is filed for in the Power Platform admin center.
    pub product: Option<&'a str>,
    /// When.
    pub at: DateTime<Utc>,
    /// The tenant's time zone, in whose days starts and ends are told.
    pub zone: Tz,
}
