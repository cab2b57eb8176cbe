//! The flags of editions.

use std::path::PathBuf;

use clap::Subcommand;

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
