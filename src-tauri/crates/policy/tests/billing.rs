//! S30–S32: bills worked out by hand, and any plan against month arithmetic of the test's own.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test may stop at the first thing that is not as it must be"
)]

use chrono::{Datelike, NaiveDate};
use proptest::prelude::*;
use support_policy::PolicyError;
use support_policy::billing::{Bill, BillQuestion, BilledThrough, bill};
use support_policy::edition::Edition;
use support_policy::money::Money;
use support_policy::ruling::Ruling;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap_or_else(|_| panic!("{text}"))
}

/// A plan bought online for a year at 9 euros a month, looked at on the day of purchase.
fn online(purchased: &str) -> BillQuestion {
    BillQuestion {
        bought_through: BilledThrough::Online,
        purchased: day(purchased),
        term_months: 12,
        cycle_months: None,
        amount: Money::parse("9.00", "EUR").unwrap(),
        cancelled: None,
        until: None,
        today: day(purchased),
    }
}

fn ask(question: &BillQuestion) -> Result<Ruling<Bill>, PolicyError> {
    bill(Edition::base().unwrap(), question)
}

fn answer(question: &BillQuestion) -> Bill {
    ask(question).unwrap().answered().unwrap().clone()
}

/// The dates of the charges; their cycles must count on from 0 and their amounts be the one asked with.
fn dates(bill: &Bill, amount: &Money) -> Vec<String> {
    for (cycle, charge) in (0..).zip(&bill.charges) {
        assert_eq!((charge.cycle, &charge.amount), (cycle, amount));
    }
    bill.charges.iter().map(|charge| charge.on.to_string()).collect()
}

#[track_caller]
fn charged(question: &BillQuestion, expected: &[&str]) {
    assert_eq!(dates(&answer(question), &question.amount), expected);
}

#[test]
fn months_ends_are_clamped_and_never_drift() {
    let half_a_year = |purchased| BillQuestion { term_months: 6, ..online(purchased) };
    charged(
        &half_a_year("2026-01-28"),
        &["2026-01-28", "2026-02-28", "2026-03-28", "2026-04-28", "2026-05-28", "2026-06-28"],
    );
    charged(
        &half_a_year("2026-01-29"),
        &["2026-01-29", "2026-02-28", "2026-03-29", "2026-04-29", "2026-05-29", "2026-06-29"],
    );
    charged(
        &half_a_year("2026-01-30"),
        &["2026-01-30", "2026-02-28", "2026-03-30", "2026-04-30", "2026-05-30", "2026-06-30"],
    );
    charged(
        &half_a_year("2026-01-31"),
        &["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31", "2026-06-30"],
    );
    // A leap year has a 29 February, and a plan bought on it is charged on the 29th of every month that has one.
    charged(&BillQuestion { term_months: 3, ..online("2024-01-31") }, &["2024-01-31", "2024-02-29", "2024-03-31"]);
    charged(
        &BillQuestion { until: Some(day("2025-03-31")), ..online("2024-02-29") },
        &[
            "2024-02-29",
            "2024-03-29",
            "2024-04-29",
            "2024-05-29",
            "2024-06-29",
            "2024-07-29",
            "2024-08-29",
            "2024-09-29",
            "2024-10-29",
            "2024-11-29",
            "2024-12-29",
            "2025-01-29",
            "2025-02-28",
            "2025-03-29",
        ],
    );
}

#[test]
fn a_term_from_29_february_comes_back_to_it() {
    // Four renewals: 28 February 2025, 2026, 2027, then 29 February 2028.
    let bought = online("2024-02-29");
    assert_eq!(answer(&bought).term_ends, day("2025-02-28"));
    for (cancelled, ends) in [
        ("2025-02-27", "2025-02-28"),
        ("2025-02-28", "2026-02-28"),
        ("2027-02-28", "2028-02-29"),
        ("2028-02-28", "2028-02-29"),
    ] {
        let bill = answer(&BillQuestion { cancelled: Some(day(cancelled)), ..bought.clone() });
        assert_eq!(bill.term_ends, day(ends), "cancelled on {cancelled}");
    }
}

#[test]
fn quarters_of_an_agreement_from_31_august() {
    let question = BillQuestion {
        bought_through: BilledThrough::EnterpriseAgreement,
        cycle_months: Some(3),
        amount: Money::parse("1250", "NOK").unwrap(),
        until: Some(day("2027-11-30")),
        ..online("2026-08-31")
    };
    charged(&question, &["2026-08-31", "2026-11-30", "2027-02-28", "2027-05-31", "2027-08-31", "2027-11-30"]);
    let bill = answer(&question);
    assert_eq!((bill.term_ends, bill.renews_on), (day("2027-08-31"), Some(day("2027-08-31"))));
    assert_eq!(bill.total.amount.to_string(), "7500.00");
}

#[test]
fn an_agreement_may_be_charged_once_a_term() {
    let question = BillQuestion {
        bought_through: BilledThrough::EnterpriseAgreement,
        term_months: 36,
        cycle_months: Some(12),
        ..online("2026-05-17")
    };
    charged(&question, &["2026-05-17", "2027-05-17", "2028-05-17"]);
    assert_eq!(answer(&question).term_ends, day("2029-05-17"));
}

#[test]
fn the_list_ends_with_the_term_or_the_last_day_named() {
    let year = online("2026-03-15");
    let months = |question: &BillQuestion| answer(question).charges.len();
    assert_eq!(months(&year), 12);
    // The last day itself counts; renewals go on.
    for (until, expected) in [
        ("2026-03-15", 1),
        ("2026-04-14", 1),
        ("2026-04-15", 2),
        ("2027-03-14", 12),
        ("2027-03-15", 13),
        ("2029-03-14", 36),
    ] {
        assert_eq!(months(&BillQuestion { until: Some(day(until)), ..year.clone() }), expected, "{until}");
    }
    // Nothing is charged after the term in which it is cancelled.
    let cancelled = BillQuestion { cancelled: Some(day("2026-06-01")), until: Some(day("2029-03-14")), ..year };
    assert_eq!(months(&cancelled), 12);
}

#[test]
fn a_cancellation_pays_for_its_term_and_gets_nothing_back() {
    // Charged on the 15th; a year from 15 March 2026. Day of cancellation, still to pay, end of the plan.
    for (cancelled, committed, ends) in [
        // On the day of purchase one month is paid, eleven are to come.
        ("2026-03-15", "99.00", "2027-03-15"),
        ("2026-04-14", "99.00", "2027-03-15"),
        // That month's charge has been made on its day.
        ("2026-04-15", "90.00", "2027-03-15"),
        ("2027-02-14", "9.00", "2027-03-15"),
        ("2027-02-15", "0.00", "2027-03-15"),
        ("2027-03-14", "0.00", "2027-03-15"),
        // On the anniversary it has renewed: another year is committed.
        ("2027-03-15", "99.00", "2028-03-15"),
        ("2027-03-16", "99.00", "2028-03-15"),
    ] {
        let bill = answer(&BillQuestion { cancelled: Some(day(cancelled)), ..online("2026-03-15") });
        assert_eq!(bill.committed.amount.to_string(), committed, "cancelled on {cancelled}");
        assert_eq!((bill.term_ends, bill.renews_on), (day(ends), None), "cancelled on {cancelled}");
        assert_eq!(bill.as_of, day(cancelled));
        assert_eq!(bill.committed_term.ends, day(ends));
        // All terms begun are charged in full.
        let terms = if ends == "2027-03-15" { "108.00" } else { "216.00" };
        assert_eq!(bill.total.amount.to_string(), terms, "cancelled on {cancelled}");
    }
}

#[test]
fn without_a_cancellation_the_commitment_is_that_of_today() {
    // Today, still to pay, and the term it is about; the answer about the term bought stays.
    for (today, committed, starts) in [
        // Not bought yet: the whole first term is ahead.
        ("2026-03-14", "108.00", "2026-03-15"),
        ("2026-03-15", "99.00", "2026-03-15"),
        ("2026-12-31", "18.00", "2026-03-15"),
        // Renewed twice.
        ("2028-05-01", "90.00", "2028-03-15"),
    ] {
        let bill = answer(&BillQuestion { today: day(today), ..online("2026-03-15") });
        assert_eq!(bill.committed.amount.to_string(), committed, "{today}");
        assert_eq!(bill.committed_term.starts, day(starts), "{today}");
        assert_eq!((bill.as_of, bill.term_ends), (day(today), day("2027-03-15")));
        assert_eq!(bill.renews_on, Some(day("2027-03-15")));
        assert_eq!(bill.charges.len(), 12);
    }
}

#[test]
fn the_ruling_says_what_it_rests_on() {
    let ruling = ask(&online("2026-03-15")).unwrap();
    assert_eq!(ruling.basis.because, ["S30", "S31", "S32"]);
    assert_eq!(ruling.basis.assumptions, ["R7"]);
}

#[test]
fn what_no_plan_has_is_refused_at_its_field() {
    let year = online("2026-03-15");
    let agreement = BillQuestion { bought_through: BilledThrough::EnterpriseAgreement, ..year.clone() };
    let cases: Vec<(BillQuestion, &str, &str)> = vec![
        (BillQuestion { term_months: 0, ..year.clone() }, "out-of-range", "term_months"),
        (BillQuestion { term_months: 121, ..year.clone() }, "out-of-range", "term_months"),
        (BillQuestion { term_months: u32::MAX, ..year.clone() }, "out-of-range", "term_months"),
        (BillQuestion { cycle_months: Some(3), ..year.clone() }, "online-is-monthly", "cycle_months"),
        (agreement.clone(), "value-needed", "cycle_months"),
        (BillQuestion { cycle_months: Some(0), ..agreement.clone() }, "out-of-range", "cycle_months"),
        (BillQuestion { cycle_months: Some(u32::MAX), ..agreement.clone() }, "out-of-range", "cycle_months"),
        (BillQuestion { cycle_months: Some(5), ..agreement.clone() }, "cycle-does-not-fill-term", "cycle_months"),
        (BillQuestion { cycle_months: Some(24), ..agreement }, "cycle-does-not-fill-term", "cycle_months"),
        (BillQuestion { purchased: day("0000-01-01"), ..year.clone() }, "out-of-range", "purchased"),
        (BillQuestion { purchased: day("9999-12-31"), ..year.clone() }, "out-of-range", "purchased"),
        (BillQuestion { purchased: NaiveDate::MAX, ..year.clone() }, "out-of-range", "purchased"),
        (BillQuestion { cancelled: Some(day("2026-03-14")), ..year.clone() }, "ends-before-start", "cancelled"),
        (BillQuestion { until: Some(day("2026-03-14")), ..year.clone() }, "ends-before-start", "until"),
        (BillQuestion { until: Some(day("2126-03-16")), ..year.clone() }, "out-of-range", "until"),
        (BillQuestion { cancelled: Some(NaiveDate::MAX), ..year }, "out-of-range", "cancelled"),
    ];
    for (question, code, field) in cases {
        let error = ask(&question).expect_err(code);
        assert_eq!((error.code(), error.field()), (code, field), "{question:?}");
        let message = error.message();
        assert!(message.en.len() > 20 && message.nb.len() > 20 && message.en != message.nb, "{message:?}");
    }
}

#[test]
fn a_clock_that_is_wrong_does_not_matter_but_for_the_commitment() {
    for today in [NaiveDate::MIN, day("1970-01-01"), day("9999-12-31"), NaiveDate::MAX] {
        let bill = answer(&BillQuestion { today, ..online("2026-03-15") });
        assert_eq!((bill.charges.len(), bill.term_ends), (12, day("2027-03-15")), "{today}");
    }
}

/// The day `months` after `anchor`, by counting months since year 0 and the days of each month by hand.
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
    /// Any plan: bought from 1999 to 2100, a cycle that fills the term, looked at or cancelled up to 30 years later.
    fn any_plan()(
        purchased in 0..36_890_i64,
        cycle in 1..=24_u32,
        cycles in 1..=24_u32,
        cents in 0..=100_000_000_u64,
        later in 0..11_000_i64,
        until in proptest::option::of(0..11_000_i64),
        cancelled in any::<bool>(),
    ) -> (BillQuestion, u64) {
        let cycles = cycles.min(120 / cycle);
        let purchased = day("1999-01-01") + chrono::TimeDelta::days(purchased);
        let later = purchased + chrono::TimeDelta::days(later);
        let question = BillQuestion {
            bought_through: BilledThrough::EnterpriseAgreement,
            purchased,
            term_months: cycle * cycles,
            cycle_months: Some(cycle),
            amount: Money::parse(&format!("{}.{:02}", cents / 100, cents % 100), "EUR").unwrap(),
            cancelled: cancelled.then_some(later),
            until: until.map(|days| purchased + chrono::TimeDelta::days(days)),
            today: later,
        };
        (question, cents)
    }
}

fn cents(money: &Money) -> u64 {
    money.amount.to_string().replace('.', "").parse().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn cycles_tile_and_sums_agree((question, each) in any_plan()) {
        let bill = answer(&question);
        let (anchor, cycle, term) = (question.purchased, question.cycle_months.unwrap(), question.term_months);

        // Every cycle begins where it must, so there is no drift, and each ends where the next begins.
        for (number, charge) in (0..).zip(&bill.charges) {
            prop_assert_eq!((charge.cycle, charge.on), (number, months_later(anchor, number * cycle)));
        }
        prop_assert!(bill.charges.is_sorted_by(|one, next| one.on < next.on));

        // The list is complete: it stops at the last day asked for, or at the end of the term that ends the plan.
        let count = u32::try_from(bill.charges.len()).unwrap();
        let next = months_later(anchor, count * cycle);
        let ends = match (question.cancelled, question.until) {
            (None, Some(until)) => until.succ_opt().unwrap(),
            (Some(_), Some(until)) => until.succ_opt().unwrap().min(bill.term_ends),
            (_, None) => bill.term_ends,
        };
        prop_assert!(next >= ends && bill.charges.last().unwrap().on < ends);
        if question.until.is_none() {
            prop_assert_eq!(next, bill.term_ends);
        }

        // Terms tile too: the one in question begins and ends a whole number of terms after the anchor.
        let number = (0..11_000).find(|number| months_later(anchor, (number + 1) * term) > bill.as_of).unwrap();
        prop_assert_eq!(bill.committed_term.starts, months_later(anchor, number * term));
        prop_assert_eq!(bill.committed_term.ends, months_later(anchor, (number + 1) * term));
        prop_assert_eq!(bill.renews_on, question.cancelled.is_none().then_some(bill.term_ends));

        // Sums: what is listed, and what is paid of the term with what is still owed for it.
        prop_assert_eq!(cents(&bill.total), each * u64::from(count));
        let first = number * term / cycle;
        let starts = (first..first + term / cycle).map(|cycle_number| months_later(anchor, cycle_number * cycle));
        let paid = starts.filter(|start| *start <= bill.as_of).count();
        let whole = each * u64::from(term / cycle);
        prop_assert_eq!(each * u64::try_from(paid).unwrap() + cents(&bill.committed), whole);
    }
}
