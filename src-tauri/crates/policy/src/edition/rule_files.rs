//! The shapes of the files that hold rules other than first response and routing by product: reopening, coverage,
//! routes by concern, partners.

use super::EditionError;
use super::files::inconsistent;
use crate::concern_route::{BoughtThrough, ConcernRoute, RouteConcern, TurnTo};
use crate::coverage::{Cause, CoverageRow, Covered, PreviewKind, Scope, Service};
use crate::duration;
use crate::partner::{DeveloperProgram, IncidentRules, Installation, PartnerBenefit};
use crate::reopen::{ReopenReason, ReopenRule, ReopenRules};
use crate::text::Text;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Reopen {
    months: u32,
    reason: Vec<Reason>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reason {
    id: ReopenReason,
    en: String,
    nb: String,
    #[serde(default)]
    only_advice: bool,
}

impl Reopen {
    /// Every reason once, in the order of [`ReopenReason::ALL`].
    pub(super) fn into_rules(self) -> Result<ReopenRules, EditionError> {
        let reasons: Vec<ReopenRule> = self
            .reason
            .into_iter()
            .map(|reason| ReopenRule {
                reason: reason.id,
                text: Text::new(reason.en, reason.nb),
                only_advice: reason.only_advice,
            })
            .collect();
        if !reasons.iter().map(|rule| rule.reason).eq(ReopenReason::ALL) {
            return Err(inconsistent("reopen", &"the reasons are not those of the rule, each once and in its order"));
        }
        if !(1..=120).contains(&self.months) {
            return Err(inconsistent("reopen", &"months is not from 1 to 120"));
        }
        Ok(ReopenRules { months: self.months, reasons })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CoverageTable {
    pub(super) row: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Row {
    concern: String,
    #[serde(default)]
    plans: Vec<String>,
    #[serde(default)]
    preview: Vec<PreviewKind>,
    #[serde(default)]
    scope: Vec<Scope>,
    #[serde(default)]
    cause: Vec<Cause>,
    covered: Covered,
    service: Service,
    time_box: Option<String>,
    because: Vec<String>,
    #[serde(default)]
    assumptions: Vec<String>,
    says_en: Option<String>,
    says_nb: Option<String>,
    then_en: Vec<String>,
    then_nb: Vec<String>,
}

impl Row {
    pub(super) fn into_row(self) -> Result<CoverageRow, EditionError> {
        let owner = format!("coverage of {}", self.concern);
        let wrong = |why: &dyn std::fmt::Display| inconsistent(&owner, why);
        let time_box = self.time_box.as_deref().map(|text| duration::parse(text, "time_box")).transpose();
        let time_box = time_box.map_err(|why| wrong(&why))?;
        if (self.covered == Covered::No) != (self.service == Service::None) {
            return Err(wrong(&"what is not covered has no service, and the reverse"));
        }
        let then = both(self.then_en, self.then_nb).ok_or_else(|| wrong(&STEPS_DIFFER))?;
        Ok(CoverageRow {
            concern: self.concern,
            plans: self.plans,
            preview: self.preview,
            scope: self.scope,
            cause: self.cause,
            covered: self.covered,
            service: self.service,
            time_box,
            says: self.says_en.zip(self.says_nb).map(|(en, nb)| Text::new(en, nb)),
            then,
            because: self.because,
            assumptions: self.assumptions,
        })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Routes {
    pub(super) route: Vec<RouteRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RouteRow {
    concern: RouteConcern,
    #[serde(default)]
    bought_through: Vec<BoughtThrough>,
    #[serde(default)]
    plans: Vec<String>,
    channel: Option<String>,
    #[serde(default)]
    alternatives: Vec<String>,
    steps_en: Option<Vec<String>>,
    steps_nb: Option<Vec<String>>,
    refusal: Option<String>,
    refusal_en: Option<String>,
    refusal_nb: Option<String>,
    because: Vec<String>,
}

impl RouteRow {
    pub(super) fn into_route(self) -> Result<ConcernRoute, EditionError> {
        let owner = format!("route of {:?}", self.concern);
        let wrong = |why: &str| inconsistent(&owner, &why);
        let steps = match (self.steps_en, self.steps_nb) {
            (None, None) => None,
            (Some(en), Some(nb)) => Some(both(en, nb).ok_or_else(|| wrong(STEPS_DIFFER))?),
            _ => return Err(wrong(STEPS_DIFFER)),
        };
        let turn_to = match (self.channel, self.refusal, self.refusal_en, self.refusal_nb) {
            (Some(channel), None, None, None) => TurnTo::Channel { channel, alternatives: self.alternatives, steps },
            (None, Some(code), Some(en), Some(nb)) if steps.is_none() && self.alternatives.is_empty() => {
                TurnTo::Nobody { code, message: Text::new(en, nb) }
            }
            _ => return Err(wrong("it has either a channel, or a refusal in both languages")),
        };
        Ok(ConcernRoute {
            concern: self.concern,
            bought_through: self.bought_through,
            plans: self.plans,
            turn_to,
            because: self.because,
        })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Partners {
    pub(super) benefit: Vec<Benefit>,
    pub(super) program: Vec<Program>,
    pub(super) incidents: Incidents,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Benefit {
    id: String,
    name_en: String,
    name_nb: String,
    plan: Option<String>,
    own_use: Option<bool>,
    #[serde(default)]
    linked_yearly: bool,
    because: Vec<String>,
    steps_en: Vec<String>,
    steps_nb: Vec<String>,
    without_en: Vec<String>,
    without_nb: Vec<String>,
}

impl Benefit {
    pub(super) fn into_benefit(self) -> Result<PartnerBenefit, EditionError> {
        let differ = || inconsistent(&self.id, &STEPS_DIFFER);
        let steps = both(self.steps_en, self.steps_nb).ok_or_else(differ)?;
        let without = both(self.without_en, self.without_nb).ok_or_else(differ)?;
        Ok(PartnerBenefit {
            name: Text::new(self.name_en, self.name_nb),
            plan: self.plan,
            own_use: self.own_use,
            linked_yearly: self.linked_yearly,
            steps,
            without,
            because: self.because,
            id: self.id,
        })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Program {
    id: String,
    name_en: String,
    name_nb: String,
}

impl Program {
    pub(super) fn into_program(self) -> DeveloperProgram {
        DeveloperProgram { id: self.id, name: Text::new(self.name_en, self.name_nb) }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Incidents {
    usable_for: Vec<Installation>,
    channel: String,
    because: Vec<String>,
    activate_en: String,
    activate_nb: String,
    otherwise_en: Vec<String>,
    otherwise_nb: Vec<String>,
}

impl Incidents {
    pub(super) fn into_rules(self) -> Result<IncidentRules, EditionError> {
        let otherwise = both(self.otherwise_en, self.otherwise_nb);
        Ok(IncidentRules {
            usable_for: self.usable_for,
            channel: self.channel,
            activate: Text::new(self.activate_en, self.activate_nb),
            otherwise: otherwise.ok_or_else(|| inconsistent("incidents", &STEPS_DIFFER))?,
            because: self.because,
        })
    }
}

pub(super) const STEPS_DIFFER: &str = "the steps differ in number between the languages";

/// The steps in both languages; none where their numbers differ.
pub(super) fn both(en: Vec<String>, nb: Vec<String>) -> Option<Vec<Text>> {
    (en.len() == nb.len()).then(|| en.into_iter().zip(nb).map(|(en, nb)| Text::new(en, nb)).collect())
}
