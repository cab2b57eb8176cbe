//! Requests in every state: waiting, near the deadline, overdue, answered in time and late, paused, closed a short and a
//! long time ago. Those whose state depends on the hour are filed where the clock never stops, so that they are what they
//! are meant to be at any time of any day.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::Sample;
use super::organisations::Organisations;
use crate::error::Result;
use crate::request::RequestDraft;
use crate::requests::DeskFacts;

const HOUR: i64 = 60;
const DAY: i64 = 24 * HOUR;

/// Under what a request is filed.
#[derive(Clone, Copy)]
enum Under {
    Plan(&'static str),
    Contract(Uuid),
}

/// A request of the sample; minutes count back from now.
struct Filed<'a> {
    tenant: Uuid,
    under: Under,
    product: &'a str,
    severity: &'a str,
    title: &'a str,
    minutes_ago: i64,
    concern: Option<&'a str>,
    holder: Option<&'a str>,
}

pub(super) fn add(sample: &Sample<'_>, of: &Organisations) -> Result<()> {
    waiting(sample, of)?;
    answered(sample, of)?;
    closed(sample, of)
}

fn waiting(sample: &Sample<'_>, of: &Organisations) -> Result<()> {
    let premier = Under::Contract(of.premier);
    // Two hours around the clock: forty minutes are left.
    log(
        sample,
        1,
        &Filed {
            tenant: of.own,
            under: premier,
            product: "customer-engagement",
            severity: "b",
            title: sample.say("Cases are not assigned to the queue", "Saker blir ikke tildelt køen"),
            minutes_ago: 80,
            concern: Some("break-fix"),
            holder: Some("Ingrid Solheim"),
        },
    )?;
    // Four hours around the clock: over for an hour and a half.
    log(
        sample,
        2,
        &Filed {
            tenant: of.german,
            under: Under::Contract(of.unified),
            product: "supply-chain-management",
            severity: "standard",
            title: sample.say("Purchase orders stop at confirmation", "Innkjøpsordrer stopper ved bekreftelse"),
            minutes_ago: 5 * HOUR + 30,
            concern: Some("break-fix"),
            holder: Some("Jonas Berg"),
        },
    )?;
    // Eight open hours: whatever the hour, none is over.
    log(
        sample,
        3,
        &Filed {
            tenant: of.american,
            under: Under::Plan("subscription"),
            product: "power-platform",
            severity: "c",
            title: sample.say("Approval flow sends its message twice", "Godkjenningsflyten sender meldingen to ganger"),
            minutes_ago: 55,
            concern: Some("not-reproducible"),
            holder: None,
        },
    )?;
    let paused = log(
        sample,
        4,
        &Filed {
            tenant: of.own,
            under: premier,
            product: "power-platform",
            severity: "b",
            title: sample.say("Custom connector answers with an error", "Egendefinert kobling svarer med feil"),
            minutes_ago: 100,
            concern: Some("third-party"),
            holder: Some("Jonas Berg"),
        },
    )?;
    let reason = sample.say("Microsoft asked for a trace of the connector", "Microsoft ba om et spor av koblingen");
    sample.register.pause_request(sample.edition, paused, ago(sample, 65), Some(reason), sample.now).map(|_| ())
}

fn answered(sample: &Sample<'_>, of: &Organisations) -> Result<()> {
    let requests = sample.register.requests();
    let premier = Under::Contract(of.premier);
    let in_time = log(
        sample,
        5,
        &Filed {
            tenant: of.own,
            under: premier,
            product: "finance",
            severity: "b",
            title: sample.say("Currency revaluation fails", "Valutaomregningen feiler"),
            minutes_ago: 2 * DAY + 5 * HOUR,
            concern: Some("break-fix"),
            holder: Some("Ingrid Solheim"),
        },
    )?;
    respond(sample, in_time, 2 * DAY + 4 * HOUR + 5)?;
    let note = sample.say("Reproduced in the test environment", "Gjenskapt i testmiljøet");
    requests.note(in_time, note, ago(sample, 2 * DAY), sample.now)?;
    let next = sample.now + TimeDelta::hours(20);
    requests.promise_contact(in_time, Some(next), ago(sample, DAY), sample.now)?;

    let critical = log(
        sample,
        6,
        &Filed {
            tenant: of.american,
            under: Under::Plan("professional-direct"),
            product: "customer-engagement",
            severity: "a",
            title: sample.say("Nobody can sign in to the service desk", "Ingen kan logge på servicedesken"),
            minutes_ago: 6 * DAY + 2 * HOUR,
            concern: Some("outage"),
            holder: Some("Ingrid Solheim"),
        },
    )?;
    respond(sample, critical, 6 * DAY + 2 * HOUR - 35)?;

    let late = log(
        sample,
        7,
        &Filed {
            tenant: of.own,
            under: premier,
            product: "customer-engagement",
            severity: "c",
            title: sample.say("Search is slow on the account form", "Søket er tregt i kontoskjemaet"),
            minutes_ago: 16 * DAY,
            concern: Some("performance"),
            holder: Some("Jonas Berg"),
        },
    )?;
    sample.register.change_severity(sample.edition, late, "b", ago(sample, 16 * DAY - 30), sample.now)?;
    respond(sample, late, 16 * DAY - 5 * HOUR)
}

fn closed(sample: &Sample<'_>, of: &Organisations) -> Result<()> {
    let requests = sample.register.requests();
    // Closed less than three months ago: it may be opened again.
    let lately = log(
        sample,
        8,
        &Filed {
            tenant: of.german,
            under: Under::Contract(of.unified),
            product: "supply-chain-management",
            severity: "critical",
            title: sample.say("Warehouse app stops at picking", "Lagerappen stopper ved plukking"),
            minutes_ago: 24 * DAY,
            concern: Some("break-fix"),
            holder: Some("Jonas Berg"),
        },
    )?;
    respond(sample, lately, 24 * DAY - 12)?;
    let reason = sample.say("Fixed with a change to the environment", "Rettet med en endring i miljøet");
    requests.close(lately, ago(sample, 20 * DAY), reason, sample.now)?;

    let long_ago = log(
        sample,
        9,
        &Filed {
            tenant: of.own,
            under: Under::Contract(of.premier),
            product: "finance",
            severity: "b",
            title: sample.say("Period close hangs", "Periodeavslutningen henger"),
            minutes_ago: 131 * DAY,
            concern: Some("break-fix"),
            holder: None,
        },
    )?;
    respond(sample, long_ago, 131 * DAY - 3 * HOUR)?;
    let reason = sample.say("Solved with the next update", "Løst med neste oppdatering");
    requests.close(long_ago, ago(sample, 126 * DAY), reason, sample.now)?;

    let advisory = log(
        sample,
        10,
        &Filed {
            tenant: of.american,
            under: Under::Plan("subscription"),
            product: "customer-engagement",
            severity: "b",
            title: sample.say("Views lose their sort order", "Visninger mister sorteringen"),
            minutes_ago: 58 * DAY,
            concern: Some("break-fix"),
            holder: Some("Ingrid Solheim"),
        },
    )?;
    respond(sample, advisory, 58 * DAY - 45)?;
    let reason = sample.say("Works as designed", "Virker som det skal");
    requests.close(advisory, ago(sample, 55 * DAY), reason, sample.now).map(|_| ())
}

fn log(sample: &Sample<'_>, number: u32, filed: &Filed<'_>) -> Result<Uuid> {
    let filed_at = ago(sample, filed.minutes_ago);
    let (plan, contract) = match filed.under {
        Under::Plan(plan) => (Some(plan.to_owned()), None),
        Under::Contract(contract) => (None, Some(contract)),
    };
    let draft = RequestDraft {
        tenant: filed.tenant,
        product: filed.product.to_owned(),
        plan,
        contract,
        severity: filed.severity.to_owned(),
        title: filed.title.to_owned(),
        filed_at,
        // As Microsoft writes them: the day, then a number.
        case_number: Some(format!("{}00000000{number:02}", filed_at.format("%y%m%d"))),
    };
    let facts = DeskFacts { concern: filed.concern.map(str::to_owned), holder: filed.holder.map(str::to_owned) };
    Ok(sample.register.log_request_with(sample.edition, &draft, &facts, sample.now)?.id)
}

fn respond(sample: &Sample<'_>, id: Uuid, minutes_ago: i64) -> Result<()> {
    sample.register.respond_request(sample.edition, id, ago(sample, minutes_ago), sample.now).map(|_| ())
}

fn ago(sample: &Sample<'_>, minutes: i64) -> DateTime<Utc> {
    sample.now - TimeDelta::minutes(minutes)
}
