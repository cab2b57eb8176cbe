//! The chain of the history: the hash of each row covers the row before it, and each row holds a digest of the record
//! after the change. Whatever is altered, cut out or put in outside the program shows.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Row, params};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::error::Result;
use crate::record::RecordType;

/// The number of the first row that does not follow from the row before it; the highest number when rows
/// are missing at the end.
pub(crate) fn first_break(connection: &Connection) -> Result<Option<i64>> {
    let mut previous = Vec::new();
    let mut expected = 1;
    let mut statement = connection.prepare(
        "SELECT seq, at, who, through, type, id, action, before, after, digest, hash FROM change ORDER BY seq",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let link = Link::read(row)?;
        if link.seq != expected || link.hash != link.hash_after(&previous) {
            return Ok(Some(expected));
        }
        previous = link.hash;
        expected += 1;
    }
    let given: Option<i64> = connection
        .query_row("SELECT seq FROM sqlite_sequence WHERE name = 'change'", [], |row| row.get(0))
        .optional()?;
    Ok((given.unwrap_or(0) != expected - 1).then_some(expected))
}

/// Chains all rows anew, numbered from 1 without gaps as they are; for when rows were taken out on purpose.
pub(crate) fn chain_anew(change: &Connection) -> Result<()> {
    let mut previous = Vec::new();
    let mut last = 0;
    let mut statement = change.prepare(
        "SELECT seq, at, who, through, type, id, action, before, after, digest, hash FROM change ORDER BY seq",
    )?;
    let mut update = change.prepare("UPDATE change SET hash = ?2 WHERE seq = ?1")?;
    let links: Vec<Link> = statement.query_map([], Link::read)?.collect::<rusqlite::Result<_>>()?;
    for link in links {
        let hash = link.hash_after(&previous).to_vec();
        if hash != link.hash {
            update.execute(params![link.seq, hash])?;
        }
        previous = hash;
        last = link.seq;
    }
    change.execute("UPDATE sqlite_sequence SET seq = ?1 WHERE name = 'change'", [last])?;
    Ok(())
}

/// The digest the last change of a record left behind.
pub(crate) fn last_digest(connection: &Connection, id: &str) -> Result<Option<Vec<u8>>> {
    let digest = connection
        .prepare_cached("SELECT digest FROM change WHERE id = ?1 ORDER BY seq DESC LIMIT 1")?
        .query_row([id], |row| row.get(0))
        .optional()?;
    Ok(digest.flatten())
}

/// SHA-256 over all columns of a record's row, sealed ones and the mark of removal included. Empty columns
/// are left out, so that a column added by a later version changes no digest.
pub(crate) fn digest(connection: &Connection, record: RecordType, id: Uuid) -> Result<Option<[u8; 32]>> {
    let mut statement = connection.prepare_cached(&format!("SELECT * FROM {} WHERE id = ?1", record.table()))?;
    let mut rows = statement.query([id.to_string()])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let mut columns: Vec<(&str, usize)> = row.as_ref().column_names().into_iter().zip(0..).collect();
    columns.sort_unstable();
    let mut digest = Sha256::new();
    for (name, index) in columns {
        let mut column = |kind: u8, bytes: &[u8]| {
            push(&mut digest, name.as_bytes());
            digest.update([kind]);
            push(&mut digest, bytes);
        };
        match row.get_ref(index)? {
            ValueRef::Null => {}
            ValueRef::Integer(number) => column(1, &number.to_be_bytes()),
            ValueRef::Real(number) => column(2, &number.to_be_bytes()),
            ValueRef::Text(text) => column(3, text),
            ValueRef::Blob(blob) => column(4, blob),
        }
    }
    Ok(Some(digest.finalize().into()))
}

/// A row as it is chained.
pub(crate) struct Link {
    pub(crate) seq: i64,
    pub(crate) at: i64,
    pub(crate) who: String,
    pub(crate) through: String,
    pub(crate) record: String,
    pub(crate) id: String,
    pub(crate) action: String,
    pub(crate) before: Option<String>,
    pub(crate) after: Option<String>,
    pub(crate) digest: Option<Vec<u8>>,
    pub(crate) hash: Vec<u8>,
}

impl Link {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            seq: row.get("seq")?,
            at: row.get("at")?,
            who: row.get("who")?,
            through: row.get("through")?,
            record: row.get("type")?,
            id: row.get("id")?,
            action: row.get("action")?,
            before: row.get("before")?,
            after: row.get("after")?,
            digest: row.get("digest")?,
            hash: row.get("hash")?,
        })
    }

    pub(crate) fn hash_after(&self, previous: &[u8]) -> [u8; 32] {
        let mut hash = Sha256::new();
        push(&mut hash, previous);
        hash.update(self.seq.to_be_bytes());
        hash.update(self.at.to_be_bytes());
        for text in [&self.who, &self.through, &self.record, &self.id, &self.action] {
            push(&mut hash, text.as_bytes());
        }
        for bytes in [
            self.before.as_deref().map(str::as_bytes),
            self.after.as_deref().map(str::as_bytes),
            self.digest.as_deref(),
        ] {
            hash.update([u8::from(bytes.is_some())]);
            push(&mut hash, bytes.unwrap_or_default());
        }
        hash.finalize().into()
    }
}

/// Feeds a part of varying length, preceded by its length.
fn push(hash: &mut Sha256, bytes: &[u8]) {
    hash.update((bytes.len() as u64).to_be_bytes());
    hash.update(bytes);
}
