//! Properties over changed bytes, the same in every run: forgeries are never accepted, nothing panics, every verdict is
//! complete, and what is accepted deserves it even if every signature were valid.

#[path = "properties/claims.rs"]
mod claims;
#[path = "properties/edits.rs"]
mod edits;
#[path = "properties/total.rs"]
mod total;

use sealcheck::Verdict;
use sealcheck::verdict::{CheckName, fold};

/// Every signature has its eight rows in order, and its result is their fold.
fn complete(verdict: &Verdict, signatures: usize) {
    assert_eq!(verdict.signatures.len(), signatures, "a signature without an answer");
    for signature in &verdict.signatures {
        let names: Vec<CheckName> = signature.checks.iter().map(|check| check.name).collect();
        assert_eq!(names, CheckName::ALL);
        if verdict.policy.is_some() && verdict.result != sealcheck::Outcome::NotVerified {
            assert_eq!(signature.result, fold(&signature.checks).0);
        }
        for check in &signature.checks {
            assert_eq!(check.skipped_because.is_some(), check.status == sealcheck::verdict::Status::Skipped);
        }
    }
    let accepted = verdict.signatures.iter().position(|signature| signature.result == sealcheck::Outcome::Accepted);
    assert_eq!(verdict.accepted_by, accepted);
    assert_eq!(verdict.accepted().is_some(), verdict.result == sealcheck::Outcome::Accepted);
    assert_eq!(verdict.reason.is_none(), verdict.result == sealcheck::Outcome::Accepted);
}
