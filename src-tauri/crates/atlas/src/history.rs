//! `atlas check` and `atlas history`: whether the register is sound, who changed what, and whether that was altered.

use crate::failure::Failure;
use crate::flags::{HistoryCommand, HistoryFlags};
use crate::output::{Output, table};
use crate::session::Session;
use chrono_tz::Tz;
use serde_json::json;
use support_policy::text;
use support_register::{Change, CheckProblem, Through, action_name, type_name};
use uuid::Uuid;

pub(crate) fn check(session: &Session) -> Result<(), Failure> {
    let report = session.register()?.check()?;
    let output = session.output;
    output.answer(&report, || {
        let (records, changes) = (report.records, report.changes);
        let found = if report.problems.is_empty() {
            text!(
                "Sound: {records} records, {changes} changes.",
                "I orden: {records} poster, {changes} endringer.",
                records,
                changes
            )
            .into_language(output.language)
        } else {
            problems(output, &report.problems)
        };
        if report.warnings.is_empty() {
            found
        } else {
            format!(
                "{found}
{}",
                problems(output, &report.warnings)
            )
        }
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
            let through = match change.through {
                Through::Window => output.say("window", "vinduet"),
                Through::Atlas => "atlas",
            };
            vec![
                change.seq.to_string(),
                output.local(change.at, Tz::UTC),
                change.who.clone(),
                through.to_owned(),
                output.text(&action_name(change.action)).to_owned(),
                output.text(&type_name(change.record)).to_owned(),
                change.name().unwrap_or_default().to_owned(),
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
