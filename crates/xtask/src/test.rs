//! `cargo xtask test`: everything that CI checks. A failing part does not stop the others.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::build::{self, Manifest};
use crate::checks::{self, LIBRARIES};
use crate::fuzz;
use crate::install::{CARGO_DENY, Program, need_cargo_program, need_node, need_npm_packages, need_target, require_all};
use crate::page;
use crate::parity;
use crate::size;
use crate::tools::{Result, cargo, command, root, run as finish, step, tee};

const BARE_TARGET: &str = "wasm32v1-none";
/// Per test file, in milliseconds: a suite that hangs fails.
const NODE_TIMEOUT: &str = "--test-timeout=900000";

/// Tests that Node runs, `*.test.mjs` in these folders. One suite is one process; it is skipped when a program is missing.
struct NodeSuite {
    name: &'static str,
    folders: &'static [&'static str],
    /// Folders with npm packages of their own that the tests use.
    packages: &'static [&'static str],
    programs: &'static [Program],
}

const NODE_SUITES: [NodeSuite; 6] = [
    NodeSuite {
        name: "package, command line and vectors in Node",
        folders: &["tests/node", "npm/test"],
        packages: &[],
        programs: &[Program::Openssl],
    },
    NodeSuite {
        name: "registries on loopback: CNCF distribution, go-containerregistry",
        folders: &["tests/registry"],
        packages: &[],
        programs: &[Program::Go],
    },
    NodeSuite {
        name: "examples: Worker, Gatekeeper provider, Deno, Express, Action",
        folders: &["examples/test"],
        packages: &["examples"],
        programs: &[Program::Openssl],
    },
    NodeSuite {
        name: "the packed package in Node, Bun, Deno, edge runtimes and bundlers",
        folders: &["tests/packaging"],
        packages: &["tests/packaging"],
        programs: &[],
    },
    NodeSuite {
        name: "the packed package in Chromium and Firefox",
        folders: &["tests/browser", "tests/packaging/browsers"],
        packages: &["tests/browser", "tests/packaging"],
        programs: &[Program::Chromium, Program::Firefox],
    },
    NodeSuite {
        name: "the inspector page in Chromium and Firefox",
        folders: &["web/test"],
        packages: &["web", "tests/browser"],
        programs: &[Program::Chromium, Program::Firefox],
    },
];

/// What a part of the run came to.
pub enum Outcome {
    Passed,
    Counted { passed: u64, failed: u64 },
    Skipped(String),
}

#[derive(Default)]
struct Tally {
    passed: u64,
    failed: u64,
    failures: Vec<String>,
    skipped: Vec<String>,
    require_all: bool,
}

impl Tally {
    fn part(&mut self, name: &str, act: impl FnOnce() -> Result<Outcome>) {
        match step(name, act) {
            Ok(Outcome::Passed) => self.passed += 1,
            Ok(Outcome::Counted { passed, failed }) => {
                self.passed += passed;
                self.failed += failed;
                if failed > 0 {
                    self.failures.push(format!("{name}: {failed} failed"));
                }
            }
            Ok(Outcome::Skipped(why)) if !self.require_all => {
                println!("SKIPPED {name}: {why}");
                self.skipped.push(format!("{name}: {why}"));
            }
            Ok(Outcome::Skipped(why)) => self.fail(format!("{name}: {why} (SEALCHECK_REQUIRE=all)")),
            Err(error) => self.fail(format!("{name}: {error}")),
        }
    }

    fn check(&mut self, name: &str, act: impl FnOnce() -> Result<()>) {
        self.part(name, || act().map(|()| Outcome::Passed));
    }

    fn fail(&mut self, what: String) {
        println!("FAILED {what}");
        self.failed += 1;
        self.failures.push(what);
    }
}

pub fn run() -> Result<()> {
    run_with(&[])
}

/// Runs everything, with additional environment for the test suites.
pub fn run_with(environment: &[(&str, &str)]) -> Result<()> {
    let manifest = Manifest::read()?;
    need_node()?;
    need_target(BARE_TARGET)?;
    need_target(&manifest.target)?;
    let mut tally = Tally { require_all: require_all(), ..Tally::default() };

    tally.check("cargo fmt --check", || finish(&mut cargo(&["fmt", "--all", "--check"])));
    tally.check("dependencies point one way", checks::dependency_direction);
    tally.check("no randomness in the verifying tree", || checks::no_randomness(&manifest.target));
    tally.check("one version", checks::one_version);
    tally.part("cargo deny check bans licenses sources", cargo_deny);
    tally.check("cargo clippy, the workspace", || {
        clippy(&["--workspace", "--all-targets", "--features", "xtask/bindgen"])
    });
    features(&mut tally, "sealcheck");
    for target in [BARE_TARGET, &manifest.target] {
        tally.check(&format!("cargo check, the libraries on {target}"), || {
            let packages = LIBRARIES.iter().flat_map(|library| ["--package", library]);
            finish(cargo(&["check", "--quiet", "--locked", "--target", target]).args(packages))
        });
    }
    tally.part("cargo test, the workspace", || {
        let mut tests = cargo(&["test", "--locked", "--workspace", "--no-fail-fast"]);
        count(tests.envs(environment.iter().copied()), &cargo_counts)
    });
    tally.check("build", build::run);
    tally.check("the inspector page", page::build_page);
    tally.check("the npm package holds what it names", checks::package_is_whole);
    tally.check("size", size::report);
    tally.check("size of the page", page::size);
    for suite in &NODE_SUITES {
        tally.part(&format!("node --test: {}", suite.name), || node_suite(suite, environment));
    }
    tally.part("live parity with notation", parity::part);
    tally.part("fuzz targets, ten seconds each", fuzz::in_ci);
    conclude(&tally)
}

fn clippy(arguments: &[&str]) -> Result<()> {
    finish(cargo(&["clippy", "--quiet", "--locked"]).args(arguments).args(["--", "--deny", "warnings"]))
}

fn features(tally: &mut Tally, package: &str) {
    match checks::feature_sets(package) {
        Ok(sets) => sets.iter().for_each(|set| {
            let name = if set.is_empty() { "none" } else { set };
            tally.check(&format!("cargo clippy, {package} with features: {name}"), || {
                clippy(&["--package", package, "--no-default-features", "--features", set])
            });
        }),
        Err(error) => tally.fail(format!("features of {package}: {error}")),
    }
}

fn cargo_deny() -> Result<Outcome> {
    let deny = match need_cargo_program(CARGO_DENY) {
        Ok(deny) => deny,
        Err(error) => return Ok(Outcome::Skipped(format!("cargo-deny is not installable: {error}"))),
    };
    let arguments = ["--log-level", "error", "--locked", "check", "bans", "licenses", "sources"];
    finish(&mut command(&deny.to_string_lossy(), &arguments))?;
    Ok(Outcome::Passed)
}

fn node_suite(suite: &NodeSuite, environment: &[(&str, &str)]) -> Result<Outcome> {
    for program in suite.programs {
        if let Err(why) = program.want() {
            return Ok(Outcome::Skipped(why));
        }
    }
    suite.packages.iter().try_for_each(|folder| need_npm_packages(folder))?;
    let mut files = Vec::new();
    for folder in suite.folders {
        files.extend(node_tests(&root().join(folder))?);
    }
    let mut tests = command("node", &["--test", "--test-reporter=spec", NODE_TIMEOUT]);
    count(tests.args(files).envs(environment.iter().copied()), &node_counts)
}

/// The test files of a folder; a folder without any is a mistake.
fn node_tests(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    let mut files: Vec<_> = entries.into_iter().filter(|path| path.to_string_lossy().ends_with(".test.mjs")).collect();
    files.sort();
    if files.is_empty() { Err(format!("no *.test.mjs in {}", folder.display()).into()) } else { Ok(files) }
}

/// Runs a suite and counts its tests; a suite that fails without a failed test (it did not compile) is one failure.
fn count(suite: &mut Command, counts: &dyn Fn(&str) -> (u64, u64)) -> Result<Outcome> {
    let (text, succeeded) = tee(suite)?;
    let (passed, failed) = counts(&text);
    let failed = if succeeded { failed } else { failed.max(1) };
    Ok(Outcome::Counted { passed, failed })
}

/// Sums the lines `test result: ok. 12 passed; 0 failed; …`.
fn cargo_counts(text: &str) -> (u64, u64) {
    let results = text.lines().filter_map(|line| line.trim().strip_prefix("test result: "));
    results.fold((0, 0), |(passed, failed), line| {
        let number = |what: &str| {
            let part = line.split([';', '.']).find_map(|part| part.trim().strip_suffix(what));
            part.and_then(|number| number.trim().parse().ok()).unwrap_or(0)
        };
        (passed + number("passed"), failed + number("failed"))
    })
}

/// Reads the lines `ℹ pass 12`, `ℹ fail 0` and `ℹ cancelled 0`.
fn node_counts(text: &str) -> (u64, u64) {
    let number = |what: &str| -> u64 {
        let lines = text.lines().filter_map(|line| line.trim().strip_prefix('ℹ'));
        lines.filter_map(|line| line.trim().strip_prefix(what)?.trim().parse::<u64>().ok()).sum()
    };
    (number("pass "), number("fail ") + number("cancelled "))
}

fn conclude(tally: &Tally) -> Result<()> {
    println!();
    tally.skipped.iter().for_each(|what| println!("SKIPPED {what}"));
    tally.failures.iter().for_each(|what| println!("FAILED  {what}"));
    println!("{} passed, {} failed", tally.passed, tally.failed);
    if tally.failed == 0 { Ok(()) } else { std::process::exit(1) }
}

#[cfg(test)]
mod tests {
    use super::{cargo_counts, node_counts};

    #[test]
    fn counts_of_cargo_are_summed() {
        let text = "running 2 tests\ntest result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out\n\
                    test result: FAILED. 10 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out\n";
        assert_eq!(cargo_counts(text), (12, 3));
    }

    #[test]
    fn counts_of_node_are_read() {
        let text = "✔ one (1ms)\nℹ tests 4\nℹ suites 1\nℹ pass 2\nℹ fail 1\nℹ cancelled 1\nℹ skipped 0\n";
        assert_eq!(node_counts(text), (2, 2));
    }
}
