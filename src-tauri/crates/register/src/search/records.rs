//! Searching the records of the register.
//!
//! Every word of the question has to be found. A common word is in a hundred thousand records, so of each type only
//! the newest that fit are read, and nothing is counted or sorted by SQLite: the index is walked from its newest end
//! until there are enough.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashSet};

use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use super::hit::{Hit, HitType, Ranked, Segment};
use super::query::Asked;
use super::record_index::places;
use super::shelf::{Entry, SHELVES, Shelf, belongs_term};
use super::snippet::Marker;
use super::spelling;
use super::words::{meaning_term, stems};
use crate::error::Result;
use crate::record::fold;

/// A record found by its number or name, letter for letter.
const EXACT: f64 = 1.2;
const WHOLE_WORDS: f64 = 1.0;
const BEGUN_WORDS: f64 = 0.9;
/// Found by a part of its number.
const PART: f64 = 0.85;
const CORRECTED: f64 = 0.7;
/// By so many records of a name, others that belong to them are found.
const OWNERS: i64 = 8;
/// Words beyond are not needed to find a record. Each costs a walk through all records that have it.
const MOST_WORDS: usize = 5;
/// With so many words there is one walk, for all forms of them at once, whole words no longer before begun ones.
const MANY_WORDS: usize = 4;
/// The beginnings of words that the index has itself, in letters.
const INDEXED_BEGINNINGS: usize = 3;
/// Of the words with a longer beginning, so many are looked for.
const BEGINNINGS: i64 = 64;
/// So many records with a part of a number are looked through for further words.
const NUMBERED: i64 = 1_000;
/// Parts of numbers are looked for from this length on, as the index has them.
const SHORTEST_PART: usize = 3;

/// What was found, by type, at most `limit` of each; the surest first, then the newest.
pub(super) fn ranked(connection: &Connection, question: &str, asked: &[Asked], limit: usize) -> Result<Vec<Ranked>> {
    let search = Search::of(connection, question, asked)?;
    let mut all = Vec::new();
    for shelf in SHELVES {
        if !search.is_used(shelf)? {
            continue;
        }
        let mut found = Found { limit, ..Found::default() };
        search.on(shelf, &mut found)?;
        for (id, sure) in found.records {
            if let Some(entry) = shelf.entry(connection, id)? {
                let hit = search.hit(shelf, &entry)?;
                all.push(Ranked { hit, sure });
            }
        }
    }
    Ok(all)
}

/// What was found on a shelf.
#[derive(Default)]
struct Found {
    limit: usize,
    seen: HashSet<Uuid>,
    records: Vec<(Uuid, f64)>,
}

impl Found {
    fn add(&mut self, ids: Vec<Uuid>, sure: f64) {
        for id in ids {
            if self.records.len() < self.limit && self.seen.insert(id) {
                self.records.push((id, sure));
            }
        }
    }

    fn is_enough(&self) -> bool {
        self.records.len() >= self.limit
    }
}

struct Search<'a> {
    connection: &'a Connection,
    question: &'a str,
    /// What every record has to have; empty when there is a word that none has.
    needed: Vec<Needed>,
    asked: Vec<Asked>,
    sure: f64,
}

/// A word that a record has to have, as the index is asked for it.
struct Needed {
    /// Any form of the whole word.
    whole: String,
    /// Or one that begins with it, or belonging to a record with such a name.
    begun: String,
    /// As a part of a number, where it may be one.
    part: Option<String>,
    /// The meanings it has.
    meanings: Vec<String>,
}

impl<'a> Search<'a> {
    fn of(connection: &'a Connection, question: &'a str, asked: &[Asked]) -> Result<Self> {
        let mut asked: Vec<Asked> = asked.to_vec();
        if asked.iter().any(|word| !word.common) {
            asked.retain(|word| !word.common);
        }
        // The longest words tell records apart best, and are in the fewest of them.
        asked.sort_by_key(|word| Reverse(word.word.chars().count()));
        asked.dedup_by(|a, b| a.word == b.word);
        asked.truncate(MOST_WORDS);
        let mut search = Self { connection, question, needed: Vec::new(), asked, sure: 1.0 };
        let mut needed = Vec::new();
        for at in 0..search.asked.len() {
            let Some(mut word) = search.asked.get(at).cloned() else { break };
            let Some(found) = search.needed(&mut word)? else { return Ok(search) };
            needed.push(found);
            if let Some(kept) = search.asked.get_mut(at) {
                *kept = word;
            }
        }
        search.needed = needed;
        Ok(search)
    }

    /// How the index is asked for a word; corrected when no record has it, none when there is no correction either.
    fn needed(&mut self, word: &mut Asked) -> Result<Option<Needed>> {
        word.forms.retain(|form| !form.prefix);
        let whole = any_of(inflected(word));
        let mut begun = format!("{} OR {}", any_of(alike(word)), self.beginning_with(&word.word)?);
        let part = may_be_part(&word.word).then(|| format!("\"{}\"", word.word));
        let is_part = match &part {
            Some(part) => self.is_found("search_codes", part)?,
            None => false,
        };
        let meanings: Vec<String> =
            word.forms.iter().map(|form| form.term.clone()).filter(|term| term.starts_with('~')).collect();
        let names_a_type = SHELVES.iter().any(|shelf| meanings.contains(&meaning_term(shelf.called)));
        if !is_part && !names_a_type && !self.is_found("search_terms", &begun)? {
            if !self.put_right(word)? {
                return Ok(None);
            }
            begun = any_of(alike(word));
        }
        // Marked as it was looked for.
        word.or_begun();
        let owners = self.owners(&begun)?;
        let begun = if owners.is_empty() { begun } else { format!("{begun} OR {}", any_of(owners.into_iter())) };
        Ok(Some(Needed { whole, begun, part, meanings }))
    }

    fn on(&self, shelf: &Shelf, found: &mut Found) -> Result<()> {
        found.add(self.by_name(shelf)?, EXACT);
        let called = meaning_term(shelf.called);
        let mut needed: Vec<&Needed> = self.needed.iter().collect();
        if needed.iter().any(|word| !word.meanings.contains(&called)) {
            needed.retain(|word| !word.meanings.contains(&called));
        }
        let limit = i64::try_from(found.limit).unwrap_or(i64::MAX);
        let whole = all_of(needed.iter().map(|word| Some(&word.whole)));
        let asks = [
            ("search_terms", WHOLE_WORDS, if needed.len() < MANY_WORDS { whole } else { None }),
            ("search_terms", BEGUN_WORDS, all_of(needed.iter().map(|word| Some(&word.begun)))),
            ("search_codes", PART, all_of(needed.iter().map(|word| word.part.as_ref()))),
        ];
        for (index, sure, expression) in asks {
            if let Some(expression) = expression.filter(|_| !found.is_enough()) {
                found.add(self.matching(index, shelf, &expression, limit)?, sure * self.sure);
            }
        }
        self.of_part_and_words(shelf, &needed, found)
    }

    /// A part of a number together with words: the few entries with such numbers are looked through.
    fn of_part_and_words(&self, shelf: &Shelf, needed: &[&Needed], found: &mut Found) -> Result<()> {
        let parts: Vec<&String> = needed.iter().filter_map(|word| word.part.as_ref()).collect();
        if found.is_enough() || parts.is_empty() || parts.len() == needed.len() {
            return Ok(());
        }
        let Some(parts) = all_of(parts.into_iter().map(Some)) else { return Ok(()) };
        let Some(words) = all_of(needed.iter().filter(|word| word.part.is_none()).map(|word| Some(&word.begun))) else {
            return Ok(());
        };
        let (first, last) = places(shelf);
        let sql =
            "SELECT id FROM search_entry WHERE place IN (SELECT rowid FROM search_codes WHERE search_codes MATCH ?1
             AND rowid BETWEEN ?3 AND ?4 ORDER BY rowid DESC LIMIT ?5)
             AND place IN (SELECT rowid FROM search_terms WHERE search_terms MATCH ?2 AND rowid BETWEEN ?3 AND ?4)
             ORDER BY place DESC";
        found.add(self.ids(sql, params![parts, words, first, last, NUMBERED])?, PART * self.sure);
        Ok(())
    }

    fn is_used(&self, shelf: &Shelf) -> Result<bool> {
        let sql = "SELECT 1 FROM search_entry WHERE place BETWEEN ?1 AND ?2 LIMIT 1";
        let (first, last) = places(shelf);
        Ok(self.connection.prepare_cached(sql)?.exists([first, last])?)
    }

    /// The records that have the whole question as their name.
    fn by_name(&self, shelf: &Shelf) -> Result<Vec<Uuid>> {
        let sql = format!(
            "SELECT id FROM {} WHERE folded = ?1 AND removed_at IS NULL ORDER BY id LIMIT 3",
            shelf.record.table()
        );
        self.ids(&sql, params![fold(self.question.trim())])
    }

    /// The newest entries of a shelf that an expression matches.
    fn matching(&self, index: &str, shelf: &Shelf, expression: &str, limit: i64) -> Result<Vec<Uuid>> {
        let (first, last) = places(shelf);
        let sql = format!(
            "SELECT id FROM search_entry WHERE place IN (SELECT rowid FROM {index} WHERE {index} MATCH ?1
             AND rowid BETWEEN ?2 AND ?3 ORDER BY rowid DESC LIMIT ?4) ORDER BY place DESC"
        );
        self.ids(&sql, params![expression, first, last, limit])
    }

    fn ids(&self, sql: &str, parameters: &[&dyn rusqlite::ToSql]) -> Result<Vec<Uuid>> {
        let ids = self
            .connection
            .prepare_cached(sql)?
            .query_map(parameters, |row| crate::field::id_of(row, "id"))?
            .collect::<rusqlite::Result<_>>()?;
        Ok(ids)
    }

    /// Corrects a word that no record has. False when it cannot be corrected.
    fn put_right(&mut self, word: &mut Asked) -> Result<bool> {
        if spelling::forgiven(&word.word).is_none() {
            return Ok(false);
        }
        let mut vocabulary = Vec::new();
        // A slip in the first letter itself is rare: the word begins with it, or with the second.
        let starts: BTreeSet<char> = word.word.chars().take(2).collect();
        for start in starts {
            vocabulary.extend(self.words_from(&start.to_string(), i64::MAX)?);
        }
        let corrected = word.correct(vocabulary.iter().map(String::as_str));
        if corrected {
            self.sure *= CORRECTED;
        }
        Ok(corrected)
    }

    /// Any word that begins so. The index has the beginnings of up to three letters itself; it would put the longer
    /// ones together from all their records, which for a common word takes longer than everything else.
    fn beginning_with(&self, start: &str) -> Result<String> {
        if start.chars().count() <= INDEXED_BEGINNINGS {
            return Ok(format!("\"{start}\" *"));
        }
        let known = stems(start);
        let is_new = |word: &String| !stems(word).iter().any(|stem| known.contains(stem));
        let words = self.words_from(start, BEGINNINGS)?.into_iter().filter(is_new);
        Ok(any_of(std::iter::once(start.to_owned()).chain(words)))
    }

    fn words_from(&self, start: &str, limit: i64) -> Result<Vec<String>> {
        let words = self
            .connection
            .prepare_cached("SELECT word FROM search_word WHERE word >= ?1 AND word < ?2 ORDER BY word LIMIT ?3")?
            .query_map(params![start, format!("{start}\u{10ffff}"), limit], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        Ok(words)
    }

    fn is_found(&self, index: &str, expression: &str) -> Result<bool> {
        let sql = format!("SELECT 1 FROM {index} WHERE {index} MATCH ?1 LIMIT 1");
        Ok(self.connection.prepare_cached(&sql)?.exists([expression])?)
    }

    /// The terms of what belongs to the records with a word in their names.
    fn owners(&self, expression: &str) -> Result<Vec<String>> {
        let mut owners = Vec::new();
        for shelf in SHELVES.iter().filter(|shelf| shelf.owns) {
            owners.extend(self.matching("search_terms", shelf, expression, OWNERS)?.into_iter().map(belongs_term));
        }
        Ok(owners)
    }

    fn hit(&self, shelf: &Shelf, entry: &Entry) -> Result<Hit> {
        let mut shown = entry.details.codes.clone();
        shown.extend(entry.details.shown.iter().cloned());
        for id in &entry.details.of {
            shown.extend(self.name_of(*id)?);
        }
        let parts: Vec<&str> =
            self.asked.iter().map(|word| word.word.as_str()).filter(|word| may_be_part(word)).collect();
        let mut marker = Marker::of(&self.asked);
        let mut title = marker.marked(&entry.name);
        mark_parts(&mut title, &parts);
        let mut snippet = marker.marked(&shown.join(" · "));
        mark_parts(&mut snippet, &parts);
        Ok(Hit { kind: HitType::Record(shelf.record), id: entry.id.to_string(), title, snippet })
    }

    fn name_of(&self, id: Uuid) -> Result<Option<String>> {
        let record = self
            .connection
            .prepare_cached("SELECT type FROM search_entry WHERE id = ?1")?
            .query_row([id.to_string()], |row| row.get(0))
            .optional()?;
        let Some(shelf) = record.and_then(Shelf::for_type) else { return Ok(None) };
        Ok(shelf.entry(self.connection, id)?.map(|entry| entry.name))
    }
}

/// All of the expressions; none when one of them is missing, or there are none.
fn all_of<'a>(expressions: impl Iterator<Item = Option<&'a String>>) -> Option<String> {
    let all: Vec<String> = expressions.map(|it| it.map(|it| format!("({it})"))).collect::<Option<_>>()?;
    (!all.is_empty()).then(|| all.join(" AND "))
}

/// Any of the terms.
fn any_of(terms: impl Iterator<Item = String>) -> String {
    let terms: BTreeSet<String> = terms.map(|term| format!("\"{term}\"")).collect();
    terms.into_iter().collect::<Vec<_>>().join(" OR ")
}

/// The terms of a word in any inflection. Its stem stands beside the word itself, so one of them is enough.
fn inflected(word: &Asked) -> impl Iterator<Item = String> {
    let has_stem = word.forms.iter().any(|form| form.term.starts_with('='));
    let is_it = move |term: &&String| term.starts_with('=') || (!has_stem && !term.starts_with('~'));
    word.forms.iter().map(|form| &form.term).filter(is_it).cloned()
}

/// The same, or anything that means the same.
fn alike(word: &Asked) -> impl Iterator<Item = String> {
    inflected(word).chain(word.forms.iter().map(|form| form.term.clone()).filter(|term| term.starts_with('~')))
}

/// Whether a word may be a part of a number or an id.
fn may_be_part(word: &str) -> bool {
    word.chars().count() >= SHORTEST_PART && word.bytes().any(|b| b.is_ascii_digit())
}

/// Marks the parts of numbers, which are no words.
fn mark_parts(segments: &mut Vec<Segment>, parts: &[&str]) {
    let mut marked = Vec::new();
    for segment in segments.drain(..) {
        let lower = segment.text.to_ascii_lowercase();
        let found = parts.iter().find_map(|part| Some((lower.find(part)?, part.len())));
        let Some((at, length)) = found.filter(|_| !segment.found) else {
            marked.push(segment);
            continue;
        };
        for (range, found) in [(0..at, false), (at..at + length, true), (at + length..segment.text.len(), false)] {
            let text = segment.text.get(range).unwrap_or_default();
            if !text.is_empty() {
                marked.push(Segment { text: text.to_owned(), found });
            }
        }
    }
    *segments = marked;
}
