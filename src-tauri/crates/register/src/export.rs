//! Export: every list, as JSON that can be read back without loss or as CSV for a spreadsheet. Never a secret: the
//! records carry none.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde::ser::{Error as _, SerializeSeq as _};
use serde::{Serialize, Serializer};

use crate::csv_text::CsvTable;
use crate::error::{RegisterError, Result};
use crate::history::{self, Change};
use crate::outside::Existing;
use crate::record::{self, Record as _};
use crate::register::Register;
use crate::request::Request;
use crate::watch::{Saving, Watch};
use crate::word::words;

words! {
    /// A list that can be exported.
    ExportList {
        /// Tenants.
        Tenants = "tenants",
        /// Contracts, of their secrets only which there are.
        Contracts = "contracts",
        /// Requests.
        Requests = "requests",
        /// People.
        People = "people",
        /// Groups.
        Groups = "groups",
        /// Who is in which group.
        Memberships = "memberships",
        /// Roles, who holds them and where.
        RoleAssignments = "role-assignments",
        /// Delegations.
        Delegations = "delegations",
        /// Which roles of a delegation which group has.
        AccessAssignments = "access-assignments",
        /// Enrollments.
        Enrollments = "enrollments",
        /// Subscriptions.
        Subscriptions = "subscriptions",
        /// Plan purchases.
        Plans = "plans",
        /// Links of contracts to channels.
        Links = "links",
        /// What falls due.
        Due = "due",
        /// The history of all changes.
        History = "history",
    }
}

words! {
    /// How it is written.
    ExportFormat {
        /// `{"items": […]}`, as the list commands print it.
        Json = "json",
        /// Comma-separated values, formulas guarded.
        Csv = "csv",
        /// The same with a byte order mark.
        CsvForExcel = "csv-for-excel",
    }
}

impl ExportFormat {
    /// The end of a file's name.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Csv | Self::CsvForExcel => "csv",
        }
    }
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Exported {
    /// The list in it.
    pub list: ExportList,
    /// Where it is.
    pub file: PathBuf,
    /// How many records are in it.
    pub items: usize,
}

/// The ruling behind a deadline is a document of its own, not a cell.
const DEADLINE: &str = "deadline";
/// No columns of a table.
const LEFT_OUT: &[&str] = &[DEADLINE];

impl Register {
    /// A list as the bytes of a file, and how many records are in it.
    ///
    /// # Errors
    /// When the register cannot be read; [`RegisterError::Cancelled`] when `watch` stops it.
    pub fn export_list(
        &self,
        list: ExportList,
        format: ExportFormat,
        watch: &Watch,
        now: DateTime<Utc>,
    ) -> Result<(Vec<u8>, usize)> {
        let file = &ListFile { format, saving: Saving::new(watch) };
        match list {
            ExportList::Tenants => file.of(&self.tenants().list()?),
            ExportList::Contracts => file.of(&self.contracts().list()?),
            ExportList::Requests => file.of(&self.requests_for(file)?),
            ExportList::People => file.of(&self.people().list()?),
            ExportList::Groups => file.of(&self.groups().list()?),
            ExportList::Memberships => file.of(&self.memberships().list()?),
            ExportList::RoleAssignments => file.of(&self.role_assignments().list()?),
            ExportList::Delegations => file.of(&self.delegations().list()?),
            ExportList::AccessAssignments => file.of(&self.access_assignments().list()?),
            ExportList::Enrollments => file.of(&self.enrollments().list()?),
            ExportList::Subscriptions => file.of(&self.subscriptions().list()?),
            ExportList::Plans => file.of(&self.plan_purchases().list()?),
            ExportList::Links => file.of(&self.contracts().links(None)?),
            ExportList::Due => file.of(&self.due(None, now)?),
            ExportList::History => file.of(&self.changes_for(file)?),
        }
    }

    /// Writes every list into a folder, a file for each. Nothing is written while one of them would be replaced without
    /// consent.
    ///
    /// # Errors
    /// [`RegisterError::Output`]; also when the register cannot be read.
    pub fn export(
        &self,
        folder: &Path,
        format: ExportFormat,
        existing: Existing,
        now: DateTime<Utc>,
    ) -> Result<Vec<Exported>> {
        self.output_folder(folder)?;
        let file = |list: ExportList| folder.join(format!("{list}.{}", format.extension()));
        for &list in ExportList::ALL {
            self.refuse_target(&file(list), existing)?;
        }
        let mut exported = Vec::new();
        for &list in ExportList::ALL {
            let (bytes, items) = self.export_list(list, format, &Watch::none(), now)?;
            let file = file(list);
            self.write_outside(&file, &bytes, existing)?;
            exported.push(Exported { list, file, items });
        }
        Ok(exported)
    }

    fn requests_for(&self, file: &ListFile<'_>) -> Result<Vec<Request>> {
        let columns = match file.format {
            ExportFormat::Json => Request::COLUMNS.to_owned(),
            // Reading it would take longer than all the rest.
            ExportFormat::Csv | ExportFormat::CsvForExcel => Request::COLUMNS.replace(DEADLINE, "NULL AS deadline"),
        };
        self.read_together(|connection| {
            file.saving.more(record::count::<Request>(connection)?);
            let mut requests = Vec::new();
            record::each(connection, &columns, |request| {
                requests.push(request);
                file.saving.step()
            })?;
            Ok(requests)
        })
    }

    fn changes_for(&self, file: &ListFile<'_>) -> Result<Vec<Change>> {
        self.read_together(|connection| {
            file.saving.more(usize::try_from(history::count_after(connection, None)?).unwrap_or_default());
            let mut changes = Vec::new();
            history::each(connection, |change| {
                changes.push(change);
                file.saving.step()
            })?;
            Ok(changes)
        })
    }
}

/// A list on its way into a file.
struct ListFile<'a> {
    format: ExportFormat,
    saving: Saving<'a>,
}

impl ListFile<'_> {
    fn of(&self, records: &[impl Serialize]) -> Result<(Vec<u8>, usize)> {
        self.saving.more(records.len());
        let bytes = match self.format {
            ExportFormat::Json => self.json(records)?,
            ExportFormat::Csv => CsvTable::of(records, LEFT_OUT, &self.saving)?.csv(false)?,
            ExportFormat::CsvForExcel => CsvTable::of(records, LEFT_OUT, &self.saving)?.csv(true)?,
        };
        Ok((bytes, records.len()))
    }

    fn json(&self, records: &[impl Serialize]) -> Result<Vec<u8>> {
        #[derive(Serialize)]
        struct Whole<T> {
            items: T,
        }
        let whole = Whole { items: Items { records, saving: &self.saving } };
        let stopped = |_| {
            if self.saving.is_stopped() { RegisterError::Cancelled } else { RegisterError::Storage { code: 0 } }
        };
        let mut json = serde_json::to_vec_pretty(&whole).map_err(stopped)?;
        json.push(b'\n');
        Ok(json)
    }
}

/// Records, each a step when it is written.
struct Items<'a, T> {
    records: &'a [T],
    saving: &'a Saving<'a>,
}

impl<T: Serialize> Serialize for Items<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut items = serializer.serialize_seq(Some(self.records.len()))?;
        for record in self.records {
            self.saving.step().map_err(S::Error::custom)?;
            items.serialize_element(record)?;
        }
        items.end()
    }
}
