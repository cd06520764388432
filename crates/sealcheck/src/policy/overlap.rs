//! Identities of which one matches everything that another one matches (POL-63).

use alloc::vec::Vec;

use crate::ordered::{Map, Set};

use super::DistinguishedName;

/// Pairs of indices, narrow and wide: every signer that the narrow name matches is matched by the wide one. At most
/// one pair for each narrow name; of equal names the later one counts as narrow.
///
/// A wide name is kept under the rarest of its attributes, so it is compared only with names that have that one.
pub(super) fn overlaps(names: &[&DistinguishedName]) -> Vec<(usize, usize)> {
    let mut numbers = Map::new();
    let mut frequencies: Vec<usize> = Vec::new();
    let mut sets: Vec<Set<usize>> = Vec::with_capacity(names.len());
    for name in names {
        let mut set = Set::new();
        for attribute in name.attributes() {
            let fresh = frequencies.len();
            let number = numbers.get_or_insert(attribute, fresh).map_or(fresh, |number| *number);
            match frequencies.get_mut(number) {
                Some(frequency) => *frequency = frequency.saturating_add(1),
                None => frequencies.push(1),
            }
            set.insert(number);
        }
        sets.push(set);
    }
    let mut under: Map<usize, Vec<usize>> = Map::new();
    for (index, set) in sets.iter().enumerate() {
        if let Some(rarest) = set.iter().min_by_key(|number| frequencies.get(**number)) {
            under.get_or_insert(*rarest, Vec::new()).into_iter().for_each(|names| names.push(index));
        }
    }
    let wide = |narrow: usize, set: &Set<usize>| {
        let candidates = set.iter().filter_map(|number| under.get(number)).flatten();
        candidates.copied().find(|index| {
            sets.get(*index).is_some_and(|other| {
                let comes_first = other.len() < set.len() || (other.len() == set.len() && *index < narrow);
                comes_first && other.iter().all(|number| set.contains(number))
            })
        })
    };
    sets.iter().enumerate().filter_map(|(narrow, set)| Some((narrow, wide(narrow, set)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::overlaps;
    use crate::policy::DistinguishedName;
    use alloc::string::String;
    use alloc::vec::Vec;

    fn found(names: &[&str]) -> Vec<(usize, usize)> {
        let names: Vec<_> = names.iter().map(|name| DistinguishedName::parse(name).unwrap()).collect();
        overlaps(&names.iter().collect::<Vec<_>>())
    }

    #[test]
    fn pol_63_subsets_and_equals() {
        assert_eq!(found(&["C=US,ST=WA,O=x", "O=x,C=US,OU=a,ST=WA"]), [(1, 0)]);
        assert_eq!(found(&["C=US,ST=WA,O=x,OU=a", "C=US,ST=WA,O=x"]), [(0, 1)]);
        assert_eq!(found(&["C=US,ST=WA,O=x", "O=x,S=WA,C=US", "C=US,ST=WA,O=x"]), [(1, 0), (2, 0)]);
        assert_eq!(found(&["C=US,ST=WA,O=x", "C=US,ST=WA,O=y", "C=US,ST=OR,O=x,CN=a"]), []);
    }

    #[test]
    fn pol_64_d_38_partial_overlap_is_allowed() {
        assert_eq!(found(&["C=US,ST=WA,O=x,CN=a", "C=US,ST=WA,O=x,OU=b"]), []);
    }

    #[test]
    fn many_identities_take_no_time() {
        let names: Vec<String> = (0..20_000).map(|i| alloc::format!("C=US,ST=WA,O=x,OU={},CN={i}", i % 7)).collect();
        let mut names: Vec<&str> = names.iter().map(String::as_str).collect();
        assert_eq!(found(&names), []);
        names.push("C=US,ST=WA,O=x,CN=19999");
        assert_eq!(found(&names), [(19_999, 20_000)]);
    }
}
