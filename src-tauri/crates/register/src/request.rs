//! Requests filed with Microsoft: what is kept of them, and where they stand.

use chrono::{DateTime, Utc};
use rusqlite::Row;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::deadline_timing::SEVERITY;
use crate::error::{RegisterError, Result};
use crate::field::{self, instant_of, json_of, optional_instant_of, parse_of};
use crate::flaw::Flaw;
use crate::record::{Record, RecordType};
use crate::reopening::ReopenAnswers;
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

/// What the desk keeps of a request beside what was filed. `request_list` covers every column that a list asks
/// for, so that a filter reads the index alone; `request_due` does so for those that wait.
pub(crate) const DESK: &str = "
ALTER TABLE request ADD COLUMN concern TEXT;
ALTER TABLE request ADD COLUMN holder TEXT;
ALTER TABLE request ADD COLUMN paused_at INTEGER;
ALTER TABLE request ADD COLUMN next_contact_at INTEGER;
ALTER TABLE request ADD COLUMN reopen TEXT;
ALTER TABLE request ADD COLUMN terms TEXT;
ALTER TABLE request ADD COLUMN filed_on TEXT;
ALTER TABLE request ADD COLUMN promised INTEGER;
ALTER TABLE request ADD COLUMN counted INTEGER;
DROP INDEX request_waiting;
DROP INDEX request_newest;
CREATE INDEX request_due ON request (due_at, filed_at, id, paused_at, tenant, product, contract, severity, holder, folded, case_number)
    WHERE removed_at IS NULL AND closed_at IS NULL AND responded_at IS NULL;
CREATE INDEX request_list ON request (filed_at, id, tenant, product, contract, severity, holder, folded, case_number,
    due_at, paused_at, responded_at, closed_at, plan, terms, filed_on, promised, counted) WHERE removed_at IS NULL;
CREATE INDEX request_by_holder ON request (holder) WHERE holder IS NOT NULL AND removed_at IS NULL;
";

/// Narrower indexes for what is read whole: each holds what one kind of question asks for and no more, so that it stays
/// in memory. `request_titles` is also what a title is found by.
pub(crate) const LISTS: &str = "
DROP INDEX request_by_title;
DROP INDEX request_list;
CREATE INDEX request_list ON request (filed_at, id, tenant, product, contract, severity, holder, folded, case_number,
    closed_at, responded_at) WHERE removed_at IS NULL;
CREATE INDEX request_titles ON request (folded, id, tenant, product, contract, severity, holder, case_number, closed_at,
    responded_at) WHERE removed_at IS NULL;
CREATE INDEX request_scores ON request (filed_at, tenant, severity, filed_on, due_at, paused_at, responded_at, closed_at,
    promised, counted, terms, plan) WHERE removed_at IS NULL;
";

/// The severity whose promise is kept, where it is not the one that the request has now: a change of severity that did
/// not move the deadline. The scorecard is counted by it.
pub(crate) const PROMISED: &str = "
ALTER TABLE request ADD COLUMN promised_severity TEXT;
DROP INDEX request_scores;
CREATE INDEX request_scores ON request (filed_at, tenant, severity, filed_on, due_at, paused_at, responded_at, closed_at,
    promised, counted, terms, plan, promised_severity) WHERE removed_at IS NULL;
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
    /// What kind of trouble it is about, a concern of the edition, where that was said.
    pub concern: Option<String>,
    /// Who looks after it here.
    pub holder: Option<String>,
    /// Since when Microsoft has been waiting for the customer (UTC), while it does.
    pub paused_at: Option<DateTime<Utc>>,
    /// When Microsoft promised to get in touch next (UTC).
    pub next_contact_at: Option<DateTime<Utc>>,
    /// What is known of the conditions for reopening it.
    pub reopen: Option<ReopenAnswers>,
    /// The time counted to the first response, pauses left out, in seconds: from the filing, or where the promise of a
    /// graver severity is kept, from that change, as its limit is.
    pub counted: Option<u32>,
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
        } else if self.due_at.is_some_and(|due| now >= due) && !self.stopped_in_time() {
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
            None if self.stopped_in_time() => None,
            None if self.closed_at.unwrap_or(now) >= due => Some(false),
            None => None,
        }
    }

    /// Since when Microsoft has been waiting for the customer (UTC), while it does. A response or a closing ends it, also
    /// where they were noted by a version that did not say so in `paused_at`.
    pub fn waiting_since(&self) -> Option<DateTime<Utc>> {
        let answered = |at: &DateTime<Utc>| self.responded_at.is_some_and(|responded| *at < responded);
        self.paused_at.filter(|at| self.closed_at.is_none() && !answered(at))
    }

    /// The severity that the deadline rests on, where that is not the one the request has now.
    pub fn promised_severity(&self) -> Option<&str> {
        let rests_on = self.deadline.as_ref()?.get(SEVERITY)?.as_str()?;
        Some(rests_on).filter(|rests_on| *rests_on != self.severity)
    }

    /// A request is closed after it was filed and answered.
    pub(crate) fn refuse_closing(&self, at: DateTime<Utc>) -> Result<()> {
        if at < self.filed_at {
            return Err(RegisterError::invalid("at", Flaw::BeforeFiled));
        }
        if self.responded_at.is_some_and(|responded| at < responded) {
            return Err(RegisterError::invalid("at", Flaw::BeforeResponse));
        }
        Ok(())
    }

    /// Whether the clock stands, and was stopped before the deadline.
    fn stopped_in_time(&self) -> bool {
        self.paused_at.zip(self.due_at).is_some_and(|(paused, due)| paused < due)
    }

    /// The deadline as it is stored, to be kept when a change does not touch what it rests on.
    pub fn stored_deadline(&self) -> Option<StoredDeadline> {
        let (due_at, ruling) = self.due_at.zip(self.deadline.clone())?;
        Some(StoredDeadline { due_at, ruling })
    }
}

impl RequestDraft {
    pub(crate) fn checked(&self) -> Result<Self> {
        let plan = self.plan.as_deref().filter(|plan| !plan.trim().is_empty());
        match (plan, self.contract) {
            (None, None) => return Err(RegisterError::invalid("plan", Flaw::Required)),
            (Some(_), Some(_)) => return Err(RegisterError::invalid("contract", Flaw::Exclusive)),
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
}

impl Record for Request {
    const TYPE: RecordType = RecordType::Request;
    const COLUMNS: &str = "id, tenant, product, plan, contract, severity, title, filed_at, case_number, logged_at,
        due_at, deadline, responded_at, closed_at, close_reason, concern, holder, paused_at, next_contact_at,
        reopen, counted, changed_at";
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
            concern: row.get("concern")?,
            holder: row.get("holder")?,
            paused_at: optional_instant_of(row, "paused_at")?,
            next_contact_at: optional_instant_of(row, "next_contact_at")?,
            reopen: json_of(row, "reopen")?,
            counted: row.get("counted")?,
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
