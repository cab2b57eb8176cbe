//! What the rows of all exports come to: typed, checked one by one, not yet compared with the register.

use chrono::{DateTime, Utc};

use super::value::Moment;

/// A row of any format.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Row {
    /// Somebody holds a role.
    Role(Box<RoleRow>),
    /// A role that is in use, by its id in the directory.
    RoleName(RoleNameRow),
    /// Somebody holds the role, or is in the group, that the file is about.
    Member(PrincipalRow),
    /// A group's name.
    Group(GroupRow),
    /// A GDAP relationship.
    Delegation(Box<DelegationRow>),
    /// Roles of a relationship given to a group.
    Access(Box<AccessRow>),
    /// A subscription.
    Subscription(Box<SubscriptionRow>),
    /// A customer of the partner.
    Customer(CustomerRow),
    /// Something that happened to a relationship.
    Activity(ActivityRow),
    /// A request filed with Microsoft.
    Request(Box<RequestRow>),
}

/// A user, group or application.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(crate) struct PrincipalRow {
    /// The object's GUID.
    pub(crate) id: Option<String>,
    /// Its name.
    pub(crate) name: Option<String>,
    /// A user's sign-in name.
    pub(crate) upn: Option<String>,
    /// What it is, where the export says.
    pub(crate) kind: Option<PrincipalKind>,
    /// Whether the account is a guest.
    pub(crate) guest: Option<bool>,
    /// Whether the account can sign in.
    pub(crate) enabled: Option<bool>,
}

/// What may hold a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum PrincipalKind {
    /// A person's account.
    User,
    /// A security group.
    Group,
    /// An application.
    Application,
}

/// Somebody holds a role, or may activate it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RoleRow {
    /// The assignment's own id.
    pub(crate) id: Option<String>,
    /// The role's template id, or a name.
    pub(crate) role: String,
    /// Who.
    pub(crate) principal: PrincipalRow,
    /// `/` for the tenant; else an administrative unit or an application.
    pub(crate) scope: String,
    /// Only eligible, to be activated first.
    pub(crate) eligible: bool,
    /// From when.
    pub(crate) starts: Option<DateTime<Utc>>,
    /// Until when.
    pub(crate) until: Option<Moment>,
    /// Whether the export says from when and until when at all: without it, silence is no word about an end.
    pub(crate) timed: bool,
    /// The tenant, where the row says.
    pub(crate) tenant: Option<String>,
}

/// A group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct GroupRow {
    pub(crate) id: String,
    pub(crate) name: String,
}

/// A role by its id in one directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RoleNameRow {
    pub(crate) id: String,
    pub(crate) template: String,
    pub(crate) name: String,
    /// `None`: the export was made without them.
    pub(crate) members: Option<Vec<PrincipalRow>>,
}

/// A GDAP relationship.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct DelegationRow {
    pub(crate) id: Option<String>,
    pub(crate) name: String,
    pub(crate) status: Option<String>,
    pub(crate) customer_id: String,
    pub(crate) customer_name: Option<String>,
    /// Template ids, or names of roles; `None` where the export does not say.
    pub(crate) roles: Option<Vec<String>>,
    pub(crate) created: Option<DateTime<Utc>>,
    pub(crate) activated: Option<DateTime<Utc>>,
    pub(crate) ends: Option<Moment>,
    pub(crate) days: Option<u32>,
    /// 0: does not extend itself; `None`: the export does not say.
    pub(crate) extends_by: Option<u32>,
    pub(crate) partner: Option<String>,
    /// Of an indirect reseller: the indirect provider's tenant.
    pub(crate) indirect_provider: Option<String>,
    /// Of an indirect reseller: whether its consent is missing.
    pub(crate) consent_pending: Option<bool>,
    /// Whether the export holds all its access assignments too.
    pub(crate) with_access: bool,
}

/// Roles of a relationship given to a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AccessRow {
    pub(crate) id: String,
    pub(crate) relationship: Option<String>,
    pub(crate) status: Option<String>,
    pub(crate) group: String,
    pub(crate) roles: Vec<String>,
}

/// A subscription, from the customer's directory or from Partner Center.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct SubscriptionRow {
    pub(crate) id: Option<String>,
    pub(crate) commerce_id: Option<String>,
    /// The customer's tenant, where the row says.
    pub(crate) tenant: Option<String>,
    pub(crate) sku: Option<String>,
    pub(crate) sku_part_number: Option<String>,
    pub(crate) name: String,
    pub(crate) status: Option<String>,
    pub(crate) quantity: Option<u32>,
    pub(crate) trial: Option<bool>,
    pub(crate) opened: Option<Moment>,
    /// When the status changes unless it is renewed; from Partner Center the end of the commitment.
    pub(crate) next_lifecycle: Option<Moment>,
    pub(crate) renews: Option<bool>,
    /// The partner it was bought through.
    pub(crate) owner: Option<String>,
}

/// A partner's customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CustomerRow {
    pub(crate) tenant: String,
    pub(crate) name: String,
}

/// An entry of the activity log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ActivityRow {
    pub(crate) at: DateTime<Utc>,
    pub(crate) customer: String,
    pub(crate) action: String,
    pub(crate) by: Option<String>,
}

/// A request filed with Microsoft, in the words of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RequestRow {
    pub(crate) tenant: String,
    pub(crate) product: String,
    pub(crate) plan: Option<String>,
    pub(crate) contract: Option<String>,
    pub(crate) severity: String,
    pub(crate) title: String,
    pub(crate) filed_at: Moment,
    pub(crate) case_number: Option<String>,
    pub(crate) responded_at: Option<Moment>,
    pub(crate) closed_at: Option<Moment>,
    pub(crate) close_reason: Option<String>,
}

impl Row {
    /// What makes the row one of its file: two with the same key are the same thing twice.
    pub(crate) fn key(&self) -> Option<String> {
        match self {
            Self::Role(row) => row.id.clone(),
            Self::RoleName(row) => Some(row.id.clone()),
            Self::Member(row) => row.id.clone(),
            Self::Group(row) => Some(row.id.clone()),
            Self::Delegation(row) => row.id.clone(),
            Self::Access(row) => Some(format!("{} {}", row.relationship.as_deref().unwrap_or_default(), row.id)),
            Self::Subscription(row) => row.id.clone(),
            Self::Customer(row) => Some(row.tenant.clone()),
            Self::Request(row) => row.case_number.clone(),
            Self::Activity(_) => None,
        }
    }
}
