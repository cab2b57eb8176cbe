//! What is noted of a request between its filing and its closing, and reading a mail about it.

use crate::failure::{AboutFlag as _, Failure};
use crate::flags::{DeskCommand, ReopenCheckFlags, YesNo};
use crate::input;
use crate::output::{Output, facts};
use crate::request_papers;
use crate::requests::{at_of, print};
use crate::rules::steps;
use crate::session::Session;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde_json::json;
use support_policy::{PolicyError, Text, countries};
use support_register::{
    Attachment, EventKind, LARGEST_MAIL, MailFindings, RecordType, Register, RegisterError, ReopenAnswers, ReopenCheck,
    Request, RequestDraft, read_mail,
};

pub(crate) fn run(
    session: &Session,
    register: &Register,
    command: DeskCommand,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let requests = register.requests();
    let edition = session.edition;
    let find = |name: &str| requests.find(name);
    let moment = |request: &Request, at: Option<&str>| match at {
        Some(at) => at_of(register, request, at),
        None => Ok(now),
    };
    let changed = match command {
        DeskCommand::Pause { request, at, until, reason } => {
            let request = find(&request)?;
            let (at, reason) = (at_of(register, &request, &at)?, reason.as_deref());
            match until {
                None => register.pause_request(edition, request.id, at, reason, now)?,
                Some(until) => {
                    let until = at_of(register, &request, &until).about("until")?;
                    register.paused_request(edition, request.id, (at, until), reason, now)?
                }
            }
        }
        DeskCommand::Resume { request, at } => {
            let request = find(&request)?;
            register.resume_request(edition, request.id, at_of(register, &request, &at)?, now)?
        }
        DeskCommand::Severity { request, to, at } => {
            let request = find(&request)?;
            register.change_severity(edition, request.id, &to, at_of(register, &request, &at)?, now)?
        }
        DeskCommand::Note { request, text, at } => {
            let request = find(&request)?;
            let text = match text.as_str() {
                "-" => String::from_utf8_lossy(&input::bytes("-", "note", LARGEST_NOTE)?).into_owned(),
                _ => text,
            };
            requests.note(request.id, &text, moment(&request, at.as_deref())?, now)?
        }
        DeskCommand::Assign { request, to, at } => {
            let request = find(&request)?;
            requests.assign(request.id, Some(&to), moment(&request, at.as_deref())?, now)?
        }
        DeskCommand::NextContact { request, by } => {
            let request = find(&request)?;
            let by = match by.as_str() {
                "none" => None,
                by => Some(at_of(register, &request, by).about("by")?),
            };
            requests.promise_contact(request.id, by, now, now)?
        }
        DeskCommand::Concern { request, is } => {
            let concern = Some(is.as_str()).filter(|concern| !concern.is_empty());
            requests.set_concern(edition, find(&request)?.id, concern, now)?
        }
        DeskCommand::Withdraw { request, event } => {
            let missing = || RegisterError::NotFound { what: RecordType::RequestEvent, name: event.clone() };
            let request = find(&request)?;
            if event == EventKind::FirstResponse.as_str() {
                register.withdraw_response(edition, request.id, now)?
            } else {
                let id = event.parse().map_err(|_| missing())?;
                register.withdraw_event(edition, request.id, id, now)?
            }
        }
        DeskCommand::Set { request, case_number, title, filed_at, severity } => {
            let request = find(&request)?;
            let filed_at = filed_at.map(|at| at_of(register, &request, &at).about("filed_at")).transpose()?;
            let draft = RequestDraft {
                tenant: request.tenant,
                product: request.product.clone(),
                plan: request.plan.clone(),
                contract: request.contract,
                severity: severity.unwrap_or_else(|| request.severity.clone()),
                title: title.unwrap_or_else(|| request.title.clone()),
                filed_at: filed_at.unwrap_or(request.filed_at),
                case_number: case_number.or_else(|| request.case_number.clone()),
            };
            register.change_request(edition, request.id, &draft, now)?
        }
        DeskCommand::SaveAttachment { request, attachment, out } => {
            let attached = attachment_of(register, &find(&request)?, &attachment)?;
            let stored = register.attachments().file(attached.id)?;
            return request_papers::copy_file(session.output, &attached, &stored, &out);
        }
        DeskCommand::Detach { request, attachment } => {
            let request = find(&request)?;
            register.attachments().remove(attachment_of(register, &request, &attachment)?.id, now)?;
            request
        }
        DeskCommand::Reopen { request, at } => {
            let request = find(&request)?;
            register.reopen_request(request.id, at_of(register, &request, &at)?, now)?
        }
        DeskCommand::ReopenCheck(flags) => return reopen_check(session, register, &flags, now),
        DeskCommand::Read { file, zone } => return read(session, &file, zone.as_deref()),
        DeskCommand::Attach { request, file } => {
            let attached = register.attachments().add(find(&request)?.id, &file, now)?;
            let output = session.output;
            return output.answer(&attached, || {
                facts(&[
                    (output.say("File", "Fil"), attached.name.clone()),
                    ("SHA-256", attached.sha256.clone()),
                    ("Id", attached.id.to_string()),
                ])
            });
        }
        DeskCommand::Pack { request, facts } => {
            return request_papers::pack(session, register, &find(&request)?, facts.as_deref());
        }
        DeskCommand::Scorecard(flags) => return request_papers::scorecard(session, register, &flags, now),
        DeskCommand::Evidence(flags) => return request_papers::evidence(session, register, &flags, now),
    };
    print(session, register, &changed, now)
}

/// A file of a request by its id, or by its name where that is the only one.
fn attachment_of(register: &Register, request: &Request, named: &str) -> Result<Attachment, Failure> {
    let mut files = register.attachments().of(request.id)?;
    files.retain(|file| file.name == named || file.id.to_string().eq_ignore_ascii_case(named));
    if files.len() > 1 {
        let ids = files.iter().map(|file| file.id).collect();
        return Err(RegisterError::Ambiguous { what: RecordType::Attachment, name: named.to_owned(), ids }.into());
    }
    let missing = || RegisterError::NotFound { what: RecordType::Attachment, name: named.to_owned() };
    Ok(files.pop().ok_or_else(missing)?)
}

/// More than a note may have, so that one that is too long is refused as such.
const LARGEST_NOTE: usize = 64 * 1024;

fn reopen_check(
    session: &Session,
    register: &Register,
    flags: &ReopenCheckFlags,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let yes = |answer: Option<YesNo>| answer.map(|answer| answer == YesNo::Yes);
    let answers = ReopenAnswers {
        same_build: yes(flags.same_build),
        updates_installed: yes(flags.updates_installed),
        same_error: yes(flags.same_error),
        same_place: yes(flags.same_place),
        same_user: yes(flags.same_user),
        after_hotfix: yes(flags.after_hotfix),
    };
    let on = flags.on.as_deref().map(|on| input::date(on, "on")).transpose()?;
    let request = register.requests().find(&flags.request)?;
    let check = register.reopen_check(session.edition, request.id, on, answers, now)?;
    if let Some(field) = check.missing.first() {
        let known = check.missing.clone();
        let field =
            ["same_build", "updates_installed", "same_error", "same_place"].into_iter().find(|name| name == field);
        return Err(PolicyError::Needed { field: field.unwrap_or("answers"), known }.into());
    }
    let output = session.output;
    output.answer(&check, || reopen_for_people(output, &check))
}

fn reopen_for_people(output: Output, check: &ReopenCheck) -> String {
    let reopening = check.ruling.as_ref().and_then(|ruling| ruling.answered());
    let explained: Vec<Text> = reopening.map(|reopening| reopening.explained.clone()).unwrap_or_default();
    let refusal = check.ruling.as_ref().and_then(|ruling| ruling.refusal());
    let decision = match (reopening, refusal) {
        (Some(reopening), _) => crate::concerns::decision(output, reopening.decision),
        (None, Some(refusal)) => output.text(&refusal.message),
        (None, None) => "",
    };
    let last_day = check.last_day.map_or_else(|| "—".to_owned(), |day| day.to_string());
    format!("{decision}\n")
        + &steps(output, &explained)
        + &facts(&[
            (output.say("Closed", "Lukket"), check.closed.to_string()),
            (output.say("Reopen until", "Gjenåpnes til og med"), last_day),
        ])
}

fn read(session: &Session, file: &str, zone: Option<&str>) -> Result<(), Failure> {
    let zone = match zone {
        Some(zone) => countries::zone(zone)?,
        None => local_zone(),
    };
    let bytes = input::bytes(file, "file", LARGEST_MAIL)?;
    let found = read_mail(&bytes, zone).map_err(|why| Failure::Input {
        code: why.code(),
        field: Some("file"),
        message: why.message(),
    })?;
    let output = session.output;
    // What was pasted is not printed back.
    let mut document = json!(found);
    if let serde_json::Value::Object(fields) = &mut document {
        fields.remove("text");
        fields.remove("marks");
    }
    output.answer(&document, || found_for_people(output, &found))
}

fn found_for_people(output: Output, found: &MailFindings) -> String {
    let times: Vec<String> = found
        .times
        .iter()
        .map(|time| match time.at {
            Some(at) => format!("{} ({})", output.local(at, Tz::UTC), time.written),
            None => format!("? ({})", time.written),
        })
        .collect();
    let nothing = || output.say("not found", "ikke funnet").to_owned();
    facts(&[
        (output.say("Case number", "Saksnummer"), found.case_number.clone().unwrap_or_else(nothing)),
        (output.say("Title", "Tittel"), found.title.clone().unwrap_or_else(nothing)),
        (output.say("Severity", "Alvorlighetsgrad"), found.severity.as_deref().map_or_else(nothing, str::to_uppercase)),
        (output.say("Times", "Tidspunkter"), times.join("; ")),
    ]) + &steps(output, &found.notes)
}

/// This machine's zone, as far as its environment says; UTC otherwise.
fn local_zone() -> Tz {
    let named = std::env::var("TZ").ok().and_then(|zone| zone.parse().ok());
    let linked = || {
        let link = std::fs::read_link("/etc/localtime").ok()?;
        link.to_str()?.split_once("zoneinfo/")?.1.parse().ok()
    };
    named.or_else(linked).unwrap_or(Tz::UTC)
}
