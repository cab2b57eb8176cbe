//! How large the main window draws its page.

use crate::failure::CommandError;
use crate::window;
use tauri::{AppHandle, Manager as _};

/// The smallest and the largest size, in percent.
const SIZES: std::ops::RangeInclusive<u32> = 50..=300;

/// Draws the page larger or smaller, in percent of its own size; answers with the size as it is then.
#[tauri::command]
#[specta::specta]
pub fn zoom(app: AppHandle, percent: u32) -> Result<u32, CommandError> {
    let window = app.get_webview_window(window::MAIN).ok_or_else(CommandError::stopped)?;
    let percent = percent.clamp(*SIZES.start(), *SIZES.end());
    window.set_zoom(f64::from(percent) / 100.0).map_err(|_| CommandError::stopped())?;
    Ok(percent)
}
