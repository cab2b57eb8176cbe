//! Files for the administrator: named in the system's own dialog, which also asks before one is replaced, and made on a
//! connection of their own, so that the window's goes on answering meanwhile.

use crate::desk::Desk;
use crate::failure::CommandError;
use crate::news::{Stop, Teller};
use crate::window;
use support_register::{Existing, Register, RegisterError, Watch};
use tauri::{AppHandle, Manager as _};
use tauri_plugin_dialog::DialogExt as _;

/// The exports that go on.
pub struct Exports {
    teller: Teller,
    stop: Stop,
}

/// A kind of file.
pub(crate) struct Kind {
    /// What it is called.
    pub(crate) name: &'static str,
    /// The end of its name, without the dot.
    pub(crate) extension: &'static str,
}

impl Exports {
    pub(crate) fn new(teller: Teller) -> Self {
        Self { teller, stop: Stop::default() }
    }

    /// Stops what is going on.
    pub(crate) fn cancel(&self) {
        self.stop.now();
    }
}

/// Asks where to put a file, and writes there what `make` makes: all of it or nothing. The window hears how far that is and
/// may stop it. Answers where the file is; nothing when the user thinks better of it.
///
/// # Errors
/// What `make` fails with; see also [`Register::write_outside`].
pub(crate) fn save(
    app: &AppHandle,
    name: &str,
    kind: &Kind,
    make: impl FnOnce(&Register, &Watch) -> Result<Vec<u8>, RegisterError>,
) -> Result<Option<String>, CommandError> {
    let mut dialog = app.dialog().file().set_file_name(name).add_filter(kind.name, &[kind.extension]);
    if let Some(window) = app.get_webview_window(window::MAIN) {
        dialog = dialog.set_parent(&window);
    }
    let Some(chosen) = dialog.blocking_save_file() else { return Ok(None) };
    let mut path = chosen.into_path().map_err(|_| CommandError::not_a_path())?;
    // The dialog asked about the name without the ending.
    let existing = if path.extension().is_none() { Existing::Keep } else { Existing::Replace };
    if existing == Existing::Keep {
        path.set_extension(kind.extension);
    }
    let exports = app.state::<Exports>();
    let register = Desk::register_apart()?;
    let bytes = match make(&register, &exports.teller.watch(&exports.stop)) {
        Err(RegisterError::Cancelled) => return Ok(None),
        made => made?,
    };
    register.write_outside(&path, &bytes, existing)?;
    Ok(Some(path.display().to_string()))
}
