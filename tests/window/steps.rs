//! What several journeys do.

use serde_json::{Value, json};
use workspace_tests::Outcome;
use workspace_tests::window::Window;

/// A contract with an Access ID, as the form asks for it.
pub(crate) struct Contract<'a> {
    pub(crate) kind: &'a str,
    pub(crate) name: &'a str,
    pub(crate) access_id: &'a str,
}

/// Opens a picker and chooses the option with this value.
pub(crate) async fn pick(window: &Window, picker: &str, value: &str) -> Outcome {
    window.press(picker).await?;
    window.press(&format!("option-{value}")).await?;
    window.has(picker, "data-value", value).await
}

/// Opens a picker that searches, types, and chooses the option with this value.
pub(crate) async fn search(window: &Window, picker: &str, query: &str, value: &str) -> Outcome {
    window.press(picker).await?;
    window.write("search-input", query).await?;
    window.press(&format!("option-{value}")).await?;
    window.has(picker, "data-value", value).await
}

/// Adds a tenant in a country on *Tenants & access*.
pub(crate) async fn add_tenant(window: &Window, name: &str, country: (&str, &str)) -> Outcome {
    window.go("tenants").await?;
    window.press("add-tenant").await?;
    window.write("field-name", name).await?;
    search(window, "field-country", country.0, country.1).await?;
    window.press("save").await?;
    window.gone("dialog").await
}

/// Fills the form for a contract that holds for all tenants, and leaves it open.
pub(crate) async fn fill_contract(window: &Window, contract: &Contract<'_>) -> Outcome {
    window.go("contracts").await?;
    window.press("add-contract").await?;
    pick(window, "field-kind", contract.kind).await?;
    window.write("field-name", contract.name).await?;
    window.paste("field-access_id", contract.access_id).await
}

/// Adds a contract on *Contracts*.
pub(crate) async fn add_contract(window: &Window, contract: &Contract<'_>) -> Outcome {
    fill_contract(window, contract).await?;
    window.press("save").await?;
    window.gone("dialog").await?;
    window.shows("row-contract", &[contract.name]).await
}

/// Sets the filing time on *File a request*, in the administrator's zone.
pub(crate) async fn file_at(window: &Window, date: &str, time: &str) -> Outcome {
    window.press("pick-filed-at").await?;
    window.write("filed-date", date).await?;
    window.write("filed-time", time).await?;
    window.press("filed-done").await?;
    window.gone("filed-done").await
}

/// What a list command of the shell answers.
pub(crate) async fn records(window: &Window, command: &str) -> Outcome<Vec<Value>> {
    let answer = window.invoke(command, json!({})).await?.map_err(|error| format!("{command}: {error}"))?;
    Ok(answer.as_array().cloned().unwrap_or_default())
}
