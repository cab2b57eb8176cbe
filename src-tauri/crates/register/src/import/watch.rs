//! Progress of an import, and stopping it.

use std::sync::atomic::{AtomicBool, Ordering};

use serde::Serialize;

/// What an import is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Reading a file; counted in bytes.
    Reading,
    /// Comparing rows with the register and writing them; counted in rows.
    Writing,
}

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What it is doing.
    pub stage: Stage,
    /// How much of it is done.
    pub done: u64,
    /// How much there is.
    pub total: u64,
}

/// Hears of the progress and may stop the import.
pub struct Watch {
    tell: Box<dyn Fn(Progress) -> bool + Send + Sync>,
    stopped: AtomicBool,
}

impl Watch {
    /// Calls `tell` now and then; the import stops when it answers false.
    pub fn new(tell: impl Fn(Progress) -> bool + Send + Sync + 'static) -> Self {
        Self { tell: Box::new(tell), stopped: AtomicBool::new(false) }
    }

    /// Nobody watches.
    pub fn none() -> Self {
        Self::new(|_| true)
    }

    /// Tells; false when the import is to stop.
    pub(crate) fn tell(&self, stage: Stage, done: u64, total: u64) -> bool {
        let go_on = !self.stopped() && (self.tell)(Progress { stage, done, total });
        if !go_on {
            self.stopped.store(true, Ordering::Relaxed);
        }
        go_on
    }

    /// Whether the import was stopped.
    pub(crate) fn stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }
}
