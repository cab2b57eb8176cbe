//! S33: whether a closed request may be opened again. Each condition is asked once and remembered with the request.

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::params;
use serde::{Deserialize, Serialize};
use support_policy::edition::Edition;
use support_policy::reopen::{ReopenQuestion, Reopening, reopen};
use support_policy::ruling::Ruling;
use uuid::Uuid;

use crate::clock::end_pause;
use crate::error::{RegisterError, Result};
use crate::field::{self, Micros};
use crate::flaw::Flaw;
use crate::history::{self, Action};
use crate::record;
use crate::register::Register;
use crate::request::Request;
use crate::request_event::{self, EventKind, StoredEvent};

/// What is known of the conditions for reopening a request; what is not known has not been asked yet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct ReopenAnswers {
    /// The product's build is that of then.
    pub same_build: Option<bool>,
    /// A security update or hotfix has been installed since.
    pub updates_installed: Option<bool>,
    /// The error is that of then.
    pub same_error: Option<bool>,
    /// The environment or machine, and the document, are those of then.
    pub same_place: Option<bool>,
    /// The user is that of then.
    pub same_user: Option<bool>,
    /// The error is new and came with a hotfix.
    pub after_hotfix: Option<bool>,
}

/// Where the question of reopening a request stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ReopenCheck {
    /// The day on which it was closed, on the tenant's calendar (R8).
    pub closed: NaiveDate,
    /// The last day on which its age is no reason to file anew; none where the edition does not say.
    pub last_day: Option<NaiveDate>,
    /// What is remembered.
    pub answers: ReopenAnswers,
    /// The conditions that nobody has answered yet.
    pub missing: Vec<String>,
    /// What to do; none while conditions are missing.
    #[serde(flatten)]
    pub ruling: Option<Ruling<Reopening>>,
}

impl ReopenAnswers {
    /// These answers where there are any, else those of `earlier`.
    #[must_use]
    pub fn or(self, earlier: Self) -> Self {
        Self {
            same_build: self.same_build.or(earlier.same_build),
            updates_installed: self.updates_installed.or(earlier.updates_installed),
            same_error: self.same_error.or(earlier.same_error),
            same_place: self.same_place.or(earlier.same_place),
            same_user: self.same_user.or(earlier.same_user),
            after_hotfix: self.after_hotfix.or(earlier.after_hotfix),
        }
    }

    /// The conditions the answer needs and does not have. Where nobody asks, the user is the same and no hotfix came
    /// in between.
    fn missing(self) -> Vec<String> {
        [
            ("same_build", self.same_build),
            ("updates_installed", self.updates_installed),
            ("same_error", self.same_error),
            ("same_place", self.same_place),
        ]
        .into_iter()
        .filter(|(_, answer)| answer.is_none())
        .map(|(name, _)| name.to_owned())
        .collect()
    }
}

impl Register {
    /// Remembers what is newly known of the conditions, and answers what can be answered for the day `on`; none for
    /// today on the tenant's calendar.
    ///
    /// # Errors
    /// [`RegisterError::Invalid`] (`not-closed`); [`RegisterError::Policy`] for a day before the closing.
    pub fn reopen_check(
        &self,
        edition: &Edition,
        id: Uuid,
        on: Option<NaiveDate>,
        answers: ReopenAnswers,
        now: DateTime<Utc>,
    ) -> Result<ReopenCheck> {
        let request = self.requests().get(id)?;
        let Some(closed_at) = request.closed_at else { return Err(RegisterError::invalid("at", Flaw::NotClosed)) };
        let tenant = self.tenants().get(request.tenant)?;
        let zone = tenant.local_zone();
        let closed = closed_at.with_timezone(&zone).date_naive();
        let on = on.unwrap_or_else(|| now.with_timezone(&zone).date_naive());
        let remembered = request.reopen.unwrap_or_default();
        let answers = answers.or(remembered);
        let question = ReopenQuestion {
            closed,
            on,
            same_build: answers.same_build.unwrap_or_default(),
            updates_installed: answers.updates_installed.unwrap_or_default(),
            same_error: answers.same_error.unwrap_or_default(),
            same_place: answers.same_place.unwrap_or_default(),
            same_user: answers.same_user.unwrap_or(true),
            after_hotfix: answers.after_hotfix.unwrap_or_default(),
        };
        let contract = self.contract_of(request.contract)?;
        let edition = self.edition_for(&tenant, contract.as_ref(), edition)?;
        let ruling = reopen(&edition, &question)?;
        let last_day = ruling.answered().and_then(|reopening| reopening.too_old_from.pred_opt());
        if answers != remembered {
            self.requests().change(id, Action::Changed, now, |change, _, now| {
                let json = serde_json::to_string(&answers).map_err(|_| RegisterError::Storage { code: 0 })?;
                change.execute(
                    "UPDATE request SET reopen = ?2, changed_at = ?3 WHERE id = ?1",
                    params![id.to_string(), json, Micros(now)],
                )?;
                Ok(())
            })?;
        }
        // Where the edition does not say when, no condition has to be known.
        let missing = if last_day.is_some() { answers.missing() } else { Vec::new() };
        Ok(ReopenCheck { closed, last_day, answers, ruling: missing.is_empty().then_some(ruling), missing })
    }

    /// Opens a closed request again. Its closing stays on the timeline; what was known of the conditions is forgotten.
    ///
    /// # Errors
    /// [`RegisterError::Invalid`]: `not-closed`, `before-closed`, `in-the-future`.
    pub fn reopen_request(&self, id: Uuid, at: DateTime<Utc>, now: DateTime<Utc>) -> Result<Request> {
        let at = field::past("at", at, now)?;
        let now = field::instant("now", now)?;
        self.write(|change| {
            let before = record::get::<Request>(change, id)?;
            let Some(closed_at) = before.closed_at else { return Err(RegisterError::invalid("at", Flaw::NotClosed)) };
            if at < closed_at {
                return Err(RegisterError::invalid("at", Flaw::BeforeClosed));
            }
            let closing = StoredEvent {
                text: before.close_reason.clone(),
                ..StoredEvent::new(id, EventKind::Closed, closed_at, now)
            };
            request_event::add(change, self, &closing)?;
            request_event::add(change, self, &StoredEvent::new(id, EventKind::Reopened, at, now))?;
            change.execute(
                "UPDATE request SET closed_at = NULL, close_reason = NULL, reopen = NULL, changed_at = ?2 WHERE id = ?1",
                params![id.to_string(), Micros(now)],
            )?;
            let reopened = Request { closed_at: None, ..before.clone() };
            end_pause(change, self.editions(), &reopened, now)?;
            let after = record::get::<Request>(change, id)?;
            history::changed(change, self.actor(), now, Action::Reopened, &before, &after)?;
            Ok(after)
        })
    }
}
