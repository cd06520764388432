//! `cargo xtask mutants`: cargo-mutants on the modules that decide, group by group, with a table of every file.
//!
//! A mutant costs seconds: it is made in a copy of the sources that keeps its compiled dependencies, only the tests that
//! are most likely to see it are linked, and only what those let through meets all the others.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::install::need_cargo_program;
use crate::tools::{self, Result, cargo, command, output, root, step, target_dir};

const CARGO_MUTANTS: &str = "cargo-mutants@27.1.0";

/// Tests of one build: packages, targets, and what is said to those.
struct Tests {
    packages: &'static [&'static str],
    targets: &'static [&'static str],
    arguments: &'static [&'static str],
}

/// Modules that are changed and tested together.
struct Group {
    name: &'static str,
    /// A glob.
    files: &'static str,
    /// The tests that are asked first.
    first: Tests,
}

const UNITS: Tests = Tests { packages: &["sealcheck"], targets: &["--lib", "--features=serde"], arguments: &[] };
const UNITS_OF_PKI: Tests = Tests { packages: &["sealcheck-pki"], targets: &["--lib"], arguments: &[] };
/// A failed test waits for the others of its program: without those that only look at details or names.
const VECTORS: Tests = Tests {
    packages: &["sealcheck-tests"],
    targets: &["--test=fold", "--test=vectors"],
    arguments: &["--skip", "store_23", "--skip", "codes_are_stable"],
};

/// What a mutant meets that the first tests let through.
const ALL: [Tests; 3] = [
    UNITS,
    UNITS_OF_PKI,
    Tests {
        packages: &["sealcheck-tests"],
        targets: &[
            "--test=fold",
            "--test=inspect",
            "--test=limits",
            "--test=profile",
            "--test=revocation",
            "--test=revocation_corpora",
            "--test=step",
            "--test=timestamp_corpora",
            "--test=timestamps",
            "--test=vectors",
        ],
        arguments: &[],
    },
];

const GROUPS: [Group; 12] = [
    Group {
        name: "policy",
        files: "crates/sealcheck/src/policy/{document,identity,level,overlap,read,scope,statement,store_name,subject}.rs",
        first: Tests { arguments: &["policy"], ..UNITS },
    },
    Group {
        name: "chain, profile",
        files: "crates/sealcheck-pki/src/{chain,profile}.rs",
        first: Tests { targets: &["--test=profile", "--test=vectors"], ..VECTORS },
    },
    Group {
        name: "fold, authenticity, expiry",
        files: "crates/sealcheck/src/{verdict,check,authenticity,expiry}.rs",
        first: VECTORS,
    },
    Group { name: "integrity, binding", files: "crates/sealcheck/src/{integrity,binding}.rs", first: VECTORS },
    Group { name: "signature, verify", files: "crates/sealcheck/src/{signature,verify}.rs", first: VECTORS },
    Group { name: "envelope", files: "crates/sealcheck/src/envelope/*.rs", first: VECTORS },
    Group {
        name: "trust store, algorithm",
        files: "crates/{sealcheck/src/{trust_store,algorithm},sealcheck-pki/src/algorithm}.rs",
        first: VECTORS,
    },
    Group {
        name: "timestamp",
        files: "crates/sealcheck/src/timestamp/*.rs",
        first: Tests { targets: &["--test=timestamps", "--test=vectors"], ..VECTORS },
    },
    Group {
        name: "timestamp token",
        files: "crates/sealcheck-pki/src/timestamp/{attributes,cms,constraints,mod,path,token}.rs",
        first: Tests { targets: &["--test=timestamp_corpora", "--test=timestamps", "--test=vectors"], ..VECTORS },
    },
    Group {
        name: "revocation",
        files: "crates/sealcheck/src/revocation/*.rs",
        first: Tests { targets: &["--test=revocation", "--test=vectors"], ..VECTORS },
    },
    Group {
        name: "OCSP, CRL",
        files: "crates/sealcheck-pki/src/revocation/*.rs",
        first: Tests { targets: &["--test=revocation", "--test=revocation_corpora", "--test=vectors"], ..VECTORS },
    },
    Group {
        name: "certificate",
        files: "crates/sealcheck-pki/src/{certificate,crypto,extension,name}.rs",
        first: VECTORS,
    },
];

/// `[--module NAME] [--shard K/N]`: groups whose names have NAME in them, and of each every N-th mutant from K on.
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
    let workshop = Workshop::new()?;
    let mut table =
        String::from("| module | mutants | killed | survived | unviable | score |\n|---|---:|---:|---:|---:|---:|\n");
    let mut survivors = String::new();
    for group in groups {
        let found = workshop.test(group, shard.as_deref())?;
        let mut rows = found.row(&format!("**{}**", group.name), "");
        let files: BTreeMap<&str, ()> = found.mutants().map(|mutant| (file_of(mutant), ())).collect();
        files.keys().for_each(|file| rows.push_str(&found.row(&format!("`{file}`"), file)));
        print!("{rows}");
        table.push_str(&rows);
        found.survived.iter().for_each(|mutant| survivors.push_str(&format!("* {mutant}\n")));
    }
    let report = target_dir().join("mutants/report.md");
    fs::write(&report, format!("{table}\n{survivors}"))?;
    println!("\n{table}\n{survivors}\nwritten to {}", report.display());
    Ok(())
}

/// `crates/sealcheck/src/expiry.rs` of `crates/sealcheck/src/expiry.rs:1:2: replace …`.
fn file_of(mutant: &str) -> &str {
    mutant.split(':').next().unwrap_or_default()
}

/// What came of the mutants.
#[derive(Default)]
struct Found {
    /// One that runs for ever is seen, too.
    killed: Vec<String>,
    survived: Vec<String>,
    /// They do not compile.
    unviable: Vec<String>,
}

impl Found {
    fn read(folder: &Path) -> Self {
        let lines = |name: &str| -> Vec<String> {
            let text = fs::read_to_string(folder.join("mutants.out").join(name)).unwrap_or_default();
            text.lines().map(Into::into).collect()
        };
        let killed = [lines("caught.txt"), lines("timeout.txt")].concat();
        Self { killed, survived: lines("missed.txt"), unviable: lines("unviable.txt") }
    }

    fn mutants(&self) -> impl Iterator<Item = &String> {
        self.killed.iter().chain(&self.survived).chain(&self.unviable)
    }

    /// The row of those whose names begin so.
    fn row(&self, what: &str, beginning: &str) -> String {
        let count = |mutants: &[String]| mutants.iter().filter(|mutant| mutant.starts_with(beginning)).count();
        let (killed, survived, unviable) = (count(&self.killed), count(&self.survived), count(&self.unviable));
        let tried = killed + survived;
        let score = if tried == 0 { 100.0 } else { 100.0 * killed as f64 / tried as f64 };
        format!("| {what} | {tried} | {killed} | {survived} | {unviable} | {score:.1} % |\n")
    }
}

/// The copy that mutants are made in, so that the sources themselves can be worked on meanwhile.
struct Workshop {
    program: PathBuf,
    tree: PathBuf,
    build: PathBuf,
}

impl Workshop {
    fn new() -> Result<Self> {
        let own = target_dir().join("mutants");
        let workshop =
            Self { program: need_cargo_program(CARGO_MUTANTS)?, tree: own.join("tree"), build: own.join("build") };
        workshop.copy()?;
        Ok(workshop)
    }

    /// Brings the copy up to date. What has not changed keeps its time, and so need not be compiled again.
    fn copy(&self) -> Result<()> {
        let listed = output(&mut command("git", &["ls-files", "-z", "--cached", "--others", "--exclude-standard"]))?;
        for name in listed.split('\0').filter(|name| !name.is_empty()) {
            let (from, to) = (root().join(name), self.tree.join(name));
            let Ok(wanted) = fs::read(&from) else {
                fs::remove_file(&to).ok();
                continue;
            };
            if fs::read(&to).is_ok_and(|found| found == wanted) {
                continue;
            }
            fs::create_dir_all(to.parent().ok_or("a file in a folder")?)?;
            fs::write(&to, wanted)?;
        }
        Ok(())
    }

    fn test(&self, group: &Group, shard: Option<&str>) -> Result<Found> {
        let folder = self.tree.with_file_name(group.name.replace([' ', ','], "-"));
        fs::remove_dir_all(&folder).ok();
        self.baseline(&group.first)?;
        let part: Vec<String> = match shard {
            Some(shard) => ["--sharding", "round-robin", "--shard", shard].map(Into::into).into(),
            None => Vec::new(),
        };
        let mut found = self.mutate(group, &group.first, &part, &folder.join("first"))?;
        for (index, tests) in ALL.iter().enumerate() {
            if found.survived.is_empty() {
                break;
            }
            self.baseline(tests)?;
            let these: Vec<String> =
                found.survived.iter().flat_map(|name| ["--re".into(), format!("^{}$", literally(name))]).collect();
            let again = self.mutate(group, tests, &these, &folder.join(format!("all-{index}")))?;
            // cargo-mutants takes deleted fields along whatever the expressions say.
            let (killed, survived) = found.survived.into_iter().partition(|mutant| again.killed.contains(mutant));
            found.survived = survived;
            found.killed.extend::<Vec<String>>(killed);
        }
        Ok(found)
    }

    /// Tests that fail without a mutant would kill every one.
    fn baseline(&self, tests: &Tests) -> Result<()> {
        let mut test = cargo(&["test", "--quiet", "--profile=mutants"]);
        test.args(tests.packages.iter().map(|package| format!("--package={package}"))).args(tests.targets);
        test.arg("--").args(tests.arguments).current_dir(&self.tree).env("CARGO_TARGET_DIR", &self.build);
        step(&format!("{} {} as they are", tests.packages.join(" "), tests.targets.join(" ")), || tools::run(&mut test))
    }

    fn mutate(&self, group: &Group, tests: &Tests, which: &[String], folder: &Path) -> Result<Found> {
        fs::create_dir_all(folder)?;
        let mut mutants = command(&self.program.to_string_lossy(), &["mutants", "--in-place", "--baseline", "skip"]);
        mutants.args(["--timeout", "120", "--build-timeout", "900", "--file", group.files, "--output"]).arg(folder);
        mutants.args(tests.packages.iter().map(|package| format!("--test-package={package}")));
        mutants.args(tests.targets.iter().map(|target| format!("--cargo-arg={target}"))).args(which);
        mutants.args(["--", "--"]).args(tests.arguments);
        // It fails when a mutant survives: that is what the report is for.
        mutants.current_dir(&self.tree).env("CARGO_TARGET_DIR", &self.build).status()?;
        Ok(Found::read(folder))
    }
}

/// A regular expression of exactly this text.
fn literally(text: &str) -> String {
    let mut expression = String::new();
    for character in text.chars() {
        if r"\.+*?()|[]{}^$".contains(character) {
            expression.push('\\');
        }
        expression.push(character);
    }
    expression
}
