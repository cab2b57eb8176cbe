//! Requests by the thousand, from a table: logged with the deadline the edition gives them, answered and closed as the
//! table says.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::Value;
use support_policy::course::counted;
use support_policy::edition::Edition;
use support_policy::text;
use uuid::Uuid;

use crate::actor::Actor;
use crate::clock::settle;
use crate::contract::Contract;
use crate::contract_facts::{is_benefit_for, refuse_unfit_contract};
use crate::deadline_inputs::{Inputs, Ruled, ruled};
use crate::editions::Editions;
use crate::error::{RegisterError, Result};
use crate::field::{self, Micros};
use crate::flaw::Flaw;
use crate::history::{self, Action};
use crate::import::{FileReport, RequestRow, RowEnd, RowProblem, Warning, guid, plain};
use crate::kept::Outcome;
use crate::record::{self, Record};
use crate::request::{Request, RequestDraft};
use crate::request_event::events_of;
use crate::requests::{Deadline, DeskFacts, NewRow};
use crate::row_times::RowTimes;
use crate::settings::Settings;
use crate::tenant::Tenant;

/// Takes rows of requests into the register, in the transaction of an import.
pub(crate) struct RequestImporter<'a> {
    change: &'a Connection,
    actor: &'a Actor,
    editions: &'a Editions,
    edition: &'a Edition,
    settings: Settings,
    now: DateTime<Utc>,
    tenants: HashMap<String, Tenant>,
    contracts: HashMap<String, Contract>,
    /// What is promised, by tenant, product, plan and severity; none where no response time is published.
    promises: HashMap<Terms, Option<Ruled>>,
}

/// Tenant, product, plan, severity and contract.
type Terms = (Uuid, String, String, String, Option<Uuid>);

impl<'a> RequestImporter<'a> {
    pub(crate) fn new(
        (change, actor): (&'a Connection, &'a Actor),
        (editions, edition, settings): (&'a Editions, &'a Edition, Settings),
        now: DateTime<Utc>,
    ) -> Self {
        let (tenants, contracts, promises) = (HashMap::new(), HashMap::new(), HashMap::new());
        Self { change, actor, editions, edition, settings, now, tenants, contracts, promises }
    }

    /// Takes a row in: logs the request, or records what has happened to one that is logged already.
    pub(crate) fn take(
        &mut self,
        row: &RequestRow,
        report: &mut FileReport,
    ) -> std::result::Result<(Outcome, String), RowEnd> {
        let tenant = self.tenant(&row.tenant)?;
        let moments = (row.filed_at, row.responded_at, row.closed_at);
        let clock_assumed = [Some(row.filed_at), row.responded_at, row.closed_at]
            .into_iter()
            .flatten()
            .any(|moment| moment.wall().is_some());
        let RowTimes { filed_at, responded_at, closed_at } = RowTimes::of(moments, &tenant, self.now)?;
        if clock_assumed && !report.warnings.iter().any(|warning| warning.code == "local-times") {
            report.warnings.push(Warning::new(
                "local-times",
                text!(
                    "Times without a zone were read on the clock of each tenant.",
                    "Klokkeslett uten tidssone ble lest på klokken til hver leier."
                ),
            ));
        }
        let contract = row.contract.as_deref().map(|name| self.contract(name)).transpose()?;
        let draft = RequestDraft {
            tenant: tenant.id,
            product: self.product(&row.product)?,
            plan: row.plan.as_deref().map(|plan| self.plan(plan)).transpose()?,
            contract: contract.as_ref().map(|contract| contract.id),
            severity: self.severity(&row.severity)?,
            title: row.title.clone(),
            filed_at,
            case_number: row.case_number.clone(),
        }
        .checked()?;
        draft.refuse_future(self.now)?;
        let end = End::checked(filed_at, responded_at, closed_at, row.close_reason.as_deref(), self.now)?;
        let title = draft.title.clone();
        let outcome = if let Some(before) = self.logged(&draft)? {
            self.update(&before, &draft, &end)?
        } else {
            self.log(&tenant, contract.as_ref(), &draft, &end)?;
            Outcome::Added
        };
        Ok((outcome, title))
    }

    fn log(&mut self, tenant: &Tenant, contract: Option<&Contract>, draft: &RequestDraft, end: &End) -> Result<()> {
        let edition = self.editions.for_filing(tenant, contract, self.edition)?;
        if let Some(contract) = contract {
            let benefit = is_benefit_for(tenant, contract, |id| record::get(self.change, id))?;
            refuse_unfit_contract(edition.product(&draft.product)?, tenant, contract, benefit, draft.filed_at)?;
        }
        let plan = draft.plan.clone().or_else(|| contract?.kind.plan().map(str::to_owned));
        let ruled = match plan {
            Some(plan) => self.promise(&edition, tenant, contract, draft, plan)?,
            None => None,
        };
        let deadline = ruled.map(|ruled| ruled.due(draft.filed_at)).transpose()?;
        let counted = match (ruled, end.responded_at) {
            (Some(ruled), Some(at)) => {
                u32::try_from(counted(&ruled.promise, draft.filed_at, at, &[])?.num_seconds()).ok()
            }
            _ => None,
        };
        let id = field::new_id(self.now);
        draft.refuse_unfit(self.change, id)?;
        NewRow {
            draft,
            facts: &DeskFacts::default(),
            deadline: &Deadline::checked(deadline)?,
            responded_at: end.responded_at,
            counted,
            closed: end.closed.as_ref().map(|(at, reason)| (*at, reason.as_str())),
        }
        .insert(self.change, id, self.now)?;
        let after = record::get::<Request>(self.change, id)?;
        history::added(self.change, self.actor, self.now, &after)
    }

    fn update(&self, before: &Request, draft: &RequestDraft, end: &End) -> std::result::Result<Outcome, RowEnd> {
        let same = before.tenant == draft.tenant
            && before.product == draft.product
            && before.plan == draft.plan
            && before.contract == draft.contract
            && before.severity == draft.severity
            && before.title == draft.title
            && before.filed_at == draft.filed_at;
        if !same {
            return Err(logged_otherwise(&before.title).into());
        }
        let end = End {
            responded_at: end.responded_at.or(before.responded_at),
            closed: end.closed.clone().or_else(|| before.closed_at.zip(before.close_reason.clone())),
        };
        let known =
            End { responded_at: before.responded_at, closed: before.closed_at.zip(before.close_reason.clone()) };
        if end == known {
            return Ok(Outcome::Unchanged);
        }
        let action = if end.closed == known.closed { Action::Responded } else { Action::Closed };
        // The clock first: what was noted of it since may move the deadline, and the response ends it.
        let events = events_of(self.change, before.id)?;
        let closed_at = end.closed.as_ref().map(|(at, _)| *at);
        let ended = Request { responded_at: end.responded_at, closed_at, ..before.clone() };
        settle(self.change, self.editions, self.edition, &ended, &events, self.now)?;
        set_closed(self.change, before.id, end.closed.as_ref())?;
        let after = record::get::<Request>(self.change, before.id)?;
        history::changed(self.change, self.actor, self.now, action, before, &after)?;
        Ok(Outcome::Changed)
    }

    /// The request that is meant: by its case number, else by tenant, title and time.
    fn logged(&self, draft: &RequestDraft) -> Result<Option<Request>> {
        let sql = match draft.case_number {
            Some(_) => "case_number = ?1",
            None => "case_number IS ?1 AND tenant = ?2 AND folded = ?3 AND filed_at = ?4",
        };
        let sql = format!("SELECT {} FROM request WHERE removed_at IS NULL AND {sql}", Request::COLUMNS);
        let mut statement = self.change.prepare_cached(&sql)?;
        let found = match &draft.case_number {
            Some(number) => statement.query_row([number], Request::read),
            None => statement.query_row(
                params![
                    None::<String>,
                    draft.tenant.to_string(),
                    record::fold(&draft.title),
                    Micros(field::instant("filed_at", draft.filed_at)?)
                ],
                Request::read,
            ),
        };
        Ok(found.optional()?)
    }

    fn promise(
        &mut self,
        edition: &Edition,
        tenant: &Tenant,
        contract: Option<&Contract>,
        draft: &RequestDraft,
        plan: String,
    ) -> Result<Option<&Ruled>> {
        let key = (tenant.id, draft.product.clone(), plan, draft.severity.clone(), draft.contract);
        if !self.promises.contains_key(&key) {
            let inputs = Inputs::now(tenant, self.settings, &key.2, &draft.severity).under(contract);
            let ruled = ruled(edition, edition.product(&draft.product)?, &inputs)?;
            self.promises.insert(key.clone(), ruled);
        }
        Ok(self.promises.get(&key).and_then(Option::as_ref))
    }

    fn tenant(&mut self, named: &str) -> Result<Tenant> {
        if let Some(tenant) = self.tenants.get(named) {
            return Ok(tenant.clone());
        }
        let of_directory = guid(named).map(|id| {
            let sql = format!("SELECT {} FROM tenant WHERE tenant_id = ?1 AND removed_at IS NULL", Tenant::COLUMNS);
            Ok::<_, RegisterError>(self.change.prepare_cached(&sql)?.query_row([id], Tenant::read).optional()?)
        });
        let tenant = match of_directory.transpose()?.flatten() {
            Some(tenant) => tenant,
            None => record::find::<Tenant>(self.change, named)?,
        };
        self.tenants.insert(named.to_owned(), tenant.clone());
        Ok(tenant)
    }

    fn contract(&mut self, named: &str) -> Result<Contract> {
        if let Some(contract) = self.contracts.get(named) {
            return Ok(contract.clone());
        }
        let contract = record::find::<Contract>(self.change, named)?;
        self.contracts.insert(named.to_owned(), contract.clone());
        Ok(contract)
    }

    fn product(&self, named: &str) -> Result<String> {
        let names = self.edition.products.iter().map(|product| (&product.id, &product.name));
        Ok(id_of(names, named).map_or_else(|| self.edition.product(named).map(|product| product.id.clone()), Ok)?)
    }

    fn plan(&self, named: &str) -> Result<String> {
        let names = self.edition.plans.iter().map(|plan| (&plan.id, &plan.name));
        Ok(id_of(names, named).map_or_else(|| self.edition.plan(named).map(|plan| plan.id.clone()), Ok)?)
    }

    fn severity(&self, named: &str) -> Result<String> {
        let names = self.edition.severities.iter().map(|severity| (&severity.id, &severity.name));
        Ok(id_of(names, named).map_or_else(|| self.edition.severity(named).map(|severity| severity.id.clone()), Ok)?)
    }
}

/// The id of what a cell names, by id or by name in either language, whatever its case and signs, with or without the
/// family's name before it.
fn id_of<'n>(names: impl Iterator<Item = (&'n String, &'n support_policy::Text)>, named: &str) -> Option<String> {
    let named = short_name(named);
    let mut names = names;
    names
        .find(|(id, name)| [id.as_str(), &name.en, &name.nb].iter().any(|known| short_name(known) == named))
        .map(|(id, _)| id.clone())
}

/// A name without what all products of the family begin with: people leave out “Microsoft Dynamics 365”.
fn short_name(name: &str) -> String {
    let plain = plain(name);
    let rest = plain.strip_prefix("microsoft").unwrap_or(&plain);
    let rest = ["dynamics365", "d365"].iter().find_map(|family| rest.strip_prefix(family)).unwrap_or(rest);
    if rest.is_empty() { plain } else { rest.to_owned() }
}

/// What has happened to a request since it was filed.
#[derive(Debug, Clone, PartialEq, Eq)]
struct End {
    responded_at: Option<DateTime<Utc>>,
    closed: Option<(DateTime<Utc>, String)>,
}

impl End {
    fn checked(
        filed_at: DateTime<Utc>,
        responded_at: Option<DateTime<Utc>>,
        closed_at: Option<DateTime<Utc>>,
        reason: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let responded_at = responded_at.map(|at| field::instant("responded_at", at)).transpose()?;
        let closed_at = closed_at.map(|at| field::instant("closed_at", at)).transpose()?;
        for (name, at) in [("responded_at", responded_at), ("closed_at", closed_at)] {
            if at.is_some_and(|at| at < filed_at) {
                return Err(RegisterError::invalid(name, Flaw::BeforeFiled));
            }
            if at.is_some_and(|at| at > now) {
                return Err(RegisterError::invalid(name, Flaw::InTheFuture));
            }
        }
        if responded_at.zip(closed_at).is_some_and(|(responded, closed)| closed < responded) {
            return Err(RegisterError::invalid("closed_at", Flaw::BeforeResponse));
        }
        let reason = field::optional_text("reason", reason, field::LONGEST_TITLE)?;
        // A table that does not say why leaves a dash.
        let closed = closed_at.map(|at| (at, reason.unwrap_or_else(|| "–".to_owned())));
        Ok(Self { responded_at, closed })
    }
}

fn set_closed(change: &Connection, id: Uuid, closed: Option<&(DateTime<Utc>, String)>) -> Result<()> {
    change.prepare_cached("UPDATE request SET closed_at = ?2, close_reason = ?3 WHERE id = ?1")?.execute(params![
        id.to_string(),
        closed.map(|(at, _)| Micros(*at)),
        closed.map(|(_, reason)| reason)
    ])?;
    Ok(())
}

/// Puts a request back to what it was before an import recorded its response or closing.
pub(crate) fn put_back(change: &Connection, actor: &Actor, before: &Value, now: DateTime<Utc>) -> Result<()> {
    let before: Request =
        serde_json::from_value(before.clone()).map_err(|_| RegisterError::Tampered { subject: None })?;
    let current = record::get::<Request>(change, before.id)?;
    set_closed(change, before.id, before.closed_at.zip(before.close_reason.clone()).as_ref())?;
    let deadline = Deadline::checked(before.stored_deadline())?;
    change.execute(
        "UPDATE request SET responded_at = ?2, counted = ?3, due_at = ?4, deadline = ?5, changed_at = ?6, paused_at = ?7,
         promised = ?8, promised_severity = ?9 WHERE id = ?1",
        params![
            before.id.to_string(),
            before.responded_at.map(Micros),
            before.counted,
            deadline.due_at,
            deadline.ruling,
            Micros(before.changed_at),
            before.paused_at.map(Micros),
            deadline.promised,
            deadline.promised_severity(&before.severity),
        ],
    )?;
    let after = record::get::<Request>(change, before.id)?;
    history::changed(change, actor, now, Action::Changed, &current, &after)
}

fn logged_otherwise(title: &str) -> RowProblem {
    RowProblem::new(
        "logged-otherwise",
        text!(
            "The request “{title}” is logged already and says something else. Change it on the screen Requests.",
            "Forespørselen «{title}» er allerede registrert og sier noe annet. Endre den på skjermen Forespørsler.",
            title
        ),
    )
}
