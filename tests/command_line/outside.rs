//! `atlas calendar` and `atlas export`: what is written outside the register.

use crate::program::Atlas;
use serde_json::json;
use std::fs;

/// What is due: a first response, the end of a contract, and linking it.
fn filled() -> Atlas {
    let atlas = Atlas::new();
    atlas.answer(&["tenant", "add", "--name", "=Fjord, AS", "--country", "NO"]);
    atlas.run(&["contract", "add", "--kind", "premier", "--name", "Nordic", "--ends", "2030-12-31"], "{}");
    let log = ["request", "log", "--tenant", "=Fjord, AS", "--product", "finance", "--plan", "professional-direct"];
    let rest = ["--severity", "b", "--title", "Orders fail", "--filed-at", "2026-11-20T10:00:00+01:00"];
    atlas.answer(&[&log[..], &rest].concat());
    atlas
}

#[test]
fn the_calendar_goes_to_standard_output_or_to_a_file_that_is_kept_up_to_date() {
    let atlas = filled();
    let plain = atlas.run(&["--lang", "en", "calendar"], "");
    assert_eq!(plain.exit, 0, "{}", plain.stderr);
    assert!(plain.stdout.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"), "{}", plain.stdout);
    assert!(plain.stdout.contains("SUMMARY:First response: Orders fail\r\n"));
    assert!(plain.stdout.contains("DTSTART;VALUE=DATE:20301231\r\n"));
    let answer = atlas.answer(&["calendar"]);
    assert_eq!((&answer["events"], answer["calendar"].as_str()), (&json!(3), Some(plain.stdout.as_str())));

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("due.ics");
    let name = file.to_str().unwrap();
    assert_eq!(atlas.answer(&["calendar", "--out", name]), json!({ "file": name, "events": 3 }));
    atlas.run(&["request", "respond", "Orders fail", "--at", "2026-11-20T10:30:00+01:00"], "");
    assert_eq!(atlas.answer(&["calendar", "--out", name])["events"], 3, "its own file is replaced");
    let written = fs::read_to_string(&file).unwrap();
    assert!(written.contains("SEQUENCE:1\r\n") && written.contains("STATUS:CANCELLED\r\n"), "{written}");

    fs::write(&file, "mine").unwrap();
    let error = atlas.json(&["calendar", "--out", name]);
    assert_eq!((error.exit, error.error()["code"].clone()), (2, json!("output-exists")));
    assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
    atlas.answer(&["calendar", "--out", name, "--replace"]);
    assert!(fs::read_to_string(&file).unwrap().starts_with("BEGIN:VCALENDAR"));
}

#[test]
fn every_list_is_exported_and_nothing_is_replaced_unasked() {
    let atlas = filled();
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("export");
    let name = out.to_str().unwrap();
    let files = atlas.answer(&["export", "--format", "csv", "--out", name]);
    let lists: Vec<_> = files["items"].as_array().unwrap().iter().map(|file| file["list"].as_str().unwrap()).collect();
    assert!(["tenants", "contracts", "requests", "people", "due", "history"].iter().all(|list| lists.contains(list)));
    let tenants = fs::read_to_string(out.join("tenants.csv")).unwrap();
    assert!(tenants.starts_with("id,name,") && tenants.contains(",\"'=Fjord, AS\","), "{tenants}");

    let again = atlas.json(&["export", "--format", "csv", "--out", name]);
    assert_eq!((again.exit, again.error()["code"].clone()), (2, json!("output-exists")));
    assert_eq!(again.error()["field"], "out");
    atlas.answer(&["export", "--format", "csv", "--out", name, "--replace"]);

    atlas.answer(&["export", "--format", "json", "--out", name]);
    let read = |list: &str| -> serde_json::Value {
        serde_json::from_str(&fs::read_to_string(out.join(list)).unwrap()).unwrap()
    };
    assert_eq!(read("tenants.json"), atlas.answer(&["tenant", "list"]));
    assert_eq!(read("contracts.json")["items"][0]["ends"], "2030-12-31");
    assert_eq!(read("due.json")["items"][0], atlas.answer(&["due"])["items"][0]);
}

#[test]
fn nothing_is_written_where_it_must_not_be() {
    let atlas = filled();
    let home = atlas.home.path().to_str().unwrap().to_owned();
    let inside = format!("{home}/export");
    let missing = format!("{home}-none/due.ics");
    for (arguments, code) in [
        (vec!["export", "--format", "json", "--out", &home], "output-in-register"),
        (vec!["export", "--format", "json", "--out", &inside], "output-in-register"),
        (vec!["calendar", "--out", &missing], "output-unreachable"),
        (vec!["calendar", "--out", "/dev/full"], "output-not-a-file"),
        (vec!["calendar", "--out", "/"], "output-not-a-file"),
        (vec!["calendar", "--replace"], "usage"),
        (vec!["export", "--format", "xlsx", "--out", "x"], "usage"),
    ] {
        let error = atlas.json(&arguments);
        assert_eq!((error.exit, error.error()["code"].clone()), (2, json!(code)), "{arguments:?}");
    }
}
