//! Lists of requests that somebody wants to see again: a filter with a name.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::error::{RegisterError, Result};
use crate::field::{self, Micros, json_of};
use crate::history::{self, Action};
use crate::record::{self, Record, RecordType};
use crate::register::Register;
use crate::removed;
use crate::request_page::RequestFilter;

pub(crate) const SCHEMA: &str = "
CREATE TABLE saved_view (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    filter TEXT NOT NULL,
    changed_at INTEGER NOT NULL,
    removed_at INTEGER
) STRICT;
CREATE UNIQUE INDEX saved_view_by_name ON saved_view (folded) WHERE removed_at IS NULL;
";

/// A filter with a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SavedView {
    /// The record's id (UUIDv7).
    pub id: Uuid,
    /// What it is called, 1 to 200 characters, like no other.
    pub name: String,
    /// What it shows; which page of it is not kept.
    pub filter: RequestFilter,
}

/// What can be done with saved views.
#[derive(Debug, Clone, Copy)]
pub struct SavedViews<'a> {
    register: &'a Register,
}

impl Register {
    /// Saved views.
    pub fn saved_views(&self) -> SavedViews<'_> {
        SavedViews { register: self }
    }
}

impl SavedViews<'_> {
    /// All views, by name.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn list(&self) -> Result<Vec<SavedView>> {
        self.register.read(record::list)
    }

    /// Keeps a filter under a name; a view that has the name is replaced.
    ///
    /// # Errors
    /// [`RegisterError::Invalid`] for a name that cannot be stored.
    pub fn save(&self, name: &str, filter: &RequestFilter, now: DateTime<Utc>) -> Result<SavedView> {
        let name = field::text("name", name, field::LONGEST_NAME)?;
        let filter = RequestFilter { offset: 0, ..filter.clone() };
        let json = serde_json::to_string(&filter).map_err(|_| RegisterError::Storage { code: 0 })?;
        let now = field::instant("now", now)?;
        self.register.write(|change| {
            let folded = record::fold(&name);
            let before = named(change, &folded)?;
            let id = before.as_ref().map_or_else(|| field::new_id(now), |before| before.id);
            change.execute(
                "INSERT INTO saved_view (id, name, folded, filter, changed_at) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (id) DO UPDATE SET name = ?2, filter = ?4, changed_at = ?5",
                params![id.to_string(), name, folded, json, Micros(now)],
            )?;
            let after = record::get::<SavedView>(change, id)?;
            let actor = self.register.actor();
            match before {
                Some(before) => history::changed(change, actor, now, Action::Changed, &before, &after)?,
                None => history::added(change, actor, now, &after)?,
            }
            Ok(after)
        })
    }

    /// Removes a view; it can be brought back until it is purged.
    ///
    /// # Errors
    /// [`RegisterError::NotFound`].
    pub fn remove(&self, id: Uuid, now: DateTime<Utc>) -> Result<()> {
        removed::remove::<SavedView>(self.register, id, now)
    }
}

fn named(connection: &Connection, folded: &str) -> Result<Option<SavedView>> {
    let sql = format!("SELECT {} FROM saved_view WHERE folded = ?1 AND removed_at IS NULL", SavedView::COLUMNS);
    Ok(connection.prepare_cached(&sql)?.query_row([folded], SavedView::read).optional()?)
}

impl Record for SavedView {
    const TYPE: RecordType = RecordType::SavedView;
    const COLUMNS: &str = "id, name, filter";
    const NAME: &str = "name";

    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: field::id_of(row, "id")?,
            name: row.get("name")?,
            // A filter that a later version wrote shows all.
            filter: json_of(row, "filter").ok().flatten().unwrap_or_default(),
        })
    }

    fn id(&self) -> Uuid {
        self.id
    }

    fn name(&self) -> &str {
        &self.name
    }
}
