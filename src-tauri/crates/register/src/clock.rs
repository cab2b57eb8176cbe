//! The clock of a request: changes of severity and the first response, each noted with the deadline that follows from
//! it, and taking back what was noted. Only what is noted moves a deadline; a tenant or a table that changes later does
//! not.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};
use support_policy::edition::Edition;
use uuid::Uuid;

use crate::deadline_timing::{Milestones, edition_of, gone, retimed};
use crate::editions::Editions;
use crate::error::{RegisterError, Result};
use crate::field::{self, Micros};
use crate::flaw::Flaw;
use crate::history::Action;
use crate::register::Register;
use crate::request::Request;
use crate::request_event::{self, EventKind, StoredEvent, events_of};
use crate::requests::Deadline;

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
    /// [`RegisterError::Invalid`]: `before-filed`, `in-the-future`, or `after-closed` when the request was closed before.
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
