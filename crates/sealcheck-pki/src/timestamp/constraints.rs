//! D-50: what RFC 5280 adds to a path that notation judges for authorities, beyond the table of [`crate::profile`].

use alloc::string::ToString as _;
use alloc::vec::Vec;
use der::asn1::AnyRef;
use der::{Decode as _, Tag, Tagged as _, oid::ObjectIdentifier};
use x509_cert::certificate::{CertificateInner, Raw};

use super::fault::PathFault;
use crate::certificate::Certificate;
use crate::der::{Fields, any, explicit, implicit};
use crate::error::Malformed;
use crate::general_name::{GeneralName, Kind};

const NAME_CONSTRAINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.30");
const SUBJECT_ALT_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.17");
/// keyUsage, basicConstraints, cRLDistributionPoints, certificatePolicies, extendedKeyUsage: known wherever they
/// stand. Policies need no judging while no policy is asked for.
const KNOWN: [&str; 5] = ["2.5.29.15", "2.5.29.19", "2.5.29.31", "2.5.29.32", "2.5.29.37"];
/// timeStamping and anyExtendedKeyUsage.
const PURPOSES: [&str; 2] = ["1.3.6.1.5.5.7.3.8", "2.5.29.37.0"];

/// The purposes of a CA, if it has any, allow timeStamping.
pub(super) fn purpose(ca: &Certificate<'_>) -> Result<(), PathFault> {
    let usage = ca.extensions().extended_key_usage.as_ref();
    let allowed = |oid: &ObjectIdentifier| PURPOSES.contains(&oid.to_string().as_str());
    match usage {
        Some(usage) if !usage.value.iter().any(allowed) => Err(PathFault::ExtendedKeyUsage),
        _ => Ok(()),
    }
}

/// Every critical extension is understood, and name constraints hold for the certificates `below`, leaf first.
pub(super) fn extensions(certificate: &Certificate<'_>, below: &[&Certificate<'_>]) -> Result<(), PathFault> {
    let Some(decoded) = decoded(certificate) else { return Ok(()) };
    for extension in decoded.tbs_certificate().extensions().into_iter().flatten() {
        let oid = extension.extn_id;
        let understood = match oid {
            NAME_CONSTRAINTS => name_constraints(extension.extn_value.as_bytes(), below).map(|()| true)?,
            // Names other than these four say nothing to notation, so it does not understand them.
            SUBJECT_ALT_NAME => {
                alternative_names(certificate).is_some_and(|names| names.iter().any(|kind| *kind != Kind::Other))
            }
            _ => KNOWN.contains(&oid.to_string().as_str()),
        };
        if extension.critical && !understood {
            return Err(PathFault::CriticalExtension(oid.to_string()));
        }
    }
    Ok(())
}

/// The decoder of [`Certificate::parse`] again, for the extensions that only this path looks at.
fn decoded(certificate: &Certificate<'_>) -> Option<CertificateInner<Raw>> {
    CertificateInner::<Raw>::from_der(certificate.as_der()).ok()
}

/// Constraints on DNS names, mail addresses, URIs and IP addresses hold where a certificate has no such name. All
/// others, constraints on distinguished names above all, are refused rather than ignored.
fn name_constraints(value: &[u8], below: &[&Certificate<'_>]) -> Result<(), PathFault> {
    let kinds = subtrees(value).map_err(|_| PathFault::NameConstraints("they cannot be read"))?;
    if kinds.contains(&Kind::Other) {
        return Err(PathFault::NameConstraints("they are about other names than DNS, mail, URI and IP"));
    }
    for certificate in below {
        let Some(names) = alternative_names(certificate) else {
            return Err(PathFault::NameConstraints("the names of a certificate below cannot be read"));
        };
        if names.iter().any(|kind| kinds.contains(kind)) {
            return Err(PathFault::NameConstraints("a certificate below has names of the kind they are about"));
        }
    }
    Ok(())
}

/// `NameConstraints ::= SEQUENCE { permittedSubtrees [0] GeneralSubtrees OPTIONAL,
/// excludedSubtrees [1] GeneralSubtrees OPTIONAL }` (RFC 5280 §4.2.1.10): the kinds of names, each once.
fn subtrees(value: &[u8]) -> Result<Vec<Kind>, Malformed> {
    let mut fields = Fields::of_sequence(value)?;
    let mut kinds = Vec::new();
    for number in [0, 1] {
        let Some(list) = fields.optional(explicit(number))? else { continue };
        let mut list = Fields::inside(any(list)?.value())?;
        while !list.is_finished() {
            let kind = subtree(list.tlv()?)?;
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
        }
    }
    fields.finish()?;
    Ok(kinds)
}

/// `GeneralSubtree ::= SEQUENCE { base GeneralName, minimum [0] BaseDistance DEFAULT 0,
/// maximum [1] BaseDistance OPTIONAL }`
fn subtree(value: &[u8]) -> Result<Kind, Malformed> {
    let mut fields = Fields::of_sequence(value)?;
    let base = GeneralName::from_der(fields.tlv()?)?;
    for number in [0, 1] {
        if let Some(distance) = fields.optional(implicit(number))? {
            AnyRef::new(Tag::Integer, any(distance)?.value())?.decode_as::<u32>()?;
        }
    }
    fields.finish()?;
    Ok(base.kind)
}

/// The kinds of names in subjectAltName, none if there is none; `None` if it cannot be read.
fn alternative_names(certificate: &Certificate<'_>) -> Option<Vec<Kind>> {
    let decoded = decoded(certificate)?;
    let mut extensions = decoded.tbs_certificate().extensions().into_iter().flatten();
    let Some(extension) = extensions.find(|extension| extension.extn_id == SUBJECT_ALT_NAME) else {
        return Some(Vec::new());
    };
    let names = any(extension.extn_value.as_bytes()).ok().filter(|names| names.tag() == Tag::Sequence)?;
    let names = GeneralName::list(names.value()).ok()?;
    Some(names.iter().map(|name| name.kind).collect())
}
