//! The sentences of a Rust source file: what `text!` and `say` are given, and what is made without them.

use proc_macro2::{Delimiter, Literal, TokenStream, TokenTree};

/// A sentence as it stands in the code: English and Norwegian.
pub(super) type Pair = (String, String);

/// What was found in one file.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) pairs: Vec<Pair>,
    /// Sentences that no further language could word, with their beginnings.
    pub(super) past_the_macro: Vec<String>,
}

/// Scans the text of a file; its tests are left out.
///
/// # Errors
/// When it is no Rust.
pub(super) fn scan(source: &str) -> Result<Found, String> {
    let tokens: TokenStream = source.parse().map_err(|why: proc_macro2::LexError| why.to_string())?;
    let mut found = Found::default();
    within(tokens, &mut found);
    Ok(found)
}

fn within(tokens: TokenStream, found: &mut Found) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        if is_test(tokens.get(at..).unwrap_or_default()) {
            at += 2;
            while tokens.get(at).is_some_and(|token| !is_body(token)) {
                at += 1;
            }
            at += 1;
            continue;
        }
        if let TokenTree::Group(group) = token {
            let before = tokens.get(at.saturating_sub(4)..at).unwrap_or_default();
            let begins = |words: &[&str]| {
                before.len() >= words.len()
                    && before.iter().rev().zip(words.iter().rev()).all(|(token, word)| token.to_string() == *word)
            };
            let inside: Vec<TokenTree> = group.stream().into_iter().collect();
            if group.delimiter() == Delimiter::Parenthesis {
                if begins(&["text", "!"]) || begins(&["say"]) {
                    found.pairs.extend(pair(&inside));
                } else if begins(&["Text", ":", ":", "new"]) && is_sentence(&inside) {
                    found.past_the_macro.push(group.to_string().chars().take(80).collect());
                }
            }
            within(group.stream(), found);
        }
        at += 1;
    }
}

/// `#[cfg(test)]`
fn is_test(tokens: &[TokenTree]) -> bool {
    let [TokenTree::Punct(sign), TokenTree::Group(attribute), ..] = tokens else { return false };
    sign.as_char() == '#' && attribute.stream().to_string().replace(' ', "") == "cfg(test)"
}

/// What an item ends with.
fn is_body(token: &TokenTree) -> bool {
    match token {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        TokenTree::Punct(sign) => sign.as_char() == ';',
        _ => false,
    }
}

/// The two literals that the arguments begin with.
fn pair(arguments: &[TokenTree]) -> Option<Pair> {
    let [TokenTree::Literal(en), TokenTree::Punct(_), TokenTree::Literal(nb), ..] = arguments else { return None };
    Some((string(en)?, string(nb)?))
}

fn is_sentence(arguments: &[TokenTree]) -> bool {
    match arguments {
        [TokenTree::Literal(_), ..] => true,
        [TokenTree::Ident(name), ..] => name == "format",
        _ => false,
    }
}

/// The text that a literal stands for.
pub(super) fn string(literal: &Literal) -> Option<String> {
    syn::parse_str::<syn::LitStr>(&literal.to_string()).ok().map(|text| text.value())
}

/// The groups of exactly `count` literals in a file: the rows of a table.
pub(super) fn rows(source: &str, count: usize) -> Result<Vec<Vec<String>>, String> {
    fn within(tokens: TokenStream, count: usize, rows: &mut Vec<Vec<String>>) {
        for token in tokens {
            let TokenTree::Group(group) = token else { continue };
            let literals = group.stream().into_iter().filter_map(|token| match token {
                TokenTree::Literal(literal) => string(&literal),
                _ => None,
            });
            let literals: Vec<String> = literals.collect();
            let others = group
                .stream()
                .into_iter()
                .filter(|token| matches!(token, TokenTree::Group(_) | TokenTree::Ident(_)))
                .count();
            if literals.len() == count && others == 0 && group.delimiter() == Delimiter::Parenthesis {
                rows.push(literals);
            } else {
                within(group.stream(), count, rows);
            }
        }
    }
    let mut found = Vec::new();
    within(source.parse().map_err(|why: proc_macro2::LexError| why.to_string())?, count, &mut found);
    Ok(found)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop at the first thing wrong")]
mod tests {
    use super::scan;

    #[test]
    fn sentences_are_found_wherever_they_are_said() {
        let source = r##"
            /// text!("not", "this")
            fn a(language: Language) {
                let b = crate::text!("{n} “plans” \
                    left", "{n} planer", n = 1);
                vec![output.say("Yes", "Ja"), Text::new(name_en, name_nb)];
            }
            #[cfg(test)]
            mod tests { fn c() { text!("x", "y"); Text::new("x", "y") } }
            fn d() { Text::new(format!("{a}"), b); Text::new("E", "F"); }
        "##;
        let found = scan(source).unwrap();
        let pairs: Vec<(&str, &str)> = found.pairs.iter().map(|(en, nb)| (en.as_str(), nb.as_str())).collect();
        assert_eq!(pairs, [("{n} “plans” left", "{n} planer"), ("Yes", "Ja")]);
        assert_eq!(found.past_the_macro.len(), 2, "{found:?}");
    }
}
