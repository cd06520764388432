//! Why a piece of revocation evidence cannot be used. It says nothing about the certificate in question.

use alloc::string::String;
use core::fmt;

use crate::error::Malformed;
use crate::time::Time;

/// Why a piece of revocation evidence cannot be used.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum EvidenceFault {
    /// S-03, S-06: it is signed with an algorithm that is not accepted.
    Algorithm(String),
    /// REV-31, REV-48, REV-55: a critical extension that nobody here understands, by object identifier.
    CriticalExtension(String),
    /// REV-52, REV-53: a delta CRL that does not continue the complete one.
    Delta(&'static str),
    /// D-59: a delta CRL where a complete one is called for.
    DeltaAlone,
    /// REV-29, REV-46: its time is over.
    Expired {
        /// The last instant at which it could be used.
        next_update: Time,
    },
    /// S-12: it is from the future.
    Future {
        /// When it was made, by its own account.
        this_update: Time,
    },
    /// The signature does not fit the issuer's, or the responder's, key.
    InvalidSignature,
    /// D-57: a CRL of another issuer.
    Issuer,
    /// REV-44: the issuer is no CA, or its keyUsage lacks cRLSign.
    IssuerMayNotSign,
    /// It cannot be read.
    Malformed(Malformed),
    /// REV-29, REV-46: it does not say until when it may be used.
    NoNextUpdate,
    /// D-51: it is about other certificates.
    OtherCertificate,
    /// D-59: what the CRL covers leaves this certificate or distribution point out.
    OutOfScope(&'static str),
    /// D-52: the signer of an OCSP response may not answer for this issuer.
    Responder(ResponderFault),
    /// REV-21: the responder gave an error instead of an answer.
    ResponseStatus(&'static str),
    /// More bytes than are read.
    TooLarge {
        /// How many there are.
        size: usize,
        /// How many are read.
        limit: usize,
    },
    /// REV-22, REV-43: a kind or version that is not supported.
    Unsupported(&'static str),
}

/// Why the signer of an OCSP response may not answer for an issuer (RFC 6960 §4.2.2.2).
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum ResponderFault {
    /// The response names a responder that is neither the issuer nor among its certificates.
    Absent,
    /// The responder's certificate was not issued by the issuer in question.
    Issuer(String),
    /// The responder's certificate lacks id-kp-OCSPSigning, or its keyUsage every bit for signatures.
    Purpose(String),
    /// The responder's certificate is revoked (D-55).
    Revoked(String),
    /// The responder's certificate is not valid at the time in question.
    Validity {
        /// Its subject, RFC 4514.
        subject: String,
        /// When it becomes valid, if that is still to come.
        from: Option<Time>,
    },
}

impl From<Malformed> for EvidenceFault {
    fn from(malformed: Malformed) -> Self {
        Self::Malformed(malformed)
    }
}

impl From<der::Error> for EvidenceFault {
    fn from(error: der::Error) -> Self {
        Self::Malformed(error.into())
    }
}

impl From<ResponderFault> for EvidenceFault {
    fn from(fault: ResponderFault) -> Self {
        Self::Responder(fault)
    }
}

impl fmt::Display for EvidenceFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Algorithm(name) => write!(f, "it is signed with {name}, which is not accepted"),
            Self::CriticalExtension(oid) => write!(f, "its critical extension {oid} is not understood"),
            Self::Delta(reason) => write!(f, "the delta CRL does not continue the complete CRL: {reason}"),
            Self::DeltaAlone => f.write_str("it is a delta CRL, and the complete one is missing"),
            Self::Expired { next_update } => write!(f, "it expired at {next_update}"),
            Self::Future { this_update } => write!(f, "it is from the future, made at {this_update}"),
            Self::InvalidSignature => f.write_str("its signature does not fit the key of its signer"),
            Self::Issuer => f.write_str("it was not issued by the issuer of the certificate"),
            Self::IssuerMayNotSign => f.write_str("the key usage of the issuer does not let it sign CRLs"),
            Self::Malformed(malformed) => write!(f, "it is malformed: {malformed}"),
            Self::NoNextUpdate => f.write_str("it does not say until when it holds (nextUpdate)"),
            Self::OtherCertificate => f.write_str("it is about other certificates"),
            Self::OutOfScope(reason) => write!(f, "it does not cover the certificate: {reason}"),
            Self::Responder(fault) => write!(f, "its signer may not answer for the issuer: {fault}"),
            Self::ResponseStatus(status) => write!(f, "the responder gave an error: {status}"),
            Self::TooLarge { size, limit } => write!(f, "it has {size} bytes, at most {limit} are read"),
            Self::Unsupported(what) => write!(f, "it is {what}, which is not supported"),
        }
    }
}

impl fmt::Display for ResponderFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Absent => {
                f.write_str("the responder that it names is not the issuer, and no certificate of it is there")
            }
            Self::Issuer(subject) => write!(f, "\"{subject}\" was certified by another issuer"),
            Self::Purpose(subject) => write!(f, "\"{subject}\" is not a certificate for signing OCSP responses"),
            Self::Revoked(subject) => write!(f, "\"{subject}\" is revoked"),
            Self::Validity { subject, .. } => write!(f, "\"{subject}\" is not valid at the time of verification"),
        }
    }
}

impl core::error::Error for EvidenceFault {}
