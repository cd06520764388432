//! The Cryptographic Message Syntax as far as tokens use it (RFC 5652), by slices.

use alloc::string::ToString as _;
use alloc::vec::Vec;
use der::{Tag, TagNumber, oid::ObjectIdentifier};

use super::attributes::Attributes;
use super::ber::{CONTEXT_0, CONTEXT_1, Element, Elements};
use super::fault::TimestampFault;
use crate::algorithm::PublicKey;
use crate::certificate::Certificate;
use crate::error::Malformed;

const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
/// id-ct-TSTInfo (RFC 3161 §2.4.2).
pub(super) const TST_INFO: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");
/// `[0]` primitive: a key identifier.
const KEY_IDENTIFIER: Tag = Tag::ContextSpecific { constructed: false, number: TagNumber(0) };

/// The signed content and what came with it.
#[derive(Clone, Debug)]
pub(super) struct SignedData<'a> {
    /// The OCTET STRING that holds the TSTInfo.
    pub(super) content: Element<'a>,
    /// In the token's order.
    pub(super) certificates: Vec<Certificate<'a>>,
    pub(super) signers: Vec<SignerInfo<'a>>,
}

impl<'a> SignedData<'a> {
    /// `ContentInfo ::= SEQUENCE { contentType OBJECT IDENTIFIER, content [0] EXPLICIT ANY }` (RFC 5652 §3)
    pub(super) fn parse(token: &'a [u8]) -> Result<Self, TimestampFault> {
        let mut outer = Elements::ber(token);
        let content_info = outer.take(Tag::Sequence, "ContentInfo")?;
        let mut fields = content_info.elements();
        // TSA-06
        outer.finish("the token")?;
        // TSA-13: TimeStampResp starts with a SEQUENCE, PKIStatusInfo.
        if fields.optional(Tag::Sequence)?.is_some() {
            return Err(TimestampFault::Response);
        }
        // TSA-07
        let content_type = fields.take(Tag::ObjectIdentifier, "contentType")?.oid()?;
        if content_type != SIGNED_DATA {
            return Err(TimestampFault::NotSignedData(content_type.to_string()));
        }
        // TSA-04: as notation, which writes the whole token anew.
        content_info.well_formed()?;
        let mut content = fields.take(CONTEXT_0, "content")?.elements();
        fields.finish("ContentInfo")?;
        let signed_data = content.take(Tag::Sequence, "SignedData")?;
        content.finish("SignedData")?;
        Self::fields(signed_data.elements())
    }

    /// `SignedData ::= SEQUENCE { version INTEGER, digestAlgorithms SET, encapContentInfo EncapsulatedContentInfo,
    /// certificates [0] IMPLICIT CertificateSet OPTIONAL, crls [1] IMPLICIT RevocationInfoChoices OPTIONAL,
    /// signerInfos SET OF SignerInfo }` (RFC 5652 §5.1)
    fn fields(mut fields: Elements<'a>) -> Result<Self, TimestampFault> {
        // TSA-08
        version(&mut fields, "SignedData", 3)?;
        let mut algorithms = fields.take(Tag::Set, "digestAlgorithms")?.elements();
        while let Some(identifier) = algorithms.optional(Tag::Sequence)? {
            algorithm(&identifier)?;
        }
        algorithms.finish("digestAlgorithms")?;
        let content = encapsulated(fields.take(Tag::Sequence, "encapContentInfo")?.elements())?;
        let certificates = fields.optional(CONTEXT_0)?.map_or(Ok(Vec::new()), |set| certificates(set.elements()))?;
        // TSA-10, D-45: CRLs may be there and are ignored.
        fields.optional(CONTEXT_1)?;
        let mut infos = fields.take(Tag::Set, "signerInfos")?.elements();
        fields.finish("SignedData")?;
        let mut signers = Vec::new();
        while let Some(info) = infos.next()? {
            signers.push(SignerInfo::parse(&info)?);
        }
        Ok(Self { content, certificates, signers })
    }
}

fn version(fields: &mut Elements<'_>, structure: &'static str, expected: u64) -> Result<(), TimestampFault> {
    let found = fields.take(Tag::Integer, "the version")?.unsigned();
    if found == Some(expected) { Ok(()) } else { Err(TimestampFault::Version { structure, expected, found }) }
}

/// `EncapsulatedContentInfo ::= SEQUENCE { eContentType OBJECT IDENTIFIER, eContent [0] EXPLICIT OCTET STRING
/// OPTIONAL }` (RFC 5652 §5.2)
fn encapsulated(mut fields: Elements<'_>) -> Result<Element<'_>, TimestampFault> {
    // TSA-11
    let content_type = fields.take(Tag::ObjectIdentifier, "eContentType")?.oid()?;
    if content_type != TST_INFO {
        return Err(TimestampFault::ContentType(content_type.to_string()));
    }
    let mut explicit = fields.take(CONTEXT_0, "eContent")?.elements();
    fields.finish("encapContentInfo")?;
    // TSA-05: one string, not chunks of one.
    let content = explicit.take(Tag::OctetString, "eContent")?;
    explicit.finish("eContent")?;
    Ok(content)
}

/// TSA-09: every element is an X.509 certificate; the other choices of RFC 5652 §10.2.2 have context tags.
fn certificates(mut set: Elements<'_>) -> Result<Vec<Certificate<'_>>, TimestampFault> {
    let mut certificates = Vec::new();
    while let Some(element) = set.next()? {
        let index = certificates.len();
        if element.tag != Tag::Sequence {
            return Err(TimestampFault::CertificateKind { index, offset: element.offset });
        }
        let malformed = |offset: usize, reason: &dyn core::fmt::Display| {
            let offset = element.offset.saturating_add(offset);
            Malformed::at(offset, alloc::format!("certificate {index} of the token: {reason}"))
        };
        let certificate = Certificate::parse(element.raw).map_err(|error| malformed(error.offset, &error.reason))?;
        // S-46: of every certificate, on the path or not.
        PublicKey::is_readable(certificate.spki()).map_err(|fault| malformed(0, &fault))?;
        certificates.push(certificate);
    }
    Ok(certificates)
}

/// `SignerInfo ::= SEQUENCE { version INTEGER, sid SignerIdentifier, digestAlgorithm AlgorithmIdentifier,
/// signedAttrs [0] IMPLICIT SET OF Attribute OPTIONAL, signatureAlgorithm AlgorithmIdentifier,
/// signature OCTET STRING, unsignedAttrs [1] IMPLICIT SET OF Attribute OPTIONAL }` (RFC 5652 §5.3)
#[derive(Clone, Debug)]
pub(super) struct SignerInfo<'a> {
    /// `None` for a number that is not one.
    pub(super) version: Option<u64>,
    pub(super) issuer: &'a [u8],
    pub(super) serial: &'a [u8],
    pub(super) digest_algorithm: ObjectIdentifier,
    pub(super) attributes: Option<Attributes<'a>>,
    pub(super) signature_algorithm: Element<'a>,
    pub(super) signature: &'a [u8],
}

impl<'a> SignerInfo<'a> {
    fn parse(info: &Element<'a>) -> Result<Self, TimestampFault> {
        if info.tag != Tag::Sequence {
            return Err(info.malformed(alloc::format!("SignerInfo must be SEQUENCE, found {}", info.tag)).into());
        }
        let mut fields = info.elements();
        let version = fields.take(Tag::Integer, "the version of SignerInfo")?.unsigned();
        let (issuer, serial) = identifier(&mut fields)?;
        let digest_algorithm = algorithm(&fields.take(Tag::Sequence, "digestAlgorithm")?)?;
        let attributes = fields.optional(CONTEXT_0)?.map(|set| Attributes::parse(set.elements())).transpose()?;
        let signature_algorithm = fields.take(Tag::Sequence, "signatureAlgorithm")?;
        let signature = fields.take(Tag::OctetString, "signature")?.content;
        // TSA-37
        fields.optional(CONTEXT_1)?;
        fields.finish("SignerInfo")?;
        Ok(Self { version, issuer, serial, digest_algorithm, attributes, signature_algorithm, signature })
    }
}

/// `SignerIdentifier ::= CHOICE { issuerAndSerialNumber IssuerAndSerialNumber, subjectKeyIdentifier [0] OCTET STRING }`;
/// TSA-12, D-46: the first of the two.
fn identifier<'a>(fields: &mut Elements<'a>) -> Result<(&'a [u8], &'a [u8]), TimestampFault> {
    if fields.optional(KEY_IDENTIFIER)?.is_some() {
        return Err(TimestampFault::KeyIdentifier);
    }
    let mut identifier = fields.take(Tag::Sequence, "issuerAndSerialNumber")?.elements();
    let issuer = identifier.take(Tag::Sequence, "the issuer of the signer's certificate")?.raw;
    let serial = identifier.take(Tag::Integer, "the serial number of the signer's certificate")?.content;
    identifier.finish("issuerAndSerialNumber")?;
    Ok((issuer, serial))
}

/// The object identifier of an `AlgorithmIdentifier`; what its parameters are worth is the caller's to know.
pub(super) fn algorithm(identifier: &Element<'_>) -> Result<ObjectIdentifier, Malformed> {
    identifier.elements().take(Tag::ObjectIdentifier, "the algorithm")?.oid()
}
