//! The planner of reminders: by hand at the edges, and by simulation over any lives of machine and clock.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod common;

use chrono::{DateTime, Datelike, TimeDelta, Timelike, Utc, Weekday};
use chrono_tz::Tz;
use common::{at, refusal};
use proptest::prelude::*;
use support_register::{Candidate, OpenHours, ReminderStage, WorkingDay, WorkingHours, plan};

fn hours(days: &[WorkingDay], from: &str, to: &str) -> WorkingHours {
    WorkingHours { days: days.to_vec(), from: from.into(), to: to.into(), zone: None }
}

fn oslo() -> OpenHours {
    WorkingHours::default().on(Tz::Europe__Oslo).unwrap()
}

fn ending(at: &str) -> Candidate<&'static str> {
    let due: DateTime<Utc> = at.parse().unwrap();
    let before = |days| due - TimeDelta::days(days);
    Candidate {
        what: "contract",
        stages: vec![
            (ReminderStage::Days90, before(90)),
            (ReminderStage::Days60, before(60)),
            (ReminderStage::Days30, before(30)),
            (ReminderStage::Days7, before(7)),
            (ReminderStage::Days1, before(1)),
            (ReminderStage::Due, due),
        ],
        any_hour: false,
        shown: Vec::new(),
        snoozed: None,
    }
}

fn shown(candidate: &Candidate<&'static str>, now: &str) -> Vec<Option<ReminderStage>> {
    let plan = plan(std::slice::from_ref(candidate), &oslo(), None, at(now));
    plan.show.into_iter().map(|(_, stage)| stage).collect()
}

fn wake(candidate: &Candidate<&'static str>, now: &str) -> Option<DateTime<Utc>> {
    plan(std::slice::from_ref(candidate), &oslo(), None, at(now)).wake
}

#[test]
fn hours_are_those_of_the_wall_clock_also_when_it_is_moved() {
    let open = oslo();
    // Friday 27 March 2026 is winter time, Monday 30 March summer time.
    assert_eq!(open.next(at("2026-03-27T14:59:59Z")), at("2026-03-27T14:59:59Z"));
    assert_eq!(open.next(at("2026-03-27T15:00:00Z")), at("2026-03-30T06:00:00Z"), "16:00 is closed");
    assert!(open.contains(at("2026-03-30T06:00:00Z")) && !open.contains(at("2026-03-30T05:59:59Z")));

    let night = hours(&[WorkingDay::Friday], "22:00", "06:00").on(Tz::Europe__Oslo).unwrap();
    assert_eq!(night.next(at("2026-03-28T04:59:59Z")), at("2026-03-28T04:59:59Z"), "Friday's night ends on Saturday");
    assert_eq!(night.next(at("2026-03-28T05:00:00Z")), at("2026-04-03T20:00:00Z"));

    // On 29 March 02:00 to 03:00 does not happen in Oslo, so that Sunday has no window.
    let gap = hours(&[WorkingDay::Sunday], "02:00", "03:00").on(Tz::Europe__Oslo).unwrap();
    assert_eq!(gap.next(at("2026-03-28T12:00:00Z")), at("2026-04-05T00:00:00Z"));
    // On 25 October it happens twice and is two hours long.
    assert!(gap.contains(at("2026-10-25T00:00:00Z")) && gap.contains(at("2026-10-25T01:59:59Z")));

    let whole_days = hours(&[WorkingDay::Monday], "00:00", "24:00").on(Tz::UTC).unwrap();
    assert_eq!(whole_days.next(at("2026-11-22T10:00:00Z")), at("2026-11-23T00:00:00Z"));
    assert_eq!(whole_days.next(at("2026-11-24T00:00:00Z")), at("2026-11-30T00:00:00Z"));
}

#[test]
fn hours_that_never_open_are_refused() {
    let on = |hours: WorkingHours| refusal(hours.on(Tz::UTC));
    assert_eq!(on(hours(&[], "08:00", "16:00")), ("days", "required"));
    assert_eq!(on(hours(&[WorkingDay::Monday], "08:00", "08:00")), ("to", "never-opens"));
    assert_eq!(on(hours(&[WorkingDay::Monday], "24:00", "08:00")), ("to", "never-opens"));
    assert_eq!(on(hours(&[WorkingDay::Monday], "8", "16:00")), ("from", "malformed"));
    assert_eq!(on(hours(&[WorkingDay::Monday], "08:00", "25:00")), ("to", "malformed"));
    let zone = WorkingHours { zone: Some("Oslo".into()), ..WorkingHours::default() };
    assert_eq!(on(zone), ("zone", "unknown-zone"));
}

#[test]
fn a_stage_waits_for_working_hours_and_only_the_latest_is_shown() {
    // Due on Thursday 31 December 2026 at 12:00 UTC; 30 days before is Tuesday 1 December.
    let mut contract = ending("2026-12-31T12:00:00Z");
    contract.shown =
        vec![(ReminderStage::Days90, at("2026-10-02T12:00:00Z")), (ReminderStage::Days60, at("2026-11-02T07:00:00Z"))];
    assert_eq!(shown(&contract, "2026-12-01T11:59:59Z"), []);
    assert_eq!(wake(&contract, "2026-11-22T08:00:00Z"), Some(at("2026-12-01T12:00:00Z")));
    assert_eq!(shown(&contract, "2026-12-01T12:00:00Z"), [Some(ReminderStage::Days30)]);
    assert_eq!(shown(&contract, "2026-12-01T15:00:00Z"), [], "after four in the afternoon it waits for the morning");
    assert_eq!(wake(&contract, "2026-12-01T15:00:00Z"), Some(at("2026-12-02T07:00:00Z")));

    // Closed for months: the day before, and nothing of what was missed.
    assert_eq!(shown(&contract, "2026-12-30T13:00:00Z"), [Some(ReminderStage::Days1)]);
    contract.shown.push((ReminderStage::Days1, at("2026-12-30T13:00:00Z")));
    assert_eq!(shown(&contract, "2026-12-30T14:00:00Z"), []);
    assert_eq!(wake(&contract, "2026-12-30T14:00:00Z"), Some(at("2026-12-31T12:00:00Z")));
    contract.shown.push((ReminderStage::Due, at("2026-12-31T12:00:00Z")));
    assert_eq!((shown(&contract, "2027-02-01T12:00:00Z"), wake(&contract, "2027-02-01T12:00:00Z")), (vec![], None));
}

#[test]
fn severity_a_comes_at_any_hour_and_through_a_pause() {
    let mut request = ending("2026-12-27T02:00:00Z");
    request.stages =
        vec![(ReminderStage::Half, at("2026-12-27T01:30:00Z")), (ReminderStage::Due, at("2026-12-27T02:00:00Z"))];
    assert_eq!(shown(&request, "2026-12-27T01:30:00Z"), [], "Sunday night");
    request.any_hour = true;
    assert_eq!(shown(&request, "2026-12-27T01:30:00Z"), [Some(ReminderStage::Half)]);
    let paused = Some(at("2026-12-28T07:00:00Z"));
    let plan = plan(&[request], &oslo(), paused, at("2026-12-27T01:30:00Z"));
    assert_eq!(plan.show.len(), 1);
}

#[test]
fn a_pause_holds_until_it_ends_unless_another_clock_said_it() {
    let contract = ending("2026-12-31T12:00:00Z");
    let paused = Some(at("2026-12-03T07:30:00Z"));
    let held = plan(std::slice::from_ref(&contract), &oslo(), paused, at("2026-12-02T10:00:00Z"));
    assert_eq!((held.show.len(), held.wake), (0, paused));
    let then = plan(std::slice::from_ref(&contract), &oslo(), paused, at("2026-12-03T07:30:00Z"));
    assert_eq!(then.show.len(), 1);
    let set_back =
        plan(std::slice::from_ref(&contract), &oslo(), Some(at("2028-12-03T07:30:00Z")), at("2026-12-02T10:00:00Z"));
    assert_eq!(set_back.show.len(), 1, "a pause is never two years long");
}

#[test]
fn what_was_put_off_comes_back_once_and_never_after_it_fell_due() {
    let mut contract = ending("2026-12-31T12:00:00Z");
    contract.shown = vec![(ReminderStage::Days30, at("2026-12-01T12:00:00Z"))];
    contract.snoozed = Some((at("2026-12-03T09:00:00Z"), at("2026-12-01T12:05:00Z")));
    assert_eq!(shown(&contract, "2026-12-03T08:59:59Z"), []);
    assert_eq!(wake(&contract, "2026-12-01T13:00:00Z"), Some(at("2026-12-03T09:00:00Z")));
    assert_eq!(shown(&contract, "2026-12-03T09:00:00Z"), [Some(ReminderStage::Days30)], "the same stage, as asked for");

    contract.snoozed = Some((at("2027-03-01T09:00:00Z"), at("2026-12-03T09:05:00Z")));
    assert_eq!(shown(&contract, "2026-12-25T09:00:00Z"), [], "the week before passes in silence, as asked for");
    assert_eq!(wake(&contract, "2026-12-25T09:00:00Z"), Some(at("2026-12-31T12:00:00Z")));
    assert_eq!(shown(&contract, "2026-12-31T12:00:00Z"), [Some(ReminderStage::Due)], "falling due ends it");

    contract.snoozed = Some((at("2027-03-01T09:00:00Z"), at("2027-01-04T09:05:00Z")));
    assert_eq!(shown(&contract, "2027-02-01T09:00:00Z"), [], "put off once it was overdue");

    let mut far = ending("2028-12-31T12:00:00Z");
    far.snoozed = Some((at("2026-12-03T09:00:00Z"), at("2026-12-01T12:05:00Z")));
    assert_eq!(shown(&far, "2026-12-03T09:00:00Z"), [None], "also before any stage");
}

#[test]
fn a_clock_that_ran_ahead_loses_nothing_and_one_set_back_repeats_nothing() {
    // The clock said 2028 for an hour: everything was shown as overdue.
    let mut contract = ending("2026-12-31T12:00:00Z");
    contract.shown = vec![(ReminderStage::Due, at("2028-11-22T09:00:00Z"))];
    assert_eq!(shown(&contract, "2026-12-24T12:00:00Z"), [Some(ReminderStage::Days7)]);
    // Set back by hand from 14:10 to 13:20: what was shown at 14:00 is not shown again.
    contract.shown = vec![(ReminderStage::Days7, at("2026-12-24T13:00:00Z"))];
    assert_eq!(shown(&contract, "2026-12-24T12:20:00Z"), []);
    // Set back by two years, and forward again.
    assert_eq!(shown(&contract, "2024-12-24T12:20:00Z"), []);
    assert_eq!(shown(&contract, "2026-12-24T14:00:00Z"), []);
}

/// The hours as they would be read off a calendar, apart from the program's own reckoning.
fn by_the_wall_clock(days: &[Weekday], from: u32, to: u32, zone: Tz, at: DateTime<Utc>) -> bool {
    let local = at.with_timezone(&zone);
    let minute = local.hour() * 60 + local.minute();
    let (today, yesterday) = (local.weekday(), local.weekday().pred());
    if from < to {
        days.contains(&today) && (from..to).contains(&minute)
    } else {
        (days.contains(&today) && minute >= from) || (days.contains(&yesterday) && minute < to)
    }
}

const ZONES: [Tz; 5] =
    [Tz::Europe__Oslo, Tz::America__New_York, Tz::Asia__Kathmandu, Tz::Australia__Lord_Howe, Tz::Pacific__Apia];

#[derive(Debug, Clone)]
struct Life {
    /// Seconds after 1 March 2026 of the stages of each, and whether it may come at any hour.
    items: Vec<(Vec<i64>, bool)>,
    days: u8,
    from: u32,
    to: u32,
    zone: Tz,
    /// Seconds to the next look, and how far the clock is set back then.
    looks: Vec<(i64, i64)>,
}

fn lives(set_back: i64) -> impl Strategy<Value = Life> {
    let month = 30 * 86_400_i64;
    let item = (prop::collection::btree_set(0..2 * month, 1..5), any::<bool>());
    (
        prop::collection::vec(item, 1..4),
        1..128_u8,
        0..1440_u32,
        0..1440_u32,
        prop::sample::select(&ZONES[..]),
        prop::collection::vec((prop_oneof![1..120_i64, 60..40_000_i64, 1..month], 0..=set_back), 1..120),
    )
        .prop_filter("hours that open", |(_, _, from, to, ..)| from != to)
        .prop_map(|(items, days, from, to, zone, looks)| Life {
            items: items.into_iter().map(|(stages, any_hour)| (stages.into_iter().collect(), any_hour)).collect(),
            days,
            from,
            to,
            zone,
            looks,
        })
}

/// Lives through `life`: no stage twice, none outside the hours, none lost.
fn live(life: &Life) {
    let start = at("2026-03-01T00:00:00Z");
    let time = |minutes: u32| format!("{:02}:{:02}", minutes / 60, minutes % 60);
    let all = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];
    let chosen = |index: &usize| life.days & (1 << index) != 0;
    let weekdays: Vec<Weekday> = (0..7).filter(chosen).map(|index| all[index]).collect();
    let days: Vec<WorkingDay> = (0..7).filter(chosen).map(|index| WorkingDay::ALL[index]).collect();
    let open = hours(&days, &time(life.from), &time(life.to)).on(life.zone).unwrap();
    let mut candidates: Vec<Candidate<usize>> = life
        .items
        .iter()
        .enumerate()
        .map(|(what, (stages, any_hour))| Candidate {
            what,
            stages: stages
                .iter()
                .rev()
                .zip(ReminderStage::ALL.iter().rev())
                .map(|(seconds, stage)| (*stage, start + TimeDelta::seconds(*seconds)))
                .rev()
                .collect(),
            any_hour: *any_hour,
            shown: Vec::new(),
            snoozed: None,
        })
        .collect();
    let mut now = start;
    for (ahead, back) in &life.looks {
        now = now + TimeDelta::seconds(*ahead) - TimeDelta::seconds(*back);
        let plan = plan(&candidates, &open, None, now);
        let within = by_the_wall_clock(&weekdays, life.from, life.to, life.zone, now);
        for (what, stage) in &plan.show {
            let candidate = &mut candidates[*what];
            let stage = stage.expect("nothing was put off");
            assert!(candidate.any_hour || within, "{now} is outside the hours");
            assert!(candidate.shown.iter().all(|(shown, _)| *shown < stage), "{stage} twice or late");
            candidate.shown.push((stage, now));
        }
        for candidate in &candidates {
            let latest = candidate.shown.iter().map(|(stage, _)| *stage).max();
            if candidate.any_hour || within {
                assert!(latest >= candidate.reached(now), "lost at {now}");
            }
        }
        if let Some(wake) = plan.wake {
            assert!(wake > now);
            let between = now + (wake - now) / 2;
            assert!(support_register::plan(&candidates, &open, None, between).show.is_empty(), "woken too late");
            assert!(!support_register::plan(&candidates, &open, None, wake).show.is_empty(), "woken for nothing");
        }
    }
    let end = open.next(at("2026-06-01T00:00:00Z"));
    for (what, stage) in plan(&candidates, &open, None, end).show {
        candidates[what].shown.push((stage.expect("nothing was put off"), end));
    }
    for candidate in &candidates {
        assert_eq!(
            candidate.shown.iter().map(|(stage, _)| *stage).max(),
            Some(ReminderStage::Due),
            "what is due was said"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn no_stage_is_repeated_shown_out_of_hours_or_lost(life in lives(0)) {
        live(&life);
    }

    #[test]
    fn nor_when_the_clock_is_set_back_by_less_than_a_day(life in lives(86_399)) {
        // Only what the program marked is checked here: the clock may end before the last stage.
        let start = at("2026-03-01T00:00:00Z");
        let mut candidate = Candidate {
            what: (),
            stages: life.items[0].0.iter().rev().zip(ReminderStage::ALL.iter().rev())
                .map(|(seconds, stage)| (*stage, start + TimeDelta::seconds(*seconds))).rev().collect(),
            any_hour: true,
            shown: Vec::new(),
            snoozed: None,
        };
        let open = oslo();
        let (mut now, mut highest) = (start, start);
        for (ahead, back) in &life.looks {
            now += TimeDelta::seconds(*ahead);
            highest = highest.max(now);
            // Never more than a day behind the latest it has said.
            now = (now - TimeDelta::seconds(*back)).max(highest - TimeDelta::seconds(86_399));
            for ((), stage) in plan(std::slice::from_ref(&candidate), &open, None, now).show {
                let stage = stage.unwrap();
                prop_assert!(candidate.shown.iter().all(|(shown, _)| *shown != stage), "{stage} twice");
                candidate.shown.push((stage, now));
            }
        }
    }
}
