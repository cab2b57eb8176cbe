//! `atlas import`: what it prints, what it refuses, and taking it back.

use crate::program::Atlas;
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;

const RELATIONSHIP: &str = "77777777-0000-4000-8000-000000000001-88888888-0000-4000-8000-000000000001";

fn export(name: &str) -> String {
    let folder = workspace_tests::root().join("src-tauri/crates/register/tests/exports");
    folder.join(name).to_str().unwrap().to_owned()
}

fn written(atlas: &Atlas, name: &str, text: impl AsRef<[u8]>) -> String {
    let path: PathBuf = atlas.home.path().join(name);
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

/// Added, changed, unchanged, missing.
fn counts(report: &Value) -> [u64; 4] {
    ["added", "changed", "unchanged", "missing"].map(|key| report[key].as_u64().unwrap())
}

#[test]
fn a_file_is_reported_with_its_counts_and_the_second_time_nothing_changes() {
    let atlas = Atlas::new();
    let file = export("relationships.graph.json");
    let dry = atlas.answer(&["import", &file, "--dry-run"]);
    assert_eq!(
        (dry["dry_run"].as_bool(), &dry["import"], counts(&dry["items"][0])),
        (Some(true), &Value::Null, [2, 0, 0, 0])
    );
    assert_eq!(atlas.answer(&["delegation", "list"])["items"], json!([]), "nothing was changed");
    let report = &atlas.answer(&["import", &file])["items"][0];
    assert_eq!(
        (report["file"].as_str(), report["format"].as_str()),
        (Some(file.as_str()), Some("graph-delegated-admin-relationships"))
    );
    assert_eq!((counts(report), &report["skipped"]), ([2, 0, 0, 0], &json!([])));
    assert_eq!(report["warnings"][0]["code"], "country-unknown");
    let again = atlas.answer(&["import", &file]);
    assert_eq!((counts(&again["items"][0]), &again["import"]), ([0, 0, 2, 0], &Value::Null));
    let listed = atlas.answer(&["delegation", "list", "--tenant", "Contoso"]);
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
    assert_eq!(listed["items"][0]["ends_at"], "2027-02-10T11:24:42Z");
}

#[test]
fn several_files_find_each_other_and_are_taken_back_as_one() {
    let atlas = Atlas::new();
    let files = [
        export("access-assignments.graph.json"),
        export("relationships.graph.json"),
        export("customers.partnercenter.json"),
    ];
    let ask = ["import", &files[0], &files[1], &files[2], "--country", "NO"];
    let reports = atlas.answer(&ask);
    let formats: Vec<&str> =
        reports["items"].as_array().unwrap().iter().map(|report| report["format"].as_str().unwrap()).collect();
    assert_eq!(
        formats,
        ["graph-access-assignments", "graph-delegated-admin-relationships", "partner-center-customers"]
    );
    assert_eq!(atlas.answer(&["tenant", "show", "Contoso"])["country"], "NO");
    assert_eq!(atlas.answer(&["import", "list"])["items"].as_array().unwrap().len(), 1);
    let undone = atlas.answer(&["import", "undo"]);
    assert_eq!((&undone["id"], undone["undone_at"].is_string()), (&reports["import"], true));
    assert_eq!(atlas.answer(&["tenant", "list"])["items"], json!([]));
    assert_eq!(atlas.answer(&["delegation", "list"])["items"], json!([]));
    let nothing = atlas.json(&["import", "undo"]);
    assert_eq!((nothing.exit, nothing.error()["code"].as_str()), (3, Some("not-found")));
}

#[test]
fn who_may_file_follows_from_what_was_imported() {
    let atlas = Atlas::new();
    let own = "aaaaaaaa-0000-4000-8000-000000000001";
    atlas.answer(&["tenant", "add", "--name", "Fjordkraft", "--country", "NO", "--tenant-id", own]);
    let report = atlas.answer(&["import", &export("role-assignments.graph.json"), "--tenant", own]);
    assert_eq!(counts(&report["items"][0]), [3, 0, 0, 0]);
    assert_eq!(report["items"][0]["skipped"][0]["row"], 3);
    assert_eq!(report["items"][0]["warnings"], json!([]), "the tenant was said");
    let answer = atlas.answer(&["can-file", "--tenant", "Fjordkraft", "--person", "kari@fjordkraft.example"]);
    assert_eq!((answer["allowed"].as_bool(), answer["through"]["kind"].as_str()), (Some(true), Some("role")));
}

#[test]
fn what_a_file_does_not_say_is_asked_for_by_its_flag() {
    let atlas = Atlas::new();
    let refused = |ask: &[&str]| {
        let run = atlas.json(ask);
        assert_eq!(run.exit, 2, "{ask:?}");
        let error = run.error();
        assert_eq!(error["field"], "file");
        error["code"].as_str().unwrap().to_owned()
    };
    assert_eq!(refused(&["import", &export("role-assignments.graph.json")]), "tenant-needed");
    atlas.answer(&["tenant", "add", "--name", "Fjordkraft", "--country", "NO"]);
    let members = written(
        &atlas,
        "members.json",
        fs::read(export("service-support-administrator-members.powershell.json")).unwrap(),
    );
    assert_eq!(refused(&["import", &members]), "role-needed");
    assert_eq!(
        counts(&atlas.answer(&["import", &members, "--role", "billing-administrator"])["items"][0]),
        [2, 0, 0, 0]
    );
    atlas.answer(&["import", &export("relationships.graph.json")]);
    let one = export("access-assignment.powershell.json");
    assert_eq!(refused(&["import", &one]), "relationship-needed");
    assert_eq!(counts(&atlas.answer(&["import", &one, "--relationship", RELATIONSHIP])["items"][0]), [1, 0, 0, 0]);
    let table = export("roles.csv");
    assert_eq!(refused(&["import", &table]), "columns-needed");
    let columns =
        ["--as", "role-assignments", "--column", "person=Navn", "--column", "upn=Bruker", "--column", "role=Rolle"];
    assert_eq!(counts(&atlas.answer(&[&["import", table.as_str()], &columns[..]].concat())["items"][0]), [2, 0, 0, 0]);
    assert_eq!(counts(&atlas.answer(&["import", &table])["items"][0]), [0, 0, 2, 0], "the columns are remembered");
}

#[test]
fn bad_files_are_all_named_and_nothing_goes_in() {
    let atlas = Atlas::new();
    let whole = fs::read(export("relationships.graph.json")).unwrap();
    let cut = written(&atlas, "cut.json", &whole[..700]);
    let book = written(&atlas, "book.csv", b"PK\x03\x04rest");
    let deep = written(&atlas, "deep.json", "[".repeat(100_000));
    let missing = atlas.home.path().join("missing.json").to_str().unwrap().to_owned();
    let run = atlas.json(&["import", &export("relationships.graph.json"), &cut, &book, &deep]);
    assert_eq!(run.exit, 2);
    let error = run.error();
    let files = error["files"].as_array().unwrap();
    let codes: Vec<_> =
        files.iter().map(|file| (file["file"].as_str().unwrap(), file["code"].as_str().unwrap())).collect();
    assert_eq!(codes, [(cut.as_str(), "truncated"), (book.as_str(), "workbook"), (deep.as_str(), "too-deep")]);
    assert_eq!((files[0]["line"].as_u64().is_some(), files[0]["column"].as_u64().is_some()), (true, true));
    let run = atlas.json(&["import", &missing, "/dev/zero", atlas.home.path().to_str().unwrap()]);
    let error = run.error();
    let codes: Vec<_> = error["files"].as_array().unwrap().iter().map(|file| file["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["unreadable", "not-a-file", "not-a-file"]);
    assert_eq!(atlas.answer(&["tenant", "list"])["items"], json!([]));
    let people = atlas.run(&["--lang", "nb", "import", &cut], "");
    assert!(people.exit == 2 && people.stderr.contains("slutter for tidlig"), "{}", people.stderr);
}

#[test]
fn flags_that_make_no_sense_are_told() {
    let atlas = Atlas::new();
    let file = export("roles.csv");
    for (ask, code, field) in [
        (vec!["import"], "usage", None),
        (vec!["import", "--dry-run"], "usage", None),
        (vec!["import", &file, "--tenant", "Nobody"], "not-found", Some("tenant")),
        (vec!["import", &file, "--group", "Nobody"], "not-found", Some("group")),
        (vec!["import", &file, "--as", "cakes", "--column", "a=b"], "unknown-id", Some("as")),
        (vec!["import", &file, "--as", "requests", "--column", "colour=Navn"], "unknown-id", Some("column")),
    ] {
        let run = atlas.json(&ask);
        let error = run.error();
        assert_eq!(error["code"], code, "{ask:?}");
        if let Some(field) = field {
            assert_eq!(error["field"], field, "{ask:?}");
        }
    }
}

#[test]
fn a_preview_lists_the_rows_and_what_went_missing_is_marked_in_lists() {
    let atlas = Atlas::new();
    atlas.answer(&["tenant", "add", "--name", "Fjordkraft", "--country", "NO"]);
    let of = |numbers: std::ops::Range<u32>| {
        let users: Vec<Value> = numbers
            .map(|number| {
                json!({ "@odata.type": "#microsoft.graph.user", "id": format!("11111111-0000-4000-8000-{number:012}"),
                    "displayName": format!("Person {number}") })
            })
            .collect();
        json!({ "value": users }).to_string()
    };
    let file = written(&atlas, "members.json", of(0..25));
    let ask = ["import", file.as_str(), "--role", "billing-administrator"];
    let text = atlas.run(&[&ask[..], &["--dry-run"]].concat(), "").stdout;
    assert!(text.contains("adds Person 0") && text.contains("and 5 more"), "{text}");
    assert!(!text.contains("adds Person 20 "), "{text}");
    assert_eq!(atlas.answer(&ask)["items"][0]["changes"].as_array().unwrap().len(), 25);
    let fewer = written(&atlas, "members.json", of(1..25));
    let ask = ["import", fewer.as_str(), "--role", "billing-administrator"];
    let text = atlas.run(&[&ask[..], &["--dry-run"]].concat(), "").stdout;
    assert!(text.contains("marks as missing Person 0"), "{text}");
    atlas.answer(&ask);
    let listed = atlas.run(&["role", "list"], "").stdout;
    assert_eq!(listed.matches("missing since").count(), 1, "{listed}");

    let relationships = export("relationships.graph.json");
    atlas.answer(&["import", &relationships]);
    let context = "https://graph.microsoft.com/v1.0/$metadata#tenantRelationships/delegatedAdminRelationships";
    let none = written(&atlas, "none.json", json!({ "@odata.context": context, "value": [] }).to_string());
    atlas.answer(&["import", &none]);
    let listed = atlas.run(&["delegation", "list"], "").stdout;
    assert_eq!(listed.matches("missing since").count(), 2, "{listed}");
}

#[test]
fn a_relationship_is_named_by_its_id_or_its_name_and_an_unknown_one_is_refused() {
    let atlas = Atlas::new();
    atlas.answer(&["tenant", "add", "--name", "Fjordkraft", "--country", "NO"]);
    atlas.answer(&["import", &export("relationships.graph.json")]);
    let one = export("access-assignment.powershell.json");
    for unknown in ["Nobody's", "99999999-0000-4000-8000-000000000001-88888888-0000-4000-8000-000000000001"] {
        let run = atlas.json(&["import", &one, "--relationship", unknown]);
        assert_eq!((run.exit, &run.error()["field"]), (3, &json!("relationship")), "{unknown}");
    }
    let listed = atlas.answer(&["delegation", "list", "--tenant", "Contoso"]);
    let delegation = &listed["items"][0];
    let external = delegation["external_id"].as_str().unwrap();
    for name in [delegation["id"].as_str().unwrap(), delegation["display_name"].as_str().unwrap(), external] {
        let report = atlas.answer(&["import", &one, "--relationship", name, "--dry-run"]);
        assert_eq!(counts(&report["items"][0]), [1, 0, 0, 0], "{name}");
    }
}

#[test]
fn an_empty_list_is_taken_for_what_the_user_says() {
    let atlas = Atlas::new();
    atlas.answer(&["tenant", "add", "--name", "Fjordkraft", "--country", "NO"]);
    let none = written(&atlas, "x.json", "[]");
    let run = atlas.json(&["import", &none]);
    assert_eq!((run.exit, &run.error()["code"]), (2, &json!("format-needed")));
    assert!(run.error()["message"].as_str().unwrap().contains("--format"));
    let report = atlas.answer(&["import", &none, "--format", "graph-role-assignments"]);
    assert_eq!(report["items"][0]["format"], "graph-role-assignments");
    let wrong = atlas.json(&["import", &none, "--format", "cakes"]);
    assert_eq!((wrong.exit, &wrong.error()["field"]), (2, &json!("format")));
}
