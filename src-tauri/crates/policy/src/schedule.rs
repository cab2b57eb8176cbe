//! R7: the days on which billing cycles and terms begin, all counted from the day of purchase.

use crate::billing::BilledThrough;
use crate::error::PolicyError;
use crate::months::{months_after, plausible};
use chrono::NaiveDate;
use serde::Serialize;

/// The longest term that is accepted, in months: ten years.
pub const LONGEST_TERM: u32 = 120;
/// The furthest that charges are listed, in months after the purchase: a hundred years.
pub const FURTHEST: u32 = 1200;

/// A stretch of days, the end excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Term {
    /// Its first day.
    pub starts: NaiveDate,
    /// The day after its last: the first of the next term, if there is one.
    pub ends: NaiveDate,
}

/// The days on which cycles and terms begin, all counted from the day of purchase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Schedule {
    pub(crate) anchor: NaiveDate,
    pub(crate) term: u32,
    pub(crate) cycle: u32,
}

impl Schedule {
    /// The schedule of a plan as it was bought.
    ///
    /// # Errors
    /// As of [`crate::billing::bill`].
    pub(crate) fn of(
        bought_through: BilledThrough,
        purchased: NaiveDate,
        term_months: u32,
        cycle_months: Option<u32>,
    ) -> Result<Self, PolicyError> {
        let anchor = plausible(purchased, "purchased")?;
        let term = in_range(term_months, "term_months")?;
        let cycle = match (bought_through, cycle_months) {
            (BilledThrough::Online, None | Some(1)) => 1,
            (BilledThrough::Online, Some(_)) => return Err(PolicyError::OnlineIsMonthly),
            (BilledThrough::EnterpriseAgreement, None) => {
                let known = (1..=term).filter(|cycle| term.is_multiple_of(*cycle)).map(|cycle| cycle.to_string());
                return Err(PolicyError::Needed { field: "cycle_months", known: known.collect() });
            }
            (BilledThrough::EnterpriseAgreement, Some(cycle)) => in_range(cycle, "cycle_months")?,
        };
        if !term.is_multiple_of(cycle) {
            return Err(PolicyError::CycleDoesNotFillTerm { term, cycle });
        }
        Ok(Self { anchor, term, cycle })
    }

    /// `day`, if it lies on or after the purchase and no further than charges are listed.
    pub(crate) fn after_purchase(&self, day: NaiveDate, field: &'static str) -> Result<NaiveDate, PolicyError> {
        let furthest = months_after(self.anchor, FURTHEST);
        if day < self.anchor {
            return Err(PolicyError::EndsBeforeStart { field });
        }
        if day > furthest {
            let (least, most) = (self.anchor.to_string(), furthest.to_string());
            return Err(PolicyError::OutOfRange { field, given: day.to_string(), least, most });
        }
        Ok(day)
    }

    /// The first day of a cycle, counted from 0.
    pub(crate) fn start(&self, cycle: u32) -> NaiveDate {
        months_after(self.anchor, cycle.saturating_mul(self.cycle))
    }

    /// How many cycles have begun when `day` is over.
    pub(crate) fn cycles_through(&self, day: NaiveDate) -> u32 {
        begun(self.anchor, self.cycle, day)
    }

    /// The term in which `day` lies, the first one where it lies before the purchase.
    pub(crate) fn term_of(&self, day: NaiveDate) -> Term {
        self.term_numbered(self.terms_through(day.max(self.anchor)))
    }

    /// How many terms have begun when `day` is over.
    pub(crate) fn terms_through(&self, day: NaiveDate) -> u32 {
        begun(self.anchor, self.term, day)
    }

    /// A term by its number, the first being 1.
    pub(crate) fn term_numbered(&self, number: u32) -> Term {
        let start = |number: u32| months_after(self.anchor, number.saturating_mul(self.term));
        Term { starts: start(number.saturating_sub(1)), ends: start(number) }
    }
}

/// How many stretches of `months`, the first beginning on `anchor`, have begun when `day` is over.
fn begun(anchor: NaiveDate, months: u32, day: NaiveDate) -> u32 {
    // A binary search: starts that are clamped to the month's end leave no formula from the days alone.
    let (mut count, mut step) = (0_u32, 1 << 12);
    while step > 0 {
        if months_after(anchor, (count + step - 1).saturating_mul(months)) <= day {
            count += step;
        }
        step /= 2;
    }
    count
}

fn in_range(months: u32, field: &'static str) -> Result<u32, PolicyError> {
    if (1..=LONGEST_TERM).contains(&months) {
        return Ok(months);
    }
    Err(PolicyError::OutOfRange {
        field,
        given: months.to_string(),
        least: 1.to_string(),
        most: LONGEST_TERM.to_string(),
    })
}
