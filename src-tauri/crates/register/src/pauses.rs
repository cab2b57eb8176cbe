//! The pauses of a request: stretches in which Microsoft waits for the customer. Saying that the customer has answered
//! ends one, and so do the first response and the closing.

use chrono::{DateTime, Utc};
use support_policy::course::Pause;
use support_policy::edition::Edition;
use uuid::Uuid;

use crate::clock::{refuse_outside, settle};
use crate::deadline_timing::Milestones;
use crate::error::{RegisterError, Result};
use crate::field;
use crate::flaw::Flaw;
use crate::history::Action;
use crate::register::Register;
use crate::request::Request;
use crate::request_event::{self, EventKind, StoredEvent, events_of};

impl Register {
    /// Stops the clock of a request: Microsoft waits for the customer from `at` on.
    ///
    /// # Errors
    /// [`RegisterError::Invalid`]: `before-filed`, `in-the-future`, `already-closed`, `already-paused`,
    /// `overlapping-pause`, `earlier-pause` where a later one is noted, or a reason longer than 500 characters.
    pub fn pause_request(
        &self,
        edition: &Edition,
        id: Uuid,
        at: DateTime<Utc>,
        reason: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<Request> {
        self.pause(edition, id, at, None, reason, now)
    }

    /// Notes a pause that is over: Microsoft waited for the customer from `at` to `until`. It may lie before pauses that
    /// are noted already.
    ///
    /// # Errors
    /// As of [`Register::pause_request`]; `before-pause` for an end that is not after the beginning.
    pub fn paused_request(
        &self,
        edition: &Edition,
        id: Uuid,
        (at, until): (DateTime<Utc>, DateTime<Utc>),
        reason: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<Request> {
        let until = field::past("until", until, now)?;
        self.pause(edition, id, at, Some(until), reason, now)
    }

    fn pause(
        &self,
        edition: &Edition,
        id: Uuid,
        at: DateTime<Utc>,
        until: Option<DateTime<Utc>>,
        reason: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<Request> {
        let at = field::past("at", at, now)?;
        if until.is_some_and(|until| until <= at) {
            return Err(RegisterError::invalid("until", Flaw::BeforePause));
        }
        let reason = field::optional_text("reason", reason, field::LONGEST_TITLE)?;
        self.requests().change(id, Action::Paused, now, |change, before, now| {
            refuse_outside(before, at)?;
            refuse_overlapping(&pauses_of(&events_of(change, id)?, Milestones::of(before)), at, until)?;
            let event = StoredEvent { text: reason, ..StoredEvent::new(id, EventKind::Paused, at, now) };
            request_event::add(change, self, &event)?;
            if let Some(until) = until {
                request_event::add(change, self, &StoredEvent::new(id, EventKind::Resumed, until, now))?;
            }
            settle(change, self.editions(), edition, before, &events_of(change, id)?, now)
        })
    }

    /// Lets the clock of a paused request go on from `at`. A pause that the first response has ended can still be given
    /// the time at which the customer answered; it moves nothing.
    ///
    /// # Errors
    /// [`RegisterError::Invalid`]: `not-paused`, `before-pause`, `in-the-future`, `already-closed`.
    pub fn resume_request(
        &self,
        edition: &Edition,
        id: Uuid,
        at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<Request> {
        let at = field::past("at", at, now)?;
        self.requests().change(id, Action::Resumed, now, |change, before, now| {
            refuse_outside(before, at)?;
            let mut events = events_of(change, id)?;
            match events.iter().rev().find(|event| ENDS_OR_BEGINS.contains(&event.kind)) {
                Some(last) if last.kind == EventKind::Paused && last.at < at => {}
                Some(last) if last.kind == EventKind::Paused => {
                    return Err(RegisterError::invalid("at", Flaw::BeforePause));
                }
                _ => return Err(RegisterError::invalid("at", Flaw::NotPaused)),
            }
            let event = StoredEvent::new(id, EventKind::Resumed, at, now);
            request_event::add(change, self, &event)?;
            events.push(event);
            settle(change, self.editions(), edition, before, &events, now)
        })
    }
}

const ENDS_OR_BEGINS: [EventKind; 3] = [EventKind::Paused, EventKind::Resumed, EventKind::Closed];

/// The pauses that are noted, in order; the last has no end while Microsoft waits.
pub(crate) fn pauses_of(events: &[StoredEvent], marks: Milestones) -> Vec<Pause> {
    let mut pauses: Vec<Pause> = Vec::new();
    // One that nobody said was over ended with the response, where that came first.
    let end = |pauses: &mut Vec<Pause>, at: Option<DateTime<Utc>>| {
        if let Some(open) = pauses.last_mut().filter(|pause| pause.to.is_none()) {
            let responded = marks.responded_at.filter(|responded| *responded > open.from);
            open.to = responded.into_iter().chain(at).min();
        }
    };
    for event in events {
        match event.kind {
            EventKind::Paused => {
                end(&mut pauses, Some(event.at));
                pauses.push(Pause { from: event.at, to: None });
            }
            EventKind::Resumed => {
                if let Some(open) = pauses.last_mut().filter(|pause| pause.to.is_none()) {
                    open.to = Some(event.at);
                }
            }
            EventKind::Closed => end(&mut pauses, Some(event.at)),
            _ => {}
        }
    }
    end(&mut pauses, marks.closed_at);
    pauses
}

/// Since when Microsoft has been waiting for the customer, while it does.
pub(crate) fn waiting_since(pauses: &[Pause]) -> Option<DateTime<Utc>> {
    pauses.last().filter(|pause| pause.to.is_none()).map(|pause| pause.from)
}

fn refuse_overlapping(pauses: &[Pause], at: DateTime<Utc>, until: Option<DateTime<Utc>>) -> Result<()> {
    if let Some(around) = pauses.iter().find(|pause| pause.from <= at && pause.to.is_none_or(|to| at < to)) {
        let flaw = if around.to.is_none() { Flaw::AlreadyPaused } else { Flaw::OverlappingPause };
        return Err(RegisterError::invalid("at", flaw));
    }
    match (pauses.iter().find(|pause| pause.from > at), until) {
        (Some(_), None) => Err(RegisterError::invalid("until", Flaw::EarlierPause)),
        (Some(later), Some(until)) if later.from < until => {
            Err(RegisterError::invalid("until", Flaw::OverlappingPause))
        }
        _ => Ok(()),
    }
}
