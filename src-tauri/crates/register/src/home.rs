//! The folder of a register and the files in it.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::error::{RegisterError, Result};

/// Names of temporary files start and end like this; what a crash leaves behind is cleared away.
const TEMPORARY: (&str, &str) = (".register-", ".tmp");

/// Nobody takes longer than this between two writes to a temporary file.
const UNUSED: Duration = Duration::from_hours(1);

/// The platform's folder for the register: local application data, not roaming and not synchronised.
///
/// # Errors
/// [`RegisterError::NoHome`] when the system names no such folder.
pub fn default_home() -> Result<PathBuf> {
    dirs::data_local_dir().map(|folder| folder.join("support-atlas")).ok_or(RegisterError::NoHome)
}

/// The folder of a register.
#[derive(Debug, Clone)]
pub(crate) struct Home {
    folder: PathBuf,
}

/// What stands at the register's path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Seen {
    Absent,
    Empty,
    /// An ordinary file; its length in bytes.
    File(u64),
}

impl Home {
    pub(crate) fn new(folder: &Path) -> Self {
        Self { folder: folder.to_path_buf() }
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(crate) fn register(&self) -> PathBuf {
        self.folder.join("register.sqlite")
    }

    pub(crate) fn side_file(&self) -> PathBuf {
        self.folder.join("register.id")
    }

    pub(crate) fn backups(&self) -> PathBuf {
        self.folder.join("backups")
    }

    /// The files that belong to requests.
    pub(crate) fn attachments(&self) -> PathBuf {
        self.folder.join("attachments")
    }

    /// Says, while a backup takes the register's place, which register comes.
    pub(crate) fn restoring(&self) -> PathBuf {
        self.folder.join("register.restoring")
    }

    /// SQLite's write-ahead log: changes that are not in the register's file yet.
    pub(crate) fn log(&self) -> PathBuf {
        self.folder.join("register.sqlite-wal")
    }

    /// Makes the folder, for its owner only. A folder that is there keeps its rights: it may be shared with
    /// other things.
    pub(crate) fn make_folder(&self) -> Result<()> {
        make_private_folder(&self.folder)
    }

    /// Looks at the register's path without opening or following anything.
    pub(crate) fn look(&self) -> Result<Seen> {
        look(&self.register())
    }

    /// Whether there was a register here before: its side file, its log, a backup or an attached file is left. A new
    /// register would take the attached files of a lost one for its own and sweep them away.
    pub(crate) fn has_traces(&self) -> Result<bool> {
        if self.side_file().symlink_metadata().is_ok() || matches!(look(&self.log()), Ok(Seen::File(_))) {
            return Ok(true);
        }
        Ok(holds_something(&self.backups())? || holds_something(&self.attachments())?)
    }

    /// Keeps other programs from creating or migrating the register or making its key meanwhile; released
    /// when the last holder drops it, and by the system when the program dies. `Busy` after `wait`.
    pub(crate) fn lock(&self, wait: Duration) -> Result<Arc<File>> {
        let (path, file) = self.lock_file("register.lock")?;
        let until = Instant::now() + wait;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Arc::new(file)),
                Err(TryLockError::WouldBlock) if Instant::now() < until => {
                    std::thread::sleep(Duration::from_millis(20));
                }
                Err(TryLockError::WouldBlock) => return Err(RegisterError::Busy),
                Err(TryLockError::Error(error)) => return Err(RegisterError::io(&path, &error)),
            }
        }
    }

    /// Whether a program uses the register now.
    pub(crate) fn is_used(&self) -> bool {
        let file = File::open(self.folder.join("register.open"));
        file.is_ok_and(|file| matches!(file.try_lock(), Err(TryLockError::WouldBlock)))
    }

    /// Says that this program uses the register, until what is given is dropped or the program dies. Whoever is alone
    /// sees the temporary files that crashes left behind; beside another program they may be in use. `None` where the
    /// folder cannot be written: then nothing is left behind either.
    pub(crate) fn in_use(&self) -> Result<Option<InUse>> {
        let file = match self.lock_file("register.open") {
            Ok((_, file)) => file,
            Err(error @ RegisterError::NotAFile { .. }) => return Err(error),
            Err(_) => return Ok(None),
        };
        let left_behind = if file.try_lock().is_ok() { self.temporary_files() } else { Vec::new() };
        // From the sole user's lock to that of one among several; another one may just be looking.
        let shared = file.lock_shared().is_ok();
        Ok(shared.then(|| InUse { _lock: file, left_behind: Mutex::new(left_behind) }))
    }

    fn lock_file(&self, name: &str) -> Result<(PathBuf, File)> {
        let path = self.folder.join(name);
        if path.symlink_metadata().is_ok_and(|seen| !seen.is_file()) {
            return Err(RegisterError::NotAFile { path });
        }
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&path).map_err(|error| RegisterError::io(&path, &error))?;
        Ok((path, file))
    }

    /// A temporary file in the register's folder, for its owner only (0600), deleted unless it is kept.
    pub(crate) fn temporary(folder: &Path) -> Result<tempfile::NamedTempFile> {
        tempfile::Builder::new()
            .prefix(TEMPORARY.0)
            .suffix(TEMPORARY.1)
            .tempfile_in(folder)
            .map_err(|error| RegisterError::io(folder, &error))
    }

    /// A temporary folder in the register's folder, deleted unless it is kept.
    pub(crate) fn temporary_folder(folder: &Path) -> Result<tempfile::TempDir> {
        tempfile::Builder::new()
            .prefix(TEMPORARY.0)
            .suffix(TEMPORARY.1)
            .tempdir_in(folder)
            .map_err(|error| RegisterError::io(folder, &error))
    }

    /// As [`Home::temporary`], in a folder of the administrator's, for a file that is written there. No lock tells which
    /// temporary files there are in use, so only those that nobody has written to for an hour are cleared away.
    pub(crate) fn temporary_outside(folder: &Path) -> Result<tempfile::NamedTempFile> {
        let old = |entry: &fs::DirEntry| {
            let seen = entry.metadata().ok().filter(fs::Metadata::is_file)?;
            Some(seen.modified().ok()?.elapsed().ok()? > UNUSED)
        };
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            if is_temporary(&entry) && old(&entry) == Some(true) {
                let _ = fs::remove_file(entry.path());
            }
        }
        Self::temporary(folder)
    }

    /// Deletes temporary files that a crash left behind. Called under a lock.
    pub(crate) fn clear_temporary(&self) {
        for path in &self.temporary_files() {
            clear(path);
        }
    }

    fn temporary_files(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        entries.filter(is_temporary).map(|entry| entry.path()).collect()
    }
}

/// That a program uses a register.
#[derive(Debug)]
pub(crate) struct InUse {
    _lock: File,
    /// Temporary files that were there before any program that uses the register now. None of these takes such a name for
    /// its own while the file is there.
    left_behind: Mutex<Vec<PathBuf>>,
}

impl InUse {
    /// Deletes what crashes left behind; says whether there was anything.
    pub(crate) fn clear_left_behind(&self) -> bool {
        let left_behind = std::mem::take(&mut *self.left_behind.lock().unwrap_or_else(PoisonError::into_inner));
        for path in &left_behind {
            clear(path);
        }
        !left_behind.is_empty()
    }
}

fn clear(path: &Path) {
    let is_folder = path.symlink_metadata().is_ok_and(|seen| seen.is_dir());
    if let Err(error) = if is_folder { fs::remove_dir_all(path) } else { fs::remove_file(path) } {
        tracing::warn!(kind = %error.kind(), "a temporary file stays");
    }
}

fn holds_something(folder: &Path) -> Result<bool> {
    match fs::read_dir(folder) {
        Ok(mut entries) => Ok(entries.next().is_some()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(RegisterError::io(folder, &error)),
    }
}

fn is_temporary(entry: &fs::DirEntry) -> bool {
    entry.file_name().to_str().is_some_and(|name| name.starts_with(TEMPORARY.0) && name.contains(TEMPORARY.1))
}

/// Which file stands at the register's path, told apart from another that takes the name. `None` where there is none, or
/// on a system that lets nobody remove a file that is open.
#[cfg(unix)]
pub(crate) fn file_id(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    path.symlink_metadata().ok().map(|seen| (seen.dev(), seen.ino()))
}

#[cfg(not(unix))]
pub(crate) fn file_id(_: &Path) -> Option<(u64, u64)> {
    None
}

pub(crate) fn make_private_folder(folder: &Path) -> Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|error| RegisterError::io(folder, &error))
}

fn look(path: &Path) -> Result<Seen> {
    match path.symlink_metadata() {
        Ok(seen) if !seen.is_file() => Err(RegisterError::NotAFile { path: path.to_path_buf() }),
        Ok(seen) if seen.len() == 0 => Ok(Seen::Empty),
        Ok(seen) => Ok(Seen::File(seen.len())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Seen::Absent),
        Err(error) => Err(RegisterError::io(path, &error)),
    }
}
