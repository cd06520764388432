//! The pipeline on one screen: policy, artifact, then every signature through every check, then the fold.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use sealcheck_pki::{Hash, SignatureVerifier, Time};

use crate::artifact::Reference;
use crate::binding::{self, Target};
use crate::envelope::{Envelope, Partial};
use crate::error::ApiError;
use crate::evidence::Pool;
use crate::finding::{Code, Finding};
use crate::ordered::Set;
use crate::policy::{Kind, Level, Problem, Statement};
use crate::request::{Artifact, Request, ResolvedArtifact};
use crate::signature::{Judge, JudgedSignature, format_of, unjudged};
use crate::step::{Answers, Questions, Recorder, Step, step_with};
use crate::store_cache::StoreCache;
use crate::verdict::{
    self, ArtifactSummary, CheckEvidence, Outcome, PolicySummary, SignatureVerdict, SkippedBecause, Trust, Verdict,
    WantedEvidence,
};

/// Verifies the signatures of an OCI artifact. A loop over [`step_with`].
///
/// # Errors
/// [`ApiError`] for the caller's mistakes; what the evidence shows is in the verdict.
pub fn verify(request: &Request<'_>, verifier: &dyn SignatureVerifier) -> Result<Verdict, ApiError> {
    if !matches!(request.artifact, Artifact::Oci { .. }) {
        return Err(wrong_kind("an OCI artifact; for a blob there is verify_blob"));
    }
    drive(request, verifier)
}

/// Verifies the detached signature of a blob, whose digest the caller made with [`blob_digest_algorithm`].
///
/// # Errors
/// [`ApiError`] for the caller's mistakes; what the evidence shows is in the verdict.
pub fn verify_blob(request: &Request<'_>, verifier: &dyn SignatureVerifier) -> Result<Verdict, ApiError> {
    match request.artifact {
        Artifact::Blob { digest: Some(_), .. } => drive(request, verifier),
        Artifact::Blob { digest: None, .. } => {
            let message = "the digest is missing: make it with blob_digest_algorithm, or use step".into();
            Err(ApiError::InvalidArgument { argument: "artifact", message })
        }
        Artifact::Oci { .. } => Err(wrong_kind("a blob; for an OCI artifact there is verify")),
    }
}

fn wrong_kind(wanted: &str) -> ApiError {
    ApiError::InvalidArgument { argument: "artifact", message: alloc::format!("must be {wanted}") }
}

/// The hash that a blob's digest is made with: the signing key decides (BLOB-10). The envelope is not verified here.
///
/// # Errors
/// A finding if the envelope cannot be read.
pub fn blob_digest_algorithm(envelope: &[u8], media_type: Option<&str>) -> Result<Hash, Finding> {
    let format = format_of(envelope, media_type, None)?;
    Envelope::parse(envelope, format, &mut Partial::default()).map(|envelope| envelope.algorithm.hash())
}

fn drive(request: &Request<'_>, verifier: &dyn SignatureVerifier) -> Result<Verdict, ApiError> {
    let mut answers = Answers::default();
    loop {
        match step_with(request, &mut answers, verifier)? {
            Step::Done(verdict) => return Ok(*verdict),
            Step::Ask(Questions { plugins, .. }) => {
                for question in plugins {
                    answers.plugin(question.id, Err("this call hosts no plugins: use step".into()));
                }
            }
        }
    }
}

pub(crate) fn judge(request: &Request<'_>, recorder: &Recorder<'_>) -> Result<Verdict, ApiError> {
    let artifact = resolve(request)?;
    let mut verdict = blank(request, artifact.as_ref());
    // VER-03, D-73: the policy is asked before anything is looked at.
    let statement = match select(request, artifact.as_ref()) {
        Ok((statement, scope)) => {
            verdict.policy = Some(policy_summary(statement, request.trust.policy().kind, scope));
            statement
        }
        Err(finding) => {
            verdict.signatures = request.signatures.iter().map(|_| unjudged(SkippedBecause::Blocked)).collect();
            verdict.reason = Some(finding);
            return Ok(verdict);
        }
    };
    if statement.level == Level::Skip {
        verdict.result = Outcome::NotVerified;
        verdict.signatures = request.signatures.iter().map(|_| unjudged(SkippedBecause::Policy)).collect();
        let message = alloc::format!("statement {:?} says skip: nothing was verified", statement.name);
        verdict.reason = Some(Finding::new(Code::PolicySkip, message));
        return Ok(verdict);
    }
    let stores = StoreCache::new(&request.trust.stores, recorder);
    let evidence = Pool::new(&request.evidence, request.current_date, recorder);
    verdict.warnings.extend(evidence.warnings());
    let judge = Judge { request, recorder, statement, stores, evidence, artifact: artifact.as_ref() };
    let judged: Vec<JudgedSignature> =
        request.signatures.iter().enumerate().map(|(index, input)| judge.judge(index, input)).collect();
    finish(&mut verdict, judged, statement);
    Ok(verdict)
}

/// VER-06, VER-07.
fn resolve(request: &Request<'_>) -> Result<Option<ResolvedArtifact>, ApiError> {
    match (&request.artifact, request.trust.policy().kind) {
        (Artifact::Oci { reference, manifest, media_type }, Kind::Oci) => {
            ResolvedArtifact::new(reference, manifest, *media_type).map(Some)
        }
        (Artifact::Blob { .. }, Kind::Blob) => {
            // BLOB-14
            match request.user_metadata.iter().find(|(name, _)| name.starts_with(binding::RESERVED_PREFIX)) {
                Some((name, _)) => {
                    let message = alloc::format!("{name:?} has the reserved prefix {:?}", binding::RESERVED_PREFIX);
                    Err(ApiError::InvalidArgument { argument: "userMetadata", message })
                }
                None => Ok(None),
            }
        }
        // VER-05, D-72
        (Artifact::Oci { .. }, Kind::Blob) => Err(wrong_kind("a blob: the trust policy is for blobs")),
        (Artifact::Blob { .. }, Kind::Oci) => Err(wrong_kind("an OCI artifact: the trust policy is for OCI artifacts")),
    }
}

fn select<'r>(
    request: &'r Request<'_>,
    artifact: Option<&ResolvedArtifact>,
) -> Result<(&'r Statement, Option<&'r str>), Finding> {
    let policy = request.trust.policy();
    match (&request.artifact, artifact) {
        (Artifact::Blob { policy_name, .. }, _) => policy.select_blob(*policy_name).map(|statement| (statement, None)),
        (Artifact::Oci { .. }, Some(artifact)) => {
            policy.select_oci(&artifact.reference.repository).map(|(statement, scope)| (statement, Some(scope)))
        }
        (Artifact::Oci { .. }, None) => {
            Err(Finding::new(Code::PolicyNoApplicableStatement, "the artifact has no repository"))
        }
    }
}

fn policy_summary(statement: &Statement, kind: Kind, scope: Option<&str>) -> PolicySummary {
    PolicySummary {
        name: statement.name.clone(),
        kind,
        level: statement.level,
        enforcement: statement.enforcement,
        scope: scope.map(Into::into),
        trust_stores: statement.trust_stores.iter().map(ToString::to_string).collect(),
        trusted_identities: statement.identities.iter().map(ToString::to_string).collect(),
        verify_timestamp: statement.verify_timestamp,
    }
}

impl crate::Trust {
    /// The statement that applies to a reference or, in a blob document, has this name.
    ///
    /// # Errors
    /// [`ApiError`] for a reference that cannot be read; inside, a finding if no statement applies.
    pub fn select_policy(&self, name: Option<&str>) -> Result<Result<PolicySummary, Finding>, ApiError> {
        let kind = self.policy.kind;
        Ok(match kind {
            Kind::Blob => self.policy.select_blob(name).map(|statement| policy_summary(statement, kind, None)),
            Kind::Oci => {
                let reference = Reference::parse(name.unwrap_or_default())?;
                let selected = self.policy.select_oci(&reference.repository);
                selected.map(|(statement, scope)| policy_summary(statement, kind, Some(scope)))
            }
        })
    }
}

/// A verdict that rejects, to be filled in.
fn blank(request: &Request<'_>, artifact: Option<&ResolvedArtifact>) -> Verdict {
    let (summary, mut warnings) = match (&request.artifact, artifact) {
        (Artifact::Oci { reference, .. }, Some(artifact)) => {
            (Target::Oci(artifact).summary(Some(reference)), artifact.warnings.clone())
        }
        (Artifact::Blob { digest, media_type, .. }, _) => {
            (Target::Blob { digest: digest.clone(), media_type: *media_type }.summary(None), Vec::new())
        }
        (Artifact::Oci { reference, .. }, None) => {
            (Target::Blob { digest: None, media_type: None }.summary(Some(reference)), Vec::new())
        }
    };
    warnings.extend(request.trust.policy_warnings.iter().map(Problem::to_finding));
    Verdict {
        schema: verdict::SCHEMA,
        result: Outcome::Rejected,
        trust: Trust::None,
        accepted_by: None,
        artifact: summary,
        policy: None,
        current_date: request.current_date.to_string(),
        valid_until: None,
        signatures: Vec::new(),
        warnings,
        wanted: Vec::new(),
        reason: None,
    }
}

/// Folds the signatures into the verdict: the artifact is accepted when one of them is (VER-18).
fn finish(verdict: &mut Verdict, judged: Vec<JudgedSignature>, statement: &Statement) {
    let accepted = |signature: &&JudgedSignature| signature.verdict.result == Outcome::Accepted;
    if let Some(index) = judged.iter().position(|signature| accepted(&signature)) {
        let until = judged.iter().filter(accepted).map(|signature| signature.until.unwrap_or(Time::NO_END)).max();
        verdict.result = Outcome::Accepted;
        verdict.accepted_by = Some(index);
        verdict.valid_until = until.map(|until| until.to_string());
        if let Some(JudgedSignature { verdict: signature, .. }) = judged.get(index) {
            verdict.trust = verdict::fold(&signature.checks).1;
            verdict.warnings.extend(signature.warnings.iter().cloned());
        }
    } else {
        verdict.reason = Some(rejection(&judged, verdict.artifact.digest.as_deref(), statement));
    }
    verdict.wanted = wanted(&judged, verdict.trust);
    verdict.signatures = judged.into_iter().map(|signature| signature.verdict).collect();
    // Only its signature says how a blob is hashed.
    if verdict.artifact.digest.is_none()
        && let Some(blob) = verdict.signatures.iter().find_map(bound_to)
    {
        verdict.artifact = blob.clone();
    }
}

/// What would help, each thing once. With full trust the signatures that were not accepted no longer matter.
fn wanted(judged: &[JudgedSignature], trust: Trust) -> Vec<WantedEvidence> {
    let matters = |signature: &&JudgedSignature| trust != Trust::Full || signature.verdict.result == Outcome::Accepted;
    let mut seen = Set::new();
    let all = judged.iter().filter(matters).flat_map(|signature| &signature.wanted);
    all.filter(|evidence| seen.insert((&evidence.url, &evidence.body))).cloned().collect()
}

/// What a signature was compared with.
fn bound_to(signature: &SignatureVerdict) -> Option<&ArtifactSummary> {
    signature.checks.iter().find_map(|check| match &check.evidence {
        CheckEvidence::Binding(evidence) => Some(&evidence.artifact),
        _ => None,
    })
}

/// VER-19, VER-21.
#[inline(never)]
fn rejection(judged: &[JudgedSignature], digest: Option<&str>, statement: &Statement) -> Finding {
    let reasons: Vec<Finding> = judged
        .iter()
        .filter_map(|signature| verdict::deciding(&signature.verdict.checks).and_then(|check| check.finding.clone()))
        .collect();
    match reasons.as_slice() {
        [] => {
            let message = alloc::format!("there is no signature of {}", digest.unwrap_or("the artifact"));
            Finding::new(Code::SignatureNoneFound, message).with("statement", statement.name.clone())
        }
        [only] => only.clone(),
        several => {
            let message = alloc::format!("none of the {} signatures was accepted", several.len());
            let codes: Vec<String> = several.iter().map(|finding| finding.code.to_string()).collect();
            Finding::new(Code::SignatureNoneAccepted, message).with("codes", codes)
        }
    }
}
