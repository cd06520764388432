//! `tests/parity-rules.json`: which differences have a row, by what was done to the case and by what was found.

use std::fs;

use sealcheck_tests::here;
use sealcheck_tests::suite::matches;
use serde::Deserialize;

use crate::difference::{Difference, GOOD};

/// A difference on purpose. Every member that is there must fit; a `*` stands for any text.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The D- or S-row.
    pub row: String,
    /// Sealcheck gets further than notation. Without it, it stops earlier or at another check.
    #[serde(default)]
    laxer: bool,
    /// Sealcheck's code, one of these.
    ours: Vec<String>,
    /// Where notation ends, one of these; anywhere where nothing is said.
    #[serde(default)]
    theirs: Vec<String>,
    /// What was done to the case, one of these at least. `*` is any change, where code and words alone tell the row; what
    /// was not changed (`is.`) differs by no such rule.
    features: Vec<String>,
    /// In Sealcheck's message, one of these.
    #[serde(default)]
    finding: Vec<String>,
    /// In notation's error, one of these.
    #[serde(default)]
    error: Vec<String>,
}

impl Rule {
    fn is_for(&self, feature: &str) -> bool {
        self.features.iter().any(|pattern| match pattern.as_str() {
            "*" => !feature.starts_with("is."),
            pattern => matches(pattern, feature),
        })
    }
}

pub struct Rules(Vec<Rule>);

impl Rules {
    pub fn read() -> Self {
        let text = fs::read_to_string(here().join("parity-rules.json")).expect("tests/parity-rules.json");
        let rules: Vec<Rule> =
            serde_json::from_str(&text).unwrap_or_else(|error| panic!("tests/parity-rules.json: {error}"));
        for rule in &rules {
            let exact = !rule.theirs.is_empty() && !rule.theirs.iter().any(|stage| stage.contains('*'));
            assert!(!rule.laxer || exact && !rule.error.is_empty(), "a laxer rule says where and how: {rule:?}");
            let broad = rule.features.iter().any(|feature| feature == "*");
            assert!(!broad || !rule.laxer, "a laxer rule says what was changed: {rule:?}");
            assert!(rule.laxer || !rule.ours.iter().any(|code| code == GOOD), "good is laxer: {rule:?}");
        }
        Self(rules)
    }

    /// The row that explains a difference, and the number of the rule.
    pub fn row(&self, features: &[String], difference: &Difference) -> Option<(usize, &str)> {
        let fits = |rule: &&Rule| {
            rule.laxer == difference.is_laxer()
                && one(&rule.ours, &difference.code)
                && (rule.theirs.is_empty() || one(&rule.theirs, &difference.theirs))
                && features.iter().any(|feature| rule.is_for(feature))
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
