//! What must hold between the crates, read from `cargo metadata`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::tools::{Result, cargo, command, output, root};

/// Who may depend on whom inside the workspace; anything else points the wrong way.
const MAY_DEPEND_ON: [(&str, &[&str]); 6] = [
    ("sealcheck", &["sealcheck-pki"]),
    ("sealcheck-pki", &[]),
    ("sealcheck-rustcrypto", &["sealcheck-pki"]),
    ("sealcheck-tests", &["sealcheck", "sealcheck-pki", "sealcheck-rustcrypto", "sealcheck-wasm"]),
    ("sealcheck-wasm", &["sealcheck", "sealcheck-pki", "sealcheck-rustcrypto"]),
    ("xtask", &[]),
];

/// The libraries that run on a bare target.
pub const LIBRARIES: [&str; 3] = ["sealcheck-pki", "sealcheck", "sealcheck-rustcrypto"];

fn metadata() -> Result<Value> {
    let text = output(&mut cargo(&["metadata", "--locked", "--no-deps", "--format-version", "1"]))?;
    Ok(serde_json::from_str(&text)?)
}

fn list<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    value[key].as_array().into_iter().flatten()
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

/// `sealcheck-pki ← sealcheck ← sealcheck-wasm → sealcheck-rustcrypto → sealcheck-pki`; nothing → tests.
/// Dev-dependencies count too, but for a provider that tests of the upper crates may use.
pub fn dependency_direction() -> Result<()> {
    let metadata = metadata()?;
    let allowed: BTreeMap<&str, &[&str]> = MAY_DEPEND_ON.into_iter().collect();
    let members: BTreeSet<&str> = list(&metadata, "packages").map(|package| text(package, "name")).collect();
    let mut wrong = Vec::new();
    for package in list(&metadata, "packages") {
        let name = text(package, "name");
        let Some(allowed) = allowed.get(name) else {
            wrong.push(format!("{name}: not in the architecture; add it to xtask's table with a reason"));
            continue;
        };
        for dependency in list(package, "dependencies") {
            let on = text(dependency, "name");
            let only_tests = text(dependency, "kind") == "dev" && on == "sealcheck-rustcrypto";
            if members.contains(on) && !allowed.contains(&on) && !only_tests {
                wrong.push(format!("{name} depends on {on}"));
            }
        }
    }
    nothing(wrong)
}

/// The verifier takes no randomness: nothing that the wasm links can make any.
pub fn no_randomness(target: &str) -> Result<()> {
    let tree = output(&mut cargo(&[
        "tree",
        "--locked",
        "--package",
        "sealcheck-wasm",
        "--target",
        target,
        "--edges",
        "normal,build",
        "--prefix",
        "none",
        "--format",
        "{p}",
    ]))?;
    let names = tree.lines().filter_map(|line| line.split(' ').next());
    let found: BTreeSet<&str> = names.filter(|name| matches!(*name, "getrandom" | "rand")).collect();
    nothing(found.into_iter().map(|name| format!("{name} is in the tree of sealcheck-wasm")).collect())
}

/// Every set of optional features of a crate, the empty one first.
pub fn feature_sets(package: &str) -> Result<Vec<String>> {
    let metadata = metadata()?;
    let found = list(&metadata, "packages").find(|candidate| text(candidate, "name") == package);
    let found = found.ok_or_else(|| format!("no package {package}"))?;
    let features = found["features"].as_object().into_iter().flatten();
    let features: Vec<&str> = features.map(|(name, _)| name.as_str()).filter(|name| *name != "default").collect();
    Ok((0..1_usize << features.len())
        .map(|set| {
            let chosen = features.iter().enumerate().filter(|(bit, _)| set >> bit & 1 == 1);
            chosen.map(|(_, name)| *name).collect::<Vec<_>>().join(",")
        })
        .collect())
}

/// The crates, the npm package and what it says of itself carry one version.
pub fn one_version() -> Result<()> {
    let npm = std::fs::read(root().join("npm/package.json"))?;
    let npm: Value = serde_json::from_slice(&npm)?;
    if !std::fs::read_to_string(root().join("npm/src/version.ts"))?.contains(&format!("'{}'", text(&npm, "version"))) {
        return Err(format!("npm/src/version.ts does not say {}", npm["version"]).into());
    }
    let metadata = metadata()?;
    let others = list(&metadata, "packages").filter(|package| package["version"] != npm["version"]);
    let others = others.map(|package| format!("{} {}", text(package, "name"), text(package, "version")));
    nothing(others.map(|other| format!("{other}, but npm/package.json {}", npm["version"])).collect())
}

/// Every file that package.json names (exports, bin) is in what `npm pack` would pack.
pub fn package_is_whole() -> Result<()> {
    let npm = root().join("npm");
    let package: Value = serde_json::from_slice(&std::fs::read(npm.join("package.json"))?)?;
    let pack = ["pack", "--dry-run", "--ignore-scripts", "--json", "--loglevel=error"];
    let packed: Value = serde_json::from_str(&output(command("npm", &pack).current_dir(&npm))?)?;
    let packed: BTreeSet<&str> = list(&packed[0], "files").map(|file| text(file, "path")).collect();

    let mut named = Vec::new();
    strings(&package["exports"], &mut named);
    strings(&package["bin"], &mut named);
    let named: BTreeSet<&str> = named.iter().map(|path| path.trim_start_matches("./")).collect();
    nothing(named.difference(&packed).map(|path| format!("{path} is not in the package")).collect())
}

/// Every string in a JSON value.
fn strings<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::String(text) => found.push(text),
        Value::Object(members) => members.values().for_each(|member| strings(member, found)),
        _ => {}
    }
}

fn nothing(wrong: Vec<String>) -> Result<()> {
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("; ").into()) }
}
