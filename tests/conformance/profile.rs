//! The table of certificate rules on its own: in a chain, the rules about links come first and hide two of its rows.

use sealcheck_pki::error::CertificateFault;
use sealcheck_pki::profile::{Purpose, judge};
use sealcheck_pki::{Certificate, UnsupportedKey};
use sealcheck_tests::der::rsa_spki;
use sealcheck_tests::mint::{Key, Template, certificate, name};

const PURPOSES: [Purpose; 2] = [Purpose::CodeSigning, Purpose::Timestamping];

fn ca(spki: &[u8]) -> Vec<u8> {
    let subject = name(&[("CN", "CA")]);
    certificate(&Template { issuer: &subject, subject: &subject, spki, ca: true, extensions: &[] }, &Key::new(2))
}

fn judged(der: &[u8], purpose: Purpose) -> Result<(), CertificateFault> {
    judge(&Certificate::parse(der).expect("a certificate"), purpose, 1)
}

#[test]
fn cert_25_cert_39_an_issuer_may_sign_certificates() {
    let good = ca(&Key::new(2).spki());
    // keyUsage keyCertSign; in its place cRLSign alone.
    let at = good.windows(4).position(|bits| bits == [3, 2, 2, 4]).expect("a key usage");
    let mut crl_only = good.clone();
    crl_only[at..at + 4].copy_from_slice(&[3, 2, 1, 2]);
    for purpose in PURPOSES {
        assert_eq!(judged(&good, purpose), Ok(()));
        assert_eq!(judged(&crl_only, purpose), Err(CertificateFault::KeyUsageNoCertSign));
    }
}

#[test]
fn s_02_the_key_of_an_issuer_is_within_limits() {
    let mut modulus = [0xff; 128];
    modulus[0] = 0x80;
    let weak = ca(&rsa_spki(&modulus, &[1, 0, 1]));
    for purpose in PURPOSES {
        assert_eq!(judged(&weak, purpose), Err(CertificateFault::Key(UnsupportedKey::RsaModulus(1024))));
    }
}
