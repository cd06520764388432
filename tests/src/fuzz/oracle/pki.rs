//! Certificates, CRLs and tokens, as far as an acceptance rests on them, read by `x509-cert` or by hand.

use base64ct::{Base64, Encoding as _};
use x509_cert::certificate::{CertificateInner, Raw};
use x509_cert::crl::CertificateList;
use x509_cert::der::oid::ObjectIdentifier;
use x509_cert::der::{Decode as _, Encode as _, Tag, Tagged as _};
use x509_cert::ext::pkix::{BasicConstraints, ExtendedKeyUsage, KeyUsage, KeyUsages};

const SECOND: i128 = 1_000_000_000;

/// What counts of a certificate. Times are nanoseconds since the epoch.
pub(super) struct Certificate {
    pub(super) der: Vec<u8>,
    pub(super) issuer: Vec<u8>,
    pub(super) subject: Vec<u8>,
    pub(super) attributes: Vec<(String, String)>,
    not_before: i128,
    pub(super) not_after: i128,
    decoded: CertificateInner<Raw>,
}

impl Certificate {
    pub(super) fn read(der: &[u8]) -> Self {
        let decoded = CertificateInner::<Raw>::from_der(der).expect("a certificate");
        let tbs = decoded.tbs_certificate();
        let time = |time: &x509_cert::time::Time| i128::from(time.to_unix_duration().as_secs()) * SECOND;
        let attributes = tbs.subject().as_ref().iter().flat_map(|rdn| rdn.iter()).map(|attribute| {
            let kind = match attribute.oid.to_string().as_str() {
                "2.5.4.3" => "CN".into(),
                "2.5.4.5" => "SERIALNUMBER".into(),
                "2.5.4.6" => "C".into(),
                "2.5.4.7" => "L".into(),
                "2.5.4.8" => "ST".into(),
                "2.5.4.9" => "STREET".into(),
                "2.5.4.10" => "O".into(),
                "2.5.4.11" => "OU".into(),
                "2.5.4.17" => "POSTALCODE".into(),
                other => other.to_string(),
            };
            let bytes = attribute.value.value();
            let value = match attribute.value.tag() {
                Tag::Utf8String | Tag::NumericString | Tag::PrintableString | Tag::Ia5String => {
                    String::from_utf8(bytes.to_vec()).expect("text")
                }
                Tag::BmpString => {
                    let units: Vec<u16> = bytes.chunks(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
                    String::from_utf16(&units).expect("text")
                }
                _ => bytes.iter().map(|byte| char::from(*byte)).collect(),
            };
            (kind, value)
        });
        Self {
            der: der.into(),
            issuer: tbs.issuer().to_der().expect("a name"),
            subject: tbs.subject().to_der().expect("a name"),
            attributes: attributes.collect(),
            not_before: time(&tbs.validity().not_before),
            not_after: time(&tbs.validity().not_after),
            decoded,
        }
    }

    /// Both bounds are inclusive.
    pub(super) fn valid_at(&self, time: i128) -> bool {
        self.not_before <= time && time <= self.not_after
    }

    fn extension(&self, oid: &str) -> Option<(bool, &[u8])> {
        let mut all = self.decoded.tbs_certificate().extensions().into_iter().flatten();
        let found = all.find(|extension| extension.extn_id.to_string() == oid)?;
        Some((found.critical, found.extn_value.as_bytes()))
    }

    /// The path length is at most 255 for this decoder: beyond it, `None`.
    fn is_ca(&self) -> bool {
        // SEQUENCE { BOOLEAN TRUE, …
        self.extension("2.5.29.19").is_some_and(|(_, value)| {
            BasicConstraints::from_der(value).map_or(value.get(2..5) == Some(&[1, 1, 0xff]), |decoded| decoded.ca)
        })
    }

    fn key_usage(&self) -> Option<(bool, KeyUsage)> {
        let (critical, value) = self.extension("2.5.29.15")?;
        Some((critical, KeyUsage::from_der(value).ok()?))
    }

    /// Whether it names an OCSP responder or a CRL by some URL.
    pub(super) fn names_revocation_service(&self) -> bool {
        let has_url = |value: &[u8]| value.windows(7).any(|part| part == b"http://");
        let responder = self.extension("1.3.6.1.5.5.7.1.1").is_some_and(|(_, value)| {
            let ocsp = [0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01];
            value.windows(ocsp.len()).any(|part| part == ocsp) && has_url(value)
        });
        responder || self.extension("2.5.29.31").is_some_and(|(_, value)| has_url(value))
    }

    /// ALG-01: the algorithm of the table for its key.
    pub(super) fn algorithm(&self) -> Option<String> {
        let spki = self.decoded.tbs_certificate().subject_public_key_info();
        let name = match spki.algorithm.oid.to_string().as_str() {
            "1.2.840.113549.1.1.1" => {
                let (_, key, _) = tlv(spki.subject_public_key.raw_bytes())?;
                let (_, modulus, _) = tlv(key)?;
                let modulus = &modulus[modulus.iter().take_while(|byte| **byte == 0).count()..];
                match modulus.len() * 8 - modulus.first()?.leading_zeros() as usize {
                    2048 => "PS256",
                    3072 => "PS384",
                    4096 => "PS512",
                    _ => return None,
                }
            }
            "1.2.840.10045.2.1" => {
                let curve = spki.algorithm.parameters.as_ref()?.decode_as::<ObjectIdentifier>().ok()?;
                match curve.to_string().as_str() {
                    "1.2.840.10045.3.1.7" => "ES256",
                    "1.3.132.0.34" => "ES384",
                    "1.3.132.0.35" => "ES512",
                    _ => return None,
                }
            }
            _ => return None,
        };
        Some(name.into())
    }
}

/// CERT-11…34: links and roles of a chain for signing artifacts.
pub(super) fn is_for_signing(chain: &[Certificate]) {
    assert!((1..=16).contains(&chain.len()), "S-20");
    for (index, certificate) in chain.iter().enumerate() {
        let issuer = chain.get(index + 1).unwrap_or(certificate);
        assert_eq!(certificate.issuer, issuer.subject, "CERT-17, CERT-18");
        let (critical, usage) = certificate.key_usage().expect("CERT-23, CERT-28: a key usage");
        assert!(critical, "CERT-24, CERT-28");
        if index == 0 {
            assert!(!certificate.is_ca(), "CERT-27");
            let others = usage.0 & !(KeyUsages::DigitalSignature | KeyUsages::NonRepudiation);
            assert!(usage.digital_signature() && others.is_empty(), "CERT-29, CERT-30");
            let purposes = certificate.extension("2.5.29.37").map(|(_, value)| ExtendedKeyUsage::from_der(value));
            for purpose in purposes.into_iter().flat_map(|purposes| purposes.expect("purposes").0) {
                let purpose = purpose.to_string();
                let forbidden = ["1.3.6.1.5.5.7.3.8", "2.5.29.37.0", "1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.9"];
                assert!(!forbidden.contains(&purpose.as_str()), "CERT-31, CERT-32");
            }
        } else {
            assert!(certificate.is_ca() && usage.key_cert_sign(), "CERT-20, CERT-25");
            let length =
                certificate.extension("2.5.29.19").and_then(|(_, value)| BasicConstraints::from_der(value).ok());
            let length = length.and_then(|constraints| constraints.path_len_constraint);
            assert!(length.is_none_or(|length| usize::from(length) >= index - 1), "CERT-21, CERT-22");
        }
        // D-22: no SHA-1, whoever vouches for the signature.
        let algorithm = certificate.decoded.signature_algorithm().oid.to_string();
        let weak = ["1.2.840.113549.1.1.5", "1.2.840.10045.4.1", "1.2.840.113549.1.1.4"];
        assert!(!weak.contains(&algorithm.as_str()), "CERT-08, CERT-10");
    }
}

/// Whether a file of a trust store holds this certificate, as DER or PEM.
pub(super) fn holds(file: &[u8], der: &[u8]) -> bool {
    certificates(file).iter().any(|one| one == der)
}

fn certificates(file: &[u8]) -> Vec<Vec<u8>> {
    let text = String::from_utf8_lossy(file);
    if text.contains("-----BEGIN ") {
        let blocks = text.split("-----BEGIN ").skip(1).filter_map(|block| {
            let (_, body) = block.split_once("-----")?;
            let lines = body.split("-----END").next()?.lines().filter(|line| !line.contains(':'));
            Base64::decode_vec(&lines.map(str::trim).collect::<String>()).ok()
        });
        return blocks.collect();
    }
    let (mut all, mut rest) = (Vec::new(), file);
    while let Some((_, _, after)) = tlv(rest) {
        all.push(rest[..rest.len() - after.len()].to_vec());
        rest = after;
    }
    all
}

/// Whether a file of a trust store holds a certificate of one of these names.
pub(super) fn issuer_in(file: &[u8], issuers: &[Vec<u8>]) -> bool {
    certificates(file).iter().any(|der| {
        CertificateInner::<Raw>::from_der(der)
            .is_ok_and(|one| issuers.contains(&one.tbs_certificate().subject().to_der().unwrap_or_default()))
    })
}

/// Tag, content, and what follows.
fn tlv(input: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (tag, first, rest) = match input {
        [tag, first, rest @ ..] => (*tag, *first, rest),
        _ => return None,
    };
    let (length, rest) = match first {
        0..0x80 => (usize::from(first), rest),
        _ => {
            let (octets, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
            (octets.iter().try_fold(0_usize, |all, one| all.checked_mul(256)?.checked_add(usize::from(*one)))?, rest)
        }
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some((tag, content, rest))
}

/// What a token attests.
pub(super) struct Stamp {
    pub(super) hash: String,
    pub(super) imprint: Vec<u8>,
    pub(super) time: i128,
    /// Issuers of the certificates in the token.
    pub(super) issuers: Vec<Vec<u8>>,
}

/// By hand: ContentInfo, [0], SignedData; in it encapContentInfo and certificates.
pub(super) fn timestamp(token: &[u8]) -> Option<Stamp> {
    let (_, content_info, _) = tlv(token)?;
    let (_, _, rest) = tlv(content_info)?;
    let (_, explicit, _) = tlv(rest)?;
    let (_, signed_data, _) = tlv(explicit)?;
    let (_, _version, rest) = tlv(signed_data)?;
    let (_, _algorithms, rest) = tlv(rest)?;
    let (_, content, rest) = tlv(rest)?;
    let mut issuers = Vec::new();
    if let Some((0xa0, mut set, _)) = tlv(rest) {
        while let Some((_, _, after)) = tlv(set) {
            let der = &set[..set.len() - after.len()];
            let decoded = CertificateInner::<Raw>::from_der(der).ok()?;
            issuers.push(decoded.tbs_certificate().issuer().to_der().ok()?);
            set = after;
        }
    }
    let (_, _content_type, rest) = tlv(content)?;
    let (_, explicit, _) = tlv(rest)?;
    let (_, info, _) = tlv(explicit)?;
    let (_, info, _) = tlv(info)?;
    let (_, _version, rest) = tlv(info)?;
    let (_, _policy, rest) = tlv(rest)?;
    let (_, imprint, rest) = tlv(rest)?;
    let (_, _serial, rest) = tlv(rest)?;
    let (_, time, _) = tlv(rest)?;
    let (_, algorithm, hashed) = tlv(imprint)?;
    let (_, oid, _) = tlv(algorithm)?;
    let hash = match oid {
        [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 1] => "sha256",
        [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 2] => "sha384",
        [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 3] => "sha512",
        _ => return None,
    };
    let (_, imprint, _) = tlv(hashed)?;
    let time = String::from_utf8(time.to_vec()).ok()?;
    let (date, rest) = time.split_at_checked(14)?;
    let fraction = rest.strip_suffix('Z')?;
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(date) || !(fraction.is_empty() || fraction.strip_prefix('.').is_some_and(digits)) {
        return None;
    }
    let part = |from: usize, to: usize| &date[from..to];
    let (day, clock) =
        ([part(0, 4), part(4, 6), part(6, 8)].join("-"), [part(8, 10), part(10, 12), part(12, 14)].join(":"));
    let time = super::envelope::instant(&format!("{day}T{clock}{rest}"));
    Some(Stamp { hash: hash.into(), imprint: imprint.into(), time, issuers })
}

/// What counts of a complete CRL that covers everything of its issuer.
pub(super) struct Crl {
    pub(super) issuer: Vec<u8>,
    this_update: i128,
    /// No extension narrows it down.
    covers_all: bool,
    decoded: CertificateList<Raw>,
}

impl Crl {
    pub(super) fn read(der: &[u8]) -> Option<Self> {
        let decoded = CertificateList::<Raw>::from_der(der).ok()?;
        let list = &decoded.tbs_cert_list;
        let extensions = list.crl_extensions.iter().flatten();
        let covers_all = !extensions.clone().any(|one| one.critical);
        let this_update = i128::from(list.this_update.to_unix_duration().as_secs()) * SECOND;
        Some(Self { issuer: list.issuer.to_der().ok()?, this_update, covers_all, decoded })
    }

    /// REV-59, D-58: listed for a reason that is for good, not from the future, by an issuer that may sign it.
    pub(super) fn revokes_for_good(
        &self,
        certificate: &Certificate,
        issuer: &Certificate,
        authentic: Option<i128>,
        now: i128,
    ) -> bool {
        let may_sign = issuer.key_usage().is_none_or(|(_, usage)| usage.crl_sign()) && issuer.is_ca();
        let usable = self.covers_all && may_sign && self.this_update <= now && authentic.is_none();
        let serial = certificate.decoded.tbs_certificate().serial_number().clone();
        let entries = self.decoded.tbs_cert_list.revoked_certificates.iter().flatten();
        let mut own = entries.filter(|entry| entry.serial_number == serial);
        // Several entries, and entries with extensions, have rules of their own.
        let listed = own.next().is_some_and(|entry| entry.crl_entry_extensions.is_none()) && own.next().is_none();
        usable && listed
    }
}
