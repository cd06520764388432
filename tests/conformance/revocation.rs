//! Revocation: the rounds of a host that fetches what is wanted, OpenSSL's vectors, and the corpora.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use base64ct::{Base64, Encoding as _};
use sealcheck::verdict::WantedEvidence;
use sealcheck::{Code, Verdict};
use sealcheck_pki::revocation::{CertStatus, Crl, OcspResponse};
use sealcheck_pki::{Certificate, Time};
use sealcheck_rustcrypto::RustCrypto;
use sealcheck_tests::case::{self, Case};
use sealcheck_tests::der::{oid, sequence};
use sealcheck_tests::expectation::Expectation;
use sealcheck_tests::mint::{Key, SIGNER, Template, World, certificate, name, ocsp_good};
use sealcheck_tests::owned::Asked;
use serde_json::Value;

/// The cases of `tests/vectors/notation/revocation-*.json`; that each has its expected verdict is `vectors.rs`'s test.
fn cases() -> &'static [Case] {
    static CASES: OnceLock<Vec<Case>> = OnceLock::new();
    CASES.get_or_init(|| {
        let groups = case::all().into_iter().filter(|(group, _)| group.starts_with("revocation-"));
        groups.flat_map(|(_, members)| members).collect()
    })
}

/// The URLs that a verdict wants, by a host that starts with nothing: what it fetched, round by round.
fn rounds(case: &Case) -> (Vec<BTreeSet<String>>, Expectation) {
    let mut fetched = BTreeSet::new();
    let mut rounds = Vec::new();
    loop {
        let verdict = case.verify_after(&fetched).expect("the case is no caller's mistake");
        let wanted: BTreeSet<String> = verdict.wanted.iter().map(|wanted| wanted.url.clone()).collect();
        let fresh: BTreeSet<String> = wanted.difference(&fetched).cloned().collect();
        if fresh.is_empty() {
            return (rounds, Expectation::of(&Ok(verdict)));
        }
        assert!(rounds.len() < 4, "{}: more than four rounds: {rounds:?}, then {fresh:?}", case.id);
        fetched.extend(fresh.iter().cloned());
        rounds.push(fresh);
    }
}

#[test]
fn wanted_evidence_converges_in_four_rounds_to_the_same_result() {
    let mut longest = 0;
    for case in cases() {
        let (rounds, last) = rounds(case);
        longest = longest.max(rounds.len());
        let whole = Expectation::of(&case.verify());
        // Evidence that nobody would have asked for can only be worse news.
        let unasked = ["ocsp-host", "crl-host", "crl-at-points-second-revoked", "accused-good-elsewhere"];
        let mut unasked = unasked.iter().chain(&["accused-no-pointers", "accused-crl-"]);
        let same = last.result == whole.result || unasked.any(|prefix| case.id.starts_with(prefix));
        assert!(same, "{}: fetched {rounds:?}, {last:?}, all at once {whole:?}", case.id);
    }
    assert_eq!(longest, 2, "OCSP or CRL, then CRL, delta or the responder's CRL");
}

fn case(id: &str) -> &'static Case {
    cases().iter().find(|case| case.id == id).unwrap_or_else(|| panic!("no case {id}"))
}

/// What a case wants: kind, method, chain and URL; whether there is a body.
fn wanted(verdict: &Verdict) -> Vec<String> {
    let line = |wanted: &WantedEvidence| {
        assert_eq!(wanted.body.is_some(), wanted.kind == "ocsp" && wanted.method == "POST");
        assert_eq!(wanted.certificate.len(), 64);
        format!("{} {} {} {}", wanted.kind, wanted.method, wanted.chain, wanted.url)
    };
    verdict.wanted.iter().map(line).collect()
}

#[test]
fn wanted_names_exactly_what_is_missing() {
    const LEAF_CRL: &str = "crl GET signing http://crl.lab.example/leaf.crl";
    const INTER_CRL: &str = "crl GET signing http://crl.lab.example/inter.crl";
    for (id, lines) in [
        ("ocsp-good", vec![]),
        // REV-04: the CRL is wanted once OCSP gave nothing.
        ("ocsp-none-asked", vec!["ocsp POST signing http://ocsp.lab.example/leaf"]),
        ("ocsp-none-none", vec![]),
        ("ocsp-at-https", vec![]),
        ("ocsp-at-broken", vec![]),
        // Expired answers may be newer by now; what is broken would come again.
        ("ocsp-expired", vec!["ocsp POST signing http://ocsp.lab.example/leaf"]),
        ("ocsp-tampered", vec![]),
        ("ocsp-try-later", vec![]),
        ("ocsp-unknown", vec![]),
        // D-55
        ("ocsp-delegate-crl-missing", vec!["crl GET responder http://crl.lab.example/responder.crl"]),
        ("ocsp-delegate-crl-unavailable", vec![]),
        ("ocsp-delegate-crl-revoked", vec![]),
        ("ocsp-delegate-no-nocheck", vec![]),
        ("crl-at-not-fetched", vec![LEAF_CRL]),
        ("crl-at-unavailable", vec![]),
        ("crl-expired", vec![LEAF_CRL]),
        ("crl-stranger", vec![]),
        ("crl-at-indirect", vec![]),
        // REV-51
        ("delta-missing", vec!["delta-crl GET signing http://crl.lab.example/delta.crl"]),
        ("delta-missing-revoked", vec![]),
        ("delta-unavailable", vec![]),
        ("delta-certificate-only", vec!["delta-crl GET signing http://crl.lab.example/delta.crl"]),
        ("chain-nothing", vec![LEAF_CRL, INTER_CRL]),
        ("chain-nothing-permissive", vec![LEAF_CRL, INTER_CRL]),
        ("chain-inter-unknown-leaf-revoked", vec![]),
        // Nobody fetches on behalf of a signer who is rejected whatever comes.
        ("chain-nothing-untrusted", vec![]),
        ("chain-nothing-expired", vec![]),
        // Another signature is accepted with full trust.
        ("chain-two-pending", vec![]),
        ("chain-two-same", vec![LEAF_CRL]),
        ("accused-contested-missing", vec![LEAF_CRL]),
        ("tsa-crl-missing", vec!["crl GET timestamping http://crl.lab.example/tsa.crl"]),
        ("tsa-missing-skip", vec!["crl GET timestamping http://crl.lab.example/tsa.crl"]),
        ("tsa-both-missing", vec!["crl GET timestamping http://crl.lab.example/tsa.crl", LEAF_CRL]),
        ("tsa-signer-revoked", vec![]),
    ] {
        let verdict = case(id).verify().unwrap();
        assert_eq!(wanted(&verdict), lines, "{id}");
    }
}

#[test]
fn valid_until_is_the_end_of_the_evidence_that_was_used() {
    for (id, until) in [
        ("ocsp-good", Some("2026-06-07T12:00:00Z")),
        ("ocsp-expires-now", Some("2026-06-01T12:00:00Z")),
        ("ocsp-revoked", None),
        // A delegated responder's certificate ends on 2027-01-01, and so does the leaf's.
        ("ocsp-delegate-good", Some("2026-06-07T12:00:00Z")),
        ("crl-good", Some("2026-06-07T12:00:00Z")),
        ("crl-generalized", Some("2027-01-01T00:00:00Z")),
        ("delta-good", Some("2026-06-07T12:00:00Z")),
        ("chain-no-pointers", Some("2027-01-01T00:00:00Z")),
        // S-48: from elsewhere there is evidence that says "revoked" and counts later.
        ("ocsp-host-future", None),
        ("crl-host-future", None),
        ("ocsp-host-not-yet", None),
        // Only logged or skipped: the end of the certificates.
        ("ocsp-revoked-permissive", Some("9999-12-31T23:59:59Z")),
        ("ocsp-revoked-skipped", Some("2027-01-01T00:00:00Z")),
        // A token is judged at its own time; the authority's list is not.
        ("tsa-no-pointers", Some("9999-12-31T23:59:59Z")),
        ("tsa-crl-good", Some("2026-06-07T12:00:00Z")),
    ] {
        let verdict = case(id).verify().unwrap();
        assert_eq!(verdict.valid_until.as_deref(), until, "{id}");
    }
}

/// The result, the code of the reason, and what is known of the leaf, by one piece of evidence.
fn leaf_status(verdict: &Verdict) -> (String, String, String) {
    let verdict = serde_json::to_value(verdict).unwrap();
    let rows = verdict["signatures"][0]["checks"].as_array().unwrap();
    let row = rows.iter().find(|row| row["name"] == "revocation").unwrap();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_string();
    let leaf = &row["evidence"]["certificates"][0];
    assert_eq!(leaf["sources"].as_array().map(Vec::len), Some(1));
    let status = text(&leaf["status"]);
    (text(&verdict["result"]), text(&verdict["reason"]["code"]), status)
}

/// REV-04, REV-06: "good" by OCSP counts where the certificate names a responder, and nowhere else.
#[test]
fn rev_06_good_by_ocsp_counts_for_those_who_name_a_responder() {
    let uri = |uri: &str| tlv(0x86, &[uri.as_bytes()]);
    let extension = |id: &[u8], value: &[u8]| sequence(&[&oid(id), &tlv(4, &[value])]);
    let access = sequence(&[&oid(&[0x2b, 6, 1, 5, 5, 7, 0x30, 1]), &uri("http://ocsp.example/")]);
    let access = extension(&[0x2b, 6, 1, 5, 5, 7, 1, 1], &sequence(&[&access]));
    let point = tlv(0xa0, &[&tlv(0xa0, &[&uri("http://crl.example/")])]);
    let point = extension(&[0x55, 0x1d, 0x1f], &sequence(&[&sequence(&[&point])]));
    let (signer, ca, key) = (name(&SIGNER), name(&[("CN", "CA")]), Key::new(2));
    let answer = ocsp_good(&ca, &key);
    for (extensions, result, code, status) in [
        (access.clone(), "accepted", "", "good"),
        ([access, point.clone()].concat(), "accepted", "", "good"),
        (point, "rejected", "revocation.unknown", "unknown"),
        (Vec::new(), "accepted", "", "non-revokable"),
    ] {
        let mut world = World::new(1);
        let leaf = Key::new(1).spki();
        let leaf = Template { issuer: &ca, subject: &signer, spki: &leaf, ca: false, extensions: &extensions };
        let root = Template { issuer: &ca, subject: &ca, spki: &key.spki(), ca: true, extensions: &[] };
        world.chain = vec![certificate(&leaf, &key), certificate(&root, &key)];
        let (trust, reference, envelopes) = (world.trust(), world.reference(), [world.good_jws()]);
        let mut request = world.request(&trust, &reference, &envelopes);
        request.evidence.ocsp.push((None, answer.as_slice()));
        let verdict = sealcheck::verify(&request, &RustCrypto).unwrap();
        assert_eq!(leaf_status(&verdict), (result.into(), code.into(), status.into()), "{extensions:?}");
        // What the verdict rests on ends with the answer, whatever the answer was good for.
        let until = (result == "accepted").then_some("2026-07-01T00:00:00Z");
        assert_eq!(verdict.valid_until.as_deref(), until, "{extensions:?}");
    }
}

/// S-11, REV-53: of several delta CRLs the one with the highest number counts, in whatever order they are at hand.
#[test]
fn rev_53_the_latest_of_several_deltas_counts() {
    let mut request = case("delta-hold").owned();
    let [base, hold] = [0, 1].map(|index: usize| request.crls[index].clone());
    // Its number has twenty bytes; it continues the same list and does not name the certificate.
    let latest = case("delta-big-numbers").owned().crls.remove(1);
    for (crls, reason) in [
        (vec![base.clone(), hold.clone()], Some(Code::RevocationRevoked)),
        (vec![base.clone(), hold.clone(), latest.clone()], None),
        (vec![base.clone(), latest.clone(), hold.clone()], None),
        (vec![latest, hold, base], None),
    ] {
        request.crls = crls;
        let verdict = request.verify(Asked::Provider(&RustCrypto)).unwrap();
        assert_eq!(verdict.reason.map(|reason| reason.code), reason);
    }
}

/// As of complete CRLs (S-11): of two with the same number, the one after which the certificate is on hold, in whatever
/// order they are at hand.
#[test]
fn rev_53_of_two_deltas_with_one_number_the_one_that_leaves_it_on_hold_counts() {
    let delta = |id: &str| case(id).owned().crls.remove(1);
    // The first says hold; beside the second, the list itself does, and the second lifts it.
    for (id, held, lifted) in
        [("delta-hold", "delta-hold", "delta-good"), ("delta-removed", "delta-good", "delta-removed")]
    {
        let mut request = case(id).owned();
        let (base, held, lifted) = (request.crls[0].clone(), delta(held), delta(lifted));
        request.crls = vec![base.clone(), lifted.clone()];
        assert_eq!(request.verify(Asked::Provider(&RustCrypto)).unwrap().reason, None, "{id}");
        for crls in [[&base, &held, &lifted], [&base, &lifted, &held], [&lifted, &held, &base]] {
            request.crls = crls.map(Clone::clone).into();
            let verdict = request.verify(Asked::Provider(&RustCrypto)).unwrap();
            assert_eq!(verdict.reason.map(|reason| reason.code), Some(Code::RevocationRevoked), "{id}");
        }
    }
}

/// Every way to cut a piece of evidence short, and every flipped bit, is read without a panic and never good.
#[test]
fn spoilt_evidence_is_never_good() {
    let now = Time::parse_rfc3339("2026-06-01T12:00:00Z").unwrap();
    for id in ["ocsp-good", "ocsp-delegate-good", "crl-among-many", "delta-removed"] {
        let case = case(id);
        let certificates = case.verify().unwrap().signatures[0].certificates.clone().unwrap();
        let [leaf, issuer] = [0, 1].map(|index: usize| Base64::decode_vec(&certificates[index].der).unwrap());
        let (leaf, issuer) = (Certificate::parse(&leaf).unwrap(), Certificate::parse(&issuer).unwrap());
        let piece = case.evidence().remove(0);
        let good = |bytes: &[u8]| match id.starts_with("ocsp") {
            true => OcspResponse::parse(bytes).is_ok_and(|response| {
                let answer = response.judge(&leaf, &issuer, now, &RustCrypto);
                answer.is_ok_and(|answer| answer.status == CertStatus::Good)
            }),
            false => Crl::parse(bytes).is_ok_and(|list| {
                // Cheap questions first, as in an evaluation; signatures of 20,000 CRLs take a while.
                let entries = list.find(leaf.serial());
                entries.is_ok_and(|entries| entries.is_empty()) && list.issued_by(&issuer, &RustCrypto).is_ok()
            }),
        };
        let mut spoilt = 0;
        for cut in 0..piece.len() {
            assert!(!good(&piece[..cut]), "{id}: cut at {cut}");
        }
        let step = (piece.len() / 200).max(1);
        for position in (0..piece.len()).step_by(step) {
            let mut bytes = piece.clone();
            bytes[position] ^= 1 << (position % 8);
            spoilt += u32::from(good(&bytes));
        }
        assert_eq!(spoilt, 0, "{id}");
    }
}

/// `tag` and the length of the parts, as DER writes them.
fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    let digits: Vec<u8> = length.into_iter().skip_while(|byte| *byte == 0).collect();
    let length = match digits.as_slice() {
        [] => vec![0],
        [short @ ..0x80] => vec![*short],
        long => [&[0x80 | u8::try_from(long.len()).unwrap()], long].concat(),
    };
    [&[tag], length.as_slice(), &content].concat()
}

#[test]
fn a_crl_of_100_000_entries_is_read_in_one_pass() {
    const ALGORITHM: &[u8] = &[0x30, 10, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];
    const REASON: &[u8] = &[0x30, 12, 0x30, 10, 6, 3, 0x55, 0x1d, 0x15, 4, 3, 10, 1, 1];
    let entry = |number: u32| {
        let serial = [&[0x5e; 12][..], &number.to_be_bytes()].concat();
        tlv(0x30, &[&tlv(2, &[&serial]), b"\x17\x0d260510000000Z", REASON])
    };
    let entries: Vec<u8> = (0..100_000).flat_map(entry).collect();
    let (from, to) = (b"\x17\x0d260510000000Z", b"\x17\x0d270510000000Z");
    let tbs = tlv(0x30, &[&[2, 1, 1], ALGORITHM, &[0x30, 0], from, to, &tlv(0x30, &[&entries])]);
    let der = tlv(0x30, &[&tbs, ALGORITHM, &tlv(3, &[&[0; 65]])]);
    assert!(der.len() > 4_000_000);
    let start = std::time::Instant::now();
    let crl = Crl::parse(&der).unwrap();
    for (number, found) in [(0_u32, 1), (50_000, 1), (99_999, 1), (100_000, 0)] {
        let serial = [&[0x5e; 12][..], &number.to_be_bytes()].concat();
        assert_eq!(crl.find(&serial).unwrap().len(), found, "{number}");
    }
    println!("{} bytes, read four times in {:?}", der.len(), start.elapsed());
    // The last entry is cut short: the list is not believed, whoever else it lists.
    let spoilt = tlv(0x30, &[&entries[..entries.len() - 1]]);
    let tbs = tlv(0x30, &[&[2, 1, 1], ALGORITHM, &[0x30, 0], from, to, &spoilt]);
    let der = tlv(0x30, &[&tbs, ALGORITHM, &tlv(3, &[&[0; 65]])]);
    assert!(Crl::parse(&der).unwrap().find(&[1]).is_err());
}
