//! The attached files inside an encrypted backup: each with one line that says which it is, and then its content.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, BufRead, BufWriter, Read, Write};
use std::path::Path;

use chrono::{DateTime, Utc};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use support_vault::sync_folder;
use uuid::Uuid;

use crate::attached_file::{Condition, Copying, LARGEST_ATTACHMENT, condition, copy_hashed, safe_name};
use crate::attachment::Attachment;
use crate::error::{BackupFault, RegisterError, Result};
use crate::home::{Home, make_private_folder};

/// The line before a file's content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CarriedFile {
    id: Uuid,
    name: String,
    bytes: u32,
    sha256: String,
}

/// The attached files of a register: those that are as they were added, and how many are not.
pub(crate) struct Files {
    pub(crate) sound: Vec<Attachment>,
    pub(crate) missing: u32,
}

impl Files {
    /// Looks at the files that a copy of a register names.
    pub(crate) fn of(home: &Home, copy: &Connection) -> Result<Self> {
        let folder = home.attachments();
        let all = Attachment::all(copy)?;
        let (sound, others): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|file| file.condition(&folder) == Condition::Sound);
        Ok(Self { sound, missing: count(others.len()) })
    }

    pub(crate) fn bytes(&self) -> u64 {
        self.sound.iter().map(|file| u64::from(file.bytes)).sum()
    }

    /// Writes all of them, one after the other. Fails when one was changed since it was looked at.
    pub(crate) fn write(&self, folder: &Path, output: &mut impl Write) -> io::Result<()> {
        for file in &self.sound {
            let line =
                CarriedFile { id: file.id, name: file.name.clone(), bytes: file.bytes, sha256: file.sha256.clone() };
            serde_json::to_writer(&mut *output, &line)?;
            output.write_all(b"\n")?;
            let mut content = File::open(folder.join(file.file_name()))?;
            match copy_hashed(&mut content, output) {
                Ok((bytes, sha256)) if bytes == file.bytes && sha256 == file.sha256 => {}
                Err(Copying::Write(error)) => return Err(error),
                Ok(_) | Err(Copying::TooLarge | Copying::Read) => return Err(io::ErrorKind::InvalidData.into()),
            }
        }
        Ok(())
    }
}

/// Reads as many files as the manifest says, of no more bytes than it says, into a folder; into none to look at them only.
pub(crate) fn read(
    stream: &mut impl BufRead,
    (attachments, bytes): (u32, u64),
    into: Option<&Path>,
) -> std::result::Result<Vec<CarriedFile>, Reading> {
    let mut files = Vec::new();
    let mut left = bytes;
    for _ in 0..attachments {
        let line = crate::backup_file::line(stream).map_err(|_| Reading::Damaged)?;
        let file: CarriedFile = serde_json::from_str(&line).map_err(|_| Reading::Damaged)?;
        let size = u64::from(file.bytes);
        if size > LARGEST_ATTACHMENT || size > left || safe_name(&file.name) != file.name {
            return Err(Reading::Damaged);
        }
        left -= size;
        let mut content = stream.by_ref().take(size);
        let copied = match into {
            None => copy_hashed(&mut content, &mut io::sink()),
            Some(folder) => {
                let mut new = File::create_new(folder.join(file.file_name())).map_err(|error| {
                    if error.kind() == io::ErrorKind::AlreadyExists { Reading::Damaged } else { Reading::Disk(error) }
                })?;
                let mut writer = BufWriter::new(&mut new);
                let copied = copy_hashed(&mut content, &mut writer);
                drop(writer);
                new.sync_all().map_err(Reading::Disk)?;
                copied
            }
        };
        match copied {
            Ok((bytes, sha256)) if bytes == file.bytes && sha256 == file.sha256 => files.push(file),
            Err(Copying::Write(error)) => return Err(Reading::Disk(error)),
            Ok(_) | Err(Copying::TooLarge | Copying::Read) => return Err(Reading::Damaged),
        }
    }
    if left == 0 { Ok(files) } else { Err(Reading::Damaged) }
}

/// Why the files of a backup cannot be read.
pub(crate) enum Reading {
    Damaged,
    Disk(io::Error),
}

/// How many of the files that a register names will not be there once it is put in place: neither carried nor in the
/// folder already. A file that the register does not name means that the backup is damaged.
pub(crate) fn missing_after(
    home: &Home,
    register: &Connection,
    carried: &[CarriedFile],
) -> Result<std::result::Result<u32, BackupFault>> {
    let folder = home.attachments();
    let named = Attachment::all(register)?;
    let known: HashMap<Uuid, &Attachment> = named.iter().map(|file| (file.id, file)).collect();
    let is_known = |file: &CarriedFile| known.get(&file.id).is_some_and(|row| file.is_of(row));
    if !carried.iter().all(is_known) {
        return Ok(Err(BackupFault::Damaged));
    }
    let carried: std::collections::HashSet<Uuid> = carried.iter().map(|file| file.id).collect();
    let there = |file: &Attachment| {
        let seen = folder.join(file.file_name()).symlink_metadata();
        seen.is_ok_and(|seen| seen.is_file() && seen.len() == u64::from(file.bytes))
    };
    let missing = named.iter().filter(|file| !carried.contains(&file.id) && !there(file)).count();
    Ok(Ok(count(missing)))
}

/// Puts the files of a backup where the register that comes will look for them, before it does. A file that is there as it
/// should be stays; anything else that has its name is kept in the folder of backups.
pub(crate) fn put_in_place(home: &Home, files: &[CarriedFile], staged: &Path, now: DateTime<Utc>) -> Result<()> {
    if files.is_empty() {
        return Ok(());
    }
    let folder = home.attachments();
    let failed = |path: &Path, error: &io::Error| RegisterError::io(path, error);
    make_private_folder(&folder)?;
    sync_folder(home.folder()).map_err(|error| failed(home.folder(), &error))?;
    for file in files {
        let target = folder.join(file.file_name());
        if condition(&target, file.bytes, &file.sha256) == Condition::Sound {
            continue;
        }
        if target.symlink_metadata().is_ok() {
            make_private_folder(&home.backups())?;
            let kept = now.format("replaced-%Y%m%dT%H%M%S%6fZ-").to_string() + &file.file_name();
            fs::rename(&target, home.backups().join(kept)).map_err(|error| failed(&target, &error))?;
        }
        fs::rename(staged.join(file.file_name()), &target).map_err(|error| failed(&target, &error))?;
    }
    sync_folder(&folder).map_err(|error| failed(&folder, &error))
}

impl CarriedFile {
    fn file_name(&self) -> String {
        format!("{}-{}", self.id, self.name)
    }

    fn is_of(&self, row: &Attachment) -> bool {
        self.name == row.name && self.bytes == row.bytes && self.sha256 == row.sha256
    }
}

fn count(files: usize) -> u32 {
    u32::try_from(files).unwrap_or(u32::MAX)
}
