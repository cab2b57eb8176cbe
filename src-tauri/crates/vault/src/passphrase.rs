//! Passphrases: how they are compared, and how one becomes a wrapping key.

use std::fmt;

use argon2::{Algorithm, Argon2, Params, Version};
use secrecy::{ExposeSecret, SecretString};
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use crate::{Kdf, VaultError, WrappingKey};

/// Longer ones are refused before anything is computed from them.
const MOST_CHARACTERS: usize = 1024;
/// 64 MiB, three passes, one lane: about 0.15 s on an ordinary machine.
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;
const LANES: u32 = 1;
const SALT_LENGTH: usize = 16;

/// A passphrase, as it is compared: in Unicode's form NFKC, so that the same letters typed on another keyboard or
/// system are the same passphrase. Spaces count, also at the ends. Wiped from memory when dropped.
#[derive(Clone)]
pub struct Passphrase(SecretString);

/// Why a text is no passphrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PassphraseError {
    /// Nothing, or spaces alone.
    #[error("the passphrase is empty")]
    Empty,
    /// More than 1,024 characters.
    #[error("the passphrase is too long")]
    TooLong,
}

impl Passphrase {
    /// Takes a passphrase as it was typed.
    ///
    /// # Errors
    /// [`PassphraseError`].
    pub fn new(typed: &str) -> Result<Self, PassphraseError> {
        // Counted without building anything: a megabyte of text is refused at once.
        if typed.chars().nth(MOST_CHARACTERS).is_some() {
            return Err(PassphraseError::TooLong);
        }
        if typed.trim().is_empty() {
            return Err(PassphraseError::Empty);
        }
        let mut normal = Zeroizing::new(String::with_capacity(4 * typed.len()));
        normal.extend(typed.nfkc());
        Ok(Self(SecretString::from(normal.as_str())))
    }

    /// Whether it would be guessed soon: below three on the scale of zero to four that `zxcvbn` gives.
    pub fn is_weak(&self) -> bool {
        zxcvbn::zxcvbn(self.0.expose_secret(), &["support", "atlas"]).score() < zxcvbn::Score::Three
    }

    /// The passphrase itself, for a library that encrypts with it.
    pub fn secret(&self) -> &SecretString {
        &self.0
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase(..)")
    }
}

impl Kdf {
    /// The parameters of a new slot, with a salt of its own.
    pub(crate) fn generate() -> Result<Self, VaultError> {
        let mut salt = vec![0; SALT_LENGTH];
        getrandom::fill(&mut salt).map_err(|_| VaultError::Failed)?;
        Ok(Self { memory_kib: MEMORY_KIB, passes: PASSES, lanes: LANES, salt })
    }

    /// The wrapping key of a passphrase. Only for parameters that [`crate::Slot::check`] accepted.
    pub(crate) fn derive(&self, passphrase: &Passphrase) -> Result<WrappingKey, VaultError> {
        let params =
            Params::new(self.memory_kib, self.passes, self.lanes, Some(32)).map_err(|_| VaultError::Malformed)?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        WrappingKey::filled(|key| {
            argon2
                .hash_password_into(passphrase.0.expose_secret().as_bytes(), &self.salt, key)
                .map_err(|_| VaultError::Failed)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The expected key comes from libargon2, through Python's `argon2-cffi`:
    /// `hash_secret_raw(b"Blåbær 42", bytes(range(16)), 3, 65536, 1, 32, Type.ID)`.
    #[test]
    fn the_key_is_as_computed_elsewhere() {
        let kdf = Kdf { memory_kib: 65_536, passes: 3, lanes: 1, salt: (0..16).collect() };
        let passphrase = Passphrase::new("Blåbær 42").unwrap();
        assert_eq!(kdf.derive(&passphrase).unwrap().to_line().as_str(), "c8viRlt7ljrH9D5I7JjG174GbZ1bGpJQmK07/HMpPCw=");
    }

    #[test]
    fn the_same_letters_are_the_same_passphrase_however_they_were_typed() {
        let same = |a: &str, b: &str| {
            let secret = |text: &str| Passphrase::new(text).unwrap().secret().expose_secret().to_owned();
            secret(a) == secret(b)
        };
        assert!(same("Bl\u{e5}b\u{e6}r", "Bla\u{30a}b\u{e6}r"), "composed and decomposed");
        assert!(same("\u{ff21}tlas", "Atlas"), "full-width letters");
        assert!(!same(" Atlas", "Atlas"), "spaces count");
        assert!(!same("atlas", "Atlas"), "case counts");
    }

    #[test]
    fn nothing_and_too_much_are_refused() {
        assert_eq!(Passphrase::new("").unwrap_err(), PassphraseError::Empty);
        assert_eq!(Passphrase::new(" \u{3000}\t").unwrap_err(), PassphraseError::Empty);
        assert!(Passphrase::new(&"é".repeat(1024)).is_ok());
        assert_eq!(Passphrase::new(&"é".repeat(1025)).unwrap_err(), PassphraseError::TooLong);
        assert!(Passphrase::new("👩‍🚀 til månen").is_ok());
    }

    #[test]
    fn what_is_guessed_at_once_is_weak() {
        for weak in ["password1", "supportatlas", "qwertyuiop", "2026"] {
            assert!(Passphrase::new(weak).unwrap().is_weak(), "{weak}");
        }
        assert!(!Passphrase::new("sju svarte elger drakk seg utørste").unwrap().is_weak());
        assert_eq!(format!("{:?}", Passphrase::new("elg").unwrap()), "Passphrase(..)");
    }
}
