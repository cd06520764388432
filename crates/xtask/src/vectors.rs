//! `cargo xtask vectors`: makes the vectors again with notation's own libraries.

use crate::tools::{Result, command, exists, root, step};

const SCRIPT: &str = "tests/oracle/run.sh";
const REVOCATION: &str = "tests/oracle-revocation/run.sh";

pub fn run(arguments: &[String]) -> Result<()> {
    if !root().join(SCRIPT).is_file() {
        return Err(format!("{SCRIPT} is not there yet").into());
    }
    if !exists("go") {
        return Err("Go is not on the PATH. Only this command needs it: the vectors are committed, \
                    and the tests run without Go. Install it from your system's packages or go.dev"
            .into());
    }
    step("tests/oracle/run.sh: keys, envelopes, layouts, and what notation says of them", || {
        crate::tools::run(command("bash", &[SCRIPT]).args(arguments))
    })?;
    step("tests/oracle-revocation/run.sh: OCSP responses and CRLs, and what notation says of them", || {
        crate::tools::run(command("bash", &[REVOCATION]).args(arguments))
    })
}
