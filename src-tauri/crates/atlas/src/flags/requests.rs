//! The flags of requests.

use clap::{ArgGroup, Args, Subcommand, ValueEnum};

use super::desk::{DeskCommand, RequestListFlags};

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
    /// The product's id, such as customer-engagement
    #[arg(long)]
    pub(crate) product: String,
    /// The plan it was filed under, such as subscription
    #[arg(long)]
    pub(crate) plan: Option<String>,
    /// The contract it was filed under, by id or name
    #[arg(long, value_name = "C")]
    pub(crate) contract: Option<String>,
    /// The severity's id: critical, a, b, standard or c
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
