//! What an edition says in one place: a value, nothing, or something that is not known.

use serde::de::value::{MapAccessDeserializer, StrDeserializer};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde::{Serialize, de};
use std::fmt;
use std::marker::PhantomData;

/// Why an edition states no value. The two are never taken for one another, and neither is guessed around.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, serde::Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum Unstated {
    /// The page of the edition is known there, and said nothing.
    Silent,
    /// What the page of the edition said there is not known.
    Unknown,
}

impl Unstated {
    /// The word of the files, `silent` or `unknown`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Silent => "silent",
            Self::Unknown => "unknown",
        }
    }

    /// The state by its word.
    pub fn of(word: &str) -> Option<Self> {
        [Self::Silent, Self::Unknown].into_iter().find(|state| state.as_str() == word)
    }
}

/// One cell of an edition's tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell<T> {
    /// What the edition says.
    Stated(T),
    /// It says nothing, or nobody knows.
    Unstated(Unstated),
}

impl<T> Cell<T> {
    /// The value, where there is one.
    pub fn stated(&self) -> Option<&T> {
        match self {
            Self::Stated(value) => Some(value),
            Self::Unstated(_) => None,
        }
    }

    /// Why there is no value, where there is none.
    pub fn unstated(&self) -> Option<Unstated> {
        match self {
            Self::Stated(_) => None,
            Self::Unstated(state) => Some(*state),
        }
    }
}

/// In the files: the value itself, or one of the words `silent` and `unknown`.
impl<'de, T: Deserialize<'de>> Deserialize<'de> for Cell<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct CellVisitor<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for CellVisitor<T> {
            type Value = Cell<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value, `silent` or `unknown`")
            }

            fn visit_str<E: de::Error>(self, word: &str) -> Result<Self::Value, E> {
                match Unstated::of(word) {
                    Some(state) => Ok(Cell::Unstated(state)),
                    None => T::deserialize(StrDeserializer::new(word)).map(Cell::Stated),
                }
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(Cell::Stated)
            }
        }

        deserializer.deserialize_any(CellVisitor(PhantomData))
    }
}
