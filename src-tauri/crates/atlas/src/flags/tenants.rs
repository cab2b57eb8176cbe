//! The flags of tenants.

use clap::{Args, Subcommand, ValueEnum};

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
    /// Its IANA time zone, such as Europe/Oslo; the country's, where it has only one
    #[arg(long)]
    pub(crate) zone: Option<String>,
    /// Its support region, in place of the country's: asia-pacific, japan, emea, north-america, south-america or other
    #[arg(long)]
    pub(crate) region: Option<String>,
    /// Its holidays, in place of the country's: another country's, or none
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
    /// Its IANA time zone, such as Europe/Oslo; the country's, where it has only one
    #[arg(long)]
    pub(crate) zone: Option<String>,
    /// Its support region, in place of the country's: asia-pacific, japan, emea, north-america, south-america or other
    #[arg(long)]
    pub(crate) region: Option<String>,
    /// Its holidays, in place of the country's: another country's, or none
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
