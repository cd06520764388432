//! Every problem of a policy document, for people who write policies.

use alloc::vec::Vec;

use super::document::read;
use super::{Kind, Problem, Severity, StoreName};

/// What is wrong with a document.
#[derive(Clone, Debug, Eq, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct PolicyReport {
    /// Whether the document can be used: no problem is an error.
    pub valid: bool,
    /// The kind that it was read as.
    pub kind: Kind,
    /// Every problem, in the order of the document.
    pub problems: Vec<Problem>,
}

/// Looks at a whole document. Without a kind, one with `registryScopes` is for OCI artifacts, another one for blobs.
/// With `stores`, the ones that exist, it also says which stores are missing.
#[must_use]
pub fn lint_trust_policy(document: &[u8], kind: Option<Kind>, stores: Option<&[StoreName]>) -> PolicyReport {
    let reading = read(document, kind, stores);
    let valid = reading.problems.iter().all(|problem| problem.severity != Severity::Error);
    PolicyReport { valid, kind: reading.kind, problems: reading.problems }
}
