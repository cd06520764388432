//! DER, COSE and JWK by hand, so that wrong things are as easy to write as right ones.

use base64ct::{Base64UrlUnpadded, Encoding as _};
use serde_json::Value;

/// `id-ecPublicKey`.
const EC_PUBLIC_KEY: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
/// `rsaEncryption`.
const RSA_ENCRYPTION: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];

/// A value with its tag and length.
#[must_use]
pub fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let length = content.len().to_be_bytes();
    let length = &length[length.iter().take_while(|byte| **byte == 0).count()..];
    let mut out = vec![tag];
    match content.len() {
        short @ 0..=127 => out.push(u8::try_from(short).unwrap()),
        _ => {
            out.push(0x80 | u8::try_from(length.len()).unwrap());
            out.extend(length);
        }
    }
    out.extend(content);
    out
}

/// SEQUENCE.
#[must_use]
pub fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    tlv(0x30, parts)
}

/// OBJECT IDENTIFIER of these content bytes.
#[must_use]
pub fn oid(content: &[u8]) -> Vec<u8> {
    tlv(6, &[content])
}

/// A number that is not negative, of these big-endian bytes.
#[must_use]
pub fn integer(number: &[u8]) -> Vec<u8> {
    let number = &number[number.iter().take_while(|byte| **byte == 0).count()..];
    let sign: &[u8] = if number.first().is_none_or(|byte| byte & 0x80 != 0) { &[0] } else { &[] };
    tlv(2, &[sign, number])
}

/// BIT STRING of whole bytes.
#[must_use]
pub fn bit_string(content: &[u8]) -> Vec<u8> {
    tlv(3, &[&[0], content])
}

/// An RSA key as SubjectPublicKeyInfo.
#[must_use]
pub fn rsa_spki(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    rsa_spki_of(&sequence(&[&integer(modulus), &integer(exponent)]))
}

/// The same of an `RSAPublicKey`.
#[must_use]
pub fn rsa_spki_of(key: &[u8]) -> Vec<u8> {
    sequence(&[&sequence(&[&oid(RSA_ENCRYPTION), &[5, 0]]), &bit_string(key)])
}

/// An uncompressed point as SubjectPublicKeyInfo.
///
/// # Panics
/// For another curve than the three.
#[must_use]
pub fn ec_spki(curve: &str, x: &[u8], y: &[u8]) -> Vec<u8> {
    let (curve, width): (&[u8], usize) = match curve {
        "P-256" => (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07], 32),
        "P-384" => (&[0x2b, 0x81, 0x04, 0x00, 0x22], 48),
        "P-521" => (&[0x2b, 0x81, 0x04, 0x00, 0x23], 66),
        other => panic!("curve {other}"),
    };
    let pad = |part: &[u8]| [vec![0; width - part.len()], part.to_vec()].concat();
    let point = [vec![4], pad(x), pad(y)].concat();
    sequence(&[&sequence(&[&oid(EC_PUBLIC_KEY), &oid(curve)]), &bit_string(&point)])
}

/// A public key as JOSE and the COSE examples write it; `None` for other keys than RSA and the three curves.
#[must_use]
pub fn spki_of_jwk(key: &Value) -> Option<Vec<u8>> {
    let part = |name: &str| match (key[name].as_str(), key[format!("{name}_hex")].as_str()) {
        (Some(text), _) => Base64UrlUnpadded::decode_vec(text).ok(),
        (None, Some(text)) => Some(hex(text)),
        (None, None) => None,
    };
    match key["kty"].as_str()? {
        "RSA" if key["n"].is_string() || key["n_hex"].is_string() => Some(rsa_spki(&part("n")?, &part("e")?)),
        "EC" | "EC2" => {
            let curve = key["crv"].as_str().filter(|curve| ["P-256", "P-384", "P-521"].contains(curve))?;
            let (x, y) = (part("x")?, part("y")?);
            (x.len() <= 66 && y.len() <= 66).then(|| ec_spki(curve, &x, &y))
        }
        _ => None,
    }
}

/// Hexadecimal.
///
/// # Panics
/// If it is not.
#[must_use]
pub fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.chars().map(|digit| u8::try_from(digit.to_digit(16).expect("hex")).unwrap()).collect();
    assert!(digits.len().is_multiple_of(2), "an odd number of hexadecimal digits");
    digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()
}

/// The head of a CBOR item: major type and number.
#[must_use]
pub fn cbor_head(major: u8, number: u64) -> Vec<u8> {
    let bytes = number.to_be_bytes();
    let (short, from) = match number {
        0..=23 => return vec![major << 5 | bytes[7]],
        24..=0xff => (24, 7),
        0x100..=0xffff => (25, 6),
        0x1_0000..=0xffff_ffff => (26, 4),
        _ => (27, 0),
    };
    [&[major << 5 | short], &bytes[from..]].concat()
}

/// A CBOR text string.
#[must_use]
pub fn cbor_text(text: &str) -> Vec<u8> {
    [cbor_head(3, text.len() as u64), text.as_bytes().to_vec()].concat()
}

/// A CBOR byte string.
#[must_use]
pub fn cbor_bytes(bytes: &[u8]) -> Vec<u8> {
    [cbor_head(2, bytes.len() as u64), bytes.to_vec()].concat()
}
