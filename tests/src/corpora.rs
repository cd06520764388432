//! Public test data that is not ours: read where it is there, and said plainly where it is not.

use std::path::PathBuf;

/// The folder NAME of the corpora (`SEALCHECK_CORPORA`, else `../shared/corpora` beside the repository).
///
/// # Panics
/// If it is not there and `SEALCHECK_REQUIRE` is `all`.
#[must_use]
pub fn folder(name: &str) -> Option<PathBuf> {
    let root =
        std::env::var_os("SEALCHECK_CORPORA").map_or_else(|| crate::here().join("../../shared/corpora"), PathBuf::from);
    let folder = root.join(name);
    if folder.is_dir() {
        return Some(folder);
    }
    let required = std::env::var("SEALCHECK_REQUIRE").is_ok_and(|value| value == "all");
    assert!(!required, "corpora: {name} is not there (set SEALCHECK_CORPORA)");
    crate::suite::say(&format!("SKIPPED: the corpus {name} is not there (set SEALCHECK_CORPORA)"));
    None
}

/// The JSON file PATH of a corpus.
///
/// # Panics
/// If it cannot be read: the corpus is there.
#[must_use]
pub fn json(folder: &std::path::Path, path: &str) -> serde_json::Value {
    let path = folder.join(path);
    let text = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_slice(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The elements of an array; of anything else none.
pub fn each(value: &serde_json::Value) -> impl Iterator<Item = &serde_json::Value> {
    value.as_array().into_iter().flatten()
}

/// A text; of anything else none.
#[must_use]
pub fn text(value: &serde_json::Value) -> &str {
    value.as_str().unwrap_or_default()
}
