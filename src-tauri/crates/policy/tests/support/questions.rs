//! Random opening hours and questions about them, with a liking for the places where engines go wrong: days on which
//! the clocks are moved, edges of windows that are skipped or repeated, starts and ends exactly at an edge.

use crate::transitions::{DAY, Transition, new_year, offset, transitions};
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use chrono_tz::{TZ_VARIANTS, Tz};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use std::ops::Range;
use std::sync::LazyLock;
use support_policy::hours::{Hours, TimeOfDay};
use support_policy::open_time::OpenTime;

pub(crate) const SECOND: i64 = 1_000_000_000;
const HOUR: i64 = 3600 * SECOND;

/// What a table of open time is compiled from.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    pub(crate) hours: Hours,
    /// Ascending.
    pub(crate) closed: Vec<NaiveDate>,
    pub(crate) from: NaiveDate,
    pub(crate) through: NaiveDate,
}

impl Table {
    pub(crate) fn compile(&self) -> Result<OpenTime, support_policy::PolicyError> {
        OpenTime::compile(&self.hours, &self.closed, self.from, self.through)
    }
}

/// An instant, in nanoseconds since 1970 UTC, and an amount of open time, in nanoseconds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Question {
    pub(crate) at: i64,
    pub(crate) amount: i64,
}

impl Question {
    pub(crate) fn instant(self) -> DateTime<Utc> {
        DateTime::from_timestamp_nanos(self.at)
    }

    pub(crate) fn duration(self) -> TimeDelta {
        TimeDelta::nanoseconds(self.amount)
    }
}

/// The first and the last year of the zone database that the product counts in.
pub(crate) const YEARS: Range<i32> = 1970..2099;

static CHANGES: LazyLock<Vec<Transition>> =
    LazyLock::new(|| TZ_VARIANTS.iter().flat_map(|&zone| transitions(zone, &YEARS, 7 * DAY)).collect());

/// Those on a day on which support works: the others move no edge of a window.
static CHANGES_ON_WORKING_DAYS: LazyLock<Vec<Transition>> = LazyLock::new(|| {
    let on_working_day = |change: &&Transition| {
        [change.before, change.after].iter().any(|offset| Hours::works_on(wall(change.at + offset).0))
    };
    CHANGES.iter().filter(on_working_day).copied().collect()
});

/// The date and the minute of the day of a wall-clock time in seconds since 1970.
fn wall(seconds: i64) -> (NaiveDate, i64) {
    let time = DateTime::from_timestamp(seconds, 0).expect("within the years served").naive_utc();
    (time.date(), seconds.rem_euclid(DAY) / 60)
}

pub(crate) fn time_of_day(minute: i64) -> TimeOfDay {
    TimeOfDay::parse(&format!("{:02}:{:02}", minute / 60, minute % 60), "open").expect("a time of day")
}

/// A zone, a date to put into the middle of a table, and a minute of the day at which edges of windows are of interest.
fn anchors() -> impl Strategy<Value = (Tz, NaiveDate, i64)> {
    let of_change = |change: Transition| {
        let (date, minute) = wall(change.at + change.before);
        (change.zone, date, minute)
    };
    let anywhere = (select(&TZ_VARIANTS[..]), new_year(YEARS.start) / DAY..new_year(YEARS.end) / DAY, 0..1440_i64);
    prop_oneof![
        2 => any::<Index>().prop_map(move |index| of_change(*index.get(&CHANGES_ON_WORKING_DAYS))),
        1 => any::<Index>().prop_map(move |index| of_change(*index.get(&CHANGES))),
        2 => anywhere.prop_map(|(zone, day, minute)| (zone, wall(day * DAY).0, minute)),
    ]
}

/// Opening and closing minutes: the policy's own, any at all (over midnight, until 24:00, never), and some near
/// `minute`.
fn windows(minute: i64) -> impl Strategy<Value = (i64, i64)> {
    let near = || (-90..=90_i64).prop_map(move |by| (minute + by).rem_euclid(1441));
    let policy = [(420, 1260), (540, 1050), (480, 1080), (360, 1080), (540, 1020), (0, 1440), (1320, 360), (960, 1440)];
    prop_oneof![
        2 => select(policy.to_vec()),
        2 => (0..=1440_i64, 0..=1440_i64),
        1 => (near(), 0..=1440_i64),
        1 => (0..=1440_i64, near()),
        1 => (near(), near()),
        1 => near().prop_map(|minute| (minute, minute)),
    ]
}

/// Tables of so many days.
pub(crate) fn tables(days: Range<u64>) -> impl Strategy<Value = Table> {
    (anchors(), days).prop_flat_map(|((zone, date, minute), days)| {
        let closed = proptest::collection::btree_set(0..days + 2, 0..6);
        (windows(minute), 0..days, closed).prop_map(move |((opens, closes), before, closed)| {
            let from = date - Days::new(before);
            Table {
                hours: Hours { opens: time_of_day(opens), closes: time_of_day(closes), zone },
                // Also a day before and one after those of the table.
                closed: closed.into_iter().map(|day| from - Days::new(1) + Days::new(day)).collect(),
                from,
                through: from + Days::new(days - 1),
            }
        })
    })
}

/// A table and questions about it.
pub(crate) fn asked(days: Range<u64>, questions: usize) -> impl Strategy<Value = (Table, Vec<Question>)> {
    (tables(days), proptest::collection::vec(raw_question(), questions)).prop_map(|(table, raw)| {
        let questions = raw.iter().map(|raw| raw.about(&table)).collect();
        (table, questions)
    })
}

/// A question that does not know its table yet.
#[derive(Debug, Clone)]
struct RawQuestion {
    day: Index,
    moment: Moment,
    nanoseconds: i64,
    amount: Amount,
}

#[derive(Debug, Clone)]
enum Moment {
    Opening,
    Closing,
    Minute(i64),
}

#[derive(Debug, Clone)]
enum Amount {
    Any(i64),
    /// So many windows, so that the result falls on a closing, or nearly.
    Windows(i64, i64),
}

fn raw_question() -> impl Strategy<Value = RawQuestion> {
    let moment = prop_oneof![
        Just(Moment::Opening),
        Just(Moment::Closing),
        (0..1440_i64).prop_map(Moment::Minute),
        (0..1440_i64).prop_map(Moment::Minute),
    ];
    let nanoseconds = prop_oneof![3 => Just(0), 1 => -1..=1_i64, 1 => 0..60 * SECOND];
    let amount = prop_oneof![
        2 => (0..=60_i64).prop_map(|hours| Amount::Any(hours * HOUR)),
        1 => (0..=3000_i64).prop_map(|minutes| Amount::Any(minutes * 60 * SECOND)),
        2 => (0..=200 * HOUR).prop_map(Amount::Any),
        2 => (1..=20_i64, -1..=1_i64).prop_map(|(windows, by)| Amount::Windows(windows, by)),
    ];
    (any::<Index>(), moment, nanoseconds, amount).prop_map(|(day, moment, nanoseconds, amount)| RawQuestion {
        day,
        moment,
        nanoseconds,
        amount,
    })
}

impl RawQuestion {
    fn about(&self, table: &Table) -> Question {
        let days = usize::try_from((table.through - table.from).num_days()).unwrap_or(0);
        // From the day before the table to the day after it.
        let day = i64::try_from(self.day.index(days + 3)).unwrap_or(0) - 1;
        let second = match self.moment {
            Moment::Opening => i64::from(table.hours.opens.seconds()),
            Moment::Closing => i64::from(table.hours.closes.seconds()),
            Moment::Minute(minute) => minute * 60,
        };
        let on_the_wall = table.from.and_time(chrono::NaiveTime::MIN).and_utc().timestamp() + day * DAY + second;
        let at = on_the_wall - offset(table.hours.zone, on_the_wall);
        let window = i64::from(table.hours.closes.seconds()) - i64::from(table.hours.opens.seconds());
        let amount = match self.amount {
            Amount::Any(amount) => amount,
            Amount::Windows(windows, by) => (windows * window.rem_euclid(DAY) * SECOND + by).max(0),
        };
        Question { at: at * SECOND + self.nanoseconds, amount }
    }
}
