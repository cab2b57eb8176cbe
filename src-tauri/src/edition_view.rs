//! The names of an edition, for the pickers and tags of the window.

use serde::Serialize;
use support_policy::edition::{Edition, Family, Impact, Reading};
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
                .map(|region| RegionView {
                    id: region.id.clone(),
                    name: region.name.clone(),
                    zone: region.zone.map(|zone| zone.name().to_owned()),
                    opens: region.opens.to_string(),
                    closes: region.closes.to_string(),
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
