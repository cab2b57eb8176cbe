//! `atlas editions …`, and `--edition` with every command.

use crate::program::Atlas;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

fn built_in(id: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../src-tauri/crates/policy/editions").join(id)
}

/// A small edition of one's own: all it says is what the base says, but for the hours of EMEA.
fn write_own(folder: &Path, id: &str) {
    fs::create_dir_all(folder).unwrap();
    let head = fs::read_to_string(built_in("2023-10").join("edition.toml")).unwrap();
    let head = head.replace("id = \"2023-10\"", &format!("id = \"{id}\"")).replace("\"own\"", "\"2023-10\"");
    fs::write(folder.join("edition.toml"), head.replace("regions = \"2023-10\"", "regions = \"own\"")).unwrap();
    let regions = fs::read_to_string(built_in("2023-10").join("regions.toml")).unwrap();
    fs::write(folder.join("regions.toml"), regions.replacen("closes = \"18:00\"", "closes = \"16:00\"", 1)).unwrap();
}

#[test]
fn all_editions_are_listed_with_their_dates() {
    let atlas = Atlas::new();
    let list = atlas.answer(&["editions"]);
    let ids: Vec<&str> = list["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["2023-10", "2020-10", "2021-01", "2025-07"]);
    for item in list["items"].as_array().unwrap() {
        assert!(item["title"].is_string() && item["dated"].is_string() && item["built_in"] == true);
        assert_eq!(item["base"], item["id"] == "2023-10");
    }
    let norwegian = atlas.answer(&["--lang", "nb", "editions"]);
    assert_eq!(norwegian["items"][1]["dated"], "27. oktober 2020");
    let people = atlas.run(&["--lang", "en", "editions"], "");
    assert!(people.stdout.contains("2025-07") && people.stdout.contains("31 July 2025"), "{}", people.stdout);
}

#[test]
fn what_differs_is_listed_by_topic_and_cell() {
    let atlas = Atlas::new();
    let diff = atlas.answer(&["editions", "diff", "2020-10", "2021-01"]);
    assert_eq!((&diff["a"]["id"], &diff["b"]["dated"]), (&json!("2020-10"), &json!("26 January 2021")));
    let items = diff["items"].as_array().unwrap();
    let find = |items: &[Value], cell: &str| items.iter().find(|item| item["cell"] == cell).cloned();
    let hours = find(items, "region.emea.hours").unwrap();
    assert_eq!(
        (&hours["topic"], &hours["a"], &hours["b"]),
        (&json!("S04"), &json!("09:00–17:00"), &json!("08:00–18:00"))
    );
    assert_eq!((&hours["a_state"], &hours["b_state"]), (&json!("stated"), &json!("stated")));
    let reopening = find(items, "reopen.months").unwrap();
    assert_eq!(
        (&reopening["a"], &reopening["a_state"], &reopening["b"]),
        (&Value::Null, &json!("silent"), &json!("3"))
    );
    let topics: Vec<&str> = items.iter().map(|item| item["topic"].as_str().unwrap()).collect();
    assert!(topics.is_sorted(), "by topic");

    let diff = atlas.answer(&["editions", "diff", "2023-10", "2025-07"]);
    let items = diff["items"].as_array().unwrap();
    assert_eq!(find(items, "region.japan.hours").unwrap()["b_state"], "unknown");
    assert_eq!(find(items, "plan.premier.name").unwrap()["b_state"], "absent");
    assert_eq!(find(items, "plan.premier.name").unwrap()["b"], Value::Null);
    assert_eq!(atlas.answer(&["editions", "diff", "2025-07", "2025-07"])["items"], json!([]));
    let people = atlas.run(&["--lang", "nb", "editions", "diff", "2023-10", "2025-07"], "");
    assert!(people.stdout.contains("(ikke kjent)") && people.stdout.contains("(ingen)"), "{}", people.stdout);
    let same = atlas.run(&["--lang", "en", "editions", "diff", "2021-01", "2021-01"], "");
    assert_eq!(same.stdout.trim(), "They say the same.");

    for arguments in [&["editions", "diff", "2020-10", "1999-01"][..], &["--edition", "1999-01", "guide"]] {
        let run = atlas.json(arguments);
        assert_eq!(run.exit, 2);
        let error = run.error();
        assert_eq!((&error["code"], &error["field"]), (&json!("unknown-edition"), &json!("edition")));
        assert!(error["message"].as_str().unwrap().contains("2020-10"), "{error}");
    }
    assert_eq!(atlas.json(&["editions", "diff", "2020-10"]).exit, 2);
}

#[test]
fn every_command_answers_by_the_edition_named() {
    let atlas = Atlas::new();
    let ask = |edition: &str, arguments: &str| {
        let arguments: Vec<&str> = arguments.split_whitespace().collect();
        atlas.answer(&[&["--edition", edition], &arguments[..]].concat())
    };
    let refused = |edition: &str, arguments: &str, code: &str| {
        let answer = ask(edition, arguments);
        assert_eq!(answer["refusal"]["code"], code, "{edition}: {arguments}: {answer}");
        assert_eq!(answer["refusal"]["missing"]["edition"], edition);
        assert_eq!(answer["edition"], edition);
        assert!(answer["because"].as_array().is_some_and(|topics| !topics.is_empty()));
    };
    let unknown = "unknown-in-edition";
    for arguments in [
        "respond-by --plan subscription --severity b --country NO --filed-at 2026-03-02T14:30:00Z",
        "hours --country NO --from 2026-03-02T00:00:00Z --to 2026-03-03T00:00:00Z",
        "languages --country NO --at 2026-03-02T14:30:00Z",
        "route --product finance --plan subscription",
        "route --product power-platform --plan subscription --partner",
        "route --product power-platform --plan subscription --cannot-sign-in",
        "route --concern billing",
        "route --concern licensing --bought-through direct",
        "coverage --concern performance --plan professional-direct",
        "coverage --concern preview --preview private --plan subscription",
        "reopen --closed 2026-01-01 --on 2026-02-01 --same-build yes --updates-installed no --same-error yes --same-place yes",
        "bill --bought-through online --purchased 2026-01-31 --term-months 12 --amount 9 --currency EUR",
        "incidents --program msdn --for on-premises",
        "partner --benefit premier-for-partners --delegated yes",
    ] {
        refused("2025-07", arguments, unknown);
    }
    refused("2020-10", "coverage --concern performance --plan premier", "silent-in-edition");
    refused("2020-10", "route --product power-platform --plan subscription", "silent-in-edition");
    refused("2020-10", "route --concern licensing --bought-through direct", "silent-in-edition");

    let a = ask("2025-07", "respond-by --plan subscription --severity a --country NO --filed-at 2026-03-02T14:30:00Z");
    assert_eq!((&a["due_at"], &a["clock"]), (&json!("2026-03-02T15:30:00Z"), &json!("continuous")));
    assert!(a["notes"][0].as_str().unwrap().contains("commits you"));
    // 2020-10: nine to five by the customer's clock, 15:30 + 1:30, then 2:30 from 09:00.
    let b = ask(
        "2020-10",
        "respond-by --plan subscription --severity b --country NO --zone Europe/Oslo --filed-at 2026-03-02T14:30:00Z",
    );
    assert_eq!(b["due_at"], "2026-03-03T10:30:00Z");
    assert!(b["changed_since"].as_array().unwrap().iter().any(|change| change["since"] == "2021-01"));
    let missing_zone = "respond-by --plan subscription --severity b --country NO --filed-at 2026-03-02T14:30:00Z"
        .split(' ')
        .collect::<Vec<_>>();
    let run = atlas.json(&[&["--edition", "2020-10"], &missing_zone[..]].concat());
    assert_eq!(run.error()["code"], "zone-needed");

    // A line of a batch is refused in its place, and the run goes on.
    let batch = "{\"id\":1,\"plan\":\"subscription\",\"severity\":\"b\",\"country\":\"NO\",\"filed_at\":\"2026-03-02T14:30:00Z\"}\n\
                 {\"id\":2,\"plan\":\"subscription\",\"severity\":\"a\",\"country\":\"NO\",\"filed_at\":\"2026-03-02T14:30:00Z\"}\n";
    let run = atlas.run(&["--edition", "2025-07", "--lang", "en", "respond-by", "--batch", "-"], batch);
    assert_eq!(run.exit, 0, "{}", run.stderr);
    let lines: Vec<Value> = run.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((&lines[0]["refusal"]["code"], &lines[1]["due_at"]), (&json!(unknown), &json!("2026-03-02T15:30:00Z")));
}

#[test]
fn the_guide_of_every_edition_says_where_its_text_comes_from() {
    let atlas = Atlas::new();
    for (edition, topic, state) in [
        ("2020-10", "S33", "silent"),
        ("2020-10", "S04", "own"),
        ("2020-10", "S21", "same-as"),
        ("2025-07", "S30", "unknown"),
        ("2023-10", "S33", "own"),
    ] {
        for language in ["en", "nb"] {
            let answer = atlas.answer(&["--edition", edition, "--lang", language, "guide", topic]);
            assert_eq!((&answer["edition"], &answer["state"]), (&json!(edition), &json!(state)), "{topic}");
            assert!(answer["dated"].is_string() && !answer["sources"].as_array().unwrap().is_empty());
            assert!(answer["body"].as_str().unwrap().len() > 80);
        }
    }
    assert_eq!(atlas.answer(&["--edition", "2020-10", "guide", "S21"])["same_as"], "2023-10");
    assert_eq!(atlas.answer(&["--edition", "2025-07", "guide"])["items"].as_array().unwrap().len(), 42);
}

#[test]
fn an_edition_of_ones_own_is_checked_added_used_and_removed() {
    let atlas = Atlas::new();
    let source = tempfile::tempdir().unwrap();
    let folder = source.path().join("any-name");
    write_own(&folder, "our-contract");
    let path = folder.to_str().unwrap();
    assert_eq!(atlas.answer(&["editions", "check", path])["id"], "our-contract");
    let added = atlas.answer(&["editions", "add", path]);
    assert_eq!((&added["id"], &added["built_in"]), (&json!("our-contract"), &json!(false)));
    assert_eq!(atlas.json(&["editions", "add", path]).error()["code"], "edition-taken");
    let diff = atlas.answer(&["editions", "diff", "2023-10", "our-contract"]);
    assert_eq!(diff["items"].as_array().unwrap().len(), 1, "{diff}");

    // 15:30 in Norway: 0:30 until 16:00, then 3:30 from 08:00.
    let respond_by = [
        "respond-by",
        "--plan",
        "subscription",
        "--severity",
        "b",
        "--country",
        "NO",
        "--filed-at",
        "2026-03-02T14:30:00Z",
    ];
    let answer = atlas.answer(&[&["--edition", "our-contract"], &respond_by[..]].concat());
    assert_eq!((&answer["due_at"], &answer["edition"]), (&json!("2026-03-03T10:30:00Z"), &json!("our-contract")));
    assert_eq!(atlas.answer(&["--edition", "our-contract", "guide", "S04"])["same_as"], "2023-10");

    atlas.answer(&["tenant", "add", "--name", "Fjord", "--country", "NO"]);
    let tenant = atlas.answer(&["tenant", "set", "Fjord", "--edition", "our-contract"]);
    assert_eq!(tenant["edition"], "our-contract");
    assert_eq!(atlas.answer(&["tenant", "set", "Fjord", "--zone", "Europe/Oslo"])["edition"], "our-contract");
    let log =
        ["request", "log", "--tenant", "Fjord", "--product", "finance", "--plan", "subscription", "--severity", "b"];
    let request = atlas.answer(&[&log[..], &["--title", "Slow", "--filed-at", "2026-03-02T14:30:00Z"]].concat());
    assert_eq!(
        (&request["due_at"], &request["deadline"]["edition"]),
        (&json!("2026-03-03T10:30:00Z"), &json!("our-contract"))
    );
    let error = atlas.json(&["editions", "remove", "our-contract"]).error();
    assert_eq!((&error["code"], &error["used_by"][0]["name"]), (&json!("in-use"), &json!("Fjord")));

    // The folder goes: what rests on it says what to do.
    fs::remove_dir_all(atlas.home.path().join("editions/our-contract")).unwrap();
    let run = atlas.json(&[&log[..], &["--title", "Again", "--filed-at", "2026-03-02T14:30:00Z"]].concat());
    assert_eq!((run.exit, run.error()["code"].clone()), (2, json!("edition-gone")));
    assert_eq!(atlas.answer(&["request", "list"])["items"][0]["due_at"], "2026-03-03T10:30:00Z");
    // An empty value goes back to the base edition.
    assert_eq!(atlas.answer(&["tenant", "set", "Fjord", "--edition", ""]).get("edition"), None);
    let shown = atlas.answer(&["request", "show", "Slow"]);
    assert_eq!(shown["would_now_be"], "2026-03-03T08:30:00Z", "by the base edition");

    let contract =
        atlas.run(&["--json", "contract", "add", "--kind", "premier", "--name", "Nordic", "--edition", "2021-01"], "");
    assert_eq!(contract.json()["edition"], "2021-01");
    let error = atlas.json(&["contract", "set", "Nordic", "--edition", "1999-01"]).error();
    assert_eq!(error["code"], "unknown-edition");
}

#[test]
fn a_folder_that_is_no_edition_says_where_and_why() {
    let atlas = Atlas::new();
    let source = tempfile::tempdir().unwrap();
    let folder = source.path().join("own");
    write_own(&folder, "own-hours");
    let regions = fs::read_to_string(folder.join("regions.toml")).unwrap();
    fs::write(
        folder.join("regions.toml"),
        regions.replace("opens = \"06:00\"", "opens = \"6\"").replace("Asia/Tokyo", "Asia/Kyoto"),
    )
    .unwrap();
    let path = folder.to_str().unwrap();
    for verb in ["check", "add"] {
        let run = atlas.json(&["editions", verb, path]);
        assert_eq!(run.exit, 2);
        let error = run.error();
        assert_eq!((&error["code"], &error["field"]), (&json!("edition-invalid"), &json!("edition")));
        let problems = error["problems"].as_array().unwrap();
        assert_eq!(problems.len(), 2, "{problems:?}");
        assert!(problems.iter().all(|problem| problem["file"] == "regions.toml" && problem["line"].is_u64()));
        let people = atlas.run(&["--lang", "en", "editions", verb, path], "");
        assert_eq!((people.exit, people.stdout.lines().count()), (2, 2), "{}", people.stdout);
        assert!(people.stdout.lines().all(|line| line.starts_with("regions.toml, line ")), "{}", people.stdout);
    }
    assert!(!atlas.home.path().join("editions").join("own-hours").exists(), "not even half");
    // One that lies there already is listed with what is wrong, and refused when it is asked for.
    fs::create_dir_all(atlas.home.path().join("editions")).unwrap();
    fs::rename(&folder, atlas.home.path().join("editions/own-hours")).unwrap();
    let list = atlas.answer(&["editions"]);
    let own = &list["items"][4];
    assert_eq!((&own["id"], own["problems"].as_array().unwrap().len()), (&json!("own-hours"), 2));
    let run = atlas.json(&["--edition", "own-hours", "guide"]);
    assert_eq!((run.exit, run.error()["code"].clone()), (2, json!("edition-invalid")));
    assert_eq!(atlas.json(&["editions", "check", "/nowhere"]).error()["code"], "edition-invalid");
}
