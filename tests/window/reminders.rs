//! Reminders on a desktop that shows notifications and has a tray, and on one that has neither.

use serde_json::{Value, json};
use std::fs;
use workspace_tests::Outcome;
use workspace_tests::desk::{Desk, Place};
use workspace_tests::desktop::Desktop;
use workspace_tests::drive::drive;
use workspace_tests::window::Window;

use crate::steps::add_tenant;

/// Any hour of any day, so that the test may run at night.
pub(crate) fn always() -> Value {
    let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    json!({ "hours": { "days": days, "from": "00:00", "to": "24:00", "zone": null }, "off": [], "close_to_tray": false, "paused_until": null })
}

async fn ask(window: &Window, command: &str, arguments: Value) -> Outcome<Value> {
    window.invoke(command, arguments).await?.map_err(|error| format!("{command}: {error}").into())
}

/// A request filed an hour ago at severity A, whose hour is over.
async fn log_overdue(window: &Window, title: &str) -> Outcome {
    let now =
        ask(window, "start", json!({})).await?.pointer("/now").and_then(Value::as_str).unwrap_or_default().to_owned();
    let filed_at = now.parse::<chrono::DateTime<chrono::Utc>>()? - chrono::TimeDelta::minutes(61);
    let tenants = ask(window, "tenants", json!({})).await?;
    let tenant = tenants.pointer("/0/id").ok_or("no tenant")?;
    let draft = json!({
        "tenant": tenant, "product": "customer-engagement", "plan": "subscription", "contract": null,
        "severity": "a", "title": title, "filed_at": filed_at.to_rfc3339(), "case_number": null,
    });
    ask(window, "request_log", json!({ "draft": draft })).await.map(|_| ())
}

#[test]
fn a_reminder_is_shown_once_and_a_click_opens_the_record() -> Outcome {
    drive("reminders", Place::default(), async |desk, window| {
        let desktop = Desktop::set_up(desk.bus())?;
        add_tenant(window, "Fjordkraft Drift AS", ("Norway", "NO")).await?;
        ask(window, "background_set", json!({ "settings": always(), "startAtLogin": false })).await?;
        log_overdue(window, "Nobody can sign in").await?;
        ask(window, "reminders_pause", json!({ "pause": false })).await?;
        let shown = desktop.wait_for_notifications(1)?;
        assert_eq!(shown.len(), 1);
        let first = shown.first().ok_or("none")?;
        assert!(first.title.starts_with("First response today at") && first.title.ends_with("(overdue)"), "{first:?}");
        assert_eq!(first.body, "Nobody can sign in\nFjordkraft Drift AS");

        window.go("today").await?;
        desktop.click(first.id);
        window.shows("sheet", &["Nobody can sign in"]).await?;
        window.press("close").await?;

        window.restart(desk).await?;
        window.find("bell").await?;
        window.has("bell", "data-count", "1").await?;
        log_overdue(window, "Orders do not post").await?;
        ask(window, "reminders_pause", json!({ "pause": false })).await?;
        let shown = desktop.wait_for_notifications(2)?;
        let second = shown.get(1).ok_or("none")?;
        assert!(
            second.body.starts_with("Orders do not post"),
            "what was shown before the restart is not repeated: {shown:?}"
        );
        assert_eq!(desktop.shown().len(), 2);
        answer(window).await?;
        tray(desk, window, &desktop).await
    })
}

/// Puts one reminder off, ends another, and takes that back.
async fn answer(window: &Window) -> Outcome {
    window.reload().await?;
    window.has("bell", "data-count", "2").await?;
    window.press_css("[data-testid=due-item] [data-testid=remind]").await?;
    window.press("remind-hour").await?;
    window.has("bell", "data-count", "1").await?;
    window.press_css("[data-testid=next-response] [data-testid=remind]").await?;
    window.press("remind-done").await?;
    window.has("bell", "data-count", "0").await?;
    window.press_css("[data-testid=toast]:last-of-type .button:first-of-type").await?;
    window.has("bell", "data-count", "1").await
}

async fn tray(desk: &Desk, window: &Window, desktop: &Desktop) -> Outcome {
    let words = desktop.menu()?;
    for word in ["Open Support Atlas", "Pause reminders until tomorrow", "Lock secrets", "Quit"] {
        assert!(words.contains_key(word), "{word} is missing: {words:?}");
    }
    assert!(words.keys().any(|word| word.starts_with("First response today at")), "what is next: {words:?}");
    desktop.choose("Pause reminders until tomorrow")?;
    window.go("settings").await?;
    window.reload().await?;
    window.find("resume").await?;
    window.press("lang-nb").await?;
    desktop.choose("Gjenoppta påminnelser")?;
    window.reload().await?;
    window.find("pause").await?;

    window.press("start-at-login").await?;
    let entry = desk.configuration().join("autostart/Support Atlas.desktop");
    window.until_true("the entry for the login", async |_| Ok(entry.is_file())).await?;
    assert!(fs::read_to_string(&entry)?.contains("--hidden"));
    window.press("start-at-login").await?;
    window.until_true("no entry for the login", async |_| Ok(!entry.exists())).await
}

#[test]
fn without_notifications_and_tray_nothing_else_is_missing() -> Outcome {
    drive("no-desktop", Place::default(), async |_, window| {
        add_tenant(window, "Fjordkraft Drift AS", ("Norway", "NO")).await?;
        ask(window, "background_set", json!({ "settings": always(), "startAtLogin": false })).await?;
        log_overdue(window, "Nobody can sign in").await?;
        window.go("today").await?;
        window.reload().await?;
        window.has("bell", "data-count", "1").await?;
        window.go("settings").await?;
        let background = ask(window, "background", json!({})).await?;
        assert_eq!(background["tray"], false);

        window.write("hours-from", "08:00").await?;
        window.write("hours-to", "08:00").await?;
        window.press("save-hours").await?;
        window.shows("background", &["no working hours"]).await?;
        window.write("hours-to", "06:30").await?;
        window.press("save-hours").await?;
        window
            .until_true("hours over midnight", async |window| {
                Ok(ask(window, "background", json!({})).await?["settings"]["hours"]["to"] == "06:30")
            })
            .await?;

        window.go("today").await?;
        window.press("export").await?;
        window.press("export-statement").await?;
        window.shows("statement-response", &["Nobody can sign in", "Late"]).await?;
        window.script("location.hash = '#/statement/2026-13'", Vec::new()).await?;
        window.find("statement-error").await.map(|_| ())
    })
}
