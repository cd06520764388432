//! "What the rows mean" in the API contract, as a table: from rows to a result and its worth (VER-18, VER-26…42).

use sealcheck::policy::Action;
use sealcheck::verdict::{Check, CheckEvidence, CheckName, NoEvidence, SkippedBecause, Status, Trust, deciding, fold};
use sealcheck::{Code, Finding, Outcome, Time};
use sealcheck_rustcrypto::RustCrypto;
use sealcheck_tests::mint::World;

type State = (Status, Option<SkippedBecause>);

const PASSED: State = (Status::Passed, None);
const FAILED: State = (Status::Failed, None);
const INCONCLUSIVE: State = (Status::Inconclusive, None);
const BLOCKED: State = (Status::Skipped, Some(SkippedBecause::Blocked));
const NOT_REQUESTED: State = (Status::Skipped, Some(SkippedBecause::NotRequested));
const BY_POLICY: State = (Status::Skipped, Some(SkippedBecause::Policy));

/// One row beside seven that passed: whether the signature is accepted, and its worth if the row is any other one, and
/// if it is `authenticity`.
const TABLE: [(Action, State, bool, Trust, Trust); 18] = [
    (Action::Enforce, PASSED, true, Trust::Full, Trust::Full),
    (Action::Enforce, FAILED, false, Trust::None, Trust::None),
    (Action::Enforce, INCONCLUSIVE, false, Trust::None, Trust::None),
    (Action::Enforce, BLOCKED, false, Trust::None, Trust::None),
    (Action::Enforce, NOT_REQUESTED, true, Trust::Full, Trust::None),
    (Action::Enforce, BY_POLICY, true, Trust::Full, Trust::None),
    (Action::Log, PASSED, true, Trust::Full, Trust::Full),
    (Action::Log, FAILED, true, Trust::Partial, Trust::None),
    (Action::Log, INCONCLUSIVE, true, Trust::Partial, Trust::None),
    (Action::Log, BLOCKED, true, Trust::Partial, Trust::None),
    (Action::Log, NOT_REQUESTED, true, Trust::Full, Trust::None),
    (Action::Log, BY_POLICY, true, Trust::Full, Trust::None),
    (Action::Skip, PASSED, true, Trust::Full, Trust::Full),
    (Action::Skip, FAILED, true, Trust::Partial, Trust::None),
    (Action::Skip, INCONCLUSIVE, true, Trust::Partial, Trust::None),
    (Action::Skip, BLOCKED, true, Trust::Partial, Trust::None),
    (Action::Skip, NOT_REQUESTED, true, Trust::Full, Trust::None),
    (Action::Skip, BY_POLICY, true, Trust::Full, Trust::None),
];

fn row(name: CheckName, action: Action, (status, skipped_because): State) -> Check {
    let finding = matches!(status, Status::Failed | Status::Inconclusive);
    let finding = finding.then(|| Finding::new(Code::IntegrityMalformed, "for the test"));
    Check { name, action, status, skipped_because, finding, evidence: CheckEvidence::None(NoEvidence {}) }
}

/// Eight rows that passed, but for these.
fn rows(different: &[(CheckName, Action, State)]) -> Vec<Check> {
    let of = |name| different.iter().find(|(other, ..)| *other == name);
    CheckName::ALL
        .into_iter()
        .map(|name| match of(name) {
            Some((_, action, state)) => row(name, *action, *state),
            None => row(name, Action::Enforce, PASSED),
        })
        .collect()
}

#[test]
fn ver_18_one_row_of_every_action_and_status() {
    for name in CheckName::ALL {
        for (action, state, accepted, worth, worth_of_authenticity) in TABLE {
            let outcome = if accepted { Outcome::Accepted } else { Outcome::Rejected };
            let worth = if name == CheckName::Authenticity { worth_of_authenticity } else { worth };
            let checks = rows(&[(name, action, state)]);
            assert_eq!(fold(&checks), (outcome, worth), "{name:?} {action:?} {state:?}");
            assert_eq!(deciding(&checks).map(|check| check.name), (!accepted).then_some(name));
        }
    }
}

#[test]
fn ver_18_two_rows_are_as_bad_as_the_worse_one() {
    let worse = |left: Trust, right: Trust| match (left, right) {
        (Trust::None, _) | (_, Trust::None) => Trust::None,
        (Trust::Partial, _) | (_, Trust::Partial) => Trust::Partial,
        _ => Trust::Full,
    };
    let of = |name, (action, state, accepted, worth, worth_of_authenticity)| {
        let worth = if name == CheckName::Authenticity { worth_of_authenticity } else { worth };
        ((name, action, state), accepted, worth)
    };
    for (index, first) in CheckName::ALL.into_iter().enumerate() {
        for second in CheckName::ALL.into_iter().skip(index + 1) {
            for (left, right) in TABLE.into_iter().flat_map(|left| TABLE.map(|right| (left, right))) {
                let (left, right) = (of(first, left), of(second, right));
                let accepted = left.1 && right.1;
                let wanted = match accepted {
                    true => (Outcome::Accepted, worse(left.2, right.2)),
                    false => (Outcome::Rejected, Trust::None),
                };
                assert_eq!(fold(&rows(&[left.0, right.0])), wanted, "{left:?} {right:?}");
            }
        }
    }
}

#[test]
fn no_rows_are_never_accepted() {
    assert_eq!(fold(&[]), (Outcome::Rejected, Trust::None));
    assert!(deciding(&[]).is_none());
}

#[test]
fn ver_26_to_42_the_first_row_in_the_order_of_the_pipeline_decides() {
    // Integrity, then the plugin (VER-29), then the order of the verdict.
    let order = [
        CheckName::Integrity,
        CheckName::Plugin,
        CheckName::Authenticity,
        CheckName::Expiry,
        CheckName::AuthenticTimestamp,
        CheckName::Revocation,
        CheckName::Binding,
        CheckName::UserMetadata,
    ];
    for from in 0..order.len() {
        let failed: Vec<_> = order[from..].iter().map(|name| (*name, Action::Enforce, FAILED)).collect();
        assert_eq!(deciding(&rows(&failed)).map(|check| check.name), Some(order[from]));
        // A row that is only logged decides nothing.
        let mut logged = failed.clone();
        logged[0].1 = Action::Log;
        assert_eq!(deciding(&rows(&logged)).map(|check| check.name), order.get(from + 1).copied());
    }
}

/// The only door to the signed descriptor opens with an accepted verdict and with no other.
#[test]
fn accepted_gives_what_was_signed() {
    let mut world = World::new(2);
    let (trust, reference, envelopes) = (world.trust(), world.reference(), [world.good_jws()]);
    let verdict = sealcheck::verify(&world.request(&trust, &reference, &envelopes), &RustCrypto).unwrap();
    let accepted = verdict.accepted().expect("accepted");
    assert_eq!(accepted.target_artifact.size, world.manifest.len() as u64);
    assert_eq!(accepted.trust, Trust::Full);
    world.at = Time::parse_rfc3339("2027-06-01T00:00:00Z").unwrap();
    let verdict = sealcheck::verify(&world.request(&trust, &reference, &envelopes), &RustCrypto).unwrap();
    assert_eq!(verdict.result, Outcome::Rejected);
    assert!(verdict.accepted().is_none());
    // Its parts are there all the same, for people: a gate must not take them from there.
    assert!(verdict.signatures[0].payload.is_some());
}
