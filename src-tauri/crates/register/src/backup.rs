//! Automatic backups beside the register: against mistakes and damage, not against loss of the machine.

use std::fs;
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OpenFlags};
use support_vault::sync_folder;

use crate::error::{RegisterError, Result};
use crate::home::{Home, make_private_folder};
use crate::open::{Structure, structure};
use crate::register::Register;

/// How many are kept.
const KEPT: usize = 10;

impl Register {
    /// Makes a backup in the register's folder and gives its path. Secrets stay sealed in it. The ten
    /// newest backups are kept.
    ///
    /// # Errors
    /// [`RegisterError::ReadOnly`], [`RegisterError::DiskFull`]; [`RegisterError::Damaged`] when the copy
    /// does not pass its check.
    pub fn backup(&self, now: DateTime<Utc>) -> Result<PathBuf> {
        self.read(|connection| make(&self.home, connection, now))
    }
}

/// A compact copy that is checked before it gets its name.
pub(crate) fn make(home: &Home, connection: &Connection, now: DateTime<Utc>) -> Result<PathBuf> {
    let folder = home.backups();
    make_private_folder(&folder)?;
    let path = folder.join(now.format("register-%Y%m%dT%H%M%S%6fZ.sqlite").to_string());
    let temporary = Home::temporary(home.folder())?;
    let target = temporary.path().to_str().ok_or_else(|| RegisterError::Damaged { path: path.clone() })?;
    connection.execute("VACUUM INTO ?1", [target])?;
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let copy = Connection::open_with_flags(temporary.path(), flags)?;
    if structure(&copy)? == Structure::Damaged {
        return Err(RegisterError::Damaged { path: home.register() });
    }
    drop(copy);
    temporary.as_file().sync_all().map_err(|error| RegisterError::io(&path, &error))?;
    temporary.persist(&path).map_err(|failed| RegisterError::io(&path, &failed.error))?;
    sync_folder(&folder).map_err(|error| RegisterError::io(&folder, &error))?;
    forget_oldest(&folder);
    Ok(path)
}

/// A backup that cannot be deleted is no reason to fail: the new one is there.
fn forget_oldest(folder: &std::path::Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let name_fits = |name: &str| name.starts_with("register-2") && name.ends_with("Z.sqlite");
    let mut backups: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.file_name().and_then(|name| name.to_str()).is_some_and(name_fits))
        .collect();
    // The names sort by time.
    backups.sort_unstable_by(|a, b| b.cmp(a));
    for old in backups.iter().skip(KEPT) {
        if let Err(error) = fs::remove_file(old) {
            tracing::warn!(kind = %error.kind(), "an old backup stays");
        }
    }
}
