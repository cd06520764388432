//! OCSP responses and CRLs that others made: judged as their expectation says, or by a row that says why not.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use base64ct::{Base64, Encoding as _};
use sealcheck_pki::der::Signed;
use sealcheck_pki::extension::{DistributionPoint, KeyUsage};
use sealcheck_pki::revocation::{CertStatus, Crl, EvidenceFault, OcspResponse, Reason, ocsp_request};
use sealcheck_pki::{Certificate, Hash, Scheme, SignatureCheck, SignatureVerifier as _, Time};
use sealcheck_rustcrypto::RustCrypto;
use sealcheck_tests::{corpora, here, suite};
use serde_json::Value;

/// Where the corpus expects something else, file by file.
const EXCEPTIONS: [(&str, &str, &str); 4] = [
    (
        "crl_unittest/bad_fake_critical_crlentryextension.pem",
        "REVOKED",
        "REV-54: another entry's extensions do not count",
    ),
    ("crl_unittest/bad_thisupdate_too_old.pem", "GOOD", "REV-46: nextUpdate decides, there is no greatest age"),
    ("crl_unittest/invalid_idp_onlycontainsusercerts_v1_leaf.pem", "GOOD", "CERT-28: no chain has a version 1 leaf"),
    (
        "crl_unittest/invalid_revoked_empty_sequence.pem",
        "GOOD",
        "RFC 5280 §5.1.2.6 binds issuers; notation reads it, too",
    ),
];

/// Why evidence that the corpus takes is unusable here, by rule.
fn rule(fault: &EvidenceFault) -> Option<&'static str> {
    match fault {
        EvidenceFault::CriticalExtension(_) => Some("REV-31"),
        // Signed by a second certificate of the CA: here the next certificate of the chain signs.
        EvidenceFault::InvalidSignature => Some("REV-44"),
        EvidenceFault::NoNextUpdate => Some("D-54"),
        _ => None,
    }
}

/// The blocks of a PEM file by label.
fn blocks(path: &Path) -> BTreeMap<String, Vec<u8>> {
    blocks_of(&fs::read_to_string(path).unwrap())
}

fn blocks_of(text: &str) -> BTreeMap<String, Vec<u8>> {
    let mut blocks = BTreeMap::new();
    for part in text.split("-----BEGIN ").skip(1) {
        let (label, rest) = part.split_once("-----").unwrap();
        let (body, _) = rest.split_once("-----END").unwrap();
        let body: String = body.split_whitespace().collect();
        blocks.insert(label.into(), Base64::decode_vec(&body).unwrap());
    }
    blocks
}

/// One CRL about one certificate, as the evaluation of a chain would have it.
fn crl_status(der: &[u8], certificate: &[u8], issuer: &[u8], now: Time) -> Result<&'static str, EvidenceFault> {
    let certificate = Certificate::parse(certificate)?;
    let issuer = Certificate::parse(issuer)?;
    let crl = Crl::parse(der)?;
    if crl.issuer() != certificate.issuer().as_der() {
        return Err(EvidenceFault::Issuer);
    }
    let may_sign = issuer.extensions().key_usage.as_ref().is_none_or(|usage| usage.value.has(KeyUsage::CRL_SIGN));
    match crl.issued_by(&issuer, &RustCrypto) {
        // The authorities of the corpus have no basicConstraints (REV-44) and keys of 1024 bits (S-02). That alone is
        // left aside, so that the rest is judged.
        Err(EvidenceFault::IssuerMayNotSign) if issuer.extensions().basic_constraints.is_none() && may_sign => {
            signature(der, &issuer)?;
        }
        Err(EvidenceFault::Algorithm(reason)) if reason.contains("1024 bits") => signature(der, &issuer)?,
        issued => issued?,
    }
    let points = certificate.extensions().revocation_pointers()?.crl;
    let points = if points.is_empty() { vec![DistributionPoint::default()] } else { points };
    let covered = points.iter().map(|point| crl.scope().covers(&certificate, point));
    covered.reduce(Result::or).unwrap_or(Err(EvidenceFault::Issuer))?;
    let entries = crl.find(certificate.serial())?;
    if entries.iter().any(|entry| entry.reason != Some(Reason::REMOVE_FROM_CRL)) {
        return Ok("REVOKED");
    }
    crl.period().contains(now).map(|_| "GOOD")
}

/// RSASSA-PKCS1-v1_5 with SHA-256, which all the corpus uses, past the limits of keys.
fn signature(der: &[u8], issuer: &Certificate<'_>) -> Result<(), EvidenceFault> {
    let Signed { tbs: message, signature, .. } = Signed::parse(der)?;
    let check =
        SignatureCheck { scheme: Scheme::RsaPkcs1 { hash: Hash::Sha256 }, spki: issuer.spki(), message, signature };
    RustCrypto.verify(check).map_err(|_| EvidenceFault::InvalidSignature)
}

fn ocsp_status(response: &[u8], certificate: &[u8], issuer: &[u8], now: Time) -> Result<&'static str, EvidenceFault> {
    let (certificate, issuer) = (Certificate::parse(certificate)?, Certificate::parse(issuer)?);
    let answer = OcspResponse::parse(response)?.judge(&certificate, &issuer, now, &RustCrypto)?;
    Ok(match answer.status {
        CertStatus::Good => "GOOD",
        CertStatus::Revoked { .. } => "REVOKED",
        CertStatus::Unknown => "UNKNOWN",
    })
}

fn expectations(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn boringssl_crls_and_ocsp_responses() {
    let Some(folder) = corpora::folder("boringssl-pki") else { return };
    let (mut judged, mut differ, mut by_rule) = (0, Vec::new(), BTreeMap::<&str, usize>::new());
    let mut unused: Vec<&str> = EXCEPTIONS.iter().map(|(file, ..)| *file).collect();
    for kind in ["crl", "ocsp"] {
        let expected = expectations(&folder.join(format!("{kind}-expectations.json")));
        let now = Time::parse_rfc3339(expected["verifyTime"].as_str().unwrap()).unwrap();
        for case in expected["cases"].as_array().unwrap() {
            let file = case["file"].as_str().unwrap();
            let blocks = blocks(&folder.join(file));
            let (issuer, certificate) = (&blocks["CA CERTIFICATE"], &blocks["CERTIFICATE"]);
            let found = match kind {
                "crl" => crl_status(&blocks["CRL"], certificate, issuer, now),
                _ => ocsp_status(&blocks["OCSP RESPONSE"], certificate, issuer, now),
            };
            let status = found.clone().unwrap_or("UNKNOWN");
            let wanted = case["status"].as_str().or(case["revocationStatus"].as_str()).unwrap();
            let exception = EXCEPTIONS.iter().find(|(name, ..)| *name == file);
            unused.retain(|name| *name != file);
            judged += 1;
            let rule = found.as_ref().err().and_then(rule);
            match (exception, rule) {
                (Some((_, ours, _)), _) if status == *ours && status != wanted => {}
                (None, _) if status == wanted => {}
                (None, Some(rule)) => *by_rule.entry(rule).or_default() += 1,
                _ => differ.push(format!("{file}: expected {wanted}, found {found:?}")),
            }
        }
    }
    println!("{judged} judged, {} by exception, {by_rule:?} by rule", EXCEPTIONS.len());
    let excepted = EXCEPTIONS.len() + by_rule.values().sum::<usize>();
    suite::row("boringssl-pki CRLs and OCSP responses", judged, excepted, differ.len());
    assert!(differ.is_empty(), "{}", differ.join("\n"));
    assert!(unused.is_empty(), "exceptions without a file: {unused:?}");
    assert_eq!(by_rule, BTreeMap::from([("D-54", 13), ("REV-31", 1), ("REV-44", 2)]));
}

#[test]
fn golang_ocsp() {
    let Some(folder) = corpora::folder("revocation") else { return };
    let read = |name: &str| fs::read(folder.join("golang-crypto-ocsp").join(name)).unwrap();
    let (leaf, issuer) = (read("leafCertHex.der"), read("issuerCertHex.der"));
    let request = ocsp_request(&Certificate::parse(&leaf).unwrap(), &Certificate::parse(&issuer).unwrap());
    assert_eq!(request.unwrap(), read("ocspRequestHex.der"), "REV-16");
    for name in [
        "ocspResponseHex.der",
        "ocspResponseWithoutCertHex.der",
        "ocspResponseWithExtensionHex.der",
        "ocspResponseWithCriticalExtensionHex.der",
    ] {
        let response = read(name);
        assert!(OcspResponse::parse(&response).is_ok(), "{name}: {:?}", OcspResponse::parse(&response).err());
    }
    suite::row("golang-crypto-ocsp, request and responses", 5, 0, 0);
}

#[test]
fn notation_core_go_crls_and_freshest_crls() {
    let Some(folder) = corpora::folder("revocation") else { return };
    let read = |name: &str| fs::read(folder.join("notation-core-go/revocation/crl/testdata").join(name)).unwrap();
    let crl = read("crlWithMultipleFreshestCRLs.crl");
    let crl = Crl::parse(&crl).unwrap();
    assert!(crl.freshest().iter().flat_map(|point| &point.urls).count() > 1);
    let delta = read("delta.crl");
    assert!(Crl::parse(&delta).unwrap().is_delta());
    for (name, urls) in [
        ("certificateWithDeltaCRL.cer", Some(1)),
        ("certificateWith2DeltaCRL.cer", Some(2)),
        // An EDIPartyName that is no SEQUENCE.
        ("certificateWithNonURIDeltaCRL.cer", None),
        ("certificateWithZeroDeltaCRLURL.cer", Some(0)),
        ("certificateWithIncompleteFreshestCRL.cer", None),
        ("certificateWithIncompleteFreshestCRL2.cer", None),
    ] {
        let der = blocks_of(&String::from_utf8(read(name)).unwrap()).remove("CERTIFICATE").unwrap();
        let pointers = Certificate::parse(&der).unwrap().extensions().revocation_pointers();
        let found = pointers.ok().map(|pointers| pointers.freshest.iter().map(|point| point.urls.len()).sum::<usize>());
        assert_eq!(found, urls, "{name}");
    }
    suite::row("notation-core-go CRLs", 8, 0, 0);
}

/// `tests/vectors/revocation/openssl.json`: made by OpenSSL, with what OpenSSL says of each.
#[test]
fn openssl_ocsp_responses_and_crls() {
    let file = expectations(&here().join("vectors/revocation/openssl.json"));
    let now = Time::parse_rfc3339(file["at"].as_str().unwrap()).unwrap();
    let cases = file["cases"].as_array().unwrap();
    for case in cases {
        let bytes = |member: &str| case[member].as_str().map(|text| Base64::decode_vec(text).unwrap());
        let (certificate, issuer) = (bytes("certificate").unwrap(), bytes("issuer").unwrap());
        let found = match bytes("response") {
            Some(response) => ocsp_status(&response, &certificate, &issuer, now),
            None => crl_status(&bytes("crl").unwrap(), &certificate, &issuer, now),
        };
        let wanted = match case["openssl"].as_str().unwrap() {
            "good" => Ok("GOOD"),
            "certificate revoked" | "revoked" => Ok("REVOKED"),
            "unknown" => Ok("UNKNOWN"),
            "not verified" => Err("Responder"),
            "CRL has expired" => Err("Expired"),
            "CRL signature failure" => Err("InvalidSignature"),
            "different CRL scope" => Err("OutOfScope"),
            "unable to get certificate CRL" => Err("Issuer"),
            other => panic!("{other}"),
        };
        let same = match (&found, wanted) {
            (Ok(found), Ok(wanted)) => *found == wanted,
            (Err(found), Err(wanted)) => format!("{found:?}").starts_with(wanted),
            _ => false,
        };
        assert!(same, "{}: OpenSSL says {}, found {found:?}", case["id"], case["openssl"]);
    }
    suite::row("OpenSSL's OCSP responses and CRLs (vectors)", cases.len(), 0, 0);
    assert_eq!(cases.len(), 29);
}
