//! Deadlines a second on one thread, the time to compile a region's table, and the same question put to a plain walk
//! over the days and to two published engines in the same run.
//!
//! `cargo bench -p support-policy`
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a measurement may stop at the first thing that is not as it must be"
)]

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, TimeZone, Utc};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;
use std::hint::black_box;
use support_policy::edition::Edition;
use support_policy::holidays::HolidayCalendar;
use support_policy::hours::Hours;
use support_policy::open_time::OpenTime;

const AMOUNTS: [(&str, i64); 3] = [("1 h", 1), ("8 h", 8), ("1000 h", 1000)];

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The hours of a region and the holidays of a country in it.
struct Calendar {
    hours: Hours,
    closed: Vec<NaiveDate>,
}

impl Calendar {
    fn of(region: &str, own_zone: &str, country: &str) -> Self {
        let region = Edition::base().unwrap().region(region).unwrap();
        let hours = region.hours.stated().unwrap();
        let zone = hours.zone.unwrap_or_else(|| own_zone.parse().unwrap());
        Self { hours: hours.on(zone), closed: HolidayCalendar::of_country(country).unwrap().dates() }
    }

    fn compile(&self) -> OpenTime {
        OpenTime::compile(&self.hours, &self.closed, day("2015-01-01"), day("2040-12-31")).unwrap()
    }
}

fn emea() -> Calendar {
    Calendar::of("emea", "", "NO")
}

/// Instants spread at random over the years 2015 to 2039, from a fixed seed.
fn starts(count: usize) -> Vec<DateTime<Utc>> {
    let first = Utc.with_ymd_and_hms(2015, 1, 2, 0, 0, 0).unwrap().timestamp();
    let span = Utc.with_ymd_and_hms(2040, 1, 1, 0, 0, 0).unwrap().timestamp() - first;
    let mut state = 0x5DEE_CE66_D1CE_4E5B_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        i64::try_from(state >> 1).unwrap()
    };
    (0..count).map(|_| DateTime::from_timestamp(first + next() % span, 0).unwrap()).collect()
}

/// The engine as it is used for many questions: one table, then one look-up a question.
fn deadlines(criterion: &mut Criterion) {
    let open_time = emea().compile();
    let starts = starts(8192);
    let mut group = criterion.benchmark_group("deadlines");
    group.throughput(Throughput::Elements(u64::try_from(starts.len()).unwrap()));
    for (name, hours) in AMOUNTS {
        let amount = TimeDelta::hours(hours);
        group.bench_function(BenchmarkId::new("add", name), |bench| {
            bench.iter(|| {
                for &start in &starts {
                    let _ = black_box(open_time.add(black_box(start), amount));
                }
            });
        });
    }
    group.bench_function(BenchmarkId::new("subtract", "8 h"), |bench| {
        bench.iter(|| {
            for &end in &starts {
                let _ = black_box(open_time.subtract(black_box(end), TimeDelta::hours(8)));
            }
        });
    });
    group.finish();
}

/// A table of the years 2015 to 2040, for each region.
fn build(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("build");
    for (region, zone, country) in [
        ("asia-pacific", "", "AU"),
        ("japan", "", "JP"),
        ("emea", "", "NO"),
        ("north-america", "", "US"),
        ("south-america", "America/Santiago", "CL"),
        ("other", "America/Mexico_City", "MX"),
    ] {
        let calendar = Calendar::of(region, zone, country);
        group.bench_function(region, |bench| bench.iter(|| black_box(&calendar).compile()));
    }
    group.finish();
}

/// The plainest engine: from the day of filing on, one day after the other.
fn day_walk(hours: &Hours, closed: &BTreeSet<NaiveDate>, start: DateTime<Utc>, amount: TimeDelta) -> DateTime<Utc> {
    let mut left = amount;
    for date in start.with_timezone(&hours.zone).date_naive().iter_days() {
        if date.weekday().number_from_monday() > 5 || closed.contains(&date) {
            continue;
        }
        let at = |seconds| {
            let local = date.and_time(chrono::NaiveTime::MIN) + TimeDelta::seconds(i64::from(seconds));
            hours.zone.from_local_datetime(&local).latest().unwrap().to_utc()
        };
        let (opens, closes) = (at(hours.opens.seconds()).max(start), at(hours.closes.seconds()));
        if closes > opens {
            if left <= closes - opens {
                return opens + left;
            }
            left -= closes - opens;
        }
    }
    start
}

/// The same questions by other means.
fn others(criterion: &mut Criterion) {
    let Calendar { hours, closed } = emea();
    let open_time = emea().compile();
    let starts = starts(64);
    let timestamps: Vec<Timestamp> =
        starts.iter().map(|start| Timestamp::from_second(start.timestamp()).unwrap()).collect();
    let dates: Vec<jiff::civil::Date> = closed.iter().map(|date| date.to_string().parse().unwrap()).collect();
    let closed: BTreeSet<NaiveDate> = closed.into_iter().collect();
    let ule_hours = dates
        .iter()
        .fold(
            ule_hours::Schedule::builder("Europe/Brussels").unwrap().mon_fri("08:00-18:00").unwrap(),
            |builder, &date| builder.closed_on(date),
        )
        .build();
    let workclock = workclock::Schedule::builder()
        .time_zone("Europe/Brussels")
        .rule(workclock::WorkDay::new(
            jiff::civil::time(8, 0, 0, 0),
            jiff::civil::time(18, 0, 0, 0),
            workclock::Weekdays::MON_TO_FRI,
        ))
        .rule(workclock::Holidays::new(dates))
        .build()
        .unwrap();

    let mut group = criterion.benchmark_group("compared");
    group.throughput(Throughput::Elements(u64::try_from(starts.len()).unwrap()));
    for (name, hours_to_add) in AMOUNTS {
        let (amount, theirs) = (TimeDelta::hours(hours_to_add), SignedDuration::from_hours(hours_to_add));
        // All answer the same, or the comparison would mean nothing.
        for (start, timestamp) in starts.iter().zip(&timestamps) {
            let due = open_time.add(*start, amount).unwrap().due_at;
            assert_eq!(day_walk(&hours, &closed, *start, amount), due);
            assert_eq!(ule_hours.add(*timestamp, theirs).unwrap().as_second(), due.timestamp());
            assert_eq!(workclock.add(*timestamp, theirs).unwrap().as_second(), due.timestamp());
        }
        group.bench_function(BenchmarkId::new("support-policy", name), |bench| {
            bench.iter(|| {
                for &start in &starts {
                    let _ = black_box(open_time.add(black_box(start), amount));
                }
            });
        });
        group.bench_function(BenchmarkId::new("day walk", name), |bench| {
            bench.iter(|| {
                for &start in &starts {
                    black_box(day_walk(&hours, &closed, black_box(start), amount));
                }
            });
        });
        group.bench_function(BenchmarkId::new("ule-hours", name), |bench| {
            bench.iter(|| {
                for &start in &timestamps {
                    let _ = black_box(ule_hours.add(black_box(start), theirs));
                }
            });
        });
        group.bench_function(BenchmarkId::new("workclock", name), |bench| {
            bench.iter(|| {
                for &start in &timestamps {
                    let _ = black_box(workclock.add(black_box(start), theirs));
                }
            });
        });
    }
    group.finish();
}

criterion_group!(benches, deadlines, build, others);
criterion_main!(benches);
