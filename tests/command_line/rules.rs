//! The rulings of `route`, `respond-by`, `hours` and `languages`, worked out by hand.

use crate::program::Atlas;
use serde_json::{Value, json};

fn strings(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|item| item.as_str().unwrap()).collect()
}

#[test]
fn a_deadline_over_a_weekend_and_a_clock_change() {
    // Filed Friday 27 March 2026, 16:30 in Oslo: 1 h 30 until 18:00, then closed until Monday 08:00; 2 h 30 more are
    // over at 10:30 on Monday 30 March. Clocks went forward in between: 10:30 is 08:30 UTC.
    let atlas = Atlas::new();
    let ruling = atlas.answer(&[
        "respond-by",
        "--plan",
        "subscription",
        "--severity",
        "b",
        "--country",
        "NO",
        "--filed-at",
        "2026-03-27T16:30:00+01:00",
    ]);
    assert_eq!(ruling["due_at"], "2026-03-30T08:30:00Z");
    assert_eq!(ruling["due_local"], "2026-03-30T10:30:00+02:00");
    assert_eq!(ruling["limit"], "PT4H");
    assert_eq!(ruling["clock"], "business-hours");
    assert_eq!(ruling["region"], "emea");
    assert_eq!(ruling["zone"], "Europe/Brussels");
    assert_eq!(ruling["holidays"], json!({ "calendar": "NO", "through": "2040-12-31" }));
    assert_eq!(ruling.get("opens_at"), None, "support was open");
    assert_eq!(ruling["edition"], "2023-10");
    for topic in ["S21", "S03", "S04"] {
        assert!(strings(&ruling["because"]).contains(&topic), "{topic}");
    }
    for reading in ["R1", "R3", "R4", "R5", "R6", "R9"] {
        assert!(strings(&ruling["assumptions"]).contains(&reading), "{reading}");
    }
}

#[test]
fn filed_while_closed_says_when_it_opens() {
    // Saturday; Norway's Whit Monday was 25 May 2026. EMEA opens on Tuesday 26 May at 08:00 CEST, 06:00 UTC.
    let atlas = Atlas::new();
    let ruling = atlas.answer(&[
        "respond-by",
        "--plan",
        "professional-direct",
        "--severity",
        "b",
        "--country",
        "NO",
        "--filed-at",
        "2026-05-23T10:00:00Z",
    ]);
    assert_eq!(ruling["opens_at"], "2026-05-26T06:00:00Z");
    assert_eq!(ruling["due_at"], "2026-05-26T08:00:00Z");
}

#[test]
fn severity_a_runs_round_the_clock_and_tells_what_has_changed() {
    let atlas = Atlas::new();
    let ruling = atlas.answer(&[
        "respond-by",
        "--plan",
        "premier",
        "--severity",
        "a",
        "--country",
        "NO",
        "--filed-at",
        "2026-12-25T23:30:00Z",
    ]);
    assert_eq!(ruling["due_at"], "2026-12-26T00:30:00Z");
    assert_eq!(ruling["clock"], "continuous");
    let changed = ruling["changed_since"].as_array().unwrap();
    assert!(changed.iter().any(|change| change["topic"] == "S21" && change["since"] == "2025"), "{changed:?}");
    assert!(changed.iter().all(|change| change["note"].is_string()), "notes are in one language: {changed:?}");
}

#[test]
fn a_contract_may_have_its_own_limit() {
    // R11. 30 minutes of business hours from Monday 23 November 2026, 12:00 UTC.
    let atlas = Atlas::new();
    let ruling = atlas.answer(&[
        "respond-by",
        "--plan",
        "subscription",
        "--severity",
        "c",
        "--region",
        "emea",
        "--holidays",
        "none",
        "--within",
        "PT30M",
        "--filed-at",
        "2026-11-23T12:00:00Z",
    ]);
    assert_eq!(ruling["due_at"], "2026-11-23T12:30:00Z");
    assert_eq!(ruling["limit"], "PT30M");
    assert!(strings(&ruling["assumptions"]).contains(&"R11"));
    assert_eq!(ruling["holidays"], json!({ "calendar": "none", "through": null }));
}

#[test]
fn a_holiday_file_replaces_the_countrys() {
    // Wednesday 25 November 2026 is closed by the file alone: 4 h from Tuesday 16:00 CET are 2 h there and 2 h on Thursday.
    let atlas = Atlas::new();
    let file = atlas.home.path().join("firm.ics");
    let text = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:test\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\n\
        DTSTART;VALUE=DATE:20261125\r\nSUMMARY:Closed\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    std::fs::write(&file, text).unwrap();
    let ruling = atlas.answer(&[
        "respond-by",
        "--plan",
        "subscription",
        "--severity",
        "b",
        "--country",
        "NO",
        "--holidays",
        file.to_str().unwrap(),
        "--filed-at",
        "2026-11-24T16:00:00+01:00",
    ]);
    assert_eq!(ruling["due_at"], "2026-11-26T09:00:00Z");
    assert_eq!(ruling["holidays"]["calendar"], "firm.ics");
}

#[test]
fn the_other_reading_of_emeas_clock_is_an_hour_later_in_summer() {
    // R1. Monday 6 July 2026, 08:00 CEST is 06:00 UTC; at fixed UTC+1 support opens at 07:00 UTC.
    let atlas = Atlas::new();
    let ask = [
        "respond-by",
        "--plan",
        "subscription",
        "--severity",
        "b",
        "--country",
        "NO",
        "--filed-at",
        "2026-07-06T05:00:00Z",
    ];
    assert_eq!(atlas.answer(&ask)["due_at"], "2026-07-06T10:00:00Z");
    let fixed = atlas.answer(&[&ask[..], &["--emea-clock", "fixed"]].concat());
    assert_eq!(fixed["due_at"], "2026-07-06T11:00:00Z");
}

#[test]
fn a_severity_that_the_plan_lacks_is_refused_with_those_it_has() {
    let atlas = Atlas::new();
    let ruling = atlas.answer(&[
        "respond-by",
        "--plan",
        "unified-core",
        "--severity",
        "b",
        "--country",
        "NO",
        "--filed-at",
        "2026-03-27T16:30:00Z",
    ]);
    assert_eq!(ruling["refusal"]["code"], "plan-has-no-such-severity");
    assert_eq!(ruling["refusal"]["severities"], json!(["critical", "standard"]));
    assert!(ruling["refusal"]["message"].is_string());
    assert_eq!(ruling.get("due_at"), None);
    assert_eq!(ruling["edition"], "2023-10");
}

#[test]
fn routes_have_steps_in_the_language_asked_for() {
    let atlas = Atlas::new();
    let ask = ["route", "--product", "customer-engagement", "--plan", "subscription"];
    let english = atlas.answer(&ask);
    assert_eq!(english["channel"], "power-platform-admin-center");
    let steps = strings(&english["steps"]).join("\n");
    assert!(steps.contains("Help + support") && steps.contains("New support request"), "{steps}");
    let norwegian = atlas.answer(&[&["--lang", "nb"], &ask[..]].concat());
    let steps = strings(&norwegian["steps"]).join("\n");
    assert!(steps.contains("Hjelp + kundestøtte") && steps.contains("Ny støtteforespørsel"), "{steps}");
}

#[test]
fn a_product_that_the_plan_does_not_cover_is_refused_with_plans_that_do() {
    let atlas = Atlas::new();
    let ruling = atlas.answer(&["route", "--product", "customer-engagement-on-premises", "--plan", "subscription"]);
    assert_eq!(ruling["refusal"]["code"], "plan-does-not-cover-product");
    assert_eq!(
        ruling["refusal"]["plans"],
        json!([
            "premier",
            "unified-core",
            "unified-advanced",
            "unified-performance",
            "software-assurance",
            "advantage",
            "advantage-plus"
        ])
    );
}

#[test]
fn opening_hours_are_cut_at_both_ends_and_leave_holidays_out() {
    // Japan: Monday 4, Tuesday 5 and Wednesday 6 May 2026 are holidays; 09:00 to 17:30 is 00:00 to 08:30 UTC.
    let atlas = Atlas::new();
    let opening =
        atlas.answer(&["hours", "--country", "JP", "--from", "2026-05-01T03:00:00Z", "--to", "2026-05-08T01:00:00Z"]);
    assert_eq!(
        opening["open"],
        json!([
            { "from": "2026-05-01T03:00:00Z", "to": "2026-05-01T08:30:00Z" },
            { "from": "2026-05-07T00:00:00Z", "to": "2026-05-07T08:30:00Z" },
            { "from": "2026-05-08T00:00:00Z", "to": "2026-05-08T01:00:00Z" },
        ])
    );
}

#[test]
fn languages_follow_the_region_and_its_hours() {
    let atlas = Atlas::new();
    let at = |at| atlas.answer(&["languages", "--country", "BR", "--zone", "America/Sao_Paulo", "--at", at]);
    let offers = |ruling: Value| -> Vec<(String, bool)> {
        let offers = ruling["languages"].as_array().unwrap().clone();
        offers
            .iter()
            .map(|offer| (offer["language"].as_str().unwrap().to_owned(), offer["open_now"].as_bool().unwrap()))
            .collect()
    };
    // 09:00 to 17:00 in São Paulo is 12:00 to 20:00 UTC.
    let expected =
        |open| vec![("english".to_owned(), true), ("spanish".to_owned(), open), ("portuguese".to_owned(), open)];
    assert_eq!(offers(at("2026-11-24T12:00:00Z")), expected(true));
    assert_eq!(offers(at("2026-11-24T20:00:00Z")), expected(false));
}

#[test]
fn people_get_text_and_programs_get_one_document() {
    let atlas = Atlas::new();
    let ask = [
        "respond-by",
        "--plan",
        "subscription",
        "--severity",
        "b",
        "--country",
        "NO",
        "--filed-at",
        "2026-03-27T16:30:00+01:00",
    ];
    let text = atlas.run(&ask, "").stdout;
    assert!(text.contains("First response by") && text.contains("2026-03-30 10:30"), "{text}");
    let text = atlas.run(&[&["--lang", "nb"], &ask[..]].concat(), "").stdout;
    assert!(text.contains("Første svar innen"), "{text}");
    assert_eq!(atlas.json(&ask).stdout.lines().count(), 1);
}
