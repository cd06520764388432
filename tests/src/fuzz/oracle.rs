//! What an accepted request must be, recomputed with other parsers and in other words than the verifier's: accepted
//! implies that these rules hold. The rules are those whose breach would be a wrong "accepted"; none of them is about
//! signatures, which everybody vouches for here.

mod dn;
mod envelope;
mod pki;
mod unique;

use sealcheck::policy::Kind;
use sealcheck::verdict::Trust;
use sealcheck::{Outcome, Verdict};
use serde_json::Value;
use sha2::{Digest as _, Sha256, Sha384, Sha512};

use crate::fuzz::parsers::{hex, layers};
use crate::owned::{Owned, OwnedSignature};
use crate::parts;
use envelope::Header;
use pki::Certificate;
use unique::is_unique;

/// What the policy wants done about a check.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Action {
    Enforce,
    Log,
    Skip,
}

/// The statement that applies, read anew.
struct Statement {
    document: Value,
    actions: [Action; 4],
}

const CHECKS: [&str; 4] = ["authenticity", "authenticTimestamp", "expiry", "revocation"];

impl Statement {
    /// POL-45, POL-78, POL-79; POL-15…20.
    fn select(owned: &Owned) -> Self {
        assert!(is_unique(&owned.policy), "D-02: the policy");
        let policy: Value = serde_json::from_slice(&owned.policy).expect("a policy");
        let all = policy["trustPolicies"].as_array().expect("statements");
        let has_scope = |statement: &Value, scope: &str| {
            statement["registryScopes"].as_array().is_some_and(|scopes| scopes.iter().any(|one| one == scope))
        };
        let found = match (owned.kind, owned.policy_name.as_deref().filter(|name| !name.is_empty())) {
            (Kind::Oci, _) => {
                let repository = repository(&owned.reference);
                let exact = all.iter().find(|statement| has_scope(statement, repository));
                exact.or_else(|| all.iter().find(|statement| has_scope(statement, "*")))
            }
            (Kind::Blob, Some(name)) => all.iter().find(|statement| statement["name"] == name),
            (Kind::Blob, None) => all.iter().find(|statement| statement["globalPolicy"] == true),
        };
        let document = found.expect("accepted without a statement that applies").clone();
        let verification = &document["signatureVerification"];
        let own = match verification["level"].as_str() {
            Some("strict") => [Action::Enforce; 4],
            Some("permissive") => [Action::Enforce, Action::Log, Action::Log, Action::Log],
            Some("audit") => [Action::Log; 4],
            other => panic!("accepted at level {other:?}"),
        };
        let mut actions = own;
        for (check, action) in CHECKS.iter().zip(&mut actions) {
            match verification["override"][check].as_str() {
                Some("enforce") => *action = Action::Enforce,
                Some("log") => *action = Action::Log,
                Some("skip") => {
                    assert_eq!(*check, "revocation", "POL-20");
                    *action = Action::Skip;
                }
                None => {}
                other => panic!("action {other:?}"),
            }
        }
        Self { document, actions }
    }

    fn enforces(&self, check: &str) -> bool {
        CHECKS.iter().zip(self.actions).any(|(name, action)| *name == check && action == Action::Enforce)
    }

    fn texts(&self, name: &str) -> Vec<&str> {
        self.document[name].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
    }
}

/// What stands before the digest or the tag.
fn repository(reference: &str) -> &str {
    match reference.rfind('@') {
        Some(at) => &reference[..at],
        None => &reference[..reference.rfind(':').expect("a tag")],
    }
}

fn digest_by(algorithm: &str, bytes: &[u8]) -> String {
    let digest = match algorithm {
        "sha256" => Sha256::digest(bytes).to_vec(),
        "sha384" => Sha384::digest(bytes).to_vec(),
        "sha512" => Sha512::digest(bytes).to_vec(),
        other => panic!("hash {other}"),
    };
    format!("{algorithm}:{}", hex(&digest))
}

/// The whole verdict, and every signature that it accepts.
pub(super) fn deserves_it(owned: &Owned, verdict: &Verdict) {
    let statement = Statement::select(owned);
    let policy = verdict.policy.as_ref().expect("accepted without a policy");
    assert_eq!(statement.document["name"], policy.name.as_str(), "POL-45");
    let mut accepted = 0;
    for (index, (given, judged)) in owned.signatures.iter().zip(&verdict.signatures).enumerate() {
        if judged.result != Outcome::Accepted {
            continue;
        }
        accepted += 1;
        let signed = Signed::open(given);
        signed.is_well_formed();
        signed.is_of(owned);
        let authentic = signed.is_trusted(owned, &statement);
        assert!(authentic || !statement.enforces("authenticity"), "STORE-23, POL-65: an untrusted signer");
        let expired = signed.header.expiry.is_some_and(|expiry| nanoseconds(owned.at) >= expiry);
        assert!(!(expired && statement.enforces("expiry")), "VER-32: expired");
        let timely = signed.is_timely(owned, &statement);
        assert!(timely || !statement.enforces("authenticTimestamp"), "VER-33…38: not valid when it counts");
        let revoked = signed.is_revoked_or_unknown(owned);
        assert!(!(revoked && statement.enforces("revocation")), "REV-01: revoked, or nobody knows");
        if verdict.accepted_by == Some(index) {
            match verdict.trust {
                Trust::Full => assert!(authentic && !expired && timely, "full trust"),
                Trust::Partial => assert!(authentic, "partial trust"),
                Trust::None => assert!(!statement.enforces("authenticity"), "no trust"),
            }
        }
    }
    assert!(accepted > 0, "accepted without an accepted signature");
}

fn nanoseconds(time: sealcheck::Time) -> i128 {
    i128::from(time.seconds()) * 1_000_000_000 + i128::from(time.nanoseconds())
}

/// One accepted signature.
struct Signed<'o> {
    given: &'o OwnedSignature,
    envelope: &'o [u8],
    payload: Value,
    payload_text: Vec<u8>,
    signature: Vec<u8>,
    header: Header,
    chain: Vec<Certificate>,
}

impl<'o> Signed<'o> {
    fn open(given: &'o OwnedSignature) -> Self {
        let envelope = given.envelope.as_deref().expect("accepted without an envelope");
        let is_cose = envelope.first() == Some(&0xd2);
        let parts = parts::parts(envelope).expect("accepted, so it can be read");
        let header = if is_cose { envelope::cose(&parts.protected) } else { envelope::jws(&parts.protected) };
        let payload: Value = serde_json::from_slice(&parts.payload).expect("a payload");
        let chain = parts.chain.iter().map(|der| Certificate::read(der)).collect();
        assert!(is_cose || is_unique(envelope) && is_unique(&parts.protected), "D-02: the envelope");
        let media_type = if is_cose { "application/cose" } else { "application/jose+json" };
        assert!(given.media_type.as_deref().is_none_or(|said| said == media_type), "VER-15, D-65");
        Self { given, envelope, payload, payload_text: parts.payload, signature: parts.signature, header, chain }
    }

    /// Sections 2 to 6.
    fn is_well_formed(&self) {
        let Header { critical, others, .. } = &self.header;
        assert_eq!(self.header.content_type, "application/vnd.cncf.notary.payload.v1+json", "PAY-01");
        assert!(self.header.signing.is_some() != self.header.authentic.is_some(), "D-18");
        assert_eq!(self.header.authentic.is_some(), self.header.scheme == "notary.x509.signingAuthority", "SCH-07");
        assert!(critical.iter().any(|name| name == "io.cncf.notary.signingScheme"), "JWS-35, COSE-33");
        // D-11: nothing here understands further critical attributes, and there are no plugins (PLG-07).
        assert!(critical.iter().all(|name| !others.contains(name)), "D-11: {critical:?}");
        let of_plugins = ["io.cncf.notary.verificationPlugin", "io.cncf.notary.verificationPluginMinVersion"];
        assert!(!others.iter().any(|name| of_plugins.contains(&name.as_str())), "PLG-07, PLG-06");
        assert!(!self.signature.is_empty());
        assert!(is_unique(&self.payload_text), "D-02: the payload");
        let leaf = &self.chain[0];
        assert_eq!(leaf.algorithm().as_deref(), Some(self.header.algorithm.as_str()), "JWS-27, COSE-29");
        pki::is_for_signing(&self.chain);
    }

    /// PAY-15, PAY-16, BLOB-10…12, VER-10…14, VER-48.
    fn is_of(&self, owned: &Owned) {
        let target = &self.payload["targetArtifact"];
        let texts = |name: &str| target[name].as_str().unwrap_or_else(|| panic!("{name} is no text"));
        match (owned.kind, &owned.manifest) {
            (Kind::Blob, _) => {
                let algorithm = self.header.hash();
                assert_eq!(texts("digest"), digest_by(algorithm, &owned.blob), "BLOB-10");
                assert_eq!(target["size"], owned.blob.len(), "BLOB-10");
                assert!(owned.blob_media_type.as_deref().is_none_or(|wanted| wanted == texts("mediaType")), "BLOB-12");
            }
            (Kind::Oci, Some(manifest)) => {
                let named = owned.reference.rsplit_once('@').map(|(_, digest)| digest);
                let algorithm = named.and_then(|digest| digest.split(':').next()).unwrap_or("sha256");
                let digest = digest_by(algorithm, manifest);
                assert!(named.is_none_or(|named| named == digest), "VER-07: the reference names another manifest");
                assert_eq!(texts("digest"), digest, "PAY-15");
                assert_eq!(target["size"], manifest.len(), "PAY-15");
                let document = serde_json::from_slice::<Value>(manifest).unwrap_or_default();
                let own = document["mediaType"].as_str().filter(|text| !text.is_empty());
                let said = owned.manifest_media_type.as_deref();
                if let Some(media_type) = own.or(said) {
                    assert_eq!(texts("mediaType"), media_type, "PAY-15");
                }
                assert!(own.zip(said).is_none_or(|(own, said)| own == said), "S-09");
            }
            (Kind::Oci, None) => {
                let given = owned.descriptor.as_ref().expect("a manifest or a descriptor");
                assert_eq!((texts("digest"), target["size"].as_u64()), (given.digest.as_str(), Some(given.size)));
                assert!(owned.reference.ends_with(&format!("@{}", given.digest)), "VER-07");
            }
        }
        for (name, value) in &owned.user_metadata {
            assert_eq!(target["annotations"][name.as_str()], value.as_str(), "VER-48");
        }
        if let Some(manifest) = &self.given.manifest {
            assert!(is_unique(manifest), "D-02: the signature manifest");
            let document: Value = serde_json::from_slice(manifest).expect("a signature manifest");
            assert_eq!(document["subject"]["digest"], texts("digest"), "D-40");
            let [layer] = layers(&document) else { panic!("D-76: one layer") };
            let digest = layer["digest"].as_str().expect("a digest");
            assert_eq!(digest, digest_by(digest.split(':').next().unwrap_or_default(), self.envelope), "VER-14");
            assert_eq!(layer["size"], self.envelope.len(), "VER-14");
        }
    }

    /// SCH-06, SCH-08, STORE-23; POL-48, POL-65.
    fn is_trusted(&self, owned: &Owned, statement: &Statement) -> bool {
        let kind = if self.header.scheme == "notary.x509" { "ca:" } else { "signingAuthority:" };
        let stores = statement.texts("trustStores").into_iter().filter(|name| name.starts_with(kind));
        let mut files = stores.filter_map(|name| owned.stores.get(name)).flatten();
        let anchored = files.any(|file| self.chain.iter().any(|one| pki::holds(file, &one.der)));
        let mut identities = statement.texts("trustedIdentities").into_iter();
        let known = identities.any(|identity| match identity.strip_prefix("x509.subject:") {
            None => identity == "*",
            Some(name) => dn::matches(name, &self.chain[0]),
        });
        anchored && known
    }

    /// SCH-10; VER-37, VER-38; VER-34, VER-35, TSA-17, TSA-41.
    fn is_timely(&self, owned: &Owned, statement: &Statement) -> bool {
        let valid_at = |time: i128| self.chain.iter().all(|one| one.valid_at(time));
        if let Some(authentic) = self.header.authentic {
            return valid_at(authentic);
        }
        let now = nanoseconds(owned.at);
        let stores: Vec<&str> =
            statement.texts("trustStores").into_iter().filter(|name| name.starts_with("tsa:")).collect();
        let after = statement.document["signatureVerification"]["verifyTimestamp"] == "afterCertExpiry";
        let expired = self.chain.iter().any(|one| one.not_after < now);
        if stores.is_empty() || (after && !expired) {
            return valid_at(now);
        }
        let Some(token) = parts::token(self.envelope) else { return false };
        let Some(stamp) = pki::timestamp(&token) else { return false };
        let covers = digest_by(&stamp.hash, &self.signature).ends_with(&format!(":{}", hex(&stamp.imprint)));
        // The root is not in the token as a rule; who issued the highest certificate in it is in the store.
        let mut roots = stores.iter().filter_map(|name| owned.stores.get(*name)).flatten();
        let anchored = roots.any(|file| pki::issuer_in(file, &stamp.issuers));
        covers && anchored && valid_at(stamp.time)
    }

    /// REV-03…07, D-54, D-57: a certificate that names a service, and nothing at hand that could be about it; or one
    /// that a CRL of its issuer lists for good, while there is no OCSP response.
    fn is_revoked_or_unknown(&self, owned: &Owned) -> bool {
        let below_root = self.chain.len().saturating_sub(1);
        self.chain.iter().take(below_root).enumerate().any(|(index, certificate)| {
            if !certificate.names_revocation_service() {
                return false;
            }
            let issuer = self.chain.get(index + 1).unwrap_or(certificate);
            let crls: Vec<_> = owned.crls.iter().filter_map(|(_, crl)| pki::Crl::read(crl)).collect();
            let of_issuer = || crls.iter().filter(|crl| crl.issuer == issuer.subject);
            let nothing = owned.ocsp.is_empty() && of_issuer().next().is_none();
            let authentic = self.header.authentic;
            let listed =
                of_issuer().any(|crl| crl.revokes_for_good(certificate, issuer, authentic, nanoseconds(owned.at)));
            nothing || (listed && owned.ocsp.is_empty())
        })
    }
}
