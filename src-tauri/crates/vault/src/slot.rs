//! Slots: the data key, wrapped so that one way of unlocking can open it.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;
use uuid::Uuid;
use zeroize::{Zeroize, Zeroizing};

use crate::{DataKey, KeyId, Passphrase, RecoveryKey, VaultError};

const VERSION: u32 = 1;
/// Most memory a passphrase slot may ask for when read: 1 GiB, in KiB.
const MOST_MEMORY_KIB: u32 = 1024 * 1024;
const MOST_PASSES: u32 = 20;
const MOST_LANES: u32 = 16;
const SALT_LENGTHS: std::ops::RangeInclusive<usize> = 16..=64;

/// The key that opens one slot. Wiped from memory when dropped; in a box, as [`DataKey`] is.
pub struct WrappingKey(Box<[u8; 32]>);

/// One way of unlocking a register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SlotKind {
    /// The wrapping key is kept in the system keyring.
    Keyring,
    /// The wrapping key is derived from a passphrase by Argon2id.
    Passphrase,
    /// The wrapping key was shown once, to be printed.
    Recovery,
}

/// How a passphrase becomes a wrapping key (Argon2id).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kdf {
    /// Memory in KiB, at most 1 GiB.
    pub memory_kib: u32,
    /// Passes, 1 to 20.
    pub passes: u32,
    /// Lanes, 1 to 16.
    pub lanes: u32,
    /// 16 to 64 random bytes.
    #[serde(with = "bytes")]
    pub salt: Vec<u8>,
}

/// The data key, wrapped for one way of unlocking. Holds nothing secret in the clear.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Slot {
    /// The slot's own id.
    pub id: Uuid,
    /// The way of unlocking.
    pub kind: SlotKind,
    /// The data key inside.
    pub key: KeyId,
    /// Only for a passphrase.
    pub kdf: Option<Kdf>,
    version: u32,
    #[serde(with = "bytes")]
    nonce: Vec<u8>,
    #[serde(with = "bytes")]
    wrapped: Vec<u8>,
}

impl WrappingKey {
    /// Makes a new random key.
    ///
    /// # Errors
    /// [`VaultError::Failed`] when the system gives no random numbers.
    pub fn generate() -> Result<Self, VaultError> {
        Self::filled(|key| getrandom::fill(key).map_err(|_| VaultError::Failed))
    }

    /// A key whose 32 bytes are written in place.
    pub(crate) fn filled(fill: impl FnOnce(&mut [u8]) -> Result<(), VaultError>) -> Result<Self, VaultError> {
        let mut key = Self(Box::new([0; 32]));
        fill(key.0.as_mut_slice())?;
        Ok(key)
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.0.as_slice()
    }

    /// The key as one line of base64: the only form that survives every keyring (KWallet replaces bytes
    /// that are not UTF-8, gnome-keyring may drop a collection over a line break).
    pub fn to_line(&self) -> Zeroizing<String> {
        Zeroizing::new(BASE64.encode(self.0.as_slice()))
    }

    /// Reads a key back from one line of base64; `None` when it is anything else.
    pub fn from_line(line: &str) -> Option<Self> {
        let mut key = Self(Box::new([0; 32]));
        let length = BASE64.decode_slice(line, key.0.as_mut_slice()).ok()?;
        (length == 32).then_some(key)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(self.0.as_slice().into())
    }
}

impl PartialEq for WrappingKey {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(other.0.as_slice()).into()
    }
}

impl Eq for WrappingKey {}

impl Clone for WrappingKey {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl Drop for WrappingKey {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for WrappingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WrappingKey(..)")
    }
}

impl Slot {
    /// Wraps a data key for the system keyring.
    ///
    /// # Errors
    /// [`VaultError::Failed`] when the system gives no random numbers.
    pub fn for_keyring(register: Uuid, key: &DataKey, wrapping: &WrappingKey) -> Result<Self, VaultError> {
        Self::wrap(register, SlotKind::Keyring, None, key, wrapping)
    }

    /// Wraps a data key with a passphrase. Takes about 0.15 s and 64 MiB.
    ///
    /// # Errors
    /// [`VaultError::Failed`] when the system gives no random numbers or no memory.
    pub fn for_passphrase(register: Uuid, key: &DataKey, passphrase: &Passphrase) -> Result<Self, VaultError> {
        let kdf = Kdf::generate()?;
        let wrapping = kdf.derive(passphrase)?;
        Self::wrap(register, SlotKind::Passphrase, Some(kdf), key, &wrapping)
    }

    /// Wraps a data key with a recovery key.
    ///
    /// # Errors
    /// [`VaultError::Failed`] when the system gives no random numbers.
    pub fn for_recovery(register: Uuid, key: &DataKey, recovery: &RecoveryKey) -> Result<Self, VaultError> {
        Self::wrap(register, SlotKind::Recovery, None, key, recovery.wrapping())
    }

    fn wrap(
        register: Uuid,
        kind: SlotKind,
        kdf: Option<Kdf>,
        key: &DataKey,
        wrapping: &WrappingKey,
    ) -> Result<Self, VaultError> {
        let mut id = [0; 16];
        let mut nonce = vec![0; 24];
        getrandom::fill(&mut id).map_err(|_| VaultError::Failed)?;
        getrandom::fill(&mut nonce).map_err(|_| VaultError::Failed)?;
        let id = uuid::Builder::from_random_bytes(id).into_uuid();
        let mut slot = Self { id, kind, key: key.id(), kdf, version: VERSION, nonce, wrapped: Vec::new() };
        let payload = Payload { msg: key.bytes().as_slice(), aad: &slot.associated(register) };
        slot.wrapped =
            wrapping.cipher().encrypt(XNonce::from_slice(&slot.nonce), payload).map_err(|_| VaultError::Failed)?;
        Ok(slot)
    }

    /// Opens a slot made with a passphrase.
    ///
    /// # Errors
    /// As of [`Slot::unwrap_key`]; [`VaultError::Malformed`] for a slot of another kind.
    pub fn unwrap_with_passphrase(&self, register: Uuid, passphrase: &Passphrase) -> Result<DataKey, VaultError> {
        self.check()?;
        let kdf = self.kdf.as_ref().ok_or(VaultError::Malformed)?;
        self.unwrap_key(register, &kdf.derive(passphrase)?)
    }

    /// Opens a slot made with a recovery key.
    ///
    /// # Errors
    /// As of [`Slot::unwrap_key`].
    pub fn unwrap_with_recovery(&self, register: Uuid, recovery: &RecoveryKey) -> Result<DataKey, VaultError> {
        self.unwrap_key(register, recovery.wrapping())
    }

    /// Opens the slot.
    ///
    /// # Errors
    /// [`VaultError::WrongKey`]; [`VaultError::Newer`] or [`VaultError::Malformed`] as of [`Slot::check`].
    pub fn unwrap_key(&self, register: Uuid, wrapping: &WrappingKey) -> Result<DataKey, VaultError> {
        self.check()?;
        let payload = Payload { msg: &self.wrapped, aad: &self.associated(register) };
        let plain = wrapping
            .cipher()
            .decrypt(XNonce::from_slice(&self.nonce), payload)
            .map(Zeroizing::new)
            .map_err(|_| VaultError::WrongKey)?;
        let key = DataKey::from_bytes(&plain).ok_or(VaultError::Malformed)?;
        if key.id() == self.key { Ok(key) } else { Err(VaultError::Malformed) }
    }

    /// Whether the slot is one this version accepts. Called before any key derivation, so that an edited
    /// file cannot ask for terabytes of memory.
    ///
    /// # Errors
    /// [`VaultError::Newer`], [`VaultError::Malformed`].
    pub fn check(&self) -> Result<(), VaultError> {
        if self.version > VERSION {
            return Err(VaultError::Newer);
        }
        let kdf_fits = match (&self.kdf, self.kind) {
            (Some(kdf), SlotKind::Passphrase) => kdf.accepted(),
            (None, SlotKind::Keyring | SlotKind::Recovery) => true,
            _ => false,
        };
        let sound = self.version == VERSION && kdf_fits && self.nonce.len() == 24 && self.wrapped.len() == 48;
        if sound { Ok(()) } else { Err(VaultError::Malformed) }
    }

    /// What is authenticated with the wrapped key.
    fn associated(&self, register: Uuid) -> Vec<u8> {
        let mut bytes = b"support-atlas key slot".to_vec();
        bytes.extend_from_slice(register.as_bytes());
        bytes.extend_from_slice(self.id.as_bytes());
        bytes.push(match self.kind {
            SlotKind::Keyring => 1,
            SlotKind::Passphrase => 2,
            SlotKind::Recovery => 3,
        });
        bytes.extend_from_slice(&self.version.to_be_bytes());
        bytes
    }
}

impl Kdf {
    /// Argon2 itself needs 8 KiB for each lane.
    fn accepted(&self) -> bool {
        (1..=MOST_LANES).contains(&self.lanes)
            && (8 * self.lanes..=MOST_MEMORY_KIB).contains(&self.memory_kib)
            && (1..=MOST_PASSES).contains(&self.passes)
            && SALT_LENGTHS.contains(&self.salt.len())
    }
}

/// Bytes as base64 text in JSON.
mod bytes {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD as BASE64;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&BASE64.encode(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(deserializer)?;
        BASE64.decode(text).map_err(serde::de::Error::custom)
    }
}
