//! Progress of work that takes a while, an import or an export, and stopping it.

use std::cell::Cell;
use std::sync::atomic::{AtomicBool, Ordering};

use serde::Serialize;

use crate::error::{RegisterError, Result};

/// What is being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Reading a file; counted in bytes.
    Reading,
    /// Comparing rows with the register and writing them; counted in rows.
    Writing,
    /// Making a file for the administrator; counted in steps, one or two for a record.
    Saving,
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What it is doing.
    pub stage: Stage,
    /// How much of it is done.
    pub done: u64,
    /// How much there is.
    pub total: u64,
}

/// Hears of the progress and may stop the work.
pub struct Watch {
    tell: Box<dyn Fn(Progress) -> bool + Send + Sync>,
    stopped: AtomicBool,
}

impl Watch {
    /// Calls `tell` now and then; the work stops when it answers false.
    pub fn new(tell: impl Fn(Progress) -> bool + Send + Sync + 'static) -> Self {
        Self { tell: Box::new(tell), stopped: AtomicBool::new(false) }
    }

    /// Nobody watches.
    pub fn none() -> Self {
        Self::new(|_| true)
    }

    /// Tells; false when the work is to stop.
    pub(crate) fn tell(&self, stage: Stage, done: u64, total: u64) -> bool {
        let go_on = !self.stopped() && (self.tell)(Progress { stage, done, total });
        if !go_on {
            self.stopped.store(true, Ordering::Relaxed);
        }
        go_on
    }

    /// Whether the work was stopped.
    pub(crate) fn stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }
}

/// Counts the steps of making a file.
pub(crate) struct Saving<'a> {
    watch: &'a Watch,
    done: Cell<u64>,
    total: Cell<u64>,
}

impl<'a> Saving<'a> {
    pub(crate) fn new(watch: &'a Watch) -> Self {
        Self { watch, done: Cell::new(0), total: Cell::new(0) }
    }

    /// There are so many steps more.
    pub(crate) fn more(&self, more: usize) {
        self.total.set(self.total.get() + more as u64);
    }

    /// Whether the work was stopped.
    pub(crate) fn is_stopped(&self) -> bool {
        self.watch.stopped()
    }

    /// One of them is done.
    ///
    /// # Errors
    /// [`RegisterError::Cancelled`] when the work is to stop.
    pub(crate) fn step(&self) -> Result<()> {
        self.done.set(self.done.get() + 1);
        if self.watch.tell(Stage::Saving, self.done.get(), self.total.get()) {
            Ok(())
        } else {
            Err(RegisterError::Cancelled)
        }
    }
}
