//! Access IDs: what is kept and what is refused, with and without a keyring.

use std::fs;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use workspace_tests::Outcome;
use workspace_tests::desk::{Desk, Keyring, Place};
use workspace_tests::desktop::Desktop;
use workspace_tests::drive::drive;
use workspace_tests::window::Window;

use crate::steps::{Contract, add_contract, fill_contract, records};

/// By which a clipboard manager is told to keep no copy.
const HINT: &str = "x-kde-passwordManagerHint";

pub(crate) const CONTRACT: Contract<'_> = Contract { kind: "premier", name: "Nordic 2026", access_id: "7700420042" };

#[test]
fn without_a_keyring_no_secret_is_taken_and_everything_else_works() -> Outcome {
    drive("no-keyring", Place { keyring: Keyring::None, ..Place::default() }, async |desk, window| {
        assert_eq!(desk.secrets(), None);
        fill_contract(window, &CONTRACT).await?;
        window.press("save").await?;
        window.find_css("[data-testid=\"dialog\"] [role=\"alert\"]").await?;
        assert!(records(window, "contracts").await?.is_empty(), "a contract was kept without its Access ID");
        let refused = contract_with(window, "7700420042").await?.err().ok_or("the Access ID was taken")?;
        assert_eq!(refused.get("code"), Some(&json!("keyring-unavailable")), "{refused}");
        assert!(sentences_differ(&refused), "{refused}");

        window.paste("field-access_id", "").await?;
        window.press("save").await?;
        window.gone("dialog").await?;
        window.shows("row-contract", &["Nordic 2026"]).await
    })
}

#[test]
fn a_keyring_that_goes_away_is_told_in_the_form_and_nothing_is_kept() -> Outcome {
    drive("keyring-gone", Place::default(), async |desk, window| {
        fill_contract(window, &CONTRACT).await?;
        desk.stop_keyring()?;
        window.press("save").await?;
        window.find_css("[data-testid=\"dialog\"] [role=\"alert\"]").await?;
        assert!(records(window, "contracts").await?.is_empty(), "a contract was kept without its Access ID");
        Ok(())
    })
}

#[test]
fn a_keyring_that_is_missing_is_told_as_a_failure_where_an_id_is_wanted() -> Outcome {
    drive("keyring-missing", Place::default(), async |desk, window| {
        add_contract(window, &CONTRACT).await?;
        window.restart_after(desk, || desk.stop_keyring()).await?;
        window.ready().await?;
        window.go("contracts").await?;
        window.press("copy-access_id").await?;
        window.has("toast", "data-tone", "error").await
    })
}

#[test]
fn an_access_id_that_cannot_be_one_is_refused_at_its_field() -> Outcome {
    let too_long = "4".repeat(10_000);
    drive("bad-access-id", Place::default(), async |desk, window| {
        for access_id in [too_long.as_str(), "770042\u{7}0042", "770042\u{202e}0042"] {
            fill_contract(window, &Contract { access_id, ..CONTRACT }).await?;
            window.press("save").await?;
            let sentence = complaint(window, "field-access_id").await?;
            assert!(!sentence.contains("0042"), "the complaint repeats the secret: {sentence}");
            window.press("cancel").await?;
            window.gone("dialog").await?;
        }
        assert!(records(window, "contracts").await?.is_empty());
        assert_eq!(desk.secrets(), Some(0), "a key was made for nothing");
        Ok(())
    })
}

#[test]
fn a_copied_access_id_can_be_pasted_and_is_gone_half_a_minute_later() -> Outcome {
    drive("clipboard", Place::default(), async |desk, window| {
        add_contract(window, &CONTRACT).await?;
        window.press("copy-access_id").await?;
        window.shows("toast", &["30 s"]).await?;
        // What clipboard managers look for, as another program of the desktop sees it.
        let offered = clipboard(desk, "TARGETS")?;
        assert!(offered.lines().any(|target| target == HINT), "{offered}");
        assert_eq!(clipboard(desk, HINT)?, "secret");
        assert_eq!(clipboard(desk, "UTF8_STRING")?, "7700420042");
        assert_eq!(paste(window).await?, "7700420042");
        tokio::time::sleep(Duration::from_secs(31)).await;
        assert_eq!(paste(window).await?, "", "the clipboard still holds the Access ID");
        Ok(())
    })
}

#[test]
fn a_fault_of_the_windows_own_is_told_and_leaves_no_copied_secret() -> Outcome {
    drive("fault", Place::default(), async |desk, window| {
        let desktop = Desktop::set_up(desk.bus())?;
        add_contract(window, &CONTRACT).await?;
        window.press("copy-access_id").await?;
        assert_eq!(clipboard(desk, "UTF8_STRING")?, "7700420042");
        fs::write(desk.folder().join("panic"), "")?;
        window.invoke("today", json!({ "all": false })).await?.map_err(|error| error.to_string())?;
        let told = desktop.wait_for_notifications(1)?;
        assert_eq!(told.first().map(|told| told.title.as_str()), Some("Support Atlas has stopped"));
        // A debug build ends the thread only, so the clipboard still has somebody who answers.
        assert_ne!(clipboard(desk, "UTF8_STRING")?, "7700420042");
        Ok(())
    })
}

/// The keyring's own dialog, dismissed with Escape: told, not asked again by itself, and the window goes on.
#[test]
fn a_dismissed_dialog_of_the_keyring_leaves_the_window_usable() -> Outcome {
    drive("dismissed", Place { keyring: Keyring::Prompting, ..Place::default() }, async |desk, window| {
        window.press("lang-en").await?;
        add_contract(window, &CONTRACT).await?;
        window.restart_after(desk, || desk.lock_keyring()).await?;
        window.ready().await?;
        window.go("contracts").await?;
        let screen = desk.screen()?;
        let asks =
            || Ok::<_, Box<dyn std::error::Error>>(screen.titles()?.iter().any(|title| title.contains("Unlock")));
        assert!(!asks()?, "nobody is asked before a secret is wanted");
        window.press("copy-access_id").await?;
        window.until_true("the keyring to ask", async |_| asks()).await?;
        window.go("guide").await?;
        window.find("guide-filter").await?;
        // The dialog takes the keyboard a moment after it appears.
        window
            .until_true("the dialog to close", async |_| {
                if asks()? {
                    desk.press("Escape")?;
                    tokio::time::sleep(Duration::from_millis(200)).await;
                }
                Ok(!asks()?)
            })
            .await?;
        tokio::time::sleep(Duration::from_secs(4)).await;
        assert!(!asks()?, "it asks again by itself");
        assert_ne!(window.find("vault-state").await?.attr("data-state").await?.as_deref(), Some("unlocked"));
        window.go("contracts").await?;
        window.shows("row-contract", &["Nordic 2026"]).await?;

        // The wish is heard again when it is expressed again.
        window.press("copy-access_id").await?;
        window.until_true("the keyring to ask again", async |_| asks()).await?;
        let answered = window.until_true("the dialog to take the password", async |_| {
            if asks()? {
                for key in ["t", "e", "s", "t", "Return"] {
                    desk.press(key)?;
                }
                tokio::time::sleep(Duration::from_millis(500)).await;
            }
            Ok(!asks()?)
        });
        answered.await?;
        window.press("copy-access_id").await?;
        window.has("vault-state", "data-state", "unlocked").await
    })
}

/// The keyring's dialog stays up and nobody answers it: the window says that it waits, works on, opens the secrets in another
/// way, and ends at once when it is asked to.
#[test]
fn a_keyring_that_never_answers_holds_nothing_up() -> Outcome {
    drive("never-answers", Place { keyring: Keyring::Prompting, ..Place::default() }, async |desk, window| {
        window.press("lang-en").await?;
        add_contract(window, &CONTRACT).await?;
        let recovery: Value = serde_json::from_str(&desk.atlas(&["--json", "recovery", "new"], "")?)?;
        let recovery = recovery.get("recovery_key").and_then(Value::as_str).ok_or("no recovery key")?.to_owned();
        window.restart_after(desk, || desk.lock_keyring()).await?;
        window.ready().await?;
        window.go("contracts").await?;
        let screen = desk.screen()?;
        let asks =
            || Ok::<_, Box<dyn std::error::Error>>(screen.titles()?.iter().any(|title| title.contains("Unlock")));
        window.press("copy-access_id").await?;
        window.has("vault-state", "data-state", "waiting").await?;
        window.shows("vault-note", &["Waiting for the system keyring"]).await?;
        window.until_true("the keyring to ask", async |_| asks()).await?;
        // The other way is offered at once, and may be declined.
        window.find("unlock-typed").await?;
        window.press("cancel").await?;
        window.gone("dialog").await?;
        for screen in ["today", "requests", "plans", "settings"] {
            window.go(screen).await?;
        }
        window.find("unlock-otherwise").await?;
        window.go("contracts").await?;

        // The prompt has the keyboard, as it would on a desk; the window is typed into all the same.
        window.press("unlock-otherwise").await?;
        window.paste("unlock-typed", &recovery).await?;
        window.press("save").await?;
        window.gone("dialog").await?;
        window.has("vault-state", "data-state", "unlocked").await?;
        window.press("copy-access_id").await?;
        window.shows("toast", &["30 s"]).await?;
        assert!(asks()?, "nobody has answered it");

        // Its thread still waits, and holds nothing up.
        let start = Instant::now();
        window.restart_after(desk, || Ok(())).await?;
        assert!(start.elapsed() < Duration::from_secs(20), "it took {:?} to end and to start", start.elapsed());
        window.ready().await
    })
}

/// The secret is in a window of its own; the main one never holds it.
#[test]
fn a_revealed_access_id_is_not_in_the_main_window() -> Outcome {
    drive("reveal", Place::default(), async |_, window| {
        add_contract(window, &CONTRACT).await?;
        window.press("reveal-access_id").await?;
        tokio::time::sleep(Duration::from_secs(1)).await;
        let page = window.script("return document.documentElement.outerHTML", Vec::new()).await?;
        assert!(!page.as_str().unwrap_or_default().contains("7700420042"));
        // What the other window may ask for, this one may not.
        assert!(window.invoke("revealed_secret", json!({})).await?.is_err());
        Ok(())
    })
}

/// Asks the clipboard for its content in one form.
fn clipboard(desk: &Desk, target: &str) -> Outcome<String> {
    let arguments = ["-selection", "clipboard", "-out", "-target", target];
    let output = desk.command("xclip").args(arguments).output();
    let output = output.map_err(|error| format!("xclip (package xclip): {error}"))?;
    Ok(String::from_utf8(output.stdout)?)
}

async fn contract_with(window: &Window, access_id: &str) -> Outcome<Result<Value, Value>> {
    let draft =
        json!({ "kind": "premier", "name": "Nordic", "tenant": null, "holder": null, "starts": null, "ends": null });
    window.invoke("contract_add", json!({ "draft": draft, "secrets": { "access_id": access_id } })).await
}

/// Waits until the field is marked as wrong, and answers the sentence beside it.
async fn complaint(window: &Window, field: &str) -> Outcome<String> {
    window.has(field, "aria-invalid", "true").await?;
    let script = "const field = document.querySelector(`[data-testid=\"${arguments[0]}\"]`);
        return document.getElementById(field.getAttribute('aria-describedby')).innerText.trim();";
    let sentence = window.script(script, vec![json!(field)]).await?.as_str().unwrap_or_default().to_owned();
    assert!(sentence.len() > 20, "not a sentence: {sentence:?}");
    Ok(sentence)
}

/// An error says the same in two languages, not twice the same.
fn sentences_differ(error: &Value) -> bool {
    let sentence = |language| error.pointer(language).and_then(Value::as_str).unwrap_or_default();
    let (english, norwegian) = (sentence("/message/en"), sentence("/message/nb"));
    english.len() > 20 && norwegian.len() > 20 && english != norwegian
}

/// Pastes into the search field, as the user would into Microsoft's portal, and answers what came.
pub(crate) async fn paste(window: &Window) -> Outcome<String> {
    use fantoccini::actions::{InputSource, KeyAction, KeyActions};
    use fantoccini::key::Key;
    window.press("open-palette").await?;
    window.find("search-input").await?;
    let keys = KeyActions::new("keys".to_owned())
        .then(KeyAction::Down { value: Key::Control.into() })
        .then(KeyAction::Down { value: 'v' })
        .then(KeyAction::Up { value: 'v' })
        .then(KeyAction::Up { value: Key::Control.into() });
    window.client().perform_actions(keys).await?;
    // A paste is an event of its own; an empty clipboard causes none.
    tokio::time::sleep(Duration::from_millis(500)).await;
    let text = window.find("search-input").await?.prop("value").await?.unwrap_or_default();
    window.keys(&char::from(Key::Escape).to_string()).await?;
    window.gone("palette").await?;
    Ok(text)
}
