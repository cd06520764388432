//! A trust policy document, and the statement of it that applies.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::read::{Place, Reader};
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
        members.iter().any(|member| json::fold(&member.name) == "registryscopes")
    };
    if statements.is_empty() || statements.iter().any(has_scopes) { Kind::Oci } else { Kind::Blob }
}

#[cfg(test)]
mod tests {
    use super::{Document, MAX_DOCUMENT_SIZE};
    use crate::error::ApiError;
    use crate::finding::{Code, Detail, Finding};
    use crate::policy::{Kind, Problem};
    use alloc::format;
    use alloc::string::String;
    use alloc::vec::Vec;

    const REST: &str = r#""signatureVerification":{"level":"strict"},"trustStores":["ca:s"],"trustedIdentities":["*"]"#;

    fn errors(document: &[u8]) -> Vec<Problem> {
        match Document::parse(document, Kind::Oci) {
            Ok(_) => Vec::new(),
            Err(ApiError::InvalidTrustPolicy { problems }) => problems,
            Err(other) => panic!("{other}"),
        }
    }

    fn codes(document: &str) -> Vec<(Code, String)> {
        errors(document.as_bytes()).into_iter().map(|problem| (problem.code, problem.path)).collect()
    }

    fn oci(scopes: &[&str]) -> Document {
        let statements = scopes
            .iter()
            .enumerate()
            .map(|(index, scope)| format!(r#"{{"name":"s{index}","registryScopes":["{scope}"],{REST}}}"#));
        let statements = statements.collect::<Vec<_>>().join(",");
        Document::parse(format!(r#"{{"version":"1.0","trustPolicies":[{statements}]}}"#).as_bytes(), Kind::Oci)
            .unwrap()
            .0
    }

    fn blob(names: &[(&str, bool)]) -> Document {
        let statements =
            names.iter().map(|(name, global)| format!(r#"{{"name":"{name}","globalPolicy":{global},{REST}}}"#));
        let statements = statements.collect::<Vec<_>>().join(",");
        Document::parse(format!(r#"{{"version":"1.0","trustPolicies":[{statements}]}}"#).as_bytes(), Kind::Blob)
            .unwrap()
            .0
    }

    fn nearest(finding: &Finding) -> Option<&str> {
        assert_eq!(finding.code, Code::PolicyNoApplicableStatement);
        match finding.details.get("nearest") {
            Some(Detail::Text(text)) => Some(text),
            _ => None,
        }
    }

    #[test]
    fn pol_07_version() {
        let with = |version: &str| {
            codes(&format!(r#"{{{version}"trustPolicies":[{{"name":"s","registryScopes":["*"],{REST}}}]}}"#))
        };
        assert_eq!(with(r#""version":"1.0","#), []);
        for version in ["", r#""version":null,"#, r#""version":"","#, r#""version":"1","#, r#""version":"1.1","#] {
            assert_eq!(with(version), [(Code::PolicyVersion, "$.version".into())], "{version}");
        }
        assert_eq!(with(r#""version":1.0,"#), [(Code::PolicyMalformed, "$.version".into())]);
    }

    #[test]
    fn pol_08_statements() {
        for statements in ["", r#","trustPolicies":[]"#, r#","trustPolicies":null"#] {
            let wanted = [(Code::PolicyMissing, "$.trustPolicies".into())];
            assert_eq!(codes(&format!(r#"{{"version":"1.0"{statements}}}"#)), wanted, "{statements}");
        }
        assert_eq!(
            codes(r#"{"version":"1.0","trustPolicies":{}}"#),
            [(Code::PolicyMalformed, "$.trustPolicies".into())]
        );
        let wanted = [(Code::PolicyMalformed, "$.trustPolicies[0]".into())];
        assert_eq!(codes(r#"{"version":"1.0","trustPolicies":[null]}"#), wanted);
    }

    #[test]
    fn d_02_d_32_pol_04_pol_05_the_document_is_one_strict_json_document() {
        for text in
            ["", "{", "// x\n{}", "\u{feff}{}", "{} xx", "{}{}", "[]", "null", r#"{"version":"1.0","version":"1.0"}"#]
        {
            let problems = errors(text.as_bytes());
            assert_eq!(problems.len(), 1, "{text}");
            assert_eq!((problems[0].code, problems[0].path.as_str()), (Code::PolicyMalformed, "$"), "{text}");
        }
        let problems = errors(b"{\n \"version\":\"1.0\",\n \"a\":1, \"a\":2}");
        assert_eq!((problems[0].line, problems[0].column), (3, 13));
        // A line break is on the line that it ends, here an empty one.
        let problems = errors(b"{\n\"version\":\"\\\n\n\"}");
        assert_eq!((problems[0].line, problems[0].column), (3, 1));
        assert!(errors("\u{feff}{}".as_bytes())[0].message.contains("byte order mark"));
        assert_eq!(errors(b"{\"version\":\"\xff\"}").len(), 1);
    }

    #[test]
    fn every_problem_is_given_in_the_order_of_the_document() {
        let text = "{\"version\":\"2\",\n\"trustPolicies\":[\n  {\"name\":\"\",\"signatureVerification\":{\"level\":\"x\"}},\n  7]}";
        let problems = errors(text.as_bytes());
        let found: Vec<_> =
            problems.iter().map(|problem| (problem.path.as_str(), problem.line, problem.column)).collect();
        let wanted = [
            ("$.version", 1, 12),
            ("$.trustPolicies[0].registryScopes", 3, 3),
            ("$.trustPolicies[0].name", 3, 11),
            ("$.trustPolicies[0].signatureVerification.level", 3, 47),
            ("$.trustPolicies[1]", 4, 3),
        ];
        assert_eq!(found, wanted);
    }

    #[test]
    fn pol_12_an_unused_statement_counts() {
        let text = format!(
            r#"{{"version":"1.0","trustPolicies":[{{"name":"a","registryScopes":["a.io/b"],{REST}}},{{"name":"b"}}]}}"#
        );
        assert!(!codes(&text).is_empty());
    }

    #[test]
    fn limit_at_the_edge() {
        let text =
            format!(r#"{{"version":"1.0","trustPolicies":[{{"name":"a","registryScopes":["a.io/b"],{REST}}}]}}"#);
        let fill = |length: usize| text.clone() + &" ".repeat(length - text.len());
        assert_eq!(codes(&fill(MAX_DOCUMENT_SIZE)), []);
        assert_eq!(codes(&fill(MAX_DOCUMENT_SIZE + 1)), [(Code::PolicyMalformed, "$".into())]);
    }

    #[test]
    fn a_message_lists_five_scopes_and_counts_the_rest() {
        for (count, end) in [(2, "\"a.io/r1\""), (5, "\"a.io/r4\""), (6, "\"a.io/r4\" and 1 more"), (9, " and 4 more")]
        {
            let scopes: Vec<String> = (0..count).map(|index| format!("a.io/r{index}")).collect();
            let document = oci(&scopes.iter().map(String::as_str).collect::<Vec<_>>());
            let finding = document.select_oci("another.example/of/all").unwrap_err();
            assert!(finding.message.ends_with(end), "{}", finding.message);
        }
    }

    #[test]
    fn pol_45_the_very_scope_wins_over_the_global_one() {
        let document = oci(&["*", "a.io/b", "a.io/b/c"]);
        let select = |repository: &str| {
            let (statement, scope) = document.select_oci(repository).unwrap();
            (statement.name.clone(), String::from(scope))
        };
        assert_eq!(select("a.io/b"), ("s1".into(), "a.io/b".into()));
        assert_eq!(select("a.io/b/c"), ("s2".into(), "a.io/b/c".into()));
        for other in ["A.IO/b", "a.io:443/b", "a.io/b/c/d", "a.io/bb"] {
            assert_eq!(select(other), ("s0".into(), "*".into()), "{other}");
        }
    }

    #[test]
    fn pol_46_no_statement_names_the_near_miss() {
        let document = oci(&["registry.acme.io/net-monitor", "other.io/x/y/z"]);
        for near in [
            "registry.acme.io:443/net-monitor",
            "Registry.acme.io/net-monitor",
            "registry.acme.io/netmonitor",
            "mirror.io/net-monitor",
        ] {
            let finding = document.select_oci(near).unwrap_err();
            assert_eq!(nearest(&finding), Some("registry.acme.io/net-monitor"), "{near}");
            assert!(finding.message.contains(near) && finding.message.contains("\"registry.acme.io/net-monitor\""));
        }
        let finding = document.select_oci("far.away/from/all/of/it").unwrap_err();
        assert_eq!(nearest(&finding), None);
        let scopes = Vec::from(["registry.acme.io/net-monitor".into(), "other.io/x/y/z".into()]);
        assert_eq!(finding.details.get("scopes"), Some(&Detail::List(scopes)));
    }

    #[test]
    fn pol_78_a_name_selects_exactly() {
        let document = blob(&[("a", true), ("b", false)]);
        assert_eq!(document.select_blob(Some("b")).unwrap().name, "b");
        let finding = document.select_blob(Some("B")).unwrap_err();
        assert_eq!(nearest(&finding), Some("b"), "no way to the global statement");
    }

    #[test]
    fn pol_79_pol_80_no_name_selects_the_global_statement() {
        let document = blob(&[("a", false), ("b", true), (" ", false)]);
        for none in [None, Some("")] {
            assert_eq!(document.select_blob(none).unwrap().name, "b");
        }
        assert!(document.select_blob(Some(" ")).unwrap_err().message.contains("white space"));
        assert!(blob(&[("a", false)]).select_blob(None).unwrap_err().message.contains("global"));
    }

    #[test]
    fn ten_thousand_statements_take_no_time() {
        let scopes: Vec<String> = (0..10_000).map(|index| format!("registry.io/repository/{index}")).collect();
        let document = oci(&scopes.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(document.statements.len(), 10_000);
        let finding = document.select_oci("registry.io/repository/10000").unwrap_err();
        assert_eq!(nearest(&finding), Some("registry.io/repository/1000"));
        let broken = format!(r#"{{"version":"1.0","trustPolicies":[{}0]}}"#, "{\"name\":7},\n".repeat(10_000));
        assert_eq!(errors(broken.as_bytes()).len(), 30_001);
    }
}
