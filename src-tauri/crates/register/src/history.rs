//! The history: one row for every change, chained by hash.
//!
//! A later edit of a row breaks the chain, and each row holds a digest of the record after the change,
//! so a record edited outside the program shows as well. It is evidence against accidents and
//! outsiders, not against the owner of the file (`security.md` 3.7).

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::actor::{Actor, Through};
use crate::error::Result;
use crate::field::{self, instant_of};
use crate::history_chain::{Link, digest};
use crate::record::{Record, RecordType};
use crate::register::Register;
use crate::search::record_index;
use crate::word::words;

/// `AUTOINCREMENT` keeps the highest number ever given, so that rows cut off at the end are missed.
pub(crate) const SCHEMA: &str = "
CREATE TABLE change (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    through TEXT NOT NULL,
    type TEXT NOT NULL,
    id TEXT NOT NULL,
    action TEXT NOT NULL,
    before TEXT,
    after TEXT,
    digest BLOB,
    hash BLOB NOT NULL
) STRICT;
CREATE INDEX change_by_subject ON change (id, seq);
";

words! {
    /// What was done.
    Action {
        /// Added.
        Added = "added",
        /// Changed.
        Changed = "changed",
        /// The first response was recorded.
        Responded = "responded",
        /// Closed.
        Closed = "closed",
        /// Put on hold.
        Paused = "paused",
        /// Taken off hold.
        Resumed = "resumed",
        /// Opened again.
        Reopened = "reopened",
        /// Removed; can be brought back.
        Removed = "removed",
        /// Brought back.
        Restored = "restored",
        /// Removed for good.
        Purged = "purged",
        /// A secret was shown.
        Revealed = "revealed",
        /// A secret was copied.
        Copied = "copied",
        /// The secrets were locked.
        Locked = "locked",
        /// The secrets were unlocked after they had been locked.
        Unlocked = "unlocked",
    }
}

/// One row of history. `before` and `after` hold the record without its secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Counts from 1 without gaps. The order of changes, also when the clock was set back.
    pub seq: i64,
    /// When (UTC).
    pub at: DateTime<Utc>,
    /// Who.
    pub who: String,
    /// Through which program.
    pub through: Through,
    /// The record's type.
    #[serde(rename = "type")]
    pub record: RecordType,
    /// The record's id.
    pub id: Uuid,
    /// What was done.
    pub action: Action,
    /// The record before.
    pub before: Option<Value>,
    /// The record after; for a secret shown or copied, which one.
    pub after: Option<Value>,
}

impl Change {
    /// The record's name, or a request's title, as far as the change names it.
    pub fn name(&self) -> Option<&str> {
        let records = [&self.after, &self.before].into_iter().flatten();
        records.into_iter().find_map(|record| {
            ["name", "title", "display_name"].into_iter().find_map(|field| record.get(field)?.as_str())
        })
    }
}

impl Register {
    /// What a change is about, by its record's name or, where it has none, by the title of the request it belongs to.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn name_of(&self, change: &Change) -> Result<Option<String>> {
        if let Some(name) = change.name() {
            return Ok(Some(name.to_owned()));
        }
        let records = [&change.after, &change.before].into_iter().flatten();
        let Some(request) = records.into_iter().find_map(|record| record.get("request")?.as_str()) else {
            return Ok(None);
        };
        self.read(|connection| {
            let title = connection
                .prepare_cached("SELECT title FROM request WHERE id = ?1")?
                .query_row([request], |row| row.get(0))
                .optional()?;
            Ok(title)
        })
    }
}

/// Writes the row for a record that was added.
pub(crate) fn added<R: Record>(change: &Connection, actor: &Actor, at: DateTime<Utc>, after: &R) -> Result<()> {
    write_text(change, actor, (at, R::TYPE, after.id(), Action::Added), (None, json_text(after)))
}

/// Writes the row for a record that was changed.
pub(crate) fn changed<R: Record>(
    change: &Connection,
    actor: &Actor,
    at: DateTime<Utc>,
    action: Action,
    before: &R,
    after: &R,
) -> Result<()> {
    write_text(change, actor, (at, R::TYPE, after.id(), action), (json_text(before), json_text(after)))
}

/// What happened to a record.
pub(crate) struct Event {
    pub(crate) at: DateTime<Utc>,
    pub(crate) record: RecordType,
    pub(crate) id: Uuid,
    pub(crate) action: Action,
    pub(crate) before: Option<Value>,
    pub(crate) after: Option<Value>,
}

/// Writes one row, in the caller's transaction and after the record itself was written, and brings the search index
/// into step.
pub(crate) fn write(change: &Connection, actor: &Actor, event: Event) -> Result<()> {
    let (record, id) = (event.record, event.id);
    write_one_of_many(change, actor, event)?;
    record_index::refresh(change, record, id)
}

/// As [`write()`], without the search index: whoever writes many brings that into step for all of them together.
pub(crate) fn write_one_of_many(change: &Connection, actor: &Actor, event: Event) -> Result<()> {
    let Event { at, record, id, action, before, after } = event;
    let text = |value: Option<Value>| value.map(|value| value.to_string());
    append(change, actor, (at, record, id, action), (text(before), text(after)))
}

/// Writes one row with the record as it will stand there, and brings the search index into step.
fn write_text(
    change: &Connection,
    actor: &Actor,
    (at, record, id, action): (DateTime<Utc>, RecordType, Uuid, Action),
    text: (Option<String>, Option<String>),
) -> Result<()> {
    append(change, actor, (at, record, id, action), text)?;
    record_index::refresh(change, record, id)
}

/// Adds a row to the end of the chain.
fn append(
    change: &Connection,
    actor: &Actor,
    (at, record, id, action): (DateTime<Utc>, RecordType, Uuid, Action),
    (before, after): (Option<String>, Option<String>),
) -> Result<()> {
    let last: Option<(i64, Vec<u8>)> = change
        .prepare_cached("SELECT seq, hash FROM change ORDER BY seq DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (seq, previous) = last.map_or((1, Vec::new()), |(seq, hash)| (seq + 1, hash));
    let mut row = Link {
        seq,
        at: at.timestamp_micros(),
        who: actor.who.clone(),
        through: actor.through.to_string(),
        record: record.to_string(),
        id: id.to_string(),
        action: action.to_string(),
        before,
        after,
        digest: digest(change, record, id)?.map(Vec::from),
        hash: Vec::new(),
    };
    row.hash = row.hash_after(&previous).to_vec();
    change
        .prepare_cached(
            "INSERT INTO change (seq, at, who, through, type, id, action, before, after, digest, hash)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        )?
        .execute(params![
            row.seq,
            row.at,
            row.who,
            row.through,
            row.record,
            row.id,
            row.action,
            row.before,
            row.after,
            row.digest,
            row.hash,
        ])?;
    Ok(())
}

/// The changes of one record or of all, oldest first.
pub(crate) fn list(connection: &Connection, subject: Option<Uuid>) -> Result<Vec<Change>> {
    const COLUMNS: &str = "seq, at, who, through, type, id, action, before, after";
    let changes = match subject {
        Some(id) => connection
            .prepare_cached(&format!("SELECT {COLUMNS} FROM change WHERE id = ?1 ORDER BY seq"))?
            .query_map([id.to_string()], Change::read)?
            .collect::<rusqlite::Result<_>>()?,
        None => connection
            .prepare_cached(&format!("SELECT {COLUMNS} FROM change ORDER BY seq"))?
            .query_map([], Change::read)?
            .collect::<rusqlite::Result<_>>()?,
    };
    Ok(changes)
}

/// All changes, one after the other, oldest first.
pub(crate) fn each(connection: &Connection, mut take: impl FnMut(Change) -> Result<()>) -> Result<()> {
    const SQL: &str = "SELECT seq, at, who, through, type, id, action, before, after FROM change ORDER BY seq";
    let mut statement = connection.prepare_cached(SQL)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        take(Change::read(row)?)?;
    }
    Ok(())
}

/// A page of changes, the newest first.
pub(crate) fn page(
    connection: &Connection,
    subject: Option<Uuid>,
    before: Option<i64>,
    most: u32,
) -> Result<Vec<Change>> {
    const COLUMNS: &str = "seq, at, who, through, type, id, action, before, after";
    // Two statements, so that each is answered from its index.
    let of = if subject.is_some() { "id = ?1" } else { "?1 IS NULL" };
    let sql = format!("SELECT {COLUMNS} FROM change WHERE {of} AND seq < ?2 ORDER BY seq DESC LIMIT ?3");
    let changes = connection
        .prepare_cached(&sql)?
        .query_map(params![subject.map(|id| id.to_string()), before.unwrap_or(i64::MAX), most], Change::read)?
        .collect::<rusqlite::Result<_>>()?;
    Ok(changes)
}

/// When the last change was made.
pub(crate) fn last(connection: &Connection) -> Result<Option<DateTime<Utc>>> {
    let last = connection
        .prepare_cached("SELECT at FROM change ORDER BY seq DESC LIMIT 1")?
        .query_row([], |row| instant_of(row, "at"))
        .optional()?;
    Ok(last)
}

/// How many changes were made after an instant, or at all.
pub(crate) fn count_after(connection: &Connection, since: Option<DateTime<Utc>>) -> Result<u32> {
    let sql = "SELECT count(*) FROM change WHERE ?1 IS NULL OR at > ?1";
    Ok(connection.prepare_cached(sql)?.query_row([since.map(field::Micros)], |row| row.get(0))?)
}

/// The changes from one number to another, oldest first.
pub(crate) fn between(connection: &Connection, first: i64, last: i64) -> Result<Vec<Change>> {
    let changes = connection
        .prepare_cached(
            "SELECT seq, at, who, through, type, id, action, before, after FROM change
             WHERE seq BETWEEN ?1 AND ?2 ORDER BY seq",
        )?
        .query_map([first, last], Change::read)?
        .collect::<rusqlite::Result<_>>()?;
    Ok(changes)
}

/// The number of the last change; 0 when there is none.
pub(crate) fn last_number(connection: &Connection) -> Result<i64> {
    Ok(connection.query_row("SELECT coalesce(max(seq), 0) FROM change", [], |row| row.get(0))?)
}

/// A record as its last change left it, without its secrets.
pub(crate) fn latest(connection: &Connection, id: Uuid) -> Result<Option<Value>> {
    let latest = connection
        .prepare_cached("SELECT after FROM change WHERE id = ?1 AND after IS NOT NULL AND action NOT IN ('revealed', 'copied') ORDER BY seq DESC LIMIT 1")?
        .query_row([id.to_string()], |row| field::parse_of(row, "after"))
        .optional()?;
    Ok(latest.flatten())
}

/// A record as JSON. Records hold no secrets; the numbers in them are finite and their keys are text, so
/// there is nothing to fail.
pub(crate) fn json(record: &impl Serialize) -> Option<Value> {
    serde_json::to_value(record).ok()
}

/// [`json`] as text, without the detour over a tree.
fn json_text(record: &impl Serialize) -> Option<String> {
    serde_json::to_string(record).ok()
}

impl Change {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            seq: row.get("seq")?,
            at: instant_of(row, "at")?,
            who: row.get("who")?,
            through: row.get("through")?,
            record: row.get("type")?,
            id: field::id_of(row, "id")?,
            action: row.get("action")?,
            before: field::parse_of(row, "before")?,
            after: field::parse_of(row, "after")?,
        })
    }
}
