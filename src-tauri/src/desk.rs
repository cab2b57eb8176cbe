//! What the commands work on: the register, opened once, and the system's keyring.

use crate::failure::CommandError;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use support_policy::edition::Edition;
use support_register::{Actor, Guide, Guides, Register, Through};
use support_vault::Keyring;

/// The register and the keyring behind the window; every copy is of the same.
#[derive(Clone)]
pub struct Desk(Arc<Things>);

struct Things {
    register: OnceLock<Register>,
    /// Held while the register is being opened, so that it is opened once.
    opening: Mutex<()>,
    keyring: OnceLock<Keyring>,
    guides: Guides,
    /// The backup the user has chosen to put back.
    backup: Mutex<Option<PathBuf>>,
}

impl Desk {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Things {
            register: OnceLock::new(),
            opening: Mutex::new(()),
            keyring: OnceLock::new(),
            guides: Guides::default(),
            backup: Mutex::default(),
        }))
    }

    /// The folder of the register: `SUPPORT_ATLAS_HOME`, or the system's place for application data.
    pub(crate) fn home() -> Result<PathBuf, CommandError> {
        match std::env::var_os("SUPPORT_ATLAS_HOME") {
            Some(home) if !home.is_empty() => Ok(PathBuf::from(home)),
            _ => Ok(support_register::default_home()?),
        }
    }

    /// The register; opened, or made on the first run, by whoever asks first. One that could not be opened is tried
    /// again when the next command asks.
    pub(crate) fn register(&self) -> Result<&Register, CommandError> {
        if let Some(register) = self.0.register.get() {
            return Ok(register);
        }
        let _opening = self.0.opening.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(register) = self.0.register.get() {
            return Ok(register);
        }
        let register = Register::open_without_clearing(&Self::home()?, Self::actor())?;
        Ok(self.0.register.get_or_init(|| register))
    }

    /// A register of the caller's own, so that the window's goes on answering while thousands of rows are read or written.
    pub(crate) fn register_apart() -> Result<Register, CommandError> {
        Ok(Register::open(&Self::home()?, Self::actor())?)
    }

    /// The register, once it was opened.
    pub(crate) fn opened(&self) -> Option<&Register> {
        self.0.register.get()
    }

    /// Who works through the window.
    pub(crate) fn actor() -> Actor {
        Actor::of_session(Through::Window)
    }

    /// Remembers the backup that is to be put back: the window names no files.
    pub(crate) fn choose_backup(&self, file: PathBuf) {
        *self.0.backup.lock().unwrap_or_else(PoisonError::into_inner) = Some(file);
    }

    /// The backup that was chosen last.
    pub(crate) fn chosen_backup(&self) -> Option<PathBuf> {
        self.0.backup.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The system's keyring. Its calls may wait for the user: never ask it on the window's thread.
    pub(crate) fn keyring(&self) -> &Keyring {
        self.0.keyring.get_or_init(Keyring::system)
    }

    /// The search index of the edition's guidance; made by whoever searches first.
    pub(crate) fn guide(&self) -> Result<Arc<Guide>, CommandError> {
        Ok(self.0.guides.of(Self::edition()?)?)
    }

    /// The edition that answers.
    pub(crate) fn edition() -> Result<&'static Edition, CommandError> {
        Edition::base().map_err(|_| CommandError::edition())
    }
}
