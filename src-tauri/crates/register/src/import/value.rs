//! Values as exports write them: ids, instants, durations, in all the forms that Graph, PowerShell and Partner Center
//! give them.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;
use support_policy::local_time::{Repeated, instant_of};
use uuid::Uuid;

/// An instant, or a wall clock whose zone the file does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Moment {
    /// An instant.
    Instant(DateTime<Utc>),
    /// A reading of some clock.
    Local(NaiveDateTime),
    /// A day, without a clock.
    Date(NaiveDate),
}

impl Moment {
    /// The instant, a clock without a zone read as UTC, as every service here writes its times.
    pub(crate) fn in_utc(self) -> DateTime<Utc> {
        match self {
            Self::Instant(at) => at,
            Self::Local(at) => at.and_utc(),
            Self::Date(day) => day.and_time(NaiveTime::MIN).and_utc(),
        }
    }

    /// The reading of a clock whose zone the file does not say.
    pub(crate) fn wall(self) -> Option<NaiveDateTime> {
        match self {
            Self::Instant(_) => None,
            Self::Local(at) => Some(at),
            Self::Date(day) => Some(day.and_time(NaiveTime::MIN)),
        }
    }

    /// The instant from which something holds: a day without a clock begins on the clock of `zone`.
    pub(crate) fn start_in(self, zone: Tz) -> DateTime<Utc> {
        match self {
            Self::Date(day) => beginning(day, zone),
            clock => clock.in_utc(),
        }
    }

    /// The first instant on which something no longer holds: a day without a clock is the last one, to its end.
    pub(crate) fn end_in(self, zone: Tz) -> DateTime<Utc> {
        match self {
            Self::Date(day) => beginning(day.checked_add_days(Days::new(1)).unwrap_or(day), zone),
            clock => clock.in_utc(),
        }
    }
}

fn beginning(day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    instant_of(day.and_time(NaiveTime::MIN), zone, Repeated::Earlier)
}

/// Which number comes first in a date with slashes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum DateOrder {
    /// The month, as .NET writes without a culture.
    #[default]
    MonthFirst,
    /// The day.
    DayFirst,
}

/// A GUID in lower case with hyphens.
pub(crate) fn guid(text: &str) -> Option<String> {
    let text = text.trim().trim_start_matches('{').trim_end_matches('}');
    let id = Uuid::try_parse(text).ok().filter(|_| text.len() == 36)?;
    Some(id.hyphenated().to_string())
}

/// The id of a delegated admin relationship: two GUIDs joined by a hyphen, in lower case.
pub(crate) fn relationship_id(text: &str) -> Option<String> {
    let text = text.trim();
    let (first, second) = (text.get(..36)?, text.get(37..)?);
    if text.as_bytes().get(36) != Some(&b'-') {
        return None;
    }
    Some(format!("{}-{}", guid(first)?, guid(second)?))
}

/// The first GUID inside a text, such as a file's name.
pub(crate) fn guid_in(text: &str) -> Option<String> {
    windows(text, 36).find_map(guid)
}

/// The first id of a relationship inside a text.
pub(crate) fn relationship_id_in(text: &str) -> Option<String> {
    windows(text, 73).find_map(relationship_id)
}

fn windows(text: &str, length: usize) -> impl Iterator<Item = &str> {
    (0..text.len()).filter_map(move |start| text.get(start..start + length))
}

/// The text is no instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NoInstant;

/// An instant as exports write it; none for .NET's smallest and largest, which stand for no instant.
pub(crate) fn moment(text: &str, order: DateOrder) -> Result<Option<Moment>, NoInstant> {
    read_moment(text, order).map(some_unless_bound).ok_or(NoInstant)
}

fn read_moment(text: &str, order: DateOrder) -> Option<Moment> {
    let text = text.trim();
    if let Some(inner) = text.strip_prefix("/Date(").and_then(|rest| rest.strip_suffix(")/")) {
        return of_milliseconds(inner);
    }
    let has_t = text.get(..11).is_some_and(|start| start.ends_with(['T', 't'])) || text.contains('T');
    let tidy: String = if has_t {
        // Partner Center's samples have blanks inside their times.
        text.chars().filter(|c| !c.is_whitespace()).collect()
    } else {
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    if let Ok(at) = DateTime::parse_from_rfc3339(&tidy) {
        return Some(Moment::Instant(at.to_utc()));
    }
    if let Ok(at) = DateTime::parse_from_str(&tidy, "%Y-%m-%d %H:%M:%S%.f %:z") {
        return Some(Moment::Instant(at.to_utc()));
    }
    if let Some(instant) = tidy.strip_suffix(['Z', 'z']) {
        return local(instant.trim_end(), order).map(|clock| Moment::Instant(clock.in_utc()));
    }
    local(&tidy, order)
}

/// Whether a date with slashes tells which number comes first; `None` where it has no slashes or could be either.
pub(crate) fn order_of(text: &str) -> Option<DateOrder> {
    let mut parts = text.trim().split('/');
    let (first, second) = (parts.next()?.parse::<u32>().ok()?, parts.next()?.parse::<u32>().ok()?);
    match (first, second) {
        (13..=31, 1..=12) => Some(DateOrder::DayFirst),
        (1..=12, 13..=31) => Some(DateOrder::MonthFirst),
        _ => None,
    }
}

/// Whether a text looks like a date with slashes.
pub(crate) fn has_slashes(text: &str) -> bool {
    let mut parts = text.trim().split('/');
    parts.next().is_some_and(|part| part.parse::<u32>().is_ok())
        && parts.next().is_some_and(|part| part.parse::<u32>().is_ok())
}

/// A wall clock: ISO with T or a blank, `31.12.2026 13:05`, or with slashes; seconds and time may be left out.
fn local(text: &str, order: DateOrder) -> Option<Moment> {
    let (date, time) = match text.split_once(['T', 't', ' ']) {
        Some((date, time)) => (date.trim_end_matches(','), time.trim()),
        None => (text, ""),
    };
    let date = if date.contains('/') {
        let format = if order == DateOrder::MonthFirst { "%m/%d/%Y" } else { "%d/%m/%Y" };
        NaiveDate::parse_from_str(date, format).ok()?
    } else if date.contains('.') {
        NaiveDate::parse_from_str(date, "%d.%m.%Y").ok()?
    } else {
        NaiveDate::parse_from_str(date, "%Y-%m-%d").ok()?
    };
    if time.is_empty() {
        return Some(Moment::Date(date));
    }
    let time = ["%H:%M:%S%.f", "%H:%M", "%I:%M:%S %p", "%I:%M %p"]
        .iter()
        .find_map(|format| NaiveTime::parse_from_str(time, format).ok())?;
    Some(Moment::Local(date.and_time(time)))
}

/// Milliseconds since 1970, with an offset that only says where it was written.
fn of_milliseconds(text: &str) -> Option<Moment> {
    let sign = usize::from(text.starts_with('-'));
    let end = text.get(sign..)?.find(['+', '-']).map_or(text.len(), |at| at + sign);
    let milliseconds: i64 = text.get(..end)?.parse().ok()?;
    Utc.timestamp_millis_opt(milliseconds).single().map(Moment::Instant)
}

fn some_unless_bound(moment: Moment) -> Option<Moment> {
    let year = match moment {
        Moment::Instant(at) => at.year(),
        Moment::Local(at) => at.year(),
        Moment::Date(day) => day.year(),
    };
    (2..9999).contains(&year).then_some(moment)
}

/// A duration in whole days: ISO 8601 (`P730D`, `P2Y`, `PT0S`), .NET (`730.00:00:00`). Months and years are counted from
/// the first of January, as they are only used for lengths.
pub(crate) fn days(text: &str) -> Option<u32> {
    let text = text.trim();
    if let Some(iso) = text.strip_prefix(['P', 'p']) {
        return iso_days(iso);
    }
    let (days, clock) = match text.split_once('.') {
        Some((days, clock)) if days.bytes().all(|byte| byte.is_ascii_digit()) && !days.is_empty() => (days, clock),
        _ => ("0", text),
    };
    let mut parts = clock.split(':');
    let sound = parts.clone().count() == 3
        && parts.all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'));
    if sound { days.parse().ok() } else { None }
}

fn iso_days(iso: &str) -> Option<u32> {
    let (date, time) = iso.split_once(['T', 't']).unwrap_or((iso, ""));
    if date.is_empty() && time.is_empty() {
        return None;
    }
    let mut days: u32 = 0;
    let mut months: u32 = 0;
    for (number, unit) in parts(date)? {
        let number: u32 = number.parse().ok()?;
        match unit {
            'Y' => months = months.checked_add(number.checked_mul(12)?)?,
            'M' => months = months.checked_add(number)?,
            'W' => days = days.checked_add(number.checked_mul(7)?)?,
            'D' => days = days.checked_add(number)?,
            _ => return None,
        }
    }
    for (number, unit) in parts(time)? {
        let number: f64 = number.parse().ok()?;
        let hours = match unit {
            'H' => number,
            'M' => number / 60.0,
            'S' => number / 3600.0,
            _ => return None,
        };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "digits alone; saturates")]
        let whole = (hours / 24.0) as u32;
        days = days.checked_add(whole)?;
    }
    let first = NaiveDate::from_ymd_opt(2001, 1, 1)?;
    let counted = first.checked_add_months(Months::new(months))?.signed_duration_since(first).num_days();
    days.checked_add(u32::try_from(counted).ok()?)
}

/// Pairs of a number and its unit.
fn parts(text: &str) -> Option<Vec<(&str, char)>> {
    let mut found = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let unit = rest.get(end..)?.chars().next()?;
        let number = rest.get(..end).filter(|number| !number.is_empty())?;
        found.push((number, unit.to_ascii_uppercase()));
        rest = rest.get(end + unit.len_utf8()..)?;
    }
    Some(found)
}
