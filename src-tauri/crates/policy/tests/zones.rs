//! What the deadline engine takes for granted about time zones, checked for every zone of the database.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test may stop at the first thing that is not as it must be"
)]

#[path = "support/transitions.rs"]
mod transitions;

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, TimeDelta, Utc, Weekday};
use chrono_tz::{TZ_VARIANTS, Tz};
use std::collections::BTreeSet;
use support_policy::countries;
use support_policy::edition::Edition;
use support_policy::hours::{Hours, TimeOfDay};
use support_policy::local_time::{Repeated, instant_of};
use support_policy::open_time::OpenTime;
use transitions::{DAY, Transition, offset, transitions};

/// `open_time.rs` reads the offset at UTC midnights six days apart and takes it to hold in between where they agree.
const READINGS_APART: i64 = 6 * DAY;

/// Zones in a share for each processor.
fn in_parallel(check: impl Fn(Tz) + Sync) {
    let shares = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for share in 0..shares {
            let check = &check;
            scope.spawn(move || TZ_VARIANTS.iter().skip(share).step_by(shares).for_each(|&zone| check(zone)));
        }
    });
}

/// Finds two transitions that lie between two of the engine's readings and cancel each other.
fn hidden_between_readings(changes: &[Transition]) -> Option<(Transition, Transition)> {
    changes.iter().enumerate().find_map(|(index, &first)| {
        let reading = (first.at - 1).div_euclid(DAY) * DAY;
        changes[index + 1..]
            .iter()
            .take_while(|second| second.at <= reading + READINGS_APART)
            .find(|second| second.after == first.before)
            .map(|&second| (first, second))
    })
}

#[test]
fn no_zone_changes_its_offset_back_and_forth_within_a_stretch() {
    in_parallel(|zone| {
        let changes = transitions(zone, &(1969..2101), DAY);
        assert_eq!(hidden_between_readings(&changes), None, "{zone}");
    });
}

/// The same by the hour, so that no excursion of an hour or longer is missed: a minute without optimisation.
///
/// `cargo test --release -p support-policy --test zones -- --ignored`
#[test]
#[ignore = "takes a minute; run after an update of chrono-tz"]
fn no_zone_changes_its_offset_back_and_forth_by_the_hour() {
    in_parallel(|zone| {
        let changes = transitions(zone, &(1969..2101), 3600);
        assert_eq!(hidden_between_readings(&changes), None, "{zone}");
        assert_eq!(changes, transitions(zone, &(1969..2101), DAY), "{zone}: the quick test sees the same changes");
    });
}

#[test]
fn a_change_back_and_forth_would_be_noticed() {
    let zone = Tz::UTC;
    let forth = Transition { zone, at: 10 * DAY + 1, before: 0, after: 3600 };
    let back = |at| Transition { zone, at, before: 3600, after: 0 };
    assert!(hidden_between_readings(&[forth, back(16 * DAY)]).is_some());
    assert!(hidden_between_readings(&[forth, back(16 * DAY + 1)]).is_none());
}

#[test]
fn summer_time_of_a_week_is_seen() {
    let time = |text| TimeOfDay::parse(text, "open").unwrap();
    let date = |text: &str| text.parse::<NaiveDate>().unwrap();
    // Recife moved its clocks from UTC-3 to UTC-2 on Sunday 8 October 2000 and back on Sunday the 15th.
    let hours = Hours { opens: time("09:00"), closes: time("17:00"), zone: Tz::America__Recife };
    // Whichever day of a stretch the summer time falls on.
    for first in date("2000-09-01").iter_days().take(14) {
        let open_time = OpenTime::compile(&hours, &[], first, date("2000-11-30")).unwrap();
        for (day, opens) in
            [("2000-10-06", "12:00"), ("2000-10-09", "11:00"), ("2000-10-13", "11:00"), ("2000-10-16", "12:00")]
        {
            let midnight = date(day).and_hms_opt(0, 0, 0).unwrap().and_utc();
            let opening = open_time.current_or_next(midnight).unwrap().0;
            assert_eq!(opening.to_string(), format!("{day} {opens}:00 UTC"), "compiled from {first}");
        }
    }
}

/// Every instant at which the clocks show `wall` (seconds since 1970 on the wall), ascending, where the offset is one
/// of those around `change`.
fn shown_at(change: &Transition, wall: i64) -> Vec<i64> {
    let mut instants: Vec<i64> = [change.before, change.after]
        .into_iter()
        .map(|offset| (wall - offset, offset))
        .filter(|&(at, its_offset)| offset(change.zone, at) == its_offset)
        .map(|(at, _)| at)
        .collect();
    instants.sort_unstable();
    instants
}

#[test]
fn local_times_around_every_change_are_resolved() {
    let wall_time = |second: i64| -> NaiveDateTime { DateTime::from_timestamp(second, 0).unwrap().naive_utc() };
    let mut counts = (0, 0);
    for &zone in &TZ_VARIANTS {
        for change in transitions(zone, &(2015..2038), DAY) {
            let (from, to) = {
                let (one, other) = (change.at + change.before, change.at + change.after);
                (one.min(other), one.max(other))
            };
            let is_gap = change.after > change.before;
            let walls = [from - 1, to - 1, to, to + 1].into_iter().chain((from..to).step_by(60));
            for wall in walls {
                let shown = shown_at(&change, wall);
                let inside = (from..to).contains(&wall);
                assert_eq!(
                    shown.len(),
                    if !inside {
                        1
                    } else if is_gap {
                        0
                    } else {
                        2
                    },
                    "{change:?} {wall}"
                );
                let earlier = shown.first().copied().unwrap_or(change.at);
                let later = shown.last().copied().unwrap_or(change.at);
                let resolved = |repeated| instant_of(wall_time(wall), zone, repeated).timestamp();
                assert_eq!(resolved(Repeated::Earlier), earlier, "{change:?}: {}", wall_time(wall));
                assert_eq!(resolved(Repeated::Later), later, "{change:?}: {}", wall_time(wall));
            }
            if is_gap { counts.0 += 1 } else { counts.1 += 1 }
        }
    }
    assert!(counts.0 > 3000 && counts.1 > 3000, "there are summer times to be tested: {counts:?}");
}

/// The zones in which the policy counts or shows time.
fn zones_of_the_policy() -> BTreeSet<&'static str> {
    let regions = &Edition::base().unwrap().regions;
    let of_regions = regions
        .iter()
        .filter_map(|region| region.hours.stated())
        .flat_map(|hours| [hours.zone, hours.fixed_zone])
        .flatten();
    let of_countries = countries::all().iter().flat_map(|country| country.zones.iter().copied());
    of_regions.chain(of_countries).map(Tz::name).collect()
}

#[test]
fn the_regions_clocks_change_when_they_should() {
    let changes = |zone: Tz| -> Vec<(String, i64)> {
        transitions(zone, &(2026..2027), DAY)
            .iter()
            .map(|change| {
                let at = DateTime::<Utc>::from_timestamp(change.at, 0).unwrap();
                (at.format("%Y-%m-%dT%H:%MZ").to_string(), change.after - change.before)
            })
            .collect()
    };
    let of = |list: &[(&str, i64)]| list.iter().map(|&(at, by)| (at.to_owned(), by)).collect::<Vec<_>>();
    // The European Union: last Sundays of March and October, 01:00 UTC.
    let brussels = of(&[("2026-03-29T01:00Z", 3600), ("2026-10-25T01:00Z", -3600)]);
    assert_eq!(changes(Tz::Europe__Brussels), brussels);
    // The United States: second Sunday of March and first of November, 02:00 on the wall.
    let los_angeles = of(&[("2026-03-08T10:00Z", 3600), ("2026-11-01T09:00Z", -3600)]);
    assert_eq!(changes(Tz::America__Los_Angeles), los_angeles);
    for zone in [Tz::Asia__Tokyo, Tz::Etc__GMTMinus8, Tz::Etc__GMTMinus1] {
        assert_eq!(changes(zone), [], "{zone}");
    }
}

#[test]
fn hours_keep_to_the_wall_clock_over_both_changes_in_every_zone_of_the_policy() {
    let time = |text| TimeOfDay::parse(text, "open").unwrap();
    let mut with_summer_time = 0;
    for name in zones_of_the_policy() {
        let zone: Tz = name.parse().unwrap();
        let changes = transitions(zone, &(2026..2028), DAY);
        with_summer_time += usize::from(changes.len() >= 4);
        for change in changes {
            let hours = Hours { opens: time("09:00"), closes: time("17:00"), zone };
            let date: NaiveDate = DateTime::from_timestamp(change.at + change.before, 0).unwrap().date_naive();
            let open_time = OpenTime::compile(&hours, &[], date - Days::new(20), date + Days::new(20)).unwrap();
            let monday = (date - Days::new(7)).week(Weekday::Mon).first_day();
            let opening_on = |date: NaiveDate| {
                // 06:00 on the wall by the offset at noon UTC: before the opening, on the same date.
                let six = date.and_hms_opt(6, 0, 0).unwrap().and_utc();
                let at = six - TimeDelta::seconds(offset(zone, six.timestamp() + 6 * 3600));
                let (opens, closes) = open_time.current_or_next(at).unwrap();
                assert_eq!(closes - opens, TimeDelta::hours(8), "{zone} {date}");
                for (instant, hour) in [(opens, 9), (closes, 17)] {
                    let wall = instant.naive_utc() + TimeDelta::seconds(offset(zone, instant.timestamp()));
                    assert_eq!(wall, date.and_hms_opt(hour, 0, 0).unwrap(), "{zone}");
                }
                opens
            };
            let openings: Vec<DateTime<Utc>> = (0..21)
                .map(|day| monday + Days::new(day))
                .filter(|&day| Hours::works_on(day))
                .map(opening_on)
                .collect();
            let moved = (*openings.last().unwrap() - openings[0]) - TimeDelta::days(18);
            assert_eq!(moved.num_seconds(), change.before - change.after, "{zone}: openings move with the clocks");
        }
    }
    assert!(with_summer_time > 100, "there are zones with both changes to be tested: {with_summer_time}");
}
