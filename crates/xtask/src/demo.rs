//! `cargo xtask demo`: one layout that notation signed, verified in wasm under Node.

use std::fs;

use serde_json::Value;

use crate::build;
use crate::tools::{Result, command, root, shown};

const CASE: &str = "tests/vectors/flows/cases/ca-skip-revocation";

pub fn run() -> Result<()> {
    build::run()?;
    let case: Value = serde_json::from_slice(&fs::read(root().join(CASE).join("case.json"))?)?;
    let field = |name: &str| case[name].as_str().ok_or(format!("{CASE}/case.json: no `{name}`"));
    let mut verify = command("node", &["npm/dist/cli/main.js", "verify"]);
    verify.args(["--layout", &format!("{CASE}/layout"), field("reference")?]).args([
        "--config",
        &format!("{CASE}/config"),
        "--at",
        field("verifyAt")?,
    ]);
    println!("\n$ {}\n", shown(&verify));
    crate::tools::run(&mut verify)
}
