//! Opening: what is there decides, and nothing is ever taken for a first run that is not one.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![allow(clippy::type_complexity, reason = "tables of cases and short spellings")]

mod common;

use std::fs;
use std::path::Path;
use std::process::Command;

use common::{add_tenant, at, behind, code, desk, now, open};
use support_policy::Language;
use support_policy::edition::Edition;
use support_register::{APPLICATION_ID, Actor, Guide, Register, RegisterError, SearchLimits, Through, plain};
use tempfile::TempDir;

#[test]
fn a_first_run_creates_register_and_side_file() {
    let folder = TempDir::new().unwrap();
    let home = folder.path().join("new").join("home");
    let register = open(&home).unwrap();
    assert!(!register.is_read_only());
    assert_eq!(register.tenants().list().unwrap(), []);
    let side_file = fs::read_to_string(home.join("register.id")).unwrap();
    assert!(side_file.contains(&register.id().to_string()));
    let id = register.id();
    drop(register);
    assert_eq!(open(&home).unwrap().id(), id, "the second time it is the same register");
}

#[cfg(unix)]
#[test]
fn folder_and_files_are_for_their_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let folder = TempDir::new().unwrap();
    let home = folder.path().join("home");
    let register = open(&home).unwrap();
    add_tenant(&register, "Fjord");
    register.backup(now()).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&home), 0o700);
    assert_eq!(mode(&home.join("backups")), 0o700);
    let mut seen = 0;
    for folder in [&home, &home.join("backups")] {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                assert_eq!(mode(&path), 0o600, "{}", path.display());
                seen += 1;
            }
        }
    }
    assert!(seen >= 5, "register, log, shared memory, side file, lock and a backup: {seen}");
}

#[test]
fn sqlite_is_set_up_as_decided() {
    let desk = desk();
    drop(desk.register);
    let connection = behind(desk.folder.path());
    let number = |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i32>(0)).unwrap();
    assert_eq!(number("application_id"), APPLICATION_ID);
    assert!(number("user_version") > 6, "the sixth version is the oldest that anybody has");
    let mode: String = connection.pragma_query_value(None, "journal_mode", |row| row.get(0)).unwrap();
    assert_eq!(mode, "wal");
    let loose: i32 = connection
        .query_row(
            "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite%' AND strict = 0",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(loose, 0, "all tables are strict, but for those of the search index itself");
}

/// What is left in the folder, and what opening says of it.
#[test]
fn a_missing_or_empty_register_is_a_first_run_only_without_traces() {
    type Leave = fn(&Path);
    let nothing: Leave = |_| {};
    let empty: Leave = |home| fs::write(home.join("register.sqlite"), "").unwrap();
    let side_file: Leave = |home| fs::write(home.join("register.id"), "{}").unwrap();
    let backup: Leave = |home| {
        fs::create_dir(home.join("backups")).unwrap();
        fs::write(home.join("backups/register-20260101T000000000000Z.sqlite"), "x").unwrap();
    };
    let no_backup: Leave = |home| fs::create_dir(home.join("backups")).unwrap();
    let log: Leave = |home| fs::write(home.join("register.sqlite-wal"), "x").unwrap();
    let attached: Leave = |home| {
        fs::create_dir(home.join("attachments")).unwrap();
        fs::write(home.join("attachments/019a0000-0000-7000-8000-000000000000.har"), "x").unwrap();
    };
    let table: [(&str, &[Leave], Option<&str>); 11] = [
        ("nothing", &[nothing], None),
        ("an empty file", &[empty], None),
        ("an empty folder for backups", &[no_backup], None),
        ("a side file", &[side_file], Some("register-missing")),
        ("an empty file and a side file", &[empty, side_file], Some("register-missing")),
        ("a backup", &[backup], Some("register-missing")),
        ("an empty file and a backup", &[empty, backup], Some("register-missing")),
        ("an attached file", &[attached], Some("register-missing")),
        ("an empty file and an attached file", &[empty, attached], Some("register-missing")),
        ("a log", &[log], Some("register-missing")),
        ("an empty file and a log", &[empty, log], Some("register-missing")),
    ];
    for (what, leaves, expected) in table {
        let folder = TempDir::new().unwrap();
        for leave in leaves {
            leave(folder.path());
        }
        let before = names(folder.path());
        let opened = open(folder.path());
        match expected {
            None => assert!(opened.is_ok(), "{what}: {opened:?}"),
            Some(expected) => {
                assert_eq!(code(opened), expected, "{what}");
                assert_eq!(names(folder.path()), before, "{what}: nothing was made");
            }
        }
    }
}

#[test]
fn a_register_truncated_to_nothing_is_missed() {
    let desk = desk();
    add_tenant(&desk.register, "Fjord");
    drop(desk.register);
    fs::write(desk.folder.path().join("register.sqlite"), "").unwrap();
    let error = open(desk.folder.path()).unwrap_err();
    assert_eq!((error.code(), error.exit_code()), ("register-missing", 4));
    assert!(error.message().en.contains("backups") && error.message().nb.contains("backups"), "says what to do");
}

#[test]
fn what_is_no_register_is_left_alone() {
    let foreign = |home: &Path| {
        let connection = rusqlite::Connection::open(home.join("register.sqlite")).unwrap();
        connection
            .execute_batch("PRAGMA application_id = 7; CREATE TABLE mine (x); INSERT INTO mine VALUES (1)")
            .unwrap();
    };
    let unmarked = |home: &Path| {
        let connection = rusqlite::Connection::open(home.join("register.sqlite")).unwrap();
        connection.execute_batch("CREATE TABLE mine (x)").unwrap();
    };
    let random = |home: &Path| {
        let bytes: Vec<u8> = (0u32..20_000).map(|i| i.wrapping_mul(2_654_435_761).to_be_bytes()[1]).collect();
        fs::write(home.join("register.sqlite"), bytes).unwrap();
    };
    let text = |home: &Path| fs::write(home.join("register.sqlite"), "Dear diary").unwrap();
    let cases: [(&str, &dyn Fn(&Path)); 4] =
        [("another program's", &foreign), ("nobody's", &unmarked), ("random bytes", &random), ("a text", &text)];
    for (what, make) in cases {
        let folder = TempDir::new().unwrap();
        make(folder.path());
        let before = fs::read(folder.path().join("register.sqlite")).unwrap();
        assert_eq!(code(open(folder.path())), "not-a-register", "{what}");
        assert_eq!(fs::read(folder.path().join("register.sqlite")).unwrap(), before, "{what}: not a byte was changed");
        assert_eq!(names(folder.path()), ["register.sqlite"], "{what}: nothing was made beside it");
    }
}

#[test]
fn a_newer_register_is_left_alone() {
    let desk = desk();
    drop(desk.register);
    behind(desk.folder.path()).pragma_update(None, "user_version", 999).unwrap();
    let before = fs::read(desk.folder.path().join("register.sqlite")).unwrap();
    assert_eq!(code(open(desk.folder.path())), "register-newer");
    assert_eq!(fs::read(desk.folder.path().join("register.sqlite")).unwrap(), before);
}

/// The number may still be in the log alone.
#[test]
fn a_newer_register_is_recognised_while_another_program_has_it_open() {
    let desk = desk();
    drop(desk.register);
    let other = behind(desk.folder.path());
    other.pragma_update(None, "user_version", 999).unwrap();
    assert_eq!(code(open(desk.folder.path())), "register-newer");
}

#[test]
fn damage_is_found_when_opened() {
    let desk = desk();
    for i in 0..200 {
        add_tenant(&desk.register, &format!("Tenant {i}"));
    }
    drop(desk.register);
    let path = desk.folder.path().join("register.sqlite");
    let sound = fs::read(&path).unwrap();
    assert!(sound.len() > 10 * 4096);

    fs::write(&path, &sound[..sound.len() - 5000]).unwrap();
    assert_eq!(code(open(desk.folder.path())), "register-damaged", "truncated in the middle of a page");

    let mut overwritten = sound.clone();
    overwritten[3 * 4096..6 * 4096].fill(0xA5);
    fs::write(&path, &overwritten).unwrap();
    assert_eq!(code(open(desk.folder.path())), "register-damaged", "three pages of garbage");
    assert_eq!(fs::read(&path).unwrap(), overwritten, "the damaged file is kept as it is");

    fs::write(&path, &sound).unwrap();
    assert_eq!(open(desk.folder.path()).unwrap().tenants().list().unwrap().len(), 200);
}

#[cfg(unix)]
#[test]
fn links_pipes_and_folders_are_refused() {
    let elsewhere = desk();
    drop(elsewhere.register);
    for name in ["register.sqlite", "register.id", "register.lock"] {
        let makes: [(&str, &dyn Fn(&Path)); 3] = [
            ("a link", &|path| std::os::unix::fs::symlink(elsewhere.folder.path().join(name), path).unwrap()),
            ("a pipe", &|path| assert!(Command::new("mkfifo").arg(path).status().unwrap().success())),
            ("a folder", &|path| fs::create_dir(path).unwrap()),
        ];
        for (what, make) in makes {
            let desk = desk();
            drop(desk.register);
            let path = desk.folder.path().join(name);
            fs::remove_file(&path).unwrap();
            // The lock is needed only where something has to be made.
            if name == "register.lock" {
                fs::remove_file(desk.folder.path().join("register.id")).unwrap();
                fs::remove_file(desk.folder.path().join("register.sqlite")).unwrap();
            }
            make(&path);
            assert_eq!(code(open(desk.folder.path())), "not-a-file", "{what} as {name}");
        }
    }
}

#[test]
fn a_lost_side_file_is_made_again() {
    let desk = desk();
    let id = desk.register.id();
    drop(desk.register);
    let path = desk.folder.path().join("register.id");
    let before = fs::read(&path).unwrap();
    fs::remove_file(&path).unwrap();
    assert_eq!(open(desk.folder.path()).unwrap().id(), id);
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn a_side_file_that_cannot_be_trusted_is_not_overwritten() {
    let desk = desk();
    drop(desk.register);
    let path = desk.folder.path().join("register.id");
    let sound = fs::read_to_string(&path).unwrap();
    let other = common::desk();
    let others = fs::read_to_string(other.folder.path().join("register.id")).unwrap();
    for (content, expected) in [
        ("garbage".to_owned(), "side-file-damaged"),
        (String::new(), "side-file-damaged"),
        (sound.replace("\"format\": 1", "\"format\": 2"), "register-newer"),
        (others, "side-file-of-another-register"),
    ] {
        fs::write(&path, &content).unwrap();
        assert_eq!(code(open(desk.folder.path())), expected);
        assert_eq!(fs::read_to_string(&path).unwrap(), content);
    }
}

/// A register as the sixth version of the schema left it, made by the program of that time: two tenants, a contract, a
/// request that was answered, five changes.
const VERSION_6: &[u8] = include_bytes!("fixtures/register-6.sqlite");

#[test]
fn an_older_register_is_backed_up_and_migrated() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("register.sqlite"), VERSION_6).unwrap();
    let register = open(folder.path()).unwrap();
    let tenants: Vec<_> = register.tenants().list().unwrap().into_iter().map(|tenant| tenant.name).collect();
    assert_eq!(tenants, ["Café Zürich", "Fjord AS"]);
    assert_eq!(register.contracts().find("Premier 2026").unwrap().ends, "2027-03-31".parse().ok());
    let request = register.requests().find("2611200040000719").unwrap();
    assert_eq!(
        (request.due_at, request.responded_at),
        (Some(at("2026-11-20T11:00:00Z")), Some(at("2026-11-20T10:00:00Z")))
    );
    assert_eq!(register.history(None).unwrap().len(), 5);
    assert_eq!(register.check().unwrap().problems, [], "digests and chain hold across the migration");
    let guide = Guide::of(Edition::base().unwrap()).unwrap();
    let found = register.search(&guide, "fjord", Language::En, SearchLimits { each: 1, all: 1 }).unwrap();
    assert_eq!(plain(&found[0].title), "Fjord AS", "what was there before is found");

    let backups = names(&folder.path().join("backups"));
    assert_eq!(backups.len(), 1);
    let backup = rusqlite::Connection::open(folder.path().join("backups").join(&backups[0])).unwrap();
    let version: i32 = backup.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    let tenants: i32 = backup.query_row("SELECT count(*) FROM tenant", [], |row| row.get(0)).unwrap();
    assert_eq!((version, tenants), (6, 2), "the backup is of the time before");

    drop(register);
    open(folder.path()).unwrap();
    assert_eq!(names(&folder.path().join("backups")), backups, "once is enough");
}

#[test]
fn a_backup_opens_as_a_register() {
    let desk = desk();
    let tenant = add_tenant(&desk.register, "Fjord");
    let backup = desk.register.backup(now()).unwrap();
    let folder = TempDir::new().unwrap();
    fs::copy(backup, folder.path().join("register.sqlite")).unwrap();
    let restored = open(folder.path()).unwrap();
    assert_eq!(restored.tenants().list().unwrap(), [tenant]);
    assert_eq!(restored.check().unwrap().problems, []);
}

#[test]
fn old_backups_of_the_same_day_go() {
    let desk = desk();
    for minute in 0..13 {
        desk.register.backup(now() + chrono::Duration::minutes(minute)).unwrap();
    }
    let names = names(&desk.folder.path().join("backups"));
    assert_eq!(names.len(), 3);
    assert_eq!(names[0], "register-20261122T081000000000Z.sqlite");
    assert_eq!(names[2], "register-20261122T081200000000Z.sqlite");
}

#[test]
fn what_a_crash_left_is_cleared_away() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join(".register-abc123.tmp"), "half").unwrap();
    fs::write(folder.path().join(".register-abc123.tmp-wal"), "half").unwrap();
    fs::write(folder.path().join("mine.tmp"), "mine").unwrap();
    open(folder.path()).unwrap();
    let names = names(folder.path());
    assert!(!names.iter().any(|name| name.starts_with(".register-")), "{names:?}");
    assert!(names.contains(&"mine.tmp".to_owned()));
}

/// A window shows something first. What the others who open the register meanwhile write is not taken for a leftover.
#[test]
fn a_window_clears_what_a_crash_left_once_it_is_there() {
    let folder = TempDir::new().unwrap();
    drop(open(folder.path()).unwrap());
    let (left, scratch) = (folder.path().join(".register-abc123.tmp"), folder.path().join(".register-def456.tmp"));
    fs::write(&left, "half").unwrap();
    fs::create_dir(folder.path().join(".register-ghi789.tmp")).unwrap();
    let register =
        Register::open_without_clearing(folder.path(), Actor { who: "ada".into(), through: Through::Window }).unwrap();
    assert!(left.exists());
    let second = open(folder.path()).unwrap();
    fs::write(&scratch, "being written").unwrap();
    register.clear_left_behind();
    let names = names(folder.path());
    let temporary: Vec<_> = names.iter().filter(|name| name.starts_with(".register-")).collect();
    assert_eq!(temporary, [".register-def456.tmp"]);
    register.clear_left_behind();
    second.clear_left_behind();
    assert!(scratch.exists());
}

/// A start that only hands over to a program in the tray leaves its register alone.
#[test]
fn a_register_is_in_use_while_somebody_has_it_open() {
    let folder = TempDir::new().unwrap();
    assert!(!Register::is_used(folder.path()), "there is none");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is made by looking");
    let register = open(folder.path()).unwrap();
    assert!(Register::is_used(folder.path()));
    let second = open(folder.path()).unwrap();
    drop(register);
    assert!(Register::is_used(folder.path()));
    drop(second);
    assert!(!Register::is_used(folder.path()));
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("file"), "x").unwrap();
    let error = open(&folder.path().join("file").join("home")).unwrap_err();
    assert!(matches!(error, RegisterError::Unreachable { .. }), "{error:?}");
    assert_eq!(error.exit_code(), 4);
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}
