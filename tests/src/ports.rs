//! Two free TCP ports for each desk, also when many tests start at once in many processes.

use std::env;
use std::fs::{self, File};
use std::net::TcpListener;

use crate::Outcome;

/// Below the range from which the kernel takes ports for outgoing connections.
const FIRST: u16 = 21_000;
const PAIRS: u16 = 500;

/// Two ports that no other test uses while this value lives.
pub(crate) struct Ports {
    /// Where the test speaks to `tauri-driver`.
    pub(crate) driver: u16,
    /// Where `tauri-driver` speaks to the web view's own driver.
    pub(crate) native: u16,
    _lock: File,
}

impl Ports {
    /// Takes the first pair that is neither locked by another test nor used by another program.
    pub(crate) fn take() -> Outcome<Self> {
        let locks = env::temp_dir().join("support-atlas-test-ports");
        fs::create_dir_all(&locks)?;
        for pair in 0..PAIRS {
            let (driver, native) = (FIRST + 2 * pair, FIRST + 2 * pair + 1);
            let lock = File::options().write(true).create(true).truncate(false).open(locks.join(driver.to_string()))?;
            if lock.try_lock().is_ok()
                && [driver, native].iter().all(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok())
            {
                return Ok(Self { driver, native, _lock: lock });
            }
        }
        Err("no two free ports".into())
    }
}
