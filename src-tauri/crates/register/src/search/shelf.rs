//! Which records are searched, and by what. A type of record joins with one line in [`SHELVES`] and its [`Searched`]
//! (`searched.rs`).

use rusqlite::Connection;
use uuid::Uuid;

use super::words::{Word, terms, words};
use crate::contract::Contract;
use crate::delegation::Delegation;
use crate::enrollment::Enrollment;
use crate::error::{RegisterError, Result};
use crate::group::Group;
use crate::person::Person;
use crate::plan_purchase::PlanPurchase;
use crate::record::{self, Record, RecordType};
use crate::request::Request;
use crate::subscription::Subscription;
use crate::tenant::Tenant;

/// All types of record that are searched.
pub(super) const SHELVES: &[Shelf] = &[
    Shelf::of::<Tenant>(),
    Shelf::of::<Contract>(),
    Shelf::of::<Request>(),
    Shelf::of::<PlanPurchase>(),
    Shelf::of::<Person>(),
    Shelf::of::<Group>(),
    Shelf::of::<Delegation>(),
    Shelf::of::<Enrollment>(),
    Shelf::of::<Subscription>(),
];

/// A record as it is searched. Nothing secret may stand in it: it is kept in the index as plain text.
pub(super) trait Searched: Record {
    /// Its place in the index, which is walked from the highest: the more records there are of a type, the lower its
    /// number, so that the others are not behind them. Kept there: a change makes `record_index::VERSION` go up.
    const NUMBER: i64;
    /// The meaning (`synonyms.rs`) of what such a record is called: "case 4711" asks for no title with "case" in it.
    const CALLED: &str;
    /// Whether other records belong to such a one, and are found by its name.
    const OWNS: bool;
    /// The columns as they are read for the index: what is large and never searched may be left empty.
    const READ: &str = Self::COLUMNS;

    /// What it is found by besides its name.
    fn details(&self) -> Details;
}

/// What a record is found by besides its name.
#[derive(Debug, Default)]
pub(super) struct Details {
    /// What tells it apart, also shown with it.
    pub(super) shown: Vec<String>,
    /// Further words.
    pub(super) words: Vec<String>,
    /// Numbers and ids of which any part is enough, also shown with it.
    pub(super) codes: Vec<String>,
    /// The records it belongs to: it is found by their names as well.
    pub(super) of: Vec<Uuid>,
}

/// A record as it stands in the index.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) id: Uuid,
    pub(super) name: String,
    pub(super) details: Details,
}

/// All records of one type.
pub(super) struct Shelf {
    pub(super) record: RecordType,
    pub(super) number: i64,
    pub(super) called: &'static str,
    pub(super) owns: bool,
    one: fn(&Connection, Uuid) -> Result<Entry>,
    each: fn(&Connection, &mut Each<'_>) -> Result<()>,
}

type Each<'a> = dyn FnMut(Entry) -> Result<()> + 'a;

impl Shelf {
    const fn of<R: Searched>() -> Self {
        Self { record: R::TYPE, number: R::NUMBER, called: R::CALLED, owns: R::OWNS, one: one::<R>, each: each::<R> }
    }

    /// The shelf of a type; none when such records are not searched.
    pub(super) fn for_type(record: RecordType) -> Option<&'static Self> {
        SHELVES.iter().find(|shelf| shelf.record == record)
    }

    /// A record that was not removed.
    pub(super) fn entry(&self, connection: &Connection, id: Uuid) -> Result<Option<Entry>> {
        match (self.one)(connection, id) {
            Ok(entry) => Ok(Some(entry)),
            Err(RegisterError::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Every record that was not removed, the oldest first.
    pub(super) fn for_each(&self, connection: &Connection, each: &mut Each<'_>) -> Result<()> {
        (self.each)(connection, each)
    }
}

fn one<R: Searched>(connection: &Connection, id: Uuid) -> Result<Entry> {
    record::get_reading::<R>(connection, id, R::READ).map(|record| Entry::of(&record))
}

fn each<R: Searched>(connection: &Connection, each: &mut Each<'_>) -> Result<()> {
    let sql = format!("SELECT {} FROM {} WHERE removed_at IS NULL ORDER BY id", R::READ, R::TYPE.table());
    let mut statement = connection.prepare(&sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        each(Entry::of(&R::read(row)?))?;
    }
    Ok(())
}

impl Entry {
    fn of<R: Searched>(record: &R) -> Self {
        Self { id: record.id(), name: record.name().to_owned(), details: record.details() }
    }

    /// Its terms in the index.
    pub(super) fn terms(&self) -> String {
        let mut all = String::new();
        for text in [&self.name].into_iter().chain(&self.details.shown).chain(&self.details.words) {
            terms(text, &mut all);
        }
        // In full here, so that a code together with other words is found; its parts are in the codes.
        for code in &self.details.codes {
            terms(code, &mut all);
        }
        for id in &self.details.of {
            all.push_str(&belongs_term(*id));
            all.push(' ');
        }
        all
    }

    /// Its codes in the index, with the numbers in its name.
    pub(super) fn codes(&self) -> String {
        let is_number = |word: &Word| word.folded.bytes().any(|b| b.is_ascii_digit());
        let in_name = words(&self.name).filter(is_number).map(|word| word.folded);
        self.details.codes.iter().cloned().chain(in_name).collect::<Vec<_>>().join(" ")
    }
}

/// Belonging to a record, as it stands in the index.
pub(super) fn belongs_term(id: Uuid) -> String {
    format!("@{}", id.simple())
}
