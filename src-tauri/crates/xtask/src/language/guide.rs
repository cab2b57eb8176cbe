//! The topics of the guide: `guide/SNN.TAG.md` beside each English one.

use std::fs;
use std::path::Path;

use super::{Progress, UNTRANSLATED, bracketed, files, read, write as write_file};
use crate::failure::Failure;

pub(super) fn bring_up_to_date(root: &Path, tag: &str, write: Option<bool>) -> Result<Progress, Failure> {
    let mut progress = Progress { part: "guide", ..Progress::default() };
    let editions = root.join("src-tauri/crates/policy/editions");
    let all = files(&editions)?;
    for english in &all {
        let Some(topic) = english.to_str().and_then(|path| path.strip_suffix(".en.md")) else { continue };
        progress.all += 1;
        let own = Path::new(&format!("{topic}.{tag}.md")).to_owned();
        if own.exists() && !is_untranslated(&read(&own)?) {
            continue;
        }
        let text = read(english)?;
        if write == Some(true) {
            write_file(&own, &in_brackets(&text))?;
            continue;
        }
        progress.missing.push(own.strip_prefix(&editions).unwrap_or(&own).display().to_string());
        if write.is_some() && !own.exists() {
            write_file(&own, &text.replacen("# ", &format!("# {UNTRANSLATED}"), 1))?;
        }
    }
    for own in &all {
        let topic = own.to_str().and_then(|path| path.strip_suffix(&format!(".{tag}.md")));
        if topic.is_some_and(|topic| !Path::new(&format!("{topic}.en.md")).exists()) {
            progress.unused.push(own.strip_prefix(&editions).unwrap_or(own).display().to_string());
            if write.is_some() {
                fs::remove_file(own).map_err(|source| Failure::File { path: own.clone(), source })?;
            }
        }
    }
    Ok(progress)
}

fn is_untranslated(text: &str) -> bool {
    text.strip_prefix("# ").is_some_and(|title| title.starts_with(UNTRANSLATED))
}

/// Each line in brackets, what Markdown begins and divides lines with outside them.
fn in_brackets(text: &str) -> String {
    let line = |line: &str| {
        let words = line.trim_start_matches(|c: char| "#>*-| ".contains(c) || c.is_ascii_digit() || c == '.');
        let (start, words) = line.split_at(line.len() - words.len());
        if words.is_empty() {
            line.to_owned()
        } else if line.starts_with('|') {
            let cells = words.trim_end_matches('|').split('|').map(|cell| format!(" {} ", bracketed(cell.trim())));
            format!("{start}{}|", cells.collect::<Vec<_>>().join("|"))
        } else {
            format!("{start}{}", bracketed(words))
        }
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n") + "\n"
}
