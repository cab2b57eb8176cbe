//! The contract of the `atlas` command: names, shapes and exit codes, asked of the real program.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may fail by panicking")]

mod access;
mod batch;
mod cases;
mod corrections;
mod decisions;
mod desk;
mod editions;
mod errors;
mod guide;
mod help;
mod import;
mod outside;
mod plans;
mod program;
mod records;
mod rules;
mod search;
mod secrets;
mod vault;
