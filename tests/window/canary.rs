//! Values that stand for secrets, typed into the window and searched for everywhere: in what passes between page and program,
//! in the page and its storage, in titles, notifications, arguments, environments, logs and files. And what was revealed, in the
//! memory of every web view, before and after.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _, Seek as _, SeekFrom};
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use workspace_tests::Outcome;
use workspace_tests::desk::{Desk, Place};
use workspace_tests::desktop::Desktop;
use workspace_tests::drive::drive;
use workspace_tests::planted::{holds, plainly, search};
use workspace_tests::window::Window;

use crate::reminders::always;
use crate::steps::{Contract, add_tenant, fill_contract};

const ACCESS_ID: &str = "CANARY-ACCESS-4711";
const CONTRACT_ID: &str = "CANARY-CONTRACT-4712";
const PASSWORD: &str = "CANARY-PASSWORD-4713";
const PASSPHRASE: &str = "CANARY-PASSPHRASE-4714 elg";
const WRONG: &str = "CANARY-WRONG-4716 ulv";

/// Commands that a secret is typed into.
const TYPED_INTO: [&str; 4] = ["contract_add", "passphrase_is_weak", "vault_protect", "vault_unlock"];

/// Keeps all that passes between page and program.
pub(crate) const LISTEN: &str = "window.traffic = [];
    const fetch = window.fetch;
    window.fetch = async (to, options) => {
        const body = options?.body;
        const sent = typeof body === 'string' ? body : body ? new TextDecoder().decode(body) : '';
        const answer = await fetch(to, options);
        window.traffic.push([String(to.url ?? to), sent, await answer.clone().text()]);
        return answer;
    };";

/// All that the web view may have kept of the page.
const STORED: &str = "const done = arguments[0];
    const fields = [...document.querySelectorAll('input, textarea')].map((field) => field.value);
    const page = [document.documentElement.outerHTML, document.title, location.href, ...fields];
    const kept = [JSON.stringify(localStorage), JSON.stringify(sessionStorage), document.cookie, JSON.stringify(history.state)];
    Promise.all([indexedDB.databases?.() ?? [], globalThis.caches?.keys().catch(() => []) ?? []])
        .then((names) => done([...page, ...kept, JSON.stringify(names)].join('\\n')));";

#[test]
fn no_secret_is_anywhere_but_in_the_call_that_it_was_typed_into() -> Outcome {
    drive("canary", Place::default(), async |desk, window| {
        let desktop = Desktop::set_up(desk.bus())?;
        window.press("lang-en").await?;
        window.script(LISTEN, Vec::new()).await?;
        let recovery = type_everything(desk, window).await?;
        let planted: Vec<String> =
            [ACCESS_ID, CONTRACT_ID, PASSWORD, PASSPHRASE, WRONG, &recovery].map(str::to_owned).into();
        walk(window).await?;
        let notifications = desktop.wait_for_notifications(1)?;

        let traffic = window.script("return JSON.stringify(window.traffic)", Vec::new()).await?;
        let calls: Vec<[String; 3]> = serde_json::from_str(traffic.as_str().ok_or("nothing was heard")?)?;
        assert!(calls.len() > 30, "the traffic was heard: {}", calls.len());
        let mut typed = 0;
        for [address, sent, answer] in &calls {
            let command = address.rsplit('/').next().unwrap_or_default();
            for secret in &planted {
                assert!(!holds(answer.as_bytes(), secret), "{command} answered {secret}");
                assert!(!holds(address.as_bytes(), secret), "{secret} stands in an address");
                if holds(sent.as_bytes(), secret) {
                    assert!(TYPED_INTO.contains(&command), "{secret} was sent to {command}");
                    typed += 1;
                }
            }
        }
        assert!(typed >= 6, "each was typed into something: {typed}");

        let stored = window.client().execute_async(STORED, Vec::new()).await?;
        let mut places = vec![
            ("page and storage", stored.as_str().unwrap_or_default().to_owned()),
            ("notifications", format!("{notifications:?}")),
            ("titles", desk.screen()?.titles()?.join("\n")),
            ("errors and logs", desk.errors()),
        ];
        for (process, _) in desk.running() {
            for name in ["cmdline", "environ", "comm"] {
                let text = std::fs::read(format!("/proc/{process}/{name}")).unwrap_or_default();
                places.push(("a process", String::from_utf8_lossy(&text).into_owned()));
            }
        }
        for (place, text) in &places {
            assert!(!text.is_empty() || *place != "page and storage", "{place} was looked at");
            for secret in &planted {
                assert!(!holds(text.as_bytes(), secret), "{place}: {secret}");
            }
        }
        let (files, found) = search(desk.folder(), &planted, &[]);
        assert!(files > 10, "register, backups, logs, the web view's own: {files}");
        assert!(found.is_empty(), "{found:?}");
        Ok(())
    })
}

/// Types each secret where it belongs, uses it, and is refused with another; answers the recovery key.
async fn type_everything(desk: &Desk, window: &Window) -> Outcome<String> {
    add_tenant(window, "Fjordkraft Drift AS", ("Norway", "NO")).await?;
    fill_contract(window, &Contract { kind: "premier", name: "Nordic 2026", access_id: ACCESS_ID }).await?;
    window.press("secret-kind-contract_id").await?;
    window.paste("field-contract_id", CONTRACT_ID).await?;
    window.press("save").await?;
    window.gone("dialog").await?;
    fill_contract(window, &Contract { kind: "premier", name: "Second 2026", access_id: "x-1" }).await?;
    window.press("secret-kind-password").await?;
    window.paste("field-password", PASSWORD).await?;
    window.press("save").await?;
    window.gone("dialog").await?;
    window.press("copy-access_id").await?;
    window.shows("toast", &["30 s"]).await?;
    let recovery: Value = serde_json::from_str(&desk.atlas(&["--json", "recovery", "new"], "")?)?;
    let recovery = recovery.get("recovery_key").and_then(Value::as_str).ok_or("no recovery key")?.to_owned();

    window.go("settings").await?;
    window.press("protect-passphrase").await?;
    window.write("passphrase-first", PASSPHRASE).await?;
    window.write("passphrase-second", PASSPHRASE).await?;
    window.press("save").await?;
    window.gone("dialog").await?;
    window.press("vault-lock").await?;
    window.has("vault-state", "data-state", "locked").await?;
    window.go("contracts").await?;
    window.press("reveal-access_id").await?;
    for (typed, wrong) in [(WRONG, true), (PASSPHRASE, false)] {
        window.write("unlock-typed", typed).await?;
        window.press("save").await?;
        if wrong {
            window.has("unlock-typed", "aria-invalid", "true").await?;
        }
    }
    window.gone("dialog").await?;
    window.has("vault-state", "data-state", "unlocked").await?;
    let opened = window.invoke("vault_unlock", json!({ "passphrase": null, "recovery": recovery })).await?;
    opened.map_err(|error| error.to_string())?;
    Ok(recovery)
}

/// Looks at all that shows contracts, and has a reminder shown.
async fn walk(window: &Window) -> Outcome {
    let now = chrono::Utc::now();
    let draft = json!({
        "tenant": window.invoke("tenants", json!({})).await?.map_err(|error| error.to_string())?.pointer("/0/id"),
        "product": "customer-engagement", "plan": "subscription", "contract": null, "severity": "a",
        "title": "Nobody can sign in", "filed_at": (now - chrono::TimeDelta::minutes(61)).to_rfc3339(), "case_number": null,
    });
    for (command, arguments) in [
        ("request_log", json!({ "draft": draft })),
        ("background_set", json!({ "settings": always(), "startAtLogin": false })),
        ("reminders_pause", json!({ "pause": false })),
        ("contracts", json!({})),
        ("access_id_masks", json!({})),
        ("history", json!({ "subject": null, "before": null })),
        ("register_check", json!({})),
        ("search", json!({ "question": "CANARY", "language": "en" })),
        ("vault_protection", json!({})),
    ] {
        let answer = window.invoke(command, arguments).await?;
        answer.map_err(|error| format!("{command}: {error}"))?;
    }
    for screen in ["today", "file", "requests", "contracts", "plans", "tenants", "settings"] {
        window.go(screen).await?;
    }
    window.go("contracts").await?;
    window.press("open-contract").await?;
    window.find("contract-detail").await?;
    window.press("close").await?;
    // By the button: an address that is set loads the page anew, and with it all that was heard.
    window.go("settings").await?;
    window.press("show-history").await?;
    window.shows("history", &["Secret copied", "Nordic 2026"]).await
}

#[test]
fn what_was_revealed_is_gone_with_its_window() -> Outcome {
    drive("revealed", Place::default(), async |desk, window| {
        window.press("lang-en").await?;
        // Not typed into this window: what its page holds, it got from revealing.
        let add = ["contract", "add", "--kind", "premier", "--name", "Nordic 2026"];
        desk.atlas(&add, &json!({ "access_id": ACCESS_ID }).to_string())?;
        window.reload().await?;
        window.go("contracts").await?;
        window.shows("row-contract", &["Nordic 2026"]).await?;
        if remembering(desk)?.is_none() {
            println!("not run: this user may not look into the memory of its own programs");
            return Ok(());
        }
        let screen = desk.screen()?;
        let windows = || Ok::<_, Box<dyn std::error::Error>>(screen.titles()?.len());
        let alone = windows()?;
        window.press("reveal-access_id").await?;
        let pressed = Instant::now();
        window.until_true("the web view to show it", async |_| Ok(remembering(desk)? > Some(0))).await?;
        tokio::time::sleep(Duration::from_secs(17).saturating_sub(pressed.elapsed())).await;
        assert!(windows()? > alone, "it is shown for 20 seconds");
        window.until_true("its window to close", async |_| Ok(windows()? == alone)).await?;
        window.until_true("every web view to be rid of it", async |_| Ok(remembering(desk)? == Some(0))).await?;
        tokio::time::sleep(Duration::from_secs(2)).await;
        assert_eq!(remembering(desk)?, Some(0), "a web view still remembers it");
        window.find("row-contract").await.map(|_| ())
    })
}

/// How many web views hold the Access ID in their memory; none where looking is not allowed.
fn remembering(desk: &Desk) -> Outcome<Option<usize>> {
    let mut holding = 0;
    for (process, _) in desk.running().into_iter().filter(|(_, name)| name.starts_with("WebKitWebProces")) {
        let place = |name: &str| format!("/proc/{process}/{name}");
        let opened = (File::open(place("maps")), File::open(place("pagemap")), File::open(place("mem")));
        let (Ok(maps), Ok(mut pages), Ok(mut memory)) = opened else {
            // Ended meanwhile, or none of our business.
            if Path::new(&place("stat")).exists() {
                return Ok(None);
            }
            continue;
        };
        for line in BufReader::new(maps).lines().map_while(Result::ok) {
            let mut words = line.split_whitespace();
            let (Some(range), Some(rights)) = (words.next(), words.next()) else { continue };
            // What is only read was never written to.
            if !rights.starts_with("rw") {
                continue;
            }
            let Some((from, to)) = range.split_once('-') else { continue };
            let (from, to) = (u64::from_str_radix(from, 16)?, u64::from_str_radix(to, 16)?);
            if holds_in(&mut memory, &mut pages, from, to) {
                holding += 1;
                break;
            }
        }
    }
    Ok(Some(holding))
}

/// Reads what is there, piece by piece: web views reserve far more than they use.
fn holds_in(memory: &mut File, pages: &mut File, from: u64, to: u64) -> bool {
    const PAGE: u64 = 4096;
    const PIECE: u64 = 512 * PAGE;
    let mut last: Vec<u8> = Vec::new();
    for at in (from..to).step_by(512 * 4096) {
        let length = PIECE.min(to - at);
        // Eight bytes for each page; the highest bit says that it is in memory.
        let mut map = Vec::new();
        let read = pages
            .seek(SeekFrom::Start(at / PAGE * 8))
            .and_then(|_| pages.take(length / PAGE * 8).read_to_end(&mut map));
        if read.is_err() || map.chunks_exact(8).all(|page| page.last().is_none_or(|high| high & 0x80 == 0)) {
            last.clear();
            continue;
        }
        let mut bytes = std::mem::take(&mut last);
        if memory.seek(SeekFrom::Start(at)).is_err() || memory.take(length).read_to_end(&mut bytes).is_err() {
            continue;
        }
        if plainly(&bytes, ACCESS_ID) {
            return true;
        }
        // It may lie across two pieces.
        last = bytes.split_off(bytes.len().saturating_sub(2 * ACCESS_ID.len()));
    }
    false
}
