//! What can be done with requests: logging, changing, answering, closing.

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use crate::error::{RegisterError, Result};
use crate::field::{self, Micros};
use crate::history::{self, Action};
use crate::record::{self, Record, RecordType};
use crate::register::Register;
use crate::removed;
use crate::request::{Request, RequestDraft, StoredDeadline};

/// What can be done with requests. Pages and counts: see [`Requests::page`].
#[derive(Debug, Clone, Copy)]
pub struct Requests<'a> {
    pub(crate) register: &'a Register,
}

impl Requests<'_> {
    /// Logs a request with the deadline that was ruled for it.
    ///
    /// # Errors
    /// [`RegisterError::Invalid`] for a field that cannot be stored, `duplicate` for a case number that
    /// another request has; [`RegisterError::Dangling`] for a tenant or contract that is not there.
    pub fn log(&self, draft: &RequestDraft, deadline: Option<StoredDeadline>, now: DateTime<Utc>) -> Result<Request> {
        let draft = draft.checked()?;
        draft.refuse_future(now)?;
        let deadline = Deadline::checked(deadline)?;
        let now = field::instant("now", now)?;
        let id = field::new_id(now);
        self.register.write(|change| {
            draft.refuse_unfit(change, id)?;
            insert(change, id, &draft, &deadline, now)?;
            let after = record::get::<Request>(change, id)?;
            history::added(change, self.register.actor(), now, &after)?;
            Ok(after)
        })
    }

    /// Changes a request to what the draft says, with the deadline that is ruled for it now;
    /// [`Request::stored_deadline`] keeps the one it has.
    ///
    /// # Errors
    /// As of [`Requests::log`]; [`RegisterError::NotFound`]; `after-response` when it would be filed after it
    /// was answered or closed.
    pub fn set(
        &self,
        id: Uuid,
        draft: &RequestDraft,
        deadline: Option<StoredDeadline>,
        now: DateTime<Utc>,
    ) -> Result<Request> {
        let draft = draft.checked()?;
        draft.refuse_future(now)?;
        let deadline = Deadline::checked(deadline)?;
        self.change(id, Action::Changed, now, |change, before, now| {
            draft.refuse_unfit(change, id)?;
            let first_event = before.responded_at.or(before.closed_at);
            if first_event.is_some_and(|at| at < draft.filed_at) {
                return Err(RegisterError::invalid("filed_at", "after-response"));
            }
            change.execute(
                "UPDATE request SET tenant = ?2, product = ?3, plan = ?4, contract = ?5, severity = ?6, title = ?7,
                 folded = ?8, filed_at = ?9, case_number = ?10, due_at = ?11, deadline = ?12, changed_at = ?13
                 WHERE id = ?1",
                params![
                    id.to_string(),
                    draft.tenant.to_string(),
                    draft.product,
                    draft.plan,
                    draft.contract.map(|id| id.to_string()),
                    draft.severity,
                    draft.title,
                    record::fold(&draft.title),
                    Micros(draft.filed_at),
                    draft.case_number,
                    deadline.due_at,
                    deadline.ruling,
                    Micros(now),
                ],
            )?;
            Ok(())
        })
    }

    /// Records when the first response came; given again, it corrects the time.
    ///
    /// # Errors
    /// [`RegisterError::Invalid`]: `before-filed`, or `after-closed` when the request was closed before.
    pub fn respond(&self, id: Uuid, at: DateTime<Utc>, now: DateTime<Utc>) -> Result<Request> {
        let at = field::instant("at", at)?;
        self.change(id, Action::Responded, now, |change, before, now| {
            if at < before.filed_at {
                return Err(RegisterError::invalid("at", "before-filed"));
            }
            if before.closed_at.is_some_and(|closed| closed < at) {
                return Err(RegisterError::invalid("at", "after-closed"));
            }
            change.execute(
                "UPDATE request SET responded_at = ?2, changed_at = ?3 WHERE id = ?1",
                params![id.to_string(), Micros(at), Micros(now)],
            )?;
            Ok(())
        })
    }

    /// Closes a request, answered or not.
    ///
    /// # Errors
    /// [`RegisterError::Invalid`]: `already-closed`, `before-filed`, `before-response`, or a reason that is
    /// blank or longer than 500 characters.
    pub fn close(&self, id: Uuid, at: DateTime<Utc>, reason: &str, now: DateTime<Utc>) -> Result<Request> {
        let at = field::instant("at", at)?;
        let reason = field::text("reason", reason, field::LONGEST_TITLE)?;
        self.change(id, Action::Closed, now, |change, before, now| {
            if before.closed_at.is_some() {
                return Err(RegisterError::invalid("at", "already-closed"));
            }
            if at < before.filed_at {
                return Err(RegisterError::invalid("at", "before-filed"));
            }
            if before.responded_at.is_some_and(|responded| at < responded) {
                return Err(RegisterError::invalid("at", "before-response"));
            }
            change.execute(
                "UPDATE request SET closed_at = ?2, close_reason = ?3, changed_at = ?4 WHERE id = ?1",
                params![id.to_string(), Micros(at), reason, Micros(now)],
            )?;
            Ok(())
        })
    }

    /// All requests, by title. For screens, see [`Requests::page`].
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn list(&self) -> Result<Vec<Request>> {
        self.register.read(record::list)
    }

    /// The request with an id.
    ///
    /// # Errors
    /// [`RegisterError::NotFound`], also when it was removed.
    pub fn get(&self, id: Uuid) -> Result<Request> {
        self.register.read(|connection| record::get(connection, id))
    }

    /// The request with an id, a case number or a unique title.
    ///
    /// # Errors
    /// [`RegisterError::NotFound`], [`RegisterError::Ambiguous`].
    pub fn find(&self, name: &str) -> Result<Request> {
        self.register.read(|connection| record::find(connection, name))
    }

    /// Removes a request; it can be brought back until it is purged.
    ///
    /// # Errors
    /// [`RegisterError::NotFound`].
    pub fn remove(&self, id: Uuid, now: DateTime<Utc>) -> Result<()> {
        removed::remove::<Request>(self.register, id, now)
    }

    /// Brings a removed request back.
    ///
    /// # Errors
    /// [`RegisterError::NotFound`] when it is not among the removed, [`RegisterError::Dangling`] when its
    /// tenant or contract is still removed, [`RegisterError::Invalid`] (`duplicate`) when its case number was
    /// taken meanwhile.
    pub fn undo_remove(&self, id: Uuid, now: DateTime<Utc>) -> Result<Request> {
        removed::undo_remove(self.register, id, now, |change, request: &Request| {
            refuse_dangling(change, request.tenant, request.contract)?;
            refuse_duplicate(change, id, request.case_number.as_deref())
        })
    }

    fn change(
        self,
        id: Uuid,
        action: Action,
        now: DateTime<Utc>,
        update: impl FnOnce(&Connection, &Request, DateTime<Utc>) -> Result<()>,
    ) -> Result<Request> {
        let now = field::instant("now", now)?;
        self.register.write(|change| {
            let before = record::get::<Request>(change, id)?;
            update(change, &before, now)?;
            let after = record::get::<Request>(change, id)?;
            history::changed(change, self.register.actor(), now, action, &before, &after)?;
            Ok(after)
        })
    }
}

/// A request may be logged while it is being filed; more than a day ahead the year is a slip.
const AHEAD: TimeDelta = TimeDelta::days(1);

impl RequestDraft {
    pub(crate) fn refuse_future(&self, now: DateTime<Utc>) -> Result<()> {
        if self.filed_at > now + AHEAD {
            return Err(RegisterError::invalid("filed_at", "in-the-future"));
        }
        Ok(())
    }

    pub(crate) fn refuse_unfit(&self, change: &Connection, id: Uuid) -> Result<()> {
        refuse_dangling(change, self.tenant, self.contract)?;
        refuse_duplicate(change, id, self.case_number.as_deref())
    }
}

/// Writes the row of a new request, in the caller's transaction.
pub(crate) fn insert(
    change: &Connection,
    id: Uuid,
    draft: &RequestDraft,
    deadline: &Deadline,
    now: DateTime<Utc>,
) -> Result<()> {
    change
        .prepare_cached(
            "INSERT INTO request (id, tenant, product, plan, contract, severity, title, folded, filed_at,
             case_number, due_at, deadline, logged_at, changed_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?13)",
        )?
        .execute(params![
            id.to_string(),
            draft.tenant.to_string(),
            draft.product,
            draft.plan,
            draft.contract.map(|id| id.to_string()),
            draft.severity,
            draft.title,
            record::fold(&draft.title),
            Micros(draft.filed_at),
            draft.case_number,
            deadline.due_at,
            deadline.ruling,
            Micros(now),
        ])?;
    Ok(())
}

/// A deadline as it goes into the row.
pub(crate) struct Deadline {
    due_at: Option<Micros>,
    ruling: Option<String>,
}

impl Deadline {
    pub(crate) fn checked(deadline: Option<StoredDeadline>) -> Result<Self> {
        let Some(StoredDeadline { due_at, ruling }) = deadline else { return Ok(Self { due_at: None, ruling: None }) };
        Ok(Self { due_at: Some(Micros(field::instant("due_at", due_at)?)), ruling: Some(ruling.to_string()) })
    }
}

fn refuse_dangling(change: &Connection, tenant: Uuid, contract: Option<Uuid>) -> Result<()> {
    for (field, to, id) in [("tenant", RecordType::Tenant, Some(tenant)), ("contract", RecordType::Contract, contract)]
    {
        let Some(id) = id else { continue };
        let there = change
            .prepare_cached(&format!("SELECT 1 FROM {to} WHERE id = ?1 AND removed_at IS NULL"))?
            .query_row([id.to_string()], |_| Ok(()))
            .optional()?;
        there.ok_or(RegisterError::Dangling { field, to })?;
    }
    Ok(())
}

fn refuse_duplicate(change: &Connection, id: Uuid, case_number: Option<&str>) -> Result<()> {
    let Some(number) = case_number else { return Ok(()) };
    let sql =
        format!("SELECT {} FROM request WHERE case_number = ?1 AND id <> ?2 AND removed_at IS NULL", Request::COLUMNS);
    let other = change.prepare_cached(&sql)?.query_row(params![number, id.to_string()], Request::read).optional()?;
    match other {
        None => Ok(()),
        Some(other) => {
            Err(RegisterError::Invalid { field: "case_number", code: "duplicate", other: Some(other.reference()) })
        }
    }
}
