//! The register: what the administrator keeps. Tenants, contracts and requests, and the history of their
//! changes, in one SQLite file that the window and the command line share.
//!
//! Every change writes its row and a row of history in one transaction. Secrets are sealed by the vault,
//! one by one, into the rows they belong to. `now` is always an argument: the register reads no clock
//! for anything it stores.

mod access;
mod attachment;
mod backup;
mod bulk_log;
mod check;
mod clock;
mod contract;
mod contract_secret;
mod desk_verbs;
mod due;
mod error;
mod evidence;
mod field;
mod filing;
mod history;
mod home;
mod keys;
mod message;
mod open;
mod pack;
mod read_mail;
mod record;
mod register;
mod removed;
mod reopening;
mod request;
mod request_event;
mod request_page;
mod requests;
mod saved_view;
mod schema;
mod scorecard;
mod settings;
mod slot_table;
mod tenant;
mod wall_clock;
mod word;

pub use attachment::{Attachment, Attachments, LARGEST_ATTACHMENT};
pub use bulk_log::{BulkLog, BulkRequest};
pub use check::{CheckReport, Problem};
pub use clock::TimeBox;
pub use contract::{Contract, ContractDraft, ContractKind, Contracts};
pub use contract_secret::{SecretChange, SecretField, SecretUse};
pub use desk_verbs::MOST_AT_ONCE;
pub use due::{DueItem, DueKind};
pub use error::{RegisterError, Result};
pub use evidence::{EvidenceOf, MOST_EXPLAINED};
pub use filing::Question;
pub use history::{Action, Actor, Change, Through};
pub use home::default_home;
pub use keys::VaultState;
pub use read_mail::{CaseForm, FoundTime, LARGEST_MAIL, MailError, MailFindings, Mark, MarkKind, TimeLabel, read_mail};
pub use record::{RecordType, Reference};
pub use register::{Counts, Register};
pub use removed::Removed;
pub use reopening::{ReopenAnswers, ReopenCheck};
pub use request::{Request, RequestDraft, RequestState, StoredDeadline};
pub use request_event::{EventKind, RequestEvent};
pub use request_page::{RequestCounts, RequestFilter, RequestSort};
pub use requests::{DeskFacts, Requests};
pub use saved_view::{SavedView, SavedViews};
pub use schema::APPLICATION_ID;
pub use scorecard::{Period, Score, Scorecard};
pub use settings::{LanguageChoice, Settings, SettingsTable, Theme};
pub use tenant::{Tenant, TenantDraft, TenantKind, Tenants};
pub use wall_clock::{Meant, meant};
