//! Making sure that what a command needs is there. Whatever can be installed without asking anybody is installed:
//! Rust targets, npm packages and Cargo programs inside rustup, `node_modules` and the target directory; Debian's
//! packages only where nothing may be skipped (`SEALCHECK_REQUIRE=all`), because they change the machine.

use std::fs;
use std::path::{Path, PathBuf};

use crate::tools::{Result, cargo, command, output, root, run, step, target_dir};

const NODE_NEEDED: (u32, u32) = (20, 19);
const GO_NEEDED: (u32, u32) = (1, 24);

/// Whether `test` must run every part.
pub fn require_all() -> bool {
    std::env::var("SEALCHECK_REQUIRE").is_ok_and(|value| value == "all")
}

/// A program that some tests drive and that Sealcheck does not bring along.
#[derive(Clone, Copy)]
pub enum Program {
    Chromium,
    Firefox,
    Go,
    Openssl,
}

impl Program {
    fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox-esr",
            Self::Go => "go",
            Self::Openssl => "openssl",
        }
    }

    /// Debian's package; Go's is too old.
    fn package(self) -> Option<&'static str> {
        (!matches!(self, Self::Go)).then_some(self.name())
    }

    /// Installs it if it is missing and may be installed; otherwise says why there is none.
    pub fn want(self) -> std::result::Result<(), String> {
        let name = self.name();
        if !exists(name) {
            match self.package() {
                Some(package) if require_all() && exists("apt-get") => {
                    step(&format!("apt-get install {package}"), || apt_install(package))
                        .map_err(|error| format!("{name} is not installable: {error}"))?;
                }
                Some(package) => return Err(format!("{name} is not on the PATH (Debian: apt-get install {package})")),
                None => return Err(format!("{name} is not on the PATH")),
            }
        }
        match self {
            Self::Go => new_enough_go(),
            _ => Ok(()),
        }
    }
}

fn apt_install(package: &str) -> Result<()> {
    run(&mut command("apt-get", &["update", "-qq"]))?;
    run(command("apt-get", &["install", "-qq", "--yes", "--no-install-recommends", package])
        .env("DEBIAN_FRONTEND", "noninteractive"))
}

fn new_enough_go() -> std::result::Result<(), String> {
    let found = output(&mut command("go", &["env", "GOVERSION"])).map_err(|error| error.to_string())?;
    let mut parts = found.trim().trim_start_matches("go").split('.').map(|part| part.parse().unwrap_or(0));
    let version = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    let (major, minor) = GO_NEEDED;
    if version >= GO_NEEDED { Ok(()) } else { Err(format!("{} is too old: go{major}.{minor} is needed", found.trim())) }
}

/// Is a program on the PATH?
pub fn exists(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .any(|folder| folder.join(program).is_file() || folder.join(format!("{program}.exe")).is_file())
}

/// Installs the standard library of a Rust target when it is missing.
pub fn need_target(target: &str) -> Result<()> {
    let sysroot = output(&mut command("rustc", &["--print", "sysroot"]))?;
    if Path::new(sysroot.trim()).join("lib/rustlib").join(target).join("lib").is_dir() {
        return Ok(());
    }
    step(&format!("rustup target add {target}"), || run(&mut command("rustup", &["target", "add", target])))
}

/// Installs the sources of Rust's standard library when they are missing: the wasm is built with its own.
pub fn need_std_sources() -> Result<()> {
    let sysroot = output(&mut command("rustc", &["--print", "sysroot"]))?;
    if Path::new(sysroot.trim()).join("lib/rustlib/src/rust/library/Cargo.lock").is_file() {
        return Ok(());
    }
    step("rustup component add rust-src (the sources of the standard library, 3 MB)", || {
        run(&mut command("rustup", &["component", "add", "rust-src"]))
    })
}

/// Checks that Node is there and new enough.
pub fn need_node() -> Result<()> {
    let found = output(&mut command("node", &["--version"]))
        .map_err(|error| format!("{error}; install Node {}.{} or newer", NODE_NEEDED.0, NODE_NEEDED.1))?;
    let mut parts = found.trim().trim_start_matches('v').split('.').map(|part| part.parse().unwrap_or(0));
    let version = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    if version < NODE_NEEDED {
        return Err(format!(
            "Node {} is too old: {}.{} or newer is needed",
            found.trim(),
            NODE_NEEDED.0,
            NODE_NEEDED.1
        )
        .into());
    }
    Ok(())
}

/// Installs the npm packages of a folder's lock file when they are missing or others.
pub fn need_npm_packages(folder: &str) -> Result<()> {
    need_node()?;
    let path = root().join(folder);
    let wanted = fs::read(path.join("package-lock.json"))?;
    let installed = path.join("node_modules/.installed-lock.json");
    if fs::read(&installed).is_ok_and(|found| found == wanted) {
        return Ok(());
    }
    step(&format!("npm ci ({folder}/)"), || {
        run(command("npm", &["ci", "--no-audit", "--no-fund", "--loglevel=error"]).current_dir(&path))?;
        Ok(fs::write(&installed, &wanted)?)
    })
}

/// Looks after licences, sources and advisories of the crates.
pub const CARGO_DENY: &str = "cargo-deny@0.20.2";

/// The path of a Cargo program (`name@version`); compiled into the target directory when it is missing.
pub fn need_cargo_program(wanted: &str) -> Result<PathBuf> {
    let (name, version) = wanted.split_once('@').ok_or("name@version")?;
    let own = target_dir().join("tools");
    let installed = own.join("bin").join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    if installed.is_file() {
        return Ok(installed);
    }
    if exists(name) {
        return Ok(name.into());
    }
    let build = own.join(format!("build-{name}"));
    step(&format!("cargo install --locked {name}@{version} (once, some minutes)"), || {
        run(cargo(&["install", "--quiet", "--locked", wanted, "--root"]).arg(&own).env("CARGO_TARGET_DIR", &build))
    })?;
    fs::remove_dir_all(build).ok();
    Ok(installed)
}

/// The newest nightly toolchain that is there, installed when there is none; with what it calls itself.
pub fn need_nightly() -> Result<String> {
    let version = || output(&mut command("rustup", &["run", "nightly", "rustc", "--version"]));
    let installed = output(&mut command("rustup", &["toolchain", "list"]))?;
    if !installed.lines().any(|line| line.starts_with("nightly-")) {
        step("rustup toolchain install nightly --profile minimal", || {
            run(&mut command("rustup", &["toolchain", "install", "nightly", "--profile", "minimal"]))
        })?;
    }
    Ok(version()?.trim().into())
}
