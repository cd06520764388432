//! What is wrong with a policy document, and where.

use alloc::string::String;
use core::fmt;

use crate::finding::{Code, Finding};

/// How bad a problem is.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub enum Severity {
    /// The document cannot be used.
    Error,
    /// The document can be used; it probably does not say what was meant.
    Warning,
}

/// One thing that is wrong with a policy document.
#[derive(Clone, Debug, Eq, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct Problem {
    /// How bad it is.
    pub severity: Severity,
    /// What it is.
    pub code: Code,
    /// The JSON path, as in `$.trustPolicies[0].signatureVerification.level`.
    pub path: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in bytes, from 1.
    pub column: usize,
    /// For people, without a full stop.
    pub message: String,
}

impl Problem {
    /// The problem as a finding beside others.
    #[must_use]
    pub fn to_finding(&self) -> Finding {
        let message = alloc::format!("trust policy, {}: {}", self.path, self.message);
        Finding::new(self.code, message)
            .with("path", self.path.clone())
            .with("line", self.line)
            .with("column", self.column)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} ({})", self.path, self.message, self.code)
    }
}
