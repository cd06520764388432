/** Every public type of the package: what goes in, and the verdict that comes out. */
import type { FindingCode } from './codes.js';

export type { FindingCode } from './codes.js';
export type { WasmSource } from './wasm/instance.js';

// ── What goes in ────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * A trust policy document (`trustpolicy.json`): its bytes, its text, or an object, which is taken once by
 * `JSON.stringify`. Duplicate members can be seen in bytes and text only.
 */
export type TrustPolicyInput = string | Uint8Array | object;

/** The types of trust stores. */
export type TrustStoreType = 'ca' | 'signingAuthority' | 'tsa';

/** The name of a trust store as policies write it, for instance `ca:wabbit-networks.io`. */
export type TrustStoreName = `${TrustStoreType}:${string}`;

/** One file of a trust store: DER or PEM, one certificate or many. */
export type TrustStoreEntry =
  | Uint8Array
  | string
  | {
      /** What to call it in findings, for instance the name of the file. Entries without a name are `#1`, `#2`, … */
      name: string;
      /** DER or PEM. */
      data: Uint8Array | string;
    };

/** The trust stores that there are. Their content is judged when a statement opens them. */
export type TrustStores = Record<TrustStoreName, TrustStoreEntry[]>;

/** What a verification plugin can judge. */
export type PluginCapability = 'SIGNATURE_VERIFIER.TRUSTED_IDENTITY' | 'SIGNATURE_VERIFIER.REVOCATION_CHECK';

/** A verification plugin that the caller runs. It is asked only for signatures whose integrity is verified. */
export interface VerificationPlugin {
  /** Its version, SemVer 2.0.0. */
  version: string;
  /** What it can judge. */
  capabilities: PluginCapability[];
  /** Answers a `verify-signature` request of the notation plugin protocol. To throw is to fail the `plugin` check. */
  verify(request: object, signal?: AbortSignal): Promise<object>;
}

/** Whom to trust. */
export interface Trust {
  /** The document: an OCI policy for {@link VerifyRequest}, a blob policy for {@link VerifyBlobRequest}. */
  trustPolicy: TrustPolicyInput;
  /** The stores that the policy names. */
  trustStores: TrustStores;
  /** Verification plugins by name. */
  plugins?: Record<string, VerificationPlugin>;
  /** Who checks signatures: for now the wasm, whatever is said here. */
  crypto?: 'auto' | 'wasm' | 'webcrypto';
  /** How many signatures of one artifact are judged at most; 100 unless given. */
  maxSignatures?: number;
}

/** What describes content: its media type, digest and size. */
export interface Descriptor {
  /** For instance `application/vnd.oci.image.manifest.v1+json`. */
  mediaType: string;
  /** For instance `sha256:` and 64 hexadecimal digits. */
  digest: string;
  /** In bytes. */
  size: number;
  /** What the signer noted; user metadata are annotations of the signed descriptor. */
  annotations?: Record<string, string>;
  /** The type of artifact, where the descriptor has one. */
  artifactType?: string;
}

/** The media types of signature envelopes. */
export type EnvelopeMediaType = 'application/jose+json' | 'application/cose';

/** One signature, or why there is none. */
export type SignatureInput =
  | {
      /** The bytes of the signature envelope. */
      envelope: Uint8Array;
      /** Where nothing is given, the signature manifest's layer says it, and without manifest the first bytes. */
      mediaType?: EnvelopeMediaType;
      /** The bytes of the signature manifest; subject, artifact type and layer are checked. */
      manifest?: Uint8Array;
    }
  | {
      /** Why the host could not fetch it: it counts as a failed signature, and the others go on. */
      error: string;
      /** Digest of the signature manifest, if known. */
      digest?: string;
    };

/** Revocation answers that the host fetched. */
export interface Evidence {
  /** DER of OCSP responses. */
  ocsp?: { url?: string; response: Uint8Array }[];
  /** DER of certificate revocation lists. */
  crls?: { url?: string; crl: Uint8Array }[];
  /** What could not be fetched. */
  unavailable?: { url: string; error: string }[];
}

/** What {@link VerifyRequest} and {@link VerifyBlobRequest} have in common, beside {@link Trust}. */
export interface RequestOptions {
  /** The time the verdict is for; default now, read once. Years 1 to 9999. */
  currentDate?: Date;
  /** Revocation answers that the host fetched. This version does not judge them yet. */
  evidence?: Evidence;
  /** Must be among the signed annotations, key and value. */
  userMetadata?: Record<string, string>;
  /** Ends the wait for the wasm, a plugin or the blob; the promise is rejected with `signal.reason`. */
  signal?: AbortSignal;
}

/** An artifact in a registry or an OCI image layout. */
export interface ArtifactRequest extends RequestOptions {
  /**
   * `repository@digest`, or `repository:tag` with manifest bytes (warning `reference.tag`). The repository picks the
   * policy statement.
   */
  reference: string;
  /** The manifest's bytes, hashed here; or its descriptor (warning `artifact.not-hashed`). */
  manifest: Uint8Array | Descriptor;
  /** What the registry said. The document's own `mediaType` wins, and a conflict fails `binding`. */
  manifestMediaType?: string;
  /** The signatures, in the order of the registry. */
  signatures: SignatureInput[];
}

/** A file with a detached signature. */
export interface BlobRequest extends RequestOptions {
  /** The file. A stream is read once, and only when the signature's integrity is verified. */
  blob: Uint8Array | Blob | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>;
  /** Compared with the signed media type, if given. */
  blobMediaType?: string;
  /** The signature. */
  signature: SignatureInput;
  /** The policy statement to apply; without, the global one. */
  policyName?: string;
}

/** {@link ArtifactRequest} together with whom to trust. */
export interface VerifyRequest extends Trust, ArtifactRequest {}

/** {@link BlobRequest} together with whom to trust. */
export interface VerifyBlobRequest extends Trust, BlobRequest {}

/** Policy and stores, parsed once and used for many requests. */
export interface Verifier {
  /** As {@link Api.verify}. */
  verify(request: ArtifactRequest): Promise<Verdict>;
  /** As {@link Api.verifyBlob}. */
  verifyBlob(request: BlobRequest): Promise<Verdict>;
  /** The statement that applies to an artifact; rejects with a `SealcheckError` if none does. */
  selectPolicy(reference: string): Promise<PolicySummary>;
  /** The statement of a blob policy that has this name, or the global one. */
  selectPolicy(blob: { policyName?: string }): Promise<PolicySummary>;
}

// ── The verdict ─────────────────────────────────────────────────────────────────────────────────────────────────

/** Whether the artifact, or one signature of it, may be used as the policy says. */
export type Result = 'accepted' | 'rejected' | 'not-verified';

/** The five checks that a policy level governs. */
export type CheckName = 'integrity' | 'authenticity' | 'authenticTimestamp' | 'expiry' | 'revocation';

/** The rows of a signature: the five checks, and three that every level enforces. */
export type RowName = CheckName | 'plugin' | 'binding' | 'userMetadata';

/** What is done about a check that is not good. */
export type Action = 'enforce' | 'log' | 'skip';

/** The levels of a trust policy. */
export type Level = 'strict' | 'permissive' | 'audit' | 'skip';

/** One thing that was found. */
export interface Finding {
  /** Stable, for programs. */
  code: FindingCode;
  /** For people: what was compared with what. */
  message: string;
  /** What the publisher or the operator can do. */
  advice?: string;
  /** Values beside the message, for programs. */
  details?: Record<string, string | number | string[]>;
}

/** What all verdicts have. */
export interface VerdictBase {
  /** The version of this form. */
  schema: 'urn:sealcheck:verdict:1';
  /** What was verified. */
  artifact: ArtifactSummary;
  /** The time the verdict is for, RFC 3339 in UTC. */
  currentDate: string;
  /** Every signature, in the order given. */
  signatures: SignatureVerdict[];
  /** Findings about policy, stores and reference, and those of the accepting signature. */
  warnings: Finding[];
  /** Revocation evidence that would help. */
  wanted: WantedEvidence[];
}

/** At least one signature meets the policy. */
export interface Accepted extends VerdictBase {
  result: 'accepted';
  /**
   * `full`: no check failed. `partial`: the signer is authenticated, and something else was only logged. `none`: the
   * policy accepts although the signer is not authenticated. Gates should look at this.
   */
  trust: 'full' | 'partial' | 'none';
  /** Index of the first accepted signature. */
  acceptedBy: number;
  /** The statement that applied. */
  policy: PolicySummary;
  /** The verdict holds for every time before this one; `9999-12-31T23:59:59Z`: no end. */
  validUntil: string;
  reason: null;
}

/** No signature meets the policy, or there is none, or no statement applies. */
export interface Rejected extends VerdictBase {
  result: 'rejected';
  trust: 'none';
  acceptedBy: null;
  /** The statement that applied, if one did. */
  policy: PolicySummary | null;
  validUntil: null;
  /** Why. */
  reason: Finding;
}

/** The policy says skip: nothing was looked at, and nothing is known. */
export interface NotVerified extends VerdictBase {
  result: 'not-verified';
  trust: 'none';
  acceptedBy: null;
  /** The statement that says skip. */
  policy: PolicySummary;
  validUntil: null;
  /** Why. */
  reason: Finding;
}

/** The answer to a request; always complete. */
export type Verdict = Accepted | Rejected | NotVerified;

/** What was verified. Of a blob the digest is known only once its signature named the algorithm. */
export interface ArtifactSummary {
  mediaType: string | null;
  digest: string | null;
  size: number | null;
  /** As it was given, for OCI artifacts. */
  reference?: string;
}

/** The statement that applied. */
export interface PolicySummary {
  /** The statement's name. */
  name: string;
  /** Which kind of document it stands in. */
  kind: 'oci' | 'blob';
  /** As the document names it; with overrides `enforcement` differs from the level's own. */
  level: Level;
  /** What is done about each check. */
  enforcement: Record<CheckName, Action>;
  /** By which scope it was selected: `*` or the repository. */
  scope?: string;
  /** The trust stores that it names. */
  trustStores: string[];
  /** The identities that it trusts. */
  trustedIdentities: string[];
  /** When it calls for a timestamp. */
  verifyTimestamp: 'always' | 'afterCertExpiry';
}

/** What a host may fetch and pass back as evidence. */
export interface WantedEvidence {
  kind: 'ocsp' | 'crl' | 'delta-crl';
  url: string;
  method: 'GET' | 'POST';
  /** Base64 of what to post. */
  body?: string;
  /** SHA-256 of the certificate in question, hexadecimal. */
  certificate: string;
  chain: 'signing' | 'timestamping' | 'responder';
}

/** One signature. */
export interface SignatureVerdict {
  /** What came out for this signature. */
  result: Result;
  /** Digest of the signature manifest, where one was given. */
  digest: string | null;
  /** SHA-256 digest of the envelope; null if it could not be fetched. */
  envelopeDigest: string | null;
  /** As judged. */
  mediaType: string | null;
  /** The eight rows: integrity, authenticity, expiry, authenticTimestamp, revocation, plugin, binding, userMetadata. */
  checks: Check[];
  /** Logged rows that are not good, and what else is worth knowing. */
  warnings: Finding[];
  /** The signing certificate; null unless integrity passed. */
  signer: CertificateSummary | null;
  /** What the signer signed beside the payload; null unless integrity passed. */
  signedAttributes: SignedAttributes | null;
  /** The chain, leaf first; null unless integrity passed. */
  certificates: CertificateSummary[] | null;
  /** What a timestamp attests; null unless one was judged good. */
  timestamp: TimestampSummary | null;
  /** The signed descriptor; null unless integrity passed. */
  payload: PayloadSummary | null;
  /** What was only decoded because integrity failed. Nobody vouches for it. */
  claimed: Claimed | null;
  /** What anybody could have written. */
  unsignedAttributes: UnsignedAttributes;
}

/** One row of a signature. */
export type Check = { [Name in RowName]: CheckOf<Name> }[RowName];

/** The row of that name. */
export interface CheckOf<Name extends RowName> {
  /** Which check. */
  name: Name;
  /** What the policy wants done if it is not good. */
  action: Action;
  /** What it came to. `inconclusive` is not `passed`. */
  status: 'passed' | 'failed' | 'inconclusive' | 'skipped';
  /** `blocked`: integrity failed, so nothing else of the envelope may be believed. */
  skippedBecause?: 'policy' | 'not-requested' | 'blocked';
  /** What was found if it is not good. */
  finding: Finding | null;
  /** What was looked at; empty if nothing was. */
  evidence: Partial<EvidenceOf[Name]>;
}

/** What each row looks at. */
export interface EvidenceOf {
  integrity: { envelope: 'JWS' | 'COSE'; algorithm: string };
  authenticity: {
    /** The stores that were opened. */
    trustStores: { name: string; certificates: number }[];
    /** The first certificate of the chain that is in a store; 0 is the leaf. */
    anchor: { certificate: number; store: string; entry: string } | null;
    /** How the signer compares with each trusted identity; empty for `*`. */
    identities: IdentityComparison[];
    /** The identity that matched. */
    identity: string | null;
  };
  expiry: { expiry: string | null };
  authenticTimestamp: {
    /** By which time the certificates were judged. */
    method: 'authentic-signing-time' | 'timestamp' | 'verification-time';
    time: string | null;
  };
  revocation: {
    /** Each certificate of the chain, leaf first. */
    certificates: {
      certificate: string;
      subject: string;
      status: 'non-revokable' | 'unknown';
      ocsp: string[];
      crl: string[];
    }[];
  };
  plugin: { name: string; version: string | null; minVersion: string | null; capabilities: string[] };
  binding: {
    /** What was signed. */
    signed: Descriptor | null;
    /** What was given. */
    artifact: ArtifactSummary;
  };
  userMetadata: { required: Record<string, string>; signed: Record<string, string> };
}

/** How the signer compares with one trusted identity. */
export interface IdentityComparison {
  /** As the policy writes it. */
  identity: string;
  /** Whether every attribute is equal. */
  matches: boolean;
  /** In the identity's order. */
  attributes: { attribute: string; policy: string; certificate: string | null; equal: boolean }[];
}

/** A certificate, for people and programs. */
export interface CertificateSummary {
  /** SHA-256 of the DER, lower-case hexadecimal. */
  SHA256Fingerprint: string;
  /** RFC 4514. */
  subject: string;
  /** RFC 4514. */
  issuer: string;
  /** Lower-case hexadecimal. */
  serial: string;
  /** First instant of validity, inclusive. */
  notBefore: string;
  /** Last instant of validity, inclusive. */
  notAfter: string;
  /** For instance `RSA-2048`, `EC-256`. */
  key: string;
  keyUsage: string[];
  /** Names or object identifiers. */
  extendedKeyUsage: string[];
  /** Standard base64 of the DER. */
  der: string;
}

/** The signed attributes. */
export interface SignedAttributes {
  /** For instance `RSASSA-PSS-SHA-256`. */
  signatureAlgorithm: string;
  /** Media type of the payload. */
  contentType: string;
  signingScheme: string;
  /** When the signer says it signed. A claim. */
  signingTime: string | null;
  /** When the signing authority vouches it signed. */
  authenticSigningTime: string | null;
  /** From when on the signature is not to be accepted. */
  expiry: string | null;
  /** Further attributes, never mixed with the ones above. */
  extended: ExtendedAttribute[];
}

/** A signed attribute that the specification does not define. */
export interface ExtendedAttribute {
  /** Its name; integer labels of COSE in decimal. */
  key: string;
  /** Whether verification must fail if nobody understands it. */
  critical: boolean;
  /** As `notation inspect` prints it. */
  value: string;
}

/** The payload. */
export interface PayloadSummary {
  /** What was signed. */
  targetArtifact: Descriptor;
}

/** The unsigned attributes. */
export interface UnsignedAttributes {
  /** What software says it signed. */
  signingAgent: string | null;
  /** Whether there is a timestamp token. */
  timestampSignature: boolean;
}

/** What a timestamp attests. */
export interface TimestampSummary {
  earliest: string;
  latest: string;
}

/** What an envelope says while nothing about it is verified. */
export interface Claimed {
  signer: CertificateSummary | null;
  signedAttributes: SignedAttributes | null;
  /** As far as they could be read. */
  certificates: CertificateSummary[];
  payload: PayloadSummary | null;
}

// ── inspect and lint ────────────────────────────────────────────────────────────────────────────────────────────

/** A decoded envelope, with the fields of `notation inspect --output json`. Nothing in it is verified. */
export interface InspectedSignature {
  /** Always: nothing here is verified. */
  verified: false;
  /** SHA-256 digest of the envelope; the command line shows the signature manifest's where there is one. */
  digest: string;
  signatureAlgorithm: string;
  signatureEnvelopeType: string;
  signedAttributes: {
    contentType: string;
    signingScheme: string;
    /** For a signing authority its authentic signing time. */
    signingTime?: string;
    expiry?: string;
  };
  /** Kept apart, so that none can pass for an attribute above. */
  extendedAttributes: ExtendedAttribute[];
  userDefinedAttributes: Record<string, string> | null;
  unsignedAttributes: {
    signingAgent?: string;
    /** Tokens are not decoded by this version. */
    timestampSignature?: { timestamp?: string; certificates?: InspectedCertificate[]; error?: string };
  };
  /** The chain, leaf first. */
  certificates: InspectedCertificate[];
  signedArtifact: Descriptor;
  /** What a verifier would warn of. */
  warnings: Finding[];
}

/** A certificate as `notation inspect` shows it. */
export interface InspectedCertificate {
  SHA256Fingerprint: string;
  issuedTo: string;
  issuedBy: string;
  expiry: string;
}

/** What `inspect` gives: the decoded envelope, or why it cannot be decoded and what could be. */
export type Inspection =
  | InspectedSignature
  | {
      verified: false;
      /** Why the envelope cannot be decoded. */
      error: Finding;
      /** As much as could be read. */
      partial: Claimed;
    };

/** One problem of a trust policy document. */
export interface Problem {
  /** An error makes the document unusable. */
  severity: 'error' | 'warning';
  code: FindingCode;
  /** Where in the document, for instance `$.trustPolicies[0].signatureVerification.level`. */
  path: string;
  /** From 1. */
  line: number;
  /** From 1, in bytes. */
  column: number;
  message: string;
}

/** What the linter says. */
export interface PolicyReport {
  /** Whether a verifier can use the document: there is no error among the problems. */
  valid: boolean;
  /** The kind that it was read as; one with `registryScopes` is for OCI artifacts, another one for blobs. */
  kind: 'oci' | 'blob';
  /** Every one, in the order of the document. */
  problems: Problem[];
}
