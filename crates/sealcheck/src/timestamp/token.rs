//! The timestamp token of a signature, from its bytes to the validity of the signing certificates (section 10).

use alloc::rc::Rc;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use sealcheck_pki::profile::Purpose;
use sealcheck_pki::timestamp::{TimestampFault, TimestampToken, VerifiedTimestamp};
use sealcheck_pki::{Certificate, Time};

use super::{NAME, evidence, judged};
use crate::check::Judged;
use crate::evidence::Pool;
use crate::finding::{Code, Finding};
use crate::integrity::{Intact, chain_finding};
use crate::policy::{Statement, StoreName, StoreType};
use crate::revocation::{self, ChainOutcome};
use crate::store_cache::StoreCache;
use crate::trust_store::OpenStore;
use crate::verdict::{AnchorEvidence, CertificateSummary, CheckEvidence, TimestampEvidence, TimestampMethod};

/// TSA-03: token, imprint, stores, signature and path, the window of every signing certificate, revocation.
#[inline(never)]
pub(super) fn check(intact: &Intact<'_>, statement: &Statement, stores: &StoreCache<'_>, pool: &Pool<'_>) -> Judged {
    let mut seen = evidence(TimestampMethod::Timestamp, None);
    let token = match parse(intact) {
        Ok(token) => token,
        Err(finding) => return judged(Err(finding), seen),
    };
    let opened = match open(statement, stores) {
        Ok(opened) => opened,
        Err(finding) => return judged(Err(finding), seen),
    };
    seen.trust_stores = opened.iter().map(|store| store.evidence()).collect();
    let stored = opened.iter().flat_map(|store| &store.certificates);
    let roots: Vec<Certificate<'_>> = stored.filter_map(|stored| Certificate::parse(&stored.der).ok()).collect();
    match token.verify(&intact.envelope().signature, &roots, pool.verifier) {
        Ok(timestamp) => {
            seen.anchor = anchor(timestamp.chain(), &opened);
            judge(intact, &timestamp, seen, pool)
        }
        Err(fault) => {
            let names: Vec<String> = opened.iter().map(|store| store.name.to_string()).collect();
            judged(Err(fault_finding(&fault).with("stores", names)), seen)
        }
    }
}

/// Which store the chain's last certificate is in: the path was built to it.
fn anchor(chain: &[Certificate<'_>], opened: &[Rc<OpenStore>]) -> Option<AnchorEvidence> {
    let (root, below) = chain.split_last()?;
    opened.iter().find_map(|store| {
        let entry = store.holds(root)?.entry.clone();
        Some(AnchorEvidence { certificate: below.len(), store: store.name.to_string(), entry })
    })
}

/// TSA-02, TSA-04…23: a missing token fails even while all certificates are valid.
fn parse<'e>(intact: &Intact<'e>) -> Result<TimestampToken<'e>, Finding> {
    let Some(token) = intact.envelope().unsigned.token() else {
        let message = "the policy calls for a timestamp, and the signature carries none";
        return Err(Finding::new(Code::AuthenticTimestampTokenMissing, message));
    };
    let token = TimestampToken::parse(token).map_err(|fault| fault_finding(&fault))?;
    // TSA-03, TSA-17: before any store is opened.
    token.covers(&intact.envelope().signature).map_err(|fault| fault_finding(&fault))?;
    Ok(token)
}

/// TSA-38, STORE-21: every `tsa` store of the statement.
fn open(statement: &Statement, stores: &StoreCache<'_>) -> Result<Vec<Rc<OpenStore>>, Finding> {
    let named = statement.trust_stores.iter().filter(|name| name.kind == StoreType::Tsa);
    named.map(|name: &StoreName| stores.open(name).map_err(of_authority)).collect()
}

/// STORE-21: what fails authenticity for signers fails this row for authorities.
fn of_authority(finding: Finding) -> Finding {
    let code = match finding.code {
        Code::AuthenticityTrustStoreEmpty => Code::AuthenticTimestampTrustStoreEmpty,
        Code::AuthenticityTrustStoreMissing => Code::AuthenticTimestampTrustStoreMissing,
        _ => Code::AuthenticTimestampTrustStoreMalformed,
    };
    Finding { code, advice: code.advice(), ..finding }
}

/// A token that holds, used for the validity of the signing certificates and for nothing else (TSA-45, D-20).
fn judge(intact: &Intact<'_>, timestamp: &VerifiedTimestamp<'_>, seen: TimestampEvidence, pool: &Pool<'_>) -> Judged {
    // TSA-43: asked whatever the level does about revocation.
    let status = revocation::evaluate(timestamp.chain(), Purpose::Timestamping, None, pool);
    let seen = TimestampEvidence {
        time: Some(timestamp.gen_time().to_string()),
        earliest: Some(timestamp.earliest().to_string()),
        latest: Some(timestamp.latest().to_string()),
        authority: timestamp.chain().first().map(|authority| authority.subject().to_string()),
        certificates: timestamp.chain().iter().map(CertificateSummary::of).collect(),
        revocation: status.certificates,
        ..seen
    };
    let window = intact.chain().iter().try_for_each(|certificate| within(certificate, timestamp));
    let row = match (window, status.outcome) {
        (Ok(()), ChainOutcome::Good) => judged(Ok(()), seen),
        (Ok(()), ChainOutcome::Revoked(finding)) => judged(Err(authority_finding(finding)), seen),
        (Ok(()), ChainOutcome::Unknown(finding)) => {
            let evidence = CheckEvidence::AuthenticTimestamp(seen);
            Judged::inconclusive(NAME, authority_finding(finding), evidence)
        }
        // D-44: both are reported, the window first. No evidence moves the window, so nothing is wanted.
        (Err(outside), ChainOutcome::Good) => return judged(Err(outside), seen),
        (Err(outside), ChainOutcome::Revoked(finding) | ChainOutcome::Unknown(finding)) => {
            return judged(Err(outside), seen).warn(Vec::from([authority_finding(finding)]));
        }
    };
    row.until(status.until).warn(status.warnings).wants(status.wanted).warn(future(timestamp, pool.now))
}

/// What revocation finds of an authority, under the name of this row.
fn authority_finding(finding: Finding) -> Finding {
    let code = match finding.code {
        Code::RevocationRevoked => Code::AuthenticTimestampAuthorityRevoked,
        Code::RevocationUnknown => Code::AuthenticTimestampAuthorityUnknown,
        other => other,
    };
    Finding {
        code,
        advice: code.advice(),
        message: alloc::format!("the timestamping authority: {}", finding.message),
        ..finding
    }
}

/// TSA-41, TSA-42: the whole interval lies within the validity, both bounds inclusive.
fn within(certificate: &Certificate<'_>, timestamp: &VerifiedTimestamp<'_>) -> Result<(), Finding> {
    let (subject, earliest, latest) = (certificate.subject(), timestamp.earliest(), timestamp.latest());
    let message = if earliest < certificate.not_before() {
        let not_before = certificate.not_before();
        alloc::format!("the timestamp can be of {earliest}, and \"{subject}\" is valid from {not_before}")
    } else if latest > certificate.not_after() {
        let not_after = certificate.not_after();
        alloc::format!("the timestamp can be of {latest}, and \"{subject}\" expired at {not_after}")
    } else {
        return Ok(());
    };
    Err(Finding::new(Code::AuthenticTimestampOutsideValidity, message)
        .with("subject", subject.to_string())
        .with("earliest", earliest.to_string())
        .with("latest", latest.to_string())
        .with("notBefore", certificate.not_before().to_string())
        .with("notAfter", certificate.not_after().to_string()))
}

/// TSA-24, S-14: accepted, but someone's clock is wrong.
fn future(timestamp: &VerifiedTimestamp<'_>, now: Time) -> Vec<Finding> {
    let time = timestamp.gen_time();
    let message = alloc::format!("the timestamp is of {time}, and the time of verification is {now}");
    let warning = (time > now).then(|| Finding::new(Code::AuthenticTimestampFuture, message));
    warning.into_iter().collect()
}

/// What a fault of a token is called.
fn fault_finding(fault: &TimestampFault) -> Finding {
    let code = match fault {
        TimestampFault::Accuracy { .. }
        | TimestampFault::CertificateKind { .. }
        | TimestampFault::ContentType(_)
        | TimestampFault::Malformed(_)
        | TimestampFault::NotSignedData(_)
        | TimestampFault::Response
        | TimestampFault::Signers(_)
        | TimestampFault::Time { .. }
        | TimestampFault::Version { .. } => Code::AuthenticTimestampTokenMalformed,
        TimestampFault::CriticalExtension(_)
        | TimestampFault::DigestAlgorithm(_)
        | TimestampFault::EssHashAlgorithm(_)
        | TimestampFault::ImprintAlgorithm(_)
        | TimestampFault::Key { .. }
        | TimestampFault::KeyIdentifier
        | TimestampFault::SignatureAlgorithm(_) => Code::AuthenticTimestampTokenUnsupported,
        TimestampFault::AttributesMissing
        | TimestampFault::AttributeMissing(_)
        | TimestampFault::ContentTypeAttribute(_)
        | TimestampFault::DigestMismatch(_)
        | TimestampFault::EssHash { .. }
        | TimestampFault::EssIssuerSerial
        | TimestampFault::Signature { .. }
        | TimestampFault::SignerCertificateMissing { .. } => Code::AuthenticTimestampTokenInvalid,
        TimestampFault::ImprintMismatch(_) => Code::AuthenticTimestampTokenImprint,
        TimestampFault::PathBudget | TimestampFault::Untrusted { .. } => Code::AuthenticTimestampTokenUntrusted,
        TimestampFault::Certificate { .. } | TimestampFault::Chain(_) => Code::AuthenticTimestampAuthorityCertificate,
    };
    let finding = Finding::new(code, alloc::format!("the timestamp does not hold: {fault}"));
    match fault {
        TimestampFault::Chain(fault) => finding.with("rule", chain_finding(fault).code.as_str()),
        TimestampFault::Certificate { subject, .. } => finding.with("subject", subject.clone()),
        TimestampFault::Untrusted { subject, issuer, .. } => {
            finding.with("subject", subject.clone()).with("issuer", issuer.clone())
        }
        TimestampFault::Malformed(malformed) => finding.with("offset", malformed.offset),
        TimestampFault::Accuracy { offset, .. }
        | TimestampFault::CertificateKind { offset, .. }
        | TimestampFault::Time { offset, .. } => finding.with("offset", *offset),
        _ => finding,
    }
}
