//! Locking without being asked: after idle minutes, when the computer sleeps or its screen is locked, and when its
//! clock is set back. Locked means that the key is wiped, what was revealed is gone, and the clipboard is cleared.

#[cfg_attr(target_os = "linux", path = "lock/linux.rs")]
#[cfg_attr(windows, path = "lock/windows.rs")]
#[cfg_attr(target_os = "macos", path = "lock/macos.rs")]
#[cfg(any(target_os = "linux", windows, target_os = "macos"))]
mod system;

use crate::desk::Desk;
use crate::failure::CommandError;
use crate::{clipboard, reveal, window};
use chrono::Utc;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};
use tauri::{AppHandle, Manager as _};

/// How often the clocks are looked at.
const TICK: Duration = Duration::from_secs(5);
/// A tick that comes this late means that the computer slept: not every system says so.
const SLEPT: Duration = Duration::from_mins(1);
/// Clocks are corrected by a little all the time.
const SET_BACK: Duration = Duration::from_secs(5);

/// When the user last did something, and when that was last looked at; on both clocks, because the steady one stands
/// still while the computer sleeps and the other one may be set.
#[derive(Debug, Clone, Copy)]
struct Watch {
    active: (Instant, SystemTime),
    seen: (Instant, SystemTime),
}

/// The watch behind the window.
pub(crate) struct Idle(Mutex<Watch>);

impl Default for Idle {
    fn default() -> Self {
        let now = (Instant::now(), SystemTime::now());
        Self(Mutex::new(Watch { active: now, seen: now }))
    }
}

impl Idle {
    /// The user did something.
    pub(crate) fn active(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).active = (Instant::now(), SystemTime::now());
    }
}

impl Watch {
    /// Looks at the clocks: whether to lock. `limit` is how long the user may do nothing; none for as long as he likes.
    fn look(&mut self, now: (Instant, SystemTime), limit: Option<Duration>) -> bool {
        let since = |then: (Instant, SystemTime)| {
            let steady = now.0.saturating_duration_since(then.0);
            now.1.duration_since(then.1).map_or(steady, |wall| wall.max(steady))
        };
        let set_back = self.seen.1.duration_since(now.1).is_ok_and(|back| back > SET_BACK);
        let slept = since(self.seen) > SLEPT;
        let idle = limit.is_some_and(|limit| since(self.active) >= limit);
        self.seen = now;
        set_back || slept || idle
    }
}

/// Begins to watch, in threads of its own.
pub(crate) fn begin(app: &AppHandle) {
    let watched = app.clone();
    std::thread::spawn(move || {
        loop {
            std::thread::sleep(TICK);
            let minutes = watched.state::<Desk>().opened().and_then(|register| register.idle_minutes().ok());
            let limit =
                minutes.filter(|minutes| *minutes > 0).map(|minutes| Duration::from_secs(60 * u64::from(minutes)));
            let lock_now = {
                let idle = watched.state::<Idle>();
                let mut watch = idle.0.lock().unwrap_or_else(PoisonError::into_inner);
                watch.look((Instant::now(), SystemTime::now()), limit)
            };
            if lock_now {
                lock(&watched);
            }
        }
    });
    begin_hearing(app);
}

/// The system's own signals of sleep and of a locked screen. On a system without them there are the clocks alone: a computer
/// that slept is noticed when it wakes.
fn begin_hearing(app: &AppHandle) {
    let heard = app.clone();
    let on_signal = move || lock(&heard);
    #[cfg(any(target_os = "linux", windows))]
    system::begin(on_signal);
    #[cfg(target_os = "macos")]
    let _ = app.run_on_main_thread(move || system::begin(on_signal));
    #[cfg(not(any(target_os = "linux", windows, target_os = "macos")))]
    drop(on_signal);
}

/// Locks this window's secrets.
pub(crate) fn lock(app: &AppHandle) {
    let desk = app.state::<Desk>();
    reveal::close(app);
    clipboard::clear_now(app);
    if let Some(register) = desk.opened()
        && register.is_unlocked()
    {
        register.lock();
        desk.keyring().forget();
        if let Some(window) = app.get_webview_window(window::MAIN) {
            // The page asks for the new state itself.
            let _ = window.eval("window.dispatchEvent(new Event('support-atlas-locked'))");
        }
    }
}

/// Locks the secrets for every program, until somebody unlocks on purpose.
///
/// # Errors
/// When the register cannot be opened or written; this window has locked all the same.
pub(crate) fn lock_everywhere(app: &AppHandle) -> Result<(), CommandError> {
    lock(app);
    Ok(app.state::<Desk>().register()?.lock_everywhere(Utc::now())?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_mins(1);

    /// A watch that began at an instant, and that instant.
    fn begun() -> (Watch, (Instant, SystemTime)) {
        let now = (Instant::now(), SystemTime::UNIX_EPOCH + 1_000_000 * MINUTE);
        (Watch { active: now, seen: now }, now)
    }

    fn after(now: (Instant, SystemTime), passed: Duration) -> (Instant, SystemTime) {
        (now.0 + passed, now.1 + passed)
    }

    #[test]
    fn locks_after_the_idle_time_and_not_before() {
        let (mut watch, begun) = begun();
        for seconds in (5..600).step_by(5) {
            assert!(!watch.look(after(begun, Duration::from_secs(seconds)), Some(10 * MINUTE)), "{seconds} s");
        }
        assert!(watch.look(after(begun, 10 * MINUTE), Some(10 * MINUTE)));
        let (mut watch, begun) = self::begun();
        for seconds in (5..36_000).step_by(5) {
            assert!(!watch.look(after(begun, Duration::from_secs(seconds)), None), "never means never");
        }
    }

    #[test]
    fn activity_begins_the_time_anew() {
        let (mut watch, begun) = begun();
        for seconds in (5..1_150).step_by(5) {
            if seconds == 550 {
                watch.active = after(begun, Duration::from_secs(seconds));
            }
            assert!(!watch.look(after(begun, Duration::from_secs(seconds)), Some(10 * MINUTE)), "{seconds} s");
        }
        assert!(watch.look(after(begun, Duration::from_secs(1_150)), Some(10 * MINUTE)));
    }

    /// The steady clock stands still while the computer sleeps; the other one has moved.
    #[test]
    fn a_computer_that_slept_is_locked() {
        let (mut watch, begun) = begun();
        let woken = (begun.0 + Duration::from_secs(5), begun.1 + 8 * 60 * MINUTE);
        assert!(watch.look(woken, None));
        assert!(!watch.look(after(woken, Duration::from_secs(5)), None), "once");
    }

    #[test]
    fn a_clock_that_is_set_back_locks_and_a_corrected_one_does_not() {
        let (mut watch, begun) = begun();
        assert!(!watch.look((begun.0 + Duration::from_secs(5), begun.1 - Duration::from_secs(3)), Some(10 * MINUTE)));
        assert!(watch.look((begun.0 + Duration::from_secs(10), begun.1 - 365 * 24 * 60 * MINUTE), Some(10 * MINUTE)));
        let later = (begun.0 + 11 * MINUTE, begun.1 - 365 * 24 * 60 * MINUTE + 11 * MINUTE);
        assert!(watch.look(later, Some(10 * MINUTE)), "the steady clock counts on");
    }
}
