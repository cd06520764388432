//! Running programs, and making sure that they are there.

use std::error::Error;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

pub type Result<T> = std::result::Result<T, Box<dyn Error>>;

const NODE_NEEDED: (u32, u32) = (20, 19);
const CARGO_DENY: &str = "cargo-deny@0.20.2";

/// The directory of the workspace.
pub fn root() -> PathBuf {
    let own =
        std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    own.ancestors().nth(2).map_or(own.clone(), Path::to_path_buf)
}

/// Where Cargo puts its output.
pub fn target_dir() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(given) => root().join(given),
        None => root().join("target"),
    }
}

/// Says what is about to happen, does it, says how long it took.
pub fn step<T>(what: &str, act: impl FnOnce() -> Result<T>) -> Result<T> {
    println!("-> {what}");
    let started = Instant::now();
    let done = act();
    let outcome = if done.is_ok() { "done" } else { "FAILED" };
    println!("   {outcome} {what} ({:.1} s)", started.elapsed().as_secs_f64());
    done
}

/// A command in the directory of the workspace.
pub fn command(program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(root());
    command
}

/// The Cargo that started us.
pub fn cargo(arguments: &[&str]) -> Command {
    command(&std::env::var("CARGO").unwrap_or_else(|_| "cargo".into()), arguments)
}

/// Runs to success, output passed through.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().map_err(|error| cannot_start(command, &error))?;
    if status.success() { Ok(()) } else { Err(failed(command, status)) }
}

/// Runs to success and returns standard output.
pub fn output(command: &mut Command) -> Result<String> {
    let output = command.stderr(Stdio::inherit()).output().map_err(|error| cannot_start(command, &error))?;
    if !output.status.success() {
        return Err(failed(command, output.status));
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// Runs, passes standard output through line by line and also returns it, with whether it succeeded.
pub fn tee(command: &mut Command) -> Result<(String, bool)> {
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(|error| cannot_start(command, &error))?;
    let mut text = String::new();
    let stdout = child.stdout.take().ok_or("no standard output")?;
    for line in BufReader::new(stdout).split(b'\n') {
        let line = line?;
        let line = String::from_utf8_lossy(&line);
        println!("{line}");
        text.push_str(&line);
        text.push('\n');
    }
    Ok((text, child.wait()?.success()))
}

/// The command as someone would type it, paths relative to the workspace.
pub fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let program = program.file_name().unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args());
    let words: Vec<_> = words.map(|word| word.to_string_lossy().into_owned()).collect();
    words.join(" ").replace(&format!("{}/", root().display()), "")
}

fn cannot_start(command: &Command, error: &std::io::Error) -> Box<dyn Error> {
    format!("cannot start `{}`: {error}", shown(command)).into()
}

fn failed(command: &Command, status: std::process::ExitStatus) -> Box<dyn Error> {
    format!("`{}` failed ({status})", shown(command)).into()
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

/// Installs the npm packages of the lock file when they are missing or others.
pub fn need_npm_packages() -> Result<()> {
    need_node()?;
    let npm = root().join("npm");
    let wanted = fs::read(npm.join("package-lock.json"))?;
    let installed = npm.join("node_modules/.installed-lock.json");
    if fs::read(&installed).is_ok_and(|found| found == wanted) {
        return Ok(());
    }
    step("npm ci (npm/)", || {
        run(command("npm", &["ci", "--no-audit", "--no-fund", "--loglevel=error"]).current_dir(&npm))?;
        Ok(fs::write(&installed, &wanted)?)
    })
}

/// The path of cargo-deny; compiled into the target directory when it is missing.
/// Tests of revocation run `openssl ocsp` as a responder. Where it is missing Debian's package is installed, which
/// needs root; if that fails, the tests say that they are skipped, or fail.
pub fn want_openssl() {
    if exists("openssl") || !exists("apt-get") {
        return;
    }
    let installed = step("apt-get install openssl", || {
        run(&mut command("apt-get", &["update", "-qq"]))?;
        run(&mut command("apt-get", &["install", "-qq", "--yes", "--no-install-recommends", "openssl"]))
    });
    if let Err(error) = installed {
        println!("   {error}");
    }
}

pub fn need_cargo_deny() -> Result<PathBuf> {
    let own = target_dir().join("tools");
    let installed = own.join("bin").join(format!("cargo-deny{}", std::env::consts::EXE_SUFFIX));
    if installed.is_file() {
        return Ok(installed);
    }
    if exists("cargo-deny") {
        return Ok("cargo-deny".into());
    }
    step(&format!("cargo install --locked {CARGO_DENY} (once, some minutes)"), || {
        run(cargo(&["install", "--quiet", "--locked", CARGO_DENY, "--root"])
            .arg(&own)
            .env("CARGO_TARGET_DIR", own.join("build")))
    })?;
    fs::remove_dir_all(own.join("build")).ok();
    Ok(installed)
}
