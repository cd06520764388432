//! `cargo xtask bench`: timings as ratios within one run, beside whatever else checks such signatures.
//!
//! Without `--all` only what Node runs; with it everything that is installed here. `--report` writes docs/benchmarks.md
//! from what the run left in the target directory. Other arguments go to tests/bench/main.mjs.

use std::fs;
use std::path::Path;

use crate::build;
use crate::install::{exists, need_node, need_npm_packages};
use crate::tools::{Result, cargo, command, run as finish, step, target_dir, tee};

pub fn run(arguments: &[String]) -> Result<()> {
    need_node()?;
    let (flags, others): (Vec<_>, Vec<_>) =
        arguments.iter().cloned().partition(|argument| argument == "--all" || argument == "--report");
    let has = |flag: &str| flags.iter().any(|given| given == flag);
    let all = has("--all");
    build::run()?;
    need_npm_packages("tests/bench")?;
    let folder = target_dir().join("bench");
    fs::create_dir_all(&folder)?;
    let mut bounds = Vec::new();

    let native = target_dir().join("release/bench-native");
    if all {
        need_npm_packages("tests/browser")?;
        step("cargo build --release, bench-native", || {
            finish(&mut cargo(&[
                "build",
                "--quiet",
                "--locked",
                "--release",
                "--package",
                "sealcheck-tests",
                "--bin",
                "bench-native",
            ]))
        })?;
    }
    let load = load_average();
    let main: Vec<_> = others.iter().map(String::as_str).collect();
    bounds.extend(kept(&folder, "main", &main)?);
    let out = |name: &str| folder.join(name).to_string_lossy().into_owned();
    let (json, native) = (out("all.json"), native.to_string_lossy().into_owned());
    if all {
        node("all.mjs", &["--all", "--native", &native, "--out", &json])?;
    } else {
        node("all.mjs", &["--rounds", "7", "--out", &json])?;
    }
    bounds.extend(kept(&folder, "cold-start", &[])?);
    node("size.mjs", &["--out", &out("size.json")])?;
    fs::remove_file(out("gate.json")).ok();
    if all {
        match ["wrk", "taskset", "go"].into_iter().find(|program| !exists(program)) {
            Some(program) => println!("NOT MEASURED the gate: {program} is not on the PATH"),
            None => node("gate.mjs", &["--out", &out("gate.json")])?,
        }
    }
    if let (Some(before), Some(after)) = (load, load_average()) {
        fs::write(out("load.json"), format!(r#"{{"before":{before},"after":{after}}}"#))?;
    }
    if has("--report") {
        node("report.mjs", &[&folder.to_string_lossy()])?;
    }
    if bounds.is_empty() { Ok(()) } else { Err(format!("over a bound: {}", bounds.join(", ")).into()) }
}

fn node(script: &str, arguments: &[&str]) -> Result<()> {
    step(script, || finish(command("node", &[&format!("tests/bench/{script}")]).args(arguments)))
}

/// Runs a script that judges itself, and keeps what it writes; its name if it is over its bound.
fn kept(folder: &Path, name: &str, arguments: &[&str]) -> Result<Option<String>> {
    step(name, || {
        let script = format!("tests/bench/{name}.mjs");
        let (text, good) = tee(command("node", &["--expose-gc", &script]).args(arguments))?;
        fs::write(folder.join(format!("{name}.txt")), text)?;
        Ok((!good).then(|| name.to_owned()))
    })
}

/// Of the last minute, where the system says.
fn load_average() -> Option<f64> {
    fs::read_to_string("/proc/loadavg").ok()?.split(' ').next()?.parse().ok()
}
