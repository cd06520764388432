//! Envelopes that notation's authors signed, verified whole: result and failing rows (sections 2 to 13).

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use sealcheck::artifact::{Descriptor, Digest};
use sealcheck::policy::Kind;
use sealcheck::verdict::{Check, Status, Verdict};
use sealcheck::{
    Artifact, BlobDigest, Evidence, Manifest, Outcome, PluginInfo, Request, SignatureInput, StoreEntry, TextMap, Time,
    Trust, TrustStores,
};
use sealcheck_rustcrypto::RustCrypto;
use sealcheck_tests::corpora::{each, folder, json, text};
use sealcheck_tests::drive::drive;
use sealcheck_tests::suite::Suite;
use serde_json::{Value, json};

const REPOSITORY: &str = "registry.example.com/corpus";

#[test]
fn notation_envelopes() {
    let Some(folder) = folder("notation-envelopes") else { return };
    let mut suite = Suite::new("notation-envelopes");
    for case in each(&json(&folder, "cases.json")["cases"]) {
        suite.case(text(&case["id"]), compare(case, &verify(&folder, case)));
    }
    suite.finish();
}

/// Detached signatures of files; everything else is in a registry.
fn is_blob(case: &Value) -> bool {
    ["blob-example", "e2e-blob"].iter().any(|prefix| text(&case["id"]).starts_with(prefix))
}

fn policy(case: &Value) -> String {
    let mut verification = json!({"level": case["level"]});
    for name in ["override", "verifyTimestamp"] {
        if !case[name].is_null() {
            verification[name] = case[name].clone();
        }
    }
    let stores: Vec<String> = case["trustStores"].as_object().unwrap().keys().map(|kind| format!("{kind}:s")).collect();
    let mut statement = json!({
        "name": "corpus", "signatureVerification": verification, "trustStores": stores,
        "trustedIdentities": case["trustedIdentities"],
    });
    match is_blob(case) {
        true => statement["globalPolicy"] = json!(true),
        false => statement["registryScopes"] = json!([REPOSITORY]),
    }
    json!({"version": "1.0", "trustPolicies": [statement]}).to_string()
}

fn trust(folder: &Path, case: &Value) -> Trust {
    let mut stores = TrustStores::default();
    for (kind, files) in case["trustStores"].as_object().unwrap() {
        let entry =
            |file: &Value| StoreEntry { name: text(file).into(), data: fs::read(folder.join(text(file))).unwrap() };
        stores.insert(&format!("{kind}:s"), each(files).map(entry).collect()).unwrap();
    }
    let kind = if is_blob(case) { Kind::Blob } else { Kind::Oci };
    let trust = Trust::new(policy(case).as_bytes(), kind, stores).unwrap();
    let plugin = &case["plugin"];
    match plugin["name"].as_str() {
        None => trust,
        Some(name) => {
            let capabilities = each(&plugin["capabilities"]).map(|capability| text(capability).into()).collect();
            trust.with_plugin(name, PluginInfo { version: text(&plugin["version"]).into(), capabilities })
        }
    }
}

fn verify(folder: &Path, case: &Value) -> Verdict {
    let trust = trust(folder, case);
    let envelope = fs::read(folder.join(text(&case["file"]))).unwrap();
    let subject = &case["subject"];
    let (media_type, digest) = (text(&subject["mediaType"]), text(&subject["digest"]));
    let size = subject["size"].as_u64().unwrap();
    let blob = BlobDigest { digest: Digest::parse(digest).unwrap(), size };
    let reference = format!("{REPOSITORY}@{digest}");
    let descriptor = Descriptor {
        media_type: media_type.into(),
        digest: digest.into(),
        size,
        annotations: None,
        artifact_type: None,
    };
    let artifact = match is_blob(case) {
        true => Artifact::Blob { digest: None, media_type: Some(media_type), policy_name: None },
        false => Artifact::Oci { reference: &reference, manifest: Manifest::Descriptor(descriptor), media_type: None },
    };
    let metadata = case["userMetadata"].as_object().into_iter().flatten();
    let user_metadata: TextMap = metadata.map(|(name, value)| (name.clone(), text(value).into())).collect();
    let media_type = Some(text(&case["mediaType"]));
    let request = Request {
        trust: &trust,
        artifact,
        signatures: vec![SignatureInput::Fetched { envelope: &envelope, media_type, manifest: None }],
        current_date: Time::parse_rfc3339(text(&case["verificationTime"])).unwrap(),
        user_metadata,
        evidence: Evidence::default(),
    };
    let plugin = |_: &_| {
        let results: serde_json::Map<String, Value> = each(&case["plugin"]["capabilities"])
            .map(|capability| (text(capability).into(), json!({"success": case["plugin"]["result"] == "success"})))
            .collect();
        let processed = &case["plugin"]["processedAttributes"];
        Ok(json!({"verificationResults": results, "processedAttributes": processed}).to_string())
    };
    drive(&request, &RustCrypto, &plugin, Some(&blob)).unwrap()
}

/// The corpus names rows in its own way; what stands in brackets is a comment.
fn row(step: &str) -> &str {
    match step.split('(').next().unwrap_or_default() {
        "integrity" if step.contains("subject mismatch") => "binding",
        "user-metadata" => "userMetadata",
        name => name,
    }
}

/// Of a rejection the corpus names the rows that reject, of a warning those that failed.
fn compare(case: &Value, verdict: &Verdict) -> Result<(), String> {
    let judged = |check: &&Check| matches!(check.status, Status::Failed | Status::Inconclusive);
    let failed = verdict.signatures[0].checks.iter().filter(judged);
    let (found, failing): (_, Vec<&Check>) = match (verdict.result, failed.clone().count()) {
        (Outcome::Accepted, 0) => ("accept", Vec::new()),
        (Outcome::Accepted, _) => ("accept-with-warning", failed.clone().collect()),
        _ => ("reject", failed.clone().filter(|check| check.rejects()).collect()),
    };
    let failing: BTreeSet<String> = failing.iter().map(|check| text(&json!(check.name)).into()).collect();
    let wanted: BTreeSet<String> = each(&case["failingSteps"]).map(|step| row(text(step)).into()).collect();
    if found == case["expect"] && failing == wanted {
        return Ok(());
    }
    let findings: Vec<String> = failed.filter_map(|check| check.finding.as_ref()).map(ToString::to_string).collect();
    Err(format!("{found} {failing:?}, not {} {wanted:?}: {}", case["expect"], findings.join("; ")))
}
