//! `respond-by --batch`.

use crate::program::Atlas;
use serde_json::{Value, json};

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_batch_answers_as_single_questions_do() {
    let atlas = Atlas::new();
    for (plan, severity, country, filed_at) in [
        ("subscription", "b", "NO", "2026-03-27T15:30:00Z"),
        ("premier", "a", "US", "2026-03-27T15:30:00Z"),
        ("unified-core", "b", "JP", "2026-03-27T15:30:00Z"),
        ("professional-direct", "c", "SA", "2026-03-19T15:30:00Z"),
    ] {
        let single = atlas.answer(&[
            "respond-by",
            "--plan",
            plan,
            "--severity",
            severity,
            "--country",
            country,
            "--filed-at",
            filed_at,
        ]);
        let line = json!({ "plan": plan, "severity": severity, "country": country, "filed_at": filed_at });
        // Often enough that the hours are compiled.
        let run = atlas.run(&["respond-by", "--batch", "-"], &format!("{line}\n").repeat(40));
        assert_eq!(run.exit, 0, "{}", run.stderr);
        let answers = lines(&run.stdout);
        assert_eq!(answers.len(), 40);
        assert!(answers.iter().all(|answer| *answer == single), "{single}\n{}", answers[39]);
    }
}

#[test]
fn ids_are_echoed_and_bad_lines_answered_in_their_place() {
    let atlas = Atlas::new();
    let good = r#""plan":"subscription","severity":"b","country":"NO","filed_at":"2026-03-27T15:30:00Z""#;
    let input = [
        format!("{{\"id\":7,{good}}}"),
        "nonsense".to_owned(),
        format!("{{\"id\":\"x\",{good},\"zone\":\"Nowhere\"}}"),
        format!("{{\"id\":{{\"a\":[1]}},{good}}}"),
        format!("{{\"id\":8,{good},\"colour\":\"red\"}}"),
        String::new(),
        "{\"id\":9,\"plan\":\"subscription\",\"severity\":\"b\",\"country\":\"NO\"}".to_owned(),
        format!("{{{good}}}"),
        format!("{{\"id\":10,{}}}", good.replace("\"NO\"", "17")),
        "[".repeat(100_000),
    ]
    .join("\n");
    let run = atlas.run(&["respond-by", "--batch", "-"], &input);
    assert_eq!(run.exit, 2);
    let answers = lines(&run.stdout);
    assert_eq!(answers.len(), 10, "one for one");
    assert_eq!(answers[0]["id"], 7);
    assert_eq!(answers[0]["due_at"], "2026-03-30T08:30:00Z");
    assert_eq!(answers[1]["id"], Value::Null);
    assert!(answers[1]["error"]["code"].is_string());
    assert_eq!(
        (&answers[2]["id"], &answers[2]["error"]["code"], &answers[2]["error"]["field"]),
        (&json!("x"), &json!("unknown-zone"), &json!("zone"))
    );
    assert_eq!(answers[3]["id"], json!({ "a": [1] }));
    assert_eq!(answers[4]["id"], 8);
    assert!(answers[4]["error"].is_object(), "a misspelt field would silently change the answer");
    assert!(answers[5]["error"].is_object());
    assert_eq!((&answers[6]["id"], &answers[6]["error"]["field"]), (&json!(9), &json!("filed_at")));
    assert_eq!(answers[7].get("id"), None);
    assert_eq!(answers[7]["due_at"], "2026-03-30T08:30:00Z");
    assert_eq!(answers[8]["id"], 10);
    assert!(answers[9]["error"].is_object());
}

#[test]
fn hours_and_holidays_can_be_replaced() {
    let atlas = Atlas::new();
    // 24-hour working days, and Wednesday 25 November 2026 closed: 8 h from Tuesday 20:00 UTC are 4 h there and 4 h on Thursday.
    let line = json!({
        "plan": "subscription", "severity": "c", "region": "other", "zone": "UTC", "open": "00:00", "close": "24:00",
        "holidays": ["2026-11-25"], "filed_at": "2026-11-24T20:00:00Z",
    });
    let answer = &lines(&atlas.run(&["respond-by", "--batch", "-"], &line.to_string()).stdout)[0];
    assert_eq!(answer["due_at"], "2026-11-26T04:00:00Z");
    assert_eq!(answer["holidays"], json!({ "calendar": "list", "through": "2026-11-25" }));

    let never = json!({
        "plan": "subscription", "severity": "c", "region": "other", "zone": "UTC", "open": "09:00", "close": "09:00",
        "filed_at": "2026-11-24T20:00:00Z",
    });
    let run = atlas.run(&["respond-by", "--batch", "-"], &never.to_string());
    assert_eq!((run.exit, &lines(&run.stdout)[0]["error"]["code"]), (2, &json!("never-opens")));
}

#[test]
fn a_file_that_is_not_there_is_an_error() {
    let atlas = Atlas::new();
    let run = atlas.json(&["respond-by", "--batch", "/nonexistent/file"]);
    assert_eq!((run.exit, run.error()["code"].as_str()), (2, Some("file")));
}
