//! The texts of the guide: the short answer first, tables as tables, what has changed since, where the rule is used.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test may stop at the first thing wrong"
)]

use std::collections::BTreeSet;
use support_policy::Language;
use support_policy::edition::{Edition, Subject};
use support_policy::inquiry::forms;

const LANGUAGES: [Language; 2] = [Language::En, Language::Nb];

fn base() -> &'static Edition {
    Edition::base().unwrap()
}

/// Every text, with its topic and language.
fn texts() -> impl Iterator<Item = (String, Language, String)> {
    Edition::topic_ids().flat_map(|id| {
        let topic = base().topic(&id).unwrap();
        LANGUAGES.map(|language| (id.clone(), language, topic.body.in_language(language).to_owned()))
    })
}

/// The text under a heading, up to the next.
fn section<'a>(text: &'a str, heading: &str) -> &'a str {
    let start = format!("## {heading}\n");
    text.split_once(start.as_str()).map_or("", |(_, rest)| rest.split("\n## ").next().unwrap_or(rest))
}

fn headings(language: Language) -> [&'static str; 4] {
    match language {
        Language::En => ["Rule", "In Support Atlas", "Changed since", "Source"],
        Language::Nb | Language::Further(_) => ["Regel", "I Support Atlas", "Endret siden", "Kilde"],
    }
}

#[test]
fn the_short_answer_comes_first_and_the_source_last() {
    for (id, language, text) in texts() {
        let lead = text.split("\n## ").next().unwrap().trim();
        assert!(!lead.contains('\n') && !lead.is_empty(), "{id}: one paragraph before the rule: {lead}");
        assert!(lead.len() < 330, "{id}: {} characters before the rule", lead.len());
        let [rule, use_in, _, source] = headings(language);
        assert!(!section(&text, rule).trim().is_empty(), "{id}: {rule}");
        assert!(!section(&text, use_in).trim().is_empty(), "{id}: {use_in}");
        let source = section(&text, source);
        let edition = if language == Language::En { "edition 2023-10" } else { "utgave 2023-10" };
        let (open, close) = if language == Language::En { ('“', '”') } else { ('«', '»') };
        assert!(source.contains(edition) && source.contains(open) && source.contains(close), "{id}: {source}");
        let words = text.split_whitespace().count();
        assert!((90..460).contains(&words), "{id}: {words} words");
    }
}

#[test]
fn tables_are_tables() {
    for (id, _, text) in texts() {
        let lines: Vec<&str> = text.lines().collect();
        let mut columns = 0;
        for (number, line) in lines.iter().enumerate() {
            if !line.starts_with('|') {
                columns = 0;
                continue;
            }
            let cells = line.trim().trim_matches('|').split('|').count();
            if columns == 0 {
                columns = cells;
                assert!(lines[number + 1].starts_with("|---"), "{id}: a table without a heading: {line}");
            }
            assert_eq!(cells, columns, "{id}: {line}");
        }
    }
}

#[test]
fn each_text_names_the_questions_that_its_page_answers() {
    for (id, language, text) in texts() {
        let use_in = section(&text, headings(language)[1]).to_owned();
        for form in forms(base(), &id) {
            let question = format!("*{}*", form.name.in_language(language));
            assert!(use_in.contains(&question), "{id}: {question} in {use_in}");
        }
    }
}

/// As people write it: `2026-02` is February 2026.
fn written(since: &str, language: Language) -> String {
    let months = match language {
        Language::En => [("02", "February"), ("04", "April"), ("12", "December")],
        Language::Nb | Language::Further(_) => [("02", "ebruar"), ("04", "april"), ("12", "esember")],
    };
    match since.split_once('-') {
        Some((year, month)) => {
            let month = months.iter().find(|(number, _)| *number == month).unwrap().1;
            format!("{month} {year}")
        }
        None => since.to_owned(),
    }
}

#[test]
fn what_has_changed_since_stands_in_every_text_it_touches() {
    // Everything that any ruling on the topic could be told, whatever it is about.
    for (id, language, text) in texts() {
        let changed = section(&text, headings(language)[2]);
        let mut told = BTreeSet::new();
        for plan in base().plans.iter().map(|plan| Some(plan.id.as_str())).chain([None]) {
            for severity in [None, Some("a")] {
                for concern in [None, Some("preview")] {
                    let channels: Vec<&str> = base().channels.iter().map(|channel| channel.id.as_str()).collect();
                    let subject = Subject { channels: &channels, plan, severity, concern, ..Subject::default() };
                    let basis = base().basis(vec![id.clone()], Vec::new(), &subject);
                    told.extend(basis.changed_since.into_iter().map(|change| change.since));
                }
            }
        }
        for since in &told {
            assert!(changed.contains(&written(since, language)), "{id}: {since} in {changed}");
        }
        assert_eq!(told.is_empty(), changed.is_empty() || id == "S42", "{id}: {changed}");
    }
}

#[test]
fn readings_stand_in_the_texts_whose_rulings_take_them() {
    for (reading, topics) in [
        ("R1", vec!["S04"]),
        ("R2", vec!["S04"]),
        ("R3", vec!["S04"]),
        ("R4", vec!["S03", "S21"]),
        ("R5", vec!["S21"]),
        ("R6", vec!["S04", "S21"]),
        ("R7", vec!["S30"]),
        ("R8", vec!["S33"]),
        ("R9", vec!["S02", "S04"]),
        ("R10", vec!["S07", "S09", "S26"]),
        ("R11", vec!["S21", "S37"]),
    ] {
        let found: BTreeSet<String> =
            texts().filter(|(_, _, text)| text.contains(&format!(" {reading}:"))).map(|(id, ..)| id).collect();
        let expected: BTreeSet<String> = topics.into_iter().map(str::to_owned).collect();
        assert_eq!(found, expected, "{reading}");
    }
}
