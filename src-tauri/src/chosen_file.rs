//! Files that the user chooses in the system's own dialog.

use crate::failure::CommandError;
use std::io::{self, Write as _};
use std::path::PathBuf;
use tauri::AppHandle;
use tauri_plugin_dialog::DialogExt as _;

/// A file to be read; none when the user thinks better of it. Waits for the user: never on the window's thread.
pub(crate) fn pick(app: &AppHandle) -> Option<PathBuf> {
    app.dialog().file().blocking_pick_file()?.into_path().ok()
}

/// Asks where to put a file, called `name` unless the user says otherwise, and writes there what `make` makes: all of
/// it or nothing. Answers its name; none when the user or `make` thinks better of it.
///
/// # Errors
/// When it cannot be written, and what `make` fails with.
pub(crate) fn save(
    app: &AppHandle,
    name: &str,
    make: impl FnOnce(&mut dyn io::Write) -> Result<bool, CommandError>,
) -> Result<Option<String>, CommandError> {
    let Some(chosen) = app.dialog().file().set_file_name(name).blocking_save_file() else { return Ok(None) };
    let path = chosen.into_path().map_err(|_| CommandError::not_written())?;
    let folder = path.parent().ok_or_else(CommandError::not_written)?;
    let failed = |_| CommandError::not_written();
    let mut file = tempfile::Builder::new().prefix(".support-atlas-").tempfile_in(folder).map_err(failed)?;
    {
        let mut out = io::BufWriter::new(&mut file);
        if !make(&mut out)? {
            return Ok(None);
        }
        out.flush().map_err(failed)?;
    }
    file.as_file().sync_all().map_err(failed)?;
    // The dialog has asked before a file is replaced.
    file.persist(&path).map_err(|_| CommandError::not_written())?;
    Ok(path.file_name().map(|name| name.to_string_lossy().into_owned()))
}
