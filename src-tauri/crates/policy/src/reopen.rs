//! S33: whether a closed request may be reopened, or a new one is to be filed.

use crate::edition::{Edition, Subject};
use crate::error::PolicyError;
use crate::months::{months_after, plausible};
use crate::ruling::{Outcome, Ruling};
use crate::text::Text;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The topic of reopening.
const TOPIC: &str = "S33";

/// What stands against reopening a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum ReopenReason {
    /// The product's build is another.
    BuildChanged,
    /// A security update or hotfix has been installed.
    UpdatesInstalled,
    /// The error is another.
    DifferentError,
    /// The environment, machine or document is another.
    DifferentPlace,
    /// The user is another.
    DifferentUser,
    /// The error came with a hotfix.
    NewErrorAfterHotfix,
    /// The request was closed too long ago.
    ClosedThreeMonthsOrMore,
}

impl ReopenReason {
    /// Every reason, in the order in which they are given.
    pub const ALL: [Self; 7] = [
        Self::BuildChanged,
        Self::UpdatesInstalled,
        Self::DifferentError,
        Self::DifferentPlace,
        Self::DifferentUser,
        Self::NewErrorAfterHotfix,
        Self::ClosedThreeMonthsOrMore,
    ];
}

/// What an edition says about reopening.
#[derive(Debug, Clone)]
pub struct ReopenRules {
    /// Calendar months from the closing date after which a new request is recommended.
    pub months: u32,
    /// Every reason once: its sentence, and whether it only recommends.
    pub reasons: Vec<ReopenRule>,
}

/// One reason of an edition.
#[derive(Debug, Clone)]
pub struct ReopenRule {
    /// Which.
    pub reason: ReopenReason,
    /// In words.
    pub text: Text,
    /// Whether it recommends a new request without refusing the old one.
    pub only_advice: bool,
}

/// The facts about the closed request and the error as it is now.
#[derive(Debug, Clone, Copy)]
#[allow(clippy::struct_excessive_bools, reason = "each is one condition of the policy's list")]
pub struct ReopenQuestion {
    /// The day on which it was closed, in the tenant's zone (R8).
    pub closed: NaiveDate,
    /// The day on which it would be reopened, in the same zone.
    pub on: NaiveDate,
    /// The product's build is that of then.
    pub same_build: bool,
    /// A security update or hotfix has been installed since.
    pub updates_installed: bool,
    /// The error is that of then.
    pub same_error: bool,
    /// The environment or machine, and the document, are those of then.
    pub same_place: bool,
    /// The user is that of then; where nobody asks, true.
    pub same_user: bool,
    /// The error is new and came with a hotfix; where nobody asks, false.
    pub after_hotfix: bool,
}

/// What to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum Decision {
    /// Reopen the closed request.
    Reopen,
    /// File a new request: a condition of reopening does not hold.
    FileNew,
    /// File a new request, which is advice: reopening is not refused.
    FileNewRecommended,
}

/// Whether to reopen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Reopening {
    /// What to do.
    pub decision: Decision,
    /// What stands against reopening, in the edition's order; empty where nothing does.
    pub reasons: Vec<ReopenReason>,
    /// The same in sentences.
    pub explained: Vec<Text>,
    /// The first day on which a new request is recommended for its age alone.
    pub too_old_from: NaiveDate,
}

/// Whether the closed request may be reopened.
///
/// Its age is counted in calendar months from the closing date, clamped to the month's last day (R8): closed on 30
/// November, a new request is recommended from 28 February, or 29 in a leap year.
///
/// # Errors
/// [`PolicyError::EndsBeforeStart`] when it would be reopened before it was closed, and [`PolicyError::OutOfRange`] for
/// a date that no request has.
pub fn reopen(edition: &Edition, question: &ReopenQuestion) -> Result<Ruling<Reopening>, PolicyError> {
    let (closed, on) = (plausible(question.closed, "closed")?, plausible(question.on, "on")?);
    if on < closed {
        return Err(PolicyError::EndsBeforeStart { field: "on" });
    }
    let basis = |assumptions| edition.basis(vec![TOPIC.to_owned()], assumptions, &Subject::default());
    let rules = match (edition.refuse_unstated(&[TOPIC]), &edition.reopen) {
        (None, Some(rules)) => rules,
        (Some(refusal), _) => return Ok(Ruling::refused(refusal, basis(Vec::new()))),
        (None, None) => {
            return Err(PolicyError::Unknown { field: "topic", given: TOPIC.to_owned(), known: Vec::new() });
        }
    };
    let too_old_from = months_after(closed, rules.months);
    let against: Vec<&ReopenRule> =
        rules.reasons.iter().filter(|rule| stands_against(rule.reason, question, too_old_from)).collect();
    let decision = if against.is_empty() {
        Decision::Reopen
    } else if against.iter().all(|rule| rule.only_advice) {
        Decision::FileNewRecommended
    } else {
        Decision::FileNew
    };
    let reopening = Reopening {
        decision,
        reasons: against.iter().map(|rule| rule.reason).collect(),
        explained: against.iter().map(|rule| rule.text.clone()).collect(),
        too_old_from,
    };
    Ok(Ruling { outcome: Outcome::Answered(reopening), basis: basis(vec!["R8".to_owned()]) })
}

fn stands_against(reason: ReopenReason, question: &ReopenQuestion, too_old_from: NaiveDate) -> bool {
    match reason {
        ReopenReason::BuildChanged => !question.same_build,
        ReopenReason::UpdatesInstalled => question.updates_installed,
        ReopenReason::DifferentError => !question.same_error,
        ReopenReason::DifferentPlace => !question.same_place,
        ReopenReason::DifferentUser => !question.same_user,
        ReopenReason::NewErrorAfterHotfix => question.after_hotfix,
        ReopenReason::ClosedThreeMonthsOrMore => question.on >= too_old_from,
    }
}
