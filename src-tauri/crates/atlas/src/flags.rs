//! The flags of every command. Names and shapes are a contract: scripts depend on them.

mod access;
mod contract_terms;
mod desk;
mod import;
mod outside;
mod plans;
mod rules;
mod search;
mod vault;

pub(crate) use access::*;
pub(crate) use contract_terms::*;
pub(crate) use desk::*;
pub(crate) use import::*;
pub(crate) use outside::*;
pub(crate) use plans::*;
pub(crate) use rules::*;
pub(crate) use search::*;
pub(crate) use vault::*;

use clap::builder::{OsStringValueParser, PossibleValuesParser, TypedValueParser};
use clap::{ArgGroup, Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;
use support_policy::Language;

/// The heading of the flags that every command takes.
const EVERYWHERE: &str = "Options of every command";

/// A folder; an empty value of the environment is as good as none, see `Session::register`.
fn folder() -> impl TypedValueParser<Value = PathBuf> {
    OsStringValueParser::new().map(PathBuf::from)
}

/// The tag of a language.
fn tag() -> impl TypedValueParser<Value = Language> {
    let tags = PossibleValuesParser::new(Language::all().map(Language::tag));
    tags.map(|tag| Language::of_tag(&tag).unwrap_or(Language::En))
}

/// Where to file a support request with Microsoft for Dynamics 365 and Power Platform, who may, with which contract,
/// at what severity, and when the first answer is due.
#[derive(Debug, Parser)]
#[command(name = "atlas", version, arg_required_else_help = true, subcommand_required = true)]
pub(crate) struct Atlas {
    /// The folder of the register; the window's own unless given
    #[arg(long, global = true, env = "SUPPORT_ATLAS_HOME", value_name = "DIR", help_heading = EVERYWHERE, value_parser = folder())]
    pub(crate) home: Option<PathBuf>,
    /// The edition of the support policy that answers; with `tenant` and `contract`, the one to set. The base edition
    /// unless given; an empty one clears
    #[arg(long, global = true, value_name = "ID", help_heading = EVERYWHERE)]
    pub(crate) edition: Option<String>,
    /// The language of sentences; the system's unless given
    #[arg(long, global = true, help_heading = EVERYWHERE, value_parser = tag())]
    pub(crate) lang: Option<Language>,
    /// Print exactly one JSON document
    #[arg(long, global = true, help_heading = EVERYWHERE)]
    pub(crate) json: bool,
    /// Read the register's passphrase from the first line of a file, where the keyring does not open the secrets
    #[arg(long, global = true, value_name = "FILE", help_heading = EVERYWHERE)]
    pub(crate) passphrase_file: Option<PathBuf>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Where to file, and how
    Route(RouteFlags),
    /// When the first response is due
    RespondBy(RespondByFlags),
    /// When support is open
    Hours(HoursFlags),
    /// In which languages support is given
    Languages(LanguagesFlags),
    /// How far a plan goes, what to do first, and what comes after
    Coverage(CoverageFlags),
    /// Whether to reopen a closed request or file a new one
    Reopen(ReopenFlags),
    /// What a support plan costs and when, how its term ends, and what a cancellation still costs
    Bill(BillFlags),
    /// What the incidents of a developer programme may be used for
    Incidents(IncidentsFlags),
    /// Whether a partner may use a benefit for a client
    Partner(PartnerFlags),
    /// The editions of the support policy: all of them, or what differs between two
    #[command(args_conflicts_with_subcommands = true)]
    Editions {
        #[command(subcommand)]
        command: Option<EditionsCommand>,
    },
    /// The guide: all topics, or the text of one
    Guide(GuideFlags),
    /// Search the guide and your records, in English or Norwegian
    Search(SearchFlags),
    /// The tenants you keep
    #[command(subcommand)]
    Tenant(TenantCommand),
    /// The people you keep
    #[command(subcommand)]
    Person(PersonCommand),
    /// The security groups you keep, and who is in them
    #[command(subcommand)]
    Group(GroupCommand),
    /// The roles people hold in tenants
    #[command(subcommand)]
    Role(RoleCommand),
    /// The delegated admin relationships you keep
    #[command(subcommand)]
    Delegation(DelegationCommand),
    /// The Enterprise Agreement enrollments you keep
    #[command(subcommand)]
    Enrollment(EnrollmentCommand),
    /// Whether a person may file for a tenant, through what and until when
    CanFile(CanFileFlags),
    /// The contracts you keep, with their Access IDs
    #[command(subcommand)]
    Contract(ContractCommand),
    /// The support plans you have bought
    #[command(subcommand)]
    Plan(PlanCommand),
    /// The requests you have filed
    #[command(subcommand)]
    Request(RequestCommand),
    /// Take exports of Microsoft Graph, Partner Center and tables into the register
    Import(ImportFlags),
    /// What is due: first responses, charges, renewals, and everything else that ends or is missing
    Due(DueFlags),
    /// What is due as an iCalendar file, for any calendar program
    Calendar(CalendarFlags),
    /// Every list as JSON or CSV, without secrets
    Export(ExportFlags),
    /// Write the whole register, with its secrets, into one file, encrypted with a passphrase
    Backup(BackupFlags),
    /// Put a backup in the register's place; what it replaces is kept
    Restore(RestoreFlags),
    /// Whether the register is sound and as the program left it
    Check,
    /// Who changed what, and when
    History(HistoryFlags),
    /// Lock the secrets for every program until they are unlocked
    Lock,
    /// Unlock the secrets: through the keyring, or with the passphrase or the recovery key
    Unlock(UnlockFlags),
    /// Change what opens the secrets
    Protect(ProtectFlags),
    /// The recovery key
    #[command(subcommand)]
    Recovery(RecoveryCommand),
}

#[derive(Debug, Subcommand)]
pub(crate) enum EditionsCommand {
    /// Every cell that differs between two editions, by topic
    Diff {
        /// The id of the first edition
        a: String,
        /// The id of the second
        b: String,
    },
    /// Check the folder of an edition without adding it
    Check {
        /// The folder
        folder: PathBuf,
    },
    /// Add an edition from a folder, once it has been checked
    Add {
        /// The folder; it is copied
        folder: PathBuf,
    },
    /// Remove an edition you have added
    Remove {
        /// Its id
        id: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum TenantCommand {
    /// Add a tenant
    Add(TenantAdd),
    /// List all tenants
    List,
    /// Show one tenant
    Show {
        /// Its id, or its name
        tenant: String,
    },
    /// Change a tenant; what is not named stays, an empty value clears an override
    Set {
        /// Its id, or its name
        tenant: String,
        #[command(flatten)]
        changes: TenantChanges,
    },
    /// Remove a tenant that nothing refers to
    Remove {
        /// Its id, or its name
        tenant: String,
    },
    /// Put a removed tenant back
    UndoRemove {
        /// Its id, or its name
        tenant: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct TenantAdd {
    /// What you call it
    #[arg(long)]
    pub(crate) name: String,
    /// Its country, ISO 3166-1 alpha-2
    #[arg(long, value_name = "CC")]
    pub(crate) country: String,
    /// Its id in Entra
    #[arg(long, value_name = "GUID")]
    pub(crate) tenant_id: Option<String>,
    /// Your own organisation, or a client's
    #[arg(long, default_value = "own")]
    pub(crate) kind: Kind,
    /// Its IANA time zone
    #[arg(long)]
    pub(crate) zone: Option<String>,
    /// Its support region, in place of the country's
    #[arg(long)]
    pub(crate) region: Option<String>,
    /// Its holidays, in place of the country's
    #[arg(long, value_name = "CC|none")]
    pub(crate) holidays: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct TenantChanges {
    /// What you call it
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// Its country, ISO 3166-1 alpha-2
    #[arg(long, value_name = "CC")]
    pub(crate) country: Option<String>,
    /// Its id in Entra
    #[arg(long, value_name = "GUID")]
    pub(crate) tenant_id: Option<String>,
    /// Your own organisation, or a client's
    #[arg(long)]
    pub(crate) kind: Option<Kind>,
    /// Its IANA time zone
    #[arg(long)]
    pub(crate) zone: Option<String>,
    /// Its support region, in place of the country's
    #[arg(long)]
    pub(crate) region: Option<String>,
    /// Its holidays, in place of the country's
    #[arg(long, value_name = "CC|none")]
    pub(crate) holidays: Option<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Kind {
    /// Your own organisation
    Own,
    /// A client's
    Client,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ContractCommand {
    /// Add a contract; its secrets are read as JSON from standard input, or asked for at a terminal
    Add(ContractAdd),
    /// List all contracts
    List,
    /// Show one contract, its secrets masked
    Show {
        /// Its id, or its name
        contract: String,
        /// Print the secrets
        #[arg(long)]
        reveal: bool,
    },
    /// Change a contract; what is not named stays, an empty value clears
    Set {
        /// Its id, or its name
        contract: String,
        #[command(flatten)]
        changes: ContractChanges,
    },
    /// Note that a contract was linked in a portal for a sign-in, or linked anew
    Link {
        /// Its id, or its name
        contract: String,
        /// The portal, a channel's id such as power-platform-admin-center, lifecycle-services or services-hub
        #[arg(long, value_name = "CH")]
        channel: String,
        /// Whose sign-in: a user principal name
        #[arg(long, value_name = "UPN")]
        sign_in: String,
        /// The day; today unless given
        #[arg(long, value_name = "DATE")]
        on: Option<String>,
    },
    /// Note that a contract is not linked any more
    Unlink {
        /// Its id, or its name
        contract: String,
        /// The portal, a channel's id
        #[arg(long, value_name = "CH")]
        channel: String,
        /// Whose sign-in
        #[arg(long, value_name = "UPN")]
        sign_in: String,
    },
    /// Whether a contract entitles requests of a tenant
    Entitles {
        /// Its id, or its name
        contract: String,
        /// The tenant, by id or name
        #[arg(long, value_name = "T")]
        tenant: String,
    },
    /// Remove a contract that no request was filed under
    Remove {
        /// Its id, or its name
        contract: String,
    },
    /// Put a removed contract back
    UndoRemove {
        /// Its id, or its name
        contract: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct ContractAdd {
    /// premier, unified-core, unified-advanced, unified-performance, advanced-support-for-partners, partner-network,
    /// premier-for-partners or visual-studio
    #[arg(long)]
    pub(crate) kind: String,
    /// What you call it
    #[arg(long)]
    pub(crate) name: String,
    /// The tenant it is for; without it, for all of them
    #[arg(long, value_name = "T")]
    pub(crate) tenant: Option<String>,
    /// Who holds it
    #[arg(long)]
    pub(crate) holder: Option<String>,
    /// Its first day
    #[arg(long, value_name = "DATE")]
    pub(crate) starts: Option<String>,
    /// Its last day
    #[arg(long, value_name = "DATE")]
    pub(crate) ends: Option<String>,
    #[command(flatten)]
    pub(crate) terms: TermFlags,
}

#[derive(Debug, Args)]
pub(crate) struct ContractChanges {
    /// The kind of contract
    #[arg(long)]
    pub(crate) kind: Option<String>,
    /// What you call it
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// The tenant it is for
    #[arg(long, value_name = "T")]
    pub(crate) tenant: Option<String>,
    /// Who holds it
    #[arg(long)]
    pub(crate) holder: Option<String>,
    /// Its first day
    #[arg(long, value_name = "DATE")]
    pub(crate) starts: Option<String>,
    /// Its last day
    #[arg(long, value_name = "DATE")]
    pub(crate) ends: Option<String>,
    /// Read new secrets as JSON from standard input: a field that is absent stays, null clears it
    #[arg(long)]
    pub(crate) secrets: bool,
    #[command(flatten)]
    pub(crate) terms: TermFlags,
}

#[derive(Debug, Subcommand)]
pub(crate) enum RequestCommand {
    /// Log a request you have filed
    Log(RequestLog),
    /// List requests
    List(RequestListFlags),
    /// Show one request
    Show {
        /// Its id, its case number, or its title
        request: String,
    },
    /// Note the first response
    Respond {
        /// Its id, its case number, or its title
        request: String,
        /// When it came, RFC 3339; without an offset, on the tenant's wall clock
        #[arg(long, value_name = "T")]
        at: String,
    },
    #[command(flatten)]
    Desk(DeskCommand),
    /// Note that it was closed
    Close {
        /// Its id, its case number, or its title
        request: String,
        /// When, RFC 3339; without an offset, on the tenant's wall clock
        #[arg(long, value_name = "T")]
        at: String,
        /// Why
        #[arg(long)]
        reason: String,
    },
    /// Remove a request
    Remove {
        /// Its id, its case number, or its title
        request: String,
    },
    /// Put a removed request back
    UndoRemove {
        /// Its id, or its name
        request: String,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum State {
    /// Waiting for the first response, in time
    Open,
    /// Waiting for the first response, too long
    Overdue,
    /// Answered, not closed
    Answered,
    /// Closed
    Closed,
}

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("entitlement").args(["plan", "contract"]).required(true)))]
pub(crate) struct RequestLog {
    /// The tenant, by id or name
    #[arg(long, value_name = "T")]
    pub(crate) tenant: String,
    /// The product's id
    #[arg(long)]
    pub(crate) product: String,
    /// The plan it was filed under
    #[arg(long)]
    pub(crate) plan: Option<String>,
    /// The contract it was filed under, by id or name
    #[arg(long, value_name = "C")]
    pub(crate) contract: Option<String>,
    /// The severity's id
    #[arg(long)]
    pub(crate) severity: String,
    /// Its title
    #[arg(long)]
    pub(crate) title: String,
    /// When it was filed, RFC 3339; without an offset, on the tenant's wall clock
    #[arg(long, value_name = "T")]
    pub(crate) filed_at: String,
    /// What kind of trouble it is about, such as break-fix or performance
    #[arg(long)]
    pub(crate) concern: Option<String>,
    /// Who looks after it here
    #[arg(long)]
    pub(crate) holder: Option<String>,
    /// Microsoft's 16-digit case number
    #[arg(long, value_name = "N")]
    pub(crate) case_number: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct DueFlags {
    /// Only what is due within this time, ISO 8601; overdue items always
    #[arg(long, value_name = "D", allow_hyphen_values = true)]
    pub(crate) within: Option<String>,
}
