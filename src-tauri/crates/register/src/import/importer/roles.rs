//! Who holds which role.

use support_policy::text;
use uuid::Uuid;

use super::{About, Importer, RowEnd, RowResult, Tally, another_tenant};
use crate::group::{Group, GroupDraft};
use crate::import::format::Format;
use crate::import::problem::RowProblem;
use crate::import::rows::{PrincipalKind, PrincipalRow, RoleNameRow, RoleRow};
use crate::import::value::Moment;
use crate::kept::{self, Kept as _, Outcome};
use crate::person::{Person, PersonDraft, UserType};
use crate::record;
use crate::role_assignment::{RoleAssignment, RoleAssignmentDraft, RoleState};
use crate::tenant::Tenant;

/// So many members Graph lists with their role, and no more, without a word that there are others.
const EXPANDED: usize = 20;

impl Importer<'_> {
    pub(super) fn role_row(
        &mut self,
        format: Format,
        row: &RoleRow,
        about: &About,
        tally: &mut Tally,
    ) -> RowResult<(Outcome, String)> {
        let tenant = match &row.tenant {
            Some(named) => self.tenant_named(named)?,
            None => about.tenant.ok_or_else(|| RowProblem::missing("tenant"))?,
        };
        if about.tenant.is_some_and(|asked| asked != tenant) {
            return Err(another_tenant().into());
        }
        let state = if row.eligible { RoleState::Eligible } else { RoleState::Active };
        let role = self.role(&row.role);
        let holder = self.holder(format, &row.principal, tenant)?;
        tally.scope.states.insert(state);
        self.assign(format, (tenant, holder), (&role, &row.scope, state), row, tally)
    }

    pub(super) fn member(
        &mut self,
        format: Format,
        row: &PrincipalRow,
        role: &str,
        about: &About,
        tally: &mut Tally,
    ) -> RowResult<(Outcome, String)> {
        let tenant = about.tenant.ok_or_else(|| RowProblem::missing("tenant"))?;
        let holder = self.holder(format, row, tenant)?;
        tally.scope.states.insert(RoleState::Active);
        let silent = RoleRow {
            id: None,
            role: role.to_owned(),
            principal: PrincipalRow::default(),
            scope: "/".to_owned(),
            eligible: false,
            starts: None,
            until: None,
            timed: false,
            tenant: None,
        };
        self.assign(format, (tenant, holder), (role, "/", RoleState::Active), &silent, tally)
    }

    pub(super) fn role_name(
        &mut self,
        format: Format,
        row: &RoleNameRow,
        about: &About,
        tally: &mut Tally,
    ) -> RowResult<(Outcome, String)> {
        let mut outcome = Outcome::Unchanged;
        for member in row.members.iter().flatten() {
            match self.member(format, member, &row.template, about, tally) {
                Ok((Outcome::Added, _)) => outcome = Outcome::Added,
                Ok((Outcome::Changed, _)) if outcome == Outcome::Unchanged => outcome = Outcome::Changed,
                // Applications among the members are no reason to leave out the role.
                Ok(_) | Err(RowEnd::Skip(RowProblem { code: "application", .. })) => {}
                Err(end) => return Err(end),
            }
        }
        match &row.members {
            // Somebody who is not there may have been cut off.
            Some(members) if members.len() >= EXPANDED => tally.cut.push(row.name.clone()),
            Some(_) => {
                tally.scope.roles.insert(row.template.clone());
            }
            None => {}
        }
        Ok((outcome, row.name.clone()))
    }

    pub(super) fn assign(
        &mut self,
        format: Format,
        (tenant, holder): (Uuid, Holder),
        (role, scope, state): (&str, &str, RoleState),
        row: &RoleRow,
        tally: &mut Tally,
    ) -> RowResult<(Outcome, String)> {
        let (person, group, changed) = match holder {
            Holder::Person(id, outcome) => (Some(id), None, outcome),
            Holder::Group(id, outcome) => (None, Some(id), outcome),
        };
        let mut draft = RoleAssignmentDraft {
            tenant,
            person,
            group,
            role: role.to_owned(),
            scope: scope.to_owned(),
            state,
            starts_at: row.starts,
            ends_at: match row.until {
                Some(day @ Moment::Date(_)) => {
                    Some(day.end_in(record::get::<Tenant>(self.change, tenant)?.local_zone()))
                }
                until => until.map(Moment::in_utc),
            },
            external_id: row.id.clone(),
        };
        // Without a word about times, those known from elsewhere stand.
        if !row.timed
            && draft.external_id.is_some()
            && let Some(before) = RoleAssignment::same(self.change, &draft)?
        {
            (draft.starts_at, draft.ends_at) = (before.starts_at, before.ends_at);
            tally.ended += u32::from(before.ends_at.is_some_and(|ends| ends <= self.now));
        }
        let (assignment, outcome) = self.keep::<RoleAssignment>(format, &draft)?;
        let called = self.edition.role(role).map_or(role, |role| role.name.as_str());
        let name = format!("{} · {called}", assignment.name);
        // A changed name of the holder is a change that the row brought.
        let outcome =
            if outcome == Outcome::Unchanged && changed != Outcome::Unchanged { Outcome::Changed } else { outcome };
        Ok((outcome, name))
    }

    /// Who holds the role: a person, or a group.
    pub(super) fn holder(&mut self, format: Format, row: &PrincipalRow, tenant: Uuid) -> RowResult<Holder> {
        match row.kind {
            Some(PrincipalKind::Application) => Err(application().into()),
            Some(PrincipalKind::Group) => {
                let id = row.id.as_deref().ok_or_else(|| RowProblem::missing("id"))?;
                let (group, outcome) = self.group(format, id, row.name.as_deref(), Some(tenant))?;
                Ok(Holder::Group(group, outcome))
            }
            Some(PrincipalKind::User) => self.person(format, row, tenant),
            None => {
                let id = row.id.as_deref().unwrap_or_default();
                if let Some(person) = kept::holding::<Person>(self.change, &[("object_id", id)])? {
                    return Ok(Holder::Person(person.id, Outcome::Unchanged));
                }
                if let Some(group) = kept::holding::<Group>(self.change, &[("object_id", id)])? {
                    return Ok(Holder::Group(group.id, Outcome::Unchanged));
                }
                Err(nameless().into())
            }
        }
    }

    pub(super) fn person(&mut self, format: Format, row: &PrincipalRow, tenant: Uuid) -> RowResult<Holder> {
        let key = (tenant, row.clone());
        if let Some((id, outcome)) = self.people.get(&key) {
            return Ok(Holder::Person(*id, *outcome));
        }
        let name = row.name.clone().or_else(|| row.upn.clone()).or_else(|| row.id.clone());
        let draft = PersonDraft {
            name: name.ok_or_else(|| RowProblem::missing("displayName"))?,
            upn: row.upn.clone(),
            object_id: row.id.clone(),
            user_type: row.guest.map(|guest| if guest { UserType::Guest } else { UserType::Member }),
            account_enabled: row.enabled,
            tenant: Some(tenant),
        };
        let (person, outcome) = self.keep::<Person>(format, &draft)?;
        self.people.insert(key, (person.id, Outcome::Unchanged));
        Ok(Holder::Person(person.id, outcome))
    }

    pub(super) fn group(
        &mut self,
        format: Format,
        id: &str,
        name: Option<&str>,
        tenant: Option<Uuid>,
    ) -> RowResult<(Uuid, Outcome)> {
        if let Some(known) = self.groups.get(id) {
            return Ok(*known);
        }
        let draft = GroupDraft { name: name.unwrap_or(id).to_owned(), object_id: Some(id.to_owned()), tenant };
        let (group, outcome) = self.keep::<Group>(format, &draft)?;
        self.groups.insert(id.to_owned(), (group.id, Outcome::Unchanged));
        Ok((group.id, outcome))
    }
}

pub(super) enum Holder {
    Person(Uuid, Outcome),
    Group(Uuid, Outcome),
}

fn application() -> RowProblem {
    RowProblem::new(
        "application",
        text!(
            "An application holds this role; only people file requests.",
            "En applikasjon har denne rollen; bare personer sender inn forespørsler."
        ),
    )
}

fn nameless() -> RowProblem {
    RowProblem::new(
        "no-principal",
        text!(
            "The export does not say who this is. Export again with the principal ($expand=principal, -ExpandProperty principal).",
            "Eksporten sier ikke hvem dette er. Eksporter på nytt med rolleinnehaveren ($expand=principal, -ExpandProperty principal)."
        ),
    )
}
