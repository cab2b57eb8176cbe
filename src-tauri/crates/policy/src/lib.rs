//! The support policy as Microsoft publishes it: editions as data, rules as pure functions, and the deadline engine.
//!
//! Every question is answered by a pure function of an [`edition::Edition`], the facts asked about, and the instants
//! given; there is no clock, no I/O and no global state. An answer is a [`ruling::Ruling`]: what was decided, the
//! topics it rests on, the readings it assumed, and what has changed since the edition.

pub mod billing;
pub mod can_file;
pub mod choice;
pub mod concern_route;
pub mod contract_entitles;
pub mod contract_link;
pub mod countries;
pub mod course;
pub mod coverage;
pub mod customer;
pub mod duration;
pub mod edition;
pub mod enrollment;
pub mod entitlement;
pub mod error;
pub mod explain;
pub mod file_request;
pub mod filing_pack;
pub mod holidays;
pub mod hours;
pub mod inquiry;
mod language;
pub mod local_time;
pub mod money;
pub mod months;
pub mod open_time;
pub mod opening;
pub mod partner;
pub mod plan_change;
pub mod plan_choice;
pub mod plan_purchase;
pub mod prefiling;
pub mod reopen;
pub mod respond_by;
pub mod roles;
pub mod round_the_clock;
pub mod route;
pub mod ruling;
mod schedule;
pub mod secret_text;
pub mod spend;
pub mod text;
mod wordings;

pub use error::PolicyError;
pub use language::{Further, Language};
pub use text::Text;
pub use wordings::Wordings;
