//! Sealcheck for JavaScript: values in, verdict out; no decisions.
//!
//! Inputs come as JavaScript values, answers go back as JSON text, so that the verdict is byte for byte the one of
//! the Rust crate. The caller's mistakes are thrown as `Error` whose message is `{"code", "message", "problems"?}`.

mod input;

use std::cell::RefCell;
use std::rc::Rc;

use sealcheck::policy::{Kind, StoreName};
use sealcheck::{
    Answers, ApiError, Artifact, BlobDigest, Finding, KnownCertificates, Manifest, PluginInfo, Request, SignatureInput,
    SignatureQuestions, SignatureVerifier, Step, StoreEntry, TextMap, Time, TrustStores, Verdict,
};
use sealcheck_pki::{Certificate, Hash};
use sealcheck_rustcrypto::RustCrypto;
use serde::Serialize;
use sha2::Digest as _;
use wasm_bindgen::prelude::*;

/// Whom to trust, read once.
#[wasm_bindgen]
pub struct Trust(Rc<Trusted>);

struct Trusted {
    trust: sealcheck::Trust,
    /// From the verifications so far, if they are to spare each other arithmetic.
    known: RefCell<Option<KnownCertificates>>,
}

#[wasm_bindgen]
impl Trust {
    /// See `TrustOptions` in `input.rs` for the shape of `options`.
    #[wasm_bindgen(constructor)]
    pub fn new(options: JsValue) -> Result<Trust, JsValue> {
        let options: input::TrustOptions = input::read(options, "trust")?;
        let mut stores = TrustStores::default();
        for (name, entries) in options.trust_stores {
            let entries = entries.into_iter().map(|entry| StoreEntry { name: entry.name, data: entry.data });
            stores.insert(&name, entries.collect()).map_err(thrown)?;
        }
        let kind = kind(&options.kind)?;
        let trust = sealcheck::Trust::new(&options.trust_policy, kind, stores).map_err(thrown)?;
        let trust = trust.with_max_signatures(options.max_signatures).map_err(thrown)?;
        let trust = options.plugins.into_iter().fold(trust, |trust, plugin| {
            let info = PluginInfo { version: plugin.version, capabilities: plugin.capabilities };
            trust.with_plugin(plugin.name, info)
        });
        Ok(Self(Rc::new(Trusted { trust, known: RefCell::default() })))
    }

    /// From now on keeps certificate signatures that hold from one verification to the next.
    #[wasm_bindgen(js_name = keepCertificates)]
    pub fn keep_certificates(&self) {
        self.0.known.borrow_mut().get_or_insert_default();
    }

    /// The statement that applies to a reference or, for blobs, has a name, as `PolicySummary` in JSON.
    #[wasm_bindgen(js_name = selectPolicy)]
    pub fn select_policy(&self, name: Option<String>) -> Result<String, JsValue> {
        let summary = self.0.trust.select_policy(name.as_deref()).map_err(thrown)?;
        match summary {
            Ok(summary) => Ok(json(&summary)),
            Err(finding) => Err(thrown_finding(&finding)),
        }
    }
}

/// One request, from its first step to its verdict.
#[wasm_bindgen]
pub struct Verification {
    trust: Rc<Trusted>,
    request: input::Request,
    current_date: Time,
    answers: Answers,
    questions: Option<SignatureQuestions>,
}

#[wasm_bindgen]
impl Verification {
    /// For an OCI artifact.
    pub fn oci(trust: &Trust, request: JsValue) -> Result<Verification, JsValue> {
        Self::start(trust, input::Request::Oci(input::read(request, "request")?))
    }

    /// For a blob.
    pub fn blob(trust: &Trust, request: JsValue) -> Result<Verification, JsValue> {
        Self::start(trust, input::Request::Blob(input::read(request, "request")?))
    }

    fn start(trust: &Trust, request: input::Request) -> Result<Verification, JsValue> {
        let current_date = time(request.current_date())?;
        let answers = trust.0.known.borrow().as_ref().map(Answers::knowing).unwrap_or_default();
        Ok(Self { trust: Rc::clone(&trust.0), request, current_date, answers, questions: None })
    }

    /// `{"done": Verdict}` or `{"ask": {"plugins": […], "blobDigest": …}}`.
    pub fn step(&mut self) -> Result<String, JsValue> {
        if let Some(verdict) = self.questions.take().and_then(|questions| questions.verdict(&self.answers)) {
            return Ok(self.done(&verdict));
        }
        let mut answers = std::mem::take(&mut self.answers);
        let step = self
            .request()
            .and_then(|request| sealcheck::step_with(&request, &mut answers, &RustCrypto).map_err(thrown));
        self.answers = answers;
        match step? {
            Step::Done(verdict) => Ok(self.done(&verdict)),
            Step::Ask(questions) => {
                let plugins = questions.plugins.into_iter().map(|question| Plugin {
                    id: question.id,
                    name: question.name,
                    request: sealcheck::json::Raw(question.request),
                });
                let ask = Ask { plugins: plugins.collect(), blob_digest: questions.blob_digest.map(Hash::oci_name) };
                Ok(format!("{{\"ask\":{}}}", json(&ask)))
            }
        }
    }

    /// The signature checks that are open and that a host may answer by `answerSignature`; `step` answers the rest.
    #[wasm_bindgen(js_name = signatureQuestions)]
    pub fn signature_questions(&mut self) -> Result<Vec<SignatureQuestion>, JsValue> {
        let mut answers = std::mem::take(&mut self.answers);
        let questions =
            self.request().and_then(|request| sealcheck::signature_questions(&request, &mut answers).map_err(thrown));
        self.answers = answers;
        let questions = questions?;
        let open = questions.open.iter().cloned().map(SignatureQuestion).collect();
        self.questions = Some(questions);
        Ok(open)
    }

    /// Answers a signature question: whether the signature is valid.
    #[wasm_bindgen(js_name = answerSignature)]
    pub fn answer_signature(&mut self, question: &SignatureQuestion, valid: bool) {
        self.answers.signature(&question.0, valid);
    }

    fn request(&self) -> Result<Request<'_>, JsValue> {
        let artifact = match &self.request {
            input::Request::Oci(request) => Artifact::Oci {
                reference: &request.reference,
                manifest: match (&request.manifest, &request.descriptor) {
                    (Some(bytes), _) => Manifest::Bytes(bytes),
                    (None, Some(descriptor)) => Manifest::Descriptor(descriptor.clone().into()),
                    (None, None) => return Err(argument("manifest", "must be bytes or a descriptor")),
                },
                media_type: request.manifest_media_type.as_deref(),
            },
            input::Request::Blob(request) => Artifact::Blob {
                digest: None,
                media_type: request.blob_media_type.as_deref(),
                policy_name: request.policy_name.as_deref(),
            },
        };
        let signatures = self.request.signatures().iter().map(|signature| match signature {
            input::Signature::Fetched { envelope, media_type, manifest } => SignatureInput::Fetched {
                envelope,
                media_type: media_type.as_deref(),
                manifest: manifest.as_ref().map(|bytes| bytes.as_slice()),
            },
            input::Signature::Error { error, digest } => SignatureInput::Error { error, digest: digest.as_deref() },
        });
        Ok(Request {
            trust: &self.trust.trust,
            artifact,
            signatures: signatures.collect(),
            current_date: self.current_date,
            user_metadata: self.request.user_metadata().iter().cloned().collect::<TextMap>(),
            evidence: self.request.evidence(),
        })
    }

    /// Answers a plugin question with the plugin's response, JSON text.
    #[wasm_bindgen(js_name = answerPlugin)]
    pub fn answer_plugin(&mut self, id: String, response: String) {
        self.other_answers().plugin(id, Ok(response));
    }

    /// Answers a plugin question with the plugin's failure.
    #[wasm_bindgen(js_name = failPlugin)]
    pub fn fail_plugin(&mut self, id: String, error: String) {
        self.other_answers().plugin(id, Err(error));
    }

    /// Answers the question for the blob's digest: `sha256:…` and the size in bytes.
    #[wasm_bindgen(js_name = answerBlobDigest)]
    pub fn answer_blob_digest(&mut self, digest: &str, size: f64) -> Result<(), JsValue> {
        let digest = sealcheck::artifact::Digest::parse(digest).map_err(|reason| argument("digest", &reason))?;
        if !(0.0..=9_007_199_254_740_991.0).contains(&size) || size.fract() != 0.0 {
            return Err(argument("size", "must be a safe integer"));
        }
        self.other_answers().blob(BlobDigest { digest, size: size as u64 });
        Ok(())
    }

    fn done(&self, verdict: &Verdict) -> String {
        if let Some(known) = self.trust.known.borrow_mut().as_mut() {
            known.learn(&self.answers);
        }
        format!("{{\"done\":{}}}", json(verdict))
    }

    /// The answers, for one that `questions` did not know of.
    fn other_answers(&mut self) -> &mut Answers {
        self.questions = None;
        &mut self.answers
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Ask {
    plugins: Vec<Plugin>,
    blob_digest: Option<&'static str>,
}

#[derive(Serialize)]
struct Plugin {
    id: String,
    name: String,
    request: sealcheck::json::Raw,
}

/// One signature to check.
#[wasm_bindgen]
pub struct SignatureQuestion(sealcheck::SignatureQuestion);

#[wasm_bindgen]
impl SignatureQuestion {
    /// The scheme with every parameter, for instance `RSASSA-PSS SHA-256` or `ECDSA P-256 SHA-256`.
    #[wasm_bindgen(getter)]
    pub fn scheme(&self) -> String {
        self.0.scheme.to_string()
    }

    /// DER `SubjectPublicKeyInfo`.
    #[wasm_bindgen(getter)]
    pub fn spki(&self) -> js_sys::Uint8Array {
        self.0.spki.as_slice().into()
    }

    /// The signed bytes.
    #[wasm_bindgen(getter)]
    pub fn message(&self) -> js_sys::Uint8Array {
        self.0.message.as_slice().into()
    }

    /// The signature; ECDSA: r‖s of fixed width.
    #[wasm_bindgen(getter)]
    pub fn signature(&self) -> js_sys::Uint8Array {
        self.0.signature.as_slice().into()
    }

    /// Whether the signature is valid, by RustCrypto.
    pub fn check(&self) -> bool {
        RustCrypto.verify(self.0.as_check()).is_ok()
    }
}

/// Hashes a blob piece by piece.
#[wasm_bindgen]
pub struct Hasher(HasherState);

enum HasherState {
    Sha256(sha2::Sha256),
    Sha384(sha2::Sha384),
    Sha512(sha2::Sha512),
}

#[wasm_bindgen]
impl Hasher {
    /// `sha256`, `sha384` or `sha512`.
    #[wasm_bindgen(constructor)]
    pub fn new(algorithm: &str) -> Result<Hasher, JsValue> {
        match algorithm {
            "sha256" => Ok(Self(HasherState::Sha256(sha2::Sha256::new()))),
            "sha384" => Ok(Self(HasherState::Sha384(sha2::Sha384::new()))),
            "sha512" => Ok(Self(HasherState::Sha512(sha2::Sha512::new()))),
            _ => Err(argument("algorithm", "must be sha256, sha384 or sha512")),
        }
    }

    /// The next piece.
    pub fn update(&mut self, bytes: &[u8]) {
        match &mut self.0 {
            HasherState::Sha256(hasher) => hasher.update(bytes),
            HasherState::Sha384(hasher) => hasher.update(bytes),
            HasherState::Sha512(hasher) => hasher.update(bytes),
        }
    }

    /// `sha256:…` over all pieces so far.
    pub fn digest(&self) -> String {
        let (hash, digest) = match &self.0 {
            HasherState::Sha256(hasher) => (Hash::Sha256, hasher.clone().finalize().to_vec()),
            HasherState::Sha384(hasher) => (Hash::Sha384, hasher.clone().finalize().to_vec()),
            HasherState::Sha512(hasher) => (Hash::Sha512, hasher.clone().finalize().to_vec()),
        };
        sealcheck::artifact::Digest::from_parts(hash, &digest).map(|digest| digest.to_string()).unwrap_or_default()
    }
}

/// Decodes an envelope without verifying it.
#[wasm_bindgen]
pub fn inspect(envelope: &[u8], media_type: Option<String>) -> String {
    match sealcheck::inspect(envelope, media_type.as_deref()) {
        Ok(inspection) => json(&inspection),
        Err(error) => json(&*error),
    }
}

/// Every problem of a trust policy document.
#[wasm_bindgen(js_name = lintTrustPolicy)]
pub fn lint_trust_policy(
    document: &[u8],
    kind_name: Option<String>,
    stores: Option<Vec<String>>,
) -> Result<String, JsValue> {
    let kind = kind_name.as_deref().map(kind).transpose()?;
    let parse =
        |name: String| StoreName::parse(&name).map_err(|message| thrown(ApiError::InvalidTrustStore { message }));
    let stores = stores.map(|stores| stores.into_iter().map(parse).collect::<Result<Vec<_>, _>>()).transpose()?;
    Ok(json(&sealcheck::lint_trust_policy(document, kind, stores.as_deref())))
}

/// The certificates in a PEM or DER file.
#[wasm_bindgen]
pub fn certificates(data: &[u8]) -> Result<String, JsValue> {
    let ders = sealcheck::trust_store::split(data).map_err(|reason| argument("data", &reason))?;
    let summaries = ders.iter().map(|der| {
        let certificate = Certificate::parse(der).map_err(|error| argument("data", &error.to_string()))?;
        Ok(sealcheck::verdict::CertificateSummary::of(&certificate))
    });
    Ok(json(&summaries.collect::<Result<Vec<_>, JsValue>>()?))
}

/// Every finding code, in the order of the Rust enum.
#[wasm_bindgen(js_name = findingCodes)]
pub fn finding_codes() -> Vec<String> {
    sealcheck::Code::ALL.iter().map(|code| code.to_string()).collect()
}

/// The version that the module was built from; the JavaScript around it must be of the same.
#[wasm_bindgen]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").into()
}

fn kind(name: &str) -> Result<Kind, JsValue> {
    match name {
        "oci" => Ok(Kind::Oci),
        "blob" => Ok(Kind::Blob),
        _ => Err(argument("kind", "must be oci or blob")),
    }
}

/// Milliseconds since the epoch, as `Date` counts.
fn time(milliseconds: f64) -> Result<Time, JsValue> {
    let whole = milliseconds.is_finite() && milliseconds.trunc() == milliseconds && milliseconds.abs() < 9e15;
    let time = whole.then(|| Time::from_unix_milliseconds(milliseconds as i64)).flatten();
    time.ok_or_else(|| {
        error(&Thrown {
            code: "invalid-date",
            message: "currentDate must be a valid date in the years 1 to 9999".into(),
            problems: None,
        })
    })
}

fn json<T: Serialize + ?Sized>(value: &T) -> String {
    sealcheck::json::to_string(value).unwrap_or_else(|error| wasm_bindgen::throw_str(&error.to_string()))
}

#[derive(Serialize)]
struct Thrown<'a> {
    code: &'a str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    problems: Option<&'a [sealcheck::policy::Problem]>,
}

fn error(thrown: &Thrown<'_>) -> JsValue {
    js_sys::Error::new(&json(thrown)).into()
}

fn thrown(fault: ApiError) -> JsValue {
    let problems = match &fault {
        ApiError::InvalidTrustPolicy { problems } => Some(problems.as_slice()),
        _ => None,
    };
    error(&Thrown { code: fault.code(), message: fault.to_string(), problems })
}

fn thrown_finding(finding: &Finding) -> JsValue {
    error(&Thrown { code: finding.code.as_str(), message: finding.message.clone(), problems: None })
}

fn argument(argument: &'static str, message: &str) -> JsValue {
    thrown(ApiError::InvalidArgument { argument, message: message.into() })
}
