//! Questions that are not about filing one request: a few facts in, one finding out. Those with a rule of their own ask
//! it; the others are decided by a table of the edition.

mod rulings;
mod table;

pub use table::InquiryRow;

use crate::edition::{Edition, Subject};
use crate::error::PolicyError;
use crate::prefiling::FollowUpFact;
use crate::ruling::{Outcome, Ruling};
use crate::text::Text;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The facts given, by the ids of their fields.
pub type Given = BTreeMap<String, String>;

/// A question.
#[derive(Debug, Clone)]
pub struct Inquiry {
    /// Kebab-case.
    pub id: String,
    /// The question, as people ask it.
    pub name: Text,
    /// The topics it belongs to, each with the facts that are likely there.
    pub topics: BTreeMap<String, Given>,
    /// What is asked for, in order.
    pub fields: Vec<Field>,
    /// What decides.
    pub answered_by: AnsweredBy,
}

/// What decides a question.
#[derive(Debug, Clone)]
pub enum AnsweredBy {
    /// A table: the first row that fits answers.
    Table(Vec<InquiryRow>),
    /// A rule of its own.
    Rule(Rule),
}

/// The rules that questions ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// [`crate::route`].
    Route,
    /// [`crate::concern_route`].
    ConcernRoute,
    /// [`crate::coverage`].
    Coverage,
    /// [`crate::reopen`].
    Reopen,
    /// [`crate::billing`].
    Bill,
    /// [`crate::partner::incidents`].
    Incidents,
    /// [`crate::partner::partner`].
    Partner,
    /// [`crate::plan_choice::plan_choice`].
    PlanChoice,
    /// [`crate::plan_choice::plan_contents`].
    PlanContents,
    /// [`crate::round_the_clock`].
    RoundTheClock,
    /// [`crate::enrollment`].
    Enrollment,
}

/// One fact of a question.
#[derive(Debug, Clone)]
pub struct Field {
    /// The name by which the rule knows it.
    pub id: String,
    /// What it is called.
    pub name: Text,
    /// What it holds.
    pub holds: Holds,
    /// Whether it may be left open.
    pub optional: bool,
    /// The field and the values of it with which alone this one plays a part.
    pub only_if: Option<(String, Vec<String>)>,
}

/// What a field holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holds {
    /// One of these.
    Choice(Vec<FieldOption>),
    /// The id of something of the edition.
    Of(Listed),
    /// A date.
    Day,
    /// A number of months.
    Months,
    /// An amount of money.
    Amount,
    /// Anything.
    Words,
}

/// Lists of the edition that a field may choose from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Listed {
    /// Plans.
    Plans,
    /// Plans that are contracts: Premier and Unified.
    Contracts,
    /// Products.
    Products,
    /// Kinds of trouble.
    Concerns,
    /// Severities.
    Severities,
    /// What plans differ in.
    Features,
    /// Benefits of partners.
    Benefits,
    /// Developer programmes.
    Programs,
    /// Kinds of preview.
    Previews,
    /// How much is slow.
    Scopes,
    /// What causes it.
    Causes,
}

/// A value that a field may have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct FieldOption {
    /// Kebab-case.
    pub id: String,
    /// What it is called.
    pub name: Text,
}

/// A question as a form shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct InquiryForm {
    /// The question's id.
    pub id: String,
    /// The question, as people ask it.
    pub name: Text,
    /// Its fields, in order.
    pub fields: Vec<FormField>,
}

/// A field as a form shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct FormField {
    /// The field's id.
    pub id: String,
    /// What it is called.
    pub name: Text,
    /// How it is filled in.
    pub kind: FieldKind,
    /// The values to choose from; empty for what is typed.
    pub options: Vec<FieldOption>,
    /// Whether it may be left open.
    pub optional: bool,
    /// The field on which it depends whether this one is asked for.
    pub only_if: Option<OnlyIf>,
    /// What is likely, on the topic asked from.
    pub likely: Option<String>,
}

/// How a field is filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum FieldKind {
    /// By choosing.
    Choice,
    /// With a date.
    Day,
    /// With a whole number.
    Number,
    /// With an amount of money.
    Amount,
    /// With words.
    Words,
}

/// A field that plays a part only with some values of another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct OnlyIf {
    /// The other field's id.
    pub field: String,
    /// Those values.
    pub values: Vec<String>,
}

/// What the answer comes down to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Yes, or: do this.
    Yes,
    /// Partly.
    Limited,
    /// No.
    No,
}

/// The answer to a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Finding {
    /// What it comes down to.
    pub verdict: Verdict,
    /// The answer in one sentence.
    pub headline: Text,
    /// The channel's id, where it leads to one.
    pub channel: Option<String>,
    /// Its address, where it has one.
    pub url: Option<String>,
    /// Named values.
    pub facts: Vec<FindingFact>,
    /// What to do and what to know.
    pub sections: Vec<FindingSection>,
}

/// A named value of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct FindingFact {
    /// What it is.
    pub name: Text,
    /// Its value.
    pub value: Text,
}

/// A list within an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct FindingSection {
    /// Its heading.
    pub name: Text,
    /// Its lines.
    pub items: Vec<Text>,
    /// Whether they are steps, to be taken in that order.
    pub ordered: bool,
}

/// The questions of a topic, as forms show them.
pub fn forms(edition: &Edition, topic: &str) -> Vec<InquiryForm> {
    let of_topic = |inquiry: &&Inquiry| inquiry.topics.contains_key(topic);
    edition.inquiries.iter().filter(of_topic).map(|inquiry| form(edition, inquiry, topic)).collect()
}

/// Answers a question. `today` is the day from which amounts that are still to be paid are counted.
///
/// # Errors
/// [`PolicyError::Unknown`] for a question that the edition does not have and for values that a field does not have;
/// [`PolicyError::Needed`] for a field left open that may not be; the errors of the rule that decides.
pub fn inquire(edition: &Edition, id: &str, given: &Given, today: NaiveDate) -> Result<Ruling<Finding>, PolicyError> {
    let inquiry = edition.inquiry(id)?;
    let mut asked = Given::new();
    for field in inquiry.fields.iter().filter(|field| field.plays_a_part(given)) {
        let value = given.get(&field.id).map(|value| value.trim()).filter(|value| !value.is_empty());
        let options = field.options(edition);
        match value {
            Some(value) if options.is_empty() || options.iter().any(|option| option.id == value) => {
                asked.insert(field.id.clone(), value.to_owned());
            }
            None if field.optional => {}
            _ => {
                let known = options.into_iter().map(|option| option.id).collect();
                let field = "answer";
                return Err(match value {
                    Some(value) => PolicyError::Unknown { field, given: value.to_owned(), known },
                    None => PolicyError::Needed { field, known },
                });
            }
        }
    }
    match &inquiry.answered_by {
        AnsweredBy::Rule(rule) => rulings::answer(edition, *rule, &asked, today),
        AnsweredBy::Table(rows) => {
            let row = rows.iter().find(|row| row.fits(&asked));
            let row = row.ok_or(PolicyError::Needed { field: "answer", known: Vec::new() })?;
            let channels: Vec<&str> = row.channels.iter().map(String::as_str).collect();
            let about = |field: &str| asked.get(field).or_else(|| row.about.get(field)).map(String::as_str);
            let subject = Subject {
                channels: &channels,
                plan: about("plan"),
                severity: about("severity"),
                concern: about("concern"),
            };
            let basis = edition.basis(row.because.clone(), row.assumptions.clone(), &subject);
            Ok(Ruling { outcome: Outcome::Answered(row.finding(edition)?), basis })
        }
    }
}

impl Field {
    /// The values to choose from; none for what is typed.
    pub fn options(&self, edition: &Edition) -> Vec<FieldOption> {
        fn of<T>(list: &[T], option: impl Fn(&T) -> (&String, &Text)) -> Vec<FieldOption> {
            let options = list.iter().map(option);
            options.map(|(id, name)| FieldOption { id: id.clone(), name: name.clone() }).collect()
        }
        match &self.holds {
            Holds::Choice(options) => options.clone(),
            Holds::Of(Listed::Plans) => of(&edition.plans, |plan| (&plan.id, &plan.name)),
            Holds::Of(Listed::Contracts) => {
                let contracts: Vec<_> = edition.plans.iter().filter(|plan| !plan.also.is_empty()).collect();
                of(&contracts, |plan| (&plan.id, &plan.name))
            }
            Holds::Of(Listed::Products) => of(&edition.products, |product| (&product.id, &product.name)),
            Holds::Of(Listed::Concerns) => of(&edition.concerns, |concern| (&concern.id, &concern.name)),
            Holds::Of(Listed::Severities) => of(&edition.severities, |severity| (&severity.id, &severity.name)),
            Holds::Of(Listed::Features) => of(&edition.features, |feature| (&feature.id, &feature.name)),
            Holds::Of(Listed::Benefits) => of(&edition.benefits, |benefit| (&benefit.id, &benefit.name)),
            Holds::Of(Listed::Programs) => of(&edition.programs, |program| (&program.id, &program.name)),
            Holds::Of(Listed::Previews) => edition.follow_up_options(FollowUpFact::Preview),
            Holds::Of(Listed::Scopes) => edition.follow_up_options(FollowUpFact::Scope),
            Holds::Of(Listed::Causes) => edition.follow_up_options(FollowUpFact::Cause),
            Holds::Day | Holds::Months | Holds::Amount | Holds::Words => Vec::new(),
        }
    }

    fn plays_a_part(&self, given: &Given) -> bool {
        let fits =
            |(field, values): &(String, Vec<String>)| given.get(field).is_some_and(|value| values.contains(value));
        self.only_if.as_ref().is_none_or(fits)
    }

    fn kind(&self) -> FieldKind {
        match self.holds {
            Holds::Choice(_) | Holds::Of(_) => FieldKind::Choice,
            Holds::Day => FieldKind::Day,
            Holds::Months => FieldKind::Number,
            Holds::Amount => FieldKind::Amount,
            Holds::Words => FieldKind::Words,
        }
    }
}

fn form(edition: &Edition, inquiry: &Inquiry, topic: &str) -> InquiryForm {
    let likely = inquiry.topics.get(topic);
    let field = |field: &Field| FormField {
        id: field.id.clone(),
        name: field.name.clone(),
        kind: field.kind(),
        options: field.options(edition),
        optional: field.optional,
        only_if: field.only_if.clone().map(|(field, values)| OnlyIf { field, values }),
        likely: likely.and_then(|likely| likely.get(&field.id)).cloned(),
    };
    InquiryForm {
        id: inquiry.id.clone(),
        name: inquiry.name.clone(),
        fields: inquiry.fields.iter().map(field).collect(),
    }
}
