//! Certificates, attributes and payloads for people and programs. Nothing is decided here.

use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use base64ct::{Base64, Encoding as _};
use sealcheck_pki::Certificate;
use sealcheck_pki::algorithm::PublicKey;

use crate::algorithm::Algorithm;
use crate::artifact::Descriptor;
use crate::envelope::{Attributes, Envelope, Partial, Unsigned};
use crate::go_format;
use crate::verdict::{
    CertificateSummary, Claimed, ExtendedAttribute, PayloadSummary, SignedAttributes, UnsignedAttributes,
};

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().saturating_mul(2));
    for byte in bytes {
        for nibble in [byte >> 4, byte & 15] {
            text.push(char::from(nibble.saturating_add(if nibble < 10 { b'0' } else { b'a' - 10 })));
        }
    }
    text
}

/// Purposes that have a name in RFC 5280.
const PURPOSES: [(&str, &str); 7] = [
    ("1.3.6.1.5.5.7.3.1", "serverAuth"),
    ("1.3.6.1.5.5.7.3.2", "clientAuth"),
    ("1.3.6.1.5.5.7.3.3", "codeSigning"),
    ("1.3.6.1.5.5.7.3.4", "emailProtection"),
    ("1.3.6.1.5.5.7.3.8", "timeStamping"),
    ("1.3.6.1.5.5.7.3.9", "OCSPSigning"),
    ("2.5.29.37.0", "anyExtendedKeyUsage"),
];

impl CertificateSummary {
    /// What there is to say about a certificate.
    #[must_use]
    pub fn of(certificate: &Certificate<'_>) -> Self {
        let extensions = certificate.extensions();
        let purpose = |oid: String| {
            PURPOSES.iter().find_map(|(known, name)| (*known == oid).then(|| String::from(*name))).unwrap_or(oid)
        };
        let purposes = extensions.extended_key_usage.iter().flat_map(|usage| &usage.value);
        Self {
            fingerprint: hex(&certificate.fingerprint()),
            subject: certificate.subject().to_string(),
            issuer: certificate.issuer().to_string(),
            serial: hex(certificate.serial()),
            not_before: certificate.not_before().to_string(),
            not_after: certificate.not_after().to_string(),
            key: key(certificate),
            key_usage: extensions.key_usage.iter().flat_map(|usage| usage.value.names()).map(Into::into).collect(),
            extended_key_usage: purposes.map(|oid| purpose(oid.to_string())).collect(),
            der: Base64::encode_string(certificate.as_der()),
        }
    }
}

/// ALG-11: `RSA-2048`, `EC-256`; what is wrong with a key outside the limits.
fn key(certificate: &Certificate<'_>) -> String {
    match PublicKey::from_spki(certificate.spki()) {
        Ok(PublicKey::Ec(curve)) => curve.to_string().replace("P-", "EC-"),
        Ok(PublicKey::Rsa { bits }) => alloc::format!("RSA-{bits}"),
        Err(error) => alloc::format!("unsupported: {error}"),
    }
}

/// The signed attributes.
pub(crate) fn signed_attributes(attributes: &Attributes, algorithm: Algorithm) -> SignedAttributes {
    let extended = attributes.extended.iter().map(|attribute| ExtendedAttribute {
        key: attribute.key.to_string(),
        critical: attribute.critical,
        value: go_format::attribute(&attribute.value),
    });
    SignedAttributes {
        signature_algorithm: algorithm.notation_name().into(),
        content_type: attributes.content_type.clone(),
        signing_scheme: attributes.scheme.name().into(),
        signing_time: attributes.signing_time.map(|time| time.to_string()),
        authentic_signing_time: attributes.authentic_signing_time.map(|time| time.to_string()),
        expiry: attributes.expiry.map(|time| time.to_string()),
        extended: extended.collect(),
    }
}

/// The unsigned attributes.
pub(crate) fn unsigned_attributes(unsigned: &Unsigned) -> UnsignedAttributes {
    UnsignedAttributes {
        signing_agent: unsigned.signing_agent.clone(),
        timestamp_signature: unsigned.token().is_some(),
    }
}

/// The payload, if it can be read.
pub(crate) fn payload(payload: &[u8]) -> Option<PayloadSummary> {
    Descriptor::from_payload(payload).ok().map(|target_artifact| PayloadSummary { target_artifact })
}

/// What an envelope claims although integrity failed.
#[inline(never)]
pub(crate) fn claimed(envelope: Option<&Envelope>, partial: &Partial) -> Claimed {
    let readable = partial.chain.iter().map(|der| Certificate::parse(der).ok());
    // The limit of chains: what is beyond it is not looked at.
    let certificates: Vec<_> = readable
        .take(sealcheck_pki::chain::MAX_LENGTH)
        .map_while(|parsed| parsed.as_ref().map(CertificateSummary::of))
        .collect();
    Claimed {
        signer: certificates.first().cloned(),
        signed_attributes: envelope.map(|envelope| signed_attributes(&envelope.attributes, envelope.algorithm)),
        certificates,
        payload: partial.payload.as_deref().and_then(payload),
    }
}
