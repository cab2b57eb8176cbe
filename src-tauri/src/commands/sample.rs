//! Commands about sample data and the list of first steps.

use crate::desk::Desk;
use crate::failure::CommandError;
use crate::language::language_of;
use crate::reminding;
use chrono::Utc;
use serde::Serialize;
use support_policy::Text;
use support_register::{Mine, type_name};
use tauri::{AppHandle, Manager as _, State};
use uuid::Uuid;

/// A record of the user's among sample data.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct MineView {
    /// The record's id.
    pub id: Uuid,
    /// What kind of record it is.
    pub type_name: Text,
    /// Its name, or a request's title.
    pub name: String,
}

/// Takes sample data into an empty register, in the window's language.
#[tauri::command]
#[specta::specta]
pub fn sample_add(app: AppHandle) -> Result<(), CommandError> {
    let desk = app.state::<Desk>();
    let register = desk.register()?;
    let language = language_of(register.settings().get()?);
    register.add_sample(Desk::edition()?, language, desk.keyring(), Utc::now())?;
    reminding::look_now(&app);
    Ok(())
}

/// What the user has added to the sample data, or changed in it.
#[tauri::command]
#[specta::specta]
pub fn sample_mine(desk: State<'_, Desk>) -> Result<Vec<MineView>, CommandError> {
    let mine = desk.register()?.sample_mine()?.into_iter();
    Ok(mine.map(|it| MineView { id: it.id, type_name: type_name(it.record), name: it.name }).collect())
}

/// Removes the sample data, and what is the user's only when asked to. Says how many records went.
#[tauri::command]
#[specta::specta]
pub fn sample_remove(app: AppHandle, mine: Mine) -> Result<u32, CommandError> {
    let removed = app.state::<Desk>().register()?.remove_sample(mine)?;
    reminding::look_now(&app);
    Ok(removed)
}

/// Puts the list of first steps away, or brings it back.
#[tauri::command]
#[specta::specta]
pub fn first_steps_hide(desk: State<'_, Desk>, hidden: bool) -> Result<(), CommandError> {
    Ok(desk.register()?.hide_first_steps(hidden)?)
}
