//! What the desk does with one request or many beside the clock: who holds it, notes, promised contacts, closing.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};
use support_policy::edition::Edition;
use uuid::Uuid;

use crate::clock::end_pause;
use crate::error::{RegisterError, Result};
use crate::field::{self, Micros};
use crate::flaw::Flaw;
use crate::history::{self, Action};
use crate::record;
use crate::request::Request;
use crate::request_event::{self, EventKind, LONGEST_NOTE, StoredEvent};
use crate::requests::Requests;

/// No more than this many are changed at once.
pub const MOST_AT_ONCE: usize = 10_000;

impl Requests<'_> {
    /// Gives a request to somebody, or to nobody.
    ///
    /// # Errors
    /// [`RegisterError::Invalid`] for a name that cannot be stored.
    pub fn assign(&self, id: Uuid, holder: Option<&str>, at: DateTime<Utc>, now: DateTime<Utc>) -> Result<Request> {
        self.assign_many(&[id], holder, at, now)?;
        self.get(id)
    }

    /// Gives several requests to somebody, or to nobody: all of them or none. Says how many changed hands.
    ///
    /// # Errors
    /// As of [`Requests::assign`]; [`RegisterError::NotFound`]; `too-many`.
    pub fn assign_many(
        &self,
        ids: &[Uuid],
        holder: Option<&str>,
        at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<u32> {
        let holder = field::optional_text("holder", holder, field::LONGEST_NAME)?;
        let at = field::past("at", at, now)?;
        self.each(ids, Action::Changed, now, |change, before, now| {
            if before.holder == holder {
                return Ok(false);
            }
            let event = StoredEvent {
                was: before.holder.clone(),
                becomes: holder.clone(),
                ..StoredEvent::new(before.id, EventKind::Holder, at, now)
            };
            request_event::add(change, self.register, &event)?;
            change
                .prepare_cached("UPDATE request SET holder = ?2, changed_at = ?3 WHERE id = ?1")?
                .execute(params![before.id.to_string(), holder, Micros(now)])?;
            Ok(true)
        })
    }

    /// Closes several requests for the same reason: all of them or none. Those closed already stay as they are.
    /// Says how many were closed.
    ///
    /// # Errors
    /// As of [`Requests::close`]; `too-many`.
    pub fn close_many(&self, ids: &[Uuid], at: DateTime<Utc>, reason: &str, now: DateTime<Utc>) -> Result<u32> {
        let at = field::past("at", at, now)?;
        let reason = field::text("reason", reason, field::LONGEST_TITLE)?;
        self.each(ids, Action::Closed, now, |change, before, now| {
            if before.closed_at.is_some() {
                return Ok(false);
            }
            before.refuse_closing(at)?;
            change
                .prepare_cached("UPDATE request SET closed_at = ?2, close_reason = ?3, changed_at = ?4 WHERE id = ?1")?
                .execute(params![before.id.to_string(), Micros(at), reason, Micros(now)])?;
            let closed = Request { closed_at: Some(at), ..before.clone() };
            end_pause(change, self.register.editions(), &closed, now)?;
            Ok(true)
        })
    }

    /// Notes something on a request's timeline.
    ///
    /// # Errors
    /// [`RegisterError::Invalid`] for a note that is blank or longer than 10,000 characters.
    pub fn note(&self, id: Uuid, note: &str, at: DateTime<Utc>, now: DateTime<Utc>) -> Result<Request> {
        let text = field::prose("note", note, LONGEST_NOTE)?;
        let at = field::past("at", at, now)?;
        self.change(id, Action::Changed, now, |change, before, now| {
            let event = StoredEvent { text: Some(text), ..StoredEvent::new(before.id, EventKind::Note, at, now) };
            request_event::add(change, self.register, &event)
        })
    }

    /// Notes that Microsoft promised at `at` to get in touch by `until`; without `until`, that nothing is promised any
    /// more.
    ///
    /// # Errors
    /// [`RegisterError::Invalid`]: `not-later` for a time that lies before the promise.
    pub fn promise_contact(
        &self,
        id: Uuid,
        until: Option<DateTime<Utc>>,
        at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<Request> {
        let at = field::past("at", at, now)?;
        let until = until.map(|until| field::instant("until", until)).transpose()?;
        if until.is_some_and(|until| until <= at) {
            return Err(RegisterError::invalid("until", Flaw::NotLater));
        }
        self.change(id, Action::Changed, now, |change, before, now| {
            let event = StoredEvent { until, ..StoredEvent::new(before.id, EventKind::NextContact, at, now) };
            request_event::add(change, self.register, &event)?;
            change.execute(
                "UPDATE request SET next_contact_at = ?2, changed_at = ?3 WHERE id = ?1",
                params![id.to_string(), until.map(Micros), Micros(now)],
            )?;
            Ok(())
        })
    }

    /// Says what kind of trouble a request is about; none when that is not known.
    ///
    /// # Errors
    /// [`RegisterError::Policy`] for a concern that `edition` does not have.
    pub fn set_concern(
        &self,
        edition: &Edition,
        id: Uuid,
        concern: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<Request> {
        let concern = concern.map(|concern| edition.concern(concern)).transpose()?.map(|concern| concern.id.clone());
        self.change(id, Action::Changed, now, |change, _, now| {
            change.execute(
                "UPDATE request SET concern = ?2, changed_at = ?3 WHERE id = ?1",
                params![id.to_string(), concern, Micros(now)],
            )?;
            Ok(())
        })
    }

    /// Who holds requests, by name.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn holders(&self) -> Result<Vec<String>> {
        self.register.read(|connection| {
            let sql =
                "SELECT DISTINCT holder FROM request WHERE holder IS NOT NULL AND removed_at IS NULL ORDER BY holder";
            let holders =
                connection.prepare_cached(sql)?.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
            Ok(holders)
        })
    }

    /// Changes several requests in one transaction; `update` says whether it changed the one it was given.
    fn each(
        self,
        ids: &[Uuid],
        action: Action,
        now: DateTime<Utc>,
        update: impl Fn(&Connection, &Request, DateTime<Utc>) -> Result<bool>,
    ) -> Result<u32> {
        if ids.len() > MOST_AT_ONCE {
            return Err(RegisterError::invalid("ids", Flaw::TooMany));
        }
        let now = field::instant("now", now)?;
        self.register.write(|change| {
            let mut changed = 0;
            for &id in ids {
                let before = record::get::<Request>(change, id)?;
                if update(change, &before, now)? {
                    let after = record::get::<Request>(change, id)?;
                    history::changed(change, self.register.actor(), now, action, &before, &after)?;
                    changed += 1;
                }
            }
            Ok(changed)
        })
    }
}
