//! Every screen in both sizes, both themes and both languages: nothing sticks out, and a picture of each.

use std::path::PathBuf;

use fantoccini::key::Key;
use serde_json::{Value, json};
use workspace_tests::desk::Place;
use workspace_tests::window::{Window, drive};
use workspace_tests::{Outcome, target};

use crate::steps::{Contract, add_contract, add_tenant, file_at, pick};

const SIZES: [(u32, u32); 2] = [(1280, 800), (900, 600)];

#[test]
fn every_screen_in_english() -> Outcome {
    every_screen("en")
}

#[test]
fn every_screen_in_norwegian() -> Outcome {
    every_screen("nb")
}

fn every_screen(language: &'static str) -> Outcome {
    drive(&format!("screens-{language}"), Place::default(), async |_, window| {
        window.press(&format!("lang-{language}")).await?;
        for theme in ["light", "dark"] {
            set_theme(window, theme).await?;
            window.press("nav-today").await?;
            window.find("first-steps").await?;
            shoot(window, language, theme, "first-start").await?;
        }
        furnish(window, language).await?;
        for theme in ["light", "dark"] {
            set_theme(window, theme).await?;
            walk(window, language, theme).await?;
        }
        Ok(())
    })
}

/// A register as an administrator has it: two tenants, two contracts, requests in every state.
async fn furnish(window: &Window, language: &str) -> Outcome {
    let (norway, germany) = if language == "nb" { ("Norge", "Tyskland") } else { ("Norway", "Germany") };
    add_tenant(window, "Fjordkraft Drift AS", (norway, "NO")).await?;
    add_tenant(window, "Alpenstahl GmbH", (germany, "DE")).await?;
    add_contract(window, &Contract { kind: "premier", name: "Nordic 2026", access_id: "0019004821" }).await?;
    let tenants = crate::steps::records(window, "tenants").await?;
    let contracts = crate::steps::records(window, "contracts").await?;
    let id = |records: &[Value], name: &str| {
        records
            .iter()
            .find(|record| record.get("name") == Some(&json!(name)))
            .and_then(|record| record.get("id"))
            .cloned()
            .ok_or(format!("{name} is missing"))
    };
    let (fjord, alpen, nordic) =
        (id(&tenants, "Fjordkraft Drift AS")?, id(&tenants, "Alpenstahl GmbH")?, id(&contracts, "Nordic 2026")?);
    let now = now(window).await?;
    let requests = [
        (
            &fjord,
            "customer-engagement",
            Value::Null,
            "b",
            if language == "nb" { "Ordre blir ikke bokført" } else { "Orders do not post" },
            now - 90 * MINUTE,
        ),
        (
            &fjord,
            "power-platform",
            nordic,
            "c",
            if language == "nb" { "Flyt stopper etter oppdatering" } else { "Flow stops after the update" },
            now - 26 * HOUR,
        ),
        (
            &alpen,
            "finance",
            Value::Null,
            "b",
            if language == "nb" { "Valutaomregning feiler" } else { "Currency revaluation fails" },
            now - 9 * 24 * HOUR,
        ),
    ];
    let mut logged = Vec::new();
    for (tenant, product, contract, severity, title, filed_at) in requests {
        let plan = if contract.is_null() { json!("subscription") } else { Value::Null };
        let draft = json!({ "tenant": tenant, "product": product, "plan": plan, "contract": contract, "severity": severity, "title": title,
            "filed_at": instant(window, filed_at).await?, "case_number": null });
        logged.push(window.invoke("request_log", json!({ "draft": draft })).await?.map_err(|error| error.to_string())?);
    }
    let answered = logged.pop().and_then(|request| request.get("id").cloned()).ok_or("nothing was logged")?;
    let at = instant(window, now - 9 * 24 * HOUR + 40 * MINUTE).await?;
    window.invoke("request_respond", json!({ "id": answered, "at": at })).await?.map_err(|error| error.to_string())?;
    Ok(())
}

async fn walk(window: &Window, language: &str, theme: &str) -> Outcome {
    window.press("nav-today").await?;
    window.find("row-due").await?;
    shoot(window, language, theme, "today").await?;

    window.press("nav-file").await?;
    window.press("pick-tenant").await?;
    window.press_css("[data-testid^=\"option-\"]").await?;
    pick(window, "pick-product", "customer-engagement").await?;
    pick(window, "pick-impact", "moderate").await?;
    pick(window, "pick-entitlement", "plan:subscription").await?;
    file_at(window, "2026-03-27", "16:30").await?;
    window.has("answer-due", "data-due", "2026-03-30T08:30:00Z").await?;
    shoot(window, language, theme, "file").await?;
    window.press("log-request").await?;
    window.find("field-title").await?;
    shoot(window, language, theme, "log").await?;
    window.press("cancel").await?;
    window.gone("dialog").await?;

    window.press("nav-requests").await?;
    window.find("row-request").await?;
    shoot(window, language, theme, "requests").await?;
    window.press("open-request").await?;
    window.find("response-clock").await?;
    shoot(window, language, theme, "request").await?;
    window.press("close").await?;
    window.gone("request-detail").await?;

    window.press("nav-contracts").await?;
    window.find("row-contract").await?;
    shoot(window, language, theme, "contracts").await?;
    window.press("add-contract").await?;
    window.find("field-access_id").await?;
    shoot(window, language, theme, "contract").await?;
    window.press("cancel").await?;
    window.gone("dialog").await?;

    window.press("nav-tenants").await?;
    window.find("row-tenant").await?;
    shoot(window, language, theme, "tenants").await?;
    window.press("add-tenant").await?;
    window.find("field-country").await?;
    shoot(window, language, theme, "tenant").await?;
    window.press("cancel").await?;
    window.gone("dialog").await?;

    window.press("nav-guide").await?;
    window.press("row-topic").await?;
    window.find("topic").await?;
    shoot(window, language, theme, "guide").await?;

    window.press("nav-settings").await?;
    window.find("select-theme").await?;
    shoot(window, language, theme, "settings").await?;

    window.press("open-palette").await?;
    window.find("palette").await?;
    shoot(window, language, theme, "palette").await?;
    window.keys(&char::from(Key::Escape).to_string()).await?;
    window.gone("palette").await
}

/// A picture in each size, and a look whether anything is wider than the window.
async fn shoot(window: &Window, language: &str, theme: &str, screen: &str) -> Outcome {
    for (width, height) in SIZES {
        window.resize(width, height).await?;
        let picture = format!("{language}-{theme}-{width}-{screen}");
        let wide = "return [document.documentElement, ...document.querySelectorAll('main, [role=\"dialog\"]')]
            .filter((element) => element.scrollWidth > element.clientWidth + 1).map((element) => `${element.tagName} ${element.scrollWidth} > ${element.clientWidth}`)";
        let wide = window.script(wide, Vec::new()).await?;
        assert_eq!(wide, json!([]), "{picture}: something sticks out sideways");
        window.settled().await?;
        window.screenshot(&folder().join(format!("{picture}.png"))).await?;
    }
    let (width, height) = Place::default().size;
    window.resize(width, height).await
}

async fn set_theme(window: &Window, theme: &str) -> Outcome {
    window.press("nav-settings").await?;
    pick(window, "select-theme", theme).await?;
    let shown = window.script("return document.documentElement.dataset.theme", Vec::new()).await?;
    assert_eq!(shown, json!(theme));
    Ok(())
}

fn folder() -> PathBuf {
    target().join("screenshots")
}

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

/// The application's clock, in milliseconds since 1970.
async fn now(window: &Window) -> Outcome<i64> {
    window.script("return Date.now()", Vec::new()).await?.as_i64().ok_or_else(|| "no clock".into())
}

async fn instant(window: &Window, milliseconds: i64) -> Outcome<Value> {
    window.script("return new Date(arguments[0]).toISOString()", vec![json!(milliseconds)]).await
}
