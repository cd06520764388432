//! References and digests as ORAS, notation and go-digest read them (POL-38…43, PAY-16, VER-08).

use sealcheck::artifact::{Digest, Reference};
use sealcheck_tests::corpora::{each, folder, json, text};
use sealcheck_tests::suite::Suite;

use crate::agree;

#[test]
fn references_and_digests() {
    let Some(folder) = folder("oci-reference") else { return };
    let mut suite = Suite::new("oci-reference");
    for case in each(&json(&folder, "go-digest.json")["cases"]) {
        let found = Digest::parse(text(&case["input"])).map(drop);
        suite.case(&format!("digest {}", text(&case["input"])), agree(case["error"].is_null(), found));
    }
    let refused = |reference: &str| agree(false, Reference::parse(reference).map(drop).map_err(|why| why.to_string()));
    for case in each(&json(&folder, "notation-go-artifact-uri.json")["invalid"]) {
        suite.case(&format!("notation {}", text(case)), refused(text(case)));
    }
    let oras = json(&folder, "oras-go.json");
    for case in each(&oras["invalid"]) {
        suite.case(&format!("oras {}", text(case)), refused(text(case)));
    }
    for case in each(&oras["valid"]) {
        let input = text(&case["input"]);
        let repository = format!("{}/{}", text(&case["registry"]), text(&case["repository"]));
        let wanted = (repository, case["tag"].as_str().map(String::from), case["digest"].as_str().map(String::from));
        let outcome = match Reference::parse(input) {
            Err(error) => Err(error.to_string()),
            Ok(Reference { repository, tag, digest }) => {
                let found = (repository, tag, digest.map(|digest| digest.to_string()));
                if found == wanted { Ok(()) } else { Err(format!("read as {found:?}, not {wanted:?}")) }
            }
        };
        suite.case(&format!("oras {input}"), outcome);
    }
    suite.finish();
}
