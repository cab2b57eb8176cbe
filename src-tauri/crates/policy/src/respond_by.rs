//! S21: by when Microsoft must have made contact and begun, for a plan, a severity and a filing instant.

use crate::customer::{Customer, HolidayChoice, SupportHours};
use crate::duration;
use crate::edition::{Cell, Clock, Edition, Plan, ResponseTime, Subject, Unstated};
use crate::error::PolicyError;
use crate::holidays::HolidayCalendar;
use crate::ruling::{Basis, Outcome, Refusal, Ruling};
use crate::text;
use crate::text::Text;
use chrono::{DateTime, Datelike, SecondsFormat, TimeDelta, Utc};
use serde::Serialize;

/// Everything a deadline depends on except the instant of filing.
#[derive(Debug, Clone)]
pub struct Terms<'a> {
    /// The plan's id.
    pub plan: &'a str,
    /// The severity's id.
    pub severity: &'a str,
    /// Where the customer is.
    pub customer: Customer<'a>,
    /// The days left out.
    pub holidays: HolidayChoice,
    /// A contract's own limit, which overrides the policy's (R11).
    pub within: Option<OwnLimit>,
}

/// A response time that a contract carries itself (R11).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnLimit {
    /// The time promised.
    pub limit: TimeDelta,
    /// What counts; none where the contract leaves that to the plan. With it, the contract has the severity even where
    /// the plan lacks it.
    pub clock: Option<Clock>,
}

impl From<TimeDelta> for OwnLimit {
    fn from(limit: TimeDelta) -> Self {
        Self { limit, clock: None }
    }
}

/// The holidays a deadline was counted without.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct HolidaysUsed {
    /// The country's code, `none`, `list`, or the name of a file.
    pub calendar: String,
    /// The last day the calendar says something about.
    pub through: Option<chrono::NaiveDate>,
    /// Dates among those counted over that are estimates, such as holidays that follow the moon.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub estimated: Vec<chrono::NaiveDate>,
}

/// When the first response is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Deadline {
    /// The first instant that is too late (R5).
    pub due_at: DateTime<Utc>,
    /// The same in the customer's zone, RFC 3339 with its offset.
    pub due_local: String,
    /// The promised time, ISO 8601.
    pub limit: String,
    /// What counts.
    pub clock: Clock,
    /// The support region.
    pub region: String,
    /// The IANA zone the hours are counted in.
    pub zone: String,
    /// The IANA zone of `due_local`.
    pub local_zone: String,
    /// The days left out.
    pub holidays: HolidaysUsed,
    /// What the edition says besides: round-the-clock work on demand, what the customer commits to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Text>,
    /// When counting starts, if the request is filed while support is closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opens_at: Option<DateTime<Utc>>,
}

/// What the plan promises at a severity, before it is known when the request is filed.
#[derive(Debug, Clone)]
pub struct ResponsePromise {
    /// The time promised.
    pub limit: TimeDelta,
    /// What counts.
    pub clock: Clock,
    /// When support works for the customer.
    pub hours: SupportHours,
    /// What the edition says besides.
    pub notes: Vec<Text>,
}

/// What `terms` promise: the response time with its basis, or a refusal where the plan lacks the severity.
///
/// # Errors
/// Unknown ids, country or zone, and holidays that are not known; see [`SupportHours::of`].
pub fn promise(edition: &Edition, terms: &Terms<'_>) -> Result<Ruling<ResponsePromise>, PolicyError> {
    let plan = edition.plan(terms.plan)?;
    let severity = edition.severity(terms.severity)?;
    let mut subject = Subject { plan: Some(&plan.id), severity: Some(&severity.id), ..Subject::default() };
    let published = match (edition.refuse_unstated(&["S21"]), plan.response(&severity.id)) {
        (None, None) => Ok(None),
        (None, Some(Cell::Stated(response))) => Ok(Some(response)),
        (None, Some(Cell::Unstated(state))) => Err(Box::new(cell_not_stated(edition, plan, state))),
        (Some(refusal), _) => Err(Box::new(refusal)),
    };
    let own = match (terms.within, &published) {
        (Some(OwnLimit { limit, clock: Some(clock) }), _) => Some(ResponseTime { limit, clock }),
        (Some(OwnLimit { limit, clock: None }), Ok(Some(published))) => Some(ResponseTime { limit, ..*published }),
        _ => None,
    };
    let response = match (own, published) {
        (Some(own), _) => Ok(own),
        (None, Ok(Some(published))) => Ok(published),
        (None, Ok(None)) => Err(Box::new(no_such_severity(edition, plan, &severity.name))),
        (None, Err(refusal)) => Err(refusal),
    };
    let response = match response {
        Ok(response) => response,
        Err(refusal) => {
            // Country and zone are checked all the same: a wrong one is an error, not part of the refusal.
            SupportHours::of(edition, &terms.customer, &HolidayChoice::None)?;
            return Ok(Ruling::refused(*refusal, edition.basis(vec!["S21".to_owned()], Vec::new(), &subject)));
        }
    };
    let mut because = vec!["S21".to_owned(), "S03".to_owned()];
    let (hours, mut assumptions) = match response.clock {
        Clock::Continuous => {
            // Holidays play no part, so unknown ones are no obstacle.
            let hours = SupportHours::of(edition, &terms.customer, &terms.holidays).or_else(|why| match why {
                PolicyError::NoHolidays(_) => SupportHours::of(edition, &terms.customer, &HolidayChoice::None),
                other => Err(other),
            })?;
            (hours, vec!["R5".to_owned()])
        }
        Clock::BusinessHours => {
            let hours = SupportHours::of(edition, &terms.customer, &terms.holidays)?;
            because.push("S04".to_owned());
            let readings = hours.readings.clone();
            (hours, readings)
        }
    };
    if response.clock == Clock::BusinessHours
        && let Some(refusal) = edition.refuse_unstated(&["S03"]).or_else(|| hours.refuse_unstated(edition))
    {
        let refusal = with_what_is_known(refusal, response);
        return Ok(Ruling::refused(refusal, edition.basis(because, Vec::new(), &subject)));
    }
    if own.is_some() {
        assumptions.push("R11".to_owned());
    }
    if response.clock == Clock::BusinessHours {
        subject.region = Some(&hours.region);
    }
    let basis = edition.basis(edition.stated(because), assumptions, &subject);
    let notes = plan.note(&severity.id).into_iter().chain(&severity.commitment).cloned().collect();
    let ResponseTime { limit, clock } = response;
    Ok(Ruling { outcome: Outcome::Answered(ResponsePromise { limit, clock, hours, notes }), basis })
}

/// By when the first response to a request filed at `filed_at` is due.
///
/// # Errors
/// As for [`promise`]; also [`PolicyError::OutsideCalendar`] and [`PolicyError::NeverOpens`].
pub fn respond_by(
    edition: &Edition,
    terms: &Terms<'_>,
    filed_at: DateTime<Utc>,
) -> Result<Ruling<Deadline>, PolicyError> {
    let Ruling { outcome, basis } = promise(edition, terms)?;
    let outcome = match outcome {
        Outcome::Answered(promise) => Outcome::Answered(promise.due(filed_at)?),
        Outcome::Refused { refusal } => Outcome::Refused { refusal },
    };
    Ok(Ruling { outcome, basis })
}

impl ResponsePromise {
    /// The deadline of a request filed at `filed_at`.
    ///
    /// # Errors
    /// [`PolicyError::OutsideCalendar`] and [`PolicyError::NeverOpens`].
    pub fn due(&self, filed_at: DateTime<Utc>) -> Result<Deadline, PolicyError> {
        let (starts_at, due_at) = match self.clock {
            Clock::Continuous => {
                // RFC 3339 has four digits for the year.
                let due_at = filed_at.checked_add_signed(self.limit).filter(|due_at| due_at.year() <= 9999);
                let too_far = || PolicyError::NotAnInstant { field: "filed_at", given: filed_at.to_string() };
                (filed_at, due_at.ok_or_else(too_far)?)
            }
            Clock::BusinessHours => {
                let due = self.hours.add(filed_at, self.limit)?;
                (due.starts_at, due.due_at)
            }
        };
        Ok(Deadline {
            due_at,
            due_local: due_at.with_timezone(&self.hours.local_zone).to_rfc3339_opts(SecondsFormat::AutoSi, false),
            limit: duration::format(self.limit),
            clock: self.clock,
            region: self.hours.region.clone(),
            zone: self.hours.zone.name().to_owned(),
            local_zone: self.hours.local_zone.name().to_owned(),
            holidays: self.holidays_used(filed_at, due_at),
            notes: self.notes.clone(),
            opens_at: (starts_at > filed_at).then_some(starts_at),
        })
    }

    pub(crate) fn holidays_used(&self, filed_at: DateTime<Utc>, due_at: DateTime<Utc>) -> HolidaysUsed {
        let calendar: &HolidayCalendar = &self.hours.holidays;
        let date = |at: DateTime<Utc>| at.with_timezone(&self.hours.zone).date_naive();
        let counted_over = date(filed_at)..=date(due_at);
        let estimated = match self.clock {
            Clock::Continuous => Vec::new(),
            Clock::BusinessHours => calendar
                .days
                .iter()
                .filter(|holiday| holiday.estimated && counted_over.contains(&holiday.date))
                .map(|holiday| holiday.date)
                .collect(),
        };
        HolidaysUsed { calendar: calendar.name.clone(), through: calendar.through(), estimated }
    }
}

pub(crate) fn cell_not_stated(edition: &Edition, plan: &Plan, state: Unstated) -> Refusal {
    let what = text!(
        "the initial response times under {plan} (S21)",
        "tiden til første svar under {plan} (S21)",
        plan = plan.name
    );
    edition.not_stated(state, what)
}

/// The limit is told although the deadline cannot be: it holds whatever the hours are.
fn with_what_is_known(refusal: Refusal, response: ResponseTime) -> Refusal {
    let limit = duration::format(response.limit);
    let message = text!(
        "{message} It does promise a response in less than {limit} of business hours.",
        "{message} Den lover likevel svar på mindre enn {limit} av åpningstiden.",
        message = refusal.message,
        limit
    );
    Refusal { message, ..refusal }
}

pub(crate) fn no_such_severity(edition: &Edition, plan: &Plan, severity: &Text) -> Refusal {
    let severities = plan.severities();
    let message = if severities.is_empty() {
        text!(
            "The policy promises no initial response time under {plan}.",
            "Det er ikke lovet noen tid til første svar under {plan}.",
            plan = plan.name
        )
    } else {
        let offered = edition.severities.iter().filter(|severity| severities.contains(&severity.id));
        let offered = Text::joined(offered.map(|severity| &severity.name), ", ");
        text!(
            "{plan} has no severity {severity}. It has {offered}.",
            "{plan} har ikke alvorlighetsgraden {severity}. Den har {offered}.",
            plan = plan.name,
            severity,
            offered
        )
    };
    Refusal {
        code: "plan-has-no-such-severity".to_owned(),
        message,
        plans: None,
        severities: Some(severities),
        missing: None,
    }
}

/// The basis of rulings about opening hours alone: `hours` and `languages`.
pub(crate) fn hours_basis(edition: &Edition, because: &[&str], hours: &SupportHours) -> Basis {
    let readings = hours.readings.iter().filter(|reading| !matches!(reading.as_str(), "R4" | "R5")).cloned().collect();
    let subject = Subject { region: Some(&hours.region), ..Subject::default() };
    edition.basis(because.iter().map(|&topic| topic.to_owned()).collect(), readings, &subject)
}
