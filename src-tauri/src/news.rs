//! What the window hears of without asking: files that are handed over, and how far long work is, which it may stop.

use serde::Serialize;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use support_register::{Stage, Watch};
use tauri::ipc::Channel;

/// Progress is told so often.
const OFTEN: Duration = Duration::from_millis(100);

/// What the window hears.
#[derive(Debug, Clone, Copy, Serialize, specta::Type)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum News {
    /// Files hang over the window.
    Hovering,
    /// They were taken away again.
    Left,
    /// Files were handed over and wait to be looked at.
    Offered,
    /// How far an import or an export is.
    Progress {
        /// What it is doing.
        stage: Stage,
        /// How much is done.
        done: u32,
        /// Of how much.
        total: u32,
    },
}

/// Tells the window; nobody listens before its page has loaded.
#[derive(Clone, Default)]
pub(crate) struct Teller(Arc<Mutex<Option<Channel<News>>>>);

/// Stops the work that watches it.
#[derive(Clone, Default)]
pub(crate) struct Stop(Arc<AtomicBool>);

impl Teller {
    /// Who hears the news from now on.
    pub(crate) fn listen(&self, channel: Channel<News>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(channel);
    }

    /// Tells.
    pub(crate) fn tell(&self, news: News) {
        if let Some(channel) = self.0.lock().unwrap_or_else(PoisonError::into_inner).as_ref() {
            let _ = channel.send(news);
        }
    }

    /// Watches work that begins now: tells of its progress now and then, and ends it once `stop` says so.
    pub(crate) fn watch(&self, stop: &Stop) -> Watch {
        stop.0.store(false, Ordering::Relaxed);
        let (teller, stop) = (self.clone(), stop.clone());
        let last = Mutex::new(Instant::now());
        Watch::new(move |progress| {
            let mut last = last.lock().unwrap_or_else(PoisonError::into_inner);
            if last.elapsed() >= OFTEN {
                *last = Instant::now();
                let fits = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
                let (stage, done, total) = (progress.stage, fits(progress.done), fits(progress.total));
                teller.tell(News::Progress { stage, done, total });
            }
            !stop.0.load(Ordering::Relaxed)
        })
    }
}

impl Stop {
    /// Stops what is going on.
    pub(crate) fn now(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}
