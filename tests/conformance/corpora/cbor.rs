//! RFC 8949, appendix A: what the strict reader lets through has the value that the appendix says (COSE-03…11).

use ciborium::Value;
use sealcheck::cbor::{Tags, parse};
use sealcheck_tests::corpora::{each, folder, json, text};
use sealcheck_tests::der::hex;
use sealcheck_tests::suite::Suite;
use serde_json::Value as Json;

#[test]
fn appendix_a() {
    let Some(folder) = folder("cbor") else { return };
    let mut suite = Suite::new("cbor");
    for case in each(&json(&folder, "test-vectors/appendix_a.json")) {
        let bytes = hex(text(&case["hex"]));
        let outcome = match (parse(&bytes, Tags::Allowed), case.get("decoded")) {
            (Err(error), _) => Err(error.to_string()),
            (Ok(value), Some(decoded)) if !same(&value, decoded) => Err(format!("read as {value:?}, not {decoded}")),
            (Ok(_), _) => Ok(()),
        };
        suite.case(text(&case["hex"]), outcome);
    }
    suite.finish();
}

/// Numbers beyond 64 bits and floats are compared as floats: the JSON reader here rounds.
fn same(found: &Value, wanted: &Json) -> bool {
    let near = |found: f64| {
        let wanted = wanted.as_f64().unwrap_or(f64::NAN);
        found.to_bits() == wanted.to_bits() || ((found - wanted) / wanted).abs() < 1e-15
    };
    match (found, wanted) {
        (Value::Array(found), Json::Array(wanted)) => {
            found.len() == wanted.len() && found.iter().zip(wanted).all(|(found, wanted)| same(found, wanted))
        }
        (Value::Bool(found), Json::Bool(wanted)) => found == wanted,
        (Value::Float(found), _) => near(*found),
        (Value::Integer(found), Json::Number(number)) => {
            let exact = number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from));
            let found = i128::from(*found);
            exact.map_or_else(|| near(found.to_string().parse().unwrap()), |wanted| found == wanted)
        }
        (Value::Map(found), Json::Object(wanted)) => {
            let entry = |(key, value): &(Value, Value)| {
                let wanted = key.as_text().and_then(|key| wanted.get(key));
                wanted.is_some_and(|wanted| same(value, wanted))
            };
            found.len() == wanted.len() && found.iter().all(entry)
        }
        (Value::Null, Json::Null) => true,
        (Value::Tag(tag @ (2 | 3), bytes), Json::Number(_)) => {
            let bytes = bytes.as_bytes().map(Vec::as_slice).unwrap_or_default();
            let number = bytes.iter().fold(0.0, |number, byte| number * 256.0 + f64::from(*byte));
            near(if *tag == 2 { number } else { -1.0 - number })
        }
        (Value::Text(found), Json::String(wanted)) => found == wanted,
        _ => false,
    }
}
