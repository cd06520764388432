//! Keys and signature algorithms: from identifiers in certificates to a [`Scheme`], within limits.

use alloc::string::ToString as _;
use alloc::vec::Vec;
use der::{Decode as _, Sequence, asn1::UintRef, oid::ObjectIdentifier};
use x509_cert::spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfoRef};

use crate::crypto::{Curve, Hash, InvalidSignature, Scheme, SignatureCheck, SignatureVerifier};
use crate::error::{Malformed, UnsupportedKey, curve_of};

const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const MGF1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.8");
pub(crate) const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
pub(crate) const RSASSA_PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");
const SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
const SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2");
const SHA512: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3");
/// A curve that is well known and not accepted (S-22).
const SECP224R1: &str = "1.3.132.0.33";

/// A public key within the limits for signing keys (rows S-02, S-07).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum PublicKey {
    /// An uncompressed point; whether it lies on the curve is the provider's to find.
    Ec(Curve),
    /// A modulus of this many bits, 2048 to 8192, and an odd exponent from 3 to 2³¹−1.
    Rsa {
        /// Exact bit length of the modulus.
        bits: usize,
    },
}

/// `RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER }` (RFC 8017 A.1.1).
#[derive(Sequence)]
struct RsaPublicKey<'a> {
    modulus: UintRef<'a>,
    exponent: UintRef<'a>,
}

impl PublicKey {
    /// Smallest modulus of any signing key, in bits.
    pub const MIN_RSA_BITS: usize = 2048;
    /// Largest modulus of any signing key, in bits.
    pub const MAX_RSA_BITS: usize = 8192;

    /// Reads a DER `SubjectPublicKeyInfo`.
    ///
    /// # Errors
    /// [`UnsupportedKey`] for a key outside the limits, an unreadable one included.
    pub fn from_spki(spki: &[u8]) -> Result<Self, UnsupportedKey> {
        let unreadable = |_| UnsupportedKey::Unreadable("it is malformed");
        let spki = SubjectPublicKeyInfoRef::from_der(spki).map_err(unreadable)?;
        let Some(key) = spki.subject_public_key.as_bytes() else {
            return Err(UnsupportedKey::Unreadable("it is no whole number of bytes"));
        };
        match spki.algorithm.oid {
            RSA_ENCRYPTION => {
                // CERT-07: NULL parameters are mandatory.
                if !spki.algorithm.parameters.is_some_and(der::asn1::AnyRef::is_null) {
                    return Err(UnsupportedKey::Unreadable("rsaEncryption without NULL parameters"));
                }
                Self::rsa(RsaPublicKey::from_der(key).map_err(unreadable)?)
            }
            EC_PUBLIC_KEY => {
                let parameters = spki.algorithm.parameters;
                let curve = parameters.and_then(|any| any.decode_as::<ObjectIdentifier>().ok());
                let Some(curve) = curve else { return Err(UnsupportedKey::Unreadable("the curve has no name")) };
                Self::ec(curve_of(&curve)?, key)
            }
            other => Err(UnsupportedKey::Type(other.to_string())),
        }
    }

    /// S-46: whether a key can be read, whatever it is good for. A certificate whose key cannot be read is malformed;
    /// one whose key is of a kind or size that is not accepted is well-formed, and no signature under it is accepted.
    ///
    /// # Errors
    /// [`UnsupportedKey`] for a key that cannot be read.
    pub fn is_readable(spki: &[u8]) -> Result<(), UnsupportedKey> {
        match Self::from_spki(spki) {
            Err(fault @ (UnsupportedKey::CompressedPoint | UnsupportedKey::Unreadable(_))) => Err(fault),
            // A curve that nobody knows says nothing about its points.
            Err(UnsupportedKey::Curve(curve)) if curve != SECP224R1 => Err(UnsupportedKey::Curve(curve)),
            _ => Ok(()),
        }
    }

    fn rsa(key: RsaPublicKey<'_>) -> Result<Self, UnsupportedKey> {
        let modulus = key.modulus.as_bytes();
        let leading = modulus.first().map_or(8, |byte| byte.leading_zeros());
        let bits = modulus.len().saturating_mul(8).saturating_sub(usize::try_from(leading).unwrap_or(8));
        if !(Self::MIN_RSA_BITS..=Self::MAX_RSA_BITS).contains(&bits) {
            return Err(UnsupportedKey::RsaModulus(bits));
        }
        let exponent = key.exponent.as_bytes();
        let value = exponent.iter().fold(0_u64, |value, byte| (value << 8) | u64::from(*byte));
        if exponent.len() > 4 || !(3..=0x7fff_ffff).contains(&value) || value.is_multiple_of(2) {
            return Err(UnsupportedKey::RsaExponent);
        }
        Ok(Self::Rsa { bits })
    }

    fn ec(curve: Curve, point: &[u8]) -> Result<Self, UnsupportedKey> {
        match point.split_first() {
            Some((4, coordinates)) if coordinates.len() == curve.width().saturating_mul(2) => Ok(Self::Ec(curve)),
            Some((4, _)) | None => Err(UnsupportedKey::Unreadable("the point has the wrong length")),
            Some(_) => Err(UnsupportedKey::CompressedPoint),
        }
    }
}

/// A signature algorithm as a certificate, CRL or OCSP response names it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum SignatureAlgorithm {
    /// ecdsa-with-SHA256, -384, -512; the curve comes from the key.
    Ecdsa(Hash),
    /// sha256WithRSAEncryption and its siblings.
    RsaPkcs1(Hash),
    /// id-RSASSA-PSS with equal hashes and a salt as long as the digest.
    RsaPss(Hash),
}

/// `RSASSA-PSS-params` (RFC 8017 A.2.3). The defaults are SHA-1, which is not accepted.
#[derive(Sequence)]
struct RsaPssParameters<'a> {
    #[asn1(context_specific = "0", optional = "true", tag_mode = "EXPLICIT")]
    hash: Option<AlgorithmIdentifierRef<'a>>,
    #[asn1(context_specific = "1", optional = "true", tag_mode = "EXPLICIT")]
    mask: Option<AlgorithmIdentifierRef<'a>>,
    #[asn1(context_specific = "2", optional = "true", tag_mode = "EXPLICIT")]
    salt_length: Option<u32>,
    #[asn1(context_specific = "3", optional = "true", tag_mode = "EXPLICIT")]
    trailer: Option<u32>,
}

impl SignatureAlgorithm {
    /// Reads a DER `AlgorithmIdentifier`.
    ///
    /// # Errors
    /// The name or object identifier of an algorithm that is not accepted (CERT-08, CERT-09, S-06).
    pub fn from_der(algorithm: &[u8]) -> Result<Self, alloc::string::String> {
        let Ok(identifier) = AlgorithmIdentifierRef::from_der(algorithm) else {
            return Err("an unreadable algorithm".into());
        };
        match identifier.oid.to_string().as_str() {
            "1.2.840.10045.4.3.2" => Ok(Self::Ecdsa(Hash::Sha256)),
            "1.2.840.10045.4.3.3" => Ok(Self::Ecdsa(Hash::Sha384)),
            "1.2.840.10045.4.3.4" => Ok(Self::Ecdsa(Hash::Sha512)),
            "1.2.840.113549.1.1.11" => Ok(Self::RsaPkcs1(Hash::Sha256)),
            "1.2.840.113549.1.1.12" => Ok(Self::RsaPkcs1(Hash::Sha384)),
            "1.2.840.113549.1.1.13" => Ok(Self::RsaPkcs1(Hash::Sha512)),
            "1.2.840.10045.4.1" => Err("ECDSA with SHA-1".into()),
            "1.2.840.113549.1.1.4" => Err("RSA with MD5".into()),
            "1.2.840.113549.1.1.5" => Err("RSA with SHA-1".into()),
            "1.3.101.112" => Err("Ed25519".into()),
            _ if identifier.oid == RSASSA_PSS => {
                pss_hash(identifier).map(Self::RsaPss).ok_or_else(|| "RSASSA-PSS with other parameters".into())
            }
            other => Err(other.into()),
        }
    }

    /// Asks whether `signature` over `message` was made by the key in `spki`.
    ///
    /// # Errors
    /// [`InvalidSignature`] if not, or if key and algorithm do not go together.
    pub fn verify(
        self,
        spki: &[u8],
        message: &[u8],
        signature: &[u8],
        verifier: &dyn SignatureVerifier,
    ) -> Result<(), InvalidSignature> {
        match (self, PublicKey::from_spki(spki)) {
            (Self::Ecdsa(hash), Ok(PublicKey::Ec(curve))) => {
                let signature = fixed_width(signature, curve).map_err(|_| InvalidSignature)?;
                let scheme = Scheme::Ecdsa { curve, hash };
                verifier.verify(SignatureCheck { scheme, spki, message, signature: &signature })
            }
            (Self::RsaPkcs1(hash), Ok(PublicKey::Rsa { .. })) => {
                verifier.verify(SignatureCheck { scheme: Scheme::RsaPkcs1 { hash }, spki, message, signature })
            }
            (Self::RsaPss(hash), Ok(PublicKey::Rsa { .. })) => {
                verifier.verify(SignatureCheck { scheme: Scheme::RsaPss { hash }, spki, message, signature })
            }
            _ => Err(InvalidSignature),
        }
    }
}

fn pss_hash(identifier: AlgorithmIdentifierRef<'_>) -> Option<Hash> {
    let parameters = identifier.parameters?.decode_as::<RsaPssParameters<'_>>().ok()?;
    let hash = hash_of(parameters.hash?)?;
    let mask = parameters.mask?;
    let mask_hash = hash_of(mask.parameters?.decode_as().ok()?)?;
    let salt = usize::try_from(parameters.salt_length?).ok()?;
    let same = mask.oid == MGF1 && mask_hash == hash && salt == hash.length();
    (same && parameters.trailer.is_none_or(|trailer| trailer == 1)).then_some(hash)
}

/// A digest algorithm; parameters are absent or NULL (RFC 5754 §2).
fn hash_of(identifier: AlgorithmIdentifierRef<'_>) -> Option<Hash> {
    if identifier.parameters.is_some_and(|parameters| !parameters.is_null()) {
        return None;
    }
    hash_by_oid(&identifier.oid)
}

/// One of the three hashes that signatures may use.
pub(crate) fn hash_by_oid(oid: &ObjectIdentifier) -> Option<Hash> {
    match *oid {
        SHA256 => Some(Hash::Sha256),
        SHA384 => Some(Hash::Sha384),
        SHA512 => Some(Hash::Sha512),
        _ => None,
    }
}

/// `Ecdsa-Sig-Value ::= SEQUENCE { r INTEGER, s INTEGER }` (RFC 3279 §2.2.3).
#[derive(Sequence)]
struct EcdsaSignature<'a> {
    r: UintRef<'a>,
    s: UintRef<'a>,
}

/// r‖s, each padded to the curve's width.
fn fixed_width(signature: &[u8], curve: Curve) -> Result<Vec<u8>, Malformed> {
    let signature = EcdsaSignature::from_der(signature)?;
    let mut fixed = Vec::with_capacity(curve.width().saturating_mul(2));
    for part in [signature.r.as_bytes(), signature.s.as_bytes()] {
        let padding = curve
            .width()
            .checked_sub(part.len())
            .ok_or_else(|| Malformed::at(0, "ECDSA signature wider than the curve".into()))?;
        fixed.resize(fixed.len().saturating_add(padding), 0);
        fixed.extend_from_slice(part);
    }
    Ok(fixed)
}

#[cfg(test)]
mod tests {
    use super::{PublicKey, UnsupportedKey};
    use alloc::vec::Vec;

    fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
        let content = parts.concat();
        [&[tag, u8::try_from(content.len()).unwrap()][..], &content].concat()
    }

    fn key(algorithm: &[&[u8]], bits: &[u8]) -> Vec<u8> {
        tlv(0x30, &[&tlv(0x30, algorithm), &tlv(3, &[&[0], bits])])
    }

    #[test]
    fn s_46_keys_that_cannot_be_read() {
        let ec = tlv(6, &[&[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1]]);
        let p256 = tlv(6, &[&[0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7]]);
        let secp256k1 = tlv(6, &[&[0x2b, 0x81, 4, 0, 10]]);
        let secp224r1 = tlv(6, &[&[0x2b, 0x81, 4, 0, 0x21]]);
        let rsa = tlv(6, &[&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1]]);
        let ed25519 = tlv(6, &[&[0x2b, 0x65, 0x70]]);
        let null = tlv(5, &[]);
        let point = |length: usize| [&[4][..], &Vec::from_iter(core::iter::repeat_n(1, length))].concat();
        let small = tlv(0x30, &[&tlv(2, &[&[0x77, 1]]), &tlv(2, &[&[3]])]);
        let readable = |spki: &[u8]| PublicKey::is_readable(spki).is_ok();
        // Readable, whatever they are good for.
        assert!(readable(&key(&[&ec, &p256], &point(64))));
        assert!(readable(&key(&[&ec, &secp224r1], &point(56))));
        assert!(readable(&key(&[&rsa, &null], &small)));
        assert!(readable(&key(&[&ed25519], &point(31))));
        // Not readable.
        assert!(!readable(&key(&[&ec, &p256], &point(63))));
        assert!(!readable(&key(&[&ec, &p256], &[&[2][..], &point(64)].concat())));
        assert!(!readable(&key(&[&ec, &p256], &[])));
        assert!(!readable(&key(&[&ec], &point(64))));
        assert!(!readable(&key(&[&ec, &secp256k1], &point(64))));
        assert!(!readable(&key(&[&rsa], &small)));
        assert!(!readable(&key(&[&rsa, &null], &tlv(0x30, &[&tlv(2, &[&[0x77, 1]])]))));
        assert!(!readable(&tlv(0x30, &[&tlv(0x30, &[&ec, &p256]), &tlv(3, &[&[4], &point(64)])])));
        assert!(!readable(b"x"));
        // S-22, S-02: what is not readable and what is not accepted are two things.
        assert!(matches!(PublicKey::from_spki(&key(&[&ec, &secp224r1], &point(56))), Err(UnsupportedKey::Curve(_))));
        assert_eq!(PublicKey::from_spki(&key(&[&rsa, &null], &small)), Err(UnsupportedKey::RsaModulus(15)));
    }
}
