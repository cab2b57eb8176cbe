//! What must hold between the files of an edition: nothing left out, nothing twice, every id resolvable.

use super::{Edition, EditionError, Impact, Plan};
use crate::concern_route::TurnTo;

/// Readings that rulings cite whatever the edition: see `customer.rs`, `respond_by.rs`, `billing.rs` and `reopen.rs`.
const RULES_READINGS: [&str; 8] = ["R3", "R4", "R5", "R6", "R7", "R8", "R9", "R11"];

impl Edition {
    pub(super) fn validate(&self) -> Result<(), EditionError> {
        let wrong = |what: String| Err(EditionError::Inconsistent(what));
        let topics: Vec<String> = Self::topic_ids().collect();
        let lists: [(&str, Vec<&str>); 14] = [
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
            ("feature", ids(&self.features, |feature| &feature.id)),
            ("evidence", ids(&self.evidence, |evidence| &evidence.id)),
            ("question", ids(&self.inquiries, |inquiry| &inquiry.id)),
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
        let gaps = [Self::coverage_gap, Self::concern_route_gap, Self::follow_up_gap, Self::inquiry_gap];
        if let Some(gap) = gaps.into_iter().find_map(|gap| gap(self)) {
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
            names(&owner, "topic", concern.no_response_time.as_ref().map_or(&[], |why| &why.topics));
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
        self.inquiry_references(&mut found);
        let mut names = |owner: &str, list: &'static str, ids: &'a [String]| {
            found.extend(ids.iter().map(|id| (owner.to_owned(), list, id.as_str())));
        };
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
