//! `cargo xtask audit`: what the advisory databases know of the dependencies.
//!
//! The databases are on the internet; where they cannot be reached, that is said and counts as a failure. What is handed
//! out depends on little: the npm package on nothing, the crates on what `Cargo.lock` lists under `sealcheck-wasm`.

use std::process::Command;

use crate::install::{CARGO_DENY, need_cargo_program};
use crate::tools::{Result, command, output, root, step};

/// What one database says.
enum Answer {
    Clean,
    Found(String),
    Unreachable(String),
}

pub fn run() -> Result<()> {
    no_dependencies()?;
    let mut open = Vec::new();
    let mut found = Vec::new();
    for (name, answer) in answers()? {
        match answer {
            Answer::Clean => println!("   {name}: nothing known"),
            Answer::Found(report) => {
                println!("{report}");
                found.push(name);
            }
            Answer::Unreachable(why) => {
                println!("   {name}: not checked: {why}");
                open.push(name);
            }
        }
    }
    match (found.is_empty(), open.is_empty()) {
        (false, _) => Err(format!("advisories about {}", found.join(", ")).into()),
        (true, false) => Err(format!("no answer about {}", open.join(", ")).into()),
        (true, true) => Ok(()),
    }
}

/// The npm package pulls in nothing, so nothing of it is to be audited but itself.
fn no_dependencies() -> Result<()> {
    step("the npm package has no dependencies", || {
        let manifest: serde_json::Value = serde_json::from_slice(&std::fs::read(root().join("npm/package.json"))?)?;
        let kinds = ["dependencies", "optionalDependencies", "peerDependencies", "bundledDependencies"];
        let some = kinds.into_iter().find(|kind| manifest.get(kind).is_some());
        some.map_or(Ok(()), |kind| Err(format!("npm/package.json has {kind}").into()))
    })
}

fn answers() -> Result<Vec<(String, Answer)>> {
    let deny = need_cargo_program(CARGO_DENY)?;
    let mut asked = command(&deny.to_string_lossy(), &["--color", "never", "check", "advisories"]);
    let mut answers = vec![("Cargo.lock".to_owned(), ask(&mut asked, &["fetch advisory database", "git clone"])?)];
    for lock in output(&mut command("git", &["ls-files", "*package-lock.json"]))?.lines() {
        let folder = root().join(lock).parent().ok_or("no folder")?.to_path_buf();
        let mut asked = command("npm", &["audit", "--package-lock-only"]);
        answers.push((lock.to_owned(), ask(asked.current_dir(folder), &["audit endpoint returned an error"])?));
    }
    Ok(answers)
}

/// Runs an auditor; `signs` are what it says when its database is out of reach.
fn ask(auditor: &mut Command, signs: &[&str]) -> Result<Answer> {
    let done = auditor.output()?;
    if done.status.success() {
        return Ok(Answer::Clean);
    }
    let said = [String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr)].concat();
    let sign = said.lines().find(|line| signs.iter().any(|sign| line.contains(sign)));
    Ok(match sign {
        Some(line) => Answer::Unreachable(line.trim().to_owned()),
        None => Answer::Found(said),
    })
}
