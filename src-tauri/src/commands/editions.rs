//! Commands of the page that compares editions, and about a user's own.

use crate::desk::Desk;
use crate::edition_view::{EditionAdded, EditionChange, EditionComparison, EditionHead};
use crate::failure::CommandError;
use support_policy::edition::{Edition, differences};
use support_register::{EditionRef, RegisterError};
use tauri::{AppHandle, Manager as _, State};
use tauri_plugin_dialog::DialogExt as _;

/// All editions: the base, the other built-in ones, those the user has added.
#[tauri::command]
#[specta::specta]
pub fn editions(desk: State<'_, Desk>) -> Result<Vec<EditionHead>, CommandError> {
    let mut heads: Vec<EditionHead> =
        Edition::built_in_ids().iter().filter_map(|id| Edition::built_in(id).ok()).map(EditionHead::of).collect();
    for users in desk.register()?.editions().of_user() {
        heads.push(match users.edition {
            Ok(edition) => EditionHead::of(&edition),
            Err(RegisterError::EditionInvalid { problems, .. }) => EditionHead::damaged(users.id, problems),
            Err(error) => return Err(error.into()),
        });
    }
    Ok(heads)
}

/// What differs between two editions, and what has changed since each.
#[tauri::command]
#[specta::specta]
pub fn edition_differences(desk: State<'_, Desk>, a: String, b: String) -> Result<EditionComparison, CommandError> {
    let editions = desk.register()?.editions();
    let (a, b): (EditionRef<'_>, EditionRef<'_>) = (editions.get(&a)?, editions.get(&b)?);
    Ok(EditionComparison {
        a: EditionHead::of(&a),
        b: EditionHead::of(&b),
        differences: differences(&a, &b),
        since_a: EditionChange::all(&a),
        since_b: EditionChange::all(&b),
    })
}

/// Lets the user choose a folder and adds the edition in it. None when no folder was chosen.
#[tauri::command]
#[specta::specta]
pub fn edition_add(app: AppHandle) -> Result<Option<EditionAdded>, CommandError> {
    let Some(folder) = app.dialog().file().blocking_pick_folder() else { return Ok(None) };
    let Ok(folder) = folder.into_path() else { return Ok(None) };
    let desk = app.state::<Desk>();
    let added = match desk.register()?.editions().add(&folder) {
        Ok(edition) => EditionAdded { edition: Some(EditionHead::of(&edition)), problems: Vec::new() },
        Err(RegisterError::EditionInvalid { problems, .. }) => EditionAdded { edition: None, problems },
        Err(error) => return Err(error.into()),
    };
    Ok(Some(added))
}

/// Removes an edition of the user's that nothing is set to.
#[tauri::command]
#[specta::specta]
pub fn edition_remove(desk: State<'_, Desk>, id: String) -> Result<(), CommandError> {
    Ok(desk.register()?.remove_edition(&id)?)
}
