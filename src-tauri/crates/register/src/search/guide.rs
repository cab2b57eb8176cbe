//! Searching the guidance of an edition: all topics and readings, in all languages at once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::{Connection, params};
use support_policy::edition::Edition;
use support_policy::{Language, Text};

use super::asked_as::asked_as;
use super::hit::{GuideType, Hit, HitType, Ranked};
use super::query::{self, Asked};
use super::snippet::{self, Marker};
use super::words::{TOKENIZER, terms, words};
use crate::error::Result;

/// How much a word counts by where it stands: id, title, what the topic is asked as, its first lines, the rest.
const WEIGHTS: &str = "20.0, 8.0, 6.0, 2.0, 0.5";
/// A pair of words that stands so in a title, or in what a topic is asked as.
const PAIR: f64 = 1.5;
/// How much the words count that only say how a question is put.
const COMMON: f64 = 0.3;
/// What is worth less than this part of the best answer is none.
const WORTH_SHOWING: f64 = 0.15;
/// The first lines of a text: the short answer.
const LEAD: usize = 1;

/// The search index of an edition's guidance. It is made in memory, in some milliseconds.
#[derive(Debug)]
pub struct Guide {
    edition: String,
    index: Mutex<Connection>,
    entries: Vec<Entry>,
    /// All words of the index, sorted.
    vocabulary: Vec<String>,
}

/// The indexes of the editions that were searched, each made when it is first needed.
#[derive(Debug, Default)]
pub struct Guides(Mutex<Vec<Arc<Guide>>>);

#[derive(Debug)]
struct Entry {
    kind: GuideType,
    id: String,
    title: Text,
    /// In every language, in the order of [`Language::all`].
    passages: Vec<Vec<String>>,
}

impl Guides {
    /// The index of an edition.
    ///
    /// # Errors
    /// As of [`Guide::of`].
    pub fn of(&self, edition: &Edition) -> Result<Arc<Guide>> {
        let mut guides = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(guide) = guides.iter().find(|guide| guide.edition == edition.id) {
            return Ok(Arc::clone(guide));
        }
        let guide = Arc::new(Guide::of(edition)?);
        guides.push(Arc::clone(&guide));
        Ok(guide)
    }
}

impl Guide {
    /// Indexes the guidance of an edition.
    ///
    /// # Errors
    /// When there is no memory for it.
    pub fn of(edition: &Edition) -> Result<Self> {
        let index = Connection::open_in_memory()?;
        index.execute_batch(&format!(
            "CREATE VIRTUAL TABLE guide USING fts5
             (id, title, asked, lead, body, content = '', tokenize = \"{TOKENIZER}\")"
        ))?;
        let mut guide = Self {
            edition: edition.id.clone(),
            index: Mutex::new(index),
            entries: entries(edition),
            vocabulary: Vec::new(),
        };
        let vocabulary = guide.fill(&more(edition))?;
        guide.vocabulary = vocabulary;
        Ok(guide)
    }

    /// The topics and readings that answer a question in any language, the one asked for first; title and snippet
    /// in `language`. None for a question without words.
    ///
    /// # Errors
    /// [`crate::RegisterError::Invalid`]: `required`, `too-long`.
    pub fn search(&self, question: &str, language: Language, limit: usize) -> Result<Vec<Hit>> {
        let asked = query::parse(question)?;
        Ok(self.ranked(asked, language, limit)?.into_iter().map(|ranked| ranked.hit).collect())
    }

    pub(super) fn ranked(&self, mut asked: Vec<Asked>, language: Language, limit: usize) -> Result<Vec<Ranked>> {
        let found = self.scores(&mut asked)?;
        let mut marker = Marker::of(&asked);
        let ranked = found.into_iter().take(limit).filter_map(|(row, score)| {
            let entry = self.entries.get(usize::try_from(row).ok()?)?;
            let hit = Hit {
                kind: HitType::Guide(entry.kind),
                id: entry.id.clone(),
                title: marker.marked(entry.title.in_language(language)),
                snippet: marker.best(entry.passages(language).iter().map(String::as_str)),
            };
            Some(Ranked { hit, sure: score.sure })
        });
        Ok(ranked.collect())
    }

    /// The rows that were found with their scores, the best first. Misspelt words in the question are corrected.
    fn scores(&self, asked: &mut [Asked]) -> Result<Vec<(u32, Score)>> {
        let index = self.index.lock().unwrap_or_else(PoisonError::into_inner);
        let mut scores: HashMap<u32, Score> = HashMap::new();
        let mut whole = 0.0;
        for asked in &mut *asked {
            let mut found = of_word(&index, asked)?;
            if found.is_empty() && self.put_right(asked) {
                found = of_word(&index, asked)?;
            }
            let most = found.values().copied().fold(0.0_f64, f64::max);
            // A word nobody uses here weighs as much as a rare one.
            whole += if asked.common {
                most * COMMON
            } else if found.is_empty() {
                4.0
            } else {
                most
            };
            let weight = if asked.common { COMMON } else { 1.0 };
            for (row, worth) in found {
                let worth = worth * weight;
                let score = scores.entry(row).or_default();
                score.value += worth;
                score.sure += worth;
            }
        }
        for pair in asked.windows(2) {
            let [first, second] = pair else { continue };
            let together = format!("{{title asked}} : \"{} {}\"", first.word, second.word);
            for (row, worth) in matching(&index, &together)? {
                if let Some(score) = scores.get_mut(&row) {
                    score.value += PAIR * worth.min(1.0);
                }
            }
        }
        let mut found: Vec<_> = scores.into_iter().collect();
        for (_, score) in &mut found {
            score.sure = if whole > 0.0 { score.sure / whole } else { 0.0 };
            score.value *= 0.5 + 0.5 * score.sure;
        }
        found.sort_by(|a, b| b.1.value.total_cmp(&a.1.value).then(a.0.cmp(&b.0)));
        let best = found.first().map_or(0.0, |(_, score)| score.value);
        found.retain(|(_, score)| score.value >= best * WORTH_SHOWING);
        Ok(found)
    }

    fn put_right(&self, asked: &mut Asked) -> bool {
        let is_known = |word: &str| self.vocabulary.binary_search_by(|known| known.as_str().cmp(word)).is_ok();
        asked.split(is_known) || asked.correct(self.vocabulary.iter().map(String::as_str))
    }

    /// Writes all rows; gives their words, sorted.
    fn fill(&mut self, more: &HashMap<String, String>) -> Result<Vec<String>> {
        let mut index = self.index.lock().unwrap_or_else(PoisonError::into_inner);
        let change = index.transaction()?;
        let mut vocabulary = std::collections::BTreeSet::new();
        let mut column = |texts: &[&str]| {
            let mut column = String::new();
            for text in texts {
                terms(text, &mut column);
                vocabulary.extend(words(text).map(|word| word.folded));
            }
            column
        };
        let mut insert = change
            .prepare("INSERT INTO guide (rowid, id, title, asked, lead, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
        for (row, entry) in (0_u32..).zip(&self.entries) {
            let asked: Vec<&str> = Language::all().map(|language| asked_as(&entry.id, language)).collect();
            let title: Vec<&str> = entry.title.wordings().collect();
            let parts = || entry.passages.iter().map(|passages| passages.split_at(LEAD.min(passages.len())));
            let lead: Vec<String> = parts().map(|(lead, _)| lead.join(" ")).collect();
            let rest: Vec<String> = parts().map(|(_, rest)| rest.join(" ")).collect();
            let more = more.get(&entry.id).map_or("", String::as_str);
            let body: Vec<&str> = rest.iter().map(String::as_str).chain([more]).collect();
            insert.execute(params![
                row,
                column(&[&entry.id]),
                column(&title),
                column(&asked),
                column(&lead.iter().map(String::as_str).collect::<Vec<_>>()),
                column(&body),
            ])?;
        }
        drop(insert);
        change.commit()?;
        Ok(vocabulary.into_iter().collect())
    }
}

impl Entry {
    fn passages(&self, language: Language) -> &[String] {
        let all = Language::all().zip(&self.passages);
        all.filter(|(own, _)| *own == language).map(|(_, passages)| passages.as_slice()).next().unwrap_or_default()
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Score {
    value: f64,
    sure: f64,
}

/// What each row is worth for one word: that of its best form.
fn of_word(index: &Connection, asked: &Asked) -> Result<HashMap<u32, f64>> {
    let mut worths: HashMap<u32, f64> = HashMap::new();
    for form in &asked.forms {
        let term = if form.prefix { format!("\"{}\"*", form.term) } else { format!("\"{}\"", form.term) };
        for (row, worth) in matching(index, &term)? {
            let best = worths.entry(row).or_default();
            *best = best.max(worth * form.weight);
        }
    }
    Ok(worths)
}

fn matching(index: &Connection, expression: &str) -> Result<Vec<(u32, f64)>> {
    let sql = format!("SELECT rowid, -bm25(guide, {WEIGHTS}) FROM guide WHERE guide MATCH ?1");
    let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let found = index.prepare_cached(&sql)?.query_map([expression], read)?.collect::<rusqlite::Result<_>>()?;
    Ok(found)
}

fn entries(edition: &Edition) -> Vec<Entry> {
    let topics = Edition::topic_ids().filter_map(|id| {
        let topic = edition.topic(&id)?;
        let passages = Language::all().map(|language| snippet::passages(topic.body.in_language(language))).collect();
        Some(Entry { kind: GuideType::Topic, id, title: topic.title, passages })
    });
    let readings = edition.readings.iter().map(|reading| Entry {
        kind: GuideType::Reading,
        id: reading.id.clone(),
        title: reading.title.clone(),
        passages: Language::all().map(|language| vec![reading.text.in_language(language).to_owned()]).collect(),
    });
    topics.chain(readings).collect()
}

/// By topic: names and sentences of the rulings that rest on it.
fn more(edition: &Edition) -> HashMap<String, String> {
    let mut more: HashMap<String, String> = HashMap::new();
    let mut add = |topics: &[String], text: &Text| {
        for topic in topics {
            let of_topic = more.entry(topic.clone()).or_default();
            for wording in text.wordings() {
                of_topic.push_str(wording);
                of_topic.push('\n');
            }
        }
    };
    for channel in &edition.channels {
        add(&channel.because, &channel.name);
        if let Some(who) = &channel.who {
            add(&who.topics, &who.text);
        }
    }
    let included = edition.plans.first().map_or("", |plan| &plan.id);
    for concern in &edition.concerns {
        for point in concern.before(included).into_iter().chain(concern.will_not(included)) {
            add(&point.topics, &point.text);
        }
    }
    more
}
