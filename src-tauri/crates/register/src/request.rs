//! Requests filed with Microsoft.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::error::{RegisterError, Result};
use crate::field::{self, Micros, instant_of, optional_instant_of, parse_of};
use crate::history::{self, Action};
use crate::record::{self, Record, RecordType};
use crate::register::Register;
use crate::removed;
use crate::word::words;

/// A partial index for each list that is shown, in the order it is shown in: a page reads only its own rows.
pub(crate) const SCHEMA: &str = "
CREATE TABLE request (
    id TEXT PRIMARY KEY,
    tenant TEXT NOT NULL REFERENCES tenant (id),
    product TEXT NOT NULL,
    plan TEXT,
    contract TEXT REFERENCES contract (id),
    severity TEXT NOT NULL,
    title TEXT NOT NULL,
    folded TEXT NOT NULL,
    filed_at INTEGER NOT NULL,
    case_number TEXT,
    logged_at INTEGER NOT NULL,
    due_at INTEGER,
    deadline TEXT,
    responded_at INTEGER,
    closed_at INTEGER,
    close_reason TEXT,
    changed_at INTEGER NOT NULL,
    removed_at INTEGER,
    CHECK ((plan IS NULL) <> (contract IS NULL)),
    CHECK ((due_at IS NULL) = (deadline IS NULL)),
    CHECK ((closed_at IS NULL) = (close_reason IS NULL))
) STRICT;
CREATE INDEX request_by_title ON request (folded, id) WHERE removed_at IS NULL;
CREATE UNIQUE INDEX request_by_case_number ON request (case_number)
    WHERE case_number IS NOT NULL AND removed_at IS NULL;
CREATE INDEX request_by_tenant ON request (tenant);
CREATE INDEX request_by_contract ON request (contract);
CREATE INDEX request_newest ON request (filed_at, id) WHERE removed_at IS NULL;
CREATE INDEX request_waiting ON request (due_at, filed_at, id)
    WHERE removed_at IS NULL AND closed_at IS NULL AND responded_at IS NULL;
CREATE INDEX request_answered ON request (filed_at, id)
    WHERE removed_at IS NULL AND closed_at IS NULL AND responded_at IS NOT NULL;
CREATE INDEX request_closed ON request (filed_at, id) WHERE removed_at IS NULL AND closed_at IS NOT NULL;
CREATE INDEX request_removed ON request (removed_at) WHERE removed_at IS NOT NULL;
";

words! {
    /// Where a request stands.
    RequestState {
        /// Waiting for the first response, in time or without a deadline.
        Open = "open",
        /// Waiting for the first response past its deadline.
        Overdue = "overdue",
        /// The first response has come.
        Answered = "answered",
        /// Closed.
        Closed = "closed",
    }
}

/// What the administrator says of a request. Exactly one of `plan` and `contract` is given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RequestDraft {
    /// The tenant it was filed for.
    pub tenant: Uuid,
    /// A product of the edition.
    pub product: String,
    /// The plan it was filed under.
    pub plan: Option<String>,
    /// The contract it was filed under.
    pub contract: Option<Uuid>,
    /// A severity of the edition.
    pub severity: String,
    /// 1 to 500 characters.
    pub title: String,
    /// When it was filed (UTC), not before 2000.
    pub filed_at: DateTime<Utc>,
    /// Microsoft's case number: 16 digits beginning with the day (YYMMDD), or 8 to 20 letters and digits.
    pub case_number: Option<String>,
}

/// A request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Request {
    /// The record's id (UUIDv7).
    pub id: Uuid,
    /// The tenant it was filed for.
    pub tenant: Uuid,
    /// A product of the edition.
    pub product: String,
    /// The plan it was filed under, when not under a contract.
    pub plan: Option<String>,
    /// The contract it was filed under.
    pub contract: Option<Uuid>,
    /// A severity of the edition.
    pub severity: String,
    /// 1 to 500 characters.
    pub title: String,
    /// When it was filed (UTC).
    pub filed_at: DateTime<Utc>,
    /// Microsoft's case number, upper case.
    pub case_number: Option<String>,
    /// When it was logged here (UTC).
    pub logged_at: DateTime<Utc>,
    /// When the first response is due (UTC); the response must come before.
    pub due_at: Option<DateTime<Utc>>,
    /// The ruling that gave `due_at`, as it was then, with its inputs.
    #[cfg_attr(feature = "specta", specta(type = Option<support_policy::ruling::Ruling<support_policy::respond_by::Deadline>>))]
    pub deadline: Option<Value>,
    /// When the first response came (UTC).
    pub responded_at: Option<DateTime<Utc>>,
    /// When it was closed (UTC).
    pub closed_at: Option<DateTime<Utc>>,
    /// Why it was closed.
    pub close_reason: Option<String>,
    /// When it was last changed here (UTC).
    pub changed_at: DateTime<Utc>,
}

/// A deadline as it is stored with a request.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredDeadline {
    /// When the first response is due (UTC).
    pub due_at: DateTime<Utc>,
    /// The whole ruling, with its inputs.
    pub ruling: Value,
}

impl Request {
    /// Where the request stands at `now`.
    pub fn state(&self, now: DateTime<Utc>) -> RequestState {
        if self.closed_at.is_some() {
            RequestState::Closed
        } else if self.responded_at.is_some() {
            RequestState::Answered
        } else if self.due_at.is_some_and(|due| now >= due) {
            RequestState::Overdue
        } else {
            RequestState::Open
        }
    }

    /// Whether the first response came in time: strictly before it was due. `None` without a deadline and
    /// while the response is awaited in time; a request closed unanswered before it was due stays `None`.
    pub fn met(&self, now: DateTime<Utc>) -> Option<bool> {
        let due = self.due_at?;
        match self.responded_at {
            Some(responded) => Some(responded < due),
            None if self.closed_at.unwrap_or(now) >= due => Some(false),
            None => None,
        }
    }

    /// The deadline as it is stored, to be kept when a change does not touch what it rests on.
    pub fn stored_deadline(&self) -> Option<StoredDeadline> {
        let (due_at, ruling) = self.due_at.zip(self.deadline.clone())?;
        Some(StoredDeadline { due_at, ruling })
    }
}

impl Record for Request {
    const TYPE: RecordType = RecordType::Request;
    const COLUMNS: &str = "id, tenant, product, plan, contract, severity, title, filed_at, case_number, logged_at,
        due_at, deadline, responded_at, closed_at, close_reason, changed_at";
    const NAME: &str = "title";
    const SECOND_NAME: Option<&str> = Some("case_number");

    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: field::id_of(row, "id")?,
            tenant: field::id_of(row, "tenant")?,
            product: row.get("product")?,
            plan: row.get("plan")?,
            contract: parse_of(row, "contract")?,
            severity: row.get("severity")?,
            title: row.get("title")?,
            filed_at: instant_of(row, "filed_at")?,
            case_number: row.get("case_number")?,
            logged_at: instant_of(row, "logged_at")?,
            due_at: optional_instant_of(row, "due_at")?,
            deadline: parse_of(row, "deadline")?,
            responded_at: optional_instant_of(row, "responded_at")?,
            closed_at: optional_instant_of(row, "closed_at")?,
            close_reason: row.get("close_reason")?,
            changed_at: instant_of(row, "changed_at")?,
        })
    }

    fn id(&self) -> Uuid {
        self.id
    }

    fn name(&self) -> &str {
        &self.title
    }
}

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
        let deadline = Deadline::checked(deadline)?;
        let now = field::instant("now", now)?;
        let id = field::new_id(now);
        self.register.write(|change| {
            draft.refuse_unfit(change, id)?;
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

impl RequestDraft {
    fn checked(&self) -> Result<Self> {
        let plan = self.plan.as_deref().filter(|plan| !plan.trim().is_empty());
        match (plan, self.contract) {
            (None, None) => return Err(RegisterError::invalid("plan", "required")),
            (Some(_), Some(_)) => return Err(RegisterError::invalid("contract", "exclusive")),
            _ => {}
        }
        let case_number = self.case_number.as_deref().filter(|number| !number.trim().is_empty());
        Ok(Self {
            tenant: self.tenant,
            product: field::word("product", &self.product)?,
            plan: plan.map(|plan| field::word("plan", plan)).transpose()?,
            contract: self.contract,
            severity: field::word("severity", &self.severity)?,
            title: field::text("title", &self.title, field::LONGEST_TITLE)?,
            filed_at: field::instant("filed_at", self.filed_at)?,
            case_number: case_number.map(|number| field::case_number("case_number", number)).transpose()?,
        })
    }

    fn refuse_unfit(&self, change: &Connection, id: Uuid) -> Result<()> {
        refuse_dangling(change, self.tenant, self.contract)?;
        refuse_duplicate(change, id, self.case_number.as_deref())
    }
}

/// A deadline as it goes into the row.
struct Deadline {
    due_at: Option<Micros>,
    ruling: Option<String>,
}

impl Deadline {
    fn checked(deadline: Option<StoredDeadline>) -> Result<Self> {
        let Some(StoredDeadline { due_at, ruling }) = deadline else { return Ok(Self { due_at: None, ruling: None }) };
        Ok(Self { due_at: Some(Micros(field::instant("due_at", due_at)?)), ruling: Some(ruling.to_string()) })
    }
}

fn refuse_dangling(change: &Connection, tenant: Uuid, contract: Option<Uuid>) -> Result<()> {
    for (field, to, id) in
        [("tenant", RecordType::Tenant, Some(tenant)), ("contract", RecordType::Contract, contract)]
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
    let sql = format!(
        "SELECT {} FROM request WHERE case_number = ?1 AND id <> ?2 AND removed_at IS NULL",
        Request::COLUMNS
    );
    let other = change.prepare_cached(&sql)?.query_row(params![number, id.to_string()], Request::read).optional()?;
    match other {
        None => Ok(()),
        Some(other) => {
            Err(RegisterError::Invalid { field: "case_number", code: "duplicate", other: Some(other.reference()) })
        }
    }
}
