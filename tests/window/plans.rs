//! What is paid for, until when, and what it costs to change one's mind: a plan bought, weighed, cancelled, kept, changed.

use serde_json::json;
use workspace_tests::Outcome;
use workspace_tests::desk::Place;
use workspace_tests::drive::drive;
use workspace_tests::window::Window;

use crate::steps::{Contract, add_contract, add_tenant, pick};

#[test]
fn a_plan_is_bought_weighed_cancelled_and_changed() -> Outcome {
    drive("plans", Place::default(), async |_, window| {
        window.press("lang-en").await?;
        window.go("plans").await?;
        window.find("empty").await?;
        add_tenant(window, "Fjordkraft", ("Norway", "NO")).await?;

        // Bought years ago and written down today: it has renewed by itself, on the last day of January each time.
        window.go("plans").await?;
        window.press("add-plan").await?;
        window.write("field-purchased", "2020-01-31").await?;
        window.write("field-amount", "9,00").await?;
        window.write("field-currency", "ERU").await?;
        window.press("save").await?;
        window.find_css("[role=alert]").await?;
        window.write("field-currency", "EUR").await?;
        window.press("save").await?;
        window.gone("dialog").await?;
        window.shows("row-plan", &["Professional Direct", "Fjordkraft", "31 January", "EUR"]).await?;
        window.has("row-plan", "data-state", "active").await?;
        window.find("export").await?;
        window.find("timeline-row").await?;
        window.shows("spend-total", &["108.00"]).await?;

        // Weighed against another at twenty euros.
        window.press("open-plan").await?;
        window.shows("renews", &["31 January"]).await?;
        window.find("way-renew").await?;
        window.write("weigh-amount", "20").await?;
        window.press("weigh-show").await?;
        window.shows("way-change-now", &["Cancel the plan", "Buy the other plan", "EUR"]).await?;
        window.find("way-change-at-term").await?;

        // Cancelled, and taken back.
        window.press("cancel-plan").await?;
        window.press("save").await?;
        window.find("keep-plan").await?;
        window.shows("ends", &["Last day", "30 January"]).await?;
        window.press("keep-plan").await?;
        window.find("cancel-plan").await?;

        // Changed: the old one is replaced, the new one shown.
        window.press("change-plan").await?;
        pick(window, "field-plan", "premier").await?;
        window.write("field-amount", "20").await?;
        window.press("save").await?;
        window.gone("dialog").await?;
        window.shows("plan-detail", &["Premier", "20.00"]).await?;
        window.press("close").await?;
        window.gone("plan-detail").await?;
        window.until_true("two plans", async |window: &Window| Ok(window.count("row-plan").await? == 2)).await?;
        window.shows("row-plan", &["Professional Direct", "Ends at term", "30 January"]).await?;

        // The same numbers as the register has, and charges on Today.
        let page = window
            .invoke("plans", json!({ "filter": { "state": null, "tenant": null, "offset": 0, "limit": 10 } }))
            .await?
            .map_err(|error| format!("plans: {error}"))?;
        assert_eq!(page["total"], 2);
        assert_eq!(page["plans"][0]["replaced_by"], page["plans"][1]["id"]);
        window.go("today").await?;
        window.find_css("[data-testid=due-item][data-kind=charge]").await?;
        window.find_css("[data-testid=due-item][data-kind=renewal]").await?;
        Ok(())
    })
}

#[test]
fn a_contract_is_missed_on_today_until_it_is_linked() -> Outcome {
    drive("links", Place::default(), async |_, window| {
        window.press("lang-en").await?;
        add_tenant(window, "Fjordkraft", ("Norway", "NO")).await?;
        add_contract(window, &Contract { kind: "premier", name: "Nordic 2026", access_id: "A-778-4821-X" }).await?;
        window.go("today").await?;
        window.shows("due-item", &["Nordic 2026", "Not linked", "Power Platform admin center"]).await?;
        window.press_css("[data-testid=due-item][data-kind=link-missing] summary").await?;
        window.shows("due-item", &["Premier support switch"]).await?;
        window.press("row-due").await?;
        window.find("link-missing").await?;
        window.press("link").await?;
        window.write("field-sign_in", "kari@fjordkraft.no").await?;
        window.press("save").await?;
        window.gone("dialog").await?;
        window.shows("row-link", &["Power Platform admin center", "kari@fjordkraft.no"]).await?;
        // Made just now: up to an hour may pass before it is seen in the portal.
        window.has("row-link", "data-state", "appearing").await?;
        window.gone("link-missing").await?;
        window.has("entitles", "data-entitled", "true").await?;

        // Its own response time, by the contract.
        window.press("edit-terms").await?;
        window.write("field-account_manager", "Ada Lovelace").await?;
        window.write("own-hours-b", "1").await?;
        window.press("save").await?;
        window.gone("dialog").await?;
        window.shows("contract-detail", &["Ada Lovelace", "less than 1 hour, round the clock"]).await?;
        Ok(())
    })
}
