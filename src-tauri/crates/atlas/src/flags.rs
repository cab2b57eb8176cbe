//! The flags of every command. Names and shapes are a contract: scripts depend on them.

mod access;
mod contract_terms;
mod contracts;
mod desk;
mod editions;
mod import;
mod outside;
mod plans;
mod requests;
mod rules;
mod search;
mod tenants;
mod vault;

pub(crate) use access::*;
pub(crate) use contract_terms::*;
pub(crate) use contracts::*;
pub(crate) use desk::*;
pub(crate) use editions::*;
pub(crate) use import::*;
pub(crate) use outside::*;
pub(crate) use plans::*;
pub(crate) use requests::*;
pub(crate) use rules::*;
pub(crate) use search::*;
pub(crate) use tenants::*;
pub(crate) use vault::*;

use clap::builder::{OsStringValueParser, PossibleValuesParser, TypedValueParser};
use clap::{Parser, Subcommand};
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
    /// The folder of the register; the window's own unless given, see `atlas --help`
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
    ///
    /// An export is recognised by what it holds, whatever it is called. All files are taken in, or none; an import can
    /// be taken back as a whole.
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
