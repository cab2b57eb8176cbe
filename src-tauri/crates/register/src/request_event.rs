//! What happened to a request after it was filed: the events of its timeline.
//!
//! Filing, first response and the last closing stand in the request's own row; everything else is an event here. An
//! event is never changed: one that was noted by mistake is withdrawn, and the history keeps both.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Row, params};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::error::Result;
use crate::field::{self, Micros, instant_of, optional_instant_of};
use crate::history::{self, Action, Event};
use crate::record::{Record, RecordType};
use crate::register::Register;
use crate::request::Request;
use crate::word::words;

pub(crate) const SCHEMA: &str = "
CREATE TABLE request_event (
    id TEXT PRIMARY KEY,
    request TEXT NOT NULL REFERENCES request (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    at INTEGER NOT NULL,
    noted_at INTEGER NOT NULL,
    text TEXT,
    was TEXT,
    becomes TEXT,
    until INTEGER,
    removed_at INTEGER
) STRICT;
CREATE INDEX request_event_by_request ON request_event (request, at, id) WHERE removed_at IS NULL;
";

/// A note is no longer than this many characters.
pub(crate) const LONGEST_NOTE: usize = 10_000;

words! {
    /// What happened.
    EventKind {
        /// Filed with Microsoft.
        Filed = "filed",
        /// Microsoft waits for the customer: the clock stands.
        Paused = "paused",
        /// The customer has answered: the clock goes on.
        Resumed = "resumed",
        /// The severity was changed.
        Severity = "severity",
        /// Somebody else looks after it here.
        Holder = "holder",
        /// The first response came.
        FirstResponse = "first-response",
        /// Microsoft promised to get in touch by a certain time.
        NextContact = "next-contact",
        /// Something worth remembering.
        Note = "note",
        /// Closed.
        Closed = "closed",
        /// Opened again.
        Reopened = "reopened",
    }
}

/// An entry of a request's timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RequestEvent {
    /// The event's id; none for what stands in the request itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    /// What happened.
    pub kind: EventKind,
    /// When (UTC).
    pub at: DateTime<Utc>,
    /// When it was written down (UTC); none for what stands in the request itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub noted_at: Option<DateTime<Utc>>,
    /// The reason of a pause, a closing or a reopening; the words of a note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The severity or holder before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The severity or holder after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// The time promised (UTC).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<DateTime<Utc>>,
}

/// An event's row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct StoredEvent {
    pub(crate) id: Uuid,
    pub(crate) request: Uuid,
    pub(crate) kind: EventKind,
    pub(crate) at: DateTime<Utc>,
    pub(crate) noted_at: DateTime<Utc>,
    pub(crate) text: Option<String>,
    pub(crate) was: Option<String>,
    pub(crate) becomes: Option<String>,
    pub(crate) until: Option<DateTime<Utc>>,
}

impl RequestEvent {
    fn plain(kind: EventKind, at: DateTime<Utc>) -> Self {
        Self { id: None, kind, at, noted_at: None, reason: None, from: None, to: None, until: None }
    }
}

impl Register {
    /// The timeline of a request, oldest first: filing, first response, closing, and all events in between.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn timeline(&self, request: &Request) -> Result<Vec<RequestEvent>> {
        let events = self.read(|connection| events_of(connection, request.id))?;
        Ok(timeline(request, &events))
    }
}

/// The entries of a request and its events, by time; what happens at the same instant in the order of [`EventKind`],
/// but a pause ends before the next begins.
pub(crate) fn timeline(request: &Request, events: &[StoredEvent]) -> Vec<RequestEvent> {
    let mut entries = vec![RequestEvent::plain(EventKind::Filed, request.filed_at)];
    entries.extend(request.responded_at.map(|at| RequestEvent::plain(EventKind::FirstResponse, at)));
    entries.extend(
        request.closed_at.map(|at| RequestEvent {
            reason: request.close_reason.clone(),
            ..RequestEvent::plain(EventKind::Closed, at)
        }),
    );
    entries.extend(events.iter().map(|event| RequestEvent {
        id: Some(event.id),
        kind: event.kind,
        at: event.at,
        noted_at: Some(event.noted_at),
        reason: event.text.clone(),
        from: event.was.clone(),
        to: event.becomes.clone(),
        until: event.until,
    }));
    let later = |kind| !matches!(kind, EventKind::Filed | EventKind::Resumed);
    entries.sort_by_key(|entry| (entry.at, later(entry.kind), entry.kind));
    entries
}

/// The events of a request, by time; of two pauses that touch, the first ends before the second begins.
pub(crate) fn events_of(connection: &Connection, request: Uuid) -> Result<Vec<StoredEvent>> {
    let sql = format!(
        "SELECT {} FROM request_event WHERE request = ?1 AND removed_at IS NULL
         ORDER BY at, kind <> 'resumed', id",
        StoredEvent::COLUMNS
    );
    let events = connection
        .prepare_cached(&sql)?
        .query_map([request.to_string()], StoredEvent::read)?
        .collect::<rusqlite::Result<_>>()?;
    Ok(events)
}

/// Writes an event with its row of history.
pub(crate) fn add(change: &Connection, register: &Register, event: &StoredEvent) -> Result<()> {
    change
        .prepare_cached(
            "INSERT INTO request_event (id, request, kind, at, noted_at, text, was, becomes, until)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute(params![
            event.id.to_string(),
            event.request.to_string(),
            event.kind,
            Micros(event.at),
            Micros(event.noted_at),
            event.text,
            event.was,
            event.becomes,
            event.until.map(Micros),
        ])?;
    history::added(change, register.actor(), event.noted_at, event)
}

/// Takes an event back, with a row of history that keeps it.
pub(crate) fn withdraw(
    change: &Connection,
    register: &Register,
    event: &StoredEvent,
    now: DateTime<Utc>,
) -> Result<()> {
    change.execute(
        "UPDATE request_event SET removed_at = ?2 WHERE id = ?1",
        params![event.id.to_string(), Micros(now)],
    )?;
    let row = Event {
        at: now,
        record: RecordType::RequestEvent,
        id: event.id,
        action: Action::Removed,
        before: history::json(event),
        after: None,
    };
    history::write(change, register.actor(), row)
}

impl StoredEvent {
    pub(crate) fn new(request: Uuid, kind: EventKind, at: DateTime<Utc>, now: DateTime<Utc>) -> Self {
        let id = field::new_id(now);
        Self { id, request, kind, at, noted_at: now, text: None, was: None, becomes: None, until: None }
    }
}

impl Record for StoredEvent {
    const TYPE: RecordType = RecordType::RequestEvent;
    const COLUMNS: &str = "id, request, kind, at, noted_at, text, was, becomes, until";
    const NAME: &str = "kind";

    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: field::id_of(row, "id")?,
            request: field::id_of(row, "request")?,
            kind: row.get("kind")?,
            at: instant_of(row, "at")?,
            noted_at: instant_of(row, "noted_at")?,
            text: row.get("text")?,
            was: row.get("was")?,
            becomes: row.get("becomes")?,
            until: optional_instant_of(row, "until")?,
        })
    }

    fn id(&self) -> Uuid {
        self.id
    }

    fn name(&self) -> &str {
        self.kind.as_str()
    }
}
