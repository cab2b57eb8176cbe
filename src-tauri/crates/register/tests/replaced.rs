//! The register's file taken away or exchanged while a program has it open, as a synchronising program or a restored backup
//! does it: nothing is acknowledged that would be gone with the program.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![cfg(unix)]

mod common;

use common::{add_tenant, code, desk, now, open, tenant_draft};
use std::fs;

#[test]
fn a_register_that_was_taken_away_takes_no_change() {
    let desk = desk();
    add_tenant(&desk.register, "Fjord");
    let path = desk.folder.path().join("register.sqlite");
    let aside = desk.folder.path().join("aside");
    fs::rename(&path, &aside).unwrap();
    let refused = desk.register.tenants().add(&tenant_draft("Fjell"), now()).unwrap_err();
    assert_eq!((refused.code(), refused.exit_code()), ("register-replaced", 4));
    assert_eq!(desk.register.tenants().list().unwrap().len(), 1, "what was read before can be read on");
    fs::rename(&aside, &path).unwrap();
    add_tenant(&desk.register, "Fjell");
    assert_eq!(desk.register.check().unwrap().problems, [], "put back, it goes on");
}

#[test]
fn a_register_that_was_exchanged_takes_no_change() {
    let (desk, other) = (desk(), common::desk());
    add_tenant(&desk.register, "Fjord");
    add_tenant(&other.register, "En annens");
    let backup = other.register.backup(now()).unwrap();
    let path = desk.folder.path().join("register.sqlite");
    let exchanged = desk.folder.path().join("exchanged");
    fs::copy(&backup, &exchanged).unwrap();
    let before = fs::read(&exchanged).unwrap();
    fs::rename(&exchanged, &path).unwrap();
    assert_eq!(code(desk.register.tenants().add(&tenant_draft("Fjell"), now())), "register-replaced");
    assert_eq!(fs::read(&path).unwrap(), before, "nothing was written to the other one");
    drop(desk.register);
    assert_eq!(code(open(desk.folder.path())), "side-file-of-another-register");
}

/// What the product itself advises when a register is damaged: copy the newest backup to its name. The log of the damaged one
/// is still there.
#[test]
fn a_backup_that_is_copied_over_a_register_is_not_mixed_with_its_log() {
    let desk = desk();
    add_tenant(&desk.register, "Fjord");
    let backup = desk.register.backup(now()).unwrap();
    for number in 0..50 {
        add_tenant(&desk.register, &format!("Etterpå {number}"));
    }
    let (path, log) = (desk.folder.path().join("register.sqlite"), desk.folder.path().join("register.sqlite-wal"));
    let left = fs::read(&log).unwrap();
    assert!(left.len() > 100_000, "the log holds most of it");
    drop(desk.register);
    fs::copy(&backup, &path).unwrap();
    fs::write(&log, &left).unwrap();
    let register = open(desk.folder.path()).unwrap();
    let names: Vec<String> = register.tenants().list().unwrap().into_iter().map(|tenant| tenant.name).collect();
    assert_eq!(names, ["Fjord"]);
    add_tenant(&register, "Videre");
    assert_eq!(register.check().unwrap().problems, []);
    drop(register);
    assert_eq!(open(desk.folder.path()).unwrap().tenants().list().unwrap().len(), 2);
    let kept = fs::read_dir(desk.folder.path().join("backups")).unwrap().flatten();
    let kept: Vec<_> = kept.filter(|entry| entry.file_name().to_string_lossy().starts_with("stray-")).collect();
    assert_eq!(fs::read(kept[0].path()).unwrap(), left, "nothing is thrown away");
}

/// Temporary files of a program that crashed go with the next start, but not while another program may be using them.
#[test]
fn what_crashes_leave_is_cleared_by_whoever_is_alone() {
    let desk = desk();
    let left = desk.folder.path().join(".register-abc123.tmp");
    fs::write(&left, "half").unwrap();
    let second = open(desk.folder.path()).unwrap();
    assert!(left.exists(), "it may belong to the first");
    drop((desk.register, second));
    open(desk.folder.path()).unwrap();
    assert!(!left.exists());
}
