//! S21: by when Microsoft must have made contact and begun, for a plan, a severity and a filing instant.

use crate::customer::{Customer, HolidayChoice, SupportHours};
use crate::duration;
use crate::edition::{Clock, Edition, Plan, ResponseTime, Subject};
use crate::error::PolicyError;
use crate::holidays::HolidayCalendar;
use crate::ruling::{Basis, Outcome, Refusal, Ruling};
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
}

/// What `terms` promise: the response time with its basis, or a refusal where the plan lacks the severity.
///
/// # Errors
/// Unknown ids, country or zone, and holidays that are not known; see [`SupportHours::of`].
pub fn promise(edition: &Edition, terms: &Terms<'_>) -> Result<Ruling<ResponsePromise>, PolicyError> {
    let plan = edition.plan(terms.plan)?;
    let severity = edition.severity(terms.severity)?;
    let subject = Subject { plan: Some(&plan.id), severity: Some(&severity.id), ..Subject::default() };
    let published = plan.response(&severity.id);
    let own = match (terms.within, published) {
        (Some(OwnLimit { limit, clock: Some(clock) }), _) => Some(ResponseTime { limit, clock }),
        (Some(OwnLimit { limit, clock: None }), Some(published)) => Some(ResponseTime { limit, ..published }),
        _ => None,
    };
    let Some(response) = own.or(published) else {
        // Country and zone are checked all the same: a wrong one is an error, not part of the refusal.
        SupportHours::of(edition, &terms.customer, &HolidayChoice::None)?;
        let basis = edition.basis(vec!["S21".to_owned()], Vec::new(), &subject);
        return Ok(Ruling {
            outcome: Outcome::Refused { refusal: no_such_severity(edition, plan, &severity.name) },
            basis,
        });
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
    if own.is_some() {
        assumptions.push("R11".to_owned());
    }
    let basis = edition.basis(because, assumptions, &subject);
    let ResponseTime { limit, clock } = response;
    Ok(Ruling { outcome: Outcome::Answered(ResponsePromise { limit, clock, hours }), basis })
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
            zone: self.hours.hours.zone.name().to_owned(),
            local_zone: self.hours.local_zone.name().to_owned(),
            holidays: self.holidays_used(filed_at, due_at),
            opens_at: (starts_at > filed_at).then_some(starts_at),
        })
    }

    fn holidays_used(&self, filed_at: DateTime<Utc>, due_at: DateTime<Utc>) -> HolidaysUsed {
        let calendar: &HolidayCalendar = &self.hours.holidays;
        let date = |at: DateTime<Utc>| at.with_timezone(&self.hours.hours.zone).date_naive();
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

pub(crate) fn no_such_severity(edition: &Edition, plan: &Plan, severity: &Text) -> Refusal {
    let severities = plan.severities();
    let message = if severities.is_empty() {
        Text::new(
            format!("The policy promises no initial response time under {}.", plan.name.en),
            format!("Det er ikke lovet noen tid til første svar under {}.", plan.name.nb),
        )
    } else {
        let names = |pick: fn(&Text) -> &str| {
            let offered = edition.severities.iter().filter(|severity| severities.contains(&severity.id));
            offered.map(|severity| pick(&severity.name)).collect::<Vec<_>>().join(", ")
        };
        Text::new(
            format!("{} has no severity {}. It has {}.", plan.name.en, severity.en, names(|name| &name.en)),
            format!(
                "{} har ikke alvorlighetsgraden {}. Den har {}.",
                plan.name.nb,
                severity.nb,
                names(|name| &name.nb)
            ),
        )
    };
    Refusal { code: "plan-has-no-such-severity".to_owned(), message, plans: None, severities: Some(severities) }
}

/// The basis of rulings about opening hours alone: `hours` and `languages`.
pub(crate) fn hours_basis(edition: &Edition, because: &[&str], hours: &SupportHours) -> Basis {
    let readings = hours.readings.iter().filter(|reading| !matches!(reading.as_str(), "R4" | "R5")).cloned().collect();
    edition.basis(because.iter().map(|&topic| topic.to_owned()).collect(), readings, &Subject::default())
}
