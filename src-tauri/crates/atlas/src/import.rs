//! `atlas import …`

use crate::failure::{AboutFlag as _, Failure};
use crate::flags::{ImportCommand, ImportFlags};
use crate::output::{Output, table};
use crate::session::Session;
use serde_json::json;
use std::fmt::Write as _;
use std::io::{IsTerminal as _, Write as _, stderr};
use std::path::PathBuf;
use support_policy::{Text, text};
use support_register::{
    ColumnMap, FileOptions, FileReport, Format, ImportError, ImportRun, ReadFile, RecordType, Register, RegisterError,
    RowAction, Source, Stage, Target, Watch, local_zone,
};

pub(crate) fn run(session: &Session, flags: ImportFlags) -> Result<(), Failure> {
    let output = session.output;
    let register = session.register()?;
    match flags.command {
        Some(ImportCommand::List) => {
            let runs = register.imports()?;
            output.items(&runs, || list(output, &runs))
        }
        Some(ImportCommand::Undo { import }) => {
            let undone =
                register.undo_import(named(&register, import.as_deref())?, Session::now(), &progress(output))?;
            output.answer(&undone, || list(output, std::slice::from_ref(&undone)))
        }
        None => import(session, &register, flags),
    }
}

fn import(session: &Session, register: &Register, flags: ImportFlags) -> Result<(), Failure> {
    let output = session.output;
    let watch = progress(output);
    let mut files = register.read_imports(sources(flags.files)?, &watch).map_err(hinted)?;
    let options = FileOptions {
        tenant: flags.tenant.as_deref().map(|name| tenant(register, name)).transpose().about("tenant")?,
        relationship: flags
            .relationship
            .map(|name| relationship(register, &files, &name))
            .transpose()
            .about("relationship")?,
        role: flags.role,
        group: flags.group.map(|name| group(register, &name)).transpose().about("group")?,
        format: flags.format.as_deref().map(format_named).transpose()?,
        country: flags.country,
        columns: flags.kind.as_deref().map(|kind| columns(kind, &flags.column)).transpose()?,
    };
    for file in &mut files {
        file.options = options.clone();
    }
    let now = Session::now();
    let report = if flags.dry_run {
        register.preview_import(session.edition, &files, now, &watch)
    } else {
        register.import(session.edition, &files, now, &watch)
    };
    let report = report.map_err(hinted)?;
    let document = json!({ "items": report.files, "import": report.id, "dry_run": flags.dry_run });
    output.answer(&document, || summary(output, &report.files, flags.dry_run))
}

/// Names the flag that says what a file does not say itself.
fn hinted(error: ImportError) -> ImportError {
    let ImportError::Files(mut problems) = error else { return error };
    for problem in &mut problems {
        let flag = match problem.code {
            "tenant-needed" => "--tenant",
            "relationship-needed" => "--relationship",
            "role-needed" => "--role; --group",
            "group-needed" => "--group",
            "format-needed" => "--format",
            "columns-needed" => "--as, --column",
            _ => continue,
        };
        problem.message = Text::joined([&problem.message, &Text::same(format!("({flag})"))], " ");
    }
    ImportError::Files(problems)
}

/// All files, or every one that cannot be opened. They are called what the user called them.
fn sources(files: Vec<PathBuf>) -> Result<Vec<Source>, ImportError> {
    let mut sources = Vec::new();
    let mut problems = Vec::new();
    for path in files {
        let shown = path.display().to_string();
        match Source::open(&path) {
            Ok(mut source) => {
                source.name = shown;
                sources.push(source);
            }
            Err(mut problem) => {
                problem.file = shown;
                problems.push(problem);
            }
        }
    }
    if problems.is_empty() { Ok(sources) } else { Err(ImportError::Files(problems)) }
}

/// A tenant by id, name or directory id.
fn tenant(register: &Register, name: &str) -> Result<uuid::Uuid, RegisterError> {
    let of_directory = register
        .tenants()
        .list()?
        .into_iter()
        .find(|tenant| tenant.tenant_id.as_deref().is_some_and(|id| id.eq_ignore_ascii_case(name.trim())));
    match of_directory {
        Some(tenant) => Ok(tenant.id),
        None => Ok(register.tenants().find(name)?.id),
    }
}

/// The id in Partner Center of a delegation that is kept; or one that the files themselves may bring.
fn relationship(register: &Register, files: &[ReadFile], name: &str) -> Result<String, RegisterError> {
    let delegations = register.delegations();
    let brought = || {
        files.iter().any(|file| matches!(file.format(), Format::GraphDelegatedAdminRelationships | Format::GdapBulkCsv))
    };
    let unknown = || RegisterError::NotFound { what: RecordType::Delegation, name: name.trim().to_owned() };
    match delegations.find(&name.trim().to_lowercase()).or_else(|_| delegations.find(name)) {
        Ok(delegation) => delegation.external_id.ok_or_else(unknown),
        Err(RegisterError::NotFound { .. }) if brought() => Ok(name.trim().to_lowercase()),
        Err(error) => Err(error),
    }
}

/// A group that is kept, by id or name; or one by its object id, which the file itself may bring.
fn group(register: &Register, name: &str) -> Result<String, RegisterError> {
    match uuid::Uuid::try_parse(name.trim()) {
        Ok(id) => Ok(id.to_string()),
        Err(_) => Ok(register.groups().find(name)?.id.to_string()),
    }
}

fn format_named(name: &str) -> Result<Format, Failure> {
    name.trim().parse().map_err(|_| {
        let known: Vec<&str> = Format::ALL.iter().map(|format| format.as_str()).collect();
        let known = known.join(", ");
        let message = text!("Choose one of: {known}.", "Velg en av: {known}.", known);
        Failure::Input { code: "unknown-id", field: Some("format"), message }
    })
}

fn columns(kind: &str, given: &[String]) -> Result<ColumnMap, Failure> {
    let wrong = |code, field, message| Failure::Input { code, field: Some(field), message };
    let target: Target = kind.parse().map_err(|_| {
        let known: Vec<&str> = Target::ALL.iter().map(|target| target.as_str()).collect();
        let known = known.join(", ");
        let message = text!("Choose one of: {known}.", "Velg en av: {known}.", known);
        wrong("unknown-id", "as", message)
    })?;
    let mut columns = std::collections::BTreeMap::new();
    for each in given {
        let (field, column) = each.split_once('=').unwrap_or((each, ""));
        let known = target.fields().iter().any(|(name, _)| *name == field);
        if !known || column.trim().is_empty() {
            let known: Vec<&str> = target.fields().iter().map(|(name, _)| *name).collect();
            let known = known.join(", ");
            let message = text!(
                "Write FIELD=COLUMN, with one of the fields {known}.",
                "Skriv FELT=KOLONNE, med et av feltene {known}.",
                known
            );
            return Err(wrong("unknown-id", "column", message));
        }
        columns.insert(field.to_owned(), column.to_owned());
    }
    Ok(ColumnMap { target, columns })
}

fn named(register: &Register, name: Option<&str>) -> Result<uuid::Uuid, RegisterError> {
    let runs = register.imports()?;
    let found = match name {
        Some(name) => runs.iter().find(|run| run.id.to_string().eq_ignore_ascii_case(name.trim())),
        None => runs.iter().find(|run| run.undone_at.is_none()),
    };
    found.map(|run| run.id).ok_or_else(|| match name {
        Some(name) => RegisterError::NotFound { what: RecordType::Import, name: name.to_owned() },
        None => RegisterError::NothingToUndo,
    })
}

/// On a terminal a line that says how far the import is.
fn progress(output: Output) -> Watch {
    if output.json || !stderr().is_terminal() {
        return Watch::none();
    }
    Watch::new(move |progress| {
        let percent = (progress.done * 100).checked_div(progress.total).unwrap_or(100).min(100);
        let doing = match progress.stage {
            Stage::Reading => output.say("reading", "leser"),
            Stage::Writing | Stage::Saving => output.say("writing", "skriver"),
        };
        // A terminal that is gone is no reason to stop.
        let _ = write!(stderr(), "\r{doing} {percent} % \r");
        true
    })
}

fn summary(output: Output, files: &[FileReport], dry_run: bool) -> String {
    let heading = [
        output.say("File", "Fil"),
        output.say("Format", "Format"),
        output.say("Added", "Lagt til"),
        output.say("Changed", "Endret"),
        output.say("Unchanged", "Uendret"),
        output.say("Missing", "Savnet"),
        output.say("Skipped", "Utelatt"),
    ];
    let rows = files
        .iter()
        .map(|file| {
            let count = |number: u32| number.to_string();
            vec![
                file.file.clone(),
                file.format.to_string(),
                count(file.added),
                count(file.changed),
                count(file.unchanged),
                count(file.missing),
                file.skipped.len().to_string(),
            ]
        })
        .collect();
    let mut text = table(&heading, rows);
    for file in files {
        for warning in &file.warnings {
            let _ = write!(text, "\n{}: {}", file.file, output.text(&warning.message));
        }
        let row = output.say("row", "rad");
        if dry_run {
            for change in file.changes.iter().take(LISTED) {
                let at = change.row.map(|number| format!(" ({row} {number})")).unwrap_or_default();
                let _ = write!(text, "\n{}: {} {}{at}", file.file, action(output, change.action), change.name);
            }
            let _ = write!(text, "{}", more(output, &file.file, file.changes.len()));
        }
        let skipped = file.skipped.iter().take(if dry_run { LISTED } else { usize::MAX });
        for skipped in skipped {
            let _ = write!(text, "\n{}: {row} {}: {}", file.file, skipped.row, output.text(&skipped.reason));
        }
        if dry_run {
            let _ = write!(text, "{}", more(output, &file.file, file.skipped.len()));
        }
    }
    if dry_run {
        let _ = write!(text, "\n{}", output.say("Nothing was changed.", "Ingenting er endret."));
    }
    text
}

/// How many rows of a file a preview lists of each kind.
const LISTED: usize = 20;

fn action(output: Output, action: RowAction) -> &'static str {
    match action {
        RowAction::Added => output.say("adds", "legger til"),
        RowAction::Changed => output.say("changes", "endrer"),
        RowAction::Missing => output.say("marks as missing", "merker som savnet"),
    }
}

fn more(output: Output, file: &str, all: usize) -> String {
    match all.saturating_sub(LISTED) {
        0 => String::new(),
        more => format!("\n{file}: {}", output.say("and {n} more", "og {n} til").replace("{n}", &more.to_string())),
    }
}

fn list(output: Output, runs: &[ImportRun]) -> String {
    let heading = [output.say("Import", "Import"), output.say("At", "Tidspunkt"), output.say("Files", "Filer"), ""];
    let rows = runs
        .iter()
        .map(|run| {
            let files: Vec<&str> = run.files.iter().map(|file| file.file.as_str()).collect();
            let undone = if run.undone_at.is_some() { output.say("undone", "angret") } else { "" };
            vec![run.id.to_string(), output.local(run.at, local_zone()), files.join(", "), undone.to_owned()]
        })
        .collect();
    table(&heading, rows)
}
