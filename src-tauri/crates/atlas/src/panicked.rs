//! What is left to say when the program itself is at fault.

use crate::output::{complain, error_document};
use std::panic;
use std::process::ExitCode;

/// Runs the program so that a panic ends it as any other failure does: with one line and exit code 1. The line says where
/// it happened and not what was at hand, which may be secret.
pub(crate) fn told(run: fn() -> ExitCode) -> ExitCode {
    panic::set_hook(Box::new(|panicked| {
        let place = panicked.location().map(|place| format!("{}:{}", place.file(), place.line())).unwrap_or_default();
        let sentence = format!("The program ran into a fault of its own ({place}) and has stopped. Please report it.");
        if std::env::args_os().any(|argument| argument == "--json") {
            complain(&error_document("internal", &sentence, None).to_string());
        } else {
            complain(&format!("atlas: {sentence}"));
        }
    }));
    panic::catch_unwind(run).unwrap_or(ExitCode::FAILURE)
}
