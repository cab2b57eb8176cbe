//! Keeping tenants and requests.

use crate::program::Atlas;
use serde_json::{Value, json};

const DAY: [&str; 2] = ["--filed-at", "2026-11-20T09:00:00Z"];

fn log<'a>(tenant: &'a str, title: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let start =
        ["request", "log", "--tenant", tenant, "--product", "customer-engagement", "--severity", "b", "--title", title];
    [&start[..], more].concat()
}

#[test]
fn a_tenant_is_added_changed_removed_and_put_back() {
    let atlas = Atlas::new();
    let added = atlas.answer(&["tenant", "add", "--name", "Fjordkraft", "--country", "no"]);
    assert_eq!(
        (added["name"].as_str(), added["country"].as_str(), added["kind"].as_str()),
        (Some("Fjordkraft"), Some("NO"), Some("own"))
    );
    let id = added["id"].as_str().unwrap();
    assert_eq!(atlas.answer(&["tenant", "show", "fjordkraft"])["id"], id);
    let changed = atlas.answer(&["tenant", "set", id, "--kind", "client", "--holidays", "SE"]);
    assert_eq!((changed["kind"].as_str(), changed["holidays"].as_str()), (Some("client"), Some("SE")));
    assert_eq!(atlas.answer(&["tenant", "set", id, "--holidays", ""])["holidays"], Value::Null);
    atlas.answer(&["tenant", "remove", id]);
    let gone = atlas.json(&["tenant", "show", id]);
    assert_eq!((gone.exit, gone.error()["code"].as_str()), (3, Some("not-found")));
    assert_eq!(atlas.answer(&["tenant", "undo-remove", "fjordkraft"])["id"], id, "by name, too");
    assert_eq!(atlas.json(&["tenant", "undo-remove", id]).exit, 3, "it is not removed any more");
    assert_eq!(atlas.answer(&["tenant", "list"])["items"].as_array().unwrap().len(), 1);
}

#[test]
fn the_only_zone_of_a_country_is_filled_in_where_it_is_needed() {
    let atlas = Atlas::new();
    assert_eq!(atlas.answer(&["tenant", "add", "--name", "U", "--country", "UY"])["zone"], "America/Montevideo");
    assert_eq!(atlas.answer(&["tenant", "add", "--name", "N", "--country", "NO"])["zone"], Value::Null);
    assert_eq!(atlas.json(&["tenant", "add", "--name", "B", "--country", "BR"]).error()["code"], "zone-needed");
}

#[test]
fn an_ambiguous_name_lists_the_ids() {
    let atlas = Atlas::new();
    let one = atlas.answer(&["tenant", "add", "--name", "Twin", "--country", "NO"]);
    atlas.answer(&["tenant", "add", "--name", "Twin", "--country", "SE"]);
    let run = atlas.json(&["tenant", "show", "twin"]);
    assert_eq!((run.exit, run.error()["code"].as_str()), (2, Some("ambiguous")));
    assert!(run.error()["message"].as_str().unwrap().contains(one["id"].as_str().unwrap()));
}

#[test]
fn a_request_is_logged_with_its_deadline_and_falls_due() {
    // Friday 20 November 2026, 10:00 in Oslo: four business hours are over at 14:00, 13:00 UTC.
    let atlas = Atlas::new();
    let tenant = atlas.answer(&["tenant", "add", "--name", "Fjordkraft", "--country", "NO"]);
    let more = [&["--plan", "subscription", "--case-number", "2611200040000719"], &DAY[..]].concat();
    let request = atlas.answer(&log("Fjordkraft", "Orders fail", &more));
    assert_eq!(request["deadline"]["due_at"], "2026-11-20T13:00:00Z");
    assert_eq!(request["deadline"]["edition"], "2023-10");
    assert_eq!(request["tenant"], tenant["id"]);
    let shown = atlas.answer(&["request", "show", "2611200040000719"]);
    assert_eq!(shown["state"], "overdue", "20 November 2026 is past");
    assert_eq!(shown["met"], false);
    assert_eq!(shown["events"][0], json!({ "kind": "filed", "at": "2026-11-20T09:00:00Z" }));
    let due = atlas.answer(&["due"]);
    assert_eq!(due["items"][0]["kind"], "first-response");
    assert_eq!(due["items"][0]["at"], "2026-11-20T13:00:00Z");
    assert_eq!(due["items"][0]["subject"], json!({ "type": "request", "id": request["id"], "name": "Orders fail" }));

    let in_use = atlas.json(&["tenant", "remove", "Fjordkraft"]);
    assert_eq!((in_use.exit, in_use.error()["code"].as_str()), (2, Some("in-use")));
    assert!(in_use.error()["message"].as_str().unwrap().contains("Orders fail"), "it says who uses it");
    assert_eq!(in_use.error()["used_by"], json!([{ "type": "request", "id": request["id"], "name": "Orders fail" }]));

    let answered = atlas.answer(&["request", "respond", "Orders fail", "--at", "2026-11-20T12:59:59Z"]);
    assert_eq!((answered["state"].as_str(), answered["met"].as_bool()), (Some("answered"), Some(true)));
    let late = atlas.answer(&["request", "respond", "Orders fail", "--at", "2026-11-20T13:00:00Z"]);
    assert_eq!(late["met"], false, "met means strictly before the deadline");
    let closed =
        atlas.answer(&["request", "close", "Orders fail", "--at", "2026-11-21T09:00:00Z", "--reason", "Solved"]);
    assert_eq!(closed["state"], "closed");
    assert_eq!(atlas.answer(&["request", "list", "--state", "closed"])["items"].as_array().unwrap().len(), 1);
    assert_eq!(atlas.answer(&["request", "list", "--state", "open"])["items"], json!([]));
    assert_eq!(atlas.answer(&["due"])["items"], json!([]));
}

#[test]
fn what_the_policy_refuses_is_not_logged() {
    let atlas = Atlas::new();
    atlas.answer(&["tenant", "add", "--name", "T", "--country", "NO"]);
    let base = |product: &'static str, severity: &'static str, plan: &'static str| {
        let ask = [
            &["request", "log", "--tenant", "T", "--title", "X"],
            &DAY[..],
            &["--product", product, "--severity", severity, "--plan", plan],
        ];
        ask.concat()
    };
    for (ask, code, field) in [
        (base("finance", "b", "advantage"), "plan-does-not-cover-product", "product"),
        (base("finance", "critical", "premier"), "plan-has-no-such-severity", "severity"),
        (base("word", "b", "premier"), "unknown-product", "product"),
        (base("finance", "q", "premier"), "unknown-severity", "severity"),
        (base("finance", "b", "gold"), "unknown-plan", "plan"),
    ] {
        let run = atlas.json(&ask);
        assert_eq!(run.exit, 2, "{ask:?}");
        assert_eq!((run.error()["code"].as_str(), run.error()["field"].as_str()), (Some(code), Some(field)), "{ask:?}");
    }
    for (number, code) in [("2613990040000719", "invalid"), ("26112000400007190", "invalid"), ("12-34", "invalid")] {
        let run = atlas.json(&log("T", "X", &[&["--plan", "premier", "--case-number", number], &DAY[..]].concat()));
        assert_eq!(
            (run.exit, run.error()["code"].as_str(), run.error()["field"].as_str()),
            (2, Some(code), Some("case_number")),
            "{number}"
        );
    }
    assert_eq!(atlas.answer(&["request", "list"])["items"], json!([]));
    let missing = atlas.json(&log("Nobody", "X", &[&["--plan", "premier"], &DAY[..]].concat()));
    assert_eq!((missing.exit, missing.error()["code"].as_str()), (3, Some("not-found")));
    assert_eq!(missing.error()["field"], "tenant");
    let neither = atlas.json(&log("T", "X", &DAY));
    assert_eq!(neither.exit, 2);
    assert!(neither.error()["message"].as_str().unwrap().contains("--contract"), "both ways are named");
    let future = log("T", "X", &["--plan", "premier", "--filed-at", "2126-11-20T09:00:00Z"]);
    assert_eq!((atlas.json(&future).exit, atlas.json(&future).error()["field"].as_str()), (2, Some("filed_at")));
}
