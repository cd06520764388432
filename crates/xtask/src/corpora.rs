//! `cargo xtask corpora`: the suites over the public test data of others, and the table that they fill.

use std::fs;

use crate::tools::{Result, cargo, run as finish, target_dir};

/// The test binaries that read corpora.
const SUITES: [&str; 3] = ["corpora", "revocation_corpora", "timestamp_corpora"];

pub fn run() -> Result<()> {
    let table = target_dir().join("corpora.tsv");
    fs::remove_file(&table).ok();
    let suites = SUITES.iter().flat_map(|suite| ["--test", suite]);
    let mut tests = cargo(&["test", "--quiet", "--locked", "--package", "sealcheck-tests", "--no-fail-fast"]);
    let done = finish(tests.args(suites).env("SEALCHECK_TABLE", &table));
    let text = fs::read_to_string(&table).map_err(|_| "no suite ran: the corpora are not there (SEALCHECK_CORPORA)")?;
    let mut rows: Vec<Vec<&str>> = text.lines().map(|line| line.split('\t').collect()).collect();
    rows.sort();
    println!("\n| suite | cases | agree | excepted | failed |\n|---|---:|---:|---:|---:|");
    rows.iter().for_each(|row| println!("| {} |", row.join(" | ")));
    let sum = |column: usize| -> usize { rows.iter().filter_map(|row| row.get(column)?.parse::<usize>().ok()).sum() };
    println!("| all | {} | {} | {} | {} |", sum(1), sum(2), sum(3), sum(4));
    done
}
