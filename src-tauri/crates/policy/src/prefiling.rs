//! What to know before a request is filed: whether it is covered, what to try first, what to gather, and what support
//! will refuse (S08, S11, S13, S22–S28).

use crate::choice::Choice;
use crate::coverage::{Cause, Coverage, CoverageQuestion, PreviewKind, Scope, Service, coverage};
use crate::edition::Subject;
use crate::edition::{Edition, Impact, Point};
use crate::error::PolicyError;
use crate::inquiry::FieldOption;
use crate::ruling::{Outcome, Refusal, Ruling};
use crate::text;
use crate::text::Text;
use serde::{Deserialize, Serialize};

/// A fact that decides only some kinds of trouble, under some plans.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum FollowUpFact {
    /// The kind of preview.
    Preview,
    /// How much is slow.
    Scope,
    /// What causes it.
    Cause,
}

/// How such a fact is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct FollowUp {
    /// Which.
    pub fact: FollowUpFact,
    /// The question, in a few words.
    pub name: Text,
    /// Its answers.
    pub options: Vec<FieldOption>,
}

/// Something to gather before filing.
#[derive(Debug, Clone)]
pub struct Evidence {
    /// Kebab-case.
    pub id: String,
    /// What.
    pub text: Text,
    /// What it is good for.
    pub why: Text,
    /// The topics it rests on.
    pub topics: Vec<String>,
    /// The kinds of trouble it is for; empty for any.
    pub concerns: Vec<String>,
    /// The products it is for; empty for any.
    pub products: Vec<String>,
    /// The impacts it is for; empty for any.
    pub impacts: Vec<Impact>,
    /// Whether it is of use also where support refuses.
    pub also_where_refused: bool,
}

/// The facts the check depends on.
#[derive(Debug, Clone, Copy)]
pub struct PrefilingQuestion<'a> {
    /// The kind of trouble, the plan and the follow-up facts as far as they are known.
    pub coverage: CoverageQuestion<'a>,
    /// The product's id.
    pub product: &'a str,
    /// How the business is hit.
    pub impact: Impact,
    /// Why the plan does not entitle the product at all, where it does not.
    pub not_entitled: Option<&'a Refusal>,
}

/// Something to do or to have before filing, to tick off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct CheckItem {
    /// Stable whatever the plan, so that a tick stays.
    pub id: String,
    /// What.
    pub text: Text,
    /// Why, where the sentence does not say it.
    pub why: Option<Text>,
    /// The topics it rests on.
    pub topics: Vec<String>,
}

/// The most work that support puts in, and what follows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct TimeBox {
    /// How much, ISO 8601.
    pub limit: String,
    /// What starts it.
    pub starts: Text,
    /// What comes next, in order.
    pub then: Vec<Text>,
}

/// Everything to know before filing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PrefilingCheck {
    /// How far the plan goes; none while a fact it depends on is not known.
    pub coverage: Option<Ruling<Coverage>>,
    /// The facts to ask for, because the answer depends on them.
    pub follow_ups: Vec<FollowUp>,
    /// What to try first, in order.
    pub first: Vec<CheckItem>,
    /// What to gather; nothing where there is nothing to file.
    pub gather: Vec<CheckItem>,
    /// What support refuses.
    pub will_not: Vec<Point>,
    /// The limit on the work, where there is one.
    pub time_box: Option<TimeBox>,
}

/// What to know before filing.
///
/// # Errors
/// [`PolicyError::Unknown`] for a concern, plan or product that the edition does not have.
pub fn prefiling(edition: &Edition, question: &PrefilingQuestion<'_>) -> Result<PrefilingCheck, PolicyError> {
    let concern = edition.concern(question.coverage.concern)?;
    let plan = edition.plan(question.coverage.plan)?;
    let product = edition.product(question.product)?;
    let follow_ups = edition.follow_ups_of(&question.coverage);
    let coverage = match (question.not_entitled, coverage(edition, &question.coverage)) {
        (Some(refusal), _) => {
            let subject = Subject { plan: Some(&plan.id), ..Subject::default() };
            let basis = edition.basis(["S06", "S07"].map(str::to_owned).to_vec(), Vec::new(), &subject);
            Some(Ruling { outcome: Outcome::Refused { refusal: refusal.clone() }, basis })
        }
        (None, Ok(ruling)) => Some(ruling),
        (None, Err(PolicyError::Needed { field: PreviewKind::FIELD, .. })) => None,
        (None, Err(other)) => return Err(other),
    };
    let answer = coverage.as_ref().and_then(Ruling::answered);
    let refused = answer.is_some_and(|answer| answer.service == Service::None);
    let wanted = |item: &&Evidence| {
        item.is_for(&concern.id, &product.id, question.impact) && (!refused || item.also_where_refused)
    };
    let time_box = answer.and_then(|answer| {
        let limit = answer.time_box.clone()?;
        Some(TimeBox { limit, starts: time_box_starts(), then: answer.then.clone() })
    });
    Ok(PrefilingCheck {
        first: concern.first(&plan.id),
        gather: edition.evidence.iter().filter(wanted).map(Evidence::item).collect(),
        will_not: concern.will_not(&plan.id),
        follow_ups,
        coverage,
        time_box,
    })
}

fn time_box_starts() -> Text {
    text!(
        "It starts when an engineer begins on the break-fix request. The policy counts hours of support, and does not say how pauses count.",
        "Den starter når en tekniker begynner på forespørselen om feilretting. Regelen teller støttetimer, og sier ikke hvordan pauser telles."
    )
}

impl Evidence {
    fn is_for(&self, concern: &str, product: &str, impact: Impact) -> bool {
        let allows = |list: &[String], id: &str| list.is_empty() || list.iter().any(|listed| listed == id);
        allows(&self.concerns, concern)
            && allows(&self.products, product)
            && (self.impacts.is_empty() || self.impacts.contains(&impact))
    }

    fn item(&self) -> CheckItem {
        CheckItem {
            id: self.id.clone(),
            text: self.text.clone(),
            why: Some(self.why.clone()),
            topics: self.topics.clone(),
        }
    }
}

impl Edition {
    /// The facts on which the coverage of that trouble depends under that plan: those by which a row of the table is
    /// narrowed.
    fn follow_ups_of(&self, question: &CoverageQuestion<'_>) -> Vec<FollowUp> {
        let rows = || {
            self.coverage.iter().filter(|row| {
                row.concern == question.concern
                    && (row.plans.is_empty() || row.plans.iter().any(|plan| plan == question.plan))
            })
        };
        let matters = |fact: FollowUpFact| {
            rows().any(|row| match fact {
                FollowUpFact::Preview => !row.preview.is_empty(),
                FollowUpFact::Scope => !row.scope.is_empty(),
                FollowUpFact::Cause => !row.cause.is_empty(),
            })
        };
        self.follow_ups.iter().filter(|follow_up| matters(follow_up.fact)).cloned().collect()
    }

    /// The answers that such a fact can have.
    pub(crate) fn follow_up_options(&self, fact: FollowUpFact) -> Vec<FieldOption> {
        let asked = self.follow_ups.iter().find(|asked| asked.fact == fact);
        asked.map(|asked| asked.options.clone()).unwrap_or_default()
    }

    /// What is not in order with the follow-up facts, if something is.
    pub(crate) fn follow_up_gap(&self) -> Option<Text> {
        let names = |fact| match fact {
            FollowUpFact::Preview => PreviewKind::names(),
            FollowUpFact::Scope => Scope::names(),
            FollowUpFact::Cause => Cause::names(),
        };
        for fact in [FollowUpFact::Preview, FollowUpFact::Scope, FollowUpFact::Cause] {
            let asked: Vec<&FollowUp> = self.follow_ups.iter().filter(|asked| asked.fact == fact).collect();
            let [asked] = asked.as_slice() else {
                let fact = format!("{fact:?}");
                return Some(text!(
                    "the follow-up fact {fact} does not stand exactly once",
                    "oppfølgingsfaktumet {fact} står ikke nøyaktig én gang",
                    fact
                ));
            };
            if !asked.options.iter().map(|option| option.id.clone()).eq(names(fact)) {
                let (names, fact) = (names(fact).join(", "), format!("{fact:?}"));
                return Some(text!(
                    "the follow-up fact {fact} has not the answers {names}",
                    "oppfølgingsfaktumet {fact} har ikke svarene {names}",
                    fact,
                    names
                ));
            }
        }
        None
    }
}
