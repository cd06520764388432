//! What a verdict says about timestamps beyond its result, and what inspection shows of them.

use std::fs;

use base64ct::{Base64, Encoding as _};
use sealcheck::Time;
use sealcheck_rustcrypto::RustCrypto;
use sealcheck_tests::case::{self, Case};
use sealcheck_tests::here;
use sealcheck_tests::owned::Asked;
use serde_json::{Value, json};

fn find(id: &str) -> Case {
    let groups = case::all().into_iter().filter(|(group, _)| group == "timestamps");
    groups.flat_map(|(_, cases)| cases).find(|case| case.id == id).unwrap_or_else(|| panic!("no case {id}"))
}

fn verdict(id: &str) -> Value {
    serde_json::to_value(find(id).verify().unwrap()).unwrap()
}

fn row(verdict: &Value) -> &Value {
    let rows = verdict["signatures"][0]["checks"].as_array().unwrap();
    rows.iter().find(|row| row["name"] == "authenticTimestamp").unwrap()
}

fn warnings(verdict: &Value) -> Vec<&str> {
    let warnings = verdict["signatures"][0]["warnings"].as_array().unwrap();
    warnings.iter().map(|warning| warning["code"].as_str().unwrap()).collect()
}

#[test]
fn ver_36_a_good_timestamp_is_shown_with_its_authority() {
    let verdict = verdict("stamp-accuracy-all");
    assert_eq!(
        verdict["signatures"][0]["timestamp"],
        json!({"earliest": "2026-05-01T10:00:03.4999Z", "latest": "2026-05-01T10:00:06.5001Z"})
    );
    let evidence = &row(&verdict)["evidence"];
    assert_eq!(evidence["method"], "timestamp");
    assert_eq!(evidence["time"], "2026-05-01T10:00:05Z");
    assert_eq!(evidence["authority"], "CN=clock,O=Sealcheck Lab,C=US");
    assert_eq!(evidence["certificates"].as_array().unwrap().len(), 2);
    assert_eq!(evidence["revocation"].as_array().unwrap().len(), 2);
    assert_eq!(evidence["trustStores"], json!([{"name": "tsa:lab", "certificates": 1}]));
    assert_eq!(evidence["anchor"]["certificate"], 1);
    assert_eq!(evidence["anchor"]["store"], "tsa:lab");
    assert_eq!(verdict["trust"], "full");
}

#[test]
fn tsa_38_the_store_that_the_authority_leads_to_is_named() {
    // Of its two certificates the first is somebody else's.
    let two = verdict("stamp-store-two");
    let evidence = &row(&two)["evidence"];
    assert_eq!(evidence["trustStores"], json!([{"name": "tsa:lab", "certificates": 2}]));
    assert_eq!((&evidence["anchor"]["store"], &evidence["anchor"]["entry"]), (&json!("tsa:lab"), &json!("#2")));
    // Where nothing vouches, the stores that were opened are named all the same, and no anchor is.
    let other = verdict("stamp-store-other");
    let evidence = &row(&other)["evidence"];
    assert_eq!(row(&other)["finding"]["code"], "authenticTimestamp.token-untrusted");
    assert_eq!(evidence["trustStores"].as_array().unwrap().len(), 1);
    assert_eq!(evidence.get("anchor"), None);
}

#[test]
fn s_14_a_timestamp_to_come_is_a_warning() {
    let verdict = verdict("stamp-future");
    assert_eq!(verdict["result"], "accepted");
    assert!(warnings(&verdict).contains(&"authenticTimestamp.future"));
}

#[test]
fn s_14_a_timestamp_of_now_is_none_to_come() {
    let mut request = find("stamp-accuracy-all").owned();
    for (at, warned) in [("2026-05-01T10:00:04.999Z", true), ("2026-05-01T10:00:05Z", false)] {
        request.at = Time::parse_rfc3339(at).unwrap();
        let verdict = serde_json::to_value(request.verify(Asked::Provider(&RustCrypto)).unwrap()).unwrap();
        assert_eq!(verdict["result"], "accepted", "{at}");
        assert_eq!(warnings(&verdict).contains(&"authenticTimestamp.future"), warned, "{at}");
    }
}

#[test]
fn tsa_43_unknown_revocation_of_the_authority_is_never_a_pass() {
    for id in ["stamp-revocation-unknown", "stamp-revocation-unknown-skip", "stamp-revocation-unknown-log"] {
        let verdict = verdict(id);
        assert_eq!(row(&verdict)["status"], "inconclusive", "{id}");
        assert_eq!(row(&verdict)["finding"]["code"], "authenticTimestamp.authority-unknown", "{id}");
        assert_eq!(verdict["signatures"][0]["timestamp"], Value::Null, "{id}");
        let wanted = &verdict["wanted"][0];
        assert_eq!((&wanted["kind"], &wanted["chain"]), (&json!("crl"), &json!("timestamping")), "{id}");
    }
    let permissive = verdict("stamp-revocation-unknown-permissive");
    assert_eq!(permissive["result"], "accepted");
    assert!(warnings(&permissive).contains(&"authenticTimestamp.authority-unknown"));
}

#[test]
fn tsa_41_tsa_42_nothing_is_wanted_for_a_window_that_is_missed() {
    for id in ["stamp-before-chain", "stamp-after-chain"] {
        let verdict = verdict(id);
        assert_eq!(row(&verdict)["status"], "failed", "{id}");
        assert!(row(&verdict)["evidence"]["earliest"].is_string(), "{id}");
        assert_eq!(verdict["signatures"][0]["timestamp"], Value::Null, "{id}");
        assert_eq!(verdict["wanted"], json!([]), "{id}");
    }
}

#[test]
fn store_21_a_tsa_store_fails_this_row_and_not_authenticity() {
    let verdict = verdict("stamp-store-junk");
    let rows = verdict["signatures"][0]["checks"].as_array().unwrap();
    assert!(rows.iter().any(|row| row["name"] == "authenticity" && row["status"] == "passed"));
    assert_eq!(row(&verdict)["finding"]["code"], "authenticTimestamp.trust-store-malformed");
    assert_eq!(row(&verdict)["finding"]["details"]["store"], "tsa:lab");
}

/// The texts of errors are each tool's own; that there is one is not.
#[test]
fn ins_12_to_15_tokens_are_inspected_as_notation_does() {
    let text = fs::read_to_string(here().join("vectors/notation/inspect.json")).unwrap();
    let vectors: Value = serde_json::from_str(&text).unwrap();
    let mut compared = 0;
    for case in vectors["cases"].as_array().unwrap() {
        let expected = &case["inspect"]["unsignedAttributes"]["timestampSignature"];
        if expected.is_null() {
            continue;
        }
        let envelope = Base64::decode_vec(case["envelope"].as_str().unwrap()).unwrap();
        let inspection = sealcheck::inspect(&envelope, case["mediaType"].as_str()).unwrap();
        let mut found = serde_json::to_value(&inspection).unwrap()["unsignedAttributes"]["timestampSignature"].take();
        let error =
            found["error"].as_str().map(|error| error.starts_with("failed to parse timestamp countersignature: "));
        assert_eq!(error, expected["error"].as_str().map(|_| true), "{}: {found}", case["id"]);
        if error.is_some() {
            found["error"] = expected["error"].clone();
        }
        assert_eq!(&found, expected, "{}", case["id"]);
        compared += 1;
    }
    println!("{compared} tokens inspected");
    assert!(compared >= 12);
}
