//! S03: whether support works on a request round the clock.

use crate::edition::{Clock, Edition, Subject};
use crate::error::PolicyError;
use crate::respond_by::no_such_severity;
use crate::ruling::{Outcome, Ruling};
use serde::Serialize;

/// When support works on a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct WorkingHours {
    /// Round the clock, or in the business hours of the region.
    pub clock: Clock,
    /// Whether it is promised in English alone: round the clock is.
    pub english_only: bool,
}

/// When support works on a request of `severity` under `plan`; about a public preview never round the clock (S11).
///
/// # Errors
/// [`PolicyError::Unknown`] for a plan or severity that the edition does not have.
pub fn round_the_clock(
    edition: &Edition,
    plan: &str,
    severity: &str,
    preview: bool,
) -> Result<Ruling<WorkingHours>, PolicyError> {
    let (plan, severity) = (edition.plan(plan)?, edition.severity(severity)?);
    let concern = preview.then_some("preview");
    let subject = Subject { plan: Some(&plan.id), severity: Some(&severity.id), concern, ..Subject::default() };
    let Some(response) = plan.response(&severity.id) else {
        let refusal = no_such_severity(edition, plan, &severity.name);
        let basis = edition.basis(vec!["S21".to_owned()], Vec::new(), &subject);
        return Ok(Ruling { outcome: Outcome::Refused { refusal }, basis });
    };
    let mut because = vec!["S03".to_owned(), "S21".to_owned()];
    if preview {
        because.insert(0, "S11".to_owned());
    }
    let (clock, assumptions) = match response.clock {
        Clock::Continuous if !preview => {
            because.push("S02".to_owned());
            (Clock::Continuous, Vec::new())
        }
        // R4 reads an unmarked cell; that a preview has no round the clock is said outright.
        Clock::BusinessHours if !preview => (Clock::BusinessHours, vec!["R4".to_owned()]),
        Clock::Continuous | Clock::BusinessHours => (Clock::BusinessHours, Vec::new()),
    };
    if clock == Clock::BusinessHours {
        because.push("S04".to_owned());
    }
    let hours = WorkingHours { clock, english_only: preview || clock == Clock::Continuous };
    Ok(Ruling { outcome: Outcome::Answered(hours), basis: edition.basis(because, assumptions, &subject) })
}
