//! What a file is about where its rows do not say: from the user, its name, or its context.

use support_policy::{Text, text};
use uuid::Uuid;

use super::{Importer, Tally};
use crate::error::RegisterError;
use crate::group::Group;
use crate::import::format::{Format, plain};
use crate::import::parse::Parsed;
use crate::import::problem::{FileProblem, Warning};
use crate::import::rows::Row;
use crate::import::source::problem;
use crate::import::{ReadFile, role_names, value};
use crate::kept;
use crate::record;
use crate::role_assignment::RoleState;

impl Importer<'_> {
    /// What the file is about where its rows do not say, from the user, its name or its context.
    pub(super) fn about(&self, file: &ReadFile, parsed: &Parsed, tally: &mut Tally) -> Result<About, FileProblem> {
        let hints = [parsed.file.as_str(), parsed.context.as_deref().unwrap_or_default()];
        let country = file.options.country.as_deref().map(str::trim).filter(|country| !country.is_empty());
        let mut about = About {
            tenant: None,
            relationship: None,
            role: None,
            group: None,
            group_object: None,
            state: None,
            country: country.map(str::to_uppercase),
        };
        let mut of_group = None;
        if parsed.format == Format::GraphGroupMembers {
            let group = self.group_of(file.options.group.as_deref(), hints, &mut about)?;
            of_group = group.and_then(|group| group.tenant);
        }
        if parsed.format == Format::GraphRoleEligibility && parsed.rows.is_empty() {
            let active = |hint: &str| {
                let hint = plain(hint);
                hint.contains("assignmentschedule") || hint.contains("roleschedule")
            };
            let state = if hints.iter().any(|hint| active(hint)) { RoleState::Active } else { RoleState::Eligible };
            about.state = Some(state);
        }
        let rows = || parsed.rows.iter().map(|(_, row)| row);
        let needs_tenant = match parsed.format {
            Format::GraphRoleAssignments
            | Format::GraphRoleEligibility
            | Format::GraphDirectoryRoles
            | Format::GraphDirectoryRoleMembers
            | Format::GraphGroupMembers
            | Format::GraphDirectorySubscriptions
            | Format::GraphSubscribedSkus => true,
            Format::PartnerCenterSubscriptions if parsed.rows.is_empty() => true,
            Format::PartnerCenterSubscriptions | Format::MappedCsv => rows().any(|row| match row {
                Row::Subscription(row) => row.tenant.is_none(),
                Row::Role(row) => row.tenant.is_none(),
                _ => false,
            }),
            _ => false,
        };
        about.tenant = file.options.tenant.or(of_group);
        if needs_tenant && about.tenant.is_none() {
            let named =
                hints.iter().filter_map(|hint| value::guid_in(hint)).find_map(|id| self.tenants.get(&id).copied());
            about.tenant = named.or(self.home.as_ref().map(|home| home.id));
            match (named, &self.home) {
                (Some(_), _) => {}
                (None, Some(home)) if parsed.format != Format::PartnerCenterSubscriptions => {
                    let name = &home.name;
                    tally.report.warnings.push(Warning::new(
                        "tenant-assumed",
                        text!(
                            "The file does not name its tenant; it was taken for “{name}”.",
                            "Filen oppgir ikke leieren; den ble regnet som «{name}».",
                            name
                        ),
                    ));
                }
                _ => return Err(problem(&parsed.file, "tenant-needed", tenant_needed())),
            }
        }
        if parsed.format == Format::GraphAccessAssignments {
            about.relationship = file
                .options
                .relationship
                .clone()
                .or_else(|| hints.iter().find_map(|hint| value::relationship_id_in(hint)));
            let orphans = rows().any(|row| matches!(row, Row::Access(row) if row.relationship.is_none()));
            if about.relationship.is_none() && (orphans || parsed.rows.is_empty()) {
                return Err(problem(&parsed.file, "relationship-needed", relationship_needed()));
            }
        }
        if parsed.format == Format::GraphDirectoryRoleMembers {
            let given = file.options.role.as_deref();
            // A GUID in a name may be anything; it is a role where it is known as one, or called one.
            let of_hint = |hint: &str| {
                let id = value::guid_in(hint);
                let known = id.as_ref().and_then(|id| self.role_ids.get(id).cloned());
                let called = hint.to_ascii_lowercase().contains("roletemplateid");
                known
                    .or_else(|| role_names::key_in(&self.edition.roles, hint))
                    .or_else(|| id.filter(|id| called || self.edition.role(id).is_ok()))
            };
            about.role = match given {
                Some(role) => Some(self.role(role)),
                None => hints.iter().find_map(|hint| of_hint(hint)),
            };
            if about.role.is_none() {
                return Err(problem(&parsed.file, "role-needed", role_needed()));
            }
        }
        Ok(about)
    }
}

impl Importer<'_> {
    /// The group that members are in: as the user says, or by an object id or the whole name in the file's name.
    fn group_of(&self, given: Option<&str>, hints: [&str; 2], about: &mut About) -> Result<Option<Group>, FileProblem> {
        let [file, _] = hints;
        let refused = |error: RegisterError| {
            let code = match error {
                RegisterError::NotFound { .. } => "not-found",
                RegisterError::Ambiguous { .. } => "ambiguous",
                _ => "group-needed",
            };
            problem(file, code, error.message())
        };
        let by_object = |id: &str| kept::holding::<Group>(self.change, &[("object_id", id)]).map_err(refused);
        let object = match given {
            Some(given) => value::guid(given),
            None => hints.iter().find_map(|hint| value::guid_in(hint)),
        };
        if let Some(object) = object {
            // The register's own ids look like those of the directory.
            let own = Uuid::try_parse(&object).ok().and_then(|id| record::get::<Group>(self.change, id).ok());
            let known = by_object(&object)?.or(own);
            about.group = known.as_ref().map(|group| group.id);
            about.group_object = known.is_none().then_some(object);
            return Ok(known);
        }
        let named = if let Some(given) = given {
            record::find::<Group>(self.change, given).map(Some).map_err(refused)?
        } else {
            let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
            let rest: String = plain(stem).replace("members", "").replace("group", "");
            let all = record::list::<Group>(self.change).map_err(refused)?;
            let mut alike = all.into_iter().filter(|group| {
                let name = plain(&group.name);
                !rest.is_empty() && (name == rest || name == plain(stem))
            });
            alike.next().filter(|_| alike.next().is_none())
        };
        let Some(named) = named else { return Err(problem(file, "group-needed", group_needed())) };
        about.group = Some(named.id);
        Ok(Some(named))
    }
}

/// What a file is about where its rows do not say.
pub(super) struct About {
    pub(super) tenant: Option<Uuid>,
    pub(super) relationship: Option<String>,
    pub(super) role: Option<String>,
    /// The group that members are in, where it is kept.
    pub(super) group: Option<Uuid>,
    /// Its object id, where it is not.
    pub(super) group_object: Option<String>,
    /// Which assignments an export of nothing would hold.
    pub(super) state: Option<RoleState>,
    pub(super) country: Option<String>,
}

fn tenant_needed() -> Text {
    text!(
        "The file does not say which tenant it is of. Choose the tenant.",
        "Filen oppgir ikke hvilken leier den gjelder. Velg leieren."
    )
}

fn relationship_needed() -> Text {
    text!(
        "The file does not say which relationship it is of. Choose it, or put its id into the file's name.",
        "Filen oppgir ikke hvilken relasjon den gjelder. Velg den, eller ta id-en med i filnavnet."
    )
}

fn group_needed() -> Text {
    text!(
        "The file does not say which group its members are in. Choose it, or put its object id into the file's name.",
        "Filen oppgir ikke hvilken gruppe medlemmene er i. Velg den, eller ta objekt-id-en med i filnavnet."
    )
}

fn role_needed() -> Text {
    text!(
        "The file does not say which role its members hold. Choose it, or put its name or template id into the file's name.",
        "Filen oppgir ikke hvilken rolle medlemmene har. Velg den, eller ta rollens navn eller mal-id med i filnavnet."
    )
}
