//! The flags of `atlas plan …`.

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub(crate) enum PlanCommand {
    /// Add a support plan you have bought, or will buy on a day ahead
    Buy(PlanBuy),
    /// List plans, the one whose term ends first before the others
    List(PlanList),
    /// Show one plan
    Show {
        /// Its id, or its name
        plan: String,
    },
    /// Correct a plan; what is not named stays, an empty value clears
    Set {
        /// Its id, or its name
        plan: String,
        #[command(flatten)]
        changes: PlanChanges,
    },
    /// Cancel a plan: it ends with the term of the day, which is owed to its end
    Cancel {
        /// Its id, or its name
        plan: String,
        /// The day of cancellation; today unless given
        #[arg(long, value_name = "DATE")]
        on: Option<String>,
    },
    /// Take a cancellation back: the plan renews again
    UndoCancel {
        /// Its id, or its name
        plan: String,
    },
    /// Change a plan: cancel it and buy another in its place; what is not named is as of the old one
    Change {
        /// Its id, or its name
        plan: String,
        /// The plan to buy
        #[arg(long, value_name = "L")]
        to: String,
        #[command(flatten)]
        new: PlanNew,
        /// The day on which the old plan is cancelled; today unless given
        #[arg(long, value_name = "DATE")]
        on: Option<String>,
    },
    /// What each way to go on costs: renew, cancel now or at the term, and change where another plan is named
    WhatIf {
        /// Its id, or its name
        plan: String,
        /// The plan to change to
        #[arg(long, value_name = "L", requires = "amount")]
        to: Option<String>,
        #[command(flatten)]
        new: PlanTerms,
        /// The day asked about; today unless given
        #[arg(long, value_name = "DATE")]
        on: Option<String>,
    },
    /// The Enterprise Agreement enrollments with the plan that covers each, and what to do where none does
    Enrollments,
    /// Remove a plan that was added by mistake
    Remove {
        /// Its id, or its name
        plan: String,
    },
    /// Put a removed plan back
    UndoRemove {
        /// Its id, or its name
        plan: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct PlanBuy {
    /// The plan's id, such as professional-direct
    #[arg(long, value_name = "L")]
    pub(crate) plan: String,
    /// The tenant, by id or name
    #[arg(long, value_name = "T")]
    pub(crate) tenant: String,
    /// How it was bought: online or enterprise-agreement
    #[arg(long, value_name = "WAY")]
    pub(crate) bought_through: String,
    /// The day of purchase; a day ahead makes it a draft
    #[arg(long, value_name = "DATE")]
    pub(crate) purchased: String,
    /// Months of a term, 1 to 120
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    pub(crate) term_months: String,
    /// What one billing cycle costs, such as 9.00
    #[arg(long, value_name = "A", allow_hyphen_values = true)]
    pub(crate) amount: String,
    /// The currency, ISO 4217
    #[arg(long, value_name = "C")]
    pub(crate) currency: String,
    /// Months of the agreement's billing cycle; online it is always one
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    pub(crate) cycle_months: Option<String>,
    /// The enrollment it is bought under, by id, name or number
    #[arg(long, value_name = "E")]
    pub(crate) enrollment: Option<String>,
    /// What you call it; the plan's name unless given
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// How it is paid, in your words
    #[arg(long, value_name = "TEXT")]
    pub(crate) payment_method: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct PlanList {
    /// Only those in this state: draft, active, ends-at-term, ended or replaced
    #[arg(long)]
    pub(crate) state: Option<String>,
    /// Only those of this tenant
    #[arg(long, value_name = "T")]
    pub(crate) tenant: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct PlanChanges {
    /// The plan's id
    #[arg(long, value_name = "L")]
    pub(crate) plan: Option<String>,
    #[command(flatten)]
    pub(crate) new: PlanNew,
}

/// What may differ from an older purchase.
#[derive(Debug, Args)]
pub(crate) struct PlanNew {
    #[command(flatten)]
    pub(crate) terms: PlanTerms,
    /// The tenant, by id or name
    #[arg(long, value_name = "T")]
    pub(crate) tenant: Option<String>,
    /// The day of purchase
    #[arg(long, value_name = "DATE")]
    pub(crate) purchased: Option<String>,
    /// The enrollment it is bought under, by id, name or number
    #[arg(long, value_name = "E")]
    pub(crate) enrollment: Option<String>,
    /// What you call it
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// How it is paid, in your words
    #[arg(long, value_name = "TEXT")]
    pub(crate) payment_method: Option<String>,
}

/// What the cost of a plan depends on.
#[derive(Debug, Args)]
pub(crate) struct PlanTerms {
    /// How it is bought: online or enterprise-agreement
    #[arg(long, value_name = "WAY")]
    pub(crate) bought_through: Option<String>,
    /// Months of a term, 1 to 120
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    pub(crate) term_months: Option<String>,
    /// What one billing cycle costs
    #[arg(long, value_name = "A", allow_hyphen_values = true)]
    pub(crate) amount: Option<String>,
    /// The currency, ISO 4217
    #[arg(long, value_name = "C")]
    pub(crate) currency: Option<String>,
    /// Months of the agreement's billing cycle; online it is always one
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    pub(crate) cycle_months: Option<String>,
}
