//! Words of a text as they are compared: without case, accents and inflection.
//!
//! Stemming is done here rather than in a tokenizer inside SQLite: the same code serves the indexes, the queries and
//! the marks in a snippet, every offset is one of the text itself, and no C callback stands between.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use frostem::{Algorithm, Stemmer};
use support_policy::Language;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::synonyms;

/// What is longer is no word; the rest of it is not compared.
const LONGEST_WORD: usize = 64;

/// Of so many words the stems are remembered: about a megabyte.
const MOST_KNOWN: usize = 8_192;

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// As it is compared.
    pub(super) folded: String,
    /// Where it stands, in bytes.
    pub(super) start: usize,
    /// Where it ends, in bytes.
    pub(super) end: usize,
}

/// The words of a text: runs of letters and digits in any script. Everything else separates them.
pub(super) fn words(text: &str) -> impl Iterator<Item = Word> + '_ {
    let mut rest = text.char_indices().peekable();
    std::iter::from_fn(move || {
        loop {
            let (start, first) = rest.next()?;
            if !first.is_alphanumeric() {
                continue;
            }
            let mut end = start + first.len_utf8();
            while let Some((at, c)) = rest.next_if(|(_, c)| c.is_alphanumeric() || is_combining_mark(*c)) {
                end = at + c.len_utf8();
            }
            let folded = fold(text.get(start..end).unwrap_or_default());
            if !folded.is_empty() {
                return Some(Word { folded, start, end });
            }
        }
    })
}

/// A word without case and accents. Norwegian and Danish letters and their spellings with two letters become one:
/// `forespørsel`, `forespoersel` and `foresporsel` are the same word.
pub(super) fn fold(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    for c in word.chars().flat_map(char::to_lowercase).nfkd().take(LONGEST_WORD) {
        let c = match c {
            'æ' => 'a',
            'ø' | 'œ' => 'o',
            'đ' | 'ð' => 'd',
            'ł' => 'l',
            'ß' => {
                folded.push('s');
                's'
            }
            c if c.is_alphanumeric() => c,
            _ => continue,
        };
        // The second letter of ae, oe and aa.
        let doubled = matches!((folded.chars().next_back(), c), (Some('a' | 'o'), 'e') | (Some('a'), 'a'));
        if !doubled {
            folded.push(c);
        }
    }
    folded
}

/// The English and the Norwegian stem of a folded word, then those of added languages; each once, none for numbers and
/// short words.
pub(super) fn stems(folded: &str) -> Arc<[String]> {
    // Texts and questions consist of the same words again and again, and stemming is most of the work on them.
    static KNOWN: LazyLock<Mutex<HashMap<String, Arc<[String]>>>> = LazyLock::new(Mutex::default);
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(stems) = known.get(folded) {
        return Arc::clone(stems);
    }
    if known.len() == MOST_KNOWN {
        known.clear();
    }
    let stems: Arc<[String]> = stemmed(folded).into();
    known.insert(folded.to_owned(), Arc::clone(&stems));
    stems
}

fn stemmed(folded: &str) -> Vec<String> {
    // The stemmers are made for letters they know.
    if folded.len() < 3 || !folded.bytes().all(|b| b.is_ascii_alphabetic()) {
        return Vec::new();
    }
    let english = Stemmer::new(Algorithm::English).stem(folded).into_owned();
    let norwegian = Stemmer::new(Algorithm::Norwegian).stem(folded).into_owned();
    let mut stems = if english == norwegian { vec![english] } else { vec![english, norwegian] };
    for stemmer in further_stemmers() {
        let stem = stemmer.stem(folded).into_owned();
        if !stems.contains(&stem) {
            stems.push(stem);
        }
    }
    stems
}

/// The stemmers that the files of added languages name, as far as they are built in.
fn further_stemmers() -> impl Iterator<Item = Stemmer> {
    let named = Language::all().filter_map(Language::stemmer);
    named.filter_map(|name| Algorithm::from_name(name).ok()).map(Stemmer::new)
}

/// A number that changes with what the files of added languages say about stems and meanings; 0 without any.
pub(super) fn further_languages() -> i64 {
    let stemmers = Language::all().filter_map(Language::stemmer);
    let meanings =
        Language::all().flat_map(|language| language.meanings().iter().flat_map(|(name, words)| [*name, *words]));
    let bytes = stemmers.chain(meanings).flat_map(str::bytes);
    bytes.fold(0, |number, byte| (number * 31 + i64::from(byte)) & 0x7fff_ffff)
}

/// A stem as it stands in an index. The sign keeps it apart from words as they were written.
pub(super) fn stem_term(stem: &str) -> String {
    format!("={stem}")
}

/// A meaning as it stands in an index.
pub(super) fn meaning_term(name: &str) -> String {
    format!("~{name}")
}

/// The signs that terms begin with, for the tokenizer of the indexes. It takes every character outside ASCII for a
/// part of a term, so that no text is divided otherwise than here.
pub(super) const TOKENIZER: &str = "ascii tokenchars '=~@'";

/// All terms of a text for an index: its words, their stems and their meanings.
pub(super) fn terms(text: &str, into: &mut String) {
    let folded: Vec<String> = words(text).map(|word| word.folded).collect();
    let mut push = |term: &str| {
        into.push_str(term);
        into.push(' ');
    };
    for word in &folded {
        push(word);
    }
    for word in &folded {
        for stem in stems(word).iter() {
            push(&stem_term(stem));
        }
    }
    let mut rest = folded.as_slice();
    while !rest.is_empty() {
        let (taken, names) = synonyms::meanings(rest);
        for name in names {
            push(&meaning_term(name));
        }
        rest = rest.get(taken.max(1)..).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_a_norwegian_letter_are_one_word() {
        for (spellings, folded) in [
            (vec!["forespørsel", "Forespoersel", "foresporsel", "FORESPØRSEL"], "foresporsel"),
            (vec!["åpne", "aapne", "Apne", "a\u{30a}pne"], "apne"),
            (vec!["lærer", "laerer"], "larer"),
            (vec!["Logística", "logistica"], "logistica"),
            (vec!["Straße", "STRASSE"], "strasse"),
        ] {
            for spelling in spellings {
                assert_eq!(fold(spelling), folded, "{spelling}");
            }
        }
    }

    #[test]
    fn a_word_knows_where_it_stands() {
        let text = "Får «sak-nr» 12?";
        let found: Vec<_> = words(text).map(|word| (&text[word.start..word.end], word.folded.clone())).collect();
        let expected = [("Får", "far"), ("sak", "sak"), ("nr", "nr"), ("12", "12")];
        assert_eq!(found, expected.map(|(text, folded)| (text, folded.to_owned())));
    }

    #[test]
    fn inflection_does_not_matter_in_either_language() {
        for (one, other) in [("kontraktene", "kontrakt"), ("planer", "planen"), ("requests", "requested")] {
            let shared = stems(&fold(one)).iter().any(|stem| stems(&fold(other)).contains(stem));
            assert!(shared, "{one} and {other}: {:?} {:?}", stems(&fold(one)), stems(&fold(other)));
        }
    }

    /// The register keeps stems: when these change, `record_index::VERSION` has to go up.
    #[test]
    fn the_stems_are_those_the_index_was_made_with() {
        let pinned = ["jobs", "jobber", "running", "kontraktene", "alvorlighetsgrader", "licences", "frister"];
        let found: Vec<String> = pinned.iter().map(|word| stems(word).join("/")).collect();
        assert_eq!(
            found,
            ["job", "jobber/jobb", "run/running", "kontrakten/kontrakt", "alvorlighetsgrad", "licenc", "frister/frist"]
        );
    }
}
