//! Deadlines worked out by hand, each with its working. Times are written on the wall clock they are read from.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test may stop at the first thing that is not as it must be"
)]

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use std::time::{Duration, Instant};
use support_policy::customer::{Customer, EmeaClock, HolidayChoice};
use support_policy::edition::Edition;
use support_policy::hours::{Hours, TimeOfDay};
use support_policy::open_time::OpenTime;
use support_policy::respond_by::{Deadline, Terms, respond_by};
use support_policy::{PolicyError, duration};

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap_or_else(|why| panic!("{text}: {why}")).to_utc()
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn deadline(plan: &str, severity: &str, customer: Customer<'_>, holidays: HolidayChoice, filed: &str) -> Deadline {
    let terms = Terms { plan, severity, customer, holidays, within: None };
    respond_by(Edition::base().unwrap(), &terms, at(filed)).unwrap().answered().unwrap().clone()
}

/// Filed at the first time, the first response is due at the second.
#[track_caller]
fn due(customer: Customer<'_>, plan_and_severity: &str, filed: &str, expected: &str) {
    let (plan, severity) = plan_and_severity.split_once(' ').unwrap();
    let found = deadline(plan, severity, customer, HolidayChoice::OfCountry, filed);
    assert_eq!(found.due_at, at(expected), "{filed} + {} is due {}, not {expected}", found.limit, found.due_at);
}

fn country(code: &str) -> Customer<'_> {
    Customer { country: Some(code), ..Customer::default() }
}

fn country_in<'a>(code: &'a str, zone: &'a str) -> Customer<'a> {
    Customer { country: Some(code), zone: Some(zone), ..Customer::default() }
}

#[test]
fn emea() {
    // 08:00–18:00 in Brussels. Fri 16:30–18:00 = 1 h 30; weekend, in which the clocks go forward; Mon 08:00 + 2 h 30.
    due(country("NO"), "subscription b", "2026-03-27T16:30:00+01:00", "2026-03-30T10:30:00+02:00");
    // The same with ProDirect's 2 h: 1 h 30 on Friday, 30 min on Monday.
    due(country("NO"), "professional-direct b", "2026-03-27T16:30:00+01:00", "2026-03-30T08:30:00+02:00");
    // Filed on the Sunday of the change: starts Mon 08:00.
    due(country("NO"), "premier c", "2026-03-29T12:00:00+02:00", "2026-03-30T12:00:00+02:00");
    // Clocks go back on Sun 25 Oct. Fri 17:00–18:00 = 1 h; Mon 08:00 + 3 h by the new clock.
    due(country("DE"), "subscription b", "2026-10-23T17:00:00+02:00", "2026-10-26T11:00:00+01:00");
    // Exactly at closing time: Tue 14:00 + 4 h is Tue 18:00, not Wed 08:00.
    due(country("NO"), "subscription b", "2026-06-02T14:00:00+02:00", "2026-06-02T18:00:00+02:00");
    // Filed exactly at closing time: Wed 08:00 + 4 h.
    due(country("NO"), "subscription b", "2026-06-02T18:00:00+02:00", "2026-06-03T12:00:00+02:00");
    // Filed exactly at opening time.
    due(country("NO"), "subscription b", "2026-06-02T08:00:00+02:00", "2026-06-02T12:00:00+02:00");
    // South Africa counts by the same clock. 07:00 there is 06:00 in Brussels in winter: before opening; 08:00 + 2 h.
    due(country("ZA"), "professional-direct b", "2026-01-13T07:00:00+02:00", "2026-01-13T10:00:00+01:00");
}

#[test]
fn emea_holidays() {
    // Easter 2026: Maundy Thursday 2 April to Easter Monday the 6th. Wed 17:00–18:00 = 1 h; Tue 7 April 08:00 + 3 h.
    due(country("NO"), "subscription b", "2026-04-01T17:00:00+02:00", "2026-04-07T11:00:00+02:00");
    // Ascension Day, Thu 14 May: Wed 16:00–18:00 = 2 h; Fri 08:00 + 6 h.
    due(country("NO"), "subscription c", "2026-05-13T16:00:00+02:00", "2026-05-15T14:00:00+02:00");
    // Christmas 2026: the 25th is a Friday, the 26th a Saturday. Thu 24 Dec is no holiday: 17:00–18:00 = 1 h; Mon + 3 h.
    due(country("NO"), "subscription b", "2026-12-24T17:00:00+01:00", "2026-12-28T11:00:00+01:00");
    // Germany has no Maundy Thursday: Wed 1 h, Thu 08:00 + 3 h.
    due(country("DE"), "subscription b", "2026-04-01T17:00:00+02:00", "2026-04-02T11:00:00+02:00");
    // 17 May 2027 is Constitution Day and Whit Monday at once. Fri 17:00–18:00 = 1 h; Tue 08:00 + 3 h.
    due(country("NO"), "subscription b", "2027-05-14T17:00:00+02:00", "2027-05-18T11:00:00+02:00");
}

#[test]
fn emea_at_utc_plus_one_all_year() {
    let customer = Customer { emea_clock: EmeaClock::Fixed, ..country("NO") };
    // Open 08:00–18:00 at UTC+1, which is 09:00–19:00 in Oslo in July. Wed 17:30–19:00 = 1 h 30; Thu 09:00 + 2 h 30.
    due(customer, "subscription b", "2026-07-01T17:30:00+02:00", "2026-07-02T11:30:00+02:00");
    // With summer time it closes at 18:00: 30 min; Thu 08:00 + 3 h 30, the same time by chance of the hour.
    due(country("NO"), "subscription b", "2026-07-01T17:30:00+02:00", "2026-07-02T11:30:00+02:00");
    // 08:30 in Oslo in July is before opening: 09:00 + 4 h.
    due(customer, "subscription b", "2026-07-01T08:30:00+02:00", "2026-07-01T13:00:00+02:00");
    // The Friday of the look's example: in March both read the same until the clocks change; Mon 09:00 + 2 h 30.
    due(customer, "subscription b", "2026-03-27T16:30:00+01:00", "2026-03-30T11:30:00+02:00");
}

#[test]
fn japan() {
    // 09:00–17:30. Thu 15:30–17:30 = 2 h; Fri 09:00 + 2 h.
    due(country("JP"), "subscription b", "2026-02-05T15:30:00+09:00", "2026-02-06T11:00:00+09:00");
    // Exactly at closing, on the half hour.
    due(country("JP"), "subscription b", "2026-02-05T13:30:00+09:00", "2026-02-05T17:30:00+09:00");
    // Filed exactly at closing: Fri 09:00 + 4 h.
    due(country("JP"), "subscription b", "2026-02-05T17:30:00+09:00", "2026-02-06T13:00:00+09:00");
    // A day is 8 h 30: Thu 09:00 + 8 h.
    due(country("JP"), "subscription c", "2026-02-05T09:00:00+09:00", "2026-02-05T17:00:00+09:00");
    // Golden Week 2026: 3–5 May are Sunday to Tuesday, Wed 6 May makes up for the Sunday. Fri 17:00–17:30 = 30 min;
    // Thu 7 May 09:00 + 3 h 30.
    due(country("JP"), "subscription b", "2026-05-01T17:00:00+09:00", "2026-05-07T12:30:00+09:00");
    // Silver Week 2026: Mon 21, Tue 22 (between two holidays) and Wed 23 September. Fri 16:30–17:30 = 1 h; Thu + 1 h.
    due(country("JP"), "professional-direct b", "2026-09-18T16:30:00+09:00", "2026-09-24T10:00:00+09:00");
    // The region alone has the country's holidays.
    let region = Customer { region: Some("japan"), ..Customer::default() };
    due(region, "subscription b", "2026-05-01T17:00:00+09:00", "2026-05-07T12:30:00+09:00");
}

#[test]
fn asia_pacific() {
    // 07:00–21:00 at UTC+8. Tue 20:00–21:00 = 1 h; Wed 07:00 + 3 h. Sydney's own clock plays no part.
    due(
        country_in("AU", "Australia/Sydney"),
        "subscription b",
        "2026-03-10T20:00:00+08:00",
        "2026-03-11T10:00:00+08:00",
    );
    // Good Friday and Easter Monday: Thu 2 April 20:30–21:00 = 30 min; Tue 07:00 + 3 h 30.
    due(
        country_in("AU", "Australia/Perth"),
        "subscription b",
        "2026-04-02T20:30:00+08:00",
        "2026-04-07T10:30:00+08:00",
    );
    // India: Republic Day is Mon 26 Jan 2026. Fri 18:20 there is 20:50 at UTC+8: 10 min; Tue 07:00 + 3 h 50.
    due(country("IN"), "subscription b", "2026-01-23T18:20:00+05:30", "2026-01-27T10:50:00+08:00");
    // A whole working day and a bit: Mon 07:00 + 8 h.
    due(country("SG"), "subscription c", "2026-03-09T07:00:00+08:00", "2026-03-09T15:00:00+08:00");
}

#[test]
fn north_america() {
    // 06:00–18:00 Pacific. Fri 17:00–18:00 = 1 h; clocks go forward on Sunday; Mon 06:00 + 3 h.
    due(country("US"), "subscription b", "2026-03-06T17:00:00-08:00", "2026-03-09T09:00:00-07:00");
    // And back on 1 November: Fri 1 h; Mon 06:00 + 3 h.
    due(country("US"), "subscription b", "2026-10-30T17:00:00-07:00", "2026-11-02T09:00:00-08:00");
    // Thanksgiving, Thu 26 Nov: Wed 16:00–18:00 = 2 h; Fri 06:00 + 2 h.
    due(country("US"), "subscription b", "2026-11-25T16:00:00-08:00", "2026-11-27T08:00:00-08:00");
    // Independence Day 2026 is a Saturday, observed on Fri 3 July. Thu 1 h; Mon 06:00 + 3 h.
    due(country("US"), "subscription b", "2026-07-02T17:00:00-07:00", "2026-07-06T09:00:00-07:00");
    // Canada Day is Wed 1 July. Tue 1 h; Thu 06:00 + 3 h.
    due(country("CA"), "subscription b", "2026-06-30T17:00:00-07:00", "2026-07-02T09:00:00-07:00");
    // 09:30 in New York is 06:30 Pacific: open. 06:30 + 8 h.
    due(
        country_in("US", "America/New_York"),
        "subscription c",
        "2026-06-02T09:30:00-04:00",
        "2026-06-02T14:30:00-07:00",
    );
}

#[test]
fn south_america() {
    // 09:00–17:00 in the customer's zone. Independence Day, Mon 7 Sept: Fri 16:00–17:00 = 1 h; Tue 09:00 + 3 h.
    let sao_paulo = country_in("BR", "America/Sao_Paulo");
    due(sao_paulo, "subscription b", "2026-09-04T16:00:00-03:00", "2026-09-08T12:00:00-03:00");
    // Chile's clocks go forward on Sat 5 Sept 2026 at midnight. Fri 16:30–17:00 = 30 min; Mon 09:00 + 7 h 30.
    let santiago = country_in("CL", "America/Santiago");
    due(santiago, "subscription c", "2026-09-04T16:30:00-04:00", "2026-09-07T16:30:00-03:00");
}

#[test]
fn everywhere_else() {
    // Mexico's Independence Day is Wed 16 Sept. Tue 16:00–17:00 = 1 h; Thu 09:00 + 3 h.
    let mexico = country_in("MX", "America/Mexico_City");
    due(mexico, "subscription b", "2026-09-15T16:00:00-06:00", "2026-09-17T12:00:00-06:00");
    // Kathmandu, UTC+5:45, without holidays. Half a second on Monday; Tue 09:00 + 3:59:59.5.
    let kathmandu = Customer { region: Some("other"), zone: Some("Asia/Kathmandu"), ..Customer::default() };
    due(kathmandu, "subscription b", "2026-01-05T16:59:59.5+05:45", "2026-01-06T12:59:59.5+05:45");
    // Hours of the customer's own: 10:00–24:00, Mon 23:00 + 1 h to closing, Tue 10:00 + 3 h.
    let time = |text| Some(TimeOfDay::parse(text, "open").unwrap());
    let late = Customer { opens: time("10:00"), closes: time("24:00"), ..kathmandu };
    due(late, "subscription b", "2026-01-05T23:00:00+05:45", "2026-01-06T13:00:00+05:45");
}

#[test]
fn round_the_clock() {
    // Severity A is 24/7: Sat 23:30 + 1 h.
    due(country("NO"), "subscription a", "2026-06-06T23:30:00+02:00", "2026-06-07T00:30:00+02:00");
    // Real time passes over the change at 02:00, which becomes 03:00: 00:30 + 2 h is 03:30 on the wall.
    due(country("NO"), "premier b", "2026-03-29T00:30:00+01:00", "2026-03-29T03:30:00+02:00");
    // On Christmas Day.
    due(country("NO"), "unified-performance critical", "2026-12-25T12:00:00+01:00", "2026-12-25T12:30:00+01:00");
    due(country("NO"), "unified-core standard", "2026-12-25T12:00:00+01:00", "2026-12-25T20:00:00+01:00");
}

#[test]
fn a_deadline_says_where_it_was_counted() {
    let found = deadline("subscription", "b", country("NO"), HolidayChoice::OfCountry, "2026-03-27T16:30:00+01:00");
    assert_eq!(found.due_local, "2026-03-30T10:30:00+02:00");
    assert_eq!((found.zone.as_str(), found.local_zone.as_str()), ("Europe/Brussels", "Europe/Oslo"));
    assert_eq!((found.holidays.calendar.as_str(), found.opens_at), ("NO", None));
    assert_eq!(found.holidays.through, Some(date("2040-12-31")));
    // Filed on Saturday: counting starts when Monday opens, at 08:00 in Brussels.
    let found = deadline("subscription", "b", country("NO"), HolidayChoice::OfCountry, "2026-06-06T12:00:00+02:00");
    assert_eq!(found.opens_at, Some(at("2026-06-08T08:00:00+02:00")));
}

fn hours((zone, opens, closes): (Tz, &str, &str)) -> Hours {
    let time = |text| TimeOfDay::parse(text, "open").unwrap();
    Hours { opens: time(opens), closes: time(closes), zone }
}

/// Open time of two months around `day`.
fn open_around(window: (Tz, &str, &str), closed: &[&str], day: &str) -> OpenTime {
    let closed: Vec<NaiveDate> = closed.iter().map(|text| date(text)).collect();
    let middle = at(day).date_naive();
    OpenTime::compile(&hours(window), &closed, middle - Days::new(30), middle + Days::new(200)).unwrap()
}

/// Checks "filed → counting starts + amount = due"; without the arrow, counting starts when it is filed.
#[track_caller]
fn counts_without(window: (Tz, &str, &str), closed: &[&str], sum: &str) {
    let (question, due_at) = sum.split_once(" = ").unwrap();
    let (start, amount) = question.split_once(" + ").unwrap();
    let (start, starts_at) = start.split_once(" → ").unwrap_or((start, start));
    let open_time = open_around(window, closed, start);
    let amount = duration::parse(amount, "within").unwrap();
    let due = open_time.add(at(start), amount).unwrap();
    assert_eq!((due.starts_at, due.due_at), (at(starts_at), at(due_at)), "{window:?} {sum}");
    assert_eq!(open_time.between(at(start), due.due_at), Ok(amount), "between, {window:?} {sum}");
}

#[track_caller]
fn counts(window: (Tz, &str, &str), sum: &str) {
    counts_without(window, &[], sum);
}

const OFFICE: (Tz, &str, &str) = (Tz::UTC, "09:00", "17:00");

#[test]
fn edges_of_a_window() {
    // Mon 1 June 2026, the whole day: due at closing.
    counts(OFFICE, "2026-06-01T09:00:00Z + PT8H = 2026-06-01T17:00:00Z");
    // Filed at closing: Tuesday's first hour.
    counts(OFFICE, "2026-06-01T17:00:00Z → 2026-06-02T09:00:00Z + PT1H = 2026-06-02T10:00:00Z");
    // One nanosecond before closing: it counts, and 0.999999999 s are left for Tuesday.
    counts(OFFICE, "2026-06-01T16:59:59.999999999Z + PT1S = 2026-06-02T09:00:00.999999999Z");
    // One nanosecond before opening: waits for it.
    counts(OFFICE, "2026-06-01T08:59:59.999999999Z → 2026-06-01T09:00:00Z + PT1H = 2026-06-01T10:00:00Z");
    // Seconds are kept: 6:48:47.868584839 until 17:00; 0:11:12.131415161 on Tuesday.
    counts(OFFICE, "2026-06-01T10:11:12.131415161Z + PT7H = 2026-06-02T09:11:12.131415161Z");
    // A week of 40 h ends at Friday's closing; one hour more is Monday's first.
    counts(OFFICE, "2026-06-01T09:00:00Z + PT40H = 2026-06-05T17:00:00Z");
    counts(OFFICE, "2026-06-01T09:00:00Z + PT41H = 2026-06-08T10:00:00Z");
    // 1,000 h are 125 days of 8 h, 25 weeks: the 25th Monday is 16 November, its Friday the 20th.
    counts(OFFICE, "2026-06-01T09:00:00Z + PT1000H = 2026-11-20T17:00:00Z");
    // Filed on Saturday.
    counts(OFFICE, "2026-06-06T12:00:00Z → 2026-06-08T09:00:00Z + PT30M = 2026-06-08T09:30:00Z");
}

#[test]
fn days_left_out() {
    // Two weeks of holidays, 1–12 June, one of them listed twice, with the weekend between. Fri 29 May 16:30–17:00 =
    // 30 min; Mon 15 June 09:00 + 30 min.
    const TWO_WEEKS: &[&str] = &[
        "2026-06-01",
        "2026-06-02",
        "2026-06-03",
        "2026-06-03",
        "2026-06-04",
        "2026-06-05",
        "2026-06-06",
        "2026-06-07",
        "2026-06-08",
        "2026-06-09",
        "2026-06-10",
        "2026-06-11",
        "2026-06-12",
    ];
    counts_without(OFFICE, TWO_WEEKS, "2026-05-29T16:30:00Z + PT1H = 2026-06-15T09:30:00Z");
    // Filed in the middle of them.
    counts_without(OFFICE, TWO_WEEKS, "2026-06-03T12:00:00Z → 2026-06-15T09:00:00Z + PT1H = 2026-06-15T10:00:00Z");
    // The date counts in the zone of the hours: in Tokyo, 9 June lasts until 15:00 UTC.
    counts_without(
        (Tz::Asia__Tokyo, "09:00", "17:30"),
        &["2026-06-09"],
        "2026-06-08T23:00:00Z → 2026-06-10T09:00:00+09:00 + PT1H = 2026-06-10T10:00:00+09:00",
    );
}

#[test]
fn closing_at_24_00() {
    const EVENING: (Tz, &str, &str) = (Tz::UTC, "16:00", "24:00");
    const ALL_DAY: (Tz, &str, &str) = (Tz::UTC, "00:00", "24:00");
    // Fri 5 June 23:00 + 1 h is midnight, which is closing.
    counts(EVENING, "2026-06-05T23:00:00Z + PT1H = 2026-06-06T00:00:00Z");
    // The second hour is Monday's.
    counts(EVENING, "2026-06-05T23:00:00Z + PT2H = 2026-06-08T17:00:00Z");
    // Five days without a break.
    counts(ALL_DAY, "2026-06-01T00:00:00Z + PT120H = 2026-06-06T00:00:00Z");
    counts(ALL_DAY, "2026-06-01T00:00:00Z + PT121H = 2026-06-08T01:00:00Z");
    // Midnight from Monday to Tuesday is no closing.
    counts(ALL_DAY, "2026-06-02T00:00:00Z + PT1H = 2026-06-02T01:00:00Z");
    // Midnight from Friday to Saturday is.
    counts(ALL_DAY, "2026-06-06T00:00:00Z → 2026-06-08T00:00:00Z + PT1H = 2026-06-08T01:00:00Z");
}

#[test]
fn hours_over_midnight() {
    const NIGHT: (Tz, &str, &str) = (Tz::Europe__Brussels, "22:00", "06:00");
    // Friday's night lasts until Saturday 06:00.
    counts(NIGHT, "2026-06-05T23:00:00+02:00 + PT7H = 2026-06-06T06:00:00+02:00");
    // The eighth hour is Monday's first.
    counts(NIGHT, "2026-06-05T23:00:00+02:00 + PT8H = 2026-06-08T23:00:00+02:00");
    // Monday 03:00 would be Sunday's night, which does not open.
    counts(NIGHT, "2026-06-08T03:00:00+02:00 → 2026-06-08T22:00:00+02:00 + PT1H = 2026-06-08T23:00:00+02:00");
    // A holiday on Saturday does not cut Friday's night.
    counts_without(NIGHT, &["2026-06-06"], "2026-06-05T23:00:00+02:00 + PT7H = 2026-06-06T06:00:00+02:00");
    // A holiday on Friday closes it whole.
    counts_without(
        NIGHT,
        &["2026-06-05"],
        "2026-06-05T23:00:00+02:00 → 2026-06-08T22:00:00+02:00 + PT1H = 2026-06-08T23:00:00+02:00",
    );
    // A holiday on Tuesday leaves Monday's night until 06:00, and the next opens on Wednesday.
    counts_without(NIGHT, &["2026-06-09"], "2026-06-08T23:00:00+02:00 + PT8H = 2026-06-10T23:00:00+02:00");
}

/// Egypt moves its clocks in the night before a Friday, so that windows meet the change: forward on Fri 24 April 2026,
/// 00:00 becoming 01:00, and back on Thu 29 October, 24:00 becoming 23:00.
#[test]
fn windows_in_which_the_clocks_go_forward() {
    const CAIRO: Tz = Tz::Africa__Cairo;
    // 22:00–06:00 lasts seven hours.
    counts((CAIRO, "22:00", "06:00"), "2026-04-23T22:00:00+02:00 + PT7H = 2026-04-24T06:00:00+03:00");
    counts((CAIRO, "22:00", "06:00"), "2026-04-23T22:00:00+02:00 + PT8H = 2026-04-24T23:00:00+03:00");
    // 00:30 is skipped: it opens at 01:00, the first instant after the gap.
    counts(
        (CAIRO, "00:30", "08:00"),
        "2026-04-23T12:00:00+02:00 → 2026-04-24T01:00:00+03:00 + PT7H = 2026-04-24T08:00:00+03:00",
    );
    // Thursday's closing at 00:30 is skipped: it closes at the end of the gap, after the eight hours to midnight.
    counts((CAIRO, "16:00", "00:30"), "2026-04-23T16:00:00+02:00 + PT8H = 2026-04-24T01:00:00+03:00");
    counts((CAIRO, "16:00", "00:30"), "2026-04-23T16:00:00+02:00 + PT8H1M = 2026-04-24T16:01:00+03:00");
    // Both edges are skipped: Friday has no window. The next is Monday's.
    counts(
        (CAIRO, "00:10", "00:50"),
        "2026-04-23T12:00:00+02:00 → 2026-04-27T00:10:00+03:00 + PT40M = 2026-04-27T00:50:00+03:00",
    );
    // The day has 23 hours: one of Thursday's and those make 24.
    counts((CAIRO, "00:00", "24:00"), "2026-04-23T23:00:00+02:00 + PT24H = 2026-04-25T00:00:00+03:00");
}

#[test]
fn windows_in_which_the_clocks_go_back() {
    const CAIRO: Tz = Tz::Africa__Cairo;
    // 22:00–06:00 lasts nine hours.
    counts((CAIRO, "22:00", "06:00"), "2026-10-29T22:00:00+03:00 + PT9H = 2026-10-30T06:00:00+02:00");
    // Closing at 23:30, which comes twice: the later. 06:00 to 21:30 UTC are 15 h 30.
    counts((CAIRO, "09:00", "23:30"), "2026-10-29T09:00:00+03:00 + PT15H30M = 2026-10-29T23:30:00+02:00");
    // Opening at 23:30: the earlier, 20:30 UTC; midnight is 22:00 UTC.
    counts(
        (CAIRO, "23:30", "24:00"),
        "2026-10-29T12:00:00+03:00 → 2026-10-29T23:30:00+03:00 + PT1H30M = 2026-10-30T00:00:00+02:00",
    );
    // The day has 25 hours.
    counts_without(
        (CAIRO, "00:00", "24:00"),
        &["2026-10-28", "2026-10-30"],
        "2026-10-28T12:00:00+03:00 → 2026-10-29T00:00:00+03:00 + PT25H = 2026-10-30T00:00:00+02:00",
    );
}

#[test]
fn changes_of_offset_that_are_no_summer_time() {
    // North Korea left UTC+8:30 on Fri 4 May 2018 at 23:30, which became 24:00. Fri 20:30–23:30 = 3 h; Mon + 1 h.
    counts((Tz::Asia__Pyongyang, "09:00", "24:00"), "2018-05-04T20:30:00+08:30 + PT4H = 2018-05-07T10:00:00+09:00");
    // It had come to it on Fri 14 August 2015 at 24:00, which became 23:30: that day was half an hour longer.
    counts((Tz::Asia__Pyongyang, "09:00", "24:00"), "2015-08-14T09:00:00+09:00 + PT15H30M = 2015-08-15T00:00:00+08:30");
    // Venezuela: from UTC-4 to -4:30 on Sun 9 December 2007, and back on Sun 1 May 2016. Fri 1 h; Mon 09:00 + 3 h.
    counts((Tz::America__Caracas, "09:00", "17:00"), "2007-12-07T16:00:00-04:00 + PT4H = 2007-12-10T12:00:00-04:30");
    counts((Tz::America__Caracas, "09:00", "17:00"), "2016-04-29T16:00:00-04:30 + PT4H = 2016-05-02T12:00:00-04:00");
    // Samoa went from Thu 29 to Sat 31 December 2011. Thu 1 h; there was no Friday; Mon 2 January 09:00 + 3 h.
    counts((Tz::Pacific__Apia, "09:00", "17:00"), "2011-12-29T16:00:00-10:00 + PT4H = 2012-01-02T12:00:00+14:00");
    // Turkey put its winter time off to 8 November in 2015, and stayed in summer time from 2016 on.
    counts((Tz::Europe__Istanbul, "09:00", "17:00"), "2015-10-30T16:00:00+03:00 + PT4H = 2015-11-02T12:00:00+03:00");
    counts((Tz::Europe__Istanbul, "09:00", "17:00"), "2015-11-06T16:00:00+03:00 + PT4H = 2015-11-09T12:00:00+02:00");
    counts((Tz::Europe__Istanbul, "09:00", "17:00"), "2016-10-28T16:00:00+03:00 + PT4H = 2016-10-31T12:00:00+03:00");
    // Lord Howe Island moves its clocks by half an hour.
    counts(
        (Tz::Australia__Lord_Howe, "09:00", "17:00"),
        "2026-04-03T16:00:00+11:00 + PT4H = 2026-04-06T12:00:00+10:30",
    );
    // Gaza's clocks wait for the end of Ramadan: in 2040, a week of summer time from Sat 20 to Sat 27 October.
    counts((Tz::Asia__Gaza, "09:00", "17:00"), "2040-10-19T16:00:00+02:00 + PT4H = 2040-10-22T12:00:00+03:00");
    counts((Tz::Asia__Gaza, "09:00", "17:00"), "2040-10-26T16:00:00+03:00 + PT4H = 2040-10-29T12:00:00+02:00");
}

#[test]
fn counting_nothing_ends_where_counting_starts() {
    let open_time = open_around(OFFICE, &[], "2026-06-01T00:00:00Z");
    for (start, starts_at) in [
        ("2026-06-01T10:00:00Z", "2026-06-01T10:00:00Z"),
        // At closing, it starts at the next opening.
        ("2026-06-01T17:00:00Z", "2026-06-02T09:00:00Z"),
        ("2026-06-06T12:00:00Z", "2026-06-08T09:00:00Z"),
    ] {
        let due = open_time.add(at(start), TimeDelta::zero()).unwrap();
        assert_eq!((due.starts_at, due.due_at), (at(starts_at), at(starts_at)), "{start}");
    }
}

#[test]
fn file_by_when_to_hear_before() {
    for (window, end, amount, latest) in [
        // Mon 09:00–12:00 = 3 h, so one more on Friday.
        (OFFICE, "2026-06-08T12:00:00Z", "PT4H", "2026-06-05T16:00:00Z"),
        // From Friday's closing on, it would all be counted on Monday: the latest is Monday's opening.
        (OFFICE, "2026-06-08T13:00:00Z", "PT4H", "2026-06-08T09:00:00Z"),
        // At the weekend and at Monday's opening, all four hours are Friday's.
        (OFFICE, "2026-06-06T12:00:00Z", "PT4H", "2026-06-05T13:00:00Z"),
        (OFFICE, "2026-06-08T09:00:00Z", "PT4H", "2026-06-05T13:00:00Z"),
        // One nanosecond of Monday.
        (OFFICE, "2026-06-08T09:00:00.000000001Z", "PT1H", "2026-06-05T16:00:00.000000001Z"),
        (OFFICE, "2026-06-05T17:00:00Z", "PT40H", "2026-06-01T09:00:00Z"),
        // The look's example, backwards over the change.
        ((Tz::Europe__Brussels, "08:00", "18:00"), "2026-03-30T10:30:00+02:00", "PT4H", "2026-03-27T16:30:00+01:00"),
        // Through the seven hours of Cairo's short night: 22:00 to 06:00, and one hour of the night before.
        ((Tz::Africa__Cairo, "22:00", "06:00"), "2026-04-24T12:00:00+03:00", "PT8H", "2026-04-23T05:00:00+02:00"),
    ] {
        let open_time = open_around(window, &[], end);
        let amount = duration::parse(amount, "within").unwrap();
        assert_eq!(open_time.subtract(at(end), amount), Ok(at(latest)), "{end} - {amount}");
    }
}

#[test]
fn open_time_between_two_instants() {
    const NIGHT: (Tz, &str, &str) = (Tz::Africa__Cairo, "22:00", "06:00");
    for (window, from, to, minutes) in [
        // Fri 16:00–17:00 and Mon 09:00–10:00; negative the other way round.
        (OFFICE, "2026-06-05T16:00:00Z", "2026-06-08T10:00:00Z", 120),
        (OFFICE, "2026-06-08T10:00:00Z", "2026-06-05T16:00:00Z", -120),
        (OFFICE, "2026-06-06T00:00:00Z", "2026-06-07T23:00:00Z", 0),
        (OFFICE, "2026-06-05T17:00:00Z", "2026-06-08T09:00:00Z", 0),
        (OFFICE, "2026-06-01T10:00:00Z", "2026-06-01T10:00:00Z", 0),
        // A night with the change forward, and one with the change back.
        (NIGHT, "2026-04-23T12:00:00+02:00", "2026-04-24T12:00:00+03:00", 7 * 60),
        (NIGHT, "2026-10-29T12:00:00+03:00", "2026-10-30T12:00:00+02:00", 9 * 60),
    ] {
        let open_time = open_around(window, &[], from);
        assert_eq!(open_time.between(at(from), at(to)), Ok(TimeDelta::minutes(minutes)), "{from} to {to}");
    }
}

#[test]
fn what_is_open_now_and_next() {
    let open_time = open_around(OFFICE, &["2026-06-02"], "2026-06-01T00:00:00Z");
    let day = |text: &str| (at(&format!("{text}T09:00:00Z")), at(&format!("{text}T17:00:00Z")));
    for (instant, open_on) in [
        ("2026-06-01T08:00:00Z", "2026-06-01"),
        ("2026-06-01T09:00:00Z", "2026-06-01"),
        ("2026-06-01T16:59:59.999999999Z", "2026-06-01"),
        // Closed from 17:00 on, and on Tuesday.
        ("2026-06-01T17:00:00Z", "2026-06-03"),
        ("2026-06-02T12:00:00Z", "2026-06-03"),
    ] {
        assert_eq!(open_time.current_or_next(at(instant)), Ok(day(open_on)), "{instant}");
    }
    let cut = open_time.open_within(at("2026-06-01T12:00:00Z"), at("2026-06-04T10:00:00Z")).unwrap();
    let expected = [
        (at("2026-06-01T12:00:00Z"), at("2026-06-01T17:00:00Z")),
        day("2026-06-03"),
        (at("2026-06-04T09:00:00Z"), at("2026-06-04T10:00:00Z")),
    ];
    assert_eq!(cut, expected);
    assert_eq!(open_time.open_within(at("2026-06-01T17:00:00Z"), at("2026-06-03T09:00:00Z")), Ok(Vec::new()));
    let noon = at("2026-06-01T12:00:00Z");
    assert_eq!(open_time.open_within(noon, noon), Ok(Vec::new()), "an instant has no length");
    assert_eq!(open_time.open_within(at("2026-06-01T13:00:00Z"), noon), Ok(Vec::new()));
}

#[test]
fn days_without_a_calendar() {
    let terms =
        |holidays| Terms { plan: "subscription", severity: "b", customer: country("NO"), holidays, within: None };
    let answer = |holidays, filed: &str| {
        respond_by(Edition::base().unwrap(), &terms(holidays), at(filed))
            .map(|ruling| ruling.answered().unwrap().due_at)
    };
    let table =
        PolicyError::OutsideCalendar { field: "filed_at", from: date("2015-01-01"), through: date("2040-12-31") };
    let of_country = || HolidayChoice::OfCountry;
    // The table of holidays begins on 1 January 2015, a holiday. The day before is not known.
    assert_eq!(answer(of_country(), "2014-12-31T12:00:00+01:00"), Err(table.clone()));
    assert_eq!(answer(of_country(), "2014-12-31T23:59:59.999999999+01:00"), Err(table.clone()));
    assert_eq!(answer(of_country(), "2015-01-01T00:00:00+01:00"), Ok(at("2015-01-02T12:00:00+01:00")));
    // It ends with Mon 31 December 2040: 14:00 + 4 h is due at closing, a nanosecond later is not known any more.
    assert_eq!(answer(of_country(), "2040-12-31T14:00:00+01:00"), Ok(at("2040-12-31T18:00:00+01:00")));
    assert_eq!(answer(of_country(), "2040-12-31T14:00:00.000000001+01:00"), Err(table.clone()));
    assert_eq!(answer(of_country(), "2041-06-03T12:00:00+02:00"), Err(table));
    // Without holidays every day is known: Mon 17:00–18:00 = 1 h; Tue 1 January 2041 08:00 + 3 h.
    assert_eq!(answer(HolidayChoice::None, "2040-12-31T17:00:00+01:00"), Ok(at("2041-01-01T11:00:00+01:00")));
    // A list of one's own says nothing about other days, so they are known too.
    let list = HolidayChoice::Dates(vec![date("2041-01-01")]);
    assert_eq!(answer(list, "2040-12-31T17:00:00+01:00"), Ok(at("2041-01-02T11:00:00+01:00")));
    // Zones are known from 1970 to 2099. 31 December 2099 is a Thursday.
    let zones =
        PolicyError::OutsideCalendar { field: "filed_at", from: date("1970-01-01"), through: date("2099-12-31") };
    assert_eq!(answer(HolidayChoice::None, "1969-12-31T12:00:00+01:00"), Err(zones.clone()));
    assert_eq!(answer(HolidayChoice::None, "2099-12-31T14:00:00+01:00"), Ok(at("2099-12-31T18:00:00+01:00")));
    assert_eq!(answer(HolidayChoice::None, "2099-12-31T17:00:00+01:00"), Err(zones.clone()));
    assert_eq!(answer(HolidayChoice::None, "9999-12-31T23:59:59Z"), Err(zones.clone()));
    assert_eq!(answer(HolidayChoice::None, "0000-01-01T00:00:00Z"), Err(zones));
}

#[test]
fn the_ends_of_a_table() {
    let june = |opens, closes| {
        OpenTime::compile(&hours((Tz::UTC, opens, closes)), &[], date("2026-06-01"), date("2026-06-05")).unwrap()
    };
    let outside =
        PolicyError::OutsideCalendar { field: "filed_at", from: date("2026-06-01"), through: date("2026-06-05") };
    let hour = TimeDelta::hours(1);

    let office = june("09:00", "17:00");
    assert_eq!(office.add(at("2026-06-05T16:00:00Z"), hour).unwrap().due_at, at("2026-06-05T17:00:00Z"));
    assert_eq!(office.add(at("2026-06-05T16:00:00.000000001Z"), hour), Err(outside.clone()));
    assert_eq!(office.subtract(at("2026-06-01T10:00:00Z"), hour), Ok(at("2026-06-01T09:00:00Z")));
    assert_eq!(office.subtract(at("2026-06-01T09:59:59Z"), hour), Err(outside.clone()));
    assert_eq!(office.between(at("2026-06-01T00:00:00Z"), at("2026-06-06T00:00:00Z")), Ok(hour * 40));
    assert_eq!(office.between(at("2026-05-31T23:59:59Z"), at("2026-06-06T00:00:00Z")), Err(outside.clone()));
    assert_eq!(office.between(at("2026-06-01T00:00:00Z"), at("2026-06-06T00:00:00.000000001Z")), Err(outside.clone()));
    assert_eq!(office.current_or_next(at("2026-06-05T17:00:00Z")), Err(outside.clone()));
    // The largest amounts there are do not overflow.
    assert_eq!(office.add(at("2026-06-05T16:00:00Z"), TimeDelta::MAX), Err(outside.clone()));
    let longest = TimeDelta::nanoseconds(i64::MAX);
    assert_eq!(office.add(at("2026-06-05T16:00:00Z"), longest), Err(outside.clone()));
    assert_eq!(office.subtract(at("2026-06-05T16:00:00Z"), longest), Err(outside.clone()));

    // Over midnight: until 06:00 on the 1st, it depends on Sunday, which is not in the table.
    let night = june("22:00", "06:00");
    assert_eq!(night.add(at("2026-06-01T05:59:59Z"), hour), Err(outside.clone()));
    assert_eq!(night.add(at("2026-06-01T06:00:00Z"), hour).unwrap().due_at, at("2026-06-01T23:00:00Z"));
    // Friday's night reaches into Saturday, which is not in the table either.
    assert_eq!(night.add(at("2026-06-05T22:00:00Z"), hour * 2).unwrap().due_at, at("2026-06-06T00:00:00Z"));
    assert_eq!(night.add(at("2026-06-05T22:00:00Z"), hour * 3), Err(outside));
}

#[test]
fn hours_that_never_open() {
    let (from, through) = (date("1970-01-01"), date("2099-12-31"));
    let never = Err(PolicyError::NeverOpens { from, through });
    let started = Instant::now();

    // Every day there is, left out.
    let every_day: Vec<NaiveDate> = from.iter_days().take_while(|day| *day <= through).collect();
    let terms = |customer, holidays| Terms { plan: "subscription", severity: "b", customer, holidays, within: None };
    let edition = Edition::base().unwrap();
    let filed = at("2026-06-01T12:00:00Z");
    let answer = respond_by(edition, &terms(country("NO"), HolidayChoice::Dates(every_day.clone())), filed);
    assert_eq!(answer.map(|_| ()), never);
    // All but the last working day: found, however far off. Thu 31 December 2099 08:00 + 4 h.
    let all_but_one: Vec<NaiveDate> = every_day[..every_day.len() - 1].to_vec();
    let answer = respond_by(edition, &terms(country("NO"), HolidayChoice::Dates(all_but_one)), filed).unwrap();
    assert_eq!(answer.answered().unwrap().due_at, at("2099-12-31T12:00:00+01:00"));
    // Closing when it opens.
    let same = TimeOfDay::parse("12:00", "open").ok();
    let closed = Customer { opens: same, closes: same, ..country("NO") };
    assert_eq!(respond_by(edition, &terms(closed, HolidayChoice::None), filed).map(|_| ()), never);
    // Also where that time comes twice: it would open the first time and close the second.
    let cairo = hours((Tz::Africa__Cairo, "23:30", "23:30"));
    let october = (date("2026-10-01"), date("2026-10-31"));
    assert_eq!(
        OpenTime::compile(&cairo, &[], october.0, october.1).map(|_| ()),
        Err(PolicyError::NeverOpens { from: october.0, through: october.1 })
    );
    // A weekend alone, and days in the wrong order.
    let weekend = OpenTime::compile(&hours(OFFICE), &[], date("2026-06-06"), date("2026-06-07"));
    assert!(matches!(weekend, Err(PolicyError::NeverOpens { .. })));
    let backwards = OpenTime::compile(&hours(OFFICE), &[], date("2026-06-05"), date("2026-06-01"));
    assert!(matches!(backwards, Err(PolicyError::NeverOpens { .. })));

    assert!(started.elapsed() < Duration::from_secs(20), "all of it takes a bounded time");
}
