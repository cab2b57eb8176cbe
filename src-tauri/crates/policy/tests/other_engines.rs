//! The deadline engine against two published ones, `ule-hours` and `workclock`, on random questions.
//!
//! They agree wherever they mean the same. They mean something else in these cases, each of which is told apart here
//! and shown to be the whole difference:
//!
//! | case | here | `ule-hours` 0.1.2 | `workclock` 0.1.4 |
//! |---|---|---|---|
//! | opening or closing time that is skipped | first instant after the gap | as long after it as the time lies in it ("compatible") | the same |
//! | closing time that comes twice | the later | the earlier ("compatible") | the same |
//! | holiday, hours over midnight | the window that opens on it | the same | the calendar day, cutting two windows |
//! | closing time equal to opening time | never open | refused | open for 24 hours |
//! | opening at 24:00 | midnight at the end of the day | refused | cannot be said |
//! | counting nothing | from the next opening | the same | the start itself |
//! | hours over midnight into a date that is skipped whole | open until the gap ends | what lies after the gap is seen only from before it | open after it as well |
//! | days outside the calendar | an error | none: holidays are a list | the same |
//!
//! To show it, each engine is held against a walk over the days that differs in nothing but the case: the walk by the
//! rules of this engine must give what this engine gives, the walk by the other's rules what the other gives. Where
//! the rules make no difference, the two walks are the same, and so the engines are compared with each other.
//!
//! Zones whose offsets are not the same in both databases, chrono-tz's and jiff's, are left out, and counted.
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

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use chrono_tz::Tz;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use questions::{Question, SECOND, Table, asked, time_of_day};
use std::cell::Cell;
use support_policy::hours::Hours;
use transitions::{DAY, offset};

/// How the edges of windows are read where the clocks are moved.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Edges {
    /// As this crate documents it.
    Ours,
    /// As jiff's "compatible" reads every local time.
    Compatible,
}

/// What a holiday closes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holiday {
    WindowThatOpensOnIt,
    CalendarDay,
}

fn civil(local: NaiveDateTime) -> jiff::civil::DateTime {
    let text = local.format("%Y-%m-%dT%H:%M:%S").to_string();
    text.parse().unwrap()
}

fn date_of(date: NaiveDate) -> jiff::civil::Date {
    civil(date.and_time(NaiveTime::MIN)).date()
}

fn compatible(local: NaiveDateTime, zone: &TimeZone) -> i64 {
    zone.to_ambiguous_timestamp(civil(local)).compatible().unwrap().as_second()
}

/// The instant by the rules of this crate, from nothing but offsets at instants: the clocks' offsets a day before and
/// after are the only ones there can be.
fn ours(local: NaiveDateTime, zone: Tz, later: bool) -> i64 {
    let wall = local.and_utc().timestamp();
    let offsets = [offset(zone, wall - 36 * 3600), offset(zone, wall + 36 * 3600)];
    let mut shown: Vec<i64> =
        offsets.into_iter().map(|ahead| wall - ahead).filter(|&at| at + offset(zone, at) == wall).collect();
    shown.sort_unstable();
    let found = if later { shown.last() } else { shown.first() };
    found.copied().unwrap_or_else(|| {
        // The first second at which the clocks are past the time.
        let (mut before, mut past) = (wall - 36 * 3600, wall + 36 * 3600);
        while past - before > 1 {
            let middle = i64::midpoint(before, past);
            if middle + offset(zone, middle) < wall { before = middle } else { past = middle }
        }
        past
    })
}

/// The windows of the days around a table, in nanoseconds, in order and merged.
fn windows(table: &Table, edges: Edges, holiday: Holiday) -> Vec<(i64, i64)> {
    let Hours { opens, closes, zone } = table.hours;
    let jiff_zone = TimeZone::get(zone.name()).unwrap();
    let at = |date: NaiveDate, seconds: u32, later: bool| {
        let local = date.and_time(NaiveTime::MIN) + TimeDelta::seconds(i64::from(seconds));
        SECOND
            * match edges {
                Edges::Ours => ours(local, zone, later),
                Edges::Compatible => compatible(local, &jiff_zone),
            }
    };
    let days = (table.from - Days::new(8)).iter_days().take_while(|date| *date <= table.through + Days::new(60));
    let mut windows: Vec<(i64, i64)> = Vec::new();
    for date in days.filter(|date| date.weekday().number_from_monday() <= 5) {
        if holiday == Holiday::WindowThatOpensOnIt && table.closed.contains(&date) {
            continue;
        }
        let closing_day = if closes < opens { date + Days::new(1) } else { date };
        let (opening, closing) = (at(date, opens.seconds(), false), at(closing_day, closes.seconds(), true));
        let opening = windows.last().map_or(opening, |last| opening.max(last.1));
        if opening < closing {
            windows.push((opening, closing));
        }
    }
    if holiday == Holiday::CalendarDay {
        for &date in &table.closed {
            let (from, to) = (at(date, 0, false), at(date + Days::new(1), 0, false));
            windows = windows
                .into_iter()
                .flat_map(|(opens, closes)| [(opens, closes.min(from)), (opens.max(to), closes)])
                .filter(|(opens, closes)| opens < closes)
                .collect();
        }
    }
    windows
}

/// When counting starts, and when the amount is counted.
fn walk(windows: &[(i64, i64)], start: i64, amount: i64) -> Option<(i64, i64)> {
    let mut left = amount;
    let mut starts = None;
    for &(opens, closes) in windows.iter().filter(|(_, closes)| *closes > start) {
        let from = opens.max(start);
        let starts = *starts.get_or_insert(from);
        if left <= closes - from {
            return Some((starts, from + left));
        }
        left -= closes - from;
    }
    None
}

fn walk_back(windows: &[(i64, i64)], end: i64, amount: i64) -> Option<i64> {
    let mut left = amount;
    for &(opens, closes) in windows.iter().rev().filter(|(opens, _)| *opens < end) {
        let to = closes.min(end);
        if left <= to - opens {
            return Some(to - left);
        }
        left -= to - opens;
    }
    None
}

fn walk_between(windows: &[(i64, i64)], from: i64, to: i64) -> i64 {
    windows.iter().map(|&(opens, closes)| (closes.min(to) - opens.max(from)).max(0)).sum()
}

fn ule_hours(table: &Table) -> Option<ule_hours::Schedule> {
    let text = format!("{}-{}", table.hours.opens, table.hours.closes);
    let builder = ule_hours::Schedule::builder(table.hours.zone.name()).ok()?.mon_fri(&text).ok()?;
    Some(table.closed.iter().fold(builder, |builder, &date| builder.closed_on(date_of(date))).build())
}

fn workclock(table: &Table) -> Option<workclock::Schedule> {
    // A closing at 24:00 is one at 00:00 over midnight.
    let time = |seconds: u32| {
        let (hour, minute) = (seconds / 3600 % 24, seconds % 3600 / 60);
        jiff::civil::time(i8::try_from(hour).unwrap(), i8::try_from(minute).unwrap(), 0, 0)
    };
    let (opens, closes) = (time(table.hours.opens.seconds()), time(table.hours.closes.seconds()));
    let mut builder = workclock::Schedule::builder().time_zone(table.hours.zone.name()).rule(workclock::WorkDay::new(
        opens,
        closes,
        workclock::Weekdays::MON_TO_FRI,
    ));
    if !table.closed.is_empty() {
        builder = builder.rule(workclock::Holidays::new(table.closed.iter().map(|&date| date_of(date))));
    }
    builder.build().ok()
}

/// Whether chrono-tz and jiff know the same offsets for the days of the table and those around it.
fn same_zone_in_both_databases(table: &Table) -> bool {
    let Ok(zone) = TimeZone::get(table.hours.zone.name()) else { return false };
    let midnight = |date: NaiveDate| date.and_time(NaiveTime::MIN).and_utc().timestamp();
    let (from, to) = (midnight(table.from) - 12 * DAY, midnight(table.through) + 64 * DAY);
    (from..to).step_by(3600 * 3).all(|at| {
        let theirs = zone.to_offset(Timestamp::from_second(at).unwrap()).seconds();
        offset(table.hours.zone, at) == i64::from(theirs)
    })
}

/// Whether a whole date is left out around the days of the table, as in Samoa at the end of 2011.
fn skips_a_date(table: &Table) -> bool {
    let midnight = |date: NaiveDate| date.and_time(NaiveTime::MIN).and_utc().timestamp();
    let (from, to) = (midnight(table.from) - 12 * DAY, midnight(table.through) + 64 * DAY);
    let offsets: Vec<i64> = (from..to).step_by(3600 * 12).map(|at| offset(table.hours.zone, at)).collect();
    offsets.windows(2).any(|pair| pair[1] - pair[0] >= DAY)
}

#[derive(Default)]
struct Counts {
    other_database: Cell<u32>,
    skipped_date: Cell<u32>,
    not_expressible: Cell<u32>,
    /// The rules for edges make a difference.
    edges: Cell<u32>,
    /// The rules for holidays make a difference.
    holidays: Cell<u32>,
    /// The engines are compared with each other.
    alike: Cell<u32>,
    /// Deadlines that `ule-hours` gave as well, from tables that mean the same to it.
    same_in_ule: Cell<u32>,
    /// The same for `workclock`.
    same_in_workclock: Cell<u32>,
}

fn count(cell: &Cell<u32>) {
    cell.set(cell.get() + 1);
}

fn check(table: &Table, questions: &[Question], counts: &Counts) -> Result<(), TestCaseError> {
    if !same_zone_in_both_databases(table) {
        count(&counts.other_database);
        return Ok(());
    }
    if skips_a_date(table) && table.hours.is_overnight() {
        count(&counts.skipped_date);
        return Ok(());
    }
    if table.hours.opens == table.hours.closes || table.hours.opens.seconds() == 86_400 {
        count(&counts.not_expressible);
        return Ok(());
    }
    let Ok(open_time) = table.compile() else { return Ok(()) };
    let (ule, workclock) = (ule_hours(table).unwrap(), workclock(table).unwrap());
    let by_our_rules = windows(table, Edges::Ours, Holiday::WindowThatOpensOnIt);
    let by_ule_rules = windows(table, Edges::Compatible, Holiday::WindowThatOpensOnIt);
    let by_workclock_rules = windows(table, Edges::Compatible, Holiday::CalendarDay);
    let like_ule = by_our_rules == by_ule_rules;
    let like_workclock = by_our_rules == by_workclock_rules;
    count(match (like_ule, like_workclock) {
        (false, _) => &counts.edges,
        (true, false) => &counts.holidays,
        (true, true) => &counts.alike,
    });

    let instant = |at: i64| Timestamp::from_nanosecond(i128::from(at)).unwrap();
    let nanoseconds = |at: Timestamp| i64::try_from(at.as_nanosecond()).unwrap();
    for (question, other) in questions.iter().zip(questions.iter().cycle().skip(1)) {
        let Question { at, amount } = *question;
        let length = SignedDuration::from_nanos(amount);

        if let Ok(due) = open_time.add(question.instant(), question.duration()) {
            let due = (due.starts_at.timestamp_nanos_opt().unwrap(), due.due_at.timestamp_nanos_opt().unwrap());
            prop_assert_eq!(Some(due), walk(&by_our_rules, at, amount), "add {:?}", question);
            if like_ule {
                let ule = (ule.next_open(instant(at)).unwrap(), ule.add(instant(at), length).unwrap());
                prop_assert_eq!(due, (nanoseconds(ule.0), nanoseconds(ule.1)), "ule-hours add {:?}", question);
                count(&counts.same_in_ule);
            }
            if like_workclock && amount > 0 {
                let period = workclock.next_period(instant(at)).unwrap();
                let workclock = (period.start, workclock.add(instant(at), length).unwrap());
                prop_assert_eq!(due, (nanoseconds(workclock.0), nanoseconds(workclock.1)), "workclock {:?}", question);
                count(&counts.same_in_workclock);
            }
        }
        if let Some((_, due)) = walk(&by_ule_rules, at, amount).filter(|_| !like_ule) {
            prop_assert_eq!(nanoseconds(ule.add(instant(at), length).unwrap()), due, "ule-hours {:?}", question);
        }
        if let Some((_, due)) = walk(&by_workclock_rules, at, amount).filter(|_| !like_workclock && amount > 0) {
            prop_assert_eq!(nanoseconds(workclock.add(instant(at), length).unwrap()), due, "workclock {:?}", question);
        }

        if let Ok(start) = open_time.subtract(question.instant(), question.duration()) {
            let start = start.timestamp_nanos_opt().unwrap();
            if amount > 0 {
                prop_assert_eq!(Some(start), walk_back(&by_our_rules, at, amount), "subtract {:?}", question);
                if like_workclock {
                    let workclock = workclock.sub(instant(at), length).unwrap();
                    prop_assert_eq!(start, nanoseconds(workclock), "workclock subtract {:?}", question);
                }
            }
        }

        if let Ok(open) = open_time.between(question.instant(), other.instant()) {
            let open = open.num_nanoseconds().unwrap();
            let (from, to) = (at.min(other.at), at.max(other.at));
            let sign = if at <= other.at { 1 } else { -1 };
            prop_assert_eq!(open, sign * walk_between(&by_our_rules, from, to), "between {:?} {:?}", question, other);
            let theirs = |open: SignedDuration| i64::try_from(open.as_nanos()).unwrap();
            let of_ule = theirs(ule.between(instant(at), instant(other.at)));
            let of_workclock = theirs(workclock.between(instant(at), instant(other.at)));
            prop_assert_eq!(of_ule, sign * walk_between(&by_ule_rules, from, to), "ule-hours between");
            prop_assert_eq!(of_workclock, sign * walk_between(&by_workclock_rules, from, to), "workclock between");
        }
    }
    Ok(())
}

fn run(tables: u32, questions: usize) {
    let counts = Counts::default();
    let config = Config { cases: tables, failure_persistence: None, max_shrink_iters: 2000, ..Config::default() };
    TestRunner::new(config)
        .run(&asked(1..32, questions), |(table, questions)| check(&table, &questions, &counts))
        .unwrap_or_else(|why| panic!("{why}"));
    let Counts {
        other_database,
        skipped_date,
        not_expressible,
        edges,
        holidays,
        alike,
        same_in_ule,
        same_in_workclock,
    } = counts;
    println!(
        "{tables} tables of {questions} questions: {} alike, {} with other edges, {} with other holidays, {} not \
         expressible, {} with other zone data, {} over a skipped date; {} deadlines as in ule-hours, {} as in workclock",
        alike.get(),
        edges.get(),
        holidays.get(),
        not_expressible.get(),
        other_database.get(),
        skipped_date.get(),
        same_in_ule.get(),
        same_in_workclock.get(),
    );
    assert!(other_database.get() < tables / 5, "the zone databases differ too much to compare anything");
    assert!(skipped_date.get() <= tables / 50, "only three zones have ever skipped a date");
    assert!(alike.get() > tables / 4, "most questions mean the same to all");
    assert!(edges.get() > 0, "some tables have edges that are skipped or repeated");
}

#[test]
fn random_questions() {
    run(400, 12);
}

/// A million deadlines from `ule-hours` and as many from `workclock`; most questions have an answer within their table.
///
/// `cargo test --release -p support-policy --test other_engines -- --ignored --nocapture`
#[test]
#[ignore = "a million deadlines take a minute; run before a release"]
fn a_million_deadlines() {
    run(60_000, 100);
}

#[test]
fn hours_the_other_engines_understand_differently() {
    let table = |opens, closes| Table {
        hours: Hours { opens: time_of_day(opens), closes: time_of_day(closes), zone: Tz::Europe__Brussels },
        closed: Vec::new(),
        from: "2026-06-01".parse().unwrap(),
        through: "2026-06-30".parse().unwrap(),
    };
    // Closing when it opens: never open here, refused there, open all day elsewhere.
    let same = table(540, 540);
    assert!(same.compile().is_err());
    assert!(ule_hours(&same).is_none());
    let day = [Timestamp::from_second(1_780_272_000).unwrap(), Timestamp::from_second(1_780_358_400).unwrap()];
    assert_eq!(workclock(&same).unwrap().between(day[0], day[1]), SignedDuration::from_hours(17));
    // Opening at 24:00: at the end of the day here, refused there.
    let end_of_day = table(1440, 360);
    assert!(end_of_day.compile().is_ok());
    assert!(ule_hours(&end_of_day).is_none());
}
