//! Import, from files that are opened with the application: what would happen, what is asked, importing, taking it back.
//! A file dialog and dropping by mouse are the desktop's and cannot be driven; they hand files over in the same way.

use std::fs;
use std::path::{Path, PathBuf};

use workspace_tests::desk::{Desk, Place};
use workspace_tests::drive::drive;
use workspace_tests::window::Window;
use workspace_tests::{Outcome, root, target};

use crate::fits::lost;
use crate::steps::{add_tenant, pick, search};

fn export(name: &str) -> PathBuf {
    root().join("src-tauri/crates/register/tests/exports").join(name)
}

fn copy(desk: &Desk, from: &str, to: &str) -> Outcome<PathBuf> {
    let path = desk.folder().join(to);
    fs::copy(export(from), &path)?;
    Ok(path)
}

async fn shoot(window: &Window, name: &str) -> Outcome {
    for (width, height) in [(1280, 800), (900, 600), (320, 600)] {
        window.resize(width, height).await?;
        assert_eq!(lost(window).await?, None, "{name} at {width}");
        window.screenshot(&target().join("screenshots").join(format!("{name}-{width}.png"))).await?;
    }
    window.resize(1280, 800).await
}

#[test]
fn files_are_looked_at_imported_and_taken_back() -> Outcome {
    drive("import", Place::default(), async |desk, window| {
        window.press("lang-en").await?;
        add_tenant(window, "Fjordkraft", ("Norway", "NO")).await?;
        window.press("to-import").await?;
        window.find("choose-files").await?;
        assert_eq!(window.count("waiting-file").await?, 0);

        // The window goes to Import by itself, wherever it is.
        window.go("today").await?;
        let cut = desk.folder().join("cut.json");
        fs::write(&cut, r#"{"value":[{"id":"#)?;
        let roles = export("role-assignments.graph.json");
        let relationships = export("relationships.graph.json");
        desk.open_with_application(&[&roles, &relationships, &cut])?;
        window.shows("file-problem", &["ends too early"]).await?;
        assert_eq!(window.count("waiting-file").await?, 3);
        let css = |format: &str, id: &str| format!("[data-format=\"{format}\"] [data-testid=\"{id}\"]");
        let added = window.find_css(&css("graph-role-assignments", "count-added")).await?.text().await?;
        assert!(added.contains('3'), "{added}");
        let skipped = window.find_css(&css("graph-role-assignments", "skipped-row")).await?.text().await?;
        assert!(skipped.contains("application"), "{skipped}");
        shoot(window, "import-preview").await?;
        assert!(window.find("import-apply").await?.attr("disabled").await?.is_some(), "one file is bad");
        window.press_css("[data-testid=\"waiting-file\"]:last-of-type [data-testid=\"leave-out\"]").await?;
        window.gone("file-problem").await?;
        search(window, "ask-country", "Sweden", "SE").await?;
        window.press("import-apply").await?;
        window.shows("toast", &["5 rows"]).await?;
        window.shows("import-run", &["relationships.graph.json"]).await?;
        assert_eq!(window.count("waiting-file").await?, 0);

        // Known already: nothing to import.
        desk.open_with_application(&[&roles])?;
        window.find("nothing-new").await?;
        window.press("import-discard").await?;
        window.gone("waiting-file").await?;

        window.go("tenants").await?;
        window.find_css("[data-testid=\"row-tenant\"]:nth-of-type(3)").await?;
        window.press("to-import").await?;
        window.press("undo-import").await?;
        window.gone("undo-import").await?;
        window.go("tenants").await?;
        window.until_true("the clients to be gone", async |window| Ok(window.count("row-tenant").await? == 1)).await
    })
}

#[test]
fn what_a_file_does_not_say_is_asked_for_in_norwegian_too() -> Outcome {
    drive("import-asks", Place { locale: "nb_NO.UTF-8", ..Place::default() }, async |desk, window| {
        window.press("lang-nb").await?;
        add_tenant(window, "Fjordkraft", ("Norge", "NO")).await?;
        desk.open_with_application(&[&export("relationships.graph.json")])?;
        window.press("import-apply").await?;
        window.find("import-run").await?;

        let table = copy(desk, "roles.csv", "tabell.csv")?;
        let members = copy(desk, "service-support-administrator-members.powershell.json", "medlemmer.json")?;
        let access = copy(desk, "access-assignment.powershell.json", "tilgang.json")?;
        desk.open_with_application(&[Path::new(&table), &members, &access])?;
        window.find("mapper").await?;
        shoot(window, "import-asks").await?;
        pick(window, "column-upn", "Bruker").await?;
        window.press("mapper-use").await?;
        window.write("ask-role", "Billing Administrator").await?;
        window.press("answer-role").await?;
        window
            .write("ask-relationship", "77777777-0000-4000-8000-000000000001-88888888-0000-4000-8000-000000000001")
            .await?;
        window.press("answer-relationship").await?;
        window.gone("file-problem").await?;
        window.press("import-apply").await?;
        window.until_true("two imports", async |window| Ok(window.count("import-run").await? == 2)).await
    })
}

#[test]
fn members_ask_for_their_group_and_a_list_of_nothing_for_its_export() -> Outcome {
    drive("import-groups", Place::default(), async |desk, window| {
        window.press("lang-en").await?;
        add_tenant(window, "Fjordkraft", ("Norway", "NO")).await?;
        let members = copy(desk, "group-members.graph.json", "people.json")?;
        desk.open_with_application(&[&members])?;
        window.shows("file-problem", &["role"]).await?;
        shoot(window, "import-group").await?;
        window.write("ask-group", "22222222-0000-4000-8000-000000000001").await?;
        window.press("answer-group").await?;
        window.gone("file-problem").await?;
        let skipped = "[data-format=\"graph-group-members\"] [data-code=\"nested-group\"]";
        window.find_css(skipped).await?;
        window.press("import-apply").await?;
        window.find("import-run").await?;

        let nothing = desk.folder().join("x.json");
        fs::write(&nothing, "[]")?;
        desk.open_with_application(&[&nothing])?;
        window.shows("file-problem", &["holds nothing"]).await?;
        shoot(window, "import-nothing").await?;
        pick(window, "ask-format", "graph-role-assignments").await?;
        window.gone("file-problem").await?;
        window.find_css("[data-format=\"graph-role-assignments\"]").await?;
        window.find("nothing-new").await?;
        Ok(())
    })
}
