//! One target per parser. Beside not panicking, what was read is compared with another reader, or read again.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use ciborium::Value as Cbor;
use sealcheck::artifact::{Descriptor, Digest, Reference, SignatureManifest};
use sealcheck::cbor::Tags;
use sealcheck::envelope::{Envelope, Format, Partial};
use sealcheck::integrity::Intact;
use sealcheck::json::JsonFault;
use sealcheck::policy::{Document, Identity, Kind, Subject, check_repository, check_scope};
use sealcheck::{inspect, lint_trust_policy};
use sealcheck_pki::algorithm::PublicKey;
use sealcheck_pki::profile::Purpose;
use sealcheck_pki::revocation::{Crl, OcspResponse};
use sealcheck_pki::timestamp::TimestampToken;
use sealcheck_pki::{Certificate, Time, chain};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use x509_cert::der::{Decode as _, Encode as _};

use crate::drive::AcceptAll;
use crate::fuzz::seeds;
use crate::mint::World;
use crate::parts::{self, Parts};

fn within(part: &[u8], whole: &[u8]) -> bool {
    whole.as_ptr_range().start <= part.as_ptr_range().start && part.as_ptr_range().end <= whole.as_ptr_range().end
}

pub(super) fn cbor(data: &[u8]) {
    for tags in [Tags::Allowed, Tags::Forbidden] {
        let _ = sealcheck::cbor::elements(data, tags);
        let Ok(value) = sealcheck::cbor::parse(data, tags) else { continue };
        // NaN is not equal to itself: values are compared as they are shown.
        let other: Cbor = ciborium::from_reader(data).expect("strict CBOR is CBOR");
        assert_eq!(format!("{value:?}"), format!("{other:?}"), "ciborium reads something else");
        let mut again = Vec::new();
        ciborium::into_writer(&value, &mut again).expect("a value");
        let reread = sealcheck::cbor::parse(&again, tags).expect("what was read can be read again");
        assert_eq!(format!("{value:?}"), format!("{reread:?}"));
    }
    if let Some(content) = sealcheck::cbor::byte_string(data) {
        assert!(within(content, data) && data.ends_with(content));
    }
}

pub(super) fn json(data: &[u8]) {
    let other = serde_json::from_slice::<Value>(data);
    match sealcheck::json::parse(data) {
        Ok(node) => {
            let other = other.expect("strict JSON is JSON");
            assert!(same(&node, &other), "serde_json reads something else");
            assert!(within(node.text.as_bytes(), data));
            assert_eq!(node.text, std::str::from_utf8(data).unwrap().trim_matches([' ', '\n', '\t', '\r']));
        }
        Err(error) => {
            assert!(error.offset <= data.len());
            let (line, column) = sealcheck::json::line_and_column(data, error.offset);
            assert!(line > 0 && column > 0);
            // serde_json takes duplicates; it stops at 128 levels and we at 32.
            assert!(other.is_err() || error.kind != JsonFault::Syntax, "serde_json reads it: {error}");
        }
    }
}

fn same(node: &sealcheck::json::Node<'_>, other: &Value) -> bool {
    use sealcheck::json::Value as Ours;
    match (&node.value, other) {
        (Ours::Null, Value::Null) => true,
        (Ours::Bool(one), Value::Bool(other)) => one == other,
        (Ours::String(one), Value::String(other)) => one == other,
        (Ours::Number, Value::Number(other)) => {
            node.as_i64() == other.as_i64().filter(|_| !node.text.contains(['.', 'e', 'E'])) || node.text == "-0"
        }
        (Ours::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Ours::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|member| other.get(&*member.name).is_some_and(|other| same(&member.node, other)))
        }
        _ => false,
    }
}

pub(super) fn certificate(data: &[u8]) {
    let _ = sealcheck::trust_store::split(data);
    let Ok(certificate) = Certificate::parse(data) else { return };
    assert_eq!(certificate.as_der(), data);
    let signed = certificate.signed();
    assert!([signed.tbs, signed.algorithm, signed.signature, certificate.spki()].iter().all(|part| within(part, data)));
    assert!(within(certificate.spki(), signed.tbs) && within(certificate.serial(), signed.tbs));
    // Another profile of the same decoder, and its encoder.
    let other = x509_cert::certificate::CertificateInner::<x509_cert::certificate::Raw>::from_der(data).expect("DER");
    let (tbs, name) = (other.tbs_certificate(), certificate.subject());
    // Sets that are not in order are put into order by the encoder.
    assert_eq!(tbs.subject().to_der().expect("a name").len(), name.as_der().len());
    assert_eq!(tbs.subject_public_key_info().to_der().expect("a key"), certificate.spki());
    let attributes: usize = name.rdns().iter().map(Vec::len).sum();
    assert_eq!(tbs.subject().as_ref().iter().map(|rdn| rdn.len()).sum::<usize>(), attributes);
    let _ = (name.to_string(), certificate.issuer().to_string(), certificate.may_issue());
    let _ = (Subject::of(name), PublicKey::from_spki(certificate.spki()));
    let _ = certificate.extensions().revocation_pointers();
    assert!(
        certificate.valid_at(certificate.not_before()).is_ok() || certificate.not_after() < certificate.not_before()
    );
    for purpose in [Purpose::CodeSigning, Purpose::Timestamping] {
        if chain::verify(std::slice::from_ref(&certificate), purpose, &AcceptAll).is_ok() {
            assert!(certificate.is_self_issued(), "a chain of one that is not self-issued");
            let constraints = certificate.extensions().basic_constraints.as_ref();
            assert!(constraints.is_none_or(|constraints| !constraints.value.ca), "CERT-14");
        }
        let _ = chain::verify(&[certificate.clone(), certificate.clone()], purpose, &AcceptAll);
    }
}

pub(super) fn jws(data: &[u8]) {
    envelope(data, Format::Jws);
}

pub(super) fn cose(data: &[u8]) {
    envelope(data, Format::Cose);
}

fn envelope(data: &[u8], format: Format) {
    let _ = inspect(data, None);
    let mut partial = Partial::default();
    let Ok(envelope) = Envelope::parse(data, format, &mut partial) else { return };
    let Parts { protected, payload, signature, chain } = match format {
        Format::Cose => parts::of_cose(data),
        Format::Jws => parts::of_jws(data),
    }
    .expect("another reader reads it, too");
    assert_eq!((&envelope.payload, &envelope.signature, &envelope.chain), (&payload, &signature, &chain));
    assert!(!chain.is_empty() && !payload.is_empty() && !signature.is_empty());
    // JWS-15, COSE-24: what is signed stands in the envelope as it arrived.
    let signed = match format {
        Format::Jws => {
            let document: Value = serde_json::from_slice(data).unwrap();
            let text = |name: &str| document[name].as_str().unwrap_or_default().to_string();
            [text("protected"), ".".into(), text("payload")].concat().into_bytes()
        }
        Format::Cose => {
            let bytes = |bytes: &[u8]| Cbor::Bytes(bytes.to_vec());
            let parts = [Cbor::Text("Signature1".into()), bytes(&protected), bytes(&[]), bytes(&payload)];
            let mut signed = Vec::new();
            ciborium::into_writer(&Cbor::Array(parts.into()), &mut signed).unwrap();
            signed
        }
    };
    assert_eq!(envelope.signed_bytes, signed);
    let attributes = &envelope.attributes;
    assert!(attributes.signing_time.is_some() != attributes.authentic_signing_time.is_some(), "D-09, D-18");
    let signing = attributes.signing_time.or(attributes.authentic_signing_time).unwrap();
    assert!(attributes.expiry.is_none_or(|expiry| expiry > signing), "JWS-50, COSE-48");
    if let Ok(intact) = Intact::verify(&envelope, &AcceptAll) {
        let der: Vec<&[u8]> = intact.chain().iter().map(Certificate::as_der).collect();
        assert_eq!(der, chain);
        assert_eq!(attributes.content_type, sealcheck::envelope::PAYLOAD_TYPE);
    }
}

pub(super) fn policy(data: &[u8]) {
    let stores = [sealcheck::policy::StoreName::parse("ca:acme").unwrap()];
    let _ = lint_trust_policy(data, None, Some(&stores));
    for kind in [Kind::Oci, Kind::Blob] {
        let report = lint_trust_policy(data, Some(kind), None);
        let document = Document::parse(data, kind).ok();
        assert_eq!(document.is_some(), report.valid, "the linter says something else");
        let Some((document, _)) = document else { continue };
        let json: Value = serde_json::from_slice(data).expect("a valid policy is JSON");
        assert_eq!(json["version"], "1.0");
        let given = json["trustPolicies"].as_array().expect("statements");
        assert_eq!(given.len(), document.statements.len());
        assert!(!given.is_empty());
        let (mut names, mut scopes, mut global) = (BTreeSet::new(), BTreeSet::new(), 0);
        for (statement, given) in document.statements.iter().zip(given) {
            assert_eq!(given["name"], statement.name.as_str());
            assert!(names.insert(&statement.name), "POL-10");
            assert_eq!(given["signatureVerification"]["level"], statement.level.as_str());
            global += usize::from(statement.global);
            let skips = statement.level == sealcheck::policy::Level::Skip;
            assert!(!(skips && statement.global), "POL-26, POL-27");
            assert_eq!(statement.trust_stores.is_empty(), skips, "POL-24, POL-25");
            assert_eq!(statement.identities.is_empty(), skips, "POL-24, POL-25");
            assert!(statement.identities.len() == 1 || !statement.identities.contains(&Identity::Any), "POL-48");
            assert!(statement.scopes.iter().all(|scope| scopes.insert(scope) && check_scope(scope).is_ok()), "POL-36");
            for scope in &statement.scopes {
                let selected = document.select_oci(scope).expect("the statement of its scope");
                assert_eq!((&selected.0.name, selected.1), (&statement.name, scope.as_str()), "POL-45");
            }
            if kind == Kind::Blob {
                assert_eq!(
                    document.select_blob(Some(&statement.name)).ok(),
                    Some(statement).filter(|statement| !statement.name.trim().is_empty()),
                    "POL-78"
                );
            }
        }
        assert!(global <= 1, "POL-35, POL-77");
    }
}

pub(super) fn reference(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let _ = (check_scope(text), Time::parse_rfc3339(text), Identity::parse(text));
    if let Ok(digest) = Digest::parse(text) {
        assert_eq!(digest.as_str(), text);
    }
    let Ok(reference) = Reference::parse(text) else { return };
    let whole = match (&reference.tag, &reference.digest) {
        (Some(tag), None) => format!("{}:{tag}", reference.repository),
        (None, Some(digest)) => format!("{}@{digest}", reference.repository),
        other => panic!("tag and digest: {other:?}"),
    };
    assert_eq!(whole, text, "something was left out or made up");
    assert!(check_repository(&reference.repository).is_ok() && check_scope(&reference.repository).is_ok());
    assert!(!reference.repository.contains('@') && reference.repository.contains('/'));
    assert!(whole.bytes().all(|byte| byte.is_ascii_graphic()));
}

pub(super) fn name(data: &[u8]) {
    use sealcheck::policy::DistinguishedName;
    let text = String::from_utf8_lossy(data);
    let Ok(name) = DistinguishedName::parse(&text) else { return };
    let types: BTreeSet<&str> = name.attributes().iter().map(|(kind, _)| kind.as_str()).collect();
    assert_eq!(types.len(), name.attributes().len(), "POL-60");
    assert!(["C", "ST", "O"].iter().all(|kind| types.contains(kind)), "POL-61");
    assert!(name.attributes().iter().all(|(_, value)| !value.is_empty()), "D-37");
    // Written with every byte escaped it is the same name.
    let escaped = |text: &str| text.bytes().map(|byte| format!("\\{byte:02x}")).collect::<String>();
    let pair = |(kind, value): &(String, String)| format!("{}={}", escaped(kind), escaped(value));
    let again = name.attributes().iter().map(pair).collect::<Vec<_>>().join(",");
    let again = DistinguishedName::parse(&again).expect("escapes are always right");
    assert_eq!(again.attributes(), name.attributes());
}

pub(super) fn manifest(data: &[u8]) {
    let media_type = sealcheck::artifact::media_type_of(data);
    let _ = Descriptor::from_payload(data);
    let Ok(manifest) = SignatureManifest::parse(data) else { return };
    let json: Value = serde_json::from_slice(data).expect("a manifest is JSON");
    assert!(media_type.is_ok());
    assert_eq!(manifest.digest.as_str(), format!("sha256:{}", hex(&Sha256::digest(data))));
    let layers = layers(&json);
    assert_eq!(layers.len(), 1, "D-76");
    assert_eq!(layers[0]["digest"], manifest.layer.digest.as_str());
    let envelope = b"envelope";
    if let Some(subject) = &manifest.subject {
        assert_eq!(json["subject"]["digest"], subject.digest.as_str());
        if manifest.check(subject, true, envelope).is_ok() {
            assert_eq!(manifest.layer.size, envelope.len() as u64);
            let other = Descriptor { size: subject.size ^ 1, ..subject.clone() };
            assert!(manifest.check(&other, true, envelope).is_err());
        }
    }
}

/// The layers of an image manifest, the blobs of an artifact manifest.
pub(super) fn layers(manifest: &Value) -> &[Value] {
    let is_artifact = manifest["mediaType"].as_str().is_some_and(|media_type| media_type.contains("artifact.manifest"));
    let list = &manifest[if is_artifact { "blobs" } else { "layers" }];
    list.as_array().map_or(&[], Vec::as_slice)
}

/// Lower-case hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// When evidence is judged: within the validity of most of what the vectors hold.
const NOW: i64 = 1_780_272_000;

pub(super) fn crl(data: &[u8]) {
    static WORLD: LazyLock<World> = LazyLock::new(|| World::new(3));
    let Ok(crl) = Crl::parse(data) else { return };
    let decoded = x509_cert::crl::CertificateList::<x509_cert::certificate::Raw>::from_der(data).ok();
    assert!(crl.continues(&crl).is_err(), "REV-53: no CRL continues itself");
    let _ = (crl.number().map(|number| number.to_string()), crl.freshest());
    let now = Time::from_unix(NOW, 0).unwrap();
    if let Ok(until) = crl.period().contains(now) {
        assert!(now <= until && crl.period().usable_from() <= now);
    }
    for der in &WORLD.chain {
        let certificate = Certificate::parse(der).unwrap();
        if crl.issued_by(&certificate, &AcceptAll).is_ok() {
            assert_eq!(crl.issuer(), certificate.subject().as_der(), "D-57");
        }
        for point in certificate.extensions().revocation_pointers().unwrap_or_default().crl {
            let _ = crl.scope().covers(&certificate, &point);
        }
    }
    // Every serial number that the other decoder sees is found, and none that it does not see.
    let _ = crl.find(&[0x7f, 0x55, 0xaa]);
    let listed = decoded.and_then(|decoded| decoded.tbs_cert_list.revoked_certificates).unwrap_or_default();
    for entry in listed.iter().take(8) {
        let found = crl.find(entry.serial_number.as_bytes());
        assert!(found.is_err() || found.is_ok_and(|found| !found.is_empty()), "a listed certificate is not found");
    }
}

pub(super) fn ocsp(data: &[u8]) {
    let Ok(response) = OcspResponse::parse(data) else { return };
    let now = Time::from_unix(NOW, 0).unwrap();
    for (certificate, issuer) in seeds::issued() {
        let certificate = Certificate::parse(certificate).unwrap();
        let issuer = Certificate::parse(issuer).unwrap();
        let about = response.is_about(&certificate, &issuer);
        let Ok(answer) = response.judge(&certificate, &issuer, now, &AcceptAll) else { continue };
        assert!(about, "D-51: an answer about another certificate");
        assert!(answer.period.contains(now).is_ok() && now <= answer.until, "D-54");
        assert!(answer.period.next_update.is_some_and(|next| answer.until <= next));
        if let Some(responder) = answer.responder {
            assert_eq!(responder.issuer().as_der(), issuer.subject().as_der(), "D-52");
            let usage = responder.extensions().extended_key_usage.as_ref().expect("D-52: a purpose");
            assert!(usage.value.iter().any(|oid| oid.to_string() == "1.3.6.1.5.5.7.3.9"), "D-52: OCSPSigning");
            assert!(responder.valid_at(now).is_ok() && answer.until <= responder.not_after(), "D-53");
        }
    }
}

pub(super) fn token(data: &[u8]) {
    let Ok(token) = TimestampToken::parse(data) else { return };
    let info = token.info();
    assert!(info.earliest() <= info.gen_time && info.gen_time <= info.latest());
    assert!(within(info.imprint, data));
    // Only whoever has a signature can have its imprint: those of the vectors are known.
    let Some(message) = seeds::stamped(info.imprint) else { return };
    let roots: Vec<Certificate<'_>> = token.certificates().to_vec();
    if let Ok(verified) = token.verify(message, &roots, &AcceptAll) {
        assert_eq!(info.imprint, info.imprint_hash.digest(message), "TSA-17");
        assert!(verified.earliest() <= verified.gen_time() && verified.gen_time() <= verified.latest());
        let (leaf, root) = (&verified.chain()[0], verified.chain().last().unwrap());
        assert!(roots.iter().any(|known| known.as_der() == root.as_der()), "TSA-38");
        let usage = leaf.extensions().extended_key_usage.as_ref().expect("CERT-41");
        assert!(usage.critical && usage.value.len() == 1, "CERT-41, CERT-42");
        assert!(verified.chain().iter().all(|one| one.valid_at(verified.gen_time()).is_ok()), "TSA-39");
        assert!(verified.chain().windows(2).all(|pair| pair[0].issuer().as_der() == pair[1].subject().as_der()));
    }
}
