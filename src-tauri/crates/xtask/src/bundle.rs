//! `cargo xtask bundle`: the packages for this system, with the window, the command line, and what belongs to both.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use crate::command::{answer, cargo, command, run};
use crate::failure::Failure;
use crate::packages::Purpose;
use crate::stamping::Stamping;
use crate::{set_up, tree, ui};

/// Where the packages are put: one folder, nothing else in it.
pub(crate) fn packages() -> PathBuf {
    tree::target().join("packages")
}

/// Builds the programs with optimisations and packs them: `.deb` and `.rpm` on Linux, `.msi` and `.exe` on Windows, `.dmg` on macOS.
pub(crate) fn all() -> Result<(), Failure> {
    set_up::packages(Purpose::Build)?;
    ui::build()?;
    let stamping = Stamping::here();
    build(&stamping, &[])?;
    let parts = Parts::make(&stamping)?;
    let made = pack(&parts, &stamping)?;
    let folder = packages();
    empty(&folder)?;
    for package in made {
        // The bundler names them after the product; a name without spaces is easier to type.
        let name = package.file_name().unwrap_or_default().to_string_lossy().to_lowercase().replace(' ', "-");
        let to = folder.join(name);
        fs::copy(&package, &to).map_err(Failure::file(&package))?;
        if to.extension().is_some_and(|extension| extension == "deb") {
            repack(&to, &stamping)?;
        }
        let size = fs::metadata(&to).map_err(Failure::file(&to))?.len();
        println!("{size:>10} bytes  {}", to.display());
    }
    Ok(())
}

/// Builds the programs as they are packed, and what is asked for besides; always the same way, so that nothing is built
/// twice.
pub(crate) fn build(stamping: &Stamping, besides: &[&str]) -> Result<(), Failure> {
    let mut build = cargo();
    build.args(["build", "--release", "--locked", "--package", "atlas", "--package", "support-atlas", "--bins"]);
    run(stamping.put_on(build.args(besides)))
}

/// What goes into a package beside the window, and is made for it.
struct Parts {
    /// Without the target's name, which the bundler adds.
    program: PathBuf,
    manual: PathBuf,
    completions: PathBuf,
}

impl Parts {
    fn make(stamping: &Stamping) -> Result<Self, Failure> {
        let folder = tree::target().join("package-parts");
        empty(&folder)?;
        let mut papers = cargo();
        // Without optimisations: what it writes is the same, and the programs are not built once more for it.
        papers.args(["run", "--locked", "--package", "atlas", "--example", "papers", "--"]).arg(&folder);
        run(stamping.put_on(&mut papers))?;
        let parts =
            Self { program: folder.join("atlas"), manual: folder.join("man"), completions: folder.join("completions") };
        // The pages are not compressed one by one, as Debian would have them: a hundred of them are much alike, and the whole
        // package is compressed. `man` reads either.
        let program = folder.join(format!("atlas-{}{}", triple()?, std::env::consts::EXE_SUFFIX));
        let built = tree::built("release", "atlas");
        fs::copy(&built, &program).map_err(Failure::file(&built))?;
        Ok(parts)
    }

    /// What the bundler is told besides `tauri.conf.json`, which cannot know where Cargo builds.
    fn configuration(&self) -> Value {
        let files = |zsh: &str| -> Value {
            let mut files = Map::new();
            files.insert("/usr/share/man/man1".to_owned(), json!(self.manual));
            for (to, name) in [
                ("/usr/share/bash-completion/completions/atlas", "atlas.bash"),
                (zsh, "_atlas"),
                ("/usr/share/fish/vendor_completions.d/atlas.fish", "atlas.fish"),
            ] {
                files.insert(to.to_owned(), json!(self.completions.join(name)));
            }
            Value::Object(files)
        };
        let bundle = json!({
            "externalBin": [self.program],
            "linux": {
                "deb": { "files": files("/usr/share/zsh/vendor-completions/_atlas") },
                "rpm": { "files": files("/usr/share/zsh/site-functions/_atlas") },
            },
        });
        if cfg!(target_os = "linux") {
            // The menu entry's file is named after the product: what a desktop looks for is the window's class.
            json!({ "productName": "support-atlas", "bundle": bundle })
        } else {
            json!({ "bundle": bundle })
        }
    }
}

/// Runs the bundler and names the packages it made.
fn pack(parts: &Parts, stamping: &Stamping) -> Result<Vec<PathBuf>, Failure> {
    let made = tree::target().join("release/bundle");
    empty(&made)?;
    let mut bundler = command("node");
    bundler
        .current_dir(tree::root().join("src-tauri"))
        .arg(tree::ui().join("node_modules/@tauri-apps/cli/tauri.js"))
        .args(["bundle", "--ci", "--config", &parts.configuration().to_string()]);
    if cfg!(target_os = "linux") {
        bundler.args(["--bundles", "deb,rpm"]);
    }
    run(stamping.put_on(&mut bundler))?;
    let mut packages = Vec::new();
    for kind in files(&made)? {
        let is_package = |file: &PathBuf| {
            file.extension().is_some_and(|end| ["deb", "rpm", "msi", "exe", "dmg"].iter().any(|kind| end == *kind))
        };
        packages.extend(files(&kind)?.into_iter().filter(is_package));
    }
    Ok(packages)
}

/// Packs a `.deb` anew with Debian's own tool, where it is there: smaller, all files root's, and no time later than the stamp.
fn repack(package: &Path, stamping: &Stamping) -> Result<(), Failure> {
    if answer(command("dpkg-deb").arg("--version")).is_none() {
        return Ok(());
    }
    let folder = tempfile::tempdir().map_err(Failure::file(&std::env::temp_dir()))?;
    let tree = folder.path().join("tree");
    run(command("dpkg-deb").arg("--raw-extract").arg(package).arg(&tree))?;
    // The bundler lists the files in another order each time.
    let sums = tree.join("DEBIAN/md5sums");
    let listed = fs::read_to_string(&sums).map_err(Failure::file(&sums))?;
    fs::write(&sums, sorted(&listed)).map_err(Failure::file(&sums))?;
    let mut build = command("dpkg-deb");
    build.args(["--root-owner-group", "-Znone", "--build"]).arg(&tree).arg(package);
    run(stamping.put_on(&mut build))?;
    compress(package, folder.path())
}

/// Compresses the parts of a `.deb` with the filter for programs of this processor, which `dpkg-deb` reads and does not offer:
/// a twentieth is saved.
fn compress(package: &Path, folder: &Path) -> Result<(), Failure> {
    let filter: &[&str] = match std::env::consts::ARCH {
        "x86_64" => &["--x86"],
        "aarch64" => &["--arm64"],
        _ => &[],
    };
    let parts = ["control.tar", "data.tar"].map(|part| folder.join(part));
    run(command("ar").current_dir(folder).arg("x").arg(package))?;
    run(command("xz").args(filter).arg("--lzma2=preset=9e,dict=64MiB,lc=4,pb=1,nice=273").args(parts))?;
    fs::remove_file(package).map_err(Failure::file(package))?;
    let mut join = command("ar");
    join.current_dir(folder).arg("rcD").arg(package);
    run(join.args(["debian-binary", "control.tar.xz", "data.tar.xz"]))
}

/// The lines of a list of check sums, by the names of the files.
fn sorted(sums: &str) -> String {
    let mut lines: Vec<&str> = sums.lines().filter(|line| !line.is_empty()).collect();
    lines.sort_by_key(|line| line.split_once(' ').map(|(_, name)| name.trim_start()));
    lines.iter().flat_map(|line| [line, "\n"]).collect()
}

fn triple() -> Result<String, Failure> {
    let said = answer(command("rustc").arg("-vV")).unwrap_or_default();
    let host = said.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned)
        .ok_or_else(|| Failure::Unmet("`rustc -vV` does not say which system it builds for.".to_owned()))
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let entries = fs::read_dir(folder).map_err(Failure::file(folder))?;
    let mut paths = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()
        .map_err(Failure::file(folder))?;
    paths.sort();
    Ok(paths)
}

/// Makes the folder, or makes it anew.
fn empty(folder: &Path) -> Result<(), Failure> {
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(Failure::file(folder))?;
    }
    fs::create_dir_all(folder).map_err(Failure::file(folder))
}

#[cfg(test)]
mod tests {
    use super::sorted;

    #[test]
    fn check_sums_stand_in_the_order_of_the_files() {
        assert_eq!(
            sorted("2  usr/bin/b\n\n9  usr/bin/a\n1  usr/share/c"),
            "9  usr/bin/a\n2  usr/bin/b\n1  usr/share/c\n"
        );
    }
}
