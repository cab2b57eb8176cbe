//! S02, S04: when support is open, and in which languages.

use crate::customer::{Customer, HolidayChoice, SupportHours};
use crate::edition::{Clock, Edition};
use crate::error::PolicyError;
use crate::respond_by::{HolidaysUsed, hours_basis};
use crate::ruling::{Basis, Outcome, Ruling};
use crate::text::Text;
use chrono::{DateTime, Utc};
use serde::Serialize;

/// A stretch of time, the end excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Span {
    /// The first instant of it.
    pub from: DateTime<Utc>,
    /// The first instant after it.
    pub to: DateTime<Utc>,
}

/// When support is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Opening {
    /// The region.
    pub region: String,
    /// The IANA zone the hours are counted in.
    pub zone: String,
    /// The days left out.
    pub holidays: HolidaysUsed,
    /// The open stretches, cut at the ends of what was asked.
    pub open: Vec<Span>,
}

/// A language of support as it stands at an instant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct LanguageOffer {
    /// The language's id.
    pub language: String,
    /// Its name.
    pub name: Text,
    /// Whether support is given in it at that instant. English: to requests that are worked on round the clock (S03).
    pub open_now: bool,
    /// `24/7`, or the region's hours on its wall clock, `08:00-18:00`.
    pub hours: String,
    /// When it opens next, if it is closed.
    pub opens_at: Option<DateTime<Utc>>,
    /// When it closes, if it is open and closes at all.
    pub closes_at: Option<DateTime<Utc>>,
}

/// The languages offered to a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Languages {
    /// The region.
    pub region: String,
    /// The IANA zone of the hours.
    pub zone: String,
    /// English first.
    pub languages: Vec<LanguageOffer>,
}

/// When support is open for `customer` from `from` to `to`.
///
/// # Errors
/// See [`SupportHours::of`]; [`PolicyError::EndsBeforeStart`], [`PolicyError::OutsideCalendar`].
pub fn opening(
    edition: &Edition,
    customer: &Customer<'_>,
    holidays: &HolidayChoice,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Ruling<Opening>, PolicyError> {
    let hours = SupportHours::of(edition, customer, holidays)?;
    let basis = hours_basis(edition, &["S04"], &hours);
    if let Some(refusal) = hours.refuse_unstated(edition) {
        return Ok(Ruling::refused(refusal, Basis { assumptions: Vec::new(), ..basis }));
    }
    let open = hours.open_within(from, to).map_err(|why| why.about("from"))?;
    let opening = Opening {
        region: hours.region.clone(),
        zone: hours.zone.name().to_owned(),
        holidays: HolidaysUsed {
            calendar: hours.holidays.name.clone(),
            through: hours.holidays.through(),
            estimated: Vec::new(),
        },
        open: open.into_iter().map(|(from, to)| Span { from, to }).collect(),
    };
    Ok(Ruling { outcome: Outcome::Answered(opening), basis })
}

/// The languages in which `customer` gets support, as they stand at `at`.
///
/// # Errors
/// See [`SupportHours::of`]; [`PolicyError::OutsideCalendar`], [`PolicyError::NeverOpens`].
pub fn languages(
    edition: &Edition,
    customer: &Customer<'_>,
    holidays: &HolidayChoice,
    at: DateTime<Utc>,
) -> Result<Ruling<Languages>, PolicyError> {
    let hours = SupportHours::of(edition, customer, holidays)?;
    let basis = hours_basis(edition, &["S02", "S03", "S04"], &hours);
    let refusal = edition.refuse_unstated(&["S02"]).or_else(|| hours.refuse_unstated(edition));
    if let Some(refusal) = refusal {
        return Ok(Ruling::refused(refusal, Basis { assumptions: Vec::new(), ..basis }));
    }
    let (opens, closes) = hours.current_or_next(at).map_err(|why| why.about("at"))?;
    let open_now = opens <= at;
    let local_hours = hours.hours.stated().map(|hours| format!("{}-{}", hours.opens, hours.closes)).unwrap_or_default();
    let offered = edition.languages.iter().filter(|language| language.regions.contains(&hours.region));
    let languages = offered
        .map(|language| {
            let always = language.hours == Clock::Continuous;
            LanguageOffer {
                language: language.id.clone(),
                name: language.name.clone(),
                open_now: always || open_now,
                hours: if always { "24/7".to_owned() } else { local_hours.clone() },
                opens_at: (!always && !open_now).then_some(opens),
                closes_at: (!always && open_now).then_some(closes),
            }
        })
        .collect();
    let languages = Languages { region: hours.region.clone(), zone: hours.zone.name().to_owned(), languages };
    Ok(Ruling { outcome: Outcome::Answered(languages), basis })
}
