//! Commands of *File a request* and the guide.

use crate::commands::tenants::TenantView;
use crate::desk::Desk;
use crate::failure::CommandError;
use crate::views::{ContractView, Names};
use chrono::{DateTime, Utc};
use serde::Serialize;
use support_policy::edition::Topic;
use support_policy::entitlement::Entitlement;
use support_policy::file_request::FilingAnswer;
use support_register::Question;
use tauri::State;

/// The answer of *File a request*, with the records it is about.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct Answer {
    /// What the policy says.
    #[serde(flatten)]
    pub filing: FilingAnswer,
    /// When it was asked.
    pub now: DateTime<Utc>,
    /// The tenant.
    pub tenant: TenantView,
    /// The contract that is filed under, if it is one.
    pub contract: Option<ContractView>,
}

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
