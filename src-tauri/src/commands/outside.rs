//! Commands that write files for the user, and the monthly statement, which is printed.

use crate::desk::Desk;
use crate::exports::{Exports, Kind, save};
use crate::failure::CommandError;
use crate::language::language_of;
use crate::window;
use chrono::Utc;
use support_register::{ExportFormat, ExportList, Statement, local_zone};
use tauri::{AppHandle, Manager as _, State};
use uuid::Uuid;

/// Saves what is due as a calendar file; answers where, or nothing when the user thinks better of it.
#[tauri::command]
#[specta::specta]
pub fn calendar_export(app: AppHandle) -> Result<Option<String>, CommandError> {
    let edition = Desk::edition()?;
    let kind = Kind { name: "iCalendar", extension: "ics" };
    save(&app, "support-atlas.ics", &kind, |register, watch| {
        let language = language_of(register.settings().get()?);
        Ok(register.calendar(edition, language, local_zone(), watch, Utc::now())?.into_bytes())
    })
}

/// Saves a list; answers where, or nothing when the user thinks better of it.
#[tauri::command]
#[specta::specta]
pub fn list_export(app: AppHandle, list: ExportList, format: ExportFormat) -> Result<Option<String>, CommandError> {
    let extension = format.extension();
    let kind = Kind { name: if extension == "csv" { "CSV" } else { "JSON" }, extension };
    save(&app, &format!("{list}.{extension}"), &kind, |register, watch| {
        Ok(register.export_list(list, format, watch, Utc::now())?.0)
    })
}

/// Stops the making of a file; nothing is written then.
#[tauri::command]
#[specta::specta]
pub fn export_cancel(exports: State<'_, Exports>) -> Result<(), CommandError> {
    exports.cancel();
    Ok(())
}

/// The statement of a month, `YYYY-MM`, for one tenant or all.
#[tauri::command]
#[specta::specta]
pub fn statement(desk: State<'_, Desk>, month: String, tenant: Option<Uuid>) -> Result<Statement, CommandError> {
    Ok(desk.register()?.statement(&month, tenant, local_zone(), Utc::now())?)
}

/// Opens the system's dialog for printing the page that is shown.
#[tauri::command]
#[specta::specta]
pub fn print_page(app: AppHandle) -> Result<(), CommandError> {
    let window = app.get_webview_window(window::MAIN).ok_or_else(CommandError::stopped)?;
    window.print().map_err(|_| CommandError::print())
}
