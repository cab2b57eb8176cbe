//! `editions` and `guide`: what the rulings come from, and the texts that explain them.

use crate::failure::Failure;
use crate::flags::GuideFlags;
use crate::output::table;
use crate::session::Session;
use serde::Serialize;
use support_policy::edition::Edition;
use support_policy::{PolicyError, Text};

/// An edition, without its tables.
#[derive(Serialize)]
struct EditionItem {
    id: String,
    title: Text,
    dated: Text,
    sources: Vec<String>,
}

/// A topic, without its text.
#[derive(Serialize)]
struct TopicItem {
    id: String,
    title: Text,
}

pub(crate) fn editions(session: &Session) -> Result<(), Failure> {
    let items: Vec<EditionItem> = Edition::built_in_ids()
        .iter()
        .map(|id| Edition::built_in(id))
        .map(|edition| {
            edition.map(|Edition { id, title, dated, sources, .. }| EditionItem { id, title, dated, sources })
        })
        .collect::<Result<_, _>>()
        .map_err(Failure::Edition)?;
    let output = session.output;
    output.items(&items, || {
        let row = |item: &EditionItem| {
            vec![
                item.id.clone(),
                output.text(&item.title).to_owned(),
                output.text(&item.dated).to_owned(),
                item.sources.join("\n"),
            ]
        };
        let heading = [
            output.say("Edition", "Utgave"),
            output.say("Title", "Tittel"),
            output.say("Dated", "Datert"),
            output.say("Sources", "Kilder"),
        ];
        table(&heading, items.iter().map(row).collect())
    })
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
    let known = Edition::topic_ids().find(|id| id.eq_ignore_ascii_case(asked));
    let topic = known.and_then(|id| session.edition.topic(&id)).ok_or_else(|| PolicyError::Unknown {
        field: "topic",
        given: asked.clone(),
        known: Edition::topic_ids().collect(),
    })?;
    output.answer(&topic, || format!("# {}\n\n{}", output.text(&topic.title), output.text(&topic.body)))
}
