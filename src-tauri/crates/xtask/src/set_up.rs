//! `cargo xtask set-up`: what must be on the machine before anything can be built, run or tested.

use crate::command::{cargo, run};
use crate::failure::Failure;
use crate::packages::{self, Purpose};
use crate::{node, tree, ui};

/// The version of `tauri-driver` that the window tests were written against.
const TAURI_DRIVER: &str = "2.1.0";

/// Everything; with `check` only says what is missing.
pub(crate) fn all(check: bool) -> Result<(), Failure> {
    packages::ensure(Purpose::Test, check)?;
    node::check()?;
    if check {
        println!(
            "Nothing is missing. The npm packages and the driver of the window tests are fetched when they are first needed."
        );
        return Ok(());
    }
    ui::build()?;
    web_driver()
}

/// What building needs, and with [`Purpose::Headless`] and [`Purpose::Test`] what they need besides.
pub(crate) fn packages(purpose: Purpose) -> Result<(), Failure> {
    packages::ensure(purpose, false)?;
    node::check()
}

/// Builds the driver of the window tests into `target/tools`, where no other project sees it.
pub(crate) fn web_driver() -> Result<(), Failure> {
    if tree::tauri_driver().is_file() {
        return Ok(());
    }
    println!("The window tests speak to the window through tauri-driver {TAURI_DRIVER}; it is built once.");
    run(cargo().args(["install", "tauri-driver", "--version", TAURI_DRIVER, "--locked", "--root"]).arg(tree::tools()))
}
