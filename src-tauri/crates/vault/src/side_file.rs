//! The side file: the register's id and key slots, kept beside the register.
//!
//! With it an empty or missing register is never taken for a first run, and a key that was once made is
//! known even when the register is gone.

use std::fs::File;
use std::io::{ErrorKind, Read, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{KeyId, Slot, VaultError, sync_folder};

const FORMAT: u32 = 1;
/// A side file with all three kinds of slot is below 2 KB.
const MOST_BYTES: u64 = 64 * 1024;

/// What the side file says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SideFile {
    format: u32,
    /// The register this file belongs to.
    pub register: Uuid,
    /// The data key, once one was made.
    pub key: Option<KeyId>,
    /// Ways of unlocking it.
    pub slots: Vec<Slot>,
}

/// Why a side file could not be read or written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SideFileError {
    /// There is none.
    #[error("there is no side file")]
    Missing,
    /// A link, folder, pipe or device stands in its place.
    #[error("the side file is not an ordinary file")]
    NotAFile,
    /// Made by a later version.
    #[error("the side file was made by a later version")]
    Newer,
    /// Not a side file: too large, not JSON, or with slots outside the accepted limits.
    #[error("the side file is damaged")]
    Damaged,
    /// The file could not be read or written.
    #[error("the side file could not be reached: {0}")]
    Io(ErrorKind),
}

impl From<std::io::Error> for SideFileError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            ErrorKind::NotFound => Self::Missing,
            kind => Self::Io(kind),
        }
    }
}

impl SideFile {
    /// A side file for a register.
    pub fn new(register: Uuid, key: Option<KeyId>, slots: Vec<Slot>) -> Self {
        Self { format: FORMAT, register, key, slots }
    }

    /// Reads a side file.
    ///
    /// # Errors
    /// [`SideFileError`].
    pub fn load(path: &Path) -> Result<Self, SideFileError> {
        // Looked at before it is opened: opening a pipe would wait for a writer.
        if !path.symlink_metadata()?.is_file() {
            return Err(SideFileError::NotAFile);
        }
        let mut content = Vec::new();
        File::open(path)?.take(MOST_BYTES + 1).read_to_end(&mut content)?;
        if content.len() as u64 > MOST_BYTES {
            return Err(SideFileError::Damaged);
        }
        Self::parse(&content)
    }

    /// Replaces the side file in one step: after a crash there is either the old one or the new one.
    ///
    /// # Errors
    /// [`SideFileError::Io`].
    pub fn save(&self, path: &Path) -> Result<(), SideFileError> {
        let folder = path.parent().ok_or(SideFileError::NotAFile)?;
        let content = serde_json::to_vec_pretty(self).map_err(|_| SideFileError::Damaged)?;
        // A temporary file is made for its owner only (0600).
        let mut file = tempfile::Builder::new().prefix(".register-").suffix(".tmp").tempfile_in(folder)?;
        file.write_all(&content)?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|failed| failed.error)?;
        sync_folder(folder)?;
        Ok(())
    }

    fn parse(content: &[u8]) -> Result<Self, SideFileError> {
        #[derive(Deserialize)]
        struct Header {
            format: u32,
        }
        let header: Header = serde_json::from_slice(content).map_err(|_| SideFileError::Damaged)?;
        if header.format > FORMAT {
            return Err(SideFileError::Newer);
        }
        let file: Self = serde_json::from_slice(content).map_err(|_| SideFileError::Damaged)?;
        for slot in &file.slots {
            match slot.check() {
                Ok(()) => {}
                Err(VaultError::Newer) => return Err(SideFileError::Newer),
                Err(_) => return Err(SideFileError::Damaged),
            }
        }
        if file.format == FORMAT { Ok(file) } else { Err(SideFileError::Damaged) }
    }
}
