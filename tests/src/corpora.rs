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
    eprintln!("SKIPPED: the corpus {name} is not there (set SEALCHECK_CORPORA)");
    None
}
