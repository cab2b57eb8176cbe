//! Faults, with the real `atlas`: killed, cut off from power, refused by disk, keyring and clock, and searched for secrets.
//!
//! The counts are small in an ordinary run; `ATLAS_FAULT_ROUNDS` sets them (1000 for the full run).
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may fail by panicking")]

mod batch_lines;
mod canary;
mod clock;
#[path = "../../src-tauri/crates/register/tests/fuzzing/mod.rs"]
mod fuzzing;
mod io_errors;
mod keyrings;
mod killed;
mod places;
mod power_cut;
#[path = "../command_line/program.rs"]
#[allow(dead_code, reason = "shared with the tests of the command line")]
mod program;
mod random;
mod recorder;
mod replay;
#[path = "../../src-tauri/crates/vault/tests/session/mod.rs"]
mod session;
mod sharing;
mod state_table;
mod steps;
mod table;
mod works;
