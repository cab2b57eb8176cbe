//! Reading an edition from the files of its folder.

use super::problem::Place;
use super::reader::{Entry, Read, Reader, Standing};
use super::topics::{Guide, file_name};
use super::validate::Known;
use super::{
    BUILT_IN, Change, Concern, Edition, EditionError, Reading, Severity, built_in_file, files, inquiry_files,
    role_file, rule_files,
};
use crate::coverage::CoverageRow;
use crate::language::Language;
use crate::prefiling::{Evidence, FollowUp};
use crate::reopen::ReopenRules;
use crate::text;
use crate::text::Text;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The files of an edition besides `edition.toml`, without their endings; those that may be `silent` or `unknown` as a
/// whole, with the topics that then must not be stated; the lists in each.
const FILES: [(&str, &[&str], &[&str]); 16] = [
    ("plans", &[], &["plan", "severity", "impact"]),
    ("products", &[], &["product"]),
    ("channels", &[], &["channel"]),
    ("regions", &[], &["region"]),
    ("languages", &["S02"], &["language"]),
    ("readings", &[], &[]),
    ("changed", &[], &["changed"]),
    ("advice", &[], &["concern"]),
    ("coverage", &[], &["row"]),
    ("routes", &["S17", "S29", "S32", "S35", "S38", "S41"], &["route"]),
    ("reopen", &["S33"], &["reopen"]),
    ("partners", &["S20", "S40", "S42"], &["benefit", "program", "incidents"]),
    ("roles", &[], &["role"]),
    ("features", &[], &["feature"]),
    ("prefiling", &[], &["follow_up", "evidence"]),
    ("inquiries", &[], &["question"]),
];

impl Edition {
    /// The names of the files an edition's folder may hold.
    pub fn file_names() -> Vec<String> {
        let tables = FILES.iter().map(|(name, ..)| format!("{name}.toml"));
        let texts = Self::topic_ids().flat_map(|id| Language::all().map(move |language| file_name(&id, language)));
        std::iter::once("edition.toml".to_owned()).chain(tables).chain(texts).collect()
    }

    /// Reads an edition through `file`, which gives the text of a file of the edition's folder, and checks that it is
    /// complete: every product × plan cell present, every id resolvable, every name and every topic in both languages.
    ///
    /// # Errors
    /// [`EditionError::Invalid`] with everything that is wrong.
    pub fn load(file: &dyn Fn(&str) -> Option<String>) -> Result<Self, EditionError> {
        let texts = Self::file_names().into_iter().filter(|name| name.starts_with("guide/"));
        let texts: BTreeMap<String, String> = texts.filter_map(|name| Some((name.clone(), file(&name)?))).collect();
        Self::of_tables(file, Guide::Read(Arc::new(texts)))
    }

    pub(super) fn of_tables(file: &dyn Fn(&str) -> Option<String>, guide: Guide) -> Result<Self, EditionError> {
        let mut reader = Reader::new(file, &built_in_file);
        let edition = reader.edition(guide);
        let Reader { problems, .. } = reader;
        match edition {
            Some(edition) if problems.is_empty() => Ok(edition),
            _ => Err(EditionError::Invalid(problems.located(file))),
        }
    }
}

impl Reader<'_> {
    /// The edition; none where something that all others depend on cannot be read.
    fn edition(&mut self, guide: Guide) -> Option<Edition> {
        let head: files::Head = self.whole("edition.toml")?;
        self.standings(&head);
        let topics = self.topics(&head);

        let opened_plans = self.open("plans.toml");
        let mut plans = self.parse(opened_plans.as_ref());
        let severities: Vec<files::Severity> = self.take(plans.as_mut(), "severity");
        let severities: Vec<Severity> = self.each(severities, "plans.toml", "severity", files::Severity::into_severity);
        let impacts: Vec<files::ImpactName> = self.take(plans.as_mut(), "impact");
        let plan_entries: Vec<files::Plan> = self.take(plans.as_mut(), "plan");
        let plan_order: Vec<String> = plan_entries.iter().map(|plan| plan.key().to_owned()).collect();
        // A severity that cannot be read would be told a second time as one that does not exist.
        let plan_entries = if self.problems.is_empty() { plan_entries } else { Vec::new() };
        let plan_list = self.each(plan_entries, "plans.toml", "plan", |plan| plan.into_plan(&severities));
        self.end(plans, &["plan", "severity", "impact"]);

        let products =
            self.only_list("products.toml", "product", |product: files::Product| Ok(product.into_product(&plan_order)));
        let channels = self.entries("channels.toml", "channel");
        let channels = self.stated_channels(channels, &topics);
        let regions = self.only_list("regions.toml", "region", files::Region::into_region);
        let languages =
            self.only_list("languages.toml", "language", |language: files::Language| Ok(language.into_language()));
        let readings = self.readings();
        let changes = self.changes();
        let concerns = self.entries("advice.toml", "concern");
        let concerns = self.stated_concerns(concerns, &topics);
        let coverage: Vec<CoverageRow> = self.only_list("coverage.toml", "row", rule_files::Row::into_row);
        let concern_routes = self.only_list("routes.toml", "route", rule_files::RouteRow::into_route);
        let reopen = self.reopen();

        let opened_partners = self.open("partners.toml");
        let mut partners = self.parse(opened_partners.as_ref());
        let benefits: Vec<rule_files::Benefit> = self.take(partners.as_mut(), "benefit");
        let programs: Vec<rule_files::Program> = self.take(partners.as_mut(), "program");
        let incidents: Option<rule_files::Incidents> =
            partners.as_mut().and_then(|partners| self.field(partners, "incidents"));
        let incidents =
            incidents.and_then(|rules| self.checked(Place::file("partners.toml").at("incidents"), rules.into_rules()));
        self.end(partners, &["benefit", "program", "incidents"]);

        let roles: Option<role_file::Roles> = self.shape("roles.toml");
        let roles = roles.and_then(|roles| self.checked(Place::file("roles.toml"), roles.into_book()));
        let features =
            self.only_list("features.toml", "feature", |feature: inquiry_files::Feature| Ok(feature.into_feature()));
        let (follow_ups, evidence) = self.prefiling(&topics);
        let inquiries = self.only_list("inquiries.toml", "inquiry", inquiry_files::InquiryShape::into_inquiry);

        let edition = Edition {
            id: head.id,
            title: Text::new(head.title_en, head.title_nb),
            dated: Text::new(head.dated_en, head.dated_nb),
            sources: head.sources,
            plans: plan_list,
            severities,
            impacts: impacts.into_iter().map(|impact| (impact.id, Text::new(impact.name_en, impact.name_nb))).collect(),
            products,
            channels,
            regions,
            languages,
            readings,
            concerns,
            coverage,
            concern_routes,
            reopen,
            benefits: self.each(benefits, "partners.toml", "benefit", rule_files::Benefit::into_benefit),
            programs: programs.into_iter().map(rule_files::Program::into_program).collect(),
            incidents,
            roles: roles?,
            features,
            follow_ups,
            evidence,
            inquiries,
            changes,
            topics,
            others: self.others.clone(),
            guide,
        };
        // What could not be read would be told a second time as missing.
        if self.problems.is_empty() {
            edition.validate(&mut self.problems, &Known { files: &self.standings });
        }
        Some(edition)
    }

    /// Where each file comes from: every one is named, and only what holds topics that are not stated may be left out.
    fn standings(&mut self, head: &files::Head) {
        let place = |needle: &str| Place::file("edition.toml").at(needle);
        let names = || FILES.iter().map(|(name, ..)| (*name).to_owned()).collect::<Vec<_>>();
        for name in head.files.keys().filter(|name| !FILES.iter().any(|(known, ..)| known == name)) {
            let message = text!("there is no file {name}", "det finnes ingen fil {name}", name);
            self.problems.add_with(place(name), message, names());
        }
        for (name, topics, lists) in FILES {
            let Some(word) = head.files.get(name) else {
                self.problems.add(
                    place("files"),
                    text!(
                        "files does not say where {name}.toml comes from",
                        "files sier ikke hvor {name}.toml kommer fra",
                        name
                    ),
                );
                continue;
            };
            let standing = Standing::of(word);
            match &standing {
                Standing::Own => {}
                Standing::SameAs(other) => self.refuse_other(head, name, other),
                Standing::Unstated(state) => {
                    self.others.extend(lists.iter().map(|list| (*list, *state)));
                    let stated = topics.iter().find(|topic| {
                        head.topics.get(**topic).is_none_or(|word| !matches!(Standing::of(word), Standing::Unstated(_)))
                    });
                    if topics.is_empty() {
                        let message = text!("{name}.toml cannot be left out", "{name}.toml kan ikke utelates", name);
                        self.problems.add_with(place(name), message, vec!["own".to_owned(), "2023-10".to_owned()]);
                    } else if let Some(topic) = stated {
                        self.problems.add(
                            place(name),
                            text!(
                                "{name}.toml is left out, although topic {topic} is stated",
                                "{name}.toml er utelatt, selv om emnet {topic} er oppgitt",
                                name,
                                topic
                            ),
                        );
                    }
                }
            }
            self.standings.insert(name.to_owned(), standing);
        }
    }

    /// Another edition must be a built-in one, and not this one.
    fn refuse_other(&mut self, head: &files::Head, name: &str, other: &str) {
        let known: Vec<String> = Edition::built_in_ids().into_iter().filter(|id| *id != head.id).collect();
        if !known.iter().any(|id| id == other) {
            let message = text!(
                "{name} names edition {other}, which is not another built-in one",
                "{name} viser til utgave {other}, som ikke er en annen innebygd utgave",
                name,
                other
            );
            let words = ["own", "silent", "unknown"].map(str::to_owned).into_iter();
            self.problems.add_with(Place::file("edition.toml").at(name), message, words.chain(known).collect());
        }
    }

    fn topics(&mut self, head: &files::Head) -> BTreeMap<String, Standing> {
        let place = |needle: &str| Place::file("edition.toml").at(needle);
        for id in head.topics.keys().filter(|id| Edition::topic_ids().all(|known| known != **id)) {
            self.problems.add(
                place(id),
                text!(
                    "there is no topic {id}; topics are S01 to S42",
                    "det finnes ikke noe emne {id}; emnene er S01 til S42",
                    id
                ),
            );
        }
        let mut topics = BTreeMap::new();
        for id in Edition::topic_ids() {
            match head.topics.get(&id).map(|word| Standing::of(word)) {
                None => self.problems.add(
                    place("topics"),
                    text!(
                        "topics does not say where the text of {id} comes from",
                        "topics sier ikke hvor teksten til {id} kommer fra",
                        id
                    ),
                ),
                Some(standing) => {
                    if let Standing::SameAs(other) = &standing {
                        self.refuse_other(head, &id, other);
                        let text = BUILT_IN.get_file(format!("{other}/{}", file_name(&id, Language::En)));
                        if Edition::built_in_ids().contains(other) && text.is_none() {
                            self.problems.add(
                                place(&id),
                                text!(
                                    "{id} is to be the same as in edition {other}, which has no text of its own",
                                    "{id} skal være som i utgave {other}, som ikke har noen egen tekst",
                                    id,
                                    other
                                ),
                            );
                        }
                    }
                    topics.insert(id, standing);
                }
            }
        }
        topics
    }

    fn readings(&mut self) -> Vec<Reading> {
        let opened = self.open("readings.toml");
        let Some(mut document) = self.parse(opened.as_ref()) else { return Vec::new() };
        let mut readings = Vec::new();
        for id in document.keys() {
            let Some(reading) = self.take_field::<files::Reading>(&mut document, &id) else { continue };
            let (title, text) = (Text::new(reading.title_en, reading.title_nb), Text::new(reading.en, reading.nb));
            readings.push(Reading { id, title, text });
        }
        readings.sort_by_key(|reading| reading.id.get(1..).and_then(|number| number.parse::<u32>().ok()));
        readings
    }

    /// What has changed since the edition; `since_also` names later editions, since which has changed what has changed
    /// since this one too.
    fn changes(&mut self) -> Vec<Change> {
        let opened = self.open("changed.toml");
        let Some(mut document) = self.parse(opened.as_ref()) else { return Vec::new() };
        let later: Vec<String> = self.take_field(&mut document, "since_also").unwrap_or_default();
        let own: Vec<Read<files::Changed>> = self.list(&mut document, "changed");
        self.done(document, &["changed", "since_also"]);
        let mut changes: Vec<Change> = own.into_iter().map(|read| read.entry.into_change()).collect();
        for edition in later {
            changes.extend(
                self.all_of_another::<files::Changed>("changed.toml", "changed", &edition)
                    .into_iter()
                    .map(files::Changed::into_change),
            );
        }
        changes
    }

    fn reopen(&mut self) -> Option<ReopenRules> {
        let opened = self.open("reopen.toml");
        let mut document = self.parse(opened.as_ref())?;
        let months = self.field(&mut document, "months");
        let reason = self.field(&mut document, "reason");
        self.done(document, &["months", "reason"]);
        let rules = rule_files::Reopen { months: months?, reason: reason? };
        self.checked(Place::file("reopen.toml"), rules.into_rules())
    }

    /// What is asked for and what to gather before filing; of what is taken over, only that about which this edition says
    /// the same as the one it is taken from.
    fn prefiling(&mut self, topics: &BTreeMap<String, Standing>) -> (Vec<FollowUp>, Vec<Evidence>) {
        let opened = self.open("prefiling.toml");
        let mut document = self.parse(opened.as_ref());
        let follow_ups: Vec<inquiry_files::FollowUp> = self.take(document.as_mut(), "follow_up");
        let evidence: Vec<inquiry_files::EvidenceItem> = self.take(document.as_mut(), "evidence");
        self.end(document, &["follow_up", "evidence"]);
        let taken_from = self.standings.get("prefiling").and_then(Standing::edition).map(str::to_owned);
        let mut evidence: Vec<Evidence> =
            evidence.into_iter().map(inquiry_files::EvidenceItem::into_evidence).collect();
        if let Some(edition) = taken_from {
            evidence.retain(|item| item.topics.iter().all(|topic| is_shared(topics, topic, &edition)));
        }
        (follow_ups.into_iter().map(inquiry_files::FollowUp::into_follow_up).collect(), evidence)
    }

    /// The channels; those taken over keep only what rests on topics that this edition states.
    fn stated_channels(
        &mut self,
        read: Vec<Read<files::Channel>>,
        topics: &BTreeMap<String, Standing>,
    ) -> Vec<super::Channel> {
        let mut channels = Vec::new();
        for Read { entry, taken_from } in read {
            let place = Place::entry("channels.toml", "channel", entry.key());
            let Some(mut channel) = self.checked(place, entry.into_channel()) else { continue };
            if taken_from.is_some() {
                channel.because.retain(|topic| is_stated(topics, topic));
                if !channel.link_because.iter().all(|topic| is_stated(topics, topic)) {
                    channel.link.clear();
                    channel.link_because.clear();
                }
                channel.who = channel.who.filter(|who| who.topics.iter().all(|topic| is_stated(topics, topic)));
            }
            channels.push(channel);
        }
        channels
    }

    /// The concerns; those taken over keep only the advice on topics about which this edition says the same as the other.
    fn stated_concerns(
        &mut self,
        read: Vec<Read<files::Concern>>,
        topics: &BTreeMap<String, Standing>,
    ) -> Vec<Concern> {
        let mut concerns = Vec::new();
        for Read { entry, taken_from } in read {
            let place = Place::entry("advice.toml", "concern", entry.key());
            let Some(mut concern) = self.checked(place, entry.into_concern()) else { continue };
            if let Some(edition) = taken_from {
                // On a topic that the edition has a text of its own about, the advice has to be its own too.
                let stated = |list: &[String]| list.iter().all(|topic| is_shared(topics, topic, &edition));
                concern.before.retain(|advice| stated(&advice.point.topics));
                concern.will_not.retain(|advice| stated(&advice.point.topics));
                concern.no_response_time = concern.no_response_time.filter(|why| stated(&why.topics));
            }
            concerns.push(concern);
        }
        concerns
    }

    /// The entries of a file that holds one list.
    fn entries<T: Entry>(&mut self, file: &'static str, list: &'static str) -> Vec<Read<T>> {
        let opened = self.open(file);
        let Some(mut document) = self.parse(opened.as_ref()) else { return Vec::new() };
        let entries = self.list(&mut document, list);
        self.done(document, &[list, "same_as", "others"]);
        entries
    }

    fn only_list<T: Entry, U>(
        &mut self,
        file: &'static str,
        list: &'static str,
        convert: impl Fn(T) -> Result<U, super::reader::Wrong>,
    ) -> Vec<U> {
        let entries = self.entries(file, list).into_iter().map(|read| read.entry).collect();
        self.each(entries, file, list, convert)
    }

    fn each<T: Entry, U>(
        &mut self,
        entries: Vec<T>,
        file: &'static str,
        list: &'static str,
        convert: impl Fn(T) -> Result<U, super::reader::Wrong>,
    ) -> Vec<U> {
        let mut all = Vec::new();
        for entry in entries {
            let place = Place::entry(file, list, entry.key());
            all.extend(self.checked(place, convert(entry)));
        }
        all
    }
}

/// Whether the edition says the same about a topic as `edition`.
fn is_shared(topics: &BTreeMap<String, Standing>, topic: &str, edition: &str) -> bool {
    topics.get(topic).and_then(Standing::edition) == Some(edition)
}

fn is_stated(topics: &BTreeMap<String, Standing>, topic: &str) -> bool {
    !matches!(topics.get(topic), Some(Standing::Unstated(_)))
}
