//! Several programs with one register, and programs that are killed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod common;

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::Child;
use std::time::Duration;

use common::{add_tenant, behind, code, desk, given_folder, now, open, program, tenant_draft, wait_for};
use tempfile::TempDir;

const ROUNDS: u64 = 120;

/// Adds tenants without end, and says of each that it is kept.
#[test]
#[ignore = "a program for other tests to start and kill"]
fn writer() {
    let Some(folder) = given_folder() else { return };
    let register = open(&folder).unwrap();
    for number in 0.. {
        let name = format!("{}-{number}", std::process::id());
        let tenant = add_tenant(&register, &name);
        println!("\nkept {}", tenant.id);
        if number % 7 == 3 {
            register.tenants().set(tenant.id, &tenant_draft(&format!("{name} changed")), now()).unwrap();
            println!("\nchanged {}", tenant.id);
        }
        // Others get their turn.
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// Lets a writer run until it has acknowledged `first` records and then for a time, and kills it; gives what it said.
/// A last line without its end does not count.
fn run_and_kill(mut writer: Child, first: usize, time: Duration) -> Vec<String> {
    let mut output = BufReader::new(writer.stdout.take().unwrap());
    let mut said = String::new();
    while said.matches("kept ").count() < first && output.read_line(&mut said).unwrap() > 0 {}
    std::thread::sleep(time);
    writer.kill().unwrap();
    output.read_to_string(&mut said).unwrap();
    writer.wait().unwrap();
    let complete = said.rfind('\n').map_or("", |end| &said[..end]);
    complete.lines().map(str::to_owned).collect()
}

#[test]
fn nothing_acknowledged_is_lost_when_killed() {
    let folder = TempDir::new().unwrap();
    open(folder.path()).unwrap();
    let mut kept = BTreeSet::new();
    let mut changed = BTreeSet::new();
    for round in 0..ROUNDS {
        // On a busy machine a pause alone may end before the first record.
        let first = if round % 4 == 0 { 8 } else { 0 };
        let said = run_and_kill(program("writer", folder.path()), first, Duration::from_millis(12 + round * 7 % 45));
        kept.extend(said.iter().filter_map(|line| line.strip_prefix("kept ").map(str::to_owned)));
        changed.extend(said.iter().filter_map(|line| line.strip_prefix("changed ").map(str::to_owned)));
        let register = open(folder.path()).unwrap();
        let tenants = register.tenants().list().unwrap();
        let present: BTreeSet<String> = tenants.iter().map(|tenant| tenant.id.to_string()).collect();
        assert!(kept.is_subset(&present), "round {round}: {:?} lost", kept.difference(&present).collect::<Vec<_>>());
        for tenant in &tenants {
            let acknowledged = changed.contains(&tenant.id.to_string());
            assert!(!acknowledged || tenant.name.ends_with("changed"), "round {round}: a change was lost");
        }
    }
    let report = open(folder.path()).unwrap().check().unwrap();
    assert_eq!(report.problems, []);
    assert!(kept.len() > 200, "the writers had time to write: {}", kept.len());
}

/// Kills during creation leave nothing or a usable register.
#[test]
fn creation_is_all_or_nothing_when_killed() {
    let (mut nothing, mut usable) = (0, 0);
    for round in 0..60 {
        let folder = TempDir::new().unwrap();
        let home = folder.path().join("home");
        let first = usize::from(round % 10 == 9);
        let said = run_and_kill(program("writer", &home), first, Duration::from_micros(1500 + round * 500));
        let there = home.join("register.sqlite").exists();
        let register = open(&home).unwrap_or_else(|error| panic!("round {round}, register there: {there}: {error:?}"));
        assert_eq!(register.check().unwrap().problems, []);
        let kept = said.iter().filter(|line| line.starts_with("kept ")).count();
        assert!(register.tenants().list().unwrap().len() >= kept);
        if there { usable += 1 } else { nothing += 1 }
    }
    assert!(nothing > 0 && usable > 0, "kills came before and after: {nothing} and {usable}");
}

#[test]
fn several_programs_create_one_register() {
    let folder = TempDir::new().unwrap();
    let home = folder.path().join("home");
    let mut writers: Vec<Child> = (0..4).map(|_| program("writer", &home)).collect();
    for writer in &mut writers {
        wait_for(writer, "kept ");
    }
    let said: Vec<String> = writers.into_iter().flat_map(|writer| run_and_kill(writer, 0, Duration::ZERO)).collect();
    let register = open(&home).unwrap();
    let present: BTreeSet<String> =
        register.tenants().list().unwrap().iter().map(|tenant| tenant.id.to_string()).collect();
    for id in said.iter().filter_map(|line| line.strip_prefix("kept ")) {
        assert!(present.contains(id), "{id} was written into another register");
    }
    assert_eq!(register.check().unwrap().problems, []);
}

/// Two programs and four threads write at once; history stays one chain.
#[test]
fn programs_and_threads_write_at_once() {
    let desk = desk();
    let mut writers: Vec<Child> = (0..2).map(|_| program("writer", desk.folder.path())).collect();
    for writer in &mut writers {
        wait_for(writer, "kept ");
    }
    let register = &desk.register;
    std::thread::scope(|scope| {
        for thread in 0..4 {
            scope.spawn(move || {
                for number in 0..25 {
                    add_tenant(register, &format!("thread {thread} {number}"));
                }
            });
        }
    });
    for mut writer in writers {
        wait_for(&mut writer, "kept ");
        run_and_kill(writer, 0, Duration::ZERO);
    }
    let report = register.check().unwrap();
    assert_eq!(report.problems, []);
    let names: Vec<String> = register.tenants().list().unwrap().into_iter().map(|tenant| tenant.name).collect();
    assert_eq!(names.iter().filter(|name| name.starts_with("thread")).count(), 100);
    assert!(names.len() >= 104, "the other programs wrote before and after: {}", names.len());
}

#[test]
fn what_one_program_writes_the_other_sees() {
    let desk = desk();
    let other = open(desk.folder.path()).unwrap();
    let tenant = add_tenant(&desk.register, "Fjord");
    assert_eq!(other.tenants().get(tenant.id).unwrap(), tenant);
    other.tenants().set(tenant.id, &tenant_draft("Fjell"), now()).unwrap();
    assert_eq!(desk.register.tenants().get(tenant.id).unwrap().name, "Fjell");
}

#[test]
fn a_register_that_stays_locked_is_busy() {
    let desk = desk();
    let other = behind(desk.folder.path());
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let start = std::time::Instant::now();
    let error = desk.register.tenants().add(&tenant_draft("Fjord"), now()).unwrap_err();
    assert_eq!((error.code(), error.exit_code()), ("busy", 4));
    assert!(start.elapsed() >= Duration::from_secs(5), "it waited");
    assert_eq!(desk.register.tenants().list().unwrap(), [], "reading goes on meanwhile");
    other.execute_batch("ROLLBACK").unwrap();
    add_tenant(&desk.register, "Fjord");
}

/// The lock for creating and migrating is the system's: it goes with the program.
#[test]
fn a_killed_program_leaves_no_lock() {
    let folder = TempDir::new().unwrap();
    let home = folder.path();
    let mut writer = program("writer", home);
    wait_for(&mut writer, "kept ");
    run_and_kill(writer, 0, Duration::ZERO);
    remove_side_file(home);
    open(home).unwrap();
    assert!(home.join("register.id").exists(), "the lock was free, so the side file was made again");
    assert_eq!(code(open(&home.join("register.sqlite").join("below"))), "unreachable");
}

fn remove_side_file(home: &Path) {
    std::fs::remove_file(home.join("register.id")).unwrap();
}
