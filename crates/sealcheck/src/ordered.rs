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
