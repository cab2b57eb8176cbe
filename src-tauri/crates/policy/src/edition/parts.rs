//! What an edition consists of: plans, severities, products, channels, regions, languages, concerns.

use crate::hours::{Hours, TimeOfDay};
use crate::prefiling::CheckItem;
use crate::text::Text;
use chrono::TimeDelta;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// How a response time is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum Clock {
    /// Round the clock: marked 24/7 in the policy.
    Continuous,
    /// Only while the region's business hours run (R4).
    BusinessHours,
}

/// How a problem hits the customer's business.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum Impact {
    /// Significant loss or degradation; needs attention at once.
    Critical,
    /// Loss or degradation, but work can reasonably go on.
    Moderate,
    /// Minor limitations.
    Minimal,
}

/// Which plans share a set of severities and portals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum Family {
    /// Subscription, Professional Direct, Premier: severities A, B, C.
    Standard,
    /// Unified: severities Critical and Standard.
    Unified,
    /// Plans for on-premises products, without published response times.
    OnPremises,
}

/// The promised time to the first response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResponseTime {
    /// The first response comes before this much time has been counted.
    pub limit: TimeDelta,
    /// What counts.
    pub clock: Clock,
}

/// A support plan.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Kebab-case.
    pub id: String,
    /// Its name.
    pub name: Text,
    /// What it has in common with others.
    pub family: Family,
    /// Channels open to its holders besides the product's own (S37).
    pub also: Vec<String>,
    /// Response times in the order of the edition's severities, the gravest first.
    pub(super) response: Vec<(String, ResponseTime)>,
}

impl Plan {
    /// The response time at `severity`, or none where the plan does not have that severity.
    pub fn response(&self, severity: &str) -> Option<ResponseTime> {
        self.response.iter().find(|(id, _)| id == severity).map(|&(_, time)| time)
    }

    /// The severities the plan has, the gravest first.
    pub fn severities(&self) -> Vec<String> {
        self.response.iter().map(|(id, _)| id.clone()).collect()
    }
}

/// A severity.
#[derive(Debug, Clone)]
pub struct Severity {
    /// Kebab-case.
    pub id: String,
    /// Its name.
    pub name: Text,
    /// The impact it stands for.
    pub impact: Impact,
}

/// A product, and where requests about it are filed.
#[derive(Debug, Clone)]
pub struct Product {
    /// Kebab-case.
    pub id: String,
    /// Its name.
    pub name: Text,
    /// By plan: the channel, or none where the plan does not entitle the product. Every plan of the edition is present.
    pub channels: Vec<(String, Option<String>)>,
}

impl Product {
    /// The channel for holders of `plan`; none where the plan does not entitle the product.
    pub fn channel(&self, plan: &str) -> Option<&str> {
        self.channels.iter().find(|(id, _)| id == plan).and_then(|(_, channel)| channel.as_deref())
    }

    /// The plans that entitle the product.
    pub fn plans(&self) -> Vec<String> {
        self.channels.iter().filter(|(_, channel)| channel.is_some()).map(|(plan, _)| plan.clone()).collect()
    }
}

/// A place or a person with whom a request is filed.
#[derive(Debug, Clone)]
pub struct Channel {
    /// Kebab-case.
    pub id: String,
    /// Its name.
    pub name: Text,
    /// Its address, where it has one.
    pub url: Option<String>,
    /// How to file there; `{product}` stands for the product's name.
    pub steps: Vec<Text>,
    /// Who may file there, where the policy says it.
    pub who: Option<Point>,
    /// How a contract is linked there, once for each user; empty where contracts are not linked.
    pub link: Vec<Text>,
    /// The topics that say how.
    pub link_because: Vec<String>,
    /// The topics that say so.
    pub because: Vec<String>,
}

/// A support region and its business hours (S04).
#[derive(Debug, Clone)]
pub struct Region {
    /// Kebab-case.
    pub id: String,
    /// Its name.
    pub name: Text,
    /// When it opens.
    pub opens: TimeOfDay,
    /// When it closes.
    pub closes: TimeOfDay,
    /// Whose wall clock; none where it is the customer's own.
    pub zone: Option<Tz>,
    /// The zone under the other reading of R1: UTC+1 all year.
    pub fixed_zone: Option<Tz>,
    /// The readings the zone rests on.
    pub readings: Vec<String>,
}

impl Region {
    /// The hours on the wall clock of `zone`.
    pub fn hours(&self, zone: Tz) -> Hours {
        Hours { opens: self.opens, closes: self.closes, zone }
    }
}

/// A language of support.
#[derive(Debug, Clone)]
pub struct SupportLanguage {
    /// Kebab-case.
    pub id: String,
    /// Its name.
    pub name: Text,
    /// Regions whose customers get it.
    pub regions: Vec<String>,
    /// Round the clock, or in the region's business hours.
    pub hours: Clock,
}

/// A reading taken where the policy is silent.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Reading {
    /// `R1` to `R11`.
    pub id: String,
    /// A few words.
    pub title: Text,
    /// What is assumed, and why.
    pub text: Text,
}

/// A topic of the policy.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Topic {
    /// `S01` to `S42`.
    pub id: String,
    /// A few words.
    pub title: Text,
    /// The guide's text, Markdown, without the title.
    pub body: Text,
}

/// A piece of advice beside an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Point {
    /// One sentence.
    pub text: Text,
    /// The topics it rests on.
    pub topics: Vec<String>,
}

/// A kind of trouble: what the picker "What is wrong" offers, with the advice that goes with it.
#[derive(Debug, Clone)]
pub struct Concern {
    /// Kebab-case.
    pub id: String,
    /// In the user's words.
    pub name: Text,
    /// Why no initial response time is promised for it, where none is.
    pub no_response_time: Option<Point>,
    pub(super) before: Vec<ForPlans>,
    pub(super) will_not: Vec<ForPlans>,
}

impl Concern {
    /// What to check and gather before filing, for holders of `plan`.
    pub fn before(&self, plan: &str) -> Vec<Point> {
        points_for(&self.before, plan)
    }

    /// The same to tick off, each with its reason.
    pub fn first(&self, plan: &str) -> Vec<CheckItem> {
        let item = |(number, entry): (usize, &ForPlans)| CheckItem {
            id: format!("{}-{number}", self.id),
            text: entry.point.text.clone(),
            why: entry.why.clone(),
            topics: entry.point.topics.clone(),
        };
        (1..).zip(&self.before).filter(|(_, entry)| entry.is_for(plan)).map(item).collect()
    }

    /// What support refuses, for holders of `plan`.
    pub fn will_not(&self, plan: &str) -> Vec<Point> {
        points_for(&self.will_not, plan)
    }
}

#[derive(Debug, Clone)]
pub(super) struct ForPlans {
    pub(super) point: Point,
    pub(super) why: Option<Text>,
    pub(super) plans: Vec<String>,
}

impl ForPlans {
    fn is_for(&self, plan: &str) -> bool {
        self.plans.is_empty() || self.plans.iter().any(|id| id == plan)
    }
}

fn points_for(list: &[ForPlans], plan: &str) -> Vec<Point> {
    list.iter().filter(|entry| entry.is_for(plan)).map(|entry| entry.point.clone()).collect()
}
