//! A run over public cases: each one agrees, differs with a reason in `tests/exceptions.json`, or fails.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;

use serde::Deserialize;

use crate::here;

/// A case in which Sealcheck and a corpus differ on purpose. A `*` in `case` stands for any text.
#[derive(Clone, Debug, Deserialize)]
pub struct Exception {
    /// Which suite.
    pub suite: String,
    /// Which case, or cases.
    pub case: String,
    /// Why.
    pub reason: String,
}

/// `tests/exceptions.json`.
///
/// # Panics
/// If the file cannot be read.
#[must_use]
pub fn exceptions() -> Vec<Exception> {
    let text = fs::read_to_string(here().join("exceptions.json")).expect("tests/exceptions.json");
    serde_json::from_str(&text).expect("tests/exceptions.json")
}

/// One run.
pub struct Suite {
    name: &'static str,
    exceptions: Vec<Exception>,
    used: BTreeSet<usize>,
    seen: BTreeSet<String>,
    excepted: usize,
    failed: Vec<String>,
}

impl Suite {
    /// A run without cases yet.
    #[must_use]
    pub fn new(name: &'static str) -> Self {
        let exceptions = exceptions().into_iter().filter(|row| row.suite == name).collect();
        Self { name, exceptions, used: BTreeSet::new(), seen: BTreeSet::new(), excepted: 0, failed: Vec::new() }
    }

    /// Counts one case; `Err` says how Sealcheck differs.
    ///
    /// # Panics
    /// If there was a case of that name already.
    pub fn case(&mut self, id: &str, outcome: Result<(), String>) {
        assert!(self.seen.insert(id.into()), "{}: case {id:?} occurs twice", self.name);
        let Err(difference) = outcome else { return };
        let rows = self.exceptions.iter().enumerate();
        let rows: Vec<usize> = rows.filter(|(_, row)| matches(&row.case, id)).map(|(index, _)| index).collect();
        if rows.is_empty() {
            self.failed.push(format!("{id}: {difference}"));
        } else {
            self.excepted += 1;
            self.used.extend(rows);
        }
    }

    /// Prints the line of the table, whether or not the test's output is shown.
    ///
    /// # Panics
    /// With every failed case, and for exceptions that no case needs any more.
    pub fn finish(self) {
        let (name, cases, excepted, failed) = (self.name, self.seen.len(), self.excepted, self.failed.len());
        row(name, cases, excepted, failed);
        assert!(cases > 0, "{name}: no cases");
        assert!(self.failed.is_empty(), "{name}: {failed} of {cases} failed:\n{}", self.failed.join("\n"));
        let stale = self.exceptions.iter().enumerate().filter(|(index, _)| !self.used.contains(index));
        let stale: Vec<&str> = stale.map(|(_, row)| row.case.as_str()).collect();
        assert!(
            stale.is_empty(),
            "{name}: take these rows out of tests/exceptions.json, no case needs them: {stale:?}"
        );
    }
}

/// The row of a suite in the table of `cargo xtask corpora`, which reads it from the file `SEALCHECK_TABLE`.
///
/// # Panics
/// If that file cannot be written.
pub fn row(name: &str, cases: usize, excepted: usize, failed: usize) {
    let agree = cases - excepted - failed;
    say(&format!("| {name} | {cases} cases | {agree} agree | {excepted} excepted | {failed} failed |"));
    if let Some(path) = std::env::var_os("SEALCHECK_TABLE") {
        let mut table = fs::OpenOptions::new().create(true).append(true).open(path).expect("SEALCHECK_TABLE");
        writeln!(table, "{name}\t{cases}\t{agree}\t{excepted}\t{failed}").expect("SEALCHECK_TABLE");
    }
}

/// Says something even if the test passes.
pub fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// Whether `pattern`, in which `*` stands for any text, is `id`.
pub fn matches(pattern: &str, id: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else { return pattern == id };
    let Some(id) = id.strip_prefix(start) else { return false };
    let ends = id.char_indices().map(|(index, _)| index).chain([id.len()]);
    ends.into_iter().any(|index| matches(rest, &id[index..]))
}

#[cfg(test)]
mod tests {
    use super::{exceptions, matches};

    #[test]
    fn patterns() {
        for (pattern, id, wanted) in [
            ("a", "a", true),
            ("a", "ab", false),
            ("a*", "a", true),
            ("a*c", "abc", true),
            ("a*c", "abcd", false),
            ("*b*", "abc", true),
            ("é*", "éa", true),
        ] {
            assert_eq!(matches(pattern, id), wanted, "{pattern} {id}");
        }
    }

    #[test]
    fn every_exception_says_why() {
        assert!(exceptions().iter().all(|row| row.reason.len() > 10));
    }
}
