//! `bindgen WASM OUT_DIR`: JavaScript glue for a compiled wasm crate.
//!
//! Writes `glue.js`, `glue.d.ts` and `glue_bg.wasm`. The glue does no loading of its own
//! (npm/src/wasm does that), and can replace an instance that has trapped.

use std::error::Error;
use std::fs;
use std::path::Path;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [wasm, out_dir] = arguments.as_slice() else {
        return Err("usage: bindgen WASM OUT_DIR".into());
    };
    Bindgen::new()
        .input_path(wasm)
        .out_name("glue")
        .web(true)?
        .typescript(true)
        .omit_default_module_path(true)
        .reset_state_function(true)
        .generate(out_dir)?;
    let glue = Path::new(out_dir).join("glue.js");
    Ok(fs::write(&glue, without_docs(&fs::read_to_string(&glue)?))?)
}

/// Leaves out doc comments, which stand in `glue.d.ts` too: every browser downloads this file.
fn without_docs(script: &str) -> String {
    let mut inside = false;
    let mut code = String::new();
    for line in script.lines() {
        inside |= line.trim_start().starts_with("/**");
        if !inside {
            code.push_str(line);
            code.push('\n');
        }
        inside &= !line.ends_with("*/");
    }
    code
}
