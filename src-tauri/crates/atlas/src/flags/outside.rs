//! The flags of what falls due, and of what is written outside the register.

use clap::{Args, ValueEnum};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(crate) struct CalendarFlags {
    /// Write it to this file; without it, to standard output. A calendar of Support Atlas is replaced
    #[arg(long, value_name = "FILE.ics")]
    pub(crate) out: Option<PathBuf>,
    /// Replace the file, whatever is in it
    #[arg(long, requires = "out")]
    pub(crate) replace: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ExportFlags {
    /// How to write it. In CSV a value that a spreadsheet would run gets an apostrophe before it
    #[arg(long)]
    pub(crate) format: Format,
    /// The folder to write into, a file for each list
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// Replace files that are there already
    #[arg(long)]
    pub(crate) replace: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Format {
    /// Without loss, as the list commands print it
    Json,
    /// For a spreadsheet, UTF-8
    Csv,
}

#[derive(Debug, Args)]
pub(crate) struct DueFlags {
    /// Only what is due within this time, ISO 8601; overdue items always
    #[arg(long, value_name = "D", allow_hyphen_values = true)]
    pub(crate) within: Option<String>,
}
