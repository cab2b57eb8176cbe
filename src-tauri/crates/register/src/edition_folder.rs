//! Reading the folder of a user's edition: everything that could be wrong with files is told before anything is taken
//! from them, and nothing outside the folder is ever read.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::Path;

use support_policy::edition::{Edition, EditionError, MOST_PROBLEMS, Problem};
use support_policy::{Text, text};

use crate::error::{RegisterError, Result};
use crate::io_reason::reason;

/// A file of an edition is far smaller.
const LARGEST_FILE: u64 = 1024 * 1024;
/// The texts of 42 topics in two languages and the tables, and some room for what does not belong there.
const MOST_FILES: usize = 200;

/// An edition's files as they were read, by name within the folder.
pub(crate) type Files = BTreeMap<String, String>;

/// Reads and checks the edition in `folder`.
///
/// # Errors
/// [`RegisterError::EditionInvalid`] with everything that is wrong.
pub(crate) fn read(folder: &Path) -> Result<(Edition, Files)> {
    let invalid = |problems| RegisterError::EditionInvalid { folder: folder.to_path_buf(), problems };
    let mut reading = Reading { files: Files::new(), problems: Vec::new(), seen: 0 };
    reading.folder(folder, "").map_err(invalid)?;
    let Reading { files, mut problems, .. } = reading;
    let edition = Edition::load(&|name| files.get(name).cloned());
    match edition {
        // Nobody may take the place of what the program itself was published with.
        Ok(edition) if Edition::built_in_ids().contains(&edition.id) => {
            problems.push(id_problem(
                &files,
                text!(
                    "edition {id} is built in and cannot be replaced; choose another id",
                    "utgave {id} er innebygd og kan ikke erstattes; velg en annen id",
                    id = edition.id
                ),
            ));
            Err(invalid(problems))
        }
        Ok(edition) if problems.is_empty() => Ok((edition, files)),
        Ok(_) => Err(invalid(problems)),
        Err(EditionError::Invalid(more)) => {
            // A file that could not be read is not missing as well.
            let told = |problem: &Problem| {
                problems
                    .iter()
                    .any(|told| told.file == problem.file || problem.message.en == format!("{} is missing", told.file))
            };
            let more: Vec<Problem> = more.into_iter().filter(|problem| !told(problem)).collect();
            problems.extend(more);
            problems.truncate(MOST_PROBLEMS);
            Err(invalid(problems))
        }
        Err(EditionError::Missing(id)) => Err(RegisterError::UnknownEdition { id, known: Vec::new() }),
    }
}

/// A problem with the id of an edition, at its line.
pub(crate) fn id_problem(files: &Files, message: Text) -> Problem {
    let head = files.get("edition.toml").map_or("", String::as_str);
    let line = (1..).zip(head.lines()).find(|(_, line)| line.trim_start().starts_with("id")).map(|(line, _)| line);
    Problem { line, ..Problem::of_file("edition.toml", message) }
}

struct Reading {
    files: Files,
    problems: Vec<Problem>,
    seen: usize,
}

impl Reading {
    /// Reads the files of a folder and of `guide` in it. Problems that make going on useless are returned.
    fn folder(&mut self, folder: &Path, within: &str) -> std::result::Result<(), Vec<Problem>> {
        let shown = if within.is_empty() { "." } else { within };
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => return Err(vec![unreadable(shown, error.kind())]),
        };
        let known = Edition::file_names();
        for entry in entries {
            let Ok(entry) = entry else { continue };
            self.seen += 1;
            if self.seen > MOST_FILES {
                let message = text!(
                    "the folder holds more than {MOST_FILES} files; an edition has {known} at most",
                    "mappen har flere enn {MOST_FILES} filer; en utgave har høyst {known}",
                    MOST_FILES,
                    known = known.len()
                );
                return Err(vec![Problem::of_file(shown, message)]);
            }
            let own_name = entry.file_name().to_string_lossy().into_owned();
            let name = if within.is_empty() { own_name.clone() } else { format!("{within}/{own_name}") };
            // Of the entry itself: a link is not followed.
            let Ok(kind) = entry.file_type() else { continue };
            if kind.is_symlink() {
                self.tell(
                    &name,
                    text!(
                        "it is a symbolic link; put the file itself into the folder",
                        "det er en symbolsk lenke; legg selve filen i mappen"
                    ),
                );
            } else if kind.is_dir() && name == "guide" {
                self.folder(&entry.path(), "guide")?;
            } else if own_name.starts_with('.') && kind.is_file() {
                // What desktops leave behind, such as .DS_Store, is no part of anything.
            } else if !known.contains(&name) {
                let message = text!("no file of an edition has this name", "ingen fil i en utgave heter dette");
                let allowed = known.iter().filter(|name| !name.starts_with("guide/")).cloned();
                let allowed = allowed.chain(["guide/S01.en.md … guide/S42.nb.md".to_owned()]).collect();
                self.add(Problem { allowed, ..Problem::of_file(&name, message) });
            } else if kind.is_file() {
                self.file(&entry.path(), name);
            } else {
                self.tell(&name, text!("it is no ordinary file", "det er ingen vanlig fil"));
            }
        }
        Ok(())
    }

    fn file(&mut self, path: &Path, name: String) {
        let bytes = match bytes_of(path) {
            Ok(Some(bytes)) => bytes,
            Ok(None) => {
                return self.tell(
                    &name,
                    text!(
                        "the file is larger than 1 MB; no file of an edition is",
                        "filen er større enn 1 MB; det er ingen fil i en utgave"
                    ),
                );
            }
            Err(error) => return self.add(unreadable(&name, error.kind())),
        };
        let line = |upto: usize| {
            let lines = bytes.iter().take(upto).filter(|byte| **byte == b'\n').count() + 1;
            u32::try_from(lines).ok()
        };
        if let Some(at) = bytes.iter().position(|byte| *byte == 0) {
            let message = text!("the line holds a NUL character", "linjen inneholder et NUL-tegn");
            return self.add(Problem { line: line(at), ..Problem::of_file(&name, message) });
        }
        match std::str::from_utf8(&bytes) {
            Ok(text) => {
                self.files.insert(name, text.trim_start_matches('\u{feff}').replace("\r\n", "\n"));
            }
            Err(error) => {
                let message = text!(
                    "the line is not UTF-8; save the file as UTF-8",
                    "linjen er ikke UTF-8; lagre filen som UTF-8"
                );
                self.add(Problem { line: line(error.valid_up_to()), ..Problem::of_file(&name, message) });
            }
        }
    }

    fn tell(&mut self, file: &str, message: Text) {
        self.add(Problem::of_file(file, message));
    }

    fn add(&mut self, problem: Problem) {
        if self.problems.len() < MOST_PROBLEMS {
            self.problems.push(problem);
        }
    }
}

/// A file's bytes; none where there are too many of them, however many the system says there are.
fn bytes_of(path: &Path) -> io::Result<Option<Vec<u8>>> {
    let file = File::open(path)?;
    if !file.metadata()?.is_file() {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let mut bytes = Vec::new();
    file.take(LARGEST_FILE + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= LARGEST_FILE).then_some(bytes))
}

fn unreadable(file: &str, kind: io::ErrorKind) -> Problem {
    let why = reason(kind);
    let message = text!(
        "it cannot be read ({why}); check the name and the rights",
        "kan ikke leses ({why}); kontroller navnet og rettighetene",
        why
    );
    Problem::of_file(file, message)
}
