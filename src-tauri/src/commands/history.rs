//! Commands of the history, and of whether the register is sound.

use crate::desk::Desk;
use crate::failure::CommandError;
use chrono::{DateTime, Utc};
use serde::Serialize;
use support_policy::Text;
use support_policy::edition::Edition;
use support_register::{Action, Change, CheckReport, FieldChange, Register, RegisterError, Through, type_name};
use tauri::{AppHandle, Manager as _, State};
use uuid::Uuid;

/// Changes on a page of the history.
const PAGE: u32 = 100;

/// A change as the history shows it.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct ChangeView {
    /// Its number.
    pub seq: u32,
    /// When (UTC).
    pub at: DateTime<Utc>,
    /// Who.
    pub who: String,
    /// Through which program.
    pub through: Through,
    /// What a record of its type is called.
    pub type_name: Text,
    /// The record's id.
    pub id: Uuid,
    /// The record's name or the title of its request, as far as the change tells.
    pub name: Option<String>,
    /// What was done.
    pub action: Action,
    /// The fields that changed.
    pub fields: Vec<FieldChange>,
}

/// A page of the history.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct HistoryPage {
    /// The changes, the newest first.
    pub changes: Vec<ChangeView>,
    /// Whether there are older ones.
    pub more: bool,
}

/// Checks the whole register.
#[tauri::command]
#[specta::specta]
pub fn register_check(app: AppHandle) -> Result<CheckReport, CommandError> {
    Ok(app.state::<Desk>().register()?.check()?)
}

/// A page of the history, the newest change first: of one record, or of all; before a change's number, or the newest.
#[tauri::command]
#[specta::specta]
pub fn history(desk: State<'_, Desk>, subject: Option<Uuid>, before: Option<u32>) -> Result<HistoryPage, CommandError> {
    let register: &Register = desk.register()?;
    let changes = register.history_page(subject, before.map(i64::from), PAGE)?;
    Ok(HistoryPage::of(register, Desk::edition()?, changes, PAGE)?)
}

impl HistoryPage {
    /// The page of at most `most` changes, in the words of `edition`.
    fn of(register: &Register, edition: &Edition, changes: Vec<Change>, most: u32) -> Result<Self, RegisterError> {
        let more = u32::try_from(changes.len()).is_ok_and(|length| length >= most);
        let changes = changes.into_iter().map(|change| ChangeView::of(register, edition, change));
        Ok(Self { changes: changes.collect::<Result<_, _>>()?, more })
    }
}

impl ChangeView {
    fn of(register: &Register, edition: &Edition, change: Change) -> Result<Self, RegisterError> {
        let fields = register.changed_fields(&change, edition)?;
        let name = register.name_of(&change)?;
        let Change { seq, at, who, through, record, id, action, .. } = change;
        let type_name = type_name(record);
        let seq = u32::try_from(seq).unwrap_or(u32::MAX);
        Ok(Self { seq, at, who, through, type_name, id, name, action, fields })
    }
}
