//! A laboratory that makes certificates and tokens. Its signatures are hashes of key and message: as binding as real
//! ones for whoever does not forge them, and made without keys.

use alloc::string::String;
use alloc::vec::Vec;
use der::{Encode as _, oid::ObjectIdentifier};
use sha2::{Digest as _, Sha256};

use crate::crypto::{InvalidSignature, SignatureCheck, SignatureVerifier};

/// Accepts exactly the signatures of [`sign`].
pub(super) struct Lab;

impl SignatureVerifier for Lab {
    fn verify(&self, check: SignatureCheck<'_>) -> Result<(), InvalidSignature> {
        let mut expected = digest(check.spki, check.message);
        expected.extend([0; 31]);
        expected.push(1);
        if check.signature == expected { Ok(()) } else { Err(InvalidSignature) }
    }
}

fn digest(spki: &[u8], message: &[u8]) -> Vec<u8> {
    Sha256::digest([spki, message].concat()).to_vec()
}

pub(super) fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let mut value = Vec::from([tag]);
    match content.len() {
        length @ 0..0x80 => value.push(u8::try_from(length).unwrap()),
        length => {
            value.push(0x82);
            value.extend(u16::try_from(length).unwrap().to_be_bytes());
            // The shortest form, as DER wants it.
            if length < 0x100 {
                value.remove(2);
                value[1] = 0x81;
            }
        }
    }
    value.extend(content);
    value
}

pub(super) fn seq(parts: &[&[u8]]) -> Vec<u8> {
    tlv(0x30, parts)
}

pub(super) fn set(parts: &[&[u8]]) -> Vec<u8> {
    tlv(0x31, parts)
}

pub(super) fn oid(text: &str) -> Vec<u8> {
    ObjectIdentifier::new(text).unwrap().to_der().unwrap()
}

pub(super) fn int(bytes: &[u8]) -> Vec<u8> {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    let bytes = if zeros == bytes.len() { &[0] } else { &bytes[zeros..] };
    let sign: &[u8] = if bytes[0] & 0x80 == 0 { &[] } else { &[0] };
    tlv(2, &[sign, bytes])
}

pub(super) fn hash(algorithm: &str) -> Vec<u8> {
    seq(&[&oid(algorithm)])
}

pub(super) const SHA256: &str = "2.16.840.1.101.3.4.2.1";

/// `Ecdsa-Sig-Value` of a key over a message.
pub(super) fn sign(spki: &[u8], message: &[u8]) -> Vec<u8> {
    seq(&[&int(&digest(spki, message)), &int(&[1])])
}

pub(super) fn ecdsa() -> Vec<u8> {
    seq(&[&oid("1.2.840.10045.4.3.2")])
}

/// A P-256 key by name.
pub(super) fn key(name: &str) -> Vec<u8> {
    let half = Sha256::digest(name);
    seq(&[&seq(&[&oid("1.2.840.10045.2.1"), &oid("1.2.840.10045.3.1.7")]), &tlv(3, &[&[0, 4], &half, &half])])
}

pub(super) fn name(common_name: &str) -> Vec<u8> {
    seq(&[&set(&[&seq(&[&oid("2.5.4.3"), &tlv(0x0c, &[common_name.as_bytes()])])])])
}

pub(super) fn extension(id: &str, critical: bool, value: &[u8]) -> Vec<u8> {
    let flag = if critical { tlv(1, &[&[0xff]]) } else { Vec::new() };
    seq(&[&oid(id), &flag, &tlv(4, &[value])])
}

pub(super) const TIME_STAMPING: &str = "1.3.6.1.5.5.7.3.8";

pub(super) fn purposes(critical: bool, oids: &[&str]) -> Vec<u8> {
    let purposes: Vec<Vec<u8>> = oids.iter().map(|purpose| oid(purpose)).collect();
    let purposes: Vec<&[u8]> = purposes.iter().map(Vec::as_slice).collect();
    extension("2.5.29.37", critical, &seq(&purposes))
}

/// A certificate to make. Subject and key have the same name unless the key is given another.
#[derive(Clone)]
pub(super) struct Cert {
    pub(super) subject: String,
    pub(super) key: String,
    pub(super) issuer: String,
    pub(super) issuer_key: String,
    pub(super) validity: (&'static str, &'static str),
    pub(super) extensions: Vec<Vec<u8>>,
}

impl Cert {
    /// A CA.
    pub(super) fn ca(subject: &str, issuer: &str) -> Self {
        let extensions = Vec::from([
            extension("2.5.29.19", true, &seq(&[&tlv(1, &[&[0xff]])])),
            extension("2.5.29.15", true, &tlv(3, &[&[1, 0x06]])),
        ]);
        Self {
            subject: subject.into(),
            key: subject.into(),
            issuer: issuer.into(),
            issuer_key: issuer.into(),
            validity: ("20250101000000Z", "20300101000000Z"),
            extensions,
        }
    }

    /// A timestamping authority.
    pub(super) fn authority(issuer: &str) -> Self {
        let extensions =
            Vec::from([extension("2.5.29.15", true, &tlv(3, &[&[7, 0x80]])), purposes(true, &[TIME_STAMPING])]);
        Self { extensions, ..Self::ca("clock", issuer) }
    }

    pub(super) fn with(mut self, extension: Vec<u8>) -> Self {
        self.extensions.push(extension);
        self
    }

    /// The serial number is the hash of subject and key, of 8 bytes.
    pub(super) fn serial(&self) -> Vec<u8> {
        let mut serial = Sha256::digest(alloc::format!("{} {}", self.subject, self.key)).to_vec();
        serial.truncate(8);
        serial[0] = 1;
        serial
    }

    pub(super) fn der(&self) -> Vec<u8> {
        let (from, to) = self.validity;
        let extensions: Vec<&[u8]> = self.extensions.iter().map(Vec::as_slice).collect();
        let tbs = seq(&[
            &tlv(0xa0, &[&int(&[2])]),
            &int(&self.serial()),
            &ecdsa(),
            &name(&self.issuer),
            &seq(&[&tlv(0x18, &[from.as_bytes()]), &tlv(0x18, &[to.as_bytes()])]),
            &name(&self.subject),
            &key(&self.key),
            &tlv(0xa3, &[&seq(&extensions)]),
        ]);
        let signature = sign(&key(&self.issuer_key), &tbs);
        seq(&[&tbs, &ecdsa(), &tlv(3, &[&[0], &signature])])
    }
}

/// A token to make: by default a good one over [`MESSAGE`].
pub(super) struct Token {
    pub(super) signer: Cert,
    pub(super) certificates: Vec<Vec<u8>>,
    /// digestAlgorithms
    pub(super) digests: Vec<Vec<u8>>,
    pub(super) version: u8,
    pub(super) gen_time: String,
    pub(super) policy: &'static str,
    /// After genTime.
    pub(super) rest: Vec<u8>,
    pub(super) attributes: Vec<Vec<u8>>,
    /// Replaces the ESSCertIDv2.
    pub(super) ess: Option<Vec<u8>>,
    pub(super) signers: usize,
    pub(super) identifier: Option<Vec<u8>>,
    pub(super) crls: Vec<u8>,
}

/// What is stamped.
pub(super) const MESSAGE: &[u8] = b"signature";
pub(super) const GEN_TIME: &str = "20260501100005Z";

impl Token {
    pub(super) fn by(signer: &Cert, others: &[&Cert]) -> Self {
        let certificates = core::iter::once(signer).chain(others.iter().copied()).map(Cert::der).collect();
        Self {
            signer: signer.clone(),
            certificates,
            digests: Vec::from([hash(SHA256)]),
            version: 1,
            gen_time: GEN_TIME.into(),
            policy: "1.2.3.4",
            rest: Vec::new(),
            attributes: Vec::new(),
            ess: None,
            signers: 1,
            identifier: None,
            crls: Vec::new(),
        }
    }

    pub(super) fn der(&self) -> Vec<u8> {
        let imprint = seq(&[&hash(SHA256), &tlv(4, &[&Sha256::digest(MESSAGE)])]);
        let time = tlv(0x18, &[self.gen_time.as_bytes()]);
        let info = seq(&[&int(&[self.version]), &oid(self.policy), &imprint, &int(&[7]), &time, &self.rest]);
        let tst_info = oid("1.2.840.113549.1.9.16.1.4");
        let attribute = |id: &str, value: &[u8]| seq(&[&oid(id), &set(&[value])]);
        let plain = seq(&[&tlv(4, &[&Sha256::digest(self.signer.der())])]);
        let ess = self.ess.clone().unwrap_or(plain);
        let mut attributes = Vec::from([
            attribute("1.2.840.113549.1.9.16.2.47", &seq(&[&seq(&[&ess])])),
            attribute("1.2.840.113549.1.9.4", &tlv(4, &[&Sha256::digest(&info)])),
            attribute("1.2.840.113549.1.9.3", &tst_info),
        ]);
        attributes.extend(self.attributes.iter().cloned());
        let received: Vec<&[u8]> = attributes.iter().map(Vec::as_slice).collect();
        let mut sorted = received.clone();
        sorted.sort_unstable();
        let signature = sign(&key(&self.signer.key), &set(&sorted));
        let named = seq(&[&name(&self.signer.issuer), &int(&self.signer.serial())]);
        let signer = seq(&[
            &int(&[1]),
            self.identifier.as_ref().unwrap_or(&named),
            &hash(SHA256),
            &tlv(0xa0, &received),
            &ecdsa(),
            &tlv(4, &[&signature]),
        ]);
        let certificates: Vec<&[u8]> = self.certificates.iter().map(Vec::as_slice).collect();
        let data = seq(&[
            &int(&[3]),
            &set(&Vec::from_iter(self.digests.iter().map(Vec::as_slice))),
            &seq(&[&tst_info, &tlv(0xa0, &[&tlv(4, &[&info])])]),
            &tlv(0xa0, &certificates),
            &self.crls,
            &set(&Vec::from_iter(core::iter::repeat_n(signer.as_slice(), self.signers))),
        ]);
        seq(&[&oid("1.2.840.113549.1.7.2"), &tlv(0xa0, &[&data])])
    }
}
