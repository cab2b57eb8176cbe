//! Rows into the register, file by file, inside the transaction of the import.

mod about;
mod clients;
mod delegations;
mod groups;
mod missing;
mod roles;
mod subscriptions;

use std::collections::{BTreeSet, HashMap, HashSet};

use self::about::About;
use chrono::{DateTime, Utc};
use rusqlite::Connection;
use support_policy::edition::Edition;
use support_policy::text;
use uuid::Uuid;

use super::format::Format;
use super::problem::{FileProblem, ImportError, RowProblem, SkippedRow, Warning};
use super::report::{ChangedRow, FileReport, RowAction};
use super::rows::{PrincipalRow, Row};
use super::{ReadFile, role_names, value};
use crate::actor::Actor;
use crate::delegation_event::{self, DelegationEvent};
use crate::editions::Editions;
use crate::error::RegisterError;
use crate::kept::{self, Kept, Outcome};
use crate::request_import::RequestImporter;
use crate::role_assignment::RoleState;
use crate::settings::Settings;
use crate::sighting::Sighting;
use crate::tenant::{self, Tenant, TenantDraft, TenantKind};
use crate::watch::{Stage, Watch};
use crate::{field, record};

/// ISO 3166 leaves this code to users; here it says that nobody has said the country yet.
const UNKNOWN_COUNTRY: &str = "ZZ";
/// Progress is told every so many rows.
const STEP: u64 = 128;

/// Why a row does not go in.
pub(crate) enum RowEnd {
    /// It is left out.
    Skip(RowProblem),
    /// The import cannot go on.
    Stop(ImportError),
}

impl From<RowProblem> for RowEnd {
    fn from(problem: RowProblem) -> Self {
        Self::Skip(problem)
    }
}

/// What the register will not store leaves out the row; what keeps the register from storing anything ends the import.
impl From<RegisterError> for RowEnd {
    fn from(error: RegisterError) -> Self {
        let code = match &error {
            RegisterError::Invalid { flaw, .. } => flaw.code(),
            RegisterError::Dangling { .. } => "refers-to-removed",
            RegisterError::Policy(_) => "unknown",
            RegisterError::Refused { .. } => "refused",
            RegisterError::EditionGone { .. } | RegisterError::EditionInvalid { .. } => "edition",
            RegisterError::NotFound { .. } => "not-found",
            RegisterError::Ambiguous { .. } => "ambiguous",
            _ => return Self::Stop(error.into()),
        };
        Self::Skip(RowProblem { code, reason: error.message() })
    }
}

type RowResult<T> = Result<T, RowEnd>;

/// What one import knows while it writes.
pub(super) struct Importer<'a> {
    pub(super) change: &'a Connection,
    pub(super) actor: &'a Actor,
    pub(super) editions: &'a Editions,
    pub(super) edition: &'a Edition,
    pub(super) settings: Settings,
    pub(super) now: DateTime<Utc>,
    pub(super) id: Uuid,
    pub(super) watch: &'a Watch,
    done: u64,
    total: u64,
    /// Tenants by directory id.
    tenants: HashMap<String, Uuid>,
    /// The only own tenant, or the only one at all.
    home: Option<Tenant>,
    /// Roles by their id in a directory, from a file of this import.
    role_ids: HashMap<String, String>,
    /// People of this import by tenant and all that a row says of them.
    people: HashMap<(Uuid, PrincipalRow), (Uuid, Outcome)>,
    groups: HashMap<String, (Uuid, Outcome)>,
    delegations: HashMap<String, Uuid>,
}

/// What a file's rows came to.
struct Tally {
    report: FileReport,
    incomplete: bool,
    tenants_added: u32,
    /// Groups of a list of groups that are not kept.
    groups_unknown: u32,
    /// Assignments in an export that says no ends, of which the register says that they ended.
    ended: u32,
    /// Tenants kept without a directory's id that were taken for those of the file, by name.
    recognised: Vec<String>,
    /// Names that several of them have.
    ambiguous: Vec<String>,
    /// Roles whose members the service may have cut off.
    cut: Vec<String>,
    /// What the rows were about, which is where absence counts.
    scope: Scope,
}

#[derive(Default)]
struct Scope {
    relationships: HashSet<Uuid>,
    states: BTreeSet<RoleState>,
    roles: BTreeSet<String>,
    partners: BTreeSet<String>,
}

impl<'a> Importer<'a> {
    pub(super) fn new(
        (change, actor): (&'a Connection, &'a Actor),
        (editions, edition, settings): (&'a Editions, &'a Edition, Settings),
        (id, now): (Uuid, DateTime<Utc>),
        watch: &'a Watch,
        files: &[ReadFile],
    ) -> Result<Self, RegisterError> {
        let tenants: Vec<Tenant> = record::list(change)?;
        let mut own = tenants.iter().filter(|tenant| tenant.kind == TenantKind::Own);
        let home = match (own.next(), own.next(), tenants.as_slice()) {
            (Some(only), None, _) | (None, _, [only]) => Some(only.clone()),
            _ => None,
        };
        let role_ids = files
            .iter()
            .flat_map(|file| file.parsed().map(|parsed| parsed.rows.as_slice()).unwrap_or_default())
            .filter_map(|(_, row)| match row {
                Row::RoleName(role) => Some((role.id.clone(), role.template.clone())),
                _ => None,
            })
            .collect();
        Ok(Self {
            change,
            actor,
            editions,
            edition,
            settings,
            now,
            id,
            watch,
            done: 0,
            total: files.iter().map(ReadFile::rows).map(u64::from).sum(),
            tenants: tenants.into_iter().filter_map(|tenant| Some((tenant.tenant_id?, tenant.id))).collect(),
            home,
            role_ids,
            people: HashMap::new(),
            groups: HashMap::new(),
            delegations: HashMap::new(),
        })
    }

    /// Takes a file in.
    pub(super) fn take(&mut self, file: &ReadFile) -> Result<FileReport, ImportError> {
        let needs = |problem: FileProblem| ImportError::Files(vec![problem]);
        let parsed = file.with_columns().map_err(needs)?;
        let parsed = parsed.as_ref();
        let mut tally = Tally {
            report: FileReport::new(&parsed.file, parsed.format, parsed.warnings.clone(), parsed.skipped.clone()),
            incomplete: parsed.incomplete,
            tenants_added: 0,
            groups_unknown: 0,
            ended: 0,
            recognised: Vec::new(),
            ambiguous: Vec::new(),
            cut: Vec::new(),
            scope: Scope::default(),
        };
        let about = self.about(file, parsed, &mut tally).map_err(needs)?;
        self.clients_first(&parsed.rows, &about, &mut tally)?;
        let mut requests = None;
        for (number, row) in &parsed.rows {
            self.step()?;
            let taken = match row {
                Row::Request(row) => {
                    let requests = requests.get_or_insert_with(|| {
                        RequestImporter::new(
                            (self.change, self.actor),
                            (self.editions, self.edition, self.settings),
                            self.now,
                        )
                    });
                    requests.take(row, &mut tally.report)
                }
                row => self.row(parsed.format, row, &about, &mut tally),
            };
            match taken {
                Ok((outcome, name)) => tally.count(outcome, *number, name),
                Err(RowEnd::Skip(RowProblem { code, reason })) => {
                    // An application was never kept, and what stands twice was taken once.
                    tally.incomplete |= !matches!(code, "application" | "duplicate" | "nested-group");
                    tally.report.skipped.push(SkippedRow { row: *number, code, reason });
                }
                Err(RowEnd::Stop(error)) => return Err(error),
            }
        }
        tally.report.skipped.sort_by_key(|skipped| skipped.row);
        if !tally.incomplete {
            self.mark_missing(parsed.format, &about, &mut tally)?;
            if parsed.rows.is_empty() && tally.report.missing > 0 {
                tally.report.warnings.push(Warning::new(
                    "empty-export",
                    text!(
                        "The export holds nothing, so everything that it used to hold is marked as missing.",
                        "Eksporten er tom, så alt den pleide å inneholde, merkes som savnet."
                    ),
                ));
            }
        }
        tally.warn(&about);
        Ok(tally.report)
    }

    /// Adds the clients of all delegations before the first delegation: the search index takes records of one type
    /// after the other, and writes itself out whenever the type changes. What keeps a client out is told at its row.
    fn clients_first(&mut self, rows: &[(u32, Row)], about: &About, tally: &mut Tally) -> Result<(), ImportError> {
        for (_, row) in rows {
            let Row::Delegation(row) = row else { continue };
            match self.client(&row.customer_id, row.customer_name.as_deref(), about, tally) {
                Ok(_) | Err(RowEnd::Skip(_)) => {}
                Err(RowEnd::Stop(error)) => return Err(error),
            }
        }
        Ok(())
    }

    fn step(&mut self) -> Result<(), ImportError> {
        self.done += 1;
        if self.done.is_multiple_of(STEP) && !self.watch.tell(Stage::Writing, self.done, self.total) {
            return Err(ImportError::Cancelled);
        }
        Ok(())
    }

    fn row(&mut self, format: Format, row: &Row, about: &About, tally: &mut Tally) -> RowResult<(Outcome, String)> {
        match row {
            Row::Role(row) => self.role_row(format, row, about, tally),
            Row::Member(row) if format == Format::GraphGroupMembers => self.group_member(format, row, about),
            Row::Member(row) => {
                let role = about.role.clone().ok_or_else(|| RowProblem::missing("role"))?;
                tally.scope.roles.insert(role.clone());
                self.member(format, row, &role, about, tally)
            }
            Row::RoleName(row) => self.role_name(format, row, about, tally),
            Row::Group(row) => self.group_name(format, row, tally),
            Row::Delegation(row) => self.delegation(format, row, about, tally),
            Row::Access(row) => self.access(format, row, about, tally),
            Row::Subscription(row) => self.subscription(format, row, about),
            Row::Customer(row) => self.customer(row, about, tally),
            Row::Activity(row) => {
                let event = DelegationEvent {
                    id: field::new_id(self.now),
                    at: row.at,
                    customer: row.customer.clone(),
                    action: row.action.clone(),
                    performed_by: row.by.clone(),
                    created_at: self.now,
                };
                let outcome = delegation_event::import(self.change, self.actor, &event, self.now)?;
                Ok((outcome, event.action))
            }
            Row::Request(_) => Err(RowProblem::missing("request").into()),
        }
    }

    /// The tenant with a directory id; added as a client's where it is not kept yet. No export names a country, so it
    /// stays unknown unless the user says it: a wrong one would give wrong deadlines.
    fn client(&mut self, directory: &str, name: Option<&str>, about: &About, tally: &mut Tally) -> RowResult<Uuid> {
        if let Some(id) = self.tenants.get(directory) {
            return Ok(*id);
        }
        if let Some(name) = name
            && let Some(id) = self.kept_by_hand(directory, name, tally)?
        {
            return Ok(id);
        }
        let draft = TenantDraft {
            name: name.unwrap_or(directory).to_owned(),
            tenant_id: Some(directory.to_owned()),
            kind: TenantKind::Client,
            country: about.country.clone().unwrap_or_else(|| UNKNOWN_COUNTRY.to_owned()),
            zone: None,
            region: None,
            holidays: None,
            edition: None,
        };
        let draft = if about.country.is_some() { draft.known_to(self.edition)? } else { draft };
        let tenant = tenant::add(self.change, self.actor, &draft, self.now)?;
        self.tenants.insert(directory.to_owned(), tenant.id);
        tally.tenants_added += 1;
        Ok(tenant.id)
    }

    /// The tenant that a cell names, by directory id, id or name.
    fn tenant_named(&self, named: &str) -> RowResult<Uuid> {
        if let Some(id) = value::guid(named).and_then(|id| self.tenants.get(&id).copied()) {
            return Ok(id);
        }
        Ok(record::find::<Tenant>(self.change, named)?.id)
    }

    /// A role as the register keeps it: its template id, or the id of a role that Entra does not know.
    fn role(&self, named: &str) -> String {
        if let Some(id) = value::guid(named) {
            return self.role_ids.get(&id).cloned().unwrap_or(id);
        }
        role_names::key(&self.edition.roles, named).unwrap_or_else(|| {
            let words = named.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
            words.map(str::to_lowercase).collect::<Vec<_>>().join("-")
        })
    }

    fn keep<R: Kept>(&self, format: Format, draft: &R::Draft) -> RowResult<(R, Outcome)> {
        let seen = Sighting { format: format.as_str(), import: self.id, at: self.now };
        Ok(kept::import::<R>(self.change, self.actor, draft, &seen)?)
    }
}

impl Tally {
    fn count(&mut self, outcome: Outcome, row: u32, name: String) {
        match outcome {
            Outcome::Added => {
                self.report.added += 1;
                self.list(RowAction::Added, Some(row), name);
            }
            Outcome::Changed => {
                self.report.changed += 1;
                self.list(RowAction::Changed, Some(row), name);
            }
            Outcome::Unchanged => self.report.unchanged += 1,
        }
    }

    fn list(&mut self, action: RowAction, row: Option<u32>, name: String) {
        self.report.changes.push(ChangedRow { action, row, name });
    }

    fn warn(&mut self, about: &About) {
        self.warn_of_names();
        if self.tenants_added > 0 && about.country.is_none() {
            let count = self.tenants_added;
            self.report.warnings.push(Warning::new("country-unknown", text!("Client tenants were added without a country ({count}): no export names it. Set it before you file for them, for hours and holidays follow it.", "Kundeleiere ble lagt til uten land ({count}): Ingen eksport oppgir det. Sett det før du sender inn forespørsler for dem, for åpningstider og helligdager følger landet.", count)));
        }
        if self.tenants_added > 0 && about.country.is_some() {
            let count = self.tenants_added;
            self.report.warnings.push(Warning::new(
                "tenants-added",
                text!("Client tenants were added: {count}.", "Kundeleiere ble lagt til: {count}.", count),
            ));
        }
        if self.groups_unknown > 0 {
            let count = self.groups_unknown;
            self.report.warnings.push(Warning::new(
                "groups-unknown",
                text!(
                    "Groups that hold no role and use no delegation here were left out: {count}.",
                    "Grupper som verken har en rolle eller bruker en delegering her, ble utelatt: {count}.",
                    count
                ),
            ));
        }
        if self.ended > 0 {
            let count = self.ended;
            self.report.warnings.push(Warning::new("ended-yet-listed", text!("The file holds assignments that have ended by what is known of them ({count}), and does not say until when they last. Import roleAssignmentScheduleInstances too.", "Filen inneholder tildelinger som er avsluttet etter det som er kjent om dem ({count}), og sier ikke hvor lenge de varer. Importer roleAssignmentScheduleInstances også.", count)));
        }
        if !self.cut.is_empty() {
            let roles = self.cut.join(", ");
            self.report.warnings.push(Warning::new("members-cut", text!("The service cuts off members that are exported with their role after 20: {roles}. Import the members of each of these roles; nobody is marked as missing there.", "Tjenesten kutter medlemmer som eksporteres sammen med rollen, etter 20: {roles}. Importer medlemmene av hver av disse rollene; ingen merkes som savnet der.", roles)));
        }
        if self.report.format == Format::GraphDirectoryRoles && self.scope.roles.is_empty() && self.cut.is_empty() {
            self.report.warnings.push(Warning::new("no-members", text!("The file names roles, not who holds them. Import the members of each role, or the role assignments.", "Filen navngir roller, ikke hvem som har dem. Importer medlemmene av hver rolle, eller rolletilordningene.")));
        }
    }
}

fn another_tenant() -> RowProblem {
    RowProblem::new(
        "another-tenant",
        text!(
            "The row belongs to another tenant than the one chosen. Import that tenant by itself.",
            "Raden tilhører en annen leier enn den som er valgt. Importer den leieren for seg."
        ),
    )
}
