//! A question as it is searched: each word with all the forms it may be found in.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::spelling;
use super::synonyms;
use super::words::{fold, meaning_term, stem_term, stems, words};
use crate::error::{RegisterError, Result};
use crate::flaw::Flaw;

/// A longer question is refused, in characters: a pasted error message is shorter.
const LONGEST: usize = 1_000;
/// Words beyond are not looked for.
const MOST_WORDS: usize = 16;

const STEM: f64 = 0.9;
const MEANING: f64 = 0.8;
const PREFIX: f64 = 0.6;
const CORRECTED: f64 = 0.6;

/// Words that say how a question is put, not what it is about.
const COMMON: &[&str] = &[
    "a", "an", "and", "any", "are", "as", "at", "be", "but", "by", "can", "did", "do", "does", "for", "from", "get",
    "had", "has", "have", "how", "i", "if", "in", "is", "it", "its", "me", "my", "no", "not", "of", "on", "or", "our",
    "so", "still", "than", "that", "the", "their", "them", "then", "there", "they", "this", "to", "us", "use", "was",
    "we", "what", "when", "where", "which", "who", "why", "will", "with", "you", "your", //
    "alle", "av", "bruke", "da", "de", "den", "der", "det", "dette", "du", "eller", "en", "er", "et", "for", "fra",
    "få", "får", "går", "fortsatt", "ha", "har", "hva", "hvem", "hvilken", "hvilke", "hvis", "hvor", "hvordan",
    "hvorfor", "ikke", "jeg", "kan", "man", "med", "min", "mitt", "må", "når", "og", "om", "oss", "på", "skal", "som",
    "så", "til", "ut", "var", "vi", "vår", "vårt", "være",
];

/// A word of a question.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    /// The word, folded.
    pub(super) word: String,
    /// What it may be found as.
    pub(super) forms: Vec<Form>,
    /// Whether it only says how the question is put.
    pub(super) common: bool,
}

/// One form of a word.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Form {
    /// As it stands in an index.
    pub(super) term: String,
    /// Whether words that only begin with it are meant too.
    pub(super) prefix: bool,
    /// How much finding it says, up to 1.
    pub(super) weight: f64,
}

/// The words of a question. None for one that is all signs.
///
/// # Errors
/// `required` for a blank question, `too-long` for one of more than 1,000 characters.
pub(super) fn parse(query: &str) -> Result<Vec<Asked>> {
    if query.trim().is_empty() {
        return Err(RegisterError::invalid("query", Flaw::Required));
    }
    if query.chars().nth(LONGEST).is_some() {
        return Err(RegisterError::invalid("query", Flaw::TooLong));
    }
    let folded: Vec<String> = words(query).map(|word| word.folded).take(MOST_WORDS).collect();
    let mut asked: Vec<Asked> = folded.iter().map(|word| Asked::of(word)).collect();
    // As it is typed, the last word may be only begun.
    if let Some(last) = asked.last_mut() {
        last.or_begun();
    }
    let mut from = 0;
    while let Some(rest) = folded.get(from..).filter(|rest| !rest.is_empty()) {
        let (taken, names) = synonyms::meanings(rest);
        let taken = taken.max(1);
        for word in asked.iter_mut().skip(from).take(taken) {
            // The words of one name share its weight.
            let weight = MEANING / f64::from(u32::try_from(taken).unwrap_or(1));
            word.forms.extend(names.iter().map(|name| Form { term: meaning_term(name), prefix: false, weight }));
        }
        from += taken;
    }
    Ok(asked)
}

impl Asked {
    fn of(word: &str) -> Self {
        let mut forms = vec![Form { term: word.to_owned(), prefix: false, weight: 1.0 }];
        forms.extend(stems(word).iter().map(|stem| Form { term: stem_term(stem), prefix: false, weight: STEM }));
        Self { word: word.to_owned(), forms, common: is_common(word) }
    }

    /// Finds words that only begin with this one, too.
    pub(super) fn or_begun(&mut self) {
        self.forms.push(Form { term: self.word.clone(), prefix: true, weight: PREFIX });
    }

    /// The words nearest to this one, instead of it. False when none is near.
    pub(super) fn correct<'a>(&mut self, vocabulary: impl Iterator<Item = &'a str>) -> bool {
        let nearest: Vec<String> = spelling::nearest(&self.word, vocabulary).into_iter().map(str::to_owned).collect();
        self.forms.extend(nearest.iter().flat_map(|word| corrected(word)));
        !nearest.is_empty()
    }

    /// The two known words this one is put together from, in its place. False when there are none such.
    pub(super) fn split(&mut self, is_known: impl Fn(&str) -> bool) -> bool {
        let found = parts(&self.word).find(|(first, second)| is_known(first) && is_known(second));
        let Some((first, second)) = found else { return false };
        self.forms.extend([first, second].into_iter().flat_map(corrected));
        true
    }

    /// Whether a word with these terms is what is meant.
    pub(super) fn means(&self, terms: &[String]) -> bool {
        self.forms.iter().any(|form| {
            terms.iter().any(|term| if form.prefix { term.starts_with(&form.term) } else { *term == form.term })
        })
    }
}

fn corrected(word: &str) -> Vec<Form> {
    let meanings = synonyms::meanings(&[word]).1.into_iter().map(|name| (meaning_term(name), MEANING));
    let stems = stems(word);
    let stems = stems.iter().map(|stem| (stem_term(stem), STEM));
    let all = [(word.to_owned(), 1.0)].into_iter().chain(stems).chain(meanings);
    all.map(|(term, weight)| Form { term, prefix: false, weight: weight * CORRECTED }).collect()
}

/// Every way to divide a word into two that are words themselves; Norwegian puts an s or an e between.
fn parts(word: &str) -> impl Iterator<Item = (&str, &str)> {
    const SHORTEST: usize = 3;
    word.char_indices().skip(SHORTEST).flat_map(move |(at, _)| {
        let (first, second) = word.split_at(at);
        let linked = [first.strip_suffix('s'), first.strip_suffix('e')].into_iter().flatten();
        let is_number = second.bytes().all(|b| b.is_ascii_digit());
        std::iter::once(first)
            .chain(linked)
            .filter(move |first| first.len() >= SHORTEST && (second.len() >= SHORTEST || is_number))
            .map(move |first| (first, second))
    })
}

fn is_common(word: &str) -> bool {
    static FOLDED: LazyLock<HashSet<String>> = LazyLock::new(|| COMMON.iter().map(|word| fold(word)).collect());
    FOLDED.contains(word)
}
