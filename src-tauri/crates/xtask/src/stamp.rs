//! Doing a thing again only when what it is made from has changed.

use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// Remembers, in a small file beside the result, what a result was made from.
pub(crate) struct Stamp {
    file: PathBuf,
    digest: String,
}

impl Stamp {
    /// Reads all `sources` (files, or folders with everything below them but the folders named in `except`).
    pub(crate) fn of(file: PathBuf, sources: &[PathBuf], except: &[PathBuf]) -> Result<Self, Failure> {
        let mut hasher = DefaultHasher::new();
        for source in sources {
            digest(source, except, &mut hasher)?;
        }
        Ok(Self { file, digest: format!("{:016x}\n", hasher.finish()) })
    }

    /// Whether the result was made from exactly these sources.
    pub(crate) fn is_current(&self) -> bool {
        fs::read_to_string(&self.file).is_ok_and(|text| text == self.digest)
    }

    /// Notes that the result is now made from these sources.
    pub(crate) fn write(&self) -> Result<(), Failure> {
        if let Some(folder) = self.file.parent() {
            fs::create_dir_all(folder).map_err(Failure::file(folder))?;
        }
        fs::write(&self.file, &self.digest).map_err(Failure::file(&self.file))
    }
}

/// Feeds names and contents, each with its length, so that moving a byte from one file to the next is a change.
fn digest(path: &Path, except: &[PathBuf], hasher: &mut DefaultHasher) -> Result<(), Failure> {
    if except.iter().any(|left_out| left_out == path) {
        return Ok(());
    }
    if let Some(name) = path.file_name() {
        feed(name.as_encoded_bytes(), hasher);
    }
    if path.is_dir() {
        let mut entries = fs::read_dir(path)
            .and_then(|entries| entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>())
            .map_err(Failure::file(path))?;
        entries.sort();
        hasher.write_usize(entries.len());
        entries.iter().try_for_each(|entry| digest(entry, except, hasher))
    } else {
        feed(&fs::read(path).map_err(Failure::file(path))?, hasher);
        Ok(())
    }
}

fn feed(bytes: &[u8], hasher: &mut DefaultHasher) {
    hasher.write_usize(bytes.len());
    hasher.write(bytes);
}

#[cfg(test)]
mod tests {
    use std::error::Error;
    use std::fs;
    use std::path::Path;

    use super::Stamp;

    type Outcome = Result<(), Box<dyn Error>>;
    type Change = fn(&Path) -> std::io::Result<()>;

    fn stamp(folder: &Path) -> Result<Stamp, Box<dyn Error>> {
        Ok(Stamp::of(
            folder.join("made/stamp"),
            &[folder.join("sources"), folder.join("lock")],
            &[folder.join("sources/made")],
        )?)
    }

    fn folder() -> Result<tempfile::TempDir, Box<dyn Error>> {
        let folder = tempfile::tempdir()?;
        fs::create_dir_all(folder.path().join("sources/made"))?;
        fs::write(folder.path().join("sources/a"), "one")?;
        fs::write(folder.path().join("sources/b"), "two")?;
        fs::write(folder.path().join("lock"), "1.0")?;
        Ok(folder)
    }

    #[test]
    fn nothing_is_current_before_the_first_time_and_everything_is_after() -> Outcome {
        let folder = folder()?;
        assert!(!stamp(folder.path())?.is_current());
        stamp(folder.path())?.write()?;
        assert!(stamp(folder.path())?.is_current());
        Ok(())
    }

    #[test]
    fn every_kind_of_change_is_noticed() -> Outcome {
        let changes: [(&str, Change); 5] = [
            ("contents", |folder| fs::write(folder.join("sources/a"), "One")),
            ("a new file", |folder| fs::write(folder.join("sources/c"), "")),
            ("a removed file", |folder| fs::remove_file(folder.join("sources/b"))),
            ("a renamed file", |folder| fs::rename(folder.join("sources/b"), folder.join("sources/c"))),
            ("the lock file", |folder| fs::write(folder.join("lock"), "1.1")),
        ];
        for (name, change) in changes {
            let folder = folder()?;
            stamp(folder.path())?.write()?;
            change(folder.path())?;
            assert!(!stamp(folder.path())?.is_current(), "{name} went unnoticed");
        }
        Ok(())
    }

    #[test]
    fn a_byte_that_moves_from_one_file_to_the_next_is_a_change() -> Outcome {
        let folder = folder()?;
        stamp(folder.path())?.write()?;
        fs::write(folder.path().join("sources/a"), "onet")?;
        fs::write(folder.path().join("sources/b"), "wo")?;
        assert!(!stamp(folder.path())?.is_current());
        Ok(())
    }

    #[test]
    fn what_is_made_does_not_count_as_a_source() -> Outcome {
        let folder = folder()?;
        stamp(folder.path())?.write()?;
        fs::write(folder.path().join("sources/made/page.html"), "made")?;
        assert!(stamp(folder.path())?.is_current());
        Ok(())
    }

    #[test]
    fn a_missing_source_is_an_error_that_names_it() -> Outcome {
        let folder = folder()?;
        fs::remove_file(folder.path().join("lock"))?;
        let message = stamp(folder.path()).err().map(|failure| failure.to_string()).unwrap_or_default();
        assert!(message.contains("lock"), "{message}");
        Ok(())
    }
}
