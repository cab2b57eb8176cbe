//! Records that may come from an import: people, roles, delegations, subscriptions. They are written from drafts, by
//! hand or by the thousand, always with their history, and remember which export they were seen in.

use std::marker::PhantomData;

use chrono::{DateTime, Utc};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, params_from_iter};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::actor::Actor;
use crate::error::{RegisterError, Result};
use crate::field::{self, Micros, instant_of, optional_instant_of};
use crate::flaw::Flaw;
use crate::history::{self, Action};
use crate::record::{self, Record, RecordType};
use crate::register::Register;
use crate::removed;
use crate::row::{self, Column};
use crate::sighting::{self, Sighting};

/// Where a record comes from, and whether the newest export still has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Origin {
    /// The import format it first came from, such as `graph-role-assignments`; `None`: entered by hand.
    pub format: Option<String>,
    /// Since when an export that should contain it does not (UTC); such a record is marked, not removed.
    pub missing_since: Option<DateTime<Utc>>,
    /// When it was added (UTC).
    pub created_at: DateTime<Utc>,
    /// When it was last changed (UTC).
    pub changed_at: DateTime<Utc>,
}

impl Origin {
    pub(crate) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            format: row.get("format")?,
            missing_since: optional_instant_of(row, "missing_since")?,
            created_at: instant_of(row, "created_at")?,
            changed_at: instant_of(row, "changed_at")?,
        })
    }
}

/// A record that is written from a draft and may come from an import.
pub trait Kept: Record + Clone + PartialEq {
    /// What can be said of it, by the administrator or an export.
    type Draft: Clone + PartialEq;

    /// What is said of it.
    fn draft(&self) -> Self::Draft;
    /// Where it comes from.
    fn origin(&self) -> &Origin;
    /// The draft as it is stored.
    ///
    /// # Errors
    /// [`RegisterError::Invalid`] for a field that cannot be stored.
    fn checked(draft: &Self::Draft) -> Result<Self::Draft>;
    /// The columns a checked draft fills.
    fn values(draft: &Self::Draft) -> Vec<Column>;
    /// Refuses what refers to nothing, or is kept as another record already.
    ///
    /// # Errors
    /// [`RegisterError::Dangling`], [`RegisterError::Invalid`] (`duplicate`).
    fn refuse(change: &Connection, draft: &Self::Draft, id: Uuid) -> Result<()>;
    /// The record that a line of an export is about: by its id in Entra or Partner Center, or else by what it says.
    ///
    /// # Errors
    /// When the register cannot be read.
    fn same(change: &Connection, draft: &Self::Draft) -> Result<Option<Self>>;
    /// What the record says once an export has been heard: an export that is silent about a field leaves it.
    fn merged(&self, draft: &Self::Draft) -> Self::Draft;
}

/// Kept records that people call by a name, so that they are found by it.
pub trait Named: Kept {}

/// What an import did with one record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is new.
    Added,
    /// It says something else than before, was marked as missing, or was entered by hand until now.
    Changed,
    /// It is as it was; nothing was written but that it was seen.
    Unchanged,
}

/// What can be done with the records of one table.
#[derive(Debug)]
pub struct Table<'a, R> {
    register: &'a Register,
    records: PhantomData<R>,
}

impl<'a, R> Table<'a, R> {
    pub(crate) fn new(register: &'a Register) -> Self {
        Self { register, records: PhantomData }
    }
}

impl<R: Kept> Table<'_, R> {
    /// Adds a record by hand.
    ///
    /// # Errors
    /// [`RegisterError::Invalid`] for a field that cannot be stored, [`RegisterError::Dangling`] for a record it refers
    /// to that is not there.
    pub fn add(&self, draft: &R::Draft, now: DateTime<Utc>) -> Result<R> {
        let draft = R::checked(draft)?;
        let now = field::instant("now", now)?;
        self.register.write(|change| insert(change, self.register.actor(), &draft, None, now))
    }

    /// Changes a record to what the draft says.
    ///
    /// # Errors
    /// As of [`Table::add`]; [`RegisterError::NotFound`].
    pub fn set(&self, id: Uuid, draft: &R::Draft, now: DateTime<Utc>) -> Result<R> {
        let draft = R::checked(draft)?;
        let now = field::instant("now", now)?;
        self.register.write(|change| {
            let before = record::get::<R>(change, id)?;
            let origin = before.origin().clone();
            update(change, self.register.actor(), &before, &draft, &origin, now)
        })
    }

    /// All records, by name where they have one.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn list(&self) -> Result<Vec<R>> {
        self.register.read(record::list)
    }

    /// The record with an id.
    ///
    /// # Errors
    /// [`RegisterError::NotFound`], also when it was removed.
    pub fn get(&self, id: Uuid) -> Result<R> {
        self.register.read(|connection| record::get(connection, id))
    }

    /// Removes a record; it can be brought back until it is purged.
    ///
    /// # Errors
    /// [`RegisterError::InUse`] while others refer to it.
    pub fn remove(&self, id: Uuid, now: DateTime<Utc>) -> Result<()> {
        removed::remove::<R>(self.register, id, now)
    }

    /// Brings a removed record back.
    ///
    /// # Errors
    /// [`RegisterError::NotFound`] when it is not among the removed; as of [`Table::add`].
    pub fn undo_remove(&self, id: Uuid, now: DateTime<Utc>) -> Result<R> {
        removed::undo_remove(self.register, id, now, |change, record: &R| R::refuse(change, &record.draft(), id))
    }
}

impl<R: Named> Table<'_, R> {
    /// The record with an id or a unique name.
    ///
    /// # Errors
    /// [`RegisterError::NotFound`], [`RegisterError::Ambiguous`].
    pub fn find(&self, name: &str) -> Result<R> {
        self.register.read(|connection| record::find(connection, name))
    }
}

/// Takes one line of an export into the register, in the importer's transaction. The same line twice changes nothing.
pub(crate) fn import<R: Kept>(
    change: &Connection,
    actor: &Actor,
    draft: &R::Draft,
    seen: &Sighting<'_>,
) -> Result<(R, Outcome)> {
    let draft = R::checked(draft)?;
    let (record, outcome) = match R::same(change, &draft)? {
        None => (insert(change, actor, &draft, Some(seen.format), seen.at)?, Outcome::Added),
        Some(before) => {
            let draft = before.merged(&draft);
            let origin = before.origin();
            if draft == before.draft() && origin.format.is_some() && origin.missing_since.is_none() {
                (before, Outcome::Unchanged)
            } else {
                let format = origin.format.clone().or_else(|| Some(seen.format.to_owned()));
                let origin = Origin { format, missing_since: None, ..origin.clone() };
                (update(change, actor, &before, &draft, &origin, seen.at)?, Outcome::Changed)
            }
        }
    };
    sighting::note(change, record.id(), seen)?;
    Ok((record, outcome))
}

/// Marks a record that the newest export no longer contains. Says whether it was not marked before.
pub(crate) fn mark_missing<R: Kept>(change: &Connection, actor: &Actor, id: Uuid, now: DateTime<Utc>) -> Result<bool> {
    let before = record::get::<R>(change, id)?;
    if before.origin().missing_since.is_some() {
        return Ok(false);
    }
    let origin = Origin { missing_since: Some(now), ..before.origin().clone() };
    update(change, actor, &before, &before.draft(), &origin, now)?;
    Ok(true)
}

/// Puts a record back to what it was before an import changed it; `before` is what the history kept.
pub(crate) fn put_back<R: Kept>(change: &Connection, actor: &Actor, before: &R, now: DateTime<Utc>) -> Result<R> {
    let current = record::get::<R>(change, before.id())?;
    update(change, actor, &current, &before.draft(), before.origin(), now)
}

fn insert<R: Kept>(
    change: &Connection,
    actor: &Actor,
    draft: &R::Draft,
    format: Option<&str>,
    now: DateTime<Utc>,
) -> Result<R> {
    let id = field::new_id(now);
    R::refuse(change, draft, id)?;
    let mut columns = vec![
        ("format", format.map(str::to_owned).into()),
        ("created_at", Micros(now).into()),
        ("changed_at", Micros(now).into()),
    ];
    columns.extend(R::values(draft));
    row::insert(change, R::TYPE, id, columns)?;
    let after = record::get::<R>(change, id)?;
    history::added(change, actor, now, &after)?;
    Ok(after)
}

fn update<R: Kept>(
    change: &Connection,
    actor: &Actor,
    before: &R,
    draft: &R::Draft,
    origin: &Origin,
    now: DateTime<Utc>,
) -> Result<R> {
    let id = before.id();
    R::refuse(change, draft, id)?;
    let mut columns = vec![
        ("format", origin.format.clone().into()),
        ("missing_since", origin.missing_since.map(Micros).into()),
        ("changed_at", Micros(now).into()),
    ];
    columns.extend(R::values(draft));
    row::update(change, R::TYPE, id, columns)?;
    let after = record::get::<R>(change, id)?;
    history::changed(change, actor, now, Action::Changed, before, &after)?;
    Ok(after)
}

/// The live record whose columns hold these values, if there is one.
pub(crate) fn holding<R: Record>(change: &Connection, columns: &[(&str, &str)]) -> Result<Option<R>> {
    let conditions: Vec<_> =
        columns.iter().zip(1..).map(|((column, _), number)| format!("{column} = ?{number}")).collect();
    let conditions = conditions.join(" AND ");
    let sql =
        format!("SELECT {} FROM {} WHERE {conditions} AND removed_at IS NULL LIMIT 1", R::COLUMNS, R::TYPE.table());
    let values = params_from_iter(columns.iter().map(|(_, value)| *value));
    Ok(change.prepare_cached(&sql)?.query_row(values, R::read).optional()?)
}

/// Refuses values that another live record holds already.
pub(crate) fn refuse_taken<R: Record>(
    change: &Connection,
    field: &'static str,
    columns: &[(&str, &str)],
    id: Uuid,
) -> Result<()> {
    match holding::<R>(change, columns)? {
        Some(other) if other.id() != id => {
            Err(RegisterError::Invalid { field, flaw: Flaw::Duplicate, other: Some(other.reference()) })
        }
        _ => Ok(()),
    }
}

/// Refuses a reference to a record that is not there, or was removed.
pub(crate) fn refuse_dangling(
    change: &Connection,
    field: &'static str,
    to: RecordType,
    id: Option<Uuid>,
) -> Result<()> {
    let Some(id) = id else { return Ok(()) };
    let sql = format!("SELECT 1 FROM {} WHERE id = ?1 AND removed_at IS NULL", to.table());
    let there = change.prepare_cached(&sql)?.query_row([id.to_string()], |_| Ok(())).optional()?;
    there.ok_or(RegisterError::Dangling { field, to })
}

/// A value of a column that may be empty.
pub(crate) fn text(value: Option<&impl ToString>) -> Value {
    value.map(ToString::to_string).into()
}

/// An instant of a column that may be empty.
pub(crate) fn micros(value: Option<DateTime<Utc>>) -> Value {
    value.map(|at| at.timestamp_micros()).into()
}

/// Roles as a column holds them: sorted, each once, between spaces.
pub(crate) fn roles_column(roles: &[String]) -> Value {
    roles.join(" ").into()
}

/// Roles as a column holds them, read back.
pub(crate) fn roles_of(row: &Row<'_>, column: &str) -> rusqlite::Result<Vec<String>> {
    let roles: String = row.get(column)?;
    Ok(roles.split(' ').filter(|role| !role.is_empty()).map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::{Outcome, import, mark_missing};
    use crate::actor::{Actor, Through};
    use crate::person::{Person, PersonDraft};
    use crate::register::Register;
    use crate::sighting::Sighting;
    use chrono::{DateTime, Utc};
    use tempfile::TempDir;
    use uuid::Uuid;

    const OBJECT: &str = "6f9619ff-8b86-d011-b42d-00c04fc964ff";

    fn desk() -> (TempDir, Register) {
        let folder = TempDir::new().unwrap();
        let register = Register::open(folder.path(), Actor { who: "ada".into(), through: Through::Atlas }).unwrap();
        (folder, register)
    }

    fn now() -> DateTime<Utc> {
        "2026-11-22T08:00:00Z".parse().unwrap()
    }

    fn line(name: &str, upn: Option<&str>, object_id: Option<&str>) -> PersonDraft {
        PersonDraft {
            name: name.into(),
            upn: upn.map(Into::into),
            object_id: object_id.map(Into::into),
            user_type: None,
            account_enabled: None,
            tenant: None,
        }
    }

    fn take(register: &Register, draft: &PersonDraft) -> (Person, Outcome) {
        let seen = Sighting { format: "graph-role-assignments", import: Uuid::nil(), at: now() };
        register.write(|change| import(change, register.actor(), draft, &seen)).unwrap()
    }

    #[test]
    fn the_same_line_twice_changes_nothing() {
        let (_folder, register) = desk();
        let draft = line("Kari", Some("kari@fjord.example"), Some(OBJECT));
        let (kari, outcome) = take(&register, &draft);
        assert_eq!((outcome, kari.origin.format.as_deref()), (Outcome::Added, Some("graph-role-assignments")));
        assert_eq!(take(&register, &draft), (kari.clone(), Outcome::Unchanged));
        assert_eq!(register.history(Some(kari.id)).unwrap().len(), 1);
    }

    #[test]
    fn an_export_that_is_silent_about_a_field_leaves_it() {
        let (_folder, register) = desk();
        let (kari, _) = take(&register, &line("Kari", Some("kari@fjord.example"), Some(OBJECT)));
        let (renamed, outcome) = take(&register, &line("Kari Nordmann", None, Some(OBJECT)));
        assert_eq!((renamed.id, outcome), (kari.id, Outcome::Changed));
        assert_eq!((renamed.name.as_str(), renamed.upn.as_deref()), ("Kari Nordmann", Some("kari@fjord.example")));
    }

    #[test]
    fn what_was_entered_by_hand_is_recognised_and_becomes_the_exports() {
        let (_folder, register) = desk();
        let by_hand = register.people().add(&line("Kari", Some("Kari@Fjord.example"), None), now()).unwrap();
        let (kari, outcome) = take(&register, &line("Kari", Some("kari@fjord.example"), Some(OBJECT)));
        assert_eq!((kari.id, outcome), (by_hand.id, Outcome::Changed));
        assert_eq!(kari.object_id.as_deref(), Some(OBJECT));
        let (only_name, outcome) = take(&register, &line("KARI", None, None));
        assert_eq!((only_name.id, outcome), (kari.id, Outcome::Changed), "the only one of that name");
    }

    #[test]
    fn another_account_with_the_same_sign_in_name_is_refused_not_merged() {
        let (_folder, register) = desk();
        take(&register, &line("Kari", Some("kari@fjord.example"), Some(OBJECT)));
        let other = line("Kari", Some("kari@fjord.example"), Some("00000000-0000-0000-0000-000000000001"));
        let seen = Sighting { format: "graph-role-assignments", import: Uuid::nil(), at: now() };
        let error = register.write(|change| import::<Person>(change, register.actor(), &other, &seen)).unwrap_err();
        assert_eq!((error.code(), error.field()), ("duplicate", Some("upn")));
    }

    #[test]
    fn what_an_export_no_longer_contains_is_marked_and_found_again() {
        let (_folder, register) = desk();
        let draft = line("Kari", None, Some(OBJECT));
        let (kari, _) = take(&register, &draft);
        let mark =
            || register.write(|change| mark_missing::<Person>(change, register.actor(), kari.id, now())).unwrap();
        assert!(mark());
        assert!(!mark(), "once is enough");
        assert_eq!(register.people().get(kari.id).unwrap().origin.missing_since, Some(now()));
        let (found, outcome) = take(&register, &draft);
        assert_eq!((outcome, found.origin.missing_since), (Outcome::Changed, None));
        assert_eq!(register.check().unwrap().problems, []);
    }
}
