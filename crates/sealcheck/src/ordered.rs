//! Maps and sets in the order of their keys.
//!
//! As the B-trees of `alloc`, whose code is compiled for every pair of types again (a few KB of wasm each): here the
//! entries lie in a vector as they came, and the tree over them knows only their positions, so it is compiled once.
//! Keys come from documents of whoever wrote them, so the tree is balanced; nothing is ever removed.

mod tree;

use alloc::vec::Vec;
use core::borrow::Borrow;
use core::fmt;

use tree::{Place, Tree};

/// A map in the order of its keys.
#[derive(Clone)]
pub struct Map<K, V> {
    entries: Vec<(K, V)>,
    tree: Tree,
}

impl<K, V> Map<K, V> {
    /// An empty map.
    #[must_use]
    pub const fn new() -> Self {
        Self { entries: Vec::new(), tree: Tree::new() }
    }

    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The entries in the order of their keys.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&K, &V)> {
        self.tree.in_order().into_iter().filter_map(|index| self.entries.get(index)).map(|(key, value)| (key, value))
    }

    /// The keys in their order.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &K> {
        self.iter().map(|(key, _)| key)
    }

    /// The values in the order of their keys.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &V> {
        self.iter().map(|(_, value)| value)
    }
}

impl<K, V> Map<K, V> {
    /// The entries in the order of their keys.
    pub(crate) fn into_entries(self) -> impl Iterator<Item = (K, V)> {
        let mut entries: Vec<_> = self.entries.into_iter().map(Some).collect();
        self.tree.in_order().into_iter().filter_map(move |index| entries.get_mut(index)?.take())
    }
}

impl<K: Ord, V> Map<K, V> {
    fn place<Q: Ord + ?Sized>(&self, key: &Q) -> Place
    where
        K: Borrow<Q>,
    {
        self.tree.search(&|index| self.entries.get(index).map(|(other, _)| key.cmp(other.borrow())))
    }

    fn vacant(&mut self, place: Place, key: K, value: V) {
        self.entries.push((key, value));
        self.tree.insert(place);
    }

    /// The value of `key`.
    #[must_use]
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.entries.get(self.place(key).found?).map(|(_, value)| value)
    }

    /// Whether there is a value of `key`.
    #[must_use]
    pub fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.place(key).found.is_some()
    }

    /// Sets the value of `key`; returns the one that it had.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        let place = self.place(&key);
        if let Some((_, old)) = place.found.and_then(|index| self.entries.get_mut(index)) {
            return Some(core::mem::replace(old, value));
        }
        self.vacant(place, key, value);
        None
    }

    /// Sets the values of several keys.
    pub(crate) fn extend(&mut self, entries: impl IntoIterator<Item = (K, V)>) {
        for (key, value) in entries {
            self.insert(key, value);
        }
    }

    /// The value of `key`, which `value` becomes if there is none.
    pub(crate) fn get_or_insert(&mut self, key: K, value: V) -> Option<&mut V> {
        let place = self.place(&key);
        let index = place.found.unwrap_or(self.entries.len());
        if place.found.is_none() {
            self.vacant(place, key, value);
        }
        self.entries.get_mut(index).map(|(_, value)| value)
    }
}

impl<K, V> Default for Map<K, V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K: PartialEq, V: PartialEq> PartialEq for Map<K, V> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl<K: Eq, V: Eq> Eq for Map<K, V> {}

impl<K: fmt::Debug, V: fmt::Debug> fmt::Debug for Map<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

/// Of equal keys the later one counts.
impl<K: Ord, V> FromIterator<(K, V)> for Map<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut map = Self::new();
        map.extend(entries);
        map
    }
}

impl<K: serde::Serialize, V: serde::Serialize> serde::Serialize for Map<K, V> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

/// A set in order.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Set<T>(Map<T, ()>);

impl<T> Default for Set<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Set<T> {
    pub(crate) const fn new() -> Self {
        Self(Map::new())
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.0.keys()
    }
}

impl<T: Ord> Set<T> {
    /// Whether `item` is new.
    pub(crate) fn insert(&mut self, item: T) -> bool {
        let place = self.0.place(&item);
        let is_new = place.found.is_none();
        if is_new {
            self.0.vacant(place, item, ());
        }
        is_new
    }

    pub(crate) fn contains<Q: Ord + ?Sized>(&self, item: &Q) -> bool
    where
        T: Borrow<Q>,
    {
        self.0.contains_key(item)
    }
}

impl<T: Ord> FromIterator<T> for Set<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self(items.into_iter().map(|item| (item, ())).collect())
    }
}

/// Each item once, in the order in which they come.
pub(crate) fn unique<T: Copy + Ord>(items: impl Iterator<Item = T>) -> impl Iterator<Item = T> {
    let mut seen = Set::new();
    items.filter(move |item| seen.insert(*item))
}
