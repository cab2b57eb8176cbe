//! What the tests of the whole share: a private desktop, and a hand on the window that stands on it.

#[cfg(all(feature = "window", unix))]
mod bus;
#[cfg(all(feature = "window", unix))]
pub mod desk;
#[cfg(all(feature = "window", unix))]
pub mod desktop;
#[cfg(all(feature = "window", unix))]
pub mod drive;
pub mod planted;
#[cfg(all(feature = "window", unix))]
mod ports;
#[cfg(all(feature = "window", unix))]
mod processes;
#[cfg(all(feature = "window", unix))]
pub mod screen;
#[cfg(all(feature = "window", unix))]
pub mod window;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, io};

/// How a test ends: with nothing to say, or with a sentence about what was not as it should be.
pub type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// The repository's top folder.
pub fn root() -> PathBuf {
    // Cargo says at run time where the package is; where it was compiled may be another place by now.
    let here =
        env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    here.parent().map(Path::to_owned).unwrap_or(here)
}

/// Cargo's output folder.
pub fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |folder| root().join(folder))
}

/// A program the tests need: where `variable` says, else where the build leaves it. An error names both when it is not there.
pub fn program(variable: &str, below_target: &str) -> Outcome<PathBuf> {
    let path = env::var_os(variable).map_or_else(|| target().join(below_target), PathBuf::from);
    if path.is_file() {
        Ok(path)
    } else {
        let message =
            format!("{} is missing; set {variable}, or run the tests through `cargo xtask test`.", path.display());
        Err(io::Error::new(io::ErrorKind::NotFound, message).into())
    }
}
