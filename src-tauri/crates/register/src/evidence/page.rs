//! The evidence as one HTML page: no script, nothing from outside, everything escaped, ready to be printed.

use chrono::{DateTime, Datelike as _, Utc};
use chrono_tz::Tz;
use std::io::{self, Write};
use support_policy::edition::Edition;
use support_policy::explain::{ClosedBecause, Step, StepKind};
use support_policy::{Language, duration};

use super::{Evidence, EvidenceOf};
use crate::request_event::{EventKind, RequestEvent};

/// What the page is written with.
pub(super) struct Words<'a> {
    pub(super) edition: &'a Edition,
    pub(super) language: Language,
    pub(super) now: DateTime<Utc>,
}

const STYLE: &str = "body{font:14px/1.5 'Segoe UI',system-ui,sans-serif;color:#1b1b1b;background:#fff;max-width:60rem;margin:2rem auto;padding:0 1rem}\
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2.5rem;border-top:2px solid #0f548c;padding-top:1rem;overflow-wrap:anywhere}h3{font-size:1rem}\
table{border-collapse:collapse;width:100%;margin:.5rem 0}th,td{border:1px solid #c8c8c8;padding:.3rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}\
th{background:#f3f2f1;font-weight:600}.met{color:#0b6a0b}.missed{color:#a4262c}.small{font-size:.85rem;color:#505050}\
article{break-inside:auto}tr,h2,h3{break-inside:avoid;break-after:auto}h2,h3{break-after:avoid}\
@media print{body{margin:0;max-width:none}article+article{break-before:page}}";

impl Words<'_> {
    fn say<'t>(&self, en: &'t str, nb: &'t str) -> &'t str {
        self.language.say(en, nb)
    }

    fn moment(&self, at: DateTime<Utc>, zone: Tz) -> String {
        let at = at.with_timezone(&zone);
        let day = self.language.weekday(at.weekday());
        format!("{day} {}", at.format("%Y-%m-%d %H:%M:%S %Z"))
    }

    fn step(&self, step: &Step) -> String {
        let long = step.duration.as_deref().map(spoken).unwrap_or_default();
        match step.kind {
            StepKind::Filed => self.say("Filed", "Sendt inn").to_owned(),
            StepKind::Opens => {
                self.say("Support opens: counting starts", "Kundestøtten åpner: tellingen starter").to_owned()
            }
            StepKind::Counts => format!("{}: {long}", self.say("Counts", "Teller")),
            StepKind::Closed => {
                let why = match (&step.name, step.reason) {
                    (Some(name), _) => name.in_language(self.language).to_owned(),
                    (None, Some(ClosedBecause::Weekend)) => self.say("weekend", "helg").to_owned(),
                    (None, Some(ClosedBecause::Holiday)) => self.say("public holiday", "helligdag").to_owned(),
                    _ => self.say("outside opening hours", "utenfor åpningstiden").to_owned(),
                };
                format!("{}: {why}", self.say("Closed", "Stengt"))
            }
            StepKind::Paused => self.say("Paused: Microsoft waits for us", "Pause: Microsoft venter på oss").to_owned(),
            StepKind::SeverityChanged => self.say("The severity is changed", "Alvorlighetsgraden endres").to_owned(),
            StepKind::Due => {
                self.say("Due: a response from here on is late", "Frist: et svar fra nå av er for sent").to_owned()
            }
        }
    }

    fn event(&self, event: &RequestEvent) -> String {
        let what = match event.kind {
            EventKind::Filed => self.say("Filed", "Sendt inn"),
            EventKind::FirstResponse => self.say("First response", "Første svar"),
            EventKind::Paused => self.say("Paused: Microsoft waits for us", "Pause: Microsoft venter på oss"),
            EventKind::Resumed => self.say("Resumed", "Fortsatt"),
            EventKind::Severity => self.say("Severity changed", "Alvorlighetsgrad endret"),
            EventKind::Closed => self.say("Closed", "Avsluttet"),
            EventKind::Reopened => self.say("Reopened", "Gjenåpnet"),
            EventKind::Holder | EventKind::Note | EventKind::NextContact => "",
        };
        let change = match (&event.from, &event.to) {
            (Some(from), Some(to)) => format!(" ({} → {})", self.severity(from), self.severity(to)),
            _ => String::new(),
        };
        let reason = event.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
        format!("{what}{change}{reason}")
    }

    fn severity(&self, id: &str) -> String {
        let named = self.edition.severity(id).map(|severity| severity.name.in_language(self.language).to_owned());
        named.unwrap_or_else(|_| id.to_owned())
    }

    fn verdict(&self, met: Option<bool>) -> (&'static str, &'static str) {
        match met {
            Some(true) => {
                ("met", self.say("Met: the response came before the deadline", "Innfridd: svaret kom før fristen"))
            }
            Some(false) => (
                "missed",
                self.say(
                    "Missed: no response came before the deadline",
                    "Ikke innfridd: det kom ikke noe svar før fristen",
                ),
            ),
            None => ("", self.say("Undecided", "Ikke avgjort")),
        }
    }
}

pub(super) fn write(out: &mut dyn Write, words: &Words<'_>, of: EvidenceOf, all: &[Evidence]) -> io::Result<()> {
    let title = words.say("First responses: evidence", "Første svar: dokumentasjon");
    let lang = words.language;
    write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"{lang}\"><head><meta charset=\"utf-8\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{}</title><style>{STYLE}</style></head><body>\n<h1>{}</h1>\n",
        escaped(title),
        escaped(title)
    )?;
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
        let day = |day: Option<chrono::NaiveDate>| day.map_or_else(|| "…".to_owned(), |day| day.to_string());
        writeln!(out, "<p>{}: {} – {}</p>", words.say("Filed", "Sendt inn"), day(period.from), day(period.through))?;
        summary(out, words, all)?;
    }
    for evidence in all {
        article(out, words, evidence)?;
    }
    writeln!(out, "</body></html>")
}

fn summary(out: &mut dyn Write, words: &Words<'_>, all: &[Evidence]) -> io::Result<()> {
    let met = all.iter().filter(|evidence| evidence.met == Some(true)).count();
    let missed = all.iter().filter(|evidence| evidence.met == Some(false)).count();
    let rest = all.len() - met - missed;
    writeln!(
        out,
        "<table><tr><th>{}</th><th>{}</th><th>{}</th><th>{}</th></tr>\
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
        (words.say("Promised", "Lovet"), Some(promised(words, evidence))),
        (
            words.say("Counted until the first response", "Telt til første svar"),
            request.counted.map(|counted| spoken(&duration::format(chrono::TimeDelta::seconds(counted.into())))),
        ),
    ];
    writeln!(out, "<table>")?;
    for (name, value) in rows {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            writeln!(out, "<tr><th>{name}</th><td>{}</td></tr>", escaped(&value))?;
        }
    }
    let (class, verdict) = words.verdict(evidence.met);
    writeln!(out, "<tr><th>{}</th><td class=\"{class}\">{verdict}</td></tr></table>", words.say("Outcome", "Utfall"))?;

    writeln!(
        out,
        "<table><tr><th></th><th>{} ({})</th><th>{} ({})</th><th>UTC</th></tr>",
        words.say("Microsoft's time", "Microsofts tid"),
        escaped(evidence.vendor.name()),
        words.say("Our time", "Vår tid"),
        escaped(evidence.local.name())
    )?;
    for (name, at) in [
        (words.say("Filed", "Sendt inn"), Some(request.filed_at)),
        (words.say("Due", "Frist"), request.due_at),
        (words.say("First response", "Første svar"), request.responded_at),
        (words.say("Closed", "Avsluttet"), request.closed_at),
    ] {
        let Some(at) = at else { continue };
        let cell = |zone| escaped(&words.moment(at, zone));
        writeln!(
            out,
            "<tr><th>{name}</th><td>{}</td><td>{}</td><td>{}</td></tr>",
            cell(evidence.vendor),
            cell(evidence.local),
            cell(Tz::UTC)
        )?;
    }
    writeln!(out, "</table>")?;
    if !evidence.steps.is_empty() {
        writeln!(out, "<h3>{}</h3><table>", words.say("The deadline, step by step", "Fristen, trinn for trinn"))?;
        for step in &evidence.steps {
            let until = step.to.map(|to| format!(" – {}", words.moment(to, evidence.vendor))).unwrap_or_default();
            let when = words.moment(step.from, evidence.vendor) + &until;
            writeln!(out, "<tr><td>{}</td><td>{}</td></tr>", escaped(&when), escaped(&words.step(step)))?;
        }
        writeln!(out, "</table>")?;
    }
    writeln!(out, "<h3>{}</h3><table>", words.say("What happened", "Hva som skjedde"))?;
    for event in &evidence.events {
        let when = words.moment(event.at, evidence.vendor);
        writeln!(out, "<tr><td>{}</td><td>{}</td></tr>", escaped(&when), escaped(&words.event(event)))?;
    }
    writeln!(out, "</table>")?;
    basis(out, words, evidence)?;
    writeln!(out, "</article>")
}

fn promised(words: &Words<'_>, evidence: &Evidence) -> String {
    let limit = evidence.ruled("limit");
    if limit.is_empty() {
        return String::new();
    }
    let clock = match evidence.ruled("clock") {
        "continuous" => words.say("round the clock", "døgnet rundt"),
        _ => words.say("of business hours", "i åpningstiden"),
    };
    format!("{} {} {clock}", words.say("less than", "mindre enn"), spoken(limit))
}

fn basis(out: &mut dyn Write, words: &Words<'_>, evidence: &Evidence) -> io::Result<()> {
    writeln!(out, "<h3>{}</h3><ul class=\"small\">", words.say("What it rests on", "Hva det bygger på"))?;
    for id in evidence.listed("because") {
        let title = words.edition.topic_title(id).map(|title| title.in_language(words.language).to_owned());
        writeln!(out, "<li>{} {}</li>", escaped(id), escaped(&title.unwrap_or_default()))?;
    }
    for id in evidence.listed("assumptions") {
        let reading = words.edition.readings.iter().find(|reading| reading.id == id);
        let text = reading.map(|reading| reading.text.in_language(words.language)).unwrap_or_default();
        writeln!(out, "<li>{}: {}</li>", escaped(id), escaped(text))?;
    }
    for assumed in evidence.assumed() {
        writeln!(out, "<li>{}</li>", escaped(assumed.in_language(words.language)))?;
    }
    let (calendar, table) = evidence.holidays();
    if !calendar.is_empty() {
        let label = words.say("Holidays left out", "Helligdager som er unntatt");
        writeln!(out, "<li>{label}: {} ({})</li>", escaped(calendar), escaped(table))?;
    }
    let edition = evidence.ruled("edition");
    if !edition.is_empty() {
        writeln!(out, "<li>{} {}</li>", words.say("Edition", "Utgave"), escaped(edition))?;
    }
    writeln!(out, "</ul>")
}

/// `PT1H30M` as `1 h 30 min`.
fn spoken(iso: &str) -> String {
    let spoken = iso.trim_start_matches("PT").replace('H', " h ").replace('M', " min ").replace('S', " s");
    spoken.trim().to_owned()
}

/// Text as it stands between tags and in attributes.
fn escaped(text: &str) -> String {
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
