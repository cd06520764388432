//! Writes the seeds of every fuzz target to `DIRECTORY/TARGET/`: `cargo run --example fuzz_seeds DIRECTORY`. They are made
//! of the vectors, and of the public corpora where they are there.

use std::fs;
use std::path::PathBuf;

use sealcheck_tests::corpora;
use sealcheck_tests::fuzz::seeds;
use sha2::{Digest as _, Sha256};

fn main() -> std::io::Result<()> {
    let directory = PathBuf::from(std::env::args().nth(1).expect("a directory"));
    let mut seeds = seeds::of_vectors();
    if let Some(root) = corpora::folder("") {
        seeds::of_corpora(&root, &mut seeds);
    }
    for (target, seeds) in seeds {
        let folder = directory.join(target);
        fs::create_dir_all(&folder)?;
        for seed in &seeds {
            let name: String = Sha256::digest(seed).iter().take(10).map(|byte| format!("{byte:02x}")).collect();
            fs::write(folder.join(name), seed)?;
        }
        println!("{target}: {} seeds", seeds.len());
    }
    Ok(())
}
