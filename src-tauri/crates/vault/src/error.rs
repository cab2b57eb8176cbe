//! Why a value or a slot could not be sealed or opened.

/// Why a value or a slot could not be sealed or opened. Carries nothing secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// The bytes are not what this version writes, or ask for more than it accepts.
    #[error("the stored bytes cannot be read")]
    Malformed,
    /// A slot made by a later version.
    #[error("made by a later version")]
    Newer,
    /// The value was sealed with another data key.
    #[error("sealed with another key")]
    OtherKey,
    /// The value was changed, or belongs to another place.
    #[error("changed, or belonging elsewhere")]
    Tampered,
    /// The wrapping key is not the one the slot was made with, or the slot was changed.
    #[error("the key does not fit the slot")]
    WrongKey,
    /// The system gave no random numbers, or the value is too long to seal.
    #[error("could not be sealed")]
    Failed,
}
