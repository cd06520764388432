//! The whole of `verify`: a vector, changed part by part as the bytes say, under a provider that says yes to every
//! signature. What is accepted must deserve it by rules that are recomputed elsewhere ([`oracle`]).

use std::sync::LazyLock;

use arbitrary::Unstructured;
use sealcheck::verdict::{CheckName, Status, fold};
use sealcheck::{Outcome, Time, Verdict};
use sha2::{Digest as _, Sha256};

use crate::drive::AcceptAll;
use crate::fuzz::{mutate, oracle, seeds};
use crate::owned::{Asked, Owned};

/// The vectors by a number that does not change when others come.
static BY_NUMBER: LazyLock<Vec<(u32, &'static Owned)>> = LazyLock::new(|| {
    let mut numbered: Vec<_> = seeds::VECTORS.iter().map(|(id, owned)| (number(id), owned)).collect();
    numbered.sort_by_key(|(number, _)| *number);
    numbered
});

fn number(id: &str) -> u32 {
    let digest = Sha256::digest(id.as_bytes());
    u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]])
}

/// The vector of that name, without changes.
pub(super) fn seed(id: &str) -> Vec<u8> {
    number(id).to_be_bytes().to_vec()
}

pub(super) fn verify(data: &[u8]) {
    run(data);
}

/// Whether it was accepted.
fn run(data: &[u8]) -> bool {
    let Some((start, program)) = data.split_first_chunk::<4>() else { return false };
    let wanted = u32::from_be_bytes(*start);
    let at = BY_NUMBER.partition_point(|(number, _)| *number < wanted);
    let mut owned = BY_NUMBER[at % BY_NUMBER.len()].1.clone();
    let mut program = Unstructured::new(program);
    mutate::change(&mut owned, &mut program);
    judge(&owned)
}

/// What must hold of every request.
fn judge(owned: &Owned) -> bool {
    let Ok(verdict) = owned.verify(Asked::Provider(&AcceptAll)) else { return false };
    complete(&verdict, owned.signatures.len());
    let answered = owned.verify(Asked::AnswersYes).expect("the same request");
    assert_eq!(answered, verdict, "a host that is asked gets another verdict than a provider");
    if verdict.result != Outcome::Accepted {
        assert!(verdict.valid_until.is_none() && verdict.accepted().is_none());
        return false;
    }
    oracle::deserves_it(owned, &verdict);
    holds_until(owned, &verdict);
    true
}

/// Every signature has its eight rows in order, and its result is their fold.
fn complete(verdict: &Verdict, signatures: usize) {
    assert_eq!(verdict.signatures.len(), signatures, "a signature without an answer");
    let judged = verdict.policy.is_some() && verdict.result != Outcome::NotVerified;
    for signature in &verdict.signatures {
        assert!(signature.checks.iter().map(|check| check.name).eq(CheckName::ALL));
        assert!(!judged || signature.result == fold(&signature.checks).0);
        for check in &signature.checks {
            assert_eq!(check.skipped_because.is_some(), check.status == Status::Skipped);
            assert_eq!(check.finding.is_some(), matches!(check.status, Status::Failed | Status::Inconclusive));
        }
        let intact = signature.checks[0].status == Status::Passed;
        assert!(signature.signer.is_some() == intact && signature.claimed.is_none() | !intact);
    }
    let accepted = verdict.signatures.iter().position(|signature| signature.result == Outcome::Accepted);
    assert_eq!(verdict.accepted_by, accepted.filter(|_| judged));
    assert_eq!(verdict.reason.is_none(), verdict.result == Outcome::Accepted);
}

/// `validUntil`: the verdict holds for every time before it.
fn holds_until(owned: &Owned, verdict: &Verdict) {
    let until = verdict.valid_until.as_deref().and_then(Time::parse_rfc3339).expect("an accepted verdict has an end");
    let last = until.saturating_sub_nanoseconds(1);
    // No end is written as the last second there is; evidence may allow for clocks that are slow.
    if last <= owned.at {
        return;
    }
    let mut later = owned.clone();
    later.at = last;
    let verdict = later.verify(Asked::Provider(&AcceptAll)).expect("the same configuration");
    assert_eq!(verdict.result, Outcome::Accepted, "accepted until {until}, but not at {last}: {:?}", verdict.reason);
}

#[cfg(test)]
mod tests {
    use super::{number, run};
    use crate::fuzz::seeds::VECTORS;
    use crate::random::Random;

    /// Changes that nothing survives would test nothing.
    #[test]
    fn changed_vectors_are_accepted_often_enough() {
        let mut random = Random::new(5);
        let mut accepted = 0;
        for _ in 0..600 {
            let (id, _) = random.pick(&VECTORS);
            let start = number(id).to_be_bytes();
            let program = random.bytes(24);
            accepted += usize::from(run(&[&start[..], &program].concat()));
        }
        assert!(accepted > 40, "{accepted} of 600");
    }
}
