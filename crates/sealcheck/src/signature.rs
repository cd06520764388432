//! One signature through every check (VER-25…42), and the rows put under the policy's actions.

use alloc::string::ToString as _;
use alloc::vec::Vec;
use sealcheck_pki::{Hash, Time};

use crate::artifact::{Digest, SignatureManifest};
use crate::binding::{self, Target};
use crate::check::Judged;
use crate::envelope::{Envelope, Format, Partial};
use crate::evidence::Pool;
use crate::finding::{Code, Finding};
use crate::integrity::Intact;
use crate::policy::{Action, Statement};
use crate::request::{Artifact, Request, ResolvedArtifact, SignatureInput};
use crate::step::Recorder;
use crate::store_cache::StoreCache;
use crate::verdict::{
    self, CertificateSummary, CheckEvidence, CheckName, IntegrityEvidence, NoEvidence, Outcome, SignatureVerdict,
    SkippedBecause, WantedEvidence,
};
use crate::{authenticity, expiry, plugin, revocation, summary, timestamp};

/// What all signatures of a request are judged by.
pub(crate) struct Judge<'r> {
    pub(crate) request: &'r Request<'r>,
    pub(crate) recorder: &'r Recorder<'r>,
    pub(crate) statement: &'r Statement,
    pub(crate) stores: StoreCache<'r>,
    pub(crate) evidence: Pool<'r>,
    /// The artifact of an OCI request.
    pub(crate) artifact: Option<&'r ResolvedArtifact>,
}

/// A judged signature.
pub(crate) struct JudgedSignature {
    pub(crate) verdict: SignatureVerdict,
    /// From when on its rows may come out otherwise; `None`: never.
    pub(crate) until: Option<Time>,
    /// Evidence with which it may come out better.
    pub(crate) wanted: Vec<WantedEvidence>,
}

impl From<SignatureVerdict> for JudgedSignature {
    fn from(verdict: SignatureVerdict) -> Self {
        Self { verdict, until: None, wanted: Vec::new() }
    }
}

type ParsedManifest<'m> = Result<SignatureManifest<'m>, Finding>;

impl Judge<'_> {
    pub(crate) fn judge(&self, index: usize, input: &SignatureInput<'_>) -> JudgedSignature {
        let limit = self.request.trust.max_signatures;
        match input {
            // S-10
            _ if index >= limit => {
                let number = index.saturating_add(1);
                let message = alloc::format!("signature {number} is beyond the limit of {limit} and was not judged");
                self.unread(Finding::new(Code::SignatureLimit, message)).into()
            }
            // D-41
            SignatureInput::Error { error, digest } => {
                let message = alloc::format!("the signature could not be fetched: {error}");
                let signature = self.unread(Finding::new(Code::SignatureFetchFailed, message));
                SignatureVerdict { digest: digest.map(Into::into), ..signature }.into()
            }
            SignatureInput::Fetched { envelope, media_type, manifest } => {
                self.fetched(envelope, *media_type, *manifest)
            }
        }
    }

    fn fetched(&self, envelope: &[u8], media_type: Option<&str>, manifest: Option<&[u8]>) -> JudgedSignature {
        let parsed_manifest = manifest.map(SignatureManifest::parse);
        let format = format_of(envelope, media_type, parsed_manifest.as_ref());
        let mut partial = Partial::default();
        let parsed = format.clone().and_then(|format| Envelope::parse(envelope, format, &mut partial));
        let intact = parsed.as_ref().map_err(Clone::clone).and_then(|parsed| Intact::verify(parsed, self.recorder));
        let mut signature = SignatureVerdict {
            digest: manifest.map(|manifest| Digest::of(Hash::Sha256, manifest).to_string()),
            envelope_digest: Some(Digest::of(Hash::Sha256, envelope).to_string()),
            media_type: format.ok().map(|format| format.media_type().into()),
            unsigned_attributes: summary::unsigned_attributes(&partial.unsigned),
            ..unjudged(SkippedBecause::Blocked)
        };
        let rows = match &intact {
            Ok(intact) => {
                describe(&mut signature, intact);
                let target = self.target(intact);
                let manifest = binding::signature_manifest(parsed_manifest.as_ref(), &target, envelope);
                self.rows(intact, binding::check(intact, &target, manifest))
            }
            Err(finding) => {
                signature.claimed = Some(summary::claimed(parsed.as_ref().ok(), &partial));
                blocked(finding.clone())
            }
        };
        let (until, wanted) = self.fold(&mut signature, rows);
        signature.timestamp = timestamp::summary(&signature.checks);
        signature.warnings.extend(oddities(&partial, parsed_manifest.as_ref()));
        JudgedSignature { verdict: signature, until, wanted }
    }

    /// Every check of an intact signature, in the order of the verdict.
    fn rows(&self, intact: &Intact<'_>, binding: Judged) -> Vec<Judged> {
        let (statement, now) = (self.statement, self.request.current_date);
        let host = |name: &str, request: &str| self.recorder.plugin(name, request);
        let plugin = plugin::judge(intact, statement, &self.request.trust.plugins, &host);
        let envelope = intact.envelope();
        let evidence = IntegrityEvidence { envelope: envelope.format.name(), algorithm: envelope.algorithm.name() };
        Vec::from([
            Judged::new(CheckName::Integrity, Ok(()), CheckEvidence::Integrity(evidence)),
            authenticity::check(intact, statement, &self.stores, plugin.identity.as_ref()),
            expiry::check(intact, now),
            timestamp::check(intact, statement, &self.stores, &self.evidence),
            revocation::check(intact, statement.enforcement.revocation, plugin.revocation.as_ref(), &self.evidence),
            plugin.row,
            binding,
            binding::user_metadata(intact, &self.request.user_metadata),
        ])
    }

    /// What the signature must be of. A blob is asked for only here, after integrity passed.
    fn target(&self, intact: &Intact<'_>) -> Target<'_> {
        match (self.artifact, &self.request.artifact) {
            (Some(artifact), _) => Target::Oci(artifact),
            (None, Artifact::Blob { digest, media_type, .. }) => {
                let digest = self.recorder.blob(digest.as_ref(), intact.envelope().algorithm.hash());
                Target::Blob { digest, media_type: *media_type }
            }
            (None, Artifact::Oci { .. }) => Target::Blob { digest: None, media_type: None },
        }
    }

    /// Puts the rows under the policy's actions and folds them. Nothing is wanted for a signature that an enforced row
    /// rejects whatever a host may fetch.
    fn fold(&self, signature: &mut SignatureVerdict, rows: Vec<Judged>) -> (Option<Time>, Vec<WantedEvidence>) {
        let action = |row: &Judged| self.statement.enforcement.action(row.name);
        let until = rows.iter().filter(|row| action(row) == Action::Enforce).filter_map(|row| row.until).min();
        let (mut notes, mut wanted, mut hopeless) = (Vec::new(), Vec::new(), false);
        signature.checks = rows
            .into_iter()
            .map(|mut row| {
                notes.append(&mut row.warnings);
                let action = action(&row);
                let helped = core::mem::take(&mut row.wanted);
                let check = row.row(action);
                hopeless |= check.rejects() && helped.is_empty();
                wanted.extend(helped);
                check
            })
            .collect();
        signature.result = verdict::fold(&signature.checks).0;
        let logged = signature.checks.iter().filter(|check| !check.is_good() && !check.rejects());
        signature.warnings.extend(logged.filter_map(|check| check.finding.clone()));
        signature.warnings.append(&mut notes);
        if hopeless {
            wanted.clear();
        }
        (until, wanted)
    }

    /// A signature of which there is nothing to look at.
    fn unread(&self, finding: Finding) -> SignatureVerdict {
        let mut signature = unjudged(SkippedBecause::Blocked);
        self.fold(&mut signature, blocked(finding));
        signature
    }
}

/// The manifest's layer, then what the caller says, then the first byte; a conflict is refused (VER-15, D-65).
pub(crate) fn format_of(
    envelope: &[u8],
    media_type: Option<&str>,
    manifest: Option<&ParsedManifest<'_>>,
) -> Result<Format, Finding> {
    let layer = manifest.and_then(|manifest| manifest.as_ref().ok());
    let layer = layer.map(|manifest| manifest.layer.media_type.as_str());
    if let (Some(layer), Some(media_type)) = (layer, media_type)
        && layer != media_type
    {
        let message =
            alloc::format!("the signature manifest says the envelope is {layer:?}, the caller says {media_type:?}");
        return Err(Finding::new(Code::IntegrityMediaTypeConflict, message));
    }
    match layer.or(media_type) {
        Some(name) => Format::from_media_type(name).ok_or_else(|| {
            let message = alloc::format!(
                "envelopes of media type {name:?} are not supported: it must be \"application/jose+json\" or \"application/cose\""
            );
            Finding::new(Code::IntegrityMediaType, message)
        }),
        None => Format::sniff(envelope)
            .ok_or_else(|| Finding::new(Code::IntegrityMediaType, "these bytes are neither a JWS nor a COSE envelope")),
    }
}

/// Integrity failed, and so every other row is blocked.
fn blocked(finding: Finding) -> Vec<Judged> {
    let none = CheckEvidence::None(NoEvidence {});
    let integrity = Judged::new(CheckName::Integrity, Err(finding), none);
    let others = CheckName::ALL.into_iter().skip(1).map(|name| Judged::skipped(name, SkippedBecause::Blocked));
    core::iter::once(integrity).chain(others).collect()
}

/// A signature that nobody looked at.
pub(crate) fn unjudged(because: SkippedBecause) -> SignatureVerdict {
    let (result, action) = match because {
        SkippedBecause::Policy => (Outcome::NotVerified, Action::Skip),
        SkippedBecause::Blocked | SkippedBecause::NotRequested => (Outcome::Rejected, Action::Enforce),
    };
    SignatureVerdict {
        result,
        digest: None,
        envelope_digest: None,
        media_type: None,
        checks: CheckName::ALL.into_iter().map(|name| Judged::skipped(name, because).row(action)).collect(),
        warnings: Vec::new(),
        signer: None,
        signed_attributes: None,
        certificates: None,
        timestamp: None,
        payload: None,
        claimed: None,
        unsigned_attributes: verdict::UnsignedAttributes::default(),
    }
}

/// Fills in what only integrity may vouch for.
fn describe(signature: &mut SignatureVerdict, intact: &Intact<'_>) {
    let envelope = intact.envelope();
    let certificates: Vec<_> = intact.chain().iter().map(CertificateSummary::of).collect();
    signature.signer = certificates.first().cloned();
    signature.certificates = Some(certificates);
    signature.signed_attributes = Some(summary::signed_attributes(&envelope.attributes, envelope.algorithm));
    signature.payload = summary::payload(&envelope.payload);
    // D-23
    for certificate in intact.chain().iter().skip(1) {
        let constraints = certificate.extensions().basic_constraints.as_ref();
        if constraints.is_some_and(|constraints| !constraints.critical) {
            let message = alloc::format!("the basic constraints of \"{}\" are not critical", certificate.subject());
            signature.warnings.push(Finding::new(Code::CertificateBasicConstraintsNotCritical, message));
        }
    }
}

/// What is worth a warning although no check minds.
fn oddities(partial: &Partial, manifest: Option<&ParsedManifest<'_>>) -> Vec<Finding> {
    let mut warnings = Vec::new();
    // D-14
    if partial.unsigned.agent_not_text {
        warnings.push(Finding::new(Code::SigningAgentNotText, "the signing agent is not a text and is ignored"));
    }
    // S-15
    if let Some(Ok(manifest)) = manifest
        && manifest.legacy
    {
        let message = "the signature is stored as a version of notation before 1.0 did";
        warnings.push(Finding::new(Code::SignatureManifestLegacy, message));
    }
    warnings
}
