//! A register in a folder that a service synchronises: told, with what to do, until the user puts it away.

use workspace_tests::desk::Place;
use workspace_tests::drive::drive;
use workspace_tests::{Outcome, target};

#[test]
fn a_synchronised_folder_is_told_until_it_is_put_away() -> Outcome {
    let place = Place { register: "OneDrive - Fjord AS/register", ..Place::default() };
    drive("synchronised", place, async |desk, window| {
        window.press("lang-en").await?;
        window.has("folder-warning", "data-kind", "synchronised-folder").await?;
        window.shows("folder-warning", &["OneDrive", "not synchronised", "backup"]).await?;
        for (width, height) in [(1280, 800), (900, 600)] {
            window.resize(width, height).await?;
            window.screenshot(&target().join(format!("screenshots/folder-warning-{width}.png"))).await?;
        }
        window.press("lang-nb").await?;
        window.shows("folder-warning", &["OneDrive", "ikke synkroniseres"]).await?;
        window.press("folder-warning-hide").await?;
        window.gone("folder-warning").await?;
        window.restart(desk).await?;
        window.find("first-steps").await?;
        assert_eq!(window.count("folder-warning").await?, 0, "put away is put away");
        window.go("settings").await?;
        window.shows("folder-warning", &["OneDrive"]).await?;
        window.screenshot(&target().join("screenshots/folder-warning-settings.png")).await
    })
}

#[test]
fn an_ordinary_folder_is_not_talked_about() -> Outcome {
    drive("ordinary-folder", Place::default(), async |_, window| {
        window.find("first-steps").await?;
        window.go("settings").await?;
        window.find("select-theme").await?;
        assert_eq!(window.count("folder-warning").await?, 0);
        Ok(())
    })
}
