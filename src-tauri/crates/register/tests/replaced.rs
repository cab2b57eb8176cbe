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
