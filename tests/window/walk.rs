//! Every screen by the Tab key: what can be used is reached, where the keyboard is can be seen, and nothing keeps it.

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::key::Key;
use serde_json::json;
use workspace_tests::Outcome;
use workspace_tests::desk::Place;
use workspace_tests::drive::drive;
use workspace_tests::window::Window;

/// The screens by their addresses, and what shows that each is there.
const SCREENS: [(&str, &str); 11] = [
    ("/", "next-response"),
    ("/file", "answer-where"),
    ("/requests", "row-request"),
    ("/requests/scorecard", "scores"),
    ("/contracts", "row-contract"),
    ("/tenants", "row-tenant"),
    ("/tenants/import", "choose-files"),
    ("/plans", "timeline"),
    ("/guide", "row-topic"),
    ("/settings", "select-theme"),
    ("/history", "history"),
];

/// Numbers what the Tab key has to reach: all that can be used, but of a group with one stop only that one.
const NUMBER: &str = "window.walked = [];
    const stops = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')].filter((element) =>
        element.tabIndex >= 0 && !element.disabled && element.checkVisibility({ visibilityProperty: true }) && !element.closest('[inert]')
        && !(element.type === 'radio' && !element.checked && document.querySelector(`input[name=\"${element.name}\"]:checked`)));
    stops.forEach((element, index) => { element.dataset.walk = index; });
    return stops.length;";

/// Notes where the keyboard is, and whether that can be seen; answers whether it has been all around.
const STEP: &str = "const at = document.activeElement;
    if (!at || at === document.body) return 'outside';
    const style = getComputedStyle(at);
    const around = [at, at.querySelector('.hit')].filter(Boolean).some((element) => {
        const { outlineStyle, outlineWidth, boxShadow, stroke } = getComputedStyle(element);
        return (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) || boxShadow !== 'none' || (element !== at && stroke !== 'none');
    });
    if (!around) return `not seen: ${at.outerHTML.slice(0, 160)}`;
    const number = at.dataset.walk;
    if (number === undefined) return 'new';
    const again = window.walked.includes(number);
    window.walked.push(number);
    return again ? 'again' : 'on';";

/// What was not reached.
const LEFT: &str = "const left = [...document.querySelectorAll('[data-walk]')].filter((element) => !window.walked.includes(element.dataset.walk) && element.checkVisibility({ visibilityProperty: true }));
    document.querySelectorAll('[data-walk]').forEach((element) => delete element.dataset.walk);
    return left.map((element) => element.outerHTML.slice(0, 160));";

#[test]
fn the_tab_key_reaches_everything_on_every_screen() -> Outcome {
    drive("walk", Place::default(), async |_, window| {
        window.press("sample-add").await?;
        window.find("sample-banner").await?;
        for (path, shows) in SCREENS {
            window.script("location.hash = `#${arguments[0]}`", vec![json!(path)]).await?;
            window.find(shows).await?;
            window.settled().await?;
            walk(window, path).await?;
        }
        Ok(())
    })
}

async fn walk(window: &Window, path: &str) -> Outcome {
    window.script("document.activeElement.blur()", Vec::new()).await?;
    let stops = window.script(NUMBER, Vec::new()).await?.as_u64().unwrap_or_default();
    assert!(stops > 5, "{path} has only {stops} places for the keyboard");
    let mut outside = 0;
    for _ in 0..stops * 2 + 20 {
        tab(window).await?;
        let found = window.script(STEP, Vec::new()).await?;
        let found = found.as_str().unwrap_or_default();
        assert!(!found.starts_with("not seen"), "{path}: {found}");
        if found == "outside" {
            outside += 1;
        }
        // Once around, or out of the page and in again: nothing has kept the keyboard.
        if found == "again" || outside > 1 {
            break;
        }
    }
    let left = window.script(LEFT, Vec::new()).await?;
    assert_eq!(left, json!([]), "the Tab key does not reach these on {path}");
    Ok(())
}

async fn tab(window: &Window) -> Outcome {
    let keys = KeyActions::new("keys".to_owned())
        .then(KeyAction::Down { value: Key::Tab.into() })
        .then(KeyAction::Up { value: Key::Tab.into() });
    window.client().perform_actions(keys).await?;
    Ok(())
}
