//! What was probably meant.

/// Longer texts are not compared.
const MAX_LENGTH: usize = 512;

/// The candidate that `wanted` was probably meant to be: equal but for letter case, or at most two letters away, or,
/// for names of several parts, with one part replaced, added or left out. The nearest one, of several the first; a
/// candidate equal to `wanted` is no near miss. Constant memory, and time linear in the candidates' length.
#[must_use]
pub fn nearest<'a>(wanted: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let mut best: Option<(u8, &str)> = None;
    for candidate in candidates {
        let rank = distance(wanted, candidate);
        if let Some(rank) = rank.filter(|rank| best.is_none_or(|(least, _)| *rank < least)) {
            best = Some((rank, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// How far apart, from 0; `None`: too far, or the same.
fn distance(wanted: &str, candidate: &str) -> Option<u8> {
    if wanted == candidate || wanted.is_empty() || wanted.len() > MAX_LENGTH || candidate.len() > MAX_LENGTH {
        return None;
    }
    if wanted.eq_ignore_ascii_case(candidate) {
        return Some(0);
    }
    // Of a text of two letters, two edits leave nothing.
    let edits = if wanted.len() > 3 { 1..=2 } else { 1..=1 };
    for (edits, rank) in edits.zip(1..) {
        if within(wanted.as_bytes(), candidate.as_bytes(), edits) {
            return Some(rank);
        }
    }
    differs_in_one_part(wanted, candidate).then_some(3)
}

/// Whether at most `edits` insertions, deletions and replacements lead from one to the other. At most 3^`edits`
/// passes.
fn within(left: &[u8], right: &[u8], edits: u8) -> bool {
    let same = left.iter().zip(right).take_while(|(left, right)| left == right).count();
    let (left, right) = (left.get(same..).unwrap_or_default(), right.get(same..).unwrap_or_default());
    match (left.split_first(), right.split_first()) {
        (None, _) => right.len() <= usize::from(edits),
        (_, None) => left.len() <= usize::from(edits),
        (Some((_, shorter_left)), Some((_, shorter_right))) => edits.checked_sub(1).is_some_and(|edits| {
            within(shorter_left, shorter_right, edits)
                || within(shorter_left, right, edits)
                || within(left, shorter_right, edits)
        }),
    }
}

/// `a/b/c` and `a/x/c`, or `a/c`.
fn differs_in_one_part(wanted: &str, candidate: &str) -> bool {
    if !wanted.contains('/') || !candidate.contains('/') {
        return false;
    }
    let (parts, others) = (wanted.split('/').count(), candidate.split('/').count());
    let (before, after) = (
        wanted.split('/').zip(candidate.split('/')).take_while(|(part, other)| part == other).count(),
        wanted.rsplit('/').zip(candidate.rsplit('/')).take_while(|(part, other)| part == other).count(),
    );
    parts.abs_diff(others) <= 1 && before.saturating_add(after).saturating_add(1) >= parts.max(others)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    fn near<'a>(wanted: &str, there: &[&'a str]) -> Option<&'a str> {
        nearest(wanted, there.iter().copied())
    }

    #[test]
    fn letter_case_comes_before_edits_and_those_before_parts() {
        assert_eq!(near("ca:GlobalSign", &["ca:GlobalSigne", "ca:GlobalSIgn"]), Some("ca:GlobalSIgn"));
        assert_eq!(near("a.io/net", &["mirror.com/net", "a.io/nett"]), Some("a.io/nett"));
        assert_eq!(near("abcdef", &["abcd", "abcdeg", "abcdex"]), Some("abcdeg"));
    }

    #[test]
    fn parts_are_replaced_added_or_left_out() {
        assert_eq!(near("registry.io/team/app", &["registry.io/crew/app"]), Some("registry.io/crew/app"));
        assert_eq!(near("registry.io:443/app", &["registry.io/app"]), Some("registry.io/app"));
        assert_eq!(near("docker.io/alpine", &["docker.io/library/alpine"]), Some("docker.io/library/alpine"));
        assert_eq!(near("registry.io/team/app", &["mirror.io/crew/app"]), None);
        assert_eq!(near("longname", &["another"]), None, "a name of one part is not one differing part");
    }

    #[test]
    fn nothing_is_near_itself_or_very_short_or_very_long() {
        assert_eq!(near("skip", &["skip"]), None);
        assert_eq!(near("", &["a"]), None);
        assert_eq!(near("C", &["O"]), Some("O"));
        assert_eq!(near("ab", &["cd"]), None);
        let long = "a".repeat(100_000);
        assert_eq!(near(&long, &[long.to_uppercase().as_str()]), None);
        assert_eq!(near("naïve", &["naive"]), Some("naive"));
    }
}
