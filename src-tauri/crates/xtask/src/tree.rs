//! Where things are in the repository.

use std::env;
use std::path::{Path, PathBuf};

/// The repository's top folder.
pub(crate) fn root() -> PathBuf {
    // Cargo says at run time where the package is; where it was compiled may be another place by now.
    let here =
        env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    here.ancestors().nth(3).map(Path::to_owned).unwrap_or(here)
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
    target().join(profile).join(format!("{name}{}", env::consts::EXE_SUFFIX))
}

/// The driver that `cargo xtask set-up` installs for the window tests.
pub(crate) fn tauri_driver() -> PathBuf {
    tools().join("bin").join(format!("tauri-driver{}", env::consts::EXE_SUFFIX))
}

/// The folder for programs that only this repository uses.
pub(crate) fn tools() -> PathBuf {
    target().join("tools")
}
