//! Words that look like a secret in what people type, and what is left of a text without them.
//!
//! A text is left as it is where a secret is only spoken of: the text of an error is what support needs most.

mod words;

use std::ops::Range;
use words::{ENDINGS, ERRORS, IS, Kind, NUMBER, PARAMETERS, STATES, WORDS};

/// What stands in the place of a secret.
pub const LEFT_OUT: &str = "[left out]";

/// The text with what looks like a secret left out, and whether anything was.
pub fn without_secrets(text: &str) -> (String, bool) {
    let mut found = false;
    let mut kept: Vec<String> = Vec::new();
    let mut in_key = false;
    let mut value_follows = false;
    for line in text.lines() {
        if in_key {
            in_key = !line.contains("-----END");
            continue;
        }
        if let Some((before, after)) = line.split_once("-----BEGIN").filter(|(_, after)| after.contains("PRIVATE KEY"))
        {
            (found, in_key) = (true, !after.contains("-----END"));
            kept.push(format!("{before}{LEFT_OUT}"));
            continue;
        }
        if value_follows && !line.trim().is_empty() {
            value_follows = false;
            if is_bare_value(line) {
                found = true;
                kept.push(LEFT_OUT.to_owned());
                continue;
            }
        }
        let cuts = cuts(line);
        value_follows |= cuts.is_empty() && ends_with_label(line);
        found |= !cuts.is_empty();
        kept.push(cut(line, cuts));
    }
    (kept.join("\n"), found)
}

/// The text with each of `secrets` left out wherever it stands, whatever its case, its spaces and its hyphens; and whether
/// any was there.
pub fn without_these(text: &str, secrets: &[&str]) -> (String, bool) {
    let (plain, places): (Vec<char>, Vec<Range<usize>>) = written(text);
    let mut cuts = Vec::new();
    for secret in secrets {
        let (secret, _) = written(secret);
        if secret.is_empty() {
            continue;
        }
        for (at, _) in plain.windows(secret.len()).enumerate().filter(|(_, part)| *part == secret.as_slice()) {
            let (Some(first), Some(last)) = (places.get(at), places.get(at + secret.len() - 1)) else { continue };
            let is_whole = !text.get(..first.start).is_some_and(|before| before.ends_with(char::is_alphanumeric))
                && !text.get(last.end..).is_some_and(|after| after.starts_with(char::is_alphanumeric));
            // A short one is part of many words.
            if is_whole || secret.len() >= 5 {
                cuts.push(first.start..last.end);
            }
        }
    }
    let found = !cuts.is_empty();
    (cut(text, cuts), found)
}

/// The characters that count, in lower case, with where they stand.
fn written(text: &str) -> (Vec<char>, Vec<Range<usize>>) {
    let is_filler = |c: char| c.is_whitespace() || matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{AD}');
    text.char_indices()
        .filter(|(_, c)| !is_filler(*c))
        .map(|(at, c)| (c.to_lowercase().next().unwrap_or(c), at..at + c.len_utf8()))
        .unzip()
}

fn cut(text: &str, mut cuts: Vec<Range<usize>>) -> String {
    cuts.sort_by_key(|cut| cut.start);
    let mut kept = String::with_capacity(text.len());
    let mut from = 0;
    for cut in cuts {
        if cut.start >= from {
            kept.push_str(text.get(from..cut.start).unwrap_or_default());
            kept.push_str(LEFT_OUT);
        }
        from = from.max(cut.end);
    }
    kept.push_str(text.get(from..).unwrap_or_default());
    kept
}

/// What of a line is to be left out, in bytes.
fn cuts(line: &str) -> Vec<Range<usize>> {
    // ASCII letters alone change, so that nothing moves.
    let lower = line.to_ascii_lowercase();
    let mut cuts: Vec<Range<usize>> = parameters(&lower).chain(web_tokens(line)).chain(bearers(&lower)).collect();
    for (word, kind) in WORDS {
        let named = lower.match_indices(word).filter_map(|(at, _)| after_label(&lower, at, at + word.len()));
        cuts.extend(named.filter_map(|label| match label.sign {
            Some(sign) => value_after_sign(line, &label, sign, *kind),
            None if label.stands_alone => value_after_words(line, label.end, *kind),
            None => None,
        }));
    }
    cuts
}

/// A word that names a secret.
struct Label {
    /// Where it ends with its ending and its quotation mark.
    end: usize,
    /// Where the sign after it ends.
    sign: Option<usize>,
    stands_alone: bool,
    /// Whether an error is told.
    in_error: bool,
}

fn after_label(lower: &str, at: usize, end: usize) -> Option<Label> {
    let (before, rest) = (lower.get(..at)?, lower.get(end..)?);
    let ending = rest.find(|c: char| !c.is_alphabetic() && c != '-').unwrap_or(rest.len());
    // Not the beginning of another word.
    let fits = ENDINGS.contains(&rest.get(..ending)?) || rest.starts_with("->");
    let end = if rest.starts_with("->") { end } else { end + ending };
    let rest = lower.get(end..)?;
    if !fits || rest.starts_with(|c: char| c.is_alphanumeric() || c == '_') {
        return None;
    }
    let closed = rest.trim_start_matches(['"', '\'', '*', '`', ')', ']']);
    let end = end + (rest.len() - closed.len());
    let value = closed.trim_start();
    let sign = value.starts_with([':', '=']).then(|| end + (closed.len() - value.len()) + 1);
    let last = before.split_whitespace().next_back().unwrap_or_default();
    Some(Label {
        end,
        sign,
        stands_alone: !before.ends_with(|c: char| c.is_alphanumeric()),
        in_error: ERRORS.contains(&last),
    })
}

fn value_after_sign(line: &str, label: &Label, sign: usize, kind: Kind) -> Option<Range<usize>> {
    let rest = line.get(sign..)?;
    let value = rest.trim_start_matches([' ', '\t', '"', '\'', '=', '>']);
    let start = sign + (rest.len() - value.len());
    let mut words = value.split_whitespace();
    let (first, is_single) = (words.next()?, words.next().is_none());
    let whole = Some(start..line.len());
    match kind {
        _ if label.in_error && (kind == Kind::Token || !is_single) && !is_random(first) => None,
        Kind::Password | Kind::Id => whole,
        Kind::Token if is_single => whole,
        Kind::Token => looks_secret(first).then_some(start..start + first.len()),
    }
}

fn value_after_words(line: &str, from: usize, kind: Kind) -> Option<Range<usize>> {
    let rest = line.get(from..)?;
    let mut words = rest.split_whitespace().map(|word| {
        // Both are parts of one text.
        let start = from + (word.as_ptr() as usize - rest.as_ptr() as usize);
        (word, start..start + word.len())
    });
    let between: &[&str] = if kind == Kind::Id { NUMBER } else { IS };
    let mut is_said = false;
    let (word, place) = loop {
        let (word, place) = words.next()?;
        let lower = word.to_lowercase();
        if is_said || !between.contains(&lower.trim_end_matches(':')) {
            let to = matches!(lower.as_str(), "set" | "changed" | "reset" | "satt" | "endret");
            match words.clone().next() {
                Some(("to" | "til", _)) if to => (is_said, _) = (true, words.next()),
                _ => break (word, place),
            }
        }
        is_said |= kind != Kind::Id;
    };
    match kind {
        Kind::Token => None,
        Kind::Password => {
            let bare = bare(word);
            let is_last = words.next().is_none() || word.ends_with(['.', ',', ';']);
            let states = STATES.contains(&bare.to_lowercase().as_str()) || bare.ends_with("ed") || bare.is_empty();
            let told = is_said && is_last && !states;
            let digits = is_said && bare.len() >= 4 && bare.chars().all(|c| c.is_ascii_digit());
            (looks_secret(word) || told || digits).then_some(place)
        }
        Kind::Id => {
            let of_id = |word: &str| word.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
            let digits = |word: &str| word.chars().filter(char::is_ascii_digit).count();
            let (mut end, mut count) = (place.start, 0);
            for (word, place) in std::iter::once((word, place.clone())).chain(words) {
                let bare = bare(word);
                if !of_id(bare) || digits(bare) < 2 {
                    break;
                }
                count += digits(bare);
                end = place.start + word.find(bare).unwrap_or(0) + bare.len();
                if bare.len() < word.len() {
                    break;
                }
            }
            (count >= 4).then_some(place.start..end)
        }
    }
}

/// Without the quotation marks around it and the punctuation behind it.
fn bare(word: &str) -> &str {
    let marks = ['"', '\'', '“', '”', '«', '»', '`', '(', ')', '.', ',', ';', ':'];
    word.trim_matches(marks)
}

/// Letters and digits in one, or a sign that no sentence has.
fn looks_secret(word: &str) -> bool {
    let word = bare(word);
    let letters = word.chars().any(char::is_alphabetic);
    let digits = word.chars().any(|c| c.is_ascii_digit());
    let signs = word.trim_end_matches(['!', '?']).contains(['!', '@', '#', '$', '%', '^', '&', '*', '+', '=', '~']);
    word.len() >= 4 && letters && (digits || signs)
}

/// Letters and digits in turn, as in no code of an error.
fn is_random(word: &str) -> bool {
    let kinds: Vec<bool> = bare(word).chars().filter(|c| c.is_alphanumeric()).map(|c| c.is_ascii_digit()).collect();
    let changes = kinds.iter().zip(kinds.iter().skip(1)).filter(|(one, next)| one != next).count();
    changes >= 3 && kinds.len() >= 8
}

/// `name=value` in an address or a connection string.
fn parameters(lower: &str) -> impl Iterator<Item = Range<usize>> {
    let of = move |name: &'static str| {
        lower.match_indices(name).filter_map(move |(at, _)| {
            let start = at + name.len() + 1;
            let is_parameter = lower.get(..at)?.ends_with(['?', '&', ';']);
            let value = lower.get(at + name.len()..)?.strip_prefix('=').filter(|_| is_parameter)?;
            let length = value.find(|c: char| c.is_whitespace() || "&;\"'<>".contains(c)).unwrap_or(value.len());
            (length > 0).then_some(start..start + length)
        })
    };
    PARAMETERS.iter().flat_map(move |name| of(name))
}

/// Tokens as web services sign them, wherever they stand.
fn web_tokens(line: &str) -> impl Iterator<Item = Range<usize>> {
    line.match_indices("eyJ").filter_map(|(at, _)| {
        let rest = line.get(at..)?;
        let of_token = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '…');
        let length = rest.find(|c| !of_token(c)).unwrap_or(rest.len());
        (length >= 12).then_some(at..at + length)
    })
}

/// What follows the scheme in the header of a web request.
fn bearers(lower: &str) -> impl Iterator<Item = Range<usize>> {
    let header = |at: usize| lower.get(..at).is_some_and(|before| before.trim_end().ends_with(['=', ':', '"', '\'']));
    let schemes = ["bearer ", "basic ", "sharedkey "];
    schemes.into_iter().flat_map(move |scheme| {
        lower.match_indices(scheme).filter_map(move |(at, _)| {
            let start = at + scheme.len();
            let rest = lower.get(start..)?;
            let value = rest.split_whitespace().next()?;
            let start = start + rest.find(value)?;
            let names_one = header(at) && lower.get(..at)?.contains("authorization");
            let is_value = names_one || (scheme == "bearer " && value.len() >= 12 && looks_secret(value));
            is_value.then_some(start..start + value.len())
        })
    })
}

/// Whether a line ends with a word for a password or an ID and a sign, so that the value stands on the next.
fn ends_with_label(line: &str) -> bool {
    let lower = line.trim_end().to_ascii_lowercase();
    let Some(label) = lower.strip_suffix([':', '=']) else { return false };
    let label = label.trim_end().trim_end_matches(['"', '\'', '*']);
    WORDS.iter().any(|(word, _)| ENDINGS.iter().any(|ending| label.ends_with(&format!("{word}{ending}"))))
}

/// Whether a line is no more than a value: one or two words, no label of its own and no point of a list.
fn is_bare_value(line: &str) -> bool {
    let line = line.trim();
    let first = line.split_whitespace().next().unwrap_or_default();
    let is_point = matches!(first, "-" | "*" | "•")
        || first.strip_suffix(['.', ')']).is_some_and(|number| number.chars().all(|c| c.is_ascii_digit()));
    line.split_whitespace().count() <= 2 && !line.ends_with(':') && !is_point
}

#[cfg(test)]
mod tests {
    use super::{without_secrets, without_these};

    #[test]
    fn what_is_a_secret_is_left_out() {
        for (text, kept) in [
            ("Password: hunter2 and more", "Password: [left out]"),
            ("the PASSORD = abc", "the PASSORD = [left out]"),
            ("Access ID: 123\nnext line", "Access ID: [left out]\nnext line"),
            ("İ token: x", "İ token: [left out]"),
            ("token=x", "token=[left out]"),
            ("Access ID 0012345678", "Access ID [left out]"),
            ("the Access ID is 0012 3456-78, ask us", "the Access ID is [left out], ask us"),
            ("kontrakts-ID 7654321", "kontrakts-ID [left out]"),
            ("tilgangs-ID er 0012345678", "tilgangs-ID er [left out]"),
            ("Tilgangs-ID-en er 0012345678.", "Tilgangs-ID-en er [left out]."),
            ("contract ID no. AB-12345 was refused", "contract ID no. [left out] was refused"),
            ("my password is Hunter2", "my password is [left out]"),
            ("my password is swordfish.", "my password is [left out]"),
            ("the password was 84736251", "the password was [left out]"),
            ("Passordet er Sommer2026!", "Passordet er [left out]"),
            ("the password was changed to Hunter2 today", "the password was changed to [left out] today"),
            ("passordet ble endret, passord Sommer2026!", "passordet ble endret, passord [left out]"),
            ("wrong password: hunter", "wrong password: [left out]"),
            ("{\"password\": \"Hunter2\"}", "{\"password\": \"[left out]"),
            ("Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.e30.abc", "Authorization: Bearer [left out]"),
            ("Authorization: Bearer eyJ…", "Authorization: Bearer [left out]"),
            ("authorization: Basic dXNlcjpwYXNz", "authorization: Basic [left out]"),
            ("curl -H 'x' bearer abcdef123456789", "curl -H 'x' bearer [left out]"),
            ("it sent eyJhbGciOiJIUzI1NiJ9.e30.abc to us", "it sent [left out] to us"),
            ("Endpoint=x;AccountKey=c2VjcmV0==", "Endpoint=x;AccountKey=[left out]"),
            (
                "https://x.blob.core.windows.net/a?sv=2022&sig=abcd",
                "https://x.blob.core.windows.net/a?sv=2022&sig=[left out]",
            ),
            ("https://x/?sig=abcd&se=2026 fails", "https://x/?sig=[left out]&se=2026 fails"),
            ("Password:\nHunter2\nthen Enter", "Password:\n[left out]\nthen Enter"),
            ("Passord:\n\n  hemmelig\nso", "Passord:\n\n[left out]\nso"),
            ("Access ID:\n0012345678", "Access ID:\n[left out]"),
            (
                "key:\n-----BEGIN PRIVATE KEY-----\nMIIE\nabc\n-----END PRIVATE KEY-----\nafter",
                "key:\n[left out]\nafter",
            ),
            ("-----BEGIN RSA PRIVATE KEY-----MIIE-----END RSA PRIVATE KEY----- x", "[left out]"),
            ("Invalid token: a1b2c3d4e5 at step 3", "Invalid token: [left out] at step 3"),
            ("client_secret=abc~def", "client_secret=[left out]"),
            ("ClientSecret: abc~def", "ClientSecret: [left out]"),
        ] {
            let (left, found) = without_secrets(text);
            assert!(found && left.trim_end() == kept.trim_end(), "{text}: {left}");
        }
    }

    #[test]
    fn what_only_speaks_of_a_secret_is_kept() {
        for text in [
            "The password is not accepted",
            "The password is wrong.",
            "The password is expired",
            "Passordet er feil",
            "Passordet er utløpt, sier den",
            "Password reset fails with error 0x80040217",
            "Password:",
            "Password:\n1. Press OK",
            "AADSTS50013: Invalid token: signature mismatch at step 3 of 5, correlation 5f0c3c1e-8a52-4c5e-9a3b-0f6d7a3f1c22",
            "Invalid token: AADSTS700082: The refresh token has expired due to inactivity",
            "Unexpected token: < in JSON at position 0",
            "Error: wrong password: the account is locked",
            "The access ID is missing on the form",
            "The contract ID field of 3 users is empty",
            "Secret rotation fails",
            "The token was issued on 2026-11-20 and lives 60 minutes",
            "bearer token authentication failed",
            "The signature of https://x/?design=abcd is shown",
            "SharePoint: basic authentication is switched off",
            "-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----",
            "CancellationToken was cancelled: at Step3",
            "Session ID 3f2504e0-4f89-41d3-9a0c-0305e82c3301",
        ] {
            assert_eq!(without_secrets(text), (text.to_owned(), false));
        }
    }

    #[test]
    fn a_known_secret_is_left_out_however_it_is_written() {
        let secrets = ["0012345678", "Sommer-Fugl 26", "abc"];
        for (text, kept) in [
            ("see 0012345678.", "see [left out]."),
            ("see 0012 3456-78 and 0012-345678", "see [left out] and [left out]"),
            ("sommerfugl26 and SOMMER FUGL 26!", "[left out] and [left out]!"),
            ("x00123456789", "x[left out]9"),
            ("0012\n345678", "[left out]"),
            ("abc is short, abcd is not it", "[left out] is short, abcd is not it"),
        ] {
            assert_eq!(without_these(text, &secrets), (kept.to_owned(), true), "{text}");
        }
        assert_eq!(without_these("0012 345 679 æ", &secrets), ("0012 345 679 æ".to_owned(), false));
    }
}
