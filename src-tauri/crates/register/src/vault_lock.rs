//! The lock that holds for every program: set on purpose, kept until somebody unlocks.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};
use uuid::Uuid;

use crate::error::Result;
use crate::field::Micros;

/// One row, with the register's id, so that its history is found like that of any record.
pub(crate) const SCHEMA: &str = "
CREATE TABLE vault (
    id TEXT PRIMARY KEY,
    locked_at INTEGER
) STRICT;
";

/// Whether the register was locked for every program.
pub(crate) fn is_locked(connection: &Connection) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM vault WHERE locked_at IS NOT NULL)";
    Ok(connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
}

/// Locks or unlocks it for every program.
pub(crate) fn set(change: &Connection, register: Uuid, locked_at: Option<DateTime<Utc>>) -> Result<()> {
    change.execute(
        "INSERT INTO vault (id, locked_at) VALUES (?1, ?2)
         ON CONFLICT (id) DO UPDATE SET locked_at = excluded.locked_at",
        params![register.to_string(), locked_at.map(Micros)],
    )?;
    Ok(())
}
