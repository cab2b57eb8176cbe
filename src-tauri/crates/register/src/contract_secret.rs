//! The secrets of a contract: Access ID, and contract ID or changed password.
//!
//! The portals take one value in the field "contract ID / password": the contract ID, or the password once
//! it was changed, and then no longer the contract ID. So they are one cell, with a clear mark of which.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer};
use serde_json::json;
use support_vault::{DataKey, Place};
use unicode_normalization::UnicodeNormalization;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::contract::{Contract, Contracts};
use crate::error::{RegisterError, Result};
use crate::field;
use crate::flaw::Flaw;
use crate::history::{self, Action, Event};
use crate::record::{self, Record, RecordType};
use crate::word::words;

/// Version of what the sealed cells mean.
const CELL_VERSION: u32 = 1;
/// Digits or letters of an Access ID that a mask shows.
const SHOWN: usize = 4;

words! {
    /// A secret of a contract.
    SecretField {
        /// The Access ID.
        AccessId = "access_id",
        /// The contract ID.
        ContractId = "contract_id",
        /// The password that replaced the contract ID.
        Password = "password",
    }
}

/// What a secret is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretUse {
    /// To be shown.
    Reveal,
    /// To be copied.
    Copy,
}

/// Changes to a contract's secrets. `None` keeps a secret, `Some(None)` clears it, `Some(Some(value))`
/// sets it. Contract ID and password exclude each other: setting one replaces the other.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(deny_unknown_fields)]
pub struct SecretChange {
    /// The Access ID, 1 to 512 characters.
    #[serde(default, deserialize_with = "named")]
    #[cfg_attr(feature = "specta", specta(optional, type = Option<String>))]
    pub access_id: Option<Option<SecretString>>,
    /// The contract ID, 1 to 512 characters.
    #[serde(default, deserialize_with = "named")]
    #[cfg_attr(feature = "specta", specta(optional, type = Option<String>))]
    pub contract_id: Option<Option<SecretString>>,
    /// The changed password, 1 to 512 characters.
    #[serde(default, deserialize_with = "named")]
    #[cfg_attr(feature = "specta", specta(optional, type = Option<String>))]
    pub password: Option<Option<SecretString>>,
}

/// A field that is there: null clears it, a text sets it.
#[expect(clippy::option_option, reason = "absent keeps, null clears, a text sets")]
fn named<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Option<Option<SecretString>>, D::Error> {
    let text: Option<String> = Deserialize::deserialize(deserializer)?;
    Ok(Some(text.map(SecretString::from)))
}

impl SecretChange {
    /// Whether a secret is set, so that a key is needed.
    pub fn needs_key(&self) -> bool {
        [&self.access_id, &self.contract_id, &self.password].into_iter().any(|change| matches!(change, Some(Some(_))))
    }

    /// Trimmed and checked.
    pub(crate) fn checked(&self) -> Result<Self> {
        let checked = Self {
            access_id: check("access_id", self.access_id.as_ref())?,
            contract_id: check("contract_id", self.contract_id.as_ref())?,
            password: check("password", self.password.as_ref())?,
        };
        match (&checked.contract_id, &checked.password) {
            (Some(Some(_)), Some(Some(_))) => Err(RegisterError::invalid("password", Flaw::Exclusive)),
            _ => Ok(checked),
        }
    }
}

impl Contracts<'_> {
    /// Opens a secret. That it was opened, and for what, is written to the history, without the value.
    ///
    /// # Errors
    /// [`RegisterError::Locked`] and the other keyring errors while locked; [`RegisterError::NoSecret`];
    /// [`RegisterError::Tampered`] when the cell was changed or moved; [`RegisterError::ReadOnly`], because
    /// nothing is opened without a trace.
    pub fn secret(&self, id: Uuid, field: SecretField, r#use: SecretUse, now: DateTime<Utc>) -> Result<SecretString> {
        let key = self.register.key()?;
        let now = field::instant("now", now)?;
        self.register.write(|change| {
            let contract = record::get::<Contract>(change, id)?;
            let cell = cell(change, id, field)?.ok_or(RegisterError::NoSecret { field: field.as_str() })?;
            let secret = open(&key, self.register.id(), &contract, field, &cell)?;
            let action = match r#use {
                SecretUse::Reveal => Action::Revealed,
                SecretUse::Copy => Action::Copied,
            };
            let after = Some(json!({ "field": field }));
            let event = Event { at: now, record: RecordType::Contract, id, action, before: None, after };
            history::write(change, self.register.actor(), event)?;
            Ok(secret)
        })
    }

    /// Every Access ID, masked but for its last four characters, so that people can tell contracts apart.
    /// Those of up to eight characters are masked whole. Empty while locked; a cell that does not open is
    /// left out.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn access_id_masks(&self) -> Result<BTreeMap<Uuid, String>> {
        let Ok(key) = self.register.key() else { return Ok(BTreeMap::new()) };
        self.register.read(|connection| {
            let mut masks = BTreeMap::new();
            for contract in record::list::<Contract>(connection)? {
                if let Some(cell) = cell(connection, contract.id, SecretField::AccessId)?
                    && let Ok(secret) = open(&key, self.register.id(), &contract, SecretField::AccessId, &cell)
                {
                    masks.insert(contract.id, mask(secret.expose_secret()));
                }
            }
            Ok(masks)
        })
    }
}

/// Seals and stores what changes; the contract's row is there already.
pub(crate) fn store(
    change: &Connection,
    register: Uuid,
    key: Option<&DataKey>,
    id: Uuid,
    secrets: &SecretChange,
) -> Result<()> {
    if let Some(access_id) = &secrets.access_id {
        let sealed = match (access_id, key) {
            (None, _) => None,
            (Some(_), None) => return Err(RegisterError::Locked),
            (Some(value), Some(key)) => {
                let index = key.index(SecretField::AccessId.as_str(), &comparable(value));
                refuse_duplicate(change, id, &index)?;
                Some((seal(key, register, id, SecretField::AccessId, value)?, index))
            }
        };
        let (cell, index) = sealed.unzip();
        change.execute(
            "UPDATE contract SET access_id = ?2, access_id_index = ?3 WHERE id = ?1",
            params![id.to_string(), cell, index],
        )?;
    }
    for (field, value) in [(SecretField::ContractId, &secrets.contract_id), (SecretField::Password, &secrets.password)]
    {
        match value {
            None => {}
            Some(None) => {
                change.execute(
                    "UPDATE contract SET secret = NULL, secret_is = NULL WHERE id = ?1 AND secret_is = ?2",
                    params![id.to_string(), field],
                )?;
            }
            Some(Some(value)) => {
                let cell = seal(key.ok_or(RegisterError::Locked)?, register, id, field, value)?;
                change.execute(
                    "UPDATE contract SET secret = ?2, secret_is = ?3 WHERE id = ?1",
                    params![id.to_string(), cell, field],
                )?;
            }
        }
    }
    Ok(())
}

/// Refuses to bring a contract back when another one has taken its Access ID meanwhile.
pub(crate) fn refuse_taken(change: &Connection, contract: &Contract) -> Result<()> {
    let index: Option<Vec<u8>> =
        change.query_row("SELECT access_id_index FROM contract WHERE id = ?1", [contract.id.to_string()], |row| {
            row.get(0)
        })?;
    index.map_or(Ok(()), |index| refuse_duplicate(change, contract.id, &index))
}

/// A sealed cell of a contract, if it keeps that secret.
pub(crate) fn cell(connection: &Connection, id: Uuid, field: SecretField) -> Result<Option<Vec<u8>>> {
    let sql = match field {
        SecretField::AccessId => "SELECT access_id FROM contract WHERE id = ?1 AND ?2 = 'access_id'",
        _ => "SELECT secret FROM contract WHERE id = ?1 AND secret_is = ?2",
    };
    let cell: Option<Option<Vec<u8>>> =
        connection.prepare_cached(sql)?.query_row(params![id.to_string(), field], |row| row.get(0)).optional()?;
    Ok(cell.flatten())
}

/// Opens a cell of a contract.
pub(crate) fn open(
    key: &DataKey,
    register: Uuid,
    contract: &Contract,
    field: SecretField,
    cell: &[u8],
) -> Result<SecretString> {
    key.open(&place(register, contract.id, field), cell).map_err(|error| match RegisterError::from(error) {
        RegisterError::Tampered { .. } => RegisterError::Tampered { subject: Some(contract.reference()) },
        other => other,
    })
}

fn seal(key: &DataKey, register: Uuid, id: Uuid, field: SecretField, value: &SecretString) -> Result<Vec<u8>> {
    Ok(key.seal(&place(register, id, field), value)?)
}

/// The field's name stands for the column, so that the clear mark of what the shared cell holds cannot be
/// turned over unnoticed.
fn place(register: Uuid, id: Uuid, field: SecretField) -> Place<'static> {
    Place { register, table: "contract", row: id, column: field.as_str(), version: CELL_VERSION }
}

fn refuse_duplicate(change: &Connection, id: Uuid, index: &[u8]) -> Result<()> {
    let sql = format!(
        "SELECT {} FROM contract WHERE access_id_index = ?1 AND id <> ?2 AND removed_at IS NULL",
        Contract::COLUMNS
    );
    let other = change.query_row(&sql, params![index, id.to_string()], Contract::read).optional()?;
    match other {
        None => Ok(()),
        Some(other) => {
            Err(RegisterError::Invalid { field: "access_id", flaw: Flaw::Duplicate, other: Some(other.reference()) })
        }
    }
}

/// An Access ID as it is compared: people type the same one with spaces, dashes or in lower case, and copy it from where a
/// letter of another alphabet stands for the one that it looks like.
fn comparable(value: &SecretString) -> Zeroizing<String> {
    let kept = |c: &char| !c.is_whitespace() && !is_dash(*c);
    // Never longer than this, so that no part of it is left behind in memory.
    let mut comparable = Zeroizing::new(String::with_capacity(value.expose_secret().len() * 18));
    comparable.extend(value.expose_secret().nfkc().filter(kept).flat_map(char::to_uppercase).map(latin));
    comparable
}

/// The Latin capital or digit that a Greek or Cyrillic capital cannot be told apart from.
fn latin(c: char) -> char {
    const ALIKE: [(&str, char); 20] = [
        ("\u{391}\u{410}", 'A'),
        ("\u{392}\u{412}", 'B'),
        ("\u{421}", 'C'),
        ("\u{395}\u{415}", 'E'),
        ("\u{50c}", 'G'),
        ("\u{397}\u{41d}", 'H'),
        ("\u{399}\u{406}\u{4c0}", 'I'),
        ("\u{37f}\u{408}", 'J'),
        ("\u{39a}\u{41a}", 'K'),
        ("\u{39c}\u{41c}", 'M'),
        ("\u{39d}", 'N'),
        ("\u{39f}\u{41e}", 'O'),
        ("\u{3a1}\u{420}", 'P'),
        ("\u{51a}", 'Q'),
        ("\u{405}", 'S'),
        ("\u{3a4}\u{422}", 'T'),
        ("\u{51c}", 'W'),
        ("\u{3a7}\u{425}", 'X'),
        ("\u{3a5}\u{423}\u{4ae}", 'Y'),
        ("\u{396}", 'Z'),
    ];
    if c.is_ascii() {
        return c;
    }
    ALIKE.iter().find(|(alike, _)| alike.contains(c)).map_or(c, |(_, latin)| *latin)
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

#[allow(clippy::option_option, reason = "absent keeps, null clears")]
fn check(field: &'static str, change: Option<&Option<SecretString>>) -> Result<Option<Option<SecretString>>> {
    let Some(Some(value)) = change else { return Ok(change.cloned()) };
    let trimmed = value.expose_secret().trim();
    field::secret(field, trimmed)?;
    Ok(Some(Some(SecretString::from(trimmed))))
}

fn mask(value: &str) -> String {
    let length = value.chars().count();
    let shown = if length > 2 * SHOWN { SHOWN } else { 0 };
    let end: String = value.chars().skip(length - shown).collect();
    format!("••••••{end}")
}
