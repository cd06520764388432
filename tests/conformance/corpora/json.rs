//! JSONTestSuite: what must be read, what must not, and what this reader does where RFC 8259 leaves it open (JWS-07).

use std::fs;

use sealcheck::json::parse;
use sealcheck_tests::corpora::folder;
use sealcheck_tests::suite::Suite;

use crate::agree;

/// What RFC 8259 leaves open and this reader takes: numbers as text, of any length, if a 64-bit float can hold them.
const OPEN_AND_READ: [&str; 3] =
    ["i_number_double_huge_neg_exp", "i_number_too_big_neg_int", "i_number_very_big_negative_int"];

#[test]
fn json_test_suite() {
    let Some(folder) = folder("json") else { return };
    let mut suite = Suite::new("json");
    let mut files: Vec<_> = fs::read_dir(folder.join("JSONTestSuite/test_parsing")).unwrap().collect();
    files.sort_by_key(|entry| entry.as_ref().unwrap().path());
    for file in files {
        let path = file.unwrap().path();
        let id = path.file_stem().unwrap().to_string_lossy().into_owned();
        let wanted = match id.split_once('_') {
            Some(("y", _)) => true,
            Some(("n", _)) => false,
            _ => OPEN_AND_READ.contains(&id.as_str()),
        };
        let document = fs::read(&path).unwrap();
        let found = parse(&document).map(drop).map_err(|error| error.to_string());
        suite.case(&id, agree(wanted, found));
    }
    suite.finish();
}
