//! The language the user has chosen.

use std::fmt;
use std::str::FromStr;

use rusqlite::ToSql;
use rusqlite::types::{FromSql, FromSqlResult, ToSqlOutput, ValueRef};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use support_policy::Language;

use crate::word::UnknownWord;

/// The language of the window. It is written as `system`, or as the tag of a language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LanguageChoice {
    /// The system's.
    System,
    /// This one.
    Of(Language),
}

impl LanguageChoice {
    /// The word it is written as.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Of(language) => language.tag(),
        }
    }
}

impl fmt::Display for LanguageChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for LanguageChoice {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        match word {
            "system" => Ok(Self::System),
            tag => Language::of_tag(tag).map(Self::Of).ok_or(UnknownWord),
        }
    }
}

impl Serialize for LanguageChoice {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// A language that is not known was chosen in a program that has it: here the system's has to do.
impl<'de> Deserialize<'de> for LanguageChoice {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(String::deserialize(deserializer)?.parse().unwrap_or(Self::System))
    }
}

impl ToSql for LanguageChoice {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.as_str().into())
    }
}

/// As for [`Deserialize`].
impl FromSql for LanguageChoice {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Ok(value.as_str()?.parse().unwrap_or(Self::System))
    }
}

#[cfg(feature = "specta")]
impl specta::Type for LanguageChoice {
    fn definition(types: &mut specta::Types) -> specta::datatype::DataType {
        <String as specta::Type>::definition(types)
    }
}
