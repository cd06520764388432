//! The extensions that count: basicConstraints, keyUsage, extendedKeyUsage, and the pointers to revocation services.
//!
//! D-21: every other extension is ignored, whatever it holds and whether it is critical or not.

use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;
use der::asn1::{AnyRef, BitStringRef};
use der::{Decode as _, Sequence, Tag, Tagged as _, oid::ObjectIdentifier};

use crate::der::{Fields, any, explicit, implicit};
use crate::error::Malformed;
use crate::general_name::GeneralName;

/// An extension's value and whether it was marked critical.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Extension<T> {
    /// The `critical` flag.
    pub critical: bool,
    /// The decoded value.
    pub value: T,
}

/// `BasicConstraints ::= SEQUENCE { cA BOOLEAN DEFAULT FALSE, pathLenConstraint INTEGER (0..MAX) OPTIONAL }`
/// (RFC 5280 §4.2.1.9).
#[derive(Clone, Copy, Debug, Eq, PartialEq, Sequence)]
pub struct BasicConstraints {
    /// Whether the subject is a CA.
    #[asn1(default = "Default::default")]
    pub ca: bool,
    /// How many CA certificates may stand below.
    #[asn1(optional = "true")]
    pub path_length: Option<u64>,
}

/// `KeyUsage ::= BIT STRING` (RFC 5280 §4.2.1.3), the nine named bits.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct KeyUsage(u16);

impl KeyUsage {
    /// Bit numbers of RFC 5280 §4.2.1.3 and the names of INS and notation's messages.
    pub const NAMES: [&'static str; 9] = [
        "digitalSignature",
        "contentCommitment",
        "keyEncipherment",
        "dataEncipherment",
        "keyAgreement",
        "keyCertSign",
        "cRLSign",
        "encipherOnly",
        "decipherOnly",
    ];
    /// digitalSignature (0).
    pub const DIGITAL_SIGNATURE: usize = 0;
    /// contentCommitment (1), once nonRepudiation.
    pub const CONTENT_COMMITMENT: usize = 1;
    /// keyCertSign (5).
    pub const KEY_CERT_SIGN: usize = 5;
    /// cRLSign (6).
    pub const CRL_SIGN: usize = 6;

    fn from_der(value: &[u8]) -> Result<Self, Malformed> {
        let bits = BitStringRef::from_der(value)?;
        // X.690 §11.2.1; notation reads no certificate in which an unused bit is set.
        let unused = 1_u8.checked_shl(u32::from(bits.unused_bits())).unwrap_or(0).wrapping_sub(1);
        if bits.raw_bytes().last().is_some_and(|last| last & unused != 0) {
            return Err(Malformed::at(0, "an unused bit of keyUsage is set".into()));
        }
        let set = (0..Self::NAMES.len()).filter(|position| bits.get(*position) == Some(true));
        Ok(Self(set.fold(0, |all, position| all | (1 << position))))
    }

    /// Whether bit number `position` is set.
    #[must_use]
    pub fn has(self, position: usize) -> bool {
        self.0.checked_shr(u32::try_from(position).unwrap_or(u32::MAX)).unwrap_or(0) & 1 == 1
    }

    /// The names of the bits that are set, in the order of RFC 5280.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        Self::NAMES.into_iter().enumerate().filter_map(move |(position, name)| self.has(position).then_some(name))
    }
}

/// What a certificate says about where its revocation status is published.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct RevocationPointers {
    /// URLs of OCSP responders (RFC 5280 §4.2.2.1).
    pub ocsp: Vec<String>,
    /// The distribution points of CRLs (RFC 5280 §4.2.1.13).
    pub crl: Vec<DistributionPoint>,
    /// The distribution points of delta CRLs (RFC 5280 §4.2.1.15).
    pub freshest: Vec<DistributionPoint>,
}

/// `DistributionPoint` (RFC 5280 §4.2.1.13), as far as it says where a CRL is published.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct DistributionPoint {
    /// The URLs of the CRL: alternatives (D-56). Other names are left out (REV-38).
    pub urls: Vec<String>,
    /// Whether another issuer's CRL is called for (`cRLIssuer`).
    pub indirect: bool,
}

impl RevocationPointers {
    /// Whether there is neither an OCSP responder nor a CRL (REV-04).
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ocsp.is_empty() && self.crl.iter().all(|point| point.urls.is_empty())
    }
}

/// The extensions of one certificate.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Extensions {
    /// basicConstraints.
    pub basic_constraints: Option<Extension<BasicConstraints>>,
    /// keyUsage.
    pub key_usage: Option<Extension<KeyUsage>>,
    /// extendedKeyUsage: the purposes in order, duplicates included.
    pub extended_key_usage: Option<Extension<Vec<ObjectIdentifier>>>,
    /// authorityInfoAccess, undecoded: judged only when revocation is.
    authority_info_access: Option<Vec<u8>>,
    /// cRLDistributionPoints, undecoded: judged only when revocation is.
    crl_distribution_points: Option<Vec<u8>>,
    /// freshestCRL, undecoded: judged only when revocation is.
    freshest_crl: Option<Vec<u8>>,
    /// Whether there is an id-pkix-ocsp-nocheck (RFC 6960 §4.2.2.2.1): the issuer vouches for a responder.
    pub ocsp_no_check: bool,
}

const AUTHORITY_INFO_ACCESS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.1.1");
const BASIC_CONSTRAINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.19");
const CRL_DISTRIBUTION_POINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.31");
const EXTENDED_KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.37");
const FRESHEST_CRL: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.46");
const KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.15");
const OCSP: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1");
const OCSP_NO_CHECK: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1.5");

impl Extensions {
    pub(crate) fn new(decoded: &[x509_cert::ext::Extension]) -> Result<Self, Malformed> {
        let (mut extensions, mut seen) = (Self::default(), BTreeSet::new());
        for extension in decoded {
            // CERT-05
            if !seen.insert(extension.extn_id) {
                let reason = alloc::format!("extension {} occurs twice", extension.extn_id);
                return Err(Malformed::at(0, reason));
            }
            let (critical, value) = (extension.critical, extension.extn_value.as_bytes());
            match extension.extn_id {
                AUTHORITY_INFO_ACCESS => extensions.authority_info_access = Some(value.into()),
                BASIC_CONSTRAINTS => {
                    let value = BasicConstraints::from_der(value)?;
                    extensions.basic_constraints = Some(Extension { critical, value });
                }
                CRL_DISTRIBUTION_POINTS => extensions.crl_distribution_points = Some(value.into()),
                EXTENDED_KEY_USAGE => {
                    let value = purposes(value)?;
                    extensions.extended_key_usage = Some(Extension { critical, value });
                }
                FRESHEST_CRL => extensions.freshest_crl = Some(value.into()),
                KEY_USAGE => {
                    let value = KeyUsage::from_der(value)?;
                    extensions.key_usage = Some(Extension { critical, value });
                }
                OCSP_NO_CHECK => extensions.ocsp_no_check = true,
                _ => {}
            }
        }
        Ok(extensions)
    }

    /// Where revocation status is published.
    ///
    /// # Errors
    /// [`Malformed`] if one of the extensions cannot be read, or names more than [`MAX_PLACES`].
    pub fn revocation_pointers(&self) -> Result<RevocationPointers, Malformed> {
        let mut pointers = RevocationPointers::default();
        if let Some(value) = &self.authority_info_access {
            pointers.ocsp = responders(value)?;
            few_enough(pointers.ocsp.len())?;
        }
        if let Some(value) = &self.crl_distribution_points {
            pointers.crl = distribution_points(value)?;
        }
        if let Some(value) = &self.freshest_crl {
            pointers.freshest = distribution_points(value)?;
        }
        Ok(pointers)
    }
}

/// Places that one extension may name. Certificates of the field name at most a handful; each is compared with each piece
/// of evidence, and each may be asked.
pub const MAX_PLACES: usize = 64;

fn few_enough(places: usize) -> Result<(), Malformed> {
    if places <= MAX_PLACES {
        return Ok(());
    }
    Err(Malformed::at(0, alloc::format!("{places} places of revocation services, at most {MAX_PLACES} are read")))
}

/// The elements of a SEQUENCE and nothing else; what is wrong is said in the words of `der`.
pub(crate) fn sequence(value: &[u8]) -> Result<Fields<'_>, Malformed> {
    let sequence = any(value)?;
    sequence.tag().assert_eq(Tag::Sequence)?;
    Fields::inside(sequence.value())
}

/// `AuthorityInfoAccessSyntax ::= SEQUENCE SIZE (1..MAX) OF AccessDescription`, and
/// `AccessDescription ::= SEQUENCE { accessMethod OBJECT IDENTIFIER, accessLocation GeneralName }` (RFC 5280 §4.2.2.1).
fn responders(value: &[u8]) -> Result<Vec<String>, Malformed> {
    let mut descriptions = sequence(value)?;
    let mut urls = Vec::new();
    while !descriptions.is_finished() {
        let mut description = sequence(descriptions.tlv()?)?;
        let method = ObjectIdentifier::from_der(description.tlv()?)?;
        let location = GeneralName::from_der(description.tlv()?)?;
        description.finish()?;
        if method == OCSP {
            urls.extend(location.uri().map(String::from));
        }
    }
    Ok(urls)
}

/// `CRLDistributionPoints ::= SEQUENCE SIZE (1..MAX) OF DistributionPoint` (RFC 5280 §4.2.1.13).
pub(crate) fn distribution_points(value: &[u8]) -> Result<Vec<DistributionPoint>, Malformed> {
    let mut fields = sequence(value)?;
    let mut points = Vec::new();
    while !fields.is_finished() {
        points.push(DistributionPoint::from_der(fields.tlv()?)?);
    }
    few_enough(points.len().max(points.iter().map(|point| point.urls.len()).sum()))?;
    Ok(points)
}

impl DistributionPoint {
    /// `DistributionPoint ::= SEQUENCE { distributionPoint [0] DistributionPointName OPTIONAL,
    /// reasons [1] ReasonFlags OPTIONAL, cRLIssuer [2] GeneralNames OPTIONAL }`
    fn from_der(value: &[u8]) -> Result<Self, Malformed> {
        let mut fields = sequence(value)?;
        let urls = fields.optional(explicit(0))?.map(point_urls).transpose()?.unwrap_or_default();
        fields.optional(implicit(1))?.map(reasons).transpose()?;
        let issuer = fields.optional(explicit(2))?;
        if let Some(names) = issuer {
            GeneralName::list(any(names)?.value())?;
        }
        fields.finish()?;
        Ok(Self { urls, indirect: issuer.is_some() })
    }
}

/// The URLs in `[0] EXPLICIT DistributionPointName`, which is
/// `CHOICE { fullName [0] GeneralNames, nameRelativeToCRLIssuer [1] RelativeDistinguishedName }`.
pub(crate) fn point_urls(tagged: &[u8]) -> Result<Vec<String>, Malformed> {
    let name = any(any(tagged)?.value())?;
    if name.tag() == explicit(1) {
        AnyRef::new(Tag::Set, name.value())?.decode_as::<x509_cert::name::RelativeDistinguishedName>()?;
        return Ok(Vec::new());
    }
    if name.tag() != explicit(0) {
        return Err(Malformed::at(0, alloc::format!("{} is no name of a distribution point", name.tag())));
    }
    let names = GeneralName::list(name.value())?;
    Ok(names.iter().filter_map(|name| name.uri()).map(String::from).collect())
}

/// `ReasonFlags ::= BIT STRING`, nine named bits, as an implicitly tagged value.
pub(crate) fn reasons(tagged: &[u8]) -> Result<(), Malformed> {
    let bits = AnyRef::new(Tag::BitString, any(tagged)?.value())?.decode_as::<BitStringRef<'_>>()?;
    if bits.bit_len() > 16 {
        return Err(Malformed::at(0, "reasons that no one knows".into()));
    }
    Ok(())
}

/// `ExtKeyUsageSyntax ::= SEQUENCE SIZE (1..MAX) OF KeyPurposeId` (RFC 5280 §4.2.1.12).
fn purposes(value: &[u8]) -> Result<Vec<ObjectIdentifier>, Malformed> {
    let mut fields = Fields::of_sequence(value)?;
    let mut purposes = Vec::new();
    while let Some(purpose) = fields.optional(Tag::ObjectIdentifier)? {
        purposes.push(ObjectIdentifier::from_der(purpose)?);
    }
    fields.finish()?;
    Ok(purposes)
}

#[cfg(test)]
mod tests {
    use super::KeyUsage;

    #[test]
    fn key_usage_has_no_unused_bits_that_are_set() {
        let reads = |der: &[u8]| KeyUsage::from_der(der).is_ok_and(|usage| usage.has(KeyUsage::DIGITAL_SIGNATURE));
        assert!(reads(&[3, 2, 7, 0x80]) && reads(&[3, 2, 0, 0x81]) && reads(&[3, 3, 7, 0x80, 0x80]));
        assert!(!reads(&[3, 2, 7, 0x82]) && !reads(&[3, 2, 1, 0x81]) && !reads(&[3, 3, 7, 0x80, 0x81]));
    }
}
