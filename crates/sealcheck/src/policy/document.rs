//! A trust policy document, and the statement of it that applies.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::read::{Place, Reader, fold};
use super::statement::{self, Seen};
use super::{Enforcement, Identity, Kind, Level, Problem, Severity, StoreName, VerifyTimestamp, nearest};
use crate::error::ApiError;
use crate::finding::{Code, Finding};
use crate::json;

/// The largest document: 4 MiB, as for manifests.
pub const MAX_DOCUMENT_SIZE: usize = 4 * 1024 * 1024;

/// The scope that stands for every repository.
const GLOBAL: &str = "*";

/// How many scopes or names a message lists.
const LISTED: usize = 5;

/// A document in which everything is valid.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Document {
    /// What it is for.
    pub kind: Kind,
    /// The statements in the order of the document, at least one.
    pub statements: Vec<Statement>,
}

/// One statement.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Statement {
    /// Its name, unique in the document.
    pub name: String,
    /// Repositories, or `*` alone; empty in blob documents.
    pub scopes: Vec<String>,
    /// `globalPolicy` of a blob document, the scope `*` of an OCI document.
    pub global: bool,
    /// The level as named; overrides are in `enforcement`.
    pub level: Level,
    /// What is done about each check.
    pub enforcement: Enforcement,
    /// When a timestamp is called for.
    pub verify_timestamp: VerifyTimestamp,
    /// The stores, empty at level skip.
    pub trust_stores: Vec<StoreName>,
    /// The identities, empty at level skip; `*` stands alone.
    pub identities: Vec<Identity>,
}

/// What came out of reading a document.
pub(super) struct Reading {
    pub(super) kind: Kind,
    /// The document; `None` if there is any error.
    pub(super) document: Option<Document>,
    pub(super) problems: Vec<Problem>,
}

impl Document {
    /// Reads a document and judges all of it (POL-12), and gives the warnings with it.
    ///
    /// # Errors
    /// [`ApiError::InvalidTrustPolicy`] with every error of the document.
    pub fn parse(document: &[u8], kind: Kind) -> Result<(Self, Vec<Problem>), ApiError> {
        let Reading { document, mut problems, .. } = read(document, Some(kind), None);
        document.map(|document| (document, core::mem::take(&mut problems))).ok_or_else(|| {
            problems.retain(|problem| problem.severity == Severity::Error);
            ApiError::InvalidTrustPolicy { problems }
        })
    }

    /// The statement for a repository, and the scope that selected it.
    ///
    /// # Errors
    /// A [`Finding`] if there is none (POL-46).
    pub fn select_oci(&self, repository: &str) -> Result<(&Statement, &str), Finding> {
        let scopes =
            || self.statements.iter().flat_map(|statement| core::iter::repeat(statement).zip(&statement.scopes));
        // POL-45: the very text first, then the global statement; no prefixes, no normalisation.
        for wanted in [repository, GLOBAL] {
            if let Some((statement, scope)) = scopes().find(|(_, scope)| *scope == wanted) {
                return Ok((statement, scope));
            }
        }
        let scopes: Vec<&str> = scopes().map(|(_, scope)| scope.as_str()).collect();
        let message = format!("no statement of the trust policy is for {repository:?}");
        Err(not_applicable(message, repository, "repository", "scopes", &scopes))
    }

    /// The statement for a blob: the one of that name, or without a name the global one.
    ///
    /// # Errors
    /// A [`Finding`] if there is none.
    pub fn select_blob(&self, name: Option<&str>) -> Result<&Statement, Finding> {
        let names: Vec<&str> = self.statements.iter().map(|statement| statement.name.as_str()).collect();
        let Some(name) = name.filter(|name| !name.is_empty()) else {
            // POL-79.
            return self.statements.iter().find(|statement| statement.global).ok_or_else(|| {
                let message = "no name of a statement was given, and no statement of the trust policy is global";
                not_applicable(message.into(), "", "name", "names", &names)
            });
        };
        // POL-80.
        if name.trim().is_empty() {
            let message = "the name of the statement is white space".into();
            return Err(not_applicable(message, name, "name", "names", &names));
        }
        // POL-78: the very name, and no way from a wrong name to the global statement.
        self.statements.iter().find(|statement| statement.name == name).ok_or_else(|| {
            let message = format!("no statement of the trust policy has the name {name:?}");
            not_applicable(message, name, "name", "names", &names)
        })
    }
}

fn not_applicable(
    mut message: String,
    wanted: &str,
    what: &'static str,
    listed_as: &'static str,
    there: &[&str],
) -> Finding {
    let near = nearest(wanted, there.iter().copied());
    match near {
        Some(near) => message.push_str(&format!("; the nearest of its {listed_as} is {near:?}")),
        None => {
            let shown: Vec<String> = there.iter().take(LISTED).map(|scope| format!("{scope:?}")).collect();
            let more = there.len().saturating_sub(LISTED);
            message.push_str(&format!("; its {listed_as} are {}", shown.join(", ")));
            if more > 0 {
                message.push_str(&format!(" and {more} more"));
            }
        }
    }
    let there: Vec<String> = there.iter().map(|text| String::from(*text)).collect();
    let finding = Finding::new(Code::PolicyNoApplicableStatement, message).with(what, wanted).with(listed_as, there);
    if let Some(near) = near { finding.with("nearest", near) } else { finding }
}

/// Reads a document of a given kind, or of the kind that it looks like.
pub(super) fn read(document: &[u8], kind: Option<Kind>, stores: Option<&[StoreName]>) -> Reading {
    let mut reader = Reader::new(document);
    let unread =
        |reader: Reader<'_>| Reading { kind: kind.unwrap_or(Kind::Oci), document: None, problems: reader.finish() };
    if document.len() > MAX_DOCUMENT_SIZE {
        let message = format!("the document is {} bytes long, at most {MAX_DOCUMENT_SIZE} are read", document.len());
        reader.unreadable(0, message);
        return unread(reader);
    }
    // D-02, D-32: one document without duplicates and nothing after it.
    let root = match json::parse(document) {
        Ok(root) => root,
        Err(error) => {
            let hint = if document.starts_with(b"\xef\xbb\xbf") { "; it begins with a byte order mark" } else { "" };
            reader.unreadable(error.offset, format!("the document cannot be read: {}{hint}", error.reason));
            return unread(reader);
        }
    };
    let root = Place { node: &root, path: "$".into() };
    if reader.object(&root, "a trust policy document: an object with \"version\" and \"trustPolicies\"").is_none() {
        return unread(reader);
    }
    reader.names(&root, &["version", "trustPolicies"]);
    version(&mut reader, &root);
    let places = statements(&mut reader, &root).unwrap_or_default();
    let kind = kind.unwrap_or_else(|| looks_like(&places));
    let mut seen = Seen::new(stores);
    let read = places.iter().filter_map(|place| statement::read(&mut reader, place, kind, &mut seen));
    let statements: Vec<Statement> = read.collect();
    let document = (!reader.failed()).then_some(Document { kind, statements });
    Reading { kind, document, problems: reader.finish() }
}

/// POL-07.
fn version(reader: &mut Reader<'_>, root: &Place<'_, '_>) {
    let Some(place) = root.member("version") else {
        return reader.missing(root, "version", Code::PolicyVersion, "\"version\" is missing; it must be \"1.0\"");
    };
    match reader.text(&place, "the text \"1.0\"") {
        None | Some("1.0") => {}
        Some(other) => {
            reader.error(&place, Code::PolicyVersion, format!("version {other:?} is not known; it must be \"1.0\""))
        }
    }
}

/// POL-08.
fn statements<'n, 'd>(reader: &mut Reader<'_>, root: &Place<'n, 'd>) -> Option<Vec<Place<'n, 'd>>> {
    let message = "there are no statements; \"trustPolicies\" must hold at least one";
    let Some(place) = root.member("trustPolicies") else {
        reader.missing(root, "trustPolicies", Code::PolicyMissing, message);
        return None;
    };
    let statements = reader.array(&place, "an array of statements")?;
    if statements.is_empty() {
        reader.error(&place, Code::PolicyMissing, message);
    }
    Some(statements)
}

/// Scopes are for registries; without any, and with statements, it is a document for blobs.
fn looks_like(statements: &[Place<'_, '_>]) -> Kind {
    let has_scopes = |place: &Place<'_, '_>| {
        let members = place.node.members().unwrap_or_default();
        members.iter().any(|member| fold(&member.name) == "registryscopes")
    };
    if statements.is_empty() || statements.iter().any(has_scopes) { Kind::Oci } else { Kind::Blob }
}
