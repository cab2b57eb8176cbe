//! Files that belong to a request: copied into the register's folder, never opened unasked.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Row, params};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use support_vault::sync_folder;
use uuid::Uuid;

use crate::error::{RegisterError, Result};
use crate::field::{self, Micros, changes_direction, instant_of};
use crate::flaw::Flaw;
use crate::history;
use crate::home::make_private_folder;
use crate::record::{self, Record, RecordType};
use crate::register::Register;
use crate::removed;
use crate::request::Request;

pub(crate) const SCHEMA: &str = "
CREATE TABLE attachment (
    id TEXT PRIMARY KEY,
    request TEXT NOT NULL REFERENCES request (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    added_at INTEGER NOT NULL,
    removed_at INTEGER
) STRICT;
CREATE INDEX attachment_by_request ON attachment (request, id) WHERE removed_at IS NULL;
";

/// No file is larger than this many bytes.
pub const LARGEST_ATTACHMENT: u64 = 25 * 1024 * 1024;
/// File systems take 255 bytes; some of them are the id's.
const LONGEST_FILE_NAME: usize = 120;

/// A file that belongs to a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Attachment {
    /// The record's id (UUIDv7).
    pub id: Uuid,
    /// The request.
    pub request: Uuid,
    /// Its name, safe on every system.
    pub name: String,
    /// Its size.
    pub bytes: u32,
    /// SHA-256 of its content, in hexadecimal.
    pub sha256: String,
    /// When it was added (UTC).
    pub added_at: DateTime<Utc>,
}

/// What can be done with attachments.
#[derive(Debug, Clone, Copy)]
pub struct Attachments<'a> {
    register: &'a Register,
}

impl Register {
    /// Attachments.
    pub fn attachments(&self) -> Attachments<'_> {
        Attachments { register: self }
    }
}

impl Attachments<'_> {
    /// The files of a request, oldest first.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn of(&self, request: Uuid) -> Result<Vec<Attachment>> {
        self.register.read(|connection| {
            let sql = format!(
                "SELECT {} FROM attachment WHERE request = ?1 AND removed_at IS NULL ORDER BY id",
                Attachment::COLUMNS
            );
            let files = connection
                .prepare_cached(&sql)?
                .query_map([request.to_string()], Attachment::read)?
                .collect::<rusqlite::Result<_>>()?;
            Ok(files)
        })
    }

    /// Copies a file into the register's folder. When anything fails, nothing is left of it.
    ///
    /// # Errors
    /// [`RegisterError::Invalid`] about `file`: `not-a-plain-file` for a link, folder, pipe or device, `too-large`,
    /// `unreadable`; [`RegisterError::NotFound`] for the request.
    pub fn add(&self, request: Uuid, source: &Path, now: DateTime<Utc>) -> Result<Attachment> {
        self.register.refuse_if_read_only()?;
        let now = field::instant("now", now)?;
        self.register.read(|connection| record::get::<Request>(connection, request))?;
        let mut file = open_plain(source)?;
        let name = safe_name(&source.file_name().unwrap_or_default().to_string_lossy());
        let id = field::new_id(now);
        let folder = self.folder();
        if !folder.is_dir() {
            make_private_folder(&folder)?;
            let home = self.register.folder();
            sync_folder(&home).map_err(|error| RegisterError::io(&home, &error))?;
        }
        let failed = |error: &io::Error| RegisterError::io(&folder, error);
        let mut copy = tempfile::Builder::new()
            .prefix(".attachment-")
            .suffix(".tmp")
            .tempfile_in(&folder)
            .map_err(|error| failed(&error))?;
        let (bytes, sha256) = copy_hashed(&mut file, &mut copy).map_err(|why| match why {
            Copying::TooLarge => RegisterError::invalid("file", Flaw::TooLarge),
            Copying::Read => RegisterError::invalid("file", Flaw::Unreadable),
            Copying::Write(error) => failed(&error),
        })?;
        copy.as_file().sync_all().map_err(|error| failed(&error))?;
        let attachment = Attachment { id, request, name, bytes, sha256, added_at: now };
        let path = self.path(&attachment);
        // The file gets its name while nobody else can write, so that no sweep takes it for one that nobody knows.
        self.register.write(|change| {
            record::get::<Request>(change, request)?;
            copy.persist_noclobber(&path).map_err(|error| failed(&error.error))?;
            let written = sync_folder(&folder).map_err(|error| failed(&error)).and_then(|()| {
                attachment.insert(change)?;
                history::added(change, self.register.actor(), now, &attachment)
            });
            if written.is_err() {
                let _ = fs::remove_file(&path);
            }
            written
        })?;
        Ok(attachment)
    }

    /// Where a file lies, once it is sure that it is the one that was added.
    ///
    /// # Errors
    /// [`RegisterError::NotFound`]; [`RegisterError::NotAFile`], [`RegisterError::Unreachable`];
    /// [`RegisterError::Tampered`] when its content is another.
    pub fn file(&self, id: Uuid) -> Result<PathBuf> {
        let attachment: Attachment = self.register.read(|connection| record::get(connection, id))?;
        let path = self.path(&attachment);
        let seen = path.symlink_metadata().map_err(|error| RegisterError::io(&path, &error))?;
        if !seen.is_file() {
            return Err(RegisterError::NotAFile { path });
        }
        match attachment.condition(&self.folder()) {
            Condition::Sound => Ok(path),
            Condition::Changed => Err(RegisterError::Tampered { subject: Some(attachment.reference()) }),
            Condition::Missing => Err(RegisterError::Unreachable { path, kind: io::ErrorKind::InvalidData }),
        }
    }

    /// Removes a file; it can be brought back until it is purged.
    ///
    /// # Errors
    /// [`RegisterError::NotFound`].
    pub fn remove(&self, id: Uuid, now: DateTime<Utc>) -> Result<()> {
        removed::remove::<Attachment>(self.register, id, now)
    }

    /// Brings a removed file back.
    ///
    /// # Errors
    /// [`RegisterError::NotFound`] when it is not among the removed.
    pub fn undo_remove(&self, id: Uuid, now: DateTime<Utc>) -> Result<Attachment> {
        removed::undo_remove(self.register, id, now, |_, _: &Attachment| Ok(()))
    }

    fn folder(self) -> PathBuf {
        self.register.home.attachments()
    }

    fn path(self, attachment: &Attachment) -> PathBuf {
        self.folder().join(attachment.file_name())
    }
}

/// What became of the file of an attachment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Condition {
    /// It is as it was added.
    Sound,
    /// It is not there, or cannot be read.
    Missing,
    /// Something else has its name.
    Changed,
}

impl Attachment {
    /// What its file is called in the folder of attachments.
    pub(crate) fn file_name(&self) -> String {
        format!("{}-{}", self.id, self.name)
    }

    /// Reads its file whole and compares it with what was added.
    pub(crate) fn condition(&self, folder: &Path) -> Condition {
        condition(&folder.join(self.file_name()), self.bytes, &self.sha256)
    }

    /// Those of a register, removed ones included: they can be brought back. None in a register from before there were any.
    pub(crate) fn all(connection: &Connection) -> Result<Vec<Self>> {
        let known = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'attachment'";
        if !connection.prepare(known)?.exists([])? {
            return Ok(Vec::new());
        }
        let sql = format!("SELECT {} FROM attachment ORDER BY id", Self::COLUMNS);
        let all = connection.prepare(&sql)?.query_map([], Self::read)?.collect::<rusqlite::Result<_>>()?;
        Ok(all)
    }

    fn insert(&self, change: &Connection) -> Result<()> {
        change.execute(
            "INSERT INTO attachment (id, request, name, folded, bytes, sha256, added_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![
                self.id.to_string(),
                self.request.to_string(),
                self.name,
                record::fold(&self.name),
                self.bytes,
                self.sha256,
                Micros(self.added_at)
            ],
        )?;
        Ok(())
    }
}

/// Reads a file whole and compares it with what it should be.
pub(crate) fn condition(path: &Path, bytes: u32, sha256: &str) -> Condition {
    match path.symlink_metadata() {
        Err(_) => return Condition::Missing,
        Ok(seen) if !seen.is_file() || seen.len() != u64::from(bytes) => return Condition::Changed,
        Ok(_) => {}
    }
    let Ok(mut file) = File::open(path) else { return Condition::Missing };
    match copy_hashed(&mut file, &mut io::sink()) {
        Ok((_, found)) if found == sha256 => Condition::Sound,
        Ok(_) | Err(Copying::TooLarge) => Condition::Changed,
        Err(Copying::Read | Copying::Write(_)) => Condition::Missing,
    }
}

/// Why a file could not be copied.
pub(crate) enum Copying {
    TooLarge,
    Read,
    Write(io::Error),
}

/// Opens what is an ordinary file by its own name: a pipe would wait, a device never end, a link lead elsewhere.
fn open_plain(source: &Path) -> Result<File> {
    let unreadable = |_| RegisterError::invalid("file", Flaw::Unreadable);
    let seen = source.symlink_metadata().map_err(unreadable)?;
    if !seen.is_file() {
        return Err(RegisterError::invalid("file", Flaw::NotAPlainFile));
    }
    if seen.len() > LARGEST_ATTACHMENT {
        return Err(RegisterError::invalid("file", Flaw::TooLarge));
    }
    let file = File::open(source).map_err(unreadable)?;
    let opened = file.metadata().map_err(unreadable)?;
    #[cfg(unix)]
    let same = {
        use std::os::unix::fs::MetadataExt as _;
        (seen.dev(), seen.ino()) == (opened.dev(), opened.ino())
    };
    #[cfg(not(unix))]
    let same = true;
    // It was exchanged between the look and the opening.
    if !opened.is_file() || !same {
        return Err(RegisterError::invalid("file", Flaw::NotAPlainFile));
    }
    Ok(file)
}

pub(crate) fn copy_hashed(
    from: &mut impl Read,
    to: &mut impl io::Write,
) -> std::result::Result<(u32, String), Copying> {
    let mut from = from.take(LARGEST_ATTACHMENT + 1);
    let mut buffer = vec![0; 64 * 1024];
    let mut hash = Sha256::new();
    let mut bytes = 0_u64;
    loop {
        let read = match from.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(_) => return Err(Copying::Read),
        };
        let part = buffer.get(..read).unwrap_or_default();
        bytes += part.len() as u64;
        hash.update(part);
        to.write_all(part).map_err(Copying::Write)?;
    }
    to.flush().map_err(Copying::Write)?;
    let bytes = u32::try_from(bytes).ok().filter(|bytes| u64::from(*bytes) <= LARGEST_ATTACHMENT);
    Ok((bytes.ok_or(Copying::TooLarge)?, hex(&hash.finalize())))
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A file name that every system takes and that shows as what it is; its ending is kept.
pub(crate) fn safe_name(given: &str) -> String {
    let fits = |c: char| {
        !c.is_control() && !changes_direction(c) && !matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|')
    };
    let plain: String = given.chars().map(|c| if fits(c) { c } else { '_' }).collect();
    let plain = plain.trim().trim_end_matches(['.', ' ']).trim_start_matches('.');
    let (stem, ending) = match plain.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() && ending.len() <= 16 => (stem, format!(".{ending}")),
        _ => (plain, String::new()),
    };
    let mut short = String::new();
    for c in stem.chars() {
        if short.len() + c.len_utf8() + ending.len() > LONGEST_FILE_NAME {
            break;
        }
        short.push(c);
    }
    // Windows takes these for devices, whatever follows the point.
    let device = short.split('.').next().unwrap_or_default().trim().to_ascii_uppercase();
    let reserved = matches!(device.as_str(), "CON" | "PRN" | "AUX" | "NUL")
        || (device.len() == 4
            && (device.starts_with("COM") || device.starts_with("LPT"))
            && device.ends_with(|c: char| c.is_ascii_digit()));
    if short.is_empty() || reserved {
        short.insert_str(0, "file_");
    }
    short + &ending
}

impl Record for Attachment {
    const TYPE: RecordType = RecordType::Attachment;
    const COLUMNS: &str = "id, request, name, bytes, sha256, added_at";
    const NAME: &str = "name";

    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: field::id_of(row, "id")?,
            request: field::id_of(row, "request")?,
            name: row.get("name")?,
            bytes: row.get("bytes")?,
            sha256: row.get("sha256")?,
            added_at: instant_of(row, "added_at")?,
        })
    }

    fn id(&self) -> Uuid {
        self.id
    }

    fn name(&self) -> &str {
        &self.name
    }
}

#[cfg(test)]
mod tests {
    use super::safe_name;

    #[test]
    fn names_are_made_safe_and_keep_their_ending() {
        for (given, kept) in [
            ("trace.har", "trace.har"),
            ("../../etc/passwd", "_.._etc_passwd"),
            ("..", "file_"),
            ("", "file_"),
            ("a\u{202E}gpj.exe", "a_gpj.exe"),
            ("line\nbreak.txt", "line_break.txt"),
            ("con.txt", "file_con.txt"),
            ("LPT1", "file_LPT1"),
            ("C:\\dump.zip", "C__dump.zip"),
            ("name. ", "name"),
            (".bashrc", "bashrc"),
        ] {
            assert_eq!(safe_name(given), kept, "{given:?}");
        }
        let long = safe_name(&format!("{}.log", "æ".repeat(300)));
        assert!(long.len() <= 120 && long.ends_with("æ.log"), "{long}");
    }
}
