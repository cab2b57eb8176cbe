//! `atlas editions …`: which editions there are, what differs between two of them, and a user's own.

use crate::failure::Failure;
use crate::flags::EditionsCommand;
use crate::output::{Output, table};
use crate::session::{self, Session};
use serde::Serialize;
use std::fmt::Write as _;
use std::path::Path;
use support_policy::Text;
use support_policy::edition::{BASE_ID, CellState, Difference, Edition, Problem, differences};
use support_register::{Editions, RegisterError};

/// An edition, without its tables. Of a user's that cannot be used, only the id and why.
#[derive(Serialize)]
struct EditionItem {
    id: String,
    title: Option<Text>,
    dated: Option<Text>,
    sources: Vec<String>,
    built_in: bool,
    base: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    problems: Vec<Problem>,
}

/// What differs, with the two editions it differs between.
#[derive(Serialize)]
struct Comparison {
    a: EditionItem,
    b: EditionItem,
    items: Vec<Difference>,
}

pub(crate) fn run(session: &Session, command: Option<EditionsCommand>) -> Result<(), Failure> {
    let output = session.output;
    match command {
        None => list(session),
        Some(EditionsCommand::Diff { a, b }) => diff(session, &a, &b),
        Some(EditionsCommand::Check { folder }) => check(output, &folder),
        Some(EditionsCommand::Add { folder }) => {
            let edition = match session.editions()?.add(&folder) {
                Ok(edition) => edition,
                Err(why) => return Err(told(output, why)),
            };
            let item = item(&edition);
            output.answer(&item, || row(output, &item).join("\n"))
        }
        Some(EditionsCommand::Remove { id }) => {
            let item = item(session::edition(session.home.as_deref(), Some(&id))?);
            session.register()?.remove_edition(&id)?;
            output.answer(&item, || row(output, &item).join("\n"))
        }
    }
}

fn list(session: &Session) -> Result<(), Failure> {
    let output = session.output;
    let built_in = Edition::built_in_ids().into_iter().map(|id| session::edition(None, Some(&id)).map(item));
    let mut items = built_in.collect::<Result<Vec<_>, _>>()?;
    for users in session.editions()?.of_user() {
        items.push(match users.edition {
            Ok(edition) => item(&edition),
            Err(RegisterError::EditionInvalid { problems, .. }) => EditionItem {
                id: users.id,
                title: None,
                dated: None,
                sources: Vec::new(),
                built_in: false,
                base: false,
                problems,
            },
            Err(error) => return Err(error.into()),
        });
    }
    output.items(&items, || {
        let heading = [
            output.say("Edition", "Utgave"),
            output.say("Title", "Tittel"),
            output.say("Dated", "Datert"),
            output.say("Sources", "Kilder"),
        ];
        table(&heading, items.iter().map(|item| row(output, item)).collect())
    })
}

fn diff(session: &Session, a: &str, b: &str) -> Result<(), Failure> {
    let output = session.output;
    let home = session.home.as_deref();
    let (a, b) = (session::edition(home, Some(a))?, session::edition(home, Some(b))?);
    let comparison = Comparison { a: item(a), b: item(b), items: differences(a, b) };
    output.answer(&comparison, || differences_for_people(output, &comparison, b))
}

/// Says of a folder that it holds an edition; what is wrong with one that does not is told line by line.
fn check(output: Output, folder: &Path) -> Result<(), Failure> {
    match Editions::check(folder) {
        Ok(edition) => {
            let item = item(&edition);
            output.answer(&item, || {
                let sound = output.say("Nothing is wrong with it.", "Det er ingenting i veien med den.");
                format!("{}\n{sound}", row(output, &item).join("\n"))
            })
        }
        Err(why) => Err(told(output, why)),
    }
}

/// For people, everything that is wrong is printed first, one problem a line.
fn told(output: Output, why: RegisterError) -> Failure {
    if let (false, RegisterError::EditionInvalid { problems, .. }) = (output.json, &why) {
        let lines: Vec<String> = problems.iter().map(|problem| output.text(&problem.sentence()).to_owned()).collect();
        if let Err(failure) = output.answer(&(), || lines.join("\n")) {
            return failure;
        }
    }
    why.into()
}

fn item(edition: &Edition) -> EditionItem {
    EditionItem {
        id: edition.id.clone(),
        title: Some(edition.title.clone()),
        dated: Some(edition.dated.clone()),
        sources: edition.sources.clone(),
        built_in: Edition::built_in_ids().contains(&edition.id),
        base: edition.id == BASE_ID,
        problems: Vec::new(),
    }
}

fn row(output: Output, item: &EditionItem) -> Vec<String> {
    let text = |text: &Option<Text>| text.as_ref().map_or("", |text| output.text(text)).to_owned();
    let last = match item.problems.first() {
        Some(first) => output.text(&first.sentence()).to_owned(),
        None => item.sources.join("\n"),
    };
    vec![item.id.clone(), text(&item.title), text(&item.dated), last]
}

/// One table a topic, so that what belongs together stands together.
fn differences_for_people(output: Output, comparison: &Comparison, edition: &Edition) -> String {
    let Comparison { a, b, items } = comparison;
    if items.is_empty() {
        return output.say("They say the same.", "De sier det samme.").to_owned();
    }
    let mut text = String::new();
    for of_topic in items.chunk_by(|one, next| one.topic == next.topic) {
        let Some(first) = of_topic.first() else { continue };
        let title = edition.topic_title(&first.topic).map_or(String::new(), |title| output.text(&title).to_owned());
        let rows = of_topic
            .iter()
            .map(|difference| {
                vec![
                    output.text(&difference.label).to_owned(),
                    side(output, difference.a.as_ref(), difference.a_state),
                    side(output, difference.b.as_ref(), difference.b_state),
                ]
            })
            .collect();
        let cells = table(&[output.say("Cell", "Celle"), &a.id, &b.id], rows);
        let _ = write!(text, "{} {title}\n{cells}\n\n", first.topic);
    }
    text
}

fn side(output: Output, value: Option<&Text>, state: CellState) -> String {
    match (value, state) {
        (Some(text), _) => output.text(text).to_owned(),
        (None, CellState::Silent) => output.say("(says nothing)", "(sier ingenting)").to_owned(),
        (None, CellState::Unknown) => output.say("(not known)", "(ikke kjent)").to_owned(),
        (None, CellState::Absent | CellState::Stated) => output.say("(none)", "(ingen)").to_owned(),
    }
}
