//! The shapes of the files that hold questions, what plans differ in, and what to do and gather before filing.

use super::Impact;
use super::files::{inconsistent, steps};
use super::reader::{Entry, Wrong};
use crate::inquiry::{AnsweredBy, Field, FieldOption, Given, Holds, Inquiry, InquiryRow, Listed, Rule, Verdict};
use crate::plan_choice::PlanFeature;
use crate::prefiling::{Evidence, FollowUpFact};
use crate::text;
use crate::text::Text;
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Feature {
    id: String,
    name_en: String,
    name_nb: String,
    plans: Vec<String>,
    because: Vec<String>,
    #[serde(default)]
    assumptions: Vec<String>,
}

impl Feature {
    pub(super) fn into_feature(self) -> PlanFeature {
        PlanFeature {
            id: self.id,
            name: Text::new(self.name_en, self.name_nb),
            plans: self.plans,
            because: self.because,
            assumptions: self.assumptions,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FollowUp {
    id: FollowUpFact,
    name_en: String,
    name_nb: String,
    options: Vec<Choice>,
}

impl FollowUp {
    pub(super) fn into_follow_up(self) -> crate::prefiling::FollowUp {
        crate::prefiling::FollowUp {
            fact: self.id,
            name: Text::new(self.name_en, self.name_nb),
            options: self.options.into_iter().map(Choice::into_option).collect(),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EvidenceItem {
    id: String,
    en: String,
    nb: String,
    why_en: String,
    why_nb: String,
    topics: Vec<String>,
    #[serde(default)]
    concerns: Vec<String>,
    #[serde(default)]
    products: Vec<String>,
    #[serde(default)]
    impacts: Vec<Impact>,
    #[serde(default)]
    also_where_refused: bool,
}

impl EvidenceItem {
    pub(super) fn into_evidence(self) -> Evidence {
        Evidence {
            id: self.id,
            text: Text::new(self.en, self.nb),
            why: Text::new(self.why_en, self.why_nb),
            topics: self.topics,
            concerns: self.concerns,
            products: self.products,
            impacts: self.impacts,
            also_where_refused: self.also_where_refused,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct InquiryShape {
    id: String,
    name_en: String,
    name_nb: String,
    /// By topic: what is likely there.
    topics: BTreeMap<String, Given>,
    rule: Option<Rule>,
    #[serde(default)]
    field: Vec<FieldShape>,
    #[serde(default)]
    row: Vec<RowShape>,
}

impl InquiryShape {
    pub(super) fn into_inquiry(self) -> Result<Inquiry, Wrong> {
        let owner = format!("question {}", self.id);
        let answered_by = match (self.rule, self.row) {
            (Some(rule), rows) if rows.is_empty() => AnsweredBy::Rule(rule),
            (None, rows) if !rows.is_empty() => {
                AnsweredBy::Table(rows.into_iter().map(|row| row.into_row(&owner)).collect::<Result<_, _>>()?)
            }
            _ => {
                return Err(inconsistent(
                    &owner,
                    &text!(
                        "it is decided either by a rule or by rows",
                        "det avgjøres enten av en regel eller av rader"
                    ),
                ));
            }
        };
        Ok(Inquiry {
            fields: self.field.into_iter().map(|field| field.into_field(&owner)).collect::<Result<_, _>>()?,
            name: Text::new(self.name_en, self.name_nb),
            topics: self.topics,
            id: self.id,
            answered_by,
        })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FieldShape {
    id: String,
    name_en: String,
    name_nb: String,
    #[serde(default)]
    options: Vec<Choice>,
    #[serde(default)]
    yes_no: bool,
    of: Option<Listed>,
    typed: Option<Typed>,
    #[serde(default)]
    optional: bool,
    only_if: Option<Condition>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Choice {
    id: String,
    en: String,
    nb: String,
}

impl Choice {
    fn into_option(self) -> FieldOption {
        FieldOption { id: self.id, name: Text::new(self.en, self.nb) }
    }
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Typed {
    Day,
    Months,
    Amount,
    Words,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Condition {
    field: String,
    values: Vec<String>,
}

impl FieldShape {
    fn into_field(self, owner: &str) -> Result<Field, Wrong> {
        let yes_or_no = || {
            [("yes", text!("Yes", "Ja")), ("no", text!("No", "Nei"))]
                .map(|(id, name)| FieldOption { id: id.to_owned(), name })
                .to_vec()
        };
        let holds = match (self.options.is_empty(), self.yes_no, self.of, self.typed) {
            (false, false, None, None) => Holds::Choice(self.options.into_iter().map(Choice::into_option).collect()),
            (true, true, None, None) => Holds::Choice(yes_or_no()),
            (true, false, Some(list), None) => Holds::Of(list),
            (true, false, None, Some(Typed::Day)) => Holds::Day,
            (true, false, None, Some(Typed::Months)) => Holds::Months,
            (true, false, None, Some(Typed::Amount)) => Holds::Amount,
            (true, false, None, Some(Typed::Words)) => Holds::Words,
            _ => {
                let what = text!(
                    "field {field} has exactly one of options, yes_no, of and typed",
                    "feltet {field} har nøyaktig én av options, yes_no, of og typed",
                    field = self.id
                );
                return Err(Wrong { needle: Some(self.id), ..inconsistent(owner, &what) });
            }
        };
        Ok(Field {
            id: self.id,
            name: Text::new(self.name_en, self.name_nb),
            holds,
            optional: self.optional,
            only_if: self.only_if.map(|condition| (condition.field, condition.values)),
        })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RowShape {
    #[serde(default)]
    when: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    about: Given,
    verdict: Verdict,
    en: String,
    nb: String,
    #[serde(default)]
    channels: Vec<String>,
    #[serde(default)]
    steps_en: Vec<String>,
    #[serde(default)]
    steps_nb: Vec<String>,
    #[serde(default)]
    notes_en: Vec<String>,
    #[serde(default)]
    notes_nb: Vec<String>,
    because: Vec<String>,
    #[serde(default)]
    assumptions: Vec<String>,
}

impl RowShape {
    fn into_row(self, owner: &str) -> Result<InquiryRow, Wrong> {
        Ok(InquiryRow {
            steps: steps(owner, self.steps_en, self.steps_nb)?,
            notes: steps(owner, self.notes_en, self.notes_nb)?,
            when: self.when,
            about: self.about,
            verdict: self.verdict,
            headline: Text::new(self.en, self.nb),
            channels: self.channels,
            because: self.because,
            assumptions: self.assumptions,
        })
    }
}

macro_rules! entries {
    ($($name:ident),+) => {
        $(impl Entry for $name {
            fn key(&self) -> &str {
                &self.id
            }
        })+
    };
}

entries!(Feature, EvidenceItem, InquiryShape);

impl Entry for FollowUp {
    fn key(&self) -> &str {
        &self.name_en
    }
}
