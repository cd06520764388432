/** The functions of the package, as closures over the way the wasm is loaded. */
import { call, type Core, open, parse } from './core.js';
import { SealcheckError } from './errors.js';
import { bytesOf, copyBytes, isObject, optionalText, policyBytes, takeArtifact, takeBlob, takeTrust } from './input.js';
import type {
  ArtifactRequest,
  BlobRequest,
  CertificateSummary,
  Inspection,
  PolicyReport,
  Trust,
  TrustPolicyInput,
  TrustStores,
  Verdict,
  Verifier,
  VerifyBlobRequest,
  VerifyRequest,
} from './types.js';
import { TrustKeeper, verifyArtifact, verifyBlob } from './verify.js';
import type { Load, WasmSource } from './wasm/instance.js';

/** What every entry of the package exports. */
export interface Api {
  /**
   * Verifies an OCI artifact. That it does not verify is a verdict; rejects only for mistakes of the caller and
   * faults of ours. Inputs are copied and the clock is read before this function returns its promise.
   */
  verify(request: VerifyRequest): Promise<Verdict>;
  /** Verifies a detached signature over a file. */
  verifyBlob(request: VerifyBlobRequest): Promise<Verdict>;
  /** Policy and stores taken once, for many verifications; they are parsed at the first one. */
  createVerifier(trust: Trust): Verifier;
  /** Decodes an envelope and verifies nothing. Bytes that cannot be decoded give `{ error, partial }`. */
  inspect(envelope: Uint8Array, options?: { mediaType?: string }): Promise<Inspection>;
  /** Every problem of a trust policy document; with `trustStores`, also the stores that it names and nobody has. */
  lintTrustPolicy(
    document: TrustPolicyInput,
    options?: { kind?: 'oci' | 'blob'; trustStores?: TrustStores },
  ): Promise<PolicyReport>;
  /** The certificates in a file, DER or PEM, one or many. Nothing about them is judged. */
  readCertificates(data: Uint8Array): Promise<CertificateSummary[]>;
  /**
   * Loads the wasm ahead of the first use, or from a source of one's own. Optional; may be called again and
   * concurrently; after a failure the next call tries again.
   */
  init(source?: WasmSource): Promise<void>;
}

/** Makes the functions; nothing is loaded before one of them is called. */
export function createApi(load: Load): Api {
  const core = (): Promise<Core> => open(load);
  return {
    async verify(request) {
      const [trust, artifact] = [takeTrust(request), takeArtifact(request)];
      return once(new TrustKeeper(trust, 'oci'), (keeper) => verifyArtifact(core, keeper, artifact));
    },
    async verifyBlob(request) {
      const [trust, blob] = [takeTrust(request), takeBlob(request)];
      return once(new TrustKeeper(trust, 'blob'), (keeper) => verifyBlob(core, keeper, blob));
    },
    createVerifier: (trust) => createVerifier(core, trust),
    async inspect(envelope, options = {}) {
      const bytes = copyBytes(envelope, 'envelope');
      const mediaType = optionalText(options.mediaType, 'options.mediaType');
      const { inspect } = await core();
      return parse<Inspection>(call(() => inspect(bytes, mediaType)));
    },
    async lintTrustPolicy(document, options = {}) {
      const bytes = policyBytes(document, 'document');
      const { kind, trustStores } = options;
      if (kind !== undefined && kind !== 'oci' && kind !== 'blob') {
        throw new SealcheckError('invalid-argument', 'options.kind: must be "oci" or "blob"');
      }
      if (trustStores !== undefined && !isObject(trustStores)) {
        throw new SealcheckError('invalid-argument', 'options.trustStores: must be an object of trust stores');
      }
      const stores = trustStores && Object.keys(trustStores);
      const { lintTrustPolicy } = await core();
      return parse<PolicyReport>(call(() => lintTrustPolicy(bytes, kind, stores)));
    },
    readCertificates: (data) => readCertificates(core, data),
    async init(source) {
      await open(load, source);
    },
  };
}

async function readCertificates(core: () => Promise<Core>, data: Uint8Array): Promise<CertificateSummary[]> {
  const bytes = bytesOf(data, 'data');
  const { certificates } = await core();
  return parse<CertificateSummary[]>(call(() => certificates(bytes)));
}

async function once<T>(keeper: TrustKeeper, act: (keeper: TrustKeeper) => Promise<T>): Promise<T> {
  try {
    return await act(keeper);
  } finally {
    keeper.free();
  }
}

function createVerifier(core: () => Promise<Core>, trust: Trust): Verifier {
  // One document is of one kind; asked for the other, the core says what is wrong with it.
  const taken = takeTrust(trust);
  const keepers = { oci: new TrustKeeper(taken, 'oci'), blob: new TrustKeeper(taken, 'blob') };
  return {
    async verify(request: ArtifactRequest) {
      return verifyArtifact(core, keepers.oci, takeArtifact(request));
    },
    async verifyBlob(request: BlobRequest) {
      return verifyBlob(core, keepers.blob, takeBlob(request));
    },
    async selectPolicy(selector: string | { policyName?: string }) {
      if (typeof selector === 'string') return keepers.oci.selectPolicy(core, selector);
      if (!isObject(selector)) {
        throw new SealcheckError('invalid-argument', 'selector: must be a reference, or { policyName }');
      }
      return keepers.blob.selectPolicy(core, optionalText(selector.policyName, 'policyName'));
    },
  };
}
