//! Logging and correcting a request, with the deadline that is ruled for it.

use chrono::{DateTime, Utc};
use support_policy::edition::Edition;
use uuid::Uuid;

use crate::contract::Contract;
use crate::contract_facts::{is_benefit_for, refuse_unfit_contract};
use crate::deadline_inputs::{Inputs, ruled};
use crate::deadline_timing::{Milestones, filed_severity, retimed};
use crate::error::{RegisterError, Result};
use crate::flaw::Flaw;
use crate::record::RecordType;
use crate::register::Register;
use crate::request::{Request, RequestDraft, StoredDeadline};
use crate::request_event::{EventKind, events_of};
use crate::requests::DeskFacts;

impl Register {
    /// Logs a request with the deadline that `edition` gives it.
    ///
    /// # Errors
    /// As for [`crate::Requests::log`]; [`RegisterError::Policy`] for an unknown product, plan or severity;
    /// [`RegisterError::Refused`] for a severity the plan lacks or a product it does not entitle.
    pub fn log_request(&self, edition: &Edition, draft: &RequestDraft, now: DateTime<Utc>) -> Result<Request> {
        self.log_request_with(edition, draft, &DeskFacts::default(), now)
    }

    /// Logs a request with the deadline that `edition` gives it, and with what is known of it at the desk.
    ///
    /// # Errors
    /// As of [`Register::log_request`]; [`RegisterError::Policy`] for an unknown concern.
    pub fn log_request_with(
        &self,
        edition: &Edition,
        draft: &RequestDraft,
        facts: &DeskFacts,
        now: DateTime<Utc>,
    ) -> Result<Request> {
        if let Some(concern) = facts.concern.as_deref().filter(|concern| !concern.is_empty()) {
            edition.concern(concern)?;
        }
        // A slip in the year lies outside the calendar too; that it lies ahead says more.
        draft.refuse_future(now)?;
        let deadline = self.rule_deadline(edition, draft)?;
        self.requests().log_with(draft, facts, deadline, now)
    }

    /// Changes a request; its deadline is worked out anew only when something it rests on has changed.
    ///
    /// # Errors
    /// As for [`Register::log_request`]; [`RegisterError::NotFound`].
    pub fn change_request(
        &self,
        edition: &Edition,
        id: Uuid,
        draft: &RequestDraft,
        now: DateTime<Utc>,
    ) -> Result<Request> {
        let before = self.requests().get(id)?;
        let events = self.read(|connection| events_of(connection, id))?;
        let changes = events.iter().any(|event| event.kind == EventKind::Severity);
        // The severity a request is filed with is corrected here; one that was changed since has its own event.
        let filed = match changes {
            true if draft.severity != before.severity => {
                return Err(RegisterError::invalid("severity", Flaw::AfterChange));
            }
            true => RequestDraft { severity: filed_severity(&before), ..draft.clone() },
            false => draft.clone(),
        };
        let rests_on_the_same = before.tenant == draft.tenant
            && before.plan == draft.plan
            && before.contract == draft.contract
            && before.severity == draft.severity
            && before.filed_at == draft.filed_at
            && before.product == draft.product;
        let deadline = if rests_on_the_same {
            before.stored_deadline()
        } else {
            let ruled = self.rule_deadline(edition, &filed)?;
            let marks = Milestones { filed_at: draft.filed_at, ..Milestones::of(&before) };
            retimed(self.editions(), edition, ruled, &events, marks)?.deadline
        };
        self.requests().set(id, draft, deadline, now)
    }

    fn rule_deadline(&self, edition: &Edition, draft: &RequestDraft) -> Result<Option<StoredDeadline>> {
        let tenant = self
            .tenants()
            .get(draft.tenant)
            .map_err(|_| RegisterError::Dangling { field: "tenant", to: RecordType::Tenant })?;
        let contract = self.contract_of(draft.contract)?;
        let edition = &*self.edition_for(&tenant, contract.as_ref(), edition)?;
        let product = edition.product(&draft.product)?;
        edition.severity(&draft.severity)?;
        if let Some(contract) = &contract {
            let benefit = is_benefit_for(&tenant, contract, |id| self.tenants().get(id))?;
            refuse_unfit_contract(product, &tenant, contract, benefit, draft.filed_at)?;
        }
        let Some(plan) = self.plan_of(draft.plan.as_deref(), draft.contract)? else { return Ok(None) };
        let inputs = Inputs::now(&tenant, self.settings().get()?, &plan, &draft.severity).under(contract.as_ref());
        ruled(edition, product, &inputs)?.map(|ruled| ruled.due(draft.filed_at)).transpose()
    }

    /// The contract that something is filed under.
    pub(crate) fn contract_of(&self, contract: Option<Uuid>) -> Result<Option<Contract>> {
        let held = |id| {
            self.contracts()
                .get(id)
                .map_err(|_| RegisterError::Dangling { field: "contract", to: RecordType::Contract })
        };
        contract.map(held).transpose()
    }

    pub(crate) fn plan_of(&self, plan: Option<&str>, contract: Option<Uuid>) -> Result<Option<String>> {
        match (plan, contract) {
            (Some(plan), _) => Ok(Some(plan.to_owned())),
            (None, Some(id)) => {
                let contract = self
                    .contracts()
                    .get(id)
                    .map_err(|_| RegisterError::Dangling { field: "contract", to: RecordType::Contract })?;
                Ok(contract.kind.plan().map(str::to_owned))
            }
            (None, None) => Ok(None),
        }
    }
}
