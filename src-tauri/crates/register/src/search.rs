//! Searching the guidance and the register: one question, one ranked answer.

mod asked_as;
mod guide;
mod hit;
mod query;
mod snippet;
mod spelling;
mod synonyms;
mod words;

pub use guide::{Guide, Guides};
pub use hit::{GuideType, Hit, HitType, Segment, plain};
