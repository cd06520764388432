//! What the suites share: cases that notation judged, and how Sealcheck is asked about them.

pub mod case;
pub mod corpora;
pub mod der;
pub mod drive;
pub mod expectation;
pub mod fuzz;
pub mod mint;
pub mod owned;
pub mod parts;
pub mod random;
pub mod suite;

use std::path::PathBuf;

/// The folder `tests` of the repository.
#[must_use]
pub fn here() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
