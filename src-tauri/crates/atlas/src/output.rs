//! How answers and failures are printed: for people, or as one JSON document.

use crate::failure::Failure;
use chrono::{DateTime, Datelike as _, Utc};
use chrono_tz::Tz;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::process::ExitCode;
use support_policy::{Language, Text, text};

/// How to print.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Output {
    /// One JSON document instead of text for people.
    pub(crate) json: bool,
    /// The language of every sentence.
    pub(crate) language: Language,
}

impl Output {
    /// Prints an answer: the document itself, or what `people` makes of it.
    pub(crate) fn answer<T: Serialize>(self, answer: &T, people: impl FnOnce() -> String) -> Result<(), Failure> {
        if self.json {
            let document = serde_json::to_value(answer).map_err(|_| not_serialisable())?;
            print(&localised(document, self.language).to_string())
        } else {
            print(people().trim_end())
        }
    }

    /// Prints a list: `{"items": […]}`, or a table.
    pub(crate) fn items<T: Serialize>(self, items: &[T], people: impl FnOnce() -> String) -> Result<(), Failure> {
        self.answer(&json!({ "items": items }), people)
    }

    /// Prints a file's text to the byte.
    #[allow(clippy::unused_self, reason = "a way of printing, as the others")]
    pub(crate) fn verbatim(self, text: &str) -> Result<(), Failure> {
        written(io::stdout().lock().write_all(text.as_bytes()))
    }

    /// Prints one line on standard error.
    pub(crate) fn failure(self, failure: &Failure) {
        let message = failure.message().in_language(self.language).to_owned();
        if self.json {
            let mut document = error_document(failure.code(), &message, failure.field());
            if let (Some(used_by), Some(Value::Object(error))) = (failure.used_by(), document.get_mut("error")) {
                error.insert("used_by".to_owned(), json!(used_by));
            }
            if let (Some(problems), Some(Value::Object(error))) = (failure.problems(), document.get_mut("error")) {
                error.insert("problems".to_owned(), localised(json!(problems), self.language));
            }
            if let (Some(files), Some(Value::Object(error))) = (failure.files(), document.get_mut("error")) {
                error.insert("files".to_owned(), localised(json!(files), self.language));
            }
            complain(&document.to_string());
        } else {
            match failure.field() {
                Some(field) => complain(&format!("atlas: {field}: {message}")),
                None => complain(&format!("atlas: {message}")),
            }
        }
    }

    /// An instant on the wall clock of `zone`, with the weekday and the zone's abbreviation.
    pub(crate) fn local(self, at: DateTime<Utc>, zone: Tz) -> String {
        let at = at.with_timezone(&zone);
        let weekday = self.language.weekday(at.weekday());
        format!("{weekday} {}", at.format("%Y-%m-%d %H:%M:%S %Z"))
    }

    /// A text in the chosen language.
    pub(crate) fn text(self, text: &Text) -> &str {
        text.in_language(self.language)
    }

    /// The wording in the chosen language.
    pub(crate) fn say<'a>(self, en: &'a str, nb: &'a str) -> &'a str {
        self.language.say(en, nb)
    }
}

/// Prints a line on standard error. Where even that cannot be written, the exit code has to do: `eprintln!` would panic.
pub(crate) fn complain(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

fn print(text: &str) -> Result<(), Failure> {
    written(writeln!(io::stdout().lock(), "{text}"))
}

fn written(outcome: io::Result<()>) -> Result<(), Failure> {
    match outcome {
        // A reader that has seen enough is no failure.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(Failure::Output { why: error.kind() }),
        Ok(()) => Ok(()),
    }
}

/// `{"error": {"code", "message", "field"}}`.
pub(crate) fn error_document(code: &str, message: &str, field: Option<&str>) -> Value {
    json!({ "error": { "code": code, "message": message, "field": field } })
}

/// Texts become strings in `language`.
pub(crate) fn localised(value: Value, language: Language) -> Value {
    match value {
        Value::Object(fields) => localised_object(fields, language),
        Value::Array(items) => items.into_iter().map(|item| localised(item, language)).collect(),
        other => other,
    }
}

fn localised_object(mut fields: Map<String, Value>, language: Language) -> Value {
    if is_text(&fields) {
        let further = fields.get_mut("further").and_then(|all| all.get_mut(language.tag())).map(Value::take);
        if let Some(text) = further.or_else(|| fields.remove(language.tag())).or_else(|| fields.remove("en")) {
            return text;
        }
    }
    Value::Object(fields.into_iter().map(|(key, value)| (key, localised(value, language))).collect())
}

/// Whether it is a [`Text`]: both languages, and what was added, if anything.
fn is_text(fields: &Map<String, Value>) -> bool {
    let known = 2 + usize::from(fields.get("further").is_some_and(Value::is_object));
    fields.len() == known && ["en", "nb"].iter().all(|key| fields.get(*key).is_some_and(Value::is_string))
}

/// Usage errors and requests for help. The command line could not be read, so its language and form are guessed from
/// the arguments as they stand.
pub(crate) fn usage(refused: &clap::Error) -> ExitCode {
    if matches!(refused.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        let _ = refused.print();
        return ExitCode::SUCCESS;
    }
    let message = refused.to_string();
    let sentence = message
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .take_while(|line| !line.starts_with("Usage:") && !line.starts_with("For more information"))
        .collect::<Vec<_>>()
        .join(" ");
    let sentence = sentence.trim_start_matches("error: ");
    if std::env::args_os().any(|argument| argument == "--json") {
        let field = refused.get(ContextKind::InvalidArg).and_then(|argument| match argument {
            ContextValue::String(name) => Some(flag_name(name)),
            ContextValue::Strings(names) => names.first().map(|name| flag_name(name)),
            _ => None,
        });
        complain(&error_document("usage", sentence, field.as_deref()).to_string());
    } else {
        complain(&format!("atlas: {sentence}"));
    }
    ExitCode::from(2)
}

/// `--filed-at <T>` as the field `filed_at`.
fn flag_name(argument: &str) -> String {
    let name = argument.split_whitespace().next().unwrap_or_default();
    name.trim_matches(['-', '<', '>', '[', ']']).replace('-', "_").to_lowercase()
}

fn not_serialisable() -> Failure {
    Failure::Input {
        code: "not-serialisable",
        field: None,
        message: text!("The answer could not be written as JSON.", "Svaret kunne ikke skrives som JSON."),
    }
}

/// Lines of `label  value`, the labels padded to the same width.
pub(crate) fn facts(rows: &[(&str, String)]) -> String {
    let width = rows.iter().map(|(label, _)| label.chars().count()).max().unwrap_or(0);
    let mut text = String::new();
    for (label, value) in rows.iter().filter(|(_, value)| !value.is_empty()) {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{label:width$}  {value}");
    }
    text
}

/// A plain table with a heading.
pub(crate) fn table(heading: &[&str], rows: Vec<Vec<String>>) -> String {
    let mut table = comfy_table::Table::new();
    table.load_style(comfy_table::TableStyle::new());
    table.set_header(heading.iter().copied());
    table.add_rows(rows);
    table.to_string()
}
