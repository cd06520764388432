//! Reads one statement (sections 8a to 8f).

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::identity::{DistinguishedName, Identity, MATCHABLE};
use super::level::did_you_mean;
use super::overlap::overlaps;
use super::read::{Place, Reader};
use super::{Enforcement, Kind, Level, Statement, StoreName, StoreType, VerifyTimestamp, check_scope, nearest};
use crate::finding::Code;
use crate::ordered::{Map, Set};

const NAMES: [&str; 6] =
    ["name", "registryScopes", "globalPolicy", "signatureVerification", "trustStores", "trustedIdentities"];

/// What other statements have said already, and the stores that exist.
pub(super) struct Seen<'n> {
    names: Map<&'n str, String>,
    scopes: Map<&'n str, String>,
    global: Option<String>,
    stores: Option<Set<StoreName>>,
    /// Missing stores so far; beyond [`HINTS`] nobody looks for the one that was meant.
    missing: usize,
}

/// Looking for what was meant goes through all stores.
const HINTS: usize = 100;

/// The member `signatureVerification`, each part as far as it could be read.
#[derive(Default)]
struct Verification {
    level: Option<Level>,
    enforcement: Option<Enforcement>,
    verify_timestamp: Option<VerifyTimestamp>,
}

impl Seen<'_> {
    pub(super) fn new(stores: Option<&[StoreName]>) -> Self {
        let stores = stores.map(|stores| stores.iter().cloned().collect());
        Self { names: Map::new(), scopes: Map::new(), global: None, stores, missing: 0 }
    }
}

/// Reads a statement; `None` is reported.
pub(super) fn read<'n>(
    reader: &mut Reader<'_>,
    place: &Place<'n, '_>,
    kind: Kind,
    seen: &mut Seen<'n>,
) -> Option<Statement> {
    reader.object(place, "a statement: an object")?;
    reader.names(place, &NAMES);
    wrong_kind(reader, place, kind);
    let name = name(reader, place, seen);
    let (scopes, global) = match kind {
        Kind::Blob => (Some(Vec::new()), is_global(reader, place, seen)),
        Kind::Oci => scopes(reader, place, seen),
    };
    let verification = verification(reader, place);
    if let Some(level) = verification.level {
        fits_level(reader, place, level, global, kind);
    }
    let trust_stores = trust_stores(reader, place, seen);
    let identities = identities(reader, place);
    Some(Statement {
        name: name?,
        scopes: scopes?,
        global,
        level: verification.level?,
        enforcement: verification.enforcement?,
        verify_timestamp: verification.verify_timestamp?,
        trust_stores: trust_stores?,
        identities: identities?,
    })
}

/// Row S-13.
fn wrong_kind(reader: &mut Reader<'_>, place: &Place<'_, '_>, kind: Kind) {
    let (foreign, message) = match kind {
        Kind::Blob => ("registryScopes", "\"registryScopes\" is for OCI documents, and this one is for blobs"),
        Kind::Oci => (
            "globalPolicy",
            "\"globalPolicy\" is for blob documents, and this one is for OCI artifacts; the scope \"*\" makes a \
            statement global",
        ),
    };
    if let Some(node) = place.node.member(foreign) {
        reader.error(&Place { node, path: place.path_of(foreign) }, Code::PolicyWrongKind, message);
    }
}

/// POL-09, POL-10.
fn name<'n>(reader: &mut Reader<'_>, place: &Place<'n, '_>, seen: &mut Seen<'n>) -> Option<String> {
    let message = "the statement has no name";
    let Some(member) = place.member("name") else {
        reader.missing(place, "name", Code::PolicyMissing, message);
        return None;
    };
    let name = reader.text(&member, "a name: a text")?;
    if name.is_empty() {
        reader.error(&member, Code::PolicyMissing, message);
        return None;
    }
    if let Some(first) = seen.names.get(name) {
        let message = format!("the name {name:?} is that of {first} already; names are unique");
        reader.error(&member, Code::PolicyDuplicateStatement, message);
        return None;
    }
    seen.names.insert(name, member.path);
    Some(name.into())
}

/// POL-76, POL-77.
fn is_global(reader: &mut Reader<'_>, place: &Place<'_, '_>, seen: &mut Seen<'_>) -> bool {
    let Some(member) = place.member("globalPolicy") else { return false };
    let global = reader.truth(&member).unwrap_or(false);
    if global {
        if let Some(first) = &seen.global {
            let message = format!("{first} is global already; one statement at most is");
            reader.error(&member, Code::PolicyMultipleGlobal, message);
        } else {
            seen.global = Some(member.path);
        }
    }
    global
}

/// POL-34…40; and whether `*` is among them.
fn scopes<'n>(reader: &mut Reader<'_>, place: &Place<'n, '_>, seen: &mut Seen<'n>) -> (Option<Vec<String>>, bool) {
    let message = "the statement has no scopes; name repositories, or \"*\" for all";
    let Some(member) = place.member("registryScopes") else {
        reader.missing(place, "registryScopes", Code::PolicyMissing, message);
        return (None, false);
    };
    let Some(elements) = reader.array(&member, "an array of scopes") else { return (None, false) };
    // POL-34.
    if elements.is_empty() {
        reader.error(&member, Code::PolicyMissing, message);
    }
    let global = elements.iter().any(|element| element.node.as_str() == Some("*"));
    // POL-35.
    if global && elements.len() > 1 {
        let message = "the scope \"*\" stands alone, never beside others";
        reader.error(&member, Code::PolicyInvalidScope, message);
    }
    let mut scopes = Vec::with_capacity(elements.len());
    for element in elements {
        let Some(scope) = reader.text(&element, "a scope: a text") else { continue };
        if let Err(message) = check_scope(scope) {
            reader.error(&element, Code::PolicyInvalidScope, message);
            continue;
        }
        // POL-36.
        if let Some(first) = seen.scopes.get(scope) {
            let message = format!("the scope {scope:?} stands at {first} already; a scope belongs to one statement");
            reader.error(&element, Code::PolicyDuplicateScope, message);
            continue;
        }
        seen.scopes.insert(scope, element.path);
        scopes.push(scope.into());
    }
    (Some(scopes), global)
}

/// Section 8b.
fn verification(reader: &mut Reader<'_>, place: &Place<'_, '_>) -> Verification {
    let Some(member) = place.member("signatureVerification") else {
        let message = "\"signatureVerification\" is missing; it must hold at least a level";
        reader.missing(place, "signatureVerification", Code::PolicyMissing, message);
        return Verification::default();
    };
    if reader.object(&member, "an object with a level").is_none() {
        return Verification::default();
    }
    reader.names(&member, &["level", "override", "verifyTimestamp"]);
    let level = level(reader, &member);
    let enforcement = enforcement(reader, &member, level);
    let verify_timestamp = verify_timestamp(reader, &member);
    Verification { level, enforcement, verify_timestamp }
}

/// POL-14.
fn level(reader: &mut Reader<'_>, place: &Place<'_, '_>) -> Option<Level> {
    let message = "the level is missing; it must be \"strict\", \"permissive\", \"audit\" or \"skip\"";
    let Some(member) = place.member("level") else {
        reader.missing(place, "level", Code::PolicyMissing, message);
        return None;
    };
    match reader.text(&member, "a level: a text")? {
        "" => reader.error(&member, Code::PolicyMissing, message),
        text => match Level::parse(text) {
            Ok(level) => return Some(level),
            Err(message) => reader.error(&member, Code::PolicyUnknownLevel, message),
        },
    }
    None
}

/// POL-16…22. Without a known level the entries are still looked at.
fn enforcement(reader: &mut Reader<'_>, place: &Place<'_, '_>, level: Option<Level>) -> Option<Enforcement> {
    let mut enforcement = Enforcement::of(level.unwrap_or(Level::Strict));
    let Some(member) = place.member("override") else { return Some(enforcement) };
    reader.object(&member, "an object of checks and actions")?;
    let entries = member.node.members().unwrap_or_default();
    // POL-21.
    if level == Some(Level::Skip) && !entries.is_empty() {
        let message = "level \"skip\" verifies nothing, so there is nothing to override";
        reader.error(&member, Code::PolicyInvalidOverride, message);
    }
    for entry in entries {
        let entry_place = Place { node: &entry.node, path: member.path_of(&entry.name) };
        let Some(action) = reader.text(&entry_place, "an action: a text") else { continue };
        if let Err(message) = enforcement.override_with(&entry.name, action) {
            reader.error(&entry_place, Code::PolicyInvalidOverride, message);
        }
    }
    Some(enforcement)
}

/// POL-23.
fn verify_timestamp(reader: &mut Reader<'_>, place: &Place<'_, '_>) -> Option<VerifyTimestamp> {
    let Some(member) = place.member("verifyTimestamp") else { return Some(VerifyTimestamp::Always) };
    let text = reader.text(&member, "\"always\" or \"afterCertExpiry\"")?;
    VerifyTimestamp::parse(text).map_err(|message| reader.error(&member, Code::PolicyVerifyTimestamp, message)).ok()
}

/// POL-24…27, D-34, D-35: what a level calls for.
fn fits_level(reader: &mut Reader<'_>, place: &Place<'_, '_>, level: Level, global: bool, kind: Kind) {
    let members = ["trustStores", "trustedIdentities"];
    if level != Level::Skip {
        // POL-25.
        for name in members {
            let message = format!("\"{name}\" is empty; level \"{level}\" needs at least one");
            match place.member(name) {
                Some(member) if member.node.elements().is_some_and(<[_]>::is_empty) => {
                    reader.error(&member, Code::PolicyMissing, message);
                }
                Some(_) => {}
                None => {
                    let message = format!("\"{name}\" is missing; level \"{level}\" needs at least one");
                    reader.missing(place, name, Code::PolicyMissing, message);
                }
            }
        }
        return;
    }
    // POL-24.
    for member in members.into_iter().filter_map(|name| place.member(name)) {
        if member.node.elements().is_some_and(|elements| !elements.is_empty()) {
            let message = "level \"skip\" verifies nothing, so the statement must not name whom to trust; leave \
            this out or choose another level";
            reader.error(&member, Code::PolicySkipNotAllowed, message);
        }
    }
    // POL-26, POL-27.
    let level = place.member("signatureVerification").and_then(|member| member.member("level"));
    if let (true, Some(level)) = (global, level) {
        let message = match kind {
            Kind::Blob => "level \"skip\" is not allowed in the global statement",
            Kind::Oci => {
                "level \"skip\" is not allowed with the scope \"*\"; name the repositories that need no signature"
            }
        };
        reader.error(&level, Code::PolicySkipNotAllowed, message);
    }
}

/// POL-29…33.
fn trust_stores(reader: &mut Reader<'_>, place: &Place<'_, '_>, seen: &mut Seen<'_>) -> Option<Vec<StoreName>> {
    let Some(member) = place.member("trustStores") else { return Some(Vec::new()) };
    let elements = reader.array(&member, "an array of trust stores")?;
    let mut stores = Vec::with_capacity(elements.len());
    for element in elements {
        let Some(text) = reader.text(&element, "a trust store: a text") else { continue };
        match StoreName::parse(text) {
            Ok(store) => {
                exists(reader, &element, &store, seen);
                stores.push(store);
            }
            Err(message) => reader.error(&element, Code::PolicyInvalidTrustStore, message),
        }
    }
    // POL-32.
    if !stores.is_empty() && stores.iter().all(|store| store.kind == StoreType::Tsa) {
        let message = "only timestamping stores are named, so no signature can ever be authenticated; add a \
        \"ca:\" or \"signingAuthority:\" store";
        reader.warning(&member, Code::PolicyUnusableTrustStores, message);
    }
    Some(stores)
}

/// POL-33: not an error of the document.
fn exists(reader: &mut Reader<'_>, place: &Place<'_, '_>, store: &StoreName, seen: &mut Seen<'_>) {
    let Some(stores) = seen.stores.as_ref().filter(|stores| !stores.contains(store)) else { return };
    seen.missing = seen.missing.saturating_add(1);
    let hinted = stores.iter().filter(|_| seen.missing <= HINTS);
    let there: Vec<String> = hinted.map(ToString::to_string).collect();
    let wanted = store.to_string();
    let message = match nearest(&wanted, there.iter().map(String::as_str)) {
        Some(near) => format!("there is no trust store {wanted:?}; there is {near:?}"),
        None => format!("there is no trust store {wanted:?}"),
    };
    reader.warning(place, Code::PolicyTrustStoreMissing, message);
}

/// POL-48…64.
fn identities(reader: &mut Reader<'_>, place: &Place<'_, '_>) -> Option<Vec<Identity>> {
    let Some(member) = place.member("trustedIdentities") else { return Some(Vec::new()) };
    let elements = reader.array(&member, "an array of identities")?;
    // POL-48.
    let any = elements.iter().any(|element| element.node.as_str() == Some("*"));
    if any && elements.len() > 1 {
        let message = "the identity \"*\" stands alone, never beside others";
        reader.error(&member, Code::PolicyInvalidIdentity, message);
    }
    let mut identities = Vec::with_capacity(elements.len());
    let mut subjects: Vec<(Place<'_, '_>, DistinguishedName)> = Vec::new();
    for element in elements {
        let Some(text) = reader.text(&element, "an identity: a text") else { continue };
        match Identity::parse(text) {
            Ok(identity) => {
                if let Identity::Subject(subject) = &identity {
                    never_matches(reader, &element, subject);
                    subjects.push((element, subject.clone()));
                }
                identities.push(identity);
            }
            Err(message) => reader.error(&element, Code::PolicyInvalidIdentity, message),
        }
    }
    // POL-63.
    let names: Vec<&DistinguishedName> = subjects.iter().map(|(_, name)| name).collect();
    for (narrow, wide) in overlaps(&names) {
        if let (Some((element, name)), Some((other, _))) = (subjects.get(narrow), subjects.get(wide)) {
            let message = format!(
                "the identity {:?} overlaps with {}, which matches every signer that it matches",
                name.as_str(),
                other.path
            );
            reader.error(element, Code::PolicyOverlappingIdentities, message);
        }
    }
    Some(identities)
}

/// POL-62.
fn never_matches(reader: &mut Reader<'_>, place: &Place<'_, '_>, subject: &DistinguishedName) {
    for (attribute, _) in subject.attributes() {
        if !MATCHABLE.contains(&attribute.as_str()) {
            let hint = did_you_mean(attribute, &MATCHABLE);
            let message = format!(
                "the identity can never match because of its attribute {attribute:?}; those that can are {}{hint}",
                MATCHABLE.join(", ")
            );
            reader.warning(place, Code::PolicyIdentityNeverMatches, message);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::finding::Code;
    use crate::policy::{Document, Kind, Level, Severity, Statement, StoreName, lint_trust_policy};
    use alloc::format;
    use alloc::string::{String, ToString};
    use alloc::vec::Vec;

    const STRICT: &str = r#""signatureVerification":{"level":"strict"}"#;
    const TRUST: &str = r#""trustStores":["ca:s"],"trustedIdentities":["*"]"#;
    const SCOPES: &str = r#""registryScopes":["a.io/b"]"#;

    fn document(statements: &[String]) -> String {
        format!(r#"{{"version":"1.0","trustPolicies":[{}]}}"#, statements.join(","))
    }

    fn statement(members: &[&str]) -> String {
        format!(r#"{{"name":"s",{}}}"#, members.join(","))
    }

    /// Errors and warnings of a document, the common beginning of the paths left out.
    fn problems(document: &str, kind: Kind, severity: Severity) -> Vec<(Code, String)> {
        let report = lint_trust_policy(document.as_bytes(), Some(kind), None);
        assert_eq!(report.valid, Document::parse(document.as_bytes(), kind).is_ok());
        let problems = report.problems.into_iter().filter(|problem| problem.severity == severity);
        problems.map(|problem| (problem.code, problem.path.replace("$.trustPolicies[0].", ""))).collect()
    }

    fn errors(members: &[&str]) -> Vec<(Code, String)> {
        problems(&document(&[statement(members)]), Kind::Oci, Severity::Error)
    }

    fn blob_errors(members: &[&str]) -> Vec<(Code, String)> {
        problems(&document(&[statement(members)]), Kind::Blob, Severity::Error)
    }

    fn read(members: &[&str]) -> Statement {
        let document = document(&[statement(members)]);
        Document::parse(document.as_bytes(), Kind::Oci).unwrap().0.statements.remove(0)
    }

    fn one(code: Code, path: &str) -> Vec<(Code, String)> {
        Vec::from([(code, path.to_string())])
    }

    #[test]
    fn pol_09_names_are_unique() {
        let with =
            |name: &str, scope: &str| format!(r#"{{"name":"{name}","registryScopes":["{scope}"],{STRICT},{TRUST}}}"#);
        let text = document(&[with("a", "a.io/b"), with("A", "a.io/c"), with("a", "a.io/d")]);
        let found = problems(&text, Kind::Oci, Severity::Error);
        assert_eq!(found, one(Code::PolicyDuplicateStatement, "$.trustPolicies[2].name"));
    }

    #[test]
    fn pol_10_names_are_not_empty() {
        let named = |name: &str| {
            let text = document(&[format!(r#"{{{name}{SCOPES},{STRICT},{TRUST}}}"#)]);
            problems(&text, Kind::Oci, Severity::Error)
        };
        for name in ["", r#""name":"","#, r#""name":null,"#] {
            assert_eq!(named(name), one(Code::PolicyMissing, "name"), "{name}");
        }
        assert_eq!(named(r#""name":7,"#), one(Code::PolicyMalformed, "name"));
        assert_eq!(named(r#""name":" ","#), []);
    }

    #[test]
    fn pol_14_levels() {
        let with = |verification: &str| errors(&[SCOPES, TRUST, verification]);
        let level = "signatureVerification.level";
        assert_eq!(with(r#""signatureVerification":{"level":"Strict"}"#), one(Code::PolicyUnknownLevel, level));
        assert_eq!(with(r#""signatureVerification":{"level":""}"#), one(Code::PolicyMissing, level));
        assert_eq!(with(r#""signatureVerification":{"level":null}"#), one(Code::PolicyMissing, level));
        assert_eq!(with(r#""signatureVerification":{}"#), one(Code::PolicyMissing, level));
        assert_eq!(with(r#""signatureVerification":{"level":1}"#), one(Code::PolicyMalformed, level));
        assert_eq!(with(r#""signatureVerification":null"#), one(Code::PolicyMissing, "signatureVerification"));
        assert_eq!(with(r#""signatureVerification":"strict""#), one(Code::PolicyMalformed, "signatureVerification"));
    }

    #[test]
    fn pol_16_to_22_overrides() {
        let with = |level: &str, entries: &str| {
            let verification = format!(r#""signatureVerification":{{"level":"{level}","override":{entries}}}"#);
            errors(&[SCOPES, TRUST, &verification])
        };
        assert_eq!(with("audit", r#"{"revocation":"skip","authenticity":"enforce"}"#), []);
        for entries in ["{}", "null"] {
            assert_eq!(with("strict", entries), []);
        }
        let path = |name: &str| format!("signatureVerification.override{name}");
        let invalid = |name: &str| one(Code::PolicyInvalidOverride, &path(name));
        assert_eq!(with("strict", r#"{"integrity":"enforce"}"#), invalid(".integrity"));
        assert_eq!(with("strict", r#"{"Revocation":"log"}"#), invalid(".Revocation"));
        assert_eq!(with("strict", r#"{"x y":"log"}"#), invalid("[\"x y\"]"));
        assert_eq!(with("strict", r#"{"expiry":"skip"}"#), invalid(".expiry"));
        assert_eq!(with("strict", r#"{"expiry":null}"#), one(Code::PolicyMalformed, &path(".expiry")));
        assert_eq!(with("strict", "[]"), one(Code::PolicyMalformed, &path("")));
        assert_eq!(with("strict", r#"{"expiry":"skip","integrity":"log"}"#).len(), 2, "every entry is judged");
        let skip = r#""signatureVerification":{"level":"skip","override":{"expiry":"log"}}"#;
        assert_eq!(errors(&[SCOPES, skip]), invalid(""));
    }

    #[test]
    fn pol_23_verify_timestamp() {
        let with = |value: &str| {
            let verification = format!(r#""signatureVerification":{{"level":"strict","verifyTimestamp":{value}}}"#);
            errors(&[SCOPES, TRUST, &verification])
        };
        for value in ["\"\"", "null", "\"always\"", "\"afterCertExpiry\""] {
            assert_eq!(with(value), [], "{value}");
        }
        let path = "signatureVerification.verifyTimestamp";
        assert_eq!(with("\"Always\""), one(Code::PolicyVerifyTimestamp, path));
        assert_eq!(with("true"), one(Code::PolicyMalformed, path));
    }

    #[test]
    fn pol_24_skip_trusts_nobody() {
        let skip = r#""signatureVerification":{"level":"skip","verifyTimestamp":"afterCertExpiry"}"#;
        for nothing in [r#""trustStores":[]"#, r#""trustStores":null,"trustedIdentities":null"#, r#""x":1"#] {
            assert_eq!(errors(&[SCOPES, skip, nothing]), [], "{nothing}");
        }
        let both =
            Vec::from(["trustStores", "trustedIdentities"].map(|name| (Code::PolicySkipNotAllowed, name.into())));
        assert_eq!(errors(&[SCOPES, skip, TRUST]), both);
    }

    #[test]
    fn pol_25_other_levels_trust_somebody() {
        let (stores, identities) = (r#""trustStores":["ca:s"]"#, r#""trustedIdentities":["*"]"#);
        for none in [r#""trustStores":[]"#, r#""trustStores":null"#, r#""x":1"#] {
            assert_eq!(errors(&[SCOPES, STRICT, none, identities]), one(Code::PolicyMissing, "trustStores"), "{none}");
        }
        assert_eq!(errors(&[SCOPES, STRICT, stores]), one(Code::PolicyMissing, "trustedIdentities"));
        assert_eq!(errors(&[SCOPES, STRICT]).len(), 2);
        assert_eq!(
            errors(&[SCOPES, STRICT, r#""trustStores":"ca:s""#, identities]),
            one(Code::PolicyMalformed, "trustStores")
        );
    }

    #[test]
    fn d_34_d_35_pol_26_pol_27_skip_is_never_global() {
        let skip = r#""signatureVerification":{"level":"skip"}"#;
        let wanted = one(Code::PolicySkipNotAllowed, "signatureVerification.level");
        assert_eq!(errors(&[r#""registryScopes":["*"]"#, skip]), wanted);
        assert_eq!(blob_errors(&[r#""globalPolicy":true"#, skip]), wanted);
        for not_global in [r#""globalPolicy":false"#, r#""globalPolicy":null"#] {
            assert_eq!(blob_errors(&[not_global, skip]), [], "{not_global}");
        }
    }

    #[test]
    fn pol_29_to_33_trust_stores() {
        let with = |stores: &str| errors(&[SCOPES, STRICT, r#""trustedIdentities":["*"]"#, stores]);
        assert_eq!(with(r#""trustStores":["ca:a","ca:a","tsa:b"]"#), []);
        assert_eq!(with(r#""trustStores":["ca:a","ca:.."]"#), one(Code::PolicyInvalidTrustStore, "trustStores[1]"));
        assert_eq!(with(r#""trustStores":[null]"#), one(Code::PolicyMalformed, "trustStores[0]"));
        let only_tsa =
            document(&[statement(&[SCOPES, STRICT, r#""trustedIdentities":["*"],"trustStores":["tsa:b"]"#])]);
        let warnings = problems(&only_tsa, Kind::Oci, Severity::Warning);
        assert_eq!(warnings, one(Code::PolicyUnusableTrustStores, "trustStores"));
    }

    #[test]
    fn pol_33_missing_stores_are_warnings_with_the_near_miss() {
        let members = [SCOPES, STRICT, r#""trustedIdentities":["*"],"trustStores":["ca:GlobalSign","ca:x"]"#];
        let document = document(&[statement(&members)]);
        let stores = [StoreName::parse("ca:GlobalSIgn").unwrap(), StoreName::parse("tsa:x").unwrap()];
        let report = lint_trust_policy(document.as_bytes(), None, Some(&stores));
        let messages: Vec<&str> = report.problems.iter().map(|problem| problem.message.as_str()).collect();
        assert!(report.valid && report.problems.iter().all(|problem| problem.code == Code::PolicyTrustStoreMissing));
        assert_eq!(messages[0], "there is no trust store \"ca:GlobalSign\"; there is \"ca:GlobalSIgn\"");
        assert_eq!(messages.len(), 2);
        assert_eq!(lint_trust_policy(document.as_bytes(), None, None).problems, []);
    }

    #[test]
    fn pol_34_to_36_scopes() {
        let with = |scopes: &str| errors(&[scopes, STRICT, TRUST]);
        for none in [r#""registryScopes":[]"#, r#""registryScopes":null"#, r#""x":1"#] {
            assert_eq!(with(none), one(Code::PolicyMissing, "registryScopes"), "{none}");
        }
        assert_eq!(with(r#""registryScopes":["*","a.io/b"]"#), one(Code::PolicyInvalidScope, "registryScopes"));
        assert_eq!(with(r#""registryScopes":["a.io/b",""]"#), one(Code::PolicyInvalidScope, "registryScopes[1]"));
        assert_eq!(
            with(r#""registryScopes":["a.io/b","a.io/b"]"#),
            one(Code::PolicyDuplicateScope, "registryScopes[1]")
        );
        assert_eq!(with(r#""registryScopes":["a.io/b","A.io/b"]"#), []);
        assert_eq!(with(r#""registryScopes":"a.io/b""#), one(Code::PolicyMalformed, "registryScopes"));
        let star = |name: &str| format!(r#"{{"name":"{name}","registryScopes":["*"],{STRICT},{TRUST}}}"#);
        let found = problems(&document(&[star("a"), star("b")]), Kind::Oci, Severity::Error);
        assert_eq!(found, one(Code::PolicyDuplicateScope, "$.trustPolicies[1].registryScopes[0]"));
    }

    #[test]
    fn pol_48_to_64_identities() {
        let with = |identities: &str| {
            errors(&[SCOPES, STRICT, r#""trustStores":["ca:s"]"#, &format!(r#""trustedIdentities":{identities}"#)])
        };
        let narrow = "x509.subject:C=US,ST=WA,O=x,CN=y";
        assert_eq!(with(r#"["x509.subject:C=US,ST=WA,O=x","x509.subject:C=US,ST=WA,O=y"]"#), []);
        for both in [r#"["*","*"]"#, &format!(r#"["*","{narrow}"]"#)] {
            assert_eq!(with(both), one(Code::PolicyInvalidIdentity, "trustedIdentities"), "{both}");
        }
        for wrong in ["", "foo", "foo:bar", "x509.subject:C=US,ST=WA", " *"] {
            let found = with(&format!(r#"["{wrong}","{narrow}"]"#));
            assert_eq!(found, one(Code::PolicyInvalidIdentity, "trustedIdentities[0]"), "{wrong}");
        }
        let overlap = format!(r#"["{narrow}","x509.subject:C=US,S=WA,O=x"]"#);
        assert_eq!(with(&overlap), one(Code::PolicyOverlappingIdentities, "trustedIdentities[0]"));
    }

    #[test]
    fn pol_62_attributes_that_never_match_are_warnings() {
        let identity = r#""trustStores":["ca:s"],"trustedIdentities":["x509.subject:C=US,ST=WA,O=x,ou=y,E=z"]"#;
        let text = document(&[statement(&[SCOPES, STRICT, identity])]);
        let never = (Code::PolicyIdentityNeverMatches, "trustedIdentities[0]".to_string());
        assert_eq!(problems(&text, Kind::Oci, Severity::Warning), [never.clone(), never]);
        let report = lint_trust_policy(text.as_bytes(), None, None);
        assert!(report.problems[0].message.ends_with("did you mean \"OU\"?"), "{}", report.problems[0].message);
    }

    #[test]
    fn s_01_misspelled_members_are_refused_at_every_level() {
        let inside = r#""signatureVerification":{"level":"strict","Override":{"revocation":"skip"}}"#;
        let misspelled = |path: &str| one(Code::PolicyMisspelledMember, path);
        assert_eq!(errors(&[SCOPES, TRUST, inside]), misspelled("signatureVerification.Override"));
        assert_eq!(errors(&[SCOPES, STRICT, TRUST, r#""NAME":"t""#]), misspelled("NAME"));
        let folded = errors(&[SCOPES, STRICT, TRUST, "\"tru\u{17f}tStores\":[\"ca:t\"]"]);
        assert_eq!(folded, misspelled("$.trustPolicies[0][\"tru\u{17f}tStores\"]"));
        let text = format!(
            r#"{{"Version":"1.0","version":"1.0","trustPolicies":[{{"name":"s",{SCOPES},{STRICT},{TRUST}}}]}}"#
        );
        assert_eq!(problems(&text, Kind::Oci, Severity::Error), misspelled("$.Version"));
    }

    #[test]
    fn d_02_unknown_members_are_warnings() {
        let text = document(&[statement(&[SCOPES, STRICT, TRUST, r#""registryScope":[],"comment":1"#])]);
        let unknown = ["registryScope", "comment"].map(|name| (Code::PolicyUnknownMember, name.to_string()));
        assert_eq!(problems(&text, Kind::Oci, Severity::Warning), unknown);
    }

    #[test]
    fn s_13_members_of_the_other_kind_are_refused() {
        for value in ["true", "false", "null"] {
            let found = errors(&[SCOPES, STRICT, TRUST, &format!(r#""globalPolicy":{value}"#)]);
            assert_eq!(found, one(Code::PolicyWrongKind, "globalPolicy"), "{value}");
        }
        assert_eq!(blob_errors(&[SCOPES, STRICT, TRUST]), one(Code::PolicyWrongKind, "registryScopes"));
    }

    #[test]
    fn pol_76_pol_77_one_global_blob_statement() {
        let with = |name: &str| format!(r#"{{"name":"{name}","globalPolicy":true,{STRICT},{TRUST}}}"#);
        let found = problems(&document(&[with("a"), with("b")]), Kind::Blob, Severity::Error);
        assert_eq!(found, one(Code::PolicyMultipleGlobal, "$.trustPolicies[1].globalPolicy"));
        assert_eq!(
            blob_errors(&[STRICT, TRUST, r#""globalPolicy":"true""#]),
            one(Code::PolicyMalformed, "globalPolicy")
        );
    }

    #[test]
    fn every_part_is_read() {
        let statement = read(&[
            r#""registryScopes":["a.io/b","a.io/c"]"#,
            r#""signatureVerification":{"level":"permissive","override":{"expiry":"enforce"},"verifyTimestamp":"afterCertExpiry"}"#,
            r#""trustStores":["ca:s","tsa:t"],"trustedIdentities":["x509.subject:C=US,ST=WA,O=x"]"#,
        ]);
        assert_eq!((statement.name.as_str(), statement.global, statement.level), ("s", false, Level::Permissive));
        assert_eq!(statement.scopes, ["a.io/b", "a.io/c"]);
        assert_eq!(statement.trust_stores.iter().map(ToString::to_string).collect::<Vec<_>>(), ["ca:s", "tsa:t"]);
        assert_eq!(statement.enforcement.expiry.as_str(), "enforce");
        assert_eq!(statement.verify_timestamp.as_str(), "afterCertExpiry");
    }
}
