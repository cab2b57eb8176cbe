//! Everything that can go wrong with the register, by what the user can do about it.

mod of_others;
mod outside;

pub use outside::{BackupFault, OutputProblem};

use std::fmt;
use std::io::ErrorKind;
use std::path::PathBuf;

use support_policy::edition::Problem;
use support_policy::{PolicyError, Text};
use uuid::Uuid;

use crate::flaw::Flaw;
use crate::message;
use crate::record::{RecordType, Reference};

/// The result of everything the register does.
pub type Result<T> = std::result::Result<T, RegisterError>;

/// Why the register did not do what was asked. Carries no secret and no text of another library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RegisterError {
    /// No such record.
    NotFound {
        /// The type that was looked for.
        what: RecordType,
        /// The id or name that was given.
        name: String,
    },
    /// No import that could be undone is kept.
    NothingToUndo,
    /// The contract keeps no such secret.
    NoSecret {
        /// `access_id`, `contract_id` or `password`.
        field: &'static str,
    },
    /// Several records have the name.
    Ambiguous {
        /// The type that was looked for.
        what: RecordType,
        /// The name that was given.
        name: String,
        /// The ids of the records with that name.
        ids: Vec<Uuid>,
    },
    /// Other records refer to the one to be removed.
    InUse {
        /// The records that refer to it.
        by: Vec<Reference>,
    },
    /// Records were changed after the import that is to be undone.
    ChangedSince {
        /// Some of them.
        records: Vec<Reference>,
    },
    /// What the record refers to was removed, or does not exist.
    Dangling {
        /// The field that refers.
        field: &'static str,
        /// What it refers to, by type and id.
        to: RecordType,
    },
    /// A value that cannot be stored.
    Invalid {
        /// The field, in `snake_case`.
        field: &'static str,
        /// Why.
        flaw: Flaw,
        /// The record that already has the value, for `duplicate`.
        other: Option<Reference>,
    },
    /// The policy cannot answer: the question is wrongly put.
    Policy(Box<PolicyError>),
    /// The policy refuses what was to be stored.
    Refused {
        /// The field that is refused.
        field: &'static str,
        /// Why, and what would do.
        refusal: Box<support_policy::ruling::Refusal>,
    },
    /// There is no edition by that id.
    UnknownEdition {
        /// The id that was given.
        id: String,
        /// The ids there are.
        known: Vec<String>,
    },
    /// A tenant or a contract is set to an edition that is not there any more.
    EditionGone {
        /// The edition.
        id: String,
        /// What is set to it.
        of: Reference,
    },
    /// A folder that holds no edition.
    EditionInvalid {
        /// The folder.
        folder: PathBuf,
        /// Everything that is wrong with it, at least one thing.
        problems: Vec<Problem>,
    },
    /// There is a user's edition by that id already.
    EditionTaken {
        /// The id.
        id: String,
    },
    /// A built-in edition cannot be removed.
    EditionBuiltIn {
        /// The id.
        id: String,
    },
    /// The register is missing or empty, but a side file or a backup shows that there was one.
    Missing {
        /// Where it should be.
        path: PathBuf,
    },
    /// The register's file was removed or replaced while it was open: what is written now would be lost.
    Replaced {
        /// Where it was.
        path: PathBuf,
    },
    /// The register's file is damaged.
    Damaged {
        /// The file.
        path: PathBuf,
    },
    /// The register was made by a later version.
    Newer {
        /// The file.
        path: PathBuf,
    },
    /// The file is no register of this program.
    NotARegister {
        /// The file.
        path: PathBuf,
    },
    /// A link, folder, pipe or device stands where the file should be.
    NotAFile {
        /// The path.
        path: PathBuf,
    },
    /// The side file is damaged, or belongs to another register.
    SideFile {
        /// The side file.
        path: PathBuf,
        /// True when it is sound but belongs to another register.
        other: bool,
    },
    /// File or folder cannot be written.
    ReadOnly {
        /// The register's file.
        path: PathBuf,
    },
    /// The disk is full.
    DiskFull,
    /// The user stopped the making of a file, or the undoing of an import.
    Cancelled,
    /// Another program kept the register locked for longer than 5 seconds.
    Busy,
    /// The system does not say where application data belongs.
    NoHome,
    /// A file or folder could not be reached.
    Unreachable {
        /// The path.
        path: PathBuf,
        /// What the system said.
        kind: ErrorKind,
    },
    /// A file that is written for the administrator, outside the register, could not be.
    Output {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        why: OutputProblem,
    },
    /// A file that should be a backup, or become one.
    Backup {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        fault: BackupFault,
    },
    /// Too many wrong passphrases in a row: wait before the next.
    TooSoon {
        /// How many seconds, at least one.
        seconds: u64,
    },
    /// There is no system keyring.
    KeyringUnavailable,
    /// The keyring or the register is locked.
    Locked,
    /// The register opens with its passphrase or its recovery key alone.
    PassphraseNeeded,
    /// Passphrase or recovery key is not the right one, or the register has none.
    WrongPassphrase {
        /// `passphrase` or `recovery`.
        field: &'static str,
    },
    /// The keyring has not answered yet.
    KeyringWaiting,
    /// The keyring holds several entries for this register, and nobody can tell which is right.
    KeyringAmbiguous {
        /// How many.
        entries: usize,
    },
    /// The register has a key, and the keyring does not hold it.
    KeyMissing,
    /// A sealed value was changed outside the program, or moved from another record.
    Tampered {
        /// The record, when it is known.
        subject: Option<Reference>,
    },
    /// SQLite refused for a reason that nothing above covers; the extended result code.
    Storage {
        /// SQLite's extended result code, 0 when there is none.
        code: i32,
    },
}

impl RegisterError {
    /// A stable kebab-case code, for programs.
    pub fn code(&self) -> &str {
        match self {
            Self::NotFound { .. } | Self::NothingToUndo | Self::NoSecret { .. } => "not-found",
            Self::Ambiguous { .. } => "ambiguous",
            Self::InUse { .. } => "in-use",
            Self::ChangedSince { .. } => "changed-since",
            Self::Dangling { .. } => "refers-to-removed",
            Self::Policy(error) => error.code(),
            Self::Refused { refusal, .. } => &refusal.code,
            Self::Invalid { flaw: Flaw::Duplicate, .. } => "duplicate",
            Self::Invalid { .. } => "invalid",
            Self::UnknownEdition { .. } => "unknown-edition",
            Self::EditionGone { .. } => "edition-gone",
            Self::EditionInvalid { .. } => "edition-invalid",
            Self::EditionTaken { .. } => "edition-taken",
            Self::EditionBuiltIn { .. } => "edition-built-in",
            Self::Missing { .. } => "register-missing",
            Self::Replaced { .. } => "register-replaced",
            Self::Damaged { .. } => "register-damaged",
            Self::Newer { .. } => "register-newer",
            Self::NotARegister { .. } => "not-a-register",
            Self::NotAFile { .. } => "not-a-file",
            Self::SideFile { other: false, .. } => "side-file-damaged",
            Self::SideFile { other: true, .. } => "side-file-of-another-register",
            Self::ReadOnly { .. } => "read-only",
            Self::Cancelled => "cancelled",
            Self::DiskFull => "disk-full",
            Self::Busy => "busy",
            Self::NoHome => "no-home",
            Self::Unreachable { .. } => "unreachable",
            Self::Output { why, .. } => why.code(),
            Self::KeyringUnavailable => "keyring-unavailable",
            Self::Locked => "keyring-locked",
            Self::PassphraseNeeded => "passphrase-needed",
            Self::WrongPassphrase { .. } => "wrong-passphrase",
            Self::TooSoon { .. } => "too-soon",
            Self::Backup { fault, .. } => fault.code(),
            Self::KeyringWaiting => "keyring-waiting",
            Self::KeyringAmbiguous { .. } => "keyring-ambiguous",
            Self::KeyMissing => "key-missing",
            Self::Tampered { .. } => "tampered",
            Self::Storage { .. } => "storage",
        }
    }

    /// The field concerned, in `snake_case`.
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::Invalid { field, .. }
            | Self::WrongPassphrase { field }
            | Self::NoSecret { field }
            | Self::Dangling { field, .. }
            | Self::Refused { field, .. } => Some(field),
            Self::Output { .. } => Some("out"),
            Self::Policy(error) => Some(error.field()),
            Self::UnknownEdition { .. }
            | Self::EditionGone { .. }
            | Self::EditionInvalid { .. }
            | Self::EditionTaken { .. }
            | Self::EditionBuiltIn { .. } => Some("edition"),
            Self::Backup { fault: BackupFault::WrongPassphrase, .. } => Some("passphrase"),
            Self::Backup { .. } => Some("file"),
            _ => None,
        }
    }

    /// The exit code of the command line (`cli.md`): 2 input, 3 no such record, 4 register unusable,
    /// 5 locked or no keyring, 1 anything else.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::KeyringUnavailable
            | Self::Locked
            | Self::PassphraseNeeded
            | Self::WrongPassphrase { .. }
            | Self::TooSoon { .. }
            | Self::KeyringWaiting
            | Self::KeyringAmbiguous { .. }
            | Self::KeyMissing
            | Self::Backup { fault: BackupFault::WrongPassphrase, .. } => 5,
            Self::Ambiguous { .. }
            | Self::Backup { .. }
            | Self::InUse { .. }
            | Self::ChangedSince { .. }
            | Self::Dangling { .. }
            | Self::Invalid { .. }
            | Self::Output { .. }
            | Self::Policy(_)
            | Self::UnknownEdition { .. }
            | Self::EditionGone { .. }
            | Self::EditionInvalid { .. }
            | Self::EditionTaken { .. }
            | Self::EditionBuiltIn { .. }
            | Self::Refused { .. } => 2,
            Self::NotFound { .. } | Self::NothingToUndo | Self::NoSecret { .. } => 3,
            error if error.is_of_the_disk() => 4,
            Self::Missing { .. }
            | Self::Replaced { .. }
            | Self::Damaged { .. }
            | Self::Newer { .. }
            | Self::NotARegister { .. }
            | Self::NotAFile { .. }
            | Self::SideFile { .. }
            | Self::ReadOnly { .. }
            | Self::DiskFull
            | Self::Busy
            | Self::NoHome
            | Self::Unreachable { .. }
            | Self::Tampered { .. } => 4,
            Self::Cancelled | Self::Storage { .. } => 1,
        }
    }

    /// Whether the disk failed, which says nothing of what is on it: no reason to call anything damaged.
    pub(crate) fn is_of_the_disk(&self) -> bool {
        match self {
            Self::Storage { code } => {
                matches!(code & 0xff, rusqlite::ffi::SQLITE_IOERR | rusqlite::ffi::SQLITE_CANTOPEN)
            }
            Self::DiskFull | Self::Busy | Self::Unreachable { .. } | Self::ReadOnly { .. } => true,
            _ => false,
        }
    }

    /// A sentence that says what happened and what to do.
    pub fn message(&self) -> Text {
        message::of(self)
    }

    pub(crate) fn invalid(field: &'static str, flaw: Flaw) -> Self {
        Self::Invalid { field, flaw, other: None }
    }

    pub(crate) fn refused(field: &'static str, refusal: support_policy::ruling::Refusal) -> Self {
        Self::Refused { field, refusal: Box::new(refusal) }
    }
}

impl fmt::Display for RegisterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message().en)
    }
}

impl std::error::Error for RegisterError {}
