//! Record and replay: the core stays synchronous while hosts answer asynchronously.
//!
//! [`step`] runs the pipeline with the answers there are. A question that has none is noted, and any open question
//! gives [`Step::Ask`]: a verdict built on a missing answer cannot exist. Answers are filed under what they answer,
//! never under a position.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::cell::{Cell, RefCell};
use sealcheck_pki::{Hash, InvalidSignature, Scheme, SignatureCheck, SignatureVerifier};
use sha2::{Digest as _, Sha256};

use crate::error::ApiError;
use crate::ordered::{Map, Set};
use crate::request::{BlobDigest, Request};
use crate::summary::hex;
use crate::verdict::Verdict;

/// The answers of a host, collected over the steps of one request.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    signatures: Said,
    plugins: Map<String, Result<String, String>>,
    blob: Option<BlobDigest>,
    /// Whether answers over large messages are filed, too.
    large: bool,
    /// What earlier requests found.
    known: KnownCertificates,
    /// The certificate signatures that the last run looked at.
    certificates: Vec<[u8; 32]>,
}

impl Answers {
    /// No answers yet, but for the certificate signatures that earlier requests found to hold.
    #[must_use]
    pub fn knowing(known: &KnownCertificates) -> Self {
        Self { known: known.clone(), ..Self::default() }
    }

    /// Answers a [`SignatureQuestion`]: whether the signature is valid.
    pub fn signature(&mut self, question: &SignatureQuestion, valid: bool) {
        self.signatures.insert(question.id, valid);
        self.large |= is_large(&question.message);
    }

    /// Answers the [`PluginQuestion`] with this id: the response as JSON, or why the plugin failed.
    pub fn plugin(&mut self, id: impl Into<String>, response: Result<String, String>) {
        self.plugins.insert(id.into(), response);
    }

    /// Answers [`Questions::blob_digest`].
    pub fn blob(&mut self, blob: BlobDigest) {
        self.blob = Some(blob);
    }
}

/// Certificate signatures that held, kept from one request to the next: the same authorities sign again and again.
///
/// One is known by the fingerprint of all that its validity depends on ([`SignatureCheck::fingerprint`]), so it spares
/// arithmetic and decides nothing: every rule about a certificate is judged anew, and so are the signatures of
/// envelopes, timestamp tokens, OCSP responses and CRLs. A signature that does not hold is never kept.
#[derive(Clone, Debug, Default)]
pub struct KnownCertificates {
    /// What was not used for the longest time comes first.
    signatures: Vec<[u8; 32]>,
}

impl KnownCertificates {
    /// How many are kept.
    pub const MOST: usize = 256;

    /// Keeps the certificate signatures that the last run with `answers` looked at, if the answer was yes.
    pub fn learn(&mut self, answers: &Answers) {
        for id in &answers.certificates {
            if answers.signatures.get(id) != Some(&true) && answers.known.place(id).is_none() {
                continue;
            }
            let full = (self.signatures.len() >= Self::MOST).then_some(0);
            if let Some(place) = self.place(id).or(full) {
                self.signatures.remove(place);
            }
            self.signatures.push(*id);
        }
    }

    fn place(&self, id: &[u8; 32]) -> Option<usize> {
        self.signatures.iter().position(|known| known == id)
    }
}

/// What a host must answer before there is a verdict. Independent questions come together.
#[derive(Clone, Debug, Default)]
pub struct Questions {
    /// Signatures to verify.
    pub signatures: Vec<SignatureQuestion>,
    /// Plugins to run; asked only about signatures whose integrity passed.
    pub plugins: Vec<PluginQuestion>,
    /// The algorithm to hash the blob with; asked only after integrity passed.
    pub blob_digest: Option<Hash>,
}

impl Questions {
    fn is_empty(&self) -> bool {
        self.signatures.is_empty() && self.plugins.is_empty() && self.blob_digest.is_none()
    }
}

/// Is this signature over these bytes by this key?
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SignatureQuestion {
    /// [`SignatureCheck::fingerprint`].
    pub id: [u8; 32],
    /// The scheme, chosen by the core.
    pub scheme: Scheme,
    /// DER `SubjectPublicKeyInfo`.
    pub spki: Vec<u8>,
    /// The signed bytes.
    pub message: Vec<u8>,
    /// The signature, fixed width.
    pub signature: Vec<u8>,
}

impl SignatureQuestion {
    /// The question in the form that a [`SignatureVerifier`] answers.
    #[must_use]
    pub fn as_check(&self) -> SignatureCheck<'_> {
        SignatureCheck { scheme: self.scheme, spki: &self.spki, message: &self.message, signature: &self.signature }
    }
}

/// What does this plugin say?
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PluginQuestion {
    /// To answer by.
    pub id: String,
    /// The plugin's name.
    pub name: String,
    /// Its verify-signature request, JSON.
    pub request: String,
}

/// What a step came to.
#[derive(Clone, Debug)]
pub enum Step {
    /// Answer these and step again.
    Ask(Questions),
    /// The verdict; every question was answered.
    Done(Box<Verdict>),
}

/// Runs the pipeline with the answers there are.
///
/// # Errors
/// [`ApiError`] for the caller's mistakes.
pub fn step(request: &Request<'_>, answers: &mut Answers) -> Result<Step, ApiError> {
    let mut run = run(request, answers, Provider::Host)?;
    answers.certificates = core::mem::take(&mut run.certificates);
    Ok(run.step())
}

/// The signature questions that a host may answer before [`step_with`] answers the rest; those over large messages are
/// not among them, because to file such an answer costs as much as to make it.
///
/// # Errors
/// [`ApiError`] for the caller's mistakes.
pub fn signature_questions(request: &Request<'_>, answers: &mut Answers) -> Result<SignatureQuestions, ApiError> {
    let run = run(request, answers, Provider::HostThenHere)?;
    answers.certificates = run.certificates;
    Ok(SignatureQuestions { open: run.open.signatures, if_all_valid: run.is_provable.then_some(run.verdict) })
}

/// What [`signature_questions`] found.
#[derive(Clone, Debug, Default)]
pub struct SignatureQuestions {
    /// The open questions.
    pub open: Vec<SignatureQuestion>,
    /// The verdict of the run that found them; `None` if it also rests on something that no answer to them settles.
    if_all_valid: Option<Box<Verdict>>,
}

impl SignatureQuestions {
    /// The verdict, if the host said yes to every question: the run that found the questions went on as if it had, so
    /// another one would come to the same. `None` if a question is open, answered with no, or not the only thing
    /// that was open; then [`step_with`] has the verdict.
    #[must_use]
    pub fn verdict(self, answers: &Answers) -> Option<Box<Verdict>> {
        let is_valid = |question: &SignatureQuestion| answers.signatures.get(&question.id) == Some(&true);
        self.if_all_valid.filter(|_| self.open.iter().all(is_valid))
    }
}

/// As [`step`], with a provider that answers signature questions on the spot; what it said is kept in `answers`.
///
/// # Errors
/// [`ApiError`] for the caller's mistakes.
pub fn step_with(
    request: &Request<'_>,
    answers: &mut Answers,
    verifier: &dyn SignatureVerifier,
) -> Result<Step, ApiError> {
    let mut run = run(request, answers, Provider::Here(verifier))?;
    answers.signatures.extend(core::mem::take(&mut run.said).into_entries());
    answers.certificates = core::mem::take(&mut run.certificates);
    answers.large = true;
    Ok(run.step())
}

/// Who answers what is not answered yet.
#[derive(Clone, Copy)]
enum Provider<'a> {
    /// The host, in a later step.
    Host,
    /// This one, now.
    Here(&'a dyn SignatureVerifier),
    /// The host, and in a later step one that is here.
    HostThenHere,
}

type Said = Map<[u8; 32], bool>;

/// A run of the pipeline.
struct Run {
    verdict: Box<Verdict>,
    open: Questions,
    /// What the provider said.
    said: Said,
    /// The certificate signatures that were looked at.
    certificates: Vec<[u8; 32]>,
    /// Whether the verdict rests on nothing but answers and the open signature questions, taken as valid.
    is_provable: bool,
}

impl Run {
    fn step(self) -> Step {
        if self.open.is_empty() { Step::Done(self.verdict) } else { Step::Ask(self.open) }
    }
}

fn run(request: &Request<'_>, answers: &Answers, provider: Provider<'_>) -> Result<Run, ApiError> {
    let recorder = Recorder {
        answers,
        provider,
        known: RefCell::default(),
        open: RefCell::default(),
        is_provable: Cell::new(true),
    };
    let verdict = Box::new(crate::verify::judge(request, &recorder)?);
    let Recorder { known, open, is_provable, .. } = recorder;
    let Known { said, certificates, .. } = known.into_inner();
    Ok(Run { verdict, open: open.into_inner(), said, certificates, is_provable: is_provable.get() })
}

/// Gives the answers there are and notes the questions there are not.
pub(crate) struct Recorder<'a> {
    answers: &'a Answers,
    provider: Provider<'a>,
    /// What the provider said in this run, and which questions are noted already.
    known: RefCell<Known>,
    open: RefCell<Questions>,
    /// See [`Run`].
    is_provable: Cell<bool>,
}

#[derive(Default)]
struct Known {
    said: Said,
    noted: Set<[u8; 32]>,
    certificates: Vec<[u8; 32]>,
}

impl Recorder<'_> {
    /// Whether everything so far rests on answers and not on assumptions.
    fn is_settled(&self) -> bool {
        self.open.borrow().signatures.is_empty()
    }

    /// The blob's digest. Call it only for a signature whose integrity passed.
    pub(crate) fn blob(&self, given: Option<&BlobDigest>, hash: Hash) -> Option<BlobDigest> {
        let blob = given.or(self.answers.blob.as_ref()).cloned();
        if blob.is_none() {
            self.is_provable.set(false);
            if self.is_settled() {
                self.open.borrow_mut().blob_digest = Some(hash);
            }
        }
        blob
    }

    /// The plugin's answer. Call it only for a signature whose integrity passed.
    pub(crate) fn plugin(&self, name: &str, request: &str) -> Option<Result<String, String>> {
        let id = hex(&Sha256::digest([name.as_bytes(), b"\0", request.as_bytes()].concat()));
        if let Some(answer) = self.answers.plugins.get(&id) {
            return Some(answer.clone());
        }
        self.is_provable.set(false);
        let mut open = self.open.borrow_mut();
        if open.signatures.is_empty() && !open.plugins.iter().any(|question| question.id == id) {
            open.plugins.push(PluginQuestion { id, name: name.into(), request: request.into() });
        }
        None
    }
}

/// Messages of more bytes are not filed on a first run with a provider at hand.
const LARGE_MESSAGE: usize = 64 * 1024;

fn is_large(message: &[u8]) -> bool {
    message.len() > LARGE_MESSAGE
}

impl SignatureVerifier for Recorder<'_> {
    fn verify(&self, check: SignatureCheck<'_>) -> Result<(), InvalidSignature> {
        self.answer(check, false)
    }

    fn verify_certificate(&self, check: SignatureCheck<'_>) -> Result<(), InvalidSignature> {
        self.answer(check, true)
    }
}

impl Recorder<'_> {
    /// An open question is assumed to be answered with yes, so that the questions behind it come up, too; the verdict
    /// of such a run is thrown away unless every one of them was answered so ([`SignatureQuestions::verdict`]).
    fn answer(&self, check: SignatureCheck<'_>, of_certificate: bool) -> Result<(), InvalidSignature> {
        // What an answer is filed under is a hash of the message: for a large CRL as much work as the answer itself.
        if is_large(check.message) && !self.answers.large {
            match self.provider {
                Provider::Here(verifier) => return verifier.verify(check),
                Provider::HostThenHere => {
                    self.is_provable.set(false);
                    return Ok(());
                }
                Provider::Host => {}
            }
        }
        let id = check.fingerprint();
        let mut known = self.known.borrow_mut();
        if of_certificate {
            known.certificates.push(id);
            if self.answers.known.place(&id).is_some() {
                return Ok(());
            }
        }
        let answer = match (self.answers.signatures.get(&id).or_else(|| known.said.get(&id)), self.provider) {
            (Some(answer), _) => *answer,
            (None, Provider::Here(verifier)) => {
                let answer = verifier.verify(check).is_ok();
                known.said.insert(id, answer);
                answer
            }
            (None, Provider::Host | Provider::HostThenHere) => {
                if known.noted.insert(id) {
                    self.open.borrow_mut().signatures.push(SignatureQuestion {
                        id,
                        scheme: check.scheme,
                        spki: check.spki.into(),
                        message: check.message.into(),
                        signature: check.signature.into(),
                    });
                }
                true
            }
        };
        if answer { Ok(()) } else { Err(InvalidSignature) }
    }
}
