//! Commands about reminders, and what the program does in the background.

use crate::desk::Desk;
use crate::failure::CommandError;
use crate::{opening, reminding, tray};
use chrono::{DateTime, Utc};
use serde::Serialize;
use support_policy::Text;
use support_register::{DueKind, Reference, ReminderKey, ReminderSettings};
use tauri::{AppHandle, Manager as _};
use tauri_plugin_autostart::ManagerExt as _;

/// What the program does in the background.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct Background {
    /// When and of what it reminds.
    pub settings: ReminderSettings,
    /// Whether it starts when the user logs in.
    pub start_at_login: bool,
    /// Whether this system has a tray that shows its icon.
    pub tray: bool,
    /// What it can remind of.
    pub kinds: Vec<KindName>,
}

/// A kind of what falls due, with its name.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct KindName {
    /// The kind.
    pub kind: DueKind,
    /// Its name.
    pub name: Text,
}

/// Puts a reminder off until a later instant; without one it is put off no longer.
#[tauri::command]
#[specta::specta]
pub fn reminder_snooze(app: AppHandle, key: ReminderKey, until: Option<DateTime<Utc>>) -> Result<(), CommandError> {
    app.state::<Desk>().register()?.reminders().snooze(&key, until, Utc::now())?;
    reminding::look_now(&app);
    Ok(())
}

/// Whether no more reminders of this are wanted.
#[tauri::command]
#[specta::specta]
pub fn reminder_done(app: AppHandle, key: ReminderKey, done: bool) -> Result<(), CommandError> {
    app.state::<Desk>().register()?.reminders().set_done(&key, done)?;
    reminding::look_now(&app);
    Ok(())
}

/// What the program does in the background.
#[tauri::command]
#[specta::specta]
pub fn background(app: AppHandle) -> Result<Background, CommandError> {
    view(&app)
}

/// Sets what the program does in the background.
#[tauri::command]
#[specta::specta]
pub fn background_set(
    app: AppHandle,
    settings: ReminderSettings,
    start_at_login: bool,
) -> Result<Background, CommandError> {
    app.state::<Desk>().register()?.reminder_settings().set(&settings, Utc::now())?;
    let at_login = app.autolaunch();
    if at_login.is_enabled().unwrap_or(false) != start_at_login {
        let set = if start_at_login { at_login.enable() } else { at_login.disable() };
        set.map_err(|_| CommandError::start_at_login())?;
    }
    reminding::look_now(&app);
    view(&app)
}

/// Holds reminders back until tomorrow, or no longer.
#[tauri::command]
#[specta::specta]
pub fn reminders_pause(app: AppHandle, pause: bool) -> Result<Background, CommandError> {
    reminding::pause(&app, pause)?;
    view(&app)
}

/// The record that a notification or the tray asks for; only the first asker gets it.
#[tauri::command]
#[specta::specta]
pub fn record_to_open(app: AppHandle) -> Result<Option<Reference>, CommandError> {
    Ok(opening::take(&app))
}

fn view(app: &AppHandle) -> Result<Background, CommandError> {
    let kinds = DueKind::ALL.iter().map(|&kind| KindName { kind, name: kind.name() }).collect();
    Ok(Background {
        settings: app.state::<Desk>().register()?.reminder_settings().get()?,
        start_at_login: app.autolaunch().is_enabled().unwrap_or(false),
        tray: tray::is_there(app),
        kinds,
    })
}
