//! The README's Rust example is the program in `tests/examples`, line by line.

use std::fs;

use sealcheck_tests::here;

#[test]
fn the_rust_example_compiles() {
    let readme = fs::read_to_string(here().join("../README.md")).unwrap();
    let program = fs::read_to_string(here().join("examples/readme.rs")).unwrap();
    let example = readme.split("```rust\n").nth(1).and_then(|rest| rest.split("```").next()).expect("a Rust example");
    let mut rest: Vec<&str> = program.lines().map(str::trim).collect();
    for line in example.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let place =
            rest.iter().position(|other| *other == line).unwrap_or_else(|| panic!("not in the program: {line}"));
        rest.drain(..=place);
    }
}
