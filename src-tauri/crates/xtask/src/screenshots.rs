//! `cargo xtask screenshots`: the pictures in the README, taken from the real window.

use std::fs;

use crate::command::{cargo, run};
use crate::failure::Failure;
use crate::packages::Purpose;
use crate::{run as window, set_up, test, tree};

/// Pictures that the window tests take, and what the README calls them.
const SHOWN: [(&str, &str); 3] = [
    ("en-light-1280-file.png", "file-en-light.png"),
    ("en-light-1280-today.png", "today-en-light.png"),
    ("nb-dark-1280-requests.png", "requests-nb-dark.png"),
];

/// Builds the window, walks through every screen and copies the chosen pictures to `tests/screenshots`.
pub(crate) fn take() -> Result<(), Failure> {
    set_up::packages(Purpose::Test)?;
    set_up::web_driver()?;
    run(cargo().args(["build", "--package", "atlas"]))?;
    window::build(false)?;
    test::window_suite(&["every_screen"])?;
    let to = tree::root().join("tests/screenshots");
    fs::create_dir_all(&to).map_err(Failure::file(&to))?;
    for (from, name) in SHOWN {
        let from = tree::target().join("screenshots").join(from);
        fs::copy(&from, to.join(name)).map_err(Failure::file(&from))?;
    }
    println!("{}", to.display());
    Ok(())
}
