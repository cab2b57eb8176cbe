//! `search.toml`: the stemmer of a language, its words for the meanings of a search, and what topics are asked as.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use serde::Deserialize;

use super::scan::rows;
use super::wordings::quoted;
use super::{Progress, bracketed, folder, read, unusable, write as write_file};
use crate::failure::Failure;

const HEADING: &str =
    "# How the guide and the records are searched in this language. Written by `cargo xtask language`.\n";

#[derive(Deserialize, Default)]
struct File {
    stemmer: Option<String>,
    #[serde(default)]
    meanings: BTreeMap<String, String>,
    #[serde(default)]
    asked_as: BTreeMap<String, String>,
}

pub(super) fn bring_up_to_date(root: &Path, tag: &str, write: Option<bool>) -> Result<Progress, Failure> {
    let path = folder(root, tag).join("search.toml");
    let known: File = if path.exists() {
        toml::from_str(&read(&path)?).map_err(|why| unusable(&path, why))?
    } else {
        File::default()
    };
    let table = |name: &str, columns| {
        let source = root.join("src-tauri/crates/register/src/search").join(name);
        rows(&read(&source)?, columns).map_err(|why| unusable(&source, why))
    };
    let mut progress = Progress { part: "search", ..Progress::default() };
    let stemmer = match &known.stemmer {
        Some(name) => format!("stemmer = {}\n", quoted(name)),
        None => "# The Snowball algorithm that stems its words, once it is among the features of `frostem` in Cargo.toml.\n# stemmer = \"swedish\"\n".to_owned(),
    };
    let mut text = HEADING.to_owned() + &stemmer;
    for (list, about, known, table) in [
        ("meanings", "The words of each meaning, with `;` between them.", &known.meanings, table("synonyms.rs", 2)?),
        (
            "asked_as",
            "The words that people ask for a topic with, and its own text does not use.",
            &known.asked_as,
            table("asked_as.rs", 3)?,
        ),
    ] {
        let _ = write!(text, "\n# {about}\n[{list}]\n");
        for row in &table {
            let [key, english, ..] = row.as_slice() else { continue };
            progress.all += 1;
            let mut words = known.get(key).cloned().unwrap_or_default();
            if words.is_empty() && write == Some(true) {
                words = bracketed(english);
            }
            if words.is_empty() {
                progress.missing.push(format!("{list}.{key}"));
            }
            let _ = write!(text, "# {english}\n{key} = {}\n", quoted(&words));
        }
        let unused = known.keys().filter(|key| !table.iter().any(|row| row.first() == Some(key)));
        progress.unused.extend(unused.map(|key| format!("{list}.{key}")));
    }
    if write.is_some() {
        write_file(&path, &text)?;
    }
    Ok(progress)
}
