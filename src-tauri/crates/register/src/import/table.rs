//! A CSV file: comma, semicolon or tab, UTF-8 or not, its rows one at a time.
//!
//! Read by hand: the usual readers mend broken quotes silently, and one quote that is never closed swallows the rest of
//! the file. Here it is told with its line.

use std::io::{BufRead, BufReader, ErrorKind};

use support_policy::{Text, text};

use super::document::{not_text, too_many_rows, unreadable};
use super::problem::FileProblem;
use super::source::{Decoder, MOST_ROWS, problem, too_large};
use crate::csv_text::unguard;

/// The longest cell, in bytes.
const LONGEST_CELL: usize = 64 * 1024;
/// The most columns.
const MOST_COLUMNS: usize = 512;

/// A table's head and rows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Table {
    /// The names of the columns, as they stand.
    pub(crate) header: Vec<String>,
    /// Number of the row, the header being 1, and its cells.
    pub(crate) rows: Vec<(u32, Vec<String>)>,
    /// Whether it had to be read as Windows-1252, for it is no UTF-8.
    pub(crate) western: bool,
}

/// Reads a whole table.
pub(crate) fn read(name: &str, decoder: Decoder<'_>) -> Result<Table, FileProblem> {
    let mut reader = Reader {
        input: BufReader::with_capacity(1 << 16, decoder),
        name,
        separator: b',',
        line: 1,
        told: false,
        western: false,
    };
    let mut header = Vec::new();
    while header.is_empty() {
        match reader.first_row()? {
            // `Export-Csv` of Windows PowerShell writes a line about its types first, Excel understands a line about
            // the separator.
            Some(row) if is_preamble(&row) => {}
            Some(row) => header = row,
            None => return Err(problem(name, "empty", empty())),
        }
    }
    let mut table = Table { header, ..Table::default() };
    let mut number = 1;
    while let Some(row) = reader.row()? {
        number += 1;
        if row.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if table.rows.len() >= MOST_ROWS as usize {
            return Err(reader.at("too-many-rows", too_many_rows()));
        }
        table.rows.push((number, row));
    }
    table.western = reader.western;
    Ok(table)
}

fn is_preamble(row: &[String]) -> bool {
    row.first().is_some_and(|cell| cell.starts_with("#TYPE ")) || row.iter().all(|cell| cell.trim().is_empty())
}

struct Reader<'n, R> {
    input: R,
    name: &'n str,
    separator: u8,
    line: u32,
    /// Whether the file itself says what separates.
    told: bool,
    western: bool,
}

impl<R: BufRead> Reader<'_, R> {
    /// The first row decides the separator: the one that stands in it most often outside quotes.
    fn first_row(&mut self) -> Result<Option<Vec<String>>, FileProblem> {
        if self.told {
            return self.row();
        }
        let line = match self.input.fill_buf() {
            Ok(buffer) => buffer.split(|byte| *byte == b'\n').next().unwrap_or_default().to_vec(),
            Err(error) => return Err(self.failed(&error)),
        };
        if let [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', separator, ..] = *line.as_slice() {
            self.separator = separator;
            self.told = true;
            self.row()?;
            return Ok(Some(Vec::new()));
        }
        let mut quoted = false;
        let mut counts = [0_usize; 3];
        for byte in line {
            match byte {
                b'"' => quoted = !quoted,
                b';' if !quoted => counts[0] += 1,
                b'\t' if !quoted => counts[1] += 1,
                b',' if !quoted => counts[2] += 1,
                _ => {}
            }
        }
        let [semicolons, tabs, commas] = counts;
        self.separator = if semicolons > tabs && semicolons > commas {
            b';'
        } else if tabs > commas {
            b'\t'
        } else {
            b','
        };
        self.row()
    }

    /// The next row; none at the end.
    fn row(&mut self) -> Result<Option<Vec<String>>, FileProblem> {
        let mut cells = Vec::new();
        let mut cell: Vec<u8> = Vec::new();
        let mut state = State::Start;
        let mut any = false;
        let begun = self.line;
        loop {
            let Some(byte) = self.next()? else {
                if state == State::Quoted {
                    return Err(self.broken_quote(begun));
                }
                if !any {
                    return Ok(None);
                }
                cells.push(self.finish(cell));
                return Ok(Some(cells));
            };
            any = true;
            if byte == b'\n' {
                self.line = self.line.saturating_add(1);
            }
            match (state, byte) {
                (State::Quoted, b'"') => state = State::Closed,
                (State::Closed, b'"') => {
                    cell.push(b'"');
                    state = State::Quoted;
                }
                (State::Start, b'"') => state = State::Quoted,
                (State::Start | State::Plain | State::Closed, b'\n') => {
                    if state != State::Closed && cell.last() == Some(&b'\r') {
                        cell.pop();
                    }
                    cells.push(self.finish(cell));
                    return Ok(Some(cells));
                }
                (State::Start | State::Plain | State::Closed, byte) if byte == self.separator => {
                    cells.push(self.finish(std::mem::take(&mut cell)));
                    if cells.len() > MOST_COLUMNS {
                        return Err(self.at("too-many-columns", too_many_columns()));
                    }
                    state = State::Start;
                }
                // Blanks around quotes mean nothing; anything else there means that the quotes are broken.
                (State::Closed, b' ' | b'\r') | (State::Start, b' ') => {}
                (State::Closed, _) => return Err(self.broken_quote(begun)),
                (State::Start | State::Plain, byte) => {
                    cell.push(byte);
                    state = State::Plain;
                }
                (State::Quoted, byte) => cell.push(byte),
            }
            if cell.len() > LONGEST_CELL {
                return Err(if state == State::Quoted {
                    self.broken_quote(begun)
                } else {
                    self.at("too-long", too_long())
                });
            }
        }
    }

    fn next(&mut self) -> Result<Option<u8>, FileProblem> {
        let byte = match self.input.fill_buf() {
            Ok(buffer) => buffer.first().copied(),
            Err(error) => return Err(self.failed(&error)),
        };
        if byte.is_some() {
            self.input.consume(1);
        }
        Ok(byte)
    }

    /// A cell as text. A leading apostrophe before what a spreadsheet would reckon is the guard that exports put there.
    fn finish(&mut self, bytes: Vec<u8>) -> String {
        let text = String::from_utf8(bytes).unwrap_or_else(|error| {
            self.western = true;
            error.as_bytes().iter().map(|byte| western(*byte)).collect()
        });
        let unguarded = unguard(&text);
        if unguarded.len() == text.len() { text } else { unguarded.to_owned() }
    }

    fn broken_quote(&self, begun: u32) -> FileProblem {
        FileProblem {
            file: self.name.to_owned(),
            code: "broken-quotes",
            line: Some(begun),
            column: None,
            message: text!(
                "The row that begins on line {begun} has a quotation mark that is not closed. Correct it or export again.",
                "Raden som begynner på linje {begun}, har et anførselstegn som ikke lukkes. Rett det eller eksporter på nytt.",
                begun
            ),
        }
    }

    fn failed(&self, error: &std::io::Error) -> FileProblem {
        match error.kind() {
            ErrorKind::FileTooLarge => too_large(self.name, super::source::LARGEST_FILE),
            ErrorKind::InvalidData => problem(self.name, "not-text", not_text()),
            _ => problem(self.name, "unreadable", unreadable()),
        }
    }

    fn at(&self, code: &'static str, message: Text) -> FileProblem {
        FileProblem { file: self.name.to_owned(), code, line: Some(self.line), column: None, message }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Start,
    Plain,
    Quoted,
    Closed,
}

/// Windows-1252, which Excel still writes in western Europe.
fn western(byte: u8) -> char {
    const UPPER: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}', '\u{90}', '‘',
        '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9F => UPPER.get(usize::from(byte - 0x80)).copied().unwrap_or('\u{FFFD}'),
        _ => char::from(byte),
    }
}

pub(crate) fn empty() -> Text {
    text!(
        "The file is empty. Run the export again; if there is nothing to export, there is nothing to import.",
        "Filen er tom. Kjør eksporten på nytt; er det ingenting å eksportere, er det heller ingenting å importere."
    )
}

fn too_many_columns() -> Text {
    text!(
        "The table has more than {MOST_COLUMNS} columns.",
        "Tabellen har mer enn {MOST_COLUMNS} kolonner.",
        MOST_COLUMNS
    )
}

fn too_long() -> Text {
    text!(
        "A cell is longer than 65,536 bytes. Check that this is the right file.",
        "En celle er lengre enn 65 536 byte. Kontroller at dette er riktig fil."
    )
}
