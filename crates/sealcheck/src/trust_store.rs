//! Named trust stores (section 7): PEM and DER, judged only when a statement opens them.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use base64ct::{Base64, Encoding as _};
use sealcheck_pki::algorithm::PublicKey;
use sealcheck_pki::{Certificate, SignatureVerifier};

use crate::error::ApiError;
use crate::finding::{Code, Finding};
use crate::ordered::Map;
use crate::policy::{StoreName, StoreType};
use crate::verdict::StoreEvidence;

/// The stores that a caller has, unread.
#[derive(Clone, Debug, Default)]
pub struct TrustStores(Map<StoreName, Vec<StoreEntry>>);

/// One file of a store: PEM or DER, one certificate or many.
#[derive(Clone, Debug)]
pub struct StoreEntry {
    /// What to call it in findings, for instance the file's name.
    pub name: String,
    /// Its content.
    pub data: Vec<u8>,
}

/// A store whose every certificate passed the rules of its type.
#[derive(Clone, Debug)]
pub struct OpenStore {
    /// Its name.
    pub name: StoreName,
    /// Its certificates; never empty.
    pub certificates: Vec<StoredCertificate>,
}

/// A trusted certificate.
#[derive(Clone, Debug)]
pub struct StoredCertificate {
    /// The entry it came from.
    pub entry: String,
    /// The certificate.
    pub der: Vec<u8>,
    /// Its subject, DER.
    pub subject: Vec<u8>,
    /// D-31: it is not a self-issued CA, so it is trusted for itself alone.
    pub is_root: bool,
}

impl OpenStore {
    /// The certificate itself, byte for byte (STORE-23).
    pub(crate) fn holds(&self, certificate: &Certificate<'_>) -> Option<&StoredCertificate> {
        self.certificates.iter().find(|stored| stored.der == certificate.as_der())
    }

    /// For the verdict.
    pub(crate) fn evidence(&self) -> StoreEvidence {
        StoreEvidence { name: self.name.to_string(), certificates: self.certificates.len() }
    }
}

impl TrustStores {
    /// Adds a store; `name` is `type:name` (STORE-01, STORE-03).
    ///
    /// # Errors
    /// [`ApiError::InvalidTrustStore`] for a malformed name.
    pub fn insert(&mut self, name: &str, mut entries: Vec<StoreEntry>) -> Result<(), ApiError> {
        let name = StoreName::parse(name).map_err(|message| ApiError::InvalidTrustStore { message })?;
        self.0.get_or_insert(name, Vec::new()).into_iter().for_each(|held| held.append(&mut entries));
        Ok(())
    }

    /// The names of the stores that exist.
    pub fn names(&self) -> impl Iterator<Item = &StoreName> {
        self.0.keys()
    }

    /// Reads a store, all or nothing (STORE-16).
    ///
    /// # Errors
    /// A finding for a missing, empty or malformed store (STORE-04…17).
    pub fn open(&self, name: &StoreName, verifier: &dyn SignatureVerifier) -> Result<OpenStore, Finding> {
        let Some(entries) = self.0.get(name) else { return Err(self.missing(name)) };
        let mut certificates = Vec::new();
        for entry in entries {
            let ders = split(&entry.data).map_err(|reason| malformed(name, &entry.name, &reason))?;
            for der in ders {
                let certificate =
                    Certificate::parse(&der).map_err(|error| malformed(name, &entry.name, &error.to_string()))?;
                let is_root = certificate.is_self_issued() && certificate.may_issue();
                rules(name.kind, &certificate, verifier).map_err(|reason| malformed(name, &entry.name, &reason))?;
                let subject = certificate.subject().as_der().into();
                certificates.push(StoredCertificate { entry: entry.name.clone(), subject, is_root, der });
            }
        }
        // STORE-15
        if certificates.is_empty() {
            let message = alloc::format!("trust store {name} holds no certificates");
            return Err(Finding::new(Code::AuthenticityTrustStoreEmpty, message).with("store", name.to_string()));
        }
        Ok(OpenStore { name: name.clone(), certificates })
    }

    /// STORE-04, with the store that was probably meant.
    fn missing(&self, name: &StoreName) -> Finding {
        let there: Vec<String> = self.names().map(ToString::to_string).collect();
        let wanted = name.to_string();
        let nearest = crate::policy::nearest(&wanted, there.iter().map(String::as_str));
        let mut message = alloc::format!("the policy names trust store {wanted}, which does not exist");
        match nearest {
            Some(nearest) => message.push_str(&alloc::format!("; there is {nearest}")),
            None if there.is_empty() => message.push_str("; there are no trust stores at all"),
            None => {}
        }
        let finding = Finding::new(Code::AuthenticityTrustStoreMissing, message).with("store", wanted.clone());
        let finding = if let Some(nearest) = nearest { finding.with("nearest", nearest) } else { finding };
        finding.with("stores", there.clone())
    }
}

fn malformed(name: &StoreName, entry: &str, reason: &str) -> Finding {
    let message = alloc::format!("trust store {name} cannot be used because of {entry}: {reason}");
    Finding::new(Code::AuthenticityTrustStoreMalformed, message).with("store", name.to_string()).with("entry", entry)
}

/// STORE-12…14, STORE-17: a CA or self-signed; for `tsa` a root CA. Validity, usages and key size are not looked at.
fn rules(kind: StoreType, certificate: &Certificate<'_>, verifier: &dyn SignatureVerifier) -> Result<(), String> {
    let subject = certificate.subject();
    // S-07, S-46: refused wherever it stands, as a certificate that cannot be read.
    PublicKey::is_readable(certificate.spki()).map_err(|fault| alloc::format!("of \"{subject}\", {fault}"))?;
    let self_signed = || certificate.signed_by(certificate.spki(), verifier).is_ok();
    if kind == StoreType::Tsa {
        if certificate.is_self_issued() && certificate.may_issue() && self_signed() {
            return Ok(());
        }
        return Err(alloc::format!("\"{subject}\" is not a self-signed root CA, as tsa stores demand"));
    }
    let constraints = certificate.extensions().basic_constraints.as_ref();
    let is_ca = constraints.is_some_and(|constraints| constraints.value.ca);
    if is_ca || self_signed() {
        return Ok(());
    }
    Err(alloc::format!("\"{subject}\" is neither a CA nor self-signed"))
}

/// STORE-09…11: the certificates of one file. PEM if there is a PEM block, else DER after DER.
///
/// # Errors
/// Why the file cannot be read.
pub fn split(data: &[u8]) -> Result<Vec<Vec<u8>>, String> {
    if is_pem(data) { pem(data) } else { der(data) }.and_then(|certificates| {
        if certificates.is_empty() { Err("the file is empty".into()) } else { Ok(certificates) }
    })
}

fn is_pem(data: &[u8]) -> bool {
    lines(data).any(|line| line.starts_with(b"-----BEGIN "))
}

/// Lines without the white space at their ends.
fn lines(data: &[u8]) -> impl Iterator<Item = &[u8]> {
    data.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii_end)
}

/// RFC 7468, laxly: whatever stands around blocks is ignored, every block counts as a certificate whatever its label.
fn pem(data: &[u8]) -> Result<Vec<Vec<u8>>, String> {
    fn label<'a>(line: &'a [u8], kind: &str) -> Option<&'a [u8]> {
        line.strip_prefix(b"-----")?.strip_prefix(kind.as_bytes())?.strip_prefix(b" ")?.strip_suffix(b"-----")
    }
    let name = |label: &[u8]| String::from_utf8_lossy(label).into_owned();
    let mut certificates = Vec::new();
    let mut block: Option<(&[u8], Vec<u8>)> = None;
    for line in lines(data) {
        block = match (block, label(line, "BEGIN"), label(line, "END")) {
            (None, Some(begun), _) => Some((begun, Vec::new())),
            (None, None, _) => None,
            (Some((begun, body)), None, Some(ended)) if begun == ended => {
                let text = core::str::from_utf8(&body).ok();
                let der = text.and_then(|text| Base64::decode_vec(text).ok());
                certificates.push(der.ok_or_else(|| alloc::format!("PEM block {:?} is not base64", name(begun)))?);
                None
            }
            // Headers as in old PEM files: "Name: value".
            (Some(block), None, None) if line.contains(&b':') => Some(block),
            (Some((begun, mut body)), None, None) => {
                // RFC 7468 §3: white space may stand anywhere, and a CR alone ends a line, too.
                body.extend(line.iter().filter(|byte| !matches!(byte, b' ' | b'\t' | b'\r')));
                Some((begun, body))
            }
            (Some((begun, _)), _, _) => return Err(alloc::format!("PEM block {:?} does not end", name(begun))),
        };
    }
    match block {
        Some((begun, _)) => Err(alloc::format!("PEM block {:?} does not end", name(begun))),
        None => Ok(certificates),
    }
}

fn der(data: &[u8]) -> Result<Vec<Vec<u8>>, String> {
    let values = sealcheck_pki::der::concatenated(data).map_err(|error| error.to_string())?;
    Ok(values.into_iter().map(Into::into).collect())
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn store_16_white_space_in_pem_stands_anywhere_and_nothing_else_does() {
        let block = |body: &str| alloc::format!("-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n");
        for body in ["MAMCAQU=", "MAMC\rAQU=", "MAMC\r\nAQU=\r", " MAMC\tAQ U=\n\n"] {
            assert_eq!(split(block(body).as_bytes()), Ok(alloc::vec![alloc::vec![0x30, 3, 2, 1, 5]]), "{body:?}");
        }
        for body in ["MAMC\u{c}AQU=", "MAMC\u{0}AQU=", "MAMC.AQU=", "MAMCAQU", "MAMCAQU=="] {
            assert!(split(block(body).as_bytes()).is_err(), "{body:?}");
        }
    }
}
