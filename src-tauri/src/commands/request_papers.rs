//! What is read into requests and made from them: mails, files, the text for the portal, the scorecard, the evidence.

use crate::chosen_file::pick;
use crate::commands::requests::view;
use crate::desk::Desk;
use crate::exports::{Kind, save};
use crate::failure::CommandError;
use crate::language::language_of;
use crate::views::RequestView;
use chrono::Utc;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use support_policy::filing_pack::{FilingPack, PackFacts};
use support_register::{Attachment, EvidenceOf, MailFindings, Period, Scorecard, read_mail};
use tauri::{AppHandle, Manager as _, State};
use uuid::Uuid;

/// Picks a pasted mail apart; nothing is stored. Times without a zone are read in `zone`.
#[tauri::command]
#[specta::specta]
pub fn mail_read(text: String, zone: String) -> Result<MailFindings, CommandError> {
    Ok(read_mail(text.as_bytes(), zone.parse().unwrap_or(Tz::UTC))?)
}

/// Asks for a file and copies it to a request; none when the user thinks better of it.
#[tauri::command]
#[specta::specta]
pub fn attachment_add(app: AppHandle, id: Uuid) -> Result<Option<Attachment>, CommandError> {
    let Some(file) = pick(&app) else { return Ok(None) };
    Ok(Some(app.state::<Desk>().register()?.attachments().add(id, &file, Utc::now())?))
}

/// What the system would run instead of show.
const RUN: &[&str] = &[
    "app", "appimage", "bat", "cmd", "com", "command", "cpl", "desktop", "dll", "exe", "hta", "htm", "html", "jar",
    "js", "jse", "lnk", "msc", "msi", "ps1", "py", "reg", "scr", "sh", "svg", "url", "vbe", "vbs", "wsf", "xhtml",
];

/// Opens a file in the program that the system has for it.
#[tauri::command]
#[specta::specta]
pub fn attachment_open(app: AppHandle, id: Uuid) -> Result<(), CommandError> {
    let path = app.state::<Desk>().register()?.attachments().file(id)?;
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    if ending.is_none_or(|ending| RUN.contains(&ending.as_str())) {
        return Err(CommandError::not_opened(&path));
    }
    opener::open(&path).map_err(|_| CommandError::not_opened(&path))
}

/// Removes a file.
#[tauri::command]
#[specta::specta]
pub fn attachment_remove(desk: State<'_, Desk>, id: Uuid) -> Result<(), CommandError> {
    Ok(desk.register()?.attachments().remove(id, Utc::now())?)
}

/// Brings a removed file back.
#[tauri::command]
#[specta::specta]
pub fn attachment_undo_remove(desk: State<'_, Desk>, id: Uuid) -> Result<Attachment, CommandError> {
    Ok(desk.register()?.attachments().undo_remove(id, Utc::now())?)
}

/// The text to paste into the portal's form, and what is still missing.
#[tauri::command]
#[specta::specta]
pub fn filing_pack(desk: State<'_, Desk>, facts: PackFacts) -> Result<FilingPack, CommandError> {
    Ok(desk.register()?.filing_pack(Desk::edition()?, facts)?)
}

/// A request, and what it already says of the portal's form.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct PackOf {
    /// The request.
    pub request: RequestView,
    /// What the form asks.
    pub facts: PackFacts,
}

/// What a request already says of the portal's form.
#[tauri::command]
#[specta::specta]
pub fn pack_facts(desk: State<'_, Desk>, id: Uuid) -> Result<PackOf, CommandError> {
    let register = desk.register()?;
    let request = register.requests().get(id)?;
    let facts = register.pack_facts(&request, PackFacts::default())?;
    Ok(PackOf { request: view(register, request)?, facts })
}

/// Promised against actual first responses.
#[tauri::command]
#[specta::specta]
pub fn scorecard(desk: State<'_, Desk>, period: Period) -> Result<Scorecard, CommandError> {
    Ok(desk.register()?.scorecard(period, Utc::now())?)
}

/// What evidence is about: one request, or else all of a period.
#[derive(Debug, Clone, Copy, Deserialize, specta::Type)]
pub struct EvidenceQuestion {
    /// The request.
    pub request: Option<Uuid>,
    /// The period.
    pub period: Period,
    /// A table instead of a page.
    pub csv: bool,
}

/// Asks where to, and saves the evidence; answers where, or nothing when the user thinks better of it.
#[tauri::command]
#[specta::specta]
pub fn evidence_save(app: AppHandle, question: EvidenceQuestion) -> Result<Option<String>, CommandError> {
    let edition = Desk::edition()?;
    let of = question.request.map_or(EvidenceOf::Period(question.period), EvidenceOf::Request);
    let kind = if question.csv { CSV } else { Kind { name: "HTML", extension: "html" } };
    let now = Utc::now();
    save(&app, &format!("first-responses-{}.{}", now.date_naive(), kind.extension), &kind, |register, watch| {
        let mut out = Vec::new();
        if question.csv {
            register.evidence_sheet(edition, of, &mut out, watch, now)?;
        } else {
            let language = language_of(register.settings().get()?);
            register.evidence_page(edition, of, language, &mut out, watch, now)?;
        }
        Ok(out)
    })
}

/// Asks where to, and saves the requests with these ids as CSV; answers where, or nothing.
#[tauri::command]
#[specta::specta]
pub fn requests_save(app: AppHandle, ids: Vec<Uuid>) -> Result<Option<String>, CommandError> {
    let now = Utc::now();
    save(&app, &format!("requests-{}.csv", now.date_naive()), &CSV, |register, watch| {
        let mut out = Vec::new();
        register.requests_sheet(&ids, &mut out, watch, now)?;
        Ok(out)
    })
}

const CSV: Kind = Kind { name: "CSV", extension: "csv" };
