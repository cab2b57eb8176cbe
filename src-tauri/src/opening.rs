//! The record that a notification or the tray asks the window to show.

use crate::window;
use std::sync::{Mutex, PoisonError};
use support_register::Reference;
use tauri::{AppHandle, Manager as _};

/// What the window is to show when it next asks.
#[derive(Default)]
pub(crate) struct ToOpen(Mutex<Option<Reference>>);

/// Brings the window to the front and has it show a record.
pub(crate) fn open(app: &AppHandle, record: Option<Reference>) {
    *app.state::<ToOpen>().0.lock().unwrap_or_else(PoisonError::into_inner) = record;
    window::show_main(app);
    if let Some(window) = app.get_webview_window(window::MAIN) {
        // The page asks for the record itself: nothing of it is part of a script.
        let _ = window.eval("window.dispatchEvent(new Event('support-atlas-open'))");
    }
}

/// The record to show; only the first asker gets it.
pub(crate) fn take(app: &AppHandle) -> Option<Reference> {
    app.state::<ToOpen>().0.lock().unwrap_or_else(PoisonError::into_inner).take()
}
