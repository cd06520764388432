//! The shapes of the JavaScript values that come in. The facade makes them; a wrong shape is the caller's mistake.
//!
//! A value is first taken over as it is ([`Value`]) and then read by name: a derived `Deserialize` for every shape is
//! several times the wasm.

mod value;

use sealcheck::artifact::Descriptor;
use wasm_bindgen::JsValue;

use value::{Fields, Shape, Value, WrongShape};

/// Reads a value or throws `invalid-argument`.
pub(crate) fn read<T: Shape>(value: JsValue, argument: &'static str) -> Result<T, JsValue> {
    let value = Value::of(value).map_err(|error| super::argument(argument, &error.to_string()))?;
    T::of(value).map_err(|error| super::argument(argument, &error.to_string()))
}

pub(crate) struct TrustOptions {
    pub(crate) trust_policy: Vec<u8>,
    pub(crate) kind: String,
    pub(crate) trust_stores: Vec<(String, Vec<StoreEntry>)>,
    pub(crate) plugins: Vec<Plugin>,
    pub(crate) max_signatures: usize,
}

pub(crate) struct StoreEntry {
    pub(crate) name: String,
    pub(crate) data: Vec<u8>,
}

pub(crate) struct Plugin {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) capabilities: Vec<String>,
}

pub(crate) enum Request {
    Blob(BlobRequest),
    Oci(OciRequest),
}

pub(crate) struct OciRequest {
    pub(crate) reference: String,
    pub(crate) manifest: Option<Vec<u8>>,
    pub(crate) descriptor: Option<GivenDescriptor>,
    pub(crate) manifest_media_type: Option<String>,
    signatures: Vec<Signature>,
    current_date: f64,
    user_metadata: Vec<(String, String)>,
    evidence: Evidence,
}

pub(crate) struct BlobRequest {
    signature: Signature,
    pub(crate) blob_media_type: Option<String>,
    pub(crate) policy_name: Option<String>,
    current_date: f64,
    user_metadata: Vec<(String, String)>,
    evidence: Evidence,
}

/// Bytes with the URL that they came from, if that is known; URLs that gave nothing, with why.
#[derive(Default)]
pub(crate) struct Evidence {
    ocsp: Vec<(Option<String>, Vec<u8>)>,
    crls: Vec<(Option<String>, Vec<u8>)>,
    unavailable: Vec<(String, String)>,
}

#[derive(Clone)]
pub(crate) struct GivenDescriptor {
    media_type: String,
    digest: String,
    size: u64,
}

impl From<GivenDescriptor> for Descriptor {
    fn from(given: GivenDescriptor) -> Self {
        let GivenDescriptor { media_type, digest, size } = given;
        Self { media_type, digest, size, annotations: None, artifact_type: None }
    }
}

pub(crate) enum Signature {
    Fetched { envelope: Vec<u8>, media_type: Option<String>, manifest: Option<Vec<u8>> },
    Error { error: String, digest: Option<String> },
}

impl Shape for TrustOptions {
    fn of(value: Value) -> Result<Self, WrongShape> {
        Fields::read(value, |fields| {
            Ok(Self {
                trust_policy: fields.take("trustPolicy")?,
                kind: fields.take("kind")?,
                trust_stores: fields.take("trustStores")?,
                plugins: fields.take("plugins")?,
                max_signatures: fields.take("maxSignatures")?,
            })
        })
    }
}

impl Shape for StoreEntry {
    fn of(value: Value) -> Result<Self, WrongShape> {
        let mut fields = Fields::of(value)?;
        Ok(Self { name: fields.take("name")?, data: fields.take("data")? })
    }
}

impl Shape for Plugin {
    fn of(value: Value) -> Result<Self, WrongShape> {
        let mut fields = Fields::of(value)?;
        let (name, version) = (fields.take("name")?, fields.take("version")?);
        Ok(Self { name, version, capabilities: fields.take("capabilities")? })
    }
}

impl Shape for OciRequest {
    fn of(value: Value) -> Result<Self, WrongShape> {
        Fields::read(value, |fields| {
            Ok(Self {
                reference: fields.take("reference")?,
                manifest: fields.take("manifest")?,
                descriptor: fields.take("descriptor")?,
                manifest_media_type: fields.take("manifestMediaType")?,
                signatures: fields.take("signatures")?,
                current_date: fields.take("currentDate")?,
                user_metadata: fields.take_or_default("userMetadata")?,
                evidence: fields.take_or_default("evidence")?,
            })
        })
    }
}

impl Shape for BlobRequest {
    fn of(value: Value) -> Result<Self, WrongShape> {
        Fields::read(value, |fields| {
            Ok(Self {
                signature: fields.take("signature")?,
                blob_media_type: fields.take("blobMediaType")?,
                policy_name: fields.take("policyName")?,
                current_date: fields.take("currentDate")?,
                user_metadata: fields.take_or_default("userMetadata")?,
                evidence: fields.take_or_default("evidence")?,
            })
        })
    }
}

impl Shape for Evidence {
    fn of(value: Value) -> Result<Self, WrongShape> {
        Fields::read(value, |fields| {
            Ok(Self {
                ocsp: fields.take_pairs("ocsp", "url", "response")?,
                crls: fields.take_pairs("crls", "url", "crl")?,
                unavailable: fields.take_pairs("unavailable", "url", "error")?,
            })
        })
    }
}

impl Shape for GivenDescriptor {
    fn of(value: Value) -> Result<Self, WrongShape> {
        let mut fields = Fields::of(value)?;
        let (media_type, digest) = (fields.take("mediaType")?, fields.take("digest")?);
        Ok(Self { media_type, digest, size: fields.take("size")? })
    }
}

impl Shape for Signature {
    fn of(value: Value) -> Result<Self, WrongShape> {
        let mut fields = Fields::of(value)?;
        if let Some(envelope) = fields.take("envelope")? {
            let (media_type, manifest) = (fields.take("mediaType")?, fields.take("manifest")?);
            return Ok(Self::Fetched { envelope, media_type, manifest });
        }
        Ok(Self::Error { error: fields.take("error")?, digest: fields.take("digest")? })
    }
}

impl Request {
    pub(crate) fn current_date(&self) -> f64 {
        match self {
            Self::Blob(request) => request.current_date,
            Self::Oci(request) => request.current_date,
        }
    }

    pub(crate) fn signatures(&self) -> &[Signature] {
        match self {
            Self::Blob(request) => std::slice::from_ref(&request.signature),
            Self::Oci(request) => &request.signatures,
        }
    }

    pub(crate) fn evidence(&self) -> sealcheck::Evidence<'_> {
        let Evidence { ocsp, crls, unavailable } = match self {
            Self::Blob(request) => &request.evidence,
            Self::Oci(request) => &request.evidence,
        };
        sealcheck::Evidence {
            ocsp: ocsp.iter().map(|(url, response)| (url.as_deref(), response.as_slice())).collect(),
            crls: crls.iter().map(|(url, crl)| (url.as_deref(), crl.as_slice())).collect(),
            unavailable: unavailable.iter().map(|(url, error)| (url.as_str(), error.as_str())).collect(),
        }
    }

    pub(crate) fn user_metadata(&self) -> &[(String, String)] {
        match self {
            Self::Blob(request) => &request.user_metadata,
            Self::Oci(request) => &request.user_metadata,
        }
    }
}
