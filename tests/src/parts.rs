//! The signed parts of an envelope, read by other means than Sealcheck's.

use base64ct::{Base64, Base64UrlUnpadded, Encoding as _};
use ciborium::Value as Cbor;
use serde_json::Value;

/// What the signature covers, it itself, and the chain.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Parts {
    /// The protected header, decoded.
    pub protected: Vec<u8>,
    /// The payload, decoded.
    pub payload: Vec<u8>,
    /// The signature.
    pub signature: Vec<u8>,
    /// The certificates, leaf first.
    pub chain: Vec<Vec<u8>>,
}

/// Of either format.
#[must_use]
pub fn parts(envelope: &[u8]) -> Option<Parts> {
    if envelope.first() == Some(&0xd2) { of_cose(envelope) } else { of_jws(envelope) }
}

/// Of a JWS.
#[must_use]
pub fn of_jws(envelope: &[u8]) -> Option<Parts> {
    let document: Value = serde_json::from_slice(envelope).ok()?;
    let part = |name: &str| Base64UrlUnpadded::decode_vec(document[name].as_str()?).ok();
    let chain = document["header"]["x5c"].as_array()?.iter();
    let chain = chain.map(|der| Base64::decode_vec(der.as_str()?).ok()).collect::<Option<_>>()?;
    Some(Parts { protected: part("protected")?, payload: part("payload")?, signature: part("signature")?, chain })
}

/// Of a COSE envelope.
#[must_use]
pub fn of_cose(envelope: &[u8]) -> Option<Parts> {
    let Ok(Cbor::Tag(18, message)) = ciborium::from_reader(envelope) else { return None };
    let [protected, unprotected, payload, signature] = message.as_array()?.as_slice() else { return None };
    let chain = entry(unprotected.as_map()?, &Cbor::Integer(33.into()))?.as_array()?.iter();
    let chain = chain.map(|der| der.as_bytes().cloned()).collect::<Option<_>>()?;
    let bytes = |value: &Cbor| value.as_bytes().cloned();
    Some(Parts { protected: bytes(protected)?, payload: bytes(payload)?, signature: bytes(signature)?, chain })
}

/// The value of a map's entry.
#[must_use]
pub fn entry<'m>(map: &'m [(Cbor, Cbor)], label: &Cbor) -> Option<&'m Cbor> {
    map.iter().find_map(|(key, value)| (key == label).then_some(value))
}

/// Where the text or the bytes of `part` stand in the envelope, once.
///
/// # Panics
/// If it is not there, or there twice.
#[must_use]
pub fn place(envelope: &[u8], part: &[u8]) -> core::ops::Range<usize> {
    let mut found = envelope.windows(part.len()).enumerate().filter(|(_, window)| *window == part);
    let (start, _) = found.next().expect("the part is in the envelope");
    assert!(found.next().is_none(), "the part is there twice");
    start..start + part.len()
}

const TOKEN: &str = "io.cncf.notary.timestampSignature";

/// The timestamp token of an envelope.
#[must_use]
pub fn token(envelope: &[u8]) -> Option<Vec<u8>> {
    if envelope.first() != Some(&0xd2) {
        let document: Value = serde_json::from_slice(envelope).ok()?;
        return Base64::decode_vec(document["header"][TOKEN].as_str()?).ok();
    }
    let Ok(Cbor::Tag(18, message)) = ciborium::from_reader(envelope) else { return None };
    entry(message.as_array()?.get(1)?.as_map()?, &Cbor::Text(TOKEN.into()))?.as_bytes().cloned()
}

/// An envelope of these parts.
///
/// # Panics
/// Never: writing to memory cannot fail.
#[must_use]
pub fn envelope(parts: &Parts, token: Option<&[u8]>, is_cose: bool) -> Vec<u8> {
    let Parts { protected, payload, signature, chain } = parts;
    if !is_cose {
        let url = |bytes: &[u8]| Base64UrlUnpadded::encode_string(bytes);
        let chain: Vec<String> = chain.iter().map(|der| Base64::encode_string(der)).collect();
        let mut header = serde_json::json!({"x5c": chain});
        if let Some(token) = token {
            header[TOKEN] = Base64::encode_string(token).into();
        }
        let (payload, protected, signature) = (url(payload), url(protected), url(signature));
        let document = serde_json::json!({
            "payload": payload, "protected": protected, "header": header, "signature": signature,
        });
        return document.to_string().into_bytes();
    }
    let bytes = |bytes: &[u8]| Cbor::Bytes(bytes.to_vec());
    let mut unprotected = vec![(Cbor::Integer(33.into()), Cbor::Array(chain.iter().map(|der| bytes(der)).collect()))];
    unprotected.extend(token.map(|token| (Cbor::Text(TOKEN.into()), bytes(token))));
    let message = vec![bytes(protected), Cbor::Map(unprotected), bytes(payload), bytes(signature)];
    let mut envelope = Vec::new();
    ciborium::into_writer(&Cbor::Tag(18, Box::new(Cbor::Array(message))), &mut envelope).unwrap();
    envelope
}
