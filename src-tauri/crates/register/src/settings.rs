//! The settings that window and command line share.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::field::{self, Micros};
use crate::history::{self, Action, Event};
use crate::language_choice::LanguageChoice;
use crate::record::RecordType;
use crate::register::Register;
use crate::word::words;
use support_policy::customer::EmeaClock;

pub(crate) const SCHEMA: &str = "
CREATE TABLE settings (
    id TEXT PRIMARY KEY,
    language TEXT NOT NULL,
    theme TEXT NOT NULL,
    emea_clock TEXT NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT;
";

/// Whether the window is kept out of pictures of the screen.
pub(crate) const HIDDEN: &str = "ALTER TABLE settings ADD COLUMN hide_from_capture INTEGER NOT NULL DEFAULT 0;";

words! {
    /// The colours of the window.
    Theme {
        /// The system's.
        System = "system",
        /// Light.
        Light = "light",
        /// Dark.
        Dark = "dark",
        /// Black, white and bright lines.
        HighContrast = "high-contrast",
    }
}

/// The settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Settings {
    /// Language.
    pub language: LanguageChoice,
    /// Colours.
    pub theme: Theme,
    /// The reading of EMEA's clock.
    pub emea_clock: EmeaClock,
    /// Whether the window is kept out of pictures and films of the screen, where the system can do that.
    #[serde(default)]
    pub hide_from_capture: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            language: LanguageChoice::System,
            theme: Theme::System,
            emea_clock: EmeaClock::SummerTime,
            hide_from_capture: false,
        }
    }
}

/// What can be done with the settings.
#[derive(Debug, Clone, Copy)]
pub struct SettingsTable<'a> {
    pub(crate) register: &'a Register,
}

impl SettingsTable<'_> {
    /// The settings; the defaults until they are first set.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn get(&self) -> Result<Settings> {
        self.register.read(stored).map(Option::unwrap_or_default)
    }

    /// Sets all settings.
    ///
    /// # Errors
    /// When the register cannot be written.
    pub fn set(&self, settings: Settings, now: DateTime<Utc>) -> Result<Settings> {
        let now = field::instant("now", now)?;
        self.register.write(|change| {
            let before = stored(change)?;
            change.execute(
                "INSERT OR REPLACE INTO settings (id, language, theme, emea_clock, changed_at, hide_from_capture)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![
                    self.register.id().to_string(),
                    settings.language,
                    settings.theme,
                    settings.emea_clock.as_str(),
                    Micros(now),
                    settings.hide_from_capture
                ],
            )?;
            let event = Event {
                at: now,
                record: RecordType::Settings,
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

pub(crate) fn stored(connection: &Connection) -> Result<Option<Settings>> {
    let read = |row: &rusqlite::Row<'_>| {
        // A word that is not known is a change from outside; the default reading is the one to fall back on.
        let emea_clock = row.get::<_, String>("emea_clock")?.parse().unwrap_or_default();
        Ok(Settings {
            language: row.get("language")?,
            theme: row.get("theme")?,
            emea_clock,
            hide_from_capture: row.get("hide_from_capture")?,
        })
    };
    let stored = "SELECT language, theme, emea_clock, hide_from_capture FROM settings";
    Ok(connection.query_row(stored, [], read).optional()?)
}
