//! The flags of the vault, of backups, and of what shows whether the register is as it was left.

use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(crate) struct UnlockFlags {
    /// Read the recovery key instead of the passphrase
    #[arg(long)]
    pub(crate) recovery: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ProtectFlags {
    /// What opens them
    pub(crate) by: ProtectBy,
    /// Open them with the recovery key, where keyring and passphrase are lost: it is read first, a passphrase from the
    /// line after it
    #[arg(long)]
    pub(crate) recovery: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum ProtectBy {
    /// The system keyring opens the secrets, besides the passphrase and the recovery key there may be
    Keyring,
    /// A passphrase opens them, and the keyring no longer does; read from standard input or a prompt
    Passphrase,
}

#[derive(Debug, Subcommand)]
pub(crate) enum RecoveryCommand {
    /// Make a recovery key, print it once, and forget the one before
    New,
}

#[derive(Debug, Args)]
pub(crate) struct BackupFlags {
    /// The file to write; a backup of that name is replaced, no other file is
    pub(crate) file: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct RestoreFlags {
    /// The backup
    pub(crate) file: PathBuf,
    /// Say what it holds and what it would replace, and change nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct HistoryFlags {
    /// Only the changes of the record with this id
    #[arg(long, value_name = "ID")]
    pub(crate) subject: Option<String>,
    #[command(subcommand)]
    pub(crate) command: Option<HistoryCommand>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum HistoryCommand {
    /// Whether the history is as it was written
    Verify,
}
