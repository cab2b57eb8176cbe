//! Every screen, and every dialog over it, one after the other, with sample data in the register.

use std::time::{Duration, Instant};

use fantoccini::key::Key;
use serde_json::json;
use workspace_tests::Outcome;
use workspace_tests::window::Window;

/// What is done at each stop; it gets a name that fits a file.
pub(crate) trait AtStop {
    async fn stop(&mut self, window: &Window, name: &str) -> Outcome;
}

/// The screens of an empty register.
pub(crate) async fn empty(window: &Window, at: &mut impl AtStop) -> Outcome {
    for screen in ["today", "file", "requests", "contracts", "plans"] {
        window.go(screen).await?;
        window.find(if screen == "today" { "first-steps" } else { "empty" }).await?;
        at.stop(window, &format!("empty-{screen}")).await?;
    }
    window.go("tenants").await?;
    for tab in ["tenants", "people", "who-may-file", "delegations"] {
        window.press(&format!("tab-{tab}")).await?;
        window.find("empty").await?;
        at.stop(window, &format!("empty-{tab}")).await?;
    }
    window.press("tab-tenants").await?;
    route(window, "/requests/scorecard", "scorecard-empty").await?;
    at.stop(window, "empty-scorecard").await
}

/// *Today*, what opens from every screen, and *File a request*.
pub(crate) async fn filing(window: &Window, at: &mut impl AtStop) -> Outcome {
    shell(window, at).await?;
    file(window, at).await
}

/// Plans, the guide, the editions, settings and the history.
pub(crate) async fn plans_and_more(window: &Window, at: &mut impl AtStop) -> Outcome {
    plans(window, at).await?;
    rest(window, at).await
}

pub(crate) async fn shell(window: &Window, at: &mut impl AtStop) -> Outcome {
    window.go("today").await?;
    window.find("next-response").await?;
    window.find("access-ends").await?;
    at.stop(window, "today").await?;
    over(window, "export", "[role=menu]", at, "today-export").await?;
    over(window, "remind", "[role=menu]", at, "today-remind").await?;
    over(window, "open-palette", "[role=dialog]", at, "palette").await?;
    window.script("document.activeElement.blur()", Vec::new()).await?;
    window.keys("?").await?;
    window.find("dialog").await?;
    at.stop(window, "shortcuts").await?;
    escape(window).await
}

pub(crate) async fn file(window: &Window, at: &mut impl AtStop) -> Outcome {
    window.go("file").await?;
    window.find("answer-where").await?;
    at.stop(window, "file").await?;
    over(window, "pick-tenant", "[role=listbox]", at, "file-tenants").await?;
    over(window, "pick-impact", "[role=listbox]", at, "file-impacts").await?;
    over(window, "pick-filed-at", "[data-testid=filed-done]", at, "file-when").await?;
    over(window, "log-request", "[role=dialog]", at, "file-log").await?;
    over(window, "open-pack", "[role=dialog]", at, "file-pack").await?;
    window.press_css("[data-testid^=\"tag-S\"]").await?;
    window.find("guide-panel").await?;
    at.stop(window, "file-guide").await?;
    window.press("guide-close").await?;
    window.gone("guide-panel").await
}

/// Requests, the scorecard and the statement.
pub(crate) async fn requests(window: &Window, at: &mut impl AtStop) -> Outcome {
    window.go("requests").await?;
    window.find("row-request").await?;
    at.stop(window, "requests").await?;
    window.press("select-page").await?;
    window.find("bulk").await?;
    at.stop(window, "requests-bulk").await?;
    window.press("select-page").await?;
    window.gone("bulk").await?;
    over(window, "log-by-hand", "[role=dialog]", at, "requests-by-hand").await?;

    window.press("open-request").await?;
    window.find("response-clock").await?;
    at.stop(window, "request").await?;
    escape(window).await?;
    papers(window, at).await
}

/// What opens from the sheet of a request, and a closed one.
pub(crate) async fn request(window: &Window, at: &mut impl AtStop) -> Outcome {
    window.go("requests").await?;
    window.press("open-request").await?;
    window.find("response-clock").await?;
    for button in ["pause", "severity", "contact", "note", "assign", "edit", "close-request", "respond"] {
        over(window, button, "[role=dialog]", at, &format!("request-{button}")).await?;
    }
    // It takes the place of the sheet.
    window.press("pack").await?;
    window.find("pack-text").await?;
    at.stop(window, "request-pack").await?;
    escape(window).await?;

    window.press("filter-closed").await?;
    window.until_true("closed ones only", async |window| Ok(window.count("row-request").await? == 3)).await?;
    window.press("open-request").await?;
    window.find("reopen").await?;
    at.stop(window, "request-closed").await?;
    escape(window).await
}

async fn papers(window: &Window, at: &mut impl AtStop) -> Outcome {
    route(window, "/requests/scorecard", "scores").await?;
    at.stop(window, "scorecard").await?;
    window.go("today").await?;
    window.press("export").await?;
    window.press("export-statement").await?;
    window.find("statement").await?;
    at.stop(window, "statement").await
}

/// Contracts.
pub(crate) async fn contracts(window: &Window, at: &mut impl AtStop) -> Outcome {
    window.go("contracts").await?;
    window.find("row-contract").await?;
    at.stop(window, "contracts").await?;
    over(window, "add-contract", "[role=dialog]", at, "contract-form").await?;
    let premier = "[data-testid=row-contract]:nth-of-type(2) [data-testid=open-contract]";
    window.press_css(premier).await?;
    window.find("contract-detail").await?;
    at.stop(window, "contract").await?;
    over(window, "edit-terms", "[role=dialog]", at, "contract-terms").await?;
    over(window, "add-link", "[role=dialog]", at, "contract-link").await?;
    escape(window).await
}

/// Tenants, people, who may file, delegations, and the import.
pub(crate) async fn access(window: &Window, at: &mut impl AtStop) -> Outcome {
    window.go("tenants").await?;
    window.find("row-tenant").await?;
    at.stop(window, "tenants").await?;
    over(window, "add-tenant", "[role=dialog]", at, "tenant-form").await?;

    window.press("tab-people").await?;
    window.find("row-person").await?;
    at.stop(window, "people").await?;
    over(window, "add-person", "[role=dialog]", at, "person-form").await?;
    window.press("open-person").await?;
    window.find("row-role").await?;
    at.stop(window, "person").await?;
    window.press("add-role").await?;
    window.find("role-form").await?;
    at.stop(window, "person-role").await?;
    window.press_css("[data-testid=role-form] [data-testid=cancel]").await?;
    window.gone("role-form").await?;
    window.press("add-group").await?;
    window.find("group-form").await?;
    at.stop(window, "person-group").await?;
    escape(window).await?;

    window.press("tab-who-may-file").await?;
    window.find("matrix-row").await?;
    at.stop(window, "matrix").await?;
    over(window, "cell", "[data-testid=ruling]", at, "matrix-ruling").await?;

    window.press("tab-delegations").await?;
    window.find("row-delegation").await?;
    at.stop(window, "delegations").await?;
    window.press("tab-tenants").await?;
    window.press("to-import").await?;
    window.press_css("[data-testid=\"recipe-graph-access-assignments\"] summary").await?;
    at.stop(window, "import").await
}

async fn plans(window: &Window, at: &mut impl AtStop) -> Outcome {
    window.go("plans").await?;
    window.find("timeline-row").await?;
    at.stop(window, "plans").await?;
    over(window, "add-plan", "[role=dialog]", at, "plan-form").await?;
    window.press("open-plan").await?;
    window.find("plan-detail").await?;
    at.stop(window, "plan").await?;
    escape(window).await
}

async fn rest(window: &Window, at: &mut impl AtStop) -> Outcome {
    window.go("guide").await?;
    window.press("row-topic").await?;
    window.find("topic").await?;
    at.stop(window, "guide").await?;
    window.press_css("[data-testid=\"row-topic\"][href$=\"/S26\"]").await?;
    window.press("ask-coverage").await?;
    window.find("finding").await?;
    at.stop(window, "guide-ask").await?;
    route(window, "/guide/editions/2023-10/2025-07", "edition-head").await?;
    at.stop(window, "editions").await?;
    window.go("settings").await?;
    window.find("select-theme").await?;
    at.stop(window, "settings").await?;
    over(window, "backup-write", "[role=dialog]", at, "settings-backup").await?;
    route(window, "/history", "history").await?;
    at.stop(window, "history").await
}

/// Goes to an address that has no place in the navigation.
pub(crate) async fn route(window: &Window, path: &str, shows: &str) -> Outcome {
    window.script("location.hash = `#${arguments[0]}`", vec![json!(path)]).await?;
    window.find(shows).await?;
    window.settled().await
}

/// Presses a button, stops at what it opens, and closes that.
pub(crate) async fn over(window: &Window, button: &str, opened: &str, at: &mut impl AtStop, name: &str) -> Outcome {
    let before = layers(window).await?;
    window.press(button).await?;
    window.find_css(opened).await?;
    at.stop(window, name).await?;
    leave(window, name, before).await
}

/// Closes the sheet or dialog that is open.
pub(crate) async fn escape(window: &Window) -> Outcome {
    leave(window, "the dialog", 0).await
}

/// What lies over the page.
async fn layers(window: &Window) -> Outcome<u64> {
    let open = "return document.querySelectorAll('[role=dialog], [role=menu], [role=listbox]').length";
    Ok(window.script(open, Vec::new()).await?.as_u64().ok_or("no number")?)
}

/// Escape closes what is open, unless it was left already by itself; where something was typed it asks first. What is just
/// closing may take the key for itself, so it is pressed again after a while.
async fn leave(window: &Window, name: &str, before: u64) -> Outcome {
    let escape = char::from(Key::Escape).to_string();
    let mut pressed: Option<Instant> = None;
    window
        .until_true(&format!("{name} to close"), async |window| {
            if layers(window).await? <= before {
                return Ok(true);
            }
            if window.count("throw-away-now").await? > 0 {
                window.press("throw-away-now").await?;
            } else if pressed.is_none_or(|pressed| pressed.elapsed() > Duration::from_secs(2)) {
                window.keys(&escape).await?;
                pressed = Some(Instant::now());
            }
            Ok(false)
        })
        .await
}
