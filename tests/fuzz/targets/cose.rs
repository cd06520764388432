#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| sealcheck_tests::fuzz::run("cose", data));
