//! `atlas search`: guidance without a register, guidance and records with one.

use crate::program::Atlas;
use serde_json::Value;
use std::fs;

fn ids(found: &Value) -> Vec<&str> {
    found["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap()).collect()
}

#[test]
fn guidance_is_found_without_a_register_and_none_is_made() {
    let atlas = Atlas::new();
    let found = atlas.answer(&["search", "reopen closed case", "--limit", "3"]);
    let first = &found["items"][0];
    assert_eq!((first["type"].as_str(), first["id"].as_str()), (Some("topic"), Some("S33")), "{found}");
    assert_eq!(first["title"], "Reopening a closed request");
    let pieces = first["pieces"].as_array().unwrap();
    let whole: String = pieces.iter().map(|piece| piece["text"].as_str().unwrap()).collect();
    assert_eq!(first["snippet"], whole.as_str());
    assert!(pieces.iter().any(|piece| piece["found"] == true), "{first}");
    assert!(ids(&found).len() <= 3);
    assert_eq!(fs::read_dir(atlas.home.path()).unwrap().count(), 0, "searching makes no register");
}

#[test]
fn either_language_finds_the_topic_and_lang_decides_what_is_shown() {
    let atlas = Atlas::new();
    for question in ["gjenåpne lukket sak", "gjenapne sak", "reopen a closed case", "S33", "s33"] {
        for (language, title) in [("en", "Reopening a closed request"), ("nb", "Gjenåpne en lukket støtteforespørsel")]
        {
            let found = atlas.answer(&["--lang", language, "search", question]);
            assert_eq!(found["items"][0]["title"], title, "{question}");
        }
    }
    assert_eq!(ids(&atlas.answer(&["search", "who", "may", "file"]))[0], "S18", "the words need no quotes");
    assert_eq!(ids(&atlas.answer(&["search", "R7"]))[0], "R7");
}

#[test]
fn records_are_found_beside_the_guidance() {
    let atlas = Atlas::new();
    atlas.answer(&["tenant", "add", "--name", "Blåfjell", "--country", "NO"]);
    let start =
        ["request", "log", "--tenant", "Blåfjell", "--product", "finance", "--plan", "subscription", "--severity", "b"];
    let more = [
        "--title",
        "Ordre blir ikke bokført",
        "--filed-at",
        "2026-03-27T09:00:00Z",
        "--case-number",
        "2603270040015890",
    ];
    let request = atlas.answer(&[&start[..], &more].concat());
    for question in ["bokfort ordre", "blaafjell ordre", "015890", "2603270040015890", "case 5890", "ordre bokfrt"] {
        let found = atlas.answer(&["search", question]);
        assert_eq!(found["items"][0]["id"], request["id"], "{question}: {found}");
        assert_eq!(found["items"][0]["type"], "request");
    }
    let id = request["id"].as_str().unwrap();
    atlas.answer(&["request", "remove", id]);
    assert!(!ids(&atlas.answer(&["search", "bokført"])).contains(&id));
    atlas.answer(&["request", "undo-remove", id]);
    assert_eq!(ids(&atlas.answer(&["search", "bokført"]))[0], id);
}

#[test]
fn whatever_is_asked_gets_a_clear_answer() {
    let atlas = Atlas::new();
    atlas.answer(&["tenant", "add", "--name", "Fjord", "--country", "NO"]);
    for question in
        ["\"", "* AND (", "NEAR(a b, 2)", "fjord OR", "terms:fjord", "'; DROP TABLE tenant; --", "😀", "\u{202e}drojf"]
    {
        assert_eq!(atlas.json(&["search", "--", question]).exit, 0, "{question}");
    }
    let nothing = atlas.run(&["--lang", "en", "search", "***"], "");
    assert_eq!(nothing.exit, 0);
    assert!(nothing.stdout.starts_with("Nothing found."), "{}", nothing.stdout);
    for (question, code) in [("a".repeat(10_000), "invalid"), (String::new(), "invalid"), (" ".repeat(20), "invalid")] {
        let refused = atlas.json(&["search", &question]);
        assert_eq!((refused.exit, refused.error()["field"].as_str()), (2, Some("query")));
        assert_eq!(refused.error()["code"], code);
    }
    for limit in ["0", "-1", "many", "1001"] {
        assert_eq!(atlas.json(&["search", "plan", &format!("--limit={limit}")]).exit, 2, "{limit}");
    }
}

#[test]
fn a_register_that_cannot_be_used_is_said_to_be() {
    let atlas = Atlas::new();
    fs::write(atlas.home.path().join("register.sqlite"), "no register").unwrap();
    let refused = atlas.json(&["search", "plan"]);
    assert_eq!((refused.exit, refused.error()["code"].as_str()), (4, Some("not-a-register")));
}
