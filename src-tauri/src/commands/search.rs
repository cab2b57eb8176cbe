//! Searching: the palette and the guide's own search field.

use crate::desk::Desk;
use crate::failure::CommandError;
use support_policy::Language;
use support_register::{Hit, SearchLimits};
use tauri::State;

/// More of one type than this is not looked through with the eye.
const PALETTE: SearchLimits = SearchLimits { each: 6, all: 36 };
const GUIDE: usize = 60;

/// What answers a question: guidance and records, the surest first. Title and snippet in `language`.
#[tauri::command]
#[specta::specta]
pub fn search(desk: State<'_, Desk>, question: String, language: Language) -> Result<Vec<Hit>, CommandError> {
    let guide = desk.guide()?;
    Ok(desk.register()?.search(&guide, &question, language, PALETTE)?)
}

/// The guidance that answers a question.
#[tauri::command]
#[specta::specta]
pub fn search_guide(desk: State<'_, Desk>, question: String, language: Language) -> Result<Vec<Hit>, CommandError> {
    Ok(desk.guide()?.search(&question, language, GUIDE)?)
}
