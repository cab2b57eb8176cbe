//! Commands about requests.

use crate::desk::Desk;
use crate::failure::CommandError;
use crate::views::{Names, RequestDetail, RequestPage, RequestView};
use chrono::{DateTime, Utc};
use support_register::{Register, Request, RequestDraft, RequestFilter, RequestState};
use tauri::State;
use uuid::Uuid;

/// A page of requests. Open and overdue: the earliest due first; all others: the newest first.
#[tauri::command]
#[specta::specta]
pub async fn requests(
    desk: State<'_, Desk>,
    state: Option<RequestState>,
    offset: u32,
    limit: u32,
) -> Result<RequestPage, CommandError> {
    let register = desk.register()?;
    let now = Utc::now();
    let (requests, total) = register.requests().page(RequestFilter { state, offset, limit }, now)?;
    let names = Names::of(register)?;
    Ok(RequestPage { requests: requests.into_iter().map(|request| names.request(request, now)).collect(), total })
}

/// Logs a request with its deadline.
#[tauri::command]
#[specta::specta]
pub async fn request_log(desk: State<'_, Desk>, draft: RequestDraft) -> Result<RequestView, CommandError> {
    let register = desk.register()?;
    let request = register.log_request(Desk::edition()?, &draft, Utc::now())?;
    view(register, request)
}

/// Changes a request.
#[tauri::command]
#[specta::specta]
pub async fn request_set(desk: State<'_, Desk>, id: Uuid, draft: RequestDraft) -> Result<RequestView, CommandError> {
    let register = desk.register()?;
    let request = register.change_request(Desk::edition()?, id, &draft, Utc::now())?;
    view(register, request)
}

/// Notes the first response.
#[tauri::command]
#[specta::specta]
pub async fn request_respond(desk: State<'_, Desk>, id: Uuid, at: DateTime<Utc>) -> Result<RequestView, CommandError> {
    let register = desk.register()?;
    view(register, register.requests().respond(id, at, Utc::now())?)
}

/// Notes that a request was closed.
#[tauri::command]
#[specta::specta]
pub async fn request_close(
    desk: State<'_, Desk>,
    id: Uuid,
    at: DateTime<Utc>,
    reason: String,
) -> Result<RequestView, CommandError> {
    let register = desk.register()?;
    view(register, register.requests().close(id, at, &reason, Utc::now())?)
}

/// Removes a request.
#[tauri::command]
#[specta::specta]
pub async fn request_remove(desk: State<'_, Desk>, id: Uuid) -> Result<(), CommandError> {
    desk.register()?.requests().remove(id, Utc::now())?;
    Ok(())
}

/// Puts a removed request back.
#[tauri::command]
#[specta::specta]
pub async fn request_undo_remove(desk: State<'_, Desk>, id: Uuid) -> Result<RequestView, CommandError> {
    let register = desk.register()?;
    view(register, register.requests().undo_remove(id, Utc::now())?)
}

/// A request with the picture of its deadline.
#[tauri::command]
#[specta::specta]
pub async fn request_show(desk: State<'_, Desk>, id: Uuid) -> Result<RequestDetail, CommandError> {
    let register = desk.register()?;
    let request = register.requests().get(id)?;
    let edition = Desk::edition()?;
    let (clock, steps) = register.explain_request(edition, &request)?.unzip();
    let would_now_be = register.would_now_be(edition, &request)?;
    Ok(RequestDetail { request: view(register, request)?, clock, steps: steps.unwrap_or_default(), would_now_be })
}

fn view(register: &Register, request: Request) -> Result<RequestView, CommandError> {
    Ok(Names::of(register)?.request(request, Utc::now()))
}
