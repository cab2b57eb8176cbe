//! Every screen in both sizes, both themes and both languages: nothing sticks out, and a picture of each.

use std::path::PathBuf;

use fantoccini::key::Key;
use serde_json::json;
use workspace_tests::desk::Place;
use workspace_tests::drive::drive;
use workspace_tests::window::Window;
use workspace_tests::{Outcome, target};

use crate::sample::{TENANT, furnish, id_of};
use crate::steps::{file_at, pick, records};

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
            window.go("today").await?;
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

async fn walk(window: &Window, language: &str, theme: &str) -> Outcome {
    window.go("today").await?;
    window.find("row-due").await?;
    shoot(window, language, theme, "today").await?;

    window.go("file").await?;
    let tenant = id_of(&records(window, "tenants").await?, TENANT)?;
    pick(window, "pick-tenant", &tenant).await?;
    pick(window, "pick-product", "customer-engagement").await?;
    pick(window, "pick-impact", "moderate").await?;
    pick(window, "pick-entitlement", "plan:subscription").await?;
    file_at(window, "2026-03-27", "16:30").await?;
    window.has("answer-due", "data-due", "2026-03-30T08:30:00Z").await?;
    shoot(window, language, theme, "file").await?;
    before_filing(window, language, theme).await?;
    window.press("log-request").await?;
    window.find("field-title").await?;
    shoot(window, language, theme, "log").await?;
    window.press("cancel").await?;
    window.gone("dialog").await?;

    window.go("requests").await?;
    window.find("row-request").await?;
    shoot(window, language, theme, "requests").await?;
    window.press("open-request").await?;
    window.find("response-clock").await?;
    shoot(window, language, theme, "request").await?;
    window.press("close").await?;
    window.gone("request-detail").await?;

    window.go("contracts").await?;
    window.find("row-contract").await?;
    shoot(window, language, theme, "contracts").await?;
    window.press("add-contract").await?;
    window.find("field-access_id").await?;
    shoot(window, language, theme, "contract").await?;
    window.press("cancel").await?;
    window.gone("dialog").await?;

    window.go("tenants").await?;
    window.find("row-tenant").await?;
    shoot(window, language, theme, "tenants").await?;
    window.press("add-tenant").await?;
    window.find("field-country").await?;
    shoot(window, language, theme, "tenant").await?;
    window.press("cancel").await?;
    window.gone("dialog").await?;

    window.go("guide").await?;
    window.press("row-topic").await?;
    window.find("topic").await?;
    shoot(window, language, theme, "guide").await?;
    window.press_css("[data-testid=\"row-topic\"][href$=\"/S26\"]").await?;
    window.press("ask-coverage").await?;
    window.find("finding").await?;
    shoot(window, language, theme, "ask").await?;

    window.go("settings").await?;
    window.find("select-theme").await?;
    shoot(window, language, theme, "settings").await?;

    window.press("open-palette").await?;
    window.find("palette").await?;
    shoot(window, language, theme, "palette").await?;
    window.keys(&char::from(Key::Escape).to_string()).await?;
    window.gone("palette").await
}

/// A slow function, filed for a client: the four hours, what to gather, and whose entitlement.
async fn before_filing(window: &Window, language: &str, theme: &str) -> Outcome {
    pick(window, "pick-entitlement", "best").await?;
    pick_concern(window, "performance").await?;
    window.press("toggle-partner").await?;
    window.press("to-checklist").await?;
    window.find("answer-whose").await?;
    shoot(window, language, theme, "before-filing").await?;
    window.press("toggle-partner").await?;
    window.gone("answer-whose").await?;
    pick_concern(window, "break-fix").await?;
    pick(window, "pick-entitlement", "plan:subscription").await
}

/// The kinds of trouble are so many that the picker searches.
async fn pick_concern(window: &Window, id: &str) -> Outcome {
    window.press("pick-concern").await?;
    window.press(&format!("option-{id}")).await?;
    window.has("pick-concern", "data-value", id).await
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
    window.go("settings").await?;
    pick(window, "select-theme", theme).await?;
    let shown = window.script("return document.documentElement.dataset.theme", Vec::new()).await?;
    assert_eq!(shown, json!(theme));
    Ok(())
}

fn folder() -> PathBuf {
    target().join("screenshots")
}
