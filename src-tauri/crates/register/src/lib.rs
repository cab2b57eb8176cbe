//! The register: what the administrator keeps. Tenants, contracts and requests, and the history of their
//! changes, in one SQLite file that the window and the command line share.
//!
//! Every change writes its row and a row of history in one transaction. Secrets are sealed by the vault,
//! one by one, into the rows they belong to. `now` is always an argument: the register reads no clock
//! for anything it stores.

mod access;
mod backup;
mod backup_file;
mod check;
mod contract;
mod contract_secret;
mod due;
mod error;
mod field;
mod filing;
mod history;
mod home;
mod keys;
mod message;
mod open;
mod protection;
mod record;
mod register;
mod removed;
mod request;
mod request_page;
mod requests;
mod restore;
mod schema;
mod settings;
mod slot_table;
mod tenant;
mod vault_lock;
mod word;

pub use backup::automatic_backups;
pub use backup_file::{BackupContent, needs_passphrase};
pub use check::{CheckReport, Problem};
pub use contract::{Contract, ContractDraft, ContractKind, Contracts};
pub use contract_secret::{SecretChange, SecretField, SecretUse};
pub use due::{DueItem, DueKind};
pub use error::{BackupFault, RegisterError, Result};
pub use filing::Question;
pub use history::{Action, Actor, Change, Through};
pub use home::default_home;
pub use keys::VaultState;
pub use protection::{Protection, Way};
pub use record::{RecordType, Reference};
pub use register::{Counts, Register};
pub use removed::Removed;
pub use request::{Request, RequestDraft, RequestState, StoredDeadline};
pub use request_page::{RequestCounts, RequestFilter};
pub use requests::Requests;
pub use restore::{CurrentRegister, RestorePreview, Restored, preview_restore, restore};
pub use schema::APPLICATION_ID;
pub use settings::{LanguageChoice, Settings, SettingsTable, Theme};
pub use tenant::{Tenant, TenantDraft, TenantKind, Tenants};
