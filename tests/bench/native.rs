//! Sealcheck as native code, for the benchmarks: `bench-native SUBJECTS` answers each line `ID CALLS` with a line
//! `NANOSECONDS`. Policy and stores are parsed once, as everywhere in the benchmarks. `check:0:ID` is the first
//! signature check of the subject alone.

use std::collections::BTreeMap;
use std::io::{BufRead as _, Write as _};
use std::time::Instant;

use base64ct::{Base64, Encoding as _};
use sealcheck::policy::Kind;
use sealcheck::{
    Answers, Artifact, Evidence, Manifest, Outcome, Request, SignatureInput, SignatureQuestion, SignatureVerifier as _,
    StoreEntry, TextMap, Time, Trust, TrustStores, signature_questions, verify,
};
use sealcheck_rustcrypto::RustCrypto;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
struct Group {
    subjects: Vec<Raw>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Raw {
    id: String,
    reference: String,
    manifest: String,
    media_type: String,
    envelope: String,
    trust_policy: Value,
    trust_stores: BTreeMap<String, Vec<String>>,
    at: String,
    ocsp: Vec<Answer>,
}

#[derive(Deserialize)]
struct Answer {
    url: String,
    response: String,
}

struct Subject {
    trust: Trust,
    reference: String,
    manifest: Vec<u8>,
    media_type: String,
    envelope: Vec<u8>,
    at: Time,
    ocsp: Vec<(String, Vec<u8>)>,
}

fn decode(text: &str) -> Vec<u8> {
    Base64::decode_vec(text).expect("base64")
}

impl Subject {
    fn new(raw: &Raw) -> Self {
        let mut stores = TrustStores::default();
        for (name, entries) in &raw.trust_stores {
            let entry = |(index, text): (usize, &String)| StoreEntry { name: format!("#{index}"), data: decode(text) };
            stores.insert(name, entries.iter().enumerate().map(entry).collect()).expect("a good store");
        }
        Self {
            trust: Trust::new(raw.trust_policy.to_string().as_bytes(), Kind::Oci, stores).expect("a good policy"),
            reference: raw.reference.clone(),
            manifest: decode(&raw.manifest),
            media_type: raw.media_type.clone(),
            envelope: decode(&raw.envelope),
            at: Time::parse_rfc3339(&raw.at).expect("a time"),
            ocsp: raw.ocsp.iter().map(|answer| (answer.url.clone(), decode(&answer.response))).collect(),
        }
    }

    fn request(&self) -> Request<'_> {
        Request {
            trust: &self.trust,
            artifact: Artifact::Oci {
                reference: &self.reference,
                manifest: Manifest::Bytes(&self.manifest),
                media_type: None,
            },
            signatures: vec![SignatureInput::Fetched {
                envelope: &self.envelope,
                media_type: Some(&self.media_type),
                manifest: None,
            }],
            current_date: self.at,
            user_metadata: TextMap::default(),
            evidence: Evidence {
                ocsp: self.ocsp.iter().map(|(url, bytes)| (Some(url.as_str()), bytes.as_slice())).collect(),
                crls: Vec::new(),
                unavailable: Vec::new(),
            },
        }
    }

    /// To the verdict as JSON, which is what every other contestant of ours gives.
    fn verify(&self) {
        let verdict = verify(&self.request(), &RustCrypto).expect("a good request");
        let text = serde_json::to_string(&verdict).expect("a verdict is JSON");
        assert!(verdict.result == Outcome::Accepted && !text.is_empty(), "not accepted: {text}");
    }

    fn question(&self, index: usize) -> SignatureQuestion {
        signature_questions(&self.request(), &mut Answers::default()).expect("a good request").open.swap_remove(index)
    }
}

fn time(calls: u32, mut act: impl FnMut()) -> u128 {
    let start = Instant::now();
    (0..calls).for_each(|_| act());
    start.elapsed().as_nanos()
}

fn main() {
    let path = std::env::args().nth(1).expect("usage: bench-native SUBJECTS");
    let group: Group = serde_json::from_str(&std::fs::read_to_string(path).expect("the file")).expect("subjects");
    let subjects: BTreeMap<_, _> = group.subjects.iter().map(|raw| (raw.id.as_str(), Subject::new(raw))).collect();
    let mut output = std::io::stdout();
    writeln!(output, "ready").expect("standard output");
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("standard input");
        let (id, calls) = line.split_once(' ').expect("ID CALLS");
        let calls = calls.parse().expect("a number");
        let nanoseconds = match id.strip_prefix("check:").and_then(|rest| rest.split_once(':')) {
            Some((index, id)) => {
                let question = subjects[id].question(index.parse().expect("an index"));
                time(calls, || RustCrypto.verify(question.as_check()).expect("a good signature"))
            }
            None => time(calls, || subjects[id].verify()),
        };
        writeln!(output, "{nanoseconds}").expect("standard output");
    }
}
