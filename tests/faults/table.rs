//! The table of faults names tests that exist, and has a line for every fault.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

fn functions(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            functions(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let names =
                text.split("fn ").skip(1).filter_map(|rest| rest.split_once('(').map(|(name, _)| name.to_owned()));
            found.extend(names);
        }
    }
}

#[test]
fn every_fault_has_its_line_and_every_test_named_exists() {
    let root = workspace_tests::root();
    let mut found = BTreeSet::new();
    for folder in ["tests", "src-tauri/src", "src-tauri/tests", "src-tauri/crates"] {
        functions(&root.join(folder), &mut found);
    }
    let table = fs::read_to_string(root.join("tests/faults/README.md")).unwrap();
    let named = table
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(|name| name.matches('_').count() >= 2 && !name.starts_with(char::is_uppercase));
    let missing: Vec<&str> = named.filter(|name| !found.contains(*name)).collect();
    assert!(missing.is_empty(), "no such tests: {missing:?}");
    let numbers: Vec<u32> =
        table.lines().filter_map(|line| line.strip_prefix("| ")?.split(' ').next()?.parse().ok()).collect();
    assert_eq!(numbers, (1..=53).collect::<Vec<_>>());
}
