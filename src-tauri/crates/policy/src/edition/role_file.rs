//! The shape of the file of roles.

use super::files::inconsistent;
use super::reader::Wrong;
use crate::roles::{Role, RoleBook, RoleSource, SupportTickets};
use crate::text;
use crate::text::Text;
use chrono::NaiveDate;
use serde::Deserialize;
use std::collections::BTreeSet;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Roles {
    lists: Lists,
    filing: Filing,
    role: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lists {
    base_dated: String,
    base_source: String,
    today_dated: String,
    today_source: String,
    permissions_dated: String,
    permissions_source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Filing {
    least: String,
    lifecycle_services: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    name: String,
    base: Option<String>,
    today: Option<String>,
    template_id: Option<String>,
    support_tickets: SupportTickets,
    #[serde(default)]
    also: Vec<String>,
    #[serde(default)]
    assigns_roles: bool,
    since: Option<String>,
    since_en: Option<String>,
    since_nb: Option<String>,
}

impl Roles {
    /// Every name of a role means one role only, and those that are named elsewhere exist.
    pub(super) fn into_book(self) -> Result<RoleBook, Wrong> {
        let mut roles = Vec::new();
        let mut names = BTreeSet::new();
        for entry in self.role {
            let owner = format!("role {}", entry.id);
            let changed = match (entry.since, entry.since_en, entry.since_nb) {
                (None, None, None) => None,
                (Some(since), Some(en), Some(nb)) => Some((since, Text::new(en, nb))),
                _ => {
                    let what = text!(
                        "a change has a time and a sentence in both languages",
                        "en endring har et tidspunkt og en setning på begge språk"
                    );
                    return Err(Wrong { needle: Some(entry.id), ..inconsistent(&owner, &what) });
                }
            };
            let template_id = entry.template_id.map(|id| id.to_ascii_lowercase());
            let own = std::iter::once(&entry.id).chain(&template_id).chain(&entry.also);
            for name in own {
                if !names.insert(name.clone()) {
                    let what = text!("{name} means another role already", "{name} er alt en annen rolle", name);
                    return Err(Wrong { needle: Some(name.clone()), ..inconsistent(&owner, &what) });
                }
            }
            if entry.support_tickets == SupportTickets::None && entry.base.is_some() {
                let what = text!(
                    "it is on the list, and yet stated not to file",
                    "den står på listen, og det er likevel oppgitt at den ikke kan sende inn"
                );
                return Err(Wrong { needle: Some(entry.id), ..inconsistent(&owner, &what) });
            }
            roles.push(Role {
                id: entry.id,
                name: entry.name,
                base: entry.base,
                today: entry.today,
                template_id,
                support_tickets: entry.support_tickets,
                also: entry.also,
                assigns_roles: entry.assigns_roles,
                changed,
            });
        }
        for needed in [&self.filing.least, &self.filing.lifecycle_services] {
            if !roles.iter().any(|role| role.id == *needed) {
                let what = text!("there is no role {needed}", "det finnes ingen rolle {needed}", needed);
                return Err(Wrong { needle: Some(needed.clone()), ..inconsistent("roles", &what) });
            }
        }
        let Lists { base_dated, base_source, today_dated, today_source, permissions_dated, permissions_source } =
            self.lists;
        Ok(RoleBook {
            roles,
            least: self.filing.least,
            lifecycle_services: self.filing.lifecycle_services,
            base: source(&base_dated, base_source)?,
            today: source(&today_dated, today_source)?,
            permissions: source(&permissions_dated, permissions_source)?,
        })
    }
}

fn source(dated: &str, source: String) -> Result<RoleSource, Wrong> {
    let dated: NaiveDate = dated.parse().map_err(|_| {
        let what = text!("{dated} is not a date", "{dated} er ikke en dato", dated);
        Wrong { needle: Some(dated.to_owned()), ..inconsistent("roles", &what) }
    })?;
    Ok(RoleSource { dated, source })
}
