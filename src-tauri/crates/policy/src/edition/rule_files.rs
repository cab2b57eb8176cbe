//! The shapes of the files that hold rules other than first response and routing by product: reopening, coverage,
//! routes by concern, partners.

use super::Cell;
use super::files::{both_or_neither, inconsistent, not_read, steps, steps_differ};
use super::reader::{Entry, Wrong};
use crate::choice::Choice as _;
use crate::concern_route::{BoughtThrough, ConcernRoute, RouteConcern, TurnTo};
use crate::coverage::{Cause, CoverageRow, Covered, PreviewKind, Scope, Service};
use crate::duration;
use crate::partner::{DeveloperProgram, IncidentRules, Installation, PartnerBenefit};
use crate::reopen::{ReopenReason, ReopenRule, ReopenRules};
use crate::text;
use crate::text::Text;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Reopen {
    pub(super) months: u32,
    pub(super) reason: Vec<Reason>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Reason {
    id: ReopenReason,
    en: String,
    nb: String,
    #[serde(default)]
    only_advice: bool,
}

impl Reopen {
    /// Every reason once, in the order of [`ReopenReason::ALL`].
    pub(super) fn into_rules(self) -> Result<ReopenRules, Wrong> {
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
            return Err(inconsistent(
                "reopen",
                &text!(
                    "the reasons are not those of the rule, each once and in its order",
                    "grunnene er ikke regelens, hver én gang og i dens rekkefølge"
                ),
            ));
        }
        if !(1..=120).contains(&self.months) {
            let wrong = inconsistent("reopen", &text!("months is not from 1 to 120", "months er ikke fra 1 til 120"));
            return Err(Wrong { needle: Some("months".to_owned()), ..wrong });
        }
        Ok(ReopenRules { months: self.months, reasons })
    }
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
    covered: Cell<Covered>,
    service: Option<Service>,
    time_box: Option<String>,
    because: Vec<String>,
    #[serde(default)]
    assumptions: Vec<String>,
    says_en: Option<String>,
    says_nb: Option<String>,
    #[serde(default)]
    then_en: Vec<String>,
    #[serde(default)]
    then_nb: Vec<String>,
}

impl Row {
    pub(super) fn into_row(self) -> Result<CoverageRow, Wrong> {
        let owner = format!("coverage of {}", self.concern);
        let wrong = |what: &Text| inconsistent(&owner, what);
        let time_box = self
            .time_box
            .as_deref()
            .map(|text| duration::parse(text, "time_box").map_err(|why| not_read(&owner, text, &why)))
            .transpose()?;
        let service = match (self.covered, self.service) {
            (Cell::Unstated(_), None) if time_box.is_none() && self.then_en.is_empty() => Service::None,
            (Cell::Stated(covered), Some(service)) if (covered == Covered::No) == (service == Service::None) => service,
            (Cell::Stated(_), Some(_)) => {
                return Err(wrong(&text!(
                    "what is not covered has no service, and the reverse",
                    "det som ikke dekkes, har ingen tjeneste, og omvendt"
                )));
            }
            (Cell::Stated(_), None) => {
                return Err(wrong(&text!("missing field `service`", "feltet `service` mangler")));
            }
            (Cell::Unstated(_), _) => {
                return Err(wrong(&text!(
                    "what is not stated has no service, no time box and no steps",
                    "det som ikke er oppgitt, har ingen tjeneste, tidsgrense eller trinn"
                )));
            }
        };
        let then = steps(&owner, self.then_en, self.then_nb)?;
        Ok(CoverageRow {
            concern: self.concern,
            plans: self.plans,
            preview: self.preview,
            scope: self.scope,
            cause: self.cause,
            covered: self.covered,
            service,
            time_box,
            says: both_or_neither(&owner, self.says_en, self.says_nb)?,
            then,
            because: self.because,
            assumptions: self.assumptions,
        })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RouteRow {
    /// The name of a [`RouteConcern`].
    concern: String,
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
    pub(super) fn into_route(self) -> Result<ConcernRoute, Wrong> {
        let concern = RouteConcern::parse(&self.concern)
            .map_err(|why| not_read(&format!("route of {}", self.concern), &self.concern, &why))?;
        let owner = format!("route of {concern:?}");
        let steps = match (self.steps_en, self.steps_nb) {
            (None, None) => None,
            (Some(en), Some(nb)) => Some(steps(&owner, en, nb)?),
            _ => return Err(steps_differ(&owner)),
        };
        let turn_to = match (self.channel, self.refusal, self.refusal_en, self.refusal_nb) {
            (Some(channel), None, None, None) => TurnTo::Channel { channel, alternatives: self.alternatives, steps },
            (None, Some(code), Some(en), Some(nb)) if steps.is_none() && self.alternatives.is_empty() => {
                TurnTo::Nobody { code, message: Text::new(en, nb) }
            }
            _ => {
                return Err(inconsistent(
                    &owner,
                    &text!(
                        "it has either a channel, or a refusal in both languages",
                        "den har enten en kanal eller et avslag på begge språk"
                    ),
                ));
            }
        };
        Ok(ConcernRoute {
            concern,
            bought_through: self.bought_through,
            plans: self.plans,
            turn_to,
            because: self.because,
        })
    }
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
    pub(super) fn into_benefit(self) -> Result<PartnerBenefit, Wrong> {
        let steps_with = steps(&self.id, self.steps_en, self.steps_nb)?;
        let without = steps(&self.id, self.without_en, self.without_nb)?;
        Ok(PartnerBenefit {
            name: Text::new(self.name_en, self.name_nb),
            plan: self.plan,
            own_use: self.own_use,
            linked_yearly: self.linked_yearly,
            steps: steps_with,
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
    pub(super) fn into_rules(self) -> Result<IncidentRules, Wrong> {
        Ok(IncidentRules {
            usable_for: self.usable_for,
            channel: self.channel,
            activate: Text::new(self.activate_en, self.activate_nb),
            otherwise: steps("incidents", self.otherwise_en, self.otherwise_nb)?,
            because: self.because,
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

entries!(Row by concern, RouteRow by concern, Benefit by id, Program by id);
