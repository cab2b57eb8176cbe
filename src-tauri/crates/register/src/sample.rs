//! Sample data: a register to look around in, before there is one's own.
//!
//! It is taken into an empty register only, all at once, and is built by the same verbs as everything else. Which records
//! belong to it follows from the history: those that were added by the changes the mark names. It goes without a trace;
//! see [`removing`].

mod organisations;
mod removing;
mod requests;

use chrono::{DateTime, DurationRound as _, TimeDelta, Utc};
use rusqlite::Connection;
use serde::Serialize;
use support_policy::Language;
use support_policy::edition::Edition;
use support_vault::Keyring;
use uuid::Uuid;

use crate::error::{RegisterError, Result};
use crate::field::Micros;
use crate::flaw::Flaw;
use crate::history;
use crate::record::RecordType;
use crate::register::Register;

pub use removing::Mine;

/// The mark: the first and the last change that brought the sample data.
pub(crate) const SCHEMA: &str = "
CREATE TABLE sample (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    first_change INTEGER NOT NULL,
    last_change INTEGER NOT NULL,
    added_at INTEGER NOT NULL
) STRICT;
";

/// The changes that added the records of the sample data.
pub(crate) const ADDED: &str = "SELECT change.id FROM sample JOIN change
    ON change.seq BETWEEN sample.first_change AND sample.last_change AND change.action = 'added'";

/// How a register stands to sample data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum SampleState {
    /// The register is empty: sample data can be taken in.
    Possible,
    /// Sample data is in it.
    Present,
    /// The register is the user's own.
    No,
}

impl Register {
    /// How the register stands to sample data.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn sample(&self) -> Result<SampleState> {
        let read_only = self.is_read_only();
        self.read(|connection| {
            Ok(match is_present(connection)? {
                true => SampleState::Present,
                false if !read_only && is_empty(connection)? => SampleState::Possible,
                false => SampleState::No,
            })
        })
    }

    /// Takes sample data in, its texts in `language`, its times relative to `now`. Where the keyring gives no key, the
    /// contracts come without their secrets.
    ///
    /// # Errors
    /// [`RegisterError::Invalid`] (`not-empty`) for a register that holds anything, also what can still be brought back.
    pub fn add_sample(
        &self,
        edition: &Edition,
        language: Language,
        keyring: &Keyring,
        now: DateTime<Utc>,
    ) -> Result<()> {
        self.refuse_if_read_only()?;
        self.read(refuse_unless_empty)?;
        // Made before the transaction: a key is on disk before anything is sealed with it.
        let has_key = self.key_or_mint(keyring).is_ok();
        self.together(|register| {
            register.read(refuse_unless_empty)?;
            let first = register.read(history::last_number)? + 1;
            let minute = now.duration_trunc(TimeDelta::minutes(1)).unwrap_or(now);
            let sample = Sample { register, edition, language, keyring, has_key, now: minute };
            let organisations = organisations::add(&sample)?;
            requests::add(&sample, &organisations)?;
            register.write(|change| {
                change.execute(
                    "INSERT INTO sample (one, first_change, last_change, added_at) VALUES (1, ?1, ?2, ?3)",
                    (first, history::last_number(change)?, Micros(now)),
                )?;
                Ok(())
            })
        })
    }
}

/// What the sample data is built with.
struct Sample<'a> {
    register: &'a Register,
    edition: &'a Edition,
    language: Language,
    keyring: &'a Keyring,
    /// Whether secrets can be stored.
    has_key: bool,
    /// The full minute everything is relative to.
    now: DateTime<Utc>,
}

impl Sample<'_> {
    /// A text in the language that was asked for.
    fn say<'t>(&self, en: &'t str, nb: &'t str) -> &'t str {
        self.language.say(en, nb)
    }
}

fn is_present(connection: &Connection) -> Result<bool> {
    Ok(connection.prepare_cached("SELECT EXISTS (SELECT 1 FROM sample)")?.query_row([], |row| row.get(0))?)
}

/// Whether a record came with the sample data.
pub(crate) fn is_of_sample(connection: &Connection, id: Uuid) -> Result<bool> {
    let sql = format!("SELECT EXISTS (SELECT 1 FROM sample) AND ?1 IN ({ADDED})");
    Ok(connection.prepare_cached(&sql)?.query_row([id.to_string()], |row| row.get(0))?)
}

/// The types of record that are the user's, not the register's own.
fn kinds() -> impl Iterator<Item = RecordType> {
    let own = [RecordType::Settings, RecordType::ReminderSettings, RecordType::Vault];
    RecordType::ALL.iter().copied().filter(move |kind| !own.contains(kind))
}

fn is_empty(connection: &Connection) -> Result<bool> {
    for kind in kinds() {
        let sql = format!("SELECT EXISTS (SELECT 1 FROM {})", kind.table());
        if connection.prepare_cached(&sql)?.query_row([], |row| row.get(0))? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn refuse_unless_empty(connection: &Connection) -> Result<()> {
    if is_empty(connection)? { Ok(()) } else { Err(RegisterError::invalid("sample", Flaw::NotEmpty)) }
}
