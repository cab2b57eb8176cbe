//! What a file is about where its rows do not say: from the user, its name, or its context.

use support_policy::{Text, text};
use uuid::Uuid;

use super::{Importer, Tally};
use crate::import::format::Format;
use crate::import::parse::Parsed;
use crate::import::problem::{FileProblem, Warning};
use crate::import::rows::Row;
use crate::import::source::problem;
use crate::import::{ReadFile, role_names, value};

impl Importer<'_> {
    /// What the file is about where its rows do not say, from the user, its name or its context.
    pub(super) fn about(&self, file: &ReadFile, parsed: &Parsed, tally: &mut Tally) -> Result<About, FileProblem> {
        let hints = [parsed.file.as_str(), parsed.context.as_deref().unwrap_or_default()];
        let country = file.options.country.as_deref().map(str::trim).filter(|country| !country.is_empty());
        let mut about = About { tenant: None, relationship: None, role: None, country: country.map(str::to_uppercase) };
        let rows = || parsed.rows.iter().map(|(_, row)| row);
        let needs_tenant = match parsed.format {
            Format::GraphRoleAssignments
            | Format::GraphRoleEligibility
            | Format::GraphDirectoryRoles
            | Format::GraphDirectoryRoleMembers
            | Format::GraphDirectorySubscriptions
            | Format::GraphSubscribedSkus => true,
            Format::PartnerCenterSubscriptions | Format::MappedCsv => rows().any(|row| match row {
                Row::Subscription(row) => row.tenant.is_none(),
                Row::Role(row) => row.tenant.is_none(),
                _ => false,
            }),
            _ => false,
        };
        about.tenant = file.options.tenant;
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

/// What a file is about where its rows do not say.
pub(super) struct About {
    pub(super) tenant: Option<Uuid>,
    pub(super) relationship: Option<String>,
    pub(super) role: Option<String>,
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

fn role_needed() -> Text {
    text!(
        "The file does not say which role its members hold. Choose it, or put its name or template id into the file's name.",
        "Filen oppgir ikke hvilken rolle medlemmene har. Velg den, eller ta rollens navn eller mal-id med i filnavnet."
    )
}
