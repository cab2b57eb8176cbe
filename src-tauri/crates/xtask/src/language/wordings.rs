//! `sentences.toml` and `editions.toml`: the wordings of what the code and the tables say.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use serde::Deserialize;

use super::scan::Pair;
use super::{Progress, bracketed, collect, folder, placeholders, read, unusable, write as write_file};
use crate::failure::Failure;

const SENTENCES: &str = "# What the program says. `en` is the key; `nb` stands only where one English wording has two meanings. Write the\n# translation after `wording`, with the same placeholders; what is empty is said in English.\n# Written by `cargo xtask language`.\n";
const EDITIONS: &str = "# What stands in the tables of the editions and of the countries. As in sentences.toml.\n# Written by `cargo xtask language`.\n";

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    sentence: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    en: String,
    #[serde(default)]
    nb: String,
    wording: String,
}

/// English, and Norwegian where that is needed to tell two meanings apart.
type Key = (String, String);

/// Both files. A wording that has moved from one to the other, or whose English has come to have one meaning, is kept.
pub(super) fn bring_up_to_date(root: &Path, tag: &str, write: Option<bool>) -> Result<Vec<Progress>, Failure> {
    let code = collect::sources(root)?.by_file;
    let tables = collect::tables(root)?;
    let mut meanings: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (en, nb) in code.values().chain(tables.values()).flatten() {
        meanings.entry(en).or_default().insert(nb);
    }
    let key = |(en, nb): &Pair| -> Key {
        let one_meaning = meanings.get(en.as_str()).is_none_or(|all| all.len() == 1);
        (en.clone(), if one_meaning { String::new() } else { nb.clone() })
    };
    let mut seen = BTreeSet::new();
    let mut parts = Vec::new();
    for (part, name, heading, by_file) in [
        ("sentences", "sentences.toml", SENTENCES, &code),
        ("editions and countries", "editions.toml", EDITIONS, &tables),
    ] {
        let path = folder(root, tag).join(name);
        let known = entries(&path)?;
        let mut progress = Progress { part, ..Progress::default() };
        let mut used = BTreeSet::new();
        let mut text = heading.to_owned();
        for (file, pairs) in by_file {
            let mut named = false;
            for pair in pairs {
                let key = key(pair);
                if !seen.insert(key.clone()) {
                    continue;
                }
                progress.all += 1;
                let (en, nb) = &key;
                let own = known.get(&key).filter(|wording| !wording.is_empty());
                let mut wording = own.cloned().unwrap_or_default();
                // A name that Norwegian leaves as it is, is a name in most languages.
                if wording.is_empty() && part != "sentences" && pair.0 == pair.1 && write.is_some() {
                    wording.clone_from(en);
                }
                if wording.is_empty() && write == Some(true) {
                    wording = bracketed(en);
                }
                used.insert(key.clone());
                if wording.is_empty() {
                    progress.missing.push(en.clone());
                } else if placeholders(&wording) != placeholders(en) {
                    progress.wrong.push(en.clone());
                }
                if !named {
                    let _ = write!(text, "\n# {file}\n");
                    named = true;
                }
                let sense = if nb.is_empty() { String::new() } else { format!("nb = {}\n", quoted(nb)) };
                let _ = write!(text, "[[sentence]]\nen = {}\n{sense}wording = {}\n", quoted(en), quoted(&wording));
            }
        }
        progress.unused = known.into_keys().filter(|key| !used.contains(key)).map(|(en, _)| en).collect();
        if write.is_some() {
            write_file(&path, &text)?;
        }
        parts.push(progress);
    }
    Ok(parts)
}

fn entries(path: &Path) -> Result<BTreeMap<Key, String>, Failure> {
    if !path.exists() {
        return Ok(BTreeMap::new());
    }
    let file: File = toml::from_str(&read(path)?).map_err(|why| unusable(path, why))?;
    Ok(file.sentence.into_iter().map(|entry| ((entry.en, entry.nb), entry.wording)).collect())
}

/// A string as TOML and JSON both write it.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
