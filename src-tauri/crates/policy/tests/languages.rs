//! S02, S03, S11: in which languages somebody works on one request, and when.
#![allow(clippy::unwrap_used, missing_docs, reason = "a test may fail by panicking")]

use chrono::{DateTime, Utc};
use support_policy::customer::{Customer, HolidayChoice};
use support_policy::edition::{Clock, Edition};
use support_policy::opening::{Languages, Work, languages_for};
use support_policy::ruling::Ruling;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// For a customer in Germany, on a Friday of winter time; the clocks go forward on that Sunday.
fn german(moment: &str, clock: Clock, preview: bool) -> Ruling<Languages> {
    let customer = Customer { country: Some("DE"), ..Customer::default() };
    let edition = Edition::base().unwrap();
    languages_for(edition, &customer, &HolidayChoice::None, at(moment), Work { clock, preview }).unwrap()
}

/// Whether English is open, and when that changes.
fn english(ruling: &Ruling<Languages>) -> (bool, Option<DateTime<Utc>>) {
    let offers = &ruling.answered().unwrap().languages;
    let english = offers.iter().find(|offer| offer.language == "english").unwrap();
    (english.open_now, english.closes_at.or(english.opens_at))
}

#[test]
fn english_is_round_the_clock_only_where_the_request_is() {
    // 23:30 in Brussels.
    let night = "2026-03-27T22:30:00Z";
    assert_eq!(english(&german(night, Clock::Continuous, false)), (true, None));
    // Monday 08:00 by summer time.
    assert_eq!(english(&german(night, Clock::BusinessHours, false)), (false, Some(at("2026-03-30T06:00:00Z"))));
    // 16:30 in Brussels; it closes at 18:00.
    let afternoon = german("2026-03-27T15:30:00Z", Clock::BusinessHours, false);
    assert_eq!(english(&afternoon), (true, Some(at("2026-03-27T17:00:00Z"))));
    assert!(afternoon.answered().unwrap().languages.iter().any(|offer| offer.language == "german" && offer.open_now));
}

#[test]
fn a_preview_is_supported_in_english_alone_and_never_round_the_clock() {
    let ruling = german("2026-03-27T22:30:00Z", Clock::Continuous, true);
    let offers = &ruling.answered().unwrap().languages;
    assert_eq!(offers.iter().map(|offer| offer.language.as_str()).collect::<Vec<_>>(), ["english"]);
    assert_eq!(english(&ruling), (false, Some(at("2026-03-30T06:00:00Z"))));
    assert!(ruling.basis.because.iter().any(|topic| topic == "S11"), "{:?}", ruling.basis.because);
}
