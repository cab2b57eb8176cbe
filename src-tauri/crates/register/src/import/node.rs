//! One element of an export, read leniently: keys in any case, only those that some format knows, objects that
//! PowerShell flattened or put in a bag.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::problem::{RowProblem, has_invisible};
use super::value::{self, DateOrder};

/// A text that is longer is no id, name or date.
const LONGEST_TEXT: usize = 4096;

/// A value of an element.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Node {
    /// Nothing, which PowerShell writes for every property that an object does not have.
    Null,
    /// True or false.
    Bool(bool),
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
    /// A text too long for anything that is read.
    Long,
    /// A list.
    List(Vec<Node>),
    /// An object, its known keys in lower case.
    Object(Vec<(&'static str, Node)>),
}

/// The keys that are read; all others are passed over unread. Sorted.
const KEYS: &[&str] = &[
    "@odata.context",
    "@odata.nextlink",
    "@odata.type",
    "accessassignments",
    "accesscontainer",
    "accesscontainerid",
    "accesscontainertype",
    "accessdetails",
    "accountenabled",
    "activateddatetime",
    "additionalproperties",
    "assignmenttype",
    "autoextendduration",
    "autorenewenabled",
    "billingcycle",
    "billingtype",
    "capabilitystatus",
    "code",
    "commercesubscriptionid",
    "commitmentenddate",
    "companyname",
    "companyprofile",
    "consumedunits",
    "contracttype",
    "createddatetime",
    "creationdate",
    "customer",
    "customerid",
    "days",
    "delegatedadminrelationshipid",
    "directoryscopeid",
    "displayname",
    "domain",
    "duration",
    "effectivestartdate",
    "enabled",
    "enddatetime",
    "error",
    "friendlyname",
    "grouptypes",
    "id",
    "indirectprovidertenantid",
    "ispartnerconsentpending",
    "istrial",
    "items",
    "lastmodifieddatetime",
    "links",
    "lockedout",
    "mail",
    "mailenabled",
    "members",
    "membertype",
    "message",
    "name",
    "next",
    "nextlifecycledatetime",
    "offerid",
    "offername",
    "orderid",
    "ownertenantid",
    "prepaidunits",
    "principal",
    "principalid",
    "quantity",
    "relationshipid",
    "relationshiptopartner",
    "roleassignmentoriginid",
    "roleassignmentscheduleid",
    "roledefinition",
    "roledefinitionid",
    "roleeligibilityscheduleid",
    "roletemplateid",
    "securityenabled",
    "self",
    "serviceplans",
    "skuid",
    "skupartnumber",
    "startdatetime",
    "status",
    "subscriptionids",
    "suspended",
    "tenantid",
    "termduration",
    "totaldays",
    "totallicenses",
    "unifiedroles",
    "uri",
    "userprincipalname",
    "usertype",
    "value",
    "warning",
];

/// What went wrong while reading that the JSON reader's own error does not say.
#[derive(Debug, Default)]
pub(crate) struct Trouble {
    /// A key that an object has twice.
    pub(crate) twice: Cell<Option<&'static str>>,
    /// Set when the reader of the elements wants no more.
    pub(crate) too_many: Cell<bool>,
}

/// Reads a [`Node`].
#[derive(Clone, Copy)]
pub(crate) struct NodeSeed<'t>(pub(crate) &'t Trouble);

impl<'de> DeserializeSeed<'de> for NodeSeed<'_> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for NodeSeed<'_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Bool(value))
    }

    #[expect(clippy::cast_precision_loss, reason = "counts and milliseconds are far below")]
    fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
        Ok(Node::Number(value as f64))
    }

    #[expect(clippy::cast_precision_loss, reason = "counts and milliseconds are far below")]
    fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
        Ok(Node::Number(value as f64))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
        Ok(Node::Number(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Node, E> {
        Ok(if value.len() > LONGEST_TEXT { Node::Long } else { Node::Text(value.to_owned()) })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Node, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element_seed(self)? {
            items.push(item);
        }
        Ok(Node::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Node, A::Error> {
        let mut entries: Vec<(&'static str, Node)> = Vec::new();
        while let Some(key) = object.next_key_seed(KeySeed)? {
            let Some(key) = key else {
                object.next_value::<IgnoredAny>()?;
                continue;
            };
            self.0.refuse_twice(&entries, key)?;
            entries.push((key, object.next_value_seed(self)?));
        }
        Ok(Node::Object(entries))
    }
}

impl Trouble {
    /// An object says a thing once.
    pub(crate) fn refuse_twice<E: Error>(&self, entries: &[(&'static str, Node)], key: &'static str) -> Result<(), E> {
        if entries.iter().any(|(known, _)| *known == key) {
            self.twice.set(Some(key));
            return Err(E::custom("a key stands twice in one object"));
        }
        Ok(())
    }
}

/// Reads a key: a known one in lower case, or none.
pub(crate) struct KeySeed;

impl<'de> DeserializeSeed<'de> for KeySeed {
    type Value = Option<&'static str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for KeySeed {
    type Value = Option<&'static str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        let mut lower = [0; 40];
        let Some(lower) = lower.get_mut(..key.len()) else { return Ok(None) };
        lower.copy_from_slice(key.as_bytes());
        lower.make_ascii_lowercase();
        let found = KEYS.binary_search_by(|known| known.as_bytes().cmp(lower));
        Ok(found.ok().and_then(|at| KEYS.get(at).copied()))
    }
}

impl Node {
    /// Whether the object has the key, also when it says nothing there.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.entry(key).is_some() || self.bag().is_some_and(|bag| bag.entry(key).is_some())
    }

    /// The value of a key, also out of the bag that PowerShell keeps properties in that its types do not know.
    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        let said = |node: &&Node| match node {
            Self::Null => false,
            Self::Text(text) => !text.trim().is_empty(),
            _ => true,
        };
        let inside = || self.bag()?.entry(key).filter(said);
        self.entry(key).filter(said).or_else(inside)
    }

    /// Whether a text in it holds something that nobody sees.
    pub(crate) fn has_invisible(&self) -> bool {
        match self {
            Self::Text(text) => has_invisible(text),
            Self::List(items) => items.iter().any(Self::has_invisible),
            Self::Object(entries) => entries.iter().any(|(_, node)| node.has_invisible()),
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::Long => false,
        }
    }

    fn entry(&self, key: &str) -> Option<&Node> {
        let Self::Object(entries) = self else { return None };
        entries.iter().find(|(known, _)| *known == key).map(|(_, node)| node)
    }

    fn bag(&self) -> Option<&Node> {
        self.entry("additionalproperties")
    }

    /// A text.
    pub(crate) fn text(&self, key: &str, field: &str) -> Result<Option<&str>, RowProblem> {
        match self.get(key) {
            None => Ok(None),
            Some(Self::Text(text)) => Ok(Some(text.trim())),
            Some(Self::Long) => Err(RowProblem::too_long(field)),
            Some(_) => Err(RowProblem::wrong_type(field)),
        }
    }

    /// A text that must be there.
    pub(crate) fn need_text(&self, key: &str, field: &str) -> Result<&str, RowProblem> {
        self.text(key, field)?.ok_or_else(|| RowProblem::missing(field))
    }

    /// A GUID, in lower case.
    pub(crate) fn guid(&self, key: &str, field: &str) -> Result<Option<String>, RowProblem> {
        self.text(key, field)?
            .map(|text| value::guid(text).ok_or_else(|| RowProblem::malformed(field, text)))
            .transpose()
    }

    /// A GUID that must be there.
    pub(crate) fn need_guid(&self, key: &str, field: &str) -> Result<String, RowProblem> {
        self.guid(key, field)?.ok_or_else(|| RowProblem::missing(field))
    }

    /// An instant; also as the object that Windows PowerShell makes of one.
    pub(crate) fn instant(&self, key: &str, field: &str) -> Result<Option<chrono::DateTime<chrono::Utc>>, RowProblem> {
        let given = match self.get(key) {
            Some(object @ Self::Object(_)) if object.has("value") => object.text("value", field)?,
            _ => self.text(key, field)?,
        };
        let Some(text) = given else { return Ok(None) };
        let moment = value::moment(text, DateOrder::MonthFirst).map_err(|_| RowProblem::malformed(field, text))?;
        Ok(moment.map(value::Moment::in_utc))
    }

    /// A duration in whole days; also as the object that PowerShell makes of one.
    pub(crate) fn days(&self, key: &str, field: &str) -> Result<Option<u32>, RowProblem> {
        match self.get(key) {
            Some(object @ Self::Object(_)) => {
                let days = object.count("days", field)?.or(object.count("totaldays", field)?);
                Ok(Some(days.ok_or_else(|| RowProblem::wrong_type(field))?))
            }
            _ => self
                .text(key, field)?
                .map(|text| value::days(text).ok_or_else(|| RowProblem::malformed(field, text)))
                .transpose(),
        }
    }

    /// A count; also written as a text.
    pub(crate) fn count(&self, key: &str, field: &str) -> Result<Option<u32>, RowProblem> {
        match self.get(key) {
            None => Ok(None),
            Some(Self::Number(number)) if (0.0..=f64::from(u32::MAX)).contains(number) => {
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within range")]
                let count = *number as u32;
                Ok(Some(count))
            }
            Some(Self::Text(text)) => text.trim().parse().map(Some).map_err(|_| RowProblem::malformed(field, text)),
            Some(_) => Err(RowProblem::wrong_type(field)),
        }
    }

    /// True or false; also written as a text.
    pub(crate) fn flag(&self, key: &str, field: &str) -> Result<Option<bool>, RowProblem> {
        match self.get(key) {
            None => Ok(None),
            Some(Self::Bool(flag)) => Ok(Some(*flag)),
            Some(Self::Text(text)) if text.eq_ignore_ascii_case("true") => Ok(Some(true)),
            Some(Self::Text(text)) if text.eq_ignore_ascii_case("false") => Ok(Some(false)),
            Some(_) => Err(RowProblem::wrong_type(field)),
        }
    }

    /// A nested object. A text in its place is what a too small `-Depth` leaves.
    pub(crate) fn object(&self, key: &str, field: &str) -> Result<Option<&Node>, RowProblem> {
        match self.get(key) {
            None => Ok(None),
            Some(node @ Self::Object(_)) => Ok(Some(node)),
            Some(Self::Text(_)) => Err(RowProblem::depth(field)),
            Some(_) => Err(RowProblem::wrong_type(field)),
        }
    }

    /// A nested object that must be there.
    pub(crate) fn need_object(&self, key: &str, field: &str) -> Result<&Node, RowProblem> {
        self.object(key, field)?.ok_or_else(|| RowProblem::missing(field))
    }

    /// A list of objects; one alone may stand without the list, as PowerShell writes it.
    pub(crate) fn list(&self, key: &str, field: &str) -> Result<&[Node], RowProblem> {
        match self.get(key) {
            None => Ok(&[]),
            Some(Self::List(items)) => Ok(items),
            Some(one @ Self::Object(_)) => Ok(std::slice::from_ref(one)),
            Some(Self::Text(_) | Self::Long) => Err(RowProblem::depth(field)),
            Some(_) => Err(RowProblem::wrong_type(field)),
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_keys_are_sorted_and_short() {
        assert!(super::KEYS.is_sorted());
        assert!(super::KEYS.iter().all(|key| key.len() <= 40 && *key == key.to_lowercase()));
    }
}
