//! Commands about requests.

use crate::desk::Desk;
use crate::failure::CommandError;
use crate::views::{Names, RequestView};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use support_policy::Text;
use support_policy::edition::Edition;
use support_policy::explain::{ResponseClock, Step};
use support_register::{
    Attachment, DeskFacts, Register, ReopenAnswers, Request, RequestDraft, RequestEvent, RequestFilter, RequestState,
    RequestTimeBox,
};
use tauri::State;
use uuid::Uuid;

/// A page of requests.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct RequestPage {
    /// Those of the page.
    pub requests: Vec<RequestView>,
    /// How many there are on all pages.
    pub total: u32,
}

/// A request with the picture of its deadline.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct RequestDetail {
    /// The request.
    pub request: RequestView,
    /// The picture of the stored deadline; none where there is none.
    pub clock: Option<ResponseClock>,
    /// The same in steps.
    pub steps: Vec<Step>,
    /// When the first response would be due if the request were logged now, where that differs from what is stored.
    pub would_now_be: Option<DateTime<Utc>>,
    /// What happened to it, oldest first.
    pub events: Vec<RequestEvent>,
    /// Its files.
    pub attachments: Vec<Attachment>,
    /// What should be looked at about it.
    pub remarks: Vec<Text>,
    /// The most work that support puts in, where there is such a limit.
    pub time_box: Option<RequestTimeBox>,
    /// The last day on which its age is no reason to file anew; none while it is open, and where its edition says none.
    pub reopen_until: Option<NaiveDate>,
}

/// A page of requests. Open and overdue: the earliest due first; all others: the newest first.
#[tauri::command]
#[specta::specta]
pub fn requests(
    desk: State<'_, Desk>,
    state: Option<RequestState>,
    offset: u32,
    limit: u32,
) -> Result<RequestPage, CommandError> {
    let register = desk.register()?;
    page(register, &RequestFilter { state, offset, limit, ..RequestFilter::default() })
}

/// The page of a filter.
pub(crate) fn page(register: &Register, filter: &RequestFilter) -> Result<RequestPage, CommandError> {
    let now = Utc::now();
    let (requests, total) = register.requests().page(filter, now)?;
    let names = Names::of_requests(register, &requests)?;
    Ok(RequestPage { requests: requests.into_iter().map(|request| names.request(request, now)).collect(), total })
}

/// Logs a request with its deadline, and with what the desk knows of it.
#[tauri::command]
#[specta::specta]
pub fn request_log(
    desk: State<'_, Desk>,
    draft: RequestDraft,
    facts: Option<DeskFacts>,
) -> Result<RequestView, CommandError> {
    let register = desk.register()?;
    let request = register.log_request_with(Desk::edition()?, &draft, &facts.unwrap_or_default(), Utc::now())?;
    view(register, request)
}

/// Changes a request.
#[tauri::command]
#[specta::specta]
pub fn request_set(desk: State<'_, Desk>, id: Uuid, draft: RequestDraft) -> Result<RequestView, CommandError> {
    let register = desk.register()?;
    let request = register.change_request(Desk::edition()?, id, &draft, Utc::now())?;
    view(register, request)
}

/// Notes the first response.
#[tauri::command]
#[specta::specta]
pub fn request_respond(desk: State<'_, Desk>, id: Uuid, at: DateTime<Utc>) -> Result<RequestView, CommandError> {
    let register = desk.register()?;
    view(register, register.respond_request(Desk::edition()?, id, at, Utc::now())?)
}

/// Notes that a request was closed.
#[tauri::command]
#[specta::specta]
pub fn request_close(
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
pub fn request_remove(desk: State<'_, Desk>, id: Uuid) -> Result<(), CommandError> {
    desk.register()?.requests().remove(id, Utc::now())?;
    Ok(())
}

/// Puts a removed request back.
#[tauri::command]
#[specta::specta]
pub fn request_undo_remove(desk: State<'_, Desk>, id: Uuid) -> Result<RequestView, CommandError> {
    let register = desk.register()?;
    view(register, register.requests().undo_remove(id, Utc::now())?)
}

/// A request with the picture of its deadline.
#[tauri::command]
#[specta::specta]
pub fn request_show(desk: State<'_, Desk>, id: Uuid) -> Result<RequestDetail, CommandError> {
    detail(desk.register()?, Desk::edition()?, id)
}

/// A request with the picture of its deadline.
pub(crate) fn detail(register: &Register, edition: &Edition, id: Uuid) -> Result<RequestDetail, CommandError> {
    let request = register.requests().get(id)?;
    let (clock, steps) = register.explain_request(edition, &request)?.unzip();
    let now = Utc::now();
    let reopen_until = match request.closed_at {
        // A clock set back before the closing is no reason not to show the request.
        Some(_) => {
            register.reopen_check(edition, id, None, ReopenAnswers::default(), now).ok().and_then(|it| it.last_day)
        }
        None => None,
    };
    Ok(RequestDetail {
        clock,
        steps: steps.unwrap_or_default(),
        would_now_be: register.would_now_be(edition, &request)?,
        events: register.timeline(&request)?,
        attachments: register.attachments().of(id)?,
        time_box: register.time_box(edition, &request)?,
        reopen_until,
        remarks: register.remarks(edition, &request)?,
        request: view(register, request)?,
    })
}

/// What should be looked at about a case number before it is saved.
#[tauri::command]
#[specta::specta]
pub fn case_number_remark(number: String, filed_at: Option<DateTime<Utc>>) -> Result<Option<Text>, CommandError> {
    Ok(support_register::case_number_remark(&number, filed_at))
}

/// A request as the screens show it.
pub(crate) fn view(register: &Register, request: Request) -> Result<RequestView, CommandError> {
    Ok(Names::of_requests(register, std::slice::from_ref(&request))?.request(request, Utc::now()))
}
