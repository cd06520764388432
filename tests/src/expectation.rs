//! What Sealcheck says of each case, in a committed file that every language reads; and where notation says otherwise.

use std::collections::BTreeMap;
use std::fs;

use sealcheck::{ApiError, Verdict};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::here;

/// What came of a case.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Expectation {
    /// `accepted`, `rejected`, `not-verified` or `error`.
    pub result: String,
    /// `full`, `partial` or `none`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub trust: String,
    /// Code of the reason, or codes of the problems of a refused configuration.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<String>,
    /// SHA-256 of the verdict's JSON: the same in every language.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub verdict: String,
}

impl Expectation {
    /// Of a verdict or a refusal.
    ///
    /// # Panics
    /// If the verdict cannot be written as JSON.
    #[must_use]
    pub fn of(outcome: &Result<Verdict, ApiError>) -> Self {
        match outcome {
            Ok(verdict) => {
                let text = serde_json::to_string(verdict).expect("a verdict is JSON");
                let json: serde_json::Value = serde_json::from_str(&text).expect("a verdict is JSON");
                let code = json["reason"]["code"].as_str().map(Into::into);
                let inner = json["reason"]["details"]["codes"].as_array().into_iter().flatten();
                let inner = inner.filter_map(|code| code.as_str().map(String::from));
                Self {
                    result: json["result"].as_str().unwrap_or_default().into(),
                    trust: json["trust"].as_str().unwrap_or_default().into(),
                    codes: code.into_iter().chain(inner).collect(),
                    verdict: Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect(),
                }
            }
            Err(error) => {
                let problems = match error {
                    ApiError::InvalidTrustPolicy { problems } => problems.as_slice(),
                    _ => &[],
                };
                let codes = problems.iter().map(|problem| format!("{} {}", problem.code, problem.path));
                let codes = std::iter::once(error.code().into()).chain(codes).collect();
                Self { result: "error".into(), trust: String::new(), codes, verdict: String::new() }
            }
        }
    }
}

/// A committed file of expectations, by case.
pub type Expectations = BTreeMap<String, Expectation>;

/// Compares with `tests/vectors/expected/NAME.json`, or writes it when `SEALCHECK_BLESS` is set.
///
/// # Panics
/// With every difference, also for rows that no case has any more.
pub fn compare(name: &str, found: &Expectations) {
    let path = here().join("vectors/expected").join(format!("{name}.json"));
    if std::env::var_os("SEALCHECK_BLESS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, serde_json::to_string_pretty(found).unwrap() + "\n").unwrap();
        return;
    }
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let expected: Expectations = serde_json::from_str(&text).unwrap();
    let ids: std::collections::BTreeSet<&String> = expected.keys().chain(found.keys()).collect();
    let differ: Vec<String> = ids
        .into_iter()
        .filter(|id| expected.get(*id) != found.get(*id))
        .map(|id| format!("{id}: expected {:?}, found {:?}", expected.get(id), found.get(id)))
        .collect();
    assert!(differ.is_empty(), "{} of {} differ in {name}:\n{}", differ.len(), found.len(), differ.join("\n"));
}

/// Compares with `tests/vectors/NAME`, or writes it when `SEALCHECK_BLESS` is set.
///
/// # Panics
/// With the first line that differs.
pub fn compare_text(name: &str, found: &str) {
    let path = here().join("vectors").join(name);
    if std::env::var_os("SEALCHECK_BLESS").is_some() {
        fs::write(&path, found).unwrap();
        return;
    }
    let expected = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let differ = expected.lines().zip(found.lines()).find(|(expected, found)| expected != found);
    assert_eq!(differ, None, "{name} differs");
    assert_eq!(expected.lines().count(), found.lines().count(), "{name} has another length");
}

/// A case in which Sealcheck and notation differ on purpose.
#[derive(Debug, Deserialize)]
pub struct ParityRow {
    /// The case.
    pub case: String,
    /// Its D- or S-number in the conformance matrix.
    pub row: String,
}

/// `tests/parity.json`.
///
/// # Panics
/// If the file cannot be read.
#[must_use]
pub fn parity() -> Vec<ParityRow> {
    let text = fs::read_to_string(here().join("parity.json")).expect("tests/parity.json");
    serde_json::from_str(&text).expect("tests/parity.json")
}
