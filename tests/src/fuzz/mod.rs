//! Fuzz targets: what each does with bytes, and what must hold whatever they are.
//!
//! The bodies stand here, so that `cargo test` runs them over the kept corpus and over seeds on the stable toolchain
//! (`conformance/fuzz.rs`); `tests/fuzz` only binds them to libFuzzer. A property that does not hold panics.

mod mutate;
mod oracle;
mod parsers;
pub mod seeds;
mod whole;

/// One target.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// Its name, also of its binary and of its corpus.
    pub name: &'static str,
    /// What it does.
    pub run: fn(&[u8]),
}

/// Every target: the parsers, and the whole of `verify`.
pub const TARGETS: [Target; 13] = [
    Target { name: "cbor", run: parsers::cbor },
    Target { name: "certificate", run: parsers::certificate },
    Target { name: "cose", run: parsers::cose },
    Target { name: "crl", run: parsers::crl },
    Target { name: "json", run: parsers::json },
    Target { name: "jws", run: parsers::jws },
    Target { name: "manifest", run: parsers::manifest },
    Target { name: "name", run: parsers::name },
    Target { name: "ocsp", run: parsers::ocsp },
    Target { name: "policy", run: parsers::policy },
    Target { name: "reference", run: parsers::reference },
    Target { name: "token", run: parsers::token },
    Target { name: "verify", run: whole::verify },
];

/// Runs the target of that name.
///
/// # Panics
/// If there is none, or a property does not hold.
pub fn run(name: &str, data: &[u8]) {
    let target = TARGETS.iter().find(|target| target.name == name).expect("a target of that name");
    (target.run)(data);
}
