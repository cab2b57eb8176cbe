//! What must hold for the texts of the guide: there in both languages, with a title, in the right language, and every
//! link to a topic.

use super::Edition;
use super::problem::{Problem, Problems, line_at};
use super::reader::Standing;
use super::topics::{Guide, file_name, titled};
use crate::language::{Further, Language};
use crate::text;

impl Edition {
    /// The texts that were read from a folder; built-in ones are checked by a test.
    pub(super) fn validate_guide(&self, problems: &mut Problems) {
        let Guide::Read(files) = &self.guide else { return };
        for (id, standing) in &self.topics {
            let [en, nb] = [Language::En, Language::Nb].map(|language| files.get(&file_name(id, language)));
            match (standing, en, nb) {
                (Standing::SameAs(other), Some(_), _) | (Standing::SameAs(other), _, Some(_)) => {
                    let [name, _] = both(id);
                    problems.text(Problem::of_file(
                        &name,
                        text!(
                            "there is a text of {id}, although edition.toml takes that of edition {other}",
                            "det finnes en tekst om {id}, selv om edition.toml tar den fra utgave {other}",
                            id,
                            other
                        ),
                    ));
                }
                (Standing::SameAs(_) | Standing::Unstated(_), None, None) => {}
                (_, Some(en), Some(nb)) => {
                    check(id, en, nb, problems);
                    // A language that was added may be missing: the topic is then told in English.
                    for name in Further::all().map(|further| file_name(id, Language::Further(further))) {
                        if let Some(text) = files.get(&name) {
                            check_text(&name, text, problems);
                        }
                    }
                }
                (_, en, _) => {
                    let [name_en, name_nb] = both(id);
                    let name = if en.is_none() { name_en } else { name_nb };
                    let message = text!("{name} is missing", "{name} mangler", name);
                    problems.text(Problem::of_file(&name, message));
                }
            }
        }
    }
}

/// Everything that is wrong with the text of a topic.
fn check(id: &str, en: &str, nb: &str, problems: &mut Problems) {
    let [name_en, name_nb] = both(id);
    for (name, text) in [(&name_en, en), (&name_nb, nb)] {
        check_text(name, text, problems);
    }
    if let Some(((_, en), (_, nb))) = titled(en).zip(titled(nb))
        && en == nb
        && !en.is_empty()
    {
        let message = text!(
            "the Norwegian text is the English one, word for word",
            "den norske teksten er den engelske, ord for ord"
        );
        problems.text(Problem { line: Some(1), ..Problem::of_file(&name_nb, message) });
    }
}

fn check_text(name: &str, text: &str, problems: &mut Problems) {
    if titled(text).is_none_or(|(title, body)| title.is_empty() || body.is_empty()) {
        let message = text!(
            "the text does not begin with “# ” and its title, followed by the text itself",
            "teksten begynner ikke med «# » og tittelen, fulgt av selve teksten"
        );
        problems.text(Problem { line: Some(1), ..Problem::of_file(name, message) });
    }
    for (offset, link) in links(text) {
        if !is_link(link) {
            let message = text!(
                "the link leads to “{link}”, which is no topic and no https address",
                "lenken går til «{link}», som verken er et emne eller en https-adresse",
                link
            );
            let line = Some(line_at(text, offset));
            problems.text(Problem { line, allowed: vec!["S01 – S42".to_owned()], ..Problem::of_file(name, message) });
        }
    }
}

fn both(id: &str) -> [String; 2] {
    [Language::En, Language::Nb].map(|language| file_name(id, language))
}

fn is_link(link: &str) -> bool {
    Edition::topic_ids().any(|topic| topic == link) || link.starts_with("https://")
}

/// The targets of the links of a text, with their places.
fn links(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.match_indices("](").filter_map(|(at, _)| {
        let target = text.get(at + 2..)?;
        Some((at, target.split_once(')').map_or(target, |(target, _)| target)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_found_with_their_places() {
        let text = "a [b](S01) and\n[c](nowhere) and [d](";
        let found: Vec<(u32, &str)> = links(text).map(|(at, link)| (line_at(text, at), link)).collect();
        assert_eq!(found, [(1, "S01"), (2, "nowhere"), (2, "")]);
    }
}
