//! `atlas request …`

use crate::failure::Failure;
use crate::flags::{RequestCommand, RequestLog, State};
use crate::input;
use crate::output::{Output, facts, table};
use crate::rules::local;
use crate::session::Session;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde_json::{Value, json};
use support_register::{Register, RegisterError, Request, RequestDraft, RequestFilter, RequestState};

pub(crate) fn run(session: &Session, command: RequestCommand) -> Result<(), Failure> {
    let register = session.register()?;
    let output = session.output;
    let now = Session::now();
    let requests = register.requests();
    let request = match command {
        RequestCommand::List { state } => {
            let filter = RequestFilter { state: state.map(Into::into), offset: 0, limit: u32::MAX };
            let (all, _) = requests.page(filter, now)?;
            let documents = all.iter().map(|request| document(request, now)).collect::<Result<Vec<_>, _>>()?;
            return output.items(&documents, || list(output, &all, now));
        }
        RequestCommand::Log(flags) => register.log_request(session.edition, &draft(&register, flags)?, now)?,
        RequestCommand::Show { request } => requests.find(&request)?,
        RequestCommand::Respond { request, at } => {
            requests.respond(requests.find(&request)?.id, input::instant(&at, "at")?, now)?
        }
        RequestCommand::Close { request, at, reason } => {
            requests.close(requests.find(&request)?.id, input::instant(&at, "at")?, &reason, now)?
        }
        RequestCommand::Remove { request } => {
            let removed = requests.find(&request)?;
            requests.remove(removed.id, now)?;
            removed
        }
        RequestCommand::UndoRemove { request } => requests.undo_remove(request, now)?,
    };
    output.answer(&document(&request, now)?, || show(output, &register, &request, now))
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
    Ok(RequestDraft {
        tenant: register.tenants().find(&flags.tenant)?.id,
        product: flags.product,
        plan: flags.plan,
        contract: flags.contract.map(|name| register.contracts().find(&name)).transpose()?.map(|contract| contract.id),
        severity: flags.severity,
        title: flags.title,
        filed_at: input::instant(&flags.filed_at, "filed_at")?,
        case_number: flags.case_number,
    })
}

/// The record with where it stands.
fn document(request: &Request, now: DateTime<Utc>) -> Result<Value, Failure> {
    let mut document = serde_json::to_value(request).map_err(|_| RegisterError::Storage { code: 0 })?;
    if let Value::Object(fields) = &mut document {
        fields.insert("state".to_owned(), json!(request.state(now)));
        fields.insert("met".to_owned(), json!(request.met(now)));
        fields.insert("events".to_owned(), events(request));
    }
    Ok(document)
}

fn events(request: &Request) -> Value {
    let mut events = vec![json!({ "kind": "filed", "at": request.filed_at })];
    if let Some(at) = request.responded_at {
        events.push(json!({ "kind": "first-response", "at": at }));
    }
    if let Some(at) = request.closed_at {
        events.push(json!({ "kind": "closed", "at": at, "reason": request.close_reason }));
    }
    events.into()
}

fn list(output: Output, requests: &[Request], now: DateTime<Utc>) -> String {
    if requests.is_empty() {
        return output.say("No requests.", "Ingen forespørsler.").to_owned();
    }
    let rows = requests
        .iter()
        .map(|request| {
            vec![
                state(output, request.state(now)).to_owned(),
                request.due_at.map_or_else(String::new, |at| local(at, Tz::UTC)),
                request.severity.to_uppercase(),
                request.title.clone(),
                request.case_number.clone().unwrap_or_default(),
            ]
        })
        .collect();
    table(
        &[
            output.say("State", "Status"),
            output.say("First response by", "Første svar innen"),
            output.say("Severity", "Alvorlighetsgrad"),
            output.say("Title", "Tittel"),
            output.say("Case number", "Saksnummer"),
        ],
        rows,
    )
}

fn show(output: Output, register: &Register, request: &Request, now: DateTime<Utc>) -> String {
    let tenant = register.tenants().get(request.tenant).ok();
    let contract = request.contract.and_then(|id| register.contracts().get(id).ok());
    let zone = |name: &str| {
        let deadline = request.deadline.as_ref()?;
        deadline.get(name).and_then(Value::as_str)?.parse::<Tz>().ok()
    };
    let local_zone = zone("local_zone").unwrap_or(Tz::UTC);
    let at = |at: Option<DateTime<Utc>>, zone: Tz| at.map_or_else(String::new, |at| local(at, zone));
    facts(&[
        (output.say("Title", "Tittel"), request.title.clone()),
        (output.say("State", "Status"), state(output, request.state(now)).to_owned()),
        (output.say("Tenant", "Leier"), tenant.map_or_else(String::new, |tenant| tenant.name)),
        (output.say("Product", "Produkt"), request.product.clone()),
        (output.say("Plan", "Plan"), request.plan.clone().unwrap_or_default()),
        (output.say("Contract", "Kontrakt"), contract.map_or_else(String::new, |contract| contract.name)),
        (output.say("Severity", "Alvorlighetsgrad"), request.severity.to_uppercase()),
        (output.say("Case number", "Saksnummer"), request.case_number.clone().unwrap_or_default()),
        (output.say("Filed", "Sendt"), at(Some(request.filed_at), local_zone)),
        (output.say("First response by", "Første svar innen"), at(request.due_at, local_zone)),
        (output.say("Microsoft's time", "Microsofts tid"), at(request.due_at, zone("zone").unwrap_or(Tz::UTC))),
        ("UTC", at(request.due_at, Tz::UTC)),
        (output.say("First response", "Første svar"), at(request.responded_at, local_zone)),
        (output.say("Closed", "Lukket"), at(request.closed_at, local_zone)),
        ("Id", request.id.to_string()),
    ])
}

fn state(output: Output, state: RequestState) -> &'static str {
    match state {
        RequestState::Open => output.say("open", "åpen"),
        RequestState::Overdue => output.say("overdue", "over fristen"),
        RequestState::Answered => output.say("answered", "besvart"),
        RequestState::Closed => output.say("closed", "lukket"),
    }
}
