//! `inspect` shows what `notation inspect -o json` shows: the same names and values, but for D-81 (extended attributes
//! stand apart), times in UTC (INS-08), and our own words in errors.

use std::collections::BTreeMap;
use std::fs;

use base64ct::{Base64, Encoding as _};
use sealcheck::Time;
use sealcheck_tests::here;
use serde_json::{Value, json};

/// Where we show something else on purpose. A row that no longer differs fails.
const DIFFERENT: [(&str, &str); 13] = [
    ("inspect-jws-overwriting", "D-81: an extended attribute never replaces a standard one"),
    ("inspect-cose-overwriting", "D-81: an extended attribute never replaces a standard one"),
    ("inspect-jws-names", "types without a name keep the string type of the certificate, Go writes its own"),
    ("inspect-cose-names", "types without a name keep the string type of the certificate, Go writes its own"),
    ("inspect-jws-names-multi", "types without a name keep the string type of the certificate, Go writes its own"),
    ("inspect-cose-names-multi", "types without a name keep the string type of the certificate, Go writes its own"),
    ("inspect-jws-empty-payload-object", "D-01: a payload without an artifact is no payload"),
    ("inspect-cose-empty-payload-object", "D-01: a payload without an artifact is no payload"),
    ("inspect-cose-attributes-more", "S-23, S-31: CBOR values that are refused"),
    ("inspect-jws-far-expiry", "S-17: a certificate from before 1970"),
    ("inspect-cose-far-expiry", "S-17: a certificate from before 1970"),
    ("inspect-jws-bad-chain", "a chain against the rules is shown, with a warning"),
    ("inspect-cose-bad-chain", "a chain against the rules is shown, with a warning"),
];

fn utc(value: &mut Value) {
    if let Some(time) = value.as_str().and_then(Time::parse_rfc3339) {
        *value = time.to_string().into();
    }
}

/// What notation shows, with times in UTC and without the words of its errors.
fn theirs(mut shown: Value) -> Value {
    for name in ["signingTime", "expiry"] {
        if let Some(time) = shown["signedAttributes"].get_mut(name) {
            utc(time);
        }
    }
    wordless(shown)
}

fn wordless(mut shown: Value) -> Value {
    if let Some(error) = shown["unsignedAttributes"]["timestampSignature"].get_mut("error") {
        *error = "…".into();
    }
    shown
}

/// What we show, in notation's shape.
fn ours(envelope: &[u8], media_type: &str) -> Option<Value> {
    let inspection = sealcheck::inspect(envelope, Some(media_type)).ok()?;
    let mut shown = serde_json::to_value(&inspection).unwrap();
    assert_eq!(shown["verified"], json!(false));
    let object = shown.as_object_mut().unwrap();
    // INS-30: our own additions.
    ["verified", "digest", "chain", "warnings"].iter().for_each(|name| drop(object.remove(*name)));
    let extended = object.remove("extendedAttributes").unwrap();
    for attribute in extended.as_array().unwrap() {
        let key = attribute["key"].as_str().unwrap();
        if shown["signedAttributes"].get(key).is_none() {
            shown["signedAttributes"][key] = attribute["value"].clone();
        }
    }
    Some(wordless(shown))
}

#[test]
fn ins_01_to_ins_20_shown_as_notation_shows_it() {
    let text = fs::read_to_string(here().join("vectors/notation/inspect.json")).unwrap();
    let document: Value = serde_json::from_str(&text).unwrap();
    let reasons: BTreeMap<&str, &str> = DIFFERENT.into_iter().collect();
    let (mut agree, mut wrong) = (0, Vec::new());
    for case in document["cases"].as_array().unwrap() {
        let id = case["id"].as_str().unwrap();
        let envelope = Base64::decode_vec(case["envelope"].as_str().unwrap()).unwrap();
        let wanted = case.get("inspect").filter(|shown| !shown.is_null()).cloned().map(theirs);
        let found = ours(&envelope, case["mediaType"].as_str().unwrap());
        match (wanted == found, reasons.contains_key(id)) {
            (true, false) => agree += 1,
            (false, true) => {}
            (true, true) => wrong.push(format!("{id}: no longer differs")),
            (false, false) => wrong.push(format!("{id}:\n  notation  {wanted:?}\n  sealcheck {found:?}")),
        }
    }
    println!("{agree} as notation, {} by reason, {} wrong", reasons.len(), wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
