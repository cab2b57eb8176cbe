//! `cargo xtask reproduce`: whether the packages come out the same, byte for byte, from another folder. A check before a
//! release: it builds everything a second time.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::bundle;
use crate::command::{answer, cargo, command, run};
use crate::failure::Failure;
use crate::tree;

/// Clones the commit into a folder of its own, builds its packages there, and compares them with those in `target/packages`.
pub(crate) fn all() -> Result<(), Failure> {
    if answer(command("git").args(["status", "--porcelain", "--untracked-files=no"]))
        .is_none_or(|said| !said.is_empty())
    {
        return Err(Failure::Unmet("Commit what has changed first: only a commit can be built twice.".to_owned()));
    }
    bundle::all()?;
    let elsewhere =
        tempfile::Builder::new().prefix("elsewhere-").tempdir().map_err(Failure::file(&std::env::temp_dir()))?;
    let copy = elsewhere.path().join("a folder of another name");
    run(command("git").args(["clone", "--quiet", "--no-hardlinks"]).arg(tree::root()).arg(&copy))?;
    let began = Instant::now();
    run(cargo().current_dir(&copy).args(["xtask", "bundle"]).env_remove("CARGO_TARGET_DIR"))?;
    println!("built again in {} s", began.elapsed().as_secs());
    compare(&bundle::packages(), &copy.join("target/packages"))
}

fn compare(here: &Path, there: &Path) -> Result<(), Failure> {
    let (ours, theirs) = (names(here)?, names(there)?);
    if ours.is_empty() || ours != theirs {
        return Err(Failure::Package(format!("Not the same packages: {ours:?} and {theirs:?}.")));
    }
    for name in &ours {
        let read = |file: PathBuf| fs::read(&file).map_err(Failure::file(&file));
        let (one, other) = (read(here.join(name))?, read(there.join(name))?);
        if one != other {
            let at = one.iter().zip(&other).position(|(one, other)| one != other);
            let at = at.unwrap_or(one.len().min(other.len()));
            return Err(Failure::Package(format!(
                "{name} is another file when it is built in another folder: {} and {} bytes, the same up to byte {at}.",
                one.len(),
                other.len()
            )));
        }
        println!("{name}: the same {} bytes both times", one.len());
    }
    Ok(())
}

fn names(folder: &Path) -> Result<Vec<String>, Failure> {
    let entries = fs::read_dir(folder).map_err(Failure::file(folder))?;
    let mut names: Vec<String> =
        entries.filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned())).collect();
    names.sort();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use std::error::Error;
    use std::fs;

    use super::compare;

    #[test]
    fn one_byte_or_one_file_makes_the_difference() -> Result<(), Box<dyn Error>> {
        let (here, there) = (tempfile::tempdir()?, tempfile::tempdir()?);
        assert!(compare(here.path(), there.path()).is_err(), "nothing was built");
        fs::write(here.path().join("a.deb"), "packed")?;
        fs::write(there.path().join("a.deb"), "packed")?;
        compare(here.path(), there.path())?;
        fs::write(there.path().join("a.deb"), "Packed")?;
        let told = compare(here.path(), there.path()).err().map(|failure| failure.to_string()).unwrap_or_default();
        assert!(told.contains("a.deb") && told.contains("byte 0"), "{told}");
        fs::write(there.path().join("a.deb"), "packed")?;
        fs::write(there.path().join("a.rpm"), "packed")?;
        assert!(compare(here.path(), there.path()).is_err(), "a package too many");
        Ok(())
    }
}
