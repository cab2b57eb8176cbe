//! The first five minutes: sample data in one click, marked on every screen, gone in one click, asked about where something
//! in it is the user's; and the first steps, ticked off by what the register holds.

use serde_json::json;
use workspace_tests::Outcome;
use workspace_tests::desk::{Keyring, Place};
use workspace_tests::drive::drive;
use workspace_tests::window::Window;

use crate::steps::{add_tenant, records};

#[test]
fn sample_data_comes_in_one_click_and_goes_in_one() -> Outcome {
    drive("sample", Place::default(), async |_, window| {
        window.go("requests").await?;
        window.press("sample-add").await?;
        window.find("row-request").await?;
        for screen in ["today", "file", "requests", "contracts", "tenants", "plans", "guide", "settings"] {
            window.go(screen).await?;
            window.find("sample-banner").await?;
        }
        assert_eq!(records(window, "tenants").await?.len(), 3);
        window.go("today").await?;
        window.has("step-tenant", "data-done", "false").await?;

        window.press("sample-remove").await?;
        window.gone("sample-banner").await?;
        window.find("sample-add").await?;
        for list in ["tenants", "contracts", "people", "groups", "holders"] {
            assert!(records(window, list).await?.is_empty(), "{list}");
        }
        Ok(())
    })
}

#[test]
fn what_is_mine_in_the_sample_is_asked_about() -> Outcome {
    drive("sample-mine", Place { locale: "nb_NO.UTF-8", ..Place::default() }, async |_, window| {
        window.press("sample-add").await?;
        window.find("next-response").await?;
        add_tenant(window, "Fjord", ("Norge", "NO")).await?;
        edit(window, "Copper Creek Outfitters Inc.", "Copper Creek").await?;

        window.press("sample-remove").await?;
        window.find("sample-keep").await?;
        assert!(window.text("dialog").await?.contains("Copper Creek"));
        window.press("cancel").await?;
        window.gone("dialog").await?;
        window.find("sample-banner").await?;

        window.press("sample-remove").await?;
        window.press("sample-keep").await?;
        window.gone("sample-banner").await?;
        window.find("first-steps").await?;
        window.go("tenants").await?;
        let kept = records(window, "tenants").await?;
        let names: Vec<_> = kept.iter().filter_map(|tenant| tenant.get("name").cloned()).collect();
        assert_eq!(names, [json!("Copper Creek"), json!("Fjord")]);
        window.go("today").await?;
        window.has("step-tenant", "data-done", "true").await?;
        window.has("step-contract", "data-done", "false").await?;

        window.press("hide-steps").await?;
        window.gone("first-steps").await?;
        window.reload().await?;
        window.find("today-file").await?;
        assert_eq!(window.count("first-steps").await?, 0, "hidden for good");
        Ok(())
    })
}

#[test]
fn without_a_keyring_the_sample_comes_without_secrets() -> Outcome {
    drive("sample-no-keyring", Place { keyring: Keyring::None, ..Place::default() }, async |_, window| {
        window.press("sample-add").await?;
        window.find("sample-banner").await?;
        let contracts = records(window, "contracts").await?;
        assert_eq!(contracts.len(), 4);
        assert!(contracts.iter().all(|contract| contract.get("has_access_id") == Some(&json!(false))));
        Ok(())
    })
}

/// Gives a tenant another name by its form.
async fn edit(window: &Window, name: &str, becomes: &str) -> Outcome {
    let row = "const row = [...document.querySelectorAll('[data-testid=row-tenant]')].find((row) => row.textContent.includes(arguments[0]));
        row?.querySelector('[data-testid=edit]')?.click(); return Boolean(row);";
    window.go("tenants").await?;
    window.find("row-tenant").await?;
    assert_eq!(window.script(row, vec![json!(name)]).await?, json!(true));
    window.write("field-name", becomes).await?;
    window.press("save").await?;
    window.gone("dialog").await
}
