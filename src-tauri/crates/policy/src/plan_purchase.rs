//! S29–S32: a support plan that was bought: where it stands on a day, and what may still be done with it.
//!
//! Only facts are kept: how and when it was bought, and when it was cancelled. The state follows from them and the day,
//! so a plan that renewed while nobody looked stands where it must, and no order of steps can lead to a wrong state.

use crate::billing::{BilledThrough, Charge};
use crate::edition::{Edition, Subject};
use crate::error::PolicyError;
use crate::money::Money;
use crate::ruling::{Basis, Outcome, Refusal, Ruling};
use crate::schedule::{Schedule, Term};
use crate::text;
use crate::text::Text;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What is known of a plan purchase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PurchaseFacts {
    /// How it was bought.
    pub bought_through: BilledThrough,
    /// The day of purchase; a day ahead makes it a draft until then.
    pub purchased: NaiveDate,
    /// Months of a term, 1 to 120.
    pub term_months: u32,
    /// Months of a billing cycle, as of [`crate::billing::BillQuestion`].
    pub cycle_months: Option<u32>,
    /// What one cycle costs.
    pub amount: Money,
    /// Its cancellation, if there was one.
    pub cancelled: Option<Cancelled>,
}

/// A cancellation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cancelled {
    /// The day of it.
    pub on: NaiveDate,
    /// Whether another plan was bought in its place.
    pub replaced: bool,
}

/// Where a plan purchase stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum PlanState {
    /// Not bought yet: the day of purchase lies ahead.
    Draft,
    /// In force, and renews by itself.
    Active,
    /// In force and cancelled: this term is the last.
    EndsAtTerm,
    /// The last term is over.
    Ended,
    /// The last term is over, and another plan was bought in its place.
    Replaced,
}

impl PlanState {
    /// The word, as on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Active => "active",
            Self::EndsAtTerm => "ends-at-term",
            Self::Ended => "ended",
            Self::Replaced => "replaced",
        }
    }
}

/// Where a plan purchase stands on a day, and what comes next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Standing {
    /// The day asked about.
    pub as_of: NaiveDate,
    /// The state.
    pub state: PlanState,
    /// The term that runs; the first of a draft, the last of one that is over.
    pub term: Term,
    /// Its number: 1 before the first renewal.
    pub term_number: u32,
    /// The day on which the next term begins by itself (S31); none where there is no next term.
    pub renews_on: Option<NaiveDate>,
    /// The last day on which a cancellation prevents that renewal.
    pub cancel_by: Option<NaiveDate>,
    /// The first day without the plan; none while it goes on renewing.
    pub ends_on: Option<NaiveDate>,
    /// The next charge after the day asked about.
    pub next_charge: Option<Charge>,
    /// The charges of the term that are still to come: owed even after a cancellation (S32).
    pub committed: Money,
    /// What has been charged from the purchase through the day asked about.
    pub charged: Money,
}

/// A plan purchase whose facts can be true.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purchase {
    bought_through: BilledThrough,
    schedule: Schedule,
    amount: Money,
    cancelled: Option<Cancelled>,
}

/// Why something cannot be done with a plan purchase, and what can.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PurchaseRefused {
    /// It is a draft.
    #[error("the plan is not bought until {purchased}")]
    NotBoughtYet {
        /// The day of purchase.
        purchased: NaiveDate,
    },
    /// The cancellation lies before the purchase.
    #[error("the plan was bought on {purchased}, after that day")]
    BeforePurchase {
        /// The day of purchase.
        purchased: NaiveDate,
    },
    /// It is cancelled already.
    #[error("the plan was cancelled on {on} and ends on {ends}")]
    AlreadyCancelled {
        /// The day of the cancellation.
        on: NaiveDate,
        /// The first day without it.
        ends: NaiveDate,
    },
    /// Another plan was bought in its place.
    #[error("another plan replaces this one from {ends}")]
    AlreadyReplaced {
        /// The first day without it.
        ends: NaiveDate,
    },
    /// It is over.
    #[error("the plan ended on {ends}")]
    HasEnded {
        /// The first day without it.
        ends: NaiveDate,
    },
    /// There is no cancellation to take back.
    #[error("the plan is not cancelled")]
    NotCancelled,
    /// The cancellation lies further ahead than anything is reckoned.
    #[error("the day lies more than a hundred years after the purchase")]
    TooFarAhead,
}

impl Purchase {
    /// A purchase from its facts.
    ///
    /// # Errors
    /// As of [`crate::billing::bill`], for facts that cannot be true.
    pub fn of(facts: &PurchaseFacts) -> Result<Self, PolicyError> {
        let schedule = Schedule::of(facts.bought_through, facts.purchased, facts.term_months, facts.cycle_months)?;
        if let Some(cancelled) = facts.cancelled {
            schedule.after_purchase(cancelled.on, "cancelled")?;
        }
        Ok(Self {
            bought_through: facts.bought_through,
            schedule,
            amount: facts.amount.clone(),
            cancelled: facts.cancelled,
        })
    }

    /// How it was bought.
    pub fn bought_through(&self) -> BilledThrough {
        self.bought_through
    }

    /// What one cycle costs.
    pub fn amount(&self) -> &Money {
        &self.amount
    }

    /// The day of purchase.
    pub fn purchased(&self) -> NaiveDate {
        self.schedule.anchor
    }

    /// Its cancellation, if there was one.
    pub fn cancelled(&self) -> Option<Cancelled> {
        self.cancelled
    }

    /// The first day without the plan; none while it renews by itself.
    pub fn ends_on(&self) -> Option<NaiveDate> {
        self.cancelled.map(|cancelled| self.schedule.term_of(cancelled.on).ends)
    }

    /// The state on a day.
    pub fn state(&self, today: NaiveDate) -> PlanState {
        match (self.cancelled, self.ends_on()) {
            _ if today < self.schedule.anchor => PlanState::Draft,
            (Some(Cancelled { replaced: true, .. }), Some(ends)) if ends <= today => PlanState::Replaced,
            (Some(_), Some(ends)) if ends <= today => PlanState::Ended,
            // Cancelled for a later term: this one still renews.
            (Some(_), Some(ends)) if ends == self.schedule.term_of(today).ends => PlanState::EndsAtTerm,
            _ => PlanState::Active,
        }
    }

    /// Whether the plan is in force on a day.
    pub fn is_in_force(&self, day: NaiveDate) -> bool {
        matches!(self.state(day), PlanState::Active | PlanState::EndsAtTerm)
    }

    /// Where it stands on a day, and what comes next.
    pub fn standing(&self, edition: &Edition, today: NaiveDate) -> Ruling<Standing> {
        Ruling { outcome: Outcome::Answered(self.stand(today)), basis: Self::basis(edition) }
    }

    /// The same without what it rests on: for lists, where every row rests on the same.
    pub fn stand(&self, today: NaiveDate) -> Standing {
        let ends_on = self.ends_on();
        let last_day = ends_on.and_then(|ends| ends.pred_opt()).unwrap_or(NaiveDate::MAX);
        let within = today.min(last_day);
        let term_number = self.schedule.terms_through(within.max(self.schedule.anchor));
        let term = self.schedule.term_numbered(term_number);
        let renews_on = (ends_on != Some(term.ends)).then_some(term.ends);
        let begun = self.schedule.cycles_through(within);
        let cycle = self.schedule.cycles_through(today);
        let next = self.schedule.start(cycle);
        let in_term = self.schedule.cycles_through(term.ends.pred_opt().unwrap_or(term.ends));
        Standing {
            as_of: today,
            state: self.state(today),
            term,
            term_number,
            renews_on,
            cancel_by: renews_on.and_then(|day| day.pred_opt()),
            ends_on,
            next_charge: (next <= last_day).then(|| Charge { cycle, on: next, amount: self.amount.clone() }),
            committed: self.amount.times(in_term.saturating_sub(begun)),
            charged: self.amount.times(begun),
        }
    }

    /// What every ruling about a purchase rests on.
    pub(crate) fn basis(edition: &Edition) -> Basis {
        let because = ["S30", "S31", "S32"].map(str::to_owned).to_vec();
        let because = edition.stated(because);
        edition.basis(because, vec!["R7".to_owned()], &Subject::default())
    }

    /// The days of the charges from `from` to before `until`, renewals included.
    pub fn charge_days(&self, from: NaiveDate, until: NaiveDate) -> impl Iterator<Item = (u32, NaiveDate)> + '_ {
        let until = self.ends_on().map_or(until, |ends| ends.min(until));
        let first = from.pred_opt().map_or(0, |day| self.schedule.cycles_through(day));
        (first..).map(|cycle| (cycle, self.schedule.start(cycle))).take_while(move |(_, on)| *on < until)
    }

    /// What the charges from `from` to before `until` add up to.
    pub fn cost(&self, from: NaiveDate, until: NaiveDate) -> Money {
        let until = self.ends_on().map_or(until, |ends| ends.min(until));
        let begun = |day: NaiveDate| day.pred_opt().map_or(0, |day| self.schedule.cycles_through(day));
        self.amount.times(begun(until).saturating_sub(begun(from)))
    }

    /// The terms of which a day lies from `from` to before `until`, renewals included, as long as the plan lasts.
    pub fn terms_between(&self, from: NaiveDate, until: NaiveDate) -> impl Iterator<Item = Term> + '_ {
        let until = self.ends_on().map_or(until, |ends| ends.min(until));
        let first = self.schedule.terms_through(from.max(self.schedule.anchor));
        (first..).map(|number| self.schedule.term_numbered(number)).take_while(move |term| term.starts < until)
    }

    /// Whether there is a day on which both are in force.
    pub fn overlaps(&self, other: &Self) -> bool {
        let before = |one: &Self, next: &Self| one.ends_on().is_some_and(|ends| ends <= next.schedule.anchor);
        !before(self, other) && !before(other, self)
    }

    /// The term in which a day lies, the first one where it lies before the purchase.
    pub fn term_of(&self, day: NaiveDate) -> Term {
        self.schedule.term_of(day)
    }

    /// Cancels on a day: the plan ends with the term in which that day lies.
    ///
    /// # Errors
    /// [`PurchaseRefused`] for a draft, one that is cancelled already or over, and for a day outside its life.
    pub fn cancel(&self, on: NaiveDate, today: NaiveDate) -> Result<Self, PurchaseRefused> {
        self.refuse_over(today)?;
        if let (Some(cancelled), Some(ends)) = (self.cancelled, self.ends_on()) {
            return Err(PurchaseRefused::AlreadyCancelled { on: cancelled.on, ends });
        }
        let purchased = self.schedule.anchor;
        match self.schedule.after_purchase(on, "cancelled") {
            Ok(on) => Ok(Self { cancelled: Some(Cancelled { on, replaced: false }), ..self.clone() }),
            Err(_) if on > purchased => Err(PurchaseRefused::TooFarAhead),
            Err(_) if today < purchased => Err(PurchaseRefused::NotBoughtYet { purchased }),
            Err(_) => Err(PurchaseRefused::BeforePurchase { purchased }),
        }
    }

    /// Takes the cancellation back: the plan renews again.
    ///
    /// # Errors
    /// [`PurchaseRefused`] for one that is not cancelled, is replaced, or is over.
    pub fn keep(&self, today: NaiveDate) -> Result<Self, PurchaseRefused> {
        self.refuse_over(today)?;
        self.cancelled.ok_or(PurchaseRefused::NotCancelled)?;
        Ok(Self { cancelled: None, ..self.clone() })
    }

    /// Has another plan bought in its place, and cancels it on a day unless it is cancelled already.
    ///
    /// # Errors
    /// As of [`Purchase::cancel`]; a cancelled plan may be replaced while its term lasts.
    pub fn replace(&self, on: NaiveDate, today: NaiveDate) -> Result<Self, PurchaseRefused> {
        self.refuse_over(today)?;
        let cancelled = match self.cancelled {
            Some(cancelled) => cancelled,
            None => self.cancel(on, today)?.cancelled.unwrap_or(Cancelled { on, replaced: true }),
        };
        Ok(Self { cancelled: Some(Cancelled { replaced: true, ..cancelled }), ..self.clone() })
    }

    /// Nothing can be done any more with a plan that is replaced or over.
    fn refuse_over(&self, today: NaiveDate) -> Result<(), PurchaseRefused> {
        match (self.cancelled, self.ends_on()) {
            (Some(Cancelled { replaced: true, .. }), Some(ends)) => Err(PurchaseRefused::AlreadyReplaced { ends }),
            (Some(_), Some(ends)) if ends <= today => Err(PurchaseRefused::HasEnded { ends }),
            _ => Ok(()),
        }
    }
}

impl PurchaseRefused {
    /// Stable, kebab-case.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotBoughtYet { .. } => "plan-not-bought-yet",
            Self::BeforePurchase { .. } => "before-purchase",
            Self::AlreadyCancelled { .. } => "plan-already-cancelled",
            Self::AlreadyReplaced { .. } => "plan-already-replaced",
            Self::HasEnded { .. } => "plan-has-ended",
            Self::NotCancelled => "plan-not-cancelled",
            Self::TooFarAhead => "out-of-range",
        }
    }

    /// What cannot be done, and what can.
    pub fn message(self) -> Text {
        match self {
            Self::NotBoughtYet { purchased } => text!(
                "The plan is a draft until {purchased}, so there is nothing to cancel. Remove it, or correct its day of purchase.",
                "Planen er et utkast fram til {purchased}, så det er ingenting å avbestille. Fjern den, eller rett kjøpsdagen.",
                purchased
            ),
            Self::BeforePurchase { purchased } => text!(
                "The plan was not bought until {purchased}. Give that day or a later one.",
                "Planen ble først kjøpt {purchased}. Oppgi den dagen eller en senere.",
                purchased
            ),
            Self::AlreadyCancelled { on, ends } => text!(
                "The plan was cancelled on {on} and runs out before {ends}. You can take the cancellation back, or buy another plan from that day.",
                "Planen ble avbestilt {on} og gjelder til dagen før {ends}. Du kan trekke avbestillingen tilbake, eller kjøpe en annen plan fra den dagen.",
                on,
                ends
            ),
            Self::AlreadyReplaced { ends } => text!(
                "Another plan was bought in place of this one, which runs out before {ends}. Change that plan; or remove it first, and this one is free again.",
                "En annen plan er kjøpt i stedet for denne, som gjelder til dagen før {ends}. Endre den planen, eller fjern den først; da er denne fri igjen.",
                ends
            ),
            Self::HasEnded { ends } => text!(
                "The plan is over: {ends} was the first day without it. It cannot be taken up again; buy a plan anew.",
                "Planen er over: {ends} var første dag uten den. Den kan ikke tas opp igjen; kjøp en ny plan.",
                ends
            ),
            Self::NotCancelled => text!(
                "The plan is not cancelled: it renews by itself, and there is nothing to take back.",
                "Planen er ikke avbestilt: Den fornyes av seg selv, og det er ingenting å trekke tilbake."
            ),
            Self::TooFarAhead => text!(
                "That day lies more than a hundred years after the purchase. Check the year.",
                "Den dagen ligger mer enn hundre år etter kjøpet. Kontroller årstallet."
            ),
        }
    }
}

impl From<PurchaseRefused> for Refusal {
    fn from(refused: PurchaseRefused) -> Self {
        Self::new(refused.code(), refused.message())
    }
}
