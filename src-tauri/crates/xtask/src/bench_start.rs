//! `cargo xtask bench start`: how soon the window can be used and how much memory it takes, beside an empty Tauri window
//! that is built and started in the same run.
//!
//! Both are looked at from outside, in the same way: a window can be used from the first moment at which the screen is what
//! it stays (all but one pixel in a hundred). The page draws only once its scripts have run and have asked for what the
//! first screen shows, so what can be seen can be pressed.

mod record;
mod watch;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::command::{cargo, command, could_not_start, run};
use crate::failure::Failure;
use crate::packages::Purpose;
use crate::screen::Screen;
use crate::stamping::Stamping;
use crate::{bundle, set_up, tree, ui};
use record::Table;
use watch::{Start, watched};

/// Starts of each window with each register.
const RUNS: usize = 15;
/// Requests and tenants in the large register.
const LARGE: [&str; 2] = ["100000", "10000"];
/// The large register is copied and checked in a few seconds.
const LONGEST_BACKUP: Duration = Duration::from_mins(2);
/// The large register is as of this day, so that it is the same in every run.
const AT: &str = "2026-11-20T12:00:00Z";

/// Builds both windows, starts them in turn, and writes `tests/measurements/start.md`.
pub(crate) fn all() -> Result<(), Failure> {
    set_up::packages(Purpose::Headless)?;
    ui::build()?;
    let stamping = Stamping::here();
    bundle::build(&stamping, &["--example", "empty_window"])?;
    let place = Place::make()?;
    place.fill_large()?;
    let (real, bare) = (tree::built("release", "support-atlas"), tree::target().join("release/examples/empty_window"));
    let mut table = Table::default();
    // A first start of each brings the files of both into memory; that of the large register makes its backup of the day, in
    // the middle of which it would be ended otherwise.
    for program in [&real, &bare] {
        place.start(program, "empty")?;
    }
    place.start_of_day(&real, "large")?;
    for number in 1..=RUNS {
        table.bare.push(place.start(&bare, "none")?);
        table.empty.push(place.start(&real, "empty")?);
        table.large.push(place.start(&real, "large")?);
        println!("{number} of {RUNS}: {}", table.last());
    }
    let file = tree::root().join("tests/measurements/start.md");
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(Failure::file(folder))?;
    }
    record::write(&file, &table)?;
    println!("{}", file.display());
    Ok(())
}

/// A screen, a message bus and folders that only these windows use.
struct Place {
    screen: Screen,
    folder: tempfile::TempDir,
    bus: Child,
}

impl Place {
    fn make() -> Result<Self, Failure> {
        let screen = Screen::start(1280, 800)?;
        let folder = tempfile::Builder::new()
            .prefix("support-atlas-bench-")
            .tempdir()
            .map_err(Failure::file(&std::env::temp_dir()))?;
        let address = format!("unix:path={}", folder.path().join("bus").display());
        let mut daemon = command("dbus-daemon");
        daemon.args(["--session", "--nofork", "--nopidfile", "--address", &address]).stdin(Stdio::null());
        let bus = daemon.spawn().map_err(|source| could_not_start(&daemon, source))?;
        Ok(Self { screen, folder, bus })
    }

    /// Makes the large register, with the generator of the register's own benchmarks.
    fn fill_large(&self) -> Result<(), Failure> {
        let [requests, tenants] = LARGE;
        let folder = self.register("large");
        let mut make = cargo();
        make.args([
            "run",
            "--release",
            "--locked",
            "--package",
            "support-register",
            "--example",
            "make_register",
            "--",
        ]);
        run(make.args([requests, tenants, "1", AT]).arg(folder))
    }

    fn register(&self, name: &str) -> PathBuf {
        self.folder.path().join("registers").join(name)
    }

    /// Starts a program until its window can be used and has come to rest, and ends it.
    fn start(&self, program: &Path, register: &str) -> Result<Start, Failure> {
        let start = watched(&mut self.command(program, register)?, &self.screen)?;
        Self::leave_empty();
        Ok(start)
    }

    /// Starts a program until it has made the backup of the day, and ends it.
    fn start_of_day(&self, program: &Path, register: &str) -> Result<(), Failure> {
        let mut start = self.command(program, register)?;
        let mut child = start.spawn().map_err(|source| could_not_start(&start, source))?;
        let backups = self.register(register).join("backups");
        let begun = Instant::now();
        while fs::read_dir(&backups).map_or(0, Iterator::count) == 0 && begun.elapsed() < LONGEST_BACKUP {
            std::thread::sleep(Duration::from_millis(200));
        }
        let _ = child.kill();
        let _ = child.wait();
        Self::leave_empty();
        Ok(())
    }

    /// The next one finds a screen without windows and a bus without names.
    fn leave_empty() {
        std::thread::sleep(Duration::from_millis(500));
    }

    fn command(&self, program: &Path, register: &str) -> Result<Command, Failure> {
        let home = self.folder.path().join("home");
        let mut start = Command::new(program);
        start
            .env_clear()
            .envs(["PATH", "LANG"].into_iter().filter_map(|name| Some((name, std::env::var_os(name)?))))
            .env("DISPLAY", self.screen.name())
            .env("DBUS_SESSION_BUS_ADDRESS", format!("unix:path={}", self.folder.path().join("bus").display()))
            .env("HOME", &home)
            .env("XDG_RUNTIME_DIR", self.folder.path().join("runtime"))
            .env("SUPPORT_ATLAS_HOME", self.register(register))
            .env("GDK_BACKEND", "x11")
            // As the real window sets it for itself; and no screen reader listens.
            .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
            .env("NO_AT_BRIDGE", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        for folder in [&home, &self.folder.path().join("runtime")] {
            fs::create_dir_all(folder).map_err(Failure::file(folder))?;
        }
        Ok(start)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = self.bus.kill();
        let _ = self.bus.wait();
    }
}
