//! The tenants for which nobody may file. Every one has to be asked about, so the answer is kept until something was
//! changed or some role, delegation or membership begins or ends.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use uuid::Uuid;

/// The tenants for which nobody may file, and for how long that is known.
#[derive(Debug)]
pub(crate) struct NobodyMay {
    /// The number of the last change it takes into account.
    pub(crate) last_change: i64,
    /// The edition that answers where none is set.
    pub(crate) edition: String,
    /// The product asked about.
    pub(crate) product: Option<String>,
    /// The first instant it holds (UTC).
    pub(crate) from: DateTime<Utc>,
    /// The first instant it no longer holds (UTC); `None`: nothing begins or ends later.
    pub(crate) until: Option<DateTime<Utc>>,
    pub(crate) tenants: HashSet<Uuid>,
}

impl NobodyMay {
    /// Whether it answers the same question at an instant.
    pub(crate) fn answers(&self, last_change: i64, edition: &str, product: Option<&str>, at: DateTime<Utc>) -> bool {
        self.last_change == last_change
            && self.edition == edition
            && self.product.as_deref() == product
            && self.from <= at
            && self.until.is_none_or(|until| at < until)
    }
}
