//! What was written down wrongly about a request is corrected, and what is odd about it is said.

use crate::program::Atlas;
use serde_json::Value;
use std::fs;

const CASE: &str = "2611200040000719";

fn log(atlas: &Atlas, more: &[&str]) -> Value {
    let start =
        ["request", "log", "--tenant", "Fjordkraft", "--product", "customer-engagement", "--plan", "subscription"];
    atlas.answer(&[&start[..], &["--severity", "b", "--title", "Orders fail"], more].concat())
}

fn fjordkraft(country: &str) -> Atlas {
    let atlas = Atlas::new();
    atlas.answer(&["tenant", "add", "--name", "Fjordkraft", "--country", country]);
    atlas
}

fn english(remarks: &Value) -> Vec<&str> {
    remarks.as_array().unwrap().iter().filter_map(Value::as_str).collect()
}

#[test]
fn number_title_and_filing_time_are_corrected() {
    let atlas = fjordkraft("NO");
    let logged =
        log(&atlas, &["--filed-at", "2026-11-20T09:00:00Z", "--case-number", "TrackingID#2611 2000 4000 0719"]);
    assert_eq!((logged["case_number"].as_str(), english(&logged["remarks"]).len()), (Some(CASE), 0));
    let set = ["request", "set", "2611 2000 4000 0719"];
    let changed =
        atlas.answer(&[&set[..], &["--title", "Invoices fail", "--filed-at", "2026-11-20T10:00:00Z"]].concat());
    // Four business hours from 10:00 UTC on a Friday.
    assert_eq!(
        (changed["title"].as_str(), changed["deadline"]["due_at"].as_str()),
        (Some("Invoices fail"), Some("2026-11-20T14:00:00Z"))
    );
    let odd = atlas.answer(&[&set[..], &["--case-number", "2601010040000719"]].concat());
    assert!(english(&odd["remarks"])[0].contains("2026-01-01"), "{}", odd["remarks"]);
    let older = atlas.answer(&["request", "set", "Invoices fail", "--case-number", "119112012345678"]);
    assert!(english(&older["remarks"])[0].contains("older form"), "{}", older["remarks"]);
    let cleared = atlas.answer(&["request", "set", "Invoices fail", "--case-number", ""]);
    assert_eq!((cleared["case_number"].as_str(), english(&cleared["remarks"]).len()), (None, 0));
}

#[test]
fn a_mistaken_first_response_is_taken_back() {
    let atlas = fjordkraft("NO");
    log(&atlas, &["--filed-at", "2026-11-20T09:00:00Z"]);
    let withdraw = ["request", "withdraw", "Orders fail", "first-response"];
    assert_eq!(atlas.json(&withdraw).exit, 3, "there is none yet");
    let answered = atlas.answer(&["request", "respond", "Orders fail", "--at", "2026-11-20T10:00:00Z"]);
    assert_eq!(answered["met"], true);
    let waiting = atlas.answer(&withdraw);
    assert_eq!((waiting["responded_at"].as_str(), waiting["met"].as_bool()), (None, Some(false)), "overdue again");
    atlas.answer(&["request", "respond", "Orders fail", "--at", "2026-11-20T11:00:00Z"]);
    atlas.answer(&["request", "close", "Orders fail", "--at", "2026-11-20T12:00:00Z", "--reason", "Solved"]);
    assert_eq!(atlas.json(&withdraw).exit, 2, "a closed one is opened again first");
}

#[test]
fn files_come_out_again_and_go() {
    let atlas = fjordkraft("NO");
    log(&atlas, &["--filed-at", "2026-11-20T09:00:00Z"]);
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    fs::write(path("trace.txt"), "abc").unwrap();
    atlas.answer(&["request", "attach", "Orders fail", &path("trace.txt")]);
    atlas.answer(&["request", "save-attachment", "Orders fail", "trace.txt", "--out", &path("copy.txt")]);
    assert_eq!(fs::read_to_string(path("copy.txt")).unwrap(), "abc");
    let again = atlas.json(&["request", "save-attachment", "Orders fail", "trace.txt", "--out", &path("copy.txt")]);
    assert_eq!((again.exit, again.error()["field"].as_str()), (2, Some("out")), "nothing is overwritten");
    atlas.answer(&["request", "detach", "Orders fail", "trace.txt"]);
    assert_eq!(atlas.json(&["request", "detach", "Orders fail", "trace.txt"]).exit, 3);
}

#[test]
fn the_text_tells_everything_that_is_known() {
    let atlas = fjordkraft("NO");
    log(&atlas, &["--filed-at", "2026-11-20T09:00:00Z"]);
    let noted = atlas.answer(&["request", "note", "Orders fail", "They called", "--at", "2026-11-20T09:30:00Z"]);
    let note = noted["events"].as_array().unwrap().iter().find(|event| event["kind"] == "note").unwrap();
    atlas.answer(&["request", "respond", "Orders fail", "--at", "2026-11-20T10:00:00Z"]);
    let closed = atlas.run(
        &["request", "close", "Orders fail", "--at", "2026-11-20T12:00:00Z", "--reason", "Solved by a restart"],
        "",
    );
    assert!(closed.stdout.contains("Reopen until"), "{}", closed.stdout);
    let shown = atlas.run(&["request", "show", "Orders fail"], "").stdout;
    for part in
        ["They called", note["id"].as_str().unwrap(), "Solved by a restart", "met", "Reopen until", "first-response"]
    {
        assert!(shown.contains(part), "{part}: {shown}");
    }
}

#[test]
fn no_zone_is_assumed_where_a_country_has_several() {
    let atlas = fjordkraft("US");
    let start =
        ["request", "log", "--tenant", "Fjordkraft", "--product", "customer-engagement", "--plan", "subscription"];
    let flags = [&start[..], &["--severity", "b", "--title", "Orders fail", "--filed-at"]].concat();
    let refused = atlas.json(&[&flags[..], &["2026-11-19T15:00"]].concat());
    assert_eq!((refused.exit, refused.error()["code"].as_str()), (2, Some("zone-needed")));
    let message = refused.error()["message"].as_str().unwrap().to_owned();
    // What it offers is taken.
    let offered = message.split_whitespace().find(|word| word.starts_with("2026-11-19T15:00:00")).unwrap();
    let logged = atlas.answer(&[&flags[..], &[offered.trim_end_matches(',')]].concat());
    assert_eq!(logged["filed_at"], "2026-11-19T21:00:00Z");
    atlas.answer(&["tenant", "set", "Fjordkraft", "--zone", "America/New_York"]);
    let on_the_clock = atlas.answer(&[&flags[..], &["2026-11-18T15:00"]].concat());
    assert_eq!(on_the_clock["filed_at"], "2026-11-18T20:00:00Z");
}

#[test]
fn what_only_the_partner_files_is_remarked_on() {
    let atlas = fjordkraft("NO");
    let flags = ["--product", "business-central", "--plan", "subscription", "--severity", "b", "--title", "Ledger"];
    let start = ["request", "log", "--tenant", "Fjordkraft", "--filed-at", "2026-11-20T09:00:00Z"];
    let logged = atlas.answer(&[&start[..], &flags].concat());
    assert!(english(&logged["remarks"])[0].contains("Cloud Solution Provider"), "{}", logged["remarks"]);
}
