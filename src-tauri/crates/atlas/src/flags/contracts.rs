//! The flags of contracts.

use clap::{Args, Subcommand};

use super::contract_terms::TermFlags;

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
    /// The kind of contract: premier, unified-core, unified-advanced, unified-performance, unified-enterprise,
    /// advanced-support-for-partners, partner-network, premier-for-partners or visual-studio
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
    /// The kind of contract: premier, unified-core, unified-advanced, unified-performance, unified-enterprise,
    /// advanced-support-for-partners, partner-network, premier-for-partners or visual-studio
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
