//! Protecting, locking and unlocking the secrets; the history; putting a backup back.

use std::fs;
use std::process::Command;
use std::time::Duration;

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::key::Key;
use serde_json::json;
use workspace_tests::desk::{Desk, Place};
use workspace_tests::drive::drive;
use workspace_tests::window::Window;
use workspace_tests::{Outcome, target};

use crate::steps::{Contract, add_contract, add_tenant, records};

const CONTRACT: Contract<'_> = Contract { kind: "premier", name: "Nordic 2026", access_id: "7700420042" };
const PASSPHRASE: &str = "trapes lyng 77 fjordhest";

#[test]
fn secrets_are_protected_locked_and_opened_again() -> Outcome {
    drive("vault", Place::default(), async |desk, window| {
        add_contract(window, &CONTRACT).await?;
        window.shows("row-contract", &["0042"]).await?;

        window.go("today").await?;
        window.find("recovery-nag").await?;
        shoot(window, "recovery-nag").await?;
        window.press("recovery-new").await?;
        shoot(window, "recovery-dialog").await?;
        window.press("save").await?;
        window.gone("recovery-nag").await?;

        lock_by_keyboard(window).await?;
        window.has("vault-state", "data-state", "locked").await?;
        window.go("contracts").await?;
        window.shows("row-contract", &["Nordic 2026"]).await?;
        window.until_true("the masks to go", async |window| Ok(!page(window).await?.contains("0042"))).await?;
        // Looking again at what is due does not ask the keyring.
        window.invoke("today", json!({ "all": false })).await?.map_err(|error| error.to_string())?;
        window.has("vault-state", "data-state", "locked").await?;
        window.press("copy-access_id").await?;
        window.has("vault-state", "data-state", "unlocked").await?;

        window.go("settings").await?;
        window.shows("vault-ways", &["keyring", "Recovery key"]).await?;
        window.press("protect-passphrase").await?;
        window.write("passphrase-first", PASSPHRASE).await?;
        window.write("passphrase-second", "another").await?;
        assert!(!window.find("save").await?.is_enabled().await?, "two different passphrases were taken");
        window.write("passphrase-second", PASSPHRASE).await?;
        shoot(window, "passphrase-dialog").await?;
        window.press("save").await?;
        window.gone("dialog").await?;
        window.shows("vault-ways", &["Passphrase, Recovery key"]).await?;
        assert_eq!(desk.secrets(), Some(0), "the keyring still opens the secrets");
        shoot(window, "settings-vault").await?;

        window.press("vault-lock").await?;
        window.has("vault-state", "data-state", "locked").await?;
        window.go("contracts").await?;
        window.press("reveal-access_id").await?;
        window.write("unlock-typed", "not this one").await?;
        window.press("save").await?;
        window.has("unlock-typed", "aria-invalid", "true").await?;
        shoot(window, "unlock-dialog").await?;
        window.write("unlock-typed", PASSPHRASE).await?;
        window.press("save").await?;
        window.gone("dialog").await?;
        window.has("vault-state", "data-state", "unlocked").await?;
        window.shows("row-contract", &["0042"]).await?;

        window.go("settings").await?;
        window.press("register-check").await?;
        window.shows("check-report", &["Sound"]).await?;
        window.press("show-history").await?;
        window.shows("history", &["Secret copied", "Locked", "Unlocked", "Nordic 2026"]).await?;
        window.find("export").await?;
        let page = page(window).await?;
        assert!(!page.contains("0042") && !page.contains(PASSPHRASE), "the history shows a secret");
        shoot(window, "history").await
    })
}

/// A desktop that locks its screen says so on the session's bus; one that unlocks it says so with the same signal. Sleep and a
/// locked session are told by the system's bus.
#[test]
fn sleep_and_a_locked_screen_lock_the_secrets() -> Outcome {
    drive("screen-lock", Place::default(), async |desk, window| {
        add_contract(window, &CONTRACT).await?;
        window.has("vault-state", "data-state", "unlocked").await?;
        let (manager, session) = ("/org/freedesktop/login1", "/org/freedesktop/login1/session/_31");
        let screen = ("/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver.ActiveChanged");
        let sleep = (manager, "org.freedesktop.login1.Manager.PrepareForSleep");
        for (path, signal) in [screen, sleep] {
            tell(desk, path, signal, Some(false))?;
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
        window.has("vault-state", "data-state", "unlocked").await?;
        for (path, signal, begins) in [
            (screen.0, screen.1, Some(true)),
            (sleep.0, sleep.1, Some(true)),
            (session, "org.freedesktop.login1.Session.Lock", None),
        ] {
            window.press("reveal-access_id").await?;
            window.has("vault-state", "data-state", "unlocked").await?;
            let screen = desk.screen()?;
            window.until_true("the secret to be shown", async |_| Ok(screen.titles()?.len() == 2)).await?;
            tell(desk, path, signal, begins)?;
            window.has("vault-state", "data-state", "locked").await?;
            assert_eq!(screen.titles()?.len(), 1, "{signal}: what was shown is gone");
        }
        Ok(())
    })
}

#[test]
fn idle_minutes_lock_the_secrets() -> Outcome {
    drive("idle-lock", Place::default(), async |_, window| {
        add_contract(window, &CONTRACT).await?;
        window.invoke("idle_minutes_set", json!({ "minutes": 1 })).await?.map_err(|error| error.to_string())?;
        tokio::time::sleep(Duration::from_secs(40)).await;
        window.has("vault-state", "data-state", "unlocked").await?;
        tokio::time::sleep(Duration::from_secs(27)).await;
        window.has("vault-state", "data-state", "locked").await
    })
}

#[test]
fn a_damaged_register_is_put_back_from_the_newest_backup() -> Outcome {
    drive("put-back", Place::default(), async |desk, window| {
        add_tenant(window, "Fjordkraft", ("norw", "NO")).await?;
        // The first start after a change makes a backup.
        window.restart(desk).await?;
        let backups = desk.register().join("backups");
        let kept = || fs::read_dir(&backups).is_ok_and(|mut found| found.next().is_some());
        window.until_true("a backup", async |_| Ok(kept())).await?;
        let register = desk.register().join("register.sqlite");
        window.restart_after(desk, || Ok(fs::write(&register, b"not a register at all, whatever it was")?)).await?;
        window.find("start-failed").await?;
        shoot(window, "start-failed").await?;
        window.press_css("[data-testid=\"automatic-backups\"] button").await?;
        window.shows("restore-preview", &["1"]).await?;
        shoot(window, "restore-dialog").await?;
        window.press("save").await?;
        window.find("nav-today").await?;
        let tenants = records(window, "tenants").await?;
        assert_eq!(tenants.iter().filter_map(|tenant| tenant["name"].as_str()).collect::<Vec<_>>(), ["Fjordkraft"]);
        let damaged = |name: &str| name.starts_with("replaced-") && name.ends_with(".sqlite");
        let names: Vec<_> = fs::read_dir(desk.register())?
            .chain(fs::read_dir(&backups)?)
            .filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned()))
            .collect();
        assert!(names.iter().any(|name| damaged(name)), "what was replaced is kept: {names:?}");
        Ok(())
    })
}

fn tell(desk: &Desk, path: &str, signal: &str, begins: Option<bool>) -> Outcome {
    let sent = Command::new("dbus-send")
        .args(["--session", "--type=signal", path, signal])
        .args(begins.map(|begins| format!("boolean:{begins}")))
        .env("DBUS_SESSION_BUS_ADDRESS", desk.bus())
        .status()?;
    if sent.success() { Ok(()) } else { Err(format!("dbus-send ended with {sent}").into()) }
}

async fn lock_by_keyboard(window: &Window) -> Outcome {
    let keys = KeyActions::new("keys".to_owned())
        .then(KeyAction::Down { value: Key::Control.into() })
        .then(KeyAction::Down { value: Key::Shift.into() })
        .then(KeyAction::Down { value: 'l' })
        .then(KeyAction::Up { value: 'l' })
        .then(KeyAction::Up { value: Key::Shift.into() })
        .then(KeyAction::Up { value: Key::Control.into() });
    Ok(window.client().perform_actions(keys).await?)
}

async fn page(window: &Window) -> Outcome<String> {
    let page = window.script("return document.documentElement.outerHTML", Vec::new()).await?;
    Ok(page.as_str().unwrap_or_default().to_owned())
}

/// A picture at two sizes, for people to look at.
async fn shoot(window: &Window, name: &str) -> Outcome {
    for (width, height) in [(900, 600), (1280, 800)] {
        window.resize(width, height).await?;
        window.screenshot(&target().join("screenshots").join(format!("{name}-{width}.png"))).await?;
    }
    Ok(())
}
