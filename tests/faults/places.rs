//! Where a register may lie and what may lie in its place, met by the real program.

use crate::program::{Atlas, Run};
use crate::recorder::{Fault, inject};
use crate::steps::{Desk, PASSPHRASE, Step, copy_folder, observe, run};
use serde_json::{Value, json};
use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

fn refused(run: &Run) -> (i32, String) {
    (run.exit, run.error()["code"].as_str().unwrap().to_owned())
}

fn list(home: &Path) -> Run {
    Step::new(&["tenant", "list"], "").run(home)
}

#[test]
fn spaces_letters_of_all_kinds_and_a_link_on_the_way_are_fine() {
    let place = tempfile::tempdir().unwrap();
    let real = place.path().join("Min mappe é 日本 #1 %20 ?x=1 'q'");
    fs::create_dir(&real).unwrap();
    let link = place.path().join("lenke");
    symlink(&real, &link).unwrap();
    let (home, linked) = (real.join("register her"), link.join("register her"));
    Step::tenant("Fjord AS").must(&home);
    Step::log("gjennom lenken").must(&linked);
    Step::log("direkte").must(&home);
    assert_eq!(observe(&linked), observe(&home));
    assert_eq!(observe(&home).len(), 3);
    Step::new(&["protect", "passphrase"], PASSPHRASE).must(&linked);
    let file = place.path().join("en fil.txt");
    fs::write(&file, PASSPHRASE).unwrap();
    let backup = link.join("reserve é.age");
    let arguments = ["--passphrase-file", file.to_str().unwrap(), "backup", backup.to_str().unwrap()];
    Step::new(&arguments, PASSPHRASE).must(&linked);
    Step::new(&["restore", backup.to_str().unwrap()], PASSPHRASE).must(&linked);
    assert_eq!(observe(&home).last().unwrap(), "restored vault null");
}

/// By the name of the folder behind a link, and by what Windows' own variable names. Told when the register is made and by
/// `check`; nothing is refused, and scripts read nothing else.
#[test]
fn a_folder_that_is_synchronised_is_told_and_used() {
    let place = tempfile::tempdir().unwrap();
    let (named, other) = (place.path().join("Dropbox"), place.path().join("work"));
    let link = place.path().join("link");
    for folder in [&named, &other] {
        fs::create_dir(folder).unwrap();
    }
    symlink(&named, &link).unwrap();
    for (home, variable, service) in
        [(link.join("atlas"), "HOME", "Dropbox"), (other.join("atlas"), "OneDrive", "OneDrive")]
    {
        let atlas = |step: Step| {
            let mut command = step.command(&home);
            command.env(variable, &other);
            run(command, "")
        };
        let made = atlas(Step::tenant("Fjord AS"));
        assert_eq!((made.exit, made.stderr.lines().count()), (0, 1), "{}", made.stderr);
        assert!(made.stderr.contains(service) && made.stderr.contains("backup"), "{}", made.stderr);
        let logged = atlas(Step::log("Sak"));
        assert_eq!((logged.exit, logged.stderr.as_str()), (0, ""));
        let check = atlas(Step::new(&["check"], "")).json();
        assert_eq!((&check["problems"], &check["warnings"][0]["code"]), (&json!([]), &json!("synchronised-folder")));
    }
    let ordinary = place.path().join("ordinary");
    let made = Step::tenant("Fjord AS").run(&ordinary);
    assert_eq!((made.exit, made.stderr.as_str()), (0, ""));
    assert_eq!(Step::new(&["check"], "").must(&ordinary)["warnings"], json!([]));
}

/// A folder of another computer, as `sshfs` mounts it: the other end is on this machine, the file system is the real one.
struct Far {
    place: tempfile::TempDir,
    ends: [Child; 2],
}

impl Far {
    /// `None` where this system has no such thing or lets nobody mount it.
    fn mount(place: tempfile::TempDir) -> Option<Self> {
        let server = ["/usr/lib/openssh/sftp-server", "/usr/libexec/openssh/sftp-server"];
        let server = server.into_iter().find(|path| Path::new(path).exists())?;
        let (far, near) = (place.path().join("far"), place.path().join("near"));
        for folder in [&far, &near] {
            fs::create_dir_all(folder).unwrap();
        }
        let mut other = Command::new(server).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().ok()?;
        let (input, output) = (other.stdin.take()?, other.stdout.take()?);
        let mut remote = OsString::from("far:");
        remote.push(&far);
        let mut sshfs = Command::new("sshfs");
        sshfs.arg(remote).arg(&near).args(["-f", "-o", "passive"]).stdin(output).stdout(input).stderr(Stdio::null());
        let Ok(sshfs) = sshfs.spawn() else {
            let _ = other.kill();
            let _ = other.wait();
            return None;
        };
        let mounted = Self { place, ends: [other, sshfs] };
        let start = Instant::now();
        while !fs::read_to_string("/proc/self/mountinfo").unwrap().contains(mounted.near().to_str()?) {
            if start.elapsed() > Duration::from_secs(5) {
                return None;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Some(mounted)
    }

    fn near(&self) -> PathBuf {
        self.place.path().join("near")
    }

    /// The other computer is gone. The near end goes first: one that sees the other go takes the folder away in good order.
    fn break_connection(&mut self) {
        for end in self.ends.iter_mut().rev() {
            let _ = end.kill();
            let _ = end.wait();
        }
    }
}

impl Drop for Far {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.near()).stderr(Stdio::null()).status();
        self.break_connection();
    }
}

#[test]
fn a_register_on_another_computer_is_told_used_and_survives_a_broken_connection() {
    let Some(mut far) = Far::mount(tempfile::tempdir().unwrap()) else {
        println!("not run: no network drive can be mounted here (packages sshfs and openssh-sftp-server)");
        return;
    };
    let home = far.near().join("atlas");
    let made = Step::tenant("Fjord AS").run(&home);
    assert_eq!(made.exit, 0, "{}", made.stderr);
    assert!(made.stderr.contains("another computer") && made.stderr.contains("backup"), "{}", made.stderr);
    Step::log("Sak").must(&home);
    let check = Step::new(&["check"], "").must(&home);
    assert_eq!((&check["problems"], &check["warnings"][0]["code"]), (&json!([]), &json!("network-folder")));

    far.break_connection();
    for step in [Step::log("Sak 2"), Step::new(&["tenant", "list"], ""), Step::new(&["check"], "")] {
        let start = Instant::now();
        let run = step.run(&home);
        assert_eq!(run.exit, 4, "{:?}: {}", step.arguments, run.stdout);
        assert!(run.error()["message"].as_str().unwrap().len() > 40, "{}", run.stderr);
        assert!(start.elapsed() < Duration::from_secs(20), "nobody waits for what is gone");
    }
    assert_eq!(observe(&far.place.path().join("far/atlas")).len(), 2, "what was acknowledged is there");
}

type Make = fn(&Path);

#[test]
fn what_is_no_file_is_refused_at_once() {
    for name in ["register.sqlite", "register.id", "register.open"] {
        let makes: [(&str, Make); 4] = [
            ("a pipe", |path| assert!(Command::new("mkfifo").arg(path).status().unwrap().success())),
            ("a folder", |path| fs::create_dir(path).unwrap()),
            ("a link to a device", |path| symlink("/dev/zero", path).unwrap()),
            ("a link to nothing", |path| symlink("/nowhere/at/all", path).unwrap()),
        ];
        for (what, make) in makes {
            let desk = Desk::with_tenant();
            let path = desk.home().join(name);
            fs::remove_file(&path).unwrap();
            make(&path);
            let start = Instant::now();
            assert_eq!(refused(&list(&desk.home())), (4, "not-a-file".to_owned()), "{what} as {name}");
            assert!(start.elapsed() < Duration::from_secs(20), "nobody waits for {what}");
        }
    }
}

#[test]
fn what_is_no_register_of_ours_is_told_apart_and_left_alone() {
    let sound = Desk::with_tenant();
    let bytes = fs::read(sound.home().join("register.sqlite")).unwrap();
    let changed = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = bytes.clone();
        change(&mut bytes);
        bytes
    };
    let random: Vec<u8> = (0u32..60_000).map(|i| i.wrapping_mul(2_654_435_761).to_be_bytes()[1]).collect();
    for (what, bytes, expected) in [
        ("nothing", Vec::new(), "register-missing"),
        ("a text", b"Kjaere dagbok\n".repeat(50), "not-a-register"),
        ("random bytes", random, "not-a-register"),
        ("another program's", changed(&|bytes| bytes[68..72].copy_from_slice(&7_u32.to_be_bytes())), "not-a-register"),
        ("a newer one", changed(&|bytes| bytes[60..64].copy_from_slice(&999_u32.to_be_bytes())), "register-newer"),
        ("a part", changed(&|bytes| bytes.truncate(bytes.len() / 2 + 700)), "register-damaged"),
        ("three pages of garbage", changed(&|bytes| bytes[3 * 4096..6 * 4096].fill(0xa5)), "register-damaged"),
    ] {
        let desk = sound.copy();
        let path = desk.home().join("register.sqlite");
        fs::write(&path, &bytes).unwrap();
        for step in [Step::new(&["tenant", "list"], ""), Step::log("Sak"), Step::protect(), Step::new(&["check"], "")] {
            assert_eq!(refused(&step.run(&desk.home())), (4, expected.to_owned()), "{what}: {:?}", step.arguments);
        }
        assert_eq!(fs::read(&path).unwrap(), bytes, "{what}: not a byte was changed");
    }
}

/// A register whose last change lies in the log alone, as after a crash.
fn with_log(name: &str) -> Desk {
    let start = Desk::with_tenant();
    // Killed at one of the last calls: after the answer, while the log is being merged into the register.
    for back in 1..40 {
        let desk = start.copy();
        let step = Step::log(name);
        let count = desk.folder.path().join("calls");
        let mut command = step.command(&desk.home());
        inject(&mut command, &desk.home(), Fault { kind: "any", at: usize::MAX / 2, errno: 5, stays: false });
        command.env("ATLAS_CALLS", &count);
        run(command, "").json();
        let calls: usize = fs::read_to_string(count).unwrap().parse().unwrap();
        let desk = start.copy();
        let mut command = step.command(&desk.home());
        inject(&mut command, &desk.home(), Fault { kind: "any", at: calls - back, errno: 0, stays: false });
        let run = run(command, "");
        let log = desk.home().join("register.sqlite-wal");
        if run.exit == -1 && run.stdout.ends_with('\n') && log.metadata().is_ok_and(|log| log.len() > 0) {
            return desk;
        }
    }
    panic!("no log was left behind");
}

#[test]
fn a_log_that_is_lost_or_of_another_register_does_no_harm() {
    let (desk, other) = (with_log("Sak"), with_log("En annens"));
    let whole = desk.copy();
    assert_eq!(observe(&whole.home()).len(), 2, "the log holds the last change");

    let lost = desk.copy();
    fs::remove_file(lost.home().join("register.sqlite-wal")).unwrap();
    fs::remove_file(lost.home().join("register.sqlite-shm")).unwrap_or_default();
    // The merging had begun: what it finds is either sound or refused, and the backups are offered.
    let run = Step::new(&["check"], "").run(&lost.home());
    assert!(run.exit == 0 || refused(&run) == (4, "register-damaged".to_owned()), "{}", run.stderr);

    let mixed = desk.copy();
    fs::copy(other.home().join("register.sqlite-wal"), mixed.home().join("register.sqlite-wal")).unwrap();
    fs::remove_file(mixed.home().join("register.sqlite-shm")).unwrap_or_default();
    let run = Step::new(&["check"], "").run(&mixed.home());
    let told = if run.exit == 0 { run.json()["problems"].to_string() } else { refused(&run).1 };
    assert!(told != "[]", "a log of another register is not taken for this one's: {told}");
}

#[test]
fn a_folder_that_cannot_be_written_is_read() {
    let desk = Desk::with_tenant();
    let place = tempfile::Builder::new().permissions(fs::Permissions::from_mode(0o755)).tempdir().unwrap();
    let home = place.path().join("home");
    copy_folder(&desk.home(), &home);
    let program = place.path().join("atlas");
    fs::copy(workspace_tests::program("ATLAS_BIN", "debug/atlas").unwrap(), &program).unwrap();
    for entry in fs::read_dir(&home).unwrap().flatten() {
        fs::set_permissions(entry.path(), fs::Permissions::from_mode(0o444)).unwrap();
    }
    fs::set_permissions(&home, fs::Permissions::from_mode(0o555)).unwrap();
    let root = fs::metadata("/proc/self").unwrap().uid() == 0;
    let atlas = |arguments: &[&str]| {
        // Rights are nothing to root, so somebody else asks.
        let mut command = Command::new(if root { "setpriv" } else { "env" });
        if root {
            command.args(["--reuid=65534", "--regid=65534", "--clear-groups", "--"]);
        }
        command.arg(&program).arg("--json").args(arguments).env("SUPPORT_ATLAS_HOME", &home);
        command.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent");
        run(command, "")
    };
    assert_eq!(atlas(&["tenant", "list"]).json()["items"][0]["name"], "Fjord AS");
    assert_eq!(atlas(&["check"]).json()["problems"], serde_json::json!([]));
    let logged = Step::log("Sak");
    let logged: Vec<&str> = logged.arguments.iter().map(String::as_str).collect();
    for arguments in [&["tenant", "add", "--name", "Fjell", "--country", "NO"][..], &logged, &["lock"]] {
        assert_eq!(refused(&atlas(arguments)), (4, "read-only".to_owned()), "{arguments:?}");
    }
    fs::set_permissions(&home, fs::Permissions::from_mode(0o755)).unwrap();
}

/// A real file system of 4 MB in a namespace of its own: full before the program starts, while it works, and free again.
#[test]
fn a_disk_that_is_full_is_told_and_read_from() {
    if !Command::new("unshare").args(["-rm", "true"]).status().is_ok_and(|status| status.success()) {
        println!("not run: this system allows no user namespaces");
        return;
    }
    let place = tempfile::tempdir().unwrap();
    let atlas = workspace_tests::program("ATLAS_BIN", "debug/atlas").unwrap();
    let script = r#"
        mount -t tmpfs -o size=4096k,mode=700 tmpfs "$1"
        export SUPPORT_ATLAS_HOME="$1/home" DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent
        say() { name="$1"; shift; set +e; out=$("$@" 2>&1 </dev/null); echo "$name $? $out"; set -e; }
        fill() { set +e; dd if=/dev/zero of="$1" bs=64k 2>/dev/null; dd if=/dev/zero bs=1 count=4096 >> "$1" 2>/dev/null; set -e; }
        log="request log --tenant Fjord --product finance --plan subscription --severity b --filed-at 2026-11-20T09:00:00Z --title"
        fill "$1/first"
        say empty "$2" --json tenant add --name Fjord --country NO
        test ! -e "$1/home/register.sqlite"
        rm "$1/first"
        say made "$2" --json tenant add --name Fjord --country NO
        say logged "$2" --json $log Sak
        fill "$1/second"
        say list "$2" --json tenant list
        say check "$2" --json check
        say add "$2" --json tenant add --name Fjell --country NO
        say log "$2" --json $log Sak2
        say lock "$2" --json lock
        say export "$2" --json export --format csv --out "$1/out"
        rm "$1/second"
        say again "$2" --json tenant add --name Fjell --country NO
        say sound "$2" --json check
        ls -A "$1/home"
    "#;
    let output =
        Command::new("unshare").args(["-rm", "sh", "-ec", script, "sh"]).arg(place.path()).arg(atlas).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    let answer = |name: &str| -> (i32, Value) {
        let line = said.lines().find_map(|line| line.strip_prefix(&format!("{name} "))).unwrap();
        let (exit, document) = line.split_once(' ').unwrap();
        (exit.parse().unwrap(), serde_json::from_str(document).unwrap_or_else(|_| panic!("{name}: {line}")))
    };
    for name in ["made", "logged", "list", "check", "again", "sound"] {
        assert_eq!(answer(name).0, 0, "{name}: {said}");
    }
    for name in ["empty", "add", "log", "lock"] {
        let (exit, document) = answer(name);
        assert_eq!((exit, &document["error"]["code"]), (4, &"disk-full".into()), "{name}: {said}");
    }
    let (exit, document) = answer("export");
    assert_eq!((exit, &document["error"]["code"]), (2, &"output-disk-full".into()), "{said}");
    assert_eq!(answer("sound").1["problems"], serde_json::json!([]));
    assert!(!said.contains(".register-"), "nothing is left behind: {said}");
}

/// Not even the error output can be written.
#[test]
fn a_full_output_is_no_panic() {
    let atlas = Atlas::new();
    atlas.answer(&["tenant", "add", "--name", "Fjord AS", "--country", "NO"]);
    let full = || fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    for (arguments, expected) in [
        (&["tenant", "show", "nobody"][..], 3),
        (&["tenant", "shew"], 2),
        (&["--json", "tenant", "shew"], 2),
        (&["tenant", "list"], 1),
        (&["guide"], 1),
    ] {
        let mut command = crate::program::command(atlas.home.path());
        let status = command.args(arguments).stdout(full()).stderr(full()).status().unwrap();
        assert_eq!(status.code(), Some(expected), "{arguments:?}");
    }
}

/// A namespace with no network but its own switched-off loopback.
#[test]
fn everything_works_without_any_network() {
    if !Command::new("unshare").args(["-rn", "true"]).status().is_ok_and(|status| status.success()) {
        println!("not run: this system allows no user namespaces");
        return;
    }
    let desk = Desk::new();
    let steps =
        [Step::tenant("Fjord AS"), Step::log("Sak"), Step::import(&desk), Step::protect(), desk.contract("Nordic")];
    let route = Step::new(&["route", "--product", "finance", "--plan", "premier"], "");
    for step in steps.into_iter().chain([route, Step::backup(&desk), Step::restore(&desk)]) {
        let plain = step.command(&desk.home());
        let mut command = Command::new("unshare");
        command.arg("-rn").arg(plain.get_program()).args(plain.get_args()).env("SUPPORT_ATLAS_HOME", desk.home());
        command.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent");
        assert_eq!(run(command, &step.input).exit, 0, "{:?}", step.arguments);
    }
    assert_eq!(observe(&desk.home()).last().unwrap(), "restored vault null");
}
