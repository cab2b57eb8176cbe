//! The words of the evidence, in the language that was asked for; where the window says the same, as it does.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use support_policy::edition::Edition;
use support_policy::explain::{ClosedBecause, Step, StepKind};
use support_policy::{Language, countries, duration, text};

use super::Evidence;
use crate::request_event::{EventKind, RequestEvent};

/// What the page is written with.
pub(super) struct Words<'a> {
    pub(super) edition: &'a Edition,
    pub(super) language: Language,
    pub(super) now: DateTime<Utc>,
}

impl Words<'_> {
    pub(super) fn say<'t>(&self, en: &'t str, nb: &'t str) -> &'t str {
        self.language.say(en, nb)
    }

    /// An instant to the second, with the zone's own short name.
    pub(super) fn moment(&self, at: DateTime<Utc>, zone: Tz) -> String {
        let at = at.with_timezone(&zone);
        let time = at.format("%H:%M:%S %Z");
        let clock = self.say(",", " kl.");
        format!("{}{clock} {time}", self.day(at.date_naive()))
    }

    /// A day with the name it has in the week.
    pub(super) fn day(&self, date: NaiveDate) -> String {
        self.language.day_short(date)
    }

    /// An ISO 8601 duration in words.
    pub(super) fn spoken(&self, iso: &str) -> String {
        duration::parse(iso, "limit").map_or_else(|_| iso.to_owned(), |long| duration::spoken(long, self.language))
    }

    pub(super) fn seconds(&self, seconds: u32) -> String {
        duration::spoken(TimeDelta::seconds(seconds.into()), self.language)
    }

    pub(super) fn step(&self, step: &Step) -> String {
        let long = step.duration.as_deref().map(|iso| self.spoken(iso)).unwrap_or_default();
        match step.kind {
            StepKind::Filed => self.say("Filed", "Sendt").to_owned(),
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

    pub(super) fn event(&self, event: &RequestEvent) -> String {
        let what = match event.kind {
            EventKind::Filed => self.say("Filed", "Sendt"),
            EventKind::FirstResponse => self.say("First response", "Første svar"),
            EventKind::Paused => self.say("Paused: Microsoft waits for us", "Pause: Microsoft venter på oss"),
            EventKind::Resumed => self.say("The clock goes on", "Tiden løper igjen"),
            EventKind::Severity => self.say("Severity changed", "Alvorlighetsgrad endret"),
            EventKind::Closed => self.say("Closed", "Lukket"),
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

    pub(super) fn severity(&self, id: &str) -> String {
        let named = self.edition.severity(id).map(|severity| severity.name.in_language(self.language).to_owned());
        named.unwrap_or_else(|_| id.to_owned())
    }

    /// What became of the first response, with the class it is shown in.
    pub(super) fn verdict(&self, evidence: &Evidence) -> (&'static str, &'static str) {
        match evidence.met {
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
            None if evidence.request.due_at.is_none() => {
                ("", self.say("No deadline is promised", "Det er ikke lovet noen frist"))
            }
            None if evidence.request.closed_at.is_some() => (
                "",
                self.say(
                    "Closed without an answer before it was due: neither met nor missed",
                    "Lukket uten svar før fristen: verken innfridd eller ikke innfridd",
                ),
            ),
            None => ("", self.say("Undecided: the response is awaited", "Ikke avgjort: svaret er ventet")),
        }
    }

    /// Less than how long, and of what.
    pub(super) fn promised(&self, evidence: &Evidence) -> String {
        let limit = evidence.ruled("limit");
        if limit.is_empty() {
            return String::new();
        }
        let clock = match evidence.ruled("clock") {
            "continuous" => self.say("round the clock", "døgnet rundt"),
            _ => self.say("of business hours", "i åpningstiden"),
        };
        format!("{} {} {clock}", self.say("less than", "mindre enn"), self.spoken(limit))
    }

    /// How the severity went, and whose promise was judged; nothing where it never changed.
    pub(super) fn changes(&self, evidence: &Evidence) -> String {
        let changes: Vec<&RequestEvent> =
            evidence.events.iter().filter(|event| event.kind == EventKind::Severity).collect();
        let (Some(first), Some(last)) = (changes.first(), changes.last()) else { return String::new() };
        let name = |id: &Option<String>| id.as_deref().map(|id| self.severity(id)).unwrap_or_default();
        let mut said = vec![format!("{} {}.", self.say("Filed as", "Sendt som"), name(&first.from))];
        for change in &changes {
            let at = self.moment(change.at, evidence.vendor);
            said.push(format!("{} {}: {at}.", self.say("Changed to", "Endret til"), name(&change.to)));
        }
        let judged = evidence.severity.as_deref().map(|id| self.severity(id)).unwrap_or_default();
        if evidence.severity.is_some() && evidence.severity != first.from {
            let replaced = text!(
                "The promise of severity {judged} replaced the first one.",
                "Løftet for alvorlighetsgrad {judged} kom i stedet for det første.",
                judged
            );
            said.push(replaced.into_language(self.language));
        } else if evidence.severity.is_some() {
            let stands = text!(
                "The promise of severity {judged} stands.",
                "Løftet for alvorlighetsgrad {judged} blir stående.",
                judged
            );
            said.push(stands.into_language(self.language));
        }
        if evidence.severity.is_some() && evidence.severity != last.to && changes.len() > 1 {
            let stands = self.say("The last change moved no deadline.", "Den siste endringen flyttet ingen frist.");
            said.push(stands.to_owned());
        }
        said.join(" ")
    }

    /// Whose public holidays were left out, and where they are known from.
    pub(super) fn holidays(&self, evidence: &Evidence) -> String {
        let (calendar, table) = evidence.holidays();
        let whose = match (calendar, countries::country(calendar)) {
            ("", _) => return String::new(),
            ("none", _) => return self.say("No holidays are left out", "Ingen helligdager er unntatt").to_owned(),
            (code, Ok(country)) => format!(
                "{} {} ({code})",
                self.say("Public holidays left out: those of", "Helligdager som er unntatt: de i"),
                country.name.in_language(self.language)
            ),
            (name, Err(_)) => {
                let label = self.say("Public holidays left out: the list", "Helligdager som er unntatt: listen");
                format!("{label} {name}")
            }
        };
        let known = if table.is_empty() {
            String::new()
        } else {
            format!(
                ", {} {table}",
                self.say(
                    "as the table of this program gives them, made from",
                    "slik de står i programmets tabell, laget av"
                )
            )
        };
        whose + &known
    }
}
