//! Why a timestamp token does not hold: what was compared with what, and at which byte.

use alloc::string::String;
use core::fmt;

use crate::certificate::SignatureFault;
use crate::crypto::Hash;
use crate::error::{ChainFault, Malformed, OutsideValidity, UnsupportedKey};
use crate::time::Time;

/// What is wrong with a token.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum TimestampFault {
    /// TSA-21, D-48: a component of the accuracy is outside its range.
    Accuracy {
        /// `seconds`, `millis` or `micros`.
        component: &'static str,
        /// Offset in bytes from the start of the token.
        offset: usize,
    },
    /// TSA-31: the signer signed no attributes.
    AttributesMissing,
    /// TSA-26, TSA-32, TSA-33: a signed attribute is missing.
    AttributeMissing(&'static str),
    /// TSA-39: a certificate cannot stand in the authority's path.
    Certificate {
        /// Its subject, RFC 4514.
        subject: String,
        /// Why.
        fault: PathFault,
    },
    /// TSA-09: something that is not an X.509 certificate among the certificates.
    CertificateKind {
        /// Position among the certificates, from 0.
        index: usize,
        /// Offset in bytes from the start of the token.
        offset: usize,
    },
    /// TSA-40: the authority's chain breaks a rule of section 5e.
    Chain(ChainFault),
    /// TSA-11: the token holds something other than a TSTInfo.
    ContentType(String),
    /// TSA-32: the content-type attribute names something other than TSTInfo.
    ContentTypeAttribute(String),
    /// TSA-20, D-47: an extension that must be understood and is not.
    CriticalExtension(String),
    /// TSA-33: a digest algorithm other than SHA-256, SHA-384 and SHA-512.
    DigestAlgorithm(String),
    /// TSA-33: the message-digest attribute is not the hash of the content.
    DigestMismatch(Hash),
    /// TSA-27: the hash of the signing-certificate-v2 attribute is not that of the signer's certificate.
    EssHash {
        /// The certificate's subject, RFC 4514.
        subject: String,
        /// The hash that was compared.
        hash: Hash,
    },
    /// TSA-27: a hash other than SHA-256, SHA-384 and SHA-512 in the signing-certificate-v2 attribute.
    EssHashAlgorithm(String),
    /// TSA-28: the signing-certificate-v2 attribute names another certificate than the signer identifier.
    EssIssuerSerial,
    /// TSA-16: an imprint of a hash other than SHA-256, SHA-384 and SHA-512.
    ImprintAlgorithm(String),
    /// TSA-17: the imprint is not the hash of the signature.
    ImprintMismatch(Hash),
    /// TSA-30, CERT-43: the signer's key is outside the limits.
    Key {
        /// The certificate's subject, RFC 4514.
        subject: String,
        /// What is wrong with the key.
        fault: UnsupportedKey,
    },
    /// TSA-12, D-46: the signer is named by key identifier.
    KeyIdentifier,
    /// TSA-04…06, TSA-14: bytes that are no token.
    Malformed(Malformed),
    /// TSA-07: the content is of another type than signed-data.
    NotSignedData(String),
    /// More certificates were tried than any token needs.
    PathBudget,
    /// TSA-13: a whole response and not the token in it.
    Response,
    /// TSA-31: the signature does not verify.
    Signature {
        /// The subject of the certificate whose key was used, RFC 4514.
        subject: String,
    },
    /// TSA-30: name or object identifier of a signature algorithm that is not accepted.
    SignatureAlgorithm(String),
    /// TSA-28: the certificate that the signer identifier names is not in the token.
    SignerCertificateMissing {
        /// How many certificates there are.
        certificates: usize,
    },
    /// TSA-25, D-78: not exactly one signer.
    Signers(usize),
    /// TSA-19: the time is not one that RFC 3161 allows.
    Time {
        /// As it is written.
        text: String,
        /// Offset in bytes from the start of the token.
        offset: usize,
    },
    /// TSA-39: no path leads to a trusted root.
    Untrusted {
        /// The subject of the last certificate of the path, RFC 4514.
        subject: String,
        /// Its issuer, RFC 4514.
        issuer: String,
        /// A certificate with the issuer's name was there, but its key did not make the signature.
        namesake: bool,
    },
    /// TSA-08, TSA-15, TSA-29: a version other than the one there is.
    Version {
        /// Of what.
        structure: &'static str,
        /// The version it must have.
        expected: u64,
        /// The version it has; `None` for a number that is not one.
        found: Option<u64>,
    },
}

/// Why a certificate cannot stand in the path of a timestamping authority.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum PathFault {
    /// D-50: a critical extension that is not understood here.
    CriticalExtension(String),
    /// D-50: a CA whose extendedKeyUsage does not allow timeStamping.
    ExtendedKeyUsage,
    /// D-50: name constraints that cannot be judged here.
    NameConstraints(&'static str),
    /// It stands in an issuer's place and may not issue certificates.
    NotCa,
    /// TSA-34, TSA-39: it was not valid when it counts.
    OutsideValidity {
        /// Which time counts.
        moment: Moment,
        /// That time.
        time: Time,
        /// The bound it misses.
        outside: OutsideValidity,
    },
    /// Its signature uses an algorithm, or its issuer a key, that is not accepted.
    Signature(SignatureFault),
}

/// A time at which the authority's certificates must be valid.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Moment {
    /// TSA-39
    GenTime,
    /// TSA-34
    SigningTime,
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::GenTime => "genTime",
            Self::SigningTime => "the signing-time attribute",
        })
    }
}

const HASHES: &str = "it must be SHA-256, SHA-384 or SHA-512";

impl fmt::Display for TimestampFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Accuracy { component: "seconds", offset } => {
                write!(f, "the seconds of the accuracy are negative or beyond 584 years (at byte {offset})")
            }
            Self::Accuracy { component, offset } => {
                write!(f, "the {component} of the accuracy are not from 1 to 999 (at byte {offset})")
            }
            Self::AttributesMissing => f.write_str("the token has no signed attributes"),
            Self::AttributeMissing(name) => write!(f, "the signed attribute {name} is missing"),
            Self::Certificate { subject, fault } => write!(f, "the authority's certificate \"{subject}\" {fault}"),
            Self::CertificateKind { index, offset } => {
                write!(f, "certificate {index} of the token is no X.509 certificate (at byte {offset})")
            }
            Self::Chain(fault) => write!(f, "the authority's chain: {fault}"),
            Self::ContentType(oid) => write!(f, "the token holds content of type {oid} and not a TSTInfo"),
            Self::ContentTypeAttribute(oid) => {
                write!(f, "the content-type attribute is {oid}, the content is a TSTInfo")
            }
            Self::CriticalExtension(oid) => write!(f, "nothing here understands the critical extension {oid}"),
            Self::DigestAlgorithm(oid) => write!(f, "the signer's digest algorithm is {oid}; {HASHES}"),
            Self::DigestMismatch(hash) => {
                write!(f, "the message-digest attribute is not the {hash} of the token's content")
            }
            Self::EssHash { subject, hash } => write!(
                f,
                "the signing-certificate-v2 attribute does not hold the {hash} of the signer's certificate \"{subject}\""
            ),
            Self::EssHashAlgorithm(oid) => {
                write!(f, "the signing-certificate-v2 attribute holds a hash of algorithm {oid}; {HASHES}")
            }
            Self::EssIssuerSerial => f.write_str(
                "the signing-certificate-v2 attribute names another issuer and serial number than the signer identifier",
            ),
            Self::ImprintAlgorithm(oid) => write!(f, "the imprint is a hash of algorithm {oid}; {HASHES}"),
            Self::ImprintMismatch(hash) => {
                write!(f, "the imprint is not the {hash} of the signature: the token belongs to another signature")
            }
            Self::Key { subject, fault } => write!(f, "the key of the authority \"{subject}\": {fault}"),
            Self::KeyIdentifier => f.write_str(
                "the signer is named by key identifier, and only issuer and serial number are supported, as in notation",
            ),
            Self::Malformed(malformed) => write!(f, "{malformed}"),
            Self::NotSignedData(oid) => write!(f, "the content type is {oid} and not signed-data"),
            Self::PathBudget => write!(
                f,
                "no path to a trusted root was found among the first {} certificates tried",
                super::path::MAX_TRIED
            ),
            Self::Response => f.write_str("this is a whole response of an authority, and not the token in it"),
            Self::Signature { subject } => {
                write!(f, "the signature of the token was not made by the key of \"{subject}\"")
            }
            Self::SignatureAlgorithm(name) => write!(f, "the signature algorithm {name} is not accepted"),
            Self::SignerCertificateMissing { certificates } => write!(
                f,
                "the certificate that the signer identifier names is not among the {certificates} certificates of the token"
            ),
            Self::Signers(count) => write!(f, "the token has {count} signers, it must have exactly one"),
            Self::Time { text, offset } => {
                write!(f, "genTime {text:?} is not of the form YYYYMMDDhhmmss[.s…]Z (at byte {offset})")
            }
            Self::Untrusted { subject, issuer, namesake: false } if subject == issuer => {
                write!(f, "the path ends with the root \"{subject}\", which is not trusted")
            }
            Self::Untrusted { subject, issuer, namesake } => {
                write!(f, "the path ends with \"{subject}\", issued by \"{issuer}\", ")?;
                f.write_str(if *namesake {
                    "which only another certificate of the same name is trusted as"
                } else {
                    "which is neither in the token nor trusted"
                })
            }
            Self::Version { structure, expected, found: Some(found) } => {
                write!(f, "the version of {structure} is {found}, it must be {expected}")
            }
            Self::Version { structure, expected, found: None } => {
                write!(f, "the version of {structure} is not {expected}")
            }
        }
    }
}

impl core::error::Error for TimestampFault {}

impl From<Malformed> for TimestampFault {
    fn from(malformed: Malformed) -> Self {
        Self::Malformed(malformed)
    }
}

impl fmt::Display for PathFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CriticalExtension(oid) => {
                write!(f, "has the critical extension {oid}, which nothing here understands")
            }
            Self::ExtendedKeyUsage => f.write_str("has an extended key usage without timeStamping"),
            Self::NameConstraints(why) => write!(f, "has name constraints that are not judged here: {why}"),
            Self::NotCa => f.write_str("stands in an issuer's place and may not issue certificates"),
            Self::OutsideValidity { moment, time, outside: OutsideValidity::Expired { not_after } } => {
                write!(f, "expired at {not_after}, {moment} is {time}")
            }
            Self::OutsideValidity { moment, time, outside: OutsideValidity::NotYetValid { not_before } } => {
                write!(f, "became valid at {not_before}, {moment} is {time}")
            }
            Self::Signature(SignatureFault::Invalid) => f.write_str("has a signature that does not verify"),
            Self::Signature(SignatureFault::UnsupportedAlgorithm(name)) => {
                write!(f, "is signed with {name}, which is not accepted")
            }
            Self::Signature(SignatureFault::UnsupportedKey(key)) => {
                write!(f, "was signed by a key outside the limits: {key}")
            }
        }
    }
}
