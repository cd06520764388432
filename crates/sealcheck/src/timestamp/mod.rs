//! Were the certificates valid when it counts (VER-33…38, SCH-10)?

mod token;

use alloc::string::ToString as _;
use alloc::vec::Vec;
use sealcheck_pki::error::OutsideValidity;
use sealcheck_pki::{Certificate, Time};

use crate::check::Judged;
use crate::envelope::Scheme;
use crate::evidence::Pool;
use crate::finding::{Code, Finding};
use crate::integrity::Intact;
use crate::policy::{Statement, StoreType, VerifyTimestamp};
use crate::store_cache::StoreCache;
use crate::verdict::{Check, CheckEvidence, CheckName, Status, TimestampEvidence, TimestampMethod, TimestampSummary};

const NAME: CheckName = CheckName::AuthenticTimestamp;

/// Judges the validity of every certificate at the time that the scheme and the policy call for.
pub(crate) fn check(intact: &Intact<'_>, statement: &Statement, stores: &StoreCache<'_>, pool: &Pool<'_>) -> Judged {
    let current_date = pool.now;
    match intact.envelope().attributes.scheme {
        Scheme::SigningAuthority => at_authentic_signing_time(intact),
        Scheme::X509 if calls_for_token(intact, statement, current_date) => {
            token::check(intact, statement, stores, pool)
        }
        Scheme::X509 => at_verification_time(intact, current_date),
    }
}

/// VER-34, VER-35: a `tsa` store, and `always` or a certificate that has expired.
fn calls_for_token(intact: &Intact<'_>, statement: &Statement, current_date: Time) -> bool {
    statement.trust_stores.iter().any(|store| store.kind == StoreType::Tsa)
        && match statement.verify_timestamp {
            VerifyTimestamp::Always => true,
            VerifyTimestamp::AfterCertExpiry => {
                intact.chain().iter().any(|certificate| certificate.not_after() < current_date)
            }
        }
}

fn evidence(method: TimestampMethod, time: Option<Time>) -> TimestampEvidence {
    TimestampEvidence {
        method,
        time: time.map(|time| time.to_string()),
        earliest: None,
        latest: None,
        authority: None,
        trust_stores: Vec::new(),
        anchor: None,
        certificates: Vec::new(),
        revocation: Vec::new(),
    }
}

fn judged(outcome: Result<(), Finding>, evidence: TimestampEvidence) -> Judged {
    Judged::new(NAME, outcome, CheckEvidence::AuthenticTimestamp(evidence))
}

/// What a timestamp attests, if the row says that it was judged good.
pub(crate) fn summary(checks: &[Check]) -> Option<TimestampSummary> {
    let passed = checks.iter().find(|check| check.name == NAME && check.status == Status::Passed)?;
    let CheckEvidence::AuthenticTimestamp(evidence) = &passed.evidence else { return None };
    let (earliest, latest) = (evidence.earliest.clone()?, evidence.latest.clone()?);
    Some(TimestampSummary { earliest, latest })
}

/// SCH-10: the current time is irrelevant, so the row never changes.
#[inline(never)]
fn at_authentic_signing_time(intact: &Intact<'_>) -> Judged {
    let time = intact.envelope().attributes.authentic_signing_time;
    let outside = time.and_then(|time| intact.chain().iter().find(|certificate| certificate.valid_at(time).is_err()));
    let outcome = match (time, outside) {
        (Some(_), None) => Ok(()),
        (Some(time), Some(certificate)) => {
            let message = alloc::format!(
                "\"{}\" is valid from {} to {}, not at the authentic signing time {time}",
                certificate.subject(),
                certificate.not_before(),
                certificate.not_after()
            );
            Err(Finding::new(Code::AuthenticTimestampAuthorityTime, message))
        }
        (None, _) => {
            let message = "the signing authority states no authentic signing time";
            Err(Finding::new(Code::AuthenticTimestampAuthorityTime, message))
        }
    };
    judged(outcome, evidence(TimestampMethod::AuthenticSigningTime, time))
}

/// VER-37, VER-38: certificate by certificate, both bounds inclusive. A token in the envelope is ignored (TSA-01).
fn at_verification_time(intact: &Intact<'_>, current_date: Time) -> Judged {
    let outcome = intact.chain().iter().try_for_each(|certificate| {
        certificate.valid_at(current_date).map_err(|outside| outside_finding(certificate, &outside, current_date))
    });
    let until = intact.chain().iter().map(Certificate::not_after).min();
    judged(outcome, evidence(TimestampMethod::VerificationTime, Some(current_date))).until(until)
}

#[inline(never)]
fn outside_finding(certificate: &Certificate<'_>, outside: &OutsideValidity, current_date: Time) -> Finding {
    let subject = certificate.subject();
    match outside {
        OutsideValidity::Expired { not_after } => {
            let message = alloc::format!(
                "\"{subject}\" expired at {not_after}; the time of verification is {current_date}, and no timestamp was verified"
            );
            Finding::new(Code::AuthenticTimestampExpired, message)
                .with("subject", subject.to_string())
                .with("notAfter", not_after.to_string())
        }
        OutsideValidity::NotYetValid { not_before } => {
            let message = alloc::format!(
                "\"{subject}\" becomes valid at {not_before}; the time of verification is {current_date}"
            );
            Finding::new(Code::AuthenticTimestampNotYetValid, message)
                .with("subject", subject.to_string())
                .with("notBefore", not_before.to_string())
        }
    }
}
