//! The register itself.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::access_assignment::AccessAssignment;
use crate::actor::Actor;
use crate::contract::Contracts;
use crate::delegation::Delegation;
use crate::editions::Editions;
use crate::enrollment::Enrollment;
use crate::error::{RegisterError, Result};
use crate::group::Group;
use crate::history::{self, Change};
use crate::home::{Home, InUse, Seen, file_id};
use crate::kept::Table;
use crate::keys::Keys;
use crate::membership::Membership;
use crate::nobody::NobodyMay;
use crate::open::{self, Access, Opened};
use crate::person::Person;
use crate::plan_purchases::PlanPurchases;
use crate::protection::Failures;
use crate::reminder::Reminders;
use crate::reminder_settings::ReminderSettingsTable;
use crate::requests::Requests;
use crate::role_assignment::RoleAssignment;
use crate::settings::SettingsTable;
use crate::subscription::Subscription;
use crate::tenant::Tenants;

/// An open register. All verbs take `&self`: it may be shared between threads, and several programs may
/// have the same register open.
#[derive(Debug)]
pub struct Register {
    pub(crate) home: Home,
    pub(crate) connection: Mutex<Connection>,
    pub(crate) keys: Mutex<Keys>,
    pub(crate) failures: Mutex<Failures>,
    pub(crate) access: Access,
    pub(crate) editions: Editions,
    pub(crate) nobody: Mutex<Option<NobodyMay>>,
    /// Another one once a backup of another register was put in this one's place.
    id: Mutex<Uuid>,
    /// The file that is open; another one once a backup was put in its place here.
    file: Mutex<Option<(u64, u64)>>,
    /// Tells other programs that the register is in use.
    in_use: Option<InUse>,
    actor: Actor,
}

/// How many records there are, removed ones left out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Counts {
    /// Tenants.
    pub tenants: u32,
    /// Contracts.
    pub contracts: u32,
    /// Requests.
    pub requests: u32,
    /// Requests waiting for their first response in time.
    pub open: u32,
    /// Requests waiting for their first response past its deadline.
    pub overdue: u32,
}

impl Register {
    /// Opens the register in a folder, or creates one where there was none. Never creates one where a side
    /// file, a log or a backup shows that there was one. A register of an older version is backed up and
    /// migrated. On a read-only folder it opens for reading.
    ///
    /// # Errors
    /// [`RegisterError`] with one code for each reason the register cannot be used.
    pub fn open(home: &Path, actor: Actor) -> Result<Self> {
        let register = Self::open_without_clearing(home, actor)?;
        register.clear_left_behind();
        Ok(register)
    }

    /// As [`Register::open`], for a window that shows something first: what crashes left behind, which may be as large as
    /// the register, stays until [`Register::clear_left_behind`].
    ///
    /// # Errors
    /// As of [`Register::open`].
    pub fn open_without_clearing(home: &Path, actor: Actor) -> Result<Self> {
        let Opened { home, connection, access, id, file, in_use } = open::open(home)?;
        let editions = Editions::of(home.folder());
        Ok(Self {
            home,
            connection: Mutex::new(connection),
            keys: Mutex::default(),
            failures: Mutex::default(),
            nobody: Mutex::default(),
            access,
            editions,
            id: Mutex::new(id),
            file: Mutex::new(file),
            in_use,
            actor: actor.tidied(),
        })
    }

    /// Gives back the memory that reading took. What is read next is read from the file again, or from the system's memory of
    /// it.
    pub fn rest(&self) {
        // Only memory: where it fails nothing is lost, and nothing to be told.
        let _ = self.read(|connection| Ok(connection.release_memory()?));
    }

    /// Deletes the temporary files that crashes left behind before this program, when it was the only one, opened the
    /// register.
    pub fn clear_left_behind(&self) {
        if let Some(in_use) = &self.in_use {
            in_use.clear_left_behind();
        }
    }

    /// Whether a program uses the register in a folder now, this one included.
    pub fn is_used(home: &Path) -> bool {
        Home::new(home).is_used()
    }

    /// Whether there is a register in a folder, or there was one: opening it then makes no new one.
    ///
    /// # Errors
    /// As of [`Register::open`], when the folder cannot be looked into.
    pub fn is_in(home: &Path) -> Result<bool> {
        let home = Home::new(home);
        Ok(matches!(home.look()?, Seen::File(_)) || home.has_traces()?)
    }

    /// Tenants.
    pub fn tenants(&self) -> Tenants<'_> {
        Tenants { register: self }
    }

    /// Contracts.
    pub fn contracts(&self) -> Contracts<'_> {
        Contracts { register: self }
    }

    /// Requests.
    pub fn requests(&self) -> Requests<'_> {
        Requests { register: self }
    }

    /// People.
    pub fn people(&self) -> Table<'_, Person> {
        Table::new(self)
    }

    /// Security groups.
    pub fn groups(&self) -> Table<'_, Group> {
        Table::new(self)
    }

    /// People in groups.
    pub fn memberships(&self) -> Table<'_, Membership> {
        Table::new(self)
    }

    /// Role assignments.
    pub fn role_assignments(&self) -> Table<'_, RoleAssignment> {
        Table::new(self)
    }

    /// Delegated admin relationships.
    pub fn delegations(&self) -> Table<'_, Delegation> {
        Table::new(self)
    }

    /// The groups that use roles of delegations.
    pub fn access_assignments(&self) -> Table<'_, AccessAssignment> {
        Table::new(self)
    }

    /// Enterprise Agreements.
    pub fn enrollments(&self) -> Table<'_, Enrollment> {
        Table::new(self)
    }

    /// What tenants have bought.
    pub fn subscriptions(&self) -> Table<'_, Subscription> {
        Table::new(self)
    }

    /// Support plans that were bought.
    pub fn plan_purchases(&self) -> PlanPurchases<'_> {
        PlanPurchases { register: self }
    }

    /// Settings.
    pub fn settings(&self) -> SettingsTable<'_> {
        SettingsTable { register: self }
    }

    /// Reminders of what falls due.
    pub fn reminders(&self) -> Reminders<'_> {
        Reminders { register: self }
    }

    /// The settings of reminders.
    pub fn reminder_settings(&self) -> ReminderSettingsTable<'_> {
        ReminderSettingsTable { register: self }
    }

    /// The changes of one record, or all, oldest first.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn history(&self, subject: Option<Uuid>) -> Result<Vec<Change>> {
        self.read(|connection| history::list(connection, subject))
    }

    /// At most `most` changes of one record or of all, the newest first; those before a change's number where one is
    /// given.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn history_page(&self, subject: Option<Uuid>, before: Option<i64>, most: u32) -> Result<Vec<Change>> {
        self.read(|connection| history::page(connection, subject, before, most))
    }

    /// When something was last changed (UTC); none where nothing ever was.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn last_change(&self) -> Result<Option<DateTime<Utc>>> {
        self.read(history::last)
    }

    /// How many records there are at `now`.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn counts(&self, now: DateTime<Utc>) -> Result<Counts> {
        let requests = self.requests().counts(now)?;
        let count = |table: &str| {
            self.read(|connection| {
                let sql = format!("SELECT count(*) FROM {table} WHERE removed_at IS NULL");
                Ok(connection.prepare_cached(&sql)?.query_row([], |row| row.get(0))?)
            })
        };
        Ok(Counts {
            tenants: count("tenant")?,
            contracts: count("contract")?,
            requests: requests.all,
            open: requests.open,
            overdue: requests.overdue,
        })
    }

    /// The register's id.
    pub fn id(&self) -> Uuid {
        *self.id.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn set_id(&self, id: Uuid) {
        *self.id.lock().unwrap_or_else(PoisonError::into_inner) = id;
    }

    /// Takes a file that was put in the register's place here for the one that is open.
    pub(crate) fn set_file(&self, file: Option<(u64, u64)>) {
        *self.file.lock().unwrap_or_else(PoisonError::into_inner) = file;
    }

    /// Refuses when the file that is open is no longer the one at the register's path: it has no name any more, and
    /// what is written to it is gone with the last program that has it open.
    pub(crate) fn refuse_if_replaced(&self) -> Result<()> {
        let path = self.home.register();
        if file_id(&path) == *self.file.lock().unwrap_or_else(PoisonError::into_inner) {
            Ok(())
        } else {
            Err(RegisterError::Replaced { path })
        }
    }

    /// The register's folder.
    pub fn folder(&self) -> PathBuf {
        self.home.folder().to_path_buf()
    }

    /// Whether it was opened for reading only, because file or folder cannot be written or the disk is full.
    pub fn is_read_only(&self) -> bool {
        self.access != Access::Write
    }

    pub(crate) fn actor(&self) -> &Actor {
        &self.actor
    }
}
