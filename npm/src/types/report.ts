/** What `inspect` and `lintTrustPolicy` say. */
import type { FindingCode } from '../codes.js';
import type { CertificateSummary, Claimed, Descriptor, ExtendedAttribute, Finding } from './verdict.js';

/** A decoded envelope, with the fields of `notation inspect --output json`. Nothing in it is verified. */
export interface InspectedSignature {
  /** Always: nothing here is verified. */
  verified: false;
  /** SHA-256 digest of the envelope; the command line shows the signature manifest's where there is one. */
  digest: string;
  /** For instance `RSASSA-PSS-SHA-256`. */
  signatureAlgorithm: string;
  /** Media type of the envelope. */
  signatureEnvelopeType: string;
  /** The attributes that the specification defines. */
  signedAttributes: {
    contentType: string;
    signingScheme: string;
    /** For a signing authority its authentic signing time. */
    signingTime?: string;
    expiry?: string;
  };
  /** Kept apart, so that none can pass for an attribute above. */
  extendedAttributes: ExtendedAttribute[];
  /** The annotations of the payload. */
  userDefinedAttributes: Record<string, string> | null;
  /** What anybody could have written. */
  unsignedAttributes: {
    signingAgent?: string;
    /** What the token says, or why it cannot be shown. */
    timestampSignature?: { timestamp?: string; certificates?: InspectedCertificate[]; error?: string };
  };
  /** The chain, leaf first. */
  certificates: InspectedCertificate[];
  /** The same chain with what notation leaves out: serial number, start of validity, key, usages, DER. */
  chain: CertificateSummary[];
  /** The payload, without its annotations. */
  signedArtifact: Descriptor;
  /** What a verifier would warn of. */
  warnings: Finding[];
}

/** A certificate as `notation inspect` shows it. */
export interface InspectedCertificate {
  /** Lower-case hexadecimal. */
  SHA256Fingerprint: string;
  /** The subject, as Go writes names. */
  issuedTo: string;
  /** The issuer, as Go writes names. */
  issuedBy: string;
  /** The end of its validity. */
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
  /** Stable, for programs. */
  code: FindingCode;
  /** Where in the document, for instance `$.trustPolicies[0].signatureVerification.level`. */
  path: string;
  /** From 1. */
  line: number;
  /** From 1, in bytes. */
  column: number;
  /** For people. */
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
