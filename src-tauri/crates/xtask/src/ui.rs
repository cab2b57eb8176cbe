//! The window's user interface: its npm packages and its build.

use crate::command::run;
use crate::failure::Failure;
use crate::node::npm;
use crate::stamp::Stamp;
use crate::tree;

/// Installs the npm packages that `ui/package-lock.json` names, unless exactly these are there.
pub(crate) fn install() -> Result<(), Failure> {
    let ui = tree::ui();
    let stamp = Stamp::of(ui.join("node_modules/.support-atlas-stamp"), &[ui.join("package-lock.json")], &[])?;
    if stamp.is_current() {
        return Ok(());
    }
    run(npm().args(["ci", "--no-audit", "--no-fund"]))?;
    stamp.write()
}

/// Builds the pages that the window shows into `ui/build`, unless they were built from exactly these sources.
pub(crate) fn build() -> Result<(), Failure> {
    install()?;
    let ui = tree::ui();
    let made = ["node_modules", "build", ".svelte-kit", "src/lib/paraglide"].map(|folder| ui.join(folder));
    // The version that the pages name is the workspace's.
    let sources = [ui.clone(), tree::root().join("Cargo.toml")];
    let stamp_file = tree::target().join("ui-build.stamp");
    if ui.join("build/index.html").is_file() && Stamp::of(stamp_file.clone(), &sources, &made)?.is_current() {
        return Ok(());
    }
    run(npm().args(["run", "build"]))?;
    Stamp::of(stamp_file, &sources, &made)?.write()
}
