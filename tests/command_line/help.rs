//! The help of the command line: whoever types what it shows gets an answer, and the one that is shown.

use crate::program::{Atlas, command};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// A line to type, and the lines the help says it prints; none where that depends on the register.
struct Shown {
    line: String,
    prints: Vec<String>,
}

/// The names below `Commands:` in the help of a command.
fn subcommands(help: &str) -> Vec<String> {
    let list = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let names = list.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    names.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help").map(str::to_owned).collect()
}

/// The lines after `$`, continued as the shell does, and what stands below them at the same depth.
fn examples(help: &str) -> Vec<Shown> {
    let mut found: Vec<Shown> = Vec::new();
    let mut open = false;
    for line in help.lines() {
        if let Some(typed) = line.strip_prefix("    $ ") {
            found.push(Shown { line: typed.to_owned(), prints: Vec::new() });
            open = true;
        } else if let (Some(last), true) = (found.last_mut(), open) {
            if last.line.ends_with('\\') {
                last.line = format!("{} {}", last.line.trim_end_matches('\\').trim_end(), line.trim());
            } else if let Some(printed) = line.strip_prefix("    ") {
                last.prints.push(printed.trim_end().to_owned());
            } else {
                open = false;
            }
        }
    }
    found
}

/// Every example of every command, in the order of the help.
fn all(atlas: &Atlas, words: &[&str], found: &mut Vec<Shown>) {
    let run = atlas.run(&[words, &["--help"]].concat(), "");
    assert_eq!(run.exit, 0, "{words:?} --help: {}", run.stderr);
    found.extend(examples(&run.stdout));
    for name in subcommands(&run.stdout) {
        all(atlas, &[words, &[&name]].concat(), found);
    }
}

/// The exit code and the lines on standard output of a line typed into a shell.
fn typed(line: &str, home: &Path, folder: &Path) -> (Option<i32>, Vec<String>, String) {
    let program = workspace_tests::program("ATLAS_BIN", "debug/atlas").unwrap();
    let path = std::env::join_paths(
        program
            .parent()
            .map(Path::to_owned)
            .into_iter()
            .chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())),
    );
    let prepared = command(home);
    let mut shell = Command::new("sh");
    for (name, value) in prepared.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    let output = shell
        .args(["-c", line])
        .env("PATH", path.unwrap())
        .env("TZ", "Europe/Oslo")
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let lines = String::from_utf8_lossy(&output.stdout).lines().map(|line| line.trim_end().to_owned()).collect();
    (output.status.code(), lines, String::from_utf8_lossy(&output.stderr).into_owned())
}

/// What the examples find in their folder.
fn furnish(folder: &Path) {
    let edition = workspace_tests::root().join("src-tauri/crates/policy/editions/2023-10");
    copy(&edition, &folder.join("my-edition"));
    let described = folder.join("my-edition/edition.toml");
    let text = fs::read_to_string(&described).unwrap();
    fs::write(&described, text.replacen("id = \"2023-10\"", "id = \"my-edition\"", 1)).unwrap();
    let question = r#"{"plan":"subscription","severity":"b","country":"NO","filed_at":"2026-03-27T15:30:00Z"}"#;
    let files = [
        ("questions.jsonl", question),
        ("cases.csv", "Case,Subject,Customer\n"),
        ("trace.txt", "trace"),
        ("note.txt", "Only in the morning"),
        ("mail.txt", "Case 2611200040000719, severity B"),
    ];
    for (name, text) in files {
        fs::write(folder.join(name), text).unwrap();
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let from = entry.unwrap().path();
        let to = to.join(from.file_name().unwrap());
        if from.is_dir() { copy(&from, &to) } else { fs::copy(&from, &to).map(drop).unwrap() }
    }
}

/// Needs what no test has: ids that are made anew each time, exports of a real tenant, a keyring or a passphrase.
fn needs_more(line: &str) -> bool {
    [
        "019aabc4-",
        "exports/",
        "role-assignments.json",
        "cases.csv",
        "import undo",
        "access_id",
        "password",
        "--reveal",
        "atlas backup",
        "atlas restore",
        "atlas lock",
        "atlas unlock",
        "atlas protect",
        "atlas recovery",
    ]
    .iter()
    .any(|part| line.contains(part))
}

#[test]
#[cfg(unix)]
fn the_examples_of_the_help_are_one_story_that_works() {
    let atlas = Atlas::new();
    let folder = tempfile::tempdir().unwrap();
    furnish(folder.path());
    let mut shown = Vec::new();
    all(&atlas, &[], &mut shown);
    // A request is asked about reopening once it is closed; the help names the rarer command first.
    let closing = shown.iter().position(|shown| shown.line.starts_with("atlas request close")).unwrap();
    let asking = shown.iter().position(|shown| shown.line.starts_with("atlas request reopen-check")).unwrap();
    shown[asking..=closing].rotate_right(1);

    let (mut seen, mut run) = (BTreeSet::new(), 0);
    for Shown { line, prints } in shown {
        if needs_more(&line) || !seen.insert(line.clone()) {
            continue;
        }
        let (exit, printed, complaint) = typed(&line, atlas.home.path(), folder.path());
        assert_eq!(exit, Some(0), "$ {line}\n{complaint}");
        if !prints.is_empty() {
            assert_eq!(printed, prints, "$ {line}");
        }
        run += 1;
    }
    assert!(run > 90, "only {run} examples were found: the help has another form by now");
}

#[test]
fn the_first_page_tells_the_exit_codes_and_what_holds_everywhere() {
    let help = Atlas::new().run(&["--help"], "").stdout;
    for words in
        ["Exit codes:", "0  answered", "4  register unusable", "--home", "--edition", "--lang", "--json", "refusal"]
    {
        assert!(help.contains(words), "{words} is missing:\n{help}");
    }
}
