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

#[cfg(test)]
mod tests {
    use super::lint_trust_policy;
    use crate::policy::{Kind, Severity};

    #[test]
    fn the_kind_is_that_of_the_members() {
        let kind = |statements: &str| {
            let text = alloc::format!(r#"{{"version":"1.0","trustPolicies":{statements}}}"#);
            lint_trust_policy(text.as_bytes(), None, None).kind
        };
        assert_eq!(kind(r#"[{"registryScopes":["*"]},{"globalPolicy":true}]"#), Kind::Oci);
        assert_eq!(kind(r#"[{"RegistryScopes":["*"]}]"#), Kind::Oci);
        assert_eq!(kind(r#"[{"globalPolicy":true}]"#), Kind::Blob);
        assert_eq!(kind(r#"[{"name":"a"}]"#), Kind::Blob);
        assert_eq!(kind("[]"), Kind::Oci);
        assert_eq!(lint_trust_policy(b"", None, None).kind, Kind::Oci);
        assert_eq!(lint_trust_policy(b"", Some(Kind::Blob), None).kind, Kind::Blob);
    }

    #[test]
    fn warnings_leave_a_document_valid() {
        let text = br#"{"comment":1,"version":"1.0","trustPolicies":[{"name":"a","trustStores":["ca:b"],
            "trustedIdentities":["*"],"signatureVerification":{"level":"audit"}}]}"#;
        let report = lint_trust_policy(text, None, None);
        assert!(report.valid);
        assert_eq!(report.problems.len(), 1);
        assert_eq!(report.problems[0].severity, Severity::Warning);
        let shown = alloc::format!("{}", report.problems[0]);
        assert_eq!(shown, "$.comment: the member \"comment\" is not known and is ignored (policy.unknown-member)");
    }
}
