//! What the evidence showed: a stable code, a sentence, and what someone can do about it.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::ordered::Map;

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident => $code:literal, $advice:expr;)*) => {
        /// The stable name of a finding. Removing or renaming one is a breaking change.
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        pub enum Code {
            $($(#[$doc])* $variant,)*
        }

        impl Code {
            /// Every code, in alphabetical order of its dotted form.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The dotted form, as in the JSON verdict.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)*
                }
            }

            /// What the publisher or the operator can do; never "relax the policy".
            #[must_use]
            pub const fn advice(self) -> Option<&'static str> {
                match self {
                    $(Self::$variant => $advice,)*
                }
            }
        }
    };
}

const FETCH_AGAIN: Option<&str> =
    Some("Fetch the signature again from the registry; if it stays the same, ask the publisher to sign again.");
const SIGN_AGAIN: Option<&str> = Some("Ask the publisher to sign again with a current version of notation.");
const CERTIFICATE: Option<&str> = Some(
    "Ask the publisher for a signature made with a certificate that meets the Notary Project certificate requirements.",
);
const CHAIN: Option<&str> = Some(
    "Ask the publisher to sign with the complete certificate chain: the signing certificate first, then each issuer, the self-signed root last.",
);
const STORE: Option<&str> = Some(
    "Check the files of the trust store: certificates in PEM or DER, roots and CAs or self-signed signing certificates.",
);
const PLUGIN: Option<&str> =
    Some("The publisher's signature asks for this verification plugin: give the verifier one that meets it.");
const POLICY: Option<&str> = Some("Correct the trust policy document at the path given.");
const TOKEN: Option<&str> =
    Some("Ask the publisher to sign again, with a timestamp of an authority that follows RFC 3161 and RFC 5816.");
const TSA_STORE: Option<&str> = Some(
    "Put the self-signed root certificate of the timestamping authority into the tsa trust store that the statement names.",
);
const UNREADABLE_POINTERS: Option<&str> =
    Some("Ask the publisher for a signature whose certificates state readable OCSP and CRL addresses.");

codes! {
    /// The artifact was given as a descriptor, so its bytes were not hashed here.
    ArtifactNotHashed => "artifact.not-hashed", Some("Give the manifest bytes, so that their digest is computed here.");
    /// TSA-39, TSA-40: a certificate of the timestamping authority breaks a rule.
    AuthenticTimestampAuthorityCertificate => "authenticTimestamp.authority-certificate", Some("Ask the publisher to sign again, with a timestamp of an authority whose certificates meet the Notary Project requirements.");
    /// TSA-43: a certificate of the timestamping authority is revoked.
    AuthenticTimestampAuthorityRevoked => "authenticTimestamp.authority-revoked", Some("Do not use the artifact on the strength of this timestamp. Ask the publisher to sign again, with a timestamp of an authority that is not revoked.");
    /// SCH-10: a certificate was not valid at the authentic signing time.
    AuthenticTimestampAuthorityTime => "authenticTimestamp.authority-time", Some("Ask the publisher to sign again with a certificate that is valid at the time of signing.");
    /// TSA-43: nobody who may say it says whether a certificate of the timestamping authority is revoked.
    AuthenticTimestampAuthorityUnknown => "authenticTimestamp.authority-unknown", Some("Fetch what the verdict wants (OCSP responses, CRLs), and verify again with it as evidence. If it is to be had nowhere, ask the timestamping authority.");
    /// VER-38: a certificate has expired and nothing attests an earlier time.
    AuthenticTimestampExpired => "authenticTimestamp.expired", Some("Ask the publisher to sign again, with a timestamp, so that the signature outlives its certificate.");
    /// S-14: the timestamp is of a time to come; a warning.
    AuthenticTimestampFuture => "authenticTimestamp.future", Some("Check the clock of the verifying machine.");
    /// VER-37: a certificate is not valid yet.
    AuthenticTimestampNotYetValid => "authenticTimestamp.not-yet-valid", Some("Check the clock of the verifying machine; otherwise wait until the certificate is valid.");
    /// TSA-41, TSA-42: a signing certificate was not valid all through the time that the timestamp attests.
    AuthenticTimestampOutsideValidity => "authenticTimestamp.outside-validity", Some("Ask the publisher to sign again, with a certificate that is valid at the time of signing and a timestamp.");
    /// TSA-17: the token was made for another signature.
    AuthenticTimestampTokenImprint => "authenticTimestamp.token-imprint", Some("Fetch the signature again; if it stays the same, ask the publisher to sign again: this timestamp belongs to another signature.");
    /// TSA-26…34: the token's signature does not hold.
    AuthenticTimestampTokenInvalid => "authenticTimestamp.token-invalid", TOKEN;
    /// TSA-04…15, TSA-19, TSA-21, TSA-25, D-48, D-78: the token is not one.
    AuthenticTimestampTokenMalformed => "authenticTimestamp.token-malformed", TOKEN;
    /// TSA-02: the policy calls for a timestamp and the signature has none.
    AuthenticTimestampTokenMissing => "authenticTimestamp.token-missing", Some("Ask the publisher to sign with a timestamp (notation sign --timestamp-url … --timestamp-root-cert …).");
    /// TSA-12, TSA-16, TSA-30, TSA-33, D-46, D-47: the token uses something that is not accepted.
    AuthenticTimestampTokenUnsupported => "authenticTimestamp.token-unsupported", TOKEN;
    /// TSA-39: the authority leads to no root in the tsa stores.
    AuthenticTimestampTokenUntrusted => "authenticTimestamp.token-untrusted", Some("Ask the publisher which timestamping authority was used, and if you trust it, add its root certificate to the tsa trust store.");
    /// STORE-21: a tsa store without certificates.
    AuthenticTimestampTrustStoreEmpty => "authenticTimestamp.trust-store-empty", TSA_STORE;
    /// STORE-17, STORE-21: a tsa store whose content cannot be used.
    AuthenticTimestampTrustStoreMalformed => "authenticTimestamp.trust-store-malformed", TSA_STORE;
    /// STORE-21: a tsa store that does not exist.
    AuthenticTimestampTrustStoreMissing => "authenticTimestamp.trust-store-missing", Some("Create the tsa trust store that the statement names, or correct its name there.");
    /// POL-67…71, D-39: the signer's subject cannot be compared with any identity.
    AuthenticityIdentityUnmatchable => "authenticity.identity-unmatchable", Some("Ask the publisher for a certificate whose subject has C, ST and O once each and only attributes that identities can name.");
    /// POL-65: the signer is not one of the policy's trusted identities.
    AuthenticityIdentityMismatch => "authenticity.identity-mismatch", Some("Ask the publisher which certificate signs this repository. If the certificate is the right one, name its subject in the statement.");
    /// STORE-24: no store of the type that the signing scheme calls for.
    AuthenticityNoTrustedCertificates => "authenticity.no-trusted-certificates", Some("Name a trust store of the type that the signing scheme calls for in the statement.");
    /// PLG-22.
    AuthenticityPluginRejected => "authenticity.plugin-rejected", Some("Ask whoever runs the verification plugin why it does not trust this signer.");
    /// STORE-15: a store without certificates.
    AuthenticityTrustStoreEmpty => "authenticity.trust-store-empty", Some("Put the publisher's root certificate into the trust store that the statement names.");
    /// STORE-07…17: a store whose content cannot be used.
    AuthenticityTrustStoreMalformed => "authenticity.trust-store-malformed", STORE;
    /// STORE-04: a store that does not exist.
    AuthenticityTrustStoreMissing => "authenticity.trust-store-missing", Some("Create the trust store that the statement names, or correct its name there.");
    /// STORE-23: no certificate of the chain is in the trust stores.
    AuthenticityUntrustedChain => "authenticity.untrusted-chain", Some("Ask the publisher for the root certificate of the signing certificate, and if you trust it, add it to the trust store.");
    /// PAY-15: the signature is of another artifact.
    BindingArtifactMismatch => "binding.artifact-mismatch", Some("Look for the signature of this very artifact: the digest in the signature is of another one.");
    /// BLOB-10…13: the signature is not of this blob.
    BindingBlobMismatch => "binding.blob-mismatch", Some("Fetch the file and its signature again, and check that they belong together.");
    /// The manifest says another media type than the registry.
    BindingManifestMediaType => "binding.manifest-media-type", Some("Ask the operator of the registry: it serves the manifest under another media type than the manifest states.");
    /// PAY-03…11: the signed payload cannot be read.
    BindingPayloadMalformed => "binding.payload-malformed", SIGN_AGAIN;
    /// VER-07: the manifest does not have the digest of the reference.
    BindingReferenceMismatch => "binding.reference-mismatch", Some("Fetch the manifest again by digest: these are not the bytes that the reference names.");
    /// VER-10…14, D-40: the signature manifest is not one, or not of this artifact.
    BindingSignatureManifest => "binding.signature-manifest", FETCH_AGAIN;
    /// CERT-27.
    CertificateBasicConstraintsCa => "certificate.basic-constraints-ca", CERTIFICATE;
    /// CERT-20.
    CertificateBasicConstraintsNotCa => "certificate.basic-constraints-not-ca", CERTIFICATE;
    /// D-23: basicConstraints of a CA are not critical; a warning.
    CertificateBasicConstraintsNotCritical => "certificate.basic-constraints-not-critical", CERTIFICATE;
    /// CERT-31, CERT-32, CERT-41, CERT-42.
    CertificateExtendedKeyUsage => "certificate.extended-key-usage", CERTIFICATE;
    /// CERT-34, CERT-43, ALG-06, rows S-02 and S-07.
    CertificateKey => "certificate.key", CERTIFICATE;
    /// CERT-23…25, CERT-28…30.
    CertificateKeyUsage => "certificate.key-usage", CERTIFICATE;
    /// CERT-01…05.
    CertificateMalformed => "certificate.malformed", CERTIFICATE;
    /// CERT-21.
    CertificatePathLength => "certificate.path-length", CERTIFICATE;
    /// CERT-08, CERT-09, CERT-10, S-06.
    CertificateSignatureAlgorithm => "certificate.signature-algorithm", CERTIFICATE;
    /// CERT-11, JWS-19, COSE-19.
    ChainEmpty => "chain.empty", CHAIN;
    /// CERT-12, CERT-17: a signature in the chain does not verify.
    ChainInvalidSignature => "chain.invalid-signature", CHAIN;
    /// CERT-17: a certificate that may not issue certificates did.
    ChainIssuerNotCa => "chain.issuer-not-ca", CHAIN;
    /// CERT-13, CERT-17, CERT-18.
    ChainIssuerName => "chain.issuer-name", CHAIN;
    /// CERT-15.
    ChainNotSelfSigned => "chain.not-self-signed", CHAIN;
    /// CERT-16.
    ChainSelfSignedInside => "chain.self-signed-inside", CHAIN;
    /// More certificates than any chain needs.
    ChainTooLong => "chain.too-long", CHAIN;
    /// A piece of revocation evidence that cannot be read; a warning.
    EvidenceUnusable => "evidence.unusable", Some("Fetch this OCSP response or CRL again; if it stays the same, ask the authority that publishes it.");
    /// VER-32.
    ExpiryExpired => "expiry.expired", Some("Ask the publisher to sign the artifact again.");
    /// JWS-27, COSE-29: the header names another algorithm than the key calls for.
    IntegrityAlgorithmMismatch => "integrity.algorithm-mismatch", SIGN_AGAIN;
    /// JWS-53, JWS-54, JWS-57, D-07.
    IntegrityBase64 => "integrity.base64", FETCH_AGAIN;
    /// PAY-01, JWS-28, COSE-35.
    IntegrityContentType => "integrity.content-type", SIGN_AGAIN;
    /// JWS-33…40, COSE-31…34, D-17, D-69.
    IntegrityCritical => "integrity.critical", SIGN_AGAIN;
    /// D-02, JWS-06, JWS-31, COSE-07.
    IntegrityDuplicateMember => "integrity.duplicate-member", FETCH_AGAIN;
    /// JWS-50, COSE-48.
    IntegrityExpiryBeforeSigning => "integrity.expiry-before-signing", SIGN_AGAIN;
    /// D-79: a header in the wrong bucket.
    IntegrityHeaderBucket => "integrity.header-bucket", SIGN_AGAIN;
    /// JWS-17, COSE-24, COSE-27: the signature does not verify.
    IntegrityInvalidSignature => "integrity.invalid-signature", Some("Do not use the artifact on the strength of this signature. Fetch the signature again; if it stays the same, ask the publisher.");
    /// A size or depth limit at the door.
    IntegrityLimit => "integrity.limit", FETCH_AGAIN;
    /// JWS-02…10, COSE-02…15: not a signature envelope.
    IntegrityMalformed => "integrity.malformed", FETCH_AGAIN;
    /// JWS-01, COSE-01, VER-15.
    IntegrityMediaType => "integrity.media-type", Some("Ask the publisher to sign in one of the formats that notation writes: JWS or COSE.");
    /// The caller and the signature manifest name different media types.
    IntegrityMediaTypeConflict => "integrity.media-type-conflict", FETCH_AGAIN;
    /// SCH-01, SCH-02.
    IntegritySigningScheme => "integrity.signing-scheme", SIGN_AGAIN;
    /// SCH-03, SCH-04, SCH-07, JWS-43…49, COSE-37, COSE-41…46.
    IntegrityTime => "integrity.time", SIGN_AGAIN;
    /// PLG-01, D-11: a critical attribute that nobody here understands.
    IntegrityUnknownCriticalAttribute => "integrity.unknown-critical-attribute", Some("The publisher demands that this attribute be understood, and it is not: verify with the software that the publisher names.");
    /// D-06, S-50: a member that the specification does not know, or knows in other letters.
    IntegrityUnknownMember => "integrity.unknown-member", FETCH_AGAIN;
    /// JWS-25, COSE-30.
    IntegrityUnsupportedAlgorithm => "integrity.unsupported-algorithm", SIGN_AGAIN;
    /// D-04: an annotation key that the specification reserves; a warning.
    PayloadReservedAnnotation => "payload.reserved-annotation", None;
    /// PLG-19.
    PluginFailed => "plugin.failed", PLUGIN;
    /// PLG-03…05: the plugin attributes cannot be used.
    PluginInvalidAttribute => "plugin.invalid-attribute", SIGN_AGAIN;
    /// PLG-13.
    PluginNoCapability => "plugin.no-capability", PLUGIN;
    /// PLG-07…09: the plugin is not there.
    PluginNotFound => "plugin.not-found", PLUGIN;
    /// PLG-21 and answers that cannot be read.
    PluginResponse => "plugin.response", PLUGIN;
    /// PLG-20, D-62, D-64.
    PluginUnprocessedAttribute => "plugin.unprocessed-attribute", PLUGIN;
    /// PLG-11, PLG-12.
    PluginVersion => "plugin.version", PLUGIN;
    /// POL-36.
    PolicyDuplicateScope => "policy.duplicate-scope", POLICY;
    /// POL-09.
    PolicyDuplicateStatement => "policy.duplicate-statement", POLICY;
    /// D-02, D-32 and every other reason why the document is not JSON of the expected shape.
    PolicyMalformed => "policy.malformed", POLICY;
    /// POL-62: an attribute type that can never match; a warning.
    PolicyIdentityNeverMatches => "policy.identity-never-matches", POLICY;
    /// POL-48…61, D-37, D-80.
    PolicyInvalidIdentity => "policy.invalid-identity", POLICY;
    /// POL-35, POL-37…40.
    PolicyInvalidScope => "policy.invalid-scope", POLICY;
    /// POL-29…31, D-28.
    PolicyInvalidTrustStore => "policy.invalid-trust-store", POLICY;
    /// S-01.
    PolicyMisspelledMember => "policy.misspelled-member", POLICY;
    /// POL-08, POL-10, POL-25, POL-34: something required is missing.
    PolicyMissing => "policy.missing", POLICY;
    /// POL-77.
    PolicyMultipleGlobal => "policy.multiple-global", POLICY;
    /// POL-46, POL-78…80: no statement applies to the artifact.
    PolicyNoApplicableStatement => "policy.no-applicable-statement", Some("Add a statement for this repository to the trust policy, or correct the scope of an existing one.");
    /// POL-63.
    PolicyOverlappingIdentities => "policy.overlapping-identities", POLICY;
    /// The statement that applies says skip: nothing was verified.
    PolicySkip => "policy.skip", None;
    /// POL-24, POL-26, POL-27.
    PolicySkipNotAllowed => "policy.skip-not-allowed", POLICY;
    /// A store that the policy names and nobody gave; a warning of the linter.
    PolicyTrustStoreMissing => "policy.trust-store-missing", Some("Create the trust store, or correct its name in the statement.");
    /// POL-32: only `tsa:` stores, so no signature can be authenticated; a warning.
    PolicyUnusableTrustStores => "policy.unusable-trust-stores", POLICY;
    /// D-02: a member that the specification does not know; a warning.
    PolicyUnknownMember => "policy.unknown-member", POLICY;
    /// POL-14.
    PolicyUnknownLevel => "policy.unknown-level", POLICY;
    /// POL-17…22.
    PolicyInvalidOverride => "policy.invalid-override", POLICY;
    /// POL-23.
    PolicyVerifyTimestamp => "policy.verify-timestamp", POLICY;
    /// POL-07.
    PolicyVersion => "policy.version", POLICY;
    /// S-13.
    PolicyWrongKind => "policy.wrong-kind", POLICY;
    /// S-09: the reference names a tag, which can move.
    ReferenceTag => "reference.tag", Some("Name the artifact by digest: tags can be moved to another artifact.");
    /// REV-07: a certificate other than the root names no revocation service; a warning.
    RevocationNotRevokable => "revocation.not-revokable", None;
    /// PLG-23.
    RevocationPluginRejected => "revocation.plugin-rejected", Some("Ask whoever runs the verification plugin why it considers the certificate revoked.");
    /// A certificate's pointers to revocation services cannot be read.
    RevocationPointersMalformed => "revocation.pointers-malformed", UNREADABLE_POINTERS;
    /// D-55: whether a delegated OCSP responder is revoked itself is not known; a warning.
    RevocationResponderUnchecked => "revocation.responder-unchecked", Some("Fetch the CRL that the responder's certificate names, and verify again with it as evidence.");
    /// REV-08: a certificate is revoked.
    RevocationRevoked => "revocation.revoked", Some("Do not use the artifact on the strength of this signature. Ask the publisher for one made with a certificate that is not revoked.");
    /// REV-09: nobody who may say it says whether a certificate is revoked.
    RevocationUnknown => "revocation.unknown", Some("Fetch what the verdict wants (OCSP responses, CRLs), and verify again with it as evidence. If it is to be had nowhere, ask the authority that issued the certificate.");
    /// The host could not fetch the signature.
    SignatureFetchFailed => "signature.fetch-failed", Some("Fetch the signature again; if the registry keeps failing, ask its operator.");
    /// S-10: beyond the limit of signatures, so not judged.
    SignatureLimit => "signature.limit", Some("Raise the limit of signatures if the artifact rightly has so many, or remove old ones.");
    /// VER-19: no signature was accepted.
    SignatureNoneAccepted => "signature.none-accepted", Some("See the reason of each signature.");
    /// VER-21.
    SignatureNoneFound => "signature.none-found", Some("Ask the publisher to sign the artifact, and whether the signature was pushed to this registry.");
    /// S-15: the signature manifest is of a version before 1.0; a warning.
    SignatureManifestLegacy => "signature-manifest.legacy", SIGN_AGAIN;
    /// D-14: the signing agent is not text; a warning.
    SigningAgentNotText => "signing-agent.not-text", None;
    /// D-31: a trusted certificate that is not a root; a warning.
    TrustStoreNotRoot => "trust-store.not-root", Some("Trust the root certificate unless you mean to trust this one certificate alone.");
    /// VER-48.
    UserMetadataMissing => "userMetadata.missing", Some("Ask the publisher to sign with the metadata that you require.");
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A value beside a finding, for programs.
#[derive(Clone, Debug, Eq, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(untagged))]
pub enum Detail {
    /// Several texts.
    List(Vec<String>),
    /// A count, an offset, an index.
    Number(u64),
    /// One text.
    Text(String),
}

impl From<&str> for Detail {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Detail {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<usize> for Detail {
    fn from(number: usize) -> Self {
        Self::Number(u64::try_from(number).unwrap_or(u64::MAX))
    }
}

impl From<Vec<String>> for Detail {
    fn from(list: Vec<String>) -> Self {
        Self::List(list)
    }
}

/// One thing that was found. Says what was compared with what.
#[derive(Clone, Debug, Eq, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Finding {
    /// What it is.
    pub code: Code,
    /// For people, one sentence without a full stop.
    pub message: String,
    /// What someone can do.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub advice: Option<&'static str>,
    /// For programs; names are stable for a code.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Map::is_empty"))]
    pub details: Map<&'static str, Detail>,
}

impl Finding {
    /// A finding with the advice that belongs to its code.
    #[must_use]
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), advice: code.advice(), details: Map::new() }
    }

    /// Adds a detail.
    #[must_use]
    pub fn with(mut self, name: &'static str, detail: impl Into<Detail>) -> Self {
        self.details.insert(name, detail.into());
        self
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.message, self.code)
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
