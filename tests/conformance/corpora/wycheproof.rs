//! Wycheproof: signatures that are valid, and forgeries of every kind, through the seam and the default provider
//! (ALG-01…10, CERT-08, S-02, S-06, S-08).

use std::fs;

use base64ct::{Base64UrlUnpadded, Encoding as _};
use sealcheck::algorithm::Algorithm;
use sealcheck_pki::algorithm::{PublicKey, SignatureAlgorithm};
use sealcheck_pki::{Hash, Scheme, SignatureCheck, SignatureVerifier as _};
use sealcheck_rustcrypto::RustCrypto;
use sealcheck_tests::corpora::{each, folder, json, text};
use sealcheck_tests::der::{hex, integer, oid, rsa_spki_of, sequence, spki_of_jwk, tlv};
use sealcheck_tests::suite::Suite;
use serde_json::Value;

use crate::agree;

#[test]
fn wycheproof() {
    let Some(folder) = folder("wycheproof") else { return };
    let mut suite = Suite::new("wycheproof");
    let mut files: Vec<String> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name.ends_with("_test.json"))
        .collect();
    files.sort();
    for file in files {
        let name = file.trim_end_matches("_test.json");
        for group in each(&json(&folder, &file)["testGroups"]) {
            for case in each(&group["tests"]) {
                let id = format!("{name} {}", case["tcId"]);
                // What may be accepted must not be: a DigestInfo without NULL (RFC 8017 §9.2).
                let wanted = case["result"] == "valid";
                match text(&group["type"]) {
                    "JsonWebCrypto" | "JsonWebKey" if case["jws"].is_string() => {
                        suite.case(&id, agree(wanted, jws(group, text(&case["jws"]))));
                    }
                    "JsonWebCrypto" | "JsonWebKey" => {}
                    _ => suite.case(&id, agree(wanted, signature(group, case))),
                }
            }
        }
    }
    suite.finish();
}

fn hash(name: &str) -> (Hash, &'static [u8]) {
    match name {
        "SHA-256" => (Hash::Sha256, &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1]),
        "SHA-384" => (Hash::Sha384, &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 2]),
        "SHA-512" => (Hash::Sha512, &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 3]),
        other => panic!("hash {other}"),
    }
}

fn signature(group: &Value, case: &Value) -> Result<(), String> {
    let (message, signature) = (hex(text(&case["msg"])), hex(text(&case["sig"])));
    let (hash, _) = hash(text(&group["sha"]));
    let mut spki = hex(text(&group["publicKeyDer"]));
    let invalid = |_| "invalid".to_owned();
    let algorithm = match text(&group["type"]) {
        "EcdsaP1363Verify" => {
            let Ok(PublicKey::Ec(curve)) = PublicKey::from_spki(&spki) else { return Err("the key is refused".into()) };
            let scheme = Scheme::Ecdsa { curve, hash };
            let check = SignatureCheck { scheme, spki: &spki, message: &message, signature: &signature };
            return RustCrypto.verify(check).map_err(invalid);
        }
        "EcdsaVerify" => SignatureAlgorithm::Ecdsa(hash),
        "RsassaPkcs1Verify" => SignatureAlgorithm::RsaPkcs1(hash),
        "RsassaPssVerify" | "RsassaPssWithParametersVerify" => {
            // Keys marked for PSS alone are refused, as in Go; their numbers are tried all the same.
            if text(&group["type"]) == "RsassaPssWithParametersVerify" {
                assert!(PublicKey::from_spki(&spki).is_err(), "id-RSASSA-PSS as the type of a key");
                spki = rsa_spki_of(&hex(text(&group["publicKeyAsn"])));
            }
            SignatureAlgorithm::from_der(&pss(group)).map_err(|name| format!("{name} is not accepted"))?
        }
        other => panic!("group {other}"),
    };
    algorithm.verify(&spki, &message, &signature, &RustCrypto).map_err(invalid)
}

/// The algorithm identifier that a certificate would have for signatures of this group.
fn pss(group: &Value) -> Vec<u8> {
    let sha1: &[u8] = &[0x2b, 0x0e, 3, 2, 0x1a];
    let hash_of = |name: &str| sequence(&[&oid(if name == "SHA-1" { sha1 } else { hash(name).1 }), &[5, 0]]);
    let mgf1 = oid(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 8]);
    let salt = u8::try_from(group["sLen"].as_u64().unwrap()).unwrap();
    let parameters = sequence(&[
        &tlv(0xa0, &[&hash_of(text(&group["sha"]))]),
        &tlv(0xa1, &[&sequence(&[&mgf1, &hash_of(text(&group["mgfSha"]))])]),
        &tlv(0xa2, &[&integer(&[salt])]),
    ]);
    sequence(&[&oid(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 10]), &parameters])
}

/// A compact JWS judged as an envelope would be: strict base64url, algorithm from the header, key decides.
fn jws(group: &Value, compact: &str) -> Result<(), String> {
    let parts: Vec<&str> = compact.split('.').collect();
    let [protected, payload, signature] = parts.as_slice() else { return Err("not three parts".into()) };
    let decode = |part: &str| Base64UrlUnpadded::decode_vec(part).map_err(|_| "not base64url".to_owned());
    let (header, signature) = (decode(protected)?, decode(signature)?);
    decode(payload)?;
    let header = sealcheck::json::parse(&header).map_err(|error| error.to_string())?;
    let name = header.member("alg").and_then(sealcheck::json::Node::as_str).unwrap_or_default();
    let algorithm = Algorithm::from_jws(name).ok_or_else(|| format!("algorithm {name}"))?;
    let keys = if group["public"].is_null() { &group["private"] } else { &group["public"] };
    let keys: Vec<&Value> = if keys["keys"].is_array() { each(&keys["keys"]).collect() } else { vec![keys] };
    let verify = |key: &&Value| {
        let Some(spki) = spki_of_jwk(key) else { return false };
        let key = PublicKey::from_spki(&spki).ok().and_then(Algorithm::of_key);
        let message = format!("{protected}.{payload}");
        let check = SignatureCheck {
            scheme: algorithm.scheme(),
            spki: &spki,
            message: message.as_bytes(),
            signature: &signature,
        };
        key == Some(algorithm) && RustCrypto.verify(check).is_ok()
    };
    if keys.iter().any(verify) { Ok(()) } else { Err("no key fits".into()) }
}
