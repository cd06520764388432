//! The same cases in the npm package under Node, which must give the very same verdicts.

use std::io::Write as _;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use sealcheck_tests::expectation::Expectation;
use sealcheck_tests::here;

use crate::options::Options;

/// A Node that reads cases.
pub struct Wasm {
    child: Child,
    to: Mutex<ChildStdin>,
    every: u64,
    seen: AtomicU64,
}

impl Wasm {
    pub fn start(options: &Options, every: u64) -> Self {
        let mut node = Command::new("node");
        node.arg(here().join("parity/wasm.mjs")).arg(&options.save).stdin(Stdio::piped());
        let mut child = node.spawn().expect("node starts");
        let to = Mutex::new(child.stdin.take().expect("piped"));
        Self { child, to, every, seen: AtomicU64::new(0) }
    }

    pub fn send(&self, line: &str, expected: &Expectation) {
        if !self.seen.fetch_add(1, Ordering::Relaxed).is_multiple_of(self.every) {
            return;
        }
        let expected = serde_json::to_string(expected).expect("JSON");
        let mut to = self.to.lock().expect("no job panics");
        writeln!(to, "{{\"case\":{line},\"expected\":{expected}}}").expect("node reads");
    }

    /// 0 when every verdict was the same.
    pub fn finish(self) -> i32 {
        let Self { mut child, to, .. } = self;
        drop(to);
        child.wait().expect("node ends").code().unwrap_or(1)
    }
}
