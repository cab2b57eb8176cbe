//! A backup for another place or machine: the whole register and the key of its secrets in one file, encrypted with a
//! passphrase (age).
//!
//! Inside the encryption stand one line of JSON (the manifest), one line with the data key, empty where there is none,
//! the register's file, and the files of its attachments ([`backup_files`]); format 1 had none of these. Nothing of it is used before the whole file was read and found unchanged.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Seek, Write};
use std::path::{Path, PathBuf};

use age::scrypt;
use chrono::{DateTime, Utc};
use rusqlite::{Connection, OpenFlags};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use support_vault::{DataKey, Keyring, Passphrase, sync_folder};
use tempfile::{NamedTempFile, TempDir};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::attached_file::hex;
use crate::backup::checked_copy;
use crate::backup_files::{CarriedFile, Files, Reading};
use crate::error::{BackupFault, RegisterError, Result};
use crate::home::Home;
use crate::keys::VaultState;
use crate::register::Register;
use crate::schema::VERSION;
use crate::{backup, backup_files, history, slot_table};

const FORMAT: u32 = 2;
/// The first bytes of every file of this kind.
const MAGIC: &[u8] = b"age-encryption.org/v1\n";
/// The first bytes of every register, and so of every automatic backup.
const SQLITE: &[u8] = b"SQLite format 3\0";
/// What a passphrase costs to try: about a second and 256 MiB. Fixed, so that a backup from a fast machine opens on a
/// slow one.
const WORK_FACTOR: u8 = 18;
/// More would take minutes; a file that asks for it was not made by this program.
const MOST_WORK_FACTOR: u8 = 22;
const MOST_LINE: u64 = 64 * 1024;
const CHUNK: usize = 64 * 1024;

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct BackupContent {
    format: u32,
    /// The register it was made of.
    pub register: Uuid,
    /// When it was made (UTC).
    pub made_at: DateTime<Utc>,
    /// Tenants in it.
    pub tenants: u32,
    /// Contracts in it.
    pub contracts: u32,
    /// Requests in it.
    pub requests: u32,
    /// When something was last changed (UTC).
    pub last_change: Option<DateTime<Utc>>,
    /// Whether the key of the secrets is in it.
    pub with_key: bool,
    /// Attached files in it, those of removed records too. An automatic backup carries none: they lie beside it.
    #[serde(default)]
    pub attachments: u32,
    /// How many bytes they have together.
    #[serde(default)]
    #[cfg_attr(feature = "specta", specta(type = f64))]
    pub attachment_bytes: u64,
    /// Attached files that were gone or changed when it was made, and are not in it.
    #[serde(default)]
    pub attachments_left_out: u32,
    version: i32,
    #[cfg_attr(feature = "specta", specta(type = f64))]
    bytes: u64,
    sha256: String,
}

impl BackupContent {
    /// SHA-256 of the register's file in it, in hexadecimal.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }
}

/// A backup that was read whole and found unchanged.
pub(crate) struct ReadBackup {
    pub(crate) content: BackupContent,
    pub(crate) key: Option<DataKey>,
    /// The register's file, on disk under a temporary name.
    pub(crate) register: NamedTempFile,
    /// The attached files in it.
    pub(crate) files: Vec<CarriedFile>,
    /// Where they lie meanwhile, unless they were only looked at.
    pub(crate) staged: Option<TempDir>,
}

/// What is to be done with the attached files of a backup that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Carried {
    /// Read and compared.
    LookedAt,
    /// Kept in a temporary folder too.
    Kept,
}

impl Register {
    /// Writes the whole register, with the key of its secrets and its attached files, into one encrypted file, and reads it back before it
    /// gets its name. A backup that is there is replaced; any other file is not touched. Takes about two seconds for
    /// the passphrase alone.
    ///
    /// # Errors
    /// The keyring's errors when the register has secrets and their key cannot be opened; [`RegisterError::Backup`]
    /// when another file has the name; the errors of writing a file.
    pub fn export_backup(
        &self,
        keyring: &Keyring,
        file: &Path,
        passphrase: &Passphrase,
        now: DateTime<Utc>,
    ) -> Result<BackupContent> {
        refuse_other_file(file)?;
        let key = match self.unlock(keyring)? {
            VaultState::Empty => None,
            _ => Some(self.key()?),
        };
        let counts = self.counts(now)?;
        let last_change = self.last_change()?;
        let copy = self.read(|connection| checked_copy(&self.home, connection))?;
        let files = Files::of(&self.home, &crate::restore::connect(copy.path())?)?;
        let (bytes, sha256) = measure(copy.path())?;
        let content = BackupContent {
            format: FORMAT,
            register: self.id(),
            made_at: now,
            tenants: counts.tenants,
            contracts: counts.contracts,
            requests: counts.requests,
            last_change,
            with_key: key.is_some(),
            attachments: u32::try_from(files.sound.len()).unwrap_or(u32::MAX),
            attachment_bytes: files.bytes(),
            attachments_left_out: files.missing,
            version: VERSION,
            bytes,
            sha256,
        };
        let folder = match file.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let written = Home::temporary_outside(folder)?;
        let files = (self.home.attachments(), files);
        write(&written, &copy, &files, &content, key.as_deref(), passphrase)
            .map_err(|error| RegisterError::io(file, &error))?;
        // Read back as it will be when it is needed.
        let check = Home::temporary(self.home.folder())?;
        read_into(written.path(), passphrase, check.as_file(), None)?;
        written.persist(file).map_err(|failed| RegisterError::io(file, &failed.error))?;
        sync_folder(folder).map_err(|error| RegisterError::io(folder, &error))?;
        Ok(content)
    }
}

/// Whether a file is an encrypted backup, which needs a passphrase, or one of the automatic backups, which does not.
///
/// # Errors
/// [`RegisterError::Backup`] when it is neither.
pub fn needs_passphrase(file: &Path) -> Result<bool> {
    let mut input = open(file)?;
    if begins_with(&mut input, MAGIC) {
        return Ok(true);
    }
    input.rewind().map_err(|error| RegisterError::io(file, &error))?;
    if begins_with(&mut input, SQLITE) {
        return Ok(false);
    }
    Err(RegisterError::Backup { path: file.to_path_buf(), fault: BackupFault::NotABackup })
}

/// Reads a backup whole, into the register's folder: an encrypted one with its passphrase, an automatic one as it is.
pub(crate) fn read(home: &Home, file: &Path, passphrase: Option<&Passphrase>, carried: Carried) -> Result<ReadBackup> {
    let fault = |fault: BackupFault| RegisterError::Backup { path: file.to_path_buf(), fault };
    let encrypted = needs_passphrase(file)?;
    let register = Home::temporary(home.folder())?;
    let keeps = encrypted && carried == Carried::Kept;
    let staged = keeps.then(|| Home::temporary_folder(home.folder())).transpose()?;
    let (content, key, files) = if encrypted {
        let passphrase = passphrase.ok_or_else(|| fault(BackupFault::WrongPassphrase))?;
        read_into(file, passphrase, register.as_file(), staged.as_ref().map(TempDir::path))?
    } else {
        let mut into = register.as_file();
        io::copy(&mut open(file)?, &mut into).map_err(|error| RegisterError::io(file, &error))?;
        (automatic(file, register.path()).map_err(|_| fault(BackupFault::Damaged))?, None, Vec::new())
    };
    register.as_file().sync_all().map_err(|error| RegisterError::io(register.path(), &error))?;
    Ok(ReadBackup { content, key, register, files, staged })
}

/// What an automatic backup holds; its name says when it was made.
fn automatic(file: &Path, copy: &Path) -> Result<BackupContent> {
    let connection =
        Connection::open_with_flags(copy, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    let count = |table: &str| {
        let sql = format!("SELECT count(*) FROM {table} WHERE removed_at IS NULL");
        connection.query_row(&sql, [], |row| row.get::<_, u32>(0))
    };
    let last_change = history::last(&connection)?;
    let (bytes, sha256) = measure(copy)?;
    Ok(BackupContent {
        format: FORMAT,
        register: slot_table::identity(&connection)?.0,
        made_at: backup::made_at(file).or(last_change).unwrap_or_default(),
        tenants: count("tenant")?,
        contracts: count("contract")?,
        requests: count("request")?,
        last_change,
        with_key: false,
        attachments: 0,
        attachment_bytes: 0,
        attachments_left_out: 0,
        version: connection.pragma_query_value(None, "user_version", |row| row.get(0))?,
        bytes,
        sha256,
    })
}

fn write(
    into: &NamedTempFile,
    register: &NamedTempFile,
    (folder, files): &(PathBuf, Files),
    content: &BackupContent,
    key: Option<&DataKey>,
    passphrase: &Passphrase,
) -> io::Result<()> {
    let mut recipient = scrypt::Recipient::new(passphrase.secret().clone());
    recipient.set_work_factor(work_factor());
    let encryptor = age::Encryptor::with_recipients(std::iter::once(&recipient as &dyn age::Recipient))
        .map_err(io::Error::other)?;
    let mut output = encryptor.wrap_output(BufWriter::new(into.as_file()))?;
    serde_json::to_writer(&mut output, content)?;
    output.write_all(b"\n")?;
    if let Some(key) = key {
        output.write_all(key.to_line().as_bytes())?;
    }
    output.write_all(b"\n")?;
    io::copy(&mut File::open(register.path())?, &mut output)?;
    files.write(folder, &mut output)?;
    output.finish()?.flush()?;
    into.as_file().sync_all()
}

/// What the passphrase of a backup costs that is written now.
#[cfg(not(debug_assertions))]
const fn work_factor() -> u8 {
    WORK_FACTOR
}

/// The same in a debug build, where a test that kills a thousand backups may lower it. A release build has no such variable.
#[cfg(debug_assertions)]
fn work_factor() -> u8 {
    let lowered = std::env::var("ATLAS_DEBUG_WORK_FACTOR").ok().and_then(|factor| factor.parse().ok());
    lowered.filter(|factor| (1..WORK_FACTOR).contains(factor)).unwrap_or(WORK_FACTOR)
}

/// The manifest, the key and the attached files.
type Inside = (BackupContent, Option<DataKey>, Vec<CarriedFile>);

/// Decrypts a backup; what it holds of the register goes to `into`, the attached files to `staged`. On any error nothing
/// that was written there counts.
fn read_into(file: &Path, passphrase: &Passphrase, into: &File, staged: Option<&Path>) -> Result<Inside> {
    let fault = |fault: BackupFault| RegisterError::Backup { path: file.to_path_buf(), fault };
    let input = open(file)?;
    let decryptor = age::Decryptor::new(BufReader::new(input)).map_err(|error| fault(BackupFault::of(&error)))?;
    if !decryptor.is_scrypt() {
        return Err(fault(BackupFault::NotABackup));
    }
    let mut identity = scrypt::Identity::new(passphrase.secret().clone());
    identity.set_max_work_factor(MOST_WORK_FACTOR);
    let stream = decryptor
        .decrypt(std::iter::once(&identity as &dyn age::Identity))
        .map_err(|error| fault(BackupFault::of(&error)))?;
    let mut stream = BufReader::with_capacity(CHUNK, stream);
    let damaged = |_| fault(BackupFault::Damaged);
    let manifest = line(&mut stream).map_err(damaged)?;
    let content = content(&manifest).map_err(fault)?;
    let key = line(&mut stream).map_err(damaged)?;
    let key = if content.with_key {
        Some(DataKey::from_line(&key).ok_or_else(|| fault(BackupFault::Damaged))?)
    } else {
        None
    };
    let mut writer = BufWriter::new(into);
    let mut digest = Sha256::new();
    let mut left = content.bytes;
    let mut chunk = Zeroizing::new(vec![0; CHUNK]);
    while left > 0 {
        let most = usize::try_from(left).unwrap_or(CHUNK).min(CHUNK);
        let read = stream.read(chunk.get_mut(..most).unwrap_or_default()).map_err(damaged)?;
        let Some(part) = chunk.get(..read).filter(|part| !part.is_empty()) else { break };
        digest.update(part);
        left -= part.len() as u64;
        writer.write_all(part).map_err(|error| RegisterError::io(file, &error))?;
    }
    writer.flush().map_err(|error| RegisterError::io(file, &error))?;
    if left > 0 || hex(&digest.finalize()) != content.sha256 {
        return Err(fault(BackupFault::Damaged));
    }
    let carried = (content.attachments, content.attachment_bytes);
    let files = backup_files::read(&mut stream, carried, staged).map_err(|why| match why {
        Reading::Damaged => fault(BackupFault::Damaged),
        Reading::Disk(error) => RegisterError::io(file, &error),
    })?;
    // The end of the encryption says that nothing was cut off.
    if stream.fill_buf().map_err(damaged)?.is_empty() {
        Ok((content, key, files))
    } else {
        Err(fault(BackupFault::Damaged))
    }
}

fn content(manifest: &str) -> std::result::Result<BackupContent, BackupFault> {
    #[derive(Deserialize)]
    struct Header {
        format: u32,
        version: i32,
    }
    let header: Header = serde_json::from_str(manifest).map_err(|_| BackupFault::NotABackup)?;
    if header.format > FORMAT || header.version > VERSION {
        return Err(BackupFault::Newer);
    }
    serde_json::from_str(manifest).map_err(|_| BackupFault::NotABackup)
}

pub(crate) fn line(stream: &mut impl BufRead) -> io::Result<Zeroizing<String>> {
    let mut line = Zeroizing::new(String::with_capacity(512));
    stream.take(MOST_LINE).read_line(&mut line)?;
    if line.pop() == Some('\n') { Ok(line) } else { Err(io::ErrorKind::InvalidData.into()) }
}

/// Opens what is looked at first: a pipe would wait for a writer.
fn open(file: &Path) -> Result<File> {
    let unreadable = |error: io::Error| RegisterError::io(file, &error);
    if !fs::metadata(file).map_err(unreadable)?.is_file() {
        return Err(RegisterError::NotAFile { path: file.to_path_buf() });
    }
    File::open(file).map_err(unreadable)
}

/// Only a backup may be replaced by a backup.
fn refuse_other_file(file: &Path) -> Result<()> {
    match file.symlink_metadata() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(RegisterError::io(file, &error)),
        Ok(seen) if !seen.is_file() => return Err(RegisterError::NotAFile { path: file.to_path_buf() }),
        Ok(_) => {}
    }
    if begins_with(&mut open(file)?, MAGIC) {
        Ok(())
    } else {
        Err(RegisterError::Backup { path: file.to_path_buf(), fault: BackupFault::OtherFile })
    }
}

fn begins_with(input: &mut File, expected: &[u8]) -> bool {
    let mut first = vec![0; expected.len()];
    input.read_exact(&mut first).is_ok() && first == expected
}

fn measure(file: &Path) -> Result<(u64, String)> {
    let mut digest = Sha256::new();
    let mut input = File::open(file).map_err(|error| RegisterError::io(file, &error))?;
    let bytes = io::copy(&mut input, &mut digest).map_err(|error| RegisterError::io(file, &error))?;
    Ok((bytes, hex(&digest.finalize())))
}
