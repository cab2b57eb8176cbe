//! Files that belong to a request: copied into the register's folder, never opened unasked.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Row, params};
use serde::{Deserialize, Serialize};
use support_vault::sync_folder;
use uuid::Uuid;

use crate::attached_file::{Condition, Copying, condition, copy_hashed, open_plain, safe_name};
use crate::error::{RegisterError, Result};
use crate::field::{self, Micros, instant_of};
use crate::flaw::Flaw;
use crate::home::make_private_folder;
use crate::record::{self, Record, RecordType};
use crate::register::Register;
use crate::request::Request;
use crate::{history, removed};

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
