//! `guide`: the texts that explain the rulings.

use crate::failure::Failure;
use crate::flags::GuideFlags;
use crate::output::table;
use crate::session::Session;
use serde::Serialize;
use serde_json::json;
use support_policy::edition::Edition;
use support_policy::{PolicyError, Text};

/// A topic, without its text.
#[derive(Serialize)]
struct TopicItem {
    id: String,
    title: Text,
}

pub(crate) fn guide(session: &Session, flags: &GuideFlags) -> Result<(), Failure> {
    let output = session.output;
    let Some(asked) = &flags.topic else {
        let titled = |id: String| session.edition.topic_title(&id).map(|title| TopicItem { id, title });
        let items: Vec<TopicItem> = Edition::topic_ids().filter_map(titled).collect();
        return output.items(&items, || {
            let rows = items.iter().map(|item| vec![item.id.clone(), output.text(&item.title).to_owned()]).collect();
            table(&[output.say("Topic", "Emne"), output.say("Title", "Tittel")], rows)
        });
    };
    // Every answer names the readings it assumes.
    if let Some(reading) = session.edition.readings.iter().find(|reading| reading.id.eq_ignore_ascii_case(asked)) {
        let answer = json!({
            "id": reading.id, "title": reading.title, "body": reading.text, "edition": session.edition.id,
        });
        return output
            .answer(&answer, || format!("# {}\n\n{}\n", output.text(&reading.title), output.text(&reading.text)));
    }
    let known = Edition::topic_ids().find(|id| id.eq_ignore_ascii_case(asked));
    let topic = known.and_then(|id| session.edition.topic(&id)).ok_or_else(|| PolicyError::Unknown {
        field: "topic",
        given: asked.clone(),
        known: Edition::topic_ids().collect(),
    })?;
    output.answer(&topic, || format!("# {}\n\n{}", output.text(&topic.title), output.text(&topic.body)))
}
