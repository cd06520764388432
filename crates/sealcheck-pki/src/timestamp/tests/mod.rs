//! Tokens of a small laboratory, good and spoilt. Everything that needs real keys is in the recorded vectors.

mod lab;

use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use super::{PathFault, TimestampFault, TimestampToken};
use crate::certificate::Certificate;
use crate::error::{CertificateFault, ChainFault};
use lab::{Cert, Lab, MESSAGE, Token, extension, int, oid, purposes, seq, set, tlv};

/// The interval and the subjects of the chain.
fn verify(token: &[u8], roots: &[&Cert]) -> Result<(String, Vec<String>), TimestampFault> {
    let ders: Vec<Vec<u8>> = roots.iter().map(|root| root.der()).collect();
    let roots: Vec<Certificate<'_>> = ders.iter().map(|der| Certificate::parse(der).unwrap()).collect();
    let verified = TimestampToken::parse(token)?.verify(MESSAGE, &roots, &Lab)?;
    let interval = alloc::format!("{} {}", verified.earliest(), verified.latest());
    Ok((interval, verified.chain().iter().map(|certificate| certificate.subject().to_string()).collect()))
}

fn root() -> Cert {
    Cert::ca("root", "root")
}

/// A good token with something changed.
fn spoilt(change: impl FnOnce(&mut Token)) -> Result<(String, Vec<String>), TimestampFault> {
    let root = root();
    let mut token = Token::by(&Cert::authority("root"), &[&root]);
    change(&mut token);
    verify(&token.der(), &[&root])
}

/// A token of `authority`, with `others` in the token and the root trusted.
fn by(authority: &Cert, others: &[&Cert]) -> Result<(String, Vec<String>), TimestampFault> {
    verify(&Token::by(authority, others).der(), &[&root()])
}

fn refusal(outcome: Result<(String, Vec<String>), TimestampFault>) -> PathFault {
    match outcome {
        Err(TimestampFault::Certificate { fault, .. }) => fault,
        other => panic!("{other:?}"),
    }
}

#[test]
fn tsa_17_tsa_31_tsa_39_a_good_token_holds() {
    let (interval, chain) = spoilt(|_| {}).unwrap();
    assert_eq!(interval, "2026-05-01T10:00:05Z 2026-05-01T10:00:05Z");
    assert_eq!(chain, ["CN=clock", "CN=root"]);
    let token = Token::by(&Cert::authority("root"), &[]).der();
    let token = TimestampToken::parse(&token).unwrap();
    assert_eq!(token.covers(b"another"), Err(TimestampFault::ImprintMismatch(crate::Hash::Sha256)));
}

#[test]
fn tsa_04_tsa_06_every_cut_and_every_changed_byte_is_survived() {
    let root = root();
    let token = Token::by(&Cert::authority("root"), &[&root]).der();
    let good = verify(&token, &[&root]).unwrap();
    for length in 0..token.len() {
        assert!(TimestampToken::parse(&token[..length]).is_err(), "{length}");
    }
    assert!(TimestampToken::parse(&[token.clone(), Vec::from([0])].concat()).is_err());
    for index in 0..token.len() {
        for bit in [1, 0x20, 0x80] {
            let mut changed = token.clone();
            changed[index] ^= bit;
            // Some bytes are not covered by any signature; none of them changes what is attested.
            if let Ok(found) = verify(&changed, &[&root]) {
                assert_eq!(found, good, "byte {index}");
            }
        }
    }
}

#[test]
fn s_43_digest_algorithms_holds_algorithms_and_nothing_else() {
    let sha512 = seq(&[&oid("2.16.840.1.101.3.4.2.3"), &tlv(5, &[])]);
    assert!(spoilt(|token| token.digests.push(sha512)).is_ok());
    for stranger in [int(&[1]), tlv(5, &[]), tlv(4, &[b"x"]), set(&[]), tlv(0xa0, &[]), seq(&[]), seq(&[&int(&[1])])] {
        for last in [false, true] {
            let outcome =
                spoilt(|token| token.digests.insert(if last { token.digests.len() } else { 0 }, stranger.clone()));
            assert!(matches!(outcome, Err(TimestampFault::Malformed(_))), "{stranger:?}: {outcome:?}");
        }
    }
}

#[test]
fn s_43_signed_attributes_are_der() {
    let value = |length: &[u8]| [&[4][..], length, b"x"].concat();
    let attribute = |value: &[u8]| seq(&[&oid("1.2.3.4"), &set(&[value])]);
    assert!(spoilt(|token| token.attributes.push(attribute(&value(&[1])))).is_ok());
    let outcome = spoilt(|token| token.attributes.push(attribute(&value(&[0x81, 1]))));
    assert!(matches!(outcome, Err(TimestampFault::Malformed(_))), "{outcome:?}");
}

#[test]
fn s_43_tst_info_is_der_where_nobody_reads() {
    let extension = |length: &[u8]| tlv(0xa1, &[&seq(&[&oid("1.2.3.4"), &tlv(4, &[]), &[5][..], length])]);
    assert!(spoilt(|token| token.rest = extension(&[0])).is_ok());
    let outcome = spoilt(|token| token.rest = extension(&[0x81, 0]));
    assert!(matches!(outcome, Err(TimestampFault::Malformed(_))), "{outcome:?}");
}

#[test]
fn tsa_10_d_45_crls_are_ignored() {
    assert!(spoilt(|token| token.crls = tlv(0xa1, &[&seq(&[])])).is_ok());
}

#[test]
fn tsa_12_d_46_key_identifiers_are_refused() {
    let fault = spoilt(|token| token.identifier = Some(tlv(0x80, &[&[7; 20]]))).unwrap_err();
    assert_eq!(fault, TimestampFault::KeyIdentifier);
}

#[test]
fn tsa_15_the_version_is_one() {
    let fault = spoilt(|token| token.version = 2).unwrap_err();
    assert_eq!(fault, TimestampFault::Version { structure: "TSTInfo", expected: 1, found: Some(2) });
}

#[test]
fn tsa_19_gen_time_has_seconds_and_z() {
    for (text, shown) in [
        ("20260501100005.5Z", "2026-05-01T10:00:05.5Z"),
        ("20260501100005.000000001Z", "2026-05-01T10:00:05.000000001Z"),
    ] {
        let (interval, _) = spoilt(|token| token.gen_time = text.into()).unwrap();
        assert!(interval.starts_with(shown), "{interval}");
    }
    for text in [
        "",
        "Z",
        "202605011000Z",
        "20260501100005",
        "20260501100005z",
        "20260501100005.Z",
        "20260501100005.50Z",
        "20260501100005,5Z",
        "20260501120005+0200",
        "20261301100005Z",
        "20260501100060Z",
        "2026050110000\u{e9}Z",
        "20260501100005.0000000001Z",
        "+0260501100005Z",
    ] {
        let fault = spoilt(|token| token.gen_time = text.into()).unwrap_err();
        assert!(matches!(&fault, TimestampFault::Time { text: found, .. } if found == text), "{text}: {fault}");
    }
}

#[test]
fn tsa_20_d_47_a_critical_extension_is_refused() {
    let with = |critical| spoilt(|token| token.rest = tlv(0xa1, &[&extension("1.2.3", critical, &[5, 0])]));
    assert!(with(false).is_ok());
    assert_eq!(with(true).unwrap_err(), TimestampFault::CriticalExtension("1.2.3".into()));
    // Ordering, nonce and the authority's name change nothing; what is unknown is refused.
    assert!(spoilt(|token| token.rest = [tlv(1, &[&[0xff]]), int(&[9]), tlv(0xa0, &[&[]])].concat()).is_ok());
    assert!(spoilt(|token| token.rest = tlv(0xa2, &[&[]])).is_err());
}

#[test]
fn tsa_21_tsa_22_d_48_d_49_the_accuracy() {
    let accuracy = |parts: &[&[u8]], policy| {
        spoilt(|token| (token.rest, token.policy) = (seq(parts), policy)).map(|(interval, _)| interval)
    };
    let (plain, baseline) = ("1.2.3.4", "0.4.0.2023.1.1");
    for (parts, policy, interval) in [
        (&[][..], plain, "2026-05-01T10:00:05Z 2026-05-01T10:00:05Z"),
        (
            &[&int(&[1])[..], &[0x80, 2, 1, 0xf4], &[0x81, 1, 100]],
            plain,
            "2026-05-01T10:00:03.4999Z 2026-05-01T10:00:06.5001Z",
        ),
        (&[&int(&[0])], baseline, "2026-05-01T10:00:04Z 2026-05-01T10:00:06Z"),
        (&[], baseline, "2026-05-01T10:00:04Z 2026-05-01T10:00:06Z"),
        (&[&[0x80, 1, 1]], baseline, "2026-05-01T10:00:04.999Z 2026-05-01T10:00:05.001Z"),
    ] {
        assert_eq!(accuracy(parts, policy).unwrap(), interval);
    }
    for (parts, component) in [
        (&[2, 1, 0xff][..], "seconds"),
        (&[2, 9, 0, 255, 255, 255, 255, 255, 255, 255, 255], "seconds"),
        (&[0x80, 2, 3, 0xe8], "millis"),
        (&[0x80, 1, 0], "millis"),
        (&[0x81, 1, 0xff], "micros"),
    ] {
        let fault = accuracy(&[parts], plain).unwrap_err();
        assert!(matches!(fault, TimestampFault::Accuracy { component: found, .. } if found == component), "{fault}");
    }
    // Out of order.
    assert!(accuracy(&[&[0x81, 1, 1], &[0x80, 1, 1]], plain).is_err());
}

#[test]
fn tsa_25_d_78_exactly_one_signer() {
    for signers in [0, 2] {
        assert_eq!(spoilt(|token| token.signers = signers).unwrap_err(), TimestampFault::Signers(signers));
    }
}

#[test]
fn tsa_27_tsa_28_the_attributes_are_bound_to_the_certificate() {
    let wrong = tlv(4, &[&[0; 32]]);
    let fault = spoilt(|token| token.ess = Some(seq(&[&wrong]))).unwrap_err();
    assert!(matches!(fault, TimestampFault::EssHash { .. }), "{fault}");
    let sha1 = lab::hash("1.3.14.3.2.26");
    let fault = spoilt(|token| token.ess = Some(seq(&[&sha1, &wrong]))).unwrap_err();
    assert_eq!(fault, TimestampFault::EssHashAlgorithm("1.3.14.3.2.26".into()));
    let issuer = |name: &str| seq(&[&seq(&[&tlv(0xa4, &[&lab::name(name)])]), &int(&Cert::authority("root").serial())]);
    let good = tlv(4, &[&crate::Hash::Sha256.digest(&Cert::authority("root").der())]);
    assert!(spoilt(|token| token.ess = Some(seq(&[&good, &issuer("root")]))).is_ok());
    let fault = spoilt(|token| token.ess = Some(seq(&[&good, &issuer("other")]))).unwrap_err();
    assert_eq!(fault, TimestampFault::EssIssuerSerial);
    let fault = spoilt(|token| token.certificates.clear()).unwrap_err();
    assert_eq!(fault, TimestampFault::SignerCertificateMissing { certificates: 0 });
}

#[test]
fn tsa_34_the_signing_time_lies_within_the_chain() {
    let signing_time = |text: &str| {
        let attribute = seq(&[&oid("1.2.840.113549.1.9.5"), &set(&[&tlv(0x17, &[text.as_bytes()])])]);
        spoilt(|token| token.attributes.push(attribute))
    };
    assert!(signing_time("260501100005Z").is_ok());
    let fault = refusal(signing_time("200501100005Z"));
    assert_eq!(
        fault.to_string(),
        "became valid at 2025-01-01T00:00:00Z, the signing-time attribute is 2020-05-01T10:00:05Z"
    );
    assert!(matches!(signing_time("26050110Z"), Err(TimestampFault::Malformed(_))));
}

#[test]
fn tsa_39_the_path_is_built_from_the_token_and_valid_at_gen_time() {
    let inter = Cert::ca("inter", "root");
    let authority = Cert::authority("inter");
    let (_, chain) = by(&authority, &[&root(), &inter]).unwrap();
    assert_eq!(chain, ["CN=clock", "CN=inter", "CN=root"]);
    // Missing; of the same name with another key; expired at genTime; not yet valid.
    let missing = by(&authority, &[&root()]).unwrap_err();
    assert!(matches!(missing, TimestampFault::Untrusted { namesake: false, .. }), "{missing}");
    let other = Cert { key: "other".into(), ..inter.clone() };
    let namesake = by(&authority, &[&other]).unwrap_err();
    assert!(matches!(namesake, TimestampFault::Untrusted { namesake: true, .. }), "{namesake}");
    for validity in [("20250101000000Z", "20260501100004Z"), ("20260501100006Z", "20300101000000Z")] {
        let fault = refusal(by(&authority, &[&Cert { validity, ..inter.clone() }]));
        assert!(matches!(fault, PathFault::OutsideValidity { .. }), "{fault}");
    }
    // Of two certificates of the same key the good one is taken.
    let expired = Cert { validity: ("20250101000000Z", "20260101000000Z"), ..inter.clone() };
    assert!(by(&authority, &[&expired, &inter]).is_ok());
}

#[test]
fn tsa_39_d_50_cas_are_judged_as_rfc_5280_says() {
    let under = |extension| by(&Cert::authority("inter"), &[&Cert::ca("inter", "root").with(extension)]);
    assert!(under(purposes(false, &[lab::TIME_STAMPING])).is_ok());
    assert!(under(purposes(false, &["2.5.29.37.0"])).is_ok());
    assert_eq!(refusal(under(purposes(false, &["1.3.6.1.5.5.7.3.3"]))), PathFault::ExtendedKeyUsage);
    assert!(under(extension("1.2.3", false, &[5, 0])).is_ok());
    assert_eq!(refusal(under(extension("1.2.3", true, &[5, 0]))), PathFault::CriticalExtension("1.2.3".into()));
    let constraints = |base: &[u8]| under(extension("2.5.29.30", true, &seq(&[&tlv(0xa0, &[&seq(&[base])])])));
    assert!(constraints(&tlv(0x82, &[b"acme.example"])).is_ok());
    let fault = refusal(constraints(&tlv(0xa4, &[&lab::name("acme")])));
    assert!(matches!(fault, PathFault::NameConstraints(_)), "{fault}");
    assert!(matches!(refusal(under(extension("2.5.29.30", true, &[4]))), PathFault::NameConstraints(_)));
    // A name of a constrained kind below.
    let named = Cert::authority("inter").with(extension("2.5.29.17", false, &seq(&[&tlv(0x82, &[b"clock.example"])])));
    let dns = extension("2.5.29.30", true, &seq(&[&tlv(0xa0, &[&seq(&[&tlv(0x82, &[b"clock.example"])])])]));
    let fault = refusal(by(&named, &[&Cert::ca("inter", "root").with(dns)]));
    assert!(matches!(fault, PathFault::NameConstraints(_)), "{fault}");
    // An authority that issues is no CA.
    let under_authority = Cert { subject: "under".into(), key: "under".into(), ..Cert::authority("clock") };
    assert_eq!(refusal(by(&under_authority, &[&Cert::authority("root")])), PathFault::NotCa);
}

#[test]
fn tsa_40_cert_41_the_chain_meets_the_profile() {
    let mut authority = Cert::authority("root");
    authority.extensions[1] = purposes(true, &[lab::TIME_STAMPING, "1.3.6.1.5.5.7.3.3"]);
    match by(&authority, &[]).unwrap_err() {
        TimestampFault::Chain(ChainFault::Certificate { index: 0, fault, .. }) => {
            assert_eq!(fault, CertificateFault::ExtendedKeyUsageNotTimestampingOnly);
        }
        other => panic!("{other}"),
    }
}

/// CAs `ca1` … in a row below the root, and the authority below the last.
fn row(length: usize) -> (Cert, Vec<Cert>) {
    let name = |index: usize| if index == 0 { "root".into() } else { alloc::format!("ca{index}") };
    let cas = (1..=length).map(|index| Cert::ca(&name(index), &name(index.saturating_sub(1)))).collect();
    (Cert::authority(&name(length)), cas)
}

#[test]
fn the_path_has_bounds() {
    // The authority, the CAs and the root: eight certificates, and nine.
    let (authority, cas) = row(6);
    assert!(by(&authority, &cas.iter().collect::<Vec<_>>()).is_ok());
    let (authority, cas) = row(7);
    assert!(by(&authority, &cas.iter().collect::<Vec<_>>()).is_err());
    // A hundred namesakes: the search ends.
    let namesakes: Vec<Cert> =
        (0..100).map(|index| Cert { key: alloc::format!("{index}"), ..Cert::ca("inter", "inter") }).collect();
    let fault = by(&Cert::authority("inter"), &namesakes.iter().collect::<Vec<_>>()).unwrap_err();
    assert_eq!(fault, TimestampFault::PathBudget);
}
