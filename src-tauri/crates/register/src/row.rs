//! A row as columns with their values, so that one list serves both the insert and the update.

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use uuid::Uuid;

use crate::error::Result;
use crate::record::RecordType;

/// A column and what it holds.
pub(crate) type Column = (&'static str, Value);

/// Writes a row that is new to the table. Columns that are not named have their default.
pub(crate) fn insert(change: &Connection, table: RecordType, id: Uuid, columns: Vec<Column>) -> Result<()> {
    let names: Vec<_> = columns.iter().map(|(column, _)| *column).collect();
    let sql =
        format!("INSERT INTO {} (id, {}) VALUES (?{})", table.table(), names.join(", "), ", ?".repeat(names.len()));
    execute(change, &sql, id, columns)
}

/// Changes these columns of a row, and leaves the others.
pub(crate) fn update(change: &Connection, table: RecordType, id: Uuid, columns: Vec<Column>) -> Result<()> {
    let set: Vec<String> =
        columns.iter().zip(2..).map(|((column, _), number)| format!("{column} = ?{number}")).collect();
    let sql = format!("UPDATE {} SET {} WHERE id = ?1", table.table(), set.join(", "));
    execute(change, &sql, id, columns)
}

fn execute(change: &Connection, sql: &str, id: Uuid, columns: Vec<Column>) -> Result<()> {
    let values = std::iter::once(Value::from(id.to_string())).chain(columns.into_iter().map(|(_, value)| value));
    change.prepare_cached(sql)?.execute(params_from_iter(values))?;
    Ok(())
}
