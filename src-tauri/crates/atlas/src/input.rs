//! Reading what the flags say: instants, dates, holidays, and secrets from standard input.

use crate::failure::Failure;
use chrono::{DateTime, NaiveDate, Utc};
use std::fs::File;
use std::io::Read as _;
use std::sync::Arc;
use support_policy::PolicyError;
use support_policy::billing::LONGEST_TERM;
use support_policy::customer::HolidayChoice;
use support_policy::holidays::HolidayCalendar;

/// A holiday file that is larger is none.
const LARGEST_CALENDAR: u64 = 8 * 1024 * 1024;

/// An instant in RFC 3339, with its zone.
pub(crate) fn instant(text: &str, field: &'static str) -> Result<DateTime<Utc>, PolicyError> {
    DateTime::parse_from_rfc3339(text)
        .map(|at| at.with_timezone(&Utc))
        .map_err(|_| PolicyError::NotAnInstant { field, given: text.to_owned() })
}

/// A date, `YYYY-MM-DD`.
pub(crate) fn date(text: &str, field: &'static str) -> Result<NaiveDate, PolicyError> {
    let wrong = || PolicyError::NotADate { field, given: text.to_owned() };
    if text.len() != 10 {
        return Err(wrong());
    }
    text.parse().map_err(|_| wrong())
}

/// A number of months. What is far outside any range is refused like what is just outside.
pub(crate) fn months(text: &str, field: &'static str) -> Result<u32, PolicyError> {
    text.parse().map_err(|_| PolicyError::OutOfRange {
        field,
        given: text.to_owned(),
        least: 1.to_string(),
        most: LONGEST_TERM.to_string(),
    })
}

/// `CC`, `none`, or the name of an iCalendar file.
pub(crate) fn holidays(text: Option<&str>) -> Result<HolidayChoice, Failure> {
    Ok(match text {
        None => HolidayChoice::OfCountry,
        Some("none") => HolidayChoice::None,
        Some(code) if code.len() == 2 => HolidayChoice::Of(code.to_owned()),
        Some(file) => HolidayChoice::Calendar(Arc::new(holiday_file(file)?)),
    })
}

fn holiday_file(name: &str) -> Result<HolidayCalendar, Failure> {
    let unreadable =
        |error: std::io::Error| Failure::File { field: "holidays", name: name.to_owned(), why: error.kind() };
    let file = File::open(name).map_err(unreadable)?;
    if !file.metadata().map_err(unreadable)?.is_file() {
        return Err(Failure::File { field: "holidays", name: name.to_owned(), why: std::io::ErrorKind::InvalidInput });
    }
    let mut text = String::new();
    file.take(LARGEST_CALENDAR).read_to_string(&mut text).map_err(unreadable)?;
    let shown = std::path::Path::new(name).file_name().map_or(name.into(), |name| name.to_string_lossy());
    Ok(HolidayCalendar::of_ics(&shown, &text)?)
}
