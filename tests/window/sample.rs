//! A register as an administrator has it: two tenants, a contract, two plans, requests in several states.

use serde_json::{Value, json};
use workspace_tests::Outcome;
use workspace_tests::window::Window;

use crate::steps::{Contract, add_contract, add_tenant, records};

/// The tenant that most of it is about.
pub(crate) const TENANT: &str = "Fjordkraft Drift AS";

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Words of the register in one language.
struct Words {
    norway: &'static str,
    germany: &'static str,
    titles: [&'static str; 3],
}

const ENGLISH: Words = Words {
    norway: "Norway",
    germany: "Germany",
    titles: ["Orders do not post", "Flow stops after the update", "Currency revaluation fails"],
};

const NORWEGIAN: Words = Words {
    norway: "Norge",
    germany: "Tyskland",
    titles: ["Ordre blir ikke bokført", "Flyt stopper etter oppdatering", "Valutaomregning feiler"],
};

/// Fills an empty register, its texts in the language `en` or `nb`, its times relative to now.
pub(crate) async fn furnish(window: &Window, language: &str) -> Outcome {
    let Words { norway, germany, titles: [orders, flow, currency] } =
        if language == "nb" { NORWEGIAN } else { ENGLISH };
    add_tenant(window, TENANT, (norway, "NO")).await?;
    add_tenant(window, "Alpenstahl GmbH", (germany, "DE")).await?;
    add_contract(window, &Contract { kind: "premier", name: "Nordic 2026", access_id: "0019004821" }).await?;
    let tenants = records(window, "tenants").await?;
    let (fjord, alpen) = (id_of(&tenants, TENANT)?, id_of(&tenants, "Alpenstahl GmbH")?);
    let nordic = id_of(&records(window, "contracts").await?, "Nordic 2026")?;

    let included = json!({ "plan": "subscription", "contract": null });
    let premier = json!({ "plan": null, "contract": nordic });
    log(window, &included, (&fjord, "customer-engagement", "b", orders), 90 * MINUTE).await?;
    log(window, &premier, (&fjord, "power-platform", "c", flow), 26 * HOUR).await?;
    let answered = log(window, &included, (&alpen, "finance", "b", currency), 9 * DAY).await?;
    let at = before_now(window, 9 * DAY - 40 * MINUTE).await?;
    command(window, "request_respond", json!({ "id": answered, "at": at })).await?;
    for (tenant, purchased, amount, currency) in
        [(&fjord, "2024-01-31", "2340", "NOK"), (&alpen, "2025-08-31", "189.50", "EUR")]
    {
        let draft = json!({
            "plan": "professional-direct", "name": null, "tenant": tenant, "bought_through": "online", "enrollment": null,
            "purchased": purchased, "term_months": 12, "cycle_months": null, "amount": amount, "currency": currency,
            "payment_method": null,
        });
        command(window, "plan_buy", json!({ "draft": draft })).await?;
    }
    // Not logged through the page, so it does not know of them yet.
    window.reload().await
}

/// The id of the record with this name.
pub(crate) fn id_of(records: &[Value], name: &str) -> Outcome<String> {
    let record = records.iter().find(|record| record.get("name") == Some(&json!(name)));
    let id = record.and_then(|record| record.get("id")).and_then(Value::as_str);
    Ok(id.ok_or(format!("{name} is missing"))?.to_owned())
}

/// Logs a request that was filed so many milliseconds ago, and answers its id.
async fn log(window: &Window, under: &Value, request: (&str, &str, &str, &str), ago: i64) -> Outcome<Value> {
    let (tenant, product, severity, title) = request;
    let filed_at = before_now(window, ago).await?;
    let draft = json!({
        "tenant": tenant, "product": product, "plan": under["plan"], "contract": under["contract"],
        "severity": severity, "title": title, "filed_at": filed_at, "case_number": null,
    });
    let request = command(window, "request_log", json!({ "draft": draft })).await?;
    Ok(request.get("id").cloned().unwrap_or_default())
}

async fn command(window: &Window, name: &str, arguments: Value) -> Outcome<Value> {
    Ok(window.invoke(name, arguments).await?.map_err(|error| format!("{name}: {error}"))?)
}

async fn before_now(window: &Window, milliseconds: i64) -> Outcome<Value> {
    window.script("return new Date(Date.now() - arguments[0]).toISOString()", vec![json!(milliseconds)]).await
}
