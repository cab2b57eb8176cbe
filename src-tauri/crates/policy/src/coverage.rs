//! S07, S08, S10, S11, S22–S28: how far a plan goes for a kind of trouble, what to do first and what comes after.

use crate::choice::Choice;
use crate::duration;
use crate::edition::{Cell, Edition, Point, Subject};
use crate::error::PolicyError;
use crate::ruling::{Outcome, Refusal, Ruling};
use crate::text;
use crate::text::Text;
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

/// The concern whose answer depends on the kind of preview.
const PREVIEW: &str = "preview";

/// Whether a plan covers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum Covered {
    /// Fully.
    Yes,
    /// With limits, which the steps name.
    Limited,
    /// Not at all.
    No,
}

/// The kind of help.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum Service {
    /// A thing that failed in normal use is made to work again.
    BreakFix,
    /// How things work, and how to do them.
    Advisory,
    /// None.
    None,
}

/// The kind of preview (S10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum PreviewKind {
    /// For every subscriber.
    Public,
    /// For a few customers, with the engineering team.
    Private,
    /// For a fixed number of customers.
    Limited,
}

impl Choice for PreviewKind {
    const FIELD: &'static str = "preview";
    const ALL: &'static [(&'static str, Self)] =
        &[("public", Self::Public), ("private", Self::Private), ("limited", Self::Limited)];
}

/// How much is slow (S26).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// One business function.
    Isolated,
    /// Several areas.
    Broad,
}

impl Choice for Scope {
    const FIELD: &'static str = "scope";
    const ALL: &'static [(&'static str, Self)] = &[("isolated", Self::Isolated), ("broad", Self::Broad)];
}

/// What causes it, once that is known (S23, S26).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// Microsoft's platform.
    Platform,
    /// Custom, partner or third-party code, or the customer's environment.
    Custom,
}

impl Choice for Cause {
    const FIELD: &'static str = "cause";
    const ALL: &'static [(&'static str, Self)] = &[("platform", Self::Platform), ("custom", Self::Custom)];
}

/// A row of an edition's table of coverage.
#[derive(Debug, Clone)]
pub struct CoverageRow {
    /// The concern's id.
    pub concern: String,
    /// The plans it is for; empty for any.
    pub plans: Vec<String>,
    /// The kinds of preview it is for; empty for any.
    pub preview: Vec<PreviewKind>,
    /// The scopes it is for; empty for any.
    pub scope: Vec<Scope>,
    /// The causes it is for; empty for any.
    pub cause: Vec<Cause>,
    /// Whether it is covered.
    pub covered: Cell<Covered>,
    /// By what; nothing where it is not stated.
    pub service: Service,
    /// The most work that support puts in.
    pub time_box: Option<TimeDelta>,
    /// The answer in one sentence, where the words for `covered` and `service` do not say enough.
    pub says: Option<Text>,
    /// What comes after.
    pub then: Vec<Text>,
    /// The topics that say so.
    pub because: Vec<String>,
    /// The readings taken.
    pub assumptions: Vec<String>,
}

/// What decides the coverage.
#[derive(Debug, Clone, Copy)]
pub struct CoverageQuestion<'a> {
    /// The concern's id.
    pub concern: &'a str,
    /// The plan's id.
    pub plan: &'a str,
    /// The kind of preview it is about, if it is about one.
    pub preview: Option<PreviewKind>,
    /// How much is slow; plays a part for performance. Where it is not known, one function is assumed.
    pub scope: Option<Scope>,
    /// What causes it, where known; plays a part for performance and third-party parts.
    pub cause: Option<Cause>,
}

/// How far a plan goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Coverage {
    /// Whether it is covered.
    pub covered: Covered,
    /// By what.
    pub service: Service,
    /// The most work that support puts in, ISO 8601; none where there is no such limit.
    pub time_box: Option<String>,
    /// The answer in one sentence, where the words for `covered` and `service` do not say enough.
    pub says: Option<Text>,
    /// What to do before filing, in order.
    pub first: Vec<Text>,
    /// What comes after, in order.
    pub then: Vec<Text>,
    /// What support refuses.
    pub will_not: Vec<Text>,
}

/// How far a plan goes for a kind of trouble.
///
/// Trouble in a preview is covered no further than the preview is: in a public one break-fix alone, in others nothing
/// (S11).
///
/// # Errors
/// [`PolicyError::Unknown`] for a concern or plan that the edition does not have; [`PolicyError::Needed`] for the concern
/// `preview` without its kind.
pub fn coverage(edition: &Edition, question: &CoverageQuestion<'_>) -> Result<Ruling<Coverage>, PolicyError> {
    let concern = edition.concern(question.concern)?;
    let plan = edition.plan(question.plan)?;
    let row = edition.coverage_row(question)?;
    let subject = Subject { plan: Some(&plan.id), concern: Some(question.concern), ..Subject::default() };
    let mut covered = match edition.covered(row) {
        Ok(covered) => covered,
        Err(refusal) => return Ok(Ruling::refused(*refusal, edition.basis(row.because.clone(), Vec::new(), &subject))),
    };
    let mut rows = vec![row];
    let mut concerns = vec![concern];
    let mut about = question.concern;
    if question.preview.is_some() && question.concern != PREVIEW {
        let limit = edition.coverage_row(&CoverageQuestion { concern: PREVIEW, ..*question })?;
        about = PREVIEW;
        let limited = match edition.covered(limit) {
            Ok(limited) => limited,
            Err(refusal) => {
                let subject = Subject { concern: Some(PREVIEW), ..subject };
                return Ok(Ruling::refused(*refusal, edition.basis(limit.because.clone(), Vec::new(), &subject)));
            }
        };
        concerns.insert(0, edition.concern(PREVIEW)?);
        match limited {
            // The edition covers such a preview like anything else.
            Covered::Yes => rows.push(limit),
            Covered::Limited if row.service == limit.service => {
                rows.push(limit);
                covered = Covered::Limited;
            }
            Covered::No | Covered::Limited => {
                rows = vec![limit];
                covered = Covered::No;
            }
        }
    }
    let (service, time_box) = match covered {
        Covered::No => (Service::None, None),
        Covered::Yes | Covered::Limited => (row.service, row.time_box.map(duration::format)),
    };
    let first: Vec<Point> = concerns.iter().flat_map(|concern| concern.before(&plan.id)).collect();
    let will_not: Vec<Point> = concerns.iter().flat_map(|concern| concern.will_not(&plan.id)).collect();
    let mut because: Vec<String> = Vec::new();
    let topics = rows.iter().flat_map(|row| &row.because);
    for topic in topics.chain(first.iter().chain(&will_not).flat_map(|point| &point.topics)) {
        if !because.contains(topic) {
            because.push(topic.clone());
        }
    }
    let assumptions = rows.iter().flat_map(|row| row.assumptions.clone()).collect();
    let texts = |points: Vec<Point>| points.into_iter().map(|point| point.text).collect();
    let answer = Coverage {
        covered,
        service,
        time_box,
        says: rows.iter().find_map(|row| row.says.clone()),
        first: texts(first),
        then: rows.iter().flat_map(|row| row.then.clone()).collect(),
        will_not: texts(will_not),
    };
    let subject = Subject { concern: Some(about), ..subject };
    Ok(Ruling { outcome: Outcome::Answered(answer), basis: edition.basis(because, assumptions, &subject) })
}

impl Edition {
    fn coverage_row(&self, question: &CoverageQuestion<'_>) -> Result<&CoverageRow, PolicyError> {
        self.coverage
            .iter()
            .find(|row| row.fits(question))
            .ok_or_else(|| PolicyError::Needed { field: PreviewKind::FIELD, known: PreviewKind::names() })
    }

    /// What a row says; a refusal where the edition does not state it, or a topic that the row rests on.
    fn covered(&self, row: &CoverageRow) -> Result<Covered, Box<Refusal>> {
        let what = || {
            let name = self.concern(&row.concern).map_or_else(|_| Text::same(&row.concern), |found| found.name.clone());
            text!("“{name}”", "«{name}»", name)
        };
        match (self.refuse_unstated(&row.because), row.covered) {
            (Some(refusal), _) => Err(Box::new(refusal)),
            (None, Cell::Unstated(state)) => Err(Box::new(self.not_stated(state, what()))),
            (None, Cell::Stated(covered)) => Ok(covered),
        }
    }

    /// The first question without an answer in the table of coverage, if there is one. The kind of preview alone may be
    /// left open: it is asked for.
    pub(crate) fn coverage_gap(&self) -> Option<Text> {
        fn each<T: Copy>(all: &[(&str, T)]) -> Vec<Option<T>> {
            std::iter::once(None).chain(all.iter().map(|&(_, value)| Some(value))).collect()
        }
        let fits_any = |row: &CoverageRow| {
            row.plans.is_empty() && row.preview.is_empty() && row.scope.is_empty() && row.cause.is_empty()
        };
        for concern in &self.concerns {
            // Editions are checked at every start: most concerns end in a row that fits any question.
            if self.coverage.iter().any(|row| row.concern == concern.id && fits_any(row)) {
                continue;
            }
            for plan in &self.plans {
                for preview in each(PreviewKind::ALL) {
                    let asks_for_kind = concern.id == PREVIEW && preview.is_none();
                    for scope in each(Scope::ALL) {
                        for cause in each(Cause::ALL) {
                            let (concern, plan) = (concern.id.as_str(), plan.id.as_str());
                            let question = CoverageQuestion { concern, plan, preview, scope, cause };
                            if !asks_for_kind && !self.coverage.iter().any(|row| row.fits(&question)) {
                                return Some(text!(
                                    "concern {concern} has no row for plan {plan}",
                                    "sakstypen {concern} har ingen rad for planen {plan}",
                                    concern,
                                    plan
                                ));
                            }
                        }
                    }
                }
            }
        }
        None
    }
}

impl CoverageRow {
    /// A row that is narrowed fits only what is known.
    fn fits(&self, question: &CoverageQuestion<'_>) -> bool {
        fn allows<T: PartialEq>(list: &[T], value: Option<T>) -> bool {
            list.is_empty() || value.is_some_and(|value| list.contains(&value))
        }
        self.concern == question.concern
            && (self.plans.is_empty() || self.plans.iter().any(|plan| plan == question.plan))
            && allows(&self.preview, question.preview)
            && allows(&self.scope, question.scope)
            && allows(&self.cause, question.cause)
    }
}
