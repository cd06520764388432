/**
 * The one instance of the core, and how it is kept alive. Read this before writing on either side of it.
 *
 * - `load(source?)`, one per runtime in this folder, gives the core: the functions that wasm-bindgen generated,
 *   names unchanged (`glue.d.ts`). The first source wins; later calls, also concurrent ones, get the
 *   same core; after a failure the next call tries again.
 * - Every synchronous call into the core goes through `guard(() => core.step(…))`. What is thrown on purpose is a
 *   `SealcheckError`. Anything else that comes out is a fault that leaves the memory of the instance in an unknown
 *   state: `guard` replaces the instance, made from the module already compiled, and throws a `Trap`.
 * - An object of the core (an instance of a wasm-bindgen class) dies with its instance; whoever keeps one across
 *   calls has to count the traps (`src/core.ts` does).
 * - What `load` throws says what could not be loaded and is not a `SealcheckError`; the facade wraps it.
 */
import start, {
  __wbg_reset_state as replaceInstance,
  certificates,
  Hasher,
  initSync as startSync,
  inspect,
  lintTrustPolicy,
  Trust,
  Verification,
  version as wasmVersion,
} from '../generated/glue.js';
import { version } from '../version.js';

/**
 * The functions of the wasm module, which `src/core.ts` describes. Not by the generated declarations: those ask for a
 * newer TypeScript library than users may have, and this type is in the public ones.
 */
export type Core = object;

/** Where the wasm comes from: its address, an HTTP answer, its bytes, or the compiled module. */
export type WasmSource =
  | string
  | URL
  | Response
  | Promise<Response>
  | ArrayBuffer
  | Uint8Array
  | WebAssembly.Module;

/** Gives the core, compiled on the first call. */
export type Load = (source?: WasmSource) => Promise<Core>;

/** A fault inside the core: an error of ours, never a statement about a signature. */
export class Trap extends Error {
  override readonly name = 'Trap';
}

/** Not the whole glue: bundlers leave out what nobody uses. */
const glue = { certificates, Hasher, inspect, lintTrustPolicy, Trust, Verification, version: wasmVersion };

let loading: Promise<Core> | undefined;
/** What is running, or what keeps it from ever running. */
let running: Core | Error | undefined;
/** Whether the instance had a fault and could not be replaced. */
let lost = false;

/** The core, instantiated from what `source` gives unless that has happened already. */
export async function instantiate(source: () => WasmSource | Promise<WasmSource>): Promise<Core> {
  if (running) return current();
  loading ??= (async () => {
    const module = await compile(await source());
    // Whoever called `instantiateSync` meanwhile was first.
    if (running === undefined) {
      await start({ module_or_path: module });
      running = checked();
    }
    return current();
  })().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

/** As `instantiate`, at once. */
export function instantiateSync(source: ArrayBuffer | Uint8Array | WebAssembly.Module): Core {
  if (running === undefined) {
    if (loading !== undefined) throw new Error('the wasm is being loaded by init(), which has not ended');
    startSync({ module: isModule(source) ? source : new WebAssembly.Module(source as BufferSource) });
    running = checked();
  }
  return current();
}

/** The core, if it runs already. */
export function current(): Core {
  if (running === undefined) throw new Error('the wasm is not loaded: call initSync(source), or await init(source), first');
  if (running instanceof Error) throw running;
  if (lost) revive();
  return running;
}

/** Calls into the core; after a fault inside, the next call finds a new instance. */
export function guard<T>(call: () => T): T {
  try {
    if (lost) revive();
    return call();
  } catch (error) {
    if (isDeliberate(error)) throw error;
    lost = true;
    try {
      revive();
    } catch {
      // Where modules are of another realm, no instance can be made at once: `current` goes on refusing.
    }
    throw new Trap('the core failed and was started again', { cause: error });
  }
}

function revive(): void {
  replaceInstance();
  lost = false;
}

/** The glue and the wasm talk about memory; another release's would be misunderstood. */
function checked(): Core | Error {
  let found: unknown;
  try {
    found = glue.version();
  } catch {
    found = 'unknown';
  }
  return found === version ? glue : new Error(`this is the wasm of version ${String(found)}, the package is of ${version}`);
}

async function compile(source: Awaited<WasmSource>): Promise<WebAssembly.Module> {
  if (typeof source === 'string' || source instanceof URL) return compile(await fetch(source));
  if (isResponse(source)) return compileResponse(source);
  return isModule(source) ? source : WebAssembly.compile(source as BufferSource);
}

async function compileResponse(response: Response): Promise<WebAssembly.Module> {
  if (!response.ok) throw new Error(`the wasm could not be fetched: HTTP ${response.status} from ${response.url}`);
  const mediaType = response.headers.get('content-type')?.split(';')[0]?.trim();
  if (mediaType === 'application/wasm' && typeof WebAssembly.compileStreaming === 'function') {
    return WebAssembly.compileStreaming(response);
  }
  return WebAssembly.compile(await response.arrayBuffer());
}

// By shape, not by `instanceof`: edge runtimes hand over objects of another realm.
function isModule(source: object): source is WebAssembly.Module {
  return Object.prototype.toString.call(source) === '[object WebAssembly.Module]';
}

function isResponse(source: object): source is Response {
  return 'headers' in source && 'arrayBuffer' in source;
}

// By name: this folder knows nothing of the facade.
function isDeliberate(error: unknown): boolean {
  return error instanceof Error && error.name === 'SealcheckError';
}
