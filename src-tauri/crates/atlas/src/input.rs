//! Reading what the flags say: instants, dates, holidays, and secrets from standard input.

use crate::failure::Failure;
use chrono::{DateTime, NaiveDate, NaiveDateTime, SecondsFormat, Utc};
use std::fs::File;
use std::io::Read as _;
use std::sync::Arc;
use support_policy::billing::LONGEST_TERM;
use support_policy::customer::HolidayChoice;
use support_policy::holidays::HolidayCalendar;
use support_policy::{PolicyError, text};
use support_register::{Meant, Tenant, meant};

/// A holiday file that is larger is none.
const LARGEST_CALENDAR: u64 = 8 * 1024 * 1024;

/// An instant in RFC 3339, with its zone.
pub(crate) fn instant(text: &str, field: &'static str) -> Result<DateTime<Utc>, PolicyError> {
    DateTime::parse_from_rfc3339(text)
        .map(|at| at.with_timezone(&Utc))
        .map_err(|_| PolicyError::NotAnInstant { field, given: text.to_owned() })
}

/// An instant in RFC 3339 with its zone, or a time on a tenant's wall clock. A time that the clock shows twice or skips is
/// asked about: the failure names both instants, and either is taken with its offset. Where the tenant's country has
/// several zones and none is kept, no zone is assumed.
pub(crate) fn instant_on(text: &str, field: &'static str, tenant: &Tenant) -> Result<DateTime<Utc>, Failure> {
    let wall = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"]
        .into_iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text.trim(), form).ok());
    let Some(wall) = wall else { return Ok(instant(text, field)?) };
    let Some(zone) = tenant.clock_at(wall) else {
        let (name, country) = (&tenant.name, &tenant.country);
        let message = text!(
            "The country {country} has several time zones, and none is set for {name}. Give the time with its offset, such as {example}, or set the zone: atlas tenant set \"{name}\" --zone America/Chicago",
            "Landet {country} har flere tidssoner, og ingen er satt for {name}. Oppgi tidspunktet med forskyvning, for eksempel {example}, eller sett sonen: atlas tenant set \"{name}\" --zone America/Chicago",
            country,
            name,
            example = "2026-11-19T15:00:00-06:00"
        );
        return Err(Failure::Input { code: "zone-needed", field: Some(field), message });
    };
    let offered = |at: DateTime<Utc>| at.with_timezone(&zone).to_rfc3339_opts(SecondsFormat::Secs, false);
    match meant(wall, zone) {
        Meant::One(at) => Ok(at),
        Meant::Twice(one, other) => {
            let (one, other) = (offered(one), offered(other));
            let message = text!(
                "The clock in {zone} shows {wall} twice. Give the one that is meant with its offset: {one} or {other}.",
                "Klokken i {zone} viser {wall} to ganger. Oppgi det som menes, med forskyvning: {one} eller {other}.",
                zone,
                wall,
                one,
                other
            );
            Err(Failure::Input { code: "time-shown-twice", field: Some(field), message })
        }
        Meant::Skipped(one, other) => {
            let (one, other) = (offered(one), offered(other));
            let message = text!(
                "The clock in {zone} skips {wall}. Give the one that is meant with its offset: {one} or {other}.",
                "Klokken i {zone} hopper over {wall}. Oppgi det som menes, med forskyvning: {one} eller {other}.",
                zone,
                wall,
                one,
                other
            );
            Err(Failure::Input { code: "time-skipped", field: Some(field), message })
        }
    }
}

/// A file, or standard input for `-`, up to `most` bytes and one more, so that too much is told from just enough.
pub(crate) fn bytes(name: &str, field: &'static str, most: usize) -> Result<Vec<u8>, Failure> {
    let unreadable = |error: std::io::Error| Failure::File { field, name: name.to_owned(), why: error.kind() };
    let most = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    if name == "-" {
        std::io::stdin().lock().take(most).read_to_end(&mut bytes).map_err(unreadable)?;
        return Ok(bytes);
    }
    if !std::fs::metadata(name).map_err(unreadable)?.is_file() {
        return Err(unreadable(std::io::ErrorKind::InvalidInput.into()));
    }
    File::open(name).map_err(unreadable)?.take(most).read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(bytes)
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
