//! What every answer of the policy carries besides its outcome: the rules it rests on and what it assumed.

use crate::edition::Unstated;
use crate::text::Text;
use serde::Serialize;

/// A fact that has changed since the edition was published. Shown beside a ruling, never instead of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ChangedSince {
    /// The topic of the edition that the change touches, `S01` to `S42`.
    pub topic: String,
    /// What holds now.
    pub note: Text,
    /// When: a year, a year and month, or a span of years, as exact as the sources are.
    pub since: String,
}

/// Why a ruling says what it says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Basis {
    /// The edition the ruling was made from.
    pub edition: String,
    /// Topics of the edition the ruling rests on, `S01` to `S42`.
    pub because: Vec<String>,
    /// Readings taken where the edition is silent or ambiguous, `R1` to `R11`.
    pub assumptions: Vec<String>,
    /// What has changed since the edition, for the topics of this ruling.
    pub changed_since: Vec<ChangedSince>,
}

/// A "no" of the policy. It is an answer, not an error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Refusal {
    /// Stable, kebab-case.
    pub code: String,
    /// What is refused and what to do instead.
    pub message: Text,
    /// The plans that would do, where the refusal is about a plan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plans: Option<Vec<String>>,
    /// The severities that the plan has, where the refusal is about a severity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub severities: Option<Vec<String>>,
    /// What the edition does not state, where the refusal is about that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing: Option<Box<Missing>>,
}

/// What an edition does not state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Missing {
    /// The edition.
    pub edition: String,
    /// Whether it says nothing, or nobody knows what it says.
    pub state: Unstated,
    /// What it is about.
    pub what: Text,
}

impl Refusal {
    /// A refusal that names no plans and no severities.
    pub fn new(code: &str, message: Text) -> Self {
        Self { code: code.to_owned(), message, plans: None, severities: None, missing: None }
    }
}

/// Either what was asked for or a refusal where it would stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(untagged)]
pub enum Outcome<T> {
    /// The positive outcome.
    Answered(T),
    /// The refusal.
    Refused {
        /// Why not, and what would do.
        refusal: Refusal,
    },
}

/// An outcome with its basis; on the wire one flat object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Ruling<T> {
    /// What was decided.
    #[serde(flatten)]
    pub outcome: Outcome<T>,
    /// Why.
    #[serde(flatten)]
    pub basis: Basis,
}

impl<T> Ruling<T> {
    /// A refusal.
    pub fn refused(refusal: Refusal, basis: Basis) -> Self {
        Self { outcome: Outcome::Refused { refusal }, basis }
    }

    /// The positive outcome, if there is one.
    pub fn answered(&self) -> Option<&T> {
        match &self.outcome {
            Outcome::Answered(answer) => Some(answer),
            Outcome::Refused { .. } => None,
        }
    }

    /// The refusal, if there is one.
    pub fn refusal(&self) -> Option<&Refusal> {
        match &self.outcome {
            Outcome::Answered(_) => None,
            Outcome::Refused { refusal } => Some(refusal),
        }
    }
}
