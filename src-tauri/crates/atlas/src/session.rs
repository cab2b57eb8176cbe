//! What every command needs: where the register is, which edition answers, how to print.

use crate::failure::Failure;
use crate::output::{Output, complain};
use chrono::{DateTime, Utc};
use std::io::IsTerminal as _;
use std::path::Path;
use std::path::PathBuf;
use support_policy::edition::{BASE_ID, Edition};
use support_register::{Actor, EditionRef, Editions, RecordType, Register, RegisterError, Removed, Through};
use uuid::Uuid;

/// The folder of the register.
fn home(given: Option<&Path>) -> Result<PathBuf, Failure> {
    match given {
        Some(home) if !home.as_os_str().is_empty() => Ok(home.to_path_buf()),
        _ => Ok(support_register::default_home()?),
    }
}

/// The edition that answers: the one named, else the base.
pub(crate) fn edition(given: Option<&Path>, id: Option<&str>) -> Result<&'static Edition, Failure> {
    let id = id.filter(|id| !id.is_empty()).unwrap_or(BASE_ID);
    if let Ok(edition) = Edition::built_in(id) {
        return Ok(edition);
    }
    match Editions::of(&home(given)?).get(id)? {
        EditionRef::Kept(edition) => Ok(edition),
        // One edition answers until the program ends, so it may as well be kept until then.
        EditionRef::Read(edition) => Ok(Box::leak(Box::new(Edition::clone(&edition)))),
    }
}

/// One run of the command line.
pub(crate) struct Session {
    /// `--home`, or the environment's.
    pub(crate) home: Option<PathBuf>,
    /// The edition that answers.
    pub(crate) edition: &'static Edition,
    /// What `--edition` says: with `tenant` and `contract`, the edition to set.
    pub(crate) named_edition: Option<String>,
    /// How to print.
    pub(crate) output: Output,
    /// `--passphrase-file`.
    pub(crate) passphrase_file: Option<PathBuf>,
}

impl Session {
    /// Opens the register, or makes it on the first run.
    pub(crate) fn register(&self) -> Result<Register, Failure> {
        let home = self.folder()?;
        let is_new = !Register::is_in(&home).unwrap_or(true);
        let register = Register::open(&home, Actor::of_session(Through::Atlas))?;
        self.warn_of_folder(&register, is_new)?;
        Ok(register)
    }

    /// Scripts are told of an unfit folder once, when the register is made there, and by `check`; people also later.
    fn warn_of_folder(&self, register: &Register, is_new: bool) -> Result<(), Failure> {
        let to_a_person = !self.output.json && std::io::stderr().is_terminal();
        if (is_new || to_a_person)
            && let Some(warning) = register.folder_warning()?
            && !warning.hidden
        {
            complain(&format!("atlas: {}", self.output.text(&warning.message)));
        }
        Ok(())
    }

    /// Opens the register where there is one; makes none.
    pub(crate) fn register_if_any(&self) -> Result<Option<Register>, Failure> {
        match self.folder() {
            Ok(home) if Register::is_in(&home)? => self.register().map(Some),
            // Where the system has no place for a register, there is none.
            Ok(_) | Err(Failure::Register(RegisterError::NoHome)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The editions there are. Needs no register.
    pub(crate) fn editions(&self) -> Result<Editions, Failure> {
        Ok(Editions::of(&self.folder()?))
    }

    /// The folder of the register.
    pub(crate) fn folder(&self) -> Result<PathBuf, Failure> {
        home(self.home.as_deref())
    }

    /// A removed record by its id or its name.
    pub(crate) fn removed(register: &Register, record: RecordType, name: &str) -> Result<Uuid, Failure> {
        let called = |removed: &&Removed| {
            removed.record == record && (removed.id.to_string() == name || removed.name.eq_ignore_ascii_case(name))
        };
        let all = register.removed()?;
        let found: Vec<Uuid> = all.iter().filter(called).map(|removed| removed.id).collect();
        match found.as_slice() {
            &[only] => Ok(only),
            [] => Err(RegisterError::NotFound { what: record, name: name.to_owned() }.into()),
            _ => Err(RegisterError::Ambiguous { what: record, name: name.to_owned(), ids: found }.into()),
        }
    }

    /// The instant at which the command runs.
    pub(crate) fn now() -> DateTime<Utc> {
        Utc::now()
    }
}
