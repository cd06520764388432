//! Certificate signatures that are kept from one request to the next spare arithmetic and change no verdict.

use std::cell::RefCell;

use sealcheck::{
    Answers, KnownCertificates, Outcome, Request, SignatureCheck, SignatureVerifier, Step, Verdict,
    signature_questions, step, step_with, verify,
};
use sealcheck_pki::{InvalidSignature, Scheme};
use sealcheck_rustcrypto::RustCrypto;
use sealcheck_tests::case;
use sealcheck_tests::expectation::Expectation;
use sealcheck_tests::mint::{Key, Template, World, certificate, name};

/// Counts what it is asked.
#[derive(Default)]
struct Counting(RefCell<Vec<Scheme>>);

impl SignatureVerifier for Counting {
    fn verify(&self, check: SignatureCheck<'_>) -> Result<(), InvalidSignature> {
        self.0.borrow_mut().push(check.scheme);
        RustCrypto.verify(check)
    }
}

fn text(verdict: &Verdict) -> String {
    serde_json::to_string(verdict).expect("a verdict is JSON")
}

/// The verdict, and how many signatures were computed for it.
fn judged(request: &Request<'_>, known: &mut KnownCertificates) -> (Verdict, usize) {
    let (mut answers, counting) = (Answers::knowing(known), Counting::default());
    match step_with(request, &mut answers, &counting) {
        Ok(Step::Done(verdict)) => {
            known.learn(&answers);
            (*verdict, counting.0.into_inner().len())
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_chain_that_was_seen_costs_the_signature_of_the_envelope() {
    let world = World::new(3);
    let (trust, reference) = (world.trust(), world.reference());
    let envelopes = [vec![world.good_jws()], vec![world.good_cose()]];
    let mut known = KnownCertificates::default();
    let counts = [4, 1].into_iter().zip(&envelopes).chain([1, 1].into_iter().zip(&envelopes));
    for (wanted, envelopes) in counts {
        let request = world.request(&trust, &reference, envelopes);
        let (verdict, computed) = judged(&request, &mut known);
        assert_eq!((verdict.result, computed), (Outcome::Accepted, wanted));
        assert_eq!(text(&verdict), text(&verify(&request, &RustCrypto).unwrap()));
    }
    // A host is asked no more than that, either; and its yes is kept as well as the provider's.
    let request = world.request(&trust, &reference, &envelopes[0]);
    let mut known = KnownCertificates::default();
    for wanted in [4, 1, 1] {
        let mut answers = Answers::knowing(&known);
        let questions = signature_questions(&request, &mut answers).unwrap();
        assert_eq!(questions.open.len(), wanted);
        questions.open.iter().for_each(|question| answers.signature(question, true));
        assert_eq!(questions.verdict(&answers).expect("every answer is yes").result, Outcome::Accepted);
        known.learn(&answers);
    }
    let mut known = KnownCertificates::default();
    for wanted in [4, 1, 1] {
        let mut answers = Answers::knowing(&known);
        let Ok(Step::Ask(questions)) = step(&request, &mut answers) else { panic!("nothing is asked") };
        assert_eq!(questions.signatures.len(), wanted);
        questions.signatures.iter().for_each(|question| answers.signature(question, true));
        assert!(matches!(step(&request, &mut answers), Ok(Step::Done(_))));
        known.learn(&answers);
    }
}

/// What a host was asked and did not answer, or denied, is not known afterwards.
#[test]
fn only_a_yes_is_kept() {
    let world = World::new(3);
    let (trust, reference) = (world.trust(), world.reference());
    let envelopes = [world.good_jws()];
    let request = world.request(&trust, &reference, &envelopes);
    let mut known = KnownCertificates::default();
    for said in [None, Some(false)] {
        let mut answers = Answers::knowing(&known);
        for question in signature_questions(&request, &mut answers).unwrap().open {
            if let Some(said) = said {
                answers.signature(&question, said);
            }
        }
        known.learn(&answers);
        assert_eq!(signature_questions(&request, &mut Answers::knowing(&known)).unwrap().open.len(), 4);
    }
}

/// The signature of an envelope is never known, even with the same bytes as before.
#[test]
fn a_forged_envelope_below_a_known_chain_is_rejected() {
    let world = World::new(3);
    let (trust, reference) = (world.trust(), world.reference());
    let good = world.good_jws();
    let mut known = KnownCertificates::default();
    let envelopes = [good.clone()];
    judged(&world.request(&trust, &reference, &envelopes), &mut known);
    for at in good.windows(13).position(|part| part == b"\"signature\":\"").map(|at| at + 13..at + 90).unwrap() {
        let mut forged = good.clone();
        forged[at] = if forged[at] == b'A' { b'B' } else { b'A' };
        if forged == good {
            continue;
        }
        let envelopes = [forged];
        let request = world.request(&trust, &reference, &envelopes);
        let (verdict, _) = judged(&request, &mut known);
        assert_eq!(verdict.result, Outcome::Rejected, "byte {at}");
        assert_eq!(text(&verdict), text(&verify(&request, &RustCrypto).unwrap()));
    }
}

/// After the good chain was seen: the same names by other keys, the same keys under other names, every bit of every
/// certificate turned round.
#[test]
fn a_chain_like_a_known_one_is_not_known() {
    let world = World::new(3);
    let (trust, reference) = (world.trust(), world.reference());
    let mut known = KnownCertificates::default();
    let good = [world.good_jws()];
    judged(&world.request(&trust, &reference, &good), &mut known);

    let reject = |changed: &World, known: &mut KnownCertificates, what: &str| {
        let envelopes = [changed.good_jws()];
        let request = changed.request(&trust, &reference, &envelopes);
        let (verdict, _) = judged(&request, known);
        assert_eq!(verdict.result, Outcome::Rejected, "{what}");
        assert_eq!(text(&verdict), text(&verify(&request, &RustCrypto).unwrap()), "{what}");
    };
    for index in 0..3 {
        for at in 0..world.chain[index].len() {
            let mut changed = World::new(3);
            changed.chain[index][at] ^= 1 << (at % 8);
            reject(&changed, &mut known, &format!("certificate {index}, byte {at}"));
        }
    }
    let (ca, above) = ("CA 1", "CA 2");
    let named = |common: &str| name(&[("C", "US"), ("O", "Sealcheck"), ("CN", common)]);
    let (subject, issuer, spki) = (named(ca), named(above), Key::new(2).spki());
    let template = Template { issuer: &issuer, subject: &subject, spki: &spki, ca: true, extensions: &[] };
    let mut changed = World::new(3);
    changed.chain[1] = certificate(&template, &Key::new(9));
    reject(&changed, &mut known, "signed by another key");
    let mut swapped = World::new(3);
    swapped.chain.swap(1, 2);
    reject(&swapped, &mut known, "another order");
    // And the good one is as good as before.
    let request = world.request(&trust, &reference, &good);
    assert_eq!(judged(&request, &mut known).1, 1);
}

/// What was not used for the longest time goes first, and there are never more than [`KnownCertificates::MOST`].
#[test]
fn memory_is_bounded_and_keeps_what_is_used() {
    let (world, mut known) = (World::new(3), KnownCertificates::default());
    let (trust, reference) = (world.trust(), world.reference());
    let good = [world.good_jws()];
    judged(&world.request(&trust, &reference, &good), &mut known);
    let others: Vec<World> = (0..KnownCertificates::MOST + 8)
        .map(|number| {
            let mut other = World::new(2);
            let (issuer, subject) = (name(&[("CN", "CA 1")]), name(&[("C", "US"), ("CN", &format!("{number}"))]));
            let spki = Key::new(1).spki();
            let template = Template { issuer: &issuer, subject: &subject, spki: &spki, ca: false, extensions: &[] };
            other.chain[0] = certificate(&template, &Key::new(2));
            let root =
                Template { issuer: &issuer, subject: &issuer, spki: &Key::new(2).spki(), ca: true, extensions: &[] };
            other.chain[1] = certificate(&root, &Key::new(2));
            other
        })
        .collect();
    let see = |other: &World, known: &mut KnownCertificates| {
        let envelopes = [other.good_jws()];
        judged(&other.request(&other.trust(), &other.reference(), &envelopes), known).1
    };
    for (number, other) in others.iter().enumerate() {
        see(other, &mut known);
        // The root in the store, the chain, the leaf: known as long as it is used now and then.
        if number % 16 == 0 {
            assert_eq!(judged(&world.request(&trust, &reference, &good), &mut known).1, 1, "after {number} others");
        }
    }
    assert_eq!(see(&others[0], &mut known), 2, "its leaf is forgotten, the root that all share is not");
    assert_eq!(see(&others[others.len() - 1], &mut known), 1);
}

/// Every vector, the hostile ones too, with what all of them before it left behind.
#[test]
fn no_vector_is_judged_otherwise() {
    let (mut known, mut cases) = (KnownCertificates::default(), 0);
    for (_, members) in case::all() {
        for case in members {
            // The second time, everything of its own is known, too.
            let plain = case.verify();
            for _ in 0..2 {
                match (&plain, case.verify_knowing(&mut known)) {
                    (Ok(plain), Ok(ours)) => assert_eq!(text(plain), text(&ours), "{}", case.id),
                    (plain, ours) => assert_eq!(Expectation::of(plain), Expectation::of(&ours), "{}", case.id),
                }
            }
            cases += 1;
        }
    }
    println!("{cases} cases, the same verdict with what others left behind");
    assert!(cases > 0);
}
