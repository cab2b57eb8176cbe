//! The window and two `atlas` at work on one register at once; and a second start of the window.

use std::process::Stdio;

use serde_json::{Value, json};
use workspace_tests::desk::Place;
use workspace_tests::drive::drive;
use workspace_tests::{Outcome, program};

use crate::steps::{add_tenant, records};

/// Requests that each of the three logs.
const EACH: usize = 12;

/// Logs one after the other, and stops at the first that is refused.
const LOOP: &str = "for number in $(seq $4); do
    \"$1\" request log --tenant 'Fjord AS' --product finance --severity b --plan professional-direct \\
        --title \"$2 $number\" --filed-at \"$3\" || exit 1
done";

#[test]
fn the_window_and_two_programs_write_at_once_and_nothing_is_missing() -> Outcome {
    drive("sharing", Place::default(), async |desk, window| {
        window.press("lang-en").await?;
        add_tenant(window, "Fjord AS", ("Norway", "NO")).await?;
        let tenants = records(window, "tenants").await?;
        let tenant = tenants.first().and_then(|tenant| tenant.get("id")).ok_or("no tenant")?.clone();
        let filed_at = chrono::Utc::now().to_rfc3339();
        let atlas = program("ATLAS_BIN", "debug/atlas")?;
        let mut others = Vec::new();
        for name in ["First", "Second"] {
            let mut shell = desk.command("sh");
            shell.args(["-c", LOOP, "sh"]).arg(&atlas).args([name, &filed_at, &EACH.to_string()]);
            others.push(shell.stdout(Stdio::null()).spawn()?);
        }
        for number in 1..=EACH {
            let draft = json!({
                "tenant": tenant, "product": "finance", "plan": "professional-direct", "contract": null,
                "severity": "b", "title": format!("Window {number}"), "filed_at": filed_at, "case_number": null,
            });
            let logged = window.invoke("request_log", json!({ "draft": draft })).await?;
            logged.map_err(|error| format!("the window was refused: {error}"))?;
        }
        for mut other in others {
            assert!(other.wait()?.success(), "one was refused");
        }
        let list: Value = serde_json::from_str(&desk.atlas(&["--json", "request", "list"], "")?)?;
        let mut titles: Vec<&str> =
            list["items"].as_array().ok_or("no list")?.iter().filter_map(|request| request["title"].as_str()).collect();
        titles.sort_unstable();
        let mut expected: Vec<String> = ["First", "Second", "Window"]
            .iter()
            .flat_map(|name| (1..=EACH).map(move |n| format!("{name} {n}")))
            .collect();
        expected.sort_unstable();
        assert_eq!(titles, expected);
        let check: Value = serde_json::from_str(&desk.atlas(&["--json", "check"], "")?)?;
        assert_eq!(check["problems"], json!([]), "{check}");
        window.go("requests").await?;
        window.find("row-request").await.map(|_| ())
    })
}

#[test]
fn a_second_start_brings_the_first_window_to_the_front_and_opens_none() -> Outcome {
    drive("second-start", Place::default(), async |desk, window| {
        let screen = desk.screen()?;
        let before = screen.titles()?;
        desk.open_with_application(&[])?;
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        assert_eq!(screen.titles()?, before);
        let running = desk.running();
        assert_eq!(running.iter().filter(|(_, name)| name == "support-atlas").count(), 1, "{running:?}");
        window.go("guide").await
    })
}
