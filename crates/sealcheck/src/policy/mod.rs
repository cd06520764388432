//! The trust policy: documents, the statement that applies, and what it says.
//!
//! A document is read as a whole (POL-12): [`Document::parse`] gives a document in which everything is valid, or every
//! problem there is. [`lint_trust_policy`] gives the same problems to people who write policies.

mod document;
mod identity;
mod level;
mod lint;
mod nearest;
mod overlap;
mod problem;
mod read;
mod scope;
mod statement;
mod store_name;
mod subject;

pub use document::{Document, MAX_DOCUMENT_SIZE, Statement};
pub use identity::{DistinguishedName, Identity};
pub use level::{Action, Enforcement, Level, VerifyTimestamp};
pub use lint::{PolicyReport, lint_trust_policy};
pub use nearest::nearest;
pub use problem::{Problem, Severity};
pub use scope::{check_repository, check_scope};
pub use store_name::{StoreName, StoreType};
pub use subject::{Subject, Unmatchable};

use core::fmt;

/// What a document is for.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub enum Kind {
    /// Files with detached signatures (`trustpolicy.blob.json`).
    Blob,
    /// Artifacts in registries (`trustpolicy.oci.json`, `trustpolicy.json`).
    Oci,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Blob => "blob",
            Self::Oci => "oci",
        })
    }
}
