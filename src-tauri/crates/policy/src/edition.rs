//! An edition of the support policy: its tables as data, read from a folder of TOML and Markdown and checked whole
//! before anything is answered from it.

mod cell;
mod cells;
mod diff;
mod files;
mod guide_check;
mod inquiry_files;
mod load;
mod parts;
mod problem;
mod reader;
mod role_file;
mod rule_files;
mod topics;
mod validate;

pub use cell::{Cell, Unstated};
pub use diff::{CellState, Difference, differences};
pub use parts::{
    Channel, Clock, Concern, Family, Impact, Plan, Point, Product, Reading, Region, RegionHours, ResponseTime,
    Severity, SupportLanguage, Topic,
};
pub use problem::{MOST_PROBLEMS, Problem};
pub use topics::TopicState;

use crate::concern_route::ConcernRoute;
use crate::coverage::CoverageRow;
use crate::error::PolicyError;
use crate::inquiry::Inquiry;
use crate::partner::{DeveloperProgram, IncidentRules, PartnerBenefit};
use crate::plan_choice::PlanFeature;
use crate::prefiling::{Evidence, FollowUp};
use crate::reopen::ReopenRules;
use crate::roles::RoleBook;
use crate::ruling::{Basis, ChangedSince, Missing, Refusal};
use crate::text;
use crate::text::Text;
use include_dir::{Dir, include_dir};
use reader::Standing;
use std::collections::BTreeMap;
use std::sync::{LazyLock, OnceLock};
use topics::Guide;

static BUILT_IN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/editions");

/// The built-in editions by id, the base first; each is read when it is first asked for.
static EDITIONS: LazyLock<Vec<(String, ReadOnce)>> = LazyLock::new(|| {
    let mut ids: Vec<String> = BUILT_IN.dirs().filter_map(|dir| dir.path().to_str()).map(str::to_owned).collect();
    ids.sort_by_key(|id| (id != BASE_ID, id.clone()));
    ids.into_iter().map(|id| (id, OnceLock::new())).collect()
});

/// An edition that has been read, or why it could not be.
type ReadOnce = OnceLock<Result<Edition, EditionError>>;

/// The edition that answers where none is named.
pub const BASE_ID: &str = "2023-10";

/// Why a folder is not an edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EditionError {
    /// There is no such edition.
    Missing(String),
    /// What is wrong with its files: at least one problem, and at most [`MOST_PROBLEMS`].
    Invalid(Vec<Problem>),
}

impl std::fmt::Display for EditionError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Missing(id) => write!(f, "there is no edition '{id}'"),
            Self::Invalid(problems) => {
                let sentences: Vec<String> = problems.iter().map(|problem| problem.sentence().en).collect();
                f.write_str(&sentences.join("; "))
            }
        }
    }
}

impl std::error::Error for EditionError {}

/// What a ruling is about, as far as later changes depend on it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Subject<'a> {
    /// Channels the ruling names.
    pub channels: &'a [&'a str],
    /// The plan asked about.
    pub plan: Option<&'a str>,
    /// The severity asked about.
    pub severity: Option<&'a str>,
    /// The concern asked about.
    pub concern: Option<&'a str>,
    /// The region asked about.
    pub region: Option<&'a str>,
    /// The product asked about.
    pub product: Option<&'a str>,
}

#[derive(Debug, Clone)]
struct Change {
    topics: Vec<String>,
    since: String,
    note: Text,
    channels: Vec<String>,
    plans: Vec<String>,
    severities: Vec<String>,
    concerns: Vec<String>,
    regions: Vec<String>,
    products: Vec<String>,
}

impl Change {
    fn touches(&self, subject: &Subject<'_>) -> bool {
        let allows = |list: &[String], value: Option<&str>| {
            list.is_empty() || value.is_some_and(|value| list.iter().any(|id| id == value))
        };
        (self.channels.is_empty()
            || subject.channels.iter().any(|channel| self.channels.iter().any(|id| id == channel)))
            && allows(&self.plans, subject.plan)
            && allows(&self.severities, subject.severity)
            && allows(&self.concerns, subject.concern)
            && allows(&self.regions, subject.region)
            && allows(&self.products, subject.product)
    }
}

/// An edition, loaded and found consistent.
#[derive(Debug, Clone)]
pub struct Edition {
    /// The month it was live, `YYYY-MM`.
    pub id: String,
    /// Its name.
    pub title: Text,
    /// How it is dated.
    pub dated: Text,
    /// Where it was published.
    pub sources: Vec<String>,
    /// Plans, the included one first.
    pub plans: Vec<Plan>,
    /// Severities, the gravest first.
    pub severities: Vec<Severity>,
    /// Impacts with their plain words, the gravest first.
    pub impacts: Vec<(Impact, Text)>,
    /// Products.
    pub products: Vec<Product>,
    /// Channels.
    pub channels: Vec<Channel>,
    /// Regions.
    pub regions: Vec<Region>,
    /// Languages, English first.
    pub languages: Vec<SupportLanguage>,
    /// Readings, `R1` first.
    pub readings: Vec<Reading>,
    /// Kinds of trouble.
    pub concerns: Vec<Concern>,
    /// How far plans go; the first row that fits answers.
    pub coverage: Vec<CoverageRow>,
    /// Where to turn with what is not technical; the first row that fits answers.
    pub concern_routes: Vec<ConcernRoute>,
    /// When a closed request may be reopened; none where the edition does not state it.
    pub reopen: Option<ReopenRules>,
    /// Benefits of partners.
    pub benefits: Vec<PartnerBenefit>,
    /// Developer programmes with incidents.
    pub programs: Vec<DeveloperProgram>,
    /// What those incidents are for; none where the edition does not state it.
    pub incidents: Option<IncidentRules>,
    /// The roles that may file, and those that may not.
    pub roles: RoleBook,
    /// What plans differ in.
    pub features: Vec<PlanFeature>,
    /// Facts that decide only some kinds of trouble.
    pub follow_ups: Vec<FollowUp>,
    /// What to gather before filing.
    pub evidence: Vec<Evidence>,
    /// Questions besides filing.
    pub inquiries: Vec<Inquiry>,
    changes: Vec<Change>,
    topics: BTreeMap<String, Standing>,
    /// Lists that may have had further entries which are not known, or said nothing of.
    others: BTreeMap<&'static str, Unstated>,
    guide: Guide,
}

impl Edition {
    /// The base edition.
    ///
    /// # Errors
    /// [`EditionError`] when the built-in files are damaged; a test checks that they are not.
    pub fn base() -> Result<&'static Self, EditionError> {
        Self::built_in(BASE_ID)
    }

    /// A built-in edition by its id, read when it is first asked for.
    ///
    /// # Errors
    /// [`EditionError::Missing`] when there is none by that id.
    pub fn built_in(id: &str) -> Result<&'static Self, EditionError> {
        let (id, edition) =
            EDITIONS.iter().find(|(own, _)| own == id).ok_or_else(|| EditionError::Missing(id.to_owned()))?;
        let file = |file: &str| built_in_file(id, file);
        edition.get_or_init(|| Self::of_tables(&file, Guide::BuiltIn)).as_ref().map_err(Clone::clone)
    }

    /// The ids of the built-in editions, the base first.
    pub fn built_in_ids() -> Vec<String> {
        EDITIONS.iter().map(|(id, _)| id.clone()).collect()
    }

    /// The plan by that id.
    ///
    /// # Errors
    /// [`PolicyError::Unknown`], as for the others below.
    pub fn plan(&self, id: &str) -> Result<&Plan, PolicyError> {
        find(&self.plans, "plan", id, |plan| &plan.id)
    }

    /// The severity by that id.
    pub fn severity(&self, id: &str) -> Result<&Severity, PolicyError> {
        find(&self.severities, "severity", id, |severity| &severity.id)
    }

    /// The product by that id.
    pub fn product(&self, id: &str) -> Result<&Product, PolicyError> {
        find(&self.products, "product", id, |product| &product.id)
    }

    /// The channel by that id.
    pub fn channel(&self, id: &str) -> Result<&Channel, PolicyError> {
        find(&self.channels, "channel", id, |channel| &channel.id)
    }

    /// The region by that id.
    pub fn region(&self, id: &str) -> Result<&Region, PolicyError> {
        find(&self.regions, "region", id, |region| &region.id)
    }

    /// The concern by that id.
    pub fn concern(&self, id: &str) -> Result<&Concern, PolicyError> {
        find(&self.concerns, "concern", id, |concern| &concern.id)
    }

    /// The partner benefit by that id.
    pub fn benefit(&self, id: &str) -> Result<&PartnerBenefit, PolicyError> {
        find(&self.benefits, "benefit", id, |benefit| &benefit.id)
    }

    /// The developer programme by that id.
    pub fn program(&self, id: &str) -> Result<&DeveloperProgram, PolicyError> {
        find(&self.programs, "program", id, |program| &program.id)
    }

    /// What has changed since the edition: the topics it touches, since when, what holds now.
    pub fn changed_since(&self) -> impl Iterator<Item = (&[String], &str, &Text)> {
        self.changes.iter().map(|change| (change.topics.as_slice(), change.since.as_str(), &change.note))
    }

    /// Those of `topics` that the edition states: an answer cites no others.
    pub(crate) fn stated(&self, mut topics: Vec<String>) -> Vec<String> {
        topics.retain(|topic| self.unstated(topic).is_none());
        topics
    }

    /// A refusal where the edition does not state one of `topics`, the first of them that it does not.
    pub fn refuse_unstated(&self, topics: &[impl AsRef<str>]) -> Option<Refusal> {
        let (topic, state) = topics.iter().map(AsRef::as_ref).find_map(|topic| Some((topic, self.unstated(topic)?)))?;
        let title = self.topic_title(topic).unwrap_or_else(|| Text::same(topic));
        let what = text!("“{title}” ({topic})", "«{title}» ({topic})", title, topic);
        Some(self.not_stated(state, what))
    }

    /// The refusal of a ruling that rests on what the edition does not state. `what` is said as a noun: the hours of a
    /// region, a topic.
    pub fn not_stated(&self, state: Unstated, what: Text) -> Refusal {
        let id = &self.id;
        let (code, message) = match state {
            Unstated::Unknown => (
                "unknown-in-edition",
                text!(
                    "What edition {id} says about {what} is not known, so this is not answered. Ask another edition, or look at the page itself.",
                    "Hva utgave {id} sier om {what}, er ikke kjent, så dette besvares ikke. Spør en annen utgave, eller se på selve siden.",
                    id,
                    what
                ),
            ),
            Unstated::Silent => (
                "silent-in-edition",
                text!(
                    "Edition {id} says nothing about {what}. Ask another edition.",
                    "Utgave {id} sier ingenting om {what}. Spør en annen utgave.",
                    id,
                    what
                ),
            ),
        };
        Refusal { missing: Some(Box::new(Missing { edition: id.clone(), state, what })), ..Refusal::new(code, message) }
    }

    /// The feature of plans by that id.
    pub fn feature(&self, id: &str) -> Result<&PlanFeature, PolicyError> {
        find(&self.features, "feature", id, |feature| &feature.id)
    }

    /// The question by that id.
    pub fn inquiry(&self, id: &str) -> Result<&Inquiry, PolicyError> {
        find(&self.inquiries, "question", id, |inquiry| &inquiry.id)
    }

    /// The basis of a ruling: its topics and readings, and what has changed since for that subject.
    pub fn basis(&self, because: Vec<String>, assumptions: Vec<String>, subject: &Subject<'_>) -> Basis {
        let changed_since = self
            .changes
            .iter()
            .filter(|change| change.touches(subject))
            .filter_map(|change| {
                let topic = because.iter().find(|topic| change.topics.contains(topic))?;
                Some(ChangedSince { topic: topic.clone(), note: change.note.clone(), since: change.since.clone() })
            })
            .collect();
        Basis { edition: self.id.clone(), because, assumptions, changed_since }
    }
}

/// The text of a file of a built-in edition, where it stands in that edition's own folder.
fn built_in_file(edition: &str, file: &str) -> Option<String> {
    BUILT_IN.get_file(format!("{edition}/{file}"))?.contents_utf8().map(str::to_owned)
}

fn find<'a, T>(list: &'a [T], field: &'static str, id: &str, key: impl Fn(&T) -> &str) -> Result<&'a T, PolicyError> {
    list.iter().find(|item| key(item) == id).ok_or_else(|| PolicyError::Unknown {
        field,
        given: id.to_owned(),
        known: list.iter().map(|item| key(item).to_owned()).collect(),
    })
}
