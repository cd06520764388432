//! `cargo xtask build`: from Rust and TypeScript to `npm/dist`.
//!
//! ```text
//! crates/sealcheck-wasm ─cargo─▶ .wasm ─bindgen─▶ glue.js, .wasm ─wasm-opt─▶ npm/build ─┐
//! npm/src ─────────────────────────────────────────────────tsc─▶ npm/build/modules ◀────┘
//!                                                                      └─────esbuild─▶ npm/dist
//! ```
//! `npm/build` holds what is generated; the TypeScript compiler reads its declarations from there.
//! `npm/scripts/bundle.mjs` says which modules become one file.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use base64ct::{Base64, Encoding};
use sha2::{Digest, Sha256, Sha384};

use crate::install::{need_npm_packages, need_std_sources};
use crate::order;
use crate::tools::{Result, cargo, command, output, root, run as finish, step, target_dir};

/// What `wasm-pack.toml` says.
pub struct Manifest {
    pub package: String,
    pub target: String,
    pub profile: String,
    pub build_std: Vec<String>,
    pub build_std_features: Vec<String>,
    pub config: Vec<String>,
    pub rustflags: Vec<String>,
    pub wasm_opt: Vec<String>,
    pub wasm_finish: Vec<String>,
    pub size_files: Vec<String>,
    pub gzip_budget: u64,
}

impl Manifest {
    pub fn read() -> Result<Manifest> {
        let table: toml::Table = fs::read_to_string(root().join("wasm-pack.toml"))?.parse()?;
        let value = |section: &str, key: &str| {
            let found = table.get(section).and_then(|section| section.get(key));
            found.cloned().ok_or(format!("wasm-pack.toml: no `{key}` in [{section}]"))
        };
        Ok(Manifest {
            package: value("cargo", "package")?.try_into()?,
            target: value("cargo", "target")?.try_into()?,
            profile: value("cargo", "profile")?.try_into()?,
            build_std: value("cargo", "build-std")?.try_into()?,
            build_std_features: value("cargo", "build-std-features")?.try_into()?,
            config: value("cargo", "config")?.try_into()?,
            rustflags: value("cargo", "rustflags")?.try_into()?,
            wasm_opt: value("wasm-opt", "flags")?.try_into()?,
            wasm_finish: value("wasm-opt", "finish")?.try_into()?,
            size_files: value("size", "files")?.try_into()?,
            gzip_budget: value("size", "gzip-budget")?.try_into()?,
        })
    }
}

pub fn run() -> Result<()> {
    let manifest = Manifest::read()?;
    need_std_sources()?;
    need_npm_packages("npm")?;
    let raw = compile(&manifest, &root(), &target_dir())?;
    let staged = root().join("npm/build");
    stage(&manifest, &raw, &staged)?;
    package(&staged)
}

/// Compiles the wasm crate of the workspace at `workspace`; returns the path of the module.
pub fn compile(manifest: &Manifest, workspace: &Path, target_dir: &Path) -> Result<PathBuf> {
    let Manifest { package, target, profile, .. } = manifest;
    step(&format!("cargo build {package} ({target}, profile {profile})"), || {
        finish(
            cargo(&["build", "--quiet", "--locked", "--lib", "--package", package])
                .args(["--target", target, "--profile", profile])
                .arg(format!("-Zbuild-std={}", manifest.build_std.join(",")))
                .arg(format!("-Zbuild-std-features={}", manifest.build_std_features.join(",")))
                .args(manifest.config.iter().flat_map(|value| ["--config", value]))
                // The compiler of rust-toolchain.toml takes options that are not stable yet: with this compiler they are.
                .env("RUSTC_BOOTSTRAP", "1")
                .current_dir(workspace)
                .env("CARGO_TARGET_DIR", target_dir)
                .env_remove("RUSTFLAGS")
                .env("CARGO_ENCODED_RUSTFLAGS", rustflags(manifest, workspace, target_dir)?),
        )
    })?;
    let file = format!("{}.wasm", package.replace('-', "_"));
    Ok(target_dir.join(target).join(profile).join(file))
}

/// What `wasm-pack.toml` says, and the same paths on every machine.
fn rustflags(manifest: &Manifest, workspace: &Path, target_dir: &Path) -> Result<String> {
    Ok([manifest.rustflags.join("\u{1f}"), remapped_paths(workspace, target_dir)?].join("\u{1f}"))
}

/// Flags that keep the paths of this machine out of the module: same sources, same bytes.
fn remapped_paths(workspace: &Path, target_dir: &Path) -> Result<String> {
    let home = std::env::var_os("HOME").or_else(|| std::env::var_os("USERPROFILE")).unwrap_or_default();
    let cargo_home = std::env::var_os("CARGO_HOME").map_or_else(|| Path::new(&home).join(".cargo"), PathBuf::from);
    let version = output(&mut command("rustc", &["--version", "--verbose"]))?;
    let commit = version.lines().find_map(|line| line.strip_prefix("commit-hash: ")).unwrap_or("unknown");
    let sysroot = output(&mut command("rustc", &["--print", "sysroot"]))?;
    let library = Path::new(sysroot.trim()).join("lib/rustlib/src/rust");
    // The last one that matches wins, so the target directory comes after the workspace around it.
    let flags = [
        (cargo_home, "/cargo".to_owned()),
        (library, format!("/rustc/{commit}")),
        (workspace.to_path_buf(), "/sealcheck".to_owned()),
        (target_dir.to_path_buf(), "/target".to_owned()),
    ]
    .map(|(from, to)| format!("--remap-path-prefix={}={to}", from.display()));
    Ok(flags.join("\u{1f}"))
}

/// Makes everything generated in `staged` from the module that rustc made, unless nothing changed.
pub fn stage(manifest: &Manifest, raw: &Path, staged: &Path) -> Result<()> {
    let inputs = [
        fs::read(raw)?,
        manifest.wasm_opt.join(" ").into_bytes(),
        manifest.wasm_finish.join(" ").into_bytes(),
        fs::read(root().join("npm/package-lock.json"))?,
        include_bytes!("build.rs").to_vec(),
        include_bytes!("order.rs").to_vec(),
        include_bytes!("bin/bindgen.rs").to_vec(),
    ];
    let stamp = hex(&Sha256::digest(inputs.concat()));
    let stamp_file = staged.join(".stamp");
    if fs::read_to_string(&stamp_file).is_ok_and(|found| found == stamp) {
        println!("   up to date: wasm and glue");
        return Ok(());
    }
    fs::remove_dir_all(staged).ok();
    let generated = staged.join("generated");
    fs::create_dir_all(&generated)?;

    step("wasm-bindgen: JavaScript glue (its generator is compiled once)", || {
        finish(
            cargo(&["run", "--quiet", "--locked", "--package", "xtask", "--bin", "bindgen"])
                .args(["--features", "bindgen", "--profile", "generator", "--"])
                .args([raw, &generated]),
        )
    })?;
    let wasm = staged.join("core.wasm");
    let bound = generated.join("glue_bg.wasm");
    step("wasm-opt", || {
        let wasm_opt = || node_tool("binaryen/bin/wasm-opt");
        finish(wasm_opt().args(&manifest.wasm_opt).arg("--debuginfo").arg(&bound).arg("-o").arg(&wasm))?;
        fs::write(&bound, order::name_by_order(&fs::read(&wasm)?)?)?;
        finish(wasm_opt().args(&manifest.wasm_finish).arg(&bound).arg("-o").arg(&wasm))
    })?;
    fs::remove_file(&bound)?;
    fs::remove_file(generated.join("glue_bg.wasm.d.ts")).ok();
    describe(&fs::read(&wasm)?, &generated)?;
    Ok(fs::write(stamp_file, stamp)?)
}

/// The modules that carry the wasm as text, and that say what its digest is.
fn describe(wasm: &[u8], generated: &Path) -> Result<()> {
    let sha256 = hex(&Sha256::digest(wasm));
    let integrity = format!("sha384-{}", Base64::encode_string(&Sha384::digest(wasm)));
    let base64 = Base64::encode_string(wasm);
    let files = [
        ("inline.js", format!("/** core.wasm in base64. */\nexport const base64 = '{base64}';\n")),
        ("inline.d.ts", "/** core.wasm in base64. */\nexport declare const base64: string;\n".to_owned()),
        ("integrity.js", format!("export const integrity = '{integrity}';\nexport const sha256 = '{sha256}';\n")),
        (
            "integrity.d.ts",
            "/** Subresource integrity of core.wasm: `sha384-` and base64. */\n\
             export declare const integrity: string;\n\
             /** SHA-256 of core.wasm in lower-case hexadecimal. */\n\
             export declare const sha256: string;\n"
                .to_owned(),
        ),
    ];
    for (name, text) in files {
        fs::write(generated.join(name), text)?;
    }
    println!("   core.wasm: {} bytes, {integrity}", wasm.len());
    Ok(())
}

/// Compiles the TypeScript beside the generated files, and makes files of the modules, unless nothing changed.
fn package(staged: &Path) -> Result<()> {
    let npm = root().join("npm");
    let dist = npm.join("dist");
    let sources = ["src", "tsconfig.json", "scripts/bundle.mjs", "package-lock.json"].map(|name| npm.join(name));
    let mut inputs = Sha256::new();
    for source in sources.iter().chain(&[staged.join(".stamp"), root().join("README.md")]) {
        digest_tree(source, &mut inputs)?;
    }
    let stamp = hex(&inputs.finalize());
    let stamp_file = staged.join(".packaged");
    if dist.is_dir() && fs::read_to_string(&stamp_file).is_ok_and(|found| found == stamp) {
        println!("   up to date: npm/dist");
        return Ok(());
    }
    let modules = staged.join("modules");
    fs::remove_dir_all(&modules).ok();
    copy(&staged.join("generated"), &modules.join("generated"))?;
    fs::copy(staged.join("core.wasm"), modules.join("core.wasm"))?;
    step("tsc: npm/src to npm/build/modules", || {
        finish(node_tool("typescript/bin/tsc").args(["--project", "npm/tsconfig.json", "--outDir"]).arg(&modules))
    })?;
    // Made aside and moved in one go: whoever uses npm/dist meanwhile keeps a whole one.
    let fresh = npm.join("dist.new");
    step("esbuild: npm/build/modules to npm/dist", || {
        finish(command("node", &["npm/scripts/bundle.mjs"]).args([&modules, &fresh]))
    })?;
    fs::remove_dir_all(&dist).ok();
    fs::rename(&fresh, &dist)?;
    for file in ["LICENSE", "README.md"] {
        fs::copy(root().join(file), npm.join(file))?;
    }
    Ok(fs::write(stamp_file, stamp)?)
}

/// Digests a file, or everything in a folder with its names.
fn digest_tree(path: &Path, digest: &mut Sha256) -> Result<()> {
    digest.update(path.to_string_lossy().as_bytes());
    if path.is_dir() {
        let mut entries = fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
        entries.sort();
        entries.iter().try_for_each(|entry| digest_tree(entry, digest))
    } else {
        digest.update(fs::read(path)?);
        Ok(())
    }
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &to.join(entry.file_name()))?;
        } else if !entry.file_name().to_string_lossy().starts_with('.') {
            fs::copy(entry.path(), to.join(entry.file_name()))?;
        }
    }
    Ok(())
}

/// A program of the installed npm packages.
fn node_tool(path: &str) -> Command {
    command("node", &[&format!("npm/node_modules/{path}")])
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
