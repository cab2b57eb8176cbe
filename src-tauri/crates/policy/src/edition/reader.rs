//! Reading the files of an edition entry by entry, so that everything that is wrong is told at once, with its line.

use super::problem::{Place, Problems};
use crate::text;
use crate::text::Text;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use toml::de::{DeTable, DeValue, ValueDeserializer};

/// Where a file of an edition comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Standing {
    /// It stands in the edition's folder.
    Own,
    /// It is word for word that of another edition.
    SameAs(String),
    /// The edition has no such table.
    Unstated(super::Unstated),
}

impl Standing {
    /// `own`, `silent`, `unknown`, or the id of another edition.
    pub(super) fn of(word: &str) -> Self {
        match super::Unstated::of(word) {
            Some(state) => Self::Unstated(state),
            None if word == "own" => Self::Own,
            None => Self::SameAs(word.to_owned()),
        }
    }

    /// The edition it is the same as.
    pub(super) fn edition(&self) -> Option<&str> {
        match self {
            Self::SameAs(edition) => Some(edition),
            Self::Own | Self::Unstated(_) => None,
        }
    }
}

/// Why an entry cannot be taken over as it is written.
pub(super) struct Wrong {
    /// What to look for in the entry.
    pub(super) needle: Option<String>,
    pub(super) message: Text,
}

/// The shape of an entry in a file, and how it is called there.
pub(super) trait Entry: DeserializeOwned {
    /// The id by which other editions name it.
    fn key(&self) -> &str;
}

/// An entry with where it stands.
pub(super) struct Read<T> {
    pub(super) entry: T,
    /// The edition it was taken over from.
    pub(super) taken_from: Option<String>,
}

/// A file that has been read.
pub(super) struct Opened {
    file: &'static str,
    text: String,
    taken_from: Option<String>,
}

/// A parsed file, from which lists and fields are taken one by one.
pub(super) struct Document<'t> {
    file: &'static str,
    table: DeTable<'t>,
    taken_from: Option<String>,
}

impl Document<'_> {
    pub(super) fn has(&self, field: &str) -> bool {
        self.table.contains_key(field)
    }

    pub(super) fn keys(&self) -> Vec<String> {
        self.table.keys().map(|key| key.get_ref().to_string()).collect()
    }
}

/// Reads the files of one edition.
pub(super) struct Reader<'a> {
    own: &'a dyn Fn(&str) -> Option<String>,
    elsewhere: &'a dyn Fn(&str, &str) -> Option<String>,
    pub(super) standings: BTreeMap<String, Standing>,
    /// Lists whose files say that further entries are silent or unknown.
    pub(super) others: BTreeMap<&'static str, super::Unstated>,
    pub(super) problems: Problems,
}

impl<'a> Reader<'a> {
    /// `own` gives the text of a file of the edition's folder, `elsewhere` that of a file of another edition, by edition
    /// and name.
    pub(super) fn new(
        own: &'a dyn Fn(&str) -> Option<String>,
        elsewhere: &'a dyn Fn(&str, &str) -> Option<String>,
    ) -> Self {
        Self { own, elsewhere, standings: BTreeMap::new(), others: BTreeMap::new(), problems: Problems::default() }
    }

    /// A file of the folder as a whole.
    pub(super) fn whole<T: DeserializeOwned>(&mut self, file: &'static str) -> Option<T> {
        let text = self.own_text(file)?;
        match toml::from_str(&text) {
            Ok(value) => Some(value),
            Err(why) => {
                self.misshapen(file, &why);
                None
            }
        }
    }

    /// A file that is no list, wherever it comes from.
    pub(super) fn shape<T: DeserializeOwned>(&mut self, file: &'static str) -> Option<T> {
        let Opened { text, .. } = self.open(file)?;
        toml::from_str(&text).map_err(|why| self.misshapen(file, &why)).ok()
    }

    /// A file as [`Reader::standings`] say; none where the edition has no such table, or it cannot be read.
    pub(super) fn open(&mut self, file: &'static str) -> Option<Opened> {
        let taken_from = match self.standings.get(file.trim_end_matches(".toml")) {
            Some(Standing::Own) => None,
            Some(Standing::SameAs(edition)) => Some(edition.clone()),
            Some(Standing::Unstated(_)) | None => return None,
        };
        let text = match &taken_from {
            None => self.own_text(file)?,
            Some(edition) => self.text_of_another(edition, file)?,
        };
        Some(Opened { file, text, taken_from })
    }

    /// What stands in a file that was opened; none where it is no TOML.
    pub(super) fn parse<'t>(&mut self, opened: Option<&'t Opened>) -> Option<Document<'t>> {
        let Opened { file, text, taken_from } = opened?;
        let (table, problems) = DeTable::parse_recoverable(text);
        if problems.is_empty() {
            return Some(Document { file, table: table.into_inner(), taken_from: taken_from.clone() });
        }
        for why in problems {
            self.misshapen(file, &why);
        }
        None
    }

    /// The entries of a list of `document`. `same_as` of the file may name entries of other editions.
    pub(super) fn list<T: Entry>(&mut self, document: &mut Document<'_>, list: &'static str) -> Vec<Read<T>> {
        let mut entries = Vec::new();
        if let Some(state) = self.take_field(document, "others") {
            self.others.insert(list, state);
        }
        let same_as: BTreeMap<String, Vec<String>> = match document.table.remove("same_as") {
            None => BTreeMap::new(),
            Some(value) => {
                Deserialize::deserialize(ValueDeserializer::from(value)).unwrap_or_else(|why: toml::de::Error| {
                    self.misshapen(document.file, &why);
                    BTreeMap::new()
                })
            }
        };
        for (edition, ids) in same_as {
            entries.extend(self.entries_of_another(document.file, list, &edition, &ids));
        }
        let taken_from = document.taken_from.clone();
        let own = self.own_entries(document, list);
        entries.extend(own.into_iter().map(|entry| Read { entry, taken_from: taken_from.clone() }));
        entries
    }

    /// The entries of a list of `document`, if that could be read at all, wherever they come from.
    pub(super) fn take<T: Entry>(&mut self, document: Option<&mut Document<'_>>, list: &'static str) -> Vec<T> {
        let Some(document) = document else { return Vec::new() };
        self.own_entries(document, list)
    }

    /// All entries of a list in another edition's own file.
    pub(super) fn all_of_another<T: Entry>(&mut self, file: &'static str, list: &'static str, edition: &str) -> Vec<T> {
        let opened = self.open_another(file, edition);
        let Some(mut theirs) = self.parse(opened.as_ref()) else { return Vec::new() };
        self.own_entries(&mut theirs, list)
    }

    /// Like [`Reader::done`], for a file that may not have been there.
    pub(super) fn end(&mut self, document: Option<Document<'_>>, known: &[&str]) {
        if let Some(document) = document {
            self.done(document, known);
        }
    }

    /// A single field of `document`, which has it.
    pub(super) fn take_field<T: DeserializeOwned>(&mut self, document: &mut Document<'_>, field: &str) -> Option<T> {
        let value = document.table.remove(field)?;
        T::deserialize(ValueDeserializer::from(value)).map_err(|why| self.misshapen(document.file, &why)).ok()
    }

    /// A single field of `document`.
    pub(super) fn field<T: DeserializeOwned>(&mut self, document: &mut Document<'_>, field: &'static str) -> Option<T> {
        if !document.has(field) {
            self.lacks(document.file, field);
        }
        self.take_field(document, field)
    }

    /// What nobody has taken from `document` has no business there.
    pub(super) fn done(&mut self, document: Document<'_>, known: &[&str]) {
        for (key, _) in document.table {
            let place = Place { span: Some(key.span()), ..Place::file(document.file) };
            let name = key.into_inner();
            let message = text!("unknown field `{name}`", "ukjent felt `{name}`", name);
            self.problems.add_with(place, message, known.iter().map(|&name| name.to_owned()).collect());
        }
    }

    /// Tells what is wrong with an entry, and passes on what is not.
    pub(super) fn checked<T>(&mut self, place: Place, result: Result<T, Wrong>) -> Option<T> {
        result
            .map_err(|wrong| {
                let place = match wrong.needle {
                    Some(needle) => place.at(&needle),
                    None => place,
                };
                self.problems.add_with(place, wrong.message, Vec::new());
            })
            .ok()
    }

    fn own_text(&mut self, file: &'static str) -> Option<String> {
        let text = (self.own)(file);
        if text.is_none() {
            self.problems.add(Place::file(file), text!("{file} is missing", "{file} mangler", file));
        }
        text
    }

    fn text_of_another(&mut self, edition: &str, file: &'static str) -> Option<String> {
        let text = (self.elsewhere)(edition, file);
        if text.is_none() {
            let place = Place::file("edition.toml").at(file.trim_end_matches(".toml"));
            self.problems.add(
                place,
                text!(
                    "{file} is to be the same as in edition {edition}, which has no {file} of its own",
                    "{file} skal være den samme som i utgave {edition}, som ikke har noen egen {file}",
                    file,
                    edition
                ),
            );
        }
        text
    }

    fn entries_of_another<T: Entry>(
        &mut self,
        file: &'static str,
        list: &'static str,
        edition: &str,
        ids: &[String],
    ) -> Vec<Read<T>> {
        let opened = self.open_another(file, edition);
        let Some(mut theirs) = self.parse(opened.as_ref()) else { return Vec::new() };
        let mut all: Vec<T> = self.own_entries(&mut theirs, list);
        let known: Vec<String> = all.iter().map(|entry| entry.key().to_owned()).collect();
        let mut entries = Vec::new();
        for id in ids {
            let (wanted, others) = all.into_iter().partition::<Vec<T>, _>(|entry| entry.key() == id);
            all = others;
            if wanted.is_empty() {
                let message = text!(
                    "same_as names {id}, which edition {edition} does not have in {file}, or which stands twice",
                    "same_as viser til {id}, som utgave {edition} ikke har i {file}, eller som står to ganger",
                    id,
                    edition,
                    file
                );
                let mut allowed = known.clone();
                allowed.dedup();
                self.problems.add_with(Place::file(file).at(id), message, allowed);
            }
            entries.extend(wanted.into_iter().map(|entry| Read { entry, taken_from: Some(edition.to_owned()) }));
        }
        entries
    }

    fn open_another(&mut self, file: &'static str, edition: &str) -> Option<Opened> {
        let Some(text) = (self.elsewhere)(edition, file) else {
            self.problems.add(
                Place::file(file).at(edition),
                text!(
                    "edition {edition} is named, which has no {file} of its own",
                    "utgave {edition} er nevnt, men har ingen egen {file}",
                    edition,
                    file
                ),
            );
            return None;
        };
        Some(Opened { file, text, taken_from: Some(edition.to_owned()) })
    }

    fn own_entries<T: Entry>(&mut self, document: &mut Document<'_>, list: &'static str) -> Vec<T> {
        let Some(value) = document.table.remove(list) else { return Vec::new() };
        let DeValue::Array(entries) = value.get_ref() else {
            let place = Place { span: Some(value.span()), ..Place::file(document.file) };
            self.problems.add(
                place,
                text!(
                    "`{list}` is not a list of entries; begin each with [[{list}]]",
                    "`{list}` er ingen liste med oppføringer; begynn hver med [[{list}]]",
                    list
                ),
            );
            return Vec::new();
        };
        let each = entries.iter().cloned().map(|entry| T::deserialize(ValueDeserializer::from(entry)));
        let read: Vec<Result<T, toml::de::Error>> = each.collect();
        let keep = |entry: Result<T, toml::de::Error>| entry.map_err(|why| self.misshapen(document.file, &why)).ok();
        read.into_iter().filter_map(keep).collect()
    }

    fn lacks(&mut self, file: &'static str, field: &str) {
        let message = text!("missing field `{field}`", "feltet `{field}` mangler", field);
        self.problems.add(Place { span: Some(0..0), ..Place::file(file) }, message);
    }

    fn misshapen(&mut self, file: &'static str, why: &toml::de::Error) {
        let (message, allowed) = in_both_languages(why.message());
        self.problems.add_with(Place { span: why.span(), ..Place::file(file) }, message, allowed);
    }
}

/// What the reader of TOML says in English, in both languages, and the names that it says are allowed.
fn in_both_languages(message: &str) -> (Text, Vec<String>) {
    let message = message.lines().next().unwrap_or_default();
    let (what, expected) = message.split_once(", expected ").unwrap_or((message, ""));
    let allowed: Vec<String> = expected.split('`').skip(1).step_by(2).map(str::to_owned).collect();
    if what.is_empty() || (!expected.is_empty() && allowed.is_empty()) {
        return (text!("{message}", "ikke som ventet her ({message})", message), Vec::new());
    }
    let rest = |start: &str| what.strip_prefix(start);
    let said = if let Some(name) = rest("unknown field ") {
        text!("unknown field {name}", "ukjent felt {name}", name)
    } else if let Some(name) = rest("unknown variant ") {
        text!("unknown variant {name}", "ukjent verdi {name}", name)
    } else if let Some(name) = rest("missing field ") {
        text!("missing field {name}", "dette feltet mangler: {name}", name)
    } else {
        text!("{what}", "ikke gyldig ({what})", what)
    };
    (said, allowed)
}
