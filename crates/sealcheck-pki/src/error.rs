//! What can be wrong with certificates and chains. Errors here describe bytes, never trust.

use alloc::string::{String, ToString as _};
use core::fmt;

use crate::{crypto::Curve, time::Time};

/// Bytes that are not what they claim to be.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Malformed {
    /// Offset in bytes from the start of the innermost value that was read.
    pub offset: usize,
    /// What was expected and what was found.
    pub reason: String,
}

impl Malformed {
    pub(crate) const fn at(offset: usize, reason: String) -> Self {
        Self { offset, reason }
    }
}

impl From<der::Error> for Malformed {
    fn from(error: der::Error) -> Self {
        let offset = error.position().map_or(0, |at| usize::try_from(u32::from(at)).unwrap_or(usize::MAX));
        Self { offset, reason: error.kind().to_string() }
    }
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (at byte {})", self.reason, self.offset)
    }
}

impl core::error::Error for Malformed {}

/// A public key outside the limits for signing keys.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum UnsupportedKey {
    /// Row S-07: a compressed or hybrid point.
    CompressedPoint,
    /// A curve other than P-256, P-384 and P-521.
    Curve(String),
    /// Row S-02: the public exponent is even, below 3 or above 2³¹−1.
    RsaExponent,
    /// Row S-02, ALG-05: the modulus has this many bits.
    RsaModulus(usize),
    /// An algorithm other than RSA and ECDSA.
    Type(String),
    /// Not the structure that its algorithm asks for.
    Unreadable(&'static str),
}

impl fmt::Display for UnsupportedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CompressedPoint => f.write_str("the elliptic curve point is not uncompressed"),
            Self::Curve(oid) => write!(f, "elliptic curve {oid} is not P-256, P-384 or P-521"),
            Self::RsaExponent => f.write_str("the RSA exponent is not an odd number from 3 to 2147483647"),
            Self::RsaModulus(bits) => write!(f, "RSA keys of {bits} bits are not supported here"),
            Self::Type(oid) => write!(f, "public key algorithm {oid} is not RSA or ECDSA"),
            Self::Unreadable(what) => write!(f, "the public key cannot be read: {what}"),
        }
    }
}

/// Why one certificate cannot play its role.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum CertificateFault {
    /// CERT-27: the signing certificate says that it is a CA.
    BasicConstraintsCa,
    /// CERT-20: an issuer does not say that it is a CA.
    BasicConstraintsNotCa,
    /// CERT-31/32: a purpose that a signing certificate must not have.
    ExtendedKeyUsageForbidden(&'static str),
    /// CERT-42.
    ExtendedKeyUsageNotCritical,
    /// CERT-41.
    ExtendedKeyUsageNotTimestampingOnly,
    /// CERT-34, CERT-43, row S-02: the key is outside the limits.
    Key(UnsupportedKey),
    /// CERT-30, CERT-40: these bits must not be set.
    KeyUsageForbidden(String),
    /// CERT-23, CERT-28, CERT-38.
    KeyUsageMissing,
    /// CERT-25.
    KeyUsageNoCertSign,
    /// CERT-29.
    KeyUsageNoDigitalSignature,
    /// CERT-24, CERT-28.
    KeyUsageNotCritical,
    /// CERT-21: pathLenConstraint allows fewer CA certificates below than there are.
    PathLength {
        /// The constraint.
        allowed: u64,
        /// The number of CA certificates below.
        needed: usize,
    },
}

impl fmt::Display for CertificateFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BasicConstraintsCa => f.write_str("its basic constraints say that it is a CA"),
            Self::BasicConstraintsNotCa => f.write_str("its basic constraints do not say that it is a CA"),
            Self::ExtendedKeyUsageForbidden(name) => write!(f, "its extended key usage contains {name}"),
            Self::ExtendedKeyUsageNotCritical => f.write_str("its extended key usage is not critical"),
            Self::ExtendedKeyUsageNotTimestampingOnly => {
                f.write_str("its extended key usage is not timeStamping alone")
            }
            Self::Key(key) => write!(f, "{key}"),
            Self::KeyUsageForbidden(names) => write!(f, "its key usage contains {names}"),
            Self::KeyUsageMissing => f.write_str("it has no key usage extension"),
            Self::KeyUsageNoCertSign => f.write_str("its key usage lacks keyCertSign"),
            Self::KeyUsageNoDigitalSignature => f.write_str("its key usage lacks digitalSignature"),
            Self::KeyUsageNotCritical => f.write_str("its key usage extension is not critical"),
            Self::PathLength { allowed, needed } => {
                write!(f, "its path length constraint is {allowed}, but {needed} CA certificates stand below it")
            }
        }
    }
}

/// Why a list of certificates is not the ordered, complete chain of a signer. `index` counts from the leaf, 0.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum ChainFault {
    /// A certificate does not fit its role.
    Certificate {
        /// Position in the chain, the leaf being 0.
        index: usize,
        /// Its subject, RFC 4514.
        subject: String,
        /// The rule it breaks.
        fault: CertificateFault,
    },
    /// CERT-11.
    Empty,
    /// CERT-12: the signature of the certificate does not verify with the key of its issuer.
    InvalidSignature {
        /// Position in the chain, the leaf being 0.
        index: usize,
        /// Its subject, RFC 4514.
        subject: String,
        /// The subject of the certificate whose key was used.
        issuer: String,
    },
    /// CERT-13, CERT-17, CERT-18: the issuer name is not the next certificate's subject, byte for byte.
    IssuerName {
        /// Position in the chain, the leaf being 0.
        index: usize,
        /// Its subject, RFC 4514.
        subject: String,
        /// The issuer it names.
        issuer: String,
        /// The subject of the certificate that stands in the issuer's place.
        found: String,
    },
    /// CERT-17: the next certificate may not issue certificates.
    IssuerNotCa {
        /// Position of the issuer in the chain, the leaf being 0.
        index: usize,
        /// The issuer's subject, RFC 4514.
        subject: String,
    },
    /// CERT-15: the last certificate is not self-signed, so the chain is incomplete.
    NotSelfSigned {
        /// The last certificate's subject, RFC 4514.
        subject: String,
        /// The issuer it names.
        issuer: String,
    },
    /// CERT-16: a self-signed certificate before the last position.
    SelfSignedInside {
        /// Position in the chain, the leaf being 0.
        index: usize,
        /// Its subject, RFC 4514.
        subject: String,
    },
    /// More certificates than any chain needs.
    TooLong {
        /// How many there are.
        length: usize,
    },
    /// CERT-08, CERT-09, S-06: the signature on a certificate uses an algorithm that is not accepted.
    UnsupportedAlgorithm {
        /// Position in the chain, the leaf being 0.
        index: usize,
        /// Its subject, RFC 4514.
        subject: String,
        /// Name or object identifier of the algorithm.
        algorithm: String,
    },
}

impl fmt::Display for ChainFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Certificate { index, subject, fault } => {
                write!(f, "certificate {index} \"{subject}\" cannot be used: {fault}")
            }
            Self::Empty => f.write_str("the certificate chain is empty"),
            Self::InvalidSignature { index, subject, issuer } => {
                write!(f, "the signature on certificate {index} \"{subject}\" was not made by the key of \"{issuer}\"")
            }
            Self::IssuerName { index, subject, issuer, found } => write!(
                f,
                "certificate {index} \"{subject}\" names \"{issuer}\" as its issuer, but \"{found}\" stands in that place"
            ),
            Self::IssuerNotCa { index, subject } => {
                write!(
                    f,
                    "certificate {index} \"{subject}\" stands in an issuer's place and may not issue certificates"
                )
            }
            Self::NotSelfSigned { subject, issuer } => write!(
                f,
                "the chain ends with \"{subject}\", issued by \"{issuer}\", and not with a self-signed certificate"
            ),
            Self::SelfSignedInside { index, subject } => {
                write!(f, "certificate {index} \"{subject}\" is self-signed and is not the last of the chain")
            }
            Self::TooLong { length } => {
                write!(f, "the chain has {length} certificates, at most {} are allowed", crate::chain::MAX_LENGTH)
            }
            Self::UnsupportedAlgorithm { index, subject, algorithm } => {
                write!(f, "certificate {index} \"{subject}\" is signed with {algorithm}, which is not accepted")
            }
        }
    }
}

impl core::error::Error for ChainFault {}

/// A certificate that is not valid at a given time.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum OutsideValidity {
    /// The time lies after `notAfter`.
    Expired {
        /// The last instant of validity.
        not_after: Time,
    },
    /// The time lies before `notBefore`.
    NotYetValid {
        /// The first instant of validity.
        not_before: Time,
    },
}

/// A curve by its object identifier, if it is one of ours.
pub(crate) fn curve_of(oid: &der::oid::ObjectIdentifier) -> Result<Curve, UnsupportedKey> {
    match oid.to_string().as_str() {
        "1.2.840.10045.3.1.7" => Ok(Curve::P256),
        "1.3.132.0.34" => Ok(Curve::P384),
        "1.3.132.0.35" => Ok(Curve::P521),
        other => Err(UnsupportedKey::Curve(other.into())),
    }
}
