//! Every fuzz target over its kept corpus and over the seeds made of the vectors, on the stable toolchain.

use std::collections::BTreeSet;
use std::fs;

use sealcheck_tests::fuzz::{TARGETS, seeds};
use sealcheck_tests::suite::say;
use sealcheck_tests::{corpora, here};

/// Says which input it was if a target panics.
struct Running<'a>(&'a str, &'a [u8]);

impl Drop for Running<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let hex: String = self.1.iter().map(|byte| format!("{byte:02x}")).collect();
            say(&format!("target {} panicked over {hex}", self.0));
        }
    }
}

#[test]
fn every_target_over_its_corpus_and_the_seeds() {
    let mut seeds = seeds::of_vectors();
    if let Some(folder) = corpora::folder("") {
        seeds::of_corpora(&folder, &mut seeds);
    }
    let mut line = Vec::new();
    for target in TARGETS {
        let own = seeds.remove(target.name).unwrap_or_default();
        assert!(own.len() > 20, "{}: {} seeds", target.name, own.len());
        let folder = here().join("fuzz/corpus").join(target.name);
        let kept: BTreeSet<Vec<u8>> = fs::read_dir(&folder)
            .into_iter()
            .flatten()
            .map(|entry| fs::read(entry.expect("an entry").path()).expect("a file"))
            .collect();
        for input in own.union(&kept) {
            let _running = Running(target.name, input);
            (target.run)(input);
        }
        line.push(format!("{} {}+{}", target.name, own.len(), kept.len()));
    }
    say(&format!("fuzz targets replayed (seeds+corpus): {}", line.join(", ")));
}
