//! How a deadline is explained, against pictures and steps drawn by hand.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test may stop at the first thing that is not as it must be"
)]

use chrono::{DateTime, Utc};
use support_policy::customer::{Customer, HolidayChoice};
use support_policy::edition::Edition;
use support_policy::explain::{ClockChange, ClosedBecause, DayKind, ResponseClock, Step, StepKind, explain};
use support_policy::respond_by::{Terms, promise};

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

fn explained(severity: &str, country: &str, filed: &str) -> (ResponseClock, Vec<Step>) {
    let customer = Customer { country: Some(country), ..Customer::default() };
    let terms = Terms { plan: "subscription", severity, customer, holidays: HolidayChoice::OfCountry, within: None };
    let ruling = promise(Edition::base().unwrap(), &terms).unwrap();
    let promise = ruling.answered().unwrap();
    explain(promise, at(filed), &promise.due(at(filed)).unwrap()).unwrap()
}

/// A step in a line: what, from, to (on Brussels' wall in summer), and the duration, reason or name.
fn line(step: &Step) -> String {
    let wall = |at: DateTime<Utc>| at.with_timezone(&chrono_tz::Europe::Brussels).format("%a %d %H:%M").to_string();
    let mut line = format!("{:?} {}", step.kind, wall(step.from));
    line.extend(step.to.map(|to| format!("–{}", wall(to))));
    line.extend(step.duration.iter().map(|duration| format!(" {duration}")));
    line.extend(step.reason.map(|reason| format!(" {reason:?}")));
    line.extend(step.name.iter().map(|name| format!(" {}", name.en)));
    line
}

fn lines(steps: &[Step]) -> Vec<String> {
    steps.iter().map(line).collect()
}

#[test]
fn over_a_weekend_in_which_the_clocks_go_forward() {
    let (clock, steps) = explained("b", "NO", "2026-03-27T16:30:00+01:00");
    assert_eq!(
        lines(&steps),
        [
            "Filed Fri 27 16:30",
            "Counts Fri 27 16:30–Fri 27 18:00 PT1H30M",
            "Closed Sat 28 00:00–Mon 30 00:00 Weekend",
            "Counts Mon 30 08:00–Mon 30 10:30 PT2H30M",
            "Due Mon 30 10:30",
        ]
    );
    let days: Vec<(String, DayKind, Option<ClockChange>)> =
        clock.days.iter().map(|day| (day.date.to_string(), day.kind, day.clock_change)).collect();
    let day = |date: &str, kind, change| (date.to_owned(), kind, change);
    assert_eq!(
        days,
        [
            day("2026-03-27", DayKind::Working, None),
            day("2026-03-28", DayKind::Weekend, None),
            day("2026-03-29", DayKind::Weekend, Some(ClockChange::Forward)),
            day("2026-03-30", DayKind::Working, None),
        ]
    );
    assert_eq!((clock.zone.as_str(), clock.from, clock.to), ("Europe/Brussels", clock.days[0].from, clock.days[3].to));
    assert_eq!((clock.days[2].to - clock.days[2].from).num_hours(), 23);
    let open: Vec<_> = clock.open.iter().map(|span| (span.from, span.to)).collect();
    assert_eq!(
        open,
        [
            (at("2026-03-27T08:00:00+01:00"), at("2026-03-27T18:00:00+01:00")),
            (at("2026-03-30T08:00:00+02:00"), at("2026-03-30T18:00:00+02:00")),
        ]
    );
    assert_eq!((clock.starts_at, clock.due_at), (at("2026-03-27T16:30:00+01:00"), at("2026-03-30T10:30:00+02:00")));
}

#[test]
fn over_easter_the_holidays_have_names() {
    let (clock, steps) = explained("b", "NO", "2026-04-01T17:00:00+02:00");
    assert_eq!(
        lines(&steps),
        [
            "Filed Wed 01 17:00",
            "Counts Wed 01 17:00–Wed 01 18:00 PT1H",
            "Closed Thu 02 00:00–Fri 03 00:00 Holiday Maundy Thursday",
            "Closed Fri 03 00:00–Sat 04 00:00 Holiday Good Friday",
            "Closed Sat 04 00:00–Mon 06 00:00 Weekend",
            "Closed Mon 06 00:00–Tue 07 00:00 Holiday Easter Monday",
            "Counts Tue 07 08:00–Tue 07 11:00 PT3H",
            "Due Tue 07 11:00",
        ]
    );
    // Easter Sunday is a holiday too, but it is the weekend that closes.
    assert!(clock.days.iter().all(|day| (day.kind == DayKind::Holiday) == day.holiday.is_some()));
    assert_eq!(clock.days.len(), 7);
    assert_eq!(steps[2].name.as_ref().map(|name| name.nb.as_str()), Some("Skjærtorsdag"));
}

#[test]
fn filed_while_closed_and_over_a_night() {
    // Thursday 20:00: opens Friday 08:00.
    let (_, steps) = explained("b", "NO", "2026-06-04T20:00:00+02:00");
    assert_eq!(
        lines(&steps),
        [
            "Filed Thu 04 20:00",
            "Closed Thu 04 20:00–Fri 05 08:00 OutsideHours",
            "Opens Fri 05 08:00",
            "Counts Fri 05 08:00–Fri 05 12:00 PT4H",
            "Due Fri 05 12:00",
        ]
    );
    assert_eq!(steps[1].reason, Some(ClosedBecause::OutsideHours));
    // Thursday 16:00: two hours before the night and two after it.
    let (_, steps) = explained("b", "NO", "2026-06-04T16:00:00+02:00");
    assert_eq!(
        lines(&steps),
        [
            "Filed Thu 04 16:00",
            "Counts Thu 04 16:00–Thu 04 18:00 PT2H",
            "Closed Thu 04 18:00–Fri 05 08:00 OutsideHours",
            "Counts Fri 05 08:00–Fri 05 10:00 PT2H",
            "Due Fri 05 10:00",
        ]
    );
}

#[test]
fn round_the_clock_nothing_is_closed() {
    let (clock, steps) = explained("a", "NO", "2026-12-25T23:30:00+01:00");
    assert_eq!(lines(&steps), ["Filed Fri 25 23:30", "Counts Fri 25 23:30–Sat 26 00:30 PT1H", "Due Sat 26 00:30"]);
    assert_eq!(clock.days.iter().map(|day| day.kind).collect::<Vec<_>>(), [DayKind::Working; 2]);
    assert_eq!(clock.open.len(), 1);
    assert!(steps.iter().all(|step| step.kind != StepKind::Closed));
}
