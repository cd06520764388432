//! What a verdict says about revocation: the status of each certificate, what it rests on, and what is missing.

use alloc::string::String;
use alloc::vec::Vec;

/// What revocation looked at.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct RevocationEvidence {
    /// Each certificate of the chain, leaf first.
    pub certificates: Vec<CertificateStatus>,
}

/// The revocation status of one certificate.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct CertificateStatus {
    /// SHA-256 of the certificate, hexadecimal.
    pub certificate: String,
    /// Subject, RFC 4514.
    pub subject: String,
    /// What is known.
    pub status: RevocationStatus,
    /// How it was found out; `None` unless somebody said something.
    pub method: Option<RevocationMethod>,
    /// Since when it is revoked; may lie in the future.
    pub revoked_at: Option<String>,
    /// Why it is revoked: the names of RFC 5280 §5.3.1.
    pub reason: Option<String>,
    /// Since when its key is or may be in wrong hands.
    pub invalidity_date: Option<String>,
    /// OCSP responders that the certificate names.
    pub ocsp: Vec<String>,
    /// CRLs that the certificate names.
    pub crl: Vec<String>,
    /// The OCSP responses and CRLs that were looked at.
    pub sources: Vec<RevocationSource>,
}

/// What is known about the revocation of a certificate (REV-11).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "kebab-case"))]
pub enum RevocationStatus {
    /// Not revoked.
    Good,
    /// It is the root, or names no revocation service.
    NonRevokable,
    /// Revoked.
    Revoked,
    /// Nobody said.
    Unknown,
}

/// How a status was found out (REV-11).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "kebab-case"))]
pub enum RevocationMethod {
    /// By a certificate revocation list.
    Crl,
    /// By an OCSP response.
    Ocsp,
    /// By a certificate revocation list, because OCSP left it open (REV-06).
    OcspFallbackCrl,
}

/// One OCSP response or CRL that was looked at for a certificate.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct RevocationSource {
    /// `ocsp`, `crl` or `delta-crl`.
    pub kind: &'static str,
    /// Where the host got it, by its own account.
    pub url: Option<String>,
    /// What it says; `None` if it cannot be used, see `fault`.
    pub status: Option<RevocationStatus>,
    /// When it was right.
    pub this_update: Option<String>,
    /// Until when it may be used.
    pub next_update: Option<String>,
    /// cRLNumber.
    pub number: Option<String>,
    /// Subject of the delegated OCSP responder that signed it; `None` if the issuer did.
    pub responder: Option<String>,
    /// Why it cannot be used.
    pub fault: Option<String>,
}

/// What a host may fetch and pass back as evidence.
#[derive(Clone, Debug, Eq, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct WantedEvidence {
    /// `ocsp`, `crl` or `delta-crl`.
    pub kind: &'static str,
    /// Where it is published.
    pub url: String,
    /// `POST` for OCSP, `GET` for CRLs.
    pub method: &'static str,
    /// The OCSP request, standard base64 of the DER; of media type `application/ocsp-request`.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub body: Option<String>,
    /// SHA-256 of the certificate in question, hexadecimal.
    pub certificate: String,
    /// `signing`, `timestamping` or `responder`.
    pub chain: &'static str,
}
