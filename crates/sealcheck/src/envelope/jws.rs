//! JWS, flattened JSON serialization (section 2).

use alloc::string::String;
use alloc::vec::Vec;
use base64ct::{Base64, Base64UrlUnpadded, Encoding as _};
use sealcheck_pki::Time;

use super::attributes::{
    AUTHENTIC_SIGNING_TIME, AttributeKey, AttributeValue, Attributes, EXPIRY, ExtendedAttribute, SIGNED_ONLY,
    SIGNING_AGENT, SIGNING_SCHEME, SIGNING_TIME, Scheme, TIMESTAMP_SIGNATURE, Times, UNSIGNED_ONLY, critical,
    malformed, not_zero, wrong_bucket,
};
use super::{Envelope, Format, Partial, Unsigned};
use crate::algorithm::Algorithm;
use crate::artifact::misspelled;
use crate::finding::{Code, Finding};
use crate::json::{self, JsonError, JsonFault, Node};
use crate::ordered::Set;

/// JWS-02, JWS-04, D-06.
const MEMBERS: [&str; 4] = ["payload", "protected", "header", "signature"];

pub(super) fn parse(bytes: &[u8], partial: &mut Partial) -> Result<Envelope, Finding> {
    let document = json::parse(bytes).map_err(|error| json_finding("the envelope", &error))?;
    let members =
        document.members().ok_or_else(|| malformed(alloc::format!("a JWS is an object, not {}", document.kind())))?;
    if let Some(unknown) = members.iter().find(|member| !MEMBERS.contains(&member.name.as_ref())) {
        let message = alloc::format!("member {:?} does not belong into a JWS in flattened form", unknown.name);
        return Err(Finding::new(Code::IntegrityUnknownMember, message));
    }
    let header = required(&document, "header")?;
    unprotected(header, partial)?;
    let payload = text(&document, "payload")?;
    partial.payload = Base64UrlUnpadded::decode_vec(payload).ok();
    let protected = text(&document, "protected")?;
    let decoded = base64url(protected, "protected")?;
    let (algorithm, attributes) = protected_header(&decoded)?;
    let envelope = Envelope {
        format: Format::Jws,
        algorithm,
        attributes,
        chain: partial.chain.clone(),
        payload: base64url(payload, "payload")?,
        // JWS-15: the literal strings, never re-encoded.
        signed_bytes: [protected, ".", payload].concat().into_bytes(),
        signature: base64url(text(&document, "signature")?, "signature")?,
        unsigned: partial.unsigned.clone(),
    };
    // PAY-12, JWS-11
    if envelope.payload.is_empty() || envelope.signature.is_empty() {
        return Err(malformed("payload and signature must not be empty".into()));
    }
    Ok(envelope)
}

fn json_finding(what: &str, error: &JsonError) -> Finding {
    let code = match error.kind {
        JsonFault::Duplicate => Code::IntegrityDuplicateMember,
        JsonFault::Limit => Code::IntegrityLimit,
        JsonFault::Syntax => Code::IntegrityMalformed,
    };
    Finding::new(code, alloc::format!("{what} is not strict JSON: {error}")).with("offset", error.offset)
}

fn required<'n, 'a>(document: &'n Node<'a>, name: &str) -> Result<&'n Node<'a>, Finding> {
    document.member(name).ok_or_else(|| malformed(alloc::format!("member {name:?} is missing")))
}

fn text<'n>(document: &'n Node<'_>, name: &str) -> Result<&'n str, Finding> {
    let node = required(document, name)?;
    node.as_str().ok_or_else(|| malformed(alloc::format!("member {name:?} must be a string, not {}", node.kind())))
}

/// JWS-12…14, D-07: canonical, no padding, no line breaks.
fn base64url(encoded: &str, name: &str) -> Result<Vec<u8>, Finding> {
    Base64UrlUnpadded::decode_vec(encoded).map_err(|_| {
        Finding::new(Code::IntegrityBase64, alloc::format!("{name:?} is not canonical base64url without padding"))
    })
}

/// JWS-53, JWS-54, JWS-57: canonical, padded, the standard alphabet.
fn base64(encoded: &str, name: &str) -> Result<Vec<u8>, Finding> {
    Base64::decode_vec(encoded).map_err(|_| {
        Finding::new(Code::IntegrityBase64, alloc::format!("{name:?} is not canonical base64 with padding"))
    })
}

/// Section 2g. Unknown members are ignored (JWS-60): old signatures have a miscased signing agent.
fn unprotected(header: &Node<'_>, partial: &mut Partial) -> Result<(), Finding> {
    let members = header
        .members()
        .ok_or_else(|| malformed(alloc::format!("\"header\" must be an object, not {}", header.kind())))?;
    for member in members {
        let name = member.name.as_ref();
        // D-79
        if ["alg", "crit", "cty"].contains(&name) || SIGNED_ONLY.contains(&name) {
            return Err(wrong_bucket(name, "unprotected"));
        }
    }
    exact(header, &["x5c", TIMESTAMP_SIGNATURE])?;
    partial.unsigned = unsigned(header)?;
    // JWS-19, JWS-55
    let chain = header.member("x5c").filter(|node| !node.is_null());
    let chain =
        chain.map(|node| node.elements().ok_or_else(|| malformed("\"x5c\" must be an array".into()))).transpose()?;
    for element in chain.unwrap_or_default() {
        let encoded = element.as_str().ok_or_else(|| malformed("\"x5c\" must be an array of strings".into()))?;
        partial.chain.push(base64(encoded, "x5c")?);
    }
    if partial.chain.is_empty() {
        return Err(Finding::new(Code::ChainEmpty, "the unprotected header holds no certificate chain (\"x5c\")"));
    }
    Ok(())
}

fn unsigned(header: &Node<'_>) -> Result<Unsigned, Finding> {
    // JWS-57, D-12: null is no timestamp, anything else that is not base64 is malformed.
    let token = match header.member(TIMESTAMP_SIGNATURE) {
        Some(node) if !node.is_null() => {
            let encoded = node.as_str();
            let encoded =
                encoded.ok_or_else(|| malformed(alloc::format!("{TIMESTAMP_SIGNATURE:?} must be a string")))?;
            Some(base64(encoded, TIMESTAMP_SIGNATURE)?)
        }
        _ => None,
    };
    let agent = header.member(SIGNING_AGENT).filter(|node| !node.is_null());
    let signing_agent = agent.and_then(Node::as_str).map(String::from);
    // JWS-59, D-14
    let agent_not_text = agent.is_some() && signing_agent.is_none();
    Ok(Unsigned { timestamp: token, signing_agent: signing_agent.filter(|agent| !agent.is_empty()), agent_not_text })
}

/// JWS-30, S-50: a name that is a known one but for letter case.
fn exact(header: &Node<'_>, known: &[&str]) -> Result<(), Finding> {
    let Some((member, meant)) = header.misspelled(known) else { return Ok(()) };
    Err(Finding::new(Code::IntegrityUnknownMember, misspelled(&member.name, meant)))
}

/// Sections 2d to 2f.
fn protected_header(decoded: &[u8]) -> Result<(Algorithm, Attributes), Finding> {
    let header = json::parse(decoded).map_err(|error| json_finding("the protected header", &error))?;
    let members = header.members().ok_or_else(|| malformed("the protected header must be an object".into()))?;
    for member in members {
        let name = member.name.as_ref();
        // D-79; JWS-56: a chain in the protected header is no chain.
        if name == "x5c" || UNSIGNED_ONLY.contains(&name) {
            return Err(wrong_bucket(name, "protected"));
        }
    }
    exact(&header, &KNOWN)?;
    let algorithm = algorithm(header.member("alg"))?;
    let scheme = scheme(header.member(SIGNING_SCHEME))?;
    let times = Times {
        signing: time(&header, SIGNING_TIME)?,
        authentic: time(&header, AUTHENTIC_SIGNING_TIME)?,
        expiry: time(&header, EXPIRY)?,
    };
    let listed = crit(header.member("crit"))?;
    times.check(scheme)?;
    let extended: Vec<ExtendedAttribute> = members
        .iter()
        .filter(|member| !KNOWN.contains(&member.name.as_ref()))
        .map(|member| ExtendedAttribute {
            key: AttributeKey::Text(member.name.clone().into_owned()),
            critical: listed.contains(member.name.as_ref()),
            value: AttributeValue::Json(member.node.text.into()),
        })
        .collect();
    check_crit(&listed, &times, scheme, &extended)?;
    let content_type = match header.member("cty") {
        Some(node) => node.as_str().ok_or_else(|| malformed("\"cty\" must be a string".into()))?.into(),
        None => String::new(),
    };
    let Times { signing: signing_time, authentic: authentic_signing_time, expiry } = times;
    Ok((algorithm, Attributes { content_type, scheme, signing_time, authentic_signing_time, expiry, extended }))
}

/// Members of the protected header that are not extended attributes (JWS-51).
const KNOWN: [&str; 7] = ["alg", "cty", "crit", SIGNING_SCHEME, SIGNING_TIME, AUTHENTIC_SIGNING_TIME, EXPIRY];

/// JWS-24, JWS-25.
fn algorithm(node: Option<&Node<'_>>) -> Result<Algorithm, Finding> {
    let name = node
        .and_then(Node::as_str)
        .ok_or_else(|| malformed("the protected header names no algorithm (\"alg\")".into()))?;
    Algorithm::from_jws(name).ok_or_else(|| {
        let message = alloc::format!("algorithm {name:?} is none of PS256, PS384, PS512, ES256, ES384, ES512");
        Finding::new(Code::IntegrityUnsupportedAlgorithm, message)
    })
}

/// JWS-42.
fn scheme(node: Option<&Node<'_>>) -> Result<Scheme, Finding> {
    Scheme::parse(node.and_then(Node::as_str).unwrap_or_default())
}

/// JWS-47…49: RFC 3339, written without escapes; `null` is no time.
fn time(header: &Node<'_>, name: &str) -> Result<Option<Time>, Finding> {
    let Some(node) = header.member(name).filter(|node| !node.is_null()) else { return Ok(None) };
    let plain = node.as_str().filter(|_| !node.text.contains('\\'));
    let time = plain.and_then(Time::parse_rfc3339).ok_or_else(|| {
        let message = alloc::format!("{name} is not a time of RFC 3339 like \"2026-11-21T10:00:00Z\"");
        Finding::new(Code::IntegrityTime, message)
    })?;
    not_zero(time, name).map(Some)
}

/// JWS-33, JWS-34, JWS-40.
fn crit(node: Option<&Node<'_>>) -> Result<Set<String>, Finding> {
    let elements = match node {
        Some(node) if !node.is_null() => {
            node.elements().ok_or_else(|| malformed("\"crit\" must be an array of strings".into()))?
        }
        _ => &[],
    };
    if elements.is_empty() {
        return Err(critical("\"crit\" is missing or empty".into()));
    }
    let mut listed = Set::new();
    for element in elements {
        let name = element.as_str().ok_or_else(|| malformed("\"crit\" must be an array of strings".into()))?;
        if !listed.insert(name.into()) {
            return Err(critical(alloc::format!("\"crit\" lists {name:?} twice")));
        }
    }
    Ok(listed)
}

/// JWS-35…39, D-69.
fn check_crit(
    listed: &Set<String>,
    times: &Times,
    scheme: Scheme,
    extended: &[ExtendedAttribute],
) -> Result<(), Finding> {
    let mut allowed = extended.iter().filter_map(|attribute| attribute.key.as_str()).collect::<Set<_>>();
    for name in times.required_critical(scheme) {
        if !listed.contains(name) {
            return Err(critical(alloc::format!("\"crit\" does not list {name:?}, which must be critical")));
        }
        allowed.insert(name);
    }
    match listed.iter().find(|name| !allowed.contains(name.as_str())) {
        Some(stray) => {
            let message = alloc::format!("\"crit\" lists {stray:?}, which is not present or must not be listed");
            Err(critical(message))
        }
        None => Ok(()),
    }
}
