//! Logging many requests at once: one transaction, and each promise and each table of opening hours worked out once.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension};
use support_policy::course::counted;
use support_policy::edition::{Clock, Edition};
use uuid::Uuid;

use crate::contract::Contract;
use crate::error::{RegisterError, Result};
use crate::field;
use crate::filing::{Ruled, dangling, refuse_unfit_contract};
use crate::history;
use crate::record::{self, RecordType};
use crate::register::Register;
use crate::request::{Request, RequestDraft};
use crate::requests::{Deadline, DeskFacts, NewRow};
use crate::settings::{self, Settings};
use crate::tenant::Tenant;

/// A request with how it went so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BulkRequest {
    /// What was filed.
    pub draft: RequestDraft,
    /// What the desk knows of it.
    pub facts: DeskFacts,
    /// When the first response came (UTC).
    pub responded_at: Option<DateTime<Utc>>,
    /// When and why it was closed (UTC).
    pub closed: Option<(DateTime<Utc>, String)>,
}

/// Logs requests inside one transaction of the register. What it has looked up it keeps, so tenants, contracts and
/// settings must not be changed while it lives.
pub struct BulkLog<'a> {
    register: &'a Register,
    change: &'a Connection,
    edition: &'a Edition,
    settings: Settings,
    tenants: HashMap<Uuid, Tenant>,
    contracts: HashMap<Uuid, Contract>,
    ruled: HashMap<Terms, Option<Ruled>>,
    now: DateTime<Utc>,
}

/// All that a promise depends on.
#[derive(PartialEq, Eq, Hash)]
struct Terms {
    country: String,
    region: Option<String>,
    zone: Option<String>,
    holidays: Option<String>,
    product: String,
    plan: Option<String>,
    contract: Option<Uuid>,
    severity: String,
}

impl Register {
    /// Logs requests in one transaction: all that can be logged, or none where the register cannot be written or
    /// `progress`, told after each thousand how many are done, answers false. Says for each whether it was logged.
    ///
    /// # Errors
    /// When the register cannot be written. What cannot be logged is told in its place instead.
    pub fn log_requests(
        &self,
        edition: &Edition,
        requests: impl IntoIterator<Item = BulkRequest>,
        mut progress: impl FnMut(usize) -> bool,
        now: DateTime<Utc>,
    ) -> Result<Option<Vec<Result<Uuid>>>> {
        let mut answers = Vec::new();
        let mut cancelled = false;
        let written = self.write(|change| {
            let mut log = BulkLog::new(self, change, edition, now)?;
            for request in requests {
                match log.log(&request) {
                    Err(error) if error.exit_code() != 2 => return Err(error),
                    answer => answers.push(answer),
                }
                if answers.len() % 1_000 == 0 && !progress(answers.len()) {
                    cancelled = true;
                    // Rolls all of it back.
                    return Err(RegisterError::Busy);
                }
            }
            Ok(())
        });
        match written {
            Err(_) if cancelled => Ok(None),
            Err(error) => Err(error),
            Ok(()) => Ok(Some(answers)),
        }
    }
}

impl<'a> BulkLog<'a> {
    /// Logs in the transaction `change`.
    pub(crate) fn new(
        register: &'a Register,
        change: &'a Connection,
        edition: &'a Edition,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        Ok(Self {
            register,
            change,
            edition,
            settings: settings::stored(change)?.unwrap_or_default(),
            tenants: HashMap::new(),
            contracts: HashMap::new(),
            ruled: HashMap::new(),
            now: field::instant("now", now)?,
        })
    }

    /// Logs one request with its deadline, its answer and its closing.
    ///
    /// # Errors
    /// As of [`Register::log_request`], [`crate::Requests::respond`] and [`crate::Requests::close`]. One that is
    /// refused leaves nothing behind.
    pub fn log(&mut self, request: &BulkRequest) -> Result<Uuid> {
        let (draft, facts) = (request.draft.checked()?, request.facts.checked()?);
        draft.refuse_future(self.now)?;
        let product = self.edition.product(&draft.product)?;
        self.edition.severity(&draft.severity)?;
        if let Some(concern) = &facts.concern {
            self.edition.concern(concern)?;
        }
        let responded_at = request.responded_at.map(|at| field::past("responded_at", at, self.now)).transpose()?;
        if responded_at.is_some_and(|at| at < draft.filed_at) {
            return Err(RegisterError::invalid("responded_at", "before-filed"));
        }
        let closed = match &request.closed {
            None => None,
            Some((at, reason)) => {
                let at = field::past("closed_at", *at, self.now)?;
                if at < draft.filed_at {
                    return Err(RegisterError::invalid("closed_at", "before-filed"));
                }
                if responded_at.is_some_and(|responded| at < responded) {
                    return Err(RegisterError::invalid("closed_at", "before-response"));
                }
                Some((at, field::text("reason", reason, field::LONGEST_TITLE)?))
            }
        };
        self.refuse_duplicate(&draft)?;
        let ruled = self.ruled(product, &draft)?;
        let deadline = ruled.map(|ruled| ruled.deadline(draft.filed_at)).transpose()?;
        let ran = match (ruled, responded_at) {
            (Some(ruled), Some(at)) => Some(counted(&ruled.promise, draft.filed_at, at, &[])?),
            _ => None,
        };
        let id = field::new_id(self.now);
        NewRow {
            draft: &draft,
            facts: &facts,
            deadline: &Deadline::checked(deadline)?,
            responded_at,
            counted: ran.and_then(|ran| u32::try_from(ran.num_seconds()).ok()),
            closed: closed.as_ref().map(|(at, reason)| (*at, reason.as_str())),
        }
        .insert(self.change, id, self.now)?;
        let after = record::get::<Request>(self.change, id)?;
        history::added(self.change, self.register.actor(), self.now, &after)?;
        Ok(id)
    }

    fn refuse_duplicate(&self, draft: &RequestDraft) -> Result<()> {
        let Some(number) = &draft.case_number else { return Ok(()) };
        let other = self
            .change
            .prepare_cached("SELECT id FROM request WHERE case_number = ?1 AND removed_at IS NULL")?
            .query_row([number], |row| field::id_of(row, "id"))
            .optional()?;
        let Some(other) = other else { return Ok(()) };
        let other = record::Record::reference(&record::get::<Request>(self.change, other)?);
        Err(RegisterError::Invalid { field: "case_number", code: "duplicate", other: Some(other) })
    }

    fn ruled(&mut self, product: &support_policy::edition::Product, draft: &RequestDraft) -> Result<Option<&Ruled>> {
        let change = self.change;
        let tenant = match self.tenants.entry(draft.tenant) {
            std::collections::hash_map::Entry::Occupied(kept) => kept.into_mut(),
            std::collections::hash_map::Entry::Vacant(place) => {
                let found = record::get(change, draft.tenant).map_err(|_| dangling("tenant", RecordType::Tenant))?;
                place.insert(found)
            }
        };
        let contract = match draft.contract {
            None => None,
            Some(id) => Some(match self.contracts.entry(id) {
                std::collections::hash_map::Entry::Occupied(kept) => kept.into_mut(),
                std::collections::hash_map::Entry::Vacant(place) => {
                    let found = record::get(change, id).map_err(|_| dangling("contract", RecordType::Contract))?;
                    place.insert(found)
                }
            }),
        };
        if let Some(contract) = &contract {
            refuse_unfit_contract(product, tenant, contract, draft.filed_at)?;
        }
        let terms = Terms {
            country: tenant.country.clone(),
            region: tenant.region.clone(),
            zone: tenant.zone.clone(),
            holidays: tenant.holidays.clone(),
            product: draft.product.clone(),
            plan: draft.plan.clone(),
            contract: draft.contract,
            severity: draft.severity.clone(),
        };
        match self.ruled.entry(terms) {
            std::collections::hash_map::Entry::Occupied(kept) => Ok(kept.into_mut().as_ref()),
            std::collections::hash_map::Entry::Vacant(place) => {
                let mut ruled = Ruled::of(self.edition, draft, tenant, contract.as_deref(), self.settings)?;
                if let Some(ruled) = ruled.as_mut().filter(|ruled| ruled.promise.clock == Clock::BusinessHours) {
                    ruled.promise.hours = ruled.promise.hours.clone().compiled()?;
                }
                Ok(place.insert(ruled).as_ref())
            }
        }
    }
}
