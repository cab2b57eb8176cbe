//! What can be done with requests: logging, changing, answering, closing.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use support_policy::duration;
use uuid::Uuid;

use crate::clock::end_pause;
use crate::deadline_timing::SEVERITY;
use crate::error::{RegisterError, Result};
use crate::field::{self, Micros};
use crate::flaw::Flaw;
use crate::history::{self, Action};
use crate::record::{self, Record, RecordType};
use crate::register::Register;
use crate::removed;
use crate::request::{Request, RequestDraft, StoredDeadline};
use crate::row::{self, Column};
use crate::tenant_facts::zone_of;

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
        self.log_with(draft, &DeskFacts::default(), deadline, now)
    }

    /// Logs a request with the deadline that was ruled for it, and with what is known of it at the desk.
    ///
    /// # Errors
    /// As of [`Requests::log`].
    pub fn log_with(
        &self,
        draft: &RequestDraft,
        facts: &DeskFacts,
        deadline: Option<StoredDeadline>,
        now: DateTime<Utc>,
    ) -> Result<Request> {
        let (draft, facts) = (draft.checked()?, facts.checked()?);
        draft.refuse_future(now)?;
        let deadline = Deadline::checked(deadline)?;
        let now = field::instant("now", now)?;
        let id = field::new_id(now);
        self.register.write(|change| {
            draft.refuse_unfit(change, id)?;
            NewRow {
                draft: &draft,
                facts: &facts,
                deadline: &deadline,
                responded_at: None,
                counted: None,
                closed: None,
            }
            .insert(change, id, now)?;
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
                return Err(RegisterError::invalid("filed_at", Flaw::AfterResponse));
            }
            let mut columns = columns(change, &draft, &deadline, now)?;
            let severity = deadline.promised_severity(&draft.severity).map(str::to_owned);
            columns.push(("promised_severity", severity.into()));
            row::update(change, RecordType::Request, id, columns)
        })
    }

    /// Closes a request, answered or not.
    ///
    /// # Errors
    /// [`RegisterError::Invalid`]: `already-closed`, `before-filed`, `before-response`, or a reason that is
    /// blank or longer than 500 characters.
    pub fn close(&self, id: Uuid, at: DateTime<Utc>, reason: &str, now: DateTime<Utc>) -> Result<Request> {
        let at = field::past("at", at, now)?;
        let reason = field::text("reason", reason, field::LONGEST_TITLE)?;
        self.change(id, Action::Closed, now, |change, before, now| {
            if before.closed_at.is_some() {
                return Err(RegisterError::invalid("at", Flaw::AlreadyClosed));
            }
            before.refuse_closing(at)?;
            change.execute(
                "UPDATE request SET closed_at = ?2, close_reason = ?3, changed_at = ?4 WHERE id = ?1",
                params![id.to_string(), Micros(at), reason, Micros(now)],
            )?;
            let closed = Request { closed_at: Some(at), ..before.clone() };
            end_pause(change, self.register.editions(), &closed, now)
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

    /// The request with an id, a case number as people copy it, or a unique title.
    ///
    /// # Errors
    /// [`RegisterError::NotFound`], [`RegisterError::Ambiguous`].
    pub fn find(&self, name: &str) -> Result<Request> {
        self.register.read(|connection| match record::find(connection, name) {
            Err(RegisterError::NotFound { what, name }) => match field::case_number("case_number", &name) {
                Ok(number) if number != name => record::find(connection, &number),
                _ => Err(RegisterError::NotFound { what, name }),
            },
            found => found,
        })
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

    pub(crate) fn change(
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

/// What the desk may know of a request when it is logged.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct DeskFacts {
    /// What kind of trouble it is about, a concern of the edition.
    pub concern: Option<String>,
    /// Who looks after it here, 1 to 200 characters.
    pub holder: Option<String>,
}

impl DeskFacts {
    pub(crate) fn checked(&self) -> Result<Self> {
        let concern = self.concern.as_deref().filter(|concern| !concern.trim().is_empty());
        Ok(Self {
            concern: concern.map(|concern| field::word("concern", concern)).transpose()?,
            holder: field::optional_text("holder", self.holder.as_deref(), field::LONGEST_NAME)?,
        })
    }
}

impl RequestDraft {
    pub(crate) fn refuse_future(&self, now: DateTime<Utc>) -> Result<()> {
        field::past("filed_at", self.filed_at, now).map(|_| ())
    }

    pub(crate) fn refuse_unfit(&self, change: &Connection, id: Uuid) -> Result<()> {
        refuse_dangling(change, self.tenant, self.contract)?;
        refuse_duplicate(change, id, self.case_number.as_deref())
    }
}

/// The row of a request that is new to the register.
pub(crate) struct NewRow<'a> {
    pub(crate) draft: &'a RequestDraft,
    pub(crate) facts: &'a DeskFacts,
    pub(crate) deadline: &'a Deadline,
    pub(crate) responded_at: Option<DateTime<Utc>>,
    pub(crate) counted: Option<u32>,
    pub(crate) closed: Option<(DateTime<Utc>, &'a str)>,
}

impl NewRow<'_> {
    pub(crate) fn insert(&self, change: &Connection, id: Uuid, now: DateTime<Utc>) -> Result<()> {
        let mut columns = columns(change, self.draft, self.deadline, now)?;
        columns.extend([
            ("logged_at", Micros(now).into()),
            ("concern", self.facts.concern.clone().into()),
            ("holder", self.facts.holder.clone().into()),
            ("responded_at", self.responded_at.map(Micros).into()),
            ("counted", self.counted.into()),
            ("closed_at", self.closed.map(|(at, _)| Micros(at)).into()),
            ("close_reason", self.closed.map(|(_, reason)| reason.to_owned()).into()),
        ]);
        row::insert(change, RecordType::Request, id, columns)
    }
}

/// What a draft and the deadline ruled for it say, as columns.
fn columns(change: &Connection, draft: &RequestDraft, deadline: &Deadline, now: DateTime<Utc>) -> Result<Vec<Column>> {
    Ok(vec![
        ("tenant", draft.tenant.to_string().into()),
        ("product", draft.product.clone().into()),
        ("plan", draft.plan.clone().into()),
        ("contract", draft.contract.map(|id| id.to_string()).into()),
        ("severity", draft.severity.clone().into()),
        ("title", draft.title.clone().into()),
        ("folded", record::fold(&draft.title).into()),
        ("filed_at", Micros(draft.filed_at).into()),
        ("filed_on", filed_on(change, draft)?.into()),
        ("case_number", draft.case_number.clone().into()),
        ("due_at", deadline.due_at.into()),
        ("deadline", deadline.ruling.clone().into()),
        ("terms", deadline.terms.clone().or_else(|| draft.plan.clone()).into()),
        ("promised", deadline.promised.into()),
        ("changed_at", Micros(now).into()),
    ])
}

/// The day of the filing on the tenant's calendar: what a month of the scorecard is counted by.
fn filed_on(change: &Connection, draft: &RequestDraft) -> Result<String> {
    let (country, zone): (String, Option<String>) = change
        .prepare_cached("SELECT country, zone FROM tenant WHERE id = ?1")?
        .query_row([draft.tenant.to_string()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(draft.filed_at.with_timezone(&zone_of(zone.as_deref(), &country)).date_naive().to_string())
}

/// A deadline as it goes into the row.
pub(crate) struct Deadline {
    pub(crate) due_at: Option<Micros>,
    pub(crate) ruling: Option<String>,
    /// The plan whose terms hold.
    pub(crate) terms: Option<String>,
    /// The promised time in seconds.
    pub(crate) promised: Option<i64>,
    /// The severity it rests on, where that is said.
    severity: Option<String>,
}

impl Deadline {
    pub(crate) fn checked(deadline: Option<StoredDeadline>) -> Result<Self> {
        let Some(StoredDeadline { due_at, ruling }) = deadline else {
            return Ok(Self { due_at: None, ruling: None, terms: None, promised: None, severity: None });
        };
        let word = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
        let limit = word(ruling.get("limit")).and_then(|limit| duration::parse(&limit, "limit").ok());
        Ok(Self {
            due_at: Some(Micros(field::instant("due_at", due_at)?)),
            terms: word(ruling.get("inputs").and_then(|inputs| inputs.get("plan"))),
            promised: limit.map(|limit| limit.num_seconds()),
            severity: word(ruling.get(SEVERITY)),
            ruling: Some(ruling.to_string()),
        })
    }

    /// The severity whose promise it is, where that is not `severity`, the request's own.
    pub(crate) fn promised_severity(&self, severity: &str) -> Option<&str> {
        self.severity.as_deref().filter(|rests_on| *rests_on != severity)
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
            Err(RegisterError::Invalid { field: "case_number", flaw: Flaw::Duplicate, other: Some(other.reference()) })
        }
    }
}
