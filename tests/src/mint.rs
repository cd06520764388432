//! Signed artifacts made here, with P-256 keys that are anything but secret: every part can be made wrong on purpose.

use base64ct::{Base64, Base64UrlUnpadded, Encoding as _};
use p256::ecdsa::signature::hazmat::PrehashSigner as _;
use p256::ecdsa::{Signature, SigningKey};
use sealcheck::artifact::Digest;
use sealcheck::policy::Kind;
use sealcheck::{Artifact, Evidence, Manifest, Request, SignatureInput, StoreEntry, TextMap, Time, Trust, TrustStores};
use sealcheck_pki::Hash;
use serde_json::json;

use crate::der::{bit_string, cbor_bytes, cbor_head, cbor_text, ec_spki, integer, oid, sequence, tlv};

/// The media type of manifests here.
pub const MEDIA_TYPE: &str = "application/vnd.oci.image.manifest.v1+json";
/// The repository of every artifact here.
pub const REPOSITORY: &str = "registry.example.com/sealcheck/net-monitor";
/// The subject of every signing certificate here.
pub const SIGNER: [(&str, &str); 4] = [("C", "US"), ("ST", "WA"), ("O", "Sealcheck"), ("CN", "signer")];
/// It as the policy names it.
pub const IDENTITY: &str = "x509.subject:C=US,ST=WA,O=Sealcheck,CN=signer";
/// PAY-01.
pub const PAYLOAD_TYPE: &str = "application/vnd.cncf.notary.payload.v1+json";
/// Seconds since the epoch of the signing time and the expiry: 2026-05-01 and 2026-12-01.
const SIGNED: [u64; 2] = [1_777_593_600, 1_796_083_200];
const ECDSA_SHA256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];

/// A P-256 key.
#[derive(Clone)]
pub struct Key(SigningKey);

impl Key {
    /// The same key for the same number.
    ///
    /// # Panics
    /// Never: such a number is a key.
    #[must_use]
    pub fn new(number: u8) -> Self {
        let mut scalar = [0x5a; 32];
        scalar[31] = number;
        Self(SigningKey::from_slice(&scalar).unwrap())
    }

    /// SubjectPublicKeyInfo.
    #[must_use]
    pub fn spki(&self) -> Vec<u8> {
        let point = self.0.verifying_key().to_sec1_point(false);
        ec_spki("P-256", &point.as_bytes()[1..33], &point.as_bytes()[33..])
    }

    /// r‖s over SHA-256.
    ///
    /// # Panics
    /// Never: the digest has the right length.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        let signature: Signature = self.0.sign_prehash(&Hash::Sha256.digest(message)).unwrap();
        signature.to_bytes().to_vec()
    }

    /// `Ecdsa-Sig-Value` over SHA-256, as certificates and what is said of them are signed.
    #[must_use]
    pub fn sign_der(&self, message: &[u8]) -> Vec<u8> {
        let fixed = self.sign(message);
        sequence(&[&integer(&fixed[..32]), &integer(&fixed[32..])])
    }
}

/// A distinguished name of these attributes, each alone.
#[must_use]
pub fn name(attributes: &[(&str, &str)]) -> Vec<u8> {
    let rdns: Vec<Vec<u8>> = attributes.iter().map(|attribute| tlv(0x31, &[&attribute_of(*attribute)])).collect();
    sequence(&rdns.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

/// One attribute, its value in UTF-8.
///
/// # Panics
/// For a type that nobody needed yet.
#[must_use]
pub fn attribute_of((kind, value): (&str, &str)) -> Vec<u8> {
    let kind: &[u8] = match kind {
        "C" => &[0x55, 4, 6],
        "CN" => &[0x55, 4, 3],
        "DC" => &[9, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 0x19],
        "L" => &[0x55, 4, 7],
        "O" => &[0x55, 4, 10],
        "OU" => &[0x55, 4, 11],
        "ST" => &[0x55, 4, 8],
        "UID" => &[9, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 1],
        other => panic!("attribute {other}"),
    };
    sequence(&[&oid(kind), &tlv(0x0c, &[value.as_bytes()])])
}

/// What goes into a certificate.
pub struct Template<'a> {
    /// Issuer, as DER.
    pub issuer: &'a [u8],
    /// Subject, as DER.
    pub subject: &'a [u8],
    /// Its key.
    pub spki: &'a [u8],
    /// Whether it is a CA, and so may sign certificates and nothing else.
    pub ca: bool,
    /// Further extensions, as DER, one after the other.
    pub extensions: &'a [u8],
}

/// A certificate valid in 2026.
#[must_use]
pub fn certificate(template: &Template<'_>, issuer: &Key) -> Vec<u8> {
    let algorithm = sequence(&[&oid(ECDSA_SHA256)]);
    let extension = |id: &[u8], value: &[u8]| sequence(&[&oid(id), &[1, 1, 0xff], &tlv(4, &[value])]);
    let (constraints, usage): (&[u8], &[u8]) = if template.ca { (&[1, 1, 0xff], &[2, 4]) } else { (&[], &[7, 0x80]) };
    let constraints = extension(&[0x55, 0x1d, 0x13], &sequence(&[constraints]));
    let usage = extension(&[0x55, 0x1d, 0x0f], &tlv(3, &[usage]));
    let extensions = tlv(0xa3, &[&sequence(&[&constraints, &usage, template.extensions])]);
    let validity = sequence(&[&tlv(0x17, &[b"260101000000Z"]), &tlv(0x17, &[b"261231235959Z"])]);
    let (issuer_name, subject) = (template.issuer, template.subject);
    let version = [0xa0, 3, 2, 1, 2];
    let parts = [&version, &integer(&[7])[..], &algorithm, issuer_name, &validity, subject, template.spki, &extensions];
    let tbs = sequence(&parts);
    sequence(&[&tbs, &algorithm, &bit_string(&issuer.sign_der(&tbs))])
}

/// The OCSP response by which the issuer itself says from May to June 2026 that a [`certificate`] is good.
#[must_use]
pub fn ocsp_good(issuer: &[u8], key: &Key) -> Vec<u8> {
    let algorithm = sequence(&[&oid(ECDSA_SHA256)]);
    let hash = |bytes: &[u8]| tlv(4, &[&Hash::Sha256.digest(bytes)]);
    let point = key.0.verifying_key().to_sec1_point(false);
    let sha256 = sequence(&[&oid(&[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01])]);
    let id = sequence(&[&sha256, &hash(issuer), &hash(point.as_bytes()), &integer(&[7])]);
    let (from, to) = (tlv(0x18, &[b"20260501000000Z"]), tlv(0x18, &[b"20260701000000Z"]));
    let answer = sequence(&[&id, &[0x80, 0], &from, &tlv(0xa0, &[&to])]);
    let tbs = sequence(&[&tlv(0xa1, &[issuer]), &from, &sequence(&[&answer])]);
    let basic = sequence(&[&tbs, &algorithm, &bit_string(&key.sign_der(&tbs))]);
    let kind = oid(&[0x2b, 6, 1, 5, 5, 7, 0x30, 1, 1]);
    sequence(&[&[0x0a, 1, 0], &tlv(0xa0, &[&sequence(&[&kind, &tlv(4, &[&basic])])])])
}

/// A chain of `length` certificates for `signer`, leaf first; the leaf has the key number 1.
///
/// # Panics
/// For no certificates or more than there are numbers.
#[must_use]
pub fn chain(length: usize, signer: &[(&str, &str)]) -> Vec<Vec<u8>> {
    let subject = |index: usize| match index {
        0 => name(signer),
        _ => name(&[("C", "US"), ("O", "Sealcheck"), ("CN", &format!("CA {index}"))]),
    };
    let key = |index: usize| Key::new(u8::try_from(index + 1).unwrap());
    assert!(length > 0);
    (0..length)
        .map(|index| {
            let above = (index + 1).min(length - 1);
            let (issuer, subject, spki) = (subject(above), subject(index), key(index).spki());
            let template = Template { issuer: &issuer, subject: &subject, spki: &spki, ca: index > 0, extensions: &[] };
            certificate(&template, &key(above))
        })
        .collect()
}

/// An artifact, who signs it, and who trusts them.
pub struct World {
    /// The chain, leaf first. The last one is in the trust store.
    pub chain: Vec<Vec<u8>>,
    /// The artifact.
    pub manifest: Vec<u8>,
    /// When it is verified.
    pub at: Time,
}

impl World {
    /// With a chain of `length` certificates.
    ///
    /// # Panics
    /// As [`chain`].
    #[must_use]
    pub fn new(length: usize) -> Self {
        let manifest = format!(r#"{{"schemaVersion":2,"mediaType":"{MEDIA_TYPE}","layers":[]}}"#).into_bytes();
        Self { chain: chain(length, &SIGNER), manifest, at: Time::parse_rfc3339("2026-06-01T00:00:00Z").unwrap() }
    }

    /// The signed payload.
    #[must_use]
    pub fn payload(&self) -> Vec<u8> {
        let digest = Digest::of(Hash::Sha256, &self.manifest).to_string();
        let target = json!({"mediaType": MEDIA_TYPE, "digest": digest, "size": self.manifest.len()});
        json!({"targetArtifact": target}).to_string().into_bytes()
    }

    /// The protected header of a JWS with these further attributes, all of them critical.
    #[must_use]
    pub fn protected(&self, more: &[(&str, &str)]) -> Vec<u8> {
        let (scheme, expiry) = ("io.cncf.notary.signingScheme", "io.cncf.notary.expiry");
        let critical: Vec<&str> = [scheme, expiry].into_iter().chain(more.iter().map(|(name, _)| *name)).collect();
        let mut header = json!({
            "alg": "ES256", "cty": PAYLOAD_TYPE, "crit": critical, (scheme): "notary.x509",
            "io.cncf.notary.signingTime": "2026-05-01T00:00:00Z", (expiry): "2026-12-01T00:00:00Z",
        });
        for (name, value) in more {
            header[*name] = json!(value);
        }
        header.to_string().into_bytes()
    }

    /// The protected header of a COSE envelope; `more` are further entries, already encoded.
    #[must_use]
    pub fn cose_protected(&self, more: &[Vec<u8>]) -> Vec<u8> {
        let (scheme, expiry) = ("io.cncf.notary.signingScheme", "io.cncf.notary.expiry");
        let time = |seconds| [vec![0xc1], cbor_head(0, seconds)].concat();
        let mut header = cbor_head(5, 6 + more.len() as u64);
        header.extend([vec![1, 0x26], vec![2, 0x82], cbor_text(scheme), cbor_text(expiry)].concat());
        header.extend([vec![3], cbor_text(PAYLOAD_TYPE), cbor_text(scheme), cbor_text("notary.x509")].concat());
        header.extend([cbor_text("io.cncf.notary.signingTime"), time(SIGNED[0])].concat());
        header.extend([cbor_text(expiry), time(SIGNED[1])].concat());
        header.extend(more.concat());
        header
    }

    /// A JWS, really signed.
    #[must_use]
    pub fn jws(&self, protected: &[u8], payload: &[u8]) -> Vec<u8> {
        let (protected, payload) = (base64url(protected), base64url(payload));
        let signature = base64url(&Key::new(1).sign(format!("{protected}.{payload}").as_bytes()));
        let chain: Vec<String> = self.chain.iter().map(|der| Base64::encode_string(der)).collect();
        let header = json!({"x5c": chain, "io.cncf.notary.signingAgent": "sealcheck-tests"});
        json!({"payload": payload, "protected": protected, "header": header, "signature": signature})
            .to_string()
            .into_bytes()
    }

    /// A COSE envelope, really signed; `more` are further entries of the unprotected header, already encoded.
    #[must_use]
    pub fn cose(&self, protected: &[u8], payload: &[u8], more: &[Vec<u8>]) -> Vec<u8> {
        let signed = [vec![0x84], cbor_text("Signature1"), cbor_bytes(protected), vec![0x40], cbor_bytes(payload)];
        let signature = Key::new(1).sign(&signed.concat());
        let chain: Vec<u8> = self.chain.iter().flat_map(|der| cbor_bytes(der)).collect();
        let entries = 1 + more.len() as u64;
        let unprotected =
            [cbor_head(5, entries), vec![0x18, 33], cbor_head(4, self.chain.len() as u64), chain, more.concat()];
        [vec![0xd2, 0x84], cbor_bytes(protected), unprotected.concat(), cbor_bytes(payload), cbor_bytes(&signature)]
            .concat()
    }

    /// A good JWS.
    #[must_use]
    pub fn good_jws(&self) -> Vec<u8> {
        self.jws(&self.protected(&[]), &self.payload())
    }

    /// A good COSE envelope.
    #[must_use]
    pub fn good_cose(&self) -> Vec<u8> {
        self.cose(&self.cose_protected(&[]), &self.payload(), &[])
    }

    /// A policy that trusts the last certificate of the chain and the signer's name.
    #[must_use]
    pub fn policy(&self) -> String {
        let statement = json!({
            "name": "strict", "registryScopes": [REPOSITORY], "signatureVerification": {"level": "strict"},
            "trustStores": ["ca:roots"], "trustedIdentities": [IDENTITY],
        });
        json!({"version": "1.0", "trustPolicies": [statement]}).to_string()
    }

    /// The trust store.
    ///
    /// # Panics
    /// Never: the name is right.
    #[must_use]
    pub fn stores(&self) -> TrustStores {
        let mut stores = TrustStores::default();
        let data = self.chain.last().cloned().unwrap_or_default();
        stores.insert("ca:roots", vec![StoreEntry { name: "root".into(), data }]).unwrap();
        stores
    }

    /// Policy and store.
    ///
    /// # Panics
    /// Never: the policy is valid.
    #[must_use]
    pub fn trust(&self) -> Trust {
        Trust::new(self.policy().as_bytes(), Kind::Oci, self.stores()).unwrap()
    }

    /// `repository@digest`.
    #[must_use]
    pub fn reference(&self) -> String {
        format!("{REPOSITORY}@{}", Digest::of(Hash::Sha256, &self.manifest))
    }

    /// The question whether `envelopes` sign the artifact.
    #[must_use]
    pub fn request<'a>(&'a self, trust: &'a Trust, reference: &'a str, envelopes: &'a [Vec<u8>]) -> Request<'a> {
        let input = |envelope: &'a Vec<u8>| SignatureInput::Fetched { envelope, media_type: None, manifest: None };
        Request {
            trust,
            artifact: Artifact::Oci { reference, manifest: Manifest::Bytes(&self.manifest), media_type: None },
            signatures: envelopes.iter().map(input).collect(),
            current_date: self.at,
            user_metadata: TextMap::default(),
            evidence: Evidence::default(),
        }
    }
}

fn base64url(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}
