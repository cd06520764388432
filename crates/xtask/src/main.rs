//! Developer commands of Sealcheck. `cargo xtask --help` lists them.
//!
//! Each command installs what it needs, says what it does, and fails loudly.

mod audit;
mod bench;
mod build;
mod checks;
mod corpora;
mod deep;
mod demo;
mod dist;
mod fuzz;
mod install;
mod mutants;
mod order;
mod page;
mod parity;
mod size;
mod test;
mod tools;
mod vectors;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask COMMAND

  build     the npm package: Rust to wasm, JavaScript glue, TypeScript (npm/dist)
  demo      verify a bundled OCI layout that notation signed, and print the verdict
  page      build the inspector page (web/dist) and serve it on loopback; --build-only: only build
  test      everything that CI checks; the last line counts passed and failed
  bench     timings beside the peers, as ratios; `--all`: everywhere, not only in Node; `--report`: docs/benchmarks.md
  size      raw, gzip and brotli size of wasm and glue, against the budget
  vectors   make tests/vectors again with notation's own libraries (needs Go)
  parity    fresh random cases, judged by notation and by Sealcheck (needs Go):
            [--cases N] [--seed S] [--minutes M]; a seed makes the same cases again
  corpora   the public test data of others: a table of suites, cases, agreement, exceptions
  fuzz      [--seconds N] [--keep] [TARGET…]  the fuzz targets of tests/fuzz under libFuzzer (needs a nightly Rust)
  mutants   [--module NAME] [--shard K/N]  changes the deciding code and sees which tests notice (hours)
  audit     what the advisory databases know of the dependencies, of Rust and of npm
  dist      what a release hands out: npm tarball, list of crates, SBOMs, SHA256SUMS (target/dist)
  deep      what is too long for CI: deep tests, reproducible build

Prerequisites: Rust by rustup, Node 20.19 or newer with npm, git.

SEALCHECK_REQUIRE=all   `test` fails where it would skip an optional part, and installs Debian's packages for it
CARGO_TARGET_DIR        respected
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = match arguments.first().map(String::as_str) {
        Some("build") => build::run(),
        Some("demo") => demo::run(),
        Some("page") => page::run(&arguments[1..]),
        Some("test") => test::run(),
        Some("bench") => bench::run(&arguments[1..]),
        Some("size") => size::run(),
        Some("vectors") => vectors::run(&arguments[1..]),
        Some("parity") => parity::run(&arguments[1..]),
        Some("fuzz") => fuzz::run(&arguments[1..]),
        Some("mutants") => mutants::run(&arguments[1..]),
        Some("audit") => audit::run(),
        Some("corpora") => corpora::run(),
        Some("dist") => dist::run(),
        Some("deep") => deep::run(),
        Some("help" | "--help" | "-h") | None => {
            print!("{HELP}");
            return ExitCode::SUCCESS;
        }
        Some(other) => {
            eprintln!("xtask: no command `{other}`\n\n{HELP}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error}");
            ExitCode::FAILURE
        }
    }
}
