//! The errors of files, of SQLite, of the policy and of the vault, by what they mean for the register.

use std::io::ErrorKind;
use std::path::PathBuf;

use rusqlite::ErrorCode;
use support_policy::PolicyError;
use support_vault::{KeyringError, Refusal, SideFileError, VaultError};

use super::RegisterError;

impl RegisterError {
    /// Fills in the file that SQLite's own errors do not name.
    pub(crate) fn at(self, file: &std::path::Path) -> Self {
        let named = |path: PathBuf| if path.as_os_str().is_empty() { file.to_path_buf() } else { path };
        match self {
            Self::ReadOnly { path } => Self::ReadOnly { path: named(path) },
            Self::Damaged { path } => Self::Damaged { path: named(path) },
            Self::NotARegister { path } => Self::NotARegister { path: named(path) },
            other => other,
        }
    }

    /// The error of a file operation on `path`.
    pub(crate) fn io(path: &std::path::Path, error: &std::io::Error) -> Self {
        Self::from_kind(path, error.kind())
    }

    pub(crate) fn from_kind(path: &std::path::Path, kind: ErrorKind) -> Self {
        let path = path.to_path_buf();
        match kind {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::DiskFull,
            ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied => Self::ReadOnly { path },
            kind => Self::Unreachable { path, kind },
        }
    }

    pub(crate) fn side_file(path: &std::path::Path, error: SideFileError) -> Self {
        match error {
            SideFileError::Missing => Self::Unreachable { path: path.into(), kind: ErrorKind::NotFound },
            SideFileError::NotAFile => Self::NotAFile { path: path.into() },
            SideFileError::Newer => Self::Newer { path: path.into() },
            SideFileError::Damaged => Self::SideFile { path: path.into(), other: false },
            SideFileError::Io(kind) => Self::from_kind(path, kind),
        }
    }
}

/// By SQLite's result code alone: its texts may quote values.
impl From<rusqlite::Error> for RegisterError {
    fn from(error: rusqlite::Error) -> Self {
        let failure = match error {
            rusqlite::Error::SqliteFailure(failure, _) => failure,
            // A stored value that is not what its column promises: the file was changed outside.
            rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
            | rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::Utf8Error(..) => return Self::Tampered { subject: None },
            _ => return Self::Storage { code: 0 },
        };
        match failure.code {
            // Shared memory is a file too, and could not grow.
            _ if failure.extended_code == rusqlite::ffi::SQLITE_IOERR_SHMSIZE => Self::DiskFull,
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::FileLockingProtocolFailed => Self::Busy,
            ErrorCode::DiskFull => Self::DiskFull,
            ErrorCode::ReadOnly => Self::ReadOnly { path: PathBuf::new() },
            ErrorCode::DatabaseCorrupt => Self::Damaged { path: PathBuf::new() },
            ErrorCode::NotADatabase => Self::NotARegister { path: PathBuf::new() },
            _ => Self::Storage { code: failure.extended_code },
        }
    }
}

impl From<PolicyError> for RegisterError {
    fn from(error: PolicyError) -> Self {
        Self::Policy(Box::new(error))
    }
}

impl From<KeyringError> for RegisterError {
    fn from(error: KeyringError) -> Self {
        match error {
            KeyringError::Locked => Self::Locked,
            KeyringError::Waiting => Self::KeyringWaiting,
            KeyringError::Ambiguous(entries) => Self::KeyringAmbiguous { entries },
            KeyringError::NotFound | KeyringError::Damaged => Self::KeyMissing,
            KeyringError::Unavailable | KeyringError::Other => Self::KeyringUnavailable,
        }
    }
}

impl From<Refusal> for RegisterError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Keyring(error) => error.into(),
            _ => Self::KeyMissing,
        }
    }
}

impl From<VaultError> for RegisterError {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::OtherKey | VaultError::WrongKey => Self::KeyMissing,
            VaultError::Malformed | VaultError::Tampered | VaultError::Newer => Self::Tampered { subject: None },
            VaultError::Failed => Self::Storage { code: 0 },
        }
    }
}
