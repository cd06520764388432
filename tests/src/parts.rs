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

fn of_jws(envelope: &[u8]) -> Option<Parts> {
    let document: Value = serde_json::from_slice(envelope).ok()?;
    let part = |name: &str| Base64UrlUnpadded::decode_vec(document[name].as_str()?).ok();
    let chain = document["header"]["x5c"].as_array()?.iter();
    let chain = chain.map(|der| Base64::decode_vec(der.as_str()?).ok()).collect::<Option<_>>()?;
    Some(Parts { protected: part("protected")?, payload: part("payload")?, signature: part("signature")?, chain })
}

fn of_cose(envelope: &[u8]) -> Option<Parts> {
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
