//! The wordings of a text in the languages that were added.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::BTreeMap;

/// Wordings by the tags of their languages, in JSON an object. Those of a language that this program does not have are
/// kept as they are. Empty, it takes no memory of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Wordings(Box<[(String, String)]>);

impl Wordings {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The wording in the language with this tag.
    pub fn get(&self, tag: &str) -> Option<&str> {
        self.0.iter().find(|(own, _)| own == tag).map(|(_, wording)| wording.as_str())
    }

    /// All of them, without their tags.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(_, wording)| wording.as_str())
    }
}

impl FromIterator<(String, String)> for Wordings {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(wordings: I) -> Self {
        Self(wordings.into_iter().collect())
    }
}

impl Serialize for Wordings {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(tag, wording)| (tag, wording)))
    }
}

impl<'de> Deserialize<'de> for Wordings {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(BTreeMap::<String, String>::deserialize(deserializer)?.into_iter().collect())
    }
}

#[cfg(feature = "specta")]
impl specta::Type for Wordings {
    fn definition(types: &mut specta::Types) -> specta::datatype::DataType {
        <BTreeMap<String, String> as specta::Type>::definition(types)
    }
}
