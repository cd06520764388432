//! Media types of manifests, and the media type that a manifest states about itself.

use alloc::format;
use alloc::string::String;

use crate::json::{self, JsonFault};

/// Artifact type of signatures (Appendix C).
pub const ARTIFACT_TYPE_NOTATION: &str = "application/vnd.cncf.notary.signature";
/// Artifact type of signatures of notation 0.11.0-alpha.4 (row S-15).
pub const ARTIFACT_TYPE_NOTATION_ALPHA: &str = "application/vnd.cncf.notary.v2.signature";
/// Docker image manifest, schema 2.
pub const MEDIA_TYPE_DOCKER_MANIFEST: &str = "application/vnd.docker.distribution.manifest.v2+json";
/// Docker manifest list, schema 2.
pub const MEDIA_TYPE_DOCKER_MANIFEST_LIST: &str = "application/vnd.docker.distribution.manifest.list.v2+json";
/// The empty configuration of OCI image manifests 1.1.
pub const MEDIA_TYPE_EMPTY: &str = "application/vnd.oci.empty.v1+json";
/// OCI image index.
pub const MEDIA_TYPE_IMAGE_INDEX: &str = "application/vnd.oci.image.index.v1+json";
/// OCI image manifest.
pub const MEDIA_TYPE_IMAGE_MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
/// OCI artifact manifest, which notation wrote before 1.0.
pub const MEDIA_TYPE_OCI_ARTIFACT: &str = "application/vnd.oci.artifact.manifest.v1+json";
/// ORAS artifact manifest, which notation 0.11.0-alpha.4 wrote (row S-15).
pub const MEDIA_TYPE_ORAS_ARTIFACT: &str = "application/vnd.cncf.oras.artifact.manifest.v1+json";

/// The largest manifest: 4 MiB (VER-12).
pub const MAX_MANIFEST_SIZE: usize = 4 * 1024 * 1024;

/// The media type that a manifest states in its member `mediaType`; `None` if it states none or is not JSON.
///
/// # Errors
/// What is wrong, if the statement cannot be read without doubt: duplicate members, or something other than text.
pub fn media_type_of(manifest: &[u8]) -> Result<Option<String>, String> {
    let document = match json::parse(manifest) {
        Ok(document) => document,
        Err(error) if error.kind == JsonFault::Syntax => return Ok(None),
        Err(error) => return Err(format!("the manifest cannot be read: {error}")),
    };
    match document.member("mediaType").filter(|value| !value.is_null()) {
        None => Ok(None),
        Some(value) => match value.as_str() {
            Some("") => Ok(None),
            Some(media_type) => Ok(Some(media_type.into())),
            None => Err(format!("the manifest's \"mediaType\" is {}, not a string", value.kind())),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::media_type_of;

    #[test]
    fn the_statement_of_the_document() {
        assert_eq!(media_type_of(br#"{"mediaType":"a/b","config":{"mediaType":"c/d"}}"#), Ok(Some("a/b".into())));
        for without in [&b"{}"[..], br#"{"mediaType":null}"#, br#"{"mediaType":""}"#, br#"{"MediaType":"a/b"}"#, b"[]"]
        {
            assert_eq!(media_type_of(without), Ok(None));
        }
    }

    #[test]
    fn what_is_not_json_states_nothing() {
        for bytes in [&b""[..], b"\x7fELF", b"{", b"{} x", b"\xff"] {
            assert_eq!(media_type_of(bytes), Ok(None));
        }
    }

    #[test]
    fn d_02_a_doubtful_statement_is_refused() {
        for bytes in [&br#"{"mediaType":"a/b","mediaType":"c/d"}"#[..], br#"{"mediaType":1}"#, br#"{"a":1,"a":2}"#] {
            assert!(media_type_of(bytes).is_err());
        }
        assert!(media_type_of("[".repeat(1000).as_bytes()).is_ok_and(|media_type| media_type.is_none()));
    }
}
