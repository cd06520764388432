/** What goes in: an artifact, its signatures, whom to trust, and a time. */
import type { Descriptor, PolicySummary, Verdict } from './verdict.js';

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
  /**
   * Who checks signatures and hashes blobs. `wasm`: this package alone. `webcrypto`: `crypto.subtle`. `auto`, the
   * default: what is fastest, `node:crypto` where there is one, else `crypto.subtle`. Verdicts are the same: an engine is
   * probed before it is believed, and whatever it lacks, refuses or denies, the wasm answers.
   */
  crypto?: 'auto' | 'wasm' | 'webcrypto';
  /** How many signatures of one artifact are judged at most; 100 unless given. */
  maxSignatures?: number;
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
  /** Revocation answers that the host fetched. */
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

/** How a verifier works. */
export interface VerifierOptions {
  /**
   * Whether certificate signatures that were found to hold are kept for the next request; `false`: everything is
   * computed anew. Default `true`.
   */
  rememberCertificates?: boolean;
}

/** Policy and stores, parsed once and used for many requests. */
export interface Verifier {
  /** As {@link verify}. */
  verify(request: ArtifactRequest): Promise<Verdict>;
  /** As {@link verifyBlob}. */
  verifyBlob(request: BlobRequest): Promise<Verdict>;
  /** The statement that applies to an artifact; rejects with a `SealcheckError` if none does. */
  selectPolicy(reference: string): Promise<PolicySummary>;
  /** The statement of a blob policy that has this name, or the global one. */
  selectPolicy(blob: { policyName?: string }): Promise<PolicySummary>;
}
