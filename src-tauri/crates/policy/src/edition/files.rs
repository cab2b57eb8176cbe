//! The shapes of an edition's files. Unknown keys are refused, so that a misspelt one does not silently do nothing.

use super::parts::ForPlans;
use super::{Change, Clock, EditionError, Family, Impact, Point, ResponseTime};
use crate::duration;
use crate::hours::TimeOfDay;
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
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Plans {
    pub(super) plan: Vec<Plan>,
    pub(super) severity: Vec<Severity>,
    pub(super) impact: Vec<ImpactName>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Plan {
    id: String,
    name_en: String,
    name_nb: String,
    family: Family,
    also: Vec<String>,
    response: BTreeMap<String, Response>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Response {
    limit: String,
    clock: Clock,
}

impl Plan {
    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// The response times in the order of `severities`.
    pub(super) fn into_plan(mut self, severities: &[super::Severity]) -> Result<super::Plan, EditionError> {
        let mut response = Vec::new();
        for severity in severities {
            if let Some(cell) = self.response.remove(&severity.id) {
                let limit = duration::parse(&cell.limit, "limit").map_err(|why| inconsistent(&self.id, &why))?;
                response.push((severity.id.clone(), ResponseTime { limit, clock: cell.clock }));
            }
        }
        if let Some(unknown) = self.response.keys().next() {
            return Err(inconsistent(&self.id, &format!("severity {unknown} does not exist")));
        }
        Ok(super::Plan {
            id: self.id,
            name: Text::new(self.name_en, self.name_nb),
            family: self.family,
            also: self.also,
            response,
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
}

impl Severity {
    pub(super) fn into_severity(self) -> super::Severity {
        super::Severity { id: self.id, name: Text::new(self.name_en, self.name_nb), impact: self.impact }
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
pub(super) struct Products {
    pub(super) product: Vec<Product>,
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
        let mut channels: Vec<(String, Option<String>)> =
            self.channel.into_iter().map(|(plan, channel)| (plan, (channel != "-").then_some(channel))).collect();
        channels.sort_by_key(|(plan, _)| plans.iter().position(|id| id == plan));
        super::Product { id: self.id, name: Text::new(self.name_en, self.name_nb), channels }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Channels {
    pub(super) channel: Vec<Channel>,
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
    pub(super) fn into_channel(self) -> Result<super::Channel, EditionError> {
        if self.steps_en.len() != self.steps_nb.len() {
            return Err(inconsistent(&self.id, &"the steps differ in number between the languages"));
        }
        if self.link_en.len() != self.link_nb.len() {
            return Err(inconsistent(&self.id, &"the steps of linking differ in number between the languages"));
        }
        let both =
            |en: Vec<String>, nb: Vec<String>| en.into_iter().zip(nb).map(|(en, nb)| Text::new(en, nb)).collect();
        let steps = both(self.steps_en, self.steps_nb);
        let who = match (self.who_en, self.who_nb) {
            (Some(en), Some(nb)) => Some(Point { text: Text::new(en, nb), topics: self.who_because }),
            (None, None) => None,
            _ => return Err(inconsistent(&self.id, &"who may file there stands in one language only")),
        };
        Ok(super::Channel {
            id: self.id,
            name: Text::new(self.name_en, self.name_nb),
            url: self.url,
            steps,
            who,
            link: both(self.link_en, self.link_nb),
            link_because: self.link_because,
            because: self.because,
        })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Regions {
    pub(super) region: Vec<Region>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Region {
    id: String,
    name_en: String,
    name_nb: String,
    opens: String,
    closes: String,
    zone: Option<chrono_tz::Tz>,
    fixed_zone: Option<chrono_tz::Tz>,
    readings: Vec<String>,
}

impl Region {
    pub(super) fn into_region(self) -> Result<super::Region, EditionError> {
        let time = |text: &str| TimeOfDay::parse(text, "opens").map_err(|why| inconsistent(&self.id, &why));
        Ok(super::Region {
            opens: time(&self.opens)?,
            closes: time(&self.closes)?,
            id: self.id,
            name: Text::new(self.name_en, self.name_nb),
            zone: self.zone,
            fixed_zone: self.fixed_zone,
            readings: self.readings,
        })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Languages {
    pub(super) language: Vec<Language>,
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
pub(super) struct Changes {
    pub(super) changed: Vec<Changed>,
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
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Advice {
    pub(super) concern: Vec<Concern>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Concern {
    id: String,
    name_en: String,
    name_nb: String,
    #[serde(default)]
    before: Vec<Entry>,
    #[serde(default)]
    will_not: Vec<Entry>,
    no_response_time_en: Option<String>,
    no_response_time_nb: Option<String>,
    #[serde(default)]
    no_response_time_because: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    en: String,
    nb: String,
    why_en: Option<String>,
    why_nb: Option<String>,
    topics: Vec<String>,
    #[serde(default)]
    plans: Vec<String>,
}

impl Concern {
    pub(super) fn into_concern(self) -> super::Concern {
        let entries = |list: Vec<Entry>| {
            list.into_iter()
                .map(|entry| ForPlans {
                    point: Point { text: Text::new(entry.en, entry.nb), topics: entry.topics },
                    why: entry.why_en.zip(entry.why_nb).map(|(en, nb)| Text::new(en, nb)),
                    plans: entry.plans,
                })
                .collect()
        };
        super::Concern {
            id: self.id,
            name: Text::new(self.name_en, self.name_nb),
            no_response_time: self
                .no_response_time_en
                .zip(self.no_response_time_nb)
                .map(|(en, nb)| Point { text: Text::new(en, nb), topics: self.no_response_time_because }),
            before: entries(self.before),
            will_not: entries(self.will_not),
        }
    }
}

pub(super) fn inconsistent(id: &str, why: &dyn std::fmt::Display) -> EditionError {
    EditionError::Inconsistent(format!("{id}: {why}"))
}
