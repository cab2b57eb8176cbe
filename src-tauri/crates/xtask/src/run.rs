//! `cargo xtask run`: the window, on the user's screen or on one in memory.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::command::{cargo, command, could_not_start, run};
use crate::failure::Failure;
use crate::packages::Purpose;
use crate::screen::{Picture, Screen};
use crate::{set_up, tree, ui};

/// How long a window may take until it shows something that no longer changes.
const PATIENCE: Duration = Duration::from_mins(1);

/// Builds the window and starts it. With `headless` its picture is saved and the window closed.
pub(crate) fn window(headless: bool, screenshot: Option<PathBuf>, release: bool) -> Result<(), Failure> {
    if !headless && !has_screen() {
        return Err(Failure::Unmet(
            "There is no screen to show the window on (neither DISPLAY nor WAYLAND_DISPLAY is set). `cargo xtask run --headless` starts it on a screen in memory and saves a picture of it.".to_owned(),
        ));
    }
    set_up::packages(if headless { Purpose::Headless } else { Purpose::Build })?;
    build(release)?;
    let mut shell = command(tree::built(if release { "release" } else { "debug" }, "support-atlas"));
    if headless {
        let file = screenshot.unwrap_or_else(|| tree::target().join("window.png"));
        photograph(&mut shell, &file)
    } else {
        run(&mut shell)
    }
}

/// Builds the pages, then the desktop shell that carries them inside.
pub(crate) fn build(release: bool) -> Result<(), Failure> {
    ui::build()?;
    let mut build = cargo();
    build.args(["build", "--package", "support-atlas"]);
    if release {
        build.arg("--release");
    }
    run(&mut build)
}

fn has_screen() -> bool {
    cfg!(any(windows, target_os = "macos"))
        || ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| env::var_os(name).is_some_and(|value| !value.is_empty()))
}

fn photograph(shell: &mut Command, file: &Path) -> Result<(), Failure> {
    let screen = Screen::start(1280, 800)?;
    shell.env("DISPLAY", screen.name()).env("GDK_BACKEND", "x11").env_remove("WAYLAND_DISPLAY");
    let mut window = shell.spawn().map_err(|source| could_not_start(shell, source))?;
    let picture = painted(&screen, &mut window);
    // The window has no title bar here that could be clicked; it keeps its data through any end.
    let _ = window.kill();
    let _ = window.wait();
    if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder).map_err(Failure::file(folder))?;
    }
    picture?.save(file)?;
    println!("{}", file.display());
    Ok(())
}

/// Waits until the screen shows text (more colours than a blank window has) and the same picture three times in a row.
fn painted(screen: &Screen, window: &mut Child) -> Result<Picture, Failure> {
    const MANY_COLOURS: usize = 16;
    let start = Instant::now();
    let mut before: Option<Picture> = None;
    let mut same = 0;
    while start.elapsed() < PATIENCE {
        sleep(Duration::from_millis(250));
        if let Ok(Some(status)) = window.try_wait() {
            return Err(Failure::Window(format!("The window closed by itself ({status}).")));
        }
        let now = screen.picture()?;
        same = if before.as_ref() == Some(&now) { same + 1 } else { 0 };
        if same >= 2 && now.colours() >= MANY_COLOURS {
            return Ok(now);
        }
        before = Some(now);
    }
    Err(Failure::Window(format!("The window painted nothing lasting within {} seconds.", PATIENCE.as_secs())))
}
