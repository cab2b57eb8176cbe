//! A message bus of a desk's own, and the keyring on it.

use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::Outcome;
use crate::processes::Processes;

/// No folder of activatable services: what is not started here does not exist on this bus.
const CONFIGURATION: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir=DIRECTORY</listen>
  <auth>EXTERNAL</auth>
  <policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>
"#;

/// Starts the bus and makes its address known to what is started later; answers the address.
pub(crate) fn start(processes: &mut Processes, runtime: &Path) -> Outcome<String> {
    let file = runtime.join("bus.conf");
    let folder = runtime.to_str().ok_or("the temporary folder's name is not text")?;
    std::fs::write(&file, CONFIGURATION.replace("DIRECTORY", folder))?;
    let configuration = format!("--config-file={}", file.display());
    let address = processes.start_and_read("dbus-daemon", &[&configuration, "--nofork", "--print-address"])?;
    processes.set("DBUS_SESSION_BUS_ADDRESS", &address);
    Ok(address)
}

/// Starts a real keyring whose default collection is unlocked, and waits until it answers.
pub(crate) fn start_keyring(processes: &mut Processes) -> Outcome {
    processes.start_and_tell("gnome-keyring-daemon", &["--foreground", "--unlock", "--components=secrets"], "test")?;
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(20) {
        if secrets(processes).is_some() {
            return Ok(());
        }
        sleep(Duration::from_millis(20));
    }
    Err(format!("the keyring did not answer: {}", processes.errors()).into())
}

/// Where the dialog lies with which GNOME's keyring asks for its password, on Debian and on Fedora.
const PROMPTERS: [&str; 3] = ["/usr/libexec/gcr-prompter", "/usr/libexec/gcr4-prompter", "/usr/lib/gcr-prompter"];

/// Starts the dialog that asks for the keyring's password when it is locked, and waits until it can be called.
pub(crate) fn start_prompter(processes: &mut Processes) -> Outcome {
    let prompter = PROMPTERS.into_iter().find(|path| Path::new(path).is_file()).ok_or("gcr-prompter (package gcr)")?;
    processes.start(prompter, &[])?;
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(20) {
        if is_owned(processes, "org.gnome.keyring.SystemPrompter") {
            return Ok(());
        }
        sleep(Duration::from_millis(20));
    }
    Err(format!("the keyring's dialog did not start: {}", processes.errors()).into())
}

/// Locks the keyring.
pub(crate) fn lock_keyring(processes: &Processes) -> Outcome {
    let locked = processes
        .command("dbus-send")
        .args(["--session", "--print-reply=literal", "--dest=org.freedesktop.secrets", "/org/freedesktop/secrets"])
        .args(["org.freedesktop.Secret.Service.Lock", "array:objpath:/org/freedesktop/secrets/collection/login"])
        .output()?;
    let reply = String::from_utf8_lossy(&locked.stdout).into_owned();
    if reply.contains("login") { Ok(()) } else { Err(format!("the keyring is not locked: {reply}").into()) }
}

/// How many items the default collection of the keyring holds; `None` when there is no keyring on the bus.
pub(crate) fn secrets(processes: &Processes) -> Option<usize> {
    let output = processes
        .command("dbus-send")
        .args([
            "--session",
            "--print-reply=literal",
            "--dest=org.freedesktop.secrets",
            "/org/freedesktop/secrets/aliases/default",
        ])
        .args(["org.freedesktop.DBus.Properties.Get", "string:org.freedesktop.Secret.Collection", "string:Items"])
        .output()
        .ok()?;
    let reply = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| reply.matches("/org/freedesktop/secrets/").count())
}

/// Whether somebody on the bus holds the name.
pub(crate) fn is_owned(processes: &Processes, name: &str) -> bool {
    let reply = processes
        .command("dbus-send")
        .args(["--session", "--print-reply=literal", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus"])
        .args(["org.freedesktop.DBus.NameHasOwner", &format!("string:{name}")])
        .output();
    reply.is_ok_and(|reply| String::from_utf8_lossy(&reply.stdout).contains("true"))
}
