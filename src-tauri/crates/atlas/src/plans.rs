//! `bill`, `incidents` and `partner`: what a plan costs, and what benefits may be used for.

use crate::failure::Failure;
use crate::flags::{BillFlags, IncidentsFlags, PartnerFlags, YesNo};
use crate::input;
use crate::output::{Output, facts, table};
use crate::rules::{for_people, steps};
use crate::session::Session;
use support_policy::billing::{self, Bill, BillQuestion, BilledThrough};
use support_policy::choice::Choice;
use support_policy::money::Money;
use support_policy::partner::{self, Eligibility, Installation};
use support_policy::ruling::Ruling;

pub(crate) fn bill(session: &Session, flags: &BillFlags) -> Result<(), Failure> {
    let question = BillQuestion {
        bought_through: BilledThrough::parse(&flags.bought_through)?,
        purchased: input::date(&flags.purchased, "purchased")?,
        term_months: input::months(&flags.term_months, "term_months")?,
        cycle_months: flags.cycle_months.as_deref().map(|text| input::months(text, "cycle_months")).transpose()?,
        amount: Money::parse(&flags.amount, &flags.currency)?,
        cancelled: flags.cancelled.as_deref().map(|text| input::date(text, "cancelled")).transpose()?,
        until: flags.until.as_deref().map(|text| input::date(text, "until")).transpose()?,
        today: Session::now().date_naive(),
    };
    let ruling = billing::bill(session.edition, &question)?;
    let output = session.output;
    output.answer(&ruling, || for_people(output, &ruling, |bill| bill_for_people(output, bill)))
}

pub(crate) fn incidents(session: &Session, flags: &IncidentsFlags) -> Result<(), Failure> {
    let installation = Installation::parse(&flags.installation)?;
    let ruling = partner::incidents(session.edition, &flags.program, installation)?;
    eligibility(session, &ruling)
}

pub(crate) fn partner(session: &Session, flags: &PartnerFlags) -> Result<(), Failure> {
    let ruling = partner::partner(session.edition, &flags.benefit, flags.delegated == YesNo::Yes)?;
    eligibility(session, &ruling)
}

fn eligibility(session: &Session, ruling: &Ruling<Eligibility>) -> Result<(), Failure> {
    let output = session.output;
    output.answer(ruling, || {
        for_people(output, ruling, |answer| {
            let verdict = match &answer.refusal {
                None => output.say("Yes, it may be used.", "Ja, den kan brukes."),
                Some(refusal) => output.text(&refusal.message),
            };
            let url = answer.url.as_ref().map_or_else(String::new, |url| format!("{url}\n"));
            let own_use = match answer.own_use {
                Some(true) => output.say("yes", "ja"),
                Some(false) => output.say("no", "nei"),
                None => "",
            };
            format!("{verdict}\n{url}{}", steps(output, &answer.steps))
                + &facts(&[(output.say("For your own needs", "Til egne behov"), own_use.to_owned())])
        })
    })
}

fn bill_for_people(output: Output, bill: &Bill) -> String {
    let amount = |money: &Money| format!("{} {}", money.amount, money.currency);
    let rows = bill
        .charges
        .iter()
        .map(|charge| vec![charge.cycle.to_string(), charge.on.to_string(), amount(&charge.amount)])
        .collect();
    let heading = [output.say("Cycle", "Periode"), output.say("On", "Dato"), output.say("Amount", "Beløp")];
    let committed = format!("{} ({} {})", amount(&bill.committed), output.say("as of", "per"), bill.as_of);
    table(&heading, rows)
        + "\n"
        + &facts(&[
            (output.say("Total", "Sum"), amount(&bill.total)),
            (output.say("Term ends", "Avtaleperioden slutter"), bill.term_ends.to_string()),
            (
                output.say("Renews on", "Fornyes"),
                bill.renews_on.map_or_else(|| output.say("never", "aldri").to_owned(), |day| day.to_string()),
            ),
            (output.say("Still committed", "Fortsatt bundet til"), committed),
        ])
}
