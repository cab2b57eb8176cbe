//! `atlas request …`

use crate::failure::{AboutFlag as _, Failure};
use crate::flags::{RequestCommand, RequestListFlags, RequestLog, State};
use crate::input;
use crate::output::{Output, facts, table};
use crate::request_desk;
use crate::session::Session;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde_json::{Value, json};
use std::collections::HashMap;
use support_register::{
    DeskFacts, RecordType, Register, RegisterError, ReopenAnswers, Request, RequestDraft, RequestFilter, RequestState,
};
use uuid::Uuid;

pub(crate) fn run(session: &Session, command: RequestCommand) -> Result<(), Failure> {
    let register = session.register()?;
    let output = session.output;
    let now = Session::now();
    let requests = register.requests();
    let request = match command {
        RequestCommand::List(flags) => {
            let filter = filter(&register, flags)?;
            let (all, _) = requests.page(&filter, now)?;
            let documents =
                all.iter().map(|request| document(&register, request, now)).collect::<Result<Vec<_>, _>>()?;
            return output.items(&documents, || list(output, &register, &all, now));
        }
        RequestCommand::Log(flags) => {
            let facts = DeskFacts { concern: flags.concern.clone(), holder: flags.holder.clone() };
            register.log_request_with(session.edition, &draft(&register, flags)?, &facts, now)?
        }
        RequestCommand::Desk(command) => return request_desk::run(session, &register, command, now),
        RequestCommand::Show { request } => {
            let request = requests.find(&request)?;
            let mut document = document(&register, &request, now)?;
            if let Value::Object(fields) = &mut document {
                let would_now_be = register.would_now_be(session.edition, &request)?;
                fields.insert("would_now_be".to_owned(), json!(would_now_be));
                fields.insert("time_box".to_owned(), json!(register.time_box(session.edition, &request)?));
                fields.insert("attachments".to_owned(), json!(register.attachments().of(request.id)?));
                if request.closed_at.is_some() {
                    let answers = ReopenAnswers::default();
                    let check = register.reopen_check(session.edition, request.id, None, answers, now);
                    // A clock set back before the closing is no reason not to show the request.
                    fields.insert("reopen_until".to_owned(), json!(check.ok().and_then(|check| check.last_day)));
                }
            }
            return output.answer(&document, || show(output, &register, &request, &document));
        }
        RequestCommand::Respond { request, at } => {
            let request = requests.find(&request)?;
            register.respond_request(session.edition, request.id, at_of(&register, &request, &at)?, now)?
        }
        RequestCommand::Close { request, at, reason } => {
            let request = requests.find(&request)?;
            requests.close(request.id, at_of(&register, &request, &at)?, &reason, now)?
        }
        RequestCommand::Remove { request } => {
            let removed = requests.find(&request)?;
            requests.remove(removed.id, now)?;
            removed
        }
        RequestCommand::UndoRemove { request } => {
            requests.undo_remove(Session::removed(&register, RecordType::Request, &request)?, now)?
        }
    };
    print(output, &register, &request, now)
}

/// Prints a request with where it stands.
pub(crate) fn print(output: Output, register: &Register, request: &Request, now: DateTime<Utc>) -> Result<(), Failure> {
    let document = document(register, request, now)?;
    output.answer(&document, || show(output, register, request, &document))
}

/// An instant that happened to a request; without an offset, on its tenant's wall clock.
pub(crate) fn at_of(register: &Register, request: &Request, text: &str) -> Result<DateTime<Utc>, Failure> {
    input::instant_on(text, "at", register.tenants().get(request.tenant)?.local_zone())
}

fn filter(register: &Register, flags: RequestListFlags) -> Result<RequestFilter, Failure> {
    let tenant = flags.tenant.map(|name| register.tenants().find(&name).about("tenant")).transpose()?;
    let contract = flags.contract.map(|name| register.contracts().find(&name).about("contract")).transpose()?;
    Ok(RequestFilter {
        state: flags.state.map(Into::into),
        tenant: tenant.map(|tenant| tenant.id),
        product: flags.product,
        contract: contract.map(|contract| contract.id),
        severity: flags.severity,
        holder: flags.holder,
        text: flags.text,
        sort: flags.sort.map(Into::into),
        offset: 0,
        limit: flags.limit.unwrap_or(u32::MAX),
    })
}

impl From<State> for RequestState {
    fn from(state: State) -> Self {
        match state {
            State::Open => Self::Open,
            State::Overdue => Self::Overdue,
            State::Answered => Self::Answered,
            State::Closed => Self::Closed,
        }
    }
}

fn draft(register: &Register, flags: RequestLog) -> Result<RequestDraft, Failure> {
    let tenant = register.tenants().find(&flags.tenant).about("tenant")?;
    Ok(RequestDraft {
        tenant: tenant.id,
        product: flags.product,
        plan: flags.plan,
        contract: flags
            .contract
            .map(|name| register.contracts().find(&name).about("contract"))
            .transpose()?
            .map(|contract| contract.id),
        severity: flags.severity,
        title: flags.title,
        filed_at: input::instant_on(&flags.filed_at, "filed_at", tenant.local_zone())?,
        case_number: flags.case_number,
    })
}

/// The record with where it stands.
fn document(register: &Register, request: &Request, now: DateTime<Utc>) -> Result<Value, Failure> {
    let mut document = serde_json::to_value(request).map_err(|_| RegisterError::Storage { code: 0 })?;
    if let Value::Object(fields) = &mut document {
        fields.insert("state".to_owned(), json!(request.state(now)));
        fields.insert("met".to_owned(), json!(request.met(now)));
        fields.insert("paused".to_owned(), json!(request.waiting_since().is_some()));
        fields.insert("events".to_owned(), json!(register.timeline(request)?));
    }
    Ok(document)
}

fn list(output: Output, register: &Register, requests: &[Request], now: DateTime<Utc>) -> String {
    if requests.is_empty() {
        return output.say("No requests.", "Ingen forespørsler.").to_owned();
    }
    let tenants = register.tenants().list().unwrap_or_default();
    let names: HashMap<Uuid, String> = tenants.into_iter().map(|tenant| (tenant.id, tenant.name)).collect();
    let tenant = |id| names.get(&id).cloned().unwrap_or_default();
    let rows = requests
        .iter()
        .map(|request| {
            vec![
                state(output, request.state(now)).to_owned(),
                request.due_at.map_or_else(String::new, |at| output.local(at, zone(request, "local_zone"))),
                request.severity.to_uppercase(),
                request.title.clone(),
                tenant(request.tenant),
                request.case_number.clone().unwrap_or_default(),
                request.id.to_string(),
            ]
        })
        .collect();
    table(
        &[
            output.say("State", "Status"),
            output.say("First response by", "Første svar innen"),
            output.say("Severity", "Alvorlighetsgrad"),
            output.say("Title", "Tittel"),
            output.say("Tenant", "Leier"),
            output.say("Case number", "Saksnummer"),
            "Id",
        ],
        rows,
    )
}

fn show(output: Output, register: &Register, request: &Request, document: &Value) -> String {
    let tenant = register.tenants().get(request.tenant).ok();
    let contract = request.contract.and_then(|id| register.contracts().get(id).ok());
    let local_zone = zone(request, "local_zone");
    let at = |at: Option<DateTime<Utc>>, zone: Tz| at.map_or_else(String::new, |at| output.local(at, zone));
    let ruled = |field: &str| {
        let values = request.deadline.as_ref().and_then(|deadline| deadline.get(field)?.as_array().cloned());
        let values = values.unwrap_or_default();
        values.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" ")
    };
    let instant = |field: &str| document.get(field)?.as_str()?.parse::<DateTime<Utc>>().ok();
    let word = |field: &str| document.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
    let state = match document.get("state").and_then(Value::as_str).and_then(|state| state.parse().ok()) {
        Some(now) => state(output, now),
        None => "",
    };
    facts(&[
        (output.say("Title", "Tittel"), request.title.clone()),
        (output.say("State", "Status"), state.to_owned()),
        (output.say("Paused since", "Pause siden"), at(request.waiting_since(), local_zone)),
        (output.say("Tenant", "Leier"), tenant.map_or_else(String::new, |tenant| tenant.name)),
        (output.say("Product", "Produkt"), request.product.clone()),
        (output.say("Plan", "Plan"), request.plan.clone().unwrap_or_default()),
        (output.say("Contract", "Kontrakt"), contract.map_or_else(String::new, |contract| contract.name)),
        (output.say("Severity", "Alvorlighetsgrad"), request.severity.to_uppercase()),
        (
            output.say("Promise stands at", "Løftet gjelder"),
            request.promised_severity().unwrap_or_default().to_uppercase(),
        ),
        (output.say("Case number", "Saksnummer"), request.case_number.clone().unwrap_or_default()),
        (output.say("Filed", "Sendt"), at(Some(request.filed_at), local_zone)),
        (output.say("First response by", "Første svar innen"), at(request.due_at, local_zone)),
        (output.say("Microsoft's time", "Microsofts tid"), at(request.due_at, zone(request, "zone"))),
        ("UTC", at(request.due_at, Tz::UTC)),
        (output.say("Would now be", "Ville nå vært"), at(instant("would_now_be"), local_zone)),
        (output.say("First response", "Første svar"), at(request.responded_at, local_zone)),
        (output.say("Next contact by", "Neste kontakt innen"), at(request.next_contact_at, local_zone)),
        (output.say("Closed", "Lukket"), at(request.closed_at, local_zone)),
        (output.say("Reopen until", "Gjenåpnes til og med"), word("reopen_until")),
        (output.say("Held by", "Følges opp av"), request.holder.clone().unwrap_or_default()),
        (output.say("Because", "Fordi"), ruled("because")),
        (output.say("Assumes", "Forutsetter"), ruled("assumptions")),
        ("Id", request.id.to_string()),
    ])
}

/// A zone of the request's stored ruling.
fn zone(request: &Request, field: &str) -> Tz {
    let named = request.deadline.as_ref().and_then(|deadline| deadline.get(field)?.as_str()?.parse().ok());
    named.unwrap_or(Tz::UTC)
}

fn state(output: Output, state: RequestState) -> &'static str {
    match state {
        RequestState::Open => output.say("open", "åpen"),
        RequestState::Overdue => output.say("overdue", "over fristen"),
        RequestState::Answered => output.say("answered", "besvart"),
        RequestState::Closed => output.say("closed", "lukket"),
    }
}
