//! Searching the guidance and the register: one question, one ranked answer.

mod asked_as;
mod guide;
mod hit;
mod query;
pub(crate) mod record_index;
mod records;
mod searched;
mod shelf;
mod snippet;
mod spelling;
mod synonyms;
mod words;

pub use guide::{Guide, Guides};
pub use hit::{GuideType, Hit, HitType, Segment, plain};

use support_policy::Language;

use crate::error::Result;
use crate::register::Register;
use hit::Ranked;

/// How much of what was found is wanted.
#[derive(Debug, Clone, Copy)]
pub struct SearchLimits {
    /// Of each type.
    pub each: usize,
    /// In all.
    pub all: usize,
}

/// Guidance comes at this place at the latest: a register of a hundred thousand requests does not crowd it out.
const GUIDANCE_BY: usize = 2;

impl Register {
    /// What answers a question: guidance and records together, the surest first. Records are found by all words of
    /// the question, in any order and inflection, by their beginnings, by the name of what they belong to, and by any
    /// part of a number; of many that fit, the newest are given. Secrets are not searched.
    ///
    /// # Errors
    /// [`crate::RegisterError::Invalid`]: `required`, `too-long`. When the register cannot be read.
    pub fn search(&self, guide: &Guide, question: &str, language: Language, limits: SearchLimits) -> Result<Vec<Hit>> {
        let asked = query::parse(question)?;
        let records = if asked.is_empty() {
            Vec::new()
        } else {
            self.read(|connection| records::ranked(connection, question, &asked, limits.each))?
        };
        let guidance = guide.ranked(asked, language, limits.each)?;
        let mut hits = merged(guidance, records);
        hits.truncate(limits.all);
        Ok(hits)
    }

    /// Makes the search index anew, in case [`Register::check`] finds it out of step.
    ///
    /// # Errors
    /// When the register cannot be written.
    pub fn rebuild_search(&self) -> Result<()> {
        self.write(record_index::rebuild)
    }
}

/// Both lists as one, each in its own order: the surest first, guidance before records that are as sure.
fn merged(guidance: Vec<Ranked>, mut records: Vec<Ranked>) -> Vec<Hit> {
    records.sort_by(|a, b| b.sure.total_cmp(&a.sure));
    let (mut guidance, mut records) = (guidance.into_iter().peekable(), records.into_iter().peekable());
    let mut hits = Vec::new();
    let mut guided = false;
    loop {
        let next = match (guidance.peek(), records.peek()) {
            (None, None) => return hits,
            (Some(_), None) => guidance.next(),
            (Some(guide), Some(record)) if guide.sure >= record.sure || (!guided && hits.len() == GUIDANCE_BY) => {
                guided = true;
                guidance.next()
            }
            (_, Some(_)) => records.next(),
        };
        hits.extend(next.map(|ranked| ranked.hit));
    }
}
