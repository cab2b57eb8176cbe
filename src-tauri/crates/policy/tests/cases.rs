//! The cases in `tests/cases`, which an independent program has answered from the policy's tables.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test may stop at the first thing that is not as it must be"
)]

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use std::collections::BTreeMap;
use support_policy::countries;
use support_policy::customer::{Customer, HolidayChoice};
use support_policy::duration;
use support_policy::edition::Edition;
use support_policy::explain::{StepKind, explain};
use support_policy::hours::TimeOfDay;
use support_policy::opening::languages;
use support_policy::respond_by::{Deadline, Terms, promise, respond_by};
use support_policy::route::{RouteQuestion, route};

fn file(name: &str) -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/cases").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|why| panic!("{}: {why}", path.display()))
}

fn base() -> &'static Edition {
    Edition::base().unwrap()
}

fn instant(value: &Value) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(value.as_str().unwrap()).unwrap().to_utc()
}

fn strings(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|item| item.as_str().unwrap()).collect()
}

fn customer(ask: &Value) -> Customer<'_> {
    let time = |key: &str| ask[key].as_str().map(|text| TimeOfDay::parse(text, "open").unwrap());
    Customer {
        country: ask["country"].as_str(),
        region: ask["region"].as_str(),
        zone: ask["zone"].as_str(),
        opens: time("open"),
        closes: time("close"),
        ..Customer::default()
    }
}

fn terms(ask: &Value) -> Terms<'_> {
    let holidays = match &ask["holidays"] {
        Value::Null => HolidayChoice::OfCountry,
        Value::Array(dates) => {
            HolidayChoice::Dates(dates.iter().map(|date| date.as_str().unwrap().parse().unwrap()).collect())
        }
        none => {
            assert_eq!(none, "none");
            HolidayChoice::None
        }
    };
    Terms {
        plan: ask["plan"].as_str().unwrap(),
        severity: ask["severity"].as_str().unwrap(),
        customer: customer(ask),
        holidays,
        within: ask["within"].as_str().map(|text| duration::parse(text, "within").unwrap().into()),
    }
}

/// What is wrong with the answer to a case, if anything is.
fn difference(case: &Value, also_compiled: bool) -> Option<String> {
    let (ask, expected) = (&case["ask"], &case["expect"]);
    let ruling = match respond_by(base(), &terms(ask), instant(&ask["filed_at"])) {
        Ok(ruling) => ruling,
        Err(why) => return Some(why.to_string()),
    };
    let Some(deadline) = ruling.answered() else {
        let refusal = ruling.refusal().unwrap();
        let same = refusal.code == expected["refusal"]
            && refusal.severities.as_deref().unwrap() == strings(&expected["severities"]);
        return (!same).then(|| format!("{refusal:?}"));
    };
    let found = serde_json::to_value(deadline).unwrap();
    let same = expected["due_at"].is_string()
        && deadline.due_at == instant(&expected["due_at"])
        && found["clock"] == expected["clock"]
        && found["limit"] == expected["limit"];
    if !same {
        return Some(format!("due at {} ({} {})", deadline.due_at, found["clock"], found["limit"]));
    }
    compiled_or_explained_differently(ask, deadline, also_compiled)
}

/// A batch compiles all days at once, and the window explains the answer: neither may say anything else.
fn compiled_or_explained_differently(ask: &Value, deadline: &Deadline, also_compiled: bool) -> Option<String> {
    let filed_at = instant(&ask["filed_at"]);
    let ruling = promise(base(), &terms(ask)).unwrap();
    let mut promise = ruling.answered().unwrap().clone();
    if also_compiled {
        promise.hours = promise.hours.compiled().unwrap();
        if promise.due(filed_at).as_ref() != Ok(deadline) {
            return Some("compiled hours answer differently".to_owned());
        }
    }
    let (clock, steps) = explain(&promise, filed_at, deadline).unwrap();
    let counted: TimeDelta = clock.counted.iter().map(|stretch| stretch.to - stretch.from).sum();
    if counted != promise.limit {
        return Some(format!("the explanation counts {counted}"));
    }
    let kinds: Vec<StepKind> = steps.iter().map(|step| step.kind).collect();
    let ends = (kinds.first(), kinds.last(), steps.last().map(|step| step.from));
    (ends != (Some(&StepKind::Filed), Some(&StepKind::Due), Some(deadline.due_at))).then(|| format!("steps {kinds:?}"))
}

fn assert_none(differences: &[String]) {
    assert!(differences.is_empty(), "{} differences:\n{}", differences.len(), differences.join("\n"));
}

#[test]
fn every_deadline() {
    let text = file("respond-by.jsonl");
    let cases: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(cases.len() >= 3000, "{} cases", cases.len());
    // Compiling a hundred and thirty years takes its time without optimisation: every tenth case.
    let differences: Vec<String> = cases
        .iter()
        .enumerate()
        .filter_map(|(index, case)| difference(case, index % 10 == 0).map(|found| format!("{case}\n  {found}")))
        .collect();
    assert_none(&differences);
}

#[test]
fn every_route() {
    let cases: Vec<Value> = serde_json::from_str(&file("route.json")).unwrap();
    // Eight products, nine plans, and three ways to file.
    assert!(cases.len() >= 8 * 9 * 3, "{} cases", cases.len());
    let mut differences = Vec::new();
    for case in &cases {
        let ruling = route(
            base(),
            &RouteQuestion {
                product: case["product"].as_str().unwrap(),
                plan: case["plan"].as_str().unwrap(),
                partner: case["partner"].as_bool().unwrap(),
                cannot_sign_in: case["cannot_sign_in"].as_bool().unwrap(),
            },
        )
        .unwrap();
        let same = match (ruling.answered(), ruling.refusal()) {
            (Some(found), _) => {
                let alternatives = case.get("alternatives_include").map(strings).unwrap_or_default();
                case["channel"] == found.channel
                    && alternatives.iter().all(|id| found.alternatives.iter().any(|found| found == id))
            }
            (None, Some(refusal)) => {
                case["refusal"] == refusal.code && strings(&case["plans"]) == *refusal.plans.as_deref().unwrap()
            }
            (None, None) => false,
        };
        if !same {
            differences.push(format!("{case}\n  {:?}", ruling.outcome));
        }
    }
    assert_none(&differences);
}

#[test]
fn every_language() {
    let cases: Vec<Value> = serde_json::from_str(&file("languages.json")).unwrap();
    assert!(cases.len() >= 40, "{} cases", cases.len());
    let mut differences = Vec::new();
    for case in &cases {
        // The cases have no country, so no holidays.
        let found = languages(base(), &customer(case), &HolidayChoice::None, instant(&case["at"])).unwrap();
        let found: Vec<(&str, bool)> =
            found.languages.iter().map(|offer| (offer.language.as_str(), offer.open_now)).collect();
        let expected: Vec<(&str, bool)> = case["languages"]
            .as_array()
            .unwrap()
            .iter()
            .map(|offer| (offer["language"].as_str().unwrap(), offer["open_now"].as_bool().unwrap()))
            .collect();
        if found != expected {
            differences.push(format!("{case}\n  {found:?}"));
        }
    }
    assert_none(&differences);
}

#[test]
fn every_country() {
    let expected: BTreeMap<String, String> = serde_json::from_str(&file("countries.json")).unwrap();
    let found: BTreeMap<String, String> =
        countries::all().iter().map(|country| (country.code.to_owned(), country.region.to_owned())).collect();
    let differences: Vec<String> = expected
        .keys()
        .chain(found.keys())
        .filter(|code| expected.get(*code) != found.get(*code))
        .map(|code| format!("{code}: {:?}, expected {:?}", found.get(code), expected.get(code)))
        .collect();
    assert_none(&differences);
}
