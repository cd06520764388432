/**
 * `sealcheck/slim`: bring your own wasm (`sealcheck/core.wasm`), by {@link init} or {@link initSync}; and twins of the
 * functions that answer at once. A twin asks no plugins and no WebCrypto, because those cannot answer at once.
 *
 * @module sealcheck/slim
 */
import type {
  ArtifactRequest,
  BlobRequest,
  Inspection,
  PolicyReport,
  PolicySummary,
  Trust,
  TrustPolicyInput,
  TrustStores,
  Verdict,
  VerifierOptions,
} from './types.js';

export * from './declarations.js';

/** {@link Trust} without what has to be waited for. */
export interface SyncTrust extends Omit<Trust, 'plugins' | 'crypto'> {
  /** `wasm`, or `auto`: `node:crypto` where there is one. */
  crypto?: 'auto' | 'wasm';
}

/** {@link ArtifactRequest} without what has to be waited for. */
export type SyncArtifactRequest = Omit<ArtifactRequest, 'signal'>;

/** {@link BlobRequest} without what has to be waited for. */
export interface SyncBlobRequest extends Omit<BlobRequest, 'blob' | 'signal'> {
  /** The file. */
  blob: Uint8Array;
}

/** Policy and stores, parsed once and used for many requests; it answers at once. */
export interface SyncVerifier {
  /** As {@link verifySync}. */
  verify(request: SyncArtifactRequest): Verdict;
  /** As {@link verifyBlobSync}. */
  verifyBlob(request: SyncBlobRequest): Verdict;
  /** The statement that applies to an artifact. */
  selectPolicy(reference: string): PolicySummary;
  /** The statement of a blob policy that has this name, or the global one. */
  selectPolicy(blob: { policyName?: string }): PolicySummary;
}

/**
 * Compiles and starts the wasm at once. Browsers allow that outside the main thread; edge runtimes only with a compiled
 * module. If it runs already, nothing happens.
 *
 * @throws {@link SealcheckError} `load-failed`.
 */
export declare function initSync(source: ArrayBuffer | Uint8Array | WebAssembly.Module): void;

/**
 * {@link verify} that answers at once.
 *
 * @throws {@link SealcheckError} as {@link verify}; `load-failed` before {@link initSync} or {@link init};
 * `invalid-argument` for plugins and `crypto: 'webcrypto'`.
 */
export declare function verifySync(request: SyncTrust & SyncArtifactRequest): Verdict;

/** {@link verifyBlob} that answers at once. @throws As {@link verifySync}. */
export declare function verifyBlobSync(request: SyncTrust & SyncBlobRequest): Verdict;

/** {@link createVerifier} whose verifier answers at once. @throws As {@link verifySync}. */
export declare function createVerifierSync(trust: SyncTrust, options?: VerifierOptions): SyncVerifier;

/** {@link inspect} that answers at once. @throws As {@link verifySync}. */
export declare function inspectSync(envelope: Uint8Array, options?: { mediaType?: string }): Inspection;

/** {@link lintTrustPolicy} that answers at once. @throws As {@link verifySync}. */
export declare function lintTrustPolicySync(
  document: TrustPolicyInput,
  options?: { kind?: 'oci' | 'blob'; trustStores?: TrustStores },
): PolicyReport;
