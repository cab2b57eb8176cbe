//! Every screen in both sizes, both themes and both languages: nothing sticks out, and a picture of each.

use std::path::PathBuf;

use fantoccini::key::Key;
use serde_json::json;
use workspace_tests::desk::Place;
use workspace_tests::drive::drive;
use workspace_tests::window::Window;
use workspace_tests::{Outcome, target};

use crate::fits::lost;
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

#[test]
fn before_filing_and_asking_in_english() -> Outcome {
    before_filing_and_asking("en")
}

#[test]
fn before_filing_and_asking_in_norwegian() -> Outcome {
    before_filing_and_asking("nb")
}

/// A slow function, filed for a client: the four hours, what to gather, and whose entitlement; then a question of the guide.
fn before_filing_and_asking(language: &'static str) -> Outcome {
    drive(&format!("screens-questions-{language}"), Place::default(), async |_, window| {
        window.press(&format!("lang-{language}")).await?;
        furnish(window, language).await?;
        for theme in ["light", "dark"] {
            set_theme(window, theme).await?;
            window.go("file").await?;
            window.press("pick-concern").await?;
            window.press("option-performance").await?;
            window.find("time-box").await?;
            if theme == "light" {
                window.press("toggle-partner").await?;
            }
            window.find("answer-whose").await?;
            window.press("to-checklist").await?;
            shoot(window, language, theme, "before-filing").await?;
            window.go("guide").await?;
            window.press_css("[data-testid=\"row-topic\"][href$=\"/S26\"]").await?;
            window.press("ask-coverage").await?;
            window.find("finding").await?;
            shoot(window, language, theme, "ask").await?;
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
    window.press("open-contract").await?;
    window.find("link-missing").await?;
    shoot(window, language, theme, "contract-detail").await?;
    window.press("close").await?;
    window.gone("contract-detail").await?;
    window.press("add-contract").await?;
    window.find("field-access_id").await?;
    shoot(window, language, theme, "contract").await?;
    window.press("cancel").await?;
    window.gone("dialog").await?;

    window.go("tenants").await?;
    window.find("row-tenant").await?;
    shoot(window, language, theme, "tenants").await?;
    for tab in ["people", "who-may-file", "delegations"] {
        window.press(&format!("tab-{tab}")).await?;
        window.find("empty").await?;
        shoot(window, language, theme, tab).await?;
    }
    window.press("tab-tenants").await?;
    window.press("add-tenant").await?;
    window.find("field-country").await?;
    shoot(window, language, theme, "tenant").await?;
    window.press("cancel").await?;
    window.gone("dialog").await?;

    window.press("to-import").await?;
    window.press_css("[data-testid=\"recipe-graph-access-assignments\"] summary").await?;
    shoot(window, language, theme, "import").await?;

    window.go("plans").await?;
    window.find("timeline-row").await?;
    shoot(window, language, theme, "plans").await?;
    window.press("open-plan").await?;
    window.find("ways").await?;
    shoot(window, language, theme, "plan").await?;
    window.press("change-plan").await?;
    window.find("field-amount").await?;
    shoot(window, language, theme, "plan-form").await?;
    window.press("cancel").await?;
    window.gone("dialog").await?;
    window.press("close").await?;
    window.gone("plan-detail").await?;

    window.go("guide").await?;
    window.press("row-topic").await?;
    window.find("topic").await?;
    shoot(window, language, theme, "guide").await?;
    window.write("guide-filter", if language == "nb" { "hvem kan sende inn" } else { "who may file" }).await?;
    window.find_css("[data-testid=\"row-topic\"] mark").await?;
    shoot(window, language, theme, "guide-found").await?;

    window.go("settings").await?;
    window.find("select-theme").await?;
    shoot(window, language, theme, "settings").await?;

    window.press("open-palette").await?;
    window.find("palette").await?;
    shoot(window, language, theme, "palette").await?;
    window.write("search-input", if language == "nb" { "ordre svartid sak" } else { "orders response case" }).await?;
    window.find_css("[data-testid=\"palette\"] mark").await?;
    shoot(window, language, theme, "palette-found").await?;
    window.keys(&char::from(Key::Escape).to_string()).await?;
    window.gone("palette").await
}

/// A picture in each size, and a look whether anything is wider than the window.
async fn shoot(window: &Window, language: &str, theme: &str, screen: &str) -> Outcome {
    for (width, height) in SIZES {
        window.resize(width, height).await?;
        let picture = format!("{language}-{theme}-{width}-{screen}");
        assert_eq!(lost(window).await?, None, "{picture}");
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
