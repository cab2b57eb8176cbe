//! A sentence in both languages of the product.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

const MONTHS_NB: [&str; 12] = [
    "januar",
    "februar",
    "mars",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "desember",
];

/// The languages the product speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// English.
    En,
    /// Norwegian Bokmål.
    Nb,
}

impl Language {
    /// The language for a system's locale, such as `nb-NO` or `en_GB.UTF-8`: Norwegian for any Norwegian, else English.
    pub fn of_locale(locale: Option<&str>) -> Self {
        let tag = locale.and_then(|locale| locale.split(['-', '_', '.']).next()).unwrap_or_default();
        if ["nb", "nn", "no"].iter().any(|norwegian| tag.eq_ignore_ascii_case(norwegian)) { Self::Nb } else { Self::En }
    }
}

/// One sentence or name, in English and in Norwegian Bokmål. Both travel together, so that the window can change
/// language without asking again and the command line can pick by `--lang`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Text {
    /// English.
    pub en: String,
    /// Norwegian Bokmål.
    pub nb: String,
}

impl Text {
    /// A text from its two wordings.
    pub fn new(en: impl Into<String>, nb: impl Into<String>) -> Self {
        Self { en: en.into(), nb: nb.into() }
    }

    /// The same wording in both languages: names and codes that are not translated.
    pub fn same(text: impl Into<String>) -> Self {
        let en = text.into();
        Self { nb: en.clone(), en }
    }

    /// A day in words, with its year.
    pub fn day(day: NaiveDate) -> Self {
        let month = usize::try_from(day.month0()).ok().and_then(|month| MONTHS_NB.get(month)).unwrap_or(&"");
        Self::new(day.format("%-d %B %Y").to_string(), format!("{}. {month} {}", day.day(), day.year()))
    }

    /// The wording in `language`.
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::En => &self.en,
            Language::Nb => &self.nb,
        }
    }
}
