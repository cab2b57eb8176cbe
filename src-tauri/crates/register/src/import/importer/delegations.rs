//! Delegations, and the groups that use their roles.

use support_policy::text;
use uuid::Uuid;

use super::{About, Importer, RowResult, Tally};
use crate::access_assignment::{AccessAssignment, AccessAssignmentDraft};
use crate::delegation::{Delegation, DelegationDraft};
use crate::import::format::Format;
use crate::import::problem::{RowProblem, shown};
use crate::import::rows::{AccessRow, DelegationRow};
use crate::import::value::Moment;
use crate::kept::{self, Outcome};
use crate::record;
use crate::tenant::{Tenant, TenantKind};

impl Importer<'_> {
    pub(super) fn delegation(
        &mut self,
        format: Format,
        row: &DelegationRow,
        about: &About,
        tally: &mut Tally,
    ) -> RowResult<(Outcome, String)> {
        let tenant = self.client(&row.customer_id, row.customer_name.as_deref(), about, tally)?;
        let before = match &row.id {
            Some(id) => kept::holding::<Delegation>(self.change, &[("external_id", id)])?,
            None => None,
        };
        let status = row.status.clone().or_else(|| before.as_ref().map(|before| before.status.clone()));
        let auto_extend = match row.extends_by {
            Some(0) => None,
            Some(days) => Some(format!("P{days}D")),
            None => before.as_ref().and_then(|before| before.auto_extend.clone()),
        };
        let roles = row.roles.iter().flatten().map(|role| self.role(role)).collect();
        let draft = DelegationDraft {
            tenant,
            display_name: row.name.clone(),
            external_id: row.id.clone(),
            status: status.unwrap_or_else(|| "active".to_owned()),
            roles,
            requested_at: row.created,
            activated_at: row.activated,
            ends_at: match row.ends {
                Some(day @ Moment::Date(_)) => {
                    Some(day.end_in(record::get::<Tenant>(self.change, tenant)?.local_zone()))
                }
                ends => ends.map(Moment::in_utc),
            },
            duration: row.days.map(|days| format!("P{days}D")),
            auto_extend,
            partner_tenant_id: row.partner.clone(),
            indirect_provider: row.indirect_provider.clone(),
            consent_pending: row.consent_pending,
        };
        let (delegation, outcome) = self.keep::<Delegation>(format, &draft)?;
        if let Some(id) = &row.id {
            self.delegations.insert(id.clone(), delegation.id);
        }
        if row.with_access {
            tally.scope.relationships.insert(delegation.id);
        }
        tally.scope.partners.extend(row.partner.clone());
        Ok((outcome, delegation.display_name))
    }

    pub(super) fn access(
        &mut self,
        format: Format,
        row: &AccessRow,
        about: &About,
        tally: &mut Tally,
    ) -> RowResult<(Outcome, String)> {
        let relationship = row.relationship.as_ref().or(about.relationship.as_ref());
        let relationship = relationship.ok_or_else(|| RowProblem::missing("relationshipId"))?;
        let delegation = self.delegation_id(relationship)?.ok_or_else(|| unknown_relationship(relationship))?;
        let own = self.home.as_ref().filter(|home| home.kind == TenantKind::Own).map(|home| home.id);
        let (group, changed) = self.group(format, &row.group, None, own)?;
        tally.scope.relationships.insert(delegation);
        let draft = AccessAssignmentDraft {
            delegation,
            group,
            external_id: Some(row.id.clone()),
            roles: row.roles.clone(),
            status: row.status.clone().unwrap_or_else(|| "active".to_owned()),
        };
        let (assignment, outcome) = self.keep::<AccessAssignment>(format, &draft)?;
        let outcome =
            if outcome == Outcome::Unchanged && changed != Outcome::Unchanged { Outcome::Changed } else { outcome };
        Ok((outcome, assignment.name))
    }

    pub(super) fn delegation_id(&mut self, relationship: &str) -> RowResult<Option<Uuid>> {
        if let Some(id) = self.delegations.get(relationship) {
            return Ok(Some(*id));
        }
        let found = kept::holding::<Delegation>(self.change, &[("external_id", relationship)])?;
        if let Some(found) = &found {
            self.delegations.insert(relationship.to_owned(), found.id);
        }
        Ok(found.map(|found| found.id))
    }
}

fn unknown_relationship(id: &str) -> RowProblem {
    let id = shown(id);
    RowProblem::new(
        "unknown-relationship",
        text!(
            "The relationship {id} is not in the register. Import the relationships first, or together with this file.",
            "Relasjonen {id} finnes ikke i registeret. Importer relasjonene først, eller sammen med denne filen.",
            id
        ),
    )
}
