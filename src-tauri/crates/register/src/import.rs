//! Import: what administrators already have, taken into the register.
//!
//! Files are recognised by what they hold, read a piece at a time into typed rows, compared with the register and
//! written in one transaction that can be undone as one.

mod columns;
mod document;
mod format;
mod graph;
mod importer;
mod node;
mod parse;
mod problem;
mod report;
mod role_names;
mod rows;
mod source;
mod table;
mod value;

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use support_policy::edition::Edition;
use support_policy::{Text, text};
use uuid::Uuid;

pub use columns::{ColumnMap, Target};
pub use format::Format;
pub use problem::{FileProblem, ImportError, SkippedRow, Warning};
pub use report::{ChangedRow, FileReport, ImportReport, RowAction};
pub use source::{LARGEST_FILE, MOST_ROWS, Source};

pub(crate) use format::plain;
pub(crate) use importer::RowEnd;
pub(crate) use problem::RowProblem;
pub(crate) use rows::RequestRow;
pub(crate) use value::{Moment, guid};

use crate::column_map;
use crate::error::RegisterError;
use crate::field;
use crate::history;
use crate::import_run;
use crate::register::Register;
use crate::watch::Watch;
use importer::Importer;
use parse::{Nothing, Parsed, Reading};
use source::problem;

/// A file that was read, waiting to be imported.
#[derive(Debug, Clone)]
pub struct ReadFile {
    reading: Reading,
    /// What the file does not say of itself.
    pub options: FileOptions,
}

/// What the user says of a file that does not say it itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct FileOptions {
    /// The tenant that the rows are of.
    pub tenant: Option<Uuid>,
    /// The id of the relationship that access assignments are of.
    pub relationship: Option<String>,
    /// The role that members hold: its template id or its name.
    pub role: Option<String>,
    /// The group that members are in: its id, its object id or its name.
    pub group: Option<String>,
    /// What the file is, where it holds nothing to tell it by.
    pub format: Option<Format>,
    /// The country of client tenants that are added; without it theirs stays unknown (`ZZ`).
    pub country: Option<String>,
    /// The columns of a table.
    pub columns: Option<ColumnMap>,
}

/// The head of a table whose columns have to be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct TablePreview {
    /// The names of the columns.
    pub header: Vec<String>,
    /// The first rows.
    pub rows: Vec<Vec<String>>,
    /// Columns chosen before for this header, or a guess from their names.
    pub columns: ColumnMap,
}

impl ReadFile {
    /// The file's name, without its folder.
    pub fn name(&self) -> &str {
        match &self.reading {
            Reading::Parsed(parsed) => &parsed.file,
            Reading::Unmapped(unmapped) => &unmapped.file,
            Reading::Nothing(nothing) => &nothing.file,
        }
    }

    /// What the file is.
    pub fn format(&self) -> Format {
        match &self.reading {
            Reading::Parsed(parsed) => self.of_group(parsed.format),
            Reading::Unmapped(_) => Format::MappedCsv,
            Reading::Nothing(nothing) => self.said(nothing).unwrap_or(Format::MappedCsv),
        }
    }

    /// What a list of nothing is of: what the user says, or its name.
    fn said(&self, nothing: &Nothing) -> Option<Format> {
        let FileOptions { role, group, relationship, format, .. } = &self.options;
        let book = Edition::base().ok().map(|edition| &edition.roles);
        format
            .or_else(|| Format::of_name(&nothing.file, book).map(|named| self.of_group(named)))
            .or(group.is_some().then_some(Format::GraphGroupMembers))
            .or(role.is_some().then_some(Format::GraphDirectoryRoleMembers))
            .or(relationship.is_some().then_some(Format::GraphAccessAssignments))
    }

    /// Members are of a role unless the user names their group.
    fn of_group(&self, format: Format) -> Format {
        let grouped = self.options.group.is_some() || self.options.format == Some(Format::GraphGroupMembers);
        match format {
            Format::GraphDirectoryRoleMembers if grouped && self.options.role.is_none() => Format::GraphGroupMembers,
            told => told,
        }
    }

    /// How many rows can be used, as far as columns are known.
    pub fn rows(&self) -> u32 {
        let rows = match &self.reading {
            Reading::Parsed(parsed) => parsed.rows.len(),
            Reading::Unmapped(unmapped) => unmapped.table.rows.len(),
            Reading::Nothing(_) => 0,
        };
        u32::try_from(rows).unwrap_or(u32::MAX)
    }

    /// The head of the table, where its columns have to be chosen.
    pub fn table(&self) -> Option<TablePreview> {
        const SHOWN: usize = 5;
        let Reading::Unmapped(unmapped) = &self.reading else { return None };
        let table = &unmapped.table;
        Some(TablePreview {
            header: table.header.clone(),
            rows: table.rows.iter().take(SHOWN).map(|(_, cells)| cells.clone()).collect(),
            columns: self.options.columns.clone().unwrap_or_else(|| ColumnMap::guess(&table.header)),
        })
    }

    pub(crate) fn parsed(&self) -> Option<&Parsed> {
        match &self.reading {
            Reading::Parsed(parsed) => Some(parsed),
            Reading::Unmapped(_) | Reading::Nothing(_) => None,
        }
    }

    /// The rows, through the chosen columns where the file is a table that needs them.
    pub(crate) fn with_columns(&self) -> Result<Cow<'_, Parsed>, FileProblem> {
        match (&self.reading, &self.options.columns) {
            (Reading::Parsed(parsed), _) => match self.of_group(parsed.format) {
                format if format == parsed.format => Ok(Cow::Borrowed(parsed)),
                format => Ok(Cow::Owned(Parsed { format, ..parsed.clone() })),
            },
            (Reading::Nothing(nothing), _) => match self.said(nothing) {
                Some(format) => Ok(Cow::Owned(nothing.of(format))),
                None => Err(problem(&nothing.file, "format-needed", format_needed())),
            },
            (Reading::Unmapped(unmapped), Some(columns)) => unmapped.with(columns).map(Cow::Owned),
            (Reading::Unmapped(unmapped), None) => Err(problem(
                &unmapped.file,
                "columns-needed",
                text!(
                    "The table is of no known kind. Choose which column holds what.",
                    "Tabellen er av et ukjent slag. Velg hvilken kolonne som inneholder hva."
                ),
            )),
        }
    }

    /// Files are taken in an order in which each finds what it refers to.
    fn turn(&self) -> u8 {
        match self.format() {
            Format::PartnerCenterCustomers | Format::GraphDirectoryRoles => 0,
            Format::GraphDelegatedAdminRelationships | Format::GdapBulkCsv => 1,
            Format::GraphRoleAssignments
            | Format::GraphRoleEligibility
            | Format::GraphDirectoryRoleMembers
            | Format::GraphAccessAssignments
            | Format::GraphDirectorySubscriptions
            | Format::PartnerCenterSubscriptions
            | Format::GdapActivityCsv => 2,
            Format::GraphSubscribedSkus | Format::MappedCsv | Format::GraphGroupMembers => 3,
            Format::RequestsCsv | Format::GraphGroups => 4,
        }
    }
}

fn format_needed() -> Text {
    text!(
        "The export holds nothing, and does not say what it would hold. Name the file after its export, as the recipes do, or say which it is; then everything it used to hold is marked as missing.",
        "Eksporten er tom og sier ikke hva den skulle inneholdt. Gi filen navn etter eksporten, slik oppskriftene gjør, eller oppgi hvilken den er; da merkes alt den pleide å inneholde, som savnet."
    )
}

/// Reads files without a register; tables of unknown columns stay unread.
///
/// # Errors
/// [`ImportError::Files`] with every file that cannot be read; [`ImportError::Cancelled`].
pub fn read_files(sources: Vec<Source>, watch: &Watch) -> Result<Vec<ReadFile>, ImportError> {
    read(sources, &parse::KnownColumns::new(), watch)
}

fn read(sources: Vec<Source>, known: &parse::KnownColumns, watch: &Watch) -> Result<Vec<ReadFile>, ImportError> {
    let mut files = Vec::new();
    let mut problems = Vec::new();
    for source in sources {
        match parse::parse(source, known, watch) {
            _ if watch.stopped() => return Err(ImportError::Cancelled),
            Ok(reading) => files.push(ReadFile { reading, options: FileOptions::default() }),
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() { Ok(files) } else { Err(ImportError::Files(problems)) }
}

impl Register {
    /// Reads files, choosing the columns of tables as they were chosen before.
    ///
    /// # Errors
    /// [`ImportError::Files`] with every file that cannot be read; [`ImportError::Cancelled`].
    pub fn read_imports(&self, sources: Vec<Source>, watch: &Watch) -> Result<Vec<ReadFile>, ImportError> {
        let known = self.read(column_map::all)?.into_iter().collect();
        read(sources, &known, watch)
    }

    /// What importing the files would do. Nothing is changed.
    ///
    /// # Errors
    /// As of [`Register::import`].
    pub fn preview_import(
        &self,
        edition: &Edition,
        files: &[ReadFile],
        now: DateTime<Utc>,
        watch: &Watch,
    ) -> Result<ImportReport, ImportError> {
        self.take_files(edition, files, (false, now), watch)
    }

    /// Imports the files: all of them, in one transaction, or none.
    ///
    /// # Errors
    /// [`ImportError::Files`] for files that do not say enough (`tenant-needed`, `relationship-needed`, `role-needed`,
    /// `group-needed`, `format-needed`, `columns-needed`); [`ImportError::Register`]; [`ImportError::Cancelled`].
    pub fn import(
        &self,
        edition: &Edition,
        files: &[ReadFile],
        now: DateTime<Utc>,
        watch: &Watch,
    ) -> Result<ImportReport, ImportError> {
        self.take_files(edition, files, (true, now), watch)
    }

    fn take_files(
        &self,
        edition: &Edition,
        files: &[ReadFile],
        (keep, now): (bool, DateTime<Utc>),
        watch: &Watch,
    ) -> Result<ImportReport, ImportError> {
        let now = field::instant("now", now)?;
        let settings = self.settings().get()?;
        let id = field::new_id(now);
        self.write_if(keep, |change| {
            let before = history::last_number(change)?;
            let given = ((change, self.actor()), (self.editions(), edition, settings), (id, now));
            let mut importer = Importer::new(given.0, given.1, given.2, watch, files)?;
            let mut order: Vec<usize> = (0..files.len()).collect();
            order.sort_by_key(|index| files.get(*index).map(ReadFile::turn));
            let mut reports = Vec::new();
            let mut problems = Vec::new();
            for index in order {
                let Some(file) = files.get(index) else { continue };
                match importer.take(file) {
                    Ok(report) => reports.push((index, report)),
                    Err(ImportError::Files(found)) => problems.extend(found),
                    Err(error) => return Err(error),
                }
                if let (Reading::Unmapped(unmapped), Some(columns)) = (&file.reading, &file.options.columns) {
                    let signature = columns::signature(&unmapped.table.header);
                    column_map::remember(change, &signature, columns, now)?;
                }
            }
            if !problems.is_empty() {
                return Err(ImportError::Files(problems));
            }
            reports.sort_by_key(|(index, _)| *index);
            let files: Vec<FileReport> = reports.into_iter().map(|(_, report)| report).collect();
            let noted = import_run::note(change, (id, now), &files, before)?;
            Ok(ImportReport { id: (noted && keep).then_some(id), files })
        })
    }
}

impl std::fmt::Display for ImportError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message().en)
    }
}

impl std::error::Error for ImportError {}

impl ImportError {
    /// A stable kebab-case code: of the first file, of the register, or `cancelled`.
    pub fn code(&self) -> &str {
        match self {
            Self::Files(problems) => problems.first().map_or("unreadable", |problem| problem.code),
            Self::Register(error) => error.code(),
            Self::Cancelled => "cancelled",
        }
    }

    /// What is wrong and what to do, in one sentence or one for each file.
    pub fn message(&self) -> Text {
        match self {
            Self::Files(problems) => {
                let named = |problem: &FileProblem| Text::joined([&Text::same(&problem.file), &problem.message], ": ");
                Text::joined(&problems.iter().map(named).collect::<Vec<_>>(), " ")
            }
            Self::Register(error) => error.message(),
            Self::Cancelled => {
                text!("The import was stopped; nothing was changed.", "Importen ble stoppet; ingenting er endret.")
            }
        }
    }
}

impl From<rusqlite::Error> for ImportError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Register(RegisterError::from(error))
    }
}
