//! The first steps: which of them the register shows to be done, and whether the user has put the list away.
//!
//! What is done is never noted; it is what the register holds. Sample data does not count. Putting the list away is a
//! convenience, not a record: it has no history.

use rusqlite::Connection;
use serde::Serialize;
use support_vault::SlotKind;

use crate::error::Result;
use crate::record::RecordType;
use crate::register::Register;
use crate::sample;

pub(crate) const SCHEMA: &str = "
CREATE TABLE first_steps (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    hidden INTEGER NOT NULL CHECK (hidden IN (0, 1))
) STRICT;
";

/// The first steps, each with whether it is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[allow(clippy::struct_excessive_bools, reason = "one for each step")]
pub struct FirstSteps {
    /// The list was put away.
    pub hidden: bool,
    /// A tenant is kept.
    pub tenant: bool,
    /// The secrets can be opened without the system's keyring.
    pub vault: bool,
    /// A contract is kept.
    pub contract: bool,
    /// A request is kept.
    pub request: bool,
    /// Something was imported.
    pub import: bool,
}

impl Register {
    /// The first steps, by what the register holds.
    ///
    /// # Errors
    /// When the register or its side file cannot be read.
    pub fn first_steps(&self) -> Result<FirstSteps> {
        let facts = self.facts()?;
        self.read(|connection| {
            Ok(FirstSteps {
                hidden: is_hidden(connection)?,
                tenant: holds_own(connection, RecordType::Tenant)?,
                vault: facts.has(SlotKind::Passphrase) || facts.has(SlotKind::Recovery),
                contract: holds_own(connection, RecordType::Contract)?,
                request: holds_own(connection, RecordType::Request)?,
                import: connection.query_row("SELECT EXISTS (SELECT 1 FROM import_run)", [], |row| row.get(0))?,
            })
        })
    }

    /// Puts the list of first steps away, or brings it back.
    ///
    /// # Errors
    /// When the register cannot be written.
    pub fn hide_first_steps(&self, hidden: bool) -> Result<()> {
        self.write(|change| {
            change.execute("INSERT OR REPLACE INTO first_steps (one, hidden) VALUES (1, ?1)", [hidden])?;
            Ok(())
        })
    }
}

fn is_hidden(connection: &Connection) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM first_steps WHERE hidden = 1)";
    Ok(connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
}

/// Whether a record of a type is kept that is not sample data.
fn holds_own(connection: &Connection, record: RecordType) -> Result<bool> {
    let sql = format!(
        "SELECT EXISTS (SELECT 1 FROM {table} WHERE removed_at IS NULL AND NOT EXISTS ({of_sample} AND change.id = {table}.id))",
        table = record.table(),
        of_sample = sample::ADDED
    );
    Ok(connection.prepare_cached(&sql)?.query_row([], |row| row.get(0))?)
}
