//! The main job without a mouse.

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::key::Key;
use workspace_tests::Outcome;
use workspace_tests::desk::Place;
use workspace_tests::drive::drive;
use workspace_tests::window::Window;

use crate::steps::{add_tenant, records};

#[test]
fn the_main_job_by_keyboard() -> Outcome {
    drive("keyboard", Place::default(), async |_, window| {
        window.press("lang-en").await?;

        go_to(window, "5", "nav-tenants").await?;
        reach(window, "add-tenant").await?;
        press(window, Key::Enter).await?;
        window.find("field-name").await?;
        reach(window, "field-name").await?;
        write(window, "Fjordkraft Drift AS").await?;
        reach(window, "field-country").await?;
        choose_by_search(window, "field-country", "norw", "NO").await?;
        reach(window, "save").await?;
        press(window, Key::Enter).await?;
        window.gone("dialog").await?;
        window.shows("row-tenant", &["Fjordkraft Drift AS"]).await?;

        go_to(window, "4", "nav-contracts").await?;
        reach(window, "add-contract").await?;
        press(window, Key::Enter).await?;
        window.find("field-name").await?;
        reach(window, "field-kind").await?;
        choose(window, "field-kind", "premier").await?;
        reach(window, "field-name").await?;
        write(window, "Nordic 2026").await?;
        reach(window, "field-access_id").await?;
        write(window, "7700420042").await?;
        // A form is sent from any of its fields.
        press(window, Key::Enter).await?;
        window.gone("dialog").await?;
        window.shows("secret-access_id", &["0042"]).await?;

        go_to(window, "2", "nav-file").await?;
        for (picker, value) in [
            ("pick-product", "customer-engagement"),
            ("pick-impact", "moderate"),
            ("pick-entitlement", "plan:subscription"),
        ] {
            reach(window, picker).await?;
            choose(window, picker, value).await?;
        }
        reach(window, "pick-filed-at").await?;
        press(window, Key::Enter).await?;
        window.find("filed-date").await?;
        reach(window, "filed-date").await?;
        replace(window, "2026-03-27").await?;
        reach(window, "filed-time").await?;
        replace(window, "16:30").await?;
        press(window, Key::Escape).await?;
        window.gone("filed-done").await?;
        window.has("answer-due", "data-due", "2026-03-30T08:30:00Z").await?;

        reach(window, "log-request").await?;
        press(window, Key::Enter).await?;
        window.find("field-title").await?;
        reach(window, "field-title").await?;
        replace(window, "Orders do not post").await?;
        press(window, Key::Enter).await?;
        window.gone("dialog").await?;

        go_to(window, "3", "nav-requests").await?;
        window.shows("row-request", &["Orders do not post"]).await?;
        assert_eq!(records(window, "tenants").await?.len(), 1);
        assert_eq!(records(window, "contracts").await?.len(), 1);
        Ok(())
    })
}

/// Escape asks before it throws away what was typed, leaves no trace, and the keyboard is back where it was.
#[test]
fn escape_closes_a_form_and_gives_the_keyboard_back() -> Outcome {
    drive("keyboard-escape", Place::default(), async |_, window| {
        go_to(window, "5", "nav-tenants").await?;
        reach(window, "add-tenant").await?;
        press(window, Key::Enter).await?;
        window.find("field-name").await?;
        write(window, "Nobody").await?;
        press(window, Key::Escape).await?;
        window.find("throw-away").await?;
        reach(window, "keep-writing").await?;
        press(window, Key::Enter).await?;
        window.gone("throw-away").await?;
        let typed =
            window.script("return document.querySelector('[data-testid=field-name]').value", Vec::new()).await?;
        assert_eq!(typed, "Nobody");
        press(window, Key::Escape).await?;
        reach(window, "throw-away-now").await?;
        press(window, Key::Enter).await?;
        window.gone("dialog").await?;
        window
            .until_true("the keyboard to be back on the button", async |window| {
                Ok(window.focus().await? == "add-tenant")
            })
            .await?;
        assert!(records(window, "tenants").await?.is_empty());
        Ok(())
    })
}

#[test]
fn a_menu_opens_and_closes_by_keyboard_and_gives_the_focus_back() -> Outcome {
    drive("menu", Place::default(), async |_, window| {
        window.press("lang-en").await?;
        add_tenant(window, "Fjordkraft Drift AS", ("Norway", "NO")).await?;
        go_to(window, "1", "nav-today").await?;
        // The first time it is only a button; the second time it is a menu already.
        for key in [Key::Enter, Key::Down] {
            reach(window, "export").await?;
            press(window, key).await?;
            window.find("export-csv").await?;
            let inside = async |window: &Window| Ok(window.focus().await?.starts_with("export-"));
            window.until_true("the focus in the menu", inside).await?;
            press(window, Key::Escape).await?;
            window.gone("export-csv").await?;
            let back = async |window: &Window| Ok(window.focus().await? == "export");
            window.until_true("the focus on the button", back).await?;
        }
        Ok(())
    })
}

/// Alt and a digit open a screen.
async fn go_to(window: &Window, digit: &str, nav: &str) -> Outcome {
    let digit = digit.chars().next().ok_or("no digit")?;
    let keys = KeyActions::new("keys".to_owned())
        .then(KeyAction::Down { value: Key::Alt.into() })
        .then(KeyAction::Down { value: digit })
        .then(KeyAction::Up { value: digit })
        .then(KeyAction::Up { value: Key::Alt.into() });
    window.client().perform_actions(keys).await?;
    window.has(nav, "aria-current", "page").await
}

/// Presses Tab until the element with this test id has the keyboard.
async fn reach(window: &Window, id: &str) -> Outcome {
    const FAR: usize = 120;
    for _ in 0..FAR {
        if window.focus().await? == id {
            return Ok(());
        }
        press(window, Key::Tab).await?;
    }
    Err(format!("{id} is not reached with the Tab key").into())
}

/// Opens a picker, moves to the option and takes it.
async fn choose(window: &Window, picker: &str, value: &str) -> Outcome {
    let option = format!("[data-testid=\"option-{value}\"]");
    press(window, Key::Enter).await?;
    window.find(&format!("option-{value}")).await?;
    let mut moves = 0;
    while window
        .script(
            "return document.querySelector(arguments[0])?.hasAttribute('data-highlighted')",
            vec![option.clone().into()],
        )
        .await?
        != true
    {
        moves += 1;
        assert!(moves < 40, "{value} of {picker} is not reached with the arrow keys");
        // From wherever it stands: to the top first, then down.
        press(window, if moves == 1 { Key::Home } else { Key::Down }).await?;
    }
    press(window, Key::Enter).await?;
    window.has(picker, "data-value", value).await
}

/// Opens a picker that searches, types and takes the first line.
async fn choose_by_search(window: &Window, picker: &str, query: &str, value: &str) -> Outcome {
    press(window, Key::Enter).await?;
    window.find("search-input").await?;
    write(window, query).await?;
    press(window, Key::Enter).await?;
    window.has(picker, "data-value", value).await
}

async fn press(window: &Window, key: Key) -> Outcome {
    write(window, &char::from(key).to_string()).await
}

/// Presses one key after the other, whatever has the keyboard.
async fn write(window: &Window, text: &str) -> Outcome {
    let mut keys = KeyActions::new("keys".to_owned());
    for value in text.chars() {
        keys = keys.then(KeyAction::Down { value }).then(KeyAction::Up { value });
    }
    Ok(window.client().perform_actions(keys).await?)
}

/// Selects all there is in the field and writes over it.
async fn replace(window: &Window, text: &str) -> Outcome {
    let all = KeyActions::new("keys".to_owned())
        .then(KeyAction::Down { value: Key::Control.into() })
        .then(KeyAction::Down { value: 'a' })
        .then(KeyAction::Up { value: 'a' })
        .then(KeyAction::Up { value: Key::Control.into() });
    window.client().perform_actions(all).await?;
    write(window, text).await
}
