//! Closing the window: with the tray it goes out of sight and the program stays, without it everything ends. Either way what
//! was shown and copied goes with it, and the tray locks as the window does.

use serde_json::json;
use workspace_tests::Outcome;
use workspace_tests::desk::{Desk, Place};
use workspace_tests::desktop::Desktop;
use workspace_tests::drive::drive;
use workspace_tests::window::Window;

use crate::keyring::{CONTRACT, paste};
use crate::reminders::always;
use crate::steps::add_contract;

/// The title of both windows: a secret's has no name.
const TITLE: &str = "Support Atlas";

async fn windows(desk: &Desk, window: &Window, count: usize) -> Outcome {
    let screen = desk.screen()?;
    let what = format!("{count} windows");
    window
        .until_true(&what, async |_| Ok(screen.titles()?.iter().filter(|title| *title == TITLE).count() == count))
        .await
}

#[test]
fn a_window_that_closes_to_the_tray_takes_its_secrets_along() -> Outcome {
    drive("close-to-tray", Place::default(), async |desk, window| {
        let desktop = Desktop::set_up(desk.bus())?;
        window.press("lang-en").await?;
        let mut settings = always();
        settings["close_to_tray"] = json!(true);
        let set = window.invoke("background_set", json!({ "settings": settings, "startAtLogin": false })).await?;
        set.map_err(|error| error.to_string())?;
        desktop.menu()?;
        add_contract(window, &CONTRACT).await?;
        windows(desk, window, 1).await?;
        window.press("copy-access_id").await?;
        window.shows("toast", &["30 s"]).await?;
        window.press("reveal-access_id").await?;
        windows(desk, window, 2).await?;

        desk.screen()?.ask_to_close(TITLE)?;
        windows(desk, window, 0).await?;
        assert!(desk.application_runs(), "the program stays in the tray");
        desktop.choose("Open Support Atlas")?;
        windows(desk, window, 1).await?;
        assert_eq!(paste(window).await?, "", "what was copied went with the window");

        // The tray locks for every program, closes what is shown, and the page knows.
        window.press("reveal-access_id").await?;
        windows(desk, window, 2).await?;
        desktop.choose("Lock secrets")?;
        windows(desk, window, 1).await?;
        window.has("vault-state", "data-state", "locked").await?;
        let protection = window.invoke("vault_protection", json!({})).await?.map_err(|error| error.to_string())?;
        assert_eq!(protection["locked_on_purpose"], true, "{protection}");
        Ok(())
    })
}

#[test]
fn without_the_tray_closing_ends_the_program_and_what_it_shows() -> Outcome {
    drive("close", Place::default(), async |desk, window| {
        window.press("lang-en").await?;
        add_contract(window, &CONTRACT).await?;
        window.press("reveal-access_id").await?;
        windows(desk, window, 2).await?;
        desk.screen()?.ask_to_close(TITLE)?;
        let screen = desk.screen()?;
        let ended = async |_: &Window| Ok(!desk.application_runs() && screen.titles()?.is_empty());
        window.until_true("the program and both windows to end", ended).await?;
        // The driver lets go of what has ended.
        let _ = window.client().clone().close().await;
        *window = Window::open(desk).await?;
        window.ready().await
    })
}
