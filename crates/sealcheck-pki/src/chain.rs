//! Ordered, complete chains: leaf first, a self-signed certificate last, each issued by the next.
//!
//! There is no path building and no validity period here (CERT-19): time is another check's question.

use alloc::string::ToString as _;

use crate::certificate::{Certificate, SignatureFault};
use crate::crypto::SignatureVerifier;
use crate::error::{CertificateFault, ChainFault};
use crate::profile::{self, Purpose};

/// Certificates in a chain; deeper ones are not seen in the field and only cost time.
pub const MAX_LENGTH: usize = 16;

/// Judges `chain`, leaf first, by section 5b and the profile of `purpose`.
///
/// # Errors
/// The first rule that is broken, going from the leaf to the root.
pub fn verify(chain: &[Certificate<'_>], purpose: Purpose, verifier: &dyn SignatureVerifier) -> Result<(), ChainFault> {
    if chain.len() > MAX_LENGTH {
        return Err(ChainFault::TooLong { length: chain.len() });
    }
    match chain {
        // CERT-11
        [] => Err(ChainFault::Empty),
        [only] => {
            // CERT-12, CERT-13, D-22: signed by itself, as a leaf and not as a CA; SHA-1 is refused here, too.
            signature(0, only, only, verifier)?;
            name(0, only, only)?;
            // CERT-14
            fits(0, only, purpose)
        }
        [.., root] => {
            for (index, certificate) in chain.iter().enumerate() {
                match chain.get(index.saturating_add(1)) {
                    Some(issuer) => issued_inside(index, certificate, issuer, verifier)?,
                    None => self_signed_root(index, root, verifier)?,
                }
                fits(index, certificate, purpose)?;
            }
            Ok(())
        }
    }
}

/// CERT-16, CERT-17, CERT-18.
fn issued_inside(
    index: usize,
    certificate: &Certificate<'_>,
    issuer: &Certificate<'_>,
    verifier: &dyn SignatureVerifier,
) -> Result<(), ChainFault> {
    let self_signed = certificate.is_self_issued()
        && certificate.may_issue()
        && certificate.signed_by(certificate.spki(), verifier).is_ok();
    if self_signed {
        return Err(ChainFault::SelfSignedInside { index, subject: certificate.subject().to_string() });
    }
    name(index, certificate, issuer)?;
    if !issuer.may_issue() {
        return Err(ChainFault::IssuerNotCa { index: index.saturating_add(1), subject: issuer.subject().to_string() });
    }
    signature(index, certificate, issuer, verifier)
}

/// CERT-15.
fn self_signed_root(index: usize, root: &Certificate<'_>, verifier: &dyn SignatureVerifier) -> Result<(), ChainFault> {
    if !root.is_self_issued() {
        let (subject, issuer) = (root.subject().to_string(), root.issuer().to_string());
        return Err(ChainFault::NotSelfSigned { subject, issuer });
    }
    if !root.may_issue() {
        return Err(ChainFault::IssuerNotCa { index, subject: root.subject().to_string() });
    }
    signature(index, root, root, verifier)
}

fn name(index: usize, certificate: &Certificate<'_>, issuer: &Certificate<'_>) -> Result<(), ChainFault> {
    if certificate.issuer().as_der() == issuer.subject().as_der() {
        return Ok(());
    }
    Err(ChainFault::IssuerName {
        index,
        subject: certificate.subject().to_string(),
        issuer: certificate.issuer().to_string(),
        found: issuer.subject().to_string(),
    })
}

fn signature(
    index: usize,
    certificate: &Certificate<'_>,
    issuer: &Certificate<'_>,
    verifier: &dyn SignatureVerifier,
) -> Result<(), ChainFault> {
    let subject = certificate.subject().to_string();
    certificate.signed_by(issuer.spki(), verifier).map_err(|fault| match fault {
        SignatureFault::Invalid => {
            ChainFault::InvalidSignature { index, subject, issuer: issuer.subject().to_string() }
        }
        SignatureFault::UnsupportedAlgorithm(algorithm) => {
            ChainFault::UnsupportedAlgorithm { index, subject, algorithm }
        }
        SignatureFault::UnsupportedKey(key) => {
            let issued_by_itself = core::ptr::eq(certificate, issuer);
            let index = if issued_by_itself { index } else { index.saturating_add(1) };
            ChainFault::Certificate { index, subject: issuer.subject().to_string(), fault: CertificateFault::Key(key) }
        }
    })
}

fn fits(index: usize, certificate: &Certificate<'_>, purpose: Purpose) -> Result<(), ChainFault> {
    profile::judge(certificate, purpose, index).map_err(|fault| ChainFault::Certificate {
        index,
        subject: certificate.subject().to_string(),
        fault,
    })
}
