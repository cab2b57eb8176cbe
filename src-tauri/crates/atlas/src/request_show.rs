//! A request as people read it: where it stands, what happened to it, and the files that belong to it.

use crate::output::{Output, facts, table};
use crate::rules::steps;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde_json::Value;
use support_policy::Text;
use support_register::{Attachment, EventKind, Register, Request, RequestEvent, RequestState, RequestTimeBox};

/// What is known of a request beside its record.
pub(crate) struct Details {
    pub(crate) events: Vec<RequestEvent>,
    pub(crate) files: Vec<Attachment>,
    pub(crate) time_box: Option<RequestTimeBox>,
    pub(crate) remarks: Vec<Text>,
    pub(crate) would_now_be: Option<DateTime<Utc>>,
    pub(crate) reopen_until: Option<String>,
}

pub(crate) fn show(
    output: Output,
    register: &Register,
    request: &Request,
    details: &Details,
    now: DateTime<Utc>,
) -> String {
    let tenant = register.tenants().get(request.tenant).ok();
    let contract = request.contract.and_then(|id| register.contracts().get(id).ok());
    let own = tenant.as_ref().map_or(Tz::UTC, support_register::Tenant::local_zone);
    let local = zone(request, "local_zone").unwrap_or(own);
    let at = |at: Option<DateTime<Utc>>, zone: Tz| at.map_or_else(String::new, |at| output.local(at, zone));
    let ruled = |field: &str| {
        let values = request.deadline.as_ref().and_then(|deadline| deadline.get(field)?.as_array().cloned());
        let values = values.unwrap_or_default();
        values.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" ")
    };
    let due = match request.due_at {
        Some(due) => output.local(due, local),
        None => output.say("none is promised", "ingen er lovet").to_owned(),
    };
    let met = match request.met(now) {
        Some(true) => output.say("met", "innfridd"),
        Some(false) => output.say("missed", "ikke innfridd"),
        None => "",
    };
    let time_box = details.time_box.as_ref().map_or_else(String::new, |time_box| match time_box.ends_at {
        Some(ends) => format!("{}, {}", time_box.limit, output.local(ends, local)),
        None => time_box.limit.clone(),
    });
    let text = facts(&[
        (output.say("Title", "Tittel"), request.title.clone()),
        (output.say("State", "Status"), state(output, request.state(now)).to_owned()),
        (output.say("Paused since", "Pause siden"), at(request.waiting_since(), local)),
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
        (output.say("Concern", "Gjelder"), request.concern.clone().unwrap_or_default()),
        (output.say("Filed", "Sendt"), at(Some(request.filed_at), local)),
        (output.say("First response by", "Første svar innen"), due),
        (output.say("Microsoft's time", "Microsofts tid"), at(request.due_at, zone(request, "zone").unwrap_or(local))),
        ("UTC", at(request.due_at, Tz::UTC)),
        (output.say("Would now be", "Ville nå vært"), at(details.would_now_be, local)),
        (output.say("First response", "Første svar"), at(request.responded_at, local)),
        (output.say("Promise", "Løfte"), met.to_owned()),
        (output.say("Time box", "Tidsramme"), time_box),
        (output.say("Next contact by", "Neste kontakt innen"), at(request.next_contact_at, local)),
        (output.say("Closed", "Lukket"), at(request.closed_at, local)),
        (output.say("Closed because", "Lukket fordi"), request.close_reason.clone().unwrap_or_default()),
        (output.say("Reopen until", "Gjenåpnes til og med"), details.reopen_until.clone().unwrap_or_default()),
        (output.say("Held by", "Følges opp av"), request.holder.clone().unwrap_or_default()),
        (output.say("Because", "Fordi"), ruled("because")),
        (output.say("Assumes", "Forutsetter"), ruled("assumptions")),
        ("Id", request.id.to_string()),
    ]);
    let remarks = steps(output, &details.remarks);
    let parts = [text, remarks, timeline(output, &details.events, local), files(output, &details.files)];
    parts
        .into_iter()
        .filter(|part| !part.is_empty())
        .map(|part| part.trim_end().to_owned() + "\n")
        .collect::<Vec<_>>()
        .join("\n")
}

/// What happened, with the ids that `withdraw` takes.
fn timeline(output: Output, events: &[RequestEvent], zone: Tz) -> String {
    let row = |event: &RequestEvent| {
        let change = match (&event.from, &event.to) {
            (None, None) => String::new(),
            (from, to) => {
                let shown = |word: &Option<String>| word.clone().unwrap_or_else(|| "–".to_owned());
                format!("{} → {}", shown(from), shown(to))
            }
        };
        let until = event.until.map(|until| output.local(until, zone)).unwrap_or_default();
        let told = [change, until, event.reason.clone().unwrap_or_default()];
        let told: Vec<String> = told.into_iter().filter(|part| !part.is_empty()).collect();
        let id = match event.kind {
            EventKind::FirstResponse => event.kind.as_str().to_owned(),
            _ => event.id.map(|id| id.to_string()).unwrap_or_default(),
        };
        vec![output.local(event.at, zone), named(output, event.kind).to_owned(), told.join(" · "), id]
    };
    let heading = [output.say("When", "Når"), output.say("What", "Hva"), "", "Id"];
    format!("{}\n", table(&heading, events.iter().map(row).collect()))
}

fn files(output: Output, files: &[Attachment]) -> String {
    if files.is_empty() {
        return String::new();
    }
    let row = |file: &Attachment| vec![file.name.clone(), file.bytes.to_string(), file.id.to_string()];
    let heading = [output.say("File", "Fil"), output.say("Bytes", "Byte"), "Id"];
    format!("{}\n", table(&heading, files.iter().map(row).collect()))
}

/// A zone of the request's stored ruling.
pub(crate) fn zone(request: &Request, field: &str) -> Option<Tz> {
    request.deadline.as_ref()?.get(field)?.as_str()?.parse().ok()
}

pub(crate) fn state(output: Output, state: RequestState) -> &'static str {
    match state {
        RequestState::Open => output.say("open", "åpen"),
        RequestState::Overdue => output.say("overdue", "over fristen"),
        RequestState::Answered => output.say("answered", "besvart"),
        RequestState::Closed => output.say("closed", "lukket"),
    }
}

fn named(output: Output, kind: EventKind) -> &'static str {
    match kind {
        EventKind::Filed => output.say("Filed", "Sendt"),
        EventKind::Paused => output.say("Paused", "Pause"),
        EventKind::Resumed => output.say("Resumed", "Fortsatt"),
        EventKind::Severity => output.say("Severity changed", "Alvorlighetsgrad endret"),
        EventKind::Holder => output.say("Assigned", "Tildelt"),
        EventKind::FirstResponse => output.say("First response", "Første svar"),
        EventKind::NextContact => output.say("Contact promised", "Kontakt lovet"),
        EventKind::Note => output.say("Note", "Notat"),
        EventKind::Closed => output.say("Closed", "Lukket"),
        EventKind::Reopened => output.say("Reopened", "Gjenåpnet"),
    }
}
