//! Identities of which one matches everything that another one matches (POL-63).

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use super::DistinguishedName;

/// Pairs of indices, narrow and wide: every signer that the narrow name matches is matched by the wide one. At most
/// one pair for each narrow name; of equal names the later one counts as narrow.
///
/// A wide name is kept under the rarest of its attributes, so it is compared only with names that have that one.
pub(super) fn overlaps(names: &[&DistinguishedName]) -> Vec<(usize, usize)> {
    let mut numbers = BTreeMap::new();
    let mut frequencies: Vec<usize> = Vec::new();
    let mut sets: Vec<Vec<usize>> = Vec::with_capacity(names.len());
    for name in names {
        let mut set = Vec::new();
        for attribute in name.attributes() {
            let number = *numbers.entry(attribute).or_insert(frequencies.len());
            match frequencies.get_mut(number) {
                Some(frequency) => *frequency = frequency.saturating_add(1),
                None => frequencies.push(1),
            }
            set.push(number);
        }
        set.sort_unstable();
        sets.push(set);
    }
    let mut under: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (index, set) in sets.iter().enumerate() {
        if let Some(rarest) = set.iter().min_by_key(|number| frequencies.get(**number)) {
            under.entry(*rarest).or_default().push(index);
        }
    }
    let wide = |narrow: usize, set: &[usize]| {
        let candidates = set.iter().filter_map(|number| under.get(number)).flatten();
        candidates.copied().find(|index| {
            sets.get(*index).is_some_and(|other| {
                let comes_first = other.len() < set.len() || (other.len() == set.len() && *index < narrow);
                comes_first && other.iter().all(|number| set.binary_search(number).is_ok())
            })
        })
    };
    sets.iter().enumerate().filter_map(|(narrow, set)| Some((narrow, wide(narrow, set)?))).collect()
}
