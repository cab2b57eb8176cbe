//! Searching: the palette over everything, and the guide's own field.

use fantoccini::key::Key;
use serde_json::json;
use workspace_tests::Outcome;
use workspace_tests::desk::Place;
use workspace_tests::drive::drive;
use workspace_tests::window::Window;

use crate::sample::{TENANT, furnish, id_of};
use crate::steps::records;

#[test]
fn the_palette_finds_guidance_and_records_in_english() -> Outcome {
    drive("search-en", Place::default(), async |_, window| {
        window.press("lang-en").await?;
        furnish(window, "en").await?;

        ask(window, "reopen closed case").await?;
        window.shows("option-topic-S33", &["Reopening a closed request", "S33"]).await?;
        assert_eq!(marks(window, "option-topic-S33").await?.first().map(String::as_str), Some("Reopening"));
        enter(window).await?;
        window.shows("guide-panel", &["Reopening a closed request"]).await?;
        window.press("guide-close").await?;

        // Enter at once: what was typed is meant, not what was found for less of it.
        ask(window, "fjordkraft orders").await?;
        enter(window).await?;
        window.shows("sheet", &["Orders do not post"]).await?;
        window.press("close").await?;
        window.gone("request-detail").await?;

        ask(window, "alpenstal").await?;
        let alpen = id_of(&records(window, "tenants").await?, "Alpenstahl GmbH")?;
        window.press(&format!("option-tenant-{alpen}")).await?;
        window.shows("pick-tenant", &["Alpenstahl GmbH"]).await?;

        ask(window, "nordic").await?;
        let nordic = id_of(&records(window, "contracts").await?, "Nordic 2026")?;
        window.press(&format!("option-contract-{nordic}")).await?;
        window.shows("sheet", &["Nordic 2026"]).await
    })
}

#[test]
fn the_palette_finds_guidance_and_records_in_norwegian() -> Outcome {
    drive("search-nb", Place::default(), async |_, window| {
        window.press("lang-nb").await?;
        furnish(window, "nb").await?;
        ask(window, "gjenapne sak").await?;
        window.shows("option-topic-S33", &["Gjenåpne en lukket støtteforespørsel"]).await?;
        leave(window).await?;
        ask(window, "bokfort").await?;
        enter(window).await?;
        window.shows("sheet", &["Ordre blir ikke bokført", TENANT]).await
    })
}

/// What no screen lists opens, too: a group with its members and roles, and a subscription.
#[test]
fn the_palette_opens_a_group_and_a_subscription() -> Outcome {
    drive("search-found", Place::default(), async |_, window| {
        window.press("lang-en").await?;
        window.press("sample-add").await?;
        window.find("sample-banner").await?;

        ask(window, "support desk").await?;
        window.press_css("[data-testid^=\"option-group-\"]").await?;
        window.find("group-detail").await?;
        window.shows("row-member", &["Jonas Berg"]).await?;
        window.shows("row-member", &["Ingrid Solheim"]).await?;
        window.press("open-member").await?;
        window.gone("group-detail").await?;
        window.shows("sheet", &["Security groups", "Support desk"]).await?;
        window.press("open-group").await?;
        window.find("group-detail").await?;
        window.press("close").await?;
        window.gone("sheet").await?;

        ask(window, "customer service enterprise").await?;
        window.press_css("[data-testid^=\"option-subscription-\"]").await?;
        window.shows("subscription-detail", &["Copper Creek Outfitters Inc.", "Copper Creek agreement"]).await
    })
}

#[test]
fn an_empty_palette_teaches_and_a_wrong_question_is_answered_clearly() -> Outcome {
    drive("search-empty", Place::default(), async |_, window| {
        window.press("lang-en").await?;
        window.press("open-palette").await?;
        window.press("option-example-2").await?;
        window.find("option-topic-S18").await?;
        window.write("search-input", "qqqqzzzz").await?;
        window.shows("search-empty", &["Nothing found", "S33"]).await?;
        window.paste("search-input", &"long ".repeat(2_000)).await?;
        window.shows("search-empty", &["too long"]).await?;
        window.write("search-input", "<b>\"OR* NEAR(").await?;
        window.find("search-input").await?;
        // Arrows move, and what Enter takes is what is marked.
        window.write("search-input", "settings").await?;
        window.find("option-go-settings").await?;
        enter(window).await?;
        window.has("nav-settings", "aria-current", "page").await
    })
}

#[test]
fn the_guide_searches_its_texts() -> Outcome {
    drive("search-guide", Place::default(), async |_, window| {
        window.press("lang-en").await?;
        window.go("guide").await?;
        window.write("guide-filter", "who may file").await?;
        window
            .until_true("S18 to come first", async |window| {
                Ok(window.texts("row-topic").await?.first().is_some_and(|text| text.starts_with("S18")))
            })
            .await?;
        window.press("row-topic").await?;
        window.shows("topic", &["Who may file in PPAC"]).await?;
        window.press("lang-nb").await?;
        window.shows("row-topic", &["Hvem kan sende inn i PPAC"]).await?;
        window.paste("guide-filter", "").await?;
        window.until_true("all topics to be back", async |window| Ok(window.count("row-topic").await? > 42)).await
    })
}

/// Opens the palette and types.
async fn ask(window: &Window, question: &str) -> Outcome {
    window.press("open-palette").await?;
    window.write("search-input", question).await
}

async fn enter(window: &Window) -> Outcome {
    window.keys(&char::from(Key::Enter).to_string()).await
}

async fn leave(window: &Window) -> Outcome {
    window.keys(&char::from(Key::Escape).to_string()).await?;
    window.gone("palette").await
}

/// What is marked in a line.
async fn marks(window: &Window, id: &str) -> Outcome<Vec<String>> {
    let script =
        "return [...document.querySelectorAll(`[data-testid=\"${arguments[0]}\"] mark`)].map((mark) => mark.innerText)";
    let marks = window.script(script, vec![json!(id)]).await?;
    Ok(serde_json::from_value(marks)?)
}

/// Somebody who does not see the list hears how much of it a filter leaves.
#[test]
fn what_a_filter_leaves_is_said() -> Outcome {
    drive("filter-said", Place::default(), async |_, window| {
        window.press("lang-en").await?;
        window.press("sample-add").await?;
        window.find("sample-banner").await?;
        window.go("requests").await?;
        window.find("row-request").await?;
        let said = "return document.querySelector('[data-testid=requests-found]').textContent";
        assert_eq!(window.script(said, Vec::new()).await?, json!(""));
        window.press("filter-closed").await?;
        window
            .until_true("the number to be said", async |window| {
                Ok(window.script(said, Vec::new()).await? == json!("3 found"))
            })
            .await
    })
}
