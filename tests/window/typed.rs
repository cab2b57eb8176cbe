//! Markup and scripts typed into every field that takes text, key by key, sent where it can be sent and left where not: nothing
//! runs, the page stays where it is, and no command is called that was not declared.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::Duration;

use fantoccini::Locator;
use fantoccini::key::Key;
use serde_json::{Value, json};
use tokio::time::sleep;
use workspace_tests::desk::{Desk, Place};
use workspace_tests::drive::drive;
use workspace_tests::window::Window;
use workspace_tests::{Outcome, root};

use crate::canary::LISTEN;
use crate::scripts::{look, watch};
use crate::steps::pick;
use crate::stops::{self, AtStop, escape, over, route};

/// As the build declares them.
const COMMANDS: &[&str] = &include!("../../src-tauri/src/commands/names.rs");

/// A link that is a script, the end of an attribute, and an element that fails to load.
const HOSTILE: &str = "javascript:ran=1//\"><img src=x onerror=ran=1>";

/// Which fields each walk types into, by their test ids.
const WALKS: [(&str, &[&str]); 6] = [
    ("filing", FILING),
    ("requests", REQUESTS),
    ("contracts", CONTRACTS),
    ("access", ACCESS),
    ("plans", PLANS),
    ("vault", VAULT),
];
const FILING: &[&str] = &[
    "field-case_number",
    "field-title",
    "filed-date",
    "filed-time",
    "filed_at-date",
    "filed_at-time",
    "pack-contact",
    "pack-description",
    "pack-environment",
    "pack-environment_url",
    "pack-error",
    "pack-expected",
    "pack-hours",
    "pack-impact",
    "pack-reach",
    "pack-reproduction",
    "pack-since",
    "pack-title",
    "pack-tried",
    "search-input",
    "until-date",
    "until-time",
];
const REQUESTS: &[&str] = &[
    "at-date",
    "at-time",
    "field-case_number",
    "field-from",
    "field-holder",
    "field-note",
    "field-reason",
    "field-through",
    "field-title",
    "filed_at-date",
    "filed_at-time",
    "filter-text",
    "mail",
    "pack-contact",
    "pack-description",
    "pack-environment",
    "pack-environment_url",
    "pack-error",
    "pack-expected",
    "pack-hours",
    "pack-impact",
    "pack-reach",
    "pack-reproduction",
    "pack-since",
    "pack-title",
    "pack-tried",
    "view-name",
];
const CONTRACTS: &[&str] = &[
    "field-access_id",
    "field-account_manager",
    "field-contract_id",
    "field-ends",
    "field-holder",
    "field-incidents_refunded",
    "field-incidents_total",
    "field-incidents_used",
    "field-name",
    "field-on",
    "field-package_ends",
    "field-package_id",
    "field-package_starts",
    "field-password",
    "field-sign_in",
    "field-starts",
    "own-hours-a",
    "own-hours-b",
    "own-hours-c",
    "own-hours-critical",
    "own-hours-standard",
    "own-minutes-a",
    "own-minutes-b",
    "own-minutes-c",
    "own-minutes-critical",
    "own-minutes-standard",
];
const ACCESS: &[&str] = &[
    "ask-group",
    "ask-relationship",
    "ask-role",
    "delegations-text",
    "field-group-name",
    "field-name",
    "field-object_id",
    "field-tenant_id",
    "field-until",
    "field-upn",
    "filter",
    "matrix-people",
    "matrix-tenants",
];
const PLANS: &[&str] = &[
    "ask-field-amount",
    "ask-field-currency",
    "ask-field-enrollment",
    "ask-field-plan_enrollment",
    "ask-field-term_months",
    "field-amount",
    "field-cancelled",
    "field-closed",
    "field-currency",
    "field-cycle_months",
    "field-name",
    "field-on",
    "field-payment_method",
    "field-purchased",
    "field-term_months",
    "guide-filter",
    "hours-from",
    "hours-to",
    "hours-zone",
    "passphrase-first",
    "passphrase-second",
    "weigh-amount",
    "weigh-currency",
    "weigh-months",
];
const VAULT: &[&str] = &["passphrase-first", "passphrase-second", "unlock-typed"];

/// Behind the system's own file dialog, which cannot be driven; a passphrase that is never shown, as the others.
const UNREACHED: &[&str] = &["restore-passphrase"];

/// Where sending would take away what the walk needs next, or open the system's file dialog: typed and left.
const LEFT: [&str; 7] = [
    "settings-backup",
    "plan-cancel-plan",
    "request-pause",
    "request-severity",
    "request-contact",
    "request-close-request",
    "request-respond",
];

/// Numbers the fields that take text and that nothing covers, and answers their test ids and what is in them.
const FIELDS: &str = "document.querySelectorAll('[data-typed]').forEach((field) => delete field.dataset.typed);
    const found = [];
    for (const field of document.querySelectorAll('input, textarea, [contenteditable]')) {
        if (field.matches('[type=checkbox], [type=radio], [type=file], :disabled, :read-only')) continue;
        if (!field.checkVisibility({ visibilityProperty: true })) continue;
        field.scrollIntoView({ block: 'center' });
        const { x, y, width, height } = field.getBoundingClientRect();
        if (document.elementFromPoint(x + width / 2, y + height / 2) !== field) continue;
        field.dataset.typed = found.length;
        found.push([field.dataset.testid ?? field.outerHTML.slice(0, 120), field.value]);
    }
    return found;";

/// Puts back what was in a field.
const PUT_BACK: &str = "const [number, value] = arguments;
    const field = document.querySelector(`[data-typed='${number}']`);
    if (!field) return;
    field.value = value;
    field.dispatchEvent(new Event('input', { bubbles: true }));";

const SAVE: &str = "[data-testid=dialog] [data-testid=save]";

#[derive(Default)]
struct Typist {
    typed: BTreeSet<String>,
    fields: usize,
    sent: usize,
    kept: usize,
    called: BTreeSet<String>,
    wrong: String,
}

impl AtStop for Typist {
    async fn stop(&mut self, window: &Window, name: &str) -> Outcome {
        if window.script("return window.tried === undefined", Vec::new()).await? == json!(true) {
            watch(window).await?;
            window.script(LISTEN, Vec::new()).await?;
        }
        let fields = window.script(FIELDS, Vec::new()).await?;
        let fields: Vec<(String, String)> = serde_json::from_value(fields)?;
        for (number, (id, _)) in fields.iter().enumerate() {
            if write(window, number).await? {
                self.typed.insert(id.clone());
                self.fields += 1;
            }
        }
        if !fields.is_empty() {
            window.keys(&char::from(Key::Tab).to_string()).await?;
        }
        self.see(window, name).await?;
        let dialog = window.count("dialog").await? > 0;
        if dialog && !usable(window).await? {
            // What is no date keeps a form from being sent.
            for (number, (id, before)) in fields.iter().enumerate() {
                if id.ends_with("-date") || id.ends_with("-time") {
                    window.script(PUT_BACK, vec![json!(number), json!(before)]).await?;
                }
            }
        }
        if dialog && !fields.is_empty() && !LEFT.contains(&name) && send(window).await? {
            self.sent += 1;
            self.see(window, name).await?;
            // What takes no such text takes what it had: then the rest of it is kept.
            if let Some(refused) = refused(window).await? {
                for number in refused {
                    let before = fields.get(number).map(|(_, value)| value.as_str()).unwrap_or_default();
                    window.script(PUT_BACK, vec![json!(number), json!(before)]).await?;
                }
                send(window).await?;
                self.see(window, name).await?;
            }
            self.kept += usize::from(window.count("dialog").await? == 0);
        }
        if !dialog {
            for (number, (_, before)) in fields.iter().enumerate() {
                window.script(PUT_BACK, vec![json!(number), json!(before)]).await?;
            }
        }
        Ok(())
    }
}

impl Typist {
    /// Nothing ran, and everything is as it should be.
    async fn see(&mut self, window: &Window, name: &str) -> Outcome {
        window.settled().await?;
        look(window, name, &mut self.wrong).await?;
        let at = window.client().current_url().await?;
        if !at.as_str().starts_with("tauri://localhost") {
            writeln!(self.wrong, "{name}: went to {at}")?;
        }
        let windows = window.client().windows().await?.len();
        if windows != 1 {
            writeln!(self.wrong, "{name}: {windows} windows")?;
        }
        let called = window.script("return window.traffic.splice(0).map(([to]) => to)", Vec::new()).await?;
        for address in called.as_array().into_iter().flatten().filter_map(Value::as_str) {
            let command = address.strip_prefix("ipc://localhost/").unwrap_or(address);
            self.called.insert(command.to_owned());
        }
        Ok(())
    }

    fn finish(self, expected: &[&str]) {
        let Self { typed, fields, sent, kept, called, wrong } = self;
        println!("{fields} fields, {sent} forms sent, {kept} of them kept, {} commands called", called.len());
        assert!(wrong.is_empty(), "{wrong}");
        let undeclared: Vec<&String> = called.iter().filter(|command| !COMMANDS.contains(&command.as_str())).collect();
        assert!(undeclared.is_empty(), "called without being declared: {undeclared:?}");
        assert!(!called.is_empty(), "calls are heard");
        let expected: BTreeSet<String> = expected.iter().map(|id| (*id).to_owned()).collect();
        assert_eq!(typed, expected);
    }
}

/// Types the text into a field, and answers whether it took any of it.
async fn write(window: &Window, number: usize) -> Outcome<bool> {
    let Ok(field) = window.client().find(Locator::Css(&format!("[data-typed='{number}']"))).await else {
        return Ok(false);
    };
    let most = field.attr("maxlength").await?.and_then(|most| most.parse().ok()).unwrap_or(usize::MAX);
    let expected: String = HOSTILE.chars().take(most).collect();
    let _ = field.clear().await;
    field.send_keys(HOSTILE).await?;
    // The driver answers before the page has seen the last keys.
    for _ in 0..80 {
        if field.prop("value").await?.as_deref() == Some(&expected) {
            return Ok(true);
        }
        sleep(Duration::from_millis(25)).await;
    }
    let value = field.prop("value").await?.unwrap_or_default();
    Err(format!("field {number} holds {value:?}, not {expected:?}").into())
}

/// Whether the form of the dialog can be sent.
async fn usable(window: &Window) -> Outcome<bool> {
    let usable = "return document.querySelector(arguments[0])?.disabled === false";
    Ok(window.script(usable, vec![json!(SAVE)]).await? == json!(true))
}

/// Sends the form of the dialog, where that can be done, and waits for what comes of it.
async fn send(window: &Window) -> Outcome<bool> {
    if !usable(window).await? {
        return Ok(false);
    }
    window.press_css(SAVE).await?;
    let answered = "const dialog = document.querySelector('[data-testid=dialog]');
        return !dialog || !!dialog.querySelector('[aria-invalid=true], [role=alert]');";
    for _ in 0..120 {
        if window.script(answered, Vec::new()).await? == json!(true) {
            break;
        }
        sleep(Duration::from_millis(25)).await;
    }
    Ok(true)
}

/// The fields of the dialog that were refused; none where the dialog is gone.
async fn refused(window: &Window) -> Outcome<Option<Vec<usize>>> {
    let script = "const dialog = document.querySelector('[data-testid=dialog]');
        return dialog && [...dialog.querySelectorAll('[aria-invalid=true][data-typed]')].map((field) => Number(field.dataset.typed));";
    Ok(serde_json::from_value(window.script(script, Vec::new()).await?)?)
}

/// Opens the window on sample data and walks.
fn walk(name: &'static str, steps: impl AsyncFnOnce(&Desk, &Window, &mut Typist) -> Outcome) -> Outcome {
    let expected = WALKS.iter().find(|(walk, _)| *walk == name).map(|(_, ids)| *ids).ok_or("no such walk")?;
    drive(&format!("typed-{name}"), Place::default(), async |desk, window| {
        window.press("lang-en").await?;
        window.press("sample-add").await?;
        window.find("sample-banner").await?;
        let mut typist = Typist::default();
        steps(desk, window, &mut typist).await?;
        typist.finish(expected);
        Ok(())
    })
}

#[test]
fn markup_typed_while_filing_runs_nothing() -> Outcome {
    walk("filing", async |_, window, typist| {
        stops::filing(window, typist).await?;
        window.go("today").await?;
        window.press("remind").await?;
        window.press("remind-until").await?;
        window.find("dialog").await?;
        typist.stop(window, "today-remind-until").await?;
        escape(window).await
    })
}

#[test]
fn markup_typed_about_requests_runs_nothing() -> Outcome {
    walk("requests", async |_, window, typist| {
        stops::requests(window, typist).await?;
        stops::request(window, typist).await?;
        window.go("requests").await?;
        window.find("row-request").await?;
        window.press("select-page").await?;
        window.find("bulk").await?;
        over(window, "bulk-assign", "[role=dialog]", typist, "bulk-assign").await?;
        window.press("select-page").await?;
        window.find("bulk").await?;
        over(window, "bulk-close", "[role=dialog]", typist, "bulk-close").await?;
        window.write("filter-text", "a").await?;
        window.press("view-keep").await?;
        window.find("view-name").await?;
        typist.stop(window, "view-name").await?;
        window.write("view-name", HOSTILE).await?;
        window.press("view-save").await?;
        window.shows("filter-view", &[HOSTILE]).await?;
        typist.see(window, "view-kept").await
    })
}

#[test]
fn markup_typed_about_contracts_runs_nothing() -> Outcome {
    walk("contracts", async |_, window, typist| {
        stops::contracts(window, typist).await?;
        for kind in ["contract_id", "password"] {
            window.press("add-contract").await?;
            pick(window, "field-kind", "premier").await?;
            window.press(&format!("secret-kind-{kind}")).await?;
            typist.stop(window, &format!("contract-{kind}")).await?;
            escape(window).await?;
        }
        window.go("contracts").await?;
        window.press("open-contract").await?;
        window.find("contract-detail").await?;
        window.press("edit-terms").await?;
        window.press("add-package").await?;
        typist.stop(window, "contract-package").await?;
        escape(window).await
    })
}

#[test]
fn markup_typed_about_tenants_and_people_runs_nothing() -> Outcome {
    walk("access", async |desk, window, typist| {
        // Enough of them for a field to narrow the list with.
        for number in 0..8 {
            desk.atlas(
                &["tenant", "add", "--kind", "client", "--name", &format!("Kunde {number}"), "--country", "NO"],
                "",
            )?;
        }
        window.reload().await?;
        stops::access(window, typist).await?;
        window.go("tenants").await?;
        window.press("tab-people").await?;
        window.press("open-person").await?;
        window.press("add-group").await?;
        pick(window, "field-group", "new").await?;
        typist.stop(window, "person-new-group").await?;
        escape(window).await?;
        for (export, key) in [
            ("access-assignment.powershell.json", "relationship"),
            ("service-support-administrator-members.powershell.json", "role"),
        ] {
            // Under a name that says nothing.
            let file = desk.folder().join(format!("{key}.json"));
            fs::copy(root().join("src-tauri/crates/register/tests/exports").join(export), &file)?;
            desk.open_with_application(&[&file])?;
            window.find("file-problem").await?;
            if window.count("ask-tenant").await? > 0 {
                window.press("ask-tenant").await?;
                window.press_css("[data-testid^=option-]").await?;
            }
            window.find(&format!("ask-{key}")).await?;
            typist.stop(window, export).await?;
            window.write(&format!("ask-{key}"), HOSTILE).await?;
            window.press(&format!("answer-{key}")).await?;
            typist.see(window, export).await?;
            window.press("import-discard").await?;
            window.gone("waiting-file").await?;
        }
        window.go("tenants").await?;
        over(window, "edit", "[role=dialog]", typist, "tenant-edit").await?;
        window.press("tab-people").await?;
        over(window, "edit", "[role=dialog]", typist, "person-edit").await
    })
}

#[test]
fn markup_typed_about_plans_and_the_rest_runs_nothing() -> Outcome {
    walk("plans", async |_, window, typist| {
        stops::plans_and_more(window, typist).await?;
        window.go("plans").await?;
        window.press("add-plan").await?;
        pick(window, "field-bought_through", "enterprise-agreement").await?;
        window.find("field-cycle_months").await?;
        typist.stop(window, "plan-agreement").await?;
        escape(window).await?;
        window.press_css("[data-testid=row-plan][data-state=active] [data-testid=open-plan]").await?;
        window.find("plan-detail").await?;
        for button in ["cancel-plan", "edit", "change-plan"] {
            over(window, button, "[role=dialog]", typist, &format!("plan-{button}")).await?;
        }
        escape(window).await?;
        for (topic, question) in [("S30", "ask-bill"), ("S33", "ask-reopen"), ("S36", "ask-enrollment")] {
            route(window, &format!("/guide/{topic}"), "topic").await?;
            window.press(question).await?;
            window.settled().await?;
            typist.stop(window, question).await?;
        }
        Ok(())
    })
}

#[test]
fn markup_typed_as_a_secret_runs_nothing() -> Outcome {
    drive("typed-vault", Place::default(), async |desk, window| {
        window.press("lang-en").await?;
        let mut typist = Typist::default();
        typist.stop(window, "today").await?;
        desk.atlas(
            &["contract", "add", "--kind", "premier", "--name", "Nordic"],
            &json!({ "access_id": "1" }).to_string(),
        )?;
        window.reload().await?;
        window.go("settings").await?;
        window.press("protect-passphrase").await?;
        // Markup is a passphrase like any other.
        typist.stop(window, "passphrase").await?;
        window.gone("dialog").await?;
        window.press("vault-lock").await?;
        window.has("vault-state", "data-state", "locked").await?;
        window.press("vault-unlock").await?;
        typist.stop(window, "unlock").await?;
        window.gone("dialog").await?;
        window.has("vault-state", "data-state", "unlocked").await?;
        typist.see(window, "unlocked").await?;
        typist.finish(VAULT);
        Ok(())
    })
}

/// The walks type into every field that the sources of the window have.
#[test]
fn every_field_that_takes_text_is_typed_into() -> Outcome {
    let typed: BTreeSet<&str> = WALKS.iter().flat_map(|(_, ids)| ids.iter().copied()).collect();
    let mut patterns = BTreeSet::new();
    fields_of(&root().join("ui/src"), &mut patterns)?;
    assert!(patterns.len() > 40, "fields are found: {}", patterns.len());
    let matches = |pattern: &str, id: &str| match pattern.split_once('{') {
        None => pattern == id,
        Some((start, rest)) => {
            let end = rest.split_once('}').map_or("", |(_, end)| end);
            id.len() > start.len() + end.len() && id.starts_with(start) && id.ends_with(end)
        }
    };
    let missed: Vec<&String> = patterns
        .iter()
        .filter(|pattern| !typed.iter().any(|id| matches(pattern, id)) && !UNREACHED.contains(&pattern.as_str()))
        .collect();
    assert!(missed.is_empty(), "nobody types into {missed:?}");
    Ok(())
}

/// The test ids of all fields that take text, with `{…}` for what stands in for a name.
fn fields_of(folder: &Path, patterns: &mut BTreeSet<String>) -> Outcome {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            fields_of(&path, patterns)?;
        } else if path.extension().is_some_and(|extension| extension == "svelte") {
            let text = fs::read_to_string(&path)?;
            for kind in ["<input", "<textarea", "contenteditable"] {
                for rest in text.split(kind).skip(1) {
                    let tag = rest.split('<').next().unwrap_or_default();
                    if ["checkbox", "radio"].iter().any(|kind| tag.contains(&format!("type=\"{kind}\"")))
                        || tag.contains(" readonly")
                    {
                        continue;
                    }
                    let id = tag.split("data-testid=\"").nth(1).and_then(|rest| rest.split('"').next());
                    patterns.insert(
                        id.ok_or_else(|| format!("a field without a test id in {}", path.display()))?.to_owned(),
                    );
                }
            }
        }
    }
    Ok(())
}
