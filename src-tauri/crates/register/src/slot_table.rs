//! Who the register is and how its key is unlocked: the register's own id, the data key it names, and the
//! key slots. The side file holds a copy.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};
use support_vault::{KeyId, Slot};
use uuid::Uuid;

use crate::error::{RegisterError, Result};
use crate::field::{Micros, id_of, parse_of};

pub(crate) const SCHEMA: &str = "
CREATE TABLE identity (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    register TEXT NOT NULL,
    key TEXT,
    created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE slot (
    id TEXT PRIMARY KEY,
    body TEXT NOT NULL
) STRICT;
";

/// Gives a new register its id.
pub(crate) fn create(connection: &Connection, register: Uuid, now: DateTime<Utc>) -> Result<()> {
    connection.execute(
        "INSERT INTO identity (one, register, created_at) VALUES (1, ?1, ?2)",
        params![register.to_string(), Micros(now)],
    )?;
    Ok(())
}

/// The register's id, and the data key it names.
pub(crate) fn identity(connection: &Connection) -> Result<(Uuid, Option<KeyId>)> {
    let read = |row: &rusqlite::Row<'_>| Ok((id_of(row, "register")?, parse_of(row, "key")?));
    Ok(connection.query_row("SELECT register, key FROM identity", [], read)?)
}

/// The key slots.
pub(crate) fn slots(connection: &Connection) -> Result<Vec<Slot>> {
    let mut statement = connection.prepare("SELECT body FROM slot ORDER BY id")?;
    let bodies = statement.query_map([], |row| row.get::<_, String>(0))?;
    let parse = |body: String| serde_json::from_str(&body).map_err(|_| RegisterError::KeyMissing);
    bodies.map(|body| body.map_err(RegisterError::from).and_then(parse)).collect()
}

/// Names the data key and keeps its slots.
pub(crate) fn keep(change: &Connection, key: KeyId, slots: &[Slot]) -> Result<()> {
    change.execute("UPDATE identity SET key = ?1", [key.to_string()])?;
    for slot in slots {
        let body = serde_json::to_string(slot).map_err(|_| RegisterError::Storage { code: 0 })?;
        change.execute("INSERT OR REPLACE INTO slot (id, body) VALUES (?1, ?2)", params![slot.id.to_string(), body])?;
    }
    Ok(())
}

/// Names the data key and keeps these slots and no others.
pub(crate) fn replace(change: &Connection, key: KeyId, slots: &[Slot]) -> Result<()> {
    change.execute("DELETE FROM slot", [])?;
    keep(change, key, slots)
}

/// Whether any sealed value is kept, in records that were removed too.
pub(crate) fn sealed(connection: &Connection) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM contract WHERE access_id IS NOT NULL OR secret IS NOT NULL)";
    Ok(connection.query_row(sql, [], |row| row.get(0))?)
}
