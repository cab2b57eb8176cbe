//! Files for the user: named in the system's own dialog, which also asks before one is replaced.

use crate::desk::Desk;
use crate::failure::CommandError;
use crate::window;
use support_register::Existing;
use tauri::{AppHandle, Manager as _};
use tauri_plugin_dialog::DialogExt as _;

/// A kind of file.
pub(crate) struct Kind {
    /// What it is called.
    pub(crate) name: &'static str,
    /// The end of its name, without the dot.
    pub(crate) extension: &'static str,
}

/// Asks where to put a file, and writes it there. Answers where that is; nothing when the user thinks better of it.
///
/// # Errors
/// When it cannot be written; see [`support_register::Register::write_outside`].
pub(crate) fn save(app: &AppHandle, name: &str, kind: &Kind, bytes: &[u8]) -> Result<Option<String>, CommandError> {
    let mut dialog = app.dialog().file().set_file_name(name).add_filter(kind.name, &[kind.extension]);
    if let Some(window) = app.get_webview_window(window::MAIN) {
        dialog = dialog.set_parent(&window);
    }
    let Some(chosen) = dialog.blocking_save_file() else { return Ok(None) };
    let mut path = chosen.into_path().map_err(|_| CommandError::stopped())?;
    if path.extension().is_none() {
        path.set_extension(kind.extension);
        // The dialog asked about the name without the ending.
        app.state::<Desk>().register()?.write_outside(&path, bytes, Existing::Keep)?;
    } else {
        app.state::<Desk>().register()?.write_outside(&path, bytes, Existing::Replace)?;
    }
    Ok(Some(path.display().to_string()))
}
