//! Chains and certificates of notation-core-go's own tests (section 5).

use std::fs;

use sealcheck::trust_store::split;
use sealcheck_pki::profile::{self, Purpose};
use sealcheck_pki::{Certificate, chain};
use sealcheck_rustcrypto::RustCrypto;
use sealcheck_tests::corpora::{each, folder, json, text};
use sealcheck_tests::suite::Suite;
use serde_json::Value;

use crate::agree;

#[test]
fn notation_core_go() {
    let Some(folder) = folder("notation-certs") else { return };
    let mut suite = Suite::new("notation-certs");
    for case in each(&json(&folder, "cases.json")["cases"]) {
        let read = |path: &Value| split(&fs::read(folder.join(text(path))).unwrap()).unwrap();
        let ders: Vec<Vec<u8>> = each(&case["certs"]).flat_map(read).collect();
        let found = judge(case, &ders);
        let test = text(&case["test"]).rsplit(':').next().unwrap_or_default();
        suite.case(test, agree(case["expect"] == "accept", found));
    }
    suite.finish();
}

fn judge(case: &Value, ders: &[Vec<u8>]) -> Result<(), String> {
    let parse = |der| Certificate::parse(der).map_err(|error| error.to_string());
    let certificates = ders.iter().map(Vec::as_slice).map(parse).collect::<Result<Vec<_>, _>>()?;
    let function = text(&case["function"]);
    let purpose = if function.contains("CodeSigning") { Purpose::CodeSigning } else { Purpose::Timestamping };
    if function.starts_with("Validate") {
        return chain::verify(&certificates, purpose, &RustCrypto).map_err(|fault| fault.to_string());
    }
    let [only] = certificates.as_slice() else { return Err("one certificate, please".into()) };
    // `depthArg` counts the CAs below; here the index in the chain is given.
    let index = if function.contains("Leaf") { 0 } else { case["depthArg"].as_u64().unwrap() as usize + 1 };
    profile::judge(only, purpose, index).map_err(|fault| fault.to_string())
}
