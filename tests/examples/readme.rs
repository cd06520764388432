//! The example of the README, so that it compiles. `tests/conformance/readme.rs` compares the two.

use std::error::Error;
use std::fs;

use sealcheck::policy::Kind;
use sealcheck::{Artifact, Evidence, Manifest, Request, SignatureInput, StoreEntry, TextMap, Trust, TrustStores};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let reference = &arguments.next().ok_or("usage: readme REFERENCE TIME")?;
    let now = arguments.next().and_then(|time| sealcheck::Time::parse_rfc3339(&time)).ok_or("TIME is RFC 3339")?;

    let mut stores = TrustStores::default();
    stores.insert("ca:example", vec![StoreEntry { name: "root.crt".into(), data: fs::read("root.crt")? }])?;
    let trust = Trust::new(&fs::read("trustpolicy.json")?, Kind::Oci, stores)?;

    let (manifest, envelope) = (fs::read("manifest.json")?, fs::read("signature.cose")?);
    let request = Request {
        trust: &trust,
        artifact: Artifact::Oci { reference, manifest: Manifest::Bytes(&manifest), media_type: None },
        signatures: vec![SignatureInput::Fetched { envelope: &envelope, media_type: None, manifest: None }],
        current_date: now, // sealcheck::Time, which the caller reads
        user_metadata: TextMap::default(),
        evidence: Evidence::default(), // OCSP responses and CRLs, as verdict.wanted names them
    };
    let verdict = sealcheck::verify(&request, &sealcheck_rustcrypto::RustCrypto)?;
    println!("{:?} {:?}", verdict.result, verdict.reason);
    Ok(())
}
