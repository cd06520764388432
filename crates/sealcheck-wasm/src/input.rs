//! The shapes of the JavaScript values that come in. The facade makes them; a wrong shape is the caller's mistake.

use sealcheck::artifact::Descriptor;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_bytes::ByteBuf;
use wasm_bindgen::JsValue;

/// Reads a value or throws `invalid-argument`.
pub(crate) fn read<T: DeserializeOwned>(value: JsValue, argument: &'static str) -> Result<T, JsValue> {
    serde_wasm_bindgen::from_value(value).map_err(|error| super::argument(argument, &error.to_string()))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct TrustOptions {
    pub(crate) trust_policy: ByteBuf,
    pub(crate) kind: String,
    pub(crate) trust_stores: Vec<(String, Vec<StoreEntry>)>,
    pub(crate) plugins: Vec<Plugin>,
    pub(crate) max_signatures: usize,
}

#[derive(Deserialize)]
pub(crate) struct StoreEntry {
    pub(crate) name: String,
    pub(crate) data: ByteBuf,
}

#[derive(Deserialize)]
pub(crate) struct Plugin {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) capabilities: Vec<String>,
}

pub(crate) enum Request {
    Blob(BlobRequest),
    Oci(OciRequest),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct OciRequest {
    pub(crate) reference: String,
    pub(crate) manifest: Option<ByteBuf>,
    pub(crate) descriptor: Option<GivenDescriptor>,
    pub(crate) manifest_media_type: Option<String>,
    signatures: Vec<Signature>,
    current_date: f64,
    #[serde(default)]
    user_metadata: Vec<(String, String)>,
    #[serde(default)]
    evidence: Evidence,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct BlobRequest {
    signature: Signature,
    pub(crate) blob_media_type: Option<String>,
    pub(crate) policy_name: Option<String>,
    current_date: f64,
    #[serde(default)]
    user_metadata: Vec<(String, String)>,
    #[serde(default)]
    evidence: Evidence,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Evidence {
    #[serde(default)]
    ocsp: Vec<Ocsp>,
    #[serde(default)]
    crls: Vec<Crl>,
    #[serde(default)]
    unavailable: Vec<Unavailable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ocsp {
    url: Option<String>,
    response: ByteBuf,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Crl {
    url: Option<String>,
    crl: ByteBuf,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Unavailable {
    url: String,
    error: String,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
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

#[derive(Deserialize)]
#[serde(untagged)]
pub(crate) enum Signature {
    #[serde(rename_all = "camelCase")]
    Fetched {
        envelope: ByteBuf,
        media_type: Option<String>,
        manifest: Option<ByteBuf>,
    },
    Error {
        error: String,
        digest: Option<String>,
    },
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
        let evidence = match self {
            Self::Blob(request) => &request.evidence,
            Self::Oci(request) => &request.evidence,
        };
        sealcheck::Evidence {
            ocsp: evidence.ocsp.iter().map(|given| (given.url.as_deref(), given.response.as_slice())).collect(),
            crls: evidence.crls.iter().map(|given| (given.url.as_deref(), given.crl.as_slice())).collect(),
            unavailable: evidence.unavailable.iter().map(|given| (given.url.as_str(), given.error.as_str())).collect(),
        }
    }

    pub(crate) fn user_metadata(&self) -> &[(String, String)] {
        match self {
            Self::Blob(request) => &request.user_metadata,
            Self::Oci(request) => &request.user_metadata,
        }
    }
}
