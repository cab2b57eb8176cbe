//! The flags of the commands about people, their roles, and who may file.

use clap::{ArgGroup, Args, Subcommand, ValueEnum};

#[derive(Debug, Subcommand)]
pub(crate) enum PersonCommand {
    /// Add a person
    Add(PersonAdd),
    /// List all people
    List,
    /// Show one person
    Show {
        /// Their id, user principal name, or name
        person: String,
    },
    /// Change a person; what is not named stays, an empty value clears
    Set {
        /// Their id, user principal name, or name
        person: String,
        #[command(flatten)]
        changes: PersonChanges,
    },
    /// Remove a person who holds no role
    Remove {
        /// Their id, user principal name, or name
        person: String,
    },
    /// Put a removed person back
    UndoRemove {
        /// Their id, or their name
        person: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct PersonAdd {
    /// Their name
    #[arg(long)]
    pub(crate) name: String,
    /// The user principal name they sign in with
    #[arg(long, value_name = "U")]
    pub(crate) upn: Option<String>,
    /// The object id of their account in Entra
    #[arg(long, value_name = "GUID")]
    pub(crate) object_id: Option<String>,
    /// Member or guest of the tenant the account is in
    #[arg(long)]
    pub(crate) user_type: Option<UserKind>,
    /// The tenant the account is in, by id or name
    #[arg(long, value_name = "T")]
    pub(crate) tenant: Option<String>,
    /// The account cannot sign in
    #[arg(long)]
    pub(crate) disabled: bool,
}

#[derive(Debug, Args)]
pub(crate) struct PersonChanges {
    /// Their name
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// The user principal name they sign in with
    #[arg(long, value_name = "U")]
    pub(crate) upn: Option<String>,
    /// The object id of their account in Entra
    #[arg(long, value_name = "GUID")]
    pub(crate) object_id: Option<String>,
    /// Member or guest of the tenant the account is in
    #[arg(long)]
    pub(crate) user_type: Option<UserKind>,
    /// The tenant the account is in, by id or name
    #[arg(long, value_name = "T")]
    pub(crate) tenant: Option<String>,
    /// Whether the account can sign in
    #[arg(long, value_name = "yes|no")]
    pub(crate) enabled: Option<super::YesNo>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum UserKind {
    /// Belongs to the organisation
    Member,
    /// Invited from elsewhere
    Guest,
}

#[derive(Debug, Subcommand)]
pub(crate) enum RoleCommand {
    /// Note that somebody holds a role in a tenant
    Grant(RoleGrant),
    /// Note that they hold it no longer
    Revoke {
        /// The id of the role assignment
        id: String,
    },
    /// List role assignments
    List {
        /// Only those in this tenant
        #[arg(long, value_name = "T")]
        tenant: Option<String>,
        /// Only those this person holds directly
        #[arg(long, value_name = "P")]
        person: Option<String>,
    },
    /// Put a revoked role back
    UndoRevoke {
        /// The id of the role assignment
        id: String,
    },
}

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("holder").args(["person", "group"]).required(true)))]
pub(crate) struct RoleGrant {
    /// The tenant, by id or name
    #[arg(long, value_name = "T")]
    pub(crate) tenant: String,
    /// The person, by id, user principal name or name
    #[arg(long, value_name = "P")]
    pub(crate) person: Option<String>,
    /// The group whose members hold it, by id or name
    #[arg(long, value_name = "G")]
    pub(crate) group: Option<String>,
    /// The role: its template id in Entra, or its name, such as service-support-administrator
    #[arg(long)]
    pub(crate) role: String,
    /// The first day, on the tenant's calendar
    #[arg(long, value_name = "DATE")]
    pub(crate) from: Option<String>,
    /// The last day, on the tenant's calendar
    #[arg(long, value_name = "DATE")]
    pub(crate) until: Option<String>,
    /// The role must be activated before it can be used
    #[arg(long)]
    pub(crate) eligible: bool,
    /// The administrative unit it is limited to; / for the whole tenant
    #[arg(long, default_value = "/")]
    pub(crate) scope: String,
}

#[derive(Debug, Subcommand)]
pub(crate) enum GroupCommand {
    /// Add a security group
    Add {
        /// Its name
        #[arg(long)]
        name: String,
        /// Its object id in Entra
        #[arg(long, value_name = "GUID")]
        object_id: Option<String>,
        /// The tenant it is in, by id or name
        #[arg(long, value_name = "T")]
        tenant: Option<String>,
    },
    /// List all groups
    List,
    /// Change what a group is called
    Set {
        /// Its id, or its name
        group: String,
        /// Its new name
        #[arg(long)]
        name: String,
    },
    /// Note that a person is in a group
    Join(GroupMember),
    /// Note that a person is in it no longer
    Leave(GroupMember),
    /// Remove a group that holds no role
    Remove {
        /// Its id, or its name
        group: String,
    },
    /// Put a removed group back
    UndoRemove {
        /// Its id, or its name
        group: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct GroupMember {
    /// The group, by id or name
    #[arg(long, value_name = "G")]
    pub(crate) group: String,
    /// The person, by id, user principal name or name
    #[arg(long, value_name = "P")]
    pub(crate) person: String,
}

#[derive(Debug, Subcommand)]
pub(crate) enum DelegationCommand {
    /// List delegated admin relationships
    List {
        /// Only those of this tenant
        #[arg(long, value_name = "T")]
        tenant: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum EnrollmentCommand {
    /// Add an Enterprise Agreement enrollment
    Add {
        /// Its number
        #[arg(long, value_name = "N")]
        number: String,
        /// What you call it; its number unless given
        #[arg(long)]
        name: Option<String>,
        /// The tenant it belongs to, by id or name
        #[arg(long, value_name = "T")]
        tenant: Option<String>,
        /// The large account reseller it was bought from
        #[arg(long)]
        reseller: Option<String>,
    },
    /// List all enrollments
    List,
    /// Show one enrollment
    Show {
        /// Its id, number, or name
        enrollment: String,
    },
    /// Change an enrollment; what is not named stays, an empty value clears
    Set {
        /// Its id, number, or name
        enrollment: String,
        #[command(flatten)]
        changes: EnrollmentChanges,
    },
    /// Remove an enrollment that nothing was bought under
    Remove {
        /// Its id, number, or name
        enrollment: String,
    },
    /// Put a removed enrollment back
    UndoRemove {
        /// Its id, or its name
        enrollment: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct EnrollmentChanges {
    /// Its number
    #[arg(long, value_name = "N")]
    pub(crate) number: Option<String>,
    /// What you call it
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// The tenant it belongs to, by id or name
    #[arg(long, value_name = "T")]
    pub(crate) tenant: Option<String>,
    /// The large account reseller it was bought from
    #[arg(long)]
    pub(crate) reseller: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct CanFileFlags {
    /// The tenant, by id or name
    #[arg(long, value_name = "T")]
    pub(crate) tenant: String,
    /// The person, by id, user principal name or name; without one: who of all may
    #[arg(long, value_name = "P")]
    pub(crate) person: Option<String>,
    /// The product's id; anything filed for in the Power Platform admin center unless given
    #[arg(long, value_name = "X")]
    pub(crate) product: Option<String>,
    /// When, RFC 3339; now unless given
    #[arg(long, value_name = "T")]
    pub(crate) at: Option<String>,
}
