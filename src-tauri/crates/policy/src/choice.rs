//! Words with a fixed set of values that a question may use, such as how a plan was bought.

use crate::error::PolicyError;

/// A word of a question that is not an id of the edition.
pub trait Choice: Copy + 'static {
    /// The field of the question that holds it.
    const FIELD: &'static str;
    /// Every value, with its kebab-case name.
    const ALL: &'static [(&'static str, Self)];

    /// The value by that name.
    ///
    /// # Errors
    /// [`PolicyError::Unknown`] naming the values that exist.
    fn parse(given: &str) -> Result<Self, PolicyError> {
        Self::ALL.iter().find(|(name, _)| *name == given).map(|&(_, value)| value).ok_or_else(|| PolicyError::Unknown {
            field: Self::FIELD,
            given: given.to_owned(),
            known: Self::names(),
        })
    }

    /// The names of all values.
    fn names() -> Vec<String> {
        Self::ALL.iter().map(|(name, _)| (*name).to_owned()).collect()
    }
}
