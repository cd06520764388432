//! Revocation: the rounds of a host that fetches what is wanted, OpenSSL's vectors, and the corpora.

use std::collections::BTreeSet;

use sealcheck_tests::case::{self, Case};
use sealcheck_tests::expectation::Expectation;

/// The cases of `tests/vectors/notation/revocation-*.json`; that each has its expected verdict is `vectors.rs`'s test.
fn cases() -> impl Iterator<Item = Case> {
    case::all().into_iter().filter(|(group, _)| group.starts_with("revocation-")).flat_map(|(_, members)| members)
}

/// The URLs that a verdict wants, by a host that starts with nothing: what it fetched, round by round.
fn rounds(case: &Case) -> (Vec<BTreeSet<String>>, Expectation) {
    let mut fetched = BTreeSet::new();
    let mut rounds = Vec::new();
    loop {
        let verdict = case.verify_after(&fetched).expect("the case is no caller's mistake");
        let wanted: BTreeSet<String> = verdict.wanted.iter().map(|wanted| wanted.url.clone()).collect();
        let fresh: BTreeSet<String> = wanted.difference(&fetched).cloned().collect();
        if fresh.is_empty() {
            return (rounds, Expectation::of(&Ok(verdict)));
        }
        assert!(rounds.len() < 4, "{}: more than four rounds: {rounds:?}, then {fresh:?}", case.id);
        fetched.extend(fresh.iter().cloned());
        rounds.push(fresh);
    }
}

#[test]
fn wanted_evidence_converges_in_four_rounds_to_the_same_result() {
    let mut longest = 0;
    for case in cases() {
        let (rounds, last) = rounds(&case);
        longest = longest.max(rounds.len());
        let whole = Expectation::of(&case.verify());
        // Evidence that nobody would have asked for can only be worse news.
        let unasked = ["ocsp-host", "crl-host", "crl-at-points-second-revoked"];
        let same = last.result == whole.result || unasked.iter().any(|prefix| case.id.starts_with(prefix));
        assert!(same, "{}: fetched {rounds:?}, {last:?}, all at once {whole:?}", case.id);
    }
    assert_eq!(longest, 2, "OCSP or CRL, then CRL, delta or the responder's CRL");
}
