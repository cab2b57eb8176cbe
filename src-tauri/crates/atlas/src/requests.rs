//! `atlas request …`

use crate::failure::{AboutFlag as _, Failure};
use crate::flags::{RequestCommand, RequestListFlags, RequestLog, State};
use crate::input;
use crate::output::{Output, table};
use crate::request_desk;
use crate::request_show::{Details, show, state, zone};
use crate::session::Session;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde_json::{Value, json};
use std::collections::HashMap;
use support_policy::edition::Edition;
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
            let filter = filter(&register, session.edition, flags)?;
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
            return print_whole(session, &register, &request, now);
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
    print(session, &register, &request, now)
}

/// Prints a request with where it stands.
pub(crate) fn print(
    session: &Session,
    register: &Register,
    request: &Request,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let mut document = document(register, request, now)?;
    let details = details(session, register, request, now)?;
    if let Value::Object(fields) = &mut document {
        fields.insert("remarks".to_owned(), json!(details.remarks));
        if request.closed_at.is_some() {
            fields.insert("reopen_until".to_owned(), json!(details.reopen_until));
        }
    }
    session.output.answer(&document, || show(session.output, register, request, &details, now))
}

/// Prints a request with everything that is known of it.
fn print_whole(session: &Session, register: &Register, request: &Request, now: DateTime<Utc>) -> Result<(), Failure> {
    let mut document = document(register, request, now)?;
    let details = details(session, register, request, now)?;
    if let Value::Object(fields) = &mut document {
        fields.insert("would_now_be".to_owned(), json!(details.would_now_be));
        fields.insert("time_box".to_owned(), json!(details.time_box));
        fields.insert("attachments".to_owned(), json!(details.files));
        fields.insert("remarks".to_owned(), json!(details.remarks));
        if request.closed_at.is_some() {
            fields.insert("reopen_until".to_owned(), json!(details.reopen_until));
        }
    }
    session.output.answer(&document, || show(session.output, register, request, &details, now))
}

fn details(session: &Session, register: &Register, request: &Request, now: DateTime<Utc>) -> Result<Details, Failure> {
    let edition = session.edition;
    let reopen = || {
        // A clock set back before the closing is no reason not to show the request.
        let check = register.reopen_check(edition, request.id, None, ReopenAnswers::default(), now).ok()?;
        check.last_day.map(|day| day.to_string())
    };
    Ok(Details {
        events: register.timeline(request)?,
        files: register.attachments().of(request.id)?,
        time_box: register.time_box(edition, request)?,
        remarks: register.remarks(edition, request)?,
        would_now_be: register.would_now_be(edition, request)?,
        reopen_until: request.closed_at.and_then(|_| reopen()),
    })
}

/// An instant that happened to a request; without an offset, on its tenant's wall clock.
pub(crate) fn at_of(register: &Register, request: &Request, text: &str) -> Result<DateTime<Utc>, Failure> {
    input::instant_on(text, "at", &register.tenants().get(request.tenant)?)
}

fn filter(register: &Register, edition: &Edition, flags: RequestListFlags) -> Result<RequestFilter, Failure> {
    let kept = |filter: RequestFilter| {
        register.requests().page(&RequestFilter { limit: 1, ..filter }, Session::now()).map(|(_, total)| total > 0)
    };
    // Requests may be kept under other editions, with products and severities of their own.
    if let Some(product) = &flags.product
        && let Err(unknown) = edition.product(product)
        && !kept(RequestFilter { product: flags.product.clone(), ..RequestFilter::default() })?
    {
        return Err(unknown.into());
    }
    if let Some(severity) = &flags.severity
        && let Err(unknown) = edition.severity(severity)
        && !kept(RequestFilter { severity: flags.severity.clone(), ..RequestFilter::default() })?
    {
        return Err(unknown.into());
    }
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
        filed_at: input::instant_on(&flags.filed_at, "filed_at", &tenant)?,
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
                request
                    .due_at
                    .map_or_else(String::new, |at| output.local(at, zone(request, "local_zone").unwrap_or(Tz::UTC))),
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
