//! Decoding without verifying (section 14): the fields of `notation inspect -o json`, marked as unverified.

use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use sealcheck_pki::profile::Purpose;
use sealcheck_pki::timestamp::TimestampToken;
use sealcheck_pki::{Certificate, ChainFault, Hash, InvalidSignature, SignatureCheck, SignatureVerifier, chain};

use crate::artifact::{Descriptor, Digest};
use crate::envelope::{Envelope, Partial};
use crate::finding::{Code, Finding};
use crate::go_format;
use crate::integrity::chain_finding;
use crate::json;
use crate::ordered::Map;
use crate::summary::{self, hex};
use crate::text_map::TextMap;
use crate::verdict::{CertificateSummary, Claimed, ExtendedAttribute};

/// One signature as notation shows it. Nothing in it is verified.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct Inspection {
    /// Always `false`: nobody checked a signature here.
    pub verified: bool,
    /// Digest of the envelope; where a signature manifest is known, hosts put its digest here (INS-02).
    pub digest: String,
    /// ALG-11.
    pub signature_algorithm: String,
    /// INS-04.
    pub signature_envelope_type: String,
    /// INS-05, INS-06: contentType, expiry, signingScheme, signingTime.
    pub signed_attributes: Map<&'static str, String>,
    /// D-81: never mixed with the attributes above, sorted by name (INS-25).
    pub extended_attributes: Vec<ExtendedAttribute>,
    /// INS-09: the annotations.
    pub user_defined_attributes: Option<TextMap>,
    /// INS-10…12.
    pub unsigned_attributes: UnsignedAttributes,
    /// INS-16: the chain, leaf first.
    pub certificates: Vec<InspectedCertificate>,
    /// INS-30: the same chain with what notation leaves out: serial number, start of validity, key, usages, DER.
    pub chain: Vec<CertificateSummary>,
    /// INS-17: what was signed, without annotations.
    pub signed_artifact: SignedArtifact,
    /// What a verifier would object to although it can be shown.
    pub warnings: Vec<Finding>,
}

/// INS-17: the signed descriptor as it stands in the payload, member by member, without annotations.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SignedArtifact(Vec<(&'static str, String)>);

/// The members of an OCI descriptor, in notation's order.
const DESCRIPTOR: [&str; 7] = ["mediaType", "digest", "size", "urls", "data", "platform", "artifactType"];

impl SignedArtifact {
    /// Names and JSON texts of the members that the payload has.
    pub fn members(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.0.iter().map(|(name, json)| (*name, json.as_str()))
    }

    fn of(payload: &[u8]) -> Self {
        let document = json::parse(payload).ok();
        let artifact = document.as_ref().and_then(|document| document.member("targetArtifact"));
        let member = |name| {
            let node = artifact?.member(name).filter(|node| !node.is_null())?;
            Some((name, node.text.into()))
        };
        Self(DESCRIPTOR.into_iter().filter_map(member).collect())
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for SignedArtifact {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.members().map(|(name, text)| (name, json::Raw(text.into()))))
    }
}

/// INS-10…12.
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct UnsignedAttributes {
    /// Only if not empty.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub signing_agent: Option<String>,
    /// Only if there is a token.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub timestamp_signature: Option<TimestampSignature>,
}

/// INS-13…15: what the token says, or why it cannot be shown.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct TimestampSignature {
    /// INS-13: `[earliest, latest]`.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub timestamp: Option<String>,
    /// INS-14: the certificates in the token's order. No path was built.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub certificates: Option<Vec<InspectedCertificate>>,
    /// INS-15: why the token is not shown.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub error: Option<String>,
}

/// INS-16.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct InspectedCertificate {
    /// Lower-case hexadecimal of the SHA-256 of the DER.
    #[cfg_attr(feature = "serde", serde(rename = "SHA256Fingerprint"))]
    pub fingerprint: String,
    /// Subject as Go prints it.
    pub issued_to: String,
    /// Issuer as Go prints it.
    pub issued_by: String,
    /// notAfter.
    pub expiry: String,
}

/// An envelope that cannot be shown as a signature.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct InspectionError {
    /// Always `false`.
    pub verified: bool,
    /// What is wrong.
    pub error: Finding,
    /// What could be read before.
    pub partial: Claimed,
}

/// Decodes an envelope by the structural rules of sections 2 to 6, without any signature check (INS-18, INS-20).
///
/// # Errors
/// What is wrong with the bytes, and what could be read before.
pub fn inspect(envelope: &[u8], media_type: Option<&str>) -> Result<Inspection, alloc::boxed::Box<InspectionError>> {
    let mut partial = Partial::default();
    let format = crate::signature::format_of(envelope, media_type, None);
    let parsed = format.and_then(|format| Envelope::parse(envelope, format, &mut partial));
    let shown = parsed.as_ref().map_err(Clone::clone).and_then(show);
    match shown {
        Ok(inspection) => Ok(Inspection { digest: Digest::of(Hash::Sha256, envelope).to_string(), ..inspection }),
        Err(error) => {
            let partial = summary::claimed(parsed.as_ref().ok(), &partial);
            Err(alloc::boxed::Box::new(InspectionError { verified: false, error, partial }))
        }
    }
}

fn show(envelope: &Envelope) -> Result<Inspection, Finding> {
    let attributes = &envelope.attributes;
    if attributes.content_type != crate::envelope::PAYLOAD_TYPE {
        let message = alloc::format!("the payload's content type {:?} is not supported", attributes.content_type);
        return Err(Finding::new(Code::IntegrityContentType, message));
    }
    let mut artifact = Descriptor::from_payload(&envelope.payload)?;
    let annotations = artifact.annotations.take();
    let mut warnings = Vec::new();
    let chain = certificates(envelope, &mut warnings)?;
    let time = attributes.signing_time.or(attributes.authentic_signing_time);
    let signed = [
        ("contentType", Some(attributes.content_type.clone())),
        ("expiry", attributes.expiry.map(|time| time.to_string())),
        ("signingScheme", Some(attributes.scheme.name().into())),
        ("signingTime", time.map(|time| time.to_string())),
    ];
    let extended = attributes.extended.iter().enumerate().map(|(index, attribute)| {
        let (key, critical) = (attribute.key.to_string(), attribute.critical);
        ((key.clone(), index), ExtendedAttribute { key, critical, value: go_format::attribute(&attribute.value) })
    });
    Ok(Inspection {
        verified: false,
        digest: String::new(),
        signature_algorithm: envelope.algorithm.notation_name().into(),
        signature_envelope_type: envelope.format.media_type().into(),
        signed_attributes: signed.into_iter().filter_map(|(name, value)| Some((name, value?))).collect(),
        extended_attributes: extended.collect::<Map<_, _>>().into_entries().map(|(_, attribute)| attribute).collect(),
        user_defined_attributes: annotations,
        unsigned_attributes: unsigned(envelope),
        certificates: chain.iter().map(inspected).collect(),
        chain: chain.iter().map(CertificateSummary::of).collect(),
        signed_artifact: SignedArtifact::of(&envelope.payload),
        warnings,
    })
}

/// Stands in where nobody asks whether a signature verifies.
struct Unverified;

impl SignatureVerifier for Unverified {
    fn verify(&self, _: SignatureCheck<'_>) -> Result<(), InvalidSignature> {
        Ok(())
    }
}

/// Unreadable certificates are fatal, as in notation; a chain against the rules is shown with a warning.
fn certificates<'e>(envelope: &'e Envelope, warnings: &mut Vec<Finding>) -> Result<Vec<Certificate<'e>>, Finding> {
    if envelope.chain.len() > chain::MAX_LENGTH {
        return Err(chain_finding(&ChainFault::TooLong { length: envelope.chain.len() }));
    }
    let parse = |(index, der): (usize, &Vec<u8>)| -> Result<(), Finding> {
        Certificate::parse(der).map(|_| ()).map_err(|error| {
            Finding::new(
                Code::CertificateMalformed,
                alloc::format!("certificate {index} of the chain is malformed: {error}"),
            )
        })
    };
    envelope.chain.iter().enumerate().try_for_each(parse)?;
    let parsed: Vec<Certificate<'_>> = envelope.chain.iter().filter_map(|der| Certificate::parse(der).ok()).collect();
    match chain::verify(&parsed, Purpose::CodeSigning, &Unverified) {
        // Whether a self-issued certificate is self-signed is not known here.
        Ok(()) | Err(ChainFault::SelfSignedInside { .. }) => {}
        Err(fault) => warnings.push(chain_finding(&fault)),
    }
    Ok(parsed)
}

fn inspected(certificate: &Certificate<'_>) -> InspectedCertificate {
    InspectedCertificate {
        fingerprint: hex(&certificate.fingerprint()),
        issued_to: go_format::name(certificate.subject()),
        issued_by: go_format::name(certificate.issuer()),
        expiry: certificate.not_after().to_string(),
    }
}

fn unsigned(envelope: &Envelope) -> UnsignedAttributes {
    let unsigned = &envelope.unsigned;
    UnsignedAttributes {
        signing_agent: unsigned.signing_agent.clone(),
        timestamp_signature: unsigned.timestamp.as_ref().map(|token| timestamp(token, &envelope.signature)),
    }
}

/// TSA-46: the structure, the version and the imprint; no signature, no path.
fn timestamp(token: &[u8], signature: &[u8]) -> TimestampSignature {
    let parsed = TimestampToken::parse(token);
    match parsed.and_then(|token| token.covers(signature).map(|()| token)) {
        Ok(token) => {
            let (earliest, latest) = (token.info().earliest(), token.info().latest());
            TimestampSignature {
                timestamp: Some(alloc::format!("[{earliest}, {latest}]")),
                certificates: Some(token.certificates().iter().map(inspected).collect()),
                error: None,
            }
        }
        Err(fault) => {
            let error = alloc::format!("failed to parse timestamp countersignature: {fault}");
            TimestampSignature { timestamp: None, certificates: None, error: Some(error) }
        }
    }
}
