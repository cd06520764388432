//! Distinguished names: what policies may say, what they match, how names are printed (POL-48…73, RFC 4514).

use sealcheck::policy::{DistinguishedName, Identity, Subject};
use sealcheck_pki::Certificate;
use sealcheck_tests::corpora::{each, folder, json, text};
use sealcheck_tests::der::{oid, sequence, tlv};
use sealcheck_tests::mint::{Key, Template, attribute_of, certificate, name};
use sealcheck_tests::suite::Suite;
use serde_json::Value;

use crate::agree;

#[test]
fn distinguished_names() {
    let Some(folder) = folder("dn") else { return };
    let mut suite = Suite::new("dn");
    let notation = json(&folder, "notation-go.json");
    for (index, case) in each(&notation["parse"]).enumerate() {
        let found = DistinguishedName::parse(text(&case["input"])).map(drop);
        suite.case(&format!("parse {index}"), agree(case["valid"] == true, found));
    }
    for (index, case) in each(&notation["subset"]).enumerate() {
        let pairs = |value: &Value| -> Vec<(String, String)> {
            value.as_object().unwrap().iter().map(|(kind, value)| (kind.clone(), text(value).into())).collect()
        };
        let identity: Vec<String> =
            pairs(&case["policy"]).iter().map(|(kind, value)| format!("{kind}={value}")).collect();
        let subject = pairs(&case["certificate"]);
        let subject: Vec<(&str, &str)> = subject.iter().map(|(kind, value)| (kind.as_str(), value.as_str())).collect();
        let found = matches(&name(&subject), &[format!("x509.subject:{}", identity.join(","))]);
        suite.case(&format!("subset {index}"), agree(case["match"] == true, found));
    }
    // The certificates are not in the corpus: these have the attributes that their names and the cases tell.
    let good = name(&[("C", "US"), ("ST", "WA"), ("O", "SomeOrg"), ("CN", "signing-cert")]);
    let bad = name(&[("C", "US"), ("ST", "WA"), ("O", "SomeOrg"), ("CN", "bad=#cert")]);
    for (index, case) in each(&notation["certificate_matches_identities"]).enumerate() {
        let subject = if text(&case["certificate"]).ends_with("bad-cert.pem") { &bad } else { &good };
        let identities: Vec<String> = each(&case["identities"]).map(|identity| text(identity).into()).collect();
        suite.case(&format!("identities {index}"), agree(case["match"] == true, matches(subject, &identities)));
    }
    for (index, case) in each(&json(&folder, "rfc4514.json")["cases"]).enumerate() {
        suite.case(&format!("rfc4514 {index} read"), reads(case));
        suite.case(&format!("rfc4514 {index} printed"), prints(case));
    }
    suite.finish();
}

/// Whether the policy could be read and one of its identities is the subject.
fn matches(subject: &[u8], identities: &[String]) -> Result<(), String> {
    let identities = identities.iter().map(|identity| Identity::parse(identity)).collect::<Result<Vec<_>, _>>()?;
    if identities.contains(&Identity::Any) {
        return Ok(());
    }
    with_subject(subject, |certificate| {
        let subject = Subject::of(certificate.subject()).map_err(|reason| reason.to_string())?;
        let found = identities.iter().any(|identity| subject.compare(identity).matches);
        if found { Ok(()) } else { Err("no identity matches".into()) }
    })
}

fn with_subject<T>(subject: &[u8], look: impl Fn(&Certificate<'_>) -> T) -> T {
    let key = Key::new(1);
    let spki = key.spki();
    let template = Template { issuer: subject, subject, spki: &spki, ca: false, extensions: &[] };
    look(&Certificate::parse(&certificate(&template, &key)).unwrap())
}

/// The values of a name in a policy: with the types that policies must have in place of the examples' domain.
fn reads(case: &Value) -> Result<(), String> {
    let input = text(&case["input"]);
    let text_of = |pair: &Value| (text(&pair[0]).to_owned(), text(&pair[1]).to_owned());
    let wanted: Vec<(String, String)> = each(&case["rdns"]).flat_map(each).map(text_of).collect();
    let wanted: Vec<_> = wanted.into_iter().filter(|(kind, _)| kind != "DC").collect();
    let input = format!("{},C=US,ST=WA,O=X", input.replace(",DC=example,DC=net", ""));
    let found = DistinguishedName::parse(&input)?;
    let found = &found.attributes()[..found.attributes().len().saturating_sub(3)];
    if found == wanted { Ok(()) } else { Err(format!("read as {found:?}, not {wanted:?}")) }
}

/// A subject of these attributes, as certificates print it.
fn prints(case: &Value) -> Result<(), String> {
    let attribute = |pair: &Value| match pair[1].as_str() {
        Some(value) => attribute_of((text(&pair[0]), value)),
        // 1.3.6.1.4.1.1466.0, the value as BER.
        None => {
            let value = sealcheck_tests::der::hex(text(&pair[1]["ber_hex"]));
            sequence(&[&oid(&[0x2b, 6, 1, 4, 1, 0x8b, 0x3a, 0]), &value])
        }
    };
    let set = |rdn: &Value| {
        let mut attributes: Vec<Vec<u8>> = each(rdn).map(attribute).collect();
        attributes.sort();
        tlv(0x31, &attributes.iter().map(Vec::as_slice).collect::<Vec<_>>())
    };
    // The most specific one comes first in text and last in a certificate.
    let mut rdns: Vec<Vec<u8>> = each(&case["rdns"]).map(set).collect();
    rdns.reverse();
    let subject = sequence(&rdns.iter().map(Vec::as_slice).collect::<Vec<_>>());
    let key = Key::new(1);
    let spki = key.spki();
    let template = Template { issuer: &subject, subject: &subject, spki: &spki, ca: false, extensions: &[] };
    let der = certificate(&template, &key);
    let certificate = Certificate::parse(&der).map_err(|error| error.to_string())?;
    let (found, wanted) = (certificate.subject().to_string(), text(&case["input"]));
    if found == wanted { Ok(()) } else { Err(format!("printed as {found:?}, not {wanted:?}")) }
}
