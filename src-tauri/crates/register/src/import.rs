//! Import: what administrators already have, taken into the register.
//!
//! Files are recognised by what they hold, read a piece at a time into typed rows, compared with the register and
//! written in one transaction that can be undone as one.

mod columns;
mod document;
mod format;
mod graph;
mod node;
mod parse;
mod problem;
mod rows;
mod source;
mod table;
mod value;
mod watch;

pub use columns::{ColumnMap, Target};
pub use format::Format;
pub use problem::{FileProblem, ImportError, SkippedRow, Warning};
pub use source::{LARGEST_FILE, MOST_ROWS, Source};
pub use watch::{Progress, Stage, Watch};
