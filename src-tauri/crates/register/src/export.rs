//! Export: every list, as JSON that can be read back without loss or as CSV for a spreadsheet. Never a secret: the
//! records carry none.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::csv_text::CsvTable;
use crate::error::{RegisterError, Result};
use crate::outside::Existing;
use crate::register::Register;
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

impl Register {
    /// A list as the bytes of a file, and how many records are in it.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn export_list(&self, list: ExportList, format: ExportFormat, now: DateTime<Utc>) -> Result<(Vec<u8>, usize)> {
        match list {
            ExportList::Tenants => write(&self.tenants().list()?, &[], format),
            ExportList::Contracts => write(&self.contracts().list()?, &[], format),
            // The ruling behind a deadline is a document of its own, not a cell.
            ExportList::Requests => write(&self.requests().list()?, &["deadline"], format),
            ExportList::People => write(&self.people().list()?, &[], format),
            ExportList::Groups => write(&self.groups().list()?, &[], format),
            ExportList::Memberships => write(&self.memberships().list()?, &[], format),
            ExportList::RoleAssignments => write(&self.role_assignments().list()?, &[], format),
            ExportList::Delegations => write(&self.delegations().list()?, &[], format),
            ExportList::AccessAssignments => write(&self.access_assignments().list()?, &[], format),
            ExportList::Enrollments => write(&self.enrollments().list()?, &[], format),
            ExportList::Subscriptions => write(&self.subscriptions().list()?, &[], format),
            ExportList::Plans => write(&self.plan_purchases().list()?, &[], format),
            ExportList::Links => write(&self.contracts().links(None)?, &[], format),
            ExportList::Due => write(&self.due(None, now)?, &[], format),
            ExportList::History => write(&self.history(None)?, &[], format),
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
            let (bytes, items) = self.export_list(list, format, now)?;
            let file = file(list);
            self.write_outside(&file, &bytes, existing)?;
            exported.push(Exported { list, file, items });
        }
        Ok(exported)
    }
}

fn write(records: &[impl Serialize], leave_out: &[&str], format: ExportFormat) -> Result<(Vec<u8>, usize)> {
    #[derive(Serialize)]
    struct Items<'a, T> {
        items: &'a [T],
    }
    let bytes = match format {
        ExportFormat::Json => {
            let mut json =
                serde_json::to_vec_pretty(&Items { items: records }).map_err(|_| RegisterError::Storage { code: 0 })?;
            json.push(b'\n');
            json
        }
        ExportFormat::Csv => CsvTable::of(records, leave_out)?.csv(false)?,
        ExportFormat::CsvForExcel => CsvTable::of(records, leave_out)?.csv(true)?,
    };
    Ok((bytes, records.len()))
}
