//! A deadline worked out from its inputs and from what was noted since: pauses, changes of severity, the first response.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use support_policy::course::{Course, Filed, Pause, SeverityChange, counted};
use support_policy::edition::Edition;
use support_policy::respond_by::{ResponsePromise, promise};
use support_policy::ruling::{Basis, Outcome, Ruling};

use crate::deadline_inputs::Inputs;
use crate::editions::{EditionRef, Editions};
use crate::error::{RegisterError, Result};
use crate::pauses::{pauses_of, waiting_since};
use crate::record::Record;
use crate::request::{Request, StoredDeadline};
use crate::request_event::{EventKind, StoredEvent};

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

/// What a request's row says of its clock.
pub(crate) struct Timed {
    pub(crate) deadline: Option<StoredDeadline>,
    pub(crate) paused_at: Option<DateTime<Utc>>,
    pub(crate) counted: Option<u32>,
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

/// The severity a request was filed with.
pub(crate) fn filed_severity(request: &Request) -> String {
    let ruled = request.deadline.as_ref().map(Inputs::of).map(|inputs| inputs.severity);
    ruled.filter(|severity| !severity.is_empty()).unwrap_or_else(|| request.severity.clone())
}

/// The edition that a stored ruling was worked out by.
pub(crate) fn edition_id(ruling: &Value) -> Option<&str> {
    ruling.get("edition").and_then(Value::as_str)
}

/// The edition that the clock of a request goes by.
pub(crate) fn edition_of<'a>(editions: &Editions, otherwise: &'a Edition, request: &Request) -> Result<EditionRef<'a>> {
    let id = request.deadline.as_ref().and_then(edition_id);
    editions.named_or(id, otherwise).map_err(|error| gone(error, request))
}

/// A request whose edition is not there any more says so.
pub(crate) fn gone(error: RegisterError, request: &Request) -> RegisterError {
    match error {
        RegisterError::UnknownEdition { id, .. } => RegisterError::EditionGone { id, of: request.reference() },
        error => error,
    }
}

/// What a deadline is worked out from: the promise, and what was noted since.
pub(crate) struct Timing {
    inputs: Inputs,
    pub(crate) first: ResponsePromise,
    basis: Basis,
    pub(crate) pauses: Vec<Pause>,
    pub(crate) changes: Vec<SeverityChange>,
    /// What each of the changes was to, and what its promise rests on.
    changed_to: Vec<(String, Basis)>,
}

impl Timing {
    /// None where the plan promises nothing.
    pub(crate) fn of(
        edition: &Edition,
        inputs: Inputs,
        events: &[StoredEvent],
        marks: Milestones,
    ) -> Result<Option<Self>> {
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

    pub(crate) fn filed(&self, marks: Milestones) -> Filed<'_> {
        let Milestones { filed_at, responded_at, .. } = marks;
        Filed { filed_at, promise: &self.first, pauses: &self.pauses, changes: &self.changes, responded_at }
    }

    /// The severity that a course rests on, and what its promise rests on.
    pub(crate) fn rests_on(&self, course: &Course) -> (&str, &Basis) {
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
