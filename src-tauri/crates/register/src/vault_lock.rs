//! The lock that holds for every program: set on purpose, kept until somebody unlocks.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use crate::error::Result;
use crate::field::Micros;

/// One row, with the register's id, so that its history is found like that of any record.
pub(crate) const SCHEMA: &str = "
CREATE TABLE vault (
    id TEXT PRIMARY KEY,
    locked_at INTEGER,
    idle_minutes INTEGER
) STRICT;
";

/// After how many idle minutes the window locks, where nothing else was chosen.
const IDLE_MINUTES: u32 = 10;

/// Whether the register was locked for every program.
pub(crate) fn is_locked(connection: &Connection) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM vault WHERE locked_at IS NOT NULL)";
    Ok(connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
}

/// After how many idle minutes the window locks; 0 for never.
pub(crate) fn idle_minutes(connection: &Connection) -> Result<u32> {
    let chosen: Option<Option<u32>> =
        connection.query_row("SELECT idle_minutes FROM vault", [], |row| row.get(0)).optional()?;
    Ok(chosen.flatten().unwrap_or(IDLE_MINUTES))
}

/// Chooses after how many idle minutes the window locks.
pub(crate) fn set_idle_minutes(change: &Connection, register: Uuid, minutes: u32) -> Result<()> {
    change.execute(
        "INSERT INTO vault (id, idle_minutes) VALUES (?1, ?2)
         ON CONFLICT (id) DO UPDATE SET idle_minutes = excluded.idle_minutes",
        params![register.to_string(), minutes],
    )?;
    Ok(())
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
