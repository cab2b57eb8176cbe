//! Questions that a rule decides: its answer as a finding.

use super::{Finding, FindingFact, FindingSection, Given, Rule, Verdict};
use crate::billing::{self, Bill, BillQuestion, BilledThrough};
use crate::choice::Choice;
use crate::concern_route::{BoughtThrough, ConcernQuestion, RouteConcern, concern_route};
use crate::coverage::{Cause, Coverage, CoverageQuestion, Covered, PreviewKind, Scope, Service, coverage};
use crate::duration;
use crate::edition::{Clock, Edition};
use crate::enrollment::covered_by_plan;
use crate::error::PolicyError;
use crate::money::Money;
use crate::partner::{Eligibility, Installation, incidents, partner};
use crate::plan_choice::{FeatureOfPlan, PlanChoice, plan_choice, plan_contents};
use crate::reopen::{Decision, ReopenQuestion, Reopening, reopen};
use crate::round_the_clock::{WorkingHours, round_the_clock};
use crate::route::{Route, RouteQuestion, route};
use crate::ruling::{Outcome, Ruling};
use crate::text;
use crate::text::Text;
use chrono::NaiveDate;

/// The finding of `rule` for the facts `given`, which hold every field that the question needs.
pub(super) fn answer(
    edition: &Edition,
    rule: Rule,
    given: &Given,
    today: NaiveDate,
) -> Result<Ruling<Finding>, PolicyError> {
    let facts = Facts(given);
    Ok(match rule {
        Rule::Route => {
            let question = RouteQuestion {
                product: facts.word("product"),
                plan: facts.word("plan"),
                partner: facts.yes("partner"),
                cannot_sign_in: facts.yes("cannot_sign_in"),
            };
            found(route(edition, &question)?, |route| of_route(edition, route))
        }
        Rule::ConcernRoute => {
            let question = ConcernQuestion {
                concern: RouteConcern::parse(facts.word("concern"))?,
                bought_through: facts.choice::<BoughtThrough>("bought_through")?,
                plan: facts.given("plan"),
            };
            found(concern_route(edition, &question)?, |route| of_route(edition, route))
        }
        Rule::Coverage => {
            let question = CoverageQuestion {
                concern: facts.word("concern"),
                plan: facts.word("plan"),
                preview: facts.choice::<PreviewKind>("preview")?,
                scope: facts.choice::<Scope>("scope")?,
                cause: facts.choice::<Cause>("cause")?,
            };
            found(coverage(edition, &question)?, of_coverage)
        }
        Rule::Reopen => {
            let question = ReopenQuestion {
                closed: facts.day("closed")?,
                on: facts.day("on")?,
                same_build: facts.yes("same_build"),
                updates_installed: facts.yes("updates_installed"),
                same_error: facts.yes("same_error"),
                same_place: facts.yes("same_place"),
                same_user: facts.yes("same_user"),
                after_hotfix: facts.yes("after_hotfix"),
            };
            found(reopen(edition, &question)?, of_reopening)
        }
        Rule::Bill => {
            let question = BillQuestion {
                bought_through: BilledThrough::parse(facts.word("bought_through"))?,
                purchased: facts.day("purchased")?,
                term_months: facts.months("term_months")?,
                cycle_months: facts.given("cycle_months").map(|_| facts.months("cycle_months")).transpose()?,
                amount: Money::parse(facts.word("amount"), facts.word("currency"))?,
                cancelled: facts.given("cancelled").map(|_| facts.day("cancelled")).transpose()?,
                until: None,
                today,
            };
            found(billing::bill(edition, &question)?, |bill| of_bill(&bill))
        }
        Rule::Incidents => {
            let installation = Installation::parse(facts.word("for"))?;
            found(incidents(edition, facts.word("program"), installation)?, |answer| of_eligibility(edition, answer))
        }
        Rule::Partner => {
            let ruling = partner(edition, facts.word("benefit"), facts.yes("delegated"))?;
            found(ruling, |answer| of_eligibility(edition, answer))
        }
        Rule::PlanChoice => {
            let ruling = plan_choice(edition, facts.word("product"), facts.word("feature"))?;
            found(ruling, |choice| of_plan_choice(edition, &choice))
        }
        Rule::PlanContents => {
            let plan = facts.word("plan");
            let name = edition.plan(plan)?.name.clone();
            found(plan_contents(edition, plan)?, |features| of_plan_contents(&name, features))
        }
        Rule::RoundTheClock => {
            let (plan, severity) = (facts.word("plan"), facts.word("severity"));
            found(round_the_clock(edition, plan, severity, facts.yes("preview"))?, |hours| of_working_hours(&hours))
        }
        Rule::Enrollment => {
            let ruling = covered_by_plan(edition, &[facts.word("plan_enrollment")], facts.word("enrollment"));
            found(ruling, |_| {
                simple(
                    Verdict::Yes,
                    text!(
                        "Yes. The plan covers every subscription under its own enrollment.",
                        "Ja. Planen dekker alle abonnementer under sin egen registrering (enrollment)."
                    ),
                )
            })
        }
    })
}

/// The facts as the rules want them. All that a question needs has been checked to be there.
struct Facts<'a>(&'a Given);

impl<'a> Facts<'a> {
    fn given(&self, field: &str) -> Option<&'a str> {
        self.0.get(field).map(String::as_str)
    }

    fn word(&self, field: &str) -> &'a str {
        self.given(field).unwrap_or_default()
    }

    fn yes(&self, field: &str) -> bool {
        self.word(field) == "yes"
    }

    fn choice<T: Choice>(&self, field: &str) -> Result<Option<T>, PolicyError> {
        self.given(field).map(T::parse).transpose()
    }

    fn day(&self, field: &'static str) -> Result<NaiveDate, PolicyError> {
        let given = self.word(field);
        given.parse().map_err(|_| PolicyError::NotADate { field, given: given.to_owned() })
    }

    fn months(&self, field: &'static str) -> Result<u32, PolicyError> {
        let given = self.word(field);
        given.parse().map_err(|_| PolicyError::OutOfRange {
            field,
            given: given.to_owned(),
            least: 1.to_string(),
            most: billing::LONGEST_TERM.to_string(),
        })
    }
}

fn found<T>(ruling: Ruling<T>, finding: impl FnOnce(T) -> Finding) -> Ruling<Finding> {
    let outcome = match ruling.outcome {
        Outcome::Answered(answer) => Outcome::Answered(finding(answer)),
        Outcome::Refused { refusal } => Outcome::Refused { refusal },
    };
    Ruling { outcome, basis: ruling.basis }
}

fn simple(verdict: Verdict, headline: Text) -> Finding {
    Finding { verdict, headline, channel: None, url: None, facts: Vec::new(), sections: Vec::new() }
}

fn fact(name: Text, value: Text) -> FindingFact {
    FindingFact { name, value }
}

fn steps(items: Vec<Text>) -> FindingSection {
    FindingSection { name: text!("Do this", "Gjør dette"), items, ordered: true }
}

fn points(name: Text, items: Vec<Text>) -> FindingSection {
    FindingSection { name, items, ordered: false }
}

fn filled(sections: Vec<FindingSection>) -> Vec<FindingSection> {
    sections.into_iter().filter(|section| !section.items.is_empty()).collect()
}

fn of_route(edition: &Edition, route: Route) -> Finding {
    let name = |id: &String| edition.channel(id).map_or_else(|_| Text::same(id), |channel| channel.name.clone());
    let others = route.alternatives.iter().map(name).collect();
    Finding {
        headline: name(&route.channel),
        channel: Some(route.channel),
        url: route.url,
        sections: filled(vec![steps(route.steps), points(text!("Would do as well", "Kan også brukes"), others)]),
        ..simple(Verdict::Yes, Text::same(""))
    }
}

fn of_coverage(coverage: Coverage) -> Finding {
    let (verdict, headline) = match (coverage.covered, coverage.service) {
        (Covered::No, _) | (_, Service::None) => {
            (Verdict::No, text!("Not covered by this plan.", "Ikke dekket av denne planen."))
        }
        (Covered::Yes, Service::BreakFix) => {
            (Verdict::Yes, text!("Covered, as break-fix.", "Dekket, som feilretting (break-fix)."))
        }
        (Covered::Yes, Service::Advisory) => (Verdict::Yes, text!("Covered, as advisory.", "Dekket, som rådgivning.")),
        (Covered::Limited, Service::BreakFix) => (
            Verdict::Limited,
            text!("Covered with limits, as break-fix.", "Dekket med begrensninger, som feilretting (break-fix)."),
        ),
        (Covered::Limited, Service::Advisory) => {
            (Verdict::Limited, text!("Covered with limits, as advisory.", "Dekket med begrensninger, som rådgivning."))
        }
    };
    let hours = coverage.time_box.as_deref().and_then(|limit| duration::parse(limit, "time_box").ok());
    let most = hours.map(|limit| {
        let hours = limit.num_hours();
        fact(text!("At most", "Høyst"), text!("{hours} hours of work", "{hours} timers arbeid", hours))
    });
    Finding {
        facts: most.into_iter().collect(),
        sections: filled(vec![
            FindingSection { name: text!("First", "Først"), items: coverage.first, ordered: true },
            FindingSection { name: text!("Then", "Deretter"), items: coverage.then, ordered: true },
            points(text!("Support will not", "Kundestøtten vil ikke"), coverage.will_not),
        ]),
        ..simple(verdict, headline)
    }
}

fn of_reopening(reopening: Reopening) -> Finding {
    let (verdict, headline) = match reopening.decision {
        Decision::Reopen => (Verdict::Yes, text!("Reopen the closed request.", "Gjenåpne den lukkede forespørselen.")),
        Decision::FileNew => (Verdict::No, text!("File a new request.", "Send en ny forespørsel.")),
        Decision::FileNewRecommended => (
            Verdict::Limited,
            text!(
                "A new request is recommended; reopening is not refused.",
                "En ny forespørsel anbefales; gjenåpning er ikke avvist."
            ),
        ),
    };
    Finding {
        facts: vec![fact(text!("Too old from", "For gammel fra"), Text::day(reopening.too_old_from))],
        sections: filled(vec![points(text!("Because", "Fordi"), reopening.explained)]),
        ..simple(verdict, headline)
    }
}

fn of_bill(bill: &Bill) -> Finding {
    // Norwegian writes a comma before the decimals; what another language writes follows English.
    let amount = |money: &Money| {
        let en = format!("{} {}", money.amount, money.currency);
        Text { nb: en.replace('.', ","), ..Text::same(en) }
    };
    let (number, total) = (bill.charges.len(), amount(&bill.total));
    let headline = if number == 1 {
        text!("{total} in 1 charge.", "{total} i 1 belastning.", total)
    } else {
        text!("{total} in {number} charges.", "{total} i {number} belastninger.", total, number)
    };
    let renews = bill.renews_on.map_or_else(|| text!("Does not renew", "Fornyes ikke"), Text::day);
    let as_of = Text::day(bill.as_of);
    let committed = amount(&bill.committed);
    let charges = bill.charges.iter().map(|charge| {
        let (day, amount) = (Text::day(charge.on), amount(&charge.amount));
        text!("{day}: {amount}", "{day}: {amount}", day, amount)
    });
    Finding {
        facts: vec![
            fact(text!("Term ends", "Avtaleperioden slutter"), Text::day(bill.term_ends)),
            fact(text!("Renews on", "Fornyes"), renews),
            FindingFact {
                name: text!("Still to be paid after {as_of}", "Gjenstår å betale etter {as_of}", as_of),
                value: committed,
            },
        ],
        sections: filled(vec![points(text!("Charges", "Belastninger"), charges.collect())]),
        ..simple(Verdict::Yes, headline)
    }
}

fn of_eligibility(edition: &Edition, answer: Eligibility) -> Finding {
    let (verdict, headline) = match answer.refusal {
        None => (Verdict::Yes, text!("Yes, it may be used.", "Ja, den kan brukes.")),
        Some(refusal) => (Verdict::No, refusal.message),
    };
    let own_use = answer.own_use.map(|allowed| {
        let value = if allowed { text!("yes", "ja") } else { text!("no", "nei") };
        fact(text!("For your own needs", "Til egne behov"), value)
    });
    let known = answer.channel.filter(|channel| edition.channel(channel).is_ok());
    Finding {
        channel: known,
        url: answer.url,
        facts: own_use.into_iter().collect(),
        sections: filled(vec![steps(answer.steps)]),
        ..simple(verdict, headline)
    }
}

fn of_plan_choice(edition: &Edition, choice: &PlanChoice) -> Finding {
    let name = |id: &String| edition.plan(id).map_or_else(|_| Text::same(id), |plan| plan.name.clone());
    let least = choice.plans.first().map_or_else(|| Text::same(""), name);
    let (verdict, headline) = if choice.included {
        (
            Verdict::Yes,
            text!(
                "{least} is enough, if your subscription includes it.",
                "{least} er nok, hvis abonnementet omfatter den.",
                least
            ),
        )
    } else {
        (Verdict::Limited, text!("You need at least {least}.", "Du trenger minst {least}.", least))
    };
    let plans = choice.plans.iter().map(name).collect();
    Finding {
        sections: filled(vec![points(text!("Plans that do", "Planer som holder"), plans)]),
        ..simple(verdict, headline)
    }
}

fn of_plan_contents(plan: &Text, features: Vec<FeatureOfPlan>) -> Finding {
    let (named, silent): (Vec<_>, Vec<_>) = features.into_iter().partition(|feature| feature.named);
    let names = |features: Vec<FeatureOfPlan>| features.into_iter().map(|feature| feature.name).collect();
    Finding {
        sections: filled(vec![
            points(text!("Includes", "Omfatter"), names(named)),
            points(text!("Not named for this plan", "Ikke nevnt for denne planen"), names(silent)),
        ]),
        ..simple(Verdict::Yes, plan.clone())
    }
}

fn of_working_hours(hours: &WorkingHours) -> Finding {
    match (hours.clock, hours.english_only) {
        (Clock::Continuous, true) => {
            simple(Verdict::Yes, text!("Yes: 24/7, and then in English.", "Ja: døgnet rundt, og da på engelsk."))
        }
        (Clock::Continuous, false) => simple(Verdict::Yes, text!("Yes: 24/7.", "Ja: døgnet rundt.")),
        (Clock::BusinessHours, true) => simple(
            Verdict::No,
            text!(
                "No: in the business hours of your region, and in English only.",
                "Nei: i åpningstiden i regionen, og bare på engelsk."
            ),
        ),
        (Clock::BusinessHours, false) => {
            simple(Verdict::No, text!("No: in the business hours of your region.", "Nei: i åpningstiden i regionen."))
        }
    }
}
