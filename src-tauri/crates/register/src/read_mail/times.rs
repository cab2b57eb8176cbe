//! The times in a text: as machines write them, and as people in English and Norwegian do.

use super::pattern;
use chrono::{DateTime, FixedOffset, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;
use regex::{Captures, Regex};
use serde::Serialize;
use std::sync::LazyLock;

/// No more times than this are picked out.
const MOST: usize = 20;

/// What the words before a time say that it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum TimeLabel {
    /// When the request was made.
    Created,
    /// When the message was sent.
    Sent,
    /// Something else, or nothing is said.
    Other,
}

/// A time in a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct FoundTime {
    /// The instant (UTC), where the words leave no doubt.
    pub at: Option<DateTime<Utc>>,
    /// The instants it can mean (UTC), where there is doubt: day and month, or an hour the clock shows twice or skips.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub readings: Vec<DateTime<Utc>>,
    /// As it is written.
    pub written: String,
    /// The zone that is written with it.
    pub zone: Option<String>,
    /// Whether no zone that is known is written with it, so that the given one was assumed.
    pub zone_assumed: bool,
    /// What it is.
    pub label: TimeLabel,
}

const ZONE: &str = r"(?P<zone>\s?Z\b|\s?\(?(?:UTC|GMT)?\s?[+\-−]\d{1,2}:?(?:\d{2})?\)?|\s\(?(?:UTC|GMT|CEST|CET|PST|PDT|MST|MDT|EST|EDT|CDT|JST|BST|EET|EEST|PT|CST|IST)\b\)?)?";
const CLOCK: &str =
    r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:\.\d{1,9})?)?(?P<half>\s?[AaPp]\.?[Mm]\b\.?)?";
const MONTHS: &str = r"(?P<month>jan(?:uary|uar)?|feb(?:ruary|ruar)?|mar(?:ch|s)?|apr(?:il)?|may|mai|june?|juni|july?|juli|aug(?:ust)?|sep(?:t|tember)?|o[ck]t(?:ober)?|nov(?:ember)?|de[cs](?:ember)?)\.?";

static ISO: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(&format!(r"\b(?P<year>20\d{{2}})-(?P<m>\d{{2}})-(?P<d>\d{{2}})[T ]\s?{CLOCK}{ZONE}")).ok()
});
static NUMBERS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(&format!(
        r"\b(?P<one>\d{{1,2}})(?P<sign>[/.])(?P<two>\d{{1,2}})[/.](?P<year>20\d{{2}}),?\s+(?:(?:at|kl\.?)\s+)?{CLOCK}{ZONE}"
    ))
    .ok()
});
static DAY_FIRST: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(&format!(
        r"(?i)\b(?P<d>\d{{1,2}})\.?\s+{MONTHS},?\s+(?P<year>20\d{{2}}),?\s+(?:(?:at|kl\.?)\s+)?{CLOCK}{ZONE}"
    ))
    .ok()
});
static MONTH_FIRST: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(&format!(
        r"(?i)\b{MONTHS}\s+(?P<d>\d{{1,2}}),?\s+(?P<year>20\d{{2}}),?\s+(?:(?:at|kl\.?)\s+)?{CLOCK}{ZONE}"
    ))
    .ok()
});
static CREATED: LazyLock<Option<Regex>> =
    pattern!(r"(?i)(created|opened|submitted|filed|creation|opprettet|innsendt|meldt|åpnet)[^\n]{0,40}\n?\s*$");
static SENT: LazyLock<Option<Regex>> = pattern!(r"(?i)(sent|date|dato|sendt|received|mottatt)[^\n]{0,24}\n?\s*$");

/// The times in `text` with where they stand, in bytes.
pub(super) fn times(text: &str, zone: Tz) -> Vec<(FoundTime, usize, usize)> {
    let mut found: Vec<(FoundTime, usize, usize)> = Vec::new();
    for pattern in [&ISO, &NUMBERS, &DAY_FIRST, &MONTH_FIRST] {
        let Some(pattern) = pattern.as_ref() else { continue };
        for written in pattern.captures_iter(text).take(MOST) {
            let Some(whole) = written.get(0) else { continue };
            let before = text.get(..whole.start()).unwrap_or_default();
            let near = before.char_indices().rev().nth(60).and_then(|(at, _)| before.get(at..)).unwrap_or(before);
            if let Some(time) = time(&written, whole.as_str().trim(), zone, label(near)) {
                found.push((time, whole.start(), whole.end()));
            }
        }
    }
    found.sort_by_key(|(_, from, _)| *from);
    found.truncate(MOST);
    found
}

fn label(before: &str) -> TimeLabel {
    let says = |pattern: &LazyLock<Option<Regex>>| pattern.as_ref().is_some_and(|pattern| pattern.is_match(before));
    if says(&CREATED) {
        TimeLabel::Created
    } else if says(&SENT) {
        TimeLabel::Sent
    } else {
        TimeLabel::Other
    }
}

fn time(written: &Captures<'_>, whole: &str, home: Tz, label: TimeLabel) -> Option<FoundTime> {
    let number = |name: &str| written.name(name)?.as_str().parse::<u32>().ok();
    let half = written.name("half").map(|half| half.as_str().trim().to_ascii_lowercase());
    let clock = clock(number("hour")?, number("minute")?, number("second").unwrap_or(0), half.as_deref())?;
    let year = i32::try_from(number("year")?).ok()?;
    let date = |month, day| NaiveDate::from_ymd_opt(year, month, day);
    let dates: Vec<NaiveDate> = if let (Some(one), Some(two)) = (number("one"), number("two")) {
        // Points are written between day and month alone; half days go with the month first.
        let (day_first, month_first) = (date(two, one), date(one, two));
        match written.name("sign").map(|sign| sign.as_str()) {
            Some(".") => day_first.into_iter().collect(),
            _ if half.is_some() => month_first.or(day_first).into_iter().collect(),
            _ if day_first == month_first => day_first.into_iter().collect(),
            _ => day_first.into_iter().chain(month_first).collect(),
        }
    } else {
        let month = number("m").or_else(|| written.name("month").and_then(|name| month(name.as_str())))?;
        date(month, number("d")?).into_iter().collect()
    };
    let named = written.name("zone").map(|zone| zone.as_str().trim().trim_matches(['(', ')']).to_owned());
    let zone = named.filter(|zone| !zone.is_empty());
    let known = zone.as_deref().and_then(Zone::of);
    let mut readings: Vec<DateTime<Utc>> =
        dates.into_iter().flat_map(|date| known.unwrap_or(Zone::Named(home)).instants(date.and_time(clock))).collect();
    readings.sort();
    readings.dedup();
    if readings.is_empty() {
        return None;
    }
    let only = match readings.as_slice() {
        &[only] => Some(only),
        _ => None,
    };
    Some(FoundTime {
        at: only,
        readings: if only.is_some() { Vec::new() } else { readings },
        written: whole.to_owned(),
        zone_assumed: known.is_none(),
        zone,
        label,
    })
}

fn clock(hour: u32, minute: u32, second: u32, half: Option<&str>) -> Option<NaiveTime> {
    let hour = match half.and_then(|half| half.chars().next()) {
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some('p') => hour % 12 + 12,
        Some(_) => hour % 12,
        None => hour,
    };
    NaiveTime::from_hms_opt(hour, minute, second)
}

fn month(name: &str) -> Option<u32> {
    let start: String = name.to_lowercase().chars().take(3).collect();
    let number = match start.as_str() {
        "jan" => 1,
        "feb" => 2,
        "mar" => 3,
        "apr" => 4,
        "may" | "mai" => 5,
        "jun" => 6,
        "jul" => 7,
        "aug" => 8,
        "sep" => 9,
        "oct" | "okt" => 10,
        "nov" => 11,
        "dec" | "des" => 12,
        _ => return None,
    };
    Some(number)
}

#[derive(Clone, Copy)]
enum Zone {
    Fixed(FixedOffset),
    Named(Tz),
}

impl Zone {
    /// A zone as it is written; none for what names several, such as CST and IST.
    fn of(written: &str) -> Option<Self> {
        let hours = |hours: i32| FixedOffset::east_opt(hours * 3600).map(Self::Fixed);
        let upper = written.to_uppercase().replace('−', "-");
        match upper.as_str() {
            "Z" | "UTC" | "GMT" => return hours(0),
            "CET" | "BST" => return hours(1),
            "CEST" | "EET" => return hours(2),
            "EEST" => return hours(3),
            "PST" => return hours(-8),
            "PDT" | "MST" => return hours(-7),
            "MDT" => return hours(-6),
            "EST" | "CDT" => return hours(-5),
            "EDT" => return hours(-4),
            "JST" => return hours(9),
            "PT" => return Some(Self::Named(Tz::America__Los_Angeles)),
            _ => {}
        }
        let offset = upper.trim_start_matches("UTC").trim_start_matches("GMT").trim();
        let (sign, digits) = match offset.split_at_checked(1)? {
            ("+", digits) => (1, digits),
            ("-", digits) => (-1, digits),
            _ => return None,
        };
        let (hour, minute) = match digits.split_once(':') {
            Some(parts) => parts,
            None if digits.len() == 4 => digits.split_at_checked(2)?,
            None => (digits, "0"),
        };
        let (hour, minute): (i32, i32) = (hour.parse().ok()?, minute.parse().ok()?);
        let fits = hour <= 14 && minute < 60;
        fits.then(|| FixedOffset::east_opt(sign * (hour * 3600 + minute * 60)).map(Self::Fixed)).flatten()
    }

    /// What a wall clock means: one instant, two where it happens twice, and where it is skipped both readings.
    fn instants(self, wall: NaiveDateTime) -> Vec<DateTime<Utc>> {
        match self {
            Self::Fixed(offset) => {
                offset.from_local_datetime(&wall).single().map(|at| at.to_utc()).into_iter().collect()
            }
            Self::Named(zone) => match zone.from_local_datetime(&wall) {
                MappedLocalTime::Single(at) => vec![at.to_utc()],
                MappedLocalTime::Ambiguous(one, other) => vec![one.to_utc(), other.to_utc()],
                MappedLocalTime::None => crate::wall_clock::around_gap(wall, zone),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_pattern_compiles() {
        for pattern in
            [&super::ISO, &super::NUMBERS, &super::DAY_FIRST, &super::MONTH_FIRST, &super::CREATED, &super::SENT]
        {
            assert!(pattern.is_some());
        }
    }
}
