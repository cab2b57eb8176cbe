//! Removing sample data: the records go for good, and their history with them, as if they had never been.
//!
//! What the user has added or changed meanwhile goes only when the user says so. Otherwise it stays, with the records it
//! rests on, which are the user's own from then on. A record of the user's that has nothing to do with the sample data
//! always stays. The history that stays is chained anew: its numbers count from 1 without gaps again.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{ADDED, kinds};
use crate::error::Result;
use crate::record::{RecordType, Reference};
use crate::register::Register;
use crate::search::record_index;
use crate::{history, history_chain};

/// What becomes of what the user has added to sample data, or changed in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum Mine {
    /// It stays, with what it rests on.
    Keep,
    /// What was changed goes, and what was added goes where it rests on sample data.
    Remove,
}

impl Register {
    /// What the user has added to the sample data, or changed in it, and not removed: what asks for a decision before the
    /// sample data goes. Empty without sample data.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn sample_mine(&self) -> Result<Vec<Reference>> {
        self.read(|connection| {
            let records = Records::read(connection)?;
            if records.sample.is_empty() {
                return Ok(Vec::new());
            }
            let resting = records.resting_on(&records.sample);
            let mut mine: Vec<Reference> = Vec::new();
            for id in records.changed.iter().chain(resting.difference(&records.sample)) {
                // A part of a request is told of by the request it belongs to.
                let told = records.whole(*id);
                if let Some(reference) = records.reference(connection, told)?
                    && !mine.contains(&reference)
                {
                    mine.push(reference);
                }
            }
            Ok(mine)
        })
    }

    /// Removes the sample data. Says how many records went.
    ///
    /// # Errors
    /// When the register cannot be written.
    pub fn remove_sample(&self, mine: Mine) -> Result<u32> {
        let removed = self.write(|change| {
            let records = Records::read(change)?;
            let going = match mine {
                Mine::Keep => records.without_what_is_kept(),
                Mine::Remove => records.resting_on(&records.sample),
            };
            // One record may be gone before the one that refers to it; the whole is looked at when it is written.
            change.execute_batch("PRAGMA defer_foreign_keys = ON")?;
            for id in &going {
                if let Some(kind) = records.kinds.get(id) {
                    erase(change, *kind, *id)?;
                }
            }
            change.execute("DELETE FROM sample", [])?;
            forget(change, &going)?;
            Ok(u32::try_from(going.len()).unwrap_or(u32::MAX))
        })?;
        self.sweep_attachments();
        Ok(removed)
    }
}

/// The records, what refers to what, and whose they are.
struct Records {
    /// Every record with its type, removed ones too.
    kinds: BTreeMap<Uuid, RecordType>,
    /// A record and one it refers to, and whether it is a part of that one.
    references: Vec<(Uuid, Uuid, bool)>,
    /// Those of the sample data.
    sample: BTreeSet<Uuid>,
    /// Those of the sample data that the user has changed and not removed.
    changed: BTreeSet<Uuid>,
}

impl Records {
    fn read(connection: &Connection) -> Result<Self> {
        let mut kinds_of = BTreeMap::new();
        let mut references = Vec::new();
        for kind in kinds() {
            let table = kind.table();
            for id in ids(connection, &format!("SELECT id FROM {table}"))? {
                kinds_of.insert(id, kind);
            }
            for (column, is_part) in columns_that_refer(connection, table)? {
                let sql = format!("SELECT id, {column} FROM {table} WHERE {column} IS NOT NULL");
                let mut statement = connection.prepare(&sql)?;
                let mut rows = statement.query([])?;
                while let Some(row) = rows.next()? {
                    references.push((crate::field::id_of(row, "id")?, crate::field::id_of(row, &column)?, is_part));
                }
            }
        }
        let sample: BTreeSet<Uuid> =
            ids(connection, ADDED)?.into_iter().filter(|id| kinds_of.contains_key(id)).collect();
        let touched = ids(
            connection,
            "SELECT DISTINCT change.id FROM change JOIN sample ON change.seq > sample.last_change
             WHERE change.action NOT IN ('revealed', 'copied')",
        )?;
        let mut changed = BTreeSet::new();
        for id in touched.into_iter().filter(|id| sample.contains(id)) {
            if let Some(kind) = kinds_of.get(&id)
                && !is_removed(connection, *kind, id)?
            {
                changed.insert(id);
            }
        }
        Ok(Self { kinds: kinds_of, references, sample, changed })
    }

    /// Some records and all that rest on them.
    fn resting_on(&self, some: &BTreeSet<Uuid>) -> BTreeSet<Uuid> {
        self.spread(some.clone(), |all, &(from, to, _)| if all.contains(&to) { Some(from) } else { None })
    }

    /// The sample data but for what the user has changed, what the user's own records rest on, and the parts of both.
    fn without_what_is_kept(&self) -> BTreeSet<Uuid> {
        let own = self.kinds.keys().filter(|id| !self.sample.contains(id)).copied();
        let kept = self.spread(own.chain(self.changed.iter().copied()).collect(), |all, &(from, to, is_part)| {
            if all.contains(&from) {
                Some(to)
            } else if is_part && all.contains(&to) {
                Some(from)
            } else {
                None
            }
        });
        self.sample.difference(&kept).copied().collect()
    }

    /// Adds what each reference brings in, until none brings anything more.
    fn spread(
        &self,
        mut all: BTreeSet<Uuid>,
        brings: impl Fn(&BTreeSet<Uuid>, &(Uuid, Uuid, bool)) -> Option<Uuid>,
    ) -> BTreeSet<Uuid> {
        loop {
            let more: Vec<Uuid> =
                self.references.iter().filter_map(|each| brings(&all, each)).filter(|id| !all.contains(id)).collect();
            if more.is_empty() {
                return all;
            }
            all.extend(more);
        }
    }

    /// The record that a part belongs to; any other record itself.
    fn whole(&self, id: Uuid) -> Uuid {
        self.references.iter().find(|(from, _, is_part)| *from == id && *is_part).map_or(id, |(_, to, _)| *to)
    }

    /// A record by its name; none for one that was removed.
    fn reference(&self, connection: &Connection, id: Uuid) -> Result<Option<Reference>> {
        let Some(kind) = self.kinds.get(&id) else { return Ok(None) };
        if is_removed(connection, *kind, id)? {
            return Ok(None);
        }
        let latest = history::latest(connection, id)?;
        let named = latest
            .as_ref()
            .and_then(|record| ["name", "title", "display_name"].iter().find_map(|key| record.get(key)?.as_str()));
        Ok(Some(Reference { record: *kind, id, name: named.unwrap_or_default().to_owned() }))
    }
}

/// The columns of a table in which its records refer to others, and whether they are parts of them.
fn columns_that_refer(connection: &Connection, table: &str) -> Result<Vec<(String, bool)>> {
    let columns = connection
        .prepare("SELECT \"from\", on_delete FROM pragma_foreign_key_list(?1)")?
        .query_map([table], |row| Ok((row.get(0)?, row.get::<_, String>(1)? == "CASCADE")))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(columns)
}

fn ids(connection: &Connection, sql: &str) -> Result<Vec<Uuid>> {
    let ids = connection
        .prepare(sql)?
        .query_map([], |row| crate::field::id_of(row, "id"))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(ids)
}

fn is_removed(connection: &Connection, kind: RecordType, id: Uuid) -> Result<bool> {
    if kind == RecordType::Import {
        return Ok(false);
    }
    let sql = format!("SELECT EXISTS (SELECT 1 FROM {} WHERE id = ?1 AND removed_at IS NOT NULL)", kind.table());
    Ok(connection.prepare_cached(&sql)?.query_row([id.to_string()], |row| row.get(0))?)
}

/// Deletes a record, its place in the search, and what is kept beside it.
fn erase(change: &Connection, kind: RecordType, id: Uuid) -> Result<()> {
    let id_text = id.to_string();
    change.prepare_cached(&format!("DELETE FROM {} WHERE id = ?1", kind.table()))?.execute([&id_text])?;
    for sql in [
        "DELETE FROM sighting WHERE id = ?1",
        "DELETE FROM reminder_shown WHERE subject = ?1",
        "DELETE FROM reminder_answer WHERE subject = ?1",
    ] {
        change.prepare_cached(sql)?.execute([&id_text])?;
    }
    record_index::refresh(change, kind, id)
}

/// Takes records out of the history, and chains what stays anew. Imports know their changes by number, and learn the new
/// ones.
fn forget(change: &Connection, gone: &BTreeSet<Uuid>) -> Result<()> {
    let mut stays: Vec<i64> = Vec::new();
    {
        let mut statement = change.prepare("SELECT seq, id FROM change ORDER BY seq")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            if !gone.contains(&crate::field::id_of(row, "id")?) {
                stays.push(row.get("seq")?);
            }
        }
    }
    for id in gone {
        change.prepare_cached("DELETE FROM change WHERE id = ?1")?.execute([id.to_string()])?;
    }
    for (number, seq) in (1_i64..).zip(&stays) {
        if number != *seq {
            change.prepare_cached("UPDATE change SET seq = ?1 WHERE seq = ?2")?.execute(params![number, seq])?;
        }
    }
    // The first of a range moves to the first that stays from there on, the last to the last that stays until there.
    let before = |seq: i64| i64::try_from(stays.partition_point(|kept| *kept < seq)).unwrap_or(i64::MAX);
    let until = |seq: i64| i64::try_from(stays.partition_point(|kept| *kept <= seq)).unwrap_or(i64::MAX);
    for (first, last) in [("first_change", "last_change"), ("undo_first", "undo_last")] {
        let sql = format!("SELECT id, {first}, {last} FROM import_run WHERE {first} IS NOT NULL");
        let ranges: Vec<(String, i64, i64)> = change
            .prepare(&sql)?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
            .collect::<rusqlite::Result<_>>()?;
        for (id, from, to) in ranges {
            let sql = format!("UPDATE import_run SET {first} = ?2, {last} = ?3 WHERE id = ?1");
            change.execute(&sql, params![id, before(from) + 1, until(to)])?;
        }
    }
    history_chain::chain_anew(change)
}
