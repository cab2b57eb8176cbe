//! Removing and bringing back. A removed record stays in its table until it is purged.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::contract::Contract;
use crate::error::{RegisterError, Result};
use crate::field::{self, Micros, instant_of};
use crate::history::{self, Action, Event};
use crate::record::{self, Record, RecordType, Reference};
use crate::register::Register;
use crate::request::Request;
use crate::tenant::Tenant;

/// A record that can be brought back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Removed {
    /// The record's type.
    #[serde(rename = "type")]
    pub record: RecordType,
    /// The record's id.
    pub id: Uuid,
    /// The record's name, or a request's title.
    pub name: String,
    /// When it was removed (UTC).
    pub removed_at: DateTime<Utc>,
}

impl Register {
    /// All records that can be brought back, last removed first.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn removed(&self) -> Result<Vec<Removed>> {
        self.read(|connection| {
            let mut removed = removed_of::<Tenant>(connection, None)?;
            removed.extend(removed_of::<Contract>(connection, None)?);
            removed.extend(removed_of::<Request>(connection, None)?);
            removed.sort_by(|a, b| b.removed_at.cmp(&a.removed_at).then(a.id.cmp(&b.id)));
            Ok(removed)
        })
    }

    /// Deletes for good what was removed before `before` and is not referred to by what stays. Says how many.
    ///
    /// # Errors
    /// When the register cannot be written.
    pub fn purge_removed(&self, before: DateTime<Utc>, now: DateTime<Utc>) -> Result<u32> {
        let now = field::instant("now", now)?;
        self.write(|change| {
            // What refers goes first, so that a tenant can go together with its last requests.
            let requests = purge::<Request>(change, self, before, now)?;
            let contracts = purge::<Contract>(change, self, before, now)?;
            let tenants = purge::<Tenant>(change, self, before, now)?;
            Ok(requests + contracts + tenants)
        })
    }
}

/// Marks a record as removed, unless others refer to it.
pub(crate) fn remove<R: Record>(register: &Register, id: Uuid, now: DateTime<Utc>) -> Result<()> {
    let now = field::instant("now", now)?;
    register.write(|change| {
        let before = record::get::<R>(change, id)?;
        let by = referring(change, R::TYPE, id)?;
        if !by.is_empty() {
            return Err(RegisterError::InUse { by });
        }
        mark(change, R::TYPE, id, Some(now))?;
        let event = Event {
            at: now,
            record: R::TYPE,
            id,
            action: Action::Removed,
            before: history::json(&before),
            after: None,
        };
        history::write(change, register.actor(), event)
    })
}

/// Brings a record back, if what it needs is there.
pub(crate) fn undo_remove<R: Record>(
    register: &Register,
    id: Uuid,
    now: DateTime<Utc>,
    check: impl FnOnce(&Connection, &R) -> Result<()>,
) -> Result<R> {
    let now = field::instant("now", now)?;
    register.write(|change| {
        let record = record::get_removed::<R>(change, id)?;
        check(change, &record)?;
        mark(change, R::TYPE, id, None)?;
        let event = Event {
            at: now,
            record: R::TYPE,
            id,
            action: Action::Restored,
            before: None,
            after: history::json(&record),
        };
        history::write(change, register.actor(), event)?;
        Ok(record)
    })
}

fn mark(change: &Connection, record: RecordType, id: Uuid, at: Option<DateTime<Utc>>) -> Result<()> {
    change.execute(
        &format!("UPDATE {record} SET removed_at = ?2 WHERE id = ?1"),
        params![id.to_string(), at.map(Micros)],
    )?;
    Ok(())
}

/// The records, not removed themselves, that refer to a record.
fn referring(connection: &Connection, record: RecordType, id: Uuid) -> Result<Vec<Reference>> {
    let mut by = Vec::new();
    match record {
        RecordType::Tenant => {
            by.extend(referring_by::<Contract>(connection, record, id)?);
            by.extend(referring_by::<Request>(connection, record, id)?);
        }
        RecordType::Contract => by.extend(referring_by::<Request>(connection, record, id)?),
        RecordType::Request | RecordType::Settings | RecordType::Vault => {}
    }
    Ok(by)
}

/// Records of type `R` whose column of the other type's name holds the id.
fn referring_by<R: Record>(connection: &Connection, to: RecordType, id: Uuid) -> Result<Vec<Reference>> {
    let sql = format!("SELECT {} FROM {} WHERE {to} = ?1 AND removed_at IS NULL ORDER BY id", R::COLUMNS, R::TYPE);
    let references = connection
        .prepare_cached(&sql)?
        .query_map([id.to_string()], |row| R::read(row).map(|record| record.reference()))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(references)
}

fn removed_of<R: Record>(connection: &Connection, before: Option<DateTime<Utc>>) -> Result<Vec<Removed>> {
    let sql = format!(
        "SELECT id, {} AS name, removed_at FROM {} WHERE removed_at IS NOT NULL AND (?1 IS NULL OR removed_at < ?1)",
        R::NAME,
        R::TYPE
    );
    let read = |row: &rusqlite::Row<'_>| {
        Ok(Removed {
            record: R::TYPE,
            id: field::id_of(row, "id")?,
            name: row.get("name")?,
            removed_at: instant_of(row, "removed_at")?,
        })
    };
    let removed =
        connection.prepare_cached(&sql)?.query_map([before.map(Micros)], read)?.collect::<rusqlite::Result<_>>()?;
    Ok(removed)
}

fn purge<R: Record>(
    change: &Connection,
    register: &Register,
    before: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<u32> {
    let mut purged = 0;
    for removed in removed_of::<R>(change, Some(before))? {
        let id = removed.id.to_string();
        let referred = match R::TYPE {
            RecordType::Tenant => {
                "SELECT EXISTS (SELECT 1 FROM contract WHERE tenant = ?1)
                 OR EXISTS (SELECT 1 FROM request WHERE tenant = ?1)"
            }
            RecordType::Contract => "SELECT EXISTS (SELECT 1 FROM request WHERE contract = ?1)",
            RecordType::Request | RecordType::Settings | RecordType::Vault => "SELECT ?1 IS NULL",
        };
        if change.prepare_cached(referred)?.query_row([&id], |row| row.get(0))? {
            continue;
        }
        let record = record::get_removed::<R>(change, removed.id)?;
        change.execute(&format!("DELETE FROM {} WHERE id = ?1", R::TYPE), [&id])?;
        let event = Event {
            at: now,
            record: R::TYPE,
            id: removed.id,
            action: Action::Purged,
            before: history::json(&record),
            after: None,
        };
        history::write(change, register.actor(), event)?;
        purged += 1;
    }
    Ok(purged)
}
