//! What plans include and which one is needed (S05, S07, S09), round the clock (S03) and enrollments (S36), against the
//! policy's tables, typed out by hand.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test may stop at the first thing wrong"
)]

use support_policy::edition::{Clock, Edition, Impact};
use support_policy::enrollment::covered_by_plan;
use support_policy::plan_choice::{plan_choice, plan_contents};
use support_policy::round_the_clock::round_the_clock;

const PLANS: [&str; 9] = [
    "subscription",
    "professional-direct",
    "premier",
    "unified-core",
    "unified-advanced",
    "unified-performance",
    "software-assurance",
    "advantage",
    "advantage-plus",
];

fn base() -> &'static Edition {
    Edition::base().unwrap()
}

#[test]
fn s07_and_s09_what_each_plan_includes() {
    // Plans in the columns as above.
    let table = [
        ("break-fix", "yyyyyyyyy"),
        ("advisory", "-yyyyy---"),
        ("performance-advice", "--yyyy---"),
        ("proactive", "-yyyyy---"),
        ("critical-around-the-clock", "yyyyyy---"),
        ("moderate-around-the-clock", "--yyyy---"),
        ("resolution-around-the-clock", "-yyyyy---"),
        ("faster-response", "-yyyyy---"),
        ("escalation", "-y-------"),
        ("webinars", "-y-------"),
        ("all-technology", "--yyyy---"),
        ("on-site", "--yyyy---"),
        ("add-ons", "--yyyy---"),
    ];
    for (column, plan) in PLANS.iter().enumerate() {
        let ruling = plan_contents(base(), plan).unwrap();
        let found: Vec<(&str, bool)> =
            ruling.answered().unwrap().iter().map(|feature| (feature.feature.as_str(), feature.named)).collect();
        let expected = table.map(|(feature, cells)| (feature, cells.as_bytes()[column] == b'y'));
        assert_eq!(found, expected, "{plan}");
        // R10 collides only for Professional Direct, which has guidance and no advice on performance.
        let reading: &[&str] = if *plan == "professional-direct" { &["R10"] } else { &[] };
        assert_eq!(ruling.basis.assumptions, reading, "{plan}");
        assert_eq!(ruling.basis.changed_since.iter().any(|change| change.since == "2017–18"), *plan == "premier");
    }
}

#[test]
fn features_agree_with_the_table_of_response_times() {
    let has = |feature: &str, plan: &str| base().feature(feature).unwrap().plans.iter().any(|id| id == plan);
    for plan in &base().plans {
        let round_the_clock = |critical: bool| {
            plan.severities().iter().any(|id| {
                let of_impact = (base().severity(id).unwrap().impact == Impact::Critical) == critical;
                of_impact && plan.response(id).unwrap().clock == Clock::Continuous
            })
        };
        assert_eq!(has("critical-around-the-clock", &plan.id), round_the_clock(true), "{}", plan.id);
        assert_eq!(has("moderate-around-the-clock", &plan.id), round_the_clock(false), "{}", plan.id);
    }
}

#[test]
fn the_plan_that_is_needed() {
    let found = |product, feature| {
        let ruling = plan_choice(base(), product, feature).unwrap();
        ruling.answered().map(|choice| (choice.plans.clone().join(" "), choice.included))
    };
    let higher = "professional-direct premier unified-core unified-advanced unified-performance";
    let contracts = "premier unified-core unified-advanced unified-performance";
    assert_eq!(found("finance", "break-fix").unwrap(), (format!("subscription {higher}"), true));
    assert_eq!(found("finance", "advisory").unwrap(), (higher.to_owned(), false));
    assert_eq!(found("power-platform", "escalation").unwrap(), ("professional-direct".to_owned(), false));
    assert_eq!(found("power-platform", "performance-advice").unwrap(), (contracts.to_owned(), false));
    // On-premises: Subscription and Professional Direct do not cover the product.
    let on_premises = "customer-engagement-on-premises";
    assert_eq!(found(on_premises, "advisory").unwrap(), (contracts.to_owned(), false));
    assert_eq!(
        found(on_premises, "break-fix").unwrap().0,
        format!("{contracts} software-assurance advantage advantage-plus")
    );
    assert_eq!(found(on_premises, "webinars"), None);
    let ruling = plan_choice(base(), "finance", "performance-advice").unwrap();
    assert_eq!(ruling.basis.assumptions, ["R10"]);
    assert_eq!(plan_choice(base(), "finance", "magic").unwrap_err().field(), "feature");
}

#[test]
fn s03_round_the_clock_by_plan_and_severity() {
    // 24/7, business hours, or a severity that the plan lacks: the rows of S21.
    let table = [
        ("critical", ["-", "-", "-", "24/7", "24/7", "24/7", "-", "-", "-"]),
        ("a", ["24/7", "24/7", "24/7", "-", "-", "-", "-", "-", "-"]),
        ("b", ["hours", "hours", "24/7", "-", "-", "-", "-", "-", "-"]),
        ("standard", ["-", "-", "-", "24/7", "24/7", "24/7", "-", "-", "-"]),
        ("c", ["hours", "hours", "hours", "-", "-", "-", "-", "-", "-"]),
    ];
    for (severity, cells) in table {
        for (plan, cell) in PLANS.iter().zip(cells) {
            let ruling = round_the_clock(base(), plan, severity, false).unwrap();
            let found = ruling.answered().map_or("-", |hours| match hours.clock {
                Clock::Continuous => "24/7",
                Clock::BusinessHours => "hours",
            });
            assert_eq!(found, cell, "{severity} under {plan}");
            if let Some(hours) = ruling.answered() {
                assert_eq!(hours.english_only, cell == "24/7", "{severity} under {plan}: in English");
                assert_eq!(ruling.basis.assumptions.contains(&"R4".to_owned()), cell == "hours");
                // S11: a preview never.
                let preview = round_the_clock(base(), plan, severity, true).unwrap();
                let hours = preview.answered().unwrap();
                assert_eq!((hours.clock, hours.english_only), (Clock::BusinessHours, true));
                assert!(preview.basis.changed_since.iter().any(|change| change.topic == "S11"), "covered since 2025");
            }
        }
    }
}

#[test]
fn s36_a_plan_covers_its_own_enrollment_and_no_other() {
    let plans = ["8812345", "88 99 999"];
    let covered = |subscription| {
        let ruling = covered_by_plan(base(), &plans, subscription);
        assert!(ruling.basis.because.contains(&"S36".to_owned()));
        ruling.answered().map(|covered| covered.plan)
    };
    assert_eq!(covered("8812345"), Some(0));
    assert_eq!(covered(" 8899999 "), Some(1));
    assert_eq!(covered("7700000"), None);
    let refused = covered_by_plan(base(), &[], "8812345");
    assert_eq!(refused.refusal().unwrap().code, "plan-under-another-enrollment");
    assert!(refused.refusal().unwrap().message.nb.contains("8812345"));
}
