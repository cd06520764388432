//! The answer: a value that is always complete, and the one function that folds rows into a result.
//!
//! Every check of every signature has a row, also on failure. How rows become `accepted` is [`fold`].

use alloc::string::String;
use alloc::vec::Vec;

use crate::artifact::Descriptor;
use crate::finding::Finding;
use crate::policy::{Action, Level};
use crate::text_map::TextMap;

pub use crate::revocation::report::{
    CertificateStatus, RevocationEvidence, RevocationMethod, RevocationSource, RevocationStatus, WantedEvidence,
};

/// The version of the JSON form.
pub const SCHEMA: &str = "urn:sealcheck:verdict:1";

/// Whether the artifact, or one signature of it, may be used as the policy says.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "kebab-case"))]
pub enum Outcome {
    /// Every enforced check is good.
    Accepted,
    /// The policy says skip: nothing was looked at, nothing is known.
    NotVerified,
    /// At least one enforced check is not good.
    Rejected,
}

/// How much an acceptance is worth. Gates look at this, not at the outcome alone.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "kebab-case"))]
pub enum Trust {
    /// Accepted, and no row failed.
    Full,
    /// Not accepted, or accepted although the signer is not authenticated.
    None,
    /// Accepted and the signer authenticated; something else failed and was only logged.
    Partial,
}

/// The answer to a request.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct Verdict {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// What came out.
    pub result: Outcome,
    /// How much it is worth.
    pub trust: Trust,
    /// Index of the first accepted signature.
    pub accepted_by: Option<usize>,
    /// What was verified.
    pub artifact: ArtifactSummary,
    /// The statement that applied.
    pub policy: Option<PolicySummary>,
    /// The time the verdict is for, RFC 3339 in UTC.
    pub current_date: String,
    /// The verdict holds for every time before this one; `None`: not accepted, do not cache.
    pub valid_until: Option<String>,
    /// Every signature, in the order given.
    pub signatures: Vec<SignatureVerdict>,
    /// Findings about policy, stores and reference, and those of the accepting signature.
    pub warnings: Vec<Finding>,
    /// Revocation evidence that would help.
    pub wanted: Vec<WantedEvidence>,
    /// Why it was not accepted.
    pub reason: Option<Finding>,
}

/// What was verified.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct ArtifactSummary {
    /// Media type, where known.
    pub media_type: Option<String>,
    /// Digest; of a blob it is known only once its signature named the algorithm.
    pub digest: Option<String>,
    /// Size in bytes.
    pub size: Option<u64>,
    /// The reference as given, for OCI artifacts.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub reference: Option<String>,
}

/// The statement that applied.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct PolicySummary {
    /// The statement's name.
    pub name: String,
    /// `oci` or `blob`.
    pub kind: crate::policy::Kind,
    /// The level as the document names it; with overrides the enforcement below differs from the level's own.
    pub level: Level,
    /// What is done about each check.
    pub enforcement: crate::policy::Enforcement,
    /// The scope by which the statement was selected; `*` or the repository. For OCI documents.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub scope: Option<String>,
    /// The trust stores that the statement names.
    pub trust_stores: Vec<String>,
    /// The identities that the statement trusts.
    pub trusted_identities: Vec<String>,
    /// When a timestamp is called for.
    pub verify_timestamp: crate::policy::VerifyTimestamp,
}

/// The names of the rows, in the order in which they stand in a verdict.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub enum CheckName {
    /// The envelope is well-formed and its signature verifies.
    Integrity,
    /// The signer chains to a trust store and is a trusted identity.
    Authenticity,
    /// The signature has not expired.
    Expiry,
    /// The certificates were valid when it counts.
    AuthenticTimestamp,
    /// No certificate is revoked.
    Revocation,
    /// The verification plugin that the signature demands.
    Plugin,
    /// The signature is of this artifact.
    Binding,
    /// The required metadata was signed.
    UserMetadata,
}

impl CheckName {
    /// Every row, in the order of a verdict.
    pub const ALL: [Self; 8] = [
        Self::Integrity,
        Self::Authenticity,
        Self::Expiry,
        Self::AuthenticTimestamp,
        Self::Revocation,
        Self::Plugin,
        Self::Binding,
        Self::UserMetadata,
    ];
}

/// What a check came to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub enum Status {
    /// The rule does not hold.
    Failed,
    /// It could not be found out. Not the same as passed.
    Inconclusive,
    /// The rule holds.
    Passed,
    /// Nothing was done, see [`SkippedBecause`].
    Skipped,
}

/// Why a check was skipped.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "kebab-case"))]
pub enum SkippedBecause {
    /// Integrity failed, so nothing else of the envelope may be believed.
    Blocked,
    /// Nothing asked for it.
    NotRequested,
    /// The policy's action is skip.
    Policy,
}

/// One row.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct Check {
    /// Which check.
    pub name: CheckName,
    /// What the policy wants done if it is not good.
    pub action: Action,
    /// What it came to.
    pub status: Status,
    /// Why it was skipped.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub skipped_because: Option<SkippedBecause>,
    /// What was found if it is not good.
    pub finding: Option<Finding>,
    /// What was looked at.
    pub evidence: CheckEvidence,
}

impl Check {
    /// Passed, or skipped by policy or as not requested.
    #[must_use]
    pub fn is_good(&self) -> bool {
        match self.status {
            Status::Passed => true,
            Status::Skipped => self.skipped_because != Some(SkippedBecause::Blocked),
            Status::Failed | Status::Inconclusive => false,
        }
    }

    /// Enforced and not good.
    #[must_use]
    pub fn rejects(&self) -> bool {
        self.action == Action::Enforce && !self.is_good()
    }
}

/// The rows of one signature folded into its result and its worth: "What the rows mean" in the API contract.
///
/// A signature is accepted when every enforced row is good. Trust is full when no row failed at all, partial when
/// authenticity passed and something else was only logged, none in every other case.
#[must_use]
pub fn fold(checks: &[Check]) -> (Outcome, Trust) {
    if checks.is_empty() || checks.iter().any(Check::rejects) {
        return (Outcome::Rejected, Trust::None);
    }
    let authenticated =
        checks.iter().any(|check| check.name == CheckName::Authenticity && check.status == Status::Passed);
    let trust = match (authenticated, checks.iter().all(Check::is_good)) {
        (true, true) => Trust::Full,
        (true, false) => Trust::Partial,
        (false, _) => Trust::None,
    };
    (Outcome::Accepted, trust)
}

/// The row that decides why a signature is rejected: the first one not good and enforced, in the pipeline's order
/// (VER-26…42), where the plugin comes right after integrity (VER-29).
#[must_use]
pub fn deciding(checks: &[Check]) -> Option<&Check> {
    const PIPELINE: [CheckName; 8] = [
        CheckName::Integrity,
        CheckName::Plugin,
        CheckName::Authenticity,
        CheckName::Expiry,
        CheckName::AuthenticTimestamp,
        CheckName::Revocation,
        CheckName::Binding,
        CheckName::UserMetadata,
    ];
    PIPELINE.iter().find_map(|name| checks.iter().find(|check| check.name == *name && check.rejects()))
}

/// One signature.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct SignatureVerdict {
    /// What came out for this signature.
    pub result: Outcome,
    /// Digest of the signature manifest, where one was given.
    pub digest: Option<String>,
    /// SHA-256 digest of the envelope; `None` if it could not be fetched.
    pub envelope_digest: Option<String>,
    /// `application/jose+json` or `application/cose`, as judged.
    pub media_type: Option<String>,
    /// The eight rows, in the order of [`CheckName`].
    pub checks: Vec<Check>,
    /// Logged rows that are not good, and what else is worth knowing.
    pub warnings: Vec<Finding>,
    /// The signing certificate; `None` unless integrity passed.
    pub signer: Option<CertificateSummary>,
    /// What the signer signed beside the payload; `None` unless integrity passed.
    pub signed_attributes: Option<SignedAttributes>,
    /// The chain, leaf first; `None` unless integrity passed.
    pub certificates: Option<Vec<CertificateSummary>>,
    /// What a timestamp attests; `None` unless one was judged good.
    pub timestamp: Option<TimestampSummary>,
    /// The signed descriptor; `None` unless integrity passed.
    pub payload: Option<PayloadSummary>,
    /// What was only decoded, because integrity failed. Nobody vouches for it.
    pub claimed: Option<Claimed>,
    /// What anybody could have written.
    pub unsigned_attributes: UnsignedAttributes,
}

/// What an envelope says while nothing about it is verified.
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct Claimed {
    /// As `signer`.
    pub signer: Option<CertificateSummary>,
    /// As `signedAttributes`.
    pub signed_attributes: Option<SignedAttributes>,
    /// As `certificates`, as far as they could be read.
    pub certificates: Vec<CertificateSummary>,
    /// As `payload`.
    pub payload: Option<PayloadSummary>,
}

/// A certificate, for people and programs.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct CertificateSummary {
    /// SHA-256 of the DER, lower-case hexadecimal.
    #[cfg_attr(feature = "serde", serde(rename = "SHA256Fingerprint"))]
    pub fingerprint: String,
    /// Subject, RFC 4514.
    pub subject: String,
    /// Issuer, RFC 4514.
    pub issuer: String,
    /// Serial number, lower-case hexadecimal.
    pub serial: String,
    /// First instant of validity, inclusive.
    pub not_before: String,
    /// Last instant of validity, inclusive.
    pub not_after: String,
    /// `RSA-2048`, `EC-256`, …
    pub key: String,
    /// keyUsage bits.
    pub key_usage: Vec<String>,
    /// extendedKeyUsage purposes, names or object identifiers.
    pub extended_key_usage: Vec<String>,
    /// The certificate itself, standard base64 of the DER.
    pub der: String,
}

/// The signed attributes.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct SignedAttributes {
    /// `RSASSA-PSS-SHA-256`, … (ALG-11).
    pub signature_algorithm: String,
    /// Media type of the payload.
    pub content_type: String,
    /// `notary.x509` or `notary.x509.signingAuthority`.
    pub signing_scheme: String,
    /// When the signer says it signed. A claim.
    pub signing_time: Option<String>,
    /// When the signing authority vouches it signed.
    pub authentic_signing_time: Option<String>,
    /// From when on the signature is not to be accepted.
    pub expiry: Option<String>,
    /// Further attributes (D-81: never mixed with the ones above).
    pub extended: Vec<ExtendedAttribute>,
}

/// An attribute that the specification does not define.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct ExtendedAttribute {
    /// Its name; integer labels of COSE in decimal.
    pub key: String,
    /// Whether verification must fail if nobody understands it.
    pub critical: bool,
    /// Its value, as `notation inspect` prints it.
    pub value: String,
}

/// The payload.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct PayloadSummary {
    /// What was signed.
    pub target_artifact: Descriptor,
}

/// The unsigned attributes.
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct UnsignedAttributes {
    /// What software says it signed.
    pub signing_agent: Option<String>,
    /// Whether there is a timestamp token.
    pub timestamp_signature: bool,
}

/// What a timestamp attests.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct TimestampSummary {
    /// Earliest instant.
    pub earliest: String,
    /// Latest instant.
    pub latest: String,
}

/// What a check looked at. One shape for each check; in JSON the fields stand alone.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(untagged))]
pub enum CheckEvidence {
    /// authenticTimestamp
    AuthenticTimestamp(TimestampEvidence),
    /// authenticity
    Authenticity(AuthenticityEvidence),
    /// binding
    Binding(BindingEvidence),
    /// expiry
    Expiry(ExpiryEvidence),
    /// integrity
    Integrity(IntegrityEvidence),
    /// Nothing was looked at.
    None(NoEvidence),
    /// plugin
    Plugin(PluginEvidence),
    /// revocation
    Revocation(RevocationEvidence),
    /// userMetadata
    UserMetadata(UserMetadataEvidence),
}

/// Nothing was looked at: `{}`.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct NoEvidence {}

/// What integrity looked at.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct IntegrityEvidence {
    /// `JWS` or `COSE`.
    pub envelope: &'static str,
    /// `PS256`, …
    pub algorithm: &'static str,
}

/// What authenticity looked at.
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct AuthenticityEvidence {
    /// The stores that were opened.
    pub trust_stores: Vec<StoreEvidence>,
    /// The first certificate of the chain that is in a store, from the leaf.
    pub anchor: Option<AnchorEvidence>,
    /// How the signer compares with each trusted identity; empty for `*`.
    pub identities: Vec<IdentityEvidence>,
    /// The identity that matched.
    pub identity: Option<String>,
}

/// A store that was opened.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct StoreEvidence {
    /// `ca:name`.
    pub name: String,
    /// How many certificates it holds.
    pub certificates: usize,
}

/// Where the chain meets a store.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct AnchorEvidence {
    /// Index in the chain, the leaf being 0.
    pub certificate: usize,
    /// `ca:name`.
    pub store: String,
    /// The file or entry in the store.
    pub entry: String,
}

/// How the signer compares with one trusted identity.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct IdentityEvidence {
    /// The identity as the policy writes it.
    pub identity: String,
    /// Whether every attribute is equal.
    pub matches: bool,
    /// Attribute by attribute, in the identity's order.
    pub attributes: Vec<AttributeEvidence>,
}

/// One attribute of an identity beside the signer's.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct AttributeEvidence {
    /// `C`, `ST`, `O`, …
    pub attribute: String,
    /// What the policy wants.
    pub policy: String,
    /// What the signer's subject has.
    pub certificate: Option<String>,
    /// Whether they are equal.
    pub equal: bool,
}

/// What expiry looked at.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct ExpiryEvidence {
    /// The signed expiry; `None` if none was set.
    pub expiry: Option<String>,
}

/// What authenticTimestamp looked at.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct TimestampEvidence {
    /// By which time the certificates were judged.
    pub method: TimestampMethod,
    /// That time, of a timestamp its genTime; `None` for a timestamp that does not hold.
    pub time: Option<String>,
    /// Of a timestamp: the earliest instant it attests, genTime − accuracy.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub earliest: Option<String>,
    /// Of a timestamp: the latest instant it attests, genTime + accuracy.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub latest: Option<String>,
    /// Of a timestamp: the subject of the authority, RFC 4514.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub authority: Option<String>,
    /// Of a timestamp: the stores that were opened.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Vec::is_empty"))]
    pub trust_stores: Vec<StoreEvidence>,
    /// Of a timestamp: the last certificate of the authority's chain, as it is in a store.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub anchor: Option<AnchorEvidence>,
    /// Of a timestamp: the authority's chain, its certificate first, the trusted root last.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Vec::is_empty"))]
    pub certificates: Vec<CertificateSummary>,
    /// Of a timestamp: the revocation status of each certificate of that chain (TSA-43).
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Vec::is_empty"))]
    pub revocation: Vec<CertificateStatus>,
}

/// By which time certificates are judged.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "kebab-case"))]
pub enum TimestampMethod {
    /// The authentic signing time of a signing authority (SCH-10).
    AuthenticSigningTime,
    /// A timestamp token (section 10).
    Timestamp,
    /// The time of verification (VER-37/38).
    VerificationTime,
}

/// What the plugin row looked at.
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct PluginEvidence {
    /// The plugin that the signature demands.
    pub name: String,
    /// The version of the plugin that is there.
    pub version: Option<String>,
    /// The least version that the signature demands.
    pub min_version: Option<String>,
    /// What the plugin was asked to judge.
    pub capabilities: Vec<String>,
}

/// What binding looked at.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct BindingEvidence {
    /// What was signed.
    pub signed: Option<Descriptor>,
    /// What was given.
    pub artifact: ArtifactSummary,
}

/// What userMetadata looked at.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct UserMetadataEvidence {
    /// What was required.
    pub required: TextMap,
    /// What was signed.
    pub signed: TextMap,
}

/// What an accepted verdict gives access to: the only door to the signed descriptor.
#[derive(Clone, Copy, Debug)]
pub struct Accepted<'v> {
    /// The accepting signature.
    pub signature: &'v SignatureVerdict,
    /// The descriptor that was signed.
    pub target_artifact: &'v Descriptor,
    /// How much the acceptance is worth.
    pub trust: Trust,
}

impl Verdict {
    /// The accepting signature, if there is one.
    #[must_use]
    pub fn accepted(&self) -> Option<Accepted<'_>> {
        if self.result != Outcome::Accepted {
            return None;
        }
        let signature = self.signatures.get(self.accepted_by?)?;
        let target_artifact = &signature.payload.as_ref()?.target_artifact;
        Some(Accepted { signature, target_artifact, trust: self.trust })
    }
}
