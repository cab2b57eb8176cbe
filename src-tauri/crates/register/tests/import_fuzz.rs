//! Every importer against files that nobody would make: the exports of `tests/exports`, mutated over and over. Nothing may
//! panic, read for ever or change the register. How long it runs: see `fuzzing`.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail by panicking")]

mod common;
mod fuzzing;
mod imports;

use common::{Desk, now};
use fuzzing::{Random, fuzz, mutate};
use imports::{edition, everything, own_desk};
use support_register::{ColumnMap, FileOptions, Format, ImportError, ReadFile, Source, Target, Watch, read_files};

/// What exports are made of; a mutation puts one where it does not belong.
const WORDS: &[&str] = &[
    "null",
    "{}",
    "[]",
    "\"\"",
    "1e400",
    "-1",
    "\\u0000",
    "\\ud800",
    "\u{202e}",
    "\u{feff}",
    "{\"value\":",
    "[[[[[[[[",
    "]]]]",
    "\"@odata.nextLink\":\"x\",",
    "/Date(99999999999999999)/",
    "/Date(-1)/",
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59.9999999Z",
    "P99999999999D",
    "PT0S",
    "-P1D",
    "99999999.00:00:00",
    "31.02.2026",
    "13/13/2026",
    "24:00",
    "\"id\":",
    "\"Id\":",
    ",,,,",
    ";",
    "\t",
    "\"",
    "\n",
    "\r",
    "\0",
    "'=",
    "sep=",
    "#TYPE ",
    "AdditionalProperties",
    "true",
    "System.Object[]",
    "77777777-0000-4000-8000-000000000001",
    "22222222-0000-4000-8000-000000000001",
    "\"@odata.type\": \"#microsoft.graph.group\", ",
    "\"securityEnabled\": true, ",
    "\"groupTypes\": [], ",
    "$metadata#groups",
    "$metadata#groups('22222222-0000-4000-8000-000000000001')/members",
];

/// What a file may be called; some names say what is in them.
const NAMES: &[&str] = &[
    "export.json",
    "members of service support administrator.csv",
    "group-members-22222222-0000-4000-8000-000000000001.json",
    "groups.json",
    "role-schedule.json",
    "customers.csv",
];

fn corpus() -> Vec<Vec<u8>> {
    let mut names: Vec<_> = std::fs::read_dir(imports::folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    names.iter().map(|path| std::fs::read(path).unwrap()).collect()
}

/// A register with something in it that an export may speak of.
fn furnished() -> Desk {
    let desk = own_desk();
    imports::import(&desk.register, vec![imports::export("relationships.graph.json")]).unwrap();
    imports::import(&desk.register, vec![imports::export("groups.graph.json")]).unwrap();
    desk
}

/// The file, and with it what a user might say of it, fitting or not.
fn files(bytes: &[u8], random: &mut Random) -> Option<Vec<ReadFile>> {
    let name = NAMES[random.below(NAMES.len())];
    let mut files = match read_files(vec![Source::of_bytes(name, bytes.to_vec())], &Watch::none()) {
        Ok(files) => files,
        Err(ImportError::Files(problems)) => {
            assert!(!problems[0].message.en.is_empty());
            return None;
        }
        Err(other) => panic!("{other:?}"),
    };
    for file in &mut files {
        let columns = file.table().map(|table| {
            let target = Target::ALL[random.below(Target::ALL.len())];
            let fields = target.fields().iter().zip(table.header.iter());
            let columns = fields.map(|((field, _), column)| ((*field).to_owned(), column.clone())).collect();
            ColumnMap { target, columns }
        });
        let mut said = |text: &str| (random.below(4) == 0).then(|| text.to_owned());
        let group = said("22222222-0000-4000-8000-000000000001");
        let role = said("Service Support Administrator");
        let relationship = said(imports::RELATIONSHIP);
        let country = said("NO");
        let format = (random.below(4) == 0).then(|| Format::ALL[random.below(Format::ALL.len())]);
        file.options = FileOptions { columns, group, role, relationship, country, format, ..FileOptions::default() };
    }
    Some(files)
}

#[test]
fn no_file_makes_an_importer_panic_or_changes_anything_in_a_preview() {
    let (corpus, desk) = (corpus(), furnished());
    let before = everything(&desk.register);
    fuzz(
        "importers",
        |random| mutate(random, &corpus, WORDS),
        |bytes, random| {
            let Some(files) = files(bytes, random) else { return "refused" };
            match desk.register.preview_import(edition(), &files, now(), &Watch::none()) {
                Ok(_) => "previewed",
                Err(ImportError::Files(_)) => "read",
                Err(other) => panic!("{other:?}"),
            }
        },
    );
    assert_eq!(everything(&desk.register), before, "a preview changes nothing");
}

#[test]
fn no_import_is_done_by_half_or_cannot_be_taken_back() {
    let (corpus, desk) = (corpus(), furnished());
    let before = everything(&desk.register);
    fuzz(
        "imports",
        |random| mutate(random, &corpus, WORDS),
        |bytes, random| {
            let Some(files) = files(bytes, random) else { return "refused" };
            let told = match desk.register.import(edition(), &files, now(), &Watch::none()) {
                Ok(report) => report.id,
                Err(ImportError::Files(_)) => None,
                Err(other) => panic!("{other:?}"),
            };
            if let Some(id) = told {
                desk.register.undo_import(id, now(), &Watch::none()).unwrap();
            }
            assert_eq!(everything(&desk.register), before);
            if told.is_some() { "taken back" } else { "nothing to do" }
        },
    );
    assert_eq!(desk.register.check().unwrap().problems, []);
}
