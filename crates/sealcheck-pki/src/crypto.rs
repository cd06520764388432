//! The seam: the only thing a host can replace.
//!
//! The core picks the [`Scheme`] from certificate and envelope before it asks, so a provider cannot be talked
//! into another algorithm. Before a question reaches the seam the key has passed [`crate::algorithm::PublicKey`]:
//! RSA of 2048 to 8192 bits with an odd exponent from 3 to 2³¹−1, or an uncompressed point on one of three curves.

use alloc::vec::Vec;
use core::fmt;
use sha2::{Digest, Sha256, Sha384, Sha512};

/// The three SHA-2 functions that signatures may use.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Hash {
    /// SHA-256, 32 bytes.
    Sha256,
    /// SHA-384, 48 bytes.
    Sha384,
    /// SHA-512, 64 bytes.
    Sha512,
}

impl Hash {
    /// The digest of `message`: 32, 48 or 64 bytes.
    #[must_use]
    pub fn digest(self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha256 => Sha256::digest(message).to_vec(),
            Self::Sha384 => Sha384::digest(message).to_vec(),
            Self::Sha512 => Sha512::digest(message).to_vec(),
        }
    }

    /// Length of the digest in bytes; also the salt length of RSASSA-PSS here (RFC 7518 §3.5, RFC 8230 §2).
    #[must_use]
    pub const fn length(self) -> usize {
        match self {
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }

    /// The name in OCI digests: `sha256`, `sha384`, `sha512`.
    #[must_use]
    pub const fn oci_name(self) -> &'static str {
        match self {
            Self::Sha256 => "sha256",
            Self::Sha384 => "sha384",
            Self::Sha512 => "sha512",
        }
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
        })
    }
}

/// The NIST curves of the specification.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Curve {
    /// NIST P-256 (secp256r1).
    P256,
    /// NIST P-384 (secp384r1).
    P384,
    /// NIST P-521 (secp521r1).
    P521,
}

impl Curve {
    /// Width of a coordinate, and of each half of a fixed-width signature, in bytes: 32, 48 or 66.
    #[must_use]
    pub const fn width(self) -> usize {
        match self {
            Self::P256 => 32,
            Self::P384 => 48,
            Self::P521 => 66,
        }
    }
}

impl fmt::Display for Curve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::P256 => "P-256",
            Self::P384 => "P-384",
            Self::P521 => "P-521",
        })
    }
}

/// A signature scheme with every parameter fixed.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Scheme {
    /// ECDSA; the signature is r‖s, each [`Curve::width`] bytes. The digest is truncated or zero-padded to the
    /// order as FIPS 186-5 says, so any hash goes with any curve (row S-08).
    Ecdsa {
        /// The curve of the key.
        curve: Curve,
        /// The hash of the message.
        hash: Hash,
    },
    /// RSASSA-PKCS1-v1_5 (RFC 8017 §8.2).
    RsaPkcs1 {
        /// The hash of the message.
        hash: Hash,
    },
    /// RSASSA-PSS (RFC 8017 §8.1), MGF1 with the same hash, salt as long as the digest.
    RsaPss {
        /// The hash of the message, of MGF1, and the salt length.
        hash: Hash,
    },
}

impl Scheme {
    /// The hash of the message.
    #[must_use]
    pub const fn hash(self) -> Hash {
        match self {
            Self::Ecdsa { hash, .. } | Self::RsaPkcs1 { hash } | Self::RsaPss { hash } => hash,
        }
    }
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ecdsa { curve, hash } => write!(f, "ECDSA {curve} {hash}"),
            Self::RsaPkcs1 { hash } => write!(f, "RSASSA-PKCS1-v1_5 {hash}"),
            Self::RsaPss { hash } => write!(f, "RSASSA-PSS {hash}"),
        }
    }
}

/// One question to the provider.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct SignatureCheck<'a> {
    /// The scheme, chosen by the core.
    pub scheme: Scheme,
    /// The key as DER `SubjectPublicKeyInfo`.
    pub spki: &'a [u8],
    /// The signed bytes, unhashed.
    pub message: &'a [u8],
    /// The signature: RSA as long as the modulus, ECDSA as r‖s of fixed width.
    pub signature: &'a [u8],
}

impl SignatureCheck<'_> {
    /// SHA-256 over scheme, key, message and signature, each with its length: what answers are filed under.
    #[must_use]
    pub fn fingerprint(&self) -> [u8; 32] {
        let mut hasher = Sha256::new();
        let scheme = alloc::format!("{}", self.scheme);
        for part in [scheme.as_bytes(), self.spki, self.message, self.signature] {
            hasher.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            hasher.update(part);
        }
        hasher.finalize().into()
    }
}

/// The signature is not valid. Deliberately without detail.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct InvalidSignature;

impl fmt::Display for InvalidSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the signature is not valid for this key and message")
    }
}

impl core::error::Error for InvalidSignature {}

/// Answers signature questions.
pub trait SignatureVerifier {
    /// `Ok` exactly when `check.signature` is a valid signature of `check.scheme` over `check.message` by
    /// `check.spki`.
    ///
    /// # Errors
    /// [`InvalidSignature`] in every other case, an unusable key included.
    fn verify(&self, check: SignatureCheck<'_>) -> Result<(), InvalidSignature>;

    /// The same question, about the signature on a certificate: the same authorities sign again and again, so an
    /// answer is worth keeping.
    ///
    /// # Errors
    /// As [`verify`](Self::verify).
    fn verify_certificate(&self, check: SignatureCheck<'_>) -> Result<(), InvalidSignature> {
        self.verify(check)
    }
}
