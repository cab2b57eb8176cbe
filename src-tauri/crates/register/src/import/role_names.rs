//! Entra's built-in roles by the names that tables and files give them. An export of Graph names them by id.

use super::format::plain;
use super::value;

/// Name and template id, from the permissions reference of Entra (`facts.md` 2.1).
const ROLES: &[(&str, &str)] = &[
    ("Billing Administrator", "b0f54661-2d74-4c50-afa3-1ec803f12efe"),
    ("Compliance Administrator", "17315797-102d-40b4-93e0-432062caca18"),
    ("Dynamics 365 Administrator", "44367163-eba1-44c3-98af-f5787879f96a"),
    ("Dynamics 365 Business Central Administrator", "963797fb-eb3b-4cde-8ce3-5878b3f32a3f"),
    ("Exchange Administrator", "29232cdf-9323-42fd-ade2-1d097af3e4de"),
    ("Fabric Administrator", "a9ea8996-122f-4c74-9520-8edcd192826c"),
    ("Global Administrator", "62e90394-69f5-4237-9190-012177145e10"),
    ("Helpdesk Administrator", "729827e3-9c14-49f7-bb1b-9608f156bbb8"),
    ("License Administrator", "4d6ac14f-3453-41d0-bef9-a3e0c569773a"),
    ("Power BI Administrator", "a9ea8996-122f-4c74-9520-8edcd192826c"),
    ("Power Platform Administrator", "11648597-926c-4cf3-9c36-bcebb0ba8dcc"),
    ("Privileged Role Administrator", "e8611ab8-c189-46e8-94e1-60213ab1f814"),
    ("Security Administrator", "194ae4cb-b126-40b2-bd5b-6091b380977d"),
    ("Service Support Administrator", "f023fd81-a637-4b56-95fd-791ac0226033"),
    ("SharePoint Administrator", "f28a1f50-f6e7-4571-818b-6a12f2af6b6c"),
    ("Teams Administrator", "69091246-20e8-4a56-aa4d-066075b2a7a8"),
];

/// The template id of a role by its id or its name, whatever its case, blanks and hyphens.
pub(crate) fn template(role: &str) -> Option<String> {
    value::guid(role).or_else(|| {
        let name = plain(role);
        ROLES.iter().find(|(known, _)| plain(known) == name).map(|(_, id)| (*id).to_owned())
    })
}

/// The template id of the role whose name stands in a text such as a file's name; the longest name that does.
pub(crate) fn template_in(text: &str) -> Option<String> {
    let text = plain(text);
    ROLES
        .iter()
        .filter(|(name, _)| text.contains(&plain(name)))
        .max_by_key(|(name, _)| name.len())
        .map(|(_, id)| (*id).to_owned())
}
