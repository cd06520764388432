//! Is the signature of this artifact (PAY-03…18, VER-10…14, BLOB-10…13), and is the required metadata signed (VER-48)?
//!
//! No level relaxes these two rows.

use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use sealcheck_pki::Hash;

use crate::artifact::{Descriptor, SignatureManifest};
use crate::check::Judged;
use crate::finding::{Code, Finding};
use crate::integrity::Intact;
use crate::request::{BlobDigest, ResolvedArtifact};
use crate::text_map::TextMap;
use crate::verdict::{
    ArtifactSummary, BindingEvidence, CheckEvidence, CheckName, SkippedBecause, UserMetadataEvidence,
};

/// What a signature must be of.
#[derive(Clone, Debug)]
pub(crate) enum Target<'r> {
    Blob { digest: Option<BlobDigest>, media_type: Option<&'r str> },
    Oci(&'r ResolvedArtifact),
}

impl Target<'_> {
    pub(crate) fn summary(&self, reference: Option<&str>) -> ArtifactSummary {
        let reference = reference.map(Into::into);
        match self {
            Self::Blob { digest, media_type } => ArtifactSummary {
                media_type: media_type.map(Into::into),
                digest: digest.as_ref().map(|blob| blob.digest.to_string()),
                size: digest.as_ref().map(|blob| blob.size),
                reference,
            },
            Self::Oci(artifact) => ArtifactSummary {
                media_type: artifact.media_type_known.then(|| artifact.descriptor.media_type.clone()),
                digest: Some(artifact.descriptor.digest.clone()),
                size: Some(artifact.descriptor.size),
                reference,
            },
        }
    }
}

/// The row `binding`. `manifest` is the signature manifest, judged by [`signature_manifest`].
pub(crate) fn check(intact: &Intact<'_>, target: &Target<'_>, manifest: Result<(), Finding>) -> Judged {
    let signed = Descriptor::from_payload(&intact.envelope().payload);
    let evidence = BindingEvidence { signed: signed.as_ref().ok().cloned(), artifact: target.summary(None) };
    let outcome = manifest.and_then(|()| match target {
        Target::Blob { digest: Some(digest), media_type } => {
            let hash = intact.envelope().algorithm.hash();
            of_blob(&signed?, digest, hash, *media_type)
        }
        // The caller has not hashed the blob yet and throws this verdict away.
        Target::Blob { digest: None, .. } => signed.map(|_| ()),
        Target::Oci(artifact) => match &artifact.fault {
            Some(fault) => Err(fault.clone()),
            None => of_artifact(&signed?, artifact),
        },
    });
    let warnings = reserved_annotations(evidence.signed.as_ref());
    Judged::new(CheckName::Binding, outcome, CheckEvidence::Binding(evidence)).warn(warnings)
}

/// PAY-15, PAY-16: size, digest and media type, byte for byte.
fn of_artifact(signed: &Descriptor, artifact: &ResolvedArtifact) -> Result<(), Finding> {
    let given = &artifact.descriptor;
    let mut differs = Vec::new();
    if signed.digest != given.digest {
        differs.push(alloc::format!("digest {} was signed, the artifact has {}", signed.digest, given.digest));
    }
    if signed.size != given.size {
        differs.push(alloc::format!("size {} was signed, the artifact has {}", signed.size, given.size));
    }
    if artifact.media_type_known && signed.media_type != given.media_type {
        differs.push(alloc::format!(
            "media type {:?} was signed, the artifact has {:?}",
            signed.media_type,
            given.media_type
        ));
    }
    mismatch(Code::BindingArtifactMismatch, "the signature is of another artifact", differs)
}

/// BLOB-10…12: digest, made with the hash of the signing key, and size, and the media type if the caller gave one.
#[inline(never)]
fn of_blob(signed: &Descriptor, blob: &BlobDigest, hash: Hash, media_type: Option<&str>) -> Result<(), Finding> {
    let mut differs = Vec::new();
    if blob.digest.algorithm() != hash {
        let given = blob.digest.algorithm();
        differs.push(alloc::format!("the signing key calls for a digest by {hash}, the file's was made by {given}"));
    }
    if signed.digest != blob.digest.as_str() {
        differs.push(alloc::format!("digest {} was signed, the file has {}", signed.digest, blob.digest));
    }
    if signed.size != blob.size {
        differs.push(alloc::format!("size {} was signed, the file has {}", signed.size, blob.size));
    }
    if let Some(media_type) = media_type
        && signed.media_type != media_type
    {
        differs.push(alloc::format!("media type {:?} was signed, {media_type:?} is wanted", signed.media_type));
    }
    mismatch(Code::BindingBlobMismatch, "the signature is of another file", differs)
}

fn mismatch(code: Code, what: &str, differs: Vec<String>) -> Result<(), Finding> {
    if differs.is_empty() {
        return Ok(());
    }
    Err(Finding::new(code, alloc::format!("{what}: {}", differs.join("; "))).with("differs", differs))
}

/// D-04: accepted, and worth a warning.
fn reserved_annotations(signed: Option<&Descriptor>) -> Vec<Finding> {
    let annotations = signed.and_then(|signed| signed.annotations.as_ref());
    let names = annotations.into_iter().flat_map(TextMap::iter).map(|(name, _)| name);
    let reserved = names.filter(|name| name.starts_with(RESERVED_PREFIX)).map(|name| {
        let message = alloc::format!("the signed annotation {name:?} has a prefix that the specification reserves");
        Finding::new(Code::PayloadReservedAnnotation, message)
    });
    reserved.collect()
}

/// PAY-20, BLOB-14.
pub(crate) const RESERVED_PREFIX: &str = "io.cncf.notary";

/// VER-10…14, D-40: the signature manifest, where one was given, is one, and refers to the artifact and the envelope.
pub(crate) fn signature_manifest(
    manifest: Option<&Result<SignatureManifest<'_>, Finding>>,
    target: &Target<'_>,
    envelope: &[u8],
) -> Result<(), Finding> {
    match (manifest, target) {
        (None, _) => Ok(()),
        (Some(Err(finding)), _) => Err(finding.clone()),
        (Some(Ok(_)), Target::Blob { .. }) => {
            let message = "a signature manifest belongs to an OCI artifact, not to a file";
            Err(Finding::new(Code::BindingSignatureManifest, message))
        }
        (Some(Ok(manifest)), Target::Oci(artifact)) => {
            manifest.check(&artifact.descriptor, artifact.media_type_known, envelope)
        }
    }
}

/// The row `userMetadata`: every required name and value is among the signed annotations, exactly.
pub(crate) fn user_metadata(intact: &Intact<'_>, required: &TextMap) -> Judged {
    const NAME: CheckName = CheckName::UserMetadata;
    if required.is_empty() {
        return Judged::skipped(NAME, SkippedBecause::NotRequested);
    }
    let signed = Descriptor::from_payload(&intact.envelope().payload).ok();
    let signed = signed.and_then(|signed| signed.annotations).unwrap_or_default();
    let missing = required.iter().filter(|(name, value)| signed.get(name) != Some(*value));
    let missing: Vec<String> = missing
        .map(|(name, value)| match signed.get(name) {
            Some(found) => alloc::format!("{name}={value} is required, {name}={found} was signed"),
            None => alloc::format!("{name}={value} is required, {name} was not signed"),
        })
        .collect();
    let outcome = if missing.is_empty() {
        Ok(())
    } else {
        let message = alloc::format!("required metadata is not in the signature: {}", missing.join("; "));
        Err(Finding::new(Code::UserMetadataMissing, message).with("missing", missing))
    };
    let evidence = UserMetadataEvidence { required: required.clone(), signed };
    Judged::new(NAME, outcome, CheckEvidence::UserMetadata(evidence))
}
