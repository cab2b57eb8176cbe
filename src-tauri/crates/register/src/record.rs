//! What all records have in common: an id, a name, and being found by either.

use std::fmt;

use rusqlite::{Connection, OptionalExtension, Params, Row};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use uuid::Uuid;

use crate::error::{RegisterError, Result};
use crate::word::words;

words! {
    /// The types of record.
    RecordType {
        /// An organisation in Entra.
        Tenant = "tenant",
        /// A support contract.
        Contract = "contract",
        /// A request filed with Microsoft.
        Request = "request",
        /// A person, who may or may not file.
        Person = "person",
        /// A security group.
        Group = "group",
        /// A person in a group.
        Membership = "membership",
        /// A role somebody holds in a tenant.
        RoleAssignment = "role-assignment",
        /// A delegated admin relationship.
        Delegation = "delegation",
        /// A group that uses roles of a delegation.
        AccessAssignment = "access-assignment",
        /// Something that happened to a delegation.
        DelegationEvent = "delegation-event",
        /// An Enterprise Agreement.
        Enrollment = "enrollment",
        /// What a tenant has bought.
        Subscription = "subscription",
        /// An import, which can be undone as a whole.
        Import = "import",
        /// A support plan that was bought.
        PlanPurchase = "plan-purchase",
        /// A contract in a portal, for a sign-in.
        ContractLink = "contract-link",
        /// Something that happened to a request.
        RequestEvent = "request-event",
        /// A file that belongs to a request.
        Attachment = "attachment",
        /// A list of requests with a name.
        SavedView = "saved-view",
        /// The settings, one record for the whole register.
        Settings = "settings",
        /// The settings of reminders, one record for the whole register.
        ReminderSettings = "reminder-settings",
        /// The ways of unlocking the secrets, one record for the whole register.
        Vault = "vault",
    }
}

impl RecordType {
    /// The table that holds the records, which is also the column that refers to one.
    pub(crate) fn table(self) -> &'static str {
        match self {
            Self::Group => "security_group",
            Self::RoleAssignment => "role_assignment",
            Self::AccessAssignment => "access_assignment",
            Self::DelegationEvent => "delegation_event",
            Self::Import => "import_run",
            Self::PlanPurchase => "plan_purchase",
            Self::ContractLink => "contract_link",
            Self::RequestEvent => "request_event",
            Self::SavedView => "saved_view",
            Self::ReminderSettings => "reminder_settings",
            named_alike => named_alike.as_str(),
        }
    }
}

/// Another record, as it is named in an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Reference {
    /// The record's type.
    #[serde(rename = "type")]
    pub record: RecordType,
    /// The record's id.
    pub id: Uuid,
    /// The record's name, or a request's title.
    pub name: String,
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

/// A record that lives in a table of its own, with the columns `id` and `removed_at`, and `folded` when it is found
/// by its name.
pub trait Record: Sized + Serialize {
    /// The type.
    const TYPE: RecordType;
    /// All columns of the struct, in the order `read` takes them.
    const COLUMNS: &str;
    /// The column that holds the name people see.
    const NAME: &str;
    /// A further column a record is found by, when it is unique.
    const SECOND_NAME: Option<&str> = None;
    /// The order of lists.
    const ORDER: &str = "folded, id";

    /// Reads the columns.
    ///
    /// # Errors
    /// When a column was changed outside the program.
    fn read(row: &Row<'_>) -> rusqlite::Result<Self>;
    /// The id.
    fn id(&self) -> Uuid;
    /// The name people see.
    fn name(&self) -> &str;

    /// The record as others name it.
    fn reference(&self) -> Reference {
        Reference { record: Self::TYPE, id: self.id(), name: self.name().to_owned() }
    }
}

/// The record with an id, unless it was removed.
pub(crate) fn get<R: Record>(connection: &Connection, id: Uuid) -> Result<R> {
    get_reading(connection, id, R::COLUMNS)
}

/// [`get`], reading other columns under the same names.
pub(crate) fn get_reading<R: Record>(connection: &Connection, id: Uuid, columns: &str) -> Result<R> {
    read_one(connection, id, columns, "removed_at IS NULL")
}

/// The record with an id that was removed.
pub(crate) fn get_removed<R: Record>(connection: &Connection, id: Uuid) -> Result<R> {
    read_one(connection, id, R::COLUMNS, "removed_at IS NOT NULL")
}

fn read_one<R: Record>(connection: &Connection, id: Uuid, columns: &str, condition: &str) -> Result<R> {
    let sql = format!("SELECT {columns} FROM {} WHERE id = ?1 AND {condition}", R::TYPE.table());
    let found = connection.prepare_cached(&sql)?.query_row([id.to_string()], R::read).optional()?;
    found.ok_or_else(|| RegisterError::NotFound { what: R::TYPE, name: id.to_string() })
}

/// All records that were not removed, by name.
pub(crate) fn list<R: Record>(connection: &Connection) -> Result<Vec<R>> {
    let sql = format!("SELECT {} FROM {} WHERE removed_at IS NULL ORDER BY {}", R::COLUMNS, R::TYPE.table(), R::ORDER);
    let records = connection.prepare_cached(&sql)?.query_map([], R::read)?.collect::<rusqlite::Result<_>>()?;
    Ok(records)
}

/// How many records were not removed.
pub(crate) fn count<R: Record>(connection: &Connection) -> Result<usize> {
    let sql = format!("SELECT count(*) FROM {} WHERE removed_at IS NULL", R::TYPE.table());
    let count: i64 = connection.prepare_cached(&sql)?.query_row([], |row| row.get(0))?;
    Ok(usize::try_from(count).unwrap_or_default())
}

/// As [`list`], one record after the other, reading other columns under the same names.
pub(crate) fn each<R: Record>(
    connection: &Connection,
    columns: &str,
    mut take: impl FnMut(R) -> Result<()>,
) -> Result<()> {
    let sql = format!("SELECT {columns} FROM {} WHERE removed_at IS NULL ORDER BY {}", R::TYPE.table(), R::ORDER);
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        take(R::read(row)?)?;
    }
    Ok(())
}

/// The records that were not removed and of which a condition of SQL holds, by name.
pub(crate) fn list_of<R: Record>(connection: &Connection, condition: &str, values: impl Params) -> Result<Vec<R>> {
    let sql = format!(
        "SELECT {} FROM {} WHERE removed_at IS NULL AND ({condition}) ORDER BY {}",
        R::COLUMNS,
        R::TYPE.table(),
        R::ORDER
    );
    let records = connection.prepare_cached(&sql)?.query_map(values, R::read)?.collect::<rusqlite::Result<_>>()?;
    Ok(records)
}

/// The record with an id or a unique name, upper and lower case alike.
pub(crate) fn find<R: Record>(connection: &Connection, name: &str) -> Result<R> {
    let name = name.trim();
    if let Ok(id) = Uuid::try_parse(name) {
        match get(connection, id) {
            Err(RegisterError::NotFound { .. }) => {}
            found => return found,
        }
    }
    if let Some(column) = R::SECOND_NAME {
        let sql = format!("SELECT {} FROM {} WHERE {column} = ?1 AND removed_at IS NULL", R::COLUMNS, R::TYPE.table());
        let found = connection.prepare_cached(&sql)?.query_row([name], R::read).optional()?;
        if let Some(record) = found {
            return Ok(record);
        }
    }
    let sql =
        format!("SELECT {} FROM {} WHERE folded = ?1 AND removed_at IS NULL ORDER BY id", R::COLUMNS, R::TYPE.table());
    let mut found: Vec<R> =
        connection.prepare_cached(&sql)?.query_map([fold(name)], R::read)?.collect::<rusqlite::Result<_>>()?;
    // A name written exactly as it is kept means that record, whatever others differ from it in case alone.
    let exact = |record: &R| record.name() == name;
    if found.len() > 1 && found.iter().filter(|record| exact(record)).count() == 1 {
        found.retain(exact);
    }
    match (found.pop(), found.is_empty()) {
        (Some(record), true) => Ok(record),
        (None, _) => Err(RegisterError::NotFound { what: R::TYPE, name: name.to_owned() }),
        (Some(last), false) => {
            let ids = found.iter().map(Record::id).chain([last.id()]).collect();
            Err(RegisterError::Ambiguous { what: R::TYPE, name: name.to_owned(), ids })
        }
    }
}

/// The only record with a name; `None` when there is none, or more than one.
pub(crate) fn only_by_name<R: Record>(connection: &Connection, name: &str) -> Result<Option<R>> {
    match find::<R>(connection, name) {
        Ok(found) => Ok(Some(found)),
        Err(RegisterError::NotFound { .. } | RegisterError::Ambiguous { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// A name as it is compared: upper and lower case alike in every language, which SQLite alone does not do.
pub(crate) fn fold(name: &str) -> String {
    name.nfc().flat_map(char::to_lowercase).nfc().collect()
}

/// Letters as a pattern of SQL that finds them anywhere.
pub(crate) fn pattern(letters: &str) -> String {
    let mut pattern = String::from("%");
    for c in fold(letters.trim()).chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}
