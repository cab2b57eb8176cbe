//! What an import did, or would do.

use serde::Serialize;
use uuid::Uuid;

use super::format::Format;
use super::problem::{SkippedRow, Warning};
use crate::word::words;

words! {
    /// What happens to a record.
    RowAction {
        /// It is new.
        Added = "added",
        /// It says something else than before.
        Changed = "changed",
        /// The file should contain it and does not.
        Missing = "missing",
    }
}

/// A record that is added, changed or marked as missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ChangedRow {
    /// What happens to it.
    pub action: RowAction,
    /// The row that says so; none for what is missing.
    pub row: Option<u32>,
    /// What it is called.
    pub name: String,
}

/// What a file did, or would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct FileReport {
    /// The file's name, without its folder.
    pub file: String,
    /// What it is.
    pub format: Format,
    /// Rows that brought something new.
    pub added: u32,
    /// Rows that changed something.
    pub changed: u32,
    /// Rows that said what is known.
    pub unchanged: u32,
    /// Records that the file should contain and does not; marked, not removed.
    pub missing: u32,
    /// Rows left out, by number.
    pub skipped: Vec<SkippedRow>,
    /// What the user should know.
    pub warnings: Vec<Warning>,
    /// The records that are added, changed or missing.
    pub changes: Vec<ChangedRow>,
}

/// What an import did, or would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ImportReport {
    /// The import, to undo it by; none for a preview and where nothing was changed.
    pub id: Option<Uuid>,
    /// The files, in the order they were given.
    pub files: Vec<FileReport>,
}

impl FileReport {
    pub(crate) fn new(file: &str, format: Format, warnings: Vec<Warning>, skipped: Vec<SkippedRow>) -> Self {
        Self {
            file: file.to_owned(),
            format,
            added: 0,
            changed: 0,
            unchanged: 0,
            missing: 0,
            skipped,
            warnings,
            changes: Vec::new(),
        }
    }

    /// Whether the file changes anything.
    pub fn changes_something(&self) -> bool {
        self.added + self.changed + self.missing > 0
    }
}
