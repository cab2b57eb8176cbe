//! Who is in which group, and what groups are called.

use support_policy::text;
use uuid::Uuid;

use super::roles::Holder;
use super::{About, Importer, RowResult, Tally};
use crate::group::{Group, GroupDraft};
use crate::import::format::Format;
use crate::import::problem::RowProblem;
use crate::import::rows::{GroupRow, PrincipalKind, PrincipalRow};
use crate::kept::{self, Outcome};
use crate::membership::{Membership, MembershipDraft};

impl Importer<'_> {
    pub(super) fn group_member(
        &mut self,
        format: Format,
        row: &PrincipalRow,
        about: &About,
    ) -> RowResult<(Outcome, String)> {
        let tenant = about.tenant.ok_or_else(|| RowProblem::missing("tenant"))?;
        if row.kind == Some(PrincipalKind::Group) {
            return Err(nested().into());
        }
        let Holder::Person(person, changed) = self.holder(format, row, tenant)? else { return Err(nested().into()) };
        let group = self.group_about(format, about, tenant)?;
        let (membership, outcome) = self.keep::<Membership>(format, &MembershipDraft { person, group })?;
        let outcome =
            if outcome == Outcome::Unchanged && changed != Outcome::Unchanged { Outcome::Changed } else { outcome };
        Ok((outcome, membership.name))
    }

    /// The group that the file is about; added where it is not kept yet, for its members are.
    fn group_about(&mut self, format: Format, about: &About, tenant: Uuid) -> RowResult<Uuid> {
        match (about.group, &about.group_object) {
            (Some(group), _) => Ok(group),
            (None, Some(object)) => Ok(self.group(format, object, None, Some(tenant))?.0),
            (None, None) => Err(RowProblem::missing("group").into()),
        }
    }

    /// A directory has groups by the thousand; only of those that hold a role, use a delegation or have members here
    /// the name is of use.
    pub(super) fn group_name(
        &mut self,
        format: Format,
        row: &GroupRow,
        tally: &mut Tally,
    ) -> RowResult<(Outcome, String)> {
        let Some(known) = kept::holding::<Group>(self.change, &[("object_id", &row.id)])? else {
            tally.groups_unknown += 1;
            return Ok((Outcome::Unchanged, row.name.clone()));
        };
        let draft = GroupDraft { name: row.name.clone(), object_id: Some(row.id.clone()), tenant: known.tenant };
        let (group, outcome) = self.keep::<Group>(format, &draft)?;
        Ok((outcome, group.name))
    }
}

fn nested() -> RowProblem {
    RowProblem::new(
        "nested-group",
        text!(
            "A group is a member here; its own members are not in this file. Import the members of that group as well.",
            "En gruppe er medlem her; medlemmene i den står ikke i denne filen. Importer medlemmene av den gruppen også."
        ),
    )
}
