//! The manifests that tie a signature envelope to an artifact in a registry.

use alloc::format;
use alloc::string::String;
use sealcheck_pki::Hash;

use super::manifest::{
    ARTIFACT_TYPE_NOTATION, ARTIFACT_TYPE_NOTATION_ALPHA, MAX_MANIFEST_SIZE, MEDIA_TYPE_EMPTY,
    MEDIA_TYPE_IMAGE_MANIFEST, MEDIA_TYPE_OCI_ARTIFACT, MEDIA_TYPE_ORAS_ARTIFACT,
};
use super::{Descriptor, Digest, misspelled};
use crate::finding::{Code, Finding};
use crate::json::{self, Node};

/// The largest envelope: 32 MiB (VER-14).
pub const MAX_ENVELOPE_SIZE: usize = 32 * 1024 * 1024;

/// The forms in which versions of notation store signatures.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ManifestKind {
    /// OCI image manifest with an artifact type and the empty configuration.
    Image,
    /// OCI image manifest without an artifact type; the media type of its configuration says what it is.
    ImageConfig,
    /// OCI artifact manifest (1.0.0-rc.1).
    OciArtifact,
    /// ORAS artifact manifest (0.11.0-alpha.4, row S-15).
    OrasArtifact,
}

/// A signature manifest. It is not signed itself: what it says is checked against the artifact and the envelope.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SignatureManifest<'a> {
    /// The manifest as it was received.
    pub bytes: &'a [u8],
    /// In which form it is.
    pub kind: ManifestKind,
    /// The artifact that it says is signed.
    pub subject: Option<Descriptor>,
    /// The envelope.
    pub layer: Descriptor,
    /// SHA-256 digest of the manifest.
    pub digest: Digest,
    /// Written by a version of notation before 1.0 (row S-15).
    pub legacy: bool,
}

impl<'a> SignatureManifest<'a> {
    /// Reads a manifest. Members that do not matter here are ignored, annotations among them (D-42).
    ///
    /// # Errors
    /// A [`Finding`] that says why it is not a signature manifest.
    pub fn parse(manifest: &'a [u8]) -> Result<Self, Finding> {
        // VER-12.
        if manifest.len() > MAX_MANIFEST_SIZE {
            return Err(fault(format!("is {} bytes long, at most {MAX_MANIFEST_SIZE} are allowed", manifest.len())));
        }
        let document = json::parse(manifest).map_err(|error| fault(format!("cannot be read: {error}")))?;
        if document.members().is_none() {
            return Err(fault(format!("is {}, not an object", document.kind())));
        }
        // S-50
        if let Some((member, meant)) = document.misspelled(&KNOWN) {
            return Err(fault(format!("cannot be read: {}", misspelled(&member.name, meant))));
        }
        let kind = kind(&document).map_err(fault)?;
        let layer = only_layer(&document, kind).map_err(fault)?;
        let subject = descriptor(&document, "subject").map_err(fault)?;
        let legacy = matches!(kind, ManifestKind::OciArtifact | ManifestKind::OrasArtifact);
        let digest = Digest::of(Hash::Sha256, manifest);
        Ok(Self { bytes: manifest, kind, subject, layer, digest, legacy })
    }

    /// Whether it ties this envelope to this artifact. A media type that nobody knows is not compared.
    ///
    /// # Errors
    /// A [`Finding`] with the first part that differs.
    pub fn check(&self, artifact: &Descriptor, media_type_known: bool, envelope: &[u8]) -> Result<(), Finding> {
        self.check_subject(artifact, media_type_known)?;
        self.check_layer(envelope)
    }

    /// D-40, VER-10: the subject is the artifact; its annotations and the rest do not matter (D-42).
    fn check_subject(&self, artifact: &Descriptor, media_type_known: bool) -> Result<(), Finding> {
        let Some(subject) = &self.subject else {
            return Err(fault("has no subject, so it belongs to no artifact".into()));
        };
        let differs = |what: &str, found: &str, wanted: &str| {
            let message =
                format!("is of another artifact: its subject has {what} {found:?}, the artifact has {wanted:?}");
            Err(fault(message).with("subject", found).with("artifact", wanted))
        };
        if subject.digest != artifact.digest {
            return differs("digest", &subject.digest, &artifact.digest);
        }
        if subject.size != artifact.size {
            return differs("size", &format!("{}", subject.size), &format!("{}", artifact.size));
        }
        if media_type_known && subject.media_type != artifact.media_type {
            return differs("media type", &subject.media_type, &artifact.media_type);
        }
        Ok(())
    }

    /// VER-14: the layer is the envelope.
    fn check_layer(&self, envelope: &[u8]) -> Result<(), Finding> {
        if envelope.len() > MAX_ENVELOPE_SIZE {
            let length = envelope.len();
            return Err(fault(format!("names an envelope of {length} bytes, at most {MAX_ENVELOPE_SIZE} are allowed")));
        }
        let digest =
            Digest::parse(&self.layer.digest).map_err(|why| fault(format!("has a layer that is unusable: {why}")))?;
        let size = u64::try_from(envelope.len()).unwrap_or(u64::MAX);
        if self.layer.size != size {
            return Err(fault(format!(
                "has a layer of {} bytes, but the envelope is {size} bytes long",
                self.layer.size
            )));
        }
        let found = Digest::of(digest.algorithm(), envelope);
        if found != digest {
            let message = format!("has a layer with digest \"{digest}\", but the envelope has \"{found}\"");
            return Err(fault(message).with("layer", digest.as_str()).with("envelope", found.as_str()));
        }
        Ok(())
    }
}

/// The members that are read.
const KNOWN: [&str; 6] = ["mediaType", "artifactType", "config", "layers", "blobs", "subject"];

fn fault(what: String) -> Finding {
    Finding::new(Code::BindingSignatureManifest, format!("the signature manifest {what}"))
}

/// VER-10, VER-12, row S-15: the forms that are taken.
fn kind(document: &Node<'_>) -> Result<ManifestKind, String> {
    let media_type = text(document, "mediaType")?;
    let artifact_type = text(document, "artifactType")?;
    let wrong_type = || match artifact_type {
        Some(found) => format!("has the artifact type {found:?}, which is not that of a signature"),
        None => "has no artifact type".into(),
    };
    match media_type {
        // The member is optional in image manifests.
        None | Some(MEDIA_TYPE_IMAGE_MANIFEST) => {
            let config = descriptor(document, "config")?.ok_or("has no configuration")?;
            match (artifact_type, config.media_type.as_str()) {
                (Some(ARTIFACT_TYPE_NOTATION), MEDIA_TYPE_EMPTY) => Ok(ManifestKind::Image),
                (None, ARTIFACT_TYPE_NOTATION) => Ok(ManifestKind::ImageConfig),
                (None | Some(ARTIFACT_TYPE_NOTATION), other) => Err(format!(
                    "has a configuration of media type {other:?}, which does not fit {}",
                    if artifact_type.is_some() { "its artifact type" } else { "a signature" }
                )),
                (Some(_), _) => Err(wrong_type()),
            }
        }
        Some(MEDIA_TYPE_OCI_ARTIFACT) if artifact_type == Some(ARTIFACT_TYPE_NOTATION) => Ok(ManifestKind::OciArtifact),
        Some(MEDIA_TYPE_ORAS_ARTIFACT) if artifact_type == Some(ARTIFACT_TYPE_NOTATION_ALPHA) => {
            Ok(ManifestKind::OrasArtifact)
        }
        Some(MEDIA_TYPE_OCI_ARTIFACT | MEDIA_TYPE_ORAS_ARTIFACT) => Err(wrong_type()),
        Some(other) => Err(format!("has the media type {other:?}, which is not that of a signature manifest")),
    }
}

/// VER-13, D-76: exactly one layer, or one blob in an artifact manifest.
fn only_layer(document: &Node<'_>, kind: ManifestKind) -> Result<Descriptor, String> {
    let (member, noun) = match kind {
        ManifestKind::Image | ManifestKind::ImageConfig => ("layers", "layer"),
        ManifestKind::OciArtifact | ManifestKind::OrasArtifact => ("blobs", "blob"),
    };
    let elements = match document.member(member).filter(|value| !value.is_null()) {
        Some(value) => {
            value.elements().ok_or_else(|| format!("has {member} that are {}, not an array", value.kind()))?
        }
        None => &[],
    };
    match elements {
        [layer] => Descriptor::from_node(layer).map_err(|why| format!("has a {noun} that cannot be read: {why}")),
        _ => Err(format!("has {} {member}, a signature has exactly one", elements.len())),
    }
}

fn descriptor(document: &Node<'_>, name: &str) -> Result<Option<Descriptor>, String> {
    let value = document.member(name).filter(|value| !value.is_null());
    let read = value.map(Descriptor::from_node).transpose();
    read.map_err(|why| format!("has a {name} that cannot be read: {why}"))
}

/// A text; absent, `null` and empty are the same.
fn text<'n>(document: &'n Node<'_>, name: &str) -> Result<Option<&'n str>, String> {
    let Some(value) = document.member(name).filter(|value| !value.is_null()) else { return Ok(None) };
    match value.as_str() {
        Some(text) => Ok((!text.is_empty()).then_some(text)),
        None => Err(format!("has a \"{name}\" that is {}, not a string", value.kind())),
    }
}

#[cfg(test)]
mod tests {
    use super::{MAX_ENVELOPE_SIZE, MAX_MANIFEST_SIZE, ManifestKind, SignatureManifest};
    use crate::artifact::{Descriptor, Digest};
    use crate::finding::{Code, Finding};
    use alloc::format;
    use alloc::string::String;
    use sealcheck_pki::Hash;

    const IMAGE: &str = "application/vnd.oci.image.manifest.v1+json";
    const NOTARY: &str = "application/vnd.cncf.notary.signature";
    const EMPTY: &str = "application/vnd.oci.empty.v1+json";

    fn artifact() -> Descriptor {
        let digest = Digest::of(Hash::Sha256, b"artifact").as_str().into();
        Descriptor { media_type: IMAGE.into(), digest, size: 8, annotations: None, artifact_type: None }
    }

    fn descriptor(media_type: &str, hash: Hash, bytes: &[u8]) -> String {
        let (digest, size) = (Digest::of(hash, bytes), bytes.len());
        format!(r#"{{"mediaType":"{media_type}","digest":"{digest}","size":{size}}}"#)
    }

    fn layer() -> String {
        descriptor("application/jose+json", Hash::Sha256, b"envelope")
    }

    fn subject() -> String {
        format!(r#""subject":{}"#, descriptor(IMAGE, Hash::Sha256, b"artifact"))
    }

    fn config(media_type: &str) -> String {
        format!(r#""config":{}"#, descriptor(media_type, Hash::Sha256, b"{}"))
    }

    fn manifest(members: &[&str]) -> String {
        format!("{{{}}}", members.join(","))
    }

    fn image(layers: &str) -> String {
        let artifact_type = format!(r#""artifactType":"{NOTARY}""#);
        let media_type = format!(r#""mediaType":"{IMAGE}""#);
        manifest(&[&media_type, &artifact_type, &config(EMPTY), &format!(r#""layers":[{layers}]"#), &subject()])
    }

    fn kind(manifest: &str) -> Result<(ManifestKind, bool), String> {
        let read = SignatureManifest::parse(manifest.as_bytes());
        read.map(|read| (read.kind, read.legacy)).map_err(|finding| {
            assert_eq!(finding.code, Code::BindingSignatureManifest);
            finding.message
        })
    }

    fn check(manifest: &str, envelope: &[u8]) -> Result<(), Finding> {
        SignatureManifest::parse(manifest.as_bytes())?.check(&artifact(), true, envelope)
    }

    #[test]
    fn ver_10_the_kinds_that_are_taken() {
        let layers = format!(r#""layers":[{}]"#, layer());
        let blobs = format!(r#""blobs":[{}]"#, layer());
        let notary = format!(r#""artifactType":"{NOTARY}""#);
        assert_eq!(kind(&image(&layer())), Ok((ManifestKind::Image, false)));
        let without = manifest(&[&config(NOTARY), &layers, &subject(), r#""artifactType":"""#]);
        assert_eq!(kind(&without), Ok((ManifestKind::ImageConfig, false)));
        let oci = r#""mediaType":"application/vnd.oci.artifact.manifest.v1+json""#;
        assert_eq!(kind(&manifest(&[oci, &notary, &blobs, &subject()])), Ok((ManifestKind::OciArtifact, true)));
        let oras = r#""mediaType":"application/vnd.cncf.oras.artifact.manifest.v1+json""#;
        let alpha = r#""artifactType":"application/vnd.cncf.notary.v2.signature""#;
        assert_eq!(kind(&manifest(&[oras, alpha, &blobs])), Ok((ManifestKind::OrasArtifact, true)), "S-15");
        for wrong in [
            manifest(&[&notary, &config(NOTARY), &layers]),
            manifest(&[&config(EMPTY), &layers]),
            manifest(&[r#""artifactType":"x/y""#, &config(NOTARY), &layers]),
            manifest(&[alpha, &config(EMPTY), &layers]),
            manifest(&[&notary, &layers]),
            manifest(&[&notary, r#""config":7"#, &layers]),
            manifest(&[oci, alpha, &blobs]),
            manifest(&[oci, &blobs]),
            manifest(&[oras, &notary, &blobs]),
            manifest(&[oci, &notary, &layers]),
            manifest(&[&notary, &config(EMPTY), &blobs]),
            manifest(&[r#""mediaType":"application/vnd.oci.image.index.v1+json""#, &notary, &config(EMPTY), &layers]),
            manifest(&[r#""mediaType":1"#, &notary, &config(EMPTY), &layers]),
        ] {
            assert!(kind(&wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn d_02_ver_12_what_is_no_manifest() {
        let twice = image(&layer()).replacen('{', r#"{"mediaType":"x","#, 1);
        for text in ["", "[]", "null", "{", "{}", &twice] {
            assert!(kind(text).is_err(), "{text}");
        }
        let fill = |length: usize| image(&layer()) + &" ".repeat(length - image(&layer()).len());
        assert!(kind(&fill(MAX_MANIFEST_SIZE)).is_ok());
        assert!(kind(&fill(MAX_MANIFEST_SIZE + 1)).unwrap_err().contains("bytes long"));
    }

    #[test]
    fn s_50_names_of_another_case() {
        for name in ["Layers", "SUBJECT", "MediaType", "artifacttype", "Config", "bloBs"] {
            let beside = image(&layer()).replacen('{', &format!(r#"{{"{name}":null,"#), 1);
            assert!(kind(&beside).unwrap_err().contains("but for letter case"), "{name}");
        }
    }

    #[test]
    fn d_76_s_16_ver_13_exactly_one_layer() {
        let two = format!("{},{}", layer(), layer());
        for (layers, reason) in [("", "has 0 layers"), (two.as_str(), "has 2 layers"), ("7", "cannot be read")] {
            assert!(kind(&image(layers)).unwrap_err().contains(reason), "{layers}");
        }
        let absent = image(&layer()).replace("\"layers\"", "\"else\"");
        assert!(kind(&absent).unwrap_err().contains("has 0 layers"));
    }

    #[test]
    fn d_40_ver_10_the_subject_is_the_artifact() {
        assert_eq!(check(&image(&layer()), b"envelope"), Ok(()));
        let without = image(&layer()).replace("\"subject\"", "\"else\"");
        assert!(check(&without, b"envelope").unwrap_err().message.contains("no subject"));
        for (other, what) in [
            (descriptor(IMAGE, Hash::Sha256, b"other!!!"), "digest"),
            (descriptor(IMAGE, Hash::Sha512, b"artifact"), "digest"),
            (descriptor(EMPTY, Hash::Sha256, b"artifact"), "media type"),
            (descriptor(IMAGE, Hash::Sha256, b"artifact").replace(":8}", ":9}"), "size"),
        ] {
            let foreign = image(&layer()).replace(&subject(), &format!(r#""subject":{other}"#));
            let finding = check(&foreign, b"envelope").unwrap_err();
            assert!(finding.message.contains(&format!("its subject has {what} ")), "{}", finding.message);
            let unknown = SignatureManifest::parse(foreign.as_bytes()).unwrap().check(&artifact(), false, b"envelope");
            assert_eq!(unknown.is_ok(), what == "media type");
        }
    }

    #[test]
    fn d_42_ver_17_annotations_do_not_matter() {
        let annotations = r#""annotations":{"io.cncf.notary.x509chain.thumbprint#S256":"wrong"}"#;
        let with = image(&layer()).replacen('{', &format!("{{{annotations},"), 1);
        assert_eq!(check(&with, b"envelope"), Ok(()));
    }

    #[test]
    fn ver_14_the_layer_is_the_envelope() {
        for hash in [Hash::Sha256, Hash::Sha384, Hash::Sha512] {
            assert_eq!(check(&image(&descriptor("x/y", hash, b"envelope")), b"envelope"), Ok(()));
        }
        assert!(check(&image(&layer()), b"envelopf").unwrap_err().message.contains("with digest"));
        assert!(check(&image(&layer()), b"envelope ").unwrap_err().message.contains("of 8 bytes"));
        let upper = layer().replace("\"sha256:", "\"SHA256:");
        assert!(check(&image(&upper), b"envelope").unwrap_err().message.contains("unusable"));
        let vast = alloc::vec![0; MAX_ENVELOPE_SIZE + 1];
        let manifest = image(&descriptor("x/y", Hash::Sha256, &vast));
        assert!(check(&manifest, &vast).unwrap_err().message.contains("at most"));
        let vast = &vast[1..];
        assert_eq!(check(&image(&descriptor("x/y", Hash::Sha256, vast)), vast), Ok(()));
    }

    #[test]
    fn the_digest_is_that_of_the_bytes() {
        let text = image(&layer());
        let manifest = SignatureManifest::parse(text.as_bytes()).unwrap();
        assert_eq!(manifest.digest, Digest::of(Hash::Sha256, text.as_bytes()));
        assert_eq!((manifest.bytes, manifest.layer.media_type.as_str()), (text.as_bytes(), "application/jose+json"));
    }
}
