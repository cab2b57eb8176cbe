//! A disk that is full or read-only: a real one, made for the test in a namespace of its own.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![cfg(target_os = "linux")]

mod common;

use std::fs;
use std::path::Path;
use std::process::Command;

use common::{add_tenant, code, given_folder, no_keyring, now, open, tenant_draft};
use support_register::{Existing, ExportFormat, Register, SecretChange, SecretField, SecretUse};
use tempfile::TempDir;

/// Runs an ignored test of this file on a file system of `kilobytes`. Where the system allows no
/// namespaces there is no such disk, and the test says so.
fn on_a_disk(kilobytes: u32, test: &str) {
    if !Command::new("unshare").args(["-rm", "true"]).status().is_ok_and(|status| status.success()) {
        eprintln!("{test}: not run, this system allows no user namespaces");
        return;
    }
    let folder = TempDir::new().unwrap();
    let script = "mount -t tmpfs -o size=$1k,mode=700 tmpfs \"$2\" && exec \"$3\" \"$4\" --exact --ignored --nocapture";
    let status = Command::new("unshare")
        .args(["-rm", "sh", "-ec", script, "sh", &kilobytes.to_string()])
        .arg(folder.path())
        .arg(std::env::current_exe().unwrap())
        .arg(test)
        .env("SUPPORT_ATLAS_TEST_FOLDER", folder.path())
        .status()
        .unwrap();
    assert!(status.success(), "{test} failed on its disk");
}

fn remount(folder: &Path, how: &str) {
    assert!(Command::new("mount").args(["-o", how]).arg(folder).status().unwrap().success());
}

fn fill(folder: &Path) {
    let path = folder.join("filler");
    let mut size = 1 << 20;
    let mut filler = fs::File::create(&path).unwrap();
    while size > 0 {
        if std::io::Write::write_all(&mut filler, &vec![0; size]).is_err() {
            size /= 2;
        }
    }
}

fn names(register: &Register) -> Vec<String> {
    register.tenants().list().unwrap().into_iter().map(|tenant| tenant.name).collect()
}

#[test]
fn a_read_only_disk_can_be_read() {
    on_a_disk(4096, "read_only");
}

#[test]
#[ignore = "started by a_read_only_disk_can_be_read"]
fn read_only() {
    let folder = given_folder().unwrap();
    let tenant = add_tenant(&open(&folder).unwrap(), "Fjord");
    remount(&folder, "remount,ro");

    let register = open(&folder).unwrap();
    assert!(register.is_read_only());
    assert_eq!(names(&register), ["Fjord"]);
    assert_eq!(register.check().unwrap().problems, []);
    assert_eq!(code(register.tenants().add(&tenant_draft("Fjell"), now())), "read-only");
    assert_eq!(code(register.tenants().remove(tenant.id, now())), "read-only");
    assert_eq!(code(register.backup(now())), "read-only");
    let secrets = SecretChange { access_id: Some(Some("1".into())), ..SecretChange::default() };
    let contract = common::contract_draft("Premier");
    assert_eq!(code(register.contracts().add(&contract, &secrets, &no_keyring(), now())), "read-only");
    assert_eq!(
        code(register.contracts().secret(tenant.id, SecretField::AccessId, SecretUse::Reveal, now())),
        "keyring-locked"
    );
    drop(register);

    remount(&folder, "remount,rw");
    let register = open(&folder).unwrap();
    assert!(!register.is_read_only());
    add_tenant(&register, "Fjell");
    // A log that is not merged yet must not be passed over: without SQLite's shared memory it cannot be read.
    let (killed, copied) = (folder.join("killed"), folder.join("copied"));
    for (to, names) in [
        (&killed, ["register.sqlite", "register.sqlite-wal", "register.sqlite-shm"]),
        (&copied, ["register.sqlite", "register.sqlite-wal", "register.id"]),
    ] {
        fs::create_dir(to).unwrap();
        for name in names {
            fs::copy(folder.join(name), to.join(name)).unwrap();
        }
    }
    drop(register);
    remount(&folder, "remount,ro");
    assert_eq!(names(&open(&killed).unwrap()), ["Fjell", "Fjord"]);
    assert_eq!(code(open(&copied)), "read-only");
}

#[test]
fn nothing_is_created_on_a_read_only_disk() {
    on_a_disk(64, "read_only_and_empty");
}

#[test]
#[ignore = "started by nothing_is_created_on_a_read_only_disk"]
fn read_only_and_empty() {
    let folder = given_folder().unwrap();
    remount(&folder, "remount,ro");
    assert_eq!(code(open(&folder)), "read-only");
    assert_eq!(code(open(&folder.join("home"))), "read-only");
}

#[test]
fn a_full_disk_refuses_writing_and_keeps_what_is_there() {
    on_a_disk(4096, "full_while_open");
}

#[test]
#[ignore = "started by a_full_disk_refuses_writing_and_keeps_what_is_there"]
fn full_while_open() {
    let folder = given_folder().unwrap();
    let register = open(&folder).unwrap();
    add_tenant(&register, "Fjord");
    fill(&folder);
    let mut added = 1;
    // The log may have some room left in its last page.
    let error = loop {
        match register.tenants().add(&tenant_draft(&"x".repeat(200)), now()) {
            Ok(_) => added += 1,
            Err(error) => break error,
        }
        assert!(added < 1000, "the disk is not full");
    };
    assert_eq!((error.code(), error.exit_code()), ("disk-full", 4));
    assert_eq!(register.tenants().list().unwrap().len(), added, "reading goes on");
    assert_eq!(code(register.backup(now())), "disk-full");

    fs::remove_file(folder.join("filler")).unwrap();
    add_tenant(&register, "Fjell");
    assert_eq!(register.check().unwrap().problems, [], "the same register writes again once there is space");
}

#[test]
fn a_full_disk_before_the_start_can_be_read() {
    on_a_disk(4096, "full_before");
}

#[test]
#[ignore = "started by a_full_disk_before_the_start_can_be_read"]
fn full_before() {
    let folder = given_folder().unwrap();
    add_tenant(&open(&folder).unwrap(), "Fjord");
    fill(&folder);
    let register = open(&folder).unwrap();
    assert_eq!(names(&register), ["Fjord"]);
    assert_eq!(code(register.tenants().add(&tenant_draft("Fjell"), now())), "disk-full");
}

#[test]
fn nothing_half_made_is_left_on_a_full_disk() {
    on_a_disk(64, "full_and_empty");
}

#[test]
#[ignore = "started by nothing_half_made_is_left_on_a_full_disk"]
fn full_and_empty() {
    let folder = given_folder().unwrap();
    assert_eq!(code(open(&folder)), "disk-full", "64 kB are not enough for a register");
    assert!(!folder.join("register.sqlite").exists() && !folder.join("register.id").exists());
    assert_eq!(code(open(&folder)), "disk-full", "and it is still a first run");
}

#[test]
fn a_full_disk_leaves_no_half_file() {
    on_a_disk(4096, "half_file");
}

#[test]
#[ignore = "started by a_full_disk_leaves_no_half_file"]
fn half_file() {
    let folder = given_folder().unwrap();
    let register = open(&folder.join("register")).unwrap();
    add_tenant(&register, "Fjord");
    let out = folder.join("out");
    fs::create_dir(&out).unwrap();
    fs::write(out.join("kept.csv"), "kept").unwrap();
    fill(&folder);
    let write = |name: &str, existing| register.write_outside(&out.join(name), &vec![b'x'; 1 << 20], existing);
    assert_eq!(code(write("new.csv", Existing::Keep)), "output-disk-full");
    assert_eq!(code(write("kept.csv", Existing::Replace)), "output-disk-full");
    assert_eq!(fs::read_dir(&out).unwrap().count(), 1, "no half file, no temporary one");
    assert_eq!(fs::read_to_string(out.join("kept.csv")).unwrap(), "kept");
    fs::remove_file(folder.join("filler")).unwrap();

    drop(register);
    remount(&folder, "remount,ro");
    let register = open(&folder.join("register")).unwrap();
    assert_eq!(code(register.export(&out, ExportFormat::Csv, Existing::Replace, now())), "output-not-writable");
}
