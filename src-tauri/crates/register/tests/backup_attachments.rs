//! Attached files: in a backup, back from it, looked at by a check, and never deleted while a copy of the register names them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::{Desk, add_tenant, at, code, desk, no_keyring, now, open, request_draft};
use support_register::{Actor, Attachment, Register, Through, preview_restore, restore};
use support_vault::Passphrase;
use tempfile::TempDir;

fn elk() -> Passphrase {
    Passphrase::new("sju svarte elger drakk seg utørste").unwrap()
}

fn actor() -> Actor {
    Actor { who: "ada".into(), through: Through::Atlas }
}

fn attach(register: &Register, name: &str, content: &[u8]) -> Attachment {
    let tenant = register.tenants().list().unwrap().remove(0);
    let request = register.requests().log(&request_draft(&tenant, "Batch stops"), None, now()).unwrap();
    let outside = TempDir::new().unwrap();
    let file = outside.path().join(name);
    fs::write(&file, content).unwrap();
    register.attachments().add(request.id, &file, now()).unwrap()
}

fn with_files() -> (Desk, [Attachment; 2]) {
    let desk = desk();
    add_tenant(&desk.register, "Fjord AS");
    let large = vec![7; 300_000];
    let files = [attach(&desk.register, "spor.har", b"trace"), attach(&desk.register, "stor.bin", &large)];
    (desk, files)
}

fn stored(home: &Path, file: &Attachment) -> PathBuf {
    home.join("attachments").join(format!("{}-{}", file.id, file.name))
}

fn codes(register: &Register) -> Vec<String> {
    register.check().unwrap().problems.into_iter().map(|problem| problem.code).collect()
}

#[test]
fn a_backup_brings_the_attached_files_to_a_new_machine() {
    let (desk, [small, large]) = with_files();
    desk.register.attachments().remove(large.id, now()).unwrap();
    let place = TempDir::new().unwrap();
    let file = place.path().join("backup.age");
    let written = desk.register.export_backup(&no_keyring(), &file, &elk(), now()).unwrap();
    assert_eq!((written.attachments, written.attachment_bytes, written.attachments_left_out), (2, 300_005, 0));

    let home = place.path().join("new");
    let preview = preview_restore(&home, &file, Some(&elk()), actor(), now()).unwrap();
    assert_eq!((preview.backup.attachments, preview.backup.attachment_bytes), (2, 300_005));
    assert_eq!(preview.attachments_missing, 0);
    assert!(!home.join("attachments").exists(), "a look brings nothing");

    let restored = restore(&home, &file, Some(&elk()), &no_keyring(), actor(), now()).unwrap();
    assert_eq!(restored.attachments_missing, 0);
    let register = open(&home).unwrap();
    assert_eq!(fs::read(register.attachments().file(small.id).unwrap()).unwrap(), b"trace");
    register.attachments().undo_remove(large.id, now()).unwrap();
    assert_eq!(fs::read(register.attachments().file(large.id).unwrap()).unwrap().len(), 300_000);
    assert_eq!(codes(&register), [""; 0]);
    let temporary =
        fs::read_dir(&home).unwrap().flatten().filter(|entry| entry.file_name().to_string_lossy().contains(".tmp"));
    assert_eq!(temporary.count(), 0);
}

#[test]
fn a_check_names_the_file_and_the_request_that_are_wrong() {
    let (desk, [small, large]) = with_files();
    let home = desk.folder.path();
    assert_eq!(codes(&desk.register), [""; 0]);
    fs::remove_file(stored(home, &small)).unwrap();
    // As long as before.
    fs::write(stored(home, &large), vec![8; 300_000]).unwrap();
    let problems = desk.register.check().unwrap().problems;
    let found: Vec<_> =
        problems.iter().map(|problem| (problem.code.as_str(), problem.subject.as_ref().unwrap().id)).collect();
    assert_eq!(found, [("attachment-missing", small.id), ("attachment-changed", large.id)]);
    for problem in &problems {
        for text in [&problem.message.en, &problem.message.nb] {
            assert!(text.contains("Batch stops") && text.contains(&problem.subject.as_ref().unwrap().name), "{text}");
        }
    }

    // Neither is taken into a backup, which says so.
    let place = TempDir::new().unwrap();
    let file = place.path().join("backup.age");
    let written = desk.register.export_backup(&no_keyring(), &file, &elk(), now()).unwrap();
    assert_eq!((written.attachments, written.attachments_left_out), (0, 2));
    let preview = preview_restore(&place.path().join("new"), &file, Some(&elk()), actor(), now()).unwrap();
    assert_eq!(preview.attachments_missing, 2);
}

#[test]
fn a_file_that_was_changed_is_put_right_and_what_stood_there_is_kept() {
    let (desk, [small, _]) = with_files();
    let place = TempDir::new().unwrap();
    let file = place.path().join("backup.age");
    desk.register.export_backup(&no_keyring(), &file, &elk(), now()).unwrap();
    fs::write(stored(desk.folder.path(), &small), "other").unwrap();
    desk.register.restore(&file, Some(&elk()), &no_keyring(), now()).unwrap();
    assert_eq!(codes(&desk.register), [""; 0]);
    let kept = fs::read_dir(desk.folder.path().join("backups")).unwrap().flatten();
    let kept: Vec<_> =
        kept.map(|entry| entry.path()).filter(|path| path.to_string_lossy().ends_with("spor.har")).collect();
    assert_eq!(fs::read_to_string(&kept[0]).unwrap(), "other");
}

/// The older backup does not know the newer file; the register it replaced does, and can be put back too.
#[test]
fn no_sweep_takes_a_file_that_a_kept_register_names() {
    let (desk, [small, _]) = with_files();
    let place = TempDir::new().unwrap();
    let file = place.path().join("backup.age");
    desk.register.export_backup(&no_keyring(), &file, &elk(), now()).unwrap();
    let newer = attach(&desk.register, "ny.har", b"newer");
    let replaced = desk.register.restore(&file, Some(&elk()), &no_keyring(), now()).unwrap().replaced.unwrap();
    desk.register.purge_removed(at("2026-12-24T00:00:00Z"), now()).unwrap();
    assert!(stored(desk.folder.path(), &newer).exists());

    // Nor one that only an automatic backup still names.
    desk.register.backup(now()).unwrap();
    desk.register.attachments().remove(small.id, now()).unwrap();
    desk.register.purge_removed(at("2026-12-24T00:00:00Z"), now()).unwrap();
    assert!(stored(desk.folder.path(), &small).exists());

    // Where nothing names it any more, it goes.
    fs::remove_file(replaced).unwrap();
    desk.register.purge_removed(at("2026-12-24T00:00:00Z"), now()).unwrap();
    assert!(!stored(desk.folder.path(), &newer).exists());
    assert!(stored(desk.folder.path(), &small).exists());
}

/// A backup of one of the first programs holds no files: they stay where they are.
#[test]
fn an_automatic_backup_finds_the_files_beside_it() {
    let (desk, [small, large]) = with_files();
    let automatic = desk.register.backup(now()).unwrap();
    fs::remove_file(stored(desk.folder.path(), &large)).unwrap();
    let preview = preview_restore(desk.folder.path(), &automatic, None, actor(), now()).unwrap();
    assert_eq!((preview.backup.attachments, preview.attachments_missing), (0, 1));
    let folder = desk.folder;
    drop(desk.register);
    assert_eq!(restore(folder.path(), &automatic, None, &no_keyring(), actor(), now()).unwrap().attachments_missing, 1);
    let register = open(folder.path()).unwrap();
    assert_eq!(fs::read(register.attachments().file(small.id).unwrap()).unwrap(), b"trace");
    assert_eq!(code(register.attachments().file(large.id)), "unreachable");
    assert_eq!(codes(&register), ["attachment-missing"]);
}
