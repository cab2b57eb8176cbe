//! The deadline engine against the plainest thing that could answer the same questions: a list of all the minutes (or
//! seconds) there are, each marked open or closed, in which time is counted by walking along.
//!
//! The marks follow the documented edges. Clocks are read minute by minute from the offset at that instant alone, so
//! what a skipped or repeated time means is found by looking, not by calculating:
//! * a window belongs to the date on which it opens, and closes on that date or, over midnight, on the next;
//! * it opens when the clocks first show its opening time, and closes when they last show its closing time;
//! * a time that is never shown counts as the first minute at which the clocks are past it;
//! * hours that close when they open never open.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test may stop at the first thing that is not as it must be"
)]

#[path = "support/questions.rs"]
mod questions;
#[path = "support/transitions.rs"]
mod transitions;

use chrono::{Datelike, Days, NaiveDate, NaiveTime, TimeDelta};
use chrono_tz::Tz;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use questions::{Question, SECOND, Table, asked, time_of_day};
use std::cell::Cell;
use std::ops::Range;
use support_policy::PolicyError;
use support_policy::hours::Hours;
use transitions::{DAY, offset};

const MINUTE: i64 = 60;

/// Cells of equal length, one after the other, each open or closed.
struct Bitmap {
    /// Seconds.
    cell: i64,
    /// The first second, since 1970 UTC, of the first cell.
    first: i64,
    open: Vec<bool>,
    /// Between these it is known what is open, in nanoseconds.
    known: std::ops::RangeInclusive<i64>,
}

impl Bitmap {
    /// None where the offset of the zone is no whole number of cells.
    fn of(table: &Table, cell: i64) -> Option<Self> {
        let midnight = |date: NaiveDate| date.and_time(NaiveTime::MIN).and_utc().timestamp();
        let first = midnight(table.from) - 2 * DAY;
        let end = midnight(table.through) + 4 * DAY;
        let on_the_wall: Vec<i64> =
            (first..end).step_by(usize::try_from(cell).unwrap()).map(|at| at + offset(table.hours.zone, at)).collect();
        if on_the_wall.iter().any(|shown| shown % cell != 0) {
            return None;
        }
        let past = |time: i64| on_the_wall.iter().position(|&shown| shown > time).unwrap();
        let first_shown = |time| on_the_wall.iter().position(|&shown| shown == time).unwrap_or_else(|| past(time));
        let last_shown = |time| on_the_wall.iter().rposition(|&shown| shown == time).unwrap_or_else(|| past(time));

        let (opens, closes) = (i64::from(table.hours.opens.seconds()), i64::from(table.hours.closes.seconds()));
        let over_midnight = if closes < opens { DAY } else { 0 };
        let mut open = vec![false; on_the_wall.len()];
        for date in table.from.iter_days().take_while(|date| *date <= table.through) {
            let works = date.weekday().number_from_monday() <= 5 && !table.closed.contains(&date);
            if works && opens != closes {
                let opening = first_shown(midnight(date) + opens);
                let closing = last_shown(midnight(date) + closes + over_midnight);
                (opening..closing).for_each(|index| open[index] = true);
            }
        }
        let at = |index: usize| (first + i64::try_from(index).unwrap() * cell) * SECOND;
        // A window of the day before may reach into the first day.
        let day_before_closes = last_shown(midnight(table.from) - DAY + closes + over_midnight);
        let begins = at(first_shown(midnight(table.from)).max(day_before_closes));
        let ends = at(first_shown(midnight(table.through) + DAY));
        Some(Self { cell, first, open, known: begins..=ends })
    }

    /// The open pieces of cells in order, from `from` on.
    fn pieces_from(&self, from: i64) -> impl Iterator<Item = Range<i64>> {
        let index = usize::try_from((from.div_euclid(SECOND) - self.first) / self.cell).unwrap();
        (index..self.open.len()).filter(|&index| self.open[index]).map(move |index| {
            let cell = self.range(index);
            cell.start.max(from)..cell.end
        })
    }

    /// The same backwards, up to `to`.
    fn pieces_back_from(&self, to: i64) -> impl Iterator<Item = Range<i64>> {
        let index = usize::try_from((to.div_euclid(SECOND) - self.first) / self.cell).unwrap();
        (0..=index).rev().filter(|&index| self.open[index]).map(move |index| {
            let cell = self.range(index);
            cell.start..cell.end.min(to)
        })
    }

    fn range(&self, index: usize) -> Range<i64> {
        let start = self.first + i64::try_from(index).unwrap() * self.cell;
        start * SECOND..(start + self.cell) * SECOND
    }

    /// When counting starts and when `amount` has been counted.
    fn add(&self, start: i64, amount: i64) -> Option<(i64, i64)> {
        if !self.known.contains(&start) {
            return None;
        }
        let starts_at = self.pieces_from(start).next()?.start;
        let mut left = amount;
        for piece in self.pieces_from(start) {
            if left <= piece.end - piece.start {
                let due = piece.start + left;
                return self.known.contains(&due).then_some((starts_at, due));
            }
            left -= piece.end - piece.start;
        }
        None
    }

    fn subtract(&self, end: i64, amount: i64) -> Option<i64> {
        if !self.known.contains(&end) {
            return None;
        }
        let mut left = amount;
        for piece in self.pieces_back_from(end) {
            if left <= piece.end - piece.start {
                return Some(piece.end - left).filter(|start| self.known.contains(start));
            }
            left -= piece.end - piece.start;
        }
        None
    }

    fn between(&self, from: i64, to: i64) -> Option<i64> {
        if to < from {
            return self.between(to, from).map(|open| -open);
        }
        let pieces = self.pieces_from(from).take_while(|piece| piece.start < to);
        (self.known.contains(&from) && self.known.contains(&to))
            .then(|| pieces.map(|piece| piece.end.min(to) - piece.start).sum())
    }

    /// The run of open cells that `at` lies in, from its beginning, or the next.
    fn current_or_next(&self, at: i64) -> Option<(i64, i64)> {
        let found = self.pieces_from(at).next().filter(|_| self.known.contains(&at))?.start;
        let index = usize::try_from((found.div_euclid(SECOND) - self.first) / self.cell).unwrap();
        let first = (0..=index).rev().take_while(|&index| self.open[index]).last()?;
        let last = (index..self.open.len()).take_while(|&index| self.open[index]).last()?;
        Some((self.range(first).start, self.range(last).end))
    }
}

/// Counts the deadlines found equal into `deadlines`.
fn check(table: &Table, questions: &[Question], cell: i64, deadlines: &Cell<u32>) -> Result<(), TestCaseError> {
    let Some(bitmap) = Bitmap::of(table, cell) else {
        return Err(TestCaseError::reject("the offset is no whole number of minutes"));
    };
    let open_time = match table.compile() {
        Ok(open_time) => open_time,
        Err(why) => {
            prop_assert_eq!(why, PolicyError::NeverOpens { from: table.from, through: table.through });
            prop_assert!(!bitmap.open.contains(&true));
            return Ok(());
        }
    };
    prop_assert!(bitmap.open.contains(&true));
    let nanoseconds = |at: chrono::DateTime<chrono::Utc>| at.timestamp_nanos_opt().unwrap();
    for (question, other) in questions.iter().zip(questions.iter().cycle().skip(1)) {
        let (at, amount) = (question.instant(), question.duration());
        let due = open_time.add(at, amount).ok().map(|due| (nanoseconds(due.starts_at), nanoseconds(due.due_at)));
        prop_assert_eq!(due, bitmap.add(question.at, question.amount), "add {:?}", question);
        deadlines.set(deadlines.get() + u32::from(due.is_some()));
        if question.amount > 0 {
            let start = open_time.subtract(at, amount).ok().map(nanoseconds);
            prop_assert_eq!(start, bitmap.subtract(question.at, question.amount), "subtract {:?}", question);
        }
        let between = open_time.between(at, other.instant()).ok().and_then(|open| open.num_nanoseconds());
        prop_assert_eq!(between, bitmap.between(question.at, other.at), "between {:?} {:?}", question, other);
        let current = open_time.current_or_next(at).ok().map(|(from, to)| (nanoseconds(from), nanoseconds(to)));
        prop_assert_eq!(current, bitmap.current_or_next(question.at), "current or next {:?}", question);
    }
    Ok(())
}

fn run(tables: u32, days: Range<u64>, questions: usize, cell: i64) {
    let config = Config { cases: tables, failure_persistence: None, max_shrink_iters: 2000, ..Config::default() };
    let deadlines = Cell::new(0);
    TestRunner::new(config)
        .run(&asked(days, questions), |(table, questions)| check(&table, &questions, cell, &deadlines))
        .unwrap_or_else(|why| panic!("{why}"));
    println!("{tables} tables of {questions} questions: {} deadlines, and no difference", deadlines.get());
}

#[test]
fn minute_by_minute() {
    run(300, 1..32, 12, MINUTE);
}

#[test]
fn second_by_second() {
    run(12, 1..4, 12, 1);
}

#[test]
fn second_by_second_where_the_offset_has_seconds() {
    // Liberia kept UTC-0:44:30 until January 1972.
    let table = Table {
        hours: Hours { opens: time_of_day(540), closes: time_of_day(1020), zone: Tz::Africa__Monrovia },
        closed: vec!["1972-01-05".parse().unwrap()],
        from: "1972-01-04".parse().unwrap(),
        through: "1972-01-10".parse().unwrap(),
    };
    let day = table.from.and_hms_opt(0, 0, 0).unwrap().and_utc().timestamp();
    let questions: Vec<Question> = (0..7 * 24)
        .map(|hour| Question { at: (day + hour * 3600 + 1) * SECOND + hour, amount: (hour % 30) * 3600 * SECOND + 7 })
        .collect();
    let deadlines = Cell::new(0);
    check(&table, &questions, 1, &deadlines).unwrap();
    assert!(deadlines.get() > 50, "{} deadlines", deadlines.get());
}

/// A million deadlines, and as many subtractions and measurements.
///
/// `cargo test --release -p support-policy --test bitmap -- --ignored --nocapture`
#[test]
#[ignore = "a million deadlines take two minutes; run before a release"]
fn a_million_deadlines_minute_by_minute() {
    run(35_000, 1..32, 100, MINUTE);
}

proptest! {
    #![proptest_config(Config { failure_persistence: None, ..Config::with_cases(400) })]

    #[test]
    fn what_is_added_lies_between((table, questions) in asked(1..40, 4)) {
        let Ok(open_time) = table.compile() else { return Ok(()) };
        for question in questions {
            if let Ok(due) = open_time.add(question.instant(), question.duration()) {
                let open = open_time.between(question.instant(), due.due_at);
                prop_assert_eq!(open, Ok(question.duration()));
            }
        }
    }

    #[test]
    fn a_later_start_or_a_larger_amount_is_never_due_earlier((table, questions) in asked(1..40, 2)) {
        let Ok(open_time) = table.compile() else { return Ok(()) };
        let (one, other) = (questions[0], questions[1]);
        let due = |at, amount| {
            let question = Question { at, amount };
            open_time.add(question.instant(), question.duration()).ok().map(|due| due.due_at)
        };
        if let (Some(sooner), Some(later)) =
            (due(one.at.min(other.at), one.amount), due(one.at.max(other.at), one.amount))
        {
            prop_assert!(sooner <= later);
        }
        let (smaller, larger) = (one.amount.min(other.amount), one.amount.max(other.amount));
        if let (Some(sooner), Some(later)) = (due(one.at, smaller), due(one.at, larger)) {
            prop_assert!(sooner <= later);
            prop_assert!(smaller == larger || sooner < later, "open time has no length in an instant");
        }
    }

    #[test]
    fn a_deadline_lies_in_open_time_after_its_opening((table, questions) in asked(1..40, 4)) {
        let Ok(open_time) = table.compile() else { return Ok(()) };
        for question in questions.into_iter().filter(|question| question.amount > 0) {
            if let Ok(due) = open_time.add(question.instant(), question.duration()) {
                // The instant before the deadline is open; a deadline at an opening would follow a closed one.
                let last = due.due_at - TimeDelta::nanoseconds(1);
                let (opens, closes) = open_time.current_or_next(last).unwrap();
                prop_assert!(opens <= last && due.due_at <= closes);
                prop_assert!(due.starts_at >= question.instant() && due.starts_at < due.due_at);
            }
        }
    }

    #[test]
    fn what_is_subtracted_is_the_latest_start((table, questions) in asked(1..40, 4)) {
        let Ok(open_time) = table.compile() else { return Ok(()) };
        for question in questions.into_iter().filter(|question| question.amount > 0) {
            let (end, amount) = (question.instant(), question.duration());
            let Ok(start) = open_time.subtract(end, amount) else { continue };
            let due = open_time.add(start, amount).unwrap();
            prop_assert_eq!(due.starts_at, start, "counting starts at once");
            prop_assert!(due.due_at <= end);
            if let Ok(due) = open_time.add(start + TimeDelta::nanoseconds(1), amount) {
                prop_assert!(due.due_at > end);
            }
        }
    }

    #[test]
    fn open_time_is_the_sum_of_the_open_stretches((table, questions) in asked(1..40, 2)) {
        let Ok(open_time) = table.compile() else { return Ok(()) };
        let (one, other) = (questions[0].instant(), questions[1].instant());
        let (from, to) = (one.min(other), one.max(other));
        if let Ok(stretches) = open_time.open_within(from, to) {
            let sum: TimeDelta = stretches.iter().map(|(from, to)| *to - *from).sum();
            prop_assert_eq!(open_time.between(from, to), Ok(sum));
            prop_assert_eq!(open_time.between(to, from), Ok(-sum));
            prop_assert!(stretches.iter().all(|(opens, closes)| opens < closes && from <= *opens && *closes <= to));
            prop_assert!(stretches.windows(2).all(|pair| pair[0].1 < pair[1].0), "apart, or they were one");
        }
    }
}

#[test]
fn a_table_answers_as_one_that_reaches_further() {
    let config = Config { cases: 200, failure_persistence: None, ..Config::default() };
    TestRunner::new(config)
        .run(&asked(10..40, 4), |(table, questions)| {
            let wider =
                Table { from: table.from - Days::new(11), through: table.through + Days::new(9), ..table.clone() };
            let (Ok(narrow), Ok(wide)) = (table.compile(), wider.compile()) else { return Ok(()) };
            for question in questions {
                let (at, amount) = (question.instant(), question.duration());
                if let Ok(due) = narrow.add(at, amount) {
                    prop_assert_eq!(wide.add(at, amount), Ok(due));
                }
            }
            Ok(())
        })
        .unwrap_or_else(|why| panic!("{why}"));
}
