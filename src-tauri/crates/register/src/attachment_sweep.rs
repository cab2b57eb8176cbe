//! Deleting the files that nothing speaks of any more: neither the register nor any copy of it that could be put back.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::attachment::Attachment;
use crate::error::Result;
use crate::register::Register;

/// Nobody takes longer than this to copy a file in.
const UNUSED: Duration = Duration::from_hours(1);

impl Register {
    /// Deletes the files of attachments that are gone from the register and from every backup and replaced register kept
    /// beside it, and what a crash left behind. A file that stays is no reason to fail.
    pub(crate) fn sweep_attachments(&self) {
        // Nobody adds a file meanwhile.
        let swept = self.write(|change| {
            let known: BTreeSet<String> = file_names(change)?;
            let unknown: Vec<_> = fs::read_dir(self.home.attachments())
                .into_iter()
                .flatten()
                .flatten()
                .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()))
                .filter(|entry| !known.contains(entry.file_name().to_string_lossy().as_ref()))
                .filter(|entry| !is_being_copied(entry))
                .collect();
            if unknown.is_empty() {
                return Ok(());
            }
            let Some(kept) = named_by_kept_registers(&self.home.backups()) else { return Ok(()) };
            for entry in unknown {
                if !kept.contains(entry.file_name().to_string_lossy().as_ref())
                    && let Err(error) = fs::remove_file(entry.path())
                {
                    tracing::warn!(kind = %error.kind(), "the file of an attachment that is gone stays");
                }
            }
            Ok(())
        });
        if let Err(error) = swept {
            tracing::warn!(code = error.code(), "the files of attachments that are gone stay");
        }
    }
}

/// The files that the registers in the folder of backups name; `None` when one of them cannot be read, as it may name any.
fn named_by_kept_registers(folder: &Path) -> Option<BTreeSet<String>> {
    let mut named = BTreeSet::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.ok()?.path();
        if path.extension().is_some_and(|ending| ending == "sqlite") {
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            let kept = Connection::open_with_flags(&path, flags).ok()?;
            named.extend(file_names(&kept).ok()?);
        }
    }
    Some(named)
}

fn file_names(connection: &Connection) -> Result<BTreeSet<String>> {
    Ok(Attachment::all(connection)?.iter().map(Attachment::file_name).collect())
}

/// Whether another program is just copying it in.
fn is_being_copied(entry: &fs::DirEntry) -> bool {
    let new = || Some(entry.metadata().ok()?.modified().ok()?.elapsed().ok()? < UNUSED);
    entry.file_name().to_string_lossy().ends_with(".tmp") && new().unwrap_or(true)
}
