//! `atlas export`: every list, without secrets.

use crate::failure::Failure;
use crate::flags::{ExportFlags, Format};
use crate::output::table;
use crate::session::Session;
use support_register::{Existing, ExportFormat};

pub(crate) fn run(session: &Session, flags: &ExportFlags) -> Result<(), Failure> {
    let output = session.output;
    let format = match flags.format {
        Format::Json => ExportFormat::Json,
        Format::Csv => ExportFormat::Csv,
    };
    let existing = if flags.replace { Existing::Replace } else { Existing::Keep };
    let files = session.register()?.export(&flags.out, format, existing, Session::now())?;
    output.items(&files, || {
        let rows = files.iter().map(|each| vec![each.file.display().to_string(), each.items.to_string()]).collect();
        table(&[output.say("File", "Fil"), output.say("Records", "Poster")], rows)
    })
}
