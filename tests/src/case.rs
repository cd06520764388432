//! One recorded case: a request and what notation made of it. `tests/oracle/README.md` describes the format.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use base64ct::{Base64, Encoding as _};
use sealcheck::artifact::{Descriptor, Digest};
use sealcheck::policy::Kind;
use sealcheck::{
    Answers, ApiError, Artifact, BlobDigest, Evidence, KnownCertificates, Manifest, PluginInfo, Request,
    SignatureInput, SignatureVerifier, Step, StoreEntry, TextMap, Time, Trust, TrustStores, Verdict, step_with,
};
use sealcheck_rustcrypto::RustCrypto;
use serde::Deserialize;
use serde_json::Value;

use crate::here;
use crate::owned::{Owned, OwnedSignature};

/// A file of cases.
#[derive(Deserialize)]
struct Group {
    #[serde(default)]
    certificates: BTreeMap<String, String>,
    cases: Vec<Case>,
}

/// One case.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Case {
    /// Unique over all files.
    pub id: String,
    /// What it shows.
    #[serde(default)]
    pub note: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    reference: String,
    manifest: Option<String>,
    descriptor: Option<Value>,
    manifest_media_type: Option<String>,
    #[serde(default)]
    signatures: Vec<Signature>,
    blob: Option<String>,
    blob_media_type: Option<String>,
    policy_name: Option<String>,
    trust_policy: Option<Value>,
    trust_policy_text: Option<String>,
    #[serde(default)]
    trust_stores: BTreeMap<String, Vec<Value>>,
    #[serde(default)]
    at: String,
    #[serde(default)]
    user_metadata: BTreeMap<String, String>,
    max_signatures: Option<i64>,
    #[serde(default)]
    plugins: BTreeMap<String, Plugin>,
    #[serde(default)]
    evidence: CaseEvidence,
    /// What notation made of it.
    pub notation: Notation,
    /// What was done to it, for the rules of live parity.
    #[serde(default)]
    pub features: Vec<String>,
    #[serde(skip)]
    certificates: BTreeMap<String, String>,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Signature {
    envelope: Option<String>,
    media_type: Option<String>,
    manifest: Option<String>,
    error: Option<String>,
}

/// OCSP responses and CRLs, base64, with the URL that answered.
#[derive(Clone, Default, Deserialize)]
struct CaseEvidence {
    #[serde(default)]
    ocsp: Vec<Fetched>,
    #[serde(default)]
    crls: Vec<Fetched>,
    #[serde(default)]
    unavailable: Vec<Unavailable>,
}

#[derive(Clone, Deserialize)]
struct Fetched {
    url: Option<String>,
    #[serde(alias = "response", alias = "crl")]
    bytes: Option<String>,
}

#[derive(Clone, Deserialize)]
struct Unavailable {
    url: String,
    error: String,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Plugin {
    version: String,
    #[serde(default, deserialize_with = "null_is_empty")]
    capabilities: Vec<String>,
    response: Option<Value>,
    /// The answer where its text is the point.
    response_text: Option<String>,
    error: Option<String>,
}

/// What notation said.
#[derive(Clone, Deserialize)]
pub struct Notation {
    /// `accepted`, `rejected`, `not-verified`, or `error` for what it refuses before verification.
    pub result: String,
    /// In its words.
    #[serde(default)]
    pub error: String,
    /// Each signature on its own.
    #[serde(default, deserialize_with = "null_is_empty")]
    pub signatures: Vec<NotationSignature>,
}

/// What notation said of one signature.
#[derive(Clone, Deserialize)]
pub struct NotationSignature {
    /// Whether its manifest is listed as a signature of the artifact, where there are manifests.
    pub listed: Option<bool>,
    /// The checks that ran.
    #[serde(default)]
    pub results: BTreeMap<String, NotationCheck>,
    /// Why it is refused.
    pub error: Option<String>,
}

/// What one of notation's checks came to.
#[derive(Clone, Deserialize)]
pub struct NotationCheck {
    /// `enforce` or `log`.
    pub action: String,
    /// Why it failed.
    pub error: Option<String>,
}

/// Every recorded case of `tests/vectors/notation`, group by group.
///
/// # Panics
/// If a file cannot be read: the vectors are committed.
#[must_use]
pub fn all() -> Vec<(String, Vec<Case>)> {
    let folder = here().join("vectors/notation");
    let mut files: Vec<_> =
        fs::read_dir(&folder).expect("tests/vectors/notation").map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let read = |path: std::path::PathBuf| {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).unwrap();
        let group: Group = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let cases = group.cases.into_iter().map(|case| Case { certificates: group.certificates.clone(), ..case });
        (name, cases.collect())
    };
    files.into_iter().filter(|path| path.file_name().is_some_and(|name| name != "inspect.json")).map(read).collect()
}

fn decode(text: &str) -> Vec<u8> {
    Base64::decode_vec(text).unwrap_or_else(|error| panic!("base64 in a vector: {error}"))
}

impl Case {
    /// The same case with every OCSP response and CRL passed through `change`.
    #[must_use]
    pub fn with_evidence(mut self, change: impl Fn(Vec<u8>) -> Vec<u8>) -> Self {
        for fetched in self.evidence.ocsp.iter_mut().chain(&mut self.evidence.crls) {
            fetched.bytes = fetched.bytes.take().map(|bytes| Base64::encode_string(&change(decode(&bytes))));
        }
        self
    }

    fn policy(&self) -> Vec<u8> {
        match (&self.trust_policy_text, &self.trust_policy) {
            (Some(text), _) => text.clone().into_bytes(),
            (None, Some(document)) => document.to_string().into_bytes(),
            (None, None) => panic!("{}: no trust policy", self.id),
        }
    }

    fn stores(&self) -> Result<TrustStores, ApiError> {
        let mut stores = TrustStores::default();
        for (name, entries) in &self.trust_stores {
            let entries = entries
                .iter()
                .enumerate()
                .map(|(index, entry)| StoreEntry { name: format!("#{}", index + 1), data: self.store_file(entry) });
            stores.insert(name, entries.collect())?;
        }
        Ok(stores)
    }

    /// Of a file, or of an image.
    #[must_use]
    pub fn kind(&self) -> Kind {
        if self.kind == "blob" { Kind::Blob } else { Kind::Oci }
    }

    /// Whether there are verification plugins.
    #[must_use]
    pub fn has_plugins(&self) -> bool {
        !self.plugins.is_empty()
    }

    /// Whether the signatures are stored under manifests.
    #[must_use]
    pub fn has_manifests(&self) -> bool {
        self.signatures.iter().any(|signature| signature.manifest.is_some())
    }

    /// The OCSP responses and then the CRLs of the case.
    ///
    /// # Panics
    /// If the case itself is broken.
    #[must_use]
    pub fn evidence(&self) -> Vec<Vec<u8>> {
        let pieces = self.evidence.ocsp.iter().chain(&self.evidence.crls);
        pieces.map(|piece| piece.bytes.as_deref().map(decode).unwrap_or_default()).collect()
    }

    /// The case in parts, without its plugins and its limit of signatures.
    ///
    /// # Panics
    /// If the case itself is broken.
    #[must_use]
    pub fn owned(&self) -> Owned {
        let files = |entries: &Vec<Value>| entries.iter().map(|entry| self.store_file(entry)).collect();
        let descriptor = self.descriptor.as_ref().map(descriptor);
        let signature = |signature: &Signature| OwnedSignature {
            envelope: signature.envelope.as_deref().map(decode),
            media_type: signature.media_type.clone(),
            manifest: signature.manifest.as_deref().map(decode),
        };
        let piece = |piece: &Fetched| (piece.url.clone(), piece.bytes.as_deref().map(decode).unwrap_or_default());
        let unavailable = self.evidence.unavailable.iter();
        Owned {
            kind: self.kind(),
            policy: self.policy(),
            stores: self.trust_stores.iter().map(|(name, entries)| (name.clone(), files(entries))).collect(),
            reference: self.reference.clone(),
            manifest: self.manifest.as_deref().map(decode),
            descriptor,
            manifest_media_type: self.manifest_media_type.clone(),
            signatures: self.signatures.iter().map(signature).collect(),
            blob: self.blob.as_deref().map(decode).unwrap_or_default(),
            blob_media_type: self.blob_media_type.clone(),
            policy_name: self.policy_name.clone(),
            at: Time::parse_rfc3339(&self.at).unwrap_or_else(|| panic!("{}: time {}", self.id, self.at)),
            user_metadata: self.user_metadata.clone(),
            ocsp: self.evidence.ocsp.iter().map(piece).collect(),
            crls: self.evidence.crls.iter().map(piece).collect(),
            unavailable: unavailable.map(|gone| (gone.url.clone(), gone.error.clone())).collect(),
        }
    }

    fn store_file(&self, entry: &Value) -> Vec<u8> {
        match entry {
            Value::String(text) => decode(&self.certificates[text.trim_start_matches('@')]),
            _ => match (&entry["pem"], &entry["base64"]) {
                (Value::String(pem), _) => pem.clone().into_bytes(),
                (_, Value::String(base64)) => decode(base64),
                _ => panic!("{}: unknown trust store entry {entry}", self.id),
            },
        }
    }

    /// Asks Sealcheck, with the case's own plugins.
    ///
    /// # Errors
    /// [`ApiError`] for configuration that is refused.
    ///
    /// # Panics
    /// If the case itself is broken.
    pub fn verify(&self) -> Result<Verdict, ApiError> {
        self.verify_with(&RustCrypto)
    }

    /// As [`Case::verify`], with another provider.
    ///
    /// # Errors
    /// [`ApiError`] for configuration that is refused.
    ///
    /// # Panics
    /// If the case itself is broken.
    pub fn verify_with(&self, verifier: &dyn SignatureVerifier) -> Result<Verdict, ApiError> {
        self.verify_changed(verifier, |_, bytes| bytes)
    }

    /// As [`Case::verify_with`], with each envelope passed through `change`, which gets its index and its bytes.
    ///
    /// # Errors
    /// [`ApiError`] for configuration that is refused.
    ///
    /// # Panics
    /// If the case itself is broken.
    pub fn verify_changed(
        &self,
        verifier: &dyn SignatureVerifier,
        change: impl Fn(usize, Vec<u8>) -> Vec<u8>,
    ) -> Result<Verdict, ApiError> {
        self.verify_asked(verifier, change, None, &mut KnownCertificates::default())
    }

    /// As [`Case::verify`], with what earlier verifications know; this one adds to it.
    ///
    /// # Errors
    /// [`ApiError`] for configuration that is refused.
    ///
    /// # Panics
    /// If the case itself is broken.
    pub fn verify_knowing(&self, known: &mut KnownCertificates) -> Result<Verdict, ApiError> {
        self.verify_asked(&RustCrypto, |_, bytes| bytes, None, known)
    }

    /// As [`Case::verify`], by a host that has fetched these URLs and nothing else.
    ///
    /// # Errors
    /// [`ApiError`] for configuration that is refused.
    ///
    /// # Panics
    /// If the case itself is broken.
    pub fn verify_after(&self, fetched: &BTreeSet<String>) -> Result<Verdict, ApiError> {
        self.verify_asked(&RustCrypto, |_, bytes| bytes, Some(fetched), &mut KnownCertificates::default())
    }

    fn verify_asked(
        &self,
        verifier: &dyn SignatureVerifier,
        change: impl Fn(usize, Vec<u8>) -> Vec<u8>,
        asked: Option<&BTreeSet<String>>,
        known: &mut KnownCertificates,
    ) -> Result<Verdict, ApiError> {
        let mut trust = Trust::new(&self.policy(), self.kind(), self.stores()?)?;
        if let Some(limit) = self.max_signatures {
            trust = trust.with_max_signatures(usize::try_from(limit).unwrap_or(0))?;
        }
        for (name, plugin) in &self.plugins {
            let info = PluginInfo { version: plugin.version.clone(), capabilities: plugin.capabilities.clone() };
            trust = trust.with_plugin(name.clone(), info);
        }
        let manifest = self.manifest.as_deref().map(decode);
        let envelopes: Vec<_> = self
            .signatures
            .iter()
            .enumerate()
            .map(|(index, signature)| {
                let envelope = signature.envelope.as_deref().map(|envelope| change(index, decode(envelope)));
                (envelope, signature.manifest.as_deref().map(decode))
            })
            .collect();
        let signatures =
            self.signatures.iter().zip(&envelopes).map(|(signature, (envelope, manifest))| match envelope {
                Some(envelope) => SignatureInput::Fetched {
                    envelope,
                    media_type: signature.media_type.as_deref(),
                    manifest: manifest.as_deref(),
                },
                None => {
                    SignatureInput::Error { error: signature.error.as_deref().unwrap_or("not found"), digest: None }
                }
            });
        let artifact = match self.kind() {
            Kind::Blob => Artifact::Blob {
                digest: None,
                media_type: self.blob_media_type.as_deref(),
                policy_name: self.policy_name.as_deref(),
            },
            Kind::Oci => Artifact::Oci {
                reference: &self.reference,
                manifest: match (&manifest, &self.descriptor) {
                    (Some(bytes), _) => Manifest::Bytes(bytes),
                    (None, Some(given)) => Manifest::Descriptor(descriptor(given)),
                    (None, None) => panic!("{}: no manifest", self.id),
                },
                media_type: self.manifest_media_type.as_deref(),
            },
        };
        let user_metadata: TextMap = self.user_metadata.clone().into_iter().collect();
        let fetched = |piece: &&Fetched| piece.url.as_ref().zip(asked).is_none_or(|(url, asked)| asked.contains(url));
        let bytes = |piece: &Fetched| (piece.url.clone(), piece.bytes.as_deref().map(decode).unwrap_or_default());
        let ocsp: Vec<_> = self.evidence.ocsp.iter().filter(fetched).map(bytes).collect();
        let crls: Vec<_> = self.evidence.crls.iter().filter(fetched).map(bytes).collect();
        // What was asked and is not there is unavailable.
        let offered = |url: &str| {
            self.evidence.ocsp.iter().chain(&self.evidence.crls).any(|piece| piece.url.as_deref() == Some(url))
        };
        let missing =
            asked.into_iter().flatten().filter(|url| !offered(url)).map(|url| (url.as_str(), "no route to host"));
        let unavailable = self.evidence.unavailable.iter().filter(|_| asked.is_none());
        let unavailable = unavailable.map(|unavailable| (unavailable.url.as_str(), unavailable.error.as_str()));
        let evidence = Evidence {
            ocsp: ocsp.iter().map(|(url, bytes)| (url.as_deref(), bytes.as_slice())).collect(),
            crls: crls.iter().map(|(url, bytes)| (url.as_deref(), bytes.as_slice())).collect(),
            unavailable: unavailable.chain(missing).collect(),
        };
        let current_date = Time::parse_rfc3339(&self.at).unwrap_or_else(|| panic!("{}: time {}", self.id, self.at));
        let request = Request {
            trust: &trust,
            artifact,
            signatures: signatures.collect(),
            current_date,
            user_metadata,
            evidence,
        };
        self.drive(&request, verifier, known)
    }

    fn drive(
        &self,
        request: &Request<'_>,
        verifier: &dyn SignatureVerifier,
        known: &mut KnownCertificates,
    ) -> Result<Verdict, ApiError> {
        let mut answers = Answers::knowing(known);
        loop {
            let questions = match step_with(request, &mut answers, verifier)? {
                Step::Done(verdict) => {
                    known.learn(&answers);
                    return Ok(*verdict);
                }
                Step::Ask(questions) => questions,
            };
            for question in questions.plugins {
                let plugin = &self.plugins[&question.name];
                let text = plugin.response.as_ref().map(ToString::to_string).or(plugin.response_text.clone());
                let answer = match &plugin.error {
                    Some(error) => Err(error.clone()),
                    None => text.ok_or_else(|| "no answer recorded".into()),
                };
                answers.plugin(question.id, answer);
            }
            if let Some(hash) = questions.blob_digest {
                let blob = decode(self.blob.as_deref().unwrap_or_default());
                answers.blob(BlobDigest { digest: Digest::of(hash, &blob), size: blob.len() as u64 });
            }
        }
    }
}

fn descriptor(given: &Value) -> Descriptor {
    Descriptor {
        media_type: given["mediaType"].as_str().unwrap_or_default().into(),
        digest: given["digest"].as_str().unwrap_or_default().into(),
        size: given["size"].as_u64().unwrap_or_default(),
        annotations: None,
        artifact_type: None,
    }
}

fn null_is_empty<'de, D: serde::Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}
