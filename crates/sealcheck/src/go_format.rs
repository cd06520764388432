//! Values as `notation inspect` prints them: Go's default formatting (INS-07, INS-16).

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use ciborium::Value as Cbor;
use sealcheck_pki::Name;
use sealcheck_pki::name::Attribute;

use crate::envelope::AttributeValue;
use crate::float::Shortest;
use crate::json::{self, Node, Value};
use crate::ordered::Map;

/// The value of an extended attribute.
pub(crate) fn attribute(value: &AttributeValue) -> String {
    match value {
        AttributeValue::Cbor(value) => cbor(value),
        AttributeValue::Json(text) => json::parse(text.as_bytes()).map(|node| json(&node)).unwrap_or_default(),
    }
}

fn json(node: &Node<'_>) -> String {
    match &node.value {
        Value::Array(elements) => list(elements.iter().map(json)),
        Value::Bool(flag) => flag.to_string(),
        Value::Null => "<nil>".into(),
        // Go decodes every JSON number as a 64-bit float.
        Value::Number => float(crate::float::nearest(node.text)),
        Value::Object(members) => {
            let members = members.iter().map(|member| (member.name.as_ref(), json(&member.node)));
            map(members.collect::<Map<_, _>>().into_entries().map(|(name, value)| alloc::format!("{name}:{value}")))
        }
        Value::String(text) => text.clone().into_owned(),
    }
}

fn cbor(value: &Cbor) -> String {
    match value {
        Cbor::Array(elements) => list(elements.iter().map(cbor)),
        Cbor::Bool(flag) => flag.to_string(),
        Cbor::Bytes(bytes) => list(bytes.iter().map(ToString::to_string)),
        Cbor::Float(number) => float(*number),
        Cbor::Integer(number) => i128::from(*number).to_string(),
        Cbor::Map(entries) => {
            let mut entries: Vec<&(Cbor, Cbor)> = entries.iter().collect();
            entries.sort_by_cached_key(|(key, _)| (key.as_integer().map(i128::from), cbor(key)));
            map(entries.into_iter().map(|(key, value)| alloc::format!("{}:{}", cbor(key), cbor(value))))
        }
        Cbor::Tag(number, content) => alloc::format!("{{{number} {}}}", cbor(content)),
        Cbor::Text(text) => text.clone(),
        // Null, undefined, and whatever ciborium may add.
        _ => "<nil>".into(),
    }
}

fn list(parts: impl Iterator<Item = String>) -> String {
    alloc::format!("[{}]", parts.collect::<Vec<_>>().join(" "))
}

fn map(parts: impl Iterator<Item = String>) -> String {
    alloc::format!("map[{}]", parts.collect::<Vec<_>>().join(" "))
}

/// `%v` of a float: the shortest digits, an exponent below 1e-4 and from 1e6 on.
fn float(number: f64) -> String {
    if number.is_nan() {
        return "NaN".into();
    }
    if number.is_infinite() {
        return if number > 0.0 { "+Inf".into() } else { "-Inf".into() };
    }
    let shortest = Shortest::of(number);
    let exponent = shortest.exponent;
    if (-4..6).contains(&exponent) {
        return shortest.plain();
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    alloc::format!("{}e{sign}{:02}", shortest.mantissa(), exponent.unsigned_abs())
}

/// Types that Go's `pkix.Name` has fields for, in the order of its `String`: most specific first.
const FIELDS: [(&str, &str); 9] = [
    ("2.5.4.5", "SERIALNUMBER"),
    ("2.5.4.3", "CN"),
    ("2.5.4.11", "OU"),
    ("2.5.4.10", "O"),
    ("2.5.4.17", "POSTALCODE"),
    ("2.5.4.9", "STREET"),
    ("2.5.4.7", "L"),
    ("2.5.4.8", "ST"),
    ("2.5.4.6", "C"),
];

/// A distinguished name in Go's order: named fields first, values of one field joined by `+`, of common name and
/// serial number the last one only; other types after them.
pub(crate) fn name(name: &Name<'_>) -> String {
    let attributes: Vec<&Attribute> = name.rdns().iter().flatten().collect();
    let mut parts = Vec::new();
    for (oid, short) in FIELDS {
        let of_type = attributes.iter().filter(|attribute| attribute.oid.to_string() == oid);
        let mut values: Vec<String> =
            of_type.map(|attribute| alloc::format!("{short}={}", escaped(&attribute.value))).collect();
        if matches!(short, "CN" | "SERIALNUMBER") {
            values = values.pop().into_iter().filter(|value| !value.ends_with('=')).collect();
        }
        if !values.is_empty() {
            parts.push(values.join("+"));
        }
    }
    let others = attributes.iter().rev().filter(|attribute| {
        let oid = attribute.oid.to_string();
        !FIELDS.iter().any(|(known, _)| *known == oid)
    });
    parts.extend(others.map(|attribute| {
        let hex = crate::summary::hex(&attribute.der);
        alloc::format!("{}=#{hex}", attribute.oid)
    }));
    parts.join(",")
}

fn escaped(value: &str) -> String {
    sealcheck_pki::name::Escaped(value).to_string()
}

#[cfg(test)]
mod tests {
    use super::float;

    #[test]
    fn ins_07_floats_as_go_prints_them() {
        for (number, text) in [
            (1.0, "1"),
            (0.5, "0.5"),
            (-0.0, "-0"),
            (999_999.0, "999999"),
            (1e6, "1e+06"),
            (1e-4, "0.0001"),
            (1.5e-5, "1.5e-05"),
            (123_456_789.0, "1.23456789e+08"),
            (f64::MAX, "1.7976931348623157e+308"),
        ] {
            assert_eq!(float(number), text);
        }
    }
}
