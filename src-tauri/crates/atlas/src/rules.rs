//! The commands that need no register: where to file, when the first response is due, opening hours, languages.

use crate::failure::Failure;
use crate::flags::{CustomerFlags, EmeaReading, HoursFlags, LanguagesFlags, RespondByFlags, RouteFlags};
use crate::input;
use crate::output::{Output, facts, table};
use crate::session::Session;
use chrono_tz::Tz;
use std::fmt::Write as _;
use support_policy::Text;
use support_policy::choice::Choice;
use support_policy::concern_route::{self, BoughtThrough, ConcernQuestion, RouteConcern};
use support_policy::customer::{Customer, EmeaClock};
use support_policy::duration;
use support_policy::edition::{BASE_ID, Clock, Edition, EditionError};
use support_policy::opening;
use support_policy::respond_by::{self, Deadline, Terms};
use support_policy::route::{self, Route, RouteQuestion};
use support_policy::ruling::{Basis, Outcome, Ruling};

/// The edition that `--edition` names.
pub(crate) fn edition(id: &str) -> Result<&'static Edition, Failure> {
    if id == BASE_ID {
        return Edition::base().map_err(Failure::Edition);
    }
    Err(Failure::Edition(EditionError::Missing(id.to_owned())))
}

pub(crate) fn route(session: &Session, flags: &RouteFlags) -> Result<(), Failure> {
    let ruling = match &flags.concern {
        Some(concern) => concern_route::concern_route(
            session.edition,
            &ConcernQuestion {
                concern: RouteConcern::parse(concern)?,
                bought_through: flags.bought_through.as_deref().map(BoughtThrough::parse).transpose()?,
                plan: flags.plan.as_deref(),
            },
        )?,
        None => route::route(
            session.edition,
            &RouteQuestion {
                product: flags.product.as_deref().unwrap_or_default(),
                plan: flags.plan.as_deref().unwrap_or_default(),
                partner: flags.partner,
                cannot_sign_in: flags.cannot_sign_in,
            },
        )?,
    };
    let output = session.output;
    output.answer(&ruling, || {
        for_people(output, &ruling, |route: &Route| {
            let name = session.edition.channel(&route.channel).map(|channel| output.text(&channel.name).to_owned());
            let mut text = format!("{}\n", name.unwrap_or_else(|_| route.channel.clone()));
            if let Some(url) = &route.url {
                let _ = writeln!(text, "{url}");
            }
            text + &steps(output, &route.steps) + &facts(&[(output.say("Also", "Også"), route.alternatives.join(", "))])
        })
    })
}

pub(crate) fn respond_by(session: &Session, flags: &RespondByFlags) -> Result<(), Failure> {
    let filed_at = input::instant(flags.filed_at.as_deref().unwrap_or_default(), "filed_at")?;
    let terms = Terms {
        plan: flags.plan.as_deref().unwrap_or_default(),
        severity: flags.severity.as_deref().unwrap_or_default(),
        customer: customer(&flags.customer),
        holidays: input::holidays(flags.customer.holidays.as_deref())?,
        within: flags.within.as_deref().map(|text| duration::parse(text, "within").map(Into::into)).transpose()?,
    };
    let ruling = respond_by::respond_by(session.edition, &terms, filed_at)?;
    let output = session.output;
    output.answer(&ruling, || for_people(output, &ruling, |deadline| deadline_for_people(output, deadline)))
}

pub(crate) fn hours(session: &Session, flags: &HoursFlags) -> Result<(), Failure> {
    let (from, to) = (input::instant(&flags.from, "from")?, input::instant(&flags.to, "to")?);
    let holidays = input::holidays(flags.customer.holidays.as_deref())?;
    let opening = opening::opening(session.edition, &customer(&flags.customer), &holidays, from, to)?;
    let output = session.output;
    output.answer(&opening, || {
        let zone: Tz = opening.zone.parse().unwrap_or(Tz::UTC);
        let rows =
            opening.open.iter().map(|span| vec![output.local(span.from, zone), output.local(span.to, zone)]).collect();
        let heading = [output.say("Opens", "Åpner"), output.say("Closes", "Stenger")];
        format!("{}\n{}", table(&heading, rows), basis_for_people(output, &opening.basis))
    })
}

pub(crate) fn languages(session: &Session, flags: &LanguagesFlags) -> Result<(), Failure> {
    let at = input::instant(&flags.at, "at")?;
    let holidays = input::holidays(flags.customer.holidays.as_deref())?;
    let ruling = opening::languages(session.edition, &customer(&flags.customer), &holidays, at)?;
    let output = session.output;
    output.answer(&ruling, || {
        let yes_or_no = |open| if open { output.say("open", "åpent") } else { output.say("closed", "stengt") };
        let rows = ruling
            .languages
            .iter()
            .map(|offer| {
                vec![output.text(&offer.name).to_owned(), yes_or_no(offer.open_now).to_owned(), offer.hours.clone()]
            })
            .collect();
        let heading = [output.say("Language", "Språk"), output.say("Then", "Da"), output.say("Hours", "Åpningstid")];
        format!(
            "{}\n{} {}\n{}",
            table(&heading, rows),
            output.say("Hours in", "Åpningstid i"),
            ruling.zone,
            basis_for_people(output, &ruling.basis)
        )
    })
}

pub(crate) fn customer(flags: &CustomerFlags) -> Customer<'_> {
    Customer {
        country: flags.country.as_deref(),
        region: flags.region.as_deref(),
        zone: flags.zone.as_deref(),
        emea_clock: match flags.emea_clock {
            EmeaReading::SummerTime => EmeaClock::SummerTime,
            EmeaReading::Fixed => EmeaClock::Fixed,
        },
        ..Customer::default()
    }
}

/// A ruling in words: the outcome or the refusal, then what it rests on.
pub(crate) fn for_people<T>(output: Output, ruling: &Ruling<T>, answered: impl FnOnce(&T) -> String) -> String {
    let outcome = match &ruling.outcome {
        Outcome::Answered(answer) => answered(answer),
        Outcome::Refused { refusal } => format!("{}\n", output.text(&refusal.message)),
    };
    outcome + &basis_for_people(output, &ruling.basis)
}

/// Numbered steps, one a line.
pub(crate) fn steps(output: Output, steps: &[Text]) -> String {
    (1..).zip(steps).fold(String::new(), |text, (number, step)| text + &format!("  {number}. {}\n", output.text(step)))
}

fn deadline_for_people(output: Output, deadline: &Deadline) -> String {
    let zone: Tz = deadline.zone.parse().unwrap_or(Tz::UTC);
    let local_zone: Tz = deadline.local_zone.parse().unwrap_or(zone);
    let clock = match deadline.clock {
        Clock::Continuous => output.say("round the clock", "døgnet rundt"),
        Clock::BusinessHours => output.say("business hours", "åpningstid"),
    };
    let through = deadline
        .holidays
        .through
        .map_or_else(String::new, |through| format!(", {} {through}", output.say("known through", "kjent til og med")));
    // Round the clock no day is left out.
    let holidays = match (deadline.clock, deadline.holidays.calendar.as_str()) {
        (Clock::Continuous, _) => String::new(),
        (Clock::BusinessHours, "none") => output.say("none", "ingen").to_owned(),
        (Clock::BusinessHours, calendar) => format!("{calendar}{through}"),
    };
    facts(&[
        (output.say("First response by", "Første svar innen"), output.local(deadline.due_at, local_zone)),
        (output.say("Microsoft's time", "Microsofts tid"), output.local(deadline.due_at, zone)),
        ("UTC", output.local(deadline.due_at, Tz::UTC)),
        (output.say("Promised", "Lovet"), format!("< {} ({clock})", deadline.limit)),
        (
            output.say("Counting starts", "Tellingen starter"),
            deadline.opens_at.map_or_else(String::new, |at| output.local(at, local_zone)),
        ),
        (output.say("Holidays", "Helligdager"), holidays),
    ])
}

fn basis_for_people(output: Output, basis: &Basis) -> String {
    let mut text = facts(&[
        (output.say("Because", "Fordi"), basis.because.join(" ")),
        (output.say("Assumes", "Forutsetter"), basis.assumptions.join(" ")),
    ]);
    for change in &basis.changed_since {
        let _ = writeln!(
            text,
            "{} {} ({}): {}",
            output.say("Changed since", "Endret siden"),
            change.since,
            change.topic,
            output.text(&change.note)
        );
    }
    text
}
