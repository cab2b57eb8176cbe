//! Small typing errors.

use strsim::osa_distance;

/// Shorter words are not corrected: too many others are one letter away.
const SHORTEST: usize = 4;
/// From this length on, two errors are forgiven.
const LONG: usize = 8;
/// So many corrections of one word are looked for.
const MOST: usize = 4;

/// How many letters may be wrong, missing, too many or swapped in a word; `None` when it is not corrected.
pub(super) fn forgiven(word: &str) -> Option<usize> {
    // Numbers mean what they say.
    if !word.chars().all(char::is_alphabetic) {
        return None;
    }
    match word.chars().count() {
        ..SHORTEST => None,
        SHORTEST..LONG => Some(1),
        _ => Some(2),
    }
}

/// The words nearest to a misspelt one: only those at the smallest distance.
pub(super) fn nearest<'a>(word: &str, vocabulary: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let Some(most) = forgiven(word) else { return Vec::new() };
    let length = word.chars().count();
    let mut best = most + 1;
    let mut found = Vec::new();
    for candidate in vocabulary {
        let other = candidate.chars().count();
        if other < SHORTEST - 1 || other.abs_diff(length) > most {
            continue;
        }
        let distance = osa_distance(word, candidate);
        if distance < best {
            best = distance;
            found.clear();
        }
        if distance == best && found.len() < MOST && distance <= most {
            found.push(candidate);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: [&str; 6] = ["reopen", "severity", "contract", "contact", "plan", "enterprise"];

    #[test]
    fn one_letter_wrong_missing_added_or_swapped() {
        for typed in ["reopwn", "reopn", "reoppen", "reoepn"] {
            assert_eq!(nearest(typed, WORDS.into_iter()), ["reopen"], "{typed}");
        }
    }

    #[test]
    fn two_letters_in_a_long_word_only() {
        assert_eq!(nearest("entreprize", WORDS.into_iter()), ["enterprise"]);
        assert_eq!(nearest("raopin", WORDS.into_iter()), Vec::<&str>::new());
    }

    #[test]
    fn the_nearest_alone() {
        assert_eq!(nearest("contrakt", WORDS.into_iter()), ["contract"]);
        assert_eq!(nearest("contct", WORDS.into_iter()), ["contact"], "not the contract two letters away");
    }

    #[test]
    fn short_words_and_numbers_mean_what_they_say() {
        for typed in ["pln", "2611220", "p1an"] {
            assert_eq!(nearest(typed, WORDS.into_iter()), Vec::<&str>::new(), "{typed}");
        }
    }
}
