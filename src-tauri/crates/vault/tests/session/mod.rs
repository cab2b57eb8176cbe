//! A D-Bus session of its own for a test, with a real GNOME Keyring, a fresh home, and nothing of the
//! user's.
//!
//! The test starts itself again inside the session: environment variables and the session bus belong to a
//! whole process. Needs the packages `gnome-keyring`, `dbus-x11`, `libsecret-tools` and `xvfb`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::unused_self, dead_code, unreachable_pub, missing_docs)]

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const INSIDE: &str = "SUPPORT_ATLAS_TEST_SESSION";
const PASSWORD: &[u8] = b"login password of the test";
const PATIENCE: Duration = Duration::from_mins(2);

/// What the session offers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Bus {
    /// No bus at all.
    None,
    /// A bus with no services.
    Bare,
    /// A bus that starts services, as on a desktop.
    Desktop,
}

/// The session, seen from inside.
pub struct Session {
    folder: PathBuf,
}

/// A program that is stopped with the test.
pub struct Running(Child);

/// Runs a test inside a session of its own. `test` is the full name of the calling test.
pub fn inside(test: &str, bus: Bus, body: impl FnOnce(&Session)) {
    if let Some(folder) = std::env::var_os(INSIDE) {
        return body(&Session { folder: folder.into() });
    }
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path();
    let program = std::env::current_exe().unwrap();
    let mut command = match bus {
        Bus::None => Command::new(&program),
        Bus::Bare | Bus::Desktop => {
            let mut command = Command::new("dbus-run-session");
            if bus == Bus::Bare {
                let config = path.join("bus.conf");
                std::fs::write(&config, BARE_BUS.replace("FOLDER", path.to_str().unwrap())).unwrap();
                command.arg("--config-file").arg(config);
            }
            command.arg("--").arg(&program);
            command
        }
    };
    for name in ["DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "GNOME_KEYRING_CONTROL", "SSH_AUTH_SOCK"] {
        command.env_remove(name);
    }
    for (name, folder) in [
        ("HOME", "home"),
        ("XDG_DATA_HOME", "data"),
        ("XDG_CONFIG_HOME", "config"),
        ("XDG_CACHE_HOME", "cache"),
        ("XDG_RUNTIME_DIR", "run"),
    ] {
        let folder = path.join(folder);
        make_private(&folder);
        command.env(name, folder);
    }
    if bus == Bus::None {
        command.env("DBUS_SESSION_BUS_ADDRESS", format!("unix:path={}", path.join("no bus").display()));
    }
    command.args([test, "--exact", "--nocapture", "--test-threads=1"]).env(INSIDE, path).stdin(Stdio::null());
    let mut running = Running(command.spawn().expect("dbus-run-session (package dbus-x11)"));
    let until = Instant::now() + PATIENCE;
    loop {
        if let Some(status) = running.0.try_wait().unwrap() {
            assert!(status.success(), "{test} failed inside its session: {status}");
            return;
        }
        assert!(Instant::now() < until, "{test} hangs inside its session");
        std::thread::sleep(Duration::from_millis(20));
    }
}

impl Session {
    /// A folder that is deleted with the session.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Starts the keyring daemon with an unlocked login keyring, which is created when there is none.
    pub fn start_keyring(&self) -> Running {
        let mut daemon = Command::new("gnome-keyring-daemon")
            .args(["--foreground", "--unlock", "--components=secrets"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("gnome-keyring-daemon (package gnome-keyring)");
        daemon.stdin.take().unwrap().write_all(PASSWORD).unwrap();
        let running = Running(daemon);
        self.wait_for_owner(true);
        // The name appears before the login keyring is unlocked.
        let until = Instant::now() + Duration::from_secs(20);
        while !self
            .call("/org/freedesktop/secrets", "org.freedesktop.Secret.Service.ReadAlias", &["default"])
            .contains("collection")
        {
            assert!(Instant::now() < until, "the login keyring does not appear");
            std::thread::sleep(Duration::from_millis(20));
        }
        running
    }

    /// Locks the login keyring.
    pub fn lock_keyring(&self) {
        let answer = self.call(
            "/org/freedesktop/secrets",
            "org.freedesktop.Secret.Service.Lock",
            &["['/org/freedesktop/secrets/collection/login']"],
        );
        assert!(answer.contains("login"), "{answer}");
    }

    /// Waits until nobody, or somebody, offers secrets on the bus.
    pub fn wait_for_owner(&self, owned: bool) {
        let until = Instant::now() + Duration::from_secs(20);
        let expected = format!("({owned},)");
        loop {
            let answer = gdbus(&[
                "--dest=org.freedesktop.DBus",
                "--object-path=/org/freedesktop/DBus",
                "--method=org.freedesktop.DBus.NameHasOwner",
                "org.freedesktop.secrets",
            ]);
            if answer.trim() == expected {
                return;
            }
            assert!(Instant::now() < until, "waited for owner {owned}: {answer}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Gives the session a display, on which the keyring's prompt is shown and nobody answers it.
    pub fn show_display(&self) -> Running {
        self.show_named_display().0
    }

    /// The same, and its name.
    pub fn show_named_display(&self) -> (Running, String) {
        let mut display = Command::new("Xvfb")
            .args(["-displayfd", "1", "-nolisten", "tcp", "-screen", "0", "640x480x24"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb (package xvfb)");
        let mut number = String::new();
        BufReader::new(display.stdout.take().unwrap()).read_line(&mut number).unwrap();
        let running = Running(display);
        let display = format!(":{}", number.trim());
        let status =
            Command::new("dbus-update-activation-environment").arg(format!("DISPLAY={display}")).status().unwrap();
        assert!(status.success());
        (running, display)
    }

    /// How many prompts of the keyring stand on a display.
    pub fn prompts(&self, display: &str) -> usize {
        let output = xdotool(display, &["search", "--onlyvisible", "--name", "Unlock"]);
        String::from_utf8_lossy(&output.stdout).lines().count()
    }

    /// Presses Escape on a display.
    pub fn press_escape(&self, display: &str) {
        assert!(xdotool(display, &["key", "Escape"]).status.success());
    }

    /// Keeps an item in place of the one with the same attributes; one with `more` attributes stands beside it.
    pub fn store_item(&self, user: &str, more: &[&str], secret: &str) {
        let mut tool = Command::new("secret-tool")
            .args(["store", "--label=other", "service", "app.support-atlas", "username", user])
            .args(more)
            .stdin(Stdio::piped())
            .spawn()
            .expect("secret-tool (package libsecret-tools)");
        tool.stdin.take().unwrap().write_all(secret.as_bytes()).unwrap();
        assert!(tool.wait().unwrap().success());
    }

    /// Deletes all items of a user.
    pub fn delete_items(&self, user: &str) {
        let status =
            Command::new("secret-tool").args(["clear", "service", "app.support-atlas", "username", user]).status();
        assert!(status.unwrap().success());
    }

    /// The items of a user, as `secret-tool` prints them.
    pub fn search_items(&self, user: &str) -> String {
        let output = Command::new("secret-tool")
            .args(["search", "--all", "service", "app.support-atlas", "username", user])
            .output()
            .unwrap();
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
    }

    fn call(&self, path: &str, method: &str, arguments: &[&str]) -> String {
        let (path, method) = (format!("--object-path={path}"), format!("--method={method}"));
        let mut all = vec!["--dest=org.freedesktop.secrets", &path, &method];
        all.extend(arguments);
        gdbus(&all)
    }
}

impl Running {
    /// Stops the program and waits until it has ended.
    pub fn stop(mut self) {
        self.end();
    }

    fn end(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end();
    }
}

fn xdotool(display: &str, arguments: &[&str]) -> std::process::Output {
    Command::new("xdotool").env("DISPLAY", display).args(arguments).output().expect("xdotool (package xdotool)")
}

fn gdbus(arguments: &[&str]) -> String {
    let output = Command::new("gdbus").args(["call", "--session", "--timeout=10"]).args(arguments).output().unwrap();
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn make_private(folder: &Path) {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new().mode(0o700).create(folder).unwrap();
}

const BARE_BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=FOLDER</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;
