//! Signed attributes: the bytes they are signed as, and the four that count.

use alloc::collections::BinaryHeap;
use alloc::string::ToString as _;
use alloc::vec::Vec;
use der::{Decode as _, Tag, TagNumber, oid::ObjectIdentifier};

use super::ber::{Element, Elements};
use super::cms::{TST_INFO, algorithm};
use super::fault::TimestampFault;
use crate::algorithm::hash_by_oid;
use crate::certificate::Certificate;
use crate::crypto::Hash;
use crate::time::Time;

const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
const SIGNING_CERTIFICATE_V2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");
const SIGNING_TIME: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.5");
/// `directoryName [4]` of a GeneralName.
const DIRECTORY_NAME: Tag = Tag::ContextSpecific { constructed: true, number: TagNumber(4) };

/// What the signer signed.
#[derive(Clone, Debug)]
pub(super) struct Attributes<'a>(Vec<Attribute<'a>>);

/// `Attribute ::= SEQUENCE { attrType OBJECT IDENTIFIER, attrValues SET OF AttributeValue }` (RFC 5652 §5.3)
#[derive(Clone, Copy, Debug)]
struct Attribute<'a> {
    /// As received, with tag and length.
    raw: &'a [u8],
    oid: ObjectIdentifier,
    values: Element<'a>,
}

impl<'a> Attributes<'a> {
    pub(super) fn parse(mut set: Elements<'a>) -> Result<Self, TimestampFault> {
        let mut attributes = Vec::new();
        while let Some(element) = set.next()? {
            if element.tag != Tag::Sequence {
                return Err(element
                    .malformed(alloc::format!("Attribute must be SEQUENCE, found {}", element.tag))
                    .into());
            }
            // RFC 5652 §5.3: signed attributes are DER even where the token is BER.
            element.shortest()?;
            let mut fields = element.elements();
            let oid = fields.take(Tag::ObjectIdentifier, "attrType")?.oid()?;
            let values = fields.take(Tag::Set, "attrValues")?;
            fields.finish("Attribute")?;
            attributes.push(Attribute { raw: element.raw, oid, values });
        }
        Ok(Self(attributes))
    }

    /// TSA-31, RFC 5652 §5.4: the DER of the SET OF Attribute. The attributes are those received, byte for byte; only
    /// their order and the tag and length around them are made here.
    pub(super) fn signed_bytes(&self) -> Vec<u8> {
        let parts: BinaryHeap<&[u8]> = self.0.iter().map(|attribute| attribute.raw).collect();
        let content = parts.into_sorted_vec().concat();
        let mut bytes = Vec::from([0x31]);
        match u8::try_from(content.len()) {
            Ok(short @ 0..0x80) => bytes.push(short),
            _ => {
                let length = content.len().to_be_bytes();
                let octets = length.iter().skip_while(|octet| **octet == 0);
                bytes.push(octets.clone().fold(0x80, |count: u8, _| count.saturating_add(1)));
                bytes.extend(octets);
            }
        }
        bytes.extend(content);
        bytes
    }

    /// The one value of the first attribute of a type.
    fn value(&self, oid: ObjectIdentifier, name: &'static str) -> Result<Option<Element<'a>>, TimestampFault> {
        let Some(attribute) = self.0.iter().find(|attribute| attribute.oid == oid) else { return Ok(None) };
        let mut values = attribute.values.elements();
        let Some(value) = values.next()? else {
            return Err(attribute.values.malformed(alloc::format!("the attribute {name} has no value")).into());
        };
        values.finish(name)?;
        Ok(Some(value))
    }

    /// TSA-32: the content is a TSTInfo, and the signer says so.
    pub(super) fn content_type(&self) -> Result<(), TimestampFault> {
        let value =
            self.value(CONTENT_TYPE, "content-type")?.ok_or(TimestampFault::AttributeMissing("content-type"))?;
        let oid = value.oid()?;
        if value.tag == Tag::ObjectIdentifier && oid == TST_INFO {
            return Ok(());
        }
        Err(TimestampFault::ContentTypeAttribute(oid.to_string()))
    }

    /// TSA-33: `MessageDigest ::= OCTET STRING` is the hash of the content.
    pub(super) fn message_digest(&self, hash: Hash, content: &[u8]) -> Result<(), TimestampFault> {
        let value = self.value(MESSAGE_DIGEST, "message-digest")?;
        let value = value.ok_or(TimestampFault::AttributeMissing("message-digest"))?;
        if value.tag == Tag::OctetString && value.content == hash.digest(content) {
            return Ok(());
        }
        Err(TimestampFault::DigestMismatch(hash))
    }

    /// TSA-34: `SigningTime ::= Time`, if there is one (RFC 5652 §11.3).
    pub(super) fn signing_time(&self) -> Result<Option<Time>, TimestampFault> {
        let Some(value) = self.value(SIGNING_TIME, "signing-time")? else { return Ok(None) };
        let time = x509_cert::time::Time::from_der(value.raw).ok();
        match time.and_then(|time| Time::from_unix_duration(time.to_unix_duration())) {
            Some(time) => Ok(Some(time)),
            None => Err(value.malformed("the signing-time attribute is no time".into()).into()),
        }
    }

    /// TSA-26…28: the signing-certificate-v2 attribute binds the signature to `certificate`. Only the first
    /// ESSCertIDv2 counts; it is about the signer.
    ///
    /// `SigningCertificateV2 ::= SEQUENCE { certs SEQUENCE OF ESSCertIDv2, policies SEQUENCE OF PolicyInformation
    /// OPTIONAL }` (RFC 5035 §3)
    pub(super) fn signing_certificate(&self, certificate: &Certificate<'_>) -> Result<(), TimestampFault> {
        const NAME: &str = "signing-certificate-v2";
        let value = self.value(SIGNING_CERTIFICATE_V2, NAME)?.ok_or(TimestampFault::AttributeMissing(NAME))?;
        if value.tag != Tag::Sequence {
            return Err(value.malformed(alloc::format!("{NAME} must be SEQUENCE, found {}", value.tag)).into());
        }
        let mut ids =
            value.elements().take(Tag::Sequence, "the list of certificates in signing-certificate-v2")?.elements();
        let mut id = ids.take(Tag::Sequence, "the first ESSCertIDv2")?.elements();
        ess_cert_id(&mut id, certificate)
    }
}

/// `ESSCertIDv2 ::= SEQUENCE { hashAlgorithm AlgorithmIdentifier DEFAULT {algorithm id-sha256}, certHash OCTET STRING,
/// issuerSerial IssuerSerial OPTIONAL }` (RFC 5035 §4)
fn ess_cert_id(id: &mut Elements<'_>, certificate: &Certificate<'_>) -> Result<(), TimestampFault> {
    let hash = match id.optional(Tag::Sequence)? {
        Some(identifier) => {
            let oid = algorithm(&identifier)?;
            hash_by_oid(&oid).ok_or_else(|| TimestampFault::EssHashAlgorithm(oid.to_string()))?
        }
        None => Hash::Sha256,
    };
    let cert_hash = id.take(Tag::OctetString, "certHash")?;
    if let Some(issuer_serial) = id.optional(Tag::Sequence)? {
        self::issuer_serial(&mut issuer_serial.elements(), certificate)?;
    }
    if cert_hash.content != hash.digest(certificate.as_der()) {
        return Err(TimestampFault::EssHash { subject: certificate.subject().to_string(), hash });
    }
    Ok(())
}

/// `IssuerSerial ::= SEQUENCE { issuer GeneralNames, serialNumber CertificateSerialNumber }` (RFC 5035 §4)
fn issuer_serial(fields: &mut Elements<'_>, certificate: &Certificate<'_>) -> Result<(), TimestampFault> {
    let mut names = fields.take(Tag::Sequence, "the issuer in IssuerSerial")?.elements();
    let serial = fields.take(Tag::Integer, "the serial number in IssuerSerial")?.content;
    let issuer = names.take(DIRECTORY_NAME, "the issuer's name in IssuerSerial")?.content;
    if issuer == certificate.issuer().as_der() && serial == certificate.serial() {
        return Ok(());
    }
    Err(TimestampFault::EssIssuerSerial)
}
