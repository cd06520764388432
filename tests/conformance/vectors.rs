//! Every case that notation judged: the same answer, or a row in `tests/parity.json` that says why not.

use std::collections::{BTreeMap, BTreeSet};

use base64ct::{Base64, Encoding as _};
use sealcheck::{Code, Verdict};
use sealcheck_tests::case;
use sealcheck_tests::expectation::{Expectation, Expectations, compare, compare_text, parity};
use sha2::{Digest as _, Sha256};

/// `error` is notation's refusal before verification; here it is an `ApiError` or a rejection. Both let nothing pass.
fn same(notation: &str, ours: &str) -> bool {
    let class = |result: &str| match result {
        "accepted" => 0,
        "not-verified" => 1,
        _ => 2,
    };
    class(notation) == class(ours)
}

#[test]
fn every_vector_has_its_expected_codes_and_notations_verdict() {
    let rows: BTreeMap<String, String> = parity().into_iter().map(|row| (row.case, row.row)).collect();
    let (mut cases, mut agree, mut stale, mut differ) = (0, 0, BTreeSet::new(), Vec::new());
    stale.extend(rows.keys().cloned());
    let mut messages = Messages::default();
    for (group, members) in case::all() {
        let mut found = Expectations::new();
        for case in members {
            let outcome = case.verify();
            if let Ok(verdict) = &outcome {
                messages.collect(verdict);
            }
            let ours = Expectation::of(&outcome);
            cases += 1;
            if same(&case.notation.result, &ours.result) {
                agree += 1;
            } else if rows.contains_key(&case.id) {
                stale.remove(&case.id);
            } else {
                differ.push(format!(
                    "{}/{} ({}): notation {} {:?}, sealcheck {} {:?}",
                    group, case.id, case.note, case.notation.result, case.notation.error, ours.result, ours.codes
                ));
            }
            assert!(found.insert(case.id.clone(), ours).is_none(), "case {} occurs twice", case.id);
        }
        compare(&group, &found);
    }
    compare_text("messages.txt", &messages.listing());
    println!("{cases} cases, {agree} as notation, {} by row, {} unexplained", rows.len(), differ.len());
    assert!(differ.is_empty(), "{} unexplained differences:\n{}", differ.len(), differ.join("\n"));
    assert!(stale.is_empty(), "rows that no longer differ: {stale:?}");
}

/// The texts that people read: for each code the first three that the vectors bring up.
#[derive(Default)]
struct Messages(BTreeMap<&'static str, Vec<String>>);

impl Messages {
    fn collect(&mut self, verdict: &Verdict) {
        let rows = verdict.signatures.iter().flat_map(|signature| &signature.checks);
        let findings = rows.filter_map(|check| check.finding.as_ref());
        let warnings = verdict.signatures.iter().flat_map(|signature| &signature.warnings);
        for finding in findings.chain(warnings).chain(&verdict.warnings).chain(&verdict.reason) {
            let texts = self.0.entry(finding.code.as_str()).or_default();
            if texts.len() < 3 && !texts.contains(&finding.message) {
                texts.push(finding.message.clone());
            }
        }
    }

    fn listing(&self) -> String {
        let mut listing = String::new();
        for (code, texts) in &self.0 {
            listing.push_str(&format!("{code}\n"));
            texts.iter().for_each(|text| listing.push_str(&format!("    {text}\n")));
        }
        listing
    }
}

#[test]
fn codes_are_stable() {
    let listing: String = Code::ALL.iter().map(|code| format!("{code}\n")).collect();
    compare_text("codes.txt", &listing);
    let unique: BTreeSet<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(unique.len(), Code::ALL.len(), "a code has two meanings");
}

#[test]
fn store_23_a_namesake_in_the_store_is_named_with_its_fingerprint() {
    let text = std::fs::read_to_string(sealcheck_tests::here().join("vectors/notation/authenticity.json")).unwrap();
    let vectors: serde_json::Value = serde_json::from_str(&text).unwrap();
    let namesake = Base64::decode_vec(vectors["certificates"]["a-same-name"].as_str().unwrap()).unwrap();
    let find = |id: &str| {
        let mut cases = case::all().into_iter().flat_map(|(_, cases)| cases);
        let verdict = cases.find(|case| case.id == id).unwrap().verify().unwrap();
        let checks = &verdict.signatures[0].checks;
        let finding = checks.iter().find_map(|check| check.finding.clone()).unwrap();
        assert_eq!(finding.code, Code::AuthenticityUntrustedChain, "{id}");
        serde_json::to_value(&finding.details).unwrap()
    };
    let hex: String = Sha256::digest(&namesake).iter().map(|byte| format!("{byte:02x}")).collect();
    let details = find("auth-same-name-root");
    assert_eq!(details["namesakeFingerprint"], hex.as_str());
    assert!(!details["fingerprints"].as_array().unwrap().contains(&details["namesakeFingerprint"]));
    assert_eq!(find("auth-jws-x509-both-stores-other-ca").get("namesakeFingerprint"), None);
}
