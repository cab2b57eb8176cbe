//! The guide's texts of an edition: its own, those it shares with another, and what is told where it states nothing.

use super::parts::Topic;
use super::reader::Standing;
use super::{BASE_ID, BUILT_IN, Edition, Unstated};
use crate::language::Language;
use crate::text;
use crate::text::Text;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Where the text of a topic comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum TopicState {
    /// The edition has a text of its own.
    Own,
    /// It says the same as another edition.
    SameAs,
    /// Its page says nothing about it.
    Silent,
    /// What its page said about it is not known.
    Unknown,
}

/// Where the texts of an edition's own topics are.
#[derive(Clone)]
pub(super) enum Guide {
    /// In the program, read on demand: nobody needs all of them at once.
    BuiltIn,
    /// In memory, by file name.
    Read(Arc<BTreeMap<String, String>>),
}

impl std::fmt::Debug for Guide {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Guide")
    }
}

impl Edition {
    /// The ids of all topics.
    pub fn topic_ids() -> impl Iterator<Item = String> {
        (1..=42).map(|number| format!("S{number:02}"))
    }

    /// Where the text of a topic comes from.
    pub fn topic_state(&self, id: &str) -> TopicState {
        match self.topics.get(id) {
            Some(Standing::Own) => TopicState::Own,
            Some(Standing::SameAs(_)) => TopicState::SameAs,
            Some(Standing::Unstated(Unstated::Silent)) => TopicState::Silent,
            Some(Standing::Unstated(Unstated::Unknown)) | None => TopicState::Unknown,
        }
    }

    /// Why the edition states nothing about a topic, where it does not.
    pub fn unstated(&self, topic: &str) -> Option<Unstated> {
        match self.topic_state(topic) {
            TopicState::Own | TopicState::SameAs => None,
            TopicState::Silent => Some(Unstated::Silent),
            TopicState::Unknown => Some(Unstated::Unknown),
        }
    }

    /// The guide's text of a topic: what the edition says, or that it says nothing. None for what is no topic.
    pub fn topic(&self, id: &str) -> Option<Topic> {
        let standing = self.topics.get(id)?;
        let mut body = self.text(id)?;
        let same_as = match standing {
            Standing::SameAs(other) => Some(other.clone()),
            Standing::Own | Standing::Unstated(_) => None,
        };
        if let Some(preface) = self.preface(standing) {
            body = Text::joined([&preface, &body], "\n\n");
        }
        Some(Topic {
            id: id.to_owned(),
            title: self.topic_title(id)?,
            body: Text::each(|language| body.in_language(language).trim().to_owned()),
            edition: self.id.clone(),
            state: self.topic_state(id),
            same_as,
            dated: self.dated.clone(),
            sources: self.sources.clone(),
        })
    }

    /// The title of a topic alone.
    pub fn topic_title(&self, id: &str) -> Option<Text> {
        Text::of_each(|language| self.file_of(id, language).and_then(|text| titled(&text).map(|(title, _)| title)))
    }

    /// The text of a topic as it is written for this edition, without what the guide says about where it comes from.
    pub(crate) fn text(&self, id: &str) -> Option<Text> {
        if self.unstated(id).is_some() && self.own_file(id, Language::En).is_none() {
            return Some(Text::same(""));
        }
        Text::of_each(|language| self.file_of(id, language).and_then(|text| titled(&text).map(|(_, body)| body)))
    }

    /// The file that holds the title and the text of a topic. What an edition does not state is called as in the base
    /// edition.
    fn file_of(&self, id: &str, language: Language) -> Option<String> {
        match self.topics.get(id)? {
            Standing::Own => self.own_file(id, language),
            Standing::SameAs(other) => built_in_file(other, id, language),
            Standing::Unstated(_) => self.own_file(id, language).or_else(|| built_in_file(BASE_ID, id, language)),
        }
    }

    fn own_file(&self, id: &str, language: Language) -> Option<String> {
        match &self.guide {
            Guide::BuiltIn => built_in_file(&self.id, id, language),
            Guide::Read(files) => files.get(&file_name(id, language)).cloned(),
        }
    }

    /// What stands above the text of a topic that the edition has no text of its own for.
    fn preface(&self, standing: &Standing) -> Option<Text> {
        let id = &self.id;
        match standing {
            Standing::Own => None,
            Standing::SameAs(other) => Some(text!(
                "> Edition {id} says the same about this as edition {other}, whose text this is.",
                "> Utgave {id} sier det samme om dette som utgave {other}, og dette er teksten derfra.",
                id,
                other
            )),
            Standing::Unstated(Unstated::Silent) => Some(text!(
                "> Edition {id} says nothing about this. Rulings that would rest on it are refused with `silent-in-edition`.",
                "> Utgave {id} sier ingenting om dette. Svar som ville bygd på det, avslås med `silent-in-edition`.",
                id
            )),
            Standing::Unstated(Unstated::Unknown) => Some(text!(
                "> What edition {id} says about this is not known. Rulings that would rest on it are refused with `unknown-in-edition`; nothing is guessed.",
                "> Hva utgave {id} sier om dette, er ikke kjent. Svar som ville bygd på det, avslås med `unknown-in-edition`; ingenting gjettes.",
                id
            )),
        }
    }
}

/// The name of the file with the text of a topic.
pub(super) fn file_name(id: &str, language: Language) -> String {
    format!("guide/{id}.{language}.md")
}

/// The title and the body of a text of the guide.
pub(super) fn titled(text: &str) -> Option<(String, String)> {
    let (title, body) = text.strip_prefix("# ")?.split_once('\n')?;
    Some((title.trim().to_owned(), body.trim().to_owned()))
}

pub(super) fn built_in_file(edition: &str, id: &str, language: Language) -> Option<String> {
    let path = format!("{edition}/{}", file_name(id, language));
    BUILT_IN.get_file(path)?.contents_utf8().map(str::to_owned)
}
