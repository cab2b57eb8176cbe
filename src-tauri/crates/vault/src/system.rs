//! The system's own keyring, through the `keyring` project's core and one store for each system.

use std::sync::Arc;

use keyring_core::api::CredentialStore;
use keyring_core::{Entry, Error};
use uuid::Uuid;
use zeroize::{Zeroize, Zeroizing};

use crate::{KeyringError, WrappingKey, WrappingKeyStore};

const SERVICE: &str = "app.support-atlas";

/// Connected at the first call, and anew after a failure: a store that outlived its D-Bus session never
/// works again (`security.md` 3.1).
#[derive(Default)]
pub(crate) struct SystemStore {
    connected: Option<Arc<CredentialStore>>,
}

impl WrappingKeyStore for SystemStore {
    fn read(&mut self, register: Uuid) -> Result<WrappingKey, KeyringError> {
        let bytes = self.call(register, |entry| entry.get_secret().map(Zeroizing::new))?;
        let line = std::str::from_utf8(&bytes).map_err(|_| KeyringError::Damaged)?;
        WrappingKey::from_line(line).ok_or(KeyringError::Damaged)
    }

    fn write(&mut self, register: Uuid, key: &WrappingKey) -> Result<(), KeyringError> {
        let line = key.to_line();
        self.call(register, |entry| entry.set_secret(line.as_bytes()))
    }

    fn delete(&mut self, register: Uuid) -> Result<(), KeyringError> {
        self.call(register, Entry::delete_credential)
    }
}

impl SystemStore {
    /// Makes a call, once more on a new connection when the connection was an old one and failed.
    fn call<T>(&mut self, register: Uuid, call: impl Fn(&Entry) -> keyring_core::Result<T>) -> Result<T, KeyringError> {
        let old = self.connected.is_some();
        match self.attempt(register, &call) {
            Err(KeyringError::Unavailable) if old => self.attempt(register, &call),
            answer => answer,
        }
    }

    /// The connection is put back only when it did its work, so that neither a failed one nor one that a
    /// panic interrupted is used again.
    fn attempt<T>(
        &mut self,
        register: Uuid,
        call: &impl Fn(&Entry) -> keyring_core::Result<T>,
    ) -> Result<T, KeyringError> {
        let store = match self.connected.take() {
            Some(store) => store,
            None => platform::connect().map_err(classify)?,
        };
        let user = format!("vault:{register}");
        let answer =
            store.build(SERVICE, &user, Some(&platform::modifiers())).and_then(|entry| call(&entry)).map_err(classify);
        if !matches!(answer, Err(KeyringError::Unavailable)) {
            self.connected = Some(store);
        }
        answer
    }
}

/// Turns a foreign error into one of ours. Nothing of it is kept or logged: some carry the secret.
fn classify(error: Error) -> KeyringError {
    match error {
        Error::NoEntry => KeyringError::NotFound,
        Error::Ambiguous(entries) => KeyringError::Ambiguous(entries.len()),
        Error::BadEncoding(mut bytes) | Error::BadDataFormat(mut bytes, _) => {
            bytes.zeroize();
            KeyringError::Damaged
        }
        Error::PlatformFailure(cause) => platform::classify(&*cause).unwrap_or(KeyringError::Unavailable),
        Error::NoStorageAccess(cause) => platform::classify(&*cause).unwrap_or(KeyringError::Locked),
        _ => KeyringError::Other,
    }
}

#[cfg(target_os = "linux")]
mod platform {
    use std::collections::HashMap;
    use std::error::Error;
    use std::sync::Arc;

    use dbus_secret_service::Error as ServiceError;
    use keyring_core::api::CredentialStore;

    use crate::KeyringError;

    pub(super) fn connect() -> keyring_core::Result<Arc<CredentialStore>> {
        Ok(dbus_secret_service_keyring_store::Store::new()?)
    }

    /// The name people see in their keyring program.
    pub(super) fn modifiers() -> HashMap<&'static str, &'static str> {
        HashMap::from([("label", "Support Atlas: key of the register")])
    }

    /// "No result" is what writing gives where the service runs but has no keyring to write to.
    pub(super) fn classify(cause: &(dyn Error + Send + Sync + 'static)) -> Option<KeyringError> {
        match cause.downcast_ref::<ServiceError>()? {
            ServiceError::Locked | ServiceError::Prompt => Some(KeyringError::Locked),
            ServiceError::NoResult | ServiceError::Unavailable => Some(KeyringError::Unavailable),
            _ => None,
        }
    }
}

#[cfg(target_os = "windows")]
mod platform {
    use std::collections::HashMap;
    use std::error::Error;
    use std::sync::Arc;

    use keyring_core::api::CredentialStore;

    use crate::KeyringError;

    pub(super) fn connect() -> keyring_core::Result<Arc<CredentialStore>> {
        Ok(windows_native_keyring_store::Store::new()?)
    }

    /// Without this the key would roam to the user's other machines.
    pub(super) fn modifiers() -> HashMap<&'static str, &'static str> {
        HashMap::from([("persistence", "Local")])
    }

    /// The store's own grouping fits: no logon session is "no access", all else is a failure.
    pub(super) fn classify(_: &(dyn Error + Send + Sync + 'static)) -> Option<KeyringError> {
        None
    }
}

#[cfg(target_os = "macos")]
mod platform {
    use std::collections::HashMap;
    use std::error::Error;
    use std::sync::Arc;

    use keyring_core::api::CredentialStore;
    use security_framework::base::Error as SecurityError;

    use crate::KeyringError;

    pub(super) fn connect() -> keyring_core::Result<Arc<CredentialStore>> {
        Ok(apple_native_keyring_store::keychain::Store::new()?)
    }

    pub(super) fn modifiers() -> HashMap<&'static str, &'static str> {
        HashMap::new()
    }

    /// By code, because the store files "the user said no" under failures.
    pub(super) fn classify(cause: &(dyn Error + Send + Sync + 'static)) -> Option<KeyringError> {
        const USER_CANCELED: i32 = -128;
        const NOT_AVAILABLE: i32 = -25291;
        const AUTH_FAILED: i32 = -25293;
        const NO_SUCH_KEYCHAIN: i32 = -25294;
        const INTERACTION_NOT_ALLOWED: i32 = -25308;
        match cause.downcast_ref::<SecurityError>()?.code() {
            USER_CANCELED | AUTH_FAILED | INTERACTION_NOT_ALLOWED => Some(KeyringError::Locked),
            NOT_AVAILABLE | NO_SUCH_KEYCHAIN => Some(KeyringError::Unavailable),
            _ => None,
        }
    }
}
