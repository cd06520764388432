//! Collections in order, filled entry by entry.
//!
//! `collect()` sorts what goes into a B-tree, and every sort is 4 KB of wasm of its own.

use alloc::collections::{BTreeMap, BTreeSet};

/// As `collect()`.
pub(crate) fn map<K: Ord, V>(entries: impl IntoIterator<Item = (K, V)>) -> BTreeMap<K, V> {
    let mut map = BTreeMap::new();
    map.extend(entries);
    map
}

/// As `collect()`.
pub(crate) fn set<T: Ord>(items: impl IntoIterator<Item = T>) -> BTreeSet<T> {
    let mut set = BTreeSet::new();
    set.extend(items);
    set
}

/// Each item once, in the order in which they come.
pub(crate) fn unique<T: Copy + Ord>(items: impl Iterator<Item = T>) -> impl Iterator<Item = T> {
    let mut seen = BTreeSet::new();
    items.filter(move |item| seen.insert(*item))
}
