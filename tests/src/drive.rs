//! A host: answers what the core asks.

use std::cell::RefCell;
use std::collections::HashMap;

use sealcheck::{
    Answers, ApiError, BlobDigest, PluginQuestion, Request, SignatureCheck, SignatureVerifier, Step, Verdict, step_with,
};
use sealcheck_pki::InvalidSignature;
use sealcheck_rustcrypto::RustCrypto;

/// Says yes to every signature: what is behind the signatures is reached by changed bytes, too.
#[derive(Clone, Copy, Debug, Default)]
pub struct AcceptAll;

impl SignatureVerifier for AcceptAll {
    fn verify(&self, _: SignatureCheck<'_>) -> Result<(), InvalidSignature> {
        Ok(())
    }
}

/// [`RustCrypto`] that remembers what it said.
#[derive(Debug, Default)]
pub struct Remembering(RefCell<HashMap<[u8; 32], bool>>);

impl SignatureVerifier for Remembering {
    fn verify(&self, check: SignatureCheck<'_>) -> Result<(), InvalidSignature> {
        let id = check.fingerprint();
        let known = self.0.borrow().get(&id).copied();
        let valid = known.unwrap_or_else(|| RustCrypto.verify(check).is_ok());
        self.0.borrow_mut().insert(id, valid);
        if valid { Ok(()) } else { Err(InvalidSignature) }
    }
}

/// Steps until there is a verdict.
///
/// # Errors
/// As [`step_with`].
pub fn drive(
    request: &Request<'_>,
    verifier: &dyn SignatureVerifier,
    plugin: &dyn Fn(&PluginQuestion) -> Result<String, String>,
    blob: Option<&BlobDigest>,
) -> Result<Verdict, ApiError> {
    let mut answers = Answers::default();
    loop {
        let questions = match step_with(request, &mut answers, verifier)? {
            Step::Done(verdict) => return Ok(*verdict),
            Step::Ask(questions) => questions,
        };
        assert!(questions.signatures.is_empty(), "the provider answered every signature");
        for question in &questions.plugins {
            answers.plugin(&question.id, plugin(question));
        }
        if questions.blob_digest.is_some() {
            answers.blob(blob.expect("the blob is asked for").clone());
        }
    }
}
