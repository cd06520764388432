//! Verification plugins (section 12): a signature may demand one; the host runs it, the core asks and judges.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use base64ct::{Base64, Encoding as _};
use serde::Serialize;

use crate::artifact::misspelled;
use crate::check::Judged;
use crate::envelope::attributes::{VERIFICATION_PLUGIN, VERIFICATION_PLUGIN_MIN_VERSION};
use crate::envelope::{AttributeValue, Attributes, ExtendedAttribute, PAYLOAD_TYPE};
use crate::finding::{Code, Finding};
use crate::float::Shortest;
use crate::integrity::Intact;
use crate::json;
use crate::ordered::{Map, Set};
use crate::policy::{Action, Statement};
use crate::request::PluginInfo;
use crate::semver::SemVer;
use crate::verdict::{CheckEvidence, CheckName, PluginEvidence, SkippedBecause};

const TRUSTED_IDENTITY: &str = "SIGNATURE_VERIFIER.TRUSTED_IDENTITY";
const REVOCATION_CHECK: &str = "SIGNATURE_VERIFIER.REVOCATION_CHECK";

/// What the plugin thinks of one capability.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum PluginOpinion {
    /// Not trusted, or revoked, and why.
    Bad(String),
    /// Trusted, or not revoked.
    Good,
}

/// What came of the plugin that a signature demands.
#[derive(Debug)]
pub(crate) struct PluginJudgement {
    pub(crate) row: Judged,
    /// In place of the trusted identities (PLG-14).
    pub(crate) identity: Option<PluginOpinion>,
    /// In place of the revocation check (PLG-15).
    pub(crate) revocation: Option<PluginOpinion>,
}

/// Runs a plugin: name and verify-signature request in, response or error text out; `None`: not answered yet.
pub(crate) type Host<'h> = &'h dyn Fn(&str, &str) -> Option<Result<String, String>>;

/// Finds the plugin, asks it and judges its answer. Every failure is enforced at every level (VER-29, PLG-07, PLG-19).
pub(crate) fn judge(
    intact: &Intact<'_>,
    statement: &Statement,
    plugins: &Map<String, PluginInfo>,
    host: Host<'_>,
) -> PluginJudgement {
    let attributes = &intact.envelope().attributes;
    if find(attributes, VERIFICATION_PLUGIN).is_none() {
        let row = Judged::skipped(CheckName::Plugin, SkippedBecause::NotRequested);
        return PluginJudgement { row, identity: None, revocation: None };
    }
    let mut evidence = PluginEvidence::default();
    let mut opinions = Opinions::default();
    let outcome = demand(attributes, plugins, &mut evidence)
        .and_then(|info| ask(intact, statement, info, host, &mut evidence, &mut opinions));
    let row = Judged::new(CheckName::Plugin, outcome, CheckEvidence::Plugin(evidence));
    PluginJudgement { row, identity: opinions.identity, revocation: opinions.revocation }
}

#[derive(Default)]
struct Opinions {
    identity: Option<PluginOpinion>,
    revocation: Option<PluginOpinion>,
}

fn find<'a>(attributes: &'a Attributes, name: &str) -> Option<&'a ExtendedAttribute> {
    attributes.extended.iter().find(|attribute| attribute.key.as_str() == Some(name))
}

/// PLG-03…05: critical, a text, not blank.
fn critical_text(attribute: &ExtendedAttribute) -> Result<String, Finding> {
    let invalid =
        |what: &str| Finding::new(Code::PluginInvalidAttribute, alloc::format!("attribute {} {what}", attribute.key));
    if !attribute.critical {
        return Err(invalid("must be critical"));
    }
    let text = attribute.value.as_text().ok_or_else(|| invalid("must be a text"))?;
    if text.trim().is_empty() { Err(invalid("must not be blank")) } else { Ok(text) }
}

/// PLG-03…13: the plugin that the signature demands, if the host has one that will do.
fn demand<'p>(
    attributes: &Attributes,
    plugins: &'p Map<String, PluginInfo>,
    evidence: &mut PluginEvidence,
) -> Result<&'p PluginInfo, Finding> {
    let name = find(attributes, VERIFICATION_PLUGIN).map(critical_text).transpose()?.unwrap_or_default();
    evidence.name.clone_from(&name);
    let min_version = find(attributes, VERIFICATION_PLUGIN_MIN_VERSION).map(critical_text).transpose()?;
    evidence.min_version.clone_from(&min_version);
    let minimum = min_version.as_deref().map(|text| {
        SemVer::parse(text).ok_or_else(|| {
            let message =
                alloc::format!("attribute {VERIFICATION_PLUGIN_MIN_VERSION} {text:?} is not a semantic version");
            Finding::new(Code::PluginInvalidAttribute, message)
        })
    });
    let minimum = minimum.transpose()?;
    let info = plugins.get(&name).ok_or_else(|| {
        let message = alloc::format!("the signature demands verification plugin {name:?}, which is not there");
        Finding::new(Code::PluginNotFound, message).with("plugin", name.clone())
    })?;
    evidence.version = Some(info.version.clone());
    let version_finding = |message| Finding::new(Code::PluginVersion, message).with("plugin", name.clone());
    let version = SemVer::parse(&info.version).ok_or_else(|| {
        version_finding(alloc::format!(
            "plugin {name:?} has version {:?}, which is not a semantic version",
            info.version
        ))
    })?;
    if minimum.is_some_and(|minimum| version < minimum) {
        let wanted = min_version.unwrap_or_default();
        let message =
            alloc::format!("plugin {name:?} has version {}, the signature demands {wanted} or later", info.version);
        return Err(version_finding(message));
    }
    if !info.capabilities.iter().any(|capability| [TRUSTED_IDENTITY, REVOCATION_CHECK].contains(&capability.as_str())) {
        let message = alloc::format!("plugin {name:?} has neither {TRUSTED_IDENTITY} nor {REVOCATION_CHECK}");
        return Err(Finding::new(Code::PluginNoCapability, message));
    }
    Ok(info)
}

/// PLG-14…24.
#[inline(never)]
fn ask(
    intact: &Intact<'_>,
    statement: &Statement,
    info: &PluginInfo,
    host: Host<'_>,
    evidence: &mut PluginEvidence,
    opinions: &mut Opinions,
) -> Result<(), Finding> {
    let has = |wanted: &str| info.capabilities.iter().any(|capability| capability == wanted);
    // PLG-16: a skipped revocation check is not asked for.
    let wants_revocation = has(REVOCATION_CHECK) && statement.enforcement.revocation != Action::Skip;
    let wanted = [(TRUSTED_IDENTITY, has(TRUSTED_IDENTITY)), (REVOCATION_CHECK, wants_revocation)];
    let wanted: Vec<&str> = wanted.into_iter().filter_map(|(name, wanted)| wanted.then_some(name)).collect();
    evidence.capabilities = wanted.iter().map(|name| String::from(*name)).collect();
    let to_process: Vec<&ExtendedAttribute> = unprocessed(intact).collect();
    let plugin = evidence.name.clone();
    if wanted.is_empty() {
        // D-62: nothing to ask, so nobody processes the critical attributes.
        return to_process.first().map_or(Ok(()), |attribute| Err(unprocessed_finding(attribute, &plugin)));
    }
    if let Some(attribute) = to_process.iter().find(|attribute| !is_json(&attribute.value)) {
        let message = alloc::format!("attribute {} has a value that JSON cannot hold", attribute.key);
        return Err(Finding::new(Code::PluginInvalidAttribute, message));
    }
    let request = request(intact, statement, &wanted, &to_process);
    // Not answered yet: the caller throws this verdict away and asks the plugin.
    let Some(answer) = host(&plugin, &request) else {
        opinions.identity = has(TRUSTED_IDENTITY).then_some(PluginOpinion::Good);
        opinions.revocation = wants_revocation.then_some(PluginOpinion::Good);
        return Ok(());
    };
    let answer = answer.map_err(|error| {
        Finding::new(Code::PluginFailed, alloc::format!("verification plugin {plugin:?} failed: {error}"))
    })?;
    let response = Response::parse(&answer, &plugin)?;
    // PLG-20, D-64: checked before the results.
    let processed =
        |attribute: &&&ExtendedAttribute| attribute.key.as_str().is_some_and(|name| response.processed.contains(name));
    if let Some(attribute) = to_process.iter().find(|attribute| !processed(attribute)) {
        return Err(unprocessed_finding(attribute, &plugin));
    }
    // PLG-21: each capability that was asked for has a result, others are ignored.
    for name in wanted {
        let opinion = response.results.get(name).cloned().ok_or_else(|| {
            let message = alloc::format!("verification plugin {plugin:?} gave no result for {name}");
            Finding::new(Code::PluginResponse, message)
        })?;
        if name == TRUSTED_IDENTITY {
            opinions.identity = Some(opinion);
        } else {
            opinions.revocation = Some(opinion);
        }
    }
    Ok(())
}

/// PLG-18, D-64: the critical extended attributes that have a name and are not the plugin's own.
fn unprocessed<'a>(intact: &'a Intact<'_>) -> impl Iterator<Item = &'a ExtendedAttribute> {
    intact.envelope().attributes.extended.iter().filter(|attribute| {
        let own = [VERIFICATION_PLUGIN, VERIFICATION_PLUGIN_MIN_VERSION];
        attribute.critical && attribute.key.as_str().is_some_and(|name| !own.contains(&name))
    })
}

#[inline(never)]
fn unprocessed_finding(attribute: &ExtendedAttribute, plugin: &str) -> Finding {
    let message = alloc::format!(
        "verification plugin {plugin:?} did not process the critical attribute {:?}",
        attribute.key.to_string()
    );
    Finding::new(Code::PluginUnprocessedAttribute, message).with("attribute", attribute.key.to_string())
}

/// PLG-17: the verify-signature request of the plugin protocol.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct VerifySignature<'a> {
    contract_version: &'static str,
    signature: SignaturePart<'a>,
    trust_policy: TrustPolicyPart<'a>,
    plugin_config: Map<&'a str, &'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SignaturePart<'a> {
    critical_attributes: CriticalAttributes<'a>,
    unprocessed_attributes: Vec<&'a str>,
    certificate_chain: Vec<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CriticalAttributes<'a> {
    content_type: &'static str,
    signing_scheme: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    expiry: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    authentic_signing_time: Option<String>,
    extended_attributes: Map<&'a str, json::Raw>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TrustPolicyPart<'a> {
    trusted_identities: Vec<String>,
    signature_verification: &'a [&'a str],
}

fn request(intact: &Intact<'_>, statement: &Statement, wanted: &[&str], to_process: &[&ExtendedAttribute]) -> String {
    let attributes = &intact.envelope().attributes;
    let named =
        to_process.iter().filter_map(|attribute| Some((attribute.key.as_str()?, json::Raw(json_of(&attribute.value)))));
    let request = VerifySignature {
        contract_version: "1.0",
        signature: SignaturePart {
            critical_attributes: CriticalAttributes {
                content_type: PAYLOAD_TYPE,
                signing_scheme: attributes.scheme.name(),
                expiry: attributes.expiry.map(|time| time.to_string()),
                authentic_signing_time: attributes.authentic_signing_time.map(|time| time.to_string()),
                extended_attributes: named.collect(),
            },
            unprocessed_attributes: to_process.iter().filter_map(|attribute| attribute.key.as_str()).collect(),
            certificate_chain: intact.chain().iter().map(|one| Base64::encode_string(one.as_der())).collect(),
        },
        trust_policy: TrustPolicyPart {
            trusted_identities: statement.identities.iter().map(ToString::to_string).collect(),
            signature_verification: wanted,
        },
        plugin_config: Map::new(),
    };
    json::to_string(&request).unwrap_or_default()
}

/// Whether a plugin can be told the value. notation's encoder refuses the same ones.
fn is_json(value: &AttributeValue) -> bool {
    fn holds(value: &ciborium::Value) -> bool {
        use ciborium::Value;
        match value {
            Value::Map(_) => false,
            Value::Float(number) => number.is_finite(),
            Value::Array(elements) => elements.iter().all(holds),
            Value::Tag(_, content) => holds(content),
            _ => true,
        }
    }
    !matches!(value, AttributeValue::Cbor(value) if !holds(value))
}

/// PLG-25: attributes for plugins are meant to be JSON primitives; other CBOR values become their text.
fn json_of(value: &AttributeValue) -> String {
    use ciborium::Value;
    let json = match value {
        AttributeValue::Json(text) => return text.clone(),
        AttributeValue::Cbor(Value::Integer(number)) => return i128::from(*number).to_string(),
        AttributeValue::Cbor(Value::Text(text)) => json::to_string(text),
        AttributeValue::Cbor(Value::Bool(flag)) => json::to_string(flag),
        AttributeValue::Cbor(Value::Float(number)) if number.is_finite() => return Shortest::of(*number).json(),
        AttributeValue::Cbor(Value::Float(_) | Value::Null) => return "null".into(),
        AttributeValue::Cbor(_) => json::to_string(&crate::go_format::attribute(value)),
    };
    json.unwrap_or_else(|_| "null".into())
}

/// The verify-signature response of the plugin protocol.
struct Response {
    results: Map<String, PluginOpinion>,
    processed: Set<String>,
}

impl Response {
    /// A `null` or absent list of processed attributes is an empty one; a result must say `success`.
    fn parse(answer: &str, plugin: &str) -> Result<Self, Finding> {
        let malformed = |what: &str| {
            let message = alloc::format!("the answer of verification plugin {plugin:?} cannot be read: {what}");
            Finding::new(Code::PluginResponse, message)
        };
        // S-50
        let exact = |node: &json::Node<'_>, known: &[&str]| match node.misspelled(known) {
            Some((member, meant)) => Err(malformed(&misspelled(&member.name, meant))),
            None => Ok(()),
        };
        let document = json::parse(answer.as_bytes()).map_err(|error| malformed(&error.to_string()))?;
        exact(&document, &["verificationResults", "processedAttributes"])?;
        let results = document.member("verificationResults").and_then(json::Node::members);
        let results = results.ok_or_else(|| malformed("verificationResults must be an object"))?;
        let opinion = |member: &json::Member<'_>| {
            exact(&member.node, &["success", "reason"])?;
            let success = match member.node.member("success").map(|node| &node.value) {
                Some(json::Value::Bool(success)) => *success,
                _ => return Err(malformed("each result needs a boolean success")),
            };
            let reason = match member.node.member("reason").filter(|node| !node.is_null()) {
                Some(node) => node.as_str().ok_or_else(|| malformed("a reason must be a string"))?,
                None => "no reason given",
            };
            let opinion = if success { PluginOpinion::Good } else { PluginOpinion::Bad(reason.into()) };
            Ok((member.name.clone().into_owned(), opinion))
        };
        let results = results.iter().map(opinion).collect::<Result<Vec<_>, _>>()?;
        let processed = match document.member("processedAttributes").filter(|node| !node.is_null()) {
            Some(node) => {
                let elements = node.elements().ok_or_else(|| malformed("processedAttributes must be an array"))?;
                elements.iter().filter_map(json::Node::as_str).map(String::from).collect()
            }
            None => Set::new(),
        };
        Ok(Self { results: results.into_iter().collect(), processed })
    }
}
