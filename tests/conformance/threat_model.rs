//! `docs/threat-model.md` names tests and vectors; each of them exists.

use std::collections::BTreeSet;
use std::fs;

use sealcheck_tests::{case, here};

#[test]
fn every_threat_names_tests_that_exist() {
    let text = fs::read_to_string(here().join("../docs/threat-model.md")).unwrap();
    let vectors: BTreeSet<String> = case::all().into_iter().flat_map(|(_, cases)| cases).map(|case| case.id).collect();
    let (mut threats, mut missing) = (0, Vec::new());
    for row in text.lines().filter(|line| line.starts_with("| ")).skip(1) {
        let tests = row.trim_end_matches(" |").rsplit(" | ").next().unwrap();
        let named: Vec<&str> = tests.split('`').skip(1).step_by(2).collect();
        assert!(!named.is_empty(), "no test: {row}");
        threats += 1;
        missing.extend(named.into_iter().filter(|name| !exists(name, &vectors)).map(String::from));
    }
    assert_eq!(missing, Vec::<String>::new());
    assert!(threats >= 20, "{threats}");
}

/// `FILE: NAME`, or a vector. A file without folder is one of the conformance tests.
fn exists(name: &str, vectors: &BTreeSet<String>) -> bool {
    let Some((file, test)) = name.split_once(": ") else { return vectors.contains(name) };
    let text = [here().join("conformance").join(file), here().join("..").join(file)]
        .into_iter()
        .find_map(|path| fs::read_to_string(path).ok());
    text.is_some_and(|text| {
        let declared = [format!("fn {test}("), format!("test('{test}'"), format!("test(`{test}"), format!("{test}(")];
        declared.iter().any(|form| text.contains(form.as_str()))
    })
}
