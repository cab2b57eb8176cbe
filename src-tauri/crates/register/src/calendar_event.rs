//! What was written to calendars: without it an event could neither be changed nor called off in a calendar that has
//! already imported it. The program's own memory, without a trace in the history.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

use crate::error::{RegisterError, Result};
use crate::field::{self, Micros, instant_of};

pub(crate) const SCHEMA: &str = "
CREATE TABLE calendar_event (
    uid TEXT PRIMARY KEY,
    content TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    cancelled INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
";

/// What an event says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Content {
    pub(crate) summary: String,
    pub(crate) description: String,
    /// When (UTC); for a whole day, when that day is over.
    pub(crate) at: DateTime<Utc>,
    /// The day of an event that lasts all day.
    pub(crate) date: Option<NaiveDate>,
    /// How long before its start it reminds, in seconds.
    pub(crate) alarms: Vec<i64>,
}

/// An event as it was last written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Event {
    pub(crate) content: Content,
    /// Grows with every change.
    pub(crate) sequence: u32,
    pub(crate) cancelled: bool,
    /// When it was last changed (UTC, whole seconds as in the calendar).
    pub(crate) changed_at: DateTime<Utc>,
}

/// Everything that was ever written, by UID.
pub(crate) fn all(connection: &Connection) -> Result<BTreeMap<String, Event>> {
    let mut events = BTreeMap::new();
    let mut statement =
        connection.prepare_cached("SELECT uid, content, sequence, cancelled, changed_at FROM calendar_event")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let content: String = row.get("content")?;
        let event = Event {
            content: serde_json::from_str(&content).map_err(|_| RegisterError::Tampered { subject: None })?,
            sequence: row.get("sequence")?,
            cancelled: row.get("cancelled")?,
            changed_at: instant_of(row, "changed_at")?,
        };
        events.insert(row.get("uid")?, event);
    }
    Ok(events)
}

/// Keeps an event as it is written now.
pub(crate) fn keep(change: &Connection, uid: &str, event: &Event) -> Result<()> {
    let content = serde_json::to_string(&event.content).map_err(|_| RegisterError::Storage { code: 0 })?;
    change
        .prepare_cached(
            "INSERT OR REPLACE INTO calendar_event (uid, content, sequence, cancelled, changed_at)
             VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![
            uid,
            content,
            event.sequence,
            event.cancelled,
            Micros(field::instant("now", event.changed_at)?)
        ])?;
    Ok(())
}
