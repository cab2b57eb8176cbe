//! What the program says: in its code, and in the tables of editions and countries.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use toml::Value;

use super::scan::{Pair, scan};
use super::{files, read, unusable};
use crate::failure::Failure;

/// Where sentences are said.
const CODE: [&str; 4] =
    ["src-tauri/crates/policy/src", "src-tauri/crates/register/src", "src-tauri/crates/atlas/src", "src-tauri/src"];

/// The sentences of the code, by file.
#[derive(Debug, Default)]
pub(super) struct Sources {
    pub(super) by_file: BTreeMap<String, Vec<Pair>>,
    pub(super) past_the_macro: Vec<String>,
}

/// Scans the code.
pub(super) fn sources(root: &Path) -> Result<Sources, Failure> {
    let mut all = Sources::default();
    for folder in CODE {
        if !root.join(folder).exists() {
            continue;
        }
        for path in files(&root.join(folder))? {
            if path.extension().is_none_or(|ending| ending != "rs") {
                continue;
            }
            let found = scan(&read(&path)?).map_err(|why| unusable(&path, why))?;
            let name = path.strip_prefix(root).unwrap_or(&path).display().to_string();
            let named = |beginning: String| format!("{name}: {beginning}");
            all.past_the_macro.extend(found.past_the_macro.into_iter().map(named));
            let pairs: Vec<Pair> = found.pairs.into_iter().filter(|(en, nb)| has_words(en) || has_words(nb)).collect();
            if !pairs.is_empty() {
                all.by_file.insert(name, pairs);
            }
        }
    }
    Ok(all)
}

/// The texts of the tables, by file.
pub(super) fn tables(root: &Path) -> Result<BTreeMap<String, Vec<Pair>>, Failure> {
    let policy = root.join("src-tauri/crates/policy");
    let mut by_file = BTreeMap::new();
    for path in files(&policy.join("editions"))? {
        if path.extension().is_none_or(|ending| ending != "toml") {
            continue;
        }
        let table: Value = toml::from_str(&read(&path)?).map_err(|why| unusable(&path, why))?;
        let mut pairs = BTreeSet::new();
        of_value(&table, &mut pairs);
        let name = path.strip_prefix(&policy).unwrap_or(&path).display().to_string();
        by_file.insert(name, pairs.into_iter().filter(|(en, _)| has_words(en)).collect());
    }
    let countries = policy.join("countries/countries.txt");
    let names = read(&countries)?;
    let names = names.lines().filter_map(|line| {
        let mut parts = line.split('|').skip(2);
        Some((parts.next()?.to_owned(), parts.next()?.to_owned()))
    });
    by_file.insert("countries/countries.txt".to_owned(), names.collect());
    Ok(by_file)
}

/// Every `…_en` beside its `…_nb`: a text, or a list of texts.
fn of_value(value: &Value, pairs: &mut BTreeSet<Pair>) {
    match value {
        Value::Table(table) => {
            for (key, en) in table {
                let other = if key == "en" {
                    Some("nb".to_owned())
                } else {
                    key.strip_suffix("_en").map(|key| format!("{key}_nb"))
                };
                match (en, other.and_then(|key| table.get(&key))) {
                    (Value::String(en), Some(Value::String(nb))) => {
                        pairs.insert((en.clone(), nb.clone()));
                    }
                    (Value::Array(en), Some(Value::Array(nb))) => {
                        let texts = en.iter().zip(nb).filter_map(|(en, nb)| Some((en.as_str()?, nb.as_str()?)));
                        pairs.extend(texts.map(|(en, nb)| (en.to_owned(), nb.to_owned())));
                    }
                    _ => of_value(en, pairs),
                }
            }
        }
        Value::Array(list) => list.iter().for_each(|value| of_value(value, pairs)),
        _ => {}
    }
}

/// Whether there is anything to translate beside the placeholders.
fn has_words(text: &str) -> bool {
    let mut depth = 0_u32;
    text.chars().any(|c| {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && c.is_alphabetic()
    })
}
