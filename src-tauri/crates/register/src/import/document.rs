//! A JSON export: its elements one at a time, whatever wraps them, and what the wrapper says.

use std::fmt;
use std::io::BufReader;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;
use support_policy::{Text, text};

use super::node::{KeySeed, Node, NodeSeed, Trouble};
use super::problem::{FileProblem, RowProblem, shown};
use super::source::{Decoder, MOST_ROWS, problem, too_large};

/// What stands around the elements.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Wrapper {
    /// `@odata.context`.
    pub(crate) context: Option<String>,
    /// Whether another page follows that the file does not hold.
    pub(crate) incomplete: bool,
    /// Whether an element stands by itself, in no list: one that was asked for, or the only one there is.
    pub(crate) alone: bool,
    /// How many elements the service says there are.
    pub(crate) elements: u32,
}

/// Reads all documents of a file, one after the other: pages may have been appended.
pub(crate) fn read(name: &str, decoder: Decoder<'_>, mut each: impl FnMut(u32, Node)) -> Result<Wrapper, FileProblem> {
    let mut reader = serde_json::Deserializer::from_reader(BufReader::with_capacity(1 << 16, decoder));
    let trouble = Trouble::default();
    let mut wrapper = Wrapper::default();
    loop {
        let seed = DocumentSeed { trouble: &trouble, wrapper: &mut wrapper, each: &mut each };
        let read = seed.deserialize(&mut reader).map_err(|error| broken(name, &error, &trouble))?;
        if let Some(refusal) = read {
            return Err(refusal_of_the_service(name, &refusal));
        }
        match reader.end() {
            Ok(()) => return Ok(wrapper),
            Err(error) if error.classify() == Category::Syntax => {}
            Err(error) => return Err(broken(name, &error, &trouble)),
        }
    }
}

/// The error that Graph answered instead of an export.
struct Refusal {
    code: String,
}

struct DocumentSeed<'a, F> {
    trouble: &'a Trouble,
    wrapper: &'a mut Wrapper,
    each: &'a mut F,
}

impl<F: FnMut(u32, Node)> DocumentSeed<'_, F> {
    fn element<E: Error>(&mut self, node: Node) -> Result<(), E> {
        if self.wrapper.elements >= MOST_ROWS {
            self.trouble.too_many.set(true);
            return Err(E::custom("too many elements"));
        }
        self.wrapper.elements += 1;
        (self.each)(self.wrapper.elements, node);
        Ok(())
    }
}

impl<'de, F: FnMut(u32, Node)> DeserializeSeed<'de> for DocumentSeed<'_, F> {
    type Value = Option<Refusal>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, F: FnMut(u32, Node)> Visitor<'de> for DocumentSeed<'_, F> {
    type Value = Option<Refusal>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object or a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<Self::Value, A::Error> {
        while let Some(node) = list.next_element_seed(NodeSeed(self.trouble))? {
            self.element(node)?;
        }
        Ok(None)
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut object: A) -> Result<Self::Value, A::Error> {
        let mut entries: Vec<(&'static str, Node)> = Vec::new();
        let mut wraps = false;
        while let Some(key) = object.next_key_seed(KeySeed)? {
            match key {
                None => {
                    object.next_value::<IgnoredAny>()?;
                }
                Some(key @ ("value" | "items")) => {
                    self.trouble.refuse_twice(&entries, key)?;
                    let seed = ElementsSeed { document: &mut self };
                    wraps |= object.next_value_seed(seed)?;
                    entries.push((key, Node::Null));
                }
                Some(key) => {
                    self.trouble.refuse_twice(&entries, key)?;
                    entries.push((key, object.next_value_seed(NodeSeed(self.trouble))?));
                }
            }
        }
        let node = Node::Object(entries);
        if let Ok(Some(error)) = node.object("error", "error") {
            let code = error.text("code", "code").ok().flatten().unwrap_or_default();
            return Ok(Some(Refusal { code: code.to_owned() }));
        }
        if !wraps {
            self.wrapper.alone = true;
            self.element(node)?;
            return Ok(None);
        }
        if let Ok(Some(context)) = node.text("@odata.context", "@odata.context") {
            self.wrapper.context.get_or_insert_with(|| context.to_owned());
        }
        // Of appended pages only the last one may be missing what follows.
        self.wrapper.incomplete = node.get("@odata.nextlink").is_some() || next_page(&node);
        Ok(None)
    }
}

/// Partner Center says it among the links.
fn next_page(node: &Node) -> bool {
    node.get("links").is_some_and(|links| links.get("next").is_some())
}

/// The value of `value` or `items`: a list of elements, or one alone. False when it is neither.
struct ElementsSeed<'d, 'a, F> {
    document: &'d mut DocumentSeed<'a, F>,
}

impl<'de, F: FnMut(u32, Node)> DeserializeSeed<'de> for ElementsSeed<'_, '_, F> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, F: FnMut(u32, Node)> Visitor<'de> for ElementsSeed<'_, '_, F> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of elements")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<bool, A::Error> {
        while let Some(node) = list.next_element_seed(NodeSeed(self.document.trouble))? {
            self.document.element(node)?;
        }
        Ok(true)
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<bool, A::Error> {
        let node = NodeSeed(self.document.trouble).visit_map(object)?;
        self.document.element(node)?;
        Ok(true)
    }

    /// A list that a too small `-Depth` turned into a text: an element that no format knows says so.
    fn visit_str<E: Error>(self, value: &str) -> Result<bool, E> {
        self.document.element(Node::Text(value.chars().take(200).collect()))?;
        Ok(true)
    }

    fn visit_unit<E>(self) -> Result<bool, E> {
        Ok(true)
    }

    fn visit_bool<E>(self, _: bool) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_i64<E>(self, _: i64) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_u64<E>(self, _: u64) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_f64<E>(self, _: f64) -> Result<bool, E> {
        Ok(false)
    }
}

/// An element that is no object at all.
pub(crate) fn not_an_object(node: &Node) -> RowProblem {
    match node {
        Node::Text(_) | Node::Long => RowProblem::depth("value"),
        _ => RowProblem::wrong_type("value"),
    }
}

fn broken(name: &str, error: &serde_json::Error, trouble: &Trouble) -> FileProblem {
    let at = |code, message| FileProblem {
        file: name.to_owned(),
        code,
        line: u32::try_from(error.line()).ok(),
        column: u32::try_from(error.column()).ok(),
        message,
    };
    let (line, column) = (error.line(), error.column());
    if let Some(key) = trouble.twice.get() {
        return at(
            "duplicate-key",
            text!(
                "Line {line}, column {column}: “{key}” stands twice in one object. Export again.",
                "Linje {line}, kolonne {column}: «{key}» står to ganger i ett objekt. Eksporter på nytt.",
                line,
                column,
                key
            ),
        );
    }
    if trouble.too_many.get() {
        return at("too-many-rows", too_many_rows());
    }
    match error.classify() {
        Category::Eof => at(
            "truncated",
            text!(
                "The file ends too early, at line {line}, column {column}. Export again and let it finish.",
                "Filen slutter for tidlig, på linje {line}, kolonne {column}. Eksporter på nytt og la den bli ferdig.",
                line,
                column
            ),
        ),
        Category::Io if error.io_error_kind() == Some(std::io::ErrorKind::FileTooLarge) => {
            too_large(name, super::source::LARGEST_FILE)
        }
        Category::Io if error.io_error_kind() == Some(std::io::ErrorKind::InvalidData) => {
            problem(name, "not-text", not_text())
        }
        Category::Io => problem(name, "unreadable", unreadable()),
        Category::Syntax | Category::Data if error.to_string().starts_with("recursion limit") => at(
            "too-deep",
            text!(
                "Line {line}, column {column}: the file is nested deeper than any export.",
                "Linje {line}, kolonne {column}: Filen er nøstet dypere enn noen eksport er.",
                line,
                column
            ),
        ),
        Category::Syntax | Category::Data => {
            let why: String = error.to_string().chars().take(120).collect();
            let why = why.split(" at line ").next().unwrap_or_default();
            at(
                "malformed",
                Text {
                    // What exactly is wrong, the reader of JSON says in English only.
                    en: format!(
                        "Line {line}, column {column} is not JSON: {why}. Export again, and do not edit the file."
                    ),
                    ..text!(
                        "Line {line}, column {column} is not JSON. Export again, and do not edit the file.",
                        "Linje {line}, kolonne {column} er ikke JSON. Eksporter på nytt, og rediger ikke filen.",
                        line,
                        column
                    )
                },
            )
        }
    }
}

fn refusal_of_the_service(name: &str, refusal: &Refusal) -> FileProblem {
    let code = shown(&refusal.code);
    problem(
        name,
        "service-error",
        text!(
            "The file holds an error of the service ({code}), not an export. Sign in with the rights that the command names, and run it again.",
            "Filen inneholder en feil fra tjenesten ({code}), ikke en eksport. Logg på med rettighetene som kommandoen nevner, og kjør den på nytt.",
            code
        ),
    )
}

pub(crate) fn too_many_rows() -> Text {
    text!(
        "The file has more than {MOST_ROWS} rows. Export fewer tenants at a time.",
        "Filen har mer enn {MOST_ROWS} rader. Eksporter færre leiere om gangen.",
        MOST_ROWS
    )
}

pub(crate) fn not_text() -> Text {
    text!(
        "The file is not sound text. Export it again, as UTF-8.",
        "Filen er ikke gyldig tekst. Eksporter den på nytt, som UTF-8."
    )
}

pub(crate) fn unreadable() -> Text {
    text!(
        "The file could not be read to its end. Check the disk it lies on.",
        "Filen kunne ikke leses til slutt. Kontroller disken den ligger på."
    )
}
