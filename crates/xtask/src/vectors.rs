//! `cargo xtask vectors`: makes the vectors again with notation's own libraries.

use crate::install::Program;
use crate::tools::{Result, command, root, step};

const SCRIPT: &str = "tests/oracle/run.sh";
const REVOCATION: &str = "tests/oracle-revocation/run.sh";

pub fn run(arguments: &[String]) -> Result<()> {
    if !root().join(SCRIPT).is_file() {
        return Err(format!("{SCRIPT} is not there yet").into());
    }
    Program::Go.want().map_err(|why| {
        format!("{why}; the vectors are committed, and most tests run without Go. Install it from go.dev")
    })?;
    step("tests/oracle/run.sh: keys, envelopes, layouts, and what notation says of them", || {
        crate::tools::run(command("bash", &[SCRIPT]).args(arguments))
    })?;
    step("tests/oracle-revocation/run.sh: OCSP responses and CRLs, and what notation says of them", || {
        crate::tools::run(command("bash", &[REVOCATION]).args(arguments))
    })
}
