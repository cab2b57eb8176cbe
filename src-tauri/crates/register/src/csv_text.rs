//! Comma-separated values (RFC 4180) that a spreadsheet opens without running anything.
//!
//! A spreadsheet takes a value that begins with `=`, `+`, `-`, `@`, a tab or a line break for a formula. Such a value is
//! written with an apostrophe before it. Reading takes that apostrophe away again, so that nothing is changed by a round
//! trip; a value that has apostrophes of its own before such a character gets one more.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::error::{RegisterError, Result};
use crate::watch::Saving;

/// A list as a table: what its columns are called, and its rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CsvTable {
    /// The names of the columns, `snake_case`.
    pub heading: Vec<String>,
    /// The rows, as long as the heading.
    pub rows: Vec<Vec<String>>,
}

impl CsvTable {
    /// The table of any records: a column for each field, in their order, without those named in `leave_out`. Each record
    /// is a step.
    ///
    /// # Errors
    /// [`RegisterError::Storage`] for what is no record; [`RegisterError::Cancelled`].
    pub(crate) fn of(records: &[impl Serialize], leave_out: &[&str], saving: &Saving<'_>) -> Result<Self> {
        let mut table = Self::default();
        for record in records {
            let Ok(Value::Object(fields)) = serde_json::to_value(record) else {
                return Err(RegisterError::Storage { code: 0 });
            };
            let fields: Map<String, Value> =
                fields.into_iter().filter(|(name, _)| !leave_out.contains(&name.as_str())).collect();
            // A field that is left out of JSON where it is empty shows up with the first record that has it.
            for name in fields.keys() {
                if !table.heading.contains(name) {
                    table.heading.push(name.clone());
                }
            }
            let cell = |name: &String| fields.get(name).map(cell).unwrap_or_default();
            table.rows.push(table.heading.iter().map(cell).collect());
            saving.step()?;
        }
        let width = table.heading.len();
        table.rows.iter_mut().for_each(|row| row.resize(width, String::new()));
        Ok(table)
    }

    /// The table as text. `for_excel` begins it with a byte order mark, without which Excel takes UTF-8 for something else.
    ///
    /// # Errors
    /// [`RegisterError::Storage`] when it does not fit in memory.
    pub fn csv(&self, for_excel: bool) -> Result<Vec<u8>> {
        let start = if for_excel { "\u{feff}".as_bytes().to_vec() } else { Vec::new() };
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(start);
        // Without a column there is nothing to say, not even an empty one.
        for row in std::iter::once(&self.heading).chain(&self.rows).filter(|row| !row.is_empty()) {
            let guarded: Vec<String> = row.iter().map(|text| guard(text)).collect();
            writer.write_record(&guarded).map_err(|_| RegisterError::Storage { code: 0 })?;
        }
        writer.into_inner().map_err(|_| RegisterError::Storage { code: 0 })
    }
}

/// A value as it is written: with an apostrophe before what a spreadsheet would run.
pub fn guard(text: &str) -> String {
    if text.trim_start_matches('\'').starts_with(RUNS) { format!("'{text}") } else { text.to_owned() }
}

/// A value as it was before it was written: the inverse of [`guard`].
pub fn unguard(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if rest.trim_start_matches('\'').starts_with(RUNS) => rest,
        _ => text,
    }
}

/// What a spreadsheet takes for the beginning of a formula; the last four are how `=+-@` are typed in East Asia.
const RUNS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) if items.iter().all(|item| !item.is_object() && !item.is_array()) => {
            items.iter().map(cell).collect::<Vec<_>>().join("; ")
        }
        other => other.to_string(),
    }
}
