/**
 * Requests taken: every input copied, every getter read once, the clock read, before anything is awaited. So nothing
 * can be swapped underneath a verification. What has the wrong shape is a `SealcheckError` naming the argument.
 */
import type { BlobSource } from './blob.js';
import type { CoreBlobRequest, OciRequest, TrustOptions } from './core.js';
import type { CryptoChoice } from './crypto/engine.js';
import { SealcheckError } from './errors.js';
import { demandObject, fail, isObject, kindOf } from './shape.js';
import type {
  ArtifactRequest,
  BlobRequest,
  Descriptor,
  EnvelopeMediaType,
  RequestOptions,
  SignatureInput,
  Trust,
  TrustStoreEntry,
  VerificationPlugin,
} from './types.js';

/** A trust, taken. */
export interface TakenTrust {
  options: Omit<TrustOptions, 'kind'>;
  plugins: ReadonlyMap<string, TakenPlugin>;
  crypto: CryptoChoice;
}

/** A plugin, taken. */
export interface TakenPlugin {
  verify(request: object, signal?: AbortSignal): Promise<object>;
}

/** A request for an artifact, taken. */
export interface TakenArtifact {
  request: OciRequest;
  signal: AbortSignal | undefined;
}

/** A request for a blob, taken. */
export interface TakenBlob {
  request: CoreBlobRequest;
  blob: BlobSource;
  signal: AbortSignal | undefined;
}

export { kindOf };

const MAX_SIGNATURES = 100;
const FIRST_INSTANT = -62_135_596_800_000;
const LAST_INSTANT = 253_402_300_799_999;

/** Takes whom to trust. */
export function takeTrust(trust: Trust): TakenTrust {
  demandObject(trust, 'the request');
  const { trustPolicy, trustStores, plugins = {}, crypto = 'auto', maxSignatures = MAX_SIGNATURES } = trust;
  demandObject(trustStores, 'trustStores');
  demandObject(plugins, 'plugins');
  if (!['auto', 'wasm', 'webcrypto'].includes(crypto)) {
    fail('crypto', `must be "auto", "wasm" or "webcrypto", not ${show(crypto)}`);
  }
  if (!Number.isInteger(maxSignatures) || maxSignatures < 1 || maxSignatures > 0xffff_ffff) {
    fail('maxSignatures', `must be an integer from 1, not ${show(maxSignatures)}`);
  }
  const taken = Object.entries(plugins).map(([name, plugin]) => takePlugin(name, plugin));
  return {
    options: {
      trustPolicy: policyBytes(trustPolicy, 'trustPolicy'),
      trustStores: demandTotal(Object.entries(trustStores).map(([key, entries]) => [key, takeStore(key, entries)])),
      plugins: taken.map(({ name, version, capabilities }) => ({ name, version, capabilities })),
      maxSignatures,
    },
    plugins: new Map(taken.map(({ name, verify }) => [name, { verify }])),
    crypto,
  };
}

/** A policy document as bytes. */
export function policyBytes(document: unknown, argument: string): Uint8Array {
  if (isBytes(document)) return copyBytes(document, argument);
  if (typeof document === 'string') return limited(new TextEncoder().encode(document), argument);
  demandObject(document, argument, 'text, a Uint8Array or an object');
  let json: string | undefined;
  try {
    json = JSON.stringify(document);
  } catch (error) {
    fail(argument, 'is an object that JSON.stringify refuses', error);
  }
  return limited(new TextEncoder().encode(json ?? fail(argument, 'is an object that JSON.stringify ignores')), argument);
}

function takeStore(key: string, entries: TrustStoreEntry[]): { name: string; data: Uint8Array }[] {
  const argument = `trustStores[${show(key)}]`;
  if (!Array.isArray(entries)) fail(argument, 'must be an array of certificates, each a Uint8Array or PEM text');
  return Array.from(entries, (entry: TrustStoreEntry | undefined, index) => {
    const where = `${argument}[${index}]`;
    if (typeof entry === 'string' || isBytes(entry)) return { name: `#${index + 1}`, data: certificateBytes(entry, where) };
    if (!isObject(entry)) fail(where, 'must be a Uint8Array, PEM text or { name, data }');
    const { name, data } = entry;
    return { name: text(name, `${where}.name`), data: certificateBytes(data, `${where}.data`) };
  });
}

function certificateBytes(data: unknown, argument: string): Uint8Array {
  if (typeof data === 'string') return limited(new TextEncoder().encode(data), argument);
  if (isBytes(data)) return copyBytes(data, argument);
  fail(argument, `must be a Uint8Array or PEM text, not ${kindOf(data)}`);
}

function takePlugin(name: string, plugin: VerificationPlugin) {
  const argument = `plugins[${show(name)}]`;
  demandObject(plugin, argument);
  const { version, capabilities, verify } = plugin;
  if (!Array.isArray(capabilities)) fail(`${argument}.capabilities`, 'must be an array');
  if (typeof verify !== 'function') fail(`${argument}.verify`, 'must be a function');
  return {
    name,
    version: text(version, `${argument}.version`),
    capabilities: Array.from(capabilities, (capability, index) => text(capability, `${argument}.capabilities[${index}]`)),
    verify: (request: object, signal?: AbortSignal): Promise<object> => Reflect.apply(verify, plugin, [request, signal]),
  };
}

/** Takes a request for an OCI artifact. */
export function takeArtifact(request: ArtifactRequest): TakenArtifact {
  demandObject(request, 'the request');
  const { reference, manifest, manifestMediaType, signatures } = request;
  if (!Array.isArray(signatures)) fail('signatures', `must be an array, not ${kindOf(signatures)}`);
  return {
    request: demandTotal({
      reference: text(reference, 'reference'),
      ...(isBytes(manifest) ? { manifest: copyBytes(manifest, 'manifest') } : { descriptor: takeDescriptor(manifest) }),
      ...optional('manifestMediaType', optionalText(manifestMediaType, 'manifestMediaType')),
      signatures: Array.from(signatures, (signature, index) => takeSignature(signature, `signatures[${index}]`)),
      ...takeOptions(request),
    }),
    signal: takeSignal(request),
  };
}

/** Takes a request for a blob. */
export function takeBlob(request: BlobRequest): TakenBlob {
  demandObject(request, 'the request');
  const { blob, blobMediaType, policyName, signature } = request;
  return {
    request: demandTotal({
      signature: takeSignature(signature, 'signature'),
      ...optional('blobMediaType', optionalText(blobMediaType, 'blobMediaType')),
      ...optional('policyName', optionalText(policyName, 'policyName')),
      ...takeOptions(request),
    }),
    blob: takeBlobSource(blob),
    signal: takeSignal(request),
  };
}

function takeBlobSource(blob: BlobSource): BlobSource {
  if (isBytes(blob)) return copy(blob, 'blob');
  if (isObject(blob) && Reflect.get(blob, 'locked') === true) fail('blob', 'is a stream that somebody else reads');
  const readable = ['stream', 'getReader', Symbol.asyncIterator];
  if (isObject(blob) && readable.some((method) => typeof Reflect.get(blob, method) === 'function')) return blob;
  fail('blob', `must be a Uint8Array, Blob, ReadableStream or AsyncIterable, not ${kindOf(blob)}`);
}

function takeDescriptor(descriptor: Descriptor): { mediaType: string; digest: string; size: number } {
  if (!isObject(descriptor) || ArrayBuffer.isView(descriptor) || descriptor instanceof ArrayBuffer) {
    fail('manifest', `must be a Uint8Array or a descriptor, not ${kindOf(descriptor)}`);
  }
  const { mediaType, digest, size } = descriptor;
  if (!Number.isSafeInteger(size) || size < 0) fail('manifest.size', `must be a number of bytes, not ${show(size)}`);
  return { mediaType: text(mediaType, 'manifest.mediaType'), digest: text(digest, 'manifest.digest'), size };
}

function takeSignature(signature: SignatureInput, argument: string): SignatureInput {
  demandObject(signature, argument, '{ envelope } or { error }');
  if ('error' in signature && !('envelope' in signature)) {
    const { error, digest } = signature;
    return { error: text(error, `${argument}.error`), ...optional('digest', optionalText(digest, `${argument}.digest`)) };
  }
  const { envelope, mediaType, manifest } = signature as Extract<SignatureInput, { envelope: Uint8Array }>;
  return {
    envelope: copyBytes(envelope, `${argument}.envelope`),
    ...optional('mediaType', optionalText(mediaType, `${argument}.mediaType`) as EnvelopeMediaType | undefined),
    ...optional('manifest', manifest === undefined ? undefined : copyBytes(manifest, `${argument}.manifest`)),
  };
}

function takeOptions({ currentDate = new Date(), evidence, userMetadata = {} }: RequestOptions) {
  demandObject(userMetadata, 'userMetadata');
  return {
    currentDate: takeDate(currentDate),
    userMetadata: Object.entries(userMetadata).map(([key, value]): [string, string] => [
      key,
      text(value, `userMetadata[${show(key)}]`),
    ]),
    ...optional('evidence', evidence === undefined ? undefined : takeEvidence(evidence)),
  };
}

function takeDate(date: Date): number {
  let time: number;
  try {
    // The method of `Date` itself: it takes dates of other realms and nothing that only looks like one.
    time = Date.prototype.getTime.call(date);
  } catch {
    throw new SealcheckError('invalid-date', `currentDate: must be a Date, not ${kindOf(date)}`);
  }
  if (Number.isNaN(time)) throw new SealcheckError('invalid-date', 'currentDate: is an invalid Date');
  if (time < FIRST_INSTANT || time > LAST_INSTANT) {
    throw new SealcheckError('invalid-date', 'currentDate: must lie in the years 1 to 9999');
  }
  return time;
}

function takeEvidence(evidence: NonNullable<RequestOptions['evidence']>): object {
  demandObject(evidence, 'evidence');
  if (Array.isArray(evidence)) fail('evidence', 'must be { ocsp, crls, unavailable }, not an array');
  const { ocsp = [], crls = [], unavailable = [] } = evidence;
  const list = <T, R>(items: T[], name: string, take: (item: T, where: string) => R): R[] => {
    if (!Array.isArray(items)) fail(`evidence.${name}`, `must be an array, not ${kindOf(items)}`);
    return Array.from(items, (item, index) => {
      demandObject(item, `evidence.${name}[${index}]`);
      return take(item, `evidence.${name}[${index}]`);
    });
  };
  return {
    ocsp: list(ocsp, 'ocsp', ({ url, response }, where) => ({
      ...optional('url', optionalText(url, `${where}.url`)),
      response: copyBytes(response, `${where}.response`),
    })),
    crls: list(crls, 'crls', ({ url, crl }, where) => ({
      ...optional('url', optionalText(url, `${where}.url`)),
      crl: copyBytes(crl, `${where}.crl`),
    })),
    unavailable: list(unavailable, 'unavailable', ({ url, error }, where) => ({
      url: text(url, `${where}.url`),
      error: text(error, `${where}.error`),
    })),
  };
}

function takeSignal({ signal }: RequestOptions): AbortSignal | undefined {
  if (signal === undefined) return undefined;
  const methods = ['throwIfAborted', 'addEventListener', 'removeEventListener'];
  if (!isObject(signal) || methods.some((method) => typeof Reflect.get(signal, method) !== 'function')) {
    fail('signal', `must be an AbortSignal, not ${kindOf(signal)}`);
  }
  return signal;
}

// ── Shapes ──────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * No argument but a blob may be larger, and all of a request together not larger than four of them. The core's own
 * limits are far below and are findings; these keep what it would say no to from filling the memory of the wasm.
 */
const MAX_BYTES = 128 << 20;

/** The bytes themselves, checked. */
export function bytesOf(value: unknown, argument: string): Uint8Array {
  if (!isBytes(value)) fail(argument, `must be a Uint8Array, not ${kindOf(value)}`);
  // A view whose buffer was transferred is empty, but was not given as such.
  if (value.length === 0) copy(value, argument);
  return value;
}

/** Refuses what has more bytes in all than the wasm has room for. */
function demandTotal<T>(taken: T): T {
  const total = bytesIn(taken);
  if (total > 4 * MAX_BYTES) fail('the request', `has ${total} bytes in all, and must not have more than ${4 * MAX_BYTES}`);
  return taken;
}

function bytesIn(value: unknown): number {
  if (value instanceof Uint8Array) return value.length;
  return isObject(value) ? Object.values(value).reduce((sum: number, member) => sum + bytesIn(member), 0) : 0;
}

/** A copy of the bytes, which nobody else can change. */
export function copyBytes(value: unknown, argument: string): Uint8Array {
  return copy(limited(bytesOf(value, argument), argument), argument);
}

function limited(bytes: Uint8Array, argument: string, limit = MAX_BYTES): Uint8Array {
  if (bytes.length > limit) fail(argument, `has ${bytes.length} bytes, and must not have more than ${limit}`);
  return bytes;
}

function copy(bytes: Uint8Array, argument: string): Uint8Array {
  try {
    return new Uint8Array(bytes);
  } catch (error) {
    if (error instanceof TypeError) fail(argument, 'is a view of a buffer that was transferred or shrunk', error);
    fail(argument, `has ${bytes.length} bytes, for a copy of which there is no memory`, error);
  }
}

/** A text, or nothing. */
export function optionalText(value: unknown, argument: string): string | undefined {
  return value === undefined ? undefined : text(value, argument);
}

function text(value: unknown, argument: string): string {
  if (typeof value === 'string') return value;
  fail(argument, `must be a string, not ${kindOf(value)}`);
}

// By name, not by `instanceof`: bytes may come from another realm.
function isBytes(value: unknown): value is Uint8Array {
  return ArrayBuffer.isView(value) && Object.prototype.toString.call(value) === '[object Uint8Array]';
}

function optional<Name extends string, T>(name: Name, value: T | undefined): { [N in Name]?: T } {
  return (value === undefined ? {} : { [name]: value }) as { [N in Name]?: T };
}

function show(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
