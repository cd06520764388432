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
    let script = without_fetch(&fs::read_to_string(&glue)?)?;
    Ok(fs::write(&glue, without_docs(&script))?)
}

/// Leaves out how the glue would fetch a module, which is always handed over compiled. To ask whether it is a `Response`
/// or a `Request` makes Node load its `fetch`, which takes as long as all the rest of a first verification.
fn without_fetch(script: &str) -> Result<String, Box<dyn Error>> {
    let script = replaced(
        script,
        ("async function __wbg_load(module, imports) {", "function initSync("),
        "async function __wbg_load(module, imports) {\n    \
         return { instance: await WebAssembly.instantiate(module, imports), module };\n}\n\n",
    )?;
    replaced(&script, ("    if (typeof module_or_path === 'string'", "    const { instance, module } ="), "")
}

/// Puts a text in place of what reaches from the first mark to before the second.
fn replaced(script: &str, (from, to): (&str, &str), text: &str) -> Result<String, Box<dyn Error>> {
    let (before, rest) = script.split_once(from).ok_or_else(|| format!("the glue has no `{from}`"))?;
    let (_, after) = rest.split_once(to).ok_or_else(|| format!("the glue has no `{to}` after `{from}`"))?;
    Ok([before, text, to, after].concat())
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
