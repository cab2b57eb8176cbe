//! ISO 8601 durations of days, hours, minutes and seconds, as the policy's response times are written.

use crate::error::PolicyError;
use crate::language::Language;
use chrono::TimeDelta;
use std::fmt::Write as _;

/// The longest duration that is accepted: a hundred years of hours would only be a typing mistake.
const LONGEST: TimeDelta = TimeDelta::days(3660);

/// Reads a duration above zero, such as `PT4H`, `PT1H30M` or `P1D`. A day is 24 hours; of business time too.
///
/// # Errors
/// [`PolicyError::NotADuration`] for anything else, for years, months and weeks, and for more than ten years.
pub fn parse(text: &str, field: &'static str) -> Result<TimeDelta, PolicyError> {
    seconds(text)
        .and_then(TimeDelta::try_seconds)
        .filter(|duration| *duration > TimeDelta::zero() && *duration <= LONGEST)
        .ok_or_else(|| PolicyError::NotADuration { field, given: text.to_owned() })
}

/// Writes a duration of whole seconds with hours as the largest unit: `PT30M`, `PT1H30M`, `PT1000H`.
pub fn format(duration: TimeDelta) -> String {
    let seconds = duration.num_seconds();
    let mut text = "PT".to_owned();
    for (amount, unit) in [(seconds / 3600, 'H'), (seconds % 3600 / 60, 'M'), (seconds % 60, 'S')] {
        if amount != 0 {
            // Writing to a string cannot fail.
            let _ = write!(text, "{amount}{unit}");
        }
    }
    if text.len() == 2 { "PT0S".to_owned() } else { text }
}

/// A duration of whole seconds in words: `7 h 30 min`, in Norwegian `7 t 30 min`.
pub fn spoken(duration: TimeDelta, language: Language) -> String {
    let (hour, minute, second) = (language.say("h", "t"), language.say("min", "min"), language.say("s", "s"));
    let seconds = duration.num_seconds();
    let units = [(seconds / 3600, hour), (seconds % 3600 / 60, minute), (seconds % 60, second)];
    let parts: Vec<String> =
        units.iter().filter(|(amount, _)| *amount != 0).map(|(amount, unit)| format!("{amount} {unit}")).collect();
    if parts.is_empty() { format!("0 {minute}") } else { parts.join(" ") }
}

fn seconds(text: &str) -> Option<i64> {
    let (days, time) = match text.strip_prefix('P')?.split_once('T') {
        Some((days, time)) if !time.is_empty() => (days, time),
        Some(_) => return None,
        None => (text.strip_prefix('P')?, ""),
    };
    if days.is_empty() && time.is_empty() {
        return None;
    }
    let days = units(days, &[('D', 86_400)])?;
    let time = units(time, &[('H', 3600), ('M', 60), ('S', 1)])?;
    days.checked_add(time)
}

/// Sums `12H30M`-like parts: each unit at most once, in the order given.
fn units(mut text: &str, units: &[(char, i64)]) -> Option<i64> {
    let mut total = 0_i64;
    for &(unit, seconds) in units {
        if let Some((amount, rest)) = text.split_once(unit) {
            let amount: i64 = amount.bytes().all(|byte| byte.is_ascii_digit()).then(|| amount.parse().ok())??;
            total = total.checked_add(amount.checked_mul(seconds)?)?;
            text = rest;
        }
    }
    text.is_empty().then_some(total)
}

#[cfg(test)]
mod tests {
    use super::{format, parse, spoken};
    use crate::language::Language;
    use chrono::TimeDelta;

    #[test]
    fn durations_are_read() {
        for (text, seconds) in [
            ("PT30M", 1800),
            ("PT1H", 3600),
            ("PT1H30M", 5400),
            ("P1D", 86_400),
            ("P1DT1S", 86_401),
            ("PT1000H", 3_600_000),
        ] {
            assert_eq!(parse(text, "within"), Ok(TimeDelta::seconds(seconds)), "{text}");
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "",
            "P",
            "PT",
            "4H",
            "PT4",
            "PTH",
            "PT-4H",
            "P1M",
            "P1Y",
            "P1W",
            "PT0H",
            "PT1M1H",
            "PT4H ",
            "pt4h",
            "PT99999999999999999999H",
            "PT999999999H",
            "P1DT",
        ] {
            assert!(parse(text, "within").is_err(), "{text}");
        }
    }

    #[test]
    fn durations_are_said_in_the_language() {
        for (seconds, en, nb) in [
            (27_000, "7 h 30 min", "7 t 30 min"),
            (13_885, "3 h 51 min 25 s", "3 t 51 min 25 s"),
            (1800, "30 min", "30 min"),
            (0, "0 min", "0 min"),
        ] {
            let of = |language| spoken(TimeDelta::seconds(seconds), language);
            assert_eq!((of(Language::En), of(Language::Nb)), (en.to_owned(), nb.to_owned()));
        }
    }

    #[test]
    fn durations_are_written_with_hours_as_the_largest_unit() {
        for (seconds, text) in [(1800, "PT30M"), (5400, "PT1H30M"), (86_400, "PT24H"), (61, "PT1M1S"), (0, "PT0S")] {
            assert_eq!(format(TimeDelta::seconds(seconds)), text);
        }
    }
}
