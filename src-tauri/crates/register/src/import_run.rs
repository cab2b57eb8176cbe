//! Imports that were made: what each brought, and undoing one as a whole.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::access_assignment::AccessAssignment;
use crate::actor::Actor;
use crate::delegation::Delegation;
use crate::error::{RegisterError, Result};
use crate::field::{self, Micros, instant_of, optional_instant_of};
use crate::group::Group;
use crate::history::{self, Action, Change, Event};
use crate::import::{FileReport, Format};
use crate::membership::Membership;
use crate::person::Person;
use crate::record::{RecordType, Reference};
use crate::register::Register;
use crate::role_assignment::RoleAssignment;
use crate::search::record_index;
use crate::subscription::Subscription;
use crate::watch::{Stage, Watch};
use crate::{kept, removed, request_import, sighting, tenant};

/// The changes of an import are the rows of history from `first_change` to `last_change`; those of taking it back are
/// the ones from `undo_first` to `undo_last`.
pub(crate) const SCHEMA: &str = "
CREATE TABLE import_run (
    id TEXT PRIMARY KEY,
    at INTEGER NOT NULL,
    files TEXT NOT NULL,
    first_change INTEGER NOT NULL,
    last_change INTEGER NOT NULL,
    undone_at INTEGER,
    undo_first INTEGER,
    undo_last INTEGER
) STRICT;
CREATE INDEX import_run_by_time ON import_run (at);
";

/// A file of an import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ImportedFile {
    /// The file's name, without its folder.
    pub file: String,
    /// What it was.
    pub format: Format,
    /// Rows that brought something new.
    pub added: u32,
    /// Rows that changed something.
    pub changed: u32,
    /// Records marked as missing.
    pub missing: u32,
}

/// An import that changed something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ImportRun {
    /// Its id.
    pub id: Uuid,
    /// When (UTC).
    pub at: DateTime<Utc>,
    /// Its files.
    pub files: Vec<ImportedFile>,
    /// When it was undone (UTC).
    pub undone_at: Option<DateTime<Utc>>,
}

impl Register {
    /// The imports that changed something, newest first.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn imports(&self) -> Result<Vec<ImportRun>> {
        self.read(|connection| {
            let runs = connection
                .prepare_cached("SELECT id, at, files, undone_at FROM import_run ORDER BY at DESC, id DESC")?
                .query_map([], read)?
                .collect::<rusqlite::Result<_>>()?;
            Ok(runs)
        })
    }

    /// Undoes an import: takes away what it added, puts back what it changed. All of it or none.
    ///
    /// # Errors
    /// [`RegisterError::NotFound`] for an import that is not there or was undone; [`RegisterError::ChangedSince`] when
    /// what it brought was changed later; [`RegisterError::InUse`] when others refer to it; [`RegisterError::Cancelled`].
    pub fn undo_import(&self, id: Uuid, now: DateTime<Utc>, watch: &Watch) -> Result<ImportRun> {
        let now = field::instant("now", now)?;
        self.write_if(true, |change| {
            let missing = || RegisterError::NotFound { what: RecordType::Import, name: id.to_string() };
            let (first, last): (i64, i64) = change
                .query_row(
                    "SELECT first_change, last_change FROM import_run WHERE id = ?1 AND undone_at IS NULL",
                    [id.to_string()],
                    |row| Ok((row.get(0)?, row.get(1)?)),
                )
                .optional()?
                .ok_or_else(missing)?;
            refuse_changed_since(change, first, last)?;
            let before = history::last_number(change)?;
            let rows = history::between(change, first, last)?;
            let mut gone = Vec::new();
            for (done, row) in (0_u64..).zip(rows.iter().rev()) {
                if done.is_multiple_of(STEP) && !watch.tell(Stage::Writing, done, rows.len() as u64) {
                    return Err(RegisterError::Cancelled);
                }
                match (&row.action, &row.before) {
                    (Action::Added, _) => {
                        take_away(change, self.actor(), row, now)?;
                        gone.push((row.record, row.id));
                    }
                    (_, Some(before)) => put_back(change, self.actor(), row.record, before, now)?,
                    (_, None) => {}
                }
            }
            record_index::forget(change, &gone)?;
            sighting::forget(change, id)?;
            change.execute(
                "UPDATE import_run SET undone_at = ?2, undo_first = ?3, undo_last = ?4 WHERE id = ?1",
                params![id.to_string(), Micros(now), before + 1, history::last_number(change)?],
            )?;
            Ok(change.query_row(
                "SELECT id, at, files, undone_at FROM import_run WHERE id = ?1",
                [id.to_string()],
                read,
            )?)
        })
        .map_err(|error: RegisterError| error.at(&self.home.register()))
    }
}

/// Notes an import that changed something, in its own transaction.
pub(crate) fn note(
    change: &Connection,
    (id, now): (Uuid, DateTime<Utc>),
    reports: &[FileReport],
    before: i64,
) -> Result<bool> {
    let last = history::last_number(change)?;
    if last == before {
        return Ok(false);
    }
    let files: Vec<ImportedFile> = reports
        .iter()
        .map(|report| ImportedFile {
            file: report.file.clone(),
            format: report.format,
            added: report.added,
            changed: report.changed,
            missing: report.missing,
        })
        .collect();
    let files = serde_json::to_string(&files).map_err(|_| RegisterError::Storage { code: 0 })?;
    change.execute(
        "INSERT INTO import_run (id, at, files, first_change, last_change) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![id.to_string(), Micros(now), files, before + 1, last],
    )?;
    Ok(true)
}

fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<ImportRun> {
    let files: String = row.get("files")?;
    Ok(ImportRun {
        id: field::id_of(row, "id")?,
        at: instant_of(row, "at")?,
        files: serde_json::from_str(&files).unwrap_or_default(),
        undone_at: optional_instant_of(row, "undone_at")?,
    })
}

/// Later imports that were taken back left everything as they found it, so they are no later changes.
fn refuse_changed_since(change: &Connection, first: i64, last: i64) -> Result<()> {
    let later = change
        .prepare(
            "SELECT DISTINCT later.type, later.id, coalesce(later.after, later.before) AS said
             FROM change later JOIN change mine ON mine.id = later.id
             WHERE later.seq > ?2 AND mine.seq BETWEEN ?1 AND ?2 AND NOT EXISTS (
                 SELECT 1 FROM import_run undone WHERE undone.undone_at IS NOT NULL
                 AND (later.seq BETWEEN undone.first_change AND undone.last_change
                      OR later.seq BETWEEN undone.undo_first AND undone.undo_last))
             LIMIT 5",
        )?
        .query_map([first, last], |row| {
            let said: Option<Value> = field::parse_of(row, "said")?;
            let id = field::id_of(row, "id")?;
            Ok(Reference {
                record: row.get("type")?,
                id,
                name: name_of(said.as_ref()).unwrap_or_else(|| id.to_string()),
            })
        })?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    if later.is_empty() { Ok(()) } else { Err(RegisterError::ChangedSince { records: later }) }
}

fn name_of(record: Option<&Value>) -> Option<String> {
    let record = record?;
    ["name", "display_name", "title", "action"].iter().find_map(|key| Some(record.get(key)?.as_str()?.to_owned()))
}

/// How many rows are undone between two looks at whether to go on.
const STEP: u64 = 100;

/// Deletes what the import added: nothing but the history need remember it, for the file can be imported again. The search
/// index is brought into step for all of them together.
fn take_away(change: &Connection, actor: &Actor, row: &Change, now: DateTime<Utc>) -> Result<()> {
    let deleted = change
        .prepare_cached(&format!("DELETE FROM {} WHERE id = ?1", row.record.table()))?
        .execute([row.id.to_string()]);
    match deleted {
        Err(rusqlite::Error::SqliteFailure(failure, _)) if failure.code == rusqlite::ErrorCode::ConstraintViolation => {
            let mut by = removed::referring(change, row.record, row.id)?;
            if by.is_empty() {
                let name = name_of(row.after.as_ref()).unwrap_or_else(|| row.id.to_string());
                by.push(Reference { record: row.record, id: row.id, name });
            }
            return Err(RegisterError::InUse { by });
        }
        deleted => deleted?,
    };
    let event = Event {
        at: now,
        record: row.record,
        id: row.id,
        action: Action::Purged,
        before: row.after.clone(),
        after: None,
    };
    history::write_one_of_many(change, actor, event)
}

fn put_back(change: &Connection, actor: &Actor, record: RecordType, before: &Value, now: DateTime<Utc>) -> Result<()> {
    macro_rules! back {
        ($record:ty) => {{
            let before: $record =
                serde_json::from_value(before.clone()).map_err(|_| RegisterError::Tampered { subject: None })?;
            kept::put_back(change, actor, &before, now)?;
        }};
    }
    match record {
        RecordType::Person => back!(Person),
        RecordType::Group => back!(Group),
        RecordType::Membership => back!(Membership),
        RecordType::RoleAssignment => back!(RoleAssignment),
        RecordType::Delegation => back!(Delegation),
        RecordType::AccessAssignment => back!(AccessAssignment),
        RecordType::Subscription => back!(Subscription),
        RecordType::Request => request_import::put_back(change, actor, before, now)?,
        RecordType::Tenant => tenant::put_back(change, actor, before, now)?,
        // An import only adds these, or leaves them alone.
        RecordType::Contract
        | RecordType::Enrollment
        | RecordType::DelegationEvent
        | RecordType::Import
        | RecordType::RequestEvent
        | RecordType::Attachment
        | RecordType::SavedView
        | RecordType::PlanPurchase
        | RecordType::ContractLink
        | RecordType::Settings
        | RecordType::ReminderSettings
        | RecordType::Vault => {}
    }
    Ok(())
}
