//! Any bytes give an answer: a verdict, a finding or an [`ApiError`], and no panic. Where a change makes something panic,
//! the test says which one.

use std::fs;

use sealcheck::artifact::{Descriptor, Digest, Reference, SignatureManifest, media_type_of};
use sealcheck::cbor::{self, Tags};
use sealcheck::policy::{Document, Identity, Kind, Level, StoreName, Subject, check_repository, check_scope};
use sealcheck::{
    ApiError, Evidence, Manifest, PluginQuestion, SignatureInput, StoreEntry, Trust, TrustStores,
    blob_digest_algorithm, inspect, json, lint_trust_policy, trust_store,
};
use sealcheck_pki::algorithm::{PublicKey, SignatureAlgorithm};
use sealcheck_pki::profile::{self, Purpose};
use sealcheck_pki::revocation::{Crl, OcspResponse};
use sealcheck_pki::timestamp::TimestampToken;
use sealcheck_pki::{Certificate, Time, chain, der};
use sealcheck_tests::case;
use sealcheck_tests::drive::{AcceptAll, drive};
use sealcheck_tests::mint::World;
use sealcheck_tests::random::Random;

use crate::complete;

/// Says what was tried if it panics.
struct Tried<'a>(&'a str, u64);

impl Drop for Tried<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            sealcheck_tests::suite::say(&format!("panicked: {} {}", self.0, self.1));
        }
    }
}

/// `count` changes of `seeds`, and as many random bytes of any length up to 300.
fn each_change(what: &str, seeds: &[Vec<u8>], count: u64, act: impl Fn(&[u8])) {
    for number in 0..count {
        let _tried = Tried(what, number);
        let mut random = Random::new(number);
        let length = random.below(300);
        let noise = random.bytes(length);
        act(&noise);
        let seed = random.pick(seeds).clone();
        act(&random.change(&seed));
    }
}

#[test]
fn every_vector_with_changed_envelopes_and_evidence() {
    for (group, cases) in case::all() {
        for (number, case) in cases.into_iter().enumerate() {
            let _tried = Tried(&group, number as u64);
            for round in 0..2 {
                let seed = number as u64 * 1000 + round * 100;
                let change = |index: usize, bytes: Vec<u8>| Random::new(seed + index as u64).change(&bytes);
                let verdict = match group.starts_with("revocation") {
                    true => case.clone().with_evidence(|bytes| change(0, bytes)).verify_with(&AcceptAll),
                    false => case.verify_changed(&AcceptAll, change),
                };
                if let Ok(verdict) = verdict {
                    complete(&verdict, verdict.signatures.len());
                }
            }
        }
    }
}

/// Tokens stand outside of what is signed: anybody can change them.
#[test]
fn timestamp_tokens() {
    use base64ct::{Base64, Encoding as _};
    const TOKEN: &str = "io.cncf.notary.timestampSignature";
    let mut changed = 0;
    for case in case::all().into_iter().filter(|(group, _)| group == "timestamps").flat_map(|(_, cases)| cases) {
        for number in 0..8 {
            let _tried = Tried(&case.id, number);
            let verdict = case.verify_changed(&AcceptAll, |_, envelope| {
                let Ok(mut jws) = serde_json::from_slice::<serde_json::Value>(&envelope) else { return envelope };
                let Some(token) = jws["header"][TOKEN].as_str().and_then(|token| Base64::decode_vec(token).ok()) else {
                    return envelope;
                };
                jws["header"][TOKEN] = Base64::encode_string(&Random::new(number).change(&token)).into();
                jws.to_string().into_bytes()
            });
            let verdict = verdict.unwrap();
            complete(&verdict, verdict.signatures.len());
            changed += 1;
        }
    }
    assert!(changed > 1000);
}

#[test]
fn envelopes() {
    let world = World::new(3);
    let trust = world.trust();
    let seeds = [world.good_jws(), world.good_cose()];
    each_change("envelope", &seeds, 3000, |bytes| {
        let (reference, envelopes) = (world.reference(), [bytes.to_vec()]);
        let verdict = sealcheck::verify(&world.request(&trust, &reference, &envelopes), &AcceptAll);
        complete(&verdict.expect("hostile bytes are never the caller's mistake"), 1);
        for media_type in [None, Some("application/jose+json"), Some("application/cose")] {
            let _ = inspect(bytes, media_type);
            let _ = blob_digest_algorithm(bytes, media_type);
        }
    });
}

#[test]
fn certificates() {
    let world = World::new(3);
    let root = Certificate::parse(&world.chain[2]).unwrap();
    each_change("certificate", &world.chain, 6000, |bytes| {
        let _ = trust_store::split(bytes);
        let _ = (der::concatenated(bytes), SignatureAlgorithm::from_der(bytes), PublicKey::from_spki(bytes));
        let Ok(certificate) = Certificate::parse(bytes) else { return };
        let _ = (certificate.subject().to_string(), certificate.extensions().revocation_pointers());
        let _ = (Subject::of(certificate.subject()), PublicKey::from_spki(certificate.spki()), certificate.may_issue());
        for purpose in [Purpose::CodeSigning, Purpose::Timestamping] {
            let _ = (profile::judge(&certificate, purpose, 0), profile::judge(&certificate, purpose, 2));
            let pair = [certificate.clone(), root.clone()];
            let _ = (chain::verify(&pair, purpose, &AcceptAll), chain::verify(&pair[..1], purpose, &AcceptAll));
        }
    });
}

#[test]
fn trust_stores() {
    let world = World::new(2);
    let (pem, names) = (pem(&world.chain), ["ca:s", "signingAuthority:s", "tsa:s"]);
    let seeds = [pem, world.chain.concat(), world.chain[1].clone()];
    each_change("trust store", &seeds, 4000, |bytes| {
        for name in names {
            let mut stores = TrustStores::default();
            stores.insert(name, vec![StoreEntry { name: "file".into(), data: bytes.into() }]).unwrap();
            if let Ok(store) = stores.open(&StoreName::parse(name).unwrap(), &AcceptAll) {
                assert!(!store.certificates.is_empty());
            }
        }
    });
}

fn pem(chain: &[Vec<u8>]) -> Vec<u8> {
    use base64ct::{Base64, Encoding as _};
    let block = |der: &Vec<u8>| {
        let text = Base64::encode_string(der);
        format!("-----BEGIN CERTIFICATE-----\n{}\n{}\n-----END CERTIFICATE-----\n", &text[..64], &text[64..])
    };
    chain.iter().map(block).collect::<String>().into_bytes()
}

#[test]
fn manifests() {
    let mut world = World::new(1);
    let descriptor = r#"{"mediaType":"application/jose+json","digest":"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","size":1}"#;
    let image = format!(
        r#"{{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","artifactType":"application/vnd.cncf.notary.signature","config":{{"mediaType":"application/vnd.oci.empty.v1+json","digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","size":2}},"layers":[{descriptor}],"subject":{descriptor}}}"#
    );
    let legacy = format!(
        r#"{{"mediaType":"application/vnd.oci.artifact.manifest.v1+json","artifactType":"application/vnd.cncf.notary.signature","blobs":[{descriptor}],"subject":{descriptor}}}"#
    );
    let (trust, envelope, good) = (world.trust(), world.good_jws(), world.reference());
    let seeds = [image.into_bytes(), legacy.into_bytes(), world.manifest.clone()];
    for number in 0..1000 {
        let _tried = Tried("manifest", number);
        let mut random = Random::new(number);
        let seed = random.pick(&seeds).clone();
        let bytes = random.change(&seed);
        let _ = (SignatureManifest::parse(&bytes), media_type_of(&bytes), Descriptor::from_payload(&bytes));
        // As the artifact's manifest, and as the signature's.
        world.manifest.clone_from(&bytes);
        let (reference, envelopes) = (world.reference(), [envelope.clone()]);
        let mut request = world.request(&trust, &reference, &envelopes);
        complete(&sealcheck::verify(&request, &AcceptAll).unwrap(), 1);
        request.signatures =
            vec![SignatureInput::Fetched { envelope: &envelope, media_type: None, manifest: Some(&bytes) }];
        complete(&sealcheck::verify(&request, &AcceptAll).unwrap(), 1);
        if let sealcheck::Artifact::Oci { reference, manifest, .. } = &mut request.artifact {
            *reference = &good;
            *manifest = Manifest::Bytes(&bytes);
        }
        complete(&sealcheck::verify(&request, &AcceptAll).unwrap(), 1);
    }
}

#[test]
fn policies() {
    let world = World::new(1);
    let vectors = fs::read(sealcheck_tests::here().join("vectors/notation/guides.json")).unwrap();
    let vectors: serde_json::Value = serde_json::from_slice(&vectors).unwrap();
    let given = vectors["cases"].as_array().unwrap().iter().map(|case| case["trustPolicy"].to_string().into_bytes());
    let seeds: Vec<Vec<u8>> = given.chain([world.policy().into_bytes()]).collect();
    each_change("policy", &seeds, 3000, |bytes| {
        for kind in [Kind::Oci, Kind::Blob] {
            let report = lint_trust_policy(bytes, Some(kind), None);
            match Trust::new(bytes, kind, world.stores()) {
                Ok(trust) => {
                    assert!(report.valid);
                    let _ = trust.select_policy(Some("registry.example.com/a@sha256:00"));
                }
                Err(ApiError::InvalidTrustPolicy { problems }) => assert!(!report.valid && !problems.is_empty()),
                Err(other) => panic!("{other}"),
            }
        }
        let _ = (lint_trust_policy(bytes, None, None), Document::parse(bytes, Kind::Oci));
    });
}

#[test]
fn texts() {
    let seeds: Vec<Vec<u8>> = [
        "registry.example.com:443/a/b@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "localhost:5000/a:v1",
        "x509.subject:C=US,ST=WA,O=\\2c\\ X + \\\"Y\\\",CN=#00",
        "2026-02-29T23:59:60.999999999+23:59",
        "signingAuthority:a.b-c_d",
        "permissive",
    ]
    .map(|text| text.as_bytes().to_vec())
    .into();
    each_change("text", &seeds, 5000, |bytes| {
        let text = String::from_utf8_lossy(bytes);
        let _ = (Reference::parse(&text), Digest::parse(&text), Identity::parse(&text), Time::parse_rfc3339(&text));
        let _ = (StoreName::parse(&text), Level::parse(&text), check_scope(&text), check_repository(&text));
    });
}

#[test]
fn json_and_cbor() {
    let world = World::new(1);
    let seeds = [world.good_jws(), world.protected(&[]), world.good_cose(), world.cose_protected(&[])];
    each_change("json and cbor", &seeds, 20_000, |bytes| {
        let _ = (json::parse(bytes), cbor::elements(bytes, Tags::Forbidden), cbor::byte_string(bytes));
        let _ = (cbor::parse(bytes, Tags::Allowed), cbor::parse(bytes, Tags::Forbidden));
    });
}

#[test]
fn evidence_and_tokens() {
    let world = World::new(2);
    let (trust, reference, envelopes) = (world.trust(), world.reference(), [world.good_jws()]);
    // Signed structures of the same shape; what the parsers expect inside comes by changes and with the vectors.
    each_change("evidence", &world.chain, 1000, |bytes| {
        let _ = (OcspResponse::parse(bytes), Crl::parse(bytes), TimestampToken::parse(bytes));
        let mut request = world.request(&trust, &reference, &envelopes);
        request.evidence =
            Evidence { ocsp: vec![(None, bytes)], crls: vec![(Some("u"), bytes)], unavailable: vec![("u", "e")] };
        complete(&sealcheck::verify(&request, &AcceptAll).unwrap(), 1);
    });
}

#[test]
fn answers_of_plugins() {
    use sealcheck::PluginInfo;
    let world = World::new(1);
    let capabilities = ["SIGNATURE_VERIFIER.TRUSTED_IDENTITY", "SIGNATURE_VERIFIER.REVOCATION_CHECK"];
    let info = PluginInfo { version: "1.0.0".into(), capabilities: capabilities.map(Into::into).into() };
    let (trust, reference) = (world.trust().with_plugin("p", info), world.reference());
    let attributes = [("io.cncf.notary.verificationPlugin", "p"), ("x", "y")];
    let envelopes = [world.jws(&world.protected(&attributes), &world.payload())];
    let answer = r#"{"verificationResults":{"SIGNATURE_VERIFIER.TRUSTED_IDENTITY":{"success":true,"reason":"r"},"SIGNATURE_VERIFIER.REVOCATION_CHECK":{"success":true}},"processedAttributes":["x"]}"#;
    each_change("answer", &[answer.into()], 800, |bytes| {
        let answer = String::from_utf8_lossy(bytes).into_owned();
        let plugin = |_: &PluginQuestion| Ok(answer.clone());
        let request = world.request(&trust, &reference, &envelopes);
        complete(&drive(&request, &AcceptAll, &plugin, None).unwrap(), 1);
    });
}
