//! Markup and scripts in every text that is kept, in every import and in every field that is typed into: all of it is shown as
//! text on every screen and over every dialog, nothing runs, and nothing was even tried.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

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
        let found = window.script(look, Vec::new()).await?;
        for (what, harmless) in
            [("ran", json!(null)), ("foreign", json!([])), ("scripts", json!(0)), ("tried", json!([]))]
        {
            if found[what] != harmless {
                writeln!(self.wrong, "{name}, {what}: {}", found[what])?;
            }
        }
        self.seen += found["text"].as_str().ok_or("no text")?;
        Ok(())
    }
}

/// From here on every breach of the page's policy is noted: markup that was taken for markup.
async fn watch(window: &Window) -> Outcome {
    let script = "window.tried = [];
        window.scriptsBefore = document.scripts.length;
        document.addEventListener('securitypolicyviolation', (event) => window.tried.push(event.effectiveDirective));";
    window.script(script, Vec::new()).await.map(|_| ())
}

fn ids(desk: &Desk, words: &[&str]) -> Outcome<Vec<String>> {
    let list: Value = serde_json::from_str(&desk.atlas(&[&["--json"], words].concat(), "")?)?;
    let items = list["items"].as_array().ok_or("no list")?.iter();
    Ok(items.filter_map(|item| item["id"].as_str().map(str::to_owned)).collect())
}

/// Over the sample data, so that there is something behind every button.
fn plant_everything(desk: &Desk) -> Outcome<Planted> {
    let mut planted = Planted { fields: Vec::new(), refused: Vec::new(), seen: String::new(), wrong: String::new() };
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
    let file = desk.folder().join(format!("{}.txt", hostile(900).replace('/', "")));
    fs::write(&file, "attached")?;
    let file = file.to_str().ok_or("no text")?.to_owned();
    for request in ids(desk, &["request", "list"])? {
        planted.plant(desk, &["request", "set", &request, "--title", HERE]);
        planted.plant(desk, &["request", "note", &request, HERE]);
        planted.plant(desk, &["request", "assign", &request, "--to", HERE]);
        planted.plant(desk, &["request", "pause", &request, "--reason", HERE]);
        planted.plant(desk, &["request", "resume", &request]);
        planted.plant(desk, &["request", "attach", &request, &file]);
    }
    plant_edition(desk, &mut planted)?;
    Ok(planted)
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
            fs::write(&path, format!("{text}\n\n{}\n\n{}\n", hostile(902), hostile(905)))?;
        }
    }
    planted.plant(desk, &["editions", "add", folder.to_str().ok_or("no text")?]);
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
            window.settled().await?;
            planted.stop(window, hash).await?;
        }
        println!("refused: {:#?}", planted.refused);
        println!("not seen: {:#?}", planted.unseen());
        assert!(planted.wrong.is_empty(), "{}", planted.wrong);
        let (unseen, all) = (planted.unseen().len(), planted.fields.len());
        assert!(unseen * 3 < all, "{unseen} of {all} were not seen anywhere: {:?}", planted.unseen());
        Ok(())
    })
}

#[test]
fn markup_in_every_import_is_text() -> Outcome {
    drive("scripts-imported", Place::default(), async |desk, window| {
        window.press("lang-en").await?;
        watch(window).await?;
        let mut planted =
            Planted { fields: Vec::new(), refused: Vec::new(), seen: String::new(), wrong: String::new() };
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

#[test]
fn markup_that_is_typed_or_pasted_is_text() -> Outcome {
    drive("scripts-typed", Place::default(), async |_, window| {
        window.press("lang-en").await?;
        window.press("sample-add").await?;
        window.find("sample-banner").await?;
        watch(window).await?;
        let mut typing =
            Typing(Planted { fields: Vec::new(), refused: Vec::new(), seen: String::new(), wrong: String::new() }, 0);
        stops::filing(window, &mut typing).await?;
        stops::requests(window, &mut typing).await?;
        stops::request(window, &mut typing).await?;
        stops::contracts(window, &mut typing).await?;
        stops::access(window, &mut typing).await?;
        stops::plans_and_more(window, &mut typing).await?;
        assert!(typing.0.wrong.is_empty(), "{}", typing.0.wrong);
        assert!(typing.1 > 60, "only {} fields were written into", typing.1);
        Ok(())
    })
}

/// At every stop: into every field that takes text, and out again.
struct Typing(Planted, usize);

impl AtStop for Typing {
    async fn stop(&mut self, window: &Window, name: &str) -> Outcome {
        let write = "const [text, done] = arguments;
            const kinds = ['text', 'search', 'password', 'email', 'url', 'tel', ''];
            const fields = [...document.querySelectorAll('input, textarea')].filter((field) =>
                !field.disabled && !field.readOnly && (field.matches('textarea') || kinds.includes(field.getAttribute('type') ?? '')));
            const set = (field, value) => {
                const kind = field instanceof HTMLTextAreaElement ? HTMLTextAreaElement : HTMLInputElement;
                Object.getOwnPropertyDescriptor(kind.prototype, 'value').set.call(field, value);
                field.dispatchEvent(new Event('input', { bubbles: true }));
            };
            const before = fields.map((field) => field.value);
            fields.forEach((field) => set(field, text));
            // What is looked up while one types comes a moment later.
            setTimeout(() => done([fields.length, before]), 250);";
        let written = window.client().execute_async(write, vec![json!(hostile(self.1))]).await?;
        self.1 += usize::try_from(written[0].as_u64().ok_or("no number")?)?;
        self.0.stop(window, name).await?;
        let back = "const [text, before] = arguments;
            [...document.querySelectorAll('input, textarea')].filter((field) => field.value === text).forEach((field, index) => {
                const kind = field instanceof HTMLTextAreaElement ? HTMLTextAreaElement : HTMLInputElement;
                Object.getOwnPropertyDescriptor(kind.prototype, 'value').set.call(field, before[index] ?? '');
                field.dispatchEvent(new Event('input', { bubbles: true }));
            });";
        window
            .script(
                back,
                vec![json!(hostile(self.1 - usize::try_from(written[0].as_u64().unwrap_or(0))?)), written[1].clone()],
            )
            .await?;
        window.settled().await
    }
}
