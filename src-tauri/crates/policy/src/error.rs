//! Questions the policy cannot answer because they are wrongly put, and data that ends too early.

use crate::text;
use crate::text::Text;
use chrono::NaiveDate;

/// Why a question has no ruling. A refusal by the policy is not among these: that is an answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// An id that the edition does not have.
    #[error("{field} '{given}' does not exist; known: {}", known.join(", "))]
    Unknown {
        /// The field of the question: `plan`, `severity`, `product` …
        field: &'static str,
        /// What was given.
        given: String,
        /// The ids that exist.
        known: Vec<String>,
    },
    /// A country that ISO 3166-1 does not have.
    #[error("country '{0}' is not an ISO 3166-1 alpha-2 code")]
    UnknownCountry(String),
    /// A zone that the IANA database does not have.
    #[error("zone '{0}' is not an IANA time zone")]
    UnknownZone(String),
    /// Neither country nor region was given.
    #[error("a country or a region is needed")]
    CountryOrRegionNeeded,
    /// The region counts in the customer's own zone, and none was given.
    #[error("region '{0}' counts in the customer's own zone: give a zone")]
    ZoneNeeded(String),
    /// A text that is not an instant.
    #[error("{field} '{given}' is not an instant")]
    NotAnInstant {
        /// The field.
        field: &'static str,
        /// What was given.
        given: String,
    },
    /// A text that is not a date.
    #[error("{field} '{given}' is not a date")]
    NotADate {
        /// The field.
        field: &'static str,
        /// What was given.
        given: String,
    },
    /// A text that is not a duration, or one that is not positive.
    #[error("{field} '{given}' is not a positive ISO 8601 duration")]
    NotADuration {
        /// The field.
        field: &'static str,
        /// What was given.
        given: String,
    },
    /// A text that is not a time of day.
    #[error("{field} '{given}' is not a time of day")]
    NotATime {
        /// The field.
        field: &'static str,
        /// What was given.
        given: String,
    },
    /// A span that ends before it starts.
    #[error("{field} lies before the start")]
    EndsBeforeStart {
        /// The field that holds the end.
        field: &'static str,
    },
    /// The answer depends on something that was not given.
    #[error("{field} is needed; one of: {}", known.join(", "))]
    Needed {
        /// The field.
        field: &'static str,
        /// The values it can have, or what it holds.
        known: Vec<String>,
    },
    /// A number or date that nothing real has.
    #[error("{field} '{given}' is not from {least} to {most}")]
    OutOfRange {
        /// The field.
        field: &'static str,
        /// What was given.
        given: String,
        /// The least that is accepted.
        least: String,
        /// The most that is accepted.
        most: String,
    },
    /// A text that is not an amount of money of zero or more.
    #[error("amount '{given}' is not an amount with at most {decimals} decimals")]
    NotAnAmount {
        /// What was given.
        given: String,
        /// The decimals that the currency has.
        decimals: u32,
    },
    /// A code that no currency has.
    #[error("currency '{0}' is not an ISO 4217 code")]
    NotACurrency(String),
    /// Billing cycles that do not fill the term.
    #[error("a term of {term} months is not made of cycles of {cycle} months")]
    CycleDoesNotFillTerm {
        /// Months of the term.
        term: u32,
        /// Months of a cycle.
        cycle: u32,
    },
    /// A cycle of more than a month for a plan bought online.
    #[error("a plan bought online is billed every month")]
    OnlineIsMonthly,
    /// No holidays are known for that country.
    #[error("no public holidays are known for {0}")]
    NoHolidays(String),
    /// A holiday file that is not a calendar.
    #[error("the holiday file is not an iCalendar file with all-day events")]
    NotACalendar,
    /// A holiday file with an event that repeats, by its title.
    #[error("the holiday '{0}' repeats")]
    RepeatingHoliday(String),
    /// The calculation needs days before or after those for which the calendar is known.
    #[error("the calendar is known from {from} through {through}")]
    OutsideCalendar {
        /// The field that lies outside.
        field: &'static str,
        /// First known day.
        from: NaiveDate,
        /// Last known day.
        through: NaiveDate,
    },
    /// The edition does not state the business hours of a region.
    #[error("the edition does not state the business hours of '{0}'")]
    HoursNotStated(String),
    /// The hours never open again within the days that are known.
    #[error("these hours never open between {from} and {through}")]
    NeverOpens {
        /// First day searched.
        from: NaiveDate,
        /// Last day searched.
        through: NaiveDate,
    },
}

impl PolicyError {
    /// Stable, kebab-case.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unknown { field: "plan", .. } => "unknown-plan",
            Self::Unknown { field: "severity", .. } => "unknown-severity",
            Self::Unknown { field: "product", .. } => "unknown-product",
            Self::Unknown { field: "region", .. } => "unknown-region",
            Self::Unknown { field: "edition", .. } => "unknown-edition",
            Self::Unknown { field: "concern", .. } => "unknown-concern",
            Self::Unknown { field: "topic", .. } => "unknown-topic",
            Self::Unknown { field: "role", .. } => "unknown-role",
            Self::Unknown { .. } => "unknown-id",
            Self::UnknownCountry(_) => "unknown-country",
            Self::UnknownZone(_) => "unknown-zone",
            Self::CountryOrRegionNeeded => "country-or-region-needed",
            Self::ZoneNeeded(_) => "zone-needed",
            Self::NotAnInstant { .. } => "not-an-instant",
            Self::NotADate { .. } => "not-a-date",
            Self::NotADuration { .. } => "not-a-duration",
            Self::NotATime { .. } => "not-a-time",
            Self::EndsBeforeStart { .. } => "ends-before-start",
            Self::Needed { .. } => "value-needed",
            Self::OutOfRange { .. } => "out-of-range",
            Self::NotAnAmount { .. } => "not-an-amount",
            Self::NotACurrency(_) => "not-a-currency",
            Self::CycleDoesNotFillTerm { .. } => "cycle-does-not-fill-term",
            Self::OnlineIsMonthly => "online-is-monthly",
            Self::NoHolidays(_) => "no-holidays-known",
            Self::NotACalendar => "not-a-calendar",
            Self::RepeatingHoliday(_) => "repeating-holiday",
            Self::OutsideCalendar { .. } => "outside-calendar",
            Self::HoursNotStated(_) => "hours-not-stated",
            Self::NeverOpens { .. } => "never-opens",
        }
    }

    /// The field of the question that is wrong.
    pub fn field(&self) -> &'static str {
        match self {
            Self::Unknown { field, .. }
            | Self::NotAnInstant { field, .. }
            | Self::NotADate { field, .. }
            | Self::NotADuration { field, .. }
            | Self::NotATime { field, .. }
            | Self::EndsBeforeStart { field }
            | Self::Needed { field, .. }
            | Self::OutOfRange { field, .. }
            | Self::OutsideCalendar { field, .. } => field,
            Self::UnknownCountry(_) | Self::CountryOrRegionNeeded => "country",
            Self::UnknownZone(_) | Self::ZoneNeeded(_) => "zone",
            Self::NotAnAmount { .. } => "amount",
            Self::NotACurrency(_) => "currency",
            Self::CycleDoesNotFillTerm { .. } | Self::OnlineIsMonthly => "cycle_months",
            Self::NoHolidays(_) | Self::NotACalendar | Self::RepeatingHoliday(_) => "holidays",
            Self::HoursNotStated(_) => "region",
            Self::NeverOpens { .. } => "open",
        }
    }

    /// The same error about another field: the one that holds the instant which lies outside the calendar.
    #[must_use]
    pub fn about(self, field: &'static str) -> Self {
        match self {
            Self::OutsideCalendar { from, through, .. } => Self::OutsideCalendar { field, from, through },
            other => other,
        }
    }

    /// What is wrong and what to do about it.
    pub fn message(&self) -> Text {
        match self {
            Self::Unknown { field, given, known } => {
                let known = known.join(", ");
                let given = shown(given);
                let field = field_name(field);
                text!(
                    "There is no {field} “{given}” in this edition. Choose one of: {known}.",
                    "Denne utgaven har ingen {field} «{given}». Velg en av: {known}.",
                    field,
                    given,
                    known
                )
            }
            // ISO 3166 leaves this code to users: a tenant from an export that does not name its country.
            Self::UnknownCountry(given) if given.eq_ignore_ascii_case("ZZ") => text!(
                "The tenant's country is not known yet. Set it first: opening hours and holidays follow it.",
                "Landet til leieren er ikke kjent ennå. Sett det først: Åpningstider og helligdager følger landet."
            ),
            Self::UnknownCountry(given) => text!(
                "“{given}” is not a country. Give the two-letter ISO 3166-1 code, such as NO or US.",
                "«{given}» er ikke et land. Oppgi ISO 3166-1-koden på to bokstaver, for eksempel NO eller US.",
                given = shown(given)
            ),
            Self::UnknownZone(given) => text!(
                "“{given}” is not a time zone. Give an IANA name, such as Europe/Oslo.",
                "«{given}» er ikke en tidssone. Oppgi et IANA-navn, for eksempel Europe/Oslo.",
                given = shown(given)
            ),
            Self::CountryOrRegionNeeded => text!(
                "Give the customer's country or the support region; the business hours follow from it.",
                "Oppgi kundens land eller støtteregionen; åpningstiden følger av det."
            ),
            Self::ZoneNeeded(region) => text!(
                "Region “{region}” counts business hours in the customer's own time zone. Give the zone.",
                "Regionen «{region}» regner åpningstid i kundens egen tidssone. Oppgi tidssonen.",
                region
            ),
            Self::NotAnInstant { given, .. } => text!(
                "“{given}” is not an instant. Write it as RFC 3339 with a zone, such as 2026-03-27T15:30:00Z.",
                "«{given}» er ikke et tidspunkt. Skriv det som RFC 3339 med sone, for eksempel 2026-03-27T15:30:00Z.",
                given = shown(given)
            ),
            Self::NotADate { given, .. } => text!(
                "“{given}” is not a date. Write it as YYYY-MM-DD, such as 2026-05-17.",
                "«{given}» er ikke en dato. Skriv den som ÅÅÅÅ-MM-DD, for eksempel 2026-05-17.",
                given = shown(given)
            ),
            Self::NotADuration { given, .. } => text!(
                "“{given}” is not a duration above zero. Write it as ISO 8601, such as PT4H or PT30M.",
                "«{given}» er ikke en varighet over null. Skriv den som ISO 8601, for eksempel PT4H eller PT30M.",
                given = shown(given)
            ),
            Self::NotATime { given, .. } => text!(
                "“{given}” is not a time of day. Write it as HH:MM, from 00:00 to 24:00.",
                "«{given}» er ikke et klokkeslett. Skriv det som TT:MM, fra 00:00 til 24:00.",
                given = shown(given)
            ),
            Self::EndsBeforeStart { .. } => text!(
                "The end lies before the start. Give an end that is later.",
                "Slutten ligger før starten. Oppgi en senere slutt."
            ),
            Self::Needed { field, known } => {
                let (what, known) = (needed(field), known.join(", "));
                text!(
                    "The answer depends on {what}. Give one of: {known}.",
                    "Svaret avhenger av {what}. Oppgi en av: {known}.",
                    what,
                    known
                )
            }
            Self::OutOfRange { given, least, most, .. } => text!(
                "“{given}” cannot be right. Give a value from {least} to {most}.",
                "«{given}» kan ikke stemme. Oppgi en verdi fra {least} til {most}.",
                given = shown(given),
                least,
                most
            ),
            Self::NotAnAmount { given, decimals } => text!(
                "“{given}” is not an amount. Write zero or more in digits, with a point before at most {decimals} decimals.",
                "«{given}» er ikke et beløp. Skriv null eller mer med sifre, og punktum foran høyst {decimals} desimaler.",
                given = shown(given),
                decimals
            ),
            Self::NotACurrency(given) => text!(
                "“{given}” is not a currency. Give the three letters of ISO 4217, such as EUR or NOK.",
                "«{given}» er ikke en valuta. Oppgi de tre bokstavene i ISO 4217, for eksempel EUR eller NOK.",
                given = shown(given)
            ),
            Self::CycleDoesNotFillTerm { term, cycle } => text!(
                "A term of {term} months cannot be split into billing cycles of {cycle}. Give a cycle that divides the term.",
                "En avtaleperiode på {term} måneder kan ikke deles i faktureringsperioder på {cycle}. Oppgi en periode som går opp.",
                term,
                cycle
            ),
            Self::OnlineIsMonthly => text!(
                "A plan bought online is billed every month. Leave the cycle out, or give 1.",
                "En plan som er kjøpt på nettet, faktureres hver måned. Utelat perioden, eller oppgi 1."
            ),
            Self::NoHolidays(country) => text!(
                "No public holidays are known for {country}. Choose another country's calendar, a holiday file, or none.",
                "Ingen helligdager er kjent for {country}. Velg et annet lands kalender, en helligdagsfil eller ingen.",
                country
            ),
            Self::NotACalendar => text!(
                "The holiday file is not an iCalendar file with all-day events. Export it again as .ics.",
                "Helligdagsfilen er ikke en iCalendar-fil med heldagshendelser. Eksporter den på nytt som .ics."
            ),
            Self::RepeatingHoliday(title) => text!(
                "The event “{title}” of the holiday file repeats. Export the calendar with each day on its own.",
                "Hendelsen «{title}» i helligdagsfilen gjentas. Eksporter kalenderen med hver dag for seg.",
                title
            ),
            Self::OutsideCalendar { from, through, .. } => text!(
                "The calendar is known from {from} through {through}, and this answer would need days outside it. \
                     Give your own holiday list, or none, to calculate anyway.",
                "Kalenderen er kjent fra {from} til og med {through}, og dette svaret trenger dager utenfor. \
                     Oppgi en egen helligdagsliste, eller ingen, for å regne likevel.",
                from,
                through
            ),
            Self::HoursNotStated(region) => text!(
                "This edition does not state the business hours of region “{region}”. Give the hours, or ask another edition.",
                "Denne utgaven oppgir ikke åpningstiden i regionen «{region}». Oppgi åpningstiden, eller spør en annen utgave.",
                region
            ),
            Self::NeverOpens { from, through } => text!(
                "These hours do not open at all from {from} through {through}. Check the opening hours and the holidays.",
                "Denne åpningstiden åpner aldri fra {from} til og med {through}. Kontroller åpningstiden og helligdagene.",
                from,
                through
            ),
        }
    }
}

/// What the user gave, short enough to stand in a sentence and with nothing that could garble the terminal.
fn shown(given: &str) -> String {
    let mut text: String = given.chars().filter(|c| !c.is_control()).take(60).collect();
    if given.chars().count() > 60 {
        text.push('…');
    }
    text
}

/// What an id that is not known was to be.
fn field_name(field: &str) -> Text {
    match field {
        "product" => text!("product", "produkt"),
        "severity" => text!("severity", "alvorlighetsgrad"),
        "edition" => text!("edition", "utgave"),
        "concern" => text!("concern", "type sak"),
        "topic" => text!("topic", "emne"),
        "role" => text!("role", "rolle"),
        "program" => text!("program", "utviklerprogram"),
        "benefit" => text!("benefit", "partnerfordel"),
        other => Text::same(other.replace('_', "-")),
    }
}

/// What an answer depends on.
fn needed(field: &str) -> Text {
    match field {
        "bought_through" => text!("how it was bought", "hvordan det er kjøpt"),
        "preview" => text!("the kind of preview", "hva slags forhåndsversjon det er"),
        "cycle_months" => text!(
            "the months between two charges of the agreement",
            "hvor mange måneder det er mellom to faktureringer i avtalen"
        ),
        other => field_name(other),
    }
}
