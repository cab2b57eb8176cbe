//! The recovery key: a wrapping key that is shown once, to be printed and put away.

use std::fmt;
use std::sync::LazyLock;

use data_encoding::{Encoding, Specification};
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, Zeroizing};

use crate::{VaultError, WrappingKey};

/// Bytes of the checksum: with the 32 of the key they fill 56 letters without padding.
const CHECK_LENGTH: usize = 3;
const GROUP: usize = 4;
/// Letters and the dashes or spaces between them; a longer text is none.
const MOST_CHARACTERS: usize = 200;

/// Letters and digits that people do not mistake for each other; what they write for another is read as meant.
static LETTERS: LazyLock<Option<Encoding>> = LazyLock::new(|| {
    let mut letters = Specification::new();
    letters.symbols.push_str("0123456789ABCDEFGHJKMNPQRSTVWXYZ");
    letters.translate.from.push_str("abcdefghjkmnpqrstvwxyzOoIiLl");
    letters.translate.to.push_str("ABCDEFGHJKMNPQRSTVWXYZ001111");
    letters.ignore.push_str("- \t\r\n");
    letters.encoding().ok()
});

/// A recovery key. Wiped from memory when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryKey(WrappingKey);

impl RecoveryKey {
    /// Makes a new one.
    ///
    /// # Errors
    /// [`VaultError::Failed`] when the system gives no random numbers.
    pub fn generate() -> Result<Self, VaultError> {
        WrappingKey::generate().map(Self)
    }

    /// The key as it is printed: fourteen groups of four letters and digits, the last of them a checksum.
    pub fn to_text(&self) -> Zeroizing<String> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(32 + CHECK_LENGTH));
        bytes.extend_from_slice(self.0.bytes());
        bytes.extend_from_slice(&check(self.0.bytes()));
        let letters = Zeroizing::new(LETTERS.as_ref().map(|letters| letters.encode(&bytes)).unwrap_or_default());
        let mut text = Zeroizing::new(String::with_capacity(letters.len() + letters.len() / GROUP));
        for (at, letter) in letters.chars().enumerate() {
            if at > 0 && at % GROUP == 0 {
                text.push('-');
            }
            text.push(letter);
        }
        text
    }

    /// Reads a recovery key: upper and lower case, spaces and dashes are all the same. `None` when a letter is
    /// wrong or missing.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > MOST_CHARACTERS {
            return None;
        }
        let mut bytes = Zeroizing::new(LETTERS.as_ref()?.decode(text.as_bytes()).ok()?);
        let (key, given) = bytes.split_at_checked(32)?;
        if given != check(key) {
            return None;
        }
        let parsed = WrappingKey::filled(|into| {
            into.copy_from_slice(key);
            Ok(())
        });
        bytes.zeroize();
        parsed.ok().map(Self)
    }

    pub(crate) fn wrapping(&self) -> &WrappingKey {
        &self.0
    }
}

impl fmt::Debug for RecoveryKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryKey(..)")
    }
}

/// Tells a mistyped key from a wrong one; says nothing of use about the key, which is random.
fn check(key: &[u8]) -> [u8; CHECK_LENGTH] {
    let digest = Sha256::new_with_prefix(b"support-atlas recovery key").chain_update(key).finalize();
    let mut check = [0; CHECK_LENGTH];
    for (to, from) in check.iter_mut().zip(digest) {
        *to = from;
    }
    check
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(bytes: [u8; 32]) -> RecoveryKey {
        RecoveryKey(
            WrappingKey::filled(|into| {
                into.copy_from_slice(&bytes);
                Ok(())
            })
            .unwrap(),
        )
    }

    /// The expected text comes from Python: `hashlib.sha256` and base 32 by division, with Crockford's alphabet.
    #[test]
    fn the_text_is_as_computed_elsewhere() {
        let mut bytes = [0; 32];
        for (at, byte) in (0..).zip(&mut bytes) {
            *byte = at;
        }
        assert_eq!(
            of(bytes).to_text().as_str(),
            "000G-40R4-0M30-E209-185G-R38E-1W81-24GK-2GAH-C5RR-34D1-P70X-3RFY-4QZ7"
        );
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read_back_however_it_is_typed(bytes: [u8; 32]) {
            let key = of(bytes);
            let text = key.to_text();
            prop_assert_eq!(text.len(), 56 + 13);
            prop_assert!(RecoveryKey::parse(&text) == Some(key.clone()));
            let typed = text.to_lowercase().replace('-', "  ").replace('0', "o").replace('1', "l");
            prop_assert!(RecoveryKey::parse(&typed) == Some(key));
        }

        #[test]
        fn one_wrong_letter_is_noticed(bytes: [u8; 32], at in 0_usize..52) {
            let text = of(bytes).to_text();
            let mut letters: Vec<char> = text.chars().filter(|letter| *letter != '-').collect();
            letters[at] = if letters[at] == 'A' { 'B' } else { 'A' };
            prop_assert!(RecoveryKey::parse(&letters.into_iter().collect::<String>()).is_none());
        }

        #[test]
        fn no_text_is_a_key_by_chance(text: String) {
            prop_assert!(RecoveryKey::parse(&text).is_none());
        }
    }
}
