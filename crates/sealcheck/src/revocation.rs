//! Is a certificate of the chain revoked (VER-40, section 11a)?
//!
//! Judging OCSP responses and CRLs is not built in yet: a certificate that names a revocation service makes the
//! check inconclusive.

use alloc::string::ToString as _;
use alloc::vec::Vec;
use sealcheck_pki::Certificate;

use crate::check::Judged;
use crate::finding::{Code, Finding};
use crate::integrity::Intact;
use crate::plugin::PluginOpinion;
use crate::policy::Action;
use crate::summary::hex;
use crate::verdict::{
    CertificateStatus, CheckEvidence, CheckName, RevocationEvidence, RevocationStatus, SkippedBecause,
};

const NAME: CheckName = CheckName::Revocation;

/// Judges every certificate but the last.
pub(crate) fn check(intact: &Intact<'_>, action: Action, opinion: Option<&PluginOpinion>) -> Judged {
    if action == Action::Skip {
        return Judged::skipped(NAME, SkippedBecause::Policy);
    }
    let mut certificates = Vec::new();
    let none = |certificates| CheckEvidence::Revocation(RevocationEvidence { certificates });
    match opinion {
        // PLG-15: the plugin's word replaces the check.
        Some(PluginOpinion::Good) => return Judged::new(NAME, Ok(()), none(certificates)),
        Some(PluginOpinion::Bad(reason)) => {
            let message = alloc::format!("the verification plugin reports a revocation: {reason}");
            let finding = Finding::new(Code::RevocationPluginRejected, message);
            return Judged::new(NAME, Err(finding), none(certificates));
        }
        None => {}
    }
    let mut warnings = Vec::new();
    let mut problem = None;
    for (index, certificate) in intact.chain().iter().enumerate() {
        // REV-03: the last certificate is the root and is not checked.
        let is_root = index.saturating_add(1) == intact.chain().len();
        match status(certificate, is_root, &mut warnings) {
            Ok(status) => {
                if status.status == RevocationStatus::Unknown {
                    problem.get_or_insert_with(|| not_judged(&status));
                }
                certificates.push(status);
            }
            Err(finding) => {
                problem.get_or_insert(finding);
            }
        }
    }
    match problem {
        Some(finding) => Judged::inconclusive(NAME, finding, none(certificates)),
        None => Judged::new(NAME, Ok(()), none(certificates)),
    }
    .warn(warnings)
}

/// REV-04, REV-07.
fn status(
    certificate: &Certificate<'_>,
    is_root: bool,
    warnings: &mut Vec<Finding>,
) -> Result<CertificateStatus, Finding> {
    let subject = certificate.subject().to_string();
    let pointers = if is_root { Ok(Default::default()) } else { certificate.extensions().revocation_pointers() };
    let pointers = pointers.map_err(|error| {
        let message = alloc::format!("where the revocation status of \"{subject}\" is published cannot be read: {error}");
        Finding::new(Code::RevocationPointersMalformed, message)
    })?;
    let status = if pointers.is_empty() { RevocationStatus::NonRevokable } else { RevocationStatus::Unknown };
    if !is_root && pointers.is_empty() {
        let message = alloc::format!("\"{subject}\" names no revocation service, so it counts as not revoked");
        warnings.push(Finding::new(Code::RevocationNotRevokable, message));
    }
    let (ocsp, crl) = (pointers.ocsp, pointers.crl.into_iter().flat_map(|point| point.urls).collect());
    Ok(CertificateStatus { certificate: hex(&certificate.fingerprint()), subject, status, ocsp, crl })
}

fn not_judged(status: &CertificateStatus) -> Finding {
    let message = alloc::format!(
        "\"{}\" names a revocation service, and this version cannot judge its answers",
        status.subject
    );
    Finding::new(Code::RevocationNotJudged, message)
        .with("subject", status.subject.clone())
        .with("ocsp", status.ocsp.clone())
        .with("crl", status.crl.clone())
}
