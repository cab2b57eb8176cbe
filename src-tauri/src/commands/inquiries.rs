//! Commands of the questions that the guide answers.

use crate::desk::Desk;
use crate::failure::CommandError;
use chrono::Local;
use support_policy::inquiry::{Finding, Given, InquiryForm, forms, inquire as ask};
use support_policy::ruling::Ruling;

/// The questions of a topic.
#[tauri::command]
#[specta::specta]
pub fn inquiries(topic: String) -> Result<Vec<InquiryForm>, CommandError> {
    Ok(forms(Desk::edition()?, &topic))
}

/// The answer to one of them.
#[tauri::command]
#[specta::specta]
pub fn inquire(inquiry: String, given: Given) -> Result<Ruling<Finding>, CommandError> {
    Ok(ask(Desk::edition()?, &inquiry, &given, Local::now().date_naive())?)
}
