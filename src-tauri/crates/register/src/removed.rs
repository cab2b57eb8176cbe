//! Removing and bringing back. A removed record stays in its table until it is purged.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::access_assignment::AccessAssignment;
use crate::attachment::Attachment;
use crate::contract::Contract;
use crate::contract_link::{self, ContractLink};
use crate::delegation::Delegation;
use crate::enrollment::Enrollment;
use crate::error::{RegisterError, Result};
use crate::field::{self, Micros, instant_of};
use crate::group::Group;
use crate::history::{self, Action, Event};
use crate::membership::Membership;
use crate::person::Person;
use crate::plan_purchase::PlanPurchase;
use crate::record::{self, Record, RecordType, Reference};
use crate::register::Register;
use crate::request::Request;
use crate::request_event::StoredEvent;
use crate::role_assignment::RoleAssignment;
use crate::saved_view::SavedView;
use crate::subscription::Subscription;
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
            removed.extend(removed_of::<Person>(connection, None)?);
            removed.extend(removed_of::<Group>(connection, None)?);
            removed.extend(removed_of::<Membership>(connection, None)?);
            removed.extend(removed_of::<RoleAssignment>(connection, None)?);
            removed.extend(removed_of::<Delegation>(connection, None)?);
            removed.extend(removed_of::<AccessAssignment>(connection, None)?);
            removed.extend(removed_of::<Enrollment>(connection, None)?);
            removed.extend(removed_of::<Subscription>(connection, None)?);
            removed.extend(removed_of::<PlanPurchase>(connection, None)?);
            removed.extend(removed_of::<ContractLink>(connection, None)?);
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
        let purged = self.write(|change| {
            // What refers goes first, so that a tenant can go together with its last requests.
            let mut purged = purge::<Attachment>(change, self, before, now)?;
            purged += purge::<SavedView>(change, self, before, now)?;
            purged += purge::<Request>(change, self, before, now)?;
            purged += purge::<ContractLink>(change, self, before, now)?;
            purged += contract_link::purge_of_removed(change, self, before, now)?;
            purged += purge::<Contract>(change, self, before, now)?;
            purged += purge::<PlanPurchase>(change, self, before, now)?;
            purged += purge::<AccessAssignment>(change, self, before, now)?;
            purged += purge::<Delegation>(change, self, before, now)?;
            purged += purge::<RoleAssignment>(change, self, before, now)?;
            purged += purge::<Membership>(change, self, before, now)?;
            purged += purge::<Group>(change, self, before, now)?;
            purged += purge::<Person>(change, self, before, now)?;
            purged += purge::<Subscription>(change, self, before, now)?;
            purged += purge::<Enrollment>(change, self, before, now)?;
            purged += purge::<Tenant>(change, self, before, now)?;
            Ok(purged)
        })?;
        self.sweep_attachments();
        Ok(purged)
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

pub(crate) fn mark(change: &Connection, record: RecordType, id: Uuid, at: Option<DateTime<Utc>>) -> Result<()> {
    change.execute(
        &format!("UPDATE {} SET removed_at = ?2 WHERE id = ?1", record.table()),
        params![id.to_string(), at.map(Micros)],
    )?;
    Ok(())
}

/// The records, not removed themselves, that refer to a record.
pub(crate) fn referring(connection: &Connection, record: RecordType, id: Uuid) -> Result<Vec<Reference>> {
    let mut by = Vec::new();
    match record {
        RecordType::Tenant => {
            by.extend(referring_by::<Contract>(connection, record, id)?);
            by.extend(referring_by::<Request>(connection, record, id)?);
            by.extend(referring_by::<Person>(connection, record, id)?);
            by.extend(referring_by::<Group>(connection, record, id)?);
            by.extend(referring_by::<RoleAssignment>(connection, record, id)?);
            by.extend(referring_by::<Delegation>(connection, record, id)?);
            by.extend(referring_by::<Enrollment>(connection, record, id)?);
            by.extend(referring_by::<Subscription>(connection, record, id)?);
            by.extend(referring_by::<PlanPurchase>(connection, record, id)?);
        }
        RecordType::Contract => by.extend(referring_by::<Request>(connection, record, id)?),
        // Memberships and access assignments belong to what they join, and sleep while it is removed.
        RecordType::Person | RecordType::Group => {
            by.extend(referring_by::<RoleAssignment>(connection, record, id)?);
        }
        RecordType::Enrollment => {
            by.extend(referring_by::<Subscription>(connection, record, id)?);
            by.extend(referring_by::<PlanPurchase>(connection, record, id)?);
        }
        RecordType::PlanPurchase => by.extend(referring_by::<PlanPurchase>(connection, record, id)?),
        RecordType::Request
        | RecordType::Membership
        | RecordType::RoleAssignment
        | RecordType::Delegation
        | RecordType::AccessAssignment
        | RecordType::DelegationEvent
        | RecordType::Subscription
        | RecordType::Import
        | RecordType::ContractLink
        | RecordType::RequestEvent
        | RecordType::Attachment
        | RecordType::SavedView
        | RecordType::Settings
        | RecordType::ReminderSettings
        | RecordType::Vault => {}
    }
    Ok(by)
}

/// The column in which records of one type refer to another: that of its name, and of its own type what it replaces.
fn referring_column(of: RecordType, to: RecordType) -> &'static str {
    if of == to { "replaces" } else { to.table() }
}

/// Records of type `R` that refer to the id.
fn referring_by<R: Record>(connection: &Connection, to: RecordType, id: Uuid) -> Result<Vec<Reference>> {
    let sql = format!(
        "SELECT {} FROM {} WHERE {} = ?1 AND removed_at IS NULL ORDER BY id",
        R::COLUMNS,
        R::TYPE.table(),
        referring_column(R::TYPE, to)
    );
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
        R::TYPE.table()
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
        if is_referred_to(change, R::TYPE, &id)? {
            continue;
        }
        let record = record::get_removed::<R>(change, removed.id)?;
        if R::TYPE == RecordType::Request {
            purge_of_request::<StoredEvent>(change, register, removed.id, now)?;
            purge_of_request::<Attachment>(change, register, removed.id, now)?;
        }
        change.execute(&format!("DELETE FROM {} WHERE id = ?1", R::TYPE.table()), [&id])?;
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

/// Deletes for good what belongs to a request that is deleted.
fn purge_of_request<R: Record>(change: &Connection, register: &Register, id: Uuid, now: DateTime<Utc>) -> Result<()> {
    let table = R::TYPE.table();
    let sql = format!("SELECT {} FROM {table} WHERE request = ?1", R::COLUMNS);
    let parts: Vec<R> = change.prepare(&sql)?.query_map([id.to_string()], R::read)?.collect::<rusqlite::Result<_>>()?;
    for part in parts {
        change.execute(&format!("DELETE FROM {table} WHERE id = ?1"), [part.id().to_string()])?;
        let (before, after) = (history::json(&part), None);
        let event = Event { at: now, record: R::TYPE, id: part.id(), action: Action::Purged, before, after };
        history::write(change, register.actor(), event)?;
    }
    Ok(())
}

/// Whether any row refers to a record, removed or not: the file would not let go of it.
fn is_referred_to(change: &Connection, to: RecordType, id: &str) -> Result<bool> {
    let tables: &[RecordType] = match to {
        RecordType::Tenant => &[
            RecordType::Contract,
            RecordType::Request,
            RecordType::Person,
            RecordType::Group,
            RecordType::RoleAssignment,
            RecordType::Delegation,
            RecordType::Enrollment,
            RecordType::Subscription,
            RecordType::PlanPurchase,
        ],
        RecordType::Contract => &[RecordType::Request, RecordType::ContractLink],
        RecordType::Person => &[RecordType::RoleAssignment, RecordType::Membership],
        RecordType::Group => &[RecordType::RoleAssignment, RecordType::Membership, RecordType::AccessAssignment],
        RecordType::Delegation => &[RecordType::AccessAssignment],
        RecordType::Enrollment => &[RecordType::Subscription, RecordType::PlanPurchase],
        RecordType::PlanPurchase => &[RecordType::PlanPurchase],
        RecordType::Request
        | RecordType::Membership
        | RecordType::RoleAssignment
        | RecordType::AccessAssignment
        | RecordType::DelegationEvent
        | RecordType::Subscription
        | RecordType::Import
        | RecordType::ContractLink
        | RecordType::RequestEvent
        | RecordType::Attachment
        | RecordType::SavedView
        | RecordType::Settings
        | RecordType::ReminderSettings
        | RecordType::Vault => &[],
    };
    for table in tables {
        let sql =
            format!("SELECT EXISTS (SELECT 1 FROM {} WHERE {} = ?1)", table.table(), referring_column(*table, to));
        if change.prepare_cached(&sql)?.query_row([id], |row| row.get(0))? {
            return Ok(true);
        }
    }
    Ok(false)
}
