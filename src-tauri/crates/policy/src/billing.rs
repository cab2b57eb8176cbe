//! S30, S31, S32: what a support plan costs and when, how its term ends, and what a cancellation still costs.

use crate::choice::Choice;
use crate::edition::{Edition, Subject};
use crate::error::PolicyError;
use crate::money::Money;
use crate::months::{months_after, plausible};
use crate::ruling::{Outcome, Ruling};
use chrono::NaiveDate;
use serde::Serialize;

/// The longest term that is accepted, in months: ten years.
pub const LONGEST_TERM: u32 = 120;
/// The furthest that charges are listed, in months after the purchase: a hundred years.
pub const FURTHEST: u32 = 1200;

/// How a support plan was bought, as far as billing depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum BilledThrough {
    /// Online: billed every month.
    Online,
    /// Under an Enterprise Agreement: billed in the agreement's own cycle.
    EnterpriseAgreement,
}

impl Choice for BilledThrough {
    const FIELD: &'static str = "bought_through";
    const ALL: &'static [(&'static str, Self)] =
        &[("online", Self::Online), ("enterprise-agreement", Self::EnterpriseAgreement)];
}

/// A support plan as it was bought.
///
/// Assumed, because the policy does not say (R7): the day of purchase is the anchor of every term and every cycle, and
/// so are those of automatic renewals. Cycle *n* starts *n* cycles after the anchor, the first being cycle 0; it is
/// charged in advance, on its first day, at the same amount.
#[derive(Debug, Clone)]
pub struct BillQuestion {
    /// How it was bought.
    pub bought_through: BilledThrough,
    /// The day of purchase.
    pub purchased: NaiveDate,
    /// Months of a term, 1 to 120; each renewal is a term of the same length.
    pub term_months: u32,
    /// Months of a billing cycle. Online it is always one; an agreement's must be given and fill the term.
    pub cycle_months: Option<u32>,
    /// What one cycle costs.
    pub amount: Money,
    /// The day on which it was or would be cancelled.
    pub cancelled: Option<NaiveDate>,
    /// The last day for which charges are listed; without it, the end of the term bought, or of the one cancelled in.
    pub until: Option<NaiveDate>,
    /// Today, for what a cancellation today would still cost.
    pub today: NaiveDate,
}

/// One charge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Charge {
    /// The cycle it pays for: 0 starts on the day of purchase (R7), and renewals count on.
    pub cycle: u32,
    /// The first day of the cycle, on which it is charged.
    pub on: NaiveDate,
    /// How much.
    pub amount: Money,
}

/// A stretch of days, the end excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Term {
    /// Its first day.
    pub starts: NaiveDate,
    /// The day after its last: the first of the next term, if there is one.
    pub ends: NaiveDate,
}

/// The bill of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Bill {
    /// The charges from the purchase on, by date.
    pub charges: Vec<Charge>,
    /// What they add up to.
    pub total: Money,
    /// The day on which the term bought is over, or the one cancelled in: the first day without it.
    pub term_ends: NaiveDate,
    /// The day on which it renews by itself (S31); none once cancelled.
    pub renews_on: Option<NaiveDate>,
    /// What a cancellation on `as_of` still costs: the charges of that day's term that have not been made. The term is a
    /// commitment and nothing is refunded (S32), so this and what has been charged is what the term costs.
    pub committed: Money,
    /// The day of cancellation, or else today.
    pub as_of: NaiveDate,
    /// The term in which `as_of` lies, the first one where it lies before the purchase.
    pub committed_term: Term,
}

/// The charges of a plan, the end of its term, and what it is still committed to.
///
/// Assumed, because the policy does not say:
/// * a charge that falls on `as_of` has been made that day and is no longer ahead;
/// * a cancellation ends the plan at the end of the term in which it falls, and on the very day of renewal the new term
///   has begun: cancelling in time is cancelling before that day.
///
/// # Errors
/// [`PolicyError::OutOfRange`] for a term outside 1 to 120 months, a cycle of zero months, dates that no plan has, and
/// charges more than a hundred years ahead; [`PolicyError::EndsBeforeStart`] for a cancellation or a last day before the
/// purchase; [`PolicyError::OnlineIsMonthly`], [`PolicyError::Needed`] and [`PolicyError::CycleDoesNotFillTerm`] for a
/// cycle that the way of buying does not have.
pub fn bill(edition: &Edition, question: &BillQuestion) -> Result<Ruling<Bill>, PolicyError> {
    let schedule = Schedule::of(question)?;
    let cancelled = question.cancelled.map(|day| schedule.after_purchase(day, "cancelled")).transpose()?;
    let until = question.until.map(|day| schedule.after_purchase(day, "until")).transpose()?;

    let because = ["S30", "S31", "S32"].map(str::to_owned).to_vec();
    if let Some(refusal) = edition.refuse_unstated(&because) {
        return Ok(Ruling::refused(refusal, edition.basis(because, Vec::new(), &Subject::default())));
    }

    let as_of = cancelled.unwrap_or(question.today);
    let committed_term = schedule.term_of(as_of);
    let ending_term = cancelled.map_or_else(|| schedule.term_of(schedule.anchor), |_| committed_term);
    let last = |day: NaiveDate| day.pred_opt().unwrap_or(day);
    let through = match (until, cancelled) {
        (Some(until), Some(_)) => until.min(last(ending_term.ends)),
        (Some(until), None) => until,
        (None, _) => last(ending_term.ends),
    };
    let cycles = schedule.cycles_through(through);
    let charges =
        (0..cycles).map(|cycle| Charge { cycle, on: schedule.start(cycle), amount: question.amount.clone() }).collect();
    let ahead = schedule.cycles_through(last(committed_term.ends))
        - schedule.cycles_through(as_of.min(last(committed_term.ends)));
    let bill = Bill {
        charges,
        total: question.amount.times(cycles),
        term_ends: ending_term.ends,
        renews_on: cancelled.is_none().then_some(ending_term.ends),
        committed: question.amount.times(ahead),
        as_of,
        committed_term,
    };
    let basis = edition.basis(because, vec!["R7".to_owned()], &Subject::default());
    Ok(Ruling { outcome: Outcome::Answered(bill), basis })
}

/// The days on which cycles and terms begin, all counted from the day of purchase.
#[derive(Debug, Clone, Copy)]
struct Schedule {
    anchor: NaiveDate,
    term: u32,
    cycle: u32,
}

impl Schedule {
    fn of(question: &BillQuestion) -> Result<Self, PolicyError> {
        let anchor = plausible(question.purchased, "purchased")?;
        let term = in_range(question.term_months, "term_months")?;
        let cycle = match (question.bought_through, question.cycle_months) {
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
    fn after_purchase(&self, day: NaiveDate, field: &'static str) -> Result<NaiveDate, PolicyError> {
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
    fn start(&self, cycle: u32) -> NaiveDate {
        months_after(self.anchor, cycle.saturating_mul(self.cycle))
    }

    /// How many cycles have begun when `day` is over.
    fn cycles_through(&self, day: NaiveDate) -> u32 {
        begun(self.anchor, self.cycle, day)
    }

    /// The term in which `day` lies, the first one where it lies before the purchase.
    fn term_of(&self, day: NaiveDate) -> Term {
        let number = begun(self.anchor, self.term, day.max(self.anchor));
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
