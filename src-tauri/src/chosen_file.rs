//! Files that the user chooses in the system's own dialog.

use std::path::PathBuf;
use tauri::AppHandle;
use tauri_plugin_dialog::DialogExt as _;

/// A file to be read; none when the user thinks better of it. Waits for the user: never on the window's thread.
pub(crate) fn pick(app: &AppHandle) -> Option<PathBuf> {
    app.dialog().file().blocking_pick_file()?.into_path().ok()
}
