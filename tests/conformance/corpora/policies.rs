//! Trust policy documents, levels and scopes of notation-go's own tests (section 8), and plugin versions (PLG-12).

use sealcheck::policy::{Document, Kind};
use sealcheck::{ApiError, Outcome, PluginInfo};
use sealcheck_rustcrypto::RustCrypto;
use sealcheck_tests::corpora::{each, folder, json, text};
use sealcheck_tests::drive::drive;
use sealcheck_tests::mint::World;
use sealcheck_tests::suite::Suite;
use serde_json::{Value, json};

use crate::agree;

#[test]
fn notation_go() {
    let Some(folder) = folder("notation-policies") else { return };
    let mut suite = Suite::new("notation-policies");
    let cases = json(&folder, "policy-cases.json");
    for case in each(&cases["documents"]) {
        let found = read(&case["document"], text(&case["kind"])).map(drop);
        suite.case(&format!("{} {}", text(&case["kind"]), text(&case["name"])), agree(case["valid"] == true, found));
    }
    for (index, case) in each(&cases["levels"]).enumerate() {
        suite.case(&format!("level {index}"), level(case));
    }
    for (index, case) in each(&cases["statementSelection"]).enumerate() {
        suite.case(&format!("selection {index}"), selection(case));
    }
    let versions = &cases["semver_plugin"];
    for (list, wanted) in [("minVersionSatisfied", true), ("minVersionNotSatisfied", false)] {
        for minimum in each(&versions[list]) {
            let found = plugin(text(&versions["pluginVersion"]), text(minimum));
            suite.case(&format!("plugin version {}", text(minimum)), agree(wanted, found));
        }
    }
    suite.finish();
}

fn read(document: &Value, kind: &str) -> Result<Document, String> {
    let kind = if kind == "blob" { Kind::Blob } else { Kind::Oci };
    let read = Document::parse(document.to_string().as_bytes(), kind);
    read.map(|(document, _)| document).map_err(|error: ApiError| error.to_string())
}

fn selection(case: &Value) -> Result<(), String> {
    let document = read(&case["document"], "oci")?;
    let (repository, _) = text(&case["reference"]).split_once('@').unwrap();
    let found = document.select_oci(repository).ok().map(|(statement, _)| statement.name.as_str());
    if found == case["statement"].as_str() { Ok(()) } else { Err(format!("selected {found:?}")) }
}

fn level(case: &Value) -> Result<(), String> {
    let skip = case["level"] == "skip";
    let mut verification = json!({"level": case["level"]});
    if !case["override"].is_null() {
        verification["override"] = case["override"].clone();
    }
    let (stores, identities) = if skip { (json!([]), json!([])) } else { (json!(["ca:s"]), json!(["*"])) };
    let statement = json!({
        "name": "s", "registryScopes": ["a.example/b"], "signatureVerification": verification,
        "trustStores": stores, "trustedIdentities": identities,
    });
    let found = read(&json!({"version": "1.0", "trustPolicies": [statement]}), "oci");
    let enforcement = found.as_ref().ok().map(|document| json!(document.statements[0].enforcement));
    agree(case["valid"] == true, found.map(drop))?;
    let wanted = Some(&case["enforcement"]).filter(|wanted| !wanted.is_null());
    if enforcement.as_ref() == wanted { Ok(()) } else { Err(format!("enforces {enforcement:?}")) }
}

/// Whether a signature that demands this version at least accepts a plugin of that version.
fn plugin(version: &str, minimum: &str) -> Result<(), String> {
    let world = World::new(2);
    let attributes =
        [("io.cncf.notary.verificationPlugin", "p"), ("io.cncf.notary.verificationPluginMinVersion", minimum)];
    let envelopes = [world.jws(&world.protected(&attributes), &world.payload())];
    let capability = "SIGNATURE_VERIFIER.TRUSTED_IDENTITY";
    let info = PluginInfo { version: version.into(), capabilities: vec![capability.into()] };
    let (trust, reference) = (world.trust().with_plugin("p", info), world.reference());
    let answer = json!({"verificationResults": {capability: {"success": true}}, "processedAttributes": []});
    let host = |_: &_| Ok(answer.to_string());
    let verdict = drive(&world.request(&trust, &reference, &envelopes), &RustCrypto, &host, None).unwrap();
    let reason = verdict.reason.map(|reason| reason.to_string()).unwrap_or_default();
    if verdict.result == Outcome::Accepted { Ok(()) } else { Err(reason) }
}
