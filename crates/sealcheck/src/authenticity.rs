//! Is the signer trusted: does the chain meet a trust store, and is the leaf a trusted identity (VER-30, VER-31)?

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use sealcheck_pki::Hash;

use crate::check::Judged;
use crate::envelope::Scheme;
use crate::finding::{Code, Finding};
use crate::integrity::Intact;
use crate::ordered;
use crate::plugin::PluginOpinion;
use crate::policy::{Identity, Statement, StoreType, Subject};
use crate::store_cache::StoreCache;
use crate::trust_store::OpenStore;
use crate::verdict::{AnchorEvidence, AuthenticityEvidence, CheckEvidence, CheckName, IdentityEvidence};

/// Judges both halves; the finding is of the first half that fails.
pub(crate) fn check(
    intact: &Intact<'_>,
    statement: &Statement,
    stores: &StoreCache<'_>,
    opinion: Option<&PluginOpinion>,
) -> Judged {
    let mut evidence = AuthenticityEvidence::default();
    let mut warnings = Vec::new();
    let chain = chain_is_trusted(intact, statement, stores, &mut evidence, &mut warnings);
    let identity = match opinion {
        // PLG-14: the plugin's word replaces the comparison.
        Some(PluginOpinion::Good) => Ok(()),
        Some(PluginOpinion::Bad(reason)) => {
            let message = alloc::format!("the verification plugin does not trust the signer: {reason}");
            Err(Finding::new(Code::AuthenticityPluginRejected, message))
        }
        None => identity_is_trusted(intact, statement, &mut evidence),
    };
    let outcome = chain.and(identity);
    Judged::new(CheckName::Authenticity, outcome, CheckEvidence::Authenticity(evidence)).warn(warnings)
}

/// SCH-06, SCH-08: the scheme decides the type of store; the two populations never mix. STORE-18…24.
fn chain_is_trusted(
    intact: &Intact<'_>,
    statement: &Statement,
    stores: &StoreCache<'_>,
    evidence: &mut AuthenticityEvidence,
    warnings: &mut Vec<Finding>,
) -> Result<(), Finding> {
    let wanted = match intact.envelope().attributes.scheme {
        Scheme::SigningAuthority => StoreType::SigningAuthority,
        Scheme::X509 => StoreType::Ca,
    };
    let mut opened: Vec<alloc::rc::Rc<OpenStore>> = Vec::new();
    for name in ordered::unique(statement.trust_stores.iter().filter(|name| name.kind == wanted)) {
        let store = stores.open(name)?;
        evidence.trust_stores.push(store.evidence());
        opened.push(store);
    }
    if opened.is_empty() {
        let message = alloc::format!(
            "statement {:?} names no trust store of type {wanted}, which signing scheme {} calls for",
            statement.name,
            intact.envelope().attributes.scheme.name()
        );
        return Err(Finding::new(Code::AuthenticityNoTrustedCertificates, message));
    }
    // STORE-23: any certificate of the chain may be the trusted one; bytes are compared, nothing is built.
    for (index, certificate) in intact.chain().iter().enumerate() {
        for store in &opened {
            if let Some(trusted) = store.holds(certificate) {
                let (name, entry) = (store.name.to_string(), trusted.entry.clone());
                if !trusted.is_root {
                    warnings.push(not_root(&certificate.subject().to_string(), &name));
                }
                evidence.anchor = Some(AnchorEvidence { certificate: index, store: name, entry });
                return Ok(());
            }
        }
    }
    Err(untrusted(intact, &opened))
}

/// D-31
fn not_root(subject: &str, store: &str) -> Finding {
    let message = alloc::format!("\"{subject}\" in {store} is not a root CA: it is trusted for itself alone");
    Finding::new(Code::TrustStoreNotRoot, message)
}

#[inline(never)]
fn untrusted(intact: &Intact<'_>, opened: &[alloc::rc::Rc<OpenStore>]) -> Finding {
    let names: Vec<String> = opened.iter().map(|store| store.name.to_string()).collect();
    let root = intact.chain().last();
    let subject = root.map(|root| root.subject().to_string()).unwrap_or_default();
    let mut message = alloc::format!(
        "no certificate of the signer's chain, which ends with \"{subject}\", is in {}",
        names.join(", ")
    );
    // A re-issued or imitated root: the same name with another key or validity.
    let namesake = root.and_then(|root| {
        let mut trusted = opened.iter().flat_map(|store| &store.certificates);
        trusted.find(|trusted| trusted.subject == root.subject().as_der())
    });
    if namesake.is_some() {
        message.push_str("; a certificate of the same name is there, but it is another certificate");
    }
    let fingerprints = intact.chain().iter().map(|certificate| crate::summary::hex(&certificate.fingerprint()));
    let finding = Finding::new(Code::AuthenticityUntrustedChain, message)
        .with("stores", names)
        .with("fingerprints", fingerprints.collect::<Vec<_>>())
        .with("root", subject);
    match namesake {
        Some(trusted) => finding
            .with("namesakeEntry", trusted.entry.clone())
            .with("namesakeFingerprint", crate::summary::hex(&Hash::Sha256.digest(&trusted.der))),
        None => finding,
    }
}

/// Section 8e: the leaf's subject alone (POL-65, POL-75).
fn identity_is_trusted(
    intact: &Intact<'_>,
    statement: &Statement,
    evidence: &mut AuthenticityEvidence,
) -> Result<(), Finding> {
    // POL-73: `*` bypasses all subject parsing.
    if statement.identities.contains(&Identity::Any) {
        evidence.identity = Some("*".into());
        return Ok(());
    }
    let leaf = intact.leaf().map(|leaf| (leaf.subject().to_string(), Subject::of(leaf.subject())));
    let Some((text, subject)) = leaf else { return Err(mismatch("", statement, &[])) };
    let subject = subject.map_err(|reason| {
        let message = alloc::format!("the signer's subject \"{text}\" cannot match any identity: {reason}");
        Finding::new(Code::AuthenticityIdentityUnmatchable, message)
            .with("signer", text.clone())
            .with("identities", identities(statement))
    })?;
    for identity in &statement.identities {
        evidence.identities.push(subject.compare(identity));
    }
    match evidence.identities.iter().find(|compared| compared.matches) {
        Some(matched) => {
            evidence.identity = Some(matched.identity.clone());
            Ok(())
        }
        None => Err(mismatch(&text, statement, &evidence.identities)),
    }
}

fn identities(statement: &Statement) -> Vec<String> {
    statement.identities.iter().map(ToString::to_string).collect()
}

#[inline(never)]
fn mismatch(subject: &str, statement: &Statement, compared: &[IdentityEvidence]) -> Finding {
    let differs = compared.iter().flat_map(|identity| &identity.attributes).filter(|attribute| !attribute.equal);
    let differs = differs.map(|attribute| match &attribute.certificate {
        Some(value) => {
            alloc::format!("{} is {value:?}, the policy wants {:?}", attribute.attribute, attribute.policy)
        }
        None => alloc::format!("{} is missing, the policy wants {:?}", attribute.attribute, attribute.policy),
    });
    Finding::new(Code::AuthenticityIdentityMismatch, "the signer is not one of the policy's trusted identities")
        .with("signer", subject)
        .with("identities", identities(statement))
        .with("statement", statement.name.clone())
        .with("differs", differs.collect::<Vec<_>>())
}
