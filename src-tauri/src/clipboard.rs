//! Copied secrets: marked as secret for clipboard managers, and cleared after 30 seconds if they are still there.

use crate::failure::CommandError;
use secrecy::{ExposeSecret as _, SecretString};
use std::sync::Mutex;
use std::time::Duration;
use tauri::{AppHandle, Manager as _};
use tauri_plugin_clipboard_manager::ClipboardExt as _;

/// How long a copied secret stays, in seconds.
pub(crate) const SECONDS: u32 = 30;

/// The secret that was copied last, and which copy it was.
#[derive(Default)]
pub(crate) struct Copied(Mutex<(u64, Option<SecretString>)>);

/// Copies `secret` and forgets it after [`SECONDS`].
///
/// # Errors
/// When the clipboard cannot be reached.
pub(crate) fn copy(app: &AppHandle, secret: SecretString) -> Result<(), CommandError> {
    app.clipboard().write_secret(secret.expose_secret()).map_err(|_| CommandError::clipboard())?;
    let number = {
        let copied = app.state::<Copied>();
        let mut copied = copied.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        copied.0 += 1;
        copied.1 = Some(secret);
        copied.0
    };
    let app = app.clone();
    std::thread::spawn(move || {
        std::thread::sleep(Duration::from_secs(SECONDS.into()));
        clear(&app, Some(number));
    });
    Ok(())
}

/// Clears a copied secret when the application ends.
pub(crate) fn clear_now(app: &AppHandle) {
    clear(app, None);
}

/// Clears the clipboard if it still holds what was copied; with a number, only if nothing has been copied since.
fn clear(app: &AppHandle, number: Option<u64>) {
    let copied = app.state::<Copied>();
    let secret = {
        let mut copied = copied.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if number.is_some_and(|number| number != copied.0) {
            return;
        }
        copied.1.take()
    };
    if let Some(secret) = secret
        && app.clipboard().read_text().is_ok_and(|text| text == secret.expose_secret())
    {
        let _ = app.clipboard().clear();
    }
}
