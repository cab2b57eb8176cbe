//! What can be wrong with a file or with one of its rows, in sentences that say what to do.

use serde::Serialize;
use support_policy::{Text, text};

use crate::error::RegisterError;

/// Why nothing of a file can be imported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct FileProblem {
    /// The file's name, without its folder.
    pub file: String,
    /// Stable, kebab-case.
    pub code: &'static str,
    /// The line in the file, from 1, where there is one.
    pub line: Option<u32>,
    /// The column in that line, from 1.
    pub column: Option<u32>,
    /// What is wrong and what to do.
    pub message: Text,
}

/// Why an import did not happen. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportError {
    /// Files that cannot be read; all of them are listed.
    Files(Vec<FileProblem>),
    /// The register refused, or cannot be used.
    Register(RegisterError),
    /// The user stopped it.
    Cancelled,
}

impl From<RegisterError> for ImportError {
    fn from(error: RegisterError) -> Self {
        Self::Register(error)
    }
}

/// Why a row is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RowProblem {
    pub(crate) code: &'static str,
    pub(crate) reason: Text,
}

/// A row that is left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SkippedRow {
    /// In JSON the number of the element, in a table the number of the row with the header as 1.
    pub row: u32,
    /// Stable, kebab-case.
    pub code: &'static str,
    /// Why, and what would help.
    pub reason: Text,
}

/// Something the user should know about a file that can be imported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Warning {
    /// Stable, kebab-case.
    pub code: &'static str,
    /// What was noticed, and what to do.
    pub message: Text,
}

impl Warning {
    pub(crate) fn new(code: &'static str, message: Text) -> Self {
        Self { code, message }
    }
}

impl RowProblem {
    pub(crate) fn new(code: &'static str, reason: Text) -> Self {
        Self { code, reason }
    }

    pub(crate) fn missing(field: &str) -> Self {
        Self::new("missing", text!("“{field}” is missing.", "«{field}» mangler.", field))
    }

    pub(crate) fn wrong_type(field: &str) -> Self {
        Self::new(
            "wrong-type",
            text!(
                "“{field}” is not what this export has there. Export again, and do not edit the file.",
                "«{field}» er ikke det denne eksporten har der. Eksporter på nytt, og rediger ikke filen.",
                field
            ),
        )
    }

    /// PowerShell turned a nested object into its name.
    pub(crate) fn depth(field: &str) -> Self {
        Self::new(
            "depth",
            text!(
                "“{field}” was cut off by PowerShell. Export again with ConvertTo-Json -Depth 10.",
                "«{field}» ble kuttet av PowerShell. Eksporter på nytt med ConvertTo-Json -Depth 10.",
                field
            ),
        )
    }

    pub(crate) fn malformed(field: &str, value: &str) -> Self {
        let value = shown(value);
        Self::new(
            "malformed",
            text!(
                "“{field}” is “{value}”, which cannot be read. Correct it or export again.",
                "«{field}» er «{value}», som ikke kan leses. Rett den eller eksporter på nytt.",
                field,
                value
            ),
        )
    }

    pub(crate) fn too_long(field: &str) -> Self {
        Self::new("too-long", text!("“{field}” is too long.", "«{field}» er for lang.", field))
    }

    pub(crate) fn duplicate(first: u32) -> Self {
        Self::new(
            "duplicate",
            text!(
                "It has the same id as row {first}, which is used.",
                "Den har samme id som rad {first}, som brukes.",
                first
            ),
        )
    }
}

/// The beginning of a value from a file, made harmless for a line of text.
pub(crate) fn shown(value: &str) -> String {
    let mut text: String =
        value.chars().take(40).map(|c| if c.is_control() || is_invisible(c) { '\u{FFFD}' } else { c }).collect();
    if value.chars().nth(40).is_some() {
        text.push('…');
    }
    text
}

/// Whether a text holds something that nobody sees and that is left out of names. Ends of lines are no secret.
pub(crate) fn has_invisible(text: &str) -> bool {
    let hidden = |c: char| (c.is_control() && !matches!(c, '\t' | '\r' | '\n')) || is_invisible(c);
    text.bytes().any(|byte| !(b' '..=b'~').contains(&byte)) && text.chars().any(hidden)
}

/// Characters that show nothing but change what is shown: direction marks, joiners without width, byte order marks.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{061C}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}
