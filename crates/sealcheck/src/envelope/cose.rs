//! COSE_Sign1, tagged (section 3).

use alloc::string::String;
use alloc::vec::Vec;
use ciborium::Value;
use ciborium_io::Write as _;
use ciborium_ll::{Encoder, Header};
use sealcheck_pki::Time;

use super::attributes::{
    AUTHENTIC_SIGNING_TIME, AttributeKey, AttributeValue, Attributes, EXPIRY, ExtendedAttribute, SIGNED_ONLY,
    SIGNING_AGENT, SIGNING_SCHEME, SIGNING_TIME, Scheme, TIMESTAMP_SIGNATURE, Times, UNSIGNED_ONLY, critical,
    malformed, not_zero, wrong_bucket,
};
use super::{Envelope, Format, Partial, Unsigned};
use crate::algorithm::Algorithm;
use crate::cbor::{self, CborError, CborFault, Tags};
use crate::finding::{Code, Finding};
use crate::ordered::Set;

const ALG: i64 = 1;
const CRIT: i64 = 2;
const CONTENT_TYPE: i64 = 3;
const X5CHAIN: i64 = 33;

/// A header map: labels are integers or texts, in the order received.
type Headers = Vec<(AttributeKey, Value)>;

#[inline(never)]
pub(super) fn parse(bytes: &[u8], partial: &mut Partial) -> Result<Envelope, Finding> {
    // COSE-02: tag 18 and an array of four, in their shortest form.
    let Some([0xd2, array @ ..]) = bytes.starts_with(&[0xd2, 0x84]).then_some(bytes) else {
        return Err(malformed("not a COSE_Sign1 message: it must begin with the bytes d2 84".into()));
    };
    let elements = cbor::elements(array, Tags::Forbidden).map_err(|error| cbor_finding("the envelope", &error, 1))?;
    let [protected, unprotected, payload, signature] = elements.as_slice() else {
        return Err(malformed(alloc::format!("a COSE_Sign1 message has 4 elements, not {}", elements.len())));
    };
    let unprotected = headers(unprotected, Tags::Forbidden, "unprotected")?;
    unprotected_header(&unprotected, partial)?;
    // COSE-14, COSE-15
    let payload = byte_string(payload, "the payload")?;
    partial.payload = Some(payload.into());
    let signature = byte_string(signature, "the signature")?;
    if payload.is_empty() || signature.is_empty() {
        return Err(malformed("payload and signature must not be empty".into()));
    }
    let protected = byte_string(protected, "the protected header")?;
    let (algorithm, attributes) = protected_header(protected)?;
    Ok(Envelope {
        format: Format::Cose,
        algorithm,
        attributes,
        chain: partial.chain.clone(),
        payload: payload.into(),
        signed_bytes: sig_structure(protected, payload)?,
        signature: signature.into(),
        unsigned: partial.unsigned.clone(),
    })
}

fn cbor_finding(what: &str, error: &CborError, base: usize) -> Finding {
    let code = match error.kind {
        CborFault::Duplicate => Code::IntegrityDuplicateMember,
        CborFault::Limit => Code::IntegrityLimit,
        CborFault::Syntax => Code::IntegrityMalformed,
    };
    let message = alloc::format!("{what} is not strict CBOR: {error}");
    Finding::new(code, message).with("offset", error.offset.saturating_add(base))
}

fn byte_string<'a>(item: &'a [u8], what: &str) -> Result<&'a [u8], Finding> {
    cbor::byte_string(item).ok_or_else(|| malformed(alloc::format!("{what} must be a byte string")))
}

/// COSE-24…26: `["Signature1", protected, h'', payload]` around the received contents.
fn sig_structure(protected: &[u8], payload: &[u8]) -> Result<Vec<u8>, Finding> {
    let mut bytes = Vec::with_capacity(protected.len().saturating_add(payload.len()).saturating_add(32));
    let mut write = || {
        let mut encoder = Encoder::from(&mut bytes);
        encoder.push(Header::Array(Some(4)))?;
        encoder.text("Signature1", None)?;
        encoder.bytes(protected, None)?;
        encoder.bytes(&[], None)?;
        encoder.bytes(payload, None)?;
        encoder.flush()
    };
    write().map_err(|_| malformed("the signed bytes could not be put together".into()))?;
    Ok(bytes)
}

/// COSE-08, COSE-13: a map whose labels are 64-bit integers or texts. COSE-16: generic labels have their types.
fn headers(item: &[u8], tags: Tags, bucket: &str) -> Result<Headers, Finding> {
    let what = alloc::format!("the {bucket} header");
    let value = cbor::parse(item, tags).map_err(|error| cbor_finding(&what, &error, 0))?;
    let Value::Map(entries) = value else { return Err(malformed(alloc::format!("{what} must be a map"))) };
    let headers = entries.into_iter().map(|(label, value)| match label {
        Value::Integer(label) => {
            i64::try_from(i128::from(label)).ok().map(|label| (AttributeKey::Integer(label), value))
        }
        Value::Text(label) => Some((AttributeKey::Text(label), value)),
        _ => None,
    });
    let headers: Option<Headers> = headers.collect();
    let headers = headers.ok_or_else(|| malformed(alloc::format!("labels in {what} must be integers or texts")))?;
    generic_labels(&headers).map_err(|name| malformed(alloc::format!("{name} in {what} has the wrong type")))?;
    Ok(headers)
}

/// RFC 9052 §3.1: kid (4), IV (5) and Partial IV (6, never both) are byte strings; RFC 9596: typ (16) is a text with
/// one slash or an unsigned integer.
fn generic_labels(headers: &Headers) -> Result<(), &'static str> {
    for (label, name) in [(4, "kid"), (5, "IV"), (6, "Partial IV")] {
        if find(headers, label).is_some_and(|value| !value.is_bytes()) {
            return Err(name);
        }
    }
    if find(headers, 5).is_some() && find(headers, 6).is_some() {
        return Err("IV beside Partial IV");
    }
    match find(headers, 16) {
        None => Ok(()),
        Some(Value::Integer(number)) if i128::from(*number) >= 0 => Ok(()),
        Some(Value::Text(text)) if is_media_type(text) => Ok(()),
        Some(_) => Err("typ"),
    }
}

/// COSE-35: `type/subtype`, one slash, nothing around it.
fn is_media_type(text: &str) -> bool {
    let mut parts = text.split('/');
    let two = parts.next().is_some_and(|part| !part.is_empty()) && parts.next().is_some_and(|part| !part.is_empty());
    two && parts.next().is_none() && text.trim() == text
}

fn find(headers: &Headers, label: i64) -> Option<&Value> {
    headers.iter().find_map(|(key, value)| (*key == AttributeKey::Integer(label)).then_some(value))
}

fn find_text<'h>(headers: &'h Headers, name: &str) -> Option<&'h Value> {
    headers.iter().find_map(|(key, value)| (key.as_str() == Some(name)).then_some(value))
}

/// Section 3e. Unknown labels are ignored (COSE-52).
fn unprotected_header(headers: &Headers, partial: &mut Partial) -> Result<(), Finding> {
    for (key, _) in headers {
        // D-79
        let signed_only = match key {
            AttributeKey::Integer(label) => [ALG, CRIT, CONTENT_TYPE].contains(label),
            AttributeKey::Text(name) => SIGNED_ONLY.contains(&name.as_str()),
        };
        if signed_only {
            return Err(wrong_bucket(&alloc::format!("label {key}"), "unprotected"));
        }
    }
    // COSE-50, D-12: a byte string.
    let timestamp = match find_text(headers, TIMESTAMP_SIGNATURE) {
        Some(Value::Bytes(token)) => Some(token.clone()),
        Some(_) => return Err(malformed(alloc::format!("{TIMESTAMP_SIGNATURE:?} must be a byte string"))),
        None => None,
    };
    // COSE-51, D-14
    let agent = find_text(headers, SIGNING_AGENT);
    let signing_agent = agent.and_then(Value::as_text).map(String::from);
    let agent_not_text = agent.is_some() && signing_agent.is_none();
    let signing_agent = signing_agent.filter(|agent| !agent.is_empty());
    partial.unsigned = Unsigned { timestamp, signing_agent, agent_not_text };
    // COSE-19, COSE-21, D-15: an array of byte strings.
    let chain = match find(headers, X5CHAIN) {
        Some(Value::Array(chain)) if !chain.is_empty() => chain,
        _ => {
            let message = "the unprotected header holds no certificate chain (label 33, an array of byte strings)";
            return Err(Finding::new(Code::ChainEmpty, message));
        }
    };
    for certificate in chain {
        let der = certificate.as_bytes().ok_or_else(|| malformed("x5chain must be an array of byte strings".into()))?;
        partial.chain.push(der.clone());
    }
    Ok(())
}

/// Sections 3c and 3d.
fn protected_header(bytes: &[u8]) -> Result<(Algorithm, Attributes), Finding> {
    // COSE-12: an empty byte string stands for an empty map.
    let headers = if bytes.is_empty() { Vec::new() } else { headers(bytes, Tags::Allowed, "protected")? };
    for (key, _) in &headers {
        // D-15, D-79
        let unsigned_only = match key {
            AttributeKey::Integer(label) => *label == X5CHAIN,
            AttributeKey::Text(name) => UNSIGNED_ONLY.contains(&name.as_str()),
        };
        // COSE-16: countersignatures (RFC 9338) are never protected. Unprotected ones are ignored, nothing reads them.
        if unsigned_only || matches!(key, AttributeKey::Integer(7 | 9 | 11 | 12)) {
            return Err(wrong_bucket(&alloc::format!("label {key}"), "protected"));
        }
    }
    let algorithm = algorithm(find(&headers, ALG))?;
    let listed = crit(&headers)?;
    let content_type = content_type(find(&headers, CONTENT_TYPE))?;
    // COSE-36
    let scheme = find_text(&headers, SIGNING_SCHEME).and_then(Value::as_text).unwrap_or_default();
    let scheme = Scheme::parse(scheme)?;
    let times = Times {
        signing: time(&headers, SIGNING_TIME)?,
        authentic: time(&headers, AUTHENTIC_SIGNING_TIME)?,
        expiry: time(&headers, EXPIRY)?,
    };
    times.check(scheme)?;
    if let Some(missing) =
        times.required_critical(scheme).find(|name| !listed.iter().any(|key| key.as_str() == Some(name)))
    {
        return Err(critical(alloc::format!("crit does not list {missing:?}, which must be critical")));
    }
    let extended = headers.into_iter().filter(|(key, _)| !is_known(key)).map(|(key, value)| {
        let critical = listed.contains(&key);
        ExtendedAttribute { key, critical, value: AttributeValue::Cbor(value) }
    });
    let extended = extended.collect();
    let Times { signing: signing_time, authentic: authentic_signing_time, expiry } = times;
    Ok((algorithm, Attributes { content_type, scheme, signing_time, authentic_signing_time, expiry, extended }))
}

/// COSE-38: labels that are not extended attributes.
fn is_known(key: &AttributeKey) -> bool {
    match key {
        AttributeKey::Integer(label) => [ALG, CRIT, CONTENT_TYPE].contains(label),
        AttributeKey::Text(name) => {
            [SIGNING_SCHEME, SIGNING_TIME, AUTHENTIC_SIGNING_TIME, EXPIRY].contains(&name.as_str())
        }
    }
}

/// COSE-28, COSE-30: an integer in the protected header.
fn algorithm(value: Option<&Value>) -> Result<Algorithm, Finding> {
    let unsupported = |what: String| {
        let message = alloc::format!(
            "algorithm {what} is none of -37, -38, -39 (PS256, PS384, PS512), -7, -35, -36 (ES256, ES384, ES512)"
        );
        Finding::new(Code::IntegrityUnsupportedAlgorithm, message)
    };
    match value {
        Some(Value::Integer(number)) => {
            let number = i128::from(*number);
            Algorithm::from_cose(number).ok_or_else(|| unsupported(alloc::format!("{number}")))
        }
        Some(Value::Text(name)) => Err(unsupported(alloc::format!("{name:?}"))),
        Some(_) => Err(malformed("alg (label 1) must be an integer".into())),
        None => Err(malformed("the protected header names no algorithm (label 1)".into())),
    }
}

/// COSE-31, COSE-32, COSE-34, D-17.
fn crit(headers: &Headers) -> Result<Set<AttributeKey>, Finding> {
    let entries = match find(headers, CRIT) {
        Some(Value::Array(entries)) if !entries.is_empty() => entries.as_slice(),
        Some(_) => return Err(critical("crit (label 2) must be an array that is not empty".into())),
        None => &[],
    };
    let mut listed = Set::new();
    let present = headers.iter().map(|(key, _)| key).collect::<Set<_>>();
    for entry in entries {
        let key = match entry {
            Value::Integer(label) => i64::try_from(i128::from(*label)).ok().map(AttributeKey::Integer),
            Value::Text(name) => Some(AttributeKey::Text(name.clone())),
            _ => None,
        };
        let key = key.ok_or_else(|| critical("crit must list integers or texts".into()))?;
        if matches!(key, AttributeKey::Integer(0..=8)) {
            return Err(critical(alloc::format!("crit lists label {key}, which is always understood")));
        }
        if !present.contains(&key) {
            return Err(critical(alloc::format!("crit lists {key}, which is not in the protected header")));
        }
        if listed.contains(&key) {
            return Err(critical(alloc::format!("crit lists {key} twice")));
        }
        listed.insert(key);
    }
    Ok(listed)
}

/// COSE-35.
fn content_type(value: Option<&Value>) -> Result<String, Finding> {
    match value {
        Some(Value::Text(text)) if is_media_type(text) => Ok(text.clone()),
        Some(_) => Err(Finding::new(
            Code::IntegrityContentType,
            "content type (label 3) must be a text of the form type/subtype",
        )),
        None => Err(Finding::new(Code::IntegrityContentType, "content type (label 3) is missing")),
    }
}

/// COSE-41…49, D-19: tag 1 around an integer or a finite float within the years 1 to 9999.
fn time(headers: &Headers, name: &str) -> Result<Option<Time>, Finding> {
    let Some(value) = find_text(headers, name) else { return Ok(None) };
    let invalid = |what: &str| Finding::new(Code::IntegrityTime, alloc::format!("{name} {what}"));
    let Value::Tag(1, content) = value else {
        return Err(invalid("must be an epoch-based time, CBOR tag 1"));
    };
    let time = match content.as_ref() {
        Value::Integer(seconds) => {
            i64::try_from(i128::from(*seconds)).ok().and_then(|seconds| Time::from_unix(seconds, 0))
        }
        Value::Float(seconds) => from_float(*seconds),
        _ => return Err(invalid("must hold an integer or a float in tag 1")),
    };
    let time = time.ok_or_else(|| invalid("lies outside the years 1 to 9999"))?;
    not_zero(time, name).map(Some)
}

/// COSE-44: the fraction is kept, to the nanosecond, truncated.
#[expect(clippy::as_conversions, reason = "both values are within ±2.6e11 and 1e9: the casts are exact or truncate")]
fn from_float(seconds: f64) -> Option<Time> {
    if !seconds.is_finite() || seconds.abs() > 1e12 {
        return None;
    }
    let whole = seconds as i64;
    let nanoseconds = ((seconds - whole as f64) * 1e9) as i64;
    let (whole, nanoseconds) = if nanoseconds < 0 {
        (whole.checked_sub(1)?, nanoseconds.checked_add(1_000_000_000)?)
    } else {
        (whole, nanoseconds)
    };
    Time::from_unix(whole, u32::try_from(nanoseconds).ok()?)
}
