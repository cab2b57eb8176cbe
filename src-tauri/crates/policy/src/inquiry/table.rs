//! Questions that a table of the edition decides.

use super::{AnsweredBy, Finding, FindingSection, Given, Holds, Inquiry, Verdict};
use crate::edition::Edition;
use crate::error::PolicyError;
use crate::text;
use crate::text::Text;
use std::collections::{BTreeMap, BTreeSet};

/// A row of a question's table.
#[derive(Debug, Clone)]
pub struct InquiryRow {
    /// The values it is for, by field; a field that is absent may have any.
    pub when: BTreeMap<String, Vec<String>>,
    /// What the rule is about where no field says it: `plan`, `severity` or `concern`.
    pub about: Given,
    /// What the answer comes down to.
    pub verdict: Verdict,
    /// The answer in one sentence.
    pub headline: Text,
    /// The channel to turn to first, then others that would do.
    pub channels: Vec<String>,
    /// What to do, in order.
    pub steps: Vec<Text>,
    /// What to know.
    pub notes: Vec<Text>,
    /// The topics that say so.
    pub because: Vec<String>,
    /// The readings taken.
    pub assumptions: Vec<String>,
}

impl InquiryRow {
    pub(super) fn fits(&self, given: &Given) -> bool {
        self.when.iter().all(|(field, values)| given.get(field).is_some_and(|value| values.contains(value)))
    }

    pub(super) fn finding(&self, edition: &Edition) -> Result<Finding, PolicyError> {
        let channel = self.channels.first().map(|id| edition.channel(id)).transpose()?;
        let section = |name: Text, items: &[Text], ordered| {
            (!items.is_empty()).then(|| FindingSection { name, items: items.to_vec(), ordered })
        };
        let others = self.channels.iter().skip(1).map(|id| edition.channel(id).map(|channel| channel.name.clone()));
        let others = others.collect::<Result<Vec<_>, _>>()?;
        let sections = [
            section(text!("Do this", "Gjør dette"), &self.steps, true),
            section(text!("Good to know", "Verdt å vite"), &self.notes, false),
            section(text!("Would do as well", "Kan også brukes"), &others, false),
        ];
        Ok(Finding {
            verdict: self.verdict,
            headline: self.headline.clone(),
            channel: channel.map(|channel| channel.id.clone()),
            url: channel.and_then(|channel| channel.url.clone()),
            facts: Vec::new(),
            sections: sections.into_iter().flatten().collect(),
        })
    }
}

impl Edition {
    /// What is not in order with the questions, if something is: a fact that no row answers, a row that answers nothing, a
    /// value that does not exist.
    pub(crate) fn inquiry_gap(&self) -> Option<Text> {
        self.inquiries.iter().find_map(|inquiry| {
            let wrong = |what: Text| {
                let id = &inquiry.id;
                Some(text!("question {id}: {what}", "spørsmålet {id}: {what}", id, what))
            };
            for (topic, likely) in &inquiry.topics {
                for (id, value) in likely {
                    let Some(field) = inquiry.fields.iter().find(|field| field.id == *id) else {
                        return wrong(text!(
                            "topic {topic} presets {id}, which is no field",
                            "emnet {topic} forhåndsvelger {id}, som ikke er noe felt",
                            topic,
                            id
                        ));
                    };
                    let options = field.options(self);
                    if !options.is_empty() && !options.iter().any(|option| option.id == *value) {
                        return wrong(text!(
                            "topic {topic} presets {id} with {value}, which does not exist",
                            "emnet {topic} forhåndsvelger {id} med {value}, som ikke finnes",
                            topic,
                            id,
                            value
                        ));
                    }
                }
            }
            for (field, values) in inquiry.fields.iter().filter_map(|field| field.only_if.as_ref()) {
                if let Some(why) = self.unknown_value(inquiry, field, values) {
                    return wrong(why);
                }
            }
            match &inquiry.answered_by {
                AnsweredBy::Rule(_) => None,
                AnsweredBy::Table(rows) => self.table_gap(inquiry, rows).and_then(wrong),
            }
        })
    }

    fn table_gap(&self, inquiry: &Inquiry, rows: &[InquiryRow]) -> Option<Text> {
        for row in rows {
            for (field, values) in &row.when {
                if let Some(why) = self.unknown_value(inquiry, field, values) {
                    return Some(why);
                }
            }
        }
        let mut facts = vec![Given::new()];
        for field in &inquiry.fields {
            if matches!(field.holds, Holds::Day | Holds::Months | Holds::Amount | Holds::Words) {
                return Some(text!(
                    "field {field} is typed, and a table cannot decide by it",
                    "feltet {field} skrives inn, og en tabell kan ikke avgjøre etter det",
                    field = field.id
                ));
            }
            let options = field.options(self);
            facts = facts
                .iter()
                .flat_map(|given| {
                    options.iter().map(|option| {
                        let mut given = given.clone();
                        given.insert(field.id.clone(), option.id.clone());
                        given
                    })
                })
                .collect();
        }
        let mut used = BTreeSet::new();
        for given in &facts {
            let Some(row) = rows.iter().position(|row| row.fits(given)) else {
                let given = format!("{given:?}");
                return Some(text!("no row answers {given}", "ingen rad svarer på {given}", given));
            };
            used.insert(row);
        }
        let idle = (0..rows.len()).find(|row| !used.contains(row));
        idle.map(|row| text!("row {row} answers nothing", "rad {row} svarer ikke på noe", row = row + 1))
    }

    fn unknown_value(&self, inquiry: &Inquiry, field: &str, values: &[String]) -> Option<Text> {
        let Some(known) = inquiry.fields.iter().find(|known| known.id == field) else {
            return Some(text!("{field} is no field", "{field} er ikke noe felt", field));
        };
        let options = known.options(self);
        let unknown = values.iter().find(|value| !options.iter().any(|option| option.id == **value));
        unknown.map(|value| {
            text!("field {field} has no value {value}", "feltet {field} har ingen verdi {value}", field, value)
        })
    }
}
