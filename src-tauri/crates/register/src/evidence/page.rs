//! The evidence as one HTML page: no script, nothing from outside, everything escaped, ready to be printed.

use chrono_tz::Tz;
use std::io::{self, Write};

use super::picture;
use super::words::Words;
use super::{Evidence, EvidenceOf};
use crate::scorecard::Period;

const STYLE: &str = "body{font:14px/1.5 'Segoe UI',system-ui,sans-serif;color:#1b1b1b;background:#fff;max-width:60rem;margin:2rem auto;padding:0 1rem}\
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2.5rem;border-top:2px solid #0f548c;padding-top:1rem;overflow-wrap:anywhere}h3{font-size:1rem}\
table{border-collapse:collapse;width:100%;margin:.5rem 0}th,td{border:1px solid #c8c8c8;padding:.3rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}\
th{background:#f3f2f1;font-weight:600}.met{color:#0b6a0b}.missed{color:#a4262c}.small{font-size:.85rem;color:#505050}\
.sample{font-weight:600;border:2px dashed #505050;padding:.3rem .6rem}\
.clock{display:block;width:100%;height:auto;border:1px solid #c8c8c8;break-inside:avoid}\
article{break-inside:auto}tr,h2,h3{break-inside:avoid;break-after:auto}h2,h3{break-after:avoid}\
@page{margin:14mm}@media print{body{margin:0;max-width:none;font-size:11px}h2{margin-top:1rem}svg,.met,.missed{print-color-adjust:exact}article+article{break-before:page}}";

pub(super) fn write(out: &mut dyn Write, words: &Words<'_>, of: EvidenceOf, all: &[Evidence]) -> io::Result<()> {
    let heading = words.say("First responses: evidence", "Første svar: dokumentasjon");
    let lang = words.say("en", "nb");
    write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"{lang}\"><head><meta charset=\"utf-8\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{}</title><style>{STYLE}</style></head><body>\n<h1>{heading}</h1>\n",
        escaped(&title(words, of, all)),
    )?;
    if all.iter().any(|evidence| evidence.sample) {
        writeln!(
            out,
            "<p class=\"sample\">{}</p>",
            words.say(
                "Sample data: what is marked so is made up and proves nothing.",
                "Eksempeldata: det som er merket slik, er oppdiktet og dokumenterer ingenting."
            )
        )?;
    }
    let made = words.moment(words.now, Tz::UTC);
    let edition = &words.edition;
    writeln!(
        out,
        "<p>{} {}. {} {} ({}).</p>",
        words.say("Made", "Laget"),
        escaped(&made),
        words.say("Support policy of edition", "Støtteregler etter utgave"),
        escaped(&edition.id),
        escaped(edition.title.in_language(words.language))
    )?;
    if let EvidenceOf::Period(period) = of {
        writeln!(out, "<p>{}: {}</p>", words.say("Filed", "Sendt"), escaped(&filed_in(words, period)))?;
        summary(out, words, all)?;
    }
    for evidence in all {
        article(out, words, evidence)?;
    }
    writeln!(out, "</body></html>")
}

/// What the page is called in a list of files and tabs: the request, or the days.
fn title(words: &Words<'_>, of: EvidenceOf, all: &[Evidence]) -> String {
    let what = match (of, all) {
        (EvidenceOf::Request(_), [one]) => {
            let number = one.request.case_number.as_ref().map(|number| format!("{number} · ")).unwrap_or_default();
            number + &one.request.title
        }
        (EvidenceOf::Period(period), _) => format!("{} {}", words.say("filed", "sendt"), filed_in(words, period)),
        _ => String::new(),
    };
    format!("{}: {what}", words.say("First response, evidence", "Første svar, dokumentasjon"))
}

fn filed_in(words: &Words<'_>, period: Period) -> String {
    let day = |day: Option<chrono::NaiveDate>| day.map_or_else(|| "…".to_owned(), |day| words.day(day));
    format!("{} – {}", day(period.from), day(period.through))
}

fn summary(out: &mut dyn Write, words: &Words<'_>, all: &[Evidence]) -> io::Result<()> {
    let met = all.iter().filter(|evidence| evidence.met == Some(true)).count();
    let missed = all.iter().filter(|evidence| evidence.met == Some(false)).count();
    let rest = all.len() - met - missed;
    writeln!(
        out,
        "<table><tr><th scope=\"col\">{}</th><th scope=\"col\">{}</th><th scope=\"col\">{}</th><th scope=\"col\">{}</th></tr>\
         <tr><td>{}</td><td class=\"met\">{met}</td><td class=\"missed\">{missed}</td><td>{rest}</td></tr></table>",
        words.say("Requests", "Forespørsler"),
        words.say("Met", "Innfridd"),
        words.say("Missed", "Ikke innfridd"),
        words.say("Undecided", "Ikke avgjort"),
        all.len(),
    )
}

fn article(out: &mut dyn Write, words: &Words<'_>, evidence: &Evidence) -> io::Result<()> {
    let request = &evidence.request;
    writeln!(out, "<article><h2>{}</h2>", escaped(&request.title))?;
    if evidence.sample {
        writeln!(out, "<p class=\"sample\">{}</p>", words.say("Sample data", "Eksempeldata"))?;
    }
    let edition = words.edition;
    let named = |name: std::result::Result<&support_policy::Text, ()>, id: &str| {
        name.map_or_else(|()| id.to_owned(), |name| name.in_language(words.language).to_owned())
    };
    let product =
        named(edition.product(&request.product).map(|product| &product.name).map_err(|_| ()), &request.product);
    let plan = request.plan.as_deref().map(|id| named(edition.plan(id).map(|plan| &plan.name).map_err(|_| ()), id));
    let rows = [
        (words.say("Case number", "Saksnummer"), request.case_number.clone()),
        (words.say("Tenant", "Leier"), Some(evidence.tenant.clone())),
        (words.say("Product", "Produkt"), Some(product)),
        (words.say("Plan", "Plan"), plan),
        (words.say("Contract", "Kontrakt"), evidence.contract.clone()),
        (words.say("Severity", "Alvorlighetsgrad"), Some(words.severity(&request.severity))),
        (words.say("Changes of severity", "Endringer av alvorlighetsgraden"), Some(words.changes(evidence))),
        (words.say("Promised", "Lovet"), Some(words.promised(evidence))),
        (
            words.say("Counted until the first response", "Telt til første svar"),
            request.counted.map(|counted| words.seconds(counted)),
        ),
        (words.say("Would now be", "Ville nå vært"), evidence.would_now_be.map(|at| {
            let stored = words.say(
                "The deadline below is the one that was stored: a rule, a setting or the tenant has changed since.",
                "Fristen nedenfor er den som ble lagret: En regel, en innstilling eller leieren er endret siden.",
            );
            format!("{}. {stored}", words.moment(at, evidence.vendor))
        })),
    ];
    writeln!(out, "<table>")?;
    for (name, value) in rows {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            writeln!(out, "<tr><th scope=\"row\">{name}</th><td>{}</td></tr>", escaped(&value))?;
        }
    }
    let (class, verdict) = words.verdict(evidence);
    writeln!(out, "<tr><th scope=\"row\">{}</th><td class=\"{class}\">{verdict}</td></tr></table>", words.say("Outcome", "Utfall"))?;

    writeln!(
        out,
        "<table><tr><td></td><th scope=\"col\">{} ({})</th><th scope=\"col\">{} ({})</th><th scope=\"col\">UTC</th></tr>",
        words.say("Microsoft's time", "Microsofts tid"),
        escaped(evidence.vendor.name()),
        words.say("Our time", "Vår tid"),
        escaped(evidence.local.name())
    )?;
    for (name, at) in [
        (words.say("Filed", "Sendt"), Some(request.filed_at)),
        (words.say("Due", "Frist"), request.due_at),
        (words.say("First response", "Første svar"), request.responded_at),
        (words.say("Closed", "Lukket"), request.closed_at),
    ] {
        let Some(at) = at else { continue };
        let cell = |zone| escaped(&words.moment(at, zone));
        writeln!(
            out,
            "<tr><th scope=\"row\">{name}</th><td>{}</td><td>{}</td><td>{}</td></tr>",
            cell(evidence.vendor),
            cell(evidence.local),
            cell(Tz::UTC)
        )?;
    }
    writeln!(out, "</table>")?;
    let columns = |last| {
        let when = words.say("When", "Når");
        format!("<tr><th scope=\"col\">{when} ({})</th><th scope=\"col\">{last}</th></tr>", escaped(evidence.vendor.name()))
    };
    let what = columns(words.say("What", "Hva"));
    if let Some(clock) = &evidence.clock {
        writeln!(out, "<h3>{}</h3>", words.say("The response clock", "Svarklokken"))?;
        picture::write(out, words, evidence, clock)?;
    }
    if !evidence.steps.is_empty() {
        let heading = words.say("The deadline, step by step", "Fristen, trinn for trinn");
        writeln!(out, "<h3>{heading}</h3><table>{what}")?;
        for step in &evidence.steps {
            let until = step.to.map(|to| format!(" – {}", words.moment(to, evidence.vendor))).unwrap_or_default();
            let when = words.moment(step.from, evidence.vendor) + &until;
            writeln!(out, "<tr><td>{}</td><td>{}</td></tr>", escaped(&when), escaped(&words.step(step)))?;
        }
        writeln!(out, "</table>")?;
    }
    writeln!(out, "<h3>{}</h3><table>{what}", words.say("What happened", "Hva som skjedde"))?;
    for event in &evidence.events {
        let when = words.moment(event.at, evidence.vendor);
        writeln!(out, "<tr><td>{}</td><td>{}</td></tr>", escaped(&when), escaped(&words.event(event)))?;
    }
    writeln!(out, "</table>")?;
    basis(out, words, evidence)?;
    writeln!(out, "</article>")
}

fn basis(out: &mut dyn Write, words: &Words<'_>, evidence: &Evidence) -> io::Result<()> {
    writeln!(out, "<h3>{}</h3><ul class=\"small\">", words.say("What it rests on", "Hva det bygger på"))?;
    for id in evidence.because() {
        let title = words.edition.topic_title(id).map(|title| title.in_language(words.language).to_owned());
        writeln!(out, "<li>{} {}</li>", escaped(id), escaped(&title.unwrap_or_default()))?;
    }
    for id in evidence.assumptions() {
        let reading = words.edition.readings.iter().find(|reading| reading.id == id);
        let text = reading.map(|reading| reading.text.in_language(words.language)).unwrap_or_default();
        writeln!(out, "<li>{}: {}</li>", escaped(id), escaped(text))?;
    }
    for assumed in evidence.assumed() {
        writeln!(out, "<li>{}</li>", escaped(assumed.in_language(words.language)))?;
    }
    let holidays = words.holidays(evidence);
    if !holidays.is_empty() {
        writeln!(out, "<li>{}</li>", escaped(&holidays))?;
    }
    let edition = evidence.ruled("edition");
    if !edition.is_empty() {
        writeln!(out, "<li>{} {}</li>", words.say("Edition", "Utgave"), escaped(edition))?;
    }
    writeln!(out, "</ul>")
}

/// Text as it stands between tags and in attributes.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}
