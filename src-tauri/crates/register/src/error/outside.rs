//! What is wrong with a file outside the register.

/// Why a file outside the register could not be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutputProblem {
    /// It is there already.
    Exists,
    /// It lies in the register's own folder.
    InRegister,
    /// A folder, link or device stands in its place.
    NotAFile,
    /// The folder is write-protected.
    NotWritable,
    /// The disk is full.
    DiskFull,
    /// The folder is not there, or the system refused.
    Unreachable,
}

impl OutputProblem {
    /// A stable kebab-case code, for programs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Exists => "output-exists",
            Self::InRegister => "output-in-register",
            Self::NotAFile => "output-not-a-file",
            Self::NotWritable => "output-not-writable",
            Self::DiskFull => "output-disk-full",
            Self::Unreachable => "output-unreachable",
        }
    }
}

/// What is wrong with a backup file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BackupFault {
    /// The passphrase does not open it.
    WrongPassphrase,
    /// It is no backup of this program.
    NotABackup,
    /// Cut short or changed.
    Damaged,
    /// It asks for so much work that this program did not make it.
    TooCostly,
    /// Made by a later version.
    Newer,
    /// Another file has the name a backup was to get.
    OtherFile,
}

impl BackupFault {
    /// A stable kebab-case code, for programs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::WrongPassphrase => "wrong-passphrase",
            Self::NotABackup => "not-a-backup",
            Self::Damaged => "backup-damaged",
            Self::TooCostly => "backup-too-costly",
            Self::Newer => "backup-newer",
            Self::OtherFile => "other-file",
        }
    }

    /// By the kind of error alone.
    pub(crate) fn of(error: &age::DecryptError) -> Self {
        match error {
            age::DecryptError::DecryptionFailed
            | age::DecryptError::KeyDecryptionFailed
            | age::DecryptError::NoMatchingKeys => Self::WrongPassphrase,
            age::DecryptError::ExcessiveWork { .. } => Self::TooCostly,
            age::DecryptError::InvalidHeader | age::DecryptError::UnknownFormat => Self::NotABackup,
            _ => Self::Damaged,
        }
    }
}
