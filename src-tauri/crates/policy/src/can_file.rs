//! S18, S19, S20: whether a person may file for a tenant, through what and until when; or why not, and what would do.
//!
//! Every way a person may file is looked at. Of those that hold, the one that holds longest is named; of equally long
//! ones a role of one's own before a group's before a delegation's, and then the lesser role. When none holds, the way
//! that lacks least is explained.

use crate::edition::{Edition, Subject};
use crate::error::PolicyError;
use crate::roles::{MayFileBy, Role};
use crate::ruling::{ChangedSince, Outcome, Refusal, Ruling};
use crate::text::Text;
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::cmp::Reverse;

mod delegated;
mod facts;
mod remedy;
mod words;

pub use facts::{Account, Agreement, FilingFacts, HeldAccess, HeldDelegation, HeldRole};
pub use remedy::{Asked, Remedy};

/// What lets somebody file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum WayKind {
    /// A role held directly.
    Role,
    /// A role held through a group.
    Group,
    /// A delegation to a partner.
    Delegation,
}

/// Through what somebody may file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Way {
    /// What it is.
    pub kind: WayKind,
    /// The role's kebab-case name, the group's name, or the delegation's.
    pub name: String,
    /// The role's id that does it.
    pub role: String,
    /// The role's name.
    pub role_name: String,
    /// The partner's group, for a delegation.
    pub group: Option<String>,
}

/// Whether somebody may file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct MayFile {
    /// Whether.
    pub allowed: bool,
    /// Through what.
    pub through: Option<Way>,
    /// The first instant that no longer holds; `None`: it has no end, or nothing holds.
    pub until: Option<DateTime<Utc>>,
    /// What else is to be known.
    pub notes: Vec<Text>,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refusal: Option<Refusal>,
    /// What would do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remedy: Option<Remedy>,
}

/// Who decides for the product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gate {
    /// The Power Platform admin center: the list of roles.
    AdminCenter,
    /// Lifecycle Services: its users.
    LifecycleServices,
    /// The Cloud Solution Provider partner.
    Partner,
    /// Whoever holds the plan; roles of the tenant do not matter.
    Contract,
}

/// A way that holds.
#[derive(Debug, Clone, Copy)]
struct Open<'a> {
    kind: WayKind,
    name: &'a str,
    role: &'a Role,
    group: Option<&'a str>,
    delegation: Option<&'a HeldDelegation>,
    until: Option<DateTime<Utc>>,
    privilege: usize,
}

/// Why a way does not. Of a delegation also whether the person is in a group that uses it.
#[derive(Debug, Clone, Copy)]
enum Why<'a> {
    Disabled,
    NoRole,
    RoleEnded(&'a Role, &'a HeldRole),
    StartsLater(&'a Role, DateTime<Utc>),
    RoleCannotFile(Option<&'a Role>, &'a str),
    Scope(&'a Role),
    NotActivated(&'a Role, Option<&'a str>),
    DelegationEnded(&'a HeldDelegation, bool),
    DelegationNotActive(&'a HeldDelegation, bool),
    DelegationLacksRole(&'a HeldDelegation, bool),
    NobodyAssigned(&'a HeldDelegation, bool),
    NotAMember(&'a HeldDelegation, &'a HeldAccess),
    Guest(&'a HeldDelegation, &'a HeldAccess),
    EnterpriseAgreement(&'a HeldDelegation, bool),
    PartnerFiles,
    ContractDecides,
}

/// Whether somebody may file, in a word: for tables of many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// They may.
    May {
        /// Through what.
        kind: WayKind,
        /// Until when; `None`: without end.
        until: Option<DateTime<Utc>>,
    },
    /// They may not; the code of the refusal.
    MayNot(&'static str),
}

/// Whether a person may file for a tenant, in a word. [`can_file`] says the same in full.
///
/// # Errors
/// As of [`can_file`].
pub fn verdict(edition: &Edition, facts: &FilingFacts<'_>) -> Result<Verdict, PolicyError> {
    let gate = gate(edition, facts.product)?;
    Ok(match best(edition, facts, gate) {
        Ok(open) => Verdict::May { kind: open.kind, until: open.until },
        Err(why) => Verdict::MayNot(why.code()),
    })
}

/// Whether a person may file for a tenant, or could once they activate a role themselves.
///
/// # Errors
/// As of [`can_file`].
pub fn may_or_activates(edition: &Edition, facts: &FilingFacts<'_>) -> Result<bool, PolicyError> {
    let gate = gate(edition, facts.product)?;
    Ok(matches!(best(edition, facts, gate), Ok(_) | Err(Why::NotActivated(..))))
}

/// Whether a person may file for a tenant.
///
/// # Errors
/// [`PolicyError::Unknown`] for a product that the edition does not have.
pub fn can_file(edition: &Edition, facts: &FilingFacts<'_>) -> Result<Ruling<MayFile>, PolicyError> {
    let gate = gate(edition, facts.product)?;
    let best = best(edition, facts, gate);
    let role = best.as_ref().ok().map(|open| open.role);
    let answer = match best {
        Ok(open) => MayFile {
            allowed: true,
            through: Some(open.way()),
            until: open.until,
            notes: match open.delegation {
                Some(delegation) => words::delegation_notes(facts, delegation, open.role),
                None => words::only_stated(open.role).into_iter().collect(),
            },
            refusal: None,
            remedy: None,
        },
        Err(why) => {
            let words::Said { message, remedy } = words::of(edition, facts, gate, why);
            MayFile {
                allowed: false,
                through: None,
                until: None,
                notes: Vec::new(),
                refusal: Some(Refusal::new(why.code(), message)),
                remedy: Some(remedy),
            }
        }
    };
    let mut because = match gate {
        Gate::AdminCenter => vec!["S18", "S19"],
        Gate::LifecycleServices => vec!["S12", "S15"],
        Gate::Partner => vec!["S12", "S20"],
        Gate::Contract => vec!["S12"],
    };
    if facts.client && !because.contains(&"S20") {
        because.push("S20");
    }
    let because: Vec<String> = because.into_iter().map(str::to_owned).collect();
    let subject = Subject { channels: gate.channels(), ..Subject::default() };
    let mut basis = edition.basis(edition.stated(because), Vec::new(), &subject);
    if gate == Gate::AdminCenter {
        let held = facts.roles.iter().filter_map(|held| edition.role(&held.role).ok()).chain(role);
        basis.changed_since.extend(changes_of_roles(held));
    }
    Ok(Ruling { outcome: Outcome::Answered(answer), basis })
}

/// Whether a role may file in the Power Platform admin center.
pub fn carries_filing(edition: &Edition, role: &str) -> bool {
    edition.role(role).is_ok_and(|role| role.may_file() != MayFileBy::No)
}

impl Open<'_> {
    /// The longest first; then the kind; then the lesser role.
    fn rank(&self) -> (Reverse<DateTime<Utc>>, WayKind, usize, &str) {
        (Reverse(self.until.unwrap_or(DateTime::<Utc>::MAX_UTC)), self.kind, self.privilege, self.name)
    }

    fn way(&self) -> Way {
        Way {
            kind: self.kind,
            name: self.name.to_owned(),
            role: self.role.id.clone(),
            role_name: self.role.name.clone(),
            group: self.group.map(str::to_owned),
        }
    }
}

impl Why<'_> {
    fn code(self) -> &'static str {
        match self {
            Self::Disabled | Self::NoRole | Self::RoleEnded(..) => "no-role",
            Self::StartsLater(..) | Self::NotActivated(..) | Self::DelegationNotActive(..) => "not-activated",
            Self::RoleCannotFile(..) | Self::PartnerFiles | Self::ContractDecides => "role-cannot-file",
            Self::Scope(_) => "scope",
            Self::DelegationEnded(..) => "delegation-ended",
            Self::DelegationLacksRole(..) => "delegation-lacks-role",
            Self::NobodyAssigned(..) | Self::NotAMember(..) | Self::Guest(..) => "delegation-not-assigned",
            Self::EnterpriseAgreement(..) => "enterprise-agreement",
        }
    }

    /// How far off: what the person can do alone is nearest, what nobody has begun is farthest. A delegation whose
    /// group the person is in is nearer than a role that may not file; any other is farther. Reasons with different
    /// codes are never equally far, so that the order of the facts decides nothing.
    fn distance(self) -> u8 {
        let of_delegation = |member: bool, off: u8| if member { 5 + off } else { 12 + off };
        match self {
            Self::NotActivated(..) => 0,
            Self::Scope(_) => 1,
            Self::EnterpriseAgreement(_, true) => 2,
            Self::StartsLater(..) => 3,
            Self::RoleEnded(..) => 4,
            Self::Guest(..) => of_delegation(true, 0),
            Self::NotAMember(..) => of_delegation(false, 0),
            Self::NobodyAssigned(_, member) => of_delegation(member, 1),
            Self::DelegationNotActive(_, member) => of_delegation(member, 2),
            Self::DelegationLacksRole(_, member) => of_delegation(member, 3),
            Self::DelegationEnded(_, member) => of_delegation(member, 4),
            Self::RoleCannotFile(..) => 10,
            Self::EnterpriseAgreement(_, false) => 11,
            Self::PartnerFiles => 17,
            Self::Disabled | Self::NoRole | Self::ContractDecides => 20,
        }
    }
}

impl Gate {
    fn channels(self) -> &'static [&'static str] {
        match self {
            Self::AdminCenter => &["power-platform-admin-center"],
            Self::LifecycleServices => &["lifecycle-services"],
            Self::Partner => &["cloud-solution-provider"],
            Self::Contract => &["services-hub"],
        }
    }
}

fn gate(edition: &Edition, product: Option<&str>) -> Result<Gate, PolicyError> {
    let Some(product) = product else { return Ok(Gate::AdminCenter) };
    let product = edition.product(product)?;
    let through = |channel: &str| {
        product.channels.iter().any(|(_, cell)| cell.stated().and_then(Option::as_deref) == Some(channel))
    };
    Ok(if through("power-platform-admin-center") {
        Gate::AdminCenter
    } else if through("lifecycle-services") {
        Gate::LifecycleServices
    } else if through("cloud-solution-provider") {
        Gate::Partner
    } else {
        Gate::Contract
    })
}

/// The best way that holds, or else why the nearest does not.
fn best<'a>(edition: &'a Edition, facts: &FilingFacts<'a>, gate: Gate) -> Result<Open<'a>, Why<'a>> {
    if !facts.enabled {
        return Err(Why::Disabled);
    }
    if gate == Gate::Contract {
        return Err(Why::ContractDecides);
    }
    // Lifecycle Services knows its own users only; an account of the tenant itself is no partner's.
    let delegations =
        if gate == Gate::LifecycleServices || facts.account == Account::Tenant { &[] } else { facts.delegations };
    let roles = facts.roles.iter().map(|held| by_role(edition, facts, gate, held));
    let delegations = delegations.iter().map(|delegation| delegated::by_delegation(edition, facts, delegation));
    let mut open: Option<Open<'a>> = None;
    let mut shut = if gate == Gate::Partner { Why::PartnerFiles } else { Why::NoRole };
    for way in roles.chain(delegations) {
        match way {
            Ok(way) if open.is_none_or(|best| way.rank() < best.rank()) => open = Some(way),
            Err(why) if why.distance() < shut.distance() => shut = why,
            Ok(_) | Err(_) => {}
        }
    }
    open.ok_or(shut)
}

fn by_role<'a>(
    edition: &'a Edition,
    facts: &FilingFacts<'a>,
    gate: Gate,
    held: &'a HeldRole,
) -> Result<Open<'a>, Why<'a>> {
    let role = edition.role(&held.role).ok();
    let files = role.filter(|role| files_here(edition, role, gate));
    let Some(role) = files else { return Err(Why::RoleCannotFile(role, &held.role)) };
    if held.ends.is_some_and(|ends| ends <= facts.at) {
        return Err(Why::RoleEnded(role, held));
    }
    if !held.whole_tenant {
        return Err(Why::Scope(role));
    }
    if held.eligible {
        return Err(Why::NotActivated(role, held.group.as_deref()));
    }
    if let Some(starts) = held.starts.filter(|starts| *starts > facts.at) {
        return Err(Why::StartsLater(role, starts));
    }
    let (kind, name) = match &held.group {
        None => (WayKind::Role, role.id.as_str()),
        Some(group) => (WayKind::Group, group.as_str()),
    };
    let privilege = privilege(edition, role);
    Ok(Open { kind, name, role, group: None, delegation: None, until: held.ends, privilege })
}

/// Whether a role files where requests about the product go.
fn files_here(edition: &Edition, role: &Role, gate: Gate) -> bool {
    match gate {
        Gate::AdminCenter => role.may_file() != MayFileBy::No,
        Gate::LifecycleServices => role.id == edition.roles.lifecycle_services,
        Gate::Partner | Gate::Contract => false,
    }
}

/// How much a role may do besides: its place among the roles.
fn privilege(edition: &Edition, role: &Role) -> usize {
    edition.roles.roles.iter().position(|other| other.id == role.id).unwrap_or(usize::MAX)
}

/// What has changed about these roles since the edition, each once.
fn changes_of_roles<'a>(roles: impl Iterator<Item = &'a Role>) -> Vec<ChangedSince> {
    let mut changes: Vec<ChangedSince> = Vec::new();
    for (since, note) in roles.filter_map(|role| role.changed.clone()) {
        let change = ChangedSince { topic: "S18".to_owned(), note, since };
        if !changes.contains(&change) {
            changes.push(change);
        }
    }
    changes
}
