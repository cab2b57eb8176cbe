//! Where the deadline of a request stands: its picture, what it would be now, and the time box that comes after.

use chrono::{DateTime, Utc};
use serde::Serialize;
use support_policy::course::{box_reading, used_up};
use support_policy::coverage::{CoverageQuestion, coverage};
use support_policy::edition::Edition;
use support_policy::explain::{ResponseClock, Step};
use support_policy::ruling::Basis;
use support_policy::{Text, duration};

use crate::deadline_inputs::Inputs;
use crate::deadline_timing::{Milestones, Timing, edition_id, filed_severity};
use crate::editions::EditionRef;
use crate::error::{RegisterError, Result};
use crate::register::Register;
use crate::request::Request;
use crate::request_event::events_of;

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

/// None for an edition that cannot be used; what rests on it cannot be told.
fn usable(edition: Result<EditionRef<'_>>) -> Result<Option<EditionRef<'_>>> {
    match edition {
        Ok(edition) => Ok(Some(edition)),
        Err(RegisterError::EditionGone { .. } | RegisterError::EditionInvalid { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}
