//! Every limit at the door, at its edge: the largest that is read, and one more.

use sealcheck::artifact::{MAX_MANIFEST_SIZE, SignatureManifest};
use sealcheck::envelope::MAX_SIZE;
use sealcheck::policy::{Document, Kind, MAX_DOCUMENT_SIZE};
use sealcheck::{ApiError, Code, Outcome, SignatureCheck, SignatureVerifier, Verdict};
use sealcheck_pki::algorithm::PublicKey;
use sealcheck_pki::revocation::{Crl, EvidenceFault, OcspResponse};
use sealcheck_pki::{InvalidSignature, UnsupportedKey};
use sealcheck_rustcrypto::RustCrypto;
use sealcheck_tests::der::{cbor_bytes, cbor_head, cbor_text, oid, rsa_spki, sequence};
use sealcheck_tests::mint::{Key, SIGNER, Template, World, certificate, name};

fn verify(world: &World, envelopes: &[Vec<u8>]) -> Result<Verdict, ApiError> {
    let (trust, reference) = (world.trust(), world.reference());
    sealcheck::verify(&world.request(&trust, &reference, envelopes), &RustCrypto)
}

/// `accepted`, or the code of the reason.
fn outcome(world: &World, envelope: Vec<u8>) -> String {
    let verdict = verify(world, &[envelope]).expect("envelopes are never the caller's mistake");
    match verdict.reason {
        None => {
            assert_eq!(verdict.result, Outcome::Accepted);
            "accepted".into()
        }
        Some(reason) => reason.code.to_string(),
    }
}

fn padded(mut document: Vec<u8>, length: usize) -> Vec<u8> {
    assert!(document.len() <= length);
    document.resize(length, b' ');
    document
}

fn nested(levels: usize) -> String {
    "[".repeat(levels) + &"]".repeat(levels)
}

fn with_member(document: &[u8], member: &str) -> Vec<u8> {
    let (last, rest) = document.split_last().expect("an object");
    assert_eq!(*last, b'}');
    [rest, b",", member.as_bytes(), b"}"].concat()
}

#[test]
fn ver_12_manifest_of_4_mib() {
    let mut world = World::new(2);
    for (length, fits) in [(MAX_MANIFEST_SIZE, true), (MAX_MANIFEST_SIZE + 1, false)] {
        world.manifest = padded(world.manifest, length);
        match (verify(&world, &[world.good_jws()]), fits) {
            (Ok(verdict), true) => assert_eq!(verdict.result, Outcome::Accepted),
            (Err(ApiError::InvalidArgument { argument: "manifest", .. }), false) => {}
            (other, _) => panic!("{length}: {other:?}"),
        }
    }
    assert_eq!(MAX_MANIFEST_SIZE, 4 * 1024 * 1024);
}

#[test]
fn ver_12_signature_manifest_of_4_mib() {
    let descriptor = r#"{"mediaType":"application/jose+json","digest":"sha256:0","size":1}"#;
    let manifest = format!(
        r#"{{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{{"mediaType":"application/vnd.cncf.notary.signature","digest":"sha256:0","size":2}},"layers":[{descriptor}],"subject":{descriptor}}}"#
    );
    let largest = padded(manifest.into_bytes(), MAX_MANIFEST_SIZE);
    assert!(SignatureManifest::parse(&largest).is_ok());
    let finding = SignatureManifest::parse(&padded(largest, MAX_MANIFEST_SIZE + 1)).unwrap_err();
    assert_eq!(finding.code, Code::BindingSignatureManifest);
}

#[test]
fn ver_14_envelope_of_32_mib() {
    let world = World::new(2);
    let largest = padded(world.good_jws(), MAX_SIZE);
    assert_eq!(outcome(&world, largest.clone()), "accepted");
    assert_eq!(outcome(&world, padded(largest, MAX_SIZE + 1)), "integrity.limit");
    assert_eq!(MAX_SIZE, 32 * 1024 * 1024);
    // In COSE the room is in an unprotected entry that nobody knows.
    let cose = |filler: usize| {
        let more = [cbor_text("x"), cbor_bytes(&vec![0; filler])].concat();
        world.cose(&world.cose_protected(&[]), &world.payload(), &[more])
    };
    let filler = MAX_SIZE - (cose(1 << 20).len() - (1 << 20));
    let largest = cose(filler);
    assert_eq!(largest.len(), MAX_SIZE);
    assert_eq!(outcome(&world, largest), "accepted");
    assert_eq!(outcome(&world, cose(filler + 1)), "integrity.limit");
}

/// Zeros are neither; of the largest that is read, that is what is said.
#[test]
fn rev_20_rev_42_evidence_of_64_kib_and_32_mib() {
    let too_large = |fault| matches!(fault, Some(EvidenceFault::TooLarge { .. }));
    for (size, beyond) in [(64 * 1024, false), (64 * 1024 + 1, true), (128 * 1024, true)] {
        assert_eq!(too_large(OcspResponse::parse(&vec![0; size]).err()), beyond, "{size}");
    }
    for (size, beyond) in [(32 << 20, false), ((32 << 20) + 1, true), (64 << 20, true)] {
        assert_eq!(too_large(Crl::parse(&vec![0; size]).err()), beyond, "{size}");
    }
}

#[test]
fn policy_of_4_mib() {
    let largest = padded(World::new(1).policy().into_bytes(), MAX_DOCUMENT_SIZE);
    assert!(Document::parse(&largest, Kind::Oci).is_ok());
    match Document::parse(&padded(largest, MAX_DOCUMENT_SIZE + 1), Kind::Oci) {
        Err(ApiError::InvalidTrustPolicy { problems }) => {
            assert_eq!(problems.iter().map(|problem| problem.code).collect::<Vec<_>>(), [Code::PolicyMalformed]);
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(MAX_DOCUMENT_SIZE, 4 * 1024 * 1024);
}

#[test]
fn s_20_chain_of_16_certificates() {
    for (length, wanted) in [(1, "accepted"), (16, "accepted"), (17, "chain.too-long"), (40, "chain.too-long")] {
        let world = World::new(length);
        assert_eq!(outcome(&world, world.good_jws()), wanted, "{length}");
        assert_eq!(outcome(&world, world.good_cose()), wanted, "{length}");
    }
}

/// Looking for an extension that occurs twice must not cost the square of their number: this would take an hour.
#[test]
fn cert_05_very_many_extensions() {
    let number = |index: u32| {
        let seven = |shift: u32| u8::try_from(index >> shift & 0x7f).unwrap();
        oid(&[0x2a, 0x81, 0x80 | seven(14), 0x80 | seven(7), seven(0)])
    };
    let mut extensions = Vec::new();
    for index in 0..200_000 {
        extensions.extend(sequence(&[&number(index), &[4, 0]]));
    }
    let mut world = World::new(1);
    let (key, subject) = (Key::new(1), name(&SIGNER));
    let spki = key.spki();
    let mut leaf = |extensions: &[u8]| {
        let template = Template { issuer: &subject, subject: &subject, spki: &spki, ca: false, extensions };
        world.chain = vec![certificate(&template, &key)];
        outcome(&world, world.good_cose())
    };
    assert_eq!(leaf(&extensions), "accepted");
    extensions.extend(sequence(&[&number(0), &[4, 0]]));
    assert_eq!(leaf(&extensions), "certificate.malformed");
}

#[test]
fn json_of_32_levels() {
    let world = World::new(1);
    let (protected, payload) = (world.protected(&[]), world.payload());
    let attribute = |levels| with_member(&protected, &format!(r#""x":{}"#, nested(levels)));
    assert_eq!(outcome(&world, world.jws(&attribute(31), &payload)), "accepted");
    assert_eq!(outcome(&world, world.jws(&attribute(32), &payload)), "integrity.limit");
    let member = |levels| with_member(&payload, &format!(r#""x":{}"#, nested(levels)));
    assert_eq!(outcome(&world, world.jws(&protected, &member(31))), "accepted");
    assert_eq!(outcome(&world, world.jws(&protected, &member(32))), "binding.payload-malformed");
    let unprotected = |levels| {
        let envelope = String::from_utf8(world.good_jws()).unwrap();
        envelope.replace(r#""header":{"#, &format!(r#""header":{{"x":{},"#, nested(levels))).into_bytes()
    };
    assert_eq!(outcome(&world, unprotected(30)), "accepted");
    assert_eq!(outcome(&world, unprotected(31)), "integrity.limit");
    let policy = |levels| with_member(world.policy().as_bytes(), &format!(r#""x":{}"#, nested(levels)));
    assert!(Document::parse(&policy(31), Kind::Oci).is_ok());
    assert!(Document::parse(&policy(32), Kind::Oci).is_err());
}

#[test]
fn json_manifest_of_32_levels() {
    let mut world = World::new(1);
    let manifest = world.manifest.clone();
    for (levels, wanted) in [(31, "accepted"), (32, "binding.manifest-media-type")] {
        world.manifest = with_member(&manifest, &format!(r#""x":{}"#, nested(levels)));
        assert_eq!(outcome(&world, world.good_jws()), wanted, "{levels}");
    }
}

#[test]
fn cose_11_cbor_of_32_levels() {
    let world = World::new(1);
    let entry = |levels: usize| [cbor_text("x"), vec![0x81; levels], vec![0]].concat();
    let attribute = |levels| world.cose(&world.cose_protected(&[entry(levels)]), &world.payload(), &[]);
    assert_eq!(outcome(&world, attribute(31)), "accepted");
    assert_eq!(outcome(&world, attribute(32)), "integrity.limit");
    let unprotected = |levels| world.cose(&world.cose_protected(&[]), &world.payload(), &[entry(levels)]);
    assert_eq!(outcome(&world, unprotected(30)), "accepted");
    assert_eq!(outcome(&world, unprotected(31)), "integrity.limit");
}

#[test]
fn cose_09_lengths_that_are_not_there_cost_nothing() {
    let world = World::new(1);
    for major in [2, 3, 4, 5] {
        let entry = [cbor_text("x"), cbor_head(major, u64::MAX)].concat();
        let envelope = world.cose(&world.cose_protected(&[entry]), &world.payload(), &[]);
        assert_eq!(outcome(&world, envelope), "integrity.malformed", "{major}");
    }
}

#[test]
fn s_10_signatures() {
    let world = World::new(1);
    let hundred_and_one = |good: usize| {
        let envelope = |index| if index == good { world.good_jws() } else { b"{}".to_vec() };
        (0..101).map(envelope).collect::<Vec<_>>()
    };
    let verdict = verify(&world, &hundred_and_one(99)).unwrap();
    assert_eq!((verdict.result, verdict.accepted_by), (Outcome::Accepted, Some(99)));
    let beyond = |verdict: &Verdict| verdict.signatures[100].checks[0].finding.as_ref().map(|finding| finding.code);
    assert_eq!(beyond(&verdict), Some(Code::SignatureLimit));
    let verdict = verify(&world, &hundred_and_one(100)).unwrap();
    assert_eq!((verdict.result, verdict.accepted_by), (Outcome::Rejected, None));
    assert_eq!(beyond(&verdict), Some(Code::SignatureLimit));
    let (reference, envelopes) = (world.reference(), hundred_and_one(100));
    let trust = world.trust().with_max_signatures(101).unwrap();
    let verdict = sealcheck::verify(&world.request(&trust, &reference, &envelopes), &RustCrypto).unwrap();
    assert_eq!((verdict.result, verdict.accepted_by), (Outcome::Accepted, Some(100)));
    assert!(matches!(
        world.trust().with_max_signatures(0),
        Err(ApiError::InvalidArgument { argument: "maxSignatures", .. })
    ));
}

/// A modulus of exactly so many bits.
fn modulus(bits: usize) -> Vec<u8> {
    let mut modulus = vec![0xff; bits.div_ceil(8)];
    modulus[0] = 0xff >> ((8 - bits % 8) % 8);
    modulus
}

#[test]
fn s_02_rsa_modulus() {
    for (bits, fits) in [(1024, false), (2047, false), (2048, true), (8192, true), (8193, false), (16384, false)] {
        let wanted = if fits { Ok(PublicKey::Rsa { bits }) } else { Err(UnsupportedKey::RsaModulus(bits)) };
        assert_eq!(PublicKey::from_spki(&rsa_spki(&modulus(bits), &[1, 0, 1])), wanted, "{bits}");
    }
}

#[test]
fn s_02_rsa_exponent() {
    let exponents: [(u64, bool); 11] = [
        (0, false),
        (1, false),
        (2, false),
        (3, true),
        (4, false),
        (65_537, true),
        ((1 << 31) - 1, true),
        (1 << 31, false),
        ((1 << 31) + 1, false),
        ((1 << 32) + 1, false),
        (u64::MAX, false),
    ];
    for (exponent, fits) in exponents {
        let found = PublicKey::from_spki(&rsa_spki(&modulus(2048), &exponent.to_be_bytes()));
        let wanted = if fits { Ok(PublicKey::Rsa { bits: 2048 }) } else { Err(UnsupportedKey::RsaExponent) };
        assert_eq!(found, wanted, "{exponent}");
    }
}

/// Says yes, and fails if it is asked about a key beyond the limits.
struct WithinLimits;

impl SignatureVerifier for WithinLimits {
    fn verify(&self, check: SignatureCheck<'_>) -> Result<(), InvalidSignature> {
        assert!(PublicKey::from_spki(check.spki).is_ok(), "the provider sees a key beyond the limits");
        Ok(())
    }
}

#[test]
fn s_02_the_provider_never_sees_a_key_beyond_the_limits() {
    let key = Key::new(1);
    for (bits, exponent) in [(2047, 3), (8193, 3), (2048, 1)] {
        let spki = rsa_spki(&modulus(bits), &[exponent]);
        let (ca, signer) = (name(&[("CN", "CA 1")]), name(&SIGNER));
        let mut world = World::new(1);
        let leaf = Template { issuer: &ca, subject: &signer, spki: &key.spki(), ca: false, extensions: &[] };
        let root = Template { issuer: &ca, subject: &ca, spki: &spki, ca: true, extensions: &[] };
        world.chain = vec![certificate(&leaf, &key), certificate(&root, &key)];
        let (trust, reference, envelopes) = (world.trust(), world.reference(), [world.good_jws()]);
        let verdict = sealcheck::verify(&world.request(&trust, &reference, &envelopes), &WithinLimits).unwrap();
        assert_eq!(verdict.reason.map(|reason| reason.code), Some(Code::CertificateKey), "{bits} {exponent}");
        world.chain.remove(0);
        let envelopes = [world.good_cose()];
        let verdict = sealcheck::verify(&world.request(&trust, &reference, &envelopes), &WithinLimits).unwrap();
        assert_eq!(verdict.reason.map(|reason| reason.code), Some(Code::CertificateKey), "{bits} {exponent}");
    }
}
