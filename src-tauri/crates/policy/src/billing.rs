//! S30, S31, S32: what a support plan costs and when, how its term ends, and what a cancellation still costs.

use crate::choice::Choice;
use crate::edition::{Edition, Subject};
use crate::error::PolicyError;
use crate::money::Money;
use crate::ruling::{Outcome, Ruling};
use crate::schedule::Schedule;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use crate::schedule::{FURTHEST, LONGEST_TERM, Term};

/// How a support plan was bought, as far as billing depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
    let schedule =
        Schedule::of(question.bought_through, question.purchased, question.term_months, question.cycle_months)?;
    let cancelled = question.cancelled.map(|day| schedule.after_purchase(day, "cancelled")).transpose()?;
    let until = question.until.map(|day| schedule.after_purchase(day, "until")).transpose()?;

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
    let because = ["S30", "S31", "S32"].map(str::to_owned).to_vec();
    let basis = edition.basis(because, vec!["R7".to_owned()], &Subject::default());
    Ok(Ruling { outcome: Outcome::Answered(bill), basis })
}
