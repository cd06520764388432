//! Changes to a request that keep its structure, so that they get past the first door. The bytes of a fuzzer choose.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use arbitrary::Unstructured;
use ciborium::Value as Cbor;
use sealcheck::Time;
use sealcheck::policy::Kind;
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use crate::fuzz::parsers::hex;
use crate::fuzz::seeds;
use crate::owned::{Owned, OwnedSignature};
use crate::parts::{self, Parts};

const SCHEME: &str = "io.cncf.notary.signingScheme";
const TIMES: [&str; 3] = ["io.cncf.notary.signingTime", "io.cncf.notary.authenticSigningTime", "io.cncf.notary.expiry"];
const NAMES: [&str; 8] = [
    "alg",
    "cty",
    "crit",
    "io.cncf.notary.verificationPlugin",
    "io.cncf.notary.verificationPluginMinVersion",
    "io.cncf.notary.timestampSignature",
    "com.example.critical",
    "x5c",
];
const WORDS: [&str; 34] = [
    "",
    "*",
    "strict",
    "permissive",
    "audit",
    "skip",
    "enforce",
    "log",
    "always",
    "afterCertExpiry",
    "notary.x509",
    "notary.x509.signingAuthority",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
    "application/vnd.cncf.notary.payload.v1+json",
    "application/vnd.oci.image.manifest.v1+json",
    "application/json",
    "application/jose+json",
    "application/cose",
    "ca:acme",
    "ca:oracle",
    "signingAuthority:acme",
    "tsa:acme",
    "authenticity",
    "authenticTimestamp",
    "expiry",
    "revocation",
    "integrity",
    "x509.subject:C=US,ST=WA,O=Notary",
    "1.0",
];

/// What vectors hold, to be put into others.
struct Pool {
    certificates: Vec<Vec<u8>>,
    /// Signatures with a token over them.
    stamped: Vec<(Vec<u8>, Vec<u8>)>,
    stores: Vec<String>,
}

static POOL: LazyLock<Pool> = LazyLock::new(|| {
    let (mut certificates, mut stamped, mut stores) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for (_, owned) in seeds::VECTORS.iter() {
        stores.extend(owned.stores.keys().cloned());
        certificates.extend(owned.stores.values().flatten().cloned());
        for envelope in owned.signatures.iter().filter_map(|signature| signature.envelope.as_ref()) {
            let Some(Parts { chain, signature, .. }) = parts::parts(envelope) else { continue };
            certificates.extend(chain);
            stamped.extend(parts::token(envelope).map(|token| (signature, token)));
        }
    }
    let certificates = certificates.into_iter().filter(|der| der.len() < 8192).collect();
    Pool { certificates, stamped: stamped.into_iter().collect(), stores: stores.into_iter().collect() }
});

/// The bytes of a fuzzer as choices; when they run out, always the first.
struct Choices<'c, 'd>(&'c mut Unstructured<'d>);

impl Choices<'_, '_> {
    fn below(&mut self, end: usize) -> usize {
        self.0.int_in_range(0..=end.saturating_sub(1)).unwrap_or(0)
    }

    fn coin(&mut self) -> bool {
        self.below(2) == 1
    }

    fn pick<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        all.get(self.below(all.len()))
    }

    fn word(&mut self) -> &'static str {
        WORDS[self.below(WORDS.len())]
    }

    /// One to four bytes or runs of bytes are others.
    fn bytes(&mut self, bytes: &mut Vec<u8>) {
        for _ in 0..=self.below(4) {
            if bytes.is_empty() {
                return;
            }
            let at = self.below(bytes.len());
            let end = (at + 1 + self.below(8)).min(bytes.len());
            match self.below(5) {
                0 => bytes[at] ^= 1 << self.below(8),
                1 => bytes[at] = self.0.arbitrary().unwrap_or(0),
                2 => drop(bytes.drain(at..end)),
                3 => {
                    let part = bytes[at..end].to_vec();
                    bytes.splice(at..at, part);
                }
                _ => bytes.truncate(at),
            }
        }
    }
}

/// Changes `owned` until the program ends: mostly once, at most four times.
pub(super) fn change(owned: &mut Owned, program: &mut Unstructured<'_>) {
    let mut choices = Choices(program);
    let times = 1 + choices.below(4).saturating_sub(choices.below(4));
    for _ in 0..times {
        if choices.0.is_empty() {
            return;
        }
        match choices.below(14) {
            0..=5 => signature(owned, &mut choices),
            6 | 7 => policy(owned, &mut choices),
            8 => stores(owned, &mut choices),
            9 | 10 => time(owned, &mut choices),
            11 => artifact(owned, &mut choices),
            12 => evidence(owned, &mut choices),
            _ => others(owned, &mut choices),
        }
    }
}

fn signature(owned: &mut Owned, choices: &mut Choices<'_, '_>) {
    let index = choices.below(owned.signatures.len());
    let moments = moments(owned);
    let digest = owned.manifest.as_deref().map(|manifest| format!("sha256:{}", hex(&Sha256::digest(manifest))));
    let Some(signature) = owned.signatures.get_mut(index) else { return };
    let Some(bytes) = &mut signature.envelope else { return };
    let is_cose = bytes.first() == Some(&0xd2);
    let (opened, mut token) = (parts::parts(bytes), parts::token(bytes));
    let Some(mut opened) = opened else { return choices.bytes(bytes) };
    match choices.below(8) {
        0 => return choices.bytes(bytes),
        1 | 2 if is_cose => cose_header(&mut opened.protected, &moments, choices),
        1 | 2 => jws_header(&mut opened.protected, &moments, choices),
        3 => payload(&mut opened.payload, digest.as_deref(), choices),
        4 | 5 => chain(&mut opened.chain, choices),
        6 => match choices.below(3) {
            0 => token = None,
            1 => token.iter_mut().for_each(|token| choices.bytes(token)),
            _ => {
                if let Some((stamped, by)) = choices.pick(&POOL.stamped) {
                    (opened.signature, token) = (stamped.clone(), Some(by.clone()));
                }
            }
        },
        _ => choices.bytes(if choices.0.is_empty() { &mut opened.signature } else { &mut opened.protected }),
    }
    let is_cose = if choices.below(16) == 15 { !is_cose } else { is_cose };
    *bytes = parts::envelope(&opened, token.as_deref(), is_cose);
    if choices.below(4) < 3 {
        follow(signature);
    }
}

/// The signature manifest names the envelope as it is now.
fn follow(signature: &mut OwnedSignature) {
    let (Some(envelope), Some(manifest)) = (&signature.envelope, &mut signature.manifest) else { return };
    let Ok(mut document) = serde_json::from_slice::<Value>(manifest) else { return };
    for list in ["layers", "blobs"] {
        if let Some(layer) = document.get_mut(list).and_then(|list| list.get_mut(0)) {
            layer["digest"] = format!("sha256:{}", hex(&Sha256::digest(envelope))).into();
            layer["size"] = envelope.len().into();
        }
    }
    *manifest = document.to_string().into_bytes();
}

/// The time of verification, the ends of certificates, and a second before and after each.
fn moments(owned: &Owned) -> Vec<i64> {
    let envelopes = owned.signatures.iter().filter_map(|signature| parts::parts(signature.envelope.as_ref()?));
    let certificates = envelopes.flat_map(|parts| parts.chain);
    let mut moments = vec![owned.at.seconds()];
    for der in certificates {
        if let Ok(certificate) = sealcheck_pki::Certificate::parse(&der) {
            moments.extend([certificate.not_before().seconds(), certificate.not_after().seconds()]);
        }
    }
    moments.iter().flat_map(|moment| [*moment, moment - 1, moment + 1, moment + 86_400 * 40]).collect()
}

fn rfc3339(seconds: i64) -> String {
    Time::from_unix(seconds, 0).map_or_else(|| "0001-01-01T00:00:00Z".into(), |time| time.to_string())
}

fn jws_header(protected: &mut Vec<u8>, moments: &[i64], choices: &mut Choices<'_, '_>) {
    let Ok(Value::Object(mut header)) = serde_json::from_slice(protected) else { return choices.bytes(protected) };
    let time = rfc3339(*choices.pick(moments).unwrap_or(&0));
    let name = if choices.coin() { NAMES[choices.below(NAMES.len())] } else { TIMES[choices.below(3)] };
    let mut twice = None;
    match choices.below(10) {
        0 => drop(header.insert(SCHEME.into(), choices.word().into())),
        1..=3 => drop(header.insert(TIMES[choices.below(3)].into(), time.into())),
        4 => drop(header.remove(name)),
        5 | 6 => {
            header.insert(name.into(), choices.word().into());
            if choices.coin()
                && let Some(critical) = header.get_mut("crit").and_then(Value::as_array_mut)
            {
                critical.push(name.into());
            }
        }
        7 => {
            if let Some(critical) = header.get_mut("crit").and_then(Value::as_array_mut) {
                if choices.coin() { critical.push(name.into()) } else { drop(critical.pop()) }
            }
        }
        8 => twice = Some(format!("{{{}:{},", json!(name), json!(time))),
        _ => {
            if let Some(value) = header.remove(name) {
                header.insert(name.to_ascii_uppercase(), value);
            }
        }
    }
    let text = Value::Object(header).to_string();
    *protected = twice.map_or(text.clone(), |twice| text.replacen('{', &twice, 1)).into_bytes();
}

fn cose_header(protected: &mut Vec<u8>, moments: &[i64], choices: &mut Choices<'_, '_>) {
    let Ok(Cbor::Map(mut header)) = ciborium::from_reader(protected.as_slice()) else {
        return choices.bytes(protected);
    };
    let seconds = *choices.pick(moments).unwrap_or(&0);
    let time = match choices.below(6) {
        0 => Cbor::Tag(1, Box::new(Cbor::Float(seconds as f64 + 0.5))),
        1 => Cbor::Tag(1, Box::new(Cbor::Float([f64::NAN, f64::INFINITY, -0.0][choices.below(3)]))),
        2 => Cbor::Integer(seconds.into()),
        _ => Cbor::Tag(1, Box::new(Cbor::Integer(seconds.into()))),
    };
    let name = match choices.below(4) {
        0 => Cbor::Integer((choices.below(40) as i64 - 4).into()),
        1 => Cbor::Text(NAMES[choices.below(NAMES.len())].into()),
        _ => Cbor::Text(TIMES[choices.below(3)].into()),
    };
    let crit = header.iter().position(|(key, _)| *key == Cbor::Integer(2.into()));
    let mut set = |key: Cbor, value: Cbor| match header.iter_mut().find(|(known, _)| *known == key) {
        Some((_, old)) => *old = value,
        None => header.push((key, value)),
    };
    match choices.below(10) {
        0 => set(Cbor::Text(SCHEME.into()), Cbor::Text(choices.word().into())),
        1..=3 => set(name, time),
        4 => header.retain(|(key, _)| *key != name),
        5 | 6 => {
            set(name.clone(), Cbor::Text(choices.word().into()));
            if let (true, Some(Cbor::Array(critical))) = (choices.coin(), crit.map(|at| &mut header[at].1)) {
                critical.push(name);
            }
        }
        7 => {
            if let Some(Cbor::Array(critical)) = crit.map(|at| &mut header[at].1) {
                if choices.coin() { critical.push(name) } else { drop(critical.pop()) }
            }
        }
        8 => set(Cbor::Integer(1.into()), Cbor::Integer((-(choices.below(40) as i64)).into())),
        _ => header.push((name, time)),
    }
    protected.clear();
    ciborium::into_writer(&Cbor::Map(header), protected).expect("memory");
}

fn payload(payload: &mut Vec<u8>, digest: Option<&str>, choices: &mut Choices<'_, '_>) {
    let Ok(mut document) = serde_json::from_slice::<Value>(payload) else { return choices.bytes(payload) };
    let Some(target) = document.get_mut("targetArtifact").and_then(Value::as_object_mut) else { return };
    let mut twice = None;
    match choices.below(8) {
        0 => drop(target.insert("digest".into(), digest.unwrap_or("sha256:00").into())),
        1 => {
            let size = target.get("size").and_then(Value::as_i64).unwrap_or(0);
            let size = size.wrapping_add([1, -1][choices.below(2)]);
            target.insert("size".into(), size.into());
        }
        2 => drop(target.insert("mediaType".into(), choices.word().into())),
        3 => drop(target.insert("annotations".into(), json!({ (choices.word()): choices.word() }))),
        4 => drop(target.remove(["digest", "size", "mediaType", "annotations"][choices.below(4)])),
        5 => {
            if let Some(digest) = target.get("digest").and_then(Value::as_str) {
                let digest = if choices.coin() { digest.to_uppercase() } else { digest.replace("sha256", "sha512") };
                target.insert("digest".into(), digest.into());
            }
        }
        6 => twice = Some(format!(r#"{{"targetArtifact":{},"#, json!({"digest": digest, "size": 1}))),
        _ => return choices.bytes(payload),
    }
    let text = document.to_string();
    *payload = twice.map_or(text.clone(), |twice| text.replacen('{', &twice, 1)).into_bytes();
}

fn chain(chain: &mut Vec<Vec<u8>>, choices: &mut Choices<'_, '_>) {
    let at = choices.below(chain.len());
    let other = choices.below(chain.len());
    match choices.below(7) {
        0 if !chain.is_empty() => drop(chain.remove(at)),
        1 if !chain.is_empty() => chain.swap(at, other),
        2 if !chain.is_empty() => chain.push(chain[at].clone()),
        3 if !chain.is_empty() => choices.bytes(&mut chain[at]),
        4 if !chain.is_empty() => chain.truncate(at + 1),
        5 if !chain.is_empty() => chain[at] = choices.pick(&POOL.certificates).cloned().unwrap_or_default(),
        _ => chain.insert(at, choices.pick(&POOL.certificates).cloned().unwrap_or_default()),
    }
}

fn policy(owned: &mut Owned, choices: &mut Choices<'_, '_>) {
    let Ok(mut document) = serde_json::from_slice::<Value>(&owned.policy) else {
        return choices.bytes(&mut owned.policy);
    };
    let Some(statements) = document.get_mut("trustPolicies").and_then(Value::as_array_mut) else { return };
    let at = choices.below(statements.len());
    let Some(Value::Object(statement)) = statements.get_mut(at) else { return };
    let list = |choices: &mut Choices<'_, '_>| -> Value {
        let word = |choices: &mut Choices<'_, '_>| match choices.coin() {
            true => choices.pick(&POOL.stores).cloned().unwrap_or_default(),
            false => choices.word().to_string(),
        };
        (0..=choices.below(2)).map(|_| word(choices)).collect::<Vec<_>>().into()
    };
    match choices.below(9) {
        0 | 1 => drop(verification(statement).insert("level".into(), choices.word().into())),
        2 => drop(verification(statement).insert("override".into(), json!({ (choices.word()): choices.word() }))),
        3 => drop(verification(statement).insert("verifyTimestamp".into(), choices.word().into())),
        4 => drop(statement.insert("trustStores".into(), list(choices))),
        5 => drop(statement.insert("trustedIdentities".into(), identities(owned, choices))),
        6 => {
            let repository = owned.reference.split('@').next().unwrap_or_default().to_string();
            let scope = if choices.coin() { repository } else { choices.word().into() };
            statement.insert("registryScopes".into(), json!([scope]));
        }
        7 => {
            let mut copy = statements[at].clone();
            copy["name"] = "another".into();
            let scope = if choices.coin() { "*" } else { "registry.example.com/other" };
            copy["registryScopes"] = json!([scope]);
            statements.push(copy);
        }
        _ => return choices.bytes(&mut owned.policy),
    }
    owned.policy = document.to_string().into_bytes();
}

fn verification(statement: &mut Map<String, Value>) -> &mut Map<String, Value> {
    let verification = statement.entry("signatureVerification").or_insert_with(|| json!({}));
    if !verification.is_object() {
        *verification = json!({});
    }
    verification.as_object_mut().expect("an object")
}

/// `*`, or a name like those of signers, right or nearly.
fn identities(owned: &Owned, choices: &mut Choices<'_, '_>) -> Value {
    let envelope = owned.signatures.iter().find_map(|signature| signature.envelope.as_deref());
    let leaf = envelope.and_then(parts::parts).and_then(|parts| parts.chain.into_iter().next());
    let subject = leaf.and_then(|leaf| Some(sealcheck_pki::Certificate::parse(&leaf).ok()?.subject().to_string()));
    let mut subject = subject.unwrap_or_default();
    match choices.below(6) {
        0 => return json!(["*"]),
        1 => subject = subject.to_lowercase(),
        2 => subject.push_str(",OU=x"),
        3 => subject = subject.split_once(',').map_or(subject.clone(), |(_, rest)| rest.into()),
        4 => subject = subject.replace("ST=", "S=").replace(',', " ; "),
        _ => {}
    }
    json!([format!("x509.subject:{subject}")])
}

fn stores(owned: &mut Owned, choices: &mut Choices<'_, '_>) {
    let names: Vec<String> = owned.stores.keys().cloned().collect();
    let Some(name) = choices.pick(&names).cloned() else { return };
    let Some(mut files) = owned.stores.remove(&name) else { return };
    let at = choices.below(files.len());
    let mut renamed = name.clone();
    match choices.below(6) {
        0 => return,
        1 => {
            let kind = ["ca", "signingAuthority", "tsa"][choices.below(3)];
            renamed = format!("{kind}:{}", name.split_once(':').map_or("", |(_, name)| name));
        }
        2 => renamed = choices.pick(&POOL.stores).cloned().unwrap_or(name),
        3 => files = vec![choices.pick(&POOL.certificates).cloned().unwrap_or_default()],
        4 => files.extend(choices.pick(&POOL.certificates).cloned()),
        _ => files.get_mut(at).into_iter().for_each(|file| choices.bytes(file)),
    }
    owned.stores.entry(renamed).or_default().extend(files);
}

fn time(owned: &mut Owned, choices: &mut Choices<'_, '_>) {
    let moments = moments(owned);
    let nanoseconds = [0, 1, 999_999_999][choices.below(3)];
    let seconds = *choices.pick(&moments).unwrap_or(&0);
    owned.at = Time::from_unix(seconds, nanoseconds).unwrap_or(owned.at);
}

fn artifact(owned: &mut Owned, choices: &mut Choices<'_, '_>) {
    if owned.kind == Kind::Blob {
        return choices.bytes(&mut owned.blob);
    }
    let Some(manifest) = &mut owned.manifest else { return };
    if choices.coin() {
        choices.bytes(manifest);
    }
    let (name, _) = owned.reference.split_once('@').unwrap_or((&owned.reference, ""));
    match choices.below(5) {
        // The reference follows the manifest; the signatures do not.
        0 => owned.reference = format!("{name}@sha256:{}", hex(&Sha256::digest(manifest))),
        1 => owned.reference = format!("{name}:v1"),
        2 => owned.reference = owned.reference.replacen(name, "registry.example.com/other", 1),
        3 => owned.manifest_media_type = Some(choices.word().into()),
        _ => {}
    }
}

fn evidence(owned: &mut Owned, choices: &mut Choices<'_, '_>) {
    let pieces = if choices.coin() { &mut owned.ocsp } else { &mut owned.crls };
    let at = choices.below(pieces.len());
    match (choices.below(4), pieces.get_mut(at)) {
        (0, Some(_)) => drop(pieces.remove(at)),
        (1, Some((url, _))) => *url = None,
        (2, Some((_, bytes))) => choices.bytes(bytes),
        _ => {
            let other = choices.below(seeds::VECTORS.len());
            let (_, other) = &seeds::VECTORS[other];
            owned.ocsp.extend(other.ocsp.iter().take(4).cloned());
            owned.crls.extend(other.crls.iter().take(4).cloned());
        }
    }
}

fn others(owned: &mut Owned, choices: &mut Choices<'_, '_>) {
    match choices.below(4) {
        0 => drop(owned.user_metadata.insert(choices.word().into(), choices.word().into())),
        1 => {
            let at = choices.below(owned.signatures.len());
            if let Some(manifest) = owned.signatures.get_mut(at).and_then(|signature| signature.manifest.as_mut()) {
                choices.bytes(manifest);
            }
        }
        2 => {
            let at = choices.below(owned.signatures.len());
            if let Some(signature) = owned.signatures.get_mut(at) {
                signature.media_type = Some(choices.word().into());
            }
        }
        _ => {
            // A signature of another vector beside the others.
            let other = choices.below(seeds::VECTORS.len());
            owned.signatures.extend(seeds::VECTORS[other].1.signatures.iter().take(2).cloned());
        }
    }
}
