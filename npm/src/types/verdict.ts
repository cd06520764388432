/** What comes out: every check of every signature, and what follows from them. */
import type { FindingCode } from '../codes.js';

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
  /** What tells the three verdicts apart. */
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
  /** There is none. */
  reason: null;
}

/** No signature meets the policy, or there is none, or no statement applies. */
export interface Rejected extends VerdictBase {
  /** What tells the three verdicts apart. */
  result: 'rejected';
  /** Nothing is trusted. */
  trust: 'none';
  /** No signature. */
  acceptedBy: null;
  /** The statement that applied, if one did. */
  policy: PolicySummary | null;
  /** Not to be cached. */
  validUntil: null;
  /** Why. */
  reason: Finding;
}

/** The policy says skip: nothing was looked at, and nothing is known. */
export interface NotVerified extends VerdictBase {
  /** What tells the three verdicts apart. */
  result: 'not-verified';
  /** Nothing is trusted. */
  trust: 'none';
  /** No signature. */
  acceptedBy: null;
  /** The statement that says skip. */
  policy: PolicySummary;
  /** Not to be cached. */
  validUntil: null;
  /** Why. */
  reason: Finding;
}

/** The answer to a request; always complete. */
export type Verdict = Accepted | Rejected | NotVerified;

/** What was verified. Of a blob the digest is known only once its signature named the algorithm. */
export interface ArtifactSummary {
  /** Null where nobody said. */
  mediaType: string | null;
  /** Algorithm and hexadecimal. */
  digest: string | null;
  /** In bytes. */
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
  /** An OCSP response, a revocation list, or what changed since one. */
  kind: 'ocsp' | 'crl' | 'delta-crl';
  /** Where it is published. */
  url: string;
  /** How to ask. */
  method: 'GET' | 'POST';
  /** What to post, of media type `application/ocsp-request`: standard base64 of the DER. */
  body?: string;
  /** SHA-256 of the certificate in question, hexadecimal. */
  certificate: string;
  /** To which chain the certificate belongs. */
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
  /** Which envelope, signed how. */
  integrity: { envelope: 'JWS' | 'COSE'; algorithm: string };
  /** Stores and identities. */
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
  /** The signed expiry, if one was set. */
  expiry: { expiry: string | null };
  /** The time that counts. */
  authenticTimestamp: {
    /** By which time the certificates were judged. */
    method: 'authentic-signing-time' | 'timestamp' | 'verification-time';
    /** That time, of a timestamp its genTime; null for a timestamp that does not hold. */
    time: string | null;
    /** Of a timestamp: the earliest instant that it attests. */
    earliest?: string;
    /** Of a timestamp: the latest instant that it attests. */
    latest?: string;
    /** Of a timestamp: the subject of the authority, RFC 4514. */
    authority?: string;
    /** Of a timestamp: the stores that were opened. */
    trustStores?: { name: string; certificates: number }[];
    /** Of a timestamp: the store that the last certificate of the authority's chain is in. */
    anchor?: { certificate: number; store: string; entry: string };
    /** Of a timestamp: the authority's chain, its certificate first. */
    certificates?: CertificateSummary[];
    /** Of a timestamp: the revocation status of each certificate of that chain. */
    revocation?: RevocationStatus[];
  };
  /** What is known of each certificate. */
  revocation: {
    /** Each certificate of the chain, leaf first. */
    certificates: RevocationStatus[];
  };
  /** The plugin that the signature demands, and the one that is there. */
  plugin: { name: string; version: string | null; minVersion: string | null; capabilities: string[] };
  /** The two that must be one. */
  binding: {
    /** What was signed. */
    signed: Descriptor | null;
    /** What was given. */
    artifact: ArtifactSummary;
  };
  /** What was required, and what was signed. */
  userMetadata: { required: Record<string, string>; signed: Record<string, string> };
}

/** What is known about the revocation of one certificate. */
export interface RevocationStatus {
  /** SHA-256 of the certificate, hexadecimal. */
  certificate: string;
  /** RFC 4514. */
  subject: string;
  /** `non-revokable`: it is the root, or names no revocation service. */
  status: 'good' | 'non-revokable' | 'revoked' | 'unknown';
  /** How it was found out; null unless somebody said something. */
  method: 'crl' | 'ocsp' | 'ocsp-fallback-crl' | null;
  /** Since when it is revoked; may lie in the future. */
  revokedAt: string | null;
  /** The names of RFC 5280, section 5.3.1. */
  reason: string | null;
  /** Since when its key is or may be in wrong hands. */
  invalidityDate: string | null;
  /** OCSP responders that the certificate names. */
  ocsp: string[];
  /** CRLs that the certificate names. */
  crl: string[];
  /** The OCSP responses and CRLs that were looked at. */
  sources: RevocationSource[];
}

/** One OCSP response or CRL that was looked at for a certificate. */
export interface RevocationSource {
  /** An OCSP response, a revocation list, or what changed since one. */
  kind: 'ocsp' | 'crl' | 'delta-crl';
  /** Where the host got it, by its own account. */
  url: string | null;
  /** What it says; null if it cannot be used. */
  status: RevocationStatus['status'] | null;
  /** When it was right. */
  thisUpdate: string | null;
  /** Until when it may be used. */
  nextUpdate: string | null;
  /** cRLNumber. */
  number: string | null;
  /** Subject of the delegated OCSP responder that signed it; null if the issuer did. */
  responder: string | null;
  /** Why it cannot be used. */
  fault: string | null;
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
  /** The bits of keyUsage. */
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
  /** `notary.x509` or `notary.x509.signingAuthority`. */
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
  /** RFC 3339 in UTC. */
  earliest: string;
  /** RFC 3339 in UTC. */
  latest: string;
}

/** What an envelope says while nothing about it is verified. */
export interface Claimed {
  /** The first certificate. */
  signer: CertificateSummary | null;
  /** What the envelope says was signed. */
  signedAttributes: SignedAttributes | null;
  /** As far as they could be read. */
  certificates: CertificateSummary[];
  /** What the envelope says it is of. */
  payload: PayloadSummary | null;
}
