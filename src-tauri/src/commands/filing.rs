//! Commands of *File a request* and the guide.

use crate::desk::Desk;
use crate::failure::CommandError;
use crate::views::{Answer, Names, TenantView};
use chrono::Utc;
use support_policy::edition::Topic;
use support_policy::entitlement::Entitlement;
use support_register::Question;
use tauri::State;

/// Where to file, under what, at what severity, and when the first response is due.
#[tauri::command]
#[specta::specta]
pub fn answer(desk: State<'_, Desk>, question: Question) -> Result<Answer, CommandError> {
    let (register, edition) = (desk.register()?, Desk::edition()?);
    let now = Utc::now();
    let filing = register.answer(edition, &question, now)?;
    let chosen = filing.entitlements.iter().find(|option| option.chosen).map(|option| &option.entitlement);
    let contract = match chosen {
        Some(Entitlement::Contract { contract }) => {
            let contract = register.contracts().find(contract)?;
            Some(Names::of_contract(register, &contract)?.contract(contract))
        }
        _ => None,
    };
    let tenant = TenantView::of(register, edition, register.tenants().get(question.tenant)?);
    Ok(Answer { filing, now, tenant, contract })
}

/// The guide's text of a topic.
#[tauri::command]
#[specta::specta]
pub fn topic(id: String) -> Result<Topic, CommandError> {
    Desk::edition()?.topic(&id).ok_or_else(CommandError::topic)
}
