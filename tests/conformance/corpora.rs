//! The public cases of others, read where they are and never copied here. `tests/exceptions.json` says where and why
//! Sealcheck differs.

#[path = "corpora/cbor.rs"]
mod cbor;
#[path = "corpora/certificates.rs"]
mod certificates;
#[path = "corpora/cose.rs"]
mod cose;
#[path = "corpora/envelopes.rs"]
mod envelopes;
#[path = "corpora/jose.rs"]
mod jose;
#[path = "corpora/json.rs"]
mod json;
#[path = "corpora/names.rs"]
mod names;
#[path = "corpora/policies.rs"]
mod policies;
#[path = "corpora/references.rs"]
mod references;
#[path = "corpora/wycheproof.rs"]
mod wycheproof;

/// Agreement as the suites count it.
fn agree(wanted: bool, found: Result<(), String>) -> Result<(), String> {
    match (wanted, found) {
        (true, Err(reason)) => Err(format!("refused: {reason}")),
        (false, Ok(())) => Err("accepted, but must be refused".into()),
        _ => Ok(()),
    }
}

#[test]
fn every_exception_belongs_to_a_suite() {
    const SUITES: [&str; 10] = [
        "cbor",
        "cose",
        "dn",
        "jose",
        "json",
        "notation-certs",
        "notation-envelopes",
        "notation-policies",
        "oci-reference",
        "wycheproof",
    ];
    for row in sealcheck_tests::suite::exceptions() {
        assert!(SUITES.contains(&row.suite.as_str()), "{row:?}");
    }
}
