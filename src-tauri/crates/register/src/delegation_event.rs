//! What happened to delegations, as the activity log of Partner Center tells: who approved, extended or ended which.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::actor::Actor;
use crate::error::Result;
use crate::field::{self, Micros, instant_of};
use crate::history;
use crate::kept::Outcome;
use crate::record::{self, Record, RecordType};
use crate::register::Register;

pub(crate) const SCHEMA: &str = "
CREATE TABLE delegation_event (
    id TEXT PRIMARY KEY,
    at INTEGER NOT NULL,
    customer TEXT NOT NULL,
    action TEXT NOT NULL,
    performed_by TEXT,
    created_at INTEGER NOT NULL,
    removed_at INTEGER
) STRICT;
CREATE UNIQUE INDEX delegation_event_once ON delegation_event (at, customer, action, coalesce(performed_by, ''));
";

/// Something that happened to a delegation. The log names the customer, not the relationship.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct DelegationEvent {
    /// The record's id (UUIDv7).
    pub id: Uuid,
    /// When it happened (UTC).
    pub at: DateTime<Utc>,
    /// The customer's name, as the log writes it.
    pub customer: String,
    /// What happened, as the log writes it.
    pub action: String,
    /// Who did it.
    pub performed_by: Option<String>,
    /// When it was added (UTC).
    pub created_at: DateTime<Utc>,
}

impl Record for DelegationEvent {
    const TYPE: RecordType = RecordType::DelegationEvent;
    const COLUMNS: &str = "id, at, customer, action, performed_by, created_at";
    const NAME: &str = "action";
    const ORDER: &str = "at, id";

    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: field::id_of(row, "id")?,
            at: instant_of(row, "at")?,
            customer: row.get("customer")?,
            action: row.get("action")?,
            performed_by: row.get("performed_by")?,
            created_at: instant_of(row, "created_at")?,
        })
    }

    fn id(&self) -> Uuid {
        self.id
    }

    fn name(&self) -> &str {
        &self.action
    }
}

impl Register {
    /// What happened to delegations, oldest first.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn delegation_events(&self) -> Result<Vec<DelegationEvent>> {
        self.read(record::list)
    }
}

/// Takes an entry of the log in, in the caller's transaction; one that is there already changes nothing.
pub(crate) fn import(
    change: &Connection,
    actor: &Actor,
    event: &DelegationEvent,
    now: DateTime<Utc>,
) -> Result<Outcome> {
    let at = field::instant("at", event.at)?;
    let known = change
        .prepare_cached(
            "SELECT 1 FROM delegation_event WHERE at = ?1 AND customer = ?2 AND action = ?3
             AND coalesce(performed_by, '') = coalesce(?4, '')",
        )?
        .query_row(params![Micros(at), event.customer, event.action, event.performed_by], |_| Ok(()))
        .optional()?;
    if known.is_some() {
        return Ok(Outcome::Unchanged);
    }
    change
        .prepare_cached(
            "INSERT INTO delegation_event (id, at, customer, action, performed_by, created_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            event.id.to_string(),
            Micros(at),
            event.customer,
            event.action,
            event.performed_by,
            Micros(now)
        ])?;
    let after = record::get::<DelegationEvent>(change, event.id)?;
    history::added(change, actor, now, &after)?;
    Ok(Outcome::Added)
}
