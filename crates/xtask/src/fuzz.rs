//! `cargo xtask fuzz`: the targets of `tests/fuzz` under libFuzzer.
//!
//! One build for all targets, seeds made of the vectors and the corpora, then two targets at a time. What a run finds
//! stays in `target/fuzz`; `--keep` adds to `tests/fuzz/corpus` what reaches code that the vectors do not reach.

use std::collections::VecDeque;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Mutex;
use std::time::Duration;

use crate::install::{need_cargo_program, need_nightly};
use crate::test::Outcome;
use crate::tools::{Result, cargo, command, root, run as finish, step, target_dir};

const CARGO_FUZZ: &str = "cargo-fuzz@0.13.2";
/// The target of the whole `verify`; every other one is a parser.
const WHOLE: &str = "verify";
/// Targets that run at the same time.
const AT_ONCE: usize = 2;
/// An input that takes longer, in seconds, or more memory, in MiB, fails. A CRL is at most 32 MiB.
const LIMITS: [&str; 3] = ["-timeout=10", "-rss_limit_mb=2048", "-print_final_stats=1"];
/// The kept corpus of a target has no larger inputs, in bytes, and no more files.
const KEPT_SIZE: u64 = 4096;
const KEPT_FILES: usize = 100;

pub fn run(arguments: &[String]) -> Result<()> {
    let (mut seconds, mut keep, mut wanted) = (10, false, Vec::new());
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--seconds" => seconds = arguments.next().ok_or("--seconds needs a number")?.parse()?,
            "--keep" => keep = true,
            target if targets()?.iter().any(|known| known == target) => wanted.push(target.to_string()),
            other => return Err(format!("no target `{other}`; there are {}", targets()?.join(", ")).into()),
        }
    }
    let targets = if wanted.is_empty() { targets()? } else { wanted };
    build()?;
    let failed = fuzz(&targets, |_| seconds)?;
    if keep {
        targets.iter().try_for_each(|target| keep_corpus(target))?;
    }
    if failed.is_empty() { Ok(()) } else { Err(format!("{} failed", failed.join(", ")).into()) }
}

/// Ten seconds each; skipped where no nightly compiler can be had.
pub fn in_ci() -> Result<Outcome> {
    if let Err(error) = need_nightly().and_then(|_| need_cargo_program(CARGO_FUZZ)) {
        return Ok(Outcome::Skipped(format!("no nightly Rust or no cargo-fuzz: {error}")));
    }
    let targets = targets()?;
    build()?;
    let failed = u64::try_from(fuzz(&targets, |_| 10)?.len())?;
    Ok(Outcome::Counted { passed: u64::try_from(targets.len())?.saturating_sub(failed), failed })
}

/// Ten minutes for each parser, an hour for the whole.
pub fn long() -> Result<()> {
    build()?;
    let failed = fuzz(&targets()?, |target| if target == WHOLE { 3600 } else { 600 })?;
    if failed.is_empty() { Ok(()) } else { Err(format!("fuzz targets failed: {}", failed.join(", ")).into()) }
}

/// The targets by the names of their files, the longest one first.
fn targets() -> Result<Vec<String>> {
    let files = fs::read_dir(root().join("tests/fuzz/targets"))?;
    let names = files.map(|file| Ok(file?.path().file_stem().ok_or("a file")?.to_string_lossy().into_owned()));
    let mut names = names.collect::<Result<Vec<_>>>()?;
    names.sort_by_key(|name| (name != WHOLE, name.clone()));
    Ok(names)
}

fn folder(of: &str) -> PathBuf {
    target_dir().join("fuzz").join(of)
}

/// Without a sanitizer: there is no unsafe code, and panics, overflows, time and memory are seen without one.
fn build() -> Result<()> {
    let nightly = need_nightly()?;
    let program = need_cargo_program(CARGO_FUZZ)?;
    step(&format!("cargo fuzz build, {nightly}"), || {
        let mut build = command("rustup", &["run", "nightly"]);
        build.arg(program).args(["build", "--fuzz-dir", "fuzz", "-O", "-a", "-s", "none", "--target-dir"]);
        finish(build.arg(folder("build")).env_remove("CARGO").current_dir(root().join("tests")))
    })?;
    step("seeds", || {
        let seeds = folder("seeds");
        fs::remove_dir_all(&seeds).ok();
        let example = ["run", "--quiet", "--locked", "--package", "sealcheck-tests", "--example", "fuzz_seeds"];
        finish(cargo(&example).arg(seeds))
    })
}

/// The binary of a target, below the folder that is named for the machine.
fn binary(target: &str) -> Result<PathBuf> {
    let machines = fs::read_dir(folder("build"))?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    let mut binaries = machines.into_iter().map(|machine| machine.join("release").join(target));
    binaries.find(|path| path.is_file()).ok_or_else(|| format!("no binary of {target}").into())
}

/// Runs the targets and gives those that failed.
fn fuzz(targets: &[String], seconds: impl Fn(&str) -> u64 + Sync) -> Result<Vec<String>> {
    let queue = Mutex::new(targets.iter().collect::<VecDeque<_>>());
    let failed = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some(target) = queue.lock().ok().and_then(|mut queue| queue.pop_front()) {
                    match fuzz_one(target, seconds(target)) {
                        Ok(line) => println!("   {line}"),
                        Err(error) => {
                            println!("FAILED {error}");
                            failed.lock().into_iter().for_each(|mut failed| failed.push(target.clone()));
                        }
                    }
                }
            });
        }
    });
    failed.into_inner().map_err(|_| "a thread panicked".into())
}

fn corpus(target: &str) -> PathBuf {
    root().join("tests/fuzz/corpus").join(target)
}

fn fuzz_one(target: &str, seconds: u64) -> Result<String> {
    let (found, artifacts) = (folder("found").join(target), folder("artifacts"));
    for directory in [&found, &artifacts, &corpus(target)] {
        fs::create_dir_all(directory)?;
    }
    let log = folder(&format!("{target}.log"));
    let mut fuzzer = command(&binary(target)?.to_string_lossy(), &LIMITS);
    fuzzer.arg(format!("-max_total_time={seconds}"));
    fuzzer.arg(format!("-artifact_prefix={}/{target}-", artifacts.display()));
    fuzzer.arg(found).arg(folder("seeds").join(target)).arg(corpus(target));
    let status = fuzzer.stdout(Stdio::null()).stderr(fs::File::create(&log)?).status()?;
    let text = String::from_utf8_lossy(&fs::read(&log)?).into_owned();
    let line = |start: &str| text.lines().find_map(|line| line.strip_prefix(start)).unwrap_or("?").trim().to_string();
    if status.success() {
        let (runs, rate) = (line("stat::number_of_executed_units:"), line("stat::average_exec_per_sec:"));
        return Ok(format!("{target}: {runs} runs, {rate} a second, {:?}", Duration::from_secs(seconds)));
    }
    let artifact = text.lines().rev().find_map(|line| line.split_once("Test unit written to ")).map(|(_, path)| path);
    let tail: Vec<&str> = text.lines().filter(|line| line.contains("panicked") || line.contains("ERROR")).collect();
    let replay = format!("replay: {} {}", binary(target)?.display(), artifact.unwrap_or("(no input)"));
    Err(format!("{target}: {status}\n{}\n{replay}", tail.join("\n")).into())
}

/// Adds what reaches code that neither the vectors nor the kept corpus reach, small inputs first.
fn keep_corpus(target: &str) -> Result<()> {
    let merged = folder("merged").join(target);
    fs::remove_dir_all(&merged).ok();
    fs::create_dir_all(&merged)?;
    let base = [folder("seeds").join(target), corpus(target)];
    for file in base.iter().flat_map(|folder| files(folder)) {
        fs::copy(&file, merged.join(file.file_name().unwrap_or_default()))?;
    }
    let before = files(&merged);
    let mut fuzzer = command(&binary(target)?.to_string_lossy(), &["-merge=1"]);
    finish(fuzzer.arg(&merged).arg(folder("found").join(target)).stderr(Stdio::null()))?;
    let size = |path: &PathBuf| fs::metadata(path).map_or(0, |data| data.len());
    let mut fresh: Vec<PathBuf> = files(&merged).into_iter().filter(|file| !before.contains(file)).collect();
    fresh.sort_by_key(size);
    fresh.retain(|file| size(file) <= KEPT_SIZE);
    // Of all sizes, as many as there is room for.
    let room = KEPT_FILES.saturating_sub(files(&corpus(target)).len());
    let kept: Vec<&PathBuf> = fresh.iter().step_by(fresh.len().div_ceil(room.max(1)).max(1)).take(room).collect();
    for file in &kept {
        fs::copy(file, corpus(target).join(file.file_name().unwrap_or_default()))?;
    }
    println!("   {target}: {} inputs more are kept in tests/fuzz/corpus", kept.len());
    Ok(())
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).filter(|path| path.is_file()).collect()
}
