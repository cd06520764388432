//! The IETF's JOSE cookbook: signatures of PS and ES algorithms verify through the seam (JWS-15…18, ALG-03); no form of
//! the examples is an envelope (JWS-02, JWS-04).

use std::fs;

use base64ct::{Base64UrlUnpadded, Encoding as _};
use sealcheck::algorithm::Algorithm;
use sealcheck::envelope::{Envelope, Format, Partial};
use sealcheck_pki::algorithm::PublicKey;
use sealcheck_pki::{SignatureCheck, SignatureVerifier as _};
use sealcheck_rustcrypto::RustCrypto;
use sealcheck_tests::corpora::{each, folder, json, text};
use sealcheck_tests::der::spki_of_jwk;
use sealcheck_tests::suite::Suite;
use serde_json::Value;

use crate::agree;

#[test]
fn ietf_cookbook() {
    let Some(folder) = folder("jose") else { return };
    let folder = folder.join("ietf-cookbook");
    let mut suite = Suite::new("jose");
    for part in ["curve25519", "jws", "rfc7797"] {
        let mut files: Vec<String> = fs::read_dir(folder.join(part))
            .unwrap()
            .map(|entry| format!("{part}/{}", entry.unwrap().file_name().to_string_lossy()))
            .collect();
        files.sort();
        for file in files {
            let example = json(&folder, &file);
            let name = file.trim_end_matches(".json");
            for (form, value) in example["output"].as_object().into_iter().flatten() {
                let bytes = value.as_str().map_or_else(|| value.to_string(), String::from).into_bytes();
                let mut partial = Partial::default();
                let found = Envelope::parse(&bytes, Format::Jws, &mut partial).map(drop);
                suite.case(&format!("{name} {form}"), agree(false, found.map_err(|finding| finding.to_string())));
            }
            let payload = &example["output"]["json"]["payload"];
            for (index, signature) in each(&example["output"]["json"]["signatures"]).enumerate() {
                let keys = &example["input"]["key"];
                let key = if keys.is_array() { &keys[index] } else { keys };
                let found = verify(key, text(payload), signature);
                suite.case(&format!("{name} signature {index}"), agree(true, found));
            }
        }
    }
    suite.finish();
}

fn verify(key: &Value, payload: &str, signature: &Value) -> Result<(), String> {
    let protected = text(&signature["protected"]);
    let decode = |part: &str| Base64UrlUnpadded::decode_vec(part).map_err(|_| "not base64url".to_owned());
    let header: Value = serde_json::from_slice(&decode(protected)?).map_err(|_| "no protected header".to_owned())?;
    let name = text(&header["alg"]);
    let algorithm = Algorithm::from_jws(name).ok_or_else(|| format!("algorithm {name}"))?;
    let spki = spki_of_jwk(key).ok_or("no key of ours")?;
    // The cookbook signs PS384 with a key of 2048 bits, which an envelope may not: the arithmetic is the same.
    PublicKey::from_spki(&spki).map_err(|error| error.to_string())?;
    let message = format!("{protected}.{payload}");
    let signature = decode(text(&signature["signature"]))?;
    let scheme = algorithm.scheme();
    let check = SignatureCheck { scheme, spki: &spki, message: message.as_bytes(), signature: &signature };
    RustCrypto.verify(check).map_err(|error| error.to_string())
}
