//! The COSE working group's examples: signatures are verified over a Sig_structure put together here, because an
//! example without a certificate chain cannot go through the whole verifier (COSE-24…30); the verifier refuses them all.

use std::fs;
use std::path::PathBuf;

use ciborium::Value;
use sealcheck::algorithm::Algorithm;
use sealcheck::cbor::{Tags, parse};
use sealcheck::envelope::{Envelope, Format, Partial};
use sealcheck_pki::algorithm::PublicKey;
use sealcheck_pki::{SignatureCheck, SignatureVerifier as _};
use sealcheck_rustcrypto::RustCrypto;
use sealcheck_tests::corpora::{each, folder, json, text};
use sealcheck_tests::der::{cbor_bytes, cbor_head, cbor_text, hex, spki_of_jwk};
use sealcheck_tests::suite::Suite;
use serde_json::Value as Json;

use crate::agree;

#[test]
fn cose_wg_examples() {
    let Some(folder) = folder("cose") else { return };
    let mut suite = Suite::new("cose");
    for path in examples(folder.join("cose-wg-examples")) {
        let name = path.strip_prefix(folder.join("cose-wg-examples")).unwrap().with_extension("");
        let example = json(&folder, path.to_str().unwrap());
        let bytes = hex(text(&example["output"]["cbor"]));
        let mut partial = Partial::default();
        let whole =
            Envelope::parse(&bytes, Format::Cose, &mut partial).map(drop).map_err(|finding| finding.to_string());
        suite.case(&format!("{} as an envelope", name.display()), agree(false, whole));
        let input = &example["input"];
        if input["sign0"].is_object() || input["sign"].is_object() {
            let wanted = example["fail"] != true;
            suite.case(&format!("{} signature", name.display()), agree(wanted, signatures(&example, &bytes)));
        }
    }
    suite.finish();
}

fn examples(folder: PathBuf) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(examples(path));
        } else if path.extension().is_some_and(|extension| extension == "json") {
            all.push(path);
        }
    }
    all.sort();
    all
}

/// Every signature of a COSE_Sign1 (tag 18) or COSE_Sign (tag 98) message.
fn signatures(example: &Json, bytes: &[u8]) -> Result<(), String> {
    let message = parse(bytes, Tags::Allowed).map_err(|error| error.to_string())?;
    let Value::Tag(tag, message) = message else { return Err("no tag".into()) };
    let message = message.as_array().ok_or("no array")?;
    let [body, _, payload, last] = message.as_slice() else { return Err("not four elements".into()) };
    let (body, payload) = (content(body)?, content(payload)?);
    let (input, between) = (&example["input"], &example["intermediates"]);
    match tag {
        18 => {
            let sign = &input["sign0"];
            let external = hex(sign["external"].as_str().unwrap_or_default());
            assert!(external.is_empty() || text(&example["title"]).contains("External"));
            let signed = sig_structure("Signature1", &[body, &[], payload]);
            let intact = input["failures"].is_null() && external.is_empty();
            if intact && signed != hex(text(&between["ToBeSign_hex"])) {
                return Err("the signed bytes are put together in another way".into());
            }
            verify(&sign["key"], body, &signed, content(last)?)
        }
        98 => {
            let signers: Vec<&Json> = each(&input["sign"]["signers"]).collect();
            let found = last.as_array().ok_or("no signatures")?;
            if signers.len() != found.len() {
                return Err("another number of signatures".into());
            }
            for (signer, found) in signers.into_iter().zip(found) {
                let [protected, _, signature] = found.as_array().ok_or("no signature")?.as_slice() else {
                    return Err("not three elements".into());
                };
                let protected = content(protected)?;
                let signed = sig_structure("Signature", &[body, protected, &[], payload]);
                verify(&signer["key"], protected, &signed, content(signature)?)?;
            }
            Ok(())
        }
        other => Err(format!("tag {other}")),
    }
}

fn content(value: &Value) -> Result<&[u8], String> {
    value.as_bytes().map(Vec::as_slice).ok_or_else(|| "not a byte string".into())
}

fn sig_structure(context: &str, parts: &[&[u8]]) -> Vec<u8> {
    let parts: Vec<u8> = parts.iter().flat_map(|part| cbor_bytes(part)).collect();
    let length = if context == "Signature1" { 4 } else { 5 };
    [cbor_head(4, length), cbor_text(context), parts].concat()
}

/// The key decides, and the protected header must agree; but RSA keys of 2048 bits, which an envelope may use for PS256
/// alone, are tried with PS384 and PS512, too: the arithmetic is the same.
fn verify(key: &Json, protected: &[u8], signed: &[u8], signature: &[u8]) -> Result<(), String> {
    let header = parse(protected, Tags::Allowed).map_err(|error| format!("protected header: {error}"))?;
    let header = header.as_map().ok_or("no header map")?;
    let one = Value::Integer(1.into());
    let number = header.iter().find(|(label, _)| *label == one).and_then(|(_, value)| value.as_integer());
    let named = number.and_then(|number| Algorithm::from_cose(i128::from(number))).ok_or("no algorithm of ours")?;
    let spki = spki_of_jwk(key).ok_or("no key of ours")?;
    let key = PublicKey::from_spki(&spki).map_err(|error| error.to_string())?;
    if matches!(key, PublicKey::Ec(_)) && Algorithm::of_key(key) != Some(named) {
        return Err(format!("the key does not call for {}", named.name()));
    }
    let check = SignatureCheck { scheme: named.scheme(), spki: &spki, message: signed, signature };
    RustCrypto.verify(check).map_err(|error| error.to_string())
}
