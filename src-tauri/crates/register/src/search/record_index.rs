//! The index of the records: kept in step with them by the history, in the same transaction.
//!
//! One row for each record that was not removed. Its terms are put together here, so two tables without content of
//! their own index it: whole words and their beginnings, and any part of a number. What is in the index can always be
//! made again from the records.

use std::collections::BTreeSet;

use rusqlite::{Connection, ErrorCode, OptionalExtension, params};
use uuid::Uuid;

use super::shelf::{Entry, SHELVES, Shelf};
use super::words::further_languages;
use crate::error::Result;
use crate::record::RecordType;

/// Goes up whenever a text gives other terms than before: the index is then made anew when a register is opened.
const VERSION: i64 = 1;

/// Which records hold a term is all that is asked, so the index held no more detail (until [`DETAILED`]). Prefix indexes for
/// the beginnings that many words share. `secure-delete`: a word that was taken out is gone from the file.
pub(crate) const SCHEMA: &str = "
CREATE TABLE search_entry (
    place INTEGER PRIMARY KEY,
    type TEXT NOT NULL,
    id TEXT NOT NULL UNIQUE,
    terms TEXT NOT NULL,
    codes TEXT NOT NULL
) STRICT;
CREATE VIRTUAL TABLE search_terms USING fts5 (
    terms, content = 'search_entry', content_rowid = 'place', columnsize = 0, detail = none, prefix = '1 2 3',
    tokenize = \"ascii tokenchars '=~@'\"
);
CREATE VIRTUAL TABLE search_codes USING fts5 (
    codes, content = 'search_entry', content_rowid = 'place', columnsize = 0, tokenize = 'trigram'
);
INSERT INTO search_terms (search_terms, rank) VALUES ('secure-delete', 1);
INSERT INTO search_codes (search_codes, rank) VALUES ('secure-delete', 1);
CREATE TABLE search_word (word TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE search_made (version INTEGER NOT NULL) STRICT;
";

/// From so many on, entries are taken out together.
const MANY: usize = 200;

/// The terms anew with `detail=column`. Without any detail, SQLite (3.53.2) forgets terms: where an entry is taken out and put
/// back under its place, what is put in behind it in the same transaction is not found by the terms that both have
/// (`fts5FlushOneHash`, with `secure-delete`).
pub(crate) const DETAILED: &str = "
DROP TABLE search_terms;
CREATE VIRTUAL TABLE search_terms USING fts5 (
    terms, content = 'search_entry', content_rowid = 'place', columnsize = 0, detail = column, prefix = '1 2 3',
    tokenize = \"ascii tokenchars '=~@'\"
);
INSERT INTO search_terms (search_terms, rank) VALUES ('secure-delete', 1);
DELETE FROM search_made;
";

/// Places of one shelf follow each other, the newest record last.
const SHELF_SIZE: i64 = 1 << 40;

/// The first and the last place of a shelf.
pub(super) fn places(shelf: &Shelf) -> (i64, i64) {
    (shelf.number * SHELF_SIZE, (shelf.number + 1) * SHELF_SIZE - 1)
}

/// An entry as it is kept.
struct Kept {
    place: i64,
    terms: String,
    codes: String,
}

/// Brings the entry of a record that was written or removed into step, in the caller's transaction.
pub(crate) fn refresh(change: &Connection, record: RecordType, id: Uuid) -> Result<()> {
    let Some(shelf) = Shelf::for_type(record) else { return Ok(()) };
    let entry = shelf.entry(change, id)?;
    let kept = kept(change, id)?;
    let (terms, codes) = entry.as_ref().map(|entry| (entry.terms(), entry.codes())).unwrap_or_default();
    match (&kept, &entry) {
        (None, None) => return Ok(()),
        (Some(kept), Some(_)) if kept.terms == terms && kept.codes == codes => return Ok(()),
        _ => {}
    }
    if let Some(kept) = &kept {
        take_out(change, kept)?;
    }
    if entry.is_some() {
        let place = kept.as_ref().map_or_else(|| next_place(change, shelf), |kept| Ok(kept.place))?;
        put_in(change, shelf, id, &Kept { place, terms, codes })?;
    }
    if let Some(kept) = &kept {
        forget_words(change, vocabulary(&kept.terms))?;
    }
    Ok(())
}

/// Brings the entries of records that were deleted into step, in the caller's transaction.
pub(crate) fn forget(change: &Connection, gone: &[(RecordType, Uuid)]) -> Result<()> {
    if gone.len() < MANY {
        return gone.iter().try_for_each(|(record, id)| refresh(change, *record, *id));
    }
    let mut words = BTreeSet::new();
    take_out_at_once(change, false)?;
    for (record, id) in gone {
        let entry = if Shelf::for_type(*record).is_some() { kept(change, *id)? } else { None };
        if let Some(entry) = entry {
            take_out(change, &entry)?;
            words.extend(vocabulary(&entry.terms).map(str::to_owned));
        }
    }
    // Merges all of each index into one piece, in which nothing is left of what was taken out.
    change.execute_batch(
        "INSERT INTO search_terms (search_terms) VALUES ('optimize');
         INSERT INTO search_codes (search_codes) VALUES ('optimize');",
    )?;
    take_out_at_once(change, true)?;
    forget_words(change, words.iter().map(String::as_str))
}

/// Whether what is taken out leaves the indexes' pages at once. That costs, for every word of an entry, as much as the
/// list of the records that have it is long.
fn take_out_at_once(change: &Connection, at_once: bool) -> Result<()> {
    for index in ["search_terms", "search_codes"] {
        change.execute(&format!("INSERT INTO {index} ({index}, rank) VALUES ('secure-delete', ?1)"), [at_once])?;
    }
    Ok(())
}

/// Whether the index was made by this version of the program.
pub(crate) fn is_current(connection: &Connection) -> Result<bool> {
    let version: Option<i64> =
        connection.query_row("SELECT version FROM search_made", [], |row| row.get(0)).optional()?;
    Ok(version == Some(current_version()))
}

/// [`VERSION`] alone where no language was added.
fn current_version() -> i64 {
    VERSION + (further_languages() << 16)
}

/// Makes the index anew from the records, in the caller's transaction.
pub(crate) fn rebuild(change: &Connection) -> Result<()> {
    change.execute_batch(
        "DELETE FROM search_entry;
         DELETE FROM search_word;
         DELETE FROM search_made;",
    )?;
    for shelf in SHELVES {
        let (mut place, _) = places(shelf);
        shelf.for_each(change, &mut |entry: Entry| {
            let kept = Kept { place, terms: entry.terms(), codes: entry.codes() };
            place += 1;
            keep(change, shelf, entry.id, &kept)
        })?;
    }
    change.execute_batch(
        "INSERT INTO search_terms (search_terms) VALUES ('rebuild');
         INSERT INTO search_codes (search_codes) VALUES ('rebuild');",
    )?;
    change.execute("INSERT INTO search_made (version) VALUES (?1)", [current_version()])?;
    Ok(())
}

/// Whether every record stands in the index as it is, and nothing else does.
pub(crate) fn is_in_step(connection: &Connection) -> Result<bool> {
    if !is_current(connection)? || !is_of_its_entries(connection)? {
        return Ok(false);
    }
    let mut entries = 0_i64;
    let mut in_step = true;
    let mut expected = BTreeSet::new();
    for shelf in SHELVES {
        shelf.for_each(connection, &mut |entry: Entry| {
            entries += 1;
            let terms = entry.terms();
            expected.extend(vocabulary(&terms).map(str::to_owned));
            let kept = kept(connection, entry.id)?;
            in_step &= kept.is_some_and(|kept| kept.terms == terms && kept.codes == entry.codes());
            Ok(())
        })?;
    }
    let kept: i64 = connection.query_row("SELECT count(*) FROM search_entry", [], |row| row.get(0))?;
    let words: BTreeSet<String> = connection
        .prepare("SELECT word FROM search_word")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(in_step && kept == entries && words == expected)
}

/// Whether both indexes hold what the entries say. They are asked by a command that SQLite takes for a change.
fn is_of_its_entries(connection: &Connection) -> Result<bool> {
    for index in ["search_terms", "search_codes"] {
        let asked =
            connection.execute(&format!("INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)"), []);
        let Err(error) = asked else { continue };
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt) => return Ok(false),
            // Not to be asked where nothing can be written.
            Some(ErrorCode::ReadOnly) => {}
            _ => return Err(error.into()),
        }
    }
    Ok(true)
}

fn kept(connection: &Connection, id: Uuid) -> Result<Option<Kept>> {
    let read = |row: &rusqlite::Row<'_>| {
        Ok(Kept { place: row.get("place")?, terms: row.get("terms")?, codes: row.get("codes")? })
    };
    let mut statement = connection.prepare_cached("SELECT place, terms, codes FROM search_entry WHERE id = ?1")?;
    Ok(statement.query_row([id.to_string()], read).optional()?)
}

fn next_place(change: &Connection, shelf: &Shelf) -> Result<i64> {
    let (first, last) = places(shelf);
    let highest: Option<i64> = change
        .prepare_cached("SELECT max(place) FROM search_entry WHERE place BETWEEN ?1 AND ?2")?
        .query_row([first, last], |row| row.get(0))?;
    Ok(highest.map_or(first, |highest| highest + 1))
}

fn keep(change: &Connection, shelf: &Shelf, id: Uuid, kept: &Kept) -> Result<()> {
    change
        .prepare_cached("INSERT INTO search_entry (place, type, id, terms, codes) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![kept.place, shelf.record, id.to_string(), kept.terms, kept.codes])?;
    let mut insert = change.prepare_cached("INSERT OR IGNORE INTO search_word (word) VALUES (?1)")?;
    for word in vocabulary(&kept.terms) {
        insert.execute([word])?;
    }
    Ok(())
}

fn put_in(change: &Connection, shelf: &Shelf, id: Uuid, kept: &Kept) -> Result<()> {
    keep(change, shelf, id, kept)?;
    change
        .prepare_cached("INSERT INTO search_terms (rowid, terms) VALUES (?1, ?2)")?
        .execute(params![kept.place, kept.terms])?;
    change
        .prepare_cached("INSERT INTO search_codes (rowid, codes) VALUES (?1, ?2)")?
        .execute(params![kept.place, kept.codes])?;
    Ok(())
}

/// An index without content of its own has to be told what it holds of the entry.
fn take_out(change: &Connection, kept: &Kept) -> Result<()> {
    change
        .prepare_cached("INSERT INTO search_terms (search_terms, rowid, terms) VALUES ('delete', ?1, ?2)")?
        .execute(params![kept.place, kept.terms])?;
    change
        .prepare_cached("INSERT INTO search_codes (search_codes, rowid, codes) VALUES ('delete', ?1, ?2)")?
        .execute(params![kept.place, kept.codes])?;
    change.prepare_cached("DELETE FROM search_entry WHERE place = ?1")?.execute([kept.place])?;
    Ok(())
}

/// Forgets the words that no entry has any more.
fn forget_words<'a>(change: &Connection, words: impl Iterator<Item = &'a str>) -> Result<()> {
    let mut used = change.prepare_cached("SELECT 1 FROM search_terms WHERE search_terms MATCH ?1 LIMIT 1")?;
    for word in words {
        if !used.exists([format!("\"{word}\"")])? {
            change.prepare_cached("DELETE FROM search_word WHERE word = ?1")?.execute([word])?;
        }
    }
    Ok(())
}

/// The words of an entry that a begun or misspelt one may mean: no stems, no meanings, and no numbers, of which any
/// part is found.
fn vocabulary(terms: &str) -> impl Iterator<Item = &str> {
    let is_word = |term: &&str| {
        term.len() > 3 && term.chars().all(char::is_alphanumeric) && term.chars().any(char::is_alphabetic)
    };
    terms.split(' ').filter(is_word)
}
