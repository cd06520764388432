//! Tokens and timestamped envelopes that others made: judged as their expectation says.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use base64ct::{Base64, Encoding as _};
use sealcheck_pki::Certificate;
use sealcheck_pki::der::Fields;
use sealcheck_pki::timestamp::TimestampToken;
use sealcheck_rustcrypto::RustCrypto;
use sealcheck_tests::{case::Case, corpora, suite};
use serde_json::{Value, json};

/// What the tokens of the corpus stamp.
const MESSAGE: &[u8] = b"notation";

/// What is found in the tokens, by file, `cms/` being the second folder; `accepted`, else the name of the fault. The
/// corpus gives its expectation for some of them, and this table for all. Not all stamp [`MESSAGE`].
const TOKENS: [(&str, &str); 42] = [
    ("SHA1TimeStampToken.p7s", "ImprintAlgorithm"),
    ("TimeStampToken.p7s", "accepted"),
    ("TimeStampTokenNoRoot.p7s", "ImprintMismatch"),
    ("TimeStampTokenWithInvalidSignature.p7s", "Signature"),
    ("TimeStampTokenWithInvalidSigningCertificateV1.p7s", "ImprintMismatch"),
    ("TimeStampTokenWithInvalidSigningCertificateV2.p7s", "Malformed"),
    ("TimeStampTokenWithInvalidTSTInfo.p7s", "Malformed"),
    ("TimeStampTokenWithInvalideContentType.p7s", "ContentType"),
    ("TimeStampTokenWithMismatchCertHash.p7s", "EssHash"),
    ("TimeStampTokenWithSHA1CertHash.p7s", "EssHashAlgorithm"),
    ("TimeStampTokenWithSigningCertificateV1.p7s", "ImprintMismatch"),
    ("TimeStampTokenWithSigningCertificateV1NoCert.p7s", "ImprintMismatch"),
    ("TimeStampTokenWithSigningCertificateV2NoCert.p7s", "Malformed"),
    ("TimeStampTokenWithTSTInfoVersion2.p7s", "Version"),
    ("TimeStampTokenWithValidAndInvalidSignerInfos.p7s", "Signers"),
    ("TimeStampTokenWithWrongSigningCertificateV2IssuerChoiceTag.p7s", "Malformed"),
    ("TimeStampTokenWithoutCertificate.p7s", "SignerCertificateMissing"),
    ("TimeStampTokenWithoutSigningCertificate.p7s", "AttributeMissing"),
    ("TimeStampTokenWithoutSigningCertificateV2IssuerSerial.p7s", "Signature"),
    ("granted.tsq", "accepted"),
    ("malformed.tsq", "no token"),
    ("rejection.tsq", "no token"),
    ("validResponseWithSigningCertificateV1.tsr", "ImprintMismatch"),
    ("cms/Sha1SignedData.p7s", "ContentType"),
    ("cms/SignedDataWithoutSignedAttributes.p7s", "ContentType"),
    ("cms/TimeStampToken.p7s", "accepted"),
    ("cms/TimeStampTokenInvalidSignedAttributeContentType.p7s", "ContentTypeAttribute"),
    ("cms/TimeStampTokenWithAnInvalidAndAValidSignerInfo.p7s", "Signers"),
    ("cms/TimeStampTokenWithInvalidCertificates.p7s", "Malformed"),
    ("cms/TimeStampTokenWithInvalidContentType.p7s", "ContentType"),
    ("cms/TimeStampTokenWithInvalidSignature.p7s", "Signature"),
    ("cms/TimeStampTokenWithInvalidSigningTime.p7s", "Malformed"),
    ("cms/TimeStampTokenWithSignedAttributeSHA1.p7s", "DigestAlgorithm"),
    ("cms/TimeStampTokenWithSignerVersion2.p7s", "Version"),
    ("cms/TimeStampTokenWithSigningTime.p7s", "Signature"),
    ("cms/TimeStampTokenWithSigningTimeBeforeExpected.p7s", "Signature"),
    ("cms/TimeStampTokenWithUnknownSignerIssuer.p7s", "SignerCertificateMissing"),
    ("cms/TimeStampTokenWithoutCertificate.p7s", "SignerCertificateMissing"),
    ("cms/TimeStampTokenWithoutSignedAttributeContentType.p7s", "AttributeMissing"),
    ("cms/TimeStampTokenWithoutSignedAttributeDigest.p7s", "AttributeMissing"),
    ("cms/TimeStampTokenWithoutSignedAttributes.p7s", "AttributeMissing"),
    ("cms/TimeStampTokenWithoutSigner.p7s", "Signers"),
];

const FOLDERS: [(&str, &str); 2] = [("", "tspclient-go/testdata"), ("cms/", "tspclient-go/internal/cms/testdata")];

/// Where the corpus expects something else, with the row that says why.
const EXCEPTIONS: [(&str, &str); 1] = [("TimeStampTokenWithValidAndInvalidSignerInfos.p7s", "D-78")];

fn pem(path: &Path) -> Vec<u8> {
    let data = fs::read(path).unwrap();
    sealcheck::trust_store::split(&data).unwrap().remove(0)
}

/// A file is a token, or a response with one in it: `TimeStampResp ::= SEQUENCE { status, timeStampToken OPTIONAL }`.
fn token(data: &[u8]) -> Option<&[u8]> {
    let mut fields = Fields::of_sequence(data).ok()?;
    let status = fields.tlv().ok()?;
    if status.first() == Some(&0x30) { fields.tlv().ok() } else { Some(data) }
}

fn judge(data: &[u8], root: &[u8]) -> String {
    let root = Certificate::parse(root).unwrap();
    let parsed = TimestampToken::parse(data);
    match parsed.and_then(|token| token.verify(MESSAGE, &[root], &RustCrypto).map(|_| ())) {
        Ok(()) => "accepted".into(),
        Err(fault) => {
            let name = format!("{fault:?}");
            let end = name.find(|character: char| !character.is_ascii_alphanumeric()).unwrap_or(name.len());
            println!("  {fault}");
            name[..end].into()
        }
    }
}

#[test]
fn tokens_of_the_corpus_are_judged_as_expected() {
    let Some(folder) = corpora::folder("rfc3161") else { return };
    let expectations: Value = serde_json::from_slice(&fs::read(folder.join("expectations.json")).unwrap()).unwrap();
    let short = |file: &str| {
        let named = FOLDERS
            .iter()
            .find_map(|(short, long)| Some(format!("{short}{}", file.strip_prefix(long)?.strip_prefix('/')?)));
        named.unwrap()
    };
    let cases = expectations["cases"].as_array().unwrap().iter();
    let expected: BTreeMap<String, bool> = cases
        .map(|case| (short(case["file"].as_str().unwrap()), case["expect"].as_str().unwrap().starts_with("accept")))
        .collect();
    let root = pem(&folder.join("tspclient-go/testdata/GlobalSignRootCA.crt"));
    let mut found = BTreeMap::new();
    for (prefix, within) in FOLDERS {
        for entry in fs::read_dir(folder.join(within)).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            if name.ends_with(".crt") {
                continue;
            }
            let data = fs::read(folder.join(within).join(&name)).unwrap();
            println!("{prefix}{name}");
            let outcome = token(&data).map_or_else(|| "no token".into(), |token| judge(token, &root));
            found.insert(format!("{prefix}{name}"), outcome);
        }
    }
    let exceptions: BTreeMap<&str, &str> = EXCEPTIONS.into_iter().collect();
    for (file, accept) in &expected {
        let accepted = found[file] == "accepted";
        assert_eq!(accepted == *accept, !exceptions.contains_key(file.as_str()), "{file}: {}", found[file]);
    }
    println!(
        "{} tokens, {} with an expectation of the corpus, {} by row",
        found.len(),
        expected.len(),
        exceptions.len()
    );
    let table = TOKENS.iter().map(|(file, outcome)| (String::from(*file), String::from(*outcome)));
    let table: BTreeMap<String, String> = table.collect();
    let differ = found.iter().filter(|(file, outcome)| table.get(*file) != Some(*outcome)).count();
    suite::row("rfc3161 tokens", found.len(), exceptions.len(), differ);
    assert_eq!(found, table);
}

fn store(folder: &Path, files: &Value) -> Value {
    let entry = |file: &Value| json!({"base64": Base64::encode_string(&fs::read(folder.join(file.as_str().unwrap())).unwrap())});
    files.as_array().unwrap().iter().map(entry).collect()
}

/// A case of the corpus as a request. The verdict on the payload is the business of other suites, so a blob is an OCI
/// artifact here, too.
fn request(folder: &Path, case: &Value) -> Case {
    let envelope = Base64::encode_string(&fs::read(folder.join(case["file"].as_str().unwrap())).unwrap());
    let stores = case["trustStores"].as_object().unwrap();
    let named: Vec<String> = stores.keys().map(|kind| format!("{kind}:corpus")).collect();
    let verification = json!({
        "level": case["level"],
        "verifyTimestamp": case["verifyTimestamp"].as_str().unwrap_or("always"),
    });
    let statement = json!({
        "name": "corpus", "registryScopes": ["*"], "signatureVerification": verification,
        "trustStores": named, "trustedIdentities": case["trustedIdentities"],
    });
    let trust_stores: BTreeMap<String, Value> =
        stores.iter().map(|(kind, files)| (format!("{kind}:corpus"), store(folder, files))).collect();
    serde_json::from_value(json!({
        "id": case["id"],
        "kind": "oci",
        "reference": format!("registry.example/app@{}", case["subject"]["digest"].as_str().unwrap()),
        "descriptor": case["subject"],
        "signatures": [{"envelope": envelope, "mediaType": case["mediaType"]}],
        "trustPolicy": {"version": "1.0", "trustPolicies": [statement]},
        "trustStores": trust_stores,
        "at": case["verificationTime"],
        "notation": {"result": case["expect"]},
    }))
    .unwrap()
}

/// Public authorities name OCSP responders and CRLs, and the corpus has no answers of theirs: a row that is
/// inconclusive for that alone counts as what the corpus expects.
fn timestamp_holds(row: &Value) -> bool {
    let code = row["finding"]["code"].as_str().unwrap_or_default();
    match row["status"].as_str() {
        Some("passed") => true,
        Some("inconclusive") => {
            code == "authenticTimestamp.authority-unknown" && row["evidence"]["earliest"].is_string()
        }
        _ => false,
    }
}

#[test]
fn timestamped_envelopes_of_the_corpus_are_judged_as_expected() {
    let Some(folder) = corpora::folder("notation-envelopes") else { return };
    let corpus: Value = serde_json::from_slice(&fs::read(folder.join("cases.json")).unwrap()).unwrap();
    let mut judged = 0;
    for case in corpus["cases"].as_array().unwrap().iter().filter(|case| case["trustStores"]["tsa"].is_array()) {
        let verdict = request(&folder, case).verify().unwrap();
        let verdict: Value = serde_json::to_value(&verdict).unwrap();
        let rows = verdict["signatures"][0]["checks"].as_array().unwrap();
        let row = rows.iter().find(|row| row["name"] == "authenticTimestamp").unwrap();
        println!("{}: {} {} {}", case["id"], row["status"], row["finding"]["message"], row["evidence"]["authority"]);
        let should = !case["failingSteps"].as_array().unwrap().contains(&json!("authenticTimestamp"));
        assert_eq!(timestamp_holds(row), should, "{}: {row:#}", case["id"]);
        for row in rows.iter().filter(|row| row["name"] == "integrity" || row["name"] == "authenticity") {
            assert_eq!(row["status"], "passed", "{}: {row:#}", case["id"]);
        }
        judged += 1;
    }
    suite::row("notation-envelopes with timestamps", judged, 0, 0);
    assert!(judged >= 10);
}

/// Every file below a folder.
fn files(folder: &Path, all: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, all) } else { all.push(path) }
    }
}

/// CMS of every other kind: enveloped, encrypted, compressed, signed data of other content. None of it is a token.
#[test]
fn no_other_cms_is_a_token() {
    let Some(folder) = corpora::folder("cms") else { return };
    let mut all = Vec::new();
    files(&folder, &mut all);
    all.sort();
    let mut suite = suite::Suite::new("cms");
    for path in all {
        let data = fs::read(&path).unwrap();
        let pem = sealcheck::trust_store::split(&data).ok().and_then(|blocks| blocks.into_iter().next());
        let is_token = [Some(data), pem].into_iter().flatten().any(|data| TimestampToken::parse(&data).is_ok());
        let name = path.strip_prefix(&folder).unwrap().to_string_lossy().into_owned();
        suite.case(&name, if is_token { Err("read as a token".into()) } else { Ok(()) });
    }
    suite.finish();
}
