//! Live parity: random cases that notation has judged (`tests/oracle-parity`), judged here and in WebAssembly too.
//!
//! `cargo xtask parity` builds and starts it. A difference needs a rule in `tests/parity-rules.json`; without one the
//! case is saved and the run fails.

mod difference;
mod options;
mod report;
mod rules;
mod wasm;

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::thread;

use sealcheck_tests::case::Case;
use sealcheck_tests::expectation::Expectation;

use crate::options::Options;
use crate::report::Report;
use crate::rules::Rules;
use crate::wasm::Wasm;

fn main() {
    let options = Options::read();
    let rules = Rules::read();
    let wasm = options.wasm.map(|every| Wasm::start(&options, every));
    let report = Mutex::new(Report::new(&options));
    thread::scope(|scope| {
        for job in 0..options.jobs {
            let (options, rules, wasm, report) = (&options, &rules, &wasm, &report);
            scope.spawn(move || run(job, options, rules, wasm.as_ref(), report));
        }
    });
    let failed_in_wasm = wasm.map_or(0, |wasm| wasm.finish());
    let report = report.into_inner().expect("no job panics");
    println!("{report}");
    assert_eq!(failed_in_wasm, 0, "verdicts differ between Rust and WebAssembly");
    assert!(report.is_clean(options.tolerate), "unexplained differences; the cases are in {}", options.save.display());
}

/// Lets one oracle make every `jobs`th case and judges what it writes.
fn run(job: u64, options: &Options, rules: &Rules, wasm: Option<&Wasm>, report: &Mutex<Report>) {
    let count = (options.cases + options.jobs - 1).saturating_sub(job) / options.jobs;
    let argument = |name: &str, value: u64| [format!("-{name}"), value.to_string()];
    let mut oracle = Command::new(&options.oracle)
        .arg("-keys")
        .arg(&options.keys)
        .arg("-blob")
        .arg(&options.blob_oracle)
        .args(argument("seed", options.seed))
        .args(argument("from", options.from + job))
        .args(argument("step", options.jobs))
        .args(argument("count", count))
        .stdout(Stdio::piped())
        .spawn()
        .expect("the oracle starts");
    let lines = BufReader::new(oracle.stdout.take().expect("piped")).lines();
    for line in lines {
        let line = line.expect("UTF-8");
        let case: Case = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"));
        let outcome = case.verify();
        let differences = difference::all(&case, &outcome);
        if let Some(wasm) = wasm {
            wasm.send(&line, &Expectation::of(&outcome));
        }
        let done = report.lock().expect("no job panics").count(&case, &line, &outcome, differences, rules);
        if done {
            oracle.kill().ok();
            break;
        }
    }
    let status = oracle.wait().expect("the oracle ends");
    let stopped = report.lock().expect("no job panics").is_over();
    assert!(status.success() || stopped, "the oracle failed: {status}");
}
