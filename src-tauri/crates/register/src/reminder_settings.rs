//! When and of what the administrator wants to be reminded, and what the window does in the background.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::due::DueKind;
use crate::error::{RegisterError, Result};
use crate::field::{self, Micros, optional_instant_of};
use crate::history::{self, Action, Event};
use crate::record::RecordType;
use crate::register::Register;
use crate::working_hours::WorkingHours;

pub(crate) const SCHEMA: &str = "
CREATE TABLE reminder_settings (
    id TEXT PRIMARY KEY,
    hours TEXT NOT NULL,
    off TEXT NOT NULL,
    close_to_tray INTEGER NOT NULL,
    paused_until INTEGER,
    changed_at INTEGER NOT NULL
) STRICT;
";

/// The settings of reminders.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ReminderSettings {
    /// When reminders may be shown; Monday to Friday, 08:00 to 16:00 until it is set.
    pub hours: WorkingHours,
    /// Of what no reminders are shown.
    pub off: Vec<DueKind>,
    /// Whether closing the window leaves the program in the tray.
    pub close_to_tray: bool,
    /// Until when no reminders are shown, except for severities A and Critical (UTC).
    pub paused_until: Option<DateTime<Utc>>,
}

/// What can be done with the settings of reminders.
#[derive(Debug, Clone, Copy)]
pub struct ReminderSettingsTable<'a> {
    pub(crate) register: &'a Register,
}

impl ReminderSettingsTable<'_> {
    /// The settings; the defaults until they are first set.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn get(&self) -> Result<ReminderSettings> {
        self.register.read(stored).map(Option::unwrap_or_default)
    }

    /// Sets all settings.
    ///
    /// # Errors
    /// [`RegisterError::Invalid`] for hours that never open, and for a zone or a time that does not exist.
    pub fn set(&self, settings: &ReminderSettings, now: DateTime<Utc>) -> Result<ReminderSettings> {
        let now = field::instant("now", now)?;
        let mut off = settings.off.clone();
        off.sort_unstable();
        off.dedup();
        let settings = ReminderSettings {
            hours: settings.hours.checked()?,
            off,
            close_to_tray: settings.close_to_tray,
            paused_until: settings.paused_until.map(|until| field::instant("paused_until", until)).transpose()?,
        };
        self.register.write(|change| {
            let before = stored(change)?;
            change.execute(
                "INSERT OR REPLACE INTO reminder_settings (id, hours, off, close_to_tray, paused_until, changed_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![
                    self.register.id().to_string(),
                    json(&settings.hours)?,
                    json(&settings.off)?,
                    settings.close_to_tray,
                    settings.paused_until.map(Micros),
                    Micros(now)
                ],
            )?;
            let event = Event {
                at: now,
                record: RecordType::ReminderSettings,
                id: self.register.id(),
                action: Action::Changed,
                before: before.as_ref().and_then(history::json),
                after: history::json(&settings),
            };
            history::write(change, self.register.actor(), event)?;
            Ok(settings)
        })
    }
}

fn json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|_| RegisterError::Storage { code: 0 })
}

fn stored(connection: &Connection) -> Result<Option<ReminderSettings>> {
    let read = |row: &rusqlite::Row<'_>| {
        let (hours, off): (String, String) = (row.get("hours")?, row.get("off")?);
        // A kind that a later version knows is none of ours; the others stay off.
        let off: Vec<Value> = serde_json::from_str(&off).unwrap_or_default();
        Ok(ReminderSettings {
            hours: serde_json::from_str(&hours).unwrap_or_default(),
            off: off.into_iter().filter_map(|kind| serde_json::from_value(kind).ok()).collect(),
            close_to_tray: row.get("close_to_tray")?,
            paused_until: optional_instant_of(row, "paused_until")?,
        })
    };
    let sql = "SELECT hours, off, close_to_tray, paused_until FROM reminder_settings";
    Ok(connection.query_row(sql, [], read).optional()?)
}
