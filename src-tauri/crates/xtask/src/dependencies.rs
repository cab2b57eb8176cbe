//! `cargo xtask dependencies`: whether what the project is made of may be, and is needed.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::command::{cargo, command, run};
use crate::failure::Failure;
use crate::node::npm;
use crate::stamping::Stamping;
use crate::{tree, ui};

/// A tool that Cargo installs, in the version whose judgement was agreed with.
struct Tool {
    name: &'static str,
    version: &'static str,
}

const DENY: Tool = Tool { name: "cargo-deny", version: "0.20.2" };
const MACHETE: Tool = Tool { name: "cargo-machete", version: "0.9.2" };
const CYCLONEDX: Tool = Tool { name: "cargo-cyclonedx", version: "0.5.9" };

/// Judges licences, bans and sources, and looks for crates that nothing uses. With `advisories` also for known faults,
/// which needs the network; with `bill` the bill of materials is written to `target/bill-of-materials`.
pub(crate) fn all(advisories: bool, bill: bool) -> Result<(), Failure> {
    let mut deny = DENY.command()?;
    deny.args(["--workspace", "--config", ".config/deny.toml", "check", "licenses", "bans", "sources"]);
    if advisories {
        deny.arg("advisories");
    }
    run(&mut deny)?;
    run(MACHETE.command()?.args(["src-tauri", "tests"]))?;
    if bill { bill_of_materials() } else { Ok(()) }
}

impl Tool {
    /// The tool, built into `target/tools` when it is not there in this version.
    fn command(&self) -> Result<Command, Failure> {
        let folder = tree::tools().join(self.name).join(self.version);
        let program = folder.join("bin").join(format!("{}{}", self.name, std::env::consts::EXE_SUFFIX));
        if !program.is_file() {
            println!("{} {} is built once.", self.name, self.version);
            run(cargo().args(["install", self.name, "--version", self.version, "--locked", "--root"]).arg(&folder))?;
        }
        Ok(command(program))
    }
}

/// What the programs and the pages are made of, in the form that scanners read. A program is made of other crates on each
/// system, so it has a bill for each that a release is made for.
fn bill_of_materials() -> Result<(), Failure> {
    const NAME: &str = "bill-of-materials";
    const SYSTEMS: [&str; 3] = ["x86_64-unknown-linux-gnu", "x86_64-pc-windows-msvc", "aarch64-apple-darwin"];
    let folder = tree::target().join(NAME);
    fs::create_dir_all(&folder).map_err(Failure::file(&folder))?;
    let stamping = Stamping::here();
    for (manifest, package) in [("src-tauri", "support-atlas"), ("src-tauri/crates/atlas", "atlas")] {
        let manifest = tree::root().join(manifest);
        for system in SYSTEMS {
            let mut cyclonedx = CYCLONEDX.command()?;
            cyclonedx.args(["cyclonedx", "--quiet", "--format", "json", "--spec-version", "1.5", "--target", system]);
            cyclonedx.args(["--override-filename", NAME, "--manifest-path"]).arg(manifest.join("Cargo.toml"));
            run(stamping.put_on(&mut cyclonedx))?;
            // The tool writes beside the manifest of every member of the workspace, and where on this machine that is.
            let written = manifest.join(format!("{NAME}.json"));
            let bill = fs::read_to_string(&written).map_err(Failure::file(&written))?;
            let to = folder.join(format!("{package}-{system}.cdx.json"));
            fs::write(&to, bill.replace(&*tree::root().to_string_lossy(), "")).map_err(Failure::file(&to))?;
            remove_strays(NAME)?;
            println!("{}", to.display());
        }
    }
    ui::install()?;
    let sbom = npm().args(["sbom", "--sbom-format", "cyclonedx"]).output();
    let to = folder.join("support-atlas-pages.cdx.json");
    let sbom = sbom.map_err(Failure::file(&to))?;
    if !sbom.status.success() {
        return Err(Failure::Ended { command: "npm sbom".to_owned(), status: sbom.status.to_string() });
    }
    fs::write(&to, sbom.stdout).map_err(Failure::file(&to))?;
    println!("{}", to.display());
    Ok(())
}

fn remove_strays(name: &str) -> Result<(), Failure> {
    let crates = tree::root().join("src-tauri/crates");
    let members = fs::read_dir(&crates).map_err(Failure::file(&crates))?;
    let members: Vec<PathBuf> = members.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    let others = [tree::root().join("src-tauri"), tree::root().join("tests")];
    for member in members.iter().chain(&others) {
        let stray = member.join(format!("{name}.json"));
        if stray.is_file() {
            fs::remove_file(&stray).map_err(Failure::file(&stray))?;
        }
    }
    Ok(())
}
