//! Calendar months counted from a day, as billing (R7) and reopening (R8) count them.

use crate::error::PolicyError;
use chrono::{Months, NaiveDate};

const FIRST_YEAR: i32 = 1990;
const LAST_YEAR: i32 = 2199;

/// The day `months` calendar months after `anchor`: the same day of the month, or the month's last day where it lacks
/// that day. Counting always from the anchor never drifts: 31 January, 28 February, 31 March.
pub fn months_after(anchor: NaiveDate, months: u32) -> NaiveDate {
    anchor.checked_add_months(Months::new(months)).unwrap_or(NaiveDate::MAX)
}

/// The date itself, if it can be one in the life of a plan or request: from 1990 through 2199.
///
/// # Errors
/// [`PolicyError::OutOfRange`] at `field` for any other.
pub fn plausible(date: NaiveDate, field: &'static str) -> Result<NaiveDate, PolicyError> {
    let first = NaiveDate::from_ymd_opt(FIRST_YEAR, 1, 1).unwrap_or(NaiveDate::MIN);
    let last = NaiveDate::from_ymd_opt(LAST_YEAR, 12, 31).unwrap_or(NaiveDate::MAX);
    if (first..=last).contains(&date) {
        return Ok(date);
    }
    Err(PolicyError::OutOfRange { field, given: date.to_string(), least: first.to_string(), most: last.to_string() })
}

#[cfg(test)]
mod tests {
    use super::{months_after, plausible};
    use chrono::NaiveDate;

    #[test]
    fn months_are_clamped_and_never_drift() {
        for (anchor, months, expected) in [
            ("2026-01-28", 1, "2026-02-28"),
            ("2026-01-29", 1, "2026-02-28"),
            ("2026-01-30", 1, "2026-02-28"),
            ("2026-01-31", 1, "2026-02-28"),
            ("2026-01-31", 2, "2026-03-31"),
            ("2026-01-31", 3, "2026-04-30"),
            ("2024-01-31", 1, "2024-02-29"),
            ("2024-02-29", 12, "2025-02-28"),
            ("2024-02-29", 48, "2028-02-29"),
            ("2025-11-30", 3, "2026-02-28"),
            ("2025-08-31", 3, "2025-11-30"),
            ("2026-05-17", 0, "2026-05-17"),
        ] {
            let day = |text: &str| text.parse::<NaiveDate>().expect(text);
            assert_eq!(months_after(day(anchor), months), day(expected), "{anchor} + {months}");
        }
    }

    #[test]
    fn dates_no_plan_has_are_refused_at_their_field() {
        for (year, fits) in [(0, false), (1989, false), (1990, true), (2199, true), (2200, false), (9999, false)] {
            let date = NaiveDate::from_ymd_opt(year, 6, 1).expect("a date");
            let found = plausible(date, "closed");
            assert_eq!(found.is_ok(), fits, "{year}");
            if let Err(error) = found {
                assert_eq!((error.code(), error.field()), ("out-of-range", "closed"));
            }
        }
    }
}
