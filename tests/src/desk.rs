//! A private desktop for one test: home folders, screen, message bus, keyring and the window's driver, all its own.

use std::fs;
use std::io::Write as _;
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::ports::Ports;
use crate::processes::Processes;
use crate::screen::Screen;
use crate::{Outcome, bus, program};

/// Whether the desk has a keyring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keyring {
    /// A real one, unlocked, empty at first.
    Unlocked,
    /// The same, and its own dialog for when it is locked.
    Prompting,
    /// Nobody on the bus offers to keep secrets.
    None,
}

/// What may differ between desks.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// Width and height of the screen and of the window, in pixels.
    pub size: (u32, u32),
    /// Whether there is a keyring.
    pub keyring: Keyring,
    /// The user's locale, as in the variable `LANG`.
    pub locale: &'static str,
    /// The user's time zone, as in the variable `TZ`.
    pub zone: &'static str,
    /// Where the register lies on the desk.
    pub register: &'static str,
}

impl Default for Place {
    fn default() -> Self {
        Self {
            size: (1280, 800),
            keyring: Keyring::Unlocked,
            locale: "en_GB.UTF-8",
            zone: "Europe/Oslo",
            register: "register",
        }
    }
}

/// A desktop; everything on it ends, and its folders go, when it is dropped.
pub struct Desk {
    // Dropped in this order: first the processes, then the folders they write to.
    processes: Processes,
    folder: TempDir,
    bus: String,
    display: String,
    place: Place,
    ports: Ports,
}

impl Desk {
    /// Sets up the desk and waits until everything on it answers.
    pub fn set_up(place: Place) -> Outcome<Self> {
        let folder = tempfile::Builder::new().prefix("support-atlas-desk-").tempdir()?;
        let mut processes = Processes::new(environment(folder.path(), place)?, folder.path().join("logs"))?;
        let (width, height) = place.size;
        let display = processes.start_and_read(
            "Xvfb",
            &["-displayfd", "1", "-nolisten", "tcp", "-screen", "0", &format!("{width}x{height}x24")],
        )?;
        let display = format!(":{display}");
        processes.set("DISPLAY", &display);
        let prompting = place.keyring == Keyring::Prompting;
        let bus = bus::start(&mut processes, &folder.path().join("runtime"), prompting)?;
        if place.keyring != Keyring::None {
            bus::start_keyring(&mut processes)?;
        }
        let ports = Ports::take()?;
        start_driver(&mut processes, &ports)?;
        Ok(Self { processes, folder, bus, display, place, ports })
    }

    /// The folder where the application keeps its register.
    pub fn register(&self) -> PathBuf {
        self.folder.path().join(self.place.register)
    }

    /// Everything the application and its surroundings may have written to.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Hands files over to the running application, as a file manager does that opens them with it.
    pub fn open_with_application(&self, files: &[&Path]) -> Outcome {
        let application = program("SUPPORT_ATLAS_BIN", "debug/support-atlas")?;
        let application = application.to_str().ok_or("the path of the application is not text")?;
        let ended = self.processes.command(application).args(files).status()?;
        if ended.success() { Ok(()) } else { Err(format!("the second start ended with {ended}").into()) }
    }

    /// A program that sees what all on the desk sees.
    pub fn command(&self, program: &str) -> Command {
        self.processes.command(program)
    }

    /// Runs `atlas` on the register of the desk, and answers what it printed.
    pub fn atlas(&self, arguments: &[&str], input: &str) -> Outcome<String> {
        let atlas = program("ATLAS_BIN", "debug/atlas")?;
        let atlas = atlas.to_str().ok_or("the path of atlas is not text")?;
        let mut command = self.processes.command(atlas);
        let mut child = command
            .args(arguments)
            .current_dir(self.folder())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        child.stdin.take().ok_or("no input")?.write_all(input.as_bytes())?;
        let output = child.wait_with_output()?;
        if output.status.success() {
            Ok(String::from_utf8(output.stdout)?)
        } else {
            Err(format!("atlas {arguments:?}: {}", String::from_utf8_lossy(&output.stderr)).into())
        }
    }

    /// Locks the keyring.
    pub fn lock_keyring(&self) -> Outcome {
        bus::lock_keyring(&self.processes)
    }

    /// Presses a key for whoever has the keyboard, as `xdotool` names it.
    pub fn press(&self, key: &str) -> Outcome {
        let pressed = self.processes.command("xdotool").args(["key", key]).status();
        let pressed = pressed.map_err(|error| format!("xdotool (package xdotool): {error}"))?;
        if pressed.success() { Ok(()) } else { Err(format!("xdotool ended with {pressed}").into()) }
    }

    /// Answers the system's dialog for a file once it is there: types where the file is, and confirms. Without one, leaves it.
    pub fn answer_file_dialog(&self, file: Option<&Path>) -> Outcome {
        let start = Instant::now();
        let screen = self.screen()?;
        while !screen.give_keyboard(&FILE_DIALOGS)? {
            if start.elapsed() > Duration::from_secs(20) {
                return Err(format!("no dialog for a file, only {:?}", screen.titles()?).into());
            }
            sleep(Duration::from_millis(50));
        }
        // It draws itself first, and begins to listen afterwards.
        sleep(Duration::from_millis(700));
        let Some(file) = file else { return self.press("Escape") };
        let path = file.to_str().ok_or("the path is not text")?;
        // To the field for the name, which a dialog for opening does not show by itself; what is there already is replaced.
        self.press("ctrl+l")?;
        sleep(Duration::from_millis(300));
        self.press("ctrl+a")?;
        let typed = self.processes.command("xdotool").args(["type", "--delay", "5", path]).status()?;
        if !typed.success() {
            return Err(format!("xdotool ended with {typed}").into());
        }
        // What it proposes while somebody types has come by then.
        sleep(Duration::from_millis(500));
        self.press("Return")
    }

    /// The screen.
    pub fn screen(&self) -> Outcome<Screen> {
        Screen::of(&self.display)
    }

    /// The processes on the desk: number and name.
    pub fn running(&self) -> Vec<(u32, String)> {
        self.processes.running()
    }

    /// The address of the message bus.
    pub fn bus(&self) -> &str {
        &self.bus
    }

    /// Where the user keeps settings of programs, `XDG_CONFIG_HOME`.
    pub fn configuration(&self) -> PathBuf {
        self.folder.path().join("home/.config")
    }

    /// Ends the keyring, as when its session is closed.
    pub fn stop_keyring(&self) -> Outcome {
        self.processes.stop("gnome-keyring-daemon")
    }

    /// How many secrets the keyring holds; `None` without a keyring.
    pub fn secrets(&self) -> Option<usize> {
        bus::secrets(&self.processes)
    }

    /// Whether the application runs: it holds a name on the bus, so that there is only one of it.
    pub fn application_runs(&self) -> bool {
        bus::is_owned(&self.processes, "app.support-atlas.SingleInstance")
    }

    /// What the application and its surroundings have written to their error output.
    pub fn errors(&self) -> String {
        self.processes.errors()
    }

    pub(crate) fn driver_address(&self) -> String {
        format!("http://127.0.0.1:{}", self.ports.driver)
    }

    pub(crate) fn place(&self) -> Place {
        self.place
    }
}

/// What the dialogs are called.
const FILE_DIALOGS: [&str; 2] = ["Save File", "Open File"];

fn environment(folder: &Path, place: Place) -> Outcome<Vec<(String, String)>> {
    let mut variables = Vec::new();
    let folders = [
        ("HOME", "home"),
        ("XDG_CONFIG_HOME", "home/.config"),
        ("XDG_DATA_HOME", "home/.local/share"),
        ("XDG_STATE_HOME", "home/.local/state"),
        ("XDG_CACHE_HOME", "home/.cache"),
        ("XDG_RUNTIME_DIR", "runtime"),
        ("TMPDIR", "tmp"),
    ];
    for (name, below) in folders {
        let path = folder.join(below);
        fs::create_dir_all(&path)?;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o700))?;
        variables.push((name, path.display().to_string()));
    }
    fs::create_dir(folder.join("logs"))?;
    variables.push(("SUPPORT_ATLAS_HOME", folder.join(place.register).display().to_string()));
    // A fault of the window's own happens as soon as there is this file.
    variables.push(("ATLAS_DEBUG_PANIC", folder.join("panic").display().to_string()));
    variables.extend(
        [
            ("PATH", &*std::env::var("PATH").unwrap_or_default()),
            ("LANG", place.locale),
            ("TZ", place.zone),
            ("GDK_BACKEND", "x11"),
            // The application switches this renderer off unless told; the driver's screenshots wait for it for ever.
            ("WEBKIT_DISABLE_DMABUF_RENDERER", "0"),
            // No screen reader listens; without this every start waits for one.
            ("NO_AT_BRIDGE", "1"),
            ("GTK_A11Y", "none"),
        ]
        .map(|(name, value)| (name, value.to_owned())),
    );
    Ok(variables.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

fn start_driver(processes: &mut Processes, ports: &Ports) -> Outcome {
    let driver = program("TAURI_DRIVER", "tools/bin/tauri-driver")?;
    let driver = driver.to_str().ok_or("the path of tauri-driver is not text")?;
    processes.start(driver, &["--port", &ports.driver.to_string(), "--native-port", &ports.native.to_string()])?;
    let start = Instant::now();
    while [ports.driver, ports.native].iter().any(|port| TcpStream::connect(("127.0.0.1", *port)).is_err()) {
        if start.elapsed() > Duration::from_secs(20) {
            return Err(format!("the driver did not answer: {}", processes.errors()).into());
        }
        sleep(Duration::from_millis(10));
    }
    Ok(())
}
