//! Markup and scripts in every text that is kept and in every import: all of it is shown as text on every screen and over every
//! dialog, nothing runs, and nothing was even tried.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};
use workspace_tests::desk::{Desk, Place};
use workspace_tests::drive::drive;
use workspace_tests::window::Window;
use workspace_tests::{Outcome, root};

use crate::stops::{self, AtStop};

/// Stands for the hostile text in a list of arguments.
const HERE: &str = "HOSTILE";

/// One of several ways in, with a number to know it by. No `@`: a sign-in name has one of its own.
fn hostile(number: usize) -> String {
    let ways = [
        "<img src=x onerror=window.ran=1>",
        "<svg onload=window.ran=1>",
        "</script><script>window.ran=1</script>",
        "\"><iframe srcdoc='<script>parent.ran=1</script>'>",
        "<a href=javascript:window.ran=1>x</a>",
        "[x](javascript:window.ran=1) **b** {{7*7}}",
    ];
    format!("Q{number:03}{}", ways.get(number % ways.len()).unwrap_or(&""))
}

/// What was planted, and what of it was seen as text.
#[derive(Default)]
struct Planted {
    fields: Vec<(String, String)>,
    refused: Vec<String>,
    seen: String,
    wrong: String,
}

impl Planted {
    /// Runs `atlas` with a hostile text in a field. Fields that take no such text refuse it.
    fn plant(&mut self, desk: &Desk, arguments: &[&str]) {
        let number = self.fields.len() + self.refused.len();
        let arguments: Vec<String> = arguments.iter().map(|word| word.replace(HERE, &hostile(number))).collect();
        let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
        match desk.atlas(&words, "") {
            Ok(_) => self.fields.push((format!("Q{number:03}"), arguments.join(" "))),
            Err(error) => self.refused.push(error.to_string()),
        }
    }

    fn unseen(&self) -> Vec<&str> {
        let unseen = self.fields.iter().filter(|(mark, _)| !self.seen.contains(mark));
        unseen.map(|(_, what)| what.as_str()).collect()
    }
}

impl AtStop for Planted {
    async fn stop(&mut self, window: &Window, name: &str) -> Outcome {
        self.seen += &look(window, name, &mut self.wrong).await?;
        Ok(())
    }
}

/// Whether anything ran, became an element or was tried; notes what did, and answers all the text there is.
pub(crate) async fn look(window: &Window, name: &str, wrong: &mut String) -> Outcome<String> {
    let look =
        "const bad = 'iframe, object, embed, img[src=x], [onerror], [onload], [srcdoc], a[href^=\"javascript:\"]';
        const values = [...document.querySelectorAll('input, textarea')].map((field) => field.value);
        return {
            ran: window.ran ?? null,
            foreign: [...document.querySelectorAll(bad)].map((element) => element.outerHTML.slice(0, 120)),
            scripts: document.scripts.length - window.scriptsBefore,
            tried: window.tried,
            text: [document.body.innerText, ...values].join('\\n'),
        };";
    // Some addresses load the page anew.
    if window.script("return window.tried === undefined", Vec::new()).await? == json!(true) {
        watch(window).await?;
    }
    let found = window.script(look, Vec::new()).await?;
    for (what, harmless) in [("ran", json!(null)), ("foreign", json!([])), ("scripts", json!(0)), ("tried", json!([]))]
    {
        let seen = found.get(what).ok_or("not asked")?;
        if *seen != harmless {
            writeln!(wrong, "{name}, {what}: {seen}")?;
        }
    }
    Ok(found.get("text").and_then(Value::as_str).ok_or("no text")?.to_owned())
}

/// From here on every breach of the page's policy is noted: markup that was taken for markup.
pub(crate) async fn watch(window: &Window) -> Outcome {
    let script = "window.tried = [];
        window.scriptsBefore = document.scripts.length;
        document.addEventListener('securitypolicyviolation', (event) => window.tried.push(event.effectiveDirective));";
    window.script(script, Vec::new()).await.map(|_| ())
}

fn ids(desk: &Desk, words: &[&str]) -> Outcome<Vec<String>> {
    let list: Value = serde_json::from_str(&desk.atlas(&[&["--json"], words].concat(), "")?)?;
    let items = list.get("items").and_then(Value::as_array).ok_or("no list")?.iter();
    Ok(items.filter_map(|item| item.get("id").and_then(Value::as_str).map(str::to_owned)).collect())
}

/// Over the sample data, so that there is something behind every button.
fn plant_everything(desk: &Desk) -> Outcome<Planted> {
    let mut planted = Planted::default();
    for tenant in ids(desk, &["tenant", "list"])? {
        planted.plant(desk, &["tenant", "set", &tenant, "--name", HERE]);
    }
    for person in ids(desk, &["person", "list"])? {
        planted.plant(desk, &["person", "set", &person, "--name", HERE]);
        planted.plant(desk, &["person", "set", &person, "--upn", "HOSTILE@fjord.example"]);
    }
    planted.plant(desk, &["group", "add", "--name", HERE]);
    for contract in ids(desk, &["contract", "list"])? {
        for field in ["--name", "--holder", "--account-manager"] {
            planted.plant(desk, &["contract", "set", &contract, field, HERE]);
        }
        planted.plant(
            desk,
            &["contract", "link", &contract, "--channel", "services-hub", "--sign-in", "HOSTILE@x.example"],
        );
    }
    for plan in ids(desk, &["plan", "list"])? {
        for field in ["--name", "--payment-method"] {
            planted.plant(desk, &["plan", "set", &plan, field, HERE]);
        }
    }
    for enrollment in ids(desk, &["enrollment", "list"])? {
        for field in ["--name", "--reseller"] {
            planted.plant(desk, &["enrollment", "set", &enrollment, field, HERE]);
        }
    }
    for request in ids(desk, &["request", "list"])? {
        planted.plant(desk, &["request", "assign", &request, "--to", HERE]);
    }
    plant_request(desk, &mut planted)?;
    plant_edition(desk, &mut planted)?;
    Ok(planted)
}

/// The most urgent one of all, so that it is the first in the list.
fn plant_request(desk: &Desk, planted: &mut Planted) -> Outcome {
    let tenants = ids(desk, &["tenant", "list"])?;
    let tenant = tenants.first().ok_or("no tenant")?;
    let ago = |minutes| (chrono::Utc::now() - chrono::TimeDelta::minutes(minutes)).to_rfc3339();
    let log =
        ["request", "log", "--tenant", tenant, "--product", "customer-engagement", "--plan", "professional-direct"];
    let filed = ago(50);
    let more = ["--severity", "a", "--title", HERE, "--holder", "HOSTILE", "--filed-at", &filed];
    let before = ids(desk, &["request", "list"])?;
    planted.plant(desk, &[&log[..], &more].concat());
    let request = ids(desk, &["request", "list"])?.into_iter().find(|id| !before.contains(id)).ok_or("no request")?;
    let file = desk.folder().join(format!("{}.txt", hostile(900).replace('/', "")));
    fs::write(&file, "attached")?;
    planted.plant(desk, &["request", "note", &request, HERE]);
    planted.plant(desk, &["request", "pause", &request, "--at", &ago(20), "--reason", HERE]);
    planted.plant(desk, &["request", "resume", &request, "--at", &ago(10)]);
    planted.fields.pop();
    planted.plant(desk, &["request", "attach", &request, file.to_str().ok_or("no text")?]);
    planted.fields.pop();
    planted.fields.push(("Q900".to_owned(), "the name of an attached file".to_owned()));
    Ok(())
}

/// An edition of the user's own, with markup in its title, its notes and every text of its guide.
fn plant_edition(desk: &Desk, planted: &mut Planted) -> Outcome {
    let folder = desk.folder().join("hostile-edition");
    copy(&root().join("src-tauri/crates/policy/editions/2023-10"), &folder)?;
    let edition = folder.join("edition.toml");
    let text = fs::read_to_string(&edition)?;
    let text = text
        .replacen("id = \"2023-10\"", "id = \"hostile\"", 1)
        .replace(" = { en = \"", " = { en = \"<img src=x onerror=window.ran=1>");
    fs::write(&edition, text)?;
    for entry in fs::read_dir(folder.join("guide"))? {
        let path = entry?.path();
        if path.is_file() {
            let text = fs::read_to_string(&path)?;
            fs::write(&path, format!("{text}\n\n{}\n\n{}\n", hostile(900), hostile(902)))?;
        }
    }
    // A link that is a script is refused; other markup is text like any other.
    let kept = folder.to_str().ok_or("no text")?;
    desk.atlas(&["editions", "add", kept], "")?;
    let text = fs::read_to_string(folder.join("guide/S01.en.md"))?;
    fs::write(folder.join("guide/S01.en.md"), format!("{text}\n[x](javascript:window.ran=1)\n"))?;
    planted.plant(desk, &["editions", "add", kept]);
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Outcome {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let from = entry?.path();
        let to = to.join(from.file_name().ok_or("no name")?);
        if from.is_dir() { copy(&from, &to)? } else { fs::copy(&from, &to).map(drop)? }
    }
    Ok(())
}

#[test]
fn markup_in_every_text_is_text_on_every_screen() -> Outcome {
    drive("scripts-kept", Place::default(), async |desk, window| {
        window.press("lang-en").await?;
        window.press("sample-add").await?;
        window.find("sample-banner").await?;
        let mut planted = plant_everything(desk)?;
        assert!(planted.fields.len() > 40, "planted {} and not {:?}", planted.fields.len(), planted.refused);
        window.reload().await?;
        watch(window).await?;
        stops::filing(window, &mut planted).await?;
        stops::requests(window, &mut planted).await?;
        stops::contracts(window, &mut planted).await?;
        stops::access(window, &mut planted).await?;
        stops::plans_and_more(window, &mut planted).await?;
        for hash in ["#/guide/editions/2023-10/hostile", "#/settings", "#/history"] {
            window.script("location.hash = arguments[0]", vec![json!(hash)]).await?;
            // The page may be loaded anew for it.
            tokio::time::sleep(Duration::from_secs(2)).await;
            window.find("nav-today").await?;
            planted.stop(window, hash).await?;
        }
        println!("refused: {:#?}", planted.refused);
        assert!(planted.wrong.is_empty(), "{}", planted.wrong);
        let (unseen, all) = (planted.unseen().len(), planted.fields.len());
        assert!(unseen * 10 < all, "{unseen} of {all} were not seen anywhere: {:#?}", planted.unseen());
        Ok(())
    })
}

#[test]
fn markup_in_every_import_is_text() -> Outcome {
    drive("scripts-imported", Place::default(), async |desk, window| {
        window.press("lang-en").await?;
        watch(window).await?;
        let mut planted = Planted::default();
        let mut files = 0;
        for entry in fs::read_dir(root().join("src-tauri/crates/register/tests/exports"))? {
            let path = entry?.path();
            let file = desk.folder().join(path.file_name().ok_or("no name")?);
            fs::write(&file, poisoned(&fs::read_to_string(&path)?, files))?;
            desk.open_with_application(&[&file])?;
            window.find("waiting-file").await?;
            planted.stop(window, &path.display().to_string()).await?;
            // What can be shown of changes and of rows that are left out.
            window
                .script("for (const each of document.querySelectorAll('details')) each.open = true", Vec::new())
                .await?;
            window.settled().await?;
            planted.stop(window, &path.display().to_string()).await?;
            window.press("import-discard").await?;
            window.gone("waiting-file").await?;
            files += 1;
        }
        assert!(files > 15, "{files}");
        let broken = desk.folder().join(format!("{}.csv", hostile(0).replace('/', "")));
        fs::write(&broken, format!("{0},{0}\n\"{0}\",", hostile(1)))?;
        desk.open_with_application(&[&broken])?;
        window.find("waiting-file").await?;
        planted.stop(window, "a file that is no export").await?;
        assert!(planted.wrong.is_empty(), "{}", planted.wrong);
        assert!(
            planted.seen.matches("onerror=window.ran").count() > 10,
            "the markup was shown: {}",
            planted.seen.len()
        );
        Ok(())
    })
}

/// An export in which every name is markup.
fn poisoned(export: &str, number: usize) -> String {
    const NAMES: [&str; 8] =
        ["displayName", "DisplayName", "companyName", "title", "name", "skuPartNumber", "offerName", "friendlyName"];
    fn poison(value: &mut Value, number: usize) {
        match value {
            Value::Object(fields) => {
                for (name, value) in fields {
                    if value.is_string() && NAMES.contains(&name.as_str()) {
                        *value = json!(hostile(6 * number));
                    } else {
                        poison(value, number);
                    }
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| poison(item, number)),
            _ => {}
        }
    }
    if let Ok(mut value) = serde_json::from_str::<Value>(export.trim_start_matches('\u{feff}')) {
        poison(&mut value, number);
        return value.to_string();
    }
    // In a table, the names that stand in the exports.
    ["Contoso", "Fabrikam", "Fjordkraft", "Kari Nordmann", "Batch jobs stop", "Name"]
        .iter()
        .fold(export.to_owned(), |text, name| text.replace(name, &hostile(6 * number)))
}
