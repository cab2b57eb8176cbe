//! Records as the screens show them: with the names of what they refer to and where they stand.

use crate::due_today::DueToday;
use crate::edition_view::EditionView;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use support_policy::edition::{Edition, Region};
use support_policy::explain::{ResponseClock, Step};
use support_policy::file_request::FilingAnswer;
use support_policy::{Language, Text};
use support_register::{
    AccessEnds, Action, Attachment, Change, Contract, Counts, DueKind, FieldChange, FirstSteps, FolderWarning,
    Register, ReminderSettings, Removed, Request, RequestEvent, RequestState, RequestTimeBox, Result, SampleState,
    Settings, Tenant, Theme, Through, VaultState, type_name,
};
use uuid::Uuid;
use zeroize::Zeroizing;

/// A tenant with where it belongs and what refers to it.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct TenantView {
    /// The record.
    #[serde(flatten)]
    pub tenant: Tenant,
    /// The support region that holds for it.
    pub effective_region: String,
    /// The zone its business hours are counted in, if it is known.
    pub effective_zone: Option<String>,
    /// The tenant's own zone: the one kept, or that of its country; none where the country has several.
    pub local_zone: Option<String>,
}

impl TenantView {
    /// The view of `tenant` by the edition that is set for it; by `edition` where none is, or it is gone.
    pub(crate) fn of(register: &Register, edition: &Edition, tenant: Tenant) -> Self {
        let own = register.edition_for(&tenant, None, edition);
        let edition = own.as_deref().unwrap_or(edition);
        let effective_region = tenant.support_region();
        let region_zone = edition.region(&effective_region).ok().and_then(Region::zone);
        let effective_zone = region_zone.map(|zone| zone.name().to_owned()).or_else(|| tenant.zone.clone());
        let local_zone = tenant.clock_at(chrono::Utc::now().naive_utc()).map(|zone| zone.name().to_owned());
        Self { tenant, effective_region, effective_zone, local_zone }
    }
}

/// A contract with the names of what it refers to.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct ContractView {
    /// The record.
    #[serde(flatten)]
    pub contract: Contract,
    /// The tenant's name.
    pub tenant_name: Option<String>,
    /// The plan whose terms it gives.
    pub plan: Option<String>,
}

/// A request with the names of what it refers to and where it stands.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct RequestView {
    /// The record.
    #[serde(flatten)]
    pub request: Request,
    /// The tenant's name.
    pub tenant_name: String,
    /// The contract's name.
    pub contract_name: Option<String>,
    /// Where it stands.
    pub state: RequestState,
    /// Whether the first response came in time, as far as that is decided.
    pub met: Option<bool>,
}

/// The names of tenants and contracts, for views.
pub(crate) struct Names {
    tenants: HashMap<Uuid, String>,
    contracts: HashMap<Uuid, String>,
}

impl Names {
    /// All names of the register.
    pub(crate) fn of(register: &Register) -> Result<Self> {
        Ok(Self {
            tenants: register.tenants().list()?.into_iter().map(|tenant| (tenant.id, tenant.name)).collect(),
            contracts: register.contracts().list()?.into_iter().map(|contract| (contract.id, contract.name)).collect(),
        })
    }

    /// The names that a contract needs.
    pub(crate) fn of_contract(register: &Register, contract: &Contract) -> Result<Self> {
        let tenant = contract.tenant.map(|id| register.tenants().get(id)).transpose()?;
        let tenants = tenant.into_iter().map(|tenant| (tenant.id, tenant.name)).collect();
        Ok(Self { tenants, contracts: HashMap::new() })
    }

    /// The names that some requests need.
    pub(crate) fn of_requests(register: &Register, requests: &[Request]) -> Result<Self> {
        let mut names = Self { tenants: HashMap::new(), contracts: HashMap::new() };
        for request in requests {
            if let Entry::Vacant(unnamed) = names.tenants.entry(request.tenant) {
                unnamed.insert(register.tenants().get(request.tenant)?.name);
            }
            if let Some(id) = request.contract.filter(|id| !names.contracts.contains_key(id)) {
                names.contracts.insert(id, register.contracts().get(id)?.name);
            }
        }
        Ok(names)
    }

    pub(crate) fn contract(&self, contract: Contract) -> ContractView {
        let tenant_name = contract.tenant.and_then(|id| self.tenants.get(&id).cloned());
        let plan = contract.kind.plan().map(str::to_owned);
        ContractView { contract, tenant_name, plan }
    }

    pub(crate) fn request(&self, request: Request, now: DateTime<Utc>) -> RequestView {
        RequestView {
            tenant_name: self.tenants.get(&request.tenant).cloned().unwrap_or_default(),
            contract_name: request.contract.and_then(|id| self.contracts.get(&id).cloned()),
            state: request.state(now),
            met: request.met(now),
            request: Request { paused_at: request.waiting_since(), ..request },
        }
    }
}

/// A page of requests.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct RequestPage {
    /// Those of the page.
    pub requests: Vec<RequestView>,
    /// How many there are on all pages.
    pub total: u32,
}

/// A request with the picture of its deadline.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct RequestDetail {
    /// The request.
    pub request: RequestView,
    /// The picture of the stored deadline; none where there is none.
    pub clock: Option<ResponseClock>,
    /// The same in steps.
    pub steps: Vec<Step>,
    /// When the first response would be due if the request were logged now, where that differs from what is stored.
    pub would_now_be: Option<DateTime<Utc>>,
    /// What happened to it, oldest first.
    pub events: Vec<RequestEvent>,
    /// Its files.
    pub attachments: Vec<Attachment>,
    /// What should be looked at about it.
    pub remarks: Vec<Text>,
    /// The most work that support puts in, where there is such a limit.
    pub time_box: Option<RequestTimeBox>,
    /// The last day on which its age is no reason to file anew; none while it is open, and where its edition says none.
    pub reopen_until: Option<NaiveDate>,
}

/// The answer of *File a request*, with the records it is about.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct Answer {
    /// What the policy says.
    #[serde(flatten)]
    pub filing: FilingAnswer,
    /// When it was asked.
    pub now: DateTime<Utc>,
    /// The tenant.
    pub tenant: TenantView,
    /// The contract that is filed under, if it is one.
    pub contract: Option<ContractView>,
}

/// Where a region's support stands now.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct RegionNow {
    /// The region.
    pub region: String,
    /// The zone of its hours.
    pub zone: String,
    /// Whether it is open.
    pub open_now: bool,
    /// When it opens next, if it is closed.
    pub opens_at: Option<DateTime<Utc>>,
    /// When it closes, if it is open.
    pub closes_at: Option<DateTime<Utc>>,
}

/// The screen *Today*.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct Today {
    /// When it was asked.
    pub now: DateTime<Utc>,
    /// How much the register holds.
    pub counts: Counts,
    /// What falls due.
    pub due: DueToday,
    /// Regions with fixed zones that the tenants belong to; all of them while there is no tenant.
    pub regions: Vec<RegionNow>,
    /// What has been removed and can be put back, the latest first.
    pub removed: Vec<Removed>,
    /// Whether secrets can be opened.
    pub vault: VaultState,
    /// Whether sample data is shown, or can be.
    pub sample: SampleState,
    /// The first steps, as far as they are done.
    pub first_steps: FirstSteps,
    /// What about access ends within 90 days.
    pub access_ends: AccessEnds,
    /// The request whose first response falls due next, with the picture of its deadline.
    pub next: Option<RequestDetail>,
}

/// A record of the user's among sample data.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct MineView {
    /// The record's id.
    pub id: Uuid,
    /// What kind of record it is.
    pub type_name: Text,
    /// Its name, or a request's title.
    pub name: String,
}

/// All the first screen needs.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct Start {
    /// The program's version.
    pub version: String,
    /// The user's settings.
    pub settings: Settings,
    /// The language of the system, as far as the product speaks it.
    pub system_language: Language,
    /// When it was asked.
    pub now: DateTime<Utc>,
    /// The IANA zone of this machine.
    pub local_zone: String,
    /// The folder of the register.
    pub home: String,
    /// Where the holiday table comes from.
    pub holiday_source: String,
    /// The edition's names.
    pub edition: EditionView,
    /// Whether this system can keep the window out of pictures of the screen.
    pub can_hide: bool,
    /// That the register's folder is unfit, and what to do.
    pub folder_warning: Option<FolderWarning>,
    /// Whether the register can only be read: its file or folder cannot be written, or the disk is full.
    pub read_only: bool,
    /// The screen that comes up first.
    pub today: Today,
}

/// What the program does in the background.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct Background {
    /// When and of what it reminds.
    pub settings: ReminderSettings,
    /// Whether it starts when the user logs in.
    pub start_at_login: bool,
    /// Whether this system has a tray that shows its icon.
    pub tray: bool,
    /// What it can remind of.
    pub kinds: Vec<KindName>,
}

/// A kind of what falls due, with its name.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct KindName {
    /// The kind.
    pub kind: DueKind,
    /// Its name.
    pub name: Text,
}

/// What the window shows. Dropped as soon as it has been sent.
#[derive(Serialize, specta::Type)]
pub struct RevealedSecret {
    /// Which contract's, and which of its secrets, in `language`.
    pub label: String,
    /// What is said of the time that is left, in `language`; `{seconds}` stands for the seconds.
    pub closes: String,
    /// The secret.
    #[specta(type = String)]
    pub value: Zeroizing<String>,
    /// After how many seconds the window closes.
    pub seconds: u32,
    /// The theme to show it in.
    pub theme: Theme,
    /// The language it is said in.
    pub language: Language,
}

/// A backup the program has made by itself.
#[derive(Debug, Clone, Copy, Serialize, specta::Type)]
pub struct AutomaticBackup {
    /// When (UTC).
    pub made_at: DateTime<Utc>,
}

/// The backup that was chosen to be put back.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct RestoreChoice {
    /// The file's name.
    pub name: String,
    /// Whether it is encrypted.
    pub needs_passphrase: bool,
}

/// A change as the history shows it.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct ChangeView {
    /// Its number.
    pub seq: u32,
    /// When (UTC).
    pub at: DateTime<Utc>,
    /// Who.
    pub who: String,
    /// Through which program.
    pub through: Through,
    /// What a record of its type is called.
    pub type_name: Text,
    /// The record's id.
    pub id: Uuid,
    /// The record's name or the title of its request, as far as the change tells.
    pub name: Option<String>,
    /// What was done.
    pub action: Action,
    /// The fields that changed.
    pub fields: Vec<FieldChange>,
}

/// A page of the history.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct HistoryPage {
    /// The changes, the newest first.
    pub changes: Vec<ChangeView>,
    /// Whether there are older ones.
    pub more: bool,
}

impl HistoryPage {
    /// The page of at most `most` changes, in the words of `edition`.
    pub(crate) fn of(register: &Register, edition: &Edition, changes: Vec<Change>, most: u32) -> Result<Self> {
        let more = u32::try_from(changes.len()).is_ok_and(|length| length >= most);
        let changes = changes.into_iter().map(|change| ChangeView::of(register, edition, change));
        Ok(Self { changes: changes.collect::<Result<_>>()?, more })
    }
}

impl ChangeView {
    fn of(register: &Register, edition: &Edition, change: Change) -> Result<Self> {
        let fields = register.changed_fields(&change, edition)?;
        let name = register.name_of(&change)?;
        let Change { seq, at, who, through, record, id, action, .. } = change;
        let type_name = type_name(record);
        let seq = u32::try_from(seq).unwrap_or(u32::MAX);
        Ok(Self { seq, at, who, through, type_name, id, name, action, fields })
    }
}
