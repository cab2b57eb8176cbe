//! Filing through a delegation that the client has granted the partner (S20).

use super::{Account, Agreement, FilingFacts, HeldAccess, HeldDelegation, Open, WayKind, Why, privilege};
use crate::edition::Edition;
use crate::roles::{MayFileBy, Role};
use chrono::{DateTime, Utc};

/// Statuses of a relationship that is over, or being taken down. `expiring` is past its end.
const OVER: [&str; 5] = ["expiring", "expired", "terminationRequested", "terminating", "terminated"];

pub(super) fn by_delegation<'a>(
    edition: &'a Edition,
    facts: &FilingFacts<'a>,
    delegation: &'a HeldDelegation,
) -> Result<Open<'a>, Why<'a>> {
    let member = delegation.groups.iter().any(|access| is_member(access, facts.at));
    // No delegation would do, so what this one lacks does not matter.
    if facts.agreement == Agreement::All {
        return Err(Why::EnterpriseAgreement(delegation, member));
    }
    let is = |status: &str| delegation.status.eq_ignore_ascii_case(status);
    if OVER.into_iter().any(is) || delegation.ends.is_some_and(|ends| ends <= facts.at) {
        return Err(Why::DelegationEnded(delegation, member));
    }
    if !is("active") || delegation.activated.is_some_and(|activated| activated > facts.at) {
        return Err(Why::DelegationNotActive(delegation, member));
    }
    let consented = |role: &&Role| delegation.roles.is_empty() || names(&delegation.roles, role);
    let carriers: Vec<(&HeldAccess, &Role)> = delegation
        .groups
        .iter()
        .filter(|access| access.status.eq_ignore_ascii_case("active"))
        .filter(|access| access.ends.is_none_or(|ends| ends > facts.at))
        .filter_map(|access| {
            let role = filing_roles(edition).filter(consented).find(|role| names(&access.roles, role))?;
            Some((access, role))
        })
        .collect();
    if !delegation.roles.is_empty() && !filing_roles(edition).any(|role| names(&delegation.roles, role)) {
        return Err(Why::DelegationLacksRole(delegation, member));
    }
    let Some((first, _)) = carriers.first() else {
        return Err(Why::NobodyAssigned(delegation, member));
    };
    let joined = carriers.iter().filter(|(access, _)| is_member(access, facts.at));
    let until = |access: &HeldAccess| [delegation.ends, access.ends, access.member_until].into_iter().flatten().min();
    let longest = joined.max_by_key(|(access, _)| until(access).unwrap_or(DateTime::<Utc>::MAX_UTC));
    let Some((access, role)) = longest else {
        return Err(Why::NotAMember(delegation, first));
    };
    if facts.account == (Account::Elsewhere { guest: true }) {
        return Err(Why::Guest(delegation, access));
    }
    Ok(Open {
        kind: WayKind::Delegation,
        name: &delegation.name,
        role,
        group: Some(&access.group),
        delegation: Some(delegation),
        until: until(access),
        privilege: privilege(edition, role),
    })
}

/// The roles that may file and that a delegation can carry: those of Entra, least privilege first.
fn filing_roles(edition: &Edition) -> impl Iterator<Item = &Role> {
    let roles = edition.roles.roles.iter();
    roles.filter(|role| role.template_id.is_some() && role.may_file() != MayFileBy::No)
}

fn names(roles: &[String], role: &Role) -> bool {
    roles.iter().any(|name| role.template_id.as_deref() == Some(name) || role.id == *name)
}

fn is_member(access: &HeldAccess, at: DateTime<Utc>) -> bool {
    access.member && access.member_until.is_none_or(|until| until > at)
}
