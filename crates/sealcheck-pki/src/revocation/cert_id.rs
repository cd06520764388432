//! How OCSP names a certificate, and the request that asks for one (RFC 6960 §4.1).

use alloc::vec::Vec;
use der::asn1::{IntRef, Null, OctetStringRef};
use der::oid::ObjectIdentifier;
use der::{AnyRef, Encode as _, Sequence};
use sha1::{Digest as _, Sha1};
use x509_cert::spki::AlgorithmIdentifierRef;

use crate::certificate::Certificate;
use crate::crypto::Hash;
use crate::der::{Fields, bit_string};
use crate::error::Malformed;

const SHA1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.14.3.2.26");
const SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
const SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2");
const SHA512: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3");

/// `CertID ::= SEQUENCE { hashAlgorithm AlgorithmIdentifier, issuerNameHash OCTET STRING, issuerKeyHash OCTET STRING,
/// serialNumber CertificateSerialNumber }` (RFC 6960 §4.1.1).
#[derive(Clone, Debug, Sequence)]
pub(super) struct CertId<'a> {
    hash: AlgorithmIdentifierRef<'a>,
    issuer_name: &'a OctetStringRef,
    issuer_key: &'a OctetStringRef,
    serial: IntRef<'a>,
}

/// `OCSPRequest ::= SEQUENCE { tbsRequest TBSRequest }` (RFC 6960 §4.1.1): version 1, not signed, no extensions.
#[derive(Sequence)]
struct OcspRequest<'a> {
    tbs: TbsRequest<'a>,
}

/// `TBSRequest ::= SEQUENCE { requestList SEQUENCE OF Request }`.
#[derive(Sequence)]
struct TbsRequest<'a> {
    list: Vec<SingleRequest<'a>>,
}

/// `Request ::= SEQUENCE { reqCert CertID }`.
#[derive(Sequence)]
struct SingleRequest<'a> {
    id: CertId<'a>,
}

/// REV-16: the DER request for one certificate: SHA-1 hashes, no nonce, so that any responder and any cache answers.
///
/// # Errors
/// [`Malformed`] if the issuer's key cannot be read.
pub fn request(certificate: &Certificate<'_>, issuer: &Certificate<'_>) -> Result<Vec<u8>, Malformed> {
    let name = sha1(issuer.subject().as_der());
    let key = sha1(subject_public_key(issuer)?);
    let id = CertId {
        hash: AlgorithmIdentifierRef { oid: SHA1, parameters: Some(AnyRef::from(Null)) },
        issuer_name: OctetStringRef::new(&name)?,
        issuer_key: OctetStringRef::new(&key)?,
        serial: IntRef::new(certificate.serial())?,
    };
    let list = Vec::from([SingleRequest { id }]);
    Ok(OcspRequest { tbs: TbsRequest { list } }.to_der()?)
}

pub(super) fn sha1(bytes: &[u8]) -> [u8; 20] {
    Sha1::digest(bytes).into()
}

/// The content of the BIT STRING `subjectPublicKey`, which key hashes cover.
pub(super) fn subject_public_key<'a>(certificate: &Certificate<'a>) -> Result<&'a [u8], Malformed> {
    let mut fields = Fields::of_sequence(certificate.spki())?;
    let _algorithm = fields.tlv()?;
    bit_string(fields.tlv()?)
}

impl CertId<'_> {
    /// Whether it has this serial number, of whatever issuer.
    pub(super) fn has_serial(&self, serial: &[u8]) -> bool {
        self.serial.as_bytes() == serial
    }

    /// D-51: issuer name, issuer key and serial number. Hashes are SHA-1 or SHA-2 (REV-24).
    pub(super) fn is_of(&self, certificate: &Certificate<'_>, issuer: &Certificate<'_>) -> bool {
        if !self.has_serial(certificate.serial()) {
            return false;
        }
        let hash = |bytes: &[u8]| match self.hash.oid {
            SHA1 => Some(sha1(bytes).to_vec()),
            SHA256 => Some(Hash::Sha256.digest(bytes)),
            SHA384 => Some(Hash::Sha384.digest(bytes)),
            SHA512 => Some(Hash::Sha512.digest(bytes)),
            _ => None,
        };
        let key = subject_public_key(issuer).ok().and_then(hash);
        hash(certificate.issuer().as_der()).is_some_and(|name| name == self.issuer_name.as_bytes())
            && key.is_some_and(|key| key == self.issuer_key.as_bytes())
    }
}
