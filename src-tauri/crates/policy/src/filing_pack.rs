//! The text to paste into the portal's form for a new request, in the order the form asks, and what is still missing.
//!
//! It is in English whatever the user's language: requests that are worked on round the clock are (S03). No secret is
//! among its inputs; words that look like one are left out of what the user typed.

use crate::coverage::{CoverageQuestion, Service, coverage};
use crate::edition::{Edition, Impact};
use crate::error::PolicyError;
use crate::secret_text::without_secrets;
use crate::text;
use crate::text::Text;
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;

/// What the form asks, as far as it is known. Texts may have several lines; blank is the same as not known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct PackFacts {
    /// The product's id.
    pub product: String,
    /// The concern's id.
    pub concern: String,
    /// The plan's id.
    pub plan: Option<String>,
    /// The severity's id.
    pub severity: Option<String>,
    /// One line.
    pub title: String,
    /// What happens.
    pub description: String,
    /// How to make it happen.
    pub reproduction: String,
    /// What should happen instead.
    pub expected: String,
    /// The error's text, a session or correlation id.
    pub error: String,
    /// When it began, in the user's words.
    pub since: String,
    /// What has been tried.
    pub tried: String,
    /// What it means for the business.
    pub impact: String,
    /// The environment's name.
    pub environment: String,
    /// Its address.
    pub environment_url: String,
    /// Who is to be contacted.
    pub contact: String,
    /// How: mail address, telephone.
    pub reach: String,
    /// When, with the time zone.
    pub hours: String,
    /// Whether Microsoft may collect advanced diagnostic data.
    pub consent: Option<bool>,
}

/// Something the form asks that is not known, or that should be looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PackGap {
    /// The field of the facts.
    pub field: String,
    /// What is missing, and why it matters.
    pub text: Text,
}

impl PackGap {
    /// Says that something was left out of a field because it looks like a secret.
    pub fn left_out(field: &str) -> Self {
        gap(
            field,
            text!(
                "Something here looks like a password or an ID of a contract, and was left out of the text. The form has its own fields for those.",
                "Noe her ser ut som et passord eller en ID fra en kontrakt, og er utelatt fra teksten. Skjemaet har egne felt for slikt."
            ),
        )
    }
}

impl PackFacts {
    /// The texts that somebody typed, each with the name of its field.
    pub fn texts_mut(&mut self) -> [(&'static str, &mut String); 13] {
        [
            ("title", &mut self.title),
            ("description", &mut self.description),
            ("reproduction", &mut self.reproduction),
            ("expected", &mut self.expected),
            ("error", &mut self.error),
            ("since", &mut self.since),
            ("tried", &mut self.tried),
            ("impact", &mut self.impact),
            ("environment", &mut self.environment),
            ("environment_url", &mut self.environment_url),
            ("contact", &mut self.contact),
            ("reach", &mut self.reach),
            ("hours", &mut self.hours),
        ]
    }
}

/// The text for the portal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct FilingPack {
    /// What to paste.
    pub text: String,
    /// What is still missing.
    pub missing: Vec<PackGap>,
    /// Whether it is filed as an advisory request.
    pub advisory: bool,
}

/// Puts the text for the portal together.
///
/// # Errors
/// [`PolicyError::Unknown`] for ids that the edition does not have.
pub fn filing_pack(edition: &Edition, facts: &PackFacts) -> Result<FilingPack, PolicyError> {
    let product = edition.product(&facts.product)?;
    let concern = edition.concern(&facts.concern)?;
    let plan = facts.plan.as_deref().map(|plan| edition.plan(plan)).transpose()?;
    let severity = facts.severity.as_deref().map(|severity| edition.severity(severity)).transpose()?;
    let advisory = match plan {
        None => concern.id == "how-to",
        Some(plan) => {
            let question =
                CoverageQuestion { concern: &concern.id, plan: &plan.id, preview: None, scope: None, cause: None };
            // The kind of a preview plays no part here.
            coverage(edition, &question)
                .is_ok_and(|ruling| ruling.answered().is_some_and(|answer| answer.service == Service::Advisory))
        }
    };
    let grave = severity.is_some_and(|severity| severity.impact == Impact::Critical);

    let mut hidden = Vec::new();
    let mut clean = |field: &'static str, text: &str| {
        let (text, found) = without_secrets(text.trim());
        if found {
            hidden.push(field);
        }
        text
    };
    let mut form = String::new();
    let mut line = |label: &str, value: &str| {
        // Writing to a string cannot fail.
        let _ = if value.contains('\n') {
            write!(form, "{label}:\n{value}\n\n")
        } else {
            writeln!(form, "{label}: {}", if value.is_empty() { TO_FILL } else { value })
        };
    };
    line("Product", &product.name.en);
    line("Type of request", if advisory { "Advisory" } else { "Technical" });
    line("Problem type", &concern.name.en);
    line("Support plan", plan.map_or("", |plan| &plan.name.en));
    line("Title", &clean("title", &facts.title));
    line("Description", &clean("description", &facts.description));
    line("Steps to reproduce", &clean("reproduction", &facts.reproduction));
    line("Expected result", &clean("expected", &facts.expected));
    line("Error text, session or correlation ID", &clean("error", &facts.error));
    line("Started", &clean("since", &facts.since));
    line("Already tried", &clean("tried", &facts.tried));
    line("Severity", severity.map_or("", |severity| &severity.name.en));
    line("Business impact", &clean("impact", &facts.impact));
    line("Environment", &clean("environment", &facts.environment));
    line("Environment URL", &clean("environment_url", &facts.environment_url));
    line("Contact", &clean("contact", &facts.contact));
    line("Contact by", &clean("reach", &facts.reach));
    line("Reachable", &clean("hours", &facts.hours));
    line(
        "Advanced diagnostic information",
        match facts.consent {
            Some(true) => "Allowed",
            Some(false) => "Not allowed",
            None => "",
        },
    );

    let mut missing = gaps(facts, grave);
    missing.extend(hidden.into_iter().map(PackGap::left_out));
    Ok(FilingPack { text: form.trim_end().to_owned() + "\n", missing, advisory })
}

const TO_FILL: &str = "[to be filled in]";

fn gap(field: &str, text: Text) -> PackGap {
    PackGap { field: field.to_owned(), text }
}

fn gaps(facts: &PackFacts, grave: bool) -> Vec<PackGap> {
    let mut missing = Vec::new();
    let mut needs = |text: &str, field: &str, why: Text| {
        if text.trim().is_empty() {
            missing.push(gap(field, why));
        }
    };
    needs(
        &facts.title,
        "title",
        text!(
            "Give it a title that names the function and the error.",
            "Gi den en tittel som nevner funksjonen og feilen."
        ),
    );
    needs(
        &facts.description,
        "description",
        text!(
            "Describe what happens: it becomes the text of the case.",
            "Beskriv hva som skjer: Det blir teksten i saken."
        ),
    );
    needs(
        &facts.reproduction,
        "reproduction",
        text!(
            "Write down the steps that make it happen. Without them support starts by asking, or takes it for not reproducible.",
            "Skriv ned trinnene som framkaller det. Uten dem begynner kundestøtten med å spørre, eller anser det som ikke reproduserbart."
        ),
    );
    needs(&facts.expected, "expected", text!("Say what should have happened.", "Si hva som skulle ha skjedd."));
    needs(&facts.since, "since", text!("Say when it began, with the time zone.", "Si når det begynte, med tidssone."));
    needs(
        &format!("{}{}", facts.environment, facts.environment_url),
        "environment",
        text!(
            "Name the environment, or give its address where the form does not list it.",
            "Oppgi miljøet, eller adressen til det hvis skjemaet ikke har det på listen."
        ),
    );
    if grave {
        needs(
            &facts.impact,
            "impact",
            text!(
                "Say what stands still and what it costs. Without a business impact the gravest severity may be lowered.",
                "Si hva som står stille og hva det koster. Uten en virkning på virksomheten kan den høyeste alvorlighetsgraden bli senket."
            ),
        );
        needs(
            &facts.hours,
            "hours",
            text!(
                "At this severity somebody must be reachable day and night: say who takes over when.",
                "Med denne alvorlighetsgraden må noen kunne nås hele døgnet: Si hvem som tar over når."
            ),
        );
    } else {
        needs(
            &facts.impact,
            "impact",
            text!("Say what it means for the business.", "Si hva det betyr for virksomheten."),
        );
        needs(
            &facts.hours,
            "hours",
            text!("Say when you can be reached, with the time zone.", "Si når dere kan nås, med tidssone."),
        );
    }
    needs(&facts.contact, "contact", text!("Name who is to be contacted.", "Oppgi hvem som skal kontaktes."));
    needs(
        &facts.reach,
        "reach",
        text!(
            "Give the mail address or telephone number of the contact.",
            "Oppgi e-postadressen eller telefonnummeret til kontakten."
        ),
    );
    if facts.consent.is_none() {
        missing.push(gap(
            "consent",
            text!(
                "Decide whether Microsoft may collect advanced diagnostic data. Without it they come back to ask.",
                "Avgjør om Microsoft kan samle utvidede diagnosedata. Uten det kommer de tilbake for å spørre."
            ),
        ));
    }
    missing
}
