//! S36: which subscriptions a support plan covers under Enterprise Agreement enrollments. S20: under one account.

use crate::edition::{Edition, Subject};
use crate::ruling::{Outcome, Refusal, Ruling};
use crate::text;
use serde::Serialize;

/// A plan that covers the subscription asked about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct CoveredByPlan {
    /// Which of the plans given, counted from 0.
    pub plan: usize,
    /// The enrollment it was bought under.
    pub enrollment: String,
}

/// Whether a plan bought under one of the enrollments `plans` covers a subscription under the enrollment
/// `subscription`. Each plan covers every subscription under its own enrollment and none under another (S36).
///
/// Enrollments are compared as people write them: blanks and case play no part.
pub fn covered_by_plan(edition: &Edition, plans: &[&str], subscription: &str) -> Ruling<CoveredByPlan> {
    let wanted = folded(subscription);
    let outcome = if let Some((plan, enrollment)) =
        plans.iter().enumerate().find(|(_, enrollment)| folded(enrollment) == wanted)
    {
        Outcome::Answered(CoveredByPlan { plan, enrollment: (*enrollment).to_owned() })
    } else {
        Outcome::Refused { refusal: under_another(subscription.trim()) }
    };
    let because = ["S36", "S34"].map(str::to_owned).to_vec();
    if let Some(refusal) = edition.refuse_unstated(&because) {
        return Ruling::refused(refusal, edition.basis(because, Vec::new(), &Subject::default()));
    }
    Ruling { outcome, basis: edition.basis(because, Vec::new(), &Subject::default()) }
}

fn under_another(enrollment: &str) -> Refusal {
    let message = text!(
        "No plan covers the subscriptions under enrollment {enrollment}: a plan covers its own enrollment only. Buy one for {enrollment} through the reseller.",
        "Ingen plan dekker abonnementene under registreringen (enrollment) {enrollment}: en plan dekker bare sin egen registrering. Kjøp en for {enrollment} gjennom forhandleren.",
        enrollment
    );
    Refusal::new("plan-under-another-enrollment", message)
}

fn folded(enrollment: &str) -> String {
    enrollment.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}
