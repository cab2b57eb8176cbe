//! `cargo xtask screenshots`: the pictures in the README, taken from the real window.

use std::fs;

use crate::command::{cargo, run};
use crate::failure::Failure;
use crate::packages::Purpose;
use crate::{run as window, set_up, test, tree};

/// Builds the window, has the window tests take the pictures, and copies them to `tests/screenshots`.
pub(crate) fn take() -> Result<(), Failure> {
    set_up::packages(Purpose::Test)?;
    set_up::web_driver()?;
    run(cargo().args(["build", "--package", "atlas"]))?;
    window::build(false)?;
    test::window_suite(&["pictures_for_the_readme"])?;
    let from = tree::target().join("screenshots/readme");
    let to = tree::root().join("tests/screenshots");
    fs::create_dir_all(&to).map_err(Failure::file(&to))?;
    for entry in fs::read_dir(&from).map_err(Failure::file(&from))? {
        let picture = entry.map_err(Failure::file(&from))?;
        fs::copy(picture.path(), to.join(picture.file_name())).map_err(Failure::file(&picture.path()))?;
    }
    println!("{}", to.display());
    Ok(())
}
