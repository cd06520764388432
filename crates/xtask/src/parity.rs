//! `cargo xtask parity`: fresh random cases, judged by notation, by Sealcheck and by Sealcheck in WebAssembly.

use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::build;
use crate::install::{Program, need_node};
use crate::test::Outcome;
use crate::tools::{Result, cargo, command, root, run as finish, step, target_dir};

const MODULE: &str = "tests/oracle-parity";
/// Files are judged by another commit of notation, so by another program.
const BLOB_MODULE: &str = "tests/oracle/blob";
const OVERLAY: &str = "tests/oracle/overlay.sh";
const KEYS: &str = "tests/oracle/keys/primes.json";
/// How many cases there are unless somebody says otherwise.
const CASES: u64 = 2_000;
/// Every so many cases are judged in WebAssembly too, which is slower.
const WASM_EVERY: &str = "4";

/// `[--cases N] [--seed S] [--minutes M] [--from N] [--jobs N] [--wasm-every N] [--tolerate N] [--release yes|no]`.
pub fn run(arguments: &[String]) -> Result<()> {
    let mut options: Vec<(String, String)> = vec![
        ("--cases".into(), CASES.to_string()),
        ("--seed".into(), seed().to_string()),
        ("--wasm-every".into(), WASM_EVERY.into()),
    ];
    let mut release = false;
    for pair in arguments.chunks(2) {
        let [name, value] = pair else { return Err(format!("{} wants a value", pair.concat()).into()) };
        match name.as_str() {
            "--release" => release = value == "yes",
            "--cases" | "--seed" | "--minutes" | "--from" | "--jobs" | "--wasm-every" | "--tolerate" => {
                options.retain(|(known, _)| known != name);
                if name == "--minutes" && !arguments.iter().any(|argument| argument == "--cases") {
                    options.retain(|(known, _)| known != "--cases");
                    options.push(("--cases".into(), u32::MAX.to_string()));
                }
                options.push((name.clone(), value.clone()));
            }
            _ => return Err(format!("parity has no option {name}").into()),
        }
    }
    Program::Go.want()?;
    need_node()?;
    build::run()?;
    compare(&options, release)
}

/// The part of `cargo xtask test`, which has built the package: of a new seed each time. A difference without a rule fails
/// (docs/parity.md says how rare they are); it is printed, and its case saved.
pub fn part() -> Result<Outcome> {
    if let Err(why) = Program::Go.want() {
        return Ok(Outcome::Skipped(why));
    }
    let options = [("--cases", CASES.to_string()), ("--seed", seed().to_string()), ("--wasm-every", WASM_EVERY.into())];
    compare(&options.map(|(name, value)| (name.to_owned(), value)), false)?;
    Ok(Outcome::Passed)
}

fn seed() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

fn compare(options: &[(String, String)], release: bool) -> Result<()> {
    let scratch = target_dir().join("parity");
    let program = |name: &str| scratch.join("bin").join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    let (oracle, blob_oracle) = (program("oracle"), program("blob-oracle"));
    step("the oracle: notation-go with a clock that can be set", || {
        finish(command("sh", &[OVERLAY]).arg(scratch.join("bin")))?;
        for (module, program) in [(MODULE, &oracle), (BLOB_MODULE, &blob_oracle)] {
            let mut go = Command::new("go");
            go.arg("build").arg("-overlay").arg(scratch.join("bin/overlay.json")).arg("-o").arg(program).arg(".");
            finish(go.current_dir(root().join(module)))?;
        }
        Ok(())
    })?;
    let profile = if release { "release" } else { "dev" };
    let arguments =
        ["run", "--quiet", "--locked", "--package", "sealcheck-tests", "--bin", "parity", "--profile", profile];
    let shown: Vec<_> = options.iter().flat_map(|(name, value)| [name.as_str(), value]).collect();
    step(&format!("cargo xtask parity {}", shown.join(" ")), || {
        let mut judge = cargo(&arguments);
        judge.arg("--").args(&shown).arg("--oracle").arg(&oracle).arg("--blob-oracle").arg(&blob_oracle);
        judge.arg("--keys").arg(root().join(KEYS));
        finish(judge.arg("--save").arg(scratch.join("cases")).env("TZ", "UTC"))
            .map_err(|error| format!("{error}; the same cases again: cargo xtask parity {}", shown.join(" ")).into())
    })
}
