//! S02, S04: when support is open, and in which languages.

use crate::customer::{Customer, HolidayChoice, SupportHours};
use crate::edition::{Clock, Edition};
use crate::error::PolicyError;
use crate::respond_by::{HolidaysUsed, hours_basis};
use crate::ruling::{Basis, Outcome, Ruling};
use crate::text::Text;
use chrono::{DateTime, Utc};
use serde::Serialize;

/// The id of English in every edition.
const ENGLISH: &str = "english";

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
    languages_for(edition, customer, holidays, at, Work { clock: Clock::Continuous, preview: false })
}

/// How support works on a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Work {
    /// Round the clock, or in the business hours of the region.
    pub clock: Clock,
    /// Whether it is about a public preview: supported in English alone, and never round the clock (S11).
    pub preview: bool,
}

/// The languages in which `customer` gets support for one request, as they stand at `at`: English round the clock only
/// where the request is worked on round the clock (S03), else in the region's business hours.
///
/// # Errors
/// As of [`languages`].
pub fn languages_for(
    edition: &Edition,
    customer: &Customer<'_>,
    holidays: &HolidayChoice,
    at: DateTime<Utc>,
    work: Work,
) -> Result<Ruling<Languages>, PolicyError> {
    let hours = SupportHours::of(edition, customer, holidays)?;
    let preview = work.preview && edition.refuse_unstated(&["S11"]).is_none();
    let topics: &[&str] = if preview { &["S02", "S03", "S04", "S11"] } else { &["S02", "S03", "S04"] };
    let basis = hours_basis(edition, topics, &hours);
    let refusal = edition.refuse_unstated(&["S02"]).or_else(|| hours.refuse_unstated(edition));
    if let Some(refusal) = refusal {
        return Ok(Ruling::refused(refusal, Basis { assumptions: Vec::new(), ..basis }));
    }
    let (opens, closes) = hours.current_or_next(at).map_err(|why| why.about("at"))?;
    let open_now = opens <= at;
    let local_hours = hours.hours.stated().map(|hours| format!("{}-{}", hours.opens, hours.closes)).unwrap_or_default();
    let round_the_clock = work.clock == Clock::Continuous && !preview;
    let languages = edition
        .languages
        .iter()
        .filter(|language| language.regions.contains(&hours.region) && (!preview || language.id == ENGLISH))
        .map(|language| {
            let always = round_the_clock && language.hours == Clock::Continuous;
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
