//! What is made from requests: the text for the portal, the scorecard, the evidence.

use crate::failure::{AboutFlag as _, Failure};
use crate::flags::{EvidenceFlags, EvidenceFormat, PeriodFlags};
use crate::input;
use crate::output::{Output, facts, table};
use crate::rules::steps;
use crate::session::Session;
use crate::vault;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use support_policy::filing_pack::PackFacts;
use support_policy::{Text, duration, text};
use support_register::{Attachment, EvidenceOf, Period, Register, Request, Score, Watch};
use support_vault::Keyring;

/// More than the facts of a form have.
const LARGEST_FACTS: usize = 1024 * 1024;

pub(crate) fn pack(
    session: &Session,
    register: &Register,
    request: &Request,
    file: Option<&str>,
) -> Result<(), Failure> {
    let given: PackFacts = match file {
        None => PackFacts::default(),
        Some(file) => serde_json::from_slice(&input::bytes(file, "facts", LARGEST_FACTS)?).map_err(|_| {
            let message = text!(
                "The facts are not a JSON object with the fields of the form. Check the names and the quotes.",
                "Opplysningene er ikke et JSON-objekt med feltene i skjemaet. Kontroller navnene og anførselstegnene."
            );
            Failure::Input { code: "not-json", field: Some("facts"), message }
        })?,
    };
    let facts = register.pack_facts(request, given)?;
    // What is kept secret here is looked for in the text; without the key only what looks like a secret is left out.
    if session.passphrase_file.is_some() {
        vault::open(session, register, &Keyring::system())?;
    } else if !register.protection()?.ways.is_empty() {
        let _ = register.unlock(&Keyring::system());
    }
    let pack = register.filing_pack(session.edition, facts)?;
    let output = session.output;
    output.answer(&pack, || {
        let gaps: Vec<Text> = pack.missing.iter().map(|gap| gap.text.clone()).collect();
        match gaps.as_slice() {
            [] => pack.text.clone(),
            gaps => {
                let heading = output.say("Still missing", "Mangler ennå");
                format!("{}\n{heading}:\n{}", pack.text, steps(output, gaps))
            }
        }
    })
}

pub(crate) fn scorecard(
    session: &Session,
    register: &Register,
    flags: &PeriodFlags,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let card = register.scorecard(period(register, flags)?, now)?;
    let output = session.output;
    output.answer(&card, || {
        let lines = |heading: &str, scores: &[Score]| {
            let rows =
                scores.iter().map(|score| line(output, score, score.name.as_deref().unwrap_or(&score.key))).collect();
            format!("{}\n\n", table(&columns(output, heading), rows))
        };
        lines(output.say("All", "Alle"), std::slice::from_ref(&card.all))
            + &lines(output.say("Plan", "Plan"), &card.by_plan)
            + &lines(output.say("Severity", "Alvorlighetsgrad"), &card.by_severity)
            + &lines(output.say("Month", "Måned"), &card.by_month)
            + &lines(output.say("Tenant", "Leier"), &card.by_tenant)
            + &steps(output, &card.assumed)
    })
}

pub(crate) fn evidence(
    session: &Session,
    register: &Register,
    flags: &EvidenceFlags,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let of = match &flags.request {
        Some(request) => EvidenceOf::Request(register.requests().find(request)?.id),
        None => EvidenceOf::Period(period(register, &flags.period)?),
    };
    let output = session.output;
    let watch = &Watch::none();
    let make = |out: &mut dyn Write| match flags.format {
        EvidenceFormat::Html => register.evidence_page(session.edition, of, output.language, out, watch, now),
        EvidenceFormat::Csv => register.evidence_sheet(session.edition, of, out, watch, now),
    };
    let Some(file) = &flags.out else {
        let mut made = Vec::new();
        make(&mut made)?;
        return io::stdout().write_all(&made).map_err(|error| Failure::Output { why: error.kind() });
    };
    let count = write_new(file, |out| make(out).map_err(Failure::from))?;
    output.answer(&json!({ "file": file, "requests": count }), || {
        facts(&[
            (output.say("File", "Fil"), file.display().to_string()),
            (output.say("Requests", "Forespørsler"), count.to_string()),
        ])
    })
}

/// Writes a copy of an attached file.
pub(crate) fn copy_file(output: Output, attached: &Attachment, stored: &Path, out: &Path) -> Result<(), Failure> {
    let failed = |error: &io::Error| Failure::File { field: "out", name: out.display().to_string(), why: error.kind() };
    let mut from = File::open(stored).map_err(|error| failed(&error))?;
    write_new(out, |to| io::copy(&mut from, to).map_err(|error| failed(&error)))?;
    output.answer(&json!({ "file": out, "sha256": attached.sha256 }), || {
        facts(&[(output.say("File", "Fil"), out.display().to_string()), ("SHA-256", attached.sha256.clone())])
    })
}

/// Writes a file that does not exist yet; when that fails, nothing is left of it.
fn write_new<T>(file: &Path, make: impl FnOnce(&mut dyn Write) -> Result<T, Failure>) -> Result<T, Failure> {
    let failed =
        |error: &io::Error| Failure::File { field: "out", name: file.display().to_string(), why: error.kind() };
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let opened = options.open(file).map_err(|error| failed(&error))?;
    let mut out = io::BufWriter::new(opened);
    let made = make(&mut out).and_then(|made| {
        out.flush().and_then(|()| out.get_ref().sync_all()).map_err(|error| failed(&error))?;
        Ok(made)
    });
    if made.is_err() {
        let _ = std::fs::remove_file(file);
    }
    made
}

fn period(register: &Register, flags: &PeriodFlags) -> Result<Period, Failure> {
    let tenant = flags.tenant.as_deref().map(|name| register.tenants().find(name).about("tenant")).transpose()?;
    let date = |text: Option<&str>, field| text.map(|text| input::date(text, field)).transpose();
    Ok(Period {
        from: date(flags.from.as_deref(), "from")?,
        through: date(flags.through.as_deref(), "through")?,
        tenant: tenant.map(|tenant| tenant.id),
    })
}

fn columns(output: Output, first: &str) -> [&str; 12] {
    [
        first,
        output.say("Requests", "Forespørsler"),
        output.say("Met", "Innfridd"),
        output.say("Missed", "Ikke innfridd"),
        output.say("Waiting", "Venter"),
        output.say("Closed unanswered", "Lukket uten svar"),
        output.say("No deadline", "Uten frist"),
        output.say("Met share", "Andel innfridd"),
        output.say("Promised", "Lovet"),
        output.say("Actual", "Faktisk"),
        output.say("Median", "Median"),
        output.say("Slowest", "Tregest"),
    ]
}

fn line(output: Output, score: &Score, name: &str) -> Vec<String> {
    let decided = score.met + score.missed;
    let share = (f64::from(score.met) * 100.0 / f64::from(decided)).round();
    let seconds = |seconds: Option<u32>| {
        let spoken = |seconds: u32| duration::spoken(TimeDelta::seconds(seconds.into()), output.language);
        seconds.map_or_else(String::new, spoken)
    };
    vec![
        name.to_owned(),
        score.requests.to_string(),
        score.met.to_string(),
        score.missed.to_string(),
        score.waiting.to_string(),
        score.closed_unanswered.to_string(),
        score.no_deadline.to_string(),
        if decided == 0 { String::new() } else { format!("{share} %") },
        seconds(score.promised),
        seconds(score.actual),
        seconds(score.median),
        seconds(score.slowest),
    ]
}
