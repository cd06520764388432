//! `cargo xtask dist`: what a release hands out, in `target/dist`: the npm tarball, the list of crates, what is inside
//! (CycloneDX, from Cargo's resolution and npm's lock file), and the checksums.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::build::{self, Manifest};
use crate::tools::{Result, cargo, command, output, root, step, target_dir};

const CRATES: [&str; 3] = ["sealcheck-pki", "sealcheck", "sealcheck-rustcrypto"];
const WASM: &str = "sealcheck-wasm";

pub fn run() -> Result<()> {
    build::run()?;
    let folder = target_dir().join("dist");
    fs::remove_dir_all(&folder).ok();
    fs::create_dir_all(&folder)?;
    step("npm pack", || {
        let mut pack = command("npm", &["pack", "--silent", "--ignore-scripts", "--pack-destination"]);
        output(pack.arg(&folder).current_dir(root().join("npm"))).map(|_| ())
    })?;
    let graph = Graph::read(&Manifest::read()?.target)?;
    step("crates.txt and the SBOMs", || {
        let lines: String = CRATES.iter().map(|name| format!("{name} {}\n", graph.version(name))).collect();
        fs::write(folder.join("crates.txt"), lines)?;
        write(&folder.join("sbom-rust.cdx.json"), &graph.sbom())?;
        write(&folder.join("sbom-npm.cdx.json"), &npm_sbom()?)
    })?;
    step("SHA256SUMS", || checksums(&folder))?;
    println!("{}", fs::read_to_string(folder.join("SHA256SUMS"))?);
    Ok(())
}

fn write(path: &Path, value: &Value) -> Result<()> {
    Ok(fs::write(path, serde_json::to_string_pretty(value)? + "\n")?)
}

/// `DIGEST  NAME`, as sha256sum reads it.
fn checksums(folder: &Path) -> Result<()> {
    let mut names = fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name())).collect::<Result<Vec<_>>>()?;
    names.sort();
    let mut lines = String::new();
    for name in names {
        let digest: String =
            Sha256::digest(fs::read(folder.join(&name))?).iter().map(|byte| format!("{byte:02x}")).collect();
        lines.push_str(&format!("{digest}  {}\n", name.to_string_lossy()));
    }
    Ok(fs::write(folder.join("SHA256SUMS"), lines)?)
}

/// What Cargo resolves for the wasm: packages by ID, and whom each one depends on.
struct Graph {
    packages: BTreeMap<String, Value>,
    edges: BTreeMap<String, Vec<String>>,
}

impl Graph {
    fn read(target: &str) -> Result<Self> {
        let arguments = ["metadata", "--locked", "--format-version", "1", "--filter-platform", target];
        let metadata: Value = serde_json::from_str(&output(&mut cargo(&arguments))?)?;
        let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let packages = list(&metadata["packages"]).into_iter().map(|package| (text(&package["id"]), package));
        let is_normal = |dependency: &Value| list(&dependency["dep_kinds"]).iter().any(|kind| kind["kind"].is_null());
        let edges = list(&metadata["resolve"]["nodes"]).into_iter().map(|node| {
            let normal = list(&node["deps"]).into_iter().filter(is_normal).map(|dependency| text(&dependency["pkg"]));
            (text(&node["id"]), normal.collect())
        });
        Ok(Self { packages: packages.collect(), edges: edges.collect() })
    }

    fn id(&self, name: &str) -> Option<&String> {
        self.packages.iter().find(|(_, package)| package["name"] == name).map(|(id, _)| id)
    }

    fn version(&self, name: &str) -> String {
        self.id(name).map_or_else(String::new, |id| self.packages[id]["version"].as_str().unwrap_or_default().into())
    }

    /// Everything that is linked into the wasm, without what only builds or tests it.
    fn linked(&self) -> BTreeSet<&String> {
        let (mut found, mut open) = (BTreeSet::new(), Vec::from_iter(self.id(WASM)));
        while let Some(id) = open.pop() {
            if found.insert(id) {
                open.extend(self.edges.get(id).into_iter().flatten());
            }
        }
        found
    }

    fn purl(&self, id: &str) -> String {
        let package = &self.packages[id];
        let part = |name: &str| package[name].as_str().unwrap_or_default().to_owned();
        format!("pkg:cargo/{}@{}", part("name"), part("version"))
    }

    fn sbom(&self) -> Value {
        let linked = self.linked();
        let components = linked.iter().map(|id| {
            let (package, purl) = (&self.packages[*id], self.purl(id));
            let licenses = json!([{"expression": package["license"]}]);
            json!({"type": "library", "bom-ref": purl, "name": package["name"], "version": package["version"],
                "purl": purl, "licenses": licenses})
        });
        let dependencies = linked.iter().map(|id| {
            let on: BTreeSet<_> = self.edges.get(*id).into_iter().flatten().map(|id| self.purl(id)).collect();
            json!({"ref": self.purl(id), "dependsOn": on})
        });
        let (components, dependencies): (Vec<_>, Vec<_>) = (components.collect(), dependencies.collect());
        let mut bom = cyclonedx("sealcheck core.wasm", &self.version(WASM));
        bom["components"] = components.into();
        bom["dependencies"] = dependencies.into();
        bom
    }
}

/// The npm package has what its lock file lists outside `devDependencies`, and the wasm.
fn npm_sbom() -> Result<Value> {
    let lock: Value = serde_json::from_str(&fs::read_to_string(root().join("npm/package-lock.json"))?)?;
    let packages = lock["packages"].as_object().into_iter().flatten();
    let runtime = packages.filter(|(path, package)| !path.is_empty() && package["dev"] != true);
    let components = runtime.map(|(path, package)| {
        let name = path.rsplit("node_modules/").next().unwrap_or(path);
        let version = package["version"].as_str().unwrap_or_default();
        json!({"type": "library", "name": name, "version": version, "licenses": [{"expression": package["license"]}],
            "purl": format!("pkg:npm/{}@{version}", name.replace('@', "%40"))})
    });
    let components: Vec<_> = components.collect();
    let mut bom = cyclonedx("sealcheck", lock["version"].as_str().unwrap_or_default());
    bom["components"] = components.into();
    Ok(bom)
}

fn cyclonedx(name: &str, version: &str) -> Value {
    json!({"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
        "metadata": {"component": {"type": "application", "name": name, "version": version}}})
}

#[cfg(test)]
mod tests {
    use super::{Graph, npm_sbom};

    #[test]
    fn the_sbom_lists_what_is_linked_and_nothing_else() {
        let sbom = Graph::read("wasm32-unknown-unknown").unwrap().sbom();
        let names: Vec<_> = sbom["components"].as_array().unwrap().iter().map(|one| one["name"].clone()).collect();
        for linked in ["sealcheck-pki", "sealcheck", "rsa", "p256", "sha2"] {
            assert!(names.iter().any(|name| name == linked), "{linked}");
        }
        for other in ["xtask", "sealcheck-tests", "toml", "getrandom"] {
            assert!(!names.iter().any(|name| name == other), "{other}");
        }
        assert_eq!(sbom["components"].as_array().unwrap().len(), sbom["dependencies"].as_array().unwrap().len());
    }

    #[test]
    fn the_npm_package_has_no_runtime_dependencies() {
        assert_eq!(npm_sbom().unwrap()["components"].as_array().map(Vec::len), Some(0));
    }
}
