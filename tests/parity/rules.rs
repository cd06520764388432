//! `tests/parity-rules.json`: which differences have a row, by what was done to the case and by what was found.

use std::fs;

use sealcheck_tests::here;
use sealcheck_tests::suite::matches;
use serde::Deserialize;

use crate::difference::Difference;

/// A difference on purpose. Every member that is there must fit; a `*` stands for any text.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The D- or S-row.
    pub row: String,
    /// Sealcheck's code, one of these; `good` is named where Sealcheck lets pass what notation does not.
    ours: Vec<String>,
    /// Where notation ends, one of these.
    theirs: Vec<String>,
    /// What was done to the case, one of these at least.
    features: Vec<String>,
    /// In Sealcheck's message, one of these.
    #[serde(default)]
    finding: Vec<String>,
    /// In notation's error, one of these.
    #[serde(default)]
    error: Vec<String>,
}

pub struct Rules(Vec<Rule>);

impl Rules {
    pub fn read() -> Self {
        let text = fs::read_to_string(here().join("parity-rules.json")).expect("tests/parity-rules.json");
        Self(serde_json::from_str(&text).unwrap_or_else(|error| panic!("tests/parity-rules.json: {error}")))
    }

    /// The row that explains a difference, and the number of the rule.
    pub fn row(&self, features: &[String], difference: &Difference) -> Option<(usize, &str)> {
        let fits = |rule: &&Rule| {
            one(&rule.ours, &difference.code)
                && one(&rule.theirs, &difference.theirs)
                && features.iter().any(|feature| one(&rule.features, feature))
                && (rule.finding.is_empty() || rule.finding.iter().any(|part| difference.finding.contains(part)))
                && (rule.error.is_empty() || rule.error.iter().any(|part| difference.error.contains(part)))
        };
        let at = self.0.iter().position(|rule| fits(&rule))?;
        Some((at, self.0.get(at)?.row.as_str()))
    }
}

fn one(patterns: &[String], text: &str) -> bool {
    patterns.iter().any(|pattern| matches(pattern, text))
}
