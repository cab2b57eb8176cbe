//! An edition as a flat list of cells: everything it states that a ruling, an advice or a text of the guide can come from.
//! Two editions are compared cell by cell.

mod words;

use super::parts::ForPlans;
use super::{Cell, Edition, Unstated};
use crate::choice::Choice;
use crate::concern_route::{ConcernRoute, TurnTo};
use crate::coverage::CoverageRow;
use crate::duration;
use crate::roles::SupportTickets;
use crate::text;
use crate::text::Text;
use std::collections::BTreeMap;
use words::{
    bought_through, cause, clock, concern, covered, family, first_paragraph, impact, in_brackets, installation, joined,
    lines, list, named, number, point, preview, scope, zones,
};

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
                None => Cell::Stated(Text::each(|language| first_paragraph(whole.in_language(language)))),
            };
            let label = text!("The guide’s text", "Teksten i veiledningen");
            cells.put(&id, "text", Content { label, shown, whole });
            let title = self.topic_title(&id).unwrap_or_else(|| Text::same(""));
            cells.stated(&id, "title", text!("The title", "Tittelen"), title);
        }
        for reading in &self.readings {
            cells.stated(&reading.id, "title", text!("The reading’s name", "Antakelsens navn"), reading.title.clone());
            cells.stated(&reading.id, "text", text!("The reading", "Antakelsen"), reading.text.clone());
        }
    }

    fn plan_cells(&self, cells: &mut Collector) {
        for (place, plan) in (1..).zip(&self.plans) {
            let at = |what: &str| format!("plan.{}.{what}", plan.id);
            cells.stated("S07", &at("name"), named(&plan.name, &text!("name", "navn")), plan.name.clone());
            cells.stated(
                "S07",
                &at("place"),
                named(&plan.name, &text!("place in the list", "plass i listen")),
                number(place),
            );
            cells.stated("S07", &at("family"), named(&plan.name, &text!("family", "familie")), family(plan.family));
            let by_contract = if plan.by_contract { text!("yes", "ja") } else { text!("no", "nei") };
            cells.stated(
                "S37",
                &at("by-contract"),
                named(&plan.name, &text!("held by contract", "har kontrakt")),
                by_contract,
            );
            let also = list(plan.also.iter().cloned());
            cells.stated("S37", &at("also"), named(&plan.name, &text!("other channels", "andre kanaler")), also);
            for severity in &self.severities {
                let label = named(&plan.name, &severity.name);
                let time = match plan.response(&severity.id) {
                    None => Cell::Stated(Text::same("–")),
                    Some(Cell::Unstated(state)) => Cell::Unstated(state),
                    Some(Cell::Stated(time)) => {
                        let limit = Text::each(|language| format!("< {}", duration::spoken(time.limit, language)));
                        Cell::Stated(Text::joined([&limit, &clock(time.clock)], ", "))
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
                named(&severity.name, &text!("severity", "alvorlighetsgrad")),
                severity.name.clone(),
            );
            cells.stated(
                "S21",
                &at("place"),
                named(&severity.name, &text!("place in the list", "plass i listen")),
                number(place),
            );
            cells.stated(
                "S21",
                &at("impact"),
                named(&severity.name, &text!("impact", "virkning")),
                impact(severity.impact),
            );
            if let Some(commitment) = &severity.commitment {
                let label = named(&severity.name, &text!("what it commits to", "hva den forplikter til"));
                cells.stated("S21", &at("commitment"), label, commitment.clone());
            }
        }
        for (id, name) in &self.impacts {
            let label = named(name, &text!("impact", "virkning"));
            cells.stated("S21", &format!("impact.{}", impact(*id).en), label, name.clone());
        }
    }

    fn place_cells(&self, cells: &mut Collector) {
        for product in &self.products {
            let at = |what: &str| format!("product.{}.{what}", product.id);
            cells.stated("S06", &at("name"), named(&product.name, &text!("name", "navn")), product.name.clone());
            for plan in &self.plans {
                let channel = match product.cell(&plan.id) {
                    Cell::Unstated(state) => Cell::Unstated(*state),
                    Cell::Stated(None) => Cell::Stated(Text::same("–")),
                    Cell::Stated(Some(id)) => Cell::Stated(self.channel_name(id)),
                };
                cells.cell("S06", &at(&plan.id), named(&product.name, &plan.name), channel);
            }
        }
        for channel in &self.channels {
            let at = |what: &str| format!("channel.{}.{what}", channel.id);
            let label = |what: Text| named(&channel.name, &what);
            cells.stated("S15", &at("name"), label(text!("name", "navn")), channel.name.clone());
            let url = channel.url.clone().unwrap_or_else(|| "–".to_owned());
            cells.stated("S15", &at("url"), label(text!("address", "adresse")), Text::same(url));
            cells.stated("S15", &at("steps"), label(text!("steps", "trinn")), lines(&channel.steps));
            cells.stated("S15", &at("because"), label(text!("topics", "emner")), list(channel.because.iter().cloned()));
            if !channel.link.is_empty() {
                let because = list(channel.link_because.iter().cloned());
                cells.stated(
                    "S37",
                    &at("link"),
                    label(text!("linking a contract", "koble til en kontrakt")),
                    lines(&channel.link),
                );
                cells.stated(
                    "S37",
                    &at("link-because"),
                    label(text!("topics of linking", "emner om å koble til")),
                    because,
                );
            }
            if let Some(who) = &channel.who {
                cells.stated("S18", &at("who"), label(text!("who may file", "hvem som kan sende inn")), point(who));
            }
        }
        for (place, region) in (1..).zip(&self.regions) {
            let at = |what: &str| format!("region.{}.{what}", region.id);
            let label = |what: Text| named(&region.name, &what);
            cells.stated("S04", &at("name"), label(text!("name", "navn")), region.name.clone());
            cells.stated("S04", &at("place"), label(text!("place in the list", "plass i listen")), number(place));
            let hours = match &region.hours {
                Cell::Unstated(state) => Cell::Unstated(*state),
                Cell::Stated(hours) => Cell::Stated(Text::same(format!("{}–{}", hours.opens, hours.closes))),
            };
            cells.cell("S04", &at("hours"), label(text!("business hours", "åpningstid")), hours);
            let readings = list(region.readings.iter().cloned());
            let (zone, readings) = match &region.hours {
                Cell::Unstated(state) => (Cell::Unstated(*state), Cell::Unstated(*state)),
                Cell::Stated(hours) => (Cell::Stated(zones(hours)), Cell::Stated(readings)),
            };
            cells.cell("S04", &at("zone"), label(text!("time zone", "tidssone")), zone);
            cells.cell("S04", &at("readings"), label(text!("readings", "antakelser")), readings);
        }
        for (place, language) in (1..).zip(&self.languages) {
            let at = |what: &str| format!("language.{}.{what}", language.id);
            let label = |what: Text| named(&language.name, &what);
            cells.stated("S02", &at("name"), label(text!("name", "navn")), language.name.clone());
            cells.stated("S02", &at("place"), label(text!("place in the list", "plass i listen")), number(place));
            let regions = language.regions.iter().map(|id| self.region_name(id)).collect::<Vec<_>>();
            cells.stated("S02", &at("regions"), label(text!("where", "hvor")), joined(&regions));
            cells.stated("S02", &at("hours"), label(text!("when", "når")), clock(language.hours));
        }
    }

    fn advice_cells(&self, cells: &mut Collector) {
        for concern in &self.concerns {
            let at = |what: &str| format!("concern.{}.{what}", concern.id);
            let name = named(&concern.name, &text!("name", "navn"));
            cells.stated("S08", &at("name"), name, concern.name.clone());
            if let Some(why) = &concern.no_response_time {
                let label = named(&concern.name, &text!("no response time", "ingen svarfrist"));
                cells.stated("S21", &at("no-response-time"), label, point(why));
            }
            let before = named(&concern.name, &text!("before filing", "før innsending"));
            let will_not = named(&concern.name, &text!("what support will not do", "hva kundestøtten ikke gjør"));
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
            let which = Text::joined([&name, &when], "");
            let label = |what: Text| named(&which, &what);
            let at = |what: &str| format!("row.{}{}.{what}", row.concern, when.en);
            let state = self.first_unstated(&row.because).or(row.covered.unstated());
            let of = |text: Text| state.map_or(Cell::Stated(text), Cell::Unstated);
            cells.cell(topic, &at("covered"), label(text!("covered", "dekket")), of(covered(row)));
            let time_box = row.time_box.map_or_else(
                || Text::same("–"),
                |time_box| Text::each(|language| duration::spoken(time_box, language)),
            );
            cells.cell(topic, &at("time-box"), label(text!("at most", "høyst")), of(time_box));
            if let Some(says) = &row.says {
                cells.cell(topic, &at("says"), label(text!("what is said", "hva som sies")), of(says.clone()));
            }
            cells.cell(topic, &at("then"), label(text!("then", "deretter")), of(lines(&row.then)));
            let rests_on = list(row.because.iter().chain(&row.assumptions).cloned());
            cells.cell(topic, &at("because"), label(text!("topics", "emner")), of(rests_on));
        }
        for row in &self.concern_routes {
            let topic = row.because.first().map_or("S29", String::as_str);
            let state = self.first_unstated(&row.because);
            let (key, when) = self.route_conditions(row);
            let at = |what: &str| format!("route.{key}.{what}");
            let label = |what: Text| named(&when, &what);
            let of = |text: Text| state.map_or(Cell::Stated(text), Cell::Unstated);
            let (to, steps) = match &row.turn_to {
                TurnTo::Nobody { message, .. } => (message.clone(), Text::same("–")),
                TurnTo::Channel { channel, alternatives, steps } => {
                    let names: Vec<Text> =
                        std::iter::once(channel).chain(alternatives).map(|id| self.channel_name(id)).collect();
                    (joined(&names), steps.as_deref().map_or_else(|| Text::same("–"), lines))
                }
            };
            cells.cell(topic, &at("to"), label(text!("where", "hvor")), of(to));
            cells.cell(topic, &at("steps"), label(text!("steps", "trinn")), of(steps));
            let because = of(list(row.because.iter().cloned()));
            cells.cell(topic, &at("because"), label(text!("topics", "emner")), because);
        }
        if let Some(rules) = &self.reopen {
            let label = text!("Months after which it is too old", "Måneder før den er for gammel");
            cells.stated("S33", "reopen.months", label, number(rules.months));
            for rule in &rules.reasons {
                let text = &rule.text;
                let text =
                    if rule.only_advice { text!("{text} (advice)", "{text} (råd)", text) } else { text.clone() };
                let label = text!("What stands against it", "Hva som taler mot det");
                cells.stated("S33", &format!("reopen.{:?}", rule.reason), label, text);
            }
        }
        self.partner_cells(cells);
    }

    fn partner_cells(&self, cells: &mut Collector) {
        for benefit in &self.benefits {
            let topic = benefit.because.first().map_or("S20", String::as_str);
            let at = |what: &str| format!("benefit.{}.{what}", benefit.id);
            let label = |what: Text| named(&benefit.name, &what);
            cells.stated(topic, &at("name"), label(text!("name", "navn")), benefit.name.clone());
            let plan = benefit.plan.as_ref().map_or_else(|| Text::same("–"), |id| self.plan_name(id));
            cells.stated(topic, &at("plan"), label(text!("plan", "plan")), plan);
            let own_use = match benefit.own_use {
                None => Text::same("–"),
                Some(true) => text!("yes", "ja"),
                Some(false) => text!("no", "nei"),
            };
            let yearly = if benefit.linked_yearly { text!("yes", "ja") } else { text!("no", "nei") };
            cells.stated(topic, &at("linked-yearly"), label(text!("linked every year", "kobles til hvert år")), yearly);
            cells.stated(topic, &at("own-use"), label(text!("for own needs", "til egne behov")), own_use);
            cells.stated(topic, &at("steps"), label(text!("steps", "trinn")), lines(&benefit.steps));
            cells.stated(
                topic,
                &at("without"),
                label(text!("without access", "uten tilgang")),
                lines(&benefit.without),
            );
            cells.stated(topic, &at("because"), label(text!("topics", "emner")), list(benefit.because.iter().cloned()));
        }
        for program in &self.programs {
            let label = named(&program.name, &text!("programme", "program"));
            cells.stated("S42", &format!("program.{}.name", program.id), label, program.name.clone());
        }
        if let Some(rules) = &self.incidents {
            let uses: Vec<Text> = rules.usable_for.iter().map(|place| installation(*place)).collect();
            cells.stated("S42", "incidents.for", text!("What they are for", "Hva de gjelder"), joined(&uses));
            let channel = self.channel_name(&rules.channel);
            cells.stated("S42", "incidents.channel", text!("Where they are filed", "Hvor de sendes inn"), channel);
            cells.stated("S42", "incidents.activate", text!("First step", "Første trinn"), rules.activate.clone());
            let otherwise = lines(&rules.otherwise);
            cells.stated("S42", "incidents.otherwise", text!("Otherwise", "Ellers"), otherwise);
            let because = list(rules.because.iter().cloned());
            cells.stated("S42", "incidents.because", text!("topics", "emner"), because);
        }
    }

    fn role_cells(&self, cells: &mut Collector) {
        let book = &self.roles;
        for (what, source) in [("base", &book.base), ("today", &book.today), ("permissions", &book.permissions)] {
            let label = text!("The list of roles", "Listen over roller");
            let dated = format!("{}, {}", source.dated, source.source);
            cells.stated("S18", &format!("role-list.{what}"), label, Text::same(dated));
        }
        let role_name =
            |id: &String| Text::same(book.roles.iter().find(|role| role.id == *id).map_or(id, |role| &role.name));
        let label = text!("The least role that files", "Den minste rollen som sender inn");
        cells.stated("S19", "role-list.least", label, role_name(&book.least));
        let label = text!("The role that files in Lifecycle Services", "Rollen som sender inn i Lifecycle Services");
        cells.stated("S18", "role-list.lifecycle-services", label, role_name(&book.lifecycle_services));
        for (place, role) in (1..).zip(&book.roles) {
            let at = |what: &str| format!("role.{}.{what}", role.id);
            let name = Text::same(&role.name);
            let label = |what: Text| named(&name, &what);
            let or_dash = |text: Option<&String>| Text::same(text.map_or("–", String::as_str));
            cells.stated("S18", &at("name"), label(text!("name", "navn")), name.clone());
            cells.stated("S18", &at("place"), label(text!("place in the list", "plass i listen")), number(place));
            cells.stated(
                "S18",
                &at("base"),
                label(text!("on the list as", "på listen som")),
                or_dash(role.base.as_ref()),
            );
            cells.stated("S18", &at("today"), label(text!("today as", "i dag som")), or_dash(role.today.as_ref()));
            let id = or_dash(role.template_id.as_ref());
            cells.stated("S18", &at("template-id"), label(text!("id in Entra", "id i Entra")), id);
            let tickets = match role.support_tickets {
                SupportTickets::Verified => {
                    text!("may file, as the list of permissions says", "kan sende inn, sier listen over tillatelser")
                }
                SupportTickets::NotVerified => {
                    text!("not in the list of permissions", "ikke i listen over tillatelser")
                }
                SupportTickets::None => text!("may not file", "kan ikke sende inn"),
            };
            cells.stated("S18", &at("support-tickets"), label(text!("support tickets", "støtteforespørsler")), tickets);
            let also = list(role.also.iter().cloned());
            cells.stated("S18", &at("also"), label(text!("also known as", "også kjent som")), also);
            let assigns = if role.assigns_roles { text!("yes", "ja") } else { text!("no", "nei") };
            cells.stated("S19", &at("assigns-roles"), label(text!("assigns roles", "tildeler roller")), assigns);
        }
    }

    fn inquiry_cells(&self, cells: &mut Collector) {
        for feature in &self.features {
            let topic = feature.because.first().map_or("S07", String::as_str);
            let at = |what: &str| format!("feature.{}.{what}", feature.id);
            let plans = self.plan_names(&feature.plans);
            cells.stated(topic, &at("name"), named(&feature.name, &text!("name", "navn")), feature.name.clone());
            cells.stated(topic, &at("plans"), named(&feature.name, &text!("plans", "planer")), plans);
            let rests_on = list(feature.because.iter().chain(&feature.assumptions).cloned());
            cells.stated(topic, &at("because"), named(&feature.name, &text!("topics", "emner")), rests_on);
        }
        for evidence in &self.evidence {
            let topic = evidence.topics.first().map_or("S13", String::as_str);
            let label = text!("To gather before filing", "Å ha klart før innsending");
            let text = Text::joined([&evidence.text, &evidence.why], " – ");
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
            let label = text!("A question", "Et spørsmål");
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

    fn plan_name(&self, id: &str) -> Text {
        self.plan(id).map_or_else(|_| Text::same(id), |plan| plan.name.clone())
    }

    fn plan_names(&self, ids: &[String]) -> Text {
        joined(&ids.iter().map(|id| self.plan_name(id)).collect::<Vec<_>>())
    }

    fn advice(&self, entry: &ForPlans) -> Text {
        let text = match &entry.why {
            None => point(&entry.point),
            Some(why) => {
                let text = point(&entry.point);
                Text::joined([&text, why], " – ")
            }
        };
        match entry.plans.as_slice() {
            [] => text,
            plans => {
                let plans = self.plan_names(plans);
                Text::joined([&text, &in_brackets(&[plans])], "")
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

    /// What a row of the routes is for: what names its cells, and in words.
    fn route_conditions(&self, row: &ConcernRoute) -> (String, Text) {
        fn id_of<T: Choice + PartialEq>(value: T) -> Text {
            Text::same(T::ALL.iter().find(|(_, each)| *each == value).map_or("", |(name, _)| name))
        }
        let plans = (!row.plans.is_empty()).then(|| self.plan_names(&row.plans));
        let when = |ways: Vec<Text>| in_brackets(&ways.into_iter().chain(plans.clone()).collect::<Vec<_>>());
        let ids = when(row.bought_through.iter().map(|way| id_of(*way)).collect());
        let words = when(row.bought_through.iter().map(|way| bought_through(*way)).collect());
        (format!("{}{}", id_of(row.concern).en, ids.en), Text::joined([&concern(row.concern), &words], ""))
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
