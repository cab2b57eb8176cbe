//! `search`: guidance and, where there is a register, its records.

use crate::failure::Failure;
use crate::flags::SearchFlags;
use crate::output::Output;
use crate::session::Session;
use serde::Serialize;
use std::fmt::Write as _;
use std::io::IsTerminal as _;
use support_register::{Guide, Hit, HitType, SearchLimits, Segment, plain};

/// A hit as programs read it.
#[derive(Serialize)]
struct Item<'a> {
    #[serde(rename = "type")]
    kind: HitType,
    id: &'a str,
    title: String,
    snippet: String,
    /// The snippet in pieces, those that were asked for with `found`.
    pieces: &'a [Segment],
}

pub(crate) fn search(session: &Session, flags: &SearchFlags) -> Result<(), Failure> {
    let output = session.output;
    let question = flags.query.join(" ");
    let guide = Guide::of(session.edition)?;
    let hits = match session.register_if_any()? {
        Some(register) => {
            let limits = SearchLimits { each: flags.limit, all: flags.limit };
            register.search(&guide, &question, output.language, limits)?
        }
        None => guide.search(&question, output.language, flags.limit)?,
    };
    let items: Vec<Item<'_>> = hits.iter().map(Item::of).collect();
    output.items(&items, || for_people(output, &hits))
}

impl<'a> Item<'a> {
    fn of(hit: &'a Hit) -> Self {
        Self {
            kind: hit.kind,
            id: &hit.id,
            title: plain(&hit.title),
            snippet: plain(&hit.snippet),
            pieces: &hit.snippet,
        }
    }
}

fn for_people(output: Output, hits: &[Hit]) -> String {
    if hits.is_empty() {
        return output
            .say(
                "Nothing found. Try fewer or other words, a topic such as S33, or a part of a case number.",
                "Fant ingenting. Prøv færre eller andre ord, et emne som S33, eller en del av et saksnummer.",
            )
            .to_owned();
    }
    let bold = std::io::stdout().is_terminal();
    let mut text = String::new();
    for hit in hits {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}  {}", hit.id, shown(&hit.title, bold));
        if !hit.snippet.is_empty() {
            let _ = writeln!(text, "    {}", shown(&hit.snippet, bold));
        }
    }
    text
}

/// What was asked for is bold at a terminal.
fn shown(segments: &[Segment], bold: bool) -> String {
    let shown = |segment: &Segment| match (bold, segment.found) {
        (true, true) => format!("\u{1b}[1m{}\u{1b}[0m", segment.text),
        _ => segment.text.clone(),
    };
    segments.iter().map(shown).collect()
}
