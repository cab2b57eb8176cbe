//! `cargo xtask test-packages`: whether the packages can be installed, started, upgraded and removed. A check before a
//! release: it downloads a bare Debian or Ubuntu and takes some minutes.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::bundle;
use crate::command::{answer, command, run};
use crate::failure::Failure;
use crate::packages::{self, Purpose};
use crate::screen::Picture;
use crate::tree;

/// A `.deb` may not be larger.
const MOST_BYTES: u64 = 6_000_000;
/// The version that is upgraded from; older than every one that is released.
const OLDER: &str = "0.0.1";
/// More colours than a blank window has.
const MANY_COLOURS: usize = 32;

/// Tests the packages in `target/packages`, which are built first when there are none.
pub(crate) fn all() -> Result<(), Failure> {
    packages::ensure(Purpose::Packages, false)?;
    if package("deb").is_err() {
        bundle::all()?;
    }
    let deb = package("deb")?;
    same_files(&deb, &package("rpm")?)?;
    live(&deb)?;
    let size = fs::metadata(&deb).map_err(Failure::file(&deb))?.len();
    println!("{}: {size} bytes", deb.display());
    if size > MOST_BYTES {
        return Err(Failure::Package(format!("{} is larger than {MOST_BYTES} bytes.", deb.display())));
    }
    Ok(())
}

fn package(kind: &str) -> Result<PathBuf, Failure> {
    let folder = bundle::packages();
    let entries = fs::read_dir(&folder).map_err(Failure::file(&folder))?;
    let mut found = entries.filter_map(|entry| entry.ok().map(|entry| entry.path()));
    let has_end = |file: &PathBuf| file.extension().is_some_and(|end| end == kind);
    found.find(has_end).ok_or_else(|| Failure::Package(format!("There is no .{kind} in {}.", folder.display())))
}

/// The `.rpm` is whole, and holds what the `.deb` holds; only licences and zsh completions have another place there.
fn same_files(deb: &Path, rpm: &Path) -> Result<(), Failure> {
    run(command("rpm").args(["--checksig", "--nosignature"]).arg(rpm))?;
    let in_rpm = answer(command("rpm").args(["--query", "--package", "--list"]).arg(rpm)).unwrap_or_default();
    let listing = answer(command("dpkg-deb").arg("--contents").arg(deb)).unwrap_or_default();
    let in_deb = listing.lines().filter(|line| !line.starts_with('d')).filter_map(|line| line.split(" ./").nth(1));
    let usual = |file: &str| {
        let file = file.trim_start_matches('/').replace("zsh/site-functions", "zsh/vendor-completions");
        (!file.contains("/licenses/") && !file.ends_with("/copyright")).then_some(file)
    };
    let in_deb: BTreeSet<String> = in_deb.filter_map(usual).collect();
    let in_rpm: BTreeSet<String> = in_rpm.lines().filter_map(usual).collect();
    let only: Vec<_> = in_deb.symmetric_difference(&in_rpm).collect();
    if in_deb.len() < 10 || !only.is_empty() {
        return Err(Failure::Package(format!("The packages do not hold the same {} files: {only:?}", in_deb.len())));
    }
    println!("{}: whole, {} files", rpm.display(), in_rpm.len());
    Ok(())
}

/// Has the script live through all of it in a bare system.
fn live(deb: &Path) -> Result<(), Failure> {
    let work = tempfile::Builder::new()
        .prefix("support-atlas-clean-")
        .tempdir()
        .map_err(Failure::file(&std::env::temp_dir()))?;
    let system = work.path().join("system");
    let codename = fs::read_to_string("/etc/os-release").unwrap_or_default();
    let codename = codename.lines().find_map(|line| line.strip_prefix("VERSION_CODENAME=")).unwrap_or("bookworm");
    run(packages::as_root(&["mmdebstrap", "--variant=apt", codename])?.arg(&system))?;
    let folder = work.path().join("folder");
    fs::create_dir(&folder).map_err(Failure::file(&folder))?;
    let newer = folder.join("newer.deb");
    fs::copy(deb, &newer).map_err(Failure::file(deb))?;
    older(deb, &folder.join("older.deb"))?;
    let script = tree::root().join("tests/packages/clean-system.sh");
    fs::copy(&script, folder.join("clean-system.sh")).map_err(Failure::file(&script))?;

    // Processes and mounts of their own: whatever happens, both are gone afterwards.
    let enter = format!(
        "mount --types proc proc {system}/proc && mkdir --parents {system}/dev/shm {system}/dev/pts && \
         mount --types tmpfs tmpfs {system}/dev/shm && mount --types devpts devpts {system}/dev/pts && \
         mkdir --parents {system}/mnt && mount --bind {folder} {system}/mnt && \
         cp --dereference /etc/resolv.conf /etc/hosts {system}/etc/ && \
         exec chroot {system} sh /mnt/clean-system.sh /mnt",
        system = system.display(),
        folder = folder.display()
    );
    let outcome =
        run(&mut packages::as_root(&["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", &enter])?)
            .and_then(|()| pictures(&folder));
    // Files of another user, which this program may not remove itself.
    run(packages::as_root(&["rm", "--recursive", "--force", "--one-file-system"])?.arg(&system).arg(&folder))?;
    outcome
}

/// The same package under an older version's name.
fn older(deb: &Path, to: &Path) -> Result<(), Failure> {
    let folder = tempfile::tempdir().map_err(Failure::file(&std::env::temp_dir()))?;
    let tree = folder.path().join("tree");
    run(command("dpkg-deb").arg("--raw-extract").arg(deb).arg(&tree))?;
    let control = tree.join("DEBIAN/control");
    let text = fs::read_to_string(&control).map_err(Failure::file(&control))?;
    let lines = text
        .lines()
        .map(|line| if line.starts_with("Version:") { format!("Version: {OLDER}\n") } else { format!("{line}\n") });
    fs::write(&control, lines.collect::<String>()).map_err(Failure::file(&control))?;
    let mut build: Command = command("dpkg-deb");
    run(build.args(["--root-owner-group", "--build"]).arg(&tree).arg(to))
}

/// The window was drawn both times; the pictures are kept for who wants to look.
fn pictures(folder: &Path) -> Result<(), Failure> {
    for (from, name) in [("first.xwd", "packages-installed.png"), ("second.xwd", "packages-upgraded.png")] {
        let picture = Picture::read(&folder.join(from))?;
        let to = tree::target().join(name);
        picture.save(&to)?;
        if picture.colours() < MANY_COLOURS {
            return Err(Failure::Package(format!("The installed window stayed blank: {}", to.display())));
        }
        println!("{}", to.display());
    }
    Ok(())
}
