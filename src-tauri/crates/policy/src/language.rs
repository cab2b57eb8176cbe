//! The languages the product speaks: one folder of `languages/` each.
//!
//! The English and the Norwegian wording of a sentence stand beside the code that says it. Every further language words
//! the same sentences in files; what it does not word is said in English.

use chrono::{Datelike, NaiveDate, Weekday};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

include!(concat!(env!("OUT_DIR"), "/tongues.rs"));

/// What the files of a language hold.
struct Tongue {
    tag: &'static str,
    system: &'static [&'static str],
    months: [&'static str; 12],
    months_short: [&'static str; 12],
    weekdays: [&'static str; 7],
    day: &'static str,
    day_of_year: &'static str,
    day_short: &'static str,
    holidays: &'static [&'static str],
    stemmer: Option<&'static str>,
    meanings: &'static [(&'static str, &'static str)],
    asked_as: &'static [(&'static str, &'static str)],
    /// English, Norwegian where that is needed to tell two apart, and the wording; sorted.
    sentences: &'static [(&'static str, &'static str, &'static str)],
}

/// A language the product speaks. It is written as its tag, such as `nb`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    /// English.
    En,
    /// Norwegian Bokmål.
    Nb,
    /// One of those that were added.
    Further(Further),
}

/// A language that was added as a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Further(usize);

impl Language {
    /// All of them, English first.
    pub fn all() -> impl Iterator<Item = Self> {
        [Self::En, Self::Nb].into_iter().chain(Further::all().map(Self::Further))
    }

    /// The language with this tag.
    pub fn of_tag(tag: &str) -> Option<Self> {
        Self::all().find(|language| language.tag() == tag)
    }

    /// The language for a system's locale, such as `nb-NO` or `en_GB.UTF-8`: the one that claims it, else English.
    pub fn of_locale(locale: Option<&str>) -> Self {
        let prefix = locale.and_then(|locale| locale.split(['-', '_', '.']).next()).unwrap_or_default();
        let claims = |language: &Self| language.tongue().system.iter().any(|own| prefix.eq_ignore_ascii_case(own));
        Self::all().find(claims).unwrap_or(Self::En)
    }

    /// Its tag, the name of its folder: `nb`.
    pub fn tag(self) -> &'static str {
        self.tongue().tag
    }

    /// One of two wordings of the same sentence, or that of a further language.
    pub fn say<'a>(self, en: &'a str, nb: &'a str) -> &'a str {
        match self {
            Self::En => en,
            Self::Nb => nb,
            Self::Further(further) => further.wording(en, nb).unwrap_or(en),
        }
    }

    /// A day in words: `31 December 2026`.
    pub fn day(self, day: NaiveDate) -> String {
        dated(self.tongue().day, &self.tongue().months, day)
    }

    /// A day in words without its year: `31 December`.
    pub fn day_of_year(self, day: NaiveDate) -> String {
        dated(self.tongue().day_of_year, &self.tongue().months, day)
    }

    /// A day in short words, with its year and the day of the week: `Thu 31 Dec 2026`.
    pub fn day_short(self, day: NaiveDate) -> String {
        let named = dated(self.tongue().day_short, &self.tongue().months_short, day);
        named.replace("{weekday}", self.weekday(day.weekday()))
    }

    /// A day of the week, short: `Mon`.
    pub fn weekday(self, day: Weekday) -> &'static str {
        self.tongue().weekdays.get(day.num_days_from_monday() as usize).copied().unwrap_or_default()
    }

    /// Whether the names that a country gives its holidays are in this language.
    pub fn names_holidays_of(self, country: &str) -> bool {
        self.tongue().holidays.contains(&country)
    }

    /// The name of the algorithm that stems its words, where its files name one.
    pub fn stemmer(self) -> Option<&'static str> {
        self.tongue().stemmer
    }

    /// The words that its files add to the meanings of a search: the name of the meaning, and words divided by `;`.
    pub fn meanings(self) -> &'static [(&'static str, &'static str)] {
        self.tongue().meanings
    }

    /// What its files say that a topic or a reading is asked as.
    pub fn asked_as(self, id: &str) -> &'static str {
        let found = self.tongue().asked_as.iter().find(|(known, _)| *known == id);
        found.map_or("", |(_, words)| words)
    }

    fn tongue(self) -> &'static Tongue {
        let index = match self {
            Self::En => 0,
            Self::Nb => 1,
            Self::Further(Further(index)) => index,
        };
        TONGUES.get(index).unwrap_or(&SILENT)
    }
}

fn dated(form: &str, months: &[&str; 12], day: NaiveDate) -> String {
    let month = usize::try_from(day.month0()).ok().and_then(|month| months.get(month));
    form.replace("{day}", &day.day().to_string())
        .replace("{month}", month.copied().unwrap_or_default())
        .replace("{year}", &day.year().to_string())
}

impl Further {
    /// All that were added.
    pub fn all() -> impl Iterator<Item = Self> {
        (2..TONGUES.len()).map(Self)
    }

    /// How it words a sentence.
    pub(crate) fn wording(self, en: &str, nb: &str) -> Option<&'static str> {
        let sentences = Language::Further(self).tongue().sentences;
        let find = |nb: &str| sentences.binary_search_by(|(own, sense, _)| (*own, *sense).cmp(&(en, nb))).ok();
        let found = find(nb).or_else(|| find(""))?;
        sentences.get(found).map(|(_, _, wording)| *wording)
    }
}

/// Stands in for what cannot happen: a language without a folder.
static SILENT: Tongue = Tongue {
    tag: "en",
    system: &[],
    months: [""; 12],
    months_short: [""; 12],
    weekdays: [""; 7],
    day: "",
    day_of_year: "",
    day_short: "",
    holidays: &[],
    stemmer: None,
    meanings: &[],
    asked_as: &[],
    sentences: &[],
};

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

impl Serialize for Language {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.tag())
    }
}

impl<'de> Deserialize<'de> for Language {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let tag = String::deserialize(deserializer)?;
        Self::of_tag(&tag).ok_or_else(|| D::Error::custom(format_args!("there is no language {tag}")))
    }
}

/// To the window, a tag is a word like any other: which languages there are, its messages know.
#[cfg(feature = "specta")]
impl specta::Type for Language {
    fn definition(types: &mut specta::Types) -> specta::datatype::DataType {
        <String as specta::Type>::definition(types)
    }
}

#[cfg(test)]
mod tests {
    use super::Language;

    #[test]
    fn a_locale_means_the_language_that_claims_it() {
        for (locale, tag) in [("nb-NO", "nb"), ("nn_NO.UTF-8", "nb"), ("NO", "nb"), ("en_GB.UTF-8", "en"), ("C", "en")]
        {
            assert_eq!(Language::of_locale(Some(locale)).tag(), tag, "{locale}");
        }
        assert_eq!(Language::of_locale(None), Language::En);
    }

    #[test]
    fn a_day_is_written_as_the_language_does() {
        let day = "2026-05-07".parse().expect("a date");
        assert_eq!((Language::En.day(day), Language::Nb.day(day)), ("7 May 2026".into(), "7. mai 2026".into()));
        assert_eq!((Language::En.day_of_year(day), Language::Nb.day_of_year(day)), ("7 May".into(), "7. mai".into()));
    }

    #[test]
    fn a_language_is_its_tag() {
        for language in Language::all() {
            assert_eq!(Language::of_tag(language.tag()), Some(language));
            let written = serde_json::to_string(&language).expect("a string");
            assert_eq!(written, format!("\"{}\"", language.tag()));
            assert_eq!(serde_json::from_str::<Language>(&written).expect("a language"), language);
        }
        assert!(serde_json::from_str::<Language>("\"xx\"").is_err());
    }
}
