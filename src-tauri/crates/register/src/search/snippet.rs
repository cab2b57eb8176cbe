//! What is shown of a text that was found: the passage that fits best, with the words asked for marked.

use std::collections::HashMap;

use super::hit::Segment;
use super::query::Asked;
use super::synonyms;
use super::words::{Word, meaning_term, stem_term, stems, words};

/// About so many characters of a passage are shown.
const LENGTH: usize = 160;
/// Sections of a guide's text that answer no question.
const LEFT_OUT: [&str; 4] = ["## In Support Atlas", "## I Support Atlas", "## Source", "## Kilde"];
/// The short answer stands first: another passage is shown when it says more of what was asked.
const FIRST: f64 = 0.6;
/// How much of it stands before the first mark.
const BEFORE: usize = 40;

/// Marks what was asked for in texts.
pub(super) struct Marker<'a> {
    asked: &'a [Asked],
    /// What the words seen so far were asked as: most texts consist of the same ones.
    seen: HashMap<String, Option<usize>>,
}

/// A word of the text that was asked for.
struct Mark {
    start: usize,
    end: usize,
    /// Which of the words asked for.
    asked: usize,
}

impl<'a> Marker<'a> {
    pub(super) fn of(asked: &'a [Asked]) -> Self {
        Self { asked, seen: HashMap::new() }
    }

    /// A text whole, with what was asked for marked.
    pub(super) fn marked(&mut self, text: &str) -> Vec<Segment> {
        segments(text, &self.marks(text))
    }

    /// The passage in which most of the words asked for stand, cut to length; the first one when none has any.
    pub(super) fn best<'t>(&mut self, passages: impl Iterator<Item = &'t str>) -> Vec<Segment> {
        let mut best: Option<(&str, f64)> = None;
        for (at, passage) in passages.enumerate() {
            let mut found = vec![false; self.asked.len()];
            for word in words(passage) {
                if let Some(found) = self.asked_as(word.folded).and_then(|at| found.get_mut(at)) {
                    *found = true;
                }
            }
            let said: f64 =
                found.iter().zip(self.asked).filter(|(found, _)| **found).map(|(_, asked)| worth(asked)).sum();
            let worth = if at == 0 { said + FIRST } else { said };
            if best.is_none_or(|(_, most)| worth > most) {
                best = Some((passage, worth));
            }
        }
        let Some((passage, _)) = best else { return Vec::new() };
        let marks = self.marks(passage);
        cut(passage, &marks)
    }

    fn marks(&mut self, text: &str) -> Vec<Mark> {
        let found: Vec<Word> = words(text).collect();
        let folded: Vec<&str> = found.iter().map(|word| word.folded.as_str()).collect();
        let mut marks: Vec<Mark> = Vec::new();
        let mut from = 0;
        while let Some(rest) = folded.get(from..).filter(|rest| !rest.is_empty()) {
            let (taken, names) = synonyms::meanings(rest);
            let named: Vec<String> = names.into_iter().map(meaning_term).collect();
            let as_name = self.asked.iter().position(|asked| asked.means(&named));
            for word in found.iter().skip(from).take(taken.max(1)) {
                if let Some(asked) = self.asked_as(word.folded.clone()).or(as_name) {
                    marks.push(Mark { start: word.start, end: word.end, asked });
                }
            }
            from += taken.max(1);
        }
        // Where something of substance was found, words like "the" are not worth a mark.
        let is_common = |mark: &Mark| self.asked.get(mark.asked).is_some_and(|asked| asked.common);
        if marks.iter().any(|mark| !is_common(mark)) {
            marks.retain(|mark| !is_common(mark));
        }
        marks
    }

    /// Which of the words asked for a word of the text is.
    fn asked_as(&mut self, folded: String) -> Option<usize> {
        let asked = self.asked;
        *self.seen.entry(folded).or_insert_with_key(|folded| {
            let stems = stems(folded);
            let stems = stems.iter().map(|stem| stem_term(stem));
            let meanings = synonyms::meanings(&[folded]).1.into_iter().map(meaning_term);
            let terms: Vec<String> = std::iter::once(folded.clone()).chain(stems).chain(meanings).collect();
            asked.iter().position(|asked| asked.means(&terms))
        })
    }
}

fn worth(asked: &Asked) -> f64 {
    if asked.common { 0.1 } else { 1.0 }
}

fn segments(text: &str, marks: &[Mark]) -> Vec<Segment> {
    let mut segments: Vec<Segment> = Vec::new();
    let mut push = |text: &str, found: bool| {
        if !text.is_empty() {
            segments.push(Segment { text: text.to_owned(), found });
        }
    };
    let mut at = 0;
    for mark in marks {
        push(text.get(at..mark.start).unwrap_or_default(), false);
        push(text.get(mark.start..mark.end).unwrap_or_default(), true);
        at = mark.end;
    }
    push(text.get(at..).unwrap_or_default(), false);
    segments
}

/// Cuts a passage to length around its first mark, between words.
fn cut(passage: &str, marks: &[Mark]) -> Vec<Segment> {
    if passage.chars().count() <= LENGTH + BEFORE / 2 {
        return segments(passage, marks);
    }
    let first = marks.first().map_or(0, |mark| mark.start);
    let from = match passage.get(..first).and_then(|head| head.char_indices().rev().nth(BEFORE)) {
        Some((at, _)) => word_start(passage, at, first),
        None => 0,
    };
    let rest = passage.get(from..).unwrap_or_default();
    let to = match rest.char_indices().nth(LENGTH) {
        Some((at, _)) => from + rest.get(..at).and_then(|head| head.rfind(char::is_whitespace)).unwrap_or(at),
        None => passage.len(),
    };
    let shown = passage.get(from..to).unwrap_or_default();
    let inside: Vec<Mark> = marks
        .iter()
        .filter(|mark| mark.start >= from && mark.end <= to)
        .map(|mark| Mark { start: mark.start - from, end: mark.end - from, asked: mark.asked })
        .collect();
    let mut segments = segments(shown, &inside);
    if from > 0 {
        segments.insert(0, Segment { text: "… ".to_owned(), found: false });
    }
    if to < passage.len() {
        segments.push(Segment { text: " …".to_owned(), found: false });
    }
    segments
}

/// The start of the next word after `at`, at most `latest`.
fn word_start(text: &str, at: usize, latest: usize) -> usize {
    let next = text.get(at..latest).and_then(|part| part.find(char::is_whitespace).map(|space| at + space + 1));
    next.unwrap_or(at)
}

/// The passages of a guide's text: its paragraphs, list items and rows without their Markdown, the headings and the
/// sections that are about this program and the source left out.
pub(super) fn passages(markdown: &str) -> Vec<String> {
    let mut lines = markdown.lines().map(str::trim).peekable();
    let mut passages = Vec::new();
    let mut is_left_out = false;
    while let Some(line) = lines.next() {
        let is_heading = line.starts_with('#');
        if is_heading {
            is_left_out = LEFT_OUT.contains(&line);
        }
        let is_ruled_off = |line: &str| line.starts_with("|--");
        let heads_a_table = lines.peek().is_some_and(|next| is_ruled_off(next));
        if !(line.is_empty() || is_heading || is_left_out || heads_a_table || is_ruled_off(line)) {
            passages.push(without_markdown(line));
        }
    }
    passages
}

fn without_markdown(line: &str) -> String {
    let line = line.trim_start_matches(['-', '*', '>', ' ']);
    let numbered = line.split_once(". ").filter(|(number, _)| number.bytes().all(|b| b.is_ascii_digit()));
    let line = numbered.map_or(line, |(_, rest)| rest);
    let mut text = String::with_capacity(line.len());
    let mut rest = line.trim_matches(['|', ' ']);
    while let Some(at) = rest.find(['[', '*', '`', '|']) {
        text.push_str(rest.get(..at).unwrap_or_default());
        let tail = rest.get(at..).unwrap_or_default();
        let link = tail.strip_prefix('[').and_then(|tail| tail.split_once("](")).and_then(|(name, tail)| {
            let (_, after) = tail.split_once(')')?;
            (!name.contains('[')).then_some((name, after))
        });
        if let Some((name, after)) = link {
            text.push_str(name);
            rest = after;
            continue;
        }
        if tail.starts_with('|') {
            text.push('·');
        } else if tail.starts_with('[') {
            text.push('[');
        }
        rest = tail.get(1..).unwrap_or_default();
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::super::hit::plain;
    use super::super::query::parse;
    use super::*;

    fn shown(segments: &[Segment]) -> String {
        segments.iter().map(|it| if it.found { format!("[{}]", it.text) } else { it.text.clone() }).collect()
    }

    #[test]
    fn what_was_asked_for_is_marked_as_it_stands_in_the_text() {
        let asked = parse("reopen RCA foresporsel gjen").unwrap();
        for (text, expected) in [
            ("Reopening a closed request", "[Reopening] a closed [request]"),
            ("En root-cause analysis, ikke en sak", "En [root]-[cause] [analysis], ikke en [sak]"),
            ("«Forespørselen» gjenåpnes", "«[Forespørselen]» [gjenåpnes]"),
            ("Nothing", "Nothing"),
            ("", ""),
        ] {
            assert_eq!(shown(&Marker::of(&asked).marked(text)), expected);
        }
    }

    #[test]
    fn the_passage_with_most_of_the_words_is_shown_and_cut_between_words() {
        let asked = parse("three months").unwrap();
        let long = format!("{} closed less than three months ago {}", "word ".repeat(60), "more ".repeat(60));
        let found = Marker::of(&asked).best(["Nothing of it.", &long].into_iter());
        let text = plain(&found);
        assert!(text.starts_with("… word") && text.ends_with("more …"), "{text}");
        assert!(shown(&found).contains("closed less than [three] [months] ago"), "{found:?}");
        assert!(text.chars().count() < LENGTH + BEFORE, "{text}");
    }

    #[test]
    fn passages_are_free_of_markdown() {
        let text = "Look at [S10](S10) **first**.\n\n## Rule\n\n| A | B |\n|---|---|\n| one | *two* |\n\n- `atlas` [x]\n1. Go\n\n## In Support Atlas\n\nA screen.\n\n## Changed since\n\n- 2025: all\n\n## Source\n\nA page.";
        assert_eq!(passages(text), ["Look at S10 first.", "one · two", "atlas [x]", "Go", "2025: all"]);
    }
}
