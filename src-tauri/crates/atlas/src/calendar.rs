//! `atlas calendar`: what is due, for any calendar program.

use crate::failure::Failure;
use crate::flags::CalendarFlags;
use crate::session::Session;
use serde_json::json;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use support_register::{CALENDAR_PRODUCT, Existing, Watch, local_zone};

pub(crate) fn run(session: &Session, flags: &CalendarFlags) -> Result<(), Failure> {
    let (register, output) = (session.register()?, session.output);
    let calendar = register.calendar(session.edition, output.language, local_zone(), &Watch::none(), Session::now())?;
    let events = calendar.matches("\r\nBEGIN:VEVENT\r\n").count();
    let Some(file) = &flags.out else {
        return if output.json {
            output.answer(&json!({ "events": events, "calendar": calendar }), String::new)
        } else {
            output.verbatim(&calendar)
        };
    };
    let existing = if flags.replace || is_ours(file) { Existing::Replace } else { Existing::Keep };
    register.write_outside(file, calendar.as_bytes(), existing)?;
    output.answer(&json!({ "file": file, "events": events }), || {
        format!("{}: {} ({events})", output.say("Written", "Skrevet"), file.display())
    })
}

/// Whether a file is an earlier calendar of this program; that it is written again is what it is for.
fn is_ours(file: &Path) -> bool {
    let mut start = Vec::new();
    // Nothing but a plain file is opened: another kind may wait for ever.
    let plain = file.symlink_metadata().is_ok_and(|seen| seen.is_file());
    let read = plain.then(|| File::open(file).ok()?.take(200).read_to_end(&mut start).ok()).flatten();
    read.is_some() && String::from_utf8_lossy(&start).contains(&format!("\nPRODID:{CALENDAR_PRODUCT}\r\n"))
}
