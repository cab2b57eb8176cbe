//! Checking the register: file, references, history, and whether records are as the program left them.

use rusqlite::{Connection, OptionalExtension};
use serde::{Deserialize, Serialize};
use support_policy::Text;
use support_vault::{DataKey, KeyId};

use crate::access_assignment::AccessAssignment;
use crate::attached_file::Condition;
use crate::attachment::Attachment;
use crate::contract::Contract;
use crate::contract_link::ContractLink;
use crate::contract_secret::{self, SecretField};
use crate::delegation::Delegation;
use crate::delegation_event::DelegationEvent;
use crate::enrollment::Enrollment;
use crate::error::Result;
use crate::group::Group;
use crate::membership::Membership;
use crate::message::found;
use crate::open::{Structure, structure};
use crate::person::Person;
use crate::plan_purchase::PlanPurchase;
use crate::record::{Record, RecordType, Reference};
use crate::register::Register;
use crate::request::Request;
use crate::request_event::StoredEvent;
use crate::role_assignment::RoleAssignment;
use crate::saved_view::SavedView;
use crate::search::record_index;
use crate::subscription::Subscription;
use crate::tenant::Tenant;
use crate::{field, history_chain, slot_table};

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct CheckReport {
    /// Records looked at, removed ones included.
    pub records: u32,
    /// Changes in the history.
    pub changes: u32,
    /// What is wrong; empty when all is well.
    pub problems: Vec<CheckProblem>,
    /// What is sound but may become a problem: `synchronised-folder` or `network-folder`.
    #[serde(default)]
    pub warnings: Vec<CheckProblem>,
}

/// Something that is wrong with the register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct CheckProblem {
    /// `damaged-file`, `broken-reference`, `history-changed`, `record-changed`, `record-deleted`,
    /// `secret-unreadable`, `search-out-of-step`, `attachment-missing` or `attachment-changed`.
    pub code: String,
    /// The record concerned.
    pub subject: Option<Reference>,
    /// What was found.
    pub message: Text,
}

impl Register {
    /// SQLite's own check of the file. For the background: takes about a second for 400 MB.
    ///
    /// # Errors
    /// [`crate::RegisterError::Damaged`] when it finds something.
    pub fn quick_check(&self) -> Result<()> {
        match self.read(structure)? {
            Structure::Damaged => Err(crate::RegisterError::Damaged { path: self.home.register() }),
            Structure::Sound | Structure::UnsoundIndex => Ok(()),
        }
    }

    /// Whether the history is as it was written: gives the problems found, none when it is.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn verify_history(&self) -> Result<Vec<CheckProblem>> {
        self.read(|connection| {
            let broken = history_chain::first_break(connection)?;
            Ok(broken
                .map(|seq| CheckProblem::new("history-changed", None, found::history_changed(seq)))
                .into_iter()
                .collect())
        })
    }

    /// Checks everything: the file, references between records, the history, that no record was changed or
    /// deleted outside the program, that sealed values can be told apart and, when unlocked, opened, that the search
    /// index is in step ([`Register::rebuild_search`] makes it so), and that every attached file is as it was added.
    ///
    /// # Errors
    /// When the register cannot be read at all.
    pub fn check(&self) -> Result<CheckReport> {
        let mut problems = self.verify_history()?;
        let warnings = self.folder_warning()?.into_iter();
        let warnings =
            warnings.map(|warning| CheckProblem::new(warning.kind.as_str(), None, warning.message)).collect();
        let key = self.key().ok();
        let mut report = self.read(|connection| {
            let structure = structure(connection)?;
            if structure == Structure::Damaged {
                problems.push(CheckProblem::new("damaged-file", None, found::damaged_file()));
            }
            if structure == Structure::UnsoundIndex || !record_index::is_in_step(connection)? {
                problems.push(CheckProblem::new("search-out-of-step", None, found::search_out_of_step()));
            }
            if connection.prepare("PRAGMA foreign_key_check")?.exists([])? {
                problems.push(CheckProblem::new("broken-reference", None, found::broken_reference()));
            }
            let mut records = 0;
            records += compare::<Tenant>(connection, &mut problems)?;
            records += compare::<Contract>(connection, &mut problems)?;
            records += compare::<Request>(connection, &mut problems)?;
            records += compare::<Person>(connection, &mut problems)?;
            records += compare::<Group>(connection, &mut problems)?;
            records += compare::<Membership>(connection, &mut problems)?;
            records += compare::<RoleAssignment>(connection, &mut problems)?;
            records += compare::<Delegation>(connection, &mut problems)?;
            records += compare::<AccessAssignment>(connection, &mut problems)?;
            records += compare::<DelegationEvent>(connection, &mut problems)?;
            records += compare::<Enrollment>(connection, &mut problems)?;
            records += compare::<Subscription>(connection, &mut problems)?;
            records += compare::<PlanPurchase>(connection, &mut problems)?;
            records += compare::<ContractLink>(connection, &mut problems)?;
            records += compare::<StoredEvent>(connection, &mut problems)?;
            records += compare::<Attachment>(connection, &mut problems)?;
            records += compare::<SavedView>(connection, &mut problems)?;
            find_deleted(connection, &mut problems)?;
            let changes = connection.query_row("SELECT count(*) FROM change", [], |row| row.get(0))?;
            self.check_sealed(connection, key.as_deref(), &mut problems)?;
            Ok(CheckReport { records, changes, problems, warnings })
        })?;
        self.check_files(&mut report.problems)?;
        Ok(report)
    }

    /// Reads every attached file. Nobody waits for the register meanwhile.
    fn check_files(&self, problems: &mut Vec<CheckProblem>) -> Result<()> {
        let files: Vec<(Attachment, String)> = self.read(|connection| {
            let mut title = connection.prepare("SELECT title FROM request WHERE id = ?1")?;
            let titled = Attachment::all(connection)?.into_iter().map(|file| {
                let of = title.query_row([file.request.to_string()], |row| row.get(0)).optional()?;
                Ok((file, of.unwrap_or_default()))
            });
            titled.collect()
        })?;
        let folder = self.home.attachments();
        for (file, request) in files {
            let (code, text) = match file.condition(&folder) {
                Condition::Sound => continue,
                Condition::Missing => ("attachment-missing", found::attachment_missing(&file.name, &request)),
                Condition::Changed => ("attachment-changed", found::attachment_changed(&file.name, &request)),
            };
            problems.push(CheckProblem::new(code, Some(file.reference()), text));
        }
        Ok(())
    }

    fn check_sealed(
        &self,
        connection: &Connection,
        key: Option<&DataKey>,
        problems: &mut Vec<CheckProblem>,
    ) -> Result<()> {
        let (_, named) = slot_table::identity(connection)?;
        for contract in all::<Contract>(connection)? {
            for &field in SecretField::ALL {
                let Some(cell) = contract_secret::cell(connection, contract.id, field)? else { continue };
                let sound = match key {
                    Some(key) => contract_secret::open(key, self.id(), &contract, field, &cell).is_ok(),
                    None => KeyId::of_sealed(&cell).is_ok_and(|key| Some(key) == named),
                };
                if !sound {
                    let text = found::secret_unreadable(field);
                    problems.push(CheckProblem::new("secret-unreadable", Some(contract.reference()), text));
                }
            }
        }
        Ok(())
    }
}

impl CheckProblem {
    fn new(code: &str, subject: Option<Reference>, message: Text) -> Self {
        Self { code: code.to_owned(), subject, message }
    }
}

/// Compares each record with the digest its last change left. Says how many there are.
fn compare<R: Record>(connection: &Connection, problems: &mut Vec<CheckProblem>) -> Result<u32> {
    let mut count = 0;
    for record in all::<R>(connection)? {
        count += 1;
        let left = history_chain::last_digest(connection, &record.id().to_string())?;
        let now = history_chain::digest(connection, R::TYPE, record.id())?;
        if left.as_deref() != now.as_ref().map(<[u8; 32]>::as_slice) {
            let reference = record.reference();
            let text = found::record_changed(&reference.name);
            problems.push(CheckProblem::new("record-changed", Some(reference), text));
        }
    }
    Ok(count)
}

/// Records whose last change left them in place, and that are gone.
fn find_deleted(connection: &Connection, problems: &mut Vec<CheckProblem>) -> Result<()> {
    for &record in RecordType::ALL.iter().filter(|record| **record != RecordType::Settings) {
        let table = record.table();
        let sql = format!(
            "SELECT id FROM change AS last WHERE type = ?1 AND digest IS NOT NULL
             AND seq = (SELECT max(seq) FROM change WHERE id = last.id)
             AND NOT EXISTS (SELECT 1 FROM {table} WHERE {table}.id = last.id)"
        );
        let mut statement = connection.prepare(&sql)?;
        let ids = statement.query_map([record], |row| field::id_of(row, "id"))?;
        for id in ids {
            let id = id?;
            let reference = Reference { record, id, name: id.to_string() };
            let text = found::record_deleted(&reference.name);
            problems.push(CheckProblem::new("record-deleted", Some(reference), text));
        }
    }
    Ok(())
}

/// All records of a type, removed ones included.
fn all<R: Record>(connection: &Connection) -> Result<Vec<R>> {
    let sql = format!("SELECT {} FROM {} ORDER BY id", R::COLUMNS, R::TYPE.table());
    let records = connection.prepare(&sql)?.query_map([], R::read)?.collect::<rusqlite::Result<_>>()?;
    Ok(records)
}
