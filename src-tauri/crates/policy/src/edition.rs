//! An edition of the support policy: its tables as data, read from a folder of TOML and Markdown and checked whole
//! before anything is answered from it.

use crate::concern_route::{ConcernRoute, TurnTo};
use crate::coverage::CoverageRow;
use crate::duration;
use crate::hours::{Hours, TimeOfDay};
use crate::partner::{DeveloperProgram, IncidentRules, PartnerBenefit};
use crate::reopen::ReopenRules;
use crate::ruling::{Basis, ChangedSince};
use crate::text::Text;
use chrono::TimeDelta;
use chrono_tz::Tz;
use include_dir::{Dir, include_dir};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::error::PolicyError;

static BUILT_IN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/editions");

static BASE: LazyLock<Result<Edition, EditionError>> = LazyLock::new(|| Edition::built_in(BASE_ID));

/// Readings that rulings cite whatever the edition: see `customer.rs`, `respond_by.rs`, `billing.rs` and `reopen.rs`.
const RULES_READINGS: [&str; 8] = ["R3", "R4", "R5", "R6", "R7", "R8", "R9", "R11"];

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
    response: Vec<(String, ResponseTime)>,
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
    before: Vec<ForPlans>,
    will_not: Vec<ForPlans>,
}

impl Concern {
    /// What to check and gather before filing, for holders of `plan`.
    pub fn before(&self, plan: &str) -> Vec<Point> {
        points_for(&self.before, plan)
    }

    /// What support refuses, for holders of `plan`.
    pub fn will_not(&self, plan: &str) -> Vec<Point> {
        points_for(&self.will_not, plan)
    }
}

#[derive(Debug, Clone)]
struct ForPlans {
    point: Point,
    plans: Vec<String>,
}

fn points_for(list: &[ForPlans], plan: &str) -> Vec<Point> {
    list.iter()
        .filter(|entry| entry.plans.is_empty() || entry.plans.iter().any(|id| id == plan))
        .map(|entry| entry.point.clone())
        .collect()
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

    /// Reads an edition through `file`, which gives the text of a file of the edition's folder, and checks that it is
    /// complete: every product × plan cell present, every id resolvable, every name in both languages.
    ///
    /// # Errors
    /// [`EditionError`] naming the first file or entry that is wrong.
    pub fn load(file: &dyn Fn(&str) -> Option<String>) -> Result<Self, EditionError> {
        let head: files::Head = read(file, "edition.toml")?;
        let plans: files::Plans = read(file, "plans.toml")?;
        let products: files::Products = read(file, "products.toml")?;
        let channels: files::Channels = read(file, "channels.toml")?;
        let regions: files::Regions = read(file, "regions.toml")?;
        let languages: files::Languages = read(file, "languages.toml")?;
        let readings: BTreeMap<String, files::Reading> = read(file, "readings.toml")?;
        let changes: files::Changes = read(file, "changed.toml")?;
        let advice: files::Advice = read(file, "advice.toml")?;
        let coverage: rule_files::CoverageTable = read(file, "coverage.toml")?;
        let routes: rule_files::Routes = read(file, "routes.toml")?;
        let reopen: rule_files::Reopen = read(file, "reopen.toml")?;
        let partners: rule_files::Partners = read(file, "partners.toml")?;

        let plan_order: Vec<String> = plans.plan.iter().map(|plan| plan.id().to_owned()).collect();
        let severities: Vec<Severity> = plans.severity.into_iter().map(files::Severity::into_severity).collect();
        let mut readings: Vec<Reading> = readings
            .into_iter()
            .map(|(id, reading)| Reading {
                id,
                title: Text::new(reading.title_en, reading.title_nb),
                text: Text::new(reading.en, reading.nb),
            })
            .collect();
        readings.sort_by_key(|reading| reading.id.get(1..).and_then(|number| number.parse::<u32>().ok()));
        let edition = Self {
            id: head.id,
            title: Text::new(head.title_en, head.title_nb),
            dated: Text::new(head.dated_en, head.dated_nb),
            sources: head.sources,
            plans: plans.plan.into_iter().map(|plan| plan.into_plan(&severities)).collect::<Result<_, _>>()?,
            severities,
            impacts: plans
                .impact
                .into_iter()
                .map(|impact| (impact.id, Text::new(impact.name_en, impact.name_nb)))
                .collect(),
            products: products.product.into_iter().map(|product| product.into_product(&plan_order)).collect(),
            channels: channels.channel.into_iter().map(files::Channel::into_channel).collect::<Result<_, _>>()?,
            regions: regions.region.into_iter().map(files::Region::into_region).collect::<Result<_, _>>()?,
            languages: languages.language.into_iter().map(files::Language::into_language).collect(),
            readings,
            concerns: advice.concern.into_iter().map(files::Concern::into_concern).collect(),
            coverage: coverage.row.into_iter().map(rule_files::Row::into_row).collect::<Result<_, _>>()?,
            concern_routes: routes.route.into_iter().map(rule_files::RouteRow::into_route).collect::<Result<_, _>>()?,
            reopen: reopen.into_rules()?,
            benefits: partners.benefit.into_iter().map(rule_files::Benefit::into_benefit).collect::<Result<_, _>>()?,
            programs: partners.program.into_iter().map(rule_files::Program::into_program).collect(),
            incidents: partners.incidents.into_rules()?,
            changes: changes.changed.into_iter().map(files::Changed::into_change).collect(),
        };
        edition.validate()?;
        Ok(edition)
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

    fn validate(&self) -> Result<(), EditionError> {
        let wrong = |what: String| Err(EditionError::Inconsistent(what));
        let topics: Vec<String> = Self::topic_ids().collect();
        let lists: [(&str, Vec<&str>); 11] = [
            ("plan", ids(&self.plans, |plan| &plan.id)),
            ("product", ids(&self.products, |product| &product.id)),
            ("channel", ids(&self.channels, |channel| &channel.id)),
            ("region", ids(&self.regions, |region| &region.id)),
            ("severity", ids(&self.severities, |severity| &severity.id)),
            ("language", ids(&self.languages, |language| &language.id)),
            ("concern", ids(&self.concerns, |concern| &concern.id)),
            ("reading", ids(&self.readings, |reading| &reading.id)),
            ("topic", ids(&topics, |topic| topic)),
            ("benefit", ids(&self.benefits, |benefit| &benefit.id)),
            ("program", ids(&self.programs, |program| &program.id)),
        ];
        for (list, ids) in &lists {
            if ids.is_empty() {
                return wrong(format!("there is no {list}"));
            }
            let mut sorted = ids.clone();
            sorted.sort_unstable();
            if let Some([twice, _]) = sorted.array_windows().find(|[one, next]| one == next) {
                return wrong(format!("{list} {twice} stands twice"));
            }
        }
        for (owner, list, id) in self.references() {
            if !lists.iter().any(|(name, ids)| *name == list && ids.contains(&id)) {
                return wrong(format!("{owner} names {list} {id}, which does not exist"));
            }
        }
        for product in &self.products {
            let has_cell = |plan: &&Plan| product.channels.iter().any(|(id, _)| *id == plan.id);
            if let Some(plan) = self.plans.iter().find(|plan| !has_cell(plan)) {
                return wrong(format!("product {} has no cell for plan {}", product.id, plan.id));
            }
        }
        if let Some(gap) = self.coverage_gap() {
            return wrong(gap);
        }
        if let Some(gap) = self.concern_route_gap() {
            return wrong(gap);
        }
        for impact in [Impact::Critical, Impact::Moderate, Impact::Minimal] {
            if self.impacts.iter().filter(|(id, _)| *id == impact).count() != 1 {
                return wrong(format!("impact {impact:?} does not stand exactly once"));
            }
        }
        Ok(())
    }

    /// Everything that is named by its id: who names it, in which list it must stand, the id.
    fn references<'a>(&'a self) -> Vec<(String, &'static str, &'a str)> {
        let mut found: Vec<(String, &str, &str)> =
            RULES_READINGS.iter().map(|id| ("the rules".to_owned(), "reading", *id)).collect();
        for product in &self.products {
            let owner = format!("product {}", product.id);
            for (plan, channel) in &product.channels {
                found.push((owner.clone(), "plan", plan));
                found.extend(channel.iter().map(|channel| (owner.clone(), "channel", channel.as_str())));
            }
        }
        let mut names = |owner: &str, list: &'static str, ids: &'a [String]| {
            found.extend(ids.iter().map(|id| (owner.to_owned(), list, id.as_str())));
        };
        for plan in &self.plans {
            names(&format!("plan {}", plan.id), "channel", &plan.also);
        }
        for channel in &self.channels {
            let owner = format!("channel {}", channel.id);
            names(&owner, "topic", &channel.because);
            names(&owner, "topic", channel.who.as_ref().map_or(&[], |who| &who.topics));
        }
        for region in &self.regions {
            names(&format!("region {}", region.id), "reading", &region.readings);
        }
        for language in &self.languages {
            names(&format!("language {}", language.id), "region", &language.regions);
        }
        for concern in &self.concerns {
            let owner = format!("concern {}", concern.id);
            for entry in concern.before.iter().chain(&concern.will_not) {
                names(&owner, "topic", &entry.point.topics);
                names(&owner, "plan", &entry.plans);
            }
        }
        for row in &self.coverage {
            let owner = format!("coverage of {}", row.concern);
            names(&owner, "concern", std::slice::from_ref(&row.concern));
            names(&owner, "plan", &row.plans);
            names(&owner, "topic", &row.because);
            names(&owner, "reading", &row.assumptions);
        }
        for row in &self.concern_routes {
            let owner = format!("route of {:?}", row.concern);
            names(&owner, "plan", &row.plans);
            names(&owner, "topic", &row.because);
            if let TurnTo::Channel { channel, alternatives, .. } = &row.turn_to {
                names(&owner, "channel", std::slice::from_ref(channel));
                names(&owner, "channel", alternatives);
            }
        }
        for benefit in &self.benefits {
            let owner = format!("benefit {}", benefit.id);
            names(&owner, "plan", benefit.plan.as_slice());
            names(&owner, "topic", &benefit.because);
        }
        names("incidents", "channel", std::slice::from_ref(&self.incidents.channel));
        names("incidents", "topic", &self.incidents.because);
        for change in &self.changes {
            let owner = format!("the change of {}", change.since);
            names(&owner, "topic", &change.topics);
            names(&owner, "channel", &change.channels);
            names(&owner, "plan", &change.plans);
            names(&owner, "severity", &change.severities);
            names(&owner, "concern", &change.concerns);
        }
        found
    }
}

fn ids<T>(list: &[T], id: impl Fn(&T) -> &String) -> Vec<&str> {
    list.iter().map(|item| id(item).as_str()).collect()
}

fn find<'a, T>(list: &'a [T], field: &'static str, id: &str, key: impl Fn(&T) -> &str) -> Result<&'a T, PolicyError> {
    list.iter().find(|item| key(item) == id).ok_or_else(|| PolicyError::Unknown {
        field,
        given: id.to_owned(),
        known: list.iter().map(|item| key(item).to_owned()).collect(),
    })
}

fn read<T: serde::de::DeserializeOwned>(file: &dyn Fn(&str) -> Option<String>, name: &str) -> Result<T, EditionError> {
    let text = file(name).ok_or_else(|| EditionError::NoFile(name.to_owned()))?;
    toml::from_str(&text)
        .map_err(|why| EditionError::Unreadable { file: name.to_owned(), why: why.message().to_owned() })
}

#[path = "edition_files.rs"]
mod files;
#[path = "edition_rule_files.rs"]
mod rule_files;
