//! Registers made once and used again: a large one takes a minute.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use tempfile::TempDir;

use super::{Size, fill, open};

/// Goes up whenever a size and a seed give another register than before.
const VERSION: u32 = 1;

/// A copy of a register that may be changed; it is gone with its folder.
pub struct Made {
    pub folder: TempDir,
}

impl Made {
    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// A register of a size at an instant: made anew, or copied from where it was made before.
pub fn copy(size: Size, seed: u64, now: DateTime<Utc>) -> Made {
    let Size { requests, tenants } = size;
    let name = format!("register-{VERSION}-{requests}-{tenants}-{seed}-{}", now.timestamp());
    let kept = option_env!("CARGO_TARGET_TMPDIR").map_or_else(std::env::temp_dir, PathBuf::from).join(name);
    if !kept.join("register.sqlite").exists() {
        make(&kept, size, seed, now);
    }
    let folder = TempDir::new().unwrap();
    copy_files(&kept, folder.path());
    Made { folder }
}

/// Makes a register in a folder, which comes to be whole or not at all.
pub fn make(folder: &Path, size: Size, seed: u64, now: DateTime<Utc>) {
    // Each of thousands of records is written to disk by itself: in memory, where there is such a folder.
    let memory = Path::new("/dev/shm");
    let scratch = if memory.is_dir() { TempDir::new_in(memory) } else { TempDir::new() }.unwrap();
    let register = open(scratch.path());
    fill(&register, size, seed, now);
    drop(register);
    fs::create_dir_all(folder).unwrap();
    copy_files(scratch.path(), folder);
}

/// The register's file comes last: where it is, all of it is.
fn copy_files(from: &Path, to: &Path) {
    let mut files: Vec<PathBuf> = fs::read_dir(from).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort_by_key(|path| path.ends_with("register.sqlite"));
    for file in files.iter().filter(|path| path.is_file()) {
        fs::copy(file, to.join(file.file_name().unwrap())).unwrap();
    }
}
