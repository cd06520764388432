//! Maps of text to text in the order in which JavaScript prints them, so that both worlds give the same JSON.

use alloc::string::String;
use core::cmp::Ordering;

use crate::ordered::Map;

/// A name in JavaScript's order: array indices first, by number, then all others, here by code points.
#[derive(Clone, Debug, Eq, PartialEq)]
struct Key(String);

impl Key {
    /// An array index as ECMAScript defines it: a canonical decimal below 2³²−1.
    fn index(&self) -> Option<u32> {
        let number: u32 = self.0.parse().ok()?;
        (number < u32::MAX && alloc::format!("{number}") == self.0).then_some(number)
    }
}

impl Ord for Key {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.index(), other.index()) {
            (Some(left), Some(right)) => left.cmp(&right),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => self.0.cmp(&other.0),
        }
    }
}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// A map of text to text.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct TextMap(Map<Key, String>);

impl TextMap {
    /// The value of `name`.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(&Key(name.into())).map(String::as_str)
    }

    /// Names and values, in JavaScript's order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.0.as_str(), value.as_str()))
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<(String, String)> for TextMap {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(members: I) -> Self {
        Self(members.into_iter().map(|(name, value)| (Key(name), value)).collect())
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for TextMap {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

#[cfg(test)]
mod tests {
    use super::TextMap;
    use alloc::vec::Vec;

    #[test]
    fn array_indices_come_first() {
        let names = ["b", "10", "9", "a", "01", "4294967295", "4294967294", "-1"];
        let map: TextMap = names.iter().map(|name| ((*name).into(), "".into())).collect();
        let order: Vec<&str> = map.iter().map(|(name, _)| name).collect();
        assert_eq!(order, ["9", "10", "4294967294", "-1", "01", "4294967295", "a", "b"]);
    }
}
