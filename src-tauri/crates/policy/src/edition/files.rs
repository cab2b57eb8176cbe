//! The shapes of an edition's files. Unknown keys are refused, so that a misspelt one does not silently do nothing.

use super::parts::{ForPlans, RegionHours};
use super::reader::{Entry, Wrong};
use super::{Cell, Change, Clock, Family, Impact, Point, ResponseTime, Unstated};
use crate::PolicyError;
use crate::duration;
use crate::hours::TimeOfDay;
use crate::text;
use crate::text::Text;
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Head {
    pub(super) id: String,
    pub(super) title_en: String,
    pub(super) title_nb: String,
    pub(super) dated_en: String,
    pub(super) dated_nb: String,
    pub(super) sources: Vec<String>,
    /// Where each other file comes from.
    pub(super) files: BTreeMap<String, String>,
    /// Where the text of each topic comes from.
    pub(super) topics: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Plan {
    id: String,
    name_en: String,
    name_nb: String,
    family: Family,
    also: Vec<String>,
    /// Whether it is held by contract; taken from `also` where it is not said.
    by_contract: Option<bool>,
    response: BTreeMap<String, Cell<Response>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Response {
    limit: String,
    clock: Clock,
    note_en: Option<String>,
    note_nb: Option<String>,
}

impl Plan {
    /// The response times in the order of `severities`.
    pub(super) fn into_plan(mut self, severities: &[super::Severity]) -> Result<super::Plan, Wrong> {
        let mut response = Vec::new();
        let mut notes = Vec::new();
        for severity in severities {
            let cell = match self.response.remove(&severity.id) {
                None => continue,
                Some(Cell::Unstated(state)) => Cell::Unstated(state),
                Some(Cell::Stated(cell)) => {
                    let limit =
                        duration::parse(&cell.limit, "limit").map_err(|why| not_read(&self.id, &cell.limit, &why))?;
                    notes.extend(
                        both_or_neither(&self.id, cell.note_en, cell.note_nb)?.map(|note| (severity.id.clone(), note)),
                    );
                    Cell::Stated(ResponseTime { limit, clock: cell.clock })
                }
            };
            response.push((severity.id.clone(), cell));
        }
        if let Some(unknown) = self.response.keys().next() {
            let what = text!("severity {unknown} does not exist", "alvorlighetsgraden {unknown} finnes ikke", unknown);
            return Err(Wrong { needle: Some(unknown.clone()), ..inconsistent(&self.id, &what) });
        }
        Ok(super::Plan {
            id: self.id,
            name: Text::new(self.name_en, self.name_nb),
            family: self.family,
            by_contract: self.by_contract.unwrap_or(!self.also.is_empty()),
            also: self.also,
            response,
            notes,
        })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Severity {
    id: String,
    name_en: String,
    name_nb: String,
    impact: Impact,
    commitment_en: Option<String>,
    commitment_nb: Option<String>,
}

impl Severity {
    pub(super) fn into_severity(self) -> Result<super::Severity, Wrong> {
        Ok(super::Severity {
            commitment: both_or_neither(&self.id, self.commitment_en, self.commitment_nb)?,
            id: self.id,
            name: Text::new(self.name_en, self.name_nb),
            impact: self.impact,
        })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ImpactName {
    pub(super) id: Impact,
    pub(super) name_en: String,
    pub(super) name_nb: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Product {
    id: String,
    name_en: String,
    name_nb: String,
    channel: BTreeMap<String, String>,
}

impl Product {
    /// The cells in the order of `plans`, so that the plans that would do are named in the edition's order.
    pub(super) fn into_product(self, plans: &[String]) -> super::Product {
        let cell = |channel: String| match Unstated::of(&channel) {
            Some(state) => Cell::Unstated(state),
            None => Cell::Stated((channel != "-").then_some(channel)),
        };
        let mut channels: Vec<(String, Cell<Option<String>>)> =
            self.channel.into_iter().map(|(plan, channel)| (plan, cell(channel))).collect();
        channels.sort_by_key(|(plan, _)| plans.iter().position(|id| id == plan));
        super::Product { id: self.id, name: Text::new(self.name_en, self.name_nb), channels }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Channel {
    id: String,
    name_en: String,
    name_nb: String,
    url: Option<String>,
    steps_en: Vec<String>,
    steps_nb: Vec<String>,
    who_en: Option<String>,
    who_nb: Option<String>,
    #[serde(default)]
    who_because: Vec<String>,
    #[serde(default)]
    link_en: Vec<String>,
    #[serde(default)]
    link_nb: Vec<String>,
    #[serde(default)]
    link_because: Vec<String>,
    because: Vec<String>,
}

impl Channel {
    pub(super) fn into_channel(self) -> Result<super::Channel, Wrong> {
        if self.link_en.len() != self.link_nb.len() {
            return Err(inconsistent(
                &self.id,
                &text!(
                    "the steps of linking differ in number between the languages",
                    "antallet trinn for å koble til er ikke det samme på begge språk"
                ),
            ));
        }
        let link = steps(&self.id, self.link_en, self.link_nb)?;
        let steps = steps(&self.id, self.steps_en, self.steps_nb)?;
        let who = match (self.who_en, self.who_nb) {
            (Some(en), Some(nb)) => Some(Point { text: Text::new(en, nb), topics: self.who_because }),
            (None, None) => None,
            _ => {
                return Err(inconsistent(
                    &self.id,
                    &text!(
                        "who may file there stands in one language only",
                        "hvem som kan sende inn der, står bare på ett språk"
                    ),
                ));
            }
        };
        Ok(super::Channel {
            id: self.id,
            name: Text::new(self.name_en, self.name_nb),
            url: self.url,
            steps,
            who,
            link,
            link_because: self.link_because,
            because: self.because,
        })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Region {
    id: String,
    name_en: String,
    name_nb: String,
    /// In place of the four below where they are not stated.
    hours: Option<Unstated>,
    opens: Option<String>,
    closes: Option<String>,
    zone: Option<chrono_tz::Tz>,
    fixed_zone: Option<chrono_tz::Tz>,
    readings: Vec<String>,
}

impl Region {
    pub(super) fn into_region(self) -> Result<super::Region, Wrong> {
        let time = |text: &str| TimeOfDay::parse(text, "opens").map_err(|why| not_read(&self.id, text, &why));
        let hours = match (self.hours, &self.opens, &self.closes, self.zone.or(self.fixed_zone)) {
            (Some(state), None, None, None) => Cell::Unstated(state),
            (None, Some(opens), Some(closes), _) => Cell::Stated(RegionHours {
                opens: time(opens)?,
                closes: time(closes)?,
                zone: self.zone,
                fixed_zone: self.fixed_zone,
            }),
            _ => {
                return Err(inconsistent(
                    &self.id,
                    &text!(
                        "it has either `opens` and `closes`, or `hours` with `silent` or `unknown`",
                        "den har enten `opens` og `closes`, eller `hours` med `silent` eller `unknown`"
                    ),
                ));
            }
        };
        Ok(super::Region { id: self.id, name: Text::new(self.name_en, self.name_nb), hours, readings: self.readings })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Language {
    id: String,
    name_en: String,
    name_nb: String,
    regions: Vec<String>,
    hours: Clock,
}

impl Language {
    pub(super) fn into_language(self) -> super::SupportLanguage {
        super::SupportLanguage {
            id: self.id,
            name: Text::new(self.name_en, self.name_nb),
            regions: self.regions,
            hours: self.hours,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Reading {
    pub(super) title_en: String,
    pub(super) title_nb: String,
    pub(super) en: String,
    pub(super) nb: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Changed {
    topics: Vec<String>,
    since: String,
    en: String,
    nb: String,
    #[serde(default)]
    channels: Vec<String>,
    #[serde(default)]
    plans: Vec<String>,
    #[serde(default)]
    severities: Vec<String>,
    #[serde(default)]
    concerns: Vec<String>,
    #[serde(default)]
    regions: Vec<String>,
    #[serde(default)]
    products: Vec<String>,
}

impl Changed {
    pub(super) fn into_change(self) -> Change {
        Change {
            topics: self.topics,
            since: self.since,
            note: Text::new(self.en, self.nb),
            channels: self.channels,
            plans: self.plans,
            severities: self.severities,
            concerns: self.concerns,
            regions: self.regions,
            products: self.products,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Concern {
    id: String,
    name_en: String,
    name_nb: String,
    #[serde(default)]
    before: Vec<PointEntry>,
    #[serde(default)]
    will_not: Vec<PointEntry>,
    no_response_time_en: Option<String>,
    no_response_time_nb: Option<String>,
    #[serde(default)]
    no_response_time_because: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PointEntry {
    en: String,
    nb: String,
    why_en: Option<String>,
    why_nb: Option<String>,
    topics: Vec<String>,
    #[serde(default)]
    plans: Vec<String>,
}

impl Concern {
    pub(super) fn into_concern(self) -> Result<super::Concern, Wrong> {
        let entries = |list: Vec<PointEntry>| {
            list.into_iter()
                .map(|entry| ForPlans {
                    point: Point { text: Text::new(entry.en, entry.nb), topics: entry.topics },
                    why: entry.why_en.zip(entry.why_nb).map(|(en, nb)| Text::new(en, nb)),
                    plans: entry.plans,
                })
                .collect()
        };
        let unpromised = both_or_neither(&self.id, self.no_response_time_en, self.no_response_time_nb)?;
        Ok(super::Concern {
            id: self.id,
            name: Text::new(self.name_en, self.name_nb),
            no_response_time: unpromised.map(|text| Point { text, topics: self.no_response_time_because }),
            before: entries(self.before),
            will_not: entries(self.will_not),
        })
    }
}

macro_rules! entries {
    ($($name:ident by $key:ident),+) => {
        $(impl Entry for $name {
            fn key(&self) -> &str {
                &self.$key
            }
        })+
    };
}

entries!(Plan by id, Severity by id, Product by id, Channel by id, Region by id, Language by id, Concern by id, Changed by since);

impl Entry for ImpactName {
    fn key(&self) -> &str {
        &self.name_en
    }
}

pub(super) fn inconsistent(id: &str, what: &Text) -> Wrong {
    Wrong { needle: None, message: Text::joined([&Text::same(id), what], ": ") }
}

/// A value that is no time, no duration.
pub(super) fn not_read(id: &str, given: &str, why: &PolicyError) -> Wrong {
    let Wrong { message, .. } = inconsistent(id, &why.message());
    // In English as the program writes it: shorter, and its field is named.
    Wrong { needle: Some(given.to_owned()), message: Text { en: format!("{id}: {why}"), ..message } }
}

/// The steps in both languages.
pub(super) fn steps(id: &str, en: Vec<String>, nb: Vec<String>) -> Result<Vec<Text>, Wrong> {
    if en.len() != nb.len() {
        return Err(Wrong { needle: nb.into_iter().next(), ..steps_differ(id) });
    }
    Ok(en.into_iter().zip(nb).map(|(en, nb)| Text::new(en, nb)).collect())
}

pub(super) fn steps_differ(id: &str) -> Wrong {
    inconsistent(
        id,
        &text!("the steps differ in number between the languages", "antallet trinn er ikke det samme på begge språk"),
    )
}

/// A text that may be left out, but not in one language.
pub(super) fn both_or_neither(id: &str, en: Option<String>, nb: Option<String>) -> Result<Option<Text>, Wrong> {
    match (en, nb) {
        (Some(en), Some(nb)) => Ok(Some(Text::new(en, nb))),
        (None, None) => Ok(None),
        (one, other) => {
            let wrong =
                inconsistent(id, &text!("a text stands in one language only", "en tekst står bare på ett språk"));
            Err(Wrong { needle: one.or(other), ..wrong })
        }
    }
}
