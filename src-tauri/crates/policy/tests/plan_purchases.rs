//! S29–S32, S36: where a plan purchase stands on a day, worked out by hand and against arithmetic of the test's own.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test may stop at the first thing that is not as it must be"
)]

use chrono::{Datelike, Days, NaiveDate};
use proptest::prelude::*;
use support_policy::billing::BilledThrough;
use support_policy::edition::Edition;
use support_policy::money::Money;
use support_policy::plan_change::{PlanWay, change, what_if};
use support_policy::plan_purchase::{Cancelled, PlanState, Purchase, PurchaseFacts, PurchaseRefused};
use support_policy::spend::spend;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap_or_else(|_| panic!("{text}"))
}

fn euros(amount: &str) -> Money {
    Money::parse(amount, "EUR").unwrap()
}

/// Bought online for a year at 9 euros a month.
fn facts(purchased: &str) -> PurchaseFacts {
    PurchaseFacts {
        bought_through: BilledThrough::Online,
        purchased: day(purchased),
        term_months: 12,
        cycle_months: None,
        amount: euros("9"),
        cancelled: None,
    }
}

fn bought(purchased: &str) -> Purchase {
    Purchase::of(&facts(purchased)).unwrap()
}

fn cancelled(purchased: &str, on: &str, replaced: bool) -> Purchase {
    Purchase::of(&PurchaseFacts { cancelled: Some(Cancelled { on: day(on), replaced }), ..facts(purchased) }).unwrap()
}

#[test]
fn the_state_follows_from_the_facts_and_the_day() {
    let active = bought("2026-01-31");
    for (today, state, term, renews, next) in [
        ("2026-01-30", PlanState::Draft, 1, "2027-01-31", "2026-01-31"),
        ("2026-01-31", PlanState::Active, 1, "2027-01-31", "2026-02-28"),
        ("2026-02-28", PlanState::Active, 1, "2027-01-31", "2026-03-31"),
        ("2027-01-30", PlanState::Active, 1, "2027-01-31", "2027-01-31"),
        ("2027-01-31", PlanState::Active, 2, "2028-01-31", "2027-02-28"),
        // Fourteen months in which nobody looked: it renewed once.
        ("2028-03-31", PlanState::Active, 3, "2029-01-31", "2028-04-30"),
    ] {
        let standing = active.stand(day(today));
        assert_eq!((standing.state, standing.term_number), (state, term), "{today}");
        assert_eq!(standing.renews_on, Some(day(renews)), "{today}");
        assert_eq!(standing.next_charge.map(|charge| charge.on), Some(day(next)), "{today}");
        assert_eq!(standing.cancel_by, day(renews).pred_opt(), "{today}");
        assert_eq!(standing.ends_on, None, "{today}");
    }
}

#[test]
fn a_cancelled_plan_lasts_to_the_end_of_its_term() {
    for (replaced, over) in [(false, PlanState::Ended), (true, PlanState::Replaced)] {
        let plan = cancelled("2026-03-15", "2026-06-01", replaced);
        for (today, state, next, committed, charged) in [
            ("2026-03-14", PlanState::Draft, Some("2026-03-15"), "108.00", "0.00"),
            ("2026-06-01", PlanState::EndsAtTerm, Some("2026-06-15"), "81.00", "27.00"),
            ("2027-02-14", PlanState::EndsAtTerm, Some("2027-02-15"), "9.00", "99.00"),
            ("2027-02-15", PlanState::EndsAtTerm, None, "0.00", "108.00"),
            ("2027-03-14", PlanState::EndsAtTerm, None, "0.00", "108.00"),
            ("2027-03-15", over, None, "0.00", "108.00"),
            ("2031-01-01", over, None, "0.00", "108.00"),
        ] {
            let standing = plan.stand(day(today));
            assert_eq!(standing.state, state, "{today}");
            assert_eq!(standing.next_charge.map(|charge| charge.on), next.map(day), "{today}");
            assert_eq!(standing.committed, euros(committed), "{today}");
            assert_eq!(standing.charged, euros(charged), "{today}");
            assert_eq!((standing.ends_on, standing.renews_on), (Some(day("2027-03-15")), None), "{today}");
            assert_eq!(standing.term_number, 1, "{today}");
        }
    }
}

#[test]
fn a_cancellation_on_the_anniversary_binds_the_new_term() {
    let today = day("2027-03-15");
    let before = bought("2026-03-15").cancel(day("2027-03-14"), today).unwrap();
    assert_eq!((before.ends_on(), before.state(today)), (Some(day("2027-03-15")), PlanState::Ended));
    for on in ["2027-03-15", "2027-03-16"] {
        let late = bought("2026-03-15").cancel(day(on), today).unwrap();
        assert_eq!((late.ends_on(), late.state(today)), (Some(day("2028-03-15")), PlanState::EndsAtTerm), "{on}");
        // One of the new term's months is charged that day, eleven are owed.
        assert_eq!(late.stand(today).committed, euros("99"), "{on}");
    }
}

#[test]
fn a_plan_from_29_february_renews_on_the_last_day_of_february() {
    let plan = bought("2024-02-29");
    for (today, renews) in [
        ("2024-02-29", "2025-02-28"),
        ("2025-02-27", "2025-02-28"),
        ("2025-02-28", "2026-02-28"),
        ("2027-02-28", "2028-02-29"),
        ("2028-02-28", "2028-02-29"),
        ("2028-02-29", "2029-02-28"),
    ] {
        assert_eq!(plan.stand(day(today)).renews_on, Some(day(renews)), "{today}");
    }
}

#[test]
fn an_agreement_is_charged_in_its_own_cycle() {
    let quarters = PurchaseFacts {
        bought_through: BilledThrough::EnterpriseAgreement,
        cycle_months: Some(3),
        amount: Money::parse("1250", "JPY").unwrap(),
        ..facts("2026-08-31")
    };
    let plan = Purchase::of(&quarters).unwrap();
    let days: Vec<_> = plan.charge_days(day("2026-08-01"), day("2027-09-01")).map(|(_, on)| on.to_string()).collect();
    assert_eq!(days, ["2026-08-31", "2026-11-30", "2027-02-28", "2027-05-31", "2027-08-31"]);
    assert_eq!(plan.cost(day("2026-08-31"), day("2027-08-31")).amount.to_string(), "5000");
    assert_eq!(plan.stand(day("2026-12-01")).next_charge.unwrap().cycle, 2);
}

#[test]
fn a_cancellation_for_a_later_term_lets_this_one_renew() {
    let plan = cancelled("2026-03-15", "2027-05-01", false);
    let standing = plan.stand(day("2026-06-01"));
    assert_eq!((standing.state, standing.renews_on), (PlanState::Active, Some(day("2027-03-15"))));
    assert_eq!(standing.ends_on, Some(day("2028-03-15")));
    assert_eq!(plan.stand(day("2027-03-15")).state, PlanState::EndsAtTerm);
}

#[test]
fn nothing_leads_to_a_wrong_state() {
    let today = day("2026-06-01");
    let plan = bought("2026-03-15");
    let once = plan.cancel(today, today).unwrap();
    let ends = day("2027-03-15");
    assert_eq!(once.cancel(today, today), Err(PurchaseRefused::AlreadyCancelled { on: today, ends }));
    assert_eq!(once.keep(today), Ok(plan.clone()));
    assert_eq!(plan.keep(today), Err(PurchaseRefused::NotCancelled));
    assert_eq!(
        plan.cancel(day("2026-03-14"), today),
        Err(PurchaseRefused::BeforePurchase { purchased: day("2026-03-15") })
    );
    assert_eq!(plan.cancel(day("2126-03-16"), today), Err(PurchaseRefused::TooFarAhead));
    // What is over is not renewed, cancelled or changed.
    for over in [once.keep(ends), once.cancel(ends, ends), once.replace(ends, ends)] {
        assert_eq!(over, Err(PurchaseRefused::HasEnded { ends }));
    }
    // Cancelled, and then another is bought in its place: the day of cancellation stays.
    let replaced = once.replace(day("2026-08-01"), day("2026-08-01")).unwrap();
    assert_eq!(replaced.cancelled(), Some(Cancelled { on: today, replaced: true }));
    for again in [replaced.keep(today), replaced.cancel(today, today), replaced.replace(today, today)] {
        assert_eq!(again, Err(PurchaseRefused::AlreadyReplaced { ends }));
    }
    let draft = bought("2026-09-01");
    let purchased = day("2026-09-01");
    assert_eq!(draft.cancel(today, today), Err(PurchaseRefused::NotBoughtYet { purchased }));
    assert_eq!(draft.replace(today, today), Err(PurchaseRefused::NotBoughtYet { purchased }));
}

#[test]
fn every_refusal_has_a_code_and_says_what_can_be_done() {
    let day = day("2026-06-01");
    let all = [
        PurchaseRefused::NotBoughtYet { purchased: day },
        PurchaseRefused::BeforePurchase { purchased: day },
        PurchaseRefused::AlreadyCancelled { on: day, ends: day },
        PurchaseRefused::AlreadyReplaced { ends: day },
        PurchaseRefused::HasEnded { ends: day },
        PurchaseRefused::NotCancelled,
        PurchaseRefused::TooFarAhead,
    ];
    let codes: std::collections::BTreeSet<_> = all.iter().map(|refused| refused.code()).collect();
    assert_eq!(codes.len(), all.len());
    for refused in all {
        let message = refused.message();
        assert!(message.en.len() > 40 && message.nb.len() > 40 && message.en != message.nb, "{message:?}");
    }
}

#[test]
fn facts_that_cannot_be_true_are_no_purchase() {
    let year = facts("2026-03-15");
    let agreement = PurchaseFacts { bought_through: BilledThrough::EnterpriseAgreement, ..year.clone() };
    let on = |on: &str| Some(Cancelled { on: day(on), replaced: false });
    for (facts, code, field) in [
        (PurchaseFacts { term_months: 0, ..year.clone() }, "out-of-range", "term_months"),
        (PurchaseFacts { term_months: 10_000, ..year.clone() }, "out-of-range", "term_months"),
        (PurchaseFacts { cycle_months: Some(3), ..year.clone() }, "online-is-monthly", "cycle_months"),
        (agreement.clone(), "value-needed", "cycle_months"),
        (PurchaseFacts { cycle_months: Some(5), ..agreement }, "cycle-does-not-fill-term", "cycle_months"),
        (PurchaseFacts { purchased: day("0000-01-01"), ..year.clone() }, "out-of-range", "purchased"),
        (PurchaseFacts { purchased: day("9999-12-31"), ..year.clone() }, "out-of-range", "purchased"),
        (PurchaseFacts { cancelled: on("2026-03-14"), ..year.clone() }, "ends-before-start", "cancelled"),
        (PurchaseFacts { cancelled: on("9999-12-31"), ..year }, "out-of-range", "cancelled"),
    ] {
        let error = Purchase::of(&facts).expect_err(code);
        assert_eq!((error.code(), error.field()), (code, field), "{facts:?}");
    }
}

#[test]
fn changing_now_pays_for_both_until_the_term_ends() {
    // A year from 15 March 2026, changed on 1 December to one at 20 euros: the old one still charges on 15 December, January
    // and February; the new one on the 1st of December to March.
    let new = Purchase::of(&PurchaseFacts { amount: euros("20"), ..facts("2026-12-01") }).unwrap();
    let today = day("2026-12-01");
    let ruling = change(Edition::base().unwrap(), &bought("2026-03-15"), &new, today, today).unwrap();
    let change = ruling.answered().unwrap();
    let steps: Vec<_> = change.steps.iter().map(|step| (step.on.to_string(), format!("{:?}", step.what))).collect();
    assert_eq!(steps, [("2026-12-01".into(), "Cancel".into()), ("2026-12-01".into(), "Buy".into())]);
    assert_eq!((change.ends_on, &change.owed, change.gap), (day("2027-03-15"), &euros("27"), None));
    let double = change.double_cost.as_ref().unwrap();
    assert_eq!((double.days.starts, double.days.ends), (today, day("2027-03-15")));
    assert_eq!((&double.old, &double.new), (&euros("27"), &euros("80")));
    assert_eq!(double.total, [euros("107")]);
    assert_eq!(ruling.basis.because, ["S29", "S30", "S31", "S32"]);
    assert_eq!(ruling.basis.assumptions, ["R7"]);
}

#[test]
fn two_currencies_are_never_added() {
    let new =
        Purchase::of(&PurchaseFacts { amount: Money::parse("3000", "JPY").unwrap(), ..facts("2026-12-01") }).unwrap();
    let today = day("2026-12-01");
    let ruling = change(Edition::base().unwrap(), &bought("2026-03-15"), &new, today, today).unwrap();
    let total = ruling.answered().unwrap().double_cost.clone().unwrap().total;
    assert_eq!(total, [euros("27"), Money::parse("12000", "JPY").unwrap()]);
}

#[test]
fn changing_at_the_term_costs_nothing_twice_and_a_late_purchase_leaves_a_gap() {
    let edition = Edition::base().unwrap();
    let (old, today) = (bought("2026-03-15"), day("2026-12-01"));
    let at = |on: &str| Purchase::of(&facts(on)).unwrap();
    let follows = change(edition, &old, &at("2027-03-15"), today, today).unwrap();
    let follows = follows.answered().unwrap();
    assert_eq!((&follows.double_cost, follows.gap), (&None, None));
    let late = change(edition, &old, &at("2027-04-01"), today, today).unwrap();
    let gap = late.answered().unwrap().gap.unwrap();
    assert_eq!((gap.starts, gap.ends), (day("2027-03-15"), day("2027-04-01")));
}

#[test]
fn every_way_to_go_on_has_its_cost() {
    let edition = Edition::base().unwrap();
    let today = day("2026-12-01");
    let other =
        |on: NaiveDate| Purchase::of(&PurchaseFacts { purchased: on, amount: euros("20"), ..facts("2026-03-15") });
    let ways = what_if(edition, &bought("2026-03-15"), today, Some(&other)).unwrap();
    let found: Vec<_> = ways
        .iter()
        .map(|ruling| {
            let way = ruling.answered().unwrap();
            let steps: Vec<_> = way.steps.iter().map(|step| step.on.to_string()).collect();
            (way.way, steps.join(" "), way.until.to_string(), way.cost[0].amount.to_string())
        })
        .collect();
    assert_eq!(
        found,
        [
            // Three months of this term and the twelve of the next.
            (PlanWay::Renew, String::new(), "2028-03-15".into(), "135.00".into()),
            (PlanWay::CancelNow, "2026-12-01".into(), "2027-03-15".into(), "27.00".into()),
            (PlanWay::CancelAtTerm, "2027-03-14".into(), "2027-03-15".into(), "27.00".into()),
            // The three months owed, and a year of the other at 20.
            (PlanWay::ChangeNow, "2026-12-01 2026-12-01".into(), "2027-12-01".into(), "267.00".into()),
            (PlanWay::ChangeAtTerm, "2027-03-14 2027-03-15".into(), "2028-03-15".into(), "267.00".into()),
        ]
    );
    // Cancelled already: it can only be changed. Over or not begun: nothing is left to choose.
    let once = bought("2026-03-15").cancel(today, today).unwrap();
    let left = what_if(edition, &once, today, Some(&other)).unwrap();
    assert_eq!(
        left.iter().map(|way| way.answered().unwrap().way).collect::<Vec<_>>(),
        [PlanWay::ChangeNow, PlanWay::ChangeAtTerm]
    );
    for on in ["2027-03-15", "2026-03-14"] {
        assert!(what_if(edition, &once, day(on), Some(&other)).unwrap().is_empty(), "{on}");
    }
}

#[test]
fn months_add_up_in_each_currency() {
    let yen =
        Purchase::of(&PurchaseFacts { amount: Money::parse("1000", "JPY").unwrap(), ..facts("2026-12-31") }).unwrap();
    let plans = [bought("2026-01-31"), cancelled("2026-02-10", "2026-03-01", false), yen];
    let spend = spend(&plans, day("2026-11-22"), 5);
    let shown: Vec<_> = spend
        .iter()
        .map(|spend| {
            let months: Vec<_> =
                spend.months.iter().map(|month| format!("{} {}", month.charges, month.amount.amount)).collect();
            (spend.currency.as_str(), months.join(", "), spend.total.amount.to_string())
        })
        .collect();
    assert_eq!(
        shown,
        [
            // The second plan charges on the 10th through January; February is after its term.
            ("EUR", "2 18.00, 2 18.00, 2 18.00, 1 9.00, 1 9.00".into(), "72.00".into()),
            ("JPY", "0 0, 1 1000, 1 1000, 1 1000, 1 1000".into(), "4000".into()),
        ]
    );
    assert_eq!(spend[0].months[0].month, day("2026-11-01"));
}

/// The day `months` after `anchor`, by the days of each month counted by hand.
fn months_later(anchor: NaiveDate, months: u32) -> NaiveDate {
    let month = anchor.year() * 12 + i32::try_from(anchor.month0() + months).unwrap();
    let (year, month) = (month / 12, month % 12 + 1);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let longest = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    NaiveDate::from_ymd_opt(year, u32::try_from(month).unwrap(), anchor.day().min(longest)).unwrap()
}

prop_compose! {
    fn any_plan()(
        purchased in 0..36_890_u64,
        cycle in 1..=24_u32,
        cycles in 1..=24_u32,
        cents in 0..=100_000_000_u64,
        later in 0..7_000_u64,
        ending in 0..3_u8,
    ) -> PurchaseFacts {
        let purchased = day("1999-01-01") + Days::new(purchased);
        let cancelled = Cancelled { on: purchased + Days::new(later), replaced: ending == 2 };
        PurchaseFacts {
            bought_through: BilledThrough::EnterpriseAgreement,
            purchased,
            term_months: cycle * cycles.min(120 / cycle),
            cycle_months: Some(cycle),
            amount: euros(&format!("{}.{:02}", cents / 100, cents % 100)),
            cancelled: (ending > 0).then_some(cancelled),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, ..ProptestConfig::default() })]

    /// Terms follow on each other without a gap, an overlap or a drift; what is charged and what is still owed make up
    /// what the terms begun cost; and the state changes on their first days alone.
    #[test]
    fn terms_tile_and_sums_agree(facts in any_plan(), from in 0..8_000_u64) {
        let plan = Purchase::of(&facts).unwrap();
        let (term, cycle) = (facts.term_months, facts.cycle_months.unwrap());
        let today = facts.purchased + Days::new(from);
        let standing = plan.stand(today);
        let number = standing.term_number;
        prop_assert_eq!(standing.term.starts, months_later(facts.purchased, (number - 1) * term));
        prop_assert_eq!(standing.term.ends, months_later(facts.purchased, number * term));

        let over = matches!(standing.state, PlanState::Ended | PlanState::Replaced);
        prop_assert_eq!(standing.term.starts <= today && today < standing.term.ends, !over);
        match facts.cancelled {
            None => prop_assert!(standing.state == PlanState::Active && standing.renews_on == Some(standing.term.ends)),
            Some(cancelled) => {
                let ends = standing.ends_on.unwrap();
                // The end is the first start of a term after the day of cancellation.
                let last = (1..10_000).find(|number| months_later(facts.purchased, number * term) > cancelled.on).unwrap();
                prop_assert_eq!(ends, months_later(facts.purchased, last * term));
                prop_assert_eq!(over, today >= ends);
                prop_assert_eq!(standing.state == PlanState::Replaced, over && cancelled.replaced);
                prop_assert_eq!(standing.state == PlanState::EndsAtTerm, !over && number == last);
                prop_assert_eq!(standing.renews_on.is_some(), number < last);
            }
        }
        let each = |count: u32| facts.amount.times(count);
        prop_assert_eq!(standing.charged.amount + standing.committed.amount, each(number * term / cycle).amount);

        // Charges: each cycle once, on its first day, none after the end; the days between two cuts add up.
        let horizon = months_later(today, 120);
        let days: Vec<_> = plan.charge_days(facts.purchased, horizon).collect();
        for (index, (number, on)) in days.iter().enumerate() {
            prop_assert_eq!((*number, *on), (u32::try_from(index).unwrap(), months_later(facts.purchased, number * cycle)));
            prop_assert!(standing.ends_on.is_none_or(|ends| *on < ends));
        }
        let cut = plan.cost(facts.purchased, today).amount + plan.cost(today, horizon).amount;
        prop_assert_eq!(cut, each(u32::try_from(days.len()).unwrap()).amount);
        // So with the terms themselves, from any day on.
        let terms: Vec<_> = plan.terms_between(today, horizon).collect();
        prop_assert_eq!(terms.first().is_some(), !over);
        prop_assert!(terms.windows(2).all(|pair| pair[0].ends == pair[1].starts));
        for (index, term) in terms.iter().enumerate() {
            let number = number + u32::try_from(index).unwrap();
            prop_assert_eq!(term.starts, months_later(facts.purchased, (number - 1) * facts.term_months));
        }
        let last = terms.last().map_or(horizon, |term| term.ends);
        prop_assert!(over || last >= standing.ends_on.unwrap_or(horizon).min(horizon));
        let next = days.iter().find(|(_, on)| *on > today).map(|(_, on)| *on);
        prop_assert_eq!(standing.next_charge.map(|charge| charge.on), next);
    }

    /// The outlook by month has every charge once.
    #[test]
    fn months_hold_every_charge_once(facts in proptest::collection::vec(any_plan(), 1..6), from in 0..36_890_u64) {
        let plans: Vec<_> = facts.iter().map(|facts| Purchase::of(facts).unwrap()).collect();
        let first = (day("1999-01-01") + Days::new(from)).with_day(1).unwrap();
        let end = months_later(first, 12);
        let expected: rust_decimal::Decimal = plans.iter().map(|plan| plan.cost(first, end).amount).sum();
        let found = spend(&plans, first + Days::new(3), 12);
        let total: rust_decimal::Decimal = found.iter().map(|spend| spend.total.amount).sum();
        let months: rust_decimal::Decimal = found.iter().flat_map(|spend| &spend.months).map(|month| month.amount.amount).sum();
        prop_assert_eq!(total, expected);
        prop_assert_eq!(months, expected);
    }

    /// Whatever is tried, in any order: a plan is cancelled once, and what is over stays as it is.
    #[test]
    fn no_order_of_steps_reaches_a_wrong_state(
        facts in any_plan(),
        steps in proptest::collection::vec((0..3_u8, 0..4_000_u64), 0..12),
    ) {
        let mut plan = Purchase::of(&PurchaseFacts { cancelled: None, ..facts.clone() }).unwrap();
        let mut today = facts.purchased;
        for (step, days) in steps {
            today = today + Days::new(days % 400);
            let before = plan.clone();
            let on = facts.purchased + Days::new(days);
            let tried = match step {
                0 => plan.cancel(on, today),
                1 => plan.keep(today),
                _ => plan.replace(on, today),
            };
            if let Ok(after) = tried {
                let over = matches!(before.state(today), PlanState::Ended | PlanState::Replaced);
                prop_assert!(!over && !before.cancelled().is_some_and(|cancelled| cancelled.replaced));
                prop_assert_eq!(after.cancelled().is_some(), step != 1);
                prop_assert_eq!(after.purchased(), before.purchased());
                plan = after;
            }
        }
    }

    /// Two plans overlap when there is a day on which both are in force.
    #[test]
    fn overlap_is_a_day_in_both(one in any_plan(), next in any_plan(), apart in 0..800_u64) {
        let next = PurchaseFacts { purchased: one.purchased + Days::new(apart), cancelled: None, ..next };
        let (one, next) = (Purchase::of(&one).unwrap(), Purchase::of(&next).unwrap());
        prop_assert_eq!(one.overlaps(&next), one.is_in_force(next.purchased()));
        prop_assert_eq!(next.overlaps(&one), one.overlaps(&next));
    }
}
