//! The description of the commands that the UI is written against, and the list that the build declares.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs, reason = "a test may fail by panicking")]

use specta_typescript::Typescript;
use std::path::Path;
use support_atlas_shell::commands;

const NAMES: &[&str] = &include!("../src/commands/names.rs");

fn committed() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/src/lib/host/bindings.ts")
}

#[test]
fn the_bindings_of_the_ui_are_those_of_the_shell() {
    let folder = tempfile::tempdir().unwrap();
    let fresh = folder.path().join("bindings.ts");
    commands::all().export(Typescript::default(), &fresh).unwrap();
    let fresh = std::fs::read_to_string(fresh).unwrap();
    if std::env::var_os("UPDATE_BINDINGS").is_some() {
        std::fs::write(committed(), &fresh).unwrap();
    }
    let stale = "run UPDATE_BINDINGS=1 cargo test -p support-atlas --test bindings";
    assert_eq!(std::fs::read_to_string(committed()).unwrap_or_default(), fresh, "{stale}");
}

#[test]
fn every_command_is_declared_and_allowed_to_one_window() {
    let capability = |name: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("capabilities/{name}.json"));
        let capability: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let list = capability["permissions"].as_array().unwrap().clone();
        list.into_iter().map(|name| name.as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let mut allowed = capability("main");
    allowed.extend(capability("reveal"));
    allowed.sort();
    let mut declared: Vec<String> = NAMES.iter().map(|name| format!("allow-{}", name.replace('_', "-"))).collect();
    declared.sort();
    assert_eq!(allowed, declared, "each command is allowed to exactly one window, and nothing else is");

    let bindings = std::fs::read_to_string(committed()).unwrap();
    let mut handled: Vec<String> = bindings
        .split("__TAURI_INVOKE")
        .skip(1)
        .filter_map(|call| call.split('"').nth(1))
        .map(|name| format!("allow-{}", name.replace('_', "-")))
        .filter(|name| declared.contains(name) || !name.contains('@'))
        .collect();
    handled.sort();
    handled.dedup();
    assert_eq!(handled, declared, "what is handled is what is declared");
}
