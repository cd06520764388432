//! A request in parts that can be changed one by one: what a [`Case`](crate::case::Case) or a fuzzer asks.

use std::collections::BTreeMap;

use sealcheck::artifact::{Descriptor, Digest};
use sealcheck::policy::Kind;
use sealcheck::{
    Answers, ApiError, Artifact, BlobDigest, Evidence, Manifest, Request, SignatureInput, SignatureVerifier, Step,
    StoreEntry, TextMap, Time, Trust, TrustStores, Verdict, step, step_with,
};

/// Everything that a verdict depends on. There are no plugins: whoever asks for one is refused.
#[derive(Clone, Debug)]
pub struct Owned {
    /// For artifacts in registries or for files.
    pub kind: Kind,
    /// The trust policy document.
    pub policy: Vec<u8>,
    /// The files of the trust stores, by `type:name`.
    pub stores: BTreeMap<String, Vec<Vec<u8>>>,
    /// The artifact's reference.
    pub reference: String,
    /// Its manifest, if there are bytes.
    pub manifest: Option<Vec<u8>>,
    /// Its descriptor, if there is no manifest.
    pub descriptor: Option<Descriptor>,
    /// What the registry said.
    pub manifest_media_type: Option<String>,
    /// The signatures.
    pub signatures: Vec<OwnedSignature>,
    /// The file.
    pub blob: Vec<u8>,
    /// Its media type, if the caller says it.
    pub blob_media_type: Option<String>,
    /// The statement to use for the file.
    pub policy_name: Option<String>,
    /// When it is verified.
    pub at: Time,
    /// What must be among the signed annotations.
    pub user_metadata: BTreeMap<String, String>,
    /// OCSP responses and the URLs they came from.
    pub ocsp: Vec<(Option<String>, Vec<u8>)>,
    /// CRLs and the URLs they came from.
    pub crls: Vec<(Option<String>, Vec<u8>)>,
    /// URLs that gave nothing, and why.
    pub unavailable: Vec<(String, String)>,
}

/// One signature.
#[derive(Clone, Debug)]
pub struct OwnedSignature {
    /// The envelope; `None` if it could not be fetched.
    pub envelope: Option<Vec<u8>>,
    /// Its media type by the caller's account.
    pub media_type: Option<String>,
    /// The signature manifest.
    pub manifest: Option<Vec<u8>>,
}

/// Who answers questions about signatures.
#[derive(Clone, Copy)]
pub enum Asked<'v> {
    /// A host that is asked and answers each with yes.
    AnswersYes,
    /// A provider, at once.
    Provider(&'v dyn SignatureVerifier),
}

impl Owned {
    /// Asks Sealcheck.
    ///
    /// # Errors
    /// [`ApiError`] for configuration that is refused.
    pub fn verify(&self, asked: Asked<'_>) -> Result<Verdict, ApiError> {
        let mut stores = TrustStores::default();
        for (name, files) in &self.stores {
            let entry = |(index, data): (usize, &Vec<u8>)| StoreEntry { name: format!("#{index}"), data: data.clone() };
            stores.insert(name, files.iter().enumerate().map(entry).collect())?;
        }
        let trust = Trust::new(&self.policy, self.kind, stores)?;
        let signatures = self.signatures.iter().map(|signature| match &signature.envelope {
            Some(envelope) => SignatureInput::Fetched {
                envelope,
                media_type: signature.media_type.as_deref(),
                manifest: signature.manifest.as_deref(),
            },
            None => SignatureInput::Error { error: "not found", digest: None },
        });
        let artifact = match self.kind {
            Kind::Blob => Artifact::Blob {
                digest: None,
                media_type: self.blob_media_type.as_deref(),
                policy_name: self.policy_name.as_deref(),
            },
            Kind::Oci => Artifact::Oci {
                reference: &self.reference,
                manifest: match (&self.manifest, &self.descriptor) {
                    (None, Some(descriptor)) => Manifest::Descriptor(descriptor.clone()),
                    (bytes, _) => Manifest::Bytes(bytes.as_deref().unwrap_or_default()),
                },
                media_type: self.manifest_media_type.as_deref(),
            },
        };
        let request = Request {
            trust: &trust,
            artifact,
            signatures: signatures.collect(),
            current_date: self.at,
            user_metadata: self.user_metadata.clone().into_iter().collect::<TextMap>(),
            evidence: Evidence {
                ocsp: self.ocsp.iter().map(|(url, bytes)| (url.as_deref(), bytes.as_slice())).collect(),
                crls: self.crls.iter().map(|(url, bytes)| (url.as_deref(), bytes.as_slice())).collect(),
                unavailable: self.unavailable.iter().map(|(url, error)| (url.as_str(), error.as_str())).collect(),
            },
        };
        self.drive(&request, asked)
    }

    fn drive(&self, request: &Request<'_>, asked: Asked<'_>) -> Result<Verdict, ApiError> {
        let mut answers = Answers::default();
        // Signatures, then the blob, then plugins: each round answers all that was asked.
        for _ in 0..8 {
            let next = match asked {
                Asked::AnswersYes => step(request, &mut answers)?,
                Asked::Provider(verifier) => step_with(request, &mut answers, verifier)?,
            };
            let questions = match next {
                Step::Done(verdict) => return Ok(*verdict),
                Step::Ask(questions) => questions,
            };
            for question in &questions.signatures {
                answers.signature(question, true);
            }
            for question in questions.plugins {
                answers.plugin(question.id, Err("there are no plugins here".into()));
            }
            if let Some(hash) = questions.blob_digest {
                answers.blob(BlobDigest { digest: Digest::of(hash, &self.blob), size: self.blob.len() as u64 });
            }
        }
        panic!("still questions after eight rounds");
    }
}
