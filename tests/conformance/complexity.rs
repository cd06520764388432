//! What an attacker may make large costs time in proportion and no more: each attack at one, two and four times a
//! size. A quadratic step would cost sixteen times as much at four times the size; more than ten fails.

use std::fs;
use std::time::{Duration, Instant};

use base64ct::{Base64, Encoding as _};
use sealcheck::policy::{Document, Identity, Kind, StoreName};
use sealcheck::{Code, Evidence, Outcome, PluginInfo, StoreEntry, Trust, TrustStores, Verdict, lint_trust_policy};
use sealcheck_pki::Certificate;
use sealcheck_pki::revocation::Crl;
use sealcheck_pki::timestamp::TimestampToken;
use sealcheck_tests::der::{cbor_bytes, cbor_head, cbor_text, integer, oid, sequence, tlv};
use sealcheck_tests::drive::{AcceptAll, drive};
use sealcheck_tests::mint::{IDENTITY, Key, REPOSITORY, SIGNER, Template, World, attribute_of, certificate, name};
use sealcheck_tests::suite::say;
use serde_json::json;

/// More than this many times the cost, at four times the size, is not linear. Linear is 4, n·log n below 5.
const FACTOR: f64 = 10.0;
/// A cost that says nothing.
const NOISE: Duration = Duration::from_millis(4);

/// CPU time of this thread where the system tells it (Linux), so that a busy machine does not disturb.
fn now() -> Duration {
    static START: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);
    let text = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    match text.split(' ').next().and_then(|text| text.parse().ok()) {
        Some(nanoseconds) => Duration::from_nanos(nanoseconds),
        None => START.elapsed(),
    }
}

/// The least of three runs.
fn cost(act: &dyn Fn()) -> Duration {
    let once = || {
        let start = now();
        act();
        now() - start
    };
    (0..3).map(|_| once()).min().unwrap_or_default()
}

/// `prepare` makes an attack of a size; what it returns is measured.
fn is_linear<'a>(what: &str, size: usize, prepare: &dyn Fn(usize) -> Box<dyn Fn() + 'a>) {
    let mut costs = Vec::new();
    for _ in 0..3 {
        costs = [size, size * 2, size * 4].iter().map(|size| cost(&*prepare(*size))).collect();
        let ratio = costs[2].as_secs_f64() / costs[0].max(NOISE).as_secs_f64();
        if ratio <= FACTOR {
            say(&format!("{what}: {size} to {} cost {:.1?}, {ratio:.1} times as much", size * 4, costs));
            return;
        }
    }
    panic!("{what}: {size}, twice and four times of it cost {costs:?}");
}

fn verify(world: &World, envelopes: &[Vec<u8>]) -> Verdict {
    let (trust, reference) = (world.trust(), world.reference());
    sealcheck::verify(&world.request(&trust, &reference, envelopes), &AcceptAll)
        .expect("envelopes are hostile, not wrong")
}

/// The verdict on one envelope is measured; it must be `wanted`.
fn envelope(world: World, envelope: Vec<u8>, wanted: Result<(), Code>) -> Box<dyn Fn()> {
    Box::new(move || {
        let verdict = verify(&world, std::slice::from_ref(&envelope));
        assert_eq!(verdict.reason.map_or(Ok(()), |reason| Err(reason.code)), wanted);
    })
}

fn with_member(document: &[u8], member: &str) -> Vec<u8> {
    [&document[..document.len() - 1], b",", member.as_bytes(), b"}"].concat()
}

/// `"0":0,"1":0,…`
fn members(count: usize) -> String {
    (0..count).map(|index| format!("\"{index}\":\"x\"")).collect::<Vec<_>>().join(",")
}

#[test]
fn json() {
    let unprotected = |value: String| {
        let world = World::new(1);
        let envelope = String::from_utf8(world.good_jws()).unwrap();
        let envelope = envelope.replace(r#""header":{"#, &format!(r#""header":{{"x":{value},"#));
        self::envelope(world, envelope.into_bytes(), Ok(()))
    };
    is_linear("members of an object", 20_000, &|n| unprotected(format!("{{{}}}", members(n))));
    is_linear("elements of an array", 100_000, &|n| unprotected(format!("[{}0]", "0,".repeat(n))));
    is_linear("escapes in a string", 50_000, &|n| unprotected(format!("\"{}\"", "\\u00e9".repeat(n))));
    is_linear("digits of a number", 300_000, &|n| unprotected("7".repeat(n.min(300)) + "." + &"7".repeat(n)));
    is_linear("digits of an exponent", 300_000, &|n| unprotected(format!("1e-{}", "9".repeat(n))));
    is_linear("numbers with exponents", 3000, &|n| unprotected(format!("[{}0]", "1.7e-308,".repeat(n))));
    is_linear("brackets that are never closed", 500_000, &|n| {
        envelope(World::new(1), ["{\"a\":", &"[".repeat(n)].concat().into_bytes(), Err(Code::IntegrityMalformed))
    });
    is_linear("attributes, all of them critical", 5000, &|n| {
        let world = World::new(1);
        let names: Vec<String> = (0..n).map(|index| format!("a{index}")).collect();
        let attributes: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "x")).collect();
        let jws = world.jws(&world.protected(&attributes), &world.payload());
        envelope(world, jws, Err(Code::IntegrityUnknownCriticalAttribute))
    });
    is_linear("digits of an attribute", 100_000, &|n| {
        let world = World::new(1);
        let protected = with_member(&world.protected(&[]), &format!("\"x\":0.{}", "7".repeat(n)));
        let jws = world.jws(&protected, &world.payload());
        envelope(world, jws, Ok(()))
    });
    is_linear("signed annotations", 5000, &|n| {
        let world = World::new(1);
        let payload = String::from_utf8(world.payload()).unwrap();
        let payload = payload.replace(r#""size":"#, &format!(r#""annotations":{{{}}},"size":"#, members(n)));
        let jws = world.jws(&world.protected(&[]), payload.as_bytes());
        envelope(world, jws, Ok(()))
    });
}

#[test]
fn cbor() {
    let unprotected = |value: Vec<u8>| {
        let world = World::new(1);
        let more = [[cbor_text("x"), value].concat()];
        let envelope = world.cose(&world.cose_protected(&[]), &world.payload(), &more);
        self::envelope(world, envelope, Ok(()))
    };
    is_linear("entries of a map", 20_000, &|n| {
        let entries = (0..n).rev().flat_map(|index| [cbor_head(0, index as u64), vec![0]].concat());
        unprotected(cbor_head(5, n as u64).into_iter().chain(entries).collect())
    });
    is_linear("long keys of a map", 2000, &|n| {
        let key = |index: usize| cbor_bytes(&[vec![7; 200], index.to_be_bytes().to_vec()].concat());
        unprotected(
            [cbor_head(5, n as u64), (0..n).flat_map(|index| [key(index), vec![0]].concat()).collect()].concat(),
        )
    });
    is_linear("elements of an array", 100_000, &|n| unprotected([cbor_head(4, n as u64), vec![0; n]].concat()));
    is_linear("attributes of a header", 5000, &|n| {
        let world = World::new(1);
        let more: Vec<Vec<u8>> = (0..n).map(|index| [cbor_text(&format!("a{index}")), vec![0]].concat()).collect();
        let envelope = world.cose(&world.cose_protected(&more), &world.payload(), &[]);
        self::envelope(world, envelope, Ok(()))
    });
    is_linear("certificates of a chain", 5000, &|n| {
        let mut world = World::new(1);
        let leaf = world.chain[0].clone();
        world.chain = vec![leaf; n];
        let envelope = world.good_cose();
        world.chain.truncate(1);
        self::envelope(world, envelope, Err(Code::ChainTooLong))
    });
}

/// A world with one certificate of this subject and these extensions.
fn with_leaf(subject: Vec<u8>, extensions: &[u8]) -> World {
    let mut world = World::new(1);
    let key = Key::new(1);
    let template = Template { issuer: &subject, subject: &subject, spki: &key.spki(), ca: false, extensions };
    world.chain = vec![certificate(&template, &key)];
    world
}

#[test]
fn names() {
    let many = |n: usize| (0..n).map(|index| ("OU", format!("unit {index}"))).collect::<Vec<_>>();
    is_linear("relative names of a subject", 3000, &|n| {
        let units = many(n);
        let attributes: Vec<(&str, &str)> =
            SIGNER.into_iter().chain(units.iter().map(|(kind, value)| (*kind, value.as_str()))).collect();
        let world = with_leaf(name(&attributes), &[]);
        let jws = world.good_jws();
        envelope(world, jws, Err(Code::AuthenticityIdentityUnmatchable))
    });
    is_linear("attributes of one relative name, backwards", 3000, &|n| {
        let units = many(n);
        let mut attributes: Vec<Vec<u8>> =
            units.iter().map(|(kind, value)| attribute_of((*kind, value.as_str()))).collect();
        attributes.sort();
        attributes.reverse();
        let parts: Vec<&[u8]> = attributes.iter().map(Vec::as_slice).collect();
        let world = with_leaf(sequence(&[&tlv(0x31, &parts)]), &[]);
        let jws = world.good_jws();
        envelope(world, jws, Err(Code::AuthenticityIdentityUnmatchable))
    });
    is_linear("a long value", 200_000, &|n| {
        let world = with_leaf(name(&[("C", "US"), ("ST", "WA"), ("O", &"#".repeat(n))]), &[]);
        let jws = world.good_jws();
        envelope(world, jws, Err(Code::AuthenticityIdentityMismatch))
    });
    is_linear("attributes of an identity", 5000, &|n| {
        let text = format!("{IDENTITY}{}", (0..n).map(|index| format!(",A{index}=\\2c x")).collect::<String>());
        Box::new(move || assert!(Identity::parse(&text).is_ok()))
    });
    is_linear("backslashes in an identity", 300_000, &|n| {
        let text = format!("{IDENTITY},OU={} ", "\\\\".repeat(n));
        Box::new(move || assert!(Identity::parse(&text).is_ok()))
    });
}

#[test]
fn certificates() {
    is_linear("purposes of a certificate", 10_000, &|n| {
        let purpose = oid(&[0x2b, 6, 1, 5, 5, 7, 3, 3]).repeat(n);
        let usage = sequence(&[&oid(&[0x55, 0x1d, 0x25]), &tlv(4, &[&sequence(&[&purpose])])]);
        let world = with_leaf(name(&SIGNER), &usage);
        let jws = world.good_jws();
        envelope(world, jws, Ok(()))
    });
    // More places than are looked at: nobody is sent to thousands of addresses.
    is_linear("distribution points of a certificate", 1000, &|n| {
        let point = |index: usize| {
            let url = tlv(0x86, &[format!("http://crl.example/{index}").as_bytes()]);
            sequence(&[&tlv(0xa0, &[&tlv(0xa0, &[&url])])])
        };
        let points: Vec<u8> = (0..n).flat_map(point).collect();
        let extension = sequence(&[&oid(&[0x55, 0x1d, 0x1f]), &tlv(4, &[&sequence(&[&points])])]);
        let world = chain_of_two(&extension);
        let jws = world.good_jws();
        envelope(world, jws, Err(Code::RevocationPointersMalformed))
    });
}

/// A leaf with these extensions, and its root.
fn chain_of_two(extensions: &[u8]) -> World {
    let (ca, signer, root, key) = (name(&[("CN", "CA")]), name(&SIGNER), Key::new(2), Key::new(1));
    let mut world = World::new(1);
    let leaf = Template { issuer: &ca, subject: &signer, spki: &key.spki(), ca: false, extensions };
    let above = Template { issuer: &ca, subject: &ca, spki: &root.spki(), ca: true, extensions: &[] };
    world.chain = vec![certificate(&leaf, &root), certificate(&above, &root)];
    world
}

#[test]
fn trust_stores_and_signatures() {
    let ders = |n: usize| -> Vec<Vec<u8>> {
        let (key, ca) = (Key::new(3), |index: usize| name(&[("CN", &format!("CA {index}"))]));
        let spki = key.spki();
        let one = |index| {
            certificate(
                &Template { issuer: &ca(index), subject: &ca(index), spki: &spki, ca: true, extensions: &[] },
                &key,
            )
        };
        (0..n).map(one).collect()
    };
    let trusting = |data: Vec<u8>| {
        let mut stores = TrustStores::default();
        stores.insert("ca:roots", vec![StoreEntry { name: "all".into(), data }]).unwrap();
        Trust::new(World::new(1).policy().as_bytes(), Kind::Oci, stores).unwrap()
    };
    let ask = |trust: Trust, signatures: usize| -> Box<dyn Fn()> {
        let world = World::new(1);
        let (reference, envelopes) = (world.reference(), vec![world.good_jws(); signatures]);
        let trust = trust.with_max_signatures(signatures.max(1)).unwrap();
        Box::new(move || {
            let verdict = sealcheck::verify(&world.request(&trust, &reference, &envelopes), &AcceptAll).unwrap();
            assert_eq!((verdict.result, verdict.signatures.len()), (Outcome::Rejected, signatures));
        })
    };
    is_linear("certificates of a store, DER", 500, &|n| ask(trusting(ders(n).concat()), 1));
    is_linear("certificates of a store, PEM", 500, &|n| {
        let block = |der: &Vec<u8>| {
            format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", Base64::encode_string(der))
        };
        ask(trusting(ders(n).iter().map(block).collect::<String>().into_bytes()), 1)
    });
    is_linear("lines of PEM around nothing", 100_000, &|n| {
        ask(trusting(["-----BEGIN A-----\n", &"AAAA\n".repeat(n)].concat().into_bytes()), 1)
    });
    is_linear("signatures", 250, &|n| ask(trusting(ders(2).concat()), n));
    // A store is read once, not once a signature: what remains is a comparison of bytes.
    let many = trusting(ders(1000).concat());
    let (one, hundred) = (cost(&*ask(many.clone(), 1)), cost(&*ask(many, 100)));
    assert!(hundred < one * 12, "a store of 1000 costs {one:?} with one signature, {hundred:?} with a hundred");
}

/// A policy of statements, each of this form but for `#`, which is its number.
fn policy(statement: &str, count: usize) -> Vec<u8> {
    let all: Vec<String> = (0..count).map(|index| statement.replace('#', &index.to_string())).collect();
    format!(r#"{{"version":"1.0","trustPolicies":[{}]}}"#, all.join(",")).into_bytes()
}

#[test]
fn policies() {
    const GOOD: &str = r##"{"name":"s#","registryScopes":["a.example/r#"],"signatureVerification":{"level":"strict"},"trustStores":["ca:s"],"trustedIdentities":["*"]}"##;
    const WRONG: &str = r##"{"name":"s","registryScopes":["A.example/r#"],"signatureVerification":{"levels":"strict"},"trustStores":["ca:s"],"x":1}"##;
    is_linear("statements of a policy", 500, &|n| {
        let policy = policy(GOOD, n);
        Box::new(move || {
            let (document, _) = Document::parse(&policy, Kind::Oci).unwrap();
            assert!(document.select_oci("a.example/none").is_err());
        })
    });
    is_linear("problems of a policy", 300, &|n| {
        let policy = policy(WRONG, n);
        Box::new(move || assert!(lint_trust_policy(&policy, None, None).problems.len() > n))
    });
    let one = |stores: Vec<String>, identities: Vec<String>| {
        let statement = json!({
            "name": "s", "registryScopes": [REPOSITORY], "signatureVerification": {"level": "strict"},
            "trustStores": stores, "trustedIdentities": identities,
        });
        json!({"version": "1.0", "trustPolicies": [statement]}).to_string().into_bytes()
    };
    is_linear("identities of a statement", 500, &|n| {
        let identities = (0..n).map(|index| format!("x509.subject:C=US,ST=WA,O=Sealcheck,CN=signer{index}"));
        let world = World::new(1);
        let trust = Trust::new(&one(vec!["ca:roots".into()], identities.collect()), Kind::Oci, world.stores()).unwrap();
        let (reference, envelopes) = (world.reference(), vec![world.good_jws()]);
        Box::new(move || {
            let verdict = sealcheck::verify(&world.request(&trust, &reference, &envelopes), &AcceptAll).unwrap();
            assert_eq!(verdict.reason.map(|reason| reason.code), Some(Code::AuthenticityIdentityMismatch));
        })
    });
    is_linear("trust stores of a statement", 500, &|n| {
        let names: Vec<String> = (0..n).map(|index| format!("ca:roots{index}")).collect();
        let world = World::new(1);
        let mut stores = TrustStores::default();
        for name in &names {
            stores.insert(name, vec![StoreEntry { name: "root".into(), data: world.chain[0].clone() }]).unwrap();
        }
        let trust = Trust::new(&one(names, vec!["*".into()]), Kind::Oci, stores).unwrap();
        let (reference, envelopes) = (world.reference(), vec![world.good_jws()]);
        Box::new(move || {
            let verdict = sealcheck::verify(&world.request(&trust, &reference, &envelopes), &AcceptAll).unwrap();
            assert_eq!(verdict.result, Outcome::Accepted);
        })
    });
    is_linear("trust stores that are missing, beside as many others", 500, &|n| {
        let policy = one((0..n).map(|index| format!("ca:missing{index}")).collect(), vec!["*".into()]);
        let there: Vec<StoreName> =
            (0..n).map(|index| StoreName::parse(&format!("ca:there{index}")).unwrap()).collect();
        Box::new(move || assert_eq!(lint_trust_policy(&policy, None, Some(&there)).problems.len(), n))
    });
}

/// A CRL of the CA of [`chain_of_two`] with these entries and extensions.
fn crl(entries: &[u8], extensions: &[u8]) -> Vec<u8> {
    let algorithm = sequence(&[&oid(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02])]);
    let time = |text: &str| tlv(0x17, &[text.as_bytes()]);
    let number = sequence(&[&oid(&[0x55, 0x1d, 0x14]), &tlv(4, &[&integer(&[1])])]);
    let extensions = tlv(0xa0, &[&sequence(&[&number, extensions])]);
    let (from, to, issuer) = (time("260501000000Z"), time("270501000000Z"), name(&[("CN", "CA")]));
    let tbs = sequence(&[&integer(&[1]), &algorithm, &issuer, &from, &to, &sequence(&[entries]), &extensions]);
    sequence(&[&tbs, &algorithm, &tlv(3, &[&[0], &sequence(&[&integer(&[1]), &integer(&[1])])])])
}

fn entry(serial: usize) -> Vec<u8> {
    sequence(&[&integer(&serial.to_be_bytes()), &tlv(0x17, &[b"260510000000Z"])])
}

#[test]
fn crls() {
    is_linear("entries of a CRL", 25_000, &|n| {
        let crl = crl(&(1000..1000 + n).flat_map(entry).collect::<Vec<u8>>(), &[]);
        Box::new(move || {
            let crl = Crl::parse(&crl).unwrap();
            assert_eq!(crl.find(&[7]).unwrap().len(), 0);
        })
    });
    let url = |index: usize| tlv(0x86, &[format!("http://crl.example/{index}").as_bytes()]);
    is_linear("names of the scope of a CRL", 5000, &|n| {
        let names: Vec<u8> = (0..n).flat_map(url).collect();
        let scope = sequence(&[&tlv(0xa0, &[&tlv(0xa0, &[&names])])]);
        let crl = crl(&entry(9), &sequence(&[&oid(&[0x55, 0x1d, 0x1c]), &[1, 1, 0xff], &tlv(4, &[&scope])]));
        let point = sequence(&[&tlv(0xa0, &[&tlv(0xa0, &[&(n - 60..n).flat_map(url).collect::<Vec<u8>>()])])]);
        let points = sequence(&[&oid(&[0x55, 0x1d, 0x1f]), &tlv(4, &[&sequence(&[&point])])]);
        let world = chain_of_two(&points);
        let (trust, reference, envelopes) = (world.trust(), world.reference(), vec![world.good_jws()]);
        Box::new(move || {
            let mut request = world.request(&trust, &reference, &envelopes);
            request.evidence = Evidence { crls: vec![(None, &crl)], ..Evidence::default() };
            let verdict = sealcheck::verify(&request, &AcceptAll).unwrap();
            assert_ne!(verdict.result, Outcome::NotVerified);
        })
    });
    is_linear("CRLs", 500, &|n| {
        let point = sequence(&[&tlv(0xa0, &[&tlv(0xa0, &[&url(1)])])]);
        let world = chain_of_two(&sequence(&[&oid(&[0x55, 0x1d, 0x1f]), &tlv(4, &[&sequence(&[&point])])]));
        let crls: Vec<Vec<u8>> = (0..n).map(|index| crl(&entry(1000 + index), &[])).collect();
        let urls: Vec<String> = (0..n).map(|index| format!("http://crl.example/{index}")).collect();
        let (trust, reference, envelopes) = (world.trust(), world.reference(), vec![world.good_jws()]);
        Box::new(move || {
            let mut request = world.request(&trust, &reference, &envelopes);
            let crls = crls.iter().zip(&urls).map(|(crl, url)| (Some(url.as_str()), crl.as_slice()));
            request.evidence = Evidence { crls: crls.collect(), ..Evidence::default() };
            assert_ne!(sealcheck::verify(&request, &AcceptAll).unwrap().result, Outcome::NotVerified);
        })
    });
}

/// A token that the vectors hold, with something more in the set of its certificates.
fn token_with(certificates: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let tokens = sealcheck_tests::fuzz::seeds::tokens();
    let (message, token) = tokens.iter().find(|(_, token)| TimestampToken::parse(token).is_ok()).expect("a token");
    let parsed = TimestampToken::parse(token).unwrap();
    let first = parsed.certificates()[0].as_der();
    let at = token.windows(first.len()).position(|window| window == first).expect("it is in the token");
    // All lengths around it are written anew, from the inside out.
    (message.clone(), insert(token, at, certificates))
}

/// `der` with `more` in front of the value at `at`, lengths corrected.
fn insert(der: &[u8], at: usize, more: &[u8]) -> Vec<u8> {
    let (mut out, mut start) = (Vec::new(), 0);
    while start < der.len() {
        let (head, length) = match der[start + 1] {
            short @ ..0x80 => (2, usize::from(short)),
            long => {
                let octets = usize::from(long & 0x7f);
                let length = der[start + 2..start + 2 + octets].iter().fold(0, |all, one| all << 8 | usize::from(*one));
                (2 + octets, length)
            }
        };
        let (inside, end) = (start + head, start + head + length);
        if at == start {
            out.extend_from_slice(more);
        }
        if inside <= at && at < end && der[start] & 0x20 != 0 {
            out.extend(tlv(der[start], &[&insert(&der[inside..end], at - inside, more)]));
        } else {
            out.extend_from_slice(&der[start..end]);
        }
        start = end;
    }
    out
}

#[test]
fn tokens() {
    let (key, ca, leaf) = (Key::new(3), name(&[("CN", "CA")]), name(&SIGNER));
    let spki = key.spki();
    is_linear("certificates of a token", 500, &|n| {
        let template = Template { issuer: &ca, subject: &leaf, spki: &spki, ca: false, extensions: &[] };
        let (message, token) = token_with(&certificate(&template, &key).repeat(n));
        Box::new(move || {
            let token = TimestampToken::parse(&token).unwrap();
            assert!(token.certificates().len() > n);
            let roots: Vec<Certificate<'_>> = token.certificates()[..1].to_vec();
            drop(token.verify(&message, &roots, &AcceptAll));
        })
    });
}

#[test]
fn attributes_that_a_plugin_processed() {
    is_linear("attributes for a plugin", 1000, &|n| {
        let world = World::new(1);
        let names: Vec<String> = (0..n).map(|index| format!("a{index}")).collect();
        let mut attributes: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "x")).collect();
        attributes.push(("io.cncf.notary.verificationPlugin", "p"));
        let info =
            PluginInfo { version: "1.0.0".into(), capabilities: vec!["SIGNATURE_VERIFIER.REVOCATION_CHECK".into()] };
        let trust = world.trust().with_plugin("p", info);
        let answer = json!({"verificationResults": {"SIGNATURE_VERIFIER.REVOCATION_CHECK": {"success": true}}, "processedAttributes": names});
        let answer = answer.to_string();
        let (reference, envelopes) =
            (world.reference(), vec![world.jws(&world.protected(&attributes), &world.payload())]);
        Box::new(move || {
            let request = world.request(&trust, &reference, &envelopes);
            let verdict = drive(&request, &AcceptAll, &|_| Ok(answer.clone()), None).unwrap();
            assert_eq!(verdict.result, Outcome::Accepted);
        })
    });
}
