//! Who may read the register's secrets: the data key, the slots it is wrapped in, the system keyring,
//! and the sealing of single values.
//!
//! The crate knows nothing of SQLite or of the register's records. A caller hands over a value and the
//! [`Place`] it is kept at and gets back bytes to store; the same bytes at another place do not open.

mod data_key;
mod decision;
mod dumps;
mod durable;
mod error;
mod keyring;
mod passphrase;
mod place;
mod recovery;
mod side_file;
mod slot;
mod system;

pub use data_key::{DataKey, KeyId};
pub use decision::{Decision, Known, Refusal, decide};
pub use dumps::refuse_dumps;
pub use durable::sync_folder;
pub use error::VaultError;
pub use keyring::{Keyring, KeyringError, WrappingKeyStore};
pub use passphrase::{Passphrase, PassphraseError};
pub use place::Place;
pub use recovery::RecoveryKey;
pub use side_file::{SideFile, SideFileError};
pub use slot::{Kdf, Slot, SlotKind, WrappingKey};
