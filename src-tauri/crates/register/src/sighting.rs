//! Which import saw a record last, for each format. It says nothing of the record itself, so it has no history: a
//! file that is imported again leaves only this behind.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};
use uuid::Uuid;

use crate::error::Result;
use crate::field::Micros;

/// `import` is the id of the import; what an import does is kept in a table of its own.
pub(crate) const SCHEMA: &str = "
CREATE TABLE sighting (
    id TEXT NOT NULL,
    format TEXT NOT NULL,
    import TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (id, format)
) STRICT, WITHOUT ROWID;
CREATE INDEX sighting_by_import ON sighting (import, format);
";

/// The import that saw it first; when that one is undone, it was never seen, while undoing a later one leaves it seen.
/// Empty where it was seen before this was noted.
pub(crate) const FIRST: &str = "ALTER TABLE sighting ADD COLUMN first_import TEXT;";

/// An import that sees a record.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sighting<'a> {
    /// The format of the file, as of `atlas import`.
    pub(crate) format: &'a str,
    /// The import's id.
    pub(crate) import: Uuid,
    /// When (UTC).
    pub(crate) at: DateTime<Utc>,
}

/// Notes that an import saw a record.
pub(crate) fn note(change: &Connection, id: Uuid, seen: &Sighting<'_>) -> Result<()> {
    change
        .prepare_cached(
            "INSERT INTO sighting (id, format, import, at, first_import) VALUES (?1, ?2, ?3, ?4, ?3)
             ON CONFLICT (id, format) DO UPDATE SET import = excluded.import, at = excluded.at",
        )?
        .execute(params![id.to_string(), seen.format, seen.import.to_string(), Micros(seen.at)])?;
    Ok(())
}

/// Forgets what an import that is undone saw first. What an earlier import had seen stays seen: what a later file lacks
/// of it is missing.
pub(crate) fn forget(change: &Connection, import: Uuid) -> Result<()> {
    let import = import.to_string();
    change.execute("DELETE FROM sighting WHERE import = ?1 AND first_import = ?1", [&import])?;
    // A later import saw it too, and that one stands.
    change.execute("UPDATE sighting SET first_import = import WHERE first_import = ?1", [&import])?;
    Ok(())
}
