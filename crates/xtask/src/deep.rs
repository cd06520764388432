//! `cargo xtask deep`: what is too long for CI.

use std::fs;
use std::path::Path;

use crate::build::{self, Manifest};
use crate::fuzz;
use crate::install::{need_npm_packages, need_std_sources};
use crate::mutants;
use crate::test;
use crate::tools::{Result, command, output, root, step, target_dir};

pub fn run() -> Result<()> {
    reproducible()?;
    fuzz::long()?;
    mutants::run(&[])?;
    test::run_with(&[("SEALCHECK_DEEP", "1")])
}

/// Builds the wasm here and in a copy of the sources elsewhere: the bytes must be the same.
fn reproducible() -> Result<()> {
    let manifest = Manifest::read()?;
    need_std_sources()?;
    need_npm_packages("npm")?;
    let scratch = target_dir().join("reproducible");
    fs::remove_dir_all(&scratch).ok();
    let elsewhere = scratch.join("another/place");
    copy_sources(&elsewhere)?;

    let mut modules = Vec::new();
    for (name, workspace) in [("first", root()), ("second", elsewhere)] {
        let raw = build::compile(&manifest, &workspace, &scratch.join(name).join("target"))?;
        let staged = scratch.join(name).join("staged");
        build::stage(&manifest, &raw, &staged)?;
        modules.push(fs::read(staged.join("core.wasm"))?);
    }
    step("the same core.wasm from two directories", || {
        let same = modules.windows(2).all(|pair| pair[0] == pair[1]);
        if same { Ok(()) } else { Err(format!("they differ: compare in {}", scratch.display()).into()) }
    })?;
    Ok(fs::remove_dir_all(&scratch)?)
}

/// Copies what git tracks, but for the vectors, as it is in the working tree.
fn copy_sources(to: &Path) -> Result<()> {
    let tracked = output(&mut command("git", &["ls-files", "-z"]))?;
    for file in tracked.split('\0').filter(|file| !file.is_empty() && !file.starts_with("tests/vectors/")) {
        let (from, to) = (root().join(file), to.join(file));
        if from.is_file() {
            fs::create_dir_all(to.parent().ok_or("no parent")?)?;
            fs::copy(from, to)?;
        }
    }
    Ok(())
}
