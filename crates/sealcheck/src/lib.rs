//! Is this artifact signed by someone this policy trusts, and if not, exactly why not?
//!
//! Sealcheck verifies Notary Project signatures, the ones that the `notation` command line makes, from bytes:
//! manifest, signature envelopes, trust stores, trust policy, revocation evidence, a time. It fetches nothing and reads no clock, no file
//! and no randomness. The same request gives the same verdict.
//!
//! [`verify()`] and [`verify_blob`] answer at once with a [`SignatureVerifier`]; [`step()`] lets a host answer
//! questions in its own time. Rule IDs in comments (`JWS-27`, `POL-45`, …) are those of the conformance matrix.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

pub mod algorithm;
pub mod artifact;
mod authenticity;
mod binding;
pub mod cbor;
mod check;
pub mod envelope;
pub mod error;
pub mod evidence;
mod expiry;
pub mod finding;
mod float;
mod go_format;
pub mod inspect;
pub mod integrity;
pub mod json;
pub mod ordered;
mod plugin;
pub mod policy;
pub mod request;
mod revocation;
mod semver;
mod signature;
pub mod step;
mod store_cache;
mod summary;
pub mod text_map;
mod timestamp;
pub mod trust_store;
pub mod verdict;
pub mod verify;

pub use error::ApiError;
pub use evidence::Evidence;
pub use finding::{Code, Detail, Finding};
pub use inspect::{Inspection, InspectionError, inspect};
pub use policy::lint_trust_policy;
pub use request::{Artifact, BlobDigest, Manifest, PluginInfo, Request, SignatureInput, Trust};
pub use sealcheck_pki::{SignatureCheck, SignatureVerifier, Time};
pub use step::{
    Answers, KnownCertificates, PluginQuestion, Questions, SignatureQuestion, SignatureQuestions, Step,
    signature_questions, step, step_with,
};
pub use text_map::TextMap;
pub use trust_store::{StoreEntry, TrustStores};
pub use verdict::{Accepted, Outcome, Verdict};
pub use verify::{blob_digest_algorithm, verify, verify_blob};
