//! X.509 certificates (RFC 5280 §4): slices for what is signed or compared, decoded values for the rest.

use core::cell::OnceCell;

use der::Decode as _;
use sha2::{Digest as _, Sha256};
use x509_cert::certificate::{CertificateInner, Raw, Version};

use crate::algorithm::PublicKey;
use crate::crypto::{InvalidSignature, SignatureCheck, SignatureVerifier};
use crate::der::{Fields, Signed, explicit};
use crate::error::{Malformed, OutsideValidity, UnsupportedKey};
use crate::extension::{Extensions, KeyUsage};
use crate::name::Name;
use crate::time::Time;

/// A well-formed certificate. It says nothing about trust.
#[derive(Clone, Debug)]
pub struct Certificate<'a> {
    der: &'a [u8],
    signed: Signed<'a>,
    spki: &'a [u8],
    serial: &'a [u8],
    issuer: Name<'a>,
    subject: Name<'a>,
    not_before: Time,
    not_after: Time,
    version: Version,
    extensions: Extensions,
    fingerprint: OnceCell<[u8; 32]>,
}

/// The parts of a TBSCertificate that are used as bytes.
struct Slices<'a> {
    serial: &'a [u8],
    signature: &'a [u8],
    issuer: &'a [u8],
    subject: &'a [u8],
    spki: &'a [u8],
}

impl<'a> Slices<'a> {
    fn of(tbs: &'a [u8]) -> Result<Self, Malformed> {
        let mut fields = Fields::of_sequence(tbs)?;
        fields.optional(explicit(0))?;
        let (serial, signature, issuer) = (fields.tlv()?, fields.tlv()?, fields.tlv()?);
        let _validity = fields.tlv()?;
        let (subject, spki) = (fields.tlv()?, fields.tlv()?);
        Ok(Self { serial, signature, issuer, subject, spki })
    }
}

impl<'a> Certificate<'a> {
    /// Reads one DER certificate and nothing after it (CERT-01…05). Extensions other than the three that count are
    /// not looked into (D-21).
    ///
    /// # Errors
    /// [`Malformed`] with the place where reading stopped.
    pub fn parse(der: &'a [u8]) -> Result<Self, Malformed> {
        let decoded = CertificateInner::<Raw>::from_der(der)?;
        let signed = Signed::parse(der)?;
        let slices = Slices::of(signed.tbs)?;
        let tbs = decoded.tbs_certificate();
        // CERT-03: the content octets of a negative INTEGER start with a set bit.
        let serial = crate::der::any(slices.serial)?.value();
        if serial.first().is_some_and(|byte| byte & 0x80 != 0) {
            return Err(Malformed::at(0, "the serial number is negative".into()));
        }
        // CERT-04
        if slices.signature != signed.algorithm {
            return Err(Malformed::at(0, "inner and outer signature algorithms differ".into()));
        }
        // CERT-02: extensions belong to version 3.
        let version = tbs.version();
        let extensions = match tbs.extensions() {
            Some(extensions) if version == Version::V3 => Extensions::new(extensions)?,
            Some(_) => return Err(Malformed::at(0, "extensions in a certificate that is not version 3".into())),
            None => Extensions::default(),
        };
        let time = |time: &x509_cert::time::Time| {
            Time::from_unix_duration(time.to_unix_duration())
                .ok_or_else(|| Malformed::at(0, alloc::format!("time out of range: {time}")))
        };
        Ok(Self {
            der,
            signed,
            spki: slices.spki,
            serial,
            issuer: Name::new(slices.issuer, tbs.issuer())?,
            subject: Name::new(slices.subject, tbs.subject())?,
            not_before: time(&tbs.validity().not_before)?,
            not_after: time(&tbs.validity().not_after)?,
            version,
            extensions,
            fingerprint: OnceCell::new(),
        })
    }

    /// The whole certificate. Trust compares these bytes (STORE-23).
    #[must_use]
    pub fn as_der(&self) -> &'a [u8] {
        self.der
    }

    /// SHA-256 of the whole certificate; computed once.
    #[must_use]
    pub fn fingerprint(&self) -> [u8; 32] {
        *self.fingerprint.get_or_init(|| Sha256::digest(self.der).into())
    }

    /// The key as DER `SubjectPublicKeyInfo`.
    #[must_use]
    pub fn spki(&self) -> &'a [u8] {
        self.spki
    }

    /// The serial number, big-endian two's complement as in the certificate.
    #[must_use]
    pub fn serial(&self) -> &'a [u8] {
        self.serial
    }

    /// The signed part, the signature algorithm and the signature.
    #[must_use]
    pub fn signed(&self) -> &Signed<'a> {
        &self.signed
    }

    /// Who issued it.
    #[must_use]
    pub fn issuer(&self) -> &Name<'a> {
        &self.issuer
    }

    /// Whom it names.
    #[must_use]
    pub fn subject(&self) -> &Name<'a> {
        &self.subject
    }

    /// First instant of validity, inclusive.
    #[must_use]
    pub fn not_before(&self) -> Time {
        self.not_before
    }

    /// Last instant of validity, inclusive.
    #[must_use]
    pub fn not_after(&self) -> Time {
        self.not_after
    }

    /// The extensions that count.
    #[must_use]
    pub fn extensions(&self) -> &Extensions {
        &self.extensions
    }

    /// Whether the issuer name is the subject name, byte for byte.
    #[must_use]
    pub fn is_self_issued(&self) -> bool {
        self.issuer.as_der() == self.subject.as_der()
    }

    /// Whether it may issue certificates as RFC 5280 §4.2.1 says: a version 3 certificate with cA set, and
    /// keyCertSign if it has a keyUsage.
    #[must_use]
    pub fn may_issue(&self) -> bool {
        let ca = match &self.extensions.basic_constraints {
            Some(constraints) => constraints.value.ca,
            None => self.version != Version::V3,
        };
        let key_usage = self.extensions.key_usage.as_ref();
        ca && key_usage.is_none_or(|usage| usage.value.has(KeyUsage::KEY_CERT_SIGN))
    }

    /// CERT-45…47, VER-37/38: both bounds are inclusive, notBefore is looked at first.
    ///
    /// # Errors
    /// Which bound `time` misses.
    pub fn valid_at(&self, time: Time) -> Result<(), OutsideValidity> {
        if time < self.not_before {
            return Err(OutsideValidity::NotYetValid { not_before: self.not_before });
        }
        if time > self.not_after {
            return Err(OutsideValidity::Expired { not_after: self.not_after });
        }
        Ok(())
    }

    /// Whether the key in `spki` made the signature on this certificate.
    ///
    /// # Errors
    /// [`SignatureFault`] if not, or if the algorithm is not accepted.
    pub fn signed_by(&self, spki: &[u8], verifier: &dyn SignatureVerifier) -> Result<(), SignatureFault> {
        self.signed.signed_by(spki, &OfCertificate(verifier))
    }
}

/// Asks every question as one about a certificate.
struct OfCertificate<'a>(&'a dyn SignatureVerifier);

impl SignatureVerifier for OfCertificate<'_> {
    fn verify(&self, check: SignatureCheck<'_>) -> Result<(), InvalidSignature> {
        self.0.verify_certificate(check)
    }
}

impl Signed<'_> {
    /// Whether the key in `spki` made the signature.
    ///
    /// # Errors
    /// [`SignatureFault`] if not, or if the algorithm is not accepted.
    pub fn signed_by(&self, spki: &[u8], verifier: &dyn SignatureVerifier) -> Result<(), SignatureFault> {
        let algorithm = crate::algorithm::SignatureAlgorithm::from_der(self.algorithm)
            .map_err(SignatureFault::UnsupportedAlgorithm)?;
        PublicKey::from_spki(spki).map_err(SignatureFault::UnsupportedKey)?;
        algorithm.verify(spki, self.tbs, self.signature, verifier)?;
        Ok(())
    }
}

/// Why the signature on a certificate, a CRL or an OCSP response does not hold.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum SignatureFault {
    /// The provider says no, or the key does not go with the algorithm.
    Invalid,
    /// CERT-08, CERT-09, S-06: name or object identifier of an algorithm that is not accepted.
    UnsupportedAlgorithm(alloc::string::String),
    /// S-02, S-07: the key of the issuer is outside the limits.
    UnsupportedKey(UnsupportedKey),
}

impl From<InvalidSignature> for SignatureFault {
    fn from(_: InvalidSignature) -> Self {
        Self::Invalid
    }
}
