//! `cargo xtask bench`: timings in Node, as ratios within one run.

use crate::build;
use crate::install::need_node;
use crate::tools::{Result, command, root};

pub fn run(arguments: &[String]) -> Result<()> {
    need_node()?;
    if !root().join("tests/bench/main.mjs").is_file() {
        return Err("tests/bench/main.mjs is not there yet".into());
    }
    build::run()?;
    crate::tools::run(command("node", &["--expose-gc", "tests/bench/main.mjs"]).args(arguments))
}
