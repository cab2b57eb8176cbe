//! The formats, and telling them apart by what a file holds.

use support_policy::roles::RoleBook;

use super::node::Node;
use super::{role_names, value};
use crate::word::words;

words! {
    /// A kind of export.
    Format {
        /// Entra role assignments.
        GraphRoleAssignments = "graph-role-assignments",
        /// Role eligibilities and time-bound role assignments (PIM schedule instances).
        GraphRoleEligibility = "graph-role-eligibility",
        /// The directory's activated roles, perhaps with their members.
        GraphDirectoryRoles = "graph-directory-roles",
        /// The members of one role.
        GraphDirectoryRoleMembers = "graph-directory-role-members",
        /// The members of one security group.
        GraphGroupMembers = "graph-group-members",
        /// Groups, of which only the names are taken.
        GraphGroups = "graph-groups",
        /// GDAP relationships.
        GraphDelegatedAdminRelationships = "graph-delegated-admin-relationships",
        /// Security groups that a relationship's roles are assigned to.
        GraphAccessAssignments = "graph-access-assignments",
        /// Commercial subscriptions.
        GraphDirectorySubscriptions = "graph-directory-subscriptions",
        /// Licences by product.
        GraphSubscribedSkus = "graph-subscribed-skus",
        /// A partner's customers.
        PartnerCenterCustomers = "partner-center-customers",
        /// A customer's subscriptions, as the partner sees them.
        PartnerCenterSubscriptions = "partner-center-subscriptions",
        /// The relationships table of the GDAP bulk tool.
        GdapBulkCsv = "gdap-bulk-csv",
        /// The activity log of GDAP relationships.
        GdapActivityCsv = "gdap-activity-csv",
        /// Requests filed with Microsoft.
        RequestsCsv = "requests-csv",
        /// Any other table, through chosen columns.
        MappedCsv = "mapped-csv",
    }
}

/// What the context of a Graph answer says it lists.
const CONTEXTS: &[(&str, Format)] = &[
    ("/accessassignments", Format::GraphAccessAssignments),
    ("delegatedadminrelationships", Format::GraphDelegatedAdminRelationships),
    ("roleassignmentscheduleinstances", Format::GraphRoleEligibility),
    ("roleeligibilityscheduleinstances", Format::GraphRoleEligibility),
    ("directory/roleassignments", Format::GraphRoleAssignments),
    ("directory/subscriptions", Format::GraphDirectorySubscriptions),
    ("companysubscription", Format::GraphDirectorySubscriptions),
    ("subscribedskus", Format::GraphSubscribedSkus),
    ("#groups(", Format::GraphGroupMembers),
    ("/members", Format::GraphDirectoryRoleMembers),
    ("directoryroles", Format::GraphDirectoryRoles),
    ("#groups", Format::GraphGroups),
];

impl Format {
    /// The format that an `@odata.context` names. Members of a role have none of their own: they are directory objects.
    pub(crate) fn of_context(context: &str) -> Option<Self> {
        let context = context.to_ascii_lowercase();
        let found = CONTEXTS.iter().find(|(part, _)| context.contains(part)).map(|(_, format)| *format);
        // `#groups(id,displayName)` lists groups, `#groups('…')/members` the members of one.
        found.map(|format| match format {
            Self::GraphGroupMembers if !context.contains("members") => Self::GraphGroups,
            known => known,
        })
    }

    /// The format that a file's name says, for an export that holds nothing to tell it by.
    pub(crate) fn of_name(name: &str, book: Option<&RoleBook>) -> Option<Self> {
        let plain = plain(name);
        let says = |part: &str| plain.contains(part);
        Some(if says("scheduleinstance") || says("roleschedule") || says("assignmentschedule") || says("eligib") {
            Self::GraphRoleEligibility
        } else if says("roleassignment") {
            Self::GraphRoleAssignments
        } else if says("accessassignment") || value::relationship_id_in(name).is_some() {
            Self::GraphAccessAssignments
        } else if says("relationship") {
            Self::GraphDelegatedAdminRelationships
        } else if says("directoryroles") {
            Self::GraphDirectoryRoles
        } else if names_group(name) {
            Self::GraphGroupMembers
        } else if says("groups") {
            Self::GraphGroups
        } else if says("members") || book.is_some_and(|book| role_names::key_in(book, name).is_some()) {
            Self::GraphDirectoryRoleMembers
        } else if says("skus") {
            Self::GraphSubscribedSkus
        } else if says("directorysubscription") || plain.starts_with("subscriptions") {
            Self::GraphDirectorySubscriptions
        } else if says("subscription") {
            Self::PartnerCenterSubscriptions
        } else if says("customers") {
            Self::PartnerCenterCustomers
        } else {
            return None;
        })
    }

    /// The format of which this could be an element.
    pub(crate) fn of_element(node: &Node) -> Option<Self> {
        let has = |keys: &[&str]| keys.iter().all(|key| node.has(key));
        let any = |keys: &[&str]| keys.iter().any(|key| node.has(key));
        if has(&["principalid", "roledefinitionid"]) {
            let scheduled = ["roleassignmentscheduleid", "roleeligibilityscheduleid", "membertype"];
            return Some(if any(&scheduled) { Self::GraphRoleEligibility } else { Self::GraphRoleAssignments });
        }
        if has(&["accesscontainer"]) {
            return Some(Self::GraphAccessAssignments);
        }
        // In a list of members a group says that it is one; in a list of groups it need not.
        if has(&["displayname"])
            && any(&["securityenabled", "grouptypes"])
            && !is_directory_object(node)
            && !any(&["userprincipalname"])
        {
            return Some(Self::GraphGroups);
        }
        if has(&["customer"]) && any(&["accessdetails", "duration", "enddatetime"]) {
            return Some(Self::GraphDelegatedAdminRelationships);
        }
        if has(&["roletemplateid"]) {
            return Some(Self::GraphDirectoryRoles);
        }
        if has(&["skuid"]) && any(&["prepaidunits", "consumedunits", "capabilitystatus"]) {
            return Some(Self::GraphSubscribedSkus);
        }
        if any(&["skuid", "commercesubscriptionid"])
            && any(&["nextlifecycledatetime", "totallicenses", "ownertenantid"])
        {
            return Some(Self::GraphDirectorySubscriptions);
        }
        if any(&["companyprofile", "relationshiptopartner"]) || has(&["customerid", "domain"]) {
            return Some(Self::PartnerCenterCustomers);
        }
        if any(&["commitmentenddate", "effectivestartdate", "friendlyname"]) && any(&["quantity", "orderid"]) {
            return Some(Self::PartnerCenterSubscriptions);
        }
        (has(&["id"]) && (any(&["userprincipalname"]) || is_directory_object(node)))
            .then_some(Self::GraphDirectoryRoleMembers)
    }

    /// The format of a table with these columns.
    pub(crate) fn of_header(header: &[String]) -> Self {
        let names: Vec<String> = header.iter().map(|name| plain(name)).collect();
        let has = |columns: &[&str]| columns.iter().all(|column| names.iter().any(|name| name == column));
        if has(&["customername", "customertenantid", "relationshipname"])
            || has(&["customerdelegatedadminrelationshipid", "customertenantid"])
        {
            Self::GdapBulkCsv
        } else if has(&["datetime", "affectedcustomer", "action"]) {
            Self::GdapActivityCsv
        } else if has(&["tenant", "product", "severity", "title", "filedat"]) && (has(&["plan"]) || has(&["contract"]))
        {
            Self::RequestsCsv
        } else {
            Self::MappedCsv
        }
    }
}

/// Whether a file's name says that it holds the members of a group.
pub(crate) fn names_group(name: &str) -> bool {
    let plain = plain(name);
    plain.contains("group") && plain.contains("member")
}

/// A column's name without case, blanks and signs.
pub(crate) fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn is_directory_object(node: &Node) -> bool {
    matches!(
        node.text("@odata.type", "@odata.type"),
        Ok(Some("#microsoft.graph.user" | "#microsoft.graph.group" | "#microsoft.graph.servicePrincipal"))
    )
}
