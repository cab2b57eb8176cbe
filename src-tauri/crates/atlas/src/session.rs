//! What every command needs: where the register is, which edition answers, how to print.

use crate::failure::Failure;
use crate::output::Output;
use chrono::{DateTime, Utc};
use std::path::PathBuf;
use support_policy::edition::Edition;
use support_register::{Actor, Register, Through};

/// One run of the command line.
pub(crate) struct Session {
    /// `--home`, or the environment's.
    pub(crate) home: Option<PathBuf>,
    /// The edition that answers.
    pub(crate) edition: &'static Edition,
    /// How to print.
    pub(crate) output: Output,
}

impl Session {
    /// Opens the register, or makes it on the first run.
    pub(crate) fn register(&self) -> Result<Register, Failure> {
        let home = match &self.home {
            Some(home) => home.clone(),
            None => support_register::default_home()?,
        };
        Ok(Register::open(&home, Actor::of_session(Through::Atlas))?)
    }

    /// The instant at which the command runs.
    pub(crate) fn now() -> DateTime<Utc> {
        Utc::now()
    }
}
