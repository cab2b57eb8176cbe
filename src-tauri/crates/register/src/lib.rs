//! The register: what the administrator keeps. Tenants, contracts and requests, and the history of their
//! changes, in one SQLite file that the window and the command line share.
//!
//! Every change writes its row and a row of history in one transaction. Secrets are sealed by the vault,
//! one by one, into the rows they belong to. `now` is always an argument: the register reads no clock
//! for anything it stores.

mod access;
mod access_assignment;
mod access_ends;
mod backup;
mod backup_file;
mod check;
mod column_map;
mod contract;
mod contract_link;
mod contract_secret;
mod contract_tenants;
mod contract_terms;
mod delegation;
mod delegation_event;
mod due;
mod enrollment;
mod enrollment_cover;
mod error;
mod field;
mod filing;
mod filing_facts;
mod group;
mod history;
mod home;
mod import;
mod import_run;
mod kept;
mod keys;
mod link_due;
mod membership;
mod message;
mod open;
mod protection;
mod person;
mod plan_due;
mod plan_page;
mod plan_purchase;
mod plan_purchases;
mod record;
mod register;
mod removed;
mod request;
mod request_import;
mod request_page;
mod requests;
mod restore;
mod role_assignment;
mod schema;
mod settings;
mod sighting;
mod slot_table;
mod subscription;
mod tenant;
mod vault_lock;
mod who_files;
mod word;

pub use backup::automatic_backups;
pub use backup_file::{BackupContent, needs_passphrase};
pub use access_assignment::{ACCESS_STATES, AccessAssignment, AccessAssignmentDraft};
pub use access_ends::{
    AccessEnd, AccessEndKind, AccessEnds, DelegationGroup, DelegationPage, DelegationQuery, DelegationView,
    DelegationWarning,
};
pub use check::{CheckReport, Problem};
pub use contract::{Contract, ContractDraft, ContractKind, Contracts};
pub use contract_link::{ContractLink, ContractLinks, LinkView};
pub use contract_secret::{SecretChange, SecretField, SecretUse};
pub use contract_terms::{ContractTerms, Incidents, OwnResponse, Package};
pub use delegation::{DELEGATION_STATES, Delegation, DelegationDraft};
pub use delegation_event::DelegationEvent;
pub use due::{DueItem, DueKind, LinkDue, end_of_day};
pub use enrollment::{Enrollment, EnrollmentDraft};
pub use enrollment_cover::EnrollmentCover;
pub use error::{BackupFault, RegisterError, Result};
pub use filing::Question;
pub use group::{Group, GroupDraft};
pub use history::{Action, Actor, Change, Through};
pub use home::default_home;
pub use import::{
    ChangedRow, ColumnMap, FileOptions, FileProblem, FileReport, Format, ImportError, ImportReport, LARGEST_FILE,
    MOST_ROWS, Progress, ReadFile, RowAction, SkippedRow, Source, Stage, TablePreview, Target, Warning, Watch,
    read_files,
};
pub use import_run::{ImportRun, ImportedFile};
pub use kept::{Origin, Outcome, Table};
pub use keys::VaultState;
pub use protection::{Protection, UnlockWay};
pub use membership::{Membership, MembershipDraft};
pub use person::{Person, PersonDraft, UserType};
pub use plan_page::{PlanFilter, PlanPage, PurchaseView, StateCount, Timeline};
pub use plan_purchase::{PlanPurchase, PlanPurchaseDraft};
pub use plan_purchases::PlanPurchases;
pub use record::{RecordType, Reference};
pub use register::{Counts, Register};
pub use removed::Removed;
pub use request::{Request, RequestDraft, RequestState, StoredDeadline};
pub use request_page::{RequestCounts, RequestFilter};
pub use requests::Requests;
pub use restore::{CurrentRegister, RestorePreview, Restored, preview_restore, restore};
pub use role_assignment::{RoleAssignment, RoleAssignmentDraft, RoleState, WHOLE_TENANT};
pub use schema::APPLICATION_ID;
pub use settings::{LanguageChoice, Settings, SettingsTable, Theme};
pub use subscription::{SUBSCRIPTION_STATES, Subscription, SubscriptionDraft};
pub use tenant::{Tenant, TenantDraft, TenantKind, Tenants};
pub use who_files::{Filer, Filers, FilingRuling, Granter, Matrix, MatrixCell, MatrixPerson, MatrixQuery, MatrixRow};
