//! An edition of the support policy: its tables as data, read from a folder of TOML and Markdown and checked whole
//! before anything is answered from it.

mod files;
mod inquiry_files;
mod load;
mod parts;
mod role_file;
mod rule_files;
mod validate;

pub use parts::{
    Channel, Clock, Concern, Family, Impact, Plan, Point, Product, Reading, Region, ResponseTime, Severity,
    SupportLanguage, Topic,
};

use crate::concern_route::ConcernRoute;
use crate::coverage::CoverageRow;
use crate::error::PolicyError;
use crate::inquiry::Inquiry;
use crate::partner::{DeveloperProgram, IncidentRules, PartnerBenefit};
use crate::plan_choice::PlanFeature;
use crate::prefiling::{Evidence, FollowUp};
use crate::reopen::ReopenRules;
use crate::roles::RoleBook;
use crate::ruling::{Basis, ChangedSince};
use crate::text::Text;
use include_dir::{Dir, include_dir};
use std::sync::LazyLock;

static BUILT_IN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/editions");

static BASE: LazyLock<Result<Edition, EditionError>> = LazyLock::new(|| Edition::built_in(BASE_ID));

/// The edition that answers where none is named.
pub const BASE_ID: &str = "2023-10";

/// Why a folder is not an edition.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditionError {
    /// There is no such edition.
    #[error("there is no edition '{0}'")]
    Missing(String),
    /// A file is missing.
    #[error("{0} is missing")]
    NoFile(String),
    /// A file cannot be read.
    #[error("{file}: {why}")]
    Unreadable {
        /// The file within the edition's folder.
        file: String,
        /// What is wrong with it.
        why: String,
    },
    /// The files contradict each other, or something is left out.
    #[error("{0}")]
    Inconsistent(String),
}

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
    /// When a closed request may be reopened.
    pub reopen: ReopenRules,
    /// Benefits of partners.
    pub benefits: Vec<PartnerBenefit>,
    /// Developer programmes with incidents.
    pub programs: Vec<DeveloperProgram>,
    /// What those incidents are for.
    pub incidents: IncidentRules,
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
}

impl Edition {
    /// The base edition.
    ///
    /// # Errors
    /// [`EditionError`] when the built-in files are damaged; a test checks that they are not.
    pub fn base() -> Result<&'static Self, EditionError> {
        BASE.as_ref().map_err(Clone::clone)
    }

    /// A built-in edition by its id.
    ///
    /// # Errors
    /// [`EditionError::Missing`] when there is none by that id.
    pub fn built_in(id: &str) -> Result<Self, EditionError> {
        let folder = BUILT_IN.get_dir(id).ok_or_else(|| EditionError::Missing(id.to_owned()))?;
        Self::load(&|file| {
            folder.get_file(folder.path().join(file)).and_then(|file| file.contents_utf8()).map(str::to_owned)
        })
    }

    /// The ids of the built-in editions.
    pub fn built_in_ids() -> Vec<String> {
        BUILT_IN.dirs().filter_map(|dir| dir.path().to_str()).map(str::to_owned).collect()
    }

    /// The guide's text of a topic of a built-in edition. Read on demand: nobody needs all of them at once.
    pub fn topic(&self, id: &str) -> Option<Topic> {
        let guide = |language: &str| {
            let text = BUILT_IN.get_file(format!("{}/guide/{id}.{language}.md", self.id))?.contents_utf8()?;
            let (title, body) = text.strip_prefix("# ")?.split_once('\n')?;
            Some((title.trim().to_owned(), body.trim().to_owned()))
        };
        let ((title_en, body_en), (title_nb, body_nb)) = (guide("en")?, guide("nb")?);
        Some(Topic { id: id.to_owned(), title: Text::new(title_en, title_nb), body: Text::new(body_en, body_nb) })
    }

    /// The title of a topic alone.
    pub fn topic_title(&self, id: &str) -> Option<Text> {
        let title = |language: &str| {
            let text = BUILT_IN.get_file(format!("{}/guide/{id}.{language}.md", self.id))?.contents_utf8()?;
            text.lines().next()?.strip_prefix("# ")
        };
        Some(Text::new(title("en")?, title("nb")?))
    }

    /// The ids of all topics.
    pub fn topic_ids() -> impl Iterator<Item = String> {
        (1..=42).map(|number| format!("S{number:02}"))
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

fn find<'a, T>(list: &'a [T], field: &'static str, id: &str, key: impl Fn(&T) -> &str) -> Result<&'a T, PolicyError> {
    list.iter().find(|item| key(item) == id).ok_or_else(|| PolicyError::Unknown {
        field,
        given: id.to_owned(),
        known: list.iter().map(|item| key(item).to_owned()).collect(),
    })
}
