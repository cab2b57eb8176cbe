//! Where things are in the repository.

use std::env;
use std::path::{Path, PathBuf};

/// The repository's top folder.
pub(crate) fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(3).unwrap_or(here)
}

/// The window's user interface.
pub(crate) fn ui() -> PathBuf {
    root().join("ui")
}

/// Cargo's output folder.
pub(crate) fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |dir| root().join(dir))
}

/// A program that Cargo built, in `debug` or `release`.
pub(crate) fn built(profile: &str, name: &str) -> PathBuf {
    target()
        .join(profile)
        .join(format!("{name}{}", env::consts::EXE_SUFFIX))
}

/// The driver that `cargo xtask set-up` installs for the window tests.
pub(crate) fn tauri_driver() -> PathBuf {
    tools()
        .join("bin")
        .join(format!("tauri-driver{}", env::consts::EXE_SUFFIX))
}

/// The folder for programs that only this repository uses.
pub(crate) fn tools() -> PathBuf {
    target().join("tools")
}
