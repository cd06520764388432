//! Is a certificate of a chain revoked (VER-40, section 11)? From the evidence at hand, for signers and timestamp
//! authorities alike; what is missing is named, never fetched.

mod crl;
mod ocsp;
mod opinion;
pub(crate) mod report;
mod wanted;

use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use sealcheck_pki::extension::RevocationPointers;
use sealcheck_pki::profile::Purpose;
use sealcheck_pki::{Certificate, Malformed, Time};

use crate::check::Judged;
use crate::envelope::Scheme;
use crate::evidence::Pool;
use crate::finding::{Code, Finding};
use crate::integrity::Intact;
use crate::plugin::PluginOpinion;
use crate::policy::Action;
use crate::summary::hex;
use crate::verdict::{CheckEvidence, CheckName, SkippedBecause};
use opinion::{Opinion, Question, Said, earliest};
use report::{CertificateStatus, RevocationEvidence, RevocationMethod, RevocationStatus, WantedEvidence};

const NAME: CheckName = CheckName::Revocation;

/// The row `revocation` of a signature.
pub(crate) fn check(intact: &Intact<'_>, action: Action, opinion: Option<&PluginOpinion>, pool: &Pool<'_>) -> Judged {
    if action == Action::Skip {
        return Judged::skipped(NAME, SkippedBecause::Policy);
    }
    let evidence = |certificates| CheckEvidence::Revocation(RevocationEvidence { certificates });
    match opinion {
        // PLG-15: the plugin's word replaces the check.
        Some(PluginOpinion::Good) => return Judged::new(NAME, Ok(()), evidence(Vec::new())),
        Some(PluginOpinion::Bad(reason)) => {
            let message = alloc::format!("the verification plugin reports a revocation: {reason}");
            let finding = Finding::new(Code::RevocationPluginRejected, message);
            return Judged::new(NAME, Err(finding), evidence(Vec::new()));
        }
        None => {}
    }
    // REV-10, D-20: a timestamp never serves as the time of signing.
    let attributes = &intact.envelope().attributes;
    let signing_time = match attributes.scheme {
        Scheme::SigningAuthority => attributes.authentic_signing_time,
        Scheme::X509 => None,
    };
    let status = evaluate(intact.chain(), Purpose::CodeSigning, signing_time, pool);
    let certificates = evidence(status.certificates);
    let judged = match status.outcome {
        ChainOutcome::Good => Judged::new(NAME, Ok(()), certificates),
        ChainOutcome::Revoked(finding) => Judged::new(NAME, Err(finding), certificates),
        ChainOutcome::Unknown(finding) => Judged::inconclusive(NAME, finding, certificates),
    };
    judged.until(status.until).warn(status.warnings).wants(status.wanted)
}

/// What is known of a chain.
#[derive(Debug)]
pub(crate) struct ChainStatus {
    pub(crate) outcome: ChainOutcome,
    /// Each certificate, leaf first.
    pub(crate) certificates: Vec<CertificateStatus>,
    /// From this time on it may come out otherwise; `None`: never.
    pub(crate) until: Option<Time>,
    pub(crate) warnings: Vec<Finding>,
    /// What would help; empty once a certificate is known to be revoked.
    pub(crate) wanted: Vec<WantedEvidence>,
}

/// REV-08: any revoked certificate, else any unknown one, decides; of several the one nearest to the leaf.
#[derive(Debug)]
pub(crate) enum ChainOutcome {
    /// Nothing is revoked, as far as anybody publishes it (REV-07).
    Good,
    /// A certificate is revoked.
    Revoked(Finding),
    /// Nobody said, which is as bad (REV-09).
    Unknown(Finding),
}

/// Judges every certificate of `chain`, leaf first, but the last, which is the root (REV-03). `signing_time` is for
/// invalidity dates (REV-10); a timestamping chain has none (TSA-43).
pub(crate) fn evaluate(
    chain: &[Certificate<'_>],
    purpose: Purpose,
    signing_time: Option<Time>,
    pool: &Pool<'_>,
) -> ChainStatus {
    let name = match purpose {
        Purpose::CodeSigning => "signing",
        Purpose::Timestamping => "timestamping",
    };
    let (mut revoked, mut unknown) = (None, None);
    let mut status = ChainStatus {
        outcome: ChainOutcome::Good,
        certificates: Vec::new(),
        until: None,
        warnings: Vec::new(),
        wanted: Vec::new(),
    };
    for (index, certificate) in chain.iter().enumerate() {
        let Some(issuer) = chain.get(index.saturating_add(1)) else {
            status.certificates.push(blank(certificate, RevocationPointers::default(), RevocationStatus::NonRevokable));
            continue;
        };
        let asked = (certificate.fingerprint(), issuer.fingerprint(), name, signing_time);
        let assessment = pool.assess(asked, || assess(certificate, issuer, name, signing_time, pool));
        match assessment.status.status {
            RevocationStatus::Revoked => revoked = revoked.or_else(|| assessment.finding.clone()),
            RevocationStatus::Unknown => unknown = unknown.or_else(|| assessment.finding.clone()),
            RevocationStatus::Good | RevocationStatus::NonRevokable => {}
        }
        status.certificates.push(assessment.status.clone());
        status.until = earliest(status.until, assessment.until);
        status.warnings.extend(assessment.warnings.iter().cloned());
        status.wanted.extend(assessment.wanted.iter().cloned());
    }
    status.outcome = match (revoked, unknown) {
        (Some(finding), _) => {
            status.wanted.clear();
            ChainOutcome::Revoked(finding)
        }
        (None, Some(finding)) => ChainOutcome::Unknown(finding),
        (None, None) => ChainOutcome::Good,
    };
    status
}

/// What is known of one certificate.
#[derive(Debug)]
pub(crate) struct Assessment {
    status: CertificateStatus,
    /// Why it is not good.
    finding: Option<Finding>,
    until: Option<Time>,
    warnings: Vec<Finding>,
    wanted: Vec<WantedEvidence>,
}

fn assess(
    certificate: &Certificate<'_>,
    issuer: &Certificate<'_>,
    chain: &'static str,
    signing_time: Option<Time>,
    pool: &Pool<'_>,
) -> Assessment {
    let pointers = match certificate.extensions().revocation_pointers() {
        Ok(pointers) => pointers,
        Err(error) => return unreadable_pointers(certificate, &error),
    };
    let question = Question { certificate, issuer, pointers: &pointers, signing_time, chain };
    let (opinion, method) = ask(&question, pool);
    let Opinion { said, until, sources, warnings, wanted, accused, .. } = opinion;
    let mut assessment = Assessment {
        status: CertificateStatus { sources, ..blank(certificate, pointers.clone(), RevocationStatus::Good) },
        finding: None,
        until,
        warnings,
        wanted,
    };
    let subject = &assessment.status.subject;
    match said {
        Said::Good => assessment.status.method = Some(method),
        Said::Revoked(revocation) => {
            let mut message = alloc::format!("\"{subject}\" was revoked at {}", revocation.revoked_at);
            let reason = revocation.reason.map(|reason| reason.to_string());
            message.extend(reason.iter().map(|reason| alloc::format!(", reason {reason}")));
            let finding = Finding::new(Code::RevocationRevoked, message)
                .with("subject", subject.clone())
                .with("revokedAt", revocation.revoked_at.to_string());
            assessment.finding = Some(match &reason {
                Some(reason) => finding.with("reason", reason.clone()),
                None => finding,
            });
            assessment.status = CertificateStatus {
                status: RevocationStatus::Revoked,
                method: Some(method),
                revoked_at: Some(revocation.revoked_at.to_string()),
                reason,
                invalidity_date: revocation.invalidity_date.map(|date| date.to_string()),
                ..assessment.status
            };
        }
        // REV-07
        Said::Unknown if pointers.is_empty() && !accused => {
            assessment.status.status = RevocationStatus::NonRevokable;
            let message = alloc::format!("\"{subject}\" names no revocation service, so it counts as not revoked");
            assessment.warnings.push(Finding::new(Code::RevocationNotRevokable, message));
        }
        Said::Unknown => {
            assessment.status.status = RevocationStatus::Unknown;
            assessment.finding = Some(unknown(&assessment.status, pool));
        }
    }
    assessment
}

/// REV-04…06: OCSP where the certificate names a responder, then CRLs where it names them; also after a signed
/// "unknown". Evidence of a kind that the certificate does not name can only show that it is revoked.
#[inline(never)]
fn ask(question: &Question<'_, '_>, pool: &Pool<'_>) -> (Opinion, RevocationMethod) {
    let pointers = question.pointers;
    let (names_ocsp, names_crl) = (!pointers.ocsp.is_empty(), pointers.crl.iter().any(|point| !point.urls.is_empty()));
    let mut by_ocsp = ocsp::judge(question, pool);
    match by_ocsp.said {
        Said::Good if !names_ocsp => {
            by_ocsp = Opinion { until: by_ocsp.until, sources: by_ocsp.sources, ..Opinion::default() };
        }
        Said::Unknown if names_crl || !names_ocsp || by_ocsp.accused => {}
        _ => return (by_ocsp, RevocationMethod::Ocsp),
    }
    let mut by_crl = crl::judge(question, pool);
    by_crl.accused |= by_ocsp.accused;
    if by_crl.said == Said::Good && (!names_crl || by_crl.accused) {
        by_crl.said = Said::Unknown;
    }
    if by_crl.accused {
        by_crl.wanted.clear();
    }
    // While a responder may still answer, nobody needs to fetch a CRL.
    if by_crl.said == Said::Unknown && by_ocsp.pending {
        by_crl.wanted.clear();
    }
    if by_crl.said == Said::Unknown {
        by_crl.wanted.splice(..0, by_ocsp.wanted);
    }
    by_crl.sources.splice(..0, by_ocsp.sources);
    by_crl.bound(by_ocsp.until);
    (by_crl, if names_ocsp { RevocationMethod::OcspFallbackCrl } else { RevocationMethod::Crl })
}

fn blank(certificate: &Certificate<'_>, pointers: RevocationPointers, status: RevocationStatus) -> CertificateStatus {
    CertificateStatus {
        certificate: hex(&certificate.fingerprint()),
        subject: certificate.subject().to_string(),
        status,
        method: None,
        revoked_at: None,
        reason: None,
        invalidity_date: None,
        ocsp: pointers.ocsp,
        crl: pointers.crl.into_iter().flat_map(|point| point.urls).collect(),
        sources: Vec::new(),
    }
}

fn unreadable_pointers(certificate: &Certificate<'_>, error: &Malformed) -> Assessment {
    let status = blank(certificate, RevocationPointers::default(), RevocationStatus::Unknown);
    let subject = &status.subject;
    let message = alloc::format!("where the revocation status of \"{subject}\" is published cannot be read: {error}");
    let finding = Finding::new(Code::RevocationPointersMalformed, message).with("subject", subject.clone());
    Assessment { status, finding: Some(finding), until: None, warnings: Vec::new(), wanted: Vec::new() }
}

/// Why a status is not known, piece by piece and address by address.
fn unknown(status: &CertificateStatus, pool: &Pool<'_>) -> Finding {
    let mut reasons: Vec<String> = Vec::new();
    for source in &status.sources {
        let kind = match source.kind {
            "ocsp" => "the OCSP response",
            "crl" => "the CRL",
            _ => "the delta CRL",
        };
        let from = source.url.as_ref().map(|url| alloc::format!(" from {url}")).unwrap_or_default();
        match (&source.fault, source.status) {
            (Some(fault), _) => reasons.push(alloc::format!("{kind}{from} cannot be used: {fault}")),
            (None, Some(RevocationStatus::Unknown)) => {
                reasons.push(alloc::format!("the OCSP responder{from} does not know the certificate"));
            }
            _ => {}
        }
    }
    for url in status.ocsp.iter().chain(&status.crl) {
        if !wanted::is_fetchable(url) {
            reasons.push(alloc::format!("{url:?} is no http address"));
        } else if let Some(error) = pool.unavailable(url) {
            reasons.push(alloc::format!("{url} gave nothing: {error}"));
        }
    }
    if reasons.is_empty() {
        reasons.push("no OCSP response and no CRL about it is at hand".into());
    }
    let message = alloc::format!("whether \"{}\" is revoked is not known: {}", status.subject, reasons.join("; "));
    Finding::new(Code::RevocationUnknown, message)
        .with("subject", status.subject.clone())
        .with("ocsp", status.ocsp.clone())
        .with("crl", status.crl.clone())
        .with("reasons", reasons)
}
