//! The artifact: its descriptor and digest, how references name it, and the manifests that carry its signatures.

mod descriptor;
mod digest;
mod manifest;
mod reference;
mod signature_manifest;

pub(crate) use descriptor::misspelled;
pub use descriptor::{Descriptor, MAX_SIZE};
pub use digest::Digest;
pub use manifest::{
    ARTIFACT_TYPE_NOTATION, ARTIFACT_TYPE_NOTATION_ALPHA, MAX_MANIFEST_SIZE, MEDIA_TYPE_DOCKER_MANIFEST,
    MEDIA_TYPE_DOCKER_MANIFEST_LIST, MEDIA_TYPE_EMPTY, MEDIA_TYPE_IMAGE_INDEX, MEDIA_TYPE_IMAGE_MANIFEST,
    MEDIA_TYPE_OCI_ARTIFACT, MEDIA_TYPE_ORAS_ARTIFACT, media_type_of,
};
pub use reference::Reference;
pub use signature_manifest::{MAX_ENVELOPE_SIZE, ManifestKind, SignatureManifest};
