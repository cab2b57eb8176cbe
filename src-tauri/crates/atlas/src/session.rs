//! What every command needs: where the register is, which edition answers, how to print.

use crate::failure::Failure;
use crate::output::Output;
use chrono::{DateTime, Utc};
use std::path::PathBuf;
use support_policy::edition::Edition;
use support_register::{Actor, RecordType, Register, RegisterError, Removed, Through};
use uuid::Uuid;

/// One run of the command line.
pub(crate) struct Session {
    /// `--home`, or the environment's.
    pub(crate) home: Option<PathBuf>,
    /// The edition that answers.
    pub(crate) edition: &'static Edition,
    /// How to print.
    pub(crate) output: Output,
    /// `--passphrase-file`.
    pub(crate) passphrase_file: Option<PathBuf>,
}

impl Session {
    /// Opens the register, or makes it on the first run.
    pub(crate) fn register(&self) -> Result<Register, Failure> {
        Ok(Register::open(&self.folder()?, Actor::of_session(Through::Atlas))?)
    }

    /// The folder of the register.
    pub(crate) fn folder(&self) -> Result<PathBuf, Failure> {
        match &self.home {
            Some(home) if !home.as_os_str().is_empty() => Ok(home.clone()),
            _ => Ok(support_register::default_home()?),
        }
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
