//! What is left to say when the program itself is at fault.

use crate::output::{complain, error_document};
use std::panic;
use std::path::Path;

/// Has a panic end the program as any other failure does: with one line and exit code 1. The line says where it happened
/// and not what was at hand, which may be secret.
pub(crate) fn end_with_a_line() {
    panic::set_hook(Box::new(|panicked| {
        let place = panicked.location().map(|place| format!("{}:{}", place.file(), place.line())).unwrap_or_default();
        let sentence = format!("The program ran into a fault of its own ({place}) and has stopped. Please report it.");
        if std::env::args_os().any(|argument| argument == "--json") {
            complain(&error_document("internal", &sentence, None).to_string());
        } else {
            complain(&format!("atlas: {sentence}"));
        }
        std::process::exit(1);
    }));
}

/// Panics where a test has said so by a file. Debug builds only: how a fault ends can only be tried with one.
pub(crate) fn if_asked() {
    let asked = std::env::var_os("ATLAS_DEBUG_PANIC").is_some_and(|file| Path::new(&file).exists());
    assert!(!asked, "asked for");
}
