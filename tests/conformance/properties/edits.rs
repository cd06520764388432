//! Envelopes that real notation libraries made and that are accepted, changed by a bit or a byte, with the real provider.

use std::cell::Cell;

use base64ct::{Base64, Base64UrlUnpadded, Encoding as _};
use sealcheck::{Outcome, Verdict};
use sealcheck_tests::case::{self, Case};
use sealcheck_tests::drive::Remembering;
use sealcheck_tests::random::Random;
use sealcheck_tests::suite::say;

use crate::complete;
use sealcheck_tests::parts::{Parts, parts, place};

/// With EC keys, so that thousands of signatures can be tried.
const JWS: &str = "jws-es256-x509-chain2";
const COSE: &str = "cose-es256-x509-chain2";

struct Accepted {
    case: Case,
    envelope: Vec<u8>,
    parts: Parts,
    verifier: Remembering,
}

impl Accepted {
    fn new(id: &str) -> Self {
        let cases = case::all().into_iter().flat_map(|(_, cases)| cases);
        let case = cases.into_iter().find(|case| case.id == id).expect("the case");
        let (envelope, verifier) = (Cell::default(), Remembering::default());
        let verdict = case.verify_changed(&verifier, |_, bytes| {
            envelope.set(bytes.clone());
            bytes
        });
        assert_eq!(verdict.unwrap().result, Outcome::Accepted);
        let envelope = envelope.take();
        let parts = parts(&envelope).expect("an envelope");
        Self { case, envelope, parts, verifier }
    }

    /// The verdict on another envelope; it is complete, whatever the bytes.
    fn verify(&self, changed: &[u8]) -> Verdict {
        let verdict = self.case.verify_changed(&self.verifier, |_, _| changed.to_vec());
        let verdict = verdict.expect("hostile bytes are never the caller's mistake");
        complete(&verdict, 1);
        verdict
    }

    /// Signature, payload, protected header and signing certificate, as they stand in the envelope.
    fn signed(&self) -> [(&'static str, Vec<u8>); 4] {
        let Parts { protected, payload, signature, chain } = self.parts.clone();
        let url = |bytes: &[u8]| Base64UrlUnpadded::encode_string(bytes).into_bytes();
        let parts = match self.envelope.first() {
            Some(0xd2) => [protected, payload, signature, chain[0].clone()],
            _ => [url(&protected), url(&payload), url(&signature), Base64::encode_string(&chain[0]).into_bytes()],
        };
        let [protected, payload, signature, leaf] = parts;
        [("protected", protected), ("payload", payload), ("signature", signature), ("leaf", leaf)]
    }
}

/// Every bit; of the certificate in a JWS, which is text, one bit of each letter.
fn no_bit_can_be_flipped(id: &str) {
    let accepted = Accepted::new(id);
    let (mut tried, mut random) = (0, Random::new(3));
    for (name, part) in accepted.signed() {
        for at in place(&accepted.envelope, &part) {
            let one = random.below(8);
            let bits = if (id, name) == (JWS, "leaf") { one..one + 1 } else { 0..8 };
            for bit in bits {
                let mut changed = accepted.envelope.clone();
                changed[at] ^= 1 << bit;
                let verdict = accepted.verify(&changed);
                assert_eq!(verdict.result, Outcome::Rejected, "{id}: bit {bit} of byte {at} in {name}");
                tried += 1;
            }
        }
    }
    say(&format!("{id}: {tried} flipped bits, none accepted"));
}

#[test]
fn ver_26_no_bit_of_the_signed_parts_of_a_jws_can_be_flipped() {
    no_bit_can_be_flipped(JWS);
}

#[test]
fn ver_26_no_bit_of_the_signed_parts_of_a_cose_envelope_can_be_flipped() {
    no_bit_can_be_flipped(COSE);
}

/// Every way to cut, drop, repeat or add a byte. What stays accepted differs only in what is not signed and not
/// judged: white space and escapes in the JSON around, unknown unprotected members, the signing agent.
fn only_unsigned_bytes_can_be_edited(id: &str) {
    let accepted = Accepted::new(id);
    let (length, mut random) = (accepted.envelope.len(), Random::new(7));
    let (mut tried, mut still_accepted) = (0, 0);
    for at in 0..=length {
        let (before, after) = accepted.envelope.split_at(at);
        let rest = after.get(1..).unwrap_or_default();
        let repeated = &accepted.envelope[at.saturating_sub(1)..at];
        let added = random.bytes(1);
        for changed in [
            before.to_vec(),
            [before, rest].concat(),
            [before, repeated, after].concat(),
            [before, &added, after].concat(),
            [before, b" ", after].concat(),
        ] {
            if changed == accepted.envelope {
                continue;
            }
            tried += 1;
            let verdict = accepted.verify(&changed);
            if verdict.result != Outcome::Rejected {
                still_accepted += 1;
                let edited = parts(&changed).expect("accepted, so it can be read");
                assert_eq!(edited, accepted.parts, "{id}: an edit at {at} was accepted");
            }
        }
    }
    say(&format!("{id}: {tried} edits, {still_accepted} accepted with every signed byte in place"));
}

#[test]
fn ver_26_only_unsigned_bytes_of_a_jws_can_be_edited() {
    only_unsigned_bytes_can_be_edited(JWS);
}

#[test]
fn ver_26_only_unsigned_bytes_of_a_cose_envelope_can_be_edited() {
    only_unsigned_bytes_can_be_edited(COSE);
}

/// The certificates above the leaf are not signed by the envelope, but by each other, and the last one is trusted.
#[test]
fn cert_17_no_bit_of_the_chain_can_be_flipped() {
    let accepted = Accepted::new("cose-es256-x509-chain3");
    let mut random = Random::new(11);
    for der in &accepted.parts.chain[1..] {
        for at in place(&accepted.envelope, der) {
            let mut changed = accepted.envelope.clone();
            changed[at] ^= 1 << random.below(8);
            assert_eq!(accepted.verify(&changed).result, Outcome::Rejected, "byte {at}");
        }
    }
}
