/**
 * The core behind one wall: calls go in, values and `SealcheckError` come out.
 *
 * An object of the core lives in the memory of one instance. After a fault that instance is gone, and with it every
 * object; the instances are counted, so that nobody uses an object of a former one.
 */
import type { Question } from './crypto/scheme.js';
import { SealcheckError, type SealcheckErrorCode, messageOf } from './errors.js';
import type { Problem, SignatureInput, Verdict } from './types.js';
import { guard, type Load, Trap, type WasmSource } from './wasm/instance.js';

/** What a `Trust` of the core is made from. */
export interface TrustOptions {
  trustPolicy: Uint8Array;
  kind: 'oci' | 'blob';
  trustStores: [key: string, entries: { name: string; data: Uint8Array }[]][];
  plugins: { name: string; version: string; capabilities: string[] }[];
  maxSignatures: number;
}

/** What the two kinds of requests to the core have in common. */
export interface CoreRequest {
  currentDate: number;
  userMetadata: [string, string][];
  evidence?: unknown;
}

/** What an OCI verification is made from. */
export interface OciRequest extends CoreRequest {
  reference: string;
  manifest?: Uint8Array;
  descriptor?: { mediaType: string; digest: string; size: number };
  manifestMediaType?: string;
  signatures: SignatureInput[];
}

/** What a blob verification is made from. */
export interface CoreBlobRequest extends CoreRequest {
  signature: SignatureInput;
  blobMediaType?: string;
  policyName?: string;
}

/** What a step comes to. */
export type Step = { done: Verdict } | { ask: Questions };

/** What the core must know before it goes on. */
export interface Questions {
  plugins: { id: string; name: string; request: object }[];
  blobDigest: 'sha256' | 'sha384' | 'sha512' | null;
}

/** An object of the core. */
export interface CoreObject {
  free(): void;
}

/** Whom to trust, parsed. */
export interface CoreTrust extends CoreObject {
  keepCertificates(): void;
  selectPolicy(referenceOrName?: string): string;
}

/** A signature to check. */
export interface CoreQuestion extends CoreObject, Question {}

/** One verification, between its steps. */
export interface CoreVerification extends CoreObject {
  signatureQuestions(): CoreQuestion[];
  answerSignature(question: CoreQuestion, valid: boolean): void;
  step(): string;
  answerPlugin(id: string, response: string): void;
  failPlugin(id: string, error: string): void;
  answerBlobDigest(digestHex: string, size: number): void;
}

/** A running digest. */
export interface CoreHasher extends CoreObject {
  update(bytes: Uint8Array): void;
  digest(): string;
}

/** The functions of the wasm module, as crates/sealcheck-wasm has them. Results are JSON text. */
export interface Core {
  Trust: new (options: TrustOptions) => CoreTrust;
  Verification: {
    oci(trust: CoreTrust, request: OciRequest): CoreVerification;
    blob(trust: CoreTrust, request: CoreBlobRequest): CoreVerification;
  };
  Hasher: new (algorithm: 'sha256' | 'sha384' | 'sha512') => CoreHasher;
  inspect(envelope: Uint8Array, mediaType?: string): string;
  lintTrustPolicy(document: Uint8Array, kind?: 'oci' | 'blob', stores?: string[]): string;
  certificates(data: Uint8Array): string;
  version(): string;
}

let instances = 0;

/** Loads the core; what goes wrong is a `SealcheckError`. */
export async function open(load: Load, source?: WasmSource): Promise<Core> {
  try {
    return (await load(source)) as Core;
  } catch (error) {
    throw loadFailed(error);
  }
}

/** What went wrong while the core was loaded. */
export function loadFailed(error: unknown): SealcheckError {
  if (error instanceof SealcheckError) return error;
  const message = messageOf(error);
  // Every engine has words of its own for it.
  const advice = /content security policy|unsafe-eval|blocked by csp|disallowed by embedder/i.test(message)
    ? 'the Content-Security-Policy must allow it: script-src \'wasm-unsafe-eval\' is enough; '
    : '';
  return new SealcheckError('load-failed', `the wasm could not be loaded: ${advice}${message}`, { cause: error });
}

/** A synchronous call into the core. */
export function call<T>(act: () => T): T {
  try {
    return guard(() => {
      try {
        return act();
      } catch (error) {
        throw deliberate(error) ?? error;
      }
    });
  } catch (error) {
    if (!(error instanceof Trap)) throw error;
    instances += 1;
    throw new SealcheckError('internal', 'the core failed: please report this, with the input', { cause: error });
  }
}

/** What the core throws on purpose says so in JSON: `{ code, message, problems? }`. */
function deliberate(error: unknown): SealcheckError | undefined {
  if (!(error instanceof Error) || !error.message.startsWith('{')) return undefined;
  try {
    const { code, message, problems } = JSON.parse(error.message) as {
      code?: SealcheckErrorCode;
      message?: string;
      problems?: Problem[];
    };
    if (typeof code !== 'string' || typeof message !== 'string') return undefined;
    return new SealcheckError(code, message, problems && { problems });
  } catch {
    return undefined;
  }
}

/** An object of the core, used through `call` and only while its instance lives. */
export class Held<T extends CoreObject> {
  readonly #object: T;
  readonly #generation: number;
  #freed = false;

  constructor(make: () => T) {
    this.#object = call(make);
    this.#generation = instances;
  }

  /** Whether the instance it belongs to is gone. */
  get stale(): boolean {
    return this.#generation !== instances;
  }

  use<R>(act: (object: T) => R): R {
    if (this.stale) {
      throw new SealcheckError('internal', 'the core was started again during this verification: verify again');
    }
    // A plugin may answer after its verification was aborted.
    if (this.#freed) throw new SealcheckError('internal', 'this verification has ended');
    return call(() => act(this.#object));
  }

  free(): void {
    if (!this.stale && !this.#freed) this.#object.free();
    this.#freed = true;
  }
}

/** Reads what the core answered. */
export function parse<T>(json: string): T {
  return JSON.parse(json) as T;
}
