//! OCSP responses about a certificate (section 11b).

use alloc::string::ToString as _;
use alloc::vec::Vec;
use base64ct::{Base64, Encoding as _};
use sealcheck_pki::revocation::fault::ResponderFault;
use sealcheck_pki::revocation::{CertStatus, EvidenceFault, OcspAnswer, OcspResponse, ocsp_request};
use sealcheck_pki::{Certificate, Time};

use crate::evidence::Pool;
use crate::finding::{Code, Finding};
use crate::revocation::crl;
use crate::revocation::opinion::{Opinion, Question, Revocation, Said, earliest, source};
use crate::revocation::report::{RevocationStatus, WantedEvidence};
use crate::revocation::wanted::{self, Asked};
use crate::summary::hex;

const KIND: &str = "ocsp";
const SAYS_REVOKED: &str = "says \"revoked\" for its serial number";
const MAY_SAY_REVOKED: &str = "names the certificate's serial number and may say \"revoked\"";

/// An answer by somebody who may give it.
struct Believed<'r> {
    answer: OcspAnswer<'r>,
    /// Whether the responder's own revocation is settled (D-55).
    checked: bool,
    until: Time,
    warnings: Vec<Finding>,
    wanted: Vec<WantedEvidence>,
}

/// S-11: revoked beats unknown beats good.
pub(super) fn judge(question: &Question<'_, '_>, pool: &Pool<'_>) -> Opinion {
    let mut opinion = Opinion::default();
    let mut good: Option<Believed<'_>> = None;
    let mut signed_unknown = false;
    let mut asked = Asked::default();
    for piece in &pool.ocsp {
        let response = match &piece.parsed {
            Ok(response) if response.is_about(question.certificate, question.issuer) => response,
            Ok(response) => {
                // One responder answers for many certificates; for this one it may still be asked.
                asked.answered(piece.url, true);
                if accuses(response, question, pool, &mut opinion) {
                    opinion.accusing(source(KIND, piece.url, None), &EvidenceFault::OtherCertificate, SAYS_REVOKED);
                }
                continue;
            }
            Err(fault) => {
                let illegible = matches!(fault, EvidenceFault::Malformed(_) | EvidenceFault::Unsupported(_));
                if illegible && piece.after(question.certificate.serial()).any(may_be_revoked) {
                    opinion.accusing(source(KIND, piece.url, None), fault, MAY_SAY_REVOKED);
                    asked.answered(piece.url, false);
                } else if piece.url.is_some_and(|url| question.pointers.ocsp.iter().any(|named| named == url)) {
                    opinion.unusable(source(KIND, piece.url, None), fault);
                    asked.answered(piece.url, false);
                }
                continue;
            }
        };
        match believed(response, question, pool) {
            Err(fault) => {
                asked.answered(piece.url, matches!(fault, EvidenceFault::Expired { .. }));
                if accuses(response, question, pool, &mut opinion) {
                    opinion.accusing(source(KIND, piece.url, None), &fault, SAYS_REVOKED);
                } else {
                    opinion.unusable(source(KIND, piece.url, None), &fault);
                }
            }
            Ok(believed) => {
                let said = said(believed.answer.status, question.signing_time);
                if !matches!(said, Said::Revoked(_)) && accuses(response, question, pool, &mut opinion) {
                    opinion.accusing(source(KIND, piece.url, None), &EvidenceFault::OtherCertificate, SAYS_REVOKED);
                }
                let mut source = source(KIND, piece.url, Some(believed.answer.period));
                source.responder = believed.answer.responder.as_ref().map(|responder| responder.subject().to_string());
                source.status = Some(match said {
                    Said::Good => RevocationStatus::Good,
                    Said::Revoked(_) => RevocationStatus::Revoked,
                    Said::Unknown => RevocationStatus::Unknown,
                });
                opinion.sources.push(source);
                match said {
                    Said::Revoked(_) if matches!(opinion.said, Said::Revoked(_)) => {}
                    Said::Revoked(_) => opinion.said = said,
                    Said::Unknown => signed_unknown = true,
                    // Of good answers the one that lasts longest, and rather one whose responder is checked.
                    Said::Good => {
                        let worth = |believed: &Believed<'_>| (believed.checked, believed.until);
                        if good.as_ref().is_none_or(|best| worth(&believed) > worth(best)) {
                            good = Some(believed);
                        }
                    }
                }
            }
        }
    }
    match (opinion.said, good) {
        (Said::Revoked(_), _) => {}
        _ if opinion.accused => {}
        // REV-13: a signed "unknown" is an answer, also beside a "good"; nobody else is asked, and CRLs decide.
        _ if signed_unknown => {}
        (_, Some(good)) => {
            opinion.said = Said::Good;
            opinion.bound(Some(good.until));
            opinion.warnings.extend(good.warnings);
            opinion.wanted.extend(good.wanted);
        }
        (_, None) => want(question, pool, &asked, &mut opinion),
    }
    opinion
}

/// Whether what follows a serial number is another status than good and unknown.
fn may_be_revoked(status: &[u8]) -> bool {
    const GOOD: [u8; 2] = [0x80, 0];
    const UNKNOWN: [u8; 2] = [0x82, 0];
    !status.starts_with(&GOOD) && !status.starts_with(&UNKNOWN)
}

/// S-48: whether the response says "revoked" in a way that is no evidence, by somebody whom the issuer certified for
/// whatever purpose.
fn accuses(response: &OcspResponse<'_>, question: &Question<'_, '_>, pool: &Pool<'_>, opinion: &mut Opinion) -> bool {
    let accusations = response.accusations(question.certificate.serial(), pool.now);
    let standing = accusations.filter(|(status, _)| matches!(said(*status, question.signing_time), Said::Revoked(_)));
    // The one that counts longest.
    let longest = standing.map(|(_, until)| until.unwrap_or(Time::MAX)).max();
    let accuses = longest.is_some() && response.may_be_signed_for(question.issuer, pool.verifier);
    if accuses {
        opinion.bound(longest.filter(|until| *until < Time::MAX));
    }
    accuses
}

/// REV-32…34; REV-33: what was signed before the key was in wrong hands stays good.
fn said(status: CertStatus, signing_time: Option<Time>) -> Said {
    match status {
        CertStatus::Good => Said::Good,
        CertStatus::Unknown => Said::Unknown,
        CertStatus::Revoked { revoked_at, reason, invalidity_date } => {
            let before = signing_time.zip(invalidity_date).is_some_and(|(signed, invalid)| signed < invalid);
            if before { Said::Good } else { Said::Revoked(Revocation { revoked_at, reason, invalidity_date }) }
        }
    }
}

/// D-55: a delegated responder that its issuer does not vouch for is looked up in the CRLs at hand.
fn believed<'r>(
    response: &OcspResponse<'r>,
    question: &Question<'_, '_>,
    pool: &Pool<'_>,
) -> Result<Believed<'r>, EvidenceFault> {
    let answer = response.judge(question.certificate, question.issuer, pool.now, pool.verifier)?;
    let until = answer.until;
    let settled = |answer, until| Believed { answer, checked: true, until, warnings: Vec::new(), wanted: Vec::new() };
    let Some(responder) = answer.responder.as_ref().filter(|responder| !responder.extensions().ocsp_no_check) else {
        return Ok(settled(answer, until));
    };
    let subject = responder.subject().to_string();
    let opinion = responder_status(responder, question, pool);
    match opinion.said {
        Said::Revoked(_) => Err(ResponderFault::Revoked(subject).into()),
        Said::Unknown if opinion.accused => Err(ResponderFault::Revoked(subject).into()),
        Said::Good => {
            let until = earliest(Some(until), opinion.until).unwrap_or(until);
            Ok(settled(answer, until))
        }
        Said::Unknown => {
            let message = alloc::format!(
                "the OCSP answer about \"{}\" is signed by \"{subject}\", and whether that certificate is revoked is not known",
                question.certificate.subject()
            );
            let finding = Finding::new(Code::RevocationResponderUnchecked, message).with("responder", subject);
            let (warnings, wanted) = (Vec::from([finding]), opinion.wanted);
            let until = earliest(Some(until), opinion.until).unwrap_or(until);
            Ok(Believed { answer, checked: false, until, warnings, wanted })
        }
    }
}

fn responder_status(responder: &Certificate<'_>, question: &Question<'_, '_>, pool: &Pool<'_>) -> Opinion {
    let pointers = responder.extensions().revocation_pointers().unwrap_or_default();
    crl::judge(
        &Question {
            certificate: responder,
            issuer: question.issuer,
            pointers: &pointers,
            signing_time: None,
            chain: "responder",
        },
        pool,
    )
}

/// REV-13: any responder that the certificate names may answer.
fn want(question: &Question<'_, '_>, pool: &Pool<'_>, asked: &Asked<'_>, opinion: &mut Opinion) {
    let Ok(request) = ocsp_request(question.certificate, question.issuer) else { return };
    let body = Base64::encode_string(&request);
    let certificate = hex(&question.certificate.fingerprint());
    for url in wanted::worth_asking(&question.pointers.ocsp, pool, asked) {
        opinion.pending |= !asked.is_known(url);
        opinion.wanted.push(WantedEvidence {
            kind: KIND,
            url: url.into(),
            method: "POST",
            body: Some(body.clone()),
            certificate: certificate.clone(),
            chain: question.chain,
        });
    }
}
