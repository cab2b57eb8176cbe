//! Fifty megabytes to a command that expects a name: refused at once, and nothing swells or hangs.

use std::fs;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use workspace_tests::Outcome;
use workspace_tests::desk::{Desk, Place};
use workspace_tests::drive::drive;
use workspace_tests::window::Window;

use crate::steps::{add_tenant, records};

/// As the build declares them.
const COMMANDS: &[&str] = &include!("../../src-tauri/src/commands/names.rs");

#[test]
fn a_monstrous_argument_is_refused_and_the_window_goes_on() -> Outcome {
    drive("oversize", Place::default(), async |desk, window| {
        // A legitimate call first, so that what is measured afterwards is the monster's alone.
        window.invoke("today", json!({ "all": false })).await?.map_err(|error| error.to_string())?;
        let before = peak(desk)?;
        for (command, field) in [("search", "question"), ("mail_read", "text"), ("vault_unlock", "passphrase")] {
            let start = Instant::now();
            let refused = send(window, command, field, 50_000_000).await?;
            assert_eq!(refused["code"], "too-large", "{command}: {refused}");
            assert_ne!(refused["message"]["en"], refused["message"]["nb"]);
            assert!(start.elapsed() < Duration::from_secs(20), "{command} took {:?}", start.elapsed());
        }
        let grown = peak(desk)?.saturating_sub(before);
        assert!(grown < 600, "the program grew by {grown} MB for 50 MB");

        // Commands of all kinds, with just more than the limit: they are refused before they are told apart.
        let own = ["revealed_secret", "reveal_close"];
        for command in COMMANDS.iter().filter(|command| !own.contains(command)).step_by(9) {
            let refused = send(window, command, "anything", 8_400_000).await?;
            assert_eq!(refused["code"], "too-large", "{command}: {refused}");
        }
        window.invoke("today", json!({ "all": false })).await?.map_err(|error| error.to_string())?;
        window.go("guide").await?;
        window.find("guide-filter").await.map(|_| ())
    })
}

/// What is no text, no number in range and no id of this kind of record is refused with words, none of them SQL's.
#[test]
fn wrong_types_and_numbers_are_refused_in_words() -> Outcome {
    drive("wrong-types", Place::default(), async |_, window| {
        window.press("lang-en").await?;
        add_tenant(window, "Fjord AS", ("Norway", "NO")).await?;
        let tenants = records(window, "tenants").await?;
        let id = tenants.first().and_then(|tenant| tenant.get("id")).cloned().ok_or("no tenant")?;
        for (command, arguments) in [
            ("tenant_add", json!({ "draft": 7 })),
            ("tenant_add", json!({})),
            ("tenant_remove", json!({ "id": -1 })),
            ("contract_remove", json!({ "id": id })),
            ("request_show", json!({ "id": id })),
            ("copy_secret", json!({ "contract": id, "field": "access_id" })),
            ("copy_secret", json!({ "contract": id, "field": "'; DROP TABLE tenant; --" })),
            ("idle_minutes_set", json!({ "minutes": -5 })),
            ("idle_minutes_set", json!({ "minutes": 4_000_000_000_u32 })),
            ("history", json!({ "subject": "not an id", "before": -3 })),
            ("search", json!({ "question": ["x"], "language": "en" })),
            ("search", json!({ "question": "x", "language": "xx" })),
        ] {
            let refused = match window.invoke(command, arguments.clone()).await? {
                Err(error) => error.to_string(),
                Ok(answer) => return Err(format!("{command} {arguments} answered {answer}").into()),
            };
            let said = refused.to_lowercase();
            assert!(refused.len() > 15, "{command}: {refused}");
            for word in ["select ", "insert ", "sqlite", "panicked", "unwrap"] {
                assert!(!said.contains(word), "{command} says {refused}");
            }
        }
        window.invoke("today", json!({ "all": false })).await?.map(|_| ()).map_err(|error| error.to_string().into())
    })
}

/// Sends so many letters in one field, made in the page; answers the refusal.
async fn send(window: &Window, command: &str, field: &str, letters: usize) -> Outcome<Value> {
    let script = "const [command, field, letters, done] = arguments;
        window.__TAURI_INTERNALS__.invoke(command, { [field]: 'x'.repeat(letters) })
            .then((value) => done({ answered: String(value).slice(0, 200) }), (error) => done(error));";
    let arguments = vec![json!(command), json!(field), json!(letters)];
    Ok(window.client().execute_async(script, arguments).await?)
}

/// The most memory that the program has ever taken, in megabytes.
fn peak(desk: &Desk) -> Outcome<u64> {
    let running = desk.running();
    let (process, _) = running.iter().find(|(_, name)| name == "support-atlas").ok_or("the program does not run")?;
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).ok_or("no peak")?;
    Ok(line.split_whitespace().nth(1).ok_or("no number")?.parse::<u64>()? / 1024)
}
