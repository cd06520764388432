//! With a provider that says yes to everything, changed envelopes reach every check. What is accepted then must still
//! be of this artifact, from this signer, unexpired and valid, as recomputed here from the bytes.

use core::time::Duration;

use ciborium::Value as Cbor;
use sealcheck::{Outcome, Time, Trust, Verdict};
use sealcheck_tests::drive::AcceptAll;
use sealcheck_tests::mint::{MEDIA_TYPE, PAYLOAD_TYPE, REPOSITORY, SIGNER, World};
use sealcheck_tests::random::Random;
use sealcheck_tests::suite::say;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use x509_cert::Certificate;
use x509_cert::der::Decode as _;

use crate::complete;
use sealcheck_tests::parts::{Parts, entry, parts};

/// When envelopes are verified, first when [`World`] is: 2026-06-01; the expiry, the ends of the certificates' validity
/// (2026), and a second before and after each.
const TIMES: [u64; 10] = [
    1_780_272_000,
    EXPIRY - 1,
    EXPIRY,
    EXPIRY + 1,
    NOT_BEFORE - 1,
    NOT_BEFORE,
    NOT_BEFORE + 1,
    NOT_AFTER - 1,
    NOT_AFTER,
    NOT_AFTER + 1,
];
const EXPIRY: u64 = 1_796_083_200;
const NOT_BEFORE: u64 = 1_767_225_600;
const NOT_AFTER: u64 = 1_798_761_599;

fn verify(world: &World, trust: &Trust, envelope: &[u8]) -> Verdict {
    let (reference, envelopes) = (world.reference(), [envelope.to_vec()]);
    let request = world.request(trust, &reference, &envelopes);
    let verdict = sealcheck::verify(&request, &AcceptAll).expect("hostile bytes are never the caller's mistake");
    complete(&verdict, 1);
    verdict
}

/// What an accepted envelope must say.
fn deserves_it(world: &World, now: u64, envelope: &[u8], verdict: &Verdict) {
    let Parts { protected, payload, chain, .. } = parts(envelope).expect("accepted, so it can be read");
    // POL-45
    let policy = verdict.policy.as_ref().expect("a policy");
    assert_eq!((policy.name.as_str(), policy.scope.as_deref()), ("strict", Some(REPOSITORY)));
    // PAY-15
    let payload: Value = serde_json::from_slice(&payload).expect("a payload");
    let target = &payload["targetArtifact"];
    let digest: String = Sha256::digest(&world.manifest).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(target["digest"], format!("sha256:{digest}"));
    assert_eq!(target["size"], world.manifest.len());
    assert_eq!(target["mediaType"], MEDIA_TYPE);
    // STORE-23: the trusted certificate is one of them, byte by byte.
    let root = world.chain.last().expect("a chain");
    assert!(chain.contains(root), "no trusted certificate");
    // VER-37, VER-38
    let at = Duration::from_secs(now);
    let certificates: Vec<Certificate> = chain.iter().map(|der| Certificate::from_der(der).expect("DER")).collect();
    for certificate in &certificates {
        let validity = certificate.tbs_certificate().validity();
        let (from, to) = (validity.not_before.to_unix_duration(), validity.not_after.to_unix_duration());
        assert!(from <= at && at <= to, "not valid at the time of verification");
    }
    // POL-65
    let subject = certificates[0].tbs_certificate().subject().to_string();
    let subject: Vec<&str> = subject.split(',').collect();
    for (kind, value) in SIGNER {
        assert!(subject.contains(&format!("{kind}={value}").as_str()), "{kind} of {subject:?}");
    }
    // CERT-17: each is issued by the next, the last by itself.
    for (index, certificate) in certificates.iter().enumerate() {
        let issuer = certificates.get(index + 1).unwrap_or(certificate).tbs_certificate().subject();
        assert_eq!(certificate.tbs_certificate().issuer(), issuer);
    }
    // VER-32, PAY-01, D-11
    let header = if envelope.first() == Some(&0xd2) { cose_header(&protected) } else { jws_header(&protected) };
    assert_eq!(header.content_type, PAYLOAD_TYPE);
    assert!(header.expiry.is_none_or(|expiry| now < expiry), "expired");
    assert!(header.signed, "without a signing time");
    let known = ["io.cncf.notary.signingScheme", "io.cncf.notary.expiry"];
    assert!(header.critical.iter().all(|name| known.contains(&name.as_str())), "{:?}", header.critical);
}

struct Header {
    content_type: String,
    expiry: Option<u64>,
    signed: bool,
    critical: Vec<String>,
}

fn jws_header(protected: &[u8]) -> Header {
    let header: Value = serde_json::from_slice(protected).expect("a protected header");
    let time = |name: &str| header[name].as_str().map(seconds);
    assert_eq!(header["alg"], "ES256");
    assert_eq!(header["io.cncf.notary.signingScheme"], "notary.x509");
    let critical = header["crit"].as_array().expect("crit").iter();
    Header {
        content_type: header["cty"].as_str().unwrap_or_default().into(),
        expiry: time("io.cncf.notary.expiry"),
        signed: time("io.cncf.notary.signingTime").is_some(),
        critical: critical.map(|name| name.as_str().unwrap_or_default().into()).collect(),
    }
}

fn cose_header(protected: &[u8]) -> Header {
    let header: Cbor = ciborium::from_reader(protected).expect("a protected header");
    let header = header.as_map().expect("a map");
    let label = |number: i32| entry(header, &Cbor::Integer(number.into()));
    let named = |name: &str| entry(header, &Cbor::Text(name.into()));
    let time = |name: &str| match named(name) {
        Some(Cbor::Tag(1, content)) => Some(match content.as_ref() {
            Cbor::Integer(seconds) => u64::try_from(i128::from(*seconds)).unwrap_or(0),
            Cbor::Float(seconds) => seconds.trunc() as u64,
            other => panic!("time {other:?}"),
        }),
        None => None,
        other => panic!("time {other:?}"),
    };
    assert_eq!(label(1), Some(&Cbor::Integer((-7).into())));
    assert_eq!(named("io.cncf.notary.signingScheme").and_then(Cbor::as_text), Some("notary.x509"));
    let critical = label(2).and_then(Cbor::as_array).expect("crit").iter();
    Header {
        content_type: label(3).and_then(Cbor::as_text).unwrap_or_default().into(),
        expiry: time("io.cncf.notary.expiry"),
        signed: time("io.cncf.notary.signingTime").is_some(),
        critical: critical.map(|name| name.as_text().unwrap_or_default().into()).collect(),
    }
}

/// Seconds of `2026-12-01T00:00:00.5+01:00`, fractions left out; before the epoch: 0.
fn seconds(text: &str) -> u64 {
    let number = |from: usize, to: usize| text[from..to].parse::<i64>().expect("digits");
    let (year, month, day) = (number(0, 4), number(5, 7), number(8, 10));
    // Days from civil: the year begins in March.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1 - 719_468;
    let clock = number(11, 13) * 3600 + number(14, 16) * 60 + number(17, 19);
    let zone = text.len() - 6;
    let offset = match text.as_bytes()[zone] {
        sign @ (b'+' | b'-') => {
            let minutes = number(zone + 1, zone + 3) * 60 + number(zone + 4, zone + 6);
            if sign == b'-' { -minutes } else { minutes }
        }
        _ => 0,
    };
    u64::try_from(days * 86_400 + clock - offset * 60).unwrap_or(0)
}

#[test]
fn times_are_recomputed_rightly() {
    assert_eq!(seconds("1970-01-01T00:00:00Z"), 0);
    assert_eq!(seconds("2026-06-01T00:00:00Z"), TIMES[0]);
    assert_eq!(seconds("2026-12-01T00:00:00Z"), EXPIRY);
    assert_eq!(seconds("2026-01-01T00:00:00Z"), NOT_BEFORE);
    assert_eq!(seconds("2026-12-31T23:59:59Z"), NOT_AFTER);
    assert_eq!(seconds("2026-06-01T02:00:00.25+02:00"), TIMES[0]);
    assert_eq!(seconds("2024-02-29T23:59:59-00:01"), 1_709_251_259);
}

const ROUNDS: usize = 4000;

/// Every part is changed and put together again, so that the changes are not stopped at the first door.
#[test]
fn what_is_accepted_deserves_it_whoever_vouches_for_the_signatures() {
    let mut world = World::new(3);
    let (trust, good) = (world.trust(), world.chain.clone());
    let (protected, payload) = (world.protected(&[]), world.payload());
    let cose_protected = world.cose_protected(&[]);
    let (mut accepted, mut random) = (0, Random::new(1));
    for number in 0..ROUNDS {
        world.chain.clone_from(&good);
        let unchanged = [protected.clone(), payload.clone(), cose_protected.clone()];
        let [mut jws, mut body, mut cose] = unchanged;
        let bluntly = random.below(2) == 0;
        let mut change = |bytes: &[u8]| if bluntly { random.change(bytes) } else { random.nudge(bytes) };
        let index = number % 3;
        match number % 6 {
            0 | 1 => (jws, cose) = (change(&jws), change(&cose)),
            2 => body = change(&body),
            3 => world.chain[index] = change(&world.chain[index]),
            4 => change_order(&mut world.chain, &mut random),
            // Nothing but the time.
            _ => {}
        }
        let now = if random.below(2) == 0 { TIMES[0] } else { *random.pick(&TIMES) };
        world.at = Time::from_unix(i64::try_from(now).unwrap(), 0).unwrap();
        let envelope = match random.below(2) {
            0 => world.jws(&jws, &body),
            _ => world.cose(&cose, &body, &[]),
        };
        let envelope = if random.below(8) == 0 { random.change(&envelope) } else { envelope };
        let changed = core::mem::replace(&mut world.chain, good.clone());
        let verdict = verify(&world, &trust, &envelope);
        if verdict.result == Outcome::Accepted {
            accepted += 1;
            deserves_it(&world, now, &envelope, &verdict);
        }
        world.chain = changed;
    }
    say(&format!(
        "{ROUNDS} changed envelopes with every signature vouched for, {accepted} accepted, and they deserve it"
    ));
    assert!(accepted > 200, "the property has something to say");
}

fn change_order(chain: &mut Vec<Vec<u8>>, random: &mut Random) {
    match random.below(4) {
        0 => random.shuffle(chain),
        1 => chain.truncate(1 + random.below(2)),
        2 => chain.push(chain[random.below(3)].clone()),
        _ => {
            chain.remove(0);
        }
    }
}
