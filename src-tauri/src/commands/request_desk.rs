//! What the desk does with requests between their filing and their closing.

use crate::commands::requests::{RequestPage, page, view};
use crate::desk::Desk;
use crate::failure::CommandError;
use crate::views::RequestView;
use chrono::{DateTime, Utc};
use support_register::{MOST_AT_ONCE, ReopenAnswers, ReopenCheck, RequestFilter, SavedView};
use tauri::State;
use uuid::Uuid;

/// A page of the requests that a filter finds.
#[tauri::command]
#[specta::specta]
pub fn request_list(desk: State<'_, Desk>, filter: RequestFilter) -> Result<RequestPage, CommandError> {
    page(desk.register()?, &filter)
}

/// The ids of all that a filter finds, no more than can be changed at once.
#[tauri::command]
#[specta::specta]
pub fn request_ids(desk: State<'_, Desk>, filter: RequestFilter) -> Result<Vec<Uuid>, CommandError> {
    Ok(desk.register()?.requests().ids(&filter, MOST_AT_ONCE, Utc::now())?)
}

/// Stops the clock: Microsoft waits for the customer, until `until` where the pause is over.
#[tauri::command]
#[specta::specta]
pub fn request_pause(
    desk: State<'_, Desk>,
    id: Uuid,
    at: DateTime<Utc>,
    until: Option<DateTime<Utc>>,
    reason: Option<String>,
) -> Result<RequestView, CommandError> {
    let (register, edition, reason, now) = (desk.register()?, Desk::edition()?, reason.as_deref(), Utc::now());
    let paused = match until {
        None => register.pause_request(edition, id, at, reason, now)?,
        Some(until) => register.paused_request(edition, id, (at, until), reason, now)?,
    };
    view(register, paused)
}

/// Lets the clock go on.
#[tauri::command]
#[specta::specta]
pub fn request_resume(desk: State<'_, Desk>, id: Uuid, at: DateTime<Utc>) -> Result<RequestView, CommandError> {
    let register = desk.register()?;
    view(register, register.resume_request(Desk::edition()?, id, at, Utc::now())?)
}

/// Notes that the severity was changed.
#[tauri::command]
#[specta::specta]
pub fn request_severity(
    desk: State<'_, Desk>,
    id: Uuid,
    severity: String,
    at: DateTime<Utc>,
) -> Result<RequestView, CommandError> {
    let register = desk.register()?;
    view(register, register.change_severity(Desk::edition()?, id, &severity, at, Utc::now())?)
}

/// Notes something on the timeline.
#[tauri::command]
#[specta::specta]
pub fn request_note(
    desk: State<'_, Desk>,
    id: Uuid,
    note: String,
    at: DateTime<Utc>,
) -> Result<RequestView, CommandError> {
    let register = desk.register()?;
    view(register, register.requests().note(id, &note, at, Utc::now())?)
}

/// Notes when Microsoft promised to get in touch; none when nothing is promised any more.
#[tauri::command]
#[specta::specta]
pub fn request_contact(
    desk: State<'_, Desk>,
    id: Uuid,
    until: Option<DateTime<Utc>>,
) -> Result<RequestView, CommandError> {
    let register = desk.register()?;
    let now = Utc::now();
    view(register, register.requests().promise_contact(id, until, now, now)?)
}

/// Says what kind of trouble a request is about.
#[tauri::command]
#[specta::specta]
pub fn request_concern(desk: State<'_, Desk>, id: Uuid, concern: Option<String>) -> Result<RequestView, CommandError> {
    let register = desk.register()?;
    view(register, register.requests().set_concern(Desk::edition()?, id, concern.as_deref(), Utc::now())?)
}

/// Takes back an event that was noted by mistake; none for the first response.
#[tauri::command]
#[specta::specta]
pub fn request_withdraw(desk: State<'_, Desk>, id: Uuid, event: Option<Uuid>) -> Result<RequestView, CommandError> {
    let (register, edition, now) = (desk.register()?, Desk::edition()?, Utc::now());
    let request = match event {
        Some(event) => register.withdraw_event(edition, id, event, now)?,
        None => register.withdraw_response(edition, id, now)?,
    };
    view(register, request)
}

/// Remembers what is newly known of the conditions for reopening, and answers what can be answered for today.
#[tauri::command]
#[specta::specta]
pub fn request_reopen_check(
    desk: State<'_, Desk>,
    id: Uuid,
    answers: ReopenAnswers,
) -> Result<ReopenCheck, CommandError> {
    Ok(desk.register()?.reopen_check(Desk::edition()?, id, None, answers, Utc::now())?)
}

/// Opens a closed request again.
#[tauri::command]
#[specta::specta]
pub fn request_reopen(desk: State<'_, Desk>, id: Uuid, at: DateTime<Utc>) -> Result<RequestView, CommandError> {
    let register = desk.register()?;
    view(register, register.reopen_request(id, at, Utc::now())?)
}

/// Gives requests to somebody, or to nobody; says how many changed hands.
#[tauri::command]
#[specta::specta]
pub fn requests_assign(desk: State<'_, Desk>, ids: Vec<Uuid>, holder: Option<String>) -> Result<u32, CommandError> {
    let now = Utc::now();
    Ok(desk.register()?.requests().assign_many(&ids, holder.as_deref(), now, now)?)
}

/// Closes requests for the same reason; says how many were closed.
#[tauri::command]
#[specta::specta]
pub fn requests_close(
    desk: State<'_, Desk>,
    ids: Vec<Uuid>,
    at: DateTime<Utc>,
    reason: String,
) -> Result<u32, CommandError> {
    Ok(desk.register()?.requests().close_many(&ids, at, &reason, Utc::now())?)
}

/// Who holds requests, by name.
#[tauri::command]
#[specta::specta]
pub fn holders(desk: State<'_, Desk>) -> Result<Vec<String>, CommandError> {
    Ok(desk.register()?.requests().holders()?)
}

/// The saved views, by name.
#[tauri::command]
#[specta::specta]
pub fn saved_views(desk: State<'_, Desk>) -> Result<Vec<SavedView>, CommandError> {
    Ok(desk.register()?.saved_views().list()?)
}

/// Keeps a filter under a name.
#[tauri::command]
#[specta::specta]
pub fn saved_view_save(desk: State<'_, Desk>, name: String, filter: RequestFilter) -> Result<SavedView, CommandError> {
    Ok(desk.register()?.saved_views().save(&name, &filter, Utc::now())?)
}

/// Removes a saved view.
#[tauri::command]
#[specta::specta]
pub fn saved_view_remove(desk: State<'_, Desk>, id: Uuid) -> Result<(), CommandError> {
    Ok(desk.register()?.saved_views().remove(id, Utc::now())?)
}
