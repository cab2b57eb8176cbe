//! What must hold between the files of an edition: nothing left out, nothing twice, every id resolvable.

use super::problem::{Place, Problems};
use super::reader::Standing;
use super::{Edition, Impact, Plan};
use crate::concern_route::TurnTo;
use crate::countries;
use crate::inquiry::AnsweredBy;
use crate::text;
use crate::text::Text;
use std::collections::{BTreeMap, BTreeSet};

/// Readings that rulings cite whatever the edition: see `customer.rs`, `respond_by.rs`, `billing.rs` and `reopen.rs`.
const RULES_READINGS: [&str; 8] = ["R3", "R4", "R5", "R6", "R7", "R8", "R9", "R11"];

/// Channels that rulings name whatever the product, with the topic that says so: see `route.rs`.
const RULES_CHANNELS: [(&str, &str); 2] = [("phone", "S16"), ("partner-center", "S20")];

/// What is known of an edition besides its tables.
pub(super) struct Known<'a> {
    /// Where each file comes from.
    pub(super) files: &'a BTreeMap<String, Standing>,
}

/// Something that is named by its id.
struct Reference<'a> {
    owner: Text,
    place: Place,
    list: &'static str,
    id: &'a str,
}

impl Edition {
    pub(super) fn validate(&self, problems: &mut Problems, known: &Known<'_>) {
        self.validate_head(problems);
        let topics: Vec<String> = Self::topic_ids().collect();
        let lists = [
            ("plan", "plans.toml", ids(&self.plans, |plan| &plan.id)),
            ("product", "products.toml", ids(&self.products, |product| &product.id)),
            ("channel", "channels.toml", ids(&self.channels, |channel| &channel.id)),
            ("region", "regions.toml", ids(&self.regions, |region| &region.id)),
            ("severity", "plans.toml", ids(&self.severities, |severity| &severity.id)),
            ("language", "languages.toml", ids(&self.languages, |language| &language.id)),
            ("concern", "advice.toml", ids(&self.concerns, |concern| &concern.id)),
            ("reading", "readings.toml", ids(&self.readings, |reading| &reading.id)),
            ("topic", "edition.toml", ids(&topics, |topic| topic)),
            ("benefit", "partners.toml", ids(&self.benefits, |benefit| &benefit.id)),
            ("program", "partners.toml", ids(&self.programs, |program| &program.id)),
            ("feature", "features.toml", ids(&self.features, |feature| &feature.id)),
            ("evidence", "prefiling.toml", ids(&self.evidence, |evidence| &evidence.id)),
            ("question", "inquiries.toml", ids(&self.inquiries, |inquiry| &inquiry.id)),
        ];
        for (list, file, ids) in &lists {
            let left_out = known
                .files
                .get(file.trim_end_matches(".toml"))
                .is_some_and(|standing| matches!(standing, Standing::Unstated(_)));
            // Where the edition does not say why a request is best filed well prepared, there is nothing to gather.
            let may_lack = *list == "evidence" && self.unstated("S13").is_some();
            if ids.is_empty() && !left_out && !may_lack {
                let name = name_of(list);
                problems.add(Place::file(file), text!("there is no {name}", "det finnes ingen {name}", name));
            }
            let mut seen = BTreeSet::new();
            for id in ids.iter().filter(|id| !seen.insert(**id)) {
                let name = name_of(list);
                // The first occurrence is right, the second is meant.
                problems.skip(Place::entry(file, list, id));
                let message = text!("{name} {id} stands twice", "{name} {id} står to ganger", name, id);
                problems.add(Place::entry(file, list, id), message);
            }
        }
        for Reference { owner, place, list, id } in self.references() {
            let ids = lists.iter().find(|(name, ..)| *name == list).map(|(_, _, ids)| ids.as_slice());
            if !ids.unwrap_or_default().contains(&id) {
                let name = name_of(list);
                let message = text!(
                    "{owner} names {name} {id}, which does not exist",
                    "{owner} viser til {name} {id}, som ikke finnes",
                    owner,
                    name,
                    id
                );
                let allowed =
                    if list == "topic" { vec!["S01 – S42".to_owned()] } else { owned(ids.unwrap_or_default()) };
                problems.add_with(place.at(id), message, allowed);
            }
        }
        self.validate_advice(problems);
        for product in &self.products {
            let has_cell = |plan: &&Plan| product.channels.iter().any(|(id, _)| *id == plan.id);
            for plan in self.plans.iter().filter(|plan| !has_cell(plan)) {
                let (product, plan) = (&product.id, &plan.id);
                problems.add(
                    Place::entry("products.toml", "product", product).at("channel"),
                    text!(
                        "product {product} has no cell for plan {plan}",
                        "produktet {product} har ingen celle for planen {plan}",
                        product,
                        plan
                    ),
                );
            }
        }
        let regions: BTreeSet<&str> = countries::all().iter().map(|country| country.region).collect();
        for region in regions.into_iter().filter(|region| self.region(region).is_err()) {
            problems.add(
                Place::file("regions.toml"),
                text!(
                    "there is no region {region}, to which countries belong",
                    "regionen {region} mangler, og det hører land til den",
                    region
                ),
            );
        }
        if let Some(gap) = self.coverage_gap() {
            problems.add(Place::file("coverage.toml"), gap);
        }
        if let Some(gap) = self.follow_up_gap() {
            problems.add(Place::file("prefiling.toml"), gap);
        }
        if let Some(gap) = self.inquiry_gap() {
            problems.add(Place::file("inquiries.toml"), gap);
        }
        let routes_left_out = matches!(known.files.get("routes"), Some(Standing::Unstated(_)));
        if !routes_left_out && let Some(gap) = self.concern_route_gap() {
            problems.add(Place::file("routes.toml"), gap);
        }
        for impact in [Impact::Critical, Impact::Moderate, Impact::Minimal] {
            if self.impacts.iter().filter(|(id, _)| *id == impact).count() != 1 {
                let impact = format!("{impact:?}");
                let message = text!(
                    "impact {impact} does not stand exactly once",
                    "virkningen {impact} står ikke nøyaktig én gang",
                    impact
                );
                problems.add(Place::file("plans.toml").at("impact"), message);
            }
        }
        if problems.is_empty() {
            self.validate_guide(problems);
        }
    }

    fn validate_head(&self, problems: &mut Problems) {
        let is_word = |id: &str| {
            (1..=40).contains(&id.len())
                && id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
                && !id.starts_with('-')
        };
        if !is_word(&self.id) || ["own", "silent", "unknown"].contains(&self.id.as_str()) {
            problems.add(
                Place::file("edition.toml").at("id"),
                text!(
                    "the id is not one word of 1 to 40 lower-case letters, digits and hyphens",
                    "id er ikke ett ord på 1 til 40 små bokstaver, sifre og bindestreker"
                ),
            );
        }
        let blank =
            [&self.title, &self.dated].iter().any(|text| text.en.trim().is_empty() || text.nb.trim().is_empty());
        if blank {
            problems.add(
                Place::file("edition.toml").at("title_en"),
                text!("title and date must be given in both languages", "tittel og dato må oppgis på begge språk"),
            );
        }
        if self.sources.is_empty() {
            problems.add(
                Place::file("edition.toml").at("sources"),
                text!("at least one source must be given", "minst én kilde må oppgis"),
            );
        }
    }

    /// Advice is given without a ruling that could refuse it, so it may rest only on what the edition states.
    fn validate_advice(&self, problems: &mut Problems) {
        let channels = self.channels.iter().map(|channel| {
            let topics = channel.because.iter().chain(channel.who.iter().flat_map(|who| &who.topics)).collect();
            (
                Place::entry("channels.toml", "channel", &channel.id),
                owner(&text!("channel", "kanalen"), &channel.id),
                topics,
            )
        });
        let concerns = self.concerns.iter().map(|concern| {
            let advice = concern.before.iter().chain(&concern.will_not).map(|advice| &advice.point);
            let topics: Vec<&String> =
                advice.chain(&concern.no_response_time).flat_map(|point| &point.topics).collect();
            (
                Place::entry("advice.toml", "concern", &concern.id),
                owner(&text!("concern", "sakstypen"), &concern.id),
                topics,
            )
        });
        let features = self.features.iter().map(|feature| {
            let place = Place::entry("features.toml", "feature", &feature.id);
            (place, owner(&text!("feature", "egenskapen"), &feature.id), feature.because.iter().collect())
        });
        let evidence = self.evidence.iter().map(|item| {
            let place = Place::entry("prefiling.toml", "evidence", &item.id);
            (place, owner(&text!("evidence", "opplysningen"), &item.id), item.topics.iter().collect())
        });
        for (place, owner, topics) in channels.chain(concerns).chain(features).chain(evidence) {
            for topic in topics {
                if self.topics.contains_key(topic) && self.unstated(topic).is_some() {
                    problems.add(
                        place.clone().at(topic),
                        text!(
                            "{owner} rests on topic {topic}, which this edition does not state",
                            "{owner} bygger på emnet {topic}, som denne utgaven ikke oppgir",
                            owner,
                            topic
                        ),
                    );
                }
            }
        }
    }

    /// Everything that is named by its id.
    fn references(&self) -> Vec<Reference<'_>> {
        let mut found = References::default();
        let rules = text!("the rules", "reglene");
        found.add(&rules, &Place::file("readings.toml"), "reading", RULES_READINGS);
        let channels = RULES_CHANNELS.iter().filter(|(_, topic)| self.unstated(topic).is_none());
        found.add(&rules, &Place::file("channels.toml"), "channel", channels.map(|(channel, _)| *channel));
        for product in &self.products {
            let (owner, place) = (
                owner(&text!("product", "produktet"), &product.id),
                Place::entry("products.toml", "product", &product.id),
            );
            for (plan, cell) in &product.channels {
                found.add(&owner, &place, "plan", [plan.as_str()]);
                let channel = cell.stated().and_then(Option::as_deref);
                found.add(&owner, &place, "channel", channel);
            }
        }
        for plan in &self.plans {
            let place = Place::entry("plans.toml", "plan", &plan.id);
            found.add(&owner(&text!("plan", "planen"), &plan.id), &place, "channel", words(&plan.also));
        }
        for channel in &self.channels {
            let owner = owner(&text!("channel", "kanalen"), &channel.id);
            let place = Place::entry("channels.toml", "channel", &channel.id);
            found.add(&owner, &place, "topic", words(&channel.because));
            found.add(&owner, &place, "topic", channel.who.iter().flat_map(|who| words(&who.topics)));
        }
        for region in &self.regions {
            let place = Place::entry("regions.toml", "region", &region.id);
            found.add(&owner(&text!("region", "regionen"), &region.id), &place, "reading", words(&region.readings));
        }
        for language in &self.languages {
            let place = Place::entry("languages.toml", "language", &language.id);
            found.add(&owner(&text!("language", "språket"), &language.id), &place, "region", words(&language.regions));
        }
        for concern in &self.concerns {
            let owner = owner(&text!("concern", "sakstypen"), &concern.id);
            let place = Place::entry("advice.toml", "concern", &concern.id);
            found.add(&owner, &place, "topic", concern.no_response_time.iter().flat_map(|why| words(&why.topics)));
            for entry in concern.before.iter().chain(&concern.will_not) {
                found.add(&owner, &place, "topic", words(&entry.point.topics));
                found.add(&owner, &place, "plan", words(&entry.plans));
            }
        }
        for row in &self.coverage {
            let owner = owner(&text!("coverage of", "dekningen av"), &row.concern);
            let place = Place::file("coverage.toml");
            found.add(&owner, &place, "concern", [row.concern.as_str()]);
            found.add(&owner, &place, "plan", words(&row.plans));
            found.add(&owner, &place, "topic", words(&row.because));
            found.add(&owner, &place, "reading", words(&row.assumptions));
        }
        for row in &self.concern_routes {
            let owner = owner(&text!("route of", "veien for"), &format!("{:?}", row.concern));
            let place = Place::file("routes.toml");
            found.add(&owner, &place, "plan", words(&row.plans));
            found.add(&owner, &place, "topic", words(&row.because));
            if let TurnTo::Channel { channel, alternatives, .. } = &row.turn_to {
                found.add(&owner, &place, "channel", [channel.as_str()]);
                found.add(&owner, &place, "channel", words(alternatives));
            }
        }
        for benefit in &self.benefits {
            let owner = owner(&text!("benefit", "partnerfordelen"), &benefit.id);
            let place = Place::entry("partners.toml", "benefit", &benefit.id);
            found.add(&owner, &place, "plan", benefit.plan.as_deref());
            found.add(&owner, &place, "topic", words(&benefit.because));
        }
        if let Some(incidents) = &self.incidents {
            let owner = text!("incidents", "incidents");
            let place = Place::file("partners.toml");
            found.add(&owner, &place, "channel", [incidents.channel.as_str()]);
            found.add(&owner, &place, "topic", words(&incidents.because));
        }
        self.inquiry_references(&mut found);
        for change in &self.changes {
            let owner = owner(&text!("the change of", "endringen fra"), &change.since);
            let place = Place::file("changed.toml");
            found.add(&owner, &place, "topic", words(&change.topics));
            found.add(&owner, &place, "channel", words(&change.channels));
            found.add(&owner, &place, "plan", words(&change.plans));
            found.add(&owner, &place, "severity", words(&change.severities));
            found.add(&owner, &place, "concern", words(&change.concerns));
            found.add(&owner, &place, "region", words(&change.regions));
            found.add(&owner, &place, "product", words(&change.products));
        }
        found.0
    }
}

impl Edition {
    /// Everything that the questions, the features of plans and the evidence name by its id.
    fn inquiry_references<'a>(&'a self, found: &mut References<'a>) {
        for feature in &self.features {
            let owner = owner(&text!("feature", "egenskapen"), &feature.id);
            let place = Place::entry("features.toml", "feature", &feature.id);
            found.add(&owner, &place, "plan", words(&feature.plans));
            found.add(&owner, &place, "topic", words(&feature.because));
            found.add(&owner, &place, "reading", words(&feature.assumptions));
        }
        for evidence in &self.evidence {
            let owner = owner(&text!("evidence", "opplysningen"), &evidence.id);
            let place = Place::entry("prefiling.toml", "evidence", &evidence.id);
            found.add(&owner, &place, "topic", words(&evidence.topics));
            found.add(&owner, &place, "concern", words(&evidence.concerns));
            found.add(&owner, &place, "product", words(&evidence.products));
        }
        for inquiry in &self.inquiries {
            let owner = owner(&text!("question", "spørsmålet"), &inquiry.id);
            let place = Place::entry("inquiries.toml", "inquiry", &inquiry.id);
            found.add(&owner, &place, "topic", inquiry.topics.keys().map(String::as_str));
            let AnsweredBy::Table(rows) = &inquiry.answered_by else { continue };
            for row in rows {
                found.add(&owner, &place, "channel", words(&row.channels));
                found.add(&owner, &place, "topic", words(&row.because));
                found.add(&owner, &place, "reading", words(&row.assumptions));
                for list in ["plan", "severity", "concern"] {
                    found.add(&owner, &place, list, row.about.get(list).map(String::as_str));
                }
            }
        }
    }
}

#[derive(Default)]
struct References<'a>(Vec<Reference<'a>>);

impl<'a> References<'a> {
    fn add(&mut self, owner: &Text, place: &Place, list: &'static str, ids: impl IntoIterator<Item = &'a str>) {
        let reference = |id| Reference { owner: owner.clone(), place: place.clone(), list, id };
        self.0.extend(ids.into_iter().map(reference));
    }
}

fn owner(what: &Text, id: &str) -> Text {
    Text::joined([what, &Text::same(id)], " ")
}

fn words(list: &[String]) -> impl Iterator<Item = &str> {
    list.iter().map(String::as_str)
}

fn owned(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|&id| id.to_owned()).collect()
}

fn ids<T>(list: &[T], id: impl Fn(&T) -> &String) -> Vec<&str> {
    list.iter().map(|item| id(item).as_str()).collect()
}

/// What the entries of a list are called.
fn name_of(list: &str) -> Text {
    match list {
        "product" => text!("product", "produkt"),
        "channel" => text!("channel", "kanal"),
        "severity" => text!("severity", "alvorlighetsgrad"),
        "language" => text!("language", "språk"),
        "concern" => text!("concern", "sakstype"),
        "reading" => text!("reading", "antakelse"),
        "topic" => text!("topic", "emne"),
        "benefit" => text!("benefit", "partnerfordel"),
        "program" => text!("program", "utviklerprogram"),
        "feature" => text!("feature", "egenskap"),
        "evidence" => text!("evidence", "opplysning"),
        "question" => text!("question", "spørsmål"),
        other => Text::same(other),
    }
}
