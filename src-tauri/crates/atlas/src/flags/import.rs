//! The flags of `atlas import`.

use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct ImportFlags {
    /// The files: JSON or CSV
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Say what would change, and change nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// The tenant the files are of, where they do not say: id, name or directory id
    #[arg(long, value_name = "T")]
    pub(crate) tenant: Option<String>,
    /// The relationship that access assignments are of, where they do not say: its id in Partner Center, or a
    /// delegation's id or name
    #[arg(long, value_name = "ID")]
    pub(crate) relationship: Option<String>,
    /// The role that members hold, where the file does not say: template id or name
    #[arg(long)]
    pub(crate) role: Option<String>,
    /// The group that members are in, where the file does not say: id, name or object id
    #[arg(long, value_name = "G")]
    pub(crate) group: Option<String>,
    /// What a file is that holds nothing to tell it by: graph-role-assignments, graph-role-eligibility,
    /// graph-directory-roles, graph-directory-role-members, graph-delegated-admin-relationships,
    /// graph-access-assignments, graph-directory-subscriptions, graph-subscribed-skus, partner-center-customers,
    /// partner-center-subscriptions, gdap-bulk-csv, gdap-activity-csv or requests-csv
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: Option<String>,
    /// The country of client tenants that are added: ISO 3166-1 alpha-2
    #[arg(long, value_name = "CC")]
    pub(crate) country: Option<String>,
    /// What the rows of a table of unknown columns are: role-assignments, delegations, subscriptions, customers, requests
    #[arg(long = "as", value_name = "KIND", requires = "column")]
    pub(crate) kind: Option<String>,
    /// Which column holds a field, as FIELD=COLUMN, such as title=Subject; a wrong field is answered with those there
    /// are. Remembered for the next table with the same header
    #[arg(long, value_name = "FIELD=COLUMN", requires = "kind")]
    pub(crate) column: Vec<String>,
    #[command(subcommand)]
    pub(crate) command: Option<ImportCommand>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ImportCommand {
    /// List the imports that changed something, newest first
    List,
    /// Take back an import as a whole; the newest unless one is named
    Undo {
        /// The import's id
        import: Option<String>,
    },
}
