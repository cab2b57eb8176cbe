//! Deadlines that pauses and changes of severity have moved: worked out by hand, and minute by minute.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use chrono::{DateTime, Datelike, TimeDelta, Timelike, Utc};
use proptest::prelude::*;
use support_policy::course::{Filed, Pause, SeverityChange, counted, used_up};
use support_policy::customer::{Customer, EmeaClock, HolidayChoice};
use support_policy::edition::Edition;
use support_policy::explain::StepKind;
use support_policy::respond_by::{ResponsePromise, Terms, promise};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect(text)
}

/// Norway: EMEA, 08:00 to 18:00 in Brussels; 07:00 to 17:00 UTC in winter.
fn norway(plan: &str, severity: &str) -> ResponsePromise {
    let customer = Customer { country: Some("NO"), ..Customer::default() };
    let terms = Terms { plan, severity, customer, holidays: HolidayChoice::OfCountry, within: None };
    promise(Edition::base().unwrap(), &terms).unwrap().answered().unwrap().clone()
}

fn pauses(list: &[(&str, &str)]) -> Vec<Pause> {
    list.iter().map(|(from, to)| Pause { from: at(from), to: (!to.is_empty()).then(|| at(to)) }).collect()
}

#[track_caller]
fn due_with(plan: &str, severity: &str, filed: &str, stops: &[(&str, &str)], expected: &str) {
    let (promise, pauses) = (norway(plan, severity), pauses(stops));
    let filed = Filed { filed_at: at(filed), promise: &promise, pauses: &pauses, changes: &[], responded_at: None };
    assert_eq!(filed.course().unwrap().deadline.due_at, at(expected), "{stops:?}");
}

/// Friday 20 November 2026.
#[test]
fn counted_time_stops_while_paused() {
    for (filed, stops, due) in [
        ("2026-11-20T09:00:00Z", &[][..], "2026-11-20T13:00:00Z"),
        ("2026-11-20T09:00:00Z", &[("2026-11-20T10:00:00Z", "2026-11-20T11:30:00Z")][..], "2026-11-20T14:30:00Z"),
        // Over the weekend: two hours on Friday, two from Monday 08:00 UTC.
        ("2026-11-20T14:00:00Z", &[("2026-11-20T16:00:00Z", "2026-11-23T08:00:00Z")][..], "2026-11-23T10:00:00Z"),
        // While it is closed anyway, a pause costs nothing.
        ("2026-11-20T14:00:00Z", &[("2026-11-20T17:00:00Z", "2026-11-22T20:00:00Z")][..], "2026-11-23T08:00:00Z"),
        // From the deadline on, and after it.
        ("2026-11-20T09:00:00Z", &[("2026-11-20T13:00:00Z", "2026-11-20T15:00:00Z")][..], "2026-11-20T13:00:00Z"),
        ("2026-11-20T09:00:00Z", &[("2026-11-20T14:00:00Z", "2026-11-20T15:00:00Z")][..], "2026-11-20T13:00:00Z"),
        // From the very filing.
        ("2026-11-20T09:00:00Z", &[("2026-11-20T09:00:00Z", "2026-11-20T10:00:00Z")][..], "2026-11-20T14:00:00Z"),
        // Two, the second beginning where the first would have let the deadline fall.
        (
            "2026-11-20T09:00:00Z",
            &[("2026-11-20T10:00:00Z", "2026-11-20T11:00:00Z"), ("2026-11-20T13:00:00Z", "2026-11-20T13:30:00Z")][..],
            "2026-11-20T14:30:00Z",
        ),
        // One that lasts moves nothing until it ends.
        ("2026-11-20T09:00:00Z", &[("2026-11-20T10:00:00Z", "")][..], "2026-11-20T13:00:00Z"),
        // Christmas Day is a Friday: one hour on Thursday 24th, then from Monday 28th.
        ("2026-12-24T15:00:00Z", &[("2026-12-24T16:00:00Z", "2026-12-25T12:00:00Z")][..], "2026-12-28T10:00:00Z"),
    ] {
        due_with("subscription", "b", filed, stops, due);
    }
}

#[test]
fn round_the_clock_a_pause_is_its_own_length() {
    let stop = [("2026-11-21T10:30:00Z", "2026-11-21T12:00:00Z")];
    due_with("subscription", "a", "2026-11-21T10:00:00Z", &stop, "2026-11-21T12:30:00Z");
}

#[track_caller]
fn changed(filed: &str, from: &str, to: &str, at_: &str, responded: Option<&str>, expected: &str, says_so: bool) {
    let (first, next) = (norway("subscription", from), norway("subscription", to));
    let changes = [SeverityChange { at: at(at_), promise: next, graver: to < from }];
    let filed =
        Filed { filed_at: at(filed), promise: &first, pauses: &[], changes: &changes, responded_at: responded.map(at) };
    let course = filed.course().unwrap();
    assert_eq!(course.deadline.due_at, at(expected), "{from} to {to} at {at_}");
    assert_eq!(course.assumed.len(), usize::from(says_so), "{from} to {to} at {at_}");
}

#[test]
fn a_change_of_severity_is_read_as_it_says() {
    let filed = "2026-11-20T09:00:00Z";
    // Lowered from A to B: four business hours from the filing.
    changed(filed, "a", "b", "2026-11-20T09:30:00Z", None, "2026-11-20T13:00:00Z", true);
    // An hour after the filing the deadline of A had passed.
    changed(filed, "a", "b", "2026-11-20T10:00:00Z", None, "2026-11-20T10:00:00Z", false);
    // Raised from B to A: one hour from the change, but no later than what was promised.
    changed(filed, "b", "a", "2026-11-20T11:00:00Z", None, "2026-11-20T12:00:00Z", true);
    changed(filed, "b", "a", "2026-11-20T12:30:00Z", None, "2026-11-20T13:00:00Z", true);
    // After the first response it is of no consequence.
    changed(filed, "b", "a", "2026-11-20T11:00:00Z", Some("2026-11-20T11:00:00Z"), "2026-11-20T13:00:00Z", false);
    changed(filed, "b", "a", "2026-11-20T11:00:00Z", Some("2026-11-20T11:30:00Z"), "2026-11-20T12:00:00Z", true);
}

/// Wednesday 18 November 2026, subscription, severity B: four hours between 07:00 and 17:00 UTC.
#[test]
fn the_first_response_ends_a_pause_whether_or_not_it_was_resumed() {
    let promise = norway("subscription", "b");
    let filed_at = at("2026-11-18T09:00:00Z");
    for (stops, responded, due) in [
        // One hour counted before it, three after it: exactly at closing time, which is later than the response.
        (&[("2026-11-18T10:00:00Z", "")][..], "2026-11-18T14:00:00Z", "2026-11-18T17:00:00Z"),
        (&[("2026-11-18T10:00:00Z", "2026-11-18T14:00:00Z")][..], "2026-11-18T14:00:00Z", "2026-11-18T17:00:00Z"),
        (&[("2026-11-18T10:00:00Z", "2026-11-18T16:00:00Z")][..], "2026-11-18T14:00:00Z", "2026-11-18T17:00:00Z"),
        // Paused after the response: the deadline is what it was when the response came.
        (&[("2026-11-18T10:00:00Z", "2026-11-18T12:00:00Z")][..], "2026-11-18T09:30:00Z", "2026-11-18T13:00:00Z"),
        (&[("2026-11-18T10:00:00Z", "")][..], "2026-11-18T10:00:00Z", "2026-11-18T13:00:00Z"),
        // Paused after the deadline had passed.
        (&[("2026-11-18T13:00:00Z", "")][..], "2026-11-18T14:00:00Z", "2026-11-18T13:00:00Z"),
    ] {
        let pauses = pauses(stops);
        let responded_at = Some(at(responded));
        let filed = Filed { filed_at, promise: &promise, pauses: &pauses, changes: &[], responded_at };
        let course = filed.course().unwrap();
        assert_eq!(course.deadline.due_at, at(due), "{stops:?}, answered {responded}");
        let (clock, _) = course.explain(&filed).unwrap();
        let drawn: TimeDelta = clock.counted.iter().map(|stretch| stretch.to - stretch.from).sum();
        assert_eq!(drawn, TimeDelta::hours(4), "{stops:?}");
    }
}

/// The limit, the clock and what is cited belong to the severity that the deadline rests on.
#[test]
fn it_says_which_severity_the_deadline_rests_on() {
    for (from, to, changed, responded, rests_on) in [
        ("b", "a", "2026-11-20T11:00:00Z", None, Some(0)),
        // An hour from the change would be later than what was promised.
        ("b", "a", "2026-11-20T12:30:00Z", None, None),
        ("b", "a", "2026-11-20T13:00:00Z", None, None),
        ("b", "a", "2026-11-20T11:00:00Z", Some("2026-11-20T10:30:00Z"), None),
        ("a", "b", "2026-11-20T09:30:00Z", None, Some(0)),
        // The deadline of A had passed.
        ("a", "b", "2026-11-20T10:00:00Z", None, None),
    ] {
        let (first, next) = (norway("subscription", from), norway("subscription", to));
        let expected = if rests_on.is_some() { next.limit } else { first.limit };
        let changes = [SeverityChange { at: at(changed), promise: next, graver: to < from }];
        let filed_at = at("2026-11-20T09:00:00Z");
        let responded_at = responded.map(at);
        let filed = Filed { filed_at, promise: &first, pauses: &[], changes: &changes, responded_at };
        let course = filed.course().unwrap();
        assert_eq!((course.rests_on, course.promise.limit), (rests_on, expected), "{from} to {to} at {changed}");
    }
}

/// Filed at 09:00 with four hours, paused from 10:00 on, raised to A at 14:00 while Microsoft still waited: B would have
/// had three hours left then, A has one.
#[test]
fn a_severity_is_raised_while_the_clock_stands() {
    let (first, next) = (norway("subscription", "b"), norway("subscription", "a"));
    let changes = [SeverityChange { at: at("2026-11-20T14:00:00Z"), promise: next, graver: true }];
    for (stop, due) in [
        ("", "2026-11-20T15:00:00Z"), // the earliest that it can be
        ("2026-11-20T14:30:00Z", "2026-11-20T15:30:00Z"),
    ] {
        let pauses = pauses(&[("2026-11-20T10:00:00Z", stop)]);
        let filed_at = at("2026-11-20T09:00:00Z");
        let filed = Filed { filed_at, promise: &first, pauses: &pauses, changes: &changes, responded_at: None };
        let course = filed.course().unwrap();
        assert_eq!((course.deadline.due_at, course.rests_on), (at(due), Some(0)), "until {stop}");
    }
}

#[test]
fn the_four_hours_begin_with_the_response_that_ended_the_pause() {
    let business = norway("premier", "c");
    let stops = pauses(&[("2026-11-20T09:00:00Z", "2026-11-20T12:00:00Z")]);
    let ends = used_up(&business, at("2026-11-20T10:00:00Z"), TimeDelta::hours(4), &stops).unwrap();
    assert_eq!(ends, at("2026-11-20T14:00:00Z"));
}

#[test]
fn the_picture_shows_what_stopped_the_clock() {
    let promise = norway("subscription", "b");
    let stops = pauses(&[("2026-11-20T16:00:00Z", "2026-11-23T08:00:00Z")]);
    let filed = Filed {
        filed_at: at("2026-11-20T14:00:00Z"),
        promise: &promise,
        pauses: &stops,
        changes: &[],
        responded_at: Some(at("2026-11-23T09:00:00Z")),
    };
    let (clock, steps) = filed.course().unwrap().explain(&filed).unwrap();
    let stretches: Vec<_> = clock.counted.iter().map(|stretch| (stretch.from, stretch.to)).collect();
    assert_eq!(
        stretches,
        [
            (at("2026-11-20T14:00:00Z"), at("2026-11-20T16:00:00Z")),
            (at("2026-11-23T08:00:00Z"), at("2026-11-23T10:00:00Z")),
        ]
    );
    assert_eq!(clock.paused.len(), 1);
    assert_eq!(clock.answered_at, Some(at("2026-11-23T09:00:00Z")));
    let kinds: Vec<_> = steps.iter().map(|step| step.kind).collect();
    assert_eq!(kinds, [StepKind::Filed, StepKind::Counts, StepKind::Paused, StepKind::Counts, StepKind::Due]);
}

#[test]
fn the_four_hours_are_counted_like_the_clock_of_the_severity() {
    let business = norway("premier", "c");
    let stops = pauses(&[("2026-11-20T16:00:00Z", "2026-11-23T08:00:00Z")]);
    let four = TimeDelta::hours(4);
    assert_eq!(used_up(&business, at("2026-11-20T15:00:00Z"), four, &stops).unwrap(), at("2026-11-23T11:00:00Z"));
    let ran = counted(&business, at("2026-11-20T15:00:00Z"), at("2026-11-23T09:00:00Z"), &stops).unwrap();
    assert_eq!(ran, TimeDelta::hours(2));
}

/// UTC+1 all year and no holidays, so that a minute is open by its own numbers alone.
fn plain(severity: &str) -> ResponsePromise {
    let customer = Customer { country: Some("NO"), emea_clock: EmeaClock::Fixed, ..Customer::default() };
    let terms = Terms { plan: "subscription", severity, customer, holidays: HolidayChoice::None, within: None };
    promise(Edition::base().unwrap(), &terms).unwrap().answered().unwrap().clone()
}

fn is_open(minute: DateTime<Utc>) -> bool {
    let wall = minute + TimeDelta::hours(1);
    wall.weekday().number_from_monday() <= 5 && (8..18).contains(&wall.hour())
}

proptest! {
    #[test]
    fn minute_by_minute_it_comes_out_the_same(
        filed in 0_i64..20_000,
        stops in prop::collection::vec((0_i64..3_000, 1_i64..3_000), 0..5),
    ) {
        let start = at("2026-01-01T00:00:00Z") + TimeDelta::minutes(filed);
        let mut reached = start;
        let pauses: Vec<Pause> = stops
            .iter()
            .map(|(gap, long)| {
                let from = reached + TimeDelta::minutes(*gap);
                reached = from + TimeDelta::minutes(*long);
                Pause { from, to: Some(reached) }
            })
            .collect();
        let promise = plain("c");
        let question = Filed { filed_at: start, promise: &promise, pauses: &pauses, changes: &[], responded_at: None };
        let due_at = question.course().unwrap().deadline.due_at;

        let mut minute = start;
        let mut left = 8 * 60;
        while left > 0 {
            let stopped = pauses.iter().any(|pause| pause.from <= minute && Some(minute) < pause.to);
            if is_open(minute) && !stopped {
                left -= 1;
            }
            minute += TimeDelta::minutes(1);
        }
        prop_assert_eq!(due_at, minute);
        prop_assert_eq!(counted(&promise, start, due_at, &pauses).unwrap(), TimeDelta::hours(8));
        let (clock, _) = question.course().unwrap().explain(&question).unwrap();
        let drawn: TimeDelta = clock.counted.iter().map(|stretch| stretch.to - stretch.from).sum();
        prop_assert_eq!(drawn, TimeDelta::hours(8));
    }
}
