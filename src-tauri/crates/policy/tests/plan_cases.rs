//! The plan purchases in `tests/cases`, which an independent program has walked through day by day.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, missing_docs, reason = "a test may stop")]

use chrono::NaiveDate;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use support_policy::billing::BilledThrough;
use support_policy::choice::Choice as _;
use support_policy::money::Money;
use support_policy::plan_purchase::{Cancelled, Purchase, PurchaseFacts};
use support_policy::spend::spend;

fn day(value: &Value) -> NaiveDate {
    value.as_str().unwrap().parse().unwrap()
}

fn number(value: &Value) -> u32 {
    value.as_u64().unwrap().try_into().unwrap()
}

#[test]
fn purchases_stand_where_the_oracle_says() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/cases/plans.jsonl");
    let mut states: BTreeMap<String, u32> = BTreeMap::new();
    for line in std::fs::read_to_string(path).unwrap().lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let purchase = Purchase::of(&PurchaseFacts {
            bought_through: BilledThrough::parse(case["bought_through"].as_str().unwrap()).unwrap(),
            purchased: day(&case["purchased"]),
            term_months: number(&case["term_months"]),
            cycle_months: (!case["cycle_months"].is_null()).then(|| number(&case["cycle_months"])),
            amount: Money::parse(case["amount"].as_str().unwrap(), case["currency"].as_str().unwrap()).unwrap(),
            cancelled: (!case["cancelled"].is_null())
                .then(|| Cancelled { on: day(&case["cancelled"]), replaced: case["replaced"] == true }),
        })
        .unwrap();
        let today = day(&case["today"]);
        let standing = purchase.stand(today);
        let year = spend([&purchase], today, 12);
        let none = purchase.amount().times(0);
        let found = json!({
            "state": standing.state.as_str(),
            "term": [standing.term.starts, standing.term.ends],
            "term_number": standing.term_number,
            "renews_on": standing.renews_on,
            "ends_on": standing.ends_on,
            "next_charge": standing.next_charge.map(|charge| charge.on),
            "charged": standing.charged.amount.to_string(),
            "committed": standing.committed.amount.to_string(),
            "year": year.first().map_or(&none, |spend| &spend.total).amount.to_string(),
        });
        assert_eq!(found, case["expected"], "{line}");
        *states.entry(standing.state.as_str().to_owned()).or_default() += 1;
    }
    assert_eq!(states.len(), 5, "every state is among them: {states:?}");
    assert!(states.values().all(|count| *count >= 20), "{states:?}");
}
