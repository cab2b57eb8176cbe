//! Automatic backups beside the register: against mistakes and damage, not against loss of the machine.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Datelike, NaiveDateTime, Utc};
use rusqlite::{Connection, OpenFlags};
use support_vault::sync_folder;
use tempfile::NamedTempFile;

use crate::error::{RegisterError, Result};
use crate::home::{Home, make_private_folder};
use crate::open::{Structure, structure};
use crate::register::Register;

/// The newest are kept, one for each day on which there were any.
const DAYS: usize = 7;
/// And the newest of each of this many weeks before.
const WEEKS: usize = 4;
/// How a backup is named, by the time it was made (UTC). The names sort by time.
const NAME: &str = "register-%Y%m%dT%H%M%S%6fZ.sqlite";

impl Register {
    /// Makes a backup in the register's folder and gives its path. Secrets stay sealed in it. The newest of the last
    /// seven days and of four weeks before are kept.
    ///
    /// # Errors
    /// [`RegisterError::ReadOnly`], [`RegisterError::DiskFull`]; [`RegisterError::Damaged`] when the copy
    /// does not pass its check.
    pub fn backup(&self, now: DateTime<Utc>) -> Result<PathBuf> {
        self.read(|connection| make(&self.home, connection, now))
    }

    /// Makes a backup when there is none of this day (UTC) and something was changed since the last one. For the
    /// background: takes about a second for 400 MB.
    ///
    /// # Errors
    /// As of [`Register::backup`].
    pub fn daily_backup(&self, now: DateTime<Utc>) -> Result<Option<PathBuf>> {
        if self.is_read_only() {
            return Ok(None);
        }
        let newest = backups(&self.home.backups()).into_iter().next().map(|(made_at, _)| made_at);
        let last_change = self.last_change()?;
        let due = match (newest, last_change) {
            (_, None) => false,
            (None, Some(_)) => true,
            (Some(made_at), Some(changed_at)) => made_at.date_naive() < now.date_naive() && made_at < changed_at,
        };
        due.then(|| self.backup(now)).transpose()
    }

    /// The automatic backups, the newest first, with the time each was made.
    pub fn backups(&self) -> Vec<(DateTime<Utc>, PathBuf)> {
        backups(&self.home.backups())
    }
}

/// The automatic backups in a register's folder, the newest first, also where the register cannot be opened.
pub fn automatic_backups(home: &Path) -> Vec<(DateTime<Utc>, PathBuf)> {
    backups(&Home::new(home).backups())
}

/// A compact copy that is checked before it gets its name.
pub(crate) fn make(home: &Home, connection: &Connection, now: DateTime<Utc>) -> Result<PathBuf> {
    let folder = home.backups();
    make_private_folder(&folder)?;
    let path = folder.join(now.format(NAME).to_string());
    let copy = checked_copy(home, connection)?;
    copy.persist(&path).map_err(|failed| RegisterError::io(&path, &failed.error))?;
    sync_folder(&folder).map_err(|error| RegisterError::io(&folder, &error))?;
    forget_oldest(&folder);
    Ok(path)
}

/// A compact copy under a temporary name in the register's folder, checked and on disk.
pub(crate) fn checked_copy(home: &Home, connection: &Connection) -> Result<NamedTempFile> {
    let temporary = Home::temporary(home.folder())?;
    let target = temporary.path().to_str().ok_or_else(|| RegisterError::Damaged { path: home.register() })?;
    connection.execute("VACUUM INTO ?1", [target])?;
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let copy = Connection::open_with_flags(temporary.path(), flags)?;
    if structure(&copy)? == Structure::Damaged {
        return Err(RegisterError::Damaged { path: home.register() });
    }
    drop(copy);
    temporary.as_file().sync_all().map_err(|error| RegisterError::io(temporary.path(), &error))?;
    Ok(temporary)
}

/// The backups of a folder, the newest first.
pub(crate) fn backups(folder: &Path) -> Vec<(DateTime<Utc>, PathBuf)> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<_> =
        entries.flatten().map(|entry| entry.path()).filter_map(|path| Some((made_at(&path)?, path))).collect();
    found.sort_unstable_by(|a, b| b.cmp(a));
    found
}

/// When an automatic backup was made, by its name.
pub(crate) fn made_at(path: &Path) -> Option<DateTime<Utc>> {
    let name = path.file_name()?.to_str()?;
    Some(NaiveDateTime::parse_from_str(name, NAME).ok()?.and_utc())
}

/// A backup that cannot be deleted is no reason to fail: the new one is there.
fn forget_oldest(folder: &Path) {
    let found = backups(folder);
    let kept = kept(found.iter().map(|(made_at, _)| *made_at));
    for (made_at, path) in &found {
        if !kept.contains(made_at)
            && let Err(error) = fs::remove_file(path)
        {
            tracing::warn!(kind = %error.kind(), "an old backup stays");
        }
    }
}

/// Which backups are kept, of those given from the newest to the oldest: the newest three whatever their day, the newest
/// of each of the last days, and the newest of each of the weeks before.
fn kept(newest_first: impl Iterator<Item = DateTime<Utc>>) -> BTreeSet<DateTime<Utc>> {
    let all: Vec<_> = newest_first.collect();
    let mut kept: BTreeSet<_> = all.iter().take(3).copied().collect();
    let mut days = BTreeSet::new();
    let mut weeks = BTreeSet::new();
    for made_at in all {
        if days.len() < DAYS || days.contains(&made_at.date_naive()) {
            if days.insert(made_at.date_naive()) {
                kept.insert(made_at);
            }
        } else if weeks.len() < WEEKS && weeks.insert(made_at.iso_week()) {
            kept.insert(made_at);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    /// Four backups a day for a hundred days: the newest three, then one a day, then one a week.
    #[test]
    fn the_last_days_and_weeks_are_kept() {
        let newest: DateTime<Utc> = "2026-11-22T20:00:00Z".parse().unwrap();
        let all = (0..400).map(|back| newest - TimeDelta::hours(6 * back));
        let kept: Vec<String> =
            kept(all).into_iter().rev().map(|made_at| made_at.format("%m-%d %H").to_string()).collect();
        // 22 November 2026 is a Sunday; the weeks before the seven days (16 to 22) end on 15, 8 and 1 November and 25 October.
        let expected = [
            "11-22 20", "11-22 14", "11-22 08", "11-21 20", "11-20 20", "11-19 20", "11-18 20", "11-17 20", "11-16 20",
            "11-15 20", "11-08 20", "11-01 20", "10-25 20",
        ];
        assert_eq!(kept, expected);
    }
}
