//! An edition as a flat list of cells: everything it states that a ruling, an advice or a text of the guide can come from.
//! Two editions are compared cell by cell.

use super::parts::ForPlans;
use super::{Cell, Clock, Edition, Family, Impact, Point, RegionHours, Unstated};
use crate::concern_route::{BoughtThrough, ConcernRoute, TurnTo};
use crate::coverage::{Cause, CoverageRow, Covered, PreviewKind, Scope, Service};
use crate::duration;
use crate::partner::Installation;
use crate::text::Text;
use std::collections::BTreeMap;

/// A cell: what it is called, and what it holds. A text that is drawn short is compared whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Content {
    pub(super) label: Text,
    pub(super) shown: Cell<Text>,
    pub(super) whole: Text,
}

/// The cells by topic and name.
pub(super) type Cells = BTreeMap<(String, String), Content>;

impl Edition {
    pub(super) fn cells(&self) -> Cells {
        let mut cells = Collector { cells: Cells::new() };
        self.text_cells(&mut cells);
        self.plan_cells(&mut cells);
        self.place_cells(&mut cells);
        self.advice_cells(&mut cells);
        self.rule_cells(&mut cells);
        self.role_cells(&mut cells);
        self.inquiry_cells(&mut cells);
        cells.cells
    }

    fn text_cells(&self, cells: &mut Collector) {
        for id in Self::topic_ids() {
            let whole = self.text(&id).unwrap_or_else(|| Text::same(""));
            let shown = match self.unstated(&id) {
                Some(state) => Cell::Unstated(state),
                None => Cell::Stated(Text::new(first_paragraph(&whole.en), first_paragraph(&whole.nb))),
            };
            let label = Text::new("The guide’s text", "Teksten i veiledningen");
            cells.put(&id, "text", Content { label, shown, whole });
            let title = self.topic_title(&id).unwrap_or_else(|| Text::same(""));
            cells.stated(&id, "title", Text::new("The title", "Tittelen"), title);
        }
        for reading in &self.readings {
            let label = |en: &str, nb: &str| Text::new(en, nb);
            cells.stated(&reading.id, "title", label("The reading’s name", "Antakelsens navn"), reading.title.clone());
            cells.stated(&reading.id, "text", label("The reading", "Antakelsen"), reading.text.clone());
        }
    }

    fn plan_cells(&self, cells: &mut Collector) {
        for (place, plan) in (1..).zip(&self.plans) {
            let at = |what: &str| format!("plan.{}.{what}", plan.id);
            cells.stated("S07", &at("name"), named(&plan.name, "name", "navn"), plan.name.clone());
            cells.stated("S07", &at("place"), named(&plan.name, "place in the list", "plass i listen"), number(place));
            cells.stated("S07", &at("family"), named(&plan.name, "family", "familie"), family(plan.family));
            let by_contract = if plan.by_contract { Text::new("yes", "ja") } else { Text::new("no", "nei") };
            cells.stated("S37", &at("by-contract"), named(&plan.name, "held by contract", "har kontrakt"), by_contract);
            let also = list(plan.also.iter().cloned());
            cells.stated("S37", &at("also"), named(&plan.name, "other channels", "andre kanaler"), also);
            for severity in &self.severities {
                let label = named(&plan.name, &severity.name.en, &severity.name.nb);
                let time = match plan.response(&severity.id) {
                    None => Cell::Stated(Text::same("–")),
                    Some(Cell::Unstated(state)) => Cell::Unstated(state),
                    Some(Cell::Stated(time)) => {
                        let (en, nb) = clock(time.clock);
                        let limit = duration::format(time.limit);
                        Cell::Stated(Text::new(format!("< {limit}, {en}"), format!("< {limit}, {nb}")))
                    }
                };
                cells.cell("S21", &at(&severity.id), label.clone(), time);
                if let Some(note) = plan.note(&severity.id) {
                    cells.stated("S21", &at(&format!("{}.note", severity.id)), label, note.clone());
                }
            }
        }
        for (place, severity) in (1..).zip(&self.severities) {
            let at = |what: &str| format!("severity.{}.{what}", severity.id);
            cells.stated(
                "S21",
                &at("name"),
                named(&severity.name, "severity", "alvorlighetsgrad"),
                severity.name.clone(),
            );
            cells.stated(
                "S21",
                &at("place"),
                named(&severity.name, "place in the list", "plass i listen"),
                number(place),
            );
            cells.stated("S21", &at("impact"), named(&severity.name, "impact", "virkning"), impact(severity.impact));
            if let Some(commitment) = &severity.commitment {
                let label = named(&severity.name, "what it commits to", "hva den forplikter til");
                cells.stated("S21", &at("commitment"), label, commitment.clone());
            }
        }
        for (id, name) in &self.impacts {
            let label = named(name, "impact", "virkning");
            cells.stated("S21", &format!("impact.{}", impact(*id).en), label, name.clone());
        }
    }

    fn place_cells(&self, cells: &mut Collector) {
        for product in &self.products {
            let at = |what: &str| format!("product.{}.{what}", product.id);
            cells.stated("S06", &at("name"), named(&product.name, "name", "navn"), product.name.clone());
            for plan in &self.plans {
                let channel = match product.cell(&plan.id) {
                    Cell::Unstated(state) => Cell::Unstated(*state),
                    Cell::Stated(None) => Cell::Stated(Text::same("–")),
                    Cell::Stated(Some(id)) => Cell::Stated(self.channel_name(id)),
                };
                cells.cell("S06", &at(&plan.id), named(&product.name, &plan.name.en, &plan.name.nb), channel);
            }
        }
        for channel in &self.channels {
            let at = |what: &str| format!("channel.{}.{what}", channel.id);
            let label = |en: &str, nb: &str| named(&channel.name, en, nb);
            cells.stated("S15", &at("name"), label("name", "navn"), channel.name.clone());
            let url = channel.url.clone().unwrap_or_else(|| "–".to_owned());
            cells.stated("S15", &at("url"), label("address", "adresse"), Text::same(url));
            cells.stated("S15", &at("steps"), label("steps", "trinn"), lines(&channel.steps));
            cells.stated("S15", &at("because"), label("topics", "emner"), list(channel.because.iter().cloned()));
            if !channel.link.is_empty() {
                let because = list(channel.link_because.iter().cloned());
                cells.stated(
                    "S37",
                    &at("link"),
                    label("linking a contract", "koble til en kontrakt"),
                    lines(&channel.link),
                );
                cells.stated("S37", &at("link-because"), label("topics of linking", "emner om å koble til"), because);
            }
            if let Some(who) = &channel.who {
                cells.stated("S18", &at("who"), label("who may file", "hvem som kan sende inn"), point(who));
            }
        }
        for (place, region) in (1..).zip(&self.regions) {
            let at = |what: &str| format!("region.{}.{what}", region.id);
            let label = |en: &str, nb: &str| named(&region.name, en, nb);
            cells.stated("S04", &at("name"), label("name", "navn"), region.name.clone());
            cells.stated("S04", &at("place"), label("place in the list", "plass i listen"), number(place));
            let hours = match &region.hours {
                Cell::Unstated(state) => Cell::Unstated(*state),
                Cell::Stated(hours) => Cell::Stated(Text::same(format!("{}–{}", hours.opens, hours.closes))),
            };
            cells.cell("S04", &at("hours"), label("business hours", "åpningstid"), hours);
            let readings = list(region.readings.iter().cloned());
            let (zone, readings) = match &region.hours {
                Cell::Unstated(state) => (Cell::Unstated(*state), Cell::Unstated(*state)),
                Cell::Stated(hours) => (Cell::Stated(zones(hours)), Cell::Stated(readings)),
            };
            cells.cell("S04", &at("zone"), label("time zone", "tidssone"), zone);
            cells.cell("S04", &at("readings"), label("readings", "antakelser"), readings);
        }
        for (place, language) in (1..).zip(&self.languages) {
            let at = |what: &str| format!("language.{}.{what}", language.id);
            let label = |en: &str, nb: &str| named(&language.name, en, nb);
            cells.stated("S02", &at("name"), label("name", "navn"), language.name.clone());
            cells.stated("S02", &at("place"), label("place in the list", "plass i listen"), number(place));
            let regions = language.regions.iter().map(|id| self.region_name(id)).collect::<Vec<_>>();
            cells.stated("S02", &at("regions"), label("where", "hvor"), joined(&regions));
            let (en, nb) = clock(language.hours);
            cells.stated("S02", &at("hours"), label("when", "når"), Text::new(en, nb));
        }
    }

    fn advice_cells(&self, cells: &mut Collector) {
        for concern in &self.concerns {
            let at = |what: &str| format!("concern.{}.{what}", concern.id);
            let name = named(&concern.name, "name", "navn");
            cells.stated("S08", &at("name"), name, concern.name.clone());
            if let Some(why) = &concern.no_response_time {
                let label = named(&concern.name, "no response time", "ingen svarfrist");
                cells.stated("S21", &at("no-response-time"), label, point(why));
            }
            let before = named(&concern.name, "before filing", "før innsending");
            let will_not = named(&concern.name, "what support will not do", "hva kundestøtten ikke gjør");
            for (kind, label, advice) in
                [("before", before, &concern.before), ("will-not", will_not, &concern.will_not)]
            {
                // Counted by topic, so that one that is left out does not move all that follow.
                let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
                for entry in advice {
                    let topic = entry.point.topics.first().map_or("S08", String::as_str);
                    let count = counts.entry(topic).or_default();
                    *count += 1;
                    cells.stated(topic, &at(&format!("{kind}.{topic}.{count}")), label.clone(), self.advice(entry));
                }
            }
        }
    }

    fn rule_cells(&self, cells: &mut Collector) {
        for row in &self.coverage {
            let topic = row.because.first().map_or("S07", String::as_str);
            let name = self.concern(&row.concern).map_or_else(|_| Text::same(&row.concern), |found| found.name.clone());
            let when = self.row_conditions(row);
            let label = Text::new(format!("{}{}", name.en, when.en), format!("{}{}", name.nb, when.nb));
            let at = |what: &str| format!("row.{}{}.{what}", row.concern, when.en);
            let state = self.first_unstated(&row.because).or(row.covered.unstated());
            let of = |text: Text| state.map_or(Cell::Stated(text), Cell::Unstated);
            cells.cell(topic, &at("covered"), label.clone(), of(covered(row)));
            let time_box = row.time_box.map_or_else(|| "–".to_owned(), duration::format);
            cells.cell(topic, &at("time-box"), label.clone(), of(Text::same(time_box)));
            if let Some(says) = &row.says {
                cells.cell(topic, &at("says"), label.clone(), of(says.clone()));
            }
            cells.cell(topic, &at("then"), label.clone(), of(lines(&row.then)));
            let rests_on = list(row.because.iter().chain(&row.assumptions).cloned());
            cells.cell(topic, &at("because"), label, of(rests_on));
        }
        for row in &self.concern_routes {
            let topic = row.because.first().map_or("S29", String::as_str);
            let state = self.first_unstated(&row.because);
            let label = self.route_conditions(row);
            let at = |what: &str| format!("route.{}.{what}", label.en);
            let of = |text: Text| state.map_or(Cell::Stated(text), Cell::Unstated);
            let (to, steps) = match &row.turn_to {
                TurnTo::Nobody { code, message } => {
                    (Text::new(format!("{code}: {}", message.en), format!("{code}: {}", message.nb)), Text::same("–"))
                }
                TurnTo::Channel { channel, alternatives, steps } => {
                    let names: Vec<Text> =
                        std::iter::once(channel).chain(alternatives).map(|id| self.channel_name(id)).collect();
                    (joined(&names), steps.as_deref().map_or_else(|| Text::same("–"), lines))
                }
            };
            cells.cell(topic, &at("to"), label.clone(), of(to));
            cells.cell(topic, &at("steps"), label.clone(), of(steps));
            cells.cell(topic, &at("because"), label, of(list(row.because.iter().cloned())));
        }
        if let Some(rules) = &self.reopen {
            let label = Text::new("Months after which it is too old", "Måneder før den er for gammel");
            cells.stated("S33", "reopen.months", label, number(rules.months));
            for rule in &rules.reasons {
                let (en, nb) = if rule.only_advice { (" (advice)", " (råd)") } else { ("", "") };
                let text = Text::new(format!("{}{en}", rule.text.en), format!("{}{nb}", rule.text.nb));
                let label = Text::new("What stands against it", "Hva som taler mot det");
                cells.stated("S33", &format!("reopen.{:?}", rule.reason), label, text);
            }
        }
        self.partner_cells(cells);
    }

    fn partner_cells(&self, cells: &mut Collector) {
        for benefit in &self.benefits {
            let topic = benefit.because.first().map_or("S20", String::as_str);
            let at = |what: &str| format!("benefit.{}.{what}", benefit.id);
            let label = |en: &str, nb: &str| named(&benefit.name, en, nb);
            cells.stated(topic, &at("name"), label("name", "navn"), benefit.name.clone());
            let plan = benefit.plan.clone().unwrap_or_else(|| "–".to_owned());
            cells.stated(topic, &at("plan"), label("plan", "plan"), Text::same(plan));
            let own_use = match benefit.own_use {
                None => Text::same("–"),
                Some(true) => Text::new("yes", "ja"),
                Some(false) => Text::new("no", "nei"),
            };
            let yearly = if benefit.linked_yearly { Text::new("yes", "ja") } else { Text::new("no", "nei") };
            cells.stated(topic, &at("linked-yearly"), label("linked every year", "kobles til hvert år"), yearly);
            cells.stated(topic, &at("own-use"), label("for own needs", "til egne behov"), own_use);
            cells.stated(topic, &at("steps"), label("steps", "trinn"), lines(&benefit.steps));
            cells.stated(topic, &at("without"), label("without access", "uten tilgang"), lines(&benefit.without));
            cells.stated(topic, &at("because"), label("topics", "emner"), list(benefit.because.iter().cloned()));
        }
        for program in &self.programs {
            let label = named(&program.name, "programme", "program");
            cells.stated("S42", &format!("program.{}.name", program.id), label, program.name.clone());
        }
        if let Some(rules) = &self.incidents {
            let label = |en: &str, nb: &str| Text::new(en, nb);
            let uses: Vec<Text> = rules.usable_for.iter().map(|place| installation(*place)).collect();
            cells.stated("S42", "incidents.for", label("What they are for", "Hva de gjelder"), joined(&uses));
            let channel = self.channel_name(&rules.channel);
            cells.stated("S42", "incidents.channel", label("Where they are filed", "Hvor de sendes inn"), channel);
            cells.stated("S42", "incidents.activate", label("First step", "Første trinn"), rules.activate.clone());
            let otherwise = lines(&rules.otherwise);
            cells.stated("S42", "incidents.otherwise", label("Otherwise", "Ellers"), otherwise);
            let because = list(rules.because.iter().cloned());
            cells.stated("S42", "incidents.because", label("topics", "emner"), because);
        }
    }

    fn role_cells(&self, cells: &mut Collector) {
        let book = &self.roles;
        for (what, source) in [("base", &book.base), ("today", &book.today), ("permissions", &book.permissions)] {
            let label = Text::new("The list of roles", "Listen over roller");
            let dated = format!("{}, {}", source.dated, source.source);
            cells.stated("S18", &format!("role-list.{what}"), label, Text::same(dated));
        }
        let label = Text::new("The least role that files", "Den minste rollen som sender inn");
        cells.stated("S19", "role-list.least", label, Text::same(&book.least));
        let label =
            Text::new("The role that files in Lifecycle Services", "Rollen som sender inn i Lifecycle Services");
        cells.stated("S18", "role-list.lifecycle-services", label, Text::same(&book.lifecycle_services));
        for (place, role) in (1..).zip(&book.roles) {
            let at = |what: &str| format!("role.{}.{what}", role.id);
            let name = Text::same(&role.name);
            let label = |en: &str, nb: &str| named(&name, en, nb);
            let or_dash = |text: Option<&String>| Text::same(text.map_or("–", String::as_str));
            cells.stated("S18", &at("name"), label("name", "navn"), name.clone());
            cells.stated("S18", &at("place"), label("place in the list", "plass i listen"), number(place));
            cells.stated("S18", &at("base"), label("on the list as", "på listen som"), or_dash(role.base.as_ref()));
            cells.stated("S18", &at("today"), label("today as", "i dag som"), or_dash(role.today.as_ref()));
            let id = or_dash(role.template_id.as_ref());
            cells.stated("S18", &at("template-id"), label("id in Entra", "id i Entra"), id);
            let tickets = Text::same(format!("{:?}", role.support_tickets));
            cells.stated("S18", &at("support-tickets"), label("support tickets", "støtteforespørsler"), tickets);
            let also = list(role.also.iter().cloned());
            cells.stated("S18", &at("also"), label("also known as", "også kjent som"), also);
            let assigns = if role.assigns_roles { Text::new("yes", "ja") } else { Text::new("no", "nei") };
            cells.stated("S19", &at("assigns-roles"), label("assigns roles", "tildeler roller"), assigns);
        }
    }

    fn inquiry_cells(&self, cells: &mut Collector) {
        for feature in &self.features {
            let topic = feature.because.first().map_or("S07", String::as_str);
            let at = |what: &str| format!("feature.{}.{what}", feature.id);
            let plans = self.plan_names(&feature.plans);
            cells.stated(topic, &at("name"), named(&feature.name, "name", "navn"), feature.name.clone());
            cells.stated(topic, &at("plans"), named(&feature.name, "plans", "planer"), plans);
            let rests_on = list(feature.because.iter().chain(&feature.assumptions).cloned());
            cells.stated(topic, &at("because"), named(&feature.name, "topics", "emner"), rests_on);
        }
        for evidence in &self.evidence {
            let topic = evidence.topics.first().map_or("S13", String::as_str);
            let label = Text::new("To gather before filing", "Å ha klart før innsending");
            let text = Text::new(
                format!("{} – {}", evidence.text.en, evidence.why.en),
                format!("{} – {}", evidence.text.nb, evidence.why.nb),
            );
            let whole = Text::same(format!("{evidence:?}"));
            let content = Content { label, shown: Cell::Stated(text), whole };
            cells.put(topic, &format!("evidence.{}", evidence.id), content);
        }
        for asked in &self.follow_ups {
            let options: Vec<Text> = asked.options.iter().map(|option| option.name.clone()).collect();
            let shown = Cell::Stated(joined(&options));
            let whole = Text::same(format!("{asked:?}"));
            let content = Content { label: asked.name.clone(), shown, whole };
            cells.put("S08", &format!("follow_up.{:?}", asked.fact), content);
        }
        for inquiry in &self.inquiries {
            let topic = inquiry.topics.keys().next().map_or("S05", String::as_str);
            let shown = Cell::Stated(inquiry.name.clone());
            // What a form presets on a topic is no part of what the edition says.
            let whole = Text::same(format!("{:?} {:?}", inquiry.fields, inquiry.answered_by));
            let label = Text::new("A question", "Et spørsmål");
            cells.put(topic, &format!("question.{}", inquiry.id), Content { label, shown, whole });
        }
    }

    fn first_unstated(&self, topics: &[String]) -> Option<Unstated> {
        topics.iter().find_map(|topic| self.unstated(topic))
    }

    fn channel_name(&self, id: &str) -> Text {
        self.channel(id).map_or_else(|_| Text::same(id), |channel| channel.name.clone())
    }

    fn region_name(&self, id: &str) -> Text {
        self.region(id).map_or_else(|_| Text::same(id), |region| region.name.clone())
    }

    fn plan_names(&self, ids: &[String]) -> Text {
        let name = |id: &String| self.plan(id).map_or_else(|_| Text::same(id), |plan| plan.name.clone());
        joined(&ids.iter().map(name).collect::<Vec<_>>())
    }

    fn advice(&self, entry: &ForPlans) -> Text {
        let text = match &entry.why {
            None => point(&entry.point),
            Some(why) => {
                let text = point(&entry.point);
                Text::new(format!("{} – {}", text.en, why.en), format!("{} – {}", text.nb, why.nb))
            }
        };
        match entry.plans.as_slice() {
            [] => text,
            plans => {
                let plans = self.plan_names(plans);
                Text::new(format!("{} ({})", text.en, plans.en), format!("{} ({})", text.nb, plans.nb))
            }
        }
    }

    fn row_conditions(&self, row: &CoverageRow) -> Text {
        let mut parts = Vec::new();
        if !row.plans.is_empty() {
            parts.push(self.plan_names(&row.plans));
        }
        parts.extend(row.preview.iter().map(|kind| preview(*kind)));
        parts.extend(row.scope.iter().map(|kind| scope(*kind)));
        parts.extend(row.cause.iter().map(|kind| cause(*kind)));
        in_brackets(&parts)
    }

    fn route_conditions(&self, row: &ConcernRoute) -> Text {
        use crate::choice::Choice as _;
        use crate::concern_route::RouteConcern;

        fn name_of<T: Copy + PartialEq>(all: &[(&'static str, T)], value: T) -> &'static str {
            all.iter().find(|(_, each)| *each == value).map_or("", |(name, _)| name)
        }
        let mut parts: Vec<Text> =
            row.bought_through.iter().map(|way| Text::same(name_of(BoughtThrough::ALL, *way))).collect();
        if !row.plans.is_empty() {
            parts.push(self.plan_names(&row.plans));
        }
        let when = in_brackets(&parts);
        let concern = name_of(RouteConcern::ALL, row.concern);
        Text::new(format!("{concern}{}", when.en), format!("{concern}{}", when.nb))
    }
}

struct Collector {
    cells: Cells,
}

impl Collector {
    fn put(&mut self, topic: &str, name: &str, content: Content) {
        self.cells.insert((topic.to_owned(), name.to_owned()), content);
    }

    fn cell(&mut self, topic: &str, name: &str, label: Text, value: Cell<Text>) {
        let whole = value.stated().cloned().unwrap_or_else(|| Text::same(""));
        self.put(topic, name, Content { label, shown: value, whole });
    }

    fn stated(&mut self, topic: &str, name: &str, label: Text, value: Text) {
        self.cell(topic, name, label, Cell::Stated(value));
    }
}

/// The zone of the hours, with the other reading of R1 where there is one.
fn zones(hours: &RegionHours) -> Text {
    let zone =
        hours.zone.map_or_else(|| Text::new("the customer’s own", "kundens egen"), |zone| Text::same(zone.name()));
    match hours.fixed_zone {
        None => zone,
        Some(fixed) => Text::new(
            format!("{} (R1: or {})", zone.en, fixed.name()),
            format!("{} (R1: eller {})", zone.nb, fixed.name()),
        ),
    }
}

fn first_paragraph(text: &str) -> String {
    text.split("\n\n").next().unwrap_or_default().trim().to_owned()
}

fn named(name: &Text, en: &str, nb: &str) -> Text {
    Text::new(format!("{}: {en}", name.en), format!("{}: {nb}", name.nb))
}

fn number(number: u32) -> Text {
    Text::same(number.to_string())
}

fn list(items: impl Iterator<Item = String>) -> Text {
    let all: Vec<String> = items.collect();
    Text::same(if all.is_empty() { "–".to_owned() } else { all.join(", ") })
}

fn joined(texts: &[Text]) -> Text {
    let join = |pick: fn(&Text) -> &str| texts.iter().map(pick).collect::<Vec<_>>().join(", ");
    if texts.is_empty() { Text::same("–") } else { Text::new(join(|text| &text.en), join(|text| &text.nb)) }
}

fn in_brackets(parts: &[Text]) -> Text {
    match parts {
        [] => Text::same(""),
        parts => {
            let all = joined(parts);
            Text::new(format!(" ({})", all.en), format!(" ({})", all.nb))
        }
    }
}

fn lines(texts: &[Text]) -> Text {
    let join = |pick: fn(&Text) -> &str| texts.iter().map(pick).collect::<Vec<_>>().join(" → ");
    if texts.is_empty() { Text::same("–") } else { Text::new(join(|text| &text.en), join(|text| &text.nb)) }
}

fn point(point: &Point) -> Text {
    let topics = point.topics.join(" ");
    Text::new(format!("{} ({topics})", point.text.en), format!("{} ({topics})", point.text.nb))
}

fn clock(clock: Clock) -> (&'static str, &'static str) {
    match clock {
        Clock::Continuous => ("round the clock", "døgnet rundt"),
        Clock::BusinessHours => ("business hours", "åpningstid"),
    }
}

fn family(family: Family) -> Text {
    match family {
        Family::Standard => Text::new("A, B and C", "A, B og C"),
        Family::Unified => Text::same("Unified"),
        Family::OnPremises => Text::new("on-premises", "lokalt installert"),
    }
}

fn impact(impact: Impact) -> Text {
    match impact {
        Impact::Critical => Text::new("critical", "kritisk"),
        Impact::Moderate => Text::new("moderate", "moderat"),
        Impact::Minimal => Text::new("minimal", "minimal"),
    }
}

fn installation(place: Installation) -> Text {
    match place {
        Installation::OnPremises => Text::new("on-premises products", "lokalt installerte produkter"),
        Installation::Online => Text::new("online products", "produkter på nettet"),
    }
}

fn covered(row: &CoverageRow) -> Text {
    let (en, nb) = match row.covered.stated() {
        Some(Covered::Yes) => ("yes", "ja"),
        Some(Covered::Limited) => ("with limits", "med begrensninger"),
        Some(Covered::No) | None => ("no", "nei"),
    };
    match row.service {
        Service::None => Text::new(en, nb),
        Service::BreakFix => Text::new(format!("{en}, break-fix"), format!("{nb}, feilretting (break-fix)")),
        Service::Advisory => Text::new(format!("{en}, advisory"), format!("{nb}, rådgivning")),
    }
}

fn preview(kind: PreviewKind) -> Text {
    match kind {
        PreviewKind::Public => Text::new("public", "offentlig"),
        PreviewKind::Private => Text::new("private", "privat"),
        PreviewKind::Limited => Text::new("limited", "begrenset"),
    }
}

fn scope(scope: Scope) -> Text {
    match scope {
        Scope::Isolated => Text::new("one function", "én funksjon"),
        Scope::Broad => Text::new("several areas", "flere områder"),
    }
}

fn cause(cause: Cause) -> Text {
    match cause {
        Cause::Platform => Text::new("caused by the platform", "plattformen er årsaken"),
        Cause::Custom => Text::new("caused by custom code", "egen kode er årsaken"),
    }
}
