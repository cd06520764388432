/**
 * What every entry of the package exports: `sealcheck`, which picks by runtime; `sealcheck/inline`, whose wasm is text
 * in a module, for bundlers that copy no files; `sealcheck/web`, the one for browsers. Their wasm is
 * `sealcheck/core.wasm`; `sealcheck/integrity` exports its `integrity` (subresource integrity) and `sha256`.
 *
 * @module sealcheck
 */
import type {
  CertificateSummary,
  Inspection,
  PolicyReport,
  Trust,
  TrustPolicyInput,
  TrustStores,
  Verdict,
  Verifier,
  VerifierOptions,
  VerifyBlobRequest,
  VerifyRequest,
} from './types.js';
import type { WasmSource } from './wasm/instance.js';

export * from './common.js';
export type { WasmSource };

/**
 * Verifies the signatures of an OCI artifact.
 *
 * Inputs are copied and the clock is read before this function returns its promise, so nothing can be swapped
 * underneath. It fetches nothing: `verdict.wanted` names the revocation answers that would help.
 *
 * @returns The verdict. That a signature does not verify is a verdict, never an exception.
 * @throws {@link SealcheckError} for mistakes of the caller (`invalid-argument`, `invalid-date`, `invalid-reference`,
 * `invalid-trust-policy`, `invalid-trust-store`), if the wasm cannot be loaded (`load-failed`), and for faults of ours
 * (`internal`). If `signal` is aborted: its reason, as it is.
 */
export declare function verify(request: VerifyRequest): Promise<Verdict>;

/**
 * Verifies a detached signature over a file.
 *
 * @returns The verdict.
 * @throws As {@link verify}; what the blob's stream throws, as it is.
 */
export declare function verifyBlob(request: VerifyBlobRequest): Promise<Verdict>;

/**
 * Takes policy and trust stores once, for many verifications. They are parsed at the first one.
 *
 * The verifier also keeps which certificate signatures it found to hold (up to 256), by a digest of key, certificate
 * and signature: a chain seen before costs no arithmetic again, unless `rememberCertificates` is `false`. Its rules,
 * its validity and the signatures of envelopes, timestamps and revocation evidence are judged each time.
 *
 * @throws {@link SealcheckError} `invalid-argument` for what has the wrong shape; what is wrong inside the documents
 * comes out at the first verification.
 */
export declare function createVerifier(trust: Trust, options?: VerifierOptions): Verifier;

/**
 * Decodes a signature envelope and verifies nothing.
 *
 * @param envelope - JWS (flattened JSON) or COSE_Sign1.
 * @param options - `mediaType`: without it the first bytes decide.
 * @returns The decoded envelope; bytes that cannot be decoded give `{ error, partial }`.
 * @throws {@link SealcheckError} as {@link verify}.
 */
export declare function inspect(envelope: Uint8Array, options?: { mediaType?: string }): Promise<Inspection>;

/**
 * Lists every problem of a trust policy document.
 *
 * @param options - `kind`: what the document is for; without it its members decide. `trustStores`: the stores there
 * are, so that those that the document names and nobody has come out, too.
 * @throws {@link SealcheckError} as {@link verify}.
 */
export declare function lintTrustPolicy(
  document: TrustPolicyInput,
  options?: { kind?: 'oci' | 'blob'; trustStores?: TrustStores },
): Promise<PolicyReport>;

/**
 * The certificates in a file, DER or PEM, one or many, for hosts that list trust stores. Nothing about them is judged.
 *
 * @param data - The bytes of the file.
 * @throws {@link SealcheckError} `invalid-argument`: the file holds no certificate, or a malformed one.
 */
export declare function readCertificates(data: Uint8Array): Promise<CertificateSummary[]>;

/**
 * Loads the wasm ahead of the first use, or from a source of one's own. Optional. It may be called at any time, also
 * concurrently: the first source wins. After a failure the next call tries again.
 *
 * @param source - Address, HTTP response, bytes or compiled module; by default what the entry brings along.
 * @throws {@link SealcheckError} `load-failed`: not fetched, not the wasm of this release, refused by the
 * Content-Security-Policy, …; the message says which.
 */
export declare function init(source?: WasmSource): Promise<void>;
