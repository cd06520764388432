//! How Sealcheck's answer to a case differs from notation's: the result, the check that decided, and logged checks.

use sealcheck::Code;
use sealcheck::policy::Kind;
use sealcheck::verdict::{Check, Outcome, SignatureVerdict, deciding};
use sealcheck::{ApiError, Verdict};
use sealcheck_tests::case::{Case, NotationSignature};

/// One difference.
#[derive(Clone, Debug)]
pub struct Difference {
    /// Where Sealcheck ends, or the name of the logged check: `integrity`, `policy`, `configuration`, `good` …
    pub stage: String,
    /// Its code; `good` where there is nothing to find fault with.
    pub code: String,
    /// In Sealcheck's words.
    pub finding: String,
    /// The same of notation; what it checks after its results is `outside`.
    pub theirs: String,
    /// In notation's words.
    pub error: String,
}

impl Difference {
    /// Sealcheck gets further than notation: it lets pass the check that notation ends with, or all of them.
    pub fn is_laxer(&self) -> bool {
        if self.code == GOOD {
            return self.theirs != GOOD;
        }
        rank(&self.stage) > rank(&self.theirs)
    }
}

pub const GOOD: &str = "good";

/// How far a verification has come that ends there.
fn rank(stage: &str) -> usize {
    match stage {
        "configuration" => 0,
        "selection" => 1,
        "integrity" => 2,
        // A plugin that fails decides before the checks that follow.
        "plugin" => 3,
        GOOD | "not-verified" => 10,
        // What notation does after its checks, in whatever order; and where it crashes, which says nothing.
        _ => RESULTS.iter().position(|check| *check == stage).map_or(9, |at| at + 3),
    }
}

/// Where notation does not come to a signature because of its manifest.
const MANIFEST: &str = "manifest";

/// What a plugin says of identity and revocation, in those rows.
const PLUGIN_REJECTED: &str = ".plugin-rejected";

/// In the order in which both look.
const RESULTS: [&str; 5] = ["integrity", "authenticity", "expiry", "authenticTimestamp", "revocation"];

/// notation's words where no statement applies.
const NO_STATEMENT: [&str; 3] = ["no applicable", "no global blob trust policy", "policy name cannot be empty"];

/// notation's words where it does not look at a blob's signature.
const UNREAD: [&str; 3] =
    ["signature cannot be nil or empty", "invalid signature media-type", "invalid content media-type"];

/// Every difference of a case.
pub fn all(case: &Case, outcome: &Result<Verdict, ApiError>) -> Vec<Difference> {
    let (whole, verdict) = (compare_whole(case, outcome), outcome.as_ref().ok());
    let signatures = verdict.filter(|_| whole.is_empty()).map(|verdict| &verdict.signatures);
    let judged = verdict.is_some_and(|verdict| verdict.policy.is_some() && verdict.result != Outcome::NotVerified);
    let pairs = signatures.filter(|_| judged).into_iter().flatten().zip(&case.notation.signatures);
    let mut found: Vec<_> = pairs.flat_map(|(ours, theirs)| compare_signature(case, ours, theirs)).collect();
    if found.is_empty() {
        found = whole;
    }
    // Nothing of one signature differs, but the whole does.
    if let (true, Ok(verdict)) = (found.is_empty(), outcome)
        && (verdict.result == Outcome::Accepted) != (case.notation.result == "accepted")
    {
        let (code, message) = verdict
            .reason
            .as_ref()
            .map_or((GOOD, String::new()), |reason| (reason.code.as_str(), reason.message.clone()));
        let theirs = if case.notation.result == "accepted" { GOOD } else { "whole" };
        found.push(difference(["whole", code, &message], [theirs, &case.notation.error]));
    }
    found
}

fn difference([stage, code, finding]: [&str; 3], [theirs, error]: [&str; 2]) -> Difference {
    Difference {
        stage: stage.into(),
        code: code.into(),
        finding: finding.into(),
        theirs: theirs.into(),
        error: error.into(),
    }
}

/// The configuration, and which statement applies.
fn compare_whole(case: &Case, outcome: &Result<Verdict, ApiError>) -> Vec<Difference> {
    let is_in = |part: &&str| case.notation.error.contains(*part);
    let unread = case.notation.signatures.iter().all(|signature| signature.results.is_empty());
    let theirs = match case.notation.result.as_str() {
        "error" if case.notation.error.starts_with("panic") => "panic",
        "error" => "configuration",
        "not-verified" => "not-verified",
        // notation resolves the reference, a host of Sealcheck hands it over.
        "rejected" if ["invalid reference", "could not be parsed", "is not valid, make sure"].iter().any(is_in) => {
            "selection"
        }
        // It reads media types of files before everything else, and nothing more.
        "rejected"
            if UNREAD.iter().any(is_in) && !matches!(outcome, Ok(verdict) if verdict.result == Outcome::Accepted) =>
        {
            return Vec::new();
        }
        "rejected" if unread && !case.has_manifests() || NO_STATEMENT.iter().any(is_in) => "selection",
        _ => GOOD,
    };
    let (ours, code) = match outcome {
        Err(ApiError::InvalidTrustPolicy { problems }) => {
            ("configuration", problems.first().map_or("policy", |problem| problem.code.as_str()).to_owned())
        }
        Err(error) if error.code() == "invalid-reference" => ("selection", error.code().to_owned()),
        Err(error) => ("configuration", error.code().to_owned()),
        Ok(verdict) if verdict.result == Outcome::NotVerified => ("not-verified", "not-verified".to_owned()),
        Ok(verdict) if verdict.policy.is_none() => ("selection", code_of(verdict)),
        Ok(verdict) if theirs == "panic" && verdict.result != Outcome::Accepted => ("whole", code_of(verdict)),
        Ok(_) => (GOOD, GOOD.to_owned()),
    };
    let message = outcome.as_ref().map_or_else(ToString::to_string, |_| String::new());
    if ours == theirs { Vec::new() } else { vec![difference([ours, &code, &message], [theirs, &case.notation.error])] }
}

fn code_of(verdict: &Verdict) -> String {
    verdict.reason.as_ref().map_or("none", |reason| reason.code.as_str()).into()
}

fn compare_signature(case: &Case, ours: &SignatureVerdict, theirs: &NotationSignature) -> Vec<Difference> {
    let decided = deciding(&ours.checks);
    let stage = decided.map_or_else(|| GOOD.to_owned(), name);
    let decided_code = decided.map_or(GOOD, code);
    let failed = RESULTS.iter().find(|name| {
        theirs.results.get(**name).is_some_and(|check| check.action == "enforce" && check.error.is_some())
    });
    let theirs_stage = match (failed, &theirs.error) {
        (Some(name), _) => name,
        (None, Some(_)) => "outside",
        (None, None) => GOOD,
    };
    let error = theirs.error.as_deref().unwrap_or_default();
    let rejects = |name: &str| ours.checks.iter().any(|check| self::name(check) == name && check.rejects());
    let manifest = |check: &Check| check.rejects() && code(check) == Code::BindingSignatureManifest.as_str();
    let plugin_failed = case.has_plugins() && rejects("plugin");
    let same = stage == theirs_stage
        // notation compares the reference's digest before it looks at signatures.
        || code_is_reference(decided) && case.notation.error.contains("digest")
        || theirs_stage == "outside" && ["plugin", "binding", "userMetadata"].contains(&stage.as_str())
        // notation finds a plugin before the checks and runs it after them.
        || case.has_plugins() && rejects(theirs_stage);
    // notation ends there, so it must not be good here; the manifest is a part of Sealcheck's row `binding`.
    let unlisted = theirs.listed == Some(false) || theirs.listed.is_some() && theirs.results.is_empty();
    if unlisted {
        let listing = if theirs.listed == Some(false) { "not listed: " } else { "" };
        let error = format!("{listing}{error}, {}", case.notation.error);
        let found = (stage == GOOD).then(|| difference([&stage, decided_code, message(decided)], [MANIFEST, &error]));
        return found.into_iter().collect();
    }
    // What it takes from the manifest for the envelope's media type.
    if theirs_stage == "integrity" && stage != GOOD && theirs.listed.is_some() && ours.checks.iter().any(manifest) {
        return Vec::new();
    }
    if case.kind() == Kind::Blob && UNREAD.iter().any(|part| error.contains(part)) && stage != GOOD {
        return Vec::new();
    }
    // Its word on identity and revocation comes last there: another check of notation's failed before.
    if !same && decided_code.ends_with(PLUGIN_REJECTED) && RESULTS[1..].contains(&theirs_stage) {
        return vec![difference([theirs_stage, GOOD, ""], [theirs_stage, error])];
    }
    if !same {
        return vec![difference([&stage, decided_code, message(decided)], [theirs_stage, error])];
    }
    let logged = theirs.results.iter().filter(|(_, check)| check.action == "log");
    let differ = logged.filter_map(|(row, check)| {
        // A plugin that failed was to be asked instead; notation asks none once a check has failed.
        let late = |check: &Check| theirs_stage != GOOD && code(check).ends_with(PLUGIN_REJECTED);
        let ours = ours.checks.iter().find(|check| name(check) == *row);
        let ours = ours.filter(|check| !plugin_failed && !late(check))?;
        let error = check.error.as_deref();
        let (code, theirs) = (if ours.is_good() { GOOD } else { code(ours) }, error.map_or(GOOD, |_| row.as_str()));
        ((code == GOOD) != error.is_none())
            .then(|| difference([row, code, message(Some(ours))], [theirs, error.unwrap_or_default()]))
    });
    differ.collect()
}

fn name(check: &Check) -> String {
    serde_json::to_value(check.name).ok().and_then(|name| name.as_str().map(Into::into)).unwrap_or_default()
}

fn code_is_reference(decided: Option<&Check>) -> bool {
    decided.is_some_and(|check| code(check) == "binding.reference-mismatch")
}

fn message(check: Option<&Check>) -> &str {
    check.and_then(|check| check.finding.as_ref()).map_or("", |finding| &finding.message)
}

fn code(check: &Check) -> &str {
    check.finding.as_ref().map_or("none", |finding| finding.code.as_str())
}
