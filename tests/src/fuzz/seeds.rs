//! Where fuzzing starts: the pieces of every vector, and of the public corpora where they are there.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use base64ct::{Base64, Encoding as _};
use sealcheck_pki::revocation::{Crl, OcspResponse};
use sealcheck_pki::timestamp::TimestampToken;
use sealcheck_pki::{Certificate, Hash};
use serde_json::Value;

use crate::case;
use crate::fuzz::whole;
use crate::owned::Owned;
use crate::parts::{self, Parts};

/// Seeds by target.
pub type Seeds = BTreeMap<&'static str, BTreeSet<Vec<u8>>>;

/// Larger pieces slow a fuzzer down more than they teach it.
const MAX_SEED: usize = 16 * 1024;

/// The vectors, in parts, by the names of their cases.
pub static VECTORS: LazyLock<Vec<(String, Owned)>> = LazyLock::new(|| {
    let cases = case::all().into_iter().flat_map(|(_, cases)| cases);
    cases.map(|case| (case.id.clone(), case.owned())).collect()
});

/// Certificates of the vectors with their issuers: those that OCSP responses of the vectors are about.
pub(super) fn issued() -> &'static [(Vec<u8>, Vec<u8>)] {
    static ISSUED: LazyLock<Vec<(Vec<u8>, Vec<u8>)>> = LazyLock::new(|| {
        let mut pairs = BTreeSet::new();
        for (_, owned) in VECTORS.iter().filter(|(_, owned)| !owned.ocsp.is_empty()) {
            let envelopes = owned.signatures.iter().filter_map(|signature| signature.envelope.as_ref());
            for Parts { chain, .. } in envelopes.filter_map(|envelope| parts::parts(envelope)) {
                pairs.extend(chain.windows(2).map(|pair| (pair[0].clone(), pair[1].clone())));
            }
        }
        pairs
            .into_iter()
            .filter(|(one, other)| [one, other].iter().all(|der| Certificate::parse(der).is_ok()))
            .collect()
    });
    &ISSUED
}

/// The signatures of the vectors by their imprints.
pub(super) fn stamped(imprint: &[u8]) -> Option<&'static [u8]> {
    static STAMPED: LazyLock<HashMap<Vec<u8>, Vec<u8>>> = LazyLock::new(|| {
        let envelopes = VECTORS.iter().flat_map(|(_, owned)| &owned.signatures);
        let envelopes = envelopes.filter_map(|signature| parts::parts(signature.envelope.as_ref()?));
        let messages = envelopes.map(|parts| parts.signature).chain([b"notation".to_vec()]);
        let hashes = [Hash::Sha256, Hash::Sha384, Hash::Sha512];
        messages.flat_map(|message| hashes.map(|hash| (hash.digest(&message), message.clone()))).collect()
    });
    STAMPED.get(imprint).map(Vec::as_slice)
}

/// Signatures of the vectors with a token over them.
#[must_use]
pub fn tokens() -> Vec<(Vec<u8>, Vec<u8>)> {
    let envelopes = VECTORS.iter().flat_map(|(_, owned)| &owned.signatures);
    let envelopes = envelopes.filter_map(|signature| signature.envelope.as_deref());
    let stamped = envelopes.filter_map(|envelope| Some((parts::parts(envelope)?.signature, parts::token(envelope)?)));
    stamped.collect()
}

/// The seeds of every target.
#[must_use]
pub fn of_vectors() -> Seeds {
    let mut seeds = Seeds::new();
    for (id, owned) in VECTORS.iter() {
        add(&mut seeds, "policy", &owned.policy);
        add(&mut seeds, "json", &owned.policy);
        add(&mut seeds, "reference", owned.reference.as_bytes());
        for (identity, scope) in texts_of_policy(&owned.policy) {
            let target = if scope { "reference" } else { "name" };
            add(&mut seeds, target, identity.strip_prefix("x509.subject:").unwrap_or(&identity).as_bytes());
        }
        add(&mut seeds, "manifest", owned.manifest.as_deref().unwrap_or_default());
        owned.stores.values().flatten().for_each(|file| add(&mut seeds, "certificate", file));
        owned.ocsp.iter().for_each(|(_, bytes)| add(&mut seeds, "ocsp", bytes));
        owned.crls.iter().for_each(|(_, bytes)| add(&mut seeds, "crl", bytes));
        for signature in &owned.signatures {
            add(&mut seeds, "manifest", signature.manifest.as_deref().unwrap_or_default());
            envelope(&mut seeds, signature.envelope.as_deref().unwrap_or_default());
        }
        add(&mut seeds, "verify", &whole::seed(id));
    }
    of_corpora(&crate::here().join("vectors/revocation"), &mut seeds);
    seeds
}

fn add(seeds: &mut Seeds, target: &'static str, bytes: &[u8]) {
    if !bytes.is_empty() && bytes.len() <= MAX_SEED {
        seeds.entry(target).or_default().insert(bytes.into());
    }
}

/// An envelope, and what is in it.
fn envelope(seeds: &mut Seeds, bytes: &[u8]) {
    let is_cose = bytes.first() == Some(&0xd2);
    add(seeds, if is_cose { "cose" } else { "jws" }, bytes);
    let Some(Parts { protected, payload, chain, .. }) = parts::parts(bytes) else { return };
    add(seeds, if is_cose { "cbor" } else { "json" }, &protected);
    add(seeds, "json", &payload);
    chain.iter().for_each(|der| add(seeds, "certificate", der));
    if let Some(token) = parts::token(bytes) {
        add(seeds, "token", &token);
    }
}

/// Identities and scopes; whether it is a scope.
fn texts_of_policy(policy: &[u8]) -> Vec<(String, bool)> {
    let document: Value = serde_json::from_slice(policy).unwrap_or_default();
    let statements = document["trustPolicies"].as_array().into_iter().flatten();
    let texts = |value: &Value| -> Vec<String> {
        value.as_array().into_iter().flatten().filter_map(Value::as_str).map(Into::into).collect()
    };
    statements
        .flat_map(|statement| {
            let identities = texts(&statement["trustedIdentities"]).into_iter().map(|text| (text, false));
            identities
                .chain(texts(&statement["registryScopes"]).into_iter().map(|text| (text, true)))
                .collect::<Vec<_>>()
        })
        .collect()
}

/// Everything in the corpora that a parser here reads, or that stands in a folder for it.
pub fn of_corpora(root: &Path, seeds: &mut Seeds) {
    let Ok(entries) = fs::read_dir(root) else { return };
    let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            of_corpora(&path, seeds);
            continue;
        }
        let Ok(bytes) = fs::read(&path) else { continue };
        let path = path.to_string_lossy();
        let folder = |name: &str| path.contains(&format!("/{name}/"));
        if folder("JSONTestSuite") {
            add(seeds, "json", &bytes);
        }
        piece(seeds, &bytes);
        if let Ok(document) = serde_json::from_slice::<Value>(&bytes) {
            each_text(&document, &mut |text| {
                if folder("dn") {
                    add(seeds, "name", text.as_bytes());
                } else if folder("oci-reference") {
                    add(seeds, "reference", text.as_bytes());
                } else if let Some(bytes) = unhex(text) {
                    if folder("cbor") {
                        add(seeds, "cbor", &bytes);
                    }
                    piece(seeds, &bytes);
                } else if text.len() < MAX_SEED {
                    piece(seeds, text.as_bytes());
                    piece(seeds, &Base64::decode_vec(text).unwrap_or_default());
                }
            });
            if folder("notation-policies") {
                each_object(&document, &mut |object| {
                    if object.get("trustPolicies").is_some() {
                        add(seeds, "policy", object.to_string().as_bytes());
                    }
                });
            }
        }
        pem_blocks(&bytes).iter().for_each(|block| piece(seeds, block));
    }
}

/// What it is, found out by reading it.
fn piece(seeds: &mut Seeds, bytes: &[u8]) {
    if bytes.len() > MAX_SEED {
        return;
    }
    match bytes.first() {
        Some(0x30) => {
            let readers: [(&'static str, bool); 4] = [
                ("certificate", Certificate::parse(bytes).is_ok()),
                ("crl", Crl::parse(bytes).is_ok()),
                ("ocsp", OcspResponse::parse(bytes).is_ok()),
                ("token", TimestampToken::parse(bytes).is_ok()),
            ];
            readers.iter().filter(|(_, reads)| *reads).for_each(|(target, _)| add(seeds, target, bytes));
        }
        Some(0xd2) => envelope(seeds, bytes),
        Some(b'{') if parts::of_jws(bytes).is_some() => envelope(seeds, bytes),
        _ => {}
    }
}

fn each_text(value: &Value, act: &mut dyn FnMut(&str)) {
    match value {
        Value::String(text) => act(text),
        Value::Array(elements) => elements.iter().for_each(|element| each_text(element, act)),
        Value::Object(members) => members.values().for_each(|member| each_text(member, act)),
        _ => {}
    }
}

fn each_object(value: &Value, act: &mut dyn FnMut(&Value)) {
    match value {
        Value::Array(elements) => elements.iter().for_each(|element| each_object(element, act)),
        Value::Object(members) => {
            act(value);
            members.values().for_each(|member| each_object(member, act));
        }
        _ => {}
    }
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let hex = !text.is_empty() && text.len().is_multiple_of(2) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let pairs = text.as_bytes().chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok());
    if hex { pairs.collect() } else { None }
}

fn pem_blocks(bytes: &[u8]) -> Vec<Vec<u8>> {
    let text = String::from_utf8_lossy(bytes);
    let blocks = text.split("-----BEGIN ").skip(1).filter_map(|block| {
        let (_, body) = block.split_once("-----")?;
        let (body, _) = body.split_once("-----END ")?;
        Base64::decode_vec(&body.split_whitespace().collect::<String>()).ok()
    });
    blocks.collect()
}
