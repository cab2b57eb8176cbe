//! `atlas check` and `atlas history`: whether the register is sound, who changed what, and whether that was altered.

use crate::failure::Failure;
use crate::flags::{HistoryCommand, HistoryFlags};
use crate::output::{Output, table};
use crate::session::Session;
use chrono_tz::Tz;
use serde_json::json;
use support_policy::text;
use support_register::{Change, CheckProblem, Through};
use uuid::Uuid;

pub(crate) fn check(session: &Session) -> Result<(), Failure> {
    let report = session.register()?.check()?;
    let output = session.output;
    output.answer(&report, || {
        if report.problems.is_empty() {
            let (records, changes) = (report.records, report.changes);
            let sound = text!(
                "Sound: {records} records, {changes} changes.",
                "I orden: {records} poster, {changes} endringer.",
                records,
                changes
            );
            return sound.into_language(output.language);
        }
        problems(output, &report.problems)
    })
}

pub(crate) fn run(session: &Session, flags: &HistoryFlags) -> Result<(), Failure> {
    let register = session.register()?;
    let output = session.output;
    if let Some(HistoryCommand::Verify) = flags.command {
        let found = register.verify_history()?;
        let document = json!({ "intact": found.is_empty(), "problems": found });
        return output.answer(&document, || {
            if found.is_empty() {
                output.say("The history is as it was written.", "Historikken er slik den ble skrevet.").to_owned()
            } else {
                problems(output, &found)
            }
        });
    }
    let subject = flags.subject.as_deref().map(subject).transpose()?;
    let changes = register.history(subject)?;
    output.items(&changes, || list(output, &changes))
}

fn subject(id: &str) -> Result<Uuid, Failure> {
    Uuid::try_parse(id).map_err(|_| Failure::Input {
        code: "not-an-id",
        field: Some("subject"),
        message: text!(
            "“{id}” is no record’s id. List the records to see their ids.",
            "«{id}» er ingen posts id. List opp postene for å se id-ene.",
            id
        ),
    })
}

fn problems(output: Output, problems: &[CheckProblem]) -> String {
    problems.iter().map(|problem| output.text(&problem.message)).collect::<Vec<_>>().join("\n")
}

fn list(output: Output, changes: &[Change]) -> String {
    if changes.is_empty() {
        return output.say("Nothing was changed yet.", "Ingenting er endret ennå.").to_owned();
    }
    let rows = changes
        .iter()
        .map(|change| {
            let name = ["name", "title"].into_iter().find_map(|field| {
                let record = change.after.as_ref().or(change.before.as_ref())?;
                record.get(field)?.as_str().map(str::to_owned)
            });
            let through = match change.through {
                Through::Window => output.say("window", "vinduet"),
                Through::Atlas => "atlas",
            };
            vec![
                change.seq.to_string(),
                output.local(change.at, Tz::UTC),
                change.who.clone(),
                through.to_owned(),
                change.action.to_string(),
                change.record.to_string(),
                name.unwrap_or_default(),
                change.id.to_string(),
            ]
        })
        .collect();
    let heading = [
        "#",
        output.say("When", "Når"),
        output.say("Who", "Hvem"),
        output.say("Through", "Gjennom"),
        output.say("Action", "Handling"),
        output.say("Type", "Type"),
        output.say("Name", "Navn"),
        "Id",
    ];
    table(&heading, rows)
}
