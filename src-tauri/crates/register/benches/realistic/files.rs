//! The files that exports would be: of Partner Center, of Microsoft Graph, and tables.

use std::fmt::Write as _;

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::json;

/// A partner's customers: directory id and name.
pub fn customers(customers: &[(String, String)]) -> String {
    let items: Vec<_> = customers
        .iter()
        .map(|(id, name)| json!({ "id": id, "companyProfile": { "tenantId": id, "companyName": name } }))
        .collect();
    json!({ "totalCount": items.len(), "items": items }).to_string()
}

/// A delegated admin relationship.
pub struct Relationship<'a> {
    pub id: String,
    pub name: String,
    pub customer: &'a str,
    pub status: &'a str,
    pub roles: Vec<&'a str>,
    pub created: DateTime<Utc>,
    pub ends: Option<DateTime<Utc>>,
    pub extends: bool,
}

pub fn relationships(all: &[Relationship<'_>]) -> String {
    let value: Vec<_> = all
        .iter()
        .map(|one| {
            let roles: Vec<_> = one.roles.iter().map(|role| json!({ "roleDefinitionId": role })).collect();
            json!({
                "@odata.type": "#microsoft.graph.delegatedAdminRelationship",
                "id": one.id,
                "displayName": one.name,
                "duration": "P730D",
                "autoExtendDuration": if one.extends { "P180D" } else { "PT0S" },
                "status": one.status,
                "customer": { "tenantId": one.customer, "displayName": one.name },
                "accessDetails": { "unifiedRoles": roles },
                "createdDateTime": written(one.created),
                "activatedDateTime": one.ends.map(|_| written(one.created)),
                "endDateTime": one.ends.map(written),
            })
        })
        .collect();
    json!({ "@odata.context": "…#tenantRelationships/delegatedAdminRelationships", "value": value }).to_string()
}

/// A group that uses roles of a relationship.
pub struct Access<'a> {
    pub id: String,
    pub relationship: &'a str,
    pub group: &'a str,
    pub role: &'a str,
}

pub fn accesses(all: &[Access<'_>]) -> String {
    let value: Vec<_> = all
        .iter()
        .map(|one| {
            json!({
                "id": one.id,
                "relationshipId": one.relationship,
                "status": "active",
                "accessContainer": { "accessContainerId": one.group, "accessContainerType": "securityGroup" },
                "accessDetails": { "unifiedRoles": [{ "roleDefinitionId": one.role }] },
            })
        })
        .collect();
    json!({ "value": value }).to_string()
}

/// Subscriptions as the partner sees them: the customer's directory id, the subscription's, and when it ends.
pub fn subscriptions(all: &[(&str, String, DateTime<Utc>)]) -> String {
    let items: Vec<_> = all
        .iter()
        .map(|(customer, id, ends)| {
            json!({
                "id": id,
                "friendlyName": "Dynamics 365 Finance",
                "quantity": 25,
                "status": "active",
                "autoRenewEnabled": true,
                "commitmentEndDate": written(*ends),
                "links": { "self": { "uri": format!("/customers/{customer}/subscriptions/{id}") } },
            })
        })
        .collect();
    json!({ "totalCount": items.len(), "items": items }).to_string()
}

/// A table of what each line says, with its header.
pub fn table(header: &str, lines: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut text = format!("{header}\n");
    for line in lines {
        let cells: Vec<String> = line.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
        writeln!(text, "{}", cells.join(",")).unwrap();
    }
    text
}

pub fn written(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}
