//! What a value must be like before it is stored, and how columns are read back.

use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, NaiveDate, SubsecRound, TimeDelta, TimeZone, Utc};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, Type, Value, ValueRef};
use rusqlite::{Row, ToSql, types::ToSqlOutput};
use unicode_normalization::UnicodeNormalization;
use uuid::{ContextV7, Uuid};

use crate::error::{RegisterError, Result};
use crate::flaw::Flaw;

pub(crate) const LONGEST_NAME: usize = 200;
pub(crate) const LONGEST_TITLE: usize = 500;
pub(crate) const LONGEST_SECRET: usize = 512;
pub(crate) const LONGEST_WORD: usize = 64;
/// How far Microsoft's clock and this machine's may be apart. More is a slip: a wrong day, or a zone left out.
const CLOCKS_DIFFER: TimeDelta = TimeDelta::minutes(5);

/// A text that people read: trimmed, NFC, 1 to `longest` characters, nothing invisible that would change
/// how it is shown.
pub(crate) fn text(field: &'static str, value: &str, longest: usize) -> Result<String> {
    let value: String = value.trim().nfc().collect();
    if value.is_empty() {
        return Err(RegisterError::invalid(field, Flaw::Required));
    }
    if value.chars().count() > longest {
        return Err(RegisterError::invalid(field, Flaw::TooLong));
    }
    if value.chars().any(|c| c.is_control() || changes_direction(c)) {
        return Err(RegisterError::invalid(field, Flaw::ControlCharacter));
    }
    Ok(value)
}

/// A text of several lines: as [`text`], with line breaks and tabs kept.
pub(crate) fn prose(field: &'static str, value: &str, longest: usize) -> Result<String> {
    let value: String = value.trim().replace("\r\n", "\n").nfc().collect();
    if value.is_empty() {
        return Err(RegisterError::invalid(field, Flaw::Required));
    }
    if value.chars().count() > longest {
        return Err(RegisterError::invalid(field, Flaw::TooLong));
    }
    if value.chars().any(|c| (c.is_control() && !matches!(c, '\n' | '\t')) || changes_direction(c)) {
        return Err(RegisterError::invalid(field, Flaw::ControlCharacter));
    }
    Ok(value)
}

/// An instant of something that has happened: not ahead of this machine's clock by more than clocks differ.
pub(crate) fn past(field: &'static str, at: DateTime<Utc>, now: DateTime<Utc>) -> Result<DateTime<Utc>> {
    if at > now + CLOCKS_DIFFER {
        return Err(RegisterError::invalid(field, Flaw::InTheFuture));
    }
    instant(field, at)
}

/// An optional text; blank is the same as absent.
pub(crate) fn optional_text(field: &'static str, value: Option<&str>, longest: usize) -> Result<Option<String>> {
    value.filter(|text| !text.trim().is_empty()).map(|value| text(field, value, longest)).transpose()
}

/// An id of the edition's data: `[a-z0-9]` and single hyphens. Whether it exists is the policy's business.
pub(crate) fn word(field: &'static str, value: &str) -> Result<String> {
    let value = text(field, value, LONGEST_WORD)?;
    let sound = value
        .split('-')
        .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()));
    if sound { Ok(value) } else { Err(RegisterError::invalid(field, Flaw::Malformed)) }
}

/// An ISO 3166-1 alpha-2 code, upper case.
pub(crate) fn country(field: &'static str, value: &str) -> Result<String> {
    let value = text(field, value, LONGEST_WORD)?.to_uppercase();
    let sound = value.len() == 2 && value.bytes().all(|b| b.is_ascii_uppercase());
    if sound { Ok(value) } else { Err(RegisterError::invalid(field, Flaw::Malformed)) }
}

/// An IANA zone.
pub(crate) fn zone(field: &'static str, value: &str) -> Result<String> {
    let value = text(field, value, LONGEST_WORD)?;
    match value.parse::<chrono_tz::Tz>() {
        Ok(zone) => Ok(zone.name().to_owned()),
        Err(_) => Err(RegisterError::invalid(field, Flaw::UnknownZone)),
    }
}

/// A directory id as Microsoft shows it, lower case with hyphens.
pub(crate) fn guid(field: &'static str, value: &str) -> Result<String> {
    let value = text(field, value, LONGEST_WORD)?;
    match Uuid::try_parse(&value) {
        Ok(id) => Ok(id.hyphenated().to_string()),
        Err(_) => Err(RegisterError::invalid(field, Flaw::Malformed)),
    }
}

/// An optional directory or object id; blank is the same as absent.
pub(crate) fn optional_guid(field: &'static str, value: Option<&str>) -> Result<Option<String>> {
    value.filter(|value| !value.trim().is_empty()).map(|value| guid(field, value)).transpose()
}

/// A role: a template id of Entra, or an id of the edition's data.
pub(crate) fn role(field: &'static str, value: &str) -> Result<String> {
    guid(field, value).or_else(|_| word(field, value))
}

/// Roles, sorted and each once.
pub(crate) fn roles(field: &'static str, values: &[String]) -> Result<Vec<String>> {
    let roles = values.iter().map(|value| role(field, value)).collect::<Result<std::collections::BTreeSet<_>>>()?;
    Ok(roles.into_iter().collect())
}

/// An instant from 2000 to 9999, to the microsecond that is stored.
pub(crate) fn instant(field: &'static str, at: DateTime<Utc>) -> Result<DateTime<Utc>> {
    if at < first_instant() {
        return Err(RegisterError::invalid(field, Flaw::TooEarly));
    }
    date(field, at.date_naive())?;
    Ok(at.trunc_subsecs(6))
}

/// A date from 1900 to 9999: four digits, so that text sorts as dates do.
pub(crate) fn date(field: &'static str, date: NaiveDate) -> Result<NaiveDate> {
    use chrono::Datelike;
    match date.year() {
        ..1900 => Err(RegisterError::invalid(field, Flaw::TooEarly)),
        1900..=9999 => Ok(date),
        _ => Err(RegisterError::invalid(field, Flaw::TooLate)),
    }
}

/// An Access ID, contract ID or password: trimmed, otherwise kept exactly, with leading zeros and case.
pub(crate) fn secret(field: &'static str, value: &str) -> Result<()> {
    if value.is_empty() {
        return Err(RegisterError::invalid(field, Flaw::Required));
    }
    if value.chars().count() > LONGEST_SECRET {
        return Err(RegisterError::invalid(field, Flaw::TooLong));
    }
    if value.chars().any(|c| c.is_control() || changes_direction(c)) {
        return Err(RegisterError::invalid(field, Flaw::ControlCharacter));
    }
    Ok(())
}

/// Case numbers: 16 digits of which the first six are the day of filing (YYMMDD), or an older form: 8 to 15
/// digits, or 8 to 20 letters and digits.
pub(crate) fn case_number(field: &'static str, value: &str) -> Result<String> {
    let value = as_copied(&text(field, value, LONGEST_WORD)?);
    if !value.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Err(RegisterError::invalid(field, Flaw::Malformed));
    }
    if value.len() < 8 {
        return Err(RegisterError::invalid(field, Flaw::TooShort));
    }
    if value.len() > 20 {
        return Err(RegisterError::invalid(field, Flaw::TooLong));
    }
    let digits_alone = value.bytes().all(|b| b.is_ascii_digit());
    if digits_alone && value.len() > 16 {
        return Err(RegisterError::invalid(field, Flaw::TooLong));
    }
    if digits_alone && value.len() == 16 && value.get(..6).is_none_or(|day| !is_day(day)) {
        return Err(RegisterError::invalid(field, Flaw::Malformed));
    }
    Ok(value)
}

/// A case number without what is copied along with it: spaces between the digits, and what mails put before it.
fn as_copied(number: &str) -> String {
    let upper: String = number.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_uppercase();
    let bare = ["TRACKINGID", "CASENUMBER", "CASE", "SAKSNUMMER", "SAK"].into_iter().find_map(|word| {
        let rest = upper.strip_prefix(word)?.trim_start_matches(['#', ':']);
        rest.starts_with(|c: char| c.is_ascii_digit()).then_some(rest)
    });
    bare.unwrap_or(&upper).trim_start_matches('#').to_owned()
}

/// What the last id of this process was, so that the next one sorts after it.
static LAST_ID: Mutex<ContextV7> = Mutex::new(ContextV7::new());

/// An id for a new record, made at `now`. The first part is the time, so ids sort by age; those made within one millisecond, or
/// after the clock was set back while the program runs, sort in the order they were made.
pub(crate) fn new_id(now: DateTime<Utc>) -> Uuid {
    let seconds = u64::try_from(now.timestamp()).unwrap_or(0);
    let last = LAST_ID.lock().unwrap_or_else(PoisonError::into_inner);
    Uuid::new_v7(uuid::Timestamp::from_unix(&*last, seconds, now.timestamp_subsec_nanos()))
}

/// An instant as it is kept in SQL: microseconds since 1970 in UTC, which sort and compare as instants do.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Micros(pub(crate) DateTime<Utc>);

impl ToSql for Micros {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.timestamp_micros().into())
    }
}

impl From<Micros> for Value {
    fn from(at: Micros) -> Self {
        at.0.timestamp_micros().into()
    }
}

impl FromSql for Micros {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let micros = value.as_i64()?;
        DateTime::from_timestamp_micros(micros).map(Self).ok_or(FromSqlError::OutOfRange(micros))
    }
}

/// Reads an instant.
pub(crate) fn instant_of(row: &Row<'_>, column: &str) -> rusqlite::Result<DateTime<Utc>> {
    row.get::<_, Micros>(column).map(|at| at.0)
}

/// Reads an optional instant.
pub(crate) fn optional_instant_of(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<DateTime<Utc>>> {
    row.get::<_, Option<Micros>>(column).map(|at| at.map(|at| at.0))
}

/// Reads an id.
pub(crate) fn id_of(row: &Row<'_>, column: &str) -> rusqlite::Result<Uuid> {
    parse_of(row, column).and_then(|id| id.ok_or(rusqlite::Error::IntegralValueOutOfRange(0, 0)))
}

/// Reads a value that is kept as text by the place of its column: there may be very many rows.
pub(crate) fn parsed<T: std::str::FromStr>(row: &Row<'_>, place: usize) -> rusqlite::Result<T> {
    row.get_ref(place)?.as_str().ok().and_then(|text| text.parse().ok()).ok_or_else(|| not_parsed(place))
}

/// Reads an optional value that is kept as text by the place of its column.
pub(crate) fn parsed_optional<T: std::str::FromStr>(row: &Row<'_>, place: usize) -> rusqlite::Result<Option<T>> {
    let text = row.get_ref(place)?.as_str_or_null().map_err(|_| not_parsed(place))?;
    text.map(|text| text.parse().map_err(|_| not_parsed(place))).transpose()
}

/// A column that holds something else than it should.
pub(crate) fn not_parsed(place: usize) -> rusqlite::Error {
    rusqlite::Error::InvalidColumnType(place, "text".to_owned(), Type::Text)
}

/// Reads an optional value that is kept as text.
pub(crate) fn parse_of<T: std::str::FromStr>(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<T>> {
    let text: Option<String> = row.get(column)?;
    let parse =
        |text: String| text.parse().map_err(|_| rusqlite::Error::InvalidColumnType(0, column.into(), Type::Text));
    text.map(parse).transpose()
}

/// Reads an optional value that is kept as JSON.
pub(crate) fn json_of<T: serde::de::DeserializeOwned>(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<T>> {
    let text: Option<String> = row.get(column)?;
    let parse = |text: String| {
        serde_json::from_str(&text).map_err(|_| rusqlite::Error::InvalidColumnType(0, column.into(), Type::Text))
    };
    text.map(parse).transpose()
}

/// Characters that make a text read in another direction than it is written: the explicit marks,
/// embeddings, overrides and isolates.
pub(crate) fn changes_direction(c: char) -> bool {
    matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

fn is_day(yymmdd: &str) -> bool {
    NaiveDate::parse_from_str(&format!("20{yymmdd}"), "%Y%m%d").is_ok()
}

fn first_instant() -> DateTime<Utc> {
    Utc.timestamp_opt(946_684_800, 0).single().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_sort_in_the_order_they_were_made() {
        let now = DateTime::from_timestamp_millis(1_795_000_000_000).unwrap();
        let mut last = new_id(now);
        for later in [0, 0, 0, -3_600_000, 0, 1, 1, 2].map(TimeDelta::milliseconds) {
            let id = new_id(now + later);
            assert!(id > last, "{id} after {last}, {later} later");
            last = id;
        }
    }
}
