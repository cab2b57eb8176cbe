//! `atlas request …` from filing to closing: pauses, severities, mails, evidence.

use crate::program::Atlas;
use serde_json::{Value, json};

/// A request of the subscription, severity B: four business hours of EMEA from 09:00 UTC on Friday 20 November 2026.
fn logged(atlas: &Atlas) -> Value {
    atlas.answer(&["tenant", "add", "--name", "Fjordkraft", "--country", "NO"]);
    log(atlas, "Orders fail", "2026-11-20T09:00:00Z")
}

fn log(atlas: &Atlas, title: &str, filed_at: &str) -> Value {
    atlas.answer(&log_flags(title, filed_at))
}

fn log_flags<'a>(title: &'a str, filed_at: &'a str) -> Vec<&'a str> {
    let start =
        ["request", "log", "--tenant", "Fjordkraft", "--product", "customer-engagement", "--plan", "subscription"];
    [&start[..], &["--severity", "b", "--title", title, "--filed-at", filed_at]].concat()
}

fn with_input(atlas: &Atlas, input: &str, arguments: &[&str]) -> crate::program::Run {
    atlas.run(&[&["--json"], arguments].concat(), input)
}

#[track_caller]
fn refused(atlas: &Atlas, arguments: &[&str], field: &str) -> String {
    let run = atlas.json(arguments);
    assert_eq!((run.exit, run.error()["field"].as_str()), (2, Some(field)), "{arguments:?}: {}", run.error());
    run.error()["message"].as_str().unwrap().to_owned()
}

#[test]
fn pauses_move_the_deadline_and_stand_on_the_timeline() {
    let atlas = Atlas::new();
    assert_eq!(logged(&atlas)["deadline"]["due_at"], "2026-11-20T13:00:00Z");
    let at = |time: &str| format!("2026-11-20T{time}:00Z");
    let verb = |verb: &'static str, time: &str| {
        let at = at(time);
        atlas.json(&["request", verb, "Orders fail", "--at", &at])
    };
    refused(&atlas, &["request", "resume", "Orders fail", "--at", &at("10:00")], "at");
    refused(&atlas, &["request", "pause", "Orders fail", "--at", &at("08:59")], "at");
    let paused = verb("pause", "10:00").json();
    assert_eq!((paused["paused"].as_bool(), paused["state"].as_str()), (Some(true), Some("open")));
    assert_eq!(atlas.answer(&["due"])["items"], json!([]), "nothing falls due while the clock stands");
    refused(&atlas, &["request", "pause", "Orders fail", "--at", &at("10:30")], "at");
    let resumed = verb("resume", "11:30").json();
    assert_eq!(resumed["deadline"]["due_at"], "2026-11-20T14:30:00Z");
    refused(&atlas, &["request", "pause", "Orders fail", "--at", &at("11:00")], "at");
    refused(&atlas, &["request", "respond", "Orders fail", "--at", &at("08:00")], "at");
    let answered = verb("respond", "14:29").json();
    assert_eq!(answered["met"], true);
    let closing = ["request", "close", "Orders fail", "--reason", "Solved", "--at"];
    refused(&atlas, &[&closing[..], &[&at("14:00")]].concat(), "at");
    atlas.answer(&[&closing[..], &[&at("16:00")]].concat());

    let shown = atlas.answer(&["request", "show", "Orders fail"]);
    let kinds: Vec<_> = shown["events"].as_array().unwrap().iter().map(|event| event["kind"].clone()).collect();
    assert_eq!(kinds, ["filed", "paused", "resumed", "first-response", "closed"]);
    assert_eq!(shown["would_now_be"], Value::Null);
    assert_eq!(shown["reopen_until"], "2027-02-19", "the last day within three months");
    let said = shown["deadline"]["assumed"][0].as_str().unwrap();
    assert!(said.contains("no time counts while Microsoft waits"), "{said}");
}

#[test]
fn a_changed_severity_and_what_would_be_now() {
    let atlas = Atlas::new();
    logged(&atlas);
    let to = |to: &str, at: &str| atlas.json(&["request", "severity", "Orders fail", "--to", to, "--at", at]);
    let raised = to("a", "2026-11-20T11:00:00Z").json();
    assert_eq!(
        (raised["severity"].as_str(), raised["deadline"]["due_at"].as_str()),
        (Some("a"), Some("2026-11-20T12:00:00Z"))
    );
    let lacking = to("critical", "2026-11-20T11:30:00Z");
    assert_eq!((lacking.exit, lacking.error()["code"].as_str()), (2, Some("plan-has-no-such-severity")));
    assert_eq!(to("z", "2026-11-20T11:30:00Z").error()["code"], "unknown-severity");
    log(&atlas, "Other", "2026-11-20T09:00:00Z");
    atlas.answer(&["tenant", "set", "Fjordkraft", "--country", "US", "--zone", "America/New_York"]);
    let shown = atlas.answer(&["request", "show", "Other"]);
    // North America opens at 14:00 UTC; history stays.
    assert_eq!(shown["deadline"]["due_at"], "2026-11-20T13:00:00Z");
    assert_eq!(shown["would_now_be"], "2026-11-20T18:00:00Z");
}

/// Filed at 09:00 UTC with four business hours; Microsoft waits from 10:00 on and answers at 14:00: one hour counted, three
/// left.
#[test]
fn a_response_in_a_pause_is_in_time() {
    let atlas = Atlas::new();
    atlas.answer(&["tenant", "add", "--name", "Fjordkraft", "--country", "NO"]);
    log(&atlas, "Orders fail", "2026-11-18T09:00:00Z");
    let verb = |verb: &'static str, at: &str| atlas.json(&["request", verb, "Orders fail", "--at", at]).json();
    verb("pause", "2026-11-18T10:00:00Z");
    for list in [&["due"][..], &["request", "list", "--state", "overdue"][..]] {
        assert_eq!(atlas.answer(list)["items"], json!([]), "{list:?}: the clock stands");
    }
    let answered = verb("respond", "2026-11-18T14:00:00Z");
    assert_eq!((answered["met"].as_bool(), answered["paused"].as_bool()), (Some(true), Some(false)));
    assert_eq!((answered["due_at"].as_str(), answered["counted"].as_u64()), (Some("2026-11-18T17:00:00Z"), Some(3600)));
    let resumed = verb("resume", "2026-11-18T14:00:00Z");
    assert_eq!((&resumed["due_at"], &resumed["met"]), (&answered["due_at"], &answered["met"]));
    // A pause in the time box moves nothing.
    assert_eq!(verb("pause", "2026-11-18T15:00:00Z")["due_at"], answered["due_at"]);
    atlas.answer(&["request", "close", "Orders fail", "--at", "2026-11-19T09:00:00Z", "--reason", "Solved"]);
    let shown = atlas.run(&["request", "show", "Orders fail"], "").stdout;
    assert!(!shown.contains("Paused since"), "{shown}");
}

#[test]
fn an_earlier_pause_is_noted_with_its_end() {
    let atlas = Atlas::new();
    logged(&atlas);
    let pause = |flags: &[&str]| atlas.json(&[&["request", "pause", "Orders fail", "--at"], flags].concat());
    let later = pause(&["2026-11-20T12:00:00Z", "--until", "2026-11-20T12:30:00Z"]).json();
    assert_eq!((later["due_at"].as_str(), later["paused"].as_bool()), (Some("2026-11-20T13:30:00Z"), Some(false)));
    let open = refused(&atlas, &["request", "pause", "Orders fail", "--at", "2026-11-20T10:00:00Z"], "until");
    assert!(open.contains("a later pause is noted already"), "{open}");
    let both = pause(&["2026-11-20T10:00:00Z", "--until", "2026-11-20T11:00:00Z"]).json();
    assert_eq!(both["due_at"], "2026-11-20T14:30:00Z");
}

#[test]
fn a_severity_that_moves_nothing_is_not_what_was_promised() {
    let atlas = Atlas::new();
    logged(&atlas);
    // B was due at 13:00 UTC on Friday.
    let raised = ["request", "severity", "Orders fail", "--to", "a", "--at", "2026-11-21T09:00:00Z"];
    let deadline = atlas.answer(&raised)["deadline"].clone();
    assert_eq!((&deadline["severity"], &deadline["limit"]), (&json!("b"), &json!("PT4H")));
    assert_eq!(deadline["because"], json!(["S21", "S03", "S04"]));
    assert_eq!(atlas.answer(&["request", "scorecard"])["by_severity"][0]["key"], "b");
    let shown = atlas.run(&["request", "show", "Orders fail"], "").stdout;
    assert!(shown.contains("Promise stands at"), "{shown}");
}

#[test]
fn the_scorecard_says_durations_and_every_count() {
    let atlas = Atlas::new();
    logged(&atlas);
    atlas.answer(&["request", "respond", "Orders fail", "--at", "2026-11-20T12:51:25Z"]);
    log(&atlas, "Given up", "2026-11-20T09:00:00Z");
    atlas.answer(&["request", "close", "Given up", "--at", "2026-11-20T10:00:00Z", "--reason", "Solved"]);
    let card = atlas.answer(&["request", "scorecard"]);
    assert_eq!((&card["all"]["waiting"], &card["all"]["closed_unanswered"]), (&json!(0), &json!(1)));
    let nb = atlas.run(&["--lang", "nb", "request", "scorecard"], "").stdout;
    for said in ["3 t 51 min 25 s", "Lukket uten svar", "Venter", "Uten frist"] {
        assert!(nb.contains(said), "{said} in {nb}");
    }
    assert!(!nb.contains("PT"), "{nb}");
}

#[test]
fn a_time_that_leaves_a_doubt_is_asked_about() {
    let atlas = Atlas::new();
    logged(&atlas);
    let twice = refused(&atlas, &log_flags("Autumn", "2026-10-25T02:30"), "filed_at");
    assert!(twice.contains("2026-10-25T02:30:00+02:00") && twice.contains("2026-10-25T02:30:00+01:00"), "{twice}");
    let skipped = refused(&atlas, &log_flags("Spring", "2026-03-29T02:30:00"), "filed_at");
    assert!(
        skipped.contains("2026-03-29T01:30:00+01:00") && skipped.contains("2026-03-29T03:30:00+02:00"),
        "{skipped}"
    );
    assert_eq!(log(&atlas, "Autumn", "2026-10-25T02:30:00+01:00")["filed_at"], "2026-10-25T01:30:00Z");
    assert_eq!(log(&atlas, "Plain", "2026-11-20T10:00")["filed_at"], "2026-11-20T09:00:00Z", "on the tenant's clock");
    refused(&atlas, &log_flags("Old", "1999-12-31T00:00:00Z"), "filed_at");
    refused(&atlas, &log_flags("Ahead", "2126-11-20T09:00:00Z"), "filed_at");
    let words = atlas.json(&log_flags("Words", "yesterday"));
    assert_eq!(words.error()["code"], "not-an-instant");
}

#[test]
fn reopening_is_asked_once_and_remembered() {
    let atlas = Atlas::new();
    logged(&atlas);
    refused(&atlas, &["request", "reopen-check", "Orders fail"], "at");
    atlas.answer(&["request", "close", "Orders fail", "--at", "2026-11-20T15:00:00Z", "--reason", "Solved"]);
    let ask =
        |more: &[&str]| atlas.json(&[&["request", "reopen-check", "Orders fail", "--on", "2026-11-21"], more].concat());
    let missing = ask(&["--same-build", "yes"]);
    assert_eq!((missing.exit, missing.error()["field"].as_str()), (2, Some("updates_installed")));
    let rest = ["--updates-installed", "no", "--same-error", "yes", "--same-place", "yes"];
    let answer = ask(&rest).json();
    assert_eq!((answer["decision"].as_str(), answer["last_day"].as_str()), (Some("reopen"), Some("2027-02-19")));
    assert_eq!(answer["because"], json!(["S33"]));
    assert_eq!(ask(&[]).json()["decision"], "reopen", "nothing is asked again");
    assert_eq!(ask(&["--same-error", "no"]).json()["reasons"], json!(["different-error"]));
    let reopened = atlas.answer(&["request", "reopen", "Orders fail", "--at", "2026-11-21T08:00:00Z"]);
    assert_eq!(reopened["closed_at"], Value::Null);
}

#[test]
fn a_mail_is_read_and_nothing_is_stored() {
    let atlas = Atlas::new();
    let mail = "Subject: RE: Orders fail - TrackingID#2611200040000719\nSent: Friday, November 20, 2026 9:12 AM (UTC)\n\nSeverity: B\n";
    let found = with_input(&atlas, mail, &["request", "read", "-", "--zone", "Europe/Oslo"]).json();
    assert_eq!(found["case_number"], "2611200040000719");
    assert_eq!((found["title"].as_str(), found["severity"].as_str()), (Some("Orders fail"), Some("b")));
    assert_eq!(found["times"][0]["at"], "2026-11-20T09:12:00Z");
    let large = "x".repeat(5_000_000);
    let refused = with_input(&atlas, &large, &["request", "read", "-"]);
    assert_eq!((refused.exit, refused.error()["code"].as_str()), (2, Some("mail-too-large")));
    let script = with_input(&atlas, "<script>alert(1)</script>", &["request", "read", "-"]);
    assert_eq!(script.error()["code"], "mail-without-text");
    assert_eq!(atlas.answer(&["request", "list"])["items"], json!([]));
    for (flag, code) in [("--severity", "unknown-severity"), ("--product", "unknown-product")] {
        let run = atlas.json(&["request", "list", flag, "nope"]);
        assert_eq!((run.exit, &run.error()["code"]), (2, &json!(code)), "the known ones are named");
    }
}

#[test]
fn lists_are_narrowed_and_sorted() {
    let atlas = Atlas::new();
    logged(&atlas);
    log(&atlas, "Invoices fail", "2026-11-19T09:00:00Z");
    atlas.answer(&["request", "assign", "Invoices fail", "--to", "Ada"]);
    let titles = |more: &[&str]| {
        let list = atlas.answer(&[&["request", "list"], more].concat());
        list["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item["title"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(titles(&[]), ["Orders fail", "Invoices fail"]);
    assert_eq!(titles(&["--sort", "urgency"]), ["Invoices fail", "Orders fail"]);
    assert_eq!(titles(&["--holder", "Ada"]), ["Invoices fail"]);
    assert_eq!(titles(&["--text", "ORDERS"]), ["Orders fail"]);
    assert_eq!(titles(&["--tenant", "fjordkraft", "--limit", "1"]), ["Orders fail"]);
}

#[test]
fn files_papers_and_scores() {
    let atlas = Atlas::new();
    logged(&atlas);
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    std::fs::write(path("trace.txt"), "abc").unwrap();
    let attached = atlas.answer(&["request", "attach", "Orders fail", &path("trace.txt")]);
    assert_eq!((attached["name"].as_str(), attached["bytes"].as_u64()), (Some("trace.txt"), Some(3)));
    refused(&atlas, &["request", "attach", "Orders fail", folder.path().to_str().unwrap()], "file");
    let shown = atlas.answer(&["request", "show", "Orders fail"]);
    assert_eq!(shown["attachments"][0]["id"], attached["id"]);

    let facts = r#"{"description":"It fails","environment":"PROD","consent":true}"#;
    let pack = with_input(&atlas, facts, &["--lang", "nb", "request", "pack", "Orders fail", "--facts", "-"]).json();
    let text = pack["text"].as_str().unwrap();
    assert!(text.contains("Title: Orders fail") && text.contains("Description: It fails"), "{text}");
    assert!(pack["missing"].as_array().unwrap().iter().any(|gap| gap["field"] == "reproduction"), "{pack}");

    atlas.answer(&["request", "respond", "Orders fail", "--at", "2026-11-20T10:00:00Z"]);
    let card = atlas.answer(&["request", "scorecard"]);
    assert_eq!((card["all"]["met"].as_u64(), card["all"]["actual"].as_u64()), (Some(1), Some(3600)));

    let page = path("evidence.html");
    let made = atlas.answer(&["request", "evidence", "Orders fail", "--out", &page]);
    assert_eq!(made["requests"], 1);
    assert!(std::fs::read_to_string(&page).unwrap().starts_with("<!DOCTYPE html>"));
    let again = atlas.json(&["request", "evidence", "Orders fail", "--out", &page]);
    assert_eq!((again.exit, again.error()["field"].as_str()), (2, Some("out")), "nothing is overwritten");
    let sheet = atlas.run(&["request", "evidence", "--format", "csv", "--from", "2026-11-01"], "");
    assert!(sheet.stdout.lines().count() == 2 && sheet.stdout.starts_with("id,case_number,title"), "{}", sheet.stdout);
}
