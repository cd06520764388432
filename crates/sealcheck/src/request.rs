//! What a caller asks: an artifact, its signatures, whom to trust, and a time.

use alloc::string::String;
use alloc::vec::Vec;
use sealcheck_pki::{Hash, Time};

use crate::artifact::{Descriptor, Digest, Reference};
use crate::error::ApiError;
use crate::evidence::Evidence;
use crate::ordered::Map;
use crate::policy::{Document, Kind, Problem};
use crate::text_map::TextMap;
use crate::trust_store::TrustStores;

/// Signatures that are judged unless the caller says otherwise (VER-02).
pub const DEFAULT_MAX_SIGNATURES: usize = 100;

/// Whom to trust: read once, used for many requests.
#[derive(Clone, Debug)]
pub struct Trust {
    pub(crate) policy: Document,
    pub(crate) policy_warnings: Vec<Problem>,
    pub(crate) stores: TrustStores,
    pub(crate) plugins: Map<String, PluginInfo>,
    pub(crate) max_signatures: usize,
}

/// A verification plugin that the caller runs.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PluginInfo {
    /// Its version, SemVer 2.0.0.
    pub version: String,
    /// Its capabilities, as the plugin protocol names them.
    pub capabilities: Vec<String>,
}

impl Trust {
    /// Reads `policy`, a document of the given kind (POL-12: all of it must be valid), and keeps the stores unread.
    ///
    /// # Errors
    /// [`ApiError::InvalidTrustPolicy`] with every problem of the document.
    pub fn new(policy: &[u8], kind: Kind, stores: TrustStores) -> Result<Self, ApiError> {
        let (policy, policy_warnings) = Document::parse(policy, kind)?;
        let (plugins, max_signatures) = (Map::new(), DEFAULT_MAX_SIGNATURES);
        Ok(Self { policy, policy_warnings, stores, plugins, max_signatures })
    }

    /// Adds a plugin that the caller runs when [`crate::step()`] asks for it.
    #[must_use]
    pub fn with_plugin(mut self, name: impl Into<String>, plugin: PluginInfo) -> Self {
        self.plugins.insert(name.into(), plugin);
        self
    }

    /// Sets how many signatures are judged (S-10).
    ///
    /// # Errors
    /// [`ApiError::InvalidArgument`] for zero (VER-02).
    pub fn with_max_signatures(mut self, max_signatures: usize) -> Result<Self, ApiError> {
        if max_signatures == 0 {
            let message = "must be at least 1".into();
            return Err(ApiError::InvalidArgument { argument: "maxSignatures", message });
        }
        self.max_signatures = max_signatures;
        Ok(self)
    }

    /// The policy document.
    #[must_use]
    pub fn policy(&self) -> &Document {
        &self.policy
    }
}

/// One request: the same request gives the same verdict.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// Whom to trust.
    pub trust: &'a Trust,
    /// What is verified.
    pub artifact: Artifact<'a>,
    /// The signatures, in the order of the registry; one for a blob.
    pub signatures: Vec<SignatureInput<'a>>,
    /// The time of verification.
    pub current_date: Time,
    /// Must be among the signed annotations.
    pub user_metadata: TextMap,
    /// OCSP responses and CRLs that the host fetched.
    pub evidence: Evidence<'a>,
}

/// What is verified.
#[derive(Clone, Debug)]
pub enum Artifact<'a> {
    /// A file with a detached signature.
    Blob {
        /// Digest and size, if the caller knows them already; else [`crate::step()`] asks.
        digest: Option<BlobDigest>,
        /// Compared with the signed media type if given (BLOB-11, BLOB-12).
        media_type: Option<&'a str>,
        /// The statement's name; `None`: the global statement.
        policy_name: Option<&'a str>,
    },
    /// Something in a registry or an OCI layout.
    Oci {
        /// `repository@digest`, or `repository:tag` with manifest bytes.
        reference: &'a str,
        /// The manifest or its descriptor.
        manifest: Manifest<'a>,
        /// What the registry said; the document's own `mediaType` wins, a conflict fails binding.
        media_type: Option<&'a str>,
    },
}

/// A blob as its caller hashed it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct BlobDigest {
    /// Made with the algorithm that the signing key calls for (BLOB-10).
    pub digest: Digest,
    /// Size in bytes.
    pub size: u64,
}

/// The artifact's manifest.
#[derive(Clone, Debug)]
pub enum Manifest<'a> {
    /// The bytes, hashed here.
    Bytes(&'a [u8]),
    /// The caller vouches for digest and size (warning `artifact.not-hashed`).
    Descriptor(Descriptor),
}

/// One signature.
#[derive(Clone, Debug)]
pub enum SignatureInput<'a> {
    /// It could not be fetched: counted as a failed signature, the others go on (D-41).
    Error {
        /// Why.
        error: &'a str,
        /// Digest of the signature manifest, if known.
        digest: Option<&'a str>,
    },
    /// The bytes.
    Fetched {
        /// The envelope.
        envelope: &'a [u8],
        /// Its media type; the signature manifest's layer must agree.
        media_type: Option<&'a str>,
        /// The signature manifest, where there is one; subject, type and layer are checked.
        manifest: Option<&'a [u8]>,
    },
}

/// The artifact of an OCI request, looked at once: reference parsed, manifest hashed.
#[derive(Clone, Debug)]
pub(crate) struct ResolvedArtifact {
    pub(crate) reference: Reference,
    pub(crate) descriptor: Descriptor,
    /// Whether anybody said the media type.
    pub(crate) media_type_known: bool,
    /// Why the artifact cannot be the one that any signature is of.
    pub(crate) fault: Option<crate::Finding>,
    pub(crate) warnings: Vec<crate::Finding>,
}

impl ResolvedArtifact {
    /// VER-06, VER-07, S-09.
    pub(crate) fn new(reference: &str, manifest: &Manifest<'_>, said: Option<&str>) -> Result<Self, ApiError> {
        use crate::{Code, Finding};
        let parsed = Reference::parse(reference)?;
        let mut warnings = Vec::new();
        let mut fault = None;
        let hash = parsed.digest.as_ref().map_or(Hash::Sha256, Digest::algorithm);
        let (descriptor, media_type_known) = match manifest {
            Manifest::Bytes(bytes) => {
                let limit = crate::artifact::MAX_MANIFEST_SIZE;
                if bytes.len() > limit {
                    let message = alloc::format!("has {} bytes, at most {limit} are read", bytes.len());
                    return Err(ApiError::InvalidArgument { argument: "manifest", message });
                }
                let own = crate::artifact::media_type_of(bytes).unwrap_or_else(|reason| {
                    fault = Some(Finding::new(Code::BindingManifestMediaType, reason));
                    None
                });
                if let (Some(own), Some(said)) = (&own, said)
                    && own != said
                {
                    let message =
                        alloc::format!("the manifest says its media type is {own:?}, the registry said {said:?}");
                    fault = Some(Finding::new(Code::BindingManifestMediaType, message));
                }
                let media_type = own.or_else(|| said.map(Into::into));
                let known = media_type.is_some();
                let media_type = media_type.unwrap_or_default();
                let digest = Digest::of(hash, bytes).as_str().into();
                let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
                (Descriptor { media_type, digest, size, annotations: None, artifact_type: None }, known)
            }
            Manifest::Descriptor(descriptor) => {
                let message = "the manifest was given as a descriptor: its digest and size are the caller's word";
                warnings.push(Finding::new(Code::ArtifactNotHashed, message));
                if parsed.digest.is_none() {
                    let message =
                        alloc::format!("{reference:?} names a tag: give the manifest bytes, or repository@digest");
                    return Err(ApiError::InvalidReference { message });
                }
                (descriptor.clone(), !descriptor.media_type.is_empty())
            }
        };
        match &parsed.digest {
            Some(wanted) if wanted.as_str() != descriptor.digest => {
                let message =
                    alloc::format!("the reference names {wanted}, but the manifest's digest is {}", descriptor.digest);
                fault = Some(Finding::new(Code::BindingReferenceMismatch, message));
            }
            Some(_) => {}
            None => {
                let message =
                    alloc::format!("the reference names a tag, which can be moved; verified was {}", descriptor.digest);
                warnings.push(Finding::new(Code::ReferenceTag, message));
            }
        }
        Ok(Self { reference: parsed, descriptor, media_type_known, fault, warnings })
    }
}
