//! The data key: seals and opens single values, and makes the keyed index that finds equal values.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use zeroize::{Zeroize, Zeroizing};

use crate::{Place, VaultError};

/// First byte of every sealed value.
const FORMAT: u8 = 1;
const KEY_ID_LENGTH: usize = 16;
const NONCE_LENGTH: usize = 24;
/// Length of the tag that XChaCha20-Poly1305 appends.
const TAG_LENGTH: usize = 16;
const HEADER_LENGTH: usize = 1 + KEY_ID_LENGTH + NONCE_LENGTH;

/// The random 256-bit key of one register. Wiped from memory when dropped.
///
/// It is never used itself: each purpose has a key of its own, derived by HKDF-SHA256 (`security.md` 3.3).
/// It stands in a box, because a value that is moved leaves its old bytes on the stack.
pub struct DataKey(Box<[u8; 32]>);

/// Names a data key without revealing anything about it: 16 bytes derived from the key.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeyId([u8; KEY_ID_LENGTH]);

impl DataKey {
    /// Makes a new random key.
    ///
    /// # Errors
    /// [`VaultError::Failed`] when the system gives no random numbers.
    pub fn generate() -> Result<Self, VaultError> {
        let mut key = Self(Box::new([0; 32]));
        getrandom::fill(key.0.as_mut_slice()).map_err(|_| VaultError::Failed)?;
        Ok(key)
    }

    /// Seals a value for one place: format ‖ key id ‖ nonce ‖ ciphertext and tag. The nonce is fresh, so
    /// the same value sealed twice gives different bytes.
    ///
    /// # Errors
    /// [`VaultError::Failed`].
    pub fn seal(&self, place: &Place<'_>, value: &SecretString) -> Result<Vec<u8>, VaultError> {
        let mut nonce = [0; NONCE_LENGTH];
        getrandom::fill(&mut nonce).map_err(|_| VaultError::Failed)?;
        let payload = Payload { msg: value.expose_secret().as_bytes(), aad: &place.encode() };
        let ciphertext = self.cipher().encrypt(XNonce::from_slice(&nonce), payload).map_err(|_| VaultError::Failed)?;

        let mut sealed = Vec::with_capacity(HEADER_LENGTH + ciphertext.len());
        sealed.push(FORMAT);
        sealed.extend_from_slice(&self.id().0);
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(&ciphertext);
        Ok(sealed)
    }

    /// Opens a value that was sealed with this key for this place.
    ///
    /// # Errors
    /// [`VaultError::Malformed`], [`VaultError::OtherKey`] or [`VaultError::Tampered`].
    pub fn open(&self, place: &Place<'_>, sealed: &[u8]) -> Result<SecretString, VaultError> {
        let parts = Parts::read(sealed)?;
        if parts.key != self.id() {
            return Err(VaultError::OtherKey);
        }
        let payload = Payload { msg: parts.ciphertext, aad: &place.encode() };
        let plain = self
            .cipher()
            .decrypt(XNonce::from_slice(parts.nonce), payload)
            .map(Zeroizing::new)
            .map_err(|_| VaultError::Tampered)?;
        let text = std::str::from_utf8(&plain).map_err(|_| VaultError::Malformed)?;
        Ok(SecretString::from(text))
    }

    /// A keyed fingerprint of a value: equal values under the same label have equal fingerprints, and
    /// without the key nothing can be learned from them, not even by trying all values.
    pub fn index(&self, label: &str, value: &str) -> [u8; 32] {
        let key = self.derive(b"index");
        let mut mac = hmac_of(key.as_slice());
        mac.update(&(label.len() as u64).to_be_bytes());
        mac.update(label.as_bytes());
        mac.update(value.as_bytes());
        mac.finalize().into_bytes().into()
    }

    /// The name of this key.
    pub fn id(&self) -> KeyId {
        let derived = self.derive(b"id");
        let mut id = [0; KEY_ID_LENGTH];
        for (to, from) in id.iter_mut().zip(derived.iter()) {
            *to = *from;
        }
        KeyId(id)
    }

    /// The key as one line of base64, for a backup that is encrypted as a whole and nowhere else.
    pub fn to_line(&self) -> Zeroizing<String> {
        Zeroizing::new(BASE64.encode(self.0.as_slice()))
    }

    /// Reads a key back from one line of base64; `None` when it is anything else.
    pub fn from_line(line: &str) -> Option<Self> {
        let mut key = Self(Box::new([0; 32]));
        let length = BASE64.decode_slice(line, key.0.as_mut_slice()).ok()?;
        (length == 32).then_some(key)
    }

    /// A key of exactly 32 bytes.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut key = Self(Box::new([0; 32]));
        (bytes.len() == key.0.len()).then(|| {
            key.0.copy_from_slice(bytes);
            key
        })
    }

    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(self.derive(b"secret").as_slice().into())
    }

    fn derive(&self, purpose: &[u8]) -> Zeroizing<[u8; 32]> {
        let mut key = Zeroizing::new([0; 32]);
        let info = [b"support-atlas v1 ", purpose].concat();
        match Hkdf::<Sha256>::new(None, self.0.as_slice()).expand(&info, key.as_mut_slice()) {
            Ok(()) => key,
            Err(_) => unreachable!("HKDF-SHA256 gives up to 8,160 bytes"),
        }
    }
}

impl Drop for DataKey {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DataKey(..)")
    }
}

impl KeyId {
    /// Which key a sealed value was sealed with, read without any key.
    ///
    /// # Errors
    /// [`VaultError::Malformed`] when the bytes are not a sealed value.
    pub fn of_sealed(sealed: &[u8]) -> Result<Self, VaultError> {
        Parts::read(sealed).map(|parts| parts.key)
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyId({self})")
    }
}

impl std::str::FromStr for KeyId {
    type Err = VaultError;

    fn from_str(text: &str) -> Result<Self, VaultError> {
        let digits = text.as_bytes();
        let mut id = [0; KEY_ID_LENGTH];
        if digits.len() != 2 * KEY_ID_LENGTH {
            return Err(VaultError::Malformed);
        }
        for (byte, pair) in id.iter_mut().zip(digits.chunks_exact(2)) {
            for &digit in pair {
                let value = match digit {
                    b'0'..=b'9' => digit - b'0',
                    b'a'..=b'f' => digit - b'a' + 10,
                    _ => return Err(VaultError::Malformed),
                };
                *byte = *byte << 4 | value;
            }
        }
        Ok(Self(id))
    }
}

impl Serialize for KeyId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for KeyId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

struct Parts<'a> {
    key: KeyId,
    nonce: &'a [u8; NONCE_LENGTH],
    ciphertext: &'a [u8],
}

impl<'a> Parts<'a> {
    fn read(sealed: &'a [u8]) -> Result<Self, VaultError> {
        let (&format, rest) = sealed.split_first().ok_or(VaultError::Malformed)?;
        let (key, rest) = rest.split_first_chunk::<KEY_ID_LENGTH>().ok_or(VaultError::Malformed)?;
        let (nonce, ciphertext) = rest.split_first_chunk::<NONCE_LENGTH>().ok_or(VaultError::Malformed)?;
        if format != FORMAT || ciphertext.len() < TAG_LENGTH {
            return Err(VaultError::Malformed);
        }
        Ok(Self { key: KeyId(*key), nonce, ciphertext })
    }
}

/// HMAC accepts a key of any length, so there is nothing to fail.
fn hmac_of(key: &[u8]) -> Hmac<Sha256> {
    match <Hmac<Sha256> as Mac>::new_from_slice(key) {
        Ok(mac) => mac,
        Err(_) => unreachable!("HMAC takes keys of every length"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    /// The expected bytes come from an independent implementation: Python's `hmac` for HKDF and HMAC,
    /// libsodium for XChaCha20-Poly1305.
    #[test]
    fn keys_index_and_sealed_values_are_as_computed_elsewhere() {
        let key = DataKey::from_bytes(&(0..32).collect::<Vec<u8>>()).unwrap();
        assert_eq!(key.id().to_string(), "1b860d1c714931ef38b2d625be5b9f10");
        assert_eq!(
            hex(&key.index("access_id", "AB123")),
            "623372846560e85c90176c1c71a2c7aeef325bb7e43580297fceab9c07637db0"
        );
        let place = Place {
            register: Uuid::from_bytes([0x11; 16]),
            table: "contract",
            row: Uuid::from_bytes([0x22; 16]),
            column: "access_id",
            version: 1,
        };
        let sealed = unhex(
            "011b860d1c714931ef38b2d625be5b9f106465666768696a6b6c6d6e6f707172737475767778797a7b\
             38011ff718430f4834aa41c45605b58045758e98bf60017d51973209446e42",
        );
        assert_eq!(key.open(&place, &sealed).unwrap().expose_secret(), "Tilgang 0042 æ");
    }

    #[test]
    fn debug_shows_nothing_of_the_key() {
        let key = DataKey::from_bytes(&[0xAB; 32]).unwrap();
        assert_eq!(format!("{key:?}"), "DataKey(..)");
    }

    /// Looks through all memory of this process. Each byte of the key is made by a formula, so that the key itself is
    /// the only place where they stand in a row.
    #[cfg(target_os = "linux")]
    #[test]
    fn nothing_of_a_key_stays_in_memory() {
        fn byte(at: u8) -> u8 {
            at.wrapping_mul(151).wrapping_add(77) ^ std::hint::black_box(0x5C)
        }
        let mut key = DataKey(Box::new([0; 32]));
        for (at, place) in (0..).zip(key.0.iter_mut()) {
            *place = byte(at);
        }
        // Moved about and used, as it is in the program.
        let key = std::sync::Arc::new(std::hint::black_box(key));
        let place = Place { register: Uuid::nil(), table: "t", row: Uuid::nil(), column: "c", version: 1 };
        let sealed = key.seal(&place, &"value".into()).unwrap();
        key.open(&place, &sealed).unwrap();
        assert!(occurrences(byte) > 0, "the search finds what is there");
        drop(key);
        assert_eq!(occurrences(byte), 0);
    }

    #[cfg(target_os = "linux")]
    fn occurrences(byte: fn(u8) -> u8) -> usize {
        use std::os::unix::fs::FileExt;
        let memory = std::fs::File::open("/proc/self/mem").unwrap();
        let maps = std::fs::read_to_string("/proc/self/maps").unwrap();
        let mut buffer = vec![0; 1 << 20];
        let mut found = 0;
        for line in maps.lines().filter(|line| line.contains(" rw")) {
            let (from, to) = line.split_once(' ').unwrap().0.split_once('-').unwrap();
            let (mut from, to) = (u64::from_str_radix(from, 16).unwrap(), u64::from_str_radix(to, 16).unwrap());
            while from < to {
                let length = buffer.len().min(usize::try_from(to - from).unwrap());
                let part = &mut buffer[..length];
                if memory.read_exact_at(part, from).is_ok() {
                    found += part.windows(32).filter(|window| (0..).zip(*window).all(|(at, &b)| b == byte(at))).count();
                }
                // What was found must not be found again in the buffer.
                part.zeroize();
                from += length as u64;
            }
        }
        found
    }

    #[test]
    fn two_keys_differ_in_id_and_index() {
        let (a, b) = (DataKey::generate().unwrap(), DataKey::generate().unwrap());
        assert_ne!(a.id(), b.id());
        assert_ne!(a.index("access_id", "1"), b.index("access_id", "1"));
        assert_ne!(a.index("access_id", "1"), a.index("contract_id", "1"), "the label is part of the fingerprint");
        assert_ne!(a.index("a", "bc"), a.index("ab", "c"), "label and value do not run together");
    }

    #[test]
    fn a_key_id_reads_back_what_it_prints_and_nothing_else() {
        let id = DataKey::from_bytes(&[7; 32]).unwrap().id();
        assert_eq!(id.to_string().parse::<KeyId>(), Ok(id));
        for wrong in [
            "",
            "12",
            "1b860d1c714931ef38b2d625be5b9f1",
            "1B860D1C714931EF38B2D625BE5B9F10",
            "zz860d1c714931ef38b2d625be5b9f10",
        ] {
            assert_eq!(wrong.parse::<KeyId>(), Err(VaultError::Malformed), "{wrong:?}");
        }
    }

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
    }

    fn unhex(text: &str) -> Vec<u8> {
        (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
    }
}
