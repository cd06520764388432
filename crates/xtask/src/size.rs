//! `cargo xtask size`: what a browser downloads, against the budget in wasm-pack.toml.

use serde_json::Value;

use crate::build::{self, Manifest};
use crate::tools::{Result, command, output};

pub fn run() -> Result<()> {
    build::run()?;
    report()
}

/// Prints the table; fails when over the budget. `npm/build` has to be there.
pub fn report() -> Result<()> {
    let manifest = Manifest::read()?;
    let files = manifest.size_files.iter().map(|file| format!("npm/build/{file}"));
    let measured = output(command("node", &["npm/scripts/sizes.mjs"]).args(files))?;
    let measured: Vec<Value> = serde_json::from_str(&measured)?;

    println!("{:<24} {:>10} {:>10} {:>10}", "bytes", "raw", "gzip", "brotli");
    let mut total = [0; 3];
    for (name, row) in manifest.size_files.iter().zip(&measured) {
        let sizes = ["raw", "gzip", "brotli"].map(|column| row[column].as_u64().unwrap_or(u64::MAX));
        println!("{name:<24} {:>10} {:>10} {:>10}", sizes[0], sizes[1], sizes[2]);
        total.iter_mut().zip(sizes).for_each(|(sum, size)| *sum += size);
    }
    println!("{:<24} {:>10} {:>10} {:>10}", "total", total[0], total[1], total[2]);

    let budget = manifest.gzip_budget;
    let share = total[1] * 100 / budget;
    println!("budget: {} of {budget} bytes after gzip ({share} %)", total[1]);
    if total[1] > budget {
        return Err(format!("{} bytes over the size budget", total[1] - budget).into());
    }
    Ok(())
}
