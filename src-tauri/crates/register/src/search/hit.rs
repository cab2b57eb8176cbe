//! What a search finds.

use serde::{Deserialize, Serialize};

use crate::record::RecordType;
use crate::word::words;

words! {
    /// What the guidance consists of.
    GuideType {
        /// A topic of the policy, `S01` to `S42`.
        Topic = "topic",
        /// A reading taken where the policy is silent, `R1` to `R11`.
        Reading = "reading",
    }
}

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(untagged)]
pub enum HitType {
    /// Guidance.
    Guide(GuideType),
    /// A record of the register.
    Record(RecordType),
}

/// A piece of a title or a snippet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Segment {
    /// The text.
    pub text: String,
    /// Whether it is what was asked for.
    pub found: bool,
}

/// Something that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Hit {
    /// What it is.
    #[serde(rename = "type")]
    pub kind: HitType,
    /// `S01`, `R1`, or the record's id.
    pub id: String,
    /// Its title, whole.
    pub title: Vec<Segment>,
    /// The passage that fits best, or what else tells a record apart. Empty when there is nothing to say.
    pub snippet: Vec<Segment>,
}

/// Pieces as one text.
pub fn plain(segments: &[Segment]) -> String {
    segments.iter().map(|segment| segment.text.as_str()).collect()
}

/// A hit on its way to its place among the others.
#[derive(Debug)]
pub(super) struct Ranked {
    pub(super) hit: Hit,
    /// How sure it is that this was meant, 1 for all words found as they were asked.
    pub(super) sure: f64,
}
