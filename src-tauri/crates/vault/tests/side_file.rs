//! The side file on a real disk.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::fs;
use std::path::Path;

use support_vault::{DataKey, SideFile, SideFileError, Slot, WrappingKey};
use tempfile::TempDir;
use uuid::Uuid;

const REGISTER: Uuid = Uuid::from_bytes([0x11; 16]);

fn with_key() -> SideFile {
    let (key, wrapping) = (DataKey::generate().unwrap(), WrappingKey::generate().unwrap());
    let slot = Slot::for_keyring(REGISTER, &key, &wrapping).unwrap();
    SideFile::new(REGISTER, Some(key.id()), vec![slot])
}

#[test]
fn reads_what_it_wrote_and_replaces_it() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("register.id");
    assert_eq!(SideFile::load(&path), Err(SideFileError::Missing));
    let empty = SideFile::new(REGISTER, None, Vec::new());
    empty.save(&path).unwrap();
    assert_eq!(SideFile::load(&path), Ok(empty));
    let full = with_key();
    full.save(&path).unwrap();
    assert_eq!(SideFile::load(&path), Ok(full));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no temporary file stays");
}

#[cfg(unix)]
#[test]
fn is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("register.id");
    with_key().save(&path).unwrap();
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn refuses_what_is_not_a_side_file() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("register.id");
    let sound = serde_json::to_string(&with_key()).unwrap();
    let cases: [(&str, String, SideFileError); 8] = [
        ("empty", String::new(), SideFileError::Damaged),
        ("garbage", "\u{1}\u{2}garbage".into(), SideFileError::Damaged),
        ("half", sound[..sound.len() / 2].into(), SideFileError::Damaged),
        ("unknown field", sound.replacen('{', "{\"extra\":1,", 1), SideFileError::Damaged),
        ("format 0", sound.replacen("\"format\":1", "\"format\":0", 1), SideFileError::Damaged),
        ("newer", "{\"format\":2,\"anything\":true}".into(), SideFileError::Newer),
        ("newer slot", sound.replacen("\"version\":1", "\"version\":9", 1), SideFileError::Newer),
        ("oversize", format!("{sound}{}", " ".repeat(64 * 1024)), SideFileError::Damaged),
    ];
    for (name, content, expected) in cases {
        fs::write(&path, content).unwrap();
        assert_eq!(SideFile::load(&path), Err(expected), "{name}");
    }
}

#[cfg(unix)]
#[test]
fn follows_no_link_and_waits_for_no_pipe() {
    let folder = TempDir::new().unwrap();
    let real = folder.path().join("real");
    with_key().save(&real).unwrap();
    let link = folder.path().join("link");
    std::os::unix::fs::symlink(&real, &link).unwrap();
    let pipe = folder.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    for path in [&link, &pipe, &folder.path().to_path_buf()] {
        assert_eq!(SideFile::load(path), Err(SideFileError::NotAFile), "{}", path.display());
    }
}

#[test]
fn says_why_it_cannot_be_saved() {
    let folder = TempDir::new().unwrap();
    let nowhere = folder.path().join("no folder").join("register.id");
    assert_eq!(with_key().save(&nowhere), Err(SideFileError::Missing));
    assert!(with_key().save(Path::new("/")).is_err());
}
