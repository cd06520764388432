//! The signed attributes, and the rules that JWS and COSE share (sections 2e, 2f, 3c and 4).

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use sealcheck_pki::Time;

use crate::finding::{Code, Finding};

pub(super) const AUTHENTIC_SIGNING_TIME: &str = "io.cncf.notary.authenticSigningTime";
pub(super) const EXPIRY: &str = "io.cncf.notary.expiry";
pub(super) const SIGNING_AGENT: &str = "io.cncf.notary.signingAgent";
pub(super) const SIGNING_SCHEME: &str = "io.cncf.notary.signingScheme";
pub(super) const SIGNING_TIME: &str = "io.cncf.notary.signingTime";
/// D-13: not `io.cncf.notary.timestamp`, as an example in the specification has it.
pub(super) const TIMESTAMP_SIGNATURE: &str = "io.cncf.notary.timestampSignature";

/// PLG-02.
pub const VERIFICATION_PLUGIN: &str = "io.cncf.notary.verificationPlugin";
/// PLG-02.
pub const VERIFICATION_PLUGIN_MIN_VERSION: &str = "io.cncf.notary.verificationPluginMinVersion";

/// D-79: names that count only when they are signed.
pub(super) const SIGNED_ONLY: [&str; 6] = [
    AUTHENTIC_SIGNING_TIME,
    EXPIRY,
    SIGNING_SCHEME,
    SIGNING_TIME,
    VERIFICATION_PLUGIN,
    VERIFICATION_PLUGIN_MIN_VERSION,
];
/// D-79: names that count only when they are not signed.
pub(super) const UNSIGNED_ONLY: [&str; 2] = [SIGNING_AGENT, TIMESTAMP_SIGNATURE];

/// SCH-01: the two signing schemes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Scheme {
    /// `notary.x509.signingAuthority`
    SigningAuthority,
    /// `notary.x509`
    X509,
}

impl Scheme {
    /// The name in the header.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::SigningAuthority => "notary.x509.signingAuthority",
            Self::X509 => "notary.x509",
        }
    }

    pub(super) fn parse(name: &str) -> Result<Self, Finding> {
        [Self::SigningAuthority, Self::X509].into_iter().find(|scheme| scheme.name() == name).ok_or_else(|| {
            let message = alloc::format!(
                "signing scheme {name:?} is neither \"notary.x509\" nor \"notary.x509.signingAuthority\""
            );
            Finding::new(Code::IntegritySigningScheme, message)
        })
    }
}

/// The signed attributes of an envelope.
#[derive(Clone, Debug)]
pub struct Attributes {
    /// Media type of the payload; judged by integrity.
    pub content_type: String,
    /// The signing scheme.
    pub scheme: Scheme,
    /// x509: when the signer says it signed; informational only (SCH-03).
    pub signing_time: Option<Time>,
    /// Signing authority: when it vouches it signed.
    pub authentic_signing_time: Option<Time>,
    /// From when on the signature is not to be accepted.
    pub expiry: Option<Time>,
    /// Everything else in the protected header.
    pub extended: Vec<ExtendedAttribute>,
}

/// An attribute that the specification does not define.
#[derive(Clone, Debug)]
pub struct ExtendedAttribute {
    /// Its name or label.
    pub key: AttributeKey,
    /// Whether `crit` lists it.
    pub critical: bool,
    /// Its value.
    pub value: AttributeValue,
}

/// The name of an attribute; COSE also has integer labels.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum AttributeKey {
    /// An integer label.
    Integer(i64),
    /// A name.
    Text(String),
}

impl AttributeKey {
    /// The name, if it is one. Integer labels never match a name (PLG-02).
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Integer(_) => None,
            Self::Text(name) => Some(name),
        }
    }
}

impl fmt::Display for AttributeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(label) => write!(f, "{label}"),
            Self::Text(name) => f.write_str(name),
        }
    }
}

/// The value of an extended attribute.
#[derive(Clone, Debug)]
pub enum AttributeValue {
    /// From COSE.
    Cbor(ciborium::Value),
    /// From JWS: the JSON text.
    Json(String),
}

impl AttributeValue {
    /// The text, if the value is one.
    #[must_use]
    pub fn as_text(&self) -> Option<String> {
        match self {
            Self::Cbor(value) => value.as_text().map(Into::into),
            Self::Json(text) => crate::json::parse(text.as_bytes()).ok()?.as_str().map(Into::into),
        }
    }
}

/// What the protected header said about times, before the scheme's rules.
pub(super) struct Times {
    pub(super) signing: Option<Time>,
    pub(super) authentic: Option<Time>,
    pub(super) expiry: Option<Time>,
}

impl Times {
    /// SCH-03, SCH-04, SCH-07, JWS-43…46, D-09, D-18: each time only in its scheme. JWS-50, COSE-48: expiry after it.
    pub(super) fn check(&self, scheme: Scheme) -> Result<(), Finding> {
        let (wanted, name, foreign, foreign_name) = match scheme {
            Scheme::X509 => (self.signing, SIGNING_TIME, self.authentic, AUTHENTIC_SIGNING_TIME),
            Scheme::SigningAuthority => (self.authentic, AUTHENTIC_SIGNING_TIME, self.signing, SIGNING_TIME),
        };
        let time = |message| Finding::new(Code::IntegrityTime, message);
        let scheme = scheme.name();
        if foreign.is_some() {
            return Err(time(alloc::format!("{foreign_name} must not be present under signing scheme {scheme}")));
        }
        let Some(wanted) = wanted else {
            return Err(time(alloc::format!("{name} must be present under signing scheme {scheme}")));
        };
        match self.expiry {
            Some(expiry) if expiry <= wanted => {
                let message = alloc::format!("the expiry {expiry} is not after the signing time {wanted}");
                Err(Finding::new(Code::IntegrityExpiryBeforeSigning, message))
            }
            _ => Ok(()),
        }
    }

    /// JWS-35…37, COSE-33: what `crit` must list.
    pub(super) fn required_critical(&self, scheme: Scheme) -> impl Iterator<Item = &'static str> {
        let expiry = self.expiry.map(|_| EXPIRY);
        let authentic = (scheme == Scheme::SigningAuthority).then_some(AUTHENTIC_SIGNING_TIME);
        [Some(SIGNING_SCHEME), expiry, authentic].into_iter().flatten()
    }
}

/// D-19, COSE-46: an instant that Go reads as "no time at all" is refused rather than ignored.
pub(super) fn not_zero(time: Time, name: &str) -> Result<Time, Finding> {
    if time == Time::MIN {
        let message = alloc::format!("{name} is 0001-01-01T00:00:00Z, which is no time");
        return Err(Finding::new(Code::IntegrityTime, message));
    }
    Ok(time)
}

pub(super) fn critical(message: String) -> Finding {
    Finding::new(Code::IntegrityCritical, message)
}

pub(super) fn malformed(message: String) -> Finding {
    Finding::new(Code::IntegrityMalformed, message)
}

pub(super) fn wrong_bucket(name: &str, bucket: &str) -> Finding {
    Finding::new(Code::IntegrityHeaderBucket, alloc::format!("{name} must not stand in the {bucket} header"))
}
