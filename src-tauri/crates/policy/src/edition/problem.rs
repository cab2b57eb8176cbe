//! What is wrong with the files of an edition: where, what, and what is allowed there.

use crate::text;
use crate::text::Text;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// As many problems are told at once; what is beyond them shows when these are mended.
pub const MOST_PROBLEMS: usize = 100;

/// Something that is wrong in an edition's folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Problem {
    /// The file within the folder.
    pub file: String,
    /// The line, from 1; none where the file as a whole is meant.
    pub line: Option<u32>,
    /// What is wrong there.
    pub message: Text,
    /// What may stand there, where that is a list.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub allowed: Vec<String>,
}

impl Problem {
    /// A problem with a file as a whole.
    pub fn of_file(file: &str, message: Text) -> Self {
        Self { file: file.to_owned(), line: None, message, allowed: Vec::new() }
    }

    /// The problem as one sentence, with its place.
    pub fn sentence(&self) -> Text {
        let place = match self.line {
            Some(line) => text!("{file}, line {line}", "{file}, linje {line}", file = self.file, line),
            None => Text::same(&self.file),
        };
        let message = &self.message;
        match self.allowed.join(", ") {
            list if list.is_empty() => {
                Text::each(|language| format!("{}: {}", place.in_language(language), message.in_language(language)))
            }
            list => text!(
                "{place}: {message}; allowed: {list}",
                "{place}: {message}; tillatt: {list}",
                place,
                message,
                list
            ),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence().en)
    }
}

/// Where a problem is to be looked for.
#[derive(Debug, Clone, Default)]
pub(super) struct Place {
    pub(super) file: &'static str,
    /// The list and the id of the entry; without them, anywhere in the file.
    pub(super) entry: Option<(&'static str, String)>,
    /// A key or a string in it.
    pub(super) needle: Option<String>,
    /// The bytes, where they are known.
    pub(super) span: Option<Range<usize>>,
}

impl Place {
    pub(super) fn file(file: &'static str) -> Self {
        Self { file, ..Self::default() }
    }

    pub(super) fn entry(file: &'static str, list: &'static str, id: &str) -> Self {
        Self { entry: Some((list, id.to_owned())), ..Self::file(file) }
    }

    pub(super) fn at(self, needle: &str) -> Self {
        Self { needle: Some(needle.to_owned()), ..self }
    }
}

/// What is looked for: file, entry, key or string.
type Told = (&'static str, Option<(&'static str, String)>, Option<String>);

impl Place {
    fn told(&self) -> Told {
        (self.file, self.entry.clone(), self.needle.clone())
    }

    /// The line that says where the file comes from, for one that does not stand in the folder.
    fn where_it_is_named(self) -> Self {
        match self.file.strip_suffix(".toml") {
            Some("edition") | None => self,
            Some(name) => Self::file("edition.toml").at(name),
        }
    }
}

/// The problems found so far.
#[derive(Debug, Default)]
pub(super) struct Problems {
    found: Vec<(Place, Text, Vec<String>)>,
    skipped: Vec<Place>,
    texts: Vec<Problem>,
}

impl Problems {
    pub(super) fn add(&mut self, place: Place, message: Text) {
        self.add_with(place, message, Vec::new());
    }

    pub(super) fn add_with(&mut self, place: Place, message: Text, allowed: Vec<String>) {
        if self.found.len() < MOST_PROBLEMS {
            self.found.push((place, message, allowed));
        }
    }

    /// Passes over an occurrence that is right: the next problem at the same place means the one after it.
    pub(super) fn skip(&mut self, place: Place) {
        self.skipped.push(place);
    }

    /// A problem with a text of the guide, already with its line.
    pub(super) fn text(&mut self, problem: Problem) {
        if self.texts.len() < MOST_PROBLEMS {
            self.texts.push(problem);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty() && self.texts.is_empty()
    }

    /// The problems with their lines, in the order of the files and lines. Files are read again only now: most editions
    /// have no problem.
    pub(super) fn located(self, text_of: &dyn Fn(&str) -> Option<String>) -> Vec<Problem> {
        let mut texts: BTreeMap<&'static str, String> = BTreeMap::new();
        let mut told: BTreeMap<Told, usize> = BTreeMap::new();
        for place in self.skipped {
            told.entry(place.told()).or_insert(1);
        }
        let mut problems: Vec<Problem> = self.texts;
        for (place, message, allowed) in self.found {
            let place = if text_of(place.file).is_some() { place } else { place.where_it_is_named() };
            let text = texts.entry(place.file).or_insert_with(|| text_of(place.file).unwrap_or_default());
            // The same thing told twice means its second occurrence.
            let count = told.entry(place.told()).or_default();
            let line = line_of(text, &place, *count);
            *count += 1;
            problems.push(Problem { file: place.file.to_owned(), line, message, allowed });
        }
        problems.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
        problems.truncate(MOST_PROBLEMS);
        problems
    }
}

/// The line of `span` in `text`, from 1.
pub(super) fn line_at(text: &str, offset: usize) -> u32 {
    let before = text.get(..offset).unwrap_or(text);
    u32::try_from(before.matches('\n').count() + 1).unwrap_or(u32::MAX)
}

fn line_of(text: &str, place: &Place, nth: usize) -> Option<u32> {
    if let Some(span) = &place.span {
        return Some(line_at(text, span.start));
    }
    let table = DeTable::parse(text).ok()?;
    let anywhere = |needle: &str| {
        let mut found = Vec::new();
        in_table(table.get_ref(), needle, &mut found);
        found.get(nth).or(found.last()).cloned()
    };
    let within = place.entry.as_ref().and_then(|(list, id)| entry(table.get_ref(), list, id, nth));
    let found = match (&place.needle, within) {
        (None, Some((_, id))) => Some(id),
        (Some(needle), Some((entry, id))) => {
            let mut found = Vec::new();
            in_table(entry, needle, &mut found);
            found.get(nth).or(found.last()).cloned().or(Some(id))
        }
        // An entry taken over from another edition stands in the file by its id alone.
        (needle, None) => {
            let id = || place.entry.as_ref().and_then(|(_, id)| anywhere(id));
            needle.as_deref().and_then(anywhere).or_else(id)
        }
    };
    found.map(|span| line_at(text, span.start))
}

/// The entry of a list by its id, and where the id stands. Of several, the `nth`, else the last.
fn entry<'t, 'i>(table: &'t DeTable<'i>, list: &str, id: &str, nth: usize) -> Option<(&'t DeTable<'i>, Range<usize>)> {
    let entries = table.get(list)?.get_ref().as_array()?;
    let with_id = entries.iter().filter_map(|entry| {
        let entry = entry.get_ref().as_table()?;
        let own = entry.get("id").or_else(|| entry.get("concern"))?;
        (own.get_ref().as_str() == Some(id)).then(|| (entry, own.span()))
    });
    let all: Vec<_> = with_id.collect();
    all.get(nth).or(all.last()).cloned()
}

fn in_table(table: &DeTable<'_>, needle: &str, found: &mut Vec<Range<usize>>) {
    let mut hits: Vec<(Range<usize>, Option<&Spanned<DeValue<'_>>>)> = Vec::new();
    for (key, value) in table {
        if key.get_ref() == needle {
            hits.push((key.span(), None));
        }
        hits.push((value.span(), Some(value)));
    }
    // Tables are sorted by name; what stands first in the file is found first.
    hits.sort_by_key(|(span, _)| span.start);
    for (span, value) in hits {
        match value {
            None => found.push(span),
            Some(value) => in_value(value, needle, found),
        }
    }
}

fn in_value(value: &Spanned<DeValue<'_>>, needle: &str, found: &mut Vec<Range<usize>>) {
    match value.get_ref() {
        DeValue::String(text) if text == needle => found.push(value.span()),
        DeValue::Table(table) => in_table(table, needle, found),
        DeValue::Array(list) => list.iter().for_each(|item| in_value(item, needle, found)),
        _ => {}
    }
}
