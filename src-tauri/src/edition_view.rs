//! The names of an edition, for the pickers and tags of the window.

use serde::Serialize;
use support_policy::edition::{BASE_ID, Difference, Edition, Family, Impact, Problem, Reading};
use support_policy::{Text, countries};

/// An id with its name.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct Named {
    /// Kebab-case, or a topic's number.
    pub id: String,
    /// What people call it.
    pub name: Text,
}

/// A plan, for pickers.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct PlanView {
    /// Kebab-case.
    pub id: String,
    /// What people call it.
    pub name: Text,
    /// What it has in common with others.
    pub family: Family,
    /// The severities it has, the gravest first.
    pub severities: Vec<String>,
}

/// A product, for pickers.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct ProductView {
    /// Kebab-case.
    pub id: String,
    /// What people call it.
    pub name: Text,
    /// The plans that entitle it.
    pub plans: Vec<String>,
}

/// A severity, for pickers.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct SeverityView {
    /// Kebab-case.
    pub id: String,
    /// What people call it.
    pub name: Text,
    /// The impact it stands for.
    pub impact: Impact,
}

/// An impact in plain words.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct ImpactView {
    /// The impact.
    pub id: Impact,
    /// In plain words.
    pub name: Text,
}

/// A region, for pickers.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct RegionView {
    /// Kebab-case.
    pub id: String,
    /// What people call it.
    pub name: Text,
    /// The zone of its hours; none where it is the customer's own.
    pub zone: Option<String>,
    /// `HH:MM`.
    pub opens: String,
    /// `HH:MM`.
    pub closes: String,
}

/// A country, for pickers.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct CountryView {
    /// ISO 3166-1 alpha-2.
    pub code: String,
    /// What people call it.
    pub name: Text,
    /// Its support region.
    pub region: String,
    /// The time zones in it.
    pub zones: Vec<String>,
}

/// An edition, without its tables.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct EditionHead {
    /// `YYYY-MM`, or what the user calls it.
    pub id: String,
    /// Its name; none where it cannot be read.
    pub title: Option<Text>,
    /// How it is dated.
    pub dated: Option<Text>,
    /// Where it was published.
    pub sources: Vec<String>,
    /// Whether it came with the program.
    pub built_in: bool,
    /// Whether it answers where none is named.
    pub base: bool,
    /// What is wrong with it, if it cannot be used.
    pub problems: Vec<Problem>,
}

impl EditionHead {
    /// The head of `edition`.
    pub(crate) fn of(edition: &Edition) -> Self {
        Self {
            id: edition.id.clone(),
            title: Some(edition.title.clone()),
            dated: Some(edition.dated.clone()),
            sources: edition.sources.clone(),
            built_in: Edition::built_in_ids().contains(&edition.id),
            base: edition.id == BASE_ID,
            problems: Vec::new(),
        }
    }

    /// One of the user's that cannot be read.
    pub(crate) fn damaged(id: String, problems: Vec<Problem>) -> Self {
        Self { id, title: None, dated: None, sources: Vec::new(), built_in: false, base: false, problems }
    }
}

/// Something that has changed since an edition.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct EditionChange {
    /// The topics it touches.
    pub topics: Vec<String>,
    /// Since when, as exact as the sources are.
    pub since: String,
    /// What holds now.
    pub note: Text,
}

impl EditionChange {
    /// Everything that has changed since `edition`.
    pub(crate) fn all(edition: &Edition) -> Vec<Self> {
        let each = edition.changed_since();
        each.map(|(topics, since, note)| Self { topics: topics.to_vec(), since: since.to_owned(), note: note.clone() })
            .collect()
    }
}

/// Two editions, cell by cell.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct EditionComparison {
    /// The first.
    pub a: EditionHead,
    /// The second.
    pub b: EditionHead,
    /// Every cell that differs, in the order of the topics.
    pub differences: Vec<Difference>,
    /// What has changed since the first.
    pub since_a: Vec<EditionChange>,
    /// What has changed since the second.
    pub since_b: Vec<EditionChange>,
}

/// What came of adding an edition.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct EditionAdded {
    /// The edition, if it could be added.
    pub edition: Option<EditionHead>,
    /// What is wrong with the folder, if it could not.
    pub problems: Vec<Problem>,
}

/// The names of an edition, for pickers and tags.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct EditionView {
    /// `YYYY-MM`.
    pub id: String,
    /// Its name.
    pub title: Text,
    /// How it is dated.
    pub dated: Text,
    /// Products.
    pub products: Vec<ProductView>,
    /// Plans.
    pub plans: Vec<PlanView>,
    /// Severities.
    pub severities: Vec<SeverityView>,
    /// Impacts.
    pub impacts: Vec<ImpactView>,
    /// Channels.
    pub channels: Vec<Named>,
    /// Regions.
    pub regions: Vec<RegionView>,
    /// Countries.
    pub countries: Vec<CountryView>,
    /// Topics with their titles.
    pub topics: Vec<Named>,
    /// Readings.
    pub readings: Vec<Reading>,
    /// Kinds of trouble.
    pub concerns: Vec<Named>,
}

impl EditionView {
    /// The names of `edition`.
    pub(crate) fn of(edition: &Edition) -> Self {
        let named = |id: &str, name: &Text| Named { id: id.to_owned(), name: name.clone() };
        Self {
            id: edition.id.clone(),
            title: edition.title.clone(),
            dated: edition.dated.clone(),
            products: edition
                .products
                .iter()
                .map(|product| ProductView {
                    id: product.id.clone(),
                    name: product.name.clone(),
                    plans: product.plans(),
                })
                .collect(),
            plans: edition
                .plans
                .iter()
                .map(|plan| PlanView {
                    id: plan.id.clone(),
                    name: plan.name.clone(),
                    family: plan.family,
                    severities: plan.severities(),
                })
                .collect(),
            severities: edition
                .severities
                .iter()
                .map(|severity| SeverityView {
                    id: severity.id.clone(),
                    name: severity.name.clone(),
                    impact: severity.impact,
                })
                .collect(),
            impacts: edition.impacts.iter().map(|(id, name)| ImpactView { id: *id, name: name.clone() }).collect(),
            channels: edition.channels.iter().map(|channel| named(&channel.id, &channel.name)).collect(),
            regions: edition
                .regions
                .iter()
                .filter_map(|region| {
                    let hours = region.hours.stated()?;
                    Some(RegionView {
                        id: region.id.clone(),
                        name: region.name.clone(),
                        zone: hours.zone.map(|zone| zone.name().to_owned()),
                        opens: hours.opens.to_string(),
                        closes: hours.closes.to_string(),
                    })
                })
                .collect(),
            countries: countries::all()
                .iter()
                .map(|country| CountryView {
                    code: country.code.to_owned(),
                    name: country.name.clone(),
                    region: country.region.to_owned(),
                    zones: country.zones.iter().map(|zone| zone.name().to_owned()).collect(),
                })
                .collect(),
            topics: Edition::topic_ids()
                .filter_map(|id| edition.topic_title(&id).map(|name| Named { id, name }))
                .collect(),
            readings: edition.readings.clone(),
            concerns: edition.concerns.iter().map(|concern| named(&concern.id, &concern.name)).collect(),
        }
    }
}
