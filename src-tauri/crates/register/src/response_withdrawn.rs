//! Taking back a first response that was noted by mistake.

use chrono::{DateTime, Utc};
use support_policy::edition::Edition;
use uuid::Uuid;

use crate::clock::settle;
use crate::error::{RegisterError, Result};
use crate::flaw::Flaw;
use crate::history::Action;
use crate::record::RecordType;
use crate::register::Register;
use crate::request::Request;
use crate::request_event::{EventKind, events_of};

impl Register {
    /// Takes back a first response that was noted by mistake: the request waits again, with the deadline it has.
    ///
    /// # Errors
    /// [`RegisterError::NotFound`] for a request that is not answered; [`RegisterError::Invalid`] (`not-last`) for one that
    /// is closed: it is opened again first.
    pub fn withdraw_response(&self, edition: &Edition, id: Uuid, now: DateTime<Utc>) -> Result<Request> {
        self.requests().change(id, Action::Changed, now, |change, before, now| {
            if before.responded_at.is_none() {
                let name = EventKind::FirstResponse.as_str().to_owned();
                return Err(RegisterError::NotFound { what: RecordType::RequestEvent, name });
            }
            if before.closed_at.is_some() {
                return Err(RegisterError::invalid("event", Flaw::NotLast));
            }
            let waiting = Request { responded_at: None, counted: None, ..before.clone() };
            settle(change, self.editions(), edition, &waiting, &events_of(change, id)?, now)
        })
    }
}
