//! What a certificate must be to play a role in a chain, as a table: one row a rule, its clause beside it.
//!
//! Adding a rule is adding a row. Rules about the links between certificates are in [`crate::chain`].

use alloc::string::String;

use crate::algorithm::PublicKey;
use crate::certificate::Certificate;
use crate::error::{CertificateFault as Fault, UnsupportedKey};
use crate::extension::KeyUsage;

/// What a chain is for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Purpose {
    /// Signing artifacts.
    CodeSigning,
    /// Signing RFC 3161 tokens.
    Timestamping,
}

/// Where a certificate stands.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Place {
    Ca,
    Leaf,
}

/// A certificate in its place.
struct Candidate<'c, 'a> {
    certificate: &'c Certificate<'a>,
    /// How many CA certificates stand below it.
    below: usize,
}

struct Row {
    clause: &'static str,
    purposes: &'static [Purpose],
    place: Place,
    check: fn(&Candidate<'_, '_>) -> Result<(), Fault>,
}

const BOTH: &[Purpose] = &[Purpose::CodeSigning, Purpose::Timestamping];
const CODE: &[Purpose] = &[Purpose::CodeSigning];
const TIME: &[Purpose] = &[Purpose::Timestamping];

/// Section 5c to 5e of the conformance matrix, in notation's order.
const PROFILE: &[Row] = &[
    Row { clause: "CERT-20", purposes: BOTH, place: Place::Ca, check: is_ca },
    Row { clause: "CERT-21 CERT-22", purposes: BOTH, place: Place::Ca, check: path_length },
    Row { clause: "CERT-23 CERT-38", purposes: BOTH, place: Place::Ca, check: key_usage_present },
    Row { clause: "CERT-24", purposes: CODE, place: Place::Ca, check: key_usage_critical },
    Row { clause: "CERT-25 CERT-39", purposes: BOTH, place: Place::Ca, check: key_cert_sign },
    Row { clause: "S-02", purposes: BOTH, place: Place::Ca, check: key_within_limits },
    Row { clause: "CERT-27", purposes: BOTH, place: Place::Leaf, check: is_not_ca },
    Row { clause: "CERT-28 CERT-38", purposes: BOTH, place: Place::Leaf, check: key_usage_present },
    Row { clause: "CERT-28", purposes: CODE, place: Place::Leaf, check: key_usage_critical },
    Row { clause: "CERT-29 CERT-40", purposes: BOTH, place: Place::Leaf, check: digital_signature },
    Row { clause: "CERT-30 CERT-40", purposes: BOTH, place: Place::Leaf, check: no_other_key_usage },
    Row { clause: "CERT-31 CERT-32", purposes: CODE, place: Place::Leaf, check: no_foreign_purpose },
    Row { clause: "CERT-41", purposes: TIME, place: Place::Leaf, check: timestamping_only },
    Row { clause: "CERT-42", purposes: TIME, place: Place::Leaf, check: purpose_critical },
    Row { clause: "CERT-34 CERT-43", purposes: BOTH, place: Place::Leaf, check: key_of_the_table },
];

/// Every clause of the table, for documentation and tests.
pub fn clauses() -> impl Iterator<Item = &'static str> {
    PROFILE.iter().flat_map(|row| row.clause.split(' '))
}

/// Judges the certificate at `index` of a chain, 0 being the leaf.
///
/// # Errors
/// The first row of the table that it breaks.
pub fn judge(certificate: &Certificate<'_>, purpose: Purpose, index: usize) -> Result<(), Fault> {
    let place = if index == 0 { Place::Leaf } else { Place::Ca };
    let candidate = Candidate { certificate, below: index.saturating_sub(1) };
    PROFILE
        .iter()
        .filter(|row| row.place == place && row.purposes.contains(&purpose))
        .try_for_each(|row| (row.check)(&candidate))
}

fn is_ca(candidate: &Candidate<'_, '_>) -> Result<(), Fault> {
    let constraints = candidate.certificate.extensions().basic_constraints.as_ref();
    if constraints.is_some_and(|constraints| constraints.value.ca) { Ok(()) } else { Err(Fault::BasicConstraintsNotCa) }
}

fn is_not_ca(candidate: &Candidate<'_, '_>) -> Result<(), Fault> {
    let constraints = candidate.certificate.extensions().basic_constraints.as_ref();
    if constraints.is_some_and(|constraints| constraints.value.ca) { Err(Fault::BasicConstraintsCa) } else { Ok(()) }
}

/// CERT-22: self-issued certificates count, unlike in RFC 5280.
fn path_length(candidate: &Candidate<'_, '_>) -> Result<(), Fault> {
    let constraints = candidate.certificate.extensions().basic_constraints.as_ref();
    match constraints.and_then(|constraints| constraints.value.path_length) {
        Some(allowed) if usize::try_from(allowed).is_ok_and(|allowed| allowed < candidate.below) => {
            Err(Fault::PathLength { allowed, needed: candidate.below })
        }
        _ => Ok(()),
    }
}

fn key_usage_present(candidate: &Candidate<'_, '_>) -> Result<(), Fault> {
    candidate.certificate.extensions().key_usage.as_ref().map(|_| ()).ok_or(Fault::KeyUsageMissing)
}

fn key_usage_critical(candidate: &Candidate<'_, '_>) -> Result<(), Fault> {
    let usage = candidate.certificate.extensions().key_usage.as_ref();
    if usage.is_some_and(|usage| usage.critical) { Ok(()) } else { Err(Fault::KeyUsageNotCritical) }
}

fn has(candidate: &Candidate<'_, '_>, position: usize) -> bool {
    let usage = candidate.certificate.extensions().key_usage.as_ref();
    usage.is_some_and(|usage| usage.value.has(position))
}

fn key_cert_sign(candidate: &Candidate<'_, '_>) -> Result<(), Fault> {
    if has(candidate, KeyUsage::KEY_CERT_SIGN) { Ok(()) } else { Err(Fault::KeyUsageNoCertSign) }
}

fn digital_signature(candidate: &Candidate<'_, '_>) -> Result<(), Fault> {
    if has(candidate, KeyUsage::DIGITAL_SIGNATURE) { Ok(()) } else { Err(Fault::KeyUsageNoDigitalSignature) }
}

/// D-77: contentCommitment may stand beside digitalSignature.
fn no_other_key_usage(candidate: &Candidate<'_, '_>) -> Result<(), Fault> {
    let allowed = [KeyUsage::DIGITAL_SIGNATURE, KeyUsage::CONTENT_COMMITMENT];
    let mut names = String::new();
    for (position, name) in KeyUsage::NAMES.into_iter().enumerate() {
        if has(candidate, position) && !allowed.contains(&position) {
            names.push_str(if names.is_empty() { "" } else { ", " });
            names.push_str(name);
        }
    }
    if names.is_empty() { Ok(()) } else { Err(Fault::KeyUsageForbidden(names)) }
}

const TIME_STAMPING: &str = "1.3.6.1.5.5.7.3.8";

/// CERT-31, D-24 (OCSPSigning), D-25 (anyExtendedKeyUsage).
const FORBIDDEN_PURPOSES: [(&str, &str); 6] = [
    ("2.5.29.37.0", "anyExtendedKeyUsage"),
    ("1.3.6.1.5.5.7.3.1", "serverAuth"),
    ("1.3.6.1.5.5.7.3.2", "clientAuth"),
    ("1.3.6.1.5.5.7.3.4", "emailProtection"),
    (TIME_STAMPING, "timeStamping"),
    ("1.3.6.1.5.5.7.3.9", "OCSPSigning"),
];

fn no_foreign_purpose(candidate: &Candidate<'_, '_>) -> Result<(), Fault> {
    let purposes = candidate.certificate.extensions().extended_key_usage.iter().flat_map(|usage| &usage.value);
    for purpose in purposes {
        let purpose = alloc::string::ToString::to_string(purpose);
        if let Some((_, name)) = FORBIDDEN_PURPOSES.iter().find(|(oid, _)| *oid == purpose) {
            return Err(Fault::ExtendedKeyUsageForbidden(name));
        }
    }
    Ok(())
}

fn timestamping_only(candidate: &Candidate<'_, '_>) -> Result<(), Fault> {
    let usage = candidate.certificate.extensions().extended_key_usage.as_ref();
    match usage.map(|usage| usage.value.as_slice()) {
        Some([purpose]) if alloc::string::ToString::to_string(purpose) == TIME_STAMPING => Ok(()),
        _ => Err(Fault::ExtendedKeyUsageNotTimestampingOnly),
    }
}

fn purpose_critical(candidate: &Candidate<'_, '_>) -> Result<(), Fault> {
    let usage = candidate.certificate.extensions().extended_key_usage.as_ref();
    if usage.is_some_and(|usage| usage.critical) { Ok(()) } else { Err(Fault::ExtendedKeyUsageNotCritical) }
}

/// S-02: keys of issuers have limits, too, but no table of sizes (ALG-12).
fn key_within_limits(candidate: &Candidate<'_, '_>) -> Result<(), Fault> {
    PublicKey::from_spki(candidate.certificate.spki()).map(|_| ()).map_err(Fault::Key)
}

/// ALG-01, D-16: the exact sizes of the algorithm table.
fn key_of_the_table(candidate: &Candidate<'_, '_>) -> Result<(), Fault> {
    match PublicKey::from_spki(candidate.certificate.spki()).map_err(Fault::Key)? {
        PublicKey::Ec(_) | PublicKey::Rsa { bits: 2048 | 3072 | 4096 } => Ok(()),
        PublicKey::Rsa { bits } => Err(Fault::Key(UnsupportedKey::RsaModulus(bits))),
    }
}
