//! A sentence in every language of the product.

use crate::language::{Further, Language};
use crate::wordings::Wordings;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::fmt::{self, Display, Write as _};

/// One sentence or name, in every language. All wordings travel together, so that the window can change language without
/// asking again and the command line can pick by `--lang`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Text {
    /// English.
    pub en: String,
    /// Norwegian Bokmål.
    pub nb: String,
    /// The languages that were added, by their tags; what is missing is said in English.
    #[serde(default, skip_serializing_if = "Wordings::is_empty")]
    #[cfg_attr(feature = "specta", specta(optional))]
    pub further: Wordings,
}

impl Text {
    /// A text that stands whole in the data. Sentences of the code are made by [`text!`](crate::text!).
    pub fn new(en: impl Into<String>, nb: impl Into<String>) -> Self {
        let (en, nb) = (en.into(), nb.into());
        let further = further(|further| further.wording(&en, &nb).map(str::to_owned));
        Self { en, nb, further }
    }

    /// The same wording in all languages: names and codes that are not translated.
    pub fn same(text: impl Into<String>) -> Self {
        let en = text.into();
        Self { nb: en.clone(), en, further: Wordings::default() }
    }

    /// What is put together from other texts, and from signs that are the same everywhere.
    pub fn each(wording: impl Fn(Language) -> String) -> Self {
        let further = further(|further| Some(wording(Language::Further(further))));
        Self { en: wording(Language::En), nb: wording(Language::Nb), further }
    }

    /// What a file of each language says; none without the two that are always there.
    pub(crate) fn of_each(file: impl Fn(Language) -> Option<String>) -> Option<Self> {
        let further = further(|further| file(Language::Further(further)));
        Some(Self { en: file(Language::En)?, nb: file(Language::Nb)?, further })
    }

    /// Texts one after another, with the same sign between them everywhere.
    pub fn joined<'a>(texts: impl IntoIterator<Item = &'a Self>, sign: &str) -> Self {
        let texts: Vec<&Self> = texts.into_iter().collect();
        Self::each(|language| texts.iter().map(|text| text.in_language(language)).collect::<Vec<_>>().join(sign))
    }

    /// A day in words, with its year.
    pub fn day(day: NaiveDate) -> Self {
        Self::each(|language| language.day(day))
    }

    /// The wording in `language`.
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::En => &self.en,
            Language::Nb => &self.nb,
            Language::Further(_) => self.further.get(language.tag()).unwrap_or(&self.en),
        }
    }

    /// The wording in `language`, alone.
    pub fn into_language(self, language: Language) -> String {
        match language {
            Language::En => self.en,
            Language::Nb => self.nb,
            Language::Further(_) => self.further.get(language.tag()).map_or(self.en, str::to_owned),
        }
    }

    /// The wordings in all languages.
    pub fn wordings(&self) -> impl Iterator<Item = &str> {
        [self.en.as_str(), &self.nb].into_iter().chain(self.further.all())
    }

    /// What [`text!`](crate::text!) makes.
    #[doc(hidden)]
    pub fn filled(en: &str, nb: &str, said: &[(&str, &dyn Said)]) -> Self {
        // What is not worded yet is said in English, and what is put in, in the language all the same.
        let further =
            further(|further| Some(fill(further.wording(en, nb).unwrap_or(en), said, Language::Further(further))));
        Self { en: fill(en, said, Language::En), nb: fill(nb, said, Language::Nb), further }
    }
}

fn further(wording: impl Fn(Further) -> Option<String>) -> Wordings {
    let tagged = |further| Some((Language::Further(further).tag().to_owned(), wording(further)?));
    Further::all().filter_map(tagged).collect()
}

/// A sentence, worded in English and in Norwegian where it is said, and in every further language by its files: the English
/// is the key. `{name}` stands for what is given after the wordings; a [`Text`] is put in in the language of the sentence.
///
/// ```
/// use support_policy::{Text, text};
/// let plan = Text::new("Premier", "Premier");
/// let said = text!("{plan} ends on {day}.", "{plan} slutter {day}.", plan, day = "2026-12-31");
/// assert_eq!(said.nb, "Premier slutter 2026-12-31.");
/// ```
///
/// Both wordings have to name all that is given, and nothing else:
///
/// ```compile_fail
/// support_policy::text!("{plan} ends.", "Planen slutter.", plan = "Premier");
/// ```
#[macro_export]
macro_rules! text {
    (@given $name:ident) => { $name };
    (@given $name:ident = $value:expr) => { $value };
    ($en:literal, $nb:literal $(,)?) => {{
        const { $crate::text::same_placeholders($en, $nb, &[]) };
        $crate::Text::new($en, $nb)
    }};
    ($en:literal, $nb:literal, $($name:ident $(= $value:expr)?),+ $(,)?) => {{
        const { $crate::text::same_placeholders($en, $nb, &[$(stringify!($name)),+]) };
        $crate::Text::filled($en, $nb, &[$((stringify!($name), &$crate::text!(@given $name $(= $value)?))),+])
    }};
}

/// What can stand in a sentence.
pub trait Said {
    /// Writes it in `language`.
    ///
    /// # Errors
    /// When `f` cannot be written to.
    fn say(&self, language: Language, f: &mut fmt::Formatter<'_>) -> fmt::Result;
}

impl<T: Display + ?Sized> Said for T {
    fn say(&self, _: Language, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.fmt(f)
    }
}

impl Said for Text {
    fn say(&self, language: Language, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.in_language(language))
    }
}

impl Said for &Text {
    fn say(&self, language: Language, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.in_language(language))
    }
}

/// One value as it is said in one language.
struct In<'a>(&'a dyn Said, Language);

impl Display for In<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.say(self.1, f)
    }
}

/// A template with its placeholders filled. One that is not given stays as it stands.
fn fill(template: &str, said: &[(&str, &dyn Said)], language: Language) -> String {
    let mut filled = String::with_capacity(template.len() + 16 * said.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let value = after.split_once('}').and_then(|(name, after)| {
            let (_, value) = said.iter().find(|(known, _)| *known == name)?;
            Some((value, after))
        });
        rest = if let Some((value, after)) = value {
            // Writing to a string cannot fail.
            let _ = write!(filled, "{}", In(*value, language));
            after
        } else {
            filled.push('{');
            after
        };
    }
    filled.push_str(rest);
    filled
}

/// Stops the compiler where two wordings do not name the same, namely `names`.
#[doc(hidden)]
pub const fn same_placeholders(en: &str, nb: &str, names: &[&str]) {
    assert!(names_only(en.as_bytes(), names), "the English wording has a placeholder that is not given");
    assert!(names_only(nb.as_bytes(), names), "the Norwegian wording has a placeholder that is not given");
    assert!(names_all(en.as_bytes(), names), "the English wording leaves out what is given");
    assert!(names_all(nb.as_bytes(), names), "the Norwegian wording leaves out what is given");
}

const fn names_only(mut template: &[u8], names: &[&str]) -> bool {
    while let [first, rest @ ..] = template {
        if *first == b'{' && !begins_with_any(rest, names) {
            return false;
        }
        template = rest;
    }
    true
}

const fn names_all(template: &[u8], mut names: &[&str]) -> bool {
    while let [name, others @ ..] = names {
        let (mut rest, mut found) = (template, false);
        while let [first, after @ ..] = rest {
            found = found || (*first == b'{' && begins_with(after, name.as_bytes()));
            rest = after;
        }
        if !found {
            return false;
        }
        names = others;
    }
    true
}

const fn begins_with_any(text: &[u8], mut names: &[&str]) -> bool {
    while let [name, others @ ..] = names {
        if begins_with(text, name.as_bytes()) {
            return true;
        }
        names = others;
    }
    false
}

/// Whether `text` begins with `name` and a closing brace.
const fn begins_with(mut text: &[u8], mut name: &[u8]) -> bool {
    while let ([first, rest @ ..], [letter, letters @ ..]) = (text, name) {
        if *first != *letter {
            return false;
        }
        (text, name) = (rest, letters);
    }
    name.is_empty() && matches!(text, [b'}', ..])
}

#[cfg(test)]
mod tests {
    use super::{Said, Text, fill};
    use crate::Language;

    #[test]
    fn a_sentence_is_filled_in_each_language() {
        let (plan, left) = (Text::new("the plan", "planen"), 2);
        let said = text!("{left} of {plan} left", "{left} igjen av {plan}", left, plan = &plan);
        assert_eq!((said.en.as_str(), said.nb.as_str()), ("2 of the plan left", "2 igjen av planen"));
    }

    #[test]
    fn what_is_not_given_stays_and_what_is_put_in_is_not_read_again() {
        let given: [(&str, &dyn Said); 1] = [("name", &"{other} {name}")];
        assert_eq!(fill("{other} {name} {", &given, Language::En), "{other} {other} {name} {");
    }

    #[test]
    fn further_languages_are_left_out_of_json_where_there_are_none() {
        let text = Text { further: [("sv".to_owned(), "tre".to_owned())].into_iter().collect(), ..Text::same("3") };
        let written = serde_json::to_value(&text).expect("json");
        assert_eq!(written, serde_json::json!({ "en": "3", "nb": "3", "further": { "sv": "tre" } }));
        assert_eq!(serde_json::from_value::<Text>(written).expect("a text"), text);
        let two = serde_json::to_value(Text::same("3")).expect("json");
        assert_eq!(two, serde_json::json!({ "en": "3", "nb": "3" }));
    }
}
