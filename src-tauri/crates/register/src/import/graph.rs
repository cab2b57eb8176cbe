//! Elements of Microsoft Graph's and Partner Center's answers as rows.

use super::node::Node;
use super::problem::{RowProblem, is_invisible};
use super::rows::{
    AccessRow, CustomerRow, DelegationRow, GroupRow, PrincipalKind, PrincipalRow, RoleNameRow, RoleRow, SubscriptionRow,
};
use super::value::{self, Moment};

type Result<T> = std::result::Result<T, RowProblem>;

/// The longest name that is kept, in characters.
const LONGEST_NAME: usize = 200;

/// A role assignment, an eligibility or a schedule instance. An instance says when the assignment that it comes of
/// starts and ends, so it goes by that one's id; those that are only inherited through a group have none of their own.
pub(crate) fn role(node: &Node) -> Result<RoleRow> {
    let nested = node.object("principal", "principal")?;
    let mut principal = nested.map(principal).transpose()?.unwrap_or_default();
    principal.id = Some(node.need_guid("principalid", "principalId")?);
    let inherited = node.text("membertype", "memberType")?.is_some_and(|kind| !kind.eq_ignore_ascii_case("direct"));
    let origin = node.text("roleassignmentoriginid", "roleAssignmentOriginId")?.filter(|_| !inherited);
    let id = match origin {
        Some(origin) => Some(origin),
        None => node.text("id", "id")?,
    };
    Ok(RoleRow {
        id: id.map(short).transpose()?,
        role: node.need_guid("roledefinitionid", "roleDefinitionId")?,
        principal,
        scope: short(node.text("directoryscopeid", "directoryScopeId")?.unwrap_or("/"))?,
        eligible: node.has("roleeligibilityscheduleid"),
        starts: node.instant("startdatetime", "startDateTime")?,
        until: node.instant("enddatetime", "endDateTime")?.map(Moment::Instant),
        timed: node.has("enddatetime"),
        tenant: None,
    })
}

/// A user, group or application.
pub(crate) fn principal(node: &Node) -> Result<PrincipalRow> {
    let upn = node.text("userprincipalname", "userPrincipalName")?.map(short).transpose()?;
    let kind = match node.text("@odata.type", "@odata.type")? {
        Some("#microsoft.graph.user") => Some(PrincipalKind::User),
        Some("#microsoft.graph.group") => Some(PrincipalKind::Group),
        Some("#microsoft.graph.servicePrincipal") => Some(PrincipalKind::Application),
        _ if upn.is_some() || node.get("usertype").is_some() => Some(PrincipalKind::User),
        _ => None,
    };
    let user_type = node.text("usertype", "userType")?;
    // Without a sign-in name the mail address is the best there is of a user.
    let mail = node.text("mail", "mail")?.map(short).transpose()?;
    let upn = upn.or_else(|| mail.filter(|_| kind == Some(PrincipalKind::User)));
    Ok(PrincipalRow {
        id: node.guid("id", "id")?,
        name: node.text("displayname", "displayName")?.and_then(name),
        upn,
        kind,
        guest: user_type.map(|user_type| user_type.eq_ignore_ascii_case("guest")),
        enabled: node.flag("accountenabled", "accountEnabled")?,
    })
}

/// A member of a role.
pub(crate) fn member(node: &Node) -> Result<PrincipalRow> {
    let row = principal(node)?;
    if row.id.is_none() { Err(RowProblem::missing("id")) } else { Ok(row) }
}

/// A group, by its name.
pub(crate) fn group(node: &Node) -> Result<GroupRow> {
    let named = node.need_text("displayname", "displayName")?;
    Ok(GroupRow {
        id: node.need_guid("id", "id")?,
        name: name(named).ok_or_else(|| RowProblem::missing("displayName"))?,
    })
}

/// An activated role.
pub(crate) fn role_name(node: &Node) -> Result<RoleNameRow> {
    Ok(RoleNameRow {
        id: node.need_guid("id", "id")?,
        template: node.need_guid("roletemplateid", "roleTemplateId")?,
        name: short(node.text("displayname", "displayName")?.unwrap_or_default())?,
        members: match node.list("members", "members")? {
            [] if node.get("members").is_none() => None,
            members => Some(members.iter().map(member).collect::<Result<_>>()?),
        },
    })
}

/// A GDAP relationship, with its access assignments where the export holds them too.
pub(crate) fn delegation(node: &Node) -> Result<(DelegationRow, Vec<AccessRow>)> {
    let id = node.need_text("id", "id")?;
    let id = value::relationship_id(id).or_else(|| value::guid(id)).ok_or_else(|| RowProblem::malformed("id", id))?;
    let customer = node.need_object("customer", "customer")?;
    let details = node.object("accessdetails", "accessDetails")?;
    let mut assignments = Vec::new();
    for assignment in node.list("accessassignments", "accessAssignments")? {
        assignments.push(AccessRow { relationship: Some(id.clone()), ..access(assignment)? });
    }
    let row = DelegationRow {
        name: node.text("displayname", "displayName")?.and_then(name).unwrap_or_else(|| id.clone()),
        status: node.text("status", "status")?.map(short).transpose()?,
        customer_id: customer.need_guid("tenantid", "customer.tenantId")?,
        customer_name: customer.text("displayname", "customer.displayName")?.and_then(name),
        roles: details.map(unified_roles).transpose()?,
        created: node.instant("createddatetime", "createdDateTime")?,
        activated: node.instant("activateddatetime", "activatedDateTime")?,
        ends: node.instant("enddatetime", "endDateTime")?.map(Moment::Instant),
        days: node.days("duration", "duration")?,
        extends_by: node.days("autoextendduration", "autoExtendDuration")?,
        partner: None,
        indirect_provider: node.guid("indirectprovidertenantid", "indirectProviderTenantId")?,
        consent_pending: node.flag("ispartnerconsentpending", "isPartnerConsentPending")?,
        with_access: node.has("accessassignments"),
        id: Some(id),
    };
    Ok((row, assignments))
}

/// Roles of a relationship given to a group.
pub(crate) fn access(node: &Node) -> Result<AccessRow> {
    let container = node.need_object("accesscontainer", "accessContainer")?;
    let kind = container.text("accesscontainertype", "accessContainerType")?.unwrap_or("securityGroup");
    if !kind.eq_ignore_ascii_case("securityGroup") {
        return Err(RowProblem::malformed("accessContainer.accessContainerType", kind));
    }
    let relationship = match node.text("delegatedadminrelationshipid", "delegatedAdminRelationshipId")? {
        Some(id) => Some(id),
        None => node.text("relationshipid", "relationshipId")?,
    };
    Ok(AccessRow {
        id: node.need_guid("id", "id")?,
        relationship: relationship
            .map(|id| {
                value::relationship_id(id)
                    .or_else(|| value::guid(id))
                    .ok_or_else(|| RowProblem::malformed("relationshipId", id))
            })
            .transpose()?,
        status: node.text("status", "status")?.map(short).transpose()?,
        group: container.need_guid("accesscontainerid", "accessContainer.accessContainerId")?,
        roles: unified_roles(node.need_object("accessdetails", "accessDetails")?)?,
    })
}

/// The template ids of the roles in an `accessDetails`, sorted, each once.
fn unified_roles(details: &Node) -> Result<Vec<String>> {
    const FIELD: &str = "accessDetails.unifiedRoles";
    let mut roles = Vec::new();
    for role in details.list("unifiedroles", FIELD)? {
        match role {
            Node::Text(text) => roles.push(value::guid(text).ok_or_else(|| RowProblem::depth(FIELD))?),
            role => roles.push(role.need_guid("roledefinitionid", "roleDefinitionId")?),
        }
    }
    roles.sort_unstable();
    roles.dedup();
    Ok(roles)
}

/// A commercial subscription of a directory.
pub(crate) fn subscription(node: &Node) -> Result<SubscriptionRow> {
    let id = short(node.need_text("id", "id")?)?;
    let sku_part_number = node.text("skupartnumber", "skuPartNumber")?.map(short).transpose()?;
    Ok(SubscriptionRow {
        name: sku_part_number.clone().unwrap_or_else(|| id.clone()),
        id: Some(id),
        commerce_id: node.text("commercesubscriptionid", "commerceSubscriptionId")?.map(short).transpose()?,
        sku: node.text("skuid", "skuId")?.map(short).transpose()?,
        sku_part_number,
        status: node.text("status", "status")?.map(short).transpose()?,
        quantity: node.count("totallicenses", "totalLicenses")?,
        trial: node.flag("istrial", "isTrial")?,
        opened: node.instant("createddatetime", "createdDateTime")?.map(Moment::Instant),
        next_lifecycle: node.instant("nextlifecycledatetime", "nextLifecycleDateTime")?.map(Moment::Instant),
        owner: node.guid("ownertenantid", "ownerTenantId")?,
        ..SubscriptionRow::default()
    })
}

/// The licences of one product: a row for each subscription they come from, without dates, which this export has not.
pub(crate) fn sku(node: &Node) -> Result<Vec<SubscriptionRow>> {
    let sku = short(node.need_text("skupartnumber", "skuPartNumber")?)?;
    let units = node.object("prepaidunits", "prepaidUnits")?;
    let enabled = units.map(|units| units.count("enabled", "prepaidUnits.enabled")).transpose()?.flatten();
    let status = node.text("capabilitystatus", "capabilityStatus")?.map(short).transpose()?;
    let row = |id: Option<String>, quantity| SubscriptionRow {
        id,
        name: sku.clone(),
        sku_part_number: Some(sku.clone()),
        status: status.clone(),
        quantity,
        ..SubscriptionRow::default()
    };
    let ids = node.list("subscriptionids", "subscriptionIds")?;
    if ids.is_empty() {
        return Ok(vec![row(None, enabled)]);
    }
    // The count is of all of them together.
    let quantity = enabled.filter(|_| ids.len() == 1);
    ids.iter()
        .map(|id| match id {
            Node::Text(id) => Ok(row(Some(short(id)?), quantity)),
            _ => Err(RowProblem::wrong_type("subscriptionIds")),
        })
        .collect()
}

/// A partner's customer.
pub(crate) fn customer(node: &Node) -> Result<CustomerRow> {
    let profile = node.object("companyprofile", "companyProfile")?;
    let tenant = match profile {
        Some(profile) => profile.guid("tenantid", "companyProfile.tenantId")?,
        None => None,
    };
    let tenant = match tenant {
        Some(tenant) => tenant,
        None => match node.guid("customerid", "customerId")? {
            Some(tenant) => tenant,
            None => node.need_guid("id", "id")?,
        },
    };
    let named = match profile {
        Some(profile) => profile.text("companyname", "companyProfile.companyName")?,
        None => node.text("name", "name")?,
    };
    let domain = match profile {
        Some(profile) => profile.text("domain", "companyProfile.domain")?,
        None => node.text("domain", "domain")?,
    };
    let name = named.and_then(name).or_else(|| domain.and_then(name));
    Ok(CustomerRow { name: name.unwrap_or_else(|| tenant.clone()), tenant })
}

/// A customer's subscription as the partner sees it.
pub(crate) fn partner_subscription(node: &Node) -> Result<SubscriptionRow> {
    let id = short(node.need_text("id", "id")?)?;
    let named = match node.text("friendlyname", "friendlyName")? {
        Some(name) => Some(name),
        None => node.text("offername", "offerName")?,
    };
    // Partner Center's links name the customer: `/customers/{tenant}/subscriptions/{id}`.
    let address = node.get("links").and_then(|links| links.get("self")).and_then(|own| own.text("uri", "uri").ok()?);
    let opened = match node.instant("effectivestartdate", "effectiveStartDate")? {
        Some(opened) => Some(opened),
        None => node.instant("creationdate", "creationDate")?,
    };
    Ok(SubscriptionRow {
        tenant: address.filter(|address| address.contains("customers/")).and_then(value::guid_in),
        name: named.and_then(name).unwrap_or_else(|| id.clone()),
        id: Some(id),
        sku: node.text("offerid", "offerId")?.map(short).transpose()?,
        status: node.text("status", "status")?.map(short).transpose()?,
        quantity: node.count("quantity", "quantity")?,
        opened: opened.map(Moment::Instant),
        next_lifecycle: node.instant("commitmentenddate", "commitmentEndDate")?.map(Moment::Instant),
        renews: node.flag("autorenewenabled", "autoRenewEnabled")?,
        ..SubscriptionRow::default()
    })
}

/// An id or a word of an export: kept as it is, without anything invisible in it.
pub(crate) fn short(text: &str) -> Result<String> {
    let text = text.trim();
    if text.chars().count() > LONGEST_NAME || text.chars().any(|c| c.is_control() || is_invisible(c)) {
        return Err(RowProblem::malformed("id", text));
    }
    Ok(text.to_owned())
}

/// A name for people: without what is invisible, cut to what is kept. None when nothing is left.
pub(crate) fn name(text: &str) -> Option<String> {
    let visible: String = text.chars().filter(|c| !c.is_control() && !is_invisible(*c)).collect();
    let name: String = visible.trim().chars().take(LONGEST_NAME).collect();
    Some(name.trim_end().to_owned()).filter(|name| !name.is_empty())
}
