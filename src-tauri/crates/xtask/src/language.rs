//! `cargo xtask language TAG`: writes and updates everything a language is made of, and says what is still to be done.

mod collect;
mod guide;
mod messages;
mod scan;
mod search;
mod wordings;

use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::tree;

/// What stands in place of a translation in files that cannot do without one.
const UNTRANSLATED: &str = "[en] ";

/// How far one part of a language has come.
#[derive(Debug, Default, PartialEq, Eq)]
struct Progress {
    part: &'static str,
    /// How many pieces there are.
    all: usize,
    /// Those that are not translated.
    missing: Vec<String>,
    /// Those that nothing in the program says.
    unused: Vec<String>,
    /// Those whose placeholders are not those of the English.
    wrong: Vec<String>,
}

impl Progress {
    #[cfg(test)]
    fn is_complete(&self) -> bool {
        self.missing.is_empty() && self.unused.is_empty() && self.wrong.is_empty()
    }
}

/// Brings the files of a language up to date. `pseudo` translates what is missing by putting it in brackets, so that the
/// window and `atlas` show what does not come from the files.
pub(crate) fn update(tag: &str, pseudo: bool) -> Result<(), Failure> {
    let is_tag = (2..=8).contains(&tag.len()) && tag.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    if !is_tag || ["en", "nb", "system", "further"].contains(&tag) {
        return Err(Failure::Unmet(format!("“{tag}” is no tag of a language to add, such as sv or de.")));
    }
    let root = tree::root();
    head(&root, tag)?;
    for progress in parts(&root, tag, Some(pseudo))? {
        let Progress { part, all, missing, unused, wrong } = progress;
        println!("{part}: {} of {all} translated, {} unused ones dropped", all - missing.len(), unused.len());
        for one in missing.iter().take(5) {
            println!("    missing: {}", first_line(one));
        }
        if missing.len() > 5 {
            println!("    … and {} more", missing.len() - 5);
        }
        for one in wrong {
            println!("    other placeholders than in English: {}", first_line(&one));
        }
    }
    Ok(())
}

/// How far each part of a language is; with `write`, its files are brought up to date, with or without a pseudo-translation.
fn parts(root: &Path, tag: &str, write: Option<bool>) -> Result<Vec<Progress>, Failure> {
    let mut parts = wordings::bring_up_to_date(root, tag, write)?;
    parts.push(search::bring_up_to_date(root, tag, write)?);
    parts.push(guide::bring_up_to_date(root, tag, write)?);
    parts.push(messages::bring_up_to_date(root, tag, write)?);
    Ok(parts)
}

/// The folder of a language.
fn folder(root: &Path, tag: &str) -> PathBuf {
    root.join("src-tauri/crates/policy/languages").join(tag)
}

/// `language.toml`, made from the English one where there is none.
fn head(root: &Path, tag: &str) -> Result<(), Failure> {
    let file = folder(root, tag).join("language.toml");
    if !file.exists() {
        let english = read(&folder(root, "en").join("language.toml"))?;
        let rest = english.split_once('\n').map_or("", |(_, rest)| rest);
        let own = rest.replace("system = [\"en\"]", &format!("system = [\"{tag}\"]"));
        write(&file, &format!("# {tag}: translate the months and weekdays, and set how a day is written.\n{own}"))?;
        println!("{}: to be translated", file.display());
    }
    Ok(())
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().chars().take(100).collect()
}

/// A sentence in brackets, its placeholders as they are.
fn bracketed(text: &str) -> String {
    format!("⟦{text}⟧")
}

/// The names in braces, sorted, each once.
fn placeholders(text: &str) -> Vec<String> {
    let mut names: Vec<String> = text
        .split('{')
        .skip(1)
        .filter_map(|after| after.split_once('}'))
        .map(|(name, _)| name.to_owned())
        .filter(|name| !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_'))
        .collect();
    names.sort();
    names.dedup();
    names
}

fn read(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|source| Failure::File { path: path.to_owned(), source })
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let failed = |source| Failure::File { path: path.to_owned(), source };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    fs::write(path, text).map_err(failed)
}

/// The files of a folder and of those in it, sorted.
fn files(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let failed = |source| Failure::File { path: folder.to_owned(), source };
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// What stands in a file that cannot be used.
fn unusable(path: &Path, why: impl ToString) -> Failure {
    Failure::File { path: path.to_owned(), source: std::io::Error::other(why.to_string()) }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop at the first thing wrong")]
mod tests {
    use super::*;

    fn tags() -> Vec<String> {
        let folders = fs::read_dir(tree::root().join("src-tauri/crates/policy/languages")).unwrap();
        let tags = folders.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        tags.filter(|tag| tag != "en" && tag != "nb").collect()
    }

    #[test]
    fn every_language_is_complete() {
        let root = tree::root();
        for tag in tags() {
            for progress in parts(&root, &tag, None).unwrap() {
                assert!(progress.is_complete(), "{tag}: run `cargo xtask language {tag}`: {progress:#?}");
            }
        }
    }

    #[test]
    fn the_same_languages_are_there_in_the_program_and_in_the_window() {
        let root = tree::root();
        let settings: serde_json::Value =
            serde_json::from_str(&read(&root.join("ui/project.inlang/settings.json")).unwrap()).unwrap();
        let mut window: Vec<&str> =
            settings["locales"].as_array().unwrap().iter().map(|tag| tag.as_str().unwrap()).collect();
        window.sort_unstable();
        let mut program = tags();
        program.extend(["en".to_owned(), "nb".to_owned()]);
        program.sort();
        assert_eq!(window, program);
    }

    #[test]
    fn no_sentence_is_made_past_the_macro() {
        let past = collect::sources(&tree::root()).unwrap().past_the_macro;
        assert!(past.is_empty(), "say it with text!: {past:#?}");
    }

    #[test]
    fn a_language_is_written_once_and_then_kept() {
        let there = tree::root();
        let here = tempfile::tempdir().unwrap();
        let root = here.path();
        let copied = ["policy/languages/en", "policy/editions/2021-01", "register/src/search"];
        for folder in copied {
            let from = there.join("src-tauri/crates").join(folder);
            for file in files(&from).unwrap() {
                let to = root.join(file.strip_prefix(&there).unwrap());
                write(&to, &read(&file).unwrap()).unwrap();
            }
        }
        let crates = root.join("src-tauri/crates");
        write(&crates.join("policy/countries/countries.txt"), "NO|emea|Norway|Norge|Europe/Oslo\n").unwrap();
        write(
            &crates.join("policy/src/a.rs"),
            r#"fn a() { text!("{n} plans", "{n} planer", n); x.say("Closed", "Stengt"); }"#,
        )
        .unwrap();
        write(&crates.join("atlas/src/b.rs"), r#"fn b() { say("Closed", "Lukket") }"#).unwrap();
        write(&root.join("src-tauri/src/c.rs"), "").unwrap();
        write(
            &root.join("ui/messages/en.json"),
            r#"{"a":"One {x}","b":[{"match":{"n=one":"{n} day","n=other":"{n} days"}}]}"#,
        )
        .unwrap();
        write(&root.join("ui/project.inlang/settings.json"), r#"{ "locales": ["en", "nb"] }"#).unwrap();

        head(root, "sv").unwrap();
        let first = parts(root, "sv", Some(false)).unwrap();
        let missing = |parts: &[Progress]| parts.iter().map(|part| part.missing.len()).sum::<usize>();
        assert_eq!((first[0].missing.len(), first[0].all), (3, 3), "nothing is translated yet");
        let names = first[1].all - first[1].missing.len();
        assert!(names > 0 && names < first[1].all, "what is a name in Norwegian, too, is taken over: {names}");
        let sentences = folder(root, "sv").join("sentences.toml");
        let written = read(&sentences).unwrap();
        assert!(written.contains("nb = \"Stengt\"") && written.contains("nb = \"Lukket\""), "{written}");
        assert!(!written.contains("planer"), "one meaning needs no Norwegian: {written}");

        write(
            &sentences,
            &written.replace("en = \"{n} plans\"\nwording = \"\"", "en = \"{n} plans\"\nwording = \"{m} planer\""),
        )
        .unwrap();
        let second = parts(root, "sv", None).unwrap();
        assert_eq!(missing(&second), missing(&first) - 1);
        assert_eq!(second[0].wrong, ["{n} plans"]);

        write(&crates.join("policy/src/a.rs"), r#"fn a() { text!("{n} plans", "{n} planer", n); }"#).unwrap();
        let third = parts(root, "sv", Some(true)).unwrap();
        assert_eq!(third[0].unused, ["Closed", "Closed"], "what had two meanings has one");
        let kept = read(&sentences).unwrap();
        assert!(kept.contains("{m} planer") && kept.contains("⟦Closed⟧"), "{kept}");
        let last = parts(root, "sv", None).unwrap();
        assert_eq!(missing(&last), 0, "{last:#?}");
        assert!(read(&root.join("ui/project.inlang/settings.json")).unwrap().contains("\"sv\""));
        assert!(read(&root.join("ui/messages/sv.json")).unwrap().contains("⟦{n} days⟧"));
    }
}
