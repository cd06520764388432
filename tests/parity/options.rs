//! What `cargo xtask parity` hands over.

use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Settings of a run.
pub struct Options {
    pub seed: u64,
    pub from: u64,
    pub cases: u64,
    pub end: Option<Instant>,
    pub jobs: u64,
    /// Every so many cases are judged in WebAssembly too.
    pub wasm: Option<u64>,
    /// So many differences without a rule do not fail the run, unless Sealcheck gets further than notation.
    pub tolerate: usize,
    pub oracle: PathBuf,
    /// The oracle for files.
    pub blob_oracle: PathBuf,
    pub keys: PathBuf,
    /// Where unexplained cases are saved.
    pub save: PathBuf,
}

impl Options {
    pub fn read() -> Self {
        let mut options = Self {
            seed: 0,
            from: 0,
            cases: 2_000,
            end: None,
            jobs: 2,
            wasm: None,
            tolerate: 0,
            oracle: PathBuf::new(),
            blob_oracle: PathBuf::new(),
            keys: PathBuf::new(),
            save: PathBuf::new(),
        };
        let mut arguments = std::env::args().skip(1);
        while let Some(name) = arguments.next() {
            let value = arguments.next().unwrap_or_else(|| panic!("{name} wants a value"));
            let number = || value.parse::<u64>().unwrap_or_else(|_| panic!("{name} wants a number"));
            match name.as_str() {
                "--seed" => options.seed = number(),
                "--from" => options.from = number(),
                "--cases" => options.cases = number(),
                "--minutes" => options.end = Some(Instant::now() + Duration::from_secs(60 * number())),
                "--jobs" => options.jobs = number().max(1),
                "--wasm-every" => options.wasm = (number() > 0).then(number),
                "--tolerate" => options.tolerate = usize::try_from(number()).expect("a small number"),
                "--oracle" => options.oracle = value.into(),
                "--blob-oracle" => options.blob_oracle = value.into(),
                "--keys" => options.keys = value.into(),
                "--save" => options.save = value.into(),
                _ => panic!("unknown option {name}"),
            }
        }
        options
    }
}
