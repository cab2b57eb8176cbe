//! Opening a register: the rules that keep a damaged, foreign or lost one from being taken for a new one.

use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::Utc;
use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use support_vault::{SideFile, SideFileError, sync_folder};
use uuid::Uuid;

use crate::error::{RegisterError, Result};
use crate::home::{Home, InUse, Seen, file_id, make_private_folder};
use crate::schema::{APPLICATION_ID, MIGRATIONS, VERSION};
use crate::search::record_index;
use crate::{backup, field, restore, slot_table};

/// How long to wait for another program that is writing.
const BUSY: Duration = Duration::from_secs(5);
/// Up to this size the whole file is checked when opened, which takes some 20 ms.
const CHECKED_WHEN_OPENED: u64 = 8 * 1024 * 1024;
/// No value of the register comes near: larger ones are refused by SQLite itself.
const LONGEST_VALUE: i32 = 16 * 1024 * 1024;
/// Room for the screens of a large register; taken only as far as it is needed. With four times as much, the calls that read
/// most of a table are up to a third quicker (a few milliseconds), and the memory is kept for good.
const CACHE_KIB: i32 = 4 * 1024;
/// Room for a transaction of many thousand rows.
const LARGE_CACHE_KIB: i32 = 96 * 1024;
/// Statements kept ready. To take in one row of an export needs some twenty, and none must push out another.
const STATEMENTS: usize = 100;
const HEADER_LENGTH: usize = 100;

/// What may be done with an opened register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Everything.
    Write,
    /// Reading; file or folder cannot be written.
    Read,
    /// Reading, until the disk has space again and the register is opened anew.
    ReadUntilSpace,
}

pub(crate) struct Opened {
    pub(crate) home: Home,
    pub(crate) connection: Connection,
    pub(crate) access: Access,
    pub(crate) id: Uuid,
    /// The file that was opened.
    pub(crate) file: Option<(u64, u64)>,
    /// Held while the register is open.
    pub(crate) in_use: Option<InUse>,
}

pub(crate) fn open(folder: &Path) -> Result<Opened> {
    let home = Home::new(folder);
    restore::finish_interrupted(&home)?;
    if matches!(home.look()?, Seen::Absent | Seen::Empty) {
        create(&home)?;
    }
    let path = home.register();
    check_header(&path)?;
    let in_use = home.in_use()?;
    if in_use.is_some() {
        set_stray_log_aside(&home)?;
    }
    let file = file_id(&path);
    let mut connected = connect(&home);
    if let Some(in_use) = in_use.as_ref().filter(|_| !matches!(connected, Ok((_, Access::Write)))) {
        // What a crash left behind may be what fills the disk.
        if in_use.clear_left_behind() {
            connected = connect(&home);
        }
    }
    let (connection, access) = connected.map_err(|error| error.at(&path))?;
    let (id, _) = slot_table::identity(&connection).map_err(|error| match error {
        error if error.is_of_the_disk() => error,
        _ => RegisterError::Damaged { path },
    })?;
    check_side_file(&home, &connection, access, id)?;
    Ok(Opened { home, connection, access, id, file, in_use })
}

/// Creates a register where there was none. It is built completely under another name and then renamed, so
/// that a crash leaves either nothing or a usable register.
fn create(home: &Home) -> Result<()> {
    let path = home.register();
    if home.has_traces()? {
        return Err(RegisterError::Missing { path });
    }
    home.make_folder()?;
    let _lock = home.lock(BUSY)?;
    if let Seen::File(_) = home.look()? {
        return Ok(());
    }
    if home.has_traces()? {
        return Err(RegisterError::Missing { path });
    }
    home.clear_temporary();
    build(home, &path).inspect_err(|_| home.clear_temporary())
}

/// Builds with a rollback journal: its errors are those of the statement that met them, while a full disk can make
/// the checkpoint of a write-ahead log fail in silence when it is closed. The log begins when the register is opened.
fn build(home: &Home, path: &Path) -> Result<()> {
    let temporary = Home::temporary(home.folder())?;
    let mut connection = Connection::open_with_flags(
        temporary.path(),
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    MIGRATIONS.to_latest(&mut connection).map_err(migration_error)?;
    let now = Utc::now();
    slot_table::create(&connection, field::new_id(now), now)?;
    let verdict: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if verdict != "ok" {
        return Err(RegisterError::Damaged { path: path.to_path_buf() });
    }
    connection.close().map_err(|(_, error)| RegisterError::from(error))?;
    temporary.as_file().sync_all().map_err(|error| RegisterError::io(path, &error))?;
    temporary.persist(path).map_err(|failed| RegisterError::io(path, &failed.error))?;
    sync_folder(home.folder()).map_err(|error| RegisterError::io(home.folder(), &error))
}

/// The cache of a register at rest.
pub(crate) fn usual_cache(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "cache_size", -CACHE_KIB)
}

/// A cache for many thousand rows at once; what it took is given back with [`usual_cache`].
pub(crate) fn large_cache(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "cache_size", -LARGE_CACHE_KIB)
}

/// Looks at the first bytes before SQLite does: opening a foreign database may already change it.
fn check_header(path: &Path) -> Result<()> {
    let mut header = [0; HEADER_LENGTH];
    let mut file = File::open(path).map_err(|error| RegisterError::io(path, &error))?;
    match file.read_exact(&mut header) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            return Err(RegisterError::NotARegister { path: path.to_path_buf() });
        }
        Err(error) => return Err(RegisterError::io(path, &error)),
    }
    let number = |at: usize| {
        let bytes = header.get(at..at + 4).and_then(|bytes| bytes.try_into().ok());
        bytes.map(i32::from_be_bytes)
    };
    // Offsets of SQLite's file format, section 1.3: 60 user version, 68 application id.
    if !header.starts_with(b"SQLite format 3\0") || number(68) != Some(APPLICATION_ID) {
        return Err(RegisterError::NotARegister { path: path.to_path_buf() });
    }
    if number(60).is_some_and(|version| version > VERSION) {
        return Err(RegisterError::Newer { path: path.to_path_buf() });
    }
    Ok(())
}

/// A backup that was copied to the register's name by hand stands beside the log of the register it replaces. SQLite would
/// play that log into it and ruin it, so the log is kept with the backups instead. A register that has a log of its own
/// says so in its header before the log holds anything; a copy made by `VACUUM INTO` does not.
fn set_stray_log_aside(home: &Home) -> Result<()> {
    let log = home.log();
    let is_stray = || log.metadata().is_ok_and(|log| log.len() > 0) && has_no_log(&home.register());
    if !is_stray() {
        return Ok(());
    }
    let _lock = home.lock(BUSY)?;
    if is_stray() {
        make_private_folder(&home.backups())?;
        let kept = home.backups().join(Utc::now().format("stray-%Y%m%dT%H%M%S%6fZ.sqlite-wal").to_string());
        std::fs::rename(&log, &kept).map_err(|error| RegisterError::io(&log, &error))?;
        sync_folder(home.folder()).map_err(|error| RegisterError::io(home.folder(), &error))?;
        tracing::warn!("the log of another register was set aside");
    }
    Ok(())
}

/// Whether a register's header says that it is not used with a write-ahead log (format, section 1.3: write version 1).
fn has_no_log(path: &Path) -> bool {
    let mut header = [0; 20];
    File::open(path).and_then(|mut file| file.read_exact(&mut header)).is_ok() && header.get(18) == Some(&1)
}

fn connect(home: &Home) -> Result<(Connection, Access)> {
    if !is_writable(home)? {
        return Ok((connect_to_read(home)?, Access::Read));
    }
    match connect_to_write(home) {
        Ok(connection) => Ok((connection, Access::Write)),
        // Without space SQLite cannot even set up its shared memory; what is there can still be read.
        Err(error @ (RegisterError::DiskFull | RegisterError::Storage { .. })) => match connect_to_read(home) {
            Ok(connection) => Ok((connection, Access::ReadUntilSpace)),
            Err(_) => Err(error),
        },
        Err(error) => Err(error),
    }
}

fn connect_to_write(home: &Home) -> Result<Connection> {
    let path = home.register();
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(&path, flags)?;
    configure(&connection)?;
    let (version, structure) = check(&connection, &path)?;
    let mode: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    if mode != "wal" {
        return Err(RegisterError::Storage { code: 0 });
    }
    // Measured: with NORMAL, half of all power cuts lost a change that was already acknowledged.
    connection.pragma_update(None, "synchronous", "FULL")?;
    if version < VERSION {
        migrate(home, &mut connection)?;
    }
    if structure == Structure::UnsoundIndex || !record_index::is_current(&connection)? {
        let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Another program may have been faster.
        if structure == Structure::UnsoundIndex || !record_index::is_current(&change)? {
            record_index::rebuild(&change)?;
        }
        change.commit()?;
    }
    Ok(connection)
}

fn connect_to_read(home: &Home) -> Result<Connection> {
    let path = home.register();
    let log_is_empty = home.log().metadata().map_or(true, |log| log.len() == 0);
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = if log_is_empty {
        // Nothing is missing from the file itself, so it can be read without the files SQLite would make.
        let address = immutable_address(&path).ok_or_else(|| RegisterError::ReadOnly { path: path.clone() })?;
        Connection::open_with_flags(address, flags | OpenFlags::SQLITE_OPEN_URI)?
    } else {
        Connection::open_with_flags(&path, flags)?
    };
    match configure(&connection).and_then(|()| check(&connection, &path)) {
        Ok((VERSION, _)) => Ok(connection),
        // An older one would have to be migrated; a log without its shared memory would have to be merged.
        Ok(_) | Err(RegisterError::Storage { .. }) => Err(RegisterError::ReadOnly { path }),
        Err(error) => Err(error),
    }
}

fn configure(connection: &Connection) -> Result<()> {
    connection.busy_timeout(BUSY)?;
    for (option, on) in [
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_DQS_DDL, false),
        (DbConfig::SQLITE_DBCONFIG_DQS_DML, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false),
    ] {
        connection.set_db_config(option, on)?;
    }
    connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, LONGEST_VALUE)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "secure_delete", true)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.pragma_update(None, "mmap_size", 0)?;
    usual_cache(connection)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    Ok(())
}

/// Refuses a register that is not ours, too new or damaged; gives its version, and whether its index is sound.
fn check(connection: &Connection, path: &Path) -> Result<(i32, Structure)> {
    let number = |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i32>(0));
    if number("application_id")? != APPLICATION_ID {
        return Err(RegisterError::NotARegister { path: path.to_path_buf() });
    }
    let version = number("user_version")?;
    if version > VERSION {
        return Err(RegisterError::Newer { path: path.to_path_buf() });
    }
    let small = path.metadata().is_ok_and(|file| file.len() <= CHECKED_WHEN_OPENED);
    let structure = if small { structure(connection)? } else { Structure::Sound };
    if version < 1 || structure == Structure::Damaged {
        return Err(RegisterError::Damaged { path: path.to_path_buf() });
    }
    Ok((version, structure))
}

/// What SQLite's own check of the file's structure found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Structure {
    Sound,
    /// The records are sound; the search index is not, and can be made anew from them.
    UnsoundIndex,
    Damaged,
}

/// SQLite's own check of the file's structure.
pub(crate) fn structure(connection: &Connection) -> Result<Structure> {
    let mut statement = connection.prepare("PRAGMA quick_check(100)")?;
    let found: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    // A page that could not be read is not a damaged one.
    if found.iter().any(|line| is_read_error(line)) {
        return Err(RegisterError::Storage { code: rusqlite::ffi::SQLITE_IOERR_READ });
    }
    let of_index = |line: &String| line.contains("FTS5 table") || line.starts_with("fts5: ");
    Ok(match found.as_slice() {
        [ok] if ok == "ok" => Structure::Sound,
        lines if lines.iter().all(of_index) => Structure::UnsoundIndex,
        _ => Structure::Damaged,
    })
}

/// Whether a line of the check tells of an error of reading, by its result code.
fn is_read_error(line: &str) -> bool {
    let code = line.split("error code").nth(1).map(|rest| rest.trim_start_matches(['=', ' ']));
    let digits = code.and_then(|rest| rest.split(|c: char| !c.is_ascii_digit()).next());
    digits.and_then(|digits| digits.parse::<i32>().ok()).is_some_and(|code| code & 0xff == rusqlite::ffi::SQLITE_IOERR)
}

/// Backs up and migrates. Under the lock, so that two programs of a new version do not both do it.
fn migrate(home: &Home, connection: &mut Connection) -> Result<()> {
    let _lock = home.lock(BUSY)?;
    let version: i32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if version < VERSION {
        backup::make(home, connection, Utc::now())?;
        MIGRATIONS.to_latest(connection).map_err(migration_error)?;
    }
    Ok(())
}

#[allow(clippy::needless_pass_by_value, reason = "used as a function in map_err")]
fn migration_error(error: rusqlite_migration::Error) -> RegisterError {
    match error {
        rusqlite_migration::Error::RusqliteError { err, .. } => err.into(),
        _ => RegisterError::Storage { code: 0 },
    }
}

/// A missing side file is made again from the register; one that knows less than the register learns the rest. It
/// never forgets: where an older copy of the register was put in place, it may hold the only slots that still open.
fn check_side_file(home: &Home, connection: &Connection, access: Access, id: Uuid) -> Result<()> {
    let path = home.side_file();
    let side_file = match SideFile::load(&path) {
        Ok(side_file) => Some(side_file),
        Err(SideFileError::Missing) => None,
        Err(error) => return Err(RegisterError::side_file(&path, error)),
    };
    if side_file.as_ref().is_some_and(|side_file| side_file.register != id) {
        return Err(RegisterError::SideFile { path, other: true });
    }
    let complete = |side_file: &SideFile| -> Result<Option<SideFile>> {
        let (_, key) = slot_table::identity(connection)?;
        let mut more = slot_table::slots(connection)?;
        more.retain(|slot| !side_file.slots.contains(slot));
        let knows_all = more.is_empty() && (side_file.key.is_some() || key.is_none());
        let slots = || side_file.slots.iter().cloned().chain(more).collect();
        Ok((!knows_all).then(|| SideFile::new(id, side_file.key.or(key), slots())))
    };
    let known = side_file.clone().unwrap_or_else(|| SideFile::new(id, None, Vec::new()));
    if access != Access::Write || (side_file.is_some() && complete(&known)?.is_none()) {
        return Ok(());
    }
    // Whoever holds the lock is making the key or the register and writes the side file itself.
    let Ok(_lock) = home.lock(Duration::ZERO) else { return Ok(()) };
    let known = SideFile::load(&path).ok().filter(|side_file| side_file.register == id).unwrap_or(known);
    let completed = complete(&known)?.unwrap_or(known);
    completed.save(&path).map_err(|error| RegisterError::side_file(&path, error))
}

/// Whether file and folder can be written, found out by doing it: rights, read-only mounts and access lists
/// cannot be told from a mode.
fn is_writable(home: &Home) -> Result<bool> {
    let path = home.register();
    let opened = OpenOptions::new().write(true).open(&path).map_err(|error| RegisterError::io(&path, &error));
    match opened.and_then(|_| Home::temporary(home.folder())) {
        Ok(_) | Err(RegisterError::DiskFull) => Ok(true),
        Err(RegisterError::ReadOnly { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

/// The file's address with the promise that nobody changes it.
fn immutable_address(path: &Path) -> Option<PathBuf> {
    let path = path.to_str()?;
    let mut address = String::from(if cfg!(windows) { "file:///" } else { "file:" });
    for c in path.chars() {
        match c {
            '%' => address.push_str("%25"),
            '?' => address.push_str("%3f"),
            '#' => address.push_str("%23"),
            '\\' if cfg!(windows) => address.push('/'),
            c => address.push(c),
        }
    }
    address.push_str("?immutable=1");
    Some(address.into())
}
