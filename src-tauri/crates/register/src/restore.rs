//! Putting a backup in the register's place. What it replaces is kept, and a crash leaves either the old register or
//! the new one.

use std::path::{Path, PathBuf};
use std::sync::PoisonError;
use std::time::Duration;
use std::{fs, io};

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OpenFlags};
use serde::Serialize;
use serde_json::json;
use support_vault::{DataKey, Keyring, Passphrase, SideFile, sync_folder};
use uuid::Uuid;

use crate::actor::Actor;
use crate::backup_file::{self, BackupContent, Carried, ReadBackup};
use crate::error::{BackupFault, RegisterError, Result};
use crate::history::{self, Action, Event};
use crate::home::{Home, Seen, make_private_folder};
use crate::keys::VaultState;
use crate::open::{Structure, structure};
use crate::record::RecordType;
use crate::register::{Counts, Register};
use crate::schema::{APPLICATION_ID, VERSION};
use crate::{backup_files, open, slot_table};

/// How long to wait for another program that is creating or migrating the register.
const PATIENCE: Duration = Duration::from_secs(5);

/// What restoring a backup would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RestorePreview {
    /// What the backup holds.
    pub backup: BackupContent,
    /// What stands in its place now; none where there is no register, or one that cannot be opened.
    pub current: Option<CurrentRegister>,
    /// Why the register that is there cannot be opened, as a code.
    pub current_fault: Option<String>,
    /// Attached files that the backup names and that are neither in it nor in the register's folder.
    pub attachments_missing: u32,
}

/// The register that a backup would replace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct CurrentRegister {
    /// Whether the backup was made of this register.
    pub same_register: bool,
    /// How much it holds.
    pub counts: Counts,
    /// When something was last changed in it (UTC).
    pub last_change: Option<DateTime<Utc>>,
    /// Changes made after the backup; they would be in the kept file alone.
    pub changes_since: u32,
}

/// What restoring a backup did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Restored {
    /// What the backup held.
    pub backup: BackupContent,
    /// Where the register that was replaced is kept.
    pub replaced: Option<PathBuf>,
    /// Attached files that the register names and that were neither in the backup nor in the register's folder.
    pub attachments_missing: u32,
    /// Whether the system keyring opens the secrets; if not, passphrase or recovery key do, as before.
    pub keyring: bool,
}

/// Reads a backup and says what restoring it would do. Changes nothing.
///
/// # Errors
/// [`RegisterError::Backup`].
pub fn preview_restore(
    home: &Path,
    file: &Path,
    passphrase: Option<&Passphrase>,
    actor: Actor,
    now: DateTime<Utc>,
) -> Result<RestorePreview> {
    let folder = Home::new(home);
    let scratch = if folder.folder().is_dir() { folder.clone() } else { Home::new(&std::env::temp_dir()) };
    let in_use = folder.in_use()?;
    if let Some(in_use) = &in_use {
        in_use.clear_left_behind();
    }
    let backup = backup_file::read(&scratch, file, passphrase, Carried::LookedAt)?;
    let examined = examine(&folder, &backup, file)?;
    let (current, current_fault) = match folder.look() {
        Ok(Seen::Absent) if !folder.has_traces()? => (None, None),
        _ => match Register::open(home, actor) {
            Ok(register) => (Some(CurrentRegister::of(&register, &backup.content, now)?), None),
            Err(error) => (None, Some(error.code().to_owned())),
        },
    };
    let attachments_missing = examined.attachments_missing;
    Ok(RestorePreview { backup: backup.content, current, current_fault, attachments_missing })
}

/// Puts a backup in the place of the register, or where there is none yet: an encrypted one, or one of the automatic
/// ones. No other program may have the register open. The register that is replaced is kept in the folder of backups.
///
/// # Errors
/// [`RegisterError::Backup`]; [`RegisterError::Busy`] while another program has the register open. Nothing has
/// changed then.
pub fn restore(
    home: &Path,
    file: &Path,
    passphrase: Option<&Passphrase>,
    keyring: &Keyring,
    actor: Actor,
    now: DateTime<Utc>,
) -> Result<Restored> {
    let folder = Home::new(home);
    folder.make_folder()?;
    let in_use = folder.in_use()?;
    if let Some(in_use) = &in_use {
        in_use.clear_left_behind();
    }
    let mut backup = backup_file::read(&folder, file, passphrase, Carried::Kept)?;
    let examined = examine(&folder, &backup, file)?;
    let key = backup.key.take();
    let (content, replaced) = swap(&folder, backup, examined.register, now)?;
    let register = Register::open(home, actor)?;
    let restored =
        Restored { backup: content, replaced, attachments_missing: examined.attachments_missing, keyring: false };
    settle(&register, restored, key, keyring, now)
}

impl Register {
    /// Puts a backup in this register's place while it is open here. No other program may have it open.
    ///
    /// # Errors
    /// As of [`restore`]; the register goes on as it was. Where it cannot be opened again after a failure halfway,
    /// everything that is asked of it fails until the program is started anew.
    pub fn restore(
        &self,
        file: &Path,
        passphrase: Option<&Passphrase>,
        keyring: &Keyring,
        now: DateTime<Utc>,
    ) -> Result<Restored> {
        self.refuse_if_read_only()?;
        let mut backup = backup_file::read(&self.home, file, passphrase, Carried::Kept)?;
        let examined = examine(&self.home, &backup, file)?;
        let key = backup.key.take();
        let (content, replaced) = {
            let mut connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
            let own = std::mem::replace(&mut *connection, Connection::open_in_memory()?);
            own.close().map_err(|(_, error)| RegisterError::from(error))?;
            let swapped = swap(&self.home, backup, examined.register, now);
            let opened = open::open(self.home.folder())?;
            *connection = opened.connection;
            self.set_id(opened.id);
            self.set_file(opened.file);
            swapped?
        };
        self.lock();
        self.unlocked_on_purpose();
        let restored =
            Restored { backup: content, replaced, attachments_missing: examined.attachments_missing, keyring: false };
        settle(self, restored, key, keyring, now)
    }
}

/// What follows once the backup is in place: the keyring learns its key, and the history says where it came from.
fn settle(
    register: &Register,
    mut restored: Restored,
    key: Option<DataKey>,
    keyring: &Keyring,
    now: DateTime<Utc>,
) -> Result<Restored> {
    restored.keyring = if let Some(key) = key {
        register.take(key);
        register
            .protect_with_keyring(keyring, now)
            .inspect_err(|error| {
                tracing::warn!(code = error.code(), "the keyring does not hold the key of the restored register");
            })
            .is_ok()
    } else {
        register.unlock(keyring)? == VaultState::Unlocked
    };
    register.write(|change| {
        let after = json!({ "made_at": restored.backup.made_at, "sha256": restored.backup.sha256() });
        let event = Event {
            at: now,
            record: RecordType::Vault,
            id: register.id(),
            action: Action::Restored,
            before: None,
            after: Some(after),
        };
        history::write(change, register.actor(), event)
    })?;
    Ok(restored)
}

/// Ends what a crash interrupted between the register's renaming and its side file's: the side file is made anew from
/// the register that was restored.
pub(crate) fn finish_interrupted(home: &Home) -> Result<()> {
    let mark = home.restoring();
    let Ok(marked) = fs::read_to_string(&mark) else { return Ok(()) };
    let _lock = home.lock(PATIENCE)?;
    if let Ok(restored) = Uuid::parse_str(marked.trim())
        && let Ok(connection) = connect(&home.register())
        && slot_table::identity(&connection).is_ok_and(|(register, _)| register == restored)
    {
        save_side_file(home, &connection)?;
    }
    fs::remove_file(&mark).map_err(|error| RegisterError::io(&mark, &error))
}

/// What is known of a backup that can be put in place.
struct Examined {
    register: Uuid,
    attachments_missing: u32,
}

/// Whether the file of a backup is a sound register of a version this one can open, and the attached files in it are its.
fn examine(home: &Home, backup: &ReadBackup, file: &Path) -> Result<Examined> {
    let fault = |fault: BackupFault| RegisterError::Backup { path: file.to_path_buf(), fault };
    let connection = connect(backup.register.path())?;
    let number = |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i32>(0));
    let sound = || -> Result<Examined> {
        if number("application_id")? != APPLICATION_ID || structure(&connection)? == Structure::Damaged {
            return Err(fault(BackupFault::Damaged));
        }
        if number("user_version")? > VERSION {
            return Err(fault(BackupFault::Newer));
        }
        let broken: bool = connection.prepare("PRAGMA foreign_key_check")?.exists([])?;
        let (register, key) = slot_table::identity(&connection)?;
        let same_key = backup.key.as_ref().map(DataKey::id) == key || !backup.content.with_key;
        if broken || register != backup.content.register || !same_key {
            return Err(fault(BackupFault::Damaged));
        }
        let attachments_missing = backup_files::missing_after(home, &connection, &backup.files)?.map_err(fault)?;
        Ok(Examined { register, attachments_missing })
    };
    sound().map_err(|error| match error {
        error @ RegisterError::Backup { .. } => error,
        error if error.is_of_the_disk() => error,
        _ => fault(BackupFault::Damaged),
    })
}

/// The order in which nothing is lost: the old register is kept under a second name, the attached files are put where the
/// new one looks for them, a mark says which register comes, it takes its place in one step, the side file follows, the
/// mark goes.
fn swap(home: &Home, backup: ReadBackup, id: Uuid, now: DateTime<Utc>) -> Result<(BackupContent, Option<PathBuf>)> {
    let path = home.register();
    let failed = |error: io::Error| RegisterError::io(&path, &error);
    let _lock = home.lock(PATIENCE)?;
    let replaced = match home.look()? {
        Seen::Absent => None,
        Seen::Empty | Seen::File(_) => Some(keep(home, now)?),
    };
    if let Some(staged) = &backup.staged {
        backup_files::put_in_place(home, &backup.files, staged.path(), now)?;
    }
    let mark = home.restoring();
    fs::write(&mark, id.to_string()).map_err(|error| RegisterError::io(&mark, &error))?;
    fs::File::open(&mark).and_then(|file| file.sync_all()).map_err(|error| RegisterError::io(&mark, &error))?;
    sync_folder(home.folder()).map_err(failed)?;
    backup.register.persist(&path).map_err(|failed| RegisterError::io(&path, &failed.error))?;
    sync_folder(home.folder()).map_err(failed)?;
    save_side_file(home, &connect(&path)?)?;
    fs::remove_file(&mark).map_err(|error| RegisterError::io(&mark, &error))?;
    sync_folder(home.folder()).map_err(failed)?;
    Ok((backup.content, replaced))
}

/// Keeps the register that is there, complete with its log, under another name. Refuses while another program has it
/// open: what that one writes afterwards would be lost.
fn keep(home: &Home, now: DateTime<Utc>) -> Result<PathBuf> {
    let path = home.register();
    let folder = home.backups();
    make_private_folder(&folder)?;
    let kept = folder.join(now.format("replaced-%Y%m%dT%H%M%S%6fZ.sqlite").to_string());
    match merge_log(&path) {
        Err(RegisterError::Busy) => return Err(RegisterError::Busy),
        Ok(()) => {}
        // Damaged, foreign or empty: kept as it is, with its log beside it.
        Err(_) => {
            let log = home.log();
            if log.exists() {
                let mut kept_log = kept.clone().into_os_string();
                kept_log.push("-wal");
                fs::rename(&log, kept_log).map_err(|error| RegisterError::io(&log, &error))?;
            }
        }
    }
    let link_or_copy = fs::hard_link(&path, &kept).or_else(|_| {
        fs::copy(&path, &kept)?;
        fs::File::open(&kept)?.sync_all()
    });
    link_or_copy.map_err(|error| RegisterError::io(&kept, &error))?;
    let side_file = home.side_file();
    if side_file.exists() {
        fs::copy(&side_file, kept.with_extension("id")).map_err(|error| RegisterError::io(&kept, &error))?;
    }
    sync_folder(&folder).map_err(|error| RegisterError::io(&folder, &error))?;
    Ok(kept)
}

/// Leaving write-ahead logging moves the log into the file, and succeeds only for the sole user of the file.
fn merge_log(path: &Path) -> Result<()> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    let mode: String = connection.query_row("PRAGMA journal_mode = DELETE", [], |row| row.get(0))?;
    if mode == "delete" { Ok(()) } else { Err(RegisterError::Busy) }
}

/// The slots of the register that stands there now, and those the side file knew of the same register.
fn save_side_file(home: &Home, connection: &Connection) -> Result<()> {
    let path = home.side_file();
    let (register, key) = slot_table::identity(connection)?;
    let mut slots = slot_table::slots(connection)?;
    if let Ok(known) = SideFile::load(&path)
        && known.register == register
        && known.key == key
    {
        let more: Vec<_> = known.slots.into_iter().filter(|slot| !slots.contains(slot)).collect();
        slots.extend(more);
    }
    SideFile::new(register, key, slots).save(&path).map_err(|error| RegisterError::side_file(&path, error))
}

pub(crate) fn connect(path: &Path) -> Result<Connection> {
    Ok(Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?)
}

impl CurrentRegister {
    fn of(register: &Register, backup: &BackupContent, now: DateTime<Utc>) -> Result<Self> {
        let same_register = register.id() == backup.register;
        let since = backup.last_change.filter(|_| same_register);
        Ok(Self {
            same_register,
            counts: register.counts(now)?,
            last_change: register.last_change()?,
            changes_since: register.read(|connection| history::count_after(connection, since))?,
        })
    }
}
