//! The page is drawn larger and smaller by the keys that browsers have for it.

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::key::Key;
use workspace_tests::Outcome;
use workspace_tests::desk::Place;
use workspace_tests::drive::drive;
use workspace_tests::window::Window;

#[test]
fn the_page_grows_and_shrinks_by_keys_and_its_size_is_remembered() -> Outcome {
    drive("zoom", Place::default(), async |_, window| {
        assert_eq!(width(window).await?, 1280);
        with_control(window, '+').await?;
        // 1280 pixels at 110 percent.
        until_wide(window, 1163).await?;
        with_control(window, '-').await?;
        until_wide(window, 1280).await?;
        with_control(window, '-').await?;
        until_wide(window, 1422).await?;
        let kept = window.script("return localStorage.getItem('zoom')", Vec::new()).await?;
        assert_eq!(kept, "90");
        with_control(window, '0').await?;
        until_wide(window, 1280).await
    })
}

async fn width(window: &Window) -> Outcome<i64> {
    Ok(window.script("return window.innerWidth", Vec::new()).await?.as_i64().unwrap_or_default())
}

/// The width that is told is rounded either way.
async fn until_wide(window: &Window, pixels: i64) -> Outcome {
    window
        .until_true(&format!("the page to be {pixels} wide"), async |window| {
            // A page that nothing has to draw keeps the layout of its former width; a picture has it drawn.
            window.client().screenshot().await?;
            Ok((width(window).await? - pixels).abs() <= 2)
        })
        .await
}

async fn with_control(window: &Window, key: char) -> Outcome {
    let keys = KeyActions::new("keys".to_owned())
        .then(KeyAction::Down { value: Key::Control.into() })
        .then(KeyAction::Down { value: key })
        .then(KeyAction::Up { value: key })
        .then(KeyAction::Up { value: Key::Control.into() });
    window.client().perform_actions(keys).await?;
    Ok(())
}
