//! Certificate revocation lists (RFC 5280 §5): complete and delta, version 2.
//!
//! A list is one slice. Its entries are searched in one pass and nothing is kept of those of other certificates, so
//! memory stays what the bytes themselves need.

use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use core::cmp::Ordering;
use core::fmt;
use der::oid::ObjectIdentifier;
use der::{Decode as _, Tag};

use crate::certificate::{Certificate, SignatureFault};
use crate::crypto::SignatureVerifier;
use crate::der::{Fields, Signed, explicit};
use crate::error::Malformed;
use crate::extension::{DistributionPoint, KeyUsage, distribution_points};
use crate::revocation::entries::Entries;
use crate::revocation::extensions::extensions;
use crate::revocation::period::time;
use crate::revocation::{CrlEntry, EvidenceFault, Period, Scope};

/// Size of a CRL, in bytes: notation's limit (REV-42).
pub const MAX_SIZE: usize = 32 * 1024 * 1024;

/// Entries of one certificate in one CRL; a certificate has one, or one for its hold and one for its return.
const MAX_ENTRIES: usize = 16;

const CRL_NUMBER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.20");
const DELTA_CRL_INDICATOR: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.27");
const FRESHEST_CRL: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.46");
const ISSUING_DISTRIBUTION_POINT: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.28");

/// A well-formed CRL. Nothing is known yet about its signature, its issuer or its time.
#[derive(Clone, Debug)]
pub struct Crl<'a> {
    signed: Signed<'a>,
    issuer: &'a [u8],
    period: Period,
    /// `revokedCertificates`, with tag and length.
    entries: Option<&'a [u8]>,
    number: Option<CrlNumber<'a>>,
    /// BaseCRLNumber; only delta CRLs have one.
    base: Option<CrlNumber<'a>>,
    scope: Scope,
    /// The bytes that `scope` came from.
    scope_der: Option<&'a [u8]>,
    freshest: Vec<DistributionPoint>,
}

/// `CRLNumber ::= INTEGER (0..MAX)` (RFC 5280 §5.2.3), of any length, without leading zeros.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct CrlNumber<'a>(&'a [u8]);

impl<'a> Crl<'a> {
    /// Reads one DER CRL and nothing after it (S-04), except for the inside of its entries.
    ///
    /// # Errors
    /// [`EvidenceFault::Malformed`], [`EvidenceFault::TooLarge`], a critical extension that is not known (REV-48), or
    /// a version other than 2 (REV-43).
    pub fn parse(der: &'a [u8]) -> Result<Self, EvidenceFault> {
        if der.len() > MAX_SIZE {
            return Err(EvidenceFault::TooLarge { size: der.len(), limit: MAX_SIZE });
        }
        let signed = Signed::parse(der)?;
        let mut fields = Fields::of_sequence(signed.tbs)?;
        match fields.optional(Tag::Integer)? {
            Some(version) if u8::from_der(version)? == 1 => {}
            _ => return Err(EvidenceFault::Unsupported("a CRL of another version than 2")),
        }
        if fields.tlv()? != signed.algorithm {
            return Err(Malformed::at(0, "inner and outer signature algorithms differ".into()).into());
        }
        let issuer = fields.tlv()?;
        let this_update = time(fields.tlv()?)?;
        let next_update = match fields.optional(Tag::UtcTime)? {
            None => fields.optional(Tag::GeneralizedTime)?,
            next_update => next_update,
        };
        let next_update = next_update.map(time).transpose()?;
        let entries = fields.optional(Tag::Sequence)?;
        let extensions = fields.optional(explicit(0))?;
        fields.finish()?;
        let mut crl = Self {
            signed,
            issuer,
            period: Period { this_update, next_update },
            entries,
            number: None,
            base: None,
            scope: Scope::default(),
            scope_der: None,
            freshest: Vec::new(),
        };
        if let Some(tagged) = extensions {
            let mut inside = Fields::of(tagged, explicit(0))?;
            crl.read_extensions(inside.tlv()?)?;
            inside.finish()?;
        }
        Ok(crl)
    }

    fn read_extensions(&mut self, input: &'a [u8]) -> Result<(), EvidenceFault> {
        for extension in extensions(input)? {
            let value = extension.value.as_bytes();
            match extension.id {
                CRL_NUMBER if !extension.critical => self.number = Some(CrlNumber::from_der(value)?),
                DELTA_CRL_INDICATOR => self.base = Some(CrlNumber::from_der(value)?),
                FRESHEST_CRL if !extension.critical => self.freshest = distribution_points(value)?,
                ISSUING_DISTRIBUTION_POINT => {
                    self.scope = Scope::from_der(value)?;
                    self.scope_der = Some(value);
                }
                other if extension.critical => return Err(EvidenceFault::CriticalExtension(other.to_string())),
                _ => {}
            }
        }
        Ok(())
    }

    /// The name of its issuer, DER.
    #[must_use]
    pub fn issuer(&self) -> &'a [u8] {
        self.issuer
    }

    /// thisUpdate and nextUpdate.
    #[must_use]
    pub fn period(&self) -> Period {
        self.period
    }

    /// cRLNumber.
    #[must_use]
    pub fn number(&self) -> Option<CrlNumber<'a>> {
        self.number
    }

    /// Whether it lists only what changed since a complete CRL.
    #[must_use]
    pub fn is_delta(&self) -> bool {
        self.base.is_some()
    }

    /// Which certificates it covers.
    #[must_use]
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// Where its delta CRLs are published (RFC 5280 §5.2.6).
    #[must_use]
    pub fn freshest(&self) -> &[DistributionPoint] {
        &self.freshest
    }

    /// REV-44, D-57: signed by `issuer`, which may sign CRLs and whose name it bears, byte for byte.
    ///
    /// # Errors
    /// [`EvidenceFault`] if not.
    pub fn issued_by(&self, issuer: &Certificate<'_>, verifier: &dyn SignatureVerifier) -> Result<(), EvidenceFault> {
        if self.issuer != issuer.subject().as_der() {
            return Err(EvidenceFault::Issuer);
        }
        let extensions = issuer.extensions();
        let key_usage = extensions.key_usage.as_ref();
        let is_ca = extensions.basic_constraints.as_ref().is_some_and(|constraints| constraints.value.ca);
        if !is_ca || key_usage.is_some_and(|usage| !usage.value.has(KeyUsage::CRL_SIGN)) {
            return Err(EvidenceFault::IssuerMayNotSign);
        }
        self.signed.signed_by(issuer.spki(), verifier).map_err(EvidenceFault::from)
    }

    /// REV-53, D-60: whether this delta CRL continues the complete CRL `base` (RFC 5280 §5.2.4).
    ///
    /// # Errors
    /// [`EvidenceFault::Delta`] if not.
    pub fn continues(&self, base: &Crl<'_>) -> Result<(), EvidenceFault> {
        let Some(indicator) = self.base else {
            return Err(EvidenceFault::Delta("it has no delta CRL indicator"));
        };
        // REV-52: both need a number.
        let (Some(number), Some(base_number)) = (self.number, base.number) else {
            return Err(EvidenceFault::Delta("one of the two has no CRL number"));
        };
        if number <= base_number {
            return Err(EvidenceFault::Delta("its number is not greater than that of the complete CRL"));
        }
        if indicator > base_number {
            return Err(EvidenceFault::Delta("it builds on a later complete CRL"));
        }
        // RFC 5280 §6.3.3 (c): issuer and scope are the same.
        if self.issuer != base.issuer || self.scope_der != base.scope_der {
            return Err(EvidenceFault::Delta("issuer or scope differ"));
        }
        Ok(())
    }

    /// REV-54, REV-55: the entries with this serial number, in order. All of the list is read.
    ///
    /// # Errors
    /// [`EvidenceFault::Malformed`] wherever it is; a critical extension of an entry of this certificate.
    pub fn find(&self, serial: &[u8]) -> Result<Vec<CrlEntry>, EvidenceFault> {
        let mut found = Vec::new();
        for entry in self.entries.into_iter().flat_map(Entries::new) {
            let entry = entry?;
            if entry.serial != serial {
                continue;
            }
            if found.len() >= MAX_ENTRIES {
                let reason = alloc::format!("more than {MAX_ENTRIES} entries of one certificate");
                return Err(Malformed::at(0, reason).into());
            }
            found.push(entry.read()?);
        }
        Ok(found)
    }
}

impl<'a> CrlNumber<'a> {
    fn from_der(input: &'a [u8]) -> Result<Self, Malformed> {
        Ok(Self(der::asn1::UintRef::from_der(input)?.as_bytes()))
    }
}

impl Ord for CrlNumber<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.len().cmp(&other.0.len()).then_with(|| self.0.cmp(other.0))
    }
}

impl PartialOrd for CrlNumber<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Decimal; hexadecimal beyond sixteen bytes.
impl fmt::Display for CrlNumber<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.len() <= 16 {
            return write!(f, "{}", self.0.iter().fold(0_u128, |value, byte| (value << 8) | u128::from(*byte)));
        }
        let digits: String = self.0.iter().map(|byte| alloc::format!("{byte:02x}")).collect();
        write!(f, "0x{digits}")
    }
}

impl From<SignatureFault> for EvidenceFault {
    fn from(fault: SignatureFault) -> Self {
        match fault {
            SignatureFault::Invalid => Self::InvalidSignature,
            SignatureFault::UnsupportedAlgorithm(name) => Self::Algorithm(name),
            SignatureFault::UnsupportedKey(key) => Self::Algorithm(key.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::CrlNumber;
    use alloc::string::ToString;
    use alloc::vec::Vec;

    #[test]
    fn rev_53_numbers_of_any_length_are_ordered() {
        let numbers: [&[u8]; 5] =
            [&[0x02, 1, 0], &[0x02, 1, 5], &[0x02, 2, 0, 0x80], &[0x02, 2, 1, 0], &[0x02, 3, 1, 0, 0]];
        let numbers: Vec<_> = numbers.iter().map(|der| CrlNumber::from_der(der).unwrap()).collect();
        assert!(numbers.is_sorted_by(|one, other| one < other));
        let texts: Vec<_> = numbers.iter().map(ToString::to_string).collect();
        assert_eq!(texts, ["0", "5", "128", "256", "65536"]);
        let long = [&[0x02, 17][..], &[0x7f; 17]].concat();
        assert_eq!(CrlNumber::from_der(&long).unwrap().to_string(), ["0x", &"7f".repeat(17)].concat());
        for bad in [&[0x02, 1, 0x80][..], &[0x02, 0], &[0x02, 2, 0, 1], &[0x0a, 1, 1], &[0x02, 2, 1]] {
            assert!(CrlNumber::from_der(bad).is_err(), "{bad:?}");
        }
    }
}
