//! `cargo xtask mutants`: cargo-mutants on the modules that decide, group by group, and `docs/mutants.md` from what it
//! found.
//!
//! One mutant costs one incremental build and the tests that are most likely to see it: for the policy its unit tests,
//! for everything else the vectors, in which every verdict is compared to the last letter.

use std::fs;
use std::path::{Path, PathBuf};

use crate::install::need_cargo_program;
use crate::tools::{Result, command, root, target_dir};

const CARGO_MUTANTS: &str = "cargo-mutants@27.1.0";

/// Modules that are changed and tested together.
struct Group {
    name: &'static str,
    /// A glob.
    files: &'static str,
    /// Where the tests are, and which.
    package: &'static str,
    tests: &'static [&'static str],
}

const VECTORS: [&str; 4] = ["--test", "fold", "--test", "vectors"];

const GROUPS: [Group; 7] = [
    Group {
        name: "policy",
        files: "crates/sealcheck/src/policy/{document,identity,level,overlap,read,scope,statement,store_name,subject}.rs",
        package: "sealcheck",
        tests: &["--lib", "--", "policy"],
    },
    Group {
        name: "chain and profile",
        files: "crates/sealcheck-pki/src/{chain,profile}.rs",
        package: "sealcheck-tests",
        tests: &["--test", "profile", "--test", "vectors"],
    },
    Group {
        name: "fold, authenticity, expiry",
        files: "crates/sealcheck/src/{verdict,authenticity,expiry}.rs",
        package: "sealcheck-tests",
        tests: &VECTORS,
    },
    Group {
        name: "integrity and binding",
        files: "crates/sealcheck/src/{integrity,binding,signature,verify}.rs",
        package: "sealcheck-tests",
        tests: &VECTORS,
    },
    Group {
        name: "envelope",
        files: "crates/sealcheck/src/envelope/*.rs",
        package: "sealcheck-tests",
        tests: &VECTORS,
    },
    Group {
        name: "timestamp",
        files: "crates/{sealcheck/src/timestamp/*,sealcheck-pki/src/timestamp/{attributes,cms,constraints,mod,path,token}}.rs",
        package: "sealcheck-tests",
        tests: &VECTORS,
    },
    Group {
        name: "revocation",
        files: "crates/{sealcheck,sealcheck-pki}/src/revocation/*.rs",
        package: "sealcheck-tests",
        tests: &["--test", "revocation", "--test", "vectors"],
    },
];

/// `[--module NAME] [--shard K/N]`: a group whose name has NAME in it, and the K-th of N parts of it.
pub fn run(arguments: &[String]) -> Result<()> {
    let (mut module, mut shard) = (String::new(), None);
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--module" => module = arguments.next().ok_or("--module needs a name")?.clone(),
            "--shard" => shard = Some(arguments.next().ok_or("--shard needs K/N")?.clone()),
            other => return Err(format!("unknown argument `{other}`").into()),
        }
    }
    let groups: Vec<&Group> = GROUPS.iter().filter(|group| group.name.contains(&module)).collect();
    if groups.is_empty() {
        let names: Vec<&str> = GROUPS.iter().map(|group| group.name).collect();
        return Err(format!("no module `{module}`; there are {}", names.join("; ")).into());
    }
    let mut table = String::from("| module | mutants | killed | survived | score |\n|---|---:|---:|---:|---:|\n");
    let mut survivors = String::new();
    for group in groups {
        let found = test(group, shard.as_deref())?;
        let tried = found.killed + found.survived.len();
        let score = if tried == 0 { 100.0 } else { 100.0 * found.killed as f64 / tried as f64 };
        let row =
            format!("| {} | {tried} | {} | {} | {score:.0} % |\n", group.name, found.killed, found.survived.len());
        print!("{row}");
        table.push_str(&row);
        found.survived.iter().for_each(|mutant| survivors.push_str(&format!("* {mutant}\n")));
    }
    let report = target_dir().join("mutants/report.md");
    fs::write(&report, format!("{table}\n{survivors}"))?;
    println!("\n{table}\n{survivors}\nwritten to {}", report.display());
    Ok(())
}

/// What came of the mutants that compile. One that runs for ever is seen, too.
struct Found {
    killed: usize,
    survived: Vec<String>,
}

fn test(group: &Group, shard: Option<&str>) -> Result<Found> {
    let program = need_cargo_program(CARGO_MUTANTS)?;
    let folder = target_dir().join("mutants").join(group.name.replace([' ', ','], "-"));
    fs::remove_dir_all(&folder).ok();
    fs::create_dir_all(&folder)?;
    let mut mutants = command(&program.to_string_lossy(), &["mutants", "--baseline", "skip", "--timeout", "240"]);
    mutants.args(["--build-timeout", "900", "--test-package", group.package, "-f", group.files, "-o"]).arg(&folder);
    mutants.args(shard.into_iter().flat_map(|shard| ["--shard", shard]));
    mutants.arg("--").args(group.tests);
    // It fails when a mutant survives: that is what the report is for.
    mutants.current_dir(root()).status()?;
    let lines = |name: &str| lines(&folder.join("mutants.out").join(name));
    Ok(Found { killed: lines("caught.txt").len() + lines("timeout.txt").len(), survived: lines("missed.txt") })
}

fn lines(path: &Path) -> Vec<String> {
    fs::read_to_string(PathBuf::from(path)).unwrap_or_default().lines().map(Into::into).collect()
}
