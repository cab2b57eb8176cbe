//! The clock of a request: pauses, changes of severity and the first response, each noted with the deadline that
//! follows from it. Only what is noted moves a deadline; a tenant or a table that changes later does not.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};
use serde::Serialize;
use serde_json::{Value, json};
use support_policy::Text;
use support_policy::course::{Course, Filed, Pause, SeverityChange, box_reading, counted, used_up};
use support_policy::coverage::{CoverageQuestion, coverage};
use support_policy::duration;
use support_policy::edition::Edition;
use support_policy::explain::{ResponseClock, Step};
use support_policy::respond_by::{ResponsePromise, promise};
use support_policy::ruling::{Basis, Outcome, Ruling};
use uuid::Uuid;

use crate::deadline_inputs::Inputs;
use crate::editions::{EditionRef, Editions};
use crate::error::{RegisterError, Result};
use crate::field::{self, Micros};
use crate::flaw::Flaw;
use crate::history::Action;
use crate::pauses::{pauses_of, waiting_since};
use crate::record::Record;
use crate::register::Register;
use crate::request::{Request, StoredDeadline};
use crate::request_event::{self, EventKind, StoredEvent, events_of};
use crate::requests::Deadline;

/// The most work that support puts into a request, and what comes after it (S26, S28).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RequestTimeBox {
    /// The time, ISO 8601.
    pub limit: String,
    /// When it can be used up at the earliest (UTC); none before the first response, and while the request is paused.
    pub ends_at: Option<DateTime<Utc>>,
    /// What comes after.
    pub then: Vec<Text>,
    /// How it was counted.
    pub assumed: Text,
    /// Why.
    pub basis: Basis,
}

impl Register {
    /// Notes that the severity was changed at `at`.
    ///
    /// # Errors
    /// [`RegisterError::Invalid`]: `before-filed`, `before-change`, `in-the-future`, `already-closed`,
    /// `same-severity`; [`RegisterError::Policy`] for a severity that does not exist, [`RegisterError::Refused`] for
    /// one that the plan does not have.
    pub fn change_severity(
        &self,
        edition: &Edition,
        id: Uuid,
        severity: &str,
        at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<Request> {
        let at = field::past("at", at, now)?;
        self.requests().change(id, Action::Changed, now, |change, before, now| {
            refuse_outside(before, at)?;
            let severity = edition_of(self.editions(), edition, before)?.severity(severity)?.id.clone();
            if before.severity == severity {
                return Err(RegisterError::invalid("severity", Flaw::SameSeverity));
            }
            let mut events = events_of(change, id)?;
            if last_of(&events, &[EventKind::Severity]).is_some_and(|last| at < last.at) {
                return Err(RegisterError::invalid("at", Flaw::BeforeChange));
            }
            let event = StoredEvent {
                was: Some(before.severity.clone()),
                becomes: Some(severity),
                ..StoredEvent::new(id, EventKind::Severity, at, now)
            };
            request_event::add(change, self, &event)?;
            events.push(event);
            settle(change, self.editions(), edition, before, &events, now)
        })
    }

    /// Notes when the first response came, with the time it took; given again, it corrects the time.
    ///
    /// # Errors
    /// As of [`crate::Requests::respond`].
    pub fn respond_request(
        &self,
        edition: &Edition,
        id: Uuid,
        at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<Request> {
        let at = field::past("at", at, now)?;
        self.requests().change(id, Action::Responded, now, |change, before, now| {
            if at < before.filed_at {
                return Err(RegisterError::invalid("at", Flaw::BeforeFiled));
            }
            if before.closed_at.is_some_and(|closed| closed < at) {
                return Err(RegisterError::invalid("at", Flaw::AfterClosed));
            }
            let answered = Request { responded_at: Some(at), ..before.clone() };
            settle(change, self.editions(), edition, &answered, &events_of(change, id)?, now)
        })
    }

    /// Takes back an event that was noted by mistake. Of what the clock rests on, the last goes first.
    ///
    /// # Errors
    /// [`RegisterError::NotFound`] for an event of another request; [`RegisterError::Invalid`] (`not-last`) while
    /// something rests on it, and for what only the history tells: closings and reopenings.
    pub fn withdraw_event(&self, edition: &Edition, id: Uuid, event: Uuid, now: DateTime<Utc>) -> Result<Request> {
        self.requests().change(id, Action::Changed, now, |change, before, now| {
            let mut events = events_of(change, id)?;
            let Some(place) = events.iter().position(|each| each.id == event) else {
                let what = crate::record::RecordType::RequestEvent;
                return Err(RegisterError::NotFound { what, name: event.to_string() });
            };
            let withdrawn = events.remove(place);
            let rests_on_it: &[EventKind] = match withdrawn.kind {
                EventKind::Paused | EventKind::Resumed => &[EventKind::Paused, EventKind::Resumed],
                EventKind::Severity => &[EventKind::Severity],
                EventKind::Holder => &[EventKind::Holder],
                EventKind::Note | EventKind::NextContact => &[],
                _ => return Err(RegisterError::invalid("event", Flaw::NotLast)),
            };
            if events.iter().skip(place).any(|later| rests_on_it.contains(&later.kind)) {
                return Err(RegisterError::invalid("event", Flaw::NotLast));
            }
            request_event::withdraw(change, self, &withdrawn, now)?;
            if withdrawn.kind == EventKind::Holder {
                change
                    .execute("UPDATE request SET holder = ?2 WHERE id = ?1", params![id.to_string(), withdrawn.was])?;
            }
            let severity = match withdrawn.kind {
                EventKind::Severity => withdrawn.was.unwrap_or_else(|| before.severity.clone()),
                _ => before.severity.clone(),
            };
            let promised = last_of(&events, &[EventKind::NextContact]).and_then(|event| event.until);
            change.execute(
                "UPDATE request SET severity = ?2, next_contact_at = ?3 WHERE id = ?1",
                params![id.to_string(), severity, promised.map(Micros)],
            )?;
            let before = Request { severity, ..before.clone() };
            settle(change, self.editions(), edition, &before, &events, now)
        })
    }

    /// The picture and the steps of a request's deadline, from what it was worked out from when it was logged and from
    /// what has been noted since; none where it has none, or where the tables have changed so that it cannot be worked
    /// out again.
    ///
    /// # Errors
    /// [`RegisterError::Policy`] when the inputs cannot be read any more.
    pub fn explain_request(&self, edition: &Edition, request: &Request) -> Result<Option<(ResponseClock, Vec<Step>)>> {
        Ok(self.standing(edition, request)?.map(|standing| (standing.clock, standing.steps)))
    }

    /// The same with the severity that the deadline rests on and what is cited for it.
    pub(crate) fn standing(&self, edition: &Edition, request: &Request) -> Result<Option<Standing>> {
        let Some(ruling) = &request.deadline else { return Ok(None) };
        // The one it was worked out by. Where that is gone, the deadline stands, but cannot be drawn.
        let Ok(edition) = self.editions().named_or(edition_id(ruling), edition) else { return Ok(None) };
        let events = self.read(|connection| events_of(connection, request.id))?;
        let marks = Milestones::of(request);
        let Some(timing) = Timing::of(&edition, Inputs::of(ruling), &events, marks)? else { return Ok(None) };
        let filed = timing.filed(marks);
        let course = filed.course()?;
        if request.due_at != Some(course.deadline.due_at) {
            return Ok(None);
        }
        let (clock, steps) = course.explain(&filed)?;
        let (severity, basis) = timing.rests_on(&course);
        Ok(Some(Standing { clock, steps, severity: severity.to_owned(), basis: basis.clone() }))
    }

    /// When the first response would be due if the request were logged now, where that differs from what was stored:
    /// the tenant, the settings or the tables have changed. History does not move.
    ///
    /// # Errors
    /// [`RegisterError::NotFound`] for a tenant or contract that is not there.
    pub fn would_now_be(&self, edition: &Edition, request: &Request) -> Result<Option<DateTime<Utc>>> {
        let Some(plan) = self.plan_of(request.plan.as_deref(), request.contract)? else { return Ok(None) };
        let filed_with = filed_severity(request);
        let tenant = self.tenants().get(request.tenant)?;
        let contract = self.contract_of(request.contract)?;
        let Some(edition) = usable(self.edition_for(&tenant, contract.as_ref(), edition))? else { return Ok(None) };
        let inputs = Inputs::now(&tenant, self.settings().get()?, &plan, &filed_with).under(contract.as_ref());
        let events = self.read(|connection| events_of(connection, request.id))?;
        let unknown = |severity: &str| edition.severity(severity).is_err();
        if edition.plan(&plan).is_err()
            || unknown(&filed_with)
            || events.iter().filter_map(|event| event.becomes.as_deref()).any(unknown)
        {
            return Ok(None);
        }
        let marks = Milestones::of(request);
        let Some(timing) = Timing::of(&edition, inputs, &events, marks)? else { return Ok(None) };
        let due_at = timing.filed(marks).course()?.deadline.due_at;
        Ok((request.due_at != Some(due_at)).then_some(due_at))
    }

    /// The time box of a request, for the concerns and plans that have one.
    ///
    /// # Errors
    /// [`RegisterError::Policy`] when the inputs cannot be read any more.
    pub fn time_box(&self, edition: &Edition, request: &Request) -> Result<Option<RequestTimeBox>> {
        let Some(concern) = &request.concern else { return Ok(None) };
        let Some(plan) = self.plan_of(request.plan.as_deref(), request.contract)? else { return Ok(None) };
        let contract = self.contract_of(request.contract)?;
        let tenant = self.tenants().get(request.tenant)?;
        let Some(holds) = usable(self.edition_for(&tenant, contract.as_ref(), edition))? else { return Ok(None) };
        let question = CoverageQuestion { concern, plan: &plan, preview: None, scope: None, cause: None };
        // A preview is asked about first; it has no box.
        let Ok(ruling) = coverage(&holds, &question) else { return Ok(None) };
        let Some(answer) = ruling.answered() else { return Ok(None) };
        let Some(limit) = answer.time_box.clone() else { return Ok(None) };
        let then = answer.then.clone();
        let mut ends_at = None;
        if let (Some(responded), None, Some(ruling)) =
            (request.responded_at, request.waiting_since(), &request.deadline)
        {
            let events = self.read(|connection| events_of(connection, request.id))?;
            let timing = match self.editions().named_or(edition_id(ruling), edition) {
                Ok(edition) => Timing::of(&edition, Inputs::of(ruling), &events, Milestones::of(request))?,
                Err(_) => None,
            };
            if let Some(timing) = timing {
                let promise = timing.changes.last().map_or(&timing.first, |change| &change.promise);
                ends_at = Some(used_up(promise, responded, duration::parse(&limit, "limit")?, &timing.pauses)?);
            }
        }
        Ok(Some(RequestTimeBox { limit, ends_at, then, assumed: box_reading(), basis: ruling.basis }))
    }
}

/// A stored deadline, worked out again.
pub(crate) struct Standing {
    pub(crate) clock: ResponseClock,
    pub(crate) steps: Vec<Step>,
    /// The severity that it rests on.
    pub(crate) severity: String,
    pub(crate) basis: Basis,
}

/// What a request's row says of when it was filed, answered and closed.
#[derive(Debug, Clone, Copy)]
#[allow(clippy::struct_field_names, reason = "the names of the columns")]
pub(crate) struct Milestones {
    pub(crate) filed_at: DateTime<Utc>,
    pub(crate) responded_at: Option<DateTime<Utc>>,
    pub(crate) closed_at: Option<DateTime<Utc>>,
}

impl Milestones {
    pub(crate) fn of(request: &Request) -> Self {
        let Request { filed_at, responded_at, closed_at, .. } = *request;
        Self { filed_at, responded_at, closed_at }
    }
}

/// The deadline that follows from a ruling and from what was noted since; the ruling itself where nothing was.
pub(crate) fn retimed(
    editions: &Editions,
    otherwise: &Edition,
    deadline: Option<StoredDeadline>,
    events: &[StoredEvent],
    marks: Milestones,
) -> Result<Timed> {
    let paused_at = waiting_since(&pauses_of(events, marks));
    let Some(stored) = deadline else { return Ok(Timed { deadline: None, paused_at, counted: None }) };
    let inputs = Inputs::of(&stored.ruling);
    let moved = stored.ruling.get(MOVED).is_some() || events.iter().any(|event| MOVES_THE_CLOCK.contains(&event.kind));
    let timing = match editions.named_or(edition_id(&stored.ruling), otherwise) {
        // A ruling without its inputs cannot be worked out again.
        Ok(_) if inputs.plan.is_empty() => None,
        Ok(edition) => match Timing::of(&edition, inputs, events, marks) {
            Err(why) if moved => return Err(why),
            // Nor can one whose edition is gone or has become another; as it stands, it holds.
            timing => timing.unwrap_or_default(),
        },
        Err(why) if moved => return Err(why),
        Err(_) => None,
    };
    let Some(timing) = timing else { return Ok(Timed { deadline: Some(stored), paused_at, counted: None }) };
    let course = timing.filed(marks).course()?;
    let counted =
        marks.responded_at.map(|at| counted(&course.promise, course.counts_from, at, &timing.pauses)).transpose()?;
    let counted = counted.and_then(|counted| u32::try_from(counted.num_seconds()).ok());
    let noted = !timing.pauses.is_empty() || !timing.changes.is_empty();
    let deadline = if noted || stored.ruling.get(MOVED).is_some() { timing.stored(course, noted)? } else { stored };
    Ok(Timed { deadline: Some(deadline), paused_at, counted })
}

/// What moves a deadline.
const MOVES_THE_CLOCK: [EventKind; 3] = [EventKind::Paused, EventKind::Resumed, EventKind::Severity];

/// Marks a stored ruling that was worked out again from what was noted.
const MOVED: &str = "moved";

/// The severity that a stored ruling rests on, where pauses or changes of severity are noted.
pub(crate) const SEVERITY: &str = "severity";

/// What a request's row says of its clock.
pub(crate) struct Timed {
    pub(crate) deadline: Option<StoredDeadline>,
    pub(crate) paused_at: Option<DateTime<Utc>>,
    pub(crate) counted: Option<u32>,
}

/// The severity a request was filed with.
pub(crate) fn filed_severity(request: &Request) -> String {
    let ruled = request.deadline.as_ref().map(Inputs::of).map(|inputs| inputs.severity);
    ruled.filter(|severity| !severity.is_empty()).unwrap_or_else(|| request.severity.clone())
}

/// Writes what follows for the request, answered and closed as it says, from its events.
pub(crate) fn settle(
    change: &Connection,
    editions: &Editions,
    otherwise: &Edition,
    request: &Request,
    events: &[StoredEvent],
    now: DateTime<Utc>,
) -> Result<()> {
    let timed = retimed(editions, otherwise, request.stored_deadline(), events, Milestones::of(request))
        .map_err(|error| gone(error, request))?;
    let severity = last_of(events, &[EventKind::Severity]).and_then(|event| event.becomes.as_ref());
    let severity = severity.unwrap_or(&request.severity);
    let deadline = Deadline::checked(timed.deadline)?;
    change
        .prepare_cached(
            "UPDATE request SET due_at = ?2, deadline = ?3, paused_at = ?4, counted = ?5, responded_at = ?6,
             severity = ?7, promised = ?8, changed_at = ?9, promised_severity = ?10 WHERE id = ?1",
        )?
        .execute(params![
            request.id.to_string(),
            deadline.due_at,
            deadline.ruling,
            timed.paused_at.map(Micros),
            timed.counted,
            request.responded_at.map(Micros),
            severity,
            deadline.promised,
            Micros(now),
            deadline.promised_severity(severity),
        ])?;
    Ok(())
}

/// Ends the pause of a request that is being closed or opened again. Where its edition is gone, the deadline cannot be
/// worked out and stays: that must keep nobody from closing.
pub(crate) fn end_pause(change: &Connection, editions: &Editions, request: &Request, now: DateTime<Utc>) -> Result<()> {
    if request.paused_at.is_none() {
        return Ok(());
    }
    let Ok(otherwise) = Edition::base() else { return Ok(()) };
    match settle(change, editions, otherwise, request, &events_of(change, request.id)?, now) {
        Err(RegisterError::EditionGone { .. } | RegisterError::EditionInvalid { .. } | RegisterError::Policy(_)) => {
            Ok(())
        }
        settled => settled,
    }
}

/// The edition that a stored ruling was worked out by.
fn edition_id(ruling: &Value) -> Option<&str> {
    ruling.get("edition").and_then(Value::as_str)
}

/// The edition that the clock of a request goes by.
fn edition_of<'a>(editions: &Editions, otherwise: &'a Edition, request: &Request) -> Result<EditionRef<'a>> {
    let id = request.deadline.as_ref().and_then(edition_id);
    editions.named_or(id, otherwise).map_err(|error| gone(error, request))
}

fn gone(error: RegisterError, request: &Request) -> RegisterError {
    match error {
        RegisterError::UnknownEdition { id, .. } => RegisterError::EditionGone { id, of: request.reference() },
        error => error,
    }
}

/// None for an edition that cannot be used; what rests on it cannot be told.
fn usable(edition: Result<EditionRef<'_>>) -> Result<Option<EditionRef<'_>>> {
    match edition {
        Ok(edition) => Ok(Some(edition)),
        Err(RegisterError::EditionGone { .. } | RegisterError::EditionInvalid { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// What is noted of an open request lies after its filing.
pub(crate) fn refuse_outside(request: &Request, at: DateTime<Utc>) -> Result<()> {
    if request.closed_at.is_some() {
        return Err(RegisterError::invalid("at", Flaw::AlreadyClosed));
    }
    if at < request.filed_at {
        return Err(RegisterError::invalid("at", Flaw::BeforeFiled));
    }
    Ok(())
}

fn last_of<'a>(events: &'a [StoredEvent], kinds: &[EventKind]) -> Option<&'a StoredEvent> {
    events.iter().rev().find(|event| kinds.contains(&event.kind))
}

/// What a deadline is worked out from: the promise, and what was noted since.
struct Timing {
    inputs: Inputs,
    first: ResponsePromise,
    basis: Basis,
    pauses: Vec<Pause>,
    changes: Vec<SeverityChange>,
    /// What each of the changes was to, and what its promise rests on.
    changed_to: Vec<(String, Basis)>,
}

impl Timing {
    /// None where the plan promises nothing.
    fn of(edition: &Edition, inputs: Inputs, events: &[StoredEvent], marks: Milestones) -> Result<Option<Self>> {
        let Ruling { outcome, basis } = promise(edition, &inputs.terms())?;
        let Outcome::Answered(first) = outcome else { return Ok(None) };
        let (pauses, changes, changed_to) = (pauses_of(events, marks), Vec::new(), Vec::new());
        let mut timing = Self { inputs, first, basis, pauses, changes, changed_to };
        let graver_first = edition.plan(&timing.inputs.plan)?.severities();
        let rank = |severity: &str| graver_first.iter().position(|each| each == severity);
        let mut severity = timing.inputs.severity.clone();
        for event in events {
            if let (EventKind::Severity, Some(becomes)) = (event.kind, &event.becomes) {
                let ruling = promise(edition, &timing.inputs.clone().at(Some(becomes)).terms())?;
                let next = match ruling.outcome {
                    Outcome::Answered(next) => next,
                    Outcome::Refused { refusal } => return Err(RegisterError::refused("severity", refusal)),
                };
                let graver = rank(becomes) < rank(&severity);
                severity.clone_from(becomes);
                timing.changes.push(SeverityChange { at: event.at, promise: next, graver });
                timing.changed_to.push((severity.clone(), ruling.basis));
            }
        }
        Ok(Some(timing))
    }

    fn filed(&self, marks: Milestones) -> Filed<'_> {
        let Milestones { filed_at, responded_at, .. } = marks;
        Filed { filed_at, promise: &self.first, pauses: &self.pauses, changes: &self.changes, responded_at }
    }

    /// The severity that a course rests on, and what its promise rests on.
    fn rests_on(&self, course: &Course) -> (&str, &Basis) {
        let changed = course.rests_on.and_then(|place| self.changed_to.get(place));
        changed.map_or((&self.inputs.severity, &self.basis), |(severity, basis)| (severity, basis))
    }

    /// The ruling as it is kept: with its inputs, with the severity that it rests on, and with what was assumed about
    /// pauses and severities.
    fn stored(self, course: Course, noted: bool) -> Result<StoredDeadline> {
        let due_at = course.deadline.due_at;
        let (severity, basis) = self.rests_on(&course);
        let (severity, basis) = (severity.to_owned(), basis.clone());
        let mut ruling = serde_json::to_value(Ruling { outcome: Outcome::Answered(course.deadline), basis })
            .map_err(|_| RegisterError::Storage { code: 0 })?;
        if let Value::Object(fields) = &mut ruling {
            fields.insert("inputs".to_owned(), json!(self.inputs));
            if noted {
                fields.insert(MOVED.to_owned(), json!(true));
                fields.insert(SEVERITY.to_owned(), json!(severity));
            }
            if !course.assumed.is_empty() {
                fields.insert("assumed".to_owned(), json!(course.assumed));
            }
        }
        Ok(StoredDeadline { due_at, ruling })
    }
}
