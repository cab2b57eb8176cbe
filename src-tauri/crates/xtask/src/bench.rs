//! `cargo xtask bench`: the measurements behind the figures in the README.

use crate::command::{cargo, run};
use crate::failure::Failure;

/// Runs the benchmarks of the deadline engine and the register.
pub(crate) fn all() -> Result<(), Failure> {
    run(cargo().args(["bench", "--package", "support-policy", "--package", "support-register", "--benches"]))
}
