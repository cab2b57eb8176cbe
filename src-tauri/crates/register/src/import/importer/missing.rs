//! What an export should contain and does not.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use rusqlite::params_from_iter;
use rusqlite::types::Value;
use support_policy::text;
use uuid::Uuid;

use super::{About, Importer, Tally};
use crate::access_assignment::AccessAssignment;
use crate::delegation::Delegation;
use crate::error::RegisterError;
use crate::field;
use crate::import::format::Format;
use crate::import::problem::{ImportError, Warning};
use crate::import::report::RowAction;
use crate::kept::{self, Kept};
use crate::membership::Membership;
use crate::record;
use crate::role_assignment::{RoleAssignment, RoleState};
use crate::subscription::Subscription;

impl Importer<'_> {
    /// Marks what the file should contain and does not: only what an earlier file of the same format had, and only
    /// where this file looked.
    pub(super) fn mark_missing(&mut self, format: Format, about: &About, tally: &mut Tally) -> Result<(), ImportError> {
        let tenant = about.tenant.map(|id| id.to_string());
        match format {
            Format::GraphRoleAssignments | Format::GraphRoleEligibility => {
                // An export of nothing has no rows to tell the state by.
                let all = (format == Format::GraphRoleAssignments).then_some(RoleState::Active);
                tally.scope.states.extend(all.into_iter().chain(about.state));
                let states: Vec<&str> = tally.scope.states.iter().map(|state| state.as_str()).collect();
                for state in states {
                    let scope = [("tenant", tenant.clone()), ("state", Some(state.to_owned()))];
                    self.missing::<RoleAssignment>(format, &scope, tally)?;
                }
            }
            Format::GraphDirectoryRoles | Format::GraphDirectoryRoleMembers => {
                let roles = tally.scope.roles.iter().cloned().chain(about.role.clone()).collect::<BTreeSet<_>>();
                for role in roles {
                    let scope = [("tenant", tenant.clone()), ("role", Some(role))];
                    self.missing::<RoleAssignment>(format, &scope, tally)?;
                }
            }
            Format::GraphDelegatedAdminRelationships => {
                let scope = [("tenant", tenant)];
                let scope = if about.tenant.is_some() { &scope[..] } else { &[] };
                self.missing::<Delegation>(format, scope, tally)?;
                self.missing_access(format, tally)?;
            }
            Format::GdapBulkCsv => match tally.scope.partners.iter().cloned().collect::<Vec<_>>().as_slice() {
                [] => self.missing::<Delegation>(format, &[], tally)?,
                [partner] => {
                    self.missing::<Delegation>(format, &[("partner_tenant_id", Some(partner.clone()))], tally)?;
                }
                _ => tally.report.warnings.push(Warning::new(
                    "several-partners",
                    text!(
                        "The file holds relationships of several partner tenants, so nothing is marked as missing.",
                        "Filen inneholder relasjoner for flere partnerleiere, så ingenting merkes som savnet."
                    ),
                )),
            },
            Format::GraphGroupMembers => {
                if let Some(group) = about.group {
                    self.missing::<Membership>(format, &[("security_group", Some(group.to_string()))], tally)?;
                }
            }
            Format::GraphAccessAssignments => {
                if let Some(id) = &about.relationship
                    && let Some(delegation) = kept::holding::<Delegation>(self.change, &[("external_id", id)])?
                {
                    tally.scope.relationships.insert(delegation.id);
                }
                self.missing_access(format, tally)?;
            }
            Format::GraphDirectorySubscriptions | Format::PartnerCenterSubscriptions if about.tenant.is_some() => {
                self.missing::<Subscription>(format, &[("tenant", tenant)], tally)?;
            }
            _ => {}
        }
        Ok(())
    }

    pub(super) fn missing_access(&self, format: Format, tally: &mut Tally) -> Result<(), ImportError> {
        let relationships: Vec<Uuid> = tally.scope.relationships.iter().copied().collect();
        for relationship in relationships {
            self.missing::<AccessAssignment>(format, &[("delegation", Some(relationship.to_string()))], tally)?;
        }
        Ok(())
    }

    pub(super) fn missing<R: Kept>(
        &self,
        format: Format,
        scope: &[(&str, Option<String>)],
        tally: &mut Tally,
    ) -> Result<(), ImportError> {
        let mut sql = format!(
            "SELECT r.id FROM {} r JOIN sighting s ON s.id = r.id AND s.format = ?1
             WHERE s.import <> ?2 AND r.removed_at IS NULL AND r.missing_since IS NULL AND r.format IS NOT NULL",
            R::TYPE.table()
        );
        for ((column, _), number) in scope.iter().zip(3..) {
            // Writing to a string cannot fail.
            let _ = write!(sql, " AND r.{column} IS ?{number}");
        }
        let first = [Value::from(format.as_str().to_owned()), self.id.to_string().into()];
        let values = first.into_iter().chain(scope.iter().map(|(_, value)| value.clone().into()));
        let read = || -> rusqlite::Result<Vec<Uuid>> {
            self.change
                .prepare_cached(&sql)?
                .query_map(params_from_iter(values), |row| field::id_of(row, "id"))?
                .collect()
        };
        for id in read().map_err(RegisterError::from)? {
            let before = record::get::<R>(self.change, id)?;
            if kept::mark_missing::<R>(self.change, self.actor, id, self.now)? {
                tally.report.missing += 1;
                tally.list(RowAction::Missing, None, before.name().to_owned());
            }
        }
        Ok(())
    }
}
