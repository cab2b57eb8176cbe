//! The register: what the administrator keeps. Tenants, contracts and requests, and the history of their
//! changes, in one SQLite file that the window and the command line share.
//!
//! Every change writes its row and a row of history in one transaction. Secrets are sealed by the vault,
//! one by one, into the rows they belong to. `now` is always an argument: the register reads no clock
//! for anything it stores.

mod access;
mod backup;
mod calendar;
mod calendar_event;
mod calendar_lines;
mod check;
mod contract;
mod contract_secret;
mod csv_text;
mod due;
mod due_name;
mod error;
mod export;
mod field;
mod filing;
mod history;
mod home;
mod keys;
mod machine;
mod message;
mod open;
mod outside;
mod record;
mod register;
mod reminder;
mod reminder_plan;
mod reminder_settings;
mod reminder_text;
mod removed;
mod request;
mod request_page;
mod requests;
mod schema;
mod settings;
mod slot_table;
mod statement;
mod tenant;
mod word;
mod working_hours;

pub use calendar::CALENDAR_PRODUCT;
pub use check::{CheckReport, Problem};
pub use contract::{Contract, ContractDraft, ContractKind, Contracts};
pub use contract_secret::{SecretChange, SecretField, SecretUse};
pub use csv_text::{Table, guard, unguard};
pub use due::{DueItem, DueKind};
pub use error::{OutputProblem, RegisterError, Result};
pub use export::{ExportFormat, ExportList, Exported};
pub use filing::Question;
pub use history::{Action, Actor, Change, Through};
pub use home::default_home;
pub use keys::VaultState;
pub use machine::local_zone;
pub use outside::Existing;
pub use record::{RecordType, Reference};
pub use register::{Counts, Register};
pub use reminder::{Reminder, ReminderKey, Reminders, ShownNow};
pub use reminder_plan::{Candidate, Plan, Stage, plan};
pub use reminder_settings::{ReminderSettings, ReminderSettingsTable};
pub use reminder_text::{Notice, notice};
pub use removed::Removed;
pub use request::{Request, RequestDraft, RequestState, StoredDeadline};
pub use request_page::{RequestCounts, RequestFilter};
pub use requests::Requests;
pub use schema::APPLICATION_ID;
pub use settings::{LanguageChoice, Settings, SettingsTable, Theme};
pub use statement::{StatedResponse, Statement};
pub use tenant::{Tenant, TenantDraft, TenantKind, Tenants};
pub use working_hours::{OpenHours, WorkingDay, WorkingHours};
