//! People, their roles, and who may file, from the first person to the answer on *File a request*.

use fantoccini::key::Key;
use serde_json::{Value, json};
use workspace_tests::Outcome;
use workspace_tests::desk::Place;
use workspace_tests::drive::drive;
use workspace_tests::window::Window;

use crate::sample::id_of;
use crate::steps::{add_tenant, pick, records, search};

const GLOBAL: &str = "62e90394-69f5-4237-9190-012177145e10";
const SERVICE_SUPPORT: &str = "f023fd81-a637-4b56-95fd-791ac0226033";

#[test]
fn who_may_file_from_the_first_person_to_the_answer() -> Outcome {
    drive("access", Place::default(), async |_, window| {
        add_tenant(window, "Fjord", ("Norway", "NO")).await?;
        window.press("tab-who-may-file").await?;
        window.find("empty").await?;
        window.press("tab-people").await?;

        add_person(window, "Kari Nordmann").await?;
        grant(window, "Fjord", SERVICE_SUPPORT, "2099-12-31", true).await?;
        add_person(window, "Ola Hansen").await?;
        grant(window, "Fjord", GLOBAL, "", false).await?;

        window.press("tab-who-may-file").await?;
        let cells = "return [...document.querySelectorAll('[data-testid=\"cell\"]')].map((cell) => cell.dataset.code)";
        window.find("matrix-row").await?;
        answers(window, cells, &json!(["not-activated", "role"])).await?;

        // By the keyboard: into the table, one to the right and back, and open the ruling.
        window.script("document.querySelector('[data-testid=\"cell\"]').focus()", Vec::new()).await?;
        window.keys(&char::from(Key::Right).to_string()).await?;
        let at = "return document.activeElement.dataset.column";
        answers(window, at, &json!("1")).await?;
        window.keys(&char::from(Key::Left).to_string()).await?;
        answers(window, at, &json!("0")).await?;
        window.keys(&char::from(Key::Enter).to_string()).await?;
        window.has("ruling", "data-code", "not-activated").await?;
        window.shows("granter", &["Ola Hansen"]).await?;
        window.press("close").await?;
        window.gone("sheet").await?;

        window.go("file").await?;
        let tenant = id_of(&records(window, "tenants").await?, "Fjord")?;
        pick(window, "pick-tenant", &tenant).await?;
        pick(window, "pick-product", "customer-engagement").await?;
        window.has("filers", "data-count", "1").await?;
        window.shows("filer", &["Ola Hansen"]).await?;
        pick(window, "pick-product", "finance").await?;
        window.has("filers", "data-count", "0").await
    })
}

#[test]
fn a_group_is_renamed_for_everybody_in_it() -> Outcome {
    drive("group", Place::default(), async |desk, window| {
        window.press("lang-en").await?;
        desk.atlas(&["group", "add", "--name", "Support"], "")?;
        for person in ["Kari Nordmann", "Ola Hansen"] {
            desk.atlas(&["person", "add", "--name", person], "")?;
            desk.atlas(&["group", "join", "--person", person, "--group", "Support"], "")?;
        }
        window.go("tenants").await?;
        window.press("tab-people").await?;
        window.press("open-person").await?;
        window.press("rename").await?;
        window.write("field-group-name", "Support, at night").await?;
        window.press("save-group-name").await?;
        window.shows("row-group", &["Support, at night"]).await?;
        window.press("close").await?;
        window.gone("sheet").await?;
        window.press_css("tr:last-child [data-testid=open-person]").await?;
        window.shows("row-group", &["Support, at night"]).await
    })
}

/// Waits until the page answers a question so.
async fn answers(window: &Window, question: &str, answer: &Value) -> Outcome {
    window.until_true(question, async |window| Ok(window.script(question, Vec::new()).await? == *answer)).await
}

async fn add_person(window: &Window, name: &str) -> Outcome {
    window.press("add-person").await?;
    window.write("field-name", name).await?;
    window.press("save").await?;
    window.gone("dialog").await
}

/// Notes a role on the sheet that opens when a person was added, and closes the sheet.
async fn grant(window: &Window, tenant: &str, role: &str, until: &str, eligible: bool) -> Outcome {
    window.press("add-role").await?;
    let tenant = id_of(&records(window, "tenants").await?, tenant)?;
    pick(window, "field-role-tenant", &tenant).await?;
    search(window, "field-role", "Administrator", role).await?;
    if !until.is_empty() {
        window.write("field-until", until).await?;
    }
    if eligible {
        window.press("field-eligible").await?;
    }
    window.press("save-role").await?;
    window.find("row-role").await?;
    window.press("close").await?;
    window.gone("sheet").await
}
