/** The functions of the package, as closures over the way the wasm is loaded. */
import { call, type Core, open, parse } from './core.js';
import { SealcheckError } from './errors.js';
import { bytesOf, copyBytes, optionalText, policyBytes, takeArtifact, takeBlob, takeTrust } from './input.js';
import { demandObject, isObject, kindOf } from './shape.js';
import type {
  ArtifactRequest,
  BlobRequest,
  CertificateSummary,
  Inspection,
  PolicyReport,
  Trust,
  TrustPolicyInput,
  TrustStores,
  Verifier,
  VerifierOptions,
} from './types.js';
import { TrustKeeper, verifyArtifact, verifyBlob } from './verify.js';
import type { Load, WasmSource } from './wasm/instance.js';

/** The functions that need the wasm; what they do is said where they are declared. */
export type Api = Pick<
  typeof import('./declarations.js'),
  'verify' | 'verifyBlob' | 'createVerifier' | 'inspect' | 'lintTrustPolicy' | 'readCertificates' | 'init'
>;

/** Makes the functions; nothing is loaded before one of them is called. */
export function createApi(load: Load): Api {
  const core = (): Promise<Core> => open(load);
  return {
    async verify(request) {
      const started = start(core);
      const [trust, artifact] = [takeTrust(request), takeArtifact(request)];
      return once(new TrustKeeper(trust, 'oci', false), (keeper) => verifyArtifact(started, keeper, artifact));
    },
    async verifyBlob(request) {
      const started = start(core);
      const [trust, blob] = [takeTrust(request), takeBlob(request)];
      return once(new TrustKeeper(trust, 'blob', false), (keeper) => verifyBlob(started, keeper, blob));
    },
    createVerifier: (trust, options) => createVerifier(core, trust, options),
    async inspect(envelope, options) {
      const inspect = takeInspect(envelope, options);
      return inspect(await core());
    },
    async lintTrustPolicy(document, options) {
      const lint = takeLint(document, options);
      return lint(await core());
    },
    readCertificates: (data) => readCertificates(core, data),
    async init(source) {
      await open(load, source === undefined ? undefined : takeSource(source));
    },
  };
}

/** One of them. For the entries, in place of destructuring, which bundlers keep where nobody uses it. */
export const pick = <Name extends keyof Api>(api: Api, name: Name): Api[Name] => api[name];

/** Begins to load the core, so that it is compiled while arguments are taken; who takes it hears what went wrong. */
function start(core: () => Promise<Core>): () => Promise<Core> {
  const loading = core();
  loading.catch(() => undefined);
  return () => loading;
}

/** The arguments of `inspect`, taken; what it does with the core. */
export function takeInspect(envelope: Uint8Array, options: { mediaType?: string } = {}): (core: Core) => Inspection {
  const bytes = copyBytes(envelope, 'envelope');
  demandObject(options, 'options');
  const mediaType = optionalText(options.mediaType, 'options.mediaType');
  return ({ inspect }) => parse<Inspection>(call(() => inspect(bytes, mediaType)));
}

/** The arguments of `lintTrustPolicy`, taken; what it does with the core. */
export function takeLint(
  document: TrustPolicyInput,
  options: { kind?: 'oci' | 'blob'; trustStores?: TrustStores } = {},
): (core: Core) => PolicyReport {
  const bytes = policyBytes(document, 'document');
  demandObject(options, 'options');
  const { kind, trustStores } = options;
  if (kind !== undefined && kind !== 'oci' && kind !== 'blob') {
    throw new SealcheckError('invalid-argument', 'options.kind: must be "oci" or "blob"');
  }
  if (trustStores !== undefined) demandObject(trustStores, 'options.trustStores', 'an object of trust stores');
  const stores = trustStores && Object.keys(trustStores);
  return ({ lintTrustPolicy }) => parse<PolicyReport>(call(() => lintTrustPolicy(bytes, kind, stores)));
}

/** Whether a verifier keeps what it learns of certificates. */
export function takeRemembers(options: VerifierOptions = {}): boolean {
  demandObject(options, 'options');
  const { rememberCertificates = true } = options;
  if (typeof rememberCertificates === 'boolean') return rememberCertificates;
  throw new SealcheckError('invalid-argument', `options.rememberCertificates: must be a boolean, not ${kindOf(rememberCertificates)}`);
}

/** What a statement is selected by: a reference, or the name of a statement for blobs. */
export function takeSelector(selector: string | { policyName?: string }): { kind: 'oci' | 'blob'; name: string | undefined } {
  if (typeof selector === 'string') return { kind: 'oci', name: selector };
  demandObject(selector, 'selector', 'a reference, or { policyName }');
  return { kind: 'blob', name: optionalText(selector.policyName, 'policyName') };
}

function takeSource(source: WasmSource): WasmSource {
  const isText = typeof source === 'string' && source !== '';
  if (isText || isObject(source)) return source;
  throw new SealcheckError('invalid-argument', `source: must be a URL, Response, bytes or WebAssembly.Module, not ${kindOf(source)}`);
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

function createVerifier(core: () => Promise<Core>, trust: Trust, options: VerifierOptions | undefined): Verifier {
  // One document is of one kind; asked for the other, the core says what is wrong with it.
  const taken = takeTrust(trust);
  const remembers = takeRemembers(options);
  const keepers = { oci: new TrustKeeper(taken, 'oci', remembers), blob: new TrustKeeper(taken, 'blob', remembers) };
  return {
    async verify(request: ArtifactRequest) {
      return verifyArtifact(core, keepers.oci, takeArtifact(request));
    },
    async verifyBlob(request: BlobRequest) {
      return verifyBlob(core, keepers.blob, takeBlob(request));
    },
    async selectPolicy(selector: string | { policyName?: string }) {
      const { kind, name } = takeSelector(selector);
      return keepers[kind].selectPolicy(await core(), name);
    },
  };
}
