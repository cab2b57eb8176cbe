//! Which columns of a table hold what, remembered by the table's header. It is a convenience, not a record: it has no
//! history.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};

use crate::error::Result;
use crate::field::Micros;
use crate::import::ColumnMap;

pub(crate) const SCHEMA: &str = "
CREATE TABLE column_map (
    signature TEXT PRIMARY KEY,
    map TEXT NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT;
";

/// The choices that are remembered, by the signature of the header. One that cannot be read is asked for again.
pub(crate) fn all(connection: &Connection) -> Result<Vec<(String, ColumnMap)>> {
    let maps = connection
        .prepare_cached("SELECT signature, map FROM column_map")?
        .query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(maps.into_iter().filter_map(|(signature, map)| Some((signature, serde_json::from_str(&map).ok()?))).collect())
}

/// Remembers a choice, instead of an earlier one for the same header.
pub(crate) fn remember(change: &Connection, signature: &str, map: &ColumnMap, now: DateTime<Utc>) -> Result<()> {
    let map = serde_json::to_string(map).map_err(|_| crate::RegisterError::Storage { code: 0 })?;
    change
        .prepare_cached("INSERT OR REPLACE INTO column_map (signature, map, changed_at) VALUES (?1, ?2, ?3)")?
        .execute(params![signature, map, Micros(now)])?;
    Ok(())
}
