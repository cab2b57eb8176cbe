//! What a change changed, field by field, in words: names in place of ids, and times left as times for the reader's zone.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{Connection, OptionalExtension as _};
use serde::Serialize;
use serde_json::{Map, Value};
use support_policy::edition::Edition;
use support_policy::{Text, text};
use uuid::Uuid;

use crate::change_words::{field_label, word_name};
use crate::contract::Contract;
use crate::delegation::Delegation;
use crate::enrollment::Enrollment;
use crate::error::Result;
use crate::group::Group;
use crate::history::Change;
use crate::person::Person;
use crate::plan_purchase::PlanPurchase;
use crate::record::Record;
use crate::register::Register;
use crate::request::Request;
use crate::tenant::Tenant;

/// Fields that say nothing to people: ids, the times of the change itself, and the ruling a deadline stands on, whose
/// end is a field of its own.
const LEFT_OUT: [&str; 5] = ["id", "created_at", "changed_at", "deadline", "sha256"];

/// A field of a record before and after a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct FieldChange {
    /// The field, in `snake_case`; within another after a dot.
    pub field: String,
    /// What the field is called.
    pub label: Text,
    /// Before, each of several values; empty where there was nothing.
    pub before: Vec<FieldValue>,
    /// After; empty where there is nothing.
    pub after: Vec<FieldValue>,
}

/// A value of a field as people read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", content = "value", rename_all = "kebab-case")]
pub enum FieldValue {
    /// An instant (UTC).
    Instant(DateTime<Utc>),
    /// A day of the calendar.
    Day(NaiveDate),
    /// Words.
    Words(Text),
}

impl Register {
    /// What a change changed; nothing for one that only adds or only removes.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn changed_fields(&self, change: &Change, edition: &Edition) -> Result<Vec<FieldChange>> {
        let (Some(before), Some(after)) = (&change.before, &change.after) else { return Ok(Vec::new()) };
        let (before, after) = (fields(before), fields(after));
        let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        self.read(|connection| {
            let of = |name: &str, value: Option<&Value>| shown(connection, edition, name, value);
            let mut changed = Vec::new();
            for name in names.into_iter().filter(|name| before.get(*name) != after.get(*name)) {
                let (before, after) = (of(name, before.get(name))?, of(name, after.get(name))?);
                if before != after {
                    let label = field_label(change.record, name);
                    changed.push(FieldChange { field: name.clone(), label, before, after });
                }
            }
            Ok(changed)
        })
    }
}

/// The fields of a record, those of its parts after a dot.
pub(crate) fn fields(record: &Value) -> Map<String, Value> {
    let mut flat = Map::new();
    for (name, value) in record.as_object().into_iter().flatten().filter(|(name, _)| !LEFT_OUT.contains(&name.as_str()))
    {
        match value {
            Value::Object(parts) if !is_money(parts) => {
                let part = |(part, value): (&String, &Value)| (format!("{name}.{part}"), value.clone());
                flat.extend(parts.iter().map(part));
            }
            _ => {
                flat.insert(name.clone(), value.clone());
            }
        }
    }
    flat
}

fn is_money(parts: &Map<String, Value>) -> bool {
    parts.len() == 2 && parts.contains_key("amount") && parts.contains_key("currency")
}

fn shown(connection: &Connection, edition: &Edition, field: &str, value: Option<&Value>) -> Result<Vec<FieldValue>> {
    Ok(match value {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(items)) => {
            let items: Result<Vec<_>> =
                items.iter().map(|item| shown(connection, edition, field, Some(item))).collect();
            items?.into_iter().flatten().collect()
        }
        Some(Value::Object(parts)) => vec![FieldValue::Words(in_a_row(parts))],
        Some(Value::Bool(yes)) => vec![FieldValue::Words(yes_or_no(*yes))],
        Some(Value::String(text)) => vec![of_text(connection, edition, field, text)?],
        Some(number) => vec![FieldValue::Words(Text::same(number.to_string()))],
    })
}

/// The values of a part that has no fields of its own: `1250.00 EUR`.
fn in_a_row(parts: &Map<String, Value>) -> Text {
    let words = parts.values().filter(|value| !value.is_null());
    let words = words.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
    Text::same(words.collect::<Vec<_>>().join(" "))
}

fn yes_or_no(yes: bool) -> Text {
    if yes { text!("yes", "ja") } else { text!("no", "nei") }
}

fn of_text(connection: &Connection, edition: &Edition, field: &str, text: &str) -> Result<FieldValue> {
    // What people wrote themselves is never read as anything else.
    let theirs = ["name", "title", "note", "reason", "close_reason", "holder", "case_number"].contains(&field);
    if theirs {
        return Ok(FieldValue::Words(Text::same(text)));
    }
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Ok(FieldValue::Instant(at.to_utc()));
    }
    if let Ok(day) = text.parse() {
        return Ok(FieldValue::Day(day));
    }
    let name = match Uuid::try_parse(text) {
        Ok(id) => name_of(connection, field, id)?.map(Text::same),
        Err(_) => word_name(edition, field, text),
    };
    Ok(FieldValue::Words(name.unwrap_or_else(|| Text::same(text))))
}

/// What the record that a field refers to is called today, also when it was removed.
fn name_of(connection: &Connection, field: &str, id: Uuid) -> Result<Option<String>> {
    let (table, column) = match field.rsplit('.').next().unwrap_or(field) {
        "tenant" => named::<Tenant>(),
        "contract" => named::<Contract>(),
        "person" => named::<Person>(),
        "group" => named::<Group>(),
        "delegation" => named::<Delegation>(),
        "enrollment" => named::<Enrollment>(),
        "replaces" | "replaced_by" => named::<PlanPurchase>(),
        "request" => named::<Request>(),
        _ => return Ok(None),
    };
    let sql = format!("SELECT {column} FROM {table} WHERE id = ?1");
    Ok(connection.prepare_cached(&sql)?.query_row([id.to_string()], |row| row.get(0)).optional()?)
}

fn named<R: Record>() -> (&'static str, &'static str) {
    (R::TYPE.table(), R::NAME)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::collections::BTreeMap;
    use std::time::Duration;

    use serde_json::json;
    use support_policy::Language;
    use support_vault::{Keyring, KeyringError, WrappingKey, WrappingKeyStore};

    use super::*;
    use crate::actor::{Actor, Through};
    use crate::attachment::Attachment;
    use crate::delegation_event::DelegationEvent;
    use crate::import::Format;
    use crate::import_run::{ImportRun, ImportedFile};
    use crate::record::RecordType;
    use crate::reopening::ReopenAnswers;
    use crate::request_page::RequestFilter;
    use crate::saved_view::SavedView;

    struct NoKeyring;
    impl WrappingKeyStore for NoKeyring {
        fn read(&mut self, _: Uuid) -> std::result::Result<WrappingKey, KeyringError> {
            Err(KeyringError::Unavailable)
        }
        fn write(&mut self, _: Uuid, _: &WrappingKey) -> std::result::Result<(), KeyringError> {
            Err(KeyringError::Unavailable)
        }
        fn delete(&mut self, _: Uuid) -> std::result::Result<(), KeyringError> {
            Err(KeyringError::Unavailable)
        }
    }

    /// Every record the sample data has, and by hand what it has none of.
    fn records() -> Vec<(RecordType, Value)> {
        let folder = tempfile::TempDir::new().unwrap();
        let register = Register::open(folder.path(), Actor { who: "ada".into(), through: Through::Atlas }).unwrap();
        let now = "2026-11-22T08:00:00Z".parse().unwrap();
        let keyring = Keyring::new(NoKeyring, Duration::from_secs(3));
        register.add_sample(Edition::base().unwrap(), Language::En, &keyring, now).unwrap();
        let history = register.history(None).unwrap();
        let mut records: Vec<_> = history.into_iter().filter_map(|it| Some((it.record, it.after?))).collect();
        records.push((RecordType::Settings, json!(register.settings().get().unwrap())));
        records.push((RecordType::ReminderSettings, json!(register.reminder_settings().get().unwrap())));
        records.push((RecordType::Request, json!({ "reopen": ReopenAnswers::default() })));
        records.push((RecordType::Vault, json!({ "ways": ["keyring"], "idle_minutes": 5, "made_at": now })));
        records.push((RecordType::Contract, json!({ "edition": "2023-10", "field": "access_id" })));
        let (id, format) = (Uuid::nil(), Format::GdapBulkCsv);
        let event = DelegationEvent {
            id,
            at: now,
            customer: "Fjord".into(),
            action: "Approved".into(),
            performed_by: None,
            created_at: now,
        };
        let file = ImportedFile { file: "gdap.csv".into(), format, added: 1, changed: 0, missing: 0 };
        let import = ImportRun { id, at: now, files: vec![file], undone_at: None };
        let attachment =
            Attachment { id, request: id, name: "log.txt".into(), bytes: 3, sha256: String::new(), added_at: now };
        let view = SavedView { id, name: "Mine".into(), filter: RequestFilter::default() };
        records.extend([
            (RecordType::DelegationEvent, json!(event)),
            (RecordType::Import, json!(import)),
            (RecordType::Attachment, json!(attachment)),
            (RecordType::SavedView, json!(view)),
        ]);
        records
    }

    #[test]
    fn every_field_in_the_history_has_a_name() {
        let mut nameless = BTreeMap::new();
        for (record, value) in records() {
            for field in fields(&value).keys() {
                if field.rsplit('.').next() == Some(field_label(record, field).en.as_str()) {
                    nameless.insert(field.clone(), record);
                }
            }
        }
        assert_eq!(nameless, BTreeMap::new());
    }

    #[test]
    fn the_sample_data_has_what_the_names_are_tested_on() {
        let seen: BTreeSet<_> = records().into_iter().map(|(record, _)| record).collect();
        let missing: Vec<_> = RecordType::ALL.iter().filter(|record| !seen.contains(record)).collect();
        assert_eq!(missing, Vec::<&RecordType>::new());
    }
}
