//! A message bus of a desk's own, and the keyring on it.

use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::Outcome;
use crate::processes::Processes;

/// The folder of services to start is the desk's own, and empty but for [`PROMPTER`]: nothing else of the system's exists here.
const CONFIGURATION: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir=DIRECTORY</listen>
  <auth>EXTERNAL</auth>
  <servicedir>DIRECTORY/services</servicedir>
  <policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>
"#;

/// The dialog with which GNOME's keyring asks for its password when it is locked; the system's description says where it lies.
const PROMPTER: &str = "/usr/share/dbus-1/services/org.gnome.keyring.SystemPrompter.service";

/// Starts the bus and makes its address known to what is started later; answers the address. The dialog of the keyring ends
/// when it has been idle, so the bus starts it when it is called, as everywhere.
pub(crate) fn start(processes: &mut Processes, runtime: &Path, with_prompter: bool) -> Outcome<String> {
    let services = runtime.join("services");
    std::fs::create_dir(&services)?;
    if with_prompter {
        std::fs::copy(PROMPTER, services.join("prompter.service"))
            .map_err(|error| format!("{PROMPTER} (package gcr): {error}"))?;
    }
    let file = runtime.join("bus.conf");
    let folder = runtime.to_str().ok_or("the temporary folder's name is not text")?;
    std::fs::write(&file, CONFIGURATION.replace("DIRECTORY", folder))?;
    let configuration = format!("--config-file={}", file.display());
    let address = processes.start_and_read("dbus-daemon", &[&configuration, "--nofork", "--print-address"])?;
    processes.set("DBUS_SESSION_BUS_ADDRESS", &address);
    // What the system says of sleep and of sessions is said here, too, and nothing of the real one is heard.
    processes.set("DBUS_SYSTEM_BUS_ADDRESS", &address);
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
