//! Writing files for the administrator, outside the register: whole or not at all, readable by their owner only.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use support_vault::sync_folder;

use crate::error::{OutputProblem, RegisterError, Result};
use crate::home::{Home, make_private_folder};
use crate::register::Register;

/// What to do with a file that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    /// Leave it and refuse.
    Keep,
    /// Replace it; the administrator has agreed.
    Replace,
}

impl Register {
    /// Makes a folder for what is exported, for its owner only, and refuses one in the register's own.
    ///
    /// # Errors
    /// [`RegisterError::Output`].
    pub fn output_folder(&self, folder: &Path) -> Result<()> {
        // What is not there yet is made below what is; a link on the way has been followed by then.
        let there = folder.ancestors().find(|above| above.symlink_metadata().is_ok()).unwrap_or(Path::new("."));
        self.refuse_own(&real(there, folder)?, folder)?;
        if folder.symlink_metadata().is_ok_and(|_| !folder.is_dir()) {
            return Err(output(folder, OutputProblem::NotAFile));
        }
        make_private_folder(folder).map_err(|error| OutputProblem::of(folder, &error))
    }

    /// Writes a file whole or not at all: under another name first, in the same folder, and renamed once it is on disk.
    /// Never writes through a link, into a device, or into the register's own folder.
    ///
    /// # Errors
    /// [`RegisterError::Output`].
    pub fn write_outside(&self, path: &Path, bytes: &[u8], existing: Existing) -> Result<()> {
        let (folder, target) = self.refuse_target(path, existing)?;
        let failed = |error: &std::io::Error| OutputProblem::of(path, &RegisterError::io(path, error));
        let mut temporary = Home::temporary_outside(&folder).map_err(|error| OutputProblem::of(path, &error))?;
        temporary.write_all(bytes).map_err(|error| failed(&error))?;
        temporary.as_file().sync_all().map_err(|error| failed(&error))?;
        let kept = match existing {
            // Between the look above and now another program may have written it.
            Existing::Keep => temporary.persist_noclobber(&target),
            Existing::Replace => temporary.persist(&target),
        };
        match kept {
            Ok(_) => {}
            Err(refused) if refused.error.kind() == std::io::ErrorKind::AlreadyExists => {
                return Err(output(path, OutputProblem::Exists));
            }
            Err(refused) => return Err(failed(&refused.error)),
        }
        sync_folder(&folder).map_err(|error| failed(&error))
    }

    /// The real folder of a file and the file in it, unless it must not be written.
    pub(crate) fn refuse_target(&self, path: &Path, existing: Existing) -> Result<(PathBuf, PathBuf)> {
        let name = path.file_name().ok_or_else(|| output(path, OutputProblem::NotAFile))?;
        let folder = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        let folder = real(folder, path)?;
        self.refuse_own(&folder, path)?;
        let target = folder.join(name);
        match target.symlink_metadata() {
            Ok(seen) if !seen.is_file() => Err(output(path, OutputProblem::NotAFile)),
            Ok(_) if existing == Existing::Keep => Err(output(path, OutputProblem::Exists)),
            _ => Ok((folder, target)),
        }
    }

    fn refuse_own(&self, folder: &Path, named: &Path) -> Result<()> {
        let own = fs::canonicalize(self.folder()).unwrap_or_else(|_| self.folder());
        if folder.starts_with(own) { Err(output(named, OutputProblem::InRegister)) } else { Ok(()) }
    }
}

impl OutputProblem {
    /// What went wrong with a file outside the register, from what would have gone wrong with one in it.
    fn of(path: &Path, error: &RegisterError) -> RegisterError {
        match error {
            RegisterError::DiskFull => output(path, Self::DiskFull),
            RegisterError::ReadOnly { .. } => output(path, Self::NotWritable),
            _ => output(path, Self::Unreachable),
        }
    }
}

fn real(folder: &Path, named: &Path) -> Result<PathBuf> {
    fs::canonicalize(folder).map_err(|error| OutputProblem::of(named, &RegisterError::io(named, &error)))
}

fn output(path: &Path, why: OutputProblem) -> RegisterError {
    RegisterError::Output { path: path.to_path_buf(), why }
}
