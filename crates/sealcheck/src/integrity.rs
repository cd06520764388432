//! The hard gate: an envelope becomes [`Intact`] here and nowhere else (VER-26).
//!
//! Its failure is enforced at every level, and nothing else of the envelope is believed after it.

use alloc::string::ToString as _;
use alloc::vec::Vec;
use sealcheck_pki::algorithm::PublicKey;
use sealcheck_pki::error::{CertificateFault, ChainFault};
use sealcheck_pki::profile::Purpose;
use sealcheck_pki::{Certificate, Malformed, SignatureCheck, SignatureVerifier, chain};

use crate::algorithm::Algorithm;
use crate::envelope::attributes::{VERIFICATION_PLUGIN, VERIFICATION_PLUGIN_MIN_VERSION};
use crate::envelope::{Envelope, ExtendedAttribute, PAYLOAD_TYPE};
use crate::finding::{Code, Finding};

/// An envelope whose signature verifies under the leaf of a well-formed chain. It says nothing about trust.
#[derive(Debug)]
pub struct Intact<'e> {
    envelope: &'e Envelope,
    chain: Vec<Certificate<'e>>,
}

impl<'e> Intact<'e> {
    /// Sections 2 to 6: chain, algorithm, signature, content type, critical attributes.
    ///
    /// # Errors
    /// The first rule that does not hold.
    pub fn verify(envelope: &'e Envelope, verifier: &dyn SignatureVerifier) -> Result<Self, Finding> {
        let chain = certificates(envelope)?;
        let leaf = chain.first().ok_or_else(|| chain_finding(&ChainFault::Empty))?;
        let algorithm = key_algorithm(leaf)?;
        // JWS-27, COSE-29: the key decides, the header must agree.
        if algorithm != envelope.algorithm {
            let message = alloc::format!(
                "the header names algorithm {}, but the signing key calls for {}",
                envelope.algorithm.name(),
                algorithm.name()
            );
            return Err(Finding::new(Code::IntegrityAlgorithmMismatch, message));
        }
        signature(envelope, leaf, algorithm, verifier)?;
        chain::verify(&chain, Purpose::CodeSigning, verifier).map_err(|fault| chain_finding(&fault))?;
        content_type(envelope)?;
        critical_attributes(&envelope.attributes.extended)?;
        Ok(Self { envelope, chain })
    }

    /// The decoded envelope.
    #[must_use]
    pub fn envelope(&self) -> &'e Envelope {
        self.envelope
    }

    /// The chain, leaf first; never empty.
    #[must_use]
    pub fn chain(&self) -> &[Certificate<'e>] {
        &self.chain
    }

    /// The signing certificate.
    #[must_use]
    pub fn leaf(&self) -> Option<&Certificate<'e>> {
        self.chain.first()
    }
}

/// JWS-20, JWS-22, COSE-21: every certificate is read.
fn certificates(envelope: &Envelope) -> Result<Vec<Certificate<'_>>, Finding> {
    if envelope.chain.len() > chain::MAX_LENGTH {
        return Err(chain_finding(&ChainFault::TooLong { length: envelope.chain.len() }));
    }
    let parse = |(index, der)| Certificate::parse(der).map_err(|error| malformed_certificate(index, &error));
    envelope.chain.iter().map(Vec::as_slice).enumerate().map(parse).collect()
}

fn malformed_certificate(index: usize, error: &Malformed) -> Finding {
    Finding::new(Code::CertificateMalformed, alloc::format!("certificate {index} of the chain is malformed: {error}"))
        .with("certificate", index)
        .with("offset", error.offset)
}

/// ALG-01, ALG-06, COSE-22.
fn key_algorithm(leaf: &Certificate<'_>) -> Result<Algorithm, Finding> {
    let subject = leaf.subject().to_string();
    let unsupported = |reason: alloc::string::String| {
        Finding::new(Code::CertificateKey, alloc::format!("the key of the signing certificate \"{subject}\": {reason}"))
            .with("certificate", 0)
    };
    let key = PublicKey::from_spki(leaf.spki()).map_err(|error| unsupported(error.to_string()))?;
    Algorithm::of_key(key).ok_or_else(|| unsupported("RSA keys must have 2048, 3072 or 4096 bits".into()))
}

/// JWS-17, JWS-18, COSE-24, COSE-27, D-08.
fn signature(
    envelope: &Envelope,
    leaf: &Certificate<'_>,
    algorithm: Algorithm,
    verifier: &dyn SignatureVerifier,
) -> Result<(), Finding> {
    let check = SignatureCheck {
        scheme: algorithm.scheme(),
        spki: leaf.spki(),
        message: &envelope.signed_bytes,
        signature: &envelope.signature,
    };
    verifier.verify(check).map_err(|_| {
        let message = alloc::format!(
            "the signature ({}) does not fit the signed bytes and the key of \"{}\": the envelope was changed or not made by that key",
            algorithm.name(),
            leaf.subject()
        );
        Finding::new(Code::IntegrityInvalidSignature, message)
    })
}

/// PAY-01, PAY-02: exact.
fn content_type(envelope: &Envelope) -> Result<(), Finding> {
    let found = envelope.attributes.content_type.as_str();
    if found == PAYLOAD_TYPE {
        return Ok(());
    }
    let message = alloc::format!("the payload's content type is {found:?}, not {PAYLOAD_TYPE:?}");
    Err(Finding::new(Code::IntegrityContentType, message))
}

/// PLG-01, JWS-52, COSE-39, D-11: a critical attribute that nobody here understands fails at every level. With a
/// verification plugin, attributes with names are the plugin's to process (PLG-20); a minimum version without a
/// plugin (PLG-06) and integer labels (PLG-26) are nobody's.
fn critical_attributes(extended: &[ExtendedAttribute]) -> Result<(), Finding> {
    let has_plugin = extended.iter().any(|attribute| attribute.key.as_str() == Some(VERIFICATION_PLUGIN));
    let unknown = |attribute: &&ExtendedAttribute| match attribute.key.as_str() {
        _ if !attribute.critical => false,
        Some(_) => !has_plugin,
        None => true,
    };
    // A minimum version without a plugin is refused even when it is not critical: it asks for something.
    let lone_version =
        |attribute: &&ExtendedAttribute| !has_plugin && attribute.key.as_str() == Some(VERIFICATION_PLUGIN_MIN_VERSION);
    match extended.iter().find(|attribute| unknown(attribute) || lone_version(attribute)) {
        Some(attribute) => {
            let message =
                alloc::format!("nothing here understands the critical attribute {:?}", attribute.key.to_string());
            Err(Finding::new(Code::IntegrityUnknownCriticalAttribute, message)
                .with("attribute", attribute.key.to_string()))
        }
        None => Ok(()),
    }
}

/// What a fault of a chain is called; also for chains of timestamping authorities.
#[must_use]
pub fn chain_finding(fault: &ChainFault) -> Finding {
    let code = match fault {
        ChainFault::Certificate { fault, .. } => match fault {
            CertificateFault::BasicConstraintsCa => Code::CertificateBasicConstraintsCa,
            CertificateFault::BasicConstraintsNotCa => Code::CertificateBasicConstraintsNotCa,
            CertificateFault::ExtendedKeyUsageForbidden(_)
            | CertificateFault::ExtendedKeyUsageNotCritical
            | CertificateFault::ExtendedKeyUsageNotTimestampingOnly => Code::CertificateExtendedKeyUsage,
            CertificateFault::Key(_) => Code::CertificateKey,
            CertificateFault::KeyUsageForbidden(_)
            | CertificateFault::KeyUsageMissing
            | CertificateFault::KeyUsageNoCertSign
            | CertificateFault::KeyUsageNoDigitalSignature
            | CertificateFault::KeyUsageNotCritical => Code::CertificateKeyUsage,
            CertificateFault::PathLength { .. } => Code::CertificatePathLength,
        },
        ChainFault::Empty => Code::ChainEmpty,
        ChainFault::InvalidSignature { .. } => Code::ChainInvalidSignature,
        ChainFault::IssuerName { .. } => Code::ChainIssuerName,
        ChainFault::IssuerNotCa { .. } => Code::ChainIssuerNotCa,
        ChainFault::NotSelfSigned { .. } => Code::ChainNotSelfSigned,
        ChainFault::SelfSignedInside { .. } => Code::ChainSelfSignedInside,
        ChainFault::TooLong { .. } => Code::ChainTooLong,
        ChainFault::UnsupportedAlgorithm { .. } => Code::CertificateSignatureAlgorithm,
    };
    let finding = Finding::new(code, fault.to_string());
    match fault {
        ChainFault::Certificate { index, .. }
        | ChainFault::InvalidSignature { index, .. }
        | ChainFault::IssuerName { index, .. }
        | ChainFault::IssuerNotCa { index, .. }
        | ChainFault::SelfSignedInside { index, .. }
        | ChainFault::UnsupportedAlgorithm { index, .. } => finding.with("certificate", *index),
        ChainFault::Empty | ChainFault::NotSelfSigned { .. } | ChainFault::TooLong { .. } => finding,
    }
}
