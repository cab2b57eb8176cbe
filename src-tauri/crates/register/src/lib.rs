//! The register: what the administrator keeps. Tenants, contracts and requests, and the history of their
//! changes, in one SQLite file that the window and the command line share.
//!
//! Every change writes its row and a row of history in one transaction. Secrets are sealed by the vault,
//! one by one, into the rows they belong to. `now` is always an argument: the register reads no clock
//! for anything it stores.

mod access;
mod access_assignment;
mod access_ends;
mod attachment;
mod backup;
mod calendar;
mod calendar_event;
mod calendar_lines;
mod check;
mod clock;
mod column_map;
mod contract;
mod contract_link;
mod contract_secret;
mod contract_tenants;
mod contract_terms;
mod csv_text;
mod delegation;
mod delegation_event;
mod desk_verbs;
mod due;
mod due_name;
mod edition_folder;
mod editions;
mod enrollment;
mod enrollment_cover;
mod error;
mod evidence;
mod export;
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
mod machine;
mod membership;
mod message;
mod open;
mod outside;
mod pack;
mod person;
mod plan_due;
mod plan_page;
mod plan_purchase;
mod plan_purchases;
mod plan_reckoned;
mod read_mail;
mod record;
mod register;
mod reminder;
mod reminder_plan;
mod reminder_settings;
mod reminder_text;
mod removed;
mod reopening;
mod request;
mod request_event;
mod request_import;
mod request_page;
mod requests;
mod role_assignment;
mod saved_view;
mod schema;
mod scorecard;
mod search;
mod settings;
mod sighting;
mod slot_table;
mod statement;
mod subscription;
mod tenant;
mod version;
mod wall_clock;
mod who_files;
mod word;
mod working_hours;

pub use access_assignment::{ACCESS_STATES, AccessAssignment, AccessAssignmentDraft};
pub use access_ends::{
    AccessEnd, AccessEndKind, AccessEnds, DelegationGroup, DelegationPage, DelegationQuery, DelegationView,
    DelegationWarning,
};
pub use attachment::{Attachment, Attachments, LARGEST_ATTACHMENT};
pub use calendar::CALENDAR_PRODUCT;
pub use check::{CheckReport, Problem};
pub use clock::RequestTimeBox;
pub use contract::{Contract, ContractDraft, ContractKind, Contracts};
pub use contract_link::{ContractLink, ContractLinks, LinkView};
pub use contract_secret::{SecretChange, SecretField, SecretUse};
pub use contract_terms::{ContractTerms, Incidents, OwnResponse, Package};
pub use csv_text::{CsvTable, guard, unguard};
pub use delegation::{DELEGATION_STATES, Delegation, DelegationDraft};
pub use delegation_event::DelegationEvent;
pub use desk_verbs::MOST_AT_ONCE;
pub use due::{DueItem, DueKind, LinkDue, end_of_day};
pub use editions::{EditionRef, Editions, UsersEdition};
pub use enrollment::{Enrollment, EnrollmentDraft};
pub use enrollment_cover::EnrollmentCover;
pub use error::{OutputProblem, RegisterError, Result};
pub use evidence::{EvidenceOf, MOST_EXPLAINED};
pub use export::{ExportFormat, ExportList, Exported};
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
pub use machine::local_zone;
pub use membership::{Membership, MembershipDraft};
pub use outside::Existing;
pub use person::{Person, PersonDraft, UserType};
pub use plan_page::{PlanFilter, PlanPage, PurchaseView, StateCount, Timeline};
pub use plan_purchase::{PlanPurchase, PlanPurchaseDraft};
pub use plan_purchases::PlanPurchases;
pub use read_mail::{CaseForm, FoundTime, LARGEST_MAIL, MailError, MailFindings, Mark, MarkKind, TimeLabel, read_mail};
pub use record::{RecordType, Reference};
pub use register::{Counts, Register};
pub use reminder::{Reminder, ReminderKey, Reminders, ShownNow};
pub use reminder_plan::{Candidate, Plan, ReminderStage, plan};
pub use reminder_settings::{ReminderSettings, ReminderSettingsTable};
pub use reminder_text::{Notice, notice};
pub use removed::Removed;
pub use reopening::{ReopenAnswers, ReopenCheck};
pub use request::{Request, RequestDraft, RequestState, StoredDeadline};
pub use request_event::{EventKind, RequestEvent};
pub use request_page::{RequestCounts, RequestFilter, RequestSort};
pub use requests::{DeskFacts, Requests};
pub use role_assignment::{RoleAssignment, RoleAssignmentDraft, RoleState, WHOLE_TENANT};
pub use saved_view::{SavedView, SavedViews};
pub use schema::APPLICATION_ID;
pub use scorecard::{Period, Score, Scorecard};
pub use search::{Guide, GuideType, Guides, Hit, HitType, SearchLimits, Segment, plain};
pub use settings::{LanguageChoice, Settings, SettingsTable, Theme};
pub use statement::{StatedResponse, Statement};
pub use subscription::{SUBSCRIPTION_STATES, Subscription, SubscriptionDraft};
pub use tenant::{Tenant, TenantDraft, TenantKind, Tenants};
pub use version::version;
pub use wall_clock::{Meant, meant};
pub use who_files::{Filer, Filers, FilingRuling, Granter, Matrix, MatrixCell, MatrixPerson, MatrixQuery, MatrixRow};
pub use working_hours::{OpenHours, WorkingDay, WorkingHours};
