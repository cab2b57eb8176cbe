//! `ui/messages/TAG.json`, and the list of languages in the settings of the window's messages.

use std::path::Path;

use serde_json::{Map, Value};

use super::{Progress, UNTRANSLATED, bracketed, placeholders, read, unusable, write as write_file};
use crate::failure::Failure;

/// Messages that are values, not words.
const VALUES: [&str; 1] = ["language_locale"];

pub(super) fn bring_up_to_date(root: &Path, tag: &str, write: Option<bool>) -> Result<Progress, Failure> {
    let messages = root.join("ui/messages");
    let english = object(&messages.join("en.json"))?;
    let path = messages.join(format!("{tag}.json"));
    let known = if path.exists() { object(&path)? } else { Map::new() };
    let mut progress = Progress { part: "messages of the window", ..Progress::default() };
    let mut all = Map::new();
    for (key, message) in &english {
        if key.starts_with('$') {
            all.insert(key.clone(), message.clone());
            continue;
        }
        progress.all += 1;
        let own = known.get(key).filter(|own| !wordings(own).iter().any(|wording| wording.starts_with(UNTRANSLATED)));
        let own = match (own, write) {
            (Some(own), _) => own.clone(),
            (None, Some(true)) if VALUES.contains(&key.as_str()) => message.clone(),
            (None, Some(true)) => each(message, &bracketed),
            (None, _) => {
                progress.missing.push(key.clone());
                each(message, &|text| format!("{UNTRANSLATED}{text}"))
            }
        };
        if names(&own) != names(message) {
            progress.wrong.push(key.clone());
        }
        all.insert(key.clone(), own);
    }
    progress.unused = known.keys().filter(|key| !english.contains_key(*key)).cloned().collect();
    if write.is_some() {
        write_file(&path, &pretty(&Value::Object(all), &path)?)?;
        name_in_settings(&root.join("ui/project.inlang/settings.json"), tag)?;
    }
    Ok(progress)
}

/// The settings are a file people read: the tag is put in, and all else stays as it is written.
fn name_in_settings(path: &Path, tag: &str) -> Result<(), Failure> {
    let text = read(path)?;
    let settings = object(path)?;
    let known = settings.get("locales").and_then(Value::as_array).into_iter().flatten().any(|known| known == tag);
    if known {
        return Ok(());
    }
    let start = text.find("\"locales\"").and_then(|at| Some(at + text.get(at..)?.find(']')?));
    let (before, after) =
        start.and_then(|at| text.split_at_checked(at)).ok_or_else(|| unusable(path, "it names no locales"))?;
    write_file(path, &format!("{before}, \"{tag}\"{after}"))
}

fn object(path: &Path) -> Result<Map<String, Value>, Failure> {
    serde_json::from_str(&read(path)?).map_err(|why| unusable(path, why))
}

fn pretty(value: &Value, path: &Path) -> Result<String, Failure> {
    serde_json::to_string_pretty(value).map(|text| text + "\n").map_err(|why| unusable(path, why))
}

/// The message with each of its forms changed.
fn each(message: &Value, change: &dyn Fn(&str) -> String) -> Value {
    match message {
        Value::String(text) => Value::String(change(text)),
        Value::Array(variants) => Value::Array(variants.iter().map(|variant| in_forms(variant, change)).collect()),
        other => other.clone(),
    }
}

fn in_forms(variant: &Value, change: &dyn Fn(&str) -> String) -> Value {
    let mut variant = variant.clone();
    if let Some(forms) = variant.get_mut("match").and_then(Value::as_object_mut) {
        for form in forms.values_mut() {
            *form = each(form, change);
        }
    }
    variant
}

/// What is read of a message: itself, or its forms.
fn wordings(message: &Value) -> Vec<&str> {
    match message {
        Value::String(text) => vec![text],
        Value::Array(variants) => {
            let forms = variants.iter().filter_map(|variant| variant.get("match")?.as_object());
            forms.flat_map(Map::values).filter_map(Value::as_str).collect()
        }
        _ => Vec::new(),
    }
}

fn names(message: &Value) -> Vec<Vec<String>> {
    let mut all: Vec<_> = wordings(message).into_iter().map(placeholders).collect();
    all.sort();
    all.dedup();
    all
}
