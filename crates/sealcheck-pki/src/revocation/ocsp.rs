//! Responses of the Online Certificate Status Protocol (RFC 6960 §4.2). Requests are in [`super::cert_id`].

use alloc::string::ToString as _;
use alloc::vec::Vec;
use der::asn1::OctetStringRef;
use der::oid::ObjectIdentifier;
use der::{Decode as _, Tag, Tagged as _};

use crate::certificate::{Certificate, SignatureFault};
use crate::crypto::SignatureVerifier;
use crate::der::{Fields, Signed, any, bit_string, explicit, implicit};
use crate::error::{Malformed, OutsideValidity};
use crate::extension::KeyUsage;
use crate::revocation::cert_id::{CertId, sha1, subject_public_key};
use crate::revocation::extensions::{INVALIDITY_DATE, extensions};
use crate::revocation::fault::ResponderFault;
use crate::revocation::period::generalized_time;
use crate::revocation::{EvidenceFault, Period, Reason};
use crate::time::Time;

/// Size of an OCSP response, in bytes. Notation reads 20 480 (REV-20); responses with several certificates are longer.
pub const MAX_SIZE: usize = 64 * 1024;

/// Certificates of a response whose signatures are checked; one is the rule.
const MAX_RESPONDERS: usize = 4;

const BASIC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1.1");
const OCSP_SIGNING: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.9");

/// What an OCSP answer or a CRL says of one certificate.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum CertStatus {
    /// Not revoked.
    Good,
    /// Revoked, be it for a while.
    Revoked {
        /// Since when; may lie in the future (REV-32).
        revoked_at: Time,
        /// Why.
        reason: Option<Reason>,
        /// Since when the key is or may be in wrong hands.
        invalidity_date: Option<Time>,
    },
    /// The responder does not know the certificate.
    Unknown,
}

/// A well-formed response to a request. Nothing is known yet about its signature, its certificates or its time.
#[derive(Clone, Debug)]
pub struct OcspResponse<'a> {
    signed: Signed<'a>,
    responder: ResponderId<'a>,
    answers: Vec<SingleResponse<'a>>,
    /// Certificates of the responder, DER.
    certificates: Vec<&'a [u8]>,
}

/// `ResponderID ::= CHOICE { byName [1] Name, byKey [2] KeyHash }` (RFC 6960 §4.2.1).
#[derive(Clone, Copy, Debug)]
enum ResponderId<'a> {
    Key(&'a [u8]),
    Name(&'a [u8]),
}

/// `SingleResponse ::= SEQUENCE { certID CertID, certStatus CertStatus, thisUpdate GeneralizedTime,
/// nextUpdate [0] EXPLICIT GeneralizedTime OPTIONAL, singleExtensions [1] EXPLICIT Extensions OPTIONAL }`.
#[derive(Clone, Debug)]
struct SingleResponse<'a> {
    id: CertId<'a>,
    status: CertStatus,
    period: Period,
    /// A critical extension; none is known (REV-31).
    critical: Option<ObjectIdentifier>,
}

/// What a response says about one certificate, signed by somebody who may.
#[derive(Clone, Debug)]
pub struct OcspAnswer<'a> {
    /// What it says.
    pub status: CertStatus,
    /// When it may be used.
    pub period: Period,
    /// The last instant at which it may be used: nextUpdate, or before it the end of the responder's certificate.
    pub until: Time,
    /// The certificate of a delegated responder; `None` if the issuer signed.
    pub responder: Option<Certificate<'a>>,
}

/// What stands inside an explicit tag.
fn inside(input: &[u8], number: u32) -> Result<&[u8], Malformed> {
    let mut fields = Fields::of(input, explicit(number))?;
    let value = fields.tlv()?;
    fields.finish()?;
    Ok(value)
}

impl<'a> OcspResponse<'a> {
    /// Reads one DER `OCSPResponse` and nothing after it (REV-22).
    ///
    /// # Errors
    /// [`EvidenceFault::Malformed`], [`EvidenceFault::TooLarge`], the responder's error, or another type of response.
    pub fn parse(der: &'a [u8]) -> Result<Self, EvidenceFault> {
        if der.len() > MAX_SIZE {
            return Err(EvidenceFault::TooLarge { size: der.len(), limit: MAX_SIZE });
        }
        let mut fields = Fields::of_sequence(der)?;
        let status = any(fields.tlv()?)?;
        match (status.tag(), status.value()) {
            (Tag::Enumerated, [0]) => {}
            (Tag::Enumerated, [1]) => return Err(EvidenceFault::ResponseStatus("malformed request")),
            (Tag::Enumerated, [2]) => return Err(EvidenceFault::ResponseStatus("internal error")),
            (Tag::Enumerated, [3]) => return Err(EvidenceFault::ResponseStatus("try later")),
            (Tag::Enumerated, [5]) => return Err(EvidenceFault::ResponseStatus("signature required")),
            (Tag::Enumerated, [6]) => return Err(EvidenceFault::ResponseStatus("unauthorized")),
            _ => return Err(Malformed::at(0, "an unknown response status".into()).into()),
        }
        let mut bytes = Fields::of_sequence(inside(fields.tlv()?, 0)?)?;
        fields.finish()?;
        if ObjectIdentifier::from_der(bytes.tlv()?)? != BASIC {
            return Err(EvidenceFault::Unsupported("a response of another type than basic"));
        }
        let basic = <&OctetStringRef>::from_der(bytes.tlv()?)?;
        bytes.finish()?;
        Self::basic(basic.as_bytes())
    }

    /// `BasicOCSPResponse ::= SEQUENCE { tbsResponseData ResponseData, signatureAlgorithm AlgorithmIdentifier,
    /// signature BIT STRING, certs [0] EXPLICIT SEQUENCE OF Certificate OPTIONAL }`.
    fn basic(input: &'a [u8]) -> Result<Self, EvidenceFault> {
        let mut fields = Fields::of_sequence(input)?;
        let (tbs, algorithm) = (fields.tlv()?, fields.tlv()?);
        let signed = Signed { tbs, algorithm, signature: bit_string(fields.tlv()?)? };
        let mut certificates = Vec::new();
        if let Some(list) = fields.optional(explicit(0))? {
            let mut list = Fields::of_sequence(inside(list, 0)?)?;
            while !list.is_finished() {
                certificates.push(list.tlv()?);
            }
        }
        fields.finish()?;
        let (responder, answers) = response_data(tbs)?;
        Ok(Self { signed, responder, answers, certificates })
    }

    /// Whether it says something about the certificate: D-51.
    #[must_use]
    pub fn is_about(&self, certificate: &Certificate<'_>, issuer: &Certificate<'_>) -> bool {
        self.answers.iter().any(|answer| answer.id.is_of(certificate, issuer))
    }

    /// What it says about the certificate at `time`: signed by the issuer or a responder that the issuer certified
    /// for it. Of answers that contradict each other the worst counts.
    ///
    /// # Errors
    /// [`EvidenceFault`] if it says nothing that may be believed.
    pub fn judge(
        &self,
        certificate: &Certificate<'_>,
        issuer: &Certificate<'_>,
        time: Time,
        verifier: &dyn SignatureVerifier,
    ) -> Result<OcspAnswer<'a>, EvidenceFault> {
        let mut fault = EvidenceFault::OtherCertificate;
        let mut worst: Option<(&SingleResponse<'a>, Time)> = None;
        for answer in self.answers.iter().filter(|answer| answer.id.is_of(certificate, issuer)) {
            if let Some(oid) = answer.critical {
                return Err(EvidenceFault::CriticalExtension(oid.to_string()));
            }
            match answer.period.contains(time) {
                Ok(until) if worst.is_none_or(|(worst, _)| badness(answer.status) > badness(worst.status)) => {
                    worst = Some((answer, until));
                }
                Ok(_) => {}
                Err(late) => fault = late,
            }
        }
        let (answer, next_update) = worst.ok_or(fault)?;
        let responder = self.responder(issuer, time, verifier)?;
        let until = responder.as_ref().map_or(next_update, |responder| responder.not_after().min(next_update));
        Ok(OcspAnswer { status: answer.status, period: answer.period, until, responder })
    }

    /// S-48: by which answers a certificate of this serial number is revoked, whoever gave them and whatever issuer they
    /// name. What is past nextUpdate still counts, unless it was on hold (as D-58). With each answer the last instant at
    /// which it counts, if there is one.
    pub fn accusations(&self, serial: &[u8], time: Time) -> impl Iterator<Item = (CertStatus, Option<Time>)> {
        let said = self.answers.iter().filter(move |answer| answer.id.has_serial(serial));
        said.filter_map(move |answer| {
            let CertStatus::Revoked { reason, .. } = answer.status else { return None };
            let on_hold = reason == Some(Reason::CERTIFICATE_HOLD);
            let current = answer.period.next_update.is_some_and(|until| time <= until);
            (current || !on_hold).then_some((answer.status, answer.period.next_update.filter(|_| on_hold)))
        })
    }

    /// S-48: whether the issuer's key, or one that it certified for whatever purpose, may have signed: it did, or it
    /// cannot be told because the algorithm is not accepted (S-03).
    pub fn may_be_signed_for(&self, issuer: &Certificate<'_>, verifier: &dyn SignatureVerifier) -> bool {
        let may_be = |signed: Result<(), SignatureFault>| !matches!(signed, Err(SignatureFault::Invalid));
        let certificates = self.certificates.iter().filter_map(|der| Certificate::parse(der).ok());
        may_be(self.signed.signed_by(issuer.spki(), verifier))
            || certificates.take(MAX_RESPONDERS).any(|responder| {
                may_be(responder.signed_by(issuer.spki(), verifier))
                    && may_be(self.signed.signed_by(responder.spki(), verifier))
            })
    }

    /// RFC 6960 §4.2.2.2, D-52, D-53: the issuer itself, or somebody whom it certified for answering.
    fn responder(
        &self,
        issuer: &Certificate<'_>,
        time: Time,
        verifier: &dyn SignatureVerifier,
    ) -> Result<Option<Certificate<'a>>, EvidenceFault> {
        let mut fault = EvidenceFault::Responder(ResponderFault::Absent);
        if self.responder.is(issuer) {
            match self.signed.signed_by(issuer.spki(), verifier) {
                Ok(()) => return Ok(None),
                Err(reason) => fault = reason.into(),
            }
        }
        let named = self.certificates.iter().filter_map(|der| Certificate::parse(der).ok());
        let named =
            named.filter(|certificate| self.responder.is(certificate) && certificate.as_der() != issuer.as_der());
        for certificate in named.take(MAX_RESPONDERS) {
            match authorised(&certificate, issuer, time, verifier) {
                Ok(()) => match self.signed.signed_by(certificate.spki(), verifier) {
                    Ok(()) => return Ok(Some(certificate)),
                    Err(reason) => fault = reason.into(),
                },
                Err(reason) => fault = reason.into(),
            }
        }
        Err(fault)
    }
}

/// D-52: id-kp-OCSPSigning, valid at `time`, issued by the same CA by name and signature.
fn authorised(
    responder: &Certificate<'_>,
    issuer: &Certificate<'_>,
    time: Time,
    verifier: &dyn SignatureVerifier,
) -> Result<(), ResponderFault> {
    let subject = responder.subject().to_string();
    let extensions = responder.extensions();
    let purposes = extensions.extended_key_usage.as_ref();
    // RFC 5280 §4.2.1.12: the key usage bits that go with the purpose.
    let signs = extensions.key_usage.as_ref().is_none_or(|usage| {
        usage.value.has(KeyUsage::DIGITAL_SIGNATURE) || usage.value.has(KeyUsage::CONTENT_COMMITMENT)
    });
    if !signs || !purposes.is_some_and(|purposes| purposes.value.contains(&OCSP_SIGNING)) {
        return Err(ResponderFault::Purpose(subject));
    }
    if let Err(outside) = responder.valid_at(time) {
        let from = match outside {
            OutsideValidity::Expired { .. } => None,
            OutsideValidity::NotYetValid { not_before } => Some(not_before),
        };
        return Err(ResponderFault::Validity { subject, from });
    }
    let same_name = responder.issuer().as_der() == issuer.subject().as_der();
    if !same_name || responder.signed_by(issuer.spki(), verifier).is_err() {
        return Err(ResponderFault::Issuer(subject));
    }
    Ok(())
}

/// How bad a status is, for answers of one response that contradict each other.
const fn badness(status: CertStatus) -> u8 {
    match status {
        CertStatus::Good => 0,
        CertStatus::Unknown => 1,
        CertStatus::Revoked { .. } => 2,
    }
}

/// `ResponseData ::= SEQUENCE { version [0] EXPLICIT Version DEFAULT v1, responderID ResponderID,
/// producedAt GeneralizedTime, responses SEQUENCE OF SingleResponse, responseExtensions [1] EXPLICIT Extensions
/// OPTIONAL }`. producedAt and the extensions decide nothing (REV-30, REV-31).
fn response_data(tbs: &[u8]) -> Result<(ResponderId<'_>, Vec<SingleResponse<'_>>), EvidenceFault> {
    let mut fields = Fields::of_sequence(tbs)?;
    if let Some(version) = fields.optional(explicit(0))?
        && u8::from_der(inside(version, 0)?)? != 0
    {
        return Err(EvidenceFault::Unsupported("a response of another version than 1"));
    }
    let responder = match fields.optional(explicit(1))? {
        Some(name) => ResponderId::Name(inside(name, 1)?),
        None => ResponderId::Key(<&OctetStringRef>::from_der(inside(fields.tlv()?, 2)?)?.as_bytes()),
    };
    let _produced_at = generalized_time(fields.tlv()?)?;
    let mut list = Fields::of_sequence(fields.tlv()?)?;
    let mut answers = Vec::new();
    while !list.is_finished() {
        answers.push(SingleResponse::parse(list.tlv()?)?);
    }
    if let Some(list) = fields.optional(explicit(1))? {
        extensions(inside(list, 1)?)?;
    }
    fields.finish()?;
    Ok((responder, answers))
}

impl<'a> SingleResponse<'a> {
    fn parse(input: &'a [u8]) -> Result<Self, Malformed> {
        let mut fields = Fields::of_sequence(input)?;
        let id = CertId::from_der(fields.tlv()?)?;
        let mut status = cert_status(fields.tlv()?)?;
        let this_update = generalized_time(fields.tlv()?)?;
        let next_update = fields.optional(explicit(0))?;
        let next_update = next_update.map(|next| inside(next, 0).and_then(generalized_time)).transpose()?;
        let list = fields.optional(explicit(1))?;
        fields.finish()?;
        let list = list.map(|list| inside(list, 1).and_then(extensions)).transpose()?.unwrap_or_default();
        let critical = list.iter().find(|extension| extension.critical).map(|extension| extension.id);
        // REV-33: a date that cannot be read is none.
        let date = list.iter().find(|extension| extension.id == INVALIDITY_DATE);
        let date = date.and_then(|extension| generalized_time(extension.value.as_bytes()).ok());
        if let CertStatus::Revoked { invalidity_date, .. } = &mut status {
            *invalidity_date = date;
        }
        Ok(Self { id, status, period: Period { this_update, next_update }, critical })
    }
}

/// `CertStatus ::= CHOICE { good [0] IMPLICIT NULL, revoked [1] IMPLICIT RevokedInfo, unknown [2] IMPLICIT NULL }`,
/// `RevokedInfo ::= SEQUENCE { revocationTime GeneralizedTime, revocationReason [0] EXPLICIT CRLReason OPTIONAL }`.
fn cert_status(input: &[u8]) -> Result<CertStatus, Malformed> {
    const GOOD: Tag = implicit(0);
    const REVOKED: Tag = explicit(1);
    const UNKNOWN: Tag = implicit(2);
    let status = any(input)?;
    match (status.tag(), status.value()) {
        (GOOD, []) => Ok(CertStatus::Good),
        (UNKNOWN, []) => Ok(CertStatus::Unknown),
        (REVOKED, _) => {
            let mut fields = Fields::of(input, REVOKED)?;
            let revoked_at = generalized_time(fields.tlv()?)?;
            let reason = fields.optional(explicit(0))?;
            let reason = reason.map(|reason| inside(reason, 0).and_then(Reason::from_der)).transpose()?;
            fields.finish()?;
            Ok(CertStatus::Revoked { revoked_at, reason, invalidity_date: None })
        }
        _ => Err(Malformed::at(0, "an unknown certificate status".into())),
    }
}

impl ResponderId<'_> {
    /// By name, byte for byte, or by the SHA-1 of the key.
    fn is(&self, certificate: &Certificate<'_>) -> bool {
        match self {
            Self::Key(hash) => subject_public_key(certificate).is_ok_and(|key| sha1(key) == *hash),
            Self::Name(name) => certificate.subject().as_der() == *name,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{CertStatus, OcspResponse, cert_status};
    use crate::revocation::EvidenceFault;

    #[test]
    fn rev_32_rev_34_the_three_statuses() {
        assert_eq!(cert_status(&[0x80, 0]).unwrap(), CertStatus::Good);
        assert_eq!(cert_status(&[0x82, 0]).unwrap(), CertStatus::Unknown);
        let revoked = [&b"\xa1\x16\x18\x0f20260510000000Z"[..], &[0xa0, 3, 0x0a, 1, 1]].concat();
        let Ok(CertStatus::Revoked { revoked_at, reason, .. }) = cert_status(&revoked) else { panic!("revoked") };
        assert_eq!(alloc::format!("{revoked_at} {}", reason.unwrap()), "2026-05-10T00:00:00Z keyCompromise");
        for bad in [&[0x80, 1, 0][..], &[0xa0, 0], &[0xa1, 0], &[0x81, 0], &[0x83, 0], &[0x05, 0], &[]] {
            assert!(cert_status(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn rev_21_errors_of_the_responder_are_named() {
        let fault = |status: u8| OcspResponse::parse(&[0x30, 3, 0x0a, 1, status]).unwrap_err();
        for (status, name) in [(1, "malformed request"), (2, "internal error"), (3, "try later"), (6, "unauthorized")] {
            assert_eq!(fault(status), EvidenceFault::ResponseStatus(name));
        }
        for status in [0, 4, 7] {
            assert!(matches!(fault(status), EvidenceFault::Malformed(_)), "{status}");
        }
        let large = alloc::vec![0x30; super::MAX_SIZE + 1];
        assert!(matches!(OcspResponse::parse(&large), Err(EvidenceFault::TooLarge { .. })));
    }
}
