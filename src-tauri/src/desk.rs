//! What the commands work on: the register, opened once, and the system's keyring.

use crate::failure::CommandError;
use std::path::PathBuf;
use std::sync::OnceLock;
use support_policy::edition::Edition;
use support_register::{Actor, Register, RegisterError, Through};
use support_vault::Keyring;

/// The register and the keyring behind the window.
pub struct Desk {
    register: OnceLock<Result<Register, RegisterError>>,
    keyring: OnceLock<Keyring>,
}

impl Desk {
    pub(crate) fn new() -> Self {
        Self { register: OnceLock::new(), keyring: OnceLock::new() }
    }

    /// The folder of the register: `SUPPORT_ATLAS_HOME`, or the system's place for application data.
    pub(crate) fn home() -> Result<PathBuf, CommandError> {
        match std::env::var_os("SUPPORT_ATLAS_HOME") {
            Some(home) if !home.is_empty() => Ok(PathBuf::from(home)),
            _ => Ok(support_register::default_home()?),
        }
    }

    /// The register; opened, or made on the first run, by whoever asks first.
    pub(crate) fn register(&self) -> Result<&Register, CommandError> {
        let home = Self::home()?;
        self.register
            .get_or_init(|| Register::open(&home, Actor { who: user_name(), through: Through::Window }))
            .as_ref()
            .map_err(|error| error.clone().into())
    }

    /// The system's keyring. Its calls may wait for the user: never ask it on the window's thread.
    pub(crate) fn keyring(&self) -> &Keyring {
        self.keyring.get_or_init(Keyring::system)
    }

    /// The edition that answers.
    pub(crate) fn edition() -> Result<&'static Edition, CommandError> {
        Edition::base().map_err(|_| CommandError::edition())
    }
}

/// Who is at the keyboard, for the history.
fn user_name() -> String {
    ["USER", "LOGNAME", "USERNAME"]
        .iter()
        .find_map(|name| std::env::var(name).ok())
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "unknown".to_owned())
}

/// Runs `work` where it may wait for the keyring or the clipboard without holding up anything else.
pub(crate) async fn apart<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, CommandError> + Send + 'static,
) -> Result<T, CommandError> {
    tauri::async_runtime::spawn_blocking(work).await.map_err(|_| CommandError::stopped())?
}
